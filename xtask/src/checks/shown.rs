//! A page that rests on a test names one that is there, and the checklist counts its own lines.

use crate::repo::{Finding, Repo};

/// The checklist of security, line by line.
const CHECKLIST: &str = "docs/security/asvs.md";
/// What a line of it may come to.
const VERDICTS: [&str; 4] = ["met", "not met", "operator", "does not apply"];

/// A test is named as `crates/web/tests/it/gate.rs::cookies_carry_every_flag`, in backticks.
pub fn check_tests(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in repo.under("docs/", ".md") {
        for (i, line) in page.text.lines().enumerate() {
            for (path, name) in named(line) {
                if !repo.text(path).is_some_and(|text| has_test(path, text, name)) {
                    findings.push(Finding::new(
                        &page.path,
                        i + 1,
                        format!("`{path}` has no test `{name}`"),
                        "name the test that shows it now, or change the verdict that rested on it",
                    ));
                }
            }
        }
    }
    findings
}

/// The tests that a line names: file and function.
fn named(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).filter(|(path, _)| path.contains('/') && path.contains('.'))
}

fn has_test(path: &str, text: &str, name: &str) -> bool {
    if path.rsplit('.').next() != Some("rs") {
        return text.contains(&format!("test('{name}'"));
    }
    // Whether the attributes right above make a test of what comes next.
    let mut marked = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            marked |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            continue;
        }
        let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        let here = function.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('('));
        if marked && here {
            return true;
        }
        marked = false;
    }
    false
}

/// The table at the checklist's head says how many lines came to each verdict, on level 1, on level 2, and together.
pub fn check_counts(repo: &Repo) -> Vec<Finding> {
    let Some(text) = repo.text(CHECKLIST) else { return Vec::new() };
    let mut findings = Vec::new();
    let rows: Vec<(usize, Vec<&str>)> = text.lines().enumerate().map(|(i, line)| (i + 1, cells(line))).collect();
    for (line, cells) in &rows {
        if let [id, level, _, verdict, _] = cells.as_slice()
            && is_id(id)
            && !(VERDICTS.contains(verdict) && ["1", "2"].contains(level))
        {
            let what = format!("line {id} has the level `{level}` and the verdict `{verdict}`");
            findings.push(Finding::new(CHECKLIST, *line, what, format!("levels are 1 and 2; verdicts are {}", VERDICTS.join(", "))));
        }
    }
    for wanted in VERDICTS {
        let on = |level: &str| {
            rows.iter()
                .filter(|(_, cells)| matches!(cells.as_slice(), [id, l, _, v, _] if is_id(id) && *l == level && *v == wanted))
                .count()
        };
        let counted = [on("1"), on("2"), on("1") + on("2")].map(|count| count.to_string());
        let said = rows.iter().find(|(_, cells)| cells.first() == Some(&wanted));
        if said.is_none_or(|(_, cells)| cells.get(2..) != Some(&counted.each_ref().map(String::as_str))) {
            let what = format!("its lines count `{wanted}` as {}", counted.join(" | "));
            findings.push(Finding::new(
                CHECKLIST,
                said.map_or(0, |(line, _)| *line),
                what,
                "write these numbers into the table at its head",
            ));
        }
    }
    findings
}

/// The cells of a line of a table.
fn cells(line: &str) -> Vec<&str> {
    let inside = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
    inside.map(|rest| rest.split('|').map(str::trim).collect()).unwrap_or_default()
}

/// Whether a cell is the number of a requirement, such as `6.2.11`.
fn is_id(cell: &str) -> bool {
    cell.split('.').count() == 3 && cell.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn a_test_that_is_named_and_not_there_is_found() {
        let code = "#[tokio::test(flavor = \"multi_thread\")]\n#[cfg(unix)]\nasync fn it_holds() {\n}\n\nfn helper() {}\n\n#[test]\nfn it_held() {}\n";
        let script = "test('a page says it', async () => {});\n";
        let faults = |named: &str| {
            let page = format!("it is: `{named}`, and `a::b` is none of ours\n");
            check_tests(&of(&[("docs/a.md", &page), ("crates/a/tests/it/a.rs", code), ("e2e/tests/a.spec.js", script)])).len()
        };
        for there in ["crates/a/tests/it/a.rs::it_holds", "crates/a/tests/it/a.rs::it_held", "e2e/tests/a.spec.js::a page says it"] {
            assert_eq!(faults(there), 0, "{there}");
        }
        for absent in [
            "crates/a/tests/it/a.rs::it_hold",
            "crates/a/tests/it/a.rs::helper",
            "crates/a/tests/it/b.rs::it_holds",
            "e2e/tests/a.spec.js::a page",
        ] {
            assert_eq!(faults(absent), 1, "{absent}");
        }
    }

    #[test]
    fn a_count_that_is_not_that_of_the_lines_is_found() {
        let page = |met: &str, verdict: &str| {
            let head = format!("| met | it is | {met} |\n| not met | it is not | 0 | 1 | 1 |\n| operator | theirs | 0 | 0 | 0 |\n");
            let lines =
                format!("| does not apply | nothing | 0 | 0 | 0 |\n| 1.1.1 | 1 | a | met | b |\n| 1.1.10 | 2 | a | {verdict} | b |\n");
            check_counts(&of(&[(CHECKLIST, &format!("{head}{lines}"))])).len()
        };
        assert_eq!(page("1 | 0 | 1", "not met"), 0);
        assert_eq!(page("1 | 1 | 2", "not met"), 1);
        assert_eq!(page("1 | 1 | 2", "met"), 1, "none is left that is not met");
        assert_eq!(page("1 | 0 | 1", "nearly"), 2, "the verdict, and the count that lacks it");
        assert!(check_counts(&of(&[("docs/a.md", "")])).is_empty());
    }
}
