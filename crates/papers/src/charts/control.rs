//! A control chart: what is usual, and the months that aren't.

use super::axis::{Axis, Taken, apart};
use super::line::{Span, over_time, runs};
use super::pen::{DARK, EMPHASIS, GREY, GRID, INK, LINE, Mark, Pen, SIZE, fit, known, number, width_at, words_width};
use crate::drawing::{Caption, Draw, Drawing, Size, counted, real, words};
use base::{ColumnKind, Table};

/// Limits at one point: constant for an `XmR` chart, moving with the population for a u chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlLimits {
    /// Three sigma below the centre.
    pub low_three: f64,
    /// Two sigma below the centre.
    pub low_two: f64,
    /// Two sigma above the centre.
    pub high_two: f64,
    /// Three sigma above the centre.
    pub high_three: f64,
}

/// One month.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPoint {
    /// Its label on the time axis.
    pub label: String,
    /// Its value; `None` is a gap, never zero.
    pub value: Option<f64>,
    /// The limits there.
    pub limits: Option<ControlLimits>,
    /// Why it is a signal: `above the upper limit`; `None`: it isn't one.
    pub signal: Option<String>,
}

/// Points, centre line and limits of a u or an `XmR` chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// What is counted: `Burglaries per 1,000 households a month`.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// The months, in order.
    pub points: Vec<ControlPoint>,
    /// The centre line.
    pub centre: Option<f64>,
    /// What the centre and the limits are from: `Mean of April 2017 to March 2019`.
    pub baseline: String,
}

/// Signals named beneath the drawing; more are in the table.
const NAMED: usize = 6;

impl Draw for ControlChart {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        Drawing::of(&self.pen(size), caption, self.table(), self.alternative())
    }
}

/// A chosen limit.
type Pick = fn(&ControlLimits) -> f64;

impl ControlChart {
    fn signals(&self) -> impl Iterator<Item = (usize, &ControlPoint, &str)> {
        let known_signals = self.points.iter().enumerate().filter(|(_, point)| known(point.value).is_some());
        known_signals.filter_map(|(index, point)| point.signal.as_deref().map(|signal| (index, point, signal)))
    }

    fn gaps(&self) -> usize {
        self.points.iter().filter(|point| known(point.value).is_none()).count()
    }

    fn pen(&self, size: Size) -> Pen {
        let (width, narrow) = (size.width(), size.is_narrow());
        let mut pen = Pen::new(size);
        let ends = self.points.iter().flat_map(|point| {
            let limits = point.limits.map(|limits| [limits.low_three, limits.high_three]).into_iter().flatten();
            limits.chain(point.value)
        });
        let axis = Axis::from_zero(ends.chain(self.centre));
        let head = pen.paragraph(0.0, 18.0, width, false, &self.unit);
        let top = head + 30.0;
        let bottom = top + if narrow { 230.0 } else { 290.0 };
        let left = axis.ticks.iter().map(|tick| words_width(&axis.words(*tick))).fold(24.0, f64::max) + 12.0;
        let right = if narrow { width - 64.0 } else { width - 132.0 };
        let span = Span::new(left + 12.0, right - 8.0, self.points.len());
        let y = |value: f64| axis.at(value, bottom, top);
        for tick in &axis.ticks {
            pen.line((left, y(*tick)), (right, y(*tick)), if *tick == 0.0 { GREY } else { GRID }, 1.0, "");
            pen.text((left - 8.0, y(*tick) + SIZE * 0.35), "end", INK, false, &axis.words(*tick));
        }
        let labels: Vec<&str> = self.points.iter().map(|point| point.label.as_str()).collect();
        span.labels(&mut pen, &labels, bottom, (0.0, width));
        self.limits(&mut pen, &span, &y, (left, right, width), (top, bottom));

        let at = |(index, point): (usize, &ControlPoint)| known(point.value).map(|value| (span.at(index), y(value)));
        let points: Vec<Option<(f64, f64)>> = self.points.iter().enumerate().map(at).collect();
        runs(&mut pen, &points, DARK, 2.0, "");
        for (point, place) in self.points.iter().zip(&points) {
            if let Some(place) = place.filter(|_| point.signal.is_none()) {
                pen.mark(Mark::Circle, place, if span.step() < 11.0 { 3.0 } else { 4.5 }, DARK);
            }
        }
        let mut last = bottom + 30.0;
        let mut taken = Taken::default();
        for (index, _, _) in self.signals() {
            if let Some(Some((x, y))) = points.get(index) {
                taken.take((x - 8.0, y - 8.0, x + 8.0, y + 8.0));
            }
        }
        for (order, (index, point, signal)) in self.signals().enumerate() {
            let Some(Some(place)) = points.get(index).copied() else { continue };
            pen.mark(Mark::Diamond, place, 8.0, EMPHASIS);
            if order >= NAMED {
                continue;
            }
            let mark = (order + 1).to_string();
            let half = width_at(&mark, SIZE, true) / 2.0 + 1.0;
            let is_low = point.value.zip(self.centre).is_some_and(|(value, centre)| value < centre);
            let (near, far) = if is_low { (24.0, 42.0) } else { (-12.0, -30.0) };
            let tries = [(0.0, near), (17.0, 5.5), (-17.0, 5.5), (0.0, far), (0.0, 12.0 - near)];
            let box_at = |(dx, dy): (f64, f64)| (place.0 + dx - half, place.1 + dy - SIZE * 0.8, place.0 + dx + half, place.1 + dy + 2.0);
            if let Some((dx, dy)) = tries.into_iter().find(|at| taken.try_take(box_at(*at))) {
                pen.text((place.0 + dx, place.1 + dy), "middle", INK, true, &mark);
            }
            let value = point.value.map(|value| number(value, self.decimals)).unwrap_or_default();
            let words = format!("{mark}. {}: {value}, {signal}", point.label);
            last = pen.paragraph(0.0, last + if order == 0 { 24.0 } else { LINE }, width, false, &words);
        }
        let more = self.signals().count().saturating_sub(NAMED);
        if more > 0 {
            let words = format!("{} more are in the table.", counted(more, "signal", "signals"));
            last = pen.paragraph(0.0, last + LINE, width, false, &words);
        }
        if !self.baseline.is_empty() {
            last = pen.paragraph(0.0, last + 26.0, width, false, &format!("Centre and limits: {}", self.baseline));
        }
        if self.gaps() > 0 {
            last = pen.paragraph(0.0, last + LINE, width, false, "A gap is a month without figures, not a month without crime.");
        }
        pen.set_height(last + 6.0);
        pen
    }

    fn limits(
        &self,
        pen: &mut Pen,
        span: &Span,
        y: &impl Fn(f64) -> f64,
        (left, right, width): (f64, f64, f64),
        (top, bottom): (f64, f64),
    ) {
        let mut ends: Vec<(f64, String)> = Vec::new();
        if let Some(centre) = known(self.centre) {
            pen.line((left, y(centre)), (right, y(centre)), INK, 1.5, "");
            let value = number(centre, self.decimals);
            ends.push((y(centre), if pen.is_narrow() { value } else { format!("Centre {value}") }));
        }
        let picks: [(Pick, &str, &str, &str); 4] = [
            (|limits| limits.high_three, "10 5", "3 sigma ", "3σ"),
            (|limits| limits.high_two, "3 4", "2 sigma ", "2σ"),
            (|limits| limits.low_two, "3 4", "2 sigma ", "2σ"),
            (|limits| limits.low_three, "10 5", "3 sigma ", "3σ"),
        ];
        for (pick, dash, long, short) in picks {
            let at = |(index, point): (usize, &ControlPoint)| {
                let value = point.limits.as_ref().and_then(|limits| known(Some(pick(limits))))?;
                Some((span.at(index), y(value)))
            };
            let places: Vec<Option<(f64, f64)>> = self.points.iter().enumerate().map(at).collect();
            let values: Vec<f64> = self.points.iter().filter_map(|point| known(point.limits.as_ref().map(pick))).collect();
            // A lower limit of zero or less says nothing about a count.
            if values.iter().all(|value| *value <= 0.0) {
                continue;
            }
            runs(pen, &places, GREY, 1.5, dash);
            if let (Some(place), Some(value)) = (places.iter().rev().flatten().next(), values.last()) {
                ends.push((place.1, if pen.is_narrow() { short.to_owned() } else { format!("{long}{}", number(*value, self.decimals)) }));
            }
        }
        let places = apart(&ends.iter().map(|(y, _)| *y).collect::<Vec<_>>(), SIZE * 1.15, top, bottom);
        for ((_, words), place) in ends.iter().zip(places) {
            pen.text((right + 6.0, place + SIZE * 0.35), "start", INK, false, &fit(words, width - right - 6.0));
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&[
            ("period", ColumnKind::Text),
            ("value", ColumnKind::Real),
            ("centre", ColumnKind::Real),
            ("lower_3_sigma", ColumnKind::Real),
            ("lower_2_sigma", ColumnKind::Real),
            ("upper_2_sigma", ColumnKind::Real),
            ("upper_3_sigma", ColumnKind::Real),
            ("signal", ColumnKind::Text),
        ]);
        for point in &self.points {
            let limit = |pick: Pick| real(point.limits.as_ref().map(pick));
            table.rows.push(vec![
                words(&point.label),
                real(point.value),
                real(self.centre),
                limit(|limits| limits.low_three),
                limit(|limits| limits.low_two),
                limit(|limits| limits.high_two),
                limit(|limits| limits.high_three),
                words(point.signal.as_deref().unwrap_or_default()),
            ]);
        }
        table
    }

    fn alternative(&self) -> String {
        let points: Vec<(String, Option<f64>)> = self.points.iter().map(|point| (point.label.clone(), point.value)).collect();
        let mut said = vec![format!("Control chart. {}.", self.unit), over_time(&points, self.decimals)];
        if let Some(centre) = known(self.centre) {
            let from = if self.baseline.is_empty() { String::new() } else { format!(" ({})", self.baseline) };
            said.push(format!("Centre: {}{from}.", number(centre, self.decimals)));
        }
        let signals: Vec<String> = self.signals().map(|(_, point, signal)| format!("{} {signal}", point.label)).collect();
        if signals.is_empty() {
            said.push("No month is a signal.".to_owned());
        } else {
            let named = signals.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
            said.push(format!(
                "{}: {named}{}.",
                counted(signals.len(), "signal", "signals"),
                if signals.len() > NAMED { "; …" } else { "" }
            ));
        }
        said.join(" ")
    }
}
