//! Things compared: bars from zero, or dots with their intervals.

use super::axis::Axis;
use super::pen::{DARK, EMPHASIS, GREY, GRID, INK, LINE, Mark, PAPER, Pen, SIZE, fit, known, known_interval, number, words_width};
use crate::drawing::{Caption, Draw, Drawing, Size, extremes, real, words};
use base::{ColumnKind, Table, Value};

/// One thing compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its value; `None`: not known.
    pub value: Option<f64>,
    /// Lower and upper end of its interval, if there is one.
    pub interval: Option<(f64, f64)>,
    /// The value as written beside it.
    pub text: String,
    /// Whether the title is about it.
    pub emphasis: bool,
}

/// Things compared on one scale from zero. With any interval it is drawn as dots with intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// What to conclude.
    pub title: String,
    /// What it shows, with its main values.
    pub description: String,
    /// What is measured: `Crimes per 1,000 residents`.
    pub unit: String,
    /// The things, in the order drawn.
    pub bars: Vec<Bar>,
    /// A dashed line for comparison: its name and value.
    pub reference: Option<(String, f64)>,
}

/// One area of a peer group.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// Its name.
    pub label: String,
    /// Its value; `None`: not known.
    pub value: Option<f64>,
    /// Lower and upper end of its interval.
    pub interval: Option<(f64, f64)>,
    /// Whether it is the reader's own area.
    pub own: bool,
}

/// A peer group: a value with its interval for each, the median, the own area by shape and weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// What is measured: `Burglaries per 1,000 households, with 95% intervals`.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// The areas, in the order drawn.
    pub dots: Vec<Dot>,
    /// The median of the group.
    pub median: Option<f64>,
}

/// One of the two values of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Which period or state: `Year before`.
    pub label: String,
    /// The value; `None`: not known.
    pub value: Option<f64>,
    /// Lower and upper end of its interval.
    pub interval: Option<(f64, f64)>,
}

/// Which way a verdict points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It rose by more than chance.
    Rose,
    /// It fell by more than chance.
    Fell,
    /// No clear change.
    Level,
}

/// Two values and what the test says of their difference.
#[derive(Debug, Clone, PartialEq)]
pub struct BeforeAfter {
    /// What is measured.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// The earlier value.
    pub before: Side,
    /// The later value.
    pub after: Side,
    /// Which way the verdict points.
    pub direction: Direction,
    /// The verdict: `fell by 12%, more than chance (95% interval 4% to 19%)`.
    pub verdict: String,
}

/// How a row's value is marked.
#[derive(Clone, Copy, PartialEq)]
enum As {
    Bar,
    Dot,
}

/// Rows on one scale.
struct Rows<'a> {
    unit: &'a str,
    bars: &'a [Bar],
    reference: Option<(&'a str, f64)>,
    marked: As,
}

const ROW: f64 = 30.0;

/// Draws the comparison.
pub fn bars(chart: &BarChart) -> String {
    chart.pen(Size::Wide).bare(&chart.title, &chart.description)
}

impl Rows<'_> {
    fn paint(&self, pen: &mut Pen, size: Size) -> f64 {
        let width = size.width();
        let narrow = size.is_narrow();
        let heading = pen.paragraph(0.0, 18.0, width, false, self.unit);
        let top = heading + if self.reference.is_some() { 44.0 } else { 16.0 };
        let row = if narrow { ROW + LINE } else { ROW };
        let bottom = top + row * self.bars.len() as f64;
        let ends =
            self.bars.iter().flat_map(|bar| [bar.value, bar.interval.map(|(low, _)| low), bar.interval.map(|(_, high)| high)]).flatten();
        let axis = Axis::from_zero(ends.chain(self.reference.map(|(_, value)| value)));
        let left = if narrow {
            8.0
        } else {
            (self.bars.iter().map(|bar| words_width(&bar.label) * if bar.emphasis { 1.06 } else { 1.0 }).fold(60.0, f64::max) + 10.0)
                .min(270.0)
        };
        let right = width - self.bars.iter().map(|bar| words_width(written(bar)) * 1.06).fold(24.0, f64::max).min(width * 0.35) - 14.0;
        let x = |value: f64| axis.at(value, left, right);
        let zero = x(0.0);

        grid(pen, &axis, (left, right), (top, bottom));
        self.refer(pen, &axis, (left, right), (top, bottom), width);
        for (index, bar) in self.bars.iter().enumerate() {
            let head = top + row * index as f64;
            let middle = head + row - ROW / 2.0;
            let base = middle + SIZE * 0.35;
            if narrow {
                pen.label((0.0, head + SIZE), "start", INK, bar.emphasis, &fit(&bar.label, width * 0.94));
            } else {
                pen.text(
                    (left - 8.0, base),
                    "end",
                    INK,
                    bar.emphasis,
                    &fit(&bar.label, (left - 8.0) / if bar.emphasis { 1.06 } else { 1.0 }),
                );
            }
            let Some(value) = known(bar.value) else {
                if self.marked == As::Dot {
                    pen.text((width, base), "end", GREY, false, written(bar));
                } else {
                    pen.label((zero + 8.0, base), "start", GREY, false, written(bar));
                }
                continue;
            };
            let colour = if bar.emphasis { EMPHASIS } else { DARK };
            let interval = known_interval(bar.interval);
            let mut end = x(value).max(zero);
            if self.marked == As::Bar {
                pen.rect((x(value).min(zero), middle - 10.0), ((x(value) - zero).abs(), 20.0), colour, if bar.emphasis { INK } else { "" });
            }
            if let Some((low, high)) = interval {
                let (low, high) = (x(low), x(high));
                if self.marked == As::Bar {
                    // A light line under the dark one, so that the interval is seen on the bar too.
                    pen.line((low, middle), (high, middle), PAPER, 5.0, "");
                    pen.line((low, middle), (high, middle), INK, 2.0, "");
                    pen.line((low, middle - 6.0), (low, middle + 6.0), INK, 2.0, "");
                    pen.line((high, middle - 6.0), (high, middle + 6.0), INK, 2.0, "");
                } else {
                    pen.line((low, middle), (high, middle), GREY, 3.0, "");
                }
                end = end.max(high);
            }
            if self.marked == As::Dot {
                let (mark, radius) = if bar.emphasis { (Mark::Diamond, 8.5) } else { (Mark::Circle, 6.0) };
                pen.mark(mark, (x(value), middle), radius, colour);
            }
            if self.marked == As::Dot {
                pen.text((width, base), "end", INK, bar.emphasis, &fit(written(bar), width - right - 6.0));
            } else {
                pen.label((end + 6.0, base), "start", INK, bar.emphasis, &fit(written(bar), width - end - 6.0));
            }
        }
        bottom + 30.0
    }

    fn refer(&self, pen: &mut Pen, axis: &Axis, (left, right): (f64, f64), (top, bottom): (f64, f64), width: f64) {
        if let Some((name, value)) = self.reference.and_then(|(name, value)| Some((name, known(Some(value))?))) {
            let at = axis.at(value, left, right);
            pen.line((at, top - 8.0), (at, bottom), INK, 1.5, "6 4");
            let (anchor, room) = if at > width * 0.6 { ("end", at) } else { ("start", width - at) };
            pen.text((at, top - 14.0), anchor, INK, false, &fit(name, room));
        }
    }
}

fn grid(pen: &mut Pen, axis: &Axis, (left, right): (f64, f64), (top, bottom): (f64, f64)) {
    let mut last = f64::MIN;
    for tick in &axis.ticks {
        let at = axis.at(*tick, left, right);
        pen.line((at, top), (at, bottom), if *tick == 0.0 { GREY } else { GRID }, 1.0, "");
        let words = axis.words(*tick);
        let half = words_width(&words) / 2.0;
        let middle = at.max(half);
        if middle - half > last + 6.0 {
            pen.text((middle, bottom + 22.0), "middle", INK, false, &words);
            last = middle + half;
        }
    }
}

fn written(bar: &Bar) -> &str {
    if known(bar.value).is_none() && bar.text.is_empty() { "not known" } else { &bar.text }
}

impl BarChart {
    fn pen(&self, size: Size) -> Pen {
        let marked = if self.bars.iter().any(|bar| bar.interval.is_some()) { As::Dot } else { As::Bar };
        let reference = self.reference.as_ref().map(|(name, value)| (name.as_str(), *value));
        let mut pen = Pen::new(size);
        let height = Rows { unit: &self.unit, bars: &self.bars, reference, marked }.paint(&mut pen, size);
        pen.set_height(height);
        pen
    }
}

impl Draw for BarChart {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let mut table =
            Table::new(&[("name", ColumnKind::Text), ("value", ColumnKind::Real), ("low", ColumnKind::Real), ("high", ColumnKind::Real)]);
        let sure = self.bars.iter().any(|bar| bar.interval.is_some());
        for bar in &self.bars {
            table.rows.push(row(&bar.label, bar.value, bar.interval));
        }
        if !sure {
            table.columns.truncate(2);
            table.rows.iter_mut().for_each(|row| row.truncate(2));
        }
        let decimals = self.bars.iter().map(|bar| bar.text.split_once('.').map_or(0, |(_, rest)| digits(rest))).max().unwrap_or(0);
        let reference = self.reference.as_ref().map(|(name, _)| format!(" For comparison: {name}.")).unwrap_or_default();
        let said = extremes(self.bars.iter().map(|bar| (bar.label.as_str(), bar.value)), decimals, "bar", "bars");
        Drawing::of(&self.pen(size), caption, table, format!("Bar chart. {}. {said}{reference}", self.unit))
    }
}

fn digits(text: &str) -> usize {
    text.chars().take_while(char::is_ascii_digit).count()
}

fn row(label: &str, value: Option<f64>, interval: Option<(f64, f64)>) -> Vec<Value> {
    let interval = known_interval(interval);
    vec![words(label), real(value), real(interval.map(|(low, _)| low)), real(interval.map(|(_, high)| high))]
}

impl Draw for Dots {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let bar = |dot: &Dot| Bar {
            label: dot.label.clone(),
            value: dot.value,
            interval: dot.interval,
            text: known(dot.value).map_or_else(String::new, |value| number(value, self.decimals)),
            emphasis: dot.own,
        };
        let bars: Vec<Bar> = self.dots.iter().map(bar).collect();
        let median = known(self.median);
        let name = median.map(|median| format!("Median {}", number(median, self.decimals))).unwrap_or_default();
        let mut pen = Pen::new(size);
        let reference = median.map(|median| (name.as_str(), median));
        let height = Rows { unit: &self.unit, bars: &bars, reference, marked: As::Dot }.paint(&mut pen, size);
        pen.set_height(height);

        let mut table = Table::new(&[
            ("area", ColumnKind::Text),
            ("value", ColumnKind::Real),
            ("low", ColumnKind::Real),
            ("high", ColumnKind::Real),
            ("own_area", ColumnKind::Flag),
        ]);
        for dot in &self.dots {
            let mut cells = row(&dot.label, dot.value, dot.interval);
            cells.push(Value::Flag(dot.own));
            table.rows.push(cells);
        }
        let mut said = vec![format!("Dot chart. {}.", self.unit)];
        said.push(extremes(self.dots.iter().map(|dot| (dot.label.as_str(), dot.value)), self.decimals, "area", "areas"));
        if let Some(median) = median {
            said.push(format!("Median: {}.", number(median, self.decimals)));
        }
        for dot in self.dots.iter().filter(|dot| dot.own) {
            said.push(own_sentence(&dot.label, known(dot.value), known_interval(dot.interval), self.decimals));
        }
        Drawing::of(&pen, caption, table, said.join(" "))
    }
}

fn own_sentence(label: &str, value: Option<f64>, interval: Option<(f64, f64)>, decimals: usize) -> String {
    let Some(value) = value else { return format!("{label}: not known.") };
    let between = interval.map(|(low, high)| format!(", between {} and {}", number(low, decimals), number(high, decimals)));
    format!("{label}: {}{}.", number(value, decimals), between.unwrap_or_default())
}

impl Draw for BeforeAfter {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let sides = [&self.before, &self.after];
        let bars = [(&self.before, false), (&self.after, true)].map(|(side, emphasis)| Bar {
            label: side.label.clone(),
            value: side.value,
            interval: side.interval,
            text: known(side.value).map_or_else(String::new, |value| number(value, self.decimals)),
            emphasis,
        });
        let mut pen = Pen::new(size);
        let height = Rows { unit: &self.unit, bars: &bars, reference: None, marked: As::Bar }.paint(&mut pen, size);
        let mark = match self.direction {
            Direction::Rose => Mark::Up,
            Direction::Fell => Mark::Down,
            Direction::Level => Mark::Level,
        };
        pen.mark(mark, (9.0, height + 15.0), 8.0, INK);
        let last = pen.paragraph(26.0, height + 21.0, size.width() - 26.0, true, &self.verdict);
        pen.set_height(last + 8.0);

        let mut table =
            Table::new(&[("period", ColumnKind::Text), ("value", ColumnKind::Real), ("low", ColumnKind::Real), ("high", ColumnKind::Real)]);
        table.rows = sides.iter().map(|side| row(&side.label, side.value, side.interval)).collect();
        let mut said = vec![format!("Two bars. {}.", self.unit)];
        said.extend(sides.iter().map(|side| own_sentence(&side.label, known(side.value), known_interval(side.interval), self.decimals)));
        said.push(format!("Verdict: {}.", self.verdict.trim_end_matches('.')));
        Drawing::of(&pen, caption, table, said.join(" "))
    }
}
