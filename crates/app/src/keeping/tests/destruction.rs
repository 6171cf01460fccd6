//! Show 2: what was destroyed is found nowhere, in no writing; what lives opens from the same backup.

use super::*;
use crate::people::{Giving, break_glass, find_people, give_in_emergency};
use std::sync::LazyLock;

/// What is planted: nothing of it occurs anywhere else.
const PLANTED: [&str; 24] = [
    "Zephyrine Okonta-Brackwater",
    "Zéphyrine O'Konta",
    "The Brackwater Heron",
    "Zizi Okonta",
    "1987-02-13",
    "01632 960 417",
    "07700 900 582",
    "zephyrine.okonta@brackwater.invalid",
    "heron@weir-cottage.example",
    "3 Weir Cottages, Brackwater Fen",
    "Flat 9, The Old Maltings, Thornhythe",
    "Narrowboat Kittiwake, Mooring 17",
    "Tamazight, with an interpreter",
    "keeps eleven ferrets in the coal shed",
    "was seen with a crossbow by the sluice",
    "owes the boatyard four hundred guineas",
    "broke the lychgate on Plough Monday",
    "fears her brother-in-law Barnabas",
    "is treated for night terrors",
    "a lock-keeper at Thornhythe Sluice",
    "the water bailiff of Brackwater",
    "danger to life at the sluice tonight",
    "a child was heard crying on the boat",
    "Zephyrin Okonda",
];

/// The record they stand in; the last three are said beside it: two reasons, and a name that was looked for.
fn planted_record() -> String {
    let at = |at: usize| PLANTED[at];
    let said: Vec<_> = (13..19).map(|n| serde_json::json!({"what": at(n), "standing": "reported", "by": at(19 + n % 2)})).collect();
    serde_json::json!({
        "name": at(0), "other_names": PLANTED[1..3], "preferred_name": at(3), "born": at(4),
        "telephones": PLANTED[5..7], "mails": PLANTED[7..9], "addresses": PLANTED[9..12], "language": at(12), "said": said,
    })
    .to_string()
}

/// Base64 of what the bytes give wherever they begin within a group of three, without the digits that depend on what
/// stands beside them.
fn base64(bytes: &[u8], alphabet: &[u8; 64]) -> Vec<Vec<u8>> {
    let digits = |before: usize| {
        let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
        let bit = |at: usize| padded[at / 8] >> (7 - at % 8) & 1;
        let (first, last) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        (first..last).map(|digit| alphabet[(0..6).fold(0, |value, at| value << 1 | usize::from(bit(digit * 6 + at)))]).collect()
    };
    (0..3).map(digits).collect()
}

/// Everything that a value may be written as.
fn writings(value: &str) -> Vec<Vec<u8>> {
    let standard = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let for_addresses = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let little: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let escaped = serde_json::to_string(value).unwrap().trim_matches('"').as_bytes().to_vec();
    let mut writings = vec![value.as_bytes().to_vec(), value.to_lowercase().into_bytes(), escaped, little.clone(), big.clone()];
    for bytes in [value.as_bytes(), &little, &big] {
        writings.extend(base64(bytes, standard));
        writings.extend(base64(bytes, for_addresses));
    }
    writings
}

/// A planted value and one of its writings.
type Needle = (&'static str, Vec<u8>);

/// Every writing of every planted value, by its first two bytes.
static NEEDLES: LazyLock<BTreeMap<[u8; 2], Vec<Needle>>> = LazyLock::new(|| {
    let mut needles: BTreeMap<[u8; 2], Vec<_>> = BTreeMap::new();
    for value in PLANTED {
        for writing in writings(value) {
            needles.entry([writing[0], writing[1]]).or_default().push((value, writing));
        }
    }
    needles
});

/// The planted values that stand somewhere in `content`, in any writing.
fn found_in(content: &[u8]) -> Vec<&'static str> {
    let begins: Vec<bool> = (0..=u16::MAX).map(|two| NEEDLES.contains_key(&two.to_be_bytes())).collect();
    let mut found = Vec::new();
    for (at, two) in content.windows(2).enumerate() {
        let two = [two[0], two[1]];
        if begins[usize::from(u16::from_be_bytes(two))] {
            found.extend(NEEDLES[&two].iter().filter(|(_, writing)| content[at..].starts_with(writing)).map(|(value, _)| *value));
        }
    }
    found
}

#[track_caller]
fn assert_nowhere(content: &[u8], place: &str) {
    assert_eq!(found_in(content), [""; 0], "in {place}");
}

#[track_caller]
fn assert_not_below(folder: &Path) {
    let all = files(folder);
    assert!(all.len() > 5, "{}", folder.display());
    for (path, content) in all {
        assert_nowhere(&content, &path.display().to_string());
        assert_nowhere(path.to_string_lossy().as_bytes(), "a file's name");
    }
}

/// Everything that the record holds, operations too.
async fn rows(house: &House) -> Vec<u8> {
    let mut rows = Vec::new();
    house
        .store
        .dump_all(true, &mut |_, line| {
            rows.extend_from_slice(line.as_bytes());
            Ok(())
        })
        .await
        .unwrap();
    rows
}

/// The whole database as PostgreSQL's own program writes it.
fn dumped(url: &str) -> Vec<u8> {
    let run = std::process::Command::new("pg_dump").args(["--inserts", url]).output();
    let run = run.unwrap_or_else(|e| panic!("this test needs `pg_dump`, of Debian's package postgresql-client: {e}"));
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(String::from_utf8_lossy(&run.stdout).contains("record_version"));
    run.stdout
}

#[test]
fn a_planted_value_would_be_found_in_every_writing() {
    for value in PLANTED {
        for writing in writings(value) {
            let content: Vec<u8> = b"before".iter().chain(&writing).chain(b"after").copied().collect();
            assert!(found_in(&content).contains(&value), "{value}: {}", String::from_utf8_lossy(&writing));
        }
    }
    // Within other text, wherever it begins: against the encoder of another crate's making, base64 of RFC 4648 §10.
    assert_eq!(base64(b"foobar", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")[0], b"Zm9vYmFy");
    assert_eq!(found_in(b"nothing of it"), [""; 0]);
}

/// The whole life of a record that is destroyed, on one engine: recorded, changed, given away, read, backed up, destroyed,
/// and its backup restored.
async fn nowhere_to_be_found(place: &Place, setup: Setup, restore_to: Setup) {
    let house = place.home(setup.clone()).await;
    let id = record_text(&house, &planted_record()).await;
    let survivors = ["Quillon Vesper", "Ottoline Marsh", "Peregrine Ashdown"];
    let mut living = Vec::new();
    for name in survivors {
        living.push((recorded(&house, name).await, name));
    }
    let text = Personal::new(planted_record().replace("Zizi Okonta", "Zizi Okonta, still"));
    crate::people::edit_person(&house, &now(), &officer(), &id, 1, text).await.unwrap().unwrap();
    let reason = |at: usize| Personal::new(PLANTED[at].to_owned());
    let giving = Giving {
        to: "cambridgeshire-constabulary".into(),
        power: Some("crime-and-disorder-act-1998".into()),
        data_type: "council-records".into(),
        method: "telephone".into(),
        reason: Some(reason(21)),
    };
    give_in_emergency(&house, &now(), &officer(), &id, &giving).await.unwrap();
    let _ = break_glass(&house, &now(), &officer(), &id, reason(22)).await;
    assert!(!find_people(&house, &now(), &officer(), reason(23), 10).await.unwrap().is_empty(), "the index of names finds it");
    let lead = Asking { user: "council-ig-lead".into(), purpose: Some(Purpose::Governance), ..officer() };
    crate::people::rotate_person(&house, &now(), &lead, &id).await.unwrap();
    assert_eq!(name_of(&house, &id).await.unwrap(), PLANTED[0]);

    backup(&house, &now(), &place.backup_ask("before.age")).await.unwrap();
    archive_write(&house, &now(), &place.path("before.zip")).await.unwrap();
    keystore_copy(&house, &now(), &place.keystore_ask("keys.age")).await.unwrap();
    crate::audit_checkpoint(&house, &now(), None).await.unwrap();
    // Never in clear, even while it lives.
    assert_not_below(house.shelf.home());

    destroy(&house, &id).await;
    crate::audit_checkpoint(&house, &now(), None).await.unwrap();
    keystore_copy(&house, &later(), &place.keystore_ask("keys.age")).await.unwrap();
    archive_write(&house, &later(), &place.path("after.zip")).await.unwrap();
    let everywhere = |when: &'static str| {
        for home in [&setup.home, &restore_to.home] {
            if home.exists() {
                assert_not_below(home);
            }
        }
        for file in ["before.age", "before.zip", "after.zip", "keys.age"] {
            assert_nowhere(&std::fs::read(place.path(file)).unwrap(), &format!("{file}, {when}"));
        }
        let inside = [
            std::fs::read(place.path("before.zip")).unwrap(),
            std::fs::read(place.path("after.zip")).unwrap(),
            decrypted(place, "before.age"),
        ];
        for content in inside {
            assert!(content.len() > 1000);
            for (name, entry) in unzip(&content) {
                assert_nowhere(&entry, &format!("{name}, {when}"));
            }
        }
        assert_nowhere(&decrypted(place, "keys.age"), "the copy of the keys");
    };
    everywhere("destroyed");
    assert_nowhere(&rows(&house).await, "the rows");
    if let Some(url) = &setup.database {
        assert_nowhere(&dumped(url), "a dump of the database");
    }
    assert!(find_people(&house, &now(), &officer(), reason(23), 10).await.unwrap().is_empty(), "the index of names forgot it");

    let before = decrypted(place, "before.age");
    assert!(String::from_utf8_lossy(&unzip(&before)["record/record.jsonl"]).contains(&id), "the backup was taken before");
    leave(house).await;
    if restore_to.home != setup.home {
        // Another database: the keys and tombstones of the home go along.
        std::fs::create_dir_all(&restore_to.home).unwrap();
        std::fs::rename(setup.home.join("keystore"), restore_to.home.join("keystore")).unwrap();
    }
    let restored = restore(restore_to.clone(), &later(), &place.restore_ask("before.age")).await.unwrap();
    assert_eq!((restored.destroyed_again, restored.awaited_keys), (1, 0));
    let house = open_house(restore_to.clone()).await.unwrap();
    assert_eq!(name_of(&house, &id).await.unwrap_err().code, "no-such-record");
    for (id, name) in &living {
        assert_eq!(name_of(&house, id).await.unwrap(), *name, "every record that lives opens from that same backup");
    }
    assert_sound(&checked(&house).await);
    assert_nowhere(&rows(&house).await, "the rows, restored");
    if let Some(url) = &restore_to.database {
        assert_nowhere(&dumped(url), "a dump of the restored database");
    }
    everywhere("restored");
    // A copy of the keys made before the destruction is found at its place again: it brings nothing back.
    let taken = keystore_take_back(&house, &later(), &place.keystore_ask("keys.age")).await.unwrap();
    assert_eq!((taken.restored, taken.awaited_keys), (0, 0));
    assert!(house.keystore.newest(&id).unwrap().is_none());
    let certificate = crate::people::certificate(&house, &id).await.unwrap();
    assert_eq!(certificate.record, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroyed_record_is_nowhere_on_sqlite() {
    let place = Place::new();
    nowhere_to_be_found(&place, place.setup("home"), place.setup("home")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroyed_record_is_nowhere_on_postgres() {
    let place = Place::new();
    let (one, other) = (testkit::postgres::fresh_database(), testkit::postgres::fresh_database());
    nowhere_to_be_found(&place, place.on_postgres("home", &one), place.on_postgres("restored", &other)).await;
}
