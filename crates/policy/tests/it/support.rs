//! Questions and situations for the tests.

use permission::{Action, Actor, Contact, Door, Facts, Post, Purpose, Question, Role, Standing, State, Thing, ThingKind};
use policy::Policies;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn policies() -> &'static Policies {
    Policies::builtin().unwrap_or_else(|trouble| panic!("{trouble}"))
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// `policies/situations/isa.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub agreement: Agreement,
    pub organisations: BTreeMap<String, Organisation>,
    pub situation: Vec<Situation>,
    pub elsewhere: Vec<Elsewhere>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    pub owner: String,
    pub purposes: Vec<Purpose>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub says: String,
    pub party: bool,
    #[serde(default)]
    pub withdrawn: bool,
    pub contact: Contact,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "facts as a file says them")]
pub struct Situation {
    pub id: String,
    pub says: String,
    pub paragraph: Vec<String>,
    pub actor: Vec<Held>,
    #[serde(default = "terminal")]
    pub door: Door,
    #[serde(rename = "do")]
    pub action: Action,
    pub purpose: Option<Purpose>,
    #[serde(default)]
    pub thing: Described,
    pub recipient: Option<String>,
    pub power: Option<String>,
    #[serde(default)]
    pub reason: bool,
    #[serde(default)]
    pub agreed_data_type: bool,
    #[serde(default)]
    pub contact_missing: bool,
    #[serde(default)]
    pub nobody_in_office: bool,
    pub allowed: bool,
    #[serde(default)]
    pub policies: Vec<String>,
    #[serde(default)]
    pub lacking: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    pub role: Role,
    #[serde(default)]
    pub organisation: String,
    #[serde(default = "yes")]
    pub authorised: bool,
    pub covers: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Described {
    pub id: Option<String>,
    pub originator: String,
    pub controllers: Option<Vec<String>>,
    pub shared_with: Vec<String>,
    pub may_be_passed_to: Vec<String>,
    pub state: Option<State>,
    pub held: bool,
    pub retention_over: bool,
    pub kept_apart: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    pub paragraph: String,
    pub about: String,
    pub rule: Option<String>,
    pub kept: String,
}

fn yes() -> bool {
    true
}

fn terminal() -> Door {
    Door::Terminal
}

/// `policies/situations/doors.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Doors {
    situation: Vec<Situation>,
}

/// The agreement with its situations, and those of signing in under it.
pub fn file() -> File {
    let mut file: File = toml::from_str(include_str!("../../../../policies/situations/isa.toml")).unwrap_or_else(|error| panic!("{error}"));
    let doors: Doors = toml::from_str(include_str!("../../../../policies/situations/doors.toml")).unwrap_or_else(|error| panic!("{error}"));
    file.situation.extend(doors.situation);
    file
}

impl File {
    pub fn standings(&self) -> BTreeMap<String, Standing> {
        let standing = |id: &String, organisation: &Organisation| Standing {
            party: organisation.party,
            withdrawn: organisation.withdrawn,
            owner: *id == self.agreement.owner,
            contact: organisation.contact,
            purposes: self.agreement.purposes.clone(),
            why: vec![organisation.says.clone()],
        };
        self.organisations.iter().map(|(id, organisation)| (id.clone(), standing(id, organisation))).collect()
    }

    pub fn questions(&self) -> Vec<(&Situation, Question)> {
        let standings = self.standings();
        self.situation.iter().map(|situation| (situation, situation.question(&standings))).collect()
    }
}

impl Situation {
    pub fn question(&self, standings: &BTreeMap<String, Standing>) -> Question {
        let post = |held: &Held| Post {
            role: held.role,
            organisation: held.organisation.clone(),
            authorised: held.authorised,
            covers: held.covers.clone(),
        };
        let thing = &self.thing;
        let alone = || [&thing.originator].into_iter().filter(|id| !id.is_empty()).cloned().collect();
        Question {
            actor: Actor { id: "u-asks".to_owned(), posts: self.actor.iter().map(post).collect(), door: self.door },
            action: self.action,
            thing: Thing {
                originator: thing.originator.clone(),
                controllers: thing.controllers.clone().unwrap_or_else(alone),
                shared_with: thing.shared_with.clone(),
                may_be_passed_to: thing.may_be_passed_to.clone(),
                state: thing.state.unwrap_or(State::Open),
                held: thing.held,
                retention_over: thing.retention_over,
                kept_apart: thing.kept_apart,
                ..Thing::plain(self.action.thing(), thing.id.clone().unwrap_or_else(|| "1".to_owned()))
            },
            purpose: self.purpose,
            facts: Facts {
                standings: standings.clone(),
                recipient: self.recipient.clone(),
                power: self.power.clone(),
                reason_given: self.reason,
                agreed_data_type: self.agreed_data_type,
                contact_missing: self.contact_missing,
                nobody_in_office: self.nobody_in_office,
            },
        }
    }
}

pub fn party(owner: bool) -> Standing {
    let purposes = Purpose::ALL.iter().copied().filter(|purpose| purpose.is_of_the_agreement()).collect();
    Standing { party: true, withdrawn: false, owner, contact: Contact::Named, purposes, why: Vec::new() }
}

/// A question in which everything is favourable: the record is the asker's own and was given to it too, and may be passed on.
pub fn favourable(role: Role, action: Action, purpose: Option<Purpose>) -> Question {
    let organisation = if matches!(role, Role::Operator | Role::Public) { String::new() } else { "council".to_owned() };
    let council = || vec!["council".to_owned()];
    let mut facts = Facts { reason_given: true, agreed_data_type: true, contact_missing: true, nobody_in_office: true, ..Facts::default() };
    facts.standings.insert("council".to_owned(), party(true));
    facts.standings.insert("fire".to_owned(), party(false));
    facts.recipient = Some("fire".to_owned());
    facts.power = Some("a-power".to_owned());
    let mut thing = Thing::plain(action.thing(), "1");
    if action.thing() == ThingKind::Person {
        thing = Thing {
            originator: "council".to_owned(),
            controllers: council(),
            shared_with: council(),
            may_be_passed_to: vec!["fire".to_owned()],
            retention_over: true,
            ..thing
        };
    }
    if action.thing() == ThingKind::Account {
        thing = Thing { originator: "council".to_owned(), controllers: council(), ..thing };
    }
    if action == Action::KeepOwnAccount {
        "u-asks".clone_into(&mut thing.id);
    }
    let post = Post { role, organisation, authorised: true, covers: None };
    Question { actor: Actor { id: "u-asks".to_owned(), posts: vec![post], door: Door::Terminal }, action, thing, purpose, facts }
}

/// A fact otherwise.
pub type Flip = (&'static str, fn(&mut Question));

/// Every fact of a question, otherwise.
pub const FLIPS: &[Flip] = &[
    ("no purpose", |q| q.purpose = None),
    ("for administration", |q| q.purpose = Some(Purpose::Administration)),
    ("by a page", |q| q.actor.door = Door::Page),
    ("by the interface", |q| q.actor.door = Door::Api),
    ("unauthorised", |q| q.actor.posts.iter_mut().for_each(|post| post.authorised = false)),
    ("leave cover", |q| q.actor.posts.iter_mut().for_each(|post| post.covers = Some("u-away".to_owned()))),
    ("no posts", |q| q.actor.posts.clear()),
    ("no organisation", |q| q.actor.posts.iter_mut().for_each(|post| post.organisation.clear())),
    ("no party", |q| standing(q, "council").party = false),
    ("withdrawn", |q| standing(q, "council").withdrawn = true),
    ("not the owner", |q| standing(q, "council").owner = false),
    ("vacant", |q| standing(q, "council").contact = Contact::Vacant),
    ("covered", |q| standing(q, "council").contact = Contact::Covered),
    ("purpose not covered", |q| standing(q, "council").purposes.clear()),
    ("nothing known", |q| q.facts.standings.clear()),
    ("recipient no party", |q| standing(q, "fire").party = false),
    ("recipient withdrawn", |q| standing(q, "fire").withdrawn = true),
    ("recipient vacant", |q| standing(q, "fire").contact = Contact::Vacant),
    ("recipient not covered", |q| standing(q, "fire").purposes.clear()),
    ("no recipient", |q| q.facts.recipient = None),
    ("empty recipient", |q| q.facts.recipient = Some(String::new())),
    ("no power", |q| q.facts.power = None),
    ("empty power", |q| q.facts.power = Some(String::new())),
    ("no reason", |q| q.facts.reason_given = false),
    ("no data type", |q| q.facts.agreed_data_type = false),
    ("another's record", |q| {
        "other".clone_into(&mut q.thing.originator);
        q.thing.controllers.clear();
    }),
    ("another's record, vacancy covered", |q| {
        "other".clone_into(&mut q.thing.originator);
        q.thing.controllers.clear();
        q.facts.standings.insert("other".to_owned(), Standing { contact: Contact::Covered, ..party(false) });
    }),
    ("controller, not originator", |q| "other".clone_into(&mut q.thing.originator)),
    ("nobody's record", |q| {
        q.thing.originator.clear();
        q.thing.controllers.clear();
    }),
    ("not given", |q| q.thing.shared_with.clear()),
    ("no consent", |q| q.thing.may_be_passed_to.clear()),
    ("one's own", |q| q.thing.id.clone_from(&q.actor.id)),
    ("somebody else's", |q| "u-else".clone_into(&mut q.thing.id)),
    ("a contact there", |q| q.facts.contact_missing = false),
    ("somebody in office", |q| q.facts.nobody_in_office = false),
    ("closed", |q| q.thing.state = State::Closed),
    ("destroyed", |q| q.thing.state = State::Destroyed),
    ("held", |q| q.thing.held = true),
    ("retention runs", |q| q.thing.retention_over = false),
    ("kept apart", |q| q.thing.kept_apart = true),
    ("wrong kind", |q| {
        q.thing.kind = if q.thing.kind == ThingKind::Home { ThingKind::Person } else { ThingKind::Home };
    }),
];

fn standing<'a>(question: &'a mut Question, id: &str) -> &'a mut Standing {
    question.facts.standings.entry(id.to_owned()).or_insert_with(|| party(false))
}
