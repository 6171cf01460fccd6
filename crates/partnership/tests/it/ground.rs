//! A small invented partnership, and the words of the tests.

use calendar::Date;
use journal::Words;
use partnership::*;
use permission::{Purpose, Role};
use rulebook::Rulebook;

pub fn day(text: &str) -> Date {
    calendar::parse_date(text).unwrap()
}

/// So many days after another.
pub fn after(from: Date, days: i32) -> Date {
    (0..days.abs()).fold(from, |at, _| if days < 0 { at.yesterday().unwrap() } else { at.tomorrow().unwrap() })
}

pub fn book() -> &'static Rulebook {
    Rulebook::builtin().unwrap_or_else(|trouble| panic!("{trouble}"))
}

pub fn words() -> Words<'static> {
    Words::new(book().personal_looking(day("2026-10-01"), None).unwrap().parameters)
}

pub fn body(id: &str, kind: OrganisationKind, since: Option<&str>, until: Option<&str>) -> Organisation {
    Organisation {
        id: id.into(),
        name: format!("The {id}"),
        kind,
        aliases: Vec::new(),
        since: since.map(day),
        until: until.map(day),
        succeeded_by: Vec::new(),
        functions: Vec::new(),
        parent: None,
        source: String::new(),
    }
}

pub fn succeeded(mut before: Organisation, to: &str, on: &str) -> Organisation {
    before.succeeded_by.push(Succession { to: to.into(), on: day(on), by: "an Act".into() });
    before
}

pub fn held(role: Role, organisation: &str, since: &str, until: Option<&str>) -> HeldPost {
    HeldPost {
        role,
        organisation: organisation.into(),
        since: day(since),
        until: until.map(day),
        authorised_on: Some(day(since)),
        ended_because: String::new(),
    }
}

pub fn user(id: &str, posts: Vec<HeldPost>) -> UserRecord {
    UserRecord { id: id.into(), posts, cover: Vec::new(), left_on: None }
}

pub fn contact(office: &str, user: Option<&str>, since: &str, until: Option<&str>) -> Contact {
    Contact {
        office: office.into(),
        user: user.map(Into::into),
        since: day(since),
        until: until.map(day),
        told_on: None,
        end_told_on: None,
    }
}

pub fn party(organisation: &str) -> Party {
    Party {
        agreement: "isa".into(),
        organisation: organisation.into(),
        signatory_role: "Head of Service".into(),
        status: PartyStatus::Signed,
        signed_on: Some(day("2020-02-27")),
        told_of_joining_on: None,
        novation: None,
        contacts: vec![contact("Housing Officer", None, "2020-02-27", None)],
        withdrawal: None,
        departures: Vec::new(),
        note: String::new(),
    }
}

pub fn withdrawal(notice_on: &str, takes_effect: Option<&str>) -> Withdrawal {
    Withdrawal { notice_on: day(notice_on), takes_effect: takes_effect.map(day), told_on: None, destroyed_on: None }
}

pub fn agreement() -> Agreement {
    Agreement {
        id: "isa".into(),
        title: "Information sharing agreement".into(),
        kind: AgreementKind::Partnership,
        owner: "council".into(),
        version: "1.0".into(),
        area: Some(base::AreaCode::parse("E07000012").unwrap()),
        since: Some(day("2020-02-27")),
        until: None,
        next_review: None,
        reviews: Vec::new(),
        purposes: vec![Purpose::ReduceCrime, Purpose::Safeguarding],
        powers: Vec::new(),
        data_types: Vec::new(),
        privacy_notices: Vec::new(),
        framework: Vec::new(),
        marking: String::new(),
        rules: AgreementRules::shipped(),
        paragraphs: Paragraphs { leaving: "3.5".into(), parties: "3.1".into(), ..Paragraphs::default() },
        note: String::new(),
    }
}

/// A council that owns the agreement and has a governance lead, a landlord that signed, and a health body that was
/// replaced.
pub fn partnership() -> Partnership {
    Partnership {
        organisations: vec![
            body("council", OrganisationKind::DistrictCouncil, None, None),
            body("landlord", OrganisationKind::SocialLandlord, None, None),
            succeeded(body("ccg", OrganisationKind::Health, Some("2013-04-01"), Some("2022-07-01")), "icb", "2022-07-01"),
            body("icb", OrganisationKind::Health, Some("2022-07-01"), None),
        ],
        users: vec![user("council-ig-lead", vec![held(Role::IgLead, "council", "2020-01-01", None)])],
        groups: Vec::new(),
        agreements: vec![agreement()],
        parties: vec![party("council"), party("landlord"), party("ccg")],
    }
}
