//! Standing duties of units: `区卫健局负责……；` under words that announce them (职责, 分工).

use crate::model::Duty;

use super::{
    bracket::split_outside,
    label::peel_verbs,
    line::{Line, Place, bare, has_words},
    unit_list::{Level, split},
    unit_name::is_certain_unit,
};

/// Bytes within which a sentence must have named its unit.
const LONGEST_HEAD: usize = 300;

/// Reads the duties of units that a text sets out under a heading or a sentence announcing them, in reading order.
///
/// A duty is a sentence `某局负责……；` with those that follow it up to the next unit, or what stands after a unit's name
/// with a colon or full stop (`区民政局：……`, `（一）区民政局。……`). A sentence for several units is a duty of each.
#[must_use]
pub fn read_duties(lines: &[Line<'_>]) -> Vec<Duty> {
    // Most texts announce none.
    if !lines.iter().any(|line| announces(line.words())) {
        return Vec::new();
    }
    let mut reader = Reader::default();
    lines.iter().for_each(|line| reader.read(line));
    reader.duties
}

#[derive(Default)]
struct Reader {
    duties: Vec<Duty>,
    part: usize,
    /// The depth of the clause being read.
    depth: usize,
    /// The depth of the clause that announced duties, while it lasts.
    announced: Option<usize>,
    /// The units of a heading that is nothing but their names.
    headed: Vec<String>,
}

impl Reader {
    fn read(&mut self, line: &Line<'_>) {
        if line.part != self.part {
            (self.part, self.announced) = (line.part, None);
            self.headed.clear();
        }
        let words = line.words();
        if line.opens_clause() {
            self.depth = line.depth();
            if self.announced.is_some_and(|depth| self.depth <= depth) {
                self.announced = None;
            }
            if line.place != Place::Item {
                self.headed.clear();
            }
            let (title, end) = line.title(words.len());
            if announces(title) && self.announced.is_none() {
                self.announced = Some(self.depth);
                return self.take(line, end);
            }
        }
        if self.announced.is_some() {
            self.take(line, 0);
        } else if let Some(cue) = announcement(words) {
            self.announced = Some(self.depth);
            self.take(line, cue);
        }
    }

    /// Takes the duties of a line from byte `from` of its words.
    fn take(&mut self, line: &Line<'_>, from: usize) {
        let words = &line.words()[from..];
        let mut current: Option<(Vec<String>, usize)> = None;
        let sentences = split_outside(words, |c| matches!(c, '；' | ';' | '。' | '\n'));
        for (index, &(start, sentence)) in sentences.iter().enumerate() {
            let named = index == 0 && from == 0 && line.opens_clause();
            let Some((units, text)) = head(sentence, named) else { continue };
            if named && !has_words(&words[start + text..]) {
                self.headed = units;
                return;
            }
            if let Some((units, text)) = current.replace((units, start + text)) {
                self.add(&units, &words[text..start], line);
            }
        }
        match current {
            Some((units, text)) => self.add(&units, &words[text..], line),
            None if from == 0 && !self.headed.is_empty() => {
                let units = self.headed.clone();
                self.add(&units, words, line);
            }
            None => {}
        }
    }

    fn add(&mut self, units: &[String], text: &str, line: &Line<'_>) {
        let text = bare(text);
        for unit in units.iter().filter(|_| has_words(text)) {
            self.duties.push(Duty { unit: unit.clone(), text: text.to_owned(), anchor: line.anchor.to_owned() });
        }
    }
}

/// Whether a heading announces duties: 职责分工.
fn announces(heading: &str) -> bool {
    heading.contains("职责") || heading.contains("分工")
}

/// Where the sentence ends that announces the duties set out after it: `各成员单位主要职责如下：`.
fn announcement(words: &str) -> Option<usize> {
    let mut sentences = split_outside(words, |c| matches!(c, '。' | '；' | ';' | '\n')).into_iter();
    sentences.find_map(|(start, sentence)| {
        let (before, after) = sentence.split_once(['：', ':'])?;
        let end = start + sentence.len() - after.len();
        (announces(before) && (before.ends_with("如下") || !has_words(&words[end..]))).then_some(end)
    })
}

/// Whether 负责 with `rest` after it is the person in charge: 负责人, but not 负责人才引进.
fn names_person(rest: &str) -> bool {
    let matter = ["人才", "人力", "人员", "人民", "人口", "人工", "人大", "人事", "人居", "人防", "人身"];
    rest.starts_with('人') && !matter.iter().any(|word| rest.starts_with(word))
}

/// The units a sentence charges and where its duty begins; a clause's own name (`named`) needs no verb.
fn head(sentence: &str, named: bool) -> Option<(Vec<String>, usize)> {
    let window = &sentence[..sentence.floor_char_boundary(LONGEST_HEAD)];
    let colon = split_outside(window, |c| matches!(c, '：' | ':')).get(1).map(|(after, _)| *after);
    let verb = window.match_indices("负责").map(|(at, _)| at).find(|at| !names_person(&window[at + "负责".len()..]));
    let (list, duty) = match (colon, verb) {
        (Some(after), verb) if verb.is_none_or(|verb| after < verb) => {
            (&window[..window[..after].trim_end_matches(['：', ':']).len()], after)
        }
        (_, Some(verb)) => {
            let (list, _) = peel_verbs(&window[..verb + "负责".len()]);
            // After a comma the verb belongs to a sentence about something else: `设立委员会，负责……`.
            let list = if list.ends_with(['，', ',']) { return None } else { list };
            (list, window.find(list).map_or(0, |at| at + list.len()))
        }
        _ if named => (window, sentence.len()),
        _ => return None,
    };
    let names = split(list.trim());
    let mut level = Level::default();
    (!names.is_empty() && names.iter().all(|name| is_certain_unit(name)))
        .then(|| (names.iter().map(|name| level.complete(name)).collect(), duty))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{read_tasks, tests::text},
        *,
    };

    fn duties(lines: &[&str]) -> Vec<String> {
        read_duties(&super::super::lines(&text(lines)))
            .into_iter()
            .map(|duty| format!("{} {}: {}", duty.anchor, duty.unit, duty.text))
            .collect()
    }

    #[test]
    fn reads_duties_where_they_are_announced() {
        let found = duties(&[
            "## 二、完善机制",
            "办公室设在区卫健局。区财政局负责的事项另文规定。各成员单位主要职责如下：",
            "区卫健局负责统筹协调；定期会商；推进落实；",
            "区民政局、财政局牵头负责养老服务推进；区商务局负责政策兑现。",
            "- 各街道办事处：推介优质企业。",
            "## 三、具体措施",
            "区统计局负责统计监测。",
            "## 四、职责分工",
            "（一）区医保局。落实医保政策；负责定点管理。",
            "区人社局负责人才引进。发展委员会，负责会商。单位负责人到场。",
            "### 区人社局",
            "办理人才引进。",
            "### 工作要求",
            "压实责任，形成合力。",
        ]);
        assert_eq!(
            found,
            [
                "p2 区卫健局: 负责统筹协调；定期会商；推进落实",
                "p3 区民政局: 牵头负责养老服务推进",
                "p3 区财政局: 牵头负责养老服务推进",
                "p3 区商务局: 负责政策兑现",
                "i4 各街道办事处: 推介优质企业",
                "p8 区医保局: 落实医保政策；负责定点管理",
                "p9 区人社局: 负责人才引进。发展委员会，负责会商。单位负责人到场",
                "p11 区人社局: 办理人才引进",
            ]
        );
    }

    #[test]
    fn are_no_tasks() {
        let lines = ["## 一、职责分工", "区卫健局负责统筹协调；", "区民政局负责养老服务。"];
        assert_eq!((duties(&lines).len(), read_tasks(&super::super::lines(&text(&lines))).len()), (2, 0));
    }
}
