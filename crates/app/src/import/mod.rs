//! Importing one file: hash → the same? → read and write columnar parts → move to the shelf → one transaction.
//!
//! The order is house.md's promise that evidence and record agree after a power cut; see the walkthrough in
//! ARCHITECTURE.md.

mod corrections;
#[cfg(test)]
mod corrections_tests;
mod counts;
mod incidents;
mod lost;
mod outlines;
mod police;
mod police_tables;
mod sent;
mod tables;

pub use sent::{FileSent, import_sent, kinds};

use crate::query::parse_day;
use crate::{House, Moment};
use base::{Result, Trouble, Vintage, failpoint};
use geography::Extent;
use intake::{ContainerLimits, ExtractFacts, Kind, Passport, Problem, ReadOptions, Status, TextLimits, Unit, WorkbookLimits};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use vault::{ImportLock, sha256_of_files};

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The day the partner sent it, `YYYY-MM-DD`; the day of the import if empty.
    pub received: String,
    /// The LSOA vintage, where the operator names it.
    pub geography: Option<Vintage>,
    /// Of rows with the same Crime ID in one CSV keep the first.
    pub first_of_repeated_ids: bool,
    /// Refuse a file in which anything had to be rejected or guessed.
    pub strict: bool,
    /// The values were invented for the demonstration; the passport says so.
    pub invented: bool,
    /// The saved mapping that says how a partner's file is read.
    pub mapping: Option<PathBuf>,
    /// What a table of counts does not say itself: `--data-set`, `--period`, `--source`.
    pub table: TableWords,
}

/// What the operator says of a table that does not say it itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableWords {
    /// The data set the counts belong to: `deliberate-fires`.
    pub data_set: Option<String>,
    /// The period they cover, as a paper would write it: `2018-11 to 2019-10`.
    pub period: Option<String>,
    /// Where they come from: paper and page.
    pub source: Option<String>,
    /// The district, ward or county all of them lie in: a code or a name.
    pub within: Option<String>,
}

impl TableWords {
    /// What was said, one line each; empty where nothing was.
    fn said(&self) -> String {
        let lines = [("data set", &self.data_set), ("period", &self.period), ("source", &self.source), ("within", &self.within)];
        lines.iter().filter_map(|(name, word)| word.as_ref().map(|w| format!("{name}: {w}\n"))).collect()
    }
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Its passport.
    pub passport: Passport,
    /// What the operator should be told besides.
    pub warnings: Vec<String>,
}

impl Imported {
    /// Whether the same content was there already, so that nothing changed.
    pub fn was_known(&self) -> bool {
        self.passport.status == Status::Same
    }
}

/// What reading a file gives, before it is registered.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub repeated_ids: u64,
    pub missing: BTreeMap<String, u64>,
    pub geography: String,
    pub not_placed: u64,
    pub units: Vec<Unit>,
    pub problems: Vec<Problem>,
    pub notes: BTreeMap<String, String>,
    pub parts: Vec<String>,
    pub warnings: Vec<String>,
}

/// Imports one file as one extract. On any refusal nothing is kept.
///
/// `progress` is told how many bytes have been read.
pub async fn import_file(
    house: &House,
    kind: Kind,
    path: &Path,
    options: &ImportOptions,
    moment: &Moment,
    progress: std::sync::Arc<dyn Fn(u64) + Send + Sync>,
) -> Result<Imported> {
    let received = if options.received.is_empty() { moment.day() } else { parse_day(&options.received, "--received")?.to_string() };
    let options = &ImportOptions { received: received.clone(), ..options.clone() };
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if path.is_dir() {
        return Err(Trouble::refused(
            "file-is-folder",
            format!("`{}` is a folder", path.display()),
            "name the files in it: `folder/*.csv`",
        ));
    }
    let paths = if kind == Kind::Boundaries { outlines::companions(path) } else { vec![path.to_path_buf()] };
    let lock = lock(house).await?;
    // What a file says depends on how it is read: the same bytes under another mapping are another extract.
    let beside = incidents::files_beside(kind, options)?;
    let read_from: Vec<PathBuf> = paths.iter().chain(options.mapping.as_ref()).chain(&beside).cloned().collect();
    let said =
        options.table.said() + &police_tables::placing(house, kind, options).await? + &incidents::placing(house, kind, options).await?;
    let (content_sha256, _) = sha256_of_files(&read_from, &said)?;
    if let Some(known) = house.store.find_same(kind, &content_sha256).await? {
        let mut warnings = Vec::new();
        if known.received != received {
            warnings.push(format!(
                "`{file}` was imported before as `{}`, received {}; nothing changed, that day included",
                known.passport.file, known.received
            ));
        }
        return Ok(Imported { passport: Passport { file, status: Status::Same, ..known.passport }, warnings });
    }
    let folder = format!("{kind}-{content_sha256}");
    let staged = house.shelf.stage(&folder, &lock)?;
    let correction = if kind == Kind::Boundaries { None } else { corrections::prepare(house, kind, path, &file, options, &lock).await? };
    let (paths, named) = correction.as_ref().map_or((paths, file.clone()), |c| (vec![c.path.clone()], c.file.clone()));
    let as_corrected = correction.as_ref().and_then(|c| Vintage::parse(&c.corrected.passport.geography));
    let options = &ImportOptions { geography: options.geography.or(as_corrected), ..options.clone() };
    let source = Source { kind, paths, file: named, staging: staged.path().to_path_buf() };
    let read = match kind {
        Kind::PoliceStreet => police::read(house, &source, options, progress).await,
        Kind::AreaLookup
        | Kind::AreaChanges
        | Kind::Population
        | Kind::Households
        | Kind::Imd2019
        | Kind::Imd2025
        | Kind::HarmWeights
        | Kind::PeerGroup => tables::read(house, &source, options).await,
        Kind::PoliceOutcomes | Kind::PoliceStopSearch => police_tables::read(house, &source, options, progress).await,
        Kind::AreaCounts => counts::read(house, &source, options).await,
        Kind::Incidents => incidents::read(house, &source, options).await,
        Kind::Boundaries => outlines::read(house, &source, options).await,
    };
    let mut draft = read.map_err(|trouble| naming(&file, trouble))?;
    corrections::keep_headers(&source, &read_options(house, options)?, &mut draft);
    if let Some(correction) = correction {
        correction.settle(&mut draft)?;
    }
    refuse_when_strict(&file, options, &draft)?;
    if draft.rows_accepted == 0 {
        return Err(no_row_kept(&file, &draft));
    }
    staged.publish()?;
    failpoint("before-register");
    if options.invented {
        draft.notes.insert("invented".to_owned(), "yes".to_owned());
    }
    let mut warnings = std::mem::take(&mut draft.warnings);
    if received > moment.day() {
        warnings.push(format!(
            "`{file}` counts as received on {received}, which is still to come: until then nothing received earlier supersedes it"
        ));
    }
    let (mut facts, problems) = facts(kind, file, folder, content_sha256, received, moment, draft);
    let registered = house.store.register(&mut facts, &problems).await?;
    failpoint("after-register");
    warnings.extend(lost::warning(house, &facts, registered.seq).await);
    Ok(Imported { passport: facts.passport, warnings })
}

/// A file on its way in.
pub(crate) struct Source {
    pub kind: Kind,
    /// The file itself first, then its companions.
    pub paths: Vec<PathBuf>,
    /// Its name without the folder.
    pub file: String,
    /// Where its columnar parts are written.
    pub staging: PathBuf,
}

impl Source {
    pub fn path(&self) -> &Path {
        self.paths.first().map_or(Path::new(""), PathBuf::as_path)
    }
}

/// Limits of reading, from the rulebook as it stands on the day of the import.
fn read_options(house: &House, options: &ImportOptions) -> Result<ReadOptions> {
    let day = parse_day(&options.received, "--received")?;
    let limits = house.rulebook.import_limits(day, None)?.parameters;
    let bounds = house.rulebook.coordinate_box(day, None)?.parameters;
    Ok(ReadOptions {
        geography: options.geography,
        strict: options.strict,
        text: TextLimits { max_line_bytes: usize::try_from(limits.line_bytes).unwrap_or(usize::MAX) },
        container: ContainerLimits {
            max_entries: usize::try_from(limits.zip_entries).unwrap_or(usize::MAX),
            max_total_bytes: limits.unzipped_bytes,
            max_ratio: limits.zip_ratio,
        },
        workbook: WorkbookLimits { max_bytes: limits.workbook_bytes, max_cells: limits.workbook_cells },
        extent: Extent { west: bounds.longitude_from, south: bounds.latitude_from, east: bounds.longitude_to, north: bounds.latitude_to },
    })
}

/// The share of coded rows, in percent, that a vintage may not know.
fn tolerance(house: &House, options: &ImportOptions) -> Result<f64> {
    let day = parse_day(&options.received, "--received")?;
    Ok(house.rulebook.vintage_tolerance(day, None)?.parameters.unknown_percent as f64)
}

async fn lock(house: &House) -> Result<ImportLock> {
    let shelf = house.shelf.clone();
    crate::house::off_the_runtime(move || shelf.lock()).await
}

fn refuse_when_strict(file: &str, options: &ImportOptions, draft: &Draft) -> Result<()> {
    if !options.strict || (draft.problems.is_empty() && draft.warnings.is_empty()) {
        return Ok(());
    }
    let first = draft.problems.first().map_or_else(
        || draft.warnings.first().cloned().unwrap_or_default(),
        |p| format!("row {} of `{}`, column `{}`: {}", p.row, p.file, p.column, p.remedy),
    );
    Err(Trouble::refused(
        "strict",
        format!(
            "`{file}` has {} rows that can't be kept and {} other doubts; the first: {first}",
            draft.problems.len(),
            draft.warnings.len()
        ),
        "mend the file, or leave `--strict` out to keep the good rows",
    ))
}

/// The refusal with the file's name before it, unless it names it already: an entry of a ZIP is named by both.
fn naming(file: &str, trouble: Trouble) -> Trouble {
    if trouble.message.contains(file) {
        return trouble;
    }
    Trouble { message: format!("`{file}`: {}", trouble.message), ..trouble }
}

fn no_row_kept(file: &str, draft: &Draft) -> Trouble {
    let why =
        draft.problems.first().map_or_else(String::new, |p| format!("; the first, row {}, column `{}`: {}", p.row, p.column, p.remedy));
    Trouble::refused(
        "no-row-kept",
        format!("`{file}` has {} rows and none of them can be kept{why}", draft.rows_read),
        "check that it is the file you meant, and of this kind",
    )
}

/// Short identity of an extract: the beginning of its content's hash, behind two letters of its kind, since one
/// file may hold several kinds.
fn extract_id(kind: Kind, content_sha256: &str) -> String {
    let letters: String = kind.as_str().split('-').filter_map(|word| word.chars().next()).collect();
    format!("{letters}-{}", content_sha256.get(..12).unwrap_or(content_sha256))
}

fn facts(
    kind: Kind,
    file: String,
    folder: String,
    content_sha256: String,
    received: String,
    moment: &Moment,
    draft: Draft,
) -> (ExtractFacts, Vec<Problem>) {
    let mut rejected_by_reason = BTreeMap::new();
    for problem in &draft.problems {
        *rejected_by_reason.entry(problem.reason.clone()).or_insert(0) += 1;
    }
    let mut notes = draft.notes;
    let unit_rows: u64 = draft.units.iter().map(|u| u.rows).sum();
    if unit_rows != draft.rows_accepted {
        notes.insert(ExtractFacts::TABLE_ROWS.to_owned(), unit_rows.to_string());
    }
    let months: BTreeSet<&str> = draft.units.iter().map(|u| u.month.as_str()).filter(|m| !m.is_empty()).collect();
    // The unit of a partner's list is its data set, which is no force.
    let of_forces = draft.units.iter().filter(|u| !u.month.is_empty() && kind != Kind::Incidents);
    let forces: BTreeSet<&str> = of_forces.map(|u| u.force.as_str()).collect();
    let passport = Passport {
        extract: extract_id(kind, &content_sha256),
        kind,
        file,
        status: Status::Imported,
        rows_read: draft.rows_read,
        rows_accepted: draft.rows_accepted,
        rows_rejected: draft.problems.len() as u64,
        rejected_by_reason,
        repeated_ids: draft.repeated_ids,
        months: months.into_iter().map(str::to_owned).collect(),
        forces: forces.into_iter().map(str::to_owned).collect(),
        missing: draft.missing,
        geography: draft.geography,
        not_placed: draft.not_placed,
    };
    let facts = ExtractFacts {
        passport,
        content_sha256,
        received,
        imported_at: moment.iso(),
        imported_by: moment.who.clone(),
        folder,
        parts: draft.parts,
        units: draft.units,
        notes,
    };
    (facts, draft.problems)
}
