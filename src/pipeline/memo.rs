//! What is remembered of the last build into a place: from which inputs it was made, and what was found.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::{Options, Outcome};
use crate::{
    cache::{Key, Keying},
    diag::{Bilingual, Diagnostic, Quotable, Severity},
    output::{Changes, Digest, Written},
    source::{Content, Tree},
};

/// The last build. It is about the published site only if that has the manifest it names.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memo {
    manifest: Option<Digest>,
    inputs: Option<Key>,
    /// What the last gate looked for.
    gate: Option<Key>,
    /// The files about which it had something to say.
    noted: BTreeSet<String>,
    findings: Vec<Finding>,
    /// The files with findings whose lines may be shown.
    public: BTreeSet<Arc<str>>,
    /// Items, pages, files and bytes.
    numbers: (usize, usize, usize, u64),
    base_url: String,
}

impl Memo {
    /// The memo if it is about the published site, which has the manifest `published`.
    pub(super) fn of(self, published: Option<Digest>) -> Self {
        if published.is_some() && self.manifest == published { self } else { Self::default() }
    }

    /// Whether the inputs were the same.
    pub(super) fn knows(&self, inputs: Key) -> bool {
        self.inputs == Some(inputs)
    }

    /// The files about which a gate with this key had something to say; `None` if there was no such gate.
    pub(super) fn noted_by(&self, gate: Key) -> Option<&BTreeSet<String>> {
        (self.gate == Some(gate)).then_some(&self.noted)
    }

    /// Every finding of that build.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        self.findings.iter().map(Finding::diagnostic).collect()
    }

    /// The files that findings point into.
    pub(super) fn sources(&self, tree: &Tree) -> BTreeMap<Arc<str>, Quotable> {
        let others = self.findings.iter().flat_map(|finding| finding.also.iter().map(|(path, _)| path));
        let found: BTreeSet<&str> =
            self.findings.iter().map(|finding| &finding.path).chain(others).map(|path| &**path).collect();
        let texts = tree.files.iter().filter_map(|file| match &file.content {
            Content::Text(text) if found.contains(&*file.path) => Some((&file.path, text)),
            _ => None,
        });
        texts
            .map(|(path, text)| {
                let public = self.public.contains(path);
                (Arc::clone(path), Quotable { text: Arc::clone(text), public })
            })
            .collect()
    }

    /// What came of that build.
    pub(super) fn outcome(&self) -> Outcome {
        let (items, pages, files, bytes) = self.numbers;
        let base_url = self.base_url.clone();
        Outcome { items, pages, written: Written { files, bytes }, changes: Changes::default(), base_url }
    }

    /// What is to be remembered of a build that was published with the manifest `manifest`.
    pub(super) fn new(
        manifest: Digest,
        inputs: Key,
        (gate, noted): (Key, BTreeSet<String>),
        outcome: &Outcome,
        (diagnostics, sources): (&[Diagnostic], &BTreeMap<Arc<str>, Quotable>),
    ) -> Self {
        let shown = |path: &Arc<str>| sources.get(path).is_some_and(|source| source.public);
        let public = diagnostics.iter().map(|found| &found.path).filter(|path| shown(path)).map(Arc::clone);
        Self {
            manifest: Some(manifest),
            inputs: Some(inputs),
            gate: Some(gate),
            noted,
            findings: diagnostics.iter().map(Finding::of).collect(),
            public: public.collect(),
            numbers: (outcome.items, outcome.pages, outcome.written.files, outcome.written.bytes),
            base_url: outcome.base_url.clone(),
        }
    }
}

/// The key of everything a build follows from; `None` where a file cannot be read.
pub(super) fn inputs(options: &Options, tree: &Tree) -> Option<Key> {
    let as_of = options.as_of.map(|day| day.iso());
    let revision = tree.revision.as_ref().map(|revision| (&revision.commit, revision.day.iso(), revision.dirty));
    let mut keying = Keying::default().value(&(as_of, &options.base_url, options.deny_warnings, revision));
    for file in &tree.files {
        keying = keying.text(&file.path);
        keying = match &file.content {
            Content::Text(text) => keying.text(text),
            Content::Other(_) => keying.text("other").bytes(&tree.read(&file.path).ok()?),
        };
    }
    Some(keying.finish())
}

/// A [`Diagnostic`] as it is written down.
#[derive(Debug, Serialize, Deserialize)]
struct Finding {
    code: String,
    severity: u8,
    path: Arc<str>,
    span: Option<Range<usize>>,
    message: [String; 2],
    also: Vec<(Arc<str>, Range<usize>)>,
    why: Option<[String; 2]>,
    help: Option<[String; 2]>,
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

impl Finding {
    fn of(diagnostic: &Diagnostic) -> Self {
        let pair = |text: &Bilingual| [text.zh.clone(), text.en.clone()];
        Self {
            code: diagnostic.code.to_owned(),
            severity: diagnostic.severity as u8,
            path: Arc::clone(&diagnostic.path),
            span: diagnostic.span.clone(),
            message: pair(&diagnostic.message),
            also: diagnostic.also.clone(),
            why: diagnostic.why.as_ref().map(pair),
            help: diagnostic.help.as_ref().map(pair),
        }
    }

    fn diagnostic(&self) -> Diagnostic {
        let text = |[zh, en]: &[String; 2]| Bilingual { zh: zh.clone(), en: en.clone() };
        Diagnostic {
            code: interned(&self.code),
            severity: SEVERITIES.get(usize::from(self.severity)).copied().unwrap_or(Severity::Error),
            path: Arc::clone(&self.path),
            span: self.span.clone(),
            message: text(&self.message),
            also: self.also.clone(),
            why: self.why.as_ref().map(text),
            help: self.help.as_ref().map(text),
        }
    }
}

/// The name of a rule, kept for as long as the program runs: there are not many.
fn interned(code: &str) -> &'static str {
    static CODES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut codes = CODES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = codes.get(code) {
        return known;
    }
    let code: &'static str = Box::leak(code.to_owned().into_boxed_str());
    codes.insert(code);
    code
}
