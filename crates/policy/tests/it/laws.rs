//! Laws: of every action, every policy, and any facts whatever.

use crate::support::{FLIPS, favourable, file, policies};
use permission::{Action, Actor, Contact, Decider, Door, Facts, Post, Purpose, Question, Role, Standing, State, Thing, ThingKind};
use policy::{Effect, Policies};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const TELLING: [Option<Purpose>; 6] = [
    None,
    Some(Purpose::ReduceCrime),
    Some(Purpose::Safeguarding),
    Some(Purpose::RightsOfPeople),
    Some(Purpose::Governance),
    Some(Purpose::Administration),
];

#[test]
fn every_action_role_and_fact_is_answered_the_same_way_twice() {
    let again = Policies::parse(Policies::texts().0, Policies::texts().1).unwrap();
    for action in Action::ALL {
        for role in Role::ALL {
            for (at, (name, flip)) in FLIPS.iter().enumerate() {
                let mut question = favourable(*role, *action, TELLING[at % TELLING.len()]);
                flip(&mut question);
                let answer = policies().decide(&question);
                let brief = again.answer(&question);
                assert_eq!((answer.allowed, &answer.policies), (brief.allowed, &brief.policies), "{action} {role} {name}");
                // What is lacking takes the longest to find.
                if at % 6 == 0 {
                    assert_eq!(answer, again.decide(&question), "{action} {role} {name}");
                }
                if answer.allowed {
                    assert!(!answer.policies.is_empty() && answer.lacking.is_empty());
                    assert_eq!(answer.post.as_ref(), question.actor.posts.first());
                } else {
                    assert!(answer.post.is_none() && !answer.lacking.is_empty(), "{action} {role} {name}");
                }
            }
        }
    }
}

#[test]
fn every_action_is_allowed_to_somebody_and_refused_to_somebody_in_a_situation() {
    let file = file();
    let questions = file.questions();
    for action in Action::ALL {
        let somebody = Role::ALL.iter().any(|role| {
            TELLING.iter().any(|purpose| {
                let mut closed = favourable(*role, *action, *purpose);
                closed.thing.state = State::Closed;
                policies().answer(&favourable(*role, *action, *purpose)).allowed || policies().answer(&closed).allowed
            })
        });
        assert!(somebody, "nobody may {action}");
    }
    let of_people = Action::ALL.iter().filter(|action| matches!(action.thing(), ThingKind::Person | ThingKind::Account));
    for action in of_people {
        assert!(questions.iter().any(|(situation, _)| situation.action == *action), "no situation of {action}");
    }
}

/// The questions over which a policy must show that it matters: the situations, and each fact otherwise where all is well.
fn pool() -> Vec<Question> {
    let file = file();
    let mut pool: Vec<Question> = file.questions().into_iter().map(|(_, question)| question).collect();
    for action in Action::ALL {
        for role in Role::ALL {
            for purpose in TELLING {
                for state in [State::Open, State::Closed] {
                    let mut question = favourable(*role, *action, purpose);
                    question.thing.state = state;
                    if policies().answer(&question).allowed {
                        pool.push(question.clone());
                        pool.extend(FLIPS.iter().map(|(_, flip)| {
                            let mut question = question.clone();
                            flip(&mut question);
                            question
                        }));
                    }
                }
            }
        }
    }
    pool
}

/// The shipped policies without one of them.
fn without(id: &str) -> Policies {
    let (schema, files) = Policies::texts();
    let start = format!("@id(\"{id}\")");
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, text)| {
            let kept: Vec<&str> = text.split_inclusive(";\n\n").filter(|policy| !policy.contains(&start)).collect();
            (*name, kept.concat())
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Policies::parse(schema, &files).unwrap_or_else(|trouble| panic!("{trouble}"))
}

#[test]
fn without_any_one_policy_some_answer_changes() {
    let mut alone: BTreeMap<String, Vec<Question>> = BTreeMap::new();
    for question in pool() {
        let answer = policies().answer(&question);
        if let [only] = answer.policies.as_slice() {
            alone.entry(only.id.clone()).or_default().push(question);
        }
    }
    for statement in policies().statements() {
        let id = &statement.found.id;
        let questions = alone.remove(id).unwrap_or_default();
        let fewer = without(id);
        assert_eq!(fewer.statements().count() + 1, policies().statements().count());
        let changed = questions.iter().any(|question| fewer.answer(question).allowed == (statement.effect == Effect::Forbid));
        assert!(changed, "`{id}` decides nothing by itself in {} questions", questions.len());
    }
}

#[test]
fn leave_cover_answers_as_any_post_does() {
    for action in Action::ALL {
        for role in Role::ALL {
            for purpose in TELLING {
                let question = favourable(*role, *action, purpose);
                let mut cover = question.clone();
                cover.actor.posts[0].covers = Some("u-away".to_owned());
                assert_eq!(policies().answer(&question).allowed, policies().answer(&cover).allowed);
            }
        }
    }
}

const NEVER_A_RECORD: [Role; 8] = [
    Role::Operator,
    Role::Administrator,
    Role::Analyst,
    Role::DemocraticServices,
    Role::Member,
    Role::ScrutinyCouncillor,
    Role::Funder,
    Role::Public,
];

fn organisation() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", "b", "c"]).prop_map(str::to_owned)
}

fn standing() -> impl Strategy<Value = Standing> {
    let contact = prop::sample::select(vec![Contact::Named, Contact::Covered, Contact::Vacant]);
    let purposes = vec(prop::sample::select(Purpose::ALL.to_vec()), 0..8);
    (any::<[bool; 3]>(), contact, purposes).prop_map(|([party, withdrawn, owner], contact, purposes)| Standing {
        party,
        withdrawn,
        owner,
        contact,
        purposes,
        why: Vec::new(),
    })
}

fn thing(kind: ThingKind) -> impl Strategy<Value = Thing> {
    let organisations = || vec(organisation(), 0..3);
    let state = prop::sample::select(vec![State::Open, State::Closed, State::Destroyed]);
    (organisation(), organisations(), organisations(), organisations(), state, any::<[bool; 3]>()).prop_map(
        move |(originator, controllers, shared_with, may_be_passed_to, state, [held, retention_over, kept_apart])| Thing {
            originator,
            controllers,
            shared_with,
            may_be_passed_to,
            state,
            held,
            retention_over,
            kept_apart,
            ..Thing::plain(kind, "*")
        },
    )
}

fn facts() -> impl Strategy<Value = Facts> {
    let standings = prop::collection::btree_map(organisation(), standing(), 0..4);
    let power = prop::option::of(prop::sample::select(vec!["", "power"]).prop_map(str::to_owned));
    (standings, prop::option::of(organisation()), power, any::<[bool; 4]>()).prop_map(
        |(standings, recipient, power, [reason_given, agreed_data_type, contact_missing, nobody_in_office])| Facts {
            standings,
            recipient,
            power,
            reason_given,
            agreed_data_type,
            contact_missing,
            nobody_in_office,
        },
    )
}

fn posts(roles: Vec<Role>) -> impl Strategy<Value = Vec<Post>> {
    let post = (prop::sample::select(roles), organisation(), any::<bool>()).prop_map(|(role, organisation, authorised)| Post {
        role,
        organisation,
        authorised,
        covers: None,
    });
    vec(post, 0..4)
}

fn question(roles: Vec<Role>, actions: Vec<Action>) -> impl Strategy<Value = Question> {
    let door = prop::sample::select(vec![Door::Terminal, Door::Page, Door::Api]);
    let purpose = prop::option::weighted(0.9, prop::sample::select(Purpose::ALL.to_vec()));
    (posts(roles), door, prop::sample::select(actions), purpose, facts()).prop_flat_map(|(posts, door, action, purpose, facts)| {
        thing(action.thing()).prop_map(move |thing| Question {
            actor: Actor { id: "u-1".to_owned(), posts: posts.clone(), door },
            action,
            thing,
            purpose,
            facts: facts.clone(),
        })
    })
}

fn any_question() -> impl Strategy<Value = Question> {
    question(Role::ALL.to_vec(), Action::ALL.to_vec())
}

fn on_people() -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| action.thing() == ThingKind::Person).collect()
}

fn allowed(question: &Question) -> bool {
    policies().answer(question).allowed
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn these_roles_never_touch_a_record(question in question(NEVER_A_RECORD.to_vec(), on_people())) {
        prop_assert!(!policies().decide(&question).allowed);
    }

    #[test]
    fn nobody_without_a_post_may_anything(mut question in any_question()) {
        question.actor.posts.clear();
        let decision = policies().decide(&question);
        prop_assert!(!decision.allowed && !decision.lacking.is_empty());
    }

    #[test]
    fn an_originator_with_power_and_reason_always_gives_in_an_emergency(
        mut question in question(Role::ALL.to_vec(), vec![Action::GiveInEmergency]),
        role in prop::sample::select(vec![Role::Officer, Role::Caseworker, Role::Spoc, Role::IgLead]),
        authorised in any::<bool>(),
        controller in any::<bool>(),
    ) {
        question.actor.posts.push(Post { role, organisation: "a".to_owned(), authorised, covers: None });
        question.facts.power = Some("power".to_owned());
        question.facts.reason_given = true;
        if controller {
            question.thing.controllers.push("a".to_owned());
        } else {
            question.thing.originator = "a".to_owned();
        }
        prop_assert_eq!(allowed(&question), question.thing.state != State::Destroyed);
        question.facts.reason_given = false;
        prop_assert!(!allowed(&question));
    }

    #[test]
    fn leaving_the_agreement_opens_nothing_and_stops_no_emergency(question in any_question(), of in organisation()) {
        let mut left = question.clone();
        if let Some(standing) = left.facts.standings.get_mut(&of) {
            standing.withdrawn = true;
        }
        if question.action == Action::GiveInEmergency {
            prop_assert_eq!(allowed(&left), allowed(&question));
        } else {
            prop_assert!(!allowed(&left) || allowed(&question));
        }
    }

    #[test]
    fn keeping_apart_holding_and_destroying_open_nothing(question in question(Role::ALL.to_vec(), on_people())) {
        let changes: [fn(&mut Thing); 3] = [|thing| thing.kept_apart = true, |thing| thing.held = true, |thing| thing.state = State::Destroyed];
        for change in changes {
            let mut changed = question.clone();
            change(&mut changed.thing);
            prop_assert!(!allowed(&changed) || allowed(&question));
        }
        let mut gone = question;
        gone.thing.state = State::Destroyed;
        prop_assert!(!allowed(&gone));
    }

    #[test]
    fn what_is_neither_own_nor_given_is_not_read(
        mut question in question(Role::ALL.to_vec(), vec![Action::ReadPerson, Action::ReadPersonHistory, Action::EditPerson, Action::PassOnPerson]),
    ) {
        let thing = &question.thing;
        let has: BTreeSet<String> = thing.controllers.iter().chain([&thing.originator]).chain(&thing.shared_with).cloned().collect();
        question.actor.posts.retain(|post| post.organisation.is_empty() || !has.contains(&post.organisation));
        prop_assert!(!allowed(&question));
    }

    #[test]
    fn personal_data_waits_for_a_purpose(mut question in any_question()) {
        question.purpose = None;
        let waits = question.action.touches_personal_data() && question.action != Action::GiveInEmergency;
        prop_assert!(!(waits && allowed(&question)));
    }

    #[test]
    fn consent_is_the_originators_contacts_or_the_covers(question in question(Role::ALL.to_vec(), vec![Action::ConsentToPassOn])) {
        let decision = policies().answer(&question);
        if let Some(post) = decision.post {
            let stands = |id: &str| question.facts.standings.get(id);
            let originator = &question.thing.originator;
            let contact = post.role == Role::Spoc && post.organisation == *originator;
            let covered = stands(originator).is_some_and(|standing| standing.contact == Contact::Covered);
            let cover = post.role == Role::IgLead && covered && stands(&post.organisation).is_some_and(|standing| standing.owner);
            prop_assert!(!originator.is_empty() && (contact || cover));
        }
    }

    #[test]
    fn nobody_lets_themselves_in_whatever_posts_they_hold(
        mut question in question(Role::ALL.to_vec(), vec![Action::InviteUser, Action::ApproveUser, Action::RecoverAccount]),
    ) {
        question.thing.id.clone_from(&question.actor.id);
        prop_assert!(!allowed(&question));
    }

    #[test]
    fn an_account_is_kept_by_whose_it_is_alone(mut question in question(Role::ALL.to_vec(), vec![Action::KeepOwnAccount]), own in any::<bool>()) {
        if own {
            question.thing.id.clone_from(&question.actor.id);
        }
        let office = |post: &Post| !matches!(post.role, Role::Operator | Role::Public) && !post.organisation.is_empty();
        prop_assert_eq!(allowed(&question), own && question.actor.posts.iter().any(office));
    }

    #[test]
    fn whoever_approves_or_confirms_is_a_contact_there_or_stands_in_for_one(
        question in question(Role::ALL.to_vec(), vec![Action::ApproveUser, Action::RecoverAccount]),
    ) {
        if let Some(post) = policies().answer(&question).post {
            let facts = &question.facts;
            let thing = &question.thing;
            let there = thing.originator == post.organisation || thing.controllers.contains(&post.organisation);
            let owner = facts.standings.get(&post.organisation).is_some_and(|standing| standing.owner);
            let may = match post.role {
                Role::Spoc => there,
                Role::IgLead => owner && facts.contact_missing,
                Role::Operator => facts.nobody_in_office && question.actor.door == Door::Terminal,
                _ => false,
            };
            prop_assert!(may, "{post:?}");
        }
    }

    #[test]
    fn an_empty_id_is_nobodys_account(mut question in question(Role::ALL.to_vec(), vec![Action::KeepOwnAccount])) {
        question.actor.id.clear();
        question.thing.id.clear();
        prop_assert!(!allowed(&question));
    }

    #[test]
    fn another_post_takes_nothing_away(question in any_question(), more in posts(Role::ALL.to_vec())) {
        let mut both = question.clone();
        both.actor.posts.extend(more);
        prop_assert!(allowed(&both) || !allowed(&question));
    }

    #[test]
    fn an_answer_and_its_explanation_are_whole(question in any_question()) {
        let decision = policies().decide(&question);
        let explained = policies().explain(&question);
        prop_assert_eq!(decision.allowed, explained.allowed);
        prop_assert_eq!(&decision.policies, &explained.policies);
        prop_assert_eq!(decision.allowed, decision.lacking.is_empty());
        prop_assert_eq!(decision.allowed, decision.post.is_some());
        let brief = policies().answer(&question);
        prop_assert_eq!((brief.allowed, brief.post, brief.policies), (decision.allowed, decision.post, decision.policies));
        let text = explained.to_string();
        let answer = if decision.allowed { "allowed\n" } else { "refused\n" };
        prop_assert!(text.starts_with(answer));
        prop_assert!(decision.lacking.iter().all(|line| text.contains(line.as_str())));
    }
}
