//! The register of extracts: the row written here is the commit of an import (house.md §5.6).

use crate::current::{Claim, current_units, lost_units};
use crate::engines::{Bind, Log, Row, Tx, unreadable};
use crate::ledger;
use crate::{Store, statements as sql, times};
use ::ledger::Event;
use base::{Column, ColumnKind, Result, Table, Trouble, Value};
use intake::{ExtractFacts, Holding, Holdings, Kind, Passport, Problem, Status, Unit};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// After every day: sees everything.
const NO_DAY_LIMIT: &str = "9999-12-31";

/// What became of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its place in the register; of the extract already there, where the status is `same`.
    pub seq: i64,
    /// What became of it.
    pub status: Status,
    /// Identity of the extract in the register.
    pub extract: String,
}

impl Store {
    /// The extract of this kind that has the same content, if there is one.
    pub async fn find_same(&self, kind: Kind, content_sha256: &str) -> Result<Option<ExtractFacts>> {
        let mut tx = self.pools.reading().await?;
        let row = tx.fetch_first(sql::EXTRACT_BY_CONTENT, &[Bind::Text(kind.as_str()), Bind::Text(content_sha256)]).await?;
        match row {
            Some(row) => Ok(Some(with_units(&mut tx, &row).await?.1)),
            None => Ok(None),
        }
    }

    /// Registers an extract whose columnar files are already in place: facts, units and rejected rows in one
    /// transaction, alone in the register. The status is decided inside it and written into `facts`:
    /// `supersedes` where a unit that was current is so no longer, `same` where the content is there already
    /// (nothing is written then), else `imported`.
    ///
    /// # Errors
    /// Failed where the facts are not of the register's shape (dates, a unit twice) or the database does not
    /// answer; nothing is kept then.
    pub async fn register(&self, facts: &mut ExtractFacts, problems: &[Problem]) -> Result<Registered> {
        times::day(&facts.received)?;
        facts.imported_at = times::moment(&facts.imported_at)?;
        each_unit_once(&facts.units)?;
        let kind = facts.passport.kind;

        let mut tx = self.pools.writing(Log::Extract).await?;
        let there = tx.fetch_first(sql::EXTRACT_BY_CONTENT, &[Bind::Text(kind.as_str()), Bind::Text(&facts.content_sha256)]).await?;
        if let Some(row) = there {
            let (seq, known) = with_units(&mut tx, &row).await?;
            facts.passport.status = Status::Same;
            return Ok(Registered { seq, status: Status::Same, extract: known.passport.extract });
        }
        let status = if displaces(&mut tx, facts).await? { Status::Supersedes } else { Status::Imported };
        facts.passport.status = status;
        let seq = tx.number(sql::EXTRACT_LAST).await? + 1;
        insert(&mut tx, seq, facts, problems).await?;
        let event = Event::done(&facts.imported_at, &facts.imported_by, "import", format!("extract:{}", facts.passport.extract))
            .with("kind", kind.as_str())
            .with("content", &facts.content_sha256)
            .with("status", if status == Status::Supersedes { "supersedes" } else { "imported" });
        ledger::append(&mut tx, &event).await?;
        base::failpoint("register-before-commit");
        tx.commit().await?;
        base::failpoint("register-after-commit");
        Ok(Registered { seq, status, extract: facts.passport.extract.clone() })
    }

    /// The register as one read transaction sees it: extracts received on or before `as_of` (`YYYY-MM-DD`) and
    /// registered up to `up_to_seq`, with the units of each that are superseded among exactly these.
    ///
    /// Lookups, changes of areas and outlines say where places are, not what was known of them: where none of a
    /// unit had been received by `as_of`, the first received afterwards stands in, so that an old month can still
    /// be read by district.
    pub async fn holdings(&self, as_of: Option<&str>, up_to_seq: Option<i64>) -> Result<Holdings> {
        let day = as_of.map(times::day).transpose()?;
        let seen = [Bind::Text(day.unwrap_or(NO_DAY_LIMIT)), Bind::Whole(up_to_seq.unwrap_or(i64::MAX))];
        let mut tx = self.pools.reading().await?;
        let last = tx.number(sql::EXTRACT_LAST).await?;
        let rows = tx.fetch(sql::EXTRACTS_SEEN, &seen).await?;
        let mut units: BTreeMap<i64, Vec<Unit>> = BTreeMap::new();
        for row in tx.fetch(sql::UNITS_SEEN, &seen).await? {
            units.entry(row.whole(0)?).or_default().push(unit_of(&row, 1)?);
        }
        drop(tx);

        let mut extracts = Vec::with_capacity(rows.len());
        for row in &rows {
            let (seq, mut facts) = facts_of(row)?;
            facts.units = units.remove(&seq).unwrap_or_default();
            extracts.push(Holding { seq, facts, superseded: Vec::new() });
        }
        mark_superseded(&mut extracts, day.unwrap_or(NO_DAY_LIMIT));
        Ok(Holdings { extracts, seq: up_to_seq.map_or(last, |n| n.min(last)), as_of: as_of.map(str::to_owned) })
    }

    /// Every extract, oldest registration first, as today's reader sees it.
    pub async fn extracts(&self) -> Result<Vec<Holding>> {
        Ok(self.holdings(None, None).await?.extracts)
    }

    /// The extract with this id, or the only one whose id begins so.
    ///
    /// # Errors
    /// Refused with `extract-unknown` or `extract-ambiguous`.
    pub async fn extract(&self, id_or_prefix: &str) -> Result<Holding> {
        let wanted = id_or_prefix.trim();
        let found = if wanted.is_empty() {
            Vec::new()
        } else {
            self.pools.reading().await?.fetch(sql::EXTRACTS_BY_PREFIX, &[Bind::Text(wanted)]).await?
        };
        let mut ids = Vec::with_capacity(found.len());
        for row in &found {
            ids.push((row.whole(0)?, row.text(1)?));
        }
        // The shortest match stands first, so an exact id is found even where it begins others.
        let seq = match ids.as_slice() {
            [] => {
                let message = format!("no extract is called `{wanted}`");
                return Err(Trouble::refused("extract-unknown", message, "list them with `wardmote extracts`"));
            }
            [(seq, _)] => *seq,
            [(seq, id), ..] if id == wanted => *seq,
            [(_, first), (_, second), ..] => {
                let message = format!("`{wanted}` begins several extracts, among them `{first}` and `{second}`");
                return Err(Trouble::refused("extract-ambiguous", message, "write more of the name"));
            }
        };
        let all = self.extracts().await?;
        all.into_iter().find(|h| h.seq == seq).ok_or_else(|| unreadable("an extract vanished while it was read"))
    }

    /// A page of the rejected rows of an extract, in the order they were met: `limit` of them after the first
    /// `offset`.
    pub async fn rejects(&self, seq: i64, offset: u64, limit: u64) -> Result<Vec<Problem>> {
        let whole = |n: u64| Bind::Whole(i64::try_from(n).unwrap_or(i64::MAX));
        let rows = self.pools.reading().await?.fetch(sql::REJECTS_OF, &[Bind::Whole(seq), whole(offset), whole(limit)]).await?;
        rows.iter().map(|row| problem_of(row, 0)).collect()
    }

    /// The `rejects` view: rejected rows of every extract, newest extract first, at most `limit`. Columns
    /// `extract, file, row, column_name, reason, remedy, fields`, the last as a JSON list of the row's cells.
    pub async fn rejects_table(&self, limit: u64) -> Result<Table> {
        let rows = self.pools.reading().await?.fetch(sql::REJECTS_ALL, &[Bind::Whole(i64::try_from(limit).unwrap_or(i64::MAX))]).await?;
        let names = ["extract", "file", "row", "column_name", "reason", "remedy", "fields"];
        let kind = |name: &str| if name == "row" { ColumnKind::Whole } else { ColumnKind::Text };
        let columns = names.iter().map(|name| Column { name: (*name).to_owned(), kind: kind(name) }).collect();
        let cell = |row: &Row, i: usize| if i == 2 { row.whole(i).map(Value::Whole) } else { row.text(i).map(Value::Text) };
        let rows = rows.iter().map(|row| (0..names.len()).map(|i| cell(row, i)).collect()).collect::<Result<_>>()?;
        Ok(Table { columns, rows })
    }
}

/// Marks the units of each extract that another of these holds more recently; those of a correction with what it corrects.
fn mark_superseded(extracts: &mut [Holding], day: &str) {
    let places: BTreeMap<(Kind, &str), i64> =
        extracts.iter().map(|h| ((h.facts.passport.kind, h.facts.passport.extract.as_str()), h.seq)).collect();
    let claims: Vec<Claim> = extracts
        .iter()
        .map(|h| Claim {
            kind: h.facts.passport.kind,
            received: rank_on(day, &h.facts.received),
            seq: h.seq,
            units: h.facts.units.iter().map(|u| (u.force.clone(), u.month.clone())).collect(),
            corrects: h.facts.corrects().map(|id| places.get(&(h.facts.passport.kind, id)).copied().unwrap_or(0)),
        })
        .collect();
    let mut lost = lost_units(&claims);
    for holding in extracts {
        holding.superseded = lost.remove(&holding.seq).unwrap_or_default();
    }
}

/// A text that ranks days of receipt as a reader on `day` does: known days ascend; days still to come stand below all
/// of them and descend, so that the first to come is the nearest substitute.
fn rank_on(day: &str, received: &str) -> String {
    if received <= day {
        return format!("1{received}");
    }
    let complement = |c: char| c.to_digit(10).and_then(|d| char::from_digit(9 - d, 10)).unwrap_or(c);
    format!("0{}", received.chars().map(complement).collect::<String>())
}

/// Whether registering these facts now takes currency from a unit of an earlier registered extract.
async fn displaces(tx: &mut Tx, facts: &ExtractFacts) -> Result<bool> {
    if facts.corrects().is_some() {
        return Ok(false);
    }
    let mut claims: BTreeMap<i64, Claim> = BTreeMap::new();
    let kind = facts.passport.kind;
    for row in tx.fetch(sql::UNITS_OF_KIND, &[Bind::Text(kind.as_str())]).await? {
        let (seq, received) = (row.whole(0)?, row.text(1)?);
        let notes: BTreeMap<String, String> = parsed(&row.text(4)?)?;
        let corrects = notes.contains_key(ExtractFacts::CORRECTS).then_some(0);
        let claim = claims.entry(seq).or_insert(Claim { kind, received, seq, units: Vec::new(), corrects });
        claim.units.push((row.text(2)?, row.text(3)?));
    }
    let before = current_units(&claims.values().cloned().collect::<Vec<_>>());
    let held_by = |unit: &Unit| before.get(&(kind, unit.force.clone(), unit.month.clone())).and_then(|seq| claims.get(seq));
    // Ours is registered last, so it wins against an equal day.
    Ok(facts.units.iter().filter_map(held_by).any(|holder| holder.received <= facts.received))
}

async fn insert(tx: &mut Tx, seq: i64, facts: &ExtractFacts, problems: &[Problem]) -> Result<()> {
    let (parts, notes, passport) = (json(&facts.parts)?, json(&facts.notes)?, json(&facts.passport)?);
    let row = [
        Bind::Whole(seq),
        Bind::Text(&facts.passport.extract),
        Bind::Text(facts.passport.kind.as_str()),
        Bind::Text(&facts.content_sha256),
        Bind::Text(&facts.received),
        Bind::Text(&facts.imported_at),
        Bind::Text(&facts.imported_by),
        Bind::Text(&facts.folder),
        Bind::Text(&parts),
        Bind::Text(&notes),
        Bind::Text(&passport),
    ];
    tx.execute(sql::EXTRACT_INSERT, &row).await?;
    for (position, unit) in (1i64..).zip(&facts.units) {
        let row =
            [Bind::Whole(seq), Bind::Whole(position), Bind::Text(&unit.force), Bind::Text(&unit.month), Bind::Whole(signed(unit.rows)?)];
        tx.execute(sql::UNIT_INSERT, &row).await?;
    }
    for (position, problem) in (1i64..).zip(problems) {
        let fields = json(&problem.fields)?;
        let row = [
            Bind::Whole(seq),
            Bind::Whole(position),
            Bind::Text(&problem.file),
            Bind::Whole(signed(problem.row)?),
            Bind::Text(&problem.column),
            Bind::Text(&problem.reason),
            Bind::Text(&problem.remedy),
            Bind::Text(&fields),
        ];
        tx.execute(sql::REJECT_INSERT, &row).await?;
    }
    Ok(())
}

fn each_unit_once(units: &[Unit]) -> Result<()> {
    let mut seen = BTreeSet::new();
    match units.iter().find(|u| !seen.insert((&u.force, &u.month))) {
        None => Ok(()),
        Some(u) => Err(Trouble::failed(
            "unit-twice",
            format!("`{}` `{}` is listed twice in one extract", u.force, u.month),
            "report this: it is a fault in wardmote",
        )),
    }
}

/// The place and the facts in a row of the register, its units apart.
pub(crate) fn facts_of(row: &Row) -> Result<(i64, ExtractFacts)> {
    let passport: Passport = parsed(&row.text(8)?)?;
    let facts = ExtractFacts {
        passport,
        content_sha256: row.text(1)?,
        received: row.text(2)?,
        imported_at: row.text(3)?,
        imported_by: row.text(4)?,
        folder: row.text(5)?,
        parts: parsed(&row.text(6)?)?,
        units: Vec::new(),
        notes: parsed(&row.text(7)?)?,
    };
    Ok((row.whole(0)?, facts))
}

async fn with_units(tx: &mut Tx, row: &Row) -> Result<(i64, ExtractFacts)> {
    let (seq, mut facts) = facts_of(row)?;
    let units = tx.fetch(sql::UNITS_OF, &[Bind::Whole(seq)]).await?;
    facts.units = units.iter().map(|row| unit_of(row, 0)).collect::<Result<_>>()?;
    Ok((seq, facts))
}

fn unit_of(row: &Row, from: usize) -> Result<Unit> {
    Ok(Unit { force: row.text(from)?, month: row.text(from + 1)?, rows: unsigned(row.whole(from + 2)?)? })
}

fn problem_of(row: &Row, from: usize) -> Result<Problem> {
    Ok(Problem {
        file: row.text(from)?,
        row: unsigned(row.whole(from + 1)?)?,
        column: row.text(from + 2)?,
        reason: row.text(from + 3)?,
        remedy: row.text(from + 4)?,
        fields: parsed(&row.text(from + 5)?)?,
    })
}

/// A value as the JSON text the record keeps.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| unreadable(&e.to_string()))
}

/// Reads JSON text of the record.
pub(crate) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| unreadable(&e.to_string()))
}

fn signed(n: u64) -> Result<i64> {
    i64::try_from(n).map_err(|_| unreadable("a count beyond 2^63"))
}

fn unsigned(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(|_| unreadable("a negative count"))
}
