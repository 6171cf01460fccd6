//! A first assessment of a district: gather counts → decide → set as a paper → write and keep.

mod caveats;
mod compose;
mod every;
mod gather;
mod ground;
mod places;
mod sql;
mod words;

use crate::figure::{figures_json, record};
use crate::house::off_the_runtime;
use crate::{House, Moment};
use base::{AreaCode, Result, Trouble};
use calendar::Date;
pub(crate) use compose::SourceLine;
use compose::{Surroundings, compose};
pub use every::every_district;
use evidence::{Assessment, CannotAssess, Terms, decide_assessment};
pub(crate) use gather::{gather as gather_via, unknown_district};
pub(crate) use ground::ground_of;
use intake::{Holdings, Kind};
use papers::{Document, HtmlOptions, render_html};
pub use places::Ground;
pub(crate) use sql::{list, text};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{FigureRecord, NewAssessment};
pub(crate) use words::whole as whole_words;

/// How an assessment is made, besides its district.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssessOptions {
    /// Place rows of 2011 LSOAs in wards through the lookup of changes (`--via area-changes`).
    pub via_area_changes: bool,
    /// Use only what had been received by the end of this day, `YYYY-MM-DD`.
    pub as_of: Option<String>,
}

/// An assessment that was written and kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessed {
    /// Its number in the record.
    pub id: i64,
    /// The files written: HTML, PDF, figures.
    pub files: Vec<PathBuf>,
    /// The paper.
    pub document: Document,
}

/// Makes an assessment of a district from everything that is current. See [`assess_with`].
pub async fn assess(house: &House, district: &str, out: &Path, moment: &Moment) -> Result<Assessed> {
    assess_with(house, district, out, moment, &AssessOptions::default()).await
}

/// Makes an assessment of a district, writes `assessment.html`, `assessment.pdf` and `figures.json` into `out`, and keeps
/// it in the record.
///
/// Each file is written whole or not at all, and none before the paper could be set; the record is written last.
///
/// # Errors
/// Refused with `district-unknown` (and the nearest that are known), `street-missing`, `force-missing`,
/// `district-without-rows`, `district-in-other-codes` or `area-changes-missing`, each saying what to import.
pub async fn assess_with(house: &House, district: &str, out: &Path, moment: &Moment, options: &AssessOptions) -> Result<Assessed> {
    let district = district.trim();
    let holdings = house.store.holdings(options.as_of.as_deref(), None).await?;
    let facts = gather_via(house, &holdings, district, options.via_area_changes).await?;
    let day = moment.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let area = AreaCode::parse(district).ok();
    let terms = Terms::in_force(house.rulebook, day, area.as_ref())?;
    let assessment = decide_assessment(&facts, &terms).map_err(cannot)?;
    let ground = ground::ground(house, &holdings, &assessment, &facts.areas).await?;
    let around = surroundings(house, &holdings, &assessment, &terms, ground, day)?;
    let document = compose(&assessment, &around);
    let figures: Vec<FigureRecord> = assessment.figures.iter().map(record).collect();

    let html = render_html(&document, HtmlOptions { standalone: true });
    let (press, paper) = (Arc::clone(&house.press), document.clone());
    let pdf = off_the_runtime(move || press.pdf(&paper)).await?;
    let files = [("assessment.html", html.into_bytes()), ("assessment.pdf", pdf), ("figures.json", figures_json(&figures).into_bytes())];
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = out.join(name);
        vault::write_whole(&path, &bytes)?;
        written.push(path);
    }
    let document_json = serde_json::to_string(&document)
        .map_err(|e| Trouble::failed("paper-unwritable", format!("the paper cannot be kept: {e}"), "report it with the command you ran"))?;
    let id = house
        .store
        .save_assessment(&NewAssessment {
            area_code: assessment.code.clone(),
            area_name: assessment.name.clone(),
            period: document.period.clone(),
            made_at: moment.iso(),
            made_by: moment.who.clone(),
            holdings_seq: holdings.seq,
            as_of: options.as_of.clone(),
            rules: terms.rules().into_iter().collect(),
            figures,
            document_json,
        })
        .await?;
    Ok(Assessed { id, files: written, document })
}

/// The queries of a figure: its value, and the rows behind it.
pub(crate) fn queries(behind: &evidence::Behind) -> (String, String) {
    sql::queries(behind)
}

/// What there is besides the counts: sources, rules, the ground of the map.
fn surroundings(house: &House, holdings: &Holdings, a: &Assessment, terms: &Terms, ground: Ground, day: Date) -> Result<Surroundings> {
    let mut used: BTreeSet<&str> = a.figures.iter().flat_map(|f| f.extracts.iter().map(String::as_str)).collect();
    if let Ground::Outlines { extracts, .. } = &ground {
        used.extend(extracts.iter().map(String::as_str));
    }
    let sources = source_lines(holdings, &used);
    let mut rules = Vec::new();
    for reference in terms.rules() {
        let title = house.rulebook.rule(&reference)?.title.clone();
        rules.push((reference, title));
    }
    Ok(Surroundings { date: calendar::date_in_words(day), sources, rules, ground })
}

/// The extracts of these ids as a paper lists them.
pub(crate) fn source_lines(holdings: &Holdings, used: &BTreeSet<&str>) -> Vec<SourceLine> {
    let lines = holdings.extracts.iter().filter(|holding| used.contains(holding.facts.passport.extract.as_str()));
    lines
        .map(|holding| {
            let (facts, passport) = (&holding.facts, &holding.facts.passport);
            SourceLine {
                extract: passport.extract.clone(),
                file: passport.file.clone(),
                kind: passport.kind.to_string(),
                received: calendar::parse_date(&facts.received).map_or_else(|_| facts.received.clone(), calendar::date_in_words),
                invented: facts.notes.get("invented").is_some_and(|v| !v.is_empty() && v != "no" && v != "false"),
            }
        })
        .collect()
}

/// The facts about a district, without the lookup of changes.
pub(crate) async fn gather(house: &House, holdings: &Holdings, district: &str) -> Result<evidence::Facts> {
    gather_via(house, holdings, district, false).await
}

/// Why there is no assessment, with what to import.
pub(crate) fn cannot(why: CannotAssess) -> Trouble {
    let message = why.to_string();
    match why {
        CannotAssess::NoAreas(_) => {
            Trouble::refused("district-unknown", message, "import the lookup that holds it: `wardmote import area-lookup FILE`")
        }
        CannotAssess::NoFiles => Trouble::refused(
            "street-missing",
            message,
            "import the months of its police force first: `wardmote import police-street FILE…`",
        ),
        CannotAssess::NoFileOfForce { police_area, loaded } => Trouble::refused(
            "force-missing",
            message,
            format!(
                "import the files of `{police_area}`: `wardmote import {} FILE…`; rows of {} alone would look like an absence of crime",
                Kind::PoliceStreet,
                several(&loaded)
            ),
        ),
        CannotAssess::NoRows(_) => Trouble::refused(
            "district-without-rows",
            message,
            "import the street files of its police force, and a lookup from district to partnership and force",
        ),
        CannotAssess::OtherCodes { district, carried, .. } => Trouble::refused(
            "district-in-other-codes",
            message,
            format!(
                "assess the district that took its place if it was abolished, or import a lookup from LSOAs of {carried} that still holds \
                 `{district}`: `wardmote import area-lookup FILE`; `--via area-changes` places rows in wards only"
            ),
        ),
        CannotAssess::Count(trouble) => trouble,
    }
}

/// A few names, and how many more.
fn several(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(3).map(|n| format!("`{n}`")).collect();
    match names.len().saturating_sub(shown.len()) {
        0 => words::listed(&shown),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests;
