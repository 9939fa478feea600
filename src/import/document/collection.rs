//! Several texts in one file: collections that were pasted whole.

use super::{layout::one_line, piece::Paragraph};

/// A text's own name is no longer than this, and no shorter.
const NAME: std::ops::RangeInclusive<usize> = 4..=40;

/// The lines with which the texts of a collection begin: they bear one name and the next number each (`方案1`, `方案2`).
/// Empty where there are no two of them.
pub fn beginnings(texts: &[Option<&Paragraph>]) -> Vec<usize> {
    let lines = texts.iter().enumerate().filter_map(|(index, paragraph)| {
        let words = one_line(&paragraph.as_ref()?.text);
        let (name, number) = counted(&words)?;
        Some((index, name.to_owned(), number))
    });
    let mut chains: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, name, number) in lines {
        match chains.iter_mut().find(|(known, _)| *known == name) {
            Some((_, chain)) if number == chain.len() + 1 => chain.push(index),
            None if number == 1 => chains.push((name, vec![index])),
            _ => {}
        }
    }
    let longest = chains.into_iter().map(|(_, chain)| chain).max_by_key(Vec::len);
    longest.filter(|chain| chain.len() > 1).unwrap_or_default()
}

/// A line that is a name with a number behind it.
fn counted(words: &str) -> Option<(&str, usize)> {
    const FIGURES: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let name = words.trim_end_matches(|character: char| character.is_ascii_digit());
    let (name, number) = if name.len() < words.len() {
        (name, words[name.len()..].parse().ok()?)
    } else {
        let (at, name) = FIGURES.iter().enumerate().find_map(|(at, figure)| Some((at, words.strip_suffix(figure)?)))?;
        (name, at + 1)
    };
    let name = name.trim_end();
    let is_name = NAME.contains(&name.chars().count()) && !name.contains(['。', '；', '，', '：', ':']);
    (is_name && !name.ends_with(|character: char| character.is_ascii_digit() || character == '.'))
        .then_some((name, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&str]) -> Vec<usize> {
        let paragraphs: Vec<Paragraph> =
            lines.iter().map(|line| Paragraph { text: (*line).to_owned(), ..Paragraph::default() }).collect();
        beginnings(&paragraphs.iter().map(Some).collect::<Vec<_>>())
    }

    #[test]
    fn a_name_counted_on_begins_a_text_each_time() {
        assert_eq!(found(&["方案汇编", "招商工作方案1", "一、目标", "招商工作方案2", "招商工作方案3"]), [1, 3, 4]);
        assert_eq!(found(&["招商工作方案一", "正文。", "招商工作方案二"]), [0, 2]);
        for one_text in [
            &["附件1", "名单", "附件2", "表"][..],
            &["招商工作方案1", "正文。"],
            &["招商工作方案2", "招商工作方案3"],
            &["到2021", "到2022"],
        ] {
            assert_eq!(found(one_text), [] as [usize; 0], "{one_text:?}");
        }
    }
}
