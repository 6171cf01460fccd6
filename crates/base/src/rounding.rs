//! Exact decimal rounding. Published figures round half up, away from zero, on the exact value, never on a
//! binary approximation of it.

use std::fmt;

/// A number with a fixed count of decimal places, kept as a whole number of its last place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i128,
    places: u32,
}

impl Decimal {
    /// The whole number of units in the last place: `-106` for `-10.6`.
    pub fn units(self) -> i128 {
        self.units
    }

    /// How many decimal places are kept.
    pub fn places(self) -> u32 {
        self.places
    }

    /// The nearest double, for drawing and JSON; never for further exact arithmetic.
    pub fn to_f64(self) -> f64 {
        // Through the printed form, which is exact and lets the parser choose the nearest double.
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Decimal {
    /// Bare ASCII: `-10.6`, no plus sign, no thousands commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_i128.pow(self.places);
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, part) = (self.units.abs() / scale, self.units.abs() % scale);
        if self.places == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part:0width$}", width = self.places as usize) }
    }
}

/// `numerator / denominator` to `places` decimals, halves away from zero. `None` where the denominator is 0 or
/// the product overflows 128 bits.
///
/// ```
/// use base::round_half_up;
/// assert_eq!(round_half_up(-15600, 1477, 1).map(|d| d.to_string()), Some("-10.6".into()));
/// assert_eq!(round_half_up(1, 8, 2).map(|d| d.to_string()), Some("0.13".into()));
/// assert_eq!(round_half_up(1, 0, 1), None);
/// ```
pub fn round_half_up(numerator: i128, denominator: i128, places: u32) -> Option<Decimal> {
    if denominator == 0 {
        return None;
    }
    let scaled = numerator.checked_mul(10_i128.checked_pow(places)?)?;
    let negative = (scaled < 0) != (denominator < 0);
    let (n, d) = (scaled.unsigned_abs(), denominator.unsigned_abs());
    let (mut quotient, rest) = (n / d, n % d);
    if rest.checked_mul(2)? >= d {
        quotient += 1;
    }
    let units = i128::try_from(quotient).ok()?;
    Some(Decimal { units: if negative { -units } else { units }, places })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rounding_is_within_half_a_unit_and_odd(n in -1_000_000i128..1_000_000, d in 1i128..100_000, places in 0u32..4) {
            let rounded = round_half_up(n, d, places).ok_or(TestCaseError::fail("none"))?;
            let scale = 10_i128.pow(places);
            prop_assert!((rounded.units() * d - n * scale).abs() * 2 <= d);
            let mirrored = round_half_up(-n, d, places).ok_or(TestCaseError::fail("none"))?;
            prop_assert_eq!(mirrored.units(), -rounded.units());
        }
    }

    #[test]
    fn halves_go_away_from_zero() {
        for (n, d, places, text) in [(5, 10, 0, "1"), (-5, 10, 0, "-1"), (25, 100, 1, "0.3"), (-25, 100, 1, "-0.3"), (0, 7, 1, "0.0")] {
            assert_eq!(round_half_up(n, d, places).map(|x| x.to_string()).as_deref(), Some(text));
        }
    }
}
