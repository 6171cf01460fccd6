//! When a control chart signals: run rules by name and source, and how often they signal when nothing has happened.

use crate::permutation::Stream;
use serde::{Deserialize, Serialize};

/// A rule by which a chart signals. `z` is a point's distance from the centre line in standard deviations.
///
/// *Sources.* Western Electric, *Statistical Quality Control Handbook* (1956) pp. 25–28; L. Nelson, "The Shewhart control
/// chart: tests for special causes", Journal of Quality Technology 16 (1984) 237–239. Their numbers of points are
/// arguments here: whoever keeps the chart decides them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunRule {
    /// One point further than this many standard deviations (3: Western Electric's and Nelson's test 1).
    Beyond {
        /// Standard deviations.
        sigmas: f64,
    },
    /// This many points in a row on one side of the centre (8: Western Electric; 9: Nelson's test 2).
    OneSide {
        /// Points.
        run: usize,
    },
    /// This many points in a row, each above the last or each below it (6: Nelson's test 3).
    Trend {
        /// Points.
        run: usize,
    },
    /// This many points in a row, going up and down in turn (14: Nelson's test 4).
    Alternating {
        /// Points.
        run: usize,
    },
    /// At least `of` in the last `among` points beyond `sigmas` on the same side (2 of 3 beyond 2, 4 of 5 beyond 1: Western
    /// Electric; Nelson's tests 5 and 6). The last point must be one of them.
    Zone {
        /// How many.
        of: usize,
        /// Out of how many.
        among: usize,
        /// Standard deviations.
        sigmas: f64,
    },
    /// This many points in a row within `sigmas` on either side (15 within 1: Nelson's test 7): too quiet to be true.
    Hugging {
        /// Points.
        run: usize,
        /// Standard deviations.
        sigmas: f64,
    },
    /// This many points in a row beyond `sigmas` on either side (8 beyond 1: Nelson's test 8).
    Avoiding {
        /// Points.
        run: usize,
        /// Standard deviations.
        sigmas: f64,
    },
}

impl RunRule {
    /// The four rules of Western Electric.
    pub const WESTERN_ELECTRIC: [Self; 4] = [
        Self::Beyond { sigmas: 3.0 },
        Self::Zone { of: 2, among: 3, sigmas: 2.0 },
        Self::Zone { of: 4, among: 5, sigmas: 1.0 },
        Self::OneSide { run: 8 },
    ];

    /// The eight tests of Nelson.
    pub const NELSON: [Self; 8] = [
        Self::Beyond { sigmas: 3.0 },
        Self::OneSide { run: 9 },
        Self::Trend { run: 6 },
        Self::Alternating { run: 14 },
        Self::Zone { of: 2, among: 3, sigmas: 2.0 },
        Self::Zone { of: 4, among: 5, sigmas: 1.0 },
        Self::Hugging { run: 15, sigmas: 1.0 },
        Self::Avoiding { run: 8, sigmas: 1.0 },
    ];

    /// Whether the rule signals at the last of these points.
    fn fires(self, upto: &[f64]) -> bool {
        let last = |n: usize| if n == 0 { None } else { upto.len().checked_sub(n).and_then(|from| upto.get(from..)) };
        let all = |n: usize, test: &dyn Fn(f64) -> bool| last(n).is_some_and(|run| run.iter().all(|z| test(*z)));
        let steps = |n: usize, test: &dyn Fn(f64, f64) -> bool| {
            n >= 2 && last(n).is_some_and(|run| run.iter().zip(run.iter().skip(1)).all(|(a, b)| test(*a, *b)))
        };
        match self {
            Self::Beyond { sigmas } => all(1, &|z| z.abs() > sigmas),
            Self::OneSide { run } => all(run, &|z| z > 0.0) || all(run, &|z| z < 0.0),
            Self::Trend { run } => steps(run, &|a, b| b > a) || steps(run, &|a, b| b < a),
            Self::Alternating { run } => last(run).is_some_and(|points| {
                let rises: Vec<f64> = points.iter().zip(points.iter().skip(1)).map(|(a, b)| b - a).collect();
                rises.len() >= 2 && rises.iter().zip(rises.iter().skip(1)).all(|(a, b)| a * b < 0.0)
            }),
            Self::Zone { of, among, sigmas } => {
                let points = last(among.min(upto.len())).unwrap_or_default();
                let on = |sign: f64| {
                    points.last().is_some_and(|z| z * sign > sigmas) && points.iter().filter(|z| **z * sign > sigmas).count() >= of.max(1)
                };
                on(1.0) || on(-1.0)
            }
            Self::Hugging { run, sigmas } => all(run, &|z| z.abs() < sigmas),
            Self::Avoiding { run, sigmas } => all(run, &|z| z.abs() > sigmas),
        }
    }
}

/// A signal: which point completes which pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signal {
    /// Position of the point, from 0.
    pub at: usize,
    /// The rule that says so.
    pub rule: RunRule,
    /// Whether the point lies above the centre line.
    pub above: bool,
}

/// Every signal of a series of standardised points: by point, then by rule in the order given.
///
/// *Formula and source.* [`RunRule`]'s. *Units.* Standard deviations from the centre line. A point that lies exactly on the
/// centre line is on neither side; a tie is neither a rise nor a fall.
///
/// *Worked example.* −0.5, 3.2, 0.1: the second point is beyond 3.
///
/// *Assumes* independent points: a season or a trend in the data signals for ever. *Not for* choosing the rules after a
/// look at the chart.
///
/// ```
/// use statistics::{RunRule, signals};
/// let found = signals(&[-0.5, 3.2, 0.1], &RunRule::WESTERN_ELECTRIC);
/// assert_eq!(found.len(), 1);
/// assert!(found[0].at == 1 && found[0].above);
/// ```
pub fn signals(z: &[f64], rules: &[RunRule]) -> Vec<Signal> {
    let mut found = Vec::new();
    for (at, last) in z.iter().enumerate() {
        let upto = z.get(..=at).unwrap_or_default();
        found.extend(rules.iter().filter(|rule| rule.fires(upto)).map(|rule| Signal { at, rule: *rule, above: *last > 0.0 }));
    }
    found
}

/// How the chart's standard deviation was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigmaFrom {
    /// From theory: a u-chart of Poisson counts.
    Theory,
    /// From the moving ranges of the baseline: `XmR` and Laney's u′. With a floor of 1 for the latter.
    MovingRanges,
}

/// How often rules signal when nothing has happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FalseSignals {
    /// Points a year at which at least one rule signals.
    pub a_year: f64,
    /// The share of years with any signal.
    pub years_with_any: f64,
}

/// Simulates how many false signals a chart gives in a year of `points` points after its baseline.
///
/// *Method.* `trials` charts of independent normal points; the centre (and the standard deviation, by [`SigmaFrom`]) is
/// estimated from each chart's own `baseline` points, and a year after them is watched; patterns may begin in the
/// baseline. Chart i draws from the stream (seed, "false-signals", i), so the figure is the same on any machine.
///
/// *Source.* The method of average run lengths: J. Lucas and M. Saccucci, Technometrics 32 (1990) 1–12; the effect of an
/// estimated baseline: C. Quesenberry, Journal of Quality Technology 25 (1993) 237–247.
///
/// *Worked example.* One beyond 3, known limits: 12 × 0.0027 = 0.032 a year; 24 months of baseline make it more.
///
/// *Units.* Signals a year for one chart; for k charts without dependence, k times as many.
pub fn false_signals(rules: &[RunRule], baseline: usize, points: usize, from: SigmaFrom, trials: u32, seed: u64) -> FalseSignals {
    let (mut fired, mut years) = (0_u64, 0_u64);
    for trial in 0..trials {
        let mut chance = Stream::of(seed, "false-signals", u64::from(trial));
        let draws: Vec<f64> = (0..baseline + points).map(|_| normal(&mut chance)).collect();
        let known = draws.get(..baseline).unwrap_or_default();
        let centre = known.iter().sum::<f64>() / baseline.max(1) as f64;
        let sigma = match from {
            SigmaFrom::Theory => 1.0,
            SigmaFrom::MovingRanges => crate::xmr_chart::sigma_of(known),
        };
        let z: Vec<f64> = draws.iter().map(|x| (x - centre) / sigma).collect();
        let mut here: Vec<usize> = signals(&z, rules).into_iter().map(|s| s.at).filter(|at| *at >= baseline).collect();
        here.dedup();
        fired += here.len() as u64;
        years += u64::from(!here.is_empty());
    }
    let of = |n: u64| n as f64 / f64::from(trials.max(1));
    FalseSignals { a_year: of(fired), years_with_any: of(years) }
}

/// A standard normal number: G. Box and M. Muller, Annals of Mathematical Statistics 29 (1958) 610–611.
fn normal(chance: &mut Stream) -> f64 {
    let unit = |bits: u64| ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let (u, v) = (unit(chance.next_bits()), unit(chance.next_bits()));
    (-2.0 * libm::log(u)).sqrt() * libm::cos(2.0 * std::f64::consts::PI * v)
}
