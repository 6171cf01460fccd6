//! What can be said of a record that was destroyed: when, by whom, under which rule, and where copies were.

use crate::House;
use base::{Result, Trouble};
use permission::State;
use serde::Serialize;
use store::LedgerAsk;

/// The certificate of a destruction. Names nobody but by office and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The record.
    pub record: String,
    /// The organisation that gave it.
    pub originator: String,
    /// Its controllers.
    pub controllers: Vec<String>,
    /// When the destruction was decided.
    pub decided_at: String,
    /// By whom.
    pub decided_by: String,
    /// Under which policies.
    pub policies: Vec<String>,
    /// For what purpose.
    pub purpose: String,
    /// When its keys were gone.
    pub destroyed_at: String,
    /// The row of the ledger that has the decision.
    pub ledger: i64,
    /// What is destroyed and what stays unreadable, copy by copy.
    pub copies: Vec<CopyOfRecord>,
}

/// A copy of what a destroyed record said, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopyOfRecord {
    /// Where.
    pub place: String,
    /// What became of it.
    pub state: String,
}

/// The certificate of a record that was destroyed.
///
/// # Errors
/// Refused where there is no such record, or its destruction is not finished.
pub async fn certificate(house: &House, id: &str) -> Result<Certificate> {
    certificate_of(house, id).await?.ok_or_else(|| {
        Trouble::refused("not-destroyed", format!("there is no certificate of `{id}`: no such record was destroyed"), "check the id")
    })
}

pub(crate) async fn certificate_of(house: &House, id: &str) -> Result<Option<Certificate>> {
    let record = house.store.record_facts(id).await?.filter(|record| record.state == State::Destroyed);
    let Some(record) = record else { return Ok(None) };
    let (Some(decided_at), Some(destroyed_at)) = (record.destroyed_at, record.certified_at) else { return Ok(None) };
    let ask = LedgerAsk { thing: format!("{}:{id}", record.kind), limit: u32::MAX, ..LedgerAsk::default() };
    let lines = house.store.ledger_lines(&ask).await?;
    let decision = lines.into_iter().find_map(|line| {
        let event = line.event.filter(|event| matches!(event.what.as_str(), "destroy-person" | "destroy-user" | "apply-tombstone"))?;
        (event.outcome == ledger::Outcome::Done).then_some((line.seq, event))
    });
    let (seq, decided_by, policies, purpose) = match decision {
        Some((seq, event)) => (seq, event.who, event.policies, event.purpose),
        None => (0, String::new(), Vec::new(), String::new()),
    };
    let mut copies = vec![
        CopyOfRecord {
            place: "keystore of this home".into(),
            state: "its key files were overwritten and removed; a tombstone keeps them from coming back".into(),
        },
        CopyOfRecord {
            place: "record, its history and ledger, every backup and archive".into(),
            state: "hold sealed values only; the keys were never in them, so nothing of the record can be read again".into(),
        },
    ];
    // Destroying what is destroyed changes nothing, and says which copies still hold a key.
    for copy in house.keystore.destroy(id, &destroyed_at)?.copies {
        copies.push(CopyOfRecord {
            place: format!("copy of the keystore at `{}`, made {}", copy.path.display(), copy.at),
            state: "still holds the key: make the copy anew with `wardmote keystore copy`, or destroy it".into(),
        });
    }
    Ok(Some(Certificate {
        record: id.to_owned(),
        originator: record.originator,
        controllers: record.controllers,
        decided_at,
        decided_by,
        policies,
        purpose,
        destroyed_at,
        ledger: seq,
        copies,
    }))
}
