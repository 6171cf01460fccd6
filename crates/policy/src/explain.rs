//! How an answer came about: the policies, how the organisations stand, and what would have to be so.

use crate::policies::Policies;
use base::Result;
use permission::{Contact, Decider, Found, Post, Purpose, Question, Standing};
use serde::Serialize;
use std::fmt;

/// The part that an organisation has in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Somebody asks who acts for it.
    Asks,
    /// The record is its own: it gave it, or is a controller of it.
    Owns,
    /// The record was given to it.
    Has,
    /// It is to have the record.
    Receives,
}

impl Part {
    /// What it is in words; of an account it is said of whom it is rather than whose record.
    fn words(self, thing: &str) -> &'static str {
        match self {
            Self::Asks => "asks",
            Self::Owns if thing.starts_with("account:") => "the user is in office there",
            Self::Owns => "the record is its own",
            Self::Has => "the record was given to it",
            Self::Receives => "is to have it",
        }
    }
}

/// How an organisation in the question stands on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stands {
    /// The organisation.
    pub organisation: String,
    /// Its parts in the question.
    pub parts: Vec<Part>,
    /// How it stands and why, one line a fact.
    pub why: Vec<String>,
}

/// An answer with everything that it rests on. What it prints names ids only, never a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Whether it may be done.
    pub allowed: bool,
    /// Who asked, by id.
    pub actor: String,
    /// What, by its stable name.
    pub action: &'static str,
    /// What, in plain English, after "may".
    pub says: &'static str,
    /// On what, such as `person:p-4k2`.
    pub thing: String,
    /// For what purpose.
    pub purpose: Option<Purpose>,
    /// The post in which it is allowed.
    pub post: Option<Post>,
    /// The policies that allow it; where it is refused, those that forbid it.
    pub policies: Vec<Found>,
    /// How the organisations in the question stand.
    pub standings: Vec<Stands>,
    /// Where it is refused: what would have to be so, one line a way.
    pub lacking: Vec<String>,
}

/// Answers by the shipped policies and says how the answer came about.
///
/// # Errors
/// `policy-invalid`, where the shipped policies can't be read.
pub fn explain(question: &Question) -> Result<Explained> {
    Ok(Policies::builtin()?.explain(question))
}

impl Policies {
    /// Answers, and says how the answer came about.
    pub fn explain(&self, question: &Question) -> Explained {
        let decision = self.decide(question);
        Explained {
            allowed: decision.allowed,
            actor: question.actor.id.clone(),
            action: question.action.id(),
            says: question.action.says(),
            thing: question.thing.name(),
            purpose: question.purpose,
            post: decision.post,
            policies: decision.policies,
            standings: standings(question),
            lacking: decision.lacking,
        }
    }
}

/// The organisations in the order of their parts: who asks, whose record it is, who is to have it. Those that merely have it
/// are named only where they play another part.
fn standings(question: &Question) -> Vec<Stands> {
    let thing = &question.thing;
    let posts = question.actor.posts.iter().map(|post| &post.organisation);
    let mut standings: Vec<Stands> = Vec::new();
    let parts = posts
        .map(|id| (id, Part::Asks))
        .chain([&thing.originator].into_iter().chain(&thing.controllers).map(|id| (id, Part::Owns)))
        .chain(question.facts.recipient.iter().map(|id| (id, Part::Receives)));
    for (id, part) in parts.filter(|(id, _)| !id.is_empty()) {
        match standings.iter_mut().find(|stands| stands.organisation == *id) {
            Some(stands) if stands.parts.contains(&part) => {}
            Some(stands) => stands.parts.push(part),
            None => {
                let why = why(question.facts.standings.get(id));
                standings.push(Stands { organisation: id.clone(), parts: vec![part], why });
            }
        }
    }
    for stands in &mut standings {
        if thing.shared_with.contains(&stands.organisation) {
            stands.parts.push(Part::Has);
        }
    }
    standings
}

/// The reasons that the record gives; where it gives none, how it stands in so many words.
fn why(standing: Option<&Standing>) -> Vec<String> {
    let Some(standing) = standing else { return vec!["nothing is known of it under any agreement".to_owned()] };
    if !standing.why.is_empty() {
        return standing.why.clone();
    }
    let party = match (standing.party, standing.withdrawn) {
        (_, true) => "has left the agreement",
        (true, false) => "is a party to the agreement in force",
        (false, false) => "is no party to an agreement in force",
    };
    let contact = match standing.contact {
        Contact::Named => "has a contact",
        Contact::Covered => "has no contact; the governance lead of the agreement's owner stands in",
        Contact::Vacant => "has no contact, and nobody stands in",
    };
    let owner = standing.owner.then_some("owns the agreement");
    [Some(party), owner, Some(contact)].into_iter().flatten().map(ToOwned::to_owned).collect()
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = if self.allowed { "allowed" } else { "refused" };
        writeln!(f, "{answer}")?;
        let may = if self.allowed { "may" } else { "may not" };
        write!(f, "question: `{}` {may} {} (`{}` on `{}`", self.actor, self.says, self.action, self.thing)?;
        match self.purpose {
            Some(purpose) => write!(f, ", to {}: `{purpose}`)", purpose.says())?,
            None => write!(f, ", no purpose named)")?,
        }
        if let Some(post) = &self.post {
            write!(f, ", as `{}`", post.role)?;
            if !post.organisation.is_empty() {
                write!(f, " of `{}`", post.organisation)?;
            }
            if let Some(covered) = &post.covers {
                write!(f, ", on leave cover for `{covered}`")?;
            }
        }
        writeln!(f)?;
        if self.policies.is_empty() {
            writeln!(f, "rule: no policy allows it")?;
        }
        for found in &self.policies {
            writeln!(f, "rule: `{}`: {}\nsource: {}", found.id, found.says, found.source)?;
        }
        for stands in &self.standings {
            let parts: Vec<&str> = stands.parts.iter().map(|part| part.words(&self.thing)).collect();
            writeln!(f, "standing: `{}` ({}): {}", stands.organisation, parts.join("; "), stands.why.join("; "))?;
        }
        for line in &self.lacking {
            writeln!(f, "allowed where: {line}")?;
        }
        Ok(())
    }
}
