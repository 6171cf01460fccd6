//! Which figures bear on a claim, nearest first.

use super::claims::Claim;
use super::clause::Token;
use super::prose::Prose;
use super::run::Context;
use crate::Fact;
use crate::fields::{Heading, What, heading, period_of, signed};
use std::ops::Range;

/// What one figure, or two values, say of a change.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    /// Which way it went.
    pub(super) heading: Heading,
    /// By how much, in percent.
    pub(super) percent: Option<f64>,
    /// In words.
    pub(super) words: String,
    /// The figure, for what to write instead.
    pub(super) figure: Option<String>,
}

/// The evidence for a token of a sentence: of its clause, of the figure that its clause names, of the coarse clause, of the sentence, of a
/// figure that is named only, of the sentence before, of the figure that it is a caption of.
pub(super) fn evidence(
    context: &Context<'_>,
    prose: &Prose,
    tokens: &[Token<'_>],
    at: usize,
    before: Option<&Range<usize>>,
) -> Vec<Evidence> {
    let Some(token) = tokens.get(at) else { return Vec::new() };
    if let Some(pair) = from_to(context, tokens, |other| other.fine == token.fine) {
        return vec![pair];
    }
    let fine = borne(context, tokens, |other| other.fine == token.fine);
    if !fine.is_empty() {
        return fine.into_iter().map(|(_, evidence)| evidence).collect();
    }
    let all = borne(context, tokens, |_| true);
    let words: Vec<String> =
        tokens.iter().filter(|other| other.fine == token.fine).filter_map(|token| token.word().map(str::to_owned)).collect();
    let found = named(context, &words, |place| all.iter().any(|(fact, _)| *fact == place))
        .or_else(|| named(context, &words, |_| true))
        .or_else(|| from_to(context, tokens, |other| other.coarse == token.coarse));
    if let Some(found) = found {
        return vec![found];
    }
    let coarse = borne(context, tokens, |other| other.coarse == token.coarse);
    for level in [coarse, all] {
        if !level.is_empty() {
            return nearest(tokens, at, level);
        }
    }
    let words: Vec<String> = tokens.iter().filter_map(|token| token.word().map(str::to_owned)).collect();
    if let Some(named) = named(context, &words, |_| true) {
        return vec![named];
    }
    // `It rose`: of what the sentence before speaks.
    let earlier = before
        .into_iter()
        .flat_map(|range| prose.bound_in(range))
        .filter_map(|(_, bound)| of_fact(context, context.facts.get(bound.fact)?));
    earlier.last().or_else(|| of_fact(context, context.facts.get(prose.caption_of?)?)).into_iter().collect()
}

/// Where figures disagree, the nearest before the word decides, or the nearest after it.
fn nearest(tokens: &[Token<'_>], at: usize, level: Vec<(usize, Evidence)>) -> Vec<Evidence> {
    let first = level.first().map(|(_, evidence)| evidence.heading);
    if level.iter().all(|(_, evidence)| Some(evidence.heading) == first) {
        return level.into_iter().map(|(_, evidence)| evidence).collect();
    }
    let fact = |token: &Token<'_>| token.value().map(|bound| bound.fact).filter(|fact| level.iter().any(|(of, _)| of == fact));
    let fact = tokens.iter().take(at).rev().find_map(fact).or_else(|| tokens.iter().skip(at).find_map(fact));
    level.iter().filter(|(of, _)| Some(*of) == fact).map(|(_, evidence)| evidence.clone()).collect()
}

/// The figures of some tokens that can bear a claim, each once.
fn borne(context: &Context<'_>, tokens: &[Token<'_>], among: impl Fn(&Token<'_>) -> bool) -> Vec<(usize, Evidence)> {
    let mut found: Vec<(usize, Evidence)> = Vec::new();
    for bound in tokens.iter().filter(|token| among(token)).filter_map(Token::value) {
        let speaks = !matches!(bound.filled.what, What::Period | What::BeforePeriod | What::Area);
        if speaks
            && !found.iter().any(|(fact, _)| *fact == bound.fact)
            && let Some(evidence) = context.facts.get(bound.fact).and_then(|fact| of_fact(context, fact))
        {
            found.push((bound.fact, evidence));
        }
    }
    found
}

/// The figure that words name, the longest name first; of the paper's area and period rather than of another.
fn named(context: &Context<'_>, words: &[String], among: impl Fn(usize) -> bool) -> Option<Evidence> {
    let own = |fact: &Fact| u8::from(fact.area.code == context.area.code) + u8::from(Some(fact.period) == context.year);
    let candidates = context.facts.iter().enumerate().filter(|(at, _)| among(*at));
    let mut found: Vec<(usize, u8, Evidence)> = candidates
        .filter_map(|(place, fact)| {
            let length = context.known.mentioned(place, words);
            (length > 0).then(|| of_fact(context, fact).map(|evidence| (length, own(fact), evidence)))?
        })
        .collect();
    // Stable: of equals the first as defined.
    found.sort_by_key(|(length, own, _)| std::cmp::Reverse((*length, *own)));
    found.into_iter().next().map(|(_, _, evidence)| evidence)
}

/// What a figure says of its change; of a table by period, what its first and last rows say.
fn of_fact(context: &Context<'_>, fact: &Fact) -> Option<Evidence> {
    let decimals = context.terms.percent_decimals;
    if let Some(before) = &fact.before {
        let heading = heading(before, fact.value)?;
        let size = before.percent.and_then(|percent| signed(percent, decimals)).map_or_else(String::new, |size| format!(", {size}"));
        let words = match heading {
            Heading::Up => format!("`{}` rose{size}", fact.id),
            Heading::Down => format!("`{}` fell{size}", fact.id),
            Heading::Unclear => format!("`{}` shows no clear change{size}: chance alone could do it", fact.id),
            Heading::Level => format!("`{}` did not change", fact.id),
        };
        let words = format!("{words} ({}, {} against {})", fact.title, fact.period.in_words(), before.period.in_words());
        return Some(Evidence { heading, percent: before.percent, words, figure: Some(fact.id.clone()) });
    }
    let (first, last) = (fact.rows.first()?, fact.rows.last()?);
    if first.period? >= last.period? {
        return None;
    }
    Some(two(context, first.value?, last.value?, &format!("`{}` from {} to {}", fact.id, first.name, last.name)))
}

/// `from {{ a }} to {{ b }}`: what the two values say, unless they are one figure's before and now, whose test says more.
fn from_to(context: &Context<'_>, tokens: &[Token<'_>], among: impl Fn(&Token<'_>) -> bool) -> Option<Evidence> {
    let mut from: Option<usize> = None;
    let mut marker = "";
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| among(token)) {
        if let Some(word) = token.word() {
            if matches!(word, "from" | "to") {
                marker = word;
            }
        } else if token.value().is_some_and(|bound| bound.filled.number.is_some()) {
            match (std::mem::take(&mut marker), from) {
                ("from", _) => from = Some(at),
                ("to", Some(from)) => return pair(context, tokens.get(from)?, token),
                _ => {}
            }
        }
    }
    None
}

fn pair(context: &Context<'_>, earlier: &Token<'_>, later: &Token<'_>) -> Option<Evidence> {
    let (a, b) = (earlier.value()?, later.value()?);
    let (of_a, of_b) = (context.facts.get(a.fact)?, context.facts.get(b.fact)?);
    if of_a.unit != of_b.unit {
        return None;
    }
    if a.fact == b.fact && of_a.before.is_some() {
        return of_fact(context, of_a);
    }
    let label = format!("from {} to {}", a.filled.text, b.filled.text);
    // In one table by period the order of the rows is that of time, whatever the order of the words.
    let turned = period_of(of_a, a.filled.row) > period_of(of_b, b.filled.row);
    let (first, last) = if turned { (b.filled.number?, a.filled.number?) } else { (a.filled.number?, b.filled.number?) };
    Some(two(context, first, last, &label))
}

fn two(context: &Context<'_>, first: f64, last: f64, label: &str) -> Evidence {
    let percent = (first != 0.0).then(|| (last - first) / first.abs() * 100.0);
    let heading = if last > first {
        Heading::Up
    } else if last < first {
        Heading::Down
    } else {
        Heading::Level
    };
    let size = percent.and_then(|percent| signed(percent, context.terms.percent_decimals));
    let words = match (heading, size) {
        (Heading::Level, _) => format!("{label} nothing changed"),
        (_, Some(size)) => format!("{label} is {size}"),
        (_, None) => format!("{label} is a change from nothing"),
    };
    Evidence { heading, percent, words, figure: None }
}

/// `{{ a }} is higher than {{ b }}`: what the two values say.
pub(super) fn compared(context: &Context<'_>, tokens: &[Token<'_>], claim: &Claim) -> Option<Evidence> {
    let numbered = |token: &&Token<'_>| token.value().is_some_and(|bound| bound.filled.number.is_some());
    let (than, _) = tokens.iter().enumerate().skip(claim.at + claim.length).find(|(_, token)| token.word() == Some("than"))?;
    let left = tokens.iter().take(than).rev().find(numbered)?.value()?;
    let right = tokens.iter().skip(than).find(numbered)?.value()?;
    let (of_left, of_right) = (context.facts.get(left.fact)?, context.facts.get(right.fact)?);
    if of_left.unit != of_right.unit {
        return None;
    }
    Some(two(context, right.filled.number?, left.filled.number?, &format!("{} against {}", left.filled.text, right.filled.text)))
}
