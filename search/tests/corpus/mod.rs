//! Texts to search: a small invented office, and the law texts where the environment names them.

use std::path::{Path, PathBuf};

use gongkai_search::entry::{Block, Entry, Kind, Role};

/// An entry with a title and paragraphs, to be changed as a test needs.
pub fn entry(url: &str, title: &str, paragraphs: &[&str]) -> Entry<'static> {
    let mut blocks = vec![block("", title, Role::Title)];
    let body = paragraphs.iter().enumerate();
    blocks.extend(body.map(|(number, text)| block(&format!("段{number}"), text, Role::Body)));
    Entry {
        url: url.to_owned(),
        kind: Kind::Document,
        title: title.to_owned(),
        doc_number: None,
        issuer: None,
        date: None,
        validity: None,
        stage: None,
        column: "documents".to_owned(),
        units: vec![],
        topics: vec![],
        names: vec![],
        blocks,
    }
}

pub fn block(anchor: &str, text: &str, role: Role) -> Block<'static> {
    Block { anchor: anchor.to_owned().into(), text: text.to_owned().into(), role }
}

/// Items of several kinds of an invented district, with everything that search must cope with.
pub fn district() -> Vec<Entry<'static>> {
    let mut notice = entry(
        "/documents/2024/43/",
        "云溪区卫生健康局关于印发《大健康产业招商方案》的通知",
        &[
            "各街道办事处，区直各单位：",
            "（一）聚焦医疗器械、生物医药、养老服务三大方向，力争 2024年 新签约项目 10 个以上。",
            "（责任单位：区卫健局、区民政局，排第一的为牵头单位，下同）",
            "参照 GB/T 9704-2012 格式；电子件发 “两办” 信箱。",
            "養老機構應當依法登記，（此件主动公开）",
            "联系人：张　三　　电话：略",
        ],
    );
    notice.doc_number = Some("云卫健〔2024〕43号".to_owned());
    notice.issuer = Some("区卫健局".to_owned());
    notice.date = Some("2024-04-29".to_owned());
    notice.validity = Some("有效".to_owned());
    notice.units = vec!["区卫健局".to_owned(), "区民政局".to_owned()];
    notice.topics = vec!["卫生健康".to_owned()];
    notice.blocks.push(block("", "云卫健〔2024〕43号", Role::Field));
    notice.blocks.push(block("一总体要求", "一、总体要求", Role::Heading));

    let mut repealed = notice.clone();
    repealed.url = "/documents/2019/7/".to_owned();
    repealed.doc_number = Some("云卫健〔2019〕7号".to_owned());
    repealed.date = Some("2019-03-01".to_owned());
    repealed.validity = Some("废止".to_owned());
    repealed.column = "documents/2019".to_owned();
    repealed.blocks.retain(|block| block.role != Role::Field);
    repealed.blocks.push(block("", "云卫健〔2019〕7号", Role::Field));

    let mut project = entry(
        "/projects/2022-018/",
        "一次性病毒采样管生产项目",
        &["总投资 1.2 亿元", "8000万元", "的", "𠮷祥路[3]号 Ａ座"],
    );
    project.kind = Kind::Project;
    project.stage = Some("投产".to_owned());
    project.column = "projects".to_owned();
    project.date = Some("2022-05-15".to_owned());

    let mut roster = entry(
        "/rosters/dajiankang/",
        "大健康产业发展小组",
        &["组长 王五 区长", "副组长 李四", "见云卫健〔2024〕43号，养老"],
    );
    roster.kind = Kind::Roster;
    roster.column = "rosters".to_owned();
    let empty = Entry { kind: Kind::Page, column: "pages".to_owned(), ..entry("/pages/empty/", "", &["", " "]) };
    vec![notice, repealed, project, roster, empty]
}

/// The folder with the law texts, if `GONGKAI_CORPUS` names one.
pub fn laws_folder() -> Option<PathBuf> {
    std::env::var_os("GONGKAI_CORPUS").map(|folder| Path::new(&folder).join("corpus/laws")).filter(|laws| laws.is_dir())
}

/// The law texts as documents, one block a line.
pub fn laws(folder: &Path) -> Vec<Entry<'static>> {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    files.iter().enumerate().map(|(number, file)| law(number, file)).collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for found in std::fs::read_dir(folder).expect("a readable folder") {
        let path = found.expect("a readable folder").path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

fn law(number: usize, file: &Path) -> Entry<'static> {
    let text = std::fs::read_to_string(file).expect("a readable text");
    let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut entry = entry(&format!("/documents/{number}/"), &name, &[]);
    entry.blocks.clear();
    for (number, line) in text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty()) {
        let role = match line {
            _ if line.starts_with("# ") => Role::Title,
            _ if line.starts_with('#') => Role::Heading,
            _ => Role::Body,
        };
        entry.blocks.push(block(&format!("l{number}"), line.trim_start_matches(['#', ' ']), role));
    }
    if let Some(title) = entry.blocks.iter().find(|block| block.role == Role::Title) {
        entry.title = title.text.to_string();
    }
    let dated = name.trim_end_matches(')').rsplit('(').next().filter(|date| date.len() == 10 && date.is_ascii());
    entry.date = dated.map(str::to_owned);
    entry
}
