//! Records about people, end to end over a real record and keystore: SQLite, the demonstration's partnership, the built-in policy.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::stub::setup;
use crate::{AuditAsk, ExplainAsk, House, Moment, create_house, open_house};
use permission::{Door, Personal, Purpose};
use std::path::Path;

pub(crate) fn moment_at(now: &str) -> Moment {
    Moment { now: now.parse().unwrap(), who: "operator:1000".into() }
}

fn now() -> Moment {
    moment_at("2026-10-01T10:00:00Z")
}

/// The same home, opened once more.
pub(crate) async fn opened_again(folder: &Path) -> House {
    open_house(setup(folder)).await.unwrap()
}

/// A home with the demonstration's partnership.
pub(crate) async fn home(folder: &Path) -> House {
    let house = create_house(setup(folder), &now()).await.unwrap();
    crate::demo_partners(&house, &now()).await.unwrap();
    house
}

pub(crate) fn asking(user: &str, purpose: Purpose) -> Asking {
    Asking { user: user.into(), purpose: Some(purpose), organisation: None, door: Door::Terminal }
}

fn officer() -> Asking {
    asking("council-officer", Purpose::ReduceCrime)
}

fn constable() -> Asking {
    asking("constabulary-caseworker", Purpose::ReduceCrime)
}

fn text(name: &str) -> Personal<String> {
    Personal::new(format!(r#"{{"name":"{name}","other_names":["Quillon Vesper"],"born":"1984-03-09","telephones":["01632 960 111"]}}"#))
}

pub(crate) async fn recorded(house: &House, name: &str) -> String {
    let new = NewPerson { text: text(name), regime: "uk-gdpr".into(), marking: "official-sensitive".into(), kept_apart: false };
    record_person(house, &now(), &officer(), new).await.unwrap().id
}

fn to_constabulary() -> Giving {
    Giving {
        to: "cambridgeshire-constabulary".into(),
        power: Some("crime-and-disorder-act-1998".into()),
        data_type: "council-records".into(),
        method: "meeting".into(),
        reason: None,
    }
}

async fn shared(house: &House, name: &str) -> String {
    let id = recorded(house, name).await;
    share_person(house, &now(), &officer(), &id, &to_constabulary()).await.unwrap();
    id
}

/// The rows of the ledger about a thing, oldest first: what was done, by whom, how it ended.
async fn ledger_of(house: &House, id: &str) -> Vec<(String, String, bool)> {
    let ask = store::LedgerAsk { thing: format!("person:{id}"), limit: 1000, ..store::LedgerAsk::default() };
    let mut rows: Vec<_> = house.store.ledger_lines(&ask).await.unwrap();
    rows.reverse();
    rows.into_iter().filter_map(|row| row.event).map(|event| (event.what, event.who, event.outcome == ledger::Outcome::Done)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_read_by_its_owner_and_by_nobody_it_was_not_given_to() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let shown = show_person(&house, &now(), &officer(), &id).await.unwrap();
    assert_eq!(
        (shown.person.name.as_str(), shown.version, shown.originator.as_str()),
        ("Zephyrine Okonta", 1, "south-cambridgeshire-council")
    );

    // Hidden, absent and destroyed answer alike.
    let hidden = show_person(&house, &now(), &constable(), &id).await.unwrap_err();
    let absent = show_person(&house, &now(), &constable(), "p-nowhere").await.unwrap_err();
    assert_eq!((hidden.code, absent.code), ("no-such-record", "no-such-record"));
    assert_eq!(hidden.message.replace(&id, "X"), absent.message.replace("p-nowhere", "X"));

    // One who belongs to it and lacks a purpose is told so.
    let aimless = Asking { purpose: None, ..officer() };
    assert_eq!(show_person(&house, &now(), &aimless, &id).await.unwrap_err().code, "not-allowed");
    for user in ["council-administrator", "county-analyst", "funder", "nobody"] {
        assert!(show_person(&house, &now(), &asking(user, Purpose::ReduceCrime), &id).await.is_err(), "{user}");
    }

    share_person(&house, &now(), &officer(), &id, &to_constabulary()).await.unwrap();
    assert_eq!(show_person(&house, &now(), &constable(), &id).await.unwrap().person.name, "Zephyrine Okonta");
    let done: Vec<String> =
        ledger_of(&house, &id).await.into_iter().filter(|row| row.2).map(|row| format!("{} {}", row.0, row.1)).collect();
    assert_eq!(
        done,
        [
            "record-person council-officer",
            "read-person council-officer",
            "share-person council-officer",
            "read-person constabulary-caseworker"
        ]
    );
    let refused = ledger_of(&house, &id).await.into_iter().filter(|row| !row.2).count();
    assert_eq!(refused, 6, "every refusal is recorded, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_stands_in_the_record_or_its_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = shared(&house, "Zephyrine Okonta").await;
    let reason =
        Giving { reason: Some(Personal::new("Thessaly Brand is in danger".into())), to: "somebody-else".into(), ..to_constabulary() };
    give_in_emergency(&house, &now(), &officer(), &id, &reason).await.unwrap();
    let found = find_people(&house, &now(), &officer(), Personal::new("okonta zephyrine".into()), 10).await.unwrap();
    assert_eq!(found.len(), 1);
    house.store.close().await;
    for word in ["Zephyrine", "Okonta", "okonta", "Quillon", "960 111", "1984-03-09", "Thessaly", "danger"] {
        for entry in std::fs::read_dir(folder.path().join("home")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "`{word}` stands in {}", path.display());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_editors_is_shown_both_versions() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let first = edit_person(&house, &now(), &officer(), &id, 1, text("Zephyrine Okonta-Vale")).await.unwrap().unwrap();
    assert_eq!(first.version, 2);
    let conflict = edit_person(&house, &now(), &officer(), &id, 1, text("Z. Okonta")).await.unwrap().unwrap_err();
    assert_eq!((conflict.seen, conflict.version, conflict.by.as_str()), (1, 2, "council-officer"));
    assert_eq!((conflict.yours.name.as_str(), conflict.theirs.name.as_str()), ("Z. Okonta", "Zephyrine Okonta-Vale"));
    let history: Vec<String> =
        person_history(&house, &now(), &officer(), &id).await.unwrap().into_iter().map(|one| one.person.name).collect();
    assert_eq!(history, ["Zephyrine Okonta", "Zephyrine Okonta-Vale"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receivers_change_is_a_copy_of_its_own_and_leaves_the_record_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = shared(&house, "Zephyrine Okonta").await;
    let altered = edit_person(&house, &now(), &constable(), &id, 1, text("Zephyrine O.")).await.unwrap().unwrap();
    assert_eq!(altered.version, 2);
    let theirs = show_person(&house, &now(), &constable(), &id).await.unwrap();
    assert_eq!((theirs.person.name.as_str(), theirs.version, theirs.altered_copy), ("Zephyrine O.", 2, true));
    let ours = show_person(&house, &now(), &officer(), &id).await.unwrap();
    assert_eq!((ours.person.name.as_str(), ours.version, ours.altered_copy), ("Zephyrine Okonta", 1, false));
    // Each goes on from what it has before it; neither is in the other's way.
    assert_eq!(edit_person(&house, &now(), &officer(), &id, 1, text("Zephyrine Okonta-Vale")).await.unwrap().unwrap().version, 3);
    assert_eq!(edit_person(&house, &now(), &constable(), &id, 2, text("Zephyrine O.-V.")).await.unwrap().unwrap().version, 4);
    let names = |shown: Vec<VersionShown>| shown.into_iter().map(|one| one.person.name).collect::<Vec<_>>();
    assert_eq!(names(person_history(&house, &now(), &officer(), &id).await.unwrap()), ["Zephyrine Okonta", "Zephyrine Okonta-Vale"]);
    assert_eq!(names(person_history(&house, &now(), &constable(), &id).await.unwrap()).len(), 4);
    let found = find_people(&house, &now(), &officer(), Personal::new("Zephyrine O.-V.".into()), 5).await.unwrap();
    assert!(found.iter().all(|one| one.name == "Zephyrine Okonta-Vale"), "the index holds what the originator says");
    // What is given on is the originator's, and a new key seals that.
    rotate_person(&house, &now(), &asking("council-ig-lead", Purpose::Governance), &id).await.unwrap();
    assert_eq!(show_person(&house, &now(), &officer(), &id).await.unwrap().person.name, "Zephyrine Okonta-Vale");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_id_is_neither_written_down_nor_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let before = house.store.ledger_head().await.unwrap().0;
    let named = show_person(&house, &now(), &officer(), "Thessaly Brand").await.unwrap_err();
    assert_eq!((named.code, named.message.contains("Thessaly")), ("no-such-record", false));
    let somebody = Asking { user: "Thessaly Brand".into(), ..officer() };
    assert_eq!(show_person(&house, &now(), &somebody, &id).await.unwrap_err().code, "not-an-id");
    let to = Giving { to: "Thessaly Brand, 4 Mill Lane".into(), reason: Some(Personal::new("danger".into())), ..to_constabulary() };
    assert_eq!(give_in_emergency(&house, &now(), &officer(), &id, &to).await.unwrap_err().code, "not-an-id");
    let lead = asking("council-ig-lead", Purpose::Governance);
    let ask = AuditAsk { who: Some("Thessaly Brand".into()), ..AuditAsk::default() };
    assert_eq!(crate::audit_lines(&house, &now(), &lead, &ask).await.unwrap_err().code, "not-an-id");
    assert_eq!(house.store.ledger_head().await.unwrap().0, before + 1, "one refusal, of a malformed id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_counts_while_the_agreement_lists_it() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let unlisted = Giving { power: Some("magna-carta".into()), ..to_constabulary() };
    assert_eq!(share_person(&house, &now(), &officer(), &id, &unlisted).await.unwrap_err().code, "not-allowed");
    let of_another = Giving { data_type: "landlord-records".into(), ..to_constabulary() };
    assert_eq!(share_person(&house, &now(), &officer(), &id, &of_another).await.unwrap_err().code, "not-allowed");
    share_person(&house, &now(), &officer(), &id, &to_constabulary()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_an_office_is_destroyed_as_truly() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let administrator = asking("council-administrator", Purpose::Administration);
    assert!(crate::show_user(&house, &now(), &administrator, "leaver").await.is_ok());
    assert!(crate::destroy_user(&house, &now(), &asking("council-officer", Purpose::Administration), "leaver").await.is_err());
    let certificate = crate::destroy_user(&house, &now(), &administrator, "leaver").await.unwrap();
    assert_eq!(certificate.decided_by, "council-administrator");
    assert_eq!(crate::show_user(&house, &now(), &administrator, "leaver").await.unwrap_err().code, "no-such-record");
    // The operator enrolled the first administrator, and nobody after that.
    let holder = || Personal::new(r#"{"name":"Invented Holder"}"#.to_owned());
    assert_eq!(crate::enrol_user(&house, &now(), &crate::By::Operator, "cover", holder()).await.unwrap_err().code, "user-needed");
    let by = crate::By::User(administrator);
    assert_eq!(crate::enrol_user(&house, &now(), &by, "cover", holder()).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_successor_answers_for_the_records_of_the_body_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let partnership = partnership(&house).await.unwrap();
    let id = recorded(&house, "Zephyrine Okonta").await;
    let mut record = house.store.record_facts(&id).await.unwrap().unwrap();
    record.originator = "cambridgeshire-and-peterborough-ccg".into();
    record.controllers = vec![record.originator.clone()];
    let thing = thing_of(&house, &partnership, &record, "2026-10-01".parse().unwrap()).await.unwrap();
    assert!(thing.controllers.iter().any(|one| one == "cambridgeshire-and-peterborough-icb"), "{thing:?}");
    let before = thing_of(&house, &partnership, &record, "2021-10-01".parse().unwrap()).await.unwrap();
    assert_eq!(before.controllers, ["cambridgeshire-and-peterborough-ccg"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_on_needs_the_originators_written_consent_and_a_recall_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = shared(&house, "Zephyrine Okonta").await;
    let on = || Giving { to: "bpha".into(), data_type: "police-incidents-and-action".into(), ..to_constabulary() };
    assert_eq!(pass_on_person(&house, &now(), &constable(), &id, &on()).await.unwrap_err().code, "not-allowed");
    // The receiver's own contact can't consent; the originator's can.
    assert!(consent_to_pass_on(&house, &now(), &asking("constabulary-spoc", Purpose::ReduceCrime), &id, &on()).await.is_err());
    consent_to_pass_on(&house, &now(), &asking("council-spoc", Purpose::ReduceCrime), &id, &on()).await.unwrap();
    pass_on_person(&house, &now(), &constable(), &id, &on()).await.unwrap();
    assert!(show_person(&house, &now(), &asking("bpha-spoc", Purpose::ReduceCrime), &id).await.is_ok());

    let told: Vec<String> = recall_person(&house, &now(), &officer(), &id, None).await.unwrap().into_iter().map(|one| one.to).collect();
    assert_eq!(told, ["cambridgeshire-constabulary", "bpha"]);
    assert_eq!(show_person(&house, &now(), &constable(), &id).await.unwrap_err().code, "no-such-record");
    assert_eq!(show_person(&house, &now(), &asking("bpha-spoc", Purpose::ReduceCrime), &id).await.unwrap_err().code, "no-such-record");
    assert!(pass_on_person(&house, &now(), &constable(), &id, &on()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_never_blocked_and_wants_power_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let giving = |power: bool, reason: bool| Giving {
        to: "an-organisation-nobody-knows".into(),
        power: power.then(|| "children-act-2004".to_owned()),
        reason: reason.then(|| Personal::new("a child is at risk tonight".to_owned())),
        data_type: String::new(),
        method: "telephone".into(),
    };
    for (power, reason) in [(false, false), (true, false), (false, true)] {
        assert!(give_in_emergency(&house, &now(), &officer(), &id, &giving(power, reason)).await.is_err());
    }
    let given = give_in_emergency(&house, &now(), &officer(), &id, &giving(true, true)).await.unwrap();
    assert_eq!(
        given.reminders,
        ["make sure that nobody can overhear the call", "no organisation of the register has this id: nobody reads the record here for it"]
    );
    let table = disclosures_of(&house, &now(), &officer(), &id).await.unwrap();
    let reason = table.position("reason").unwrap();
    assert_eq!(table.rows[0][reason].as_text(), Some("a child is at risk tonight"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_kept_apart_is_found_by_nobody_it_was_not_given_to() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let open = shared(&house, "Zephyrine Okonta").await;
    let new =
        NewPerson { text: text("Zephyrine Okonta"), regime: "uk-gdpr".into(), marking: "official-sensitive".into(), kept_apart: true };
    let apart = record_person(&house, &now(), &officer(), new).await.unwrap().id;
    let find = async |asking: &Asking| -> Vec<String> {
        let found = find_people(&house, &now(), asking, Personal::new("Zephyrine Okonta".into()), 10).await.unwrap();
        found.into_iter().map(|one| one.id).collect()
    };
    let mut both = find(&officer()).await;
    both.sort();
    let mut expected = vec![open.clone(), apart.clone()];
    expected.sort();
    assert_eq!(both, expected);
    assert_eq!(find(&constable()).await, [open]);
    assert!(find(&asking("bpha-spoc", Purpose::ReduceCrime)).await.is_empty());
    let reason = || Personal::new("a life is in danger".to_owned());
    assert!(break_glass(&house, &now(), &asking("bpha-spoc", Purpose::Safeguarding), &apart, reason()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_of_names_keeps_in_step() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let find = async |name: &str| find_people(&house, &now(), &officer(), Personal::new(name.to_owned()), 10).await.unwrap().len();
    assert_eq!((find("Zephyrine Okonta").await, find("Quillon Vesper").await), (1, 1));
    edit_person(&house, &now(), &officer(), &id, 1, Personal::new(r#"{"name":"Marigold Tresco"}"#.into())).await.unwrap().unwrap();
    assert_eq!((find("Zephyrine Okonta").await, find("Quillon Vesper").await, find("Marigold Tresco").await), (0, 0, 1));
    let other = recorded(&house, "Zephyrine Okonta").await;
    assert_eq!(find("Zephyrine Okonta").await, 1);
    destroy(&house, &other).await;
    assert_eq!((find("Zephyrine Okonta").await, find("Marigold Tresco").await), (0, 1));
}

/// Closes a record long ago and destroys it.
pub(crate) async fn destroy(house: &House, id: &str) -> Certificate {
    let version = house.store.record_facts(id).await.unwrap().unwrap().version;
    close_person(house, &now(), &officer(), id, version, Some("2025-01-15")).await.unwrap();
    destroy_person(house, &now(), &asking("council-ig-lead", Purpose::Governance), id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_and_holds_come_before_destruction_and_the_certificate_after() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let lead = asking("council-ig-lead", Purpose::Governance);
    assert_eq!(destroy_person(&house, &now(), &lead, &id).await.unwrap_err().code, "not-allowed", "it is open");
    close_person(&house, &now(), &officer(), &id, 1, Some("2025-04-02")).await.unwrap();
    assert_eq!(destroy_person(&house, &now(), &lead, &id).await.unwrap_err().code, "not-allowed", "18 months end on 2 October 2026");
    let later = moment_at("2026-10-03T09:00:00Z");
    assert_eq!(hold_person(&house, &later, &lead, &id, "complaint", true, Some("2026-12-01")).await.unwrap(), ["complaint"]);
    assert_eq!(destroy_person(&house, &later, &lead, &id).await.unwrap_err().code, "not-allowed", "it is held");
    assert!(hold_person(&house, &later, &lead, &id, "complaint", false, None).await.unwrap().is_empty());

    let copy = folder.path().join("copy.age");
    let owner = vault::Identity::create(&folder.path().join("owner")).unwrap();
    house.keystore.copy_to(&copy, &[owner.recipient()], "2026-10-02T09:00:00Z").unwrap();
    let certificate = destroy_person(&house, &later, &lead, &id).await.unwrap();
    assert_eq!((certificate.decided_by.as_str(), certificate.decided_at.as_str()), ("council-ig-lead", "2026-10-03T09:00:00Z"));
    assert!(
        certificate.copies.iter().any(|one| one.place.contains("copy.age") && one.state.contains("still holds the key")),
        "{certificate:?}"
    );
    house.keystore.copy_to(&copy, &[owner.recipient()], "2026-10-03T10:00:00Z").unwrap();
    assert!(super::certificate(&house, &id).await.unwrap().copies.iter().all(|one| !one.place.contains("copy.age")));
    assert_eq!(show_person(&house, &later, &officer(), &id).await.unwrap_err().code, "no-such-record");
    assert_eq!(destroy_person(&house, &later, &lead, &id).await.unwrap_err().code, "no-such-record");
    assert!(house.keystore.newest(&id).unwrap().is_none());
    assert!(house.store.verify_ledger(&[]).await.unwrap().ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_seals_the_newest_version_and_the_old_ones_still_open() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let lead = asking("council-ig-lead", Purpose::Governance);
    assert_eq!(rotate_person(&house, &now(), &lead, &id).await.unwrap().version, 2);
    assert_eq!(house.keystore.newest(&id).unwrap().unwrap().generation(), 2);
    assert_eq!(person_history(&house, &now(), &officer(), &id).await.unwrap().len(), 2);
    destroy(&house, &id).await;
    assert!(house.keystore.key(&id, 1).unwrap().is_none() && house.keystore.key(&id, 2).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_read_by_leads_within_their_bounds_and_that_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = shared(&house, "Zephyrine Okonta").await;
    show_person(&house, &now(), &constable(), &id).await.unwrap();
    let reason = Personal::new("she may be in the building".to_owned());
    let _ = break_glass(&house, &now(), &asking("bpha-spoc", Purpose::Safeguarding), &id, reason).await;
    let lead = asking("council-ig-lead", Purpose::Governance);
    let table =
        crate::audit_lines(&house, &now(), &lead, &AuditAsk { thing: Some(format!("person:{id}")), ..AuditAsk::default() }).await.unwrap();
    assert!(table.rows.len() >= 4);
    for (user, purpose) in [
        ("council-officer", Purpose::ReduceCrime),
        ("council-chair", Purpose::Governance),
        ("council-administrator", Purpose::Administration),
    ] {
        assert!(crate::audit_lines(&house, &now(), &asking(user, purpose), &AuditAsk::default()).await.is_err(), "{user}");
    }
    let reviewed = crate::audit_review(&house, &now(), &lead, None).await.unwrap();
    assert!(reviewed.readings.iter().any(|one| one.who == "constabulary-caseworker" && one.records == 1), "{reviewed:?}");
    assert_eq!(reviewed.broken_glass.len(), 1);
    let opened = crate::audit_reason(&house, &now(), &lead, reviewed.broken_glass[0].seq).await.unwrap();
    assert_eq!(opened, "she may be in the building");
    let asked =
        crate::audit_lines(&house, &now(), &lead, &AuditAsk { what: Some("read-ledger".into()), ..AuditAsk::default() }).await.unwrap();
    assert!(asked.rows.len() >= 2, "reading the ledger is recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_explains_what_the_use_case_does() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = recorded(&house, "Zephyrine Okonta").await;
    let ask = |user: &str, action: &str| ExplainAsk {
        user: user.into(),
        action: action.into(),
        thing: format!("person:{id}"),
        purpose: Some("reduce-crime".into()),
        ..ExplainAsk::default()
    };
    let officer = crate::explain_policy(&house, &now(), &ask("council-officer", "read-person")).await.unwrap();
    let constable = crate::explain_policy(&house, &now(), &ask("constabulary-caseworker", "read-person")).await.unwrap();
    assert!(officer.allowed && !constable.allowed);
    assert!(constable.to_string().contains("5.5") || !constable.lacking.is_empty(), "{constable}");
    let gone = crate::explain_policy(&house, &now(), &ask("leaver", "read-person")).await.unwrap();
    assert!(!gone.allowed);
}
