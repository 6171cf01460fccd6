//! Where an area stands in its peer group: one strip, every peer a dot.

use super::axis::Axis;
use super::pen::{DARK, EMPHASIS, GREY, INK, LINE, Mark, Pen, SHADE, SIZE, fit, known, number, words_width};
use crate::drawing::{Caption, Draw, Drawing, Size, extremes, real, words};
use base::{ColumnKind, Table, Value};

/// One area of the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    /// Its name.
    pub label: String,
    /// Its value; `None`: suppressed or not known.
    pub value: Option<f64>,
    /// Whether it is the reader's own area.
    pub own: bool,
}

/// A peer group on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// What is measured.
    pub unit: String,
    /// Decimals of the values.
    pub decimals: usize,
    /// The group.
    pub peers: Vec<Peer>,
    /// The median of the group.
    pub median: Option<f64>,
    /// The middle half of the group: lower and upper quartile.
    pub middle_half: Option<(f64, f64)>,
    /// The own area's position in words: `4th highest of 15`.
    pub position: String,
}

const RADIUS: f64 = 5.0;
const STEP: f64 = 11.0;

impl Draw for Spread {
    fn draw(&self, caption: &Caption, size: Size) -> Drawing {
        let mut table = Table::new(&[("area", ColumnKind::Text), ("value", ColumnKind::Real), ("own_area", ColumnKind::Flag)]);
        table.rows = self.peers.iter().map(|peer| vec![words(&peer.label), real(peer.value), Value::Flag(peer.own)]).collect();
        let mut said = vec![format!("Strip of a peer group. {}.", self.unit)];
        said.push(extremes(self.peers.iter().map(|peer| (peer.label.as_str(), peer.value)), self.decimals, "area", "areas"));
        if let Some(median) = known(self.median) {
            said.push(format!("Median: {}.", number(median, self.decimals)));
        }
        said.extend(self.own_words().map(|words| format!("{words}.")));
        Drawing::of(&self.pen(size), caption, table, said.join(" "))
    }
}

impl Spread {
    fn own_words(&self) -> Option<String> {
        let own = self.peers.iter().find(|peer| peer.own)?;
        let value = known(own.value).map_or_else(|| "not known".to_owned(), |value| number(value, self.decimals));
        let position = if self.position.is_empty() { String::new() } else { format!(", {}", self.position) };
        Some(format!("{}: {value}{position}", own.label))
    }

    fn pen(&self, size: Size) -> Pen {
        let width = size.width();
        let mut pen = Pen::new(size);
        let half = self.middle_half.filter(|(low, high)| known(Some(*low)).is_some() && known(Some(*high)).is_some());
        let ends = half.map(|(low, high)| [low, high]).into_iter().flatten().chain(self.median);
        let axis = Axis::around(self.peers.iter().filter_map(|peer| peer.value).chain(ends));
        let head = pen.paragraph(0.0, 18.0, width, false, &self.unit);
        let (left, right) = (14.0, width - 14.0);
        let x = |value: f64| axis.at(value, left, right);
        // Every peer is set as near the line as those before it leave room.
        let mut sorted: Vec<(f64, bool)> =
            self.peers.iter().filter_map(|peer| known(peer.value).map(|value| (x(value), peer.own))).collect();
        sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0)));
        let mut placed: Vec<(f64, i32, bool)> = Vec::new();
        for (at, own) in sorted {
            let free = |level: i32| {
                placed.iter().all(|(x, y, other)| {
                    let need = RADIUS * 2.0 + if own || *other { 5.0 } else { 1.0 };
                    (x - at).hypot(f64::from(y - level) * STEP) >= need
                })
            };
            let level = (0..12).flat_map(|n| [n, -n]).find(|level| free(*level)).unwrap_or(0);
            placed.push((at, level, own));
        }
        let deep = f64::from(placed.iter().map(|(_, level, _)| level.abs()).max().unwrap_or(0)).max(1.0) * STEP + 14.0;
        let own_label = self.own_words();
        let top = head + 16.0 + if own_label.is_some() { LINE + 6.0 } else { 0.0 } + LINE;
        let middle = top + deep;
        let bottom = middle + deep;
        if let Some((low, high)) = half {
            pen.rect((x(low), top), (x(high) - x(low), bottom - top), SHADE, "");
        }
        pen.line((left, middle), (right, middle), GREY, 1.0, "");
        if let Some(median) = known(self.median) {
            let at = x(median);
            pen.line((at, top - 2.0), (at, bottom), INK, 1.5, "6 4");
            let words = format!("Median {}", number(median, self.decimals));
            let around = words_width(&words) / 2.0;
            pen.text((at.clamp(around, width - around), top - 7.0), "middle", INK, false, &words);
        }
        for (at, level, own) in placed.iter().rev() {
            let place = (*at, middle + f64::from(*level) * STEP);
            if *own {
                pen.mark(Mark::Diamond, place, 9.0, EMPHASIS);
            } else {
                pen.mark(Mark::Circle, place, RADIUS, DARK);
            }
        }
        if let Some(label) = own_label {
            // Above the median's words; a line leads down to the diamond.
            let base = head + 16.0 + SIZE * 0.6;
            let label = fit(&label, width / 1.06);
            let around = words_width(&label) * 1.06 / 2.0;
            match placed.iter().find(|(_, _, own)| *own) {
                Some((at, _, _)) => {
                    pen.text((at.clamp(around.min(width / 2.0), (width - around).max(width / 2.0)), base), "middle", INK, true, &label);
                    pen.mark(Mark::Down, (*at, base + 11.0), 4.0, INK);
                }
                None => pen.text((0.0, base), "start", INK, true, &label),
            }
        }
        for tick in &axis.ticks {
            pen.line((x(*tick), bottom), (x(*tick), bottom + 5.0), GREY, 1.0, "");
        }
        let mut last = f64::MIN;
        for tick in &axis.ticks {
            let words = axis.words(*tick);
            let around = words_width(&words) / 2.0;
            let at = x(*tick).clamp(around, width - around);
            if at - around > last + 10.0 {
                pen.text((at, bottom + 23.0), "middle", INK, false, &words);
                last = at + around;
            }
        }
        let mut height = bottom + 28.0;
        if half.is_some() {
            pen.rect((0.0, height + 8.0), (24.0, 16.0), SHADE, GREY);
            height = pen.paragraph(32.0, height + 22.0, width - 32.0, false, "the middle half of the group") + 6.0;
        }
        let missing = self.peers.iter().filter(|peer| known(peer.value).is_none()).count();
        if missing > 0 {
            let words = format!("Not known: {} of {}.", number(missing as f64, 0), number(self.peers.len() as f64, 0));
            height = pen.paragraph(0.0, height + 16.0, width, false, &words) + 6.0;
        }
        pen.set_height(height);
        pen
    }
}
