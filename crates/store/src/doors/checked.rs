//! What the ledger tells of the doors, held against the tables: a way in that nobody was told of is somebody's who came past us.

use super::particulars::{ACCOUNT, ENDED, EVERYTHING, MADE, SEALED};
use crate::engines::{Tx, without_nul};
use crate::ledger::sha256;
use crate::statements::doors as sql;
use base::Result;
use ledger::Event;
use std::collections::{BTreeMap, BTreeSet};

/// What the rows of the ledger tell of the doors.
#[derive(Debug, Default)]
pub(crate) struct ToldOfDoors {
    /// The state that each account came into last.
    accounts: BTreeMap<String, String>,
    /// The hash of what was sealed last of each credential.
    sealed: BTreeMap<String, String>,
    /// What was made, `kind:id`.
    made: BTreeSet<String>,
    /// What was ended.
    ended: BTreeSet<String>,
}

impl ToldOfDoors {
    pub(crate) fn take(&mut self, event: &Event) {
        let words = |key: &str| {
            let text = event.detail.get(key).map(|text| without_nul(text)).unwrap_or_default();
            text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<String>>()
        };
        let pairs = |key: &str| words(key).into_iter().filter_map(|word| word.rsplit_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())));
        self.accounts.extend(pairs(ACCOUNT));
        self.sealed.extend(pairs(SEALED));
        self.made.extend(words(MADE));
        for word in words(ENDED) {
            if word == EVERYTHING {
                let handed_out = self.made.iter().filter(|name| !name.starts_with("credential:") && !name.starts_with("mail:"));
                self.ended.extend(handed_out.cloned());
            } else {
                self.ended.insert(word);
            }
        }
    }

    /// What the tables say otherwise, one line each.
    pub(crate) async fn hold_against(mut self, tx: &mut Tx, found: &mut Vec<String>) -> Result<()> {
        tx.each(sql::ACCOUNTS, |row| {
            let (user, state) = (row.text(0)?, row.text(2)?);
            match self.accounts.remove(&user) {
                Some(said) if said == state => {}
                Some(said) => found.push(format!("the account of `{user}` is `{state}`, and the ledger says `{said}`")),
                None => found.push(format!("the account of `{user}` stands in no row of the ledger")),
            }
            Ok(())
        })
        .await?;
        tx.each(sql::DUMP_CREDENTIAL, |row| {
            let (id, sealed) = (row.text(0)?, sha256(&row.text_as_it_is(4)));
            match self.sealed.remove(&id) {
                Some(said) if said == sealed => {}
                Some(_) => found.push(format!("the way in `{id}` is not what the ledger says was sealed")),
                None => found.push(format!("the way in `{id}` stands in no row of the ledger")),
            }
            if row.maybe_text(8)?.is_none() && self.ended.contains(&format!("credential:{id}")) {
                found.push(format!("the way in `{id}` was revoked, and stands there as if it were good"));
            }
            Ok(())
        })
        .await?;
        tx.each(sql::HANDED_OUT, |row| {
            let name = format!("{}:{}", row.text(0)?, row.text(1)?);
            if !self.made.contains(&name) {
                found.push(format!("`{name}` stands in no row of the ledger"));
            }
            if row.maybe_text(2)?.is_none() && self.ended.contains(&name) {
                found.push(format!("`{name}` was ended, and stands there as if it were good"));
            }
            Ok(())
        })
        .await?;
        found.extend(self.accounts.keys().map(|user| format!("the account of `{user}` stands in the ledger and is not there")));
        found.extend(self.sealed.keys().map(|id| format!("the way in `{id}` stands in the ledger and is not there")));
        Ok(())
    }
}
