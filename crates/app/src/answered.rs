//! What the engine has answered, kept so that a page asked for by fifty people is reckoned once.
//!
//! A question's answer is decided by three things: which extracts its reader sees and which of their units are current,
//! its words, and how many rows it may bring. Extracts never change, so an answer stays true for as long as these are the
//! same; where another extract comes, its readers ask anew. What is read from the record itself (`extracts`, `rejects`,
//! `figures`) is never kept: it changes without an extract.

use base::{Result, Table, Trouble, Value};
use intake::{Holding, Holdings};
use moka::future::Cache;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Bytes that all kept answers may take together.
const MOST: u64 = 64 << 20;
/// A larger answer is not kept: it would drive out a thousand small ones that pages ask for.
const LARGEST: u64 = 1 << 20;
/// What a cell takes besides its text.
const CELL: u64 = 32;

/// Answers by what decided them.
#[derive(Clone)]
pub(crate) struct Answered {
    kept: Cache<Key, Arc<Table>>,
}

/// SHA-256 over what decides an answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The key of a question of this reader.
    pub(crate) fn new(holdings: &Holdings, sql: &str, rows: Option<usize>) -> Key {
        let mut hash = Sha256::new();
        let mut word = |word: &str| {
            // Its length goes before it, so that no two lists of words run together.
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word);
        };
        word(sql);
        word(&rows.map_or_else(|| "all".to_owned(), |most| most.to_string()));
        word(holdings.as_of.as_deref().unwrap_or_default());
        for Holding { seq, facts, superseded } in &holdings.extracts {
            word(&seq.to_string());
            word(&facts.folder);
            word(&superseded.len().to_string());
            for (force, month) in superseded {
                word(force);
                word(month);
            }
        }
        Key(hash.finalize().into())
    }
}

impl Default for Answered {
    fn default() -> Answered {
        let weigh = |_: &Key, table: &Arc<Table>| u32::try_from(size(table)).unwrap_or(u32::MAX);
        Answered { kept: Cache::builder().max_capacity(MOST).weigher(weigh).build() }
    }
}

impl Answered {
    /// The answer kept under this key, or the one that `ask` brings. Those who ask the same at the same time wait for one
    /// answer. A refusal is not kept.
    pub(crate) async fn or_ask(&self, key: Key, ask: impl Future<Output = Result<Table>>) -> Result<Table> {
        // On the heap: a question's future is large, and stands in that of everything that asks.
        let asked = Box::pin(async { ask.await.map(Arc::new) });
        let table = Box::pin(self.kept.try_get_with(key, asked)).await.map_err(|trouble: Arc<Trouble>| trouble.as_ref().clone())?;
        if size(&table) > LARGEST {
            self.kept.invalidate(&key).await;
        }
        Ok(Arc::unwrap_or_clone(table))
    }
}

/// About how many bytes a table takes.
fn size(table: &Table) -> u64 {
    let cells = table.rows.iter().flatten();
    cells.map(|cell| CELL + if let Value::Text(text) = cell { text.len() as u64 } else { 0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::ColumnKind;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn table(text: &str) -> Table {
        let mut table = Table::new(&[("what", ColumnKind::Text)]);
        table.rows.push(vec![Value::Text(text.to_owned())]);
        table
    }

    fn holdings(superseded: &[(&str, &str)]) -> Holdings {
        let facts = serde_json::json!({
            "passport": {
                "extract": "a", "kind": "police-street", "file": "a.csv", "status": "imported", "rows_read": 1, "rows_accepted": 1,
                "rows_rejected": 0, "rejected_by_reason": {}, "repeated_ids": 0, "months": [], "forces": [], "missing": {},
                "geography": "2011", "not_placed": 0,
            },
            "content_sha256": "", "received": "2026-01-04", "imported_at": "", "imported_by": "", "folder": "a", "parts": [],
            "units": [], "notes": {},
        });
        let superseded = superseded.iter().map(|(force, month)| ((*force).to_owned(), (*month).to_owned())).collect();
        let extracts = vec![Holding { seq: 1, facts: serde_json::from_value(facts).unwrap(), superseded }];
        Holdings { extracts, seq: 1, as_of: None }
    }

    #[test]
    fn a_key_changes_with_everything_that_decides_an_answer() {
        let plain = Key::new(&holdings(&[]), "SELECT 1", None);
        assert!(plain == Key::new(&holdings(&[]), "SELECT 1", None));
        let as_of = Holdings { as_of: Some("2026-01-05".to_owned()), ..holdings(&[]) };
        let others = [
            Key::new(&holdings(&[]), "SELECT 2", None),
            Key::new(&holdings(&[]), "SELECT 1", Some(1)),
            Key::new(&holdings(&[("force", "2026-01")]), "SELECT 1", None),
            Key::new(&holdings(&[("forc", "e2026-01")]), "SELECT 1", None),
            Key::new(&as_of, "SELECT 1", None),
            Key::new(&Holdings::default(), "SELECT 1", None),
        ];
        let all: std::collections::HashSet<Key> = others.into_iter().chain([plain]).collect();
        assert_eq!(all.len(), 7);
    }

    #[tokio::test]
    async fn what_was_answered_is_asked_once_and_a_refusal_is_asked_again() {
        let (answered, asked) = (Answered::default(), AtomicU32::new(0));
        let key = Key::new(&holdings(&[]), "SELECT 1", None);
        let refuse = async { Err(Trouble::refused("query", "no", "ask otherwise")) };
        assert_eq!(answered.or_ask(key, refuse).await.unwrap_err().code, "query");
        for _ in 0..3 {
            let ask = async {
                asked.fetch_add(1, Ordering::Relaxed);
                Ok(table("one"))
            };
            assert_eq!(answered.or_ask(key, ask).await.unwrap(), table("one"));
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_large_answer_is_given_and_not_kept() {
        let (answered, asked) = (Answered::default(), AtomicU32::new(0));
        let key = Key::new(&holdings(&[]), "SELECT large", None);
        for _ in 0..2 {
            let ask = async {
                asked.fetch_add(1, Ordering::Relaxed);
                Ok(table(&"x".repeat(2 << 20)))
            };
            assert_eq!(answered.or_ask(key, ask).await.unwrap().rows.len(), 1);
        }
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }
}
