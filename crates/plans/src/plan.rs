//! A plan, its versions and its priorities.

use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// What sort of plan it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanKind {
    /// Three years, revised yearly (Crime and Disorder (Formulation and Implementation of Strategy) Regulations 2007, reg. 10).
    Rolling,
    /// What the agencies do from month to month.
    Operational,
    /// Towards something new, with a grant and an end.
    Transformation,
    /// A programme of work of one body.
    Programme,
}

impl PlanKind {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Rolling, Self::Operational, Self::Transformation, Self::Programme];

    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Rolling => "rolling",
            Self::Operational => "operational",
            Self::Transformation => "transformation",
            Self::Programme => "programme",
        }
    }

    /// As a page says it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Rolling => "rolling plan",
            Self::Operational => "operational plan",
            Self::Transformation => "transformation plan",
            Self::Programme => "work programme",
        }
    }

    /// Reads it by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// How often its actions are updated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rhythm {
    /// Each month.
    Monthly,
    /// Each quarter of a financial year.
    Quarterly,
}

impl Rhythm {
    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }

    /// Reads it by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        [Self::Monthly, Self::Quarterly].into_iter().find(|one| one.id() == id)
    }

    /// The period that a day lies in.
    pub fn period_of(self, day: Date) -> Option<crate::Period> {
        match self {
            Self::Monthly => calendar::Month::of(day).map(crate::Period::Month),
            Self::Quarterly => crate::Period::quarter_of(day),
        }
    }
}

/// A version that a meeting adopted: the plan as the journal stood then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// Its number, from 1.
    pub number: u32,
    /// The day.
    pub on: Date,
    /// The meeting.
    pub meeting: String,
    /// The office that says so.
    pub role: String,
    /// The place in the journal up to which it is read.
    pub up_to: i64,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its id: `rolling-2009-12`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What sort of plan it is.
    pub kind: PlanKind,
    /// Its first day; not known where missing.
    #[serde(default)]
    pub from: Option<Date>,
    /// Its last day; not known where missing.
    #[serde(default)]
    pub until: Option<Date>,
    /// How often its actions are updated.
    pub rhythm: Rhythm,
    /// The office that keeps it.
    pub owner: String,
    /// The grant that its cost lines must come to, in pence; none where there is none.
    #[serde(default)]
    pub grant_pence: Option<u64>,
    /// The plan that it carries on, by its id.
    #[serde(default)]
    pub follows: Option<String>,
    /// The versions that were adopted, oldest first; a draft where there are none.
    #[serde(default)]
    pub adopted: Vec<Adopted>,
    /// Why it ended, where it did.
    #[serde(default)]
    pub ended: Option<crate::Closed>,
}

impl Body for Plan {
    const REGISTER: &'static str = "plan";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("title", &self.title)?;
        words.role("owner", &self.owner)?;
        if let (Some(from), Some(until)) = (self.from, self.until) {
            check_not_before("until", until, from)?;
        }
        for one in &self.adopted {
            words.text("meeting", &one.meeting)?;
            words.role("role", &one.role)?;
        }
        self.ended.as_ref().map_or(Ok(()), |ended| ended.check(words))
    }
}

impl Plan {
    /// The newest version that was adopted.
    pub fn version(&self) -> Option<&Adopted> {
        self.adopted.last()
    }
}

/// A priority of a plan: why, what, by which approach, how it is measured, on which data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPriority {
    /// The plan, by its id.
    pub plan: String,
    /// Its id within the plan, by which its address goes: `1`, or words with hyphens.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Why it is one.
    #[serde(default)]
    pub why: String,
    /// What is to be reached.
    #[serde(default)]
    pub what: String,
    /// By which approach.
    #[serde(default)]
    pub approach: String,
    /// How it is judged.
    #[serde(default)]
    pub how_measured: String,
    /// On which data.
    #[serde(default)]
    pub data_used: String,
    /// The target of a wider strategy that it serves, in words.
    #[serde(default)]
    pub wider_strategy: String,
    /// The priority area in the register of evidence that it answers, by its id: the way back to flag and figures.
    #[serde(default)]
    pub answers: Option<String>,
    /// The group that works on it, by its id in the register of groups.
    #[serde(default)]
    pub group: Option<String>,
    /// The office that leads it.
    #[serde(default)]
    pub lead: String,
    /// Why it is one no longer.
    #[serde(default)]
    pub closed: Option<crate::Closed>,
}

impl Body for PlanPriority {
    const REGISTER: &'static str = "plan-priority";

    fn id(&self) -> String {
        format!("{}/{}", self.plan, self.key)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("plan", &self.plan)?;
        check_id("key", &self.key)?;
        words.text("title", &self.title)?;
        for (field, text) in [
            ("why", &self.why),
            ("what", &self.what),
            ("approach", &self.approach),
            ("how_measured", &self.how_measured),
            ("data_used", &self.data_used),
            ("wider_strategy", &self.wider_strategy),
        ] {
            words.maybe_text(field, text)?;
        }
        if !self.lead.is_empty() {
            words.role("lead", &self.lead)?;
        }
        for id in [&self.group, &self.answers].into_iter().flatten() {
            check_id("group", id)?;
        }
        self.closed.as_ref().map_or(Ok(()), |closed| closed.check(words))
    }
}
