//! What keeps a home safe: `backup`, `restore` and its drill, `archive`, `keystore`, `check`, `doctor`.

use crate::config::{Config, ConfigPath};
use crate::home::WordHome;
use crate::output::{Format, print, print_json_line};
use crate::{Setting, commands};
use app::keeping::{self as book, BackupAsk, BackupsAsk, Examined, KeystoreAsk, RestoreAsk};
use app::{CheckOptions, Moment};
use base::{ColumnKind, Result, Table, Trouble, Value};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Where the owner's key lies.
#[derive(Debug, Clone, Args)]
pub struct OwnerArgs {
    /// The folder of the owner's key and of `wardmote.toml`, or the configuration file itself; `wardmote` in the user's own
    /// folder of settings if not said.
    #[arg(long, env = "WARDMOTE_CONFIG", value_name = "PATH", global = true)]
    config: Option<PathBuf>,
}

impl OwnerArgs {
    /// The folder named, or the one that is customary for this user.
    fn folder(&self) -> Option<PathBuf> {
        let of = |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        let customary = || of("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute()).or_else(|| Some(of("HOME")?.join(".config")));
        self.config.clone().filter(|path| !path.is_file()).or_else(|| Some(customary()?.join("wardmote")))
    }

    /// The configuration, where one is named.
    fn configuration(&self) -> Result<Config> {
        let file = self.config.as_deref().and_then(crate::config::file_at).filter(|file| file.exists());
        file.map_or_else(|| Ok(Config::default()), |file| Config::read(&file))
    }
}

/// A backup.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to write. Without it: one of its moment in the folder of the configuration's [backup], where older ones go.
    file: Option<PathBuf>,
    /// A public key `age1…` that may open it; may be given several times. Without it those of the configuration, the keys in
    /// `HOME/backup-recipients`, or else the owner's.
    #[arg(long = "recipient", value_name = "KEY")]
    recipients: Vec<String>,
    /// With which key.
    #[command(flatten)]
    owner: OwnerArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

/// A backup, taken back.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup.
    file: PathBuf,
    /// The file of the key that opens it; the owner's if not said.
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// A copy of the keystore, from which missing keys are taken back too.
    #[arg(long, value_name = "COPY", conflicts_with = "drill")]
    keystore: Option<PathBuf>,
    /// Restore it beside the home only, look through it, try every record, and clear it away again.
    #[arg(long)]
    drill: bool,
    /// With which key.
    #[command(flatten)]
    owner: OwnerArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

/// The archive.
#[derive(Debug, Args)]
pub struct ArchiveArgs {
    /// What to do.
    #[command(subcommand)]
    what: ArchiveWord,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum ArchiveWord {
    /// Write record and extracts into one file; two of equal content differ in the moment of writing alone.
    Write {
        /// The file to write.
        file: PathBuf,
    },
    /// Read an archive into a home that is new or empty.
    Read {
        /// The archive.
        file: PathBuf,
    },
}

/// Copies of the keystore.
#[derive(Debug, Args)]
pub struct KeystoreArgs {
    /// What to do.
    #[command(subcommand)]
    what: KeystoreWord,
    /// With which key.
    #[command(flatten)]
    owner: OwnerArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum KeystoreWord {
    /// Make the copy of the keystore, or make it anew: an encrypted file outside the home.
    Copy {
        /// Where the copy lies.
        file: PathBuf,
        /// A public key `age1…` that may open it; may be given several times. Without it the keys in
        /// `HOME/backup-recipients`, or else the owner's.
        #[arg(long = "recipient", value_name = "KEY")]
        recipients: Vec<String>,
    },
    /// List the copies that the home knows of.
    Copies,
    /// Bring missing keys back from a copy; what was destroyed stays destroyed.
    TakeBack {
        /// The copy.
        file: PathBuf,
        /// The file of the key that opens it; the owner's if not said.
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
    },
    /// Strike a copy from the list, once it is destroyed.
    Forget {
        /// Where it lay, as the list shows it.
        file: PathBuf,
    },
}

/// The check.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Try every record that lives, too: does it open?
    #[arg(long)]
    deep: bool,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

/// The doctor.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// With which configuration.
    #[command(flatten)]
    config: ConfigPath,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

fn tell(notes: &[String]) {
    for note in notes {
        eprintln!("note: {note}");
    }
}

/// Runs `backup`.
pub async fn backup(words: BackupArgs, _format: Format, setting: &Setting) -> Result<u8> {
    let configuration = words.owner.configuration()?;
    let kept = &configuration.backup;
    let house = words.home.or(&configuration)?.open(setting).await?;
    let recipients = if words.recipients.is_empty() { kept.recipients.clone() } else { words.recipients };
    let (moment, config) = (commands::moment(setting), words.owner.folder());
    if let Some(file) = words.file {
        let done = book::backup(&house, &moment, &BackupAsk { file, recipients, config }).await?;
        tell(&done.notes);
        return print_json_line(&done).map(|()| 0);
    }
    let folder = kept.folder.clone().ok_or_else(|| {
        let remedy = "name the file to write, or a configuration that says `folder` under [backup]";
        Trouble::usage("backup-nowhere", "it is not known where the backup goes", remedy)
    })?;
    let ask = BackupsAsk { folder, keep: kept.keep, recipients, keystore_copy: kept.keystore_copy.clone(), config };
    let done = book::backup_by_the_clock(&house, &moment, &ask).await?;
    tell(&done.backup.notes);
    print_json_line(&done).map(|()| 0)
}

/// Runs `restore`. A drill that finds something wrong ends with 2.
pub async fn restore(words: RestoreArgs, _format: Format, setting: &Setting) -> Result<u8> {
    let moment = commands::moment(setting);
    let ask = RestoreAsk { file: words.file, identity: words.identity, config: words.owner.folder(), keystore: words.keystore };
    if words.drill {
        let house = words.home.open(setting).await?;
        let drilled = book::restore_drill(&house, &moment, &ask).await?;
        print_json_line(&drilled)?;
        return Ok(if drilled.ok { 0 } else { 2 });
    }
    let restored = book::restore(words.home.setup(setting)?, &moment, &ask).await?;
    tell(&restored.notes());
    print_json_line(&restored).map(|()| 0)
}

/// Runs `archive`.
pub async fn archive(words: ArchiveArgs, _format: Format, setting: &Setting) -> Result<u8> {
    let moment = commands::moment(setting);
    let archived = match words.what {
        ArchiveWord::Write { file } => book::archive_write(&words.home.open(setting).await?, &moment, &file).await?,
        ArchiveWord::Read { file } => book::archive_read(words.home.setup(setting)?, &moment, &file).await?,
    };
    if let Some(awaited) = archived.awaited_keys.filter(|awaited| *awaited > 0) {
        tell(&[format!("{awaited} records can't be read until their keys come: `wardmote keystore take-back COPY`")]);
    }
    print_json_line(&archived).map(|()| 0)
}

/// Runs `keystore`.
pub async fn keystore(words: KeystoreArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    let config = words.owner.folder();
    match words.what {
        KeystoreWord::Copy { file, recipients } => {
            let ask = KeystoreAsk { file, recipients, config, ..KeystoreAsk::default() };
            let copied = book::keystore_copy(&house, &moment, &ask).await?;
            tell(&copied.notes);
            print_json_line(&copied)?;
        }
        KeystoreWord::Copies => print(&book::keystore_copies(&house)?, format)?,
        KeystoreWord::TakeBack { file, identity } => {
            let ask = KeystoreAsk { file, identity, config, ..KeystoreAsk::default() };
            print_json_line(&book::keystore_take_back(&house, &moment, &ask).await?)?;
        }
        KeystoreWord::Forget { file } => {
            book::keystore_forget(&house, &moment, &file).await?;
            eprintln!("`{}` is no longer listed", file.display());
        }
    }
    Ok(0)
}

/// Runs `check`.
pub async fn check(words: CheckArgs, _format: Format, setting: &Setting) -> Result<u8> {
    // Not through `commands::open`, which finishes cut-off destructions silently: here they are told of.
    let house = app::open_house(words.home.setup(setting)?).await?;
    let report = app::check_with(&house, &commands::moment(setting), CheckOptions { deep: words.deep }).await?;
    print_json_line(&report)?;
    Ok(if report.ok { 0 } else { 2 })
}

/// The configuration, and what the doctor finds of it and of what it names. One that can't be understood is a finding.
async fn surroundings(path: &ConfigPath, moment: &Moment) -> Result<(Config, Vec<Examined>)> {
    let Some(file) = path.file() else { return Ok((Config::default(), Vec::new())) };
    let (config, faults) = match Config::examined(&file) {
        Ok(read) => read,
        Err(trouble) => return Ok((Config::default(), vec![Examined::of("configuration", &trouble)])),
    };
    if !faults.is_empty() {
        // What is named beyond it can't be trusted to be what was meant.
        return Ok((config, faults.iter().map(|trouble| Examined::of("configuration", trouble)).collect()));
    }
    let mut examined = vec![Examined::well("configuration", file.display().to_string())];
    examined.extend(book::doctor_around(&config.surroundings()?, moment).await?);
    Ok((config, examined))
}

/// Runs `doctor`: a table on a terminal, else one line of JSON an item.
pub async fn doctor(words: DoctorArgs, format: Option<Format>, setting: &Setting) -> Result<u8> {
    let moment = commands::moment(setting);
    let (config, mut examined) = surroundings(&words.config, &moment).await?;
    examined.extend(book::doctor(words.home.or(&config)?.setup(setting)?, &moment).await?);
    let code = if examined.iter().all(|item| item.ok) { 0 } else { 2 };
    let format = format.unwrap_or_else(|| match Format::or_default(None) {
        Format::Csv => Format::Json,
        terminal => terminal,
    });
    if format == Format::Json {
        examined.iter().try_for_each(print_json_line)?;
        return Ok(code);
    }
    let columns = ["item", "ok", "says", "remedy"].map(|name| (name, ColumnKind::Text));
    let mut table = Table::new(&columns);
    for item in examined {
        let ok = if item.ok { "yes" } else { "no" };
        let remedy = if item.remedy.is_empty() { Value::Missing } else { Value::Text(item.remedy) };
        table.rows.push(vec![Value::Text(item.item.to_owned()), Value::Text(ok.to_owned()), Value::Text(item.says), remedy]);
    }
    print(&table, format).map(|()| code)
}
