//! Archives: alike on both engines to the byte, and nothing taken from one that is not what it says.

use super::*;

/// A home with all that an archive has to carry: people read, changed, given away, held and destroyed.
async fn full(place: &Place, setup: Setup) -> (House, Vec<String>) {
    let house = place.home(setup).await;
    let mut ids = Vec::new();
    for name in ["Zephyrine Okonta", "Quillon Vesper", "Ottoline \\u00c9tang"] {
        ids.push(recorded(&house, name).await);
    }
    name_of(&house, &ids[0]).await.unwrap();
    let text = Personal::new(r#"{"name":"Zephyrine Okonta-Vale"}"#.to_owned());
    crate::people::edit_person(&house, &now(), &officer(), &ids[0], 1, text).await.unwrap().unwrap();
    let giving = crate::people::Giving {
        to: "cambridgeshire-constabulary".into(),
        power: Some("crime-and-disorder-act-1998".into()),
        data_type: "council-records".into(),
        method: "meeting".into(),
        reason: Some(Personal::new("a reason in words".to_owned())),
    };
    crate::people::share_person(&house, &now(), &officer(), &ids[0], &giving).await.unwrap();
    destroy(&house, &ids[1]).await;
    (house, ids)
}

async fn written(place: &Place, house: &House, file: &str, moment: &Moment) -> Vec<u8> {
    let archived = archive_write(house, moment, &place.path(file)).await.unwrap();
    let bytes = std::fs::read(place.path(file)).unwrap();
    assert_eq!(archived.bytes, bytes.len() as u64);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn from_sqlite_to_postgres_and_back_an_archive_stays_the_same_to_the_byte() {
    let place = Place::new();
    let (house, ids) = full(&place, place.setup("first")).await;
    let first = written(&place, &house, "first.zip", &now()).await;
    let again = written(&place, &house, "again.zip", &later()).await;
    let refused = archive_read(place.setup("first"), &later(), &place.path("first.zip")).await.unwrap_err();
    assert_eq!(refused.code, "home-in-use");
    leave(house).await;
    let refused = archive_read(place.setup("first"), &later(), &place.path("first.zip")).await.unwrap_err();
    assert_eq!((refused.code, refused.exit_code()), ("home-not-empty", 2));

    let url = testkit::postgres::fresh_database();
    let read = archive_read(place.on_postgres("second", &url), &later(), &place.path("first.zip")).await.unwrap();
    assert_eq!((read.extracts, read.awaited_keys), (2, Some(house_records(&first) - 1)));
    let second_home = open_house(place.on_postgres("second", &url)).await.unwrap();
    let second = written(&place, &second_home, "second.zip", &now()).await;
    let report = checked(&second_home).await;
    assert_sound(&report);
    assert_eq!(report.awaited_keys, house_records(&first) - 1, "their keys lie in the first home");
    leave(second_home).await;
    let refused = archive_read(place.on_postgres("other", &url), &later(), &place.path("first.zip")).await.unwrap_err();
    assert_eq!(refused.code, "home-not-empty");
    assert!(!place.path("other").exists(), "nothing is left of a home that was not made");

    archive_read(place.setup("third"), &later(), &place.path("second.zip")).await.unwrap();
    let third_home = open_house(place.setup("third")).await.unwrap();
    let third = written(&place, &third_home, "third.zip", &now()).await;
    assert_sound(&checked(&third_home).await);
    assert_eq!(crate::check(&third_home, &later()).await.unwrap().swept, [""; 0]);
    // The same moment, the same bytes; another moment, another manifest and nothing else.
    assert!(first == second && second == third, "written at one moment");
    let (one, other) = (unzip(&first), unzip(&again));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, content) in &one {
        if name == "manifest.json" {
            let dated = String::from_utf8(content.clone()).unwrap().replace("2026-10-01T10:00:00.000Z", "2026-10-02T10:00:00.000Z");
            assert_eq!(dated.as_bytes(), other[name], "only `written_at` differs");
        } else {
            assert_eq!(content, &other[name], "{name}");
        }
    }

    // With the keys at hand the records open; what was destroyed stays so.
    let keys = place.path("third/keystore");
    for (path, content) in files(&place.path("first/keystore")) {
        std::fs::write(keys.join(path.file_name().unwrap()), content).unwrap();
    }
    leave(third_home).await;
    let third_home = open_house(place.setup("third")).await.unwrap();
    assert_eq!(name_of(&third_home, &ids[0]).await.unwrap(), "Zephyrine Okonta-Vale");
    assert_eq!(name_of(&third_home, &ids[1]).await.unwrap_err().code, "no-such-record");
    let report = checked(&third_home).await;
    assert_eq!((report.ok, report.awaited_keys, report.destroyed), (true, 0, 1));
}

/// How many records an archive holds.
fn house_records(archive: &[u8]) -> u64 {
    files::ends_in(&unzip(archive)["record/record.jsonl"])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_says_what_is_in_it_and_holds_no_key_and_no_log_of_operations() {
    let place = Place::new();
    let (house, _) = full(&place, place.setup("home")).await;
    crate::audit_checkpoint(&house, &now(), None).await.unwrap();
    let archive = written(&place, &house, "a.zip", &now()).await;
    let entries = unzip(&archive);
    let manifest: serde_json::Value = serde_json::from_slice(&entries["manifest.json"]).unwrap();
    assert_eq!((manifest["format"].as_str(), manifest["version"].as_u64()), (Some("wardmote-archive"), Some(1)));
    let listed = manifest["entries"].as_array().unwrap();
    assert_eq!(listed.len() + 1, entries.len());
    for one in listed {
        let content = &entries[one["name"].as_str().unwrap()];
        assert_eq!(one["bytes"].as_u64().unwrap(), content.len() as u64);
        let is_table = one["name"].as_str().unwrap().starts_with("record/");
        let lines = files::ends_in(content);
        assert_eq!(one["rows"].as_u64(), is_table.then_some(lines));
    }
    let tables: Vec<&str> = entries.keys().filter_map(|name| name.strip_prefix("record/")).collect();
    let all: Vec<String> = store::TABLES.iter().filter(|table| table.archived).map(|table| format!("{}.jsonl", table.name)).collect();
    assert_eq!(tables.len(), all.len(), "every table has its entry, also without rows");
    assert!(!entries.keys().any(|name| name.contains("operation") || name.contains("key")));
    let parts = entries.keys().filter(|name| name.starts_with("extracts/")).count();
    assert!(parts >= 2);
    let everything: Vec<u8> = entries.values().flatten().copied().collect();
    let mut keys = 0;
    for (path, key) in files(&place.path("home/keystore")).into_iter().chain(files(&place.path("home/keys"))) {
        if path.extension().is_some_and(|ending| ending == "key") {
            assert!(!everything.windows(key.len()).any(|window| window == key), "{}", path.display());
            keys += 1;
        }
    }
    assert!(keys > 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_from_an_archive_that_is_not_what_it_says() {
    let place = Place::new();
    let (house, _) = full(&place, place.setup("home")).await;
    let archive = written(&place, &house, "a.zip", &now()).await;
    let entries = unzip(&archive);
    let part = entries.keys().find(|name| name.starts_with("extracts/")).unwrap().clone();
    let manifest = String::from_utf8(entries["manifest.json"].clone()).unwrap();
    let with = |name: &str, content: Vec<u8>| {
        let mut changed = entries.clone();
        changed.insert(name.to_owned(), content);
        zipped(&changed)
    };
    let without = |name: &str| {
        let mut changed = entries.clone();
        changed.remove(name).unwrap();
        zipped(&changed)
    };
    let listing = |from: &str, to: &str| with("manifest.json", manifest.replacen(from, to, 1).into_bytes());
    let mut flipped = entries["record/entry.jsonl"].clone();
    flipped[200] ^= 1;
    let mut cut = entries["record/ledger.jsonl"].clone();
    cut.truncate(cut.len() - 1);
    for (what, bytes, code, named) in [
        ("unknown", with("record/secrets.jsonl", Vec::new()), "archive-unknown-entry", "record/secrets.jsonl"),
        ("operations", with("operations.jsonl", Vec::new()), "archive-unknown-entry", "operations.jsonl"),
        ("changed", with("record/entry.jsonl", flipped), "archive-damaged", "record/entry.jsonl"),
        ("cut", with("record/ledger.jsonl", cut), "archive-damaged", "record/ledger.jsonl"),
        ("part changed", with(&part, b"other".to_vec()), "archive-damaged", part.as_str()),
        ("part missing", without(&part), "archive-incomplete", &part[..60]),
        ("table missing", without("record/hold.jsonl"), "archive-incomplete", "record/hold.jsonl"),
        ("no manifest", without("manifest.json"), "archive-incomplete", "manifest.json"),
        ("another form", listing("wardmote-archive", "wardmote-backup"), "archive-of-another-kind", "wardmote-backup"),
        ("another version", listing("\"version\": 1", "\"version\": 2"), "archive-of-another-version", "version 2"),
        ("newer schema", listing("\"schema\": ", "\"schema\": 9"), "archive-of-another-version", "of the schema"),
        ("listed and unknown", listing("record/hold.jsonl", "record/holds.jsonl"), "archive-unreadable", "record/hold.jsonl"),
        ("another count", listing("\"rows\": ", "\"rows\": 1"), "archive-damaged", "record/extract.jsonl"),
        ("no manifest at all", listing("{", "["), "archive-unreadable", "manifest"),
        ("no ZIP", b"a text".to_vec(), "archive-damaged", ""),
        ("half", archive[..archive.len() / 2].to_vec(), "archive-damaged", ""),
    ] {
        let file = place.path("bad.zip");
        std::fs::write(&file, bytes).unwrap();
        let refused = archive_read(place.setup("new"), &later(), &file).await.unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), (code, 2), "{what}: {refused}");
        assert!(refused.message.contains(named), "{what}: {refused}");
        assert!(!place.path("new").exists(), "{what}: nothing is kept");
    }
    // A part that the register does not know, listed as it should be.
    let orphan = manifest.replacen(
        "\"entries\": [",
        "\"entries\": [{\"name\": \"extracts/x/part-0\", \"bytes\": 0, \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},",
        1,
    );
    let mut changed = entries.clone();
    changed.insert("extracts/x/part-0".into(), Vec::new());
    changed.insert("manifest.json".into(), orphan.into_bytes());
    std::fs::write(place.path("bad.zip"), zipped(&changed)).unwrap();
    let refused = archive_read(place.setup("new"), &later(), &place.path("bad.zip")).await.unwrap_err();
    assert_eq!(refused.code, "archive-incomplete", "{refused}");

    // A home that is made and empty takes the whole one, and keeps its own log.
    leave(create_house(place.setup("new"), &now()).await.unwrap()).await;
    archive_read(place.setup("new"), &later(), &place.path("a.zip")).await.unwrap();
    let new = open_house(place.setup("new")).await.unwrap();
    assert_sound(&checked(&new).await);
    let log: Vec<String> = new.store.operations(10).await.unwrap().into_iter().map(|line| line.what).collect();
    assert_eq!(log, ["archive-read", "init"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_file_of_an_extract_makes_no_half_archive() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    let part = files(&place.path("home/extracts")).into_keys().next().unwrap();
    std::fs::remove_file(&part).unwrap();
    std::fs::write(place.path("a.zip"), "older").unwrap();
    let refused = archive_write(&house, &now(), &place.path("a.zip")).await.unwrap_err();
    assert_eq!(refused.code, "extract-file-missing");
    assert_eq!(std::fs::read(place.path("a.zip")).unwrap(), b"older");
    let refused = backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap_err();
    assert_eq!(refused.code, "extract-file-missing");
    assert!(!place.path("b.age").exists());
    let left: Vec<_> = std::fs::read_dir(place.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{left:?}");
}

#[test]
fn the_operators_guide_lists_every_table_with_its_columns() {
    let guide = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/keeping.md")).unwrap();
    for table in store::TABLES {
        let row = guide.lines().find(|line| line.starts_with(&format!("| `{}` |", table.name))).unwrap_or_else(|| panic!("{}", table.name));
        let cell = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let mut listed: Vec<&str> = cell.split(", ").map(|column| column.trim_matches('`')).collect();
        assert!(listed.starts_with(table.key), "{}: the key first: {listed:?}", table.name);
        let mut there: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        listed.sort_unstable();
        there.sort_unstable();
        assert_eq!(listed, there, "{}", table.name);
    }
}
