//! Priorities: proposed under a heading, then on the list, or off it because…

use super::concerns::{known_place, name_of};
use super::{Recorded, day_or_today, load, refuse_taken, required, save, trouble, ward_names};
use crate::{House, Moment};
use base::{Result, Trouble};
use evidence::registers::{Area, Basis, Concern, Decision, HighWard, Priority, undecided};
use journal::{Body as _, Stamp};
use rulebook::PriorityHeadings;
use serde::Serialize;

/// One priority.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriorityLine {
    /// What stands in the register.
    pub priority: Priority,
    /// The heading as it is printed; empty where nothing was proposed.
    pub heading: String,
    /// The names of its areas.
    pub area_names: Vec<String>,
    /// `proposed`, `on the list` or `off the list`.
    pub standing: &'static str,
    /// Its newest entry.
    pub last_entry: Stamp,
}

/// A proposal as a user gives it.
#[derive(Debug, Clone, Copy)]
pub struct NewPriority<'a> {
    /// Its id.
    pub id: &'a str,
    /// The year it is for.
    pub year: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// Codes of wards, or ids of areas.
    pub areas: &'a [String],
    /// The heading, by id or name; none where the place was looked at and nothing is proposed.
    pub heading: Option<&'a str>,
    /// Why.
    pub reason: &'a str,
    /// The office that proposes.
    pub role: &'a str,
    /// The rule of the flags it rests on.
    pub rule: Option<&'a str>,
    /// What the flags said.
    pub result: Option<&'a str>,
    /// Concerns it rests on.
    pub concerns: &'a [String],
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// A decision as a user gives it.
#[derive(Debug, Clone, Copy)]
pub struct DecisionWords<'a> {
    /// On the list, or off it.
    pub listed: bool,
    /// Why.
    pub reason: &'a str,
    /// The office that decides.
    pub role: &'a str,
    /// The meeting.
    pub meeting: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// The priorities of a year, or of all, by year, by heading in the order of the rule, then by name.
pub async fn priorities(house: &House, year: Option<&str>) -> Result<Vec<PriorityLine>> {
    let areas: Vec<Area> = load::<Area>(house, None).await?.into_values().map(|kept| kept.body).collect();
    let names = ward_names(house).await?;
    let mut lines = Vec::new();
    for kept in load::<Priority>(house, None).await?.into_values() {
        if year.is_some_and(|year| kept.body.year != year) {
            continue;
        }
        let headings = headings(house, &kept.body)?;
        let place = headings.headings.iter().position(|one| Some(&one.id) == kept.body.heading.as_ref());
        let heading = place.and_then(|at| headings.headings.get(at)).map_or_else(String::new, |one| one.name.clone());
        let line = PriorityLine {
            heading,
            area_names: kept.body.areas.iter().map(|area| name_of(area, &areas, &names)).collect(),
            standing: kept.body.standing(),
            priority: kept.body,
            last_entry: kept.last,
        };
        lines.push(((line.priority.year.clone(), place.unwrap_or(usize::MAX), line.priority.name.clone()), line));
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Records a proposal.
pub async fn propose_priority(house: &House, moment: &Moment, words: &NewPriority<'_>) -> Result<Recorded> {
    refuse_taken::<Priority>(house, words.id).await?;
    let on = day_or_today(words.on, moment)?;
    let rule = house.rulebook.priority_headings(on, None)?;
    let mut areas = Vec::new();
    for area in words.areas {
        areas.push(known_place(house, area).await?);
    }
    for concern in words.concerns {
        required::<Concern>(house, concern).await?;
    }
    if let Some(flags) = words.rule {
        house.rulebook.rule(flags)?;
    }
    let heading = words.heading.map(|text| rule.parameters.heading(text).map_or_else(|| text.to_owned(), |one| one.id.clone()));
    let priority = Priority {
        id: words.id.to_owned(),
        year: words.year.to_owned(),
        name: words.name.to_owned(),
        areas,
        heading,
        reason: words.reason.to_owned(),
        role: words.role.to_owned(),
        on,
        basis: Basis { rule: words.rule.map(str::to_owned), result: words.result.map(str::to_owned), concerns: words.concerns.to_vec() },
        decision: None,
    };
    priority.check_heading(rule.parameters).map_err(|refused| trouble(Priority::REGISTER, &refused))?;
    save(house, moment, &priority, 0).await
}

/// Records what was decided of a proposal. What was decided before stays in its history.
pub async fn decide_priority(house: &House, moment: &Moment, id: &str, words: &DecisionWords<'_>) -> Result<Recorded> {
    let (priority, seen) = required::<Priority>(house, id).await?;
    let decision = Decision {
        listed: words.listed,
        reason: words.reason.to_owned(),
        role: words.role.to_owned(),
        meeting: words.meeting.to_owned(),
        on: day_or_today(words.on, moment)?,
    };
    save(house, moment, &priority.decided(decision), seen).await
}

/// The wards at the highest risk for which nothing was decided that year.
pub async fn undecided_wards(house: &House, high: &[HighWard], year: &str) -> Result<Vec<HighWard>> {
    let areas: Vec<Area> = load::<Area>(house, None).await?.into_values().map(|kept| kept.body).collect();
    let kept = load::<Priority>(house, None).await?;
    Ok(undecided(high, year, kept.values().map(|kept| &kept.body), &areas))
}

/// Wards by their codes, with their names where the lookups know them.
pub async fn high_wards(house: &House, codes: &[String]) -> Result<Vec<HighWard>> {
    let names = ward_names(house).await?;
    let mut wards = Vec::new();
    for code in codes {
        known_place(house, code).await?;
        wards.push(HighWard { code: code.clone(), name: names.get(code).unwrap_or(code).clone() });
    }
    Ok(wards)
}

fn headings<'a>(house: &'a House, priority: &Priority) -> Result<&'a PriorityHeadings> {
    let rule = house.rulebook.priority_headings(priority.on, None);
    rule.map(|rule| rule.parameters)
        .map_err(|trouble| Trouble { message: format!("priority `{}`: {}", priority.id, trouble.message), ..trouble })
}
