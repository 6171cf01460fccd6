//! Actions and their milestones.

use crate::Reference;
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// Something ended without being done: no longer a priority, withdrawn, replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The day.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// Why.
    pub reason: String,
}

impl Closed {
    pub(crate) fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        words.role("role", &self.role)?;
        words.text("reason", &self.reason)
    }
}

/// An action was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The day.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// What was done: how many, for whom.
    pub output: String,
    /// What came of it; apart from what was done (terms of reference 3.7).
    #[serde(default)]
    pub outcome: String,
}

/// A line of what an action costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostLine {
    /// What for.
    pub what: String,
    /// How much, in pence.
    pub pence: u64,
}

/// An action, or a milestone beneath one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The plan, by its id.
    pub plan: String,
    /// Its number.
    pub reference: Reference,
    /// The priority it stands under, by its key; none where the plan has none.
    #[serde(default)]
    pub priority: Option<String>,
    /// What is to be done.
    pub text: String,
    /// Who leads, as the plan prints it.
    #[serde(default)]
    pub lead: String,
    /// Who else takes part, as the plan prints it.
    #[serde(default)]
    pub partners: String,
    /// With what: money, staff.
    #[serde(default)]
    pub resources: String,
    /// By when, in the plan's words: `ongoing, as required` is one.
    #[serde(default)]
    pub timescale: String,
    /// The last day, where there is one.
    #[serde(default)]
    pub due: Option<Date>,
    /// How it is measured.
    #[serde(default)]
    pub measurement: String,
    /// Who gives that measure.
    #[serde(default)]
    pub source_of_measure: String,
    /// The organisation that owns it, by its id in the register; it is that organisation whose work is late.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The person in office who owns it, by the id of their office; never a name.
    #[serde(default)]
    pub owner: Option<String>,
    /// The target that it is to move, by its id.
    #[serde(default)]
    pub target: Option<String>,
    /// The entry of a service plan that holds the detail, in words; one update serves both.
    #[serde(default)]
    pub service_plan: String,
    /// What it costs.
    #[serde(default)]
    pub costs: Vec<CostLine>,
    /// The action of an earlier plan that it carries on: `rolling-2009-12/1.3b`.
    #[serde(default)]
    pub carried_from: Option<String>,
    /// It was done.
    #[serde(default)]
    pub done: Option<Done>,
    /// It ended without being done.
    #[serde(default)]
    pub closed: Option<Closed>,
}

impl Body for Action {
    const REGISTER: &'static str = "plan-action";

    fn id(&self) -> String {
        format!("{}/{}", self.plan, self.reference)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("plan", &self.plan)?;
        if let Some(priority) = &self.priority {
            check_id("priority", priority)?;
        }
        words.text("text", &self.text)?;
        for (field, text) in [
            ("lead", &self.lead),
            ("partners", &self.partners),
            ("resources", &self.resources),
            ("timescale", &self.timescale),
            ("measurement", &self.measurement),
            ("source_of_measure", &self.source_of_measure),
            ("service_plan", &self.service_plan),
        ] {
            words.maybe_text(field, text)?;
        }
        for id in [&self.organisation, &self.owner, &self.target].into_iter().flatten() {
            check_id("owner", id)?;
        }
        self.costs.iter().try_for_each(|line| words.text("costs", &line.what))?;
        if let Some(done) = &self.done {
            words.role("role", &done.role)?;
            words.text("output", &done.output)?;
            words.maybe_text("outcome", &done.outcome)?;
            if let Some(closed) = &self.closed {
                check_not_before("closed", closed.on, done.on)?;
            }
        }
        self.closed.as_ref().map_or(Ok(()), |closed| closed.check(words))
    }
}

impl Action {
    /// An action of which nothing is said but what is to be done.
    pub fn bare(plan: &str, reference: &Reference, text: &str) -> Self {
        Self {
            plan: plan.to_owned(),
            reference: reference.clone(),
            priority: None,
            text: text.to_owned(),
            lead: String::new(),
            partners: String::new(),
            resources: String::new(),
            timescale: String::new(),
            due: None,
            measurement: String::new(),
            source_of_measure: String::new(),
            organisation: None,
            owner: None,
            target: None,
            service_plan: String::new(),
            costs: Vec::new(),
            carried_from: None,
            done: None,
            closed: None,
        }
    }

    /// Whether anything is still to be done.
    pub fn is_open(&self) -> bool {
        self.done.is_none() && self.closed.is_none()
    }

    /// What all its cost lines come to, in pence; nothing where that is more than can be counted.
    pub fn cost_pence(&self) -> Option<u64> {
        self.costs.iter().try_fold(0_u64, |sum, line| sum.checked_add(line.pence))
    }
}
