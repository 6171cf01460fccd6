//! The partnership's mail server, and the language in which it is written.

use crate::settings::{Language, MailSettings};
use base::{Result, Trouble};
use courier::Server;
use std::time::Duration;

/// The mail server, ready to be handed messages.
#[derive(Debug)]
pub struct MailServer {
    pub(super) server: Server,
    pub(super) language: courier::Language,
}

impl MailServer {
    /// Reads the files that the settings name, and connects to nothing.
    ///
    /// # Errors
    /// Refused, where a setting is wrong; failed, where a file can't be read.
    pub fn open(settings: &MailSettings, language: Language) -> Result<Self> {
        let language = match language {
            Language::English => courier::Language::English,
            Language::Welsh => courier::Language::Welsh,
        };
        Ok(Self { server: Server::open(settings)?, language })
    }

    /// Reaches the server and signs in, and hands nothing over.
    ///
    /// # Errors
    /// Failed, with where it broke.
    pub async fn try_out(&self) -> Result<()> {
        self.server.try_out().await.map_err(|code| {
            Trouble::failed(
                "mail-server",
                format!("the mail server can't be used: it broke off with `{code}`"),
                "see `[mail]` of the configuration, and whether the server is up",
            )
        })
    }

    /// The longest that one message may take.
    pub(super) fn longest(&self) -> Duration {
        self.server.longest()
    }
}
