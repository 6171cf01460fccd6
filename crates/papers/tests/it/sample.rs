//! A paper of invented figures about an invented district: every kind of block, about ten pages.

use papers::charts::{Bar, BarChart, LineChart, Series};
use papers::map::{MapWords, Shape, Tile};
use papers::{Block, Cell, Document, FigureBlock, Inline, TableBlock, TableColumn, charts, map};

pub const WARDS: [&str; 26] = [
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
    "Highfield",
    "Kiln Lane",
    "Long Meadow and the Commons",
    "Mill Reach",
    "North Drove",
    "Oakhurst",
    "Pound Street",
    "Quarry Side",
    "Rushmere",
    "Saxon Way",
    "Tithe Barn",
    "Willow Bank",
];

const CRIMES: [&str; 6] =
    ["Violence and sexual offences", "Anti-social behaviour", "Burglary", "Vehicle crime", "Criminal damage and arson", "Other theft"];

/// A number from a name: invented, and always the same.
fn made(seed: usize, least: u32, greatest: u32) -> u32 {
    let mixed = u32::try_from(seed % 100_003).unwrap_or(0).wrapping_mul(2_654_435_761).rotate_left(13).wrapping_mul(40_503);
    least + mixed % (greatest - least + 1)
}

pub fn months(missing: bool) -> LineChart {
    let names = ["Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"];
    let points = |shift: usize| {
        names
            .iter()
            .enumerate()
            .map(move |(index, name)| ((*name).to_owned(), Some(f64::from(made(index + shift, 820, 1240)))))
            .collect::<Vec<_>>()
    };
    let mut this_year = points(3);
    if missing {
        this_year[4].1 = None;
    }
    LineChart {
        title: "Recorded crime fell in the second half of the year".to_owned(),
        description: "Crimes a month for the year ending October 2019 and the year before. March 2019 is missing.".to_owned(),
        unit: "Crimes a month".to_owned(),
        series: vec![
            Series { name: "Year to Oct 2019".to_owned(), points: this_year },
            Series { name: "Year before".to_owned(), points: points(40) },
        ],
    }
}

pub fn rates() -> BarChart {
    let bar = |(index, name): (usize, &&str)| {
        let value = f64::from(made(index + 7, 200, 980)) / 10.0;
        Bar {
            label: (*name).to_owned(),
            value: (index != 11).then_some(value),
            interval: (index != 11).then_some((value * 0.88, value * 1.13)),
            text: if index == 11 { String::new() } else { format!("{value:.1}") },
            emphasis: index == 5,
        }
    };
    BarChart {
        title: "Chalk Hill stands out".to_owned(),
        description: "Crimes per 1,000 residents by ward with 95% intervals.".to_owned(),
        unit: "Crimes per 1,000 residents, with 95% intervals".to_owned(),
        bars: WARDS.iter().enumerate().map(bar).collect(),
        reference: Some(("District 54.1".to_owned(), 54.1)),
    }
}

pub fn map_words() -> MapWords {
    MapWords {
        title: "Rates are highest in the south-west".to_owned(),
        description: "Crimes per 1,000 residents by ward, in five classes.".to_owned(),
        unit: "Crimes per 1,000 residents".to_owned(),
        classes: 5,
        decimals: 1,
    }
}

fn value(index: usize) -> Option<f64> {
    (index != 11).then(|| f64::from(made(index + 7, 200, 980)) / 10.0)
}

pub fn shapes() -> Vec<Shape> {
    let shape = |(index, name): (usize, &&str)| {
        let (column, row) = (index % 6, index / 6);
        let (lon, lat) = (0.05 + 0.06 * column as f64, 52.3 - 0.04 * row as f64);
        let nudge = f64::from(made(index, 0, 100)) / 10_000.0;
        Shape {
            code: format!("E0599{index:04}"),
            name: (*name).to_owned(),
            value: value(index).into(),
            outline: vec![vec![
                (lon, lat),
                (lon + 0.06, lat + nudge),
                (lon + 0.06 + nudge, lat - 0.04),
                (lon + 0.02, lat - 0.04 - nudge),
                (lon, lat - 0.04),
                (lon, lat),
            ]],
        }
    };
    WARDS.iter().enumerate().map(shape).collect()
}

pub fn tiles() -> Vec<Tile> {
    let tile = |(index, name): (usize, &&str)| Tile {
        code: format!("E0599{index:04}"),
        name: (*name).to_owned(),
        column: u32::try_from(index % 5).unwrap(),
        row: u32::try_from(index / 5).unwrap(),
        value: value(index).into(),
    };
    WARDS.iter().enumerate().map(tile).collect()
}

fn column(head: &str, numeric: bool) -> TableColumn {
    TableColumn { head: head.to_owned(), numeric }
}

pub fn ward_table(id: &str, crime: &str, seed: usize) -> TableBlock {
    let row = |(index, name): (usize, &&str)| {
        let (now, before) = (made(index + seed, 12, 1900), made(index + seed + 500, 12, 1900));
        let change = i64::from(now) - i64::from(before);
        let mut head = Cell::head(*name);
        head.href = Some(format!("/evidence/wards/{index}"));
        vec![
            head,
            Cell::figure(format!("{id}-{index}"), base_commas(now)),
            Cell::text(base_commas(before)),
            Cell::text(format!("{}{}", if change < 0 { "−" } else { "+" }, change.abs())),
            Cell::text(if index == 11 { "not known".to_owned() } else { format!("{:.1}", f64::from(now) / 11.7) }),
            Cell::text(if change.abs() < 60 {
                "no clear change"
            } else if change < 0 {
                "fell"
            } else {
                "rose"
            }),
        ]
    };
    TableBlock {
        id: id.to_owned(),
        caption: format!("{crime} rose in more wards than it fell"),
        columns: vec![
            column("Ward", false),
            column("Year ending October 2019", true),
            column("Year before", true),
            column("Change", true),
            column("Per 1,000 residents", true),
            column("Verdict", false),
        ],
        rows: WARDS.iter().enumerate().map(row).collect(),
        source: "police.uk street-level crime, extract of 3 December 2019; residents: mid-2018 estimates.".to_owned(),
        note: "Fenbrook's residents aren't known for its present outline.".to_owned(),
    }
}

fn base_commas(number: u32) -> String {
    if number >= 1000 { format!("{},{:03}", number / 1000, number % 1000) } else { number.to_string() }
}

fn heading(level: u8, id: &str, text: &str) -> Block {
    Block::Heading { level, id: id.to_owned(), text: text.to_owned() }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::text(text)])
}

fn figure(id: &str, caption: &str, description: &str, svg: String, table: Option<TableBlock>) -> Block {
    let source = "police.uk street-level crime, extract of 3 December 2019.".to_owned();
    Block::Figure(FigureBlock {
        id: id.to_owned(),
        caption: caption.to_owned(),
        description: description.to_owned(),
        svg,
        source,
        table,
        print_table: false,
    })
}

/// About ten pages.
pub fn long() -> Document {
    let mut blocks = vec![
        heading(1, "summary", "Summary"),
        Block::Paragraph(vec![
            Inline::text("Police recorded "),
            Inline::Figure { id: "all-crime".to_owned(), text: "11,873 crimes".to_owned() },
            Inline::text(" in the district in the year ending October 2019, "),
            Inline::Strong("4.2% fewer".to_owned()),
            Inline::text(
                " than in the year before. That is a clear fall: chance alone would explain so large a difference in fewer than 1 of 100 years. See the ",
            ),
            Inline::Link { href: "https://example.org/method".to_owned(), text: "method".to_owned() },
            Inline::text("."),
        ]),
        Block::List(vec![
            vec![Inline::text("Burglary fell in 17 of 26 wards.")],
            vec![Inline::text("Violence rose in Chalk Hill, Kiln Lane and Long Meadow and the Commons; the rest shows no clear change.")],
            vec![Inline::text("One month of vehicle crime is missing, so that its year can't be compared.")],
        ]),
        Block::Warning(vec![Inline::text("Street-level locations are approximate. Don't read a single street from these figures.")]),
        Block::Numbered(vec![
            vec![Inline::text("Ask the force for the missing month.")],
            vec![Inline::Strong("Compare".to_owned()), Inline::text(" vehicle crime when it has come.")],
        ]),
        heading(2, "known", "What is known and what isn't"),
        Block::SummaryList(vec![
            ("Extracts".to_owned(), vec![Inline::text("24 monthly files of one force, 138,402 rows, 212 set aside")]),
            ("Placed in a ward".to_owned(), vec![Inline::text("98.7% of crimes; the rest have no location")]),
            ("Residents".to_owned(), vec![Inline::text("mid-2018 estimates")]),
        ]),
        Block::Inset(vec![Inline::text("Recorded crime isn't all crime. Much isn't reported, and how police record it changes.")]),
        heading(1, "months", "Crime over the year"),
        paragraph("Each month is compared with the same month a year before, so that the seasons cancel out."),
        figure(
            "fig-months",
            &months(true).title,
            &months(true).description,
            charts::line(&months(true)),
            Some(ward_table("months-behind", "Crime", 77)),
        ),
        heading(1, "wards", "Crime by ward"),
        figure("fig-rates", &rates().title, &rates().description, charts::bars(&rates()), None),
        figure("fig-map", &map_words().title, &map_words().description, map::choropleth(&map_words(), &shapes()), None),
        figure("fig-tiles", "The same rates as tiles", &map_words().description, map::tiles(&map_words(), &tiles()), None),
    ];
    for (index, crime) in CRIMES.iter().enumerate() {
        blocks.push(heading(2, &format!("crime-{index}"), crime));
        blocks.push(paragraph("Wards are in alphabetical order. A verdict is given only where chance is an unlikely explanation; a ward with few crimes can rarely show one."));
        blocks.push(Block::Table(ward_table(&format!("wards-{index}"), crime, index * 31)));
    }
    Document { blocks, ..small() }
}

/// A page or so.
pub fn small() -> Document {
    let mut table = ward_table("tab-small", "Burglary", 9);
    table.rows.truncate(3);
    let mut drawn = months(true);
    drawn.series.truncate(1);
    drawn.series[0].points.truncate(6);
    Document {
        title: "Recorded crime fell in Fen Edge".to_owned(),
        summary: "Fewer burglaries, more violence in three wards, and one month we can't speak of.".to_owned(),
        partnership: "Fen Edge Community Safety Partnership".to_owned(),
        period: "Year ending October 2019".to_owned(),
        version: "Draft 1".to_owned(),
        marking: "Official".to_owned(),
        date: "3 December 2019".to_owned(),
        cover: vec![("Contact".to_owned(), "Community safety officer".to_owned())],
        short: false,
        blocks: vec![
            heading(1, "summary", "Summary"),
            Block::Paragraph(vec![
                Inline::text("Police recorded "),
                Inline::Figure { id: "all-crime".to_owned(), text: "11,873 crimes".to_owned() },
                Inline::text(" & less <than> before."),
            ]),
            Block::Table(table),
            figure("fig-small", &drawn.title, &drawn.description, charts::line(&drawn), None),
        ],
    }
}
