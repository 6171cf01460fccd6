//! Tokens of the program's interface: made by a user for a program, with fewer rights than the user has.

use crate::signing::{self, Door, Visitor, Way};
use crate::{House, Moment};
use base::{Result, Trouble};
use identity::secret::{Secret, hash, random_id};
use jiff::Timestamp;
use journal::Words;
use permission::{Action, Facts, Purpose, Thing};
use store::{AccountState, Step, Token};

/// What a token begins with, so that it is known for what it is where it does not belong.
const PREFIX: &str = "wardmote_";
/// The longest name of a token, in letters.
const LONGEST_LABEL: usize = 60;

/// A token about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What its owner calls it: what it is for, naming nobody.
    pub label: String,
    /// The actions it is good for.
    pub scopes: Vec<Action>,
    /// For which organisation it acts.
    pub organisation: Option<String>,
    /// For which purpose it acts.
    pub purpose: Option<Purpose>,
}

/// A token just made.
pub struct TokenMade {
    /// Its public id, `t-…`.
    pub id: String,
    /// The token itself, shown this once.
    pub secret: String,
    /// When it ends.
    pub ends_at: Timestamp,
}

impl std::fmt::Debug for TokenMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenMade({})", self.id)
    }
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    /// Its public id.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// The actions it is good for.
    pub scopes: Vec<Action>,
    /// For which organisation.
    pub organisation: Option<String>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The day it was last used.
    pub used_on: Option<String>,
    /// It was revoked or ran out.
    pub over: bool,
}

/// Actions that no token is good for: a program neither keeps a way in nor lets anybody in or cuts them off.
fn by_hand_only(action: Action) -> bool {
    matches!(
        action,
        Action::SignIn
            | Action::KeepOwnAccount
            | Action::InviteUser
            | Action::ApproveUser
            | Action::RecoverAccount
            | Action::CutOff
            | Action::AnswerLink
            | Action::BreakGlass
    )
}

/// The actions that a visitor may give a token: those that some record could allow one of their posts, by the program's interface.
pub async fn scopes_for(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<Action>> {
    signing::own_by(house, moment, visitor, Door::Api).await?;
    scopes(house, moment, visitor, visitor.organisation.as_deref(), visitor.purpose).await
}

async fn scopes(
    house: &House,
    moment: &Moment,
    visitor: &Visitor,
    organisation: Option<&str>,
    purpose: Option<Purpose>,
) -> Result<Vec<Action>> {
    let partnership = crate::people::partnership(house).await?;
    let day = crate::registers::today(moment);
    let policies = policy::Policies::builtin()?;
    let asked = Visitor { organisation: organisation.map(str::to_owned), ..visitor.clone() };
    let actor = signing::actor(Some(&asked), Door::Api);
    let mut scopes = Vec::new();
    for action in Action::ALL.iter().copied().filter(|action| !by_hand_only(*action)) {
        let may = if action.touches_personal_data() {
            // What may be done with a record is asked of each record; here only whether a post could be in question at all.
            actor.posts.iter().any(|post| policies.could_ever(post.role, action))
        } else {
            let thing = Thing::plain(action.thing(), "*");
            let facts = Facts::default();
            let question = crate::people::complete(house, &partnership, actor.clone(), action, thing, purpose, facts, day);
            policies.answer(&question).allowed
        };
        if may {
            scopes.push(action);
        }
    }
    Ok(scopes)
}

/// Makes a token.
///
/// # Errors
/// Refused with `not-strong`, with `scope-not-yours` where the visitor's posts do not allow an action, with `token-label`, with
/// `no-post-there`.
pub async fn make_token(house: &House, moment: &Moment, visitor: &Visitor, new: NewToken) -> Result<TokenMade> {
    let allowed = signing::own_by(house, moment, visitor, Door::Page).await?;
    signing::strong(visitor)?;
    if new.organisation.as_deref().is_some_and(|id| !visitor.organisations().contains(&id)) {
        return Err(Trouble::refused("no-post-there", "you hold no post at that organisation today", "choose one of your own"));
    }
    let label = label_of(house, moment, &new.label)?;
    let there = scopes(house, moment, visitor, new.organisation.as_deref(), new.purpose).await?;
    if new.scopes.is_empty() {
        return Err(Trouble::refused("scope-missing", "a token must be good for something", "choose at least one action"));
    }
    if let Some(other) = new.scopes.iter().find(|action| !there.contains(action)) {
        return Err(Trouble::refused(
            "scope-not-yours",
            format!("your posts do not allow you to {} (`{}`)", other.says(), other.id()),
            "leave it out: a token may never do more than its owner",
        ));
    }
    let (secret, ends_at) = (format!("{PREFIX}{}", Secret::make()?.reveal()), signing::token_end(house, moment)?);
    let mut names: Vec<String> = new.scopes.iter().map(|action| action.id().to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    let token = store::NewToken {
        id: random_id("t-")?,
        secret_hash: hash(&secret),
        user: visitor.user.clone(),
        label,
        scopes: names,
        organisation: new.organisation,
        purpose: new.purpose.map(|purpose| purpose.id().to_owned()),
        ends_at: ends_at.to_string(),
    };
    let event = signing::did(&allowed, moment, "make-token").with("scopes", token.scopes.join(" "));
    if !house.store.change_doors(&[Step::MakeToken(&token)], &[], event).await?.all() {
        return Err(signing::meanwhile());
    }
    Ok(TokenMade { id: token.id, secret, ends_at })
}

/// What a token is called: it is not sealed, so it may name nobody.
fn label_of(house: &House, moment: &Moment, typed: &str) -> Result<String> {
    let label = typed.trim();
    let wrong = |message: String| Trouble::refused("token-label", message, "say what the token is for, such as `nightly figures`");
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        return Err(wrong(format!("a token needs a name of at most {LONGEST_LABEL} letters")));
    }
    let rule = house.rulebook.personal_looking(crate::registers::today(moment), None)?;
    let words = Words::new(rule.parameters);
    words.text("label", label).map_err(|_| wrong("the name of a token may name nobody".to_owned()))?;
    Ok(label.to_owned())
}

/// The visitor's tokens, newest first.
pub async fn tokens_of(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<TokenLine>> {
    signing::own_by(house, moment, visitor, Door::Page).await?;
    let mut tokens = house.store.tokens_of(&visitor.user).await?;
    tokens.reverse();
    Ok(tokens.into_iter().map(|token| line(token, moment.now)).collect())
}

fn line(token: Token, now: Timestamp) -> TokenLine {
    let ends_at = signing::read(&token.ends_at);
    TokenLine {
        scopes: token.scopes.iter().filter_map(|scope| Action::parse(scope)).collect(),
        purpose: token.purpose.as_deref().and_then(Purpose::parse),
        made_at: signing::read(&token.made_at),
        over: token.revoked_at.is_some() || ends_at <= now,
        ends_at,
        id: token.id,
        label: token.label,
        organisation: token.organisation,
        used_on: token.used_on,
    }
}

/// Revokes one of the visitor's tokens.
pub async fn revoke_token(house: &House, moment: &Moment, visitor: &Visitor, id: &str) -> Result<()> {
    let allowed = signing::own_by(house, moment, visitor, Door::Page).await?;
    if !house.store.tokens_of(&visitor.user).await?.iter().any(|token| token.id == id) {
        return Err(Trouble::refused("no-such-token", "there is no such token of yours", "look at the list again"));
    }
    // One that was revoked meanwhile is as good.
    let _ = house.store.change_doors(&[Step::RevokeToken(id)], &[], signing::did(&allowed, moment, "revoke-token")).await?;
    Ok(())
}

/// Who a request with a token comes from, for an action that the token is good for. `visitor.session` is the token's id.
///
/// # Errors
/// Refused with `token-unknown` (it never was), with `token-over` (revoked, ran out, its user left or was cut off, or has terms to
/// accept) and with `token-scope` (not made for this action). Each has its row in the ledger.
pub async fn bearer(house: &House, moment: &Moment, token: &str, action: Action) -> Result<Visitor> {
    shown(house, moment, token, action, true).await
}

/// Who a request with a token comes from that asks for nothing but who it is.
///
/// # Errors
/// As [`bearer`], but for `token-scope`.
pub async fn holder(house: &House, moment: &Moment, token: &str) -> Result<Visitor> {
    shown(house, moment, token, Action::KeepOwnAccount, false).await
}

async fn shown(house: &House, moment: &Moment, token: &str, action: Action, scoped: bool) -> Result<Visitor> {
    let found = if token.starts_with(PREFIX) { house.store.token_by_hash(&hash(token)).await? } else { None };
    let Some(found) = found else {
        let event = signing::refused(moment, None, Door::Api, action, "*").with("because", "token-unknown");
        signing::record_stranger(house, moment, event).await?;
        return Err(Trouble::refused("token-unknown", "there is no such token", "make one on the page of your account"));
    };
    let posts = signing::posts_today(house, moment, &found.user).await?;
    let ends_at = signing::read(&found.ends_at);
    let refuse = |because: &'static str| {
        let event = signing::refused(moment, Some(&found.user), Door::Api, action, &found.user);
        house.store.record_event(event.with("token", &found.id).with("because", because))
    };
    let over = if found.revoked_at.is_some() {
        Some("token-revoked")
    } else if ends_at <= moment.now {
        Some("token-run-out")
    } else if found.account != AccountState::Active {
        Some("account-not-active")
    } else if posts.is_empty() {
        Some("no-post-today")
    } else if found.terms_version.as_deref() != Some(signing::terms_version(house, moment)?.as_str()) {
        Some("terms-due")
    } else {
        None
    };
    if let Some(because) = over {
        refuse(because).await?;
        return Err(Trouble::refused("token-over", "the token is good no longer", "make a new one on the page of your account"));
    }
    if scoped && !found.scopes.iter().any(|scope| scope == action.id()) {
        refuse("token-scope").await?;
        return Err(Trouble::refused(
            "token-scope",
            format!("the token is not good for this: `{}`", action.id()),
            "make a token that is, on the page of your account",
        ));
    }
    let today = moment.day();
    if found.used_on.as_deref().is_none_or(|on| on < today.as_str()) {
        house.store.touch_token(&found.id, &today).await?;
    }
    let made_at = signing::read(&found.made_at);
    Ok(Visitor {
        user: found.user,
        session: found.id,
        way: Way::Token,
        organisation: found.organisation,
        purpose: found.purpose.as_deref().and_then(Purpose::parse),
        posts,
        csrf: String::new(),
        signed_in_at: made_at,
        ends_at,
        warn_at: ends_at,
        ends_at_latest: ends_at,
        last_here: None,
        strong: false,
        terms_due: false,
    })
}
