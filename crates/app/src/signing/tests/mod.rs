//! Signing in, end to end over a real record and keystore: SQLite, the demonstration's partnership, the built-in policy and rules.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod account;
mod cutting;
mod demonstration;
mod desk;
mod invitations;
mod lost;
mod organisations;
mod passkeys;
mod passwords;
mod sessions;
mod tokens;
mod who_may;

use super::*;
use crate::people::Asking;
use crate::people::tests::{home, moment_at};
use crate::{By, House, Moment};
use identity::totp::Totp;
use jiff::Timestamp;
use ledger::Outcome;
use permission::{Personal, Purpose};
use std::path::Path;

/// The day on which the demonstration shows its states.
pub(super) const DAY: &str = "2026-10-01";

/// A moment some minutes after the morning.
pub(crate) fn after(minutes: i64) -> Moment {
    let now: Timestamp = format!("{DAY}T10:00:00Z").parse().unwrap();
    Moment { now: now + jiff::SignedDuration::from_mins(minutes), who: "operator:1000".into() }
}

/// A home that says it was made by `demo`.
pub(super) async fn demonstration_home(folder: &Path) -> House {
    let house = home(folder).await;
    crate::demo::mark(&house, &after(0)).await.unwrap();
    house
}

/// The demonstration, served to this machine alone, with a way to send mail.
pub(crate) async fn served(folder: &Path) -> House {
    demonstration_home(folder)
        .await
        .with_sign_in(SignInSetup { address: "http://localhost:8080".into(), mail: true, demo: true, ..SignInSetup::default() })
        .unwrap()
}

/// The same, where nobody can send mail.
pub(crate) async fn without_mail(folder: &Path) -> House {
    demonstration_home(folder)
        .await
        .with_sign_in(SignInSetup { address: "http://localhost:8080".into(), demo: true, ..SignInSetup::default() })
        .unwrap()
}

/// Somebody of the demonstration, signed in with one click.
pub(crate) async fn inside(house: &House, user: &str) -> Visitor {
    demo_sign_in(house, &after(0), user).await.unwrap().visitor
}

pub(super) fn as_user(user: &str) -> By {
    By::User(asking(user))
}

pub(super) fn asking(user: &str) -> Asking {
    Asking { user: user.into(), purpose: Some(Purpose::Administration), organisation: None, door: Door::Page }
}

pub(super) fn secret(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

pub(super) const PASSWORD: &str = "velvet tractor lemonade";

/// A way in by password, with what is needed to use it.
pub(super) struct Way1 {
    pub(super) totp: Totp,
    pub(super) codes: Vec<String>,
    pub(super) signed_in: Option<SignedIn>,
}

impl Way1 {
    pub(super) fn code(&self, moment: &Moment) -> Personal<String> {
        secret(&self.totp.code(moment.now).unwrap())
    }
}

/// Sets a password with codes.
pub(super) async fn set_password(house: &House, moment: &Moment, proven: Proven<'_>) -> Way1 {
    let offer = start_password(house, moment, proven).await.unwrap();
    let totp = Totp::kept(&offer.letters).unwrap();
    let code = secret(&totp.code(moment.now).unwrap());
    let added = finish_password(house, moment, proven, &offer.ticket, secret(PASSWORD), code).await.unwrap();
    Way1 { totp, codes: added.recovery_codes, signed_in: added.signed_in }
}

pub(super) fn mail_of(user: &str) -> String {
    partnership::demonstration().unwrap().names.iter().find(|one| one.id == user).unwrap().mail.clone()
}

/// A try with the right address and password.
pub(super) fn tried(user: &str, code: Personal<String>) -> PasswordTry {
    PasswordTry { mail: secret(&mail_of(user)), password: secret(PASSWORD), code, device: None, network: None, door: Door::Page }
}

/// The secret in the link of an invitation.
pub(super) fn link_secret(house: &House, id: &str) -> String {
    link_of(house, id).unwrap().rsplit('/').next().unwrap().to_owned()
}

/// What was refused, newest first: who, what, why.
pub(super) async fn refused_rows(house: &House) -> Vec<(String, String, String)> {
    let ask = store::LedgerAsk { limit: 500, ..store::LedgerAsk::default() };
    let lines = house.store.ledger_lines(&ask).await.unwrap().into_iter().filter_map(|line| line.event);
    let refused = lines.filter(|event| event.outcome == Outcome::Refused);
    refused.map(|event| (event.who, event.what, event.detail.get("because").cloned().unwrap_or_default())).collect()
}

/// The templates of the mail that waits for an office.
pub(super) async fn mail_for(house: &House, user: &str) -> Vec<String> {
    let mails = house.store.outbox(None, None, 100).await.unwrap();
    mails.into_iter().filter(|mail| mail.user == user).map(|mail| mail.template).collect()
}
