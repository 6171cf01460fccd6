//! Charts and maps of table figures.

use super::compose::printed;
use super::resolved::Resolved;
use crate::assessment::Ground;
use narrative::{ChartKind, PlaceName};
use papers::charts::{Bar, BarChart, LineChart, Series};
use papers::map::{Breaks, Choropleth, Shape, Tile, TileMap};
use papers::{Caption, Draw as _, Drawing, FigureBlock, Size};

/// A chart or a map with the name of its files.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedDrawing {
    /// `fires-by-ward-map`.
    pub name: String,
    /// The drawing.
    pub drawing: Drawing,
}

impl NamedDrawing {
    /// It as a figure of the paper.
    pub fn block(&self) -> FigureBlock {
        self.drawing.figure(&format!("figure-{}", self.name))
    }
}

/// A chart of a table figure.
pub fn chart(kind: ChartKind, figure: &Resolved, title: &str, source: &str, own: &PlaceName) -> NamedDrawing {
    let caption = caption(title, source);
    let fact = &figure.fact;
    let unit = unit_of(figure);
    let drawing = match kind {
        ChartKind::Bars => {
            let bars = fact.rows.iter().map(|row| Bar {
                label: row.name.clone(),
                value: row.value,
                interval: None,
                text: row.value.map_or_else(|| "not known".to_owned(), |value| printed(value, fact.decimals, &fact.unit)),
                emphasis: row.area.as_ref().is_some_and(|area| area.code == own.code || area.name == own.name),
            });
            BarChart { title: title.to_owned(), description: fact.title.clone(), unit, bars: bars.collect(), reference: None }
                .draw(&caption, Size::Wide)
        }
        ChartKind::Line => {
            let points = fact.rows.iter().map(|row| (row.name.clone(), row.value));
            let series = vec![Series { name: fact.title.clone(), points: points.collect() }];
            LineChart { title: title.to_owned(), description: fact.title.clone(), unit, series }.draw(&caption, Size::Wide)
        }
    };
    NamedDrawing { name: format!("{}-chart", fact.id), drawing }
}

/// A map of a table figure by ward, where each ward can be drawn from the same ground.
pub fn map(figure: &Resolved, title: &str, source: &str, area: &PlaceName, ground: &Ground) -> Option<NamedDrawing> {
    let fact = &figure.fact;
    let unit = unit_of(figure);
    let decimals = fact.decimals as usize;
    let breaks = Breaks::Quantiles(5);
    let placed = || fact.rows.iter().filter_map(|row| Some((row, row.area.as_ref()?)));
    let from = match ground {
        Ground::Outlines { .. } => "Outlines: Office for National Statistics; contains OS data © Crown copyright and database right",
        Ground::Tiles(_) => "Tiles laid out for this product, one square a ward; they are not outlines",
        Ground::None => return None,
    };
    let caption = caption(title, &format!("{source} {from}, {}.", area.name));
    let drawing = match ground {
        Ground::Outlines { rings, .. } => {
            let shapes: Option<Vec<Shape>> = placed()
                .map(|(row, area)| {
                    let outline = rings.get(&area.code)?.clone();
                    Some(Shape { code: area.code.clone(), name: row.name.clone(), value: row.value.into(), outline })
                })
                .collect();
            Choropleth { unit, decimals, breaks, shapes: shapes? }.draw(&caption, Size::Wide)
        }
        Ground::Tiles(squares) => {
            let tiles: Option<Vec<Tile>> = placed()
                .map(|(row, area)| {
                    let (column, line) = *squares.get(&area.code)?;
                    Some(Tile { code: area.code.clone(), name: row.name.clone(), column, row: line, value: row.value.into() })
                })
                .collect();
            TileMap { unit, decimals, breaks, tiles: tiles? }.draw(&caption, Size::Wide)
        }
        Ground::None => return None,
    };
    Some(NamedDrawing { name: format!("{}-map", fact.id), drawing })
}

fn caption(title: &str, source: &str) -> Caption {
    Caption { title: title.to_owned(), source: source.to_owned(), period: String::new(), how_sure: String::new() }
}

fn unit_of(figure: &Resolved) -> String {
    let unit = super::compose::sentence_case(&figure.fact.unit);
    if unit.is_empty() { figure.fact.title.clone() } else { unit }
}
