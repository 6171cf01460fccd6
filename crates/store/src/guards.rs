//! The guards that keep what was appended from being rewritten: as the migrations made them, and as they stand.
//!
//! The list is read from the migrations themselves, so that a guard can't be forgotten here; and the text of each is
//! compared, so that a guard of the right name that guards nothing is found too.

use crate::engines::Pools;
use crate::migrations::{Dialect, FILES};
use base::Result;
use std::collections::BTreeMap;

/// What is wrong with a guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Loose {
    /// It does not stand there, or does not fire.
    Missing(String),
    /// One of its name stands there, and does something else.
    Changed(String),
}

/// The guards that are missing or are not as the migrations made them.
pub(crate) async fn loose(pools: &Pools) -> Result<Vec<Loose>> {
    let standing: BTreeMap<String, String> = pools.guards().await?.into_iter().map(|(name, text)| (name, plain(&text))).collect();
    let missing_or_changed = |(name, text): (String, String)| match standing.get(&name) {
        None => Some(Loose::Missing(name)),
        Some(stands) if *stands != text => Some(Loose::Changed(name)),
        Some(_) => None,
    };
    Ok(expected(pools.dialect()).into_iter().filter_map(missing_or_changed).collect())
}

/// Name and text of every guard that the migrations make.
fn expected(dialect: Dialect) -> BTreeMap<String, String> {
    FILES
        .iter()
        .flat_map(|&(_, _, sqlite, postgres)| match dialect {
            Dialect::Sqlite => of_sqlite(sqlite),
            Dialect::Postgres => of_postgres(postgres),
        })
        .collect()
}

/// The triggers in a migration of SQLite, which keeps the text of each as it was written.
fn of_sqlite(migration: &str) -> Vec<(String, String)> {
    let texts = migration.split("CREATE TRIGGER ").skip(1).filter_map(|rest| rest.split_once("\nEND;"));
    texts.map(|(body, _)| (first_word(body), plain(&format!("CREATE TRIGGER {body} END")))).collect()
}

/// The triggers in a migration of PostgreSQL, each with the body of the function that it runs.
fn of_postgres(migration: &str) -> Vec<(String, String)> {
    let functions: BTreeMap<String, &str> = migration
        .split("CREATE FUNCTION ")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once("()")?;
            Some((name.to_owned(), rest.split("$$").nth(1)?))
        })
        .collect();
    let triggers = migration.split("CREATE TRIGGER ").skip(1).filter_map(|rest| rest.split_once(';'));
    triggers
        .map(|(trigger, _)| {
            let runs = trigger.rsplit_once("EXECUTE FUNCTION ").map_or("", |(_, runs)| runs).trim_end_matches("()");
            let body = functions.get(runs).copied().unwrap_or_default();
            (first_word(trigger), plain(&format!("CREATE TRIGGER {trigger} {body}")))
        })
        .collect()
}

fn first_word(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().to_owned()
}

/// A text with single spaces: how it was broken into lines is nothing.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_have_the_same_guards_and_postgres_one_more_a_table() {
        let (sqlite, postgres) = (expected(Dialect::Sqlite), expected(Dialect::Postgres));
        let shared: Vec<&String> = postgres.keys().filter(|name| !name.ends_with("_never_truncated")).collect();
        assert_eq!(sqlite.keys().collect::<Vec<_>>(), shared);
        let guarded = ["entry", "ledger", "record", "record_version", "disclosure", "hold"];
        let at_the_doors = ["account", "credential", "invitation", "session", "token", "feed", "link", "outbox"];
        let truncated: Vec<&String> = postgres.keys().filter(|name| name.ends_with("_never_truncated")).collect();
        let mut tables: Vec<String> = guarded.iter().chain(&at_the_doors).map(|table| format!("{table}_never_truncated")).collect();
        tables.sort();
        assert_eq!(truncated, tables.iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_guard_knows_what_it_does() {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            for (name, text) in expected(dialect) {
                assert!(text.starts_with(&format!("CREATE TRIGGER {name} BEFORE ")), "{text}");
                assert!(text.contains(if dialect == Dialect::Sqlite { "RAISE(ABORT" } else { "RAISE EXCEPTION" }), "{text}");
                assert!(text.ends_with("END"), "{text}");
            }
        }
    }
}
