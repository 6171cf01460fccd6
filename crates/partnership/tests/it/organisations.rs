use crate::ground::{body, book, day, succeeded, words};
use journal::{Body, PersonSign, Refused};
use partnership::*;
use proptest::prelude::*;

use OrganisationKind::{Health, LocalPolicingBody, Other, Probation, SupportAgency};

fn again<T: Body + std::fmt::Debug>(bodies: &[T]) {
    for body in bodies {
        let text = serde_json::to_string(body).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *body, "{text}");
        let mut ids: Vec<String> = bodies.iter().map(Body::id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), bodies.len(), "each id once");
    }
}

#[test]
fn every_body_of_the_demonstration_may_be_written_and_read_again() {
    for partnership in [published().unwrap(), &demonstration().unwrap().partnership] {
        assert_eq!(partnership.check(&words(), book()), Ok(()));
        again(&partnership.organisations);
        again(&partnership.users);
        again(&partnership.groups);
        again(&partnership.agreements);
        again(&partnership.parties);
    }
}

#[test]
fn a_name_may_be_a_founders_and_never_a_persons_address() {
    let named = |name: &str| Organisation { name: name.into(), ..body("charity", SupportAgency, None, None) }.check(&words());
    for name in ["John Huntingdon's Charity", "Peter Invented Housing Association", "Accent Housing", "MIND"] {
        assert_eq!(named(name), Ok(()), "{name}");
    }
    for (name, sign) in [
        ("Peter Invented", PersonSign::Name),
        ("Mrs Invented and others", PersonSign::Name),
        ("desk@partner.example", PersonSign::Mail),
        ("Charity 01632 960 123", PersonSign::Telephone),
    ] {
        assert_eq!(named(name), Err(Refused::Person { field: "name", sign }), "{name}");
    }
    assert_eq!(named(" "), Err(Refused::Empty("name")));
}

#[test]
fn what_may_not_be_written_is_refused() {
    let commissioner = body("commissioner", LocalPolicingBody, None, None);
    assert_eq!(commissioner.check(&words()), Err(Refused::Empty("since")), "a local policing body is always dated");
    let own = succeeded(body("a", Other, None, None), "a", "2020-01-01");
    assert!(matches!(own.check(&words()), Err(Refused::NotNow { field: "succeeded_by", .. })));
    let before = succeeded(body("a", Other, Some("2020-02-01"), None), "b", "2020-01-01");
    assert!(matches!(before.check(&words()), Err(Refused::Before { field: "succeeded_by", .. })));
    let ended = body("a", Other, Some("2020-02-01"), Some("2020-01-01"));
    assert!(matches!(ended.check(&words()), Err(Refused::Before { field: "until", .. })));
    let text = serde_json::to_string(&body("a", Other, None, None)).unwrap().replacen('{', r#"{"telephone":"","#, 1);
    assert!(serde_json::from_str::<Organisation>(&text).is_err(), "a field nobody knows is refused");
}

#[test]
fn a_former_name_is_used_until_the_day_it_ended() {
    let alias =
        |name: &str, since: Option<&str>, until: Option<&str>| Alias { name: name.into(), since: since.map(day), until: until.map(day) };
    let renamed = Organisation {
        name: "Community Safety Service".into(),
        aliases: vec![
            alias("CSS", None, None),
            alias("Crime Reduction Service", Some("2010-01-01"), Some("2019-10-24")),
            alias("Old Service", None, Some("2010-01-01")),
        ],
        ..body("service", Other, None, None)
    };
    for (on, name) in [
        ("2009-12-31", "Old Service"),
        ("2010-01-01", "Crime Reduction Service"),
        ("2019-10-23", "Crime Reduction Service"),
        ("2019-10-24", "Community Safety Service"),
    ] {
        assert_eq!(renamed.name_on(day(on)), name, "{on}");
    }
    assert!(renamed.is_called("css") && !renamed.is_called("css2"));
}

/// A trust that is split into two bodies, which merge; a trust that becomes a group, which becomes a board; a
/// commissioner whose functions go to a mayor; a body that ends without anything in its place.
fn history() -> Vec<Organisation> {
    let trust = succeeded(body("trust", Probation, None, Some("2014-06-01")), "crc", "2014-06-01");
    vec![
        succeeded(trust, "nps", "2014-06-01"),
        succeeded(body("crc", Probation, Some("2014-06-01"), Some("2021-06-26")), "probation", "2021-06-26"),
        succeeded(body("nps", Probation, Some("2014-06-01"), Some("2021-06-26")), "probation", "2021-06-26"),
        body("probation", Probation, Some("2021-06-26"), None),
        succeeded(body("pct", Health, None, Some("2013-04-01")), "ccg", "2013-04-01"),
        succeeded(body("ccg", Health, Some("2013-04-01"), Some("2022-07-01")), "icb", "2022-07-01"),
        body("icb", Health, Some("2022-07-01"), None),
        succeeded(body("commissioner", LocalPolicingBody, Some("2012-11-22"), Some("2028-05-08")), "mayor", "2028-05-08"),
        body("mayor", LocalPolicingBody, Some("2028-05-08"), None),
        body("closed", Other, None, Some("2015-01-01")),
        succeeded(body("council", Other, None, None), "combined", "2017-03-03"),
        body("combined", Other, Some("2017-03-03"), None),
    ]
}

#[test]
fn a_successor_stands_in_the_place_from_its_day_on() {
    let history = history();
    assert_eq!(check_successions(&history), Ok(()));
    for (id, on, now, lines) in [
        ("trust", "2014-05-31", &["trust"][..], 0),
        ("trust", "2014-06-01", &["crc", "nps"], 2),
        ("trust", "2021-06-25", &["crc", "nps"], 2),
        ("trust", "2021-06-26", &["probation"], 4),
        ("pct", "2013-03-31", &["pct"], 0),
        ("pct", "2013-04-01", &["ccg"], 1),
        ("pct", "2022-06-30", &["ccg"], 1),
        ("pct", "2022-07-01", &["icb"], 2),
        ("icb", "2022-06-30", &[], 1),
        ("commissioner", "2028-05-07", &["commissioner"], 0),
        ("commissioner", "2028-05-08", &["mayor"], 1),
        ("closed", "2020-01-01", &[], 1),
        ("council", "2020-01-01", &["council"], 1),
        ("nowhere", "2020-01-01", &[], 1),
    ] {
        let lineage = successor_on(&history, id, day(on));
        assert_eq!(lineage.now, now, "{id} on {on}");
        assert_eq!(lineage.why.len(), lines, "{id} on {on}: {:?}", lineage.why);
    }
    let before: Vec<&str> = predecessors_of(&history, "probation").iter().map(|(body, _)| body.id.as_str()).collect();
    assert_eq!(before, ["crc", "nps"]);
}

#[test]
fn a_succession_needs_a_successor_that_exists_then() {
    let unknown = [succeeded(body("a", Other, None, Some("2020-01-01")), "b", "2020-01-01")];
    assert!(matches!(check_successions(&unknown), Err(Refused::NotOneOf { field: "succeeded_by", .. })));
    let [a] = unknown;
    assert!(matches!(check_successions(&[a.clone(), body("b", Other, Some("2020-01-02"), None)]), Err(Refused::NotNow { .. })));
    assert_eq!(check_successions(&[a.clone(), body("b", Other, Some("2020-01-01"), None)]), Ok(()));
    let round = [a, succeeded(body("b", Other, None, None), "a", "2019-01-01")];
    assert!(matches!(check_successions(&round), Err(Refused::NotNow { .. })));
    let partnership = Partnership { organisations: vec![round[0].clone()], ..Partnership::default() };
    assert!(partnership.check_organisation(&round[1]).is_err(), "what would close a circle is not written");
    assert_eq!(partnership.check_organisation(&body("b", Other, None, None)), Ok(()));
}

#[test]
fn a_local_policing_body_is_no_responsible_authority() {
    let authorities: Vec<&str> =
        OrganisationKind::ALL.iter().filter(|kind| kind.is_responsible_authority()).map(|kind| kind.id()).collect();
    assert_eq!(authorities, ["police", "district-council", "county-council", "unitary-council", "fire", "health", "probation"]);
    for kind in OrganisationKind::ALL {
        assert_eq!(OrganisationKind::parse(kind.id()), Ok(*kind));
        assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{kind}\""));
    }
    assert!(matches!(OrganisationKind::parse("guild"), Err(Refused::NotOneOf { field: "kind", .. })));
}

/// Whether a graph has a circle, found by taking away bodies that nothing leaves.
fn has_circle(edges: &[(usize, usize)], count: usize) -> bool {
    let mut left: Vec<usize> = (0..count).collect();
    loop {
        let stuck: Vec<usize> = left.iter().copied().filter(|from| edges.iter().any(|(a, b)| a == from && left.contains(b))).collect();
        if stuck.len() == left.len() {
            return !left.is_empty();
        }
        left = stuck;
    }
}

proptest! {
    #[test]
    fn successors_never_go_round_and_are_always_found(
        edges in proptest::collection::vec((0usize..6, 0usize..6), 0..9),
        ends in proptest::collection::vec(proptest::option::of(0i32..400), 6),
        at in 0i32..500,
    ) {
        let start = day("2020-01-01");
        let edges: Vec<(usize, usize)> = edges.into_iter().filter(|(a, b)| a != b).collect();
        let bodies: Vec<Organisation> = (0..6).map(|number| {
            let mut one = body(&format!("b{number}"), Other, None, None);
            one.until = ends[number].map(|end| crate::ground::after(start, end));
            for (_, to) in edges.iter().filter(|(from, _)| *from == number) {
                one.succeeded_by.push(Succession { to: format!("b{to}"), on: start, by: "an Act".into() });
            }
            one
        }).collect();
        // Bodies that end on the first day could not take over then; that is another refusal.
        if ends.iter().all(|end| *end != Some(0)) {
            prop_assert_eq!(check_successions(&bodies).is_err(), has_circle(&edges, 6));
        }
        let on = crate::ground::after(start, at);
        for one in &bodies {
            let lineage = successor_on(&bodies, &one.id, on);
            for id in &lineage.now {
                prop_assert!(bodies.iter().any(|body| body.id == *id && body.exists_on(on)), "what stands in the place exists");
            }
            if one.exists_on(on) {
                prop_assert_eq!(&lineage.now, &vec![one.id.clone()]);
            } else if lineage.now.is_empty() {
                prop_assert!(!lineage.why.is_empty(), "and where nothing does, that is said");
            }
        }
    }
}
