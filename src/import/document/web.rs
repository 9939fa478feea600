//! What a text brings along that was copied from a page: the way to it, the remains of its tables.

use super::{layout::one_line, piece::Paragraph};

/// How far down the page the way to it may stand.
const FARTHEST: usize = 60;

/// The line of the title, where the last step of the way to the page (`首页 > 栏目 > 标题`) stands again below it.
pub fn title(texts: &[Option<&Paragraph>]) -> Option<usize> {
    let words: Vec<Option<String>> =
        texts.iter().take(FARTHEST).map(|paragraph| paragraph.map(|paragraph| one_line(&paragraph.text))).collect();
    let steps = |words: &str| {
        let is_way = ["首页", "当前位置", "您的位置", "您现在的位置"].iter().any(|start| words.starts_with(start));
        let (_, last) = words.rsplit_once(['>', '＞', '»'])?;
        (is_way && !last.trim().is_empty()).then(|| last.trim().to_owned())
    };
    let (at, last) = words.iter().enumerate().find_map(|(index, words)| Some((index, steps(words.as_ref()?)?)))?;
    (at + 1..words.len()).find(|index| words[*index].as_ref() == Some(&last))
}

/// Whether a line is nothing but the rules of a table that fell apart.
pub fn is_remnant(words: &str) -> bool {
    let mut signs = words.chars().filter(|character| !character.is_whitespace()).peekable();
    signs.peek().is_some() && signs.all(|sign| matches!(sign, '|' | '｜'))
}
