//! A drawing with all that belongs to it: the picture, the numbers behind it and the words in its place.

use crate::charts::pen::{Pen, known, number};
use crate::{Cell, FigureBlock, TableBlock, TableColumn};
use base::{ColumnKind, Table, Value};

/// What stands around a drawing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// What to conclude.
    pub title: String,
    /// Where the numbers are from.
    pub source: String,
    /// The time they are about.
    pub period: String,
    /// How sure one may be: the interval or test, and what it leaves out.
    pub how_sure: String,
}

impl Caption {
    /// Source, period and certainty as one line beneath a figure.
    pub fn beneath(&self) -> String {
        let sentences = [&self.source, &self.period, &self.how_sure];
        let ended = sentences.into_iter().map(|words| words.trim()).filter(|words| !words.is_empty());
        ended
            .map(|words| if words.ends_with(['.', '?', '!']) { words.to_owned() } else { format!("{words}.") })
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// How much room there is. Words are 16 units high in both, at least 14 px wherever the page shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// A page or a screen of 640 px or more.
    #[default]
    Wide,
    /// A telephone: 343 px between the margins of a screen of 375 px.
    Narrow,
}

impl Size {
    /// Units from left to right.
    pub const fn width(self) -> f64 {
        match self {
            Self::Wide => 720.0,
            Self::Narrow => 343.0,
        }
    }

    pub(crate) fn is_narrow(self) -> bool {
        self == Self::Narrow
    }
}

/// A picture, the numbers behind it and the words in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What stands around it.
    pub caption: Caption,
    /// A file of its own: title, period, certainty and source are drawn in it.
    pub svg: String,
    /// The same picture for a page or a paper, which sets title and source in its own type.
    pub bare: String,
    /// The numbers, for the table beneath and for CSV.
    pub table: Table,
    /// What it shows in one paragraph, computed from the numbers.
    pub alternative: String,
}

/// Something that can be drawn.
pub trait Draw {
    /// Draws it.
    fn draw(&self, caption: &Caption, size: Size) -> Drawing;
}

impl Drawing {
    pub(crate) fn of(pen: &Pen, caption: &Caption, table: Table, alternative: String) -> Self {
        Self {
            svg: pen.framed(caption, &alternative),
            bare: pen.bare(&caption.title, &alternative),
            caption: caption.clone(),
            table,
            alternative,
        }
    }

    /// The table as CSV (RFC 4180): a header, bare numbers, missing values empty.
    pub fn csv(&self) -> String {
        csv(&self.table)
    }

    /// The numbers as a table beneath the drawing.
    pub fn table_block(&self, id: &str) -> TableBlock {
        let columns = self.table.columns.iter();
        let columns = columns.map(|column| TableColumn { head: head(&column.name), numeric: is_numeric(column.kind) }).collect();
        let cell = |(index, value): (usize, &Value)| if index == 0 { Cell::head(shown(value)) } else { Cell::text(shown(value)) };
        TableBlock {
            id: id.to_owned(),
            caption: self.caption.title.clone(),
            columns,
            rows: self.table.rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect(),
            source: self.caption.beneath(),
            note: String::new(),
        }
    }

    /// The drawing as a figure of a paper; its numbers fold away beneath it as `ID-table`.
    pub fn figure(&self, id: &str) -> FigureBlock {
        let table = (!self.table.rows.is_empty()).then(|| self.table_block(&format!("{id}-table")));
        FigureBlock {
            id: id.to_owned(),
            caption: self.caption.title.clone(),
            description: self.alternative.clone(),
            svg: self.bare.clone(),
            source: self.caption.beneath(),
            table,
            print_table: false,
        }
    }
}

fn is_numeric(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Whole | ColumnKind::Real)
}

/// `own_area` as `Own area`.
fn head(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    match value {
        Value::Missing => "not known".to_owned(),
        Value::Whole(n) => number(*n as f64, 0),
        Value::Real(x) => {
            let decimals = (0..3).find(|decimals| format!("{x:.decimals$}").parse::<f64>().is_ok_and(|read| (read - x).abs() < 1e-9));
            number(*x, decimals.unwrap_or(2))
        }
        Value::Text(text) => text.clone(),
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
    }
}

/// A table as CSV (RFC 4180): a header, bare numbers, missing values empty, lines ended by CR LF.
pub fn csv(table: &Table) -> String {
    let mut out = String::new();
    let mut line = |cells: Vec<String>| {
        out.push_str(&cells.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    };
    line(table.columns.iter().map(|column| column.name.clone()).collect());
    for row in &table.rows {
        line(row.iter().map(Value::to_bare).collect());
    }
    out
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A number as a cell; what can't be drawn is missing.
pub(crate) fn real(value: Option<f64>) -> Value {
    known(value).map_or(Value::Missing, Value::Real)
}

/// Words as a cell.
pub(crate) fn words(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// `1 area`, `3 areas`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(count as f64, 0), if count == 1 { one } else { many })
}

/// Highest, lowest and what is missing, in sentences.
pub(crate) fn extremes<'a>(items: impl Iterator<Item = (&'a str, Option<f64>)>, decimals: usize, one: &str, many: &str) -> String {
    let items: Vec<(&str, Option<f64>)> = items.map(|(label, value)| (label, known(value))).collect();
    let mut values: Vec<(&str, f64)> = items.iter().filter_map(|(label, value)| value.map(|value| (*label, value))).collect();
    // The first of equals is named.
    values.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut sentences = Vec::new();
    match (values.first(), values.last()) {
        (Some((label, only)), _) if values.len() == 1 => sentences.push(format!("{label}: {}.", number(*only, decimals))),
        (Some(first), Some(last)) if first.1.total_cmp(&last.1).is_eq() => {
            sentences.push(format!("All of {} have {}.", counted(values.len(), one, many), number(first.1, decimals)));
        }
        (Some(first), Some(_)) => {
            // Of several that are lowest the first as given is named, as for the highest.
            let least = values.last().map_or(0.0, |last| last.1);
            let lowest = items.iter().find(|(_, value)| value.is_some_and(|value| value.total_cmp(&least).is_eq()));
            sentences.push(format!(
                "{}. Highest: {}, {}. Lowest: {}, {}.",
                counted(values.len(), one, many),
                first.0,
                number(first.1, decimals),
                lowest.map_or("", |(label, _)| *label),
                number(least, decimals)
            ));
        }
        _ => sentences.push("No values are known.".to_owned()),
    }
    let missing = items.len() - values.len();
    if missing > 0 && !values.is_empty() {
        sentences.push(format!("{} not known.", counted(missing, "more is", "more are")));
    }
    sentences.join(" ")
}
