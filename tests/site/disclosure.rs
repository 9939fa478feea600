//! What is not public leaves no trace in anything a build publishes.

use gongkai::parse::{CARRIER, DOCUMENT, PROJECT, ROSTER};

use crate::support::{Fixture, decoded, document, files};

/// Makes a new marker each time, and remembers all of them.
struct Markers(Vec<String>);

/// Begins the markers that stand in names of files: a message about a file has to name it.
const IN_NAME: &str = "密名";

impl Markers {
    fn next(&mut self, field: &str) -> String {
        let prefix = if field == "file name" { IN_NAME } else { "密记" };
        let marker = format!("{prefix}{:03}号", self.0.len() + 100);
        self.0.push(marker.clone());
        marker
    }
}

const TEXT_KEYS: [&str; 15] = [
    "title",
    "mark",
    "printed_by",
    "index_number",
    "registration_number",
    "genre",
    "responsible",
    "scope",
    "term",
    "source",
    "author",
    "series",
    "summary",
    "issuer",
    "topics",
];

/// A document in which every field holds a marker of its own.
fn secret_document(markers: &mut Markers, disclosure: &str, published: &str) -> String {
    let mut head = format!("disclosure = \"{disclosure}\"\n{published}\n");
    for key in TEXT_KEYS {
        head.push_str(&format!("{key} = \"{}\"\n", markers.next(key)));
    }
    let number = |serial: usize| format!("密办发〔2019〕{serial}号");
    head.push_str(&format!("doc_number = \"{}\"\n", number(8101 + markers.0.len())));
    markers.0.push(number(8101 + markers.0.len()));
    head.push_str(&format!("replaces = [\"{}\"]\n", number(8301)));
    head.push_str("dated = 1961-07-13\nprinted = 1961-07-14\nsigned = 1961-07-15\nregistered = 1961-07-16\n");
    head.push_str("dispatched = 1961-07-17\neffective = 1961-07-18\nexpires = 2961-07-19\n");
    head.push_str(&format!("aliases = [\"/{}/\"]\n", markers.next("aliases")));
    head.push_str(&format!("template = \"{}\"\n", markers.next("template")));
    head.push_str(&format!("review = {{ by = \"{}\", on = 1961-07-20 }}\n", markers.next("review")));
    head.push_str(&format!(
        "original = \"{0}.txt\"\nattachments = [{{ file = \"{1}.csv\", title = \"{2}\" }}]\n",
        "原件",
        "附表",
        markers.next("attachment title")
    ));
    head.push_str(&format!(
        "[[indicator]]\nname = \"{}\"\ntarget = \"{}\"\nactual = [{{ on = 1961-07-21, value = \"{}\" }}]\n",
        markers.next("indicator"),
        markers.next("target"),
        markers.next("actual"),
    ));
    head.push_str(&format!(
        "[[task]]\ntitle = \"{}\"\nlead = \"{}\"\nwith = \"{}\"\nimplementer = \"{}\"\neach = \"{}\"\nstatus = \"{}\"\n",
        markers.next("task"), markers.next("lead"), markers.next("with"), markers.next("implementer"),
        markers.next("each"), markers.next("status"),
    ));
    head.push_str(&format!(
        "[[pool]]\ncategory = \"{}\"\ninvestment = \"98765.4321万元\"\nyears = \"{}\"\n",
        markers.next("pool"),
        markers.next("years"),
    ));
    let body = format!(
        "# {}\n\n## {}\n\n{}（责任单位：{}）\n\n1. {}\n\n| {} | 列 |\n| --- | --- |\n| {} | 值 |\n\n正文[^1]。\n\n[^1]: {}\n",
        markers.next("part"),
        markers.next("heading"),
        markers.next("paragraph"),
        markers.next("unit"),
        markers.next("item"),
        markers.next("head"),
        markers.next("cell"),
        markers.next("footnote"),
    );
    document(&head, &body)
}

/// A project in the carrier whose file has that name.
fn secret_project(markers: &mut Markers, carrier: &str) -> String {
    let mut text =
        String::from("disclosure = \"不予公开\"\nstage = \"线索\"\ncounted = true\ninvestment = \"87654.321万元\"\n");
    for key in [
        "name",
        "code",
        "industry",
        "location",
        "territory",
        "introduced_by",
        "lead_unit",
        "units",
        "investor",
        "service",
        "lists",
        "category",
        "seeking",
        "summary",
    ] {
        text.push_str(&format!("{key} = \"{}\"\n", markers.next(key)));
    }
    text.push_str(&shared(markers));
    text.push_str(&format!("carrier = \"carriers/{carrier}\"\n"));
    text.push_str("status = \"停工\"\ncleared = 1961-08-04\ndocuments = [\"密办发〔2019〕8301号\"]\n");
    text.push_str(&format!(
        "[[milestone]]\nname = \"{}\"\nplanned = [{{ date = 1961-08-01, on = 1961-08-02, reason = \"{}\" }}]\n",
        markers.next("milestone"),
        markers.next("reason"),
    ));
    text.push_str(&format!(
        "[[update]]\ndate = 1961-08-03\nstage = \"线索\"\ninvested = \"76543.21万元\"\ntext = \"{}\"\n",
        markers.next("update"),
    ));
    text
}

/// Fields that every record has.
fn shared(markers: &mut Markers) -> String {
    let (alias, reviewer) = (markers.next("aliases"), markers.next("review"));
    format!("aliases = [\"/{alias}/\"]\nreview = {{ by = \"{reviewer}\" }}\n")
}

fn secret_carrier(markers: &mut Markers) -> String {
    let mut text = String::from("disclosure = \"依申请公开\"\nas_of = 1961-09-01\n");
    for key in
        ["name", "location", "operator", "industries", "area_total", "area_free", "policies", "contact", "summary"]
    {
        text.push_str(&format!("{key} = \"{}\"\n", markers.next(key)));
    }
    text.push_str(&shared(markers));
    text
}

fn secret_roster(markers: &mut Markers) -> String {
    let mut text = String::from("disclosure = \"不予公开\"\neffective = 1961-10-01\nended = 1961-10-02\n");
    for key in ["name", "body", "office"] {
        text.push_str(&format!("{key} = \"{}\"\n", markers.next(key)));
    }
    text.push_str("established_by = \"密办发〔2019〕8301号\"\n");
    text.push_str(&shared(markers));
    text.push_str("[[member]]\n");
    for key in ["role", "name", "post", "unit"] {
        text.push_str(&format!("{key} = \"{}\"\n", markers.next(key)));
    }
    text
}

/// Fields that hold no words of an editor's, or that decide themselves whether something is public.
const WORDLESS: [&str; 11] = [
    "disclosure",
    "redacted",
    "validity",
    "amends",
    "repeals",
    "implements",
    "interprets",
    "withdrawn",
    "published",
    "bulletin",
    "place",
];

#[test]
fn every_field_of_every_record_is_marked() {
    let mut markers = Markers(Vec::new());
    for (keys, text) in [
        (DOCUMENT, secret_document(&mut markers, "不予公开", "")),
        (PROJECT, secret_project(&mut markers, "a")),
        (CARRIER, secret_carrier(&mut markers)),
        (ROSTER, secret_roster(&mut markers)),
    ] {
        for (key, _) in keys.iter().filter(|(key, _)| !WORDLESS.contains(key)) {
            let stands = text
                .lines()
                .any(|line| line.starts_with(&format!("{key} =")) || line.starts_with(&format!("[[{key}]]")));
            assert!(stands, "{key} is not put to the test");
        }
    }
}

/// A site with public items, and beside them one item of every kind that must not leave.
fn site() -> (Fixture, Vec<String>) {
    let mut markers = Markers(Vec::new());
    let mut fixture = Fixture::new()
        .with(
            "content/documents/a.md",
            document(
                "title = \"公开的通知\"\ndisclosure = \"主动公开\"\npublished = 2024-01-02",
                "这一份可以看到。\n\n（此件主动公开）",
            ),
        )
        .with("content/projects/2024-001.toml", "name = \"公开项目\"\ndisclosure = \"主动公开\"\nstage = \"开工\"\n");
    for (column, disclosure, published) in [
        ("documents", "不予公开", "published = 2024-01-01"),
        ("plans", "依申请公开", ""),
        ("updates", "不予公开", ""),
        ("pages", "依申请公开", ""),
        ("documents/later", "主动公开", "published = 2999-01-01"),
        ("documents/withdrawn", "主动公开", "withdrawn = { on = 2024-02-02, reason = \"内容有误\" }"),
    ] {
        let name = markers.next("file name");
        let text = secret_document(&mut markers, disclosure, published);
        fixture = fixture
            .with(&format!("content/{column}/{name}.md"), text)
            .with(&format!("content/{column}/原件.txt"), markers.next("original"))
            .with(&format!("content/{column}/附表.csv"), markers.next("attachment"));
        if column == "documents/withdrawn" {
            // The address of what was taken down still answers, and says so.
            markers.0.retain(|marker| *marker != name);
        }
    }
    let carrier = markers.next("file name");
    fixture = fixture.with(&format!("content/carriers/{carrier}.toml"), secret_carrier(&mut markers));
    let name = markers.next("file name");
    fixture = fixture.with(&format!("content/projects/{name}.toml"), secret_project(&mut markers, &carrier));
    let name = markers.next("file name");
    fixture = fixture.with(&format!("content/rosters/{name}.toml"), secret_roster(&mut markers));
    for value in ["98765.4321", "9876.5432", "87654.321", "8765.4321", "76543.21", "1961"] {
        markers.0.push(value.to_owned());
    }
    (fixture, markers.0)
}

#[test]
fn nothing_of_what_is_not_public_leaves_the_build() {
    let (fixture, markers) = site();
    assert!(markers.len() > 250, "{}", markers.len());
    let output = fixture.run(&["build", "--as-of", "2024-06-01"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let files = files(&fixture.public());
    assert!(files.contains_key("documents/a/index.html"));
    let mut looked_into = 0;
    for (path, bytes) in &files {
        for layer in decoded(bytes) {
            looked_into += 1;
            for marker in &markers {
                let found = layer.windows(marker.len()).any(|window| window == marker.as_bytes());
                // The year stands in no public text, but a digest or a compressed piece may hold four such digits.
                let is_text = std::str::from_utf8(&layer).is_ok() && path != "manifest.json";
                assert!(!found || (marker == "1961" && !is_text), "{path} holds {marker}");
                assert!(!path.contains(marker.as_str()), "the name {path} holds {marker}");
            }
        }
    }
    assert!(looked_into > files.len(), "no compressed piece was decoded");
    for marker in markers.iter().filter(|marker| !marker.starts_with(IN_NAME)) {
        assert!(!stderr.contains(marker.as_str()), "the messages hold {marker}: {stderr}");
    }
}

#[test]
fn what_was_taken_down_leaves_a_bare_page() {
    let (fixture, _) = site();
    assert_eq!(fixture.run(&["build", "--as-of", "2024-06-01"]).status.code(), Some(0));
    let files = files(&fixture.public());
    let pages = files.iter().filter(|(path, _)| path.starts_with("documents/withdrawn/") && path.ends_with(".html"));
    let texts: Vec<_> = pages.map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap()).collect();
    assert!(texts.iter().any(|text| text.contains("已撤下") && text.contains("内容有误")), "{texts:?}");
}

#[test]
fn the_last_gate_stops_what_a_template_lets_out() {
    let fixture = Fixture::new()
        .with("content/documents/a.md", document("title = \"公开的通知\"\ndisclosure = \"主动公开\"", "可以看到。"))
        .with(
            "content/documents/b.md",
            document("title = \"不公开的会议纪要\"\ndisclosure = \"不予公开\"", "会议研究了某某企业搬迁的初步意见。"),
        )
        .with("themes/default/static/notes.txt", "附：会议研究了某某企业搬迁的初步意见。");
    let output = fixture.run(&["build"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("leaked_text") && stderr.contains("static/notes.txt"), "{stderr}");
    assert!(!stderr.contains("某某企业"), "{stderr}");
    assert!(!fixture.public().exists());
}

#[test]
fn the_last_gate_stops_personal_numbers() {
    for (text, code) in [
        ("身份证号11010519491231002X", "personal_id_card"),
        ("联系人手机：138 1234 5678", "personal_mobile"),
        ("手机１３８１２３４５６７８", "personal_mobile"),
    ] {
        let fixture = Fixture::new()
            .with("content/documents/a.md", document("title = \"公示\"\ndisclosure = \"主动公开\"", text));
        let output = fixture.run(&["build"]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}: {stderr}");
        assert!(stderr.contains(code), "{text}: {stderr}");
        assert!(!fixture.public().exists());
    }
}

#[test]
fn a_public_text_cannot_point_at_what_is_not_public() {
    let fixture = Fixture::new()
        .with("content/documents/底价.md", document("title = \"底价\"\ndisclosure = \"不予公开\"", "底价。"))
        .with(
            "content/documents/a.md",
            document("title = \"通知\"\ndisclosure = \"主动公开\"", "见[另一件](底价.md)。"),
        );
    let output = fixture.run(&["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not_public_reference"));
}

#[test]
fn a_link_to_what_is_not_shown_yet_is_words_alone() {
    let fixture = Fixture::new()
        .with(
            "content/documents/以后.md",
            document("title = \"以后\"\ndisclosure = \"主动公开\"\npublished = 2999-01-01", "以后。"),
        )
        .with(
            "content/documents/a.md",
            document("title = \"通知\"\ndisclosure = \"主动公开\"", "见[另一件](以后.md)。"),
        );
    assert_eq!(fixture.run(&["build", "--as-of", "2024-01-01"]).status.code(), Some(0));
    let page = fixture.page("documents/a");
    assert!(page.contains("见另一件。") && !page.contains("以后.md"), "{page}");
}

#[test]
fn a_note_that_is_not_understood_or_disagrees_stops_the_build() {
    for (head, note) in
        [("", "（此件依申请公开，不得转发）"), ("redacted = true", "（此件不予公开）"), ("", "（此件依申请公开）")]
    {
        let fixture = Fixture::new().with(
            "content/documents/a.md",
            document(&format!("title = \"通知\"\ndisclosure = \"主动公开\"\n{head}"), &format!("正文\n\n{note}")),
        );
        assert_eq!(fixture.run(&["check"]).status.code(), Some(1), "{note}");
    }
}

#[test]
fn totals_never_hold_an_amount_that_stands_alone() {
    let mut fixture = Fixture::new();
    for (index, amount) in ["1.23亿元", "约2.35亿元", "3.77亿元以上"].iter().enumerate() {
        fixture = fixture.with(
            &format!("content/projects/2024-00{index}.toml"),
            format!("name = \"密项{index}\"\ndisclosure = \"不予公开\"\nstage = \"线索\"\ncounted = true\ninvestment = \"{amount}\"\n"),
        );
    }
    fixture = fixture.with("content/projects/a.toml", "name = \"公开\"\ndisclosure = \"主动公开\"\nstage = \"开工\"\n");
    for (path, bytes) in fixture.built() {
        let text = String::from_utf8_lossy(&bytes);
        for amount in ["1.23", "2.35", "3.77"] {
            assert!(!path.ends_with(".html") || !text.contains(amount), "{path} holds {amount}");
        }
    }
    assert!(fixture.page("projects").contains("线索"));
}
