//! Lines over time: one drawing, or a small one for each ward.

use super::axis::{Axis, apart};
use super::pen::{BRIGHT, DARK, EMPHASIS, GREY, GRID, INK, LINE, Mark, Pen, SIZE, fit, known, number, words_width};
use crate::drawing::{Caption, Draw, Drawing, Size, counted, extremes, real, words};
use base::{ColumnKind, Table};
use std::fmt::Write as _;

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name, written beside its end.
    pub name: String,
    /// Labels along the time axis and values; `None` is a gap, never zero.
    pub points: Vec<(String, Option<f64>)>,
}

/// Lines over time, from zero. The first line is the one the title is about; at most three.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// What to conclude.
    pub title: String,
    /// What it shows, with its main values.
    pub description: String,
    /// What is counted, written above the axis: `Crimes a month`.
    pub unit: String,
    /// The lines, over the same labels.
    pub series: Vec<Series>,
}

const GAP_NOTE: &str = "A gap is a month without figures, not a month without crime.";

/// Draws the lines. A missing month is a gap, and a note says so.
pub fn line(chart: &LineChart) -> String {
    chart.pen(Size::Wide).bare(&chart.title, &chart.description)
}

impl LineChart {
    fn has_gap(&self) -> bool {
        self.series.iter().any(|series| series.points.iter().any(|(_, value)| known(*value).is_none()))
    }

    fn pen(&self, size: Size) -> Pen {
        let (width, narrow) = (size.width(), size.is_narrow());
        let mut pen = Pen::new(size);
        let axis = Axis::from_zero(self.series.iter().flat_map(|series| series.points.iter().filter_map(|(_, value)| *value)));
        let mut head = pen.paragraph(0.0, 18.0, width, false, &self.unit);
        if narrow {
            for (order, series) in self.series.iter().enumerate() {
                head += LINE + 2.0;
                Style::of(order).mark(&mut pen, (8.0, head - SIZE * 0.35));
                pen.text((22.0, head), "start", INK, order == 0, &fit(&series.name, width - 26.0));
            }
        }
        let top = head + 26.0;
        let bottom = top + if narrow { 220.0 } else { 280.0 };
        let left = axis.ticks.iter().map(|tick| words_width(&axis.words(*tick))).fold(24.0, f64::max) + 12.0;
        let names = self.series.iter().map(|series| words_width(&series.name) * 1.06).fold(0.0, f64::max);
        let right = if narrow { width - 10.0 } else { width - (names + 34.0).min(230.0) };
        let count = self.series.iter().map(|series| series.points.len()).max().unwrap_or(0);
        let span = Span::new(left + 12.0, right - 12.0, count);
        for tick in &axis.ticks {
            let y = axis.at(*tick, bottom, top);
            pen.line((left, y), (right, y), if *tick == 0.0 { GREY } else { GRID }, 1.0, "");
            pen.text((left - 8.0, y + SIZE * 0.35), "end", INK, false, &axis.words(*tick));
        }
        if let Some(longest) = self.series.iter().max_by_key(|series| series.points.len()) {
            let labels: Vec<&str> = longest.points.iter().map(|(label, _)| label.as_str()).collect();
            span.labels(&mut pen, &labels, bottom, (0.0, width));
        }
        let mut ends: Vec<(f64, usize)> = Vec::new();
        // The first line is drawn last, on top.
        for (order, series) in self.series.iter().enumerate().rev() {
            let style = Style::of(order);
            let at = |(index, (_, value)): (usize, &(String, Option<f64>))| {
                known(*value).map(|value| (span.at(index), axis.at(value, bottom, top)))
            };
            let points: Vec<Option<(f64, f64)>> = series.points.iter().enumerate().map(at).collect();
            runs(&mut pen, &points, style.colour, 3.0, style.dash);
            for at in points.iter().flatten() {
                style.mark(&mut pen, *at);
            }
            if let Some(last) = points.iter().rev().flatten().next() {
                ends.push((last.1, order));
            }
        }
        if !narrow {
            let places = apart(&ends.iter().map(|(y, _)| *y).collect::<Vec<_>>(), SIZE * 1.3, top, bottom);
            for ((_, order), y) in ends.iter().zip(places) {
                if let Some(series) = self.series.get(*order) {
                    Style::of(*order).mark(&mut pen, (right + 12.0, y));
                    pen.text((right + 22.0, y + SIZE * 0.35), "start", INK, *order == 0, &fit(&series.name, width - right - 22.0));
                }
            }
        }
        let mut last = bottom + 30.0;
        if self.has_gap() {
            last = pen.paragraph(0.0, bottom + 50.0, width, false, GAP_NOTE) + 6.0;
        }
        pen.set_height(last);
        pen
    }
}

impl Draw for LineChart {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let mut table = Table::new(&[("period", ColumnKind::Text)]);
        for series in &self.series {
            table.columns.push(base::Column { name: series.name.clone(), kind: ColumnKind::Real });
        }
        if let Some(longest) = self.series.iter().max_by_key(|series| series.points.len()) {
            for (index, (label, _)) in longest.points.iter().enumerate() {
                let mut row = vec![words(label)];
                row.extend(self.series.iter().map(|series| real(series.points.get(index).and_then(|(_, value)| *value))));
                table.rows.push(row);
            }
        }
        let mut said = vec![format!("Line chart. {}.", self.unit)];
        for series in &self.series {
            said.push(format!("{}: {}", series.name, over_time(&series.points, decimals(&series.points))));
        }
        Drawing::of(&self.pen(size), caption, table, said.join(" "))
    }
}

/// Decimals that tell the values apart: none for counts.
fn decimals(points: &[(String, Option<f64>)]) -> usize {
    usize::from(points.iter().filter_map(|(_, value)| known(*value)).any(|value| value.fract() != 0.0))
}

/// Highest, lowest and last of a line, in sentences.
pub(super) fn over_time(points: &[(String, Option<f64>)], decimals: usize) -> String {
    let mut said = extremes(points.iter().map(|(label, value)| (label.as_str(), *value)), decimals, "point", "points");
    if let Some((label, Some(value))) = points.last().map(|(label, value)| (label, known(*value))).filter(|_| points.len() > 1) {
        let _ = write!(said, " Last: {label}, {}.", number(value, decimals));
    }
    said
}

/// The time axis: places of points, and labels where they fit.
pub(super) struct Span {
    left: f64,
    right: f64,
    count: usize,
}

impl Span {
    pub(super) fn new(left: f64, right: f64, count: usize) -> Self {
        Self { left, right, count }
    }

    pub(super) fn at(&self, index: usize) -> f64 {
        self.left + self.step() * index as f64
    }

    pub(super) fn step(&self) -> f64 {
        if self.count > 1 { (self.right - self.left) / (self.count - 1) as f64 } else { 0.0 }
    }

    /// Labels beneath the axis, none on another, all within `from` and `to`.
    pub(super) fn labels(&self, pen: &mut Pen, labels: &[&str], bottom: f64, (from, to): (f64, f64)) {
        let widest = labels.iter().map(|label| words_width(label)).fold(1.0, f64::max) + 10.0;
        let every = if self.step() > 0.0 { (widest / self.step()).ceil().max(1.0) } else { 1.0 };
        for (index, label) in labels.iter().enumerate() {
            if (index as f64 % every).abs() >= 0.5 {
                continue;
            }
            let x = self.at(index);
            pen.line((x, bottom), (x, bottom + 5.0), GREY, 1.0, "");
            let label = fit(label, to - from);
            let half = words_width(&label) / 2.0;
            pen.text((x.min(to - half).max(from + half), bottom + 23.0), "middle", INK, false, &label);
        }
    }
}

/// A line through the points, broken where one is missing.
pub(super) fn runs(pen: &mut Pen, points: &[Option<(f64, f64)>], colour: &str, width: f64, dash: &str) {
    for run in points.split(Option::is_none) {
        let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
        pen.path(&run, colour, width, dash);
    }
}

/// A line's colour, dashes and mark: any one of them is enough to tell the lines apart.
struct Style {
    colour: &'static str,
    dash: &'static str,
    mark: Mark,
}

impl Style {
    fn of(order: usize) -> Self {
        match order {
            0 => Self { colour: DARK, dash: "", mark: Mark::Circle },
            1 => Self { colour: BRIGHT, dash: "9 4", mark: Mark::Square },
            _ => Self { colour: EMPHASIS, dash: "2 4", mark: Mark::Diamond },
        }
    }

    fn mark(&self, pen: &mut Pen, at: (f64, f64)) {
        pen.mark(self.mark, at, if self.mark == Mark::Diamond { 6.0 } else { 5.0 }, self.colour);
    }
}

/// One of the small drawings.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Whose it is: a ward.
    pub name: String,
    /// Labels along the time axis and values; `None` is a gap, never zero.
    pub points: Vec<(String, Option<f64>)>,
    /// What the test says: `rose`, `fell`, `no clear change`, or empty.
    pub verdict: String,
    /// Whether the title is about it.
    pub emphasis: bool,
}

/// The same line for each ward, all on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallMultiples {
    /// What is counted: `Crimes a month`.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// The wards, in the order drawn.
    pub panels: Vec<Panel>,
}

impl Draw for SmallMultiples {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let width = size.width();
        let columns = if size.is_narrow() { 2 } else { 4 };
        let axis = Axis::from_zero(self.panels.iter().flat_map(|panel| panel.points.iter().filter_map(|(_, value)| *value)));
        let highest = axis.ticks.last().copied().unwrap_or(1.0);
        let mut pen = Pen::new(size);
        let scale = format!("{}; every panel from 0 to {}", self.unit, axis.words(highest));
        let head = pen.paragraph(0.0, 18.0, width, false, &scale) + 16.0;
        let cell = (width / columns as f64, 156.0);
        for (index, panel) in self.panels.iter().enumerate() {
            let corner = (cell.0 * (index % columns) as f64, head + cell.1 * (index / columns) as f64);
            self.panel(&mut pen, panel, &axis, corner, cell.0 - 14.0);
        }
        let mut last = head + cell.1 * self.panels.len().div_ceil(columns) as f64;
        if self.panels.iter().any(|panel| panel.points.iter().any(|(_, value)| known(*value).is_none())) {
            last = pen.paragraph(0.0, last + 14.0, width, false, GAP_NOTE) + 6.0;
        }
        pen.set_height(last);

        let mut table = Table::new(&[
            ("area", ColumnKind::Text),
            ("period", ColumnKind::Text),
            ("value", ColumnKind::Real),
            ("verdict", ColumnKind::Text),
        ]);
        for panel in &self.panels {
            table.rows.extend(
                panel.points.iter().map(|(label, value)| vec![words(&panel.name), words(label), real(*value), words(&panel.verdict)]),
            );
        }
        let totals: Vec<(&str, Option<f64>)> =
            self.panels.iter().map(|panel| (panel.name.as_str(), panel.points.iter().rev().find_map(|(_, value)| known(*value)))).collect();
        let mut said = format!("Small line charts, one for each of {}. {}. ", counted(self.panels.len(), "area", "areas"), self.unit);
        said.push_str("Last values: ");
        said.push_str(&extremes(totals.into_iter(), self.decimals, "area", "areas"));
        let mut verdicts: Vec<(&str, usize)> = Vec::new();
        for panel in self.panels.iter().filter(|panel| !panel.verdict.is_empty()) {
            match verdicts.iter_mut().find(|(verdict, _)| *verdict == panel.verdict) {
                Some((_, count)) => *count += 1,
                None => verdicts.push((&panel.verdict, 1)),
            }
        }
        if !verdicts.is_empty() {
            let counts: Vec<String> = verdicts.iter().map(|(verdict, count)| format!("{verdict}: {count}")).collect();
            let _ = write!(said, " Verdicts: {}.", counts.join("; "));
        }
        Drawing::of(&pen, caption, table, said)
    }
}

impl SmallMultiples {
    fn panel(&self, pen: &mut Pen, panel: &Panel, axis: &Axis, (left, top): (f64, f64), width: f64) {
        let factor = if panel.emphasis { 1.06 } else { 1.0 };
        pen.text((left, top + SIZE), "start", INK, panel.emphasis, &fit(&panel.name, width / factor));
        pen.text((left, top + SIZE + 19.0), "start", GREY, false, &fit(&panel.verdict, width));
        let (high, low) = (top + 46.0, top + 112.0);
        let lasts = panel.points.iter().enumerate().rev().find_map(|(index, (_, value))| known(*value).map(|value| (index, value)));
        let written = lasts.map(|(_, value)| number(value, self.decimals)).unwrap_or_default();
        let right = left + width - words_width(&written) - 10.0;
        let span = Span::new(left + 4.0, right, panel.points.len());
        pen.line((left, low), (right, low), GREY, 1.0, "");
        pen.line((left, high), (right, high), GRID, 1.0, "");
        let at =
            |(index, (_, value)): (usize, &(String, Option<f64>))| known(*value).map(|value| (span.at(index), axis.at(value, low, high)));
        let points: Vec<Option<(f64, f64)>> = panel.points.iter().enumerate().map(at).collect();
        runs(pen, &points, DARK, if panel.emphasis { 3.0 } else { 2.0 }, "");
        let mut before = None;
        for (index, point) in points.iter().enumerate() {
            // A month between two gaps has no line: it keeps a dot.
            let alone = before.is_none() && points.get(index + 1).is_none_or(Option::is_none);
            if let Some(point) = point.filter(|_| alone) {
                pen.mark(Mark::Dot, point, 2.5, DARK);
            }
            before = *point;
        }
        if let Some((index, value)) = lasts {
            let place = (span.at(index), axis.at(value, low, high));
            let mark = if panel.emphasis { Mark::Diamond } else { Mark::Circle };
            pen.mark(mark, place, if panel.emphasis { 6.0 } else { 4.0 }, if panel.emphasis { EMPHASIS } else { DARK });
            pen.text((right + 8.0, place.1 + SIZE * 0.35), "start", INK, panel.emphasis, &written);
        }
        if let (Some((first, _)), Some((last, _))) = (panel.points.first(), panel.points.last()) {
            let room = (width - 10.0) / 2.0;
            pen.text((left, low + 20.0), "start", GREY, false, &fit(first, if panel.points.len() > 1 { room } else { width }));
            if panel.points.len() > 1 {
                pen.text((left + width, low + 20.0), "end", GREY, false, &fit(last, room));
            }
        }
    }
}
