//! Invented accounts and what belongs to them.

use crate::people::AT;
use crate::suite::Ground;
use ledger::Event;
use std::collections::BTreeMap;
use store::{
    AccountState, CredentialKind, Draft, InvitationKind, NewAccount, NewCredential, NewFeed, NewInvitation, NewLink, NewMail, NewSession,
    NewToken, Step, Store, Taken,
};

/// An hour after everything happens.
pub const LATER: &str = "2031-07-01T13:00:00Z";
/// When what was handed out ends.
pub const ENDS: &str = "2031-07-08T12:00:00Z";

/// A hash as a secret would have it.
pub fn hash(of: &str) -> String {
    let text: String = of.bytes().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    format!("{text:0<64.64}")
}

/// An event at a moment.
pub fn told(at: &str) -> Event {
    Event::done(at, "u-spoc", "keep-own-account", "account:u-one")
}

/// Takes steps at the usual moment.
pub async fn steps(store: &Store, steps: &[Step<'_>]) -> Taken {
    store.change_doors(steps, &[], told(AT)).await.unwrap()
}

/// Takes steps an hour later.
pub async fn steps_later(store: &Store, steps: &[Step<'_>]) -> Taken {
    store.change_doors(steps, &[], told(LATER)).await.unwrap()
}

pub fn account(user: &str, state: AccountState) -> NewAccount {
    NewAccount { user: user.into(), handle: format!("handle-of-{user}"), state }
}

pub fn credential(user: &str, id: &str, kind: CredentialKind) -> NewCredential {
    let sealed = format!("s1.1.{id}");
    NewCredential { id: id.into(), user: user.into(), kind, label: format!("{} of July 2031", kind.as_str()), sealed, uses: 0 }
}

pub fn session(user: &str, id: &str) -> NewSession {
    NewSession {
        id: id.into(),
        secret_hash: hash(id),
        user: user.into(),
        way: "passkey".into(),
        organisation: None,
        purpose: None,
        csrf: format!("csrf-of-{id}"),
        strong: true,
        before: None,
    }
}

pub fn invitation(user: &str, id: &str, kind: InvitationKind) -> NewInvitation {
    let (made_by, ends_at) = ("u-admin".into(), ENDS.into());
    NewInvitation { id: id.into(), secret_hash: hash(id), user: user.into(), kind, made_by, ends_at, approved_by: None }
}

pub fn token(user: &str, id: &str) -> NewToken {
    NewToken {
        id: id.into(),
        secret_hash: hash(id),
        user: user.into(),
        label: "invented program".into(),
        scopes: vec!["read-evidence".into()],
        organisation: Some("invented-council".into()),
        purpose: None,
        ends_at: ENDS.into(),
    }
}

pub fn feed(user: &str, id: &str) -> NewFeed {
    NewFeed { id: id.into(), secret_hash: hash(id), user: user.into(), kind: "duties".into() }
}

pub fn link(by: &str, id: &str) -> NewLink {
    NewLink {
        id: id.into(),
        secret_hash: hash(id),
        about: "request:r-1".into(),
        act: "answer-request".into(),
        organisation: "invented-charity".into(),
        made_by: by.into(),
        ends_at: ENDS.into(),
    }
}

pub fn draft(user: &str, form: &str) -> Draft {
    Draft { user: user.into(), form: form.into(), sealed: format!("s1.1.{form}"), at: AT.into() }
}

pub fn mail(user: &str, id: &str) -> NewMail {
    NewMail {
        id: id.into(),
        message_id: format!("<{id}@wardmote.invalid>"),
        user: user.into(),
        template: "duty-due".into(),
        facts: BTreeMap::from([("duty".into(), "d-1".into())]),
        due_at: AT.into(),
        dedupe: None,
    }
}

/// An account that was invited, approved and is in use, with a passkey.
pub async fn active(store: &Store, user: &str) {
    let (new, passkey) = (account(user, AccountState::Invited), credential(user, &format!("c-{user}"), CredentialKind::Passkey));
    let invite = invitation(user, &format!("i-{user}"), InvitationKind::Invite);
    let all = [
        Step::OpenAccount(&new),
        Step::Invite(&invite),
        Step::Approve { invitation: &invite.id, by: "u-spoc" },
        Step::UseInvitation(&invite.id),
        Step::AddCredential(&passkey),
        Step::AcceptTerms { user, version: "2031-1" },
        Step::Activate(user),
    ];
    assert_eq!(steps(store, &all).await, Taken::All);
}

/// One of everything that an account may have.
pub async fn one_of_each_door(store: &Store) {
    active(store, "u-one").await;
    let (opened, handed, told_of, way) = (session("u-one", "s-1"), token("u-one", "t-1"), feed("u-one", "f-1"), link("u-one", "l-1"));
    let invite = invitation("u-two", "i-2", InvitationKind::Invite);
    let two = account("u-two", AccountState::Invited);
    let all = [
        Step::OpenSession(&opened),
        Step::MakeToken(&handed),
        Step::MakeFeed(&told_of),
        Step::MakeLink(&way),
        Step::OpenAccount(&two),
        Step::Invite(&invite),
    ];
    let mails = [mail("u-one", "m-1"), NewMail { dedupe: Some("invented-duty".into()), ..mail("u-two", "m-2") }];
    assert_eq!(store.change_doors(&all, &mails, told(AT)).await.unwrap(), Taken::All);
    assert!(store.keep_draft(&draft("u-one", "person")).await.unwrap());
    assert!(store.begin_attempt(&["key"], AT, AT, |_| true).await.unwrap());
    assert_eq!(store.claim_key("t-1", &hash("key"), &hash("request"), AT).await.unwrap(), store::Claimed::New);
}

/// How many of everything in [`one_of_each_door`] are open: sessions, live credentials, tokens, feeds, links, invitations, drafts.
pub async fn open_of(ground: &Ground, user: &str) -> [usize; 7] {
    let store = &ground.store;
    let credentials = store.credentials(user).await.unwrap();
    let (tokens, feeds, links) =
        (store.tokens_of(user).await.unwrap(), store.feeds_of(user).await.unwrap(), store.links_by(user).await.unwrap());
    let waiting = store.invitations_waiting().await.unwrap();
    [
        store.sessions_of(user).await.unwrap().len(),
        credentials.iter().filter(|one| one.revoked_at.is_none()).count(),
        tokens.iter().filter(|one| one.revoked_at.is_none()).count(),
        feeds.iter().filter(|one| one.revoked_at.is_none()).count(),
        links.iter().filter(|one| one.revoked_at.is_none()).count(),
        waiting.iter().filter(|one| one.user == user || one.made_by == user).count(),
        store.drafts_of(user).await.unwrap().len(),
    ]
}
