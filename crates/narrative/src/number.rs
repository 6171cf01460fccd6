//! Numbers as a paper prints them: rounded half up, with commas, with the sign that print uses.

use base::round_half_up;
use std::fmt::Write;

/// The minus sign of print; a hyphen is none.
pub(crate) const MINUS: char = '\u{2212}';

/// A value as a whole number of its last decimal place, and how many places it has. It is read from the shortest decimal that gives the
/// same double, so that 9.65 is 9.65 and not a little less.
pub(crate) fn exact(value: f64) -> Option<(i128, u32)> {
    if !value.is_finite() {
        return None;
    }
    // Nothing that a paper prints is as small as this, and its decimals would not fit.
    let value = if value.abs() < 1e-15 { 0.0 } else { value };
    let text = value.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let units = format!("{whole}{part}").parse().ok()?;
    Some((units, u32::try_from(part.len()).ok()?))
}

/// A value in units of its last printed place: 1,050 for 10.50 with two decimals.
pub(crate) fn in_units(value: f64, decimals: u32) -> Option<i128> {
    let (units, places) = exact(value)?;
    round_half_up(units, 10_i128.checked_pow(places)?, decimals).map(base::Decimal::units)
}

/// The units of [`in_units`] as printed: `1,596`, `10.3`, `−4`.
pub(crate) fn printed_units(units: i128, decimals: u32) -> String {
    let scale = 10_u128.pow(decimals.min(30));
    let (whole, part) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    let mut text = String::new();
    if units < 0 {
        text.push(MINUS);
    }
    let digits = whole.to_string();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if decimals > 0 {
        // Writing to a string can't fail.
        let _ = write!(text, ".{part:0width$}", width = decimals as usize);
    }
    text
}

/// A value as printed.
pub(crate) fn printed(value: f64, decimals: u32) -> Option<String> {
    in_units(value, decimals).map(|units| printed_units(units, decimals))
}

/// A value with its unit where that is a sign: `34.5%`, `£1,234.56`; nothing where it is no finite number.
pub fn with_unit(value: f64, decimals: u32, unit: &str) -> Option<String> {
    let number = printed(value, decimals)?;
    Some(if is_percent(unit) {
        format!("{number}%")
    } else if is_money(unit) {
        match number.strip_prefix(MINUS) {
            Some(size) => format!("{MINUS}£{size}"),
            None => format!("£{number}"),
        }
    } else {
        number
    })
}

/// Whether a unit is a percentage.
pub fn is_percent(unit: &str) -> bool {
    matches!(unit, "percent" | "per cent" | "%")
}

/// Whether a unit is money.
pub fn is_money(unit: &str) -> bool {
    matches!(unit, "pounds" | "£" | "GBP")
}

/// `1st`, `12th`, `23rd`.
pub(crate) fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_print_as_in_papers() {
        for (value, decimals, unit, text) in [
            (1596.0, 0, "incidents", "1,596"),
            (1_234_567.0, 0, "", "1,234,567"),
            (9.65, 1, "", "9.7"),
            (-0.05, 1, "", "−0.1"),
            (0.04, 1, "percent", "0.0%"),
            (34.5, 1, "percent", "34.5%"),
            (1234.56, 2, "pounds", "£1,234.56"),
            (-4.0, 0, "£", "−£4"),
            (1e-300, 2, "", "0.00"),
        ] {
            assert_eq!(with_unit(value, decimals, unit).as_deref(), Some(text), "{value}");
        }
        assert_eq!(printed(f64::NAN, 0), None);
        assert_eq!([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal).join(" "), "1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th");
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back_within_half_a_unit(value in -1e9f64..1e9, decimals in 0u32..4) {
            let text = printed(value, decimals).ok_or(TestCaseError::fail("none"))?.replace(',', "").replace(MINUS, "-");
            let back: f64 = text.parse().map_err(|_| TestCaseError::fail("no number"))?;
            prop_assert!((back - value).abs() <= 0.5 / 10f64.powi(i32::try_from(decimals).unwrap_or(0)) + 1e-6);
        }
    }
}
