//! Times in the record: fixed-width ISO text in UTC, so that text order is time order on both engines.

use base::{Result, Trouble};
use jiff::Timestamp;
use jiff::civil::Date;

/// A moment as `YYYY-MM-DDTHH:MM:SSZ`, whole seconds, whatever precision it came in.
pub(crate) fn moment(text: &str) -> Result<String> {
    let trouble = || Trouble::failed("time-shape", format!("`{text}` is not a moment in ISO form"), "write it as `2026-10-01T09:30:00Z`");
    let parsed: Timestamp = text.parse().map_err(|_| trouble())?;
    let shown = parsed.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    if shown.len() == 20 { Ok(shown) } else { Err(trouble()) }
}

/// Checks that a text is a day as `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Result<&str> {
    let parsed = Date::strptime("%Y-%m-%d", text).ok().filter(|d| d.to_string() == text && text.len() == 10);
    match parsed {
        Some(_) => Ok(text),
        None => Err(Trouble::usage("date-shape", format!("`{text}` is not a date"), "write it as `2026-10-01`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_fixed_width_utc() {
        for (given, kept) in [
            ("2026-10-01T09:30:00Z", Some("2026-10-01T09:30:00Z")),
            ("2026-10-01T09:30:00.987654321Z", Some("2026-10-01T09:30:00Z")),
            ("2026-10-01T09:30:00+01:00", Some("2026-10-01T08:30:00Z")),
            ("2026-10-01", None),
            ("soon", None),
        ] {
            assert_eq!(moment(given).ok().as_deref(), kept, "{given}");
        }
    }

    #[test]
    fn days_are_ten_characters_of_the_calendar() {
        for (given, good) in [("2024-02-29", true), ("2023-02-29", false), ("2024-2-29", false), ("2024-02-29Z", false), ("", false)] {
            assert_eq!(day(given).is_ok(), good, "{given}");
        }
    }
}
