//! Invented records, and leave to do anything with them.

use crate::suite::Ground;
use permission::{
    Act, Actor, Allowed, Decider, Decision, Door, Facts, Found, Post, Purpose, Question, Role, State, Thing, ThingKind, acts, authorize,
};
use store::{DisclosureKind, NewDisclosure, NewRecord, Store};

/// When everything happens.
pub const AT: &str = "2031-07-01T12:00:00Z";

/// Lets everybody do everything: what may be done is not the store's to decide.
struct LetsAll;

impl Decider for LetsAll {
    fn decide(&self, question: &Question) -> Decision {
        let found = Found { id: "invented-policy".into(), says: "anybody may".into(), source: "invented".into() };
        Decision { allowed: true, post: question.actor.posts.first().cloned(), policies: vec![found], lacking: Vec::new() }
    }
}

/// Leave of an officer of the invented council, on a record.
pub fn leave<A: Act>(who: &str, id: &str) -> Allowed<A> {
    leave_with(who, id, Facts::default())
}

/// Leave of an officer of another organisation.
pub fn leave_for<A: Act>(organisation: &str, id: &str) -> Allowed<A> {
    leave_on(organisation, "u-elsewhere", Thing::plain(A::ACTION.thing(), id), Facts::default())
}

/// Leave on a record that was closed before it was asked for.
pub fn leave_when_closed<A: Act>(id: &str) -> Allowed<A> {
    let thing = Thing { state: State::Closed, ..Thing::plain(A::ACTION.thing(), id) };
    leave_on("invented-council", "u-one", thing, Facts::default())
}

/// Leave of the police to pass on what the council gave.
pub fn leave_to_pass_on(id: &str, to: &str) -> Allowed<acts::PassOnPerson> {
    let facts = Facts { recipient: Some(to.into()), ..Facts::default() };
    leave_on("invented-police", "u-elsewhere", Thing::plain(ThingKind::Person, id), facts)
}

/// Leave to give a record to an organisation.
pub fn leave_to_give<A: Act>(id: &str, to: &str) -> Allowed<A> {
    leave_with("u-one", id, Facts { recipient: Some(to.into()), power: Some("crime-and-disorder-act-115".into()), ..Facts::default() })
}

fn leave_with<A: Act>(who: &str, id: &str, facts: Facts) -> Allowed<A> {
    leave_on("invented-council", who, Thing::plain(A::ACTION.thing(), id), facts)
}

fn leave_on<A: Act>(organisation: &str, who: &str, thing: Thing, facts: Facts) -> Allowed<A> {
    let post = Post { role: Role::Officer, organisation: organisation.into(), authorised: true, covers: None };
    let actor = Actor { id: who.into(), posts: vec![post], door: Door::Page };
    let question = Question { actor, action: A::ACTION, thing, purpose: Some(Purpose::PublicSafety), facts };
    authorize(&LetsAll, question).unwrap()
}

/// What is about to be recorded, sealed as far as the store can tell.
pub fn new_record(sealed: &str) -> NewRecord {
    NewRecord {
        kind: ThingKind::Person.id().into(),
        originator: "invented-council".into(),
        controllers: vec!["invented-council".into(), "invented-police".into()],
        regime: "uk-gdpr".into(),
        marking: "official-sensitive".into(),
        kept_apart: false,
        sealed: sealed.into(),
    }
}

/// Opens a record.
pub async fn opened(store: &Store, id: &str) -> i64 {
    store.open_record(&leave::<acts::RecordPerson>("u-one", id), &new_record(&format!("s1.1.{id}")), AT).await.unwrap()
}

/// Changes a record that is at a version.
pub async fn changed(store: &Store, who: &str, id: &str, seen: i64, sealed: &str) -> base::Result<i64> {
    store.change_record(&leave::<acts::EditPerson>(who, id), seen, false, AT, sealed).await
}

/// Places or lifts a hold.
pub async fn held(store: &Store, id: &str, ground: &str, placed: bool) -> base::Result<i64> {
    store.hold_record(&leave::<acts::HoldPerson>("u-one", id), ground, placed, Some("2032-01-01"), AT).await
}

/// Decides a destruction.
pub async fn destroyed(store: &Store, id: &str) -> base::Result<()> {
    store.decide_destruction(&leave::<acts::DestroyPerson>("u-one", id), AT).await
}

/// What is said of a record that is shared.
pub fn sharing(to: &str) -> NewDisclosure {
    NewDisclosure {
        kind: DisclosureKind::Shared,
        to_organisation: to.into(),
        data_type: "offending".into(),
        method: "meeting".into(),
        reason: "s1.1.reason".into(),
    }
}

/// Shares a record.
pub async fn shared(store: &Store, id: &str, to: &str) -> base::Result<i64> {
    store.disclose(&leave_to_give::<acts::SharePerson>(id, to), &sharing(to), AT).await
}

/// A reading of a record.
pub fn reading(id: &str) -> ledger::Event {
    Store::reading_event(&leave::<acts::ReadPerson>("u-one", id), AT)
}

/// What `check` and the chain find.
pub async fn assert_sound(ground: &Ground) {
    let checked = ground.another_store().await.check_rows().await.unwrap();
    assert_eq!(checked.findings, [], "{}", ground.engine);
}
