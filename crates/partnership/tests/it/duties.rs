use crate::ground::{book, contact, day, partnership, party, withdrawal};
use partnership::*;

use DutyState::{AtOnce, Done, DoneLate, Late, Open};

fn with(change: impl FnOnce(&mut Partnership)) -> Partnership {
    let mut partnership = partnership();
    change(&mut partnership);
    partnership
}

/// The one duty whose words hold `what`, or none.
fn duty(partnership: &Partnership, what: &str, on: &str) -> Option<Duty> {
    let mut found: Vec<Duty> = duties(partnership, book(), day(on)).into_iter().filter(|duty| duty.what.contains(what)).collect();
    assert!(found.len() < 2, "{found:?}");
    found.pop()
}

#[test]
fn duties_follow_from_what_happened() {
    let leaving = |told: Option<&str>, destroyed: Option<&str>| {
        with(|p| {
            let one = Withdrawal { told_on: told.map(day), destroyed_on: destroyed.map(day), ..withdrawal("2021-01-04", None) };
            p.parties[1].withdrawal = Some(one);
        })
    };
    let joiner = |told: Option<&str>| {
        with(|p| p.parties[1] = Party { signed_on: Some(day("2021-01-04")), told_of_joining_on: told.map(day), ..party("landlord") })
    };
    let changed = |told: Option<&str>| {
        with(|p| {
            let second = Contact { told_on: told.map(day), ..contact("manager", None, "2021-01-31", None) };
            p.parties[1].contacts = vec![contact("officer", None, "2020-02-27", Some("2021-01-31")), second];
        })
    };
    let vacant = |filled: Option<&str>| {
        with(|p| {
            p.parties[1].contacts = vec![contact("officer", None, "2020-02-27", Some("2021-01-01"))];
            p.parties[1].contacts.extend(filled.map(|since| contact("manager", None, since, None)));
        })
    };
    let called = |held: Option<&str>| {
        with(|p| {
            let review =
                Review { because: ReviewCause::Breach, called_on: day("2021-01-04"), held_on: held.map(day), outcome: String::new() };
            p.agreements[0].reviews.push(review);
        })
    };
    let told = Some("isa-withdrawal-told@2020");
    for (partnership, what, on, expected) in [
        // A new party: as soon as possible, so no day.
        (&joiner(None), "joined", "2021-01-03", None),
        (&joiner(None), "joined", "2021-01-04", Some((None, AtOnce, 0))),
        (&joiner(None), "joined", "2022-01-04", Some((None, AtOnce, 0))),
        (&joiner(Some("2021-01-06")), "joined", "2021-01-05", Some((None, AtOnce, 0))),
        (&joiner(Some("2021-01-06")), "joined", "2021-01-06", Some((None, Done, 0))),
        // A party from the first day is no joiner.
        (&partnership(), "joined", "2021-01-06", None),
        // A withdrawal is told within seven days of its notice.
        (&leaving(None, None), "leaves", "2021-01-03", None),
        (&leaving(None, None), "leaves", "2021-01-11", Some((Some("2021-01-11"), Open, 0))),
        (&leaving(None, None), "leaves", "2021-01-12", Some((Some("2021-01-11"), Late, 1))),
        (&leaving(Some("2021-01-11"), None), "leaves", "2021-02-01", Some((Some("2021-01-11"), Done, 0))),
        (&leaving(Some("2021-01-14"), None), "leaves", "2021-02-01", Some((Some("2021-01-11"), DoneLate, 3))),
        // Destruction: from the day it left.
        (&leaving(None, None), "destroy", "2021-02-03", None),
        (&leaving(None, None), "destroy", "2021-02-04", Some((None, AtOnce, 0))),
        (&leaving(None, Some("2021-02-10")), "destroy", "2021-02-10", Some((None, Done, 0))),
        // A change of contact is told within a month.
        (&changed(None), "is now the manager", "2021-02-28", Some((Some("2021-02-28"), Open, 0))),
        (&changed(None), "is now the manager", "2021-03-01", Some((Some("2021-02-28"), Late, 1))),
        (&changed(Some("2021-02-05")), "is now the manager", "2021-03-01", Some((Some("2021-02-28"), Done, 0))),
        (&changed(None), "name a contact", "2021-03-01", None),
        // A vacancy: told within a month, filled before the cover ends.
        (&vacant(None), "name a contact", "2020-12-31", None),
        (&vacant(None), "name a contact", "2021-01-30", Some((Some("2021-01-30"), Open, 0))),
        (&vacant(None), "name a contact", "2021-02-09", Some((Some("2021-01-30"), Late, 10))),
        (&vacant(Some("2021-01-20")), "name a contact", "2021-02-09", Some((Some("2021-01-30"), Done, 0))),
        (&vacant(Some("2021-02-01")), "name a contact", "2021-02-09", Some((Some("2021-01-30"), DoneLate, 2))),
        (&vacant(None), "has no contact", "2021-02-02", Some((Some("2021-02-01"), Late, 1))),
        // The review: two years, and at once when it is called for.
        (&partnership(), "review the agreement", "2020-02-27", Some((Some("2022-02-27"), Open, 0))),
        (&partnership(), "review the agreement", "2022-02-28", Some((Some("2022-02-27"), Late, 1))),
        (&called(None), "as a breach", "2021-01-05", Some((None, AtOnce, 0))),
        (&called(Some("2021-02-01")), "as a breach", "2021-02-01", Some((None, Done, 0))),
        (&called(Some("2021-02-01")), "review the agreement", "2021-01-03", Some((Some("2022-02-27"), Open, 0))),
    ] {
        let found = duty(partnership, what, on);
        let seen = found.as_ref().map(|duty| (duty.due, duty.state, duty.late_by));
        assert_eq!(seen, expected.map(|(due, state, late)| (due.map(day), state, late)), "{what} on {on}: {found:?}");
        let Some(found) = found else { continue };
        assert!(!found.rule.is_empty() && found.why.contains(&found.rule), "{what} on {on}: {found:?}");
        if what == "leaves" {
            assert_eq!(Some(found.rule.as_str()), told);
        }
    }
}

#[test]
fn a_body_or_an_agreement_that_ended_owes_no_contact() {
    let none = with(|p| p.parties[2].contacts.clear());
    assert!(duty(&none, "name a contact", "2022-06-30").is_some());
    assert!(duty(&none, "name a contact", "2022-07-01").is_none());
    let ended = with(|p| {
        p.parties[2].contacts.clear();
        p.agreements[0].until = Some(day("2021-01-01"));
        p.parties[1].withdrawal = Some(withdrawal("2020-10-01", None));
    });
    assert!(duty(&ended, "name a contact", "2021-01-01").is_none());
    assert!(duty(&ended, "review the agreement", "2021-01-01").is_none());
    assert!(duty(&ended, "destroy", "2021-01-01").is_some(), "whoever left stays bound");
}

#[test]
fn a_chair_is_elected_each_year_and_serves_two_at_most() {
    let board = |elected: &[&str], until: Option<&str>| {
        let mut p = demonstration().unwrap().partnership.clone();
        p.agreements.clear();
        let group = p.groups.iter_mut().find(|group| group.id == "csp-board").unwrap();
        group.members.retain(|member| !member.role.is_elected());
        group.members.push(Member {
            organisation: "south-cambridgeshire-council".into(),
            seat: String::new(),
            role: MemberRole::Chair,
            seats: 0,
            each: false,
            voting: false,
            since: None,
            until: until.map(day),
            elected_on: elected.iter().map(|on| day(on)).collect(),
            substitute: None,
        });
        p
    };
    let once = board(&["2020-10-14"], None);
    let twice = board(&["2020-10-14", "2021-10-13"], None);
    let over = board(&["2020-10-14"], Some("2021-10-13"));
    for (partnership, what, on, expected) in [
        (&once, "elect the chair", "2021-10-14", Some(("2021-10-14", Open))),
        (&once, "elect the chair", "2021-10-15", Some(("2021-10-14", Late))),
        (&twice, "elect the chair", "2021-10-15", Some(("2022-10-13", Open))),
        // The second election starts no new term.
        (&twice, "end the term", "2021-10-15", Some(("2022-10-13", Open))),
        (&twice, "end the term", "2022-10-14", Some(("2022-10-13", Late))),
        (&over, "end the term", "2021-10-13", None),
        (&once, "end the term", "2020-10-13", None),
    ] {
        let found = duty(partnership, what, on);
        let seen = found.as_ref().map(|duty| (duty.due.unwrap(), duty.state));
        assert_eq!(seen, expected.map(|(due, state)| (day(due), state)), "{what} on {on}");
    }
}

#[test]
fn a_rule_that_does_not_hold_leaves_the_duty_and_gives_no_day() {
    let early = with(|p| {
        p.agreements[0].since = Some(day("2011-04-26"));
        p.agreements[0].rules.review = None;
        p.parties[1] = Party { signed_on: Some(day("2011-05-01")), withdrawal: Some(withdrawal("2012-01-01", None)), ..party("landlord") };
    });
    let found = duty(&early, "leaves", "2012-02-01").unwrap();
    assert_eq!((found.due, found.state), (None, AtOnce));
    assert!(found.why.contains("no version of rule `isa-withdrawal-told` holds on `2012-01-01`"), "{found:?}");
    let left = standing(&early, book(), &early.agreements[0], "landlord", day("2012-01-01"));
    assert!(left.withdrawn && !left.party, "without a rule and a day it leaves with its notice");
}
