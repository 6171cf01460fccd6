//! The contradictions that an audit found in published papers: which of them the checker finds.
//!
//! `WARDMOTE_ACCEPT=1 cargo test -p narrative inconsistencies` writes `docs/inconsistencies.md` anew.

use crate::paper::{place, span, terms};
use base::AreaCode;
use evidence::{ChangeRules, Verdict, decide_change};
use narrative::{Before, Bundle, Fact, FactRow, FaultCode, PlaceName, Source, Strictness, check_paper, parse_definition};
use rulebook::Rulebook;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const CASES: &str = include_str!("../../cases/inconsistencies.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize, PartialEq, Eq, Clone, Copy, Debug)]
#[serde(rename_all = "kebab-case")]
enum Finding {
    Found,
    Typed,
    NotFound,
    NotFigures,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    finding: Finding,
    what: String,
    #[serde(default)]
    why: String,
    #[serde(default = "financial_year")]
    year: String,
    #[serde(default)]
    sentence: String,
    #[serde(default)]
    expected: Vec<String>,
    #[serde(default)]
    figure: Vec<Figure>,
}

fn financial_year() -> String {
    "2010-04 to 2011-03".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    id: String,
    title: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    decimals: u32,
    period: Option<String>,
    area: Option<(String, String)>,
    value: Option<f64>,
    before: Option<Then>,
    share: Option<f64>,
    #[serde(default)]
    rows: Vec<Row>,
    #[serde(default)]
    parts: Vec<String>,
    printed_total: Option<f64>,
    superseded: Option<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    value: Option<f64>,
    period: String,
    percent: Option<f64>,
    verdict: Option<Verdict>,
    #[serde(default)]
    untested: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    slug: String,
    name: String,
    area: Option<String>,
    value: f64,
}

fn own() -> PlaceName {
    place("E07000012", "South Cambridgeshire")
}

fn fact(figure: &Figure, year: &str) -> Fact {
    let rows = figure.rows.iter().map(|row| FactRow {
        slug: row.slug.clone(),
        name: row.name.clone(),
        value: Some(row.value),
        area: row.area.as_ref().map(|code| place(code, &row.name)),
        period: None,
        hidden: false,
    });
    Fact {
        id: figure.id.clone(),
        title: figure.title.clone(),
        names: figure.names.clone(),
        unit: figure.unit.clone(),
        decimals: figure.decimals,
        area: figure.area.as_ref().map_or_else(own, |(code, name)| place(code, name)),
        period: span(figure.period.as_deref().unwrap_or(year)),
        value: figure.value,
        words: None,
        before: figure.before.as_ref().map(|then| before(then, figure.value)),
        rank: None,
        share: figure.share,
        limits: None,
        rows: rows.collect(),
        older_because: String::new(),
        parts: figure.parts.clone(),
        printed_total: figure.printed_total,
        rounding_because: String::new(),
        superseded: figure.superseded.clone(),
        hidden: false,
    }
}

/// The verdict is the house's own test of the two counts, unless the case says that they are none.
fn before(then: &Then, now: Option<f64>) -> Before {
    let percent = then.percent.or_else(|| Some((now? - then.value?) / then.value? * 100.0));
    let verdict = match (then.verdict, then.untested, then.value, now) {
        (Some(verdict), ..) => verdict,
        (None, false, Some(then), Some(now)) => {
            let rules = ChangeRules::in_force(Rulebook::builtin().unwrap(), "2020-02-01".parse().unwrap(), None).unwrap();
            decide_change(whole(then), whole(now), &rules).unwrap().verdict
        }
        _ => Verdict::NotTested,
    };
    Before { value: then.value, period: span(&then.period), percent, printed_decimals: None, incomparable: false, verdict }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count of a case is a small whole number
fn whole(count: f64) -> u64 {
    assert!(count >= 0.0 && count.fract() == 0.0, "{count} is no count");
    count as u64
}

/// The codes that are found in the sentence of a case.
fn found(case: &Case) -> BTreeSet<String> {
    let mut text = format!(
        "id = \"case\"\ntitle = \"Case\"\narea = \"{}\"\nyear = \"{}\"\nlayout = \"home-office\"\n\n[[section]]\nid = \"one\"\ntitle = \"One\"\nfile = \"narrative/one.md\"\n",
        own().code,
        case.year
    );
    for figure in &case.figure {
        write!(text, "\n[[figure]]\nid = \"{}\"\ntitle = \"T\"\nquery = \"q\"\nrows_query = \"q\"\n", figure.id).unwrap();
    }
    assert!(AreaCode::parse(&own().code).is_ok());
    let source = Source { path: "assessment.toml".into(), text };
    let definition = parse_definition(&source).unwrap_or_else(|faults| panic!("{}: {faults:#?}", case.id));
    let facts: Vec<Fact> = case.figure.iter().map(|figure| fact(figure, &case.year)).collect();
    let narrative = BTreeMap::from([("narrative/one.md".to_owned(), case.sentence.clone())]);
    let checked = check_paper(&Bundle { definition: source, narrative }, &definition, &facts, &terms("home-office"), Strictness::Draft);
    checked.faults.iter().map(|fault| name(fault.code)).collect()
}

/// A code as it is written in data.
fn name(code: FaultCode) -> String {
    toml::Value::try_from(code).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn inconsistencies_are_found_as_listed() {
    let cases: Cases = toml::from_str(CASES).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let expected: BTreeSet<String> = case.expected.iter().cloned().collect();
        let sound = match case.finding {
            Finding::Found => !expected.is_empty() && !expected.contains("digit"),
            Finding::Typed => case.expected == ["digit"],
            Finding::NotFound => expected.is_empty() && !case.why.is_empty() && !case.sentence.is_empty(),
            Finding::NotFigures => case.sentence.is_empty() && !case.why.is_empty(),
        };
        assert!(sound && !case.what.is_empty(), "{} is no case of {:?}", case.id, case.finding);
        if case.finding != Finding::NotFigures {
            let found = found(case);
            if found != expected {
                wrong.push(format!("{}: found {found:?}, expected {expected:?}", case.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    fresh(&page(&cases));
}

#[test]
fn every_inconsistency_of_the_audit_is_classified() {
    let Some(golden) = std::env::var_os("WARDMOTE_GOLDEN") else {
        eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
        return;
    };
    let csv = std::fs::read_to_string(PathBuf::from(golden).join("inconsistencies.csv")).unwrap();
    let ids: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let cases: Cases = toml::from_str(CASES).unwrap();
    assert_eq!(cases.case.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(), ids);
}

fn page(cases: &Cases) -> String {
    let count = |finding| cases.case.iter().filter(|case| case.finding == finding).count();
    let (found, typed, not_found, no_figure) =
        (count(Finding::Found), count(Finding::Typed), count(Finding::NotFound), count(Finding::NotFigures));
    let figures = found + typed + not_found;
    let mut page = format!(
        "# What the checker finds in published papers\n\nMade from `crates/narrative/cases/inconsistencies.toml` by\n`WARDMOTE_ACCEPT=1 cargo test -p narrative inconsistencies`; a test fails when it is not fresh.\n\nAn audit of one partnership's published papers found {} contradictions. Each that concerns figures was put in a\nsentence of our own over the published figures, and the checker run on it.\n\n| | number |\n|---|---|\n| concern figures | {figures} |\n| … found, with every number bound to a figure | {found} |\n| … refused only because a number was typed; bound to its figure it could not have been wrong | {typed} |\n| … not found | {not_found} |\n| do not concern figures | {no_figure} |\n\nSo {} of {figures} are refused. A contradiction between two papers is found only as far as one of them is bound.\n",
        cases.case.len(),
        found + typed
    );
    for (finding, title) in [
        (Finding::Found, "Found"),
        (Finding::Typed, "Refused because a number was typed"),
        (Finding::NotFound, "Not found"),
        (Finding::NotFigures, "Not about figures"),
    ] {
        let _ = write!(page, "\n## {title}\n\n");
        let told = matches!(finding, Finding::Found | Finding::Typed);
        page.push_str(if told {
            "| id | what is wrong | fault |\n|---|---|---|\n"
        } else {
            "| id | what is wrong | why |\n|---|---|---|\n"
        });
        for case in cases.case.iter().filter(|case| case.finding == finding) {
            let faults = case.expected.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
            let last = match (told, case.why.is_empty()) {
                (true, true) => faults,
                (true, false) => format!("{faults}; {}", case.why),
                (false, _) => case.why.clone(),
            };
            let _ = writeln!(page, "| {} | {} | {last} |", case.id, case.what);
        }
    }
    page
}

fn fresh(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/inconsistencies.md");
    if std::env::var_os("WARDMOTE_ACCEPT").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, page, "docs/inconsistencies.md is not fresh: run once with WARDMOTE_ACCEPT=1 and read what changed");
}
