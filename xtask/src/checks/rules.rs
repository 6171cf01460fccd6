//! A rule says who decided it and where that is written.

use crate::repo::{Finding, Repo};
use toml::Value;

pub fn check(repo: &Repo) -> Vec<Finding> {
    repo.under("rules/", ".toml")
        .filter_map(|f| fault(&f.text).map(|what| Finding::new(&f.path, 0, what, "see docs/guides for what a rule file holds")))
        .collect()
}

fn fault(text: &str) -> Option<String> {
    let rule: toml::Table = match text.parse() {
        Ok(rule) => rule,
        Err(error) => return Some(format!("is not TOML: {error}")),
    };
    let said = |table: &toml::Table, key: &str| table.get(key).and_then(Value::as_str).is_some_and(|s| !s.trim().is_empty());
    for key in ["id", "version", "title", "jurisdiction", "approved_by"] {
        if !said(&rule, key) {
            return Some(format!("has no `{key}`"));
        }
    }
    // It may be blank: in force from a day that no source gives.
    if !rule.get("valid_from").is_some_and(Value::is_str) {
        return Some("has no `valid_from`".to_owned());
    }
    let Some(source) = rule.get("source").and_then(Value::as_table) else { return Some("has no source".to_owned()) };
    let paper = said(source, "paper") && said(source, "paragraph");
    let statute = said(source, "statute") && said(source, "section");
    (!paper && !statute).then(|| "has a source without paper and paragraph, or statute and section".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_without_a_source_is_found() {
        let head = "id = 'a'\nversion = '1'\ntitle = 't'\nvalid_from = '2020-01-01'\njurisdiction = 'E'\napproved_by = 'b'\n";
        assert_eq!(fault(&format!("{head}[source]\npaper = 'p'\nparagraph = '3'\n")), None);
        assert_eq!(fault(&format!("{head}[source]\nstatute = 's'\nsection = '3'\n")), None);
        assert_eq!(fault(head), Some("has no source".to_owned()));
        assert!(fault(&format!("{head}[source]\npaper = 'p'\n")).is_some());
        assert_eq!(fault(&head.replace("approved_by = 'b'", "")), Some("has no `approved_by`".to_owned()));
        let blank = head.replace("'2020-01-01'", "''");
        assert_eq!(fault(&format!("{blank}[source]\npaper = 'p'\nparagraph = '3'\n")), None);
        assert_eq!(fault(&head.replace("valid_from = '2020-01-01'\n", "")), Some("has no `valid_from`".to_owned()));
        assert!(fault("id = ").is_some());
    }

    #[test]
    fn tidy_fails_on_a_clock_whose_source_is_taken_away() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
        let name = "foi-request@2005.toml";
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let (before, after) = text.split_once("[source]").unwrap();
        let (_, rest) = after.split_once("[parameters]").unwrap();
        let (sound, spoiled) = (text.clone(), format!("{before}[parameters]{rest}"));
        let faults = |text: &str| -> Vec<(&str, String)> {
            let repo = crate::repo::of(&[("rules/foi-request@2005.toml", text)]);
            let every = crate::checks::ALL.into_iter().flat_map(|(check, run)| run(&repo).into_iter().map(move |found| (check, found)));
            every.filter(|(_, found)| found.path.starts_with("rules/")).map(|(check, found)| (check, found.what)).collect()
        };
        assert_eq!(faults(&sound), []);
        assert_eq!(faults(&spoiled), [("every rule has a source", "has no source".to_owned())]);
    }
}
