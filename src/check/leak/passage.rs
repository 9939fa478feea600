//! What must not be published: passages of the sources that are not public, and the search for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
    sync::Arc,
};

use daachorse::CharwiseDoubleArrayAhoCorasick;
use rayon::prelude::*;

use super::{
    SourceText,
    excerpt::{Excerpt, excerpts},
    fold::{BARRIER, fold},
};

/// A passage of a running text is this long at least, in letters and digits: shorter ones are common words.
const DISTINCTIVE: usize = 8;
/// A title, a number or a file name names one thing, and needs less.
const IDENTIFYING: usize = 6;
/// Some letters are among them that are not part of a date or an amount, which the engine itself writes.
const LETTERS: usize = 4;
/// A single English word tells nothing unless it is long: it may be a key or a part of an address.
const LONG_WORD: usize = 12;
/// Longer passages are known by their beginning, in bytes.
const LONGEST: usize = 192;

/// Where a passage stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    /// The file.
    pub(super) path: Arc<str>,
    /// The line, from 1; 0 for the file's own name.
    pub(super) line: usize,
}

/// The texts that are looked for; `None` stands for the name of a file that is no source text.
type Wanted = BTreeMap<String, Option<Origin>>;

/// The passages that no finished file may hold.
pub(super) struct Passages {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    passages: Vec<Passage>,
}

struct Passage {
    text: String,
    origin: Option<Origin>,
    /// Whether it is ASCII, and so has to stand as a whole word: 2023-017 is not in 2023-0171.
    is_word: bool,
}

impl Passages {
    /// Collects the distinctive passages of the sources that are not public and of `names`, but those that occur in a
    /// public source, in its path or in `allowed`; `None` if there are none.
    pub(super) fn collect(sources: &[SourceText<'_>], names: &[String], allowed: &[&str]) -> Option<Self> {
        let mut wanted = Wanted::new();
        for source in sources.iter().filter(|source| !source.public) {
            collect_source(source, &mut wanted);
        }
        for name in names {
            collect_name(name, None, &mut wanted);
        }
        let candidates = Self::new(&wanted)?;
        let public = sources.par_iter().filter(|source| source.public).map(public_text);
        let allowed = allowed.par_iter().map(|text| fold(text));
        let shown: BTreeSet<usize> = public.chain(allowed).flat_map_iter(|text| candidates.find(&text)).collect();
        let kept = wanted.into_iter().enumerate().filter(|(number, _)| !shown.contains(number));
        Self::new(&kept.map(|(_, passage)| passage).collect())
    }

    fn new(wanted: &Wanted) -> Option<Self> {
        if wanted.is_empty() {
            return None;
        }
        let automaton = CharwiseDoubleArrayAhoCorasick::new(wanted.keys())
            .expect("invariant: the texts are distinct, not empty, and far fewer than 2³¹");
        let passage = |(text, origin): (&String, &Option<Origin>)| Passage {
            text: text.clone(),
            origin: origin.clone(),
            is_word: text.is_ascii(),
        };
        Some(Self { automaton, passages: wanted.iter().map(passage).collect() })
    }

    /// The passages that stand in `folded`, each once, in ascending order.
    pub(super) fn find(&self, folded: &str) -> BTreeSet<usize> {
        self.automaton
            .find_overlapping_iter(folded)
            .map(|hit| (hit.value() as usize, hit.start()..hit.end()))
            .filter(|(passage, place)| !self.passages[*passage].is_word || stands_alone(folded.as_bytes(), place))
            .map(|(passage, _)| passage)
            .collect()
    }

    /// The passages that `source` says, as it is read where it is public.
    pub(super) fn said_by(&self, source: &SourceText<'_>) -> BTreeSet<usize> {
        self.find(&public_text(source))
    }

    /// Every passage.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.passages.iter().map(|passage| passage.text.as_str())
    }

    /// Where the passage stands in the sources; `None` for the name of a file.
    pub(super) fn origin(&self, passage: usize) -> Option<&Origin> {
        self.passages[passage].origin.as_ref()
    }
}

impl std::fmt::Debug for Passages {
    /// Says how many they are, and none of them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passages", self.passages.len())
    }
}

/// Whether no letter, digit or hyphen goes on at either end.
fn stands_alone(text: &[u8], place: &Range<usize>) -> bool {
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    !text[..place.start].last().is_some_and(goes_on) && !text[place.end..].first().is_some_and(goes_on)
}

/// Everything that a public source says: as written, for its keys and marks, and as shown.
fn public_text(source: &SourceText<'_>) -> String {
    let shown = excerpts(source.path, source.text);
    let parts = [&**source.path, source.text].into_iter().chain(shown.iter().map(|excerpt| excerpt.text.as_str()));
    parts.map(fold).collect::<Vec<_>>().join(&BARRIER.to_string())
}

fn collect_source(source: &SourceText<'_>, wanted: &mut Wanted) {
    for Excerpt { text, line, identifies } in excerpts(source.path, source.text) {
        let origin = Origin { path: Arc::clone(source.path), line };
        for level in [&['\n'][..], SENTENCE, CLAUSE] {
            for piece in text.split(|sign| level.contains(&sign)) {
                want(piece, identifies, Some(&origin), wanted);
            }
        }
    }
    let path = source.path.strip_prefix("content/").unwrap_or(source.path);
    let address = path.strip_suffix(".md").or_else(|| path.strip_suffix(".toml")).unwrap_or(path);
    let origin = Origin { path: Arc::clone(source.path), line: 0 };
    want(address.strip_suffix("/index").unwrap_or(address), true, Some(&origin), wanted);
    collect_name(path, Some(&origin), wanted);
}

/// Wants the file's name with and without its ending.
fn collect_name(path: &str, origin: Option<&Origin>, wanted: &mut Wanted) {
    let path = Path::new(path);
    // The name says where a directory's own text is, and nothing of the item.
    if path.file_stem().is_some_and(|stem| stem == "index") {
        return;
    }
    for name in [path.file_name(), path.file_stem()].into_iter().flatten().filter_map(|name| name.to_str()) {
        want(name, true, origin, wanted);
    }
}

/// What ends a sentence, a line or a cell.
const SENTENCE: &[char] = &['\n', '。', '；', '！', '？', ';', '!', '?', '\t', '|'];
/// What ends a clause or less; a summary may stop at any of them.
const CLAUSE: &[char] = &['\n', '。', '；', '！', '？', ';', '!', '?', '\t', '|', '，', '：', '、', ',', ':'];

fn want(piece: &str, identifies: bool, origin: Option<&Origin>, wanted: &mut Wanted) {
    let mut text = fold(piece).replace(BARRIER, "");
    if is_distinctive(&text, identifies) {
        text.truncate(text.floor_char_boundary(LONGEST));
        wanted.entry(text).or_insert_with(|| origin.cloned());
    }
}

fn is_distinctive(text: &str, identifies: bool) -> bool {
    const MEASURES: &str = "年月日时点分秒号第期元万亿个项家件名约";
    let least = if identifies { IDENTIFYING } else { DISTINCTIVE };
    let signs = || text.chars().filter(|sign| sign.is_alphanumeric());
    let letters = signs().filter(|sign| !sign.is_ascii_digit() && !MEASURES.contains(*sign)).count();
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    signs().count() >= least
        && (letters >= LETTERS || (identifies && is_code(text)))
        && (!is_word || text.len() >= LONG_WORD)
}

/// Whether ASCII digits and letters with a hyphen or space among them are a code, not a date: 2023-017, 2024-05-31.
fn is_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', ' ']).collect();
    let is_date = parts[0].len() == 4 && parts.len() <= 3 && parts[1..].iter().all(|part| part.len() <= 2);
    text.is_ascii() && parts.len() > 1 && !is_date
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passages(sources: &[(&str, &str, bool)], names: &[&str], allowed: &[&str]) -> Option<Passages> {
        let paths: Vec<Arc<str>> = sources.iter().map(|(path, ..)| Arc::from(*path)).collect();
        let sources: Vec<SourceText<'_>> = sources
            .iter()
            .zip(&paths)
            .map(|((_, text, public), path)| SourceText { path, text, public: *public })
            .collect();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Passages::collect(&sources, &names, allowed)
    }

    fn finds(passages: &Passages, text: &str) -> bool {
        !passages.find(&fold(text)).is_empty()
    }

    const PROJECT: (&str, &str, bool) = (
        "content/projects/2023-017.toml",
        "name = \"云溪养老院二期\"\nlocation = \"高新区\"\nsummary = \"拟引进某某健康产业集团，用地约五十亩\"\ndate = \"2024年5月31日前后\"\n",
        false,
    );

    #[test]
    fn finds_passages_and_names_of_withheld_sources() {
        let passages = passages(&[PROJECT], &["谈判纪要甲乙.docx"], &[]).unwrap();
        for leak in [
            "拟引进某某健康产业集团",
            "拟引进某某健康产业集团……",
            "云溪养老院二期工程",
            "编号 2023-017。",
            "/projects/2023-017/",
            "下载谈判纪要甲乙",
            "2023-017.json",
        ] {
            assert!(finds(&passages, leak), "{leak}");
        }
        for clean in
            ["某某健康产业", "2023-01-17", "2023-0170", "2023-017-2", "2024年5月31日", "2024-05-31", "云溪养老院"]
        {
            assert!(!finds(&passages, clean), "{clean}");
        }
    }

    #[test]
    fn leaves_out_what_is_public_already() {
        let public = (
            "content/documents/1.md",
            "+++\ntitle = \"一\"\n+++\n引进**某某健康**[产业集团](a.pdf)\n云溪养老院二期\n",
            true,
        );
        let passages = passages(&[PROJECT, public], &["a.pdf"], &["拟引进某某健康产业集团用地约五十亩"]).unwrap();
        assert!(!finds(&passages, "拟引进某某健康产业集团，用地约五十亩"));
        assert!(!finds(&passages, "云溪养老院二期"));
        assert!(finds(&passages, "2023-017"));
    }

    #[test]
    fn costs_nothing_where_all_is_public() {
        assert!(passages(&[("a.md", "全部都是公开的内容", true)], &[], &[]).is_none());
        assert!(passages(&[("a.toml", "a = \"短\"", false)], &["b.md"], &[]).is_none());
    }

    #[test]
    fn knows_where_a_passage_stands() {
        let passages = passages(&[PROJECT], &[], &[]).unwrap();
        let found = passages.find(&fold("用地约五十亩，拟引进某某健康产业集团"));
        let origin = Origin { path: PROJECT.0.into(), line: 3 };
        assert_eq!(found.iter().map(|passage| passages.origin(*passage)).collect::<Vec<_>>(), [Some(&origin)]);
    }

    #[test]
    fn tells_what_is_distinctive() {
        let tells = |text: &str, identifies: bool| {
            let mut wanted = Wanted::new();
            want(text, identifies, None, &mut wanted);
            !wanted.is_empty()
        };
        for text in ["保密标记甲乙丙丁", "MARK-7f3a-name", "secretmarker", "the marked text", "用地五十亩建设二期"]
        {
            assert!(tells(text, false), "{text}");
        }
        for text in [
            "高新区管委会",
            "2024年12月31日",
            "12345.67万元",
            "2024-05-31",
            "projects",
            "2023-017",
            "100001/2017-1197206",
        ] {
            assert!(!tells(text, false), "{text}");
        }
        for text in ["2023-017", "100001/2017-1197206", "云政办发〔2017〕56号", "云溪养老院项目"] {
            assert!(tells(text, true), "{text}");
        }
        for text in ["2024-05-31", "2024-05", "附件3", "20240531", "bulletin"] {
            assert!(!tells(text, true), "{text}");
        }
    }
}
