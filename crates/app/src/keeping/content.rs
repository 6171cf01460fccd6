//! The record and its extracts on their way into a bundle: the rows of one read transaction, streamed, then the files of the
//! extracts that those rows name, then the manifest.

use super::files::{ends_in, io_trouble};
use super::manifest::{Form, MANIFEST, Manifest};
use crate::House;
use crate::house::off_the_runtime;
use base::{Result, Trouble};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use store::{TABLES, TableShape};
use vault::BundleWriter;

/// Lines handed over at once.
const PIECE_BYTES: usize = 1 << 18;
/// Pieces that may wait for the writer: what a slow disk costs in memory.
const PIECES: usize = 8;
/// The code of a feeding that ended because the writer did.
const WRITER_GONE: &str = "writer-gone";

/// How far the ledger has come: number and hash of its last row.
pub(super) type Head = (i64, String);

/// An extract's folder, and the files in it that the register names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Folder {
    /// Its name below `extracts`.
    pub(super) name: String,
    /// The names of its files.
    pub(super) parts: Vec<String>,
}

/// What goes into a bundle, as it comes from the record.
pub(super) struct Content {
    form: Form,
    written_at: String,
    extracts: PathBuf,
    pieces: Receiver<Piece>,
    ahead: Option<Piece>,
}

/// What was written.
#[derive(Debug)]
pub(super) struct Written<T> {
    /// What the writer answered.
    pub(super) answer: T,
    /// How far the ledger had come.
    pub(super) head: Head,
    /// How many extracts there were.
    pub(super) extracts: u64,
}

enum Piece {
    Table(&'static str),
    Lines(Vec<u8>),
    Extracts(Vec<Folder>),
}

/// What a row of the register says of its files.
#[derive(Deserialize)]
struct ExtractRow {
    folder: String,
    parts: String,
}

/// What the last row of the ledger says of itself.
#[derive(Deserialize)]
struct LedgerRow {
    seq: i64,
    hash: String,
}

/// Hands the content of a house to `put`, which runs on a thread of its own and writes it with [`Content::write`].
pub(super) async fn write<T: Send + 'static>(
    house: &House,
    form: Form,
    written_at: &str,
    put: impl FnOnce(Content) -> Result<T> + Send + 'static,
) -> Result<Written<T>> {
    let (send, pieces) = sync_channel(PIECES);
    let content = Content { form, written_at: written_at.to_owned(), extracts: house.shelf.extracts(), pieces, ahead: None };
    let reader = Feed {
        send,
        tables: TABLES.iter().filter(|table| table.archived || form == Form::Backup).collect::<Vec<_>>().into_iter(),
        current: "",
        lines: Vec::new(),
        folders: Vec::new(),
        ledger: String::new(),
    };
    let (written, dumped) = tokio::join!(off_the_runtime(move || put(content)), reader.run(house, form));
    match (written, dumped) {
        // The writer's own trouble says why it ended.
        (Err(trouble), Err(ended)) if ended.code == WRITER_GONE => Err(trouble),
        (_, Err(trouble)) | (Err(trouble), Ok(_)) => Err(trouble),
        (Ok(answer), Ok((head, extracts))) => Ok(Written { answer, head, extracts }),
    }
}

/// The side that reads the record.
struct Feed {
    send: SyncSender<Piece>,
    tables: std::vec::IntoIter<&'static TableShape>,
    current: &'static str,
    lines: Vec<u8>,
    folders: Vec<Folder>,
    ledger: String,
}

impl Feed {
    async fn run(mut self, house: &House, form: Form) -> Result<(Head, u64)> {
        house.store.dump_all(form == Form::Backup, &mut |table, line| self.take(table, line)).await?;
        self.flush()?;
        while let Some(table) = self.tables.next() {
            self.give(Piece::Table(table.name))?;
        }
        self.folders.sort();
        let folders = std::mem::take(&mut self.folders);
        let extracts = folders.len() as u64;
        self.give(Piece::Extracts(folders))?;
        if self.ledger.is_empty() {
            return Ok(((0, ledger::GENESIS.to_owned()), extracts));
        }
        let last: LedgerRow = read_row("ledger", &self.ledger)?;
        Ok(((last.seq, last.hash), extracts))
    }

    fn take(&mut self, table: &'static str, line: &str) -> Result<()> {
        if self.current != table {
            self.flush()?;
            // Tables without rows have their entry too.
            while let Some(next) = self.tables.next() {
                self.give(Piece::Table(next.name))?;
                if next.name == table {
                    break;
                }
            }
            self.current = table;
        }
        match table {
            "extract" => self.folders.push(folder_of_row(line)?),
            "ledger" => line.clone_into(&mut self.ledger),
            _ => {}
        }
        self.lines.extend_from_slice(line.as_bytes());
        self.lines.push(b'\n');
        if self.lines.len() >= PIECE_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let lines = std::mem::take(&mut self.lines);
        self.give(Piece::Lines(lines))
    }

    fn give(&self, piece: Piece) -> Result<()> {
        self.send.send(piece).map_err(|_| Trouble::failed(WRITER_GONE, "what writes the archive ended", "see its own message"))
    }
}

/// The folder and files that a row of the register names.
pub(super) fn folder_of_row(line: &str) -> Result<Folder> {
    let row: ExtractRow = read_row("extract", line)?;
    let parts = serde_json::from_str(&row.parts).map_err(|_| unreadable("extract"))?;
    Ok(Folder { name: row.folder, parts })
}

/// Reads what is wanted of a row.
pub(super) fn read_row<'a, T: Deserialize<'a>>(table: &str, line: &'a str) -> Result<T> {
    serde_json::from_str(line).map_err(|_| unreadable(table))
}

fn unreadable(table: &str) -> Trouble {
    Trouble::refused(
        "archive-unreadable",
        format!("a row of the table `{table}` can't be read"),
        "run `wardmote check` on the home that it comes from, and use another copy",
    )
}

impl Content {
    /// Writes everything and the manifest. The caller finishes the bundle.
    pub(super) fn write<W: Write + Seek>(mut self, bundle: &mut BundleWriter<W>) -> Result<Manifest> {
        let mut rows = BTreeMap::new();
        let folders = loop {
            match self.next() {
                Some(Piece::Table(table)) => {
                    let Some(entry) = self.form.entry_of(table) else { continue };
                    let mut lines = Lines { content: &mut self, piece: Vec::new(), read: 0, rows: 0 };
                    bundle.add(&entry, &mut lines)?;
                    let count = lines.rows;
                    rows.insert(entry, count);
                }
                Some(Piece::Extracts(folders)) => break folders,
                Some(Piece::Lines(_)) | None => {
                    return Err(Trouble::failed("archive-not-written", "the record ended half-way", "see the message beside this one"));
                }
            }
        };
        for folder in &folders {
            for part in &folder.parts {
                let path = self.extracts.join(&folder.name).join(part);
                let file = File::open(&path).map_err(|e| missing_part(&path, &e))?;
                bundle.add(&format!("extracts/{}/{part}", folder.name), file)?;
            }
        }
        let manifest = Manifest::new(self.form, &self.written_at, bundle.entries(), &rows);
        bundle.add(MANIFEST, manifest.to_bytes()?.as_slice())?;
        Ok(manifest)
    }

    fn next(&mut self) -> Option<Piece> {
        self.ahead.take().or_else(|| self.pieces.recv().ok())
    }
}

fn missing_part(path: &std::path::Path, error: &std::io::Error) -> Trouble {
    if error.kind() != std::io::ErrorKind::NotFound {
        return io_trouble("read", path, error);
    }
    Trouble::refused(
        "extract-file-missing",
        format!("`{}` is not there, and the register names it", path.display()),
        "run `wardmote check`; bring the file back from an older backup, then run this again: half a record is no copy of it",
    )
}

/// The lines of one table, as a stream.
struct Lines<'a> {
    content: &'a mut Content,
    piece: Vec<u8>,
    read: usize,
    rows: u64,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read == self.piece.len() {
            match self.content.next() {
                Some(Piece::Lines(lines)) => {
                    self.rows += ends_in(&lines);
                    (self.piece, self.read) = (lines, 0);
                }
                Some(other) => {
                    self.content.ahead = Some(other);
                    return Ok(0);
                }
                None => return Err(std::io::Error::other("the record ended half-way")),
            }
        }
        let mut rest = self.piece.get(self.read..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.read += read;
        Ok(read)
    }
}
