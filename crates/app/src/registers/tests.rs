//! The registers in a home of their own, on SQLite.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use evidence::catalogue::DataClass;
use evidence::registers::{Area, Concern, DataSet, DueState, Gap, GapState, HighWard, Priority, RequestState};
use intake::{ExtractFacts, Kind, Passport, Status, Unit};
use journal::Body as _;
use std::collections::BTreeSet;

fn moment_at(now: &str) -> Moment {
    Moment { now: now.parse().unwrap(), who: "operator:1000".into() }
}

fn moment() -> Moment {
    moment_at("2020-03-02T10:00:00Z")
}

async fn house() -> (House, tempfile::TempDir) {
    crate::stub::house(&moment()).await
}

/// An extract of counts whose units name `data_set`.
async fn receive(house: &House, data_set: &str, received: &str) {
    let unit = Unit { force: format!("{data_set}/cases/village/{received}"), month: String::new(), rows: 3 };
    let mut facts = ExtractFacts {
        passport: Passport {
            extract: format!("counts-{received}"),
            kind: Kind::AreaCounts,
            file: "invented.csv".into(),
            status: Status::Imported,
            rows_read: 3,
            rows_accepted: 3,
            rows_rejected: 0,
            rejected_by_reason: BTreeMap::new(),
            repeated_ids: 0,
            months: vec!["2019-10".into(), "2019-11".into()],
            forces: vec![unit.force.clone()],
            missing: BTreeMap::new(),
            geography: String::new(),
            not_placed: 0,
        },
        content_sha256: format!("{:0>64}", received.replace('-', "")),
        received: received.into(),
        imported_at: "2020-03-01T00:00:00Z".into(),
        imported_by: "operator:1000".into(),
        folder: format!("folder-{received}"),
        parts: Vec::new(),
        units: vec![unit],
        notes: BTreeMap::new(),
    };
    house.store.register(&mut facts, &[]).await.unwrap();
}

async fn source(house: &House, id: &str, on: &str) -> SourceLine {
    let lines = source_register(house, on.parse().unwrap()).await.unwrap();
    lines.into_iter().find(|line| line.data_set.id == id).unwrap()
}

fn judgement<'a>(class: &'a str, reason: &'a str, role: &'a str) -> JudgementWords<'a> {
    JudgementWords { class, reason, role, on: None }
}

#[tokio::test]
async fn the_catalogue_stands_until_something_is_judged() {
    let (house, _folder) = house().await;
    let before = source(&house, "council-asb", "2020-03-02").await;
    assert_eq!((before.class, before.class_recorded, before.entries), (Some(DataClass::RiskAssessment), false, 0));
    assert_eq!(before.state, DueState::NeverReceived);
    let words = judgement("insight", "recording differs from team to team", "data group");
    let recorded = judge_source(&house, &moment(), "council-asb", &words).await.unwrap();
    assert_eq!((recorded.seq, recorded.register.as_str(), recorded.id.as_str()), (1, "data-set", "council-asb"));
    let after = source(&house, "council-asb", "2020-03-02").await;
    assert_eq!((after.class, after.class_recorded, after.entries), (Some(DataClass::Insight), true, 1));
    let judged = after.data_set.judged.as_ref().unwrap();
    assert_eq!((judged.on.to_string().as_str(), judged.role.as_str()), ("2020-03-02", "data group"));
    assert_eq!(class_of(&house, "council-asb").await.unwrap(), Some(DataClass::Insight));
    assert_eq!(class_of(&house, "imd").await.unwrap(), Some(DataClass::RiskAssessment));
    assert_eq!(class_of(&house, "never-heard-of").await.unwrap(), None);
    assert_eq!(classes(&house).await.unwrap()["council-asb"], DataClass::Insight);
    // Judged again: the earlier judgement stays in the history.
    judge_source(&house, &moment(), "council-asb", &judgement("risk-assessment", "now the same everywhere", "board")).await.unwrap();
    let written = history(&house, DataSet::REGISTER, "council-asb").await.unwrap();
    let classes: Vec<&str> = written.iter().map(|line| line.body["judged"]["class"].as_str().unwrap()).collect();
    assert_eq!(classes, ["insight", "risk-assessment"]);
    assert_eq!(load::<DataSet>(&house, Some(1)).await.unwrap()["council-asb"].body.class(), Some(DataClass::Insight));
}

#[tokio::test]
async fn what_may_not_be_recorded_is_refused_and_keeps_nothing() {
    let (house, _folder) = house().await;
    for (class, reason, role) in [
        ("gospel", "seen", "board"),
        ("insight", "", "board"),
        ("insight", "seen", " "),
        ("insight", "seen", "Jane Invented"),
        ("insight", "told by desk@partner.example", "board"),
    ] {
        let trouble = judge_source(&house, &moment(), "imd", &judgement(class, reason, role)).await.unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("record-refused", 2), "{class} {reason} {role}");
        assert!(!trouble.message.contains("Jane") && !trouble.message.contains('@'), "{}", trouble.message);
    }
    let unknown = judge_source(&house, &moment(), "never-heard-of", &judgement("insight", "seen", "board")).await.unwrap_err();
    assert_eq!((unknown.code, unknown.exit_code()), ("record-unknown", 2));
    assert_eq!(house.store.last_entry().await.unwrap(), 0);
}

#[tokio::test]
async fn a_change_over_one_not_seen_is_refused() {
    let (house, _folder) = house().await;
    judge_source(&house, &moment(), "imd", &judgement("insight", "seen", "board")).await.unwrap();
    let (standing, seen) = required::<DataSet>(&house, "imd").await.unwrap();
    let other = Moment { who: "operator:1001".into(), ..moment() };
    judge_source(&house, &other, "imd", &judgement("risk-assessment", "seen again", "board")).await.unwrap();
    let trouble = save(&house, &moment(), &standing, seen).await.unwrap_err();
    assert_eq!((trouble.code, trouble.exit_code()), ("entry-changed", 2));
    assert!(trouble.message.contains("`operator:1001`"), "{}", trouble.message);
}

#[tokio::test]
async fn a_file_adds_a_data_set_and_receipts_make_it_due() {
    let (house, folder) = house().await;
    let path = folder.path().join("source.toml");
    let file = |frequency: &str| {
        format!(
            "id = 'noise'\ntitle = 'Noise complaints'\nholder = 'the council'\ncontact_role = 'pollution desk'\nfrequency = '{frequency}'\nnext_due = '2020-01-31'\n"
        )
    };
    std::fs::write(&path, file("monthly")).unwrap();
    add_source(&house, &moment(), read_source_file(&path).unwrap()).await.unwrap();
    let line = source(&house, "noise", "2020-03-02").await;
    assert_eq!((line.state, line.next_due.unwrap().to_string().as_str(), line.class), (DueState::Overdue, "2020-01-31", None));
    let words = ChaseWords { role: "research group analyst", channel: "letter", note: "the last quarter", on: None };
    chase_source(&house, &moment(), "noise", &words).await.unwrap();
    receive(&house, "noise", "2020-03-01").await;
    receive(&house, "noise-at-night", "2020-03-31").await;
    answer_source(&house, &moment(), "noise", "sent today", None).await.unwrap();
    let line = source(&house, "noise", "2020-03-02").await;
    assert_eq!((line.state, line.last_received.unwrap().to_string().as_str()), (DueState::Current, "2020-03-01"));
    assert_eq!(
        (line.extracts.as_slice(), line.months),
        (&["counts-2020-03-01".to_owned()][..], Some(("2019-10".into(), "2019-11".into())))
    );
    assert_eq!(line.data_set.chases[0].answer.as_ref().unwrap().said, "sent today");
    // Said anew: what was asked and answered stays.
    std::fs::write(&path, file("quarterly")).unwrap();
    add_source(&house, &moment(), read_source_file(&path).unwrap()).await.unwrap();
    let line = source(&house, "noise", "2020-03-02").await;
    assert_eq!((line.data_set.frequency.as_str(), line.data_set.chases.len(), line.entries), ("quarterly", 1, 4));
    assert_eq!(source_table(&line).columns.len(), 2);

    std::fs::write(&path, file("fortnightly")).unwrap();
    let trouble = add_source(&house, &moment(), read_source_file(&path).unwrap()).await.unwrap_err();
    assert!(trouble.remedy.contains("`monthly`"), "{}", trouble.remedy);
    std::fs::write(&path, "id = 'noise'\ncolour = 'blue'\n").unwrap();
    assert_eq!(read_source_file(&path).unwrap_err().code, "source-file");
}

#[tokio::test]
async fn gaps_and_requests_run_late_and_are_closed() {
    let (house, _folder) = house().await;
    let gap = NewGap { id: "drugs", what: "drug use", why: "not counted", owner: "public health lead", review: "2020-06-30", since: None };
    record_gap(&house, &moment(), &gap).await.unwrap();
    assert_eq!(record_gap(&house, &moment(), &gap).await.unwrap_err().code, "record-taken");
    let state = async |on: &str| gaps(&house, on.parse().unwrap()).await.unwrap()[0].state;
    assert_eq!((state("2020-06-30").await, state("2020-07-01").await), (GapState::Open, GapState::Overdue));
    let later = moment_at("2020-07-02T10:00:00Z");
    review_gap(&house, &later, "drugs", "board", "nothing new", "2020-12-31").await.unwrap();
    assert_eq!(state("2020-07-03").await, GapState::Open);
    assert_eq!(review_gap(&house, &later, "drugs", "board", "nothing new", "2020-06-01").await.unwrap_err().code, "record-refused");
    close_gap(&house, &later, "drugs", "board", "treatment counts arrive").await.unwrap();
    assert_eq!(close_gap(&house, &later, "drugs", "board", "twice").await.unwrap_err().code, "record-refused");
    assert_eq!(history(&house, Gap::REGISTER, "drugs").await.unwrap().len(), 3);

    let request = NewRequest {
        id: "stock",
        to: "the landlords",
        what: "homes by LSOA",
        data_set: Some("social-housing"),
        role: "analyst",
        due: "2020-04-01",
        on: None,
    };
    ask(&house, &moment(), &request).await.unwrap();
    let state = async |on: &str| requests(&house, on.parse().unwrap()).await.unwrap()[0].state;
    assert_eq!((state("2020-04-01").await, state("2020-04-02").await), (RequestState::Open, RequestState::Overdue));
    let words = ChaseWords { role: "analyst", channel: "call", note: "", on: Some("2020-04-03") };
    chase_request(&house, &later, "stock", &words).await.unwrap();
    answer_request(&house, &later, "stock", false, "not without an agreement", None).await.unwrap();
    assert_eq!(state("2020-12-31").await, RequestState::Refused);
    assert_eq!(chase_request(&house, &later, "stock", &words).await.unwrap_err().code, "record-refused");
}

#[tokio::test]
async fn the_demonstration_is_recorded_once_and_leaves_one_ward_undecided() {
    let (house, _folder) = house().await;
    let recorded = demo(&house, &moment()).await.unwrap();
    let registers: BTreeSet<&str> = recorded.iter().map(|one| one.register.as_str()).collect();
    assert_eq!(registers.into_iter().collect::<Vec<_>>(), ["area", "concern", "data-set", "gap", "priority", "request", "scan"]);
    let judged = source_register(&house, "2020-03-02".parse().unwrap()).await.unwrap();
    let of = |class| judged.iter().filter(|line| line.class_recorded && line.class == Some(class)).count();
    assert_eq!(
        [DataClass::RiskAssessment, DataClass::Insight, DataClass::NotSuitable, DataClass::ToObtain].map(of),
        [6, 4, 2, 3],
        "as the review of 2020 judged its fifteen"
    );
    assert_eq!(gaps(&house, "2020-03-02".parse().unwrap()).await.unwrap().len(), 4);
    assert!(requests(&house, "2020-03-02".parse().unwrap()).await.unwrap().iter().all(|line| line.request.outcome.is_none()));
    let about: Vec<ConcernLine> = concerns(&house).await.unwrap();
    assert_eq!((about.len(), about[0].name.as_str(), about[0].wards.first().unwrap().as_str()), (1, "Northstowe", "E05011299"));
    let listed = priorities(&house, Some("2020-21")).await.unwrap();
    let lines: Vec<(&str, &str, &str)> =
        listed.iter().map(|line| (line.heading.as_str(), line.priority.name.as_str(), line.standing)).collect();
    assert_eq!(lines.len(), 7);
    assert_eq!(lines[0], ("Emerging", "Cambourne", "on the list"));
    assert_eq!(lines[2], ("Preventing", "Northstowe", "on the list"));
    assert_eq!(lines[3], ("Sustaining", "Willingham", "on the list"));
    assert_eq!(lines[6].0, "Community Resilience");
    // The four wards that the paper puts at High.
    let high: Vec<String> = ["E05011287", "E05011297", "E05011301", "E05011302"].map(str::to_owned).into();
    let high = high_wards(&house, &high).await.unwrap();
    let left = undecided_wards(&house, &high, "2020-21").await.unwrap();
    assert_eq!(left, [HighWard { code: "E05011301".into(), name: "E05011301".into() }]);

    // Off the list because…
    let places = ["E05011301".to_owned()];
    let looked_at = NewPriority {
        id: "2020-21-milton-waterbeach",
        year: "2020-21",
        name: "Milton & Waterbeach",
        areas: &places,
        heading: None,
        reason: "3 flags, High",
        role: "data group",
        rule: Some("ward-flags@2020"),
        result: None,
        concerns: &[],
        on: None,
    };
    propose_priority(&house, &moment(), &looked_at).await.unwrap();
    assert_eq!(undecided_wards(&house, &high, "2020-21").await.unwrap().len(), 1, "looked at is not decided");
    let decide = |listed, reason| DecisionWords { listed, reason, role: "board", meeting: "board, March 2020", on: None };
    let id = "2020-21-milton-waterbeach";
    let silent = decide_priority(&house, &moment(), id, &decide(false, "")).await.unwrap_err();
    assert_eq!(silent.code, "record-refused");
    let headless = decide_priority(&house, &moment(), id, &decide(true, "agreed")).await.unwrap_err();
    assert_eq!(headless.code, "record-refused");
    let because = "its flags rest on nothing that the partnership can affect";
    decide_priority(&house, &moment(), id, &decide(false, because)).await.unwrap();
    assert!(undecided_wards(&house, &high, "2020-21").await.unwrap().is_empty());
    assert_eq!(history(&house, Priority::REGISTER, id).await.unwrap().len(), 2);

    // Again: nothing is written, and what was changed since stays.
    judge_source(&house, &moment(), "imd", &judgement("insight", "looked at again", "board")).await.unwrap();
    assert_eq!(demo(&house, &moment()).await.unwrap(), []);
    assert_eq!(class_of(&house, "imd").await.unwrap(), Some(DataClass::Insight));
}

#[tokio::test]
async fn a_place_must_be_known_and_a_heading_too() {
    let (house, _folder) = house().await;
    let raise = |area: &'static str| NewConcern { area, reason: "new community", role: "officer", on: None };
    assert_eq!(raise_concern(&house, &moment(), &raise("northstowe")).await.unwrap_err().code, "place-unknown");
    demo(&house, &moment()).await.unwrap();
    let recorded = raise_concern(&house, &moment(), &raise("northstowe")).await.unwrap();
    assert_eq!(recorded.id, "concern-2");
    withdraw_concern(&house, &moment(), "concern-2", "officer", "raised twice").await.unwrap();
    assert_eq!(withdraw_concern(&house, &moment(), "concern-2", "officer", "again").await.unwrap_err().code, "record-refused");
    assert_eq!(history(&house, Concern::REGISTER, "concern-2").await.unwrap().len(), 2);
    let mut area = required::<Area>(&house, "northstowe").await.unwrap().0;
    area.until = Some("2026-04-01".parse().unwrap());
    define_area(&house, &moment(), &area).await.unwrap();
    let line = |on: &str| on.parse().unwrap();
    let held: Vec<bool> =
        [areas(&house, line("2026-03-31")).await.unwrap()[0].holds, areas(&house, line("2026-04-01")).await.unwrap()[0].holds].into();
    assert_eq!(held, [true, false]);
    let places = ["northstowe".to_owned()];
    let proposal = |heading: &'static str| NewPriority {
        id: "2021-22-northstowe",
        year: "2021-22",
        name: "Northstowe",
        areas: &places,
        heading: Some(heading),
        reason: "still growing",
        role: "data group",
        rule: None,
        result: None,
        concerns: &[],
        on: None,
    };
    let odd = propose_priority(&house, &moment(), &proposal("urgent")).await.unwrap_err();
    assert!(odd.remedy.contains("`preventing`"), "{}", odd.remedy);
    propose_priority(&house, &moment(), &proposal("community resilience")).await.unwrap();
    assert_eq!(priorities(&house, Some("2021-22")).await.unwrap()[0].heading, "Community Resilience");
}

#[tokio::test]
async fn an_issue_is_scored_again_and_what_was_chosen_stays() {
    let (house, _folder) = house().await;
    let scores: Vec<String> = ["volume=3", "trend=2", "harm=3", "public-concern=2", "can-affect=1"].map(str::to_owned).into();
    let score = |scores| NewScore {
        scan: "2020-21",
        issue: "violence",
        title: "Violence",
        scores,
        reason: "recorded figures",
        role: "research group analyst",
        police: Some(("12", "out of 20", "constabulary risk assessment, March 2020")),
        on: None,
    };
    score_issue(&house, &moment(), &score(&scores)).await.unwrap();
    choose_issue(&house, &moment(), "2020-21/violence", Some("what drives it?"), "highest", "board", None).await.unwrap();
    let anew: Vec<String> = ["volume=3", "trend=3", "harm=3", "public-concern=2", "can-affect=1"].map(str::to_owned).into();
    score_issue(&house, &moment_at("2020-04-02T10:00:00Z"), &NewScore { police: None, ..score(&anew) }).await.unwrap();
    let lines = scan_lines(&house, Some("2020-21")).await.unwrap();
    let line = &lines[0];
    assert_eq!((line.total, line.issue.rule.as_str()), (12, "scan-matrix@1"));
    assert!(line.issue.choice.as_ref().unwrap().chosen && line.issue.police.is_some());
    let odd_ones = [anew[..4].to_vec(), vec!["volume=9".to_owned()], vec!["volume".to_owned()]];
    for odd in &odd_ones {
        assert_eq!(score_issue(&house, &moment(), &score(odd)).await.unwrap_err().exit_code(), 2);
    }
    assert!(choose_issue(&house, &moment(), "2020-21/theft", None, "no", "board", None).await.is_err());
    let day: Date = "2020-04-02".parse().unwrap();
    let matrix = house.rulebook.scan_matrix(day, None).unwrap();
    let table = scan_table(&lines, matrix.parameters);
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
}
