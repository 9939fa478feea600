//! Lists of units as documents write them: `市卫生健康委、民政局，各县〔市、区〕人民政府及高新区管委会`.

use super::{
    bracket::{split_outside, step},
    unit_name::{LEVEL, is_party_department, is_unit, lacks_level},
};

/// Bytes beyond which two joined names are a sentence.
const LONGEST_PAIR: usize = 300;

/// The names in a list of units, as written but for a closing 等 or 等部门.
pub(super) fn split(list: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (_, piece) in split_outside(list, |c| matches!(c, '、' | '，' | ',' | '；' | ';' | '/')) {
        let mut rest = tidy(piece);
        while let Some((name, after)) = split_pair(rest) {
            names.push(name);
            rest = after;
        }
        if !rest.is_empty() {
            names.push(rest);
        }
    }
    names
}

/// Two units joined by a conjunction: `市商务局及高新区管委会`, but not 发展和改革局.
fn split_pair(piece: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    if piece.len() > LONGEST_PAIR {
        return None;
    }
    for (at, character) in piece.char_indices() {
        depth = step(depth, character).unwrap_or(0);
        if depth > 0 {
            continue;
        }
        for conjunction in ["以及", "会同", "及", "和", "与"] {
            if let Some(after) = piece[at..].strip_prefix(conjunction) {
                let name = &piece[..at];
                if is_unit(name) && is_unit(after) {
                    return Some((name, after));
                }
            }
        }
    }
    None
}

/// Takes punctuation and a closing 等 from a name.
fn tidy(name: &str) -> &str {
    let name = name.trim_matches(|c: char| c.is_whitespace() || "。.：:，,；;、“”\"*★".contains(c));
    for ending in ["等有关部门", "等相关部门", "等有关单位", "等相关单位", "等部门", "等单位", "等"]
    {
        if let Some(rest) = name.strip_suffix(ending) {
            return if rest.is_empty() { name } else { rest };
        }
    }
    name
}

/// The level that the names of a list leave out after its first (`市卫生健康委、民政局`: 市).
#[derive(Debug, Default)]
pub(super) struct Level(String);

impl Level {
    /// The full name, spaces removed; a name that gives its own level sets it for those after it.
    pub(super) fn complete(&mut self, name: &str) -> String {
        let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        if is_party_department(&name) && self.0.ends_with(LEVEL) {
            return format!("{}委{name}", self.0);
        }
        if lacks_level(&name) {
            return format!("{}{name}", self.0);
        }
        if let Some(level) = level_of(&name) {
            self.0 = level.to_owned();
        }
        name
    }
}

/// The level or place that `name` begins with: 市 of 市民政局, 云溪区 of 云溪区民政局, 国家 of 国家医保局.
fn level_of(name: &str) -> Option<&str> {
    if name.starts_with("国家") {
        return Some("国家");
    }
    name.char_indices().take(8).find_map(|(at, character)| {
        let (level, rest) = name.split_at(at + character.len_utf8());
        let organ = lacks_level(rest) || rest.starts_with('委') || rest.starts_with("人民政府");
        (LEVEL.contains(&character) && (at == 0 || organ)).then_some(level)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(list: &str) -> String {
        let mut level = Level::default();
        split(list).into_iter().map(|name| level.complete(name)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn splits_at_marks_and_between_whole_units() {
        for (list, expected) in [
            ("区民政局、区发展和改革局，区工业和信息化局", "区民政局 区发展和改革局 区工业和信息化局"),
            ("区商务局及高新区管委会", "区商务局 高新区管委会"),
            ("区民政局和区卫健局以及有关街道办事处", "区民政局 区卫健局 有关街道办事处"),
            ("各乡(镇、办、场)、区住房和城乡建设局等部门", "各乡(镇、办、场) 区住房和城乡建设局"),
            ("项目所在地的县（市、区）人民政府或管委会", "项目所在地的县（市、区）人民政府或管委会"),
            ("区民政局（牵头、区财政局", "区民政局（牵头 区财政局"),
            ("、，。", ""),
        ] {
            assert_eq!(split(list).join(" "), expected, "{list}");
        }
    }

    #[test]
    fn fills_in_the_level_left_out() {
        for (list, expected) in [
            ("市卫生健康委、民政局、市场监管局", "市卫生健康委 市民政局 市市场监管局"),
            ("云溪区民政局、财政局、云溪日报社、教育局", "云溪区民政局 云溪区财政局 云溪日报社 云溪区教育局"),
            ("区委宣传部、组织部、妇联", "区委宣传部 区委组织部 区妇联"),
            ("国家卫生健康委、医保局、民政部", "国家卫生健康委 国家医保局 民政部"),
            ("民政局、财政局", "民政局 财政局"),
            ("各街道办事处、区人社局、医疗保障局", "各街道办事处 区人社局 区医疗保障局"),
        ] {
            assert_eq!(complete(list), expected, "{list}");
        }
    }
}
