//! The information sharing agreement's rules as situations, each decided by `policy explain` on a home with the demonstration's
//! partnership, on records that were opened, given and closed through the front door.

use crate::front::{Home, Run};
use crate::record::partnership;
use std::collections::BTreeSet;

/// A situation: the paragraph it is of, who asks to do what, with what words, and how it must be answered. `thing` is a record of
/// the table below, or a thing by its name.
struct Situation {
    paragraph: &'static str,
    user: &'static str,
    action: &'static str,
    thing: &'static str,
    words: &'static [&'static str],
    allowed: bool,
    /// A policy that decided, or a part of what is lacking.
    because: &'static str,
}

macro_rules! situations {
    ($($paragraph:literal $user:literal $action:literal $thing:literal [$($word:literal),*] $allowed:ident $because:literal;)+) => {
        &[$(Situation { paragraph: $paragraph, user: $user, action: $action, thing: $thing, words: &[$($word),*], allowed: situations!(@ $allowed), because: $because }),+]
    };
    (@ yes) => { true };
    (@ no) => { false };
}

/// `own`: the council's own. `given`: the council's, given to the constabulary. `apart`: the council's, kept apart. `closed`: closed, its
/// retention over. `held`: the same, and held. `left`, `vacant`, `successor`: the council's, given in an emergency to a partner that has left, one
/// without a contact, one that has not signed.
const SITUATIONS: &[Situation] = situations![
    "5.14" "council-officer" "read-person" "own" ["--purpose", "reduce-crime"] yes "own-records-opened";
    "5.8" "council-officer" "read-person" "own" [] no "purpose";
    "5.8" "council-officer" "read-person" "own" ["--purpose", "administration"] no "purpose";
    "5.3" "council-administrator" "read-person" "own" ["--purpose", "reduce-crime"] no "";
    "5.3" "county-analyst" "read-person" "given" ["--purpose", "reduce-crime"] no "";
    "5.2" "constabulary-new" "read-person" "given" ["--purpose", "reduce-crime"] no "authoris";
    "5.5" "constabulary-caseworker" "read-person" "given" ["--purpose", "reduce-crime"] yes "isa-5.5-read-what-was-given";
    "5.5" "constabulary-caseworker" "read-person" "own" ["--purpose", "reduce-crime"] no "given";
    "4.4" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "cambridgeshire-constabulary", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"] yes "isa-5.5-share";
    "4.1" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "cambridgeshire-constabulary", "--data-type", "council-records"] no "power";
    "5.5" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "cambridgeshire-constabulary", "--power", "crime-and-disorder-act-1998", "--data-type", "photographs"] no "data";
    "3.4" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "cambridgeshire-and-peterborough-icb", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"] no "party";
    "3.5" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "papworth-trust", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"] no "";
    "3.5" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "paradigm-housing", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"] yes "isa-5.5-share";
    "5.1" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "stonewater-housing", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"] no "contact";
    "5.1" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "accent-housing", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"] yes "isa-5.5-share";
    "6.5" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "accent-housing", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records", "--day", "2026-11-02"] no "contact";
    "3.1" "council-officer" "share-person" "own" ["--purpose", "reduce-crime", "--to", "probation-service", "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"] yes "isa-5.5-share";
    "5.7" "constabulary-caseworker" "pass-on-person" "given" ["--purpose", "reduce-crime", "--to", "bpha", "--power", "crime-and-disorder-act-1998", "--data-type", "police-incidents-and-action"] no "consent";
    "5.7" "constabulary-spoc" "consent-to-pass-on" "given" ["--purpose", "reduce-crime", "--to", "bpha"] no "";
    "5.7" "council-spoc" "consent-to-pass-on" "given" ["--purpose", "reduce-crime", "--to", "bpha"] yes "isa-5.7-contact-consents";
    "5.7" "council-officer" "consent-to-pass-on" "given" ["--purpose", "reduce-crime", "--to", "bpha"] no "";
    "5.7" "constabulary-caseworker" "pass-on-person" "consented" ["--purpose", "reduce-crime", "--to", "bpha", "--power", "crime-and-disorder-act-1998", "--data-type", "police-incidents-and-action"] yes "isa-5.7-pass-on";
    "5.7" "constabulary-caseworker" "share-person" "given" ["--purpose", "reduce-crime", "--to", "bpha", "--power", "crime-and-disorder-act-1998", "--data-type", "police-incidents-and-action"] no "";
    "5.14" "constabulary-caseworker" "edit-person" "given" ["--purpose", "reduce-crime"] yes "isa-5.14-altered-copy";
    "5.14" "constabulary-caseworker" "close-person" "given" ["--purpose", "reduce-crime"] no "";
    "5.6" "council-officer" "recall-person" "given" ["--purpose", "reduce-crime"] yes "isa-5.6-recall";
    "5.6" "constabulary-caseworker" "recall-person" "given" ["--purpose", "reduce-crime"] no "";
    "5.15" "council-ig-lead" "destroy-person" "own" ["--purpose", "governance"] no "closed";
    "5.15" "council-ig-lead" "destroy-person" "closed" ["--purpose", "governance"] yes "";
    "5.15" "council-ig-lead" "destroy-person" "held" ["--purpose", "governance"] no "hold";
    "5.15" "constabulary-caseworker" "destroy-person" "closed" ["--purpose", "governance"] no "";
    "3.5" "papworth-caseworker" "read-person" "left" ["--purpose", "reduce-crime"] no "";
    "3.5" "papworth-caseworker" "find-person" "person" ["--purpose", "reduce-crime"] yes "own-records-opened";
    "5.1" "stonewater-caseworker" "read-person" "vacant" ["--purpose", "reduce-crime"] no "contact";
    "5.1" "stonewater-caseworker" "find-person" "person" ["--purpose", "reduce-crime"] yes "own-records-opened";
    "5.1" "accent-caseworker" "find-person" "person" ["--purpose", "reduce-crime"] yes "isa-5.3-search";
    "3.4" "icb-caseworker" "read-person" "successor" ["--purpose", "reduce-crime"] no "party";
    "3.4" "icb-caseworker" "find-person" "person" ["--purpose", "reduce-crime"] yes "own-records-opened";
    "3.1" "probation-caseworker" "find-person" "person" ["--purpose", "reduce-reoffending"] yes "isa-5.3-search";
    "4.1" "council-officer" "give-in-emergency" "apart" ["--purpose", "safeguarding", "--to", "papworth-trust", "--power", "children-act-2004", "--reason"] yes "originator-gives-in-emergency";
    "4.1" "council-officer" "give-in-emergency" "own" ["--to", "somebody-unknown", "--power", "children-act-2004", "--reason", "--purpose", "safeguarding"] yes "originator-gives-in-emergency";
    "4.1" "council-officer" "give-in-emergency" "own" ["--to", "somebody-unknown", "--purpose", "safeguarding", "--power", "children-act-2004"] no "reason";
    "4.1" "constabulary-caseworker" "give-in-emergency" "given" ["--to", "bpha", "--purpose", "safeguarding", "--power", "children-act-2004", "--reason"] no "";
    "5.5" "constabulary-caseworker" "break-glass" "own" ["--purpose", "safeguarding", "--reason"] yes "break-glass-with-reason";
    "5.5" "constabulary-caseworker" "break-glass" "apart" ["--purpose", "safeguarding", "--reason"] no "";
    "5.3" "leaver" "read-person" "given" ["--purpose", "reduce-crime"] no "";
    "5.2" "cover" "read-person" "given" ["--purpose", "reduce-crime"] yes "isa-5.5-read-what-was-given";
    "5.2" "cover" "read-person" "given" ["--purpose", "reduce-crime", "--day", "2026-10-12"] no "";
    "6.2" "council-ig-lead" "read-person" "own" ["--purpose", "rights-of-people"] yes "ig-lead-reads";
    "6.1" "council-ig-lead" "read-ledger" "ledger" ["--purpose", "governance"] yes "";
    "6.1" "council-chair" "read-ledger" "ledger" ["--purpose", "governance"] no "";
    "6.4" "council-administrator" "change-agreement" "agreement:csp-isa" ["--purpose", "administration"] yes "";
    "6.4" "constabulary-caseworker" "change-agreement" "agreement:csp-isa" ["--purpose", "administration"] no "";
    "5.3" "operator" "read-person" "own" ["--purpose", "reduce-crime"] no "";
    "5.8" "two-hats" "read-person" "own" ["--purpose", "reduce-crime", "--for", "south-cambridgeshire-council"] yes "own-records-opened";
    "5.8" "two-hats" "read-person" "own" ["--purpose", "reduce-crime", "--for", "clarion-housing-group"] no "";
];

/// Rows of the golden table that no question about a permission answers, and where they are kept instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("front table", "rule isa-review and the agreement's next review: `wardmote explain agreement csp-isa`"),
    ("5.12", "reminders that a disclosure prints, by its method"),
    ("5.13", "every disclosure is recorded, in meetings and outside"),
    ("6.6", "no permission: liability between the parties"),
];

struct Records {
    home: Home,
    ids: Vec<(&'static str, String)>,
}

fn ok(run: std::process::Output) -> String {
    Run::from(run).ok()
}

fn records() -> Records {
    let home = partnership();
    let mut ids = Vec::new();
    let officer = |words: &[&str]| ok(home.asking("council-officer", "reduce-crime", words).output().unwrap());
    let share = |id: &str, to: &str| {
        officer(&["person", "share", id, "--to", to, "--power", "crime-and-disorder-act-1998", "--data-type", "council-records"])
    };
    for name in ["own", "given", "consented", "closed", "held"] {
        let id = home.record("Zephyrine Okonta");
        match name {
            "given" | "consented" => drop(share(&id, "cambridgeshire-constabulary")),
            "closed" | "held" => drop(officer(&["person", "close", &id, "--seen", "1", "--on", "2024-01-15"])),
            _ => {}
        }
        if name == "consented" {
            ok(home.asking("council-spoc", "reduce-crime", &["person", "consent", &id, "--to", "bpha"]).output().unwrap());
        }
        if name == "held" {
            ok(home.asking("council-ig-lead", "governance", &["person", "hold", &id, "--ground", "complaint"]).output().unwrap());
        }
        ids.push((name, id));
    }
    let apart =
        home.told("council-officer", "reduce-crime", &["person", "record", "-", "--kept-apart"], "{\"name\":\"Zephyrine Okonta\"}\n").ok();
    ids.push(("apart", crate::record::id_of(&apart)));
    // Given in an emergency: the one way in which those who are no party, or have no contact, still receive.
    let reason = home.file("reason.txt", b"somebody may be hurt tonight");
    let reason = reason.to_str().unwrap();
    for (name, to) in [("left", "papworth-trust"), ("vacant", "stonewater-housing"), ("successor", "cambridgeshire-and-peterborough-icb")] {
        let id = home.record("Zephyrine Okonta");
        let words = ["person", "give-in-emergency", &id, "--to", to, "--power", "children-act-2004", "--reason", reason];
        ok(home.asking("council-officer", "safeguarding", &words).output().unwrap());
        ids.push((name, id));
    }
    Records { home, ids }
}

#[test]
fn each_situation_of_the_agreement_is_decided_as_the_agreement_says() {
    assert!(SITUATIONS.len() >= 30);
    let records = records();
    let mut wrong = Vec::new();
    for one in SITUATIONS {
        let thing =
            records.ids.iter().find(|(name, _)| *name == one.thing).map_or_else(|| one.thing.to_owned(), |(_, id)| format!("person:{id}"));
        let mut words = vec!["policy", "explain", "--as", one.user, "--do", one.action, "--on", &thing, "--format", "json"];
        words.extend(one.words);
        if !one.words.contains(&"--day") {
            words.extend(["--day", "2026-10-01"]);
        }
        let run = records.home.run(&words);
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
        let text = run.out.to_lowercase();
        if run.code != Some(0) || told["allowed"] != one.allowed || !text.contains(&one.because.to_lowercase()) {
            wrong.push(format!("{} {} {} {} {:?}: {} {}", one.paragraph, one.user, one.action, one.thing, one.words, run.out, run.err));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are decided otherwise:\n{}", wrong.len(), SITUATIONS.len(), wrong.join("\n"));
}

#[test]
fn every_published_rule_of_the_agreement_has_its_situation_or_its_place() {
    let Some(folder) = std::env::var_os("WARDMOTE_GOLDEN") else {
        println!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
        return;
    };
    let mut reader = csv::Reader::from_path(std::path::Path::new(&folder).join("isa_rules.csv")).unwrap();
    let decided: BTreeSet<&str> = SITUATIONS.iter().map(|one| one.paragraph).chain(ELSEWHERE.iter().map(|one| one.0)).collect();
    let mut rows = 0;
    for row in reader.records() {
        let row = row.unwrap();
        rows += 1;
        for paragraph in row[3].split(", ") {
            assert!(decided.contains(paragraph), "paragraph {paragraph}: `{}`", &row[0]);
        }
    }
    assert_eq!(rows, 21);
}

#[test]
fn the_states_of_partners_and_people_are_shown_with_their_rule() {
    let home = partnership();
    for (words, parts) in [
        (["organisation", "papworth-trust"], &["left on", "isa-withdrawal-notice@2020", "3.5", "The withdrawal is invented"][..]),
        (["organisation", "paradigm-housing"], &["notice", "until"]),
        (["organisation", "accent-housing"], &["covered", "isa-contact-cover@1"]),
        (["organisation", "stonewater-housing"], &["vacant", "isa-contact-cover@1"]),
        (["organisation", "cambridgeshire-and-peterborough-icb"], &["in whose place", "a signature is not inherited"]),
        (["organisation", "probation-service"], &["novation"]),
        (["user", "two-hats"], &["clarion-housing-group", "south-cambridgeshire-council"]),
        (["user", "leaver"], &["left on"]),
        (["user", "cover"], &["constabulary-caseworker"]),
        (["agreement", "csp-isa"], &["isa-review", "review"]),
        (["group", "csp-board"], &["suspen"]),
    ] {
        let text = home.run(&["explain", words[0], words[1], "--on", "2026-10-01"]).ok();
        for part in parts {
            assert!(text.contains(part), "{words:?} lacks `{part}`:\n{text}");
        }
    }
    let duties = home.run(&["duties", "--all", "--on", "2026-10-01", "--format", "csv"]).ok();
    assert!(duties.contains("late") && duties.contains("isa-withdrawal-told"), "{duties}");
    assert_eq!(home.run(&["explain", "organisation", "nowhere"]).code, Some(2));
}
