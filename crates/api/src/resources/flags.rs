//! Ward flags of a district by a dated rule.

use super::Answered;
use crate::call::Call;
use crate::words::{AreaCode, Day, RuleName};
use app::{FlagsAsk, FlagsByRule};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The flags of a district.
#[derive(Serialize, ToSchema)]
pub(crate) struct Flags {
    /// The district.
    district: String,
    /// The rule by which they were decided.
    rule: String,
    /// The other rules that decided: the risk key and what a near miss is.
    rules: Vec<String>,
    /// The criteria of the rule, and what each was decided from.
    criteria: Vec<Criterion>,
    /// The wards, in the order of their names.
    wards: Vec<Ward>,
    /// What a reader must see beside them: what is missing, and what to bear in mind.
    notes: Vec<String>,
}

/// A criterion, and what it was decided from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Criterion {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// The measure.
    measure: String,
    /// The period; empty where there is no data.
    period: String,
    /// The extracts behind it.
    extracts: Vec<String>,
    /// What to bear in mind; empty where nothing is.
    caution: String,
}

/// A ward and its flags.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ward {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// How many flags it has.
    total: u64,
    /// Its risk by the key.
    risk: String,
    /// The criteria in the order of the rule.
    cells: Vec<Cell>,
}

/// A criterion for a ward.
#[derive(Serialize, ToSchema)]
pub(crate) struct Cell {
    /// The criterion.
    criterion: String,
    /// The value held against the threshold.
    value: Option<f64>,
    /// Whether the value is at least this, because something is missing.
    at_least: bool,
    /// What had to be reached.
    threshold: Option<f64>,
    /// The flag; null where the data can't tell.
    flag: Option<bool>,
    /// Whether it misses the flag by little.
    near_miss: bool,
    /// The area behind the value, or why there is no flag either way.
    why: String,
}

/// By which rule and for which district flags are asked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The rule.
    #[param(inline)]
    rule: RuleName,
    /// The district, where the rule names none.
    #[param(inline)]
    within: Option<AreaCode>,
    /// From what had been received by the end of this day only.
    #[param(inline)]
    as_of: Option<Day>,
}

/// Ward flags
///
/// The flags of a district by a dated rule, each with what it was decided from.
#[utoipa::path(
    get,
    path = "/api/v1/flags",
    operation_id = "flags",
    tag = "evidence",
    params(Asked),
    responses((status = 200, description = "The flags", body = Flags))
)]
pub(crate) async fn flags(call: Call) -> Answered<Flags> {
    let asked: Asked = call.query()?;
    let ask = FlagsAsk {
        rule: asked.rule.as_str().to_owned(),
        what_if: None,
        within: asked.within.map(|code| code.as_str().to_owned()),
        as_of: asked.as_of.map(|day| day.as_str().to_owned()),
    };
    let made = app::flags(call.house(), &ask, call.moment()).await?;
    let notes = made.notes();
    let FlagsByRule { rule, criteria, flags, .. } = made.by_rule;
    let wards = flags.wards.into_iter().map(|line| Ward {
        code: line.ward.code,
        name: line.ward.name,
        total: line.total,
        risk: line.risk,
        cells: line
            .cells
            .into_iter()
            .map(|cell| Cell {
                criterion: cell.criterion,
                value: cell.value,
                at_least: cell.at_least,
                threshold: cell.threshold,
                flag: cell.flag,
                near_miss: cell.near_miss,
                why: cell.why,
            })
            .collect(),
    });
    Ok(Json(Flags {
        district: made.district,
        rule: rule.reference.to_string(),
        rules: made.rules.iter().map(ToString::to_string).collect(),
        wards: wards.collect(),
        criteria: criteria.into_iter().map(Criterion::from).collect(),
        notes,
    }))
}

impl From<app::CriterionData> for Criterion {
    fn from(data: app::CriterionData) -> Self {
        let app::CriterionData { id, title, measure, period, values, caution, .. } = data;
        Self { id, title, measure, period, extracts: values.map(|values| values.extracts).unwrap_or_default(), caution }
    }
}
