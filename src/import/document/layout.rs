//! Which paragraph of an official text is what: the mark, the number, the title, the parts, the end (GB/T 9704-2012).

use std::collections::BTreeMap;

use super::{
    piece::{Loss, Paragraph, Piece},
    web,
};
use crate::{
    bilingual,
    diag::Bilingual,
    model::{Date, Disclosure, DocumentNumber},
    parse::{DOCUMENT, Note, disclosure_notes},
};

/// What a paragraph becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A paragraph of the text.
    Body,
    /// A heading of a level; 1 opens a part.
    Heading(u8),
    /// It stands in the front matter and nowhere else.
    Field,
    /// It is left out.
    Left(Loss),
}

/// A text with what its front matter says.
#[derive(Debug, Default)]
pub struct Layout {
    /// 标题.
    pub title: String,
    /// 公开属性.
    pub disclosure: Option<Disclosure>,
    /// Whether the text itself says so.
    pub states_disclosure: bool,
    /// Other keys of the front matter with their values as TOML.
    pub fields: Vec<(&'static str, String)>,
    /// What each piece becomes, in their order.
    pub roles: Vec<Role>,
    /// What a person has to look at.
    pub doubts: Vec<Bilingual>,
    /// The first line of the title.
    pub(super) title_at: usize,
    day: Option<Date>,
    number: Option<DocumentNumber>,
}

/// How many paragraphs may stand before the end of the title.
const FARTHEST_TITLE: usize = 14;
/// A heading in the text is no longer than this.
const LONGEST_HEADING: usize = 45;
const GENRES: [&str; 18] = [
    "通知", "意见", "决定", "公告", "通告", "通报", "报告", "批复", "函", "纪要", "方案", "计划", "规划", "办法",
    "细则", "规定", "要点", "措施",
];

impl Layout {
    /// Looks at every piece once.
    pub fn of(pieces: &[Piece]) -> Self {
        let mut layout = Self { roles: vec![Role::Body; pieces.len()], ..Self::default() };
        let texts: Vec<Option<&Paragraph>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Paragraph(paragraph) if !paragraph.text.trim().is_empty() => Some(paragraph),
                _ => None,
            })
            .collect();
        for (role, paragraph) in layout.roles.iter_mut().zip(&texts) {
            if paragraph.is_some_and(|paragraph| web::is_remnant(&paragraph.text)) {
                *role = Role::Left(Loss::Remnant);
            }
        }
        let body = layout.head(&texts);
        layout.body(&texts, body);
        layout.part(&texts);
        layout.doubt(&texts);
        layout
    }

    /// The year the text was made in.
    pub fn year(&self) -> Option<i16> {
        let by_number = self.number.as_ref().and_then(DocumentNumber::year).and_then(|year| i16::try_from(year).ok());
        by_number.or(self.day.map(Date::year))
    }

    /// Whether words are a page number: — 1 —.
    pub fn is_page_number(&self, words: &str) -> bool {
        let bare = words.trim().trim_matches(['—', '-', '－', '–', ' ', '\u{3000}']);
        !bare.is_empty() && bare.len() < 4 && bare != words.trim() && bare.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// What was left out of the text, with how often.
    pub fn left_out(&self) -> BTreeMap<Loss, usize> {
        let mut left = BTreeMap::new();
        for role in &self.roles {
            if let Role::Left(loss) = role {
                *left.entry(*loss).or_default() += 1;
            }
        }
        left
    }

    fn field(&mut self, key: &'static str, value: String) {
        if self.fields.iter().all(|(known, _)| *known != key) {
            self.fields.push((key, value));
        }
    }

    /// The mark, the number, labelled lines and the title; answers with the first piece behind them.
    fn head(&mut self, texts: &[Option<&Paragraph>]) -> usize {
        if let Some((index, paragraph)) = web::title(texts).and_then(|index| Some((index, texts[index]?))) {
            return self.titled(texts, index, paragraph);
        }
        let mut title: Vec<usize> = Vec::new();
        for (index, paragraph) in texts.iter().enumerate().take(FARTHEST_TITLE) {
            let Some(paragraph) = paragraph else { if title.is_empty() { continue } else { break } };
            let words = one_line(&paragraph.text);
            if !words.chars().any(char::is_alphanumeric) {
                continue;
            }
            let words = if title.is_empty() { self.without_number(words) } else { words };
            if title.is_empty() && (self.number_line(&words) || self.mark(&words) || self.labelled(&words)) {
                self.roles[index] = Role::Field;
                continue;
            }
            let goes_on = title.last().is_none_or(|last| {
                let before = texts[*last].is_some_and(|before| before.is_centered);
                (before && paragraph.is_centered) || (!before && !ends_title(&self.title))
            });
            let is_title = goes_on && title.len() < 4 && !is_numbered(&words) && !words.ends_with(['：', ':', '。']);
            if !is_title {
                break;
            }
            if title.is_empty() {
                self.title_at = index;
            }
            self.title.push_str(&words);
            title.push(index);
            self.roles[index] = Role::Field;
        }
        if self.title.is_empty() {
            return self.other_title(texts);
        }
        self.labels(texts, title.last().map_or(0, |last| last + 1))
    }

    /// The title at a line that is known to be it.
    fn titled(&mut self, texts: &[Option<&Paragraph>], index: usize, paragraph: &Paragraph) -> usize {
        self.title = one_line(&paragraph.text);
        self.title_at = index;
        self.roles[index] = Role::Field;
        self.labels(texts, index + 1)
    }

    /// The title of a text that does not begin with it: the first line that ends as titles do, else its first words.
    fn other_title(&mut self, texts: &[Option<&Paragraph>]) -> usize {
        let lines = || texts.iter().enumerate().filter_map(|(index, paragraph)| Some((index, (*paragraph)?)));
        let is_title = |words: &str| {
            words.chars().count() <= LONGEST_HEADING
                && !is_numbered(words)
                && ends_title(&words.replace('(', "（").replace(')', "）"))
        };
        let found = lines().take(FARTHEST_TITLE).find(|(_, paragraph)| is_title(&one_line(&paragraph.text)));
        if let Some((index, paragraph)) = found {
            return self.titled(texts, index, paragraph);
        }
        let mut words = lines().map(|(_, paragraph)| one_line(&paragraph.text));
        let first = words.find(|words| words.chars().any(char::is_alphanumeric)).unwrap_or_default();
        self.title = first.chars().take(60).collect();
        self.doubts.push(bilingual!(
            "没有认出标题，暂用开头的文字；请改写 title",
            "no title was recognised, the first words stand in for it: rewrite title"
        ));
        0
    }

    /// The labelled lines that a page shows below its title; answers with the first piece behind them.
    fn labels(&mut self, texts: &[Option<&Paragraph>], title: usize) -> usize {
        let mut first = title;
        for (index, paragraph) in texts.iter().enumerate().skip(title) {
            let Some(paragraph) = paragraph else { continue };
            let words = one_line(&paragraph.text);
            if self.labelled(&words) {
                self.roles[index] = Role::Field;
                first = index + 1;
            } else if !is_empty_label(&words) {
                break;
            }
        }
        first
    }

    /// The first line of a title without the number that some pages put before it.
    fn without_number(&mut self, words: String) -> String {
        let Some((number, title)) = words.split_once('号') else { return words };
        let title = title.trim();
        if title.is_empty() || title.starts_with("签发人") || !self.number_line(&format!("{number}号")) {
            return words;
        }
        title.to_owned()
    }

    fn number_line(&mut self, words: &str) -> bool {
        let bare = words.split("签发人").next().unwrap_or_default().trim();
        let Ok(number) = DocumentNumber::parse(bare) else { return false };
        self.field("doc_number", quoted(&number.to_string()));
        self.number = Some(number);
        true
    }

    /// 发文机关标志: the organ's name, with 文件 behind it.
    fn mark(&mut self, words: &str) -> bool {
        let Some(organ) = words.strip_suffix("文件").filter(|organ| (3..=30).contains(&organ.chars().count())) else {
            return false;
        };
        if organ.contains(['，', '。', '《', '（']) {
            return false;
        }
        self.field("mark", quoted(organ));
        true
    }

    /// A line of a page of disclosure: `索引号：…`.
    fn labelled(&mut self, words: &str) -> bool {
        const SINGLE: [&str; 8] =
            ["index_number", "registration_number", "responsible", "scope", "term", "source", "author", "validity"];
        const DAYS: [&str; 6] = ["dated", "printed", "signed", "registered", "dispatched", "effective"];
        let Some((label, value)) = words.split_once(['：', ':']) else { return false };
        let known = |(_, labels): &&crate::parse::Key| labels.contains(&label.trim());
        let Some((key, _)) = DOCUMENT.iter().find(known) else { return false };
        let value = value.trim();
        match *key {
            // An empty field is told of nowhere, for it says nothing.
            _ if value.is_empty() => {
                SINGLE.contains(key) || DAYS.contains(key) || ["doc_number", "topics"].contains(key)
            }
            "doc_number" => self.number_line(value),
            "disclosure" => {
                self.disclosure = Disclosure::parse(value).ok();
                self.states_disclosure = self.disclosure.is_some();
                self.states_disclosure
            }
            "issuer" | "topics" => {
                let key = if *key == "issuer" { "issuer" } else { "topics" };
                self.field(key, quoted(value));
                true
            }
            key if SINGLE.contains(&key) => {
                self.field(key, quoted(value));
                true
            }
            key if DAYS.contains(&key) => match Date::parse(value) {
                Ok(day) => {
                    self.field(key, day.iso());
                    true
                }
                Err(_) => false,
            },
            _ => false,
        }
    }

    fn body(&mut self, texts: &[Option<&Paragraph>], first: usize) {
        let last = texts.iter().rposition(Option::is_some).unwrap_or_default();
        let mut previous: Option<usize> = None;
        for index in first..texts.len() {
            let Some(paragraph) = texts[index] else { continue };
            let words = one_line(&paragraph.text);
            if matches!(self.roles[index], Role::Left(_)) {
                continue;
            }
            self.roles[index] = if self.is_page_number(&paragraph.text) {
                Role::Left(Loss::PageNumber)
            } else if self.printed(&words) {
                Role::Field
            } else {
                self.note(&paragraph.text);
                if let (Ok(day), true) = (Date::parse(&words), index + 12 > last || previous.is_some()) {
                    self.dated(day, previous.and_then(|previous| texts[previous]));
                }
                role(paragraph, &words, previous.and_then(|previous| texts[previous]))
            };
            previous = Some(index);
        }
    }

    /// 成文日期, with the organ that signs on the line above.
    fn dated(&mut self, day: Date, above: Option<&Paragraph>) {
        if self.fields.iter().any(|(key, _)| *key == "dated") {
            return;
        }
        self.field("dated", day.iso());
        self.day = Some(day);
        let organ = above.map(|above| one_line(&above.text));
        let is_organ = |organ: &String| organ.chars().count() <= 30 && !organ.contains(['，', '。', '：', '；', '、']);
        if let Some(organ) = organ.filter(is_organ) {
            self.field("issuer", quoted(&organ));
        }
    }

    /// 版记: `某办公室 2024年4月30日印发`.
    fn printed(&mut self, words: &str) -> bool {
        let Some(rest) = words.strip_suffix("印发") else { return false };
        let Some(start) = rest.find(|character: char| character.is_ascii_digit()) else { return false };
        let Ok(day) = Date::parse(&rest[start..]) else { return false };
        self.field("printed", day.iso());
        let organ = rest[..start].trim();
        if !organ.is_empty() {
            self.field("printed_by", quoted(organ));
        }
        true
    }

    fn note(&mut self, text: &str) {
        for (_, note) in disclosure_notes(text) {
            match note {
                Note::States(disclosure) => (self.disclosure, self.states_disclosure) = (Some(disclosure), true),
                Note::Redacted => {
                    (self.disclosure, self.states_disclosure) = (Some(Disclosure::Public), true);
                    self.field("redacted", "true".to_owned());
                }
                Note::Unclear => {}
            }
        }
    }
}

/// Whether a line is a label that nothing was written behind, such as one of a page's own.
fn is_empty_label(words: &str) -> bool {
    const LONGEST: usize = 8;
    words.strip_suffix(['：', ':']).is_some_and(|label| label.chars().count() <= LONGEST)
}

/// What a paragraph of the body becomes.
fn role(paragraph: &Paragraph, words: &str, above: Option<&Paragraph>) -> Role {
    let length = words.chars().count();
    if is_attachment(words) || (length <= LONGEST_HEADING && paragraph.is_centered && ends_title(words)) {
        // The title below 附件1 belongs to the heading that 附件1 is.
        let is_below = above.is_some_and(|above| is_attachment(&one_line(&above.text)));
        return if is_below { Role::Body } else { Role::Heading(1) };
    }
    if let Some(level) = paragraph.level {
        return Role::Heading((level + 1).clamp(1, 6));
    }
    let is_line = length <= LONGEST_HEADING && !words.trim_end_matches(['。', '）']).contains(['。', '；']);
    match numbered(words) {
        Some(level) if is_line && !words.ends_with('；') => Role::Heading(level),
        _ => Role::Body,
    }
}

/// `附件1` or `附件` alone on its line.
pub fn is_attachment(words: &str) -> bool {
    let Some(rest) = words.strip_prefix("附件") else { return false };
    let rest = rest.trim_end_matches(['：', ':']);
    rest.chars().count() <= 2
        && rest.chars().all(|character| character.is_ascii_digit() || "一二三四五六七八九十".contains(character))
}

fn ends_title(words: &str) -> bool {
    let bare = words.trim_end_matches(['》', '）', ')']).trim();
    let bare = bare.rsplit_once('（').map_or(bare, |(before, inner)| {
        if words.ends_with('）') && inner.chars().count() < 12 { before } else { bare }
    });
    GENRES.iter().any(|genre| bare.ends_with(genre))
}

fn is_numbered(words: &str) -> bool {
    numbered(words).is_some()
}

/// The level of a heading by its number: 一、 or （一）.
fn numbered(words: &str) -> Option<u8> {
    const FIGURES: &str = "一二三四五六七八九十百零";
    let bare = words.trim_start_matches(['（', '(']);
    let is_bracketed = bare.len() != words.len();
    let rest = bare.trim_start_matches(|character| FIGURES.contains(character));
    if rest.len() == bare.len() {
        return None;
    }
    match (is_bracketed, rest.chars().next()?) {
        (false, '、') => Some(2),
        (true, '）' | ')') => Some(3),
        _ => None,
    }
}

/// Words on one line.
pub fn one_line(text: &str) -> String {
    crate::import::value::one_line(text)
}

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
