//! Rooms and ground take values and return decisions: no disk, network, clock or environment.

use super::crate_of;
use crate::house::{PURE, PURE_BUT};
use crate::repo::{Finding, Repo, has_word, shipped_lines};

const OUTSIDE: [&str; 10] =
    ["std::fs", "std::net", "std::env", "std::process", "SystemTime", "Instant", "tokio", "sqlx", "File::open", "Timestamp::now"];

pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repo.under("crates/", ".rs") {
        let pure = crate_of(&file.path).is_some_and(|name| PURE.contains(&name) && file.path.starts_with(&format!("crates/{name}/src/")));
        if !pure || PURE_BUT.iter().any(|(path, _)| *path == file.path) {
            continue;
        }
        for (line, text) in shipped_lines(&file.text) {
            for outside in OUTSIDE.iter().filter(|word| has_word(text, word)) {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("`{outside}` in a pure crate"),
                    "take the value as an argument; adapters and app touch the outside",
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
    fn disk_and_clock_are_found_in_rooms_only() {
        let text = "use std::fs;\nfn f() -> u64 { 1 }\n";
        assert_eq!(check(&of(&[("crates/evidence/src/lib.rs", text)])).len(), 1);
        assert!(check(&of(&[("crates/vault/src/lib.rs", text)])).is_empty());
        assert!(check(&of(&[("crates/evidence/tests/it/main.rs", text)])).is_empty());
        assert!(check(&of(&[("crates/base/src/lib.rs", "// std::fs\n#[cfg(test)]\nmod tests { use std::fs; }\n")])).is_empty());
        assert_eq!(check(&of(&[("crates/calendar/src/lib.rs", "let t = std::time::SystemTime::now();")])).len(), 1);
    }
}
