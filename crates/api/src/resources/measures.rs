//! The catalogue of measures, and a measure's values for a place.

use super::Answered;
use crate::call::Call;
use crate::paging::{Listed, Paged, page, place};
use crate::problem::Problem;
use crate::words::{AreaCode, Month, Name};
use app::AreaLevel;
use app::pages::{self, AreaLine, Compared, MeasureAsk, MeasureLine, RateLine, Sourced};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A measure, and what is held of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Measure {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// What one of it is.
    unit: String,
    /// What it counts, in words.
    counts: &'static str,
    /// Which way is good: `lower`, `higher`, `neither`.
    good: &'static str,
    /// What its rates are over: `residents`, `households`, `none`.
    denominator: &'static str,
    /// The data set whose judgement holds.
    data_set: String,
    /// What that may be used for: `risk-assessment`, `insight`, `not-suitable`, `to-obtain`.
    class: &'static str,
    /// Whether it is published open data.
    open: bool,
    /// The measures that a composite adds up, by their titles.
    parts: Vec<String>,
    /// What to bear in mind; empty where nothing is.
    caution: String,
    /// The months held for the place; empty where nothing is.
    held: String,
    /// Whether anything is held.
    is_held: bool,
}

impl From<MeasureLine> for Measure {
    fn from(line: MeasureLine) -> Self {
        let MeasureLine { id, title, unit, counts, good, denominator, data_set, class, open, parts, caution, held, is_held, .. } = line;
        Self { id, title, unit, counts, good, denominator, data_set, class, open, parts, caution, held, is_held }
    }
}

/// Where a number comes from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Source {
    /// What it is.
    what: String,
    /// Its period.
    period: String,
    /// The rules it was made under.
    rules: Vec<String>,
    /// The extracts behind it.
    extracts: Vec<String>,
    /// The query that gives it.
    query: String,
}

impl From<Sourced> for Source {
    fn from(source: Sourced) -> Self {
        let Sourced { what, period, rules, extracts, query, .. } = source;
        Self { what, period, rules, extracts, query }
    }
}

/// Two periods side by side.
#[derive(Serialize, ToSchema)]
pub(crate) struct Comparison {
    /// `year-ending`, `financial-year-to-date` or `quarter`.
    id: &'static str,
    /// What it is called.
    title: String,
    /// The later months.
    period: String,
    /// The earlier months; empty where there is nothing to compare with.
    before_period: String,
    /// The later value; null where nothing is held.
    now: Option<f64>,
    /// Whether months are missing, so that it is at least this.
    at_least: bool,
    /// The earlier value.
    before: Option<f64>,
    /// What may be said of the two, or why they may not be compared.
    sentence: String,
    /// Where the later value comes from.
    source: Source,
}

impl From<Compared> for Comparison {
    fn from(compared: Compared) -> Self {
        let Compared { id, title, period, before_period, now, at_least, before, sentence, source, .. } = compared;
        Self { id, title, period, before_period, now, at_least, before, sentence, source: source.into() }
    }
}

/// A rate, with what it is over.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "as programs know it")]
pub(crate) struct Rate {
    /// For each so many.
    per: u32,
    /// Of what: `residents`, `households`, `none`.
    of: &'static str,
    /// The rate, unrounded.
    rate: Option<f64>,
    /// Its lower 95% limit.
    low: Option<f64>,
    /// Its upper 95% limit.
    high: Option<f64>,
    /// What it is over.
    denominator: Option<u64>,
    /// The rate in a sentence, or why there is none.
    sentence: String,
}

impl From<RateLine> for Rate {
    fn from(line: RateLine) -> Self {
        let RateLine { per, of, rate, interval, denominator, sentence, .. } = line;
        Self { per, of, rate, low: interval.map(|one| one.0), high: interval.map(|one| one.1), denominator, sentence }
    }
}

/// A measure's value for an area.
#[derive(Serialize, ToSchema)]
pub(crate) struct Area {
    /// The code of the area; its name where it has none.
    code: String,
    /// Its name.
    name: String,
    /// The ward that it is or lies in.
    ward_code: Option<String>,
    /// The value; null where there is no data: missing is not nought.
    value: Option<f64>,
    /// Whether something is missing, so that it is at least this.
    at_least: bool,
    /// What its rate is over.
    denominator: Option<u64>,
    /// Its rate, unrounded.
    rate: Option<f64>,
    /// Its place from 1, equal values sharing the better one.
    rank: Option<u32>,
    /// Where it lies in the funnel, in words.
    verdict: String,
    /// Whether the number is for people in office only.
    not_for_publication: bool,
}

impl From<AreaLine> for Area {
    fn from(line: AreaLine) -> Self {
        let AreaLine { code, name, ward_code, value, at_least, denominator, rate, rank, verdict_words, not_for_publication, .. } = line;
        Self { code, name, ward_code, value, at_least, denominator, rate, rank, verdict: verdict_words, not_for_publication }
    }
}

/// A measure for a place.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeasureValues {
    /// The measure.
    measure: Measure,
    /// The code of the place; empty where no lookup of areas is loaded.
    within: String,
    /// Its name.
    within_name: String,
    /// The level of the areas.
    level: &'static str,
    /// The last month of the year shown; empty where nothing is held, and of a measure that has no months.
    ending: String,
    /// Whether anything rests on values made up for a demonstration.
    invented: bool,
    /// The place as a whole, beside earlier periods.
    comparisons: Vec<Comparison>,
    /// The rate of the place.
    rate: Rate,
    /// The areas of the level, in the order of their codes.
    areas: Vec<Area>,
    /// Where their values come from.
    source: Source,
    /// What a reader must know besides.
    notes: Vec<String>,
}

/// For which place the catalogue is asked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Within {
    /// The district, partnership, force or ward; the usual district where it is not said.
    #[param(inline)]
    within: Option<AreaCode>,
}

/// For which areas and months a measure is asked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The level of the areas; wards where it is not said.
    #[param(inline, value_type = Option<Level>)]
    level: Option<String>,
    /// The last month of the year; the last there is where it is not said.
    #[param(inline)]
    ending: Option<Month>,
}

/// A kind of area.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[allow(dead_code, reason = "the description alone names them")]
enum Level {
    /// Lower layer super output areas.
    Lsoa,
    /// Villages, as a partner's table names them.
    Village,
    /// Electoral wards.
    Ward,
    /// Local authority districts.
    District,
    /// Community safety partnerships.
    Partnership,
    /// Police force areas.
    Force,
}

/// Measures
///
/// The catalogue, with what is held of each measure for a place, in the order of the catalogue.
#[utoipa::path(
    get,
    path = "/api/v1/measures",
    operation_id = "measures",
    tag = "evidence",
    params(Within, Paged),
    responses((status = 200, description = "A page of the catalogue", body = Listed<Measure>))
)]
pub(crate) async fn measures(call: Call) -> Answered<Listed<Measure>> {
    let (asked, paged): (Within, Paged) = (call.query()?, call.query()?);
    let found = pages::measures(call.house(), asked.within.as_ref().map(AreaCode::as_str)).await?;
    page(call.route(), &paged, found.measures.into_iter().enumerate().map(|(at, line)| (place(at), Measure::from(line))))
}

/// A measure's values
///
/// For every area of a level within a place, and for the place as a whole beside earlier periods.
#[utoipa::path(
    get,
    path = "/api/v1/measures/{id}",
    operation_id = "measure",
    tag = "evidence",
    params(("id" = inline(Name), Path, description = "The measure."), Within, Which),
    responses((status = 200, description = "The values", body = MeasureValues))
)]
pub(crate) async fn measure(call: Call) -> Answered<MeasureValues> {
    let (asked, which): (Within, Which) = (call.query()?, call.query()?);
    let ask = MeasureAsk {
        within: asked.within.map(|code| code.as_str().to_owned()),
        level: which.level.as_deref().map(AreaLevel::parse).transpose()?,
        ending: which.ending.map(|month| month.as_str().to_owned()),
    };
    let found = pages::measure(call.house(), call.path("id")?, &ask).await?.ok_or_else(Problem::absent)?;
    let mut areas: Vec<Area> = found.areas.lines.into_iter().map(Area::from).collect();
    areas.sort_by(|a, b| (&a.code, &a.name).cmp(&(&b.code, &b.name)));
    Ok(Json(MeasureValues {
        measure: found.measure.into(),
        within: found.within.code,
        within_name: found.within.name,
        level: found.level.as_str(),
        ending: found.ending,
        invented: found.invented,
        comparisons: found.comparisons.into_iter().map(Comparison::from).collect(),
        rate: found.rate.into(),
        areas,
        source: found.areas.source.into(),
        notes: found.notes,
    }))
}
