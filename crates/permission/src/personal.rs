//! Personal values: shown as a redaction until they are opened, and opened only against a row of the ledger.

use std::fmt;

/// A value about a person. Printing it prints a redaction; it is neither compared, cloned nor written out by accident.
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value as soon as it is known to be personal.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Opens it, against the row of the ledger that says who reads it and why.
    pub fn open(self, _recorded: &Recorded) -> T {
        self.0
    }

    /// The value, where it goes into its seal: nobody reads it there.
    pub fn to_be_sealed(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(personal)")
    }
}

impl<T> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(personal)")
    }
}

/// Proof that a row stands in the ledger. Only the store makes one, after its commit (`cargo xtask tidy` holds it to that).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    seq: i64,
}

impl Recorded {
    /// The row that was committed.
    pub fn committed(seq: i64) -> Self {
        Self { seq }
    }

    /// Its number.
    pub fn seq(self) -> i64 {
        self.seq
    }
}
