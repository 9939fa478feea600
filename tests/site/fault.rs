//! All faults of a site are reported in one run, each at its place.

use crate::support::{Fixture, document};

/// Twelve files with twenty different faults, and where each of them stands.
fn faulty() -> (Fixture, Vec<(&'static str, &'static str, u64, u64)>) {
    let fixture = Fixture::new()
        .with("content/units.toml", "[[unit]]\nid = \"a\"\nname = \"甲局\"\nparent = \"nowhere\"\n\n[[unit]]\nid = \"a\"\nname = \"乙局\"\n")
        .with("content/documents/quotes.md", document("title = “通知”\ndisclosure ＝ \"主动公开\"\ntopics = [\"甲\"，\"乙\"]", "正文"))
        .with("content/documents/keys.md", document("titel = \"通知\"\ntitle = 5\ndisclosure = \"公开\"", "正文"))
        .with("content/documents/missing.md", document("title = \"通知\"", "机密★一年\n\n正文"))
        .with("content/documents/note.md", document("title = \"通知\"\ndisclosure = \"不予公开\"", "正文\n\n（此件主动公开）"))
        .with("content/documents/first.md", document("title = \"通知\"\ndisclosure = \"主动公开\"\ndoc_number = \"云政发〔2024〕1号\"", "正文"))
        .with("content/documents/second.md", document(
            "title = \"通知\"\ndisclosure = \"主动公开\"\ndoc_number = \"云政发[2024]第01号\"\ndated = \"20xx年3月1日\"",
            "见[附件](没有.xlsx)。",
        ))
        .with("content/documents/third.md", document(
            "title = \"通知\"\ndisclosure = \"主动公开\"\nattachments = [{ roster = \"rosters/nobody\" }, { file = \"没有.pdf\" }]",
            "[点这里](javascript:alert(1))",
        ))
        .with("content/documents/bare.md", "没有文首的文稿\n")
        .with("content/projects/2024-001.toml", "name = \"甲\"\ndisclosure = \"主动公开\"\nstage = \"线索\"\ninvestment = 1.2\n")
        .with("content/projects/2024-002.toml", "name = \"乙\"\ncode = \"2024-001\"\ndisclosure = \"主动公开\"\nstage = \"竣工\"\n")
        .with("content/documents/stray.pdf", "x");
    let expected = vec![
        ("full_width_punctuation", "content/documents/quotes.md", 2, 9),
        ("full_width_punctuation", "content/documents/quotes.md", 3, 12),
        ("full_width_punctuation", "content/documents/quotes.md", 4, 14),
        ("unknown_key", "content/documents/keys.md", 2, 1),
        ("wrong_type", "content/documents/keys.md", 3, 9),
        ("invalid_disclosure", "content/documents/keys.md", 4, 14),
        ("missing_disclosure", "content/documents/missing.md", 2, 1),
        ("secrecy_mark", "content/documents/missing.md", 5, 1),
        ("disclosure_note_disagrees", "content/documents/note.md", 8, 1),
        ("duplicate_doc_number", "content/documents/second.md", 4, 14),
        ("invalid_date", "content/documents/second.md", 5, 9),
        ("dangling_link", "content/documents/second.md", 8, 1),
        ("dangling_roster", "content/documents/third.md", 4, 27),
        ("missing_attachment", "content/documents/third.md", 4, 56),
        ("unsafe_markdown", "content/documents/third.md", 7, 1),
        ("missing_front_matter", "content/documents/bare.md", 1, 1),
        ("uncleared_stage", "content/projects/2024-001.toml", 3, 9),
        ("wrong_type", "content/projects/2024-001.toml", 4, 14),
        ("duplicate_code", "content/projects/2024-002.toml", 2, 8),
        ("unknown_stage", "content/projects/2024-002.toml", 4, 9),
        ("dangling_unit", "content/units.toml", 4, 10),
        ("duplicate_id", "content/units.toml", 7, 6),
        ("stray_file", "content/documents/stray.pdf", 1, 1),
    ];
    (fixture, expected)
}

#[test]
fn one_run_reports_every_fault_at_its_place() {
    let (fixture, expected) = faulty();
    for language in ["zh", "en"] {
        let output = fixture.run(&["check", "--json", "--lang", language]);
        assert_eq!(output.status.code(), Some(1));
        let stdout = String::from_utf8(output.stdout).unwrap();
        let found: Vec<serde_json::Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for (code, path, line, column) in &expected {
            let one = found.iter().find(|one| {
                one["code"] == *code && one["path"] == *path && one["line"] == *line && one["column"] == *column
            });
            let one = one.unwrap_or_else(|| panic!("{code} at {path}:{line}:{column} is not in\n{stdout}"));
            assert!(one["help"].is_string(), "{one} has no remedy");
            let is_chinese =
                one["message"].as_str().unwrap().chars().any(|character| ('一'..='鿿').contains(&character));
            assert!(is_chinese || language == "en", "{one} is not Chinese");
        }
        let errors = found.iter().filter(|one| one["severity"] == "error").count();
        assert_eq!(errors, expected.len(), "{stdout}");
    }
}

#[test]
fn a_person_sees_the_line_and_the_remedy() {
    let (fixture, _) = faulty();
    let output = fixture.run(&["check"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("错误[unknown_stage]: 没有这个阶段\n"), "{stderr}");
    assert!(stderr.contains("--> content/projects/2024-002.toml:4:9"), "{stderr}");
    assert!(stderr.contains("办法: 可用的有：推介、线索、在谈、签约、开工、投产"), "{stderr}");
    let english = String::from_utf8(fixture.run(&["check", "--lang", "en"]).stderr).unwrap();
    assert!(english.contains("error[unknown_stage]: there is no such stage\n"), "{english}");
    assert!(english.contains("help: known stages:"), "{english}");
}

#[test]
fn a_file_that_is_not_public_is_never_quoted() {
    let (fixture, _) = faulty();
    let fixture = fixture.with(
        "content/documents/secret.md",
        document(
            "title = \"某公司迁址\"\ndisclosure = \"不予公开\"\ndated = \"谈到某公司\"\nlead = \"某公司负责人\"",
            "某公司。",
        ),
    );
    let stderr = String::from_utf8(fixture.run(&["check"]).stderr).unwrap();
    assert!(stderr.contains("content/documents/secret.md:4:9"), "{stderr}");
    assert!(!stderr.contains("某公司"), "{stderr}");
}

#[test]
fn checks_can_be_weighed() {
    let documents = |checks: &str| {
        Fixture::new()
            .with("gongkai.toml", format!("[site]\ntitle = \"站\"\nbase_url = \"https://a.gov.cn/\"\n{checks}"))
            .with("content/documents/a.md", document("title = \"通知\"\ndisclosure = \"主动公开\"", "正文"))
    };
    assert_eq!(documents("").run(&["check"]).status.code(), Some(0));
    assert_eq!(documents("[checks]\nmissing_doc_number = \"error\"\n").run(&["check"]).status.code(), Some(1));
    let warned = documents("[checks]\nmissing_doc_number = \"warning\"\n");
    assert_eq!(warned.run(&["check"]).status.code(), Some(0));
    assert_eq!(warned.run(&["check", "--deny-warnings"]).status.code(), Some(1));
}

#[test]
fn what_is_missing_does_not_hide_what_else_is_wrong() {
    let fixture = Fixture::new().with(
        "content/documents/a.md",
        document(
            "published = \"明天\"\ndoc_number = 56\nvalidity = \"有效的\"",
            "正文\n\n![图](https://www.example.com/a.png)",
        ),
    );
    let stdout = String::from_utf8(fixture.run(&["check", "--json"]).stdout).unwrap();
    for code in ["missing_key", "missing_disclosure", "invalid_date", "wrong_type", "invalid_validity"] {
        assert!(stdout.contains(&format!("\"code\":\"{code}\"")), "{code} is not in {stdout}");
    }
}
