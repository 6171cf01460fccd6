use crate::ground::{body, book, day, words};
use journal::{Body, Refused};
use partnership::*;
use proptest::prelude::*;

fn seat(organisation: &str, voting: bool, seats: u8, since: Option<&str>, until: Option<&str>) -> Member {
    Member {
        organisation: organisation.into(),
        seat: String::new(),
        role: MemberRole::Member,
        seats,
        each: false,
        voting,
        since: since.map(day),
        until: until.map(day),
        elected_on: Vec::new(),
        substitute: None,
    }
}

fn group(kind: GroupKind, members: Vec<Member>) -> Group {
    Group {
        id: "board".into(),
        name: "Board".into(),
        kind,
        area: None,
        since: None,
        until: None,
        reports_to: None,
        terms_of_reference: Vec::new(),
        members,
        suspended: Vec::new(),
        note: String::new(),
    }
}

#[test]
fn the_published_board_has_eight_votes() {
    let published = published().unwrap();
    let board = published.group("csp-board").unwrap();
    let votes = votes_on(board, &published.organisations, day("2020-02-27"));
    assert_eq!(
        votes.voting,
        [
            "south-cambridgeshire-council",
            "cambridgeshire-county-council",
            "cambridgeshire-constabulary",
            "cambridgeshire-fire-and-rescue",
            "cambridgeshire-and-peterborough-ccg",
            "bench-crc",
            "national-probation-service",
            "voluntary-sector",
        ],
        "the two councils have one each, though either sends two"
    );
    // Bodies that end take their votes with them; their successors have no seat in these terms.
    for (on, count) in [("2020-02-26", 0), ("2021-06-25", 8), ("2021-06-26", 6), ("2022-06-30", 6), ("2022-07-01", 5)] {
        assert_eq!(votes_on(board, &published.organisations, day(on)).voting.len(), count, "{on}");
    }
    let demonstration = &demonstration().unwrap().partnership;
    let board = demonstration.group("csp-board").unwrap();
    for (on, count) in [("2022-07-01", 7), ("2026-09-06", 7), ("2026-09-07", 6)] {
        assert_eq!(votes_on(board, &demonstration.organisations, day(on)).voting.len(), count, "{on}");
    }
}

#[test]
fn the_executive_group_is_a_closed_body() {
    let published = published().unwrap();
    let executive = published.group("executive-group").unwrap();
    assert!(executive.exists_on(day("2011-07-25")) && !executive.exists_on(day("2011-07-26")));
    assert!(votes_on(executive, &published.organisations, day("2020-01-01")).why[0].contains("no such group"));
}

#[test]
fn what_may_not_be_written_is_refused() {
    assert_eq!(group(GroupKind::TaskAndFinishGroup, vec![]).check(&words()), Err(Refused::Empty("until")), "it has an end from the start");
    let ended = Group { until: Some(day("2020-05-01")), ..group(GroupKind::TaskAndFinishGroup, vec![]) };
    assert_eq!(ended.check(&words()), Ok(()));
    assert_eq!(group(GroupKind::Board, vec![seat("council", true, 0, None, None)]).check(&words()), Err(Refused::Empty("seats")));
    let chair = Member { role: MemberRole::Chair, ..seat("council", false, 0, None, None) };
    assert_eq!(group(GroupKind::Board, vec![chair.clone()]).check(&words()), Err(Refused::Empty("elected_on")));
    let elected = Member { elected_on: vec![day("2020-10-15")], ..chair };
    assert_eq!(group(GroupKind::Board, vec![elected]).check(&words()), Ok(()));
    let person = Member { seat: "Cllr Invented".into(), ..seat("council", true, 1, None, None) };
    assert!(matches!(group(GroupKind::Board, vec![person]).check(&words()), Err(Refused::Person { field: "seat", .. })));
    let above = Group { reports_to: Some("board".into()), ..group(GroupKind::Board, vec![]) };
    assert!(matches!(above.check(&words()), Err(Refused::NotNow { field: "reports_to", .. })));
    let terms = TermsOfReference { version: "1".into(), adopted_on: None, rules: vec!["no-such-rule".into()], source: String::new() };
    let unruly = Group { terms_of_reference: vec![terms], ..group(GroupKind::Board, vec![]) };
    assert!(matches!(Partnership::default().check_group(&unruly, book()), Err(Refused::NotOneOf { field: "rules", .. })));
}

#[test]
fn the_newest_terms_adopted_by_a_day_hold() {
    let terms = |version: &str, on: Option<&str>| TermsOfReference {
        version: version.into(),
        adopted_on: on.map(day),
        rules: Vec::new(),
        source: String::new(),
    };
    let board = Group {
        terms_of_reference: vec![terms("2020", Some("2020-02-27")), terms("first", None), terms("2023", Some("2023-04-01"))],
        ..group(GroupKind::Board, vec![])
    };
    for (on, version) in [("2019-01-01", "first"), ("2020-02-27", "2020"), ("2023-03-31", "2020"), ("2023-04-01", "2023")] {
        assert_eq!(board.terms_on(day(on)).unwrap().version, version, "{on}");
    }
}

proptest! {
    #[test]
    fn an_organisation_has_one_vote_however_many_sit_there(
        seats in proptest::collection::vec((0usize..4, any::<bool>(), 1u8..4), 0..12),
        more in 0usize..4,
        suspended in proptest::option::of(0usize..4),
    ) {
        let ids = ["a", "b", "c", "d"];
        let organisations: Vec<Organisation> = ids.iter().map(|id| body(id, OrganisationKind::Other, None, None)).collect();
        let members = seats.iter().map(|(at, voting, count)| seat(ids[*at], *voting, *count, None, None)).collect();
        let mut board = group(GroupKind::Board, members);
        board.suspended = suspended
            .iter()
            .map(|at| Suspension { organisation: ids[*at].into(), since: day("2020-01-01"), until: None, reason: "proceedings".into() })
            .collect();
        let on = day("2020-06-01");
        let votes = votes_on(&board, &organisations, on).voting;
        let mut once = votes.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), votes.len());
        for (at, id) in ids.iter().enumerate() {
            let sits = seats.iter().any(|(seat, voting, _)| *seat == at && *voting);
            prop_assert_eq!(votes.iter().any(|one| one == id), sits && suspended != Some(at));
        }
        // One more seat of an organisation that has a vote changes nothing.
        if votes.iter().any(|id| id == ids[more]) {
            board.members.push(seat(ids[more], true, 3, None, None));
            prop_assert_eq!(votes_on(&board, &organisations, on).voting, votes);
        }
    }
}
