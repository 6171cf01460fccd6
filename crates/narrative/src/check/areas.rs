//! Whether a sentence names the areas that its figures are of.

use super::known::AreaWords;
use super::prose::Prose;
use super::run::Context;
use crate::fields::{What, area_of};
use crate::{Fact, Fault, FaultCode, PlaceName};
use std::collections::BTreeSet;
use std::ops::Range;

/// Words after which an area is where something happened; after others, such as `of`, it is compared with.
const PLACING: [&str; 6] = ["in", "across", "within", "throughout", "for", "around"];

/// Checks a piece of prose.
pub(super) fn check(context: &Context<'_>, prose: &Prose, faults: &mut Vec<Fault>) {
    for sentence in prose.sentences() {
        let mentions = mentions(context, prose, sentence);
        let mut named: BTreeSet<&str> = mentions.iter().map(|mention| mention.code.as_str()).collect();
        let mut by_table: BTreeSet<&str> = BTreeSet::new();
        for (_, bound) in prose.bound_in(sentence) {
            let codes = bound.filled.names.iter().map(|area| area.code.as_str());
            if bound.filled.what == What::Names {
                by_table.extend(codes.clone());
            }
            named.extend(codes);
        }
        let caption = prose.caption_of.and_then(|at| context.facts.get(at));
        if let Some(fact) = caption {
            named.insert(fact.area.code.as_str());
        }
        let figures: Vec<(&Range<usize>, &str, &Fact, &PlaceName)> = prose
            .bound_in(sentence)
            .filter(|(_, bound)| bound.filled.what.is_figure() && bound.filled.what != What::Names)
            .filter_map(|(at, bound)| {
                context.facts.get(bound.fact).map(|fact| (at, bound.field.as_str(), fact, area_of(fact, bound.filled.row)))
            })
            .collect();
        let covered: BTreeSet<&str> = figures.iter().map(|(_, _, _, area)| area.code.as_str()).collect();
        let own = context.area.code.as_str();
        for (at, field, fact, area) in &figures {
            let printed = prose.text.get((*at).clone()).unwrap_or("");
            if area.code != own {
                if !named.contains(area.code.as_str()) {
                    let data = format!("`{}` is {}'s ({})", fact.id, area.name, fact.title);
                    faults.push(prose.fault(
                        at.start,
                        FaultCode::OtherArea,
                        says(printed, &mentions, context),
                        data,
                        mend(context, fact, area, field),
                    ));
                }
                continue;
            }
            let elsewhere = mentions.iter().find(|mention| {
                mention.placing
                    && mention.code != own
                    && !covered.contains(mention.code.as_str())
                    && !by_table.contains(mention.code.as_str())
            });
            if let Some(elsewhere) = elsewhere.filter(|_| !named.contains(own)) {
                let data = format!("`{}` is {}'s ({})", fact.id, area.name, fact.title);
                let mend = format!("name {} in the sentence, or refer to a figure of {}", area.name, elsewhere.words);
                faults.push(prose.fault(at.start, FaultCode::OtherArea, format!("{printed}, of {}", elsewhere.words), data, mend));
            }
        }
    }
}

fn says(printed: &str, mentions: &[Mention], context: &Context<'_>) -> String {
    match mentions.first() {
        Some(mention) => format!("{printed}, of {}", mention.words),
        None if context.area.name.is_empty() => printed.to_owned(),
        None => format!("{printed}, as if of {}", context.area.name),
    }
}

fn mend(context: &Context<'_>, fact: &Fact, area: &PlaceName, field: &str) -> String {
    let own =
        fact.rows.iter().find(|row| row.area.as_ref().is_some_and(|row| row.code == context.area.code)).filter(|row| row.slug != field);
    match own {
        Some(row) => format!("write {{{{ {}.{} }}}} for {}, or name {} in the sentence", fact.id, row.slug, context.area.name, area.name),
        None => format!("name {} in the sentence, in words or by an `area` reference, or refer to another figure", area.name),
    }
}

/// An area that a sentence names.
pub(super) struct Mention {
    /// Its code.
    pub(super) code: String,
    /// As it stands there.
    pub(super) words: String,
    /// Whether it says where something happened.
    pub(super) placing: bool,
}

/// The areas that a sentence names in words. The longest name holds: `South Cambridgeshire` does not name Cambridgeshire.
pub(super) fn mentions(context: &Context<'_>, prose: &Prose, sentence: &Range<usize>) -> Vec<Mention> {
    let text = prose.text.get(sentence.clone()).unwrap_or("");
    let lower = text.to_lowercase();
    // Where which words stand: two areas may go by the same.
    let mut taken: Vec<(Range<usize>, &str)> = Vec::new();
    let mut found: Vec<(usize, Mention)> = Vec::new();
    for AreaWords { words: name, code, exactly } in &context.known.areas {
        // Lower case may change lengths outside ASCII; then places could not be compared.
        let searched = if *exactly || lower.len() != text.len() { text } else { lower.as_str() };
        for (start, words) in searched.match_indices(name.as_str()) {
            let end = start + words.len();
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let bounded = !letter(searched.get(..start).and_then(|s| s.chars().next_back()))
                && !letter(searched.get(end..).and_then(|s| s.chars().next()));
            if !bounded || taken.iter().any(|(range, by)| by != name && range.start < end && start < range.end) {
                continue;
            }
            taken.push((start..end, name));
            let ahead = super::clause::words_of(searched.get(..start).unwrap_or(""));
            let mut ahead = ahead.iter().rev().map(String::as_str).skip_while(|word| *word == "the");
            let placing = ahead.next().is_none_or(|word| PLACING.contains(&word));
            found.push((start, Mention { code: code.clone(), words: name.clone(), placing }));
        }
    }
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, mention)| mention).collect()
}
