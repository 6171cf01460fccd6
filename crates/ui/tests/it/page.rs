//! The page's skeleton: parsed without complaint, no inline script or style, text as text.

use crate::dom::page_outline;
use ui::page::Page;
use ui::{Html, assets};

fn page(title: &str) -> Page {
    Page {
        title: title.to_owned(),
        partnership: "Fen Edge Partnership".to_owned(),
        navigation: vec![("Home".to_owned(), "/".to_owned()), ("Evidence".to_owned(), "/evidence".to_owned())],
        current: "/evidence".to_owned(),
        breadcrumbs: vec![("Home".to_owned(), "/".to_owned()), (title.to_owned(), String::new())],
        body: Html::trusted("<h1 class=\"govuk-heading-xl\">A page</h1>"),
        footer: vec![("About".to_owned(), "/about".to_owned())],
        footer_note: "Made with care".to_owned(),
        ..Page::default()
    }
}

#[test]
fn page_parses_without_complaint_and_keeps_to_the_policy() {
    let markup = page("Recorded crime fell").render();
    let (tree, errors) = page_outline(&markup);
    assert_eq!(errors, Vec::<String>::new());
    assert!(tree.contains("lang=\"en-GB\""), "{tree}");
    assert!(tree.contains("Recorded crime fell – Fen Edge Partnership – Wardmote"), "{tree}");
    assert!(tree.contains("aria-current=\"true\""), "{tree}");
    assert!(!markup.contains(" style="), "inline style");
    assert!(!markup.contains("<style"), "inline style");
    assert!(!markup.to_lowercase().contains("crown"), "crown");
    for script in markup.split("<script").skip(1) {
        assert!(script.starts_with(" src=\"/assets/"), "inline script: {script}");
    }
}

#[test]
fn pages_inside_a_part_stand_in_a_landmark_of_their_own() {
    assert!(!page("Recorded crime fell").render().contains("app-sub-navigation"), "nothing inside, no landmark");
    let markup = Page {
        inside: vec![("Overview".to_owned(), "/evidence".to_owned()), ("Flags & more".to_owned(), "/evidence/flags".to_owned())],
        inside_label: "Evidence".to_owned(),
        inside_current: "/evidence/flags".to_owned(),
        ..page("Recorded crime fell")
    }
    .render();
    let (tree, errors) = page_outline(&markup);
    assert_eq!(errors, Vec::<String>::new());
    for line in [
        "<nav aria-label=\"Evidence\" class=\"app-sub-navigation\">",
        "<a class=\"app-sub-navigation__link\" href=\"/evidence\">",
        "<a aria-current=\"true\" class=\"app-sub-navigation__link\" href=\"/evidence/flags\">",
        "\"Flags & more\"",
    ] {
        assert!(tree.contains(line), "`{line}`: {tree}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let title = "</title><script>alert(1)</script>\"'&";
    let (tree, errors) = page_outline(&page(title).render());
    assert_eq!(errors, Vec::<String>::new());
    assert!(tree.contains(&format!("{title:?}")), "{tree}");
}

#[test]
fn assets_are_named_by_their_content() {
    let Some(css) = assets::css() else {
        eprintln!("left out: 1 tests (dist is absent: run `npm run build`)");
        return;
    };
    assert!(!css.contains("GDS Transport"), "a typeface only GOV.UK may use");
    assert!(!css.contains("url("), "the stylesheet names another file");
    let hashed = assets::hashed_name("app.css").unwrap();
    assert!(assets::is_hashed(hashed));
    assert_eq!(assets::get(hashed), assets::get("app.css"));
    assert_eq!(assets::media_type(hashed), "text/css; charset=utf-8");
}
