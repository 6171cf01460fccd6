//! A clock: what must be done, within how long of what, counted how.

use calendar::{CalendarName, Counting, Direction, LastDay, Unit};
use serde::{Deserialize, Serialize};

/// The parameters of a rule of the kind `clock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The entries of the rule catalogue it answers, `R05`; may be empty.
    pub catalogue: Vec<String>,
    /// What it is counted from, in words.
    pub trigger: String,
    /// What must have been done by its end, in words.
    pub duty: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How many of them; above 0.
    pub length: u32,
    /// Which way.
    pub direction: Direction,
    /// Whose bank holidays are passed over; `none` where no working day is asked for.
    pub calendar: CalendarName,
    /// Whether the first day counts.
    pub counting: Counting,
    /// What happens where the last day is not a working day.
    pub last_day: LastDay,
    /// Whether it may be paused.
    pub pausable: bool,
    /// The rule of the kind `closure-days` whose days are no working days either, by its id; mostly none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closures: Option<String>,
    /// Days of every year that don't run, `12-25`: as if it paused on them. Mostly none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disregards: Vec<String>,
    /// What to bear in mind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Clock {
    /// The longest a clock may be, in its own unit: a century of days, no more than anyone keeps a record.
    const LONGEST: u32 = 36_525;

    /// The days of every year that don't run, as month and day.
    pub fn disregarded(&self) -> impl Iterator<Item = (i8, i8)> {
        self.disregards.iter().filter_map(|text| month_and_day(text))
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        let demand = |sound: bool, why: &str| if sound { Ok(()) } else { Err(why.to_owned()) };
        for entry in &self.catalogue {
            let number = entry.strip_prefix('R').is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()));
            demand(number, &format!("`catalogue`: `{entry}` is not an entry of the catalogue, such as `R05`"))?;
        }
        demand(!self.trigger.trim().is_empty() && !self.duty.trim().is_empty(), "`trigger` and `duty` must not be empty")?;
        demand((1..=Self::LONGEST).contains(&self.length), "`length` must be 1 to 36525")?;
        let rolls = self.last_day != LastDay::Stays;
        let against = match self.direction {
            Direction::After => LastDay::PreviousWorkingDay,
            Direction::Before => LastDay::NextWorkingDay,
        };
        demand(
            self.last_day != against,
            "`last_day` must roll the way the clock runs: `after` to the next, `before` to the previous working day",
        )?;
        demand(
            !rolls || !(self.unit.is_working() || self.unit == Unit::Hours),
            "`last_day` must be `stays`: working days and hours never roll",
        )?;
        let plain = self.counting == Counting::After;
        demand(plain || !(self.unit.is_clear() || self.unit == Unit::Hours), "`counting` must be `after` for hours and clear days")?;
        let needed = self.unit.is_working() || rolls;
        demand(
            needed == (self.calendar != CalendarName::None),
            "`calendar` must name bank holidays where working days are asked for, and be `none` elsewhere",
        )?;
        for text in &self.disregards {
            let why = format!("`disregards`: `{text}` is not a month and day, such as `12-25`");
            demand(month_and_day(text).is_some(), &why)?;
        }
        demand(needed || self.closures.is_none(), "`closures` means nothing where no working day is asked for")
    }
}

/// Reads `12-25`; the day must stand in the calendar of some year.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let plain = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let (month, day) = (plain(month) && plain(day)).then(|| Some((month.parse().ok()?, day.parse().ok()?)))??;
    jiff::civil::Date::new(2000, month, day).ok().map(|_| (month, day))
}
