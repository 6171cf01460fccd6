//! The policy prints itself: what each role may do to what, found by asking, in plain English.

use crate::fact::{Fact, Names, purposes_in_words, roles_in_words};
use crate::policies::{Effect, Policies, Statement};
use crate::ways::{Way, ways};
use base::Result;
use permission::{Action, Purpose, Role, ThingKind};
use std::collections::BTreeMap;
use std::fmt::Write;

/// `docs/permissions.md`: role × action by kind of thing, then each action with what must be so, then what forbids.
///
/// # Errors
/// `policy-invalid`, where the shipped policies can't be read.
pub fn table() -> Result<String> {
    Ok(print(Policies::builtin()?))
}

fn print(policies: &Policies) -> String {
    let found: BTreeMap<(Action, Role), Vec<Way>> =
        Action::ALL.iter().flat_map(|action| Role::ALL.iter().map(|role| ((*action, *role), ways(policies, *role, *action)))).collect();
    let mut text = INTRODUCTION.to_owned();
    roles(&mut text);
    purposes(&mut text);
    for kind in ThingKind::ALL {
        let _ = write!(text, "\n## {}\n\n", heading(*kind));
        matrix(&mut text, *kind, &found);
        for action in Action::ALL.iter().copied().filter(|action| action.thing() == *kind) {
            section(&mut text, policies, action, &found);
        }
    }
    text.push_str(FORBIDS);
    for statement in policies.statements().filter(|statement| statement.effect == Effect::Forbid) {
        let Statement { found, actions, .. } = statement;
        let on = if actions.len() == Action::ALL.len() {
            "everything".to_owned()
        } else {
            actions.iter().map(|action| format!("`{action}`")).collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(text, "- `{}`: {} *{}.* Bears on {on}.", found.id, found.says, found.source);
    }
    text
}

const INTRODUCTION: &str = "\
# Who may do what

Made from `policies/` by `cargo xtask docs`; a test fails when it is not fresh. Each cell was found by asking the policies, as the
program asks them. What no policy allows is refused. `wardmote policy explain` answers a single question, with the policies
that decide it and what would have to be so.

**yes**: whatever else is so. **if**: on the conditions listed below the table. **no**: never.
";

const FORBIDS: &str = "
## What forbids

Each of these stands above every leave: where one applies, nothing allows.

";

fn roles(text: &mut String) {
    text.push_str("\n## Roles\n\nA person may hold several, at one organisation or at two. Somebody who left holds none and may do nothing. Leave cover is\na post like any other: it needs to be authorised by itself.\n\n| Role | Who that is |\n|---|---|\n");
    for role in Role::ALL {
        let _ = writeln!(text, "| `{role}` | {} |", role.says());
    }
}

fn purposes(text: &mut String) {
    text.push_str("\n## Purposes\n\n| Purpose | To | Of the agreement | Source |\n|---|---|---|---|\n");
    for purpose in Purpose::ALL {
        let of = if purpose.is_of_the_agreement() { "yes" } else { "no" };
        let _ = writeln!(text, "| `{purpose}` | {} | {of} | {} |", purpose.says(), purpose.source());
    }
}

fn heading(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Person => "Records about people",
        ThingKind::User => "People in office",
        ThingKind::Organisation => "Organisations",
        ThingKind::Group => "Groups",
        ThingKind::Agreement => "Agreements",
        ThingKind::Ledger => "The ledger",
        ThingKind::Home => "The home",
        ThingKind::Evidence => "Evidence",
        ThingKind::Plan => "Plan",
        ThingKind::Policy => "The policies",
        ThingKind::Account => "Accounts",
        ThingKind::Duty => "Duties",
        ThingKind::Outbox => "The mail that waits",
        ThingKind::Link => "Links for one purpose",
    }
}

fn matrix(text: &mut String, kind: ThingKind, found: &BTreeMap<(Action, Role), Vec<Way>>) {
    text.push_str("| Action |");
    for role in Role::ALL {
        let _ = write!(text, " {role} |");
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(Role::ALL.len()));
    text.push('\n');
    for action in Action::ALL.iter().copied().filter(|action| action.thing() == kind) {
        let _ = write!(text, "| `{action}` |");
        for role in Role::ALL {
            let ways = found.get(&(action, *role)).map_or(&[][..], Vec::as_slice);
            let whatever = |way: &Way| way.purposes.is_none() && way.facts.is_empty();
            let cell = if ways.is_empty() {
                "no"
            } else if ways.iter().any(whatever) {
                "**yes**"
            } else {
                "if"
            };
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
}

fn section(text: &mut String, policies: &Policies, action: Action, found: &BTreeMap<(Action, Role), Vec<Way>>) {
    let _ = write!(text, "\n### `{action}`\n\nTo {}.", action.says());
    if action.touches_personal_data() {
        text.push_str(" It touches personal data, so the ledger has it.");
    }
    text.push('\n');
    let mut by_ways: Vec<(&[Way], Vec<Role>)> = Vec::new();
    for role in Role::ALL {
        let ways = found.get(&(action, *role)).map_or(&[][..], Vec::as_slice);
        match by_ways.iter_mut().find(|(theirs, _)| *theirs == ways) {
            _ if ways.is_empty() => {}
            Some((_, roles)) => roles.push(*role),
            None => by_ways.push((ways, vec![*role])),
        }
    }
    text.push('\n');
    for (ways, roles) in by_ways {
        let who = in_words(&roles);
        match ways {
            [way] => {
                let _ = writeln!(text, "- {who}{}.", where_clause(way, action.thing()));
            }
            several => {
                let _ = writeln!(text, "- {who}, in one of these ways:");
                for way in several {
                    let _ = writeln!(text, "  - {}.", where_clause(way, action.thing()).trim_start_matches([',', ' ']));
                }
            }
        }
    }
    text.push_str("\nBy:\n\n");
    for statement in bearing(policies, action, Effect::Permit) {
        let _ = writeln!(text, "- `{}`: {} *{}.*", statement.found.id, statement.found.says, statement.found.source);
    }
    let forbids: Vec<String> = bearing(policies, action, Effect::Forbid).map(|statement| format!("`{}`", statement.found.id)).collect();
    if !forbids.is_empty() {
        let _ = writeln!(text, "\nForbidden where one of these says so: {}.", forbids.join(", "));
    }
}

fn bearing(policies: &Policies, action: Action, effect: Effect) -> impl Iterator<Item = &Statement> {
    policies.statements().filter(move |statement| statement.effect == effect && statement.actions.contains(&action))
}

/// The roles; where they are most of them, those that are not among them.
fn in_words(roles: &[Role]) -> String {
    let others: Vec<Role> = Role::ALL.iter().copied().filter(|role| !roles.contains(role)).collect();
    if others.is_empty() {
        "Every role".to_owned()
    } else if others.len() < 4 {
        format!("Every role but {}", roles_in_words(&others, "and"))
    } else {
        roles_in_words(roles, "or")
    }
}

fn where_clause(way: &Way, kind: ThingKind) -> String {
    let names = Names::general(kind);
    // A party has not left.
    let said = |fact: &Fact| !matches!(fact, Fact::NotLeft(of) if way.facts.contains(&vec![Fact::Party(*of)]));
    let one_of = |facts: &Vec<Fact>| facts.iter().map(|fact| fact.words(&names)).collect::<Vec<_>>().join(", or ");
    let mut words: Vec<String> = way.facts.iter().filter(|facts| facts.iter().all(said)).map(one_of).collect();
    if let Some(purposes) = &way.purposes {
        words.push(if purposes.len() == Purpose::ALL.len() {
            "a purpose is named".to_owned()
        } else if purposes.len() + 1 == Purpose::ALL.len() && !purposes.contains(&Purpose::Administration) {
            "a purpose is named, other than `administration`".to_owned()
        } else {
            format!("the purpose is {}", purposes_in_words(purposes))
        });
    }
    if words.is_empty() { String::new() } else { format!(", where {}", words.join("; ")) }
}
