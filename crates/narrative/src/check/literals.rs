//! Exceptions that are none.

use super::claims::Claims;
use super::clause::words_of;
use super::digits::numbers;
use super::prose::{Kind, Prose};
use super::run::{Context, printed_words};
use crate::fields::fill;
use crate::{Fault, FaultCode};

/// The fewest words of a reason.
const REASON_WORDS: usize = 3;
/// The most words of an exception: a longer one is a sentence that nobody would check.
const LONGEST: usize = 12;
/// Words that say nothing beside a word of direction.
const FILLERS: [&str; 14] = ["a", "an", "the", "has", "have", "had", "was", "were", "is", "are", "by", "of", "in", "it"];

/// Checks a piece of prose.
pub(super) fn check(context: &Context<'_>, prose: &Prose, faults: &mut Vec<Fault>) {
    for part in &prose.parts {
        let Kind::Literal { because } = &part.kind else { continue };
        let words = prose.text.get(part.at.clone()).unwrap_or("");
        let fault = |says: String, data: String, mend: &str| prose.fault(part.at.start, FaultCode::Literal, says, data, mend);
        if words_of(because).len() < REASON_WORDS {
            let data = format!("its reason is `{because}`");
            faults.push(fault(format!("the exception `{words}`"), data, "say in three words or more why no figure stands behind it"));
        }
        if let Some((text, reference)) = repeats(context, prose, part.at.start, words) {
            let mend = format!("write {reference}: an exception is for what no figure gives");
            faults.push(fault(format!("the exception `{words}`"), format!("{text} is {reference}"), &mend));
        }
        let said = words_of(words);
        let claims = Claims::of_words(&said, context.terms);
        if said.len() > LONGEST {
            let data = format!("it has {} words", said.len());
            let mend = "write the sentence outside the exception, where it is checked; an exception is a name, a term or a number";
            faults.push(fault(format!("the exception `{words}`"), data, mend));
        } else if claims > 0 && !numbers(words).is_empty() {
            let mend = "write the word outside the exception, and refer to the figure for the number";
            faults.push(fault(format!("the exception `{words}`"), "it says which way a number went, and the number".to_owned(), mend));
        }
        if !said.is_empty() && claims > 0 && said.iter().all(|word| claims_or_fills(context, word)) {
            let mend = "write the word outside the exception, where it is held against the figures, or use `moved`";
            faults.push(fault(format!("the exception `{words}`"), "a word of direction or size is no exception".to_owned(), mend));
        }
    }
}

fn claims_or_fills(context: &Context<'_>, word: &String) -> bool {
    let sizes = context.terms.sizes.words.iter().flat_map(|size| &size.words);
    FILLERS.contains(&word.as_str())
        || Claims::of_words(std::slice::from_ref(word), context.terms) > 0
        || sizes.into_iter().any(|size| size == word)
}

/// A number of an exception that a figure of its sentence gives, and how to refer to it.
fn repeats(context: &Context<'_>, prose: &Prose, at: usize, words: &str) -> Option<(String, String)> {
    let sentence = prose.sentences().iter().find(|range| range.contains(&at))?;
    let spoken = printed_words(prose, sentence);
    let bare = |text: &str| text.chars().filter(|c| c.is_numeric() || *c == '.').collect::<String>();
    let referred: Vec<usize> = prose.bound_in(sentence).map(|(_, bound)| bound.fact).collect();
    for (place, fact) in context.facts.iter().enumerate() {
        if !referred.contains(&place) && context.known.mentioned(place, &spoken) == 0 {
            continue;
        }
        let rows = fact.rows.iter().map(|row| row.slug.as_str());
        for field in ["value", "before", "change", "percent", "share", "total"].into_iter().chain(rows) {
            let Ok(filled) = fill(fact, field, context.terms.percent_decimals) else { continue };
            if numbers(words).iter().any(|(_, number)| !number.is_empty() && bare(number) == bare(&filled.text)) {
                return Some((filled.text, format!("{{{{ {}.{field} }}}}", fact.id)));
            }
        }
    }
    None
}
