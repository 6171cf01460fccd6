//! Which area a point lies in, for millions of points at a time.
//!
//! **Rule.** A point belongs to an area if it lies in one of its polygons or on their boundary (the predicate
//! *intersects*); a point of several areas, as on a shared edge or corner, belongs to the first of them in the order
//! they were given, which by convention is the order of their codes. So each point has at most one area, the same on
//! any machine and with any number of threads. A point in a hole is outside; one on the hole's edge is inside.
//!
//! **Method.** A way from the point to the east crosses the boundary an odd number of times if the point is inside
//! (M. Shimrat 1962, *Algorithm 112*, Communications of the ACM 5, 434; ends of edges are half open, so that a corner
//! counts once). On which side of an edge a point lies is exact, after J. R. Shewchuk 1997. Three things make it quick:
//! a grid whose cells mostly lie in one area; edges in level slabs, so that few are looked at; and points brought together
//! by place before they are asked, so that what they need is still in the processor's cache. Parts, slabs and cells are
//! bounded by the number of edges, whatever their shape.
//!
//! **Units.** A plane with straight edges: degrees or metres, but points and outlines alike. Coordinates up to 1e100
//! either way; for coordinates closer than about 1e-140 to each other and to nought, signs may be rounded.
//!
//! **Assumes** polygons whose rings do not cross themselves. Where they do, the odd number decides. Parts of one area may
//! overlap: inside one of them is inside.
//!
//! **Not for** finding the LSOA of a row that names its LSOA: the code beats any polygon, since published coordinates
//! are moved to a snap point and published outlines are simplified, so that near a boundary the answer is chance. Nor
//! for distances, nor on a globe: an edge of hundreds of kilometres is no straight line there.

mod cells;
mod part;

use crate::plane::{self, PlaneError};
use crate::{Extent, Outline};
use cells::{Cells, Lattice};
use geo_types::{Coord, MultiPolygon};
use part::{Part, whole};
use rayon::prelude::*;

/// An index over the areas of a map that answers which of them a point lies in.
///
/// ```
/// use geo_types::{coord, polygon, MultiPolygon};
/// use geography::Locator;
/// let square = |x: f64| MultiPolygon::from(polygon![(x: x, y: 0.), (x: x + 1., y: 0.), (x: x + 1., y: 1.), (x: x, y: 1.)]);
/// let locator = Locator::new(&[square(0.0), square(1.0)])?;
/// assert_eq!(locator.area_of(coord! { x: 1.5, y: 0.5 }), Some(1));
/// assert_eq!(locator.area_of(coord! { x: 1.0, y: 0.5 }), Some(0), "on the shared edge: the first");
/// assert_eq!(locator.area_of(coord! { x: 2.1, y: 0.5 }), None);
/// # Ok::<(), geography::PlaneError>(())
/// ```
#[derive(Debug)]
pub struct Locator {
    parts: Vec<Part>,
    /// `None` if no area has a boundary.
    cells: Option<Cells>,
    extent: Extent,
}

/// The answer for one of many points, in four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(u32);

impl Place {
    /// In no area.
    pub const NOWHERE: Self = Self(u32::MAX);

    /// The area's place in the order the areas were given, from 0.
    #[inline]
    pub fn area(self) -> Option<usize> {
        if self == Self::NOWHERE { None } else { usize::try_from(self.0).ok() }
    }
}

/// The most points brought together at a time. More would be better for the cache, which then sees the outlines fewer
/// times, and worse for memory: 24 bytes each.
const TOGETHER: usize = 1 << 23;
/// Answers remembered while going through points that have been brought together.
const KNOWN: usize = 1024;
/// So few points are asked as they come.
const FEW: usize = 2048;
/// Tiles along a side, by which they are brought together.
const TILES: usize = 256;

impl Locator {
    /// An index over areas in the order in which they take points; an area without polygons takes none.
    pub fn new<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> Result<Self, PlaneError> {
        let areas: Vec<&MultiPolygon<f64>> = areas.into_iter().collect();
        plane::check(&areas)?;
        let numbers: Vec<u32> = (0..).take(areas.len()).collect();
        let made: Vec<_> = areas
            .par_iter()
            .zip(&numbers)
            .flat_map_iter(|(area, number)| area.iter().filter_map(|polygon| Part::new(polygon, *number)))
            .collect();
        let Some(extent) = made.iter().map(|(part, _)| *part.extent()).reduce(|a, b| a.union(&b)) else {
            return Ok(Self { parts: Vec::new(), cells: None, extent: Extent { west: 0.0, south: 0.0, east: 0.0, north: 0.0 } });
        };
        let count = made.iter().map(|(_, edges)| edges.len()).sum();
        let (across, down) = made
            .par_iter()
            .map(|(_, edges)| edges.iter().fold((0.0, 0.0), |(x, y), e| (x + (e.east() - e.west()), y + (e.to.y - e.from.y))))
            .collect::<Vec<_>>()
            .into_iter()
            .fold((0.0, 0.0), |(x, y), (dx, dy)| (x + dx, y + dy));
        let lattice = Lattice::new(extent, count, across, down);
        let spans: Vec<_> = made.par_iter().map(|(part, edges)| cells::spans(&lattice, part, edges)).collect();
        let parts: Vec<Part> = made.into_iter().map(|(part, _)| part).collect();
        let cells = Some(Cells::new(lattice, &parts, &spans));
        Ok(Self { parts, cells, extent })
    }

    /// An index over outlines as they are kept, in degrees.
    pub fn of_outlines<'a>(outlines: impl IntoIterator<Item = &'a Outline>) -> Result<Self, PlaneError> {
        Self::new(outlines.into_iter().map(Outline::polygons))
    }

    /// The area a point lies in, as its place in the order the areas were given; a point that is no number lies in none.
    pub fn area_of(&self, point: Coord<f64>) -> Option<usize> {
        self.place(point).area()
    }

    #[inline]
    fn place(&self, point: Coord<f64>) -> Place {
        self.cells.as_ref().and_then(|cells| cells.find(&self.parts, point)).map_or(Place::NOWHERE, Place)
    }

    /// The areas of many points, in their order. `xs` (longitudes, eastings) and `ys` are of one length; of unequal ones
    /// the shorter counts. Uses all threads.
    pub fn assign(&self, xs: &[f64], ys: &[f64]) -> Vec<Place> {
        let mut places = vec![Place::NOWHERE; xs.len().min(ys.len())];
        let together = places.len().div_ceil(rayon::current_num_threads()).clamp(FEW, TOGETHER);
        places
            .par_chunks_mut(together)
            .zip(xs.par_chunks(together).zip(ys.par_chunks(together)))
            .for_each(|(places, (xs, ys))| self.assign_together(xs, ys, places));
        places
    }

    /// Sorts the points by tile, counting, then asks in that order.
    fn assign_together(&self, xs: &[f64], ys: &[f64], places: &mut [Place]) {
        if places.len() < FEW {
            let points = xs.iter().zip(ys).map(|(x, y)| Coord { x: *x, y: *y });
            return places.iter_mut().zip(points).for_each(|(place, point)| *place = self.place(point));
        }
        let size = |from: f64, to: f64| if to > from { TILES as f64 / (to - from) } else { 0.0 };
        let (across, down) = (size(self.extent.west, self.extent.east), size(self.extent.south, self.extent.north));
        let tile = |x: f64, y: f64| {
            let (column, row) = (whole((x - self.extent.west) * across), whole((y - self.extent.south) * down));
            row.min(TILES - 1) * TILES + column.min(TILES - 1)
        };
        let mut starts = vec![0_u32; TILES * TILES];
        for (x, y) in xs.iter().zip(ys) {
            if let Some(count) = starts.get_mut(tile(*x, *y)) {
                *count += 1;
            }
        }
        let mut before = 0;
        for start in &mut starts {
            let count = *start;
            *start = before;
            before += count;
        }
        let mut sorted = vec![(Coord { x: 0.0, y: 0.0 }, 0_u32); places.len()];
        for ((x, y), number) in xs.iter().zip(ys).zip(0..) {
            if let Some(start) = starts.get_mut(tile(*x, *y)) {
                if let Some(slot) = sorted.get_mut(*start as usize) {
                    *slot = (Coord { x: *x, y: *y }, number);
                }
                *start += 1;
            }
        }
        // Published places recur, and all points of one place are now close together: most are answered from memory.
        let mut known = vec![(Coord { x: f64::NAN, y: f64::NAN }, Place::NOWHERE); KNOWN];
        for (point, number) in sorted {
            let Some(last) = known.get_mut(slot_of(point)) else { continue };
            if last.0 != point {
                *last = (point, self.place(point));
            }
            if let Some(place) = places.get_mut(number as usize) {
                *place = last.1;
            }
        }
    }
}

/// Where the answer for a point is remembered: any spreading will do, since points are compared in full.
fn slot_of(point: Coord<f64>) -> usize {
    let mixed = (point.x.to_bits().rotate_left(29) ^ point.y.to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 54).unwrap_or_default()
}
