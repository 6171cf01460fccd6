//! The configuration file: one commented default, which is the manual, and values that can be relied on.

mod check;
mod place;
mod secrets;
#[cfg(test)]
mod tests;
mod words;

pub use words::{ConfigArgs, ConfigPath};
pub(crate) use words::{file_at, run};

use app::keeping::Surroundings;
use app::{Language, MailSettings, Provider};
use base::{Result, Trouble};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The configuration with every key, its default and what it means.
pub const MANUAL: &str = include_str!("default.toml");
/// The name of the file, where a folder is named.
const FILE: &str = "wardmote.toml";
/// No configuration is longer than this.
const FILE_BYTES: u64 = 1 << 20;

/// What the file says, or the default.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder that holds all state.
    pub home: Option<PathBuf>,
    /// The record's database, without a password.
    pub database: Option<String>,
    /// Where its password lies.
    pub database_password_file: Option<PathBuf>,
    /// Where the pages are served.
    pub listen: Listen,
    /// Where people reach them.
    pub site: Site,
    /// TLS of our own.
    pub tls: Option<Tls>,
    /// Proxies before the service.
    pub proxy: Proxy,
    /// The mail server.
    pub mail: Option<MailSettings>,
    /// Organisations' own sign-ins.
    #[serde(rename = "organisation-sign-in")]
    pub sign_ins: Vec<SignIn>,
    /// The log.
    pub log: Log,
    /// The counters.
    pub metrics: Metrics,
    /// Traces.
    pub telemetry: Telemetry,
    /// Backups that are made by the clock.
    pub backup: Backup,
}

/// An address to listen on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Listen(pub String);

impl Default for Listen {
    fn default() -> Self {
        Self("127.0.0.1:8642".to_owned())
    }
}

/// Where people reach the pages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// Its address.
    pub address: Option<String>,
    /// What the pages call themselves.
    pub name: String,
    /// Their language.
    pub language: Tongue,
}

impl Default for Site {
    fn default() -> Self {
        Self { address: None, name: "Wardmote".to_owned(), language: Tongue::default() }
    }
}

/// A language, as the file writes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Tongue {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Welsh.
    #[serde(rename = "cy")]
    Welsh,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::English => Self::English,
            Tongue::Welsh => Self::Welsh,
        }
    }
}

/// Certificate and key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate, and those that vouch for it.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Proxies before the service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Proxy {
    /// Addresses and networks.
    pub trusted: Vec<String>,
    /// The header that is read.
    pub header: Header,
}

/// The header in which a proxy names whom a request comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Header {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded`.
    Forwarded,
}

/// An organisation's own sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Its word in addresses.
    pub id: String,
    /// What its button says.
    pub name: String,
    /// The organisation of the register.
    pub organisation: String,
    /// The issuer.
    pub issuer: String,
    /// What this service is called there.
    pub client_id: String,
    /// Where the secret lies.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for beside `openid`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// A claim that must hold one of the values.
    #[serde(default)]
    pub claim: Option<String>,
    /// The values.
    #[serde(default)]
    pub allowed: Vec<String>,
    /// How it is known that the issuer asks for two factors.
    #[serde(default)]
    pub two_factors: TwoFactors,
}

/// How it is known that an issuer asks for two factors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TwoFactors {
    /// Its tokens say so.
    #[default]
    Told,
    /// Whoever writes this has seen to it.
    Assured,
}

/// The log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// How its lines are written.
    pub format: LogFormat,
    /// From which level on.
    pub level: Level,
}

/// How lines of the log are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// An object a line.
    Json,
}

/// A level of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// What failed.
    Error,
    /// And what may fail.
    #[default]
    Warn,
    /// And what was asked.
    Info,
    /// And how it was answered.
    Debug,
    /// And everything else.
    Trace,
}

impl Level {
    /// The level's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// The counters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// Where they are served.
    pub listen: Option<String>,
}

/// Traces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// Where they are sent.
    pub endpoint: Option<String>,
}

/// Backups that are made by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Where they are written.
    pub folder: Option<PathBuf>,
    /// How many are kept.
    pub keep: u32,
    /// Who can open them.
    pub recipients: Vec<String>,
    /// Where the keystore is copied to.
    pub keystore_copy: Option<PathBuf>,
}

impl Default for Backup {
    fn default() -> Self {
        Self { folder: None, keep: 14, recipients: Vec::new(), keystore_copy: None }
    }
}

impl Config {
    /// Reads a file, and refuses it at the first fault.
    pub fn read(file: &Path) -> Result<Self> {
        let (config, faults) = Self::examined(file)?;
        faults.into_iter().next().map_or(Ok(config), Err)
    }

    /// Reads a file, and says everything that is wrong with what it says.
    ///
    /// # Errors
    /// Where it can't be read or understood.
    pub fn examined(file: &Path) -> Result<(Self, Vec<Trouble>)> {
        let text = read_text(file)?;
        let mut config: Self = toml::from_str(&text).map_err(|error| place::misread(file, &text, &error))?;
        config.resolve(file.parent().unwrap_or(Path::new(".")));
        let faults = check::faults(&config).into_iter().map(|fault| place::told(file, &text, fault)).collect();
        Ok((config, faults))
    }

    /// Counts paths from the folder of the file.
    fn resolve(&mut self, folder: &Path) {
        let backup = [&mut self.backup.folder, &mut self.backup.keystore_copy];
        let plain = [&mut self.home, &mut self.database_password_file].into_iter().chain(backup);
        let sign_ins = self.sign_ins.iter_mut().map(|sign_in| &mut sign_in.client_secret_file);
        let mail = self.mail.iter_mut().flat_map(|mail| [&mut mail.certificate_file, &mut mail.password_file]);
        let named = plain.chain(sign_ins).chain(mail).flatten();
        for path in named.chain(self.tls.iter_mut().flat_map(|tls| [&mut tls.certificate, &mut tls.key])) {
            *path = folder.join(&path);
        }
    }

    /// The database's address, with its password.
    pub fn database(&self) -> Result<Option<String>> {
        let Some(address) = &self.database else { return Ok(None) };
        let Some(file) = &self.database_password_file else { return Ok(Some(address.clone())) };
        Ok(Some(secrets::with_password(address, &secrets::read(file)?)))
    }

    /// Where people reach the pages, where that is said.
    pub fn site(&self) -> Result<Option<app::Site>> {
        let Site { address, name, language } = &self.site;
        address.as_deref().map(|address| app::Site::new(address, name.clone(), (*language).into())).transpose()
    }

    /// What the doctor looks at around a home.
    pub fn surroundings(&self) -> Result<Surroundings> {
        let certificate = self.tls.as_ref().map(|tls| tls.certificate.clone());
        Ok(Surroundings { site: self.site()?, certificate, mail: self.mail.clone(), providers: self.providers()? })
    }

    /// Organisations' own sign-ins, with their secrets.
    pub fn providers(&self) -> Result<Vec<Provider>> {
        let provider = |sign_in: &SignIn| {
            Ok(Provider {
                id: sign_in.id.clone(),
                name: sign_in.name.clone(),
                organisation: sign_in.organisation.clone(),
                issuer: sign_in.issuer.clone(),
                client_id: sign_in.client_id.clone(),
                client_secret: sign_in.client_secret_file.as_deref().map(secrets::read).transpose()?.map(app::Secret::from_text),
                scopes: sign_in.scopes.clone(),
                claim: sign_in.claim.clone(),
                allowed: sign_in.allowed.clone(),
                two_factors: match sign_in.two_factors {
                    TwoFactors::Told => app::TwoFactors::Told,
                    TwoFactors::Assured => app::TwoFactors::Assured,
                },
            })
        };
        self.sign_ins.iter().map(provider).collect()
    }
}

fn read_text(file: &Path) -> Result<String> {
    let refused = |why: String| {
        let remedy = "see that the file is there and that the user who runs this may read it; `wardmote config default` prints one";
        Trouble::refused("config-unreadable", format!("`{}` can't be read: {why}", file.display()), remedy)
    };
    let length = std::fs::metadata(file).map_err(|e| refused(e.to_string()))?.len();
    if length > FILE_BYTES {
        return Err(refused(format!("it holds {length} bytes, which is no configuration")));
    }
    std::fs::read_to_string(file).map_err(|e| refused(e.to_string()))
}
