//! Steps over the demonstration's registers: what each writes, what it refuses, and what two people at once are shown.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::people::tests::{asking, home, moment_at};
use jiff::civil::date;
use partnership::{Contact, Party, PartyStatus};
use permission::Purpose;

fn administrator() -> By {
    By::User(asking("council-administrator", Purpose::Administration))
}

fn named(name: &str) -> OrganisationStep {
    OrganisationStep::Alias { name: name.into(), since: None, until: None }
}

#[tokio::test]
async fn two_at_once_are_both_shown_and_nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let moment = moment_at("2026-10-01T10:00:00Z");
    let seen = house.store.entry("organisation", "bpha", None).await.unwrap().unwrap().seq;
    let first = change_organisation(&house, &moment, &administrator(), "bpha", seen, &named("Pilgrims")).await.unwrap();
    let Stepped::Recorded(recorded) = first else { panic!("nobody else wrote") };
    let second = change_organisation(&house, &moment, &administrator(), "bpha", seen, &named("Bedford Homes")).await.unwrap();
    let Stepped::Conflict(both) = second else { panic!("it was written over what somebody else wrote") };
    assert_eq!((both.seen, both.by.as_str()), (recorded.seq, "council-administrator"));
    let after = |differences: &[Difference]| differences.iter().map(|one| one.after.clone()).collect::<Vec<_>>();
    assert_eq!((after(&both.theirs), after(&both.yours)), (vec!["Pilgrims".to_owned()], vec!["Bedford Homes".to_owned()]));
    let third = change_organisation(&house, &moment, &administrator(), "bpha", both.seen, &named("Bedford Homes")).await.unwrap();
    assert!(matches!(third, Stepped::Recorded(_)));
    let history = written(&house, "organisation", "bpha").await.unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!(history[0].changed[0].what, "aliases 2, name");
}

#[tokio::test]
async fn what_may_not_be_is_refused_before_anything_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let moment = moment_at("2026-10-01T10:00:00Z");
    let officer = By::User(asking("council-officer", Purpose::ReduceCrime));
    let refused = change_organisation(&house, &moment, &officer, "bpha", 1, &named("Taken Over")).await.unwrap_err();
    assert_eq!(refused.code, "not-allowed");
    let unknown = change_organisation(&house, &moment, &administrator(), "nothing", 7, &named("Other")).await.unwrap_err();
    assert_eq!(unknown.code, "entry-unknown");
    let new = OrganisationStep::New { id: "bpha".into(), name: "Twice".into(), kind: "other".into(), since: None, source: String::new() };
    let taken = change_organisation(&house, &moment, &administrator(), "bpha", 0, &new).await.unwrap_err();
    assert_eq!(taken.code, "entry-taken");
    let person = change_organisation(&house, &moment, &administrator(), "bpha", 0, &named("Mr Quillfeather")).await.unwrap_err();
    assert_eq!(person.code, "entry-taken");
}

fn party(contacts: Vec<Contact>) -> Party {
    Party {
        agreement: "csp-isa".into(),
        organisation: "bpha".into(),
        signatory_role: String::new(),
        status: PartyStatus::Signed,
        signed_on: None,
        told_of_joining_on: None,
        novation: None,
        contacts,
        withdrawal: None,
        departures: Vec::new(),
        note: String::new(),
    }
}

fn contact(since: jiff::civil::Date, until: Option<jiff::civil::Date>) -> Contact {
    Contact { office: "Manager".into(), user: None, since, until, told_on: None, end_told_on: None }
}

#[test]
fn another_contact_ends_the_one_before_and_never_one_that_ended() {
    let before = vec![contact(date(2020, 1, 1), Some(date(2021, 1, 1))), contact(date(2021, 1, 1), None), contact(date(2027, 1, 1), None)];
    let step = PartyStep::Contact { office: "Head".into(), user: None, since: date(2026, 10, 1), told_on: None };
    let next = step.next(Some(party(before))).unwrap();
    let ends: Vec<_> = next.contacts.iter().map(|one| one.until).collect();
    assert_eq!(ends, [Some(date(2021, 1, 1)), Some(date(2026, 10, 1)), Some(date(2027, 1, 1)), None]);
    assert_eq!(at(&mut [1, 2], 2).unwrap_err().code, "place-unknown");
}
