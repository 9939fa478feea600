//! Makes terms of the lines of an item's text, for tantivy to write down.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Stands between two blocks, and fills the gap to the next; no folded character equals it.
pub(crate) const GAP: char = '\n';

/// Makes a term of each pair of neighbouring characters, at the position of the first.
#[derive(Clone)]
pub(crate) struct Pairs;

/// Makes one term of the whole line.
#[derive(Clone)]
pub(crate) struct Whole;

pub(crate) struct PairStream<'a> {
    chars: std::str::Chars<'a>,
    position: usize,
    previous: char,
    token: Token,
}

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        for char in self.chars.by_ref() {
            let first = std::mem::replace(&mut self.previous, char);
            self.position += 1;
            if first != GAP && char != GAP {
                self.token.position = self.position - 2;
                self.token.text.clear();
                self.token.text.extend([first, char]);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream<'a>;

    fn token_stream<'a>(&'a mut self, line: &'a str) -> PairStream<'a> {
        PairStream { chars: line.chars(), position: 0, previous: GAP, token: Token { position: 0, ..Token::default() } }
    }
}

pub(crate) struct WholeStream {
    token: Token,
    done: bool,
}

impl TokenStream for WholeStream {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.done, true)
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for Whole {
    type TokenStream<'a> = WholeStream;

    fn token_stream<'a>(&'a mut self, line: &'a str) -> WholeStream {
        WholeStream { token: Token { text: line.to_owned(), position: 0, ..Token::default() }, done: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(tokenizer: &mut impl Tokenizer, line: &str) -> Vec<String> {
        let mut terms = Vec::new();
        tokenizer.token_stream(line).process(&mut |token| terms.push(token.text.clone()));
        terms
    }

    #[test]
    fn no_pair_reaches_over_a_gap() {
        assert_eq!(terms(&mut Pairs, "甲乙\n\n丙\n丁戊己"), ["甲乙", "丁戊", "戊己"]);
        assert_eq!(terms(&mut Whole, "云政办发 2017 56"), ["云政办发 2017 56"]);
    }

    #[test]
    fn positions_are_those_of_the_line() {
        let mut positions = Vec::new();
        Pairs.token_stream("甲乙\n\n丙丁").process(&mut |token| positions.push(token.position));
        assert_eq!(positions, [0, 4]);
    }
}
