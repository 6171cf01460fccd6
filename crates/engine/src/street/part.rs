//! One columnar part of a street extract, written a group of rows at a time.

use super::encode::{self, Levels};
use super::interner::Interner;
use crate::{files, physical};
use base::Result;
use datafusion::arrow::datatypes::DataType;
use datafusion::parquet::arrow::ArrowSchemaConverter;
use datafusion::parquet::basic::{Compression, Encoding};
use datafusion::parquet::column::page::{CompressedPage, Page, PageWriter};
use datafusion::parquet::column::writer::ColumnCloseResult;
use datafusion::parquet::data_type::ByteArray;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::ColumnChunkMetaData;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::file::statistics::{Statistics, ValueStatistics};
use datafusion::parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
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
        let texts = [
            id,
            row.month,
            row.reported_by,
            row.falls_within,
            row.location,
            row.lsoa_code,
            row.lsoa_name,
            row.category,
            row.outcome,
            row.context,
            source_file,
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text);
        }
        let rows = self.rows.len();
        if rows >= GROUP_ROWS || (rows % 64 == 0 && self.texts.iter().map(|c| c.texts.size()).sum::<usize>() > GROUP_TEXT_BYTES) {
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
        chunks.push(plain_chunk(digests, &self.digests)?);
        chunks.push(text_chunk(ids, id_texts)?);
        chunks.push(plain_chunk(longitudes, &self.longitudes)?);
        chunks.push(plain_chunk(latitudes, &self.latitudes)?);
        chunks.push(row_chunk(source_rows, &self.rows)?);
        for (column, text) in texts.iter().zip(other_texts) {
            chunks.push(text_chunk(column, text)?);
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

type Chunk = (Vec<u8>, ColumnCloseResult);

fn plain_chunk(column: &ColumnDescPtr, values: &PlainColumn) -> std::result::Result<Chunk, ParquetError> {
    let statistics = match column.physical_type() {
        datafusion::parquet::basic::Type::DOUBLE => Statistics::Double(ValueStatistics::new(None, None, None, Some(values.levels.missing() as u64), false)),
        _ => Statistics::FixedLenByteArray(ValueStatistics::new(None, None, None, Some(values.levels.missing() as u64), false)),
    };
    chunk(column, None, &values.levels, Encoding::PLAIN, statistics, |out| out.extend_from_slice(&values.bytes))
}

fn row_chunk(column: &ColumnDescPtr, rows: &[i64]) -> std::result::Result<Chunk, ParquetError> {
    let mut levels = Levels::default();
    rows.iter().for_each(|_| levels.push(true));
    let statistics = Statistics::Int64(ValueStatistics::new(rows.iter().min().copied(), rows.iter().max().copied(), None, Some(0), false));
    chunk(column, None, &levels, Encoding::DELTA_BINARY_PACKED, statistics, |out| encode::deltas(rows, out))
}

fn text_chunk(column: &ColumnDescPtr, texts: &TextColumn) -> std::result::Result<Chunk, ParquetError> {
    let mut dictionary = Vec::with_capacity(texts.texts.size() + 4 * texts.texts.len());
    for text in texts.texts.texts() {
        dictionary.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        dictionary.extend_from_slice(text);
    }
    // Long texts make poor bounds; a reader does without.
    let bound = |text: Option<&[u8]>| text.filter(|t| t.len() <= 64).map(|t| ByteArray::from(t.to_vec()));
    let (least, most) = (bound(texts.texts.texts().min()), bound(texts.texts.texts().max()));
    let statistics = Statistics::ByteArray(ValueStatistics::new(least, most, None, Some(texts.levels.missing() as u64), false));
    let distinct = texts.texts.len();
    chunk(column, Some((dictionary, distinct)), &texts.levels, Encoding::RLE_DICTIONARY, statistics, |out| {
        encode::indices(&texts.numbers, distinct, out);
    })
}

/// One column of a group as its pages and what the file's footer says of them.
fn chunk(
    column: &ColumnDescPtr,
    dictionary: Option<(Vec<u8>, usize)>,
    levels: &Levels,
    encoding: Encoding,
    statistics: Statistics,
    values: impl FnOnce(&mut Vec<u8>),
) -> std::result::Result<Chunk, ParquetError> {
    let whole = |n: usize| u32::try_from(n).map_err(|_| ParquetError::General("a page has too many values".to_owned()));
    let mut sink = TrackedWrite::new(Vec::new());
    let mut pages = SerializedPageWriter::new(&mut sink);
    let mut uncompressed = 0;
    let mut dictionary_offset = None;
    let mut encodings = vec![encoding, Encoding::RLE];
    if let Some((bytes, distinct)) = dictionary {
        let size = bytes.len();
        let page = Page::DictionaryPage { buf: bytes.into(), num_values: whole(distinct)?, encoding: Encoding::PLAIN, is_sorted: false };
        let spec = pages.write_page(CompressedPage::new(page, size))?;
        dictionary_offset = Some(i64::try_from(spec.offset).unwrap_or_default());
        uncompressed += spec.bytes_written;
        encodings.push(Encoding::PLAIN);
    }
    let mut page = Vec::new();
    levels.write(&mut page);
    let levels_length = page.len();
    values(&mut page);
    let size = page.len();
    let page = Page::DataPageV2 {
        buf: page.into(),
        num_values: whole(levels.rows())?,
        encoding,
        num_nulls: whole(levels.missing())?,
        num_rows: whole(levels.rows())?,
        def_levels_byte_len: whole(levels_length)?,
        rep_levels_byte_len: 0,
        is_compressed: false,
        statistics: None,
    };
    let spec = pages.write_page(CompressedPage::new(page, size))?;
    uncompressed += spec.bytes_written;
    let bytes = sink.into_inner()?;
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    debug_assert_eq!(uncompressed, bytes.len() as u64);
    let metadata = ColumnChunkMetaData::builder(Arc::clone(column))
        .set_encodings(encodings)
        .set_compression(Compression::UNCOMPRESSED)
        .set_num_values(i64::try_from(levels.rows()).unwrap_or(i64::MAX))
        .set_total_compressed_size(length)
        .set_total_uncompressed_size(length)
        .set_dictionary_page_offset(dictionary_offset)
        .set_data_page_offset(i64::try_from(spec.offset).unwrap_or_default())
        .set_statistics(statistics)
        .build()?;
    let close = ColumnCloseResult {
        bytes_written: bytes.len() as u64,
        rows_written: levels.rows() as u64,
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: None,
    };
    Ok((bytes, close))
}
