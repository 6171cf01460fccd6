//! The one error shape that reaches a user: what happened, in their terms, and what to do.

use std::fmt;

/// How a command ended when it did not simply succeed. Doors map it once to an exit code or a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The machine let us down (disk, network, database). Exit code 1.
    Failed,
    /// Understood and refused: content, rule or permission. Exit code 2.
    Refused,
    /// The words of the command are off. Exit code 64.
    Usage,
}

/// Something a user must be told: one lower-case line, a stable code and a separate remedy.
///
/// `message` puts the user's own values in backticks; `remedy` says what to do next. Neither ever holds
/// personal data: they reach logs and terminals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Which of the three ways it ended.
    pub outcome: Outcome,
    /// A stable code in kebab case, the anchor of its help page in `docs/errors.md`.
    pub code: &'static str,
    /// What happened, in the user's terms.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// A result whose error can be shown to a user as it is.
pub type Result<T> = std::result::Result<T, Trouble>;

impl Trouble {
    /// Understood and refused: exit code 2.
    pub fn refused(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { outcome: Outcome::Refused, code, message: message.into(), remedy: remedy.into() }
    }

    /// The machine let us down: exit code 1.
    pub fn failed(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failed, code, message: message.into(), remedy: remedy.into() }
    }

    /// The command's words are off: exit code 64.
    pub fn usage(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { outcome: Outcome::Usage, code, message: message.into(), remedy: remedy.into() }
    }

    /// The process exit code of the contract.
    pub fn exit_code(&self) -> u8 {
        match self.outcome {
            Outcome::Failed => 1,
            Outcome::Refused => 2,
            Outcome::Usage => 64,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, "\n  help: {}", self.remedy)?;
        }
        write!(f, "\n  code: {}", self.code)
    }
}

impl std::error::Error for Trouble {}
