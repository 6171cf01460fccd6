//! The question, with every fact that an answer may rest on. Facts are computed by rooms from the record, for the day.

use crate::{Action, Actor, Purpose, ThingKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who is an organisation's single point of contact (agreement 5.1, 6.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// One is named.
    Named,
    /// None is, and the owner's governance lead stands in for the days that the rule gives.
    Covered,
    /// None is, and the cover has run out.
    Vacant,
}

/// How an organisation stands under the agreement on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The agreement is in force that day, and the organisation has signed it and not left.
    pub party: bool,
    /// It has left: receives and reads nothing more, destroys what it got, and stays bound (3.5).
    pub withdrawn: bool,
    /// It owns the agreement: holds the signed copies and answers for the partnership as a whole (3.1, 6.2).
    pub owner: bool,
    /// Its single point of contact.
    pub contact: Contact,
    /// The purposes that the agreement covers.
    pub purposes: Vec<Purpose>,
    /// Why, for people: one line a fact, each with its rule or paragraph.
    pub why: Vec<String>,
}

/// Whether a record is live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// In use.
    Open,
    /// Closed: its retention runs.
    Closed,
    /// Its keys are destroyed.
    Destroyed,
}

/// What the action is done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    /// Its kind.
    pub kind: ThingKind,
    /// Its id; `*` for the register as a whole (a search, a new record).
    pub id: String,
    /// The organisation that gave the record and stays its owner (5.14); empty where none did.
    pub originator: String,
    /// The controllers: always member organisations, for a partnership has no legal personality (terms of reference 6.1).
    pub controllers: Vec<String>,
    /// The organisations it has been given to and not recalled from.
    pub shared_with: Vec<String>,
    /// The organisations to which the originator's contact has consented in writing that it be passed on (5.7).
    pub may_be_passed_to: Vec<String>,
    /// Whether it is live.
    pub state: State,
    /// Somebody holds it back from destruction.
    pub held: bool,
    /// Its retention has run out (5.15).
    pub retention_over: bool,
    /// It is kept apart (conference on high-risk domestic abuse, Prevent, a protected address): only those it was given to
    /// by name of organisation read it, and no search answers with it.
    pub kept_apart: bool,
}

impl Thing {
    /// A thing that is no record of a person: nobody gave it, nothing keeps it apart.
    pub fn plain(kind: ThingKind, id: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            originator: String::new(),
            controllers: Vec::new(),
            shared_with: Vec::new(),
            may_be_passed_to: Vec::new(),
            state: State::Open,
            held: false,
            retention_over: false,
            kept_apart: false,
        }
    }

    /// `person:p-4k2…`, as the ledger names it.
    pub fn name(&self) -> String {
        format!("{}:{}", self.kind.id(), self.id)
    }
}

/// What else the answer may rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, which a policy names by itself")]
pub struct Facts {
    /// How each organisation in the question stands on the day: the actors', the originator's, the recipient's.
    pub standings: BTreeMap<String, Standing>,
    /// The organisation that something is to be given to.
    pub recipient: Option<String>,
    /// The legal power named for it, an id of the agreement's list (Appendix 3).
    pub power: Option<String>,
    /// A reason was given in words. The words themselves are sealed and not here.
    pub reason_given: bool,
    /// Data type to be shared is one the agreement lists for the giver (5.5), or a departure was recorded.
    pub agreed_data_type: bool,
    /// Of an account: no contact of its user's organisations, other than the user, can sign in and be asked.
    pub contact_missing: bool,
    /// Of an account: nobody in office, other than its user, can sign in and do it.
    pub nobody_in_office: bool,
}

/// Who asks to do what to which thing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// To which thing.
    pub thing: Thing,
    /// For what purpose.
    pub purpose: Option<Purpose>,
    /// What is known.
    pub facts: Facts,
}
