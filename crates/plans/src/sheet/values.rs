//! Cells read as values: days, money, years, names in house form.

use calendar::{Date, FinancialYear, Month, parse_date};

/// A day as officers write it: `2020-06-30`, `30/06/2020`, `30.6.2020`, `30 June 2020`, `30 Jun 2020`.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = parse_date(text.split_once(' ').filter(|(_, clock)| clock.starts_with("00:00")).map_or(text, |(day, _)| day)) {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(|c: char| c == '/' || c == '.' || c.is_whitespace()).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let digits =
        |part: &str, lengths: std::ops::RangeInclusive<usize>| lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !digits(day, 1..=2) || !digits(year, 4..=4) {
        return None;
    }
    let small = month.to_lowercase();
    let number = if digits(month, 1..=2) {
        month.parse().ok()?
    } else {
        (1..=12_i8).find(|number| {
            let name = Month::new(2000, i32::from(*number)).map_or("", Month::name).to_lowercase();
            small == name || name.get(..3) == Some(small.as_str())
        })?
    };
    Date::new(year.parse().ok()?, number, day.parse().ok()?).ok()
}

/// An amount in pence: `15750`, `£15,750.00`, `500 GBP`.
pub(super) fn pence(text: &str) -> Option<u64> {
    let plain: String =
        text.trim().trim_start_matches('\u{a3}').trim_end_matches("GBP").chars().filter(|c| *c != ',' && *c != ' ').collect();
    let (pounds, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if pounds.is_empty() || pounds.len() > 12 || !digits(pounds) || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let rest: u64 = format!("{rest:0<2}").parse().ok()?;
    pounds.parse::<u64>().ok()?.checked_mul(100)?.checked_add(rest)
}

/// Pence as a table writes them: `15750`, `15750.50`.
pub(super) fn pounds(pence: u64) -> String {
    if pence.is_multiple_of(100) { (pence / 100).to_string() } else { format!("{}.{:02}", pence / 100, pence % 100) }
}

/// A financial year: `2010-11`, `2010/11`, `2010/2011`.
pub(super) fn financial_year(text: &str) -> Option<FinancialYear> {
    let (first, second) = text.trim().split_once(['-', '/', '\u{2013}'])?;
    let second = second.trim();
    let short = if second.len() == 4 { second.get(2..)? } else { second };
    let year = FinancialYear::parse(&format!("{}/{short}", first.trim())).ok()?;
    (second.len() == 2 || second.parse::<i32>().ok() == Some(year.last().year())).then_some(year)
}

/// The years in a file's name: `action_plan_2019_21_operational` says 2019 to 2021, `plan 2009-10` a single financial year.
pub fn years_in(name: &str) -> Option<(FinancialYear, FinancialYear)> {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().zip(words.iter().skip(1)).find_map(|(first, second)| {
        let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
        let from = super::columns::year_of(first)?;
        let second = match (digits(second), second.len()) {
            (true, 2) => second.parse::<i32>().ok()? + from - from % 100,
            (true, 4) => second.parse().ok()?,
            _ => return None,
        };
        // No plan of these runs for more than a decade: other numbers behind a year are none.
        if !(from < second && second <= from + 10) {
            return None;
        }
        Some((FinancialYear::beginning(from)?, FinancialYear::beginning(second - 1)?))
    })
}

/// A text as an id in house form: small letters, digits and single hyphens, at most sixty characters; empty where nothing is left.
pub fn house_form(text: &str) -> String {
    let mut id = String::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if id.len() + word.len() >= LONGEST_ID {
            if id.is_empty() {
                id.extend(word.chars().take(LONGEST_ID));
            }
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(&word.to_ascii_lowercase());
    }
    id.to_ascii_lowercase()
}

/// The longest id that is made of a text: it stands in addresses.
const LONGEST_ID: usize = 60;

/// Whether two texts say the same, capitals and blanks aside.
pub(super) fn alike(one: &str, other: &str) -> bool {
    one.split_whitespace()
        .flat_map(|word| word.chars().chain([' ']))
        .flat_map(char::to_lowercase)
        .eq(other.split_whitespace().flat_map(|word| word.chars().chain([' '])).flat_map(char::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_money_are_read_as_officers_write_them() {
        for text in ["2020-06-30", "30/06/2020", "30.6.2020", "30 June 2020", "30th Jun 2020", " 2020-06-30 00:00:00"] {
            assert_eq!(day(text), Some(Date::constant(2020, 6, 30)), "{text}");
        }
        for wrong in ["", "June 2020", "31/06/2020", "06/30/2020", "30/06/20", "ongoing, as required", "1 2 3"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
        for (text, read) in [("15750", 1_575_000), ("\u{a3}15,750.00", 1_575_000), ("500 GBP", 50_000), ("0", 0), ("12.5", 1_250)] {
            assert_eq!(pence(text), Some(read), "{text}");
        }
        for wrong in ["", "tbc", "-5", "1.234", "\u{a3}", "1e3", "9999999999999"] {
            assert_eq!(pence(wrong), None, "{wrong}");
        }
        assert_eq!([pounds(1_575_000), pounds(1_250)], ["15750", "12.50"]);
    }

    #[test]
    fn years_are_read_off_a_name() {
        let read = |name: &str| years_in(name).map(|(first, last)| format!("{first} {last}"));
        assert_eq!(read("action_plan_2009_10").as_deref(), Some("2009/10 2009/10"));
        assert_eq!(read("action_plan_2011_14").as_deref(), Some("2011/12 2013/14"));
        assert_eq!(read("action-plan-2019-2021-operational").as_deref(), Some("2019/20 2020/21"));
        for none in ["action plan", "plan 2020", "2020_01_31", "plan 2020 50"] {
            assert_eq!(read(none), None, "{none}");
        }
        for (text, year) in [("2010-11", "2010/11"), (" 2010/2011 ", "2010/11")] {
            assert_eq!(financial_year(text).map(|one| one.to_string()).as_deref(), Some(year));
        }
        assert_eq!(financial_year("2010-12"), None);
        assert_eq!(house_form("Action plan_2009 10"), "action-plan-2009-10");
        assert_eq!(house_form("\u{e9}\u{e9}"), "");
        assert!(house_form(&"word ".repeat(40)).len() <= LONGEST_ID);
    }
}
