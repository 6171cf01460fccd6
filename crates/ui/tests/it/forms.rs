//! Forms: answers kept, faults led to, and nothing sent back that must not be.

use crate::dom::{outline, page_outline};
use ui::texts::WELSH;
use ui::{Answer, Field, Form, Html};

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn everything() -> Form {
    Form::post("/evidence/judge", "t0ken")
        .hidden("source", "s-1")
        .field(Field::text("title", "Title").hint("As it stands on its cover"))
        .field(Field::number("pages", "Pages").optional().units("", "pages"))
        .field(Field::password("password", "Password"))
        .field(Field::counted("why", "Why?", 500))
        .field(Field::one_of(
            "grade",
            "How reliable is it?",
            [
                Answer::new("a", "Reliable").hint("Agrees with another source"),
                Answer::or("or"),
                Answer::new("b", "Mixed").asks(Field::text("which", "Which part is not?")),
            ],
        ))
        .field(Field::any_of(
            "wards",
            "Wards",
            [Answer::new("north", "North"), Answer::new("south", "South"), Answer::new("", "None").alone()],
        ))
        .field(Field::choose("kind", "Kind", [Answer::new("", "Choose one"), Answer::new("report", "Report")]))
        .group("When", "", [Field::date("made", "When was it made?"), Field::tick("agreed", "Agreed with its author")])
        .button("Save")
        .second_button("Save as draft", "then", "draft")
        .cancel("/evidence")
}

fn checked(form: &Form) -> String {
    let markup = format!("<!DOCTYPE html><html lang=\"en\"><title>t</title><body>{}{}", form.summary(), form.show());
    let (tree, errors) = page_outline(&markup);
    assert_eq!(errors, Vec::<String>::new());
    tree
}

/// Each line of `expected` stands in the tree.
fn check(form: &Form, expected: &[&str]) {
    let tree = checked(form);
    for line in expected {
        assert!(tree.contains(line), "`{line}` is not in\n{tree}");
    }
}

#[test]
fn a_form_carries_its_token_and_asks_each_thing() {
    check(
        &everything(),
        &[
            "<form action=\"/evidence/judge\" class=\"app-form\" method=\"post\" novalidate=\"\">",
            "<input name=\"csrf\" type=\"hidden\" value=\"t0ken\">",
            "<input name=\"source\" type=\"hidden\" value=\"s-1\">",
            "<input aria-describedby=\"title-hint\" class=\"govuk-input\" id=\"title\" name=\"title\" type=\"text\">",
            "\"Pages (optional)\"",
            "<div aria-hidden=\"true\" class=\"govuk-input__suffix\">",
            "\"You can enter up to 500 characters\"",
            "<div class=\"govuk-radios__divider\">",
            "id=\"grade-3\" name=\"grade\" type=\"radio\" value=\"b\"",
            "data-behaviour=\"exclusive\"",
            "name=\"made-month\"",
            "<div class=\"govuk-button-group\">",
        ],
    );
    assert!(!everything().is_faulted());
    assert_eq!(everything().summary(), Html::default());
}

#[test]
fn what_was_sent_stands_there_again_but_never_a_password() {
    let sent = pairs(&[
        ("title", "\"Streets\" <2026>"),
        ("password", "s3cret-words"),
        ("why", "\n  first line kept"),
        ("grade", "b"),
        ("which", "the map"),
        ("wards", "north"),
        ("wards", "south"),
        ("kind", "report"),
        ("made-day", "31"),
        ("made-month", "Feb"),
        ("made-year", "2026"),
        ("agreed", "yes"),
        ("another", "nobody asked"),
    ]);
    let form = everything().filled(&sent);
    check(
        &form,
        &[
            "value=\"\\\"Streets\\\" <2026>\"",
            "\"first line kept\"",
            "<input checked=\"\" class=\"govuk-radios__input\" data-aria-controls=\"conditional-grade-3\"",
            "<div class=\"govuk-radios__conditional\" id=\"conditional-grade-3\">",
            "id=\"which\" name=\"which\" type=\"text\" value=\"the map\"",
            "<input checked=\"\" class=\"govuk-checkboxes__input\" id=\"wards\" name=\"wards\" type=\"checkbox\" value=\"north\">",
            "<input checked=\"\" class=\"govuk-checkboxes__input\" id=\"wards-2\"",
            "<option selected=\"\" value=\"report\">",
            "name=\"made-month\" type=\"text\" value=\"Feb\"",
            "<input checked=\"\" class=\"govuk-checkboxes__input\" id=\"agreed\"",
        ],
    );
    let markup = form.show().into_string();
    assert!(!markup.contains("s3cret"), "a password was sent back");
    assert!(!markup.contains("nobody asked"), "what no field asked was sent back");
    assert!(markup.contains(">\n\n  first line kept</textarea>"), "the first line's end is lost to the parser");
}

#[test]
fn what_is_to_be_mended_leads_to_its_field() {
    let form = everything().faulted([
        ("made-month", "Write the month as a number"),
        ("which", "Say which part"),
        ("title", "Enter a title"),
        ("elsewhere", "This source was judged meanwhile"),
    ]);
    assert!(form.is_faulted());
    let summary = outline(form.summary().as_str());
    let order: Vec<usize> =
        ["#title", "#which", "#made-month"].iter().map(|anchor| summary.find(&format!("href=\"{anchor}\"")).unwrap()).collect();
    assert!(order.is_sorted(), "not in the order of the fields:\n{summary}");
    assert!(summary.contains("\"This source was judged meanwhile\""), "{summary}");
    check(
        &form,
        &[
            "<input aria-describedby=\"title-hint title-error\" class=\"govuk-input govuk-input--error\" id=\"title\"",
            "<p class=\"govuk-error-message\" id=\"made-error\">",
            "class=\"govuk-input govuk-date-input__input govuk-input--error govuk-input--width-2\" id=\"made-month\"",
            "class=\"govuk-input govuk-date-input__input govuk-input--width-2\" id=\"made-day\"",
        ],
    );
    // Every link of the summary finds its field.
    let tree = checked(&form);
    for anchor in summary.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(tree.contains(&format!(" id=\"{anchor}\"")), "`#{anchor}` leads nowhere");
    }
}

#[test]
fn a_field_whose_name_begins_like_another_keeps_its_own_faults() {
    let form = Form::post("/x", "t")
        .field(Field::date("made", "Made"))
        .field(Field::text("made-day-note", "Note"))
        .field(Field::text("name", "Name"))
        .field(Field::text("names", "Names"))
        .faulted([("names", "Enter the names"), ("made-day-note", "Enter a note")]);
    let summary = form.summary().into_string();
    assert!(summary.contains("href=\"#names\"") && summary.contains("href=\"#made-day-note\""), "{summary}");
    assert!(!summary.contains("href=\"#name\"") && !summary.contains("href=\"#made-day\""), "{summary}");
}

#[test]
fn a_form_with_a_file_sends_it_and_one_that_asks_a_page_carries_no_token() {
    let form = Form::post("/extracts", "t").field(Field::file("table", "Table", ".csv,.xlsx")).button("Upload");
    check(
        &form,
        &[
            "enctype=\"multipart/form-data\"",
            "<input accept=\".csv,.xlsx\" class=\"govuk-file-upload\" id=\"table\" name=\"table\" type=\"file\">",
        ],
    );
    let asks = Form::get("/duties").field(Field::choose("state", "State", [Answer::new("due", "Due")])).button("Show");
    let markup = asks.show().into_string();
    assert!(markup.contains("method=\"get\"") && !markup.contains("csrf"), "{markup}");
}

#[test]
fn several_forms_of_one_kind_have_anchors_of_their_own() {
    let form = |n: u8| {
        Form::post("/withdraw", "t")
            .anchors(&format!("row-{n}"))
            .field(Field::text("why", "Why?"))
            .faulted([("why", "Say why")])
            .button("Withdraw")
    };
    let both = format!("{}{}", form(1).show(), form(2).show());
    for id in ["row-1-why", "row-2-why", "row-1-why-error", "row-2-why-error"] {
        assert_eq!(both.matches(&format!(" id=\"{id}\"")).count(), 1, "{both}");
    }
    assert_eq!(both.matches(" name=\"why\"").count(), 2);
    assert!(form(2).summary().as_str().contains("href=\"#row-2-why\""));
}

#[test]
fn a_form_speaks_welsh() {
    let form = Form::post("/x", "t").texts(&WELSH).field(Field::date("when", "Pryd?")).faulted([("when", "Rhowch ddyddiad")]).cancel("/");
    check(&form, &["\"Mae problem\"", "\"Diwrnod\"", "\"Gwall:\"", "\"Canslo\""]);
}

#[test]
fn a_form_that_keeps_drafts_says_where() {
    let form = Form::post("/flags", "t").draft("/drafts/flag").field(Field::lines("why", "Why?", 5));
    check(&form, &["data-draft=\"\"", "data-draft-to=\"/drafts/flag\"", "<p class=\"govuk-hint\" data-draft-status=\"\" role=\"status\">"]);
}
