//! The reader as the browser's script drives it: lines in, JSON out.
//!
//! The WebAssembly module of `wasm/` exposes these calls one to one; nothing here is unsafe, so they are tested
//! natively.

use serde::Serialize;

use crate::facet::Facets;
use crate::query::{Answer, Request};
use crate::reader::{Error, Reader};
use crate::suggestion::{Prompt, Suggestion};

/// What is asked in a call.
#[derive(Debug, PartialEq, Eq)]
enum Call {
    Search(Request),
    Facets(Request),
    Suggest(Prompt),
}

impl Call {
    /// Reads a call: its name on the first line, then a line `key=value` for each thing said of it.
    fn parse(call: &str) -> Option<Call> {
        let (name, rest) = call.split_once('\n')?;
        let mut values = rest.split('\n').map(|line| line.split_once('='));
        if name == "suggest" {
            let (Some(Some(("text", text))), Some(Some(("limit", limit)))) = (values.next(), values.next()) else {
                return None;
            };
            return Some(Call::Suggest(Prompt { text: text.to_owned(), limit: limit.parse().ok()? }));
        }
        let mut request = Request::new("", 0);
        let is_known = values.all(|value| value.is_some_and(|(key, value)| request.add(key, value)));
        let call = if name == "search" { Call::Search } else { Call::Facets };
        (is_known && matches!(name, "search" | "facets")).then(|| call(request))
    }
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
    /// Opens an index by its uncompressed opening file and the name that the manifest gives it. Answers whether that
    /// went well.
    pub fn open(&mut self, name: &[u8], opening: &[u8]) -> bool {
        self.reader = std::str::from_utf8(name).ok().and_then(|name| Reader::open(name, opening).ok());
        self.reader.is_some()
    }

    /// Takes in a fetched piece, uncompressed. Answers whether the bytes are that piece.
    pub fn supply(&mut self, piece: usize, bytes: Vec<u8>) -> bool {
        self.reader.as_ref().is_some_and(|reader| reader.supply(piece, bytes))
    }

    /// Answers a call by `{"answer": …}`, `{"facets": …}`, `{"suggestions": …}`, `{"need": [{piece, name}]}` or
    /// `{"error": …}`, in JSON. A call has a name on its first line and `key=value` on each of the others: `search` and
    /// `facets` with the keys of [`Request::add`], `suggest` with `text` and `limit`.
    pub fn search(&mut self, call: &[u8]) -> Vec<u8> {
        let reply = self.reply(call).unwrap_or_else(|error| Reply::Error(error.to_string()));
        serde_json::to_vec(&reply).unwrap_or_default()
    }

    fn reply(&self, call: &[u8]) -> Result<Reply, Error> {
        let reader = self.reader.as_ref().ok_or_else(|| Error::Damaged("not open".to_owned()))?;
        let call = std::str::from_utf8(call).ok().and_then(Call::parse);
        let call = call.ok_or_else(|| Error::Damaged("call".to_owned()))?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::Order;

    #[test]
    fn calls_are_read_line_by_line() {
        let mut request = Request::new("一=二 -三", 10);
        request.sort = Order::Date;
        assert!(request.filter.add("kind", "plan") && request.filter.add("kind", "page"));
        let call = "search\nquery=一=二 -三\nlimit=10\nsort=date\nkind=plan\nkind=page";
        assert_eq!(Call::parse(call), Some(Call::Search(request)));
        assert_eq!(Call::parse("facets\nquery="), Some(Call::Facets(Request::new("", 0))));
        let prompt = Prompt { text: "养".to_owned(), limit: 8 };
        assert_eq!(Call::parse("suggest\ntext=养\nlimit=8"), Some(Call::Suggest(prompt)));
    }

    #[test]
    fn what_is_not_understood_is_no_call() {
        for call in
            ["", "search", "find\nquery=一", "search\nsize=3", "search\nlimit=x", "suggest\ntext=一", "search\n"]
        {
            assert_eq!(Call::parse(call), None, "{call:?}");
        }
    }

    proptest! {
        #[test]
        fn any_call_is_answered(call in any::<Vec<u8>>(), lines in "(search|facets|suggest|\n|=|limit|query|1|\\PC){0,12}") {
            let mut session = Session::default();
            prop_assert!(!session.search(&call).is_empty());
            Call::parse(&lines);
        }
    }
}
