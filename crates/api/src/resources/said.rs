//! What several resources ask and answer alike.

use crate::words::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// On which day a register is read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OnDay {
    /// As it stood on this day; today where it is not said.
    #[param(inline)]
    pub(crate) on: Option<Day>,
}

impl OnDay {
    /// The day, where one was named.
    pub(crate) fn day(&self) -> Option<&str> {
        self.on.as_ref().map(Day::as_str)
    }
}

/// One thing on a day, in lines that say why.
#[derive(Serialize, ToSchema)]
pub(crate) struct Standing {
    /// Its register and id: `organisation:accent-housing`.
    subject: String,
    /// What it is called on that day.
    title: String,
    /// The day.
    #[schema(format = Date)]
    day: String,
    /// What there is to say.
    parts: Vec<StandingPart>,
}

/// Lines under a heading.
#[derive(Serialize, ToSchema)]
pub(crate) struct StandingPart {
    /// The heading.
    heading: String,
    /// The lines, each with its rule or paragraph.
    lines: Vec<String>,
}

/// What a thing is on a day, how it stands and why.
pub(crate) async fn standing(call: &crate::call::Call, kind: &str, id: &str) -> Result<Standing, crate::problem::Problem> {
    let asked: OnDay = call.query()?;
    let found = app::explain(call.house(), kind, id, asked.day(), call.moment()).await?;
    let part = |part: (String, Vec<String>)| StandingPart { heading: part.0, lines: part.1 };
    Ok(Standing {
        subject: found.subject,
        title: found.title,
        day: found.day.to_string(),
        parts: found.parts.into_iter().map(|one| part((one.heading, one.lines))).collect(),
    })
}

/// What was recorded in a register.
#[derive(Serialize, ToSchema)]
pub(crate) struct Recorded {
    /// Its place in the journal.
    #[schema(minimum = 1)]
    seq: i64,
    /// The register.
    register: String,
    /// What it is about.
    id: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Who, by the label of the office.
    who: String,
}

impl From<app::registers::Recorded> for Recorded {
    fn from(recorded: app::registers::Recorded) -> Self {
        let app::registers::Recorded { seq, register, id, at, who } = recorded;
        Self { seq, register, id, at, who }
    }
}

/// Who wrote an entry of a register, and when.
#[derive(Serialize, ToSchema)]
pub(crate) struct Stamp {
    /// Its place in the journal.
    #[schema(minimum = 1)]
    seq: i64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Who, by the label of the office.
    who: String,
}

impl From<journal::Stamp> for Stamp {
    fn from(stamp: journal::Stamp) -> Self {
        let journal::Stamp { seq, at, who } = stamp;
        Self { seq, at, who }
    }
}

/// A holder was asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChaseView {
    /// The day.
    #[schema(format = Date)]
    pub(crate) on: String,
    /// The office that asked.
    pub(crate) role: String,
    /// How.
    pub(crate) channel: String,
    /// What was asked beside the data itself; empty where nothing was.
    pub(crate) note: String,
    /// The day of the answer.
    #[schema(format = Date)]
    pub(crate) answered_on: Option<String>,
    /// What was answered.
    pub(crate) answer: Option<String>,
}

/// A chase as it is recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "role": "research analyst", "channel": "letter", "note": "cases of the third quarter", "on": "2026-10-01" })))]
pub(crate) struct NewChase {
    /// The office that asks.
    pub(crate) role: crate::words::Office,
    /// How: by `letter`, `mail`, `call`, `meeting`.
    #[schema(value_type = Channel)]
    pub(crate) channel: String,
    /// What is asked beside the data itself.
    #[serde(default)]
    pub(crate) note: Option<crate::words::MaybeText>,
    /// The day; today where it is not said.
    #[serde(default)]
    pub(crate) on: Option<Day>,
}

/// How a holder is asked.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[allow(dead_code, reason = "the description alone names them")]
pub(crate) enum Channel {
    /// By letter.
    Letter,
    /// By e-mail.
    Mail,
    /// By telephone.
    Call,
    /// In a meeting.
    Meeting,
}

impl NewChase {
    /// The same for the use case.
    pub(crate) fn words(&self) -> app::registers::ChaseWords<'_> {
        app::registers::ChaseWords {
            role: self.role.as_str(),
            channel: &self.channel,
            note: self.note.as_ref().map_or("", crate::words::MaybeText::as_str),
            on: self.on.as_ref().map(Day::as_str),
        }
    }
}
