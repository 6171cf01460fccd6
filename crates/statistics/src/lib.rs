//! Tests and intervals that prove themselves.
//!
//! Every function carries its citation, formula, unit, a worked example, what it assumes and what it must not be used for;
//! `docs/statistics.md` carries its calibration. Nothing here touches disk, network, clock or a machine's own
//! transcendental functions: the same input gives the same bits everywhere.

// `k` of `n` with chance `p` and its complement `q` is how every source writes these formulas.
#![allow(clippy::many_single_char_names)]

mod bands;
mod change;
mod close_pairs;
mod dice;
mod exact;
mod gal;
mod knox;
mod knox_lanes;
mod neighbours;
mod permutation;
mod rate;

pub use bands::{Bands, BandsError, Closed, Metric};
pub use change::{Exposure, Interval, change_p_value, rate_ratio_interval};
pub use dice::Dice;
pub use gal::{Gal, GalError, GalProblem, parse_gal};
pub use knox::{Event, KnoxCell, KnoxError, KnoxTable, Permuted, knox};
pub use neighbours::{NeighbourProblem, Neighbours};
pub use permutation::{Stream, folded_p, p_of_count, two_sided_p};
pub use rate::{count_interval, rate_interval};
