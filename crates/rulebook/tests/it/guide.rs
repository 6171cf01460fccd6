//! The task guide is true: its example is a rule file, and its refusal is what the rulebook prints.

use rulebook::Rulebook;
use std::path::Path;

#[test]
fn the_example_of_the_guide_follows_the_rule_it_replaces() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = std::fs::read_to_string(root.join("docs/guides/add-a-rule.md")).unwrap();
    let example = guide.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let old = std::fs::read_to_string(root.join("rules/risk-key@2020.toml")).unwrap();
    let closed = old.replace("jurisdiction =", "valid_to = \"2027-04-01\"\njurisdiction =");
    let read = |new: &str| Rulebook::parse([("risk-key@2020.toml", closed.as_str()), ("risk-key@2027.toml", new)]);

    let book = read(example).unwrap_or_else(|trouble| panic!("{trouble}"));
    let area = base::AreaCode::parse("E07000012").unwrap();
    for (day, level) in [("2027-03-31", "High"), ("2027-04-01", "Very high")] {
        let key = book.risk_key(day.parse().unwrap(), Some(&area)).unwrap();
        assert_eq!(key.parameters.level(5), Some(level), "{day}");
    }

    let trouble = read(&example.replace("from = 3, to = 4", "from = 4, to = 4")).unwrap_err();
    assert!(guide.contains(&trouble.to_string()), "{trouble}");
    // Left open, the old version would overlap.
    let overlap = Rulebook::parse([("risk-key@2020.toml", old.as_str()), ("risk-key@2027.toml", example)]).unwrap_err();
    assert_eq!(overlap.code, "rule-conflict");
}

#[test]
fn the_example_of_a_scheme_is_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = std::fs::read_to_string(root.join("docs/guides/add-a-scheme.md")).unwrap();
    let example = guide.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let book = Rulebook::parse([("scheme-camera-loans@1.toml", example)]).unwrap_or_else(|trouble| panic!("{trouble}"));
    let found = book.scheme("camera-loans", "2027-04-01".parse().unwrap(), None).unwrap();
    assert_eq!((found.parameters.one.as_str(), found.parameters.counts.len()), ("loan", 2));
    assert_eq!(book.scheme("camera-loans", "2027-03-31".parse().unwrap(), None).unwrap_err().code, "scheme-unknown");
}
