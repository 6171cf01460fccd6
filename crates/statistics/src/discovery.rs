//! Many tests at once: which results to follow up, when a stated share of false alarms is acceptable.

/// The q-value of each p-value by Benjamini and Hochberg: the smallest false-discovery rate at which it would be called.
///
/// *Formula.* With the m p-values ascending, q of the i-th = min over j ≥ i of `p_j` · m / j, at most 1. Missing p-values belong to no test:
/// they stay missing and don't count in m.
///
/// *Source.* Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995)
/// 289–300. For local statistics: M. Caldas de Castro and B. Singer, Geographical Analysis 38 (2006) 180–208.
///
/// *Worked example.* The fifteen p-values of their section 3.2: at 0.05 the four smallest are called (`tests/it/spatial.rs`).
///
/// *Unit.* A share: among all results with q below 0.05, at most one in twenty is a false alarm on average. *Shape.* As given.
///
/// *Assumes* independent tests, or tests that rise and fall together. Local statistics of overlapping neighbourhoods are
/// mostly of the second kind; [`benjamini_yekutieli`] needs no assumption and costs power. One *family* must be stated: the areas of
/// one measure and period, not whatever was looked at today.
///
/// *Not for* p-values from too few permutations: 2 / (permutations + 1) must lie well below level / m, or nothing small can
/// be called however clear it is.
///
/// ```
/// let q = statistics::benjamini_hochberg(&[Some(0.01), None, Some(0.04), Some(0.03)]);
/// assert_eq!(q, [Some(0.03), None, Some(0.04), Some(0.04)]);
/// ```
pub fn benjamini_hochberg(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    stepped_up(p_values, |_| 1.0)
}

/// The q-value of each p-value by Benjamini and Yekutieli: as [`benjamini_hochberg`] times 1 + 1/2 + … + 1/m, valid under any
/// dependence between the tests.
///
/// *Source.* Y. Benjamini and D. Yekutieli, "The control of the false discovery rate in multiple testing under dependency",
/// Annals of Statistics 29 (2001) 1165–1188. Much the stricter: shown beside the other, not instead of it.
pub fn benjamini_yekutieli(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    stepped_up(p_values, |m| (1..=m).rev().map(|i| 1.0 / i as f64).sum())
}

fn stepped_up(p_values: &[Option<f64>], penalty: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
    let mut tested: Vec<(f64, usize)> = (0..).zip(p_values).filter_map(|(at, p)| p.map(|p| (p, at))).collect();
    tested.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let scale = tested.len() as f64 * penalty(tested.len());
    let mut result = vec![None; p_values.len()];
    let mut least = 1.0_f64;
    for (before, (p, at)) in tested.iter().enumerate().rev() {
        least = least.min(p * scale / (before as f64 + 1.0));
        if let Some(place) = result.get_mut(*at) {
            *place = Some(least);
        }
    }
    result
}
