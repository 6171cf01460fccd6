//! What the doors ask of signing in besides: tokens of forms, forged ones, and what a visitor's navigation shows.

use super::visitor::{Door, Visitor};
use crate::{House, Moment};
use base::Result;
use ledger::{Event, Outcome};
use permission::{Action, Actor, Decider as _, Decision, Facts, Question, Thing};

/// How many letters a token of a form has.
pub const FORM_TOKEN_LENGTH: usize = 43;

/// A token for the forms of a browser in which nobody is signed in.
pub fn form_token() -> Result<String> {
    identity::secret::Secret::make().map(|secret| secret.reveal().to_owned())
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
pub fn is_same_token(one: &str, other: &str) -> bool {
    identity::secret::same(one, other)
}

/// Writes down that a form came without its token, or from another site.
pub async fn record_forged(house: &House, moment: &Moment, visitor: Option<&Visitor>, action: Action) -> Result<()> {
    let who = visitor.map_or("public", |visitor| visitor.user.as_str());
    let thing = visitor.map_or_else(|| "session:none".to_owned(), |visitor| format!("session:{}", visitor.session));
    let mut event = Event::done(moment.iso(), who, action.id(), thing).with("why", "form-forged");
    event.outcome = Outcome::Refused;
    Door::Page.id().clone_into(&mut event.door);
    match visitor {
        Some(_) => house.store.record_event(event).await.map(drop),
        None => super::gate::record_stranger(house, moment, event).await,
    }
}

/// Whether a visitor is ever allowed an action in the post they act in, where everything else is so: which parts of the product their
/// navigation shows. What may be done to one thing is asked of that thing.
pub fn could_ever(visitor: &Visitor, action: Action) -> Result<bool> {
    let policies = policy::Policies::builtin()?;
    let acts = |post: &&permission::Post| visitor.organisation.as_ref().is_none_or(|one| post.organisation == *one);
    Ok(visitor.posts.iter().filter(acts).any(|post| policies.could_ever(post.role, action)))
}

/// What the policy says of an action that touches no personal data, for a register as a whole: which parts of the product a
/// visitor's navigation shows, and why they may see a page. Nothing is written down, since nothing is asked for.
pub fn says_of(visitor: &Visitor, door: Door, action: Action) -> Result<Decision> {
    let posts = visitor.posts.iter().filter(|post| visitor.organisation.as_ref().is_none_or(|one| post.organisation == *one));
    let actor = Actor { id: visitor.user.clone(), posts: posts.cloned().collect(), door };
    let thing = Thing::plain(action.thing(), "*");
    let question = Question { actor, action, thing, purpose: visitor.purpose, facts: Facts::default() };
    Ok(policy::Policies::builtin()?.decide(&question))
}

impl super::CodeOffer {
    /// The address as a picture for an app on a telephone to read: SVG without style or script.
    pub fn picture(&self) -> Result<String> {
        identity::qr_svg(&self.uri, "The secret of your codes, for the app on your telephone")
    }
}
