//! What rows come to: priorities, actions, updates; and what a cell would say of them.

use super::columns::Column;
use super::{Line, Meaning, values};
use crate::{Action, Period, PlanPriority, Reference, Update};
use calendar::FinancialYear;
use journal::Body as _;
use std::collections::{BTreeMap, BTreeSet};

/// Priorities, actions with their milestones, and updates, of one plan or several.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// Priorities by plan and key.
    pub priorities: BTreeMap<(String, String), PlanPriority>,
    /// Actions and milestones by plan and number.
    pub actions: BTreeMap<(String, Reference), Action>,
    /// Updates by plan, number and period.
    pub updates: BTreeMap<(String, Reference, Period), Update>,
}

/// A row of a table, with what its columns mean.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    pub columns: &'t [Column],
    pub line: &'t Line,
    /// The financial year that was said of the file.
    pub year: Option<FinancialYear>,
}

impl<'t> Row<'t> {
    /// The first cell of a meaning, without blanks around it.
    pub fn get(&self, meaning: Meaning) -> &'t str {
        self.columns.iter().position(|one| one.meaning == Some(meaning)).map_or("", |at| self.line.cell(at).trim())
    }

    pub fn has(&self, meaning: Meaning) -> bool {
        self.columns.iter().any(|one| one.meaning == Some(meaning))
    }

    pub fn heading(&self, meaning: Meaning) -> String {
        self.columns.iter().find(|one| one.meaning == Some(meaning)).map_or_else(String::new, |one| one.heading.trim().to_owned())
    }

    /// The financial year of the row: its own, or that of the file.
    fn year(&self) -> Option<FinancialYear> {
        values::financial_year(self.get(Meaning::PlanYear)).or(self.year)
    }

    /// The period that a column of updates or statuses is about. A status without one of its own is of the only period that
    /// the row has updates for; where there are several, or none, nothing is made up.
    pub fn period(&self, column: &Column) -> Option<Period> {
        if let Some(period) = column.when.period(self.year()) {
            return Some(period);
        }
        if column.meaning == Some(Meaning::Update) {
            return None;
        }
        let of_updates = self.columns.iter().filter(|one| matches!(one.meaning, Some(Meaning::Update | Meaning::Status)));
        let periods: BTreeSet<Period> = of_updates.filter_map(|one| one.when.period(self.year())).collect();
        match (periods.first(), periods.len()) {
            (Some(only), 1) => Some(*only),
            _ => None,
        }
    }

    /// What an update or a status in a column is about.
    pub fn about(&self, column: &Column, action: &Reference, milestone: Option<&Reference>) -> Option<Reference> {
        let lowest = milestone.unwrap_or(action);
        match column.meaning? {
            Meaning::ActionStatus => Some(action.clone()),
            // Where actions have a status of their own, that of a milestone is no word on its action.
            Meaning::MilestoneStatus if milestone.is_none() && self.has(Meaning::ActionStatus) => None,
            Meaning::MilestoneStatus => Some(lowest.clone()),
            Meaning::Update | Meaning::Status => {
                let applies = self.get(Meaning::AppliesTo).to_lowercase();
                Some(if applies.starts_with("action") { action.clone() } else { lowest.clone() })
            }
            _ => None,
        }
    }
}

/// The text of a field that stands in one column.
pub(super) fn field_of(action: &Action, meaning: Meaning) -> Option<&str> {
    Some(match meaning {
        Meaning::Action | Meaning::Milestone => &action.text,
        Meaning::Lead => &action.lead,
        Meaning::Partners => &action.partners,
        Meaning::Resources => &action.resources,
        Meaning::Timescale => &action.timescale,
        Meaning::Measurement => &action.measurement,
        Meaning::SourceOfMeasure => &action.source_of_measure,
        _ => return None,
    })
}

pub(super) fn field_mut(action: &mut Action, meaning: Meaning) -> Option<&mut String> {
    Some(match meaning {
        Meaning::Action | Meaning::Milestone => &mut action.text,
        Meaning::Lead => &mut action.lead,
        Meaning::Partners => &mut action.partners,
        Meaning::Resources => &mut action.resources,
        Meaning::Timescale => &mut action.timescale,
        Meaning::Measurement => &mut action.measurement,
        Meaning::SourceOfMeasure => &mut action.source_of_measure,
        _ => return None,
    })
}

impl Records {
    /// Everything but what an earlier table had and a later one has no more, by its ids: it stands in the record, and no longer in
    /// the table.
    pub(super) fn without(&self, left_standing: &[String]) -> Self {
        let ids: BTreeSet<&String> = left_standing.iter().collect();
        let left = |id: &String| ids.contains(id);
        let mut kept = self.clone();
        if !left_standing.is_empty() {
            kept.actions.retain(|_, body| !left(&body.id()));
            kept.updates.retain(|(plan, reference, _), body| !left(&body.id()) && !left(&format!("{plan}/{reference}")));
        }
        kept
    }

    /// The ids of what stands in these records and not in the newer ones: actions, and updates of actions that are still there.
    pub fn gone_from(&self, newer: &Self) -> Vec<String> {
        let actions = self.actions.iter().filter(|(place, _)| !newer.actions.contains_key(place)).map(|(_, body)| body.id());
        let stays = |plan: &String, reference: &Reference| newer.actions.contains_key(&(plan.clone(), reference.clone()));
        let updates = self.updates.iter().filter(|(place, _)| !newer.updates.contains_key(place) && stays(&place.0, &place.1));
        actions.chain(updates.map(|(_, body)| body.id())).collect()
    }

    /// The ids of its actions and updates.
    pub fn ids(&self) -> BTreeSet<String> {
        self.actions.values().map(Action::id).chain(self.updates.values().map(Update::id)).collect()
    }

    /// What a cell would say of the records; none where its column stands in no record, or nothing is there to be said.
    pub(super) fn say(
        &self,
        plan: &str,
        row: &Row<'_>,
        column: &Column,
        action: &Reference,
        milestone: Option<&Reference>,
    ) -> Option<String> {
        let of = |reference: &Reference| self.actions.get(&(plan.to_owned(), reference.clone()));
        let lowest = || of(milestone.unwrap_or(action));
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let meaning = column.meaning?;
        match meaning {
            Meaning::PriorityNumber | Meaning::Priority => {
                let key = of(action).or_else(lowest)?.priority.clone()?;
                if meaning == Meaning::PriorityNumber {
                    return Some(key).filter(|key| key.bytes().all(|b| b.is_ascii_digit()));
                }
                self.priorities.get(&(plan.to_owned(), key)).map(|priority| priority.title.clone())
            }
            Meaning::ActionNumber => Some(action.to_string()),
            Meaning::MilestoneNumber => milestone.map(Reference::to_string),
            Meaning::Action => filled(&of(action)?.text),
            Meaning::Milestone => filled(&of(milestone?)?.text),
            Meaning::Due => lowest()?.due.map(|day| day.to_string()),
            Meaning::DueOrTimescale => {
                let one = lowest()?;
                one.due.map(|day| day.to_string()).or_else(|| filled(&one.timescale))
            }
            Meaning::Cost => {
                let one = lowest()?;
                one.cost_pence().filter(|_| !one.costs.is_empty()).map(values::pounds)
            }
            Meaning::Update | Meaning::Status | Meaning::ActionStatus | Meaning::MilestoneStatus => {
                let about = row.about(column, action, milestone)?;
                let update = self.updates.get(&(plan.to_owned(), about, row.period(column)?))?;
                match meaning {
                    Meaning::Update => filled(&update.said),
                    _ => update.status.map(|status| status.id().replace('-', "_")),
                }
            }
            Meaning::AppliesTo | Meaning::PlanYear | Meaning::Kept => None,
            _ => lowest().and_then(|one| field_of(one, meaning)).and_then(filled),
        }
    }
}
