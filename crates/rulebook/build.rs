//! Embeds every file of `rules/` and stops the build at a rule that doesn't say where it comes from.
//!
//! The whole validation runs at load and in the tests; this check needs no crate, so that a plain `cargo build` can
//! never ship a rule without a source.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../rules").canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let mut code = String::from("const FILES: &[(&str, &str)] = &[\n");
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        demand_source(&name, &fs::read_to_string(path)?)?;
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("rules.rs"), code)?;
    Ok(())
}

/// A `[source]` with a paper or a statute and the place in it, each with something in it.
fn demand_source(name: &str, text: &str) -> Result<(), String> {
    let mut inside = false;
    let mut named: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == "[source]";
        } else if inside
            && let Some((key, value)) = line.split_once('=')
            && value.trim().trim_matches('"').trim().len() > 2
        {
            named.push(key.trim());
        }
    }
    let has = |keys: [&str; 2]| keys.iter().any(|key| named.contains(key));
    if has(["paper", "statute"]) && has(["paragraph", "section"]) {
        return Ok(());
    }
    Err(format!(
        "rules/{name} has no source: under [source] give `paper` and `paragraph`, or `statute` and `section`; see docs/guides/add-a-rule.md"
    ))
}
