//! The list of records whose keys are destroyed: one line each, id and moment, only ever added to.

use super::names::{check_id, is_moment};
use crate::whole::{folder_of, sync_folder};
use crate::writing::io_trouble;
use base::{Result, Trouble};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::SystemTime;

/// The list as it was last read.
#[derive(Debug, Default, Clone)]
pub(super) struct Tombstones {
    /// Moment of destruction by id. Of two lines for one id the first counts.
    pub(super) by_id: BTreeMap<String, String>,
    /// How long the file was when it was read.
    length: u64,
    /// When it was last written, by the file system's own count.
    written: Option<SystemTime>,
    /// How much of it is whole lines. The rest is of a destruction that a crash cut off before it was acknowledged.
    whole: u64,
}

impl Tombstones {
    /// Reads the list; none yet is an empty one.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let mut bytes = Vec::new();
        // Asked before reading: what is added meanwhile is then read again.
        let (length, written) = stamp(path)?;
        match File::open(path) {
            Ok(file) => file.take(length).read_to_end(&mut bytes).map_err(|e| io_trouble("read", path, &e))?,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(io_trouble("read", path, &e)),
        };
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let mut by_id = BTreeMap::new();
        let lines = std::str::from_utf8(bytes.get(..whole).unwrap_or_default()).map_err(|_| damaged(path, 0))?;
        for (index, line) in lines.lines().enumerate() {
            let (id, at) = parse(line).ok_or_else(|| damaged(path, index + 1))?;
            by_id.entry(id.to_owned()).or_insert_with(|| at.to_owned());
        }
        Ok(Self { by_id, length, written, whole: whole as u64 })
    }

    /// Reads the list again if another process has added to it.
    pub(super) fn refresh(&mut self, path: &Path) -> Result<()> {
        if stamp(path)? != (self.length, self.written) {
            *self = Self::read(path)?;
        }
        Ok(())
    }

    /// Whether the last line is torn.
    pub(super) fn torn(&self) -> bool {
        self.whole < self.length
    }

    /// Adds lines and waits until they lie on the disk. A torn last line goes first. The caller holds the lock, and has
    /// refreshed the list under it.
    pub(super) fn append(&mut self, path: &Path, added: &BTreeMap<String, String>) -> Result<()> {
        if added.is_empty() && !self.torn() {
            return Ok(());
        }
        let mut options = File::options();
        options.create(true).write(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut lines = String::new();
        for (id, at) in added {
            lines.extend([id, "\t", at, "\n"]);
        }
        let written = (|| {
            let mut file = options.open(path)?;
            file.set_len(self.whole)?;
            file.seek(SeekFrom::Start(self.whole))?;
            file.write_all(lines.as_bytes())?;
            file.sync_all()
        })();
        if let Err(e) = written {
            // How far it came is not known: read it again next time.
            self.length = u64::MAX;
            return Err(io_trouble("write", path, &e));
        }
        sync_folder(folder_of(path))?;
        self.whole += lines.len() as u64;
        (self.length, self.written) = stamp(path)?;
        for (id, at) in added {
            self.by_id.entry(id.clone()).or_insert_with(|| at.clone());
        }
        Ok(())
    }
}

/// Length and time of writing: what changes when a line is added.
fn stamp(path: &Path) -> Result<(u64, Option<SystemTime>)> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok((metadata.len(), metadata.modified().ok())),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok((0, None)),
        Err(e) => Err(io_trouble("read", path, &e)),
    }
}

fn parse(line: &str) -> Option<(&str, &str)> {
    let (id, at) = line.split_once('\t')?;
    (check_id(id).is_ok() && is_moment(at)).then_some((id, at))
}

fn damaged(path: &Path, line: usize) -> Trouble {
    Trouble::failed(
        "tombstones-damaged",
        format!("line {line} of `{}` is not an id, a tab and a moment", path.display()),
        "mend the line by hand from the certificates of destruction: while it can't be read, no key is given out",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(id, at)| ((*id).to_owned(), (*at).to_owned())).collect()
    }

    #[test]
    fn a_torn_last_line_is_ignored_told_and_cleared_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tombstones");
        let whole = "p-a\t2026-01-01T00:00:00Z\n";
        for torn in ["p", "p-b\t", "p-b\t2026-01-02T00:00:00Z", "\0\0\0", "p-b\t2026\0\0"] {
            std::fs::write(&path, format!("{whole}{torn}")).unwrap();
            let mut read = Tombstones::read(&path).unwrap();
            assert!(read.torn());
            assert_eq!(read.by_id, lines(&[("p-a", "2026-01-01T00:00:00Z")]));
            read.append(&path, &lines(&[("p-c", "2026-01-03T00:00:00Z")])).unwrap();
            assert!(!read.torn());
            assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{whole}p-c\t2026-01-03T00:00:00Z\n"));
            assert_eq!(Tombstones::read(&path).unwrap().by_id, read.by_id);
        }
    }

    #[test]
    fn the_first_moment_counts_and_a_bad_whole_line_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tombstones");
        std::fs::write(&path, "p-a\t1\np-a\t2\n").unwrap();
        assert_eq!(Tombstones::read(&path).unwrap().by_id, lines(&[("p-a", "1")]));
        for wrong in ["\n", "p-a\n", "p-a 1\n", "P\t1\n", "p-a\t1\nx\np-b\t1\n", "p-a\t1\t2\n"] {
            std::fs::write(&path, wrong).unwrap();
            assert_eq!(Tombstones::read(&path).unwrap_err().code, "tombstones-damaged", "{wrong:?}");
        }
        std::fs::write(&path, [0xff, b'\n']).unwrap();
        assert_eq!(Tombstones::read(&path).unwrap_err().code, "tombstones-damaged");
    }

    #[test]
    fn what_another_process_adds_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tombstones");
        let (mut one, mut other) = (Tombstones::read(&path).unwrap(), Tombstones::read(&path).unwrap());
        one.append(&path, &lines(&[("p-a", "1")])).unwrap();
        other.refresh(&path).unwrap();
        assert_eq!(other.by_id, one.by_id);
        other.append(&path, &lines(&[("p-b", "2")])).unwrap();
        one.refresh(&path).unwrap();
        assert_eq!(one.by_id, lines(&[("p-a", "1"), ("p-b", "2")]));
    }
}
