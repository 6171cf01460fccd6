//! The whole thread: files in, an assessment out, every figure open to its rows.

use crate::front::{Home, binary, real};
use std::path::Path;

/// Builds the assessment and opens every figure: as many rows as it counts, contributions that sum to it.
fn check_every_figure(home: &Path, district: &str, out: &Path) -> usize {
    let mut command = binary();
    command.args(["assess", "--district", district, "--out"]).arg(out).arg("--home").arg(home);
    let run: crate::front::Run = command.output().unwrap().into();
    run.ok();
    for file in ["assessment.html", "assessment.pdf", "figures.json"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    assert!(std::fs::read(out.join("assessment.pdf")).unwrap().starts_with(b"%PDF"));
    let figures: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(out.join("figures.json")).unwrap()).unwrap();
    assert!(figures.len() > 20);
    let mut opened = 0;
    for figure in &figures {
        let id = figure["id"].as_str().unwrap();
        for key in ["title", "kind", "unit", "period", "area", "rules", "extracts", "query"] {
            assert!(!figure[key].is_null() && figure[key] != "" && figure[key] != serde_json::json!([]), "{id} lacks {key}");
        }
        let Some(value) = figure.get("value").and_then(serde_json::Value::as_f64) else { continue };
        let run: crate::front::Run =
            binary().args(["figure", id, "--rows", "--format", "csv", "--home"]).arg(home).output().unwrap().into();
        let text = run.ok();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let last = reader.headers().unwrap().len() - 1;
        assert_eq!(&reader.headers().unwrap()[last], "contribution", "{id}");
        let (mut rows, mut sum) = (0_u64, 0.0);
        for record in reader.records() {
            rows += 1;
            sum += record.unwrap()[last].parse::<f64>().unwrap();
        }
        if figure["kind"] == "count" {
            assert_eq!(figure["value"].as_u64(), Some(rows), "{id}");
        }
        assert!((sum - value).abs() <= 1e-9 * value.abs().max(1.0), "{id}: {sum} is not {value}");
        opened += 1;
    }
    opened
}

#[test]
fn the_demonstration_is_true_to_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let run: crate::front::Run = binary().args(["demo", "--no-serve", "--home"]).arg(&home).output().unwrap().into();
    let printed = run.ok();
    assert!(printed.contains("assessment.html"), "{printed}");
    let shown = |words: &[&str]| -> String {
        let run: crate::front::Run = binary().args(words).arg("--home").arg(&home).output().unwrap().into();
        run.ok()
    };
    let listed = shown(&["extracts", "--format", "csv"]);
    let id = listed.lines().nth(1).unwrap().split(',').next().unwrap();
    assert!(shown(&["extracts", "show", id, "--format", "json"]).contains("\"content_sha256\""));
    let query = |sql: &str| -> String {
        let run: crate::front::Run = binary().args(["query", sql, "--format", "csv", "--home"]).arg(&home).output().unwrap().into();
        run.ok()
    };
    // The published ward totals of the year ending October 2019 (golden/README.md).
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden/police_recorded_crime_by_ward.csv");
    let mut wards = 0;
    for record in csv::Reader::from_path(golden).unwrap().records() {
        let record = record.unwrap();
        let sql = format!(
            "SELECT count(*) AS n FROM incidents WHERE ward_name = '{}' AND month BETWEEN '2018-11' AND '2019-10' AND category <> 'Anti-social behaviour'",
            &record[0]
        );
        assert_eq!(query(&sql), format!("n\n{}\n", &record[1]), "{}", &record[0]);
        wards += 1;
    }
    assert_eq!(wards, 26);
    assert!(check_every_figure(&home, "E07000012", &folder.path().join("out")) > 100);
}

#[test]
fn the_real_district_is_true_to_its_rows() {
    let Some(data) = real("WARDMOTE_OPEN_DATA", 1) else { return };
    let home = Home::new();
    let all = |names: &[&str]| names.iter().map(|n| data.join(n)).collect::<Vec<_>>();
    for (kind, files) in [
        (
            "area-lookup",
            all(&[
                "lookups/lookup_lsoa21_ward24_ltla24.csv",
                "lookups/lookup_lsoa11_ltla21.csv",
                "lookups/lookup_lsoa11_ward17.csv",
                "lookups/lookup_ltla24_csp24_pfa24.csv",
            ]),
        ),
        ("area-changes", all(&["lookups/lookup_lsoa11_lsoa21_ltla22.csv"])),
        ("population", all(&["population/population20_lsoa11_total.csv", "population/population20_ltla21.csv"])),
        ("boundaries", all(&["boundaries/cambridgeshire-geojson/cambs_pboro_wards21.geojson"])),
        ("police-street", all(&["police-uk/cambridgeshire/2024-cambridgeshire.zip", "police-uk/cambridgeshire/2025-cambridgeshire.zip"])),
    ] {
        let paths: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
        home.import(kind, &paths, &[]).ok();
    }
    assert!(check_every_figure(&home.path(), "E07000012", &home.folder.path().join("out")) > 100);
    let refused = home.run(&["assess", "--district", "E07999999", "--out", "nowhere"]).refused();
    assert!(refused.contains("E07999999"), "{refused}");
}
