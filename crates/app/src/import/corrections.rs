//! Rejected rows that come back corrected: only they are read, by the reader of their kind, and they stand beside the extract
//! they correct for as long as it is current.

use super::{Draft, ImportOptions, Source, read_options};
use crate::House;
use base::{Result, Trouble};
use intake::container::{Archive, Content};
use intake::corrections::{self, CorrectedRow, Corrections, row_key};
use intake::{ExtractFacts, Kind, Problem, ReadOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Write as _};
use std::path::{Path, PathBuf};
use vault::{ImportLock, Staged, read_whole, write_whole};

/// Bytes at the beginning of a CSV that hold its header.
const HEAD_BYTES: u64 = 1 << 20;

/// Corrections on their way in.
pub(super) struct Correction {
    /// Where the rows lie as a CSV, or a ZIP of CSVs; gone when the import ends.
    _held: Staged,
    /// That file.
    pub path: PathBuf,
    /// The name its reader is told: that of the file the rows were rejected from, since names say years and groups.
    pub file: String,
    /// The extract they correct.
    pub corrected: ExtractFacts,
    rows: Vec<CorrectedRow>,
    problems: Vec<Problem>,
}

/// The corrections in a file, made ready for the reader of their kind; `None` where it is an ordinary file.
///
/// Refused: an extract that is not in this home or of another kind; no row left to read. A row that is none of the rejected
/// rows, or that an earlier correction has brought, is a problem.
pub(super) async fn prepare(
    house: &House,
    kind: Kind,
    path: &Path,
    file: &str,
    options: &ImportOptions,
    lock: &ImportLock,
) -> Result<Option<Correction>> {
    let read_options = read_options(house, options)?;
    let (at, name) = (path.to_path_buf(), file.to_owned());
    let Some(found) = crate::house::off_the_runtime(move || read(&at, &name, &read_options)).await? else { return Ok(None) };
    let corrected = house.store.extract(&found.extract).await.ok().filter(|h| h.facts.passport.extract == found.extract);
    let Some(corrected) = corrected else {
        return Err(Trouble::refused(
            "corrections-of-unknown",
            format!("`{file}` corrects rows of the extract `{}`, which is not in this home", found.extract),
            "import it into the home whose `wardmote rejects` wrote it",
        ));
    };
    let other = corrected.facts.passport.kind;
    if other != kind {
        return Err(Trouble::refused(
            "corrections-of-other-kind",
            format!("`{file}` corrects rows of `{}`, an extract of the kind `{other}`, not `{kind}`", found.extract),
            format!("import it with `wardmote import {other}`"),
        ));
    }
    let rejected: BTreeMap<String, Problem> =
        house.store.rejects(corrected.seq, 0, u64::MAX).await?.into_iter().map(|p| (row_key(&p.file, p.row), p)).collect();
    let brought = brought_already(house, kind, &found.extract).await?;
    let (rows, problems) = sort_out(file, found.rows, found.problems, &rejected, brought);
    if rows.is_empty() {
        let why = problems.first().map_or_else(String::new, |p| format!("; the first, row {}: {}", p.row, p.remedy));
        return Err(Trouble::refused(
            "corrections-nothing-left",
            format!("no row of `{file}` can be taken as a correction of `{}`{why}", found.extract),
            format!("list what is still rejected with `wardmote rejects {}`", found.extract),
        ));
    }
    let held = house.shelf.stage(&format!("corrections-of-{}", found.extract), lock)?;
    let (path, name) = lay_out(held.path(), &found.header, &rows)?;
    Ok(Some(Correction { _held: held, path, file: name, corrected: corrected.facts, rows, problems }))
}

/// The corrections in a file of this kind of content, without reading the whole of a large CSV or archive for it.
fn read(path: &Path, file: &str, options: &ReadOptions) -> Result<Option<Corrections>> {
    let unreadable = |e: std::io::Error| {
        Trouble::failed("file-io", format!("could not read `{}`: {e}", path.display()), "check the path and who may read it")
    };
    let mut head = Vec::new();
    File::open(path).and_then(|f| f.take(HEAD_BYTES).read_to_end(&mut head)).map_err(unreadable)?;
    let marked = match Content::of(&head) {
        Content::Zip => {
            let opened = File::open(path).map_err(unreadable)?;
            Archive::open(BufReader::new(opened), file).is_ok_and(|archive| archive.is_document())
        }
        _ => corrections::is_marked(&head),
    };
    if !marked {
        return Ok(None);
    }
    corrections::read(file, &read_whole(path, options.workbook.max_bytes)?, options)
}

/// The rows of an extract that earlier corrections have brought.
async fn brought_already(house: &House, kind: Kind, extract: &str) -> Result<BTreeSet<String>> {
    let mut brought = BTreeSet::new();
    for holding in house.store.extracts().await? {
        let facts = &holding.facts;
        if facts.passport.kind == kind
            && facts.corrects() == Some(extract)
            && let Some(rows) = facts.notes.get(ExtractFacts::CORRECTED_ROWS)
        {
            brought.extend(serde_json::from_str::<Vec<String>>(rows).unwrap_or_default());
        }
    }
    Ok(brought)
}

/// Whether what is wrong with a row can't be seen in the sheet of corrections: there, each row has a cell for every column of
/// the header, and the row it repeats is not beside it. Left as it is, such a row would be read as a good one.
fn shows_only_in_its_file(reason: &str) -> bool {
    reason.ends_with("field_count") || reason.starts_with("repeated_") || reason.starts_with("contradicts_")
}

fn sort_out(
    file: &str,
    found: Vec<CorrectedRow>,
    mut problems: Vec<Problem>,
    rejected: &BTreeMap<String, Problem>,
    mut brought: BTreeSet<String>,
) -> (Vec<CorrectedRow>, Vec<Problem>) {
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let key = row.key();
        let (reason, remedy) = match rejected.get(&key) {
            None => ("not_a_rejected_row", format!("row {} of `{}` was not rejected: leave it out", row.rejected_row, row.file)),
            Some(before) if shows_only_in_its_file(&before.reason) && row.is_as_it_was(before) => {
                (before.reason.as_str(), before.remedy.clone())
            }
            // A reader would take it for a blank line.
            Some(_) if row.fields.iter().all(|f| f.trim().is_empty()) => (
                "empty_row",
                format!("row {} of `{}` is not filled in: correct it from the file itself, or leave it out", row.rejected_row, row.file),
            ),
            Some(_) if brought.insert(key) => {
                rows.push(row);
                continue;
            }
            Some(_) => {
                ("already_corrected", format!("row {} of `{}` has been corrected already: leave it out", row.rejected_row, row.file))
            }
        };
        problems.push(Problem {
            file: file.to_owned(),
            row: row.row,
            column: String::new(),
            reason: reason.to_owned(),
            remedy,
            fields: row.fields,
        });
    }
    (rows, problems)
}

/// Writes the rows for their reader: one CSV under the name of the file they were rejected from, or an archive of several.
fn lay_out(folder: &Path, header: &[String], rows: &[CorrectedRow]) -> Result<(PathBuf, String)> {
    let mut by_file: BTreeMap<&str, Vec<&CorrectedRow>> = BTreeMap::new();
    for row in rows {
        by_file.entry(&row.file).or_default().push(row);
    }
    if by_file.len() < 2 {
        let name = by_file.keys().next().map_or("corrections.csv", |f| f.rsplit(['/', '\\']).next().unwrap_or_default()).to_owned();
        let path = folder.join(&name);
        write_whole(&path, corrections::to_csv(header, rows).as_bytes())?;
        return Ok((path, name));
    }
    let failed = |e: &dyn std::fmt::Display| {
        Trouble::failed("corrections-laid-out", format!("could not lay out the corrected rows: {e}"), "save each file's rows on its own")
    };
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, rows) in by_file {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).map_err(|e| failed(&e))?;
        archive.write_all(corrections::to_csv(header, rows).as_bytes()).map_err(|e| failed(&e))?;
    }
    let bytes = archive.finish().map_err(|e| failed(&e))?.into_inner();
    let (path, name) = (folder.join("corrections.zip"), "corrections.zip".to_owned());
    write_whole(&path, &bytes)?;
    Ok((path, name))
}

impl Correction {
    /// Writes into a draft what it corrects, and the rows that could not be read at all.
    pub(super) fn settle(self, draft: &mut Draft) -> Result<()> {
        let failed: BTreeSet<u64> = draft.problems.iter().map(|p| p.row).collect();
        let brought: Vec<String> = self.rows.iter().filter(|r| !failed.contains(&r.row)).map(CorrectedRow::key).collect();
        let list = serde_json::to_string(&brought).map_err(|e| {
            Trouble::failed(
                "corrections-listed",
                format!("could not list the corrected rows: {e}"),
                "report this: it is a fault in wardmote",
            )
        })?;
        draft.rows_read += self.problems.len() as u64;
        draft.problems.splice(0..0, self.problems);
        draft.problems.sort_by_key(|p| p.row);
        draft.warnings.extend(strangers(&self.corrected, draft));
        draft.notes.insert(ExtractFacts::CORRECTS.to_owned(), self.corrected.passport.extract);
        draft.notes.insert(ExtractFacts::CORRECTED_ROWS.to_owned(), list);
        Ok(())
    }
}

/// A sentence where corrected rows are of a force, data set or group that what they correct has nothing of: read under other
/// words or another mapping, they would be filed apart from the rows they belong to.
fn strangers(corrected: &ExtractFacts, draft: &Draft) -> Option<String> {
    fn first(force: &str) -> &str {
        force.split('/').next().unwrap_or(force)
    }
    let known: BTreeSet<&str> = corrected.units.iter().map(|unit| first(&unit.force)).collect();
    let others: BTreeSet<&str> = draft.units.iter().map(|unit| first(&unit.force)).filter(|name| !known.contains(name)).collect();
    let named: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
    (!named.is_empty()).then(|| {
        format!(
            "the corrected rows are of {}, of which `{}` has nothing: if that is not meant, import them with the words or the mapping \
             it was imported with",
            named.join(", "),
            corrected.passport.extract
        )
    })
}

/// Keeps the header of each file that had rows rejected, so that they can be sent back under the names of their columns.
pub(super) fn keep_headers(source: &Source, options: &ReadOptions, draft: &mut Draft) {
    if draft.problems.is_empty() || draft.notes.contains_key(ExtractFacts::HEADERS) {
        return;
    }
    let mut columns: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for problem in &draft.problems {
        let named = columns.entry(&problem.file).or_default();
        if !problem.column.is_empty() {
            named.insert(&problem.column);
        }
    }
    let mut headers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (file, columns) in columns {
        let columns: Vec<&str> = columns.into_iter().collect();
        if let Some(header) = header_in(source, file, &columns, options) {
            headers.insert(file, header);
        }
    }
    if let Ok(text) = serde_json::to_string(&headers) {
        draft.notes.insert(ExtractFacts::HEADERS.to_owned(), text);
    }
}

/// The header of the file a problem names: the source itself, or an entry of it. A file that can't be read a second time
/// only costs the names of its columns.
fn header_in(source: &Source, file: &str, columns: &[&str], options: &ReadOptions) -> Option<Vec<String>> {
    let path = source.path();
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    if Content::of(&head) != Content::Zip {
        return corrections::header_of(file, &head, columns, options);
    }
    let mut archive = Archive::open(BufReader::new(File::open(path).ok()?), file).ok()?;
    if archive.is_document() {
        return corrections::header_of(file, &read_whole(path, options.workbook.max_bytes).ok()?, columns, options);
    }
    let entries = archive.entries(&options.container).ok()?;
    let entry = entries.iter().find(|e| e.name == file).or_else(|| entries.iter().find(|e| e.name.ends_with(file)))?;
    let mut head = Vec::new();
    archive.reader(entry).ok()?.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    corrections::header_of(file, &head, columns, options)
}
