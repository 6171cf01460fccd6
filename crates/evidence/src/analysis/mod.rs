//! What may be said of a measure: compared with the year before, month by month, area by area, among peers, weighed by harm,
//! and what of it may be shown in public.
//!
//! Nothing here calls a difference that chance alone could make: where the numbers cannot tell, the words say so.

mod band;
mod chart;
mod compare;
mod harm;
mod peers;
mod places;
mod shown;
#[cfg(test)]
mod tests;

pub use band::Band;
pub use chart::{Charted, ChartedMonth, Limits, chart};
pub use compare::{Window, change_sentence, windows};
pub use harm::{Harm, HarmLine, HarmWeight, MatchedBy, OffenceCount, harm};
pub use peers::{Peer, PeerGroup, place_among_peers};
pub use places::{AreaCount, FunnelLimit, PlacedArea, PlacedAreas, place_areas, rate_words};
pub use shown::{Shown, ShownTable, shown, shown_with_total};

/// A whole number with its thousands parted: `12,345`.
pub fn whole_words(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1st`, `2nd`, `3rd`, `11th`.
pub fn ordinal(number: usize) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// A value as a count of events, if it is one.
// Checked to be whole, not negative and small.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn as_count(value: f64) -> Option<u64> {
    (value >= 0.0 && value <= crate::LARGEST_COUNT as f64 && value.fract() == 0.0).then_some(value as u64)
}
