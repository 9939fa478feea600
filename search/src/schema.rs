//! The one description of the index: its fields, the terms of its filters, the place of every character.

use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

use crate::entry::Role;

/// Number of the format; a reader refuses any other.
pub(crate) const FORMAT: u64 = 1;

/// Name under which the fields' tokenizers are registered when the index is written.
pub(crate) const PAIRS: &str = "pairs";
pub(crate) const SINGLES: &str = "singles";
pub(crate) const LABELS: &str = "labels";

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// All pairs of neighbouring folded characters, with positions.
    pub(crate) pairs: Field,
    /// Every folded character, and once more, marked by [`TITLE_MARK`], those that stand in a title.
    pub(crate) singles: Field,
    /// Filters and document numbers, as `key=value`.
    pub(crate) labels: Field,
}

/// Returns the schema and its fields; the same on both sides, so the field numbers agree.
pub(crate) fn schema() -> (Schema, Fields) {
    let text = |tokenizer: &str, record, norms| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut builder = Schema::builder();
    let fields = Fields {
        pairs: builder.add_text_field("pairs", text(PAIRS, IndexRecordOption::WithFreqsAndPositions, true)),
        singles: builder.add_text_field("singles", text(SINGLES, IndexRecordOption::WithFreqs, false)),
        labels: builder.add_text_field("labels", text(LABELS, IndexRecordOption::Basic, false)),
    };
    (builder.build(), fields)
}

/// Follows a character in `singles` to say that it stands in a title. No folded character equals it.
pub(crate) const TITLE_MARK: char = '\0';

/// The first position of each role's blocks, by [`Role`]: titles, then fields, headings, running text. Where the
/// blocks before fill more than their band, the next begins after them and only loses its place in ranking.
pub(crate) const BANDS: [u32; 4] = [0, 256, 256, 1024];

/// Tells which role a position belongs to, fields counting as headings.
pub(crate) fn role_at(position: u32) -> Role {
    match position {
        position if position < BANDS[Role::Heading.code() as usize] => Role::Title,
        position if position < BANDS[Role::Body.code() as usize] => Role::Heading,
        _ => Role::Body,
    }
}

/// Makes a label out of a filter's key and value.
pub(crate) fn label(key: &str, value: &str) -> String {
    format!("{key}={}", crate::analyzer::fold(value))
}

/// Reads a text as a document number, whatever its brackets, widths and spaces, and returns what is the same in all
/// spellings: the office's code, the year and the number without leading zeros.
///
/// ```
/// # use gongkai_search::schema::number_key;
/// assert_eq!(number_key("云政办发〔2017〕56号").as_deref(), Some("云政办发 2017 56"));
/// assert_eq!(number_key("云政办发 [2017] 第056号").as_deref(), Some("云政办发 2017 56"));
/// assert_eq!(number_key("云政办发2017 56"), None);
/// assert_eq!(number_key("养老服务"), None);
/// ```
pub fn number_key(text: &str) -> Option<String> {
    let folded: String = crate::analyzer::fold(text).replace(' ', "");
    let (code, rest) = folded.split_once('(')?;
    let (year, rest) = rest.split_once(')')?;
    let number = rest.strip_prefix('第').unwrap_or(rest);
    let number = number.strip_suffix('号').unwrap_or(number).trim_start_matches('0');
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (!code.is_empty() && year.len() == 4 && digits(year) && digits(number)).then(|| format!("{code} {year} {number}"))
}
