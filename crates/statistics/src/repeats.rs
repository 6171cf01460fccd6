//! Repeat victimisation: how many incidents fall on those who have had one already, and how soon.

use crate::bands::Bands;
use crate::exact::binomial_point;
use std::collections::BTreeMap;

/// An incident: who or what it fell on, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Incident {
    /// The person, household or place, by a number of the caller's own.
    pub target: u64,
    /// The day, counted from any day.
    pub day: i64,
}

/// How many targets had this many incidents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetsByIncidents {
    /// The number of incidents.
    pub incidents: u64,
    /// How many targets had exactly that many.
    pub targets: u64,
    /// How many would, if every incident fell on any target with the same chance; none where the number at risk isn't known.
    pub expected: Option<f64>,
}

/// Incidents that fall on those who have had one already.
#[derive(Debug, Clone, PartialEq)]
pub struct RepeatCounts {
    /// All incidents.
    pub incidents: u64,
    /// Targets with one or more.
    pub targets: u64,
    /// Incidents after the first on their target.
    pub repeats: u64,
    /// Targets by their number of incidents, rising; from 0 where the number at risk is known, else from 1.
    pub distribution: Vec<TargetsByIncidents>,
}

impl RepeatCounts {
    /// The share of incidents that are repeats; none without incidents.
    pub fn share(&self) -> Option<f64> {
        (self.incidents > 0).then(|| self.repeats as f64 / self.incidents as f64)
    }
}

/// Counts targets by how many incidents they had, beside what chance alone would give.
///
/// *Formula.* `repeats` = incidents − targets with one or more. With `at_risk` targets, of which n incidents each hit one
/// at random, the expected number with exactly k is `at_risk` · C(n, k) (1/`at_risk`)^k (1 − 1/`at_risk`)^(n − k): exact, for
/// one cell of a multinomial is binomial. `None` where `at_risk` is below the number of targets seen.
///
/// *Sources.* G. Farrell and K. Pease, *Once Bitten, Twice Bitten* (Home Office, Crime Prevention Unit Paper 46, 1993); chance as
/// in R. F. Sparks, H. G. Genn and D. J. Dodd, *Surveying Victims* (1977), there in its Poisson limit.
///
/// *Worked example.* Four incidents on one household of 100 and one each on two more: 6 incidents, 3 targets, 3 repeats, half of
/// all. By chance 5.71 households of 100 would have one and 0.14 two.
///
/// ```
/// use statistics::{Incident, repeat_counts};
/// let incidents: Vec<Incident> = [1, 1, 1, 1, 2, 3].map(|target| Incident { target, day: 0 }).to_vec();
/// let counts = repeat_counts(&incidents, Some(100)).unwrap();
/// assert_eq!((counts.repeats, counts.share()), (3, Some(0.5)));
/// let once = counts.distribution[1];
/// assert_eq!((once.incidents, once.targets), (1, 2));
/// assert!((once.expected.unwrap() - 6.0 * 0.99 * 0.99 * 0.99 * 0.99 * 0.99).abs() < 1e-12);
/// ```
///
/// *Assumes* that a target is told from another without fail. Addresses written in two ways hide repeats; flats behind one
/// map point invent them.
///
/// *Bias.* A period has ends: a repeat whose first incident lies before it is not seen, so the share grows with the length of the
/// period (G. Farrell, W. H. Sousa and D. L. Weisel, "The time-window effect in the measurement of repeat victimization", Crime
/// Prevention Studies 13 (2002) 15–27). Compare periods of one length only, or use [`repeats_within`].
///
/// *Not for* police.uk data, whose points stand for eight addresses or more; nor for saying that one incident led to the next: more
/// than chance expects also comes of some targets being more at risk throughout. Not for publishing small numbers of victims.
pub fn repeat_counts(incidents: &[Incident], at_risk: Option<u64>) -> Option<RepeatCounts> {
    let mut each: BTreeMap<u64, u64> = BTreeMap::new();
    for incident in incidents {
        *each.entry(incident.target).or_default() += 1;
    }
    let (number, targets) = (incidents.len() as u64, each.len() as u64);
    if at_risk.is_some_and(|at_risk| at_risk < targets) {
        return None;
    }
    let mut having: BTreeMap<u64, u64> = BTreeMap::new();
    for count in each.values() {
        *having.entry(*count).or_default() += 1;
    }
    if let Some(at_risk) = at_risk {
        having.insert(0, at_risk - targets);
    }
    let most = having.keys().next_back().copied().unwrap_or(0);
    let expected = |k: u64| at_risk.filter(|n| *n > 0).map(|n| n as f64 * binomial_point(k, number, 1.0 / n as f64, 1.0 - 1.0 / n as f64));
    let distribution = (u64::from(at_risk.is_none())..=most)
        .map(|k| TargetsByIncidents { incidents: k, targets: having.get(&k).copied().unwrap_or(0), expected: expected(k) })
        .collect();
    Some(RepeatCounts { incidents: number, targets, repeats: number - targets, distribution })
}

/// Incidents that had another on the same target shortly before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatsWithin {
    /// Incidents whose whole window lies in the data.
    pub incidents: u64,
    /// Of them, those with an earlier incident on the same target within the window.
    pub repeats: u64,
}

impl RepeatsWithin {
    /// The share that are repeats; none without incidents.
    pub fn share(self) -> Option<f64> {
        (self.incidents > 0).then(|| self.repeats as f64 / self.incidents as f64)
    }
}

/// How many incidents follow another on the same target within `window_days`: the rolling count, which every incident enters
/// with a window of the same length.
///
/// *Formula.* Only incidents from day `since` + `window_days` up to but not including `until` count, so that none has a window cut short by the
/// beginning of the data; each is a repeat if the same target had an incident 0 to `window_days` days before it. Of two on one day the
/// second is a repeat. Incidents before `since` or from `until` on are left out altogether.
///
/// *Source.* the rolling period of D. Chenery, J. Holt and K. Pease, *Biting Back II* (Home Office, Crime Detection and Prevention
/// Paper 82, 1997), and of Farrell, Sousa and Weisel (2002).
///
/// *Worked example.* Data of days 0 to 399, a window of 365 days, incidents on one target on days 10, 370 and 380 and on another on day 390: three count, two of them are
/// repeats.
///
/// ```
/// use statistics::{Incident, repeats_within};
/// let incidents = [(1, 10), (1, 370), (1, 380), (2, 390)].map(|(target, day)| Incident { target, day });
/// let within = repeats_within(&incidents, 0, 400, 365);
/// assert_eq!((within.incidents, within.repeats), (3, 2));
/// ```
///
/// *Assumes* and *not for*: as [`repeat_counts`]. State the window with every figure: a share within 28 days and one within a year are
/// different things.
pub fn repeats_within(incidents: &[Incident], since: i64, until: i64, window_days: u32) -> RepeatsWithin {
    let mut sorted: Vec<Incident> = incidents.iter().copied().filter(|i| (since..until).contains(&i.day)).collect();
    sorted.sort_unstable();
    let from = since.saturating_add(i64::from(window_days));
    let mut before: Option<Incident> = None;
    let mut found = RepeatsWithin { incidents: 0, repeats: 0 };
    for incident in sorted {
        if incident.day >= from {
            let repeated = before.is_some_and(|b| b.target == incident.target && incident.day.abs_diff(b.day) <= u64::from(window_days));
            found.incidents += 1;
            found.repeats += u64::from(repeated);
        }
        before = Some(incident);
    }
    found
}

/// Pairs of incidents on one target, by how many days lie between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatInterval {
    /// The band of days, in the order of [`Bands::bounds`].
    pub band: usize,
    /// Pairs on the same target that far apart.
    pub observed: u64,
    /// How many there would be on average if the same days were dealt to the same targets at random: exact.
    pub expected: f64,
}

impl RepeatInterval {
    /// Observed over expected; none where nothing is expected.
    pub fn ratio(self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.observed as f64 / self.expected)
    }
}

/// The time course of repeats: how many pairs of incidents on one target lie how many days apart, beside chance.
///
/// *Formula.* Every unordered pair of incidents on one target counts, not only neighbours in time. `expected` = (pairs on one
/// target) × (pairs of any two incidents in the band of days) / (n (n − 1) / 2): the exact mean over all ways to deal the days
/// over the incidents. It allows for short intervals having more room in a period than long ones, and for busy weeks and seasons, which a
/// comparison with equal numbers in every band does not.
///
/// *Sources.* the time course as N. Polvi, T. Looman, C. Humphries and K. Pease, British Journal of Criminology 31 (1991) 411–414; the expectation is Knox's
/// (1964) with "the same target" for "near in space".
///
/// *Worked example.* Two incidents on each of two targets, on days 0 and 3, and 200 and 204. Of six pairs of days two are below a week,
/// so of the two pairs on one target 2 × 2 / 6 = 0.67 are expected there; 2 are seen.
///
/// ```
/// use statistics::{Bands, Closed, Incident, repeat_time_course};
/// let incidents = [(1, 0), (1, 3), (2, 200), (2, 204)].map(|(target, day)| Incident { target, day });
/// let course = repeat_time_course(&incidents, &Bands::new(&[0.0, 7.0], Closed::Left).unwrap());
/// assert_eq!((course[0].observed, course[0].expected), (2, 4.0 / 6.0));
/// ```
///
/// *Assumes* and *bias*: as [`crate::knox`], whose permutation test gives it a p-value. *Not for* targets that could not be hit throughout the period
/// (houses built in it, people who moved): they make repeats look quick.
///
/// Takes a step for each pair on one target and for each pair of days on which anything happened.
pub fn repeat_time_course(incidents: &[Incident], days: &Bands) -> Vec<RepeatInterval> {
    let mut sorted = incidents.to_vec();
    sorted.sort_unstable();
    let mut observed = vec![0_u64; days.bounds().len()];
    let mut on_one_target = 0_u64;
    for of_one in sorted.chunk_by(|a, b| a.target == b.target) {
        for (at, earlier) in of_one.iter().enumerate() {
            for later in of_one.iter().skip(at + 1) {
                on_one_target += 1;
                add(&mut observed, days, later.day.abs_diff(earlier.day), 1);
            }
        }
    }
    let mut by_day: BTreeMap<i64, u64> = BTreeMap::new();
    for incident in incidents {
        *by_day.entry(incident.day).or_default() += 1;
    }
    let mut pairs_of_days = vec![0_u64; observed.len()];
    for (at, (day, number)) in by_day.iter().enumerate() {
        add(&mut pairs_of_days, days, 0, number * (number - 1) / 2);
        for (later, other) in by_day.iter().skip(at + 1) {
            add(&mut pairs_of_days, days, later.abs_diff(*day), number * other);
        }
    }
    let n = incidents.len() as u64;
    let pairs = (n * n.saturating_sub(1) / 2).max(1);
    let expected = |in_band: u64| (u128::from(on_one_target) * u128::from(in_band)) as f64 / pairs as f64;
    observed
        .into_iter()
        .zip(pairs_of_days)
        .enumerate()
        .map(|(band, (observed, in_band))| RepeatInterval { band, observed, expected: expected(in_band) })
        .collect()
}

fn add(counts: &mut [u64], bands: &Bands, days: u64, number: u64) {
    if let Some(count) = bands.band_of(days as f64).and_then(|band| counts.get_mut(band)) {
        *count += number;
    }
}
