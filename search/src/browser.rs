//! The reader as the browser's script drives it: bytes in, JSON out.
//!
//! The WebAssembly module of `wasm/` exposes these calls one to one; nothing here is unsafe, so they are tested
//! natively.

use serde::{Deserialize, Serialize};

use crate::facet::Facets;
use crate::opening::FORMAT;
use crate::piece;
use crate::query::{Answer, Request};
use crate::reader::{Error, Reader};
use crate::suggestion::{Prompt, Suggestion};

/// The manifest: the only file of an index whose content changes under its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Number of the index format.
    pub format: u64,
    /// Name of the opening file.
    pub opening: String,
    /// Name of the compiled reader.
    pub reader: String,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where it is none, or of another format.
    pub fn parse(json: &[u8]) -> Result<Manifest, Error> {
        let manifest: Option<Manifest> = serde_json::from_slice(json).ok();
        manifest.filter(|manifest| manifest.format == FORMAT).ok_or_else(|| Error::Damaged("manifest".to_owned()))
    }

    /// Opens the index with the opening file, uncompressed, that the manifest names.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where the bytes are not that file.
    pub fn open(&self, opening: &[u8]) -> Result<Reader, Error> {
        if self.opening == piece::name("opening", piece::hash(opening), "bin") {
            Reader::open(opening)
        } else {
            Err(Error::Damaged(self.opening.clone()))
        }
    }
}

/// What is asked in a call, as JSON.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Call {
    Search(Request),
    Facets(Request),
    Suggest(Prompt),
}

/// What a call returns, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Reply {
    /// These pieces must be fetched and supplied, then the same call made again.
    Need(Vec<Need>),
    Answer(Answer),
    Facets(Box<Facets>),
    Suggestions(Vec<Suggestion>),
    Error(String),
}

#[derive(Serialize)]
struct Need {
    piece: usize,
    name: String,
}

/// One index opened in a browser.
#[derive(Default)]
pub struct Session {
    reader: Option<Reader>,
}

impl Session {
    /// Opens an index by its manifest and its uncompressed opening file. Answers whether that went well.
    pub fn open(&mut self, manifest: &[u8], opening: &[u8]) -> bool {
        self.reader = Manifest::parse(manifest).and_then(|manifest| manifest.open(opening)).ok();
        self.reader.is_some()
    }

    /// Takes in a fetched piece, uncompressed. Answers whether the bytes are that piece.
    pub fn supply(&mut self, piece: usize, bytes: Vec<u8>) -> bool {
        self.reader.as_ref().is_some_and(|reader| reader.supply(piece, bytes))
    }

    /// Answers `{"search": …}` or `{"facets": …}`, each with a [`Request`], or `{"suggest": …}` with a [`Prompt`], by
    /// `{"answer": …}`, `{"facets": …}`, `{"suggestions": …}`, `{"need": [{piece, name}]}` or `{"error": …}`.
    pub fn search(&mut self, call: &[u8]) -> Vec<u8> {
        let reply = self.reply(call).unwrap_or_else(|error| Reply::Error(error.to_string()));
        serde_json::to_vec(&reply).unwrap_or_default()
    }

    fn reply(&self, call: &[u8]) -> Result<Reply, Error> {
        let reader = self.reader.as_ref().ok_or_else(|| Error::Damaged("not open".to_owned()))?;
        let call: Call = serde_json::from_slice(call).map_err(|error| Error::Damaged(error.to_string()))?;
        let reply = match call {
            Call::Search(request) => reader.search(&request).map(Reply::Answer),
            Call::Facets(request) => reader.facets(&request).map(|facets| Reply::Facets(Box::new(facets))),
            Call::Suggest(prompt) => reader.suggest(&prompt).map(Reply::Suggestions),
        };
        match reply {
            Err(Error::Missing(pieces)) => {
                let need = |piece| reader.piece_name(piece).map(|name| Need { piece, name });
                Ok(Reply::Need(pieces.into_iter().filter_map(need).collect()))
            }
            reply => reply,
        }
    }
}
