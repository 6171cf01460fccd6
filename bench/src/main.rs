//! The yardstick's task P1 in the form the peers take it, so that `bench.py` can time us beside them and `compare.py`
//! can hold our results against theirs: `bench p1-ingest|p1-tables STREET_DIR AREAS_DIR OUT_DIR`.

mod areas;
mod ingest;
mod p4;
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
    if let [task, words @ ..] = arguments
        && task.to_str() == Some("p4")
    {
        return p4::run(words);
    }
    if let Some((task, words)) = arguments.split_first() {
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
