//! A sentence as words and values in order, parted into clauses.
//!
//! Two partings are kept: a fine one at commas, brackets and `and`, and a coarse one at semicolons and words of contrast. A word of direction
//! belongs first to the values of its fine clause; only where there are none does the coarse one decide.

use super::prose::{Bound, Kind, Prose};
use std::ops::Range;

/// One word or value of a sentence.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    /// Where it stands in the text.
    pub(crate) at: Range<usize>,
    /// What it is.
    pub(crate) sort: Sort<'a>,
    /// The number of its clause, parted finely.
    pub(crate) fine: usize,
    /// Parted coarsely.
    pub(crate) coarse: usize,
}

/// What a token is.
#[derive(Debug)]
pub(crate) enum Sort<'a> {
    /// A word that somebody wrote, in lower case.
    Word(String),
    /// A value.
    Value(&'a Bound),
    /// An exception or a gap: it parts words from each other and says nothing.
    Other,
}

impl Token<'_> {
    /// The word, where it is one.
    pub(crate) fn word(&self) -> Option<&str> {
        if let Sort::Word(word) = &self.sort { Some(word) } else { None }
    }

    /// The value, where it is one.
    pub(crate) fn value(&self) -> Option<&Bound> {
        if let Sort::Value(bound) = &self.sort { Some(bound) } else { None }
    }
}

/// The tokens of a sentence.
pub(crate) fn tokens<'a>(prose: &'a Prose, sentence: &'a Range<usize>, contrasts: &[String]) -> Vec<Token<'a>> {
    let mut list = List { tokens: Vec::new(), fine: 0, coarse: 0 };
    for part in prose.parts_in(sentence) {
        let at = part.at.start.max(sentence.start)..part.at.end.min(sentence.end);
        match &part.kind {
            Kind::Words => list.words(prose.text.get(at.clone()).unwrap_or(""), at.start, contrasts),
            Kind::Bound(bound) => list.push(at, Sort::Value(bound)),
            Kind::Literal { .. } | Kind::Gap => list.push(at, Sort::Other),
        }
    }
    list.tokens
}

/// Text as words in lower case, as they are compared.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let mut list = List { tokens: Vec::new(), fine: 0, coarse: 0 };
    list.words(text, 0, &[]);
    list.tokens.into_iter().filter_map(|token| if let Sort::Word(word) = token.sort { Some(word) } else { None }).collect()
}

/// Whether the words of a phrase stand at a place, one after another.
pub(crate) fn stands_at(tokens: &[Token<'_>], at: usize, phrase: &str) -> Option<usize> {
    let mut length = 0;
    for word in phrase.split(' ') {
        if tokens.get(at + length)?.word()? != word {
            return None;
        }
        length += 1;
    }
    Some(length)
}

struct List<'a> {
    tokens: Vec<Token<'a>>,
    fine: usize,
    coarse: usize,
}

impl<'a> List<'a> {
    fn push(&mut self, at: Range<usize>, sort: Sort<'a>) {
        self.tokens.push(Token { at, sort, fine: self.fine, coarse: self.coarse });
    }

    fn words(&mut self, text: &str, from: usize, contrasts: &[String]) {
        let mut word = String::new();
        let mut start = 0;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let joins = matches!(c, '\'' | '’' | '-') && !word.is_empty();
            if c.is_alphanumeric() || joins {
                if word.is_empty() {
                    start = at;
                }
                word.extend(if c == '’' { '\'' } else { c }.to_lowercase());
                continue;
            }
            if !word.is_empty() {
                let done = std::mem::take(&mut word);
                let done = done.trim_end_matches(['-', '\'']).to_owned();
                if contrasts.contains(&done) {
                    self.coarse += 1;
                    self.fine += 1;
                } else if done == "and" {
                    self.fine += 1;
                }
                self.push(from + start..from + at, Sort::Word(done));
            }
            match c {
                ';' => {
                    self.coarse += 1;
                    self.fine += 1;
                }
                ',' | ':' | '(' | ')' | '–' | '—' => self.fine += 1,
                _ => {}
            }
        }
    }
}
