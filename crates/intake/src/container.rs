//! What a file is, told from its bytes, and ZIP archives opened with distrust.
//!
//! An archive is never unpacked to disk. Names that climb out are refused all the same: such an archive was made to
//! harm somebody, or by a broken tool, and nobody should import half of it.

use base::Trouble;
use std::collections::BTreeSet;
use std::io::{self, Read, Seek};
use zip::ZipArchive;
use zip::result::ZipError;

/// How much an archive may ask for. The numbers are the caller's (rule `import-limits`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContainerLimits {
    /// Most entries in one archive.
    pub max_entries: usize,
    /// Most bytes all entries may unpack to, together.
    pub max_total_bytes: u64,
    /// Most bytes unpacked for one byte packed, in an entry larger than a mebibyte.
    pub max_ratio: u64,
}

impl Default for ContainerLimits {
    /// 20,000 entries, 32 GiB and 200 to 1: three years of every force's files are 2 GB, at 9 to 1.
    fn default() -> Self {
        Self { max_entries: 20_000, max_total_bytes: 32 << 30, max_ratio: 200 }
    }
}

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// No bytes at all.
    Empty,
    /// Text, CSV or another.
    Text,
    /// Text that begins as JSON does.
    Json,
    /// Text that begins as HTML or XML does.
    Markup,
    /// A ZIP archive, which includes XLSX and ODS.
    Zip,
    /// SQLite, which includes `GeoPackage`.
    Sqlite,
    /// The main file (`.shp`) of a Shapefile.
    Shapefile,
    /// An old Excel workbook (`.xls`) or another OLE file.
    Ole,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A gzip or another packed file that is not a ZIP.
    Packed,
    /// A Parquet file.
    Parquet,
    /// Bytes of no kind known here.
    Binary,
}

impl Content {
    /// Looks at the first bytes; a few hundred are enough.
    pub fn of(head: &[u8]) -> Self {
        const MAGICS: [(&[u8], Content); 14] = [
            (b"PK\x03\x04", Content::Zip),
            (b"PK\x05\x06", Content::Zip),
            (b"SQLite format 3\0", Content::Sqlite),
            (b"\x00\x00\x27\x0a", Content::Shapefile),
            (b"\xd0\xcf\x11\xe0", Content::Ole),
            (b"%PDF", Content::Pdf),
            (b"\x89PNG", Content::Picture),
            (b"\xff\xd8\xff", Content::Picture),
            (b"GIF8", Content::Picture),
            (b"\x1f\x8b", Content::Packed),
            (b"7z\xbc\xaf", Content::Packed),
            (b"Rar!", Content::Packed),
            (b"\x28\xb5\x2f\xfd", Content::Packed),
            (b"PAR1", Content::Parquet),
        ];
        if head.is_empty() {
            return Self::Empty;
        }
        if let Some((_, content)) = MAGICS.iter().find(|(magic, _)| head.starts_with(magic)) {
            return *content;
        }
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Self::Text;
        }
        let head = head.get(..head.len().min(1024)).unwrap_or_default();
        let odd = head.iter().filter(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | 0)).count();
        // A stray NUL in a CSV is still text, refused later with its line; a tenth of control bytes is not.
        if odd * 10 > head.len() {
            return Self::Binary;
        }
        let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        match body.first() {
            Some(b'{' | b'[') => Self::Json,
            Some(b'<') => Self::Markup,
            _ => Self::Text,
        }
    }

    /// The words for a message: "a PNG or another picture".
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Text => "text",
            Self::Json => "JSON",
            Self::Markup => "a web page or XML",
            Self::Zip => "a ZIP archive or a workbook",
            Self::Sqlite => "a GeoPackage or another SQLite database",
            Self::Shapefile => "the .shp of a Shapefile",
            Self::Ole => "an old Excel workbook",
            Self::Pdf => "a PDF",
            Self::Picture => "a picture (PNG, JPEG or GIF)",
            Self::Packed => "a packed file that is not a ZIP",
            Self::Parquet => "a Parquet file",
            Self::Binary => "not text",
        }
    }

    /// The refusal of a file that is not what its kind is published as.
    pub fn refuse(self, file_name: &str, wanted: &str) -> Trouble {
        if self == Self::Empty {
            return Trouble::refused("file-empty", format!("`{file_name}` is empty"), "download it again; nothing was imported");
        }
        let remedy = match self {
            Self::Zip | Self::Ole => format!("save the sheet as CSV and import that; wanted: {wanted}"),
            Self::Packed => format!("unpack it first; wanted: {wanted}"),
            _ => format!("check that this is the file you meant; wanted: {wanted}"),
        };
        Trouble::refused("file-not-recognised", format!("`{file_name}` is {}", self.as_words()), remedy)
    }
}

/// One file inside an archive, its name and sizes checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the archive.
    pub index: usize,
    /// Its name with folders, forward slashes.
    pub name: String,
    /// Bytes unpacked, as the archive states and the reader enforces.
    pub size: u64,
}

/// Entries of an archive divided by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Those the kind wants, in order of name.
    pub used: Vec<Entry>,
    /// Names of the others, ascending.
    pub skipped: Vec<String>,
}

/// A ZIP archive whose list of entries could be read.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    file_name: String,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive; `file_name` is for messages.
    pub fn open(reader: R, file_name: &str) -> base::Result<Self> {
        let zip = ZipArchive::new(reader).map_err(|e| damaged(file_name, None, &e))?;
        Ok(Self { zip, file_name: file_name.to_owned() })
    }

    /// Lists the files (folders left out), refusing an archive that can't be trusted as a whole: a name that climbs
    /// out or stands twice, an encrypted entry, entries that share bytes, more entries or bytes than the limits allow.
    /// A workbook or a document is refused too: it is no archive of files, whatever it is packed as.
    pub fn entries(&mut self, limits: &ContainerLimits) -> base::Result<Vec<Entry>> {
        let entries = self.parts(limits)?;
        if self.is_document() {
            return Err(Trouble::refused(
                "file-not-recognised",
                format!("`{}` is a workbook or a document, not an archive of files", self.file_name),
                "save the sheet as CSV and import that",
            ));
        }
        Ok(entries)
    }

    /// Whether it is a workbook or a text document, XLSX, ODS or alike, rather than an archive of files.
    pub fn is_document(&self) -> bool {
        self.zip
            .file_names()
            .any(|name| name.is_ok_and(|n| n.eq_ignore_ascii_case("[content_types].xml") || n.eq_ignore_ascii_case("mimetype")))
    }

    /// The parts of an archive or a workbook, with the same distrust.
    pub(crate) fn parts(&mut self, limits: &ContainerLimits) -> base::Result<Vec<Entry>> {
        let file = self.file_name.clone();
        if self.zip.len() > limits.max_entries {
            return Err(bomb(&file, &format!("{} entries, over {}", self.zip.len(), limits.max_entries)));
        }
        if self.zip.has_duplicate_names() {
            return Err(Trouble::refused(
                "zip-duplicate-name",
                format!("two entries of `{file}` have the same name"),
                "it can't be told which of the two is meant: ask for the archive again",
            ));
        }
        let (mut entries, mut total, mut names) = (Vec::new(), 0_u64, BTreeSet::new());
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_data(index).map_err(|e| damaged(&file, None, &e))?;
            let name = entry.name().map_err(|e| damaged(&file, None, &e))?.into_owned();
            if climbs_out(&name) {
                return Err(Trouble::refused(
                    "zip-entry-climbs-out",
                    format!("entry `{}` of `{file}` has a path that leads out of the archive", printable(&name)),
                    "do not use this archive; ask its sender how it was made. nothing was imported",
                ));
            }
            if entry.encrypted() {
                return Err(Trouble::refused(
                    "zip-encrypted",
                    format!("entry `{}` of `{file}` is encrypted", printable(&name)),
                    "unpack it with its password and import the files",
                ));
            }
            if entry.is_dir() {
                continue;
            }
            if entry.is_symlink() {
                return Err(Trouble::refused(
                    "zip-entry-climbs-out",
                    format!("entry `{}` of `{file}` is a link to another file", printable(&name)),
                    "pack the files themselves; nothing was imported",
                ));
            }
            let (size, packed) = (entry.size(), entry.compressed_size());
            total = total.saturating_add(size);
            if total > limits.max_total_bytes {
                return Err(bomb(&file, &format!("more than {} bytes unpacked", limits.max_total_bytes)));
            }
            if size > 1 << 20 && size / packed.max(1) > limits.max_ratio {
                return Err(bomb(&file, &format!("entry `{}` unpacks to {} times its size", printable(&name), size / packed.max(1))));
            }
            if !names.insert(name.to_lowercase()) {
                return Err(Trouble::refused(
                    "zip-duplicate-name",
                    format!("entry `{}` of `{file}` stands twice but for capital letters", printable(&name)),
                    "it can't be told which of the two is meant: ask for the archive again",
                ));
            }
            entries.push(Entry { index, name, size });
        }
        if self.zip.has_overlapping_files().map_err(|e| damaged(&file, None, &e))? {
            return Err(bomb(&file, "entries that share the same bytes"));
        }
        Ok(entries)
    }

    /// A reader of one entry that stops with an error as soon as more bytes come than the archive stated.
    pub fn reader(&mut self, entry: &Entry) -> base::Result<EntryReader<'_>> {
        let file = self.file_name.clone();
        let inner = self.zip.by_index(entry.index).map_err(|e| damaged(&file, Some(&entry.name), &e))?;
        Ok(EntryReader { inner: Box::new(inner), left: entry.size })
    }

    /// The whole of one entry.
    pub fn read(&mut self, entry: &Entry) -> base::Result<Vec<u8>> {
        let file = self.file_name.clone();
        let mut bytes = Vec::new();
        self.reader(entry)?.read_to_end(&mut bytes).map_err(|e| unreadable_entry(&file, &entry.name, &e))?;
        Ok(bytes)
    }
}

/// Reads an entry's bytes, never more than the archive stated.
pub struct EntryReader<'a> {
    inner: Box<dyn Read + 'a>,
    left: u64,
}

impl Read for EntryReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(n as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "more bytes come out than the archive states"))?;
        Ok(n)
    }
}

/// Lists the files of an archive; see [`Archive::entries`].
pub fn list_entries<R: Read + Seek>(reader: R, file_name: &str, limits: &ContainerLimits) -> base::Result<Vec<Entry>> {
    Archive::open(reader, file_name)?.entries(limits)
}

/// Reads one listed entry; see [`Archive::read`].
pub fn read_entry<R: Read + Seek>(reader: R, file_name: &str, entry: &Entry) -> base::Result<Vec<u8>> {
    Archive::open(reader, file_name)?.read(entry)
}

/// Divides entries into those a kind wants and the rest. `wanted` looks at the lower-case name without folders;
/// `pattern` says in words what it looks for. Nested archives and files of the system (`__MACOSX`) are never wanted.
/// Refused if nothing is wanted.
pub fn choose(file_name: &str, entries: Vec<Entry>, pattern: &str, wanted: impl Fn(&str) -> bool) -> base::Result<Chosen> {
    let (mut used, skipped): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| {
        let base_name = e.name.rsplit('/').next().unwrap_or_default().to_lowercase();
        !e.name.starts_with("__MACOSX/") && !base_name.starts_with("._") && wanted(&base_name)
    });
    used.sort_by(|a, b| a.name.cmp(&b.name));
    let mut skipped: Vec<String> = skipped.into_iter().map(|e| e.name).collect();
    skipped.sort();
    if used.is_empty() {
        let held = skipped.first().map_or("it holds no files".to_owned(), |name| {
            format!("it holds {} other files, among them `{}`", skipped.len(), printable(name))
        });
        return Err(Trouble::refused(
            "zip-nothing-wanted",
            format!("`{file_name}` has no file named {pattern}; {held}"),
            "check that this is the archive you meant, and the kind it is imported as",
        ));
    }
    Ok(Chosen { used, skipped })
}

/// Whether a name is of a street file of data.police.uk.
pub fn is_street_name(base_name: &str) -> bool {
    base_name.ends_with("-street.csv")
}

/// The refusal for an entry whose bytes can't be read.
pub fn unreadable_entry(file_name: &str, entry: &str, cause: &io::Error) -> Trouble {
    Trouble::refused(
        "zip-damaged",
        format!("entry `{}` of `{file_name}` can't be unpacked: {cause}", printable(entry)),
        "the archive is damaged or was made to mislead: download it again. nothing was imported",
    )
}

fn climbs_out(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || name.contains('\\') || name.contains('\0') || drive || name.split('/').any(|part| part == "..")
}

/// A name from a hostile file, safe to print on one line.
fn printable(name: &str) -> String {
    name.chars().take(200).map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect()
}

fn bomb(file_name: &str, what: &str) -> Trouble {
    Trouble::refused(
        "zip-too-large",
        format!("`{file_name}` asks for too much: {what}"),
        "if the archive is honest, unpack it and import its files in smaller parts. nothing was imported",
    )
}

fn damaged(file_name: &str, entry: Option<&str>, cause: &ZipError) -> Trouble {
    let which = entry.map_or(String::new(), |e| format!("entry `{}` of ", printable(e)));
    match cause {
        ZipError::Io(e) if !matches!(e.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => {
            Trouble::failed("file-unreadable", format!("{which}`{file_name}` can't be read: {e}"), "check the disk and try again")
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => Trouble::refused(
            "zip-method",
            format!("{which}`{file_name}` is packed in a way that is not supported"),
            "pack it again as an ordinary ZIP (deflate, no password), or unpack it and import the files",
        ),
        _ => Trouble::refused(
            "zip-damaged",
            format!("{which}`{file_name}` is not a whole ZIP archive: {}", printable(&cause.to_string())),
            "the download was probably cut short: download it again. nothing was imported",
        ),
    }
}
