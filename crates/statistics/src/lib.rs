//! Tests and intervals that prove themselves.
//!
//! Every function carries its citation, formula, unit, a worked example, what it assumes and what it must not be used for;
//! `docs/statistics.md` leads to its calibration. Nothing here touches disk, network, clock or a machine's own
//! transcendental functions: the same input gives the same bits everywhere.

// `k` of `n` with chance `p` and its complement `q` is how every source writes these formulas.
#![allow(clippy::many_single_char_names)]

mod bands;
mod before_after;
mod byar;
mod change;
mod close_pairs;
mod concentration;
mod conditional;
mod curves;
mod dice;
mod discovery;
mod dispersion;
mod displacement;
mod exact;
mod funnel;
mod gal;
mod global;
mod knox;
mod knox_lanes;
mod local;
mod negative_binomial;
mod neighbours;
mod noisy_change;
mod observed;
mod permutation;
mod rate;
mod repeats;
mod run_rules;
mod seasonal;
mod u_chart;
mod xmr_chart;

pub use bands::{Bands, BandsError, Closed, Metric};
pub use before_after::{BEFORE_AFTER_LEAST, Effect, Verdict, Watched, before_after, comparison_noise};
pub use byar::byar_interval;
pub use change::{Exposure, Interval, change_p_value, rate_ratio_interval};
pub use concentration::{ChanceConcentration, chance_concentration, fewest_places, generalised_gini, gini, lorenz_curve};
pub use conditional::{OWN_DRAWS_UP_TO, Tally, conditional_draws, own_draws, own_draws_of_counts, pooled_draws};
pub use dice::Dice;
pub use discovery::{benjamini_hochberg, benjamini_yekutieli};
pub use dispersion::{Dispersion, dispersion_about_common_rate, pearson_dispersion};
pub use displacement::{
    DISPLACEMENT_LEAST, Difference, DisplacementDifference, Quotient, Reading, weighted_displacement_difference,
    weighted_displacement_quotient,
};
pub use funnel::{
    Funnel, Placed, Position, Spread, SpreadRule, funnel, funnel_limits, funnel_p_value, normal_funnel_limits, share_funnel_limits,
    share_funnel_p_value, variance_between,
};
pub use gal::{Gal, GalError, GalProblem, parse_gal};
pub use global::{GlobalStatistic, Normal, Weights, geary_c, getis_ord_g, moran_i};
pub use knox::{Event, KnoxCell, KnoxError, KnoxTable, Permuted, knox, knox_counts};
pub use local::{
    AreaValues, AreaValuesProblem, LocalMoments, gi, gi_star, local_geary, local_moran, local_moran_moments, neighbours_mean_in_deviations,
};
pub use negative_binomial::{NegativeBinomialFit, dispersion_by_moments, fit_negative_binomial, negative_binomial_interval};
pub use neighbours::{NeighbourProblem, Neighbours};
pub use noisy_change::{NOISY_CHANGE_LEAST, NoisyChange, noisy_change};
pub use observed::{Noise, Observed, Unfit};
pub use permutation::{Stream, folded_p, p_of_count, two_sided_p};
pub use rate::{count_interval, rate_interval};
pub use repeats::{
    Incident, RepeatCounts, RepeatInterval, RepeatsWithin, TargetsByIncidents, repeat_counts, repeat_time_course, repeats_within,
};
pub use run_rules::{FalseSignals, RunRule, SigmaFrom, Signal, false_signals, signals};
pub use seasonal::{SeasonalPattern, same_season, seasonal_pattern};
pub use u_chart::{U_CHART_LEAST_MEAN, UChart, UPoint, Widened, u_chart};
pub use xmr_chart::{XmrChart, xmr_chart};
