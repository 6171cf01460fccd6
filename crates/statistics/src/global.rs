//! One number for a whole map: whether neighbours are more alike than chance would make them.

use crate::local::AreaValues;

/// How much a neighbour counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// Each neighbour 1.
    Binary,
    /// Each of an area's k neighbours 1/k.
    RowStandardised,
}

impl Weights {
    fn of(self, list: &[u32]) -> f64 {
        match self {
            Self::Binary => 1.0,
            Self::RowStandardised => 1.0 / list.len() as f64,
        }
    }
}

/// A statistic against a normal distribution of known mean and variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    /// Its variance under the null.
    pub variance: f64,
    /// How many standard deviations the statistic lies above its mean.
    pub z: f64,
    /// The chance of lying as far out on the same side. Choosing the side after looking makes it half of a proper p-value.
    pub one_tail: f64,
    /// The two-sided p-value.
    pub p_value: f64,
}

impl Normal {
    fn new(value: f64, expected: f64, variance: f64) -> Self {
        let z = (value - expected) / variance.sqrt();
        let one_tail = 0.5 * libm::erfc(z.abs() / std::f64::consts::SQRT_2);
        Self { variance, z, one_tail, p_value: (2.0 * one_tail).min(1.0) }
    }
}

/// A global statistic, what it would be on average if values were dealt out at random, and how far out it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalStatistic {
    /// The statistic.
    pub value: f64,
    /// Its mean under the null.
    pub expected: f64,
    /// Under the assumption that values are normal. Missing where no such variance is published.
    pub if_normal: Option<Normal>,
    /// Under the assumption that the values found were dealt out to areas at random.
    pub if_dealt_out: Normal,
}

/// Cliff and Ord's three sums of weights.
struct Sums {
    s0: f64,
    s1: f64,
    s2: f64,
}

fn sums(areas: &AreaValues<'_>, weights: Weights) -> Sums {
    let lists = areas.neighbours();
    let mut columns = vec![0.0; lists.len()];
    let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
    for (i, list) in (0_u32..).zip(lists.iter()) {
        let w = weights.of(list);
        for j in list {
            s0 += w;
            if let Some(column) = columns.get_mut(*j as usize) {
                *column += w;
            }
            // Half of the squared sum of both directions; the other half comes when the neighbour names this area.
            let back = lists.of(*j as usize);
            s1 += if back.contains(&i) { (w + weights.of(back)) * (w + weights.of(back)) / 2.0 } else { w * w };
        }
    }
    for (list, column) in lists.iter().zip(columns) {
        let row: f64 = if list.is_empty() { 0.0 } else { weights.of(list) * list.len() as f64 };
        s2 += (row + column) * (row + column);
    }
    Sums { s0, s1, s2 }
}

/// The sum over all links of weight times something of both values.
fn over_links(areas: &AreaValues<'_>, weights: Weights, of_both: impl Fn(f64, f64) -> f64) -> f64 {
    let each = |(y, list): (&f64, _)| weights.of(list) * areas.of(list).map(|x| of_both(*y, x)).sum::<f64>();
    areas.values().iter().zip(areas.neighbours().iter()).filter(|(_, list)| !list.is_empty()).map(each).sum()
}

/// The sum of the values' deviations from their mean, each to the fourth.
fn fourth(areas: &AreaValues<'_>) -> f64 {
    let square = |y: &f64| (y - areas.mean()) * (y - areas.mean());
    areas.values().iter().map(square).map(|s| s * s).sum()
}

/// Missing where there is nothing to measure.
fn if_measurable(areas: &AreaValues<'_>, least: usize) -> Option<f64> {
    (areas.values().len() >= least && areas.squares() > 0.0 && areas.neighbours().links() > 0).then(|| areas.count())
}

/// Moran's I: the correlation of areas with their neighbours.
///
/// *Formula.* With z = y − m and S₀ the sum of all weights: `(n / S₀) Σ w_ij z_i z_j / Σ z²`. Mean −1/(n−1); both variances as Cliff and Ord.
///
/// *Sources.* P. Moran, Biometrika 37 (1950) 17–23; A. Cliff and J. Ord, *Spatial Processes* (1981) pp. 42–46.
///
/// *Unit.* None; near 0 where nothing is going on, near 1 where neighbours are alike. Missing for fewer than four areas, without a
/// single link, or where all values are equal.
///
/// *Worked example.* Homicides around St Louis 1988–93, queen contiguity: 0.24366, one tail 0.000136 (`tests/it/spatial.rs`).
///
/// *Assumes* one scale for all areas. *Not for* saying where: that is [`crate::gi_star`] and [`crate::local_moran`]; nor for counts of areas of
/// unequal population.
pub fn moran_i(areas: &AreaValues<'_>, weights: Weights) -> Option<GlobalStatistic> {
    let n = if_measurable(areas, 4)?;
    let Sums { s0, s1, s2 } = sums(areas, weights);
    let mean = areas.mean();
    let value = n / s0 * over_links(areas, weights, |y, x| (y - mean) * (x - mean)) / areas.squares();
    let expected = -1.0 / (n - 1.0);
    let normal = (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n - 1.0) * (n + 1.0) * s0 * s0) - expected * expected;
    let kurtosis = n * fourth(areas) / (areas.squares() * areas.squares());
    let a = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
    let b = kurtosis * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let dealt = (a - b) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected;
    Some(GlobalStatistic {
        value,
        expected,
        if_normal: Some(Normal::new(value, expected, normal)),
        if_dealt_out: Normal::new(value, expected, dealt),
    })
}

/// Geary's C: how much neighbours differ, against how much any two areas differ.
///
/// *Formula.* `(n − 1) Σ w_ij (y_i − y_j)² / (2 S₀ Σ (y − m)²)`. Mean 1; below 1 where neighbours are alike.
///
/// *Sources.* R. Geary, The Incorporated Statistician 5 (1954) 115–145; variances as Cliff and Ord (1981) p. 46.
///
/// *Worked example.* Crime in Columbus 1980, rook contiguity: 0.51544. *Unit*, *assumes* and *not for*: as [`moran_i`].
pub fn geary_c(areas: &AreaValues<'_>, weights: Weights) -> Option<GlobalStatistic> {
    let n = if_measurable(areas, 4)?;
    let Sums { s0, s1, s2 } = sums(areas, weights);
    let value = (n - 1.0) * over_links(areas, weights, |y, x| (y - x) * (y - x)) / (2.0 * s0 * areas.squares());
    let normal = ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0);
    let kurtosis = n * fourth(areas) / (areas.squares() * areas.squares());
    let a = (n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * kurtosis);
    let b = (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * kurtosis) / 4.0;
    let c = s0 * s0 * (n * n - 3.0 - (n - 1.0) * (n - 1.0) * kurtosis);
    let dealt = (a - b + c) / (n * (n - 2.0) * (n - 3.0) * s0 * s0);
    Some(GlobalStatistic {
        value,
        expected: 1.0,
        if_normal: Some(Normal::new(value, 1.0, normal)),
        if_dealt_out: Normal::new(value, 1.0, dealt),
    })
}

/// Getis and Ord's global G with binary weights: the share of all products of two areas' values that lies between neighbours.
///
/// *Formula.* `Σ w_ij y_i y_j / Σ y_i y_j` over all i ≠ j. Mean S₀ / (n (n − 1)); above it where high values lie together.
///
/// *Source.* A. Getis and J. Ord, "The analysis of spatial association by use of distance statistics", Geographical Analysis 24
/// (1992) 189–206, with the variance of its appendix.
///
/// *Worked example.* Six points, neighbours within 15: 0.55710, one tail 0.1729 (`tests/it/spatial.rs`).
///
/// *Assumes* values of 0 or more on a scale with a true zero: `None` for a value below 0. *Not for* finding clusters of low values: it
/// falls little where only low values lie together. *Unit*: a share. Otherwise as [`moran_i`].
pub fn getis_ord_g(areas: &AreaValues<'_>) -> Option<GlobalStatistic> {
    let n = if_measurable(areas, 4)?;
    if areas.values().iter().any(|y| *y < 0.0) {
        return None;
    }
    let Sums { s0, s1, s2 } = sums(areas, Weights::Binary);
    let power = |of: fn(f64) -> f64| areas.values().iter().map(|y| of(*y)).sum::<f64>();
    let (m1, m2, m3, m4) = (power(|y| y), power(|y| y * y), power(|y| y * y * y), power(|y| y * y * y * y));
    let pairs = m1 * m1 - m2;
    let value = over_links(areas, Weights::Binary, |y, x| y * x) / pairs;
    let expected = s0 / (n * (n - 1.0));
    let b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
    let b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
    let b4 = s1 - s2 + s0 * s0;
    let square = (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1 * m1 * m1 * m1)
        / (pairs * pairs * n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    let dealt = Normal::new(value, expected, square - expected * expected);
    value.is_finite().then_some(GlobalStatistic { value, expected, if_normal: None, if_dealt_out: dealt })
}
