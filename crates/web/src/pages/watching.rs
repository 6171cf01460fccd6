//! What is watched: duties that are due, the ledger, and who read what.

use super::partnership::{Asked, asked, shell as partnership_shell};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained, paging};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::pages::partnership::directory;
use app::{AuditAsk, Noted};
use axum::extract::State;
use base::{Table, Value};
use permission::Purpose;
use ui::{Field, Filter, Form, Html};

const DUTIES: &str = "/duties";
const LEDGER: &str = "/ledger";
const REVIEW: &str = "/access-review";
/// Rows of the ledger on a page.
const ROWS: u32 = 50;

/// `GET /duties`
pub(crate) async fn duties(State(web): State<Web>, who: SignedIn) -> Answer {
    let lines = app::due_list(&web.house, &web.moment(&who.visitor.user), &who.visitor).await?;
    let names = directory(&web.house, &web.moment(&who.visitor.user)).await?;
    let late = lines.iter().filter(|line| line.late_by > 0).count() as u64;
    let title = "Duties";
    let mut sheet = Sheet::titled(title).leading(format!(
        "{} of your organisations and groups, {} late. Each says by which rule.",
        words::plural(lines.len() as u64, "open duty", "open duties"),
        words::count(late)
    ));
    if lines.is_empty() {
        sheet.paragraph("Nothing is due under the agreements and terms of reference.");
        return Shell::new(title, DUTIES).under("Home", "/home").page(&sheet);
    }
    let head = ["Due", "What", "Who owes it", "About", "Rule"].map(parts::cell).into();
    let rows = lines.iter().map(|line| {
        let mut due = Html::escape(&line.due.map_or_else(|| "At once".to_owned(), |day| words::day(&day.to_string())));
        if line.late_by > 0 {
            let late = format!("{} late", words::plural(u64::from(line.late_by.unsigned_abs()), "day", "days"));
            due.push(&Html::trusted("<br>"));
            due.push(&parts::tag(&late, "govuk-tag--red"));
        }
        if line.yours {
            due.push(&Html::trusted("<br>"));
            due.push(&parts::tag("Yours", "govuk-tag--blue"));
        }
        let mut what = explained::line(&names, &line.what);
        what.push(&Html::trusted("<br><span class=\"govuk-hint\">"));
        what.push(&explained::line(&names, &line.why));
        what.push(&Html::trusted("</span>"));
        vec![
            parts::cell(due),
            parts::cell(what),
            parts::cell(explained::named(&names, &line.owed_by)),
            parts::cell(line.about_title.as_str()),
            parts::cell(explained::line(&names, &format!("`{}`", line.rule))),
        ]
    });
    sheet.html(&parts::table_under_heading("Open duties, late ones first", head, rows.collect()));
    sheet.paragraph(parts::link("/account/feeds", "Put these into your calendar"));
    Shell::new(title, DUTIES).under("Home", "/home").page(&sheet)
}

/// `GET /ledger`: ids, names of actions and days are asked for; nothing else can be.
pub(crate) async fn ledger(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let said = |name: &str| Some(sent.text(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let ask = AuditAsk {
        who: said("who"),
        what: said("what"),
        thing: said("thing"),
        since: said("since"),
        until: said("until"),
        before: said("before").and_then(|text| text.parse().ok()),
        limit: ROWS,
    };
    let asking = who.asking_for(Purpose::Governance);
    let table = app::audit_lines(&web.house, &web.moment(&who.visitor.user), &asking, &ask).await?;
    let title = "Ledger";
    let mut sheet = Sheet::titled(title).leading(
        "Every change, every reading of personal data and every refusal, newest first. That you read it here is a row of its own.",
    );
    let day = |name: &'static str, label: &'static str| Field::text(name, label).hint("Such as 2026-11-29").optional().width(10);
    let form = Form::get(LEDGER)
        .field(Field::text("who", "Who").hint("The label of an office").optional().width(20))
        .field(Field::text("what", "What was done").hint("Such as read-person").optional().width(20))
        .field(Field::text("thing", "To what").hint("Such as user:council-officer").optional().width(20))
        .field(day("since", "From"))
        .field(day("until", "Before"))
        .button("Show these");
    let mut list = if table.rows.is_empty() { Sheet::paragraph_of("No row is like that.") } else { ledger_table(&table) };
    if table.rows.len() >= ROWS as usize {
        let end = table.rows.last().and_then(|row| row.first()).map(Value::to_bare).unwrap_or_default();
        let mut kept: Vec<(&str, &str)> = ["who", "what", "thing", "since", "until"].map(|name| (name, sent.text(name))).to_vec();
        kept.push(("before", &end));
        list.push(&Sheet::paragraph_of(parts::link(&paging::address(LEDGER, &kept), "Earlier rows")));
    }
    sheet.beside(&ui::Component::html(&Filter::new(LEDGER, parts::answered(form, Some(&sent), &[]))), &list);
    partnership_shell(title, LEDGER).form(&sheet)
}

fn ledger_table(table: &Table) -> Html {
    let place = |name: &str| table.columns.iter().position(|column| column.name == name);
    let columns = ["seq", "at", "who", "what", "thing", "outcome", "purpose"].map(place);
    let head = ["Row", "When", "Who", "What", "To what", "Outcome", "Purpose"].map(parts::cell).into();
    let rows = table.rows.iter().map(|row| {
        let bare = columns.map(|place| place.and_then(|place| row.get(place)).map(Value::to_bare).unwrap_or_default());
        let [seq, at, who, what, thing, outcome, purpose] = bare;
        [seq, words::moment(&at), who, what, thing, outcome, purpose].iter().map(|said| parts::cell(said.as_str())).collect()
    });
    parts::table_under_heading("Rows", head, rows.collect())
}

/// `GET /access-review`
pub(crate) async fn review(State(web): State<Web>, who: SignedIn) -> Answer {
    let asking = who.asking_for(Purpose::Governance);
    let found = app::audit_review(&web.house, &web.moment(&who.visitor.user), &asking, None).await?;
    let title = "Access review";
    let mut sheet = Sheet::titled(title).leading(format!(
        "Who read what from {} on, and by which rule ({}).",
        words::day(found.since.get(..10).unwrap_or(&found.since)),
        found.rule
    ));
    sheet.part("What stands out");
    let unusual = found.unusual.iter().map(|one| Html::escape(&format!("{}, {}: {}", one.who, words::day(&one.day), one.why)));
    listed(&mut sheet, unusual.collect(), "No reading stands out.");
    for (heading, rows, nothing) in [
        ("Read by breaking the glass", &found.broken_glass, "Nobody broke the glass."),
        ("Given away in an emergency", &found.emergencies, "Nothing was given away in an emergency."),
        ("Tried without a post", &found.without_post, "Nobody without a post tried."),
        ("Refused", &found.refused, "Nothing was refused."),
    ] {
        sheet.part(heading);
        listed(&mut sheet, rows.iter().map(noted).collect(), nothing);
    }
    sheet.part("Who read how much");
    if found.readings.is_empty() {
        sheet.paragraph("No record about a person was read.");
    } else {
        let head = ["Who", "In which post", "Under which policies", "Purpose"]
            .map(parts::cell)
            .into_iter()
            .chain(["Times", "Records"].map(parts::numeric));
        let rows = found.readings.iter().map(|one| {
            let mut cells: Vec<ui::Cell> = [&one.who, &one.post, &one.policies, &one.purpose].map(|said| parts::cell(said.as_str())).into();
            cells.extend([one.times, one.records].map(|n| parts::numeric(words::count(n))));
            cells
        });
        sheet.html(&parts::table_under_heading("Readings", head.collect(), rows.collect()));
    }
    sheet.part("What is due");
    let names = directory(&web.house, &web.moment(&who.visitor.user)).await?;
    listed(&mut sheet, found.duties.iter().map(|duty| explained::line(&names, duty)).collect(), "Nothing is due under the agreements.");
    partnership_shell(title, REVIEW).page(&sheet)
}

fn listed(sheet: &mut Sheet, lines: Vec<Html>, nothing: &str) {
    if lines.is_empty() {
        sheet.paragraph(nothing);
    } else {
        sheet.bullets(lines);
    }
}

fn noted(one: &Noted) -> Html {
    Html::escape(&format!("Row {}: {}, {}, {} {}", one.seq, words::moment(&one.at), one.who, one.what, one.thing))
}
