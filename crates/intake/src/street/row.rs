//! One accepted row of a street file, and where it goes.

use base::Result;

/// A Crime ID as the file gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrimeId<'a> {
    /// None: anti-social behaviour has none.
    Missing,
    /// Sixty-four lower-case hexadecimal digits, the form of the open data, as the 32 bytes they stand for.
    Digest([u8; 32]),
    /// Any other text.
    Text(&'a str),
}

impl<'a> CrimeId<'a> {
    /// Reads the field's text; only lower-case digits make a digest, so that printing it gives the same text back.
    pub fn parse(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return Self::Missing;
        }
        if bytes.len() != 64 {
            return Self::Text(text);
        }
        let mut digest = [0_u8; 32];
        let mut bad = 0_u8;
        for (byte, pair) in digest.iter_mut().zip(bytes.chunks_exact(2)) {
            if let [high, low] = pair {
                let (high, low) = (hex_value(*high), hex_value(*low));
                bad |= high | low;
                *byte = (high << 4) | (low & 0x0f);
            }
        }
        if bad & 0xf0 == 0 { Self::Digest(digest) } else { Self::Text(text) }
    }
}

/// The value of a lower-case hexadecimal digit, or `0xf0` for any other byte. Without a branch: letters and digits
/// come in no order a processor could guess.
fn hex_value(byte: u8) -> u8 {
    let digit = byte.wrapping_sub(b'0');
    let letter = byte.wrapping_sub(b'a');
    let of_digit = if digit < 10 { digit } else { 0xf0 };
    if letter < 6 { letter + 10 } else { of_digit }
}

/// An accepted row, its texts exactly as in the file (quotation marks of CSV removed).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreetRow<'a> {
    /// Row as a spreadsheet counts it: the header is row 1.
    pub row: u64,
    /// Crime ID.
    pub crime_id: CrimeId<'a>,
    /// `YYYY-MM`.
    pub month: &'a str,
    /// The force that supplied the row.
    pub reported_by: &'a str,
    /// The force whose area it is: `force` of the views.
    pub falls_within: &'a str,
    /// Degrees of WGS84; none where blank or blanked.
    pub longitude: Option<f64>,
    /// Degrees of WGS84; none where blank or blanked.
    pub latitude: Option<f64>,
    /// Name of the snap point.
    pub location: &'a str,
    /// LSOA code, or empty.
    pub lsoa_code: &'a str,
    /// LSOA name, or empty.
    pub lsoa_name: &'a str,
    /// Crime type: `category` of the views.
    pub category: &'a str,
    /// Last outcome category, or empty.
    pub outcome: &'a str,
    /// Context, in new files always empty.
    pub context: &'a str,
}

/// Takes the accepted rows of a file in order.
pub trait StreetSink {
    /// One row; an error ends the reading.
    fn row(&mut self, row: &StreetRow<'_>) -> Result<()>;
}

impl StreetSink for () {
    fn row(&mut self, _row: &StreetRow<'_>) -> Result<()> {
        Ok(())
    }
}
