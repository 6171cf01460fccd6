//! A data set in the source register: who holds it, how often it comes, what it is good for, what was judged of it.

use crate::catalogue::{self, DataClass};
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use rulebook::DataFrequency;
use serde::{Deserialize, Serialize};

/// Reads what a data set may be used for.
///
/// # Errors
/// The text is none of the classes.
pub fn parse_class(text: &str) -> Result<DataClass, Refused> {
    let known = || DataClass::ALL.map(|class| format!("`{class}`")).join(", ");
    DataClass::parse(text).ok_or_else(|| Refused::NotOneOf { field: "class", value: text.to_owned(), known: known() })
}

/// What was judged of a data set, by whom, why and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// The class.
    pub class: DataClass,
    /// Why.
    pub reason: String,
    /// The office that judged.
    pub role: String,
    /// The day.
    pub on: Date,
}

/// A holder was asked for what is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chase {
    /// The day.
    pub on: Date,
    /// The office that asked.
    pub role: String,
    /// How: `letter`, `mail`, `call`, `meeting`.
    pub channel: String,
    /// What was asked, if more than the data itself.
    #[serde(default)]
    pub note: String,
    /// What came back.
    #[serde(default)]
    pub answer: Option<Answer>,
}

/// What a holder answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The day.
    pub on: Date,
    /// What was said.
    pub said: String,
}

impl Chase {
    pub(super) fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        words.role("role", &self.role)?;
        words.text("channel", &self.channel)?;
        words.maybe_text("note", &self.note)?;
        let Some(answer) = &self.answer else { return Ok(()) };
        check_not_before("answer", answer.on, self.on)?;
        words.text("answer", &answer.said)
    }
}

/// A data set of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// Its id, as extracts name it: `council-asb`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The organisation that holds it.
    pub holder: String,
    /// The office to ask, never a person; empty where it is not known.
    #[serde(default)]
    pub contact_role: String,
    /// How often it should come, an id of the rule `data-frequency`; empty where nothing was agreed.
    #[serde(default)]
    pub frequency: String,
    /// The period held, as the register states it; empty where extracts tell.
    #[serde(default)]
    pub held: String,
    /// The day it is due next, where one was agreed; otherwise it follows from the frequency and the last receipt.
    #[serde(default)]
    pub next_due: Option<Date>,
    /// What it is good for.
    #[serde(default)]
    pub usefulness: String,
    /// What it cannot tell.
    #[serde(default)]
    pub limitation: String,
    /// What should become of it.
    #[serde(default)]
    pub recommendation: String,
    /// What is to be done next.
    #[serde(default)]
    pub next_action: String,
    /// What was judged of it; nothing yet where missing.
    #[serde(default)]
    pub judged: Option<Judgement>,
    /// The measures it feeds, by their ids.
    #[serde(default)]
    pub feeds: Vec<String>,
    /// How its holder was asked, oldest first.
    #[serde(default)]
    pub chases: Vec<Chase>,
}

impl Body for DataSet {
    const REGISTER: &'static str = "data-set";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("title", &self.title)?;
        words.text("holder", &self.holder)?;
        if !self.contact_role.is_empty() {
            words.role("contact_role", &self.contact_role)?;
        }
        for (field, text) in [
            ("held", &self.held),
            ("usefulness", &self.usefulness),
            ("limitation", &self.limitation),
            ("recommendation", &self.recommendation),
            ("next_action", &self.next_action),
        ] {
            words.maybe_text(field, text)?;
        }
        for measure in &self.feeds {
            check_id("feeds", &measure.replace('_', "-"))?;
        }
        if let Some(judged) = &self.judged {
            words.text("reason", &judged.reason)?;
            words.role("role", &judged.role)?;
        }
        self.chases.iter().try_for_each(|chase| chase.check(words))
    }
}

impl DataSet {
    /// What the catalogue says of a data set, ready to be judged and added to.
    pub fn of_catalogue(set: &catalogue::DataSet, measures: &[catalogue::Measure]) -> Self {
        Self {
            id: set.id.clone(),
            title: set.title.clone(),
            holder: set.holder.clone(),
            contact_role: String::new(),
            frequency: String::new(),
            held: String::new(),
            next_due: None,
            usefulness: set.usefulness.clone(),
            limitation: set.limitation.clone(),
            recommendation: set.recommendation.clone(),
            next_action: String::new(),
            judged: None,
            feeds: measures.iter().filter(|measure| measure.data_set == set.id).map(|measure| measure.id.clone()).collect(),
            chases: Vec::new(),
        }
    }

    /// Its class, if it was judged.
    pub fn class(&self) -> Option<DataClass> {
        self.judged.as_ref().map(|judged| judged.class)
    }

    /// Whether its frequency is one that the rule knows.
    ///
    /// # Errors
    /// It is not.
    pub fn check_frequency(&self, rule: &DataFrequency) -> Result<(), Refused> {
        if self.frequency.is_empty() || rule.frequency(&self.frequency).is_some() {
            return Ok(());
        }
        let known: Vec<String> = rule.frequencies.iter().map(|one| format!("`{}`", one.id)).collect();
        Err(Refused::NotOneOf { field: "frequency", value: self.frequency.clone(), known: known.join(", ") })
    }

    /// With a judgement in place of the one that stands.
    #[must_use]
    pub fn judged(mut self, judgement: Judgement) -> Self {
        self.judged = Some(judgement);
        self
    }

    /// With one more chase.
    #[must_use]
    pub fn chased(mut self, chase: Chase) -> Self {
        self.chases.push(chase);
        self
    }

    /// With an answer to the oldest chase that has none.
    ///
    /// # Errors
    /// Nothing was asked that is not answered.
    pub fn answered(mut self, answer: Answer) -> Result<Self, Refused> {
        let open = self.chases.iter_mut().find(|chase| chase.answer.is_none());
        open.ok_or(Refused::NotNow { field: "answer", why: "no request to the holder is open" })?.answer = Some(answer);
        Ok(self)
    }
}

/// Whether what should have come has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DueState {
    /// Nothing is due.
    Current,
    /// It should have come and is not yet late.
    Due,
    /// It is late.
    Overdue,
    /// Nothing of it was ever received, and no day is set.
    NeverReceived,
}

impl DueState {
    /// In words: `never received`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::NeverReceived => "never received",
        }
    }
}

/// When a data set is due next, and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last day on which it is not late; none where nothing more is expected.
    pub next_due: Option<Date>,
    /// How it stands.
    pub state: DueState,
}

/// When a data set last received on `last_received` is due next, and how it stands today.
///
/// A day that was agreed holds. Otherwise it is expected as many months after the last receipt as its frequency says, and due
/// until the days of grace have passed.
pub fn decide_due(data_set: &DataSet, last_received: Option<Date>, today: Date, rule: &DataFrequency) -> Due {
    let grace = jiff::Span::new().days(i64::from(rule.grace_days));
    let months = rule.frequency(&data_set.frequency).and_then(|frequency| frequency.months);
    // An agreed day that the data came after was kept.
    let agreed = data_set.next_due.filter(|day| last_received.is_none_or(|received| received < day.saturating_sub(grace)));
    let expected = last_received.zip(months).map(|(received, months)| received.saturating_add(jiff::Span::new().months(i64::from(months))));
    let next_due = agreed.or_else(|| expected.map(|day| day.saturating_add(grace)));
    let state = match next_due {
        Some(day) if day < today => DueState::Overdue,
        Some(day) if day.saturating_sub(grace) <= today => DueState::Due,
        None if last_received.is_none() => DueState::NeverReceived,
        _ => DueState::Current,
    };
    Due { next_due, state }
}
