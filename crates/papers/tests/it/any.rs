//! Laws of every drawing, whatever it is given: it is drawn, it is well formed, no number is made up, no text becomes markup.

use crate::dom;
use papers::charts::{
    Bar, BarChart, BeforeAfter, CellMark, Concentration, ControlChart, ControlLimits, ControlPoint, Direction, Dot, Dots, Funnel,
    FunnelLimit, FunnelPoint, LineChart, Matrix, MatrixCell, MatrixRow, Panel, Peer, Series, Side, SmallMultiples, Spread,
};
use papers::map::{Breaks, Choropleth, Reading, Shape, Tile, TileMap};
use papers::{Caption, Draw, Size};
use proptest::prelude::*;

/// One thing of a drawing: its name, its value, a second and a third number.
type Thing = (String, Option<f64>, f64, f64);

/// Numbers as they come, and those that have broken drawings: all equal, tiny, huge, not finite.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -10.0..5000.0_f64,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![0.0, -0.0, 1.0, 1e-300, 5e-324, 1e15, 1e300, f64::MAX, f64::MIN, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ]
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[A-Za-z &<>\"']{0,40}", 1 => "\\PC{0,20}", 1 => any::<String>()]
}

fn any_things() -> impl Strategy<Value = Vec<Thing>> {
    let things =
        |most: usize| prop::collection::vec((any_name(), prop::option::weighted(0.85, any_number()), any_number(), any_number()), 0..most);
    let equal = (any_name(), any_number(), 1..9_usize).prop_map(|(name, value, count)| vec![(name, Some(value), value, value); count]);
    prop_oneof![4 => things(12), 1 => things(2), 1 => equal]
}

/// Every kind of drawing of the same things.
fn every(things: &[Thing], words: &str, decimals: usize) -> Vec<Box<dyn Draw>> {
    let unit = words.to_owned();
    let points =
        |shift: usize| -> Vec<(String, Option<f64>)> { things.iter().skip(shift).map(|thing| (thing.0.clone(), thing.1)).collect() };
    let first = things.first();
    let number = first.map(|thing| thing.2);
    let interval = |thing: &Thing| Some((thing.2, thing.3));
    let side =
        |thing: Option<&Thing>| Side { label: unit.clone(), value: thing.and_then(|thing| thing.1), interval: thing.and_then(interval) };
    let reading = |(index, thing): (usize, &Thing)| if index % 5 == 4 { Reading::Suppressed } else { thing.1.into() };
    let mark = |value: f64| {
        if value > 100.0 {
            CellMark::Flag
        } else if value > 0.0 {
            CellMark::Near
        } else {
            CellMark::Unknown
        }
    };
    vec![
        Box::new(BarChart {
            title: unit.clone(),
            description: unit.clone(),
            unit: unit.clone(),
            bars: things
                .iter()
                .map(|thing| Bar { label: thing.0.clone(), value: thing.1, interval: None, text: thing.0.clone(), emphasis: thing.2 > 9.0 })
                .collect(),
            reference: number.map(|number| (unit.clone(), number)),
        }),
        Box::new(LineChart {
            title: unit.clone(),
            description: unit.clone(),
            unit: unit.clone(),
            series: (0..3).map(|shift| Series { name: unit.clone(), points: points(shift) }).collect(),
        }),
        Box::new(ControlChart {
            unit: unit.clone(),
            decimals,
            points: things
                .iter()
                .map(|thing| ControlPoint {
                    label: thing.0.clone(),
                    value: thing.1,
                    limits: Some(ControlLimits { low_three: thing.2, low_two: thing.3, high_two: thing.2, high_three: thing.3 }),
                    signal: (thing.3 > 50.0).then(|| thing.0.clone()),
                })
                .collect(),
            centre: number,
            baseline: unit.clone(),
        }),
        Box::new(Funnel {
            unit: unit.clone(),
            population_unit: unit.clone(),
            decimals,
            points: things
                .iter()
                .map(|thing| FunnelPoint {
                    label: thing.0.clone(),
                    population: thing.2,
                    rate: thing.1,
                    outside: (thing.3 > 50.0).then(|| thing.0.clone()),
                    own: thing.3 > 900.0,
                })
                .collect(),
            limits: things
                .iter()
                .map(|thing| FunnelLimit { population: thing.2, inner: (thing.3, thing.2), outer: (thing.2, thing.3) })
                .collect(),
            together: number,
        }),
        Box::new(Dots {
            unit: unit.clone(),
            decimals,
            dots: things
                .iter()
                .map(|thing| Dot { label: thing.0.clone(), value: thing.1, interval: interval(thing), own: thing.2 > 900.0 })
                .collect(),
            median: number,
        }),
        Box::new(Spread {
            unit: unit.clone(),
            decimals,
            peers: things.iter().map(|thing| Peer { label: thing.0.clone(), value: thing.1, own: thing.2 > 900.0 }).collect(),
            median: number,
            middle_half: first.and_then(interval),
            position: unit.clone(),
        }),
        Box::new(Concentration {
            counts: things.iter().map(|thing| thing.2).collect(),
            what: unit.clone(),
            place: unit.clone(),
            places: unit.clone(),
        }),
        Box::new(BeforeAfter {
            unit: unit.clone(),
            decimals,
            before: side(first),
            after: side(things.last()),
            direction: Direction::Rose,
            verdict: unit.clone(),
        }),
        Box::new(SmallMultiples {
            unit: unit.clone(),
            decimals,
            panels: (0..3)
                .map(|shift| Panel { name: unit.clone(), points: points(shift), verdict: unit.clone(), emphasis: shift == 1 })
                .collect(),
        }),
        Box::new(Matrix {
            rows_are: unit.clone(),
            columns: things.iter().map(|thing| thing.0.clone()).collect(),
            rows: things
                .iter()
                .map(|thing| MatrixRow {
                    label: thing.0.clone(),
                    cells: things.iter().skip(1).map(|cell| MatrixCell { mark: mark(cell.2), text: cell.0.clone() }).collect(),
                    word: unit.clone(),
                    emphasis: thing.3 > 9.0,
                })
                .collect(),
            word_is: unit.clone(),
        }),
        Box::new(Choropleth {
            unit: unit.clone(),
            decimals,
            breaks: Breaks::Quantiles(things.len()),
            shapes: things
                .iter()
                .enumerate()
                .map(|(index, thing)| Shape {
                    code: thing.0.clone(),
                    name: thing.0.clone(),
                    value: reading((index, thing)),
                    outline: vec![vec![(thing.2, thing.3), (thing.3, thing.2), (0.1 * index as f64, 52.0), (0.2, 51.0)], Vec::new()],
                })
                .collect(),
        }),
        Box::new(TileMap {
            unit,
            decimals,
            breaks: Breaks::Given(things.iter().map(|thing| thing.2).collect()),
            tiles: things
                .iter()
                .zip(0_u32..)
                .map(|(thing, index)| Tile {
                    code: thing.0.clone(),
                    name: thing.0.clone(),
                    column: index % 4,
                    row: index / 4,
                    value: reading((index as usize, thing)),
                })
                .collect(),
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_numbers_and_words_are_drawn(things in any_things(), words in any_name(), decimals in 0..9_usize, narrow: bool) {
        let caption = Caption { title: words.clone(), source: words.clone(), period: words.clone(), how_sure: words.clone() };
        let size = if narrow { Size::Narrow } else { Size::Wide };
        for (index, drawn) in every(&things, &words, decimals).into_iter().enumerate() {
            let drawing = drawn.draw(&caption, size);
            let again = drawn.draw(&caption, size);
            prop_assert_eq!(&drawing.svg, &again.svg);
            for svg in [&drawing.svg, &drawing.bare] {
                let (complaints, texts, tags) = dom::read(&format!("<!DOCTYPE html><title>t</title>{svg}"));
                prop_assert!(complaints.is_empty(), "{}: {:?}", index, complaints);
                // Names may hold anything; numbers that aren't numbers come from us.
                for tag in &tags {
                    prop_assert!(!tag.contains("NaN") && !tag.contains("inf"), "{}: {}", index, tag);
                    prop_assert!(!tag.starts_with("script"), "{}: {}", index, tag);
                }
                let spoilt = |text: &String| ["NaN", "inf", "-inf", "\u{2212}inf"].contains(&text.as_str()) && !things.iter().any(|thing| thing.0 == *text);
                prop_assert!(!texts.iter().any(spoilt), "{}: {:?}", index, texts);
            }
            for row in &drawing.table.rows {
                prop_assert_eq!(row.len(), drawing.table.columns.len());
                for value in row.iter().filter_map(base::Value::as_real) {
                    prop_assert!(value.is_finite());
                }
            }
        }
    }
}
