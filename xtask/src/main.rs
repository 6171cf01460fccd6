//! The house's task runner: `cargo xtask tidy` keeps the rules of the house, `cargo xtask docs` writes the
//! generated pages. It knows no crate of the house, so that it compiles in seconds and can judge them all.

mod checks;
mod docs;
mod house;
mod repo;
mod sbom;

use repo::Repo;
use std::process::ExitCode;

const USAGE: &str = "cargo xtask tidy          checks what the compiler can't; lists each fault with its remedy
cargo xtask docs          writes the generated pages: rules, errors, permissions, configuration
cargo xtask arrows        prints the table of crates for ARCHITECTURE.md
cargo xtask sbom [TARGET] prints the bill of materials of the program as CycloneDX";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| ".".into(), |folder| std::path::PathBuf::from(folder).join(".."));
    let repo = match Repo::read(&root) {
        Ok(repo) => repo,
        Err(error) => {
            eprintln!("error: could not read the repository: {error}");
            return ExitCode::from(1);
        }
    };
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy(&repo),
        ["docs"] => write_docs(&repo, &root),
        ["arrows"] => {
            print!("{}", house::table());
            ExitCode::SUCCESS
        }
        ["sbom"] => print_bill(&root, None),
        ["sbom", target] => print_bill(&root, Some(target)),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(64)
        }
    }
}

fn print_bill(root: &std::path::Path, target: Option<&str>) -> ExitCode {
    match sbom::bill(root, target) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}

fn tidy(repo: &Repo) -> ExitCode {
    let mut faults = 0;
    for (name, check) in checks::ALL {
        for finding in check(repo) {
            faults += 1;
            eprintln!("{finding}\n  check: {name}");
        }
    }
    if faults > 0 {
        eprintln!("tidy: {faults} faults");
        return ExitCode::from(1);
    }
    println!("tidy: {} checks over {} files, no fault", checks::ALL.len(), repo.files.len());
    ExitCode::SUCCESS
}

fn write_docs(repo: &Repo, root: &std::path::Path) -> ExitCode {
    for (path, text) in docs::generated(repo) {
        if let Err(error) = std::fs::write(root.join(path), text) {
            eprintln!("error: could not write `{path}`: {error}");
            return ExitCode::from(1);
        }
        println!("{path}");
    }
    ExitCode::SUCCESS
}
