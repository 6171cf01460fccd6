//! The records' decisions by example, and the laws of the journal.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use crate::catalogue::{Catalogue, DataClass};
use base::AreaCode;
use calendar::Date;
use journal::*;
use proptest::prelude::*;
use rulebook::{DataFrequency, Parameters, Rulebook};
use std::collections::BTreeMap;

fn day(text: &str) -> Date {
    calendar::parse_date(text).unwrap()
}

fn words() -> Words<'static> {
    Words::new(Rulebook::builtin().unwrap().personal_looking(day("2026-10-01"), None).unwrap().parameters)
}

fn frequencies() -> &'static DataFrequency {
    Rulebook::builtin().unwrap().data_frequency(day("2020-02-27"), None).unwrap().parameters
}

fn data_set(frequency: &str, next_due: Option<&str>) -> DataSet {
    let catalogue = Catalogue::builtin().unwrap();
    let known = catalogue.data_set("council-asb").unwrap();
    DataSet { frequency: frequency.into(), next_due: next_due.map(day), ..DataSet::of_catalogue(known, catalogue.measures()) }
}

fn chase(on: &str) -> Chase {
    Chase { on: day(on), role: "analyst".into(), channel: "letter".into(), note: String::new(), answer: None }
}

#[test]
fn every_data_set_of_the_catalogue_may_stand_in_the_register() {
    let catalogue = Catalogue::builtin().unwrap();
    for known in catalogue.data_sets() {
        let body = DataSet::of_catalogue(known, catalogue.measures());
        assert_eq!(body.check(&words()), Ok(()), "{}", known.id);
        assert_eq!(body.class(), None, "the catalogue judges nothing in the partnership's name");
    }
    assert_eq!(data_set("", None).feeds, ["council-asb-cases"]);
}

#[test]
fn a_data_set_is_due_as_its_frequency_says() {
    for (frequency, agreed, received, today, next_due, state) in [
        // A month after the last receipt it is expected; a fortnight later it is late.
        ("monthly", None, Some("2020-01-31"), "2020-02-28", Some("2020-03-14"), DueState::Current),
        ("monthly", None, Some("2020-01-31"), "2020-02-29", Some("2020-03-14"), DueState::Due),
        ("monthly", None, Some("2020-01-31"), "2020-03-14", Some("2020-03-14"), DueState::Due),
        ("monthly", None, Some("2020-01-31"), "2020-03-15", Some("2020-03-14"), DueState::Overdue),
        ("quarterly", None, Some("2020-01-31"), "2020-03-15", Some("2020-05-14"), DueState::Current),
        ("once", None, Some("2020-01-31"), "2030-01-01", None, DueState::Current),
        ("once", None, None, "2030-01-01", None, DueState::NeverReceived),
        ("monthly", None, None, "2030-01-01", None, DueState::NeverReceived),
        ("", None, None, "2030-01-01", None, DueState::NeverReceived),
        // A day that was agreed holds, until the data comes.
        ("", Some("2020-06-30"), None, "2020-06-30", Some("2020-06-30"), DueState::Due),
        ("", Some("2020-06-30"), None, "2020-07-01", Some("2020-06-30"), DueState::Overdue),
        ("yearly", Some("2020-06-30"), Some("2019-07-01"), "2020-03-01", Some("2020-06-30"), DueState::Current),
        ("yearly", Some("2020-06-30"), Some("2020-06-20"), "2020-07-01", Some("2021-07-04"), DueState::Current),
    ] {
        let due = decide_due(&data_set(frequency, agreed), received.map(day), day(today), frequencies());
        assert_eq!((due.next_due, due.state), (next_due.map(day), state), "{frequency} {agreed:?} {received:?} {today}");
    }
}

#[test]
fn a_judgement_needs_a_reason_and_an_office() {
    let judgement =
        |reason: &str, role: &str| Judgement { class: DataClass::Insight, reason: reason.into(), role: role.into(), on: day("2020-01-29") };
    assert_eq!(data_set("", None).judged(judgement("few cases", "data group")).check(&words()), Ok(()));
    let refused = |reason, role| data_set("", None).judged(judgement(reason, role)).check(&words()).unwrap_err();
    assert_eq!(refused("", "data group"), Refused::Empty("reason"));
    assert_eq!(refused("few cases", ""), Refused::Empty("role"));
    assert_eq!(refused("few cases", "Jane Invented"), Refused::Person { field: "role", sign: PersonSign::Name });
    assert!(parse_class("gospel").unwrap_err().remedy().contains("`risk-assessment`"));
    assert!(data_set("fortnightly", None).check_frequency(frequencies()).unwrap_err().remedy().contains("`monthly`"));
}

#[test]
fn an_answer_belongs_to_the_oldest_open_chase() {
    let answer = |said: &str| Answer { on: day("2020-03-01"), said: said.into() };
    assert!(data_set("", None).answered(answer("soon")).is_err());
    let asked = data_set("", None).chased(chase("2020-02-01")).chased(chase("2020-02-20"));
    let answered = asked.answered(answer("soon")).unwrap();
    let said: Vec<Option<&str>> = answered.chases.iter().map(|c| c.answer.as_ref().map(|a| a.said.as_str())).collect();
    assert_eq!(said, [Some("soon"), None]);
    let before = Answer { on: day("2020-02-19"), said: "earlier".into() };
    assert!(matches!(answered.answered(before).unwrap().check(&words()), Err(Refused::Before { field: "answer", .. })));
}

fn gap() -> Gap {
    Gap {
        id: "drugs".into(),
        what: "drug use".into(),
        why: "recorded only where the police look for it".into(),
        owner: "public health lead".into(),
        since: day("2020-02-27"),
        review: day("2020-09-30"),
        reviews: Vec::new(),
        closed: None,
    }
}

#[test]
fn a_gap_is_overdue_the_day_after_its_review() {
    assert_eq!(gap().check(&words()), Ok(()));
    assert_eq!(gap().state(day("2020-09-30")), GapState::Open);
    assert_eq!(gap().state(day("2020-10-01")), GapState::Overdue);
    let review = GapReview { on: day("2020-09-30"), role: "board".into(), said: "nothing new".into(), next: day("2021-03-31") };
    let reviewed = gap().reviewed(review.clone()).unwrap();
    assert_eq!((reviewed.state(day("2020-10-01")), reviewed.reviews.len()), (GapState::Open, 1));
    let closing = Closing { on: day("2021-01-01"), role: "board".into(), how: "treatment counts arrive each quarter".into() };
    let closed = reviewed.closed(closing.clone()).unwrap();
    assert_eq!(closed.state(day("2030-01-01")), GapState::Closed);
    assert!(closed.clone().reviewed(review).is_err() && closed.closed(closing).is_err());
    assert!(matches!(Gap { review: day("2020-01-01"), ..gap() }.check(&words()), Err(Refused::Before { field: "review", .. })));
}

#[test]
fn a_request_is_answered_once() {
    let request = Request {
        id: "social-housing".into(),
        to: "the landlords".into(),
        what: "stock by LSOA".into(),
        data_set: Some("social-housing".into()),
        role: "analyst".into(),
        asked: day("2019-11-01"),
        due: day("2020-01-10"),
        chases: Vec::new(),
        outcome: None,
    };
    assert_eq!(request.check(&words()), Ok(()));
    assert_eq!((request.state(day("2020-01-10")), request.state(day("2020-01-11"))), (RequestState::Open, RequestState::Overdue));
    let outcome = |given| Outcome { given, on: day("2020-02-01"), said: "sent".into() };
    let chased = request.clone().chased(chase("2020-01-20")).unwrap();
    assert_eq!(chased.clone().answered(outcome(false)).unwrap().state(day("2030-01-01")), RequestState::Refused);
    let answered = chased.answered(outcome(true)).unwrap();
    assert_eq!((answered.state(day("2030-01-01")), answered.chases.len()), (RequestState::Answered, 1));
    assert!(answered.clone().answered(outcome(true)).is_err() && answered.chased(chase("2020-03-01")).is_err());
    assert!(request.chased(chase("2019-10-31")).unwrap().check(&words()).is_err(), "chased before it was asked");
}

#[test]
fn a_concern_needs_place_reason_office_and_day() {
    let concern = |area: &str, reason: &str, role: &str| Concern {
        id: "concern-1".into(),
        area: Place::new(area),
        reason: reason.into(),
        role: role.into(),
        on: day("2020-02-27"),
        withdrawn: None,
    };
    for area in ["E05011299", "northstowe"] {
        assert_eq!(concern(area, "new community", "community safety officer").check(&words()), Ok(()));
    }
    for (bad, field) in [
        (concern("", "new community", "officer"), "area"),
        (concern("Northstowe", "new community", "officer"), "area"),
        (concern("northstowe", "", "officer"), "reason"),
        (concern("northstowe", "new community", ""), "role"),
    ] {
        assert_eq!(bad.check(&words()).unwrap_err().field(), field);
    }
    let withdrawal = Withdrawal { on: day("2021-01-01"), role: "officer".into(), reason: "settled".into() };
    let withdrawn = concern("northstowe", "new community", "officer").withdrawn(withdrawal.clone()).unwrap();
    assert!(!withdrawn.stands() && withdrawn.check(&words()).is_ok() && withdrawn.withdrawn(withdrawal).is_err());
}

fn willingham() -> Area {
    Area {
        id: "willingham".into(),
        name: "Willingham".into(),
        kind: AreaKind::Village,
        wards: vec![AreaCode::parse("E05011302").unwrap()],
        lsoas: Vec::new(),
        since: Some(day("2019-04-01")),
        until: None,
        note: String::new(),
    }
}

#[test]
fn an_area_lies_in_wards_and_has_its_time() {
    assert_eq!(willingham().check(&words()), Ok(()));
    assert_eq!(Area { wards: Vec::new(), ..willingham() }.check(&words()), Err(Refused::Empty("wards")));
    let lsoa = AreaCode::parse("E01018270").unwrap();
    assert_eq!(Area { wards: vec![lsoa.clone()], ..willingham() }.check(&words()).unwrap_err().field(), "wards");
    assert_eq!(Area { lsoas: vec![lsoa], ..willingham() }.check(&words()), Ok(()));
    let ended = Area { until: Some(day("2021-04-01")), ..willingham() };
    let held: Vec<bool> = ["2019-03-31", "2019-04-01", "2021-03-31", "2021-04-01"].map(|d| ended.holds_on(day(d))).into();
    assert_eq!(held, [false, true, true, false]);
    assert_eq!(wards_of(&Place::new("willingham"), [&willingham()]).len(), 1);
    assert!(wards_of(&Place::new("elsewhere"), [&willingham()]).is_empty());
}

fn priority(areas: &[&str], listed: Option<bool>) -> Priority {
    Priority {
        id: "priority-1".into(),
        year: "2020-21".into(),
        name: "somewhere".into(),
        areas: areas.iter().map(|area| Place::new(*area)).collect(),
        heading: Some("emerging".into()),
        reason: "several data sets".into(),
        role: "data group".into(),
        on: day("2020-02-27"),
        basis: Basis::default(),
        decision: listed.map(|listed| Decision {
            listed,
            reason: "agreed".into(),
            role: "board".into(),
            meeting: "board, February 2020".into(),
            on: day("2020-02-27"),
        }),
    }
}

#[test]
fn every_high_ward_ends_on_the_list_or_off_it_with_a_reason() {
    let high: Vec<HighWard> = [("E05011287", "Cambourne"), ("E05011301", "Milton & Waterbeach"), ("E05011302", "Over & Willingham")]
        .map(|(code, name)| HighWard { code: code.into(), name: name.into() })
        .into();
    let names = |priorities: &[Priority]| -> Vec<String> {
        undecided(&high, "2020-21", priorities, &[willingham()]).into_iter().map(|ward| ward.name).collect()
    };
    assert_eq!(names(&[]).len(), 3);
    assert_eq!(names(&[priority(&["E05011287"], None)]).len(), 3, "proposed is not decided");
    assert_eq!(names(&[priority(&["E05011287"], Some(true)), priority(&["willingham"], Some(true))]), ["Milton & Waterbeach"]);
    assert_eq!(names(&[priority(&["E05011301", "E05011287"], Some(false))]), ["Over & Willingham"]);
    let last_year = Priority { year: "2019-20".into(), ..priority(&["E05011287"], Some(true)) };
    assert_eq!(names(&[last_year]).len(), 3, "each year is decided anew");
}

#[test]
fn nothing_is_listed_without_heading_or_reason() {
    let rule = Rulebook::builtin().unwrap().rule("priority-headings@2020").unwrap();
    let Parameters::PriorityHeadings(headings) = &rule.parameters else { panic!("kind") };
    let names: Vec<&str> = headings.headings.iter().map(|h| h.name.as_str()).collect();
    assert_eq!(names, ["Emerging", "Preventing", "Sustaining", "Community Resilience"]);
    assert_eq!(priority(&["E05011287"], Some(true)).check(&words()), Ok(()));
    let without = Priority { heading: None, ..priority(&["E05011287"], Some(true)) };
    assert_eq!(without.check(&words()), Err(Refused::Empty("heading")));
    let off = Priority { heading: None, ..priority(&["E05011287"], Some(false)) };
    assert_eq!(off.check(&words()), Ok(()));
    let mut silent = off;
    silent.decision.as_mut().unwrap().reason.clear();
    assert_eq!(silent.check(&words()), Err(Refused::Empty("reason")));
    let odd = Priority { heading: Some("urgent".into()), ..priority(&["E05011287"], None) };
    assert_eq!(odd.check_heading(headings).unwrap_err().field(), "heading");
}

#[test]
fn an_issue_is_scored_on_the_whole_matrix() {
    let rule = Rulebook::builtin().unwrap().rule("scan-matrix@1").unwrap();
    let Parameters::ScanMatrix(matrix) = &rule.parameters else { panic!("kind") };
    let scored = |scores: &[(&str, u8)]| ScanIssue {
        scan: "2019-20".into(),
        issue: "violence".into(),
        title: "Violence".into(),
        rule: "scan-matrix@1".into(),
        scores: scores.iter().map(|(id, score)| ((*id).to_owned(), *score)).collect(),
        reason: "rising".into(),
        role: "data group".into(),
        on: day("2020-01-10"),
        police: None,
        choice: None,
    };
    let whole = [("volume", 3), ("trend", 3), ("harm", 3), ("public-concern", 2), ("can-affect", 2)];
    assert_eq!((scored(&whole).check_scores(matrix), scored(&whole).total()), (Ok(()), 13));
    assert!(scored(&whole[..4]).check_scores(matrix).unwrap_err().to_string().contains("can-affect"));
    let mut odd = whole.to_vec();
    odd[0] = ("volume", 4);
    assert_eq!(scored(&odd).check_scores(matrix), Err(Refused::OutOfRange { field: "scores", value: 4, lowest: 1, highest: 3 }));
    odd[0] = ("luck", 1);
    assert!(matches!(scored(&odd).check_scores(matrix), Err(Refused::NotOneOf { field: "scores", .. })));
    let choice = |chosen, line: &str| Choice {
        chosen,
        line_of_enquiry: line.into(),
        reason: "because".into(),
        role: "board".into(),
        on: day("2020-02-27"),
    };
    assert_eq!(scored(&whole).chosen(choice(true, "what drives it?")).check(&words()), Ok(()));
    assert_eq!(scored(&whole).chosen(choice(false, "")).check(&words()), Ok(()));
    assert_eq!(scored(&whole).chosen(choice(true, "")).check(&words()), Err(Refused::Empty("line_of_enquiry")));
}

#[test]
fn bodies_come_back_from_json_as_they_went() {
    fn there_and_back<T: Body + std::fmt::Debug>(body: &T) {
        let text = serde_json::to_string(body).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *body);
    }
    there_and_back(&data_set("monthly", Some("2020-06-30")).chased(chase("2020-02-01")));
    there_and_back(&gap());
    there_and_back(&willingham());
    there_and_back(&priority(&["E05011287", "willingham"], Some(false)));
    assert!(serde_json::from_str::<Gap>(r#"{"id":"drugs","what":"x","colour":"blue"}"#).is_err(), "an unknown key is refused");
}

#[test]
fn the_next_number_is_free() {
    assert_eq!(next_id("concern", []), "concern-1");
    assert_eq!(next_id("concern", ["concern-2", "concern-10", "gap-99", "concern-x"]), "concern-11");
}

/// What may happen to a data set.
#[derive(Debug, Clone)]
enum Step {
    Judge(usize),
    Chase(u8),
    Answer(u8),
    Retitle(String),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0usize..4).prop_map(Step::Judge),
        (1u8..28).prop_map(Step::Chase),
        (1u8..28).prop_map(Step::Answer),
        "[a-z]{1,8}".prop_map(Step::Retitle),
    ]
}

fn after(set: DataSet, step: &Step) -> DataSet {
    let on = |n: u8| day(&format!("2020-02-{n:02}"));
    match step {
        Step::Judge(n) => set.judged(Judgement { class: DataClass::ALL[*n], reason: "seen".into(), role: "board".into(), on: on(1) }),
        Step::Chase(n) => set.chased(Chase { on: on(*n), ..chase("2020-02-01") }),
        Step::Answer(n) => set.clone().answered(Answer { on: on(*n), said: "yes".into() }).unwrap_or(set),
        Step::Retitle(title) => DataSet { title: title.clone(), ..set },
    }
}

proptest! {
    /// The state of a register is the fold of its entries, and no later entry changes what stood at an earlier place.
    #[test]
    fn history_is_never_rewritten(steps in prop::collection::vec((0usize..3, step()), 1..40)) {
        let ids = ["alpha", "beta", "gamma"];
        let mut journal: Vec<(Stamp, DataSet)> = Vec::new();
        let mut seen_at: Vec<BTreeMap<String, Kept<DataSet>>> = Vec::new();
        for (which, step) in &steps {
            let id = ids[*which];
            let before = fold(journal.clone()).remove(id).map_or_else(
                || DataSet { id: id.into(), ..data_set("", None) },
                |kept| kept.body,
            );
            let body = after(before.clone(), step);
            // What was asked of a holder stays in the record: a step adds to the list or fills an open answer.
            prop_assert!(body.chases.len() >= before.chases.len());
            for (old, new) in before.chases.iter().zip(&body.chases) {
                prop_assert_eq!((old.on, &old.role, &old.channel), (new.on, &new.role, &new.channel));
                prop_assert!(old.answer.is_none() || old.answer == new.answer);
            }
            let seq = i64::try_from(journal.len()).unwrap() + 1;
            journal.push((Stamp { seq, at: format!("2020-02-27T00:00:{seq:02}Z"), who: "operator:1".into() }, body));
            seen_at.push(fold(journal.clone()));
        }
        for (length, seen) in (1..).zip(&seen_at) {
            let again = fold(journal.iter().take(length).cloned());
            prop_assert_eq!(&again, seen);
        }
        for (id, kept) in fold(journal.clone()) {
            let of_id: Vec<_> = journal.iter().filter(|(_, body)| body.id == id).collect();
            prop_assert_eq!(kept.entries, of_id.len());
            prop_assert_eq!(&kept.body, &of_id[of_id.len() - 1].1);
            prop_assert_eq!(&kept.first, &of_id[0].0);
            prop_assert_eq!(&kept.last, &of_id[of_id.len() - 1].0);
        }
    }
}
