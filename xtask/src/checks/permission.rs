//! Who may decide, and who may say that the ledger has it: both are held to one crate outside tests.

use super::crate_of;
use crate::repo::{Finding, Repo, shipped_lines};

/// Words that shipped code of one crate alone may hold, and why.
const KEPT: [(&str, &str, &str); 2] = [
    ("Decider for", "policy", "only the policy decides: another decider in shipped code would be a way round it"),
    ("Recorded::committed", "store", "only the store knows that a row was committed: elsewhere it would open what nobody recorded"),
];

pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repo.under("crates/", ".rs").filter(|file| file.path.contains("/src/") && !is_of_tests(&file.path)) {
        for (line, text) in shipped_lines(&file.text) {
            for (words, keeper, why) in KEPT {
                if text.contains(words) && crate_of(&file.path) != Some(keeper) {
                    findings.push(Finding::new(&file.path, line, format!("`{words}` outside `{keeper}`"), why));
                }
            }
        }
    }
    findings
}

/// Modules that are compiled for tests only lie in files of this name.
fn is_of_tests(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.ends_with("_tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn a_second_decider_is_found() {
        let text = "struct Yes;\nimpl Decider for Yes {}\n";
        assert_eq!(check(&of(&[("crates/web/src/lib.rs", text)])).len(), 1);
        assert!(check(&of(&[("crates/policy/src/lib.rs", text), ("crates/store/tests/it/cases.rs", text)])).is_empty());
        assert_eq!(check(&of(&[("crates/app/src/open.rs", "let r = Recorded::committed(1);")])).len(), 1);
        assert!(check(&of(&[("crates/app/src/a.rs", "#[cfg(test)]\nmod tests { impl Decider for Yes {} }")])).is_empty());
    }
}
