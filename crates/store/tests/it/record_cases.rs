//! Sealed records: opened, changed, given, held, closed and destroyed; many hands at once.

use crate::people::{
    AT, assert_sound, changed, destroyed, held, leave, leave_for, leave_to_give, leave_to_pass_on, leave_when_closed, new_record, opened,
    reading, shared, sharing,
};
use crate::suite::{Ground, cases};
use base::Outcome;
use permission::{State, acts};
use std::collections::{BTreeMap, BTreeSet};
use store::{DisclosureKind, LedgerAsk, NewDisclosure, NewRecord, Store, consented, holders};

cases![
    a_record_is_opened_once_and_read_back,
    a_record_opens_under_its_witness_only,
    a_change_over_a_version_not_seen_is_refused,
    two_hundred_editors_are_each_kept_or_told,
    a_record_closes_once,
    disclosures_are_those_of_their_witness,
    what_is_passed_on_is_given_and_consented_to_until_it_is_recalled,
    a_recall_and_a_giving_at_once_leave_nobody_untold,
    an_altered_copy_is_its_organisations_own,
    holds_are_placed_and_lifted_once,
    a_held_record_is_not_destroyed,
    a_hold_and_a_destruction_at_once_never_both_succeed,
    a_destroyed_record_answers_as_one_that_never_was,
    a_destruction_that_was_cut_off_is_known,
    a_tombstone_marks_a_record_once,
    the_index_of_names_is_told_what_lives_and_what_changed,
];

async fn a_record_is_opened_once_and_read_back(ground: Ground) {
    let store = &ground.store;
    assert_eq!(opened(store, "p-1").await, 1, "its row in the ledger");
    let facts = ground.another_store().await.record_facts("p-1").await.unwrap().unwrap();
    let NewRecord { kind, originator, controllers, regime, marking, kept_apart, .. } = new_record("");
    assert_eq!((facts.id.as_str(), &facts.kind, &facts.originator, &facts.controllers), ("p-1", &kind, &originator, &controllers));
    assert_eq!((&facts.regime, &facts.marking, facts.kept_apart), (&regime, &marking, kept_apart));
    assert_eq!((facts.state, facts.version, facts.opened_at.as_str()), (State::Open, 1, AT));
    assert_eq!((facts.closed_on, facts.destroyed_at, facts.certified_at), (None, None, None));
    let newest = store.newest_version(&leave::<acts::ReadPerson>("u-two", "p-1")).await.unwrap();
    assert_eq!((newest.version, newest.sealed.as_str(), newest.altered_copy), (1, "s1.1.p-1", false));
    assert_eq!((newest.who.as_str(), newest.organisation.as_str(), newest.at.as_str()), ("u-one", "invented-council", AT));

    let again = store.open_record(&leave::<acts::RecordPerson>("u-two", "p-1"), &new_record("s1.1.other"), AT).await.unwrap_err();
    assert_eq!((again.outcome, again.code), (Outcome::Refused, "record-there"));
    assert_eq!(store.newest_version(&leave::<acts::ReadPerson>("u-two", "p-1")).await.unwrap(), newest);
    assert_eq!(store.ledger_head().await.unwrap().0, 1, "a refusal of the store is no event of its own");
    assert_eq!(store.record_facts("p-2").await.unwrap(), None);
    assert_eq!(store.records_of_kind("person").await.unwrap().len(), 1);
    assert_eq!(store.records_of_kind("user").await.unwrap(), []);
    assert_sound(&ground).await;
}

async fn a_record_opens_under_its_witness_only(ground: Ground) {
    let store = &ground.store;
    let of_a_user = NewRecord { kind: "user".into(), ..new_record("s1.1.x") };
    let trouble = store.open_record(&leave::<acts::RecordPerson>("u-one", "p-1"), &of_a_user, AT).await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Failed, "witness-of-another"));
    store.open_record(&leave::<acts::EnrolUser>("u-one", "u-2"), &of_a_user, AT).await.unwrap();
    // Leave to look for people at large is leave to open no record.
    let trouble = store.open_record(&leave::<acts::RecordPerson>("u-one", "*"), &new_record("s1.1.x"), AT).await.unwrap_err();
    assert_eq!(trouble.code, "witness-of-another");
    let no_moment = store.open_record(&leave::<acts::RecordPerson>("u-one", "p-1"), &new_record("s1.1.x"), "noon").await.unwrap_err();
    assert_eq!(no_moment.code, "time-shape");
    // What the engine refuses keeps nothing of the rest.
    store.open_record(&leave::<acts::RecordPerson>("u-one", "p-1"), &new_record(""), AT).await.unwrap_err();
    assert_eq!(store.record_facts("p-1").await.unwrap(), None);
    assert_eq!(store.ledger_head().await.unwrap().0, 1);
    assert_sound(&ground).await;
}

async fn a_change_over_a_version_not_seen_is_refused(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    assert_eq!(changed(store, "u-two", "p-1", 1, "s1.1.two").await.unwrap(), 2);
    for seen in [1, 0, 3, -1] {
        let trouble = changed(store, "u-three", "p-1", seen, "s1.1.mine").await.unwrap_err();
        assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "record-changed"));
        assert!(
            trouble.message.contains(&format!("version 2, written by `u-two` at `{AT}`; you had version {seen}")),
            "{}",
            trouble.message
        );
    }
    assert_eq!(changed(store, "u-three", "p-9", 1, "s1.1.mine").await.unwrap_err().code, "no-such-record");
    let versions = store.versions(&leave::<acts::ReadPersonHistory>("u-one", "p-1")).await.unwrap();
    assert_eq!(
        versions.iter().map(|v| (v.version, v.who.as_str(), v.sealed.as_str())).collect::<Vec<_>>(),
        [(1, "u-one", "s1.1.p-1"), (2, "u-two", "s1.1.two"),]
    );
    assert_eq!(store.ledger_head().await.unwrap().0, 2);
}

async fn two_hundred_editors_are_each_kept_or_told(ground: Ground) {
    opened(&ground.store, "p-1").await;
    let stores = [ground.store.clone(), ground.another_store().await];
    let mut running = Vec::new();
    for n in 0..200 {
        let store = stores[n % 2].clone();
        running.push(tokio::spawn(async move {
            let who = format!("u-{n:03}");
            let seen = store.newest_version(&leave::<acts::EditPerson>(&who, "p-1")).await.unwrap().version;
            tokio::task::yield_now().await;
            (n, changed(&store, &who, "p-1", seen, &format!("s1.1.by-{n:03}")).await)
        }));
    }
    let (mut accepted, mut told) = (BTreeMap::new(), 0);
    for task in running {
        match task.await.unwrap() {
            (n, Ok(version)) => assert_eq!(accepted.insert(version, n), None, "two were told the same version"),
            (_, Err(trouble)) => {
                assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "record-changed"));
                told += 1;
            }
        }
    }
    assert_eq!(accepted.len() + told, 200);
    assert!(!accepted.is_empty() && told > 0, "{} accepted, {told} told", accepted.len());
    let versions = stores[1].versions(&leave::<acts::ReadPersonHistory>("u-one", "p-1")).await.unwrap();
    let kept: BTreeMap<i64, String> = versions.into_iter().skip(1).map(|v| (v.version, v.sealed)).collect();
    assert_eq!(kept, accepted.iter().map(|(version, n)| (*version, format!("s1.1.by-{n:03}"))).collect());
    let ask = LedgerAsk { what: "edit-person".into(), limit: 1000, ..LedgerAsk::default() };
    let events = stores[0].ledger_lines(&ask).await.unwrap().into_iter().map(|line| line.event.unwrap());
    let recorded: BTreeMap<i64, String> = events.map(|e| (e.detail["version"].parse().unwrap(), e.who)).collect();
    assert_eq!(recorded, accepted.iter().map(|(version, n)| (*version, format!("u-{n:03}"))).collect());
    assert_sound(&ground).await;
}

async fn close(store: &Store, seen: i64, on: &str) -> base::Result<()> {
    store.close_record(&leave::<acts::ClosePerson>("u-one", "p-1"), seen, on, AT).await
}

async fn a_record_closes_once(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    assert_eq!(close(store, 1, "1 July 2031").await.unwrap_err().outcome, Outcome::Usage);
    assert_eq!(close(store, 7, "2031-07-01").await.unwrap_err().code, "record-changed");
    close(store, 1, "2031-07-01").await.unwrap();
    assert_eq!(close(store, 1, "2031-07-02").await.unwrap_err().code, "record-closed");
    let facts = store.record_facts("p-1").await.unwrap().unwrap();
    assert_eq!((facts.state, facts.closed_on.as_deref(), facts.version), (State::Closed, Some("2031-07-01"), 1));
    // Leave that was given before it was closed changes nothing; leave to work on a closed record does.
    let trouble = changed(store, "u-one", "p-1", 1, "s1.1.late").await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "record-closed"));
    let leave = leave_when_closed::<acts::RotatePersonKey>("p-1");
    assert_eq!(store.change_record(&leave, 1, false, AT, "s1.2.p-1").await.unwrap(), 2);
    assert_eq!(store.record_facts("p-1").await.unwrap().unwrap().state, State::Closed);
    assert_sound(&ground).await;
}

async fn disclosures_are_those_of_their_witness(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    assert_eq!(shared(store, "p-1", "invented-police").await.unwrap(), 1);
    let emergency = NewDisclosure { kind: DisclosureKind::Emergency, reason: String::new(), ..sharing("invented-hospital") };
    let given = leave_to_give::<acts::GiveInEmergency>("p-1", "invented-hospital");
    assert_eq!(store.disclose(&given, &emergency, AT).await.unwrap(), 2);
    let recall = NewDisclosure { kind: DisclosureKind::Recalled, ..sharing("invented-police") };
    assert_eq!(store.disclose(&leave::<acts::RecallPerson>("u-two", "p-1"), &recall, AT).await.unwrap(), 3);

    // Leave to share is no leave to give in another way, nor to somebody else.
    let share = leave_to_give::<acts::SharePerson>("p-1", "invented-police");
    for wrong in [
        emergency,
        sharing("invented-newspaper"),
        sharing(""),
        NewDisclosure { kind: DisclosureKind::Consent, ..sharing("invented-police") },
    ] {
        let trouble = store.disclose(&share, &wrong, AT).await.unwrap_err();
        assert_eq!((trouble.outcome, trouble.code), (Outcome::Failed, "witness-of-another"), "{wrong:?}");
    }
    let nobody = store.disclose(&leave::<acts::SharePerson>("u-one", "p-1"), &sharing("invented-police"), AT).await.unwrap_err();
    assert_eq!(nobody.code, "witness-of-another");
    assert_eq!(shared(store, "p-2", "invented-police").await.unwrap_err().code, "no-such-record");

    let kept = ground.another_store().await.disclosures("p-1").await.unwrap();
    let line = |d: &store::Disclosure| {
        format!("{} {} {}→{} {} {} {}", d.seq, d.kind.as_str(), d.from_organisation, d.to_organisation, d.who, d.purpose, d.power)
    };
    assert_eq!(
        kept.iter().map(line).collect::<Vec<_>>(),
        [
            "1 shared invented-council→invented-police u-one public-safety crime-and-disorder-act-115",
            "2 emergency invented-council→invented-hospital u-one public-safety crime-and-disorder-act-115",
            "3 recalled invented-council→invented-police u-two public-safety ",
        ]
    );
    assert_eq!((kept[0].record.as_str(), kept[0].at.as_str(), kept[0].data_type.as_str()), ("p-1", AT, "offending"));
    assert_eq!((kept[0].method.as_str(), kept[0].reason.as_str(), kept[1].reason.as_str()), ("meeting", "s1.1.reason", ""));
    let ask = LedgerAsk { thing: "person:p-1".into(), limit: 10, ..LedgerAsk::default() };
    let newest = store.ledger_lines(&ask).await.unwrap().remove(0).event.unwrap();
    assert_eq!((newest.what.as_str(), newest.detail["disclosure"].as_str()), ("recall-person", "3"));
    assert_eq!(store.ledger_head().await.unwrap().0, 4);
    assert_sound(&ground).await;
}

async fn what_is_passed_on_is_given_and_consented_to_until_it_is_recalled(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    let on = leave_to_pass_on("p-1", "invented-hospital");
    let passing = NewDisclosure { kind: DisclosureKind::PassedOn, ..sharing("invented-hospital") };
    let consent = NewDisclosure { kind: DisclosureKind::Consent, ..sharing("invented-hospital") };
    let consents = leave_to_give::<acts::ConsentToPassOn>("p-1", "invented-hospital");
    let refused = async || store.disclose(&on, &passing, AT).await.unwrap_err().code;
    assert_eq!(refused().await, "record-changed", "neither given nor consented to");
    store.disclose(&consents, &consent, AT).await.unwrap();
    assert_eq!(refused().await, "record-changed", "consented to, not given");
    shared(store, "p-1", "invented-police").await.unwrap();
    assert_eq!(store.disclose(&on, &passing, AT).await.unwrap(), 3);

    let recall = leave::<acts::RecallPerson>("u-one", "p-1");
    let told = store.recall(&recall, "secure-mail", "s1.1.why", AT).await.unwrap();
    assert_eq!(
        told,
        [(4, "invented-police".to_owned()), (5, "invented-hospital".to_owned())],
        "each once, though one was consented to as well"
    );
    assert_eq!(refused().await, "record-changed", "recalled");
    assert_eq!(store.recall(&recall, "secure-mail", "", AT).await.unwrap(), [], "nobody has it");
    let so_far = store.disclosures("p-1").await.unwrap();
    assert_eq!((holders(&so_far), consented(&so_far)), (Vec::new(), Vec::new()));
    assert_eq!(
        (so_far[4].kind, so_far[4].method.as_str(), so_far[4].reason.as_str()),
        (DisclosureKind::Recalled, "secure-mail", "s1.1.why")
    );
    assert_eq!(store.recall(&leave::<acts::RecallPerson>("u-one", "p-9"), "secure-mail", "", AT).await.unwrap_err().code, "no-such-record");
    // Given anew, it is not consented to anew.
    shared(store, "p-1", "invented-police").await.unwrap();
    assert_eq!(refused().await, "record-changed");
    assert_sound(&ground).await;
}

async fn a_recall_and_a_giving_at_once_leave_nobody_untold(ground: Ground) {
    let other = ground.another_store().await;
    for n in 0..15 {
        let id = format!("p-{n}");
        opened(&ground.store, &id).await;
        shared(&ground.store, &id, "invented-police").await.unwrap();
        let consent = NewDisclosure { kind: DisclosureKind::Consent, ..sharing("invented-hospital") };
        ground.store.disclose(&leave_to_give::<acts::ConsentToPassOn>(&id, "invented-hospital"), &consent, AT).await.unwrap();
        let (one, two) = (id.clone(), id.clone());
        let (giver, recaller) = (ground.store.clone(), other.clone());
        let passing = tokio::spawn(async move {
            let passing = NewDisclosure { kind: DisclosureKind::PassedOn, ..sharing("invented-hospital") };
            giver.disclose(&leave_to_pass_on(&one, "invented-hospital"), &passing, AT).await.map_err(|trouble| trouble.code)
        });
        let recalling =
            tokio::spawn(async move { recaller.recall(&leave::<acts::RecallPerson>("u-one", &two), "telephone", "", AT).await });
        let (passed, told) = (passing.await.unwrap(), recalling.await.unwrap().unwrap());
        assert!(matches!(passed, Ok(_) | Err("record-changed")), "{passed:?}");
        assert_eq!(told.iter().map(|(_, to)| to.as_str()).collect::<Vec<_>>(), ["invented-police", "invented-hospital"]);
        assert_eq!(holders(&ground.store.disclosures(&id).await.unwrap()), Vec::<String>::new(), "nobody has it who was not told");
    }
    assert_sound(&ground).await;
}

async fn an_altered_copy_is_its_organisations_own(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    let police = leave_for::<acts::EditPerson>("invented-police", "p-1");
    assert_eq!(store.change_record(&police, 1, true, AT, "s1.1.police").await.unwrap(), 2);
    assert_eq!(changed(store, "u-one", "p-1", 2, "s1.1.council").await.unwrap(), 3);
    for (organisation, newest, all) in
        [("invented-council", 3, vec![1, 3]), ("invented-police", 2, vec![1, 2, 3]), ("invented-hospital", 3, vec![1, 3])]
    {
        let read = store.newest_version(&leave_for::<acts::ReadPerson>(organisation, "p-1")).await.unwrap();
        assert_eq!(read.version, newest, "{organisation}");
        let history = store.versions(&leave_for::<acts::ReadPersonHistory>(organisation, "p-1")).await.unwrap();
        assert_eq!(history.iter().map(|one| one.version).collect::<Vec<_>>(), all, "{organisation}");
    }
    // The index of names knows people by what the originator says of them.
    assert_eq!(store.sealed_page("person", "", 9).await.unwrap(), [("p-1".to_owned(), 3, "s1.1.council".to_owned())]);
    store.change_record(&police, 3, true, AT, "s1.1.police-again").await.unwrap();
    assert_eq!(store.sealed_newest("person", "p-1").await.unwrap(), Some((3, "s1.1.council".to_owned())));
    assert_sound(&ground).await;
}

async fn holds_are_placed_and_lifted_once(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    let trouble = held(store, "p-1", "complaint", false).await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "hold-as-it-is"));
    assert!(trouble.message.ends_with("is not held for `complaint`"), "{}", trouble.message);
    assert_eq!(held(store, "p-1", "complaint", true).await.unwrap(), 1);
    assert_eq!(held(store, "p-1", "review", true).await.unwrap(), 2);
    let trouble = held(store, "p-1", "complaint", true).await.unwrap_err();
    assert!(trouble.message.ends_with("is held for `complaint` already"), "{}", trouble.message);
    assert_eq!(held(store, "p-1", "complaint", false).await.unwrap(), 3);
    assert_eq!(held(store, "p-1", "complaint", false).await.unwrap_err().code, "hold-as-it-is");
    assert_eq!(held(store, "p-1", "complaint", true).await.unwrap(), 4, "a hold that was lifted is placed again");
    let holds = ground.another_store().await.holds("p-1").await.unwrap();
    let line = |h: &store::Hold| format!("{} {} {} {}", h.seq, h.ground, h.placed, h.who);
    assert_eq!(
        holds.iter().map(line).collect::<Vec<_>>(),
        ["1 complaint true u-one", "2 review true u-one", "3 complaint false u-one", "4 complaint true u-one",]
    );
    assert_eq!((holds[0].record.as_str(), holds[0].review.as_deref()), ("p-1", Some("2032-01-01")));
    assert_eq!(store.ledger_head().await.unwrap().0, 5);
    assert_sound(&ground).await;
}

async fn a_held_record_is_not_destroyed(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    for ground in ["review", "complaint"] {
        held(store, "p-1", ground, true).await.unwrap();
    }
    let trouble = destroyed(store, "p-1").await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "record-held"));
    assert!(trouble.message.ends_with("complaint, review"), "{}", trouble.message);
    held(store, "p-1", "review", false).await.unwrap();
    assert_eq!(destroyed(store, "p-1").await.unwrap_err().code, "record-held");
    held(store, "p-1", "complaint", false).await.unwrap();
    destroyed(store, "p-1").await.unwrap();
    assert_eq!(held(store, "p-1", "complaint", true).await.unwrap_err().code, "no-such-record");
    assert_sound(&ground).await;
}

async fn a_hold_and_a_destruction_at_once_never_both_succeed(ground: Ground) {
    let other = ground.another_store().await;
    let mut outcomes = BTreeSet::new();
    for n in 0..40 {
        let id = format!("p-{n}");
        opened(&ground.store, &id).await;
        let (holder, destroyer) = if n % 2 == 0 { (ground.store.clone(), other.clone()) } else { (other.clone(), ground.store.clone()) };
        let (one, two) = (id.clone(), id.clone());
        let holding = tokio::spawn(async move { held(&holder, &one, "litigation", true).await });
        let destroying = tokio::spawn(async move { destroyed(&destroyer, &two).await });
        let (hold, destruction) = (holding.await.unwrap().map_err(|t| t.code), destroying.await.unwrap().map_err(|t| t.code));
        assert!(matches!((hold, destruction), (Ok(_), Err("record-held")) | (Err("no-such-record"), Ok(()))), "{hold:?} {destruction:?}");
        outcomes.insert(hold.is_ok());
        let facts = ground.store.record_facts(&id).await.unwrap().unwrap();
        assert_eq!(facts.state == State::Destroyed, hold.is_err());
    }
    assert!(!outcomes.is_empty());
    assert_sound(&ground).await;
}

async fn a_destroyed_record_answers_as_one_that_never_was(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    changed(store, "u-one", "p-1", 1, "s1.1.two").await.unwrap();
    destroyed(store, "p-1").await.unwrap();
    let of = |id: &str| {
        let (store, id) = (store.clone(), id.to_owned());
        async move {
            let id = id.as_str();
            [
                store.newest_version(&leave::<acts::ReadPerson>("u-one", id)).await.unwrap_err(),
                store.versions(&leave::<acts::ReadPersonHistory>("u-one", id)).await.unwrap_err(),
                changed(&store, "u-one", id, 2, "s1.1.three").await.unwrap_err(),
                store.close_record(&leave::<acts::ClosePerson>("u-one", id), 2, "2031-07-01", AT).await.unwrap_err(),
                shared(&store, id, "invented-police").await.unwrap_err(),
                held(&store, id, "review", true).await.unwrap_err(),
                destroyed(&store, id).await.unwrap_err(),
            ]
        }
    };
    let (gone, never) = (of("p-1").await, of("p-9").await);
    for (gone, never) in gone.iter().zip(&never) {
        assert_eq!((gone.outcome, gone.code), (Outcome::Refused, "no-such-record"));
        assert_eq!(gone.message.replace("p-1", "p-9"), never.message, "it must not be told apart");
        assert_eq!(gone.remedy, never.remedy);
    }
    let trouble = store.open_record(&leave::<acts::RecordPerson>("u-one", "p-1"), &new_record("s1.1.x"), AT).await.unwrap_err();
    assert_eq!(trouble.code, "record-there", "its id is not used again");
    assert_eq!(store.sealed_page("person", "", 10).await.unwrap(), []);
    assert_eq!(store.ledger_head().await.unwrap().0, 3);
    assert_sound(&ground).await;
}

async fn a_destruction_that_was_cut_off_is_known(ground: Ground) {
    let store = &ground.store;
    for id in ["p-1", "p-2", "p-3"] {
        opened(store, id).await;
    }
    let trouble = store.certify_destruction("p-1", AT, "u-one").await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "destruction-undecided"));
    assert_eq!(store.certify_destruction("p-9", AT, "u-one").await.unwrap_err().code, "no-such-record");
    destroyed(store, "p-1").await.unwrap();
    destroyed(store, "p-2").await.unwrap();
    let unfinished = async || store.unfinished_destructions().await.unwrap().into_iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(unfinished().await, ["p-1", "p-2"]);
    store.certify_destruction("p-1", "2031-07-02T08:00:00Z", "u-one").await.unwrap();
    let rows = store.ledger_head().await.unwrap().0;
    store.certify_destruction("p-1", "2031-07-03T08:00:00Z", "u-one").await.unwrap();
    assert_eq!(store.ledger_head().await.unwrap().0, rows, "it was finished already");
    assert_eq!(unfinished().await, ["p-2"]);
    let facts = store.record_facts("p-1").await.unwrap().unwrap();
    assert_eq!((facts.destroyed_at.as_deref(), facts.certified_at.as_deref()), (Some(AT), Some("2031-07-02T08:00:00Z")));
    let records = store.check_rows().await.unwrap().records;
    assert_eq!(
        records.iter().map(|r| (r.id.as_str(), r.living, r.certified)).collect::<Vec<_>>(),
        [("p-1", false, true), ("p-2", false, false), ("p-3", true, false),]
    );
    assert_sound(&ground).await;
}

async fn a_tombstone_marks_a_record_once(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    held(store, "p-1", "review", true).await.unwrap();
    assert!(!store.mark_destroyed("p-9", AT, "operator:1000").await.unwrap(), "it was made after this backup");
    assert!(store.mark_destroyed("p-1", AT, "operator:1000").await.unwrap(), "a hold brings no key back");
    assert!(!store.mark_destroyed("p-1", AT, "operator:1000").await.unwrap());
    let facts = store.record_facts("p-1").await.unwrap().unwrap();
    assert_eq!((facts.state, facts.destroyed_at.as_deref()), (State::Destroyed, Some(AT)));
    let ask = LedgerAsk { what: "apply-tombstone".into(), limit: 10, ..LedgerAsk::default() };
    let told: Vec<_> = store.ledger_lines(&ask).await.unwrap().into_iter().map(|line| line.event.unwrap()).collect();
    assert_eq!(told.iter().map(|e| (e.who.as_str(), e.thing.as_str())).collect::<Vec<_>>(), [("operator:1000", "person:p-1")]);
    assert_sound(&ground).await;
}

async fn the_index_of_names_is_told_what_lives_and_what_changed(ground: Ground) {
    let store = &ground.store;
    for n in 1..=7 {
        opened(store, &format!("p-{n}")).await;
    }
    store
        .open_record(&leave::<acts::EnrolUser>("u-one", "u-2"), &NewRecord { kind: "user".into(), ..new_record("s1.1.u") }, AT)
        .await
        .unwrap();
    changed(store, "u-one", "p-3", 1, "s1.1.new").await.unwrap();
    destroyed(store, "p-4").await.unwrap();
    let (mut after, mut pages) = (String::new(), Vec::new());
    loop {
        let page = store.sealed_page("person", &after, 2).await.unwrap();
        let Some((last, ..)) = page.last() else { break };
        after.clone_from(last);
        pages.extend(page.into_iter().map(|(id, version, sealed)| format!("{id} {version} {sealed}")));
    }
    assert_eq!(pages, ["p-1 1 s1.1.p-1", "p-2 1 s1.1.p-2", "p-3 2 s1.1.new", "p-5 1 s1.1.p-5", "p-6 1 s1.1.p-6", "p-7 1 s1.1.p-7"]);
    assert_eq!(store.sealed_newest("person", "p-3").await.unwrap(), Some((2, "s1.1.new".into())));
    for (kind, id) in [("person", "p-4"), ("person", "p-9"), ("user", "p-3")] {
        assert_eq!(store.sealed_newest(kind, id).await.unwrap(), None, "{kind} {id}");
    }
    assert_eq!(store.people_changed_since(8).await.unwrap(), ["p-3", "p-4"]);
    store.record_event(reading("p-1")).await.unwrap();
    assert_eq!(store.people_changed_since(10).await.unwrap(), Vec::<String>::new(), "a reading changes nothing");
    assert_eq!(store.people_changed_since(0).await.unwrap().len(), 7, "users are no people of this index");
}
