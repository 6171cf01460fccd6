use crate::ground::{book, day};
use base::Result;
use partnership::*;

fn explained(see: &str, on: &str) -> Result<Explained> {
    let p = &demonstration().unwrap().partnership;
    let (register, id) = see.split_once(':').unwrap();
    match register {
        "organisation" => explain_organisation(p, book(), id, day(on)),
        "user" => explain_user(p, book(), id, day(on)),
        "group" => explain_group(p, book(), id, day(on)),
        _ => explain_agreement(p, book(), id, day(on)),
    }
}

#[test]
fn each_state_is_shown_with_its_rule() {
    for (see, lines) in [
        (
            "organisation:papworth-trust",
            &[
                "left; contact named",
                "(`isa-withdrawal-notice@2020`, csp-isa 3.5)",
                "confirmed on 24 September 2026",
                "done on 24 September 2026",
            ][..],
        ),
        ("organisation:hanover-housing", &["has not confirmed", "at once, since 3 September 2026: destroy what was got"]),
        ("organisation:paradigm-housing", &["party; contact named", "until 31 October 2026 begins"]),
        (
            "organisation:cambridgeshire-and-peterborough-icb",
            &[
                "not a party",
                "a signature is not inherited",
                "`cambridgeshire-and-peterborough-ccg` stands in the place of `cambridgeshire-pct` since 1 April 2013",
            ],
        ),
        (
            "organisation:probation-service",
            &[
                "under `iom-isa`",
                "by novation since 26 June 2021",
                "`bench-crc` stands in the place of `cambridgeshire-probation-trust`",
                "criminogenic",
                "the organisation has a vote",
            ],
        ),
        ("organisation:bench-crc", &["on 1 October 2026 `probation-service` stands in its place", "there is no such organisation"]),
        (
            "organisation:accent-housing",
            &[
                "contact vacant and covered",
                "until the end of 20 October 2026 (`isa-contact-cover@1`: 30 calendar days beginning with 21 September 2026",
            ],
        ),
        ("organisation:stonewater-housing", &["ended with 30 July 2026", "late by 63 days: name a contact"]),
        ("organisation:bpha", &["unconfirmed", "`isa-contact-change@2020`: 1 calendar month after 20 July 2026"]),
        (
            "organisation:cambridgeshire-constabulary",
            &["`cover`: member of a board or group; caseworker of a partner, covering `constabulary-caseworker`"],
        ),
        ("user:two-hats", &["at `clarion-housing-group`", "at `south-cambridgeshire-council`"]),
        ("user:cover", &["covering `constabulary-caseworker` since 21 September 2026 until, but not on, 12 October 2026; authorised"]),
        ("user:constabulary-caseworker", &["`cover` stands in at `cambridgeshire-constabulary`"]),
        ("user:leaver", &["left on 21 September 2026: holds no post from that day"]),
        ("user:constabulary-new", &["not authorised to see what is shared"]),
        (
            "group:csp-board",
            &[
                "voting membership: 6",
                "`voluntary-sector` has no vote: suspended since 7 September 2026",
                "`chair-term@2020`: 24 calendar months",
                "substitute: deputy director",
            ],
        ),
        ("group:executive-group", &["there is no such group on 1 October 2026"]),
        (
            "agreement:csp-isa",
            &[
                "version 1.0, is in force since 27 February 2020",
                "late by 1677 days: review the agreement",
                "`papworth-trust`: left",
                "departures",
                "Crime and Disorder Act 1998",
            ],
        ),
        ("agreement:iom-isa", &["is in force since 5 July 2021", "`probation-service`: party"]),
    ] {
        let text = explained(see, "2026-10-01").unwrap().to_string();
        for line in lines {
            assert!(text.contains(line), "{see} lacks `{line}`:\n{text}");
        }
        assert!(!text.contains("example.org"), "{see} holds an address");
    }
    for state in &demonstration().unwrap().states {
        let known: Vec<&str> = state.see.split(':').collect();
        assert!(explained(&state.see, &state.on.to_string()).is_ok(), "{known:?}");
    }
}

#[test]
fn an_agreement_not_known_to_be_in_force_says_so() {
    let text = explain_agreement(published().unwrap(), book(), "iom-isa", day("2011-06-01")).unwrap().to_string();
    assert!(text.contains("no day is known on which it came into force"), "{text}");
}

#[test]
fn what_is_not_known_is_refused_with_what_is() {
    for (see, code) in [
        ("organisation:accent", "organisation-unknown"),
        ("user:jane.invented@council.example", "user-unknown"),
        ("group:board", "group-unknown"),
        ("agreement:isa", "agreement-unknown"),
    ] {
        let trouble = explained(see, "2026-10-01").unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), (code, 2));
        assert!(!trouble.to_string().contains("invented"), "a label that may be a person's is not repeated: {trouble}");
    }
    assert!(explained("organisation:accent", "2026-10-01").unwrap_err().remedy.starts_with("among those known are `accent-housing`"));
}

#[test]
fn the_same_day_explains_the_same_and_serialises() {
    let one = explained("organisation:accent-housing", "2026-10-01").unwrap();
    assert_eq!(one, explained("organisation:accent-housing", "2026-10-01").unwrap());
    let json = serde_json::to_value(&one).unwrap();
    assert_eq!((json["subject"].as_str(), json["day"].as_str()), (Some("organisation:accent-housing"), Some("2026-10-01")));
    assert_eq!(json["parts"][0]["heading"], "what it is");
}

#[test]
fn the_demonstration_has_every_role_and_a_name_for_each() {
    use permission::Role;
    let demonstration = demonstration().unwrap();
    let users = &demonstration.partnership.users;
    for role in Role::ALL.iter().filter(|role| !matches!(role, Role::Operator | Role::Public)) {
        assert!(users.iter().any(|user| user.posts.iter().any(|post| post.role == *role)), "{role}");
    }
    let mut named: Vec<&str> = demonstration.names.iter().map(|one| one.id.as_str()).collect();
    named.sort_unstable();
    assert_eq!(named, users.iter().map(|user| user.id.as_str()).collect::<Vec<_>>());
    for one in &demonstration.names {
        assert!(one.mail.ends_with(".example.org"), "{}", one.id);
        let bodies = format!("{:?}", demonstration.partnership);
        assert!(!bodies.contains(&one.name) && !bodies.contains(&one.mail), "{}: names stand in no body", one.id);
    }
}
