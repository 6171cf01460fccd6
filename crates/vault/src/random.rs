//! Randomness of the machine: keys, nonces, and ids that say nothing.

use base::{Result, Trouble};

/// The letters of ids: base32 in lower case (RFC 4648 §6), so that an id can be read out and typed.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// How many letters follow the prefix of an id: 100 bits, so that two are never alike and none can be guessed.
const ID_LETTERS: usize = 20;

/// Fills `bytes` from the operating system's source of randomness.
pub fn fill_random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|e| {
        Trouble::failed(
            "no-randomness",
            format!("the operating system gave no random bytes: {e}"),
            "see the cause, then run the command again",
        )
    })
}

/// An opaque id: `prefix` as it stands, then 20 random letters. `random_id("p-")` gives such as
/// `p-k3xq7…`. Nothing about the record can be read from it.
pub fn random_id(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}{}", random_letters(ID_LETTERS)?))
}

/// So many random letters of `a-z2-7`, five bits each.
pub(crate) fn random_letters(count: usize) -> Result<String> {
    let mut bytes = vec![0_u8; count];
    fill_random(&mut bytes)?;
    Ok(bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 31))).map(|letter| char::from(*letter)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_opaque_and_never_alike() {
        let ids: BTreeSet<String> = (0..1000).map(|_| random_id("p-").unwrap()).collect();
        assert_eq!(ids.len(), 1000);
        for id in &ids {
            let letters = id.strip_prefix("p-").unwrap();
            assert_eq!(letters.len(), 20, "{id}");
            assert!(letters.bytes().all(|b| LETTERS.contains(&b)), "{id}");
        }
        let used: BTreeSet<u8> = ids.iter().flat_map(|id| id.bytes().skip(2).collect::<Vec<_>>()).collect();
        assert_eq!(used.len(), 32, "every letter occurs among 20,000");
    }

    #[test]
    fn randomness_differs_each_time() {
        let (mut a, mut b) = ([0_u8; 32], [0_u8; 32]);
        fill_random(&mut a).unwrap();
        fill_random(&mut b).unwrap();
        assert_ne!(a, b);
        assert_ne!(a, [0; 32]);
    }
}
