//! Which version holds on which day, where.

use crate::SOUND;
use base::AreaCode;
use proptest::prelude::*;
use rulebook::Rulebook;

fn file(id: &str, version: &str, from: &str, to: &str, jurisdiction: &str, area: &str) -> (String, String) {
    let text = SOUND
        .replace("id = \"floor\"", &format!("id = \"{id}\""))
        .replace("version = \"1\"", &format!("version = \"{version}\""))
        .replace("valid_from = \"2020-01-01\"", &format!("valid_from = \"{from}\""))
        .replace("valid_to = \"2021-01-01\"", &format!("valid_to = \"{to}\""))
        .replace("jurisdiction = \"E\"", &format!("jurisdiction = \"{jurisdiction}\""))
        .replace("E07000012", area);
    (format!("{id}@{version}.toml"), text)
}

fn area(code: &str) -> Option<AreaCode> {
    (!code.is_empty()).then(|| AreaCode::parse(code).unwrap())
}

#[test]
fn the_last_day_is_not_part_of_a_rule() {
    let book = Rulebook::parse([
        file("floor", "a", "2020-01-01", "2021-01-01", "E", "E07000012"),
        file("floor", "b", "2021-01-01", "", "E", "E07000012"),
    ])
    .unwrap();
    let home = area("E07000012");
    for (day, version) in [("2020-01-01", "a"), ("2020-12-31", "a"), ("2021-01-01", "b"), ("2999-01-01", "b")] {
        let rule = book.in_force("floor", day.parse().unwrap(), home.as_ref()).unwrap();
        assert_eq!(rule.reference.version(), version, "{day}");
    }
    let trouble = book.in_force("floor", "2019-12-31".parse().unwrap(), home.as_ref()).unwrap_err();
    assert_eq!(trouble.code, "rule-not-in-force");
    assert!(trouble.message.contains("`2019-12-31`") && trouble.remedy.contains("`floor@a`"), "{trouble}");
}

#[test]
fn overlaps_of_one_place_are_refused() {
    let check = |second: (String, String), refused: bool| {
        let first = file("floor", "a", "2020-01-01", "2021-01-01", "E", "E07000012");
        let both = Rulebook::parse([second.clone(), first.clone()]);
        assert_eq!(both.is_err(), refused, "{second:?}");
        assert_eq!(Rulebook::parse([first, second]).is_err(), refused, "the order of files doesn't matter");
        if let Err(trouble) = both {
            assert!(trouble.code == "rule-conflict" && trouble.message.contains("rule file `floor@"), "{trouble}");
        }
    };
    check(file("floor", "b", "2020-12-31", "", "E", "E07000012"), true);
    check(file("floor", "b", "2019-01-01", "", "E", "E07000012"), true);
    check(file("floor", "b", "2020-01-01", "2021-01-01", "E", "E07000012"), true);
    check(file("floor", "a", "2022-01-01", "", "E", "E07000012"), true);
    check(file("floor", "b", "2021-01-01", "", "E", "E07000012"), false);
    check(file("floor", "b", "2019-01-01", "2020-01-01", "E", "E07000012"), false);
    check(file("floor", "b", "2020-01-01", "", "E", ""), false);
    check(file("floor", "b", "2020-01-01", "", "EW", "E07000012"), false);
    check(file("other", "a", "2020-01-01", "", "E", "E07000012"), false);
}

#[test]
fn the_rule_drawn_most_closely_holds() {
    let book = Rulebook::parse([
        file("floor", "uk", "2020-01-01", "", "UK", ""),
        file("floor", "ew", "2020-01-01", "", "EW", ""),
        file("floor", "w", "2020-01-01", "", "W", ""),
        file("floor", "here", "2020-01-01", "", "E", "E07000012"),
    ])
    .unwrap();
    let day = "2020-06-01".parse().unwrap();
    for (place, version) in
        [("", "ew"), ("E07000012", "here"), ("E07000008", "ew"), ("W06000015", "w"), ("N09000003", "uk"), ("S12000036", "uk")]
    {
        let rule = book.in_force("floor", day, area(place).as_ref()).unwrap();
        assert_eq!(rule.reference.version(), version, "{place}");
    }
}

#[test]
fn versions_of_a_rule_are_of_one_kind() {
    let (name, text) = file("floor", "b", "2021-01-01", "", "E", "E07000012");
    let other = text.replace("suppression-floor", "year-ending");
    let (head, _) = other.split_once("[parameters]").unwrap();
    let trouble = Rulebook::parse([
        file("floor", "a", "2020-01-01", "2021-01-01", "E", "E07000012"),
        (name, format!("{head}[parameters]\nmonths = 12\n")),
    ])
    .unwrap_err();
    assert!(trouble.message.contains("key `kind`"), "{trouble}");
}

proptest! {
    #[test]
    fn of_versions_end_to_end_exactly_one_holds(starts in prop::collection::btree_set(0i32..4000, 1..6), asked in -100i32..5000) {
        let first: jiff::civil::Date = "2010-01-01".parse().unwrap();
        let day = |n: i32| first.saturating_add(jiff::Span::new().days(n));
        let starts: Vec<i32> = starts.into_iter().collect();
        let files: Vec<_> = starts
            .iter()
            .enumerate()
            .map(|(at, start)| {
                let end = starts.get(at + 1).map_or(String::new(), |next| day(*next).to_string());
                file("floor", &at.to_string(), &day(*start).to_string(), &end, "EW", "")
            })
            .collect();
        let book = Rulebook::parse(files).unwrap();
        let holding: Vec<_> = book.rules().iter().filter(|rule| rule.holds_on(day(asked))).collect();
        let expected = starts.iter().rposition(|start| *start <= asked);
        prop_assert_eq!(holding.len(), usize::from(expected.is_some()));
        let found = book.in_force("floor", day(asked), None).ok().map(|rule| rule.reference.version().to_owned());
        prop_assert_eq!(found, expected.map(|at| at.to_string()));
    }
}
