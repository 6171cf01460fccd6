//! `--home` and `--database` for commands with words beneath them: accepted before and after the word.

use crate::args::HomeArgs;
use crate::config::Config;
use crate::{Setting, commands};
use app::{House, Setup};
use base::{Result, Trouble};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// `--home` and `--database`, before or after the word.
#[derive(Debug, Clone, Args)]
pub struct WordHome {
    /// The folder that holds all state.
    #[arg(long, env = "WARDMOTE_HOME", value_name = "DIR", global = true)]
    home: Option<PathBuf>,
    /// The record's database when it is not the home's own SQLite file: `postgres://…`.
    #[arg(long, env = "WARDMOTE_DATABASE", value_name = "URL", global = true)]
    database: Option<String>,
}

/// No home was named.
pub(crate) fn needed() -> Trouble {
    Trouble::usage("home-needed", "no home was named", "add `--home DIR`, set `WARDMOTE_HOME`, or say `home` in the configuration")
}

impl WordHome {
    fn args(&self) -> Result<HomeArgs> {
        Ok(HomeArgs { home: self.home.clone().ok_or_else(needed)?, database: self.database.clone() })
    }

    /// The same, with what the configuration says where the words say nothing.
    pub fn or(&self, config: &Config) -> Result<Self> {
        let database = self.database.clone().map_or_else(|| config.database(), |database| Ok(Some(database)))?;
        Ok(Self { home: self.home.clone().or_else(|| config.home.clone()), database })
    }

    /// Where the home is, whether or not there is one.
    pub fn setup(&self, setting: &Setting) -> Result<Setup> {
        let HomeArgs { home, database } = self.args()?;
        Ok(Setup { home, database, analytics: Arc::clone(&setting.analytics), press: Arc::clone(&setting.press) })
    }

    /// Opens the home.
    pub async fn open(&self, setting: &Setting) -> Result<House> {
        commands::open(&self.args()?, setting).await
    }
}
