use crate::ground::{body, day, held, user};
use partnership::signing::*;
use partnership::*;
use permission::{Action, Role, ThingKind};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn set(labels: &[&str]) -> BTreeSet<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

/// A council that owns the agreement, a landlord, and a guild with nobody but an officer.
fn partnership() -> Partnership {
    let post = |role, organisation| held(role, organisation, "2020-01-01", None);
    let two = user("two-hats", vec![post(Role::Officer, "guild"), post(Role::Caseworker, "landlord")]);
    let gone = UserRecord {
        left_on: Some(day("2026-11-01")),
        ..user("gone", vec![post(Role::Officer, "landlord"), post(Role::Spoc, "landlord")])
    };
    let mut covering = user("cover", vec![post(Role::Member, "council")]);
    covering.cover = vec![Cover {
        covers: "landlord-spoc".into(),
        role: Some(Role::Spoc),
        organisation: "landlord".into(),
        since: day("2026-11-20"),
        until: day("2026-12-01"),
        authorised_on: Some(day("2026-11-20")),
    }];
    Partnership {
        organisations: ["council", "landlord", "guild"].map(|id| body(id, OrganisationKind::DistrictCouncil, None, None)).to_vec(),
        users: vec![
            user("council-admin", vec![post(Role::Administrator, "council")]),
            user("council-spoc", vec![post(Role::Spoc, "council")]),
            user("council-lead", vec![post(Role::IgLead, "council")]),
            user("landlord-spoc", vec![post(Role::Spoc, "landlord")]),
            user("landlord-lead", vec![post(Role::IgLead, "landlord")]),
            user("landlord-officer", vec![post(Role::Officer, "landlord")]),
            user("guild-officer", vec![post(Role::Officer, "guild")]),
            user("guild-later", vec![held(Role::Officer, "guild", "2027-01-01", None)]),
            two,
            gone,
            covering,
        ],
        ..Partnership::default()
    }
}

fn everybody(partnership: &Partnership) -> BTreeSet<String> {
    partnership.users.iter().map(|user| user.id.clone()).collect()
}

fn labels(approvers: &[Approver]) -> Vec<&str> {
    approvers.iter().flat_map(|one| one.users.iter().map(String::as_str)).collect()
}

fn waits_for(approval: &Approval) -> Vec<(Role, &str)> {
    match approval {
        Approval::Already => Vec::new(),
        Approval::By(approvers) => approvers.iter().map(|one| (one.role, one.organisation.as_str())).collect(),
    }
}

#[test]
fn an_administrators_invitation_waits_for_the_contact_and_a_contacts_own_for_nobody() {
    let partnership = partnership();
    let active = everybody(&partnership);
    let letting = Letting { partnership: &partnership, owner: Some("council"), active: &active, day: day("2026-11-29") };
    let admin = Inviter::User("council-admin");
    let approval = letting.approval_needed("landlord-officer", admin);
    assert_eq!(waits_for(&approval), [(Role::Spoc, "landlord")]);
    let Approval::By(approvers) = &approval else { panic!("it waits") };
    assert_eq!(labels(approvers), ["landlord-spoc", "cover"]);
    assert_eq!(letting.approval_needed("landlord-officer", Inviter::User("landlord-spoc")), Approval::Already);
    assert_eq!(letting.approval_needed("landlord-officer", Inviter::User("cover")), Approval::Already, "cover is a post like any other");
    // The contact of another organisation approves nothing by inviting.
    assert_eq!(waits_for(&letting.approval_needed("landlord-officer", Inviter::User("council-spoc"))), [(Role::Spoc, "landlord")]);
    // Of two organisations either knows them.
    assert_eq!(waits_for(&letting.approval_needed("two-hats", admin)), [(Role::Spoc, "landlord")]);
    assert_eq!(letting.approval_needed("two-hats", Inviter::User("landlord-spoc")), Approval::Already);
}

#[test]
fn where_there_is_no_other_contact_the_owners_lead_stands_in_and_at_the_very_beginning_the_machine() {
    let partnership = partnership();
    let active = everybody(&partnership);
    let letting = Letting { partnership: &partnership, owner: Some("council"), active: &active, day: day("2026-12-15") };
    let admin = Inviter::User("council-admin");
    // The contact is the invited; the post is vacant; the post is held from a later day.
    for invited in ["landlord-spoc", "guild-officer", "guild-later"] {
        assert_eq!(waits_for(&letting.approval_needed(invited, admin)), [(Role::IgLead, "council")], "{invited}");
        assert!(
            letting.facts(invited, Action::ApproveUser).contact_missing && !letting.facts(invited, Action::ApproveUser).nobody_in_office
        );
    }
    assert_eq!(waits_for(&letting.approval_needed("landlord-spoc", Inviter::User("landlord-spoc"))), [(Role::IgLead, "council")]);
    let nobody = set(&[]);
    let beginning = Letting { active: &nobody, ..letting };
    assert_eq!(waits_for(&beginning.approval_needed("council-spoc", admin)), [(Role::Operator, "")]);
    assert_eq!(beginning.approval_needed("council-spoc", Inviter::Operator), Approval::Already);
    assert!(beginning.facts("council-spoc", Action::ApproveUser).nobody_in_office);
    // Once one of the two can sign in, the machine is not asked any more.
    let one = set(&["council-spoc"]);
    let later = Letting { active: &one, ..letting };
    assert_eq!(waits_for(&later.approval_needed("council-lead", Inviter::Operator)), [(Role::Spoc, "council")]);
    // Without an agreement nobody stands in but the machine.
    let alone = Letting { owner: None, ..letting };
    assert_eq!(waits_for(&alone.approval_needed("guild-officer", admin)), [(Role::Operator, "")]);
}

#[test]
fn a_second_person_confirms_who_lost_their_way_in() {
    let partnership = partnership();
    let active = everybody(&partnership);
    let letting = Letting { partnership: &partnership, owner: Some("council"), active: &active, day: day("2026-12-15") };
    for (who, by, may) in [
        ("landlord-officer", "landlord-spoc", true),
        ("landlord-officer", "council-admin", false),
        ("landlord-officer", "council-lead", false),
        ("landlord-officer", "council-spoc", false),
        ("landlord-officer", "landlord-lead", false),
        ("landlord-officer", "landlord-officer", false),
        ("landlord-spoc", "landlord-spoc", false),
        ("landlord-officer", "gone", false),
        ("council-admin", "council-admin", false),
        ("council-admin", "council-spoc", true),
        ("landlord-spoc", "council-lead", true),
        ("landlord-spoc", "council-admin", false),
        ("guild-officer", "council-lead", true),
    ] {
        assert_eq!(letting.may_confirm_recovery(who, by), may, "{by} for {who}");
    }
    let only = set(&["council-admin", "council-lead"]);
    let last = Letting { active: &only, ..letting };
    assert_eq!(last.confirmers("council-lead").first().map(|one| one.role), Some(Role::Operator));
    assert!(last.facts("council-lead", Action::RecoverAccount).nobody_in_office);
    assert!(!last.facts("landlord-officer", Action::RecoverAccount).nobody_in_office);
    assert_eq!(last.facts("landlord-officer", Action::CutOff), permission::Facts::default());
}

#[test]
fn an_account_is_that_of_the_organisations_where_its_user_is_in_office() {
    let partnership = partnership();
    let on = |user, day| organisations_of(&partnership, user, day);
    assert_eq!(on("two-hats", day("2026-11-29")), ["guild", "landlord"]);
    assert_eq!(on("gone", day("2026-11-29")), ["landlord"], "whoever left is still somebody's to cut off");
    assert_eq!(on("cover", day("2026-11-29")), ["council", "landlord"]);
    assert_eq!(on("cover", day("2026-12-01")), ["council"]);
    assert!(on("nobody", day("2026-11-29")).is_empty());
    let thing = account_thing(&partnership, "two-hats", day("2026-11-29"));
    assert_eq!((thing.kind, thing.name(), thing.originator.as_str()), (ThingKind::Account, "account:two-hats".to_owned(), "guild"));
    assert_eq!(thing.controllers, ["guild", "landlord"]);
}

#[test]
fn whoever_left_or_was_never_there_is_let_in_no_more() {
    let partnership = partnership();
    for (user, on, left) in
        [("gone", "2026-10-31", false), ("gone", "2026-11-01", true), ("council-lead", "2026-11-01", false), ("nobody", "2026-11-01", true)]
    {
        assert_eq!(is_left(&partnership, user, day(on)), left, "{user} on {on}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_ever_asked_about_themselves_and_somebody_always_is(
        active in prop::collection::btree_set(prop::sample::select(partnership().users.iter().map(|user| user.id.clone()).collect::<Vec<_>>()), 0..11),
        who in 0usize..11,
        inviter in 0usize..11,
        on in prop::sample::select(vec!["2019-12-31", "2026-10-31", "2026-11-29", "2027-06-01"]),
    ) {
        let partnership = partnership();
        let letting = Letting { partnership: &partnership, owner: Some("council"), active: &active, day: day(on) };
        let (who, inviter) = (&partnership.users[who].id, &partnership.users[inviter].id);
        let asked = match letting.approval_needed(who, Inviter::User(inviter)) {
            Approval::Already => {
                prop_assert_ne!(who, inviter);
                vec![]
            }
            Approval::By(approvers) => {
                prop_assert!(!approvers.is_empty());
                approvers
            }
        };
        let confirmers = letting.confirmers(who);
        prop_assert!(!confirmers.is_empty());
        for one in asked.iter().chain(&confirmers) {
            prop_assert!(!one.users.contains(who) && one.users.iter().all(|user| active.contains(user)));
            prop_assert_eq!(one.users.is_empty(), one.role == Role::Operator);
        }
        prop_assert!(!letting.may_confirm_recovery(who, who));
        // Whoever runs the machine is asked exactly where the policy would let them.
        let operator = |approvers: &[Approver]| approvers.iter().any(|one| one.role == Role::Operator);
        prop_assert!(!operator(&asked) || letting.facts(who, Action::ApproveUser).nobody_in_office);
        prop_assert_eq!(operator(&confirmers), letting.facts(who, Action::RecoverAccount).nobody_in_office);
    }
}
