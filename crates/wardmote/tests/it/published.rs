//! Figures of the partnership's papers: computed again from the facts they print, and held against the audit.

use crate::front::{Run, binary, real};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn run(home: &Path, words: &[&str]) -> String {
    let run: Run = binary().args(words).arg("--home").arg(home).output().unwrap().into();
    run.ok()
}

/// Rows of a CSV as maps from the column's name.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader.records().map(|r| header.iter().cloned().zip(r.unwrap().iter().map(str::to_owned)).collect()).collect()
}

fn demonstration(folder: &Path) -> PathBuf {
    let home = folder.join("home");
    let run: Run = binary().args(["demo", "--no-serve", "--home"]).arg(&home).output().unwrap().into();
    run.ok();
    home
}

/// Plan (I, H2), money (G, L) and meetings (M) are no part of the evidence area.
fn in_the_evidence_area(check: &str) -> bool {
    check == "H1" || check.starts_with(['A', 'B', 'C', 'D', 'E', 'F', 'J', 'K'])
}

/// The numbers in a text: `4 + 0 - 2 = 2` has 4, 0, 2 and 2. Signs are left aside, as texts write them as words do.
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .filter_map(|word| word.trim_matches(['.', ',']).replace(',', "").parse().ok())
        .collect()
}

/// Whether the audit's words hold what was computed: the same text, or the same number among theirs.
fn holds(words: &str, computed: &str) -> bool {
    let number = computed.trim_start_matches('-').parse::<f64>();
    words.contains(computed) || number.is_ok_and(|n| numbers(words).iter().any(|m| (m - n).abs() < 1e-9))
}

#[test]
fn published_figures_come_out_as_the_audit_says() {
    let folder = tempfile::tempdir().unwrap();
    let home = demonstration(folder.path());
    let printed = run(&home, &["figure", "--all", "--check-published", "--format", "csv"]);
    assert!(printed.starts_with("check,figure,title,published,computed,verdict,note,rules,extracts,source\n"), "{printed}");
    let figures = table(&printed);
    assert_eq!(figures.len(), 105);
    for figure in &figures {
        for column in ["check", "figure", "title", "published", "verdict", "note", "rules", "extracts", "source"] {
            assert!(!figure[column].is_empty(), "{} has no {column}", figure["check"]);
        }
        assert_ne!(figure["verdict"], "facts not held", "{}", figure["check"]);
    }
    each_opens_to_its_rows(&home, &figures);
    the_verdict_follows_the_facts(&home, folder.path());

    let Some(golden) = real("WARDMOTE_GOLDEN", 1) else { return };
    let by_check: BTreeMap<&str, &BTreeMap<String, String>> = figures.iter().map(|f| (f["check"].as_str(), f)).collect();
    let mut seen = 0;
    for check in table(&std::fs::read_to_string(golden.join("audit_checks.csv")).unwrap()) {
        let id = check["check_id"].as_str();
        if !in_the_evidence_area(id) {
            continue;
        }
        let figure = by_check.get(id).unwrap_or_else(|| panic!("{id} has no figure"));
        let (computed, audit) = (figure["computed"].as_str(), check["computed"].as_str());
        let expected = match check["verdict"].as_str() {
            "EXACT" => "reproduces",
            "ROUNDED" => "reproduces when rounded",
            "NO" => "does not reproduce",
            "NOT_COMPUTABLE" => "inputs not in the text",
            "DERIVED" => "derived",
            other => panic!("{id}: {other}"),
        };
        assert_eq!(figure["verdict"], expected, "{id}: {figure:?}");
        match check["verdict"].as_str() {
            // What follows from the facts is the audit's number, or the printed one that the audit proves by other words.
            "EXACT" | "ROUNDED" => assert!(holds(audit, computed) || computed == check["published"], "{id}: {computed} against {audit}"),
            // Both numbers are there, and ours is one the audit gives.
            "NO" => {
                assert!(!computed.is_empty() && !figure["published"].is_empty(), "{id}");
                assert!(holds(&format!("{audit} {}", check["rule_or_note"]), computed), "{id}: {computed} against {audit}");
            }
            "DERIVED" => assert!(holds(audit, computed), "{id}: {computed} against {audit}"),
            _ => {}
        }
        seen += 1;
    }
    assert_eq!(seen, figures.len());
}

/// Sums and counts are their rows; every card names what an assessed figure's card names.
fn each_opens_to_its_rows(home: &Path, figures: &[BTreeMap<String, String>]) {
    let mut summed = 0;
    for figure in figures.iter().filter(|f| !f["verdict"].starts_with("inputs")) {
        let id = figure["figure"].as_str();
        let card: BTreeMap<String, String> = table(&run(home, &["figure", id, "--format", "csv"]))
            .into_iter()
            .map(|line| (line["item"].clone(), line["value"].clone()))
            .collect();
        for item in ["title", "kind", "value", "unit", "period", "area", "rules", "extracts", "query", "rows_query"] {
            assert!(card.get(item).is_some_and(|v| !v.is_empty()), "{id} lacks {item}");
        }
        if !["sum", "count"].contains(&card["kind"].as_str()) {
            continue;
        }
        let rows = table(&run(home, &["figure", id, "--rows", "--format", "csv"]));
        let sum: f64 = rows.iter().map(|r| r["contribution"].parse::<f64>().unwrap()).sum();
        let value: f64 = card["value"].parse().unwrap();
        assert!((sum - value).abs() <= 1e-9 * value.abs().max(1.0), "{id}: {sum} is not {value}");
        assert_eq!(rows.len().to_string(), card["rows_behind"], "{id}");
        if card["kind"] == "count" {
            assert_eq!(rows.len().to_string(), card["value"], "{id}");
        }
        summed += 1;
    }
    assert!(summed > 40, "{summed}");
}

/// A fact that comes in differently changes the verdict, and a figure is found by its check's name.
fn the_verdict_follows_the_facts(home: &Path, folder: &Path) {
    let of = |check: &str| table(&run(home, &["figure", check, "--check-published", "--format", "csv"])).remove(0);
    let before = of("D4");
    assert_eq!((before["published"].as_str(), before["computed"].as_str()), ("128", "154"));
    assert_eq!(before["verdict"], "does not reproduce");
    let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/published/idva-referrals.csv");
    let text = std::fs::read_to_string(facts).unwrap();
    let quarter = "South Cambridgeshire,district,referrals,,2011-01 to 2011-03,40,";
    let other = text.replacen(quarter, &quarter.replace(",40,", ",14,"), 1);
    assert_ne!(other, text);
    let file = folder.join("idva-referrals-otherwise.csv");
    std::fs::write(&file, other).unwrap();
    run(home, &["import", "area-counts", file.to_str().unwrap(), "--received", "2020-03-02"]);
    assert_eq!(of("published-d4")["verdict"], "reproduces");
    // The true numbers, received later, are the ones that count again.
    run(home, &["import", "area-counts", facts, "--received", "2020-03-03", "--source", "the paper itself"]);
    assert_eq!(of("d4")["verdict"], "does not reproduce");
}

#[test]
fn a_home_without_the_facts_says_so() {
    let home = crate::front::Home::new();
    let figures = table(&home.run(&["figure", "D4", "--check-published", "--format", "csv"]).ok());
    assert_eq!((figures[0]["computed"].as_str(), figures[0]["verdict"].as_str()), ("", "facts not held"));
    let refused = home.run(&["figure", "D44", "--check-published"]).refused();
    assert!(refused.contains("D44"), "{refused}");
    assert_eq!(home.run(&["figure", "--all"]).code, Some(64));
    assert_eq!(home.run(&["figure"]).code, Some(64));
}
