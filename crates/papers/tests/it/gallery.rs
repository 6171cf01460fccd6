//! Every kind of drawing, from the figures of the gallery: well formed, legible, told apart in grey, honest about gaps.

use crate::{dom, made};
use base::Value;
use papers::charts::{
    BarChart, BeforeAfter, Concentration, ControlChart, Direction, Dots, Funnel, LineChart, Matrix, Side, SmallMultiples, Spread,
};
use papers::map::{Breaks, Choropleth, MapWords, Shape, TileMap, choropleth};
use papers::{Block, Caption, Document, Draw, Drawing, HtmlOptions, Size, csv, render_html};

const BOTH: [Size; 2] = [Size::Wide, Size::Narrow];

fn all() -> Vec<(String, Drawing)> {
    let both =
        |(name, caption, drawn): (&str, Caption, Box<dyn Draw>)| BOTH.map(|size| (format!("{name} {size:?}"), drawn.draw(&caption, size)));
    made::all().into_iter().flat_map(both).collect()
}

/// Values of an attribute in every element of a name.
fn attributes<'a>(svg: &'a str, element: &str, name: &str) -> Vec<&'a str> {
    let key = format!(" {name}=\"");
    let tags = svg.split('<').filter(|tag| tag.strip_prefix(element).is_some_and(|rest| rest.starts_with(' ')));
    tags.filter_map(|tag| tag.split_once(&key)?.1.split_once('"').map(|(value, _)| value)).collect()
}

fn number(tag: &str, name: &str) -> f64 {
    attributes(&format!("<{tag}"), tag.split(' ').next().unwrap(), name).first().map_or(f64::NAN, |value| value.parse().unwrap())
}

/// Words with the box they take, nearer to the letters than the drawing's own guess. Slanted words are left out.
fn words(svg: &str) -> Vec<(String, [f64; 4])> {
    let mut found = Vec::new();
    let mut slanted = false;
    for tag in svg.split('<') {
        slanted = if tag.starts_with("g transform=\"rotate") { true } else { slanted && !tag.starts_with("/g") };
        let Some((head, text)) = tag.split_once('>').filter(|(head, _)| head.starts_with("text ") && !slanted) else { continue };
        let size = if head.contains("font-size") { number(head, "font-size") } else { 16.0 };
        let wide = text.chars().count() as f64 * size * 0.42;
        let (x, y) = (number(head, "x"), number(head, "y"));
        let left = match attributes(&format!("<{head}"), "text", "text-anchor").first() {
            Some(&"middle") => x - wide / 2.0,
            Some(&"end") => x - wide,
            _ => x,
        };
        found.push((text.to_owned(), [left, y - size * 0.7, left + wide, y]));
    }
    found
}

fn is_sound(name: &str, svg: &str) {
    let (complaints, _, _) = dom::read(&format!("<!DOCTYPE html><title>t</title>{svg}"));
    assert!(complaints.is_empty(), "{name}: {complaints:?}");
    assert!(svg.contains("<title>") && svg.contains("<desc>") && svg.contains("role=\"img\""), "{name}");
    assert!(!svg.contains("NaN") && !svg.contains("inf<") && !svg.contains("\"inf") && !svg.contains(">inf"), "{name}: {svg}");
    // What a page refuses to show, it replaces by its description.
    let figure = papers::FigureBlock {
        id: "f".to_owned(),
        caption: String::new(),
        description: String::new(),
        svg: svg.to_owned(),
        source: String::new(),
        table: None,
        print_table: false,
    };
    let page = render_html(&Document { blocks: vec![Block::Figure(figure)], ..crate::sample::small() }, HtmlOptions::default());
    assert!(page.contains("<svg "), "{name} is not plain: {svg}");
}

#[test]
fn every_drawing_is_well_formed_and_says_what_it_is() {
    for (name, drawing) in all() {
        is_sound(&name, &drawing.svg);
        is_sound(&name, &drawing.bare);
        assert!(drawing.svg.contains("Source: Invented"), "{name}");
        assert!(drawing.svg.contains("Year ending October 2019"), "{name}");
        assert!(!drawing.bare.contains("Source: Invented"), "{name}: a page says it itself");
        assert!(drawing.alternative.len() > 40 && drawing.alternative.ends_with('.'), "{name}: {}", drawing.alternative);
        assert!(!drawing.table.rows.is_empty(), "{name}");
        for row in &drawing.table.rows {
            assert_eq!(row.len(), drawing.table.columns.len(), "{name}");
        }
    }
}

#[test]
fn words_are_large_enough_and_inside() {
    for (name, drawing) in all() {
        for svg in [&drawing.svg, &drawing.bare] {
            let sizes: Vec<f64> = attributes(svg, "text", "font-size")
                .iter()
                .chain(&attributes(svg, "svg", "font-size"))
                .map(|size| size.parse().unwrap())
                .collect();
            assert!(sizes.iter().all(|size| *size >= 14.0), "{name}: {sizes:?}");
        }
        let room: Vec<f64> = attributes(&drawing.bare, "svg", "viewBox")[0].split(' ').map(|side| side.parse().unwrap()).collect();
        for (words, [left, top, right, bottom]) in words(&drawing.bare) {
            assert!(left >= -3.0 && right <= room[2] + 3.0, "{name}: `{words}` from {left} to {right} of {}", room[2]);
            assert!(top >= -3.0 && bottom <= room[3] + 3.0, "{name}: `{words}` from {top} to {bottom} of {}", room[3]);
        }
    }
}

#[test]
fn no_words_stand_on_others() {
    for (name, drawing) in all() {
        let words = words(&drawing.bare);
        for (index, (first, a)) in words.iter().enumerate() {
            for (second, b) in &words[index + 1..] {
                let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                assert!(apart, "{name}: `{first}` {a:?} and `{second}` {b:?}");
            }
        }
    }
}

/// CIE lightness of a colour, 0 (black) to 100 (white).
fn lightness(colour: &str) -> f64 {
    let channel = |from: usize| {
        let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    if luminance > 0.008_856 { 116.0 * luminance.cbrt() - 16.0 } else { 903.3 * luminance }
}

/// Two fills of one shape must differ by 12 in lightness; of two shapes, the shapes tell them apart. White is the paper.
fn is_told_apart(name: &str, svg: &str) {
    for element in ["rect", "path", "circle", "polygon", "ellipse"] {
        let mut fills: Vec<&str> =
            attributes(svg, element, "fill").into_iter().filter(|fill| fill.starts_with('#') && *fill != "#ffffff").collect();
        fills.sort_unstable();
        fills.dedup();
        for (index, first) in fills.iter().enumerate() {
            for second in &fills[index + 1..] {
                let far = (lightness(first) - lightness(second)).abs();
                assert!(far >= 12.0, "{name}: {element} {first} and {second} differ by {far:.1} only");
            }
        }
    }
    let mut strokes: Vec<(&str, String)> = Vec::new();
    for tag in svg.split('<').filter(|tag| tag.starts_with("polyline ")) {
        let tag = format!("<{tag}");
        let dash = attributes(&tag, "polyline", "stroke-dasharray").join("");
        strokes.push((svg[svg.find(attributes(&tag, "polyline", "stroke")[0]).unwrap()..].split('"').next().unwrap(), dash));
    }
    for (first, dash) in &strokes {
        for (second, other) in &strokes {
            let alike = dash == other && first != second && (lightness(first) - lightness(second)).abs() < 12.0;
            assert!(!alike, "{name}: lines {first} and {second} have the same dashes");
        }
    }
    let patterns = attributes(svg, "pattern", "id");
    if !patterns.is_empty() {
        assert_eq!(patterns.len(), 2, "{name}");
        let inside: Vec<&str> =
            svg.split("<pattern ").skip(1).map(|rest| rest.split_once('>').unwrap().1.split_once("</pattern>").unwrap().0).collect();
        assert_ne!(inside[0], inside[1], "{name}: suppressed and unknown look the same");
    }
}

#[test]
fn classes_and_lines_are_told_apart_in_grey() {
    assert!(lightness("#ffffff") > 99.9 && lightness("#000000") < 0.1);
    assert!((lightness("#777777") - 50.0).abs() < 1.0);
    for (name, drawing) in all() {
        is_told_apart(&name, &drawing.svg);
    }
}

#[test]
#[should_panic(expected = "differ by")]
fn two_greys_too_near_are_found() {
    is_told_apart("made", "<svg><rect fill=\"#5f6b73\"/><rect fill=\"#6a7680\"/></svg>");
}

#[test]
fn maps_make_no_empty_class_whatever_the_ties() {
    let shapes = |values: &[f64]| -> Vec<Shape> {
        let shape = |value: &f64| Shape {
            code: String::new(),
            name: "x".to_owned(),
            value: Some(*value).into(),
            outline: vec![vec![(0.0, 52.0), (0.1, 52.0), (0.1, 52.1)]],
        };
        values.iter().map(shape).collect()
    };
    let check = |values: &[f64], breaks: Breaks, expected: &[&str]| {
        let map = Choropleth { unit: "u".to_owned(), decimals: 0, breaks, shapes: shapes(values) };
        let drawing = map.draw(&Caption::default(), Size::Wide);
        let classes: Vec<String> = words(&drawing.bare)
            .into_iter()
            .filter_map(|(words, _)| words.strip_suffix(')')?.rsplit_once(" (").map(|(class, _)| class.to_owned()))
            .collect();
        assert_eq!(classes, expected, "{values:?}");
        assert!(!drawing.bare.contains(" (0)"), "{values:?}");
    };
    check(&[0.0, 0.0, 0.0, 0.0, 9.0], Breaks::Quantiles(5), &["9", "0"]);
    check(&[7.0, 7.0, 7.0], Breaks::Quantiles(5), &["7"]);
    check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], Breaks::Quantiles(9), &["7", "6", "4 to 5", "3", "1 to 2"]);
    check(&[5.0, 15.0, 100.0], Breaks::Given(vec![10.0, 20.0, 50.0]), &["50 and over", "10 to under 20", "under 10"]);
    check(&[10.0, 9.6], Breaks::Given(vec![10.0]), &["10 and over"]);
    check(&[1.0], Breaks::Given(vec![f64::NAN]), &["all"]);
    let words = MapWords { title: String::new(), description: String::new(), unit: "u".to_owned(), classes: 0, decimals: 0 };
    assert!(choropleth(&words, &shapes(&[1.0, 2.0])).contains(">1 to 2 (2)<"));
}

#[test]
fn alternatives_say_highest_lowest_and_what_is_missing() {
    let said = |name: &str| all().into_iter().find(|(found, _)| found == name).unwrap().1.alternative;
    for (name, parts) in [
        ("control Wide", &["Highest: Jun 18, 74", "Lowest: Jun 19, 16", "1 more is not known", "3 signals"][..]),
        ("choropleth Narrow", &["14 areas", "1 is suppressed", "1 more is not known"]),
        ("funnel Wide", &["All areas together: 48.0"]),
        ("dots Wide", &["15 areas", "Median: 11.9", "Hawthorn: 19.1, between"]),
        ("concentration Wide", &["Half of recorded crimes were in 15 of 120 LSOAs (13%)"]),
        ("matrix Wide", &["25 flags in all", "Most: Chalk Hill, 5 flags", "1 cell is not known"]),
        ("before-after Wide", &["Year to October 2018: 164, between 140 and 191", "Verdict: Fell by 26%"]),
    ] {
        let said = said(name);
        for part in parts {
            assert!(said.contains(part), "{name}: `{part}` in {said}");
        }
    }
}

#[test]
fn csv_is_bare_and_quoted_where_it_must_be() {
    let chart = BarChart {
        title: String::new(),
        description: String::new(),
        unit: "u".to_owned(),
        bars: [("a, \"b\"", Some(-1234.5)), ("=1+1\r\nx", None), ("c", Some(f64::NAN))]
            .map(|(label, value)| papers::charts::Bar {
                label: label.to_owned(),
                value,
                interval: None,
                text: String::new(),
                emphasis: false,
            })
            .to_vec(),
        reference: None,
    };
    let table = chart.draw(&Caption::default(), Size::Wide);
    assert_eq!(table.csv(), "name,value\r\n\"a, \"\"b\"\"\",-1234.5\r\n\"=1+1\r\nx\",\r\nc,\r\n");
    assert_eq!(csv(&base::Table::default()), "\r\n");
}

#[test]
fn a_figure_of_a_paper_has_the_numbers_beneath() {
    let (_, drawing) = all().into_iter().find(|(name, _)| name == "dots Wide").unwrap();
    let block = drawing.figure("figure-peers");
    assert_eq!(block.caption, "Burglary in Hawthorn is above the median of its peers");
    assert_eq!(block.description, drawing.alternative);
    let table = block.table.as_ref().unwrap();
    assert_eq!(table.id, "figure-peers-table");
    assert_eq!(table.columns.iter().map(|column| column.head.as_str()).collect::<Vec<_>>(), ["Area", "Value", "Low", "High", "Own area"]);
    assert_eq!(table.rows[0][1].text, "19.7");
    assert_eq!(table.rows.last().unwrap()[1].text, "not known");
    let page = render_html(&Document { blocks: vec![Block::Figure(block)], ..crate::sample::small() }, HtmlOptions::default());
    assert!(page.contains("The numbers behind figure 1") && page.contains("<svg "));
    assert!(papers::sheets::workbook("Peers", &drawing.table).unwrap().starts_with(b"PK"));
}

#[test]
fn missing_values_are_missing_in_the_table() {
    let (_, drawing) = all().into_iter().find(|(name, _)| name == "control Wide").unwrap();
    assert_eq!(drawing.table.rows[13][1], Value::Missing);
    assert!(drawing.bare.contains("A gap is a month without figures"));
}

/// Every kind of drawing of nothing.
fn of_nothing() -> Vec<Box<dyn Draw>> {
    let words = || "u".to_owned();
    let side = || Side { label: words(), value: None, interval: None };
    vec![
        Box::new(BarChart { title: words(), description: words(), unit: words(), bars: Vec::new(), reference: None }),
        Box::new(LineChart { title: words(), description: words(), unit: words(), series: Vec::new() }),
        Box::new(ControlChart { unit: words(), decimals: 0, points: Vec::new(), centre: None, baseline: String::new() }),
        Box::new(Funnel { unit: words(), population_unit: words(), decimals: 0, points: Vec::new(), limits: Vec::new(), together: None }),
        Box::new(Dots { unit: words(), decimals: 0, dots: Vec::new(), median: None }),
        Box::new(Spread { unit: words(), decimals: 0, peers: Vec::new(), median: None, middle_half: None, position: String::new() }),
        Box::new(Concentration { counts: Vec::new(), what: words(), place: words(), places: words() }),
        Box::new(BeforeAfter {
            unit: words(),
            decimals: 0,
            before: side(),
            after: side(),
            direction: Direction::Level,
            verdict: String::new(),
        }),
        Box::new(SmallMultiples { unit: words(), decimals: 0, panels: Vec::new() }),
        Box::new(Matrix { rows_are: words(), columns: Vec::new(), rows: Vec::new(), word_is: String::new() }),
        Box::new(Choropleth { unit: words(), decimals: 0, breaks: Breaks::Quantiles(5), shapes: Vec::new() }),
        Box::new(TileMap { unit: words(), decimals: 0, breaks: Breaks::Given(Vec::new()), tiles: Vec::new() }),
    ]
}

#[test]
fn nothing_is_drawn_as_nothing() {
    for drawn in of_nothing() {
        for size in BOTH {
            let drawing = drawn.draw(&Caption::default(), size);
            is_sound("nothing", &drawing.svg);
            is_sound("nothing", &drawing.bare);
        }
    }
}
