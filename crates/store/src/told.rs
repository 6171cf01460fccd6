//! What the ledger tells of the other tables, held against them. The chain proves that the ledger was not rewritten; this
//! proves that what it tells of was not either.

use crate::doors::ToldOfDoors;
use crate::engines::{Row, Tx, without_nul};
use crate::ledger::{sha256, walk};
use crate::register::parsed;
use crate::statements as sql;
use base::Result;
use ledger::{Event, Outcome, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// What the rows of the ledger tell.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Hash of the content of each entry, by its number.
    entries: BTreeMap<i64, String>,
    /// Hash of the content of each extract, by its id.
    extracts: BTreeMap<String, String>,
    /// Hash of the document of each assessment, by its number.
    assessments: BTreeMap<i64, String>,
    /// Hash of each version of each record, by `kind:id` and version.
    versions: BTreeMap<(String, i64), String>,
    /// Record, way and recipient of each disclosure, by its number.
    disclosures: BTreeMap<i64, String>,
    /// Record, ground and whether it was placed, of each hold, by its number.
    holds: BTreeMap<i64, String>,
    /// Whose each record is and under which law and marking it stands, by `kind:id`.
    records: BTreeMap<String, String>,
    /// The day on which each was closed.
    closed: BTreeMap<String, String>,
    /// Records whose destruction was decided.
    destroyed: BTreeSet<String>,
    /// What was made and ended at the doors.
    doors: ToldOfDoors,
}

impl Told {
    /// Reads the whole ledger; gives what the chain says of itself beside it.
    pub(crate) async fn read(tx: &mut Tx) -> Result<(Self, Verdict)> {
        let mut told = Self::default();
        let verdict = walk(tx, |row| {
            if let Ok(event) = Event::of_body(&row.body) {
                told.take(&event);
            }
        })
        .await?;
        Ok((told, verdict))
    }

    fn take(&mut self, event: &Event) {
        if event.outcome != Outcome::Done {
            return;
        }
        self.doors.take(event);
        // A body can hold a NUL, written in six letters; a column can't.
        let detail = |key: &str| event.detail.get(key).map(|text| without_nul(text));
        let number = |key: &str| event.detail.get(key).and_then(|text| text.parse::<i64>().ok());
        let after = |kind: &str| event.thing.strip_prefix(kind).map(str::to_owned);
        match event.what.as_str() {
            "record-entry" => self.entries.extend(number("entry").zip(detail("content"))),
            "import" => self.extracts.extend(after("extract:").zip(detail("content"))),
            "assess" => self.assessments.extend(after("assessment:").and_then(|id| id.parse().ok()).zip(detail("content"))),
            "hold-person" => self.holds.extend(number("number").map(|seq| {
                let placed = detail("hold").as_deref() == Some("placed");
                (seq, held(&event.thing, &detail("ground").unwrap_or_default(), placed))
            })),
            "close-person" => self.closed.extend(detail("closed").map(|day| (event.thing.clone(), day))),
            "destroy-person" | "destroy-user" | "apply-tombstone" => {
                self.destroyed.insert(event.thing.clone());
            }
            _ => {
                let given = number("disclosure")
                    .map(|seq| (seq, given(&event.thing, &detail("kind").unwrap_or_default(), &detail("to").unwrap_or_default())));
                self.disclosures.extend(given);
                if event.detail.contains_key("originator") {
                    let facts = ["originator", "controllers", "regime", "marking", "kept-apart"].map(|key| detail(key).unwrap_or_default());
                    self.records.insert(event.thing.clone(), facts.join(", "));
                }
                let written = number("version").zip(detail("content"));
                self.versions.extend(written.map(|(version, content)| ((event.thing.clone(), version), content)));
            }
        }
    }

    /// What the tables say otherwise, one line each.
    pub(crate) async fn hold_against(mut self, tx: &mut Tx) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut things = BTreeMap::new();
        tx.each(sql::DUMP_RECORD, |row| {
            let id = row.text(0)?;
            let thing = format!("{}:{id}", row.text(1)?);
            if self.destroyed.remove(&thing) && row.text(7)? != "destroyed" {
                found.push(format!("the destruction of `{thing}` was decided, and it stands there as if it lived"));
            }
            compare(&mut found, &format!("what stands beside the record `{thing}`"), self.records.remove(&thing), &facts_of(row)?, true);
            if let Some(day) = row.maybe_text(8)? {
                compare(&mut found, &format!("the closing of `{thing}`"), self.closed.remove(&thing), &day, true);
            }
            things.insert(id, thing);
            Ok(())
        })
        .await?;
        let thing_of = |id: String| things.get(&id).cloned().unwrap_or(id);

        // Entries, extracts and assessments may be older than the ledger: only what came after its beginning must be told.
        let first_entry = self.entries.keys().next().copied().unwrap_or(i64::MAX);
        tx.each(sql::ENTRIES_ALL, |row| {
            let seq = row.whole(0)?;
            compare(
                &mut found,
                &format!("entry number {seq}"),
                self.entries.remove(&seq),
                &sha256(&row.text_as_it_is(5)),
                seq > first_entry,
            );
            Ok(())
        })
        .await?;
        let mut first_extract_seen = false;
        tx.each(sql::DUMP_EXTRACT, |row| {
            let id = row.text(1)?;
            let said = self.extracts.remove(&id);
            compare(&mut found, &format!("extract `{id}`"), said.clone(), &row.text(3)?, first_extract_seen);
            first_extract_seen |= said.is_some();
            Ok(())
        })
        .await?;
        let first_assessment = self.assessments.keys().next().copied().unwrap_or(i64::MAX);
        tx.each(sql::DUMP_ASSESSMENT, |row| {
            let id = row.whole(0)?;
            compare(
                &mut found,
                &format!("assessment {id}"),
                self.assessments.remove(&id),
                &sha256(&row.text_as_it_is(9)),
                id > first_assessment,
            );
            Ok(())
        })
        .await?;
        tx.each(sql::DUMP_VERSION, |row| {
            let (thing, version) = (thing_of(row.text(0)?), row.whole(1)?);
            let said = self.versions.remove(&(thing.clone(), version));
            compare(&mut found, &format!("version {version} of `{thing}`"), said, &sha256(&row.text_as_it_is(6)), true);
            Ok(())
        })
        .await?;
        tx.each(sql::DUMP_DISCLOSURE, |row| {
            let seq = row.whole(0)?;
            let stands = given(&thing_of(row.text(1)?), &row.text(2)?, &row.text(4)?);
            compare(&mut found, &format!("disclosure number {seq}"), self.disclosures.remove(&seq), &stands, true);
            Ok(())
        })
        .await?;
        tx.each(sql::DUMP_HOLD, |row| {
            let seq = row.whole(0)?;
            let stands = held(&thing_of(row.text(1)?), &row.text(2)?, row.whole(3)? != 0);
            compare(&mut found, &format!("hold number {seq}"), self.holds.remove(&seq), &stands, true);
            Ok(())
        })
        .await?;

        self.doors.hold_against(tx, &mut found).await?;

        // What is left was told of and stands nowhere.
        let gone = |name: String| format!("{name} stands in the ledger and is not there");
        found.extend(self.entries.keys().map(|seq| gone(format!("entry number {seq}"))));
        found.extend(self.extracts.keys().map(|id| gone(format!("extract `{id}`"))));
        found.extend(self.assessments.keys().map(|id| gone(format!("assessment {id}"))));
        found.extend(self.versions.keys().map(|(thing, version)| gone(format!("version {version} of `{thing}`"))));
        found.extend(self.disclosures.keys().map(|seq| gone(format!("disclosure number {seq}"))));
        found.extend(self.holds.keys().map(|seq| gone(format!("hold number {seq}"))));
        found.extend(self.records.keys().map(|thing| gone(format!("what stands beside the record `{thing}`"))));
        found.extend(self.closed.keys().map(|thing| gone(format!("the closing of `{thing}`"))));
        Ok(found)
    }
}

/// Whose a record is and under which law and marking it stands, as its row of the ledger names them.
fn facts_of(row: &Row) -> Result<String> {
    let controllers: Vec<String> = parsed(&row.text(3)?)?;
    let kept_apart = if row.whole(6)? == 0 { "no" } else { "yes" };
    let facts = [row.text(2)?, without_nul(&controllers.join(" ")), row.text(4)?, row.text(5)?, kept_apart.to_owned()];
    Ok(facts.join(", "))
}

fn given(thing: &str, kind: &str, to: &str) -> String {
    format!("{thing} {kind} {to}")
}

fn held(thing: &str, ground: &str, placed: bool) -> String {
    format!("{thing} {ground} {placed}")
}

fn compare(found: &mut Vec<String>, name: &str, said: Option<String>, stands: &str, must_be_told: bool) {
    match said {
        Some(said) if said == stands => {}
        Some(_) => found.push(format!("{name} is not what the ledger says was written")),
        None if must_be_told => found.push(format!("{name} stands in no row of the ledger")),
        None => {}
    }
}
