//! Priorities of a year: under their headings, off the list with the reason, and the wards that nobody decided on.

use super::flags::{FlagsAnswer, flags_page};
use crate::registers::{self, ConcernLine, GapLine, PriorityLine};
use crate::{House, Moment};
use base::Result;
use evidence::registers::HighWard;

/// Priorities under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorityGroup {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub meaning: String,
    /// Proposed under it or on the list.
    pub lines: Vec<PriorityLine>,
}

/// The wards at the highest risk that nobody decided on.
#[derive(Debug, Clone, PartialEq)]
pub enum Undecided {
    /// They could not be found, and why.
    NotKnown(String),
    /// They are these, by this rule in this district.
    Wards {
        /// The wards.
        wards: Vec<HighWard>,
        /// The rule.
        rule: String,
    },
}

/// The priorities of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct PrioritiesPage {
    /// The year; none where nothing is recorded.
    pub year: Option<String>,
    /// Every year there is, the newest first.
    pub years: Vec<String>,
    /// On the list or proposed, by heading.
    pub groups: Vec<PriorityGroup>,
    /// Off the list.
    pub off: Vec<PriorityLine>,
    /// Looked at, with neither heading nor decision.
    pub open: Vec<PriorityLine>,
    /// The rule of the headings.
    pub rule: String,
    /// Wards at the highest risk without a decision.
    pub undecided: Undecided,
    /// Concerns, standing ones first.
    pub concerns: Vec<ConcernLine>,
    /// Gaps that are open.
    pub gaps: Vec<GapLine>,
}

/// The priorities of the year asked for, or of the newest.
pub async fn priorities_page(house: &House, year: Option<&str>, moment: &Moment) -> Result<PrioritiesPage> {
    let today = registers::today(moment);
    let all = registers::priorities(house, None).await?;
    let mut years: Vec<String> = all.iter().map(|line| line.priority.year.clone()).collect();
    years.dedup();
    years.reverse();
    let year = year.map(str::to_owned).filter(|year| years.contains(year)).or_else(|| years.first().cloned());
    let lines: Vec<PriorityLine> = all.into_iter().filter(|line| Some(&line.priority.year) == year.as_ref()).collect();
    // The flags that the year's proposals rest on; otherwise the rule in force.
    let basis = lines.iter().rev().find_map(|line| line.priority.basis.rule.clone());
    let day = lines.first().map_or(today, |line| line.priority.on);
    let headings = house.rulebook.priority_headings(day, None)?;
    let (off, lines): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.priority.decision.as_ref().is_some_and(|decision| !decision.listed));
    let (open, lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.priority.heading.is_none());
    let mut groups: Vec<PriorityGroup> = headings
        .parameters
        .headings
        .iter()
        .map(|one| PriorityGroup { heading: one.name.clone(), meaning: one.meaning.clone(), lines: Vec::new() })
        .collect();
    for line in lines {
        match groups.iter_mut().find(|group| group.heading == line.heading) {
            Some(group) => group.lines.push(line),
            // A heading of an earlier rule keeps its name.
            None => groups.push(PriorityGroup { heading: line.heading.clone(), meaning: String::new(), lines: vec![line] }),
        }
    }
    let undecided = undecided(house, year.as_deref(), basis.as_deref(), moment).await?;
    let mut concerns = registers::concerns(house).await?;
    concerns.sort_by_key(|line| !line.concern.stands());
    let gaps = registers::gaps(house, today).await?.into_iter().filter(|line| line.gap.closed.is_none()).collect();
    Ok(PrioritiesPage { rule: headings.reference().to_string(), year, years, groups, off, open, undecided, concerns, gaps })
}

async fn undecided(house: &House, year: Option<&str>, rule: Option<&str>, moment: &Moment) -> Result<Undecided> {
    let answer = flags_page(house, rule, None, None, moment).await?;
    Ok(match answer {
        FlagsAnswer::Page(page) => {
            let high = page.wards.iter().filter(|line| line.risk_rank == page.highest);
            let high: Vec<HighWard> = high.map(|line| HighWard { code: line.code.clone(), name: line.name.clone() }).collect();
            let wards = match year {
                Some(year) => registers::undecided_wards(house, &high, year).await?,
                None => high,
            };
            Undecided::Wards { wards, rule: page.rule.reference }
        }
        FlagsAnswer::UnknownRule { asked, .. } => Undecided::NotKnown(format!("there is no rule `{asked}`")),
        FlagsAnswer::Refused { message, .. } => Undecided::NotKnown(message),
    })
}
