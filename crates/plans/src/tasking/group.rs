//! Task groups, standing or with an end: what for, who leads, when they meet, how they end.

use super::place::check_said;
use calendar::{Date, FinancialYear, Month, Quarter};
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// A choice that was put to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupOption {
    /// What it would mean.
    pub text: String,
    /// It is recommended.
    #[serde(default)]
    pub recommended: bool,
    /// How many votes it had; none before the vote.
    #[serde(default)]
    pub votes: Option<u32>,
}

/// What was decided about the options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionsDecided {
    /// The day.
    pub on: Date,
    /// The option, from 1.
    pub option: u32,
    /// The meeting or body that decided.
    pub by: String,
}

/// The plan of a group was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanAgreed {
    /// The day.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// The plan of ours that it is, by its id; none where it is a paper.
    #[serde(default)]
    pub plan: Option<String>,
    /// What it says, in a sentence.
    pub said: String,
}

/// It went up in another group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMerged {
    /// The day.
    pub on: Date,
    /// The other group, by its id.
    pub into: String,
    /// Why.
    pub reason: String,
}

/// It ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupClosed {
    /// The day.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// What came of it.
    pub outcome: String,
}

/// A group that works on something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskGroup {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// The office that leads it.
    pub lead: String,
    /// The first day.
    pub started: Date,
    /// It is to end: a task-and-finish group.
    #[serde(default)]
    pub finishes: bool,
    /// By when it is to end.
    #[serde(default)]
    pub ends: Option<Date>,
    /// It meets every so many months; none where it meets as needed.
    #[serde(default)]
    pub every_months: Option<u8>,
    /// The data that it looks at, by the ids of the register of sources; their owners are asked before it meets.
    #[serde(default)]
    pub data_sets: Vec<String>,
    /// The plan whose steps it follows, by its id.
    #[serde(default)]
    pub plan: Option<String>,
    /// Its plan was agreed.
    #[serde(default)]
    pub agreed: Option<PlanAgreed>,
    /// What was put to it.
    #[serde(default)]
    pub options: Vec<GroupOption>,
    /// What was decided about that.
    #[serde(default)]
    pub decided: Option<OptionsDecided>,
    /// It went up in another.
    #[serde(default)]
    pub merged: Option<GroupMerged>,
    /// It ended.
    #[serde(default)]
    pub closed: Option<GroupClosed>,
}

impl Body for TaskGroup {
    const REGISTER: &'static str = "plan-task-group";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        check_said(words, "name", &self.name)?;
        check_said(words, "purpose", &self.purpose)?;
        words.role("lead", &self.lead)?;
        if let Some(ends) = self.ends {
            check_not_before("ends", ends, self.started)?;
        }
        if self.finishes && self.ends.is_none() {
            return Err(Refused::Empty("ends"));
        }
        if let Some(months) = self.every_months.filter(|months| !(1..=12).contains(months)) {
            return Err(Refused::OutOfRange { field: "every_months", value: months, lowest: 1, highest: 12 });
        }
        self.data_sets.iter().chain(&self.plan).try_for_each(|id| check_id("data_sets", id))?;
        if let Some(agreed) = &self.agreed {
            words.role("role", &agreed.role)?;
            check_said(words, "said", &agreed.said)?;
            check_not_before("agreed", agreed.on, self.started)?;
        }
        self.options.iter().try_for_each(|option| check_said(words, "options", &option.text))?;
        if let Some(decided) = &self.decided {
            check_said(words, "by", &decided.by)?;
            let there = u32::try_from(self.options.len()).unwrap_or(u32::MAX);
            if !(1..=there).contains(&decided.option) {
                return Err(Refused::NotOneOf {
                    field: "option",
                    value: decided.option.to_string(),
                    known: format!("one of the {there} options, by its number"),
                });
            }
        }
        if let Some(merged) = &self.merged {
            check_id("into", &merged.into)?;
            check_said(words, "reason", &merged.reason)?;
            check_not_before("merged", merged.on, self.started)?;
            if merged.into == self.id {
                return Err(Refused::NotNow { field: "into", why: "a group can't go up in itself" });
            }
        }
        if let Some(closed) = &self.closed {
            words.role("role", &closed.role)?;
            check_said(words, "outcome", &closed.outcome)?;
            check_not_before("closed", closed.on, self.started)?;
        }
        Ok(())
    }
}

impl TaskGroup {
    /// Whether it works on a day.
    pub fn is_open(&self) -> bool {
        self.merged.is_none() && self.closed.is_none()
    }

    /// The day it ended, if it did.
    pub fn ended_on(&self) -> Option<Date> {
        self.closed.as_ref().map(|closed| closed.on).or_else(|| self.merged.as_ref().map(|merged| merged.on))
    }
}

/// The whole quarters, from the one in which a group began to the one before today, in which a group that is to meet each quarter or
/// oftener held no meeting: the financial year and the quarter.
pub fn missed_quarters(group: &TaskGroup, held: &[Date], today: Date) -> Vec<(FinancialYear, Quarter)> {
    let mut missed = Vec::new();
    if group.every_months.is_none_or(|months| months > 3) {
        return missed;
    }
    let until = group.ended_on().unwrap_or(today).min(today);
    let Some(mut month) = Month::of(group.started) else { return missed };
    while let Some(year) = FinancialYear::of(month) {
        let quarter = Quarter::of(month);
        let Some(last) = year.quarter(quarter).last() else { break };
        if last.last_day() >= until {
            break;
        }
        let first = year.quarter(quarter).next().unwrap_or(last);
        if !held.iter().any(|day| first.first_day() <= *day && *day <= last.last_day()) {
            missed.push((year, quarter));
        }
        month = last.next();
    }
    missed
}
