use crate::ground::{day, held, partnership, user};
use partnership::*;
use permission::Role;

fn duty(owed_by: &str, about: &str) -> Duty {
    Duty {
        what: "something".into(),
        owed_by: owed_by.into(),
        about: about.into(),
        rule: String::new(),
        since: day("2021-01-01"),
        due: None,
        done: None,
        late_by: 0,
        state: DutyState::AtOnce,
        why: String::new(),
    }
}

fn committee(chair: &str) -> Group {
    let seat = |organisation: &str, role| Member {
        organisation: organisation.into(),
        seat: String::new(),
        role,
        seats: 1,
        each: false,
        voting: true,
        since: Some(day("2020-02-27")),
        until: None,
        elected_on: Vec::new(),
        substitute: None,
    };
    Group {
        id: "committee".into(),
        name: "The committee".into(),
        kind: GroupKind::Board,
        area: None,
        since: None,
        until: None,
        reports_to: None,
        terms_of_reference: Vec::new(),
        members: vec![seat(chair, MemberRole::Chair), seat("landlord", MemberRole::Member)],
        suspended: Vec::new(),
        note: String::new(),
    }
}

#[test]
fn what_is_owed_is_told_to_whoever_does_it_or_stands_in() {
    let mut all = partnership();
    all.users.clear();
    all.groups = vec![committee("council")];
    let asked = |all: &Partnership, owed_by: &str, on: &str| responsible_on(all, &duty(owed_by, "isa"), day(on));
    assert_eq!(asked(&all, "landlord", "2021-06-01"), [""; 0], "nobody is in office");

    all.users.push(user("owner-lead", vec![held(Role::IgLead, "council", "2020-02-27", None)]));
    assert_eq!(asked(&all, "landlord", "2021-06-01"), ["owner-lead"], "the owner's governance lead stands in");
    all.users.push(user("lead", vec![held(Role::IgLead, "landlord", "2021-01-01", None)]));
    assert_eq!(asked(&all, "landlord", "2021-06-01"), ["lead"]);
    all.users.push(user("contact", vec![held(Role::Spoc, "landlord", "2021-01-01", Some("2021-07-01"))]));
    all.users.push(user("second", vec![held(Role::Spoc, "landlord", "2021-01-01", None)]));
    assert_eq!(asked(&all, "landlord", "2021-06-01"), ["contact", "second"], "every contact, and nobody beside");
    assert_eq!(asked(&all, "landlord", "2021-07-01"), ["second"], "a post that ended reminds nobody");
    all.users[3].left_on = Some(day("2021-07-02"));
    assert_eq!(asked(&all, "landlord", "2021-07-02"), ["lead"], "nor a leaver");

    assert_eq!(asked(&all, "committee", "2021-06-01"), [""; 0]);
    all.users.push(user("chair", vec![held(Role::Chair, "council", "2020-02-27", None)]));
    assert_eq!(asked(&all, "committee", "2021-06-01"), ["chair"]);
    all.users.push(user("services", vec![held(Role::DemocraticServices, "council", "2020-02-27", None)]));
    assert_eq!(asked(&all, "committee", "2021-06-01"), ["services"]);
}

#[test]
fn a_duty_concerns_those_who_owe_it_and_those_who_sit_in_the_group() {
    let mut all = partnership();
    all.groups = vec![committee("council")];
    let on = day("2021-06-01");
    for (owed_by, organisation, concerned) in [
        ("landlord", "landlord", true),
        ("landlord", "council", false),
        ("committee", "council", true),
        ("committee", "landlord", true),
        ("committee", "nobody", false),
    ] {
        assert_eq!(concerns(&all, &duty(owed_by, "isa"), &[organisation], on), concerned, "{owed_by} {organisation}");
    }
    assert!(!concerns(&all, &duty("committee", "isa"), &["landlord"], day("2019-01-01")), "before it had a seat");
}
