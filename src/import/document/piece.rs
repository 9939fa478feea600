//! What a text of an office is made of, whatever program it was written with.

use std::collections::BTreeMap;

/// A piece of a text, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A paragraph, its number included where the program counted.
    Paragraph(Paragraph),
    /// A table, row by row.
    Table(Vec<Vec<String>>),
}

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its words; line breaks within it are line feeds.
    pub text: String,
    /// The level of its heading style, from 1; `None` for a paragraph of the body.
    pub level: Option<u8>,
    /// Whether it stands in the middle of the line.
    pub is_centered: bool,
    /// Whether it begins a new page.
    pub begins_page: bool,
}

/// A text with what could not be taken over.
#[derive(Debug, Default)]
pub struct Source {
    /// The pieces.
    pub pieces: Vec<Piece>,
    /// Footnotes by their labels.
    pub footnotes: BTreeMap<String, String>,
    /// What was left behind, by kind, with how often.
    pub losses: BTreeMap<Loss, usize>,
}

/// A kind of thing that a Markdown text does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Pictures and drawings.
    Picture,
    /// Text boxes.
    TextBox,
    /// Signs of symbol fonts.
    Symbol,
    /// Objects of other programs.
    Object,
    /// Comments of reviewers.
    Comment,
    /// Deleted words under change tracking.
    Deletion,
    /// Inserted words under change tracking, which are taken as accepted.
    Insertion,
    /// Headers and footers.
    Header,
    /// Merged cells of tables.
    Merged,
    /// Formulas.
    Formula,
    /// Addresses of links: their words are kept.
    Link,
    /// Bold, italic, colour and the like.
    Format,
    /// Hidden words.
    Hidden,
    /// Page numbers standing in the text.
    PageNumber,
    /// Rules of tables that fell apart.
    Remnant,
}

impl Loss {
    /// What is said of it, Chinese first.
    #[must_use]
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Picture => [
                "图片、图形{n}处没有导入；另存为图片文件，在正文中引用",
                "pictures not imported: {n}; save them as files and name them in the text",
            ],
            Self::TextBox => {
                ["文本框{n}个没有导入，其中的文字请手工补上", "text boxes not imported: {n}; add their words by hand"]
            }
            Self::Symbol => ["符号字体的字符{n}个没有导入", "signs of symbol fonts not imported: {n}"],
            Self::Object => {
                ["嵌入的对象{n}个没有导入；作为附件另存", "embedded objects not imported: {n}; attach them as files"]
            }
            Self::Comment => ["批注{n}条没有导入", "comments not imported: {n}"],
            Self::Deletion => ["修订中删去的文字{n}处没有导入", "deletions under change tracking left out: {n}"],
            Self::Insertion => {
                ["修订中增加的文字{n}处已按接受处理，请核对", "insertions under change tracking taken as accepted: {n}"]
            }
            Self::Header => ["页眉、页脚{n}个没有导入", "headers and footers not imported: {n}"],
            Self::Merged => [
                "表格中合并的单元格{n}处已拆开，文字留在左上一格",
                "merged cells taken apart: {n}; the words stand in the first",
            ],
            Self::Formula => ["公式{n}个只保留了文字", "formulas kept as their words alone: {n}"],
            Self::Link => ["超链接{n}处只保留了文字", "links kept as their words alone: {n}"],
            Self::Format => {
                ["字体、加粗、颜色等格式{n}处没有保留", "passages whose bold, colour or other format was not kept: {n}"]
            }
            Self::Hidden => ["隐藏文字{n}处没有导入", "hidden passages not imported: {n}"],
            Self::PageNumber => ["正文中的页码{n}处已删去", "page numbers in the text removed: {n}"],
            Self::Remnant => [
                "只有竖线的行{n}行已删去，是网页上散开的表格；表中如有内容，请对照原文补上",
                "lines of nothing but | removed: {n}; they are what is left of tables, add what stood in them",
            ],
        }
    }
}

impl Source {
    /// Notes that something was left behind.
    pub fn lose(&mut self, loss: Loss) {
        *self.losses.entry(loss).or_default() += 1;
    }
}
