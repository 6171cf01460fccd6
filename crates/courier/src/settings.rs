//! Where mail is handed over, as the configuration file says it.

use base::{Result, Trouble};
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// The `[mail]` part of the configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name or address of the server.
    pub host: String,
    /// The port; if missing, the usual one: 587 for `starttls`, 465 for `tls`, 25 for `none`.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is encrypted.
    #[serde(default)]
    pub tls: Security,
    /// Says that unencrypted mail may leave this machine. A password never does.
    #[serde(default)]
    pub unencrypted_allowed: bool,
    /// The certificate of an authority beside those that the machine trusts, as PEM.
    #[serde(default)]
    pub certificate_file: Option<PathBuf>,
    /// The name to sign in with; no signing in where missing.
    #[serde(default)]
    pub user: Option<String>,
    /// The file that holds the password, alone in it.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// The address that messages come from.
    pub sender: String,
    /// The name that the sender is shown with.
    #[serde(default = "default_sender_name")]
    pub sender_name: String,
    /// The name that this machine says it has.
    #[serde(default)]
    pub hello: Option<String>,
    /// Seconds to reach the server in.
    #[serde(default = "default_connect_seconds")]
    pub connect_seconds: u32,
    /// Seconds to wait for each answer but the last.
    #[serde(default = "default_answer_seconds")]
    pub answer_seconds: u32,
    /// Seconds to wait for the last answer. Short waits make more messages `unknown`; RFC 5321 advises ten minutes.
    #[serde(default = "default_last_answer_seconds")]
    pub last_answer_seconds: u32,
}

/// How the connection to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// It begins in clear and is encrypted before anything is said; a server that does not offer that gets nothing.
    #[default]
    Starttls,
    /// It is encrypted from the beginning.
    Tls,
    /// It is not encrypted: to this machine only, unless the settings allow more.
    None,
}

fn default_sender_name() -> String {
    "Wardmote".to_owned()
}

const fn default_connect_seconds() -> u32 {
    30
}

const fn default_answer_seconds() -> u32 {
    120
}

const fn default_last_answer_seconds() -> u32 {
    600
}

/// The longest that a setting may ask us to wait for one answer.
const LONGEST_SECONDS: u32 = 3600;

impl fmt::Display for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Starttls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        })
    }
}

impl Settings {
    /// Settings with everything but the server and the sender as it is if not said.
    pub fn new(host: &str, sender: &str) -> Self {
        Self {
            host: host.to_owned(),
            port: None,
            tls: Security::default(),
            unencrypted_allowed: false,
            certificate_file: None,
            user: None,
            password_file: None,
            sender: sender.to_owned(),
            sender_name: default_sender_name(),
            hello: None,
            connect_seconds: default_connect_seconds(),
            answer_seconds: default_answer_seconds(),
            last_answer_seconds: default_last_answer_seconds(),
        }
    }

    /// The port, said or usual.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::None => 25,
        })
    }

    /// Whether the server is this machine.
    fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost") || self.host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }

    /// Refuses what would send a password or mail in clear, or can't work. Reads no file.
    ///
    /// # Errors
    /// Refused, with the setting in question.
    pub fn check(&self) -> Result<()> {
        if self.host.is_empty() || !self.host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c)) {
            return Err(refused(
                "`host` of `[mail]` is no name or address of a server",
                "write it as `mail.example.org`, without `://` or port",
            ));
        }
        if self.tls == Security::None && !self.is_loopback() {
            if self.user.is_some() {
                return Err(refused("`[mail]` would send a password unencrypted", "set `tls` to `starttls` or `tls`, or leave out `user`"));
            }
            if !self.unencrypted_allowed {
                return Err(refused(
                    "`[mail]` would send mail unencrypted to another machine",
                    "set `tls` to `starttls` or `tls`, or say `unencrypted_allowed = true`",
                ));
            }
        }
        if self.user.is_some() != self.password_file.is_some() {
            return Err(refused("`[mail]` has one of `user` and `password_file` without the other", "give both, or neither"));
        }
        let hello = self.hello.as_deref().unwrap_or("localhost");
        if hello.is_empty() || !hello.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)) {
            return Err(refused("`hello` of `[mail]` is no name of a machine", "write it as `wardmote.example.org`"));
        }
        if self.sender_name.chars().any(char::is_control) {
            return Err(refused("`sender_name` of `[mail]` holds a line break or another control character", "write it in one line"));
        }
        let seconds = [self.connect_seconds, self.answer_seconds, self.last_answer_seconds];
        if seconds.iter().any(|seconds| !(1..=LONGEST_SECONDS).contains(seconds)) {
            return Err(refused("a number of seconds of `[mail]` is out of range", "give 1 to 3600"));
        }
        Ok(())
    }
}

pub(crate) fn refused(message: &'static str, remedy: &'static str) -> Trouble {
    Trouble::refused("mail-settings", message, remedy)
}
