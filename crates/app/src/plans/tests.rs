//! Plans in a home of their own: written, adopted, carried on, reported, closed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::people::tests::home;
use crate::ports::SetPaper;
use crate::{Moment, Press};
use ::papers::{Block, Document, Inline};
use ::plans::{Achievement, Concern, CostLine, Period, PlanKind, Reference, Rhythm, Status, Waits};
use jiff::civil::Date;
use std::sync::Arc;

/// A press for which so many letters fill a page.
struct Counting;

const LETTERS: usize = 400;

impl Press for Counting {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>> {
        let letters =
            |inlines: &[Inline]| inlines.iter().map(|one| if let Inline::Text(text) = one { text.len() } else { 0 }).sum::<usize>();
        let of = |block: &Block| match block {
            Block::List(items) | Block::Numbered(items) => items.iter().map(|item| letters(item)).sum(),
            _ => 0,
        };
        Ok(vec![0; document.blocks.iter().map(of).sum()])
    }

    fn set(&self, document: &Document) -> Result<SetPaper> {
        let bytes = self.pdf(document)?;
        Ok(SetPaper { pages: Some(bytes.len().div_ceil(LETTERS).max(1)), bytes, headings: Vec::new() })
    }
}

fn moment(day: &str) -> Moment {
    Moment { now: format!("{day}T10:00:00Z").parse().unwrap(), who: "operator:1000".into() }
}

const TODAY: &str = "2026-10-01";

fn number(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

fn period(text: &str) -> Period {
    Period::parse(text).unwrap()
}

fn plan(id: &str) -> PlanWords<'_> {
    PlanWords {
        id,
        title: "Plan",
        kind: PlanKind::Rolling,
        from: Some(Date::constant(2026, 4, 1)),
        until: Some(Date::constant(2029, 3, 31)),
        rhythm: Rhythm::Quarterly,
        owner: "officer",
        grant_pence: None,
        follows: None,
    }
}

async fn house(folder: &std::path::Path) -> House {
    let mut house = home(folder).await;
    house.press = Arc::new(Counting);
    let now = moment(TODAY);
    open_plan(&house, &now, &plan("rolling")).await.unwrap();
    let priority = PriorityWords { title: "Burglary", ..PriorityWords::default() };
    change_priority(&house, &now, "rolling", "1", &priority, 0).await.unwrap();
    for (at, text) in [("1.1", "Visit homes"), ("1.1a", "Agree who visits"), ("1.2", "Fit locks")] {
        let words = ActionWords { priority: Some("1"), text, owner: Some("council-officer"), ..ActionWords::default() };
        change_action(&house, &now, "rolling", &number(at), &words, 0).await.unwrap();
    }
    house
}

fn said(of: &str, words: &'static str, status: Option<Status>) -> UpdateWords<'static> {
    UpdateWords {
        period: period(of),
        said: words,
        status,
        value: "",
        role: "officer",
        evidence: Vec::new(),
        set_aside: None,
        publicity: false,
        barrier: "",
        seen: None,
    }
}

fn report_of(achievements: Vec<Achievement>, concerns: Vec<Concern>, publicity: Vec<String>) -> ReportWords<'static> {
    ReportWords { lead: "officer", achievements, concerns, publicity, clients: None, role: "officer", seen: 0 }
}

fn achieved(at: &str, text: &str) -> Achievement {
    Achievement { reference: number(at), text: text.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_book_is_the_journal_whoever_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    // A second service over the same record has a book of its own, which follows the other's writing.
    let other = crate::people::tests::opened_again(folder.path()).await;
    let count = async |house: &House| with_book(house, |book| book.actions_of("rolling").count()).await.unwrap();
    assert_eq!((count(&house).await, count(&other).await), (3, 3));
    update_action(&other, &moment(TODAY), "rolling", &number("1.2"), &said("2026-27-Q2", "Six homes", Some(Status::OnTrack)))
        .await
        .unwrap();
    let newest = with_book(&house, |book| book.newest_update("rolling", &number("1.2")).map(|kept| kept.body.said.clone())).await.unwrap();
    assert_eq!(newest.as_deref(), Some("Six homes"));
    // A second update about the same period corrects the first; both stay in the journal.
    update_action(&house, &moment(TODAY), "rolling", &number("1.2"), &said("2026-27-Q2", "Seven homes", Some(Status::OnTrack)))
        .await
        .unwrap();
    let view = action_view(&house, Date::constant(2026, 10, 1), "rolling", &number("1.2")).await.unwrap().unwrap();
    assert_eq!((view.updates.len(), view.updates[0].entries, view.updates[0].body.said.as_str()), (1, 2, "Seven homes"));
    let history = crate::registers::history(&house, "plan-update", "rolling/1.2/2026-27-Q2").await.unwrap();
    assert_eq!(history.len(), 2);
    let cold = Book::up_to(&house, i64::MAX).await.unwrap();
    let warm = with_book(&house, Clone::clone).await.unwrap();
    assert_eq!(
        (cold.seen, cold.actions, cold.updates),
        (warm.seen, warm.actions, warm.updates),
        "read at once or bit by bit, it is the same"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_board_adopted_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    let now = moment(TODAY);
    let words = AdoptWords { meeting: "board", role: "chair", on: None };
    adopt_plan(&house, &now, "rolling", &words).await.unwrap();
    let seen = crate::registers::find::<::plans::Action>(&house, "rolling/1.2").await.unwrap().unwrap().1;
    let changed = ActionWords { priority: Some("1"), text: "Fit locks and alarms", ..ActionWords::default() };
    change_action(&house, &now, "rolling", &number("1.2"), &changed, seen).await.unwrap();
    let version = version_view(&house, "rolling", 1).await.unwrap().unwrap();
    assert_eq!(version.actions[2].text, "Fit locks");
    assert_eq!(version_view(&house, "rolling", 2).await.unwrap(), None);
    // Somebody who looked before the change is refused.
    assert_eq!(change_action(&house, &now, "rolling", &number("1.2"), &changed, seen).await.unwrap_err().code, "entry-changed");
    // Cost lines must come to the grant.
    let granted = PlanWords { grant_pence: Some(1_000), ..plan("granted") };
    open_plan(&house, &now, &granted).await.unwrap();
    assert_eq!(adopt_plan(&house, &now, "granted", &words).await.unwrap_err().code, "plan-empty");
    let cost = |pence| ActionWords { text: "Film", costs: vec![CostLine { what: "film".into(), pence }], ..ActionWords::default() };
    change_action(&house, &now, "granted", &number("1"), &cost(999), 0).await.unwrap();
    let refused = adopt_plan(&house, &now, "granted", &words).await.unwrap_err();
    assert_eq!(refused.code, "plan-grant");
    assert!(refused.message.contains("\u{a3}9.99") && refused.message.contains("\u{a3}10.00"), "{}", refused.message);
    let seen = crate::registers::find::<::plans::Action>(&house, "granted/1").await.unwrap().unwrap().1;
    change_action(&house, &now, "granted", &number("1"), &cost(1_000), seen).await.unwrap();
    adopt_plan(&house, &now, "granted", &words).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn open_actions_go_on_in_the_next_plan_and_say_where_from() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    let now = moment(TODAY);
    let done = DoneWords { output: "Agreed", outcome: "", role: "officer", on: None };
    complete_action(&house, &now, "rolling", &number("1.1a"), &done).await.unwrap();
    open_plan(&house, &now, &plan("next")).await.unwrap();
    assert_eq!(carry_forward(&house, &now, "rolling", "next", "officer").await.unwrap_err().code, "plan-not-following");
    let follows = PlanWords { follows: Some("rolling"), ..plan("after") };
    open_plan(&house, &now, &follows).await.unwrap();
    let (carried, left) = carry_forward(&house, &now, "rolling", "after", "officer").await.unwrap();
    assert_eq!((carried, left.len()), (2, 0));
    let day = Date::constant(2026, 10, 1);
    let lines = plan_lines(&house, day, "after").await.unwrap();
    assert_eq!(lines.iter().filter_map(|line| line.action.carried_from.as_deref()).collect::<Vec<_>>(), ["rolling/1.1", "rolling/1.2"]);
    assert_eq!(lines[0].priority, "Burglary");
    let before = plan_lines(&house, day, "rolling").await.unwrap();
    assert!(before.iter().all(|line| matches!(line.waits, Waits::Closed | Waits::Complete)));
    // Whoever leaves hands over what is open, and only to somebody in office.
    assert_eq!(reassign(&house, &now, "council-officer", "nobody-known").await.unwrap_err().code, "user-elsewhere");
    assert_eq!(reassign(&house, &now, "council-officer", "council-spoc").await.unwrap(), 2);
    assert_eq!(reassign(&house, &now, "council-officer", "council-spoc").await.unwrap_err().code, "nothing-to-reassign");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_milestone_goes_with_its_action_and_an_action_under_its_own_priority_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    let now = moment(TODAY);
    let taken = PlanWords { follows: Some("rolling"), ..plan("taken") };
    open_plan(&house, &now, &taken).await.unwrap();
    change_action(&house, &now, "taken", &number("1.1"), &ActionWords { text: "Something else", ..ActionWords::default() }, 0)
        .await
        .unwrap();
    let (carried, left) = carry_forward(&house, &now, "rolling", "taken", "officer").await.unwrap();
    assert_eq!((carried, left.iter().map(ToString::to_string).collect::<Vec<_>>()), (1, vec!["1.1".to_owned(), "1.1a".to_owned()]));
    let other = PlanWords { follows: Some("rolling"), ..plan("other") };
    open_plan(&house, &now, &other).await.unwrap();
    let road = PriorityWords { title: "Road safety", ..PriorityWords::default() };
    change_priority(&house, &now, "other", "1", &road, 0).await.unwrap();
    assert_eq!(carry_forward(&house, &now, "rolling", "other", "officer").await.unwrap().0, 0, "priority 1 is another one there");
    end_plan(&house, &now, "rolling", "officer", "it is over").await.unwrap();
    assert_eq!(end_plan(&house, &now, "rolling", "officer", "again").await.unwrap_err().code, "record-refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_fits_its_page_and_pairs_each_concern() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    let now = moment(TODAY);
    let quarter = period("2026-27-Q2");
    let write = async |words: &ReportWords<'_>| write_report(&house, &now, "rolling", "1", quarter, words).await;
    let elsewhere = report_of(vec![achieved("9.9", "Something nice")], Vec::new(), Vec::new());
    assert_eq!(write(&elsewhere).await.unwrap_err().code, "achievement-elsewhere");
    let alone = Concern { text: "No cover".into(), recommendation: " ".into() };
    assert_eq!(write(&report_of(Vec::new(), vec![alone], Vec::new())).await.unwrap_err().code, "concern-alone");
    let marked = report_of(Vec::new(), Vec::new(), vec!["[OFFICIAL-SENSITIVE] two warrants".into()]);
    let refused = write(&marked).await.unwrap_err();
    assert_eq!(refused.code, "publicity-marked");
    assert!(refused.message.contains("protective-marking@2014"), "{}", refused.message);
    // Four lines of 150 letters on a page of 400: the last two don't fit, and are named.
    let long = |at: &str, word: &str| achieved(at, &format!("{word} {}", "x".repeat(150)));
    let lines = vec![long("1.1", "first"), long("1.1a", "second"), long("1.2", "third"), long("1.2", "fourth")];
    let refused = write(&report_of(lines.clone(), Vec::new(), Vec::new())).await.unwrap_err();
    assert_eq!(refused.code, "report-overflows");
    for (word, named) in [("first", false), ("second", false), ("third", true), ("fourth", true)] {
        assert_eq!(refused.message.contains(word), named, "{word}: {}", refused.message);
    }
    assert!(report(&house, "rolling", "1", quarter).await.unwrap().is_none(), "nothing of what was refused stays");
    write(&report_of(lines[..2].to_vec(), Vec::new(), Vec::new())).await.unwrap();
    assert_eq!(report(&house, "rolling", "1", quarter).await.unwrap().unwrap().0.achievements.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_period_stays_closed_and_the_board_hears_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    let now = moment(TODAY);
    let quarter = period("2026-27-Q2");
    let of_quarter = UpdateWords { barrier: "No van", ..said("2026-27-Q2", "Six homes", Some(Status::OnTrack)) };
    update_action(&house, &now, "rolling", &number("1.2"), &of_quarter).await.unwrap();
    let draft = report_draft(&house, "rolling", "1", quarter).await.unwrap();
    assert_eq!((draft.achievements[0].text.as_str(), draft.concerns[0].text.as_str()), ("Six homes", "1.2: No van"));
    let close = async |day: &str, of: Period| close_period(&house, &moment(day), "rolling", of, "officer").await;
    assert_eq!(close("2026-09-30", quarter).await.unwrap_err().code, "period-runs", "its last day is not over");
    assert_eq!(close(TODAY, quarter).await.unwrap_err().code, "report-missing");
    write_report(&house, &now, "rolling", "1", quarter, &report_of(draft.achievements, Vec::new(), Vec::new())).await.unwrap();
    close(TODAY, quarter).await.unwrap();
    assert_eq!(close(TODAY, quarter).await.unwrap_err().code, "period-closed");
    let late = update_action(&house, &now, "rolling", &number("1.1a"), &said("2026-27-Q2", "Agreed", None)).await.unwrap_err();
    assert_eq!(late.code, "period-closed");
    // No month of the quarter, no quarter to come and none before the plan is a way round.
    for elsewhere in ["2026-09", "2026-27-Q4", "2025-26-Q4"] {
        let refused = update_action(&house, &now, "rolling", &number("1.1a"), &said(elsewhere, "Agreed", Some(Status::OnTrack))).await;
        assert_eq!(refused.unwrap_err().code, "record-refused", "{elsewhere}");
        assert_eq!(close(TODAY, period(elsewhere)).await.unwrap_err().code, "record-refused", "{elsewhere}");
    }
    let again = write_report(&house, &now, "rolling", "1", quarter, &report_of(Vec::new(), Vec::new(), Vec::new())).await.unwrap_err();
    assert_eq!(again.code, "period-closed");
    // Of a closed period nothing is owed any more, however late it is.
    let late = tracker(&house, Date::constant(2026, 12, 15), &TrackerAsk { most: 99, ..TrackerAsk::default() }).await.unwrap();
    assert_eq!(late.late, 0, "{:?}", late.lines);
    make_highlight(&house, &now, "tasking group", "").await.unwrap();
    let first = highlights(&house).await.unwrap().remove(0);
    assert_eq!(
        (first.id.as_str(), first.barriers[0].text.as_str(), first.priorities[0].about.as_str()),
        ("highlight-1", "No van", "Burglary")
    );
    assert_eq!(make_highlight(&house, &now, "tasking group", "").await.unwrap_err().code, "highlight-empty");
    let thread = action_thread(&house, "rolling", &number("1.2")).await.unwrap().unwrap();
    assert_eq!(thread.links.iter().map(|link| link.stage).collect::<Vec<_>>(), ["Priority", "Action", "Update"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_decided_is_not_rolled_up_and_what_is_late_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    let now = moment(TODAY);
    update_action(&house, &now, "rolling", &number("1.1a"), &said("2026-27-Q2", "Agreed", Some(Status::Complete))).await.unwrap();
    let overdue = ActionWords { text: "Write to them", due: Some(Date::constant(2026, 9, 1)), ..ActionWords::default() };
    change_action(&house, &now, "rolling", &number("1.3"), &overdue, 0).await.unwrap();
    let all = tracker(&house, Date::constant(2026, 10, 1), &TrackerAsk { most: 2, ..TrackerAsk::default() }).await.unwrap();
    assert_eq!((all.total, all.late, all.lines.len()), (4, 1, 2));
    assert_eq!((all.lines[0].action.reference.to_string().as_str(), all.lines[0].late_by), ("1.3", 30));
    let standing = |at: &str| {
        let at = number(at);
        let house = &house;
        async move { action_view(house, Date::constant(2026, 10, 1), "rolling", &at).await.unwrap().unwrap().line.standing.shown() }
    };
    assert_eq!((standing("1.1").await, standing("1.2").await), (Status::Complete, Status::Undetermined));
    let owned = TrackerAsk { owner: "council-officer".into(), most: 99, ..TrackerAsk::default() };
    assert_eq!(tracker(&house, Date::constant(2026, 10, 1), &owned).await.unwrap().total, 3);
    assert_eq!(unowned_late(&house, Date::constant(2026, 10, 1)).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_that_was_taken_back_may_be_said_of_its_own_period() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path()).await;
    let now = moment(TODAY);
    let words = IssueWords { title: "Shoplifting", said: "It rose in three shops", role: "performance analyst" };
    let wrong = record_issue(&house, &now, period("2019-20-Q2"), &words).await.unwrap();
    let stale = record_issue(&house, &now, period("2019-20-Q3"), &words).await.unwrap_err();
    assert_eq!(stale.code, "issue-stale");
    withdraw_issue(&house, &now, &wrong.id, "performance analyst", "It came up a quarter later").await.unwrap();
    record_issue(&house, &now, period("2019-20-Q3"), &words).await.unwrap();
    assert_eq!(issues_of(&house, period("2019-20-Q3")).await.unwrap().len(), 1);
    assert!(issues_of(&house, period("2019-20-Q2")).await.unwrap().is_empty());
}
