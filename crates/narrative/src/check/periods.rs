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
            // The period that a figure is compared with says when it was then, not when it is now.
            let compared: BTreeSet<Span> =
                figures(context, one, sentence).filter_map(|(_, _, fact, _)| fact.before.as_ref().map(|b| b.period)).collect();
            let main: BTreeSet<Span> = named.difference(&compared).copied().collect();
            check_sentence(context, one, sentence, year, &named, if main.is_empty() { &inherited } else { &main }, faults);
            if !main.is_empty() {
                inherited = main;
            }
        }
    }
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
    let rows = context.facts.iter().flat_map(|fact| fact.rows.iter().filter_map(|row| row.period));
    let befores = context.facts.iter().filter_map(|fact| fact.before.as_ref().map(|before| before.period));
    let known: BTreeSet<Span> = context.facts.iter().map(|fact| fact.period).chain(befores).chain(rows).collect();
    // A year's name holds that of its last month: the longest that is found stands for what it covers.
    let mut words: Vec<(String, Span)> = known.into_iter().map(|span| (span.in_words(), span)).collect();
    words.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    let mut rest = text.to_owned();
    for (words, span) in words {
        if rest.contains(&words) {
            rest = rest.replace(&words, " ");
            named.insert(span);
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
