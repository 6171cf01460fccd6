//! Words that may not stay, and files that may not grow without end.

use crate::repo::{Finding, Repo, has_word};

/// Lines after which a file needs a reason at its top.
const LONGEST: usize = 800;
/// What such a reason begins with.
const REASON: &str = "Long because";

pub fn check_length(repo: &Repo) -> Vec<Finding> {
    repo.files
        .iter()
        .filter(|f| [".rs", ".js", ".mjs", ".ts", ".scss", ".html"].iter().any(|end| f.path.ends_with(end)))
        .filter(|f| f.text.lines().count() > LONGEST && !f.text.lines().take(12).any(|line| line.contains(REASON)))
        .map(|f| {
            Finding::new(
                &f.path,
                0,
                format!("{} lines, more than {LONGEST}", f.text.lines().count()),
                format!("split it, or say at its top `{REASON} …`"),
            )
        })
        .collect()
}

/// The words are put together here so that this file does not hold them.
fn forbidden() -> Vec<(String, &'static str, &'static str)> {
    let left = "finish it, or write it down where work is planned";
    vec![
        (["TO", "DO"].concat(), "", left),
        (["FIX", "ME"].concat(), "", left),
        (["XX", "X"].concat(), "", left),
        (["..", "/shared"].concat(), ".ci/run", "read the WARDMOTE_… variables; only .ci/run knows where they point"),
        (["/work", "/"].concat(), "", "no path of one machine belongs in the repository"),
        (["#[ign", "ore"].concat(), "", "a test that does not run proves nothing: mend it or delete it"),
        (["test", ".only("].concat(), "", "run every browser test"),
    ]
}

pub fn check_words(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    let forbidden = forbidden();
    for file in repo.files.iter().filter(|f| !["LICENSE", "package-lock.json", "Cargo.lock"].iter().any(|end| f.path.ends_with(end))) {
        for (i, line) in file.text.lines().enumerate() {
            for (word, but, remedy) in &forbidden {
                let there = if word.chars().all(char::is_alphabetic) { has_word(line, word) } else { line.contains(word.as_str()) };
                if there && file.path != *but {
                    findings.push(Finding::new(&file.path, i + 1, format!("`{word}`"), *remedy));
                }
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
    fn planted_words_are_found() {
        for (word, _, _) in forbidden() {
            assert_eq!(check_words(&of(&[("a.rs", &format!("fine\n// {word} tomorrow"))])).len(), 1, "{word}");
        }
        let shared = ["..", "/shared"].concat();
        assert!(check_words(&of(&[(".ci/run", &shared)])).is_empty());
        assert!(check_words(&of(&[("a.rs", "let autodo = 1; // to do")])).is_empty());
    }

    #[test]
    fn a_long_file_needs_a_reason() {
        let long = "x\n".repeat(801);
        assert_eq!(check_length(&of(&[("a.rs", &long)])).len(), 1);
        assert!(check_length(&of(&[("a.rs", &format!("//! Long because it is a table.\n{long}"))])).is_empty());
        assert!(check_length(&of(&[("a.rs", &"x\n".repeat(800))])).is_empty());
        assert!(check_length(&of(&[("LICENSE", &long)])).is_empty());
    }
}
