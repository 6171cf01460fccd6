//! The measures: what is counted, declared once.
//!
//! A measure says which rows count, in which unit, and which direction is good. Everything else (district, period,
//! forces, ward) is chosen where a figure is made. To add one, see `docs/guides/add-a-measure.md`.

use std::collections::BTreeSet;

/// The category of police.uk's street files that is not a recorded crime.
pub const ANTI_SOCIAL_BEHAVIOUR: &str = "Anti-social behaviour";

/// Which street rows a measure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Good {
    /// Fewer is better.
    Lower,
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

/// The categories police.uk publishes today, and whether a lower count is good news.
const CATEGORIES: [(&str, Good); 13] = [
    ("Bicycle theft", Good::Lower),
    ("Burglary", Good::Lower),
    ("Criminal damage and arson", Good::Lower),
    ("Drugs", Good::Neither),
    ("Other crime", Good::Neither),
    ("Other theft", Good::Lower),
    ("Possession of weapons", Good::Neither),
    ("Public order", Good::Neither),
    ("Robbery", Good::Lower),
    ("Shoplifting", Good::Lower),
    ("Theft from the person", Good::Lower),
    ("Vehicle crime", Good::Lower),
    ("Violence and sexual offences", Good::Neither),
];

/// All recorded crime: every category but anti-social behaviour, which police.uk prints among the crimes although the
/// police record it as an incident.
pub fn all_crime() -> Measure {
    Measure {
        id: "all-crime".into(),
        title: "All recorded crime".into(),
        phrase: "recorded crime".into(),
        filter: Filter::AllBut(ANTI_SOCIAL_BEHAVIOUR.into()),
        unit: "crimes",
        good: Good::Neither,
    }
}

/// Anti-social behaviour incidents, counted beside the crimes and never among them.
pub fn anti_social_behaviour() -> Measure {
    Measure {
        id: "anti-social-behaviour".into(),
        title: "Anti-social behaviour incidents".into(),
        phrase: "anti-social behaviour".into(),
        filter: Filter::Is(ANTI_SOCIAL_BEHAVIOUR.into()),
        unit: "incidents",
        good: Good::Lower,
    }
}

/// A measure for each category of crime: those published today and any other found in the data (older months have
/// `Violent crime`), by name. Together they are exactly [`all_crime`].
pub fn crime_categories(found: &BTreeSet<String>) -> Vec<Measure> {
    let names: BTreeSet<&str> = CATEGORIES
        .iter()
        .map(|(name, _)| *name)
        .chain(found.iter().map(String::as_str))
        .filter(|name| *name != ANTI_SOCIAL_BEHAVIOUR)
        .collect();
    // Two spellings may fall to one slug; an id belongs to one measure.
    let mut used: BTreeSet<String> = [all_crime().id, anti_social_behaviour().id].into();
    names
        .into_iter()
        .map(|name| Measure {
            id: unused(&slug(name), &mut used),
            title: if name.is_empty() { "No category given".into() } else { name.into() },
            phrase: name.to_lowercase(),
            filter: Filter::Is(name.into()),
            unit: "crimes",
            good: CATEGORIES.iter().find(|(n, _)| *n == name).map_or(Good::Neither, |(_, good)| *good),
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
        for category in found.iter().map(String::as_str).chain(CATEGORIES.iter().map(|(n, _)| *n)) {
            let of_crime = parts.iter().filter(|m| m.filter.admits(category)).count();
            assert_eq!(of_crime, usize::from(all_crime().filter.admits(category)), "{category}");
            assert_ne!(all_crime().filter.admits(category), anti_social_behaviour().filter.admits(category), "{category}");
        }
        let ids: BTreeSet<&str> = parts.iter().map(|m| m.id.as_str()).collect();
        assert_eq!(ids.len(), parts.len());
    }
}
