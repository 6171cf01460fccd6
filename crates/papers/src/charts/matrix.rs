//! Wards by flags: marks, words and totals.

use super::pen::{DARK, GREY, GRID, INK, LINE, Mark, Pen, SHADE, SIZE, fit, unit, width_at, words_width, wrap};
use crate::drawing::{Caption, Draw, Drawing, Size, counted, words};
use base::{Column, ColumnKind, Table, Value};

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellMark {
    /// The flag is raised.
    Flag,
    /// Just under the threshold.
    Near,
    /// Under the threshold.
    Clear,
    /// Not known.
    Unknown,
}

impl CellMark {
    const ALL: [Self; 4] = [Self::Flag, Self::Near, Self::Clear, Self::Unknown];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Near => "near miss",
            Self::Clear => "no flag",
            Self::Unknown => "not known",
        }
    }

    fn draw(self, pen: &mut Pen, at: (f64, f64)) {
        match self {
            Self::Flag => pen.mark(Mark::Diamond, at, 8.0, DARK),
            Self::Near => pen.mark(Mark::OpenDiamond, at, 7.0, INK),
            Self::Clear => pen.mark(Mark::Dot, at, 2.0, GREY),
            Self::Unknown => pen.text((at.0, at.1 + SIZE * 0.35), "middle", INK, false, "?"),
        }
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixCell {
    /// What it says.
    pub mark: CellMark,
    /// The value behind it, as written: `24`; or empty.
    pub text: String,
}

/// One ward.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixRow {
    /// Its name.
    pub label: String,
    /// A cell for each column.
    pub cells: Vec<MatrixCell>,
    /// What the row comes to: `high`, or empty.
    pub word: String,
    /// Whether the title is about it.
    pub emphasis: bool,
}

/// A grid of wards and flags.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// What the rows are: `Ward`.
    pub rows_are: String,
    /// The flags.
    pub columns: Vec<String>,
    /// The wards, in the order drawn.
    pub rows: Vec<MatrixRow>,
    /// What a row's word is: `Risk`; empty where rows have none.
    pub word_is: String,
}

impl Matrix {
    fn flags(row: &MatrixRow) -> usize {
        row.cells.iter().filter(|cell| cell.mark == CellMark::Flag).count()
    }

    fn unknown(row: &MatrixRow) -> usize {
        row.cells.iter().filter(|cell| cell.mark == CellMark::Unknown).count()
    }

    fn has_words(&self) -> bool {
        self.rows.iter().any(|row| !row.word.is_empty())
    }

    fn key(&self, pen: &mut Pen, from: f64, width: f64) -> f64 {
        let (mut x, mut y) = (0.0, from);
        for mark in CellMark::ALL {
            if !self.rows.iter().any(|row| row.cells.iter().any(|cell| cell.mark == mark)) {
                continue;
            }
            let need = 22.0 + words_width(mark.word()) + 22.0;
            if x > 0.0 && x + need > width {
                (x, y) = (0.0, y + LINE + 3.0);
            }
            mark.draw(pen, (x + 9.0, y - SIZE * 0.35));
            pen.text((x + 22.0, y), "start", INK, false, mark.word());
            x += need;
        }
        y
    }

    fn wide(&self, pen: &mut Pen, width: f64) -> f64 {
        let names = self.rows.iter().map(|row| words_width(&row.label) * 1.06).fold(words_width(&self.rows_are), f64::max);
        let names = (names + 12.0).min(210.0);
        let words = self.rows.iter().map(|row| words_width(&row.word)).fold(words_width(&self.word_is), f64::max);
        let words = if self.has_words() { (words + 16.0).min(130.0) } else { 0.0 };
        let totals = 54.0;
        let cell = ((width - names - words - totals) / self.columns.len().max(1) as f64).clamp(30.0, 96.0);
        let head = self.heads(pen, names, cell);
        let line = |pen: &mut Pen, y: f64, stroke: &str| pen.line((0.0, y), (width, y), stroke, 1.0, "");
        let edge = names + cell * self.columns.len() as f64;
        pen.text((0.0, head - 4.0), "start", INK, true, &fit(&self.rows_are, names));
        pen.text((edge + totals / 2.0, head - 4.0), "middle", INK, true, "Flags");
        if self.has_words() {
            pen.text((edge + totals + 8.0, head - 4.0), "start", INK, true, &fit(&self.word_is, words));
        }
        line(pen, head + 4.0, GREY);
        let mut y = head + 4.0;
        for row in &self.rows {
            let base = y + 20.0;
            if row.emphasis {
                pen.rect((0.0, y + 1.0), (width, 26.0), SHADE, "");
            }
            pen.text((0.0, base), "start", INK, row.emphasis, &fit(&row.label, (names - 8.0) / 1.06));
            for (index, cell_here) in row.cells.iter().take(self.columns.len()).enumerate() {
                let middle = names + cell * (index as f64 + 0.5);
                let words = fit(&cell_here.text, cell - 34.0);
                if cell_here.text.is_empty() || words == "…" {
                    cell_here.mark.draw(pen, (middle, y + 14.5));
                } else {
                    cell_here.mark.draw(pen, (middle - 14.0, y + 14.5));
                    pen.text((middle - 1.0, base), "start", INK, cell_here.mark == CellMark::Flag, &words);
                }
            }
            pen.text((edge + totals / 2.0, base), "middle", INK, true, &Self::flags(row).to_string());
            pen.text((edge + totals + 8.0, base), "start", INK, row.emphasis, &fit(&row.word, words));
            y += 28.0;
            line(pen, y, GRID);
        }
        y
    }

    /// Names the columns, upright where the words fit and slanting where they don't; gives the height taken.
    fn heads(&self, pen: &mut Pen, names: f64, cell: f64) -> f64 {
        let heads: Vec<Vec<String>> = self.columns.iter().map(|column| wrap(column, cell - 6.0, true)).collect();
        if heads.iter().all(|lines| lines.len() <= 3 && !lines.iter().any(|line| line.ends_with('…'))) {
            let head = LINE * heads.iter().map(Vec::len).max().unwrap_or(1).max(1) as f64;
            for (index, lines) in heads.iter().enumerate() {
                for (order, words) in lines.iter().enumerate() {
                    let y = head - 4.0 - LINE * (lines.len() - 1 - order) as f64;
                    pen.text((names + cell * (index as f64 + 0.5), y), "middle", INK, true, words);
                }
            }
            return head;
        }
        let slant: f64 = 35.0;
        let longest = self.columns.iter().map(|column| width_at(column, SIZE, true)).fold(0.0, f64::max).min(150.0);
        let head = longest * slant.to_radians().sin() + LINE;
        for (index, column) in self.columns.iter().enumerate() {
            let (x, y) = (names + cell * (index as f64 + 0.5), head - 4.0);
            pen.raw(&format!("<g transform=\"rotate(-{slant} {} {})\">", unit(x), unit(y)));
            pen.text((x, y), "start", INK, true, &fit(column, longest / 1.06));
            pen.raw("</g>");
        }
        head
    }

    fn narrow(&self, pen: &mut Pen, width: f64) -> f64 {
        // Columns are letters; the words stand above, once.
        let mut y = 0.0;
        for (index, column) in self.columns.iter().enumerate() {
            pen.text((0.0, y + SIZE), "start", INK, true, &letter(index));
            y = pen.paragraph(30.0, y + SIZE, width - 30.0, false, column) + 5.0;
        }
        y += 8.0;
        let totals = 70.0;
        let cell = (width - totals) / self.columns.len().max(1) as f64;
        for (index, _) in self.columns.iter().enumerate() {
            pen.text((cell * (index as f64 + 0.5), y + SIZE), "middle", INK, true, &fit(&letter(index), cell));
        }
        pen.text((width, y + SIZE), "end", INK, true, "Flags");
        y += 24.0;
        pen.line((0.0, y), (width, y), GREY, 1.0, "");
        for row in &self.rows {
            if row.emphasis {
                pen.rect((0.0, y + 1.0), (width, 50.0), SHADE, "");
            }
            let words = if row.word.is_empty() { row.label.clone() } else { format!("{}: {}", row.label, row.word) };
            pen.text((0.0, y + 20.0), "start", INK, row.emphasis, &fit(&words, width / 1.06));
            for (index, cell_here) in row.cells.iter().take(self.columns.len()).enumerate() {
                cell_here.mark.draw(pen, (cell * (index as f64 + 0.5), y + 37.0));
            }
            pen.text((width - 4.0, y + 43.0), "end", INK, true, &Self::flags(row).to_string());
            y += 52.0;
            pen.line((0.0, y), (width, y), GRID, 1.0, "");
        }
        y
    }
}

/// `A`, `B`, … and after the alphabet numbers.
fn letter(index: usize) -> String {
    u8::try_from(index)
        .ok()
        .filter(|index| *index < 26)
        .map_or_else(|| (index + 1).to_string(), |index| char::from(b'A' + index).to_string())
}

impl Draw for Matrix {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let width = size.width();
        let mut pen = Pen::new(size);
        let mut y = if size.is_narrow() { self.narrow(&mut pen, width) } else { self.wide(&mut pen, width) };
        let columns: Vec<usize> = (0..self.columns.len())
            .map(|index| self.rows.iter().filter(|row| row.cells.get(index).is_some_and(|cell| cell.mark == CellMark::Flag)).count())
            .collect();
        let total: usize = columns.iter().sum();
        let by_column: Vec<String> = self.columns.iter().zip(&columns).map(|(column, count)| format!("{column} {count}")).collect();
        y = pen.paragraph(0.0, y + 22.0, width, false, &format!("{} in all: {}", counted(total, "flag", "flags"), by_column.join(", ")));
        y = self.key(&mut pen, y + 30.0, width);
        pen.set_height(y + 8.0);

        let mut table = Table { columns: vec![Column { name: self.rows_are.to_lowercase(), kind: ColumnKind::Text }], rows: Vec::new() };
        for column in &self.columns {
            table.columns.push(Column { name: column.clone(), kind: ColumnKind::Text });
            table.columns.push(Column { name: format!("{column} value"), kind: ColumnKind::Text });
        }
        table.columns.push(Column { name: "flags".to_owned(), kind: ColumnKind::Whole });
        if self.has_words() {
            table.columns.push(Column { name: self.word_is.to_lowercase(), kind: ColumnKind::Text });
        }
        for row in &self.rows {
            let mut cells = vec![words(&row.label)];
            for index in 0..self.columns.len() {
                match row.cells.get(index) {
                    Some(cell) => cells.extend([words(cell.mark.word()), words(&cell.text)]),
                    None => cells.extend([Value::Missing, Value::Missing]),
                }
            }
            cells.push(Value::Whole(i64::try_from(Self::flags(row)).unwrap_or(i64::MAX)));
            if self.has_words() {
                cells.push(words(&row.word));
            }
            table.rows.push(cells);
        }
        Drawing::of(&pen, caption, table, self.alternative(total))
    }
}

impl Matrix {
    fn alternative(&self, total: usize) -> String {
        let rows = counted(self.rows.len(), "row", "rows");
        let mut said = vec![format!(
            "Grid of {rows} and {}. {} in all.",
            counted(self.columns.len(), "column", "columns"),
            counted(total, "flag", "flags")
        )];
        let most = self.rows.iter().map(Self::flags).max().unwrap_or(0);
        if most > 0 {
            let first: Vec<&str> = self.rows.iter().filter(|row| Self::flags(row) == most).map(|row| row.label.as_str()).collect();
            let names = first.iter().take(5).copied().collect::<Vec<_>>().join(", ");
            said.push(format!("Most: {names}{}, {}.", if first.len() > 5 { ", …" } else { "" }, counted(most, "flag", "flags")));
        }
        let none = self.rows.iter().filter(|row| Self::flags(row) == 0).count();
        if none > 0 && none < self.rows.len() {
            said.push(format!("{} without a flag.", counted(none, "row is", "rows are")));
        }
        let unknown: usize = self.rows.iter().map(Self::unknown).sum();
        if unknown > 0 {
            said.push(format!("{} not known.", counted(unknown, "cell is", "cells are")));
        }
        said.join(" ")
    }
}
