//! In which ways a role may do an action: what must be so for each, found by asking.

use crate::fact::{Case, Fact, SOME_ORGANISATION, nothing_known};
use crate::policies::Policies;
use permission::{Action, Contact, Door, Facts, Post, Purpose, Role, Standing, State, Thing};
use std::collections::{BTreeMap, BTreeSet};

/// One way: the purposes with which it is open (none where no purpose is needed), and what must be so, each entry one fact or
/// several of which one suffices.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    pub purposes: Option<Vec<Purpose>>,
    pub facts: Vec<Vec<Fact>>,
}

/// Everything as favourable as can be, but nobody's record and nobody the agreement's owner.
pub(crate) fn favourable(role: Role, action: Action) -> Case {
    let organisation = if matches!(role, Role::Operator | Role::Public) { "" } else { SOME_ORGANISATION };
    let mut case = Case {
        post: Post { role, organisation: organisation.to_owned(), authorised: true, covers: None },
        action,
        door: Door::Terminal,
        thing: Thing { originator: "another organisation".to_owned(), ..Thing::plain(action.thing(), "1") },
        purpose: None,
        facts: Facts { reason_given: true, agreed_data_type: true, contact_missing: true, nobody_in_office: true, ..Facts::default() },
        of_asker: false,
    };
    let purposes = Purpose::ALL.iter().copied().filter(|purpose| purpose.is_of_the_agreement()).collect();
    case.facts
        .standings
        .insert(SOME_ORGANISATION.to_owned(), Standing { party: true, contact: Contact::Named, purposes, ..nothing_known() });
    for fact in [Fact::Power, Fact::RecipientNamed, Fact::Consent, Fact::RetentionOver] {
        fact.favour(&mut case);
    }
    case
}

/// Whether a role is ever allowed an action.
pub(crate) fn ever(policies: &Policies, role: Role, action: Action) -> bool {
    let mut case = favourable(role, action);
    for fact in [Fact::Given, Fact::Own, Fact::Owner, Fact::OriginatorCovered] {
        fact.favour(&mut case);
    }
    if policies.facts(action).contains(&Fact::OwnAccount) {
        Fact::OwnAccount.favour(&mut case);
    }
    let purposes = case.telling_purposes(policies.purposes(action)).into_iter().map(Some);
    std::iter::once(None).chain(purposes).any(|purpose| {
        case.purpose = purpose;
        [State::Open, State::Closed].into_iter().any(|state| {
            case.thing.state = state;
            case.allowed(policies)
        })
    })
}

/// The ways open to a role, those first that ask least.
pub(crate) fn ways(policies: &Policies, role: Role, action: Action) -> Vec<Way> {
    let bearing = policies.facts(action);
    let mut found: BTreeMap<Vec<Fact>, BTreeSet<Option<Purpose>>> = BTreeMap::new();
    if !policies.roles(action).contains(&role) {
        return Vec::new();
    }
    for relation in [None, Some(Fact::Given), Some(Fact::Own), Some(Fact::OwnAccount)] {
        if relation.is_some_and(|fact| !bearing.contains(&fact)) {
            continue;
        }
        for purpose in std::iter::once(None).chain(Purpose::ALL.iter().copied().map(Some)) {
            let mut case = favourable(role, action);
            case.purpose = purpose;
            if let Some(fact) = relation {
                fact.favour(&mut case);
            }
            let Some(case) = first_allowed(policies, &case) else { continue };
            for first in [None, Some(Fact::NotKeptApart).filter(|fact| bearing.contains(fact))] {
                found.entry(needed(policies, &case, first)).or_default().insert(purpose);
            }
            if purpose.is_none() {
                break;
            }
        }
    }
    merged(asking_least(found))
}

/// Leaves out a way where another one with the same purpose asks less.
fn asking_least(found: BTreeMap<Vec<Fact>, BTreeSet<Option<Purpose>>>) -> Vec<Way> {
    let all = found.clone();
    let asks_less = |facts: &[Fact], purpose: Option<Purpose>| {
        all.iter().any(|(fewer, purposes)| {
            fewer.iter().all(|fact| facts.contains(fact))
                && fewer.len() < facts.len()
                && (purposes.contains(&purpose) || purposes.contains(&None))
        })
    };
    let mut ways = Vec::new();
    for (facts, purposes) in found {
        let purposes: Vec<Option<Purpose>> = purposes.into_iter().filter(|purpose| !asks_less(&facts, *purpose)).collect();
        if !purposes.is_empty() {
            ways.push(Way { purposes: purposes.into_iter().collect(), facts: facts.into_iter().map(|fact| vec![fact]).collect() });
        }
    }
    ways.sort_by_key(|way| (way.facts.len(), way.clone()));
    ways
}

/// Makes one of two ways that differ in a single fact.
fn merged(ways: Vec<Way>) -> Vec<Way> {
    let mut kept: Vec<Way> = Vec::new();
    for way in ways {
        let alike = kept.iter_mut().filter(|other| other.purposes == way.purposes).find_map(|other| {
            let own: Vec<&Vec<Fact>> = way.facts.iter().filter(|facts| !other.facts.contains(facts)).collect();
            let mut theirs = other.facts.iter_mut().filter(|facts| !way.facts.contains(facts));
            match (own.as_slice(), theirs.next(), theirs.next()) {
                ([facts], Some(one), None) => Some(((*facts).clone(), one)),
                _ => None,
            }
        });
        match alike {
            Some((mut also, facts)) => facts.append(&mut also),
            None => kept.push(way),
        }
    }
    kept
}

/// The case as it is, or closed, or asked by the agreement's owner, or with a vacancy covered: the first that is allowed.
fn first_allowed(policies: &Policies, case: &Case) -> Option<Case> {
    let bearing = policies.facts(case.action);
    for also in [&[][..], &[Fact::Owner][..], &[Fact::Owner, Fact::OriginatorCovered][..]] {
        for state in [State::Open, State::Closed] {
            let asks = also.iter().all(|fact| bearing.contains(fact)) && (state == State::Open || bearing.contains(&Fact::Closed));
            let mut case = case.clone();
            case.thing.state = state;
            for fact in also {
                fact.favour(&mut case);
            }
            if asks && case.allowed(policies) {
                return Some(case);
            }
        }
    }
    None
}

/// The facts that are left when one after another is spoiled that it can do without: those whose record it is last, and
/// `first` before all.
fn needed(policies: &Policies, case: &Case, first: Option<Fact>) -> Vec<Fact> {
    let mut facts: Vec<Fact> = policies.facts(case.action).iter().copied().filter(|fact| fact.holds(case)).collect();
    facts.sort_by_key(|fact| (Some(*fact) != first, matches!(fact, Fact::Own | Fact::Given)));
    let mut case = case.clone();
    let mut needed = Vec::new();
    for fact in facts {
        let mut without = case.clone();
        fact.spoil(&mut without);
        if without.allowed(policies) {
            case = without;
        } else {
            needed.push(fact);
        }
    }
    Fact::all().filter(|fact| needed.contains(fact)).collect()
}
