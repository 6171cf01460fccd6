//! Street files into columnar parts: threads take whole files, each writes a part of its own.

mod part;

use base::{Result, Trouble};
use intake::container::{Archive, ContainerLimits, Entry};
use intake::street::{FileReport, StreetRow, StreetRules, StreetSink, read};
use intake::{StreetOptions, StreetReport, StreetSource, Unit};
use part::{Counts, PartWriter};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// Files a thread takes at a time.
const FILES_AT_A_TIME: usize = 6;

/// Threads at the most: more would outrun the disk and multiply the memory.
const MOST_WORKERS: usize = 4;

/// Reads street files and writes their columnar parts into `folder`, each synced to disk.
///
/// The order of sources is the order of problems and warnings; which rows lie in which part is not fixed, and no
/// view shows it. `progress` is told the bytes read so far, unpacked ones where the source is a ZIP.
///
/// On trouble with any source nothing is promised of the folder: the caller removes it. Of several troubles the one
/// of the earliest source is returned. Refused besides what [`intake::street::read`] refuses: sources without any row.
pub fn write_street(
    folder: &Path,
    sources: &[StreetSource],
    options: StreetOptions,
    rules: &StreetRules,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<StreetReport> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let workers = cores.clamp(2, MOST_WORKERS).min(sources.len()).max(1);
    let order = by_force(sources);
    let shared = Shared {
        folder,
        sources,
        order: &order,
        options,
        rules,
        progress,
        next: AtomicUsize::new(0),
        read: AtomicU64::new(0),
        stop: AtomicBool::new(false),
    };
    let shared = &shared;
    let ends: Vec<Result<Work>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|number| scope.spawn(move || work(shared, number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(crashed()))).collect()
    });
    let mut report = StreetReport::default();
    let mut troubles: Vec<(usize, Trouble)> = Vec::new();
    let mut files: Vec<(usize, FileReport)> = Vec::new();
    let mut units: BTreeMap<(String, String), u64> = BTreeMap::new();
    for end in ends {
        let mut work = end?;
        troubles.extend(work.trouble.take());
        files.append(&mut work.files);
        report.parts.extend(work.part);
        for (code, rows) in work.counts.lsoa_rows {
            *report.lsoa_rows.entry(code).or_default() += rows;
        }
        for (unit, rows) in work.counts.units {
            *units.entry(unit).or_default() += rows;
        }
    }
    if let Some((_, trouble)) = troubles.into_iter().min_by_key(|(source, _)| *source) {
        return Err(trouble);
    }
    report.parts.sort();
    report.units = units.into_iter().map(|((force, month), rows)| Unit { force, month, rows }).collect();
    files.sort_by_key(|(source, _)| *source);
    for (source, file) in files {
        add(&mut report, file, sources.get(source).map(name_of).unwrap_or_default().as_str());
    }
    if report.rows_read == 0 {
        let name = sources.first().map(name_of).unwrap_or_default();
        return Err(Trouble::refused(
            "no-rows",
            format!("`{name}` has no rows: only a header"),
            "a month without a single crime is not a file of the open data: download it again",
        ));
    }
    Ok(report)
}

fn add(report: &mut StreetReport, file: FileReport, name: &str) {
    if file.rows_read == 0 {
        report.warnings.push(format!("`{name}` has a header and no rows"));
    }
    report.rows_read += file.rows_read;
    report.rows_accepted += file.rows_accepted;
    report.repeated_ids += file.repeated_ids;
    let missing = file.missing;
    for (key, rows) in [
        ("crime_id", missing.crime_id),
        ("coordinates", missing.coordinates),
        ("lsoa", missing.lsoa),
        ("outcome", missing.outcome),
        ("coordinates_outside", missing.coordinates_outside),
        ("coordinates_swapped", missing.coordinates_swapped),
        ("coordinates_unreadable", missing.coordinates_unreadable),
    ] {
        *report.missing.entry(key.to_owned()).or_default() += rows;
    }
    report.problems.extend(file.problems);
    report.warnings.extend(file.warnings);
}

/// What the threads share.
struct Shared<'a> {
    folder: &'a Path,
    sources: &'a [StreetSource],
    order: &'a [usize],
    options: StreetOptions,
    rules: &'a StreetRules,
    progress: &'a (dyn Fn(u64) + Sync),
    next: AtomicUsize,
    read: AtomicU64,
    stop: AtomicBool,
}

/// What one thread did.
#[derive(Default)]
struct Work {
    part: Option<String>,
    counts: Counts,
    files: Vec<(usize, FileReport)>,
    trouble: Option<(usize, Trouble)>,
}

/// Takes sources until there are none left or one was in trouble.
fn work(shared: &Shared<'_>, number: usize) -> Result<Work> {
    let mut done = Work::default();
    let mut writer = None;
    let name = format!("part-{number:04}.parquet");
    let mut archive = None;
    'sources: loop {
        let first = shared.next.fetch_add(FILES_AT_A_TIME, Ordering::Relaxed);
        let taken = shared.order.iter().skip(first).take(FILES_AT_A_TIME);
        if taken.len() == 0 {
            break;
        }
        for &at in taken {
            let Some(source) = shared.sources.get(at) else { break 'sources };
            if shared.stop.load(Ordering::Relaxed) {
                break 'sources;
            }
            let source_file = name_of(source);
            let mut sink = Sink { path: shared.folder.join(&name), writer: &mut writer, source_file: &source_file };
            match read_source(shared, source, &source_file, &mut archive, &mut sink) {
                Ok(report) => done.files.push((at, report)),
                Err(trouble) => {
                    shared.stop.store(true, Ordering::Relaxed);
                    done.trouble = Some((at, trouble));
                    break 'sources;
                }
            }
        }
    }
    if let Some(writer) = writer
        && done.trouble.is_none()
    {
        done.counts = writer.finish()?;
        done.part = Some(name);
    }
    Ok(done)
}

/// An archive a thread has open, with its entries.
type OpenArchive = (PathBuf, Archive<BufReader<File>>, Vec<Entry>);

fn read_source(
    shared: &Shared<'_>,
    source: &StreetSource,
    name: &str,
    open: &mut Option<OpenArchive>,
    sink: &mut Sink<'_>,
) -> Result<FileReport> {
    let unread = |path: &Path, e: &std::io::Error| {
        Trouble::failed("file-unreadable", format!("cannot open `{}`: {e}", path.display()), "check that the file is there and can be read")
    };
    match source {
        StreetSource::File(path) => {
            let file = File::open(path).map_err(|e| unread(path, &e))?;
            read(Counted { inner: file, shared }, name, shared.rules, shared.options, sink)
        }
        StreetSource::ZipEntry { archive: path, index, name: entry_name } => {
            if open.as_ref().is_none_or(|(of, ..)| of != path) {
                let file = File::open(path).map_err(|e| unread(path, &e))?;
                let file_name = path.file_name().unwrap_or_default().to_string_lossy();
                let mut archive = Archive::open(BufReader::new(file), &file_name)?;
                let entries = archive.entries(&ContainerLimits::default())?;
                *open = Some((path.clone(), archive, entries));
            }
            let found = open.as_mut().and_then(|(_, archive, entries)| Some((archive, entries.iter().find(|e| e.index == *index)?)));
            let Some((archive, entry)) = found else {
                return Err(Trouble::refused(
                    "archive-changed",
                    format!("`{}` has no entry `{entry_name}` any more", path.display()),
                    "do not change a file while it is imported; import it again",
                ));
            };
            read(Counted { inner: archive.reader(entry)?, shared }, name, shared.rules, shared.options, sink)
        }
    }
}

/// The order in which sources are read: by what their names say after the month, which is the force. Months of one
/// force share their places, so the texts met stay few while a group of rows is gathered, and a question about one
/// force passes over most groups.
fn by_force(sources: &[StreetSource]) -> Vec<usize> {
    let mut keyed: Vec<(String, usize)> = sources
        .iter()
        .enumerate()
        .map(|(at, source)| {
            let name = name_of(source);
            let name = name.rsplit('/').next().unwrap_or_default();
            let dated = name.len() > 8 && name.bytes().take(8).all(|b| b.is_ascii_digit() || b == b'-');
            (name.get(if dated { 8.. } else { 0.. }).unwrap_or(name).to_owned(), at)
        })
        .collect();
    keyed.sort();
    keyed.into_iter().map(|(_, at)| at).collect()
}

/// The file's own name, or the entry's with its folders.
fn name_of(source: &StreetSource) -> String {
    match source {
        StreetSource::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        StreetSource::ZipEntry { name, .. } => name.clone(),
    }
}

/// Counts the bytes that pass.
struct Counted<'a, R> {
    inner: R,
    shared: &'a Shared<'a>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let total = self.shared.read.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
        if count > 0 {
            (self.shared.progress)(total);
        }
        Ok(count)
    }
}

/// Puts rows into the thread's part, which is made with the first row.
struct Sink<'a> {
    path: PathBuf,
    writer: &'a mut Option<PartWriter>,
    source_file: &'a str,
}

impl StreetSink for Sink<'_> {
    #[inline]
    fn row(&mut self, row: &StreetRow<'_>) -> Result<()> {
        let writer = match &mut *self.writer {
            Some(writer) => writer,
            none => none.insert(PartWriter::create(&self.path)?),
        };
        writer.push(row, self.source_file)
    }
}

fn crashed() -> Trouble {
    Trouble::failed(
        "import-failed",
        "a reading thread ended without an answer",
        "this is a fault of the program: please report it with the file",
    )
}
