use crate::ground::{after, agreement, book, contact, day, held, partnership, party, user, withdrawal};
use calendar::Date;
use partnership::*;
use permission::{Contact as Named, Role, Standing};
use proptest::prelude::*;

fn stands(partnership: &Partnership, organisation: &str, on: &str) -> Standing {
    standing(partnership, book(), &partnership.agreements[0], organisation, day(on))
}

fn with(change: impl FnOnce(&mut Partnership)) -> Partnership {
    let mut partnership = partnership();
    change(&mut partnership);
    partnership
}

fn landlord(partnership: &mut Partnership) -> &mut Party {
    partnership.parties.iter_mut().find(|one| one.organisation == "landlord").unwrap()
}

fn waiting(status: PartyStatus) -> Partnership {
    with(|p| {
        let party = landlord(p);
        party.status = status;
        party.signed_on = None;
    })
}

fn novated(from: &str, on: &str) -> Partnership {
    with(|p| {
        let novation = Some(Novation { from: from.into(), on: day(on), paper: "minutes of the board".into() });
        p.parties.push(Party { status: PartyStatus::Novated, signed_on: None, novation, ..party("icb") });
    })
}

#[test]
fn an_organisation_is_a_party_while_its_signature_and_the_agreement_hold() {
    let ended = with(|p| p.agreements[0].until = Some(day("2024-01-01")));
    let never = with(|p| p.agreements[0].since = None);
    let later = with(|p| landlord(p).signed_on = Some(day("2021-05-01")));
    let unknown_day = with(|p| landlord(p).signed_on = None);
    let left = with(|p| landlord(p).withdrawal = Some(withdrawal("2021-01-31", None)));
    let closed = with(|p| p.organisations[1].until = Some(day("2021-01-01")));
    let unlisted = with(|p| p.organisations.retain(|one| one.id != "landlord"));
    let before_left = with(|p| {
        p.parties.iter_mut().find(|one| one.organisation == "ccg").unwrap().withdrawal = Some(withdrawal("2021-01-01", None));
        let novation = Some(Novation { from: "ccg".into(), on: day("2022-07-01"), paper: "minutes".into() });
        p.parties.push(Party { status: PartyStatus::Novated, signed_on: None, novation, ..party("icb") });
    });
    let base = partnership();
    // What, where, on which day: party, withdrawn, and what a line of the reasons says.
    for (what, partnership, organisation, on, is_party, withdrawn, line) in [
        ("signed", &base, "landlord", "2020-02-27", true, false, "signed by its Head of Service on 27 February 2020 (isa 3.1)"),
        ("before the agreement", &base, "landlord", "2020-02-26", false, false, "not in force before 27 February 2020"),
        ("past its review", &base, "landlord", "2022-02-28", true, false, "it stays in force until it is reviewed or ended"),
        ("ended, the day before", &ended, "landlord", "2023-12-31", true, false, "is in force since"),
        ("ended", &ended, "landlord", "2024-01-01", false, false, "ended"),
        ("never in force", &never, "landlord", "2024-01-01", false, false, "no day is known on which it came into force"),
        ("not among the parties", &base, "guild", "2024-01-01", false, false, "not in the register of organisations"),
        ("waiting for details", &waiting(PartyStatus::AwaitingDetails), "landlord", "2021-01-01", false, false, "signatory is not known"),
        ("waiting for a case", &waiting(PartyStatus::AwaitingFirstCase), "landlord", "2021-01-01", false, false, "its first case"),
        ("signs later, the day before", &later, "landlord", "2021-04-30", false, false, "from 1 May 2021 only"),
        ("signs later", &later, "landlord", "2021-05-01", true, false, "on 1 May 2021"),
        ("signed on a day not known", &unknown_day, "landlord", "2020-02-27", true, false, "on a day not known; it counts from"),
        ("before notice", &left, "landlord", "2021-01-30", true, false, "signed by"),
        ("under notice", &left, "landlord", "2021-02-27", true, false, "is a party until 28 February 2021 begins"),
        ("left", &left, "landlord", "2021-02-28", false, true, "`isa-withdrawal-notice@2020`, isa 3.5"),
        ("left long ago", &left, "landlord", "2031-02-28", false, true, "has not confirmed that what it got is destroyed"),
        ("closed", &closed, "landlord", "2021-01-01", false, false, "there is no such organisation"),
        ("not in the register", &unlisted, "landlord", "2021-01-01", false, false, "not in the register of organisations"),
        ("ended and succeeded", &base, "ccg", "2022-07-01", false, false, "`icb` stands in the place of `ccg`"),
        ("successor without signature", &base, "icb", "2022-07-01", false, false, "a signature is not inherited"),
        ("successor by novation", &novated("ccg", "2022-07-01"), "icb", "2022-07-01", true, false, "by novation since 1 July 2022"),
        ("novation later", &novated("ccg", "2022-09-01"), "icb", "2022-08-31", false, false, "by novation since 1 September 2022"),
        ("novation from a stranger", &novated("landlord", "2022-07-01"), "icb", "2022-07-01", false, false, "does not hold"),
        ("novation from one that left", &before_left, "icb", "2022-07-01", false, false, "does not hold"),
    ] {
        let found = stands(partnership, organisation, on);
        assert_eq!((found.party, found.withdrawn), (is_party, withdrawn), "{what}: {:?}", found.why);
        assert!(found.why.iter().any(|one| one.contains(line)), "{what}: {:?}", found.why);
        assert!(!found.owner && found.purposes == agreement().purposes, "{what}");
    }
    assert!(stands(&base, "council", "2021-01-01").owner);
}

#[test]
fn a_review_held_restarts_the_clock_and_a_set_day_takes_its_place() {
    let says =
        |partnership: &Partnership, on: &str| stands(partnership, "landlord", on).why.iter().any(|line| line.contains("to be reviewed by"));
    let review =
        |held: &str| Review { because: ReviewCause::Periodic, called_on: day(held), held_on: Some(day(held)), outcome: String::new() };
    let reviewed = with(|p| p.agreements[0].reviews.push(review("2021-06-01")));
    let set = with(|p| p.agreements[0].next_review = Some(day("2021-01-01")));
    let set_and_held = with(|p| {
        p.agreements[0].next_review = Some(day("2021-01-01"));
        p.agreements[0].reviews.push(review("2021-01-01"));
    });
    for (what, partnership, on, late) in [
        ("never reviewed", &partnership(), "2022-02-27", false),
        ("never reviewed", &partnership(), "2022-02-28", true),
        ("reviewed", &reviewed, "2022-02-28", false),
        ("reviewed", &reviewed, "2023-06-02", true),
        ("a day was set", &set, "2021-01-01", false),
        ("a day was set", &set, "2021-01-02", true),
        ("held on the day that was set", &set_and_held, "2021-01-02", false),
        ("held on the day that was set", &set_and_held, "2023-01-02", true),
    ] {
        assert_eq!(says(partnership, on), late, "{what} on {on}");
    }
}

#[test]
fn a_contact_is_named_covered_or_vacant() {
    let until = |end: &str| with(|p| landlord(p).contacts = vec![contact("officer", None, "2020-02-27", Some(end))]);
    let held_by = |posts: Vec<HeldPost>, left: Option<&str>| {
        with(|p| {
            landlord(p).contacts = vec![contact("officer", Some("landlord-spoc"), "2020-02-27", None)];
            p.users.push(UserRecord { left_on: left.map(day), ..user("landlord-spoc", posts) });
        })
    };
    let spoc = |until: Option<&str>| held(Role::Spoc, "landlord", "2020-01-01", until);
    let nobody = with(|p| landlord(p).contacts.clear());
    let no_lead = with(|p| {
        p.users.clear();
        landlord(p).contacts.clear();
    });
    let no_rule = with(|p| {
        p.agreements[0].rules.contact_cover = None;
        landlord(p).contacts.clear();
    });
    let again = with(|p| {
        landlord(p).contacts =
            vec![contact("officer", None, "2020-02-27", Some("2021-01-01")), contact("manager", None, "2021-01-15", None)];
    });
    let absent = {
        let mut p = held_by(vec![spoc(None)], None);
        let cover = Cover {
            covers: "landlord-spoc".into(),
            role: None,
            organisation: "landlord".into(),
            since: day("2021-01-01"),
            until: day("2021-02-01"),
            authorised_on: None,
        };
        p.users.push(UserRecord { cover: vec![cover], ..user("stand-in", vec![]) });
        p
    };
    for (what, partnership, on, expected, line) in [
        ("never named", &nobody, "2020-02-27", Named::Covered, "until the end of 27 March 2020 (`isa-contact-cover@1`"),
        ("never named, last day", &nobody, "2020-03-27", Named::Covered, "stands in"),
        ("never named, past it", &nobody, "2020-03-28", Named::Vacant, "ended with 27 March 2020"),
        ("never named, before the agreement", &nobody, "2020-02-26", Named::Vacant, "names no contact"),
        ("ended, the day before", &until("2021-01-01"), "2020-12-31", Named::Named, "its contact is the officer"),
        ("ended", &until("2021-01-01"), "2021-01-01", Named::Covered, "no contact since 1 January 2021"),
        ("ended, last day", &until("2021-01-01"), "2021-01-30", Named::Covered, "30 January 2021"),
        ("ended, past it", &until("2021-01-01"), "2021-01-31", Named::Vacant, "ended with 30 January 2021"),
        ("no lead to stand in", &no_lead, "2020-02-27", Named::Vacant, "no governance lead"),
        ("no rule of cover", &no_rule, "2020-02-27", Named::Vacant, "names no rule"),
        ("named again, between", &again, "2021-01-14", Named::Covered, "no contact since 1 January 2021"),
        ("named again", &again, "2021-01-15", Named::Named, "the manager"),
        ("a user in post", &held_by(vec![spoc(None)], None), "2021-01-01", Named::Named, "(`landlord-spoc`)"),
        ("a user whose post ended", &held_by(vec![spoc(Some("2021-01-01"))], None), "2021-01-01", Named::Covered, "since 1 January 2021"),
        ("a user who left", &held_by(vec![spoc(None)], Some("2021-01-01")), "2021-01-01", Named::Covered, "since 1 January 2021"),
        (
            "a user elsewhere",
            &held_by(vec![held(Role::Spoc, "council", "2020-01-01", None)], None),
            "2020-02-27",
            Named::Covered,
            "no contact",
        ),
        ("a user on leave", &absent, "2021-01-10", Named::Named, "`stand-in` covers the absence"),
    ] {
        let found = stands(partnership, "landlord", on);
        assert_eq!(found.contact, expected, "{what}: {:?}", found.why);
        assert!(found.why.iter().any(|one| one.contains(line)), "{what}: {:?}", found.why);
        assert_eq!(found.party, on >= "2020-02-27", "{what}: a vacancy ends no agreement");
    }
}

#[test]
fn a_change_of_contact_that_nobody_was_told_of_is_unconfirmed_after_a_month() {
    let change = |told: Option<&str>| {
        with(|p| {
            let second = Contact { told_on: told.map(day), ..contact("manager", None, "2021-01-31", None) };
            landlord(p).contacts = vec![contact("officer", None, "2020-02-27", Some("2021-01-31")), second];
        })
    };
    for (told, on, expected) in [
        (None, "2021-02-28", false),
        (None, "2021-03-01", true),
        (Some("2021-02-10"), "2021-03-01", false),
        (Some("2021-04-10"), "2021-04-09", true),
        (Some("2021-04-10"), "2021-04-10", false),
    ] {
        let partnership = change(told);
        let found = contact_on(&partnership, book(), &partnership.agreements[0], partnership.party("isa", "landlord").unwrap(), day(on));
        assert_eq!((found.contact, found.unconfirmed), (Named::Named, expected), "{told:?} {on}: {:?}", found.why);
    }
    let first = partnership();
    let found = contact_on(&first, book(), &first.agreements[0], first.party("isa", "landlord").unwrap(), day("2025-01-01"));
    assert!(!found.unconfirmed, "the first contact is no change");
}

#[test]
fn every_state_of_the_demonstration_is_reached() {
    let p = &demonstration().unwrap().partnership;
    let isa = p.agreement("csp-isa").unwrap();
    for (organisation, on, party, withdrawn, contact) in [
        ("papworth-trust", "2026-09-16", true, false, Named::Named),
        ("papworth-trust", "2026-09-17", false, true, Named::Named),
        ("hanover-housing", "2026-09-02", true, false, Named::Named),
        ("hanover-housing", "2026-09-03", false, true, Named::Named),
        ("paradigm-housing", "2026-10-01", true, false, Named::Named),
        ("accent-housing", "2026-10-01", true, false, Named::Covered),
        ("accent-housing", "2026-10-21", true, false, Named::Vacant),
        ("stonewater-housing", "2026-10-01", true, false, Named::Vacant),
        ("cambridgeshire-and-peterborough-ccg", "2022-06-30", true, false, Named::Named),
        ("cambridgeshire-and-peterborough-icb", "2026-10-01", false, false, Named::Vacant),
        ("bench-crc", "2020-02-27", true, false, Named::Covered),
        ("bench-crc", "2021-06-26", false, false, Named::Vacant),
        ("probation-service", "2026-10-01", true, false, Named::Named),
        ("luminus-group", "2026-10-01", false, false, Named::Vacant),
        ("south-cambridgeshire-council", "2026-10-01", true, false, Named::Named),
    ] {
        let found = standing(p, book(), isa, organisation, day(on));
        assert_eq!((found.party, found.withdrawn, found.contact), (party, withdrawn, contact), "{organisation} {on}: {:?}", found.why);
    }
    let iom = p.agreement("iom-isa").unwrap();
    assert!(standing(p, book(), iom, "probation-service", day("2026-10-01")).party, "one organisation, two agreements");
    assert!(!standing(p, book(), iom, "accent-housing", day("2026-10-01")).party);
    let published = published().unwrap();
    let unknown = published.agreement("iom-isa").unwrap();
    assert!(!standing(published, book(), unknown, "cambridgeshire-constabulary", day("2026-10-01")).party);
}

const START: &str = "2020-02-27";

/// What happens to the landlord: when it signs, its contacts, its leaving; days from the start.
fn any_party() -> impl Strategy<Value = Party> {
    let contact = (0i32..600, proptest::option::of(1i32..300), proptest::option::of(0i32..700));
    let leaving = proptest::option::of((200i32..500, proptest::option::of(0i32..90), proptest::option::of(0i32..90)));
    (proptest::option::of(0i32..200), proptest::collection::vec(contact, 0..3), leaving).prop_map(|(signed, contacts, leaving)| {
        let at = |days: i32| after(day(START), days);
        let contacts = contacts.into_iter().map(|(since, length, told)| Contact {
            office: "officer".into(),
            user: None,
            since: at(since),
            until: length.map(|days| at(since + days)),
            told_on: told.map(at),
            end_told_on: None,
        });
        Party {
            signed_on: signed.map(at),
            contacts: contacts.collect(),
            withdrawal: leaving.map(|(notice, effect, told)| Withdrawal {
                notice_on: at(notice),
                takes_effect: effect.map(|days| at(notice + days)),
                told_on: told.map(|days| at(notice + days)),
                destroyed_on: None,
            }),
            ..party("landlord")
        }
    })
}

fn of(party: &Party) -> Partnership {
    with(|p| *landlord(p) = party.clone())
}

fn on(partnership: &Partnership, day: Date) -> Standing {
    standing(partnership, book(), &partnership.agreements[0], "landlord", day)
}

proptest! {
    #[test]
    fn whoever_left_is_a_party_on_no_later_day(party in any_party(), later in 0i32..800) {
        let partnership = of(&party);
        if let Some((left, _)) = party.leaves_on(&partnership.agreements[0], book()) {
            prop_assert!(left >= party.withdrawal.as_ref().unwrap().notice_on);
            let found = on(&partnership, after(left, later));
            prop_assert!(!found.party && found.withdrawn, "{:?}", found.why);
            let before = on(&partnership, left.yesterday().unwrap());
            prop_assert!(before.party && !before.withdrawn, "{:?}", before.why);
        }
    }

    #[test]
    fn what_happens_later_changes_nothing_of_an_earlier_day(party in any_party(), at in 0i32..900) {
        let seen = after(day(START), at);
        // As the register stood on that day: what began later, and what was told later, not yet written.
        let mut known = party.clone();
        known.contacts.retain(|one| one.since <= seen);
        for one in &mut known.contacts {
            one.until = one.until.filter(|until| *until <= seen);
            one.told_on = one.told_on.filter(|told| *told <= seen);
        }
        known.withdrawal = known.withdrawal.filter(|one| one.notice_on <= seen);
        let (whole, then) = (on(&of(&party), seen), on(&of(&known), seen));
        prop_assert_eq!(&whole, &then, "nor what is said of it");
        prop_assert_eq!(on(&of(&party), seen), whole, "the same question has the same answer");
    }

    #[test]
    fn nobody_is_both_party_and_gone_and_cover_never_outlasts_its_rule(party in any_party(), at in 0i32..900) {
        let seen = after(day(START), at);
        let partnership = of(&party);
        let found = on(&partnership, seen);
        prop_assert!(!(found.party && found.withdrawn));
        prop_assert!(!found.why.is_empty());
        let contact = contact_on(&partnership, book(), &partnership.agreements[0], partnership.party("isa", "landlord").unwrap(), seen);
        let limit = contact.vacant_since.map(|vacant| count_limit(book(), "isa-contact-cover", None, vacant).unwrap().due);
        prop_assert_eq!(contact.covered_to, limit);
        prop_assert_eq!(contact.contact == Named::Covered, limit.is_some_and(|last| seen <= last));
        prop_assert_eq!(contact.contact == Named::Named, contact.office.is_some());
    }
}
