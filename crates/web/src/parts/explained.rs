//! What the house explains, with each id as a link to what it names; and what was written, as it came about.

use crate::words;
use app::pages::partnership::{Directory, Kind};
use app::registrar::{Difference, Written};
use ui::{Component as _, Happening, Html, Timeline};

/// The address of something that an id names.
pub(crate) fn address(kind: Kind, id: &str) -> String {
    let part = match kind {
        Kind::Organisation => "organisations",
        Kind::Group => "groups",
        Kind::Agreement => "agreements",
        Kind::User => "people",
    };
    format!("/partnership/{part}/{}", words::in_address(id))
}

/// What an id names, as a link to it; the id itself where it names nothing.
pub(crate) fn named(directory: &Directory, id: &str) -> Html {
    match directory.of(id) {
        Some(named) => super::link(&address(named.kind, id), &named.name),
        None => Html::escape(id),
    }
}

/// A line of an explanation: what stands in backticks is a link where it names something.
pub(crate) fn line(directory: &Directory, text: &str) -> Html {
    let mut markup = Html::default();
    let text = words::capital(text);
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 0 {
            markup.push(&Html::escape(part));
        } else if directory.of(part).is_some() {
            markup.push(&named(directory, part));
        } else if part.contains('@') {
            markup.push(&super::link(&format!("/partnership/rules/{}", words::in_address(part)), part));
        } else {
            markup.push(&Html::escape(&format!("\u{201c}{part}\u{201d}")));
        }
    }
    markup
}

/// The same where no link can stand, such as in the words of a link: names alone.
pub(crate) fn text(directory: &Directory, text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for (place, part) in words::capital(text).split('`').enumerate() {
        match directory.of(part).filter(|_| place % 2 == 1) {
            Some(named) => said.push_str(&named.name),
            None if place % 2 == 1 => said.extend(["\u{201c}", part, "\u{201d}"]),
            None => said.push_str(part),
        }
    }
    said
}

/// Lines of an explanation as a list.
pub(crate) fn lines<'a>(directory: &Directory, texts: impl IntoIterator<Item = &'a String>) -> Html {
    let mut markup = Html::trusted("<ul class=\"govuk-list govuk-list--bullet\">");
    for text in texts {
        markup.push(&Html::trusted("<li>"));
        markup.push(&line(directory, text));
        markup.push(&Html::trusted("</li>"));
    }
    markup.push(&Html::trusted("</ul>"));
    markup
}

/// A day as it stands in an entry, in words; other text as it is.
fn said(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { words::day(text) }
}

/// What differs, a line a field.
pub(crate) fn differences(changed: &[Difference]) -> Html {
    let line = |one: &Difference| {
        let mut markup = Html::escape(&words::capital(&one.what));
        markup.push(&Html::trusted(": "));
        markup.push(&Html::escape(&match (one.before.is_empty(), one.after.is_empty()) {
            (true, _) => format!("now {}", said(&one.after)),
            (false, true) => format!("{} taken out", said(&one.before)),
            (false, false) => format!("{}, before that {}", said(&one.after), said(&one.before)),
        }));
        markup
    };
    super::list(changed.iter().map(line))
}

/// What was written about a thing, newest first.
pub(crate) fn history(written: &[Written]) -> Html {
    let items = written.iter().map(|one| Happening {
        label: if one.changed.is_empty() { "Recorded" } else { "Changed" }.into(),
        byline: one.who.as_str().into(),
        datetime: one.at.clone(),
        when: words::moment(&one.at),
        content: if one.changed.is_empty() { ui::Content::default() } else { differences(&one.changed).into() },
        ..Happening::default()
    });
    Timeline { items: items.collect(), heading_level: 3, ..Timeline::default() }.html()
}
