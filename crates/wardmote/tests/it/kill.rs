//! A power cut at every named point, and at fifty random moments, leaves a clean home that completes on a re-run.

use crate::front::{Home, street};
use std::time::Duration;

/// Every point of the import, in order. After the register has committed the extract is there; before it isn't.
const BEFORE_COMMIT: [&str; 7] =
    ["staging-created", "parts-written", "before-rename", "after-rename", "after-folder-sync", "before-register", "register-before-commit"];
const AFTER_COMMIT: [&str; 2] = ["register-after-commit", "after-register"];

#[test]
fn a_crash_at_each_point_is_all_or_nothing() {
    let home = Home::with_areas();
    let mut imported = 0;
    for (i, point) in BEFORE_COMMIT.iter().chain(&AFTER_COMMIT).enumerate() {
        let file = home.file(&format!("2024-{:02}-invented-street.csv", i + 1), street(&format!("2024-{:02}", i + 1), 40).as_bytes());
        let status = home.import_command("police-street", &[&file], &[]).env("WARDMOTE_FAILPOINT", point).output().unwrap().status;
        assert!(!status.success(), "`{point}` was never reached");
        home.assert_clean();
        let kept = AFTER_COMMIT.contains(point);
        let count = home.query("SELECT count(*) AS n FROM incidents");
        assert_eq!(count, format!("n\n{}\n", imported + if kept { 40 } else { 0 }), "after `{point}`");
        let line = home.import("police-street", &[&file], &[]).ok();
        assert!(line.contains(if kept { "\"status\":\"same\"" } else { "\"status\":\"imported\"" }), "{line}");
        imported += 40;
        assert_eq!(home.query("SELECT count(*) AS n FROM incidents"), format!("n\n{imported}\n"));
    }
    home.assert_clean();
}

#[test]
fn fifty_kills_at_random_moments_leave_nothing_half_kept() {
    let home = Home::with_areas();
    // How long an undisturbed import takes here, measured on another month, spreads the moments over all of it.
    let other = home.file("2023-01-invented-street.csv", street("2023-01", 20_000).as_bytes());
    let started = std::time::Instant::now();
    home.import("police-street", &[&other], &[]).ok();
    let whole = started.elapsed();
    let mut dice: u64 = 20_261_122;
    let mut kept = 20_000;
    for round in 0..50 {
        let month = format!("{}-{:02}", 2024 + round / 12, round % 12 + 1);
        let file = home.file(&format!("{month}-invented-street.csv"), street(&month, 20_000).as_bytes());
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (dice >> 33) as f64 / f64::from(1_u32 << 31);
        let mut child = home
            .import_command("police-street", &[&file], &[])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        let _ = child.kill();
        let _ = child.wait();
        let report = home.run(&["check"]).ok();
        assert!(report.contains("\"ok\":true"), "{report}");
        let counted = || home.query(&format!("SELECT count(*) AS n FROM incidents WHERE month = '{month}'"));
        let count = counted();
        assert!(count == "n\n20000\n" || count == "n\n0\n", "{count}");
        if round % 5 == 0 {
            home.import("police-street", &[&file], &[]).ok();
            assert_eq!(counted(), "n\n20000\n");
        }
        kept += if counted() == "n\n20000\n" { 20_000 } else { 0 };
    }
    assert_eq!(home.query("SELECT count(*) AS n FROM incidents"), format!("n\n{kept}\n"));
    home.assert_clean();
}
