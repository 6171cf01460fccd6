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

/// What changed since a moment, newest first, each thing once and each sentence once.
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
    let mut changes: Vec<Change> = Vec::new();
    let mut answers = BTreeMap::new();
    for (_, change, action) in told {
        let may = match answers.get(&action) {
            Some(may) => *may,
            None => signing::would_let(house, moment, visitor, action).await?,
        };
        answers.insert(action, may);
        if !may {
            continue;
        }
        // What differs in nothing but when is one line, which leads to the newest.
        if let Some(one) = changes.iter_mut().find(|one| one.sentence == change.sentence) {
            one.times += 1;
        } else if changes.len() < TOLD {
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
            // One line an agreement, however many parties it has.
            let (agreement, _) = id.split_once('/')?;
            (format!("a party to `{agreement}` was changed"), Some(format!("/partnership/agreements/{agreement}")), Action::ReadAgreement)
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
    Some((Change { sentence, times: 1, at: read(&event.at), href }, action))
}
