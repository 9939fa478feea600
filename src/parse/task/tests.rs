use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::model::{Block, BlockKind, Heading, Inline, ListItem, Part, Text};

/// A text of plain lines: `## ` begins a heading, `# ` a part, `- ` and `1) ` a list item, `**…**` ahead bold words.
pub(super) fn text(lines: &[&str]) -> Text {
    let mut parts = vec![Part::default()];
    let mut at = 0;
    for (index, line) in lines.iter().enumerate() {
        let span = at..at + line.len();
        at = span.end + 1;
        let marks = line.bytes().take_while(|byte| *byte == b'#').count();
        let last = parts.len() - 1;
        let blocks = &mut parts[last].blocks;
        let heading = |level| Heading { level, anchor: format!("h{index}"), content: inline(line[marks..].trim()) };
        if marks == 1 {
            parts.push(Part { title: Some(heading(1)), blocks: Vec::new() });
        } else if marks > 1 {
            blocks.push(Block { span, kind: BlockKind::Heading(heading(u8::try_from(marks).expect("a short line"))) });
        } else if let Some((number, rest)) = item(line) {
            let inner = Block { span: span.clone(), kind: paragraph(String::new(), rest) };
            let item = ListItem { anchor: format!("i{index}"), number: number.to_owned(), blocks: vec![inner] };
            match blocks.last_mut() {
                Some(Block { kind: BlockKind::List { items, .. }, span: list }) => {
                    items.push(item);
                    list.end = span.end;
                }
                _ => blocks
                    .push(Block { span, kind: BlockKind::List { ordered: !number.is_empty(), items: vec![item] } }),
            }
        } else if !line.is_empty() {
            blocks.push(Block { span, kind: paragraph(format!("p{index}"), line) });
        }
    }
    Text { parts, ..Text::default() }
}

fn item(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("- ").map(|rest| ("", rest)).or_else(|| {
        let (number, rest) = line.split_once(") ")?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| (&line[..=number.len()], rest))
    })
}

fn paragraph(anchor: String, line: &str) -> BlockKind {
    BlockKind::Paragraph { anchor, content: inline(line) }
}

fn inline(line: &str) -> Vec<Inline> {
    match line.strip_prefix("**").and_then(|rest| rest.split_once("**")) {
        Some((bold, rest)) => {
            vec![Inline::Strong(vec![Inline::Text(bold.to_owned())]), Inline::Text(rest.to_owned())]
        }
        None => vec![Inline::Text(line.to_owned())],
    }
}

/// The tasks of a text, each on one line: `number title | lead | with | implementer | time`.
fn tasks(lines: &[&str]) -> Vec<String> {
    let tasks = read_tasks(&super::lines(&text(lines))).into_iter();
    tasks
        .map(|task| {
            let time = task.due.map(|date| date.iso()).into_iter().chain(task.each).collect::<Vec<_>>().join(" ");
            let units = [task.lead, task.with, task.implementer].map(|units| units.join("、")).join(" | ");
            format!("{}{} | {units} | {time}", task.number, task.title)
        })
        .collect()
}

/// The one task that a clause with this ending makes: `lead | with | implementer | time`.
fn units(ending: &str) -> String {
    match tasks(&[&format!("1.推进老年助餐。增设助餐点20处。{ending}")]).as_slice() {
        [] => "none".to_owned(),
        [task] => task.strip_prefix("1.推进老年助餐 | ").unwrap_or(task).trim_end_matches([' ', '|']).to_owned(),
        several => several.join(" // "),
    }
}

#[test]
fn reads_every_notation() {
    for (ending, expected) in [
        ("（责任单位：区民政局、区财政局）", " |  | 区民政局、区财政局"),
        ("(责任单位:区民政局、区财政局)", " |  | 区民政局、区财政局"),
        ("（责任单位：区民政局、区财政局，排第一的为牵头单位，下同）", "区民政局 | 区财政局"),
        ("(责任单位:区民政局、财政局,各街道办事处,排在第一位的为牵头单位,下同)", "区民政局 | 区财政局、各街道办事处"),
        ("牵头单位:区民政局", "区民政局"),
        ("牵头单位：区民政局；配合单位：区财政局、区人社局。", "区民政局 | 区财政局、区人社局"),
        ("[牵头单位:区民政局,配合单位:财政局、人社局]", "区民政局 | 区财政局、区人社局"),
        ("【牵头部门：区民政局；参与部门：区财政局】", "区民政局 | 区财政局"),
        ("（牵头单位：区民政局；配合单位：区财政局；责任单位：各街道办事处）", "区民政局 | 区财政局 | 各街道办事处"),
        ("（牵头单位：区民政局）（配合单位：区财政局）", "区民政局 | 区财政局"),
        ("(区民政局、区财政局)", " |  | 区民政局、区财政局"),
        ("（区民政局牵头）", "区民政局"),
        ("（区民政局牵头，区财政局、区人社局配合）", "区民政局 | 区财政局、区人社局"),
        ("（区民政局牵头负责，区财政局、区人社局等部门按职责分工负责）", "区民政局 |  | 区财政局、区人社局"),
        ("由区民政局牵头，区财政局配合。", "区民政局 | 区财政局"),
        ("健全调度机制，由区民政局牵头，各街道办事处配合。", "区民政局 | 各街道办事处"),
        ("（区第一人民医院牵头，区第二人民医院配合）", "区第一人民医院 | 区第二人民医院"),
        ("（责任单位：云溪海关、区税务局、见附件）", " |  | 云溪海关、区税务局"),
        ("（牵头单位：区民政局会同区财政局）", "区民政局 | 区财政局"),
        ("（由区民政局会同区财政局负责）", "区民政局 | 区财政局"),
        ("（责任单位：区民政局及有关街道办事处）", " |  | 区民政局、有关街道办事处"),
        (
            "（责任单位：区卫生健康局、民政局、各街道办事处、市场监管局、云溪日报社）",
            " |  | 区卫生健康局、区民政局、各街道办事处、区市场监管局、云溪日报社",
        ),
        ("（责任单位：区委宣传部、组织部，教育局）", " |  | 区委宣传部、区委组织部、区教育局"),
        (
            "（责任单位：区政府办公室（区金融办）、各乡(镇、办、场)）",
            " |  | 区政府办公室（区金融办）、各乡(镇、办、场)",
        ),
        ("（责任单位：各县〔市、区〕人民政府和云溪高新区管委会)", " |  | 各县〔市、区〕人民政府、云溪高新区管委会"),
        ("（责任单位：区发展和改革局、区工业和信息化局）", " |  | 区发展和改革局、区工业和信息化局"),
        ("（责 任单位：区民 政局 区财政局）", " |  | 区民政局、区财政局"),
        ("（责任单位：区民政局、区财政局", " |  | 区民政局、区财政局"),
        ("（责任领导：何明远；责任科室：养老服务科；完成时限：2024年12月底）", " |  | 养老服务科 | 2024-12-31"),
        ("（责任单位：区民政局；完成时限：长期坚持）", " |  | 区民政局 | 长期坚持"),
        ("（完成时限：2024年6月30日前）（责任单位：区民政局）", " |  | 区民政局 | 2024-06-30"),
        ("（区民政局牵头，2024年10月底前完成）", "区民政局 |  |  | 2024-10-31"),
        ("（责任单位：区民政局、各街道办事处，其中各街道办事处为项目实施主体）", " |  | 区民政局、各街道办事处"),
        ("[配合单位:区财政局、各街道办事处,其中各街道办事处为实施主体单位]", " | 区财政局 | 各街道办事处"),
    ] {
        assert_eq!(units(ending), expected, "{ending}");
    }
}

#[test]
fn leaves_other_brackets_alone() {
    for ending in [
        "建成市级示范点（含社区嵌入式机构）",
        "（以下简称区民政局）",
        "（见附件1）",
        "（全部）",
        "由区民政局牵头制作宣传片，扩大影响",
        "在三级医院设点（三级医院牵头）",
        "报区大健康产业发展小组办公室（区卫生健康局）",
        "（区民政局）负责的部分另行通知",
        "各部门要形成合力，抓好配合。",
        "所需经费，由各单位自行负责。",
        "会议由区民政局牵头召集，每季度一次。",
        "明确责任单位：做到事事有人管",
        "（责任单位见附件）",
        "（责任领导：何明远）",
        "（完成时限：2024年底）",
    ] {
        assert_eq!(units(ending), "none", "{ending}");
    }
}

#[test]
fn the_first_unit_leads_from_the_rule_to_the_end_of_the_part() {
    let found = tasks(&[
        "# 实施方案",
        "1.推进甲项。（责任单位：区民政局、区财政局）",
        "2.推进乙项。（责任单位：区民政局、区财政局，排第一的为牵头单位，下同）",
        "3.推进丙项。（责任单位：区财政局、区民政局）",
        "4.推进丁项。（牵头单位：区民政局；责任单位：各街道办事处）",
        "# 附件1",
        "1.推进戊项。（责任单位：区财政局、区民政局）",
    ]);
    assert_eq!(
        found,
        [
            "1.推进甲项 |  |  | 区民政局、区财政局 | ",
            "2.推进乙项 | 区民政局 | 区财政局 |  | ",
            "3.推进丙项 | 区财政局 | 区民政局 |  | ",
            "4.推进丁项 | 区民政局 |  | 各街道办事处 | ",
            "1.推进戊项 |  |  | 区财政局、区民政局 | ",
        ]
    );
}

#[test]
fn one_clause_may_hold_several_tasks() {
    let found = tasks(&[
        "2.建设健康街区。建设东溪康养街区（区民政局牵头）；建设西岭中医药街区（区卫健局牵头）。[配合单位：区住建局]",
        "3.打造品牌。办好健康节。（牵头单位：区文旅局；配合单位：区卫健局）制作宣传片。（牵头单位：区委宣传部）",
    ]);
    assert_eq!(
        found,
        [
            "2.建设东溪康养街区 | 区民政局 | 区住建局 |  | ",
            "2.建设西岭中医药街区 | 区卫健局 | 区住建局 |  | ",
            "3.办好健康节 | 区文旅局 | 区卫健局 |  | ",
            "3.制作宣传片 | 区委宣传部 |  |  | ",
        ]
    );
}

#[test]
fn a_notation_on_its_own_line_closes_the_clause_above() {
    let lines = [
        "# 云溪区健康产业行动计划",
        "## 二、主要任务",
        "### （一）发展养老服务",
        "1.增设助餐点。覆盖五个街道。",
        "（责任单位：区民政局）",
        "2.改造敬老院。年内完成。（责",
        "任单位：区民政局、区住建局）",
        "### （二）培育医疗器械产业",
        "引进企业，建设标准厂房，配套检测平台。",
        "**牵头单位：**区工信局",
        "配合单位：区商务局",
        "### （三）加强人才建设",
        "1.引进人才。",
        "2.培养人才。",
        "（责任单位：区人社局）",
    ];
    let found = read_tasks(&super::lines(&text(&lines)));
    let shown: Vec<_> = found
        .iter()
        .map(|task| {
            (task.number.as_str(), task.title.as_str(), task.chapter.as_str(), task.anchor.as_deref().unwrap_or(""))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("1.", "增设助餐点", "（一）发展养老服务", "p3"),
            ("2.", "改造敬老院", "（一）发展养老服务", "p5"),
            ("（二）", "培育医疗器械产业", "二、主要任务", "h7"),
            ("（三）", "加强人才建设", "二、主要任务", "h11"),
        ]
    );
    assert_eq!(found[1].implementer, ["区民政局", "区住建局"]);
    assert_eq!((found[2].lead.join(""), found[2].with.join("")), ("区工信局".to_owned(), "区商务局".to_owned()));
    let source = lines.join("\n");
    assert!(
        source[found[0].span.clone()].starts_with("1.增设") && source[found[0].span.clone()].ends_with("区民政局）")
    );
}

#[test]
fn takes_the_clause_from_headings_paragraphs_and_lists() {
    let found = tasks(&[
        "## 三、保障措施",
        "### 12.强化用地保障（责任单位：区自然资源局）",
        "**（三）加大宣传。**办好健康节（责任单位：区委宣传部）。",
        "**推动医养结合：**签约率达到六成。（责任单位：区卫健局）",
        "1) 建立台账。每月报送。（责任单位：区招商引资工作专班）",
        "2) 开展督查（责任单位：区政府办公室）",
        "- 保障资金。（责任单位：区财政局）",
        "以上工作每季度小结一次。（责任单位：区政府办公室）",
    ]);
    assert_eq!(
        found,
        [
            "12.强化用地保障 |  |  | 区自然资源局 | ",
            "（三）加大宣传 |  |  | 区委宣传部 | ",
            "推动医养结合 |  |  | 区卫健局 | ",
            "以上工作每季度小结一次 |  |  | 区政府办公室 | ",
            "1)建立台账 |  |  | 区招商引资工作专班 | ",
            "2)开展督查 |  |  | 区政府办公室 | ",
            "保障资金 |  |  | 区财政局 | ",
        ]
    );
}

#[test]
fn a_reference_back_stands_for_the_units_of_its_chapter_or_part() {
    let found = tasks(&[
        "## 一、任务",
        "1.推进甲项。（责任单位：区民政局、区财政局，排第一的为牵头单位，下同）",
        "2.加强调度。（责任单位：以上各责任单位）",
        "## 二、保障",
        "1.加强领导。（责任单位：以上各责任单位）",
        "2.加强宣传。（责任单位：区委宣传部、各责任单位）",
    ]);
    assert_eq!(
        found,
        [
            "1.推进甲项 | 区民政局 | 区财政局 |  | ",
            "2.加强调度 |  |  | 区民政局、区财政局 | ",
            "1.加强领导 |  |  | 区民政局、区财政局 | ",
            "2.加强宣传 | 区委宣传部 | 区民政局、区财政局 |  | ",
        ]
    );
}

proptest! {
    #[test]
    fn never_panics(lines in proptest::collection::vec(line(), 0..12)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let text = text(&lines);
        let end = lines.iter().map(|line| line.len() + 1).sum::<usize>();
        for task in read_tasks(&super::lines(&text)) {
            prop_assert!(!(task.lead.is_empty() && task.with.is_empty() && task.implementer.is_empty()));
            prop_assert!(task.span.start <= task.span.end && task.span.end <= end);
        }
        for duty in read_duties(&super::lines(&text)) {
            prop_assert!(!duty.unit.is_empty() && !duty.text.is_empty());
        }
    }
}

/// Lines put together from what notations are made of, and anything at all between.
#[test]
fn chapters_that_begin_anew_begin_another_text() {
    let found = tasks(&[
        "## 一、任务",
        "1.推进甲项。（责任单位：区民政局、区财政局，排第一的为牵头单位，下同）",
        "## 二、保障",
        "1.推进乙项。（责任单位：区教育局、区财政局）",
        "方案之二",
        "## 一、任务",
        "1.推进丙项。（责任单位：市民政局、市财政局）",
        "## 二、保障",
        "1.加强领导。（责任单位：以上各责任单位）",
    ]);
    assert_eq!(
        found,
        [
            "1.推进甲项 | 区民政局 | 区财政局 |  | ",
            "1.推进乙项 | 区教育局 | 区财政局 |  | ",
            "1.推进丙项 |  |  | 市民政局、市财政局 | ",
            "1.加强领导 |  |  | 市民政局、市财政局 | ",
        ]
    );
    // Under chapters of a higher order the numbers begin anew, and the rule holds.
    let found = tasks(&[
        "## 第一章 任务",
        "### 一、甲",
        "1.推进甲项。（责任单位：区民政局、区财政局，排第一的为牵头单位，下同）",
        "## 第二章 保障",
        "### 一、乙",
        "1.推进乙项。（责任单位：区教育局、区财政局）",
    ]);
    assert_eq!(found[1], "1.推进乙项 | 区教育局 | 区财政局 |  | ");
}

fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        proptest::sample::select(
            &[
                "（",
                "）",
                "(",
                "]",
                "【",
                "《",
                "责任单位",
                "牵头单位：",
                "配合单位:",
                "：",
                "、",
                "，",
                "；",
                "。",
                " ",
                "区民政局",
                "财政局",
                "市委宣传部",
                "各街道办事处",
                "牵头",
                "配合",
                "负责",
                "会同",
                "及",
                "由",
                "其中",
                "为",
                "实施主体",
                "下同",
                "排第一的为牵头单位",
                "以上各责任单位",
                "职责如下：",
                "职责分工",
                "2024年12月底前",
                "完成时限：",
                "1.",
                "（一）",
                "## ",
                "# ",
                "- ",
                "1) ",
                "**",
                "第三条",
                "推进",
                "等",
            ][..]
        )
        .prop_map(str::to_owned),
        ".{0,3}",
    ];
    proptest::collection::vec(word, 0..14).prop_map(|words| words.concat().replace('\n', " "))
}

/// The seeds as an editor would lay them out: every line a paragraph, each of several collected plans a part.
fn seed(path: &Path) -> Vec<String> {
    let source = std::fs::read_to_string(path).expect("a seed");
    let collected = |line: &str| line.ends_with(|c: char| c.is_ascii_digit()) && line.contains("篇)");
    source.lines().map(|line| if collected(line) { format!("# {line}") } else { line.trim().to_owned() }).collect()
}

/// How many labels of units there are: the marks a reader would count.
fn marks(text: &str) -> usize {
    let marks = ["牵头单位", "责任单位", "配合单位"].iter().flat_map(|label| text.match_indices(label));
    marks.filter(|(at, label)| text[at + label.len()..].starts_with(['：', ':'])).count()
}

#[test]
fn every_mark_in_the_seeds_is_a_task() {
    let Some(corpus) = std::env::var_os("GONGKAI_CORPUS") else { return };
    let folder = std::fs::read_dir(Path::new(&corpus).join("seeds")).expect("a folder of seeds");
    let mut files: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    for file in files {
        let lines = seed(&file);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let (text, mut at, mut missed) = (text(&lines), 0, Vec::new());
        let (tasks, duties) = (read_tasks(&super::lines(&text)), read_duties(&super::lines(&text)));
        for line in &lines {
            if marks(line) > 0 && !tasks.iter().any(|task| task.span.contains(&at)) {
                missed.push(line);
            }
            at += line.len() + 1;
        }
        let (marked, found, duties) = (marks(&lines.concat()), tasks.len(), duties.len());
        println!("{}: {marked} marks, {found} tasks, {duties} duties", file.display());
        assert!(missed.is_empty(), "{missed:#?}");
    }
}
