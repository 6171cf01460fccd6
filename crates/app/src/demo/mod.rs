//! The demonstration: South Cambridgeshire with its 26 wards, as files in the published layouts.
//!
//! Published totals are facts (`demo/wards.csv` and `demo/published/` name their source); every row behind them is invented
//! and says so in its extract's passport. The same program writes the same bytes, so importing it twice changes nothing.

mod evidence;
mod follow_up;
mod made;
mod paper;
mod plan;
mod plan_sheet;
mod published;
mod street;
mod tables;
mod targets;
mod tasking;
mod wards;

pub use made::{is_demonstration, is_untouched, mark};
pub use paper::{open_paper, paper_files};
pub use plan::{PLAN, plans};
pub use plan_sheet::plan_sheet;
pub use targets::set_targets;
pub use tasking::tasking;
pub use wards::{Tile, tiles};

use crate::TableWords;
use base::{Result, Vintage};
use intake::Kind;
use std::path::{Path, PathBuf};

/// The demonstration's district: South Cambridgeshire.
pub const DISTRICT: &str = "E07000012";
/// The last month of the demonstration's year.
pub const YEAR_ENDING: &str = "2019-10";
/// Residents of the district, mid-2020 (ONS).
const RESIDENTS: u64 = 160_904;

/// A file of the demonstration, ready to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoFile {
    /// What it is imported as.
    pub kind: Kind,
    /// Where it was written.
    pub path: PathBuf,
    /// The day it counts as received, `YYYY-MM-DD`.
    pub received: String,
    /// The LSOA vintage its codes are to be read in.
    pub geography: Option<Vintage>,
    /// Whether it holds invented values.
    pub invented: bool,
    /// What a table of counts does not say itself.
    pub table: TableWords,
}

/// The tables of published facts: name and text, as `demo/published/` has them.
pub fn published_tables() -> Vec<(&'static str, &'static str)> {
    published::tables().into_iter().map(|(name, _, text)| (name, text)).collect()
}

/// Writes the demonstration's files into `folder` and lists them in the order of their import.
///
/// A file that is there already is written over with the same bytes.
pub fn prepare(folder: &Path) -> Result<Vec<DemoFile>> {
    let wards = wards::wards()?;
    let lsoas = wards::lsoas(&wards);
    let both = Some(Vintage::Census2011);
    let street = street::rows_of(&wards, &lsoas, street::Year::Published);
    let invented = |name: &str, kind, received: &str, bytes: Vec<u8>| (name.to_owned(), kind, both, true, received.to_owned(), bytes);
    let mut files = vec![
        (
            "district-partnership-force.csv".to_owned(),
            Kind::AreaLookup,
            None,
            false,
            "2019-12-02".to_owned(),
            tables::partnerships().into_bytes(),
        ),
        invented("invented-lsoa11-ward21-ltla21.csv", Kind::AreaLookup, "2019-12-02", tables::lookup(&wards, &lsoas).into_bytes()),
        invented("invented-population20-lsoa11.csv", Kind::Population, "2019-12-02", tables::population(&lsoas).into_bytes()),
        invented("invented-2018-cambridgeshire.zip", Kind::PoliceStreet, "2018-12-14", street::year(&wards, &lsoas, street::Year::Before)?),
        invented(
            "invented-2019-cambridgeshire.zip",
            Kind::PoliceStreet,
            "2019-12-13",
            street::year(&wards, &lsoas, street::Year::Published)?,
        ),
        invented("invented-2019-cambridgeshire-outcomes.zip", Kind::PoliceOutcomes, "2019-12-13", follow_up::outcomes(&street)?),
        invented("invented-2019-cambridgeshire-stop-and-search.zip", Kind::PoliceStopSearch, "2019-12-13", follow_up::stops(&wards)?),
        invented("invented-imd-2019-file-2.csv", Kind::Imd2019, "2019-12-02", evidence::deprivation(&wards, &lsoas)?.into_bytes()),
        invented("invented-households21-lsoa11.csv", Kind::Households, "2019-12-02", evidence::households(&lsoas).into_bytes()),
        invented("invented-council-asb-by-village.csv", Kind::AreaCounts, "2019-12-16", evidence::council_asb()?.into_bytes()),
        invented(
            "invented-benefit-claims-by-lsoa.csv",
            Kind::AreaCounts,
            "2019-12-16",
            evidence::benefit_claims(&wards, &lsoas).into_bytes(),
        ),
        invented("invented-domestic-abuse-by-ward.csv", Kind::AreaCounts, "2020-02-27", evidence::domestic_abuse(&wards).into_bytes()),
        invented("invented-peer-group.csv", Kind::PeerGroup, "2019-12-02", evidence::peers().into_bytes()),
    ];
    for (name, received, text) in published::tables() {
        files.push((format!("published-{name}.csv"), Kind::AreaCounts, None, false, received.to_owned(), text.as_bytes().to_vec()));
    }
    files
        .into_iter()
        .map(|(name, kind, geography, invented, received, bytes)| {
            let path = folder.join(name);
            vault::write_whole(&path, &bytes)?;
            Ok(DemoFile { kind, path, received, geography, invented, table: TableWords::default() })
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::Read;

    /// Rows of every street file of a ZIP, cut at commas: the demonstration writes no quoted cell.
    fn street_rows(path: &Path) -> Vec<Vec<String>> {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        let mut rows = Vec::new();
        for i in 0..archive.len() {
            let mut text = String::new();
            archive.by_index(i).unwrap().read_to_string(&mut text).unwrap();
            rows.extend(text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>()));
        }
        rows
    }

    #[test]
    fn ward_totals_are_the_published_ones() {
        let folder = tempfile::tempdir().unwrap();
        let files = prepare(folder.path()).unwrap();
        let wards = wards::wards().unwrap();
        let ward_of: BTreeMap<String, String> = wards::lsoas(&wards).into_iter().map(|l| (l.code, l.ward_code)).collect();
        let (mut crime, mut asb) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, u64>::new());
        for row in street_rows(&files[4].path) {
            assert_eq!(row.len(), 12);
            assert!(("2018-11"..="2019-10").contains(&row[1].as_str()), "{}", row[1]);
            let Some(ward) = ward_of.get(&row[7]) else {
                assert_eq!((row[6].as_str(), row[7].as_str()), ("No Location", ""));
                continue;
            };
            let counts = if row[9] == "Anti-social behaviour" { &mut asb } else { &mut crime };
            *counts.entry(ward.clone()).or_default() += 1;
        }
        assert_eq!(wards.len(), 26);
        for ward in &wards {
            assert_eq!(crime[&ward.code], ward.crime, "{}", ward.name);
            assert_eq!(asb[&ward.code], ward.asb, "{}", ward.name);
        }
        assert_eq!(asb.values().sum::<u64>(), 1_596);
        let flagged: Vec<&str> = wards.iter().filter(|w| w.asb >= 120).map(|w| w.name.as_str()).collect();
        assert_eq!(flagged, ["Cambourne", "Histon & Impington", "Milton & Waterbeach"]);
    }

    #[test]
    fn the_golden_ward_totals_agree() {
        let Some(golden) = std::env::var_os("WARDMOTE_GOLDEN") else {
            eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
            return;
        };
        let text = std::fs::read_to_string(Path::new(&golden).join("police_recorded_crime_by_ward.csv")).unwrap();
        let published: BTreeMap<&str, u64> =
            text.lines().skip(1).map(|l| l.split(',').collect::<Vec<_>>()).map(|c| (c[1], c[2].parse().unwrap())).collect();
        let ours: BTreeMap<String, u64> = wards::wards().unwrap().into_iter().map(|w| (w.name, w.crime)).collect();
        assert_eq!(ours.len(), published.len());
        for (ward, crime) in published {
            assert_eq!(ours[ward], crime, "{ward}");
        }
    }

    #[test]
    fn residents_sum_to_the_published_district() {
        let lsoas = wards::lsoas(&wards::wards().unwrap());
        assert_eq!(lsoas.iter().map(|l| l.residents).sum::<u64>(), RESIDENTS);
        assert!(lsoas.iter().all(|l| (600..=4_000).contains(&l.residents)));
        assert!(lsoas.iter().all(|l| l.code.starts_with("E0199")));
    }

    #[test]
    fn the_same_bytes_every_time() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (a, b) = (prepare(first.path()).unwrap(), prepare(second.path()).unwrap());
        assert_eq!(a.len(), 37);
        for (a, b) in a.iter().zip(&b) {
            assert_eq!(std::fs::read(&a.path).unwrap(), std::fs::read(&b.path).unwrap(), "{}", a.path.display());
            assert_eq!(a.invented, a.path.file_name().unwrap().to_string_lossy().starts_with("invented-"));
        }
    }

    #[test]
    fn the_year_before_is_another_year() {
        let folder = tempfile::tempdir().unwrap();
        let files = prepare(folder.path()).unwrap();
        let rows = street_rows(&files[3].path);
        assert!(rows.iter().all(|r| ("2017-11"..="2018-10").contains(&r[1].as_str())));
        let months: std::collections::BTreeSet<&str> = rows.iter().map(|r| r[1].as_str()).collect();
        assert_eq!(months.len(), 12);
        let ids: std::collections::BTreeSet<&str> = rows.iter().map(|r| r[0].as_str()).filter(|id| !id.is_empty()).collect();
        assert_eq!(ids.len(), rows.iter().filter(|r| !r[0].is_empty()).count());
    }
}
