//! Tasking in a home of its own, on SQLite.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use plans::tasking::{SchemeRecord, Verdict};
use std::collections::BTreeMap;

fn at(now: &str) -> Moment {
    Moment { now: now.parse().unwrap(), who: "operator:1000".into() }
}

async fn house_at(now: &str) -> (House, Moment, tempfile::TempDir) {
    let moment = at(now);
    let (house, folder) = crate::stub::house(&moment).await;
    // The partnership of the register begins in 2020; before that there is nobody in office who could set it up.
    if moment.iso().as_str() > "2020-02-27" {
        crate::demo_partners(&house, &moment).await.unwrap();
    }
    (house, moment, folder)
}

fn values(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn the_theatre_of_the_paper_costs_what_it_printed() {
    let (house, moment, _folder) = house_at("2020-03-02T10:00:00Z").await;
    for (title, cost, income) in [("First", "4,870", "2950"), ("Second", "4950.00", "")] {
        record_activity(&house, &moment, "theatre", &values(&[("on", "2019-11-04"), ("title", title), ("cost", cost), ("income", income)]))
            .await
            .unwrap();
    }
    let view = scheme_view(&house, &moment, "theatre", Some("2019-20")).await.unwrap();
    let net = view.counts.counts.iter().find(|line| line.id == "net").unwrap();
    assert_eq!((net.total, net.money), (687_000, true));
    let table = counts_table(&view.scheme, &view.counts);
    let row = table.rows.iter().find(|row| row[1].as_text() == Some("net")).unwrap();
    assert_eq!(row[table.position("total").unwrap()].to_bare(), "6870.00");
    // Another year has none of it, and says so.
    let other = scheme_view(&house, &moment, "theatre", Some("2018-19")).await.unwrap();
    assert!(other.records.is_empty() && other.counts.counts.iter().all(|line| line.total == 0));
    assert_eq!(other.years, ["2019-20", "2018-19"]);
}

#[tokio::test]
async fn what_may_not_stand_is_refused_with_its_field() {
    let (house, moment, _folder) = house_at("2026-11-02T10:00:00Z").await;
    let given =
        values(&[("on", "2026-11-31"), ("kind", "party"), ("place", "12 Mill Lane"), ("work", "told by Mrs Invented"), ("colour", "red")]);
    let faults = check_values(&house, &moment, "bobby", &given).await.unwrap();
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["colour", "on", "kind", "place", "work"]);
    let said = faults.iter().map(|fault| format!("{} {}", fault.why, fault.remedy)).collect::<Vec<_>>().join(" ");
    assert!(!said.contains("Invented") && !said.contains("Mill"), "{said}");
    let refused = record_activity(&house, &moment, "bobby", &given).await.unwrap_err();
    assert_eq!(refused.code, "scheme-value");
    assert!(refused.message.contains("and 4 more"), "{}", refused.message);
    assert_eq!(record_activity(&house, &moment, "tea", &given).await.unwrap_err().code, "scheme-unknown");
    assert!(scheme_view(&house, &moment, "bobby", None).await.unwrap().records.is_empty());
}

#[tokio::test]
async fn hours_and_working_days_are_counted_by_the_rules() {
    // Good Friday 2010 was 2 April, Easter Monday the 5th.
    let (house, moment, _folder) = house_at("2010-04-20T10:00:00Z").await;
    let nuisance = |received: &'static str, answered: &'static str| {
        values(&[("kind", "noise"), ("received", received), ("out-of-hours", "no"), ("place", "Over"), ("answered", answered)])
    };
    for (received, answered) in [("2010-04-01", "2010-04-08"), ("2010-04-01", "2010-04-09"), ("2010-04-16", ""), ("2010-04-07", "")] {
        record_activity(&house, &moment, "statutory-nuisance", &nuisance(received, answered)).await.unwrap();
    }
    let view = scheme_view(&house, &moment, "statutory-nuisance", None).await.unwrap();
    let line = &view.counts.timers[0];
    assert_eq!((line.in_time, line.settled, line.running), (1, 3, 1), "{line:?}");
    assert_eq!(line.late, [4]);
    assert_eq!(view.late.len(), 1);
    assert_eq!(view.late[0].due.unwrap().to_string(), "2010-04-12");

    // The clocks went forward on 28 March 2010: 24 hours end an hour later by the wall clock.
    let report = |reported: &'static str, started: &'static str| {
        values(&[("kind", "vehicle"), ("reported", reported), ("place", "Over"), ("started", started)])
    };
    for (reported, started) in
        [("2010-04-10T09:00", "2010-04-11T09:00"), ("2010-04-10T09:00", "2010-04-11T09:01"), ("2010-03-27T12:00", "2010-03-28T13:00")]
    {
        record_activity(&house, &moment, "street-reports", &report(reported, started)).await.unwrap();
    }
    let (_, counts) = count_range(
        &house,
        &moment,
        "street-reports",
        CountRange { from: "2010-03-01".parse().unwrap(), to: "2010-04-20".parse().unwrap() },
    )
    .await
    .unwrap();
    let vehicles = counts.timers.iter().find(|line| line.id == "vehicles").unwrap();
    assert_eq!((vehicles.in_time, vehicles.settled), (2, 3));
    assert_eq!(vehicles.target, Some((95, Verdict::Missed)));
}

#[tokio::test]
async fn a_referral_goes_to_several_and_a_finding_becomes_an_action() {
    let (house, moment, _folder) = house_at("2026-11-02T10:00:00Z").await;
    let referral = values(&[("on", "2026-10-20"), ("by", "fire service"), ("place", "Cottenham"), ("needs", "A chain")]);
    record_activity(&house, &moment, "homeshield", &referral).await.unwrap();
    ask_partners(&house, &moment, "homeshield", 1, &["Trading Standards", "fire service"]).await.unwrap();
    assert!(ask_partners(&house, &moment, "homeshield", 1, &["fire service"]).await.is_err(), "asked already");
    partner_answered(&house, &moment, "homeshield", 1, "fire service", true, "An alarm is fitted").await.unwrap();
    assert!(partner_answered(&house, &moment, "homeshield", 1, "the moon", true, "Shines").await.unwrap_err().message.contains("the moon"));
    let view = scheme_record(&house, &moment, "homeshield", 1).await.unwrap().unwrap();
    let helps: Vec<Option<bool>> = view.kept.body.answers.iter().map(|one| one.helps).collect();
    assert_eq!((helps, view.kept.entries), (vec![None, Some(true)], 3), "of {:?}", view.kept.body.answers);
    assert!(ask_partners(&house, &moment, "bobby", 1, &["x"]).await.is_err());
    finding_becomes_an_action(&house, &moment).await;
    // What was taken out counts no longer, and can't be changed.
    strike_record(&house, &moment, "homeshield", 1, "officer", "written twice").await.unwrap();
    assert_eq!(scheme_view(&house, &moment, "homeshield", None).await.unwrap().counts.counts[0].total, 0);
    assert!(change_record(&house, &moment, "homeshield", 1, &referral, 99).await.is_err());
}

async fn finding_becomes_an_action(house: &House, moment: &Moment) {
    let audit = values(&[("on", "2026-10-20"), ("place", "Over"), ("with", "council"), ("light", "Two lamps are out")]);
    record_activity(house, moment, "visual-audits", &audit).await.unwrap();
    let visit = values(&[("on", "2026-10-20"), ("kind", "burglary"), ("place", "Over"), ("work", "locks")]);
    record_activity(house, moment, "bobby", &visit).await.unwrap();
    let plan = crate::plans::PlanWords {
        id: "rolling",
        title: "Rolling plan",
        kind: plans::PlanKind::Rolling,
        from: None,
        until: None,
        rhythm: plans::Rhythm::Quarterly,
        owner: "officer",
        grant_pence: None,
        follows: None,
    };
    crate::plans::open_plan(house, moment, &plan).await.unwrap();
    let reference = plans::Reference::parse("1").unwrap();
    let words = crate::plans::ActionWords { text: "Mend the lamps", lead: "Council", ..crate::plans::ActionWords::default() };
    let becomes = |name: &'static str, words| becomes_action(house, moment, name, 1, "rolling", &reference, words);
    let refused = becomes("bobby", &words).await.unwrap_err();
    assert!(refused.message.contains("nothing of this scheme"), "{refused}");
    // What is refused leaves neither an action nor a record that leads to one.
    let bad = crate::plans::ActionWords { text: "Ask Mrs Invented", ..words.clone() };
    assert!(becomes("visual-audits", &bad).await.is_err());
    assert!(scheme_record(house, moment, "visual-audits", 1).await.unwrap().unwrap().kept.body.actions.is_empty());
    let recorded = becomes("visual-audits", &words).await.unwrap();
    assert_eq!((recorded.register.as_str(), recorded.id.as_str()), ("plan-scheme-record", "visual-audits/1"));
    assert_eq!(scheme_record(house, moment, "visual-audits", 1).await.unwrap().unwrap().kept.body.actions, ["rolling/1"]);
    let action = crate::registers::find::<plans::Action>(house, "rolling/1").await.unwrap().unwrap().0;
    assert_eq!(action.text, "Mend the lamps");
    assert_eq!(becomes("visual-audits", &words).await.unwrap_err().code, "record-taken");
}

#[tokio::test]
async fn the_data_is_looked_at_once_a_quarter_at_most() {
    let (house, moment, _folder) = house_at("2020-06-20T10:00:00Z").await;
    let call = |day: &str, data| MeetingWords { group: "tasking-group", day: day.parse().unwrap(), reviews_data: data, asked: "" };
    call_meeting(&house, &moment, &call("2020-03-05", true)).await.unwrap();
    call_meeting(&house, &moment, &call("2020-04-02", false)).await.unwrap();
    let refused = call_meeting(&house, &moment, &call("2020-06-04", true)).await.unwrap_err();
    assert_eq!(refused.code, "data-review-early");
    assert!(refused.remedy.contains("2020-06-05") && refused.message.contains("tcg-data-review@2020"), "{refused}");
    call_meeting(&house, &moment, &call("2020-06-05", true)).await.unwrap();
    assert!(call_meeting(&house, &moment, &MeetingWords { group: "nobody", ..call("2020-07-01", false) }).await.is_err());

    // Held, its agenda stays, and what it decided stands on the next one until it is done.
    let words = HoldWords {
        on: None,
        role: "officer",
        present: "council\nconstabulary",
        notes: "Gone through.",
        follow_ups: read_follow_ups("ask for light; highways; 2020-04-30\nwrite; officer").unwrap(),
    };
    hold_meeting(&house, &moment, "tasking-group-2020-04-02", &words).await.unwrap();
    assert!(hold_meeting(&house, &moment, "tasking-group-2020-04-02", &words).await.is_err(), "once");
    let due = next_meeting_due(&house, &moment).await.unwrap().unwrap().0;
    assert_eq!(due.to_string(), "2020-05-02");
    let next = meeting(&house, &moment, "tasking-group-2020-06-05").await.unwrap().unwrap();
    let made = agenda(&house, &moment, Some(&next.kept.body)).await.unwrap();
    let decided: Vec<&str> = made.items.iter().filter(|item| item.heading == "Decided before").map(|item| item.text.as_str()).collect();
    assert_eq!(decided, ["ask for light, by 30 April 2020: late", "write"]);
    finish_follow_up(&house, &moment, "tasking-group-2020-04-02", 1, "officer", "A lamp is ordered").await.unwrap();
    assert!(finish_follow_up(&house, &moment, "tasking-group-2020-04-02", 3, "officer", "x").await.is_err());
    let line = meeting(&house, &moment, "tasking-group-2020-04-02").await.unwrap().unwrap();
    assert_eq!((line.open, line.late), (1, 0));
}

fn standing_group(id: &'static str) -> GroupWords<'static> {
    GroupWords {
        id,
        name: "Shops",
        purpose: "Why shops are stolen from",
        lead: "officer",
        started: Some("2020-03-01"),
        finishes: false,
        ends: None,
        every_months: None,
        data_sets: "",
        plan: "",
    }
}

#[tokio::test]
async fn two_reviews_of_the_data_keep_a_quarter_between_them_on_either_side() {
    let (house, moment, _folder) = house_at("2020-06-20T10:00:00Z").await;
    let call = |group: &'static str, day: &str| MeetingWords { group, day: day.parse().unwrap(), reviews_data: true, asked: "" };
    call_meeting(&house, &moment, &call("tasking-group", "2020-03-05")).await.unwrap();
    call_meeting(&house, &moment, &call("tasking-group", "2020-09-10")).await.unwrap();
    // One that lies between is held against the one before it, and against the one after it.
    for (day, why) in [("2020-06-04", "2020-06-05"), ("2020-06-11", "2020-09-10")] {
        let refused = call_meeting(&house, &moment, &call("tasking-group", day)).await.unwrap_err();
        assert_eq!(refused.code, "data-review-early");
        assert!(format!("{refused} {}", refused.remedy).contains(why), "{refused}");
    }
    call_meeting(&house, &moment, &call("tasking-group", "2020-06-10")).await.unwrap();
    // Held on another day than it was called for, it is asked again.
    let held = |on: &'static str| HoldWords { on: Some(on), role: "officer", present: "council", notes: "Met.", follow_ups: Vec::new() };
    let refused = hold_meeting(&house, &moment, "tasking-group-2020-06-10", &held("2020-06-02")).await.unwrap_err();
    assert_eq!(refused.code, "data-review-early");
    let refused = hold_meeting(&house, &moment, "tasking-group-2020-03-05", &held("2020-03-12")).await.unwrap_err();
    assert!(refused.message.contains("2020-06-10"), "{refused}");
    hold_meeting(&house, &moment, "tasking-group-2020-06-10", &held("2020-06-08")).await.unwrap();
    let kept = meeting(&house, &moment, "tasking-group-2020-06-10").await.unwrap().unwrap().kept.body;
    assert_eq!(kept.agenda_on.unwrap().to_string(), "2020-06-20");
    // The rule binds the tasking group, and no other.
    open_group(&house, &moment, &standing_group("shops")).await.unwrap();
    for day in ["2020-05-01", "2020-05-08"] {
        call_meeting(&house, &moment, &call("shops", day)).await.unwrap();
    }
}

#[tokio::test]
async fn what_an_ended_group_decided_is_followed_up_by_its_heir() {
    let (house, moment, _folder) = house_at("2020-06-20T10:00:00Z").await;
    let call = |group: &'static str, day: &str| MeetingWords { group, day: day.parse().unwrap(), reviews_data: false, asked: "" };
    for group in ["closed", "first", "second"] {
        open_group(&house, &moment, &standing_group(group)).await.unwrap();
        call_meeting(&house, &moment, &call(group, "2020-05-01")).await.unwrap();
        let decided = format!("ask about {group}; officer");
        let words = HoldWords {
            on: Some("2020-05-04"),
            role: "officer",
            present: "council",
            notes: "Met.",
            follow_ups: read_follow_ups(&decided).unwrap(),
        };
        hold_meeting(&house, &moment, &format!("{group}-2020-05-01"), &words).await.unwrap();
    }
    close_group(&house, &moment, "closed", &CloseGroupWords { role: "officer", outcome: "Done", on: None }).await.unwrap();
    merge_group(&house, &moment, "first", "second", "The same people").await.unwrap();
    let decided = |made: Agenda| -> Vec<(String, String)> {
        made.items.into_iter().filter(|item| item.heading == "Decided before").map(|item| (item.text, item.because)).collect()
    };
    let on = "decided on 4 May 2020".to_owned();
    call_meeting(&house, &moment, &call("second", "2020-07-01")).await.unwrap();
    let second = meeting(&house, &moment, "second-2020-07-01").await.unwrap().unwrap().kept.body;
    let found = decided(agenda(&house, &moment, Some(&second)).await.unwrap());
    assert_eq!(found, [("ask about first".to_owned(), on.clone()), ("ask about second".to_owned(), on.clone())]);
    assert_eq!(decided(agenda(&house, &moment, None).await.unwrap()), [("ask about closed".to_owned(), on)]);
    // A meeting of another group, and one that lies behind, is not the next of the tasking group.
    call_meeting(&house, &moment, &call("tasking-group", "2020-06-01")).await.unwrap();
    assert_eq!(next_meeting(&house, &moment).await.unwrap(), None);
    call_meeting(&house, &moment, &call("tasking-group", "2020-07-20")).await.unwrap();
    assert_eq!(next_meeting(&house, &moment).await.unwrap().unwrap().kept.body.id, "tasking-group-2020-07-20");
    // What was decided on the day of a meeting, or after it, was not before it.
    let early = plans::tasking::Meeting { day: "2020-05-04".parse().unwrap(), ..second };
    assert!(decided(agenda(&house, &moment, Some(&early)).await.unwrap()).is_empty());
}

#[test]
fn what_was_decided_says_whose_it_is() {
    let found = read_follow_ups("\nlight; highways; 2026-10-31\nwrite ; officer\n").unwrap();
    assert_eq!((found.len(), found[0].due.unwrap().to_string(), found[1].whose.as_str()), (2, "2026-10-31".to_owned(), "officer"));
    for (text, line) in [("light", "line 1"), ("a; b\nc; d; soon", "line 2"), ("a; b; 2026-01-01; e", "line 1")] {
        assert!(read_follow_ups(text).unwrap_err().message.contains(line), "{text}");
    }
}

#[tokio::test]
async fn what_a_member_brought_waits_until_it_is_answered() {
    let (house, moment, _folder) = house_at("2026-11-02T10:00:00Z").await;
    let new = |received: &'static str, office: &'static str| NewConversation {
        place: "E05011300",
        received: Some(received),
        office,
        what: "Cars race in the evenings",
        role: "officer",
    };
    open_conversation(&house, &moment, &new("2026-09-01", "ward member for Melbourn")).await.unwrap();
    open_conversation(&house, &moment, &new("2026-10-30", "ward member for Melbourn")).await.unwrap();
    assert!(open_conversation(&house, &moment, &new("2026-10-30", "Cllr Made-Up")).await.is_err());
    assert!(open_conversation(&house, &moment, &new("2026-11-03", "ward member")).await.is_err(), "still to come");
    let lines = conversations(&house, &moment).await.unwrap();
    let said: Vec<(bool, String)> = lines.iter().map(|line| (line.late, line.due.unwrap().to_string())).collect();
    assert_eq!(said, [(true, "2026-10-13".to_owned()), (false, "2026-12-11".to_owned())]);
    let late = answer_conversation(&house, &moment, "conversation-1", "officer", "Speedwatch comes", None, Some("2026-11-03")).await;
    assert!(late.is_err(), "still to come");
    answer_conversation(&house, &moment, "conversation-1", "officer", "Speedwatch comes", None, None).await.unwrap();
    assert!(answer_conversation(&house, &moment, "conversation-1", "officer", "Again", None, None).await.is_err());
    close_conversation(&house, &moment, "conversation-2", "officer", "Brought twice").await.unwrap();
    assert!(conversations(&house, &moment).await.unwrap().iter().all(|line| !line.kept.body.waits() && !line.late));
}

#[tokio::test]
async fn a_group_with_an_end_agrees_its_plan_within_two_weeks() {
    let (house, moment, _folder) = house_at("2026-11-20T10:00:00Z").await;
    let words = GroupWords {
        id: "shops",
        name: "Shops",
        purpose: "Why shops are stolen from",
        lead: "officer",
        started: Some("2026-10-20"),
        finishes: true,
        ends: Some("2027-01-31"),
        every_months: None,
        data_sets: "",
        plan: "",
    };
    open_group(&house, &moment, &words).await.unwrap();
    assert!(open_group(&house, &moment, &GroupWords { id: "endless", ends: None, ..words }).await.is_err());
    let line = |lines: Vec<GroupLine>| lines.into_iter().next().unwrap();
    assert_eq!(line(task_groups(&house, &moment).await.unwrap()).plan_due, None, "it has not met");
    call_meeting(&house, &moment, &MeetingWords { group: "shops", day: "2026-11-02".parse().unwrap(), reviews_data: false, asked: "" })
        .await
        .unwrap();
    let held = HoldWords { on: None, role: "officer", present: "council", notes: "Met.", follow_ups: Vec::new() };
    hold_meeting(&house, &moment, "shops-2026-11-02", &held).await.unwrap();
    let late = line(task_groups(&house, &moment).await.unwrap());
    assert_eq!(late.plan_due.as_ref().unwrap().0.to_string(), "2026-11-16");
    assert_eq!(late.late.len(), 1, "{:?}", late.late);
    put_options(&house, &moment, "shops", "One\nTwo\nThree", Some(3)).await.unwrap();
    assert!(decide_option(&house, &moment, "shops", 1, &[Some(1), Some(2), Some(0)], "the group", None).await.is_err(), "fewer votes");
    assert!(decide_option(&house, &moment, "shops", 4, &[], "the group", None).await.is_err());
    assert!(decide_option(&house, &moment, "shops", 3, &[Some(1), Some(2), None], "the group", None).await.is_err(), "no votes");
    let tomorrow = Some("2026-11-21");
    assert!(decide_option(&house, &moment, "shops", 2, &[], "the group", tomorrow).await.is_err(), "still to come");
    decide_option(&house, &moment, "shops", 2, &[Some(1), Some(2), Some(0)], "the group", None).await.unwrap();
    assert!(decide_option(&house, &moment, "shops", 1, &[], "the group", None).await.is_err(), "decided already");
    assert!(agree_plan(&house, &moment, "shops", "officer", "Watch three shops", "", tomorrow).await.is_err(), "still to come");
    let ends = CloseGroupWords { role: "officer", outcome: "Thefts are reported", on: tomorrow };
    assert!(close_group(&house, &moment, "shops", &ends).await.is_err(), "still to come");
    agree_plan(&house, &moment, "shops", "officer", "Watch three shops", "", None).await.unwrap();
    assert!(line(task_groups(&house, &moment).await.unwrap()).late.is_empty());
    assert!(merge_group(&house, &moment, "shops", "shops", "x").await.is_err());
    close_group(&house, &moment, "shops", &CloseGroupWords { role: "officer", outcome: "Thefts are reported", on: None }).await.unwrap();
    assert!(merge_group(&house, &moment, "shops", "tasking-group", "x").await.is_err(), "it ended");
}

#[tokio::test]
async fn an_agency_gives_counts_once_a_month_and_the_change_is_computed() {
    let (house, moment, _folder) = house_at("2020-03-02T10:00:00Z").await;
    let new = NewSuccess {
        agency: "cambridgeshire-fire-and-rescue",
        month: "2020-02",
        measure: "deliberate fires",
        figure: 81,
        period: "2019",
        base: Some(100),
        base_period: "2018",
        said: "",
        role: "fire service data analyst",
        publicity: false,
    };
    change_success(&house, &moment, &new, 0).await.unwrap();
    assert_eq!(change_success(&house, &moment, &new, 0).await.unwrap_err().code, "record-taken");
    let lines = successes(&house, &moment).await.unwrap();
    assert_eq!(lines[0].change.as_ref().unwrap().apparent_change, "-19.0%");
    for wrong in [NewSuccess { said: "down 19%", month: "2020-01", ..new }, NewSuccess { base_period: "", month: "2020-01", ..new }] {
        assert!(change_success(&house, &moment, &wrong, 0).await.is_err());
    }
    assert_eq!(change_success(&house, &moment, &NewSuccess { agency: "nobody", ..new }, 0).await.unwrap_err().code, "organisation-unknown");
    let case = NewCaseStudy { title: "A field", did: "Walked 12 Mill Lane", came: "Quiet", role: "officer", publicity: true };
    assert!(tell_case_study(&house, &moment, &case).await.is_err(), "a home is named");
    tell_case_study(&house, &moment, &NewCaseStudy { did: "Walked it", ..case }).await.unwrap();
    assert_eq!(case_studies(&house).await.unwrap()[0].body.id, "case-study-1");
}

#[tokio::test]
async fn the_year_of_2011_is_that_of_the_paper() {
    let (house, moment, _folder) = house_at("2011-10-20T10:00:00Z").await;
    let view = year_view(&house, &moment, Some("2011-12")).await.unwrap();
    let days: Vec<(String, u32, String, bool)> =
        view.lines.iter().map(|line| (line.duty.line.clone(), line.duty.nth, line.duty.by.to_string(), line.late)).collect();
    let line = |id: &str, nth, by: &str, late| (id.to_owned(), nth, by.to_owned(), late);
    assert_eq!(
        days,
        [
            line("funding-plan", 1, "2011-04-30", true),
            line("quarterly-report", 1, "2011-06-30", true),
            line("consultation", 1, "2011-08-31", true),
            line("quarterly-report", 2, "2011-09-30", true),
            line("scrutiny", 1, "2011-09-30", true),
            line("strategic-assessment", 1, "2011-10-31", false),
            line("quarterly-report", 3, "2011-12-31", false),
            line("quarterly-report", 4, "2012-03-31", false),
        ]
    );
    let words = DutyWords { line: "scrutiny", nth: 1, role: "officer", how: "At the committee", on: Some("2011-09-08") };
    record_duty(&house, &moment, "2011-12", &words).await.unwrap();
    assert!(record_duty(&house, &moment, "2011-12", &DutyWords { nth: 2, ..words }).await.is_err());
    assert!(record_duty(&house, &moment, "2011-12", &DutyWords { on: Some("2012-01-01"), ..words }).await.is_err());
    let view = year_view(&house, &moment, None).await.unwrap();
    assert!(view.lines.iter().any(|line| line.duty.line == "scrutiny" && line.done.is_some() && !line.late));
    assert!(year_view(&house, &moment, Some("2009-10")).await.is_err(), "no rule lays it out");
    assert_eq!(year_view(&house, &moment, Some("soon")).await.unwrap_err().code, "year-unknown");
    // By the terms of 2020 the clocks of the area lay the year out.
    let later = at("2020-11-02T10:00:00Z");
    crate::demo_partners(&house, &later).await.unwrap();
    let view = year_view(&house, &later, None).await.unwrap();
    assert_eq!(view.rule, "partnership-year@2020");
    let assessment = view.lines.iter().find(|line| line.duty.line == "strategic-assessment").unwrap();
    assert_eq!(assessment.duty.by.to_string(), "2021-03-31");
}

#[tokio::test]
async fn a_duty_that_ended_with_the_year_is_late_in_the_next() {
    let (house, moment, _folder) = house_at("2021-04-10T10:00:00Z").await;
    let late = |made: &Agenda| -> Vec<String> {
        let duties = made.items.iter().filter(|item| item.heading == "Duties of the year" && item.href == "/plan/year?year=2020-21");
        duties.map(|item| item.text.clone()).collect()
    };
    let before = late(&agenda(&house, &moment, None).await.unwrap());
    assert!(
        before.iter().any(|text| text.contains("adopt the strategic assessment") && text.ends_with("31 March 2021: late")),
        "{before:?}"
    );
    let early = DutyWords { line: "strategic-assessment", nth: 1, role: "officer", how: "At the board", on: Some("2020-03-31") };
    assert!(record_duty(&house, &moment, "2020-21", &early).await.is_err(), "before it begins");
    record_duty(&house, &moment, "2020-21", &DutyWords { on: None, ..early }).await.unwrap();
    assert_eq!(late(&agenda(&house, &moment, None).await.unwrap()).len() + 1, before.len());
}

#[tokio::test]
async fn the_list_of_successes_leads_to_its_records() {
    let (house, moment, _folder) = house_at("2011-03-30T10:00:00Z").await;
    for place in ["Over", "Sawston"] {
        let zone = values(&[("applied", "2009-05-01"), ("place", place), ("criteria", "Doorstep crime"), ("established", "2009-06-01")]);
        record_activity(&house, &moment, "no-cold-calling", &zone).await.unwrap();
    }
    let zone = values(&[("applied", "2011-02-01"), ("place", "Linton"), ("criteria", "Doorstep crime")]);
    record_activity(&house, &moment, "no-cold-calling", &zone).await.unwrap();
    let range = CountRange { from: "2010-04-01".parse().unwrap(), to: "2011-03-31".parse().unwrap() };
    let made = successes_list(&house, &moment, range).await.unwrap();
    let said: Vec<(String, String, Vec<u32>)> = made.into_iter().map(|one| (one.shown, one.label, one.records)).collect();
    assert_eq!(
        said,
        [
            ("2".to_owned(), "no cold calling zones in place".to_owned(), vec![1, 2]),
            ("1".to_owned(), "applications pending".to_owned(), vec![3]),
        ]
    );
    let back = CountRange { from: range.to, to: range.from };
    assert_eq!(successes_list(&house, &moment, back).await.unwrap_err().code, "count-range");
    let stored: Vec<SchemeRecord> =
        crate::registers::load::<SchemeRecord>(&house, None).await.unwrap().into_values().map(|kept| kept.body).collect();
    assert!(stored.iter().all(|record| record.rule.to_string() == "scheme-no-cold-calling@2009"));
}
