//! Harm: offences of a place weighed by an imported scale. What has no weight is listed, never dropped; categories of
//! police.uk are weighed only by weights that were made for them, and the words say how.

use super::place_name;
use crate::House;
use crate::assessment::{list, text};
use crate::pages::Sourced;
use crate::values::{ValuesAsk, answering, periods, series as months, values};
use base::{ColumnKind, Result, Table, Trouble, Value};
use calendar::Month;
use evidence::analysis::{Harm, HarmWeight, MatchedBy, OffenceCount, harm, whole_words};
use evidence::catalogue::{Catalogue, Counted};
use evidence::measures::Filter;
use intake::{Holdings, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Weights of whole categories of police.uk.
const BY_CATEGORY: &str = "police-uk-category";
/// The data set whose offences are weighed.
const RECORDED: &str = "police-recorded-crime";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarmAsk {
    /// The district, ward, partnership or force.
    pub within: String,
    /// The last of twelve months.
    pub year_ending: Month,
    /// The scale, where several are loaded.
    pub scale: Option<String>,
}

/// Offences weighed, with where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct HarmMade {
    /// The scale.
    pub scale: String,
    /// Its edition.
    pub edition: String,
    /// What it weighs: `offence`, `subgroup` or `police-uk-category`.
    pub level: String,
    /// What a weight is in: `days`, `points`.
    pub unit: String,
    /// The offences.
    pub harm: Harm,
    /// What must be said beside it.
    pub notes: Vec<String>,
    /// Where it comes from.
    pub source: Sourced,
}

struct Scale {
    name: String,
    edition: String,
    level: String,
    unit: String,
    weights: Vec<HarmWeight>,
    extracts: BTreeSet<String>,
}

impl HarmMade {
    /// `category,count,weight,harm,share_of_count,share_of_harm,matched_by`.
    pub fn to_table(&self) -> Table {
        use ColumnKind::{Real, Text, Whole};
        let mut table = Table::new(&[
            ("category", Text),
            ("count", Whole),
            ("weight", Real),
            ("harm", Real),
            ("share_of_count", Real),
            ("share_of_harm", Real),
            ("matched_by", Text),
        ]);
        let real = |value: Option<f64>| value.map_or(Value::Missing, Value::Real);
        for line in &self.harm.lines {
            table.rows.push(vec![
                Value::Text(line.category.clone()),
                Value::Whole(i64::try_from(line.count).unwrap_or(i64::MAX)),
                real(line.weight),
                real(line.harm),
                real(line.share_of_count),
                real(line.share_of_harm),
                line.matched_by.map_or(Value::Missing, |by: MatchedBy| Value::Text(by.as_str().to_owned())),
            ]);
        }
        table
    }
}

/// The offences of a place in a year, weighed.
pub async fn harm_at_home(house: &House, holdings: &Holdings, ask: &HarmAsk) -> Result<HarmMade> {
    let scales = scales(house, holdings).await?;
    let (from, to) = (ask.year_ending.plus(-11), ask.year_ending);
    let offences = offences(house, holdings, &ask.within, from, to).await?;
    let scale = choose(scales, ask.scale.as_deref(), offences.is_some())?;
    let by_category = scale.level == BY_CATEGORY;
    let found = match offences.filter(|_| !by_category) {
        Some(found) => found,
        None => categories(house, holdings, &ask.within, from, to).await?,
    };
    let place = place_name(house, holdings, &ask.within).await?;
    // A category of police.uk holds offences of many weights: an offence's weight is never lent to it.
    let weights: &[HarmWeight] = if found.are_categories && !by_category { &[] } else { &scale.weights };
    let weighed = harm(&found.counts, weights);
    let mut notes = found.notes;
    if by_category {
        notes.push(format!(
            "These are weights of whole police.uk categories. How they were made: {}. They say more of the mix of offences they were made \
             from than of any one offence, and the sum is not the Cambridge Crime Harm Index.",
            made_from(holdings, &scale.extracts)
        ));
    } else if found.are_categories {
        notes.push(format!(
            "Nothing was weighed: only police.uk categories are loaded, and `{}` weighs single offences. Import counts by offence, or \
             weights that were made for the categories.",
            scale.name
        ));
    }
    if weighed.unmatched > 0 {
        notes.push(format!(
            "{} of {} have no weight: they are listed, and in no sum of harm.",
            whole_words(weighed.unmatched),
            whole_words(weighed.count)
        ));
    }
    let mut extracts = found.extracts;
    extracts.extend(scale.extracts.iter().cloned());
    let condition = format!("scale = {} AND edition = {} AND level = {}", text(&scale.name), text(&scale.edition), text(&scale.level));
    let source = Sourced {
        what: format!("Harm in {} by {} ({})", place.name, scale.name, scale.edition),
        period: months::as_data(from, to),
        rules: Vec::new(),
        extracts: extracts.into_iter().collect(),
        query: format!(
            "SELECT c.category, c.value AS count, w.weight, c.value * w.weight AS harm FROM ({}) c LEFT JOIN (SELECT DISTINCT offence, weight \
             FROM harm_weights WHERE {condition}) w ON w.offence = c.category ORDER BY harm DESC, c.category",
            found.query
        ),
        rows: None,
    };
    Ok(HarmMade { scale: scale.name, edition: scale.edition, level: scale.level, unit: scale.unit, harm: weighed, notes, source })
}

async fn scales(house: &House, holdings: &Holdings) -> Result<Vec<Scale>> {
    let sql = "SELECT scale, edition, level, weight_unit, offence_code, offence, weight, extract FROM harm_weights \
               ORDER BY scale, edition, level, offence_code, offence";
    let table = house.ask(holdings, sql).await?;
    let mut found: BTreeMap<(String, String, String), Scale> = BTreeMap::new();
    for row in &table.rows {
        let word = |at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
        let Some(weight) = row.get(6).and_then(Value::as_real) else { continue };
        let scale = found.entry((word(0), word(1), word(2))).or_insert_with(|| Scale {
            name: word(0),
            edition: word(1),
            level: word(2),
            unit: word(3),
            weights: Vec::new(),
            extracts: BTreeSet::new(),
        });
        scale.weights.push(HarmWeight { code: word(4), name: word(5), weight });
        scale.extracts.insert(word(7));
    }
    Ok(found.into_values().collect())
}

/// The scale: the one asked for, or the only one; of several levels the one that fits the data, of several editions the newest.
fn choose(scales: Vec<Scale>, wanted: Option<&str>, has_offences: bool) -> Result<Scale> {
    let names: BTreeSet<String> = scales.iter().map(|scale| scale.name.clone()).collect();
    let known = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let name = match (wanted, names.len()) {
        (_, 0) => {
            return Err(Trouble::refused(
                "weights-missing",
                "no weights of harm are loaded",
                "import a scale: `wardmote import harm-weights FILE`",
            ));
        }
        (Some(name), _) if names.contains(name) => name.to_owned(),
        (Some(name), _) => {
            return Err(Trouble::refused("scale-unknown", format!("no scale `{name}` is loaded"), format!("loaded are {known}")));
        }
        (None, 1) => names.into_iter().next().unwrap_or_default(),
        (None, _) => return Err(Trouble::usage("scale-needed", "several scales are loaded", format!("name one with `--scale`: {known}"))),
    };
    let fits = |scale: &Scale| (scale.level == BY_CATEGORY) != has_offences;
    let chosen = scales.into_iter().filter(|scale| scale.name == name).max_by(|a, b| (fits(a), &a.edition).cmp(&(fits(b), &b.edition)));
    chosen.ok_or_else(|| Trouble::refused("scale-unknown", format!("no scale `{name}` is loaded"), format!("loaded are {known}")))
}

fn made_from(holdings: &Holdings, extracts: &BTreeSet<String>) -> String {
    let said: Vec<&str> = holdings
        .of(Kind::HarmWeights)
        .filter(|h| extracts.contains(&h.facts.passport.extract))
        .filter_map(|h| h.facts.notes.get("made_from").map(String::as_str))
        .collect();
    if said.is_empty() { "not stated".to_owned() } else { said.join("; ") }
}

/// What is weighed.
struct Offences {
    counts: Vec<OffenceCount>,
    are_categories: bool,
    extracts: BTreeSet<String>,
    query: String,
    notes: Vec<String>,
}

/// Counts of single offences, or a partner's rows of them; `None` where none are loaded.
async fn offences(house: &House, holdings: &Holdings, within: &str, from: Month, to: Month) -> Result<Option<Offences>> {
    let level = months::level_of(house, holdings, within).await?;
    let place = format!("{} = {}", key_of(level)?, text(within));
    let (tables, coverage) = fitting(house, holdings, level, &place, from, to).await?;
    let counted = format!(
        "SELECT category, CAST(SUM(value) AS BIGINT) AS value FROM counts WHERE {} AND {tables} GROUP BY category ORDER BY category",
        of_offences(&place, from, to)
    );
    let listed = format!(
        "SELECT category, COUNT(*) AS value FROM incidents WHERE kind = 'incidents' AND force = {} AND month BETWEEN '{from}' AND '{to}' \
         AND {place} GROUP BY category ORDER BY category",
        text(RECORDED)
    );
    for (kind, query, from_view) in [(Kind::AreaCounts, counted, "counts"), (Kind::Incidents, listed, "incidents")] {
        let begins = format!("{RECORDED}/");
        let of: Vec<_> =
            holdings.of(kind).filter(|h| h.facts.units.iter().any(|u| u.force == RECORDED || u.force.starts_with(&begins))).collect();
        if of.is_empty() {
            continue;
        }
        let table = house.ask(holdings, &query).await?;
        let counts: Vec<OffenceCount> = table
            .rows
            .iter()
            .filter_map(|row| {
                let name = row.first()?.as_text()?.to_owned();
                let count = u64::try_from(row.get(1)?.as_whole()?).ok()?;
                // A category may be a code; a code matches before a name does.
                Some(OffenceCount { code: name.clone(), name, count })
            })
            .collect();
        if !counts.is_empty() {
            return Ok(Some(Offences {
                counts,
                are_categories: false,
                extracts: of.iter().map(|h| h.facts.passport.extract.clone()).collect(),
                query: query.replace(" ORDER BY category", ""),
                notes: std::iter::once(format!("Offences are those of the view `{from_view}`, data set `{RECORDED}`."))
                    .chain(coverage.filter(|_| kind == Kind::AreaCounts))
                    .collect(),
            }));
        }
    }
    Ok(None)
}

/// Rows of counts by offence in a place and period.
fn of_offences(place: &str, from: Month, to: Month) -> String {
    format!(
        "data_set = {} AND category IS NOT NULL AND category <> '' AND period_from >= '{from}' AND period_to <= '{to}' \
         AND value IS NOT NULL AND {place}",
        text(RECORDED)
    )
}

/// Which of the loaded tables are added up, so that no offence is counted twice: one measure, the nearest level, and periods that
/// do not overlap; with what must be said where they leave months out.
async fn fitting(
    house: &House,
    holdings: &Holdings,
    level: crate::AreaLevel,
    place: &str,
    from: Month,
    to: Month,
) -> Result<(String, Option<String>)> {
    let sql = format!(
        "SELECT DISTINCT measure, level, period_from, period_to FROM counts WHERE {} ORDER BY measure, level, period_from, period_to",
        of_offences(place, from, to)
    );
    if holdings.of(Kind::AreaCounts).next().is_none() {
        return Ok(("FALSE".to_owned(), None));
    }
    let table = house.ask(holdings, &sql).await?;
    let cell = |row: &Vec<Value>, at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
    let Some(nearest) = answering(level).iter().find(|one| table.rows.iter().any(|row| cell(row, 1) == **one)) else {
        return Ok(("FALSE".to_owned(), None));
    };
    let rows: Vec<&Vec<Value>> = table.rows.iter().filter(|row| cell(row, 1) == *nearest).collect();
    let measures: BTreeSet<String> = rows.iter().map(|row| cell(row, 0)).collect();
    if measures.len() > 1 {
        let names = measures.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Trouble::refused(
            "periods-overlap",
            format!("several tables of offences are loaded, and adding them up would count offences twice: {names}"),
            "keep one of them in this data set, and import the other under another",
        ));
    }
    let found = rows.iter().filter_map(|row| Some((Month::parse(&cell(row, 2)).ok()?, Month::parse(&cell(row, 3)).ok()?))).collect();
    let chosen = periods(&found, from, to)?;
    let covered: i32 = chosen.iter().map(|(from, to)| to.months_since(*from) + 1).sum();
    let expected = to.months_since(from) + 1;
    let note = (covered < expected)
        .then(|| format!("The table covers {covered} of {expected} months; the others are missing, so every number is at least this."));
    let names: Vec<String> = chosen.iter().map(|(from, to)| format!("{from}..{to}")).collect();
    let measure = measures.first().map(String::as_str).unwrap_or_default();
    let tables = format!(
        "measure = {} AND level = {} AND period_from || '..' || period_to IN ({})",
        text(measure),
        text(nearest),
        list(names.iter().map(String::as_str))
    );
    Ok((tables, note))
}

fn key_of(level: crate::AreaLevel) -> Result<&'static str> {
    Ok(match level {
        crate::AreaLevel::District => "lad_code",
        crate::AreaLevel::Ward => "ward_code",
        _ => return Err(Trouble::refused("level-unfit", "harm is weighed for a district or a ward", "give the code of one as `--within`")),
    })
}

/// The categories of police.uk, each as its own measure counts it.
async fn categories(house: &House, holdings: &Holdings, within: &str, from: Month, to: Month) -> Result<Offences> {
    let catalogue = Catalogue::builtin()?;
    let level = months::level_of(house, holdings, within).await?;
    let crime = Filter::AllBut(evidence::measures::ANTI_SOCIAL_BEHAVIOUR.to_owned());
    let all = catalogue.measures().iter().find(|m| matches!(&m.counts, Counted::Street { filter } if *filter == crime));
    let all = all.ok_or_else(|| Trouble::failed("catalogue-invalid", "the catalogue has no measure of all crime", "report this"))?;
    let ask = ValuesAsk { level, within: within.to_owned(), from, to, edition: None };
    let found = values(house, holdings, all, &ask).await?;
    let own = found.areas.iter().find(|area| area.code == within);
    if own.is_none_or(|area| area.value.is_none()) {
        return Err(Trouble::refused(
            "values-missing",
            format!("no police street file covers `{within}` in the year ending {to}"),
            "import the files of these months, or ask for others",
        ));
    }
    let inner = found.rows_query(within);
    let inner = inner.rsplit_once(" ORDER BY ").map_or(inner.as_str(), |(query, _)| query);
    let query = format!("SELECT category, COUNT(*) AS value FROM ({inner}) one GROUP BY category");
    let table = house.ask(holdings, &format!("{query} ORDER BY category")).await?;
    let counts = table
        .rows
        .iter()
        .filter_map(|row| {
            let name = row.first()?.as_text()?.to_owned();
            Some(OffenceCount { code: String::new(), name, count: u64::try_from(row.get(1)?.as_whole()?).ok()? })
        })
        .collect();
    let mut notes = Vec::new();
    if !found.note.is_empty() {
        notes.push(found.note.clone());
    }
    if own.is_some_and(|area| area.at_least) {
        notes.push("Months are missing: every number is at least this.".to_owned());
    }
    Ok(Offences { counts, are_categories: true, extracts: found.extracts.iter().cloned().collect(), query, notes })
}
