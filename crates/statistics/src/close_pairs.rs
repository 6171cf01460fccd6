//! Every pair of points that is near enough, found once, a bounded number at a time.
//!
//! The points are cut into strips a little wider than the reach and sorted along each strip. A point's partners then lie in two runs:
//! further on in its own strip, and around it in the next one. Nothing is quadratic but the pairs themselves, and they are
//! handed on in portions.

use crate::bands::Metric;
use rayon::prelude::*;
use std::ops::Range;

/// Two points by their place in the sorted order.
pub(crate) type Pair = (u32, u32);

/// How many pairs are looked at by one thread in one go.
const PORTION: usize = 1 << 20;
/// How many portions are searched before what was found may be handed on.
const ROUND: usize = 16;

/// How many neighbouring points are searched around together.
const BLOCK: usize = 32;

/// A place, what happens there, and the strip it lies in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) time: f64,
    strip: u32,
}

impl Point {
    pub(crate) fn new(x: f64, y: f64, time: f64) -> Self {
        Self { x, y, time, strip: 0 }
    }
}

/// Where a point's partners lie in the sorted order: up to `own_end` in its own strip, `from..to` in the next.
#[derive(Debug, Clone, Copy, Default)]
struct Partners {
    own_end: usize,
    from: usize,
    to: usize,
}

/// Points sorted so that near ones stand near each other.
#[derive(Debug)]
pub(crate) struct Strips {
    points: Vec<Point>,
    partners: Vec<Partners>,
    reach: f64,
}

impl Strips {
    /// Sorts the points for a search up to `reach`. The order depends on the points alone, not on the order they came in.
    pub(crate) fn new(mut points: Vec<Point>, reach: f64) -> Self {
        let bottom = points.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
        let top = points.iter().map(|p| p.y).fold(f64::NEG_INFINITY, f64::max);
        // A millionth wider than the reach, so that no rounding puts two near points two strips apart; and never more than a million strips.
        let width = (reach * 1.000_001).max((top - bottom) / 1_048_576.0);
        if width > 0.0 && width.is_finite() {
            for point in &mut points {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to a million
                let strip = ((point.y - bottom) / width) as u32;
                point.strip = strip;
            }
        }
        points.sort_unstable_by(|a, b| {
            a.strip.cmp(&b.strip).then(a.x.total_cmp(&b.x)).then(a.y.total_cmp(&b.y)).then(a.time.total_cmp(&b.time))
        });
        let mut partners = Vec::with_capacity(points.len());
        let mut from = 0;
        while let Some(first) = points.get(from) {
            let strip = first.strip;
            let end = points.partition_point(|p| p.strip <= strip);
            let next_end = points.partition_point(|p| p.strip <= strip + 1);
            let (own, next) = (points.get(from..end).unwrap_or_default(), points.get(end..next_end).unwrap_or_default());
            for point in own {
                partners.push(Partners {
                    own_end: from + own.partition_point(|p| p.x - point.x <= reach),
                    from: end + next.partition_point(|p| point.x - p.x > reach),
                    to: end + next.partition_point(|p| p.x - point.x <= reach),
                });
            }
            from = end;
        }
        Self { points, partners, reach }
    }

    /// The points in sorted order.
    pub(crate) fn points(&self) -> &[Point] {
        &self.points
    }

    /// Finds every pair whose [`Metric::raw`] is at most the last of `limits` and hands it on in the list of the first limit
    /// it does not pass, unless that list is not to be kept. `most` pairs, and up to 17 million more, are held at a time.
    pub(crate) fn visit(&self, metric: Metric, limits: &[(f64, bool)], most: usize, mut hand_on: impl FnMut(&[Vec<Vec<Pair>>])) {
        let mut held: Vec<Vec<Vec<Pair>>> = Vec::new();
        let mut number = 0;
        for round in self.portions().chunks(ROUND) {
            let found: Vec<Vec<Vec<Pair>>> = round.par_iter().map(|range| self.search(range.clone(), metric, limits)).collect();
            number += found.iter().flatten().map(Vec::len).sum::<usize>();
            held.extend(found);
            if number >= most {
                hand_on(&held);
                held.clear();
                number = 0;
            }
        }
        if number > 0 {
            hand_on(&held);
        }
    }

    /// Ranges of points with about [`PORTION`] possible pairs each.
    fn portions(&self) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let (mut start, mut pairs) = (0, 0);
        for (at, partners) in self.partners.iter().enumerate() {
            pairs += partners.own_end.saturating_sub(at + 1) + partners.to.saturating_sub(partners.from);
            if pairs >= PORTION {
                ranges.push(start..at + 1);
                (start, pairs) = (at + 1, 0);
            }
        }
        if start < self.partners.len() {
            ranges.push(start..self.partners.len());
        }
        ranges
    }

    /// The pairs whose first point lies in the range, a list for each limit.
    ///
    /// They come block by block: all partners of the first of a few neighbouring points and each partner with all of the few.
    /// Who goes through a list then meets again rows that it has just read.
    #[allow(clippy::cast_possible_truncation)] // the caller has refused more points than a u32 can number
    fn search(&self, range: Range<usize>, metric: Metric, limits: &[(f64, bool)]) -> Vec<Vec<Pair>> {
        let mut found = vec![Vec::new(); limits.len()];
        let mut start = range.start;
        while let Some(block) = self.block(start, range.end) {
            let (Some(first), Some(last)) = (self.partners.get(block.start), self.partners.get(block.end - 1)) else { break };
            for (from, to) in [(block.start + 1, last.own_end), (first.from, last.to)] {
                for (at, other) in self.points.get(from..to).unwrap_or_default().iter().enumerate() {
                    let other_at = from + at;
                    let few = self.points.get(block.start..block.end.min(other_at)).unwrap_or_default();
                    for (step, point) in few.iter().enumerate() {
                        let raw = metric.raw(other.x - point.x, other.y - point.y);
                        let region = limits.iter().take_while(|(limit, _)| raw > *limit).count();
                        if let (Some((_, true)), Some(list)) = (limits.get(region), found.get_mut(region)) {
                            list.push(((block.start + step) as u32, other_at as u32));
                        }
                    }
                }
            }
            start = block.end;
        }
        found
    }

    /// A few points from `start` on, in one strip and close together.
    fn block(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let rest = self.points.get(start..end)?;
        let first = rest.first()?;
        let few = rest.iter().take(BLOCK).take_while(|p| p.strip == first.strip && p.x - first.x <= self.reach / 8.0).count();
        Some(start..start + few.max(1))
    }
}
