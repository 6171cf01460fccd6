//! Registers of activity: recorded by the fields of a scheme, counted by what it counts.

use super::{TRIES, area, limit, year_id};
use crate::registers::{Recorded, entry_for, load, load_of, refuse_taken, required, save, today, trouble};
use crate::{House, Moment};
use base::{AreaCode, Result, Trouble};
use calendar::{Date, DateTime, FinancialYear};
use evidence::ChangeRules;
use journal::{Body as _, Kept, Refused, Words};
use plans::tasking::{
    Limits, PartnerAnswer, SchemeCounts, SchemeRecord, Span, ValueFault, Verdict, count_scheme, decide_values, fair_spans, in_time,
    review_due, timer_due,
};
use plans::{Closed, Reference};
use rulebook::{FieldType, InForce, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// A scheme in the list of schemes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeLine {
    /// Its name.
    pub name: String,
    /// What it says.
    pub scheme: Scheme,
    /// The rule, with its version.
    pub rule: String,
    /// How many records there are.
    pub records: usize,
    /// What was counted first in the year, in words: `home security visits: 7`.
    pub said: String,
    /// Targets of the year that are met, and how many there are.
    pub targets: (usize, usize),
    /// How many records are late.
    pub late: usize,
}

/// A record that is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateRecord {
    /// The scheme.
    pub scheme: String,
    /// Its number.
    pub number: u32,
    /// What is late, in words.
    pub what: String,
    /// Since when.
    pub due: Option<Date>,
}

/// Everything of a scheme for a year.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemeView {
    /// Its name.
    pub name: String,
    /// What it says.
    pub scheme: Scheme,
    /// The rule, with its version.
    pub rule: String,
    /// Where the rule comes from.
    pub source: String,
    /// The financial year, `2009-10`.
    pub year: String,
    /// The years that have records, and this one, the newest first.
    pub years: Vec<String>,
    /// What is counted, by quarter.
    pub counts: SchemeCounts,
    /// The records of the year, the newest first; those of no year too.
    pub records: Vec<Kept<SchemeRecord>>,
    /// How many records there are in all.
    pub all: usize,
    /// What is late.
    pub late: Vec<LateRecord>,
}

/// One record with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordView {
    /// The record.
    pub kept: Kept<SchemeRecord>,
    /// The scheme by which it was written.
    pub scheme: Scheme,
    /// The rule, with its version.
    pub rule: String,
    /// How each of its limits stands, in words, and whether it was missed.
    pub limits: Vec<(String, bool)>,
    /// When it is looked at again, what is done then, and whether that is late.
    pub review: Option<(Date, String, bool)>,
}

/// A scheme as it stands today.
async fn scheme_now(house: &House, moment: &Moment, name: &str) -> Result<(InForce<'static, Scheme>, Option<AreaCode>)> {
    let area = area(house).await?;
    let found = house.rulebook.scheme(name, today(moment), area.as_ref())?;
    Ok((found, area))
}

/// The records of a scheme, by number.
async fn records_of(house: &House, name: &str) -> Result<Vec<Kept<SchemeRecord>>> {
    let mut all: Vec<Kept<SchemeRecord>> =
        load::<SchemeRecord>(house, None).await?.into_values().filter(|kept| kept.body.scheme == name).collect();
    all.sort_by_key(|kept| kept.body.number);
    Ok(all)
}

/// Answers with the limits of a day, which counting needs.
pub(super) fn with_limits<T>(
    house: &House,
    moment: &Moment,
    area: Option<&AreaCode>,
    answer: impl FnOnce(&Limits<'_>) -> Result<T>,
) -> Result<T> {
    let day = today(moment);
    let rounding = house.rulebook.rounding(day, area)?;
    let change = ChangeRules::in_force(house.rulebook, day, area)?;
    let clock = |id: &str, from: Date| limit(house, area, id, from).map(|limit| limit.due);
    // Before the rule of summer time begins no limit of ours runs in hours: the wall clock is then as good.
    let utc = |wall: DateTime| {
        let summer = crate::clock::summer_time(house.rulebook, wall.date()).ok();
        summer.and_then(|summer| summer.moment(wall)).map_or(wall, calendar::WallTime::utc)
    };
    let now = moment.now.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    answer(&Limits { clock: &clock, utc: &utc, now, today: day, rounding: rounding.parameters, change: &change })
}

fn year_spans(year: FinancialYear) -> Vec<Span> {
    fair_spans(year.first().first_day(), year.last().last_day())
}

/// Every scheme there is today, in the order of headings and names, with what was counted in the financial year.
pub async fn schemes_list(house: &House, moment: &Moment) -> Result<Vec<SchemeLine>> {
    let (day, area) = (today(moment), area(house).await?);
    let year = super::year_of(None, moment)?;
    let all = load::<SchemeRecord>(house, None).await?;
    let mut lines = Vec::new();
    for (name, found) in house.rulebook.schemes(day, area.as_ref()) {
        let records: Vec<&SchemeRecord> = all.values().map(|kept| &kept.body).filter(|record| record.scheme == name).collect();
        let (counts, late) = with_limits(house, moment, area.as_ref(), |limits| {
            Ok((count_scheme(found.parameters, &records, &year_spans(year), limits)?, late_of(name, found.parameters, &records, limits)))
        })?;
        let verdicts: Vec<Verdict> = counts
            .counts
            .iter()
            .filter_map(|line| line.target.as_ref().map(|(_, verdict)| *verdict))
            .chain(counts.timers.iter().filter_map(|line| line.target.map(|(_, verdict)| verdict)))
            .chain(counts.shares.iter().filter_map(|line| line.target.map(|(_, verdict)| verdict)))
            .collect();
        let met = verdicts.iter().filter(|verdict| **verdict == Verdict::Met).count();
        let said = counts.counts.first().map_or_else(String::new, |line| format!("{}: {}", line.label, amount(line.total, line.money)));
        lines.push(SchemeLine {
            name: name.to_owned(),
            scheme: found.parameters.clone(),
            rule: found.reference().to_string(),
            records: records.iter().filter(|record| record.struck.is_none()).count(),
            said,
            targets: (met, verdicts.len()),
            late: late.len(),
        });
    }
    lines.sort_by(|one, other| (&one.scheme.heading, &one.scheme.name).cmp(&(&other.scheme.heading, &other.scheme.name)));
    Ok(lines)
}

/// A value as it is printed: money in pounds, counts bare.
pub(super) fn amount(value: i64, money: bool) -> String {
    if money { plans::tasking::in_pounds(value) } else { value.to_string() }
}

/// What waits in the schemes without being late: partners that did not answer, findings of which no action came yet.
pub async fn waiting_records(house: &House, moment: &Moment) -> Result<Vec<LateRecord>> {
    let (day, area) = (today(moment), area(house).await?);
    let all = load::<SchemeRecord>(house, None).await?;
    let mut found = Vec::new();
    for (name, scheme) in house.rulebook.schemes(day, area.as_ref()) {
        let scheme = scheme.parameters;
        let findings: Vec<&str> = scheme
            .fields
            .iter()
            .filter(|field| field.optional && field.kind == FieldType::Lines)
            .map(|field| field.name.as_str())
            .collect();
        for record in all.values().map(|kept| &kept.body).filter(|record| record.scheme == name && record.struck.is_none()) {
            let new = |what: String, due| LateRecord { scheme: name.to_owned(), number: record.number, what, due };
            for answer in record.answers.iter().filter(|answer| answer.on.is_none()) {
                found.push(new(format!("{}: {} has not answered", scheme.name, answer.organisation), Some(answer.asked)));
            }
            if scheme.becomes_actions && record.actions.is_empty() && findings.iter().any(|field| !record.value(field).is_empty()) {
                found.push(new(format!("{}: no action came of what was found", scheme.name), record.day(&scheme.day)));
            }
        }
    }
    found.sort_by_key(|one| one.due);
    Ok(found)
}

/// Every record that is late today, of every scheme.
pub(super) async fn late_records(house: &House, moment: &Moment) -> Result<Vec<(LateRecord, Scheme)>> {
    let (day, area) = (today(moment), area(house).await?);
    let all = load::<SchemeRecord>(house, None).await?;
    let mut found = Vec::new();
    for (name, scheme) in house.rulebook.schemes(day, area.as_ref()) {
        let records: Vec<&SchemeRecord> = all.values().map(|kept| &kept.body).filter(|record| record.scheme == name).collect();
        let late = with_limits(house, moment, area.as_ref(), |limits| Ok(late_of(name, scheme.parameters, &records, limits)))?;
        found.extend(late.into_iter().map(|one| (one, scheme.parameters.clone())));
    }
    Ok(found)
}

fn late_of(name: &str, scheme: &Scheme, records: &[&SchemeRecord], limits: &Limits<'_>) -> Vec<LateRecord> {
    let mut late = Vec::new();
    let new = |record: &SchemeRecord, what: String, due| LateRecord { scheme: name.to_owned(), number: record.number, what, due };
    for record in records.iter().filter(|record| record.struck.is_none()) {
        for timer in &scheme.timers {
            if record.value(&timer.to).is_empty() && in_time(timer, record, limits) == Some(Some(false)) {
                late.push(new(record, format!("{}: not done", timer.label), timer_due(timer, record, limits)));
            }
        }
        if let Some((due, what)) = review_due(scheme, record, limits.today).filter(|(due, _)| *due < limits.today) {
            late.push(new(record, what.to_owned(), Some(due)));
        }
    }
    late
}

/// A scheme with what was counted in a financial year, by quarter; of today's where none is named.
pub async fn scheme_view(house: &House, moment: &Moment, name: &str, year: Option<&str>) -> Result<SchemeView> {
    let year = super::year_of(year, moment)?;
    let (found, area) = scheme_now(house, moment, name).await?;
    let scheme = found.parameters;
    let all = records_of(house, name).await?;
    let bodies: Vec<&SchemeRecord> = all.iter().map(|kept| &kept.body).collect();
    let (counts, late) = with_limits(house, moment, area.as_ref(), |limits| {
        Ok((count_scheme(scheme, &bodies, &year_spans(year), limits)?, late_of(name, scheme, &bodies, limits)))
    })?;
    let year_of_record = |record: &SchemeRecord| record.day(&scheme.day).and_then(calendar::Month::of).and_then(FinancialYear::of);
    let mut years: BTreeSet<String> = bodies.iter().filter_map(|record| year_of_record(record)).map(year_id).collect();
    years.insert(year_id(year));
    let mut records: Vec<Kept<SchemeRecord>> =
        all.iter().filter(|kept| year_of_record(&kept.body).is_none_or(|of| of == year)).cloned().collect();
    records.sort_by_key(|kept| std::cmp::Reverse((kept.body.day(&scheme.day), kept.body.number)));
    Ok(SchemeView {
        name: name.to_owned(),
        scheme: scheme.clone(),
        rule: found.reference().to_string(),
        source: format!("{}, {}", found.rule.source.document, found.rule.source.place),
        year: year_id(year),
        years: years.into_iter().rev().collect(),
        counts,
        all: all.len(),
        records,
        late,
    })
}

/// From when until when is counted.
#[derive(Debug, Clone, Copy)]
pub struct CountRange {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// What a scheme counts between two days, by the quarters they touch.
///
/// # Errors
/// Refused with `count-range` where the last day lies before the first, or more than ten years behind it.
pub async fn count_range(house: &House, moment: &Moment, name: &str, range: CountRange) -> Result<(Scheme, SchemeCounts)> {
    let (found, area) = scheme_now(house, moment, name).await?;
    check_range(range)?;
    let all = records_of(house, name).await?;
    let bodies: Vec<&SchemeRecord> = all.iter().map(|kept| &kept.body).collect();
    let spans = fair_spans(range.from, range.to);
    let counts = with_limits(house, moment, area.as_ref(), |limits| count_scheme(found.parameters, &bodies, &spans, limits))?;
    Ok((found.parameters.clone(), counts))
}

/// So many days may lie between two that are counted between: what a page and a table can hold, not a rule.
const LONGEST_RANGE: i32 = 3_660;

pub(super) fn check_range(range: CountRange) -> Result<()> {
    if (0..=LONGEST_RANGE).contains(&(range.to - range.from).get_days()) {
        return Ok(());
    }
    let message = format!("{} to {} is no span to count over", range.from, range.to);
    Err(Trouble::usage("count-range", message, "give the earlier day first, and ten years at the most"))
}

/// What every scheme counts in a financial year, for the list of successes and for reports.
pub async fn counts_of_year(house: &House, moment: &Moment, range: CountRange) -> Result<Vec<(String, Scheme, SchemeCounts)>> {
    check_range(range)?;
    let (day, area) = (today(moment), area(house).await?);
    let all = load::<SchemeRecord>(house, None).await?;
    let spans = [Span { name: String::new(), first: range.from, last: range.to }];
    let mut found = Vec::new();
    for (name, scheme) in house.rulebook.schemes(day, area.as_ref()) {
        let records: Vec<&SchemeRecord> = all.values().map(|kept| &kept.body).filter(|record| record.scheme == name).collect();
        if records.is_empty() {
            continue;
        }
        let counts = with_limits(house, moment, area.as_ref(), |limits| count_scheme(scheme.parameters, &records, &spans, limits))?;
        found.push((name.to_owned(), scheme.parameters.clone(), counts));
    }
    Ok(found)
}

/// One record; none where there is none.
pub async fn scheme_record(house: &House, moment: &Moment, name: &str, number: u32) -> Result<Option<RecordView>> {
    let (found, area) = scheme_now(house, moment, name).await?;
    let Some(kept) = records_of(house, name).await?.into_iter().find(|kept| kept.body.number == number) else { return Ok(None) };
    let scheme = found.parameters;
    let (limits, review) = with_limits(house, moment, area.as_ref(), |limits| {
        let said = scheme.timers.iter().filter_map(|timer| {
            let (words, missed) = match in_time(timer, &kept.body, limits)? {
                Some(true) => ("yes", false),
                Some(false) => ("no", true),
                None => ("not done yet, the limit runs", false),
            };
            Some((format!("{}: {words}", timer.label), missed))
        });
        let review = review_due(scheme, &kept.body, limits.today).map(|(day, what)| (day, what.to_owned(), day < limits.today));
        Ok((said.collect(), review))
    })?;
    Ok(Some(RecordView { kept, scheme: scheme.clone(), rule: found.reference().to_string(), limits, review }))
}

/// Everything that is wrong with the values of a record; nothing where they may stand.
pub async fn check_values(house: &House, moment: &Moment, name: &str, values: &BTreeMap<String, String>) -> Result<Vec<ValueFault>> {
    let (found, _) = scheme_now(house, moment, name).await?;
    let personal = house.rulebook.personal_looking(today(moment), None)?;
    Ok(decide_values(found.parameters, values, &Words::new(personal.parameters)).err().unwrap_or_default())
}

fn faulty(name: &str, faults: &[ValueFault]) -> Trouble {
    let first = faults.first();
    let (field, why) = first.map_or(("", ""), |fault| (fault.field.as_str(), fault.why.as_str()));
    let others = match faults.len() {
        0 | 1 => String::new(),
        many => format!("; and {} more", many - 1),
    };
    let remedy = first.map_or_else(String::new, |fault| fault.remedy.clone());
    Trouble::refused("scheme-value", format!("not recorded in the scheme `{name}`: `{field}` {why}{others}"), remedy)
}

/// Records an activity under the next number of its scheme.
///
/// # Errors
/// Refused with `scheme-unknown`, or with `scheme-value` where a value may not stand.
pub async fn record_activity(house: &House, moment: &Moment, name: &str, values: &BTreeMap<String, String>) -> Result<Recorded> {
    let (found, _) = scheme_now(house, moment, name).await?;
    let personal = house.rulebook.personal_looking(today(moment), None)?;
    let values = decide_values(found.parameters, values, &Words::new(personal.parameters)).map_err(|faults| faulty(name, &faults))?;
    let mut record = SchemeRecord {
        scheme: name.to_owned(),
        number: 0,
        rule: found.reference(),
        values,
        answers: Vec::new(),
        actions: Vec::new(),
        struck: None,
    };
    let mut tries = 1;
    loop {
        let there = load_of::<SchemeRecord>(house, &format!("{name}/")).await?;
        record.number = there.iter().map(|(record, _)| record.number).max().unwrap_or(0).saturating_add(1);
        match save(house, moment, &record, 0).await {
            // Whoever records saw no number: that somebody else took it meanwhile is no reason to refuse.
            Err(trouble) if trouble.code == "entry-changed" && tries < TRIES => tries += 1,
            recorded => return recorded,
        }
    }
}

async fn standing(house: &House, name: &str, number: u32) -> Result<(SchemeRecord, i64)> {
    let (record, seen) = required::<SchemeRecord>(house, &format!("{name}/{number}")).await?;
    match record.struck {
        None => Ok((record, seen)),
        Some(_) => Err(trouble(SchemeRecord::REGISTER, &Refused::NotNow { field: "struck", why: "the record was taken out" })),
    }
}

/// Writes the values of a record anew; `seen` is the place of the newest entry looked at.
pub async fn change_record(
    house: &House,
    moment: &Moment,
    name: &str,
    number: u32,
    values: &BTreeMap<String, String>,
    seen: i64,
) -> Result<Recorded> {
    let (found, _) = scheme_now(house, moment, name).await?;
    let (record, _) = standing(house, name, number).await?;
    let personal = house.rulebook.personal_looking(today(moment), None)?;
    let values = decide_values(found.parameters, values, &Words::new(personal.parameters)).map_err(|faults| faulty(name, &faults))?;
    save(house, moment, &SchemeRecord { values, rule: found.reference(), ..record }, seen).await
}

/// Takes a record out that was written by mistake: it stays in the history and counts no longer.
pub async fn strike_record(house: &House, moment: &Moment, name: &str, number: u32, role: &str, reason: &str) -> Result<Recorded> {
    let (record, seen) = standing(house, name, number).await?;
    let struck = Closed { on: today(moment), role: role.trim().to_owned(), reason: reason.trim().to_owned() };
    save(house, moment, &SchemeRecord { struck: Some(struck), ..record }, seen).await
}

/// Records that partners were asked; those that were asked already are left.
pub async fn ask_partners(house: &House, moment: &Moment, name: &str, number: u32, organisations: &[&str]) -> Result<Recorded> {
    let (found, _) = scheme_now(house, moment, name).await?;
    let (mut record, seen) = standing(house, name, number).await?;
    if !found.parameters.partners_answer {
        return Err(trouble(
            SchemeRecord::REGISTER,
            &Refused::NotNow { field: "organisations", why: "nobody answers records of this scheme" },
        ));
    }
    let there: BTreeSet<String> = record.answers.iter().map(|answer| answer.organisation.clone()).collect();
    let mut new: Vec<&str> = Vec::new();
    for one in organisations.iter().map(|one| one.trim()) {
        if !one.is_empty() && !there.contains(one) && !new.contains(&one) {
            new.push(one);
        }
    }
    if new.is_empty() {
        return Err(trouble(SchemeRecord::REGISTER, &Refused::Empty("organisations")));
    }
    let asked = today(moment);
    let answer = |one: &str| PartnerAnswer { organisation: one.to_owned(), asked, on: None, helps: None, said: String::new() };
    record.answers.extend(new.into_iter().map(answer));
    save(house, moment, &record, seen).await
}

/// Records what a partner that was asked answered; once more corrects it.
pub async fn partner_answered(
    house: &House,
    moment: &Moment,
    name: &str,
    number: u32,
    organisation: &str,
    helps: bool,
    said: &str,
) -> Result<Recorded> {
    let (mut record, seen) = standing(house, name, number).await?;
    let known: Vec<String> = record.answers.iter().map(|one| one.organisation.clone()).collect();
    let Some(answer) = record.answers.iter_mut().find(|one| one.organisation == organisation) else {
        let known = if known.is_empty() { "nobody: no partner was asked".to_owned() } else { known.join(", ") };
        return Err(trouble(SchemeRecord::REGISTER, &Refused::NotOneOf { field: "organisation", value: organisation.to_owned(), known }));
    };
    *answer = PartnerAnswer { on: Some(today(moment)), helps: Some(helps), said: said.trim().to_owned(), ..answer.clone() };
    save(house, moment, &record, seen).await
}

/// Makes an action of a plan out of what was found; the record says so. Both are written, or neither.
///
/// # Errors
/// Refused with `record-taken` where the plan has that number already, and where nothing of this scheme becomes an action.
pub async fn becomes_action(
    house: &House,
    moment: &Moment,
    name: &str,
    number: u32,
    plan: &str,
    reference: &Reference,
    words: &crate::plans::ActionWords<'_>,
) -> Result<Recorded> {
    let (found, _) = scheme_now(house, moment, name).await?;
    let (mut record, seen) = standing(house, name, number).await?;
    if !found.parameters.becomes_actions {
        let why = "nothing of this scheme becomes an action";
        return Err(trouble(SchemeRecord::REGISTER, &Refused::NotNow { field: "actions", why }));
    }
    refuse_taken::<plans::Action>(house, &format!("{plan}/{reference}")).await?;
    let action = crate::plans::write::action_as_said(house, moment, plan, reference, words).await?;
    record.actions.push(format!("{plan}/{reference}"));
    let entries = [entry_for(house, moment, &action, 0)?, entry_for(house, moment, &record, seen)?];
    let places = house.store.append_entries(&entries).await?;
    let [_, new] = entries;
    // The store answers with the place of each entry, in their order.
    let seq = places.last().copied().unwrap_or_default();
    Ok(Recorded { seq, register: new.register, id: new.id, at: new.at, who: new.who })
}

/// What a record has in a column, as it is shown in a list.
pub(super) fn shown(scheme: &Scheme, record: &SchemeRecord, field: &str) -> String {
    let value = record.value(field);
    let option = scheme.field(field).and_then(|field| field.options.iter().find(|one| one.id == value));
    option.map_or_else(|| value.to_owned(), |one| one.name.clone())
}
