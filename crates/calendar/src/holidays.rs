//! Bank holidays computed from a dated rule: regular days, days moved, and days proclaimed once.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A day of the week, as rules spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // they are their names
pub enum DayName {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl DayName {
    /// The weekday of the calendar library.
    pub fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Tuesday => Weekday::Tuesday,
            Self::Wednesday => Weekday::Wednesday,
            Self::Thursday => Weekday::Thursday,
            Self::Friday => Weekday::Friday,
            Self::Saturday => Weekday::Saturday,
            Self::Sunday => Weekday::Sunday,
        }
    }
}

/// A bank holiday that comes every year: on a date, on a weekday of a month, or so many days from Easter Sunday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegularHoliday {
    /// Its name.
    pub title: String,
    /// Its month, 1 to 12; not with `easter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<i8>,
    /// Its day of the month. On a Saturday or Sunday it is kept on the next weekday that is not a bank holiday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<i8>,
    /// The day of the week it falls on; with `nth`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weekday: Option<DayName>,
    /// Which of them in the month: 1 the first, -1 the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<i8>,
    /// Days from Easter Sunday: -2 is Good Friday, 1 Easter Monday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub easter: Option<i8>,
    /// The first year it was kept; none: as long as the rule holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<i16>,
    /// The first year it was no longer kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<i16>,
}

/// A regular bank holiday that was kept on another day once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedHoliday {
    /// The name of the regular holiday.
    pub title: String,
    /// The day on which it would have fallen.
    pub from: Date,
    /// The day on which it was kept.
    pub to: Date,
    /// The name it had on that day, where that was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_as: Option<String>,
}

/// A bank holiday proclaimed once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProclaimedHoliday {
    /// Its name.
    pub title: String,
    /// The day.
    pub date: Date,
}

/// The bank holidays of one part of the United Kingdom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayRules {
    /// The last year whose days have been announced; days after it are provisional.
    pub announced_until: i16,
    /// The days that come every year.
    pub regular: Vec<RegularHoliday>,
    /// Regular days kept on another day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<MovedHoliday>,
    /// Days proclaimed once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proclaimed: Vec<ProclaimedHoliday>,
}

/// A bank holiday on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// Its name.
    pub title: String,
    /// Whether it stands in for a day that fell on a Saturday or Sunday.
    pub substitute: bool,
}

/// Easter Sunday of a year of the Gregorian calendar.
///
/// The anonymous computus printed in Nature, 20 April 1876, page 487, as in J. Meeus, Astronomical Algorithms,
/// chapter 8. Whole years only; not for the Julian calendar.
///
/// ```
/// assert_eq!(calendar::easter_sunday(2026).unwrap().to_string(), "2026-04-05");
/// ```
pub fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let golden = y.rem_euclid(19);
    let (century, of_century) = (y.div_euclid(100), y.rem_euclid(100));
    let (leap_centuries, century_rest) = (century / 4, century % 4);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leap_centuries - correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * century_rest + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let count = epact + weekday - 7 * shift + 114;
    Date::new(year, i8::try_from(count / 31).ok()?, i8::try_from(count % 31 + 1).ok()?).ok()
}

/// The `nth` weekday of a month: 1 the first, -1 the last.
pub(crate) fn nth_weekday(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

impl RegularHoliday {
    /// The day in a year before any substitute, and whether a weekend moves it. `None` where it isn't kept that year.
    fn in_year(&self, year: i16) -> Option<(Date, bool)> {
        if self.since.is_some_and(|first| year < first) || self.until.is_some_and(|end| year >= end) {
            return None;
        }
        if let Some(days) = self.easter {
            return easter_sunday(year)?.checked_add(jiff::Span::new().days(days)).ok().map(|day| (day, false));
        }
        let month = self.month?;
        match (self.day, self.weekday, self.nth) {
            (Some(day), _, _) => Date::new(year, month, day).ok().map(|day| (day, true)),
            (None, Some(weekday), Some(nth)) => nth_weekday(year, month, nth, weekday.weekday()).map(|day| (day, false)),
            _ => None,
        }
    }

    fn sensible(&self) -> Result<(), String> {
        let given = (self.month, self.day, self.weekday, self.nth, self.easter);
        let sound = match given {
            (None, None, None, None, Some(days)) => (-60..=60).contains(&days),
            // 29 February would not come every year.
            (Some(month), Some(day), None, None, None) => Date::new(2001, month, day).is_ok(),
            (Some(month), None, Some(_), Some(nth), None) => (1..=12).contains(&month) && ((1..=4).contains(&nth) || nth == -1),
            _ => false,
        };
        if !sound {
            let ways = "`month` and `day`; `month`, `weekday` and `nth` (1 to 4, or -1 for the last); or `easter` alone";
            return Err(format!("`regular`: `{}` must have {ways}", self.title));
        }
        if let (Some(first), Some(end)) = (self.since, self.until)
            && end <= first
        {
            return Err(format!("`regular`: `{}`: `until` must come after `since`", self.title));
        }
        Ok(())
    }
}

impl HolidayRules {
    /// Whether the rules make sense; the error names the key.
    pub fn sensible(&self) -> Result<(), String> {
        if !(1900..=2999).contains(&self.announced_until) {
            return Err("`announced_until` must be a year from 1900 to 2999".to_owned());
        }
        if self.regular.is_empty() {
            return Err("`regular` must not be empty".to_owned());
        }
        self.regular.iter().try_for_each(RegularHoliday::sensible)?;
        for moved in &self.moved {
            let regular = self.regular_in_year(moved.from.year());
            if !regular.iter().any(|day| day.date == moved.from && day.title == moved.title) {
                return Err(format!("`moved`: `{}` does not fall on {} by `regular`", moved.title, moved.from));
            }
        }
        for (at, one) in self.proclaimed.iter().enumerate() {
            if self.proclaimed.iter().take(at).any(|other| other.date == one.date) {
                return Err(format!("`proclaimed`: {} stands twice", one.date));
            }
        }
        Ok(())
    }

    /// Whether the days of this year are settled: none of them is provisional.
    pub fn is_announced(&self, year: i16) -> bool {
        year <= self.announced_until
    }

    /// The bank holidays of a year, in order.
    pub fn in_year(&self, year: i16) -> Vec<Holiday> {
        let mut days = self.regular_in_year(year);
        for moved in &self.moved {
            days.retain(|day| !(day.date == moved.from && day.title == moved.title));
        }
        for moved in self.moved.iter().filter(|moved| moved.to.year() == year) {
            let title = moved.known_as.clone().unwrap_or_else(|| moved.title.clone());
            days.push(Holiday { date: moved.to, title, substitute: false });
        }
        for one in self.proclaimed.iter().filter(|one| one.date.year() == year) {
            days.push(Holiday { date: one.date, title: one.title.clone(), substitute: false });
        }
        days.sort_by(|a, b| (a.date, &a.title).cmp(&(b.date, &b.title)));
        days
    }

    /// The regular days with their substitutes. Days that keep their date come first, so that a substitute never
    /// takes the place of one: with Christmas on a Sunday, Boxing Day stays on Monday and Christmas moves to Tuesday.
    fn regular_in_year(&self, year: i16) -> Vec<Holiday> {
        let mut falling: Vec<(Date, bool, &str)> = self
            .regular
            .iter()
            .filter_map(|regular| regular.in_year(year).map(|(date, moves)| (date, moves && is_weekend(date), regular.title.as_str())))
            .collect();
        falling.sort_unstable();
        let mut days: Vec<Holiday> = Vec::with_capacity(falling.len());
        for (date, _, title) in falling.iter().filter(|(_, moves, _)| !moves) {
            days.push(Holiday { date: *date, title: (*title).to_owned(), substitute: false });
        }
        for (date, _, title) in falling.iter().filter(|(_, moves, _)| *moves) {
            let mut kept = *date;
            while is_weekend(kept) || days.iter().any(|day| day.date == kept) {
                let Ok(next) = kept.tomorrow() else { break };
                kept = next;
            }
            days.push(Holiday { date: kept, title: (*title).to_owned(), substitute: true });
        }
        days
    }
}
