//! Assessments, and the figures of the newest of a district.

use super::Answered;
use crate::call::Call;
use crate::paging::{Listed, Paged, page, place};
use crate::problem::Problem;
use crate::words::AreaCode;
use app::pages::{self, AssessmentLine};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// An assessment of a district.
#[derive(Serialize, ToSchema)]
pub(crate) struct Assessment {
    /// The code of the district.
    district: String,
    /// Its name.
    name: String,
    /// The period.
    period: String,
    /// When it was made.
    #[schema(format = DateTime)]
    made_at: String,
    /// Whether it is the newest of its district.
    latest: bool,
}

impl From<AssessmentLine> for Assessment {
    fn from(line: AssessmentLine) -> Self {
        let AssessmentLine { area_code, area_name, period, made_at, latest } = line;
        Self { district: area_code, name: area_name, period, made_at, latest }
    }
}

/// A figure: a value or a small table, with all that is needed to make it again.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Figure {
    /// Its id within the assessment.
    id: String,
    /// What it says it is.
    title: String,
    /// What kind of figure it is.
    kind: String,
    /// Its unit.
    unit: String,
    /// The period it covers.
    period: String,
    /// The code of the area it is about.
    area: String,
    /// Its value, a number or a text; null where it is a table or not known.
    #[serde(default)]
    value: Value,
    /// Its table; null where it is a value.
    #[serde(default)]
    rows: Option<Vec<Map<String, Value>>>,
    /// The rules used, with version.
    rules: Vec<String>,
    /// The extracts it was made from.
    extracts: Vec<String>,
    /// The query that gives it.
    query: String,
}

/// Assessments
///
/// Every assessment that was made, the oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/assessments",
    operation_id = "assessments",
    tag = "evidence",
    params(Paged),
    responses((status = 200, description = "A page of the assessments", body = Listed<Assessment>))
)]
pub(crate) async fn assessments(call: Call) -> Answered<Listed<Assessment>> {
    let paged: Paged = call.query()?;
    let lines = pages::assessments(call.house()).await?;
    page(call.route(), &paged, lines.into_iter().rev().enumerate().map(|(at, line)| (place(at), Assessment::from(line))))
}

/// The figures of a district
///
/// Those of its newest assessment, in the order of their ids.
#[utoipa::path(
    get,
    path = "/api/v1/assessments/{district}",
    operation_id = "figures",
    tag = "evidence",
    params(("district" = inline(AreaCode), Path, description = "The district."), Paged),
    responses((status = 200, description = "A page of the figures", body = Listed<Figure>))
)]
pub(crate) async fn figures(call: Call) -> Answered<Listed<Figure>> {
    let paged: Paged = call.query()?;
    let text = pages::figures_json(call.house(), call.path("district")?).await?.ok_or_else(Problem::absent)?;
    let figures: Vec<Figure> = serde_json::from_str(&text).map_err(|e| Problem::failed(&format!("figures can't be read: {e}")))?;
    page(call.route(), &paged, figures.into_iter().map(|figure| (figure.id.clone(), figure)))
}
