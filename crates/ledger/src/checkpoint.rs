//! Checkpoints: how far the chain had come, signed, to be kept elsewhere.

use crate::{Fault, FirstBroken, Verdict};
use serde::{Deserialize, Serialize};

/// How far the chain had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The last row; 0 where there was none yet.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// When the checkpoint was taken, ISO in UTC.
    pub at: String,
}

/// A checkpoint with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCheckpoint {
    /// What is signed.
    #[serde(flatten)]
    pub checkpoint: Checkpoint,
    /// The public key, Ed25519, hexadecimal.
    pub key: String,
    /// The signature over [`Checkpoint::message`], hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    /// The bytes that are signed.
    pub fn message(&self) -> Vec<u8> {
        format!("wardmote ledger checkpoint 1\nseq {}\nhash {}\nat {}\n", self.seq, self.hash, self.at).into_bytes()
    }

    /// What a sound chain says to this checkpoint: `hash_there` is the hash of the chain's row of that number, where it
    /// has one. A verdict that is broken already stays as it is, unless the checkpoint knows of an earlier break.
    #[must_use]
    pub fn hold_against(&self, verdict: Verdict, last: i64, hash_there: Option<&str>) -> Verdict {
        let fault = match hash_there {
            _ if self.seq == 0 => None,
            Some(hash) if hash == self.hash => None,
            Some(_) => Some(FirstBroken { seq: self.seq, fault: Fault::AnotherChain }),
            None if last < self.seq => Some(FirstBroken { seq: last + 1, fault: Fault::Lost }),
            None => Some(FirstBroken { seq: self.seq, fault: Fault::Missing }),
        };
        let earlier = match (&verdict.first_broken, &fault) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(known), Some(found)) => found.seq < known.seq,
        };
        if earlier { Verdict { ok: false, rows: verdict.rows, first_broken: fault } } else { verdict }
    }
}
