//! Real documents, given front matter, lose nothing on their way into a page.
//!
//! They lie outside the repository, in the folder that `GONGKAI_CORPUS` names; without it a text of our own with the same
//! structures is used.

use std::{env, fs, path::PathBuf};

use crate::support::{Fixture, document, squeezed, words};

const OWN: &str = "云溪区卫生健康局文件\n\n云卫健〔2024〕43号\n\n(此件主动公开)\n\n一、总体要求\n\n1.建设中心。到2024年突破200亿元。（责任单位：区卫健局、区民政局，排第一的为牵头单位，下同）\n\n附件 1\n\n组 长：\t陈某某\t区政协主席\n\n成 员：\t林 某\t区财政局副局长\n\t周某某\t区科技局局长\n";

/// The seed texts by name; our own alone where there is no corpus.
fn seeds() -> Vec<(String, String)> {
    let Some(folder) = env::var_os("GONGKAI_CORPUS").map(|folder| PathBuf::from(folder).join("seeds")) else {
        return vec![("own".to_owned(), OWN.to_owned())];
    };
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap()[..3].to_owned(), fs::read_to_string(path).unwrap()))
        .collect();
    seeds.sort();
    assert_eq!(seeds.len(), 5);
    seeds
}

/// Every line as a paragraph, with what Markdown would read as marks escaped; rows of cells as a table.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    let mut in_table = false;
    for line in text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
        let escaped: String = line
            .chars()
            .flat_map(|character| {
                let special = "\\`*_[]<>|#~&".contains(character);
                special.then_some('\\').into_iter().chain([character])
            })
            .collect();
        if line.contains('\t') {
            let cells = escaped.split('\t').map(str::trim).collect::<Vec<_>>();
            if !in_table {
                let columns = cells.len().max(3);
                out.push_str(&format!("|{}\n|{}\n", " |".repeat(columns), " --- |".repeat(columns)));
            }
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        } else {
            if in_table {
                out.push('\n');
            }
            out.push_str(&format!("{}\n\n", escaped.trim()));
        }
        in_table = line.contains('\t');
    }
    out
}

#[test]
fn real_documents_build_without_loss() {
    for (name, text) in seeds() {
        let head = format!(
            "title = \"样本{name}\"\ndisclosure = \"主动公开\"\nissuer = \"样本局\"\nindex_number = \"100001/2017-1197206\"\n\
             registered = 2017-12-13\nscope = \"面向社会\"\nresponsible = \"市政府办文秘科\"\n\
             attachments = [{{ file = \"原文{name}.txt\", title = \"原文附件\" }}, {{ roster = \"rosters/a\", title = \"组成人员\" }}]"
        );
        let fixture = Fixture::new()
            .with(&format!("content/documents/{name}.md"), document(&head, &markdown(&text)))
            .with(&format!("content/documents/原文{name}.txt"), "附件\n")
            .with("content/rosters/a.toml", roster(&text));
        fixture.built();
        let page = fixture.page(&format!("documents/{name}"));
        let shown = words(&page);
        let mut looked_for = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            for cell in line.split('\t') {
                looked_for += 1;
                assert!(shown.contains(&squeezed(cell)), "seed {name} lost {cell:?}");
            }
        }
        assert!(looked_for >= 15, "seed {name} has too little to look for");
        for fact in [
            "索引号",
            "100001/2017-1197206",
            "登记日期",
            "2017年12月13日",
            "公开范围",
            "面向社会",
            "公开责任部门",
            "市政府办文秘科",
            "公开方式",
            "主动公开",
            "原文附件",
            "组成人员",
        ] {
            assert!(shown.contains(fact), "seed {name} does not show {fact}");
        }
        for (role, member, post) in members(&text) {
            for part in [role, member, post] {
                assert!(shown.contains(&squeezed(&part)), "seed {name} lost {part:?} of its roster");
            }
        }
    }
}

/// Role, name and post of each row of three cells; the role of the row above where it is left out.
fn members(text: &str) -> Vec<(String, String, String)> {
    let mut role = String::from("成员");
    let mut members = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        if let [first, name, post] = cells[..]
            && !name.is_empty()
        {
            if !first.is_empty() {
                role = squeezed(first).trim_end_matches('：').to_owned();
            }
            members.push((role.clone(), squeezed(name), post.to_owned()));
        }
    }
    members
}

fn roster(text: &str) -> String {
    let mut record = String::from("name = \"名单\"\ndisclosure = \"主动公开\"\nbody = \"小组\"\n");
    for (role, name, post) in members(text) {
        record.push_str(&format!("\n[[member]]\nrole = \"{role}\"\nname = \"{name}\"\npost = \"{post}\"\n"));
    }
    record
}

#[test]
fn tasks_of_a_real_scheme_are_read_from_its_text() {
    for (name, text) in seeds() {
        if !matches!(name.as_str(), "004" | "own") {
            continue;
        }
        let marks = squeezed(&text).matches("责任单位：").count();
        let fixture = Fixture::new().with(
            &format!("content/plans/{name}.md"),
            document("title = \"方案\"\ndisclosure = \"主动公开\"", &markdown(&text)),
        );
        fixture.built();
        let page = fixture.page(&format!("plans/{name}"));
        let (_, table) = page.split_once("<table class=\"tasks").unwrap();
        let (table, _) = table.split_once("</table>").unwrap();
        let rows = table.matches("<tr>").count() - 1;
        assert!(marks > 0 && rows >= marks, "{marks} marks, {rows} tasks");
    }
}
