//! How pages write numbers, days and times.

use app::AreaLevel;
use app::pages::Comparison;
use std::fmt::Write as _;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// `12345` → `12,345`.
pub(crate) fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A bare number with thousands commas and a true minus, other text as it is: `-12345.5` → `−12,345.5`.
pub(crate) fn number(bare: &str) -> String {
    let (sign, rest) = bare.strip_prefix('-').map_or(("", bare), |rest| ("\u{2212}", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !part.is_none_or(digits) {
        return bare.to_owned();
    }
    match part {
        Some(part) => format!("{sign}{}.{part}", grouped(whole)),
        None => format!("{sign}{}", grouped(whole)),
    }
}

/// A number with so many decimals and thousands commas: `1234.5` with one → `1,234.5`.
pub(crate) fn real(value: f64, decimals: usize) -> String {
    let printed = format!("{value:.decimals$}");
    // A rounded nought has no sign.
    let nought = !printed.bytes().any(|b| matches!(b, b'1'..=b'9'));
    number(if nought { printed.trim_start_matches('-') } else { &printed })
}

/// The same words beginning with a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A message for the command line as a page says it: what stands in backticks stands in quotation marks.
pub(crate) fn plain(message: &str) -> String {
    message.split('`').enumerate().fold(String::new(), |mut said, (index, part)| {
        if index > 0 {
            said.push(if index % 2 == 1 { '\u{201c}' } else { '\u{201d}' });
        }
        said.push_str(part);
        said
    })
}

/// A level of areas, one of them: `Ward`.
pub(crate) fn level(level: AreaLevel) -> &'static str {
    match level {
        AreaLevel::Lsoa => "Small area (LSOA)",
        AreaLevel::Village => "Village",
        AreaLevel::Ward => "Ward",
        AreaLevel::District => "District",
        AreaLevel::Partnership => "Partnership",
        AreaLevel::Force => "Police force area",
    }
}

/// A level of areas, all of them: `By ward`.
pub(crate) fn levels(level: AreaLevel) -> String {
    match level {
        AreaLevel::Lsoa => "By small area (LSOA)".to_owned(),
        other => format!("By {}", self::level(other).to_lowercase()),
    }
}

/// A text as it stands in an address.
pub(crate) fn in_address(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A text out of an address; what can't be read is left out.
pub(crate) fn from_address(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            let number = std::str::from_utf8(&digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
            bytes.extend(number);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// A way in, in words.
pub(crate) fn way(way: app::signing::Way) -> &'static str {
    use app::signing::Way;
    match way {
        Way::Passkey => "passkey",
        Way::Password => "password and code",
        Way::Oidc => "your organisation\u{2019}s sign-in",
        Way::Demo => "one click into the demonstration",
        Way::Token => "a program\u{2019}s token",
    }
}

/// Letters in groups of four, for reading aloud and typing.
pub(crate) fn in_fours(letters: &str) -> String {
    let mut text = String::with_capacity(letters.len() + letters.len() / 4);
    for (place, letter) in letters.chars().filter(|c| !c.is_whitespace()).enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            text.push(' ');
        }
        text.push(letter);
    }
    text
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `2026-10-01` → `1 October 2026`; other text as it is.
pub(crate) fn day(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next().and_then(month_name), parts.next()) else {
        return iso.to_owned();
    };
    day.parse::<u8>().map_or_else(|_| iso.to_owned(), |day| format!("{day} {month} {year}"))
}

/// `2026-10` → `October 2026`; other text as it is.
pub(crate) fn month(iso: &str) -> String {
    iso.split_once('-').and_then(|(year, month)| month_name(month).map(|name| format!("{name} {year}"))).unwrap_or_else(|| iso.to_owned())
}

/// `2026-06-03T13:30:59Z` → `2:30pm on 3 June 2026`, by the clocks of London; other text as it is. Midnight says of which day it is the
/// beginning: of a limit that ends then, everybody must know that the day itself is too late.
pub(crate) fn moment(iso: &str) -> String {
    let Some(there) = iso.parse().ok().and_then(app::in_london) else { return iso.to_owned() };
    let day = day(&there.date().to_string());
    let (hour, half) = match there.hour() {
        0 => (12, "am"),
        hour @ 1..=11 => (hour, "am"),
        12 => (12, "pm"),
        hour => (hour - 12, "pm"),
    };
    match (there.hour(), there.minute()) {
        (0, 0) => format!("midnight at the start of {day}"),
        (12, 0) => format!("midday on {day}"),
        (_, 0) => format!("{hour}{half} on {day}"),
        (_, minute) => format!("{hour}:{minute:02}{half} on {day}"),
    }
}

/// Months as runs: `2024-01, 2024-02, 2024-05` → `January 2024 to February 2024, May 2024`.
pub(crate) fn months(all: &[String]) -> String {
    let mut runs: Vec<(&str, &str)> = Vec::new();
    for month in all {
        match runs.last_mut() {
            Some(run) if follows(run.1, month) => run.1 = month,
            _ => runs.push((month, month)),
        }
    }
    let words: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| if first == last { month(first) } else { format!("{} to {}", month(first), month(last)) })
        .collect();
    words.join(", ")
}

fn follows(earlier: &str, later: &str) -> bool {
    let index = |iso: &str| -> Option<i64> {
        let (year, month) = iso.split_once('-')?;
        Some(year.parse::<i64>().ok()? * 12 + month.parse::<i64>().ok()?)
    };
    matches!((index(earlier), index(later)), (Some(a), Some(b)) if a + 1 == b)
}

fn month_name(number: &str) -> Option<&'static str> {
    MONTHS.get(number.parse::<usize>().ok()?.checked_sub(1)?).copied()
}

/// `1 row`, `2 rows`.
pub(crate) fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A stable reason as words: `month_unreadable` → `month unreadable`.
pub(crate) fn reason(key: &str) -> String {
    match key {
        "crime_id" => "Crime ID".to_owned(),
        "lsoa" => "LSOA".to_owned(),
        other => other.replace('_', " "),
    }
}

/// A kind of extract in words: `police-street` → `Police street-level crime`.
pub(crate) fn kind(name: &str) -> String {
    match name {
        "area-lookup" => "Area lookup".to_owned(),
        "area-changes" => "Area changes, LSOA 2011 to 2021".to_owned(),
        "boundaries" => "Outlines of areas".to_owned(),
        "population" => "Population".to_owned(),
        "police-street" => "Police street-level crime".to_owned(),
        "police-outcomes" => "Police outcomes of crimes".to_owned(),
        "police-stop-search" => "Police stop and search".to_owned(),
        "households" => "Households".to_owned(),
        "imd-2019" => "Indices of Deprivation 2019".to_owned(),
        "imd-2025" => "Indices of Deprivation 2025".to_owned(),
        "harm-weights" => "Weights of harm".to_owned(),
        "peer-group" => "Peer group".to_owned(),
        "area-counts" => "Counts by area".to_owned(),
        "incidents" => "A partner\u{2019}s list of incidents".to_owned(),
        other => reason(&other.replace('-', " ")),
    }
}

/// A vintage in words: `2021` → `the 2021 census`.
pub(crate) fn geography(vintage: &str) -> String {
    if vintage == "either" { "either census: every code is in both".to_owned() } else { format!("the {vintage} census") }
}

/// Months as data in words: `2025-01..2025-06,2025-08` → `January 2025 to June 2025, August 2025`; other text as it is.
pub(crate) fn period(data: &str) -> String {
    let run = |text: &str| match text.split_once("..") {
        Some((first, last)) => format!("{} to {}", month(first), month(last)),
        None => month(text),
    };
    let side = |text: &str| text.split(',').map(str::trim).map(run).collect::<Vec<_>>().join(", ");
    let both = |text: &str| text.split(" and ").map(side).collect::<Vec<_>>().join(" and ");
    data.split(" against ").map(both).collect::<Vec<_>>().join(", against ")
}

/// `2025-01` → `Jan 2025`, for the axis of a chart.
pub(crate) fn short_month(iso: &str) -> String {
    let long = month(iso);
    match long.split_once(' ') {
        Some((name, year)) => format!("{} {year}", name.chars().take(3).collect::<String>()),
        None => long,
    }
}

/// A change as printed, with a sign that shows its direction: `22.6%` → `+22.6%`, `No Calc` → `not calculated`.
pub(crate) fn apparent_change(printed: &str) -> String {
    match printed.strip_suffix('%') {
        Some(number) if number.starts_with('-') || number.trim_matches(['0', '.']).is_empty() => format!("{}%", self::number(number)),
        Some(number) => format!("+{}%", self::number(number)),
        None => "not calculated".to_owned(),
    }
}

/// A comparison in words: `10.6% fewer than 1,477 in the same months a year before`.
pub(crate) fn against(comparison: &Comparison) -> String {
    let before = format!("{} in the same months a year before", count(comparison.before));
    let by = match comparison.apparent_change.trim_start_matches('-') {
        percent if percent.ends_with('%') => percent.to_owned(),
        _ => count(comparison.change.unsigned_abs()),
    };
    match comparison.change {
        0 => format!("As many as {before}"),
        1.. => format!("{by} more than {before}"),
        _ => format!("{by} fewer than {before}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shown: impl AsRef<str>, expected: &str) {
        assert_eq!(shown.as_ref(), expected);
    }

    #[test]
    fn numbers_days_and_months_read_as_the_field_writes_them() {
        check(count(0), "0");
        check(count(999), "999");
        check(count(1_000), "1,000");
        check(count(12_345_678), "12,345,678");
        check(number("-1234.50"), "\u{2212}1,234.50");
        check(number("E05000001"), "E05000001");
        check(number(""), "");
        check(number("1."), "1.");
        check(real(1234.55, 1), "1,234.5");
        check(real(-0.04, 1), "0.0");
        check(real(-3.0, 0), "\u{2212}3");
        check(capital("crimes"), "Crimes");
        check(capital(""), "");
        check(plain("`x` is not a level"), "\u{201c}x\u{201d} is not a level");
        check(levels(AreaLevel::Ward), "By ward");
        check(in_address("Bar Hill/2"), "Bar%20Hill%2F2");
        check(day("2026-10-01"), "1 October 2026");
        check(day("yesterday"), "yesterday");
        check(day("2026-13-01"), "2026-13-01");
        check(month("2026-10"), "October 2026");
        check(month("2026-00"), "2026-00");
        check(period("2025-01..2025-06,2025-08"), "January 2025 to June 2025, August 2025");
        check(period("2025-02 against 2024-02"), "February 2025, against February 2024");
        check(period("2018-11..2019-10 and 2017-11..2018-10"), "November 2018 to October 2019 and November 2017 to October 2018");
        check(period("Year ending October 2019"), "Year ending October 2019");
        check(kind("area-lookup"), "Area lookup");
        check(plural(1, "row", "rows"), "1 row");
        check(plural(2_000, "row", "rows"), "2,000 rows");
    }

    #[test]
    fn times_are_those_of_the_clocks_in_london() {
        check(moment("2026-06-03T13:30:00Z"), "2:30pm on 3 June 2026");
        check(moment("2026-12-03T14:30:59.123456789Z"), "2:30pm on 3 December 2026");
        check(moment("2026-12-03T00:05:59Z"), "12:05am on 3 December 2026");
        check(moment("2026-12-03T12:05:00Z"), "12:05pm on 3 December 2026");
        check(moment("2026-12-03T17:00:30Z"), "5pm on 3 December 2026");
        check(moment("2026-12-03T12:00:00Z"), "midday on 3 December 2026");
        check(moment("2026-12-03T00:00:00Z"), "midnight at the start of 3 December 2026");
        check(moment("2026-06-03T23:00:00Z"), "midnight at the start of 4 June 2026");
        check(moment("yesterday"), "yesterday");
        check(moment("2026-06-03"), "2026-06-03");
        // They go forward at one in the morning of 29 March 2026, and back at two in the morning of 25 October.
        check(moment("2026-03-29T00:59:59Z"), "12:59am on 29 March 2026");
        check(moment("2026-03-29T01:00:00Z"), "2am on 29 March 2026");
        check(moment("2026-10-24T23:30:00Z"), "12:30am on 25 October 2026");
        check(moment("2026-10-25T00:59:59Z"), "1:59am on 25 October 2026");
        check(moment("2026-10-25T01:00:00Z"), "1am on 25 October 2026");
        check(moment("2026-10-25T02:00:00Z"), "2am on 25 October 2026");
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        for text in ["/evidence/flags?rule=ward-flags@2020&within=E07000012", "caf\u{e9} 100%", ""] {
            check(from_address(&in_address(text)), text);
        }
        check(from_address("%zz%4"), "\u{4}");
        check(in_fours("abcdefghij"), "abcd efgh ij");
    }

    #[test]
    fn changes_carry_their_direction() {
        check(apparent_change("22.6%"), "+22.6%");
        check(apparent_change("-10.6%"), "\u{2212}10.6%");
        check(apparent_change("0.0%"), "0.0%");
        check(apparent_change("No Calc"), "not calculated");
        let against = |before, change, printed: &str| {
            against(&Comparison { before, change, apparent_change: printed.into(), verdict: String::new() })
        };
        check(against(1477, -156, "-10.6%"), "10.6% fewer than 1,477 in the same months a year before");
        check(against(31, 7, "22.6%"), "22.6% more than 31 in the same months a year before");
        check(against(0, 4, "No Calc"), "4 more than 0 in the same months a year before");
        check(against(9, 0, "No Calc"), "As many as 9 in the same months a year before");
        check(short_month("2025-01"), "Jan 2025");
    }

    #[test]
    fn months_are_said_as_runs_and_gaps_stay_visible() {
        let all = |list: &[&str]| months(&list.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>());
        check(all(&[]), "");
        check(all(&["2024-12", "2025-01"]), "December 2024 to January 2025");
        check(all(&["2024-01", "2024-02", "2024-05"]), "January 2024 to February 2024, May 2024");
    }
}
