//! What is asked and who is found first. Every name is made up of syllables that no language has.

use matching::{Likeness, Match, NameIndex, Why};

/// People, each with their names; the id says what they are there for.
const PEOPLE: &[(&str, &[&str])] = &[
    ("plain", &["Jorvik Smorthe"]),
    ("plain-swapped", &["Smorthe Kelv"]),
    ("full-first", &["Jorvik Ebbo Smorthe"]),
    ("initial", &["J Tarnquill"]),
    ("initial-full", &["Jorvath Tarnquill"]),
    ("initial-other", &["Karvath Tarnquill"]),
    ("apostrophe", &["Siva O'Zembrick"]),
    ("together", &["Petro OBrulloch"]),
    ("apart", &["Venn O Clathro"]),
    ("mac", &["Uld Mac Quorvish"]),
    ("hyphen", &["Brindle Oxterby-Vanequo"]),
    ("joined", &["Annolind Huxmere"]),
    ("three", &["Orso De La Crumbe"]),
    ("particle", &["Ilk van der Bergquo"]),
    ("particle-other", &["Olm van der Meerquo"]),
    ("polish", &["Ździsław Łąkożewik"]),
    ("welsh", &["Gŵynfol ap Tŷdrwm"]),
    ("romanian", &["Ștefru Țărnescu"]),
    ("turkish", &["Işıkçör Yıldızgil"]),
    ("vietnamese", &["Nguqễn Đặqc"]),
    ("german", &["Jörqen Großzwick"]),
    ("cyrillic", &["Жуквин Ардопа"]),
    ("alias", &["Wend Hollowquist", "The Badgerling"]),
    ("alias-word", &["Tobbin Marchwould", "Gribble"]),
    ("married", &["Fenna Prattlewick", "Fenna Oakhamble"]),
    ("long", &["Zebediquo Throckmartin"]),
    ("like-long", &["Zebediquo Throckmorten"]),
    ("same-1", &["Twyn Identiquo"]),
    ("same-2", &["Twyn Identiquo"]),
    ("nobody", &[]),
    ("no-letter", &["---", "🙂"]),
];

fn index() -> NameIndex {
    let mut index = NameIndex::new();
    for (id, names) in PEOPLE {
        index.put(id, names);
    }
    index
}

fn ids(found: &[Match]) -> Vec<&str> {
    found.iter().map(|m| m.id.as_str()).collect()
}

/// What is asked, who comes first and in this order, and why the first does. Whoever follows doesn't matter.
const FOUND: &[(&str, &[&str], Why)] = &[
    // The same name.
    ("Jorvik Smorthe", &["plain", "full-first"], Why::Exact),
    ("  jorvik   SMORTHE ", &["plain", "full-first"], Why::Exact),
    ("Twyn Identiquo", &["same-1", "same-2"], Why::Exact),
    // Another order.
    ("Smorthe, Jorvik", &["plain", "full-first"], Why::SameWords),
    ("Kelv Smorthe", &["plain-swapped"], Why::SameWords),
    // Part of a name; a word too many.
    ("Jorvik Ebbo", &["full-first"], Why::PartOfName),
    ("Jorvik Ebbo Smorthe", &["full-first", "plain"], Why::Exact),
    ("Siva Ebbo Ozembrick", &["apostrophe"], Why::SomeWords),
    // Initials.
    ("J Tarnquill", &["initial", "initial-full"], Why::Exact),
    ("Jorvath Tarnquill", &["initial-full", "initial"], Why::Exact),
    ("J. Tarnquill", &["initial", "initial-full"], Why::Exact),
    ("K Tarnquill", &["initial-other"], Why::Initial),
    ("Tarnquill J", &["initial", "initial-full"], Why::SameWords),
    // Apostrophes, hyphens, together and apart.
    ("Siva O'Zembrick", &["apostrophe"], Why::Exact),
    ("Siva O’Zembrick", &["apostrophe"], Why::Exact),
    ("siva ozembrick", &["apostrophe"], Why::Exact),
    ("Siva O Zembrick", &["apostrophe"], Why::Exact),
    ("O'Zembrick", &["apostrophe"], Why::PartOfName),
    ("o zembrick", &["apostrophe"], Why::PartOfName),
    ("Zembrick", &["apostrophe"], Why::Alike),
    ("O Zembrik", &["apostrophe"], Why::Alike),
    ("Petro O'Brulloch", &["together"], Why::Exact),
    ("Petro O Brulloch", &["together"], Why::Exact),
    ("Venn O'Clathro", &["apart"], Why::Exact),
    ("Venn OClathro", &["apart"], Why::Exact),
    ("oclathro venn", &["apart"], Why::SameWords),
    ("Uld MacQuorvish", &["mac"], Why::Exact),
    ("Oxterby-Vanequo", &["hyphen"], Why::PartOfName),
    ("Oxterby Vanequo", &["hyphen"], Why::PartOfName),
    ("Vanequo", &["hyphen"], Why::PartOfName),
    ("Brindle Oxterby", &["hyphen"], Why::PartOfName),
    ("Brindle OxterbyVanequo", &["hyphen"], Why::Exact),
    ("Anno Lind Huxmere", &["joined"], Why::Exact),
    ("Anno-Lind Huxmere", &["joined"], Why::Exact),
    ("Orso Delacrumbe", &["three"], Why::Exact),
    ("Orso DeLa Crumbe", &["three"], Why::Exact),
    // Particles.
    ("Ilk van der Bergquo", &["particle"], Why::Exact),
    ("Ilk Bergquo", &["particle"], Why::PartOfName),
    ("Bergquo", &["particle"], Why::PartOfName),
    ("Ilk von Bergquo", &["particle"], Why::SomeWords),
    // Marks.
    ("Zdzislaw Lakozewik", &["polish"], Why::Exact),
    ("gwynfol ap tydrwm", &["welsh"], Why::Exact),
    ("Stefru Tarnescu", &["romanian"], Why::Exact),
    ("Ştefru Ţărnescu", &["romanian"], Why::Exact),
    ("ISIKCOR YILDIZGIL", &["turkish"], Why::Exact),
    ("IŞIKÇÖR YILDIZGİL", &["turkish"], Why::Exact),
    ("Nguqen Daqc", &["vietnamese"], Why::Exact),
    ("Jo\u{308}rqen Grosszwick", &["german"], Why::Exact),
    ("ЖУКВИН ардопа", &["cyrillic"], Why::Exact),
    ("Жукивн Ардопа", &["cyrillic"], Why::Alike),
    // Beginnings.
    ("Thro", &["like-long", "long"], Why::Prefix),
    ("Zebed Throck", &["like-long", "long"], Why::Prefix),
    // Slips: changed, missing, doubled, swapped; in the first letter too.
    ("Jorvik Smorfhe", &["plain", "full-first"], Why::Alike),
    ("Jorvik Smorhe", &["plain", "full-first"], Why::Alike),
    ("Jorvik Smorrthe", &["plain", "full-first"], Why::Alike),
    ("Jorvik Smrothe", &["plain", "full-first"], Why::Alike),
    ("Jovrik Smorthe", &["plain", "full-first"], Why::Alike),
    ("Dorvik Smorthe", &["plain", "full-first"], Why::Alike),
    ("msorthe jorvik", &["plain", "full-first"], Why::Alike),
    ("Jorvikk Smortte", &["plain", "full-first"], Why::Alike),
    ("Zebediquo Throckmortin", &["like-long", "long"], Why::Alike),
    ("Zebediqou Throckmortan", &["like-long", "long"], Why::Alike),
    ("Lakozhevik", &["polish"], Why::Alike),
    // Several names.
    ("Badgerling", &["alias"], Why::PartOfName),
    ("Wend Hollowquist", &["alias"], Why::Exact),
    ("Gribble", &["alias-word"], Why::Exact),
    ("Gribble Marchwould", &["alias-word"], Why::AcrossNames),
    ("Fenna Oakhamble", &["married"], Why::Exact),
    ("Fenna Prattlewick", &["married"], Why::Exact),
    ("Prattlewick Oakhamble", &["married"], Why::AcrossNames),
];

#[test]
fn who_is_asked_is_found_first() {
    let index = index();
    let wrong: Vec<String> = FOUND
        .iter()
        .filter_map(|(asked, first, why)| {
            let found = index.find(asked, 10);
            let is_right = ids(&found).starts_with(first) && found[0].why == *why;
            (!is_right).then(|| format!("{asked}: expected {first:?}, {why:?}; found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_unlike_is_not_found() {
    let index = index();
    for asked in [
        "",
        " -- ",
        "🙂",
        "Quendrith Ollaby",
        "Ilk Oakhamble",        // each word is somebody's, both nobody's
        "K Smorthe Quollander", // one word of three
        "van der Quollander",   // nothing but particles in common
        "Uln",                  // words of three letters must be right
        "Kelw Umbrath",
        "Zobodiqua", // four letters changed
        "\u{0}",
    ] {
        let found = index.find(asked, 10);
        assert!(found.is_empty(), "{asked}: {found:?}");
    }
}

#[test]
fn better_reasons_score_higher() {
    let mut index = NameIndex::new();
    let ranked = [
        ("exact", "Jorvik Smorthe"),
        ("order", "Smorthe Jorvik"),
        ("longer", "Jorvik Ebbo Smorthe"),
        ("slip", "Jorvik Smortte"),
        ("initial", "J Smorthe"),
        ("two-slips", "Jorfikk Smorthe-Ebbo-Quell"),
        ("half", "Jorvik Ebbo"),
    ];
    // Put in an order that isn't the expected one.
    for (id, name) in ranked.iter().rev() {
        index.put(id, &[name]);
    }
    let found = index.find("Jorvik Smorthe", 10);
    assert_eq!(ids(&found), ["exact", "order", "longer", "slip", "initial", "two-slips"], "{found:?}");
    assert!((found[0].score - 1.0).abs() < f64::EPSILON);
    assert!(found.windows(2).all(|pair| pair[0].score > pair[1].score), "{found:?}");
}

#[test]
fn scores_are_as_documented() {
    let mut index = NameIndex::new();
    index.put("a", &["Jorvik van Smorthe"]);
    let score = |asked: &str| index.find_with(asked, 1, &Likeness { floor: 0.0, ..Likeness::default() }).first().map(|m| m.score);
    for (asked, expected) in [
        ("Jorvik van Smorthe", 1.0),
        ("van Smorthe Jorvik", 0.99),
        // A particle weighs a quarter: of 2.25, so much wasn't asked.
        ("Jorvik Smorthe", 1.0 - 0.1 * 0.25 / 2.25),
        ("Smorthe", 1.0 - 0.1 * 1.25 / 2.25),
        ("J van Smorthe", (0.8 + 0.25 + 1.0) / 2.25),
        ("Quell van Smorthe", 1.25 / 2.25 * (1.0 - 0.1 / 2.25)),
        ("Smo", 0.8_f64.max(0.95 * winkler_of_smo()) * (1.0 - 0.1 * 1.25 / 2.25)),
    ] {
        let got = score(asked).unwrap();
        assert!((got - expected).abs() < 1e-6, "{asked}: {got}, expected {expected}");
    }
}

/// Jaro and Winkler's measure of `smo` and `smorthe`, by hand: three letters of three and of seven, none out of order; three
/// letters of beginning add three tenths of what is missing.
fn winkler_of_smo() -> f64 {
    let jaro = (1.0 + 3.0 / 7.0 + 1.0) / 3.0;
    jaro + 0.3 * (1.0 - jaro)
}

#[test]
fn the_caller_says_how_like() {
    let index = index();
    let strict = Likeness { floor: 1.0, ..Likeness::default() };
    assert_eq!(ids(&index.find_with("Jorvik Smorthe", 10, &strict)), ["plain"]);
    assert!(index.find_with("Smorthe Jorvik", 10, &strict).is_empty());
    let lax = Likeness { floor: 0.3, ..Likeness::default() };
    assert!(index.find_with("Jorvik Quollander", 10, &lax).len() >= 2);
    assert!(index.find("Jorvik Quollander", 10).is_empty());
    let spelt = Likeness { spelling: 1.0, ..Likeness::default() };
    assert!(index.find_with("Smorfhe", 10, &spelt).is_empty());
    // Values that are no shares are taken as the nearer end, and never stop a search.
    let odd = Likeness {
        floor: f64::NAN,
        spelling: -3.0,
        alike: 7.0,
        prefix: f64::INFINITY,
        initial: f64::NEG_INFINITY,
        unasked: 2.0,
        other_order: f64::NAN,
        across_names: 9.0,
    };
    let found = index.find_with("Jorvik Smorthe", 100, &odd);
    assert!(found.iter().all(|m| (0.0..=1.0).contains(&m.score)), "{found:?}");
    assert!(ids(&found).contains(&"plain"));
}

#[test]
fn the_limit_cuts_the_end_only() {
    let index = index();
    let all = index.find("Jorvik Smorthe", usize::MAX);
    for limit in 0..=all.len() {
        assert_eq!(index.find("Jorvik Smorthe", limit), all[..limit]);
    }
}

#[test]
fn putting_again_replaces() {
    let mut index = index();
    let people = index.len();
    index.put("plain", &["Quendrith Ollaby"]);
    assert_eq!(index.len(), people);
    assert_eq!(ids(&index.find("Quendrith Ollaby", 10)), ["plain"]);
    assert!(!ids(&index.find("Jorvik Smorthe", 10)).contains(&"plain"));
    assert!(index.remove("plain"));
    assert!(!index.remove("plain"));
    assert_eq!(index.len(), people - 1);
    assert!(index.find("Quendrith Ollaby", 10).is_empty());
}

#[test]
fn an_index_may_be_shared_between_threads() {
    fn is_shared<T: Send + Sync>(_: &T) {}
    let index = index();
    is_shared(&index);
    std::thread::scope(|scope| {
        for (asked, first, _) in FOUND.iter().take(4) {
            let index = &index;
            scope.spawn(move || assert_eq!(index.find(asked, 1)[0].id, first[0]));
        }
    });
}
