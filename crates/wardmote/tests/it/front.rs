//! What every test here uses: a home, the binary, and files we invented.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// What a run of the binary gave.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The run succeeded; its stdout.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "stdout: {}\nstderr: {}", self.out, self.err);
        self.out
    }

    /// The run was refused; its stderr.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(2), "stdout: {}\nstderr: {}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A temporary home.
pub struct Home {
    pub folder: TempDir,
}

pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wardmote"));
    // An operator's own home and database are never touched by tests.
    command.env_remove("WARDMOTE_HOME").env_remove("WARDMOTE_DATABASE");
    command
}

impl Home {
    pub fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap() };
        home.run(&["init"]).ok();
        home
    }

    /// A home that knows the invented lookup of [`lookup`].
    pub fn with_areas() -> Self {
        let home = Self::new();
        let file = home.file("lookup_lsoa21.csv", lookup().as_bytes());
        home.import("area-lookup", &[&file], &["--received", "2020-01-01"]).ok();
        home
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = binary();
        command.args(words).arg("--home").arg(self.path());
        command
    }

    pub fn run(&self, words: &[&str]) -> Run {
        self.command(words).output().unwrap().into()
    }

    pub fn import(&self, kind: &str, files: &[&Path], options: &[&str]) -> Run {
        self.import_command(kind, files, options).output().unwrap().into()
    }

    pub fn import_command(&self, kind: &str, files: &[&Path], options: &[&str]) -> Command {
        let mut command = binary();
        command.args(["import", kind]).args(files).args(options).arg("--home").arg(self.path());
        command
    }

    pub fn query(&self, sql: &str) -> String {
        self.run(&["query", sql, "--format", "csv"]).ok()
    }

    /// Writes a file beside the home.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The record and the shelf agree, and nothing lies about.
    #[track_caller]
    pub fn assert_clean(&self) {
        let report = self.run(&["check"]).ok();
        assert!(report.contains("\"ok\":true"), "{report}");
        let again = self.run(&["check"]).ok();
        assert!(again.contains("\"swept\":[]"), "{again}");
    }
}

pub const HEADER: &str =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

/// Twelve invented LSOAs in three wards of one district.
pub fn lookup() -> String {
    let mut text = String::from("lsoa21_code,lsoa21_name,ward24_code,ward24_name,ltla24_code,ltla24_name\n");
    for i in 0..12 {
        let ward = i / 4;
        let _ = writeln!(text, "E019900{i:02},Invented {i:02}A,E0599000{ward},Ward {ward},E07999001,Invented District");
    }
    text
}

/// `rows` invented rows of one month, every fifth without a Crime ID.
pub fn street(month: &str, rows: usize) -> String {
    let mut text = format!("{HEADER}\n");
    for i in 0..rows {
        let (id, category, outcome) = if i % 5 == 0 {
            (String::new(), "Anti-social behaviour", "")
        } else {
            (format!("{:064x}", i * 7919 + month.len()), if i % 2 == 0 { "Burglary" } else { "Drugs" }, "Under investigation")
        };
        let _ = writeln!(
            text,
            "{id},{month},Invented Police,Invented Police,{:.6},52.200000,On or near Made Street {i},E019900{:02},Invented {:02}A,{category},{outcome},",
            0.1 + (i % 100) as f64 / 1000.0,
            i % 12,
            i % 12
        );
    }
    text
}

/// A folder of real files, if the run was told where.
pub fn real(variable: &str, tests: usize) -> Option<PathBuf> {
    let found = std::env::var_os(variable).map(PathBuf::from);
    if found.is_none() {
        eprintln!("left out: {tests} tests ({variable} not set)");
    }
    found
}
