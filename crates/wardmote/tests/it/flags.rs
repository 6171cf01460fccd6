//! Ward flags of the demonstration, through the front door: the published table comes out, and every value opens to its rows.

use crate::front::{Run, binary};
use std::collections::BTreeMap;
use std::path::Path;

/// The retyped table; its head says where each column is from.
const PUBLISHED: &str = include_str!("../../../../golden/ward_flags_2020.csv");

fn run(home: &Path, words: &[&str]) -> Run {
    binary().args(words).args(["--format", "csv", "--home"]).arg(home).output().unwrap().into()
}

/// Rows of a CSV as maps from the column's name.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader.records().map(|r| header.iter().cloned().zip(r.unwrap().iter().map(str::to_owned)).collect()).collect()
}

fn sum_of_contributions(text: &str) -> f64 {
    table(text).iter().map(|row| row["contribution"].parse::<f64>().unwrap()).sum()
}

#[test]
fn the_demonstration_flags_the_wards_as_published() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let made: Run = binary().args(["demo", "--no-serve", "--home"]).arg(&home).output().unwrap().into();
    made.ok();

    let found = run(&home, &["flags", "--rule", "ward-flags@2020"]).ok();
    let expected: Vec<String> = PUBLISHED
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [&cells[..1], &cells[4..]].concat().join(",")
        })
        .collect();
    assert_eq!(found.lines().collect::<Vec<_>>(), expected);

    every_value_opens_to_its_rows(&home);

    // The rule of 2022 runs, and says what another rule would change.
    let later = table(&run(&home, &["flags", "--rule", "ward-flags@2020", "--what-if", "ward-flags@2022"]).ok());
    assert_eq!(later.len(), 26);
    assert!(later.iter().any(|ward| ward["moved"] == "up") && later.iter().any(|ward| ward["moved"] == "same"));
    assert!(
        run(&home, &["flags", "--rule", "ward-flags@2022"])
            .ok()
            .starts_with("ward,police_crime,police_asb,council_asb,benefits,deliberate_fires,imd,domestic_abuse,total,risk\n")
    );

    // One deliberate fire fewer in Cottenham, and it loses the flag; what was known before stays.
    let fires = std::fs::read_to_string(home.join("demo-files/published-deliberate-fires.csv")).unwrap();
    let corrected = folder.path().join("fires.csv");
    std::fs::write(
        &corrected,
        fires.replace(
            "deliberate-fires,Cottenham,ward,deliberate_fires,,2016-12 to 2019-11,20,",
            "deliberate-fires,Cottenham,ward,deliberate_fires,,2016-12 to 2019-11,19,",
        ),
    )
    .unwrap();
    run(&home, &["import", "area-counts", corrected.to_str().unwrap(), "--received", "2020-03-15"]).ok();
    let cottenham = |words: &[&str]| run(&home, words).ok().lines().find(|line| line.starts_with("Cottenham,")).unwrap().to_owned();
    assert_eq!(cottenham(&["flags", "--rule", "ward-flags@2020"]), "Cottenham,0,0,1,0,0,0,1,Medium");
    assert_eq!(cottenham(&["flags", "--rule", "ward-flags@2020", "--as-of", "2020-03-01"]), "Cottenham,0,0,1,0,1,0,2,Medium");

    for rule in ["ward-flags@1999", "risk-key@2020", "nothing"] {
        let said = run(&home, &["flags", "--rule", rule]).refused();
        assert!(said.contains("`ward-flags@2020`"), "{said}");
    }
}

/// Each explained value's query answers, and its contributions add up to a ward's total.
fn every_value_opens_to_its_rows(home: &Path) {
    let explained = table(&run(home, &["flags", "--rule", "ward-flags@2020", "--explain"]).ok());
    assert_eq!(explained.len(), 26 * 6);
    let near: Vec<(&str, &str)> = explained
        .iter()
        .filter(|cell| cell["near_miss"] == "true" && ["police_crime", "deliberate_fires"].contains(&cell["criterion"].as_str()))
        .map(|cell| (cell["ward"].as_str(), cell["value"].as_str()))
        .collect();
    assert_eq!(near, [("Caxton & Papworth", "398"), ("Histon & Impington", "19"), ("Milton & Waterbeach", "19")]);
    for cell in explained.iter().filter(|cell| ["Cottenham", "Melbourn"].contains(&cell["ward"].as_str())) {
        assert!(!cell["extracts"].is_empty() && !cell["measure"].is_empty() && !cell["period"].is_empty(), "{cell:?}");
        let rows = run(home, &["query", &cell["query"]]).ok();
        if !["council_asb", "benefits"].contains(&cell["criterion"].as_str()) {
            let value: f64 = cell["value"].parse().unwrap();
            assert!((sum_of_contributions(&rows) - value).abs() < 1e-9, "{cell:?}");
        }
    }
    // The demonstration's stops lie in no LSOA, since it has no outlines: they are missing, and not nought.
    let stops = table(&run(home, &["measure", "stop-searches", "--level", "ward", "--within", "E07000012"]).ok());
    assert!(stops.len() == 26 && stops.iter().all(|ward| ward["value"].is_empty()));
    for measure in ["benefit-claims", "serious-acquisitive-crime", "council-asb-cases", "deprived-lsoas", "outcomes"] {
        let ask = ["measure", measure, "--level", "ward", "--within", "E07000012"];
        let values = table(&run(home, &ask).ok());
        assert_eq!(values.len(), 26, "{measure}");
        let first = values.iter().max_by(|a, b| a["value"].len().cmp(&b["value"].len())).unwrap();
        let rows = run(home, &[ask.as_slice(), &["--rows", &first["area"]]].concat()).ok();
        let value: f64 = first["value"].parse().unwrap();
        assert!((sum_of_contributions(&rows) - value).abs() < 1e-9, "{measure} {first:?}");
    }
}
