//! The catalogue: data sets and measures, each declared once as data in `crates/evidence/catalogue/`.
//!
//! A measure says what is counted, in which unit and over which denominator; a data set says whose it is and what it is
//! good for. Area, period and forces are chosen where a value is made. See `docs/guides/add-a-measure.md`.

mod data_set;
mod measure;

pub use data_set::{DataClass, DataSet, DataSource};
pub use measure::{Counted, CountsHow, Denominator, DeprivationHow, Measure, PartYear};

use base::{Result, Trouble};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const DATA_SETS: &str = include_str!("../../catalogue/data-sets.toml");
const MEASURES: &str = include_str!("../../catalogue/measures.toml");

static BUILTIN: LazyLock<Result<Catalogue>> = LazyLock::new(|| Catalogue::parse(DATA_SETS, MEASURES));

/// Every data set and every measure, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    data_sets: Vec<DataSet>,
    measures: Vec<Measure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DataSetFile {
    data_set: Vec<DataSet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureFile {
    measure: Vec<Measure>,
}

impl Catalogue {
    /// The catalogue the product ships.
    pub fn builtin() -> Result<&'static Self> {
        BUILTIN.as_ref().map_err(Clone::clone)
    }

    /// Reads the two files and checks them against each other.
    pub fn parse(data_sets: &str, measures: &str) -> Result<Self> {
        let refuse = |file: &str, e: &toml::de::Error, text: &str| {
            let line = e.span().map_or(0, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1);
            invalid(file, &format!("line {line}: {}", e.message().trim().replace('\n', " ")))
        };
        let sets: DataSetFile = toml::from_str(data_sets).map_err(|e| refuse("data-sets.toml", &e, data_sets))?;
        let read: MeasureFile = toml::from_str(measures).map_err(|e| refuse("measures.toml", &e, measures))?;
        let catalogue = Self { data_sets: sets.data_set, measures: read.measure };
        catalogue.sensible()?;
        Ok(catalogue)
    }

    fn sensible(&self) -> Result<()> {
        let mut seen = BTreeSet::new();
        for set in &self.data_sets {
            let wrong = |why: &str| Err(invalid("data-sets.toml", &format!("`{}` {why}", set.id)));
            if !is_id(&set.id) || !seen.insert(set.id.as_str()) {
                return wrong("is no id, or stands twice");
            }
            let texts = [&set.title, &set.holder, &set.what, &set.usefulness, &set.limitation, &set.recommendation];
            if texts.iter().any(|text| text.trim().is_empty()) || set.source.paper.is_empty() || set.source.place.is_empty() {
                return wrong("lacks a title, a holder, a judgement or a source");
            }
        }
        let mut seen = BTreeSet::new();
        for measure in &self.measures {
            let wrong = |why: &str| Err(invalid("measures.toml", &format!("`{}` {why}", measure.id)));
            if !is_id(&measure.id) || !seen.insert(measure.id.as_str()) {
                return wrong("is no id, or stands twice");
            }
            if [&measure.title, &measure.phrase, &measure.unit].iter().any(|text| text.trim().is_empty()) {
                return wrong("lacks a title, a phrase or a unit");
            }
            if self.data_set(&measure.data_set).is_none() || self.data_set(measure.files()).is_none() {
                return wrong("names a data set that is not in the catalogue");
            }
            if (measure.counts == Counted::Parts) == measure.parts.is_empty() {
                return wrong("must have `parts` where it counts parts, and only there");
            }
            let mut rows = BTreeSet::new();
            for part in &measure.parts {
                // Rows of one category belong to one measure, so parts of different categories never count a row twice.
                match self.measure(part).map(|m| &m.counts) {
                    Some(Counted::Street { filter: crate::measures::Filter::Is(category) }) if rows.insert(category.clone()) => {}
                    _ => return wrong(&format!("has the part `{part}`, which is no other measure of one street category")),
                }
            }
            if let Counted::Deprivation { decile_at_most, .. } = &measure.counts
                && !(1..=10).contains(decile_at_most)
            {
                return wrong("must count deciles from 1 to 10");
            }
        }
        Ok(())
    }

    /// Every data set.
    pub fn data_sets(&self) -> &[DataSet] {
        &self.data_sets
    }

    /// Every measure.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// The data set of an id.
    pub fn data_set(&self, id: &str) -> Option<&DataSet> {
        self.data_sets.iter().find(|set| set.id == id)
    }

    /// The measure of an id.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// The measure of an id, or a refusal that names those there are.
    pub fn required(&self, id: &str) -> Result<&Measure> {
        self.measure(id).ok_or_else(|| {
            let known: Vec<&str> = self.measures.iter().map(|measure| measure.id.as_str()).collect();
            Trouble::refused("measure-unknown", format!("there is no measure `{id}`"), format!("known are {}", known.join(", ")))
        })
    }

    /// Whether what a measure counts is published open data already, so that small counts need not be hidden.
    pub fn is_open(&self, measure: &Measure) -> bool {
        self.data_set(measure.files()).is_some_and(|set| set.open)
    }

    /// The street measures a composite adds up, or the measure itself.
    pub fn parts_of<'a>(&'a self, measure: &'a Measure) -> Vec<&'a Measure> {
        if measure.parts.is_empty() {
            return vec![measure];
        }
        measure.parts.iter().filter_map(|id| self.measure(id)).collect()
    }
}

fn is_id(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn invalid(file: &str, what: &str) -> Trouble {
    Trouble::refused(
        "catalogue-invalid",
        format!("the catalogue's `{file}`: {what}"),
        "correct the file; docs/guides/add-a-measure.md says what belongs in it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalogue_is_sound() {
        let catalogue = Catalogue::builtin().unwrap();
        assert!(catalogue.measures().len() >= 27 && catalogue.data_sets().len() == 19);
        assert_eq!(catalogue.data_set("council-asb").unwrap().class, DataClass::RiskAssessment);
        assert!(catalogue.is_open(catalogue.measure("burglary").unwrap()));
        assert!(!catalogue.is_open(catalogue.measure("deliberate-fires").unwrap()));
        let composite = catalogue.measure("serious-acquisitive-crime").unwrap();
        let parts: Vec<&str> = catalogue.parts_of(composite).iter().map(|m| m.id.as_str()).collect();
        assert_eq!(parts, ["burglary", "robbery", "vehicle-crime"]);
        assert_eq!(catalogue.required("burglery").unwrap_err().exit_code(), 2);
    }

    #[test]
    fn the_six_sets_of_2020_feed_the_flags() {
        let catalogue = Catalogue::builtin().unwrap();
        let in_2020: BTreeSet<&str> = catalogue
            .data_sets()
            .iter()
            .filter(|set| set.class == DataClass::RiskAssessment && set.source.place.starts_with("Table 3"))
            .map(|set| set.id.as_str())
            .collect();
        let expected = ["benefit-claims", "council-asb", "deliberate-fires", "imd", "police-recorded-asb", "police-recorded-crime"];
        assert_eq!(in_2020, expected.into_iter().collect());
        let reviewed = catalogue.data_sets().iter().filter(|set| set.source.place.starts_with("Table 3")).count();
        assert_eq!(reviewed, 15);
    }

    #[test]
    fn broken_catalogues_are_refused_by_name() {
        let sets = DATA_SETS;
        for (measures, word) in [
            (MEASURES.replacen("data_set = \"imd\"", "data_set = \"imb\"", 1), "deprived-lsoas"),
            (MEASURES.replacen("\"robbery\", \"vehicle-crime\"]", "\"robbery\", \"robbery\"]", 1), "serious-acquisitive-crime"),
            (MEASURES.replacen("id = \"burglary\"", "id = \"Burglary\"", 1), "Burglary"),
            (MEASURES.replacen("decile_at_most = 3", "decile_at_most = 30", 1), "deprived-lsoas"),
            (MEASURES.replacen("good = \"lower\"", "good = \"best\"", 1), "line"),
        ] {
            assert_ne!(measures, MEASURES, "{word}");
            let trouble = Catalogue::parse(sets, &measures).unwrap_err();
            assert!(trouble.code == "catalogue-invalid" && trouble.message.contains(word), "{trouble}");
        }
    }
}
