//! Whether a sentence names the periods that its figures are of.

use super::clause::{Token, stands_at, tokens};
use super::prose::Prose;
use super::run::Context;
use crate::fields::{What, period_of};
use crate::{Fact, Fault, FaultCode, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// Checks all prose in order: a sentence that names no period is of the last one named in its paragraph.
pub(super) fn check(context: &Context<'_>, prose: &[Prose], faults: &mut Vec<Fault>) {
    let Some(year) = context.year else { return };
    let mut group = 0;
    let mut inherited: BTreeSet<Span> = BTreeSet::new();
    for one in prose {
        if one.group != group {
            group = one.group;
            inherited.clear();
        }
        for sentence in one.sentences() {
            let named = named(context, one, sentence);
            let compared = compared(context, one, sentence);
            let main: BTreeSet<Span> = named.difference(&compared).copied().collect();
            exchanged(context, one, sentence, faults);
            check_sentence(context, one, sentence, year, &named, if main.is_empty() { &inherited } else { &main }, faults);
            if !main.is_empty() {
                inherited = main;
            }
        }
    }
}

/// The periods that the figures of a sentence are compared with there. They say when it was then, not when it is now; where nothing is
/// compared, the period that is named is that of the value.
fn compared(context: &Context<'_>, prose: &Prose, sentence: &Range<usize>) -> BTreeSet<Span> {
    let by_words = compares(context, prose, sentence);
    let compared =
        figures(context, prose, sentence).filter(|(_, what, ..)| by_words || matches!(what, What::Before | What::Change | What::Moved));
    let facts: BTreeSet<&str> = compared.map(|(_, _, fact, _)| fact.id.as_str()).collect();
    let facts = context.facts.iter().filter(|fact| facts.contains(fact.id.as_str()));
    facts.filter_map(|fact| fact.before.as_ref().map(|before| before.period)).collect()
}

type Figure<'a> = (&'a Range<usize>, What, &'a Fact, Span);

fn figures<'a>(context: &'a Context<'_>, prose: &'a Prose, sentence: &'a Range<usize>) -> impl Iterator<Item = Figure<'a>> {
    prose.bound_in(sentence).filter(|(_, bound)| bound.filled.what.is_figure()).filter_map(|(at, bound)| {
        let fact = context.facts.get(bound.fact)?;
        Some((at, bound.filled.what, fact, period_of(fact, bound.filled.row)))
    })
}

fn check_sentence(
    context: &Context<'_>,
    prose: &Prose,
    sentence: &Range<usize>,
    year: Span,
    named: &BTreeSet<Span>,
    main: &BTreeSet<Span>,
    faults: &mut Vec<Fault>,
) {
    for (at, what, fact, period) in figures(context, prose, sentence) {
        let printed = prose.text.get(at.clone()).unwrap_or("");
        let own = prose.caption_of.and_then(|at| context.facts.get(at)).is_some_and(|of| of.id == fact.id);
        if what == What::Before {
            let Some(before) = fact.before.as_ref() else { continue };
            if !own && !named.contains(&before.period) && !compares(context, prose, sentence) {
                let data = format!("`{}` was that in {}", fact.id, before.period.in_words());
                let mend = format!("say when it was: {{{{ {}.before-period }}}}, or `the year before`", fact.id);
                faults.push(prose.fault(at.start, FaultCode::OtherPeriod, format!("{printed}, without its period"), data, mend));
            }
            continue;
        }
        if own || what == What::Names || named.contains(&period) || main.contains(&period) {
            continue;
        }
        if period != year || !main.is_empty() {
            let says = match main.iter().next() {
                Some(other) => format!("{printed}, of {}", other.in_words()),
                None => format!("{printed}, as if of {}", year.in_words()),
            };
            let data = format!("`{}` is of {} ({})", fact.id, period.in_words(), fact.title);
            let mend = format!("name its period in the sentence: {{{{ {}.period }}}}", fact.id);
            faults.push(prose.fault(at.start, FaultCode::OtherPeriod, says, data, mend));
        }
    }
}

/// A value of now where the words about it say then: `from` now `to` then, or now `the year before`.
fn exchanged(context: &Context<'_>, prose: &Prose, sentence: &Range<usize>, faults: &mut Vec<Fault>) {
    let lexicon = &context.terms.lexicon;
    let tokens = tokens(prose, sentence, &lexicon.contrasts);
    let bound = |at: usize| tokens.get(at).and_then(Token::value);
    let word = |at: Option<usize>| at.and_then(|at| tokens.get(at)).and_then(Token::word);
    for (at, token) in tokens.iter().enumerate() {
        let Some(now) = token.value().filter(|bound| bound.filled.what == What::Value && bound.filled.row.is_none()) else { continue };
        let Some((fact, before)) = context.facts.get(now.fact).and_then(|fact| Some((fact, fact.before.as_ref()?))) else { continue };
        let is_then = |other: usize| bound(other).is_some_and(|one| one.fact == now.fact && one.filled.what == What::Before);
        let turned = word(at.checked_sub(1)) == Some("from")
            && (at + 1..tokens.len()).any(|other| is_then(other) && word(other.checked_sub(1)) == Some("to"));
        // Up to two words, such as the unit, may stand between a value and the words for its time.
        let after = (at + 1..).take_while(|next| tokens.get(*next).is_some_and(|next| next.fine == token.fine)).take(4);
        let mut dated = false;
        for next in after {
            let names_then = bound(next).is_some_and(|one| one.filled.what == What::BeforePeriod && one.fact == now.fact);
            let says_then = next - at <= 3
                && lexicon
                    .earlier
                    .iter()
                    .filter(|phrase| phrase.contains("before") && phrase.contains(' '))
                    .any(|phrase| stands_at(&tokens, next, phrase).is_some());
            if names_then || says_then {
                dated = true;
                break;
            }
            // `more than the year before` compares, and so does `against`.
            let compares = [&lexicon.against, &lexicon.more, &lexicon.fewer, &lexicon.up, &lexicon.down, &lexicon.flat];
            let stops = compares.iter().any(|list| list.iter().any(|phrase| stands_at(&tokens, next, phrase).is_some()));
            if stops || tokens.get(next).and_then(Token::word).is_none() {
                break;
            }
        }
        if turned || dated {
            let printed = prose.text.get(token.at.clone()).unwrap_or("");
            let data = format!("`{}` is that in {}, and was another in {}", fact.id, fact.period.in_words(), before.period.in_words());
            let mend = format!("write {{{{ {}.before }}}} for the value then, and {{{{ {}.value }}}} for the value now", fact.id, fact.id);
            faults.push(prose.fault(
                token.at.start,
                FaultCode::OtherPeriod,
                format!("{printed}, as the value of {}", before.period.in_words()),
                data,
                mend,
            ));
        }
    }
}

/// The periods that a sentence names: by reference, by the row of a table, or in words of an exception.
fn named(context: &Context<'_>, prose: &Prose, sentence: &Range<usize>) -> BTreeSet<Span> {
    let mut named = BTreeSet::new();
    for (_, bound) in prose.bound_in(sentence) {
        let Some(fact) = context.facts.get(bound.fact) else { continue };
        match bound.filled.what {
            What::Period => {
                named.insert(fact.period);
            }
            What::BeforePeriod => named.extend(fact.before.as_ref().map(|before| before.period)),
            What::Names => named.extend(fact.rows.iter().filter(|row| bound.filled.text.contains(&row.name)).filter_map(|row| row.period)),
            _ => {}
        }
    }
    let text = prose.text.get(sentence.clone()).unwrap_or("");
    let mut rest = text.to_owned();
    for (words, span) in &context.known.periods {
        if rest.contains(words) {
            rest = rest.replace(words, " ");
            named.insert(*span);
        }
    }
    named
}

/// Whether a sentence has words that say that it compares with an earlier time.
fn compares(context: &Context<'_>, prose: &Prose, sentence: &Range<usize>) -> bool {
    let tokens = tokens(prose, sentence, &context.terms.lexicon.contrasts);
    let phrases = context.terms.lexicon.earlier.iter().chain(&context.terms.lexicon.against);
    phrases.into_iter().any(|phrase| stands_in(&tokens, phrase))
}

fn stands_in(tokens: &[Token<'_>], phrase: &str) -> bool {
    (0..tokens.len()).any(|at| stands_at(tokens, at, phrase).is_some())
}
