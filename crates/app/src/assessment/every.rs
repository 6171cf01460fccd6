//! The figures of an assessment for every district there are rows of: many districts, one reading of the register.

use super::cannot;
use super::gather::{Counted, gather_counted};
use crate::figure::{figures_json, record};
use crate::{AssessOptions, House, Moment, areas};
use base::{AreaCode, ColumnKind, Outcome, Result, Table, Value};
use evidence::{Terms, decide_assessment};
use intake::Kind;
use std::collections::BTreeMap;
use std::path::Path;
use store::FigureRecord;

/// Districts whose rows are counted in one question: enough to place the rows few times, not so many that the counts of a country's
/// years fill the memory.
const AT_ONCE: usize = 32;

/// Computes the figures of every district that a loaded lookup knows, and writes `CODE.json` for each into `out`: what
/// `figures.json` of its assessment would hold. Nothing is kept in the record, and no paper is set.
///
/// Gives `district,name,period,figures,why_not`, by code: a district that can't be assessed (its force's files are not
/// loaded, no row lies in it) stands there with the reason, and stops no other.
///
/// # Errors
/// What fails for all: the record or an extract can't be read, a file can't be written.
pub async fn every_district(house: &House, out: &Path, moment: &Moment, options: &AssessOptions) -> Result<Table> {
    use ColumnKind::{Text, Whole};
    let holdings = house.store.holdings(options.as_of.as_deref(), None).await?;
    let day = moment.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut districts: BTreeMap<String, String> = BTreeMap::new();
    for area in areas::areas(house, &holdings).await?.iter() {
        if let Some(code) = &area.lad_code {
            let name = area.lad_name.clone().unwrap_or_else(|| code.clone());
            districts.entry(code.clone()).or_insert(name);
        }
    }
    let mut table = Table::new(&[("district", Text), ("name", Text), ("period", Text), ("figures", Whole), ("why_not", Text)]);
    let districts: Vec<(String, String)> = districts.into_iter().collect();
    let streets = holdings.of(Kind::PoliceStreet).next().is_some();
    let mut counted = if streets { Counted::begin(house, &holdings).await? } else { Counted::default() };
    for (at, (code, name)) in districts.iter().enumerate() {
        if streets && at.is_multiple_of(AT_ONCE) {
            let next: Vec<&str> = districts.iter().skip(at).take(AT_ONCE).map(|(code, _)| code.as_str()).collect();
            counted.count(house, &holdings, &next).await?;
        }
        let area = AreaCode::parse(code).ok();
        let terms = Terms::in_force(house.rulebook, day, area.as_ref())?;
        let decided = match gather_counted(house, &holdings, code, options.via_area_changes, Some(&mut counted)).await {
            Ok(facts) => decide_assessment(&facts, &terms).map_err(cannot),
            Err(trouble) => Err(trouble),
        };
        let (period, figures, why_not) = match decided {
            Ok(assessment) => {
                let figures: Vec<FigureRecord> = assessment.figures.iter().map(record).collect();
                vault::write_whole(&out.join(format!("{code}.json")), figures_json(&figures).as_bytes())?;
                let period = assessment.figures.first().map_or_else(String::new, |figure| figure.period.clone());
                (Value::Text(period), i64::try_from(figures.len()).unwrap_or(i64::MAX), Value::Missing)
            }
            Err(trouble) if trouble.outcome == Outcome::Refused => (Value::Missing, 0, Value::Text(trouble.message)),
            Err(trouble) => return Err(trouble),
        };
        table.rows.push(vec![Value::Text(code.clone()), Value::Text(name.clone()), period, Value::Whole(figures), why_not]);
    }
    Ok(table)
}
