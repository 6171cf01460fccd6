//! Patterns of MOJ Frontend, which publishes no fixtures: each class of ours is one of its own.

use crate::dom::page_outline;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use ui::{Answer, Badge, Chosen, Component, Field, Filter, Form, Happening, Html, IdentityBar, PageHeaderActions, Timeline};

fn moj() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/@ministryofjustice/frontend/moj")
}

fn patterns() -> Vec<Html> {
    let happened = |label: &str, byline: &str| Happening {
        label: label.into(),
        byline: byline.into(),
        datetime: "2026-10-01T10:30:00Z".to_owned(),
        when: "1 October 2026 at 10:30am".to_owned(),
        content: Html::trusted("<p class=\"govuk-body\">Two wards & a <b>street</b></p>".replace('&', "&amp;")).into(),
        ..Happening::default()
    };
    let form = Form::get("/duties").field(Field::choose("state", "State", [Answer::new("due", "Due")])).button("Apply filters");
    let chosen = Chosen { heading: "State".to_owned(), items: vec![("Due".to_owned(), "/duties".to_owned())] };
    vec![
        Timeline { items: vec![happened("Source judged", "analyst"), happened("Source \"read\"", "")], ..Timeline::default() }.html(),
        IdentityBar { title: "council-officer".into(), menus: vec![Html::escape("a menu")], ..IdentityBar::default() }.html(),
        Filter { chosen: vec![chosen], ..Filter::new("/duties", form) }.html(),
        Badge { content: "New".into(), classes: "moj-badge--green".into(), ..Badge::default() }.html(),
        PageHeaderActions::new("Organisations").link("Add one", "/partnership/add").form(&Form::post("/x", "t").button("Close")).html(),
    ]
}

fn classes(markup: &str) -> BTreeSet<String> {
    let lists = markup.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    lists
        .flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter(|class| class.starts_with("moj-"))
        .collect()
}

fn texts(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "njk") || path.ends_with("moj-frontend.min.css") {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn patterns_parse_without_complaint() {
    for markup in patterns() {
        let (_, errors) = page_outline(&format!("<!DOCTYPE html><html lang=\"en\"><title>t</title><body>{markup}"));
        assert_eq!(errors, Vec::<String>::new(), "{markup}");
    }
}

#[test]
fn each_class_of_a_pattern_is_one_of_moj_frontend() {
    if !moj().is_dir() {
        eprintln!("left out: 1 tests (node_modules is absent: run `npm ci`)");
        return;
    }
    let mut published = String::new();
    texts(&moj(), &mut published);
    let ours: BTreeSet<String> = patterns().iter().flat_map(|markup| classes(markup.as_str())).collect();
    assert!(ours.len() > 25, "{ours:?}");
    let strange: Vec<&String> = ours.iter().filter(|class| !published.contains(class.as_str())).collect();
    assert!(strange.is_empty(), "not of MOJ Frontend: {strange:?}");
}
