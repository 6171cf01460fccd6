//! The few encodings of Parquet that street parts use, written straight from our own numbering of texts.
//!
//! The general writer takes texts and numbers them again for its dictionaries; at ten million rows and ten text
//! columns that costs more than reading the CSV. Source of the forms: the Parquet format's Encodings page (PLAIN,
//! `RLE_DICTIONARY`, RLE/bit-packing hybrid, `DELTA_BINARY_PACKED`).
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cutting numbers into bytes is what an encoding does; each cut keeps the bits its width says"
)]

/// Which rows have a value: a bit a row, lowest first, which is the bit-packed form of definition levels.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    words: Vec<u64>,
    /// The bits of the rows after the last whole word.
    word: u64,
    rows: usize,
}

impl Levels {
    /// Levels of as many rows, all with a value.
    pub(crate) fn full(rows: usize) -> Self {
        Self { words: vec![u64::MAX; rows / 64], word: (1 << (rows % 64)) - 1, rows }
    }

    #[inline]
    pub(crate) fn push(&mut self, present: bool) {
        self.word |= u64::from(present) << (self.rows & 63);
        self.rows += 1;
        if self.rows.is_multiple_of(64) {
            self.words.push(self.word);
            self.word = 0;
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn missing(&self) -> usize {
        let values: u32 = self.words.iter().chain([&self.word]).map(|w| w.count_ones()).sum();
        self.rows - values as usize
    }

    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.word = 0;
        self.rows = 0;
    }

    /// Appends the levels as one run.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let missing = self.missing();
        if missing == 0 || missing == self.rows {
            varint(out, (self.rows as u64) << 1);
            out.push(u8::from(missing == 0));
        } else {
            let groups = self.rows.div_ceil(8);
            varint(out, (groups as u64) << 1 | 1);
            let end = out.len() + groups;
            out.extend(self.words.iter().chain([&self.word]).flat_map(|w| w.to_le_bytes()));
            out.resize(end, 0);
        }
    }
}

/// Appends the numbers of a dictionary's entries: their width in bits, then either runs or packed bits, whichever
/// the column is made of.
pub(crate) fn indices(numbers: &[u32], distinct: usize, out: &mut Vec<u8>) {
    let width = u32::BITS - (distinct.saturating_sub(1).max(1) as u32).leading_zeros();
    out.push(width as u8);
    let changes = numbers.windows(2).filter(|pair| pair.first() != pair.last()).count();
    if changes * 16 < numbers.len() {
        for run in numbers.chunk_by(|a, b| a == b) {
            varint(out, (run.len() as u64) << 1);
            let number = run.first().copied().unwrap_or_default().to_le_bytes();
            out.extend_from_slice(number.get(..width.div_ceil(8) as usize).unwrap_or_default());
        }
    } else {
        varint(out, (numbers.len().div_ceil(8) as u64) << 1 | 1);
        pack(numbers, width, out);
    }
}

/// Packs numbers of `width` bits, lowest bit first, to whole groups of eight.
fn pack(numbers: &[u32], width: u32, out: &mut Vec<u8>) {
    let end = out.len() + numbers.len().div_ceil(8) * width as usize;
    out.reserve(end - out.len() + 8);
    let (mut held, mut bits) = (0_u64, 0_u32);
    for &number in numbers {
        held |= u64::from(number) << bits;
        bits += width;
        if bits >= 32 {
            out.extend_from_slice(&(held as u32).to_le_bytes());
            held >>= 32;
            bits -= 32;
        }
    }
    out.extend_from_slice(&(held as u32).to_le_bytes());
    out.resize(end, 0);
}

/// Appends whole numbers as differences: rows counted one after the other cost almost nothing.
pub(crate) fn deltas(numbers: &[i64], out: &mut Vec<u8>) {
    const BLOCK: usize = 128;
    const PARTS: usize = 4;
    let Some((first, rest)) = numbers.split_first() else {
        return;
    };
    varint(out, BLOCK as u64);
    varint(out, PARTS as u64);
    varint(out, numbers.len() as u64);
    varint(out, zigzag(*first));
    let mut before = *first;
    let mut block_deltas = Vec::with_capacity(BLOCK);
    for block in rest.chunks(BLOCK) {
        block_deltas.clear();
        for &number in block {
            block_deltas.push(number.wrapping_sub(before));
            before = number;
        }
        let least = block_deltas.iter().copied().min().unwrap_or_default();
        varint(out, zigzag(least));
        let parts: Vec<(u32, &[i64])> = block_deltas
            .chunks(BLOCK / PARTS)
            .map(|part| (part.iter().fold(0, |width: u32, d| width.max(u64::BITS - (d.wrapping_sub(least) as u64).leading_zeros())), part))
            .collect();
        for at in 0..PARTS {
            out.push(parts.get(at).map_or(0, |p| p.0 as u8));
        }
        for (width, part) in parts {
            pack_wide(part.iter().map(|d| d.wrapping_sub(least) as u64), width, BLOCK / PARTS, out);
        }
    }
}

/// Packs `count` numbers of up to 64 bits, missing ones as 0.
fn pack_wide(numbers: impl Iterator<Item = u64>, width: u32, count: usize, out: &mut Vec<u8>) {
    let end = out.len() + count * width as usize / 8;
    let (mut held, mut bits) = (0_u128, 0_u32);
    for number in numbers {
        held |= u128::from(number) << bits;
        bits += width;
        while bits >= 8 {
            out.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    }
    out.push(held as u8);
    out.resize(end, 0);
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

/// Appends an unsigned number, seven bits a byte, lowest first.
pub(crate) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
