//! The registers beside the numbers: load, decide, save. Every record is an entry of the journal with who and when.

mod areas;
mod concerns;
mod demo;
mod gaps;
mod priorities;
mod requests;
mod scan;
mod sources;
mod tables;
#[cfg(test)]
mod tests;

pub use areas::{AreaLine, areas, define_area};
pub use concerns::{ConcernLine, NewConcern, concerns, raise_concern, withdraw_concern};
pub(crate) use concerns::{known_place, name_of};
pub use demo::demo;
pub use gaps::{GapLine, NewGap, close_gap, gaps, record_gap, review_gap};
pub use priorities::{
    DecisionWords, NewPriority, PriorityLine, decide_priority, high_wards, priorities, propose_priority, undecided_wards,
};
pub use requests::{NewRequest, RequestLine, answer_request, ask, chase_request, requests};
pub use scan::{NewScore, ScanLine, choose_issue, scan_lines, score_issue};
pub use sources::{
    ChaseWords, JudgementWords, SourceFile, SourceLine, add_source, answer_source, chase_source, class_of, classes, judge_source,
    read_source_file, source_register,
};
pub use tables::{
    areas_table, concerns_table, gaps_table, history_table, priorities_table, recorded_table, requests_table, scan_table, source_table,
    sources_table, undecided_table,
};

use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::civil::Date;
use journal::{Body, Kept, Refused, Stamp, Words, fold};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Entry, NewEntry};

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Its place in the journal.
    pub seq: i64,
    /// The register.
    pub register: String,
    /// What it is about.
    pub id: String,
    /// When, ISO in UTC.
    pub at: String,
    /// Who.
    pub who: String,
}

/// One entry about a thing, as it was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryLine {
    /// Where it stands, who wrote it and when.
    pub stamp: Stamp,
    /// What it said.
    pub body: serde_json::Value,
}

/// Everything that was written about one thing, oldest first.
pub async fn history(house: &House, register: &str, id: &str) -> Result<Vec<HistoryLine>> {
    let entries = house.store.entry_history(register, id, None).await?;
    Ok(entries.into_iter().map(|entry| HistoryLine { stamp: stamp(&entry), body: entry.body }).collect())
}

/// The civil day of a moment, in UTC.
pub fn today(moment: &Moment) -> Date {
    moment.now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A register as the journal stands, or stood at `up_to`.
pub(crate) async fn load<T: Body>(house: &House, up_to: Option<i64>) -> Result<BTreeMap<String, Kept<T>>> {
    let entries = house.store.journal(T::REGISTER, up_to).await?;
    let read = entries.iter().map(|entry| Ok((stamp(entry), body_of::<T>(entry)?))).collect::<Result<Vec<_>>>()?;
    Ok(fold(read))
}

/// The newest entry of each thing whose id begins so, in the order of ids.
pub(crate) async fn load_of<T: Body>(house: &House, beginning: &str) -> Result<Vec<(T, Stamp)>> {
    let entries = house.store.entries(T::REGISTER, None).await?;
    entries.iter().filter(|entry| entry.id.starts_with(beginning)).map(|entry| Ok((body_of(entry)?, stamp(entry)))).collect()
}

/// One thing of a register, with the place of its newest entry.
pub(crate) async fn find<T: Body>(house: &House, id: &str) -> Result<Option<(T, i64)>> {
    let entry = house.store.entry(T::REGISTER, id, None).await?;
    entry.map(|entry| Ok((body_of(&entry)?, entry.seq))).transpose()
}

/// As [`find`], where it must be there.
pub(crate) async fn required<T: Body>(house: &House, id: &str) -> Result<(T, i64)> {
    find(house, id).await?.ok_or_else(|| unknown(T::REGISTER, id))
}

/// Checks a body and appends it; `seen` is the place of the newest entry that the decision rests on, 0 where there was none.
pub(crate) async fn save<T: Body>(house: &House, moment: &Moment, body: &T, seen: i64) -> Result<Recorded> {
    let new = entry_for(house, moment, body, seen)?;
    let seq = house.store.append_entry(&new).await?;
    Ok(Recorded { seq, register: new.register, id: new.id, at: new.at, who: new.who })
}

/// Checks a body and makes the entry it is written as.
pub(crate) fn entry_for<T: Body>(house: &House, moment: &Moment, body: &T, seen: i64) -> Result<NewEntry> {
    let personal = house.rulebook.personal_looking(today(moment), None)?;
    body.check(&Words::new(personal.parameters)).map_err(|refused| trouble(T::REGISTER, &refused))?;
    let written = serde_json::to_value(body)
        .map_err(|e| Trouble::failed("record-unwritable", format!("could not write a record of `{}`: {e}", T::REGISTER), "report this"))?;
    Ok(NewEntry {
        register: T::REGISTER.to_owned(),
        id: body.id(),
        at: moment.iso(),
        who: moment.who.clone(),
        body: written,
        seen,
        rests_on: Vec::new(),
    })
}

/// Refuses a new thing under an id that is taken.
pub(crate) async fn refuse_taken<T: Body>(house: &House, id: &str) -> Result<()> {
    match house.store.entry(T::REGISTER, id, None).await? {
        None => Ok(()),
        Some(entry) => Err(Trouble::refused(
            "record-taken",
            format!("`{id}` is in the register `{}` already, written by `{}` at `{}`", T::REGISTER, entry.who, entry.at),
            "give the new one another id, or change the one that is there",
        )),
    }
}

/// What a room refused, as a door shows it.
pub(crate) fn trouble(register: &str, refused: &Refused) -> Trouble {
    Trouble::refused("record-refused", format!("not recorded in the register `{register}`: {refused}"), refused.remedy())
}

/// The day of a record: as said, or today.
pub(crate) fn day_or_today(said: Option<&str>, moment: &Moment) -> Result<Date> {
    said.map_or_else(|| Ok(today(moment)), |text| crate::query::parse_day(text, "--on"))
}

/// The names of wards by their codes, from the lookups that are loaded.
pub(crate) async fn ward_names(house: &House) -> Result<BTreeMap<String, String>> {
    let holdings = house.store.holdings(None, None).await?;
    let rows = crate::areas::areas(house, &holdings).await?;
    Ok(rows.iter().filter_map(|row| Some((row.ward_code.clone()?, row.ward_name.clone()?))).collect())
}

/// The places that a concern or a priority may be about, by what they are called: the areas that are used today, then the wards that
/// the lookups know. Each with its id or code.
pub async fn places(house: &House, today: Date) -> Result<Vec<(String, String)>> {
    let own = areas(house, today).await?.into_iter().filter(|line| line.holds);
    let mut places: Vec<(String, String)> = own.map(|line| (line.area.id, line.area.name)).collect();
    let mut wards: Vec<(String, String)> = ward_names(house).await?.into_iter().collect();
    places.sort_by(|one, other| one.1.cmp(&other.1));
    wards.sort_by(|one, other| one.1.cmp(&other.1));
    places.extend(wards);
    Ok(places)
}

fn unknown(register: &str, id: &str) -> Trouble {
    Trouble::refused("record-unknown", format!("there is no `{id}` in the register `{register}`"), "list the register to see its ids")
}

pub(crate) fn stamp(entry: &Entry) -> Stamp {
    Stamp { seq: entry.seq, at: entry.at.clone(), who: entry.who.clone() }
}

pub(crate) fn body_of<T: Body>(entry: &Entry) -> Result<T> {
    serde_json::from_value(entry.body.clone()).map_err(|e| {
        Trouble::failed(
            "record-unreadable",
            format!("entry {} about `{}` of the register `{}` can't be read: {e}", entry.seq, entry.id, entry.register),
            "use the version of wardmote that wrote it, or a newer one",
        )
    })
}
