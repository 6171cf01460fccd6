//! Home: how we are doing, what came in last, and what to do next where there is nothing yet.

use super::assessments::{AssessmentLine, line, stored_document};
use super::comparison::{Comparison, compare, comparison_in};
use super::extracts::{ExtractLine, line as extract_line, rests_on_invented};
use super::figures::bare;
use crate::House;
use base::Result;
use intake::Holdings;
use serde_json::Value;
use store::{AssessmentHead, FigureRecord};

/// Figures shown at the most.
const HEADLINES: usize = 5;
/// Extracts shown at the most.
const EXTRACTS: usize = 5;

/// The home page.
#[derive(Debug, Clone, PartialEq)]
pub struct HomePage {
    /// The latest assessment, if one was made.
    pub latest: Option<LatestAssessment>,
    /// The newest extracts, newest first.
    pub extracts: Vec<ExtractLine>,
    /// How many extracts there are.
    pub extract_count: u64,
    /// What an assessment needs, in the order of doing, and whether it is there.
    pub steps: Vec<(Step, bool)>,
}

/// What an assessment needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A lookup of areas.
    Lookup,
    /// Population.
    Population,
    /// Police street files.
    Police,
    /// The assessment itself.
    Assessment,
}

/// The latest assessment in a few figures.
#[derive(Debug, Clone, PartialEq)]
pub struct LatestAssessment {
    /// Its line of the list.
    pub line: AssessmentLine,
    /// Whose paper it is.
    pub partnership: String,
    /// Its title.
    pub title: String,
    /// Its one-sentence summary.
    pub summary: String,
    /// The period in words.
    pub period: String,
    /// Whether anything in it rests on invented values.
    pub invented: bool,
    /// The figures that matter.
    pub headlines: Vec<Headline>,
}

/// A figure with what may be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    /// The figure.
    pub figure: String,
    /// Its name.
    pub name: String,
    /// Its value, bare.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// The period as data.
    pub period: String,
    /// How it compares with the same months a year before, if it does.
    pub comparison: Option<Comparison>,
}

/// The home page.
pub async fn home(house: &House) -> Result<HomePage> {
    let holdings = house.store.holdings(None, None).await?;
    let heads = house.store.assessments().await?;
    let latest = match heads.first() {
        Some(head) => Some(latest(house, head, &holdings).await?),
        None => None,
    };
    let holds = |kind| holdings.of(kind).next().is_some();
    let steps = vec![
        (Step::Lookup, holds(intake::Kind::AreaLookup)),
        (Step::Population, holds(intake::Kind::Population)),
        (Step::Police, holds(intake::Kind::PoliceStreet)),
        (Step::Assessment, latest.is_some()),
    ];
    Ok(HomePage {
        latest,
        extract_count: holdings.extracts.len() as u64,
        extracts: holdings.extracts.iter().rev().take(EXTRACTS).map(extract_line).collect(),
        steps,
    })
}

pub(super) async fn latest(house: &House, head: &AssessmentHead, holdings: &Holdings) -> Result<LatestAssessment> {
    let document = stored_document(house, head).await?;
    let figures = house.store.figures(head.id).await?;
    Ok(LatestAssessment {
        line: line(head, true),
        invented: rests_on_invented(figures.iter(), holdings),
        headlines: headlines(house, head, &figures),
        partnership: document.partnership,
        title: document.title,
        summary: document.summary,
        period: document.period,
    })
}

/// All recorded crime and its rate, anti-social behaviour, then the categories whose change is clearest and largest.
pub(crate) fn headlines(house: &House, head: &AssessmentHead, figures: &[FigureRecord]) -> Vec<Headline> {
    let id = |rest: &str| format!("{}-{rest}", head.area_code.to_lowercase());
    let rows = figures.iter().find(|f| f.id == id("by-category")).and_then(|f| f.rows.as_ref()).and_then(Value::as_array);
    let rows: &[Value] = rows.map(Vec::as_slice).unwrap_or_default();
    let headline = |rest: &str, name: &str, comparison: Option<Comparison>| {
        let figure = figures.iter().find(|f| f.id == id(rest))?;
        Some(Headline {
            figure: figure.id.clone(),
            name: name.to_owned(),
            value: figure.value.as_ref().and_then(bare)?,
            unit: figure.unit.clone(),
            period: figure.period.clone(),
            comparison,
        })
    };
    let mut categories: Vec<(&str, Comparison)> =
        rows.iter().filter_map(|row| Some((row.get("category")?.as_str()?, comparison_in(row)?))).collect();
    // Police print it among the crimes; it is an incident and has a card of its own.
    let incidents =
        categories.iter().position(|(name, _)| *name == evidence::measures::ANTI_SOCIAL_BEHAVIOUR).map(|at| categories.remove(at).1);
    categories.retain(|(_, comparison)| matches!(comparison.verdict.as_str(), "rose" | "fell"));
    categories.sort_by_key(|(_, comparison)| std::cmp::Reverse(comparison.change.unsigned_abs()));

    let all = compare(house, head, &id("all-crime"), figures);
    let mut cards: Vec<Headline> = headline("all-crime-count", "All recorded crime", all).into_iter().collect();
    cards.extend(headline("anti-social-behaviour-count", "Anti-social behaviour", incidents));
    for (name, comparison) in categories {
        cards.extend(headline(&format!("{}-count", evidence::measures::slug(name)), name, Some(comparison)));
    }
    cards.truncate(HEADLINES);
    cards
}
