//! Accounts: a user's way in, from the invitation to the cut.

use super::particulars::Particulars;
use crate::engines::{Bind, Row, Tx};
use crate::statements::doors as sql;
use crate::{Store, doors::words};
use base::Result;

words! {
    /// How far an account has come.
    AccountState {
        /// Invited; nobody used the invitation yet.
        Invited = "invited",
        /// The invitation was used, and waits to be approved.
        Waiting = "waiting",
        /// In use.
        Active = "active",
        /// Cut: nothing opens until it is invited again.
        Cut = "cut",
    }
}

/// An account about to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The user's label.
    pub user: String,
    /// The handle that passkeys know it by: random, and no name.
    pub handle: String,
    /// Where it begins: `invited`, as a rule.
    pub state: AccountState,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The user's label.
    pub user: String,
    /// The handle that passkeys know it by.
    pub handle: String,
    /// How far it has come.
    pub state: AccountState,
    /// Which version of the terms was accepted last.
    pub terms_version: Option<String>,
    /// When.
    pub terms_at: Option<String>,
    /// When it was opened first.
    pub made_at: String,
    /// When it was cut.
    pub cut_at: Option<String>,
}

impl Store {
    /// The account of a user.
    pub async fn account(&self, user: &str) -> Result<Option<Account>> {
        let row = self.pools.reading().await?.fetch_first(sql::ACCOUNT_ONE, &[Bind::Text(user)]).await?;
        row.as_ref().map(account_of).transpose()
    }

    /// The account that a passkey knows by its handle.
    pub async fn account_by_handle(&self, handle: &str) -> Result<Option<Account>> {
        let row = self.pools.reading().await?.fetch_first(sql::ACCOUNT_BY_HANDLE, &[Bind::Text(handle)]).await?;
        row.as_ref().map(account_of).transpose()
    }

    /// Every account, in the order of users.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        self.pools.reading().await?.fetch(sql::ACCOUNTS, &[]).await?.iter().map(account_of).collect()
    }
}

pub(super) async fn open(tx: &mut Tx, new: &NewAccount, at: &str, told: &mut Particulars) -> Result<bool> {
    if new.state == AccountState::Cut || state(tx, &new.user).await?.is_some() {
        return Ok(false);
    }
    let row = [
        Bind::Text(&new.user),
        Bind::Text(&new.handle),
        Bind::Text(new.state.as_str()),
        Bind::MaybeText(None),
        Bind::MaybeText(None),
        Bind::Text(at),
        Bind::MaybeText(None),
    ];
    tx.execute(sql::ACCOUNT_INSERT, &row).await?;
    told.account(&new.user, new.state.as_str());
    Ok(true)
}

pub(super) async fn move_to(tx: &mut Tx, user: &str, to: AccountState, told: &mut Particulars) -> Result<bool> {
    let statement = match to {
        AccountState::Invited => sql::ACCOUNT_SET_INVITED,
        AccountState::Waiting => sql::ACCOUNT_SET_WAITING,
        AccountState::Active => sql::ACCOUNT_SET_ACTIVE,
        AccountState::Cut => return Ok(false),
    };
    let moved = tx.changed(statement, &[Bind::Text(user)]).await? == 1;
    if moved {
        told.account(user, to.as_str());
    }
    Ok(moved)
}

pub(super) async fn accept_terms(tx: &mut Tx, user: &str, version: &str, at: &str) -> Result<bool> {
    Ok(tx.changed(sql::ACCOUNT_SET_TERMS, &[Bind::Text(user), Bind::Text(version), Bind::Text(at)]).await? == 1)
}

/// How far a user's account has come; none where there is none.
pub(super) async fn state(tx: &mut Tx, user: &str) -> Result<Option<AccountState>> {
    let row = tx.fetch_first(sql::ACCOUNT_ONE, &[Bind::Text(user)]).await?;
    row.as_ref().map(account_of).transpose().map(|account| account.map(|account| account.state))
}

/// The user has an account, and it was not cut.
pub(super) async fn lives(tx: &mut Tx, user: &str) -> Result<bool> {
    Ok(state(tx, user).await?.is_some_and(|state| state != AccountState::Cut))
}

fn account_of(row: &Row) -> Result<Account> {
    Ok(Account {
        user: row.text(0)?,
        handle: row.text(1)?,
        state: AccountState::read(&row.text(2)?)?,
        terms_version: row.maybe_text(3)?,
        terms_at: row.maybe_text(4)?,
        made_at: row.text(5)?,
        cut_at: row.maybe_text(6)?,
    })
}
