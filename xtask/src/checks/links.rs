//! A link or picture in a page of ours leads to a file that is there.

use crate::repo::{Finding, Repo};

pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repo.under("", ".md") {
        for (i, line) in file.text.lines().enumerate() {
            for target in targets(line) {
                if !repo.has(&resolve(&file.path, target)) {
                    findings.push(Finding::new(
                        &file.path,
                        i + 1,
                        format!("`{target}` is not there"),
                        "mend the link, or make what it shows",
                    ));
                }
            }
        }
    }
    findings
}

/// Targets of `](…)` that are paths: no address, no anchor alone.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#', ' ']).next())
        .filter(|t| !t.is_empty() && !t.contains("://") && !t.starts_with("mailto:"))
}

fn resolve(page: &str, target: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn a_dead_link_is_found() {
        let page = |target: &str| {
            of(&[("docs/a.md", &format!("see [it]({target}) and [site](https://example.org)")), ("docs/b.md", ""), ("README.md", "")])
        };
        assert!(check(&page("b.md")).is_empty());
        assert!(check(&page("../README.md#top")).is_empty());
        assert!(check(&page("#here")).is_empty());
        assert_eq!(check(&page("screens/home.png"))[0].what, "`screens/home.png` is not there");
    }
}
