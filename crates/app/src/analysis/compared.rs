//! Year on year, financial year to date, quarter on quarter, and the place's own rate.

use super::{Over, Subject, matches_months, over_words};
use crate::pages::{Compared, PartLine, RateLine, Sourced};
use crate::values::series::{Months, category_of};
use crate::values::{ValuesAsk, series as held, values};
use base::Result;
use calendar::Month;
use evidence::analysis::{Window, as_count, change_sentence, rate_words, whole_words, windows};
use evidence::catalogue::{Counted, Denominator};
use evidence::{Change, decide_change};
use statistics::rate_interval;
use std::collections::BTreeMap;

/// The 95% limits of a rate.
const INTERVAL: f64 = 0.05;

/// The comparisons of a place.
pub(crate) struct Comparisons {
    pub lines: Vec<Compared>,
}

/// Compares the place with itself a year before.
pub(crate) async fn compare(s: &Subject<'_>, months: &Months) -> Result<Comparisons> {
    if s.measure.is_timeless() {
        return Ok(Comparisons { lines: Vec::new() });
    }
    if months.by_month.is_empty() || !s.holds_months() {
        return Ok(Comparisons { lines: vec![of_periods(s).await?] });
    }
    let mut made = windows(s.to, s.rules.year.0, &months.by_month, matches_months(s.measure));
    if !months.events {
        made.iter_mut().for_each(averaged);
    }
    let mut lines = Vec::new();
    for window in &made {
        lines.push(line(s, months, window)?);
    }
    Ok(Comparisons { lines })
}

impl Subject<'_> {
    /// Whether its period is a year: then it may be made up of months.
    fn holds_months(&self) -> bool {
        self.from == self.to.plus(-11)
    }
}

/// An average of months rather than their sum.
fn averaged(window: &mut Window) {
    window.now = window.now.map(|sum| sum / window.later.len().max(1) as f64);
    window.before = window.before.map(|sum| sum / window.earlier.len().max(1) as f64);
    window.at_least = false;
}

fn line(s: &Subject<'_>, months: &Months, window: &Window) -> Result<Compared> {
    let change = decided(s, months.events, window.now, window.before)?;
    let rule = if window.id == "year-ending" { &s.rules.year_ending } else { &s.rules.year.1 };
    let source = |of: &[Month]| -> Sourced {
        let mut sourced = s.sourced(
            format!("{}, {}", s.what(), window.title),
            evidence::period::months_as_data(of),
            &[rule],
            months.extracts_of(of),
            query(months, of),
        );
        if let (Some(from), Some(to)) = (of.first(), of.last())
            && evidence::period::months_as_data(&from.through(*to).collect::<Vec<_>>()) == evidence::period::months_as_data(of)
        {
            sourced.rows = Some(s.own_rows(*from, *to));
        }
        sourced
    };
    let change_source = change.as_ref().map(|change| Sourced {
        what: format!("Change of {}, {}", s.what(), window.title),
        period: format!("{} and {}", window.period(), window.before_period()),
        rules: change.rules.iter().map(ToString::to_string).collect(),
        extracts: joined(&[months.extracts_of(&window.later), months.extracts_of(&window.earlier)]),
        query: change_query(&query(months, &window.later), &query(months, &window.earlier)),
        rows: None,
    });
    Ok(Compared {
        id: window.id,
        title: window.title.clone(),
        period: window.period(),
        before_period: window.before_period(),
        now: window.now,
        at_least: window.at_least,
        before: window.before,
        sentence: sentence(s, months.events, window, change.as_ref()),
        parts: parts(s, months, window)?,
        source: source(&window.later),
        before_source: window.before.is_some().then(|| source(&window.earlier)),
        change_source,
        change,
    })
}

/// The value of some months together; of an average their mean.
fn query(months: &Months, of: &[Month]) -> String {
    let query = months.query(of);
    if months.events { query } else { query.replacen("SUM(value)", &format!("SUM(value) / {}.0", of.len().max(1)), 1) }
}

/// The query that gives both values, their difference, and that in percent of the earlier: nothing where that is nought.
fn change_query(later: &str, earlier: &str) -> String {
    format!(
        "SELECT a.value AS later, b.value AS earlier, a.value - b.value AS change, \
         100.0 * (a.value - b.value) / NULLIF(b.value, 0) AS change_percent FROM ({later}) a CROSS JOIN ({earlier}) b"
    )
}

fn joined(lists: &[Vec<String>]) -> Vec<String> {
    let all: std::collections::BTreeSet<&String> = lists.iter().flatten().collect();
    all.into_iter().cloned().collect()
}

fn decided(s: &Subject<'_>, events: bool, now: Option<f64>, before: Option<f64>) -> Result<Option<Change>> {
    let counts = before.and_then(as_count).zip(now.and_then(as_count)).filter(|_| events);
    counts.map(|(before, now)| decide_change(before, now, &s.rules.change)).transpose()
}

fn sentence(s: &Subject<'_>, events: bool, window: &Window, change: Option<&Change>) -> String {
    match (change, window.now, window.before) {
        (Some(change), ..) => change_sentence(&s.what(), change),
        (None, Some(now), Some(before)) if !events => format!(
            "{}: {} a month on average, beside {} a year before. An average of a stock is no number of events, so no change is called.",
            s.what(),
            rate_words(now, 1),
            rate_words(before, 1)
        ),
        (None, Some(_), Some(_)) => format!("{}: these values are no whole counts, so no change is called.", s.what()),
        (None, Some(_), None) => format!("Not compared: {}.", window.why_not),
        (None, None, _) => format!("Not known: {}.", window.why_not),
    }
}

fn parts(s: &Subject<'_>, months: &Months, window: &Window) -> Result<Vec<PartLine>> {
    if !matches!(s.measure.counts, Counted::Parts) {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    for part in s.catalogue.parts_of(s.measure) {
        let Some(category) = category_of(part) else { continue };
        let of = months.by_part.get(&category);
        let sum = |wanted: &[Month]| -> Option<f64> {
            let of: &BTreeMap<Month, f64> = of.filter(|_| !wanted.is_empty())?;
            wanted.iter().map(|month| of.get(month)).sum::<Option<f64>>()
        };
        let (now, before) = (sum(&window.later), sum(&window.earlier));
        let both: Vec<Month> = window.earlier.iter().chain(&window.later).copied().collect();
        let query = if window.earlier.is_empty() {
            months.part_query(&category, &window.later)
        } else {
            change_query(&months.part_query(&category, &window.later), &months.part_query(&category, &window.earlier))
        };
        let change = decided(s, true, now, before)?;
        lines.push(PartLine {
            id: part.id.clone(),
            title: part.title.clone(),
            now,
            before,
            source: Sourced {
                what: format!("{} in {}, {}", part.title, s.within.name, window.title),
                period: format!("{} and {}", window.period(), window.before_period()).trim_end_matches(" and ").to_owned(),
                rules: change.iter().flat_map(|change| &change.rules).map(ToString::to_string).collect(),
                extracts: months.extracts_of(&both),
                query,
                rows: None,
            },
            change,
        });
    }
    Ok(lines)
}

/// Counts that the holder made for whole periods: one held against the one of the same length before it.
async fn of_periods(s: &Subject<'_>) -> Result<Compared> {
    let length = s.to.months_since(s.from) + 1;
    let whole_year = length == 12;
    let title = if whole_year {
        format!("Year ending {}", s.to.in_words())
    } else {
        evidence::period::months_in_words(&s.from.through(s.to).collect::<Vec<_>>())
    };
    let ask = |from: Month, to: Month| ValuesAsk { level: s.own_level, within: s.within.code.clone(), from, to, edition: None };
    let (before_from, before_to) = (s.from.plus(-length), s.from.previous());
    let now = values(s.house, s.holdings, s.measure, &ask(s.from, s.to)).await?;
    let before = values(s.house, s.holdings, s.measure, &ask(before_from, before_to)).await?;
    let own = |of: &crate::Values| of.areas.iter().find(|area| area.code == s.within.code).cloned();
    let (now_area, before_area) = (own(&now), own(&before));
    let value = now_area.as_ref().and_then(|area| area.value);
    let at_least = now_area.as_ref().is_some_and(|area| area.at_least);
    let before_value = before_area.filter(|area| !area.at_least).and_then(|area| area.value).filter(|_| !at_least && value.is_some());
    let events = !matches!(&s.measure.counts, Counted::Counts { how: evidence::catalogue::CountsHow::MonthlyAverage, .. });
    let change = decided(s, events, value, before_value)?;
    let why_not = match (value, at_least) {
        (None, _) if !now.note.is_empty() => {
            let mut letters = now.note.trim_end_matches('.').chars();
            letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
        }
        (None, _) => {
            format!("nothing covers {}: missing, not nought", evidence::period::months_in_words(&s.from.through(s.to).collect::<Vec<_>>()))
        }
        (Some(_), true) => "something is missing, and part of a period is never held against a whole one".to_owned(),
        (Some(_), false) => {
            format!("no table covers {} in whole", evidence::period::months_in_words(&before_from.through(before_to).collect::<Vec<_>>()))
        }
    };
    let window = Window {
        id: "year-ending",
        title: title.clone(),
        later: s.from.through(s.to).collect(),
        earlier: if before_value.is_some() { before_from.through(before_to).collect() } else { Vec::new() },
        now: value,
        at_least,
        before: before_value,
        why_not,
    };
    let year_ending = [&s.rules.year_ending];
    let rules: &[&rulebook::RuleRef] = if whole_year { &year_ending } else { &[] };
    // The place may be made of several areas of the table: its own value is the sum of what each row adds to it.
    let own_query = |of: &crate::Values| format!("SELECT SUM(contribution) AS value FROM ({}) one", of.rows_query(&s.within.code));
    let source = |of: &crate::Values, from: Month, to: Month| Sourced {
        rows: Some(s.own_rows(from, to)),
        ..s.sourced(format!("{}, {title}", s.what()), of.period.clone(), rules, of.extracts.clone(), own_query(of))
    };
    Ok(Compared {
        id: window.id,
        title: window.title.clone(),
        period: window.period(),
        before_period: window.before_period(),
        now: value,
        at_least,
        before: before_value,
        sentence: sentence(s, events, &window, change.as_ref()),
        parts: Vec::new(),
        source: source(&now, s.from, s.to),
        before_source: before_value.is_some().then(|| source(&before, before_from, before_to)),
        change_source: change.as_ref().map(|change| Sourced {
            rules: change.rules.iter().map(ToString::to_string).collect(),
            extracts: joined(&[now.extracts.clone(), before.extracts.clone()]),
            query: change_query(&own_query(&now), &own_query(&before)),
            ..source(&now, s.from, s.to)
        }),
        change,
    })
}

/// The rate of the place for the period of the first comparison.
pub(crate) fn rate_line(s: &Subject<'_>, over: &Over, compared: Option<&Compared>, events: bool) -> RateLine {
    let (per, decimals) = (s.rules.rounding.0.rate_per, s.rules.rounding.0.rate_decimals);
    let of = over_words(s.measure);
    let denominator = over.of(&s.within.code);
    let year = over.year(&s.within.code);
    let whole_year = compared.is_some_and(|compared| compared.period == held::as_data(s.to.plus(-11), s.to));
    let value = compared.and_then(|compared| compared.now.filter(|_| !compared.at_least && whole_year));
    let rate = value.zip(denominator).map(|(value, over)| value * f64::from(per) / over as f64);
    let per_words = format!("per {} {of}", whole_words(u64::from(per)));
    let denominator_words = denominator
        .map(|n| format!("{} {of}{}", whole_words(n), year.map_or_else(|| " (year not stated)".to_owned(), |year| format!(" in {year}"))));
    let sentence = match (s.measure.denominator, rate, denominator_words) {
        (Denominator::None, ..) => "This measure has no rate.".to_owned(),
        (_, Some(rate), Some(words)) => format!("{} {per_words} a year: {words}.", rate_words(rate, decimals)),
        (_, None, Some(words)) => format!("No rate: it takes a whole year of the measure. There were {words}."),
        _ => format!("No rate: no number of {of} is loaded for {}. A missing rate is not a rate of nought.", s.within.name),
    };
    let denominator_source = denominator.map(|_| {
        let what = format!("Number of {of} of {}", s.within.name);
        s.sourced(what, over.period(), &[], over.extracts(), over.query())
    });
    let source = rate.zip(compared).zip(denominator).map(|((_, compared), n)| Sourced {
        what: format!("{} {per_words} in {}", s.measure.title, s.within.name),
        rules: vec![s.rules.rounding.1.to_string()],
        extracts: joined(&[compared.source.extracts.clone(), over.extracts()]),
        query: format!("SELECT value * {per}.0 / {n} AS value FROM ({}) one", compared.source.query),
        ..compared.source.clone()
    });
    let interval = value
        .and_then(as_count)
        .filter(|_| events)
        .zip(denominator)
        .and_then(|(count, over)| rate_interval(count, over as f64, f64::from(per), INTERVAL))
        .map(|interval| (interval.low, interval.high));
    RateLine { per, of, rate, decimals, interval, denominator, denominator_year: year, sentence, source, denominator_source }
}
