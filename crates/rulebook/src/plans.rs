//! Rules of plans: what words of progress mean, how the milestones of an action come to one status, what colours stand for.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The words that papers use for a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusWords {
    /// The status, by its stable name: `on-track`.
    pub status: String,
    /// The words for it, in small letters.
    pub words: Vec<String>,
}

/// One step of a roll-up: the first that holds decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollUpStep {
    /// It holds where any milestone has one of these.
    #[serde(default)]
    pub any: Vec<String>,
    /// It holds where every milestone has one of these.
    #[serde(default)]
    pub all: Vec<String>,
    /// The action then has this.
    pub then: String,
    /// Why, as it is printed.
    pub because: String,
}

/// How progress is read, rolled up and coloured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionStatus {
    /// The statuses, with their words.
    pub statuses: Vec<StatusWords>,
    /// The steps of the roll-up, in order.
    pub roll_up: Vec<RollUpStep>,
    /// The status that stands where nobody gave one.
    pub not_said: String,
    /// The status of what is open after its last day.
    pub overdue: String,
    /// The rule of the colours, with its version.
    pub colours: String,
    /// So many days after the end of its period an update is late.
    pub update_within_days: u32,
}

impl ActionStatus {
    /// The status that a word stands for; none where the rule does not know the word, and none is guessed.
    pub fn read(&self, text: &str) -> Option<&str> {
        let plain: Vec<String> =
            text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        let plain = plain.join(" ");
        self.statuses.iter().find(|one| one.words.contains(&plain)).map(|one| one.status.as_str())
    }

    /// The status of an action whose milestones have these, and why; none where it has none.
    pub fn roll_up<'a>(&'a self, milestones: &[&str]) -> Option<(&'a str, &'a str)> {
        if milestones.is_empty() {
            return None;
        }
        let has = |list: &[String], status: &str| list.iter().any(|one| one == status);
        let holds = |step: &&RollUpStep| {
            let any = step.any.is_empty() || milestones.iter().any(|status| has(&step.any, status));
            let all = step.all.is_empty() || milestones.iter().all(|status| has(&step.all, status));
            any && all
        };
        self.roll_up.iter().find(holds).map(|step| (step.then.as_str(), step.because.as_str()))
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        let known: BTreeSet<&str> = self.statuses.iter().map(|one| one.status.as_str()).collect();
        if known.len() != self.statuses.len() {
            return Err("`statuses` names one twice".to_owned());
        }
        let mut words = BTreeSet::new();
        for word in self.statuses.iter().flat_map(|one| &one.words) {
            if !words.insert(word) {
                return Err(format!("`{word}` stands for two statuses"));
            }
        }
        let named = self.roll_up.iter().flat_map(|step| step.any.iter().chain(&step.all).chain([&step.then]));
        for status in named.chain([&self.not_said, &self.overdue]) {
            if !known.contains(status.as_str()) {
                return Err(format!("`{status}` is not one of `statuses`"));
            }
        }
        // Whatever the milestones are, the action gets a status: the last step asks nothing.
        match self.roll_up.last() {
            Some(last) if last.any.is_empty() && last.all.is_empty() => Ok(()),
            _ => Err("the last step of `roll_up` must hold always: leave out `any` and `all`".to_owned()),
        }
    }
}

/// The headings that officers write over a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    /// What stands in the column, by its stable name: `lead`.
    pub meaning: String,
    /// The headings, in small letters with single spaces.
    pub headings: Vec<String>,
}

/// What the columns of officers' tables of plans mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanColumns {
    /// The meanings, with their headings.
    pub columns: Vec<ColumnWords>,
}

impl PlanColumns {
    /// What a heading means, in small letters with single spaces; none where no list has it.
    pub fn meaning(&self, heading: &str) -> Option<&str> {
        self.columns.iter().find(|one| one.headings.iter().any(|known| known == heading)).map(|one| one.meaning.as_str())
    }

    /// The first heading of a meaning: the papers' own.
    pub fn heading(&self, meaning: &str) -> Option<&str> {
        self.columns.iter().find(|one| one.meaning == meaning)?.headings.first().map(String::as_str)
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        let (mut meanings, mut headings) = (BTreeSet::new(), BTreeSet::new());
        for one in &self.columns {
            if one.headings.is_empty() || !meanings.insert(&one.meaning) {
                return Err(format!("`{}` stands there twice, or without a heading", one.meaning));
            }
            for heading in &one.headings {
                let plain = !heading.is_empty() && heading.chars().all(|c| c == ' ' || (c.is_alphanumeric() && !c.is_uppercase()));
                if !plain || !headings.insert(heading) {
                    return Err(format!("`{heading}` has two meanings, or is not in small letters with spaces"));
                }
            }
        }
        if meanings.is_empty() { Err("`columns` must not be empty".to_owned()) } else { Ok(()) }
    }
}

/// A colour with its word and its shape, and what has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The colour, by name: `green`.
    pub colour: String,
    /// The word that stands beside it always.
    pub word: String,
    /// A shape that says the same without colour.
    pub shape: String,
    /// The positions or statuses that have it, by stable name.
    pub of: Vec<String>,
}

/// A key of colours: red, amber or yellow, green.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rag {
    /// The marks.
    pub marks: Vec<Mark>,
}

impl Rag {
    /// The mark of a position or a status; none where nothing is rated.
    pub fn mark(&self, of: &str) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.of.iter().any(|one| one == of))
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for mark in &self.marks {
            if mark.word.trim().is_empty() || mark.shape.trim().is_empty() {
                return Err(format!("`{}` needs a word and a shape: colour never stands alone", mark.colour));
            }
            for of in &mark.of {
                if !seen.insert(of) {
                    return Err(format!("`{of}` has two marks"));
                }
            }
        }
        if self.marks.is_empty() { Err("`marks` must not be empty".to_owned()) } else { Ok(()) }
    }
}

/// Words that mark a text as not for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectiveMarking {
    /// The markings, as they are written on papers.
    pub markings: Vec<String>,
}

impl ProtectiveMarking {
    /// The marking that a text carries: in capitals, or anything in brackets at its beginning or end that is one.
    pub fn found_in(&self, text: &str) -> Option<&str> {
        // A hyphen, a dash or more room between its words make no other marking of it.
        let between = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2013}' | '\u{2014}' | '_' | ':');
        let plain = |text: &str| text.split(between).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let said = plain(text);
        let trimmed = said.trim_end_matches('.');
        // At the very beginning, before a colon, it is one in small letters too.
        let before_colon = text.split_once(':').map(|(before, _)| plain(before).to_uppercase());
        let bracketed: Vec<String> = ['[', '(']
            .into_iter()
            .zip([']', ')'])
            .flat_map(|(open, close)| {
                let first = trimmed.strip_prefix(open).and_then(|rest| rest.split_once(close)).map(|(inside, _)| inside);
                let last = trimmed.strip_suffix(close).and_then(|rest| rest.rsplit_once(open)).map(|(_, inside)| inside);
                [first, last].into_iter().flatten().map(str::to_uppercase).collect::<Vec<_>>()
            })
            .collect();
        self.markings.iter().map(String::as_str).find(|marking| {
            let marking = plain(marking);
            let whole = said.match_indices(&marking).any(|(at, _)| {
                let before = said.get(..at).and_then(|text| text.chars().next_back());
                let after = said.get(at + marking.len()..).and_then(|text| text.chars().next());
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            });
            whole || before_colon.as_deref() == Some(marking.as_str()) || bracketed.iter().any(|inside| inside.trim() == marking)
        })
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        let capital = |marking: &String| !marking.is_empty() && *marking == marking.to_uppercase();
        if self.markings.is_empty() || !self.markings.iter().all(capital) {
            return Err("`markings` must be written in capitals, one or more".to_owned());
        }
        Ok(())
    }
}

/// The form of a progress report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressReportForm {
    /// It may take so many pages.
    pub pages: usize,
}

impl ProgressReportForm {
    pub(crate) fn sensible(self) -> Result<(), String> {
        if self.pages == 0 { Err("`pages` must be 1 or more".to_owned()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_is_found_and_a_word_is_not() {
        let rule = ProtectiveMarking { markings: ["OFFICIAL-SENSITIVE", "RESTRICTED", "SECRET"].map(str::to_owned).into() };
        for (text, found) in [
            ("RESTRICTED: two warrants next week", Some("RESTRICTED")),
            ("OFFICIAL - SENSITIVE: two warrants", Some("OFFICIAL-SENSITIVE")),
            ("OFFICIAL \u{2013} SENSITIVE two warrants", Some("OFFICIAL-SENSITIVE")),
            ("Restricted: two warrants", Some("RESTRICTED")),
            ("Two things: parking is restricted", None),
            ("[official-sensitive] two warrants", Some("OFFICIAL-SENSITIVE")),
            ("Two warrants (restricted)", Some("RESTRICTED")),
            ("OFFICIAL SENSITIVE two warrants", Some("OFFICIAL-SENSITIVE")),
            ("Parking is restricted near the school", None),
            ("The secret garden opens", None),
            ("UNRESTRICTED parking", None),
        ] {
            assert_eq!(rule.found_in(text), found, "{text}");
        }
    }
}
