//! Makes terms of the line of an item's text, for tantivy to write down.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::entry::Role;
use crate::layout::BLOCK_END;
use crate::schema::{TITLE_MARK, role_at};

/// Makes the terms of the field `pairs`.
#[derive(Clone)]
pub(crate) struct Pairs;

/// Makes the terms of the field `singles`.
#[derive(Clone)]
pub(crate) struct Singles;

/// Makes the one term of each label.
#[derive(Clone)]
pub(crate) struct Labels;

/// The characters of a line, with their positions, and the token being made.
pub(crate) struct Characters<'a> {
    chars: std::str::Chars<'a>,
    position: usize,
    previous: char,
    token: Token,
}

impl<'a> Characters<'a> {
    fn new(line: &'a str) -> Self {
        Characters {
            chars: line.chars(),
            position: 0,
            previous: BLOCK_END,
            token: Token { position: 0, ..Token::default() },
        }
    }

    fn set(&mut self, position: usize, chars: [char; 2]) {
        self.token.position = position;
        self.token.text.clear();
        self.token.text.extend(chars);
    }
}

pub(crate) struct PairStream<'a>(Characters<'a>);

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        let line = &mut self.0;
        for char in line.chars.by_ref() {
            let first = std::mem::replace(&mut line.previous, char);
            line.position += 1;
            if first != BLOCK_END && char != BLOCK_END {
                line.set(line.position - 2, [first, char]);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.0.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.0.token
    }
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream<'a>;

    fn token_stream<'a>(&'a mut self, line: &'a str) -> PairStream<'a> {
        PairStream(Characters::new(line))
    }
}

/// Gives each character, and after each in a title the same with its mark.
pub(crate) struct SingleStream<'a> {
    line: Characters<'a>,
    in_title: Option<char>,
}

impl TokenStream for SingleStream<'_> {
    fn advance(&mut self) -> bool {
        let line = &mut self.line;
        if let Some(char) = self.in_title.take() {
            line.set(line.position, [char, TITLE_MARK]);
            return true;
        }
        for char in line.chars.by_ref() {
            let position = line.position as u32;
            line.position += 1;
            if char != BLOCK_END {
                self.in_title = (role_at(position) == Role::Title).then_some(char);
                line.token.text.clear();
                line.token.text.push(char);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.line.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.line.token
    }
}

impl Tokenizer for Singles {
    type TokenStream<'a> = SingleStream<'a>;

    fn token_stream<'a>(&'a mut self, line: &'a str) -> SingleStream<'a> {
        SingleStream { line: Characters::new(line), in_title: None }
    }
}

pub(crate) struct LabelStream {
    token: Token,
    done: bool,
}

impl TokenStream for LabelStream {
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

impl Tokenizer for Labels {
    type TokenStream<'a> = LabelStream;

    fn token_stream<'a>(&'a mut self, label: &'a str) -> LabelStream {
        LabelStream { token: Token { text: label.to_owned(), position: 0, ..Token::default() }, done: false }
    }
}
