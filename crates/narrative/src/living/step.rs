//! The timetable: which step is whose, which are done, and which are late.

use crate::Step;
use calendar::{Date, parse_date};
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step that is done, in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepEntry {
    /// The paper.
    pub paper: String,
    /// The step, by its words: `data-received`.
    pub step: String,
    /// On which day it was done; nothing where it turned out not to be.
    pub done: Option<Date>,
    /// The office that did it, or says that it is not done.
    pub office: String,
    /// What is to be known of it.
    pub note: String,
}

impl Body for StepEntry {
    const REGISTER: &'static str = "assessment-step";

    fn id(&self) -> String {
        format!("{}/{}", self.paper, self.step)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("paper", &self.paper)?;
        check_id("step", &self.step)?;
        words.role("office", &self.office)?;
        words.maybe_text("note", &self.note)
    }
}

/// How a step stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// It is done.
    Done,
    /// Its last day is over and it is not done.
    Late,
    /// It has begun.
    Now,
    /// It has not begun.
    Ahead,
}

impl StepState {
    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Late => "late",
            Self::Now => "now",
            Self::Ahead => "ahead",
        }
    }
}

/// A line of the timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepLine {
    /// The step, by its words.
    pub slug: String,
    /// What is done.
    pub step: String,
    /// By which office.
    pub owner: String,
    /// From which day; nothing where the definition gives none that can be read.
    pub from: Option<Date>,
    /// Until which day.
    pub until: Option<Date>,
    /// What was recorded of it.
    pub done: Option<StepEntry>,
    /// How it stands.
    pub state: StepState,
    /// Days by which it is late, or was done late.
    pub days_late: i32,
}

/// A step as an id: its words in small letters and digits.
pub fn step_slug(step: &str) -> String {
    let lower = step.to_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// The timetable on a day.
pub fn timetable(steps: &[Step], done: &BTreeMap<String, StepEntry>, today: Date) -> Vec<StepLine> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut line = |step: &Step| {
        let base = step_slug(&step.step);
        let times = taken.entry(base.clone()).or_insert(0);
        *times += 1;
        let slug = if *times == 1 { base } else { format!("{base}-{times}") };
        let entry = done.get(&slug).cloned();
        let (from, until) = (parse_date(&step.from).ok(), parse_date(&step.until).ok());
        let finished = entry.as_ref().and_then(|entry| entry.done);
        let late_by = |day: Date| until.map_or(0, |until| (day - until).get_days().max(0));
        let state = match (finished, from, until) {
            (Some(_), ..) => StepState::Done,
            (None, _, Some(until)) if today > until => StepState::Late,
            (None, Some(from), _) if today < from => StepState::Ahead,
            _ => StepState::Now,
        };
        let days_late = if state == StepState::Late { late_by(today) } else { finished.map_or(0, late_by) };
        StepLine { slug, step: step.step.clone(), owner: step.owner.clone(), from, until, done: entry, state, days_late }
    };
    steps.iter().map(&mut line).collect()
}
