//! The source register: what data sets there are, what was judged of them, and how their holders were asked.

use super::Answered;
use super::said::{ChaseView, NewChase, Recorded, Stamp};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::words::{Day, Id, Office, Text};
use app::registers::{self, JudgementWords, SourceLine};
use axum::Json;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A data set of the source register.
#[derive(Serialize, ToSchema)]
pub(crate) struct DataSet {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// The organisation that holds it.
    holder: String,
    /// The office to ask; empty where it is not known.
    contact_role: String,
    /// How often it should come; empty where nothing was agreed.
    frequency: String,
    /// What it is good for.
    usefulness: String,
    /// What it can't tell.
    limitation: String,
    /// What should become of it.
    recommendation: String,
    /// What is to be done next.
    next_action: String,
    /// What it may be used for; null where it was not judged.
    class: Option<&'static str>,
    /// Whether that was judged here; else it is the catalogue's.
    class_recorded: bool,
    /// The newest judgement recorded here.
    judged: Option<Judged>,
    /// The measures it feeds.
    feeds: Vec<String>,
    /// How its holder was asked, oldest first.
    chases: Vec<ChaseView>,
    /// The day its newest extract was received.
    #[schema(format = Date)]
    last_received: Option<String>,
    /// The last day on which it is not late.
    #[schema(format = Date)]
    next_due: Option<String>,
    /// How it stands today: `current`, `due`, `overdue`, `never received`.
    state: &'static str,
    /// Its extracts, oldest registration first.
    extracts: Vec<String>,
    /// Its newest entry; null where it stands in the catalogue only.
    last_entry: Option<Stamp>,
}

/// What was judged of a data set.
#[derive(Serialize, ToSchema)]
pub(crate) struct Judged {
    /// What it may be used for.
    class: &'static str,
    /// Why.
    reason: String,
    /// The office that judged.
    role: String,
    /// The day.
    #[schema(format = Date)]
    on: String,
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "the type of a class is that of a room, which no door names")]
impl From<SourceLine> for DataSet {
    fn from(line: SourceLine) -> Self {
        let set = line.data_set;
        Self {
            id: set.id,
            title: set.title,
            holder: set.holder,
            contact_role: set.contact_role,
            frequency: set.frequency,
            usefulness: set.usefulness,
            limitation: set.limitation,
            recommendation: set.recommendation,
            next_action: set.next_action,
            class: line.class.map(|class| class.as_str()),
            class_recorded: line.class_recorded,
            judged: set.judged.map(|one| Judged { class: one.class.as_str(), reason: one.reason, role: one.role, on: one.on.to_string() }),
            feeds: set.feeds,
            chases: set
                .chases
                .into_iter()
                .map(|one| ChaseView {
                    on: one.on.to_string(),
                    role: one.role,
                    channel: one.channel,
                    note: one.note,
                    answered_on: one.answer.as_ref().map(|answer| answer.on.to_string()),
                    answer: one.answer.map(|answer| answer.said),
                })
                .collect(),
            last_received: line.last_received.map(|day| day.to_string()),
            next_due: line.next_due.map(|day| day.to_string()),
            state: line.state.as_str(),
            extracts: line.extracts,
            last_entry: line.last_entry.map(Stamp::from),
        }
    }
}

/// A judgement to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "class": "insight", "reason": "it comes late, and by district only", "role": "data group", "on": "2026-10-01" })))]
pub(crate) struct NewJudgement {
    /// What it may be used for.
    #[schema(value_type = Class)]
    class: String,
    /// Why.
    reason: Text,
    /// The office that judges.
    role: Office,
    /// The day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// What a data set may be used for.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[allow(dead_code, reason = "the description alone names them")]
pub(crate) enum Class {
    /// It feeds the flags.
    RiskAssessment,
    /// It is shown, and feeds no flag.
    Insight,
    /// It is not used.
    NotSuitable,
    /// It is to be had.
    ToObtain,
}

/// An answer of a holder to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "said": "it comes next month" })))]
pub(crate) struct NewAnswer {
    /// What was said.
    said: Text,
    /// The day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// Sources
///
/// The source register as it stands today, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/sources",
    operation_id = "sources",
    tag = "evidence",
    params(Paged),
    responses((status = 200, description = "A page of the register", body = Listed<DataSet>))
)]
pub(crate) async fn sources(call: Call) -> Answered<Listed<DataSet>> {
    let paged: Paged = call.query()?;
    let lines = registers::source_register(call.house(), registers::today(call.moment())).await?;
    page(call.route(), &paged, lines.into_iter().map(|line| (line.data_set.id.clone(), DataSet::from(line))))
}

/// A source
///
/// One data set of the register.
#[utoipa::path(
    get,
    path = "/api/v1/sources/{id}",
    operation_id = "source",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The data set.")),
    responses((status = 200, description = "The data set", body = DataSet))
)]
pub(crate) async fn source(call: Call) -> Answered<DataSet> {
    let id = call.path("id")?;
    let lines = registers::source_register(call.house(), registers::today(call.moment())).await?;
    lines.into_iter().find(|line| line.data_set.id == id).map(|line| Json(DataSet::from(line))).ok_or_else(Problem::absent)
}

/// Judge a source
///
/// Records what a data set may be used for, in place of what stands there.
#[utoipa::path(
    post,
    path = "/api/v1/sources/{id}/judgements",
    operation_id = "judgeSource",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The data set.")),
    request_body = NewJudgement,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn judge(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewJudgement { class, reason, role, on } = call.body()?;
        let words = JudgementWords { class: &class, reason: reason.as_str(), role: role.as_str(), on: on.as_ref().map(Day::as_str) };
        let recorded = registers::judge_source(call.house(), call.moment(), call.path("id")?, &words).await?;
        Ok(Recorded::from(recorded))
    })
    .await
}

/// Chase a source
///
/// Records that the holder of a data set was asked for it.
#[utoipa::path(
    post,
    path = "/api/v1/sources/{id}/chases",
    operation_id = "chaseSource",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The data set.")),
    request_body = NewChase,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn chase(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let asked: NewChase = call.body()?;
        let recorded = registers::chase_source(call.house(), call.moment(), call.path("id")?, &asked.words()).await?;
        Ok(Recorded::from(recorded))
    })
    .await
}

/// Answer for a source
///
/// Records what the holder answered to the oldest question that is open.
#[utoipa::path(
    post,
    path = "/api/v1/sources/{id}/answers",
    operation_id = "answerSource",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The data set.")),
    request_body = NewAnswer,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn answer(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewAnswer { said, on } = call.body()?;
        let on = on.as_ref().map(Day::as_str);
        let recorded = registers::answer_source(call.house(), call.moment(), call.path("id")?, said.as_str(), on).await?;
        Ok(Recorded::from(recorded))
    })
    .await
}
