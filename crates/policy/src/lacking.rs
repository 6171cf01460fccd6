//! What would have to be so for a refused question to be allowed: found by asking again with facts otherwise.
//!
//! No favourable fact ever turns leave into refusal, so the search first takes everything as favourable as can be, then asks
//! what it can't do without. Where that alone suffices it is the answer; else one more fact is tried beside it, then two.

use crate::fact::{Case, Fact, Names, listed, purposes_in_words, roles_in_words};
use crate::policies::Policies;
use permission::{Purpose, Question, Role};
use std::collections::BTreeSet;

/// One line for each way, post by post.
pub(crate) fn lines(policies: &Policies, question: &Question) -> Vec<String> {
    let several = question.actor.posts.len() > 1;
    let mut lines: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for post in &question.actor.posts {
        let at = if post.organisation.is_empty() { String::new() } else { format!(" of `{}`", post.organisation) };
        for line in ways(policies, &Case::of(post, question)) {
            let line = if several { format!("as `{}`{at}: {line}", post.role) } else { line };
            if seen.insert(line.clone()) {
                lines.push(line);
            }
        }
    }
    lines
}

fn ways(policies: &Policies, case: &Case) -> Vec<String> {
    let roles = policies.roles(case.action);
    if roles.is_empty() {
        return vec!["a policy is written that allows it: there is none".to_owned()];
    }
    if !roles.contains(&case.post.role) {
        return vec![format!("the role is {}: `{}` never may", roles_in_words(roles, "or"), case.post.role)];
    }
    if case.post.organisation.is_empty() && !matches!(case.post.role, Role::Operator | Role::Public) {
        return vec!["the post is one at an organisation".to_owned()];
    }
    let missing: Vec<Fact> = policies.facts(case.action).iter().copied().filter(|fact| !fact.holds(case)).collect();
    let open: Vec<Fact> = missing.iter().copied().filter(|fact| Fact::OPEN_TO_CHANGE.contains(fact)).collect();
    let found = Search::over(policies, case, open).or_else(|| Search::over(policies, case, missing)).map(|search| search.ways());
    match found {
        Some(ways) => ways.iter().map(|way| way.in_words(case)).collect(),
        None => vec!["something else is asked: nothing that could be otherwise would help here".to_owned()],
    }
}

/// A thing to try: a fact, or another purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Purpose,
    Fact(Fact),
}

/// Turns that suffice together, and the purposes with which they do, where the purpose is one of them.
struct Way {
    turns: Vec<Turn>,
    purposes: Vec<Purpose>,
}

impl Way {
    fn in_words(&self, case: &Case) -> String {
        let names = Names::of(case);
        let words: Vec<String> = self
            .turns
            .iter()
            .map(|turn| match turn {
                Turn::Fact(fact) => fact.words(&names),
                Turn::Purpose => format!("the purpose is {}", purposes_in_words(&self.purposes)),
            })
            .collect();
        listed(&words, "and")
    }
}

struct Search<'a> {
    policies: &'a Policies,
    case: &'a Case,
    turns: Vec<Turn>,
    /// Whether it is allowed with its own purpose where everything else is favourable.
    as_it_is: bool,
    /// The other purposes with which it is.
    purposes: Vec<Purpose>,
}

impl<'a> Search<'a> {
    /// None where not even all the facts together suffice.
    fn over(policies: &'a Policies, case: &'a Case, facts: Vec<Fact>) -> Option<Self> {
        let mut search = Self { policies, case, turns: facts.into_iter().map(Turn::Fact).collect(), as_it_is: false, purposes: Vec::new() };
        search.as_it_is = search.allowed(&search.turns, case.purpose);
        let mut others = case.telling_purposes(policies.purposes(case.action));
        others.retain(|purpose| search.allowed(&search.turns, Some(*purpose)));
        if !search.as_it_is && others.is_empty() {
            return None;
        }
        if !others.is_empty() {
            search.turns.insert(0, Turn::Purpose);
        }
        search.purposes = others;
        Some(search)
    }

    fn allowed(&self, turns: &[Turn], purpose: Option<Purpose>) -> bool {
        let mut turned = self.case.clone();
        turned.purpose = purpose;
        for turn in turns {
            if let Turn::Fact(fact) = turn {
                fact.favour(&mut turned);
            }
        }
        turned.allowed(self.policies)
    }

    fn suffice(&self, turns: &[Turn]) -> bool {
        if turns.contains(&Turn::Purpose) {
            self.purposes.iter().any(|purpose| self.allowed(turns, Some(*purpose)))
        } else {
            self.allowed(turns, self.case.purpose)
        }
    }

    /// With every turn but one: where the purpose may turn, it also may stay.
    fn suffice_without(&self, left_out: Turn) -> bool {
        let rest: Vec<Turn> = self.turns.iter().copied().filter(|turn| *turn != left_out).collect();
        (self.as_it_is && self.allowed(&rest, self.case.purpose)) || (rest.contains(&Turn::Purpose) && self.suffice(&rest))
    }

    fn ways(&self) -> Vec<Way> {
        let (needed, rest): (Vec<Turn>, Vec<Turn>) = self.turns.iter().partition(|turn| !self.suffice_without(**turn));
        if self.suffice(&needed) {
            return vec![self.way(needed)];
        }
        let with = |more: &[Turn]| -> Vec<Turn> {
            self.turns.iter().copied().filter(|turn| needed.contains(turn) || more.contains(turn)).collect()
        };
        let ones = rest.iter().map(|one| with(&[*one]));
        let mut found: Vec<Vec<Turn>> = ones.filter(|turns| self.suffice(turns)).collect();
        if found.is_empty() {
            let pairs = rest.iter().enumerate().flat_map(|(at, one)| rest.iter().skip(at + 1).map(|other| with(&[*one, *other])));
            found = pairs.filter(|turns| self.suffice(turns)).collect();
        }
        if found.is_empty() {
            found.push(self.fewest());
        }
        found.into_iter().map(|turns| self.way(turns)).collect()
    }

    /// Leaves out one turn after another as long as the rest suffice.
    fn fewest(&self) -> Vec<Turn> {
        let mut turns = self.turns.clone();
        if !self.suffice(&turns) {
            turns.retain(|turn| *turn != Turn::Purpose);
        }
        for turn in self.turns.iter().rev() {
            let fewer: Vec<Turn> = turns.iter().copied().filter(|kept| kept != turn).collect();
            if fewer.len() < turns.len() && self.suffice(&fewer) {
                turns = fewer;
            }
        }
        turns
    }

    fn way(&self, turns: Vec<Turn>) -> Way {
        let mut purposes = Vec::new();
        if turns.contains(&Turn::Purpose) {
            let agreement = self.purposes.iter().any(|purpose| purpose.is_of_the_agreement());
            let others = Purpose::ALL.iter().copied().filter(|purpose| self.case.purpose != Some(*purpose));
            let promising = others.filter(|purpose| self.purposes.contains(purpose) || (agreement && purpose.is_of_the_agreement()));
            purposes = promising.filter(|purpose| self.allowed(&turns, Some(*purpose))).collect();
        }
        Way { turns, purposes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ways::favourable;
    use permission::{Action, State};
    use proptest::prelude::*;

    fn policies() -> &'static Policies {
        Policies::builtin().unwrap()
    }

    /// A case in which some facts don't hold.
    fn case() -> impl Strategy<Value = Case> {
        let action = prop::sample::select(Action::ALL.to_vec());
        let role = prop::sample::select(Role::ALL.to_vec());
        let purpose = prop::option::of(prop::sample::select(Purpose::ALL.to_vec()));
        let closed = any::<bool>();
        let facts = || prop::collection::vec(prop::sample::select(Fact::all().collect::<Vec<_>>()), 0..4);
        (action, role, purpose, closed, facts(), facts()).prop_map(|(action, role, purpose, closed, favoured, spoiled)| {
            let mut case = favourable(role, action);
            case.purpose = purpose;
            case.thing.state = if closed { State::Closed } else { State::Open };
            for fact in favoured {
                if !fact.holds(&case) {
                    fact.favour(&mut case);
                }
            }
            for fact in spoiled {
                fact.spoil(&mut case);
            }
            case
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

        #[test]
        fn a_favourable_fact_never_turns_leave_into_refusal(case in case()) {
            let before = case.allowed(policies());
            for fact in policies().facts(case.action).iter().filter(|fact| !fact.holds(&case)) {
                let mut after = case.clone();
                fact.favour(&mut after);
                let somebody = !case.post.organisation.is_empty() && case.facts.recipient.is_some();
                prop_assert!(fact.holds(&after) || !somebody || matches!(fact, Fact::Covers(_)), "{fact:?}");
                prop_assert!(after.allowed(policies()) || !before, "{fact:?}");
            }
        }

        #[test]
        fn a_fact_that_the_policies_do_not_name_changes_nothing(case in case()) {
            let before = case.allowed(policies());
            for fact in Fact::all().filter(|fact| !policies().facts(case.action).contains(fact)) {
                for change in [Fact::favour, Fact::spoil] {
                    let mut after = case.clone();
                    change(fact, &mut after);
                    // Of the state of a record there are two facts: the one that is named may be the other.
                    // So there are of whose the account is.
                    if after.thing.state == case.thing.state && after.of_asker == case.of_asker {
                        prop_assert_eq!(after.allowed(policies()), before, "{:?}", fact);
                    }
                }
            }
        }

        #[test]
        fn each_way_suffices_and_nothing_in_it_is_idle(case in case()) {
            let missing: Vec<Fact> = policies().facts(case.action).iter().copied().filter(|fact| !fact.holds(&case)).collect();
            if !case.allowed(policies()) && let Some(search) = Search::over(policies(), &case, missing) {
                let ways = search.ways();
                prop_assert!(!ways.is_empty());
                for way in ways {
                    let purposes: Vec<Option<Purpose>> =
                        if way.turns.contains(&Turn::Purpose) { way.purposes.iter().copied().map(Some).collect() } else { vec![case.purpose] };
                    prop_assert!(!purposes.is_empty());
                    for purpose in purposes {
                        prop_assert!(search.allowed(&way.turns, purpose));
                    }
                    for turn in &way.turns {
                        let fewer: Vec<Turn> = way.turns.iter().copied().filter(|other| other != turn).collect();
                        prop_assert!(!search.suffice(&fewer), "{turn:?} is idle");
                    }
                }
            }
        }
    }
}
