//! How much of it is in how few places.

use super::axis::Axis;
use super::pen::{DARK, EMPHASIS, GREY, GRID, INK, LINE, Mark, Pen, SIZE, known, number, words_width};
use crate::drawing::{Caption, Draw, Drawing, Size, counted};
use base::{ColumnKind, Table, Value};
use std::fmt::Write as _;

/// Share of places against share of crime, most crime first.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// The count of each place; places without crime count too.
    pub counts: Vec<f64>,
    /// What is counted: `recorded crimes`.
    pub what: String,
    /// One place: `LSOA`.
    pub place: String,
    /// Several: `LSOAs`.
    pub places: String,
}

impl Concentration {
    /// Counts that can be drawn, most first, and how many can't.
    fn sorted(&self) -> (Vec<f64>, usize) {
        let mut counts: Vec<f64> = self.counts.iter().filter_map(|count| known(Some(*count))).filter(|count| *count >= 0.0).collect();
        counts.sort_by(|a, b| b.total_cmp(a));
        let missing = self.counts.len() - counts.len();
        (counts, missing)
    }

    /// The fewest places that hold at least half: how many, of how many, and the share they hold.
    pub fn half(&self) -> Option<(usize, usize, f64)> {
        let (counts, _) = self.sorted();
        let total: f64 = counts.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let mut held = 0.0;
        for (index, count) in counts.iter().enumerate() {
            held += count;
            if held >= total * 0.5 {
                return Some((index + 1, counts.len(), held / total));
            }
        }
        None
    }

    /// `Half of recorded crimes were in 12 of 120 LSOAs (10%).`
    pub fn sentence(&self) -> String {
        match self.half() {
            Some((few, of, _)) => format!(
                "Half of {} were in {} of {} ({}%).",
                self.what,
                number(few as f64, 0),
                counted(of, &self.place, &self.places),
                percent(few as f64 / of as f64)
            ),
            None => format!("No {} were counted.", self.what),
        }
    }

    /// Share of places and share of crime, from nothing to all.
    fn curve(counts: &[f64]) -> Vec<(f64, f64)> {
        let total: f64 = counts.iter().sum();
        let mut held = 0.0;
        let mut curve = vec![(0.0, 0.0)];
        if total > 0.0 {
            for (index, count) in counts.iter().enumerate() {
                held += count;
                curve.push(((index + 1) as f64 / counts.len() as f64, held / total));
            }
        }
        curve
    }

    fn pen(&self, size: Size) -> Pen {
        let (width, narrow) = (size.width(), size.is_narrow());
        let mut pen = Pen::new(size);
        let head = pen.paragraph(0.0, 18.0, width, false, &format!("Share of {}", self.what));
        let top = head + 20.0;
        let edge = if narrow { width - 64.0 } else { 340.0 };
        let (left, bottom) = (54.0, top + edge);
        let right = left + edge;
        let axis = Axis::from_zero([0.0, 100.0].into_iter());
        let x = |share: f64| axis.at(share * 100.0, left, right);
        let y = |share: f64| axis.at(share * 100.0, bottom, top);
        for tick in &axis.ticks {
            let share = tick / 100.0;
            pen.line((left, y(share)), (right, y(share)), if *tick == 0.0 { GREY } else { GRID }, 1.0, "");
            pen.text((left - 8.0, y(share) + SIZE * 0.35), "end", INK, false, &format!("{}%", axis.words(*tick)));
            let half = words_width(&format!("{}%", axis.words(*tick))) / 2.0;
            pen.text((x(share).min(width - half), bottom + 23.0), "middle", INK, false, &format!("{}%", axis.words(*tick)));
        }
        let mut last = pen.paragraph(left, bottom + 46.0, width - left, false, &format!("Share of {}, most first", self.places));
        pen.line((x(0.0), y(0.0)), (x(1.0), y(1.0)), GREY, 1.5, "6 4");
        let (counts, missing) = self.sorted();
        let curve: Vec<(f64, f64)> = thin(&Self::curve(&counts), 400).into_iter().map(|(a, b)| (x(a), y(b))).collect();
        pen.path(&curve, DARK, 3.0, "");
        let words_left = if narrow { 0.0 } else { right + 30.0 };
        let mut base = if narrow { last + 28.0 } else { top + 60.0 };
        if let Some((few, of, held)) = self.half() {
            let place = (x(few as f64 / of as f64), y(held));
            pen.line((left, place.1), place, INK, 1.5, "3 4");
            pen.line(place, (place.0, bottom), INK, 1.5, "3 4");
            pen.mark(Mark::Diamond, place, 8.0, EMPHASIS);
        }
        pen.mark(Mark::Diamond, (words_left + 9.0, base - 6.0), 8.0, EMPHASIS);
        base = pen.paragraph(words_left + 26.0, base, width - words_left - 26.0, true, &self.sentence()) + LINE * 1.4;
        pen.line((words_left, base - 5.0), (words_left + 20.0, base - 5.0), GREY, 1.5, "6 4");
        let even = format!("if every {} had the same", self.place);
        base = pen.paragraph(words_left + 26.0, base, width - words_left - 26.0, false, &even);
        if missing > 0 {
            let words =
                format!("{} not known and left out.", counted(missing, &format!("{} is", self.place), &format!("{} are", self.places)));
            base = pen.paragraph(words_left, base + LINE * 1.4, width - words_left, false, &words);
        }
        last = last.max(base);
        pen.set_height(last + 8.0);
        pen
    }
}

/// A percentage without decimals, or with one where it would read nought.
fn percent(share: f64) -> String {
    if share < 0.01 { number(share * 100.0, 1) } else { number((share * 100.0).round(), 0) }
}

/// At most about `most` points of a curve, with its ends.
fn thin(curve: &[(f64, f64)], most: usize) -> Vec<(f64, f64)> {
    let every = curve.len().div_ceil(most).max(1);
    let mut thinned: Vec<(f64, f64)> = curve.iter().step_by(every).copied().collect();
    thinned.extend(curve.last().filter(|_| !(curve.len() - 1).is_multiple_of(every)));
    thinned
}

impl Draw for Concentration {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let (counts, missing) = self.sorted();
        let total: f64 = counts.iter().sum();
        let mut table = Table::new(&[
            ("places_percent", ColumnKind::Real),
            ("places", ColumnKind::Whole),
            ("count", ColumnKind::Real),
            ("count_percent", ColumnKind::Real),
        ]);
        let mut before = 0;
        for share in [1_usize, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] {
            let few = (counts.len() * share).div_ceil(100);
            if few == before {
                continue;
            }
            before = few;
            let held: f64 = counts.iter().take(few).sum();
            let tenth = |value: f64| (value * 10.0).round() / 10.0;
            table.rows.push(vec![
                Value::Real(tenth(few as f64 / counts.len() as f64 * 100.0)),
                Value::Whole(i64::try_from(few).unwrap_or(i64::MAX)),
                Value::Real(held),
                if total > 0.0 { Value::Real(tenth(held / total * 100.0)) } else { Value::Missing },
            ]);
        }
        let mut said = format!("Concentration curve. {}", self.sentence());
        if let (Some(most), true) = (counts.first(), total > 0.0) {
            let _ = write!(
                said,
                " Highest: {} in one {}. Lowest: {}.",
                number(*most, 0),
                self.place,
                number(counts.last().copied().unwrap_or(0.0), 0)
            );
            let empty = counts.iter().filter(|count| **count == 0.0).count();
            if empty > 0 {
                let _ = write!(said, " {} had none.", counted(empty, &self.place, &self.places));
            }
        }
        if missing > 0 {
            let _ = write!(said, " {} not known.", counted(missing, "is", "are"));
        }
        Drawing::of(&self.pen(size), caption, table, said)
    }
}
