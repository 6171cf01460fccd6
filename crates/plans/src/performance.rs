//! What came of a target: met or not, in which position, and why, in one line with its numbers.
//!
//! Values come from what was imported and are compared here; where better and worse begin is the rule `target-position`.

use crate::Direction;
use base::{Result, round_half_up};
use evidence::{Change, ChangeRules, Verdict, decide_change_per};
use rulebook::{PartOfAYear, TargetPosition};
use serde::{Deserialize, Serialize};
use statistics::Exposure;

/// What came of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is met.
    Met,
    /// It is not.
    NotMet,
    /// There is none to meet: nothing was set, or it is the county's.
    NoTarget,
    /// What would say is not held, or not over.
    NotKnown,
    /// The year that later ones are measured by.
    BaselineYear,
}

impl Outcome {
    /// As tables and pages print it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::NoTarget => "no target to meet",
            Self::NotKnown => "not known",
            Self::BaselineYear => "baseline year",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::NoTarget | Self::BaselineYear => "no-target",
            Self::NotKnown => "not-known",
        }
    }
}

/// The positions of a performance report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// Worse.
    Worse,
    /// No change, or still some concern.
    Same,
    /// Better.
    Better,
}

impl Position {
    /// Its stable name, by which the key of colours knows it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Same => "same",
            Self::Better => "better",
        }
    }

    fn parse(id: &str) -> Option<Self> {
        [Self::Worse, Self::Same, Self::Better].into_iter().find(|one| one.id() == id)
    }
}

/// A value and of how many months it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// The value.
    pub value: f64,
    /// The months.
    pub months: u32,
}

/// What a target asks, as far as judging goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms<'a> {
    /// What would meet it; none where nothing was set.
    pub direction: Option<Direction>,
    /// The amount.
    pub amount: Option<f64>,
    /// What it is counted in: `crimes`, `percent`.
    pub unit: &'a str,
    /// Its values are counts of events, and may be tested.
    pub counts: bool,
    /// What the value is held against, in words: `2009-10`.
    pub against: &'a str,
    /// The target is the county's and the value is not.
    pub of_another_area: bool,
}

/// What is held of a target.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Held {
    /// The value that is shown and moves the position.
    pub value: Option<Measured>,
    /// What it is held against: the baseline, or the same months of the baseline year; for an amount, the value before.
    pub against: Option<Measured>,
    /// The values that decide whether the target is met, where they are others than these.
    pub judged: Option<(Option<Measured>, Option<Measured>)>,
}

/// What came of a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Met or not.
    pub outcome: Outcome,
    /// The position; none where nothing is rated.
    pub position: Option<Position>,
    /// The change between the two values as the convention prints it, without its sign of percent: `-10.6`, `No Calc`.
    pub change: Option<String>,
    /// What the test says of two counts.
    pub verdict: Option<Verdict>,
    /// Why, in one line with its numbers.
    pub because: String,
}

/// Which way a value went, seen from what the target wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moved {
    Right,
    Nowhere,
    Wrong,
    NotKnown,
}

impl Moved {
    fn id(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Nowhere => "nowhere",
            Self::Wrong => "wrong",
            Self::NotKnown => "not-known",
        }
    }
}

/// Judges a target by what is held of it.
///
/// # Errors
/// A count beyond all reason.
pub fn decide_target(terms: &Terms<'_>, held: &Held, rule: &TargetPosition, changes: &ChangeRules) -> Result<Judgement> {
    let compared = compare(terms, held, rule, changes)?;
    let change = compared.as_ref().and_then(|one| one.printed.clone());
    let verdict = compared.as_ref().and_then(|one| one.verdict);
    let says = |outcome, position, because: String| Judgement { outcome, position, change: change.clone(), verdict, because };
    let Some(value) = held.value else {
        let why = if terms.direction == Some(Direction::BaselineYear) { "baseline year: " } else { "" };
        return Ok(says(Outcome::NotKnown, None, format!("{why}no value is held for the period")));
    };
    let shown = amount_of(value.value, terms.unit);
    let numbers = numbers(terms, held, compared.as_ref());
    match terms.direction {
        None => return Ok(says(Outcome::NoTarget, None, numbers)),
        Some(Direction::BaselineYear) => {
            return Ok(says(Outcome::BaselineYear, None, format!("{shown}: the year that later ones are measured by")));
        }
        Some(_) if terms.of_another_area => {
            let because = format!("{numbers}; the target is the county's, and is not met or missed by one district");
            return Ok(says(Outcome::NoTarget, None, because));
        }
        Some(_) => {}
    }
    let direction = terms.direction.unwrap_or(Direction::BaselineYear);
    let against = if matches!(direction, Direction::Lower | Direction::Higher) { "baseline" } else { "amount" };
    let outcome = outcome(direction, terms.amount, held);
    let moved = compared.as_ref().map_or(Moved::NotKnown, |one| one.moved(direction));
    let (position, why) = rule.decide(against, outcome.id(), moved.id());
    let met = match (outcome, against) {
        (Outcome::NotKnown, "baseline") if held.judged.is_some() => "whether the target is met is not known",
        (Outcome::NotKnown, _) => "whether it is met is not known",
        (other, _) => other.in_words(),
    };
    let because = match (direction, terms.amount) {
        (Direction::AtMost | Direction::AtLeast, Some(amount)) => {
            let bound = if direction == Direction::AtMost { "ceiling" } else { "floor" };
            let before =
                held.against.map_or_else(String::new, |before| format!("{} in {}; ", amount_of(before.value, terms.unit), terms.against));
            format!("{shown} against a {bound} of {}: {met}; {before}{why}", amount_of(amount, terms.unit))
        }
        _ => match target_words(direction, terms.amount) {
            Some(target) => format!("{numbers}; {target}: {met}; {why}"),
            None => format!("{numbers}: {met}; {why}"),
        },
    };
    Ok(says(outcome, Position::parse(position), because))
}

/// Whether the target is met: by the values that decide it, over periods of one length.
fn outcome(direction: Direction, amount: Option<f64>, held: &Held) -> Outcome {
    let (value, against) = held.judged.unwrap_or((held.value, held.against));
    let Some(value) = value else { return Outcome::NotKnown };
    let said = |met: bool| if met { Outcome::Met } else { Outcome::NotMet };
    match direction {
        Direction::AtMost => amount.map_or(Outcome::NotKnown, |amount| said(value.value <= amount)),
        Direction::AtLeast => amount.map_or(Outcome::NotKnown, |amount| said(value.value >= amount)),
        Direction::BaselineYear => Outcome::BaselineYear,
        Direction::Lower | Direction::Higher => {
            let Some(base) = against.filter(|base| base.months == value.months) else { return Outcome::NotKnown };
            let gone = if direction == Direction::Lower { base.value - value.value } else { value.value - base.value };
            match amount.filter(|amount| *amount > 0.0) {
                // So many percent of the baseline, held against each other without dividing by it.
                Some(percent) => said(gone * 100.0 >= percent * base.value && gone > 0.0),
                None => said(gone > 0.0),
            }
        }
    }
}

/// Two values held against each other.
struct Compared {
    /// Counts: what the test says.
    verdict: Option<Verdict>,
    /// Rates: later minus earlier.
    gone: f64,
    /// Counts over periods of one length: the change in percent.
    printed: Option<String>,
}

impl Compared {
    fn moved(&self, direction: Direction) -> Moved {
        let up = match self.verdict {
            Some(Verdict::Rose) => true,
            Some(Verdict::Fell) => false,
            Some(_) => return Moved::Nowhere,
            None if self.gone == 0.0 => return Moved::Nowhere,
            None => self.gone > 0.0,
        };
        let wanted_up = matches!(direction, Direction::Higher | Direction::AtLeast);
        if up == wanted_up { Moved::Right } else { Moved::Wrong }
    }
}

fn compare(terms: &Terms<'_>, held: &Held, rule: &TargetPosition, changes: &ChangeRules) -> Result<Option<Compared>> {
    let (Some(value), Some(base)) = (held.value, held.against) else { return Ok(None) };
    let same_length = value.months == base.months;
    if !same_length && rule.part_of_a_year == PartOfAYear::NotCompared {
        return Ok(None);
    }
    let gone = value.value - base.value;
    let (true, Some(later), Some(earlier)) = (terms.counts, count_of(value.value), count_of(base.value)) else {
        return Ok(same_length.then_some(Compared { verdict: None, gone, printed: None }));
    };
    let exposure = Exposure::new(f64::from(base.months), f64::from(value.months)).unwrap_or(Exposure::EQUAL);
    let change: Change = decide_change_per(earlier, later, exposure, changes)?;
    let printed = same_length.then(|| change.apparent_change.trim_end_matches('%').to_owned());
    Ok(Some(Compared { verdict: Some(change.verdict), gone, printed }))
}

/// A value as a whole number of events; none where it is none.
fn count_of(value: f64) -> Option<u64> {
    (value >= 0.0 && value.fract() == 0.0).then(|| format!("{value:.0}").parse().ok()).flatten()
}

/// `70 crimes against 138 in 2009-10, 49.3% fewer, a clear fall`.
fn numbers(terms: &Terms<'_>, held: &Held, compared: Option<&Compared>) -> String {
    let Some(value) = held.value else { return String::new() };
    let shown = amount_of(value.value, terms.unit);
    let Some(base) = held.against else {
        let lacks = matches!(terms.direction, Some(Direction::Lower | Direction::Higher));
        return if lacks { format!("{shown}; what it is to be held against ({}) is not held", terms.against) } else { shown };
    };
    let before = amount_of(base.value, if is_percent(terms.unit) { terms.unit } else { "" });
    let before = if value.months == base.months {
        format!("{before} in {}", terms.against)
    } else {
        format!("{before} in {} ({} months of it against {})", terms.against, value.months, base.months)
    };
    let how = compared.map_or_else(String::new, |one| {
        let percent = one.printed.as_deref().filter(|text| text.parse::<f64>().is_ok());
        let percent = percent.map_or_else(String::new, |text| {
            let word = if text.starts_with('-') { "fewer" } else { "more" };
            format!(", {}% {word}", text.trim_start_matches('-'))
        });
        let clear = match one.verdict {
            Some(Verdict::Rose) => ", a clear rise",
            Some(Verdict::Fell) => ", a clear fall",
            Some(Verdict::NoClearChange) => ", no clear change",
            Some(Verdict::NotTested) | None => "",
        };
        format!("{percent}{clear}")
    });
    format!("{shown} against {before}{how}")
}

/// What would meet a target that is held against a baseline.
fn target_words(direction: Direction, amount: Option<f64>) -> Option<String> {
    let amount = amount.map(|amount| format!("{}% ", plain(amount))).unwrap_or_default();
    match direction {
        Direction::Lower => Some(format!("{amount}fewer is the target")),
        Direction::Higher => Some(format!("{amount}more is the target")),
        Direction::AtMost | Direction::AtLeast | Direction::BaselineYear => None,
    }
}

fn is_percent(unit: &str) -> bool {
    matches!(unit, "percent" | "%")
}

/// Words of a unit that is a share, a rate, an average or a time: its values are no counts of events, and parts of them add up to nothing.
const NO_COUNTS: [&str; 19] = [
    "average",
    "averages",
    "day",
    "days",
    "hour",
    "hours",
    "mean",
    "minute",
    "minutes",
    "per",
    "percent",
    "percentage",
    "percentages",
    "rate",
    "rates",
    "score",
    "scores",
    "share",
    "shares",
];

/// Whether a unit is of events that can be counted, and not a share, a rate, an average or a time.
pub fn is_of_counts(unit: &str) -> bool {
    let small = unit.to_lowercase();
    !small.contains('%') && !small.split(|c: char| !c.is_alphanumeric()).any(|word| NO_COUNTS.contains(&word))
}

/// A value with its unit: `1,210 incidents`, `34.5%`.
pub fn amount_of(value: f64, unit: &str) -> String {
    let number = plain(value);
    match unit {
        "" => number,
        unit if is_percent(unit) => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

/// A number as people read it: as many decimals as it has, three at the most, and thousands divided.
pub fn plain(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').map_or((digits, String::new()), |(whole, part)| (whole, format!(".{part}")));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{part}")
}

/// `later` against `earlier` in percent, to so many decimals, half up; none where there is no percentage.
pub fn change_percent(earlier: f64, later: f64, decimals: u32) -> Option<String> {
    let thousandths = |value: f64| format!("{:.0}", value * 1000.0).parse::<i128>().ok();
    let (earlier, later) = (thousandths(earlier)?, thousandths(later)?);
    round_half_up((later - earlier).checked_mul(100)?, earlier, decimals).map(|percent| percent.to_string())
}

/// The share of a part in a whole, in percent to so many decimals, half up; none where there is no whole.
pub fn share_percent(part: f64, whole: f64, decimals: u32) -> Option<f64> {
    let thousandths = |value: f64| format!("{:.0}", value * 1000.0).parse::<i128>().ok();
    round_half_up(thousandths(part)?.checked_mul(100)?, thousandths(whole)?, decimals).map(base::Decimal::to_f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rulebook::Rulebook;

    fn rules() -> (&'static TargetPosition, ChangeRules) {
        let book = Rulebook::builtin().unwrap();
        let day = calendar::Date::constant(2011, 8, 26);
        (book.target_position(day, None).unwrap().parameters, ChangeRules::in_force(book, day, None).unwrap())
    }

    fn terms(direction: Direction, amount: Option<f64>, unit: &'static str) -> Terms<'static> {
        Terms { direction: Some(direction), amount, unit, counts: is_of_counts(unit), against: "2009-10", of_another_area: false }
    }

    fn year(value: f64) -> Measured {
        Measured { value, months: 12 }
    }

    fn judge(terms: &Terms<'_>, held: &Held) -> Judgement {
        let (rule, changes) = rules();
        decide_target(terms, held, rule, &changes).unwrap()
    }

    fn check(direction: Direction, amount: Option<f64>, unit: &'static str, held: (f64, f64), says: (&str, Option<Position>)) -> Judgement {
        let made = judge(&terms(direction, amount, unit), &Held { value: Some(year(held.1)), against: Some(year(held.0)), judged: None });
        assert_eq!((made.outcome.in_words(), made.position), says, "{held:?}: {}", made.because);
        made
    }

    #[test]
    fn counts_are_in_a_position_by_the_test() {
        use Direction::{Higher, Lower};
        use Position::{Better, Same, Worse};
        check(Lower, None, "crimes", (138.0, 70.0), ("met", Some(Better)));
        // Fewer, but no more than chance: the target is met by the number, the position is the same.
        check(Lower, None, "crimes", (29.0, 26.0), ("met", Some(Same)));
        check(Lower, None, "crimes", (104.0, 161.0), ("not met", Some(Worse)));
        check(Lower, Some(60.0), "crimes", (138.0, 70.0), ("not met", Some(Same)));
        check(Lower, Some(4.0), "crimes", (4916.0, 4683.0), ("met", Some(Better)));
        let made = check(Higher, Some(50.0), "referrals", (136.0, 154.0), ("not met", Some(Same)));
        assert_eq!(made.change.as_deref(), Some("13.2"));
        assert_eq!(
            made.because,
            "154 referrals against 136 in 2009-10, 13.2% more, no clear change; 50% more is the target: not met; the position is the same"
        );
        let made = check(Higher, None, "incidents", (1175.0, 1210.0), ("met", Some(Same)));
        assert_eq!(made.change.as_deref(), Some("3.0"));
    }

    #[test]
    fn rates_are_compared_with_their_target() {
        use Direction::{AtLeast, AtMost, Lower};
        use Position::{Better, Same, Worse};
        let made = check(AtMost, Some(28.0), "percent", (27.5, 34.5), ("not met", Some(Worse)));
        assert_eq!(made.because, "34.5% against a ceiling of 28%: not met; 27.5% in 2009-10; it did not go the right way");
        assert_eq!(made.change, None);
        check(AtMost, Some(28.0), "percent", (40.0, 34.5), ("not met", Some(Same)));
        check(AtMost, Some(28.0), "percent", (26.0, 27.5), ("met", Some(Same)));
        check(AtMost, Some(28.0), "percent", (27.5, 26.0), ("met", Some(Better)));
        check(AtLeast, Some(75.0), "percent", (60.0, 75.0), ("met", Some(Better)));
        check(Lower, None, "per 1,000 households", (9.6, 9.1), ("met", Some(Better)));
        check(Lower, None, "per 1,000 households", (9.6, 9.6), ("not met", Some(Same)));
        let alone = judge(&terms(AtMost, Some(28.0), "percent"), &Held { value: Some(year(34.5)), ..Held::default() });
        assert_eq!((alone.outcome, alone.position), (Outcome::NotMet, Some(Worse)));
    }

    #[test]
    fn a_part_of_a_year_is_held_against_it_by_the_rate_and_meets_nothing() {
        let held = Held { value: Some(Measured { value: 30.0, months: 3 }), against: Some(year(120.0)), judged: None };
        let made = judge(&terms(Direction::Lower, None, "crimes"), &held);
        assert_eq!((made.outcome, made.position, made.change), (Outcome::NotKnown, Some(Position::Same), None));
        assert!(made.because.contains("3 months of it against 12"), "{}", made.because);
    }

    #[test]
    fn what_is_not_there_is_not_judged() {
        let lower = terms(Direction::Lower, None, "crimes");
        let none = judge(&lower, &Held::default());
        assert_eq!((none.outcome, none.position), (Outcome::NotKnown, None));
        let without = judge(&lower, &Held { value: Some(year(70.0)), ..Held::default() });
        assert_eq!((without.outcome, without.position), (Outcome::NotKnown, None));
        // The quarter moves the position; what decides is the year, which is not held.
        let held = Held { value: Some(year(119.0)), against: Some(year(172.0)), judged: Some((Some(year(586.0)), None)) };
        let made = judge(&lower, &held);
        assert_eq!((made.outcome, made.position), (Outcome::NotKnown, Some(Position::Better)));
        let first = judge(&terms(Direction::BaselineYear, None, "events"), &Held { value: Some(year(6.0)), ..Held::default() });
        assert_eq!((first.outcome, first.position), (Outcome::BaselineYear, None));
        let county = Terms { of_another_area: true, ..terms(Direction::AtMost, Some(28.0), "percent") };
        let made = judge(&county, &Held { value: Some(year(40.0)), ..Held::default() });
        assert_eq!((made.outcome.in_words(), made.position), ("no target to meet", None));
        let nothing_set = Terms { direction: None, ..lower };
        let made = judge(&nothing_set, &Held { value: Some(year(61.0)), against: Some(year(104.0)), judged: None });
        assert_eq!((made.outcome, made.position, made.change.as_deref()), (Outcome::NoTarget, None, Some("-41.3")));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            (plain(1210.0), plain(34.5), plain(-4.0), plain(1_000_000.25)),
            ("1,210".into(), "34.5".into(), "-4".into(), "1,000,000.25".into())
        );
        assert_eq!((amount_of(34.5, "percent"), amount_of(154.0, "referrals")), ("34.5%".to_owned(), "154 referrals".to_owned()));
        for unit in ["crimes", "incidents", "people who were helped", "", "shared houses", "meetings"] {
            assert!(is_of_counts(unit), "{unit}");
        }
        for unit in [
            "percent",
            "%",
            "% of residents",
            "per 1,000 households",
            "crimes (per 1,000)",
            "Average age",
            "mean",
            "days",
            "minutes to answer",
            "Hours",
            "score",
            "rate",
            "share of homes",
        ] {
            assert!(!is_of_counts(unit), "{unit}");
        }
        assert_eq!(change_percent(4916.0, 4683.0, 1).as_deref(), Some("-4.7"));
        assert_eq!(change_percent(0.0, 4.0, 1), None);
        assert_eq!(share_percent(154.0, 1056.0, 1), Some(14.6));
        assert_eq!(share_percent(69.0, 200.0, 0), Some(35.0));
        assert_eq!(share_percent(1.0, 0.0, 1), None);
    }

    proptest! {
        /// Fewer is never worse where lower is better, and never better where higher is.
        #[test]
        fn fewer_never_makes_a_lower_target_worse(base in 0_u32..3000, value in 0_u32..3000, fewer in 0_u32..3000, percent in 0_u32..60) {
            let held = |value: u32| Held { value: Some(year(f64::from(value))), against: Some(year(f64::from(base))), judged: None };
            let amount = Some(f64::from(percent)).filter(|amount| *amount > 0.0);
            let (now, then) = (held(value), held(value.saturating_sub(fewer)));
            for (direction, amount, unit) in [
                (Direction::Lower, amount, "crimes"),
                (Direction::AtMost, Some(f64::from(percent * 40)), "crimes"),
                (Direction::Lower, amount, "per 1,000 residents"),
                (Direction::AtMost, Some(f64::from(percent * 40)), "percent"),
            ] {
                let (one, other) = (judge(&terms(direction, amount, unit), &now), judge(&terms(direction, amount, unit), &then));
                prop_assert!(other.position >= one.position, "{} then {}", one.because, other.because);
                prop_assert!(one.outcome != Outcome::Met || other.outcome == Outcome::Met);
            }
            for (direction, amount, unit) in [(Direction::Higher, amount, "referrals"), (Direction::AtLeast, Some(f64::from(percent * 40)), "percent")] {
                let (one, other) = (judge(&terms(direction, amount, unit), &now), judge(&terms(direction, amount, unit), &then));
                prop_assert!(other.position <= one.position, "{} then {}", one.because, other.because);
            }
        }
    }
}
