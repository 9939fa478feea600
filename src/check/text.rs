//! What a document says, against what its record says.

use std::ops::Range;

use memchr::memmem;
use rayon::prelude::*;

use crate::{
    diag::Diagnostic,
    model::{BlockKind, Document, DocumentKind},
    parallel::AT_ONCE,
    site::{Item, Site},
};

/// Finds placeholders, missing numbers and dates in the wrong order.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    let documents = site.records.documents.par_iter().with_max_len(AT_ONCE);
    found.par_extend(documents.flat_map_iter(|item| {
        let mut found = Vec::new();
        text(item, &mut found);
        found
    }));
}

/// The same for one of them.
pub(super) fn text(item: &Item<Document>, found: &mut Vec<Diagnostic>) {
    let document = &item.value;
    masked_date(item, found);
    if document.kind == DocumentKind::Document && document.doc_number.is_none() && document.disclosure.is_public() {
        found.push(
            Diagnostic::warning("missing_doc_number", &item.path, ["没有文号", "there is no document number"])
                .help(["加一行：doc_number = \"…〔2024〕1号\"", "add a line: doc_number = \"…〔2024〕1号\""]),
        );
    }
    if let (Some(published), Some(dated)) = (document.published, document.dated)
        && published.date() < dated
    {
        found.push(
            Diagnostic::warning(
                "published_before_dated",
                &item.path,
                ["发布日期早于成文日期", "it was published before it was dated"],
            )
            .help(["核对 published 和 dated", "check `published` and `dated`"]),
        );
    }
    if let Some(number) = document.index_number.as_ref().filter(|number| !is_index_number(&number.value)) {
        found.push(
            Diagnostic::warning(
                "index_number_form",
                &item.path,
                ["索引号不合通行的写法", "the index number is not of the usual form"],
            )
            .at(number.span.clone())
            .why([
                "索引号由机构代码、年份和流水号组成（政府信息公开目录系统实施指引）",
                "an index number is made of the organ's code, the year and a serial number",
            ])
            .help(["例如 000014349/2017-00110", "as in 000014349/2017-00110"]),
        );
    }
}

/// Reports the first placeholder such as `20xx年` of a text.
fn masked_date(item: &Item<Document>, found: &mut Vec<Diagnostic>) {
    let document = &item.value;
    let spans = document.text.parts.iter().flat_map(|part| &part.blocks).filter(|block| {
        let content = match &block.kind {
            BlockKind::Paragraph { content, .. } => content,
            BlockKind::Heading(heading) => &heading.content,
            _ => return false,
        };
        has_masked_date(&crate::model::plain(content))
    });
    let mut spans = spans.map(|block| block.span.clone());
    let first: Option<Range<usize>> = spans.next();
    let Some(first) = first else { return };
    let count = 1 + spans.count();
    found.push(
        Diagnostic::warning(
            "masked_date",
            &item.path,
            crate::bilingual!(
                "正文有 {count} 段日期未填写（如 20xx年）",
                "{count} paragraphs hold a date that was never filled in (such as 20xx年)"
            ),
        )
        .at(first)
        .help(["填上年份，或删去", "write the year, or remove it"]),
    );
}

/// Whether `text` holds a year of placeholders: `20xx年`, `xxxx年`, `20××年`, `20**年`.
fn has_masked_date(text: &str) -> bool {
    let mask = |character: char| matches!(character, 'x' | 'X' | '×' | '＊' | '*' | 'Ｘ' | 'ｘ');
    memmem::find_iter(text.as_bytes(), "年").any(|at| {
        let mut before = text[..at].chars().rev();
        before.by_ref().take(2).filter(|part| mask(*part)).count() == 2
            && before.take(2).filter(|part| mask(*part) || part.is_ascii_digit()).count() == 2
    })
}

/// The form of an index number: the organ's code, an oblique, the year, a hyphen, five to seven digits.
fn is_index_number(number: &str) -> bool {
    let Some((organ, rest)) = number.split_once('/') else { return false };
    let Some((year, serial)) = rest.split_once('-') else { return false };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let code = organ.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase() || byte == b'-');
    code && (6..=20).contains(&organ.len())
        && year.len() == 4
        && digits(year)
        && (5..=7).contains(&serial.len())
        && digits(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_placeholders_from_years() {
        assert!(has_masked_date("到20xx年，建成"));
        assert!(has_masked_date("xxxx年底"));
        assert!(has_masked_date("20××年"));
        assert!(!has_masked_date("2024年，每年x个"));
    }

    #[test]
    fn knows_the_form_of_index_numbers() {
        for number in
            ["000014349/2017-00110", "100001/2017-1197206", "0142768-8/2022-00185", "1137078555222300XQ/2015-00020"]
        {
            assert!(is_index_number(number), "{number}");
        }
        assert!(!is_index_number("云政〔2017〕1号"));
    }
}
