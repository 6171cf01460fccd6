//! Each published fixture of each component built: the same options give the same tree.

use crate::dom::outline;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::PathBuf;
use ui::{
    Accordion, BackLink, Breadcrumbs, Button, CharacterCount, Checkboxes, Component, DateInput, Details, ErrorMessage, ErrorSummary,
    ExitThisPage, Fieldset, FileUpload, Footer, Hint, Input, InsetText, Label, LanguageNavigation, NotificationBanner, Pagination, Panel,
    PasswordInput, PhaseBanner, Radios, Select, ServiceNavigation, SkipLink, SummaryList, Table, Tabs, Tag, TaskList, Textarea,
    WarningText,
};

#[derive(Deserialize)]
struct File {
    fixtures: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    name: String,
    options: Value,
    html: String,
}

fn check<T: DeserializeOwned + Component>(component: &str, expected_count: usize) -> (usize, Vec<String>) {
    let file = components().join(component).join("fixtures.json");
    let file: File = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(file.fixtures.len(), expected_count, "{component} has other fixtures than when it was built");
    let mut failures = Vec::new();
    for fixture in &file.fixtures {
        let ours = match serde_json::from_value::<T>(fixture.options.clone()) {
            Ok(component) => outline(component.html().as_str()),
            Err(error) => error.to_string(),
        };
        let theirs = outline(&fixture.html);
        if ours != theirs {
            failures.push(format!("{component}: {}\n--- published\n{theirs}--- ours\n{ours}", fixture.name));
        }
    }
    (file.fixtures.len(), failures)
}

fn components() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/govuk-frontend/dist/govuk/components")
}

#[test]
fn every_fixture_of_every_component_built_is_matched() {
    if !components().is_dir() {
        eprintln!("left out: 1 tests (node_modules is absent: run `npm ci`)");
        return;
    }
    let results = [
        check::<Accordion>("accordion", 13),
        check::<BackLink>("back-link", 7),
        check::<Breadcrumbs>("breadcrumbs", 12),
        check::<Button>("button", 38),
        check::<CharacterCount>("character-count", 34),
        check::<Checkboxes>("checkboxes", 42),
        check::<DateInput>("date-input", 50),
        check::<Details>("details", 10),
        check::<ErrorMessage>("error-message", 9),
        check::<ErrorSummary>("error-summary", 19),
        check::<ExitThisPage>("exit-this-page", 4),
        check::<Fieldset>("fieldset", 18),
        check::<FileUpload>("file-upload", 22),
        check::<Footer>("footer", 25),
        check::<Hint>("hint", 6),
        check::<Input>("input", 45),
        check::<InsetText>("inset-text", 6),
        check::<Label>("label", 17),
        check::<LanguageNavigation>("language-navigation", 13),
        check::<NotificationBanner>("notification-banner", 21),
        check::<Pagination>("pagination", 15),
        check::<Panel>("panel", 19),
        check::<PasswordInput>("password-input", 12),
        check::<PhaseBanner>("phase-banner", 7),
        check::<Radios>("radios", 43),
        check::<Select>("select", 19),
        check::<ServiceNavigation>("service-navigation", 33),
        check::<SkipLink>("skip-link", 9),
        check::<SummaryList>("summary-list", 30),
        check::<Table>("table", 21),
        check::<Tabs>("tabs", 14),
        check::<Tag>("tag", 12),
        check::<TaskList>("task-list", 11),
        check::<Textarea>("textarea", 18),
        check::<WarningText>("warning-text", 8),
    ];
    let all: usize = results.iter().map(|(count, _)| count).sum();
    let failures: Vec<&String> = results.iter().flat_map(|(_, failures)| failures).collect();
    println!("components: {} of {all} fixtures matched in {} components", all - failures.len(), results.len());
    let shown: Vec<&str> = failures.iter().map(|failure| failure.as_str()).collect();
    assert!(failures.is_empty(), "{} fixtures differ\n{}", failures.len(), shown.join("\n"));
}
