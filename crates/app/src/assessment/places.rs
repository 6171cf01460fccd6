//! The wards: a ranked table, and a map beside it where there is something to draw it from.

use super::compose::{heading, source};
use super::words::{compared, figure, limit, listed, not_known, reported, sure, whole};
use evidence::{Assessment, Basis, WardLine, ward_id};
use papers::map::{MapWords, Shape, Tile, choropleth, tiles};
use papers::{Block, Cell, FigureBlock, Inline, TableBlock, TableColumn};
use std::collections::BTreeMap;

/// A ring of points: longitude and latitude in degrees.
type Ring = Vec<(f64, f64)>;

/// What a map of the wards can be drawn from.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Ground {
    /// Outlines by ward code: their rings, longitude and latitude in degrees.
    Outlines {
        /// The rings of each ward.
        rings: BTreeMap<String, Vec<Ring>>,
        /// The extracts they are from.
        extracts: Vec<String>,
    },
    /// Column and row by ward code.
    Tiles(BTreeMap<String, (u32, u32)>),
    /// Nothing.
    #[default]
    None,
}

/// The section on wards.
pub fn ward_section(a: &Assessment, ground: &Ground) -> Vec<Block> {
    let wards = &a.wards;
    let mut blocks = vec![heading("wards", "Wards")];
    if wards.lines.is_empty() {
        blocks.push(Block::Paragraph(vec![Inline::text(
            "No lookup from LSOA to ward is loaded for this district, so its wards cannot be counted.",
        )]));
        return blocks;
    }
    blocks.push(Block::Paragraph(lead(a)));
    blocks.push(Block::Table(table(a)));
    blocks.push(Block::List(notes(a)));
    match drawing(a, ground) {
        Some(map) => blocks.push(Block::Figure(map)),
        None => blocks.push(Block::Paragraph(vec![Inline::text(
            "There is no map: no outlines of these wards are loaded. `wardmote import boundaries FILE` adds them.",
        )])),
    }
    blocks
}

fn lead(a: &Assessment) -> Vec<Inline> {
    let (Some(first), last) = (a.wards.lines.first(), a.wards.lines.iter().rfind(|w| w.rank.is_some())) else { return Vec::new() };
    let mut out = vec![Inline::text(if a.wards.by_rate { "The highest rate is that of " } else { "The most crimes were recorded in " })];
    out.push(Inline::text(format!("{} (", first.name)));
    out.push(value(a, first));
    out.push(Inline::text(")"));
    if let Some(last) = last.filter(|l| l.code != first.code) {
        out.push(Inline::text(format!(", the lowest that of {} (", last.name)));
        out.push(value(a, last));
        out.push(Inline::text(")"));
    }
    out.push(Inline::text(". Wards that stand next to each other may not differ: compare their intervals before their ranks."));
    out
}

/// The value a ward is ranked by.
fn value(a: &Assessment, w: &WardLine) -> Inline {
    match &w.rate {
        Some(rate) if a.wards.by_rate => figure(ward_id(&a.code, &w.code, "all-crime-rate"), &rate.printed),
        _ => figure(ward_id(&a.code, &w.code, "all-crime-count"), whole(w.crimes)),
    }
}

fn table(a: &Assessment) -> TableBlock {
    let wards = &a.wards;
    let before = wards.lines.iter().any(|w| w.crimes_before.is_some());
    let rates = wards.by_rate;
    let column = |head: &str, numeric: bool| TableColumn { head: head.into(), numeric };
    let mut columns = vec![column("Rank", true), column("Ward", false), column("Crimes", true)];
    if before {
        columns.push(column("A year before", true));
    }
    columns.push(column("Anti-social behaviour incidents", true));
    if rates {
        let head = format!("Crimes per {} residents", whole(u64::from(a.rate_per)));
        columns.extend([column("Residents", true), column(&head, true), column(&format!("{} interval", sure(a.confidence)), true)]);
    }
    let rows = wards.lines.iter().map(|w| {
        let id = |rest: &str| ward_id(&a.code, &w.code, rest);
        let mut cells = vec![
            Cell::text(w.rank.map_or_else(|| "not ranked".into(), |r| r.to_string())),
            Cell { href: Some(format!("/wards/{}", w.code)), ..Cell::head(&w.name) },
            Cell::figure(id("all-crime-count"), whole(w.crimes)),
        ];
        if before {
            cells.push(w.crimes_before.map_or_else(not_known, |n| Cell::figure(id("all-crime-count-before"), whole(n))));
        }
        cells.push(Cell::figure(id("anti-social-behaviour-count"), whole(w.anti_social_behaviour)));
        if rates {
            cells.push(w.residents.as_ref().map_or_else(not_known, |d| Cell::figure(id("population"), whole(d.residents))));
            match &w.rate {
                Some(rate) => cells.extend([
                    Cell::figure(id("all-crime-rate"), &rate.printed),
                    Cell::figure(id("all-crime-rate"), format!("{} to {}", limit(rate.low), limit(rate.high))),
                ]),
                None => cells.extend([not_known(), not_known()]),
            }
        }
        cells
    });
    TableBlock {
        id: "table-wards".into(),
        caption: conclusion(a),
        columns,
        rows: rows.collect(),
        source: source(a),
        note: if rates {
            "Ranked by rate. Intervals that overlap mean that the order of two wards may be chance."
        } else {
            "Ranked by count, since residents of wards are not known. A larger ward has more crime because it has more people."
        }
        .into(),
    }
}

/// The conclusion of table and map.
fn conclusion(a: &Assessment) -> String {
    let top: Vec<String> = a.wards.lines.iter().filter(|w| w.rank.is_some()).take(3).map(|w| w.name.clone()).collect();
    format!("{} come first by {}", listed(&top), if a.wards.by_rate { "rate" } else { "count" })
}

fn notes(a: &Assessment) -> Vec<Vec<Inline>> {
    let wards = &a.wards;
    let mut out = Vec::new();
    let mut say = |t: String| out.push(vec![Inline::text(t)]);
    let year = wards.year.map_or_else(String::new, |y| format!(" of {y}"));
    say(format!("Wards{year} are put together from LSOAs of {}. An LSOA is counted in the one ward the lookup names.", wards.vintage));
    if wards.crimes_in_no_ward > 0 {
        say("Some crimes of the district lie in LSOAs that these wards do not know; they are in the district's total and in no ward."
            .into());
    }
    if wards.vintages_differ && a.period.basis != Basis::NoComparison {
        say(format!(
            "Wards are not compared with {}: the two periods carry LSOA codes of different censuses. `--via area-changes` compares them through the lookup of changes.",
            compared(a)
        ));
    }
    if wards.placed_through_changes {
        say("Rows with LSOA codes of 2011 are placed through the lookup of changes, where the older LSOA lies wholly in one ward; the others are in no ward.".into());
    }
    if wards.residents_through_changes() {
        say("Residents of some wards are estimated: they are the sum of the LSOAs of 2011 that the lookup of changes places wholly in the ward.".into());
    }
    let years: std::collections::BTreeSet<String> = wards
        .lines
        .iter()
        .filter_map(|w| w.residents.as_ref())
        .map(|d| d.year.map_or_else(|| "a year the file does not state".to_owned(), |y| y.to_string()))
        .collect();
    if !years.is_empty() {
        say(format!("Residents are those of {}.", listed(&years.into_iter().collect::<Vec<_>>())));
    }
    if wards.by_rate && wards.lines.iter().any(|w| w.rate.is_none()) {
        say("A ward whose residents are not known has no rate and no rank; its rate is not nought.".into());
    }
    out
}

/// The map, where every ward can be drawn from the same ground.
fn drawing(a: &Assessment, ground: &Ground) -> Option<FigureBlock> {
    let wards = &a.wards;
    let value = |w: &WardLine| if wards.by_rate { w.rate.as_ref().map(|r| r.value) } else { Some(w.crimes as f64) };
    let per = format!("Crimes per {} residents", whole(u64::from(a.rate_per)));
    let unit = if wards.by_rate { per.as_str() } else { "Crimes" };
    let (kind, from) = match ground {
        Ground::Outlines { .. } => {
            ("A map", "Outlines: Office for National Statistics, as imported; contains OS data © Crown copyright and database right.")
        }
        Ground::Tiles(_) => {
            ("A tile map, one square a ward, roughly where the ward lies,", "Tiles laid out for this product; they are not outlines.")
        }
        Ground::None => return None,
    };
    let spoken = MapWords {
        title: conclusion(a),
        description: format!(
            "{kind} of the wards of {} by {} in {}. {}. The table above lists every ward with its value.",
            a.name,
            unit.to_lowercase(),
            reported(a),
            conclusion(a)
        ),
        unit: unit.into(),
        classes: 5,
        decimals: usize::from(wards.by_rate),
    };
    let svg = match ground {
        Ground::Outlines { rings, .. } => {
            let shapes: Option<Vec<Shape>> = wards
                .lines
                .iter()
                .map(|w| {
                    Some(Shape { code: w.code.clone(), name: w.name.clone(), value: value(w).into(), outline: rings.get(&w.code)?.clone() })
                })
                .collect();
            choropleth(&spoken, &shapes?)
        }
        Ground::Tiles(places) => {
            let squares: Option<Vec<Tile>> = wards
                .lines
                .iter()
                .map(|w| {
                    let (column, row) = *places.get(&w.code)?;
                    Some(Tile { code: w.code.clone(), name: w.name.clone(), column, row, value: value(w).into() })
                })
                .collect();
            tiles(&spoken, &squares?)
        }
        Ground::None => return None,
    };
    Some(FigureBlock {
        id: "figure-wards".into(),
        caption: conclusion(a),
        description: spoken.description,
        svg,
        source: format!("{} {from}", source(a)),
        table: None,
        print_table: false,
    })
}
