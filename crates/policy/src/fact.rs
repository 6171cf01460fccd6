//! The facts that an answer may rest on, one by one: whether each holds, how it would be made to, and what it is in words.

use crate::policies::{Policies, Ruling};
use crate::request::{Asked, of_asker};
use Whose::{Asker, Originator, Recipient};
use permission::{Action, Contact, Door, Facts, Post, Purpose, Question, Role, Standing, State, Thing, ThingKind};

/// A question to one post, to be tried with this or that fact otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub post: Post,
    pub action: Action,
    pub door: Door,
    pub thing: Thing,
    pub purpose: Option<Purpose>,
    pub facts: Facts,
    /// It is the account of the one who asks.
    pub of_asker: bool,
}

/// What stands for an organisation where the question has none. No id of an organisation has a space.
pub(crate) const SOME_ORGANISATION: &str = "an organisation";
pub(crate) const SOME_RECIPIENT: &str = "a recipient";

impl Case {
    pub fn of(post: &Post, question: &Question) -> Self {
        Self {
            post: post.clone(),
            action: question.action,
            door: question.actor.door,
            thing: question.thing.clone(),
            purpose: question.purpose,
            facts: question.facts.clone(),
            of_asker: of_asker(question),
        }
    }

    pub fn rule(&self, policies: &Policies) -> Ruling {
        let Self { post, action, door, thing, purpose, facts, of_asker } = self;
        policies.rule(post, &Asked { action: *action, door: *door, thing, purpose: *purpose, facts, of_asker: *of_asker })
    }

    pub fn allowed(&self, policies: &Policies) -> bool {
        self.rule(policies).allowed
    }

    /// The purposes worth trying besides the question's own: those that the policies name, and one for all the others of
    /// the agreement, which they can't tell apart but by whether the agreement covers them.
    pub fn telling_purposes(&self, named: &[Purpose]) -> Vec<Purpose> {
        let covered: &[Purpose] = self.standing(Asker).map_or(&[], |standing| &standing.purposes);
        let alike = |purpose: &Purpose| purpose.is_of_the_agreement() && !named.contains(purpose);
        let mut telling: Vec<Purpose> = named.iter().copied().filter(|purpose| self.purpose != Some(*purpose)).collect();
        if !self.purpose.is_some_and(|purpose| alike(&purpose) && covered.contains(&purpose)) {
            let all = || Purpose::ALL.iter().copied().filter(alike);
            telling.extend(all().find(|purpose| covered.contains(purpose)).or_else(|| all().next()));
        }
        telling
    }

    fn standing(&self, of: Whose) -> Option<&Standing> {
        self.facts.standings.get(self.id(of)?)
    }

    fn stands(&self, of: Whose, what: fn(&Standing) -> bool) -> bool {
        self.standing(of).is_some_and(what)
    }

    fn id(&self, of: Whose) -> Option<&str> {
        let id = match of {
            Asker => Some(self.post.organisation.as_str()),
            Recipient => self.facts.recipient.as_deref(),
            Originator => Some(self.thing.originator.as_str()),
        };
        id.filter(|id| !id.is_empty())
    }

    fn change(&mut self, of: Whose, change: impl FnOnce(&mut Standing)) {
        if let Some(id) = self.id(of).map(ToOwned::to_owned) {
            change(self.facts.standings.entry(id).or_insert_with(nothing_known));
        }
    }

    /// Whether the asking organisation is the originator or a controller.
    fn own(&self) -> bool {
        let id = &self.post.organisation;
        !id.is_empty() && (self.thing.originator == *id || self.thing.controllers.contains(id))
    }
}

/// How an organisation stands of which nothing is known.
pub(crate) fn nothing_known() -> Standing {
    Standing { party: false, withdrawn: false, owner: false, contact: Contact::Vacant, purposes: Vec::new(), why: Vec::new() }
}

/// Whose standing a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whose {
    Asker,
    Recipient,
    Originator,
}

impl Whose {
    /// How a policy names the organisation.
    fn word(self) -> &'static str {
        match self {
            Self::Asker => "principal.organisation",
            Self::Recipient => "context.recipient",
            Self::Originator => "resource.originator",
        }
    }
}

/// How the parts of a question are called in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub organisation: String,
    pub recipient: String,
    pub originator: String,
    /// The kind of thing that the question is about.
    pub kind: ThingKind,
}

impl Names {
    /// By id, as an explanation names them.
    pub fn of(case: &Case) -> Self {
        let name = |of, otherwise: &str| match case.id(of) {
            None | Some(SOME_ORGANISATION | SOME_RECIPIENT) => otherwise.to_owned(),
            Some(id) => format!("`{id}`"),
        };
        Self {
            organisation: name(Asker, "the organisation asking"),
            recipient: name(Recipient, "the recipient"),
            originator: name(Originator, "the originator"),
            kind: case.thing.kind,
        }
    }

    /// In general, as the printed policy names them.
    pub fn general(kind: ThingKind) -> Self {
        Self {
            organisation: "their organisation".to_owned(),
            recipient: "the recipient".to_owned(),
            originator: "the originator".to_owned(),
            kind,
        }
    }
}

/// A fact that may stand between a question and leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// An operator asks on the command line.
    AtTheMachine,
    Own,
    OwnAccount,
    AnothersAccount,
    ContactMissing,
    NobodyInOffice,
    Given,
    Owner,
    OriginatorCovered,
    Authorised,
    Party(Whose),
    NotLeft(Whose),
    Contact(Whose),
    Covers(Whose),
    RecipientNamed,
    Consent,
    Power,
    Reason,
    DataType,
    Open,
    Closed,
    RetentionOver,
    NotHeld,
    NotKeptApart,
}

impl Fact {
    /// Those that somebody can bring about, or wait for.
    pub const OPEN_TO_CHANGE: &[Self] = &[
        Self::Given,
        Self::AtTheMachine,
        Self::Authorised,
        Self::NotLeft(Asker),
        Self::Party(Asker),
        Self::Contact(Asker),
        Self::Covers(Asker),
        Self::RecipientNamed,
        Self::NotLeft(Recipient),
        Self::Party(Recipient),
        Self::Contact(Recipient),
        Self::Covers(Recipient),
        Self::Consent,
        Self::Power,
        Self::Reason,
        Self::DataType,
        Self::Open,
        Self::Closed,
        Self::RetentionOver,
        Self::NotHeld,
        Self::NotKeptApart,
    ];

    /// Those that are as they are.
    pub const SETTLED: &[Self] = &[
        Self::Own,
        Self::OwnAccount,
        Self::AnothersAccount,
        Self::ContactMissing,
        Self::NobodyInOffice,
        Self::Owner,
        Self::OriginatorCovered,
    ];

    /// Every fact, in the order in which the printed policy says them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::SETTLED.iter().chain(Self::OPEN_TO_CHANGE).copied()
    }

    /// Whether a policy rests on it: whether its text names what the fact is about.
    pub fn is_named_in(self, policy: &str) -> bool {
        let names = |word: &str| policy.contains(word);
        match self {
            Self::AtTheMachine => names("context.door"),
            Self::Own => names("resource.owners") || names("resource.originator") || names("resource.organisations"),
            // What allows asks that the account be one's own; what forbids, that it be another's.
            Self::OwnAccount => names("resource.of_asker") && names("permit ("),
            Self::AnothersAccount => names("resource.of_asker") && names("forbid ("),
            Self::ContactMissing => names("context.contact_missing"),
            Self::NobodyInOffice => names("context.nobody_in_office"),
            Self::Given => names("resource.shared_with"),
            Self::Owner => names("principal.organisation.owner"),
            Self::OriginatorCovered => names("resource.originator.contact"),
            Self::Authorised => names("principal.authorised"),
            Self::Party(of) => names(&format!("{}.party", of.word())),
            Self::NotLeft(of) => names(&format!("{}.withdrawn", of.word())),
            Self::Contact(of) => names(&format!("{}.contact", of.word())),
            Self::Covers(of) => names(&format!("{}.purposes", of.word())),
            Self::RecipientNamed => names("context has recipient"),
            Self::Consent => names("resource.may_be_passed_to"),
            Self::Power => names("context.power_named"),
            Self::Reason => names("context.reason_given"),
            Self::DataType => names("context.agreed_data_type"),
            // Destruction alone asks that a record be closed, and asks that its retention be over with it.
            Self::Open => names("resource.state") && (names("\"open\"") || names("\"closed\"")) && !names("resource.retention_over"),
            Self::Closed | Self::RetentionOver => names("resource.retention_over"),
            Self::NotHeld => names("resource.held"),
            Self::NotKeptApart => names("resource.kept_apart"),
        }
    }

    pub fn holds(self, case: &Case) -> bool {
        let thing = &case.thing;
        match self {
            Self::AtTheMachine => case.door == Door::Terminal || case.post.role != Role::Operator,
            Self::Own => case.own(),
            Self::OwnAccount => case.of_asker,
            Self::AnothersAccount => !case.of_asker,
            Self::ContactMissing => case.facts.contact_missing,
            Self::NobodyInOffice => case.facts.nobody_in_office,
            Self::Given => thing.shared_with.contains(&case.post.organisation),
            Self::Owner => case.stands(Asker, |standing| standing.owner),
            Self::OriginatorCovered => case.stands(Originator, |standing| standing.contact == Contact::Covered),
            Self::Authorised => case.post.authorised,
            Self::Party(of) => case.stands(of, |standing| standing.party),
            Self::NotLeft(of) => !case.stands(of, |standing| standing.withdrawn),
            Self::Contact(of) => case.stands(of, |standing| standing.contact != Contact::Vacant),
            Self::Covers(of) => case.standing(of).is_some_and(|standing| match case.purpose {
                Some(purpose) if purpose.is_of_the_agreement() => standing.purposes.contains(&purpose),
                _ => !standing.purposes.is_empty(),
            }),
            Self::RecipientNamed => case.id(Recipient).is_some(),
            Self::Consent => case.id(Recipient).is_some_and(|id| thing.may_be_passed_to.iter().any(|to| to == id)),
            Self::Power => case.facts.power.as_ref().is_some_and(|power| !power.is_empty()),
            Self::Reason => case.facts.reason_given,
            Self::DataType => case.facts.agreed_data_type,
            Self::Open => thing.state != State::Closed,
            Self::Closed => thing.state == State::Closed,
            Self::RetentionOver => thing.retention_over,
            Self::NotHeld => !thing.held,
            Self::NotKeptApart => !thing.kept_apart,
        }
    }

    /// Makes it hold. What is destroyed stays so.
    pub fn favour(self, case: &mut Case) {
        let thing = &mut case.thing;
        match self {
            Self::AtTheMachine => case.door = Door::Terminal,
            Self::Own => {
                thing.originator.clone_from(&case.post.organisation);
                thing.controllers = vec![case.post.organisation.clone()];
            }
            Self::OwnAccount => case.of_asker = true,
            Self::AnothersAccount => case.of_asker = false,
            Self::ContactMissing => case.facts.contact_missing = true,
            Self::NobodyInOffice => case.facts.nobody_in_office = true,
            Self::Given => thing.shared_with.push(case.post.organisation.clone()),
            Self::Owner => case.change(Asker, |standing| standing.owner = true),
            Self::OriginatorCovered => {
                if thing.originator.is_empty() {
                    "another organisation".clone_into(&mut thing.originator);
                }
                case.change(Originator, |standing| standing.contact = Contact::Covered);
            }
            Self::Authorised => case.post.authorised = true,
            Self::Party(of) => case.change(of, |standing| standing.party = true),
            Self::NotLeft(of) => case.change(of, |standing| standing.withdrawn = false),
            Self::Contact(of) => case.change(of, |standing| standing.contact = Contact::Named),
            Self::Covers(of) => {
                let missing = case.purpose;
                case.change(of, |standing| standing.purposes.extend(missing));
            }
            Self::RecipientNamed => {
                case.facts.recipient = Some(SOME_RECIPIENT.to_owned());
                let purposes = Purpose::ALL.iter().copied().filter(|purpose| purpose.is_of_the_agreement()).collect();
                let ready = Standing { party: true, contact: Contact::Named, purposes, ..nothing_known() };
                case.facts.standings.insert(SOME_RECIPIENT.to_owned(), ready);
            }
            Self::Consent => {
                if let Some(id) = case.id(Recipient).map(ToOwned::to_owned) {
                    case.thing.may_be_passed_to.push(id);
                }
            }
            Self::Power => case.facts.power = Some("a power".to_owned()),
            Self::Reason => case.facts.reason_given = true,
            Self::DataType => case.facts.agreed_data_type = true,
            Self::Open if thing.state == State::Closed => thing.state = State::Open,
            Self::Closed if thing.state == State::Open => thing.state = State::Closed,
            Self::Open | Self::Closed => {}
            Self::RetentionOver => thing.retention_over = true,
            Self::NotHeld => thing.held = false,
            Self::NotKeptApart => thing.kept_apart = false,
        }
    }

    /// Makes it not hold.
    pub fn spoil(self, case: &mut Case) {
        let thing = &mut case.thing;
        match self {
            Self::AtTheMachine => case.door = Door::Page,
            Self::Own => {
                "another organisation".clone_into(&mut thing.originator);
                thing.controllers.clear();
            }
            Self::OwnAccount => case.of_asker = false,
            Self::AnothersAccount => case.of_asker = true,
            Self::ContactMissing => case.facts.contact_missing = false,
            Self::NobodyInOffice => case.facts.nobody_in_office = false,
            Self::Given => thing.shared_with.clear(),
            Self::Owner => case.change(Asker, |standing| standing.owner = false),
            Self::OriginatorCovered => case.change(Originator, |standing| standing.contact = Contact::Vacant),
            Self::Authorised => case.post.authorised = false,
            Self::Party(of) => case.change(of, |standing| standing.party = false),
            Self::NotLeft(of) => case.change(of, |standing| standing.withdrawn = true),
            Self::Contact(of) => case.change(of, |standing| standing.contact = Contact::Vacant),
            Self::Covers(of) => case.change(of, |standing| standing.purposes.clear()),
            Self::RecipientNamed => case.facts.recipient = None,
            Self::Consent => thing.may_be_passed_to.clear(),
            Self::Power => case.facts.power = None,
            Self::Reason => case.facts.reason_given = false,
            Self::DataType => case.facts.agreed_data_type = false,
            Self::Open if thing.state == State::Open => thing.state = State::Closed,
            Self::Closed if thing.state == State::Closed => thing.state = State::Open,
            Self::Open | Self::Closed => {}
            Self::RetentionOver => thing.retention_over = false,
            Self::NotHeld => thing.held = true,
            Self::NotKeptApart => thing.kept_apart = true,
        }
    }

    /// What it is, in words that can stand after "where".
    pub fn words(self, names: &Names) -> String {
        let whose = |of| match of {
            Asker => &names.organisation,
            Recipient => &names.recipient,
            Originator => &names.originator,
        };
        let Names { organisation, recipient, originator, kind } = names;
        match self {
            Self::AtTheMachine => "the request comes from the machine's own command line".to_owned(),
            Self::Own if *kind == ThingKind::Account => format!("the account is that of somebody in office at {organisation}"),
            Self::Own => format!("the record is {organisation}'s own"),
            Self::OwnAccount => "the account is one's own".to_owned(),
            Self::AnothersAccount => "the account is somebody else's".to_owned(),
            Self::ContactMissing => "no contact of the user's organisation, other than the user, can be asked".to_owned(),
            Self::NobodyInOffice => "nobody in office, other than the user, can be asked".to_owned(),
            Self::Given => format!("the record was given to {organisation}"),
            Self::Owner => format!("{organisation} owns the agreement"),
            Self::OriginatorCovered => format!("{originator} has no contact and the days of cover run"),
            Self::Authorised => format!("{organisation} has authorised the post"),
            Self::Party(of) => format!("{} is a party to the agreement in force", whose(of)),
            Self::NotLeft(of) => format!("{} has not left the agreement", whose(of)),
            Self::Contact(of) => format!("{} has a contact, or the vacancy is covered", whose(of)),
            Self::Covers(of) => format!("the agreement covers the purpose for {}", whose(of)),
            Self::RecipientNamed => "it is said which organisation is to have it".to_owned(),
            Self::Consent => format!("the originator's contact has consented that it be passed on to {recipient}"),
            Self::Power => "a legal power is named".to_owned(),
            Self::Reason => "a reason is given in words".to_owned(),
            Self::DataType => "the agreement lists the type of data for the giver, or the departure is recorded".to_owned(),
            Self::Open => "the record is not closed".to_owned(),
            Self::Closed => "the record is closed".to_owned(),
            Self::RetentionOver => "its retention is over".to_owned(),
            Self::NotHeld => "nobody holds it back from destruction".to_owned(),
            Self::NotKeptApart => "the record is not kept apart".to_owned(),
        }
    }
}

/// The purposes as a sentence names them, after "the purpose is".
pub(crate) fn purposes_in_words(purposes: &[Purpose]) -> String {
    let agreement: Vec<Purpose> = Purpose::ALL.iter().copied().filter(|purpose| purpose.is_of_the_agreement()).collect();
    let mut words = Vec::new();
    let whole = agreement.iter().all(|purpose| purposes.contains(purpose));
    if whole {
        words.push("one of the agreement's".to_owned());
    }
    let rest = purposes.iter().filter(|purpose| !(whole && purpose.is_of_the_agreement()));
    words.extend(rest.map(|purpose| format!("`{purpose}`")));
    listed(&words, "or")
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn listed(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => format!("{} {last} {tail}", head.join(", ")),
    }
}

/// `` `officer` or `spoc` ``.
pub(crate) fn roles_in_words(roles: &[Role], last: &str) -> String {
    listed(&roles.iter().map(|role| format!("`{role}`")).collect::<Vec<_>>(), last)
}
