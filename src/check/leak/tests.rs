//! The gate as a whole: sources in, finished files past it.

use std::{
    io::{Cursor, Write},
    path::Path,
};

use flate2::{
    Compression,
    write::{GzEncoder, ZlibEncoder},
};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::diag::Severity;

const SECRET: &str = "拟引进的保密项目标记甲乙";

fn gate(exceptions: &[(&str, &str)]) -> Gate {
    let (open, closed): (Arc<str>, Arc<str>) =
        ("content/documents/1.md".into(), "content/projects/2023-017.toml".into());
    let withheld = format!("name = \"云溪康养中心二期\"\nsummary = \"{SECRET}\"\n");
    let sources = [
        SourceText {
            path: &open, text: "+++\ntitle = \"公开的文件\"\n+++\n云溪区人民政府办公室印发\n", public: true
        },
        SourceText { path: &closed, text: &withheld, public: false },
    ];
    let exceptions: Vec<Exception> = exceptions
        .iter()
        .map(|(rule, text)| Exception { rule: (*rule).into(), text: (*text).into(), reason: "测试".into() })
        .collect();
    Gate::new(&sources, &["谈判纪要第一稿.docx".to_owned()], &exceptions)
}

fn artifact(path: &str, bytes: impl Into<Vec<u8>>) -> Artifact {
    Artifact { path: path.into(), bytes: bytes.into(), sources: vec!["content/documents/1.md".into()] }
}

fn codes(path: &str, bytes: impl Into<Vec<u8>>) -> Vec<&'static str> {
    gate(&[]).inspect(&artifact(path, bytes)).into_iter().map(|diagnostic| diagnostic.code).collect()
}

fn assert_leaks(path: &str, bytes: impl Into<Vec<u8>>) {
    let bytes = bytes.into();
    assert_eq!(codes(path, bytes.clone()), [LEAKED_TEXT], "{path}: {}", String::from_utf8_lossy(&bytes));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A page that shows `codes` (UTF-16BE, in hexadecimal) in a Chinese font that is not embedded.
fn pdf(codes: &str, title: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td <{codes}> Tj ET");
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>endobj\n\
         6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo\
         <</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>endobj\n\
         7 0 obj<</Title({title})>>endobj\ntrailer<</Root 1 0 R/Info 7 0 R>>\n%%EOF",
        content.len()
    )
    .into_bytes()
}

fn utf16(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

#[test]
fn lets_public_pages_pass() {
    let page = "<!doctype html><title>公开的文件</title><p>云溪区人民政府办公室印发，电话0599-5550123</p>";
    assert_eq!(codes("documents/1/index.html", page), Vec::<&str>::new());
}

#[test]
fn finds_a_text_however_markup_breaks_it() {
    for page in [
        SECRET.to_owned(),
        SECRET.replace('目', "<strong>目</strong>"),
        SECRET.replace('目', "&#x76EE;"),
        SECRET.replace('目', "目<br>\n"),
        SECRET.replace('目', "目\r\n  "),
        SECRET.replace('目', "<a href=\"/x/\" title=\"y\">目</a><wbr>"),
        SECRET.replace('目', "<!-- x -->目，\u{200b}"),
        format!("<img alt=\"{SECRET}\">"),
        format!("<p data-x='{SECRET}'>"),
        format!("<!-- {SECRET} -->"),
        format!("<script>let a = '{SECRET}'</script>"),
        format!("<script type=\"application/ld+json\">{{\"a\":\"{}\"}}</script>", SECRET.replace('目', "\\u76ee")),
        format!("<a href=\"/{}/\">", percent_encoding::utf8_percent_encode(SECRET, percent_encoding::NON_ALPHANUMERIC)),
        "<td>2023-017</td>".to_owned(),
        "<a href=\"/projects/2023-017/\">某项目</a>".to_owned(),
        "云溪康养中心<em>二期</em>".to_owned(),
        "<a href=\"谈判纪要第一稿.docx\">下载</a>".to_owned(),
    ] {
        assert_leaks("a/index.html", page);
    }
}

#[test]
fn finds_a_text_in_every_form_of_file() {
    let json = serde_json::to_string(SECRET).unwrap();
    assert_leaks("data/projects.json", json.replace('目', "\\u76EE"));
    assert_leaks("data/projects.csv", format!("\u{feff}名称,说明\r\n甲,\"{SECRET}\"\r\n"));
    assert_leaks(
        "feed.xml",
        format!("<entry><content type=\"html\">{}</content></entry>", SECRET.replace('目', "&lt;b&gt;目&lt;/b&gt;")),
    );
    assert_leaks("a.txt", encoding_rs::GBK.encode(SECRET).0.into_owned());
    assert_leaks(
        "a.txt",
        SECRET.encode_utf16().fold(vec![0xFF, 0xFE], |mut bytes, unit| {
            bytes.extend(unit.to_le_bytes());
            bytes
        }),
    );
    assert_leaks("a/index.html.gz", gzip(SECRET.replace('目', "<b>目</b>").as_bytes()));
    // `<p>拟引进的<b>保密</b>项目标记甲乙</p>` as Brotli (RFC 7932).
    let brotli = b"\x8b\x18\x80<p>\xe6\x8b\x9f\xe5\xbc\x95\xe8\xbf\x9b\xe7\x9a\x84<b>\xe4\xbf\x9d\xe5\xaf\x86</b>\xe9\xa1\xb9\xe7\x9b\xae\xe6\xa0\x87\xe8\xae\xb0\xe7\x94\xb2\xe4\xb9\x99</p>\x03";
    assert_leaks("a/index.html.br", brotli);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&[b"\x00\xff", SECRET.as_bytes(), b"\xff\x00"].concat()).unwrap();
    assert_leaks("search/0123abcd.bin", encoder.finish().unwrap());
    assert_leaks("search/0123abcd.bin", [b"\xff\xd8\x00", SECRET.as_bytes(), b"\xff"].concat());
    assert_leaks("a.js", format!("const a = \"{SECRET}\";"));
}

#[test]
fn reads_the_texts_of_the_search_index() {
    use gongkai_search::{
        earlier::Nothing,
        entry::{Block, Entry, Kind, Role},
        pack::{Input, build},
    };
    let block = Block { anchor: "".into(), text: format!("据悉，{SECRET}。").into(), role: Role::Body };
    let entry = Entry {
        url: "/documents/1/".into(),
        kind: Kind::Document,
        title: "公开的文件".into(),
        doc_number: None,
        issuer: None,
        date: None,
        validity: None,
        stage: None,
        column: "documents".into(),
        units: vec![],
        topics: vec![],
        names: vec![],
        blocks: vec![block],
    };
    let pack = build(Input { entries: vec![entry], names: vec![] }, &Nothing).unwrap();
    let texts: Vec<_> = pack.files.iter().filter(|(name, _)| name.starts_with('s')).collect();
    assert_eq!(texts.len(), 1);
    assert_leaks(&format!("search/{}", texts[0].0), texts[0].1.clone());
}

#[test]
fn finds_a_text_in_office_files() {
    let runs = SECRET.replace('目', "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>目");
    let document = format!("<w:document><w:body><w:p><w:r><w:t>{runs}</w:t></w:r></w:p></w:body></w:document>");
    let docx = archive(&[("word/document.xml", document.as_bytes())]);
    assert_leaks("a.docx", docx.clone());
    let comment = format!(
        "<w:comments><w:comment w:author=\"甲\"><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:comment></w:comments>"
    );
    assert_leaks("a.docx", archive(&[("word/comments.xml", comment.as_bytes())]));
    assert_leaks("a.docx", archive(&[("docProps/core.xml", format!("<dc:title>{SECRET}</dc:title>").as_bytes())]));
    let shared = format!("<sst><si><r><t>{}</t></r></si></sst>", SECRET.replace('目', "</t></r><r><t>目"));
    assert_leaks("a.xlsx", archive(&[("xl/sharedStrings.xml", shared.as_bytes())]));
    let sheet = format!("<workbook><sheets><sheet name=\"{SECRET}\" state=\"hidden\"/></sheets></workbook>");
    assert_leaks("a.xlsx", archive(&[("xl/workbook.xml", sheet.as_bytes())]));
    assert_leaks("a.odt", archive(&[("content.xml", format!("<text:p>{SECRET}</text:p>").as_bytes())]));
    assert_leaks("a.docx", archive(&[("word/embeddings/a.docx", &docx)]));
    assert_leaks("a.zip", archive(&[("a.docx", &docx)]));
    assert_leaks("a.zip", archive(&[("谈判纪要第一稿.docx", &archive(&[]))]));
}

#[test]
fn finds_marks_of_secrecy_in_attachments() {
    let marked =
        archive(&[("word/document.xml", "<w:p><w:t>机密★1年</w:t></w:p><w:p><w:t>正文</w:t></w:p>".as_bytes())]);
    assert_eq!(codes("a.docx", marked), ["secrecy_mark"]);
    assert_eq!(codes("a.csv", "密级,题名\n内部资料 注意保存\n"), ["secrecy_mark"]);
    let words =
        archive(&[("word/document.xml", "<w:p><w:t>国家秘密分为绝密、机密、秘密三级。</w:t></w:p>".as_bytes())]);
    assert!(codes("a.docx", words).is_empty());
    assert!(codes("a.html", "<h2>机密</h2>").is_empty());
}

#[test]
fn finds_numbers_in_office_files_and_not_across_cells() {
    let cell = |value: &str| {
        format!("<sheetData><row><c r=\"A1\"><v>{value}</v></c><c r=\"B1\"><v>1</v></c></row></sheetData>")
    };
    let sheet = |value: &str| archive(&[("xl/worksheets/sheet1.xml", cell(value).as_bytes())]);
    assert_eq!(codes("a.xlsx", sheet("13812345678")), ["personal_mobile"]);
    assert_eq!(codes("a.xlsx", sheet("11010519491231002X")), ["personal_id_card"]);
    assert_eq!(codes("a.xlsx", sheet("1381234567")), Vec::<&str>::new());
    let split =
        "<w:p><w:r><w:t>138</w:t></w:r><w:r><w:t>1234</w:t></w:r><w:r><w:noBreakHyphen/><w:t>5678</w:t></w:r></w:p>";
    assert_eq!(codes("a.docx", archive(&[("word/header1.xml", split.as_bytes())])), ["personal_mobile"]);
    let link = "<Relationship Target=\"tel:13812345678\"/>";
    assert_eq!(codes("a.docx", archive(&[("word/_rels/document.xml.rels", link.as_bytes())])), ["personal_mobile"]);
}

#[test]
fn reads_pdf_pages_and_properties() {
    assert_leaks("a.pdf", pdf(&utf16(SECRET), "1"));
    assert_eq!(codes("a.pdf", pdf(&utf16("联系人13812345678"), "1")), ["personal_mobile"]);
    assert_eq!(codes("a.pdf", pdf(&utf16("公开"), "13812345678")), ["personal_mobile"]);
    assert_eq!(codes("a.pdf", pdf(&utf16("公开"), "1")), Vec::<&str>::new());
    assert_eq!(codes("a.pdf", pdf("", "1")), Vec::<&str>::new(), "an empty page");
    let mut title = vec![0xFE, 0xFF];
    title.extend(SECRET.encode_utf16().flat_map(u16::to_be_bytes));
    let with_title = String::from_utf8(pdf(&utf16("公开"), "@")).unwrap();
    let (before, after) = with_title.split_once('@').unwrap();
    assert_leaks("a.pdf", [before.as_bytes(), &title, after.as_bytes()].concat());
}

#[test]
fn names_what_it_cannot_read() {
    for (path, bytes) in [
        ("a.pdf", b"%PDF-1.4\nnothing".to_vec()),
        ("a.pdf", b"no pdf".to_vec()),
        ("a.pdf", pdf("> Tj 0 0 9 9 re f <", "1")),
        ("a.docx", b"PK\x03\x04 broken".to_vec()),
        ("a.docx", b"<html>".to_vec()),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec()),
        ("a.rar", b"Rar!\x1a\x07".to_vec()),
        ("a.html.gz", b"\x1f\x8b\x08".to_vec()),
    ] {
        let found = gate(&[]).inspect(&artifact(path, bytes));
        let found: Vec<_> = found.iter().map(|diagnostic| (diagnostic.code, diagnostic.severity)).collect();
        assert_eq!(found, [("unreadable_attachment", Severity::Warning)], "{path}");
    }
    let mut old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00".to_vec();
    old.extend(SECRET.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(codes("a.doc", old), [LEAKED_TEXT, "unreadable_attachment"]);
}

#[test]
fn reads_attributes_of_readers_and_no_digests() {
    assert_eq!(codes("a.html", "<a href=\"tel:+86-138-1234-5678\">电话</a>"), ["personal_mobile"]);
    assert_eq!(codes("a.html", "<img alt=\"13812345678\">"), ["personal_mobile"]);
    assert_eq!(codes("a.html", "<td>138<b>1234</b>5678</td>"), ["personal_mobile"]);
    assert_eq!(codes("a.html", "<p>13812345678<sup>1</sup></p>"), ["personal_mobile"]);
    assert_eq!(codes("a.html", "<td>138</td><td>1234</td><td>5678</td>"), Vec::<&str>::new());
    let digests =
        "<link integrity=\"sha256-13812345678\" data-hash=\"13812345678\"><style>13812345678</style><p id=13812345678>";
    assert_eq!(codes("a.html", digests), Vec::<&str>::new());
    assert_eq!(codes("manifest.json", "{\"sha256\":\"c13812345678abc\",\"size\":15000000000}"), Vec::<&str>::new());
    assert_eq!(codes("a.csv", "甲,139\n20240501,乙\n"), Vec::<&str>::new());
}

#[test]
fn judges_names_and_never_repeats_what_it_found() {
    let gate = gate(&[]);
    for (path, code) in [
        ("files/附件13812345678.pdf.txt", "personal_mobile"),
        ("files/11010519491231002X/a.txt", "personal_id_card"),
        ("files/6222021234567890128.txt", "bank_card"),
        ("projects/2023-017/index.html", LEAKED_TEXT),
    ] {
        let mut artifact = artifact(path, "");
        artifact.sources.clear();
        let found = gate.inspect(&artifact);
        assert_eq!(found.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [code]);
        let shown = format!("{:?}", found[0]);
        assert!(shown.contains("***"), "{shown}");
        for secret in ["13812345678", "11010519491231002X", "6222021234567890128"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let found = gate.inspect(&artifact("a.html", format!("{SECRET} 139 1234 5678")));
    assert_eq!(found.iter().map(|diagnostic| diagnostic.severity).collect::<Vec<_>>(), [Severity::Error; 2]);
    assert_eq!(&*found[0].path, "content/documents/1.md");
    assert!(found[0].message.zh.contains("content/projects/2023-017.toml 第 2 行"), "{:?}", found[0]);
    assert!(found[1].message.zh.contains("139***"), "{:?}", found[1]);
    assert!(!format!("{found:?}").contains("12345678") && !format!("{found:?}").contains(SECRET));
}

#[test]
fn lets_exceptions_pass_exactly() {
    let gate = gate(&[("personal_mobile", "138-1234-5678"), (LEAKED_TEXT, SECRET)]);
    let passes = |text: &str| gate.inspect(&artifact("a.txt", text)).is_empty();
    assert!(passes("举报电话13812345678"));
    assert!(passes(SECRET));
    assert!(!passes("13912345678"));
    assert!(!passes("云溪康养中心二期"));
}

/// The law texts and the real documents outside the repository, where `GONGKAI_CORPUS` names their folder.
#[test]
fn finds_no_personal_number_in_public_texts() {
    let Some(folder) = std::env::var_os("GONGKAI_CORPUS") else { return };
    let gate = Gate::new(&[], &[], &[]);
    let mut files = 0;
    for folder in ["corpus/laws", "seeds"].map(|part| Path::new(&folder).join(part)) {
        for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|it| it.file_type().is_file())
        {
            let path = entry.path().to_str().unwrap();
            let found = gate.inspect(&artifact(path, std::fs::read(path).unwrap()));
            assert_eq!(found, [], "{path}");
            files += 1;
        }
    }
    assert!(files > 2000, "{files} files are not the corpus");
}

proptest! {
    #[test]
    fn inspects_any_bytes(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        magic in prop::sample::select(vec![&b""[..], b"\x1f\x8b\x08\x00", b"\x78\x9c", b"PK\x03\x04", b"%PDF-1.4 ", b"\xD0\xCF\x11\xE0"]),
        ending in prop::sample::select(vec!["html", "xml", "json", "csv", "txt", "docx", "pdf", "br", "bin", ""]),
    ) {
        let _ = gate(&[]).inspect(&artifact(&format!("a.{ending}"), [magic, &bytes].concat()));
    }

    #[test]
    fn inspects_damaged_pdf_files(at in 0..900_usize, byte in any::<u8>()) {
        let mut bytes = pdf(&utf16(SECRET), "1");
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = gate(&[]).inspect(&artifact("a.pdf", bytes));
    }
}
