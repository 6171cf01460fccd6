//! The identity of a file's content.

use crate::writing::io_trouble;
use base::Result;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;

/// SHA-256 of the bytes of these files one after the other and then of `words`, lower-case hex, and how many bytes
/// the files have. `words` is what was said of the files besides; empty where nothing was.
///
/// One file gives its ordinary SHA-256; a Shapefile is several files that are one extract.
pub fn sha256_of_files(paths: &[PathBuf], words: &str) -> Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 20];
    let mut total = 0_u64;
    for path in paths {
        let mut file = std::fs::File::open(path).map_err(|e| io_trouble("open", path, &e))?;
        loop {
            let read = file.read(&mut buffer).map_err(|e| io_trouble("read", path, &e))?;
            if read == 0 {
                break;
            }
            hasher.update(buffer.get(..read).unwrap_or_default());
            total += read as u64;
        }
    }
    hasher.update(words);
    Ok((to_hex(&hasher.finalize()), total))
}

/// Lower-case hex.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The bytes that lower-case hex of exactly this length stands for.
pub(crate) fn from_hex<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let digits = hex.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let value = |digit: &u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair.first()?)? << 4 | value(pair.last()?)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_as_it_is_written_and_in_no_other_way() {
        assert_eq!(to_hex(&[0, 0x9a, 0xff]), "009aff");
        assert_eq!(from_hex("009aff"), Some([0, 0x9a, 0xff]));
        for wrong in ["", "00", "009af", "009aff0", "009aFF", "009a f", "009ag0", "+09aff"] {
            assert_eq!(from_hex::<3>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_digest_of_abc_is_the_published_one() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&a, "ab").unwrap();
        std::fs::write(&b, "c").unwrap();
        // FIPS 180-4, example for "abc".
        assert_eq!(sha256_of_files(&[a, b], "").unwrap().0, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
