//! The ledger of projects: workbooks as offices fill them in, into records, onto the site, and back.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::Value;

use crate::support::{Fixture, MOBILE, PERSON, UNITS, files, import};

const KNOWN: &str = "# 手工登记\nname = \"商务项目01\" # 全称见批复\ncode = \"2023-007\"\ndisclosure = \"主动公开\"\nstage = \"签约\"\nlead_unit = \"区商务局\"\ninvestment = \"0.1001亿元\" # 含流动资金\n";
const OTHER: &str = "name = \"颐养中心项目\"\ncode = \"2024-004\"\ndisclosure = \"主动公开\"\nstage = \"开工\"\nlead_unit = \"区民政局\"\n";
/// What the workbooks hold, reckoned where they are made and nowhere else: yuan and number of projects by stage.
type Sums = BTreeMap<&'static str, (i64, usize)>;

fn site() -> Fixture {
    Fixture::new()
        .with("content/units.toml", UNITS)
        .with("content/projects/2023-007.toml", KNOWN)
        .with("content/projects/2024-004.toml", OTHER)
}

fn add(sums: &mut Sums, stage: &'static str, yuan: i64) {
    let held = sums.entry(stage).or_default();
    *held = (held.0 + yuan, held.1 + 1);
}

/// One head, a column of units merged over many rows, sums at the foot; five rows are faulty.
fn first(directory: &Path, sums: &mut Sums) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("5月").unwrap();
    let plain = Format::new();
    let date = Format::new().set_num_format("yyyy/m/d");
    sheet.merge_range(0, 0, 0, 10, "云溪区重点项目进展情况表", &plain).unwrap();
    let above = format!("填报单位：区商务局    填报人：{PERSON}    填报时间：2024年5月30日");
    sheet.merge_range(1, 0, 1, 10, &above, &plain).unwrap();
    let heads = [
        "序号",
        "项目名称",
        "项目\n简介",
        "总投资（万元）",
        "责任单位",
        "企业联系人及职务",
        "联系电话",
        "阶段",
        "公开属性",
        "开工时间",
        "进展情况",
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write_string(2, column, head).unwrap();
    }
    let stages = ["签约", "开工", "投产"];
    for number in 1..=25_u32 {
        let row = number + 2;
        let stage = stages[number as usize % 3];
        let wan = 1000 + i64::from(number);
        sheet.write_number(row, 0, number).unwrap();
        sheet.write_string(row, 1, format!("商务项目{number:02}")).unwrap();
        sheet.write_string(row, 2, format!("建设第{number}条生产线。")).unwrap();
        sheet.write_number(row, 3, wan as f64).unwrap();
        sheet.write_string(row, 5, PERSON).unwrap();
        sheet.write_string(row, 6, MOBILE).unwrap();
        sheet.write_string(row, 7, stage).unwrap();
        sheet.write_string(row, 8, "主动公开").unwrap();
        sheet.write_datetime_with_format(row, 9, ExcelDateTime::from_ymd(2024, 3, 1).unwrap(), &date).unwrap();
        sheet.write_string(row, 10, format!("第{number}号车间封顶。")).unwrap();
        add(sums, stage, wan * 10_000);
    }
    sheet.merge_range(3, 4, 27, 4, "区商务局、区工信局", &plain).unwrap();
    faulty(sheet);
    sheet.write_string(33, 0, "合计").unwrap();
    sheet.write_number(33, 3, 99_999_999.0).unwrap();
    let path = directory.join("区商务局.xlsx");
    book.save(&path).unwrap();
    path
}

/// No name; a stage nobody knows; an amount in words; a value of disclosure that is none; a public lead.
fn faulty(sheet: &mut Worksheet) {
    for (row, cells) in (28..).zip([
        ["", "1", "签约", "主动公开"],
        ["坏项目一", "1", "快了", "主动公开"],
        ["坏项目二", "待定", "签约", "主动公开"],
        ["坏项目三", "1", "签约", "公开"],
        ["坏项目四", "1", "线索", "主动公开"],
    ]) {
        for (column, text) in [1, 3, 7, 8].into_iter().zip(cells) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
}

/// A head of two rows, amounts in 亿元, a month; two rows are faulty.
fn second(directory: &Path, sums: &mut Sums) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    for (column, text) in ["填报单位", "区 工信局", "时间：", "2024年5月"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, text).unwrap();
    }
    for (column, head) in [(0, "项目名称"), (1, "牵头单位"), (2, "项目阶段"), (5, "备注")] {
        sheet.merge_range(1, column, 2, column, head, &plain).unwrap();
    }
    sheet.merge_range(1, 3, 1, 4, "投资（亿元）", &plain).unwrap();
    sheet.write_string(2, 3, "总投资（亿元）").unwrap();
    sheet.write_string(2, 4, "已完成投资（亿元）").unwrap();
    for number in 1..=20_u32 {
        let row = number + 2;
        let (written, stage) = if number % 2 == 0 { ("在建", "开工") } else { ("已签约", "签约") };
        sheet.write_string(row, 0, format!("工信项目{number:02}")).unwrap();
        sheet.write_string(row, 1, "区工信局").unwrap();
        sheet.write_string(row, 2, written).unwrap();
        sheet.write_number(row, 3, f64::from(number) / 100.0).unwrap();
        sheet.write_number(row, 4, f64::from(number) / 1000.0).unwrap();
        add(sums, stage, i64::from(number) * 1_000_000);
    }
    sheet.write_string(23, 0, "坏项目五").unwrap();
    sheet.write_string(23, 2, "签约").unwrap();
    sheet.write_formula(23, 3, Formula::new("=#REF!*2").set_result("#REF!")).unwrap();
    sheet.write_string(24, 0, "工信项目01").unwrap();
    sheet.write_string(24, 2, "签约").unwrap();
    sheet.write_number(24, 3, 9.9).unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("底稿").unwrap().set_hidden(true);
    hidden.write_string(0, 0, "项目名称").unwrap();
    let path = directory.join("区工信局.xlsx");
    book.save(&path).unwrap();
    path
}

/// CSV as Chinese Excel saves it, the unit of money above the table; three rows are faulty.
fn third(directory: &Path, sums: &mut Sums) -> PathBuf {
    let mut text = String::from(
        "高新区项目台账,,,,,\r\n填报单位：高新区管委会,,填报时间：2024-05-28,,单位：万元,\r\n项目编号,项目名称,项目简介,总投资,阶段,计划竣工时间\r\n",
    );
    for number in 1..=15_i64 {
        let summary =
            if number == 3 { format!("联系人电话{MOBILE}") } else { "“标准”厂房,两层".to_owned() };
        text.push_str(&format!(
            "2024-{:03},高新项目{number:02},\"{summary}\",\"2,{number:03}.5\",投产,2024年12月\r\n",
            number + 100
        ));
        add(sums, "投产", (2000 + number) * 10_000 + 5000);
    }
    text.push_str("2024-004,高新项目16,,1,投产,\r\n");
    text.push_str("2024/120,高新项目17,,1,投产,\r\n");
    text.push_str("2024-130,高新项目18,,1,投产,2024.13\r\n");
    let path = directory.join("高新区.csv");
    fs::write(&path, GB18030.encode(&text).0).unwrap();
    path
}

fn workbooks(fixture: &Fixture) -> (Vec<String>, Sums) {
    let directory = fixture.root().join("报送");
    fs::create_dir_all(&directory).unwrap();
    let mut sums = Sums::new();
    let paths = [first(&directory, &mut sums), second(&directory, &mut sums), third(&directory, &mut sums)];
    (paths.map(|path| path.to_str().unwrap().to_owned()).into(), sums)
}

fn records(fixture: &Fixture) -> BTreeMap<String, Vec<u8>> {
    files(&fixture.root().join("content/projects"))
}

#[test]
fn three_workbooks_become_records_and_the_report_says_what_did_not() {
    let fixture = site();
    let (paths, sums) = workbooks(&fixture);
    let before = files(fixture.root());
    let (code, preview) = import(&fixture, "projects", &paths, &["--dry-run"]);
    assert_eq!(code, 1, "{preview}");
    assert_eq!(files(fixture.root()), before, "a dry run writes nothing");
    let (code, report) = import(&fixture, "projects", &paths, &[]);
    assert_eq!(code, 1, "{report}");
    println!("{report}");
    assert!(report.contains("新增59条"), "{report}");
    assert!(report.contains("更新1条"), "{report}");
    assert!(report.contains("退回10行"), "{report}");
    for fault in [
        "第29行：没有项目名称",
        "没有“快了”这个阶段",
        "第31行D列“总投资（万元）”：这不是一个金额",
        "公开属性不是规定的三种之一",
        "准予公开日期",
        "公式出错",
        "是同一个项目，这一项却不同",
        "台账里编号2024-004的项目是“颐养中心项目”",
        "“2024/120”不能用作文件名",
        "第21行F列“计划竣工时间”",
    ] {
        assert!(report.contains(fault), "{fault}\n{report}");
    }
    assert!(report.contains("“备注”列没有用到"), "{report}");
    assert!(report.contains("隐藏的工作表没有读"), "{report}");
    assert!(report.contains("“企业联系人及职务”列是个人信息，25格没有写入"), "{report}");
    assert!(report.contains("没有填报的单位1个：区民政局"), "{report}");
    for (path, bytes) in files(fixture.root()).iter().filter(|(path, _)| !path.starts_with("报送/")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(MOBILE) && !text.contains(PERSON), "{path}");
    }
    check_sums(&fixture, &sums);
}

/// Workbooks of the old format of Excel and of OpenDocument are read as those of today, their merged cells among them.
#[test]
fn workbooks_of_other_formats_import_alike() {
    const OLD: &[u8] = include_bytes!("fixture/台账.xls");
    const OPEN: &[u8] = include_bytes!("fixture/台账.ods");
    let read = |name: &str, bytes: &[u8]| {
        let fixture = Fixture::new().with("content/units.toml", UNITS).with(&format!("报送/{name}"), bytes);
        let path = fixture.root().join("报送").join(name).to_str().unwrap().to_owned();
        let (code, report) = import(&fixture, "projects", &[path], &[]);
        assert_eq!(code, 0, "{report}");
        assert!(report.contains("新增3条") && report.contains("“联系电话”列是个人信息，3格没有写入"), "{report}");
        records(&fixture)
    };
    let (old, open) = (read("台账.xls", OLD), read("台账.ods", OPEN));
    assert_eq!(old, open);
    let record = |name: &str| String::from_utf8(old[name].clone()).unwrap();
    let (first, second, third) = (record("2024-001.toml"), record("2024-002.toml"), record("2024-003.toml"));
    assert!(first.contains("name = \"甲项目\"") && first.contains("investment = \"1200.5万元\""), "{first}");
    // One cell names the unit of two rows.
    assert!(first.contains("lead_unit = \"区商务局\"") && second.contains("lead_unit = \"区商务局\""), "{second}");
    assert!(second.contains("investment = \"3000元\"") && second.contains("actual = 2024-04-01"), "{second}");
    assert!(third.contains("lead_unit = \"区工信局\"") && third.contains("date = 2024-05-30"), "{third}");
}

/// The records, and the site made of those that are public, add up to what was put into the workbooks.
fn check_sums(fixture: &Fixture, sums: &Sums) {
    let mut stages: BTreeMap<String, (i64, usize)> = BTreeMap::new();
    for (path, bytes) in records(fixture) {
        let text = String::from_utf8(bytes).unwrap();
        let value = |key: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("{key} = ")))?;
            Some(line.split('"').nth(1)?.to_owned())
        };
        if path == "2024-004.toml" {
            continue;
        }
        let held = stages.entry(value("stage").unwrap()).or_default();
        *held = (held.0 + fen(&value("investment").unwrap()) / 100, held.1 + 1);
    }
    let expected: BTreeMap<String, (i64, usize)> =
        sums.iter().map(|(stage, sum)| ((*stage).to_owned(), *sum)).collect();
    assert_eq!(stages, expected);
    let built = fixture.built();
    let data: Value = serde_json::from_slice(&built["data/projects.json"]).unwrap();
    let public = data["records"].as_array().unwrap();
    let sum: i64 = public.iter().filter_map(|project| project["investment_yuan"].as_i64()).sum();
    assert_eq!(sum, (1..=25).map(|number| (1000 + number) * 10_000).sum::<i64>());
    assert_eq!(public.len(), 26, "what has no 公开属性 stays 不予公开");
    assert!(!built.keys().any(|path| path.contains("2024-101")));
}

/// An amount in fen, by string surgery: another way than that of the product.
fn fen(written: &str) -> i64 {
    let (number, unit) = match written.strip_suffix("亿元") {
        Some(number) => (number, 8),
        None => (written.strip_suffix("万元").unwrap(), 4),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{fraction:0<width$}", width = unit + 2).parse().unwrap()
}

#[test]
fn what_a_person_changed_stays_and_what_a_workbook_changed_comes_in() {
    let fixture = site();
    let (paths, _) = workbooks(&fixture);
    import(&fixture, "projects", &paths, &[]);
    let known = fs::read_to_string(fixture.root().join("content/projects/2023-007.toml")).unwrap();
    assert!(known.starts_with("# 手工登记\nname = \"商务项目01\" # 全称见批复\n"), "{known}");
    assert!(known.contains("investment = \"0.1001亿元\" # 含流动资金"), "{known}");
    assert!(known.contains("stage = \"开工\"") && known.contains("第1号车间封顶。"), "{known}");
    let once = records(&fixture);
    let (_, report) = import(&fixture, "projects", &paths, &[]);
    assert!(report.contains("新增0条") && report.contains("更新0条") && report.contains("未变60条"), "{report}");
    assert_eq!(records(&fixture), once, "importing again changes nothing");
    let edited = String::from_utf8(once["2024-005.toml"].clone()).unwrap();
    let edited = format!(
        "# 已核对\n{}",
        edited.replace("条生产线。", "条生产线（核定）。").replace("车间封顶。", "车间主体封顶。")
    );
    let fixture = fixture.with("content/projects/2024-005.toml", &edited);
    let (_, report) = import(&fixture, "projects", &paths, &[]);
    assert!(report.contains("更新0条"), "{report}");
    assert_eq!(records(&fixture)["2024-005.toml"], edited.as_bytes(), "a hand-made edit stays");
    let csv = "填报单位：区商务局,填报时间：2024-06-30\r\n项目名称,项目简介,总投资（万元）,阶段,进展情况\r\n商务项目02,新的简介,1002,投产,试生产。\r\n商务项目03,改了简介。,1003,签约,第3号车间封顶。\r\n";
    let next = fixture.root().join("报送/六月.csv");
    fs::write(&next, csv).unwrap();
    let (code, report) = import(&fixture, "projects", &[next.to_str().unwrap().to_owned()], &[]);
    assert_eq!(code, 0, "{report}");
    assert!(
        report.contains("商务项目02：阶段、进展2024-06-30") || report.contains("商务项目02：进展2024-06-30"),
        "{report}"
    );
    let after = records(&fixture);
    let second = String::from_utf8(after["2024-005.toml"].clone()).unwrap();
    assert!(second.starts_with("# 已核对") && second.contains("（核定）"), "{second}");
    assert!(report.contains("与台账不一致1处"), "both changed the summary, so that the record keeps its own: {report}");
    let third = String::from_utf8(after["2024-006.toml"].clone()).unwrap();
    assert!(third.contains("改了简介。") && !third.contains("2024-06-30"), "no progress is no step: {third}");
    fixture.built();
}

#[test]
fn the_workbook_that_is_exported_imports_as_it_was() {
    let fixture = site();
    let (paths, _) = workbooks(&fixture);
    import(&fixture, "projects", &paths, &[]);
    let output = fixture.run(&["export", "projects", "台账.xlsx"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let exported = fs::read(fixture.root().join("台账.xlsx")).unwrap();
    fixture.run(&["export", "projects", "又一本.xlsx"]);
    assert_eq!(fs::read(fixture.root().join("又一本.xlsx")).unwrap(), exported, "the same ledger is the same bytes");
    let before = records(&fixture);
    let ledger = vec![fixture.root().join("台账.xlsx").to_str().unwrap().to_owned()];
    let (code, report) = import(&fixture, "projects", &ledger, &[]);
    assert_eq!(code, 0, "{report}");
    assert!(report.contains("未变61条"), "{report}");
    assert_eq!(records(&fixture), before);
    let empty = Fixture::new().with("content/units.toml", UNITS);
    let (code, report) = import(&empty, "projects", &ledger, &[]);
    assert_eq!(code, 0, "{report}");
    let mut expected = before;
    // What was written by hand differs in comments and in the unit of an amount; all else is the same bytes.
    for hand in ["2023-007.toml", "2024-004.toml"] {
        expected.remove(hand);
    }
    let mut made = records(&empty);
    made.retain(|path, _| expected.contains_key(path));
    let differing: Vec<_> = expected.iter().filter(|(path, bytes)| made.get(*path) != Some(bytes)).collect();
    if let Some((path, bytes)) = differing.first() {
        let made = String::from_utf8_lossy(&made[*path]).into_owned();
        panic!("{path}\n{}\n---\n{made}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn the_ledger_is_never_written_onto_the_site() {
    let fixture = site();
    fixture.built();
    for file in ["public/台账.xlsx", "content/台账.xlsx", "themes/台账.xlsx", "台账.csv"] {
        let output = fixture.run(&["export", "projects", file]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(!fixture.root().join(file).exists());
    }
    fixture.run(&["build", "--output", "别处"]);
    assert_eq!(fixture.run(&["export", "projects", "别处/台账.xlsx"]).status.code(), Some(2));
}
