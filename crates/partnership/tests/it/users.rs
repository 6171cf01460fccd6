use crate::ground::{after, body, day, held, user, words};
use journal::{Body, PersonSign, Refused};
use partnership::*;
use permission::{Post, Role};
use proptest::prelude::*;

fn organisations() -> Vec<Organisation> {
    vec![
        body("council", OrganisationKind::DistrictCouncil, None, None),
        body("landlord", OrganisationKind::SocialLandlord, None, None),
        body("crc", OrganisationKind::Probation, Some("2014-06-01"), Some("2021-06-26")),
    ]
}

fn cover(covers: &str, role: Option<Role>, organisation: &str, since: &str, until: &str) -> Cover {
    Cover { covers: covers.into(), role, organisation: organisation.into(), since: day(since), until: day(until), authorised_on: None }
}

fn post(role: Role, organisation: &str, authorised: bool, covers: Option<&str>) -> Post {
    Post { role, organisation: organisation.into(), authorised, covers: covers.map(Into::into) }
}

#[test]
fn a_label_names_a_post_and_never_a_person() {
    for label in ["council-officer", "council-ig-lead", "two-hats", "leaver", "cover", "bpha-spoc", "icb-caseworker-2"] {
        assert_eq!(check_label("id", label, &words()), Ok(()), "{label}");
    }
    for (label, refused) in [
        ("jane.invented@council.example", Refused::Person { field: "id", sign: PersonSign::Mail }),
        ("jane.invented", Refused::Person { field: "id", sign: PersonSign::Name }),
        ("jane-invented", Refused::Person { field: "id", sign: PersonSign::Name }),
        ("invented-jane", Refused::Person { field: "id", sign: PersonSign::Name }),
        ("officer-jane", Refused::Person { field: "id", sign: PersonSign::Name }),
        ("Jane Invented", Refused::Person { field: "id", sign: PersonSign::Name }),
        ("j-invented", Refused::Person { field: "id", sign: PersonSign::Name }),
        ("officer-60123", Refused::Person { field: "id", sign: PersonSign::Telephone }),
        ("", Refused::Empty("id")),
        ("Council Officer", Refused::NotAnId { field: "id", value: "Council Officer".into() }),
    ] {
        let found = check_label("id", label, &words());
        assert_eq!(found, Err(refused), "{label}");
        if let Err(Refused::Person { .. }) = found {
            assert!(!found.unwrap_err().to_string().contains("nvented"), "{label} is not repeated");
        }
    }
}

#[test]
fn what_may_not_be_written_is_refused() {
    for role in [Role::Operator, Role::Public] {
        let refused = user("somebody", vec![held(role, "council", "2020-01-01", None)]).check(&words());
        assert!(matches!(refused, Err(Refused::NotOneOf { field: "role", .. })), "{role}");
    }
    let own = UserRecord { cover: vec![cover("officer", None, "council", "2020-01-01", "2020-01-02")], ..user("officer", vec![]) };
    assert!(matches!(own.check(&words()), Err(Refused::NotNow { field: "covers", .. })));
    let late = UserRecord { left_on: Some(day("2020-01-01")), ..user("officer", vec![held(Role::Officer, "council", "2020-01-02", None)]) };
    assert!(matches!(late.check(&words()), Err(Refused::Before { field: "left_on", .. })));
    let mut why = user("officer", vec![held(Role::Officer, "council", "2020-01-02", Some("2020-02-01"))]);
    why.posts[0].ended_because = "replaced by Jane Invented".into();
    assert_eq!(why.check(&words()), Err(Refused::Person { field: "ended_because", sign: PersonSign::Name }));
    let partnership = Partnership { organisations: organisations(), ..Partnership::default() };
    let nowhere = user("officer", vec![held(Role::Officer, "guild", "2020-01-02", None)]);
    assert!(matches!(partnership.check_user(&nowhere), Err(Refused::NotOneOf { field: "organisation", .. })));
    let nobody = UserRecord { cover: vec![cover("nobody", None, "council", "2020-01-01", "2020-01-02")], ..user("officer", vec![]) };
    assert!(matches!(partnership.check_user(&nobody), Err(Refused::NotOneOf { field: "covers", .. })));
}

#[test]
fn posts_are_held_in_one_or_more_organisations_and_covered_on_leave() {
    let mut unauthorised = held(Role::Caseworker, "landlord", "2020-01-01", None);
    unauthorised.authorised_on = Some(day("2020-03-01"));
    let caseworker = user("caseworker", vec![unauthorised, held(Role::Spoc, "landlord", "2020-01-01", Some("2020-06-01"))]);
    let two =
        user("two-hats", vec![held(Role::Officer, "council", "2020-01-01", None), held(Role::Caseworker, "landlord", "2020-02-01", None)]);
    let probation = user("probation", vec![held(Role::Caseworker, "crc", "2020-01-01", None)]);
    let leaver =
        UserRecord { left_on: Some(day("2020-05-01")), ..user("leaver", vec![held(Role::Officer, "council", "2020-01-01", None)]) };
    let mut covering = user("cover", vec![held(Role::Member, "council", "2020-01-01", None)]);
    let mut leave = cover("caseworker", Some(Role::Caseworker), "landlord", "2020-04-01", "2020-04-15");
    leave.authorised_on = Some(day("2020-04-06"));
    covering.cover = vec![leave, cover("leaver", None, "council", "2020-04-20", "2020-06-01")];
    let mut too_soon = cover("caseworker", Some(Role::Caseworker), "landlord", "2020-02-10", "2020-02-12");
    too_soon.authorised_on = Some(day("2020-02-10"));
    covering.cover.push(too_soon);
    let mut second = user("second", vec![]);
    second.cover = vec![cover("cover", None, "landlord", "2020-04-01", "2020-04-15")];
    let users = [caseworker, two, probation, leaver, covering, second];
    let (council, landlord) = ("council", "landlord");
    let member = post(Role::Member, council, true, None);
    for (id, on, expected) in [
        ("caseworker", "2019-12-31", vec![]),
        ("caseworker", "2020-02-29", vec![post(Role::Caseworker, landlord, false, None), post(Role::Spoc, landlord, true, None)]),
        ("caseworker", "2020-03-01", vec![post(Role::Caseworker, landlord, true, None), post(Role::Spoc, landlord, true, None)]),
        ("caseworker", "2020-06-01", vec![post(Role::Caseworker, landlord, true, None)]),
        ("two-hats", "2020-01-31", vec![post(Role::Officer, council, true, None)]),
        ("two-hats", "2020-02-01", vec![post(Role::Officer, council, true, None), post(Role::Caseworker, landlord, true, None)]),
        ("probation", "2021-06-25", vec![post(Role::Caseworker, "crc", true, None)]),
        // The post ends with its organisation.
        ("probation", "2021-06-26", vec![]),
        ("leaver", "2020-04-30", vec![post(Role::Officer, council, true, None)]),
        ("leaver", "2020-05-01", vec![]),
        ("cover", "2020-03-31", vec![member.clone()]),
        // Nobody may more by cover than the one who is away.
        ("cover", "2020-02-10", vec![member.clone(), post(Role::Caseworker, landlord, false, Some("caseworker"))]),
        // Covered, and not yet authorised there.
        ("cover", "2020-04-01", vec![member.clone(), post(Role::Caseworker, landlord, false, Some("caseworker"))]),
        ("cover", "2020-04-06", vec![member.clone(), post(Role::Caseworker, landlord, true, Some("caseworker"))]),
        ("cover", "2020-04-15", vec![member.clone()]),
        // An authorised post of one's own at the same organisation suffices; cover ends when the absent one leaves.
        ("cover", "2020-04-30", vec![member.clone(), post(Role::Officer, council, true, Some("leaver"))]),
        ("cover", "2020-05-01", vec![member.clone()]),
        // Cover is not passed on.
        ("second", "2020-04-06", vec![]),
        ("nobody", "2020-04-06", vec![]),
    ] {
        let found = posts_on(&users, &organisations(), id, day(on));
        assert_eq!(found.posts, expected, "{id} on {on}: {:?}", found.why);
        assert!(!found.why.is_empty(), "{id} on {on}: an answer says why");
    }
}

fn any_user(id: &'static str) -> impl Strategy<Value = UserRecord> {
    let role = proptest::sample::select(vec![Role::Officer, Role::Caseworker, Role::Spoc, Role::IgLead]);
    let place = proptest::sample::select(vec!["council", "landlord", "crc"]);
    let one = (role, place, 0i32..300, proptest::option::of(1i32..300), proptest::option::of(0i32..300));
    let posts = proptest::collection::vec(one, 0..4);
    (posts, proptest::option::of(300i32..600)).prop_map(move |(posts, left)| {
        let start = day("2021-01-01");
        let posts = posts.into_iter().map(|(role, organisation, since, length, authorised)| {
            let since = after(start, since);
            HeldPost {
                role,
                organisation: organisation.into(),
                since,
                until: length.map(|days| after(since, days)),
                authorised_on: authorised.map(|days| after(start, days)),
                ended_because: String::new(),
            }
        });
        UserRecord { id: id.into(), posts: posts.collect(), cover: vec![], left_on: left.map(|days| after(start, days)) }
    })
}

proptest! {
    #[test]
    fn posts_are_half_open_and_end_with_leaving(one in any_user("one"), at in 0i32..900) {
        let users = [one.clone()];
        let on = after(day("2021-01-01"), at);
        let found = posts_on(&users, &organisations(), "one", on).posts;
        for post in &found {
            let held = one.posts.iter().any(|held| {
                let same = held.organisation == post.organisation && held.role == post.role;
                same && held.since <= on && held.until.is_none_or(|until| on < until)
            });
            prop_assert!(held, "a post is held from its first day until, but not on, its last");
        }
        if one.left_on.is_some_and(|left| left <= on) {
            prop_assert!(found.is_empty(), "a leaver holds no post on any day after");
        }
        for held in &one.posts {
            let bounds = [(held.since, true), (held.since.yesterday().unwrap(), false), (held.until.unwrap_or(held.since), held.until.is_none())];
            for (on, expected) in bounds {
                prop_assert_eq!(held.holds_on(on), expected);
            }
        }
    }

    #[test]
    fn taking_cover_away_takes_the_covered_posts_and_nothing_else(
        away in any_user("away"),
        mut covering in any_user("covering"),
        spans in proptest::collection::vec((0i32..400, 1i32..60, proptest::sample::select(vec!["council", "landlord"])), 0..3),
        at in 0i32..500,
    ) {
        let start = day("2021-01-01");
        covering.cover = spans.iter().map(|(since, length, place)| {
            let since = after(start, *since);
            let until = after(since, *length);
            Cover { covers: "away".into(), role: None, organisation: (*place).into(), since, until, authorised_on: None }
        }).collect();
        let on = after(start, at);
        let with = posts_on(&[away.clone(), covering.clone()], &organisations(), "covering", on).posts;
        let bare = UserRecord { cover: vec![], ..covering };
        let without = posts_on(&[away.clone(), bare], &organisations(), "covering", on).posts;
        let own: Vec<Post> = with.iter().filter(|post| post.covers.is_none()).cloned().collect();
        prop_assert_eq!(own, without);
        let theirs = posts_on(&[away], &organisations(), "away", on).posts;
        for post in with.iter().filter(|post| post.covers.is_some()) {
            let held = theirs.iter().find(|one| one.role == post.role && one.organisation == post.organisation);
            prop_assert!(held.is_some(), "cover gives nothing that the absent one does not hold");
            prop_assert!(!post.authorised || theirs.iter().any(|one| one.role == post.role && one.authorised), "nor more than they may");
        }
    }
}
