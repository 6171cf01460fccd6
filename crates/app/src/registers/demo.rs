//! The demonstration's records: the review of data sets of 2020 and what came of it, in our own words.
//!
//! Facts: the data sets, their holders, classes and frequencies, the four gaps, the priority areas and their headings (South
//! Cambridgeshire CSP board pack, 27 February 2020, data group report and end of year strategic assessment 2019/20).
//! Invented: contact roles, owners of gaps, days of review, requests with their days, and the scores of the scan.

use super::{Recorded, entry_for};
use crate::{House, Moment};
use base::{AreaCode, Result, Trouble};
use evidence::catalogue::{Catalogue, DataClass};
use evidence::registers::{
    Area, AreaKind, Basis, Chase, Choice, Concern, DataSet, Decision, Gap, Judgement, Place, Priority, Request, ScanIssue,
};
use jiff::civil::Date;
use journal::Body;
use store::NewEntry;

/// The day of the board's meeting.
const BOARD: Date = Date::constant(2020, 2, 27);
/// What is said of everything invented here.
const INVENTED: &str = "invented for the demonstration";

/// Data set, contact role, frequency, class and why.
const SOURCES: [(&str, &str, &str, DataClass, &str); 15] = [
    (
        "deliberate-fires",
        "fire service data analyst",
        "monthly",
        DataClass::RiskAssessment,
        "arrives in a form that can be used, and shows trouble early",
    ),
    (
        "police-recorded-asb",
        "constabulary performance analyst",
        "monthly",
        DataClass::RiskAssessment,
        "a point for each incident, by the national descriptions",
    ),
    (
        "council-asb",
        "council anti-social behaviour officer",
        "quarterly",
        DataClass::RiskAssessment,
        "in, once recording is the same everywhere and the place of each case is kept; council housing only, so read with caution",
    ),
    ("acorn", "research group licence holder", "on-request", DataClass::Insight, "for profiles of areas that other data points to"),
    (
        "imd",
        "statistics desk of the ministry",
        "every-five-years",
        DataClass::RiskAssessment,
        "the same measure everywhere; relative, and renewed every four to five years",
    ),
    (
        "childrens-social-care",
        "county children's services data lead",
        "on-request",
        DataClass::Insight,
        "shows where the service works; a low number does not mean that nothing is wrong",
    ),
    (
        "fire-referrals",
        "fire service safeguarding lead",
        "on-request",
        DataClass::ToObtain,
        "three at most in any LSOA; the safeguarding hub holds the referrals of every agency",
    ),
    (
        "problem-solving-cases",
        "problem solving group coordinator",
        "on-request",
        DataClass::NotSuitable,
        "too little is written down to draw a sample from",
    ),
    (
        "hospital-assaults",
        "hospital information manager",
        "on-request",
        DataClass::NotSuitable,
        "says where the victim lives, by postcode district, and not where it happened",
    ),
    (
        "multiple-occupation",
        "council environmental health lead",
        "yearly",
        DataClass::Insight,
        "nearly all in one place, so it would flag that place alone; share the map",
    ),
    (
        "police-recorded-crime",
        "constabulary performance analyst",
        "monthly",
        DataClass::RiskAssessment,
        "accurate to a point, and sorted by the national types",
    ),
    ("housing-growth", "county research group lead", "yearly", DataClass::Insight, "a picture to lay over the others, not a sign of risk"),
    (
        "social-housing",
        "council housing strategy lead",
        "yearly",
        DataClass::ToObtain,
        "did not arrive in time, and needs most of the landlords",
    ),
    ("food-banks", "", "on-request", DataClass::ToObtain, "nobody is known to hold it for the whole district"),
    (
        "benefit-claims",
        "council benefits manager",
        "monthly",
        DataClass::RiskAssessment,
        "simple to extract, and names the LSOAs with most claims",
    ),
];

/// Id, what, why, owner, day of review.
const GAPS: [(&str, &str, &str, &str, Date); 4] = [
    (
        "drugs",
        "how much drug use and dealing there is, and where",
        "police figures count what was looked for; treatment figures come without place",
        "public health lead",
        Date::constant(2020, 9, 30),
    ),
    (
        "alcohol-marker",
        "how much crime has to do with alcohol",
        "the marker on police records is not set reliably",
        "constabulary performance lead",
        Date::constant(2020, 9, 30),
    ),
    ("isolation", "who is isolated, and where", "no partner counts it", "community development lead", Date::constant(2020, 12, 31)),
    (
        "financial-fraud",
        "how much fraud and financial abuse there is",
        "reported to a national centre and not passed on by area",
        "trading standards lead",
        Date::constant(2020, 12, 31),
    ),
];

/// Id, name, places, heading, what the flags said, reason.
type PublishedPriority = (&'static str, &'static str, &'static [&'static str], &'static str, &'static str, &'static str);

const PRIORITIES: [PublishedPriority; 7] = [
    ("cambourne", "Cambourne", &["E05011287"], "emerging", "4 flags, High", "several data sets point here, and it grows"),
    ("histon-impington", "Histon & Impington", &["E05011297"], "emerging", "3 flags, High", "several data sets point here"),
    (
        "northstowe",
        "Northstowe",
        &["northstowe"],
        "preventing",
        "Longstanton: 0 flags, Low",
        "a new and growing community: professional judgement, before the data can show anything",
    ),
    (
        "willingham",
        "Willingham",
        &["willingham"],
        "sustaining",
        "Over & Willingham: 3 flags, High",
        "leave in good order, and keep watching",
    ),
    ("gamlingay", "Gamlingay", &["E05011293"], "community-resilience", "1 flag, Medium", "an area to learn from"),
    ("bassingbourn", "Bassingbourn", &["E05011285"], "community-resilience", "1 flag, Medium", "an area to learn from"),
    (
        "sawston-linton",
        "Sawston & Linton",
        &["E05011303", "E05011298"],
        "community-resilience",
        "1 flag each, Medium",
        "areas to learn from",
    ),
];

/// Id, title, scores in the order of the matrix, line of enquiry if it was chosen, and why or why not.
const SCAN: [(&str, &str, [u8; 5], &str, &str); 4] = [
    (
        "domestic-abuse",
        "Domestic abuse",
        [3, 2, 3, 2, 3],
        "which communities never appear in the figures?",
        "the highest total, and every partner meets it",
    ),
    ("violence", "Violence", [3, 2, 3, 2, 2], "how much of it is recorded better, and how much is new?", "rising in the recorded figures"),
    ("deliberate-fires", "Deliberate fires", [1, 2, 2, 2, 3], "", "watched each month already; no further analysis needed"),
    ("hate-crime", "Hate crime", [1, 2, 3, 2, 2], "", "too few cases to analyse by area without naming someone"),
];

/// Records the demonstration's records, all at once; what is there already, changed or not, is left alone.
///
/// Milton & Waterbeach, at the highest risk and on no list, stays undecided.
pub async fn demo(house: &House, moment: &Moment) -> Result<Vec<Recorded>> {
    let mut new = Vec::new();
    for body in data_sets()? {
        super::sources::check_frequency(house, moment, &body)?;
        add(house, moment, &body, &mut new).await?;
    }
    for body in gaps() {
        add(house, moment, &body, &mut new).await?;
    }
    for body in requests() {
        add(house, moment, &body, &mut new).await?;
    }
    for body in areas()? {
        add(house, moment, &body, &mut new).await?;
    }
    add(house, moment, &concern(), &mut new).await?;
    let headings = house.rulebook.priority_headings(BOARD, None)?;
    for body in priorities() {
        body.check_heading(headings.parameters).map_err(|refused| super::trouble(Priority::REGISTER, &refused))?;
        add(house, moment, &body, &mut new).await?;
    }
    let matrix = house.rulebook.scan_matrix(BOARD, None)?;
    for body in scan(&matrix.parameters.criteria.iter().map(|one| one.id.clone()).collect::<Vec<_>>(), &matrix.reference().to_string()) {
        body.check_scores(matrix.parameters).map_err(|refused| super::trouble(ScanIssue::REGISTER, &refused))?;
        add(house, moment, &body, &mut new).await?;
    }
    let places = house.store.append_entries(&new).await?;
    let recorded = |(entry, seq): (NewEntry, i64)| Recorded { seq, register: entry.register, id: entry.id, at: entry.at, who: entry.who };
    Ok(new.into_iter().zip(places).map(recorded).collect())
}

/// Adds a body to what will be written, unless something stands there.
async fn add<T: Body>(house: &House, moment: &Moment, body: &T, new: &mut Vec<NewEntry>) -> Result<()> {
    if house.store.entry(T::REGISTER, &body.id(), None).await?.is_none() {
        new.push(entry_for(house, moment, body, 0)?);
    }
    Ok(())
}

fn data_sets() -> Result<Vec<DataSet>> {
    let catalogue = Catalogue::builtin()?;
    let mut bodies = Vec::with_capacity(SOURCES.len());
    for (id, contact_role, frequency, class, reason) in SOURCES {
        let known = catalogue.data_set(id).ok_or_else(|| {
            Trouble::failed(
                "demo-records",
                format!("the catalogue has no data set `{id}`"),
                "report this: the demonstration does not fit it",
            )
        })?;
        let chases = if id == "council-asb" {
            vec![Chase {
                on: Date::constant(2020, 1, 13),
                role: "research group analyst".to_owned(),
                channel: "meeting".to_owned(),
                note: "cases of the third quarter, with the village of each".to_owned(),
                answer: None,
            }]
        } else {
            Vec::new()
        };
        let judged = Some(Judgement { class, reason: reason.to_owned(), role: "data group, with the board".to_owned(), on: BOARD });
        bodies.push(DataSet {
            contact_role: contact_role.to_owned(),
            frequency: frequency.to_owned(),
            judged,
            chases,
            ..DataSet::of_catalogue(known, catalogue.measures())
        });
    }
    Ok(bodies)
}

fn gaps() -> Vec<Gap> {
    let gap = |(id, what, why, owner, review): (&str, &str, &str, &str, Date)| Gap {
        id: id.to_owned(),
        what: what.to_owned(),
        why: why.to_owned(),
        owner: owner.to_owned(),
        since: BOARD,
        review,
        reviews: Vec::new(),
        closed: None,
    };
    GAPS.into_iter().map(gap).collect()
}

fn requests() -> Vec<Request> {
    let role = || "research group analyst".to_owned();
    vec![
        Request {
            id: "social-housing-stock".to_owned(),
            to: "the landlords of social housing in the district".to_owned(),
            what: "homes by landlord and LSOA".to_owned(),
            data_set: Some("social-housing".to_owned()),
            role: role(),
            asked: Date::constant(2019, 11, 4),
            due: Date::constant(2020, 1, 10),
            chases: vec![Chase {
                on: Date::constant(2020, 1, 20),
                role: role(),
                channel: "letter".to_owned(),
                note: "three landlords have not answered".to_owned(),
                answer: None,
            }],
            outcome: None,
        },
        Request {
            id: "hub-referrals".to_owned(),
            to: "the county's safeguarding hub".to_owned(),
            what: "referrals of every agency for the district, counted by LSOA and quarter".to_owned(),
            data_set: Some("fire-referrals".to_owned()),
            role: role(),
            asked: BOARD,
            due: Date::constant(2020, 5, 29),
            chases: Vec::new(),
            outcome: None,
        },
    ]
}

fn areas() -> Result<Vec<Area>> {
    let area = |id: &str, name: &str, kind, ward: &str, note: &str| -> Result<Area> {
        let code = AreaCode::parse(ward).map_err(|e| Trouble::failed("demo-records", e.to_string(), "report this"))?;
        Ok(Area {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            wards: vec![code],
            lsoas: Vec::new(),
            since: None,
            until: None,
            note: note.to_owned(),
        })
    };
    Ok(vec![
        area(
            "northstowe",
            "Northstowe",
            AreaKind::Custom,
            "E05011299",
            "Northstowe within Longstanton: a new town without LSOAs of its own, so it is counted with the ward",
        )?,
        area("willingham", "Willingham", AreaKind::Village, "E05011302", "Willingham within Over & Willingham")?,
    ])
}

fn concern() -> Concern {
    Concern {
        id: "concern-1".to_owned(),
        area: Place::new("northstowe"),
        reason: "people move in faster than services follow; work early, before there are figures to flag".to_owned(),
        role: "community safety officer".to_owned(),
        on: BOARD,
        withdrawn: None,
    }
}

fn priorities() -> Vec<Priority> {
    let priority = |(id, name, places, heading, flags, reason): (&str, &str, &[&str], &str, &str, &str)| Priority {
        id: format!("2020-21-{id}"),
        year: "2020-21".to_owned(),
        name: name.to_owned(),
        areas: places.iter().map(|place| Place::new(*place)).collect(),
        heading: Some(heading.to_owned()),
        reason: reason.to_owned(),
        role: "data group".to_owned(),
        on: Date::constant(2020, 1, 29),
        basis: Basis {
            rule: Some("ward-flags@2020".to_owned()),
            result: Some(flags.to_owned()),
            concerns: if id == "northstowe" { vec!["concern-1".to_owned()] } else { Vec::new() },
        },
        decision: Some(Decision {
            listed: true,
            reason: "agreed as proposed".to_owned(),
            role: "board".to_owned(),
            meeting: "board meeting of 27 February 2020".to_owned(),
            on: BOARD,
        }),
    };
    PRIORITIES.into_iter().map(priority).collect()
}

fn scan(criteria: &[String], rule: &str) -> Vec<ScanIssue> {
    let issue = |(id, title, scores, line, why): (&str, &str, [u8; 5], &str, &str)| ScanIssue {
        scan: "2019-20".to_owned(),
        issue: id.to_owned(),
        title: title.to_owned(),
        rule: rule.to_owned(),
        scores: criteria.iter().cloned().zip(scores).collect(),
        reason: INVENTED.to_owned(),
        role: "research group analyst".to_owned(),
        on: Date::constant(2020, 1, 10),
        police: None,
        choice: Some(Choice {
            chosen: !line.is_empty(),
            line_of_enquiry: line.to_owned(),
            reason: why.to_owned(),
            role: "tasking and coordination group".to_owned(),
            on: Date::constant(2020, 1, 15),
        }),
    };
    SCAN.into_iter().map(issue).collect()
}
