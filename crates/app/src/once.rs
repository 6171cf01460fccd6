//! Requests that a program may repeat: what is asked under one key is done once, and the same question is answered as before.
//!
//! A request may hold what is personal, and nothing derived from that may stand in the record. Key and request are kept as hashes that
//! begin with the token itself, which stands nowhere but with the program: without it nothing can be tried against them.

use crate::{House, Moment};
use base::Result;
use identity::secret::hash;
use jiff::SignedDuration;
pub use store::Answer;
use store::Claimed;

/// How long a key is remembered: longer than any program tries again.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// A request that was begun under its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    token: String,
    key: String,
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Nothing did: the request is to be done now.
    New(Once),
    /// The same request, and what it was answered.
    Same(Answer),
    /// Another request.
    Differs,
    /// The same request, which somebody is at since then, or which was cut off.
    Running {
        /// Since when.
        since: String,
    },
}

/// Begins a request under a key. `token` is the public id of the token, `secret` the token itself.
pub async fn begin(house: &House, moment: &Moment, token: &str, secret: &str, key: &str, request: &str) -> Result<Begun> {
    let key = hash(&format!("{secret}\n{key}"));
    let request = hash(&format!("{secret}\n{key}\n{request}"));
    Ok(match house.store.claim_key(token, &key, &request, &moment.iso()).await? {
        Claimed::New => Begun::New(Once { token: token.to_owned(), key }),
        Claimed::Same(answer) => Begun::Same(answer),
        Claimed::Differs => Begun::Differs,
        Claimed::Running { since } => Begun::Running { since },
    })
}

impl Once {
    /// Keeps what the request was answered. It may hold ids only: it is not sealed.
    pub async fn answered(&self, house: &House, status: u16, text: &str) -> Result<()> {
        let answer = Answer { status, text: text.to_owned() };
        house.store.answer_key(&self.token, &self.key, &answer).await.map(drop)
    }

    /// Lets the key go: the request was refused and changed nothing.
    pub async fn nothing_done(&self, house: &House) -> Result<()> {
        house.store.drop_key(&self.token, &self.key).await.map(drop)
    }
}

/// Forgets the keys that are remembered no longer. How many.
pub(crate) async fn forget(house: &House, moment: &Moment) -> Result<u64> {
    let before = moment.now.checked_sub(REMEMBERED).unwrap_or(moment.now);
    house.store.forget_keys(&before.to_string()).await
}
