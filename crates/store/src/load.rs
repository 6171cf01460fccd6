//! A dump taken into an empty record: all of it in one transaction, past guards that stay on, or nothing.

use crate::doors::Particulars;
use crate::dump::{ColumnKind, ColumnShape, TABLES, TableShape};
use crate::engines::{Bind, Log, Meaning, Tx, database_trouble, meaning};
use crate::ledger::append;
use crate::register::json;
use crate::{Store, doors, reach, statements as sql, times};
use ::ledger::Event;
use base::{Result, Trouble};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Lines of a dump, each with its table's name.
pub type Lines<'a> = dyn Iterator<Item = Result<(String, String)>> + Send + 'a;

impl Store {
    /// Loads lines as [`Store::dump_all`] gave them: each with its table's name, the tables in the order of
    /// [`TABLES`]. The record must be empty; what is kept in backups only, where the lines hold some. Returns how many rows each
    /// table was given.
    ///
    /// A line must be written as a dump writes it, to the byte, so that what was loaded dumps alike. The chain of a ledger
    /// is taken as it is: [`Store::verify_ledger`] says afterwards whether it is whole.
    ///
    /// # Errors
    /// Refused with `record-not-empty`, telling what is there; with `archive-unreadable`, naming table, line and column.
    /// Nothing is kept then, nor where a line itself is an error.
    pub async fn load(&self, lines: &mut Lines<'_>) -> Result<BTreeMap<&'static str, u64>> {
        self.load_and_end(lines, None).await
    }

    /// Loads lines as [`Store::load`] does, and ends in the same transaction what was open or handed out, as
    /// [`Store::end_everything`] does: a copy opens nothing that its home had opened.
    ///
    /// # Errors
    /// As [`Store::load`].
    pub async fn load_moved(&self, lines: &mut Lines<'_>, event: Event) -> Result<BTreeMap<&'static str, u64>> {
        self.load_and_end(lines, Some(event)).await
    }

    async fn load_and_end(&self, lines: &mut Lines<'_>, moved: Option<Event>) -> Result<BTreeMap<&'static str, u64>> {
        let mut tx = self.pools.writing(Log::Everything).await?;
        let there = rows_there(&mut tx).await?;
        refuse_unless_empty(&there, |table| table.archived)?;
        let mut loaded = BTreeMap::new();
        let mut tables = TABLES.iter().peekable();
        for line in lines {
            let (name, text) = line?;
            while tables.next_if(|table| table.name != name && TABLES.iter().any(|known| known.name == name)).is_some() {}
            let Some(table) = tables.peek().copied().filter(|table| table.name == name) else {
                let message = format!("the table `{name}` is not known, or stands after one that its rows belong before");
                return Err(Trouble::refused("archive-unreadable", message, REMEDY));
            };
            let number = loaded.entry(table.name).or_insert(0_u64);
            *number += 1;
            if *number == 1 && !table.archived {
                refuse_unless_empty(&there, |other| other.name == table.name)?;
            }
            insert(&mut tx, table, *number, &text).await?;
        }
        reach::draw(&mut tx).await?;
        if let Some(event) = moved {
            let (at, mut told) = (times::moment(&event.at)?, Particulars::default());
            if doors::everything(&mut tx, &at, &mut told).await? > 0 {
                append(&mut tx, &told.onto(event)).await?;
            }
        }
        base::failpoint("load-before-commit");
        tx.commit().await?;
        base::failpoint("load-after-commit");
        Ok(loaded)
    }
}

const REMEDY: &str = "take another copy of the archive, or the version of wardmote that wrote it";

async fn rows_there(tx: &mut Tx) -> Result<BTreeMap<String, i64>> {
    tx.fetch(sql::ROWS_COUNTED, &[]).await?.iter().map(|row| Ok((row.text(0)?, row.whole(1)?))).collect()
}

fn refuse_unless_empty(there: &BTreeMap<String, i64>, asked: impl Fn(&TableShape) -> bool) -> Result<()> {
    let rows = |table: &TableShape| there.get(table.name).copied().unwrap_or_default();
    let full: Vec<String> = TABLES
        .iter()
        .filter(|table| asked(table) && rows(table) > 0)
        .map(|table| format!("{} in `{}`", if rows(table) == 1 { "1 row".to_owned() } else { format!("{} rows", rows(table)) }, table.name))
        .collect();
    if full.is_empty() {
        return Ok(());
    }
    Err(Trouble::refused(
        "record-not-empty",
        format!("the record is not empty: {}", full.join(", ")),
        "load into a new home: `wardmote init` makes one",
    ))
}

async fn insert(tx: &mut Tx, table: &TableShape, number: u64, line: &str) -> Result<()> {
    let wrong = |why: &str| {
        Trouble::refused("archive-unreadable", format!("line {number} of the table `{}` can't be loaded: {why}", table.name), REMEDY)
    };
    let row: Map<String, Value> = serde_json::from_str(line).map_err(|_| wrong("it is no JSON object"))?;
    if let Some(unknown) = row.keys().find(|key| !table.columns.iter().any(|column| column.name == *key)) {
        return Err(wrong(&format!("the column `{unknown}` is not known")));
    }
    let mut binds = Vec::with_capacity(table.columns.len());
    for column in table.columns {
        let value = row.get(column.name).ok_or_else(|| wrong(&format!("the column `{}` is missing", column.name)))?;
        binds.push(bind(column, value).map_err(|why| wrong(&format!("the column `{}` {why}", column.name)))?);
    }
    // Also finds a column that stands there twice, of which the reader above keeps the last.
    if !row.keys().eq(table.columns.iter().map(|column| column.name)) || json(&row)? != line {
        return Err(wrong("it is not written as a dump writes it"));
    }
    tx.try_execute(table.insert, &binds).await.map_err(|e| match meaning(&e) {
        Meaning::Refused => wrong("the record refuses such a row, or one at this place"),
        _ => database_trouble("write to the record", &e),
    })
}

fn bind<'a>(column: &ColumnShape, value: &'a Value) -> std::result::Result<Bind<'a>, &'static str> {
    match (column.kind, value) {
        (ColumnKind::Whole, Value::Number(number)) => number.as_i64().map(Bind::Whole).ok_or("is no whole number"),
        (ColumnKind::Whole, _) => Err("is no whole number"),
        // Stored, it would not be the text that the ledger's hash covers.
        (ColumnKind::Text, Value::String(text)) if text.contains('\0') => Err("holds a NUL, which no record holds"),
        (ColumnKind::Text, Value::String(text)) => Ok(if column.nullable { Bind::MaybeText(Some(text)) } else { Bind::Text(text) }),
        (ColumnKind::Text, Value::Null) if column.nullable => Ok(Bind::MaybeText(None)),
        (ColumnKind::Text, _) => Err("is no text"),
    }
}
