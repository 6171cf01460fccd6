//! Activity counted: by quarter and place, against a target, as a share, in time, before and after.

use super::scheme::SchemeRecord;
use base::round_half_up;
use calendar::{Date, DateTime, FinancialYear, Month, Quarter};
use evidence::{Change, ChangeRules, decide_change};
use rulebook::{RoundingRule, Scheme, SchemeCondition, SchemeCount, SchemeTimer, Take};
use std::collections::BTreeMap;

/// So many days, the first and the last among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// As it is printed: `Q1`, `1 April 2009 to 15 May 2009`.
    pub name: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

impl Span {
    /// Whether a day lies in it.
    pub fn holds(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// The quarters of financial years that a span touches, each cut to it: `2009/10 Q1`.
pub fn fair_spans(first: Date, last: Date) -> Vec<Span> {
    let mut spans = Vec::new();
    let (Some(mut month), Some(end)) = (Month::of(first), Month::of(last)) else { return spans };
    while month <= end {
        let Some(year) = FinancialYear::of(month) else { break };
        let quarter = Quarter::of(month);
        let Some(closing) = year.quarter(quarter).last() else { break };
        let number = Quarter::ALL.iter().zip(["Q1", "Q2", "Q3", "Q4"]).find(|(one, _)| **one == quarter).map_or("", |(_, number)| number);
        spans.push(Span { name: format!("{year} {number}"), first: month.first_day().max(first), last: closing.last_day().min(last) });
        month = closing.next();
    }
    spans
}

/// How a value stands to what was to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is reached; of what is limited, the year is over and not more was used.
    Met,
    /// The year is over and it was not reached, or more was used than may be.
    Missed,
    /// The year is not over, and may go either way.
    Open,
}

impl Verdict {
    /// As it is printed.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "not met",
            Self::Open => "open: the year is not over",
        }
    }
}

/// The values of a count for one answer of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// The field.
    pub field: String,
    /// What stood in it.
    pub value: String,
    /// By span.
    pub by_span: Vec<i64>,
    /// Over all.
    pub total: i64,
}

/// One thing counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountLine {
    /// The count, by its id.
    pub id: String,
    /// As it is printed.
    pub label: String,
    /// It is of money, in pence.
    pub money: bool,
    /// By span.
    pub by_span: Vec<i64>,
    /// Over all: where the newest value or everything to date is taken, as it stands at the end.
    pub total: i64,
    /// What is to be reached in the year, and how it stands; only where the spans are a financial year.
    pub target: Option<(String, Verdict)>,
    /// The same, by the answers of the fields that the scheme breaks down by.
    pub breakdown: Vec<Breakdown>,
    /// The numbers of the records behind the total.
    pub records: Vec<u32>,
}

/// How many were in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerLine {
    /// The timer, by its id.
    pub id: String,
    /// As it is printed.
    pub label: String,
    /// In time.
    pub in_time: u64,
    /// In time, or too late: done late, or not done and the limit is over.
    pub settled: u64,
    /// Not done, and the limit runs.
    pub running: u64,
    /// The share in time, in per cent, as rule `rounding` prints it; none where nothing is settled.
    pub percent: Option<String>,
    /// The share to be reached, and whether it is.
    pub target: Option<(u32, Verdict)>,
    /// The numbers of the records that are not done and over their limit.
    pub late: Vec<u32>,
}

/// A share with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareLine {
    /// The share, by its id.
    pub id: String,
    /// As it is printed.
    pub label: String,
    /// The count above the line.
    pub of: i64,
    /// The count beneath it.
    pub among: i64,
    /// In per cent; none where there is nothing to divide by.
    pub percent: Option<String>,
    /// The share to be reached, and whether it is; only where the spans are a financial year that is over.
    pub target: Option<(u32, Verdict)>,
}

/// Two sums set against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The comparison, by its id.
    pub id: String,
    /// As it is printed.
    pub label: String,
    /// How many records have both numbers.
    pub records: u64,
    /// Before, after, the change and what may be said of it.
    pub change: Change,
}

/// Everything that is counted of a scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemeCounts {
    /// The spans of its columns.
    pub spans: Vec<Span>,
    /// The counts.
    pub counts: Vec<CountLine>,
    /// What runs against a limit.
    pub timers: Vec<TimerLine>,
    /// The shares.
    pub shares: Vec<ShareLine>,
    /// Before and after.
    pub compared: Vec<Compared>,
}

/// What counting needs to know of the rulebook and of the day.
pub struct Limits<'a> {
    /// The last day of a clock that begins on a day; none where it does not hold then.
    pub clock: &'a dyn Fn(&str, Date) -> Option<Date>,
    /// A moment of the wall clock of London in UTC.
    pub utc: &'a dyn Fn(DateTime) -> DateTime,
    /// Now, in UTC.
    pub now: DateTime,
    /// Today.
    pub today: Date,
    /// How shares are rounded.
    pub rounding: &'a RoundingRule,
    /// How a change is decided.
    pub change: &'a ChangeRules,
}

/// Whether a record kept the limit of a timer: yes, no, or not yet to be said. None where it is not measured.
pub fn in_time(timer: &SchemeTimer, record: &SchemeRecord, limits: &Limits<'_>) -> Option<Option<bool>> {
    if !holds(&timer.when, record) {
        return None;
    }
    if let Some(hours) = timer.hours {
        let from = (limits.utc)(record.moment(&timer.from)?);
        let end = from.checked_add(jiff::Span::new().try_hours(i64::from(hours)).ok()?).ok()?;
        return Some(match record.moment(&timer.to) {
            Some(to) => Some((limits.utc)(to) <= end),
            None if limits.now > end => Some(false),
            None => None,
        });
    }
    let due = (limits.clock)(timer.clock.as_deref()?, record.day(&timer.from)?)?;
    Some(match record.day(&timer.to) {
        Some(to) => Some(to <= due),
        None if limits.today > due => Some(false),
        None => None,
    })
}

/// The last day of the limit of a timer for a record; of hours the day in London on which the last of them ends. None where it can't be
/// said.
pub fn timer_due(timer: &SchemeTimer, record: &SchemeRecord, limits: &Limits<'_>) -> Option<Date> {
    let Some(hours) = timer.hours else { return (limits.clock)(timer.clock.as_deref()?, record.day(&timer.from)?) };
    let from = record.moment(&timer.from)?;
    let hours = jiff::Span::new().try_hours(i64::from(hours)).ok()?;
    let (wall, end) = (from.checked_add(hours).ok()?, (limits.utc)(from).checked_add(hours).ok()?);
    // Where the clocks change within the hours, the clock on the wall runs ahead of them or behind.
    let ahead = (limits.utc)(wall).since(end).ok()?;
    Some(wall.checked_sub(ahead).ok()?.date())
}

fn holds(when: &[SchemeCondition], record: &SchemeRecord) -> bool {
    when.iter().all(|one| {
        let value = record.value(&one.field);
        if one.is.is_empty() { !value.is_empty() } else { one.is.iter().any(|is| is == value) }
    })
}

/// Counts a scheme over some spans, which lie one behind the other.
///
/// # Errors
/// A comparison is of more than can be counted.
pub fn count_scheme(scheme: &Scheme, records: &[&SchemeRecord], spans: &[Span], limits: &Limits<'_>) -> base::Result<SchemeCounts> {
    let standing: Vec<&SchemeRecord> = records.iter().copied().filter(|record| record.struck.is_none()).collect();
    let whole = spans.first().zip(spans.last()).map(|(first, last)| Span { name: String::new(), first: first.first, last: last.last });
    let counts: Vec<CountLine> =
        scheme.counts.iter().map(|count| count_line(scheme, count, &standing, spans, whole.as_ref(), limits.today)).collect();
    let within = |record: &&&SchemeRecord| whole.as_ref().is_some_and(|whole| record.day(&scheme.day).is_some_and(|day| whole.holds(day)));
    let there: Vec<&SchemeRecord> = standing.iter().filter(within).copied().collect();
    let timers = scheme.timers.iter().map(|timer| timer_line(timer, &there, limits)).collect();
    let total = |id: &str| counts.iter().find(|line| line.id == id).map_or(0, |line| line.total);
    let year_over = whole.as_ref().is_some_and(|whole| is_financial_year(whole) && whole.last < limits.today);
    let shares = scheme.shares.iter().map(|share| {
        let (of, among) = (total(&share.of), total(&share.among));
        ShareLine {
            id: share.id.clone(),
            label: share.label.clone(),
            of,
            among,
            percent: percent(i128::from(of), i128::from(among), limits.rounding),
            target: share.at_least_percent.filter(|_| among > 0 && year_over).map(|wanted| (wanted, reached(of, among, wanted))),
        }
    });
    let shares = shares.collect();
    let mut compared = Vec::new();
    for one in &scheme.compared {
        let pair = |record: &&SchemeRecord| -> Option<(u64, u64)> {
            Some((record.value(&one.before).parse().ok()?, record.value(&one.after).parse().ok()?))
        };
        let pairs: Vec<(u64, u64)> = there.iter().filter_map(pair).collect();
        let before = pairs.iter().fold(0_u64, |sum, (before, _)| sum.saturating_add(*before));
        let after = pairs.iter().fold(0_u64, |sum, (_, after)| sum.saturating_add(*after));
        let change = decide_change(before, after, limits.change)?;
        let records = u64::try_from(pairs.len()).unwrap_or(u64::MAX);
        compared.push(Compared { id: one.id.clone(), label: one.label.clone(), records, change });
    }
    Ok(SchemeCounts { spans: spans.to_vec(), counts, timers, shares, compared })
}

fn count_line(
    scheme: &Scheme,
    count: &SchemeCount,
    records: &[&SchemeRecord],
    spans: &[Span],
    whole: Option<&Span>,
    today: Date,
) -> CountLine {
    let of: Vec<&SchemeRecord> = records.iter().copied().filter(|record| holds(&count.when, record)).collect();
    let behind = |span: &Span| -> Vec<&SchemeRecord> { of.iter().copied().filter(|record| is_in(scheme, count, record, span)).collect() };
    let by_span = spans.iter().map(|span| value_of(scheme, count, &behind(span))).collect();
    let all = whole.map(behind).unwrap_or_default();
    let total = value_of(scheme, count, &all);
    let mut groups: BTreeMap<(usize, String), Vec<&SchemeRecord>> = BTreeMap::new();
    for (at, field) in scheme.broken_down_by.iter().enumerate() {
        for record in all.iter().filter(|record| !record.value(field).is_empty()) {
            groups.entry((at, record.value(field).to_owned())).or_default().push(record);
        }
    }
    let breakdown = groups.into_iter().filter_map(|((at, value), group)| {
        let of_group =
            |span: &Span| -> Vec<&SchemeRecord> { group.iter().copied().filter(|record| is_in(scheme, count, record, span)).collect() };
        Some(Breakdown {
            field: scheme.broken_down_by.get(at)?.clone(),
            by_span: spans.iter().map(|span| value_of(scheme, count, &of_group(span))).collect(),
            total: value_of(scheme, count, &group),
            value,
        })
    });
    CountLine {
        id: count.id.clone(),
        label: count.label.clone(),
        money: scheme.is_money(count),
        by_span,
        total,
        target: whole.filter(|whole| is_financial_year(whole)).and_then(|whole| target(scheme, count, total, whole.last < today)),
        breakdown: breakdown.collect(),
        records: all.iter().map(|record| record.number).collect(),
    }
}

fn is_financial_year(span: &Span) -> bool {
    let year = Month::of(span.first).and_then(FinancialYear::of);
    year.is_some_and(|year| year.first().first_day() == span.first && year.last().last_day() == span.last)
}

/// Whether a record is counted in a span.
fn is_in(scheme: &Scheme, count: &SchemeCount, record: &SchemeRecord, span: &Span) -> bool {
    let Some(day) = record.day(count.by.as_deref().unwrap_or(&scheme.day)) else { return false };
    let ended = record.earliest(&count.ended_by).is_some_and(|ended| ended <= span.last);
    let begun = if count.to_date { day <= span.last } else { span.holds(day) };
    begun && !ended
}

fn value_of(scheme: &Scheme, count: &SchemeCount, records: &[&SchemeRecord]) -> i64 {
    if count.add.is_empty() && count.less.is_empty() {
        return i64::try_from(records.len()).unwrap_or(i64::MAX);
    }
    let of_fields = |record: &SchemeRecord, names: &[String]| {
        let amounts = names.iter().filter_map(|name| record.amount(scheme.field(name)?));
        amounts.fold(0_i64, i64::saturating_add)
    };
    let one = |record: &SchemeRecord| of_fields(record, &count.add).saturating_sub(of_fields(record, &count.less));
    match count.take {
        Take::Sum => records.iter().map(|record| one(record)).fold(0, i64::saturating_add),
        Take::Newest => records.iter().max_by_key(|record| (record.day(&scheme.day), record.number)).map_or(0, |record| one(record)),
    }
}

/// What is to be reached in a year, in words, and how a value stands to it.
fn target(scheme: &Scheme, count: &SchemeCount, value: i64, over: bool) -> Option<(String, Verdict)> {
    let money = scheme.is_money(count);
    let shown = |amount: u32| if money { in_pounds(i64::from(amount)) } else { amount.to_string() };
    if let Some(least) = count.at_least_a_year {
        let verdict = match (value >= i64::from(least), over) {
            (true, _) => Verdict::Met,
            (false, true) => Verdict::Missed,
            (false, false) => Verdict::Open,
        };
        return Some((format!("at least {} a year", shown(least)), verdict));
    }
    let most = count.at_most_a_year?;
    let verdict = match (value > i64::from(most), over) {
        (true, _) => Verdict::Missed,
        (false, true) => Verdict::Met,
        (false, false) => Verdict::Open,
    };
    let quarter = round_half_up(i128::from(most), 4, 0).and_then(|one| i64::try_from(one.units()).ok());
    let quarter = quarter.filter(|_| money).map_or_else(String::new, |pence| format!(", {} a quarter", in_pounds(pence)));
    Some((format!("at most {} a year{quarter}", shown(most)), verdict))
}

/// `£2,500.00`, `-£12.00`.
pub fn in_pounds(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    let (pounds, part) = (pence.unsigned_abs() / 100, pence.unsigned_abs() % 100);
    let digits = pounds.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}\u{a3}{grouped}.{part:02}")
}

fn percent(of: i128, among: i128, rounding: &RoundingRule) -> Option<String> {
    round_half_up(of.checked_mul(100)?, among, rounding.percent_decimals).map(|percent| percent.to_string())
}

/// On the exact fraction: a share that only rounds up to what is wanted is not reached.
fn reached(of: i64, among: i64, wanted: u32) -> Verdict {
    let (of, among) = (i128::from(of) * 100, i128::from(among) * i128::from(wanted));
    if of >= among { Verdict::Met } else { Verdict::Missed }
}

fn timer_line(timer: &SchemeTimer, records: &[&SchemeRecord], limits: &Limits<'_>) -> TimerLine {
    let mut line = TimerLine {
        id: timer.id.clone(),
        label: timer.label.clone(),
        in_time: 0,
        settled: 0,
        running: 0,
        percent: None,
        target: None,
        late: Vec::new(),
    };
    for record in records {
        match in_time(timer, record, limits) {
            None => {}
            Some(None) => line.running += 1,
            Some(Some(kept)) => {
                line.settled += 1;
                line.in_time += u64::from(kept);
                if !kept && record.value(&timer.to).is_empty() {
                    line.late.push(record.number);
                }
            }
        }
    }
    line.percent = percent(i128::from(line.in_time), i128::from(line.settled), limits.rounding);
    let (of, among) = (i64::try_from(line.in_time).unwrap_or(i64::MAX), i64::try_from(line.settled).unwrap_or(i64::MAX));
    line.target = timer.at_least_percent.filter(|_| among > 0).map(|wanted| (wanted, reached(of, among, wanted)));
    line
}
