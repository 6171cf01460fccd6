//! What a column of a table means: by the rule's headings, and by the month, quarter or year that stands in its own.

use crate::Period;
use calendar::{FinancialYear, Month, Quarter};
use rulebook::PlanColumns;
use serde::{Deserialize, Serialize};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// The number of the priority.
    PriorityNumber,
    /// What the priority is called.
    Priority,
    /// The number of the action.
    ActionNumber,
    /// What is to be done.
    Action,
    /// The status given to the action.
    ActionStatus,
    /// The number of the milestone.
    MilestoneNumber,
    /// What the milestone is.
    Milestone,
    /// The status given to the milestone.
    MilestoneStatus,
    /// How it is measured.
    Measurement,
    /// Who gives the measure.
    SourceOfMeasure,
    /// Who leads.
    Lead,
    /// Who takes part.
    Partners,
    /// With what.
    Resources,
    /// By when, in words.
    Timescale,
    /// The last day.
    Due,
    /// The last day, or by when in words: a table without a column for the words writes them there.
    DueOrTimescale,
    /// What it costs.
    Cost,
    /// How it went in a period.
    Update,
    /// The status given for a period.
    Status,
    /// Whether the row's update is the action's or the milestone's.
    AppliesTo,
    /// The financial year of the row.
    PlanYear,
    /// Known, and kept in the table alone.
    Kept,
}

impl Meaning {
    /// Every one.
    pub const ALL: [Self; 22] = [
        Self::PriorityNumber,
        Self::Priority,
        Self::ActionNumber,
        Self::Action,
        Self::ActionStatus,
        Self::MilestoneNumber,
        Self::Milestone,
        Self::MilestoneStatus,
        Self::Measurement,
        Self::SourceOfMeasure,
        Self::Lead,
        Self::Partners,
        Self::Resources,
        Self::Timescale,
        Self::Due,
        Self::DueOrTimescale,
        Self::Cost,
        Self::Update,
        Self::Status,
        Self::AppliesTo,
        Self::PlanYear,
        Self::Kept,
    ];

    /// Its stable name, as the rule has it.
    pub fn id(self) -> &'static str {
        match self {
            Self::PriorityNumber => "priority-number",
            Self::Priority => "priority",
            Self::ActionNumber => "action-number",
            Self::Action => "action",
            Self::ActionStatus => "action-status",
            Self::MilestoneNumber => "milestone-number",
            Self::Milestone => "milestone",
            Self::MilestoneStatus => "milestone-status",
            Self::Measurement => "measurement",
            Self::SourceOfMeasure => "source-of-measure",
            Self::Lead => "lead",
            Self::Partners => "partners",
            Self::Resources => "resources",
            Self::Timescale => "timescale",
            Self::Due => "due",
            Self::DueOrTimescale => "due-or-timescale",
            Self::Cost => "cost",
            Self::Update => "update",
            Self::Status => "status",
            Self::AppliesTo => "applies-to",
            Self::PlanYear => "plan-year",
            Self::Kept => "kept",
        }
    }

    /// Reads it by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// Whether it is the number of an action or of a milestone.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::ActionNumber | Self::MilestoneNumber)
    }

    fn names_a_plan(self) -> bool {
        self.is_number() || matches!(self, Self::Action | Self::Milestone)
    }
}

/// What a heading says of when: `jan 2020`, `q4`, `2010-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct When {
    quarter: Option<usize>,
    month: Option<i32>,
    year: Option<i32>,
    financial: Option<(i32, i32)>,
}

impl When {
    fn is_some(self) -> bool {
        self != Self::default()
    }

    fn financial(self) -> Option<FinancialYear> {
        self.financial.and_then(|(first, _)| FinancialYear::beginning(first))
    }

    /// The period, with the year of the row where the heading has none. None is made up.
    pub fn period(self, year: Option<FinancialYear>) -> Option<Period> {
        let of = self.financial().or(year);
        if let Some(month) = self.month {
            return match self.year {
                Some(year) => Month::new(year, month).map(Period::Month),
                None => of?.months().find(|one| one.number() == month).map(Period::Month),
            };
        }
        let quarter = Quarter::ALL.into_iter().nth(self.quarter?.checked_sub(1)?)?;
        // `Q4 2010` may be of the year that begins or of the one that ends then.
        if self.year.is_some() && of.is_none() {
            return None;
        }
        of.map(|of| Period::Quarter(of, quarter))
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub heading: String,
    pub meaning: Option<Meaning>,
    pub when: When,
}

impl Column {
    /// As it was recognised before: the meaning is given, the period read off the heading.
    pub fn known(heading: &str, meaning: Option<Meaning>) -> Self {
        let (_, when) = apart(&words_of(heading));
        Self { heading: heading.to_owned(), meaning, when }
    }
}

/// The words of a heading, in small letters.
fn words_of(heading: &str) -> Vec<String> {
    let small = heading.to_lowercase();
    small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A heading without what it says of when, and that.
fn apart(words: &[String]) -> (Vec<&str>, When) {
    let (mut rest, mut when) = (Vec::new(), When::default());
    let mut all = words.iter().map(String::as_str).peekable();
    while let Some(word) = all.next() {
        let next = all.peek().copied().unwrap_or_default();
        let quarter = word.strip_prefix('q').and_then(quarter_of).or_else(|| quarter_of(next).filter(|_| word == "quarter"));
        if let Some(quarter) = quarter {
            when.quarter = Some(quarter);
            all.next_if(|_| word == "quarter");
        } else if let Some(month) = month_of(word) {
            when.month = Some(month);
        } else if let Some(year) = year_of(word) {
            match second_of(year, next) {
                Some(second) => {
                    when.financial = Some((year, second));
                    all.next();
                }
                None => when.year = Some(year),
            }
        } else {
            rest.push(word);
        }
    }
    (rest, when)
}

fn quarter_of(word: &str) -> Option<usize> {
    ["1", "2", "3", "4"].iter().position(|one| *one == word).map(|at| at + 1)
}

fn month_of(word: &str) -> Option<i32> {
    (1..=12).find(|number| {
        let name = Month::new(2000, *number).map_or("", Month::name).to_lowercase();
        word == name || name.get(..3) == Some(word) || (*number == 9 && word == "sept")
    })
}

pub(super) fn year_of(word: &str) -> Option<i32> {
    let sound = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && (word.starts_with("19") || word.starts_with("20"));
    word.parse().ok().filter(|_| sound)
}

/// The second year of a financial year: `10` or `2010` behind `2009`.
fn second_of(first: i32, word: &str) -> Option<i32> {
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    let second: i32 = word.parse().ok().filter(|_| digits && (word.len() == 2 || word.len() == 4))?;
    let follows = if word.len() == 2 { second == (first + 1) % 100 } else { second == first + 1 };
    follows.then_some(second)
}

/// What a heading means, and when.
pub(super) fn recognise(heading: &str, rule: &PlanColumns) -> Option<Meaning> {
    let words = words_of(heading);
    if let Some(meaning) = rule.meaning(&words.join(" ")) {
        return Meaning::parse(meaning);
    }
    let (rest, when) = apart(&words);
    if !when.is_some() {
        return None;
    }
    if rest.is_empty() {
        // A heading that is a month or a quarter alone stands over what was said for it; a year alone over anything.
        return (when.month.is_some() || when.quarter.is_some()).then_some(Meaning::Update);
    }
    let meaning = Meaning::parse(rule.meaning(&rest.join(" "))?)?;
    matches!(meaning, Meaning::Update | Meaning::Status | Meaning::ActionStatus | Meaning::MilestoneStatus).then_some(meaning)
}

/// The columns of a header, each meaning once: what comes a second time is kept and not read.
pub(super) fn columns_of(cells: &[String], rule: &PlanColumns) -> Vec<Column> {
    let mut seen = std::collections::BTreeSet::new();
    let mut columns: Vec<Column> = cells
        .iter()
        .map(|heading| {
            let column = Column::known(heading, recognise(heading, rule));
            let first = column.meaning.is_none_or(|meaning| meaning == Meaning::Kept || seen.insert((meaning, column.when)));
            if first { column } else { Column { meaning: None, ..column } }
        })
        .collect();
    let has = |wanted: Meaning| cells.iter().any(|heading| recognise(heading, rule) == Some(wanted));
    if !has(Meaning::Timescale) {
        for column in columns.iter_mut().filter(|column| column.meaning == Some(Meaning::Due)) {
            column.meaning = Some(Meaning::DueOrTimescale);
        }
    }
    columns
}

/// How many columns of a row are known as headings, and whether a number of a plan and a word of one are among them.
pub(super) fn likeness(cells: &[String], rule: &PlanColumns) -> (usize, bool, bool) {
    let known: Vec<Meaning> = cells.iter().filter_map(|cell| recognise(cell, rule)).collect();
    (known.len(), known.iter().any(|one| one.is_number()), known.iter().any(|one| one.names_a_plan()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Date;
    use rulebook::Rulebook;

    fn rule() -> &'static PlanColumns {
        Rulebook::builtin().unwrap().plan_columns(Date::constant(2026, 1, 1), None).unwrap().parameters
    }

    #[test]
    fn every_meaning_of_the_rule_is_one_that_is_read() {
        for one in &rule().columns {
            assert!(Meaning::parse(&one.meaning).is_some(), "{}", one.meaning);
        }
        for meaning in Meaning::ALL.into_iter().filter(|one| *one != Meaning::DueOrTimescale) {
            assert!(rule().heading(meaning.id()).is_some(), "{meaning:?}");
        }
    }

    #[test]
    fn headings_are_read_however_they_are_written() {
        let year = FinancialYear::parse("2010/11").ok();
        for (heading, meaning, period) in [
            ("action_no", Some(Meaning::ActionNumber), None),
            ("  Action No. ", Some(Meaning::ActionNumber), None),
            ("update_jan_2020", Some(Meaning::Update), Some("2020-01")),
            ("Update (January 2020)", Some(Meaning::Update), Some("2020-01")),
            ("q4_update", Some(Meaning::Update), Some("2010-11-Q4")),
            ("Quarter 1 progress 2009/10", Some(Meaning::Update), Some("2009-10-Q1")),
            ("q1_progress", Some(Meaning::Update), Some("2010-11-Q1")),
            ("status_feb_2020", Some(Meaning::Status), Some("2020-02")),
            ("Q3", Some(Meaning::Update), Some("2010-11-Q3")),
            ("May", Some(Meaning::Update), Some("2010-05")),
            ("February", Some(Meaning::Update), Some("2011-02")),
            ("update_in_strategic_assessment", Some(Meaning::Kept), None),
            ("2020", None, None),
            ("what may be done", None, None),
            ("cost_gbp_sum_of_resource_lines", Some(Meaning::Cost), None),
            ("", None, None),
        ] {
            assert_eq!(recognise(heading, rule()), meaning, "{heading}");
            let read = Column::known(heading, meaning).when.period(year).map(|one| one.to_string());
            assert_eq!(
                read.as_deref().filter(|_| meaning == Some(Meaning::Update) || meaning == Some(Meaning::Status)),
                period,
                "{heading}"
            );
        }
        assert_eq!(Column::known("Q4 2010", None).when.period(None), None);
        assert_eq!(Column::known("q4_update", None).when.period(None), None);
    }

    #[test]
    fn what_comes_twice_is_read_once() {
        use Meaning::{Action, ActionNumber, DueOrTimescale, Update};
        let cells = ["action_no", "Action", "action", "Q1", "q1 update", "Due"].map(str::to_owned);
        let meanings: Vec<_> = columns_of(&cells, rule()).into_iter().map(|one| one.meaning).collect();
        assert_eq!(meanings, [Some(ActionNumber), Some(Action), None, Some(Update), None, Some(DueOrTimescale)]);
    }
}
