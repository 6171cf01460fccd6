//! The street measures of an assessment, taken from the catalogue, and those of categories that only the data knows.
//!
//! A measure says which rows count, in which unit, and which direction is good. Everything else (district, period,
//! forces, ward) is chosen where a figure is made. To add one, see `docs/guides/add-a-measure.md`.

use crate::catalogue::{self, Catalogue, Counted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The category of police.uk's street files that is not a recorded crime.
pub const ANTI_SOCIAL_BEHAVIOUR: &str = "Anti-social behaviour";

/// Which street rows a measure counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Every category but this one.
    AllBut(String),
    /// This category, as the file spells it.
    Is(String),
    /// Every row.
    Every,
}

impl Filter {
    /// Whether a row of this category counts.
    pub fn admits(&self, category: &str) -> bool {
        match self {
            Self::AllBut(other) => category != other,
            Self::Is(one) => category == one,
            Self::Every => true,
        }
    }
}

/// Which direction of a measure is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Good {
    /// Fewer is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither: the count follows what police look for, or how willing people are to report, as much as what happens.
    Neither,
}

/// A measure of street-level data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its id: `burglary`, the middle part of a figure's id.
    pub id: String,
    /// Its name at the head of a row: `Burglary`.
    pub title: String,
    /// Its name inside a sentence: `burglary`.
    pub phrase: String,
    /// Which rows count.
    pub filter: Filter,
    /// What one row is.
    pub unit: &'static str,
    /// Which direction is good.
    pub good: Good,
}

impl Measure {
    /// The line of an assessment that a measure of the catalogue makes; `None` where it does not count street rows.
    fn of(declared: &'static catalogue::Measure) -> Option<Self> {
        let Counted::Street { filter } = &declared.counts else { return None };
        Some(Self {
            id: declared.id.clone(),
            title: declared.title.clone(),
            phrase: declared.phrase.clone(),
            filter: filter.clone(),
            unit: &declared.unit,
            good: declared.good,
        })
    }

    /// A measure of one category that nobody declared.
    fn undeclared(id: String, category: &str) -> Self {
        Self {
            id,
            title: if category.is_empty() { "No category given".into() } else { category.into() },
            phrase: category.to_lowercase(),
            filter: Filter::Is(category.into()),
            unit: "crimes",
            good: Good::Neither,
        }
    }
}

/// The street measures of the catalogue; a test holds the shipped catalogue to be sound, so there are some.
fn declared() -> impl Iterator<Item = Measure> {
    Catalogue::builtin().map_or(&[][..], Catalogue::measures).iter().filter_map(Measure::of)
}

/// All recorded crime: every category but anti-social behaviour, which police.uk prints among the crimes although the
/// police record it as an incident.
pub fn all_crime() -> Measure {
    let filter = Filter::AllBut(ANTI_SOCIAL_BEHAVIOUR.into());
    declared().find(|m| m.filter == filter).unwrap_or_else(|| Measure { filter, ..Measure::undeclared("all-crime".into(), "crime") })
}

/// Anti-social behaviour incidents, counted beside the crimes and never among them.
pub fn anti_social_behaviour() -> Measure {
    of_category(ANTI_SOCIAL_BEHAVIOUR).unwrap_or_else(|| Measure::undeclared(slug(ANTI_SOCIAL_BEHAVIOUR), ANTI_SOCIAL_BEHAVIOUR))
}

fn of_category(category: &str) -> Option<Measure> {
    declared().find(|m| m.filter == Filter::Is(category.into()))
}

/// A measure for each category of crime: those published today and any other found in the data (older months have
/// `Violent crime`), by name. Together they are exactly [`all_crime`].
pub fn crime_categories(found: &BTreeSet<String>) -> Vec<Measure> {
    let declared: Vec<Measure> = declared().filter(|m| matches!(&m.filter, Filter::Is(name) if name != ANTI_SOCIAL_BEHAVIOUR)).collect();
    let names: BTreeSet<String> = declared
        .iter()
        .filter_map(|m| if let Filter::Is(name) = &m.filter { Some(name.clone()) } else { None })
        .chain(found.iter().filter(|name| *name != ANTI_SOCIAL_BEHAVIOUR).cloned())
        .collect();
    // Two spellings may fall to one slug; an id belongs to one measure, and those of the catalogue are promised.
    let mut used: BTreeSet<String> = declared.iter().map(|m| m.id.clone()).chain([all_crime().id, anti_social_behaviour().id]).collect();
    names
        .into_iter()
        .map(|name| {
            let known = declared.iter().find(|m| m.filter == Filter::Is(name.clone())).cloned();
            known.unwrap_or_else(|| Measure::undeclared(unused(&slug(&name), &mut used), &name))
        })
        .collect()
}

fn unused(slug: &str, used: &mut BTreeSet<String>) -> String {
    let mut id = slug.to_owned();
    let mut n = 2;
    while !used.insert(id.clone()) {
        id = format!("{slug}-{n}");
        n += 1;
    }
    id
}

/// A category as the part of an id: lower case, everything else a single hyphen.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let trimmed = out.trim_end_matches('-');
    if trimmed.is_empty() { "no-category".into() } else { trimmed.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_the_words_with_hyphens() {
        for (name, expected) in [
            ("Violence and sexual offences", "violence-and-sexual-offences"),
            ("Burglary", "burglary"),
            ("Public disorder & weapons ", "public-disorder-weapons"),
            ("", "no-category"),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn categories_and_anti_social_behaviour_divide_all_rows() {
        let found: BTreeSet<String> = ["Violent crime", "Burglary", "Anti-Social Behaviour", "burglary", ANTI_SOCIAL_BEHAVIOUR, ""]
            .into_iter()
            .map(str::to_owned)
            .collect();
        let parts = crime_categories(&found);
        let known = declared().filter_map(|m| if let Filter::Is(name) = m.filter { Some(name) } else { None });
        for category in found.iter().cloned().chain(known) {
            let category = category.as_str();
            let of_crime = parts.iter().filter(|m| m.filter.admits(category)).count();
            assert_eq!(of_crime, usize::from(all_crime().filter.admits(category)), "{category}");
            assert_ne!(all_crime().filter.admits(category), anti_social_behaviour().filter.admits(category), "{category}");
        }
        let ids: BTreeSet<&str> = parts.iter().map(|m| m.id.as_str()).collect();
        assert_eq!(ids.len(), parts.len());
        // The catalogue's spelling keeps its id, whatever else is found.
        assert!(parts.iter().any(|m| m.id == "burglary" && m.filter == Filter::Is("Burglary".into()) && m.good == Good::Lower));
        assert_eq!((all_crime().unit, anti_social_behaviour().id.as_str()), ("crimes", "anti-social-behaviour"));
        assert_eq!(declared().count(), 15);
    }
}
