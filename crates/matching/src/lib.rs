//! Names compared and found: an index that is held in memory only.
//!
//! Nothing derived from a name is stored outside its seal (`docs/decisions/0002`), so search by name is not the database's
//! job: names are opened when the program starts, stand in a [`NameIndex`], and are kept in step by [`NameIndex::put`] and
//! [`NameIndex::remove`].
//!
//! ```
//! use matching::{NameIndex, Why};
//!
//! let mut index = NameIndex::new();
//! index.put("p1", &["Quillon O'Zembrick", "Tarn"]);
//! index.put("p2", &["Brindle Oxterby-Vane"]);
//!
//! let found = index.find("o zembrick quillon", 10);
//! assert_eq!(found[0].id, "p1");
//! assert_eq!(found[0].why, Why::SameWords);
//! assert_eq!(index.find("Oxtreby", 10)[0].why, Why::Alike);
//! ```
//!
//! # What is found
//!
//! - The same name, whatever its capitals and its marks on Latin letters: `Łąkożew` is `Lakozew`, `Gŵynfol` is `Gwynfol`,
//!   `Yıldızgıl` is `Yildizgil`. Letters of other scripts are compared as they are written.
//! - The same name written together or apart: `O'Zembrick`, `OZembrick`, `O Zembrick`; `Oxterby-Vane` by `Vane` and by
//!   `Oxterby Vane`; two or three words as one. Particles stay words of the name; they weigh a quarter of a word.
//! - The same words in another order, some of the words of a longer name, the beginning of a word, an initial for a word.
//! - A word spelt almost the same: a letter is changed, missing, added, or swapped with its neighbour; one where the longer of
//!   the two words has 4 or 5 letters, two of 6 to 8, three of more, none of fewer. In a word of 5 letters or more, one such slip
//!   is always found.
//! - A name whose words stand in two names of one person (their family name and an alias), at a tenth less.
//!
//! # What is not found
//!
//! Nicknames (a table of them would be somebody's opinion of whom a person may be; record the nickname as an alias), names
//! that only sound the same, another script's spelling, a slip where words are also written together, and names without a
//! letter or digit. Nothing is merged here, and no score says that two records are one person: a match is a suggestion to
//! somebody who looks.
//!
//! # What stays in memory
//!
//! Letters, ids and the numbers of words are overwritten when they go: when a person is removed or put anew, when a word is
//! nobody's any more, when the index is dropped, and what was asked when the answer is there. This is as much as safe code
//! can promise: the caller's own strings, copies that `rapidfuzz` makes of an asked word, and groups of three letters in freed
//! nodes of a tree are overwritten only when their memory is used again.

mod bits;
mod index;
mod likeness;
mod pairing;
mod plain;
mod readings;
mod search;
mod slots;
mod wiped;
mod words;

pub use index::NameIndex;
pub use likeness::{Likeness, Match, Why};
