//! The demonstration's tasking: meetings, what members brought, a group with an end, what agencies achieved, records of activity.
//!
//! All of it is invented, with offices only; it is counted from the day it is made, so that something is late and something to come.

use crate::plans::tasking::{
    DutyWords, GroupWords, HoldWords, MeetingWords, NewCaseStudy, NewConversation, NewSuccess, agree_plan, answer_conversation,
    ask_partners, becomes_action, call_meeting, change_success, decide_option, hold_meeting, open_conversation, open_group,
    partner_answered, put_options, read_follow_ups, record_activity, record_duty, tell_case_study, year_view,
};
use crate::plans::{ActionWords, tasking};
use crate::registers::today;
use crate::{House, Moment};
use base::Result;
use jiff::Span;
use jiff::civil::Date;
use plans::Reference;
use plans::tasking::TaskGroup;
use std::collections::BTreeMap;

/// The tasking group of the register.
const GROUP: &str = "tasking-group";
/// The office that keeps all this.
const OFFICE: &str = "community safety officer";
/// The group with an end.
const SHORT: &str = "business-crime-again";
/// The group that stands.
const LONG: &str = "acquisitive-crime";

/// Records the demonstration's tasking, once; says how many records there are.
///
/// # Errors
/// As the use cases refuse.
pub async fn tasking(house: &House, moment: &Moment) -> Result<usize> {
    if house.store.entry(<TaskGroup as journal::Body>::REGISTER, SHORT, None).await?.is_some() {
        return Ok(0);
    }
    let day = today(moment);
    let mut records = groups(house, moment, day).await?;
    records += meetings(house, moment, day).await?;
    records += conversations(house, moment, day).await?;
    records += successes(house, moment, day).await?;
    records += activity(house, moment, day).await?;
    records += year(house, moment).await?;
    Ok(records)
}

fn in_days(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(day)
}

async fn groups(house: &House, moment: &Moment, day: Date) -> Result<usize> {
    let text = |days: i64| in_days(day, days).to_string();
    let short = GroupWords {
        id: SHORT,
        name: "Crime against village shops",
        purpose: "Find out why shops of three villages are stolen from, and plan what helps.",
        lead: "police partnership officer",
        started: Some(&text(-40)),
        finishes: true,
        ends: Some(&text(80)),
        every_months: None,
        data_sets: "",
        plan: "",
    };
    open_group(house, moment, &short).await?;
    let long = GroupWords {
        id: LONG,
        name: "Acquisitive crime task group",
        purpose: "Burglary and vehicle crime: share what is known, agree what each partner does.",
        lead: "police partnership officer",
        started: Some(&text(-400)),
        finishes: false,
        ends: None,
        every_months: Some(3),
        data_sets: "police-recorded-asb",
        plan: super::PLAN,
    };
    open_group(house, moment, &long).await?;
    let options = "Go on as a group of its own\nMeet with the tasking group\nMeet only when a review asks for it";
    put_options(house, moment, LONG, options, Some(3)).await?;
    decide_option(house, moment, LONG, 3, &[Some(1), Some(2), Some(5)], "the tasking group", Some(&text(-10))).await?;
    let options = "Ask each shop to take part\nBegin with the three that were hit most";
    put_options(house, moment, SHORT, options, Some(2)).await?;
    let agreed = "Meet when the tasking group asks, with a report each quarter";
    agree_plan(house, moment, LONG, OFFICE, agreed, super::PLAN, Some(&text(-380))).await?;
    Ok(2)
}

async fn meetings(house: &House, moment: &Moment, day: Date) -> Result<usize> {
    let mut made = 0;
    for (group, days, data) in [(GROUP, -62, true), (GROUP, -28, false), (SHORT, -20, false), (LONG, -300, false)] {
        let on = in_days(day, days);
        call_meeting(house, moment, &MeetingWords { group, day: on, reviews_data: data, asked: "" }).await?;
        let decided = match (group, data) {
            (GROUP, false) => format!(
                "ask for better light at the underpass; county highways; {}\nwrite to the parishes about the shops; {OFFICE}",
                in_days(day, -3)
            ),
            _ => String::new(),
        };
        let words = HoldWords {
            on: None,
            role: OFFICE,
            present: "South Cambridgeshire District Council\nCambridgeshire Constabulary\nCambridgeshire Fire and Rescue",
            notes: if data { "The data was looked at. No new place was added." } else { "What was late was gone through, item by item." },
            follow_ups: read_follow_ups(&decided)?,
        };
        hold_meeting(house, moment, &format!("{group}-{on}"), &words).await?;
        made += 1;
    }
    let next = MeetingWords { group: GROUP, day: in_days(day, 6), reviews_data: false, asked: "How the winter campaign is shared out" };
    call_meeting(house, moment, &next).await?;
    Ok(made + 1)
}

async fn conversations(house: &House, moment: &Moment, day: Date) -> Result<usize> {
    let brought = [
        ("E05011300", -50, "ward member for Melbourn", "Cars race on the long straight in the evenings, and nobody knows whom to tell."),
        ("E05011287", -12, "ward member for Cambourne", "The lamps by the skate park have been dark since autumn."),
        ("E05011300", -70, "parish clerk, Melbourn", "Rubbish is left at the lay-by again."),
    ];
    let mut made = Vec::new();
    for (place, days, office, what) in brought {
        let received = in_days(day, days).to_string();
        let words = NewConversation { place, received: Some(&received), office, what, role: OFFICE };
        made.push(open_conversation(house, moment, &words).await?);
    }
    if let Some(last) = made.last() {
        let meeting = format!("{GROUP}-{}", in_days(day, -28));
        let said = "The lay-by is on the round of the street team now, and a sign names the number to ring.";
        let on = in_days(day, -25).to_string();
        answer_conversation(house, moment, &last.id, OFFICE, said, Some(&meeting), Some(&on)).await?;
    }
    Ok(made.len())
}

async fn successes(house: &House, moment: &Moment, day: Date) -> Result<usize> {
    let month = day.to_string().get(..7).unwrap_or_default().to_owned();
    for (agency, measure, figure, base, said) in [
        ("cambridgeshire-fire-and-rescue", "deliberate fires", 17, Some(21), "Bins are kept behind gates in two villages."),
        ("cambridgeshire-constabulary", "burglaries of homes", 96, Some(92), ""),
        ("south-cambridgeshire-council", "homes visited with advice", 140, None, "With the fire service, on the same round."),
    ] {
        let new = NewSuccess {
            agency,
            month: &month,
            measure,
            figure,
            period: "the last three months",
            base,
            base_period: if base.is_some() { "the same months of the year before" } else { "" },
            said,
            role: OFFICE,
            publicity: base.is_none(),
        };
        change_success(house, moment, &new, 0).await?;
    }
    let case = NewCaseStudy {
        title: "A playing field that is used again",
        did: "Council, police and youth service walked the field with the parish, cut the hedge, and opened the pavilion on two evenings.",
        came: "No report came from there for four months, and a club has moved in.",
        role: OFFICE,
        publicity: true,
    };
    tell_case_study(house, moment, &case).await?;
    Ok(4)
}

/// A record: its scheme, how many days ago, and the fields beside its day.
type DemoRecord = (&'static str, i64, &'static [(&'static str, &'static str)]);

const RECORDS: [DemoRecord; 22] = [
    ("bobby", -70, &[("kind", "burglary"), ("place", "Sawston"), ("work", "Locks and a door chain"), ("doorstep", "yes")]),
    ("bobby", -33, &[("kind", "burglary"), ("place", "Linton"), ("work", "Window locks"), ("doorstep", "no")]),
    ("bobby", -5, &[("kind", "pro-active"), ("place", "Linton"), ("work", "A light by the gate")]),
    ("homeshield", -9, &[("by", "Cambridgeshire Fire and Rescue"), ("place", "Cottenham"), ("needs", "A smoke alarm and a door chain")]),
    ("no-cold-calling", -30, &[("place", "Melbourn, Orchard Way"), ("homes", "41"), ("criteria", "Most residents asked for it")]),
    (
        "rogue-traders",
        -45,
        &[
            ("district", "south-cambridgeshire"),
            ("place", "Gamlingay"),
            ("response", "An officer went the same day"),
            ("outcome", "warning"),
        ],
    ),
    ("burglary-events", -60, &[("kind", "talk"), ("place", "Histon"), ("reached", "35")]),
    ("burglary-events", -20, &[("kind", "event"), ("place", "Cambourne"), ("reached", "120")]),
    ("vehicle-crime", -80, &[("kind", "grant"), ("granted", "4500")]),
    ("vehicle-crime", -40, &[("kind", "event"), ("place", "Milton"), ("reached", "600"), ("cost", "480.50")]),
    (
        "visual-audits",
        -15,
        &[
            ("place", "Willingham"),
            ("with", "Willingham Parish Council\nconstabulary"),
            ("light", "Two lamps by the green are out"),
            ("findings", "A gap in the fence behind the shops"),
        ],
    ),
    (
        "visual-audits",
        -11,
        &[("place", "Swavesey"), ("with", "Swavesey Parish Council"), ("sight", "The hedge by the bus stop hides the path")],
    ),
    ("clean-ups", -25, &[("place", "Over"), ("with", "Over Parish Council"), ("people", "18")]),
    ("statutory-nuisance", -20, &[("kind", "noise"), ("out-of-hours", "yes"), ("place", "Waterbeach")]),
    ("statutory-nuisance", -50, &[("kind", "smoke"), ("out-of-hours", "no"), ("place", "Bassingbourn")]),
    ("licensing", -35, &[("kind", "multi-agency"), ("place", "Sawston"), ("with", "constabulary\nfire service"), ("checked", "4")]),
    ("test-purchasing", -28, &[("stage", "suggested"), ("place", "Cambourne"), ("by", "tasking group")]),
    ("mediation", -55, &[("place", "Fulbourn"), ("first", "yes"), ("second", "yes"), ("outcome", "agreed"), ("cost", "310")]),
    ("youth", -30, &[("kind", "the-streets"), ("place", "Cambourne"), ("sessions", "1"), ("reached", "180")]),
    (
        "theatre",
        -65,
        &[
            ("title", "The Long Way Home"),
            ("schools", "4"),
            ("cost", "4870"),
            ("income", "1450"),
            ("audience", "610"),
            ("evaluated", "120"),
            ("learned", "104"),
        ],
    ),
    (
        "road-safety",
        -90,
        &[
            ("kind", "stickers"),
            ("place", "Bar Hill"),
            ("what", "vehicles over the limit"),
            ("months", "3"),
            ("before", "212"),
            ("after", "141"),
        ],
    ),
    ("police-tasking", -18, &[("what", "Thefts from vans before dawn"), ("place", "Milton")]),
];

async fn activity(house: &House, moment: &Moment, day: Date) -> Result<usize> {
    let area = tasking::area(house).await?;
    let zone = [
        ("place", "Sawston, Mill Lane".to_owned()),
        ("applied", in_days(day, -420).to_string()),
        ("established", in_days(day, -380).to_string()),
        ("homes", "64".to_owned()),
        ("criteria", "Repeated doorstep crime".to_owned()),
    ];
    record_activity(house, moment, "no-cold-calling", &zone.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()).await?;
    for (name, days, fields) in RECORDS {
        let scheme = house.rulebook.scheme(name, day, area.as_ref())?.parameters;
        let mut values: BTreeMap<String, String> = fields.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
        values.insert(scheme.day.clone(), in_days(day, days).to_string());
        record_activity(house, moment, name, &values).await?;
    }
    let reports =
        [("vehicle", "Milton", "09:10", "15:40"), ("vehicle", "Swavesey", "16:20", "17:05"), ("fly-tipping", "Melbourn", "08:30", "11:00")];
    for (kind, place, reported, started) in reports {
        let on = in_days(day, -16);
        let values = [("kind", kind), ("place", place)].map(|(field, value)| (field.to_owned(), value.to_owned()));
        let moments = [("reported", reported), ("started", started)].map(|(field, time)| (field.to_owned(), format!("{on}T{time}")));
        record_activity(house, moment, "street-reports", &values.into_iter().chain(moments).collect()).await?;
    }
    let order = [
        ("kind", "pspo".to_owned()),
        ("place", "Bar Hill".to_owned()),
        ("forbids", "Drinking alcohol in the street".to_owned()),
        ("made", in_days(day, -700).to_string()),
        ("until", in_days(day, 395).to_string()),
        ("review", in_days(day, -8).to_string()),
        ("group", "tasking group".to_owned()),
    ];
    record_activity(house, moment, "orders", &order.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()).await?;
    ask_partners(house, moment, "homeshield", 1, &["Trading Standards", "Cambridgeshire Fire and Rescue"]).await?;
    partner_answered(house, moment, "homeshield", 1, "Cambridgeshire Fire and Rescue", true, "Two smoke alarms are fitted").await?;
    let reference = Reference::parse("1.9").map_err(|refused| crate::registers::trouble("plan-action", &refused))?;
    let words = ActionWords {
        text: "Close the gap in the fence behind the shops",
        lead: "Council",
        due: Some(in_days(day, 60)),
        ..ActionWords::default()
    };
    becomes_action(house, moment, "visual-audits", 1, super::PLAN, &reference, &words).await?;
    Ok(RECORDS.len() + reports.len() + 2)
}

/// The first duty of the year is done; the others stand as the day has it.
async fn year(house: &House, moment: &Moment) -> Result<usize> {
    let view = year_view(house, moment, None).await?;
    let Some(first) = view.lines.iter().find(|line| line.late || line.runs) else { return Ok(0) };
    let words = DutyWords {
        line: &first.duty.line,
        nth: first.duty.nth,
        role: OFFICE,
        how: "At the meeting of the tasking group, with the tables on one page",
        on: None,
    };
    record_duty(house, moment, &view.year, &words).await?;
    Ok(1)
}
