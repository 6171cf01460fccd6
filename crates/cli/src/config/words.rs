//! `config`, and how other commands name the file.

use super::{Config, FILE, MANUAL};
use crate::output::{finish, report};
use base::{Result, Trouble};
use clap::{Args, Subcommand};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The words of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// What to do.
    #[command(subcommand)]
    what: ConfigWord,
}

#[derive(Debug, Subcommand)]
enum ConfigWord {
    /// Print a configuration with every key, its default and what it means.
    Default {},
    /// Say what is wrong with a configuration, key by key. Exit code 2 where anything is.
    Check {
        /// The file.
        file: PathBuf,
    },
}

/// Where the configuration lies.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigPath {
    /// The configuration file, or a folder that holds `wardmote.toml`. Without it, defaults.
    #[arg(long, env = "WARDMOTE_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

impl ConfigPath {
    /// What it says; the defaults where none is named, or the folder that is named holds none.
    pub fn read(&self) -> Result<Config> {
        self.file().map_or_else(|| Ok(Config::default()), |file| Config::read(&file))
    }

    /// The file that is named, if there is one.
    pub fn file(&self) -> Option<PathBuf> {
        self.config.as_deref().and_then(file_at)
    }
}

/// The configuration file at a path: itself, or in a folder, where one is there.
pub(crate) fn file_at(path: &Path) -> Option<PathBuf> {
    if path.is_dir() { Some(path.join(FILE)).filter(|file| file.exists()) } else { Some(path.to_owned()) }
}

/// Runs `config`.
pub(crate) fn run(words: &ConfigArgs) -> Result<u8> {
    match &words.what {
        ConfigWord::Default {} => {
            let mut out = std::io::stdout().lock();
            finish(out.write_all(MANUAL.as_bytes()).and_then(|()| out.flush())).map(|()| 0)
        }
        ConfigWord::Check { file } => {
            let file = file_at(file).ok_or_else(|| {
                let message = format!("there is no `{FILE}` in `{}`", file.display());
                Trouble::refused("config-unreadable", message, "name the file; `wardmote config default` prints one")
            })?;
            let (_, faults) = Config::examined(&file)?;
            for fault in &faults {
                report(fault);
            }
            if faults.is_empty() {
                eprintln!("`{}` can be used", file.display());
            }
            Ok(if faults.is_empty() { 0 } else { 2 })
        }
    }
}
