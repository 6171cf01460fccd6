//! Words that claim which way a number went.
//!
//! No grammar is parsed. A word of rule `direction-lexicon` is a claim unless words beside it say that it is meant rather than said, names work
//! rather than a change, or compares areas rather than times. Where that leaves a false alarm, the exception says so in the paper itself.

use super::Terms;
use super::clause::{Sort, Token, stands_at};
use crate::fields::{Heading, What};
use rulebook::DirectionLexicon;

/// What is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It became more.
    Up,
    /// It became fewer.
    Down,
    /// It stayed.
    Flat,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The token that it begins with.
    pub(super) at: usize,
    /// How many tokens it takes.
    pub(super) length: usize,
    /// Which way.
    pub(super) way: Way,
    /// Whether it is denied: `did not rise`.
    pub(super) denied: bool,
    /// Its words.
    pub(super) words: String,
    /// Whether it compares with the value that follows it.
    pub(super) compares: bool,
}

impl Claim {
    /// Whether a figure that went so contradicts it.
    pub(super) fn contradicted_by(&self, heading: Heading) -> bool {
        let holds = match self.way {
            Way::Up => heading == Heading::Up,
            Way::Down => heading == Heading::Down,
            // What chance alone can do may be called stable: nobody can tell it from that.
            Way::Flat => matches!(heading, Heading::Unclear | Heading::Level),
        };
        holds == self.denied
    }
}

/// Finds claims.
pub(super) struct Claims<'a> {
    lexicon: &'a DirectionLexicon,
    tokens: &'a [Token<'a>],
    text: &'a str,
}

impl<'a> Claims<'a> {
    /// The claims among the tokens of a text.
    pub(super) fn of(tokens: &'a [Token<'a>], text: &'a str, terms: &'a Terms) -> Vec<Claim> {
        let claims = Claims { lexicon: &terms.lexicon, tokens, text };
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            // `Falls to the council` is an idiom, `falls to` before a value is not.
            let idiom = longest(tokens, at, &claims.lexicon.idioms);
            if let Some(length) = idiom.filter(|length| tokens.get(at + length).is_none_or(|next| next.value().is_none())) {
                at += length;
                continue;
            }
            match claims.at(at) {
                Some(claim) => {
                    at += claim.length;
                    found.push(claim);
                }
                None => at += 1,
            }
        }
        found
    }

    /// How many words of direction stand among words, whatever is beside them.
    pub(super) fn of_words(words: &[String], terms: &Terms) -> usize {
        let lexicon = &terms.lexicon;
        let tokens: Vec<Token<'_>> =
            words.iter().map(|word| Token { at: 0..0, sort: Sort::Word(word.clone()), fine: 0, coarse: 0 }).collect();
        let lists = [&lexicon.up, &lexicon.down, &lexicon.flat];
        (0..tokens.len()).filter(|at| lists.iter().any(|list| longest(&tokens, *at, list).is_some())).count()
    }

    fn at(&self, at: usize) -> Option<Claim> {
        let lexicon = self.lexicon;
        let lists = [(&lexicon.up, Way::Up), (&lexicon.down, Way::Down), (&lexicon.flat, Way::Flat)];
        let found = lists
            .into_iter()
            .filter_map(|(list, way)| longest(self.tokens, at, list).map(|length| (length, way)))
            .max_by_key(|(length, _)| *length);
        if let Some((length, way)) = found {
            let claim = self.claim(at, length, way, false);
            return (!self.is_meant(at) && !self.is_deed(at, length)).then_some(claim);
        }
        let lists = [(&lexicon.more, Way::Up), (&lexicon.fewer, Way::Down)];
        let (length, way) = lists.into_iter().find_map(|(list, way)| longest(self.tokens, at, list).map(|length| (length, way)))?;
        let over_time = self.is_over_time(at);
        let compares = !over_time && self.than_value(at + length);
        (over_time || compares).then(|| self.claim(at, length, way, compares))
    }

    fn claim(&self, at: usize, length: usize, way: Way, compares: bool) -> Claim {
        let words: Vec<&str> = self.tokens.iter().skip(at).take(length).filter_map(Token::word).collect();
        Claim { at, length, way, denied: self.is_denied(at), words: words.join(" "), compares }
    }

    /// The words before a token in its clause, nearest first, as far as the next value.
    fn before(&self, at: usize) -> impl Iterator<Item = (usize, &str)> {
        let fine = self.tokens.get(at).map(|token| token.fine);
        let before = self.tokens.iter().enumerate().take(at).rev();
        before
            .take_while(move |(_, token)| Some(token.fine) == fine && token.word().is_some())
            .filter_map(|(at, token)| Some((at, token.word()?)))
    }

    fn is_denied(&self, at: usize) -> bool {
        self.before(at).take(3).any(|(_, word)| self.lexicon.denials.iter().any(|denial| denial == word))
    }

    /// Whether it is meant to happen, rather than said to have happened.
    fn is_meant(&self, at: usize) -> bool {
        let mut article = false;
        for (distance, (place, word)) in self.before(at).take(4).enumerate() {
            if self.lexicon.reported.iter().any(|reported| reported == word) {
                return false;
            }
            let intent = self.lexicon.intents.iter().any(|intent| intent == word) && !self.is_month(place) && !self.is_achieved(place);
            // `to` makes an infinitive of the next word, or of the one after an adverb; `led to a rise` is none.
            if intent && (word != "to" || (distance < 2 && !article)) {
                return true;
            }
            article |= matches!(word, "a" | "an" | "the");
        }
        false
    }

    /// Whether a `to` follows a word that says it was done: `continued to fall`.
    fn is_achieved(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before)).and_then(Token::word);
        self.tokens.get(at).and_then(Token::word) == Some("to")
            && before.is_some_and(|before| self.lexicon.achieved.iter().any(|word| word == before))
    }

    /// The month of May is no intent.
    fn is_month(&self, at: usize) -> bool {
        self.tokens.get(at).and_then(|token| self.text.get(token.at.clone())) == Some("May")
    }

    /// Whether it names work: `reducing burglary`, `by reducing`, `Reduce the harm of`.
    fn is_deed(&self, at: usize, length: usize) -> bool {
        let Some(word) = self.tokens.get(at).and_then(Token::word) else { return false };
        if length > 1 || !self.lexicon.deeds.iter().any(|deed| deed == word) {
            return false;
        }
        // `Increase in burglary` is a change, wherever it stands.
        if matches!(self.tokens.get(at + 1).and_then(Token::word), Some("in" | "of")) {
            return false;
        }
        match self.before(at).next() {
            Some((_, before)) => self.lexicon.prepositions.iter().any(|preposition| preposition == before),
            None => at.checked_sub(1).and_then(|before| self.tokens.get(before)).is_none_or(|before| before.value().is_none()),
        }
    }

    /// Whether what a word compares with is an earlier time: after `than` or its like. `More must be done before winter` is no claim.
    fn is_over_time(&self, from: usize) -> bool {
        let until = (from + 12).min(self.tokens.len());
        let Some(against) = (from..until).find(|at| longest(self.tokens, *at, &self.lexicon.against).is_some()) else { return false };
        (against..until).any(|at| {
            let timed = self
                .tokens
                .get(at)
                .and_then(Token::value)
                .is_some_and(|bound| matches!(bound.filled.what, What::Before | What::BeforePeriod));
            timed || longest(self.tokens, at, &self.lexicon.earlier).is_some()
        })
    }

    /// Whether `than` and a value follow: then two values can be held against each other.
    fn than_value(&self, from: usize) -> bool {
        let ahead: Vec<&Token<'_>> = self.tokens.iter().skip(from).take(8).collect();
        let than = ahead.iter().position(|token| token.word() == Some("than"));
        than.is_some_and(|than| ahead.iter().skip(than).any(|token| token.value().is_some_and(|bound| bound.filled.number.is_some())))
    }
}

/// The length of the longest phrase that stands at a place.
fn longest(tokens: &[Token<'_>], at: usize, phrases: &[String]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| stands_at(tokens, at, phrase)).max()
}
