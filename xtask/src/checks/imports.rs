//! Each outside technology is imported by the crate that hides it, and nothing is declared that is not used.

use super::{crate_of, dependencies};
use crate::house::{ARROWS, COMMON, SOLE};
use crate::repo::{Finding, Repo, has_word};

pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repo.under("crates/", "/Cargo.toml") {
        let Some(name) = crate_of(&file.path) else { continue };
        let sources = format!("crates/{name}/src/");
        for other in dependencies(&file.text, "dependencies") {
            let ours = ARROWS.iter().any(|(n, _)| *n == other);
            match SOLE.iter().find(|(n, _)| *n == other) {
                _ if ours || COMMON.contains(&other.as_str()) => {}
                Some((_, may)) if may.contains(&name) => {}
                Some((_, may)) => findings.push(Finding::new(
                    &file.path,
                    0,
                    format!("`{name}` imports `{other}`, which belongs to {}", may.join(", ")),
                    "ask that crate for what you need",
                )),
                None => findings.push(Finding::new(
                    &file.path,
                    0,
                    format!("`{other}` is in no list of dependencies"),
                    "write in xtask/src/house.rs which crate alone imports it, and why in docs/decisions",
                )),
            }
            let word = other.replace('-', "_");
            if !repo.under(&sources, ".rs").any(|f| has_word(&f.text, &word)) {
                findings.push(Finding::new(
                    &file.path,
                    0,
                    format!("`{name}` declares `{other}` and does not use it"),
                    "take it out of its Cargo.toml",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn a_second_importer_and_an_idle_dependency_are_found() {
        let used = ("crates/store/src/lib.rs", "use sqlx::Row;");
        assert!(check(&of(&[("crates/store/Cargo.toml", "[dependencies]\nsqlx = \"1\"\n"), used])).is_empty());
        let second =
            check(&of(&[("crates/web/Cargo.toml", "[dependencies]\nsqlx = \"1\"\n"), ("crates/web/src/lib.rs", "use sqlx::Row;")]));
        assert_eq!(second[0].what, "`web` imports `sqlx`, which belongs to store, testkit");
        let idle = check(&of(&[("crates/store/Cargo.toml", "[dependencies]\nserde = \"1\"\n"), used]));
        assert_eq!(idle[0].what, "`store` declares `serde` and does not use it");
        let unknown =
            check(&of(&[("crates/store/Cargo.toml", "[dependencies]\nleft-pad = \"1\"\n"), ("crates/store/src/a.rs", "left_pad::f()")]));
        assert_eq!(unknown[0].what, "`left-pad` is in no list of dependencies");
    }
}
