//! The answer, and the witness of a leave that was given.

use crate::{Act, Action, Post, Purpose, Question, Thing};
use base::Trouble;
use serde::Serialize;
use std::marker::PhantomData;

/// A policy that bore on an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Found {
    /// Its stable name, such as `isa-5.7-onward-consent`.
    pub id: String,
    /// What it says, in plain English.
    pub says: String,
    /// Where it comes from: paper and paragraph, or statute and section.
    pub source: String,
}

/// What a decider answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Whether it may be done.
    pub allowed: bool,
    /// The post in which the actor may: of several, the first that suffices.
    pub post: Option<Post>,
    /// The policies that allow it; where it is refused, those that forbid it. Empty where no policy allows it at all.
    pub policies: Vec<Found>,
    /// Where it is refused: what would have to be so, one line each, in plain English.
    pub lacking: Vec<String>,
}

/// Decides. Outside tests only the crate `policy` implements it, which `cargo xtask tidy` holds it to.
pub trait Decider: Send + Sync {
    /// Answers a question; never fails: what can't be decided is refused.
    fn decide(&self, question: &Question) -> Decision;
}

/// A refusal: what was asked and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What was asked.
    pub question: Box<Question>,
    /// Why not.
    pub decision: Decision,
}

impl Refusal {
    /// The refusal as a door shows it. What the asker may not know of is not named: a record that is hidden, withdrawn or
    /// absent answers alike.
    pub fn trouble(&self) -> Trouble {
        let action = self.question.action;
        Trouble::refused(
            "not-allowed",
            format!("`{}` may not {} (`{}`)", self.question.actor.id, action.says(), action.id()),
            "`wardmote policy explain` says which rule stands in the way and what would be needed",
        )
    }
}

/// The witness that an action was allowed: to whom, on what, for which purpose, under which policies.
///
/// Made by [`authorize`] only, from a decider's leave.
#[derive(Debug)]
pub struct Allowed<A: Act> {
    question: Question,
    decision: Decision,
    act: PhantomData<A>,
}

impl<A: Act> Allowed<A> {
    /// The action.
    pub fn action(&self) -> Action {
        A::ACTION
    }

    /// Who was allowed it.
    pub fn actor(&self) -> &str {
        &self.question.actor.id
    }

    /// The post in which.
    pub fn post(&self) -> Option<&Post> {
        self.decision.post.as_ref()
    }

    /// On what: the one thing that this witness is good for.
    pub fn thing(&self) -> &Thing {
        &self.question.thing
    }

    /// For what purpose.
    pub fn purpose(&self) -> Option<Purpose> {
        self.question.purpose
    }

    /// To which organisation something is given, where the action gives.
    pub fn recipient(&self) -> Option<&str> {
        self.question.facts.recipient.as_deref()
    }

    /// Under which legal power, where one was named.
    pub fn power(&self) -> Option<&str> {
        self.question.facts.power.as_deref()
    }

    /// Where the request came in.
    pub fn door(&self) -> crate::Door {
        self.question.actor.door
    }

    /// The ids of the policies that allowed it.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.decision.policies.iter().map(|found| found.id.as_str())
    }
}

/// Asks, and turns leave into a witness.
///
/// # Errors
/// The refusal, with the policies that forbid it or what is lacking. A question about another action than `A`'s, or about a
/// kind of thing that the action is not done to, is refused whatever the decider says.
pub fn authorize<A: Act>(decider: &dyn Decider, question: Question) -> Result<Allowed<A>, Refusal> {
    let mismatch = if question.action != A::ACTION {
        Some(format!("the question is about `{}`, not `{}`", question.action.id(), A::ACTION.id()))
    } else if question.thing.kind != A::ACTION.thing() {
        Some(format!("`{}` is not done to a thing of the kind `{}`", A::ACTION.id(), question.thing.kind.id()))
    } else {
        None
    };
    if let Some(lacking) = mismatch {
        let decision = Decision { allowed: false, post: None, policies: Vec::new(), lacking: vec![lacking] };
        return Err(Refusal { question: Box::new(question), decision });
    }
    let decision = decider.decide(&question);
    if decision.allowed {
        Ok(Allowed { question, decision, act: PhantomData })
    } else {
        Err(Refusal { question: Box::new(question), decision })
    }
}
