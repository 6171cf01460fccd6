//! What changed since somebody was last here, told from the ledger: registers, extracts, assessments. Rows about people are none of it.

use super::Change;
use crate::signing::{self, Visitor, read};
use crate::{House, Moment};
use base::Result;
use jiff::Timestamp;
use ledger::{Event, Outcome};
use permission::Action;
use std::collections::{BTreeMap, BTreeSet};
use store::LedgerAsk;

/// Rows of the ledger that are looked through for each kind.
const ROWS: u32 = 200;
/// So many changes are told.
const TOLD: usize = 10;

/// What changed since a moment, newest first, each thing once.
pub(super) async fn since(house: &House, moment: &Moment, visitor: &Visitor, since: Timestamp) -> Result<Vec<Change>> {
    let mut told = Vec::new();
    for what in ["record-entry", "import", "assess"] {
        let ask = LedgerAsk { what: what.to_owned(), since: since.to_string(), limit: ROWS, ..LedgerAsk::default() };
        let mut seen = BTreeSet::new();
        for line in house.store.ledger_lines(&ask).await? {
            let Some(event) = line.event.filter(|event| event.outcome == Outcome::Done) else { continue };
            if event.who == visitor.user || !seen.insert(event.thing.clone()) {
                // One's own doing is no news.
                continue;
            }
            told.extend(change(&event).map(|(change, action)| (line.seq, change, action)));
        }
    }
    told.sort_by_key(|(seq, ..)| std::cmp::Reverse(*seq));
    let mut changes = Vec::new();
    let mut answers = BTreeMap::new();
    for (_, change, action) in told {
        if changes.len() == TOLD {
            break;
        }
        let may = match answers.get(&action) {
            Some(may) => *may,
            None => signing::would_let(house, moment, visitor, action).await?,
        };
        answers.insert(action, may);
        if may {
            changes.push(change);
        }
    }
    Ok(changes)
}

/// A row as it is told, and what somebody must be allowed who is told it.
fn change(event: &Event) -> Option<(Change, Action)> {
    let (kind, id) = event.thing.split_once(':')?;
    let (sentence, href, action) = match kind {
        "organisation" => {
            (format!("the organisation `{id}` was changed"), Some(format!("/partnership/organisations/{id}")), Action::ReadOrganisation)
        }
        "user" => (format!("the posts of `{id}` were changed"), Some(format!("/partnership/people/{id}")), Action::ReadOrganisation),
        "group" => (format!("the group `{id}` was changed"), Some(format!("/partnership/groups/{id}")), Action::ReadGroup),
        "agreement" => (format!("the agreement `{id}` was changed"), Some(format!("/partnership/agreements/{id}")), Action::ReadAgreement),
        "party" => {
            let href = id.split_once('/').map(|(agreement, party)| format!("/partnership/agreements/{agreement}/parties/{party}"));
            (format!("a party to an agreement was changed: `{id}`"), href, Action::ReadAgreement)
        }
        "data-set" => (format!("the data set `{id}` was judged or changed"), Some(format!("/evidence/sources/{id}")), Action::ReadEvidence),
        "request" => (format!("the request for data `{id}` was changed"), Some("/evidence/sources".to_owned()), Action::ReadEvidence),
        "gap" => (format!("the gap `{id}` was changed"), Some("/evidence/sources".to_owned()), Action::ReadEvidence),
        "concern" => (format!("the concern `{id}` was recorded or changed"), Some("/evidence/flags".to_owned()), Action::ReadEvidence),
        "priority" => {
            (format!("the priority `{id}` was proposed or decided"), Some("/evidence/priorities".to_owned()), Action::ReadEvidence)
        }
        "scan" => (format!("the scan of `{id}` was changed"), Some("/evidence/scan".to_owned()), Action::ReadEvidence),
        "area" => (format!("the area `{id}` was changed"), Some("/evidence/areas".to_owned()), Action::ReadEvidence),
        "extract" => ("an extract came in".to_owned(), Some(format!("/extracts/{id}")), Action::ReadEvidence),
        "assessment" => ("an assessment was made".to_owned(), Some("/assessments".to_owned()), Action::ReadEvidence),
        _ => return None,
    };
    Some((Change { sentence, at: read(&event.at), href }, action))
}
