//! The published files, read in place; their counts are those of PROVENANCE.md.

use crate::{read, reasons};
use base::Vintage;
use geography::{Gazetteer, LookupRow, Places};
use intake::container::{Archive, ContainerLimits, choose, is_street_name};
use intake::{Kind, NamedBytes, Parsed, ReadOptions, read_extract};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The folder of open data; says how many tests are left out where it is not set.
pub(crate) fn open_data(tests: usize) -> Option<PathBuf> {
    let found = std::env::var_os("WARDMOTE_OPEN_DATA").map(PathBuf::from);
    if found.is_none() {
        eprintln!("left out: {tests} tests (WARDMOTE_OPEN_DATA not set)");
    }
    found
}

fn read_real(kind: Kind, path: &str) -> Option<base::Result<Parsed>> {
    let whole = open_data(0)?.join(path);
    let name = whole.file_name().unwrap().to_string_lossy().into_owned();
    Some(read(kind, &name, &std::fs::read(&whole).unwrap()))
}

#[test]
fn tables_have_the_published_rows() {
    if open_data(1).is_none() {
        return;
    }
    let check = |kind, path: &str, unit: &str, geography: &str, rows: u64, rejected: &[(u64, &str)]| {
        let parsed = read_real(kind, path).unwrap().unwrap();
        assert_eq!((parsed.units[0].force.as_str(), parsed.geography.as_str(), parsed.rows_read), (unit, geography, rows), "{path}");
        assert_eq!(reasons(&parsed), rejected, "{path}");
    };
    let (lookup, people) = (Kind::AreaLookup, Kind::Population);
    check(lookup, "lookups/lookup_lsoa21_ward24_ltla24.csv", "lsoa21-ward24-ltla24", "2021", 35_672, &[]);
    check(lookup, "lookups/lookup_lsoa11_ltla21.csv", "lsoa11-ltla21", "2011", 34_753, &[]);
    check(lookup, "lookups/lookup_lsoa11_ward17.csv", "lsoa11-ward17", "2011", 34_753, &[]);
    check(lookup, "lookups/lookup_ward21_ltla21.csv", "ward21-ltla21", "", 8_694, &[]);
    check(lookup, "lookups/lookup_ltla24_csp24_pfa24.csv", "ltla24-csp24-pfa24", "", 332, &[]);
    check(Kind::AreaChanges, "lookups/lookup_lsoa11_lsoa21_ltla22.csv", "lsoa11-lsoa21", "", 35_795, &[]);
    check(people, "population/population20_lsoa11_total.csv", "lsoa11-2020", "2011", 34_753, &[]);
    check(people, "population/population20_ltla21.csv", "ltla21-2020", "", 331, &[]);
    check(people, "population/2019_population.csv", "lsoa-2019", "", 42_620, &[(42_621, "total_row")]);
}

#[test]
fn a_file_of_another_kind_is_told() {
    if open_data(1).is_none() {
        return;
    }
    for (kind, path, code) in [
        (Kind::AreaLookup, "lookups/lookup_lsoa11_lsoa21_ltla22.csv", "kind-is-area-changes"),
        (Kind::AreaChanges, "lookups/lookup_lsoa21_ward24_ltla24.csv", "kind-is-area-lookup"),
        (Kind::AreaLookup, "lookups/lookup_ltla24_fra24.csv", "columns-not-recognised"),
        (Kind::AreaLookup, "lookups/lookup_ltla_ltla.csv", "columns-not-recognised"),
        (Kind::Population, "population/households21_england_wales_ltla23.csv", "kind-is-households"),
        (Kind::Boundaries, "boundaries/uk-geojson-2011/statistical/eng/msoa_by_lad/E07000012.json", "level-not-used"),
        (Kind::Boundaries, "boundaries/uk-geojson-2011/statistical/eng/oa_by_lad/E07000012.json", "level-not-used"),
        (Kind::Boundaries, "boundaries/uk-geojson-2011/electoral/eng/wards_by_lad/topo_E07000012.json", "geojson-not-read"),
        (Kind::Population, "police-uk/cambridgeshire/2025-01-cambridgeshire-street.csv", "columns-not-recognised"),
    ] {
        assert_eq!(read_real(kind, path).unwrap().map_err(|t| t.code).err(), Some(code), "{path}");
    }
}

#[test]
fn outlines_have_the_published_features() {
    if open_data(1).is_none() {
        return;
    }
    for (path, areas, geography, features) in [
        ("cambridgeshire-geojson/cambs_pboro_lsoa11.geojson", "lsoa11", "2011", 487),
        ("cambridgeshire-geojson/cambs_pboro_lsoa21.geojson", "lsoa21", "2021", 516),
        ("cambridgeshire-geojson/cambs_pboro_wards21.geojson", "ward21", "", 126),
        ("cambridgeshire-geojson/cambs_pboro_ltla24.geojson", "ltla24", "", 6),
        ("cambridgeshire-geojson/cambs_pfa20.geojson", "pfa20", "", 1),
        ("uk-geojson-2011/statistical/eng/lsoa_by_lad/E07000012.json", "lsoa11", "2011", 96),
        ("uk-geojson-2011/electoral/eng/wards_by_lad/E07000012.json", "ward13", "", 34),
    ] {
        let parsed = read_real(Kind::Boundaries, &format!("boundaries/{path}")).unwrap().unwrap();
        assert_eq!((parsed.units[0].force.as_str(), parsed.geography.as_str()), (areas, geography), "{path}");
        assert_eq!((parsed.table.rows.len(), parsed.problems.len()), (features, 0), "{path}");
    }
}

#[test]
fn the_lookups_together_place_south_cambridgeshire() {
    if open_data(1).is_none() {
        return;
    }
    let rows: Vec<LookupRow> = [
        "lookup_lsoa11_ltla21",
        "lookup_lsoa11_ward17",
        "lookup_ward21_ltla21",
        "lookup_ltla24_csp24_pfa24",
        "lookup_lsoa21_ward24_ltla24",
    ]
    .iter()
    .flat_map(|name| LookupRow::from_table(&read_real(Kind::AreaLookup, &format!("lookups/{name}.csv")).unwrap().unwrap().table))
    .collect();
    let areas = Gazetteer::resolve(&rows);
    assert_eq!(areas.len(), 34_753 + 35_672);
    let there = |vintage| areas.iter().filter(move |a| a.vintage == vintage && a.lad_code.as_deref() == Some("E07000012"));
    assert_eq!(there(Vintage::Census2011).count(), 96);
    assert_eq!(there(Vintage::Census2021).count(), 99);
    let wards: std::collections::BTreeSet<_> = there(Vintage::Census2021).filter_map(|a| a.ward_code.as_deref()).collect();
    assert_eq!(wards.len(), 26);
    assert!(
        there(Vintage::Census2021)
            .all(|a| a.pfa_name.as_deref() == Some("Cambridgeshire") && a.ward_name.is_some() && a.csp_code.is_some())
    );

    let places = Places::new(&areas);
    for (path, label) in [("2018-11", "2011"), ("2024-01", "2021"), ("2025-01", "2021")] {
        let text =
            std::fs::read_to_string(open_data(0).unwrap().join(format!("police-uk/cambridgeshire/{path}-cambridgeshire-street.csv")))
                .unwrap();
        let mut codes: BTreeMap<String, u64> = BTreeMap::new();
        let mut csv = intake::text::Csv::open(path, &text).unwrap();
        let column = csv.header.iter().position(|h| h == "LSOA code").unwrap();
        while let Some(row) = csv.next_row(path).unwrap() {
            *codes.entry(row.field(column).to_owned()).or_default() += 1;
        }
        let decision = places.decide_vintage(&codes, 1.0, None).unwrap();
        assert_eq!((decision.label, decision.not_placed), (label, codes.get("").copied().unwrap_or(0)), "{path}");
    }
}

#[test]
fn a_years_archive_lists_its_street_files() {
    let Some(data) = open_data(1) else { return };
    let file = std::fs::File::open(data.join("police-uk/cambridgeshire/2024-cambridgeshire.zip")).unwrap();
    let mut archive = Archive::open(file, "2024-cambridgeshire.zip").unwrap();
    let entries = archive.entries(&ContainerLimits::default()).unwrap();
    let chosen = choose("2024-cambridgeshire.zip", entries, "*-street.csv", is_street_name).unwrap();
    assert_eq!((chosen.used.len(), chosen.skipped.len()), (12, 24));
    assert!(archive.read(&chosen.used[0]).unwrap().starts_with(b"Crime ID,Month,"));
}

#[test]
fn a_stated_geography_fills_in_the_plain_lsoa_column() {
    let Some(data) = open_data(1) else { return };
    let options = ReadOptions { geography: Some(Vintage::Census2011), ..ReadOptions::default() };
    let file =
        NamedBytes { name: "2019_population.csv".into(), bytes: std::fs::read(data.join("population/2019_population.csv")).unwrap() };
    let parsed = read_extract(Kind::Population, &[file], &options).unwrap();
    assert_eq!((parsed.units[0].force.as_str(), parsed.geography.as_str()), ("lsoa11-2019", "2011"));
}
