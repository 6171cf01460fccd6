//! One area on one page, for those who decide where to act: who lives there, what is flagged and why, what changed, what is
//! worried about, what was decided, and what is not known.

use super::measure::{known, month, newest_vintage, rests_on_invented};
use super::{
    Compared, DeprivationLine, PlaceName, ProfileConcern, ProfileFlag, ProfileFlags, ProfileMeasure, ProfilePage, ProfilePriority, RowsAsk,
    Sourced,
};
use crate::analysis::{self, Composition, Rules, Subject};
use crate::assessment::{list, text};
use crate::values::{AreaLevel, latest_period, series};
use crate::{FlagsAsk, House, Moment, flags, registers};
use base::{AreaCode, Outcome, Result, Value};
use evidence::analysis::{as_count, shown};
use evidence::catalogue::{Catalogue, Counted, DataClass, Denominator};
use evidence::registers::{Area, AreaKind, wards_of};
use geography::AreaRow;
use intake::Holdings;
use std::collections::{BTreeMap, BTreeSet};

/// The measures of a profile, in its order; those of which nothing is held are left out.
const MEASURES: [&str; 8] = [
    "all-crime",
    "anti-social-behaviour",
    "violence-and-sexual-offences",
    "burglary",
    "vehicle-crime",
    "criminal-damage-and-arson",
    "council-asb-cases",
    "deliberate-fires",
];
/// The measure that says which deciles count as most deprived.
const DEPRIVED: &str = "deprived-lsoas";

/// What an area is made of.
#[derive(Default)]
struct Found {
    kind: &'static str,
    name: String,
    wards: BTreeMap<String, String>,
    lsoas: BTreeMap<String, String>,
    note: String,
}

/// An area by the code of a ward or LSOA, the id of an area of the partnership's own, or the name of a village that a table
/// has; `None` if there is no such area.
pub async fn profile(house: &House, code: &str) -> Result<Option<ProfilePage>> {
    let holdings = house.store.holdings(None, None).await?;
    let all = crate::areas::areas(house, &holdings).await?;
    let own: Vec<Area> = registers::load::<Area>(house, None).await?.into_values().map(|kept| kept.body).collect();
    let Some(found) = find(house, &holdings, &all, &own, code).await? else { return Ok(None) };
    let district = district(&all, &found);
    let moment = received(&holdings)?;
    let mut page = ProfilePage {
        code: code.to_owned(),
        name: found.name.clone(),
        kind: found.kind,
        wards: named(&found.wards),
        lsoas: named(&found.lsoas),
        villages: villages(house, &holdings, &found).await?,
        areas: own
            .iter()
            .filter(|area| area.id != code && area.wards.iter().any(|ward| found.wards.contains_key(ward.as_str())))
            .map(|area| PlaceName { code: area.id.clone(), name: area.name.clone() })
            .collect(),
        note: found.note.clone(),
        residents: people(house, &holdings, Denominator::Residents, code, &found).await?,
        households: people(house, &holdings, Denominator::Households, code, &found).await?,
        invented: false,
        rule: String::new(),
        flags: Vec::new(),
        why_no_flags: String::new(),
        measures: Vec::new(),
        deprivation: deprivation(house, &holdings, &found).await?,
        concerns: Vec::new(),
        priorities: Vec::new(),
        not_to_be_had: not_to_be_had(house).await?,
        caveats: Vec::new(),
        district,
    };
    add_flags(house, &mut page, &moment).await?;
    for ward in page.wards.clone() {
        page.measures.extend(measures(house, &holdings, &ward, &page.district.code, found.kind == "ward").await?);
    }
    add_registers(house, &mut page, &own).await?;
    page.caveats = caveats(&page, &found);
    let compared = page.measures.iter().flat_map(|line| &line.compared.source.extracts);
    let flagged = page.flags.iter().flat_map(|flags| flags.cells.iter().flat_map(|cell| &cell.source.extracts));
    page.invented = rests_on_invented(&holdings, compared.chain(flagged).map(String::as_str));
    Ok(Some(page))
}

fn named(places: &BTreeMap<String, String>) -> Vec<PlaceName> {
    let mut places: Vec<PlaceName> = places.iter().map(|(code, name)| PlaceName { code: code.clone(), name: name.clone() }).collect();
    places.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    places
}

async fn find(house: &House, holdings: &Holdings, all: &[AreaRow], own: &[Area], code: &str) -> Result<Option<Found>> {
    let named = |code: &Option<String>, name: &Option<String>| {
        code.as_ref().map(|code| (code.clone(), name.clone().unwrap_or_else(|| code.clone())))
    };
    let newest = |wanted: &dyn Fn(&AreaRow) -> bool| -> Vec<&AreaRow> {
        let vintage = all.iter().filter(|area| wanted(area)).map(|area| area.vintage).max();
        all.iter().filter(|area| wanted(area) && Some(area.vintage) == vintage).collect()
    };
    let made = |kind: &'static str, name: String, rows: &[&AreaRow]| Found {
        kind,
        name,
        wards: rows.iter().filter_map(|area| named(&area.ward_code, &area.ward_name)).collect(),
        lsoas: rows.iter().filter_map(|area| named(&Some(area.lsoa_code.clone()), &area.lsoa_name)).collect(),
        note: String::new(),
    };
    let rows = newest(&|area| area.ward_code.as_deref() == Some(code));
    if let Some(first) = rows.first() {
        let name = first.ward_name.clone().unwrap_or_else(|| code.to_owned());
        return Ok(Some(made("ward", name, &rows)));
    }
    let rows = newest(&|area| area.lsoa_code == code);
    if let Some(first) = rows.first() {
        let name = first.lsoa_name.clone().unwrap_or_else(|| code.to_owned());
        return Ok(Some(made("lsoa", name, &rows)));
    }
    if let Some(area) = own.iter().find(|area| area.id == code) {
        let lsoas: BTreeSet<&str> = area.lsoas.iter().map(AreaCode::as_str).collect();
        let rows = newest(&|row| lsoas.contains(row.lsoa_code.as_str()));
        let wards: BTreeSet<&str> = area.wards.iter().map(AreaCode::as_str).collect();
        let of_wards = newest(&|row| row.ward_code.as_deref().is_some_and(|ward| wards.contains(ward)));
        let kind = if area.kind == AreaKind::Village { "village" } else { "custom" };
        let mut found = made(kind, area.name.clone(), &rows);
        found.wards = of_wards.iter().filter_map(|row| named(&row.ward_code, &row.ward_name)).collect();
        for ward in wards {
            found.wards.entry(ward.to_owned()).or_insert_with(|| ward.to_owned());
        }
        found.note.clone_from(&area.note);
        return Ok(Some(found));
    }
    if holdings.of(intake::Kind::AreaCounts).next().is_none() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT DISTINCT area_name, ward_code, ward_name FROM counts WHERE level = 'village' AND (area_code = {0} OR area_name = {0}) \
         AND ward_code IS NOT NULL ORDER BY ward_code, area_name",
        text(code)
    );
    let table = house.ask(holdings, &sql).await?;
    let word = |row: &Vec<Value>, at: usize| row.get(at).and_then(Value::as_text).map(str::to_owned);
    let Some(first) = table.rows.first() else { return Ok(None) };
    Ok(Some(Found {
        kind: "village",
        name: word(first, 0).unwrap_or_else(|| code.to_owned()),
        wards: table.rows.iter().filter_map(|row| named(&word(row, 1), &word(row, 2))).collect(),
        lsoas: BTreeMap::new(),
        note: "A village as a partner's table names it: nothing but that table is counted for it alone.".to_owned(),
    }))
}

fn district(all: &[AreaRow], found: &Found) -> PlaceName {
    let here = all.iter().filter(|area| {
        found.lsoas.contains_key(&area.lsoa_code) || area.ward_code.as_ref().is_some_and(|ward| found.wards.contains_key(ward))
    });
    let newest = here.max_by_key(|area| (area.lad_year, area.vintage));
    let code = newest.and_then(|area| area.lad_code.clone()).unwrap_or_default();
    PlaceName { name: newest.and_then(|area| area.lad_name.clone()).unwrap_or_else(|| code.clone()), code }
}

/// The moment the newest extract was received: the rules read are those of then, so that what was decided under old rules is
/// not decided anew under others.
fn received(holdings: &Holdings) -> Result<Moment> {
    let newest = holdings.extracts.iter().map(|h| h.facts.received.as_str()).max().unwrap_or("2020-01-01");
    let day = crate::query::parse_day(newest, "received")?;
    let now = day.to_zoned(jiff::tz::TimeZone::UTC).map_or(jiff::Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    Ok(Moment { now, who: String::new() })
}

async fn villages(house: &House, holdings: &Holdings, found: &Found) -> Result<Vec<String>> {
    if found.kind != "ward" || holdings.of(intake::Kind::AreaCounts).next().is_none() {
        return Ok(Vec::new());
    }
    let wards = list(found.wards.keys().map(String::as_str));
    let sql = format!("SELECT DISTINCT area_name FROM counts WHERE level = 'village' AND ward_code IN ({wards}) ORDER BY area_name");
    let table = house.ask(holdings, &sql).await?;
    Ok(table.rows.iter().filter_map(|row| row.first()?.as_text().map(str::to_owned)).collect())
}

async fn people(house: &House, holdings: &Holdings, kind: Denominator, code: &str, found: &Found) -> Result<super::Known> {
    let first = found.lsoas.keys().next();
    let vintage = match first {
        Some(lsoa) => newest_vintage(house, holdings, lsoa).await?,
        None => None,
    };
    let Some(vintage) = vintage else { return Ok(super::Known::default()) };
    let made: Composition = [(code.to_owned(), found.lsoas.keys().cloned().collect())].into();
    let over = analysis::denominators(house, holdings, kind, &vintage, &made).await?;
    let of = if kind == Denominator::Households { "households" } else { "residents" };
    Ok(known(&over, code, format!("Number of {of} of {}", found.name)))
}

/// The flags of the wards by the rule that was in force when the newest data was received.
async fn add_flags(house: &House, page: &mut ProfilePage, moment: &Moment) -> Result<()> {
    let area = AreaCode::parse(&page.district.code).ok();
    let rule = match house.rulebook.ward_flags(registers::today(moment), area.as_ref()) {
        Ok(rule) => rule,
        Err(trouble) => {
            page.why_no_flags = trouble.message;
            return Ok(());
        }
    };
    page.rule = rule.reference().to_string();
    let ask = FlagsAsk { rule: page.rule.clone(), within: Some(page.district.code.clone()), ..FlagsAsk::default() };
    let made = match flags(house, &ask, moment).await {
        Ok(made) => made,
        Err(trouble) if matches!(trouble.outcome, Outcome::Refused | Outcome::Usage) => {
            page.why_no_flags = format!("{}; {}", trouble.message, trouble.remedy);
            return Ok(());
        }
        Err(trouble) => return Err(trouble),
    };
    let rules: Vec<String> = std::iter::once(page.rule.clone()).chain(made.rules.iter().map(ToString::to_string)).collect();
    for ward in &page.wards {
        let Some(line) = made.by_rule.flags.wards.iter().find(|line| line.ward.code == ward.code) else { continue };
        let cells: Vec<ProfileFlag> = made
            .by_rule
            .criteria
            .iter()
            .zip(&line.cells)
            .map(|(data, cell)| ProfileFlag {
                id: data.id.clone(),
                title: data.title.clone(),
                value: cell.value,
                threshold: cell.threshold,
                flag: cell.flag,
                near_miss: cell.near_miss,
                why: cell.why.clone(),
                caution: data.caution.clone(),
                source: Sourced {
                    what: format!("{}, {}", data.title, ward.name),
                    period: data.period.clone(),
                    rules: rules.clone(),
                    extracts: data.values.as_ref().map(|values| values.extracts.clone()).unwrap_or_default(),
                    query: data.value_query(&ward.code),
                    rows: rows_of(data, &page.district.code, &ward.code),
                },
            })
            .collect();
        let extracts: BTreeSet<String> = cells.iter().flat_map(|cell| cell.source.extracts.iter().cloned()).collect();
        let queries: Vec<&str> = cells.iter().map(|cell| cell.source.query.as_str()).filter(|query| !query.is_empty()).collect();
        page.flags.push(ProfileFlags {
            ward: ward.clone(),
            total: line.total,
            risk: line.risk.clone(),
            source: Sourced {
                what: format!("Flags of {}", ward.name),
                period: "the periods of the criteria".to_owned(),
                rules: rules.clone(),
                extracts: extracts.into_iter().collect(),
                query: queries.join(";\n"),
                rows: None,
            },
            cells,
        });
    }
    if page.flags.is_empty() {
        "the rule flags none of these wards".clone_into(&mut page.why_no_flags);
    }
    Ok(())
}

fn rows_of(data: &crate::CriterionData, within: &str, ward: &str) -> Option<RowsAsk> {
    let values = data.values.as_ref()?;
    let (from, to) = data.period.split_once("..").unwrap_or((&data.period, &data.period));
    month(from).ok().zip(month(to).ok())?;
    let level = values.level;
    Some(RowsAsk {
        measure: data.measure.clone(),
        within: if level == AreaLevel::Ward { within.to_owned() } else { ward.to_owned() },
        level,
        area: (level == AreaLevel::Ward).then(|| ward.to_owned()),
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

async fn measures(house: &House, holdings: &Holdings, ward: &PlaceName, district: &str, itself: bool) -> Result<Vec<ProfileMeasure>> {
    let catalogue = Catalogue::builtin()?;
    let mut lines = Vec::new();
    for id in MEASURES {
        let Some(measure) = catalogue.measure(id).filter(|measure| series::is_held(measure, holdings)) else { continue };
        let Some((_, ending)) = latest_period(house, holdings, measure, district).await? else { continue };
        let (from, to) = series::period_ending(house, holdings, measure, district, ending).await?;
        let rules = Rules::in_force(house, to.last_day(), district)?;
        let s = Subject {
            house,
            holdings,
            catalogue,
            measure,
            open: catalogue.is_open(measure),
            within: ward.clone(),
            own_level: AreaLevel::Ward,
            from,
            to,
            rules: &rules,
        };
        let (begin, end) = analysis::series_span(to);
        let months = series::months(house, holdings, measure, &ward.code, begin, end).await?;
        let compared = match analysis::compare(&s, &months).await {
            Ok(made) => made.lines.into_iter().next(),
            Err(trouble) if trouble.outcome == Outcome::Refused => None,
            Err(trouble) => return Err(trouble),
        };
        let Some(compared) = compared.filter(|compared: &Compared| compared.now.is_some()) else { continue };
        let too_small = shown(compared.now.and_then(as_count), s.open, &rules.floor.0).is_hidden();
        lines.push(ProfileMeasure {
            id: id.to_owned(),
            title: measure.title.clone(),
            counted_for: if itself { String::new() } else { ward.name.clone() },
            not_for_publication: too_small,
            compared,
        });
    }
    Ok(lines)
}

async fn deprivation(house: &House, holdings: &Holdings, found: &Found) -> Result<Vec<DeprivationLine>> {
    let loaded = [intake::Kind::Imd2019, intake::Kind::Imd2025].iter().any(|kind| holdings.of(*kind).next().is_some());
    if !loaded {
        return Ok(Vec::new());
    }
    let place = if found.lsoas.is_empty() {
        format!("ward_code IN ({})", list(found.wards.keys().map(String::as_str)))
    } else {
        format!("lsoa_code IN ({})", list(found.lsoas.keys().map(String::as_str)))
    };
    let sql = format!(
        "SELECT edition, domain, lsoa_name, lsoa_code, rank, decile, extract FROM deprivation WHERE {place} ORDER BY edition, domain, rank, lsoa_code"
    );
    let table = house.ask(holdings, &sql).await?;
    let most = match Catalogue::builtin()?.required(DEPRIVED)?.counts {
        Counted::Deprivation { decile_at_most, .. } => i64::from(decile_at_most),
        _ => return Ok(Vec::new()),
    };
    let mut lines: BTreeMap<(String, String), DeprivationLine> = BTreeMap::new();
    for row in &table.rows {
        let word = |at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
        let Some(decile) = row.get(5).and_then(Value::as_whole) else { continue };
        let (edition, domain, extract) = (word(0), word(1), word(6));
        let line = lines.entry((edition.clone(), domain.clone())).or_insert_with(|| DeprivationLine {
            source: Sourced {
                what: format!("LSOAs of {} among the most deprived {most}0%: {domain}", found.name),
                period: edition.clone(),
                rules: Vec::new(),
                extracts: Vec::new(),
                query: format!(
                    "SELECT COUNT(*) AS lsoas, SUM(CASE WHEN decile <= {most} THEN 1 ELSE 0 END) AS value, MIN(decile) AS lowest FROM deprivation WHERE {place} \
                     AND edition = {} AND domain = {}",
                    text(&edition),
                    text(&domain)
                ),
                rows: None,
            },
            domain,
            edition,
            in_most_deprived: 0,
            lsoas: 0,
            worst: None,
        });
        line.lsoas += 1;
        line.in_most_deprived += u64::from(decile <= most);
        if line.worst.is_none() {
            let name = if word(2).is_empty() { word(3) } else { word(2) };
            line.worst = Some((name, decile));
        }
        if !line.source.extracts.contains(&extract) {
            line.source.extracts.push(extract);
        }
    }
    // Editions are not compared: the newest that knows these LSOAs stands.
    let newest = lines.keys().map(|(edition, _)| edition.clone()).max();
    let mut lines: Vec<DeprivationLine> = lines.into_values().filter(|line| Some(&line.edition) == newest.as_ref()).collect();
    lines.sort_by(|a, b| (a.domain != "overall", &a.domain).cmp(&(b.domain != "overall", &b.domain)));
    Ok(lines)
}

async fn add_registers(house: &House, page: &mut ProfilePage, own: &[Area]) -> Result<()> {
    let wards: BTreeSet<&str> = page.wards.iter().map(|ward| ward.code.as_str()).collect();
    let here = |place: &evidence::registers::Place| {
        place.as_str() == page.code || wards_of(place, own).iter().any(|ward| wards.contains(ward.as_str()))
    };
    page.concerns = registers::concerns(house)
        .await?
        .into_iter()
        .filter(|line| line.concern.stands() && here(&line.concern.area))
        .map(|line| ProfileConcern { reason: line.concern.reason, role: line.concern.role, on: line.concern.on.to_string() })
        .collect();
    let priorities = registers::priorities(house, None).await?;
    let newest = priorities.iter().map(|line| line.priority.year.clone()).max();
    page.priorities = priorities
        .into_iter()
        .filter(|line| Some(&line.priority.year) == newest.as_ref() && line.priority.areas.iter().any(&here))
        .map(|line| ProfilePriority {
            reason: match &line.priority.decision {
                Some(decision) => format!("{} {}", line.priority.reason, decision.reason),
                None => line.priority.reason.clone(),
            },
            name: line.priority.name,
            year: line.priority.year,
            heading: line.heading,
            standing: line.standing.to_owned(),
        })
        .collect();
    Ok(())
}

/// Data sets that are to be obtained or not suitable, with what stands against them.
async fn not_to_be_had(house: &House) -> Result<Vec<(String, String)>> {
    let classes = registers::classes(house).await?;
    let lacking = |id: &str| matches!(classes.get(id), Some(DataClass::ToObtain | DataClass::NotSuitable));
    let sets = Catalogue::builtin()?.data_sets().iter().filter(|set| lacking(&set.id));
    Ok(sets.map(|set| (set.title.clone(), set.limitation.clone())).collect())
}

fn caveats(page: &ProfilePage, found: &Found) -> Vec<String> {
    let mut caveats = Vec::new();
    if found.kind != "ward" {
        caveats.push("Crime and flags are counted for the whole ward, of which this area is a part.".to_owned());
    }
    if page.residents.value.is_none() {
        caveats.push("No number of residents is known for this area, so nothing here is a rate.".to_owned());
    }
    if page.measures.iter().any(|line| line.compared.change.is_none()) {
        caveats.push("Where no change is stated, the same months a year before are not there.".to_owned());
    }
    if page.flags.iter().any(|flags| flags.cells.iter().any(|cell| cell.flag.is_none())) {
        caveats.push("A flag that is missing is not a flag that was withheld: the data cannot tell.".to_owned());
    }
    caveats.push("Police.uk places a crime at an anonymous point near it, which can lie in the next ward.".to_owned());
    caveats
}
