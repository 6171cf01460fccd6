//! Strategic assessments through the front door: the demonstration's is whole and true to its rows, planted faults are refused by name,
//! and one definition makes the assessments of twelve districts.

use crate::front::{Home, Run, binary};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/assessment-2019-20");
const ANY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/assessment-any-district");

/// One demonstration for every test here: they read it, and what they make lies beside it.
fn demonstration() -> &'static Path {
    static HOME: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, home) = HOME.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        let run: Run = binary().args(["demo", "--no-serve", "--home"]).arg(&home).output().unwrap().into();
        run.ok();
        (folder, home)
    });
    home
}

fn run(home: &Path, words: &[&str]) -> Run {
    binary().args(words).arg("--home").arg(home).output().unwrap().into()
}

/// A copy of a definition with its narrative.
fn copied(from: &str, to: &Path) {
    std::fs::create_dir_all(to.join("narrative")).unwrap();
    std::fs::copy(Path::new(from).join("assessment.toml"), to.join("assessment.toml")).unwrap();
    for file in std::fs::read_dir(Path::new(from).join("narrative")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join("narrative").join(file.file_name())).unwrap();
    }
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} holds no `{from}`");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

fn check(home: &Path, folder: &Path) -> Run {
    run(home, &["assess", folder.join("assessment.toml").to_str().unwrap(), "--check"])
}

#[test]
fn the_demonstration_assessment_is_whole_and_true_to_its_rows() {
    let home = demonstration();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let definition = Path::new(DEMO).join("assessment.toml");
    run(home, &["assess", definition.to_str().unwrap(), "--out", out.to_str().unwrap()]).ok();
    let read = |name: &str| std::fs::read(out.join(name)).unwrap();
    assert!(read("assessment.pdf").starts_with(b"%PDF"));
    for zipped in ["assessment.docx", "data-pack.xlsx", "data-pack.ods"] {
        assert!(read(zipped).starts_with(b"PK"), "{zipped}");
    }
    let page = String::from_utf8(read("assessment.html")).unwrap();
    assert!(!page.contains('□') && !page.contains("{{"), "something was not filled in");
    assert!(String::from_utf8(read("public-summary.html")).unwrap().contains("South Cambridgeshire"));
    assert!(std::fs::read_dir(out.join("charts")).unwrap().count() >= 24);

    let figures: Vec<serde_json::Value> = serde_json::from_slice(&read("figures.json")).unwrap();
    assert!(figures.len() > 80, "{}", figures.len());
    let mut asked = Vec::new();
    for figure in &figures {
        let id = figure["id"].as_str().unwrap();
        for key in ["title", "kind", "unit", "period", "area", "rules", "extracts", "query"] {
            assert!(!figure[key].is_null() && figure[key] != "" && figure[key] != serde_json::json!([]), "{id} lacks {key}");
        }
        assert!(figure.get("value").is_some() != figure.get("rows").is_some(), "{id}");
        let Some(value) = figure.get("value").and_then(serde_json::Value::as_f64) else { continue };
        asked.push((id.to_owned(), value, figure["query"].as_str().unwrap().to_owned()));
        let text = run(home, &["figure", id, "--rows", "--format", "csv"]).ok();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let last = reader.headers().unwrap().len() - 1;
        assert_eq!(&reader.headers().unwrap()[last], "contribution", "{id}");
        let sum: f64 = reader.records().map(|record| record.unwrap()[last].parse::<f64>().unwrap()).sum();
        assert!((sum - value).abs() <= 1e-6 * value.abs().max(1.0), "{id}: its rows give {sum}, it says {value}");
    }
    // Every value again by its own query, in a few questions.
    for several in asked.chunks(20) {
        let parts: Vec<String> = several
            .iter()
            .map(|(id, _, query)| format!("SELECT '{id}' AS id, CAST(value AS DOUBLE) AS value FROM ({query}) AS one"))
            .collect();
        let text = run(home, &["query", &parts.join(" UNION ALL "), "--format", "csv"]).ok();
        let given: BTreeMap<String, f64> = csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(|r| r.unwrap())
            .map(|r| (r[0].to_owned(), r[1].parse().unwrap()))
            .collect();
        for (id, value, _) in several {
            assert!((given[id] - value).abs() <= 1e-6 * value.abs().max(1.0), "{id}: its query gives {}, it says {value}", given[id]);
        }
    }
}

/// The twelve faults of the published papers, planted one by one: file, what stands there, what is put in its place, the fault's name.
const PLANTED: [(&str, &str, &str, &str); 11] = [
    // The value is gone from the data.
    ("assessment.toml", "measure = \"asb_incidents\"", "measure = \"asb_incidents_of_nobody\"", "value-missing"),
    // East Cambridgeshire's row for South Cambridgeshire's.
    (
        "narrative/hate-crime.md",
        "Only Cambridge stands apart throughout.",
        "South Cambridgeshire recorded {{ hate-by-district.east-cambridgeshire }} {{ hate-rate.unit }} in {{ hate-rate.period }}.",
        "other-area",
    ),
    // "Fell" where it rose.
    ("narrative/domestic-abuse.md", "Month for month this {{ da-to-date.moved }} by", "Month for month this fell by", "direction"),
    // "Slight" for +37%.
    (
        "narrative/domestic-abuse.md",
        "Month for month this {{ da-to-date.moved }} by",
        "Month for month this was a slight increase, of",
        "size",
    ),
    // A typed digit.
    ("narrative/asb.md", "Police recorded {{ asb.value }} incidents", "Police recorded 1,596 incidents", "digit"),
    // A stale period.
    (
        "assessment.toml",
        "older_because = \"the last count of the district that a paper before us prints; its age is the finding\"",
        "",
        "stale-period",
    ),
    // A rank that the data leave blank.
    (
        "narrative/asb.md",
        "Ward counts beyond that list were not printed.",
        "The district was {{ asb.rank }} among its neighbours.",
        "value-missing",
    ),
    // Parts that do not add up.
    (
        "assessment.toml",
        "parts = [\"drug-possession\", \"drug-trafficking\", \"drug-other\"]",
        "parts = [\"drug-possession\", \"drug-trafficking\"]",
        "parts",
    ),
    // A figure of another year.
    (
        "narrative/asb.md",
        "Ward counts beyond that list were not printed.",
        "Police recorded {{ drug-offences.value }} drug offences.",
        "other-period",
    ),
    // A suppressed number in public prose.
    (
        "narrative/public-summary.md",
        "We want to know why.",
        "Residents asked for a review {{ community-triggers.value }} times in {{ community-triggers.period }}.",
        "suppressed",
    ),
    // A recommendation without its figure.
    ("narrative/recommendations.md", "## Ways of working", "- Patrol more often.\n\n## Ways of working", "recommendation"),
];

#[test]
fn planted_faults_are_refused_by_name_and_the_clean_text_is_not() {
    let home = demonstration();
    let folder = tempfile::tempdir().unwrap();
    let clean = folder.path().join("clean");
    copied(DEMO, &clean);
    check(home, &clean).ok();
    for (at, (file, from, to, name)) in PLANTED.iter().enumerate() {
        let planted = folder.path().join(format!("planted-{at}"));
        copied(DEMO, &planted);
        change(&planted, file, from, to);
        let told = check(home, &planted).refused();
        assert!(told.contains(&format!(": {name}\n")), "planted {at}: {told}");
        // Named with file and line, and with its sentence where it stands in one.
        assert!(told.lines().any(|line| line.contains(".md:") || line.contains(".toml:")), "{told}");
        for what in ["says: ", "data: ", "mend: "] {
            assert!(told.contains(what), "planted {at} lacks `{what}`: {told}");
        }
    }
}

#[test]
fn a_figure_held_to_an_extract_that_was_superseded_is_refused() {
    // A home of its own, for something newer is imported into it.
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let made: Run = binary().args(["demo", "--no-serve", "--home"]).arg(&home).output().unwrap().into();
    made.ok();
    let held = run(&home, &["query", "SELECT DISTINCT extract FROM counts WHERE data_set = 'drug-offences'", "--format", "csv"]).ok();
    let held = held.lines().nth(1).unwrap().to_owned();
    let paper = folder.path().join("paper");
    copied(DEMO, &paper);
    change(&paper, "assessment.toml", "parts = [\"drug-possession\"", &format!("extract = \"{held}\"\nparts = [\"drug-possession\""));
    check(&home, &paper).ok();
    let newer = std::fs::read_to_string(home.join("demo-files/published-drug-offences.csv")).unwrap();
    let file = folder.path().join("published-drug-offences.csv");
    std::fs::write(&file, format!("{newer}\n")).unwrap();
    run(&home, &["import", "area-counts", file.to_str().unwrap(), "--received", "2020-03-02"]).ok();
    let told = check(&home, &paper).refused();
    assert!(told.contains(": superseded\n") && told.contains(&held), "{told}");
}

#[test]
fn a_paper_without_a_required_component_is_a_draft_only() {
    let home = demonstration();
    let folder = tempfile::tempdir().unwrap();
    copied(DEMO, folder.path());
    change(folder.path(), "assessment.toml", "components = [\"plan-carried-out\"]", "components = []");
    let definition = folder.path().join("assessment.toml");
    let told = check(home, folder.path()).refused();
    assert!(told.contains(": component\n"), "{told}");
    run(home, &["assess", definition.to_str().unwrap(), "--check", "--draft"]).ok();
}

#[test]
fn words_that_cannot_be_read_name_the_file_and_the_line() {
    let home = demonstration();
    let folder = tempfile::tempdir().unwrap();
    copied(DEMO, folder.path());
    change(folder.path(), "assessment.toml", "layout = \"home-office\"", "layuot = \"home-office\"");
    let told = check(home, folder.path()).refused();
    assert!(told.contains("assessment.toml:") && told.contains("layuot"), "{told}");
    let gone = run(home, &["assess", folder.path().join("nowhere.toml").to_str().unwrap(), "--check"]).refused();
    assert!(gone.contains("nowhere.toml"), "{gone}");
    copied(ANY, &folder.path().join("other"));
    std::fs::remove_file(folder.path().join("other/narrative/summary.md")).unwrap();
    let gone = check(home, &folder.path().join("other")).refused();
    assert!(gone.contains("summary.md"), "{gone}");
}

/// Twelve districts of invention: 3 wards of 2 LSOAs each, two years of street files, a square of outline for each ward.
struct Country {
    home: Home,
    districts: Vec<(String, String)>,
    outlines: BTreeMap<String, String>,
}

fn country() -> Country {
    let home = Home::new();
    let mut lookup = String::from("lsoa21_code,lsoa21_name,ward24_code,ward24_name,ltla24_code,ltla24_name\n");
    let mut districts = Vec::new();
    let mut places = Vec::new();
    for d in 0..12_u32 {
        let (code, name) = (
            format!("E0700{:04}", 9000 + d),
            format!("Madeshire {}", ["North", "South", "East", "West"][d as usize % 4].to_owned() + ["", " Vale", " Wold"][d as usize / 4]),
        );
        for w in 0..3_u32 {
            let ward = (format!("E0509{:04}", d * 3 + w), format!("{name} Ward {}", ["Elm", "Oak", "Ash"][w as usize]));
            for l in 0..2_u32 {
                let lsoa = format!("E0109{:04}", (d * 3 + w) * 2 + l);
                let _ = writeln!(lookup, "{lsoa},{lsoa},{},{},{code},{name}", ward.0, ward.1);
                places.push((lsoa, d, w));
            }
        }
        districts.push((code, name));
    }
    let file = home.file("lookup_lsoa21_ward24.csv", lookup.as_bytes());
    home.import("area-lookup", &[&file], &["--received", "2020-01-01"]).ok();
    let files: Vec<PathBuf> = (0..24_u32)
        .map(|m| {
            let month = format!("{}-{:02}", 2023 + m / 12, m % 12 + 1);
            let mut text = format!("{}\n", crate::front::HEADER);
            let mut id = 0_u32;
            for (lsoa, d, w) in &places {
                for (k, category) in [
                    "Burglary",
                    "Anti-social behaviour",
                    "Violence and sexual offences",
                    "Drugs",
                    "Other theft",
                    "Vehicle crime",
                    "Shoplifting",
                    "Criminal damage and arson",
                    "Public order",
                    "Robbery",
                    "Possession of weapons",
                    "Bicycle theft",
                    "Theft from the person",
                    "Other crime",
                ]
                .iter()
                .enumerate()
                {
                    // Some districts rise, some fall, most move by no more than chance.
                    let step = match d % 4 {
                        0 => m / 12,
                        1 => 1 - m / 12,
                        _ => 0,
                    };
                    for _ in 0..(1 + step * 2 + (u32::try_from(k).unwrap() + d + w) % 2) {
                        id += 1;
                        let crime = if *category == "Anti-social behaviour" { String::new() } else { format!("{m:08x}{id:056x}") };
                        let _ = writeln!(
                            text,
                            "{crime},{month},Made Constabulary,Made Constabulary,-1.0,52.0,On or near Made Road,{lsoa},{lsoa},{category},,"
                        );
                    }
                }
            }
            home.file(&format!("{month}-made-street.csv"), text.as_bytes())
        })
        .collect();
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    home.import("police-street", &paths, &["--received", "2025-02-01"]).ok();
    let mut outlines = BTreeMap::new();
    for (d, (code, _)) in districts.iter().enumerate() {
        let features: Vec<String> = (0..3)
            .map(|w| {
                let (x, y) = (-1.0 + f64::from(w) * 0.1, 52.0 + d as f64 * 0.05);
                format!(
                    "{{\"type\":\"Feature\",\"properties\":{{\"WD24CD\":\"E0509{:04}\",\"WD24NM\":\"Ward\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]]}}}}",
                    u32::try_from(d).unwrap() * 3 + w, x + 0.1, x + 0.1, y + 0.05, y + 0.05
                )
            })
            .collect();
        let file = home.file(
            &format!("wards-{code}.geojson"),
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(",")).as_bytes(),
        );
        let printed = home.import("boundaries", &[&file], &[]).ok();
        let passport: serde_json::Value = serde_json::from_str(printed.lines().next().unwrap()).unwrap();
        outlines.insert(code.clone(), passport["extract"].as_str().unwrap().to_owned());
    }
    Country { home, districts, outlines }
}

#[test]
fn one_definition_makes_the_assessments_of_twelve_districts() {
    let country = country();
    let folder = tempfile::tempdir().unwrap();
    let mut said = BTreeMap::new();
    for (code, name) in &country.districts {
        let paper = folder.path().join(code);
        copied(ANY, &paper);
        change(&paper, "assessment.toml", "area = \"E07000012\"", &format!("area = \"{code}\""));
        change(&paper, "assessment.toml", "outlines = \"\"", &format!("outlines = \"{}\"", country.outlines[code]));
        let out = paper.join("out");
        let definition = paper.join("assessment.toml");
        country.home.run(&["assess", definition.to_str().unwrap(), "--out", out.to_str().unwrap()]).ok();
        let page = std::fs::read_to_string(out.join("assessment.html")).unwrap();
        assert!(page.contains(name) && !page.contains("South Cambridgeshire"), "{code}");
        let figures: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(out.join("figures.json")).unwrap()).unwrap();
        assert!(figures.iter().all(|figure| figure["area"] == code.as_str()), "{code}");
        assert!(out.join("charts").read_dir().unwrap().any(|f| f.unwrap().file_name().to_string_lossy().ends_with("-map.svg")), "{code}");
        let crime = figures.iter().find(|figure| figure["id"] == "crime").unwrap()["value"].as_u64().unwrap();
        said.insert(code.clone(), crime);
        // The same without touching the file.
        if code == "E07009001" {
            let again = paper.join("again");
            let any = Path::new(ANY).join("assessment.toml");
            country.home.run(&["assess", any.to_str().unwrap(), "--area", code, "--out", again.to_str().unwrap()]).ok();
            assert_eq!(std::fs::read(again.join("figures.json")).unwrap(), std::fs::read(out.join("figures.json")).unwrap());
        }
    }
    let independent = country.home.query("SELECT lad_code, count(*) FROM incidents WHERE month LIKE '2024%' AND category <> 'Anti-social behaviour' GROUP BY lad_code ORDER BY 1");
    let independent: BTreeMap<String, u64> = csv::Reader::from_reader(independent.as_bytes())
        .records()
        .map(|r| r.unwrap())
        .map(|r| (r[0].to_owned(), r[1].parse().unwrap()))
        .collect();
    assert_eq!(said, independent);
}
