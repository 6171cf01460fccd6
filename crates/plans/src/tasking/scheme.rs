//! Records of activity: what a scheme of the rulebook asks, checked by its types.

use super::place::{check_maybe_said, is_finer_than_a_street};
use crate::Closed;
use calendar::{Date, DateTime, When, parse_when};
use journal::{Body, Refused, Words, check_id};
use rulebook::{FieldType, RuleRef, Scheme, SchemeField};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a partner that was asked answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerAnswer {
    /// The organisation or office.
    pub organisation: String,
    /// The day it was asked.
    pub asked: Date,
    /// The day of its answer; none while there is none.
    #[serde(default)]
    pub on: Option<Date>,
    /// It helps.
    #[serde(default)]
    pub helps: Option<bool>,
    /// What it says that it does.
    #[serde(default)]
    pub said: String,
}

/// One record of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeRecord {
    /// The scheme, by its name.
    pub scheme: String,
    /// Its number in it.
    pub number: u32,
    /// The version of the scheme that it was written by.
    pub rule: RuleRef,
    /// What stands in its fields; what is not there is empty.
    pub values: BTreeMap<String, String>,
    /// The partners that were asked.
    #[serde(default)]
    pub answers: Vec<PartnerAnswer>,
    /// The actions that came of it, each with its plan: `rolling-2009-12/1.10b`.
    #[serde(default)]
    pub actions: Vec<String>,
    /// It was written by mistake, and counts no longer.
    #[serde(default)]
    pub struck: Option<Closed>,
}

impl Body for SchemeRecord {
    const REGISTER: &'static str = "plan-scheme-record";

    fn id(&self) -> String {
        format!("{}/{}", self.scheme, self.number)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("scheme", &self.scheme)?;
        // By the types of its fields it was checked before, homes too; what looks like a person stands in none of them.
        self.values.values().try_for_each(|text| words.maybe_text("values", text))?;
        for answer in &self.answers {
            words.role("organisation", &answer.organisation)?;
            check_maybe_said(words, "said", &answer.said)?;
            if let Some(on) = answer.on {
                journal::check_not_before("on", on, answer.asked)?;
            }
        }
        self.struck.as_ref().map_or(Ok(()), |struck| struck.check(words))
    }
}

impl SchemeRecord {
    /// What stands in a field; empty where nothing does.
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// The day in a field, of a day or a moment.
    pub fn day(&self, field: &str) -> Option<Date> {
        self.value(field).get(..10)?.parse().ok()
    }

    /// The earliest of the days in some fields.
    pub fn earliest(&self, fields: &[String]) -> Option<Date> {
        fields.iter().filter_map(|field| self.day(field)).min()
    }

    /// The moment in a field.
    pub fn moment(&self, field: &str) -> Option<DateTime> {
        self.value(field).parse().ok()
    }

    /// The whole number in a field, or its money in pence.
    pub fn amount(&self, field: &SchemeField) -> Option<i64> {
        let text = self.value(&field.name);
        match field.kind {
            FieldType::Money => pence(text),
            FieldType::Whole => text.parse().ok(),
            _ => None,
        }
    }
}

/// When a record is to be looked at again, if it is: the day, and what is done then. What ends only after today is looked at until then.
pub fn review_due<'a>(scheme: &'a Scheme, record: &SchemeRecord, today: Date) -> Option<(Date, &'a str)> {
    let review = scheme.review.as_ref()?;
    if record.struck.is_some() || record.earliest(&review.ended_by).is_some_and(|ended| ended <= today) {
        return None;
    }
    record.day(&review.field).map(|day| (day, review.what.as_str()))
}

/// Why a value may not stand in its field. Never repeats what looked like a person or a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFault {
    /// The field.
    pub field: String,
    /// What is wrong with it, said of `this`.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

/// How long a text may be.
const LONGEST: usize = 4_000;

/// The values of a record as they are kept, or everything that is wrong with them.
pub fn decide_values(
    scheme: &Scheme,
    given: &BTreeMap<String, String>,
    words: &Words<'_>,
) -> Result<BTreeMap<String, String>, Vec<ValueFault>> {
    let (mut kept, mut faults) = (BTreeMap::new(), Vec::new());
    for name in given.keys().filter(|name| scheme.field(name).is_none()) {
        let known: Vec<&str> = scheme.fields.iter().map(|field| field.name.as_str()).collect();
        faults.push(fault(name, "is no field of this scheme", format!("it has {}", known.join(", "))));
    }
    for field in &scheme.fields {
        match decide_value(field, given.get(&field.name).map_or("", String::as_str), words) {
            Ok(value) if value.is_empty() => {}
            Ok(value) => {
                kept.insert(field.name.clone(), value);
            }
            Err(one) => faults.push(one),
        }
    }
    for timer in &scheme.timers {
        let at = |name: &String| kept.get(name).filter(|text| !text.is_empty());
        if let (Some(from), Some(to)) = (at(&timer.from), at(&timer.to))
            && to < from
            && !faults.iter().any(|fault| fault.field == timer.to)
        {
            faults.push(fault(&timer.to, "lies before what it follows", "correct one of the two".to_owned()));
        }
    }
    if faults.is_empty() { Ok(kept) } else { Err(faults) }
}

fn fault(field: &str, why: &str, remedy: String) -> ValueFault {
    ValueFault { field: field.to_owned(), why: why.to_owned(), remedy }
}

/// One value as it is kept: days as `2009-06-01`, moments as `2009-06-01T10:30`, money as `2500.00`.
///
/// # Errors
/// It is not what the field takes, or looks like a person or a home.
pub fn decide_value(field: &SchemeField, text: &str, words: &Words<'_>) -> Result<String, ValueFault> {
    let text = text.trim();
    let wrong = |why: &str, remedy: &str| Err(fault(&field.name, why, remedy.to_owned()));
    if text.is_empty() {
        return if field.optional { Ok(String::new()) } else { wrong("is empty", "answer it: every record needs it") };
    }
    if text.chars().count() > LONGEST {
        return wrong("is too long", "say it shorter: 4,000 characters at most");
    }
    if let Some(sign) = words.looks_like_a_person(text) {
        return wrong(&format!("holds what looks like {sign}"), "name the office or the team, never a person or how to reach one");
    }
    let is_words =
        matches!(field.kind, FieldType::Text | FieldType::Lines | FieldType::Place | FieldType::Organisation | FieldType::Organisations);
    if is_words && is_finer_than_a_street(text) {
        return wrong("is finer than a street", "name the street, the village or the ward, without the number of a house or a postcode");
    }
    match field.kind {
        FieldType::Day => match text.parse::<Date>() {
            Ok(day) if text.len() == 10 => Ok(day.to_string()),
            _ => wrong("is no day", "write it as `2026-10-31`"),
        },
        FieldType::Moment => match parse_when(text) {
            Ok(When::Wall(wall)) => Ok(format!("{}T{:02}:{:02}", wall.date(), wall.hour(), wall.minute())),
            _ => wrong("is no day with a time", "write it as `2026-10-31T14:30`, in the time of London"),
        },
        FieldType::Whole => match text.replace(',', "").parse::<u32>() {
            Ok(number) => Ok(number.to_string()),
            Err(_) => wrong("is no whole number", "write it in figures, such as `1200`"),
        },
        FieldType::Money => match pence(&text.trim_start_matches('\u{a3}').replace(',', "")) {
            Some(pence) => Ok(format!("{}.{:02}", pence / 100, pence % 100)),
            None => wrong("is no amount of money", "write pounds and pence in figures, such as `1200.50`"),
        },
        FieldType::YesNo => match text.to_ascii_lowercase().as_str() {
            answer @ ("yes" | "no") => Ok(answer.to_owned()),
            _ => wrong("is neither yes nor no", "write `yes` or `no`"),
        },
        FieldType::Choice => {
            let found = field.options.iter().find(|one| one.id == text || one.name.eq_ignore_ascii_case(text));
            let known: Vec<String> = field.options.iter().map(|one| format!("`{}`", one.id)).collect();
            found
                .map(|one| one.id.clone())
                .ok_or_else(|| fault(&field.name, "is none of the answers", format!("it may be {}", known.join(", "))))
        }
        FieldType::Text | FieldType::Lines | FieldType::Place => Ok(text.to_owned()),
        FieldType::Organisation => match words.role("organisation", text) {
            Ok(()) => Ok(text.to_owned()),
            Err(refused) => wrong("looks like a person", &refused.remedy()),
        },
        FieldType::Organisations => {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            match lines.iter().find_map(|line| words.role("organisation", line).err()) {
                None => Ok(lines.join("\n")),
                Some(refused) => wrong("has a line that looks like a person", &refused.remedy()),
            }
        }
    }
}

/// `1200.5` as pence; none where it is no amount, or more than can be counted.
pub(super) fn pence(text: &str) -> Option<i64> {
    let (pounds, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if pounds.is_empty() || pounds.len() > 9 || part.len() > 2 || !digits(pounds) || !digits(part) || text.trim().ends_with('.') {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    pounds.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}
