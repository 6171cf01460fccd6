//! The source register: the catalogue's data sets with what this partnership recorded of them, and what extracts tell.

use super::{Recorded, day_or_today, entry_for, find, load, save, trouble};
use crate::{House, Moment};
use base::{Result, Trouble};
use evidence::catalogue::{Catalogue, Counted, DataClass};
use evidence::registers::{Answer, Chase, DataSet, DueState, Judgement, decide_due, parse_class};
use intake::{Holding, Holdings, Kind};
use jiff::civil::Date;
use journal::{Body as _, Kept, Stamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The largest file that describes a data set.
const LONGEST_FILE: u64 = 1 << 20;

/// One line of the source register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceLine {
    /// What stands in the register, or in the catalogue where nothing was recorded.
    pub data_set: DataSet,
    /// Its class: as judged, else as the catalogue has it.
    pub class: Option<DataClass>,
    /// Whether that class was judged here; else it is the catalogue's.
    pub class_recorded: bool,
    /// The day its newest extract was received.
    pub last_received: Option<Date>,
    /// Its extracts, oldest registration first.
    pub extracts: Vec<String>,
    /// The first and last month of those extracts.
    pub months: Option<(String, String)>,
    /// The last day on which it is not late.
    pub next_due: Option<Date>,
    /// How it stands today.
    pub state: DueState,
    /// Its newest entry; none where it stands in the catalogue only.
    pub last_entry: Option<Stamp>,
    /// How many entries there are about it.
    pub entries: usize,
}

/// What a file says of a data set; what was judged and asked is recorded apart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The organisation that holds it.
    pub holder: String,
    /// The office to ask.
    #[serde(default)]
    pub contact_role: String,
    /// How often it should come.
    #[serde(default)]
    pub frequency: String,
    /// The period held.
    #[serde(default)]
    pub held: String,
    /// The day it is due next, `"2026-10-01"`.
    #[serde(default)]
    pub next_due: Option<Date>,
    /// What it is good for.
    #[serde(default)]
    pub usefulness: String,
    /// What it cannot tell.
    #[serde(default)]
    pub limitation: String,
    /// What should become of it.
    #[serde(default)]
    pub recommendation: String,
    /// What is to be done next.
    #[serde(default)]
    pub next_action: String,
    /// The measures it feeds.
    #[serde(default)]
    pub feeds: Vec<String>,
}

/// A judgement as a user gives it.
#[derive(Debug, Clone, Copy)]
pub struct JudgementWords<'a> {
    /// `risk-assessment`, `insight`, `not-suitable` or `to-obtain`.
    pub class: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The office that judges.
    pub role: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// A chase as a user gives it.
#[derive(Debug, Clone, Copy)]
pub struct ChaseWords<'a> {
    /// The office that asks.
    pub role: &'a str,
    /// How.
    pub channel: &'a str,
    /// What is asked beside the data itself; may be empty.
    pub note: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

impl ChaseWords<'_> {
    pub(super) fn chase(&self, moment: &Moment) -> Result<Chase> {
        let on = day_or_today(self.on, moment)?;
        Ok(Chase { on, role: self.role.to_owned(), channel: self.channel.to_owned(), note: self.note.to_owned(), answer: None })
    }
}

/// The source register as it stands today, in the order of ids.
pub async fn source_register(house: &House, today: Date) -> Result<Vec<SourceLine>> {
    let catalogue = Catalogue::builtin()?;
    let rule = house.rulebook.data_frequency(today, None)?;
    let holdings = house.store.holdings(None, None).await?;
    let mut recorded: BTreeMap<String, Kept<DataSet>> = load(house, None).await?;
    let ids: BTreeSet<String> = catalogue.data_sets().iter().map(|set| set.id.clone()).chain(recorded.keys().cloned()).collect();
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        let kept = recorded.remove(&id);
        let known = catalogue.data_set(&id);
        let Some(data_set) =
            kept.as_ref().map(|k| k.body.clone()).or_else(|| known.map(|set| DataSet::of_catalogue(set, catalogue.measures())))
        else {
            continue;
        };
        let extracts = extracts_of(&holdings, catalogue, &id);
        let last_received = extracts.iter().filter_map(|holding| holding.facts.received.parse::<Date>().ok()).max();
        let months: BTreeSet<&String> = extracts.iter().flat_map(|holding| &holding.facts.passport.months).collect();
        let due = decide_due(&data_set, last_received, today, rule.parameters);
        lines.push(SourceLine {
            class: data_set.class().or_else(|| known.map(|set| set.class)),
            class_recorded: data_set.judged.is_some(),
            last_received,
            months: months.first().zip(months.last()).map(|(first, last)| ((*first).clone(), (*last).clone())),
            extracts: extracts.iter().map(|holding| holding.facts.passport.extract.clone()).collect(),
            next_due: due.next_due,
            state: due.state,
            last_entry: kept.as_ref().map(|k| k.last.clone()),
            entries: kept.map_or(0, |k| k.entries),
            data_set,
        });
    }
    Ok(lines)
}

/// What a data set may be used for: the newest recorded judgement, else the catalogue's; none where it is in neither.
pub async fn class_of(house: &House, data_set: &str) -> Result<Option<DataClass>> {
    let judged = find::<DataSet>(house, data_set).await?.and_then(|(body, _)| body.class());
    Ok(match judged {
        Some(class) => Some(class),
        None => Catalogue::builtin()?.data_set(data_set).map(|set| set.class),
    })
}

/// As [`class_of`], of every data set known, in one reading.
pub async fn classes(house: &House) -> Result<BTreeMap<String, DataClass>> {
    let known = Catalogue::builtin()?.data_sets().iter().map(|set| (set.id.clone(), set.class));
    let mut classes: BTreeMap<String, DataClass> = known.collect();
    for (id, kept) in load::<DataSet>(house, None).await? {
        if let Some(class) = kept.body.class() {
            classes.insert(id, class);
        }
    }
    Ok(classes)
}

/// Records what a data set was judged to be.
pub async fn judge_source(house: &House, moment: &Moment, id: &str, words: &JudgementWords<'_>) -> Result<Recorded> {
    let class = parse_class(words.class).map_err(|refused| trouble(DataSet::REGISTER, &refused))?;
    let on = day_or_today(words.on, moment)?;
    let judgement = Judgement { class, reason: words.reason.to_owned(), role: words.role.to_owned(), on };
    let (standing, seen) = standing(house, id).await?;
    save(house, moment, &standing.judged(judgement), seen).await
}

/// Records that the holder of a data set was asked for it.
pub async fn chase_source(house: &House, moment: &Moment, id: &str, words: &ChaseWords<'_>) -> Result<Recorded> {
    let chase = words.chase(moment)?;
    let (standing, seen) = standing(house, id).await?;
    save(house, moment, &standing.chased(chase), seen).await
}

/// Records what the holder answered to the oldest chase that is open.
pub async fn answer_source(house: &House, moment: &Moment, id: &str, said: &str, on: Option<&str>) -> Result<Recorded> {
    let answer = Answer { on: day_or_today(on, moment)?, said: said.to_owned() };
    let (standing, seen) = standing(house, id).await?;
    let answered = standing.answered(answer).map_err(|refused| trouble(DataSet::REGISTER, &refused))?;
    save(house, moment, &answered, seen).await
}

/// Reads a file that describes a data set, in TOML.
pub fn read_source_file(path: &Path) -> Result<SourceFile> {
    let bytes = vault::read_whole(path, LONGEST_FILE)?;
    let refuse = |why: String| {
        Trouble::refused(
            "source-file",
            format!("`{}` can't be read as the description of a data set: {why}", path.display()),
            "docs/registers.md shows one; dates stand in quotation marks",
        )
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| refuse("it is not UTF-8 text".to_owned()))?;
    toml::from_str(text).map_err(|e| refuse(e.message().trim().replace('\n', " ")))
}

/// Adds a data set, or changes what is said of one; what was judged and asked stays.
pub async fn add_source(house: &House, moment: &Moment, file: SourceFile) -> Result<Recorded> {
    let (judged, chases, seen) = match find::<DataSet>(house, &file.id).await? {
        Some((standing, seen)) => (standing.judged, standing.chases, seen),
        None => (None, Vec::new(), 0),
    };
    let SourceFile {
        id,
        title,
        holder,
        contact_role,
        frequency,
        held,
        next_due,
        usefulness,
        limitation,
        recommendation,
        next_action,
        feeds,
    } = file;
    let body = DataSet {
        id,
        title,
        holder,
        contact_role,
        frequency,
        held,
        next_due,
        usefulness,
        limitation,
        recommendation,
        next_action,
        judged,
        feeds,
        chases,
    };
    check_frequency(house, moment, &body)?;
    save(house, moment, &body, seen).await
}

pub(super) fn check_frequency(house: &House, moment: &Moment, body: &DataSet) -> Result<()> {
    let rule = house.rulebook.data_frequency(super::today(moment), None)?;
    body.check_frequency(rule.parameters).map_err(|refused| trouble(DataSet::REGISTER, &refused))?;
    // Whatever else is wrong is found before anything is written.
    entry_for(house, moment, body, 0).map(drop)
}

/// What stands in the register, or in the catalogue where nothing was recorded yet.
async fn standing(house: &House, id: &str) -> Result<(DataSet, i64)> {
    if let Some(found) = find::<DataSet>(house, id).await? {
        return Ok(found);
    }
    let catalogue = Catalogue::builtin()?;
    let known = catalogue.data_set(id).map(|set| (DataSet::of_catalogue(set, catalogue.measures()), 0));
    known.ok_or_else(|| {
        Trouble::refused(
            "record-unknown",
            format!("there is no data set `{id}` in the register or the catalogue"),
            "list them with `wardmote sources`, or add it with `wardmote sources add FILE.toml`",
        )
    })
}

/// The extracts that hold rows of a data set: of a kind whose measures belong to it, or whose units name it.
fn extracts_of<'a>(holdings: &'a Holdings, catalogue: &Catalogue, id: &str) -> Vec<&'a Holding> {
    let kinds: BTreeSet<Kind> = catalogue
        .measures()
        .iter()
        .filter(|measure| measure.data_set == id || measure.files() == id)
        .flat_map(|measure| match measure.counts {
            Counted::Street { .. } => vec![Kind::PoliceStreet],
            Counted::Outcomes { .. } => vec![Kind::PoliceOutcomes],
            Counted::StopSearches { .. } => vec![Kind::PoliceStopSearch],
            Counted::Deprivation { .. } => vec![Kind::Imd2019, Kind::Imd2025],
            Counted::Incidents { .. } | Counted::Counts { .. } | Counted::Parts => Vec::new(),
        })
        .collect();
    let names = |holding: &Holding| match holding.facts.passport.kind {
        Kind::AreaCounts => holding.facts.units.iter().any(|unit| unit.force.split('/').next() == Some(id)),
        Kind::Incidents => holding.facts.units.iter().any(|unit| unit.force == id),
        kind => kinds.contains(&kind),
    };
    holdings.extracts.iter().filter(|holding| names(holding)).collect()
}
