//! Digits that no reference made.

use super::areas;
use super::prose::{Kind, Prose};
use super::run::{Context, printed_words};
use crate::fields::fill;
use crate::number::with_unit;
use crate::{Fact, Fault, FaultCode};
use std::ops::Range;

/// Checks a piece of prose.
pub(super) fn check(context: &Context<'_>, prose: &Prose, faults: &mut Vec<Fault>) {
    for part in prose.parts.iter().filter(|part| matches!(part.kind, Kind::Words)) {
        for (at, number) in numbers(prose.text.get(part.at.clone()).unwrap_or("")) {
            let at = part.at.start + at;
            let (data, mend) = match whose(context, prose, at, number) {
                Some(found) => found,
                None => (
                    "no figure of this paper has that number".to_owned(),
                    "define a figure and refer to it; or, where no figure stands behind it, `{{ literal \"…\" because \"…\" }}`".to_owned(),
                ),
            };
            faults.push(prose.fault(at, FaultCode::Digit, format!("`{number}`, typed by hand"), data, mend));
        }
    }
}

/// Signs that somebody wrote against a value: they would print a unit, or a direction, that the figure does not have.
pub(super) fn signs(prose: &Prose, faults: &mut Vec<Fault>) {
    for part in &prose.parts {
        let Kind::Bound(bound) = &part.kind else { continue };
        if bound.filled.number.is_none() && !bound.filled.text.ends_with('%') {
            continue;
        }
        let ahead = prose.text.get(..part.at.start).and_then(|text| text.chars().next_back());
        let behind = prose.text.get(part.at.end..).and_then(|text| text.chars().next());
        let written = ahead.filter(|c| matches!(c, '£' | '+' | '-' | '\u{2212}')).or_else(|| behind.filter(|c| *c == '%'));
        if let Some(sign) = written {
            let data = format!("the figure prints `{}`", bound.filled.text);
            let mend = "take the sign out; `unit` of the figure gives `%` and `£`, and `signed-percent` a sign of direction";
            faults.push(prose.fault(part.at.start, FaultCode::Digit, format!("`{sign}` against a value"), data, mend));
        }
    }
}

/// The numbers in a text, each with where it begins: digits of any script, with commas and points between.
pub(super) fn numbers(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if c.is_numeric() {
            start = start.or(Some(at));
            end = at + c.len_utf8();
        } else if !(matches!(c, ',' | '.') && at == end)
            && let Some(from) = start.take()
        {
            found.extend(text.get(from..end).map(|number| (from, number)));
        }
    }
    if let Some(from) = start {
        found.extend(text.get(from..end).map(|number| (from, number)));
    }
    found
}

/// Whose number it is, and what to write instead.
fn whose(context: &Context<'_>, prose: &Prose, at: usize, number: &str) -> Option<(String, String)> {
    let sentence = prose.sentences().iter().find(|range| range.contains(&at)).cloned().unwrap_or(0..prose.text.len());
    let words = printed_words(prose, &sentence);
    let bare = |text: &str| text.chars().filter(|c| c.is_numeric() || *c == '.').collect::<String>();
    let wanted = bare(number);
    let mut found: Vec<(usize, &Fact, String, Option<usize>)> = Vec::new();
    for (place, fact) in context.facts.iter().enumerate() {
        let near = context.known.mentioned(place, &words) + if refers(context, prose, &sentence, fact) { 100 } else { 0 };
        for field in ["value", "before", "change", "percent", "share", "total", "low", "high"] {
            if fill(fact, field, context.terms.percent_decimals).is_ok_and(|filled| bare(&filled.text) == wanted) {
                found.push((near, fact, field.to_owned(), None));
            }
        }
        for (row, one) in fact.rows.iter().enumerate() {
            if one.value.and_then(|value| with_unit(value, fact.decimals, &fact.unit)).is_some_and(|text| bare(&text) == wanted) {
                found.push((near, fact, one.slug.clone(), Some(row)));
            }
        }
    }
    // The figure that the sentence speaks of comes first; of the rest, the first as defined.
    let best = found.iter().map(|(near, ..)| *near).max()?;
    let (_, fact, field, row) = found.into_iter().find(|(near, ..)| *near == best)?;
    let here = format!("{{{{ {}.{field} }}}}", fact.id);
    let Some(row) = row.and_then(|row| fact.rows.get(row)) else {
        return Some((format!("{number} is `{}.{field}` ({})", fact.id, fact.title), format!("write {here}")));
    };
    let data = format!("{number} is {}'s row of `{}`", row.name, fact.id);
    let is_own = |one: &crate::FactRow| one.area.as_ref().is_some_and(|area| area.code == context.area.code);
    let own = fact.rows.iter().find(|one| is_own(one)).filter(|one| one.slug != row.slug);
    let named = areas::mentions(context, prose, &sentence);
    let about_row = row.area.as_ref().is_some_and(|area| named.iter().any(|mention| mention.code == area.code));
    match own.filter(|_| !about_row) {
        Some(own) => {
            let value = own.value.and_then(|value| with_unit(value, fact.decimals, &fact.unit)).unwrap_or_default();
            Some((format!("{data}; {}'s is {value}", own.name), format!("write {{{{ {}.{} }}}}", fact.id, own.slug)))
        }
        None => Some((data, format!("write {here}"))),
    }
}

fn refers(context: &Context<'_>, prose: &Prose, sentence: &Range<usize>, fact: &Fact) -> bool {
    prose.bound_in(sentence).any(|(_, bound)| context.facts.get(bound.fact).is_some_and(|of| of.id == fact.id))
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_are_found_whole() {
        assert_eq!(numbers("1,596 or 10.3, then 4."), [(0, "1,596"), (9, "10.3"), (20, "4")]);
        assert_eq!(numbers("٣ and ½ and Ⅳ").len(), 3);
        assert_eq!(numbers("A14 in 2019/20"), [(1, "14"), (7, "2019"), (12, "20")]);
        assert!(numbers("none").is_empty());
    }
}
