//! Axes: steps of 1, 2 or 5, and labels kept apart.

use super::pen::{known, number};

/// A scale from its lowest to its highest step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// The steps, rising.
    pub(crate) ticks: Vec<f64>,
    low: f64,
    high: f64,
    decimals: usize,
}

impl Axis {
    /// A scale that holds zero and the values.
    pub(crate) fn from_zero(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values
            .filter_map(|value| known(Some(value)))
            .fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
        Self::over(low, high)
    }

    /// A scale that holds the values, and zero only where it is near.
    pub(crate) fn around(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values
            .filter_map(|value| known(Some(value)))
            .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self::over(0.0, 0.0);
        }
        let near_zero = low >= 0.0 && low < (high - low) * 0.4 || low.total_cmp(&high).is_eq();
        Self::over(if near_zero { low.min(0.0) } else { low }, high)
    }

    fn over(low: f64, high: f64) -> Self {
        let high = if high - low < 1e-6_f64.max(high.abs() * 1e-9) { low + 1.0_f64.max(low.abs() * 0.1) } else { high };
        let rough = (high - low) / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999_999).unwrap_or(power * 10.0);
        let first = (low / step + 1e-9).floor() * step;
        let mut ticks = vec![first];
        for index in 1..9 {
            let next = first + step * f64::from(index);
            ticks.push(next);
            if next >= high - step * 1e-6 {
                break;
            }
        }
        let last = ticks.last().copied().unwrap_or(high);
        let decimals = (1..=6).find(|decimals| step >= 0.999 * 0.1_f64.powi(*decimals)).and_then(|d| usize::try_from(d).ok()).unwrap_or(6);
        Self { ticks, low: first, high: last, decimals: if step >= 0.999 { 0 } else { decimals } }
    }

    /// Where a value stands between `from` and `to`; values beyond the scale stand at its end.
    pub(crate) fn at(&self, value: f64, from: f64, to: f64) -> f64 {
        from + (value.clamp(self.low, self.high) - self.low) / (self.high - self.low) * (to - from)
    }

    /// A step in words.
    pub(crate) fn words(&self, tick: f64) -> String {
        number(tick, self.decimals)
    }
}

/// Moves labels apart: each at least `gap` from the next, within `top` and `bottom` where there is room.
pub(crate) fn apart(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = wanted.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut lowest = top - gap;
    for (_, at) in &mut order {
        *at = at.max(lowest + gap);
        lowest = *at;
    }
    let mut highest = bottom + gap;
    for (_, at) in order.iter_mut().rev() {
        *at = at.min(highest - gap);
        highest = *at;
    }
    order.sort_by_key(|(index, _)| *index);
    order.into_iter().map(|(_, at)| at).collect()
}

/// Which words have been set where, so that no two stand on each other.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    boxes: Vec<(f64, f64, f64, f64)>,
}

impl Taken {
    /// Takes a box of left, top, right and bottom.
    pub(crate) fn take(&mut self, area: (f64, f64, f64, f64)) {
        self.boxes.push(area);
    }

    /// Takes a box unless part of it is taken.
    pub(crate) fn try_take(&mut self, area: (f64, f64, f64, f64)) -> bool {
        let (left, top, right, bottom) = area;
        let free = self.boxes.iter().all(|(l, t, r, b)| right <= *l || left >= *r || bottom <= *t || top >= *b);
        if free {
            self.boxes.push(area);
        }
        free
    }
}
