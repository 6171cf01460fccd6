//! The files: what is built in, and what is refused.

use crate::support::repository;
use policy::Policies;
use std::collections::BTreeSet;

#[test]
fn every_file_of_the_folder_is_built_in() {
    let (schema, files) = Policies::texts();
    assert_eq!(std::fs::read_to_string(repository().join("policies/schema.cedarschema")).unwrap(), schema);
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(repository().join("policies")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "cedar") {
            names.insert(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!(names, files.iter().map(|(name, _)| (*name).to_owned()).collect());
    for (name, text) in files {
        assert_eq!(std::fs::read_to_string(repository().join("policies").join(name)).unwrap(), *text);
    }
}

#[test]
fn they_satisfy_the_schema_strictly_and_say_one_plain_sentence_each() {
    let (schema, files) = Policies::texts();
    let read = Policies::parse(schema, files).unwrap_or_else(|trouble| panic!("{trouble}"));
    for statement in read.statements() {
        let found = &statement.found;
        assert!(found.says.ends_with('.') && !found.says.contains(". "), "{}: one sentence: {}", found.id, found.says);
        assert!(found.says.starts_with(|letter: char| letter.is_uppercase()), "{}", found.id);
        assert!(!statement.actions.is_empty());
        if let Some(paragraph) = found.id.strip_prefix("isa-").and_then(|rest| rest.split('-').next()) {
            assert!(found.source.contains("information sharing agreement"), "{}", found.id);
            assert!(found.source.contains(paragraph), "{} has its paragraph in its source: {}", found.id, found.source);
        }
    }
}

#[test]
fn a_decision_of_ours_that_is_named_is_written_down() {
    let read = Policies::builtin().unwrap();
    let readme = std::fs::read_to_string(repository().join("policies/README.md")).unwrap();
    let decisions: Vec<String> = std::fs::read_dir(repository().join("docs/decisions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let mut named = BTreeSet::new();
    for statement in read.statements() {
        for part in statement.found.source.split("; ") {
            if let Some(numbers) = part.strip_prefix("our decision, policies/README.md ") {
                for number in numbers.split(", ") {
                    assert!(readme.contains(&format!("\n{number}. **")), "{part}");
                    named.insert(number.to_owned());
                }
            } else if let Some(number) = part.strip_prefix("our decision ") {
                assert!(decisions.iter().any(|name| name.starts_with(number)), "{part}");
            } else {
                assert!(!part.contains("our decision"), "{part}");
            }
        }
    }
    let written = (1..20).filter(|number| readme.contains(&format!("\n{number}. **"))).map(|number| number.to_string()).collect();
    assert_eq!(named, written, "each decision of the page is some policy's source");
}

#[test]
fn what_is_wrong_in_a_policy_is_said_with_its_file() {
    let (schema, _) = Policies::texts();
    let notes = "@id(\"a\") @says(\"b.\") @source(\"c\")";
    let cases = [
        ("permit (principal, action, resource);".to_owned(), "has no `@id`"),
        ("@id(\"a\") @source(\"c\") permit (principal, action, resource);".to_owned(), "has no `@says`"),
        ("@id(\"a\") @says(\"b.\") permit (principal, action, resource);".to_owned(), "has no `@source`"),
        ("@id(\"a b\") @says(\"b.\") @source(\"c\") permit (principal, action, resource);".to_owned(), "is no id"),
        (format!("{notes} permit (principal, action, resource); {notes} permit (principal, action, resource);"), "the id of two policies"),
        (format!("{notes} permit (principal == ?principal, action, resource);"), "a template decides nothing"),
        (format!("{notes} permit (principal, action == Action::\"read-peson\", resource);"), "read-peson"),
        (format!("{notes} permit (principal is Post, action, resource) when {{ principal.role == Role::\"oficer\" }};"), "oficer"),
        (format!("{notes} permit (principal is Post, action, resource) when {{ principal.rank == 3 }};"), "rank"),
        (format!("{notes} permit (principal, action, resource) when {{ context.purpose == Purpose::\"governance\" }};"), "purpose"),
        (format!("{notes} permit (principal is Post, action, resource is Home) when {{ principal.authorised && false }};"), "impossible"),
        (format!("{notes} permit (principal, action, resource"), "unexpected"),
    ];
    for (text, part) in cases {
        let trouble = Policies::parse(schema, &[("made-up.cedar", &text)]).unwrap_err();
        assert_eq!(trouble.code, "policy-invalid");
        assert!(trouble.message.starts_with("`policies/made-up.cedar`: ") && trouble.message.contains(part), "{text}: {}", trouble.message);
        assert!(!trouble.message.contains('\n'));
    }
    assert!(Policies::parse("entity Post;", &[]).unwrap_err().message.contains("missing"));
    assert!(Policies::parse("entity Post", &[]).unwrap_err().message.starts_with("`policies/schema.cedarschema`: "));
}

#[test]
fn no_policy_refuses_everything() {
    use permission::{Action, Decider, Purpose, Role};
    let (schema, _) = Policies::texts();
    let none = Policies::parse(schema, &[]).unwrap();
    for action in Action::ALL {
        for role in Role::ALL {
            let decision = none.decide(&crate::support::favourable(*role, *action, Some(Purpose::Safeguarding)));
            assert!(!decision.allowed && decision.policies.is_empty() && !decision.lacking.is_empty());
        }
    }
}

#[test]
fn the_printed_policy_is_fresh() {
    let printed = policy::table().unwrap();
    let kept = std::fs::read_to_string(repository().join("docs/permissions.md")).unwrap();
    assert!(printed == kept, "docs/permissions.md is stale: `cargo run -p policy --example print > docs/permissions.md`");
}
