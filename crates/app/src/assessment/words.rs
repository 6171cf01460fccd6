//! Words and numbers as a paper prints them. Every statement of direction comes from a verdict and from nothing else.

use evidence::period::months_in_words;
use evidence::{Assessment, Basis, MeasureLine, Verdict};
use papers::{Cell, Inline};

/// A whole number with thousands commas.
pub fn whole(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A whole number with its sign: a true minus, and a plus where it is above 0.
pub fn signed(n: i64) -> String {
    match n {
        0 => "0".into(),
        n if n < 0 => format!("\u{2212}{}", whole(n.unsigned_abs())),
        n => format!("+{}", whole(n.unsigned_abs())),
    }
}

/// A percentage from the convention's bare text, `-10.6%`, as pages print it.
pub fn percent(bare: &str) -> String {
    match (bare.strip_prefix('-'), bare.starts_with(|c: char| c.is_ascii_digit())) {
        (Some(rest), _) => format!("\u{2212}{rest}"),
        (None, true) if !bare.trim_end_matches('%').chars().all(|c| c == '0' || c == '.') => format!("+{bare}"),
        _ => bare.to_owned(),
    }
}

/// A limit of an interval, one decimal.
pub fn limit(value: f64) -> String {
    if value.is_finite() { format!("{value:.1}") } else { "no limit".into() }
}

/// How sure an interval is: `95%`, `99.8%`.
pub fn sure(confidence: f64) -> String {
    let percent = confidence * 100.0;
    if (percent - percent.round()).abs() < 1e-9 { format!("{percent:.0}%") } else { format!("{percent:.1}%") }
}

/// `a, b and c`.
pub fn listed(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// The first letter as a capital.
pub fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A value bound to a figure.
pub fn figure(id: impl Into<String>, text: impl Into<String>) -> Inline {
    Inline::Figure { id: id.into(), text: text.into() }
}

/// A cell that is empty on purpose.
pub fn not_known() -> Cell {
    Cell::text("not known")
}

/// The period reported: `the year ending June 2025`, `January to June 2025`.
pub fn reported(a: &Assessment) -> String {
    match (a.period.basis, a.period.later.last()) {
        (Basis::YearEnding, Some(last)) => format!("the year ending {}", last.in_words()),
        _ => months_in_words(&a.period.later),
    }
}

/// The period compared with: `the year before`, `January to June 2024`.
pub fn compared(a: &Assessment) -> String {
    match a.period.basis {
        Basis::YearEnding => "the year before".into(),
        _ => months_in_words(&a.period.earlier),
    }
}

/// What the verdict says of a measure, as the end of a sentence that begins with its name.
pub fn direction(line: &MeasureLine) -> &'static str {
    match line.change.as_ref().map(|c| c.verdict) {
        Some(Verdict::Rose) => "rose",
        Some(Verdict::Fell) => "fell",
        Some(Verdict::NoClearChange) => "showed no clear change",
        Some(Verdict::NotTested) => "had no case in either period",
        None => "cannot be compared with an earlier period yet",
    }
}

/// Which categories rose and which fell, in one sentence.
pub fn movers(a: &Assessment) -> String {
    if a.period.basis == Basis::NoComparison {
        return "No category can be compared with an earlier period yet".into();
    }
    let with = |verdict: Verdict| -> Vec<String> {
        let moved = a.categories().filter(|l| l.change.as_ref().is_some_and(|c| c.verdict == verdict));
        moved.map(|l| l.measure.phrase.clone()).collect()
    };
    let (rose, fell) = (with(Verdict::Rose), with(Verdict::Fell));
    match (rose.is_empty(), fell.is_empty()) {
        (true, true) => "No category of crime changed by more than chance".into(),
        (false, true) => format!("{} rose; no other category changed clearly", sentence_case(&listed(&rose))),
        (true, false) => format!("{} fell; no other category changed clearly", sentence_case(&listed(&fell))),
        (false, false) => format!("{} rose and {} fell; no other category changed clearly", sentence_case(&listed(&rose)), listed(&fell)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_on_a_page() {
        for (n, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(whole(n), expected);
        }
        assert_eq!((signed(-1234), signed(0), signed(5)), ("\u{2212}1,234".into(), "0".into(), "+5".into()));
        for (bare, expected) in [("-10.6%", "\u{2212}10.6%"), ("22.6%", "+22.6%"), ("0.0%", "0.0%"), ("No Calc", "No Calc")] {
            assert_eq!(percent(bare), expected);
        }
    }

    #[test]
    fn lists_read_as_people_say_them() {
        let list = |items: &[&str]| listed(&items.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
        assert_eq!((list(&[]), list(&["a"]), list(&["a", "b", "c"])), (String::new(), "a".into(), "a, b and c".into()));
    }
}
