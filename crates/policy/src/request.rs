//! A question as Cedar takes it: who asks, what it is done to, and what else is known.

use base::{Result, Trouble};
use cedar_policy::{Context, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};
use permission::{Action, Contact, Door, Facts, Post, Purpose, Question, Role, Standing, State, Thing, ThingKind};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A question to one post.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub action: Action,
    pub door: Door,
    pub thing: &'a Thing,
    pub purpose: Option<Purpose>,
    pub facts: &'a Facts,
    /// It is the account of the one who asks.
    pub of_asker: bool,
}

impl<'a> Asked<'a> {
    pub fn of(question: &'a Question) -> Self {
        Self {
            action: question.action,
            door: question.actor.door,
            thing: &question.thing,
            purpose: question.purpose,
            facts: &question.facts,
            of_asker: of_asker(question),
        }
    }
}

/// Whether the question is about the asker's own account.
pub(crate) fn of_asker(question: &Question) -> bool {
    let Question { actor, thing, .. } = question;
    thing.kind == ThingKind::Account && !actor.id.is_empty() && actor.id == thing.id
}

/// What Cedar is given.
pub(crate) struct Put {
    pub principal: EntityUid,
    pub resource: EntityUid,
    pub context: Context,
    pub entities: Vec<Entity>,
}

/// The schema's types, read once.
#[derive(Debug)]
pub(crate) struct Words {
    post: EntityTypeName,
    operator: EntityTypeName,
    public: EntityTypeName,
    organisation: EntityTypeName,
    role: EntityTypeName,
    contact: EntityTypeName,
    state: EntityTypeName,
    door: EntityTypeName,
    purpose: EntityTypeName,
    things: Vec<(ThingKind, EntityTypeName)>,
}

/// The schema's name of a kind of thing. `Organisation` is taken by how one stands, so their register is the thing.
fn thing_type(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Person => "Person",
        ThingKind::User => "User",
        ThingKind::Organisation => "Register",
        ThingKind::Group => "Group",
        ThingKind::Agreement => "Agreement",
        ThingKind::Ledger => "Ledger",
        ThingKind::Home => "Home",
        ThingKind::Evidence => "Evidence",
        ThingKind::Plan => "Plan",
        ThingKind::Policy => "Policy",
        ThingKind::Account => "Account",
        ThingKind::Duty => "Duty",
        ThingKind::Outbox => "Outbox",
        ThingKind::Link => "Link",
    }
}

fn type_name(name: &str) -> Result<EntityTypeName> {
    let wrong =
        |error| Trouble::refused("policy-invalid", format!("`{name}` names no type: {error}"), "correct `policies/schema.cedarschema`");
    name.parse().map_err(wrong)
}

fn uid(name: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(name.clone(), EntityId::new(id))
}

fn flag(value: bool) -> RestrictedExpression {
    RestrictedExpression::new_bool(value)
}

fn contact_id(contact: Contact) -> &'static str {
    match contact {
        Contact::Named => "named",
        Contact::Covered => "covered",
        Contact::Vacant => "vacant",
    }
}

fn state_id(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Closed => "closed",
        State::Destroyed => "destroyed",
    }
}

impl Words {
    pub fn new() -> Result<Self> {
        Ok(Self {
            post: type_name("Post")?,
            operator: type_name("Operator")?,
            public: type_name("Public")?,
            organisation: type_name("Organisation")?,
            role: type_name("Role")?,
            contact: type_name("Contact")?,
            state: type_name("State")?,
            door: type_name("Door")?,
            purpose: type_name("Purpose")?,
            things: ThingKind::ALL.iter().map(|kind| Ok((*kind, type_name(thing_type(*kind))?))).collect::<Result<_>>()?,
        })
    }

    /// The question in Cedar's terms. None for a post that names no organisation where it must, or what Cedar can't take.
    pub fn put(&self, post: &Post, asked: &Asked<'_>) -> Option<Put> {
        let mut organisations: BTreeSet<&str> = asked.facts.recipient.iter().map(String::as_str).filter(|id| !id.is_empty()).collect();
        let (principal, who) = match post.role {
            Role::Operator => (uid(&self.operator, "operator"), Vec::new()),
            Role::Public => (uid(&self.public, "public"), Vec::new()),
            _ if post.organisation.is_empty() => return None,
            role => {
                organisations.insert(&post.organisation);
                let attributes = vec![
                    ("role", self.one(&self.role, role.id())),
                    ("organisation", self.one(&self.organisation, &post.organisation)),
                    ("authorised", flag(post.authorised)),
                ];
                (uid(&self.post, "post"), attributes)
            }
        };
        let (_, kind) = self.things.iter().find(|(kind, _)| *kind == asked.thing.kind)?;
        let resource = uid(kind, &asked.thing.id);
        let what = match asked.thing.kind {
            ThingKind::Person => self.person(asked.thing),
            ThingKind::Account => vec![("organisations", self.owners(asked.thing)), ("of_asker", flag(asked.of_asker))],
            _ => Vec::new(),
        };
        if !asked.thing.originator.is_empty() {
            organisations.insert(&asked.thing.originator);
        }
        let mut entities = vec![entity(principal.clone(), who)?, entity(resource.clone(), what)?];
        for organisation in organisations {
            entities.push(entity(uid(&self.organisation, organisation), self.standing(asked.facts.standings.get(organisation)))?);
        }
        let context = Context::from_pairs(self.context(asked).into_iter().map(|(name, value)| (name.to_owned(), value))).ok()?;
        Some(Put { principal, resource, context, entities })
    }

    #[expect(clippy::unused_self, reason = "reads as its neighbours do")]
    fn one(&self, name: &EntityTypeName, id: &str) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(uid(name, id))
    }

    fn set<'a>(&self, name: &EntityTypeName, ids: impl IntoIterator<Item = &'a str>) -> RestrictedExpression {
        RestrictedExpression::new_set(ids.into_iter().map(|id| self.one(name, id)))
    }

    /// The originator and the controllers; of an account, the organisations at which its user holds a post. An empty id is nobody.
    fn owners(&self, thing: &Thing) -> RestrictedExpression {
        let owners = thing.controllers.iter().chain([&thing.originator]).map(String::as_str);
        self.set(&self.organisation, owners.filter(|id| !id.is_empty()))
    }

    fn person(&self, thing: &Thing) -> Vec<(&'static str, RestrictedExpression)> {
        // An empty id is nobody, never an organisation that somebody could act for.
        let named = |ids: &'_ [String]| {
            let ids = ids.iter().map(String::as_str).filter(|id| !id.is_empty());
            self.set(&self.organisation, ids)
        };
        let mut attributes = vec![
            ("owners", self.owners(thing)),
            ("shared_with", named(&thing.shared_with)),
            ("may_be_passed_to", named(&thing.may_be_passed_to)),
            ("state", self.one(&self.state, state_id(thing.state))),
            ("held", flag(thing.held)),
            ("retention_over", flag(thing.retention_over)),
            ("kept_apart", flag(thing.kept_apart)),
        ];
        if !thing.originator.is_empty() {
            attributes.push(("originator", self.one(&self.organisation, &thing.originator)));
        }
        attributes
    }

    /// An organisation of which nothing is known is no party and has no contact.
    fn standing(&self, standing: Option<&Standing>) -> Vec<(&'static str, RestrictedExpression)> {
        let is = |what: fn(&Standing) -> bool| flag(standing.is_some_and(what));
        let contact = standing.map_or(Contact::Vacant, |standing| standing.contact);
        let purposes = standing.into_iter().flat_map(|standing| &standing.purposes).map(|purpose| purpose.id());
        vec![
            ("party", is(|standing| standing.party)),
            ("withdrawn", is(|standing| standing.withdrawn)),
            ("owner", is(|standing| standing.owner)),
            ("contact", self.one(&self.contact, contact_id(contact))),
            ("purposes", self.set(&self.purpose, purposes)),
        ]
    }

    fn context(&self, asked: &Asked<'_>) -> Vec<(&'static str, RestrictedExpression)> {
        let facts = asked.facts;
        let mut context = vec![
            ("door", self.one(&self.door, asked.door.id())),
            ("purpose_of_the_agreement", flag(asked.purpose.is_some_and(Purpose::is_of_the_agreement))),
            ("power_named", flag(facts.power.as_ref().is_some_and(|power| !power.is_empty()))),
            ("reason_given", flag(facts.reason_given)),
            ("agreed_data_type", flag(facts.agreed_data_type)),
            ("contact_missing", flag(facts.contact_missing)),
            ("nobody_in_office", flag(facts.nobody_in_office)),
        ];
        if let Some(purpose) = asked.purpose {
            context.push(("purpose", self.one(&self.purpose, purpose.id())));
        }
        if let Some(recipient) = facts.recipient.as_ref().filter(|recipient| !recipient.is_empty()) {
            context.push(("recipient", self.one(&self.organisation, recipient)));
        }
        context
    }
}

fn entity(uid: EntityUid, attributes: Vec<(&'static str, RestrictedExpression)>) -> Option<Entity> {
    let attributes: HashMap<String, RestrictedExpression> = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Entity::new(uid, attributes, HashSet::new()).ok()
}
