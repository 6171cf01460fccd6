//! Street files through the store: what goes in comes out.

use crate::home::{HEADER, Home, csv, row};
use engine::cells::{self, Cells};
use intake::street::StreetRules;
use intake::{StreetOptions, StreetSource};
use proptest::prelude::*;

const FIELDS: &str = "incident_ref, month, force, longitude, latitude, location, lsoa_code, category, outcome";

#[test]
fn identifiers_come_back_as_they_were() {
    let ids = [
        "0123456789abcdef".repeat(4),
        "0123456789ABCDEF".repeat(4),
        "0123456789abcdeg".repeat(4),
        "0123456789abcdef".repeat(4) + "0",
        "f".repeat(64),
        "0".repeat(64),
        "REF/1 2".to_owned(),
        "é".repeat(32),
        String::new(),
    ];
    let mut home = Home::new();
    let rows: Vec<String> = ids.iter().map(|id| row(id, "2024-01", "Elmshire Police", "", "Drugs")).collect();
    home.street("ids", "", &[("2024-01-elm-street.csv", csv(&rows))]);
    assert_eq!(home.lines("SELECT incident_ref FROM incidents_traced ORDER BY source_row"), ids);
    assert_eq!(home.lines(&format!("SELECT source_row FROM incidents_traced WHERE incident_ref = '{}'", ids[4])), ["6"]);
    assert_eq!(home.lines("SELECT source_row FROM incidents_traced WHERE incident_ref IS NULL"), ["10"]);
}

#[test]
fn quoted_commas_and_line_ends_survive() {
    let mut home = Home::new();
    let line = "x,2024-01,\"Elm, \"\"shire\"\"\",\"Elm, \"\"shire\"\"\",-0.000001,51,\"On, or\nnear\",E01000001,Elm,Drugs,\"a, b\",";
    home.street("q", "", &[("2024-01-elm-street.csv", format!("{HEADER}\r\n{line}\r\n"))]);
    assert_eq!(
        home.lines(&format!("SELECT {FIELDS} FROM incidents")),
        ["x,2024-01,Elm, \"shire\",-0.000001,51,On, or\nnear,E01000001,Drugs,a, b"]
    );
}

#[test]
fn the_report_counts_what_was_kept() {
    let mut home = Home::new();
    let report = home.street(
        "r",
        "",
        &[
            (
                "2024-01-elm-street.csv",
                csv(&[
                    row("a", "2024-01", "A", "E01000001", "Drugs"),
                    row("a", "2024-01", "A", "E01000001", "Drugs"),
                    row("", "bad", "A", "", "Drugs"),
                ]),
            ),
            (
                "2024-02-elm-street.csv",
                csv(&[
                    row("a", "2024-02", "A", "", "Drugs"),
                    row("b", "2024-02", "B", "E01000002", "Drugs").replace("0.125,52.25", "52.25,0.125"),
                ]),
            ),
            ("2024-03-elm-street.csv", format!("{HEADER}\n")),
        ],
    );
    assert_eq!((report.rows_read, report.rows_accepted, report.repeated_ids), (5, 4, 1));
    assert_eq!(
        report.lsoa_rows.into_iter().collect::<Vec<_>>(),
        [(String::new(), 1), ("E01000001".to_owned(), 2), ("E01000002".to_owned(), 1)]
    );
    assert_eq!(
        report.units.iter().map(|u| format!("{} {} {}", u.force, u.month, u.rows)).collect::<Vec<_>>(),
        ["A 2024-01 2", "A 2024-02 1", "B 2024-02 1"]
    );
    assert_eq!(report.missing["outcome"], 4);
    assert_eq!(report.missing["coordinates_swapped"], 1);
    assert_eq!(report.problems.iter().map(|p| (p.row, p.reason.as_str())).collect::<Vec<_>>(), [(4, "month_unreadable")]);
    assert!(report.warnings.iter().any(|w| w.contains("header and no rows")), "{:?}", report.warnings);
}

#[test]
fn problems_stand_in_the_order_of_sources_whatever_the_threads_do() {
    let home = Home::new();
    let sources: Vec<StreetSource> = (0..40)
        .map(|n| {
            let path = home.folder.path().join(format!("{n:02}-street.csv"));
            std::fs::write(&path, csv(&vec![row("", "no month", "A", "", "Drugs"); 40 - n])).unwrap();
            StreetSource::File(path)
        })
        .collect();
    let folder = home.folder.path().join("out");
    std::fs::create_dir(&folder).unwrap();
    let report = engine::write_street(&folder, &sources, StreetOptions::default(), &StreetRules::default(), &|_| ()).unwrap();
    let order: Vec<(String, u64)> = report.problems.iter().map(|p| (p.file.clone(), p.row)).collect();
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!(order, sorted);
    assert_eq!(order.len(), 820);
    assert!(report.parts.is_empty());
}

#[test]
fn trouble_with_any_source_is_the_trouble_of_all() {
    let home = Home::new();
    let good = home.folder.path().join("good.csv");
    let bad = home.folder.path().join("bad.csv");
    let headed = home.folder.path().join("headed.csv");
    std::fs::write(&good, csv(&[row("", "2024-01", "A", "", "Drugs")])).unwrap();
    std::fs::write(&bad, row("", "2024-01", "A", "", "Drugs")).unwrap();
    std::fs::write(&headed, format!("{HEADER}\n")).unwrap();
    let run = |paths: &[&std::path::PathBuf]| {
        let folder = tempfile::tempdir().unwrap();
        let sources: Vec<StreetSource> = paths.iter().map(|p| StreetSource::File((*p).clone())).collect();
        engine::write_street(folder.path(), &sources, StreetOptions::default(), &StreetRules::default(), &|_| ()).err()
    };
    assert!(run(&[&good]).is_none());
    let trouble = run(&[&good, &bad, &good]).unwrap();
    assert!(trouble.code == "header-missing" && trouble.message.contains("`bad.csv`"), "{trouble}");
    let trouble = run(&[&headed]).unwrap();
    assert!(trouble.code == "no-rows" && trouble.message.contains("`headed.csv`"), "{trouble}");
    let trouble = run(&[&home.folder.path().join("none.csv")]).unwrap();
    assert_eq!((trouble.code, trouble.exit_code()), ("file-unreadable", 1));
}

#[test]
fn cells_count_what_a_query_counts() {
    let mut home = Home::new();
    let categories = ["Drugs", "Burglary", "Robbery"];
    let rows: Vec<String> = (0..500)
        .map(|n| {
            row(
                "",
                &format!("2024-0{}", 1 + n % 7),
                if n % 3 == 0 { "A" } else { "B" },
                if n % 11 == 0 { "" } else { ["E01000001", "E01000002", "E01000003"][n % 3] },
                categories[n * n % 3],
            )
        })
        .collect();
    home.street("c", "", &[("x-street.csv", csv(&rows))]);
    let lsoas = ["E01000001", "E01000003"].map(str::to_owned);
    let parts = [home.extracts().join("c/part-0000.parquet")];
    let cells: Cells = cells::count(&parts, &lsoas).unwrap();
    let mut ours = Vec::new();
    for (area, lsoa) in lsoas.iter().enumerate() {
        for (m, month) in cells.months.iter().enumerate() {
            for (c, category) in cells.categories.iter().enumerate() {
                let n = cells.at(area, m, c);
                if n > 0 {
                    ours.push(format!("{lsoa},{month},{category},{n}"));
                }
            }
        }
    }
    ours.sort();
    assert_eq!(ours, home.lines("SELECT lsoa_code, month, category, count(*) FROM incidents WHERE lsoa_code IN ('E01000001', 'E01000003') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"));
    let quality: Vec<String> = cells
        .forces
        .iter()
        .map(|f| format!("{},{},{},{},{}", f.force, f.rows, f.without_coordinates, f.without_lsoa, f.unknown_lsoa))
        .collect();
    assert_eq!(quality, home.lines(
        "SELECT force, count(*), count(*) FILTER (WHERE longitude IS NULL OR latitude IS NULL), count(*) FILTER (WHERE lsoa_code IS NULL), \
         count(*) FILTER (WHERE lsoa_code NOT IN ('E01000001', 'E01000003')) FROM incidents GROUP BY 1 ORDER BY 1"
    ));
}

fn quote(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn printing_rows_reading_storing_and_asking_is_the_identity(
        texts in proptest::collection::vec(("[a-f0-9]{64}|[ -~é]{0,9}", "[ -~\n]{1,9}", "[ -~€]{0,5}", "(E01[0-9]{6})?", any::<bool>(), -80_000_i32..17_000, 500_000_i32..600_000), 1..200),
    ) {
        let mut text = format!("{HEADER}\n");
        let mut wanted = Vec::new();
        for (id, location, outcome, lsoa, placed, x, y) in &texts {
            let (x, y) = (f64::from(*x) / 1e4, f64::from(*y) / 1e4);
            let (x, y) = if *placed { (x.to_string(), y.to_string()) } else { Default::default() };
            let month = if *placed { "2024-01" } else { "2023-12" };
            let fields = [id.as_str(), month, "R", "F", &x, &y, location, lsoa, "", "Drugs", outcome, ""];
            text += &fields.map(quote).join(",");
            text += "\r\n";
            wanted.push([id.as_str(), month, "F", &x, &y, location, lsoa, "Drugs", outcome].join(","));
        }
        let mut home = Home::new();
        home.street("p", "", &[("street.csv", text)]);
        prop_assert_eq!(home.lines(&format!("SELECT {FIELDS} FROM incidents_traced ORDER BY source_row")), wanted);
    }
}
