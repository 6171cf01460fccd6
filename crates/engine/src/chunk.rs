//! One column of a group of rows as the pages of a columnar file.

use crate::encode;
pub(crate) use crate::encode::Levels;
use crate::interner::Interner;
use datafusion::parquet::basic::{Compression, Encoding, Type};
use datafusion::parquet::column::page::{CompressedPage, Page, PageWriter};
use datafusion::parquet::column::writer::ColumnCloseResult;
use datafusion::parquet::data_type::ByteArray;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::ColumnChunkMetaData;
use datafusion::parquet::file::statistics::{Statistics, ValueStatistics};
use datafusion::parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use datafusion::parquet::schema::types::ColumnDescPtr;
use std::sync::Arc;

/// The bytes of a column of a group, and what the file's footer says of them.
pub(crate) type Chunk = (Vec<u8>, ColumnCloseResult);

type Result<T> = std::result::Result<T, ParquetError>;

/// Values of fixed size, one after the other.
pub(crate) fn plain(column: &ColumnDescPtr, levels: &Levels, bytes: &[u8]) -> Result<Chunk> {
    let missing = Some(levels.missing() as u64);
    let statistics = match column.physical_type() {
        Type::DOUBLE => Statistics::Double(ValueStatistics::new(None, None, None, missing, false)),
        Type::INT64 => Statistics::Int64(ValueStatistics::new(None, None, None, missing, false)),
        _ => Statistics::FixedLenByteArray(ValueStatistics::new(None, None, None, missing, false)),
    };
    chunk(column, None, levels, Encoding::PLAIN, statistics, |out| out.extend_from_slice(bytes))
}

/// Whole numbers without gaps.
pub(crate) fn wholes(column: &ColumnDescPtr, numbers: &[i64]) -> Result<Chunk> {
    let statistics =
        Statistics::Int64(ValueStatistics::new(numbers.iter().min().copied(), numbers.iter().max().copied(), None, Some(0), false));
    chunk(column, None, &Levels::full(numbers.len()), Encoding::DELTA_BINARY_PACKED, statistics, |out| encode::deltas(numbers, out))
}

/// Texts as numbers into a dictionary.
pub(crate) fn texts(column: &ColumnDescPtr, levels: &Levels, texts: &Interner, numbers: &[u32]) -> Result<Chunk> {
    let mut dictionary = Vec::with_capacity(texts.size() + 4 * texts.len());
    for text in texts.texts() {
        dictionary.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        dictionary.extend_from_slice(text);
    }
    // Long texts make poor bounds; a reader does without.
    let bound = |text: Option<&[u8]>| text.filter(|t| t.len() <= 64).map(|t| ByteArray::from(t.to_vec()));
    let (least, most) = (bound(texts.texts().min()), bound(texts.texts().max()));
    let statistics = Statistics::ByteArray(ValueStatistics::new(least, most, None, Some(levels.missing() as u64), false));
    let distinct = texts.len();
    chunk(column, Some((dictionary, distinct)), levels, Encoding::RLE_DICTIONARY, statistics, |out| encode::indices(numbers, distinct, out))
}

/// One column of a group as its pages and what the file's footer says of them.
fn chunk(
    column: &ColumnDescPtr,
    dictionary: Option<(Vec<u8>, usize)>,
    levels: &Levels,
    encoding: Encoding,
    statistics: Statistics,
    values: impl FnOnce(&mut Vec<u8>),
) -> Result<Chunk> {
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
