//! The guide for officers is true.

use crate::paper::{before, codes, fact, place, span, terms};
use evidence::Verdict;
use narrative::{Bundle, FaultCode, Source, Strictness, check_paper, parse_definition};
use std::collections::BTreeMap;

const GUIDE: &str = include_str!("../../../../docs/guides/write-an-assessment.md");

fn example(language: &str) -> String {
    let after = GUIDE.split_once(&format!("```{language}\n")).unwrap().1;
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_example_is_sound() {
    let source = Source { path: "assessment.toml".into(), text: example("toml") };
    let definition = parse_definition(&source).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let mut asb = fact("asb", "Police recorded anti-social behaviour", 1596.0);
    asb.area = place("E07000012", "South Cambridgeshire");
    asb.period = span("2018-11 to 2019-10");
    asb.before = Some(before(1501.0, 1596.0, Verdict::NoClearChange));
    let bundle =
        |text: String| Bundle { definition: source.clone(), narrative: BTreeMap::from([("narrative/analysis.md".to_owned(), text)]) };
    let check = |text: String| check_paper(&bundle(text), &definition, &[asb.clone()], &terms(&definition.layout), Strictness::Draft);
    let checked = check(example("markdown"));
    assert!(checked.faults.is_empty(), "{:#?}", checked.faults);
    assert_eq!(checked.paper.exceptions.len(), 1);
    let wrong = check(example("markdown").replace("{{ asb.moved }}", "rose"));
    assert_eq!(codes(&wrong.faults), [FaultCode::Direction]);
}

#[test]
fn the_demonstration_can_be_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment-2019-20");
    let text = std::fs::read_to_string(folder.join("assessment.toml")).unwrap();
    let definition = parse_definition(&Source { path: "assessment.toml".into(), text }).unwrap_or_else(|faults| panic!("{faults:#?}"));
    for section in &definition.sections {
        let text = std::fs::read_to_string(folder.join(&section.file)).unwrap();
        let (read, faults) = narrative::parse_text(&section.file, &text);
        assert!(faults.is_empty() && !read.pieces.is_empty(), "{}: {faults:#?}", section.file);
    }
}

#[test]
fn every_fault_and_field_is_explained() {
    for code in [
        "reference-unknown",
        "value-missing",
        "other-area",
        "other-period",
        "stale-period",
        "direction",
        "direction-unbound",
        "size",
        "digit",
        "parts",
        "superseded",
        "suppressed",
        "recommendation",
        "component",
        "literal",
        "unreadable",
    ] {
        assert!(GUIDE.contains(&format!("| `{code}` |")), "{code}");
    }
    for field in ["value", "before", "percent", "moved", "rank", "share", "period", "before-period", "top", "total", "names"] {
        assert!(GUIDE.contains(&format!("`{field}`")), "{field}");
    }
}
