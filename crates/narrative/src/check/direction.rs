//! Words of direction and of size against the figures that bear on them.

use super::claims::{Claim, Claims};
use super::clause::{Token, stands_at, tokens};
use super::evidence::{Evidence, compared, evidence};
use super::prose::Prose;
use super::run::{Context, printed_words};
use crate::fields::{What, signed};
use crate::number::printed;
use crate::{Fault, FaultCode};
use std::ops::Range;

/// How many words may stand between a change and the adverb of its size.
const REACH: usize = 3;
/// Words that may stand between a word of size and a noun of change.
const BETWEEN: [&str; 8] = ["overall", "further", "net", "general", "real", "apparent", "year-on-year", "annual"];
/// Forms of the verb that joins a noun of change with its size.
const BEING: [&str; 6] = ["is", "was", "are", "were", "been", "be"];
/// Nouns of change without a direction, beside which a word of size is one.
const CHANGE: [&str; 5] = ["change", "changes", "changed", "difference", "movement"];

/// Checks a piece of prose.
pub(super) fn check(context: &Context<'_>, prose: &Prose, faults: &mut Vec<Fault>) {
    let mut before: Option<&Range<usize>> = None;
    for sentence in prose.sentences() {
        let tokens = tokens(prose, sentence, &context.terms.lexicon.contrasts);
        let claims = Claims::of(&tokens, &prose.text, context.terms);
        let mut wrong: Vec<usize> = Vec::new();
        for claim in &claims {
            if !direction(context, prose, &tokens, claim, before, faults) {
                wrong.push(claim.at);
            }
        }
        sizes(context, prose, &tokens, &claims, &wrong, before, faults);
        before = Some(sentence);
    }
}

/// Whether a claim holds; where it doesn't, that is a fault.
fn direction(
    context: &Context<'_>,
    prose: &Prose,
    tokens: &[Token<'_>],
    claim: &Claim,
    before: Option<&Range<usize>>,
    faults: &mut Vec<Fault>,
) -> bool {
    let start = tokens.get(claim.at).map_or(0, |token| token.at.start);
    let words = if claim.denied { format!("`{}`, denied", claim.words) } else { format!("`{}`", claim.words) };
    let found: Vec<Evidence> = if claim.compares {
        compared(context, tokens, claim).into_iter().collect()
    } else {
        evidence(context, prose, tokens, claim.at, before)
    };
    if found.is_empty() {
        if !claim.compares && speaks_of_figures(context, prose, tokens, start) {
            let mend = "refer to the figure that shows it, with its `moved`; or, where it is no change of a figure, record an exception with `literal`";
            faults.push(prose.fault(start, FaultCode::DirectionUnbound, words, "no figure of the sentence says which way it went", mend));
        }
        return true;
    }
    let Some(against) = found.iter().find(|one| claim.contradicted_by(one.heading)) else { return true };
    let mend = match &against.figure {
        Some(figure) => {
            format!("write {{{{ {figure}.moved }}}}, which says what the figures say; two figures that went apart need a clause each")
        }
        None => "turn the word round, or refer to the values it speaks of".to_owned(),
    };
    faults.push(prose.fault(start, FaultCode::Direction, words, against.words.clone(), mend));
    false
}

/// Whether a sentence speaks of what is counted: it refers to a figure, names one, or names what such papers count. `Night fell` claims
/// nothing of a figure; neither does a question.
fn speaks_of_figures(context: &Context<'_>, prose: &Prose, tokens: &[Token<'_>], at: usize) -> bool {
    let Some(sentence) = prose.sentences().iter().find(|range| range.contains(&at)) else { return true };
    if prose.text.get(sentence.clone()).unwrap_or("").trim_end().ends_with('?') {
        return false;
    }
    let words = printed_words(prose, sentence);
    tokens.iter().any(|token| token.value().is_some_and(|bound| bound.filled.what.is_figure()))
        || (0..tokens.len()).any(|at| context.terms.lexicon.subjects.iter().any(|subject| stands_at(tokens, at, subject).is_some()))
        || (0..context.facts.len()).any(|figure| context.known.mentioned(figure, &words) > 0)
}

/// Words of size beside a claim, or that are one.
fn sizes(
    context: &Context<'_>,
    prose: &Prose,
    tokens: &[Token<'_>],
    claims: &[Claim],
    wrong: &[usize],
    before: Option<&Range<usize>>,
    faults: &mut Vec<Fault>,
) {
    let mut at = 0;
    while at < tokens.len() {
        let found = context.terms.sizes.words.iter().find_map(|size| {
            let (length, words) =
                size.words.iter().filter_map(|words| Some((stands_at(tokens, at, words)?, words))).max_by_key(|(length, _)| *length)?;
            Some((size, words, length))
        });
        let Some((size, words, length)) = found else {
            at += 1;
            continue;
        };
        let coarse = |at: usize| tokens.get(at).map(|token| token.coarse);
        let sizes = |other: usize, other_length: usize| {
            if size.alone { coarse(at) == coarse(other) } else { is_size_of(tokens, at, length, other, other_length) }
        };
        let claim = claims.iter().find(|claim| sizes(claim.at, claim.length));
        let moved = tokens.iter().enumerate().any(|(other, token)| {
            let bears = token.value().is_some_and(|bound| bound.filled.what == What::Moved)
                || token.word().is_some_and(|word| CHANGE.contains(&word));
            bears && sizes(other, 1)
        });
        let earlier =
            || (0..tokens.len()).any(|at| context.terms.lexicon.earlier.iter().any(|phrase| stands_at(tokens, at, phrase).is_some()));
        let is_said = claim.is_some() || moved || (size.alone && earlier());
        // A claim that is wrong already, or one that only compares areas, says nothing of how much.
        let skip = claim.is_some_and(|claim| wrong.contains(&claim.at) || claim.compares);
        if is_said && !skip {
            let place = claim.map_or(at, |claim| claim.at);
            let rounded = |percent: f64| {
                printed(percent.abs(), context.terms.percent_decimals).and_then(|text| text.replace(',', "").parse::<f64>().ok())
            };
            let too = evidence(context, prose, tokens, place, before).into_iter().find_map(|one| {
                let percent = one.percent?;
                (!size.allows(rounded(percent)?)).then_some((one.words, percent))
            });
            if let Some((data, percent)) = too {
                let start = tokens.get(at).map_or(0, |token| token.at.start);
                let shown = signed(percent, context.terms.percent_decimals).unwrap_or_default();
                let mend = format!(
                    "leave the word out, or give the number ({shown}): `{words}` stands for {} by rule `change-size`",
                    size.limits()
                );
                faults.push(prose.fault(start, FaultCode::Size, format!("`{words}`"), data, mend));
            }
        }
        at += length;
    }
}

/// Whether a word of size is of a word of change: `slight increase`, `rose only slightly`, `the increase was slight`; `the fall in small fires`
/// is none.
fn is_size_of(tokens: &[Token<'_>], at: usize, length: usize, other: usize, other_length: usize) -> bool {
    let word = |at: usize| tokens.get(at).and_then(Token::word);
    let coarse = |at: usize| tokens.get(at).map(|token| token.coarse);
    if coarse(at) != coarse(other) {
        return false;
    }
    if other >= at + length {
        // It stands before: next to it, or with one word between that may.
        let gap = other - (at + length);
        return gap == 0 || (gap == 1 && word(at + length).is_some_and(|between| BETWEEN.contains(&between)));
    }
    let Some(gap) = at.checked_sub(other + other_length) else { return true };
    let adverb = word(at).is_some_and(|word| word.ends_with("ly"));
    let said_to_be = at.checked_sub(1).and_then(word).is_some_and(|word| BEING.contains(&word));
    (adverb && gap < REACH) || (said_to_be && gap < REACH * 2)
}
