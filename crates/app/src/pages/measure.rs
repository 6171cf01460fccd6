//! The pages of measures: the catalogue, one measure for one place, and the rows behind a number.

use super::{
    AreasView, Compared, HotspotsView, MeasureLine, MeasurePage, MeasureRows, MeasuresPage, PlaceName, RateLine, RowsAsk, SeriesView,
    Sourced,
};
use crate::analysis::{self, Areas, Over, Rules, Subject};
use crate::values::{AreaLevel, ValuesAsk, latest_period, series, values};
use crate::{House, Limits};
use base::{Result, Trouble, Value};
use calendar::Month;
use evidence::catalogue::{Catalogue, Counted, Measure};
use geography::AreaRow;
use intake::Holdings;
use std::collections::BTreeSet;

/// Months that can be chosen at the most: five years of them.
const ENDINGS: usize = 60;
/// Where no year is held there is no day either: rules are read as of this month.
const NO_MONTH: &str = "2020-01";
/// What the page's own questions may take.
const LIMITS: Limits = Limits { seconds: 60, memory_bytes: 1 << 30, rows: None };

/// What is asked of a measure's page; what is not said is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasureAsk {
    /// The place: the usual district if not said.
    pub within: Option<String>,
    /// The level of the areas: wards if not said.
    pub level: Option<AreaLevel>,
    /// The last month of the year, `YYYY-MM`: the last there is if not said.
    pub ending: Option<String>,
}

/// The catalogue, with what is held for a place.
pub async fn measures(house: &House, within: Option<&str>) -> Result<MeasuresPage> {
    let holdings = house.store.holdings(None, None).await?;
    let places = analysis::districts(house, &holdings).await?;
    let within = place(house, &holdings, &places, within).await?;
    let mut lines = Vec::new();
    for measure in Catalogue::builtin()?.measures() {
        lines.push(analysis::line(house, &holdings, measure, within.as_ref().map(|place| place.code.as_str())).await?);
    }
    Ok(MeasuresPage { within, places, measures: lines })
}

/// The place asked for, or the usual one.
async fn place(house: &House, holdings: &Holdings, places: &[PlaceName], wanted: Option<&str>) -> Result<Option<PlaceName>> {
    match wanted {
        Some(code) => {
            series::level_of(house, holdings, code).await?;
            analysis::place_name(house, holdings, code).await.map(Some)
        }
        None => analysis::usual_district(house, holdings, places).await,
    }
}

/// One measure for one place; `None` if the catalogue has no such measure.
pub async fn measure(house: &House, id: &str, ask: &MeasureAsk) -> Result<Option<MeasurePage>> {
    let catalogue = Catalogue::builtin()?;
    let Some(measure) = catalogue.measure(id) else { return Ok(None) };
    let holdings = house.store.holdings(None, None).await?;
    let places = analysis::districts(house, &holdings).await?;
    let Some(within) = place(house, &holdings, &places, ask.within.as_deref()).await? else {
        let line = analysis::line(house, &holdings, measure, None).await?;
        return Ok(Some(empty(
            line,
            PlaceName::default(),
            places,
            "No lookup of areas is loaded: import one with `wardmote import area-lookup FILE`.",
        )));
    };
    let own_level = series::level_of(house, &holdings, &within.code).await?;
    let levels = levels(measure, own_level);
    let usual = if own_level == AreaLevel::Ward { AreaLevel::Lsoa } else { AreaLevel::Ward };
    let level = ask.level.unwrap_or(usual);
    let line = analysis::line(house, &holdings, measure, Some(&within.code)).await?;
    let wanted = ask.ending.as_deref().map(month).transpose()?;
    let ending = match wanted {
        Some(month) => Some(month),
        None => latest_period(house, &holdings, measure, &within.code).await?.map(|(_, to)| to),
    };
    let Some(ending) = ending else {
        let why = format!("Nothing of this measure is loaded for {}. Missing is not nought.", within.name);
        return Ok(Some(MeasurePage { level, levels, ..empty(line, within, places, &why) }));
    };
    let (from, to) = series::period_ending(house, &holdings, measure, &within.code, ending).await?;
    // Ranks of deprivation have no month; the rules read are those of the present catalogue's first day.
    let day = if measure.is_timeless() { month(NO_MONTH)?.last_day() } else { to.last_day() };
    let rules = Rules::in_force(house, day, &within.code)?;
    let (begin, end) = analysis::series_span(to);
    let months = series::months(house, &holdings, measure, &within.code, begin, end).await?;
    let s = Subject {
        house,
        holdings: &holdings,
        catalogue,
        measure,
        open: catalogue.is_open(measure),
        within: within.clone(),
        own_level,
        from,
        to,
        rules: &rules,
    };
    let comparisons = analysis::compare(&s, &months).await?.lines;
    let vintage = newest_vintage(house, &holdings, &within.code).await?;
    let own_over = analysis::over_of_place(&s, vintage.as_deref()).await?;
    let rate = analysis::rate_line(&s, &own_over, comparisons.first(), months.events);
    let areas = analysis::areas(&s, level).await?;
    let peers = analysis::peers(&s).await?;
    let hotspots = analysis::hotspots(&s, level, &areas, day).await?;
    let mut page = MeasurePage {
        level,
        levels,
        ending: if measure.is_timeless() { String::new() } else { to.to_string() },
        endings: endings(house, &holdings, measure, &within.code).await?,
        rate,
        series: analysis::series(&s, &months),
        peers,
        hotspots,
        concentration: analysis::concentration(&s, level, &areas),
        repeats: analysis::repeats(&s).await?,
        notes: notes(&line, &areas),
        comparisons,
        invented: false,
        measure: line,
        within,
        places,
        areas: areas.view,
    };
    page.invented = rests_on_invented(&holdings, page.extracts().into_iter());
    if page.invented {
        page.notes.push("Some values here are invented for a demonstration; their extracts say so in their passports.".to_owned());
    }
    Ok(Some(page))
}

impl MeasurePage {
    /// Every extract behind the page.
    fn extracts(&self) -> BTreeSet<&str> {
        let compared = self.comparisons.iter().map(|compared| &compared.source);
        let all = compared.chain(std::iter::once(&self.areas.source)).chain(self.series.iter().map(|series| &series.source));
        all.flat_map(|source| &source.extracts).map(String::as_str).collect()
    }
}

/// Whether any of these extracts holds values invented for a demonstration.
pub(super) fn rests_on_invented<'a>(holdings: &Holdings, mut extracts: impl Iterator<Item = &'a str>) -> bool {
    let invented: BTreeSet<&str> = holdings
        .extracts
        .iter()
        .filter(|h| h.facts.notes.get("invented").is_some_and(|said| !matches!(said.as_str(), "" | "no" | "false")))
        .map(|h| h.facts.passport.extract.as_str())
        .collect();
    extracts.any(|extract| invented.contains(extract))
}

pub(super) fn month(text: &str) -> Result<Month> {
    Month::parse(text).map_err(|e| Trouble::usage("month", e.to_string(), "write it as `2019-10`"))
}

fn levels(measure: &Measure, own: AreaLevel) -> Vec<AreaLevel> {
    let counts = [Some(&measure.counts), measure.otherwise.as_ref()];
    let by_village = counts.into_iter().flatten().any(|counts| matches!(counts, Counted::Counts { .. }));
    let fits = |level: &AreaLevel| *level < own && (*level != AreaLevel::Village || by_village);
    AreaLevel::ALL.into_iter().filter(fits).collect()
}

/// The vintage of the newest lookup that knows a place.
pub(super) async fn newest_vintage(house: &House, holdings: &Holdings, code: &str) -> Result<Option<String>> {
    let all = crate::areas::areas(house, holdings).await?;
    let here = |area: &&AreaRow| {
        let codes = [&area.lad_code, &area.ward_code, &area.csp_code, &area.pfa_code];
        codes.iter().any(|one| one.as_deref() == Some(code)) || area.lsoa_code == code
    };
    Ok(all.iter().filter(here).map(|area| area.vintage).max().map(|vintage| vintage.as_str().to_owned()))
}

async fn endings(house: &House, holdings: &Holdings, measure: &Measure, within: &str) -> Result<Vec<String>> {
    let held = series::held(house, holdings, measure, within).await?;
    let ends: BTreeSet<Month> = held.into_iter().map(|(_, to)| to).collect();
    Ok(ends.into_iter().rev().take(ENDINGS).map(|month| month.to_string()).collect())
}

fn notes(line: &MeasureLine, areas: &Areas) -> Vec<String> {
    let mut notes = Vec::new();
    if !line.caution.is_empty() {
        notes.push(line.caution.clone());
    }
    if let Some(values) = areas.values.as_ref().filter(|values| !values.note.is_empty()) {
        notes.push(values.note.clone());
    }
    if !line.open && areas.view.lines.iter().any(|area| area.not_for_publication) {
        notes.push("Some numbers are too small to be published; here they are shown, marked, to those who are signed in.".to_owned());
    }
    if line.good == "neither" {
        notes
            .push("Neither more nor less of this is good news by itself: it follows what is looked for and what people report.".to_owned());
    }
    notes
}

/// A page with nothing on it but why.
fn empty(measure: MeasureLine, within: PlaceName, places: Vec<PlaceName>, why: &str) -> MeasurePage {
    MeasurePage {
        within,
        places,
        level: AreaLevel::Ward,
        levels: Vec::new(),
        ending: String::new(),
        endings: Vec::new(),
        invented: false,
        comparisons: Vec::<Compared>::new(),
        rate: RateLine {
            per: 0,
            of: "residents",
            rate: None,
            decimals: 0,
            interval: None,
            denominator: None,
            denominator_year: None,
            sentence: why.to_owned(),
            source: None,
            denominator_source: None,
        },
        series: None::<SeriesView>,
        areas: AreasView {
            lines: Vec::new(),
            by_rate: false,
            period: String::new(),
            target: None,
            limits: Vec::new(),
            sentence: why.to_owned(),
            total: None,
            decimals: 0,
            per: 0,
            of: "none",
            why_nothing: why.to_owned(),
            source: Sourced::default(),
            denominator_source: None,
            rate_source: None,
            verdict_source: None,
            total_source: None,
        },
        peers: Vec::new(),
        hotspots: HotspotsView { sentence: why.to_owned(), ..HotspotsView::default() },
        concentration: None,
        repeats: None,
        notes: vec![why.to_owned()],
        measure,
    }
}

/// The rows behind a number, the first `most` of them or all; `None` if the catalogue has no such measure.
pub async fn measure_rows(house: &House, ask: &RowsAsk, most: Option<usize>) -> Result<Option<MeasureRows>> {
    let catalogue = Catalogue::builtin()?;
    let Some(measure) = catalogue.measure(&ask.measure) else { return Ok(None) };
    let holdings = house.store.holdings(None, None).await?;
    let (from, to) = (month(&ask.from)?, month(&ask.to)?);
    let wanted = ValuesAsk { level: ask.level, within: ask.within.clone(), from, to, edition: None };
    let found = values(house, &holdings, measure, &wanted).await?;
    let within = analysis::place_name(house, &holdings, &ask.within).await?;
    let (query, name) = match &ask.area {
        Some(code) => {
            let area = found.areas.iter().find(|area| area.code == *code).ok_or_else(|| {
                Trouble::refused(
                    "area-unknown",
                    format!("`{code}` is no {} of `{}`", ask.level, ask.within),
                    "go back to the measure and choose an area",
                )
            })?;
            (found.rows_query(code), area.name.clone())
        }
        None => (found.all_rows_query(), within.name.clone()),
    };
    let counted = house
        .ask_within(&holdings, &format!("SELECT COUNT(*) AS n, CAST(SUM(contribution) AS DOUBLE) AS value FROM ({query}) one"), LIMITS)
        .await?;
    let first = counted.rows.first();
    let total = first.and_then(|row| row.first()).and_then(Value::as_whole).and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
    let summed = first.and_then(|row| row.get(1)).and_then(Value::as_real);
    let table = house.ask_within(&holdings, &query, Limits { rows: most, ..LIMITS }).await?;
    // An average of months is the sum of its rows only area by area.
    let adds_up = ask.area.is_some() || analysis::is_events(measure);
    let source = Sourced {
        what: format!("Rows of {} in {name}", measure.title),
        period: found.period.clone(),
        rules: found.rules.clone(),
        extracts: found.extracts.clone(),
        query,
        rows: None,
    };
    Ok(Some(MeasureRows {
        measure: analysis::line(house, &holdings, measure, Some(&within.code)).await?,
        within,
        ask: ask.clone(),
        table,
        total,
        sum: summed.filter(|_| adds_up && total > 0),
        source,
    }))
}

/// The denominator of a place, for pages that show no measure.
pub(super) fn known(over: &Over, code: &str, what: String) -> super::Known {
    super::Known {
        value: over.of(code),
        year: over.year(code),
        source: over.of(code).map(|_| Sourced {
            what,
            period: over.period(),
            extracts: over.extracts(),
            query: over.query(),
            ..Sourced::default()
        }),
    }
}
