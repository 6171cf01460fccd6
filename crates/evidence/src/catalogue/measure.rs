//! A measure: what is counted, in which unit, over which denominator.

use crate::measures::{Filter, Good};
use serde::{Deserialize, Serialize};

/// How a table of counts becomes one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountsHow {
    /// The counts of the period added up.
    Sum,
    /// What there was on average in a month of the period: each count weighs as many months as it covers.
    MonthlyAverage,
}

/// How ranks of deprivation become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeprivationHow {
    /// How many LSOAs lie in the deciles.
    CountOfLsoas,
}

/// What a measure counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Counted {
    /// Rows of police street files.
    Street {
        /// Which of them.
        filter: Filter,
    },
    /// Rows of a partner's incidents, read by a mapping.
    Incidents {
        /// The data set.
        data_set: String,
        /// Its categories; every row where none is named.
        #[serde(default)]
        categories: Vec<String>,
    },
    /// Counts that somebody else made.
    Counts {
        /// The data set.
        data_set: String,
        /// The measure, as the table names it: `cases_opened`.
        measure: String,
        /// The part of it; its whole where none is named.
        #[serde(default)]
        category: Option<String>,
        /// How they become one value.
        how: CountsHow,
    },
    /// LSOAs by how deprived they are.
    Deprivation {
        /// `overall`, or a domain.
        domain: String,
        /// Deciles from the most deprived, 1, to this one.
        decile_at_most: u8,
        /// How they become one value.
        how: DeprivationHow,
    },
    /// Outcomes of crimes, in the month they were given.
    Outcomes {
        /// Which outcomes, as the file spells them; every one where none is named.
        #[serde(default)]
        outcomes: Vec<String>,
    },
    /// Stops and searches.
    StopSearches {
        /// Which objects of search, as the file spells them; every one where none is named.
        #[serde(default)]
        objects: Vec<String>,
    },
    /// The rows of other measures.
    Parts,
}

/// What a rate of a measure is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Denominator {
    /// People who live there.
    Residents,
    /// Households there.
    Households,
    /// Nothing: it has no rate.
    None,
}

impl Denominator {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Residents => "residents",
            Self::Households => "households",
            Self::None => "none",
        }
    }
}

/// What is done with a part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartYear {
    /// Only months that are there in both years are compared.
    MatchedMonths,
    /// It is shown as part of a year and never compared with a whole one.
    Marked,
}

/// A measure of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its id: `burglary`, the middle part of a figure's id.
    pub id: String,
    /// Its name at the head of a row: `Burglary`.
    pub title: String,
    /// Its name inside a sentence: `burglary`.
    pub phrase: String,
    /// What one of it is.
    pub unit: String,
    /// Which direction is good.
    pub good: Good,
    /// The data set whose judgement decides whether the measure may feed a flag.
    pub data_set: String,
    /// The data set whose rows are counted, where that is another.
    #[serde(default)]
    pub files: Option<String>,
    /// What a rate is over.
    pub denominator: Denominator,
    /// What is done with a part of a year.
    pub part_year: PartYear,
    /// What to bear in mind when reading it.
    #[serde(default)]
    pub caution: Option<String>,
    /// The measures a composite adds up.
    #[serde(default)]
    pub parts: Vec<String>,
    /// What is counted.
    pub counts: Counted,
    /// What is counted where nothing of `counts` is loaded.
    #[serde(default)]
    pub otherwise: Option<Counted>,
}

impl Measure {
    /// The data set whose rows are counted.
    pub fn files(&self) -> &str {
        self.files.as_deref().unwrap_or(&self.data_set)
    }

    /// Whether it has no value of its own months: a state of the country, such as deprivation.
    pub fn is_timeless(&self) -> bool {
        matches!(self.counts, Counted::Deprivation { .. })
    }
}
