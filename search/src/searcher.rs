//! Searches an index natively, with the same reader as the browser's.

use std::io::Read;

use crate::facet::Facets;
use crate::manifest::Manifest;
use crate::pack::{MANIFEST, Pack};
use crate::query::{Answer, Request};
use crate::reader::{Error, Reader};
use crate::suggestion::{Prompt, Suggestion};

/// Where the files of an index are: answers the content of a file by its name relative to `/search/`.
pub type Files<'a> = Box<dyn Fn(&str) -> Option<Vec<u8>> + 'a>;

/// A reader together with the files it reads.
pub struct Searcher<'a> {
    reader: Reader,
    files: Files<'a>,
}

impl<'a> Searcher<'a> {
    /// Opens the index whose files `files` answers.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where a file is missing or not what its name says.
    pub fn open(files: Files<'a>) -> Result<Searcher<'a>, Error> {
        let manifest = files(MANIFEST).ok_or_else(|| absent(MANIFEST))?;
        let manifest = Manifest::parse(&manifest)?;
        let opening = inflate(&files(&manifest.opening).ok_or_else(|| absent(&manifest.opening))?);
        let reader = Reader::open(&manifest.opening, &opening.ok_or_else(|| absent(&manifest.opening))?)?;
        Ok(Searcher { reader, files })
    }

    /// Opens a pack just built.
    ///
    /// # Errors
    ///
    /// As [`Searcher::open`].
    pub fn of_pack(pack: &'a Pack) -> Result<Searcher<'a>, Error> {
        let find = |name: &str| pack.files.binary_search_by_key(&name, |(name, _)| name).ok();
        Searcher::open(Box::new(move |name| find(name).map(|at| pack.files[at].1.clone())))
    }

    /// Answers a question, reading the pieces it needs.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where a piece is missing or is not what its name says.
    pub fn search(&self, request: &Request) -> Result<Answer, Error> {
        self.complete(|reader| reader.search(request))
    }

    /// Counts the hits of a question by their values.
    ///
    /// # Errors
    ///
    /// As [`Searcher::search`].
    pub fn facets(&self, request: &Request) -> Result<Facets, Error> {
        self.complete(|reader| reader.facets(request))
    }

    /// Suggests where to go from what was typed.
    ///
    /// # Errors
    ///
    /// As [`Searcher::search`].
    pub fn suggest(&self, prompt: &Prompt) -> Result<Vec<Suggestion>, Error> {
        self.complete(|reader| reader.suggest(prompt))
    }

    fn complete<T>(&self, ask: impl Fn(&Reader) -> Result<T, Error>) -> Result<T, Error> {
        loop {
            let missing = match ask(&self.reader) {
                Err(Error::Missing(missing)) => missing,
                answered => return answered,
            };
            for piece in missing {
                let name = self.reader.piece_name(piece).ok_or_else(|| absent("piece"))?;
                let bytes = (self.files)(&name).ok_or_else(|| absent(&name))?;
                if !inflate(&bytes).is_some_and(|bytes| self.reader.supply(piece, bytes)) {
                    return Err(Error::Damaged(name));
                }
            }
        }
    }
}

fn absent(name: &str) -> Error {
    Error::Damaged(name.to_owned())
}

fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut inflated).ok()?;
    Some(inflated)
}
