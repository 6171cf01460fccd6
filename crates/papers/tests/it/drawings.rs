//! Charts and maps: the same bytes each time, gaps, classes that are true.

use crate::sample;
use papers::charts::{self, BarChart, LineChart, Series};
use papers::map::{self, MapWords, Shape};

#[test]
fn a_missing_month_is_a_gap_and_never_zero() {
    let svg = charts::line(&sample::months(true));
    assert_eq!(svg.matches("<polyline").count(), 3, "the first line in two runs, the second in one");
    assert_eq!(svg.matches("<circle").count(), 12, "eleven months and the label's mark");
    assert!(svg.contains("not a month without crime"));
    assert!(!charts::line(&sample::months(false)).contains("not a month without crime"));
}

#[test]
fn drawings_are_the_same_each_time_and_parse() {
    for draw in [
        || charts::line(&sample::months(true)),
        || charts::bars(&sample::rates()),
        || map::choropleth(&sample::map_words(), &sample::shapes()),
        || map::tiles(&sample::map_words(), &sample::tiles()),
    ] {
        let svg = draw();
        assert_eq!(svg, draw());
        assert!(svg.contains("<title>") && svg.contains("<desc>"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}

#[test]
fn empty_and_odd_numbers_draw_something() {
    let words = MapWords { classes: 5, decimals: 0, ..sample::map_words() };
    let none = LineChart { series: Vec::new(), ..sample::months(false) };
    let odd = LineChart {
        series: vec![Series {
            name: "odd".to_owned(),
            points: vec![("a".to_owned(), Some(f64::NAN)), ("b".to_owned(), Some(f64::INFINITY))],
        }],
        ..sample::months(false)
    };
    let bars = BarChart { bars: Vec::new(), reference: None, ..sample::rates() };
    let shape =
        Shape { code: String::new(), name: String::new(), value: Some(f64::NAN).into(), outline: vec![vec![(f64::NAN, 1.0)], Vec::new()] };
    for svg in [
        charts::line(&none),
        charts::line(&odd),
        charts::bars(&bars),
        map::choropleth(&words, &[]),
        map::tiles(&words, &[]),
        map::choropleth(&words, &[shape]),
    ] {
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}

#[test]
fn classes_state_what_they_hold() {
    let shape = |value: Option<f64>| Shape {
        code: String::new(),
        name: "x".to_owned(),
        value: value.into(),
        outline: vec![vec![(0.0, 52.0), (0.1, 52.0), (0.1, 52.1)]],
    };
    let words = MapWords { classes: 3, decimals: 0, ..sample::map_words() };
    let svg = map::choropleth(&words, &[shape(Some(1.0)), shape(Some(1.2)), shape(Some(5.0)), shape(Some(1200.0)), shape(None)]);
    for stated in [">1 (2)<", ">5 (1)<", ">1,200 (1)<", ">not known (1)<", "url(#dots-"] {
        assert!(svg.contains(stated), "{stated} in {svg}");
    }
}
