//! Partnership: organisations, groups, people in office, agreements and their parties, the rulebook and the policies.

pub(crate) mod accounts;
pub(crate) mod agreement_forms;
pub(crate) mod agreements;
pub(crate) mod change;
pub(crate) mod group_forms;
pub(crate) mod groups;
pub(crate) mod holders;
pub(crate) mod organisation_forms;
pub(crate) mod organisations;
pub(crate) mod parties;
pub(crate) mod party_forms;
pub(crate) mod people;
pub(crate) mod people_forms;
pub(crate) mod permissions;
pub(crate) mod rules;

use crate::gate::Sent;
use crate::parts::explained;
use crate::parts::reading::day_of;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::words;
use app::pages::partnership::{Directory, Kind, StandingLine};
use app::registrar::Written;
use axum::extract::Query;
use ui::{Answer as Choice, Content, Field, Form, Html};

/// The pages inside Partnership, as its sub-navigation lists them; those that a visitor may never see are left out.
pub(crate) const PARTNERSHIP: [(&str, &str); 9] = [
    ("Organisations", "/partnership"),
    ("Groups", "/partnership/groups"),
    ("People in office", "/partnership/people"),
    ("Agreements", "/partnership/agreements"),
    ("Rulebook", "/partnership/rules"),
    ("Permissions", "/partnership/permissions"),
    ("Ledger", "/ledger"),
    ("Access review", "/access-review"),
    ("Outbox", "/outbox"),
];

/// What stands behind the question mark, as the answers of a form.
pub(crate) type Asked = Query<Vec<(String, String)>>;

/// The same, to be read like a form.
pub(crate) fn asked(Query(fields): Asked) -> Sent {
    Sent::of(fields)
}

/// A page inside Partnership that is, or lies beneath, the page `here` of its sub-navigation.
pub(crate) fn shell(title: impl Into<String>, here: &str) -> Shell {
    let mut shell = Shell::new(title, "/partnership").under("Home", "/home");
    if here != "/partnership" {
        shell = shell.under("Partnership", "/partnership");
    }
    shell.inside("Partnership", &PARTNERSHIP, here)
}

/// A page of one thing in a list.
fn beneath(title: &str, here: &str) -> Shell {
    let list = PARTNERSHIP.iter().find(|(_, href)| *href == here).map_or("Partnership", |(words, _)| *words);
    let shell = shell(title, here);
    if here == "/partnership" { shell.under("Partnership", here) } else { shell.under(list, here) }
}

/// The day that a page is asked for, and what of it is to mend.
struct OnDay {
    day: Option<String>,
    mistakes: Vec<Mistake>,
}

fn on_day(sent: &Sent) -> OnDay {
    match day_of(sent, "on") {
        Ok(day) => OnDay { day: day.map(|day| day.to_string()), mistakes: Vec::new() },
        Err(part) => {
            let field = if part.is_empty() { "on".to_owned() } else { format!("on-{part}") };
            OnDay { day: None, mistakes: vec![Mistake::at(&field, "Enter a day, such as 1 10 2026")] }
        }
    }
}

/// The form that asks how something stood on another day.
fn day_form(sheet: &mut Sheet, address: &str, sent: &Sent, on: &OnDay) {
    let field = Field::date("on", "Show how it stands on a day").hint("For example, 1 10 2026; empty for today");
    let form = parts::answered(Form::get(address).field(field).button("Show"), Some(sent), &on.mistakes);
    sheet.form_of(&form);
}

/// What was just done, if the address says so.
fn done(sheet: &mut Sheet, sent: &Sent) {
    match sent.text("done") {
        "changed" => sheet.done("It is recorded."),
        "added" => sheet.done("It is added to the register."),
        _ => {}
    }
}

/// How an organisation stands under agreements: a tag with a word each.
fn standing_tags(standings: &[StandingLine]) -> Html {
    let mut markup = Html::default();
    for one in standings {
        markup.push(&party_tag(one.party));
        markup.push(&Html::trusted(" "));
        if one.party == "party" {
            markup.push(&contact_tag(one.contact));
        }
        if one.owner {
            markup.push(&parts::tag("Owner", "govuk-tag--purple"));
        }
        markup.push(&Html::trusted(" "));
    }
    markup
}

fn party_tag(party: &str) -> Html {
    match party {
        "party" => parts::tag("Party", "govuk-tag--green"),
        "left" => parts::tag("Left", "govuk-tag--red"),
        _ => parts::tag("Not a party", "govuk-tag--grey"),
    }
}

fn contact_tag(contact: &str) -> Html {
    match contact {
        "named" => Html::default(),
        "covered" => parts::tag("Contact covered", "govuk-tag--yellow"),
        _ => parts::tag("No contact", "govuk-tag--orange"),
    }
}

/// A day in words; `not known` where there is none.
fn day(day: Option<&String>) -> String {
    day.map_or_else(|| "not known".to_owned(), |day| words::day(day))
}

/// A span of days in words: `since 1 May 2020`, `until 31 July 2026`.
fn span(since: Option<&String>, until: Option<&String>) -> String {
    match (since, until) {
        (None, None) => "not known".to_owned(),
        (Some(since), None) => format!("since {}", words::day(since)),
        (None, Some(until)) => format!("ended on {}", words::day(until)),
        (Some(since), Some(until)) => format!("{} until, but not on, {}", words::day(since), words::day(until)),
    }
}

/// The parts of an explanation, folded away beneath what they explain.
fn explanation(sheet: &mut Sheet, directory: &Directory, explained: &app::Explanation) {
    let mut inside = Html::default();
    for part in &explained.parts {
        inside.push(&Html::trusted("<h3 class=\"govuk-heading-s\">"));
        inside.push(&explained::line(directory, &part.heading));
        inside.push(&Html::trusted("</h3>"));
        inside.push(&explained::lines(directory, &part.lines));
    }
    let summary = format!("Why: everything the registers say for {}", words::day(&explained.day.to_string()));
    sheet.details(&summary, inside);
}

/// What was written about a thing.
fn history(sheet: &mut Sheet, written: &[Written]) {
    sheet.part("History");
    sheet.html(&explained::history(written));
}

/// What can be changed, as links: each a step's name and its words.
fn steps(sheet: &mut Sheet, address: &str, steps: &[(&str, &str)]) {
    sheet.part("Change something");
    let link = |(step, words): &(&str, &str)| parts::link(&format!("{address}/change/{step}"), words);
    sheet.html(&parts::list(steps.iter().map(link)));
}

/// A link to a step about one of several.
fn step_at(address: &str, step: &str, place: usize, says: &str, about: &str) -> Html {
    let mut content = Html::escape(says);
    content.push(&Html::trusted("<span class=\"govuk-visually-hidden\"> "));
    content.push(&Html::escape(about));
    content.push(&Html::trusted("</span>"));
    let href = format!("{address}/change/{step}?place={place}");
    Html::trusted(format!("<a class=\"govuk-link\" href=\"{}\">{content}</a>", Html::escape(&href)))
}

/// Links on a line of a table, one beneath the other.
fn links(links: &[Html]) -> Content {
    let mut markup = Html::default();
    for (place, link) in links.iter().enumerate() {
        if place > 0 {
            markup.push(&Html::trusted("<br>"));
        }
        markup.push(link);
    }
    markup.into()
}

/// Everything of a kind to choose one of, with a first line for none.
fn choose_one(directory: &Directory, kind: Kind, none: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", none)];
    choices.extend(directory.all(kind).into_iter().map(|(id, name)| Choice::new(id, name)));
    choices
}

/// Names and words to choose one of.
fn choices(of: &[(&'static str, &'static str)]) -> Vec<Choice> {
    of.iter().map(|(id, says)| Choice::new(*id, words::capital(says))).collect()
}

/// The same, with a first line for none.
fn choices_or(none: &str, of: &[(&'static str, &'static str)]) -> Vec<Choice> {
    let mut all = vec![Choice::new("", none)];
    all.extend(choices(of));
    all
}

/// A date field that holds a day.
fn date(name: &str, label: &str, day: Option<&String>) -> Field {
    let field = Field::date(name, label);
    let mut parts = day.map(String::as_str).unwrap_or_default().splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) => field.on(day.trim_start_matches('0'), month.trim_start_matches('0'), year),
        _ => field,
    }
}
