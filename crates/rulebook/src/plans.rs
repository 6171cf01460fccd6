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
