//! Classes of a map: at most five, stated in words with their bounds, told apart in grey.

use crate::charts::pen::{known, number};

/// How the bounds of classes are chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Breaks {
    /// So many classes of nearly equal numbers of areas; equal values stay together.
    Quantiles(usize),
    /// Bounds somebody stated, rising: `[10, 20]` makes three classes. At most four are used.
    Given(Vec<f64>),
}

/// One hue from light to dark, told apart in grey.
pub(crate) const RAMP: [&str; 5] = ["#e1eef6", "#a6cbe2", "#5f9fc6", "#20699a", "#003a60"];

/// Classes over the values as written, so that each bound printed is true of each area. None is empty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Classes {
    steps: Vec<Class>,
    decimals: usize,
    given: bool,
}

/// One class: its bounds, the words for them and its place among the colours.
#[derive(Debug, Clone, PartialEq)]
struct Class {
    low: f64,
    high: f64,
    words: String,
}

impl Classes {
    pub(crate) fn of(values: impl Iterator<Item = Option<f64>>, breaks: &Breaks, decimals: usize) -> Self {
        let decimals = decimals.min(6);
        let mut written: Vec<f64> = values.filter_map(known).map(|value| rounded(value, decimals)).collect();
        written.sort_by(f64::total_cmp);
        let (steps, given) = match breaks {
            Breaks::Quantiles(wanted) => (quantiles(&written, *wanted, decimals), false),
            Breaks::Given(bounds) => (given(&written, bounds, decimals), true),
        };
        Self { steps, decimals, given }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The class a value falls in, from 0.
    pub(crate) fn class(&self, value: f64) -> Option<usize> {
        let value = rounded(known(Some(value))?, self.decimals);
        self.steps.iter().position(|class| (class.low..=class.high).contains(&value))
    }

    /// Where a class's colour stands in the ramp: few classes spread over all of it.
    fn shade(&self, class: usize) -> usize {
        let last = self.steps.len().saturating_sub(1).max(1);
        (class * (RAMP.len() - 1)).checked_div(last).unwrap_or(0)
    }

    pub(crate) fn colour(&self, class: usize) -> &'static str {
        RAMP.get(self.shade(class)).copied().unwrap_or("#003a60")
    }

    /// Whether words on a class have to be white.
    pub(crate) fn is_dark(&self, class: usize) -> bool {
        self.shade(class) >= 3
    }

    /// The bounds of a class in words.
    pub(crate) fn words(&self, class: usize) -> &str {
        self.steps.get(class).map_or("", |class| &class.words)
    }

    /// How the bounds were chosen, in words.
    pub(crate) fn method(&self) -> &'static str {
        match (self.given, self.steps.len()) {
            (_, 0) => "No values are known.",
            (_, 1) => "All known values are in one class.",
            (true, _) => "Class bounds were set beforehand.",
            (false, _) => "Each class holds about as many areas; equal values stay together.",
        }
    }
}

fn quantiles(written: &[f64], wanted: usize, decimals: usize) -> Vec<Class> {
    let mut distinct = written.to_vec();
    distinct.dedup();
    let wanted = wanted.clamp(1, RAMP.len()).min(distinct.len());
    let mut classes: Vec<(f64, f64)> = Vec::new();
    for (index, value) in written.iter().enumerate() {
        let due = index * wanted / written.len();
        let room = classes.len() <= due;
        match classes.last_mut() {
            // Equal values stay together.
            Some(last) if last.1.total_cmp(value).is_eq() => {}
            Some(last) if !room => last.1 = *value,
            _ => classes.push((*value, *value)),
        }
    }
    let words = |low: f64, high: f64| {
        if low.total_cmp(&high).is_eq() {
            number(low, decimals)
        } else {
            format!("{} to {}", number(low, decimals), number(high, decimals))
        }
    };
    classes.into_iter().map(|(low, high)| Class { low, high, words: words(low, high) }).collect()
}

fn given(written: &[f64], bounds: &[f64], decimals: usize) -> Vec<Class> {
    let mut bounds: Vec<f64> = bounds.iter().filter_map(|bound| known(Some(*bound))).map(|bound| rounded(bound, decimals)).collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    bounds.truncate(RAMP.len() - 1);
    let edges: Vec<Option<f64>> = std::iter::once(None).chain(bounds.iter().copied().map(Some)).chain(std::iter::once(None)).collect();
    let pairs = edges.iter().zip(edges.iter().skip(1));
    let held = |(from, to): (&Option<f64>, &Option<f64>)| {
        let inside: Vec<f64> =
            written.iter().copied().filter(|value| from.is_none_or(|from| *value >= from) && to.is_none_or(|to| *value < to)).collect();
        let words = match (from, to) {
            (None, None) => "all".to_owned(),
            (None, Some(to)) => format!("under {}", number(*to, decimals)),
            (Some(from), None) => format!("{} and over", number(*from, decimals)),
            (Some(from), Some(to)) => format!("{} to under {}", number(*from, decimals), number(*to, decimals)),
        };
        Some(Class { low: *inside.first()?, high: *inside.last()?, words })
    };
    pairs.filter_map(held).collect()
}

/// A value as it is written; a zero has no sign.
fn rounded(value: f64, decimals: usize) -> f64 {
    format!("{value:.decimals$}").parse().unwrap_or(value) + 0.0
}
