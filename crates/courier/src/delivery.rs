//! How far a message came.

use std::fmt;

/// What became of a message that was to be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The server took it.
    Sent,
    /// It certainly was not taken, and may be later: try again.
    Retry(Code),
    /// It was handed over whole and the last answer never came: it may have been taken, or not.
    Unknown(Code),
    /// The server refuses this message or its recipient: trying again is of no use.
    Refused(Code),
}

/// Where it broke and how. Its text is short, stable and holds nothing personal: `recipient-550`, `last-answer-lost`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The step.
    pub stage: Stage,
    /// What happened there.
    pub what: What,
}

/// The steps of handing a message over, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The message was written down.
    Writing,
    /// The server was reached.
    Connect,
    /// It said who it is and what it can.
    Greeting,
    /// The connection was encrypted.
    Encryption,
    /// We said who we are.
    SignIn,
    /// The sender was named.
    Sender,
    /// The recipient was named.
    Recipient,
    /// The server was asked to take the message.
    Data,
    /// The message was handed over.
    Message,
    /// The server said whether it took it.
    LastAnswer,
}

/// What happened at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The server answered with this number.
    Reply(u16),
    /// The connection was lost, or could not be made.
    Lost,
    /// The time for the step ran out.
    TimedOut,
    /// The certificate of the server can't be trusted.
    Certificate,
    /// The server does not offer what the settings ask for.
    NotOffered,
    /// The server answered with what is no answer to this step.
    Unexpected,
    /// The address, or the identifier of the message, is not one that can be written.
    Unwritable,
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Encryption => "encryption",
            Self::SignIn => "sign-in",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::Message => "message",
            Self::LastAnswer => "last-answer",
        }
    }

    pub(crate) fn with(self, what: What) -> Code {
        Code { stage: self, what }
    }

    /// Whether a lasting refusal at this step is about the message: before, it is about the server or our settings, which
    /// somebody may put right, and no message is given up for that.
    pub(crate) fn is_about_the_message(self) -> bool {
        self >= Self::Recipient
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.stage.as_str())?;
        match self.what {
            What::Reply(number) => write!(f, "{number}"),
            What::Lost => f.write_str("lost"),
            What::TimedOut => f.write_str("timeout"),
            What::Certificate => f.write_str("certificate"),
            What::NotOffered => f.write_str("not-offered"),
            What::Unexpected => f.write_str("unexpected"),
            What::Unwritable => f.write_str("unwritable"),
        }
    }
}
