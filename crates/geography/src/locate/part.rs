//! One polygon of an area, made ready to be asked.

use crate::Extent;
use crate::plane::{Edge, FILTER, edges, rings, side};
use geo_types::{Coord, Polygon};

/// A polygon with its edges in level slabs of equal height.
#[derive(Debug)]
pub(super) struct Part {
    extent: Extent,
    /// Slabs a unit of height.
    slabs_a_unit: f64,
    /// Where each slab's edges begin, and the end of the last.
    slabs: Box<[u32]>,
    edges: Box<[Edge]>,
    /// The area it belongs to.
    pub(super) area: u32,
}

impl Part {
    /// The polygon and its edges, each once; `None` for one without a boundary.
    pub(super) fn new(polygon: &Polygon<f64>, area: u32) -> Option<(Self, Vec<Edge>)> {
        let all: Vec<Edge> = rings(polygon).flat_map(edges).collect();
        let extent = Extent::around(all.iter().flat_map(|e| [e.from, e.to]))?;
        let height = extent.north - extent.south;
        let climbed: f64 = all.iter().map(|e| e.to.y - e.from.y).sum();
        // A third as many slabs as edges, fewer where tall edges would stand in too many of them.
        let wanted = (all.len() as f64 / 3.0).min(3.0 * all.len() as f64 * height / climbed.max(height)).clamp(1.0, 4096.0);
        let slabs_a_unit = if height > 0.0 { wanted.floor() / height } else { 0.0 };
        let mut part = Self { extent, slabs_a_unit, slabs: vec![0; whole(wanted) + 1].into(), edges: Box::default(), area };
        part.fill(&all);
        Some((part, all))
    }

    /// Puts each edge into the slabs it passes: from its lower end's to its upper end's, since no point between them
    /// can be placed further out.
    fn fill(&mut self, all: &[Edge]) {
        // One more than there are slabs: the last start is the end.
        let mut starts = vec![0_u32; self.slabs.len()];
        let reach = |e: &Edge| (self.slab(e.from.y), self.slab(e.to.y) + 1 - self.slab(e.from.y));
        for edge in all {
            let (first, many) = reach(edge);
            starts.iter_mut().skip(first).take(many).for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            let count = *start;
            *start = sum;
            sum += count;
        }
        let blank = Edge { from: Coord { x: 0.0, y: 0.0 }, to: Coord { x: 0.0, y: 0.0 } };
        let mut placed = vec![blank; sum as usize];
        let mut next = starts.clone();
        for edge in all {
            let (first, many) = reach(edge);
            for at in next.iter_mut().skip(first).take(many) {
                if let Some(slot) = placed.get_mut(*at as usize) {
                    *slot = *edge;
                }
                *at += 1;
            }
        }
        self.slabs = starts.into();
        self.edges = placed.into();
    }

    pub(super) fn extent(&self) -> &Extent {
        &self.extent
    }

    /// The slab of a height within the extent: never falls as `y` grows, which is all that is asked of it.
    #[inline]
    fn slab(&self, y: f64) -> usize {
        whole((y - self.extent.south) * self.slabs_a_unit).min(self.slabs.len().saturating_sub(2))
    }

    /// Whether a point lies in the polygon or on its boundary: it does if a way from it to the east crosses the rings an
    /// odd number of times.
    #[allow(clippy::needless_bitwise_bool)] // which way a branch goes can't be foreseen: all of it is computed instead
    #[inline]
    pub(super) fn holds(&self, p: Coord<f64>) -> bool {
        if !self.extent.contains(p) {
            return false;
        }
        let slab = self.slab(p.y);
        let (Some(first), Some(last)) = (self.slabs.get(slab), self.slabs.get(slab + 1)) else { return false };
        let edges = self.edges.get(*first as usize..*last as usize).unwrap_or_default();
        let (mut inside, mut doubtful) = (false, false);
        for Edge { from, to } in edges {
            let (left, right) = ((to.x - from.x) * (p.y - from.y), (to.y - from.y) * (p.x - from.x));
            let beside = left - right;
            let below = from.y <= p.y;
            doubtful |= below & (p.y <= to.y) & (beside.abs() <= FILTER * (left.abs() + right.abs()));
            inside ^= below & (p.y < to.y) & (beside > 0.0);
        }
        if doubtful { holds_exactly(edges, p) } else { inside }
    }
}

/// The same with exact signs, for a point in line with an edge or nearly so.
#[cold]
fn holds_exactly(edges: &[Edge], p: Coord<f64>) -> bool {
    let mut inside = false;
    for edge in edges.iter().filter(|e| (e.from.y..=e.to.y).contains(&p.y)) {
        let east_of_it = if p.x < edge.west() {
            1.0
        } else if p.x > edge.east() {
            -1.0
        } else {
            side(edge.from, edge.to, p)
        };
        if east_of_it == 0.0 {
            return true;
        }
        inside ^= p.y < edge.to.y && east_of_it > 0.0;
    }
    inside
}

/// The whole part of a number; nought for a negative one and for what is no number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // such casts saturate, which is what is wanted
#[inline]
pub(super) fn whole(x: f64) -> usize {
    x as usize
}
