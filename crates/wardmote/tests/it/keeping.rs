//! Backup, restore, archive and keystore through the front door: on one machine without a word more than needed, cut off at
//! every step, on a full disk, beside a running server.

use crate::front::{Home, Run, binary, lookup};
use crate::record::partnership;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Points before the record of the home is another.
const BEFORE: [&str; 9] = [
    "restore-unpacked",
    "load-before-commit",
    "load-after-commit",
    "restore-loaded",
    "restore-planned",
    "restore-extracts-placed",
    "restore-checkpoints-aside",
    "restore-kept-aside",
    "restore-before-replace",
];
/// Points after it.
const AFTER: [&str; 3] = ["restore-after-replace", "restore-keys-awaited", "restore-extracts-aside"];

impl Home {
    /// A command with the owner's key beside the home, never the one of whoever runs the tests.
    fn keep(&self, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command.env("WARDMOTE_CONFIG", self.folder.path().join("config"));
        command
    }

    fn kept(&self, words: &[&str]) -> Run {
        self.keep(words).output().unwrap().into()
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn name_of(&self, id: &str) -> Option<String> {
        let run: Run = self.asking("council-officer", "reduce-crime", &["person", "show", id]).output().unwrap().into();
        (run.code == Some(0)).then(|| json(&run.out)["person"]["name"].as_str().unwrap().to_owned())
    }

    /// Closes a record long ago, and destroys it.
    fn destroy(&self, id: &str) {
        let words = ["person", "close", id, "--seen", "1", "--on", "2024-01-15"];
        Run::from(self.asking("council-officer", "reduce-crime", &words).output().unwrap()).ok();
        Run::from(self.asking("council-ig-lead", "governance", &["person", "destroy", id]).output().unwrap()).ok();
    }

    #[track_caller]
    fn assert_whole(&self) {
        let verdict = self.run(&["audit", "verify"]).ok();
        assert!(verdict.contains("\"ok\":true"), "{verdict}");
        let report = self.run(&["check", "--deep"]).ok();
        assert!(report.contains("\"ok\":true"), "{report}");
        assert!(!self.path().join("restoring").exists(), "{report}");
    }

    /// The content of the record and its extracts: an archive without its moment.
    fn content(&self) -> Vec<(String, Vec<u8>)> {
        let file = self.at("content.zip");
        self.run(&["archive", "write", &file]).ok();
        let mut zip = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
        let mut content = Vec::new();
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).unwrap();
            let name = String::from_utf8(entry.name_raw().to_vec()).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
            if name != "manifest.json" {
                content.push((name, bytes));
            }
        }
        content
    }
}

fn json(line: &str) -> serde_json::Value {
    assert_eq!(line.lines().count(), 1, "{line}");
    serde_json::from_str(line.trim()).unwrap()
}

/// A home with people and extracts; a backup of it; then what came since: a person more, one destroyed, an extract more, a
/// checkpoint. Returns the ids: of one who stays, of the one destroyed, of the newer one.
fn with_a_past() -> (Home, [String; 3]) {
    let home = partnership();
    let file = home.file("lookup_lsoa21.csv", lookup().as_bytes());
    home.import("area-lookup", &[&file], &["--received", "2020-01-01"]).ok();
    let (stays, gone) = (home.record("Quillon Vesper"), home.record("Zephyrine Okonta"));
    home.kept(&["backup", &home.at("b.age")]).ok();
    let newer = home.record("Ottoline Marsh");
    home.destroy(&gone);
    let file = home.file("lookup_again.csv", lookup().replace("Invented District", "Invented Borough").as_bytes());
    home.import("area-lookup", &[&file], &["--received", "2020-02-01"]).ok();
    home.run(&["audit", "checkpoint"]).ok();
    (home, [stays, gone, newer])
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn plain_words_suffice_on_one_machine() {
    let home = partnership();
    let id = home.record("Quillon Vesper");
    let file = home.at("b.age");
    let first = home.kept(&["backup", &file]);
    assert!(first.err.contains("keep a copy of it elsewhere"), "{}", first.err);
    let line = json(&first.ok());
    assert!(
        line["bytes"].as_u64().unwrap() > 1000 && line["rows"].as_u64().unwrap() > 100 && line["ledger_hash"].as_str().unwrap().len() == 64
    );
    let again = home.kept(&["backup", &file]);
    assert!(again.err.is_empty(), "said once: {}", again.err);

    // Into a home that is not there yet, named before the word as well.
    let other = Home { folder: tempfile::tempdir().unwrap() };
    let mut command = binary();
    command.arg("restore").arg("--home").arg(other.path()).arg(&file).env("WARDMOTE_CONFIG", home.at("config"));
    let run: Run = command.output().unwrap().into();
    assert!(run.err.contains("keystore take-back"), "{}", run.err);
    assert!(json(&run.ok())["awaited_keys"].as_u64().unwrap() > 0);
    let report = json(&other.run(&["check"]).ok());
    assert!(report["ok"] == true && report["awaited_keys"].as_u64().unwrap() > 0, "{report}");
    assert!(other.run(&["audit", "verify"]).ok().contains("\"ok\":true"));
    assert_eq!(home.content(), other.content());

    // The copy of the keys brings everybody back.
    let keys = home.at("keys.age");
    home.kept(&["keystore", "copy", &keys]).ok();
    assert!(home.kept(&["keystore", "copies", "--format", "csv"]).ok().contains(&keys));
    assert_eq!(other.name_of(&id), None);
    let mut command = other.command(&["keystore", "take-back", &keys]);
    let taken: Run = command.env("WARDMOTE_CONFIG", home.at("config")).output().unwrap().into();
    assert_eq!(json(&taken.ok())["awaited_keys"], 0);
    assert_eq!(other.name_of(&id).as_deref(), Some("Quillon Vesper"));
    other.assert_whole();
    assert!(home.kept(&["keystore", "forget", &keys]).refused().contains("copy-still-there"));
    std::fs::remove_file(&keys).unwrap();
    home.kept(&["keystore", "forget", &keys]).ok();

    // What is refused says so, and what is misspelt.
    assert!(home.kept(&["restore", &home.at("nowhere.age")]).err.contains("could not open"));
    assert!(other.run(&["restore", &file, "--identity", &home.at("lookup.csv")]).code == Some(1));
    let unread = home.file("text.age", b"a text");
    assert!(home.kept(&["restore", unread.to_str().unwrap()]).refused().contains("backup-damaged"));
    assert!(home.run(&["archive", "read", &home.at("content.zip")]).refused().contains("home-not-empty"));
    assert_eq!(home.run(&["restore"]).code, Some(64));
    assert_eq!(home.run(&["backup", &file, "--recipient", "age1nonsense"]).code, Some(64));
    home.assert_whole();
}

#[test]
fn a_drill_and_the_doctor_end_with_two_where_something_is_wrong() {
    let (home, [stays, ..]) = with_a_past();
    let drilled = json(&home.kept(&["restore", "--drill", &home.at("b.age")]).ok());
    assert!(drilled["ok"] == true && drilled["destroyed"] == 1 && drilled["key_missing"] == 0, "{drilled}");
    let doctor = home.run(&["doctor"]).ok();
    let items: Vec<serde_json::Value> = doctor.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(items.len() > 12 && items.iter().all(|item| item["ok"] == true), "{doctor}");
    assert!(home.run(&["doctor", "--format", "table"]).ok().contains("write-ahead log"));
    std::fs::remove_file(home.path().join("keystore").join(format!("{stays}.1.key"))).unwrap();
    let drilled = home.kept(&["restore", "--drill", &home.at("b.age")]);
    assert_eq!((drilled.code, json(&drilled.out)["key_missing"].as_u64()), (Some(2), Some(1)));
    assert_eq!(home.run(&["doctor"]).code, Some(2));
    let report = home.run(&["check"]);
    assert!(report.code == Some(2) && report.out.contains("key-missing"), "{}", report.out);
    assert_eq!(home.run(&["doctor", "--home", &home.at("nowhere")]).code, Some(64), "one home at a time");
    let mut nowhere = binary();
    assert_eq!(Run::from(nowhere.args(["doctor", "--home", &home.at("nowhere")]).output().unwrap()).code, Some(2));
}

#[test]
fn a_restore_cut_off_anywhere_leaves_the_old_home_or_the_new() {
    let (home, [stays, gone, newer]) = with_a_past();
    let (old, kept) = (home.content(), PathBuf::from(home.at("kept")));
    copy(&home.path(), &kept);
    let file = home.at("b.age");
    let mut new = None;
    for (n, point) in BEFORE.iter().chain(&AFTER).enumerate() {
        std::fs::remove_dir_all(home.path()).unwrap();
        copy(&kept, &home.path());
        let cut: Run = home.keep(&["restore", &file]).env("WARDMOTE_FAILPOINT", point).output().unwrap().into();
        assert!(cut.code.is_none() && cut.out.is_empty(), "`{point}` was never reached: {cut:?}");
        let verdict = home.run(&["audit", "verify"]).ok();
        assert!(verdict.contains("\"ok\":true"), "{point}: {verdict}");
        let replaced = AFTER.contains(point);
        assert_eq!(home.name_of(&newer).is_some(), !replaced, "{point}");
        assert_eq!(home.name_of(&stays).as_deref(), Some("Quillon Vesper"), "{point}");
        assert_eq!(home.name_of(&gone), None, "{point}");
        // Every other time `check` finds it first.
        if n % 2 == 0 {
            home.assert_whole();
            if !replaced {
                // What was looked at is in the ledger; all else is as it was.
                let looked = |content: Vec<(String, Vec<u8>)>| {
                    content.into_iter().filter(|(name, _)| name != "record/ledger.jsonl").collect::<Vec<_>>()
                };
                assert_eq!(looked(home.content()), looked(old.clone()), "{point}");
                let checkpoints = std::fs::read_dir(home.path().join("checkpoints")).unwrap().count();
                assert_eq!(checkpoints, 1, "{point}: the checkpoint is back");
            }
        }
        home.kept(&["restore", &file]).ok();
        home.assert_whole();
        assert_eq!((home.name_of(&newer), home.name_of(&gone)), (None, None), "{point}");
        assert!(home.run(&["check"]).ok().contains("\"swept\":[]"), "{point}");
        let without_ledger: Vec<_> =
            home.content().into_iter().filter(|(name, _)| !name.contains("ledger") && name != "record/record.jsonl").collect();
        assert_eq!(&without_ledger, new.get_or_insert_with(|| without_ledger.clone()), "{point}");
    }
}

#[test]
fn a_restore_killed_at_random_moments_leaves_the_old_home_or_the_new() {
    let (home, [stays, gone, newer]) = with_a_past();
    let (kept, file) = (PathBuf::from(home.at("kept")), home.at("b.age"));
    copy(&home.path(), &kept);
    let started = std::time::Instant::now();
    home.kept(&["restore", &file]).ok();
    let whole = started.elapsed();
    let mut dice: u64 = 20_261_129;
    for _ in 0..20 {
        std::fs::remove_dir_all(home.path()).unwrap();
        copy(&kept, &home.path());
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (dice >> 33) as f64 / f64::from(1_u32 << 31);
        let mut child = home.keep(&["restore", &file]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        let _ = child.kill();
        let _ = child.wait();
        let verdict = home.run(&["audit", "verify"]).ok();
        assert!(verdict.contains("\"ok\":true"), "{verdict}");
        assert_eq!((home.name_of(&stays).as_deref(), home.name_of(&gone)), (Some("Quillon Vesper"), None));
        home.assert_whole();
        home.kept(&["restore", &file]).ok();
        assert_eq!((home.name_of(&newer), home.name_of(&stays).as_deref()), (None, Some("Quillon Vesper")));
        home.assert_whole();
    }
}

#[test]
fn a_restore_onto_a_server_cut_off_anywhere_is_completed() {
    let (home, [stays, gone, newer]) = with_a_past();
    let (kept, file) = (PathBuf::from(home.at("kept")), home.at("b.age"));
    std::fs::create_dir_all(&kept).unwrap();
    copy(&home.path().join("keystore"), &kept.join("keystore"));
    copy(&home.path().join("keys"), &kept.join("keys"));
    copy(&home.path().join("checkpoints"), &kept.join("checkpoints"));
    let points = ["restore-planned", "restore-extracts-placed", "restore-checkpoints-aside", "load-before-commit", "load-after-commit"];
    for (n, point) in points.iter().chain(&AFTER).enumerate() {
        std::fs::remove_dir_all(home.path()).unwrap();
        copy(&kept, &home.path());
        let url = testkit::postgres::fresh_database();
        let on_server = |words: &[&str]| {
            let mut command = home.keep(words);
            command.env("WARDMOTE_DATABASE", &url);
            command
        };
        let cut: Run = on_server(&["restore", &file]).env("WARDMOTE_FAILPOINT", point).output().unwrap().into();
        assert!(cut.code.is_none(), "`{point}` was never reached: {cut:?}");
        let check = || Run::from(on_server(&["check", "--deep"]).output().unwrap()).ok();
        if n % 2 == 0 {
            assert!(check().contains("\"ok\":true"), "{point}");
        }
        if n % 2 == 1 || !home.path().join("restoring").exists() {
            let run: Run = on_server(&["restore", &file]).output().unwrap().into();
            // Finished by `check`, it is a record like any other, and no longer empty.
            let finished = n % 2 == 0 && n > 3;
            assert_eq!(run.code, Some(if finished { 2 } else { 0 }), "{point}: {}", run.err);
        }
        assert!(check().contains("\"ok\":true"), "{point}");
        let verdict = Run::from(on_server(&["audit", "verify"]).output().unwrap()).ok();
        assert!(verdict.contains("\"ok\":true"), "{point}: {verdict}");
        for (id, name) in [(&stays, Some("Quillon Vesper")), (&gone, None), (&newer, None)] {
            let words = ["person", "show", id, "--as", "council-officer", "--purpose", "reduce-crime"];
            let run: Run = on_server(&words).output().unwrap().into();
            assert_eq!(run.code == Some(0), name.is_some(), "{point}: {}", run.err);
        }
        let log = on_server(&["doctor"]).output().unwrap();
        assert!(String::from_utf8_lossy(&log.stdout).contains("PostgreSQL"));
    }
}

#[test]
fn a_backup_or_archive_cut_off_leaves_the_one_before() {
    let home = partnership();
    let (backup, archive) = (home.at("b.age"), home.at("a.zip"));
    home.kept(&["backup", &backup]).ok();
    home.run(&["archive", "write", &archive]).ok();
    let before = (std::fs::read(&backup).unwrap(), std::fs::read(&archive).unwrap());
    for (words, point) in
        [(["backup", backup.as_str(), ""], "backup-before-rename"), (["archive", "write", archive.as_str()], "archive-before-rename")]
    {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let cut: Run = home.keep(&words).env("WARDMOTE_FAILPOINT", point).output().unwrap().into();
        assert!(cut.code.is_none() && cut.out.is_empty(), "`{point}` was never reached: {cut:?}");
        assert!((std::fs::read(&backup).unwrap(), std::fs::read(&archive).unwrap()) == before, "{point}");
    }
    // An archive that is read and cut off leaves an empty home, or a whole one.
    for (point, loaded) in
        [("archive-extracts-placed", false), ("load-before-commit", false), ("load-after-commit", true), ("archive-loaded", true)]
    {
        let other = Home { folder: tempfile::tempdir().unwrap() };
        other.run(&["init"]).ok();
        let cut: Run = other.command(&["archive", "read", &archive]).env("WARDMOTE_FAILPOINT", point).output().unwrap().into();
        assert!(cut.code.is_none(), "`{point}` was never reached: {cut:?}");
        let report = json(&other.run(&["check"]).ok());
        assert_eq!((&report["ok"], report["records"].as_u64().unwrap() > 0), (&serde_json::json!(true), loaded), "{point}: {report}");
        if !loaded {
            other.run(&["archive", "read", &archive]).ok();
        }
        assert_eq!(other.content(), home.content(), "{point}");
        assert!(other.run(&["check"]).ok().contains("\"ok\":true"));
    }
}

#[test]
fn a_full_disk_changes_nothing() {
    let (home, [stays, gone, newer]) = with_a_past();
    let file = home.at("b.age");
    let backup = std::fs::read(&file).unwrap();
    let size = std::fs::metadata(home.path().join("wardmote.sqlite")).unwrap().len();
    for (words, kilobytes) in [
        (vec!["restore", &file], size / 2048),
        (vec!["backup", &file], backup.len() as u64 / 2048),
        (vec!["restore", "--drill", &file], size / 2048),
    ] {
        // No file may grow beyond so many blocks of 512 bytes: what is met is what a full disk gives.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kilobytes * 2);
        let mut command = Command::new("bash");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_wardmote")]).args(&words).arg("--home").arg(home.path());
        command.env("WARDMOTE_CONFIG", home.at("config")).env_remove("WARDMOTE_HOME").env_remove("WARDMOTE_DATABASE");
        let run: Run = command.output().unwrap().into();
        assert_eq!(run.code, Some(1), "{words:?}: {} {}", run.out, run.err);
        assert!(run.err.contains("help:") && !run.err.contains("panicked"), "{}", run.err);
        assert!(std::fs::read(&file).unwrap() == backup, "{words:?}");
        home.assert_whole();
        assert_eq!(
            (home.name_of(&stays).as_deref(), home.name_of(&newer).as_deref(), home.name_of(&gone)),
            (Some("Quillon Vesper"), Some("Ottoline Marsh"), None)
        );
        let left: Vec<_> =
            std::fs::read_dir(home.folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(!left.iter().any(|name| [".part", ".drill"].iter().any(|end| name.ends_with(end))), "{left:?}");
    }
    home.kept(&["restore", &file]).ok();
    assert_eq!(home.name_of(&newer), None);
    home.assert_whole();
}

#[test]
fn a_home_that_is_served_is_backed_up_and_not_replaced() {
    let home = partnership();
    let mut server = home.command(&["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(server.stderr.take().unwrap()));
    assert!(lines.by_ref().map_while(Result::ok).any(|line| line.contains("serving")), "it serves");
    let file = home.at("b.age");
    home.kept(&["backup", &file]).ok();
    assert!(home.kept(&["restore", &file]).refused().contains("home-in-use"));
    home.kept(&["restore", "--drill", &file]).ok();
    let _ = server.kill();
    let _ = server.wait();
    home.kept(&["restore", &file]).ok();
    home.assert_whole();
}
