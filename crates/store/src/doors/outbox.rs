//! Mail that waits. A row holds ids, the name of a template and numbers; an address is opened when the mail is sent.
//!
//! Nobody can send a mail exactly once. What failed before the last reply is tried again; where the reply was lost, or whoever
//! sent it died, the mail is `unknown`, and is sent once more under the same message id, at most.

use super::particulars::Particulars;
use super::words;
use crate::engines::{Bind, Log, Row, Tx};
use crate::ledger::append;
use crate::register::{json, parsed};
use crate::statements::doors as sql;
use crate::{Store, times};
use ::ledger::Event;
use base::Result;
use std::collections::BTreeMap;

words! {
    /// How far a mail has come.
    MailState {
        /// It waits to be sent.
        Waiting = "waiting",
        /// Somebody is sending it.
        Claimed = "claimed",
        /// The server took it.
        Sent = "sent",
        /// It may have been sent.
        Unknown = "unknown",
        /// It can't be sent.
        GivenUp = "given-up",
        /// It is not to be sent any more.
        Withdrawn = "withdrawn",
    }
}

/// A mail about to be put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Its id.
    pub id: String,
    /// The id that the message carries, in every repeat the same.
    pub message_id: String,
    /// To which user.
    pub user: String,
    /// Which template.
    pub template: String,
    /// What the template is filled with: ids, numbers and days, nothing personal.
    pub facts: BTreeMap<String, String>,
    /// From when on it is sent.
    pub due_at: String,
    /// Names it where it must be sent once only: a second of the name is dropped.
    pub dedupe: Option<String>,
}

/// A mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: String,
    /// The id that the message carries.
    pub message_id: String,
    /// To which user.
    pub user: String,
    /// Which template.
    pub template: String,
    /// What the template is filled with.
    pub facts: BTreeMap<String, String>,
    /// What names it where it must be sent once only.
    pub dedupe: Option<String>,
    /// When it was put there.
    pub made_at: String,
    /// From when on it is sent.
    pub due_at: String,
    /// How far it has come.
    pub state: MailState,
    /// How often it was claimed.
    pub tries: i64,
    /// It may have been sent before, and is being repeated, or was.
    pub repeated: bool,
    /// Who claimed it last.
    pub claimed_by: Option<String>,
    /// Until when the claim holds.
    pub claimed_until: Option<String>,
    /// What the server or we said last, a stable word or the server's number.
    pub code: Option<String>,
    /// When it was over.
    pub done_at: Option<String>,
}

/// What came of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailOutcome {
    /// The server took it.
    Sent,
    /// It was not sent, and is tried again.
    Later {
        /// When.
        due_at: String,
        /// What was said.
        code: String,
    },
    /// It may have been sent; it is repeated once.
    Unknown {
        /// When.
        due_at: String,
        /// What was said.
        code: String,
    },
    /// It can't be sent.
    GivenUp {
        /// What was said.
        code: String,
    },
    /// It is not to be sent any more.
    Withdrawn {
        /// Why, a stable word.
        code: String,
    },
}

/// How much mail is in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailCount {
    /// The state.
    pub state: MailState,
    /// How much.
    pub count: i64,
    /// When the first of it was due.
    pub first_due: String,
}

impl Store {
    /// Puts mail into the outbox by itself. How much of it was not there yet; where there is none of that, nothing is written.
    pub async fn enqueue_mail(&self, mails: &[NewMail], event: Event) -> Result<usize> {
        let at = times::moment(&event.at)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let mut told = Particulars::default();
        let new = enqueue(&mut tx, mails, &at, &mut told).await?;
        if new > 0 {
            append(&mut tx, &told.onto(event)).await?;
            base::failpoint("mail-before-commit");
            tx.commit().await?;
            base::failpoint("mail-after-commit");
        }
        Ok(new)
    }

    /// Claims mail that is due, in the order in which it is, for one who sends it until a moment. Two never get the same. A claim
    /// that ran out makes its mail `unknown`.
    pub async fn claim_due(&self, worker: &str, now: &str, until: &str, limit: u32) -> Result<Vec<Mail>> {
        let (now, until) = (times::moment(now)?, times::moment(until)?);
        let mut tx = self.pools.writing(Log::Outbox).await?;
        let lapsed = tx.changed(sql::MAIL_LAPSE, &[Bind::Text(&now)]).await?;
        let binds = [Bind::Text(worker), Bind::Text(&now), Bind::Text(&until), Bind::Whole(i64::from(limit))];
        let mut claimed = tx.fetch(sql::MAIL_CLAIM, &binds).await?.iter().map(mail_of).collect::<Result<Vec<_>>>()?;
        if lapsed > 0 || !claimed.is_empty() {
            tx.commit().await?;
            base::failpoint("mail-claimed");
        }
        claimed.sort_by(|one, other| (&one.due_at, &one.id).cmp(&(&other.due_at, &other.id)));
        Ok(claimed)
    }

    /// Says what came of a mail that was claimed. False where the claim ran out and somebody else took the mail since: then it is
    /// theirs to say. That it was sent is believed as long as nobody else took it.
    pub async fn mail_done(&self, mail: &Mail, outcome: &MailOutcome, event: Event) -> Result<bool> {
        let at = times::moment(&event.at)?;
        let (state, due_at, code, done) = match outcome {
            MailOutcome::Sent => (MailState::Sent, None, None, true),
            // The repeat did not come about, and what was unknown before it still is.
            MailOutcome::Later { due_at, code } if mail.repeated => (MailState::Unknown, Some(times::moment(due_at)?), Some(code), false),
            MailOutcome::Later { due_at, code } => (MailState::Waiting, Some(times::moment(due_at)?), Some(code), false),
            MailOutcome::Unknown { code, .. } if mail.repeated => (MailState::Unknown, None, Some(code), true),
            MailOutcome::Unknown { due_at, code } => (MailState::Unknown, Some(times::moment(due_at)?), Some(code), false),
            MailOutcome::GivenUp { code } => (MailState::GivenUp, None, Some(code), true),
            MailOutcome::Withdrawn { code } => (MailState::Withdrawn, None, Some(code), true),
        };
        let repeats = mail.repeated && done;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let binds = [
            Bind::Text(&mail.id),
            Bind::MaybeText(mail.claimed_by.as_deref()),
            Bind::Whole(mail.tries),
            Bind::Text(state.as_str()),
            Bind::MaybeText(due_at.as_deref()),
            Bind::MaybeText(code.map(String::as_str)),
            Bind::MaybeText(done.then_some(at.as_str())),
            Bind::Whole(i64::from(repeats)),
        ];
        if tx.changed(sql::MAIL_SET_DONE, &binds).await? != 1 {
            return Ok(false);
        }
        let mut event = event.with("mail", &mail.id).with("state", state.as_str());
        if let Some(code) = code {
            event = event.with("code", code);
        }
        append(&mut tx, &event).await?;
        base::failpoint("mail-before-commit");
        tx.commit().await?;
        base::failpoint("mail-after-commit");
        Ok(true)
    }

    /// Takes back a mail that nobody has sent or is sending.
    pub async fn withdraw_mail(&self, id: &str, code: &str, event: Event) -> Result<bool> {
        let at = times::moment(&event.at)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        if tx.changed(sql::MAIL_SET_WITHDRAWN, &[Bind::Text(id), Bind::Text(code), Bind::Text(&at)]).await? != 1 {
            return Ok(false);
        }
        append(&mut tx, &event.with("mail", id).with("state", MailState::Withdrawn.as_str()).with("code", code)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// One mail.
    pub async fn mail(&self, id: &str) -> Result<Option<Mail>> {
        let row = self.pools.reading().await?.fetch_first(sql::MAIL_ONE, &[Bind::Text(id)]).await?;
        row.as_ref().map(mail_of).transpose()
    }

    /// Mail of one template to a user, whatever became of it, oldest first.
    pub async fn mails_to(&self, user: &str, template: &str) -> Result<Vec<Mail>> {
        self.pools.reading().await?.fetch(sql::MAILS_TO, &[Bind::Text(user), Bind::Text(template)]).await?.iter().map(mail_of).collect()
    }

    /// A page of the outbox, the newest first: of one state or of any, and after one that was shown.
    pub async fn outbox(&self, state: Option<MailState>, after: Option<&Mail>, limit: u32) -> Result<Vec<Mail>> {
        let binds = [
            Bind::Text(state.map_or("", MailState::as_str)),
            Bind::Text(after.map_or("9999", |mail| &mail.made_at)),
            Bind::Text(after.map_or("", |mail| &mail.id)),
            Bind::Whole(i64::from(limit)),
        ];
        self.pools.reading().await?.fetch(sql::MAILS, &binds).await?.iter().map(mail_of).collect()
    }

    /// How much mail is in each state.
    pub async fn outbox_counts(&self) -> Result<Vec<MailCount>> {
        let count = |row: &Row| Ok(MailCount { state: MailState::read(&row.text(0)?)?, count: row.whole(1)?, first_due: row.text(2)? });
        self.pools.reading().await?.fetch(sql::MAIL_COUNTED, &[]).await?.iter().map(count).collect()
    }
}

/// Puts mail into the outbox within a transaction that ends in the ledger: the mail goes where the change goes. How much of it was
/// not there yet.
pub(crate) async fn enqueue(tx: &mut Tx, mails: &[NewMail], at: &str, told: &mut Particulars) -> Result<usize> {
    if mails.is_empty() {
        return Ok(0);
    }
    // Of two that put in the same at once the second must see the first.
    tx.lock_ledger().await?;
    let mut new = 0;
    for mail in mails {
        if let Some(name) = &mail.dedupe
            && tx.fetch_first(sql::MAIL_BY_DEDUPE, &[Bind::Text(name)]).await?.is_some()
        {
            continue;
        }
        let (facts, due_at) = (json(&mail.facts)?, times::moment(&mail.due_at)?);
        let row = [
            Bind::Text(&mail.id),
            Bind::Text(&mail.message_id),
            Bind::Text(&mail.user),
            Bind::Text(&mail.template),
            Bind::Text(&facts),
            Bind::MaybeText(mail.dedupe.as_deref()),
            Bind::Text(at),
            Bind::Text(&due_at),
            Bind::Text(MailState::Waiting.as_str()),
            Bind::Whole(0),
            Bind::Whole(0),
            Bind::MaybeText(None),
            Bind::MaybeText(None),
            Bind::MaybeText(None),
            Bind::MaybeText(None),
        ];
        tx.execute(sql::MAIL_INSERT, &row).await?;
        told.made("mail", &mail.id);
        new += 1;
    }
    Ok(new)
}

fn mail_of(row: &Row) -> Result<Mail> {
    Ok(Mail {
        id: row.text(0)?,
        message_id: row.text(1)?,
        user: row.text(2)?,
        template: row.text(3)?,
        facts: parsed(&row.text(4)?)?,
        dedupe: row.maybe_text(5)?,
        made_at: row.text(6)?,
        due_at: row.text(7)?,
        state: MailState::read(&row.text(8)?)?,
        tries: row.whole(9)?,
        repeated: row.whole(10)? != 0,
        claimed_by: row.maybe_text(11)?,
        claimed_until: row.maybe_text(12)?,
        code: row.maybe_text(13)?,
        done_at: row.maybe_text(14)?,
    })
}
