//! A measure page of an invented place, from its view to its markup.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may fail where it stands

use super::*;
use app::pages::{
    AreaLine, AreasView, Compared, ConcentrationView, HotspotLine, HotspotsView, LimitView, MapGround, MeasureLine, PeerLine, PeersView,
    PlaceName, RateLine, RepeatsView, RowsAsk, SeriesPoint, SeriesView, Sourced,
};
use evidence::analysis::Band;
use evidence::{Change, Verdict};

const HOSTILE: &str = "<script>alert(1)</script>";

fn source(what: &str) -> Sourced {
    Sourced {
        what: what.into(),
        period: "2018-11..2019-10".into(),
        rules: vec!["change-test@1".into()],
        extracts: vec!["street-1".into()],
        query: "SELECT count(*) AS value FROM incidents".into(),
        rows: Some(RowsAsk {
            measure: "burglary".into(),
            within: "E07999999".into(),
            level: AreaLevel::Ward,
            area: None,
            from: "2018-11".into(),
            to: "2019-10".into(),
        }),
    }
}

fn change(verdict: Verdict) -> Change {
    Change {
        earlier: 150,
        later: 120,
        change: -30,
        apparent_change: "-20.0%".into(),
        verdict,
        p_value: Some(0.03),
        ratio_low: Some(0.65),
        ratio_high: Some(0.98),
        rules: vec![],
    }
}

fn compared(verdict: Verdict) -> Compared {
    Compared {
        id: "year-ending",
        title: "Year ending October 2019".into(),
        period: "2018-11..2019-10".into(),
        before_period: "2017-11..2018-10".into(),
        now: Some(120.0),
        at_least: false,
        before: Some(150.0),
        change: Some(change(verdict)),
        sentence: "120, against 150 in the year before.".into(),
        parts: Vec::new(),
        source: source("Burglary now"),
        before_source: Some(source("Burglary before")),
        change_source: Some(source("Change in burglary")),
    }
}

fn area(code: &str, name: &str, value: f64, hidden: bool) -> AreaLine {
    AreaLine {
        code: code.into(),
        name: name.into(),
        ward_code: Some(code.into()),
        value: Some(value),
        at_least: false,
        denominator: Some(2_000),
        rate: Some(value / 2.0),
        interval: Some((value / 3.0, value)),
        rank: Some(1),
        tied: false,
        verdict: Band::Above,
        verdict_words: "higher than the district's rate".into(),
        not_for_publication: hidden,
        public: String::new(),
        source: source("Burglary by ward"),
    }
}

fn view() -> MeasurePage {
    let month = |n: u32, value: Option<f64>| SeriesPoint {
        month: format!("2019-{n:02}"),
        value,
        two: Some((5.0, 15.0)),
        three: Some((2.0, 18.0)),
        signal: (n == 3).then(|| "above the upper limit".to_owned()),
    };
    let member = |name: &str, own: bool| PeerLine {
        code: name.into(),
        name: name.into(),
        own,
        value: Some(120.0),
        denominator: Some(60_000),
        rate: Some(2.0),
        interval: Some((1.6, 2.4)),
        rank: Some(1),
        standing: Band::Within,
        words: "can't be told apart".into(),
    };
    MeasurePage {
        measure: MeasureLine {
            id: "burglary".into(),
            title: "Burglary".into(),
            phrase: "burglary".into(),
            unit: "crimes".into(),
            counts: "rows of police street files",
            good: "lower",
            denominator: "residents",
            data_set: "police-recorded-crime".into(),
            data_set_title: "Police recorded crime".into(),
            class: "risk-assessment",
            open: true,
            parts: Vec::new(),
            caution: String::new(),
            held: "2017-11..2019-10".into(),
            is_held: true,
        },
        within: PlaceName { code: "E07999999".into(), name: "Fenshire".into() },
        places: vec![PlaceName { code: "E07999999".into(), name: "Fenshire".into() }],
        level: AreaLevel::Ward,
        levels: vec![AreaLevel::Lsoa, AreaLevel::Ward],
        ending: "2019-10".into(),
        endings: vec!["2019-10".into(), "2019-09".into()],
        invented: true,
        comparisons: vec![compared(Verdict::Fell)],
        rate: RateLine {
            per: 1_000,
            of: "residents",
            rate: Some(2.0),
            decimals: 1,
            interval: Some((1.6, 2.4)),
            denominator: Some(60_000),
            denominator_year: Some(2019),
            sentence: "120 over 60,000 residents of 2019.".into(),
            source: Some(source("Rate of burglary")),
            denominator_source: Some(source("Residents")),
        },
        series: Some(SeriesView {
            points: vec![month(1, Some(9.0)), month(2, None), month(3, Some(19.0))],
            centre: Some(10.0),
            baseline: "Mean of 2018".into(),
            method: "u-chart".into(),
            signals: vec!["March 2019: above the upper limit".into()],
            sentence: "Three months.".into(),
            charted: true,
            source: source("Months"),
            limits_source: Some(source("Limits")),
            drawn_source: Some(source("Months with their limits")),
            not_for_publication: false,
        }),
        areas: AreasView {
            lines: vec![area("E05000001", &format!("Mill {HOSTILE}"), 20.0, false), area("E05000002", "Sutton", 3.0, true)],
            by_rate: true,
            period: "2018-11..2019-10".into(),
            target: Some(5.0),
            limits: vec![
                LimitView { denominator: 1_000.0, inner: (2.0, 8.0), outer: (1.0, 9.0) },
                LimitView { denominator: 3_000.0, inner: (3.0, 7.0), outer: (2.0, 8.0) },
            ],
            sentence: "Two wards.".into(),
            total: Some(23.0),
            decimals: 1,
            per: 1_000,
            of: "residents",
            why_nothing: String::new(),
            source: source("Wards"),
            denominator_source: Some(source("Residents of wards")),
            rate_source: Some(source("Rates of wards")),
            verdict_source: Some(source("Ranks of wards")),
            total_source: Some(source("Sum of wards")),
        },
        peers: vec![PeersView {
            group: "Most similar".into(),
            members: vec![member("Fenshire", true), member("Marshire", false)],
            known: (2, 2),
            by_rate: true,
            median: Some(2.0),
            middle_half: Some((1.9, 2.1)),
            range: Some((1.8, 2.2)),
            position: "the highest of 2".into(),
            standing: Band::Within,
            not_for_publication: false,
            sentence: "It cannot be told from its peers.".into(),
            limits: Vec::new(),
            target: Some(2.0),
            source: source("Peers"),
            summary_source: source("Median of peers"),
        }],
        hotspots: HotspotsView {
            lines: vec![HotspotLine {
                code: "E05000001".into(),
                name: "Mill".into(),
                value: 20.0,
                gi_star: Some(2.5),
                q: Some(0.01),
                verdict: "high".into(),
            }],
            areas: 2,
            sentence: "One ward lies among high values.".into(),
            sought: true,
            source: Some(source("Hot spots")),
        },
        concentration: Some(ConcentrationView {
            half_in: 1,
            areas: 2,
            by_chance: Some(1.0),
            sentence: "Half of burglary was in 1 of 2 wards.".into(),
            counts: vec![20.0, 3.0],
            source: source("Concentration"),
        }),
        repeats: Some(RepeatsView {
            year: "2019".into(),
            times: vec![(1, 10), (2, 3)],
            repeated: (3, 13),
            share_of_events: Some(0.2),
            sentence: "3 of 13 were met more than once.".into(),
            source: source("Repeats"),
        }),
        notes: vec!["Read with care.".into(), "Read with care.".into()],
    }
}

fn tiles() -> MapGround {
    MapGround::Tiles([("E05000001".to_owned(), (0, 0)), ("E05000002".to_owned(), (1, 0))].into_iter().collect())
}

fn page(view: &MeasurePage) -> String {
    body(view, &tiles(), None).render().unwrap()
}

#[test]
fn every_number_has_its_source_and_every_source_its_rules_extracts_and_query() {
    let text = page(&view());
    assert!(text.matches("govuk-table__cell--numeric").count() > 30, "{text}");
    for (at, _) in text.match_indices("govuk-table__cell--numeric") {
        let cell = text[at..].split('>').next().unwrap();
        assert!(cell.contains("data-figure=\"s"), "a number without its source: {cell}");
    }
    let keys: std::collections::BTreeSet<&str> = text.split("data-figure=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for key in keys {
        let entry = text.split(&format!("id=\"source-{key}\"")).nth(1).unwrap_or_else(|| panic!("`{key}` is explained nowhere"));
        let entry = entry.split("</li>\n<li class=\"app-sources__entry\"").next().unwrap();
        for words in ["change-test@1", "href=\"/extracts/street-1\"", "SELECT count(*)", "Show the rows"] {
            assert!(entry.contains(words), "`{key}` lacks `{words}`: {entry}");
        }
    }
}

#[test]
fn the_page_says_what_to_conclude_and_how_sure() {
    let text = page(&view());
    for words in [
        "Burglary fell in Fenshire",
        "120, against 150 in the year before.",
        "between 0.65 and 0.98 times the period before",
        "\u{25bc} Fell",
        "\u{2212}20.0%",
        "<option value=\"2019-10\" selected>October 2019</option>",
        "One month of burglary stands out in Fenshire",
        "March 2019: above the upper limit",
        "/evidence/measures/burglary/months.svg?within=E07999999&amp;level=ward&amp;ending=2019-10",
        "/evidence/measures/burglary/map.png?",
        "/evidence/measures/burglary/peers.csv?",
        "href=\"/evidence/areas/E05000001\"",
        "Not for publication",
        "Fenshire is the highest of 2 for burglary",
        "One ward lies among high values.",
        "Half of burglary was in 1 of 2 wards",
        "3 of 13 were met more than once.",
        "120, against 150 in the year before. (Year ending October 2019.) Source: Police recorded crime.",
        "invented for a demonstration",
    ] {
        assert!(text.contains(words), "`{words}` is missing:\n{text}");
    }
    assert_eq!(text.matches("Read with care.").count(), 1, "a note is said once");
    assert!(!text.contains(HOSTILE), "a name runs");
    assert_eq!(text.matches("<h1").count(), 1);
}

#[test]
fn a_number_below_the_floor_is_in_no_drawing_that_can_be_passed_on() {
    let drawn = drawings::all(&view(), &tiles());
    let names: Vec<&str> = drawn.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["months", "map", "funnel", "peers", "concentration"]);
    let map = &drawn[1].drawing;
    let sutton = map.table.rows.iter().find(|row| row.iter().any(|value| value.as_text() == Some("Sutton"))).unwrap();
    assert!(!sutton.iter().any(|value| value.as_real() == Some(1.5)), "{sutton:?}");
    assert!(map.alternative.contains("suppressed") || map.svg.contains("uppressed"), "{}", map.alternative);
    assert!(!drawings::highest(&view()).contains("Sutton"));
    let takeable: Vec<&str> = drawn.iter().filter(|one| one.may_be_taken).map(|one| one.name.as_str()).collect();
    assert_eq!(takeable, ["months", "map", "funnel", "peers"], "the curve holds every count");
    assert!(!page(&view()).contains("concentration.csv"));
    let mut small = view();
    small.series.as_mut().unwrap().not_for_publication = true;
    small.peers[0].not_for_publication = true;
    let drawn = drawings::all(&small, &tiles());
    let takeable: Vec<&str> = drawn.iter().filter(|one| one.may_be_taken).map(|one| one.name.as_str()).collect();
    assert_eq!(takeable, ["map", "funnel"]);
}

#[test]
fn the_order_of_a_funnel_tells_no_number_that_is_held_back() {
    let mut view = view();
    view.areas.lines =
        vec![area("E05000001", "Mill", 20.0, false), area("E05000002", "Sutton", 4.0, true), area("E05000003", "Ash", 3.0, false)];
    let drawn = drawings::all(&view, &tiles());
    let funnel = &drawn.iter().find(|one| one.name == "funnel").unwrap().drawing;
    let names: Vec<&str> = funnel.table.rows.iter().filter_map(|row| row[0].as_text()).collect();
    assert_eq!(names, ["Mill", "Ash", "Sutton"], "between Mill and Ash, the rate of Sutton could be told");
    let sutton = funnel.table.rows.last().unwrap();
    assert!(sutton.iter().all(|value| value.as_text().is_none_or(|text| text.is_empty() || text == "Sutton")), "{sutton:?}");
}

#[test]
fn titles_claim_no_more_than_the_test() {
    let with = |comparisons: Vec<Compared>, is_held: bool| {
        let mut view = view();
        view.comparisons = comparisons;
        view.measure.is_held = is_held;
        title(&view)
    };
    assert_eq!(with(vec![compared(Verdict::Rose)], true), "Burglary rose in Fenshire");
    assert_eq!(with(vec![compared(Verdict::NoClearChange)], true), "No clear change in burglary in Fenshire");
    assert_eq!(with(vec![compared(Verdict::NotTested)], true), "Burglary in Fenshire");
    assert_eq!(with(vec![], false), "Nothing is held of burglary in Fenshire");
}

#[test]
fn a_page_without_areas_says_why_once() {
    let mut view = view();
    view.areas.lines.clear();
    view.areas.why_nothing = "Nothing is loaded.".into();
    view.areas.sentence = "Nothing is loaded.".into();
    view.hotspots = HotspotsView { sentence: "Nothing is loaded.".into(), ..HotspotsView::default() };
    view.notes = vec!["Nothing is loaded.".into()];
    assert_eq!(page(&view).matches("Nothing is loaded.").count(), 1);
}
