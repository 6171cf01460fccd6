//! Bands of distance or of days: which gap falls into which, decided once and exactly.

use std::fmt;

/// Which end of a band belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The lower: `[a, b)`.
    Left,
    /// The upper: `(a, b]`, and before all of them the band `{0}`: gaps of exactly 0.
    Right,
}

/// How far apart two places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// As the crow flies: √(dx² + dy²).
    Euclidean,
    /// Along a grid of streets: |dx| + |dy|.
    Manhattan,
}

impl Metric {
    /// What is compared with [`Bands::limits`]: the distance, or its square where that spares a root.
    #[inline]
    pub(crate) fn raw(self, dx: f64, dy: f64) -> f64 {
        match self {
            Self::Euclidean => dx * dx + dy * dy,
            Self::Manhattan => dx.abs() + dy.abs(),
        }
    }
}

/// Why edges don't make bands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BandsError {
    /// Fewer than two edges: no band between them.
    TooFew,
    /// An edge is not a number.
    NotANumber,
    /// This edge is below 0, where no gap lies.
    Negative(f64),
    /// This edge is not above the one before it.
    NotRising(f64),
}

impl fmt::Display for BandsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew => write!(f, "two edges or more are needed to make a band"),
            Self::NotANumber => write!(f, "an edge is not a number"),
            Self::Negative(edge) => write!(f, "the edge `{edge}` lies below 0"),
            Self::NotRising(edge) => write!(f, "the edge `{edge}` is not above the edge before it"),
        }
    }
}

impl std::error::Error for BandsError {}

/// Bands between rising edges. The last edge may be infinite: a band without an upper end.
///
/// A gap below the first edge, or beyond the last, is in no band.
///
/// ```
/// use statistics::{Bands, Closed};
/// let left = Bands::new(&[0.0, 100.0, 200.0], Closed::Left).unwrap();
/// assert_eq!((left.band_of(0.0), left.band_of(100.0), left.band_of(200.0)), (Some(0), Some(1), None));
/// let right = Bands::new(&[0.0, 100.0, 200.0], Closed::Right).unwrap();
/// assert_eq!(right.bounds(), [(0.0, 0.0), (0.0, 100.0), (100.0, 200.0)]);
/// assert_eq!((right.band_of(0.0), right.band_of(100.0), right.band_of(200.0)), (Some(0), Some(1), Some(2)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    closed: Closed,
    /// From and to of each band.
    bounds: Vec<(f64, f64)>,
    /// Rising; between two neighbours lies a region, which is a band or a hole below the first band.
    cuts: Vec<f64>,
    /// The band of the region below each cut.
    regions: Vec<Option<usize>>,
}

impl Bands {
    /// Bands between these edges: `[e0, e1)`, `[e1, e2)`… or, closed right, `{0}`, `(e0, e1]`, `(e1, e2]`…
    pub fn new(edges: &[f64], closed: Closed) -> Result<Self, BandsError> {
        if edges.len() < 2 {
            return Err(BandsError::TooFew);
        }
        let mut before = None;
        for edge in edges {
            if edge.is_nan() {
                return Err(BandsError::NotANumber);
            }
            if *edge < 0.0 {
                return Err(BandsError::Negative(*edge));
            }
            if before.is_some_and(|before| *edge <= before) {
                return Err(BandsError::NotRising(*edge));
            }
            before = Some(*edge);
        }
        // `-0` and 0 are one edge; adding 0 makes it print as one.
        let edges: Vec<f64> = edges.iter().map(|edge| edge + 0.0).collect();
        let mut bounds: Vec<(f64, f64)> = edges.iter().zip(edges.iter().skip(1)).map(|(from, to)| (*from, *to)).collect();
        let starts_at_zero = edges.first() == Some(&0.0);
        let (mut cuts, mut regions) = (Vec::new(), Vec::new());
        if closed == Closed::Right {
            bounds.insert(0, (0.0, 0.0));
            cuts.push(0.0);
            regions.push(Some(0));
        }
        for (at, edge) in edges.iter().enumerate() {
            match (at, closed) {
                (0, Closed::Right) if starts_at_zero => continue,
                (0, _) => regions.push(None),
                (_, Closed::Left) => regions.push(Some(at - 1)),
                (_, Closed::Right) => regions.push(Some(at)),
            }
            cuts.push(*edge);
        }
        Ok(Self { closed, bounds, cuts, regions })
    }

    /// Which end belongs to a band.
    pub fn closed(&self) -> Closed {
        self.closed
    }

    /// From and to of each band, rising. Closed right, the first is 0 to 0.
    pub fn bounds(&self) -> &[(f64, f64)] {
        &self.bounds
    }

    /// The band of a gap; none where it lies below the first edge, beyond the last, or is not a number.
    pub fn band_of(&self, gap: f64) -> Option<usize> {
        if gap.is_nan() {
            return None;
        }
        let region = self.cuts.partition_point(|cut| !self.is_below(gap, *cut));
        self.regions.get(region).copied().flatten()
    }

    fn is_below(&self, gap: f64, cut: f64) -> bool {
        match self.closed {
            Closed::Left => gap < cut,
            Closed::Right => gap <= cut,
        }
    }

    /// The cuts: a gap's region is how many of them it is not below.
    pub(crate) fn cuts(&self) -> &[f64] {
        &self.cuts
    }

    /// The band of the region below each cut.
    pub(crate) fn regions(&self) -> &[Option<usize>] {
        &self.regions
    }

    /// For each cut the largest gap below it: a gap is below the cut exactly where it is at most this.
    pub(crate) fn limits(&self) -> Vec<f64> {
        self.cuts
            .iter()
            .map(|cut| match self.closed {
                Closed::Left => cut.next_down(),
                Closed::Right => *cut,
            })
            .collect()
    }

    /// [`Bands::limits`] for [`Metric::raw`]: where that is a square, the largest number whose root is below the cut, so
    /// that comparing squares decides exactly as comparing distances would.
    pub(crate) fn raw_limits(&self, metric: Metric) -> Vec<f64> {
        match metric {
            Metric::Manhattan => self.limits(),
            Metric::Euclidean => self.cuts.iter().map(|cut| self.largest_square_below(*cut)).collect(),
        }
    }

    fn largest_square_below(&self, cut: f64) -> f64 {
        if cut <= 0.0 {
            return self.limits().first().copied().unwrap_or(0.0).min(0.0);
        }
        if cut.is_infinite() {
            return if self.closed == Closed::Left { f64::MAX } else { f64::INFINITY };
        }
        let mut square = (cut * cut).min(f64::MAX);
        while square < f64::MAX && self.is_below(square.next_up().sqrt(), cut) {
            square = square.next_up();
        }
        while square > 0.0 && !self.is_below(square.sqrt(), cut) {
            square = square.next_down();
        }
        square
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_that_make_no_bands_are_refused() {
        let of = |edges: &[f64]| Bands::new(edges, Closed::Left).map(|_| ());
        assert_eq!(of(&[]), Err(BandsError::TooFew));
        assert_eq!(of(&[1.0]), Err(BandsError::TooFew));
        assert_eq!(of(&[0.0, f64::NAN]), Err(BandsError::NotANumber));
        assert_eq!(of(&[-1.0, 2.0]), Err(BandsError::Negative(-1.0)));
        assert_eq!(of(&[0.0, 2.0, 2.0]), Err(BandsError::NotRising(2.0)));
        assert_eq!(of(&[0.0, f64::INFINITY, f64::INFINITY]), Err(BandsError::NotRising(f64::INFINITY)));
        assert_eq!(of(&[0.0, 2.0, f64::INFINITY]), Ok(()));
    }

    #[test]
    fn a_first_edge_above_zero_leaves_a_hole() {
        let left = Bands::new(&[5.0, 7.0], Closed::Left).unwrap();
        let found: Vec<_> = [0.0, 4.9, 5.0, 6.9, 7.0].map(|gap| left.band_of(gap)).to_vec();
        assert_eq!(found, [None, None, Some(0), Some(0), None]);
        let right = Bands::new(&[5.0, 7.0], Closed::Right).unwrap();
        let found: Vec<_> = [0.0, 0.1, 5.0, 5.1, 7.0, 7.1].map(|gap| right.band_of(gap)).to_vec();
        assert_eq!(found, [Some(0), None, None, Some(1), Some(1), None]);
        assert_eq!(right.bounds(), [(0.0, 0.0), (5.0, 7.0)]);
    }

    #[test]
    fn squares_decide_as_distances_do() {
        let edges = [0.0, 0.1, 0.3, 1.0, 100.0, 123.456, 1e7];
        for closed in [Closed::Left, Closed::Right] {
            let bands = Bands::new(&edges, closed).unwrap();
            for (cut, limit) in bands.cuts().iter().zip(bands.raw_limits(Metric::Euclidean)) {
                if *cut > 0.0 {
                    assert!(bands.is_below(limit.sqrt(), *cut) && !bands.is_below(limit.next_up().sqrt(), *cut), "{cut}");
                }
            }
        }
        let zero = Bands::new(&edges, Closed::Left).unwrap().raw_limits(Metric::Euclidean);
        assert!(zero.first().unwrap() < &0.0);
        assert_eq!(Bands::new(&edges, Closed::Right).unwrap().raw_limits(Metric::Euclidean).first(), Some(&0.0));
    }
}
