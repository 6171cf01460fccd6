//! What a match is, and how much counts as one.

use std::fmt;

/// How like a name must be to what was asked, and what each kind of likeness is worth. Every value is a share from nought to
/// one; what is outside is taken as the nearer end, and what isn't a number as nought.
///
/// The score of a name is the mean worth of the asked words, a word without counterpart being worth nothing and a particle
/// weighing a quarter; it is lessened for words of the name that weren't asked, and for another order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The least score of a match. By default 0.6: of two asked words both must be found, of three two.
    pub floor: f64,
    /// The least spelling, by the better of Jaro and Winkler's measure and the share of letters that stay, with which a word
    /// counts as alike. By default 0.78, which no single slip in a word of 5 letters falls short of.
    pub spelling: f64,
    /// The most that a word counts that is only alike, or only begins so. By default 0.95.
    pub alike: f64,
    /// The least that the beginning of a word counts for the word. By default 0.8.
    pub prefix: f64,
    /// What an initial counts for a word. By default 0.8.
    pub initial: f64,
    /// What would be lost if all of the name hadn't been asked. By default 0.1.
    pub unasked: f64,
    /// What is lost when the words stand in another order. By default 0.01.
    pub other_order: f64,
    /// What is lost when the words stand in several names of the person. By default 0.1.
    pub across_names: f64,
}

impl Default for Likeness {
    fn default() -> Self {
        Self { floor: 0.6, spelling: 0.78, alike: 0.95, prefix: 0.8, initial: 0.8, unasked: 0.1, other_order: 0.01, across_names: 0.1 }
    }
}

impl Likeness {
    /// The same with every value a share: a search that leaves out what can't reach the floor relies on it.
    pub(crate) fn in_bounds(self) -> Self {
        let share = |value: f64| if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
        Self {
            floor: share(self.floor),
            spelling: share(self.spelling),
            alike: share(self.alike),
            prefix: share(self.prefix),
            initial: share(self.initial),
            unasked: share(self.unasked),
            other_order: share(self.other_order),
            across_names: share(self.across_names),
        }
    }
}

/// A person whose name is like what was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Under what id the names were put.
    pub id: String,
    /// How like, from the floor to 1, which is the same name; to six places.
    pub score: f64,
    /// In what way.
    pub why: Why,
}

/// In what way a name is like what was asked: the weakest link that was needed, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The same words in the same order.
    Exact,
    /// The same words in another order.
    SameWords,
    /// Every asked word is in the name, which has more words.
    PartOfName,
    /// An asked word is the beginning of a word of the name.
    Prefix,
    /// An initial stands for a word, in what was asked or in the name.
    Initial,
    /// An asked word is spelt almost as a word of the name.
    Alike,
    /// The asked words stand in several names of the person.
    AcrossNames,
    /// An asked word is missing from the name.
    SomeWords,
}

impl Why {
    /// In words, to be shown beside a match.
    pub const fn explained(self) -> &'static str {
        match self {
            Self::Exact => "the same name",
            Self::SameWords => "the same words in another order",
            Self::PartOfName => "part of a longer name",
            Self::Prefix => "the name begins so",
            Self::Initial => "an initial fits",
            Self::Alike => "spelt almost the same",
            Self::AcrossNames => "words of several names of one person",
            Self::SomeWords => "some of the words",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explained())
    }
}
