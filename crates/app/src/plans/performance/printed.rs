//! What a report printed, held against what is computed from the facts: what does not follow is named with its reason.

use super::declared::{DeclaredIndicator, Highlights, Printed, What};
use super::facts::{Facts, Source, Wanted};
use super::{Found, IndicatorLine, printed_sources};
use plans::{change_percent, plain_number, share_percent};

/// What shares are computed from.
pub(super) struct Shares<'a> {
    pub facts: &'a Facts,
    pub sources: &'a [Source],
    pub whole: &'a [Source],
    pub wanted: Wanted<'a>,
}

/// Whether everything printed of an indicator follows, and what does not.
pub(super) fn check(line: &IndicatorLine, one: &DeclaredIndicator, found: &Found, shares: &Shares<'_>) -> (bool, String) {
    let mut why = Vec::new();
    for printed in &one.printed {
        let computed = computed(line, printed, found, shares, one);
        if computed.as_deref() == Some(printed.text.as_str()) {
            continue;
        }
        let of = if printed.of.is_empty() { String::new() } else { format!(" {}", printed.of) };
        let (here, other) = match &computed {
            Some(text) => (format!("computed is {text}"), "the facts held now give another"),
            None => ("it cannot be computed".to_owned(), "the facts held now do not give it"),
        };
        // A reason is of the facts that it was written about: where they give another text, it need not be true.
        let because = if computed == printed.computed { printed.because.as_str() } else { other };
        why.push(format!("{} {}{of} printed, {here}: {because}", words(printed.what), printed.text));
    }
    (line.value.is_some() && why.is_empty(), why.join("; "))
}

fn words(what: What) -> &'static str {
    match what {
        What::Change => "change of",
        What::Result => "result",
        What::Rag => "colour",
        What::Rank => "place",
        What::Value => "value",
        What::Share => "share of",
    }
}

/// How many decimals a number is printed with.
fn decimals(text: &str) -> u32 {
    text.split_once('.').map_or(0, |(_, part)| u32::try_from(part.len()).unwrap_or_default())
}

fn computed(line: &IndicatorLine, printed: &Printed, found: &Found, shares: &Shares<'_>, one: &DeclaredIndicator) -> Option<String> {
    match printed.what {
        What::Result => line.value.as_ref().map(|_| line.judgement.outcome.in_words().to_owned()),
        What::Rag => line.mark.as_ref().map(|mark| mark.colour.clone()),
        What::Rank => line.rank.as_ref().map(|rank| plain_number(rank.value)),
        What::Value => line.value.as_ref().map(|value| plain_number(value.value)),
        What::Change => {
            let (value, against) = found.judged.as_ref().map_or((&found.value, &found.against), |(value, against)| (value, against));
            change_percent(against.as_ref()?.value, value.as_ref()?.value, decimals(&printed.text))
        }
        What::Share => {
            let span = printed.at.unwrap_or(one.value);
            let part = shares.facts.reading(shares.sources, shares.wanted, span.from, span.to)?;
            let whole = shares.facts.reading(shares.whole, shares.wanted, span.from, span.to)?;
            share_percent(part.value, whole.value, decimals(&printed.text)).map(plain_number)
        }
    }
}

/// Whether the printed change of a line of the highlights follows; none where nothing is held of what was printed.
pub(super) fn check_highlight(
    line: &IndicatorLine,
    own: &[Source],
    of: &Highlights,
    facts: &Facts,
    wanted: Wanted<'_>,
) -> (Option<bool>, String) {
    let Some(source) = own.first() else { return (None, String::new()) };
    let [change, percent, none] = printed_sources(source, of).map(|source| facts.reading(&[source], wanted, of.value.from, of.value.to));
    let (Some(value), Some(against)) = (&line.value, &line.against) else {
        return (Some(false), "the count it is held against is not held".to_owned());
    };
    let Some(printed_change) = change else {
        return (None, "the change as it was printed is not held".to_owned());
    };
    let mut why = Vec::new();
    let numeric = value.value - against.value;
    if (numeric - printed_change.value).abs() > f64::EPSILON {
        why.push(format!("change {} printed, computed is {}", plain_number(printed_change.value), plain_number(numeric)));
    }
    let computed = line.judgement.change.clone().unwrap_or_default();
    let printed = percent.map(|percent| format!("{:.1}", percent.value));
    match (printed, none) {
        (Some(printed), _) if printed != computed => why.push(format!("{printed} percent printed, computed is {computed}")),
        (None, Some(_)) if computed.parse::<f64>().is_ok() => why.push(format!("no percentage printed, computed is {computed}")),
        (None, None) if computed.parse::<f64>().is_ok() => {
            why.push(format!("the percentage as printed is not held, computed is {computed}"));
        }
        _ => {}
    }
    (Some(why.is_empty()), why.join("; "))
}
