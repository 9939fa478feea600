//! The last gate: reads every finished file, and lets none pass that holds what must not be published.
//!
//! It judges the files as they are, not what was meant by those who made them. Two rules hold for all of them:
//!
//! - No text of an item that is not public stands in a file or in its name. What counts as such a text, and when it can
//!   be told from common words, is for `passage` to say.
//! - No number of an identity card, a mobile telephone or a bank card stands in a text that is given to people or
//!   programs. Which digits are such a number is for `number` to say.
//!
//! How a file becomes text, in `reading`, is the same for both: HTML without its tags, office files and PDF unpacked,
//! compressed files inflated. A file that cannot be read is not stopped, since it may well be a scan, but a warning
//! names it: nobody has checked it.

mod escape;
mod excerpt;
mod fold;
mod markup;
mod number;
mod passage;
mod reading;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fold::{fold, half_width, percent_decode};
use number::{Number, NumberKind, numbers};
use passage::{Origin, Passages};
use reading::{Obstacle, Reading};

use crate::{
    artifact::Artifact,
    bilingual,
    cache::{Key, Keying},
    config::Exception,
    diag::Diagnostic,
    parse::secrecy_marks,
};

/// A source file that is text: Markdown with its front matter, a TOML record, an attachment, a template.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// The file, relative to the site directory.
    pub path: &'a Arc<str>,
    /// All of it.
    pub text: &'a str,
    /// Whether it may be published.
    pub public: bool,
}

/// What is looked for in finished files.
#[derive(Debug)]
pub struct Gate {
    /// `None` if every source is public: then files are searched for numbers alone.
    passages: Option<Passages>,
    /// Numbers that may stand: the code of the rule, and the digits.
    excepted: BTreeSet<(String, String)>,
}

const LEAKED_TEXT: &str = "leaked_text";

impl Gate {
    /// Prepares the search.
    ///
    /// `withheld_names` are names of files that belong to items that are not public; those of the sources themselves
    /// need not be among them. What stands in a public source is not looked for. What the engine adds to pages, the
    /// words of its templates and translations, should therefore be among the public sources. An item whose address may
    /// be told, and nothing else of it, is given twice: not public with its text, and public without.
    #[must_use]
    pub fn new(sources: &[SourceText<'_>], withheld_names: &[String], exceptions: &[Exception]) -> Self {
        let (texts, numbers): (Vec<&Exception>, Vec<&Exception>) =
            exceptions.iter().partition(|exception| exception.rule == LEAKED_TEXT);
        let allowed: Vec<&str> = texts.iter().map(|exception| exception.text.as_str()).collect();
        let excepted = numbers.iter().map(|exception| (exception.rule.clone(), bare(&exception.text))).collect();
        Self { passages: Passages::collect(sources, withheld_names, &allowed), excepted }
    }

    /// The key of all that is looked for: a file in which one gate found nothing needs no other with the same key.
    #[must_use]
    pub fn key(&self) -> Key {
        let keying =
            self.excepted.iter().fold(Keying::default(), |keying, (rule, digits)| keying.text(rule).text(digits));
        self.passages.iter().flat_map(Passages::texts).fold(keying, Keying::text).finish()
    }

    /// Which of the passages that are looked for a public source says, as numbers that mean something to this gate alone.
    #[must_use]
    pub fn said_by(&self, source: &SourceText<'_>) -> BTreeSet<usize> {
        self.passages.as_ref().map(|passages| passages.said_by(source)).unwrap_or_default()
    }

    /// Searches a finished file and its name; an error among the findings means that it must not be published.
    ///
    /// No finding repeats what was found.
    #[must_use]
    pub fn inspect(&self, artifact: &Artifact) -> Vec<Diagnostic> {
        let mut found = Found::default();
        self.search(&artifact.path, true, &mut found);
        let name = if found.is_empty() { artifact.path.clone() } else { self.masked(&artifact.path) };
        let reading = Reading::of(&artifact.path, &artifact.bytes, self.passages.is_none());
        reading.spoken.iter().for_each(|text| self.search(text, true, &mut found));
        reading.silent.iter().for_each(|text| self.search(text, false, &mut found));
        let path = artifact.sources.first().cloned().unwrap_or_else(|| Arc::from(name.as_str()));
        let texts = found.texts.iter().map(|(file, line)| leaked_text(file.as_ref(), *line, &name, &path));
        let numbers = found.numbers.iter().map(|(kind, digits)| personal_number(*kind, digits, &name, &path));
        let unread = reading.obstacles.iter().map(|obstacle| unread(*obstacle, &name, &path));
        let marked = is_attachment(&artifact.path).then(|| marked(&reading, &name, &path)).flatten();
        texts.chain(numbers).chain(unread).chain(marked).collect()
    }

    fn search(&self, text: &str, is_spoken: bool, found: &mut Found) {
        if text.is_empty() || (!is_spoken && self.passages.is_none()) {
            return;
        }
        if is_spoken {
            for Number { kind, digits } in numbers(&percent_decode(text)) {
                let number = (rule(kind).to_owned(), digits);
                if !self.excepted.contains(&number) {
                    found.numbers.entry(kind).or_default().insert(number.1);
                }
            }
        }
        let Some(passages) = &self.passages else { return };
        for passage in passages.find(&fold(text)) {
            let (file, line) = match passages.origin(passage) {
                Some(Origin { path, line }) => (Some(Arc::clone(path)), *line),
                None => (None, 0),
            };
            let first = found.texts.entry(file).or_insert(line);
            *first = match (*first, line) {
                (0, line) | (line, 0) => line,
                (first, line) => first.min(line),
            };
        }
    }

    /// The path with three asterisks for each part that may not be told.
    fn masked(&self, path: &str) -> String {
        let mask = |part: &str| {
            let mut found = Found::default();
            self.search(part, true, &mut found);
            if found.is_empty() { part.to_owned() } else { "***".to_owned() }
        };
        let masked = path.split('/').map(mask).collect::<Vec<_>>().join("/");
        // What leaks may be several parts together.
        if masked == path { "***".to_owned() } else { masked }
    }
}

/// What was found in one file.
#[derive(Default)]
struct Found {
    /// The files of which it holds a text, with the first such line, or 0 if it holds their names alone; `None` stands
    /// for the names of files that are no source texts.
    texts: BTreeMap<Option<Arc<str>>, usize>,
    numbers: BTreeMap<NumberKind, BTreeSet<String>>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.numbers.is_empty()
    }
}

/// Whether a text holds the number of an identity card, a mobile telephone or a bank card.
#[must_use]
pub fn has_personal_number(text: &str) -> bool {
    !numbers(&percent_decode(text)).is_empty()
}

/// The letters and digits of an exception, as a number is given.
fn bare(text: &str) -> String {
    text.chars()
        .map(|sign| half_width(sign).unwrap_or(sign))
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_uppercase())
        .collect()
}

fn rule(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::IdCard => "personal_id_card",
        NumberKind::Mobile => "personal_mobile",
        NumberKind::BankCard => "bank_card",
    }
}

/// Whether a file was written elsewhere: texts of ours were looked at for marks of secrecy where they were read.
fn is_attachment(path: &str) -> bool {
    const ENDINGS: [&str; 12] = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd", "doc", "wps", "pdf", "csv", "txt"];
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// A mark of secrecy that stands in a block of its own (GB/T 9704-2012 clause 7.2.2).
fn marked(reading: &Reading<'_>, name: &str, path: &Arc<str>) -> Option<Diagnostic> {
    let mut blocks = reading.spoken.iter().flat_map(|text| text.split(fold::BARRIER));
    let is_marked = blocks.any(|block| !secrecy_marks(block).is_empty());
    is_marked.then(|| {
        Diagnostic::error(
            "secrecy_mark",
            path,
            bilingual!("附件 {name} 中标有密级或内部标志", "the attachment {name} bears a mark of secrecy"),
        )
        .why(["涉密和内部材料不得进入公开网站的版本库", "such a text must not be in this repository at all"])
        .help([
            "立即移出版本库并按保密规定处理；如系误标，删去标志",
            "remove it from the repository and its history; if the mark is a mistake, delete it",
        ])
    })
}

fn leaked_text(file: Option<&Arc<str>>, line: usize, name: &str, path: &Arc<str>) -> Diagnostic {
    let message = match (file, line) {
        (None, _) => bilingual!(
            "成品文件 {name} 中有不公开的附件的文件名",
            "the finished file {name} holds the name of a file that is not public"
        ),
        (Some(file), 0) => bilingual!(
            "成品文件 {name} 中有不公开的文件 {file} 的名称",
            "the finished file {name} holds the name of {file}, which is not public"
        ),
        (Some(file), line) => bilingual!(
            "成品文件 {name} 中有不公开的文字，出自 {file} 第 {line} 行",
            "the finished file {name} holds a text that is not public, from {file}, line {line}"
        ),
    };
    Diagnostic::error(LEAKED_TEXT, path, message)
        .why([
            "未标明“主动公开”的内容，一句也不得出现在网站上（《政府信息公开条例》第十四条至第十六条）",
            "nothing of an item that is not marked 主动公开 may leave (Regulations on Open Government Information, articles 14–16)",
        ])
        .help([
            "从公开的文件中删去这段文字；可以公开的，在 gongkai.toml 写一条 [[checks.exception]]：rule = \"leaked_text\"，text 为原文，reason 为理由",
            "remove the text from the public file; if it may be published, add a [[checks.exception]] to gongkai.toml: rule = \"leaked_text\", text with the exact words, reason",
        ])
}

fn personal_number(kind: NumberKind, numbers: &BTreeSet<String>, name: &str, path: &Arc<str>) -> Diagnostic {
    let (what_zh, what_en, instead_zh, instead_en) = match kind {
        NumberKind::IdCard => ("身份证号码", "identity card number", "只留姓名", "keep the name alone"),
        NumberKind::Mobile => ("手机号码", "mobile number", "改留办公电话", "give an office telephone instead"),
        NumberKind::BankCard => ("银行卡号", "bank card number", "改由本人线下提供", "ask for it in person"),
    };
    let masks: Vec<String> = numbers.iter().map(|digits| format!("{}***", &digits[..3])).collect();
    let (count, masks_zh, masks_en) = (masks.len(), masks.join("、"), masks.join(", "));
    let code = rule(kind);
    let message = bilingual!(
        "成品文件 {name} 中有{what_zh} {count} 个（{masks_zh}）",
        "the finished file {name} holds {count} {what_en}(s) ({masks_en})"
    );
    Diagnostic::error(code, path, message)
        .why([
            "个人隐私公开后会损害他人权益，行政机关不得公开（《政府信息公开条例》第十五条）",
            "what is private to a person is not to be published (Regulations on Open Government Information, article 15)",
        ])
        .help(bilingual!(
            "删去号码，{instead_zh}；确需公开的，在 gongkai.toml 写一条 [[checks.exception]]：rule = \"{code}\"，text 为该号码，reason 为理由",
            "remove the number, {instead_en}; if it must be published, add a [[checks.exception]] to gongkai.toml: rule = \"{code}\", text with the number, reason"
        ))
}

fn unread(obstacle: Obstacle, name: &str, path: &Arc<str>) -> Diagnostic {
    let (message, help) = match obstacle {
        Obstacle::Damaged => (
            bilingual!(
                "文件 {name} 已损坏，或与扩展名不符，无法检查",
                "{name} is damaged, or not what its ending says: it was not checked"
            ),
            ["用原来的软件打开，另存后替换", "open it with the program it comes from, and save it anew"],
        ),
        Obstacle::Locked => (
            bilingual!("文件 {name} 设有密码，无法检查", "{name} asks for a password: it was not checked"),
            ["取消密码后替换", "save it without a password"],
        ),
        Obstacle::Pictures => (
            bilingual!(
                "文件 {name} 有的页面是图片，或文字无法识别，未能全部检查",
                "pages of {name} are pictures, or their text cannot be read: it was not fully checked"
            ),
            [
                "改用由原文档导出的 PDF；只有扫描件的，逐页核对有无个人信息",
                "publish a PDF made from the text; where there is only a scan, look through every page",
            ],
        ),
        Obstacle::HiddenLayers => (
            bilingual!("文件 {name} 有隐藏的图层，未能全部检查", "{name} has hidden layers: it was not fully checked"),
            ["合并图层后重新导出", "flatten the layers, and export it anew"],
        ),
        Obstacle::UnknownForm => (
            bilingual!(
                "文件 {name} 的格式无法检查或只能粗查",
                "{name} is of a form that can be checked roughly or not at all"
            ),
            [
                "另存为 docx、xlsx、pptx 或 PDF；压缩包改用 zip",
                "save it as docx, xlsx, pptx or PDF; pack archives as zip",
            ],
        ),
        Obstacle::TooLarge => (
            bilingual!(
                "文件 {name} 展开后过大或嵌套过深，未能全部检查",
                "{name} unpacks to too much or too deep: it was not fully checked"
            ),
            ["拆成几个文件发布", "publish it as several files"],
        ),
    };
    Diagnostic::warning("unreadable_attachment", path, message)
        .why([
            "发布前检查看不到其中的文字，有无不公开的内容和个人信息须由人核对",
            "the last gate cannot see its text: a person has to look for what must not be published",
        ])
        .help(help)
}

#[cfg(test)]
mod tests;
