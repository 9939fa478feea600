//! What else offices keep in tables: clue forms, rosters, tasks, indicators.

use std::fs;

use rust_xlsxwriter::Workbook;

use crate::support::{MOBILE, PERSON, files, import, notice};

#[test]
fn a_blank_form_that_is_filled_in_imports() {
    let fixture = notice();
    let built = fixture.built();
    let page = fixture.page("documents/2024/9");
    assert!(page.contains("href=\"./projects-form.xlsx\""));
    let size = built["documents/2024/9/projects-form.xlsx"].len().div_ceil(1024);
    assert!(page.contains(&format!("XLSX，{size} KB")), "type and size stand beside the link");
    for format in ["json", "md", "txt"] {
        assert!(page.contains(&format!("<a href=\"index.{format}\" download>{}</a>", format.to_uppercase())));
    }
    let [grid] = gongkai::table::grids("表.xlsx", built["documents/2024/9/projects-form.xlsx"].clone())
        .unwrap()
        .try_into()
        .unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..3_u32 {
        for column in 0..5_u16 {
            let words = grid.value(row as usize, column.into()).words();
            let words =
                words.replace("填报单位：", "填报单位：区商务局").replace("填报时间：", "填报时间：2024年6月5日");
            sheet.write_string(row, column, words.replace("联系人：", &format!("联系人：{PERSON}"))).unwrap();
        }
    }
    for (column, text) in (0..).zip(["某医药中间体项目", "拟建两条生产线。", PERSON, MOBILE, "已电话沟通。"])
    {
        sheet.write_string(3, column, text).unwrap();
    }
    let path = fixture.root().join("线索.xlsx");
    book.save(&path).unwrap();
    let (code, report) = import(&fixture, "projects", &[path.to_str().unwrap().to_owned()], &[]);
    assert_eq!(code, 0, "{report}");
    let text = String::from_utf8(files(&fixture.root().join("content/projects"))["2024-001.toml"].clone()).unwrap();
    let expected = "name = \"某医药中间体项目\"\ncode = \"2024-001\"\ndisclosure = \"不予公开\"\nstage = \"线索\"\nlead_unit = \"区商务局\"\nsummary = \"拟建两条生产线。\"\n\n[[update]]\ndate = 2024-06-05\ntext = \"已电话沟通。\"\n";
    assert_eq!(text, expected);
}

#[test]
fn members_tasks_and_indicators_come_in_and_go_out_alike() {
    let fixture = notice();
    let content = || files(&fixture.root().join("content"));
    let before = content();
    for kind in ["rosters", "tasks", "indicators"] {
        let file = format!("{kind}.xlsx");
        assert_eq!(fixture.run(&["export", kind, &file]).status.code(), Some(0), "{kind}");
        let path = fixture.root().join(&file).to_str().unwrap().to_owned();
        let (code, report) = import(&fixture, kind, &[path], &[]);
        assert_eq!((code, report.contains("更新0条")), (0, true), "{kind}: {report}");
        assert_eq!(content(), before, "{kind}");
    }
    let csv = |name: &str, text: &str| {
        let path = fixture.root().join(name);
        fs::write(&path, text).unwrap();
        vec![path.to_str().unwrap().to_owned()]
    };
    let tasks = csv(
        "任务.csv",
        "文号,重点任务,牵头单位,配合单位,责任单位,进展情况,完成时限\r\n云政办发〔2024〕9号,摸排线索,区商务局,区工信局,,推进中,2024-12-31\r\n云政办发〔2024〕9号,建立台账,,,区商务局,已完成,每月30日前\r\n",
    );
    let (code, report) = import(&fixture, "tasks", &tasks, &[]);
    assert_eq!(code, 0, "{report}");
    let indicators =
        csv("指标.csv", "云政办发〔2024〕9号指标完成情况\r\n指标名称,完成值,完成值日期\r\n签约项目,5个,2024-06-30\r\n");
    let (code, report) = import(&fixture, "indicators", &indicators, &[]);
    assert_eq!(code, 0, "{report}");
    let written = String::from_utf8(content()["documents/2024/9.md"].clone()).unwrap();
    assert!(
        written.contains("status = \"推进中\"")
            && written.contains("due = 2024-12-31")
            && written.contains("each = \"每月30日前\""),
        "{written}"
    );
    assert!(written.contains("actual = [{ on = 2024-06-30, value = \"5个\" }]"), "{written}");
    let short = csv("短.csv", "文号,重点任务,进展情况\r\n云政办发〔2024〕9号,摸排线索,推进中\r\n");
    let fresh = notice();
    let (code, report) = import(&fresh, "tasks", &short, &[]);
    assert_eq!((code, report.contains("其余的就不再列出")), (1, true), "{report}");
    let roster = csv(
        "名单.csv",
        "云溪区招商专班成员名单,,,\r\n职责,姓 名,单位及职务,联系电话\r\n组长：,林 某,区商务局局长,13800138000\r\n成员：,周某某,区工信局副局长,\r\n,吴某某,区财政局副局长,\r\n",
    );
    let (code, report) = import(&fixture, "rosters", &roster, &[]);
    assert_eq!(code, 0, "{report}");
    let roster = String::from_utf8(content()["rosters/云溪区招商专班.toml"].clone()).unwrap();
    assert!(
        roster.contains("body = \"云溪区招商专班\"") && roster.contains("name = \"林某\"") && !roster.contains(MOBILE),
        "{roster}"
    );
    assert_eq!(roster.matches("role = ").count(), 2, "{roster}");
    fixture.built();
}
