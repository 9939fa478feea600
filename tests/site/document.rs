//! Texts from Word and from the clipboard, as documents that build.

use std::fs;

use crate::support::{Fixture, words};

/// Made and saved with a word processor.
const WORD: &[u8] = include_bytes!("fixture/方案.docx");

fn imported(name: &str, bytes: &[u8]) -> (Fixture, String) {
    let fixture = Fixture::new().with(&format!("来件/{name}"), bytes);
    let path = fixture.root().join("来件").join(name);
    let output = fixture.run(&["import", "document", path.to_str().unwrap()]);
    let report = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{report}");
    (fixture, report)
}

#[test]
fn a_word_file_becomes_a_document_that_builds() {
    let (fixture, report) = imported("方案.docx", WORD);
    let text = fs::read_to_string(fixture.root().join("content/documents/2024/方案.md")).unwrap();
    println!("{report}\n{text}");
    for line in [
        "title = \"云溪区卫生健康局关于印发《云溪区社区康复服务提升工作方案》的通知\"",
        "disclosure = \"主动公开\"",
        "mark = \"云溪区卫生健康局\"",
        "doc_number = \"云卫健〔2024〕61号\"",
        "issuer = \"云溪区卫生健康局\"",
        "dated = 2024-06-03",
        "printed = 2024-06-04",
        "printed_by = \"云溪区卫生健康局办公室\"",
        "各街道办事处，各医疗卫生机构：",
        "（此件主动公开）",
        "# 云溪区社区康复服务提升工作方案",
        "## 一、工作目标",
        "### （一）建设服务网络",
        "| 街道 | 新建（个） | 改造（个） |",
        "| 1 | 南湖社区康复服务点<br>（南湖路） |",
        "# 附件1 云溪区社区康复服务点名单",
    ] {
        assert!(text.lines().any(|written| written == line), "{line}\n{text}");
    }
    assert!(report.contains("页眉、页脚1个没有导入"), "{report}");
    assert!(!report.contains("没有照原样写入"), "{report}");
    fixture.built();
    let page = words(&fixture.page("documents/2024/方案"));
    assert!(page.contains("服务覆盖率不低于90%*。") && page.contains("云卫健〔2024〕61号"), "{page}");
    // The tasks of the text are found in it: one with a lead, one without.
    assert!(page.contains("重点任务2项") || page.contains("2项"), "{page}");
    let again = fixture.run(&["import", "document", fixture.root().join("来件/方案.docx").to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(1), "what is there is never replaced");
}

#[test]
fn a_pasted_page_keeps_its_labels_and_its_tables() {
    let text = "索引号：100001/2024-00012\n文号：云政办发〔2024〕9号\n发文日期：2024年3月1日\n公开方式：主动公开\n统一登记号：\n关于开展普查的通知\n各有关单位：\n一、时间安排\n3月上旬启动。\n- 短横开头不是列表\n序号\t事项\n1\t培训|动员\n— 2 —\n云溪区人民政府办公室\n2024年2月28日\n";
    let (fixture, report) = imported("网页.txt", text.as_bytes());
    let text = fs::read_to_string(fixture.root().join("content/documents/2024/网页.md")).unwrap();
    for line in [
        "title = \"关于开展普查的通知\"",
        "index_number = \"100001/2024-00012\"",
        "dispatched = 2024-03-01",
        "dated = 2024-02-28",
        "issuer = \"云溪区人民政府办公室\"",
        "## 一、时间安排",
        "\\- 短横开头不是列表",
        "| 1 | 培训\\|动员 |",
    ] {
        assert!(text.lines().any(|written| written == line), "{line}\n{text}");
    }
    assert!(report.contains("正文中的页码1处已删去") && !text.contains("— 2 —"), "{report}");
    fixture.built();
}

/// A page of disclosure as it is copied: the number before the title, the labels behind it, some of them empty.
#[test]
fn labels_behind_a_title_are_its_fields() {
    let text = "|\n|\n云政办发〔2024〕9号 云溪区人民政府办公室关于开展普查的通知\n\n索引号：100001/2024-00012\n\n文号：云政办发〔2024〕9号\n\n统一登记号：\n公开方式：主动公开\n所属机构：\n登记日期：2024-03-05\n公开责任部门：文秘科\n\n各有关单位：\n一、时间安排\n3月上旬启动。\n";
    let (fixture, report) = imported("网页.txt", text.as_bytes());
    let text = fs::read_to_string(fixture.root().join("content/documents/2024/网页.md")).unwrap();
    for line in [
        "title = \"云溪区人民政府办公室关于开展普查的通知\"",
        "doc_number = \"云政办发〔2024〕9号\"",
        "disclosure = \"主动公开\"",
        "index_number = \"100001/2024-00012\"",
        "registered = 2024-03-05",
        "responsible = \"文秘科\"",
        "各有关单位：",
    ] {
        assert!(text.lines().any(|written| written == line), "{line}\n{text}");
    }
    assert!(!text.contains("统一登记号") && !text.contains("公开责任部门") && !report.contains("没有照原样"), "{text}");
    fixture.built();
}

#[test]
fn what_is_secret_or_unreadable_is_not_imported() {
    for (name, bytes) in
        [("密.txt", "机密★一年\n关于某事的通知\n正文。\n".as_bytes()), ("坏.docx", b"PK\x03\x04broken".as_slice())]
    {
        let fixture = Fixture::new().with(&format!("来件/{name}"), bytes);
        let path = fixture.root().join("来件").join(name);
        let output = fixture.run(&["import", "document", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(!fixture.root().join("content").exists());
    }
}

#[test]
fn what_is_doubtful_in_a_pasted_text_is_said() {
    let import = |text: &str| {
        let fixture = Fixture::new().with("来件/a.txt", text);
        let output = fixture.run(&["import", "document", "来件/a.txt"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let written = fs::read_to_string(fixture.root().join("content/documents/a.md")).unwrap();
        (written, String::from_utf8(output.stdout).unwrap())
    };
    let (written, report) =
        import("||||\n|\n首页 > 招商 > 医药产业：聚链成势\n专栏推荐\n医药产业：聚链成势\n发布者说明\n正文一段。\n|\n");
    assert!(
        written.starts_with("+++\ntitle = \"医药产业：聚链成势\"\n") && written.contains("正文一段。"),
        "{written}"
    );
    assert!(!written.contains('|'), "{written}");
    assert!(report.contains("标题之前的2行") && report.contains("只有竖线的行3行已删去"), "{report}");
    let (written, report) =
        import("招商方案汇编\n\n招商工作方案1\n\n一、目标\n\n甲。\n\n招商工作方案2\n\n一、目标\n\n乙。\n");
    assert!(written.contains("\n# 招商工作方案1\n") && written.contains("\n# 招商工作方案2\n"), "{written}");
    assert!(report.contains("文件里有2篇，自“招商工作方案1”起") && !report.contains("重新编号"), "{report}");
    let (written, report) = import("目录如下：\n招商三年行动计划(2022-2024)\n一、目标\n甲。\n一、目标\n乙。\n");
    assert!(written.contains("title = \"招商三年行动计划(2022-2024)\""), "{written}");
    assert!(report.contains("“一、”重新编号1次") && report.contains("标题之前的1行"), "{report}");
    let (_, report) = import("这一段话没有标题。\n");
    assert!(report.contains("没有认出标题"), "{report}");
}
