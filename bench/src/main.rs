//! The yardstick's task P1 in the form the peers take it, so that `bench.py` can time us beside them and `compare.py`
//! can hold our results against theirs: `bench p1-ingest|p1-tables STREET_DIR AREAS_DIR OUT_DIR`.

mod areas;
mod ingest;
mod p3;
mod p4;
mod p5;
mod places;
mod tables;

use base::{Result, Trouble};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::from(trouble.exit_code())
        }
    }
}

fn run(arguments: &[PathBuf]) -> Result<()> {
    if let Some((task, words)) = arguments.split_first() {
        match task.to_str() {
            Some("p2" | "p2s") => return places::p2(words),
            Some("p3w") => return places::p3w(words),
            Some("p3") => return p3::run(words),
            Some("p4") => return p4::run(words),
            Some("p5") => return p5::run(words),
            _ => {}
        }
    }
    let [task, street, areas, out] = arguments else {
        return Err(Trouble::usage("bench-usage", "four words are wanted", "bench p1-ingest|p1-tables STREET_DIR AREAS_DIR OUT_DIR"));
    };
    std::fs::create_dir_all(out).map_err(|e| trouble(out, &e))?;
    match task.to_str() {
        Some("p1-ingest") => ingest::run(street, out),
        Some("p1-tables") => tables::run(areas, out),
        _ => Err(Trouble::usage("bench-usage", format!("`{}` is no task", task.display()), "p1-ingest or p1-tables")),
    }
}

/// The whole number an optional word of the command line stands for.
fn number<N: std::str::FromStr>(word: Option<&PathBuf>, otherwise: N) -> Result<N> {
    let Some(word) = word else { return Ok(otherwise) };
    let wrong = || Trouble::usage("bench-usage", format!("`{}` is no whole number", word.display()), "leave it out or write digits");
    word.to_str().and_then(|word| word.parse().ok()).ok_or_else(wrong)
}

/// A text as a field of CSV.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Trouble with a file of the yardstick.
fn trouble(path: &Path, error: &dyn std::fmt::Display) -> Trouble {
    Trouble::failed("bench-file", format!("`{}`: {error}", path.display()), "make the data again with bench/p1.sh")
}

/// The files of a folder whose name ends so, ascending.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| trouble(folder, &e))? {
        let path = entry.map_err(|e| trouble(folder, &e))?.path();
        if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
