//! Sealed records and the ledger through the front door: tampering named, every crash all or nothing, a disk that is full.

use crate::front::{Home, Run, binary};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A home with the demonstration's partnership, and people in office in it.
pub fn partnership() -> Home {
    let home = Home { folder: tempfile::tempdir().unwrap() };
    let made: Run = binary().args(["demo", "--partnership", "--no-serve", "--home"]).arg(home.path()).output().unwrap().into();
    made.ok();
    home
}

impl Home {
    /// A command of somebody in office.
    pub fn asking(&self, user: &str, purpose: &str, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command.args(["--as", user, "--purpose", purpose]);
        command
    }

    /// The same with something on standard input.
    pub fn told(&self, user: &str, purpose: &str, words: &[&str], text: &str) -> Run {
        let mut child =
            self.asking(user, purpose, words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        child.wait_with_output().unwrap().into()
    }

    /// Opens a record for the council and gives its id.
    pub fn record(&self, name: &str) -> String {
        let run = self.told("council-officer", "reduce-crime", &["person", "record", "-"], &format!("{{\"name\":\"{name}\"}}\n"));
        id_of(&run.ok())
    }

    fn shown(&self, id: &str) -> Run {
        self.asking("council-officer", "reduce-crime", &["person", "show", id]).output().unwrap().into()
    }

    #[track_caller]
    fn assert_chain(&self) {
        let verdict = self.run(&["audit", "verify"]).ok();
        assert!(verdict.contains("\"ok\":true"), "{verdict}");
    }

    fn database(&self) -> std::path::PathBuf {
        self.path().join("wardmote.sqlite")
    }
}

pub fn id_of(line: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line.trim()).unwrap();
    value["id"].as_str().unwrap().to_owned()
}

const UNGUARDED: &str = "DROP TRIGGER ledger_never_updated; DROP TRIGGER ledger_never_deleted; DROP TRIGGER ledger_in_order;";

#[test]
fn a_ledger_that_somebody_changed_says_where() {
    let home = partnership();
    for n in 0..4 {
        home.record(&format!("Zephyrine Okonta {n}"));
    }
    let whole: serde_json::Value = serde_json::from_str(&home.run(&["audit", "verify"]).ok()).unwrap();
    let rows = whole["rows"].as_u64().unwrap();
    assert!(whole["ok"] == true && rows > 100, "{whole}");
    let checkpoint = home.folder.path().join("kept-elsewhere.json");
    home.command(&["audit", "checkpoint"]).arg("--out").arg(&checkpoint).output().map(Run::from).unwrap().ok();
    let kept = std::fs::read(home.database()).unwrap();

    let broken = |tampering: &str| -> serde_json::Value {
        for beside in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(home.path().join(format!("wardmote.sqlite{beside}")));
        }
        std::fs::write(home.database(), &kept).unwrap();
        testkit::sqlite::run(&home.database(), format!("{UNGUARDED}{tampering}"));
        let run = home.run(&["audit", "verify"]);
        assert_eq!(run.code, Some(2), "{tampering}: {} {}", run.out, run.err);
        serde_json::from_str(&run.out).unwrap()
    };
    for (tampering, seq) in [
        ("UPDATE ledger SET body = replace(body, 'record-entry', 'record-entri') WHERE seq = 40", 40),
        ("UPDATE ledger SET who = 'operator:1' WHERE seq = 41", 41),
        ("UPDATE ledger SET at = '2020-01-01T00:00:00Z' WHERE seq = 42", 42),
        ("UPDATE ledger SET hash = replace(hash, substr(hash, 9, 1), 'x') WHERE seq = 43", 43),
        ("DELETE FROM ledger WHERE seq = 44", 44),
        ("DELETE FROM ledger WHERE seq = 1", 1),
        ("UPDATE ledger SET seq = 100000 WHERE seq = 45", 45),
        (
            "CREATE TEMP TABLE two AS SELECT * FROM ledger WHERE seq IN (46, 47); DELETE FROM ledger WHERE seq IN (46, 47); \
             INSERT INTO ledger SELECT 93 - seq, at, who, what, thing, body, hash FROM two",
            46,
        ),
    ] {
        let verdict = broken(tampering);
        assert_eq!(
            (&verdict["ok"], verdict["first_broken"]["seq"].as_i64()),
            (&serde_json::json!(false), Some(seq)),
            "{tampering}: {verdict}"
        );
    }
    // The last rows gone: sound in itself, found against the home's own checkpoint, and against one kept elsewhere.
    let lost = broken(&format!("DELETE FROM ledger WHERE seq > {}", rows - 3));
    assert_eq!(lost["first_broken"]["seq"].as_u64(), Some(rows - 2), "{lost}");
    std::fs::remove_dir_all(home.path().join("checkpoints")).unwrap();
    assert_eq!(home.run(&["audit", "verify"]).code, Some(0), "without any checkpoint nobody can tell");
    let told: Run = home.command(&["audit", "verify"]).arg("--checkpoint").arg(&checkpoint).output().unwrap().into();
    assert_eq!(told.code, Some(2), "{} {}", told.out, told.err);
    assert!(told.out.contains(&format!("\"seq\":{}", rows - 2)), "{}", told.out);
    // A guard that was taken off is missed, and a checkpoint that was changed is no checkpoint.
    assert!(home.run(&["check"]).out.contains("ledger_never_updated"));
    let text = std::fs::read_to_string(&checkpoint).unwrap().replace("\"seq\":", "\"seq\":1");
    std::fs::write(&checkpoint, text).unwrap();
    let told: Run = home.command(&["audit", "verify"]).arg("--checkpoint").arg(&checkpoint).output().unwrap().into();
    assert!(told.refused().contains("checkpoint-not-signed"));
}

/// Points at which opening a record may be cut off, and whether it is there afterwards.
const OPENING: [(&str, bool); 5] = [
    ("keystore-before-link", false),
    ("keystore-after-create", false),
    ("record-before-commit", false),
    ("record-after-commit", true),
    ("ledger-before-commit", false),
];
/// Points at which a destruction may be cut off, and whether it was decided.
const DESTROYING: [(&str, bool); 8] = [
    ("destruction-before-commit", false),
    ("destruction-after-commit", true),
    ("keystore-after-tombstone", true),
    ("keystore-key-overwritten", true),
    ("keystore-after-destroy", true),
    ("destruction-keys-gone", true),
    ("certificate-before-commit", true),
    ("ledger-before-commit", true),
];

#[test]
fn a_crash_while_a_record_is_opened_is_all_or_nothing() {
    let home = partnership();
    for (point, kept) in OPENING {
        if point == "ledger-before-commit" {
            continue;
        }
        let before = people(&home);
        let mut child = home
            .asking("council-officer", "reduce-crime", &["person", "record", "-"])
            .env("WARDMOTE_FAILPOINT", point)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"{\"name\":\"Zephyrine Okonta\"}\n").unwrap();
        assert!(!child.wait().unwrap().success(), "`{point}` was never reached");
        home.assert_clean();
        home.assert_chain();
        assert_eq!(people(&home), before + usize::from(kept), "{point}");
    }
    // A reading that is cut off before its row is committed shows nothing.
    let id = home.record("Zephyrine Okonta");
    let run: Run = home
        .asking("council-officer", "reduce-crime", &["person", "show", &id])
        .env("WARDMOTE_FAILPOINT", "ledger-before-commit")
        .output()
        .unwrap()
        .into();
    assert!(run.code != Some(0) && run.out.is_empty(), "{run:?}");
    home.assert_clean();
    home.assert_chain();
}

/// How many people are found by the one name that is used here.
fn people(home: &Home) -> usize {
    let run =
        home.told("council-officer", "reduce-crime", &["person", "find", "-", "--limit", "1000", "--format", "json"], "Zephyrine Okonta");
    run.ok().lines().count()
}

#[test]
fn a_destruction_that_was_decided_is_finished_whatever_cuts_it_off() {
    let home = partnership();
    for (point, decided) in DESTROYING {
        let id = home.record("Zephyrine Okonta");
        let close: Run = home
            .asking("council-officer", "reduce-crime", &["person", "close", &id, "--seen", "1", "--on", "2024-01-15"])
            .output()
            .unwrap()
            .into();
        close.ok();
        let destroy = |failpoint: Option<&str>| -> Run {
            let mut command = home.asking("council-ig-lead", "governance", &["person", "destroy", &id]);
            if let Some(point) = failpoint {
                command.env("WARDMOTE_FAILPOINT", point);
            }
            command.output().unwrap().into()
        };
        if point == "ledger-before-commit" {
            // Only a reading waits there: a destruction goes through.
            assert_eq!(destroy(Some(point)).code, Some(0));
        } else {
            assert_ne!(destroy(Some(point)).code, Some(0), "`{point}` was never reached");
        }
        home.assert_clean();
        home.assert_chain();
        let keys = std::fs::read_dir(home.path().join("keystore"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(&id))
            .count();
        if decided {
            assert_eq!((home.shown(&id).code, keys), (Some(2), 0), "{point}");
            let certificate = home.run(&["person", "certificate", &id]).ok();
            assert!(certificate.contains("council-ig-lead") && certificate.contains(&id), "{certificate}");
        } else {
            assert_eq!(home.shown(&id).code, Some(0), "{point}");
            destroy(None).ok();
            assert_eq!(home.shown(&id).code, Some(2), "{point}");
        }
    }
}

#[test]
fn fifty_kills_at_random_moments_lose_nothing_that_was_acknowledged() {
    let home = partnership();
    let lines = people_lines(40, "");
    let file = home.file("people.jsonl", lines.as_bytes());
    let file = file.to_str().unwrap();
    // An undisturbed run says how long the whole takes here, so that the moments spread over it.
    let started = std::time::Instant::now();
    let whole: Run = home.asking("council-officer", "reduce-crime", &["person", "record", file]).output().unwrap().into();
    let mut acknowledged: Vec<String> = whole.ok().lines().map(id_of).collect();
    assert_eq!(acknowledged.len(), 40);
    let whole = started.elapsed();
    let mut dice: u64 = 20_261_128;
    for _ in 0..50 {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (dice >> 33) as f64 / f64::from(1_u32 << 31);
        let mut child = home
            .asking("council-officer", "reduce-crime", &["person", "record", file])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let told = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || BufReader::new(told).lines().map_while(Result::ok).collect::<Vec<String>>());
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        let _ = child.kill();
        let _ = child.wait();
        acknowledged.extend(reader.join().unwrap().iter().filter(|line| line.ends_with('}')).map(|line| id_of(line)));
        let report = home.run(&["check"]).ok();
        assert!(report.contains("\"ok\":true"), "{report}");
        home.assert_chain();
    }
    // Every record that was acknowledged is there and opens; nothing else is half there.
    let found = people_ids(&home);
    for id in &acknowledged {
        assert!(found.contains(id), "`{id}` was acknowledged and is gone");
    }
    assert!(found.len() < acknowledged.len() + 51, "one at the most was on its way each time");
    assert_eq!(home.shown(acknowledged.last().unwrap()).code, Some(0));
}

/// Records to be opened, one a line, each with something of its own in its address.
fn people_lines(count: usize, more: &str) -> String {
    let line = |n: usize| format!("{{\"name\":\"Zephyrine Okonta\",\"addresses\":[\"{n} Invented Row {more}\"]}}");
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

fn people_ids(home: &Home) -> Vec<String> {
    let run = home.run(&["check", "--deep"]).ok();
    assert!(run.contains("\"ok\":true"), "every seal opens: {run}");
    testkit::sqlite::texts(&home.database(), "SELECT id FROM record WHERE kind = 'person' ORDER BY id")
}

#[test]
fn a_disk_that_is_full_loses_nothing_that_was_acknowledged() {
    let home = partnership();
    let lines = people_lines(400, &"x".repeat(4000));
    let file = home.file("people.jsonl", lines.as_bytes());
    // The write-ahead log may still hold what the demonstration wrote: whichever file is the larger sets the mark.
    let length = |beside: &str| std::fs::metadata(home.path().join(format!("wardmote.sqlite{beside}"))).map_or(0, |file| file.len());
    // No file may grow beyond a megabyte more: what SQLite and the keystore meet is what a full disk gives them.
    let blocks = (length("") + length("-wal")) / 1024 + 1024;
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_wardmote"), "person", "record"]).arg(&file).arg("--home").arg(home.path());
    command.args(["--as", "council-officer", "--purpose", "reduce-crime"]).env_remove("WARDMOTE_HOME").env_remove("WARDMOTE_DATABASE");
    let run: Run = command.output().unwrap().into();
    assert_eq!(run.code, Some(1), "{} {}", run.out.lines().count(), run.err);
    assert!(!run.err.contains("panicked") && run.err.contains("help:"), "{}", run.err);
    let acknowledged: Vec<String> = run.out.lines().map(id_of).collect();
    assert!(!acknowledged.is_empty() && acknowledged.len() < 400, "{}", acknowledged.len());
    home.assert_clean();
    home.assert_chain();
    let there = people_ids(&home);
    assert!(acknowledged.iter().all(|id| there.contains(id)));
    // With room again it goes on.
    home.record("Zephyrine Okonta");
    home.assert_clean();
}

#[test]
fn what_is_personal_stands_in_no_message_and_no_argument() {
    let home = partnership();
    let run = home.told(
        "council-officer",
        "reduce-crime",
        &["person", "record", "-"],
        "{\"name\":\"Zephyrine Okonta\",\"secret\":\"Thessaly\"}\n{\"name\":\"Marigold Tresco\"}\nnot json Quillon\n",
    );
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(run.out.lines().count(), 1, "the good line is kept");
    for word in ["Zephyrine", "Thessaly", "Quillon", "Marigold"] {
        assert!(!run.err.contains(word) && !run.out.contains(word), "{word}: {} {}", run.err, run.out);
    }
    assert!(run.err.contains("line 1") && run.err.contains("line 3"), "{}", run.err);
    let unnamed = home.run(&["person", "find"]);
    assert_eq!(unnamed.code, Some(64), "without a user: {}", unnamed.err);
}
