//! The policies as they are read and as they decide.

use crate::fact::Fact;
use crate::request::{Asked, Words};
use crate::{lacking, ways};
use base::{Result, Trouble};
use cedar_policy::{
    ActionConstraint, Authorizer, Entities, Entity, EntityUid, PolicyId, PolicySet, Request, Schema, ValidationMode, Validator,
};
use permission::{Action, Decider, Decision, Found, Post, Purpose, Question, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const SCHEMA: &str = include_str!("../../../policies/schema.cedarschema");

const FILES: &[(&str, &str)] = &[
    ("people.cedar", include_str!("../../../policies/people.cedar")),
    ("partnership.cedar", include_str!("../../../policies/partnership.cedar")),
    ("ledger.cedar", include_str!("../../../policies/ledger.cedar")),
    ("home.cedar", include_str!("../../../policies/home.cedar")),
    ("evidence.cedar", include_str!("../../../policies/evidence.cedar")),
    ("plan.cedar", include_str!("../../../policies/plan.cedar")),
    ("doors.cedar", include_str!("../../../policies/doors.cedar")),
];

/// Whether a policy gives leave or takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It gives leave, where nothing forbids.
    Permit,
    /// It forbids, whatever gives leave.
    Forbid,
}

/// One policy, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id, what it says and where it comes from.
    pub found: Found,
    /// Leave or prohibition.
    pub effect: Effect,
    /// The file that it stands in.
    pub file: String,
    /// The actions that it bears on, in the order of [`Action::ALL`].
    pub actions: Vec<Action>,
}

/// The policies that bear on one action, and the action with its groups as Cedar knows it.
#[derive(Debug)]
struct Bearing {
    set: PolicySet,
    uid: EntityUid,
    entities: Vec<Entity>,
    /// The facts that these policies rest on.
    facts: Vec<Fact>,
    /// The purposes that they name.
    purposes: Vec<Purpose>,
    /// The roles that they ever allow it, found when first needed.
    roles: OnceLock<Vec<Role>>,
}

/// What the policies say to one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ruling {
    pub allowed: bool,
    /// The policies that decided: those that give leave, or those that forbid.
    pub policies: BTreeSet<String>,
    /// Policies that could not be evaluated; then nothing is allowed.
    pub failed: BTreeSet<String>,
}

impl Ruling {
    fn refused() -> Self {
        Self { allowed: false, policies: BTreeSet::new(), failed: BTreeSet::new() }
    }
}

/// The policies: read once, checked against their schema, and asked.
#[derive(Debug)]
pub struct Policies {
    statements: BTreeMap<String, Statement>,
    bearing: BTreeMap<Action, Bearing>,
    words: Words,
    authorizer: Authorizer,
}

impl Policies {
    /// The policies that the program ships.
    pub fn builtin() -> Result<&'static Self> {
        static BUILTIN: OnceLock<Result<Policies>> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::parse(SCHEMA, FILES)).as_ref().map_err(Clone::clone)
    }

    /// The texts that the program ships: the schema, and each file by name.
    pub fn texts() -> (&'static str, &'static [(&'static str, &'static str)]) {
        (SCHEMA, FILES)
    }

    /// Reads policies, each with `@id`, `@says` and `@source`, and holds them to the schema.
    ///
    /// # Errors
    /// `policy-invalid`, with the file and what is wrong in it.
    pub fn parse(schema: &str, files: &[(&str, &str)]) -> Result<Self> {
        let (schema, warnings) = Schema::from_cedarschema_str(schema).map_err(|error| invalid("schema.cedarschema", &said(&error)))?;
        if let Some(warning) = warnings.into_iter().next() {
            return Err(invalid("schema.cedarschema", &said(&warning)));
        }
        let actions = schema.action_entities().map_err(|error| invalid("schema.cedarschema", &said(&error)))?;
        let uids = Action::ALL.iter().map(|action| Ok((*action, action_uid(*action)?))).collect::<Result<Vec<_>>>()?;
        let mut statements = BTreeMap::new();
        let mut named = PolicySet::new();
        for (file, text) in files {
            let set: PolicySet = text.parse().map_err(|error| invalid(file, &said(&error)))?;
            if set.templates().next().is_some() {
                return Err(invalid(file, "a template decides nothing"));
            }
            for policy in set.policies() {
                let note = |key: &str| {
                    let text = policy.annotation(key).unwrap_or_default().trim();
                    if text.is_empty() { Err(invalid(file, &format!("a policy has no `@{key}`:\n{policy}"))) } else { Ok(text.to_owned()) }
                };
                let found = Found { id: note("id")?, says: note("says")?, source: note("source")? };
                if !found.id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter)) {
                    return Err(invalid(file, &format!("`{}` is no id: small letters, digits, `-` and `.`", found.id)));
                }
                let constraint = policy.action_constraint();
                let statement = Statement {
                    effect: match policy.effect() {
                        cedar_policy::Effect::Permit => Effect::Permit,
                        cedar_policy::Effect::Forbid => Effect::Forbid,
                    },
                    file: (*file).to_owned(),
                    actions: uids.iter().filter(|(_, uid)| bears(&constraint, uid, &actions)).map(|(action, _)| *action).collect(),
                    found,
                };
                let id = statement.found.id.clone();
                named.add(policy.new_id(PolicyId::new(&id))).map_err(|_| invalid(file, &format!("`{id}` is the id of two policies")))?;
                statements.insert(id, statement);
            }
        }
        check(schema, &named, &statements)?;
        let mut bearing = BTreeMap::new();
        for (action, uid) in uids {
            let entities: Vec<Entity> =
                actions.iter().filter(|entity| entity.uid() == uid || actions.is_ancestor_of(&entity.uid(), &uid)).cloned().collect();
            let mut set = PolicySet::new();
            for statement in statements.values().filter(|statement| statement.actions.contains(&action)) {
                let id = &statement.found.id;
                if let Some(policy) = named.policy(&PolicyId::new(id)) {
                    set.add(policy.clone()).map_err(|error| invalid(&statement.file, &said(&error)))?;
                }
            }
            let texts: Vec<String> = set.policies().map(ToString::to_string).collect();
            let facts = Fact::all().filter(|fact| texts.iter().any(|text| fact.is_named_in(text))).collect();
            let named = |purpose: &Purpose| texts.iter().any(|text| text.contains(&format!("Purpose::\"{}\"", purpose.id())));
            let purposes = Purpose::ALL.iter().copied().filter(named).collect();
            bearing.insert(action, Bearing { set, uid, entities, facts, purposes, roles: OnceLock::new() });
        }
        Ok(Self { statements, bearing, words: Words::new()?, authorizer: Authorizer::new() })
    }

    /// Every policy, in the order of the ids.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.statements.values()
    }

    /// The answer without what is lacking: for a list, whose rows nobody asks about one by one.
    pub fn answer(&self, question: &Question) -> Decision {
        let mut forbidding = BTreeSet::new();
        let mut failed = BTreeSet::new();
        if question.thing.kind == question.action.thing() {
            for post in &question.actor.posts {
                let mut ruling = self.rule(post, &Asked::of(question));
                if ruling.allowed {
                    return Decision {
                        allowed: true,
                        post: Some(post.clone()),
                        policies: self.found(&ruling.policies),
                        lacking: Vec::new(),
                    };
                }
                forbidding.append(&mut ruling.policies);
                failed.append(&mut ruling.failed);
            }
        }
        let lacking = failed.iter().map(|id| format!("the policy `{id}` is mended, which can't be evaluated as it is")).collect();
        Decision { allowed: false, post: None, policies: self.found(&forbidding), lacking }
    }

    /// What the policies say to one post. What goes wrong on the way is a refusal.
    pub(crate) fn rule(&self, post: &Post, asked: &Asked<'_>) -> Ruling {
        let refused = Ruling::refused();
        let Some(bearing) = self.bearing.get(&asked.action) else { return refused };
        let Some(put) = self.words.put(post, asked) else { return refused };
        let Ok(request) = Request::new(put.principal, bearing.uid.clone(), put.resource, put.context, None) else { return refused };
        let Ok(entities) = Entities::from_entities(put.entities.into_iter().chain(bearing.entities.iter().cloned()), None) else {
            return refused;
        };
        let response = self.authorizer.is_authorized(&request, &bearing.set, &entities);
        let policies = response.diagnostics().reason().map(ToString::to_string).collect();
        let failed: BTreeSet<String> = response
            .diagnostics()
            .errors()
            .map(|error| match error {
                cedar_policy::AuthorizationError::PolicyEvaluationError(error) => error.policy_id().to_string(),
            })
            .collect();
        // Cedar passes over a policy that it can't evaluate. Here a prohibition would be passed over that way: so refuse.
        if !failed.is_empty() {
            return Ruling { failed, ..refused };
        }
        Ruling { allowed: response.decision() == cedar_policy::Decision::Allow, policies, failed }
    }

    /// The facts that the policies on an action rest on, in the order in which they are said.
    pub(crate) fn facts(&self, action: Action) -> &[Fact] {
        self.bearing.get(&action).map_or(&[], |bearing| &bearing.facts)
    }

    /// The purposes that the policies on an action name.
    pub(crate) fn purposes(&self, action: Action) -> &[Purpose] {
        self.bearing.get(&action).map_or(&[], |bearing| &bearing.purposes)
    }

    /// Whether a role is ever allowed an action, where everything else is so: what a program may be given a token for, which parts a
    /// page shows. What may be done to one thing is asked of that thing.
    pub fn could_ever(&self, role: Role, action: Action) -> bool {
        self.roles(action).contains(&role)
    }

    /// The roles that are ever allowed an action, where everything else is so.
    pub(crate) fn roles(&self, action: Action) -> &[Role] {
        let Some(bearing) = self.bearing.get(&action) else { return &[] };
        bearing.roles.get_or_init(|| Role::ALL.iter().copied().filter(|role| ways::ever(self, *role, action)).collect())
    }

    pub(crate) fn found(&self, ids: &BTreeSet<String>) -> Vec<Found> {
        ids.iter().filter_map(|id| self.statements.get(id)).map(|statement| statement.found.clone()).collect()
    }
}

impl Decider for Policies {
    fn decide(&self, question: &Question) -> Decision {
        let mut decision = self.answer(question);
        if !decision.allowed {
            let action = question.action;
            if question.thing.kind != action.thing() {
                decision.lacking.push(format!(
                    "`{action}` is done to a thing of the kind `{}`, not `{}`",
                    action.thing(),
                    question.thing.kind
                ));
            } else if question.actor.posts.is_empty() {
                decision.lacking.push(format!("`{}` holds a post on the day: somebody who left may do nothing", question.actor.id));
            } else {
                decision.lacking.extend(lacking::lines(self, question));
            }
        }
        decision
    }
}

fn action_uid(action: Action) -> Result<EntityUid> {
    format!("Action::\"{}\"", action.id()).parse().map_err(|error| invalid("schema.cedarschema", &said(&error)))
}

fn bears(constraint: &ActionConstraint, uid: &EntityUid, actions: &Entities) -> bool {
    let within = |group: &EntityUid| group == uid || actions.is_ancestor_of(group, uid);
    match constraint {
        ActionConstraint::Any => true,
        ActionConstraint::In(groups) => groups.iter().any(within),
        ActionConstraint::Eq(one) => one == uid,
    }
}

/// Strictly: every word of a policy is one of the schema's, and a warning (an unreachable condition) is an error.
fn check(schema: Schema, policies: &PolicySet, statements: &BTreeMap<String, Statement>) -> Result<()> {
    let of = |id: &PolicyId| statements.get(&id.to_string()).map_or("policies", |statement| &statement.file).to_owned();
    for action in Action::ALL {
        let uid = action_uid(*action)?;
        if !schema.actions().any(|known| *known == uid) {
            return Err(invalid("schema.cedarschema", &format!("the action `{action}` is missing")));
        }
    }
    let result = Validator::new(schema).validate(policies, ValidationMode::Strict);
    if let Some(error) = result.validation_errors().next() {
        return Err(invalid(&of(error.policy_id()), &said(&error)));
    }
    if let Some(warning) = result.validation_warnings().next() {
        return Err(invalid(&of(warning.policy_id()), &said(&warning)));
    }
    if let Some(statement) = statements.values().find(|statement| statement.actions.is_empty()) {
        return Err(invalid(&statement.file, &format!("`{}` bears on no action", statement.found.id)));
    }
    Ok(())
}

fn said(error: &impl std::fmt::Display) -> String {
    error.to_string()
}

fn invalid(file: &str, what: &str) -> Trouble {
    let line = what.split_whitespace().collect::<Vec<_>>().join(" ");
    Trouble::refused(
        "policy-invalid",
        format!("`policies/{file}`: {line}"),
        "correct the policy; `policies/README.md` says how one is written",
    )
}
