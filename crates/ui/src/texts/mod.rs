//! The words that pages and forms bring with them, in the languages a page can be in.

mod welsh;

pub use welsh::WELSH;

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// The language, as the page's `lang` has it.
    pub lang: &'static str,
    /// The first link of a page.
    pub skip: &'static str,
    /// What a screen reader says before what there is to mend in a field, and a window's title before its own words.
    pub error: &'static str,
    /// The heading over everything there is to mend.
    pub problem: &'static str,
    /// Behind the label of a field that may stay empty, in brackets.
    pub optional: &'static str,
    /// The parts of a date.
    pub day: &'static str,
    /// The second part.
    pub month: &'static str,
    /// The third part.
    pub year: &'static str,
    /// What can be written at most; `%{count}` stands for the number.
    pub characters_at_most: &'static str,
    /// The list that chooses nothing.
    pub choose: &'static str,
    /// The way out of a form without sending it.
    pub cancel: &'static str,
    /// The bar that says who is signed in.
    pub signed_in: &'static str,
    /// The button that ends a session.
    pub sign_out: &'static str,
    /// The link to act for another organisation.
    pub switch: &'static str,
    /// The words that open the reason a page may be seen.
    pub why: &'static str,
    /// The button that leaves the page at once.
    pub exit: &'static str,
    /// What a screen reader says before it.
    pub emergency: &'static str,
    /// The navigation's button on a narrow screen.
    pub menu: &'static str,
    /// The breadcrumbs' name.
    pub breadcrumb: &'static str,
    /// The section with the service's name and parts.
    pub service: &'static str,
    /// The hidden heading of the footer's links.
    pub support: &'static str,
    /// The name of the choice between languages.
    pub language: &'static str,
    /// The heading of the warning before a session ends.
    pub session_ends: &'static str,
    /// What the warning says before what is left.
    pub session_ends_in: &'static str,
    /// What is left, in minutes; `%{count}` stands for their number. For one, and for several.
    pub minutes: [&'static str; 2],
    /// What is left, in seconds.
    pub seconds: [&'static str; 2],
    /// What the warning says of answers not yet sent.
    pub session_keeps: &'static str,
    /// The button that goes on with the session.
    pub stay: &'static str,
    /// What a form says once its answers are kept; `%{time}` stands for the time.
    pub draft_kept: &'static str,
    /// What a form says when they could not be kept.
    pub draft_lost: &'static str,
}

/// English.
pub const ENGLISH: Texts = Texts {
    lang: "en-GB",
    skip: "Skip to main content",
    error: "Error",
    problem: "There is a problem",
    optional: "optional",
    day: "Day",
    month: "Month",
    year: "Year",
    characters_at_most: "You can enter up to %{count} characters",
    choose: "Choose one",
    cancel: "Cancel",
    signed_in: "Signed in as",
    sign_out: "Sign out",
    switch: "Act for another organisation",
    why: "Why am I allowed to see this?",
    exit: "Exit this page",
    emergency: "Emergency",
    menu: "Menu",
    breadcrumb: "Breadcrumb",
    service: "Service information",
    support: "Support links",
    language: "Language",
    session_ends: "You will be signed out soon",
    session_ends_in: "Nothing has happened here for a while. For safety you will be signed out in",
    minutes: ["%{count} minute", "%{count} minutes"],
    seconds: ["%{count} second", "%{count} seconds"],
    session_keeps: "What you have written is kept.",
    stay: "Stay signed in",
    draft_kept: "Draft kept at %{time}",
    draft_lost: "This draft could not be kept. Copy what you have written before you leave this page.",
};

impl Texts {
    /// The words of a language by its code (`en-GB`, `cy`); English where there are none.
    pub fn of(lang: &str) -> &'static Self {
        if lang == "cy" || lang.starts_with("cy-") { &WELSH } else { &ENGLISH }
    }
}
