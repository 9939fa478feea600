//! Numbers that Word counts by itself, as the text that readers see (ECMA-376 part 1 §17.9).

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::docx::{attribute, events};

/// The lists of a file, and how far each has been counted.
#[derive(Debug, Default)]
pub struct Numbering {
    /// Levels by abstract list.
    lists: BTreeMap<String, BTreeMap<usize, Level>>,
    /// The abstract list of each list.
    instances: BTreeMap<String, String>,
    counts: BTreeMap<String, Vec<u32>>,
}

#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    /// The pattern: `（%2）`.
    text: String,
    start: u32,
}

/// No list is deeper.
const DEEPEST: usize = 9;

impl Numbering {
    /// Reads `word/numbering.xml`.
    ///
    /// # Errors
    /// It is no XML.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut numbering = Self::default();
        let (mut list, mut level, mut instance) = (String::new(), 0, String::new());
        events(text, |event| {
            let (Event::Start(element) | Event::Empty(element)) = event else { return };
            let value = attribute(&element, "val");
            let own = numbering.lists.entry(list.clone()).or_default().entry(level).or_default();
            match element.local_name().as_ref() {
                "abstractNum" => list = attribute(&element, "abstractNumId").unwrap_or_default(),
                "lvl" => level = attribute(&element, "ilvl").and_then(|level| level.parse().ok()).unwrap_or_default(),
                "numFmt" => own.format = value.unwrap_or_default(),
                "lvlText" => own.text = value.unwrap_or_default(),
                "start" => own.start = value.and_then(|start| start.parse().ok()).unwrap_or(1),
                "num" => {
                    list = String::new();
                    instance = attribute(&element, "numId").unwrap_or_default();
                }
                "abstractNumId" => {
                    numbering.instances.insert(instance.clone(), value.unwrap_or_default());
                }
                _ => {}
            }
        })?;
        Ok(numbering)
    }

    /// The number of the next paragraph of a list at a level; empty for bullets.
    pub fn next(&mut self, instance: &str, level: usize) -> String {
        let list = self.instances.get(instance).cloned().unwrap_or_default();
        let Some(levels) = self.lists.get(&list) else { return String::new() };
        let level = level.min(DEEPEST - 1);
        let starts: Vec<u32> = (0..DEEPEST).map(|level| levels.get(&level).map_or(1, |own| own.start.max(1))).collect();
        let counts = self.counts.entry(list.clone()).or_insert_with(|| vec![0; DEEPEST]);
        counts[level] = if counts[level] == 0 { starts[level] } else { counts[level] + 1 };
        counts[level + 1..].fill(0);
        let Some(own) = levels.get(&level) else { return String::new() };
        if own.format == "bullet" || own.format == "none" {
            return String::new();
        }
        let mut text = own.text.clone();
        for (other, count) in counts.iter().enumerate() {
            let format = levels.get(&other).map_or("decimal", |level| level.format.as_str());
            let count = if *count == 0 { starts[other] } else { *count };
            text = text.replace(&format!("%{}", other + 1), &shown(count, format));
        }
        text
    }
}

fn shown(count: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "ideographTraditional"
        | "japaneseCounting"
        | "taiwaneseCountingThousand" => han(count),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&count) => {
            char::from_u32(0x2460 + count - 1).map(String::from).unwrap_or_default()
        }
        "lowerLetter" => letter(count, b'a'),
        "upperLetter" => letter(count, b'A'),
        _ => count.to_string(),
    }
}

fn letter(count: u32, first: u8) -> String {
    let offset = u8::try_from((count.max(1) - 1) % 26).unwrap_or_default();
    char::from(first + offset).to_string()
}

/// A number below ten thousand in Han figures: 二十一, 一百零五.
fn han(count: u32) -> String {
    const FIGURES: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let mut text = String::new();
    let mut rest = count;
    let mut has_gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let figure = rest / unit % 10;
        rest %= unit;
        if figure == 0 {
            has_gap = !text.is_empty();
            continue;
        }
        if has_gap {
            text.push('零');
            has_gap = false;
        }
        // 十一, not 一十一, at the beginning.
        if !(unit == 10 && figure == 1 && text.is_empty()) {
            text.push_str(FIGURES[figure as usize]);
        }
        text.push_str(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_word_shows_it() {
        let xml = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%2）\"/></w:lvl><w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"-\"/></w:lvl></w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
        let mut numbering = Numbering::read(xml).unwrap();
        let numbers: Vec<String> = [0, 1, 1, 0, 1, 2].map(|level| numbering.next("3", level)).into();
        assert_eq!(numbers, ["一、", "（一）", "（二）", "二、", "（一）", ""]);
        assert_eq!(numbering.next("9", 0), "");
        assert_eq!(
            [1, 10, 11, 20, 21, 105, 110].map(han),
            ["一", "十", "十一", "二十", "二十一", "一百零五", "一百一十"]
        );
    }
}
