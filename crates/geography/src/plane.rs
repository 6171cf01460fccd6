//! Exact answers about points and lines on a plane.
//!
//! Rounding must not decide on which side of a line a point lies: two areas that share an edge would both take a point
//! near it, or neither. A quick sum with a proved bound of its error answers nearly always; where the bound is too
//! wide, `robust` computes the sign exactly (J. R. Shewchuk 1997, *Adaptive precision floating-point arithmetic and
//! fast robust geometric predicates*, Discrete & Computational Geometry 18, 305–363).

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// The largest coordinate, either way, for which signs are exact; beyond it sums might overflow.
pub(crate) const FURTHEST: f64 = 1e100;

/// Shewchuk's bound A for the orientation of three points: the computed sum has the right sign if it is further from
/// nought than this times the sum of its two products' sizes.
pub(crate) const FILTER: f64 = (3.0 + 16.0 * HALF_UNIT) * HALF_UNIT;
const HALF_UNIT: f64 = f64::EPSILON / 2.0;

/// Twice the signed area of the triangle `a`, `b`, `p`: its sign is exact. Positive if `p` is to the left of the way
/// from `a` to `b`, nought if the three are in line.
pub(crate) fn side(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> f64 {
    let place = |c: Coord<f64>| robust::Coord { x: c.x, y: c.y };
    robust::orient2d(place(a), place(b), place(p))
}

/// A piece of a boundary, its lower end first, so that the two areas beside it compute alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    /// The lower end; of a level edge the western.
    pub(crate) from: Coord<f64>,
    /// The upper end.
    pub(crate) to: Coord<f64>,
}

impl Edge {
    pub(crate) fn new(a: Coord<f64>, b: Coord<f64>) -> Self {
        if (a.y, a.x) <= (b.y, b.x) { Self { from: a, to: b } } else { Self { from: b, to: a } }
    }

    pub(crate) fn west(&self) -> f64 {
        self.from.x.min(self.to.x)
    }

    pub(crate) fn east(&self) -> f64 {
        self.from.x.max(self.to.x)
    }

    /// Whether a point that is in line with the edge lies within its box, so on it.
    fn spans(&self, p: Coord<f64>) -> bool {
        (self.from.y..=self.to.y).contains(&p.y) && (self.west()..=self.east()).contains(&p.x)
    }

    /// How two edges meet, exactly.
    pub(crate) fn meets(&self, other: &Self) -> Meeting {
        let apart = self.to.y < other.from.y || other.to.y < self.from.y || self.east() < other.west() || other.east() < self.west();
        if apart {
            return Meeting::Apart;
        }
        let (a, b) = (side(other.from, other.to, self.from), side(other.from, other.to, self.to));
        let (c, d) = (side(self.from, self.to, other.from), side(self.from, self.to, other.to));
        if a == 0.0 && b == 0.0 && c == 0.0 && d == 0.0 {
            // In line with each other, and the boxes meet: ends are ordered, so the shared piece is from the later
            // beginning to the earlier end.
            let key = |p: Coord<f64>| (p.y, p.x);
            let (begin, end) = (later(self.from, other.from), earlier(self.to, other.to));
            return if key(begin) < key(end) {
                Meeting::Along
            } else if key(begin) == key(end) {
                Meeting::AtAPoint
            } else {
                Meeting::Apart
            };
        }
        let crosses = opposite(a, b) && opposite(c, d);
        let touches = (a == 0.0 && other.spans(self.from))
            || (b == 0.0 && other.spans(self.to))
            || (c == 0.0 && self.spans(other.from))
            || (d == 0.0 && self.spans(other.to));
        if crosses || touches { Meeting::AtAPoint } else { Meeting::Apart }
    }
}

/// What two edges have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// Nothing.
    Apart,
    /// One point.
    AtAPoint,
    /// A piece of some length.
    Along,
}

fn opposite(a: f64, b: f64) -> bool {
    (a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0)
}

fn later(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    if (a.y, a.x) >= (b.y, b.x) { a } else { b }
}

fn earlier(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    if (a.y, a.x) <= (b.y, b.x) { a } else { b }
}

/// The most edges that are worked with at once: the outlines of Great Britain at full detail have fewer.
const MOST_EDGES: usize = 1 << 26;

/// Why areas can't be worked with on the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaneError {
    /// A coordinate of the area at this place, from 0.
    #[error("area {0} (counted from 0) has a coordinate that is not a number, or beyond 1e100")]
    OffThePlane(usize),
    /// Too many areas or points.
    #[error("there are more than 67 million points in the outlines")]
    TooLarge,
}

/// Whether every coordinate can be worked with, and all of them together.
pub(crate) fn check(areas: &[&MultiPolygon<f64>]) -> Result<(), PlaneError> {
    let fits = |p: &Coord<f64>| p.x.abs() <= FURTHEST && p.y.abs() <= FURTHEST;
    let coordinates = |area: &MultiPolygon<f64>| area.iter().flat_map(rings).map(|ring| ring.0.len()).sum::<usize>();
    if areas.len() > MOST_EDGES || areas.iter().map(|a| coordinates(a)).sum::<usize>() > MOST_EDGES {
        return Err(PlaneError::TooLarge);
    }
    let stray = areas.iter().position(|area| !area.iter().flat_map(rings).all(|ring| ring.coords().all(fits)));
    stray.map_or(Ok(()), |area| Err(PlaneError::OffThePlane(area)))
}

/// The rings of a polygon, the exterior first.
pub(crate) fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// The edges of a ring; repeated points are passed over, and an open ring is closed.
pub(crate) fn edges(ring: &LineString<f64>) -> impl Iterator<Item = Edge> + '_ {
    let ends = ring.0.last().into_iter().zip(ring.0.first());
    let steps = ring.0.iter().zip(ring.0.iter().skip(1));
    // Nought and minus nought are one place: adding nought makes them one.
    let same = |p: &Coord<f64>| Coord { x: p.x + 0.0, y: p.y + 0.0 };
    steps.chain(ends).filter(|(a, b)| a != b).map(move |(a, b)| Edge::new(same(a), same(b)))
}
