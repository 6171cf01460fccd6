//! Answers as people read them.

use crate::support::{favourable, file, policies};
use permission::{Action, Decider, Post, Purpose, Question, Role, ThingKind, acts, authorize};
use policy::{Policies, explain};

fn situation(id: &str) -> Question {
    let file = file();
    file.questions().into_iter().find(|(situation, _)| situation.id == id).map(|(_, question)| question).unwrap()
}

#[test]
fn an_explanation_says_the_answer_first_and_then_what_it_rests_on() {
    let allowed = explain(&situation("officer-reads-what-was-given")).unwrap();
    assert_eq!(
        allowed.to_string(),
        "allowed\n\
         question: `u-asks` may read a record about a person (`read-person` on `person:1`, to reduce crime, disorder, anti-social \
         behaviour and the fear of crime: `reduce-crime`), as `officer` of `council`\n\
         rule: `isa-5.5-read-what-was-given`: An officer, caseworker or contact reads what another partner gave their organisation, with \
         its earlier versions, for a purpose of the agreement.\n\
         source: information sharing agreement 2.3, 5.3, 5.5\n\
         standing: `council` (asks; the record was given to it): owns the agreement, has signed it and has a contact\n\
         standing: `constabulary` (the record is its own): has signed and has a contact\n"
    );
    let refused = explain(&situation("left-reads-nothing")).unwrap();
    assert_eq!(
        refused.to_string(),
        "refused\n\
         question: `u-asks` may not read a record about a person (`read-person` on `person:1`, to reduce crime, disorder, anti-social \
         behaviour and the fear of crime: `reduce-crime`)\n\
         rule: `isa-3.1-party`: Only a party to the agreement in force reads, searches, records or gives under it; each organisation goes \
         on reading what is its own.\n\
         source: information sharing agreement 3.1\n\
         rule: `isa-3.5-withdrawn`: An organisation that left the agreement reads, searches, records and gives nothing more under it; it \
         destroys what it was given, and goes on reading what is its own.\n\
         source: information sharing agreement 3.5\n\
         standing: `left` (asks; the record was given to it): had signed, gave notice and has left\n\
         standing: `constabulary` (the record is its own): has signed and has a contact\n\
         allowed where: `left` has not left the agreement and `left` is a party to the agreement in force\n"
    );
}

#[test]
fn an_explanation_without_reasons_in_the_record_says_how_each_stands() {
    let mut question = situation("share-with-covered-contact");
    for standing in question.facts.standings.values_mut() {
        standing.why.clear();
    }
    question.facts.standings.remove("fire");
    let text = explain(&question).unwrap().to_string();
    assert!(text.contains(
        "standing: `council` (asks; the record is its own): is a party to the agreement in force; owns the agreement; has a contact\n"
    ));
    assert!(text.contains(
        "standing: `covered` (is to have it): is a party to the agreement in force; has no contact; the governance lead of the agreement's \
         owner stands in\n"
    ));
    question.facts.recipient = Some("fire".to_owned());
    let text = explain(&question).unwrap().to_string();
    assert!(text.contains("standing: `fire` (is to have it): nothing is known of it under any agreement\n"));
}

#[test]
fn an_explanation_is_one_object_with_stable_names() {
    let object = serde_json::to_value(explain(&situation("leave-cover")).unwrap()).unwrap();
    let names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["allowed", "actor", "action", "says", "thing", "purpose", "post", "policies", "standings", "lacking"];
    assert_eq!(names, expected);
    assert_eq!(
        (&object["action"], &object["purpose"], &object["post"]["covers"]),
        (&"read-person".into(), &"reduce-crime".into(), &"u-away".into())
    );
    assert_eq!(object["standings"][0]["parts"], serde_json::json!(["asks", "has"]));
}

#[test]
fn of_several_posts_the_first_that_suffices_answers() {
    let decision = policies().decide(&situation("two-organisations"));
    assert_eq!(decision.post.map(|post| post.organisation), Some("council".to_owned()));
    let mut question = situation("two-organisations");
    question.thing.shared_with.clear();
    let decision = policies().decide(&question);
    assert_eq!(
        decision.lacking,
        [
            "as `caseworker` of `charity`: the record was given to `charity` and `charity` is a party to the agreement in force",
            "as `caseworker` of `council`: the record was given to `council`",
        ]
    );
}

#[test]
fn what_would_have_to_be_so_is_the_least_of_it() {
    let mut question = situation("share-with-a-party");
    let lacking = |question: &Question| policies().decide(question).lacking;
    question.facts.power = None;
    question.purpose = None;
    assert_eq!(lacking(&question), ["the purpose is one of the agreement's and a legal power is named"]);
    question.facts.agreed_data_type = false;
    question.actor.posts[0].authorised = false;
    assert_eq!(
        lacking(&question),
        ["the purpose is one of the agreement's, `constabulary` has authorised the post, a legal power is named and the agreement lists \
          the type of data for the giver, or the departure is recorded"]
    );
    assert_eq!(
        lacking(&situation("closed-not-edited")),
        ["the purpose is `rights-of-people`", "the record is not closed"],
        "either alone would do"
    );
    let mut question = situation("glass-without-reason");
    question.purpose = Some(Purpose::ReduceCrime);
    assert_eq!(lacking(&question), ["the purpose is `public-safety` or `safeguarding` and a reason is given in words"]);
    question.facts.standings.get_mut("fire").unwrap().purposes = vec![Purpose::PublicSafety];
    assert_eq!(lacking(&question), ["the purpose is `public-safety` and a reason is given in words"]);
}

#[test]
fn a_post_that_names_no_organisation_is_no_post_there() {
    let mut question = favourable(Role::Officer, Action::ReadPerson, Some(Purpose::ReduceCrime));
    assert!(policies().answer(&question).allowed);
    question.actor.posts[0].organisation.clear();
    question.thing.originator.clear();
    question.thing.controllers = vec![String::new()];
    question.thing.shared_with = vec![String::new()];
    assert!(!policies().answer(&question).allowed, "nobody's record is not nobody's to read");
}

#[test]
fn a_witness_is_made_from_leave_alone_and_for_the_kind_of_thing() {
    let question = situation("officer-reads-what-was-given");
    let allowed = authorize::<acts::ReadPerson>(policies(), question.clone()).unwrap();
    assert_eq!(allowed.policies().collect::<Vec<_>>(), ["isa-5.5-read-what-was-given"]);
    assert_eq!(allowed.post(), Some(&Post { role: Role::Officer, organisation: "council".to_owned(), authorised: true, covers: None }));
    let mut wrong = question;
    wrong.thing.kind = ThingKind::Evidence;
    assert_eq!(policies().decide(&wrong).lacking, ["`read-person` is done to a thing of the kind `person`, not `evidence`"]);
    assert!(authorize::<acts::ReadPerson>(policies(), wrong).is_err());
}

#[test]
fn ids_from_outside_are_data_not_policy() {
    let odd = "x\" || true || \"\\\n`";
    let mut question = situation("officer-reads-what-was-not-given");
    question.thing.id = odd.to_owned();
    question.thing.shared_with = vec![odd.to_owned()];
    question.facts.recipient = Some(odd.to_owned());
    assert!(!policies().answer(&question).allowed);
    question.actor.posts[0].organisation = odd.to_owned();
    assert!(!policies().answer(&question).allowed, "no party");
    let party = question.facts.standings["fire"].clone();
    question.facts.standings.insert(odd.to_owned(), party);
    assert!(policies().answer(&question).allowed);
}

#[test]
fn a_policy_that_cannot_be_evaluated_refuses() {
    let (schema, _) = Policies::texts();
    let permit = "@id(\"all\") @says(\"All.\") @source(\"none\") permit (principal, action, resource);";
    let question = favourable(Role::Officer, Action::ReadPerson, Some(Purpose::ReduceCrime));
    let read = Policies::parse(schema, &[("made-up.cedar", permit)]).unwrap();
    assert!(read.decide(&question).allowed);
    let overflows = format!(
        "{permit} @id(\"overflows\") @says(\"Never.\") @source(\"none\") forbid (principal, action, resource) when {{ 9223372036854775807 + 1 == 0 }};"
    );
    let read = Policies::parse(schema, &[("made-up.cedar", &overflows)]).unwrap();
    let decision = read.decide(&question);
    assert!(!decision.allowed && decision.policies.is_empty());
    assert!(decision.lacking.iter().any(|line| line.contains("`overflows`")), "{decision:?}");
}
