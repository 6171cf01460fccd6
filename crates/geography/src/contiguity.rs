//! Which areas are neighbours, from their outlines.
//!
//! **Definitions** (after A. D. Cliff and J. K. Ord 1973, *Spatial autocorrelation*, Pion, London; the names are the
//! moves of the pieces in chess). *Queen*: two areas are neighbours if their boundaries have at least one point in
//! common. *Rook*: if they have a piece of some length in common. Nobody is their own neighbour.
//!
//! **Two readings of a boundary.** [`Boundary::AnyPoint`] compares the boundaries as lines: it finds two areas whose
//! borders meet although a corner of one lies in the middle of an edge of the other. [`Boundary::SharedPoints`]
//! compares the listed points only, as most packages do: queen needs one listed point in common, rook two that follow
//! each other in both. It is quicker, and all there is to find where a map was made from shared borders; but it misses
//! neighbours whose borders were drawn or thinned one by one. All comparisons are exact: there is no tolerance, so with
//! either reading areas with a gap of a millimetre are no neighbours, and overlapping ones are neighbours only where
//! their boundaries meet or cross. An area inside a hole touches the area around it only if it shares the hole's edge.
//!
//! **Shapes.** `n` areas in, unordered pairs `(i, j)` with `i < j` out, ascending: places in the order given, from 0.
//!
//! **Not for** outlines simplified area by area without keeping the borders shared (generalised downloads keep them; a
//! ward thinned for drawing does not): count the areas without neighbours before believing the rest. Islands have none,
//! although a bridge may join them. Nor across vintages: areas of 2011 and 2021 share few borders exactly.

use crate::plane::{self, Edge, Meeting, PlaneError, edges, rings};
use crate::{Extent, Outline};
use geo_types::{Coord, MultiPolygon};
use rayon::prelude::*;

/// What makes two areas neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// A point in common.
    Queen,
    /// A piece of border of some length in common.
    Rook,
}

/// What of a boundary is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// The points it lists.
    SharedPoints,
    /// All of it.
    AnyPoint,
}

/// Pairs of neighbouring areas.
///
/// ```
/// use geo_types::{polygon, MultiPolygon};
/// use geography::{Boundary, Contiguity, Criterion};
/// let square = |x: f64, y: f64| MultiPolygon::from(polygon![(x: x, y: y), (x: x + 1., y: y), (x: x + 1., y: y + 1.), (x: x, y: y + 1.)]);
/// // Two side by side, and a third that touches the second at a corner only.
/// let areas = [square(0.0, 0.0), square(1.0, 0.0), square(2.0, 1.0)];
/// let queen = Contiguity::find(&areas, Criterion::Queen, Boundary::AnyPoint)?;
/// assert_eq!(queen.pairs(), [(0, 1), (1, 2)]);
/// let rook = Contiguity::find(&areas, Criterion::Rook, Boundary::AnyPoint)?;
/// assert_eq!(rook.neighbours(), [vec![1], vec![0], vec![]]);
/// # Ok::<(), geography::PlaneError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contiguity {
    areas: usize,
    pairs: Vec<(u32, u32)>,
}

impl Contiguity {
    /// The neighbours among areas. Deterministic with any number of threads.
    pub fn find<'a>(
        areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>,
        criterion: Criterion,
        boundary: Boundary,
    ) -> Result<Self, PlaneError> {
        let areas: Vec<&MultiPolygon<f64>> = areas.into_iter().collect();
        plane::check(&areas)?;
        let mut pairs = match criterion {
            Criterion::Queen => shared(&areas, points_of),
            Criterion::Rook => shared(&areas, edges_of),
        };
        if boundary == Boundary::AnyPoint {
            let wanted = |meeting: Meeting| match criterion {
                Criterion::Queen => meeting != Meeting::Apart,
                Criterion::Rook => meeting == Meeting::Along,
            };
            let more = meeting(&areas, &pairs, wanted);
            pairs.extend(more);
            pairs.par_sort_unstable();
            pairs.dedup();
        }
        Ok(Self { areas: areas.len(), pairs })
    }

    /// The neighbours among outlines as they are kept.
    pub fn of_outlines<'a>(
        outlines: impl IntoIterator<Item = &'a Outline>,
        criterion: Criterion,
        boundary: Boundary,
    ) -> Result<Self, PlaneError> {
        Self::find(outlines.into_iter().map(Outline::polygons), criterion, boundary)
    }

    /// Each pair once, the smaller place first, ascending.
    pub fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// The neighbours of each area, ascending.
    pub fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut lists = vec![Vec::new(); self.areas];
        for (i, j) in &self.pairs {
            for (of, other) in [(*i, *j), (*j, *i)] {
                if let Some(list) = lists.get_mut(of as usize) {
                    list.push(other as usize);
                }
            }
        }
        for list in &mut lists {
            list.sort_unstable();
        }
        lists
    }
}

/// The bits of a point; nought and minus nought are one place.
fn bits(p: Coord<f64>) -> [u64; 2] {
    [(p.x + 0.0).to_bits(), (p.y + 0.0).to_bits()]
}

fn points_of(area: &MultiPolygon<f64>) -> impl Iterator<Item = [u64; 2]> + '_ {
    // The last point of a ring repeats the first.
    area.iter().flat_map(rings).flat_map(|ring| ring.0.iter().skip(1)).map(|p| bits(*p))
}

fn edges_of(area: &MultiPolygon<f64>) -> impl Iterator<Item = [u64; 4]> + '_ {
    area.iter().flat_map(rings).flat_map(edges).map(|e| {
        let ([a, b], [c, d]) = (bits(e.from), bits(e.to));
        [a, b, c, d]
    })
}

/// Shelves on which keys are laid, so that each can be sorted where the cache holds it.
const SHELVES: usize = 512;

/// Keys with the areas that have them.
type Shelf<const N: usize> = Vec<([u64; N], u32)>;

/// The pairs of areas that have a key in common.
fn shared<'a, const N: usize, I: Iterator<Item = [u64; N]>>(
    areas: &[&'a MultiPolygon<f64>],
    keys: impl Fn(&'a MultiPolygon<f64>) -> I + Sync,
) -> Vec<(u32, u32)> {
    let numbers: Vec<u32> = (0..).take(areas.len()).collect();
    let batch = areas.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    let laid: Vec<Vec<Shelf<N>>> = areas
        .par_chunks(batch)
        .zip(numbers.par_chunks(batch))
        .map(|(areas, numbers)| {
            let mut shelves = vec![Vec::new(); SHELVES];
            for (area, number) in areas.iter().zip(numbers) {
                for key in keys(area) {
                    if let Some(shelf) = shelves.get_mut(shelf_of(&key)) {
                        shelf.push((key, *number));
                    }
                }
            }
            shelves
        })
        .collect();
    let places: Vec<usize> = (0..SHELVES).collect();
    let mut pairs: Vec<(u32, u32)> = places
        .par_iter()
        .flat_map_iter(|place| {
            let mut shelf: Shelf<N> = laid.iter().filter_map(|shelves| shelves.get(*place)).flatten().copied().collect();
            shelf.sort_unstable();
            // An area that has the key twice has it once.
            shelf.dedup();
            let mut pairs = Vec::new();
            for group in shelf.chunk_by(|a, b| a.0 == b.0) {
                for (at, (_, i)) in group.iter().enumerate() {
                    pairs.extend(group.iter().skip(at + 1).map(|(_, j)| (*i, *j)));
                }
            }
            pairs.sort_unstable();
            pairs.dedup();
            pairs
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// A shelf for a key: any spreading will do, since keys are compared in full.
fn shelf_of<const N: usize>(key: &[u64; N]) -> usize {
    let mixed = key.iter().fold(0_u64, |mixed, word| (mixed.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    usize::try_from(mixed >> 55).unwrap_or_default()
}

/// A polygon's edges and the box around them.
struct Piece {
    area: u32,
    extent: Extent,
    edges: Vec<Edge>,
}

/// The pairs of areas, beside those known, whose boundaries meet as wanted.
///
/// Only polygons whose boxes meet are compared, and of those only the edges that reach into both boxes.
fn meeting(areas: &[&MultiPolygon<f64>], known: &[(u32, u32)], wanted: impl Fn(Meeting) -> bool + Sync) -> Vec<(u32, u32)> {
    let numbers: Vec<u32> = (0..).take(areas.len()).collect();
    let mut pieces: Vec<Piece> = areas
        .par_iter()
        .zip(&numbers)
        .flat_map_iter(|(area, number)| {
            area.iter().filter_map(|polygon| {
                let edges: Vec<Edge> = rings(polygon).flat_map(edges).collect();
                let extent = Extent::around(edges.iter().flat_map(|e| [e.from, e.to]))?;
                Some(Piece { area: *number, extent, edges })
            })
        })
        .collect();
    pieces.sort_by(|a, b| a.extent.west.total_cmp(&b.extent.west));
    let places: Vec<usize> = (0..pieces.len()).collect();
    let mut pairs: Vec<(u32, u32)> = pieces
        .par_iter()
        .zip(&places)
        .flat_map_iter(|(piece, place)| {
            let mut found: Vec<(u32, u32)> = Vec::new();
            for other in pieces.iter().skip(place + 1).take_while(|other| other.extent.west <= piece.extent.east) {
                let pair = (piece.area.min(other.area), piece.area.max(other.area));
                let apart = other.extent.south > piece.extent.north || other.extent.north < piece.extent.south || piece.area == other.area;
                if apart || known.binary_search(&pair).is_ok() || found.contains(&pair) {
                    continue;
                }
                if meet(piece, other, &wanted) {
                    found.push(pair);
                }
            }
            found
        })
        .collect();
    pairs.sort_unstable();
    pairs
}

/// Whether any edge of one meets any of the other as wanted.
fn meet(one: &Piece, other: &Piece, wanted: impl Fn(Meeting) -> bool) -> bool {
    let (a, b) = (&one.extent, &other.extent);
    let (west, south, east, north) = (a.west.max(b.west), a.south.max(b.south), a.east.min(b.east), a.north.min(b.north));
    let reach = |e: &&Edge| e.from.y <= north && e.to.y >= south && e.west() <= east && e.east() >= west;
    let mut theirs: Vec<&Edge> = other.edges.iter().filter(reach).collect();
    theirs.sort_by(|p, q| p.from.y.total_cmp(&q.from.y));
    one.edges
        .iter()
        .filter(reach)
        .any(|ours| theirs.iter().take_while(|e| e.from.y <= ours.to.y).any(|e| e.to.y >= ours.from.y && wanted(ours.meets(e))))
}
