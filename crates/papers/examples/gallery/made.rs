//! Invented figures about an invented district, one set for each kind of drawing.

use papers::charts::{
    Bar, BarChart, BeforeAfter, CellMark, Concentration, ControlChart, ControlLimits, ControlPoint, Direction, Dot, Dots, Funnel,
    FunnelLimit, FunnelPoint, LineChart, Matrix, MatrixCell, MatrixRow, Panel, Peer, Series, Side, SmallMultiples, Spread,
};
use papers::map::{Breaks, Choropleth, Reading, Shape, Tile, TileMap};
use papers::{Caption, Draw};

const WARDS: [&str; 16] = [
    "Alder Green",
    "Ashdown",
    "Barley Cross",
    "Beechwood & Holt",
    "Broad Fen",
    "Chalk Hill",
    "Church End",
    "Copse Edge",
    "Dovecote",
    "Eastmoor",
    "Elm Park",
    "Fenbrook",
    "Gravel Pit Lane",
    "Hawthorn",
    "Long Meadow and the Commons",
    "Mill Reach",
];

const FLAGS: [&str; 6] = ["Police crime", "Police ASB", "Council ASB", "Benefits", "Deliberate fires", "Deprivation"];

/// A number from a number: invented, and always the same.
fn made(seed: u32, least: u32, greatest: u32) -> f64 {
    let mixed = (seed + 17).wrapping_mul(2_654_435_761).rotate_left(13).wrapping_mul(40_503).rotate_left(7);
    f64::from(least + mixed % (greatest - least + 1))
}

fn caption(title: &str, how_sure: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        source: "Invented figures for a gallery; extract EX-0001, rule house@2026".to_owned(),
        period: "Year ending October 2019".to_owned(),
        how_sure: how_sure.to_owned(),
    }
}

fn months(count: u32) -> Vec<String> {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    (0..count)
        .map(|index| {
            format!("{} {}", names.iter().cycle().nth((index + 120 - count) as usize + 10).unwrap_or(&""), 9 + (index + 130 - count) / 12)
        })
        .collect()
}

fn wards() -> impl Iterator<Item = (u32, &'static str)> {
    (0..).zip(WARDS)
}

/// Every kind of drawing by its name.
pub fn all() -> Vec<(&'static str, Caption, Box<dyn Draw>)> {
    vec![
        ("bars", caption("Violence and anti-social behaviour are half of what is reported", ""), Box::new(bars())),
        (
            "line",
            caption("Recorded crime fell in the second half of the year", "A year ago is the same months; the change is more than chance"),
            Box::new(line()),
        ),
        (
            "control",
            caption(
                "Burglary was unusual in three months of the last two years",
                "Three sigma: one month in about 370 would lie outside by chance",
            ),
            Box::new(control()),
        ),
        (
            "funnel",
            caption(
                "Three wards have more crime than wards of their size usually have",
                "Limits of a Poisson count about the rate of all wards together; one ward in 500 would lie outside the outer ones by chance",
            ),
            Box::new(funnel()),
        ),
        (
            "dots",
            caption(
                "Burglary in Hawthorn is above the median of its peers",
                "95% intervals: if burglaries came about independently of one another",
            ),
            Box::new(dots()),
        ),
        (
            "spread",
            caption("Hawthorn is fourth highest in its peer group", "The order within the group is uncertain where intervals overlap"),
            Box::new(spread()),
        ),
        (
            "concentration",
            caption("Few places hold most of the crime", "Counts; part of the concentration comes about by chance where counts are small"),
            Box::new(concentration()),
        ),
        ("before-after", caption("Deliberate fires fell by more than chance", "95% interval of a Poisson count"), Box::new(before_after())),
        (
            "small-multiples",
            caption("Crime rose in two wards and fell in one", "Each ward is tested against its own year before, at 1 in 100"),
            Box::new(small_multiples()),
        ),
        (
            "matrix",
            caption("Chalk Hill has the most flags, five of six", "A flag says that a threshold was crossed, not why"),
            Box::new(matrix()),
        ),
        (
            "choropleth",
            caption("Dovecote and Alder Green have the highest rates", "Rates of small wards move much from year to year"),
            Box::new(choropleth()),
        ),
        (
            "choropleth-given",
            caption("Four wards lie above 80 in 1,000", "Rates of small wards move much from year to year"),
            Box::new(Choropleth { breaks: Breaks::Given(vec![20.0, 40.0, 80.0]), ..choropleth() }),
        ),
        (
            "tiles",
            caption("Dovecote and Alder Green have the highest rates", "Rates of small wards move much from year to year"),
            Box::new(tiles()),
        ),
    ]
}

fn bars() -> BarChart {
    let kinds =
        ["Violence and sexual offences", "Anti-social behaviour", "Burglary", "Vehicle crime", "Criminal damage and arson", "Shoplifting"];
    let bar = |(index, kind): (u32, &str)| {
        let value = made(index, 200, 500) * f64::from(7 - index);
        Bar {
            label: kind.to_owned(),
            value: (index != 4).then_some(value),
            interval: None,
            text: if index == 4 { String::new() } else { commas(value) },
            emphasis: index < 2,
        }
    };
    BarChart {
        title: String::new(),
        description: String::new(),
        unit: "Reported in the year".to_owned(),
        bars: (0..).zip(kinds).map(bar).collect(),
        reference: None,
    }
}

fn commas(value: f64) -> String {
    if value < 1000.0 { format!("{value}") } else { format!("{},{:03}", (value / 1000.0).floor(), value % 1000.0) }
}

fn line() -> LineChart {
    let points = |shift: u32| {
        months(12).into_iter().zip(0..).map(|(month, index)| (month, Some(made(index + shift, 820, 1240)))).collect::<Vec<_>>()
    };
    let mut now = points(30);
    now[4].1 = None;
    LineChart {
        title: String::new(),
        description: String::new(),
        unit: "Crimes a month".to_owned(),
        series: vec![
            Series { name: "Year to Oct 2019".to_owned(), points: now },
            Series { name: "Year before".to_owned(), points: points(60) },
        ],
    }
}

fn control() -> ControlChart {
    let point = |(index, label): (u32, String)| {
        let value = match index {
            7 => 74.0,
            8 => 71.0,
            19 => 16.0,
            _ => made(index, 34, 56),
        };
        let signal = match index {
            7 | 8 => Some("above the upper limit".to_owned()),
            19 => Some("below the lower limit".to_owned()),
            _ => None,
        };
        let limits = ControlLimits { low_three: 24.1, low_two: 31.0, high_two: 58.8, high_three: 65.7 };
        ControlPoint { label, value: (index != 13).then_some(value), limits: Some(limits), signal }
    };
    ControlChart {
        unit: "Burglaries a month".to_owned(),
        decimals: 0,
        points: (0..).zip(months(24)).map(point).collect(),
        centre: Some(44.9),
        baseline: "mean of November 2015 to October 2017 (XmR)".to_owned(),
    }
}

fn funnel() -> Funnel {
    let together = 48.0;
    let limit = |population: f64| {
        let spread = (together / 1000.0 / population).sqrt() * 1000.0;
        FunnelLimit {
            population,
            inner: (together - 1.96 * spread, together + 1.96 * spread),
            outer: (together - 3.09 * spread, together + 3.09 * spread),
        }
    };
    let point = |(index, label): (u32, &str)| {
        let population = made(index + 90, 2100, 9800);
        let limit = limit(population);
        let rate = if [3, 5, 11].contains(&index) {
            limit.outer.1 + made(index, 2, 9)
        } else {
            together + (made(index, 0, 100) - 50.0) / 50.0 * (limit.inner.1 - together)
        };
        FunnelPoint {
            label: label.to_owned(),
            population,
            rate: (index != 8).then_some(rate),
            outside: (rate > limit.outer.1).then(|| "above 99.8%".to_owned()),
            own: index == 9,
        }
    };
    Funnel {
        unit: "Crimes per 1,000 residents".to_owned(),
        population_unit: "Residents of the ward".to_owned(),
        decimals: 1,
        points: wards().map(point).collect(),
        limits: (4..=20).map(|step| limit(f64::from(step) * 500.0)).collect(),
        together: Some(together),
    }
}

fn rate(index: u32) -> f64 {
    made(index + 7, 60, 240) / 10.0
}

fn dots() -> Dots {
    let mut dots: Vec<Dot> = wards()
        .map(|(index, label)| Dot {
            label: label.to_owned(),
            value: (index != 4).then(|| rate(index)),
            interval: (index != 4).then(|| (rate(index) * 0.86, rate(index) * 1.16)),
            own: index == 13,
        })
        .collect();
    dots.sort_by(|a, b| b.value.unwrap_or(-1.0).total_cmp(&a.value.unwrap_or(-1.0)));
    Dots { unit: "Burglaries per 1,000 households, with 95% intervals".to_owned(), decimals: 1, dots, median: Some(11.9) }
}

fn spread() -> Spread {
    Spread {
        unit: "Burglaries per 1,000 households".to_owned(),
        decimals: 1,
        peers: wards()
            .map(|(index, label)| Peer { label: label.to_owned(), value: (index != 4).then(|| rate(index)), own: index == 13 })
            .collect(),
        median: Some(11.9),
        middle_half: Some((10.1, 19.0)),
        position: "4th highest of 15".to_owned(),
    }
}

fn concentration() -> Concentration {
    let counts = (0..120).map(|index| if index % 7 == 0 { 0.0 } else { (900.0 / (f64::from(index) + 3.0)).round() }).collect();
    Concentration { counts, what: "recorded crimes".to_owned(), place: "LSOA".to_owned(), places: "LSOAs".to_owned() }
}

fn before_after() -> BeforeAfter {
    BeforeAfter {
        unit: "Deliberate fires in a year, with 95% intervals".to_owned(),
        decimals: 0,
        before: Side { label: "Year to October 2018".to_owned(), value: Some(164.0), interval: Some((139.9, 191.1)) },
        after: Side { label: "Year to October 2019".to_owned(), value: Some(121.0), interval: Some((100.4, 144.6)) },
        direction: Direction::Fell,
        verdict: "Fell by 26%, more than chance (95% interval: 6% to 42%)".to_owned(),
    }
}

fn small_multiples() -> SmallMultiples {
    let panel = |(index, name): (u32, &str)| Panel {
        name: name.to_owned(),
        points: months(12)
            .into_iter()
            .zip(0..)
            .map(|(month, at)| {
                (
                    month,
                    (index != 6 || at != 5).then(|| (made(index * 31 + at, 14, 22) * f64::from(1 + index % 3) * slope(index, at)).round()),
                )
            })
            .collect(),
        verdict: match index {
            5 | 11 => "rose",
            7 => "fell",
            _ => "no clear change",
        }
        .to_owned(),
        emphasis: index == 5 || index == 11,
    };
    SmallMultiples { unit: "Crimes a month".to_owned(), decimals: 0, panels: wards().map(panel).collect() }
}

fn slope(ward: u32, month: u32) -> f64 {
    match ward {
        5 | 11 => 0.5 + f64::from(month) / 12.0,
        7 => 1.4 - f64::from(month) / 12.0,
        _ => 1.0,
    }
}

fn matrix() -> Matrix {
    let cell = |ward: u32, flag: u32| {
        let value = made(ward * 13 + flag, 2, 60) + if ward == 5 && flag < 4 { 47.0 } else { 0.0 };
        let mark = match value {
            _ if ward == 8 && flag == 2 => CellMark::Unknown,
            value if value > 48.0 => CellMark::Flag,
            value if value > 44.0 => CellMark::Near,
            _ => CellMark::Clear,
        };
        MatrixCell { mark, text: if mark == CellMark::Unknown { String::new() } else { format!("{value}") } }
    };
    let row = |(index, ward): (u32, &str)| {
        let cells: Vec<MatrixCell> = (0..6).map(|flag| cell(index, flag)).collect();
        let word = match cells.iter().filter(|cell| cell.mark == CellMark::Flag).count() {
            0 | 1 => "low",
            2 => "medium",
            _ => "high",
        };
        MatrixRow { label: ward.to_owned(), word: word.to_owned(), emphasis: index == 5, cells }
    };
    Matrix {
        rows_are: "Ward".to_owned(),
        columns: FLAGS.map(str::to_owned).to_vec(),
        rows: wards().map(row).collect(),
        word_is: "Risk".to_owned(),
    }
}

fn reading(index: u32) -> Reading {
    match index {
        4 => Reading::Suppressed,
        10 => Reading::Unknown,
        _ => Reading::Known(made(index + 7, 120, 980) / 10.0),
    }
}

fn choropleth() -> Choropleth {
    // Corners of a bent grid, so that neighbours share them.
    let corner = |column: u32, row: u32| {
        let nudge = |seed: u32| (made(seed * 17 + column * 5 + row * 29, 0, 100) - 50.0) / 3000.0;
        (0.05 + 0.07 * f64::from(column) + nudge(1), 52.3 - 0.04 * f64::from(row) + nudge(2))
    };
    let shape = |(index, name): (u32, &str)| {
        let (column, row) = (index % 4, index / 4);
        let ring =
            vec![corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1), corner(column, row)];
        Shape { code: format!("E0599{index:04}"), name: name.to_owned(), value: reading(index), outline: vec![ring] }
    };
    Choropleth {
        unit: "Crimes per 1,000 residents".to_owned(),
        decimals: 1,
        breaks: Breaks::Quantiles(5),
        shapes: wards().map(shape).collect(),
    }
}

fn tiles() -> TileMap {
    let tile = |(index, name): (u32, &str)| Tile {
        code: format!("E0599{index:04}"),
        name: name.to_owned(),
        column: (index + 1) % 5,
        row: (index + 1) / 5,
        value: reading(index),
    };
    TileMap { unit: "Crimes per 1,000 residents".to_owned(), decimals: 1, breaks: Breaks::Quantiles(5), tiles: wards().map(tile).collect() }
}
