//! Professional concerns, beside the flags of a ward.

use super::{Recorded, day_or_today, load, required, save, today, trouble, ward_names};
use crate::{House, Moment};
use base::{Result, Trouble};
use evidence::registers::{Area, Concern, Place, Withdrawal, wards_of};
use journal::{Body as _, Stamp, next_id};
use serde::Serialize;
use std::collections::BTreeSet;

/// One concern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcernLine {
    /// What stands in the register.
    pub concern: Concern,
    /// The place's name.
    pub name: String,
    /// The codes of the wards it lies in.
    pub wards: BTreeSet<String>,
    /// Its newest entry.
    pub last_entry: Stamp,
}

/// A concern as a user gives it.
#[derive(Debug, Clone, Copy)]
pub struct NewConcern<'a> {
    /// The code of the ward, or the id of an area of the partnership's own.
    pub area: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The office that raises it.
    pub role: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// The concerns by area; of one area the standing ones first, then by day.
pub async fn concerns(house: &House) -> Result<Vec<ConcernLine>> {
    let areas: Vec<Area> = load::<Area>(house, None).await?.into_values().map(|kept| kept.body).collect();
    let names = ward_names(house).await?;
    let mut lines: Vec<ConcernLine> = load::<Concern>(house, None)
        .await?
        .into_values()
        .map(|kept| ConcernLine {
            name: name_of(&kept.body.area, &areas, &names),
            wards: wards_of(&kept.body.area, &areas),
            concern: kept.body,
            last_entry: kept.last,
        })
        .collect();
    lines.sort_by_key(|line| (line.name.clone(), !line.concern.stands(), line.concern.on, line.concern.id.clone()));
    Ok(lines)
}

/// How often a number is sought for a concern. Each time that one is taken somebody else's concern was recorded under it.
const TRIES: usize = 20;

/// Records a concern about a ward or an area that is defined, under the next number that is free.
pub async fn raise_concern(house: &House, moment: &Moment, words: &NewConcern<'_>) -> Result<Recorded> {
    let area = known_place(house, words.area).await?;
    let mut concern = Concern {
        id: String::new(),
        area,
        reason: words.reason.to_owned(),
        role: words.role.to_owned(),
        on: day_or_today(words.on, moment)?,
        withdrawn: None,
    };
    let mut tries = 1;
    loop {
        let there = load::<Concern>(house, None).await?;
        concern.id = next_id("concern", there.keys().map(String::as_str));
        // Whoever raises one saw no number: that somebody else took it meanwhile is no reason to refuse.
        match save(house, moment, &concern, 0).await {
            Err(trouble) if trouble.code == "entry-changed" && tries < TRIES => tries += 1,
            recorded => return recorded,
        }
    }
}

/// Records that a concern stands no longer, and why.
pub async fn withdraw_concern(house: &House, moment: &Moment, id: &str, role: &str, reason: &str) -> Result<Recorded> {
    let (concern, seen) = required::<Concern>(house, id).await?;
    let withdrawal = Withdrawal { on: today(moment), role: role.to_owned(), reason: reason.to_owned() };
    let withdrawn = concern.withdrawn(withdrawal).map_err(|refused| trouble(Concern::REGISTER, &refused))?;
    save(house, moment, &withdrawn, seen).await
}

/// A ward by its code, which the lookups know if any are loaded; or an area that is defined.
pub(crate) async fn known_place(house: &House, text: &str) -> Result<Place> {
    let place = Place::new(text);
    if place.code().is_some() {
        let names = ward_names(house).await?;
        if names.is_empty() || names.contains_key(text) {
            return Ok(place);
        }
    } else if house.store.entry(Area::REGISTER, text, None).await?.is_some() {
        return Ok(place);
    }
    Err(Trouble::refused(
        "place-unknown",
        format!("`{text}` is neither a ward that the lookups know nor an area that is defined"),
        "give the code of a ward, such as `E05011299`, or define the area with `wardmote areas define`",
    ))
}

/// What a place is called.
pub(crate) fn name_of(place: &Place, areas: &[Area], names: &std::collections::BTreeMap<String, String>) -> String {
    let area = areas.iter().find(|area| area.id == place.as_str()).map(|area| area.name.clone());
    area.or_else(|| names.get(place.as_str()).cloned()).unwrap_or_else(|| place.to_string())
}
