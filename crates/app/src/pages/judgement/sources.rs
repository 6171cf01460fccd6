//! The source register: what is held, what was judged of it, what is missing and who was asked.

use crate::pages::ExtractLine;
use crate::pages::extracts::line;
use crate::registers::{self, AreaLine, GapLine, RequestLine, SourceLine};
use crate::{House, Moment};
use base::Result;
use evidence::catalogue::Catalogue;
use evidence::registers::DataSet;
use journal::Body as _;
use rulebook::Parameters;

/// The source register with the gaps and the requests.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcesPage {
    /// The data sets, in the order of ids.
    pub lines: Vec<SourceLine>,
    /// The gaps, overdue ones first.
    pub gaps: Vec<GapLine>,
    /// The requests, open ones first.
    pub requests: Vec<RequestLine>,
    /// The rule by which a data set is due: `data-frequency@1`.
    pub rule: String,
}

/// A judgement of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgementLine {
    /// What it was judged to be.
    pub class: &'static str,
    /// Why.
    pub reason: String,
    /// The office.
    pub role: String,
    /// The day, `YYYY-MM-DD`; empty for the catalogue's.
    pub on: String,
    /// When and by whom it was written down; empty for the catalogue's.
    pub recorded: String,
    /// Whether it holds now.
    pub holds: bool,
}

/// A measure that a data set feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FedMeasure {
    /// Its id.
    pub id: String,
    /// Its title; the id where the catalogue does not have it.
    pub title: String,
    /// Whether the catalogue has it.
    pub known: bool,
}

/// A criterion of a rule that reads a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FedFlag {
    /// The rule: `ward-flags@2020`.
    pub rule: String,
    /// The criterion's title.
    pub criterion: String,
    /// Whether it has an area of its own, so that the flags can be asked without naming one.
    pub rule_has_area: bool,
}

/// One data set.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcePage {
    /// Its line of the register.
    pub line: SourceLine,
    /// Every judgement, the newest first, the catalogue's last.
    pub judgements: Vec<JudgementLine>,
    /// Its extracts, the newest first.
    pub extracts: Vec<ExtractLine>,
    /// The measures it feeds.
    pub measures: Vec<FedMeasure>,
    /// The flags it feeds, or would feed if it were classed so.
    pub flags: Vec<FedFlag>,
    /// Requests about it.
    pub requests: Vec<RequestLine>,
    /// The rule by which it is due.
    pub rule: String,
}

/// The source register as it stands at a moment.
pub async fn sources_page(house: &House, moment: &Moment) -> Result<SourcesPage> {
    let today = registers::today(moment);
    Ok(SourcesPage {
        lines: registers::source_register(house, today).await?,
        gaps: registers::gaps(house, today).await?,
        requests: registers::requests(house, today).await?,
        rule: house.rulebook.data_frequency(today, None)?.reference().to_string(),
    })
}

/// One data set; `None` where neither register nor catalogue has it.
pub async fn source_page(house: &House, id: &str, moment: &Moment) -> Result<Option<SourcePage>> {
    let today = registers::today(moment);
    let Some(line) = registers::source_register(house, today).await?.into_iter().find(|line| line.data_set.id == id) else {
        return Ok(None);
    };
    let catalogue = Catalogue::builtin()?;
    let holdings = house.store.holdings(None, None).await?;
    let of_it = |extract: &String| holdings.extracts.iter().find(|held| held.facts.passport.extract == *extract);
    let measures: Vec<FedMeasure> = line
        .data_set
        .feeds
        .iter()
        .map(|id| {
            let known = catalogue.measure(id);
            FedMeasure { id: id.clone(), title: known.map_or_else(|| id.clone(), |m| m.title.clone()), known: known.is_some() }
        })
        .collect();
    let requests = registers::requests(house, today).await?;
    Ok(Some(SourcePage {
        judgements: judgements(house, id).await?,
        extracts: line.extracts.iter().rev().filter_map(of_it).map(self::line).collect(),
        flags: flags_fed(house, catalogue, id),
        requests: requests.into_iter().filter(|one| one.request.data_set.as_deref() == Some(id)).collect(),
        rule: house.rulebook.data_frequency(today, None)?.reference().to_string(),
        measures,
        line,
    }))
}

/// Villages and areas of the partnership's own, in the order of ids.
pub async fn own_areas(house: &House, moment: &Moment) -> Result<Vec<AreaLine>> {
    registers::areas(house, registers::today(moment)).await
}

/// Every judgement that was written down, and the catalogue's before them.
async fn judgements(house: &House, id: &str) -> Result<Vec<JudgementLine>> {
    let mut lines: Vec<JudgementLine> = Vec::new();
    if let Some(set) = Catalogue::builtin()?.data_set(id) {
        lines.push(JudgementLine {
            class: set.class.as_str(),
            reason: set.recommendation.clone(),
            role: format!("{}, {}", set.source.paper, set.source.place),
            on: String::new(),
            recorded: String::new(),
            holds: false,
        });
    }
    let mut last = None;
    for entry in registers::history(house, DataSet::REGISTER, id).await? {
        // An entry of a later version than this one knows is no judgement that can be shown.
        let Ok(body) = serde_json::from_value::<DataSet>(entry.body) else { continue };
        let Some(judged) = body.judged.filter(|judged| last.as_ref() != Some(judged)) else { continue };
        lines.push(JudgementLine {
            class: judged.class.as_str(),
            reason: judged.reason.clone(),
            role: judged.role.clone(),
            on: judged.on.to_string(),
            recorded: format!("{} by {}", entry.stamp.at, entry.stamp.who),
            holds: false,
        });
        last = Some(judged);
    }
    if let Some(newest) = lines.last_mut() {
        newest.holds = true;
    }
    lines.reverse();
    Ok(lines)
}

fn flags_fed(house: &House, catalogue: &Catalogue, id: &str) -> Vec<FedFlag> {
    let mut fed = Vec::new();
    for rule in house.rulebook.rules() {
        let Parameters::WardFlags(parameters) = &rule.parameters else { continue };
        for criterion in &parameters.criteria {
            if catalogue.measure(&criterion.measure).is_some_and(|measure| measure.data_set == id) {
                fed.push(FedFlag {
                    rule: rule.reference.to_string(),
                    criterion: criterion.title.clone(),
                    rule_has_area: rule.area.is_some(),
                });
            }
        }
    }
    fed
}
