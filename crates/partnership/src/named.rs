//! Kinds with a stable name and a saying in plain English, and small helpers of days.

use calendar::Date;

/// An enum whose variants have a stable name (in files, on the command line) and a saying in plain English.
macro_rules! named {
    ($(#[$doc:meta])* $type:ident, $field:literal; $($name:ident $id:literal $says:literal;)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $type {
            $(#[doc = $says] #[serde(rename = $id)] $name,)+
        }

        impl $type {
            /// Every one, in the order of the source.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable name.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// What it means, in plain English.
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => $says),+ }
            }

            /// Reads it by its stable name.
            ///
            /// # Errors
            /// The text is none of the names.
            pub fn parse(text: &str) -> std::result::Result<Self, journal::Refused> {
                let known = || [$(concat!("`", $id, "`")),+].join(", ");
                Self::ALL.iter().copied().find(|one| one.id() == text).ok_or_else(|| journal::Refused::NotOneOf {
                    field: $field,
                    value: text.to_owned(),
                    known: known(),
                })
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}

pub(crate) use named;

/// Whether a day lies in a span that may be open at either end; its last day is the one before `until`.
pub(crate) fn within(since: Option<Date>, until: Option<Date>, day: Date) -> bool {
    since.is_none_or(|since| since <= day) && until.is_none_or(|until| day < until)
}

/// ` since 1 May 2020`, ` since 1 May 2020 until, but not on, 1 June 2020`, or nothing where both ends are open.
pub(crate) fn span_in_words(since: Option<Date>, until: Option<Date>) -> String {
    let since = since.map(|day| format!(" since {}", in_words(day))).unwrap_or_default();
    let until = until.map(|day| format!(" until, but not on, {}", in_words(day))).unwrap_or_default();
    format!("{since}{until}")
}

/// `1 October 2026`.
pub(crate) fn in_words(day: Date) -> String {
    calendar::date_in_words(day)
}

/// Refuses a span whose end lies before its beginning.
pub(crate) fn check_span(field: &'static str, since: Option<Date>, until: Option<Date>) -> Result<(), journal::Refused> {
    match (since, until) {
        (Some(since), Some(until)) => journal::check_not_before(field, until, since),
        _ => Ok(()),
    }
}
