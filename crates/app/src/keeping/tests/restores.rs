//! Backups restored: over a home, into a new one, onto a server; refused with nothing changed; drilled.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_home_comes_back_as_it_was_and_what_was_replaced_is_kept() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    let kept = recorded(&house, "Quillon Vesper").await;
    let gone = recorded(&house, "Zephyrine Okonta").await;
    crate::audit_checkpoint(&house, &now(), None).await.unwrap();
    let done = backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    assert_eq!((done.extracts, done.notes.len(), done.recipients), (2, 1, 1), "{done:?}");
    assert_eq!(done.bytes, std::fs::metadata(place.path("b.age")).unwrap().len());
    assert_eq!(house.store.ledger_head().await.unwrap(), (done.ledger_rows, done.ledger_hash.clone()));
    let archived = archive_write(&house, &now(), &place.path("before.zip")).await.unwrap();
    assert_eq!((archived.ledger_rows, &archived.ledger_hash), (done.ledger_rows, &done.ledger_hash));

    // Life goes on: one record more, one destroyed, a checkpoint, an extract more.
    let newer = recorded(&house, "Ottoline Marsh").await;
    destroy(&house, &gone).await;
    crate::audit_checkpoint(&house, &now(), None).await.unwrap();
    let path = place.path("three.csv");
    let text = std::fs::read_to_string(place.path("one.csv")).unwrap().replace("Invented 07A", "Invented 7A");
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions { received: "2026-02-01".into(), ..ImportOptions::default() };
    import_file(&house, intake::Kind::AreaLookup, &path, &options, &now(), Arc::new(|_| ())).await.unwrap();
    let third = house.store.extracts().await.unwrap().into_iter().map(|holding| holding.facts.folder).next_back().unwrap();
    let in_use = restore(place.setup("home"), &later(), &place.restore_ask("b.age")).await.unwrap_err();
    assert_eq!((in_use.code, in_use.exit_code()), ("home-in-use", 2));
    assert_eq!(name_of(&house, &newer).await.unwrap(), "Ottoline Marsh");
    leave(house).await;

    let restored = restore(place.setup("home"), &later(), &place.restore_ask("b.age")).await.unwrap();
    assert_eq!(
        (
            restored.rows,
            restored.extracts,
            restored.ledger_rows,
            restored.destroyed_again,
            restored.awaited_keys,
            restored.checkpoints_set_aside
        ),
        (done.rows, 2, done.ledger_rows, 1, 0, 1)
    );
    assert!(restored.ledger_ok && restored.notes().len() == 3, "{:?}", restored.notes());
    let house = open_house(place.setup("home")).await.unwrap();
    let report = checked(&house).await;
    assert_sound(&report);
    assert_eq!((report.extracts, report.destroyed, report.keys_without_record, report.swept.len()), (2, 1, 1, 0), "{report:?}");
    assert_eq!(name_of(&house, &kept).await.unwrap(), "Quillon Vesper");
    assert_eq!(name_of(&house, &gone).await.unwrap_err().code, "no-such-record", "what was destroyed since stays destroyed");
    assert_eq!(name_of(&house, &newer).await.unwrap_err().code, "no-such-record", "what came since is in what was replaced");
    let log: Vec<String> = house.store.operations(100).await.unwrap().into_iter().map(|line| line.what).collect();
    assert_eq!(&log[..3], ["restore", "checkpoint", "init"], "the log is that of the backup");
    let examined = doctor(place.setup("home"), &later()).await.unwrap();
    let of_backup = examined.iter().find(|one| one.item == "backup").unwrap();
    assert!(of_backup.ok && of_backup.says.starts_with("last on 2026-10-01T10:00:00"), "{of_backup:?}");

    // Nothing of what was replaced is lost: opened where it lies it is the home that was.
    let replaced = restored.replaced.unwrap();
    assert!(replaced.join("extracts").join(&third).is_dir(), "{:?}", files(&replaced).keys());
    let old = store::Store::open(&store::Database::Sqlite(replaced.join("wardmote.sqlite")), store::OpenMode::Existing).await.unwrap();
    assert!(old.record_facts(&newer).await.unwrap().is_some());
    old.close().await;
    let aside: Vec<PathBuf> =
        files(&place.path("home/checkpoints")).into_keys().filter(|path| path.to_string_lossy().contains("before-restore-")).collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(!place.path("home/restoring").exists());
    // Twice is as once.
    leave(house).await;
    restore(place.setup("home"), &later(), &place.restore_ask("b.age")).await.unwrap();
    let house = open_house(place.setup("home")).await.unwrap();
    assert_sound(&checked(&house).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_record_without_later_destructions_archives_as_it_did() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    recorded(&house, "Quillon Vesper").await;
    backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    archive_write(&house, &now(), &place.path("one.zip")).await.unwrap();
    leave(house).await;
    let url = testkit::postgres::fresh_database();
    for setup in [place.setup("elsewhere"), place.on_postgres("server", &url)] {
        let restored = restore(setup.clone(), &later(), &place.restore_ask("b.age")).await.unwrap();
        assert!(restored.replaced.is_none() && restored.awaited_keys > 0, "{restored:?}");
        let house = open_house(setup.clone()).await.unwrap();
        archive_write(&house, &now(), &place.path("other.zip")).await.unwrap();
        assert_eq!(std::fs::read(place.path("one.zip")).unwrap(), std::fs::read(place.path("other.zip")).unwrap());
        let report = checked(&house).await;
        assert_eq!((report.ok, report.awaited_keys), (true, restored.awaited_keys));
        leave(house).await;
    }
    let full = restore(place.on_postgres("server", &url), &later(), &place.restore_ask("b.age")).await.unwrap_err();
    assert_eq!((full.code, full.exit_code()), ("record-not-empty", 2));
    assert!(full.remedy.contains("--database"), "{full}");
    let house = open_house(place.on_postgres("server", &url)).await.unwrap();
    assert_sound(&checked(&house).await);
    // A server's database that `init` has been run on takes a backup too, and keeps both logs.
    let url = testkit::postgres::fresh_database();
    leave(create_house(place.on_postgres("made", &url), &now()).await.unwrap()).await;
    restore(place.on_postgres("made", &url), &later(), &place.restore_ask("b.age")).await.unwrap();
    let house = open_house(place.on_postgres("made", &url)).await.unwrap();
    let log: Vec<String> = house.store.operations(100).await.unwrap().into_iter().map(|line| line.what).collect();
    assert_eq!(log, ["restore", "init", "init"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_machine_comes_back_from_a_backup_the_copy_of_the_keys_and_the_owners_key() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    let id = recorded(&house, "Quillon Vesper").await;
    let gone = recorded(&house, "Zephyrine Okonta").await;
    backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    destroy(&house, &gone).await;
    let copied = keystore_copy(&house, &now(), &place.keystore_ask("keys.age")).await.unwrap();
    assert!(copied.records > 1 && copied.earlier_copies == 0 && copied.notes.is_empty(), "{copied:?}");
    assert_eq!(keystore_copies(&house).unwrap().rows.len(), 1);
    leave(house).await;
    std::fs::rename(place.path("config/owner.age-identity"), place.path("from-the-safe")).unwrap();

    let missing = restore(place.setup("new"), &later(), &place.restore_ask("b.age")).await.unwrap_err();
    assert_eq!(missing.code, "owner-key-missing");
    let ask =
        RestoreAsk { identity: Some(place.path("from-the-safe")), keystore: Some(place.path("keys.age")), ..place.restore_ask("b.age") };
    let restored = restore(place.setup("new"), &later(), &ask).await.unwrap();
    assert_eq!((restored.keys_taken_back, restored.awaited_keys, restored.destroyed_again), (copied.records, 0, 1));
    let house = open_house(place.setup("new")).await.unwrap();
    assert_eq!(name_of(&house, &id).await.unwrap(), "Quillon Vesper");
    assert_eq!(name_of(&house, &gone).await.unwrap_err().code, "no-such-record", "the copy's tombstone holds here too");
    assert_sound(&checked(&house).await);

    // Or the keys come afterwards.
    let ask = RestoreAsk { keystore: None, ..ask };
    restore(place.setup("newer"), &later(), &ask).await.unwrap();
    let house = open_house(place.setup("newer")).await.unwrap();
    assert_eq!(name_of(&house, &id).await.unwrap_err().code, "key-missing");
    let ask = KeystoreAsk { identity: Some(place.path("from-the-safe")), ..place.keystore_ask("keys.age") };
    let taken = keystore_take_back(&house, &later(), &ask).await.unwrap();
    assert_eq!((taken.restored, taken.destroyed_again, taken.awaited_keys), (copied.records, 1, 0));
    assert_eq!(name_of(&house, &id).await.unwrap(), "Quillon Vesper");
    let report = checked(&house).await;
    assert_eq!((report.ok, report.awaited_keys), (true, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_cannot_be_used_changes_nothing() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    recorded(&house, "Quillon Vesper").await;
    backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    archive_write(&house, &now(), &place.path("a.zip")).await.unwrap();
    let other = vault::Identity::create(&place.path("other-key")).unwrap();
    let ask = BackupAsk { recipients: vec![other.recipient().to_string()], ..place.backup_ask("of-another.age") };
    backup(&house, &now(), &ask).await.unwrap();
    leave(house).await;

    let whole = std::fs::read(place.path("b.age")).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let identity = vault::owner_identity(&place.path("config")).unwrap();
    let sealed = |name: &str, content: &[u8]| {
        vault::encrypt_to(&place.path(name), &[identity.recipient()], |to| {
            to.write_all(content).unwrap();
            Ok(())
        })
        .unwrap();
    };
    let mut inside = unzip(&decrypted(&place, "b.age"));
    sealed("an-archive.age", &std::fs::read(place.path("a.zip")).unwrap());
    inside.get_mut("record/ledger.jsonl").unwrap()[100] ^= 1;
    sealed("changed-inside.age", &zipped(&inside));
    sealed("no-bundle.age", b"a text");
    std::fs::write(place.path("flipped.age"), &flipped).unwrap();
    std::fs::write(place.path("half.age"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(place.path("text.age"), "a text").unwrap();
    let before = files(&place.path("home"));
    for (file, code) in [
        ("flipped.age", "backup-damaged"),
        ("half.age", "backup-damaged"),
        ("text.age", "backup-damaged"),
        ("of-another.age", "backup-not-for-this-key"),
        ("an-archive.age", "archive-of-another-kind"),
        ("changed-inside.age", "archive-damaged"),
        ("no-bundle.age", "archive-damaged"),
    ] {
        for home in ["home", "new"] {
            let refused = restore(place.setup(home), &later(), &place.restore_ask(file)).await.unwrap_err();
            assert_eq!((refused.code, refused.exit_code()), (code, 2), "{file}");
        }
        assert_eq!(files(&place.path("home")), before, "{file}");
        assert!(!place.path("new").exists(), "{file}");
    }
    let lost = restore(place.setup("new"), &later(), &place.restore_ask("nowhere.age")).await.unwrap_err();
    assert_eq!((lost.code, lost.exit_code()), ("file-io", 1));
    assert!(!place.path("new").exists());
    let ask = RestoreAsk { identity: Some(place.path("other-key")), ..place.restore_ask("of-another.age") };
    restore(place.setup("new"), &later(), &ask).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_whose_record_is_damaged_is_replaced_too() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    let id = recorded(&house, "Quillon Vesper").await;
    backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    leave(house).await;
    std::fs::write(place.path("home/wardmote.sqlite"), "no database").unwrap();
    // A file of an extract that rotted is replaced as well.
    let part = files(&place.path("home/extracts")).into_keys().next().unwrap();
    std::fs::write(&part, "rotten").unwrap();
    let restored = restore(place.setup("home"), &later(), &place.restore_ask("b.age")).await.unwrap();
    let house = open_house(place.setup("home")).await.unwrap();
    assert_sound(&checked(&house).await);
    assert_eq!(name_of(&house, &id).await.unwrap(), "Quillon Vesper");
    assert_ne!(std::fs::read(&part).unwrap(), b"rotten");
    let kept: Vec<Vec<u8>> = files(&restored.replaced.unwrap()).into_values().collect();
    for content in ["no database", "rotten"] {
        assert!(kept.iter().any(|kept| kept == content.as_bytes()), "{content}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_tries_every_record_and_leaves_nothing() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    let people = [recorded(&house, "Quillon Vesper").await, recorded(&house, "Zephyrine Okonta").await];
    backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    destroy(&house, &people[1]).await;
    let all = crate::check(&house, &now()).await.unwrap().records;
    let before: Vec<PathBuf> = files(place.folder.path()).into_keys().collect();
    // What a drill that was cut off left is cleared away.
    std::fs::create_dir_all(place.path(".home.drill/restoring")).unwrap();
    let drilled = restore_drill(&house, &later(), &place.restore_ask("b.age")).await.unwrap();
    assert!(drilled.ok && drilled.rows_agree && drilled.ledger_ok, "{drilled:?}");
    assert_eq!((drilled.records, drilled.opened, drilled.destroyed, drilled.key_missing, drilled.damaged), (all, all - 1, 1, 0, 0));
    let drill_lock = place.path("home/drill.lock");
    let after: Vec<PathBuf> = files(place.folder.path()).into_keys().filter(|path| *path != drill_lock).collect();
    assert_eq!(after, before);
    assert_eq!(name_of(&house, &people[0]).await.unwrap(), "Quillon Vesper");

    // A key that is lost shows, and one that is another.
    let key = |id: &str| place.path("home/keystore").join(format!("{id}.1.key"));
    let bytes = std::fs::read(key(&people[0])).unwrap();
    std::fs::write(key(&people[0]), [7; 32]).unwrap();
    let drilled = restore_drill(&house, &later(), &place.restore_ask("b.age")).await.unwrap();
    assert_eq!((drilled.ok, drilled.damaged, drilled.key_missing), (false, 1, 0));
    std::fs::remove_file(key(&people[0])).unwrap();
    let drilled = restore_drill(&house, &later(), &place.restore_ask("b.age")).await.unwrap();
    assert_eq!((drilled.ok, drilled.damaged, drilled.key_missing), (false, 0, 1));
    std::fs::write(key(&people[0]), bytes).unwrap();
    std::fs::write(place.path("b.age"), "no backup").unwrap();
    assert_eq!(restore_drill(&house, &later(), &place.restore_ask("b.age")).await.unwrap_err().code, "backup-damaged");
    assert!(!place.path(".home.drill").exists());
    let log: Vec<String> =
        house.store.operations(3).await.unwrap().into_iter().map(|line| format!("{} {}", line.what, &line.detail[..6])).collect();
    assert_eq!(log, ["restore-drill not ok", "restore-drill not ok", "restore-drill ok: wr"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_out_before_opens_nothing_in_a_home_that_came_back() {
    use crate::signing::{SignInSetup, demo_sign_in, visitor};
    use crate::tokens::{NewToken, bearer, make_token};
    let place = Place::new();
    let served = |house: House| house.with_sign_in(SignInSetup { demo: true, ..SignInSetup::default() }).unwrap();
    let house = served(place.home(place.setup("home")).await);
    crate::demo::mark(&house, &now()).await.unwrap();
    let begun = demo_sign_in(&house, &now(), "council-officer").await.unwrap();
    let read = permission::Action::ReadEvidence;
    let new = NewToken { label: "nightly figures".into(), scopes: vec![read], organisation: None, purpose: None };
    let token = make_token(&house, &now(), &begun.visitor, new).await.unwrap();
    backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    assert!(visitor(&house, &now(), &begun.secret).await.unwrap().is_some());
    leave(house).await;
    restore(place.setup("home"), &now(), &place.restore_ask("b.age")).await.unwrap();
    let house = served(open_house(place.setup("home")).await.unwrap());
    assert!(visitor(&house, &now(), &begun.secret).await.unwrap().is_none());
    assert_eq!(bearer(&house, &now(), &token.secret, read).await.unwrap_err().code, "token-over");
    demo_sign_in(&house, &now(), "council-officer").await.unwrap();
    assert_sound(&checked(&house).await);
}

/// Somebody signs in, and is to have mail.
async fn signed_in(house: &House) {
    let hash = |of: &str| format!("{of:0<64.64}");
    let account = store::NewAccount { user: "council-officer".into(), handle: "h-1".into(), state: store::AccountState::Active };
    let session = store::NewSession {
        id: "s-1".into(),
        secret_hash: hash("a"),
        user: "council-officer".into(),
        way: "passkey".into(),
        organisation: None,
        purpose: None,
        csrf: "c".into(),
        before: None,
        strong: true,
    };
    let mail = store::NewMail {
        id: "m-1".into(),
        message_id: "<m-1@wardmote.invalid>".into(),
        user: "council-officer".into(),
        template: "duty-due".into(),
        facts: BTreeMap::new(),
        due_at: now().iso(),
        dedupe: None,
    };
    let event = ledger::Event::done(now().iso(), "operator:1000", "sign-in", "account:council-officer");
    let steps = [store::Step::OpenAccount(&account), store::Step::OpenSession(&session)];
    assert!(house.store.change_doors(&steps, &[mail], event).await.unwrap().all());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_signed_in_to_a_home_that_was_restored_or_moved() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    signed_in(&house).await;
    let done = backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    archive_write(&house, &now(), &place.path("a.zip")).await.unwrap();
    assert!(restore_drill(&house, &now(), &place.restore_ask("b.age")).await.unwrap().ok);
    assert_eq!(house.store.sessions_of("council-officer").await.unwrap().len(), 1, "a backup ends nothing");
    leave(house).await;

    let url = testkit::postgres::fresh_database();
    leave(create_house(place.on_postgres("server", &url), &now()).await.unwrap()).await;
    for setup in [place.setup("home"), place.on_postgres("server", &url)] {
        restore(setup.clone(), &later(), &place.restore_ask("b.age")).await.unwrap();
        let house = open_house(setup).await.unwrap();
        assert_eq!(house.store.sessions_of("council-officer").await.unwrap(), []);
        let ended = house.store.session_by_hash(&format!("{:0<64.64}", "a")).await.unwrap().unwrap();
        assert_eq!(ended.ended_because.as_deref(), Some("moved"), "whoever comes with it is told");
        assert_eq!(house.store.account("council-officer").await.unwrap().unwrap().state, store::AccountState::Active);
        assert_eq!(house.store.mail("m-1").await.unwrap().unwrap().state, store::MailState::Waiting);
        assert_eq!(house.store.ledger_head().await.unwrap().0, done.ledger_rows + 1, "the ledger is told");
        assert_sound(&checked(&house).await);
        leave(house).await;
    }

    archive_read(place.setup("moved"), &later(), &place.path("a.zip")).await.unwrap();
    let house = open_house(place.setup("moved")).await.unwrap();
    assert_eq!(house.store.sessions_of("council-officer").await.unwrap(), []);
    assert_eq!(house.store.account("council-officer").await.unwrap().unwrap().state, store::AccountState::Active);
    assert_eq!(house.store.mail("m-1").await.unwrap().unwrap().state, store::MailState::Waiting);
    assert_eq!(house.store.ledger_head().await.unwrap().0, done.ledger_rows);
    assert_sound(&checked(&house).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_wrote_is_read_without_the_tables_that_came_after_it() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    recorded(&house, "Quillon Vesper").await;
    backup(&house, &now(), &place.backup_ask("b.age")).await.unwrap();
    archive_write(&house, &now(), &place.path("a.zip")).await.unwrap();
    let earlier = |bytes: &[u8], schema: i64| {
        let mut entries = unzip(bytes);
        let mut manifest: serde_json::Value = serde_json::from_slice(&entries["manifest.json"]).unwrap();
        let came_later: Vec<String> =
            store::TABLES.iter().filter(|table| table.since > 3).map(|table| format!("record/{}.jsonl", table.name)).collect();
        entries.retain(|name, _| !came_later.contains(name));
        manifest["schema"] = schema.into();
        manifest["entries"].as_array_mut().unwrap().retain(|one| !came_later.iter().any(|name| one["name"] == name.as_str()));
        entries.insert("manifest.json".into(), serde_json::to_vec(&manifest).unwrap());
        zipped(&entries)
    };
    let archive = std::fs::read(place.path("a.zip")).unwrap();
    std::fs::write(place.path("old.zip"), earlier(&archive, 3)).unwrap();
    archive_read(place.setup("new"), &later(), &place.path("old.zip")).await.unwrap();
    let new = open_house(place.setup("new")).await.unwrap();
    assert_sound(&checked(&new).await);
    assert_eq!(new.store.records_page("person", None, "", 9).await.unwrap().len(), 1, "what is drawn from the tables is drawn");
    // One of this version that lacks them is not whole.
    std::fs::write(place.path("cut.zip"), earlier(&archive, 4)).unwrap();
    let refused = archive_read(place.setup("other"), &later(), &place.path("cut.zip")).await.unwrap_err();
    assert!(refused.code == "archive-unreadable" && refused.message.contains("record/account.jsonl"), "{refused}");

    let old_backup = std::io::Cursor::new(earlier(&decrypted(&place, "b.age"), 3));
    let unpacked = unpack::unpack(old_backup, manifest::Form::Backup, &place.path("apart")).unwrap();
    let store = store::Store::open(&store::Database::Sqlite(place.path("apart.sqlite")), store::OpenMode::Create).await.unwrap();
    let loaded = store.load(&mut unpacked.lines(true)).await.unwrap();
    assert!(loaded["operation"] > 0 && loaded["record"] > 0 && !loaded.contains_key("session"), "{loaded:?}");
}
