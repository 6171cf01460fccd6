//! Maps as small SVG: a choropleth where outlines are known, tiles where they aren't. Always beside a ranked table.

use crate::charts::axis::Taken;
use crate::charts::pen::{GREY, INK, LINE, PAPER, Pen, SIZE, fit, known, lines_at_most, number, words_width};
pub use crate::classes::Breaks;
use crate::classes::Classes;
use crate::drawing::{Caption, Draw, Drawing, Size, counted, extremes, real, words};
use crate::outlines::Ground;
use base::{ColumnKind, Table};
use std::fmt::Write as _;

/// What is known of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// Its value.
    Known(f64),
    /// Known, but too small to be shown.
    Suppressed,
    /// Not known.
    Unknown,
}

impl From<Option<f64>> for Reading {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Unknown, Self::Known)
    }
}

impl Reading {
    fn value(self) -> Option<f64> {
        match self {
            Self::Known(value) => known(Some(value)),
            Self::Suppressed | Self::Unknown => None,
        }
    }

    fn is_suppressed(self) -> bool {
        self == Self::Suppressed
    }

    /// As people read it.
    fn words(self, decimals: usize) -> String {
        match self.value() {
            Some(value) => number(value, decimals),
            None if self.is_suppressed() => "suppressed".to_owned(),
            None => "not known".to_owned(),
        }
    }
}

/// An area with its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is known of it.
    pub value: Reading,
    /// Its rings, outer and inner, as longitude and latitude in degrees (WGS84).
    pub outline: Vec<Vec<(f64, f64)>>,
}

/// An area's place on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Column from the west, from 0.
    pub column: u32,
    /// Row from the north, from 0.
    pub row: u32,
    /// What is known of it.
    pub value: Reading,
}

/// What a map says besides its areas.
#[derive(Debug, Clone, PartialEq)]
pub struct MapWords {
    /// What to conclude.
    pub title: String,
    /// What it shows, with its main values.
    pub description: String,
    /// What is measured: `Crimes per 1,000 residents`.
    pub unit: String,
    /// Classes, 1 to 5.
    pub classes: usize,
    /// Decimals of the class limits.
    pub decimals: usize,
}

/// A choropleth.
#[derive(Debug, Clone, PartialEq)]
pub struct Choropleth {
    /// What is measured.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// How the classes are made.
    pub breaks: Breaks,
    /// The areas.
    pub shapes: Vec<Shape>,
}

/// A map of one tile for each area.
#[derive(Debug, Clone, PartialEq)]
pub struct TileMap {
    /// What is measured.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// How the classes are made.
    pub breaks: Breaks,
    /// The areas.
    pub tiles: Vec<Tile>,
}

const LEGEND: f64 = 200.0;

/// Draws a choropleth. Areas without a value are patterned.
pub fn choropleth(words: &MapWords, shapes: &[Shape]) -> String {
    let sheet = Sheet::of(&words.unit, words.decimals, &Breaks::Quantiles(words.classes), readings(shapes), Size::Wide);
    sheet.choropleth(shapes, &words.title).bare(&words.title, &words.description)
}

/// Draws one tile for each area, at its place on the grid.
pub fn tiles(words: &MapWords, tiles: &[Tile]) -> String {
    let values = tiles.iter().map(|tile| tile.value).collect();
    let sheet = Sheet::of(&words.unit, words.decimals, &Breaks::Quantiles(words.classes), values, Size::Wide);
    sheet.tiles(tiles, &words.title).bare(&words.title, &words.description)
}

fn readings(shapes: &[Shape]) -> Vec<Reading> {
    shapes.iter().map(|shape| shape.value).collect()
}

impl Draw for Choropleth {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let sheet = Sheet::of(&self.unit, self.decimals, &self.breaks, readings(&self.shapes), size);
        let areas: Vec<Area<'_>> = self.shapes.iter().map(|shape| (shape.code.as_str(), shape.name.as_str(), shape.value)).collect();
        Drawing::of(&sheet.choropleth(&self.shapes, &caption.title), caption, sheet.table(&areas), sheet.alternative("Map", &areas))
    }
}

impl Draw for TileMap {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let values = self.tiles.iter().map(|tile| tile.value).collect();
        let sheet = Sheet::of(&self.unit, self.decimals, &self.breaks, values, size);
        let areas: Vec<Area<'_>> = self.tiles.iter().map(|tile| (tile.code.as_str(), tile.name.as_str(), tile.value)).collect();
        Drawing::of(&sheet.tiles(&self.tiles, &caption.title), caption, sheet.table(&areas), sheet.alternative("Tile map", &areas))
    }
}

/// An area's code, name and reading.
type Area<'a> = (&'a str, &'a str, Reading);

/// One map: its scale, its patterns, its words.
struct Sheet<'a> {
    unit: &'a str,
    decimals: usize,
    classes: Classes,
    values: Vec<Reading>,
    size: Size,
}

/// The names of the two patterns in one drawing.
struct Patterns {
    suppressed: String,
    unknown: String,
}

impl<'a> Sheet<'a> {
    fn of(unit: &'a str, decimals: usize, breaks: &Breaks, values: Vec<Reading>, size: Size) -> Self {
        let classes = Classes::of(values.iter().map(|reading| reading.value()), breaks, decimals);
        Self { unit, decimals, classes, values, size }
    }

    /// Where the map may go: its width, and how far right the legend begins.
    fn room(&self) -> f64 {
        if self.size.is_narrow() { self.size.width() } else { self.size.width() - LEGEND - 10.0 }
    }

    fn fill(&self, reading: Reading, patterns: &Patterns) -> String {
        match reading.value().and_then(|value| self.classes.class(value)) {
            Some(class) => self.classes.colour(class).to_owned(),
            None if reading.is_suppressed() => patterns.suppressed.clone(),
            None => patterns.unknown.clone(),
        }
    }

    fn ink(&self, reading: Reading) -> &'static str {
        let dark = reading.value().and_then(|value| self.classes.class(value)).is_some_and(|class| self.classes.is_dark(class));
        if dark { PAPER } else { INK }
    }

    fn choropleth(&self, shapes: &[Shape], title: &str) -> Pen {
        let mut pen = Pen::new(self.size);
        let patterns = self.patterns(&mut pen, title);
        let ground = Ground::of(shapes, self.room(), if self.size.is_narrow() { 420.0 } else { 480.0 });
        for shape in shapes {
            let path = ground.path(shape);
            if path.is_empty() {
                continue;
            }
            let fill = self.fill(shape.value, &patterns);
            let mut markup = format!(
                "<path d=\"{path}\" fill=\"{fill}\" fill-rule=\"evenodd\" stroke=\"{GREY}\" stroke-width=\"0.8\" stroke-linejoin=\"round\"><title>"
            );
            ui::push_escaped(&mut markup, &format!("{}: {}", shape.name, shape.value.words(self.decimals)));
            markup.push_str("</title></path>");
            pen.raw(&markup);
        }
        let mut taken = Taken::default();
        for shape in shapes {
            let Some((middle, lines)) = ground.label(shape, &mut taken) else { continue };
            let patterned = shape.value.value().is_none();
            for (index, line) in lines.iter().enumerate() {
                let y = middle.1 + SIZE * 0.35 + (index as f64 - (lines.len() - 1) as f64 / 2.0) * 17.0;
                if patterned {
                    pen.rect((middle.0 - words_width(line) / 2.0 - 3.0, y - 14.0), (words_width(line) + 6.0, 18.0), PAPER, "");
                }
                pen.text((middle.0, y), "middle", self.ink(shape.value), false, line);
            }
        }
        let height = self.legend(&mut pen, &patterns, ground.height, false);
        pen.set_height(height);
        pen
    }

    fn tiles(&self, tiles: &[Tile], title: &str) -> Pen {
        let mut pen = Pen::new(self.size);
        let patterns = self.patterns(&mut pen, title);
        let columns = tiles.iter().map(|tile| tile.column).max().map_or(1, |last| last.saturating_add(1));
        let rows = tiles.iter().map(|tile| tile.row).max().map_or(1, |last| last.saturating_add(1));
        let side = (self.room() / f64::from(columns)).min(104.0);
        let tall = (side * 0.8).max(62.0);
        // On a telephone a tile holds little: its words are as small as words may be.
        let letters = if self.size.is_narrow() { 14.0 } else { SIZE };
        for tile in tiles {
            let fill = self.fill(tile.value, &patterns);
            let at = (f64::from(tile.column) * side + 1.0, f64::from(tile.row) * tall + 5.0);
            let middle = at.0 + (side - 3.0) / 2.0;
            let mut markup = String::from("<g><title>");
            ui::push_escaped(&mut markup, &format!("{}: {}", tile.name, tile.value.words(self.decimals)));
            markup.push_str("</title>");
            pen.raw(&markup);
            pen.rect(at, (side - 3.0, tall - 3.0), &fill, GREY);
            let known = tile.value.value();
            if known.is_none() {
                pen.rect((at.0 + 5.0, at.1 + 5.0), (side - 13.0, tall - 13.0), PAPER, "");
            }
            let ink = self.ink(tile.value);
            let most = if tall >= 80.0 { 3 } else { 2 };
            for (index, line) in
                lines_at_most(&tile.name, side - if known.is_none() { 14.0 } else { 5.0 }, letters, most).iter().enumerate()
            {
                pen.text_at((middle, at.1 + 19.0 + letters * 1.05 * index as f64), letters, ink, line);
            }
            let short = if tile.value.is_suppressed() { "s" } else { "?" };
            let value = known.map_or_else(|| short.to_owned(), |value| number(value, self.decimals));
            pen.text((middle, at.1 + tall - 10.0), "middle", ink, true, &fit(&value, (side - 6.0) / 1.06));
            pen.raw("</g>");
        }
        let height = self.legend(&mut pen, &patterns, f64::from(rows) * tall + 10.0, true);
        pen.set_height(height);
        pen
    }

    /// Draws the classes, beside the map or beneath it; gives the height of all.
    fn legend(&self, pen: &mut Pen, patterns: &Patterns, map: f64, signs: bool) -> f64 {
        let narrow = self.size.is_narrow();
        let (left, width) = if narrow { (0.0, self.size.width()) } else { (self.size.width() - LEGEND, LEGEND) };
        let mut y = pen.paragraph(left, if narrow { map + 24.0 } else { 22.0 }, width, true, self.unit) + 12.0;
        let mut key = |fill: &str, words: &str| {
            pen.rect((left, y), (28.0, 20.0), fill, GREY);
            let last = pen.paragraph(left + 38.0, y + 16.0, width - 38.0, false, words);
            y = last + 12.0;
        };
        let count = |class: usize| {
            self.values.iter().filter_map(|reading| reading.value()).filter(|value| self.classes.class(*value) == Some(class)).count()
        };
        for class in (0..self.classes.len()).rev() {
            key(self.classes.colour(class), &format!("{} ({})", self.classes.words(class), number(count(class) as f64, 0)));
        }
        let suppressed = self.values.iter().filter(|reading| reading.is_suppressed()).count();
        let unknown = self.values.iter().filter(|reading| reading.value().is_none() && !reading.is_suppressed()).count();
        if suppressed > 0 {
            key(
                &patterns.suppressed,
                &format!("{}suppressed, too few to show ({})", if signs { "s: " } else { "" }, number(suppressed as f64, 0)),
            );
        }
        if unknown > 0 {
            key(&patterns.unknown, &format!("{}not known ({})", if signs { "?: " } else { "" }, number(unknown as f64, 0)));
        }
        let last = pen.paragraph(left, y + SIZE + 2.0, width, false, &format!("In brackets: how many areas. {}", self.classes.method()));
        map.max(last + LINE * 0.5)
    }

    /// Defines the patterns under names of their own, since a page may hold several maps.
    fn patterns(&self, pen: &mut Pen, title: &str) -> Patterns {
        let seed = title.bytes().chain([u8::from(self.size.is_narrow())]);
        let name = seed.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        pen.raw(&format!(
            "<defs><pattern id=\"hatch-{name:016x}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect x=\"0\" y=\"0\" width=\"8\" height=\"8\" fill=\"{PAPER}\"/>\
             <path d=\"M-2 2L2 -2M0 8L8 0M6 10L10 6\" stroke=\"{GREY}\" stroke-width=\"1.5\" fill=\"none\"/></pattern>\
             <pattern id=\"dots-{name:016x}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect x=\"0\" y=\"0\" width=\"8\" height=\"8\" fill=\"{PAPER}\"/>\
             <circle cx=\"4\" cy=\"4\" r=\"1.5\" fill=\"{GREY}\"/></pattern></defs>"
        ));
        Patterns { suppressed: format!("url(#hatch-{name:016x})"), unknown: format!("url(#dots-{name:016x})") }
    }

    fn table(&self, areas: &[Area<'_>]) -> Table {
        let mut table = Table::new(&[
            ("area_code", ColumnKind::Text),
            ("area", ColumnKind::Text),
            ("value", ColumnKind::Real),
            ("class", ColumnKind::Text),
        ]);
        let mut ranked: Vec<&Area<'_>> = areas.iter().collect();
        let rank = |reading: Reading| reading.value().unwrap_or(f64::NEG_INFINITY);
        ranked.sort_by(|a, b| rank(b.2).total_cmp(&rank(a.2)).then(a.1.cmp(b.1)).then(a.0.cmp(b.0)));
        for (code, name, reading) in ranked {
            let class = match reading.value().and_then(|value| self.classes.class(value)) {
                Some(class) => self.classes.words(class).to_owned(),
                None => reading.words(self.decimals),
            };
            table.rows.push(vec![words(code), words(name), real(reading.value()), words(&class)]);
        }
        table
    }

    fn alternative(&self, kind: &str, areas: &[Area<'_>]) -> String {
        let suppressed = areas.iter().filter(|(_, _, reading)| reading.is_suppressed()).count();
        let shown = areas.iter().filter(|(_, _, reading)| !reading.is_suppressed());
        let said = extremes(shown.map(|(_, name, reading)| (*name, reading.value())), self.decimals, "area", "areas");
        let mut said = format!("{kind}. {}, {}. {said}", self.unit, counted(self.classes.len(), "class", "classes"));
        if suppressed > 0 {
            let _ = write!(said, " {} suppressed, too few to show.", counted(suppressed, "is", "are"));
        }
        said
    }
}
