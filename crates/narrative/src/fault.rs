//! What is wrong with a paper, in the terms of those who write it.

use serde::Serialize;

/// What sort of fault it is. Its name is a promise: tests, docs and pages refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultCode {
    /// A reference to a figure or a field that there is not.
    ReferenceUnknown,
    /// A reference to a value that the data do not give (a rank left blank is one).
    ValueMissing,
    /// A figure of another area, which its sentence does not name.
    OtherArea,
    /// A figure of another period, which its sentence does not name.
    OtherPeriod,
    /// A figure whose period ends too long before the paper's.
    StalePeriod,
    /// A word that says another direction than the figure.
    Direction,
    /// A word of size, such as `slight`, that the change does not bear.
    Size,
    /// A word of direction in a sentence without a figure that could bear it.
    DirectionUnbound,
    /// A digit that no reference made.
    Digit,
    /// Parts that do not add up to their total.
    Parts,
    /// A figure held to an extract that has been superseded.
    Superseded,
    /// A number in public prose that is too small to be shown.
    Suppressed,
    /// A recommendation without a figure.
    Recommendation,
    /// A component that the layout or the law requires is missing or empty.
    Component,
    /// An exception that is no exception, or has no reason.
    Literal,
    /// The text or the definition can't be read.
    Unreadable,
}

/// One fault: where, what it says, what the data say, how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// The file, as the definition names it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What sort.
    pub code: FaultCode,
    /// The sentence, with its references as they would be printed; empty where the fault is of no sentence.
    pub sentence: String,
    /// What it says.
    pub says: String,
    /// What the data say.
    pub data: String,
    /// How to mend it.
    pub mend: String,
}
