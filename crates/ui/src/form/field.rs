//! A field of a form, before it is shown.

use crate::Content;

/// One answer there is to choose.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) value: String,
    pub(super) words: Content,
    pub(super) hint: Content,
    pub(super) asks: Vec<Field>,
    pub(super) alone: bool,
    pub(super) divides: bool,
}

impl Answer {
    /// An answer: what is sent and what it says.
    pub fn new(value: impl Into<String>, words: impl Into<Content>) -> Self {
        let (value, words) = (value.into(), words.into());
        Self { value, words, hint: Content::default(), asks: Vec::new(), alone: false, divides: false }
    }

    /// The word between two answers, such as `or`.
    pub fn or(words: impl Into<Content>) -> Self {
        Self { divides: true, ..Self::new("", words) }
    }

    /// With help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Content>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With a further question that it brings with it.
    #[must_use]
    pub fn asks(mut self, field: Field) -> Self {
        self.asks.push(field);
        self
    }

    /// Which holds alone: choosing it takes the others back where script runs. The server must check it too.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.alone = true;
        self
    }
}

/// What kind of answer a field takes.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Line { kind: &'static str, inputmode: &'static str },
    Password,
    Lines { rows: u32, at_most: Option<u32> },
    OneOf { answers: Vec<Answer>, inline: bool },
    AnyOf { answers: Vec<Answer> },
    Choose { answers: Vec<Answer> },
    Date,
    File { accept: String, several: bool },
}

/// A field: its name, what it asks, what stands in it and what is to be mended.
#[derive(Debug, Clone)]
pub struct Field {
    pub(super) name: String,
    pub(super) label: Content,
    pub(super) hint: Content,
    pub(super) kind: Kind,
    pub(super) values: Vec<String>,
    /// What is to be mended: in which part of a date, or empty; and how.
    pub(super) fault: Option<(String, String)>,
    pub(super) is_heading: bool,
    pub(super) is_optional: bool,
    pub(super) width: Option<u8>,
    pub(super) before: Content,
    pub(super) behind: Content,
    pub(super) autocomplete: String,
    pub(super) spellcheck: Option<bool>,
    pub(super) classes: String,
}

/// The parts of a date, in the order they are asked, and what their fields' names end with.
pub(super) const PARTS: [&str; 3] = ["day", "month", "year"];

impl Field {
    fn new(name: impl Into<String>, label: impl Into<Content>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: Content::default(),
            kind,
            values: Vec::new(),
            fault: None,
            is_heading: false,
            is_optional: false,
            width: None,
            before: Content::default(),
            behind: Content::default(),
            autocomplete: String::new(),
            spellcheck: None,
            classes: String::new(),
        }
    }

    /// One line.
    pub fn text(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self::new(name, label, Kind::Line { kind: "text", inputmode: "" })
    }

    /// An address for mail.
    pub fn email(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self {
            spellcheck: Some(false),
            autocomplete: "email".to_owned(),
            ..Self::new(name, label, Kind::Line { kind: "email", inputmode: "" })
        }
    }

    /// A telephone number.
    pub fn telephone(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { autocomplete: "tel".to_owned(), width: Some(20), ..Self::new(name, label, Kind::Line { kind: "tel", inputmode: "" }) }
    }

    /// A whole number or an amount: text with a phone's number pad, as the field `number` of browsers misleads.
    pub fn number(name: impl Into<String>, label: impl Into<Content>) -> Self {
        let kind = Kind::Line { kind: "text", inputmode: "numeric" };
        Self { spellcheck: Some(false), width: Some(10), ..Self::new(name, label, kind) }
    }

    /// A code that is used once, such as an authenticator app shows.
    pub fn code(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { autocomplete: "one-time-code".to_owned(), ..Self::number(name, label) }
    }

    /// A label or a reference that is no word.
    pub fn reference(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { spellcheck: Some(false), ..Self::text(name, label) }
    }

    /// The password one has.
    pub fn password(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { autocomplete: "current-password".to_owned(), ..Self::new(name, label, Kind::Password) }
    }

    /// A password one makes.
    pub fn new_password(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { autocomplete: "new-password".to_owned(), ..Self::new(name, label, Kind::Password) }
    }

    /// Several lines.
    pub fn lines(name: impl Into<String>, label: impl Into<Content>, rows: u32) -> Self {
        Self::new(name, label, Kind::Lines { rows, at_most: None })
    }

    /// Several lines with at most so many characters, and a count of what is left.
    pub fn counted(name: impl Into<String>, label: impl Into<Content>, at_most: u32) -> Self {
        Self::new(name, label, Kind::Lines { rows: 5, at_most: Some(at_most) })
    }

    /// One of several answers, all in sight.
    pub fn one_of(name: impl Into<String>, label: impl Into<Content>, answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::new(name, label, Kind::OneOf { answers: answers.into_iter().collect(), inline: false })
    }

    /// Yes (`yes`) or no (`no`).
    pub fn yes_or_no(name: impl Into<String>, label: impl Into<Content>, yes: &str, no: &str) -> Self {
        let answers = vec![Answer::new("yes", yes), Answer::new("no", no)];
        Self::new(name, label, Kind::OneOf { answers, inline: true })
    }

    /// Any of several answers.
    pub fn any_of(name: impl Into<String>, label: impl Into<Content>, answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::new(name, label, Kind::AnyOf { answers: answers.into_iter().collect() })
    }

    /// One thing to tick: its words, sent as `yes`. It has no question of its own.
    pub fn tick(name: impl Into<String>, words: impl Into<Content>) -> Self {
        Self::new(name, "", Kind::AnyOf { answers: vec![Answer::new("yes", words)] })
    }

    /// One of many, folded away. An answer with an empty value stands for none.
    pub fn choose(name: impl Into<String>, label: impl Into<Content>, answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::new(name, label, Kind::Choose { answers: answers.into_iter().collect() })
    }

    /// A date, sent as `name-day`, `name-month` and `name-year`.
    pub fn date(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self::new(name, label, Kind::Date)
    }

    /// A file; `accept` names the endings a browser offers (`.csv,.xlsx`). The server must check them too.
    pub fn file(name: impl Into<String>, label: impl Into<Content>, accept: &str) -> Self {
        Self::new(name, label, Kind::File { accept: accept.to_owned(), several: false })
    }

    /// With help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Content>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With what stands in it; of several answers, one more that is chosen.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values.push(value.into());
        self
    }

    /// With a date standing in it: day, month and year as they were written.
    #[must_use]
    pub fn on(mut self, day: impl Into<String>, month: impl Into<String>, year: impl Into<String>) -> Self {
        self.values = vec![day.into(), month.into(), year.into()];
        self
    }

    /// With something to mend.
    #[must_use]
    pub fn error(mut self, message: impl Into<String>) -> Self {
        self.fault = Some((String::new(), message.into()));
        self
    }

    /// As the page's first heading too: for a page that asks one thing.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.is_heading = true;
        self
    }

    /// That may stay empty, and says so.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// So many characters wide: 2, 3, 4, 5, 10, 20 or 30.
    #[must_use]
    pub fn width(mut self, characters: u8) -> Self {
        self.width = Some(characters);
        self
    }

    /// With a unit before it (`£`) and one behind it (`per cent`), or empty.
    #[must_use]
    pub fn units(mut self, before: impl Into<Content>, behind: impl Into<Content>) -> Self {
        (self.before, self.behind) = (before.into(), behind.into());
        self
    }

    /// That a browser may fill in: a token such as `username`, or `off`.
    #[must_use]
    pub fn autocomplete(mut self, token: &str) -> Self {
        token.clone_into(&mut self.autocomplete);
        self
    }

    /// With its answers beside each other.
    #[must_use]
    pub fn inline(mut self) -> Self {
        if let Kind::OneOf { inline, .. } = &mut self.kind {
            *inline = true;
        }
        self
    }

    /// Shown on so many lines.
    #[must_use]
    pub fn rows(mut self, lines: u32) -> Self {
        if let Kind::Lines { rows, .. } = &mut self.kind {
            *rows = lines;
        }
        self
    }

    /// That takes several files.
    #[must_use]
    pub fn several(mut self) -> Self {
        if let Kind::File { several, .. } = &mut self.kind {
            *several = true;
        }
        self
    }

    /// With a class beyond its own.
    #[must_use]
    pub fn class(mut self, class: &str) -> Self {
        format!("{} {class}", self.classes).trim().clone_into(&mut self.classes);
        self
    }

    pub(super) fn value_or_empty(&self) -> String {
        self.values.first().cloned().unwrap_or_default()
    }

    fn answers_mut(&mut self) -> &mut [Answer] {
        match &mut self.kind {
            Kind::OneOf { answers, .. } | Kind::AnyOf { answers } => answers,
            _ => &mut [],
        }
    }

    fn answers(&self) -> &[Answer] {
        match &self.kind {
            Kind::OneOf { answers, .. } | Kind::AnyOf { answers } => answers,
            _ => &[],
        }
    }

    fn asked(&self) -> impl Iterator<Item = &Self> {
        self.answers().iter().flat_map(|answer| &answer.asks)
    }

    /// Takes what was sent under its name, and the fields its answers bring with them too.
    pub(super) fn fill(&mut self, sent: &[(String, String)]) {
        let all = |name: &str| sent.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect::<Vec<_>>();
        match self.kind {
            Kind::Password | Kind::File { .. } => {}
            Kind::Date => {
                self.values =
                    PARTS.iter().map(|part| all(&format!("{}-{part}", self.name)).into_iter().next().unwrap_or_default()).collect();
            }
            _ => self.values = all(&self.name),
        }
        for field in self.answers_mut().iter_mut().flat_map(|answer| &mut answer.asks) {
            field.fill(sent);
        }
    }

    /// Takes what is to be mended, if `name` is this field, a part of this date, or a field its answers bring with them.
    pub(super) fn fault(&mut self, name: &str, message: &str) -> bool {
        let part = name.strip_prefix(&self.name).map(|rest| rest.trim_start_matches('-'));
        let mine = match part {
            Some("") => name == self.name,
            Some(part) => matches!(self.kind, Kind::Date) && PARTS.contains(&part) && name.len() == self.name.len() + 1 + part.len(),
            None => false,
        };
        if mine {
            let part = part.unwrap_or_default().to_owned();
            match &mut self.fault {
                Some((_, said)) => *said = format!("{said}. {message}"),
                None => self.fault = Some((part, message.to_owned())),
            }
            return true;
        }
        self.answers_mut().iter_mut().flat_map(|answer| &mut answer.asks).any(|field| field.fault(name, message))
    }

    /// What is to be mended here and in the fields its answers bring with them: anchor and how.
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let own = self.fault.iter().map(|(part, message)| {
            let anchor = match (&self.kind, part.as_str()) {
                (Kind::Date, "") => format!("{}-day", self.name),
                (Kind::Date, part) => format!("{}-{part}", self.name),
                _ => self.name.clone(),
            };
            (anchor, message.clone())
        });
        own.chain(self.asked().flat_map(Self::faults)).collect()
    }

    pub(super) fn has_file(&self) -> bool {
        matches!(self.kind, Kind::File { .. }) || self.asked().any(Self::has_file)
    }
}
