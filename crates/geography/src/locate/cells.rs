//! A grid over all the areas: each cell lies wholly in one area, in none, or lists the polygons that have to be asked.

use super::part::{Part, whole};
use crate::Extent;
use crate::plane::Edge;
use geo_types::Coord;
use rayon::prelude::*;

/// Most cells along a side.
const MOST: f64 = 4096.0;
/// By what part of a cell marks reach further than computed: far more than rounding can be off.
const SLACK: f64 = 1.0 / 64.0;
/// The smallest side of a cell in units of rounding of the largest coordinate, so that the slack covers it.
const UNITS_A_CELL: f64 = 1024.0;

/// Where the cells lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lattice {
    pub(super) extent: Extent,
    columns: usize,
    rows: usize,
    columns_a_unit: f64,
    rows_a_unit: f64,
}

impl Lattice {
    /// A lattice of about as many cells as there are edges, about square, but not so fine that edges would be cut into
    /// very many pieces.
    pub(super) fn new(extent: Extent, edges: usize, across: f64, down: f64) -> Self {
        let (width, height) = (extent.east - extent.west, extent.north - extent.south);
        let furthest = [extent.west, extent.south, extent.east, extent.north].into_iter().fold(0.0, |far: f64, x| far.max(x.abs()));
        let edges = edges as f64;
        let share = |length: f64, other: f64, travelled: f64| {
            let wanted = if length > 0.0 && other > 0.0 { (3.0 * edges * length / other).sqrt() } else { edges };
            let pieces = if travelled > 0.0 { 8.0 * edges * length / travelled } else { MOST };
            let coarse = length / (UNITS_A_CELL * f64::EPSILON * furthest);
            wanted.min(pieces).min(coarse).clamp(1.0, MOST).floor()
        };
        let (columns, rows) = (share(width, height, across), share(height, width, down));
        let a_unit = |count: f64, length: f64| if length > 0.0 { count / length } else { 0.0 };
        Self {
            extent,
            columns: whole(columns),
            rows: whole(rows),
            columns_a_unit: a_unit(columns, width),
            rows_a_unit: a_unit(rows, height),
        }
    }

    fn column(&self, x: f64) -> f64 {
        (x - self.extent.west) * self.columns_a_unit
    }

    fn row(&self, y: f64) -> f64 {
        (y - self.extent.south) * self.rows_a_unit
    }

    /// The cell of a point within the extent.
    #[inline]
    fn cell(&self, p: Coord<f64>) -> usize {
        whole(self.row(p.y)).min(self.rows - 1) * self.columns + whole(self.column(p.x)).min(self.columns - 1)
    }

    /// The middle of a cell.
    fn middle(&self, row: usize, column: usize) -> Coord<f64> {
        Coord {
            x: self.extent.west + (column as f64 + 0.5) / self.columns_a_unit,
            y: self.extent.south + (row as f64 + 0.5) / self.rows_a_unit,
        }
    }
}

/// Neighbouring cells of one row, all of which a polygon's boundary passes, or all of which lie wholly in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    row: u32,
    first: u32,
    last: u32,
    is_whole: bool,
}

/// The cells a polygon has to do with, ascending.
///
/// Each edge marks, row by row, the cells from where it enters the row to where it leaves it, a little further than
/// computed. No boundary passes the cells between two marks, so they all lie where the first one's middle lies.
pub(super) fn spans(lattice: &Lattice, part: &Part, edges: &[Edge]) -> Vec<Span> {
    let clamped = |at: f64, count: usize| narrow(whole(at).min(count - 1));
    let mut marks = Vec::new();
    for edge in edges {
        let (low, high) = (lattice.row(edge.from.y), lattice.row(edge.to.y));
        let height = edge.to.y - edge.from.y;
        let x_at = |row: f64| {
            let y = (lattice.extent.south + row / lattice.rows_a_unit).clamp(edge.from.y, edge.to.y);
            edge.from.x + (edge.to.x - edge.from.x) * ((y - edge.from.y) / height)
        };
        for row in clamped(low - SLACK, lattice.rows)..=clamped(high + SLACK, lattice.rows) {
            let at = f64::from(row);
            let (enter, leave) = if height > 0.0 { (x_at(at - SLACK), x_at(at + 1.0 + SLACK)) } else { (edge.from.x, edge.to.x) };
            let (west, east) = (enter.min(leave).max(edge.west()), enter.max(leave).min(edge.east()));
            let first = clamped(lattice.column(west) - SLACK, lattice.columns);
            let last = clamped(lattice.column(east) + SLACK, lattice.columns);
            marks.push(Span { row, first, last, is_whole: false });
        }
    }
    marks.sort_unstable();
    let mut found: Vec<Span> = Vec::new();
    for mark in marks {
        match found.last_mut() {
            Some(before) if before.row == mark.row && mark.first <= before.last + 1 => before.last = before.last.max(mark.last),
            Some(Span { row, last, .. }) if *row == mark.row => {
                let between = Span { row: mark.row, first: *last + 1, last: mark.first - 1, is_whole: true };
                if part.holds(lattice.middle(mark.row as usize, between.first as usize)) {
                    found.push(between);
                }
                found.push(mark);
            }
            _ => found.push(mark),
        }
    }
    found
}

/// A cell that lies in no area.
const EMPTY: u32 = u32::MAX;
/// Of a cell's code: the cell lies wholly in the area that the rest names. Otherwise the rest is a place among the
/// candidates. Of a candidate: it is the last of its cell.
const FLAG: u32 = 1 << 31;
/// Of a candidate: the cell lies wholly in it, so it need not be asked.
const SURE: u32 = 1 << 30;

/// The codes of all cells, and the polygons to ask.
#[derive(Debug)]
pub(super) struct Cells {
    lattice: Lattice,
    codes: Vec<u32>,
    candidates: Vec<u32>,
}

impl Cells {
    /// Puts the spans of all parts together; parts are in the order of their areas.
    pub(super) fn new(lattice: Lattice, parts: &[Part], spans: &[Vec<Span>]) -> Self {
        let band_rows = lattice.rows.div_ceil(4 * rayon::current_num_threads()).max(1);
        let bands: Vec<usize> = (0..lattice.rows).step_by(band_rows).collect();
        let filled: Vec<(Vec<u32>, Vec<u32>)> =
            bands.par_iter().map(|first| band(&lattice, parts, spans, *first..(*first + band_rows).min(lattice.rows))).collect();
        let mut cells = Self { lattice, codes: Vec::with_capacity(lattice.rows * lattice.columns), candidates: Vec::new() };
        for (codes, candidates) in filled {
            let before = narrow(cells.candidates.len());
            cells.codes.extend(codes.iter().map(|code| if code & FLAG == 0 { code + before } else { *code }));
            cells.candidates.extend(candidates);
        }
        cells
    }

    /// The first area, in their order, that holds the point.
    #[inline]
    pub(super) fn find(&self, parts: &[Part], p: Coord<f64>) -> Option<u32> {
        if !self.lattice.extent.contains(p) {
            return None;
        }
        let code = *self.codes.get(self.lattice.cell(p))?;
        if code == EMPTY {
            return None;
        }
        if code & FLAG != 0 {
            return Some(code & !FLAG);
        }
        for candidate in self.candidates.get(code as usize..)? {
            let part = parts.get((candidate & !(FLAG | SURE)) as usize)?;
            if candidate & SURE != 0 || part.holds(p) {
                return Some(part.area);
            }
            if candidate & FLAG != 0 {
                break;
            }
        }
        None
    }
}

/// Codes and candidates of some rows.
fn band(lattice: &Lattice, parts: &[Part], spans: &[Vec<Span>], rows: std::ops::Range<usize>) -> (Vec<u32>, Vec<u32>) {
    let (from, to) = (narrow(rows.start), narrow(rows.end));
    // Each cell's candidates as a chain. Parts come last first, so that each chain begins with its first; a part that
    // holds the whole cell ends the chain, since none behind it will be asked.
    let mut heads = vec![EMPTY; rows.len() * lattice.columns];
    let mut chain: Vec<(u32, u32)> = Vec::new();
    for (number, spans) in spans.iter().enumerate().rev() {
        let number = narrow(number);
        if spans.first().is_none_or(|s| s.row >= to) || spans.last().is_none_or(|s| s.row < from) {
            continue;
        }
        let begin = spans.partition_point(|s| s.row < from);
        for span in spans.iter().skip(begin).take_while(|s| s.row < to) {
            let start = (span.row - from) as usize * lattice.columns;
            let reached = start + span.first as usize..=start + span.last as usize;
            let Some(heads) = heads.get_mut(reached) else { continue };
            for head in heads {
                if span.is_whole {
                    *head = FLAG | number;
                } else {
                    chain.push((*head, number));
                    *head = narrow(chain.len() - 1);
                }
            }
        }
    }
    let mut candidates = Vec::with_capacity(chain.len());
    let area_of = |number: u32| parts.get(number as usize).map_or(EMPTY, |p| FLAG | p.area);
    for head in &mut heads {
        let mut at = *head;
        if at == EMPTY {
            continue;
        }
        if at & FLAG != 0 {
            *head = area_of(at & !FLAG);
            continue;
        }
        *head = narrow(candidates.len());
        while at != EMPTY {
            if at & FLAG != 0 {
                candidates.push(at & !FLAG | SURE);
                break;
            }
            let Some((next, number)) = chain.get(at as usize) else { break };
            candidates.push(*number);
            at = *next;
        }
        if let Some(last) = candidates.last_mut() {
            *last |= FLAG;
        }
    }
    (heads, candidates)
}

/// A count that the number of edges bounds.
fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(EMPTY)
}
