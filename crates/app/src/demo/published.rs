//! The published facts of `demo/published/`: area-level numbers retyped from the partnership's papers, with their place.

use base::{Result, Trouble};
use std::collections::BTreeMap;

/// Each table with the day of the latest paper it is from.
const TABLES: [(&str, &str, &str); 24] = [
    ("ambulance", "2020-02-27", include_str!("../../../../demo/published/ambulance.csv")),
    ("asb-task-group", "2011-08-26", include_str!("../../../../demo/published/asb-task-group.csv")),
    ("cadet", "2011-08-26", include_str!("../../../../demo/published/cadet.csv")),
    ("crime-by-ward", "2020-02-27", include_str!("../../../../demo/published/crime-by-ward.csv")),
    ("csew-perceptions", "2020-02-27", include_str!("../../../../demo/published/csew-perceptions.csv")),
    ("deliberate-fires", "2020-02-27", include_str!("../../../../demo/published/deliberate-fires.csv")),
    ("domestic-abuse", "2020-02-27", include_str!("../../../../demo/published/domestic-abuse.csv")),
    ("drug-offences", "2020-02-27", include_str!("../../../../demo/published/drug-offences.csv")),
    ("farm-crime", "2011-08-26", include_str!("../../../../demo/published/farm-crime.csv")),
    ("fire-statistics", "2020-02-27", include_str!("../../../../demo/published/fire-statistics.csv")),
    ("hate-crime", "2020-02-27", include_str!("../../../../demo/published/hate-crime.csv")),
    ("housing-growth", "2020-02-27", include_str!("../../../../demo/published/housing-growth.csv")),
    ("housing-providers", "2020-02-27", include_str!("../../../../demo/published/housing-providers.csv")),
    ("idva-referrals", "2011-08-26", include_str!("../../../../demo/published/idva-referrals.csv")),
    ("imd-by-ward", "2020-02-27", include_str!("../../../../demo/published/imd-by-ward.csv")),
    ("key-figures", "2020-02-27", include_str!("../../../../demo/published/key-figures.csv")),
    ("marac", "2011-08-26", include_str!("../../../../demo/published/marac.csv")),
    ("offender-management", "2011-08-26", include_str!("../../../../demo/published/offender-management.csv")),
    ("peer-review", "2011-04-26", include_str!("../../../../demo/published/peer-review.csv")),
    ("performance-indicators", "2013-04-30", include_str!("../../../../demo/published/performance-indicators.csv")),
    ("plan-2019-20", "2020-02-27", include_str!("../../../../demo/published/plan-2019-20.csv")),
    ("survey", "2011-08-26", include_str!("../../../../demo/published/survey.csv")),
    ("treatment", "2020-02-27", include_str!("../../../../demo/published/treatment.csv")),
    ("ward-flags", "2020-02-27", include_str!("../../../../demo/published/ward-flags.csv")),
];

/// Name, day and text of every table.
pub(super) fn tables() -> [(&'static str, &'static str, &'static str); 24] {
    TABLES
}

/// A row of a table: its first eight cells. The ninth, the source, may be quoted and is left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub data_set: String,
    pub area: String,
    pub measure: String,
    pub category: String,
    pub period: String,
    pub value: f64,
}

/// The rows of a table none of whose first seven cells is quoted.
pub(super) fn facts(table: &str) -> Result<Vec<Fact>> {
    let text = TABLES.iter().find(|(name, ..)| *name == table).map_or("", |(_, _, text)| text);
    text.lines().skip(1).map(|line| fact(table, line)).collect()
}

fn fact(table: &str, line: &str) -> Result<Fact> {
    let broken = || {
        Trouble::failed(
            "demo-published",
            format!("`{line}` in demo/published/{table}.csv is not a fact"),
            "report it: the file is part of the program",
        )
    };
    let cells: Vec<&str> = line.splitn(8, ',').collect();
    let [data_set, area, _, measure, category, period, value, _] = cells.as_slice() else { return Err(broken()) };
    Ok(Fact {
        data_set: (*data_set).to_owned(),
        area: (*area).to_owned(),
        measure: (*measure).to_owned(),
        category: (*category).to_owned(),
        period: (*period).to_owned(),
        value: value.parse().map_err(|_| broken())?,
    })
}

/// Counts of LSOAs in the most deprived 30%, by ward and domain (Table 11 of the strategic assessment).
pub(super) fn deprived_lsoas() -> Result<BTreeMap<(String, String), u64>> {
    let rows = facts("imd-by-ward")?;
    // Whole numbers of LSOAs, the largest of them 5.
    let whole = |value: f64| (0..=9_u32).find(|n| (f64::from(*n) - value).abs() < 0.5).map_or(0, u64::from);
    Ok(rows.into_iter().map(|f| ((f.area, f.category), whole(f.value))).collect())
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_table_has_the_same_columns_and_a_source_for_every_number() {
        for (name, day, text) in tables() {
            assert!(day.len() == 10 && text.ends_with('\n'), "{name}");
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
            assert_eq!(header, ["data_set", "area", "level", "measure", "category", "period", "value", "unit", "source"], "{name}");
            let mut keys = BTreeSet::new();
            for record in reader.records() {
                let record = record.unwrap();
                assert!(record[6].parse::<f64>().is_ok() && !record[8].is_empty(), "{name}: {record:?}");
                let key: Vec<String> = record.iter().take(6).map(str::to_owned).collect();
                assert!(keys.insert(key), "{name}: {record:?} stands twice");
            }
        }
    }

    #[test]
    fn no_data_set_is_in_two_tables_or_it_would_supersede_itself() {
        let mut table_of = BTreeMap::new();
        for (name, _, text) in tables() {
            for data_set in text.lines().skip(1).filter_map(|l| l.split(',').next()) {
                assert_eq!(*table_of.entry(data_set).or_insert(name), name, "{data_set}");
            }
        }
    }

    #[test]
    fn the_printed_wards_are_those_of_the_demonstration() {
        let wards: BTreeSet<String> = super::super::wards::wards().unwrap().into_iter().map(|w| w.name).collect();
        for table in ["deliberate-fires", "crime-by-ward", "imd-by-ward", "ward-flags"] {
            let named: BTreeSet<String> = facts(table).unwrap().into_iter().map(|f| f.area).collect();
            assert_eq!(named, wards, "{table}");
        }
    }

    /// Value by ward of one table, after an optional category.
    fn by_ward(table: &str, category: &str) -> BTreeMap<String, f64> {
        facts(table).unwrap().into_iter().filter(|f| f.category == category).map(|f| (f.area, f.value)).collect()
    }

    #[test]
    fn the_golden_tables_agree() {
        let Some(golden) = std::env::var_os("WARDMOTE_GOLDEN") else {
            eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
            return;
        };
        let read = |name: &str, key: &str, column: &str| -> BTreeMap<String, f64> {
            let mut reader = csv::Reader::from_path(std::path::Path::new(&golden).join(name)).unwrap();
            let header = reader.headers().unwrap().clone();
            let at = |name: &str| header.iter().position(|h| h == name).unwrap();
            let (key, column) = (at(key), at(column));
            reader.records().map(|r| r.unwrap()).map(|r| (r[key].to_owned(), r[column].parse().unwrap())).collect()
        };
        assert_eq!(by_ward("deliberate-fires", ""), read("deliberate_fires_by_ward.csv", "ward", "deliberate_fires_dec2016_nov2019"));
        assert_eq!(
            by_ward("crime-by-ward", ""),
            read("police_recorded_crime_by_ward.csv", "ward", "police_recorded_crime_nov2018_oct2019")
        );
        for (category, column) in [
            ("overall", "imd_overall"),
            ("income", "income"),
            ("employment", "employment"),
            ("crime", "crime"),
            ("barriers", "barriers_to_housing_and_services"),
            ("living-environment", "living_environment"),
        ] {
            assert_eq!(by_ward("imd-by-ward", category), read("imd_lsoa_counts_by_ward.csv", "ward", column), "{category}");
        }
        let named = |measure: &str| -> BTreeMap<String, f64> {
            facts("ward-flags").unwrap().into_iter().filter(|f| f.measure == measure).map(|f| (f.area, f.value)).collect()
        };
        assert_eq!(named("total_flags"), read("ward_flags_published.csv", "ward", "total_flags"));
        assert_eq!(named("police_asb_120_or_more"), read("police_asb_wards_named.csv", "ward", "police_recorded_asb_flag"));
        assert_eq!(named("council_asb_village_with_6_or_more"), read("scdc_asb_wards_named.csv", "ward", "scdc_asb_flag"));
        let abuse = read("domestic_abuse.csv", "year_label", "crimes");
        let held: Vec<f64> =
            facts("domestic-abuse").unwrap().into_iter().filter(|f| f.measure == "domestic_abuse_crimes").map(|f| f.value).collect();
        assert_eq!(held.iter().sum::<f64>(), abuse.values().sum::<f64>());
    }
}
