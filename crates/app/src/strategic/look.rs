//! Looking at a paper: its figures from the extracts, its prose against them.

use super::cells::Cells;
use super::counts::{self, Ground};
use super::resolved::Resolved;
use super::street::{Street, span};
use super::terms::Rules;
use super::{Look, Looked, asked, compose};
use crate::{House, Moment};
use base::{AreaCode, Result, Trouble};
use calendar::{Date, Month};
use evidence::{Assessment, CannotAssess, Verdict};
use geography::AreaRow;
use intake::Holdings;
use narrative::{Before, Bundle, Definition, Fact, FigurePlan, From, PlaceName, Span, Terms, check_paper, parse_definition};
use std::collections::{BTreeMap, BTreeSet};

/// What a paper is about, and what it was resolved from.
pub struct Setting {
    pub area: PlaceName,
    pub partnership: String,
    pub year: Span,
    pub day: Date,
    pub ground: crate::assessment::Ground,
    pub figures: Vec<Resolved>,
    pub sources: Vec<crate::assessment::SourceLine>,
    pub rules: Vec<String>,
}

/// See [`super::look`].
pub async fn look(house: &House, bundle: &Bundle, moment: &Moment, how: &Look) -> Result<Looked> {
    let definition = parse_definition(&bundle.definition).map_err(|faults| super::faults::unreadable(&faults))?;
    let holdings = house.store.holdings(how.as_of.as_deref(), how.up_to).await?;
    let day = crate::in_london(moment.now).map_or_else(|| moment.now.to_zoned(jiff::tz::TimeZone::UTC).date(), calendar::DateTime::date);
    let setting = setting(house, &holdings, &definition, moment, how, day).await?;
    let facts: Vec<Fact> = setting.figures.iter().map(|figure| figure.fact.clone()).collect();
    let code = AreaCode::parse(&setting.area.code).ok();
    let terms = Terms::in_force(house.rulebook, day, code.as_ref(), &definition.layout)?;
    // The prose is checked against the period that the figures are of, and the area that was asked for.
    let definition = Definition { year: Some(setting.year), area: setting.area.code.clone(), ..definition };
    let checked = check_paper(bundle, &definition, &facts, &terms, how.strictness);
    let mut rules: BTreeSet<String> = terms.rules.iter().cloned().collect();
    rules.extend(setting.rules.iter().cloned());
    rules.extend(setting.figures.iter().flat_map(|figure| figure.records.iter().flat_map(|record| record.rules.iter().cloned())));
    let setting = Setting { rules: rules.into_iter().collect(), ..setting };
    let set = compose::Composer { house, definition: &definition, setting: &setting, checked: &checked };
    let (document, public, drawings) = (set.document(), set.public(), set.drawings());
    Ok(Looked {
        figures: setting.figures.iter().flat_map(|figure| figure.records.iter().cloned()).collect(),
        tables: setting.figures.iter().filter(|figure| !figure.fact.rows.is_empty()).map(super::packs::sheet_table).collect(),
        rules: setting.rules,
        area: setting.area,
        holdings_seq: holdings.seq,
        as_of: how.as_of.clone(),
        definition,
        facts,
        checked,
        document,
        public,
        drawings,
    })
}

async fn setting(house: &House, holdings: &Holdings, definition: &Definition, moment: &Moment, how: &Look, day: Date) -> Result<Setting> {
    let wanted = if how.area.is_empty() { definition.area.as_str() } else { how.area.as_str() };
    let areas = crate::areas::areas(house, holdings).await?;
    let here = areas.iter().filter(|row| row.lad_code.as_deref() == Some(wanted)).max_by_key(|row| (row.lad_year, row.vintage));
    let Some(here) = here else { return Err(crate::assessment::unknown_district(wanted, &areas)) };
    let area = PlaceName { code: wanted.to_owned(), name: here.lad_name.clone().unwrap_or_else(|| wanted.to_owned()) };
    let code = AreaCode::parse(wanted).ok();
    let rules = Rules::in_force(house.rulebook, day, code.as_ref())?;
    let assessment = if definition.figures.iter().any(|plan| is_street(&plan.from)) {
        Some(district(house, holdings, wanted, definition.year, &rules).await?)
    } else {
        None
    };
    let latest = assessment.as_ref().and_then(|a| span(&a.period.later));
    let Some(year) = definition.year.or(latest) else {
        return Err(Trouble::refused(
            "year-unknown",
            "the definition asks for the latest year, and none of its figures counts street files",
            "write the year as months: `year = \"2018-11 to 2019-10\"`",
        ));
    };
    let mut figures =
        figures(house, holdings, definition, moment, &Found { area: &area, year, rules: &rules, assessment: assessment.as_ref() }).await?;
    finish(definition, holdings, &mut figures);
    let ground = ground(house, holdings, definition, &figures).await?;
    Ok(Setting {
        partnership: partnership(definition, here, &area),
        sources: sources(holdings, &figures, &ground),
        rules: rules.terms.rules().into_iter().collect(),
        area,
        year,
        day,
        ground,
        figures,
    })
}

fn partnership(definition: &Definition, here: &AreaRow, area: &PlaceName) -> String {
    if !definition.partnership.is_empty() {
        return definition.partnership.clone();
    }
    format!("{} Community Safety Partnership", here.csp_name.as_deref().unwrap_or(&area.name))
}

fn is_street(from: &From) -> bool {
    matches!(from, From::Measure { .. } | From::Wards { .. } | From::Months { .. } | From::Categories)
}

/// The district decided from street files, no later than the paper's year.
async fn district(house: &House, holdings: &Holdings, code: &str, year: Option<Span>, rules: &Rules) -> Result<Assessment> {
    let mut facts = crate::assessment::gather(house, holdings, code).await?;
    if let Some(year) = year {
        let in_time = |month: Month| month <= year.last;
        facts.units.retain(|unit| in_time(unit.month));
        facts.cells.retain(|cell| in_time(cell.month));
        facts.not_placed.retain(|lost| in_time(lost.month));
    }
    evidence::decide_assessment(&facts, &rules.terms).map_err(|why: CannotAssess| crate::assessment::cannot(why))
}

struct Found<'a> {
    area: &'a PlaceName,
    year: Span,
    rules: &'a Rules,
    assessment: Option<&'a Assessment>,
}

async fn figures(house: &House, holdings: &Holdings, definition: &Definition, moment: &Moment, found: &Found<'_>) -> Result<Vec<Resolved>> {
    let sets: BTreeSet<&str> = definition.figures.iter().filter_map(|plan| set_of(&plan.from)).collect();
    let cells = Cells::read(house, holdings, &sets).await?;
    let ground = Ground { cells: &cells, rules: found.rules, area: found.area, year: found.year };
    let mut out = Vec::new();
    for plan in &definition.figures {
        let figure = match (&plan.from, found.assessment) {
            (From::Counts(of), _) => counts::resolve(plan, of, &ground)?,
            (From::Flags { rule }, _) => asked::flags(house, holdings, moment, plan, rule, found.area, found.year).await?,
            (From::Query { query, rows_query }, _) => {
                let area = counts::area_of(plan, &ground);
                let places = |name: &str| cells.place(name);
                let about = asked::About { area: &area, year: found.year, rules: found.rules, places: &places };
                asked::question(house, holdings, plan, (query, rows_query), &about).await?
            }
            (from, Some(assessment)) => from_street(plan, from, &Street { assessment, rules: found.rules, area: found.area })?,
            // Street figures have made the assessment be decided; without one there is none of them.
            (_, None) => continue,
        };
        out.push(figure);
    }
    Ok(out)
}

fn set_of(from: &From) -> Option<&str> {
    if let From::Counts(of) = from { Some(of.data_set.as_str()) } else { None }
}

fn from_street(plan: &FigurePlan, from: &From, street: &Street<'_>) -> Result<Resolved> {
    match from {
        From::Wards { measure } => street.wards(plan, measure),
        From::Months { measure } => street.months(plan, measure),
        From::Measure { id, rate } => street.measure(plan, id, *rate),
        _ => street.categories(plan),
    }
}

/// What figures say of each other: shares, printed totals and printed changes; and whether what they are held to still stands.
fn finish(definition: &Definition, holdings: &Holdings, figures: &mut [Resolved]) {
    let values: BTreeMap<String, (Option<f64>, Span)> =
        figures.iter().map(|figure| (figure.fact.id.clone(), (figure.fact.value, figure.fact.period))).collect();
    let decimals: BTreeMap<String, u32> = figures.iter().map(|figure| (figure.fact.id.clone(), figure.fact.decimals)).collect();
    let records: BTreeMap<String, store::FigureRecord> =
        figures.iter().filter_map(|figure| Some((figure.fact.id.clone(), figure.records.first()?.clone()))).collect();
    for figure in figures.iter_mut() {
        let Some(plan) = definition.figures.iter().find(|plan| plan.id == figure.fact.id) else { continue };
        let value_of = |id: &str| values.get(id).and_then(|(value, _)| *value);
        figure.fact.printed_total = value_of(&plan.printed_total);
        if let Some(whole) = value_of(&plan.share_of).filter(|whole| *whole != 0.0)
            && let Some(own) = figure.fact.value
        {
            figure.fact.share = Some(own * 100.0 / whole);
            share_record(figure, &plan.share_of, whole);
        }
        if let Some((percent, period)) = values.get(&plan.change) {
            let before = plan.before.unwrap_or(period.year_before());
            figure.fact.before = Some(Before {
                value: None,
                period: before,
                percent: *percent,
                printed_decimals: decimals.get(&plan.change).copied(),
                incomparable: false,
                verdict: Verdict::NotTested,
            });
            figure.records.extend(records.get(&plan.change).map(|printed| change_record(&figure.fact.id, printed)));
        }
        figure.fact.superseded = superseded(holdings, &plan.extract, figure.records.first());
    }
}

/// The share of a whole as a record of its own.
fn share_record(figure: &mut Resolved, of: &str, whole: f64) {
    let Some(first) = figure.records.first().cloned() else { return };
    let share = figure.fact.share;
    figure.records.push(store::FigureRecord {
        id: narrative::record_id(&first.id, "share"),
        title: format!("{}: share of `{of}` in percent", first.title),
        kind: "share".into(),
        unit: "percent".into(),
        value: Some(super::resolved::number(share)),
        query: format!("SELECT value * 100.0 / {whole} AS value FROM ({}) AS one", first.query),
        rows_query: format!(
            "SELECT * EXCEPT (contribution), contribution * 100.0 / {whole} AS contribution FROM ({}) AS behind",
            first.rows_query
        ),
        ..first
    });
}

/// The change that a paper printed, under the figure that it is a change of.
fn change_record(id: &str, printed: &store::FigureRecord) -> store::FigureRecord {
    store::FigureRecord { id: narrative::record_id(id, "change"), kind: "percent-change".into(), unit: "percent".into(), ..printed.clone() }
}

/// The extract that a figure is held to and what took its place: the figure's rows are those that are current.
fn superseded(holdings: &Holdings, extract: &str, record: Option<&store::FigureRecord>) -> Option<(String, String)> {
    if extract.is_empty() {
        return None;
    }
    if !holdings.extracts.iter().any(|holding| holding.facts.passport.extract == extract) {
        return Some((extract.to_owned(), "none (no extract of that id is held)".to_owned()));
    }
    let others: Vec<&str> = record?.extracts.iter().map(String::as_str).filter(|own| *own != extract).collect();
    if others.is_empty() { None } else { Some((extract.to_owned(), others.join("`, `"))) }
}

/// What the maps of a paper are drawn on.
async fn ground(house: &House, holdings: &Holdings, definition: &Definition, figures: &[Resolved]) -> Result<crate::assessment::Ground> {
    let mapped: BTreeSet<&str> = definition.figures.iter().filter(|plan| plan.map.is_some()).map(|plan| plan.id.as_str()).collect();
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for figure in figures.iter().filter(|figure| mapped.contains(figure.fact.id.as_str())) {
        codes.extend(figure.fact.rows.iter().filter_map(|row| row.area.as_ref()).map(|area| area.code.clone()));
    }
    let codes: Vec<String> = codes.into_iter().collect();
    if definition.outlines.is_empty() {
        return crate::assessment::ground_of(house, holdings, crate::AreaLevel::Ward, &codes).await;
    }
    let named = |holding: &intake::Holding| holding.facts.passport.extract == definition.outlines;
    let is_outline = |holding: &intake::Holding| holding.facts.passport.kind == intake::Kind::Boundaries;
    if !holdings.extracts.iter().any(|holding| is_outline(holding) && named(holding)) {
        return Err(Trouble::refused(
            "outlines-unknown",
            format!("the definition's outlines `{}` are no extract of outlines that is held", definition.outlines),
            "name one that `wardmote extracts` lists as boundaries, or leave `outlines` empty for the newest",
        ));
    }
    // Outlines of another district may have taken the place of these: the paper that names them is drawn on them all the same.
    let mut alone = holdings.clone();
    alone.extracts.retain(|holding| !is_outline(holding) || named(holding));
    for outlines in alone.extracts.iter_mut().filter(|holding| is_outline(holding)) {
        outlines.superseded.clear();
    }
    crate::assessment::ground_of(house, &alone, crate::AreaLevel::Ward, &codes).await
}

fn sources(holdings: &Holdings, figures: &[Resolved], ground: &crate::assessment::Ground) -> Vec<crate::assessment::SourceLine> {
    let mut used: BTreeSet<&str> = figures.iter().flat_map(Resolved::extracts).collect();
    if let crate::assessment::Ground::Outlines { extracts, .. } = ground {
        used.extend(extracts.iter().map(String::as_str));
    }
    crate::assessment::source_lines(holdings, &used)
}
