//! What holds of every index and everything asked.

use std::collections::BTreeMap;

use matching::{Likeness, Match, NameIndex, Why};
use proptest::prelude::*;

/// People by id, each with names.
type People = BTreeMap<String, Vec<String>>;

/// A word of syllables: few enough that people share words, and halves of words are words.
fn word() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select(vec!["zor", "qui", "bel", "ta", "o", "vex", "ł", "mund", "é", "ax", "j", "van", "-", "'"]),
        1..4,
    )
    .prop_map(|syllables| syllables.concat())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::collection::vec(word(), 1..4).prop_map(|words| words.join(" ")),
        1 => "\\PC{0,24}",
        1 => any::<String>(),
    ]
}

fn people() -> impl Strategy<Value = People> {
    proptest::collection::btree_map("[a-d][0-9]", proptest::collection::vec(name(), 0..4), 0..12)
}

fn put(index: &mut NameIndex, id: &str, names: &[String]) {
    index.put(id, &names.iter().map(String::as_str).collect::<Vec<_>>());
}

fn index_of<'a>(people: impl IntoIterator<Item = (&'a String, &'a Vec<String>)>) -> NameIndex {
    let mut index = NameIndex::new();
    for (id, names) in people {
        put(&mut index, id, names);
    }
    index
}

/// Whether a name has a letter or digit that isn't a mark: what has none can't be found.
fn has_words(name: &str) -> bool {
    name.chars().any(|c| c.is_ascii_alphanumeric() || "łé".contains(c))
}

/// What is asked of two indexes that must be equal: every name, and its first letters.
fn same_results(one: &NameIndex, other: &NameIndex, people: &People, asked: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.len(), other.len());
    for limit in [1, 3, 100] {
        prop_assert_eq!(one.find(asked, limit), other.find(asked, limit));
        for name in people.values().flatten() {
            let beginning: String = name.chars().take(4).collect();
            prop_assert_eq!(one.find(name, limit), other.find(name, limit), "{}", name);
            prop_assert_eq!(one.find(&beginning, limit), other.find(&beginning, limit), "{}", beginning);
        }
    }
    Ok(())
}

/// A letter changed, left out, doubled, added, or swapped with the next.
fn slipped(word: &str, at: usize, kind: u8, letter: char) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = at % letters.len();
    match kind {
        0 => letters[at] = letter,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        3 => letters.insert(at, letter),
        _ => {
            let next = (at + 1) % letters.len();
            if next > at {
                letters.swap(at, next);
            }
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_name_is_found_by_itself_with_the_top_score(people in people()) {
        let index = index_of(&people);
        for (id, names) in &people {
            for name in names.iter().filter(|name| has_words(name)) {
                let found = index.find(name, usize::MAX);
                let own: Vec<&Match> = found.iter().filter(|m| m.id == *id).collect();
                prop_assert_eq!(own.len(), 1, "{}", name);
                prop_assert_eq!((own[0].score, own[0].why), (1.0, Why::Exact), "{}", name);
            }
        }
    }

    #[test]
    fn who_is_removed_is_as_if_never_there(people in people(), goes in proptest::sample::subsequence((0..12).collect::<Vec<usize>>(), 0..12), asked in name()) {
        let mut index = index_of(&people);
        let mut left = People::new();
        for (i, (id, names)) in people.iter().enumerate() {
            if goes.contains(&i) {
                prop_assert!(index.remove(id));
                prop_assert!(!index.remove(id));
            } else {
                left.insert(id.clone(), names.clone());
            }
        }
        for name in people.values().flatten() {
            prop_assert!(index.find(name, 100).iter().all(|m| left.contains_key(&m.id)));
        }
        same_results(&index, &index_of(&left), &people, &asked)?;
    }

    #[test]
    fn the_order_of_coming_and_going_changes_nothing(
        (people, shuffled) in people().prop_flat_map(|people| {
            let pairs: Vec<(String, Vec<String>)> = people.clone().into_iter().collect();
            (Just(people), Just(pairs).prop_shuffle())
        }),
        before in people(),
        asked in name(),
    ) {
        // In another order, and over people who stood there before and partly go again.
        let mut other = index_of(&before);
        for (id, names) in &shuffled {
            put(&mut other, id, names);
        }
        for id in before.keys().filter(|id| !people.contains_key(*id)) {
            prop_assert!(other.remove(id));
        }
        same_results(&index_of(&people), &other, &people, &asked)?;
    }

    #[test]
    fn anything_may_be_put_and_asked(id in any::<String>(), names in proptest::collection::vec(any::<String>(), 0..4), asked in any::<String>(), limit in 0_usize..5, shares in any::<[f64; 8]>()) {
        let mut index = NameIndex::new();
        put(&mut index, &id, &names);
        index.put("b", &["Zorq Wuthrop", &asked]);
        let [floor, spelling, alike, prefix, initial, unasked, other_order, across_names] = shares;
        let likeness = Likeness { floor, spelling, alike, prefix, initial, unasked, other_order, across_names };
        for found in [index.find(&asked, limit), index.find_with(&asked, limit, &likeness)] {
            prop_assert!(found.len() <= limit);
            prop_assert!(found.iter().all(|m| (0.0..=1.0).contains(&m.score)));
        }
        prop_assert!(index.memory_bytes() > 0);
        prop_assert!(index.remove(&id) || id == "b");
        prop_assert!(index.find(&asked, 9).iter().all(|m| m.id == "b"));
    }

    #[test]
    fn what_is_found_is_in_order_and_once(people in people(), asked in name(), limit in 0_usize..6) {
        let index = index_of(&people);
        let found = index.find(&asked, limit);
        prop_assert!(found.len() <= limit);
        prop_assert!(found.iter().all(|m| m.score >= Likeness::default().floor && people.contains_key(&m.id)));
        prop_assert!(found.windows(2).all(|pair| pair[0].score > pair[1].score || (pair[0].score >= pair[1].score && pair[0].id < pair[1].id)));
        // What isn't looked at because it can't be among the best must not be.
        let all = index.find(&asked, usize::MAX);
        prop_assert_eq!(&found[..], &all[..limit.min(all.len())]);
    }

    #[test]
    fn one_slip_in_a_word_of_five_letters_is_found(
        word in prop_oneof!["[a-z]{5,14}", "[ab]{5,12}", "[a-eжqχ]{5,45}"],
        others in proptest::collection::vec("[a-z]{1,8}( [a-z]{1,8})?", 0..20),
        at in any::<usize>(), kind in 0_u8..5, letter in proptest::char::range('a', 'z'),
    ) {
        let mut index = NameIndex::new();
        for (i, other) in others.iter().enumerate() {
            index.put(&format!("other-{i}"), &[other]);
        }
        index.put("it", &[&format!("Quorl {word}")]);
        let asked = slipped(&word, at, kind, letter);
        for asked in [asked.clone(), format!("{asked} Quorl"), format!("Quorl {asked}")] {
            let found = index.find(&asked, usize::MAX);
            prop_assert!(found.iter().any(|m| m.id == "it"), "{} for {}: {:?}", asked, word, found);
        }
    }

    #[test]
    fn marks_and_capitals_change_nothing(words in proptest::collection::vec("[a-z]{2,9}", 1..4)) {
        let name = words.join(" ");
        let dressed: String = name.to_uppercase().chars().map(|c| match c { 'A' => 'Ą', 'E' => 'Ễ', 'I' => 'İ', 'O' => 'Ø', 'W' => 'Ŵ', 'Y' => 'Ŷ', 'L' => 'Ł', ' ' => '-', c => c }).collect();
        let mut index = NameIndex::new();
        index.put("it", &[&dressed]);
        prop_assert_eq!(index.find(&name, 1)[0].why, Why::Exact, "{} {}", name, dressed);
    }

    #[test]
    fn words_written_together_are_the_same_name(words in proptest::collection::vec("[b-z]{2,9}", 2..4), at in any::<usize>()) {
        let at = at % (words.len() - 1);
        let together = format!("{} {} {}", words[..at].join(" "), words[at..at + 2].concat(), words[at + 2..].join(" "));
        let mut index = NameIndex::new();
        index.put("apart", &[&words.join(" ")]);
        prop_assert_eq!((index.find(&together, 1)[0].score, index.find(&together, 1)[0].why), (1.0, Why::Exact));
        index.put("together", &[&together]);
        index.remove("apart");
        prop_assert_eq!((index.find(&words.join(" "), 1)[0].score, index.find(&words.join(" "), 1)[0].why), (1.0, Why::Exact));
    }
}
