//! The outbox as those see it who watch it: whose, what kind, how far; never words or addresses.

use crate::partners::permit;
use crate::{By, House, Moment};
use base::{ColumnKind, Result, Table, Trouble, Value};
use permission::acts;
use store::{Mail, MailState};

/// The states of a mail, by their names.
const STATES: [MailState; 6] =
    [MailState::Waiting, MailState::Claimed, MailState::Sent, MailState::Unknown, MailState::GivenUp, MailState::Withdrawn];

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
        ("code", ColumnKind::Text),
        ("done", ColumnKind::Text),
    ]);
    let maybe = |text: Option<String>| text.map_or(Value::Missing, Value::Text);
    for mail in house.store.outbox(state, None, limit).await? {
        let Mail { id, user, template, made_at, due_at, state, tries, code, done_at, .. } = mail;
        table.rows.push(vec![
            Value::Text(id),
            Value::Text(user),
            Value::Text(template),
            Value::Text(state.as_str().to_owned()),
            Value::Text(made_at),
            Value::Text(due_at),
            Value::Whole(tries),
            maybe(code),
            maybe(done_at),
        ]);
    }
    Ok(table)
}

fn state_of(word: &str) -> Result<MailState> {
    STATES.into_iter().find(|state| state.as_str() == word).ok_or_else(|| {
        let known: Vec<&str> = STATES.iter().map(|state| state.as_str()).collect();
        Trouble::usage("mail-state", format!("mail is in no state called `{word}`"), format!("it may be {}", known.join(", ")))
    })
}
