use crate::ground::{agreement, book, contact, day, partnership, party, withdrawal, words};
use journal::{Body, PersonSign, Refused};
use partnership::*;
use permission::Purpose;

#[test]
fn an_agreement_covers_purposes_of_its_own() {
    assert_eq!(agreement().check(&words()), Ok(()));
    assert_eq!(Agreement { purposes: vec![], ..agreement() }.check(&words()), Err(Refused::Empty("purposes")));
    let stranger = Agreement { purposes: vec![Purpose::Governance], ..agreement() };
    assert!(matches!(stranger.check(&words()), Err(Refused::NotOneOf { field: "purposes", .. })));
    let both = DataType {
        id: "records".into(),
        organisation: Some("council".into()),
        kind: Some(OrganisationKind::DistrictCouncil),
        what: "records".into(),
        since: None,
        until: None,
    };
    for (kind, good) in [(both.kind, false), (None, true)] {
        let one = Agreement { data_types: vec![DataType { kind, ..both.clone() }], ..agreement() };
        assert_eq!(one.check(&words()).is_ok(), good);
    }
    let unruly = Agreement { rules: AgreementRules { review: Some("no-such-rule".into()), ..AgreementRules::default() }, ..agreement() };
    assert!(matches!(partnership().check_agreement(&unruly, book()), Err(Refused::NotOneOf { field: "rules", .. })));
    assert_eq!(partnership().check_agreement(&agreement(), book()), Ok(()));
}

#[test]
fn a_party_is_refused_where_its_parts_contradict_each_other() {
    let novation = || Some(Novation { from: "ccg".into(), on: day("2022-07-01"), paper: "minutes of the board".into() });
    assert_eq!(party("landlord").check(&words()), Ok(()));
    for (what, body, field) in [
        ("waiting with a day of signing", Party { status: PartyStatus::AwaitingDetails, ..party("landlord") }, "signed_on"),
        ("novated without a novation", Party { status: PartyStatus::Novated, signed_on: None, ..party("icb") }, "novation"),
        ("signed with a novation", Party { novation: novation(), signed_on: None, ..party("icb") }, "novation"),
        (
            "waiting and leaving",
            Party {
                status: PartyStatus::AwaitingFirstCase,
                signed_on: None,
                withdrawal: Some(withdrawal("2021-01-01", None)),
                ..party("landlord")
            },
            "withdrawal",
        ),
        ("notice before signing", Party { withdrawal: Some(withdrawal("2020-01-01", None)), ..party("landlord") }, "notice_on"),
        (
            "effect before notice",
            Party { withdrawal: Some(withdrawal("2021-01-02", Some("2021-01-01"))), ..party("landlord") },
            "takes_effect",
        ),
    ] {
        assert_eq!(body.check(&words()).unwrap_err().field(), field, "{what}");
    }
    let person = Party { contacts: vec![contact("Jane Invented", None, "2020-02-27", None)], ..party("landlord") };
    assert_eq!(person.check(&words()), Err(Refused::Person { field: "office", sign: PersonSign::Name }));
    let label = Party { contacts: vec![contact("officer", Some("jane-invented"), "2020-02-27", None)], ..party("landlord") };
    assert_eq!(label.check(&words()), Err(Refused::Person { field: "user", sign: PersonSign::Name }));
    assert_eq!(party("landlord").id(), "isa/landlord");
}

#[test]
fn a_withdrawal_takes_effect_when_its_notice_has_run() {
    let leaving = |notice: &str, effect: Option<&str>| Party { withdrawal: Some(withdrawal(notice, effect)), ..party("landlord") };
    // A month after 31 January is the last of February.
    for (notice, effect, good, left) in [
        ("2021-01-31", Some("2021-02-27"), false, "2021-02-28"),
        ("2021-01-31", Some("2021-02-28"), true, "2021-02-28"),
        ("2021-01-31", Some("2021-06-01"), true, "2021-06-01"),
        ("2021-01-31", None, true, "2021-02-28"),
    ] {
        let body = leaving(notice, effect);
        assert_eq!(partnership().check_party(&body, book()).is_ok(), good, "{notice} {effect:?}");
        assert_eq!(body.leaves_on(&agreement(), book()).unwrap(), (day(left), Some("isa-withdrawal-notice@2020".to_owned())));
    }
    let early = leaving("2021-01-31", Some("2021-02-27")).check_by_rules(&agreement(), book()).unwrap_err();
    assert_eq!(early.to_string(), "`takes_effect`: 2021-02-27 lies before 2021-02-28");
    // Without a rule the day recorded holds, or else the day of the notice.
    let bare = Agreement { rules: AgreementRules::default(), ..agreement() };
    assert_eq!(leaving("2021-01-31", Some("2021-02-01")).leaves_on(&bare, book()), Some((day("2021-02-01"), None)));
    assert_eq!(leaving("2021-01-31", None).leaves_on(&bare, book()), Some((day("2021-01-31"), None)));
    assert_eq!(leaving("2021-01-31", Some("2021-02-01")).check_by_rules(&bare, book()), Ok(()));
}

#[test]
fn a_party_is_known_beside_the_registers() {
    let novated = |from: &str, on: &str| Party {
        status: PartyStatus::Novated,
        signed_on: None,
        novation: Some(Novation { from: from.into(), on: day(on), paper: "minutes of the board".into() }),
        ..party("icb")
    };
    for (what, body, good) in [
        ("a landlord", party("landlord"), true),
        ("nobody", party("guild"), false),
        ("no agreement", Party { agreement: "other".into(), ..party("landlord") }, false),
        ("a successor", novated("ccg", "2022-07-01"), true),
        ("a successor before its day", novated("ccg", "2022-06-30"), false),
        ("no successor", novated("landlord", "2022-07-01"), false),
        ("an unknown user", Party { contacts: vec![contact("officer", Some("nobody"), "2020-02-27", None)], ..party("landlord") }, false),
    ] {
        assert_eq!(partnership().check_party(&body, book()).is_ok(), good, "{what}");
    }
}

#[test]
fn what_is_shared_is_listed_or_a_departure() {
    let demonstration = &demonstration().unwrap().partnership;
    let isa = demonstration.agreement("csp-isa").unwrap();
    for (organisation, data_type, on, agreed, departure) in [
        ("cambridgeshire-constabulary", "police-statements", "2026-10-01", true, false),
        ("accent-housing", "landlord-records", "2026-10-01", true, false),
        ("accent-housing", "police-statements", "2026-10-01", false, false),
        ("cambridgeshire-constabulary", "police-body-worn-video", "2026-09-30", true, true),
        // A departure is for its day.
        ("cambridgeshire-constabulary", "police-body-worn-video", "2026-10-01", false, false),
        // What the company shared goes with the novation.
        ("bench-crc", "rehabilitation-needs", "2021-06-25", true, false),
        ("probation-service", "rehabilitation-needs", "2026-10-01", true, false),
        ("cambridgeshire-and-peterborough-icb", "rehabilitation-needs", "2026-10-01", false, false),
        ("nowhere", "landlord-records", "2026-10-01", false, false),
    ] {
        let found = agreed_data_type(demonstration, isa, organisation, data_type, day(on));
        assert_eq!((found.agreed, found.departure), (agreed, departure), "{organisation} {data_type} {on}: {}", found.why);
    }
    assert!(isa.power_on("crime-and-disorder-act-1998", day("2020-02-27")).is_some());
    assert!(isa.power_on("crime-and-disorder-act-1998", day("2020-02-26")).is_none());
    assert!(isa.power_on("magna-carta", day("2020-02-27")).is_none());
}
