//! The pages of records about people: what a record says, whose it is, and what its reader may do with it.
//!
//! What is read has its row in the ledger, as everywhere. What a page merely offers is asked of the policy and written down
//! nowhere, since nothing was done yet; whoever asks for a form that is not theirs is refused, and the ledger has that.

use crate::partners::named_in_giving;
use crate::people::{
    self, Asking, Certificate, Giving, PersonShown, VersionShown, about, actor_of, complete, is_an_id, no_such_record, partnership, refuse,
    thing_of,
};
use crate::{AuditAsk, House, Moment};
use base::Result;
use cases::{Person, Standing};
use jiff::civil::Date;
use partnership::Partnership;
use permission::{Action, Actor, Decision, Facts, Personal, Purpose, Question, Refusal, State, Thing, ThingKind};
use std::sync::Arc;

/// How far something may be believed: stable name and plain English.
pub fn standings() -> impl Iterator<Item = (&'static str, &'static str)> {
    Standing::ALL.into_iter().map(|standing| (standing.id(), standing.says()))
}

/// The purposes for which something is destroyed.
const TO_DESTROY: &[Purpose] = &[Purpose::Governance, Purpose::RightsOfPeople];
/// The purposes for which a record is read that the rules keep closed.
pub const TO_BREAK_GLASS: &[Purpose] = &[Purpose::Safeguarding, Purpose::PublicSafety];

/// What the page of a record leads to, in this order.
const OFFERED: [Action; 11] = [
    Action::EditPerson,
    Action::ReadPersonHistory,
    Action::ReadPerson,
    Action::SharePerson,
    Action::PassOnPerson,
    Action::ConsentToPassOn,
    Action::GiveInEmergency,
    Action::RecallPerson,
    Action::HoldPerson,
    Action::ClosePerson,
    Action::DestroyPerson,
];

/// Statutes that let somebody be protected whatever an agreement says, beside the powers that it lists.
const EMERGENCY_POWERS: [(&str, &str); 3] = [
    (
        "data-protection-act-2018-schedule-1-18",
        "Data Protection Act 2018: schedule 1, paragraph 18, safeguarding children and people at risk",
    ),
    ("data-protection-act-2018-schedule-2-2", "Data Protection Act 2018: schedule 2, paragraph 2, preventing and detecting crime"),
    ("children-act-2004-section-11", "Children Act 2004: section 11, safeguarding children"),
];

/// What a record says of somebody, as a page prints it and a form sends it. Never printed in a log: it has no `Debug`.
#[derive(Default, PartialEq, Eq)]
pub struct PersonWords {
    /// The name the person is known by.
    pub name: String,
    /// Earlier names, aliases, other spellings.
    pub other_names: Vec<String>,
    /// The name the person wants to be called.
    pub preferred_name: String,
    /// When the person was born, as far as it is known: `1984-03-09`, `1984-03`, `1984`, or empty.
    pub born: String,
    /// Telephone numbers.
    pub telephones: Vec<String>,
    /// E-mail addresses.
    pub mails: Vec<String>,
    /// Addresses, the present one first.
    pub addresses: Vec<String>,
    /// The language the person speaks best.
    pub language: String,
    /// What is said of the person.
    pub said: Vec<SaidLine>,
}

/// Something said of somebody.
#[derive(PartialEq, Eq)]
pub struct SaidLine {
    /// What.
    pub what: String,
    /// How far it may be believed, by its stable name.
    pub standing: String,
    /// Who says it; empty where nobody is named.
    pub by: String,
}

impl PersonWords {
    fn of(person: Person) -> Self {
        let said = person.said.into_iter().map(|one| SaidLine { what: one.what, standing: one.standing.id().to_owned(), by: one.by });
        Self {
            said: said.collect(),
            name: person.name,
            other_names: person.other_names,
            preferred_name: person.preferred_name,
            born: person.born.map(|born| born.as_written().to_owned()).unwrap_or_default(),
            telephones: person.telephones,
            mails: person.mails,
            addresses: person.addresses,
            language: person.language,
        }
    }

    /// The same to be sealed.
    fn to_be_sealed(&self) -> Personal<String> {
        let said = self.said.iter().map(|one| serde_json::json!({ "what": one.what, "standing": one.standing, "by": one.by }));
        let mut text = serde_json::json!({
            "name": self.name,
            "other_names": self.other_names,
            "preferred_name": self.preferred_name,
            "telephones": self.telephones,
            "mails": self.mails,
            "addresses": self.addresses,
            "language": self.language,
            "said": said.collect::<Vec<_>>(),
        });
        if let (false, Some(fields)) = (self.born.is_empty(), text.as_object_mut()) {
            fields.insert("born".to_owned(), self.born.as_str().into());
        }
        Personal::new(text.to_string())
    }
}

/// A record as its reader sees it, with what may be done.
pub struct PersonPage {
    /// Its id.
    pub id: String,
    /// Its version; a change must name it.
    pub version: i64,
    /// The organisation that gave it.
    pub originator: String,
    /// Its controllers.
    pub controllers: Vec<String>,
    /// The law it is processed under.
    pub regime: String,
    /// Its protective marking.
    pub marking: String,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// Whether somebody holds it back from destruction.
    pub held: bool,
    /// Whether it is kept apart: only those it was given to find and read it.
    pub kept_apart: bool,
    /// Whether the reader's own organisation wrote this version: an altered copy of what the originator gave.
    pub altered_copy: bool,
    /// The organisations it was given to.
    pub shared_with: Vec<String>,
    /// What it says.
    pub words: PersonWords,
    /// What the reader may do next.
    pub may: Vec<Action>,
    /// Why they may read it: what the policies that decided it say.
    pub why: String,
    /// The row of the ledger that has this reading.
    pub ledger: i64,
}

/// A version of a record.
pub struct VersionLine {
    /// Its number.
    pub version: i64,
    /// When it was written.
    pub at: String,
    /// By whom, by the label of the office.
    pub who: String,
    /// For which organisation.
    pub organisation: String,
    /// Whether it is an altered copy.
    pub altered_copy: bool,
    /// What it said.
    pub words: PersonWords,
}

/// What came of a change.
pub enum Change {
    /// It is written.
    Written,
    /// Somebody else was first.
    Conflict(Box<TwoVersions>),
}

/// Both versions, where two changed a record at once.
pub struct TwoVersions {
    /// The version it is at now.
    pub version: i64,
    /// Who wrote that.
    pub by: String,
    /// When.
    pub at: String,
    /// What it says now.
    pub theirs: PersonWords,
    /// What the writer wants it to say.
    pub yours: PersonWords,
}

/// A record as the page of a form about it names it: by its id, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordForm {
    /// Its id.
    pub id: String,
    /// The organisation that gave it.
    pub originator: String,
    /// The organisations that have it.
    pub shared_with: Vec<String>,
    /// The organisations to which it may be passed on.
    pub may_be_passed_to: Vec<String>,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// Whether somebody holds it back from destruction.
    pub held: bool,
    /// Whether it is kept apart.
    pub kept_apart: bool,
    /// The purposes for which it may be done.
    pub purposes: Vec<Purpose>,
    /// The organisations to which it may be done, by id and name; empty where it is done to none.
    pub recipients: Vec<(String, String)>,
    /// The kinds of data that may be named, by id and what they are.
    pub data_types: Vec<(String, String)>,
    /// The powers that may be named, by id and provision.
    pub powers: Vec<(String, String)>,
}

/// Everything known before a question about a record is put.
struct Known {
    partnership: Arc<Partnership>,
    actor: Actor,
    thing: Thing,
    closed_on: Option<String>,
    day: Date,
}

impl Known {
    /// A record that is there; nothing where it is absent or destroyed.
    async fn record(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Option<Self>> {
        asking.check()?;
        let record = if is_an_id(id) { house.store.record_facts(id).await? } else { None };
        let kind = ThingKind::Person.id();
        let Some(record) = record.filter(|one| one.state != State::Destroyed && one.kind == kind) else { return Ok(None) };
        let (partnership, day) = (partnership(house).await?, crate::registers::today(moment));
        let thing = thing_of(house, &partnership, &record, day).await?;
        Ok(Some(Self { actor: actor_of(&partnership, asking, day), thing, closed_on: record.closed_on, partnership, day }))
    }

    /// The register of records as a whole, of which one's own are one's own.
    async fn register(house: &House, moment: &Moment, asking: &Asking) -> Result<Self> {
        asking.check()?;
        let (partnership, day) = (partnership(house).await?, crate::registers::today(moment));
        let actor = actor_of(&partnership, asking, day);
        let originator = actor.posts.first().map(|post| post.organisation.clone()).unwrap_or_default();
        let thing = Thing { controllers: vec![originator.clone()], originator, ..Thing::plain(ThingKind::Person, "*") };
        Ok(Self { actor, thing, closed_on: None, partnership, day })
    }

    /// The question as it would stand if a form were answered in full: power, reason and kind of data are given there.
    fn question(&self, house: &House, action: Action, purpose: Option<Purpose>, recipient: Option<&str>) -> Question {
        let facts = Facts {
            recipient: recipient.map(str::to_owned),
            power: Some("as-answered".to_owned()),
            reason_given: true,
            agreed_data_type: true,
            ..Facts::default()
        };
        complete(house, &self.partnership, self.actor.clone(), action, self.thing.clone(), purpose, facts, self.day)
    }

    fn answer(&self, house: &House, action: Action, purpose: Option<Purpose>, recipient: Option<&str>) -> Result<Decision> {
        Ok(policy::Policies::builtin()?.answer(&self.question(house, action, purpose, recipient)))
    }

    fn lets(&self, house: &House, action: Action, purpose: Option<Purpose>, recipient: Option<&str>) -> Result<bool> {
        Ok(self.answer(house, action, purpose, recipient)?.allowed)
    }

    /// The organisations to which this may be done, by id and name.
    fn recipients(&self, house: &House, action: Action, purpose: Option<Purpose>) -> Result<Vec<(String, String)>> {
        let own: Vec<&str> = self.actor.posts.iter().map(|post| post.organisation.as_str()).collect();
        let mut found = Vec::new();
        let others = self.partnership.organisations.iter().filter(|one| one.exists_on(self.day) && !own.contains(&one.id.as_str()));
        for other in others.filter(|one| one.id != self.thing.originator) {
            if self.lets(house, action, purpose, Some(&other.id))? {
                found.push((other.id.clone(), other.name_on(self.day).to_owned()));
            }
        }
        found.sort_by_key(|(_, name)| name.to_lowercase());
        Ok(found)
    }

    /// Whether a page may lead to something.
    fn offers(&self, house: &House, action: Action, purpose: Option<Purpose>) -> Result<bool> {
        match action {
            Action::SharePerson | Action::PassOnPerson | Action::ConsentToPassOn => {
                Ok(!self.recipients(house, action, purpose)?.is_empty())
            }
            Action::RecallPerson if self.thing.shared_with.is_empty() && self.thing.may_be_passed_to.is_empty() => Ok(false),
            Action::DestroyPerson => Ok(!those_that_let(self, house, action, TO_DESTROY)?.is_empty()),
            _ => self.lets(house, action, purpose, None),
        }
    }
}

/// The purposes for which the asker would be let to do something to a record, or to the register as a whole: the one they act
/// for alone, where it suffices. None where nothing lets them, and then the use case is asked all the same: it refuses, and the ledger
/// has it. Nothing is asked for here, so nothing is written down.
pub async fn purposes_for(house: &House, moment: &Moment, asking: &Asking, action: Action, id: Option<&str>) -> Result<Vec<Purpose>> {
    let known = match id {
        Some(id) => Known::record(house, moment, asking, id).await?,
        None => Some(Known::register(house, moment, asking).await?),
    };
    let Some(known) = known else { return Ok(Vec::new()) };
    if let Some(purpose) = asking.purpose
        && lets_somehow(&known, house, action, purpose)?
    {
        return Ok(vec![purpose]);
    }
    those_that_let(&known, house, action, Purpose::ALL)
}

/// Those of some purposes for which something may be done.
fn those_that_let(known: &Known, house: &House, action: Action, of: &[Purpose]) -> Result<Vec<Purpose>> {
    let mut purposes = Vec::new();
    for purpose in of {
        if lets_somehow(known, house, action, *purpose)? {
            purposes.push(*purpose);
        }
    }
    Ok(purposes)
}

fn lets_somehow(known: &Known, house: &House, action: Action, purpose: Purpose) -> Result<bool> {
    let needs_recipient = matches!(action, Action::SharePerson | Action::PassOnPerson | Action::ConsentToPassOn);
    if needs_recipient { known.offers(house, action, Some(purpose)) } else { known.lets(house, action, Some(purpose), None) }
}

/// The first page of the records: for which purposes its reader may search, and what else it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartPage {
    /// The purposes for which a search may be made.
    pub purposes: Vec<Purpose>,
    /// Whether a record may be opened for one of them.
    pub may_open: bool,
    /// Whether the glass may be broken.
    pub may_break_glass: bool,
}

/// The first page of the records, for somebody who may search them.
///
/// # Errors
/// The refusal, which has its row in the ledger.
pub async fn start_page(house: &House, moment: &Moment, asking: &Asking) -> Result<StartPage> {
    let known = Known::register(house, moment, asking).await?;
    let purposes = those_that_let(&known, house, Action::FindPerson, Purpose::ALL)?;
    if purposes.is_empty() {
        leave_to_begin(house, moment, asking, Action::FindPerson).await?;
    }
    Ok(StartPage {
        may_open: !those_that_let(&known, house, Action::RecordPerson, &purposes)?.is_empty(),
        may_break_glass: !those_that_let(&known, house, Action::BreakGlass, TO_BREAK_GLASS)?.is_empty(),
        purposes,
    })
}

/// Asks for leave to look at the form of something that is done to no record in particular, such as a search.
///
/// # Errors
/// The refusal, which has its row in the ledger.
pub async fn leave_to_begin(house: &House, moment: &Moment, asking: &Asking, action: Action) -> Result<()> {
    let known = Known::register(house, moment, asking).await?;
    let question = known.question(house, action, asking.purpose, None);
    let decision = policy::Policies::builtin()?.answer(&question);
    if decision.allowed { Ok(()) } else { refuse(house, moment, &Refusal { question: Box::new(question), decision }).await }
}

/// A record read, for its page.
pub async fn person_page(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<PersonPage> {
    let shown = people::show_person(house, moment, asking, id).await?;
    page_of(house, moment, asking, Action::ReadPerson, shown).await
}

/// A record that the rules keep closed read, for a stated reason.
pub async fn glass_page(house: &House, moment: &Moment, asking: &Asking, id: &str, reason: Personal<String>) -> Result<PersonPage> {
    let shown = people::break_glass(house, moment, asking, id, reason).await?;
    page_of(house, moment, asking, Action::BreakGlass, shown).await
}

async fn page_of(house: &House, moment: &Moment, asking: &Asking, action: Action, shown: PersonShown) -> Result<PersonPage> {
    // Destroyed just now: it answers as one that never was.
    let known = Known::record(house, moment, asking, &shown.id).await?.ok_or_else(|| no_such_record(&shown.id))?;
    let mut may = Vec::new();
    for offered in OFFERED {
        if known.offers(house, offered, asking.purpose)? {
            may.push(offered);
        }
    }
    let policies = known.answer(house, action, asking.purpose, None)?.policies;
    Ok(PersonPage {
        may,
        why: policies.iter().map(|found| found.says.as_str()).collect::<Vec<_>>().join(" "),
        held: known.thing.held,
        kept_apart: known.thing.kept_apart,
        words: PersonWords::of(shown.person),
        id: shown.id,
        version: shown.version,
        originator: shown.originator,
        controllers: shown.controllers,
        regime: shown.regime,
        marking: shown.marking,
        closed_on: shown.closed_on,
        altered_copy: shown.altered_copy,
        shared_with: shown.shared_with,
        ledger: shown.ledger,
    })
}

/// Every version of a record, the newest first.
pub async fn history_page(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Vec<VersionLine>> {
    let line = |one: VersionShown| VersionLine {
        version: one.version,
        at: one.at,
        who: one.who,
        organisation: one.organisation,
        altered_copy: one.altered_copy,
        words: PersonWords::of(one.person),
    };
    Ok(people::person_history(house, moment, asking, id).await?.into_iter().rev().map(line).collect())
}

/// Opens a record. Returns its id.
pub async fn open_record(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    words: &PersonWords,
    regime: &str,
    marking: &str,
    kept_apart: bool,
) -> Result<String> {
    let new = people::NewPerson { text: words.to_be_sealed(), regime: regime.to_owned(), marking: marking.to_owned(), kept_apart };
    Ok(people::record_person(house, moment, asking, new).await?.id)
}

/// Changes a record, or gives both versions where somebody else was first.
pub async fn change_record(house: &House, moment: &Moment, asking: &Asking, id: &str, seen: i64, words: &PersonWords) -> Result<Change> {
    Ok(match people::edit_person(house, moment, asking, id, seen, words.to_be_sealed()).await? {
        Ok(_) => Change::Written,
        Err(conflict) => Change::Conflict(Box::new(TwoVersions {
            version: conflict.version,
            by: conflict.by,
            at: conflict.at,
            theirs: PersonWords::of(conflict.theirs),
            yours: PersonWords::of(conflict.yours),
        })),
    })
}

/// Gives a record away, by the action that its form is about.
pub async fn give(house: &House, moment: &Moment, asking: &Asking, action: Action, id: &str, giving: &Giving) -> Result<people::Given> {
    match action {
        Action::PassOnPerson => people::pass_on_person(house, moment, asking, id, giving).await,
        Action::ConsentToPassOn => people::consent_to_pass_on(house, moment, asking, id, giving).await,
        Action::GiveInEmergency => people::give_in_emergency(house, moment, asking, id, giving).await,
        _ => people::share_person(house, moment, asking, id, giving).await,
    }
}

/// What the form of an action needs to know of a record, for somebody who may do it.
///
/// # Errors
/// The refusal, which has its row in the ledger; absent, destroyed and hidden records are refused alike.
pub async fn record_form(house: &House, moment: &Moment, asking: &Asking, action: Action, id: &str) -> Result<RecordForm> {
    let Some(known) = Known::record(house, moment, asking, id).await? else {
        about(house, moment, asking, action, id, Facts::default()).await?;
        return Err(no_such_record(id));
    };
    let of = if action == Action::DestroyPerson { TO_DESTROY } else { asking.purpose.as_slice() };
    let purposes = those_that_let(&known, house, action, of)?;
    if purposes.is_empty() {
        let question = known.question(house, action, asking.purpose, None);
        let decision = policy::Policies::builtin()?.answer(&question);
        return refuse(house, moment, &Refusal { question: Box::new(question), decision }).await;
    }
    let recipients = match action {
        Action::SharePerson | Action::PassOnPerson | Action::ConsentToPassOn | Action::GiveInEmergency => {
            known.recipients(house, action, asking.purpose)?
        }
        _ => Vec::new(),
    };
    let giver = known.actor.posts.first().map(|post| post.organisation.clone()).unwrap_or_default();
    let involved = [giver.clone(), known.thing.originator.clone()];
    let mut named = named_in_giving(house, &known.partnership, &giver, &involved, asking.purpose, known.day);
    if action == Action::GiveInEmergency {
        named.powers.extend(EMERGENCY_POWERS.map(|(id, says)| (id.to_owned(), says.to_owned())));
    }
    let thing = known.thing;
    Ok(RecordForm {
        id: thing.id,
        originator: thing.originator,
        shared_with: thing.shared_with,
        may_be_passed_to: thing.may_be_passed_to,
        closed_on: known.closed_on,
        held: thing.held,
        kept_apart: thing.kept_apart,
        purposes,
        recipients,
        data_types: named.data_types,
        powers: named.powers,
    })
}

/// A giving away of a record, or the taking back of it.
pub struct DisclosureLine {
    /// What it was, by its stable name: `shared`, `passed-on`, `emergency`, `consent`, `recalled`.
    pub kind: String,
    /// By which organisation.
    pub from: String,
    /// To which.
    pub to: String,
    /// When.
    pub at: String,
    /// By whom, by the label of the office.
    pub who: String,
    /// For which purpose, by its stable name.
    pub purpose: String,
    /// Under which power; empty where none was named.
    pub power: String,
    /// What kind of data; empty where none was named.
    pub data_type: String,
    /// By which way.
    pub method: String,
    /// Why; empty where no reason was given.
    pub reason: String,
}

/// To whom a record was given, the newest first.
pub async fn disclosures_page(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Vec<DisclosureLine>> {
    let table = people::disclosures_of(house, moment, asking, id).await?;
    let place = |name: &str| table.columns.iter().position(|column| column.name == name);
    let text = |row: &[base::Value], name: &str| place(name).and_then(|at| row.get(at)).map(base::Value::to_bare).unwrap_or_default();
    let line = |row: &Vec<base::Value>| DisclosureLine {
        kind: text(row, "kind"),
        from: text(row, "from"),
        to: text(row, "to"),
        at: text(row, "at"),
        who: text(row, "who"),
        purpose: text(row, "purpose"),
        power: text(row, "power"),
        data_type: text(row, "data_type"),
        method: text(row, "method"),
        reason: text(row, "reason"),
    };
    Ok(table.rows.iter().rev().map(line).collect())
}

/// The certificate of a record that was destroyed, for somebody who may read what the ledger has about it; nothing where there is
/// none, or none for them.
pub async fn certificate_page(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Option<Certificate>> {
    if !is_an_id(id) {
        return Ok(None);
    }
    let ask = AuditAsk { thing: Some(format!("{}:{id}", ThingKind::Person.id())), limit: 1, ..AuditAsk::default() };
    if crate::audit_lines(house, moment, asking, &ask).await?.rows.is_empty() {
        return Ok(None);
    }
    people::certificate_of(house, id).await
}
