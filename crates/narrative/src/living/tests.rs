//! The laws of a paper's life.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::Step;
use calendar::Date;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn paper(stage: Stage) -> PaperEntry {
    PaperEntry {
        id: "a-paper".into(),
        definition: "id = \"a-paper\"".into(),
        stage,
        office: "council-officer".into(),
        reason: "opened".into(),
        on: day("2019-11-04"),
        version: 0,
        frozen: Some(7),
        follows: String::new(),
    }
}

fn moved(from: Stage, to: Stage, ready: &Ready, reason: &str) -> Result<PaperEntry, Vec<MoveRefused>> {
    decide_move(&paper(from), to, ready, "chair", reason, day("2020-02-27"))
}

#[test]
fn a_paper_goes_one_stage_at_a_time() {
    let ready = Ready::default();
    for (from, to) in [
        (Stage::Draft, Stage::Consultation),
        (Stage::Consultation, Stage::Approved),
        (Stage::Consultation, Stage::Draft),
        (Stage::Approved, Stage::Published),
        (Stage::Approved, Stage::Draft),
    ] {
        let there = moved(from, to, &ready, "the board decided").unwrap();
        assert_eq!((there.stage, there.office.as_str(), there.frozen), (to, "chair", None));
    }
    let said = |from, to| moved(from, to, &ready, "x").unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    assert_eq!(said(Stage::Draft, Stage::Published), "it is in draft, and `published` does not follow from there");
    assert_eq!(said(Stage::Draft, Stage::Approved), "it is in draft, and `approved` does not follow from there");
    assert_eq!(said(Stage::Published, Stage::Draft), "it is published, and what is published never changes");
    assert_eq!(said(Stage::Approved, Stage::Approved), "it is approved already");
}

#[test]
fn everything_in_the_way_is_said_at_once() {
    let ready = Ready { unanswered: vec!["C-1".into(), "C-4".into()], faults: 3 };
    let refused = moved(Stage::Consultation, Stage::Approved, &ready, " ").unwrap_err();
    let said: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["no reason is given", "comments C-1, C-4 have no answer", "it has 3 faults"]);
    assert!(refused.iter().all(|one| !one.remedy().is_empty()));
    // Back to draft faults are no matter, comments are.
    let refused = moved(Stage::Consultation, Stage::Draft, &ready, "new figures came").unwrap_err();
    assert_eq!(refused, [MoveRefused::Unanswered(vec!["C-1".into(), "C-4".into()])]);
}

#[test]
fn late_steps_are_known_by_the_day() {
    let step =
        |step: &str, from: &str, until: &str| Step { step: step.into(), owner: "analyst".into(), from: from.into(), until: until.into() };
    let steps = [step("Scanning", "2019-11-04", "2019-11-22"), step("Analysis", "2019-11-25", "2019-12-20"), step("Analysis", "x", "")];
    let done = |slug: &str, on: &str| {
        let entry = StepEntry {
            paper: "a-paper".into(),
            step: slug.into(),
            done: Some(day(on)),
            office: "county-analyst".into(),
            note: String::new(),
        };
        BTreeMap::from([(slug.to_owned(), entry)])
    };
    let states = |done: &BTreeMap<String, StepEntry>, today: &str| {
        timetable(&steps, done, day(today)).iter().map(|line| (line.slug.clone(), line.state.id(), line.days_late)).collect::<Vec<_>>()
    };
    let line = |slug: &str, state, days| (slug.to_owned(), state, days);
    assert_eq!(
        states(&BTreeMap::new(), "2019-11-23"),
        [line("scanning", "late", 1), line("analysis", "ahead", 0), line("analysis-2", "now", 0)]
    );
    assert_eq!(states(&BTreeMap::new(), "2019-11-22")[0], line("scanning", "now", 0));
    assert_eq!(states(&done("scanning", "2019-11-26"), "2019-12-25")[0], line("scanning", "done", 4));
    assert_eq!(states(&done("scanning", "2019-11-20"), "2019-12-25")[1], line("analysis", "late", 5));
}

#[test]
fn comments_are_answered_once() {
    let comment = CommentEntry {
        paper: "a-paper".into(),
        number: 1,
        section: "summary".into(),
        quoted: "fires fell".into(),
        comment: "In which wards?".into(),
        organisation: "fire".into(),
        office: "fire-member".into(),
        on: day("2020-01-20"),
        reply: None,
    };
    assert_eq!((next_comment([&comment]), unanswered([&comment])), (2, vec!["C-1".to_owned()]));
    let reply = |on: &str| Reply { accepted: true, said: "The wards are named.".into(), office: "council-officer".into(), on: day(on) };
    assert!(comment.clone().answered(reply("2020-01-19")).is_err());
    let answered = comment.answered(reply("2020-01-21")).unwrap();
    assert!(unanswered([&answered]).is_empty());
    assert!(answered.answered(reply("2020-01-22")).is_err());
}

#[test]
fn other_sentences_are_put_together_and_the_same_one_is_not() {
    let base = "Fires fell. Burglary rose.\nThere is more.\n";
    let both = merge(base, "Fires fell sharply. Burglary rose.\nThere is more.\n", "Fires fell. Burglary rose.\nThere is much more.\n");
    assert_eq!(both.proposal.as_deref(), Some("Fires fell sharply. Burglary rose.\nThere is much more.\n"));
    let clash = merge(base, "Fires rose. Burglary rose.\nThere is more.\n", "Fires fell a little. Burglary rose.\nThere is more.\n");
    assert_eq!(clash.proposal, None);
    assert_eq!(clash.clashes, [Clash { base: "Fires fell. ".into(), theirs: "Fires rose. ".into(), mine: "Fires fell a little. ".into() }]);
    let behind = merge("One.\n", "One.\nTwo.\n", "One.\nThree.\n");
    assert_eq!((behind.proposal, behind.clashes.len()), (None, 1));
}

#[test]
fn words_and_figures_that_differ_are_named() {
    let runs = compare_words("Fires fell in Milton.\nThe end.\n", "Fires rose in Milton.\nThe end.\n");
    let shown: Vec<(Kept, &str)> = runs.iter().map(|run| (run.kept, run.words.as_str())).collect();
    assert_eq!(shown[..3], [(Kept::Both, "Fires "), (Kept::Then, "fell"), (Kept::Now, "rose")]);
    let figure = |id: &str, value: &str, extract: &str| FigureSaid {
        id: id.into(),
        title: id.into(),
        unit: "incidents".into(),
        period: "2019".into(),
        value: value.into(),
        rules: vec!["change-test@1".into()],
        extracts: vec![extract.into()],
    };
    let then = [figure("asb", "1596", "a"), figure("fires", "9", "a"), figure("gone", "1", "a"), figure("same", "1", "a")];
    let now = [figure("asb", "1597", "b"), figure("fires", "9", "b"), figure("new", "1", "a"), figure("same", "1", "a")];
    let changes = compare_figures(&then, &now);
    let how: Vec<(&str, HowChanged)> = changes.iter().map(|one| (one.id.as_str(), one.how)).collect();
    assert_eq!(
        how,
        [
            ("asb", HowChanged::Value),
            ("new", HowChanged::Added),
            ("gone", HowChanged::Removed),
            ("fires", HowChanged::Ground),
            ("same", HowChanged::Not)
        ]
    );
    assert_eq!((changes[0].left.as_slice(), changes[0].taken.as_slice()), (&["a".to_owned()][..], &["b".to_owned()][..]));
}

/// Texts of a few sentences, so that edits meet.
fn a_text() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Fires fell. ",
        "Fires rose. ",
        "All is well.\n",
        "Who knows? ",
        "\n",
        "x",
        "{{ asb.value }} ",
        "\u{201c}So.\u{201d} ",
    ]);
    prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat())
}

fn a_stage() -> impl Strategy<Value = Stage> {
    prop::sample::select(Stage::ALL.to_vec())
}

proptest! {
    #[test]
    fn sentences_put_together_are_the_text(text in a_text()) {
        prop_assert_eq!(merge::sentences(&text).concat(), text);
    }

    #[test]
    fn who_changed_nothing_changes_nothing(base in a_text(), other in a_text()) {
        prop_assert_eq!(merge(&base, &other, &base).proposal, Some(other.clone()));
        prop_assert_eq!(merge(&base, &base, &other).proposal, Some(other.clone()));
        prop_assert_eq!(merge(&base, &other, &other).proposal, Some(other));
    }

    #[test]
    fn it_is_no_matter_who_was_first(base in a_text(), one in a_text(), other in a_text()) {
        let (first, second) = (merge(&base, &one, &other), merge(&base, &other, &one));
        prop_assert_eq!(first.proposal, second.proposal);
        prop_assert_eq!(first.clashes.len(), second.clashes.len());
    }

    #[test]
    fn compared_words_are_both_texts(then in a_text(), now in a_text()) {
        let of = |not: Kept| compare_words(&then, &now).into_iter().filter(|run| run.kept != not).map(|run| run.words).collect::<String>();
        prop_assert_eq!(of(Kept::Now), then.clone());
        prop_assert_eq!(of(Kept::Then), now.clone());
    }

    /// Whatever order people save in, on top of whatever they saw: each text is in the history, or is given back as it was.
    #[test]
    fn no_edit_is_ever_lost(edits in prop::collection::vec((a_text(), 0_usize..6), 1..12)) {
        let mut history: Vec<(i64, String)> = Vec::new();
        let mut next = 1;
        for (mine, back) in edits {
            let seen = history.len().checked_sub(back + 1).map_or(0, |at| history[at].0);
            let stands = history.last().map(|(seq, text)| (*seq, text.as_str()));
            match attempt(stands, seen, &mine) {
                Attempt::Write => {
                    // Only on top of what stands there: nobody\u{2019}s text is covered unseen.
                    prop_assert_eq!(seen, stands.map_or(0, |(seq, _)| seq));
                    history.push((next, mine));
                    next += 1;
                }
                Attempt::Same => prop_assert!(history.iter().any(|(_, text)| *text == mine)),
                Attempt::Conflict => {
                    let base = history.iter().find(|(seq, _)| *seq == seen).map_or("", |(_, text)| text);
                    let theirs = &history.last().unwrap().1;
                    let merged = merge(base, theirs, &mine);
                    prop_assert_eq!(merged.proposal.is_some(), merged.clashes.is_empty());
                }
            }
        }
        prop_assert!(history.windows(2).all(|two| two[0].0 < two[1].0));
    }

    #[test]
    fn nothing_is_approved_with_a_fault_or_a_comment_open(from in a_stage(), to in a_stage(), faults in 0_usize..3, open in 0_usize..3) {
        let ready = Ready { faults, unanswered: (0..open).map(|n| format!("C-{n}")).collect() };
        match moved(from, to, &ready, "why") {
            Ok(there) => {
                prop_assert_eq!(there.stage, to);
                prop_assert!(from != Stage::Published);
                prop_assert!(next_stages(from).contains(&to));
                if matches!(to, Stage::Approved | Stage::Published) {
                    prop_assert!(faults == 0 && open == 0);
                }
            }
            Err(why) => prop_assert!(!why.is_empty()),
        }
    }
}
