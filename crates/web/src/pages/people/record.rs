//! A record as its reader sees it, its earlier versions, and to whom it was given.

use super::{address, beneath, beneath_record, marking, method, reference, regime, stated, words_form};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::partnership::{Asked, asked};
use crate::parts::{self, Sheet, explained};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::pages::partnership::{Directory, directory};
use app::pages::people::{self as pages, DisclosureLine, PersonPage, VersionLine};
use axum::extract::{Path, State};
use permission::{Action, Purpose};
use ui::{Content, Html};

/// `GET /people/{id}`
pub(crate) async fn one(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, query: Asked) -> Answer {
    let here = address(&id);
    let asking = stated!(&web, &who, ReadPerson, Some(&id), &here);
    let moment = web.moment(&who.visitor.user);
    let view = pages::person_page(&web.house, &moment, &asking, &id).await?;
    let names = directory(&web.house, &moment).await?;
    let sent = asked(query);
    let mut sheet = body(&view, &names);
    if let Some(done) = done(sent.text("done"), sent.text("by")) {
        sheet.done(done);
    }
    read_because(&mut sheet, &who, &view);
    shell(&view).page(&sheet)
}

/// The window's title names the record, never the person.
pub(super) fn shell(view: &PersonPage) -> Shell {
    beneath(&reference(&view.id)).because(view.why.as_str())
}

/// That it was read, and for what.
pub(super) fn read_because(sheet: &mut Sheet, who: &SignedIn, view: &PersonPage) {
    let mut line = Html::escape(&format!("This reading is row {} of the ledger. ", words::count(view.ledger.unsigned_abs())));
    line.push(&super::acting_for(who));
    sheet.paragraph(line);
}

/// What was done, if the address says so, with what must be kept in mind.
fn done(what: &str, by: &str) -> Option<Html> {
    let says = match what {
        "opened" => "The record is open.",
        "changed" => "The change is recorded. The earlier version stays.",
        "share-person" => "It is recorded that the record was shared.",
        "pass-on-person" => "It is recorded that the record was passed on.",
        "consent-to-pass-on" => "Your consent is recorded. The record may be passed on to that organisation.",
        "give-in-emergency" => "It is recorded that the record was given in an emergency.",
        "recalled" => "The record is recalled. Each organisation that had it destroys what it was given, and confirms it.",
        "closed" => "The record is closed. Its retention runs from that day.",
        _ => return None,
    };
    let mut markup = Html::escape(says);
    for reminder in app::people::reminders_for(by) {
        markup.push(&Html::trusted("<br>"));
        markup.push(&Html::escape(&format!("{}.", words::capital(reminder))));
    }
    Some(markup)
}

/// The record without what was just done.
pub(super) fn body(view: &PersonPage, names: &Directory) -> Sheet {
    let mut sheet = Sheet::titled(&view.words.name).captioned(format!("{} \u{2013} {}", marking(&view.marking), reference(&view.id)));
    let tags = tags(view);
    if !tags.is_empty() {
        sheet.paragraph(tags);
    }
    if view.altered_copy {
        sheet.inset("This is your organisation\u{2019}s own copy, altered since it was given. The originator\u{2019}s record may say something else.");
    }
    sheet.html(&parts::summary(words_form::facts(&view.words)));
    sheet.part("What is said of them");
    sheet.html(&words_form::said(&view.words));
    sheet.part("Whose record it is");
    sheet.html(&parts::summary(owners(view, names)));
    let links: Vec<Html> = view.may.iter().filter_map(|action| offered(&view.id, *action)).collect();
    if !links.is_empty() {
        sheet.part("What you can do");
        sheet.html(&parts::list(links));
    }
    sheet
}

fn tags(view: &PersonPage) -> Html {
    let mut markup = Html::default();
    let mut tag = |words: &str, classes: &str| {
        markup.push(&parts::tag(words, classes));
        markup.push(&Html::trusted(" "));
    };
    if view.closed_on.is_some() {
        tag("Closed", "govuk-tag--grey");
    }
    if view.held {
        tag("Held back from destruction", "govuk-tag--yellow");
    }
    if view.kept_apart {
        tag("Kept apart", "govuk-tag--purple");
    }
    if view.altered_copy {
        tag("Altered copy", "govuk-tag--orange");
    }
    markup
}

/// Organisations, one beneath the other.
fn organisations(names: &Directory, ids: &[String], none: &str) -> Content {
    match ids {
        [] => none.into(),
        [one] => explained::named(names, one).into(),
        several => parts::list(several.iter().map(|id| explained::named(names, id))).into(),
    }
}

fn owners(view: &PersonPage, names: &Directory) -> Vec<(&'static str, Content)> {
    let mut rows = vec![
        ("Originator", explained::named(names, &view.originator).into()),
        ("Controllers", organisations(names, &view.controllers, "none")),
        ("Given to", organisations(names, &view.shared_with, "nobody")),
        ("Processed under", regime(&view.regime).into()),
        ("Version", view.version.to_string().into()),
    ];
    if let Some(on) = &view.closed_on {
        rows.push(("Closed on", words::day(on).into()));
    }
    rows
}

/// The link to the form of something that may be done.
fn offered(id: &str, action: Action) -> Option<Html> {
    let (step, says) = match action {
        Action::EditPerson => ("change", "Change what it says"),
        Action::ReadPerson => ("disclosures", "To whom it was given, when and why"),
        Action::ReadPersonHistory => ("history", "Read its earlier versions"),
        Action::SharePerson => ("share", "Share it with a partner"),
        Action::PassOnPerson => ("pass-on", "Pass it on to an organisation that the originator agreed to"),
        Action::ConsentToPassOn => ("consent", "Consent to its being passed on"),
        Action::GiveInEmergency => ("emergency", "Give it away in an emergency, or to safeguard somebody"),
        Action::RecallPerson => ("recall", "Recall it from everybody it was given to"),
        Action::HoldPerson => ("holds", "Hold it back from destruction, or lift a hold"),
        Action::ClosePerson => ("close", "Close it"),
        Action::DestroyPerson => ("destroy", "Destroy it"),
        _ => return None,
    };
    Some(parts::link(&format!("{}/{step}", address(id)), says))
}

/// `GET /people/{id}/history`
pub(crate) async fn history(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, ReadPersonHistory, Some(&id), &format!("{}/history", address(&id)));
    let moment = web.moment(&who.visitor.user);
    let versions = pages::history_page(&web.house, &moment, &asking, &id).await?;
    let names = directory(&web.house, &moment).await?;
    let title = "Versions of a record";
    let mut sheet = Sheet::titled(title).captioned(reference(&id)).leading(format!(
        "{}, the newest first. Each that is shown here has its row in the ledger.",
        words::plural(versions.len() as u64, "version", "versions")
    ));
    for (place, version) in versions.iter().enumerate() {
        version_of(&mut sheet, &names, version, before(&versions, place));
    }
    sheet.paragraph(super::acting_for(&who));
    beneath_record(title, &id).page(&sheet)
}

/// The version that one was written on top of: the newest before it of the same line, since a receiver's copies stand beside the
/// originator's record.
fn before(versions: &[VersionLine], place: usize) -> Option<&VersionLine> {
    let altered = versions.get(place)?.altered_copy;
    let earlier = || versions.iter().skip(place + 1);
    earlier().find(|one| one.altered_copy == altered).or_else(|| earlier().find(|one| !one.altered_copy))
}

fn version_of(sheet: &mut Sheet, names: &Directory, version: &VersionLine, before: Option<&VersionLine>) {
    sheet.part(&format!("Version {}", version.version));
    let mut line = Html::escape(&format!("Written by {} for ", version.who));
    line.push(&explained::named(names, &version.organisation));
    line.push(&Html::escape(&format!(" on {}. ", words::moment(&version.at))));
    if version.altered_copy {
        line.push(&parts::tag("Altered copy", "govuk-tag--orange"));
    }
    sheet.paragraph(line);
    let mut whole = parts::summary(words_form::facts(&version.words));
    whole.push(&words_form::said(&version.words));
    if let Some(before) = before {
        sheet.html(&words_form::differences(&before.words, &version.words));
        sheet.details(&format!("All that version {} says", version.version), whole);
    } else {
        sheet.html(&whole);
    }
}

/// `GET /people/{id}/disclosures`
pub(crate) async fn disclosures(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, ReadPerson, Some(&id), &format!("{}/disclosures", address(&id)));
    let moment = web.moment(&who.visitor.user);
    let lines = pages::disclosures_page(&web.house, &moment, &asking, &id).await?;
    let names = directory(&web.house, &moment).await?;
    let title = "To whom it was given";
    let mut sheet = Sheet::titled(title).captioned(reference(&id));
    if lines.is_empty() {
        sheet.paragraph("It was given to nobody.");
    } else {
        let head = ["When", "What was done", "For what, under which power", "How and why"].map(parts::cell).into();
        let rows = lines.iter().map(|line| disclosure(&names, line));
        sheet.html(&parts::table_under_heading(title, head, rows.collect()));
    }
    sheet.paragraph(super::acting_for(&who));
    beneath_record(title, &id).page(&sheet)
}

fn disclosure(names: &Directory, line: &DisclosureLine) -> Vec<ui::Cell> {
    let said = match line.kind.as_str() {
        "shared" => " shared it with ",
        "passed-on" => " passed it on to ",
        "emergency" => " gave it in an emergency to ",
        "consent" => " consented that it be passed on to ",
        _ => " recalled it from ",
    };
    let mut what = explained::named(names, &line.from);
    what.push(&Html::escape(said));
    what.push(&explained::named(names, &line.to));
    let purpose = Purpose::parse(&line.purpose).map_or_else(|| line.purpose.clone(), |purpose| words::capital(purpose.says()));
    let under = [purpose, in_words("Power", &line.power), in_words("Kind of data", &line.data_type)];
    let how = [method(&line.method), line.reason.clone()];
    vec![
        parts::cell(format!("{}, by {}", words::moment(&line.at), line.who)),
        parts::cell(what),
        parts::cell(lines_of(&under)),
        parts::cell(lines_of(&how)),
    ]
}

/// An id of the agreement's lists as words; empty where there is none.
fn in_words(what: &str, id: &str) -> String {
    if id.is_empty() { String::new() } else { format!("{what}: {}", id.replace('-', " ")) }
}

fn lines_of(lines: &[String]) -> Html {
    let mut markup = Html::default();
    for (place, line) in lines.iter().filter(|line| !line.is_empty()).enumerate() {
        if place > 0 {
            markup.push(&Html::trusted("<br>"));
        }
        markup.push(&Html::escape(line));
    }
    markup
}
