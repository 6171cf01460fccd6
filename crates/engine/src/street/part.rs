//! One columnar part of a street extract, written a group of rows at a time.

use crate::chunk::{self, Levels};
use crate::interner::Interner;
use crate::{files, physical};
use base::Result;
use datafusion::arrow::datatypes::DataType;
use datafusion::parquet::arrow::ArrowSchemaConverter;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::file::writer::SerializedFileWriter;
use datafusion::parquet::schema::types::ColumnDescPtr;
use intake::street::{CrimeId, StreetRow};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of a group: some months of all forces, so that a month's statistics let the others be passed over.
const GROUP_ROWS: usize = 1 << 19;
/// Bytes of distinct texts after which a group is closed early, whatever its rows.
const GROUP_TEXT_BYTES: usize = 128 << 20;

/// Where each text column stands among the group's columns; the identifiers that are no digest come first.
const TEXT_COLUMNS: usize = 1 + physical::TEXTS.len();

/// A text column of a group: its distinct texts, the number of each row that has one, and which rows have.
#[derive(Debug)]
struct TextColumn {
    texts: Interner,
    numbers: Vec<u32>,
    levels: Levels,
}

impl TextColumn {
    fn new() -> Self {
        Self { texts: Interner::new(), numbers: Vec::new(), levels: Levels::default() }
    }

    #[inline]
    fn push(&mut self, text: &str) {
        let present = !text.is_empty();
        self.levels.push(present);
        if present {
            self.numbers.push(self.texts.number(text));
        }
    }

    /// A text that follows from another column's number, most often the same as last time.
    #[inline]
    fn push_after(&mut self, text: &str, key: Option<usize>, guesses: &mut Vec<u32>) {
        let (Some(key), false) = (key, text.is_empty()) else { return self.push(text) };
        if key >= guesses.len() {
            guesses.resize(key + 1, u32::MAX);
        }
        if let Some(guess) = guesses.get_mut(key) {
            self.levels.push(true);
            self.numbers.push(self.texts.number_guessed(text, guess));
        }
    }

    fn clear(&mut self) {
        self.texts.clear();
        self.numbers.clear();
        self.levels.clear();
    }
}

/// A column of fixed-size values.
#[derive(Debug, Default)]
struct PlainColumn {
    bytes: Vec<u8>,
    levels: Levels,
}

impl PlainColumn {
    #[inline]
    fn push(&mut self, value: Option<&[u8]>) {
        self.levels.push(value.is_some());
        if let Some(value) = value {
            self.bytes.extend_from_slice(value);
        }
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.levels.clear();
    }
}

/// Counts over the rows of a part.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Rows of each LSOA code, those without under the empty text.
    pub(super) lsoa_rows: HashMap<String, u64>,
    /// Rows of each force and month.
    pub(super) units: BTreeMap<(String, String), u64>,
}

/// A part being written.
pub(super) struct PartWriter {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    columns: Vec<ColumnDescPtr>,
    digests: PlainColumn,
    longitudes: PlainColumn,
    latitudes: PlainColumn,
    rows: Vec<i64>,
    texts: [TextColumn; TEXT_COLUMNS],
    /// For each LSOA code's number, the number its name had last.
    names_of_codes: Vec<u32>,
    counts: Counts,
}

impl PartWriter {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let unwritten = |e: &dyn std::fmt::Display| files::unwritten(path, e);
        let schema = ArrowSchemaConverter::new().convert(&physical::street_schema(&DataType::Utf8)).map_err(|e| unwritten(&e))?;
        let properties = WriterProperties::builder().set_statistics_enabled(EnabledStatistics::Chunk).build();
        let file = files::create(path)?;
        let writer = SerializedFileWriter::new(file, schema.root_schema_ptr(), Arc::new(properties)).map_err(|e| unwritten(&e))?;
        Ok(Self {
            path: path.to_owned(),
            columns: schema.columns().to_vec(),
            writer,
            digests: PlainColumn::default(),
            longitudes: PlainColumn::default(),
            latitudes: PlainColumn::default(),
            rows: Vec::new(),
            texts: std::array::from_fn(|_| TextColumn::new()),
            names_of_codes: Vec::new(),
            counts: Counts::default(),
        })
    }

    /// Adds a row of a source.
    #[inline]
    pub(super) fn push(&mut self, row: &StreetRow<'_>, source_file: &str) -> Result<()> {
        let id = match &row.crime_id {
            CrimeId::Digest(digest) => {
                self.digests.push(Some(digest));
                ""
            }
            CrimeId::Text(id) => {
                self.digests.push(None);
                id
            }
            CrimeId::Missing => {
                self.digests.push(None);
                ""
            }
        };
        self.longitudes.push(row.longitude.map(f64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice));
        self.latitudes.push(row.latitude.map(f64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice));
        self.rows.push(i64::try_from(row.row).unwrap_or(i64::MAX));
        // The order of `physical::TEXTS`, after the identifier.
        let [ids, months, reporters, forces, locations, codes, names, categories, outcomes, contexts, files] = &mut self.texts;
        ids.push(id);
        months.push(row.month);
        reporters.push(row.reported_by);
        forces.push(row.falls_within);
        locations.push(row.location);
        codes.push(row.lsoa_code);
        let code = if row.lsoa_code.is_empty() { None } else { codes.numbers.last().map(|n| *n as usize) };
        names.push_after(row.lsoa_name, code, &mut self.names_of_codes);
        categories.push(row.category);
        outcomes.push(row.outcome);
        contexts.push(row.context);
        files.push(source_file);
        let rows = self.rows.len();
        if rows >= GROUP_ROWS || (rows.is_multiple_of(64) && self.texts.iter().map(|c| c.texts.size()).sum::<usize>() > GROUP_TEXT_BYTES) {
            return self.close_group();
        }
        Ok(())
    }

    fn close_group(&mut self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.count();
        self.write_group().map_err(|e| files::unwritten(&self.path, &e))?;
        for column in [&mut self.digests, &mut self.longitudes, &mut self.latitudes] {
            column.clear();
        }
        self.rows.clear();
        self.texts.iter_mut().for_each(TextColumn::clear);
        self.names_of_codes.clear();
        Ok(())
    }

    /// Adds the group's rows to the counts, from the numbers of its texts.
    fn count(&mut self) {
        let [_, months, _, forces, _, lsoas, ..] = &self.texts;
        let mut of_code = vec![0_u64; lsoas.texts.len()];
        for number in &lsoas.numbers {
            if let Some(n) = of_code.get_mut(*number as usize) {
                *n += 1;
            }
        }
        for (text, n) in lsoas.texts.texts().chain([&b""[..]]).zip(of_code.into_iter().chain([lsoas.levels.missing() as u64])) {
            let text = std::str::from_utf8(text).unwrap_or_default();
            if n == 0 {
                continue;
            }
            match self.counts.lsoa_rows.get_mut(text) {
                Some(rows) => *rows += n,
                None => drop(self.counts.lsoa_rows.insert(text.to_owned(), n)),
            }
        }
        // Neither month nor force is ever missing, so both have a number a row; both come in long runs.
        let mut units: HashMap<(u32, u32), u64> = HashMap::new();
        let (mut last, mut run) = (None, 0);
        for unit in forces.numbers.iter().copied().zip(months.numbers.iter().copied()) {
            if last != Some(unit) {
                if let Some(last) = last.replace(unit) {
                    *units.entry(last).or_default() += run;
                }
                run = 0;
            }
            run += 1;
        }
        if let Some(last) = last {
            *units.entry(last).or_default() += run;
        }
        for ((force, month), rows) in units {
            let text = |column: &TextColumn, number| String::from_utf8_lossy(column.texts.get(number)).into_owned();
            *self.counts.units.entry((text(forces, force), text(months, month))).or_default() += rows;
        }
    }

    fn write_group(&mut self) -> std::result::Result<(), ParquetError> {
        let mut chunks = Vec::with_capacity(self.columns.len());
        let [digests, ids, longitudes, latitudes, source_rows, texts @ ..] = self.columns.as_slice() else {
            return Err(ParquetError::General("a street part has fifteen columns".to_owned()));
        };
        let [id_texts, other_texts @ ..] = &self.texts;
        chunks.push(chunk::plain(digests, &self.digests.levels, &self.digests.bytes)?);
        chunks.push(chunk::texts(ids, &id_texts.levels, &id_texts.texts, &id_texts.numbers)?);
        chunks.push(chunk::plain(longitudes, &self.longitudes.levels, &self.longitudes.bytes)?);
        chunks.push(chunk::plain(latitudes, &self.latitudes.levels, &self.latitudes.bytes)?);
        chunks.push(chunk::wholes(source_rows, &self.rows)?);
        for (column, text) in texts.iter().zip(other_texts) {
            chunks.push(chunk::texts(column, &text.levels, &text.texts, &text.numbers)?);
        }
        let mut group = self.writer.next_row_group()?;
        for (bytes, close) in chunks {
            group.append_column(&bytes::Bytes::from(bytes), close)?;
        }
        group.close()?;
        Ok(())
    }

    /// Writes what is left, syncs the file to disk and returns the counts.
    pub(super) fn finish(mut self) -> Result<Counts> {
        self.close_group()?;
        let unwritten = |e: &dyn std::fmt::Display| files::unwritten(&self.path, e);
        let file = self.writer.into_inner().map_err(|e| unwritten(&e))?;
        file.sync_all().map_err(|e| unwritten(&e))?;
        Ok(self.counts)
    }
}
