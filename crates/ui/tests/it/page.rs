//! The page's skeleton: parsed without complaint, no inline script or style, text as text.

use crate::dom::page_outline;
use ui::page::{Identity, Page, SessionEnd};
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

fn signed_in() -> Page {
    Page {
        identity: Some(Identity {
            office: "council-officer".to_owned(),
            organisation: "Fen Edge \"District\" Council".to_owned(),
            csrf: "t0ken".to_owned(),
            sign_out: "/sign-out".to_owned(),
            switch: "/acting-for".to_owned(),
            links: vec![("Your account".to_owned(), "/account".to_owned())],
        }),
        session: Some(SessionEnd {
            ends_at: "2026-10-01T10:30:00Z".to_owned(),
            now: "2026-10-01T10:00:00Z".to_owned(),
            warn_seconds: 120,
            stay: "/session/stay".to_owned(),
            sign_out: "/sign-out".to_owned(),
            csrf: "t0ken".to_owned(),
            after: "/sign-in?next=/duties".to_owned(),
        }),
        why: "Officers of this organisation may read its duties.".to_owned(),
        exit: Some(String::new()),
        languages: vec![
            ("en-GB".to_owned(), "English".to_owned(), "/duties".to_owned()),
            ("cy".to_owned(), "Cymraeg".to_owned(), "/duties?lang=cy".to_owned()),
        ],
        ..page("Two duties are due")
    }
}

#[test]
fn one_who_is_signed_in_sees_who_they_are_why_they_see_it_and_every_way_out() {
    let markup = signed_in().render();
    let (tree, errors) = page_outline(&markup);
    assert_eq!(errors, Vec::<String>::new());
    for line in [
        "\"council-officer\"",
        "\", Fen Edge \\\"District\\\" Council\"",
        "<form action=\"/sign-out\" method=\"post\" novalidate=\"\">",
        "<input name=\"csrf\" type=\"hidden\" value=\"t0ken\">",
        "href=\"/acting-for\"",
        "\"Officers of this organisation may read its duties.\"",
        "<dialog aria-describedby=\"session-end-words\" aria-labelledby=\"session-end-title\" class=\"app-session\"",
        "data-ends-at=\"2026-10-01T10:30:00Z\"",
        "<form action=\"/session/stay\" method=\"post\" novalidate=\"\">",
        "class=\"govuk-skip-link govuk-js-exit-this-page-skiplink\"",
        "data-module=\"govuk-exit-this-page\"",
        "<a class=\"govuk-language-navigation__link\" href=\"/duties?lang=cy\" hreflang=\"cy\" lang=\"cy\" rel=\"alternate\">",
    ] {
        assert!(tree.contains(line), "`{line}` is not in\n{tree}");
    }
    assert!(!markup.contains(" style=") && !markup.contains(" onclick="), "the policy forbids it");
    // Nothing of it is there for one who isn't.
    let open = page("Recorded crime fell").render();
    for part in ["moj-identity-bar", "<dialog", "app-why", "exit-this-page", "language-navigation", "<form"] {
        assert!(!open.contains(part), "`{part}` on a page of nobody's");
    }
}

#[test]
fn a_page_speaks_the_language_it_says_it_is_in() {
    let markup = Page { lang: "cy".to_owned(), has_errors: true, ..signed_in() }.render();
    let (tree, _) = page_outline(&markup);
    for words in
        ["lang=\"cy\"", "\"Gwall: Two duties", "\"Neidio i’r prif gynnwys\"", "\"Allgofnodi\"", "\"Dewislen\"", "\"Pam y caf weld hyn?\""]
    {
        assert!(tree.contains(words), "`{words}` is not in\n{tree}");
    }
    for words in ["Skip to main", "Sign out", "Menu", "Stay signed in", "Support links", "Exit this page"] {
        assert!(!markup.contains(words), "`{words}` in a Welsh page");
    }
}

#[test]
fn a_page_names_the_scripts_it_needs_and_each_once() {
    if assets::get("app.js").is_none() {
        eprintln!("left out: 1 tests (dist is absent: run `npm run build`)");
        return;
    }
    let with = |page: Page| page.render().matches("<script src=").count();
    assert_eq!(with(page("x")), 2);
    assert_eq!(with(signed_in()), 3);
    assert_eq!(with(Page { scripts: vec!["session.js".to_owned()], ..signed_in() }), 3);
    assert_eq!(with(Page { scripts: vec!["session.js".to_owned()], ..page("x") }), 3);
    assert_eq!(with(Page { scripts: vec!["no-such.js".to_owned()], ..page("x") }), 2);
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
