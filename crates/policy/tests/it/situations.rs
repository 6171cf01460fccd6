//! The agreement as situations.

use crate::support::{file, policies, repository};
use permission::Decider;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn each_is_decided_as_it_says_and_by_the_policies_it_says() {
    let file = file();
    assert!(file.situation.len() >= 40);
    let mut ids = BTreeSet::new();
    let mut wrong = Vec::new();
    for (situation, question) in file.questions() {
        assert!(ids.insert(&situation.id), "{} stands twice", situation.id);
        assert!(!situation.paragraph.is_empty() && situation.says.ends_with('.'), "{}", situation.id);
        assert!(situation.allowed != situation.policies.is_empty() || !situation.lacking.is_empty(), "{} expects nothing", situation.id);
        assert_eq!(situation.allowed, situation.lacking.is_empty(), "{}: a refusal lacks something", situation.id);
        let decision = policies().decide(&question);
        let found: BTreeSet<&str> = decision.policies.iter().map(|found| found.id.as_str()).collect();
        let by = situation.policies.iter().all(|id| found.contains(id.as_str()));
        let lacks = situation.lacking.iter().all(|words| decision.lacking.iter().any(|line| line.contains(words)));
        // Where it is allowed, those named are all of them.
        let no_more = !situation.allowed || found.len() == situation.policies.len();
        if decision.allowed != situation.allowed || !by || !lacks || !no_more {
            wrong.push(format!("{}: {}\n{decision:#?}", situation.id, situation.says));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_organisation_of_the_file_is_used() {
    let text = include_str!("../../../../policies/situations/isa.toml");
    for id in file().organisations.keys() {
        assert!(text.matches(&format!("\"{id}\"")).count() > 1, "{id}");
    }
}

#[test]
fn what_is_kept_elsewhere_is_there() {
    for entry in file().elsewhere {
        assert!(!entry.kept.is_empty());
        if let Some(rule) = entry.rule {
            assert!(repository().join(format!("rules/{rule}.toml")).is_file(), "{rule}");
        }
    }
}

/// The cells of a line of CSV without line breaks in cells.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

#[test]
fn every_published_rule_of_the_agreement_is_answered() {
    let Some(folder) = std::env::var_os("WARDMOTE_GOLDEN") else {
        eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
        return;
    };
    let file = file();
    let text = std::fs::read_to_string(Path::new(&folder).join("isa_rules.csv")).unwrap();
    let (mut here, mut elsewhere) = (0, BTreeSet::new());
    let mut paragraphs = BTreeSet::new();
    for line in text.lines().skip(1) {
        let row = cells(line);
        let (rule, row_paragraphs) = (row[0].to_lowercase(), row[3].split(", ").map(ToOwned::to_owned).collect::<Vec<_>>());
        let kept =
            file.elsewhere.iter().position(|entry| row_paragraphs.contains(&entry.paragraph) && rule.contains(&entry.about.to_lowercase()));
        if let Some(at) = kept {
            elsewhere.insert(at);
        } else {
            for paragraph in &row_paragraphs {
                let answered = file.situation.iter().any(|situation| situation.paragraph.contains(paragraph));
                assert!(answered, "no situation is of paragraph {paragraph}: {rule}");
            }
            here += 1;
        }
        paragraphs.extend(row_paragraphs);
    }
    assert_eq!((here, text.lines().skip(1).count()), (8, 21));
    for (at, entry) in file.elsewhere.iter().enumerate() {
        assert!(elsewhere.contains(&at) || !paragraphs.contains(&entry.paragraph), "{}: no such rule in {}", entry.about, entry.paragraph);
    }
}
