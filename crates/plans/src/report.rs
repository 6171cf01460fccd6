//! What goes up from those who work: the task group's report of one page, the quarter that closes, the highlight report to the board.

use crate::{Period, Reference};
use calendar::Date;
use journal::{Body, Refused, Words, check_id};
use rulebook::ProtectiveMarking;
use serde::{Deserialize, Serialize};

/// Something achieved, of an action of the plan: nothing else stands in the report (form of 2009, note 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Achievement {
    /// The action or milestone.
    pub reference: Reference,
    /// What was achieved.
    pub text: String,
}

/// A concern that the partnership is to note, with what is recommended: one set for each, so that it can be agreed (notes 2 and 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// What is of concern.
    pub text: String,
    /// What is recommended.
    pub recommendation: String,
}

/// What a scheme for offenders adds: clients by strand, removals, changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clients {
    /// Clients by strand.
    pub strands: Vec<(String, u32)>,
    /// Clients removed in the quarter.
    pub removed: u32,
    /// What changed in the scheme.
    #[serde(default)]
    pub changes: String,
}

/// The report of a task group on one priority for one quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressReport {
    /// The plan, by its id.
    pub plan: String,
    /// The priority, by its key.
    pub priority: String,
    /// What the priority was called when the report was written.
    pub title: String,
    /// The quarter.
    pub period: Period,
    /// The office that leads.
    pub lead: String,
    /// Key achievements.
    pub achievements: Vec<Achievement>,
    /// Areas of concern, with what is recommended.
    pub concerns: Vec<Concern>,
    /// Items for publicity: never protectively marked (note 4).
    pub publicity: Vec<String>,
    /// What a scheme for offenders adds.
    #[serde(default)]
    pub clients: Option<Clients>,
    /// The day.
    pub on: Date,
    /// The office that says so.
    pub role: String,
}

impl Body for ProgressReport {
    const REGISTER: &'static str = "plan-progress-report";

    fn id(&self) -> String {
        format!("{}/{}/{}", self.plan, self.priority, self.period)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("plan", &self.plan)?;
        check_id("priority", &self.priority)?;
        words.role("lead", &self.lead)?;
        words.role("role", &self.role)?;
        self.achievements.iter().try_for_each(|one| words.text("achievements", &one.text))?;
        for one in &self.concerns {
            words.text("concerns", &one.text)?;
            words.text("recommendations", &one.recommendation)?;
        }
        self.publicity.iter().try_for_each(|one| words.text("publicity", one))?;
        let Some(clients) = &self.clients else { return Ok(()) };
        clients.strands.iter().try_for_each(|(strand, _)| words.text("clients", strand))?;
        words.maybe_text("changes", &clients.changes)
    }
}

impl ProgressReport {
    /// The items for publicity that carry a protective marking, with the marking.
    pub fn marked<'a>(&'a self, rule: &'a ProtectiveMarking) -> Vec<(&'a str, &'a str)> {
        self.publicity.iter().filter_map(|item| rule.found_in(item).map(|marking| (item.as_str(), marking))).collect()
    }
}

/// A period of a plan was closed: its updates and reports stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodClosed {
    /// The plan, by its id.
    pub plan: String,
    /// The period.
    pub period: Period,
    /// The day.
    pub on: Date,
    /// The office that closes it.
    pub role: String,
}

impl Body for PeriodClosed {
    const REGISTER: &'static str = "plan-period-closed";

    fn id(&self) -> String {
        format!("{}/{}", self.plan, self.period)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("plan", &self.plan)?;
        words.role("role", &self.role)
    }
}

/// A line of a highlight report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HighlightLine {
    /// What it is about: an action as `community-safety/1.3b`, a priority area by its name.
    pub about: String,
    /// What is said.
    pub text: String,
    /// Where it can be seen.
    #[serde(default)]
    pub href: String,
}

/// What the tasking group tells the board: what changed of the priorities, what is overdue, what stands in the way, what was done,
/// since the report before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Highlight {
    /// Its id: `highlight-1`.
    pub id: String,
    /// The day.
    pub on: Date,
    /// The office that makes it.
    pub role: String,
    /// The day of the report before; none for the first.
    #[serde(default)]
    pub since: Option<Date>,
    /// The place in the journal up to which it tells.
    pub up_to: i64,
    /// What changed of the priorities.
    pub priorities: Vec<HighlightLine>,
    /// What is overdue, and whose.
    pub overdue: Vec<HighlightLine>,
    /// What stands in the way.
    pub barriers: Vec<HighlightLine>,
    /// What was done.
    pub done: Vec<HighlightLine>,
    /// What the group adds.
    #[serde(default)]
    pub note: String,
}

impl Body for Highlight {
    const REGISTER: &'static str = "plan-highlight";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.role("role", &self.role)?;
        words.maybe_text("note", &self.note)
    }
}
