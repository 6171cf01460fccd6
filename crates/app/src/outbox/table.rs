//! The outbox as those see it who watch it: whose, what kind, how far; never words or addresses.

use crate::partners::permit;
use crate::{By, House, Moment};
use base::{ColumnKind, Result, Table, Trouble, Value};
use permission::acts;
use store::Mail;

pub use store::MailState;

/// Lines on a page.
const LINES: u32 = 50;

/// A message of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLine {
    /// Its id.
    pub id: String,
    /// To whom, by the label of the office.
    pub user: String,
    /// Which letter, by its name.
    pub kind: String,
    /// How far it came.
    pub state: MailState,
    /// When it was put there, ISO in UTC.
    pub made_at: String,
    /// From when on it is sent, or sent again, ISO in UTC.
    pub due_at: String,
    /// How often it was tried.
    pub tries: i64,
    /// It was handed over once more, under the same identifier, since it may have arrived before.
    pub repeated: bool,
    /// What the server or we said last, a stable word or the server's number.
    pub code: Option<String>,
    /// When it was over, ISO in UTC.
    pub done_at: Option<String>,
}

/// A page of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxPage {
    /// How much mail is in each state; none is left out.
    pub counts: Vec<(MailState, u64)>,
    /// The messages, the newest first.
    pub lines: Vec<OutboxLine>,
    /// The id after which the next page begins, where there is one.
    pub next: Option<String>,
}

/// A page of the outbox, of one state or of any, after a message that was shown.
///
/// # Errors
/// Usage, where there is no such state; refused, where the asker may not watch it.
pub async fn outbox_page(house: &House, moment: &Moment, by: &By, state: Option<&str>, after: Option<&str>) -> Result<OutboxPage> {
    let state = state.map(state_of).transpose()?;
    permit::<acts::ReadOutbox>(house, moment, by, "*").await?;
    let counted = house.store.outbox_counts().await?;
    let count = |state| counted.iter().find(|one| one.state == state).map_or(0, |one| one.count.unsigned_abs());
    let after = match after {
        Some(id) => house.store.mail(id).await?,
        None => None,
    };
    // One more than is shown says whether there is a next page.
    let mut mails = house.store.outbox(state, after.as_ref(), LINES + 1).await?;
    let more = mails.len() > LINES as usize;
    mails.truncate(LINES as usize);
    Ok(OutboxPage {
        counts: MailState::ALL.iter().map(|state| (*state, count(*state))).collect(),
        next: mails.last().filter(|_| more).map(|mail| mail.id.clone()),
        lines: mails.into_iter().map(line).collect(),
    })
}

fn line(mail: Mail) -> OutboxLine {
    let Mail { id, user, template, made_at, due_at, state, tries, repeated, code, done_at, .. } = mail;
    OutboxLine { id, user, kind: template, state, made_at, due_at, tries, repeated, code, done_at }
}

/// The newest messages of the outbox, of one state or of any.
///
/// # Errors
/// Usage, where there is no such state; refused, where the asker may not watch it.
pub async fn outbox_table(house: &House, moment: &Moment, by: &By, state: Option<&str>, limit: u32) -> Result<Table> {
    let state = state.map(state_of).transpose()?;
    permit::<acts::ReadOutbox>(house, moment, by, "*").await?;
    let mut table = Table::new(&[
        ("id", ColumnKind::Text),
        ("user", ColumnKind::Text),
        ("kind", ColumnKind::Text),
        ("state", ColumnKind::Text),
        ("made", ColumnKind::Text),
        ("due", ColumnKind::Text),
        ("tries", ColumnKind::Whole),
        ("repeated", ColumnKind::Flag),
        ("code", ColumnKind::Text),
        ("done", ColumnKind::Text),
    ]);
    let maybe = |text: Option<String>| text.map_or(Value::Missing, Value::Text);
    for mail in house.store.outbox(state, None, limit).await? {
        let OutboxLine { id, user, kind, state, made_at, due_at, tries, repeated, code, done_at } = line(mail);
        table.rows.push(vec![
            Value::Text(id),
            Value::Text(user),
            Value::Text(kind),
            Value::Text(state.as_str().to_owned()),
            Value::Text(made_at),
            Value::Text(due_at),
            Value::Whole(tries),
            Value::Flag(repeated),
            maybe(code),
            maybe(done_at),
        ]);
    }
    Ok(table)
}

fn state_of(word: &str) -> Result<MailState> {
    MailState::ALL.iter().copied().find(|state| state.as_str() == word).ok_or_else(|| {
        let known: Vec<&str> = MailState::ALL.iter().map(|state| state.as_str()).collect();
        Trouble::usage("mail-state", format!("mail is in no state called `{word}`"), format!("it may be {}", known.join(", ")))
    })
}
