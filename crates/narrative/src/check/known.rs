//! The names by which prose may speak of figures, areas and periods, made once for a paper.

use super::clause::words_of;
use crate::{Fact, PlaceName, Span};
use std::collections::BTreeSet;

/// Names of a paper's figures, areas and periods.
pub(super) struct Known {
    /// For each figure, its names and its title as words.
    figures: Vec<Vec<Vec<String>>>,
    /// Words for areas, the longest first.
    pub(super) areas: Vec<AreaWords>,
    /// Periods in words, the longest first: a year's words hold those of its last month.
    pub(super) periods: Vec<(String, Span)>,
}

/// Words for an area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AreaWords {
    /// The words.
    pub(super) words: String,
    /// The area's code.
    pub(super) code: String,
    /// Whether capitals count: a name has them, `the county` may or may not.
    pub(super) exactly: bool,
}

impl Known {
    /// What the figures of a paper about an area know.
    pub(super) fn of(facts: &[Fact], own: &PlaceName) -> Self {
        let figures = facts.iter().map(|fact| {
            let names = fact.names.iter().chain([&fact.title]).map(|name| words_of(name));
            names.filter(|name| !name.is_empty()).collect()
        });
        Self { figures: figures.collect(), areas: areas(facts, own), periods: periods(facts) }
    }

    /// How many words of the longest name of a figure stand among words; 0 for none.
    pub(super) fn mentioned(&self, figure: usize, words: &[String]) -> usize {
        let names = self.figures.get(figure).into_iter().flatten();
        names.filter(|name| words.windows(name.len()).any(|window| window == name.as_slice())).map(Vec::len).max().unwrap_or(0)
    }
}

fn areas(facts: &[Fact], own: &PlaceName) -> Vec<AreaWords> {
    let rows = facts.iter().flat_map(|fact| fact.rows.iter().filter_map(|row| row.area.as_ref()));
    let places: BTreeSet<&PlaceName> = facts.iter().map(|fact| &fact.area).chain(rows).chain([own]).collect();
    let mut words = BTreeSet::new();
    for place in places {
        let code = &place.code;
        let aliases = aliases(code, code == &own.code).iter().map(|alias| AreaWords {
            words: (*alias).to_owned(),
            code: code.clone(),
            exactly: false,
        });
        words.extend(aliases);
        if !place.name.is_empty() {
            words.insert(AreaWords { words: place.name.clone(), code: code.clone(), exactly: true });
        }
    }
    let mut words: Vec<AreaWords> = words.into_iter().collect();
    words.sort_by(|a, b| b.words.len().cmp(&a.words.len()).then_with(|| a.cmp(b)));
    words
}

/// Words for an area that its code allows.
fn aliases(code: &str, own: bool) -> &'static [&'static str] {
    match code.get(..3).unwrap_or("") {
        "E06" | "E07" | "E08" | "E09" | "W06" if own => &["the district", "district-wide", "the borough", "the partnership's area"],
        "E10" => &["the county", "county-wide", "countywide"],
        "E23" | "W15" => &["the force area", "the force", "the police area", "the county", "county-wide", "countywide"],
        "K04" | "E92" => &["nationally", "the national"],
        "E12" => &["the region", "regionally"],
        _ => &[],
    }
}

fn periods(facts: &[Fact]) -> Vec<(String, Span)> {
    let rows = facts.iter().flat_map(|fact| fact.rows.iter().filter_map(|row| row.period));
    let befores = facts.iter().filter_map(|fact| fact.before.as_ref().map(|before| before.period));
    let known: BTreeSet<Span> = facts.iter().map(|fact| fact.period).chain(befores).chain(rows).collect();
    let mut words: Vec<(String, Span)> = known.into_iter().map(|span| (span.in_words(), span)).collect();
    words.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    words
}
