//! Civil dates as people write them.

use crate::month::{CalendarError, MONTH_NAMES};
use jiff::civil::{Date, DateTime};

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

/// A day or a moment, as a user writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day: `2026-03-13`.
    Day(Date),
    /// A moment on the wall clock: `2026-03-13T14:30`.
    Wall(DateTime),
    /// A moment with its offset, `2026-03-13T14:30+01:00` or `…Z`, in UTC.
    Utc(DateTime),
}

/// Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`, the latter two with or without `Z` or `+HH:MM`.
pub fn parse_when(text: &str) -> Result<When, CalendarError> {
    read_when(text).ok_or_else(|| CalendarError::When(text.to_owned()))
}

fn read_when(text: &str) -> Option<When> {
    let Some((day, rest)) = text.split_once('T') else { return parse_date(text).ok().map(When::Day) };
    let day = parse_date(day).ok()?;
    let (time, offset) = match rest.find(['Z', '+', '-']) {
        Some(at) => (rest.get(..at)?, rest.get(at..)?),
        None => (rest, ""),
    };
    let mut parts = time.split(':');
    let (hour, minute) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let second = parts.next().map_or(Some(0), two_digits)?;
    if parts.next().is_some() || second > 59 {
        return None;
    }
    let wall = DateTime::new(day.year(), day.month(), day.day(), hour, minute, second, 0).ok()?;
    match offset {
        "" => Some(When::Wall(wall)),
        "Z" => Some(When::Utc(wall)),
        signed => {
            let minutes = signed.get(1..)?.split_once(':').and_then(|(hours, minutes)| {
                let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
                (hours < 24 && minutes < 60).then(|| i32::from(hours) * 60 + i32::from(minutes))
            })?;
            let ahead = if signed.starts_with('-') { -minutes } else { minutes };
            wall.checked_sub(jiff::Span::new().minutes(ahead)).ok().map(When::Utc)
        }
    }
}

fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
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

    #[test]
    fn moments_are_read_with_or_without_their_offset() {
        let utc = |text: &str| When::Utc(text.parse().unwrap());
        assert_eq!(parse_when("2026-03-13"), Ok(When::Day(parse_date("2026-03-13").unwrap())));
        assert_eq!(parse_when("2026-03-13T14:30"), Ok(When::Wall("2026-03-13T14:30".parse().unwrap())));
        assert_eq!(parse_when("2026-03-13T14:30:59"), Ok(When::Wall("2026-03-13T14:30:59".parse().unwrap())));
        assert_eq!(parse_when("2026-07-01T00:30+01:00"), Ok(utc("2026-06-30T23:30")));
        assert_eq!(parse_when("2026-07-01T23:30-05:30"), Ok(utc("2026-07-02T05:00")));
        assert_eq!(parse_when("2026-07-01T00:30Z"), Ok(utc("2026-07-01T00:30")));
        for bad in [
            "",
            "2026-03-13T",
            "2026-03-13T14",
            "2026-03-13T1430",
            "2026-03-13T24:00",
            "2026-03-13T14:60",
            "2026-03-13T14:30:60",
            "2026-03-13T14:30:00.5",
            "2026-03-13 14:30",
            "2026-03-13T14:30+1",
            "2026-03-13T14:30+24:00",
            "2026-03-13T14:30ZZ",
            "2026-02-29T10:00",
            "14:30",
        ] {
            assert!(matches!(parse_when(bad), Err(CalendarError::When(text)) if text == bad), "{bad}");
        }
    }
}
