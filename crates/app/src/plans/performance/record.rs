//! The targets of the record, each judged in a period from what its binding gives.

use super::facts::{Facts, Reading, Source, Wanted, months_of, share_of};
use super::{Found, IndicatorLine, Rules, rank_source, stale_rank};
use crate::House;
use crate::plans::{Book, with_book};
use crate::values::series::level_of;
use crate::values::{AreaLevel, ValuesAsk, values};
use base::{Outcome as Ended, Result, Trouble};
use calendar::Month;
use evidence::catalogue::{Catalogue, Counted, CountsHow};
use intake::Holdings;
use journal::Stamp;
use plans::{Binding, Direction, Outcome, Period, Target, Terms, is_of_counts};

/// A target with what came of it in its newest period.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetLine {
    /// The target.
    pub target: Target,
    /// Its newest entry.
    pub last: Stamp,
    /// What the plan is called.
    pub plan_title: String,
    /// What the priority is called; empty where it judges none.
    pub priority: String,
    /// The period it was judged in.
    pub period: Period,
    /// What came of it.
    pub line: IndicatorLine,
}

/// Every target, judged in the newest period that has a value; where none has, in the quarter that ended last.
pub async fn target_lines(house: &House, today: jiff::civil::Date) -> Result<Vec<TargetLine>> {
    let targets = with_book(house, |book| book.targets.keys().cloned().collect::<Vec<_>>()).await?;
    let mut lines = Vec::new();
    for id in targets {
        lines.extend(target_line(house, today, &id, 1).await?.into_iter().next());
    }
    Ok(lines)
}

/// One target in its newest periods with a value, the newest first; at least one line where there is such a target.
pub async fn target_line(house: &House, today: jiff::civil::Date, id: &str, most: usize) -> Result<Vec<TargetLine>> {
    let found = with_book(house, |book| {
        let kept = book.targets.get(id)?;
        let plan = book.plans.get(&kept.body.plan).map(|plan| plan.body.title.clone()).unwrap_or_default();
        Some((kept.clone(), plan, priority_title(book, &kept.body)))
    })
    .await?;
    let Some((kept, plan_title, priority)) = found else { return Ok(Vec::new()) };
    let holdings = house.store.holdings(None, None).await?;
    let facts = Facts::load(house, &holdings, &sources_of(&kept.body)).await?;
    let make = |period, line| TargetLine {
        target: kept.body.clone(),
        last: kept.last.clone(),
        plan_title: plan_title.clone(),
        priority: priority.clone(),
        period,
        line,
    };
    let mut lines = Vec::new();
    let Some(ended) = Period::quarter_of(today).map(Period::before) else { return Ok(Vec::new()) };
    for period in periods_held(house, &holdings, &facts, &kept.body, ended, most).await? {
        let rules = Rules::at(house, period.last())?;
        lines.push(make(period, line_of(house, &holdings, &facts, &kept.body, &priority, period, &rules).await?));
    }
    if lines.is_empty() {
        let rules = Rules::at(house, ended.last())?;
        lines.push(make(ended, line_of(house, &holdings, &facts, &kept.body, &priority, ended, &rules).await?));
    }
    Ok(lines)
}

/// The newest periods with a value, by what the binding holds.
async fn periods_held(
    house: &House,
    holdings: &Holdings,
    facts: &Facts,
    target: &Target,
    ended: Period,
    most: usize,
) -> Result<Vec<Period>> {
    let last = match &target.binding {
        Binding::Counts { .. } | Binding::Share { .. } => {
            let part: Vec<Source> = value_sources(target).into_iter().take(1).collect();
            facts.newest_until(&part, wanted(target), None).map(|reading| reading.to)
        }
        Binding::Measure { measure, area } => {
            match crate::latest_period(house, holdings, Catalogue::builtin()?.required(measure)?, area).await {
                Ok(period) => period.map(|(_, to)| to),
                Err(trouble) if trouble.outcome == Ended::Refused => None,
                Err(trouble) => return Err(trouble),
            }
        }
    };
    let Some(last) = last else { return Ok(Vec::new()) };
    let newest = if target.months == 1 { Period::Month(last) } else { Period::quarter_of(last.first_day()).unwrap_or(ended) };
    // The last month held need not end a quarter: then the quarter before is the newest whole one.
    let mut one = if newest.last() > last { newest.before() } else { newest };
    let mut periods = Vec::new();
    // A value of a year is new once a year, so look further back for as many; but not for ever.
    for _ in 0..most.saturating_mul(4).min(40) {
        // A baseline is judged by nothing, and nothing before it by the baseline.
        if periods.len() == most || !is_after_baseline(target, one) {
            break;
        }
        if value_in(house, holdings, facts, target, one).await?.is_some() {
            periods.push(one);
        }
        one = one.before();
    }
    Ok(periods)
}

/// Whether a period lies after the baseline that it would be judged by.
fn is_after_baseline(target: &Target, period: Period) -> bool {
    target.baseline.as_ref().is_none_or(|baseline| baseline.to < period.last())
}

/// The first period that a target holds in: the one it was set for, else the one its plan begins in.
pub(super) fn first_period(book: &Book, target: &Target) -> Option<Period> {
    let plan = book.plans.get(&target.plan).and_then(|kept| kept.body.from).and_then(Period::quarter_of);
    target.since.or(plan)
}

/// Every target that holds in a period, judged in it.
pub(super) async fn lines_of(house: &House, period: Period, rules: &Rules<'_>) -> Result<Vec<IndicatorLine>> {
    let targets: Vec<(Target, String)> = with_book(house, |book| {
        let holds = |target: &Target| {
            let begun = is_after_baseline(target, period) && first_period(book, target).is_none_or(|first| first.first() <= period.last());
            let until = book.plans.get(&target.plan).and_then(|kept| kept.body.until).or(target.by);
            begun && until.and_then(Month::of).is_none_or(|until| period.first() <= until)
        };
        let of = book.targets.values().filter(|kept| holds(&kept.body));
        of.map(|kept| (kept.body.clone(), priority_title(book, &kept.body))).collect()
    })
    .await?;
    let holdings = house.store.holdings(None, None).await?;
    let sources: Vec<Source> = targets.iter().flat_map(|(target, _)| sources_of(target)).collect();
    let facts = Facts::load(house, &holdings, &sources).await?;
    let mut lines = Vec::new();
    for (target, priority) in &targets {
        lines.push(line_of(house, &holdings, &facts, target, priority, period, rules).await?);
    }
    lines.sort_by(|one, other| one.priority.cmp(&other.priority));
    Ok(lines)
}

fn priority_title(book: &Book, target: &Target) -> String {
    let key = target.priority.as_deref();
    key.and_then(|key| book.priority(&target.plan, key)).map(|kept| kept.body.title.clone()).unwrap_or_default()
}

fn value_sources(target: &Target) -> Vec<Source> {
    match &target.binding {
        Binding::Counts { data_set, measure, category, area } => {
            let (data_set, measure) = (data_set.clone(), measure.clone());
            vec![Source { data_set, measure, category: category.clone(), area: area.clone() }]
        }
        Binding::Share { data_set, part, whole, category, area } => {
            let of = |measure: &String| Source {
                data_set: data_set.clone(),
                measure: measure.clone(),
                category: category.clone(),
                area: area.clone(),
            };
            vec![of(part), of(whole)]
        }
        Binding::Measure { .. } => Vec::new(),
    }
}

fn rank_sources(target: &Target) -> Vec<Source> {
    match &target.binding {
        Binding::Counts { data_set, category, .. } | Binding::Share { data_set, category, .. } => {
            [category.as_str(), &target.title].into_iter().filter(|name| !name.is_empty()).map(|name| rank_source(data_set, name)).collect()
        }
        Binding::Measure { .. } => Vec::new(),
    }
}

fn sources_of(target: &Target) -> Vec<Source> {
    let mut sources = value_sources(target);
    sources.extend(rank_sources(target));
    sources
}

fn wanted(target: &Target) -> Wanted<'_> {
    // The parts of a share are counts, whatever their quotient is.
    let additive = matches!(target.binding, Binding::Share { .. }) || is_of_counts(&target.unit);
    Wanted { area: target.binding.area(), code: "", unnamed: false, additive }
}

/// The value of some months, by what the binding gives.
async fn read(house: &House, holdings: &Holdings, facts: &Facts, target: &Target, from: Month, to: Month) -> Result<Option<Reading>> {
    let (measure, area) = match &target.binding {
        Binding::Counts { .. } => return Ok(facts.reading(&value_sources(target), wanted(target), from, to)),
        Binding::Share { .. } => {
            let sources = value_sources(target);
            let of = |at: usize| facts.reading(&sources.iter().skip(at).take(1).cloned().collect::<Vec<_>>(), wanted(target), from, to);
            let decimals = house.rulebook.rounding(to.last_day(), None)?.parameters.percent_decimals;
            return Ok(of(0).zip(of(1)).and_then(|(part, whole)| share_of(&part, &whole, decimals)));
        }
        Binding::Measure { measure, area } => (Catalogue::builtin()?.required(measure)?, area),
    };
    let asked = async {
        let level = level_of(house, holdings, area).await?;
        values(house, holdings, measure, &ValuesAsk { level, within: area.clone(), from, to, edition: None }).await
    };
    let found = match asked.await {
        Ok(found) => found,
        // Nothing of it is loaded, or nothing of the place: then nothing is held.
        Err(trouble) if trouble.outcome == Ended::Refused => return Ok(None),
        Err(trouble) => return Err(trouble),
    };
    let own = found.areas.iter().find(|one| one.code == *area);
    // Part of the months would look like fewer: that is no value of the period.
    let Some(value) = own.filter(|one| !one.at_least).and_then(|one| one.value) else { return Ok(None) };
    let rows_query = found.rows_query(area);
    let rows = usize::try_from(own.map_or(0, |one| one.months_present)).unwrap_or_default();
    let newest = holdings.extracts.iter().filter(|one| found.extracts.contains(&one.facts.passport.extract));
    let received = newest.map(|one| one.facts.received.clone()).max().unwrap_or_default();
    let level = found.level.to_string();
    Ok(Some(Reading { value, from, to, level, extracts: found.extracts.clone(), rows, received, query: found.query.clone(), rows_query }))
}

async fn value_in(house: &House, holdings: &Holdings, facts: &Facts, target: &Target, period: Period) -> Result<Option<Reading>> {
    let (from, to) = months_in(target, period);
    read(house, holdings, facts, target, from, to).await
}

/// The months of a target's value that end with a period.
fn months_in(target: &Target, period: Period) -> (Month, Month) {
    let to = period.last();
    (to.plus(1 - i32::from(target.months)), to)
}

/// The months of a baseline that are those of a value: the same months of its year; none where it has no such.
fn same_months(target: &Target, from: Month, to: Month) -> Option<(Month, Month)> {
    let baseline = target.baseline.as_ref()?;
    let first = baseline.from.through(baseline.to).find(|month| month.number() == from.number())?;
    let last = first.plus(to.months_since(from));
    (last <= baseline.to).then_some((first, last))
}

async fn line_of(
    house: &House,
    holdings: &Holdings,
    facts: &Facts,
    target: &Target,
    priority: &str,
    period: Period,
    rules: &Rules<'_>,
) -> Result<IndicatorLine> {
    let (from, to) = months_in(target, period);
    let of = |from, to| read(house, holdings, facts, target, from, to);
    let mut found = Found { value: of(from, to).await?, ..Found::default() };
    let mut against_words = target.baseline.as_ref().map(|one| one.label.clone()).unwrap_or_default();
    match (&target.baseline, target.direction) {
        (Some(baseline), Direction::Lower | Direction::Higher) => {
            let whole = of(baseline.from, baseline.to).await?;
            let months = months_of(baseline.from, baseline.to);
            if months == u32::from(target.months) {
                found.against = whole;
            } else {
                let same = match same_months(target, from, to) {
                    Some((from, to)) => of(from, to).await?,
                    None => None,
                };
                if same.is_some() {
                    against_words = format!("the same months of {}", baseline.label);
                }
                found.against = same.or_else(|| whole.clone());
                // A part of a year meets nothing: what decides is as long as the baseline, and ends with the target.
                let ends = target.by.and_then(Month::of);
                let decides = match ends {
                    Some(ends) if ends <= period.last() => of(ends.plus(1 - i32::try_from(months).unwrap_or(12)), ends).await?,
                    _ => None,
                };
                found.judged = Some((decides, whole));
            }
        }
        (_, Direction::AtMost | Direction::AtLeast) => {
            found.against = of(from.plus(-12), to.plus(-12)).await?;
            "the year before".clone_into(&mut against_words);
        }
        _ => {}
    }
    let terms = Terms {
        direction: Some(target.direction),
        amount: target.amount,
        unit: &target.unit,
        counts: counts(target)?,
        against: &against_words,
        of_another_area: target.county_wide && found.value.as_ref().is_some_and(|value| value.level != "county"),
    };
    let (judgement, mark) = rules.judge(&terms, &found.held())?;
    let judgement = if judgement.outcome == Outcome::NotKnown && found.value.is_none() {
        let lack = facts.lack(&value_sources(target), wanted(target), from, to);
        plans::Judgement { because: lack.unwrap_or_else(|| format!("no value of {} is held", period.in_words())), ..judgement }
    } else {
        judgement
    };
    let places = rank_sources(target);
    let here = Wanted { additive: false, ..wanted(target) };
    let rank = facts.reading(&places, here, period.first(), period.last());
    let newest = facts.newest_until(&places, here, Some(period.last()));
    let rank_note = if rank.is_none() && newest.is_some() { stale_rank(newest.as_ref(), period) } else { String::new() };
    Ok(IndicatorLine {
        name: target.title.clone(),
        priority: priority.to_owned(),
        target_id: Some(target.id.clone()),
        target: target_words(target),
        unit: target.unit.clone(),
        value: found.value,
        against: found.against,
        against_words,
        judgement,
        mark,
        series: match &target.binding {
            Binding::Counts { .. } => facts.series(&value_sources(target), wanted(target), u32::from(target.months), to),
            Binding::Share { .. } | Binding::Measure { .. } => Vec::new(),
        },
        rank,
        rank_note,
        reproduced: None,
        why_not: String::new(),
    })
}

/// Whether the values of a target are counts of events.
fn counts(target: &Target) -> Result<bool> {
    let of_events = match &target.binding {
        Binding::Counts { .. } => true,
        Binding::Share { .. } => false,
        Binding::Measure { measure, .. } => !matches!(
            Catalogue::builtin()?.required(measure)?.counts,
            Counted::Deprivation { .. } | Counted::Counts { how: CountsHow::MonthlyAverage, .. }
        ),
    };
    Ok(of_events && is_of_counts(&target.unit))
}

/// A target in words: `5 percent fewer than 2019/20`, `at most 28 percent`.
pub(crate) fn target_words(target: &Target) -> String {
    let baseline = target.baseline.as_ref().map_or("the baseline", |one| one.label.as_str());
    let amount = target.amount.map(plans::plain_number);
    let words = match (target.direction, amount) {
        (Direction::Lower, Some(amount)) => format!("{amount} percent fewer than {baseline}"),
        (Direction::Lower, None) => format!("fewer than {baseline}"),
        (Direction::Higher, Some(amount)) => format!("{amount} percent more than {baseline}"),
        (Direction::Higher, None) => format!("more than {baseline}"),
        (Direction::AtMost, amount) => format!("at most {} {}", amount.unwrap_or_default(), target.unit),
        (Direction::AtLeast, amount) => format!("at least {} {}", amount.unwrap_or_default(), target.unit),
        (Direction::BaselineYear, _) => "baseline year".to_owned(),
    };
    if target.county_wide { format!("{words} (the county's)") } else { words }
}

/// Whether what a target is bound to can be there: a measure of the catalogue, an area that is known.
///
/// # Errors
/// Refused with `measure-unknown` or what the area is refused with.
pub async fn check_target(house: &House, target: &Target) -> Result<()> {
    let Binding::Measure { measure, area } = &target.binding else {
        return Ok(());
    };
    Catalogue::builtin()?.required(measure)?;
    let holdings = house.store.holdings(None, None).await?;
    let level = level_of(house, &holdings, area).await?;
    if level == AreaLevel::Village {
        return Err(Trouble::refused(
            "area-unknown",
            format!("`{area}` is no area that a target can be of"),
            "give the code of a district or ward",
        ));
    }
    Ok(())
}
