//! Civil dates as people write them.

use crate::month::{CalendarError, MONTH_NAMES};
use jiff::civil::Date;

/// `1 October 2026`: the day without a leading zero, the month in full.
pub fn date_in_words(date: Date) -> String {
    let month = usize::from(date.month().unsigned_abs()).checked_sub(1).and_then(|at| MONTH_NAMES.get(at)).unwrap_or(&"");
    format!("{} {month} {}", date.day(), date.year())
}

/// Reads `YYYY-MM-DD` and nothing else.
pub fn parse_date(text: &str) -> Result<Date, CalendarError> {
    let bad = || CalendarError::Date(text.to_owned());
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    if !shaped {
        return Err(bad());
    }
    text.parse().map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_printed_as_the_papers_print_them() {
        for (iso, words) in [("2026-10-01", "1 October 2026"), ("2020-02-27", "27 February 2020"), ("1999-12-31", "31 December 1999")] {
            assert_eq!(date_in_words(parse_date(iso).unwrap()), words);
        }
    }

    #[test]
    fn only_whole_iso_dates_are_read() {
        for bad in ["", "2026-2-1", "2026-02-30", "20260201", "2026-02-01T00:00", " 2026-02-01", "27/02/2020", "2026-02-01[UTC]"] {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }
}
