//! Local statistics of values on areas: where high and low values lie together.

use crate::neighbours::Neighbours;
use std::fmt;

/// Why values and neighbours do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaValuesProblem {
    /// Not one value for each area.
    Lengths {
        /// How many values there are.
        values: usize,
        /// How many areas there are.
        areas: usize,
    },
    /// The value at this position is infinite or not a number.
    NotFinite(usize),
}

impl fmt::Display for AreaValuesProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lengths { values, areas } => write!(f, "there are {values} values for {areas} areas"),
            Self::NotFinite(position) => write!(f, "the value at position {position} is not a finite number"),
        }
    }
}

impl std::error::Error for AreaValuesProblem {}

/// One finite value for each area, with the areas' neighbours: what every statistic of this page takes.
#[derive(Debug, Clone, Copy)]
pub struct AreaValues<'a> {
    values: &'a [f64],
    neighbours: &'a Neighbours,
    mean: f64,
    /// Sum of squared deviations from the mean; exactly 0 where all values are equal, and not a number where they are not
    /// but the sum is too small or too large to be held.
    squares: f64,
}

impl<'a> AreaValues<'a> {
    /// The values in the order of the areas.
    pub fn new(values: &'a [f64], neighbours: &'a Neighbours) -> Result<Self, AreaValuesProblem> {
        if values.len() != neighbours.len() {
            return Err(AreaValuesProblem::Lengths { values: values.len(), areas: neighbours.len() });
        }
        if let Some(position) = values.iter().position(|y| !y.is_finite()) {
            return Err(AreaValuesProblem::NotFinite(position));
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        // A constant's mean may be off by a rounding: ask the values themselves.
        let constant = values.iter().zip(values.iter().skip(1)).all(|(a, b)| a.partial_cmp(b).is_some_and(std::cmp::Ordering::is_eq));
        let sum_of_squares = || values.iter().map(|y| (y - mean) * (y - mean)).sum();
        // Divided by infinity everything would be 0, and by next to nothing anything: not a number makes every statistic missing.
        let squares = if constant { 0.0 } else { Some(sum_of_squares()).filter(|s: &f64| s.is_normal()).unwrap_or(f64::NAN) };
        Ok(Self { values, neighbours, mean, squares })
    }

    /// The values, in the order of the areas.
    pub fn values(&self) -> &'a [f64] {
        self.values
    }

    /// The areas' neighbours.
    pub fn neighbours(&self) -> &'a Neighbours {
        self.neighbours
    }

    /// The mean of all values.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The sum of squared deviations from the mean; exactly 0 where all values are equal. Not a number where values differ by so
    /// little or so much that the sum can't be held (about 1e-154 and 1e154): then every statistic is missing.
    pub fn squares(&self) -> f64 {
        self.squares
    }

    /// How many areas there are.
    pub(crate) fn count(&self) -> f64 {
        self.values.len() as f64
    }

    /// The neighbours' values of one list, in its order.
    #[inline]
    pub(crate) fn of(&self, list: &'a [u32]) -> impl Iterator<Item = f64> + Clone + 'a {
        let values = self.values;
        list.iter().map(move |j| values.get(*j as usize).copied().unwrap_or_default())
    }

    /// Something of every area from its value and its neighbours' list; missing where it is not a finite number.
    pub(crate) fn each(&self, mut statistic: impl FnMut(f64, &'a [u32]) -> f64) -> Vec<Option<f64>> {
        let finite = |x: f64| x.is_finite().then_some(x);
        self.values.iter().zip(self.neighbours.iter()).map(|(y, list)| finite(statistic(*y, list))).collect()
    }
}

/// Getis and Ord's Gi* with binary weights, the area itself included: how many standard errors the sum over an area and
/// its neighbours lies above what the mean of all areas leads one to expect.
///
/// *Formula.* With W = k + 1 for k neighbours, m the mean and s the population standard deviation of all n values:
/// (Σ y over the area and its neighbours − W m) / (s √(W (n − W) / (n − 1))).
///
/// *Source.* J. Ord and A. Getis, "Local spatial autocorrelation statistics", Geographical Analysis 27 (1995) 286–306.
///
/// *Unit.* Standard errors. *Shape.* One for each area, in their order; an area without neighbours has its own value's.
/// Missing where all values are equal, or where an area and its neighbours are everything there is.
///
/// *Worked example.* Six points, neighbours within 15: `tests/it/spatial.rs`, −1.39728 for the first.
///
/// *Assumes* values on one scale: rates, not counts of areas of unequal population. *Not for* reading a p-value off
/// the normal curve for skewed values and few neighbours: use [`crate::own_draws`]; nor for proving a cluster where the whole map
/// is clustered (A. Getis and J. Ord, "Testing for local spatial autocorrelation in the presence of global
/// autocorrelation", Journal of Regional Science 41 (2001) 411–432): say "worth a look".
///
/// ```
/// use statistics::{AreaValues, Neighbours, gi_star};
/// let row = Neighbours::from_pairs(4, [(0, 1), (1, 2), (2, 3)]).unwrap();
/// let z = gi_star(&AreaValues::new(&[1.0, 1.0, 2.0, 4.0], &row).unwrap());
/// // (2 + 4 − 2·2) / (√1.5 · √(2·2/3))
/// assert!((z[3].unwrap() - 2.0 / 2_f64.sqrt()).abs() < 1e-12);
/// ```
pub fn gi_star(areas: &AreaValues<'_>) -> Vec<Option<f64>> {
    let (n, sd) = (areas.count(), (areas.squares / areas.count()).sqrt());
    areas.each(|y, list| {
        let weight = list.len() as f64 + 1.0;
        let sum: f64 = areas.of(list).sum::<f64>() + y;
        (sum - weight * areas.mean) / (sd * (weight * (n - weight) / (n - 1.0)).sqrt())
    })
}

/// The mean and the population standard deviation of all values but `y`.
fn others(areas: &AreaValues<'_>, y: f64) -> (f64, f64) {
    let (n, away) = (areas.count(), y - areas.mean);
    let squares = (areas.squares - away * away * n / (n - 1.0)).max(0.0);
    (areas.mean - away / (n - 1.0), (squares / (n - 1.0)).sqrt())
}

/// Getis and Ord's Gi with binary weights: as [`gi_star`] without the area itself, whose value also leaves the mean and the
/// standard deviation.
///
/// *Formula.* With N = n − 1 and the mean m and standard deviation s of the other areas: (Σ y over the k neighbours − k m) / (s √(k (N − k) / (N − 1))).
///
/// *Source* and the rest: as [`gi_star`]. Missing for areas without neighbours.
pub fn gi(areas: &AreaValues<'_>) -> Vec<Option<f64>> {
    let rest = areas.count() - 1.0;
    areas.each(|y, list| {
        let (k, (mean, sd)) = (list.len() as f64, others(areas, y));
        (areas.of(list).sum::<f64>() - k * mean) / (sd * (k * (rest - k) / (rest - 1.0)).sqrt())
    })
}

/// The neighbours' mean less the mean of all others, in standard deviations of one area: what `PySAL` prints as the z of
/// `G_Local` under row-standardised weights, with the area itself (`with_itself`) or without.
///
/// For comparison with that output only. It is *not* a z-score: the variance there takes the row sum, which is 1, where the
/// sum of squared weights, 1/k, belongs. With the right variance row-standardised weights give exactly [`gi`] and [`gi_star`].
pub fn neighbours_mean_in_deviations(areas: &AreaValues<'_>, with_itself: bool) -> Vec<Option<f64>> {
    areas.each(|y, list| {
        let (k, sum) = (list.len() as f64, areas.of(list).sum::<f64>());
        if with_itself {
            ((sum + y) / (k + 1.0) - areas.mean) / (areas.squares / areas.count()).sqrt()
        } else {
            let (mean, sd) = others(areas, y);
            (sum / k - mean) / sd
        }
    })
}

/// Anselin's local Moran: whether an area and its neighbours lie on the same side of the mean (above 0) or on opposite
/// sides (below 0), and how far.
///
/// *Formula.* With z = y − m: `(n − 1) z_i (mean of z over the neighbours) / Σ z²`. 0 where there are no neighbours; missing where
/// all values are equal.
///
/// *Source.* L. Anselin, "Local indicators of spatial association — LISA", Geographical Analysis 27 (1995) 93–115, with the n − 1
/// of `PySAL` and `GeoDa`.
///
/// *Unit.* None: its size grows with the area's own distance from the mean. *Shape.* One for each area, in their order.
///
/// *Assumes* and *not for*: as [`gi_star`]. A large value says "alike", not "high": read it beside the value itself.
pub fn local_moran(areas: &AreaValues<'_>) -> Vec<Option<f64>> {
    let n = areas.count();
    areas.each(|y, list| {
        let lag: f64 = areas.of(list).map(|x| x - areas.mean).sum();
        // No neighbours: 0 by definition, unless nothing can be said at all.
        let mean = if list.is_empty() { 0.0 } else { lag / list.len() as f64 };
        (n - 1.0) * (y - areas.mean) * mean / areas.squares
    })
}

/// What [`local_moran`] would be on average, and how it would vary, if values were dealt out to areas at random.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoments {
    /// Mean when all values are dealt out.
    pub expected: f64,
    /// Variance when all values are dealt out.
    pub variance: f64,
    /// Mean when the area keeps its own value and the others are dealt out.
    pub conditional_expected: f64,
    /// Variance when the area keeps its own value and the others are dealt out.
    pub conditional_variance: f64,
}

/// The analytic moments of [`local_moran`] under row-standardised weights, for each area.
///
/// *Formula.* With w = 1 and w₂ = 1/k (both 0 for an area without neighbours), m₂ and m₄ the second and fourth moment of
/// the values and b₂ = m₄/m₂²: mean −w/(n−1), variance w₂ (n−b₂)/(n−1) + (w²−w₂)(2b₂−n)/((n−1)(n−2)) − w²/(n−1)²;
/// with the area's own value kept, mean −z² w/((n−1) m₂), variance (z/m₂)² · n/(n−2) · (w₂ − w²/(n−1)) · (m₂ − z²/(n−1)).
///
/// *Source.* R. Sokal, N. Oden and B. Thomson, "Local spatial autocorrelation in a biological model", Geographical Analysis 30
/// (1998) 331–354, equations A3, A4, A7, A8, in the form that `PySAL` prints (there for the statistic with n in place of
/// n − 1, the square and the mean being scaled accordingly).
///
/// *Not for* p-values: the distribution is far from normal for few neighbours. They check a simulation.
pub fn local_moran_moments(areas: &AreaValues<'_>) -> Vec<LocalMoments> {
    let n = areas.count();
    let m2 = areas.squares / n;
    let m4 = areas.values.iter().map(|y| (y - areas.mean) * (y - areas.mean)).map(|s| s * s).sum::<f64>() / n;
    let b2 = m4 / (m2 * m2);
    let moments = |(y, list): (&f64, &[u32])| {
        let (w, w2) = if list.is_empty() { (0.0, 0.0) } else { (1.0, 1.0 / list.len() as f64) };
        let z = y - areas.mean;
        LocalMoments {
            expected: -w / (n - 1.0),
            variance: w2 * (n - b2) / (n - 1.0) + (w * w - w2) * (2.0 * b2 - n) / ((n - 1.0) * (n - 2.0))
                - (w / (n - 1.0)) * (w / (n - 1.0)),
            conditional_expected: -z * z * w / ((n - 1.0) * m2),
            conditional_variance: (z / m2) * (z / m2) * (n / (n - 2.0)) * (w2 - w * w / (n - 1.0)) * (m2 - z * z / (n - 1.0)),
        }
    };
    areas.values.iter().zip(areas.neighbours.iter()).map(moments).collect()
}

/// Anselin's local Geary: the mean squared difference between an area and its neighbours, in variances of one area.
///
/// *Formula.* Mean over the neighbours j of `(y_i − y_j)²`, divided by the population variance. Near 2 where nothing is
/// going on, small where neighbours are alike. Missing for areas without neighbours and where all values are equal.
///
/// *Source.* L. Anselin, "A local indicator of multivariate spatial association: extending Geary's c", Geographical Analysis
/// 51 (2019) 133–150. *Unit.* None. *Not for* telling high from low: it sees only differences.
pub fn local_geary(areas: &AreaValues<'_>) -> Vec<Option<f64>> {
    let variance = areas.squares / areas.count();
    areas.each(|y, list| areas.of(list).map(|x| (y - x) * (y - x)).sum::<f64>() / list.len() as f64 / variance)
}
