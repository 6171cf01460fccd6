//! A letter to one address, as it goes over the wire.

use crate::delivery::{Code, Stage, What};
use crate::letter::{Language, Letter};
use jiff::Timestamp;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, SinglePart};
use lettre::{Address, Message as Written};
use std::fmt;
use std::time::SystemTime;

/// A letter to one address.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Its identifier for ever, without brackets: `m-…@wardmote.example.org`. A repeat carries the same.
    pub message_id: &'a str,
    /// The address at work, opened from its seal for this one sending.
    pub to: &'a str,
    /// When it was written; a repeat says the same.
    pub written_at: Timestamp,
    /// The language of whoever gets it.
    pub language: Language,
    /// What it says.
    pub letter: &'a Letter,
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("message_id", &self.message_id).field("letter", &self.letter.template()).finish_non_exhaustive()
    }
}

/// Says to every program that answers mail by itself that nobody wrote this one (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Keeps replies of those who are away, and receipts, from coming back (Exchange).
#[derive(Clone)]
struct NoAutomaticReplies;

impl Header for NoAutomaticReplies {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "All".to_owned())
    }
}

/// A message in its bytes, with the recipient for the envelope.
pub(crate) struct Wire {
    pub(crate) to: Address,
    pub(crate) bytes: Vec<u8>,
}

impl Message<'_> {
    /// The bytes of the message: ASCII only, lines ended by CR LF.
    pub(crate) fn write(&self, sender: &Mailbox) -> Result<Wire, Code> {
        let unwritable = Stage::Writing.with(What::Unwritable);
        let to: Address = self.to.trim().parse().map_err(|_| unwritable)?;
        let id = self.message_id;
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
        if !id.split_once('@').is_some_and(|(left, right)| plain(left) && plain(right)) {
            return Err(unwritable);
        }
        let said = self.letter.say(self.language);
        let written: Written = MessageBuilder::new()
            .date(SystemTime::from(self.written_at.max(Timestamp::UNIX_EPOCH)))
            .from(sender.clone())
            .to(Mailbox::new(None, to.clone()))
            .message_id(Some(format!("<{id}>")))
            .subject(said.subject)
            .header(AutoSubmitted)
            .header(NoAutomaticReplies)
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(said.body))
            .map_err(|_| unwritable)?;
        let bytes = written.formatted();
        // Addresses beyond ASCII need a server that takes them, and a way to refuse them otherwise: there is none yet.
        if bytes.is_ascii() { Ok(Wire { to, bytes }) } else { Err(unwritable) }
    }
}
