//! Targets of the demonstration, and an issue that came up.
//!
//! Facts: the priorities of 2011 to 2014, the targets, their baselines and dates (South Cambridgeshire scrutiny pack, 26 August 2011,
//! Community Safety Plan 2011-14 and performance reports). Invented: the targets of the running plan, owners, the issue's text.

use crate::plans::{IssueWords, PlanWords, PriorityWords, change_priority, open_plan, record_issue, set_target, with_book};
use crate::registers::{required, save};
use crate::{House, Moment};
use base::Result;
use calendar::Month;
use jiff::civil::Date;
use plans::{Action, Baseline, Binding, Direction, Period, PlanKind, Rhythm, Target};

const DISTRICT_NAME: &str = "South Cambridgeshire";
const THEN: &str = "community-safety-2011-14";
/// The running plan of the demonstration; its measures have data of 2018 and 2019.
const NOW: &str = super::PLAN;
/// The actions that are to move burglary.
const BOUND: [&str; 2] = ["2.1", "2.2"];
const OWNER: &str = "community safety officer";

/// Key, title, what is to be reached, how it is judged, on which data.
const PRIORITIES: [(&str, &str, &str, &str, &str); 4] = [
    (
        "1",
        "Reducing burglary of homes",
        "a rate below that of 2009/10",
        "per 1,000 households, below 9.6 by the end of March 2012",
        "police recorded crime",
    ),
    (
        "2",
        "Reducing the number of repeat victims of anti-social behaviour",
        "fitting action against whoever causes it",
        "better within 12 months in 75% of cases",
        "police incidents, cases of the task group",
    ),
    (
        "3",
        "Reducing farm crime",
        "fewer offences than in 2009/10",
        "offences on farms, below 2009/10 by the end of March 2012",
        "police recorded crime, arson from the fire service",
    ),
    ("4", "Improving road safety", "prevention and enforcement", "a baseline year", "police, fire and county statistics"),
];

/// A baseline in words, its first and its last month.
type Since = (&'static str, (i32, i32), (i32, i32));

/// A target as it is written down here.
struct Line {
    id: &'static str,
    plan: &'static str,
    priority: Option<&'static str>,
    title: &'static str,
    unit: &'static str,
    binding: Binding,
    direction: Direction,
    amount: Option<f64>,
    baseline: Option<Since>,
    months: u8,
    by: Option<Date>,
    county_wide: bool,
}

fn counts(data_set: &str, measure: &str, category: &str, area: &str) -> Binding {
    let own = |text: &str| text.to_owned();
    Binding::Counts { data_set: own(data_set), measure: own(measure), category: own(category), area: own(area) }
}

fn measure(id: &str) -> Binding {
    Binding::Measure { measure: id.to_owned(), area: super::DISTRICT.to_owned() }
}

fn lines() -> Vec<Line> {
    let year_before = Some(("the year to October 2018", (2017, 11), (2018, 10)));
    let base = Line {
        id: "",
        plan: THEN,
        priority: None,
        title: "",
        unit: "crimes",
        binding: measure(""),
        direction: Direction::Lower,
        amount: None,
        baseline: None,
        months: 12,
        by: None,
        county_wide: false,
    };
    vec![
        Line {
            id: "burglary-of-homes-2012",
            priority: Some("1"),
            title: "Burglary of homes",
            binding: counts("cadet", "crimes", "Serious Acquisitive Crime / Burglary Dwelling", DISTRICT_NAME),
            baseline: Some(("the same quarter of 2010/11", (2010, 4), (2010, 6))),
            months: 3,
            by: Some(Date::constant(2012, 3, 31)),
            ..base_like(&base)
        },
        Line {
            id: "farm-crime-2012",
            priority: Some("3"),
            title: "Farm crime",
            binding: counts("farm-crime-series", "crimes", "", DISTRICT_NAME),
            baseline: Some(("2009/10", (2009, 4), (2010, 3))),
            by: Some(Date::constant(2012, 3, 31)),
            ..base_like(&base)
        },
        Line {
            id: "repeat-cases-2011",
            title: "Repeat cases of domestic violence (NI 32)",
            unit: "percent",
            binding: counts("marac", "ni32_repeat_rate", "", "Cambridgeshire"),
            direction: Direction::AtMost,
            amount: Some(28.0),
            county_wide: true,
            ..base_like(&base)
        },
        Line {
            id: "advocacy-referrals-2011",
            title: "Referrals to advocacy",
            unit: "referrals",
            binding: counts("idva-referrals", "referrals", "", DISTRICT_NAME),
            direction: Direction::Higher,
            amount: Some(50.0),
            baseline: Some(("2009/10", (2009, 4), (2010, 3))),
            ..base_like(&base)
        },
        Line {
            id: "all-crime-2019",
            plan: NOW,
            title: "Recorded crime",
            binding: measure("all-crime"),
            amount: Some(2.0),
            baseline: year_before,
            months: 3,
            by: Some(Date::constant(2019, 9, 30)),
            ..base_like(&base)
        },
        Line {
            id: "burglary-2019",
            plan: NOW,
            priority: Some("2"),
            title: "Burglary",
            binding: measure("burglary"),
            amount: Some(5.0),
            baseline: year_before,
            months: 3,
            by: Some(Date::constant(2019, 9, 30)),
            ..base_like(&base)
        },
        Line {
            id: "anti-social-behaviour-2019",
            plan: NOW,
            title: "Anti-social behaviour",
            unit: "incidents",
            binding: measure("anti-social-behaviour"),
            baseline: year_before,
            months: 3,
            by: Some(Date::constant(2019, 9, 30)),
            ..base_like(&base)
        },
        Line {
            id: "domestic-abuse-2019",
            plan: NOW,
            title: "Domestic abuse incidents reported",
            unit: "incidents",
            binding: counts("domestic-abuse", "domestic_abuse_incidents", "", DISTRICT_NAME),
            direction: Direction::Higher,
            baseline: Some(("2017/18", (2017, 4), (2018, 3))),
            ..base_like(&base)
        },
    ]
}

/// The same defaults once more.
fn base_like(base: &Line) -> Line {
    Line { binding: base.binding.clone(), ..*base }
}

/// Sets the targets and records the issue, once.
pub async fn set_targets(house: &House, moment: &Moment) -> Result<usize> {
    if with_book(house, |book| book.plans.contains_key(THEN) || !book.plans.contains_key(NOW)).await? {
        return Ok(0);
    }
    let then = PlanWords {
        id: THEN,
        title: "Community safety plan 2011 to 2014",
        kind: PlanKind::Rolling,
        from: Some(Date::constant(2010, 4, 1)),
        until: Some(Date::constant(2014, 3, 31)),
        rhythm: Rhythm::Quarterly,
        owner: OWNER,
        grant_pence: None,
        follows: None,
    };
    open_plan(house, moment, &then).await?;
    for (key, title, what, how_measured, data_used) in PRIORITIES {
        let words = PriorityWords { title, what, how_measured, data_used, lead: OWNER, ..PriorityWords::default() };
        change_priority(house, moment, THEN, key, &words, 0).await?;
    }
    let lines = lines();
    let all = lines.len();
    for line in lines {
        set_target(house, moment, &target(line), 0).await?;
    }
    for reference in BOUND {
        let (mut action, seen) = required::<Action>(house, &format!("{NOW}/{reference}")).await?;
        action.target = Some("burglary-2019".to_owned());
        save(house, moment, &action, seen).await?;
    }
    let issue = IssueWords {
        title: "Shoplifting",
        said: "Shoplifting rose by more than chance: 59 in April to June 2011 against 32 in the same months of 2010. The text is invented \
               for the demonstration: the task group asks shops in the villages for the days and hours.",
        role: "performance analyst",
    };
    let quarter = Month::new(2011, 6).and_then(|month| Period::quarter_of(month.last_day()));
    if let Some(quarter) = quarter {
        record_issue(house, moment, quarter, &issue).await?;
    }
    Ok(all)
}

fn target(line: Line) -> Target {
    let month = |(year, number)| Month::new(year, number);
    let baseline =
        line.baseline.and_then(|(label, from, to)| Some(Baseline { label: label.to_owned(), from: month(from)?, to: month(to)? }));
    Target {
        id: line.id.to_owned(),
        plan: line.plan.to_owned(),
        priority: line.priority.map(str::to_owned),
        title: line.title.to_owned(),
        unit: line.unit.to_owned(),
        binding: line.binding,
        direction: line.direction,
        amount: line.amount,
        baseline,
        months: line.months,
        by: line.by,
        county_wide: line.county_wide,
        owner: OWNER.to_owned(),
        // The running plan began later than what is counted here.
        since: if line.plan == NOW { Period::parse("2018-19-Q4").ok() } else { None },
    }
}
