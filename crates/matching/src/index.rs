//! The index: people by number, their names as numbers of words.

use std::collections::BTreeMap;
use std::fmt;

use crate::plain::{MOST_WORDS, words_of};
use crate::slots::Slots;
use crate::wiped::{Wiped, blank};
use crate::words::{Words, tree_bytes};

/// Stands between two names of a person.
pub(crate) const BREAK: u32 = u32::MAX;

/// A person and their names.
pub(crate) struct Person {
    pub(crate) id: Wiped<u8>,
    names: Wiped<u32>,
    /// What the different words of the lightest name weigh: no name of this person weighs less.
    pub(crate) lightest: f64,
}

impl Person {
    /// The names, each as the numbers of its words in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &[u32]> {
        self.names.split(|&word| word == BREAK).filter(|name| !name.is_empty())
    }
}

/// Names of people, to be searched; in memory only. Printing it for debugging shows how many people there are, and nothing of
/// them.
///
/// A person may have any number of names; of a name the first 16 words, and of a word the first 40 letters, are read. A search
/// never waits for anything and changes nothing, so an index behind a lock for reading serves many at once.
pub struct NameIndex {
    pub(crate) people: Slots<Person>,
    numbers: BTreeMap<Wiped<u8>, u32>,
    pub(crate) words: Words,
}

impl NameIndex {
    /// An index of nobody.
    pub const fn new() -> Self {
        Self { people: Slots::new(), numbers: BTreeMap::new(), words: Words::new() }
    }

    /// Puts a person's names (full name, other names, aliases) in place of what stood under the id. A person without names
    /// is counted and never found.
    pub fn put(&mut self, id: &str, names: &[&str]) {
        self.remove(id);
        let id = Wiped::of(id.as_bytes());
        let number = self.people.put(Person { id: id.clone(), names: Wiped::of(&[]), lightest: 0.0 });
        // Never grows, so it never leaves a copy behind.
        let mut words = Vec::with_capacity(names.len() * (MOST_WORDS + 1));
        for name in names {
            for word in words_of(name) {
                words.push(self.words.put(word, number));
            }
            words.push(BREAK);
        }
        words.pop();
        if let Some(person) = self.people.get_mut(number) {
            person.names = Wiped::of(&words);
            person.lightest = person.names().map(|name| self.words.weight_together(name)).reduce(f64::min).unwrap_or_default();
        }
        blank(&mut words);
        self.numbers.insert(id, number);
    }

    /// Takes a person out; says whether they were there. Words that nobody else bears go with them, and what is left behind
    /// is overwritten.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(person) = self.numbers.remove(id.as_bytes()).and_then(|number| Some((number, self.people.take(number)?))) else {
            return false;
        };
        let (number, person) = person;
        for &word in person.names.iter().filter(|&&word| word != BREAK) {
            self.words.remove(word, number);
        }
        true
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// About how many bytes of memory the index takes: every vector by its capacity, blocks as a common allocator rounds them,
    /// trees as if half of their room were used.
    pub fn memory_bytes(&self) -> usize {
        let people: usize = self.people.iter().map(|person| person.id.bytes() + person.names.bytes()).sum();
        size_of::<Self>() + self.people.bytes() + people + tree_bytes(&self.numbers) + self.words.bytes()
    }
}

impl Default for NameIndex {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NameIndex({} people)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(people: &[(&str, &[&str])]) -> NameIndex {
        let mut index = NameIndex::new();
        for (id, names) in people {
            index.put(id, names);
        }
        index
    }

    #[test]
    fn what_goes_leaves_the_structures_as_if_it_had_never_come() {
        let stays: [(&str, &[&str]); 2] =
            [("a", &["Quillon Zembrick", "Tarn Zembrick"]), ("b", &["Brindle Oxterby-Vane", "Brindle Brindle"])];
        let never = index(&stays);
        let mut once = index(&stays);
        once.put("c", &["Brindle Zembrick Wuthrop", "Wuthrop", ""]);
        once.put("c", &["Tarn Hexleigh", "Tarn Tarn"]);
        once.put("d", &[]);
        assert_ne!(once.words.everything(), never.words.everything());
        assert!(once.remove("c") && once.remove("d") && !once.remove("c"));
        assert_eq!(once.words.everything(), never.words.everything());
        assert_eq!((once.len(), once.numbers.len(), once.people.iter().count()), (2, 2, 2));
        assert!(once.remove("a") && once.remove("b"));
        assert_eq!(once.words.everything(), NameIndex::new().words.everything());
        assert!(once.is_empty());
    }

    #[test]
    fn debugging_shows_no_name() {
        let index = index(&[("id-of-a-person", &["Quillon Zembrick"])]);
        assert_eq!(format!("{index:?}"), "NameIndex(1 people)");
    }

    #[test]
    fn memory_grows_with_people_and_shrinks_without_them() {
        let empty = NameIndex::new().memory_bytes();
        let mut index = NameIndex::new();
        for i in 0..1000_u32 {
            index.put(&format!("person-{i}"), &[&format!("Zorq{i} Wuthrop{i}")]);
        }
        let full = index.memory_bytes();
        assert!(full > empty + 1000 * 100, "{full}");
        (0..1000_u32).for_each(|i| assert!(index.remove(&format!("person-{i}"))));
        assert!(index.memory_bytes() < full / 2, "{}", index.memory_bytes());
    }
}
