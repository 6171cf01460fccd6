//! What messages say: a letter for each occasion, with the few values it may hold. None names a person or a case.

mod english;

use jiff::civil::{Date, DateTime};

/// The language of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Welsh; English where a letter was not translated.
    Welsh,
}

impl Language {
    /// Reads a language by its code: `en` or `cy`.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::English),
            "cy" => Some(Self::Welsh),
            _ => None,
        }
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Welsh => "cy",
        }
    }

    fn wordings(self) -> &'static Wordings {
        match self {
            // A translation is a second set like the English one; nobody has made and checked one yet.
            Self::English | Self::Welsh => &english::WORDINGS,
        }
    }
}

/// What changed in somebody's ways of signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayChange {
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was taken away.
    PasskeyRemoved,
    /// A password was set or changed.
    PasswordChanged,
    /// A code generator was set up or changed.
    CodesChanged,
    /// Recovery codes were made.
    RecoveryCodesMade,
    /// Signing in through the organisation was connected.
    OrganisationConnected,
    /// The password was taken away, with its codes.
    PasswordRemoved,
    /// Signing in through the organisation was taken away.
    OrganisationRemoved,
}

impl WayChange {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::PasswordChanged,
        Self::CodesChanged,
        Self::RecoveryCodesMade,
        Self::OrganisationConnected,
        Self::PasswordRemoved,
        Self::OrganisationRemoved,
    ];

    /// A stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::PasswordChanged => "password-changed",
            Self::CodesChanged => "codes-changed",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::OrganisationConnected => "organisation-connected",
            Self::PasswordRemoved => "password-removed",
            Self::OrganisationRemoved => "organisation-removed",
        }
    }

    /// Reads one by its name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// A letter. Its values are names of organisations and offices, addresses of pages, days and counts.
#[derive(Clone, PartialEq, Eq)]
pub enum Letter {
    /// Somebody is invited to an office.
    Invitation {
        /// The organisation of the office, by name.
        organisation: String,
        /// The office, as it is said.
        office: String,
        /// The link that works once.
        link: String,
        /// Until when it works, in the time of London.
        ends: DateTime,
    },
    /// An invitation waits for the approval of whoever gets this.
    ApprovalWaits {
        /// The organisation, by name.
        organisation: String,
        /// The page.
        page: String,
    },
    /// The invitation was approved.
    Approved {
        /// The page to sign in at.
        page: String,
    },
    /// A way of signing in changed: a notice, for whoever did not do it.
    WayChanged {
        /// What changed.
        change: WayChange,
        /// The day.
        on: Date,
        /// The page of one's own account.
        page: String,
    },
    /// Somebody lost their way in, and whoever gets this may confirm who they are.
    RecoveryAsked {
        /// The page.
        page: String,
    },
    /// A new way in was asked for: a notice, for whoever did not ask.
    RecoveryNoticed {
        /// The day.
        on: Date,
    },
    /// A second person confirmed who somebody is.
    RecoveryConfirmed {
        /// The link that works once.
        link: String,
        /// Until when it works, in the time of London.
        ends: DateTime,
    },
    /// Something is due.
    Reminder {
        /// How much is due in the coming days.
        due: u32,
        /// How much is overdue.
        overdue: u32,
        /// The page of the list.
        page: String,
    },
    /// A question is put to somebody without an account.
    LinkToAnswer {
        /// The organisation that asks, by name.
        organisation: String,
        /// The link that works once.
        link: String,
        /// Until when it works, in the time of London.
        ends: DateTime,
    },
    /// Somebody without an account is asked how an action goes.
    LinkToUpdate {
        /// The organisation that asks, by name.
        organisation: String,
        /// The link that works once.
        link: String,
        /// Until when it works, in the time of London.
        ends: DateTime,
    },
    /// Every way in was ended.
    CutOff {
        /// The day.
        on: Date,
    },
}

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// The words of one letter, with places for values: `{link}`.
pub(crate) struct Wording {
    pub(crate) subject: &'static str,
    pub(crate) body: &'static str,
}

/// The words of every letter in one language.
pub(crate) struct Wordings {
    pub(crate) months: [&'static str; 12],
    pub(crate) changes: [&'static str; 8],
    pub(crate) moment: &'static str,
    pub(crate) farewell: &'static str,
    pub(crate) invitation: Wording,
    pub(crate) approval_waits: Wording,
    pub(crate) approved: Wording,
    pub(crate) way_changed: Wording,
    pub(crate) recovery_asked: Wording,
    pub(crate) recovery_noticed: Wording,
    pub(crate) recovery_confirmed: Wording,
    pub(crate) reminder: Wording,
    pub(crate) link_to_answer: Wording,
    pub(crate) link_to_update: Wording,
    pub(crate) cut_off: Wording,
}

impl std::fmt::Debug for Letter {
    /// A link is as good as a way in: it is not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.template())
    }
}

impl Letter {
    /// A stable name of the kind of letter.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::ApprovalWaits { .. } => "approval-waits",
            Self::Approved { .. } => "approved",
            Self::WayChanged { .. } => "way-changed",
            Self::RecoveryAsked { .. } => "recovery-asked",
            Self::RecoveryNoticed { .. } => "recovery-noticed",
            Self::RecoveryConfirmed { .. } => "recovery-confirmed",
            Self::Reminder { .. } => "reminder",
            Self::LinkToAnswer { .. } => "link-to-answer",
            Self::LinkToUpdate { .. } => "link-to-update",
            Self::CutOff { .. } => "cut-off",
        }
    }

    /// Puts the letter into words.
    pub(crate) fn say(&self, language: Language) -> Said {
        let words = language.wordings();
        let day = |day: Date| {
            let month = usize::try_from(day.month()).ok().and_then(|month| words.months.get(month.checked_sub(1)?));
            format!("{} {} {}", day.day(), month.copied().unwrap_or_default(), day.year())
        };
        let moment = |at: DateTime| {
            let time = format!("{:02}:{:02}", at.hour(), at.minute());
            filled(words.moment, &[("time", time), ("day", day(at.date()))])
        };
        let (wording, values): (&Wording, Vec<(&str, String)>) = match self {
            Self::Invitation { organisation, office, link, ends } => (
                &words.invitation,
                vec![
                    ("organisation", in_one_line(organisation)),
                    ("office", in_one_line(office)),
                    ("link", in_one_line(link)),
                    ("ends", moment(*ends)),
                ],
            ),
            Self::ApprovalWaits { organisation, page } => {
                (&words.approval_waits, vec![("organisation", in_one_line(organisation)), ("page", in_one_line(page))])
            }
            Self::Approved { page } => (&words.approved, vec![("page", in_one_line(page))]),
            Self::WayChanged { change, on, page } => {
                let change = WayChange::ALL.iter().position(|one| one == change).and_then(|at| words.changes.get(at));
                let change = change.copied().unwrap_or_default().to_owned();
                (&words.way_changed, vec![("change", change), ("on", day(*on)), ("page", in_one_line(page))])
            }
            Self::RecoveryAsked { page } => (&words.recovery_asked, vec![("page", in_one_line(page))]),
            Self::RecoveryNoticed { on } => (&words.recovery_noticed, vec![("on", day(*on))]),
            Self::RecoveryConfirmed { link, ends } => {
                (&words.recovery_confirmed, vec![("link", in_one_line(link)), ("ends", moment(*ends))])
            }
            Self::Reminder { due, overdue, page } => {
                (&words.reminder, vec![("due", due.to_string()), ("overdue", overdue.to_string()), ("page", in_one_line(page))])
            }
            Self::LinkToAnswer { organisation, link, ends } | Self::LinkToUpdate { organisation, link, ends } => (
                if matches!(self, Self::LinkToAnswer { .. }) { &words.link_to_answer } else { &words.link_to_update },
                vec![("organisation", in_one_line(organisation)), ("link", in_one_line(link)), ("ends", moment(*ends))],
            ),
            Self::CutOff { on } => (&words.cut_off, vec![("on", day(*on))]),
        };
        Said { subject: wording.subject.to_owned(), body: format!("{}\n{}", filled(wording.body, &values), words.farewell) }
    }
}

/// A value never begins a line of its own.
fn in_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Fills the places of a text, each once: what a value says is never read as a place.
fn filled(text: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 128);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let (place, after) = behind.split_once('}').unwrap_or((behind, ""));
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == place) {
            out.push_str(value);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters() -> Vec<Letter> {
        let (link, page) = ("https://wardmote.example.org/i/once".to_owned(), "https://wardmote.example.org/due".to_owned());
        let (organisation, office) = ("Fen End Town Council".to_owned(), "caseworker of a partner".to_owned());
        let on = jiff::civil::date(2026, 12, 3);
        let ends = on.at(9, 5, 0, 0);
        let mut all = vec![
            Letter::Invitation { organisation: organisation.clone(), office, link: link.clone(), ends },
            Letter::ApprovalWaits { organisation: organisation.clone(), page: page.clone() },
            Letter::Approved { page: page.clone() },
            Letter::RecoveryAsked { page: page.clone() },
            Letter::RecoveryNoticed { on },
            Letter::RecoveryConfirmed { link: link.clone(), ends },
            Letter::Reminder { due: 3, overdue: 1, page: page.clone() },
            Letter::LinkToAnswer { organisation: organisation.clone(), link: link.clone(), ends },
            Letter::LinkToUpdate { organisation, link, ends },
            Letter::CutOff { on },
        ];
        all.extend(WayChange::ALL.map(|change| Letter::WayChanged { change, on, page: page.clone() }));
        all
    }

    #[test]
    fn every_letter_says_what_it_holds_and_leaves_no_place_open() {
        for language in [Language::English, Language::Welsh] {
            for letter in letters() {
                let said = letter.say(language);
                let template = letter.template();
                assert!(!said.subject.is_empty() && !said.subject.contains(['{', '}', '\n']), "{template}: {}", said.subject);
                assert!(!said.body.contains(['{', '}', '\r']), "{template}: {}", said.body);
                assert!(said.body.lines().all(|line| line.len() <= 78), "{template} has a long line");
                let values: Vec<&str> = match &letter {
                    Letter::Invitation { organisation, office, link, .. } => {
                        vec![organisation, office, link, "until 09:05 on 3 December 2026"]
                    }
                    Letter::ApprovalWaits { organisation, page } => vec![organisation, page],
                    Letter::Approved { page } | Letter::RecoveryAsked { page } => vec![page],
                    Letter::WayChanged { page, .. } => vec![page, "3 December 2026"],
                    Letter::RecoveryNoticed { .. } | Letter::CutOff { .. } => vec!["3 December 2026"],
                    Letter::RecoveryConfirmed { link, .. } => vec![link, "until 09:05 on 3 December 2026"],
                    Letter::Reminder { page, .. } => vec![page, "3", "1"],
                    Letter::LinkToAnswer { organisation, link, .. } | Letter::LinkToUpdate { organisation, link, .. } => {
                        vec![organisation, link, "until 09:05 on 3 December 2026"]
                    }
                };
                assert!(values.iter().all(|value| said.body.contains(value)), "{template}: {}", said.body);
            }
        }
        let changes: std::collections::BTreeSet<String> =
            letters().iter().filter(|one| one.template() == "way-changed").map(|one| one.say(Language::English).body).collect();
        assert_eq!(changes.len(), WayChange::ALL.len(), "each change is told in words of its own");
    }

    #[test]
    fn a_value_is_neither_a_place_nor_a_line() {
        let letter = Letter::ApprovalWaits { organisation: "{page}\r\nSubject: other".into(), page: "https://x.example".into() };
        let said = letter.say(Language::English);
        assert!(said.body.contains("{page}  Subject: other"), "{}", said.body);
    }

    #[test]
    fn a_link_is_not_printed() {
        for letter in letters() {
            assert!(!format!("{letter:?}").contains("https"));
        }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for change in WayChange::ALL {
            assert_eq!(WayChange::parse(change.id()), Some(change));
        }
        for language in [Language::English, Language::Welsh] {
            assert_eq!(Language::parse(language.code()), Some(language));
        }
        assert_eq!((WayChange::parse("x"), Language::parse("x")), (None, None));
    }
}
