//! The demonstration's plans: invented actions with invented updates, counted from the day they are made, so that some are late.
//!
//! The priority areas that they answer are facts (see `registers::demo`); everything to be done about them is invented.

use crate::plans::{
    ActionWords, AdoptWords, DoneWords, PlanWords, PriorityWords, UpdateWords, adopt_plan, carry_forward, change_action, change_priority,
    complete_action, end_plan, open_plan, update_action,
};
use crate::registers::today;
use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::Span;
use jiff::civil::Date;
use plans::{CostLine, Period, PlanKind, Reference, Rhythm, Status};

/// The running plan.
pub const PLAN: &str = "community-safety";
/// The plan it carries on.
const BEFORE: &str = "community-safety-before";
/// What the agencies do from month to month.
const OPERATIONAL: &str = "operational";
/// Towards something new, with a grant.
const TOOLKIT: &str = "community-toolkit";
/// The office that keeps them.
const OFFICE: &str = "community safety officer";

const COUNCIL: &str = "south-cambridgeshire-council";
const POLICE: &str = "cambridgeshire-constabulary";
const FIRE: &str = "cambridgeshire-fire-and-rescue";
const COUNTY: &str = "cambridgeshire-county-council";

/// A priority: key, title, the priority area it answers, why, what is to be reached, how it is judged.
type DemoPriority = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const PRIORITIES: [DemoPriority; 3] = [
    (
        "1",
        "Cambourne",
        "2020-21-cambourne",
        "Four data sets flag the ward, and it is still growing.",
        "Fewer reports of anti-social behaviour around the high street, and residents who say so.",
        "Reports to the police and to the council, quarter by quarter; a short survey each spring.",
    ),
    (
        "2",
        "Burglary of homes",
        "",
        "Few crimes weigh more on those it happens to, and several villages were hit more than once.",
        "Fewer homes broken into than in the year before the plan.",
        "Recorded burglary of dwellings in the district, year on year.",
    ),
    (
        "3",
        "Willingham, left in good order",
        "2020-21-willingham",
        "Three flags, and two years of work there come to their end.",
        "The village keeps watch itself, with a number to ring.",
        "No second rise of reports within a year of the last visit.",
    ),
];

/// An action: number, priority, text, lead, organisation, owner, days until its last day, measurement.
type DemoAction = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, Option<i64>, &'static str);

const ACTIONS: [DemoAction; 11] = [
    (
        "1.1",
        "1",
        "Walk the high street with residents and put right what is found",
        "Council and constabulary",
        COUNCIL,
        "council-officer",
        None,
        "",
    ),
    ("1.1a", "1", "Agree the route with the parish council", "Council", COUNCIL, "council-officer", Some(-90), "yes or no"),
    (
        "1.1b",
        "1",
        "Publish within two weeks what was found and what was done",
        "Council",
        COUNCIL,
        "council-officer",
        Some(45),
        "number of walks published",
    ),
    ("1.2", "1", "Youth sessions on two evenings a week", "County youth service", COUNTY, "", Some(120), "young people reached"),
    ("1.3", "1", "Light the underpass by the school", "County highways", COUNTY, "", Some(-20), "yes or no"),
    (
        "2.1",
        "2",
        "Visit each home that was burgled, and its neighbours, within three days",
        "Constabulary",
        POLICE,
        "constabulary-caseworker",
        None,
        "share visited within three days",
    ),
    ("2.2", "2", "Fit alarms and locks for those burgled twice", "Fire and rescue service", FIRE, "fire-member", Some(60), "homes fitted"),
    ("2.2a", "2", "Train six fitters", "Fire and rescue service", FIRE, "fire-member", Some(-10), "fitters trained"),
    ("2.2b", "2", "Agree who refers and how", "Constabulary", POLICE, "constabulary-caseworker", Some(30), "yes or no"),
    ("3.1", "3", "Hand the watch scheme over to the village", "Council", COUNCIL, "council-officer", Some(75), "members of the scheme"),
    (
        "3.2",
        "3",
        "Look at the figures again a year after the last visit",
        "Research group",
        COUNTY,
        "county-analyst",
        Some(300),
        "yes or no",
    ),
];

/// An update: number, how many periods back from the one that ended last, what was said, status, value, barrier.
type DemoUpdate = (&'static str, usize, &'static str, Option<Status>, &'static str, &'static str);

const UPDATES: [DemoUpdate; 11] = [
    ("1.1a", 1, "The parish council agreed to a route past the bus stops and the car park.", Some(Status::Complete), "yes", ""),
    ("1.1b", 1, "One walk was held; the list of repairs went online after nine days.", Some(Status::OnTrack), "1", ""),
    ("1.1b", 0, "A second walk was held; eleven of fourteen repairs are done.", Some(Status::OnTrack), "2", ""),
    ("1.2", 1, "Sessions began on Tuesdays only.", Some(Status::InProgress), "18", "No second room is free before the spring."),
    ("1.2", 0, "Sessions on both evenings since the second month.", Some(Status::OnTrack), "41", ""),
    (
        "1.3",
        1,
        "The survey of the cables is done; the order is with the contractor.",
        Some(Status::InProgress),
        "",
        "The contractor gives no day.",
    ),
    ("2.1", 1, "Thirty of thirty-four homes were visited within three days.", Some(Status::OnTrack), "88%", ""),
    ("2.1", 0, "The figures of the last month are not in yet.", Some(Status::StatsAwaited), "", ""),
    ("2.2b", 0, "A form of one page is in use; nobody has to ring.", None, "yes", ""),
    ("3.1", 1, "Nine residents came to the first evening.", Some(Status::OnTrack), "9", ""),
    ("3.2", 1, "Begins when the last visit is a year ago.", Some(Status::NotStarted), "", ""),
];

/// The months' actions: number, text, lead, organisation, owner, timescale.
const MONTHLY: [(&str, &str, &str, &str, &str, &str); 4] = [
    ("1", "Answer what members bring to tasking, within two meetings", "Tasking group", COUNCIL, "council-officer", "Monthly, ongoing"),
    ("2", "Keep the calendar of joint days of action", "Constabulary", POLICE, "constabulary-caseworker", "Ongoing, as required"),
    ("3", "Gather what each agency did well", "Community safety team", COUNCIL, "council-officer", "Monthly, ongoing"),
    ("4", "Check smoke alarms in homes that partners refer", "Fire and rescue service", FIRE, "fire-member", "Ongoing, as required"),
];

/// An action of a grant: number, text, days until its last day, what it costs in pence.
type DemoGranted = (&'static str, &'static str, i64, &'static [(&'static str, u64)]);

const GRANTED: [DemoGranted; 3] = [
    ("1", "Ask six villages what they do already", -200, &[("staff time", 190_000)]),
    ("2", "Write and film the toolkit", 30, &[("film", 500_000), ("staff time", 180_000)]),
    ("3", "Launch it with the villages", 150, &[("venue", 80_000), ("printing", 50_000)]),
];

/// Opens the plans, unless they are there. Returns how many actions they have; none where they were there.
///
/// # Errors
/// As the use cases of plans.
pub async fn plans(house: &House, moment: &Moment) -> Result<usize> {
    if crate::plans::with_book(house, |book| book.plans.contains_key(PLAN)).await? {
        return Ok(0);
    }
    let day = today(moment);
    // Two quarters at the least have ended since the plan began.
    let year = calendar::Month::of(day).map(|month| month.plus(-6)).and_then(calendar::FinancialYear::of).ok_or_else(no_year)?;
    let first = year.first().first_day();
    before(house, moment, first).await?;
    running(house, moment, first, day).await?;
    operational(house, moment, first, day).await?;
    toolkit(house, moment, first, day).await?;
    crate::plans::with_book(house, |book| book.actions.values().map(std::collections::BTreeMap::len).sum()).await
}

fn no_year() -> Trouble {
    Trouble::failed("day-unknown", "the day lies in no financial year", "set the clock of this machine")
}

fn in_days(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(day)
}

fn number(text: &str) -> Result<Reference> {
    Reference::parse(text).map_err(|refused| crate::registers::trouble("plan-action", &refused))
}

fn plan<'a>(id: &'a str, title: &'a str, kind: PlanKind, rhythm: Rhythm, from: Date, until: Date) -> PlanWords<'a> {
    PlanWords { id, title, kind, from: Some(from), until: Some(until), rhythm, owner: OFFICE, grant_pence: None, follows: None }
}

/// The plan before: one action done, one that was carried on.
async fn before(house: &House, moment: &Moment, first: Date) -> Result<()> {
    let from = in_days(first, -365);
    open_plan(
        house,
        moment,
        &plan(BEFORE, "Community safety plan, the year before", PlanKind::Rolling, Rhythm::Quarterly, from, in_days(first, -1)),
    )
    .await?;
    let words = PriorityWords {
        title: "Road safety",
        why: "Residents named speed first when they were asked.",
        lead: OFFICE,
        ..PriorityWords::default()
    };
    change_priority(house, moment, BEFORE, "4", &words, 0).await?;
    for (reference, text) in [("4.1", "Put speed signs at the five worst places"), ("4.2", "Train volunteers to measure speed")] {
        let words = ActionWords {
            priority: Some("4"),
            text,
            lead: "Council and parishes",
            organisation: Some(COUNCIL),
            owner: Some("council-officer"),
            ..ActionWords::default()
        };
        change_action(house, moment, BEFORE, &number(reference)?, &words, 0).await?;
    }
    let done = DoneWords {
        output: "Signs stand at five places, chosen by the speeds that were measured",
        outcome: "Four of the five measured lower speeds three months later",
        role: OFFICE,
        on: None,
    };
    complete_action(house, moment, BEFORE, &number("4.1")?, &done).await?;
    Ok(())
}

async fn running(house: &House, moment: &Moment, first: Date, day: Date) -> Result<()> {
    let words = PlanWords {
        follows: Some(BEFORE),
        ..plan(PLAN, "Community safety plan", PlanKind::Rolling, Rhythm::Quarterly, first, in_days(first, 3 * 365))
    };
    open_plan(house, moment, &words).await?;
    for (key, title, answers, why, what, how_measured) in PRIORITIES {
        let words = PriorityWords {
            title,
            why,
            what,
            how_measured,
            answers: Some(answers),
            approach: "Problem solving with those who live there: small steps, looked at each quarter.",
            data_used: "Police recorded crime and anti-social behaviour, council cases, what residents say.",
            lead: OFFICE,
            ..PriorityWords::default()
        };
        change_priority(house, moment, PLAN, key, &words, 0).await?;
    }
    for (reference, priority, text, lead, organisation, owner, days, measurement) in ACTIONS {
        let words = ActionWords {
            priority: Some(priority),
            text,
            lead,
            organisation: Some(organisation),
            owner: Some(owner),
            due: days.map(|days| in_days(day, days)),
            timescale: if days.is_none() { "Ongoing" } else { "" },
            measurement,
            ..ActionWords::default()
        };
        change_action(house, moment, PLAN, &number(reference)?, &words, 0).await?;
    }
    carry_forward(house, moment, BEFORE, PLAN, OFFICE).await?;
    end_plan(house, moment, BEFORE, OFFICE, "the next plan carries it on").await?;
    let ended = Period::quarter_of(day).map(Period::before).ok_or_else(no_year)?;
    for (reference, back, words, status, value, barrier) in UPDATES {
        let period = std::iter::successors(Some(ended), |period| Some(period.before())).nth(back).unwrap_or(ended);
        update_action(house, moment, PLAN, &number(reference)?, &said(period, words, status, value, barrier)).await?;
    }
    let words = AdoptWords { meeting: "board of the spring", role: "chair of the board", on: None };
    adopt_plan(house, moment, PLAN, &words).await?;
    Ok(())
}

fn said<'a>(period: Period, said: &'a str, status: Option<Status>, value: &'a str, barrier: &'a str) -> UpdateWords<'a> {
    UpdateWords {
        period,
        said,
        status,
        value,
        role: OFFICE,
        evidence: Vec::new(),
        set_aside: None,
        publicity: barrier.is_empty(),
        barrier,
        seen: None,
    }
}

async fn operational(house: &House, moment: &Moment, first: Date, day: Date) -> Result<()> {
    open_plan(
        house,
        moment,
        &plan(OPERATIONAL, "Operational plan", PlanKind::Operational, Rhythm::Monthly, first, in_days(first, 2 * 365)),
    )
    .await?;
    let ended = calendar::Month::of(day).map(Period::Month).map(Period::before).ok_or_else(no_year)?;
    for (reference, text, lead, organisation, owner, timescale) in MONTHLY {
        let words = ActionWords {
            text,
            lead,
            organisation: Some(organisation),
            owner: Some(owner),
            timescale,
            resources: "Staff time",
            ..ActionWords::default()
        };
        change_action(house, moment, OPERATIONAL, &number(reference)?, &words, 0).await?;
        for (back, words) in ["Went as it should.", "One thing waits for an answer.", "Went as it should."].iter().enumerate() {
            let period = std::iter::successors(Some(ended), |period| Some(period.before())).nth(back + 1).unwrap_or(ended);
            let words = said(period, words, Some(Status::OnTrack), "", "");
            update_action(house, moment, OPERATIONAL, &number(reference)?, &words).await?;
        }
    }
    Ok(())
}

async fn toolkit(house: &House, moment: &Moment, first: Date, day: Date) -> Result<()> {
    let words = PlanWords {
        grant_pence: Some(1_000_000),
        ..plan(TOOLKIT, "Toolkit for communities", PlanKind::Transformation, Rhythm::Quarterly, first, in_days(day, 200))
    };
    open_plan(house, moment, &words).await?;
    for (reference, text, days, costs) in GRANTED {
        let costs = costs.iter().map(|(what, pence)| CostLine { what: (*what).to_owned(), pence: *pence }).collect();
        let words = ActionWords {
            text,
            lead: "Community safety team",
            organisation: Some(COUNCIL),
            owner: Some("council-officer"),
            due: Some(in_days(day, days)),
            costs,
            ..ActionWords::default()
        };
        change_action(house, moment, TOOLKIT, &number(reference)?, &words, 0).await?;
    }
    let done = DoneWords { output: "Six villages told what they do, and what they would need", outcome: "", role: OFFICE, on: None };
    complete_action(house, moment, TOOLKIT, &number("1")?, &done).await?;
    Ok(())
}
