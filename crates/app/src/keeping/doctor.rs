//! The doctor: how a home is, item by item, with what to do where something is wrong. It mends nothing; opening the home brings its
//! record to the shape of this version, as every command does.

use super::files::{io_trouble, is_there, names_in, private_file, remove_file};
use super::keys;
use super::place::{RECORD, RESTORING};
use crate::{House, Moment, Setup, open_house};
use base::{Result, Trouble};
use jiff::Timestamp;
use rulebook::Keeping;
use serde::Serialize;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Instant;
use store::{LedgerAsk, MailState, Operation};

/// Lines of the operations log that are looked through.
const OPERATIONS: u32 = 100_000;
/// How much is written to try the disk.
const TRIED_BYTES: usize = 1 << 20;

/// One thing the doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examined {
    /// What.
    pub item: &'static str,
    /// Nothing is wrong with it.
    pub ok: bool,
    /// How it is.
    pub says: String,
    /// What to do; nothing where all is well.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}

impl Examined {
    /// Nothing is wrong with it.
    pub fn well(item: &'static str, says: impl Into<String>) -> Self {
        Self { item, ok: true, says: says.into(), remedy: String::new() }
    }

    /// Something is wrong with it, and what to do.
    pub fn wrong(item: &'static str, says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { item, ok: false, says: says.into(), remedy: remedy.into() }
    }

    /// It could not be looked at, or a look at it failed.
    pub fn of(item: &'static str, trouble: &Trouble) -> Self {
        Self::wrong(item, format!("{} ({})", trouble.message, trouble.code), &trouble.remedy)
    }

    pub(super) fn unless(item: &'static str, wrong: bool, says: impl Into<String>, remedy: &str) -> Self {
        if wrong { Self::wrong(item, says, remedy) } else { Self::well(item, says) }
    }
}

/// Examines a home. What can't be looked at is an item too: a sick home is told of, not refused.
pub async fn doctor(setup: Setup, moment: &Moment) -> Result<Vec<Examined>> {
    let home = setup.home.clone();
    let shown = home.display().to_string();
    if !is_there(&home.join("extracts"))? {
        let remedy = format!("make one with `wardmote init --home {shown}`, or restore a backup into it");
        return Ok(vec![Examined::wrong("home", format!("`{shown}` is not a home of Wardmote"), remedy)]);
    }
    // Before anything opens the home: opening it puts right what is looked at here.
    let mut examined = vec![Examined::well("home", shown), rights(&home)?, disk(&home), cut_off(&home)?];
    if setup.database.is_none() {
        examined.push(sqlite_file(&home.join(RECORD)));
    } else {
        examined.push(Examined::well("database", "PostgreSQL"));
    }
    match open_house(setup).await {
        Ok(house) => {
            inside(&house, moment, &mut examined).await?;
            house.store.close().await;
        }
        Err(trouble) => examined.push(Examined::of("record", &trouble)),
    }
    Ok(examined)
}

async fn inside(house: &House, moment: &Moment, examined: &mut Vec<Examined>) -> Result<()> {
    examined.push(Examined::well("schema", format!("version {}", super::manifest::schema_version())));
    let operations = house.store.operations(OPERATIONS).await?;
    let newest = house.store.ledger_lines(&LedgerAsk { limit: 1, ..LedgerAsk::default() }).await?;
    let newest = newest.into_iter().find_map(|line| Some(line.event?.at));
    examined.push(clock(moment, newest.as_deref(), operations.first().map(|line| line.at.as_str())));

    let rows = house.store.check_rows().await?;
    let (guards, others): (Vec<_>, Vec<_>) = rows.findings.iter().partition(|finding| finding.code.starts_with("guard-"));
    for (item, findings, well) in [("record", others, "sound"), ("guards", guards, "each stands, and fires")] {
        match findings.first() {
            None => examined.push(Examined::well(item, well)),
            Some(first) => {
                let says = format!("{} findings, the first: {}", findings.len(), first.message);
                examined.push(Examined::wrong(item, says, &first.remedy));
            }
        }
    }
    let (rows_of_ledger, _) = house.store.ledger_head().await?;
    examined.push(Examined::well("ledger", format!("{rows_of_ledger} rows")));
    examined.push(outbox(house).await?);
    let open = house.store.unfinished_destructions().await?.len();
    examined.push(Examined::unless("destructions", open > 0, format!("{open} cut off"), "run `wardmote check`, which finishes them"));
    keystore(house, &rows.records, examined)?;
    ages(house, moment, &operations, rows_of_ledger, examined)
}

/// Messages that nobody will get unless somebody does something.
async fn outbox(house: &House) -> Result<Examined> {
    let counted = house.store.outbox_counts().await?;
    let of = |state: MailState| counted.iter().filter(|count| count.state == state).map(|count| count.count).sum::<i64>();
    let (waiting, given_up) = (of(MailState::Waiting), of(MailState::GivenUp));
    let remedy = "the outbox says why, by a code: mend the address or the server, and have the message made again";
    Ok(Examined::unless("outbox", given_up > 0, format!("{waiting} messages wait, {given_up} were given up"), remedy))
}

/// Keys and what belongs to them.
fn keystore(house: &House, records: &[store::KeptRecord], examined: &mut Vec<Examined>) -> Result<()> {
    let compared = keys::compare(records, &house.keystore)?;
    let awaited = keys::awaited(house.shelf.home())?;
    let missing: Vec<String> = compared.without_key.iter().filter(|id| !awaited.contains(*id)).cloned().collect();
    let take_back = "bring the keys back from the keystore's copy with `wardmote keystore take-back`";
    examined.push(if missing.is_empty() {
        Examined::well("keys", format!("{} records live, {} are destroyed", compared.living, compared.destroyed))
    } else {
        Examined::wrong("keys", format!("{} records have no key: {}", missing.len(), keys::some_of(&missing)), take_back)
    });
    let waiting = compared.without_key.len() - missing.len();
    examined.push(Examined::unless("awaited-keys", waiting > 0, format!("{waiting} records came without their keys"), take_back));
    if !compared.undestroyed.is_empty() {
        let says = format!("keys of destroyed records are there without a tombstone: {}", keys::some_of(&compared.undestroyed));
        let remedy = "see that `--database` is this home's own; if it is, remove these key files from `keystore` in the home";
        examined.push(Examined::wrong("keystore", says, remedy));
        return Ok(());
    }
    let left = !house.keystore.leftovers()?.is_empty() || !compared.unmarked.is_empty();
    let says = if left { "a crash, or a restore by hand, left something" } else { "nothing was left behind" };
    examined.push(Examined::unless("keystore", left, says, "run `wardmote check`, which puts it right"));
    Ok(())
}

/// How old backup, copy of the keystore, checkpoint and drill are, against the rule in force.
fn ages(house: &House, moment: &Moment, operations: &[Operation], ledger_rows: i64, examined: &mut Vec<Examined>) -> Result<()> {
    let rule = house.rulebook.keeping(crate::registers::today(moment), None)?;
    let Keeping { backup_days, keystore_copy_days, checkpoint_days, drill_days, .. } = *rule.parameters;
    let reference = rule.reference().to_string();
    let last = |what: &str| operations.iter().find(|line| line.what == what).map(|line| line.at.clone());
    let last_drill =
        operations.iter().find(|line| line.what == "restore-drill" && line.detail.starts_with("ok")).map(|line| line.at.clone());
    let last_copy = house.keystore.copies()?.into_iter().find(|copy| copy.current).map(|copy| copy.at);
    // What was never done is as old as the home.
    let since = operations.last().map(|line| line.at.clone());
    let keyless = house.keystore.ids()?.is_empty();
    for (item, last, days, nothing_to_do, remedy) in [
        ("backup", last_backup(operations), backup_days, false, "run `wardmote backup FILE`, and keep the file elsewhere"),
        ("keystore-copy", last_copy, keystore_copy_days, keyless, "run `wardmote keystore copy FILE`, with FILE on another disk"),
        (
            "checkpoint",
            last("checkpoint"),
            checkpoint_days,
            ledger_rows == 0,
            "run `wardmote audit checkpoint`, and keep the file elsewhere",
        ),
        ("restore-drill", last_drill, drill_days, false, "run `wardmote restore --drill FILE` with the newest backup"),
    ] {
        let age = last.as_deref().or(since.as_deref()).and_then(|at| days_between(at, moment));
        let late = !nothing_to_do && age.is_some_and(|age| age > i64::from(days));
        let says = match &last {
            Some(at) => format!("last on {at}, may be {days} days old ({reference})"),
            None if nothing_to_do => "nothing to be done for yet".to_owned(),
            None => format!("never yet, and due within {days} days ({reference})"),
        };
        examined.push(Examined::unless(item, late, says, remedy));
    }
    Ok(())
}

/// When the newest backup was written that the home knows of: one that it wrote, or was restored from.
fn last_backup(operations: &[Operation]) -> Option<String> {
    operations.iter().find_map(|line| match line.what.as_str() {
        "backup" => Some(line.at.clone()),
        "restore" => line.detail.strip_prefix("written ")?.split(',').next().map(str::to_owned),
        _ => None,
    })
}

fn days_between(at: &str, moment: &Moment) -> Option<i64> {
    let at: Timestamp = at.parse().ok()?;
    Some((moment.now.as_second() - at.as_second()).div_euclid(86_400))
}

/// Whether the clock runs forwards: nothing in the record was written later than now.
fn clock(moment: &Moment, ledger: Option<&str>, operation: Option<&str>) -> Examined {
    let newest = ledger.into_iter().chain(operation).max();
    let behind = newest.and_then(|at| at.parse::<Timestamp>().ok()).is_some_and(|at| at.as_second() > moment.now.as_second());
    let says = match newest {
        Some(at) => format!("now {}, the newest row was written {at}", moment.iso()),
        None => format!("now {}", moment.iso()),
    };
    Examined::unless("clock", behind, says, "set the machine's clock: rows would be written before those that stand there")
}

/// Whether keys are for their owner alone.
fn rights(home: &Path) -> Result<Examined> {
    let open = open_to_others(home)?;
    Ok(if open.is_empty() {
        Examined::well("rights", "keys are for their owner alone")
    } else {
        let remedy = format!("run `chmod -R go-rwx {}/keystore {}/keys`, and see who may have read them", home.display(), home.display());
        Examined::wrong("rights", format!("others may enter {}", keys::some_of(&open)), remedy)
    })
}

/// What of the folders of keys others than their owner may read.
#[cfg(unix)]
fn open_to_others(home: &Path) -> Result<Vec<String>> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut open = Vec::new();
    for folder in ["keystore", "keys"] {
        let mut looked_at = vec![folder.to_owned()];
        looked_at.extend(
            names_in(&home.join(folder))?
                .into_iter()
                .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "key"))
                .map(|name| format!("{folder}/{name}")),
        );
        for name in looked_at {
            let path = home.join(&name);
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => open.push(name),
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(io_trouble("look at", &path, &e)),
                _ => {}
            }
        }
    }
    Ok(open)
}

#[cfg(not(unix))]
fn open_to_others(_home: &Path) -> Result<Vec<String>> {
    Ok(Vec::new())
}

/// Whether the disk takes what is written to it, and how long that takes.
fn disk(home: &Path) -> Examined {
    let path = home.join(".doctor");
    let started = Instant::now();
    let written = (|| {
        remove_file(&path)?;
        let mut file = private_file(&path)?;
        file.write_all(&vec![0; TRIED_BYTES]).and_then(|()| file.sync_all()).map_err(|e| io_trouble("write", &path, &e))
    })();
    let took = started.elapsed().as_millis();
    let _ = remove_file(&path);
    match written {
        Ok(()) => Examined::well("disk", format!("took 1 MiB to the disk in {took} ms")),
        Err(trouble) => Examined::of("disk", &trouble),
    }
}

/// Whether a restore was cut off.
fn cut_off(home: &Path) -> Result<Examined> {
    let there = is_there(&home.join(RESTORING))?;
    let says = if there { "a restore was cut off, or runs just now" } else { "none was cut off" };
    Ok(Examined::unless("restore", there, says, "run the restore again, or `wardmote check`, which clears it away"))
}

/// What the file of the record says of itself: that it is SQLite, which version wrote it last, and how it keeps its journal.
fn sqlite_file(path: &Path) -> Examined {
    let mut header = [0_u8; 100];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    if let Err(e) = read {
        return Examined::of("database", &io_trouble("read", path, &e));
    }
    // https://www.sqlite.org/fileformat2.html §1.3: bytes 18 and 19 are 2 in WAL mode, 96 to 99 the version.
    let wal = header.get(18..20) == Some(&[2, 2]);
    let number = header.get(96..).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes);
    let version = format!("{}.{}.{}", number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    let says = format!("SQLite {version}, {}", if wal { "write-ahead log" } else { "no write-ahead log" });
    if !header.starts_with(b"SQLite format 3\0") {
        return Examined::wrong("database", format!("`{}` is no SQLite file", path.display()), "restore the home from a backup");
    }
    Examined::unless("database", !wal, says, "run any command on this home: opening it sets the write-ahead log again")
}
