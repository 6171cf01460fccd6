//! A funnel: rates of small places scatter more, and only those outside the limits say something.

use super::axis::{Axis, Taken, apart};
use super::pen::{DARK, EMPHASIS, GREY, GRID, INK, Mark, Pen, SIZE, fit, known, number, width_at, words_width};
use crate::drawing::{Caption, Draw, Drawing, Size, counted, extremes, real, words};
use base::{ColumnKind, Table, Value};

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPoint {
    /// Its name.
    pub label: String,
    /// What its rate is over: people or households.
    pub population: f64,
    /// Its rate; `None`: suppressed or not known.
    pub rate: Option<f64>,
    /// Where it lies if outside the limits: `above 99.8%`; `None`: inside.
    pub outside: Option<String>,
    /// Whether it is the reader's own area.
    pub own: bool,
}

/// Limits at one population.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimit {
    /// The population.
    pub population: f64,
    /// The limits within which 95% of areas at the common rate would lie.
    pub inner: (f64, f64),
    /// The limits within which 99.8% would lie.
    pub outer: (f64, f64),
}

/// Rates against populations.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// What the rate is: `Crimes per 1,000 residents`.
    pub unit: String,
    /// What it is over: `Residents`.
    pub population_unit: String,
    /// Decimals of the rates.
    pub decimals: usize,
    /// The areas.
    pub points: Vec<FunnelPoint>,
    /// The limits, by rising population.
    pub limits: Vec<FunnelLimit>,
    /// The rate of all areas together, which the limits stand about.
    pub together: Option<f64>,
}

/// A chosen limit.
type Pick = fn(&FunnelLimit) -> f64;

impl Draw for Funnel {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let mut table = Table::new(&[
            ("area", ColumnKind::Text),
            ("population", ColumnKind::Real),
            ("rate", ColumnKind::Real),
            ("outside", ColumnKind::Text),
            ("own_area", ColumnKind::Flag),
        ]);
        for point in &self.points {
            table.rows.push(vec![
                words(&point.label),
                real(Some(point.population)),
                real(point.rate),
                words(point.outside.as_deref().unwrap_or_default()),
                Value::Flag(point.own),
            ]);
        }
        let mut said = vec![format!("Funnel chart. {} against {}.", self.unit, self.population_unit.to_lowercase())];
        said.push(extremes(self.points.iter().map(|point| (point.label.as_str(), point.rate)), self.decimals, "area", "areas"));
        if let Some(together) = known(self.together) {
            said.push(format!("All areas together: {}.", number(together, self.decimals)));
        }
        let outside: Vec<String> =
            self.points.iter().filter_map(|point| point.outside.as_ref().map(|side| format!("{} {side}", point.label))).collect();
        if outside.is_empty() {
            said.push("No area is outside the limits.".to_owned());
        } else {
            let named = outside.iter().take(8).cloned().collect::<Vec<_>>().join("; ");
            said.push(format!(
                "{} outside the limits: {named}{}.",
                counted(outside.len(), "is", "are"),
                if outside.len() > 8 { "; …" } else { "" }
            ));
        }
        Drawing::of(&self.pen(size), caption, table, said.join(" "))
    }
}

impl Funnel {
    fn pen(&self, size: Size) -> Pen {
        let (width, narrow) = (size.width(), size.is_narrow());
        let mut pen = Pen::new(size);
        let rates = self.points.iter().filter_map(|point| point.rate).chain(self.together);
        let highest_rate = rates.clone().filter_map(|rate| known(Some(rate))).fold(0.0, f64::max);
        // Limits of the smallest places may lie far above any rate: the scale follows the rates, within reason.
        let limits = self.limits.iter().flat_map(|limit| [limit.outer.0.max(0.0), limit.outer.1.min(highest_rate * 1.25)]);
        let up = Axis::around(rates.chain(limits));
        let across = Axis::around(self.points.iter().map(|point| point.population).chain(self.limits.iter().map(|limit| limit.population)));
        let head = pen.paragraph(0.0, 18.0, width, false, &self.unit);
        let top = head + 20.0;
        let bottom = top + if narrow { 260.0 } else { 340.0 };
        let left = up.ticks.iter().map(|tick| words_width(&up.words(*tick))).fold(24.0, f64::max) + 12.0;
        let right = width - if narrow { 56.0 } else { 118.0 };
        let x = |value: f64| across.at(value, left + 6.0, right);
        let y = |value: f64| up.at(value, bottom, top);
        for tick in &up.ticks {
            pen.line((left, y(*tick)), (right, y(*tick)), if *tick == 0.0 { GREY } else { GRID }, 1.0, "");
            pen.text((left - 8.0, y(*tick) + SIZE * 0.35), "end", INK, false, &up.words(*tick));
        }
        let mut last = f64::MIN;
        for tick in &across.ticks {
            let words = across.words(*tick);
            let half = words_width(&words) / 2.0;
            if x(*tick) - half > last + 10.0 && x(*tick) + half <= width {
                pen.line((x(*tick), bottom), (x(*tick), bottom + 5.0), GREY, 1.0, "");
                pen.text((x(*tick), bottom + 23.0), "middle", INK, false, &words);
                last = x(*tick) + half;
            }
        }
        let beneath = pen.paragraph(left, bottom + 46.0, width - left, false, &self.population_unit);
        self.curves(&mut pen, &x, &y, (left, right, width), (top, bottom), highest_rate);
        let unnamed = self.marks(&mut pen, &x, &y, (left, right), (top, bottom));
        let mut height = beneath + 6.0;
        if unnamed > 0 {
            let words = format!(
                "{} outside the limits {} named in the table only.",
                number(unnamed as f64, 0),
                if unnamed == 1 { "is" } else { "are" }
            );
            height = pen.paragraph(0.0, beneath + 24.0, width, false, &words) + 6.0;
        }
        pen.set_height(height);
        pen
    }

    fn curves(
        &self,
        pen: &mut Pen,
        x: &impl Fn(f64) -> f64,
        y: &impl Fn(f64) -> f64,
        (left, right, width): (f64, f64, f64),
        (top, bottom): (f64, f64),
        highest: f64,
    ) {
        let mut ends: Vec<(f64, String)> = Vec::new();
        if let Some(together) = known(self.together) {
            pen.line((left, y(together)), (right, y(together)), INK, 1.5, "");
            let value = number(together, self.decimals);
            ends.push((y(together), if pen.is_narrow() { value } else { format!("Together {value}") }));
        }
        let picks: [(Pick, &str, &str); 4] = [
            (|limit| limit.outer.1, "10 5", "99.8%"),
            (|limit| limit.inner.1, "3 4", "95%"),
            (|limit| limit.inner.0, "3 4", "95%"),
            (|limit| limit.outer.0, "10 5", "99.8%"),
        ];
        for (pick, dash, name) in picks {
            // Where a curve leaves the scale it isn't drawn along its edge.
            let inside = |value: &f64| *value <= highest.max(1e-9) * 1.25;
            let known_limits = self.limits.iter().filter_map(|limit| Some((known(Some(limit.population))?, known(Some(pick(limit)))?)));
            let places: Vec<(f64, f64)> =
                known_limits.filter(|(_, value)| inside(value)).map(|(population, value)| (x(population), y(value.max(0.0)))).collect();
            pen.path(&places, GREY, 1.5, dash);
            if let Some(place) = places.last() {
                ends.push((place.1, name.to_owned()));
            }
        }
        let places = apart(&ends.iter().map(|(y, _)| *y).collect::<Vec<_>>(), SIZE * 1.15, top, bottom);
        for ((_, words), place) in ends.iter().zip(places) {
            pen.text((right + 6.0, place + SIZE * 0.35), "start", INK, false, &fit(words, width - right - 6.0));
        }
    }

    /// Draws the areas; gives how many outside the limits could not be named.
    fn marks(
        &self,
        pen: &mut Pen,
        x: &impl Fn(f64) -> f64,
        y: &impl Fn(f64) -> f64,
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
    ) -> usize {
        let mut taken = Taken::default();
        let mut named: Vec<(&FunnelPoint, (f64, f64))> = Vec::new();
        for point in &self.points {
            let Some(place) = known(point.rate).zip(known(Some(point.population))).map(|(rate, population)| (x(population), y(rate)))
            else {
                continue;
            };
            if point.own || point.outside.is_some() {
                taken.take((place.0 - 7.0, place.1 - 7.0, place.0 + 7.0, place.1 + 7.0));
                named.push((point, place));
            } else {
                taken.take((place.0 - 4.0, place.1 - 4.0, place.0 + 4.0, place.1 + 4.0));
                pen.mark(Mark::Circle, place, 4.5, DARK);
            }
        }
        // The own area is named first, then those furthest out.
        named.sort_by(|a, b| b.0.own.cmp(&a.0.own).then(a.1.1.total_cmp(&b.1.1)));
        let mut unnamed = 0;
        for (point, (px, py)) in named {
            if point.own {
                pen.mark(Mark::Diamond, (px, py), 8.5, EMPHASIS);
            } else {
                pen.mark(Mark::OpenDiamond, (px, py), 7.0, DARK);
            }
            let words = fit(&point.label, 200.0);
            let wide = width_at(&words, SIZE, point.own);
            let tries = [
                ("start", 11.0, 5.5),
                ("end", -11.0, 5.5),
                ("middle", 0.0, -12.0),
                ("middle", 0.0, 24.0),
                ("start", 9.0, -8.0),
                ("end", -9.0, 21.0),
            ];
            let set = tries.into_iter().find(|(anchor, dx, dy)| {
                let from = px + dx
                    - match *anchor {
                        "start" => 0.0,
                        "end" => wide,
                        _ => wide / 2.0,
                    };
                let area = (from, py + dy - SIZE * 0.8, from + wide, py + dy + 4.0);
                area.0 >= left && area.2 <= right + 4.0 && area.1 >= top - 12.0 && area.3 <= bottom && taken.try_take(area)
            });
            match set {
                Some((anchor, dx, dy)) => pen.label((px + dx, py + dy), anchor, INK, point.own, &words),
                None => unnamed += 1,
            }
        }
        unnamed
    }
}
