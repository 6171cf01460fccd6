//! Areas of the partnership's own.

use super::{Recorded, find, load, save, ward_names};
use crate::{House, Moment};
use base::Result;
use evidence::registers::Area;
use jiff::civil::Date;
use journal::Stamp;
use serde::Serialize;

/// One area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaLine {
    /// What stands in the register.
    pub area: Area,
    /// The names of its wards.
    pub ward_names: Vec<String>,
    /// Whether it is used today.
    pub holds: bool,
    /// Its newest entry.
    pub last_entry: Stamp,
}

/// The areas, in the order of ids.
pub async fn areas(house: &House, today: Date) -> Result<Vec<AreaLine>> {
    let names = ward_names(house).await?;
    let kept = load::<Area>(house, None).await?;
    let line = |area: Area, last_entry: Stamp| AreaLine {
        ward_names: area.wards.iter().map(|code| names.get(code.as_str()).cloned().unwrap_or_else(|| code.to_string())).collect(),
        holds: area.holds_on(today),
        area,
        last_entry,
    };
    Ok(kept.into_values().map(|kept| line(kept.body, kept.last)).collect())
}

/// Defines an area, or says anew what one is.
pub async fn define_area(house: &House, moment: &Moment, area: &Area) -> Result<Recorded> {
    let seen = find::<Area>(house, &area.id).await?.map_or(0, |(_, seen)| seen);
    save(house, moment, area, seen).await
}
