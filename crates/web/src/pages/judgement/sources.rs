//! The source register: every data set, what it may be used for, and what is late.

use super::{Body, Things, choose, class, counted, gaps, joined, said_by, state, tagged};
use crate::gate::SignedIn;
use crate::pages::recording::done::Done;
use crate::pages::recording::may_record;
use crate::pages::{Answer, Clock, House};
use crate::parts::{self, Sources};
use crate::shell::Shell;
use crate::words;
use app::registers::{RequestLine, SourceLine};
use axum::extract::Query;
use evidence::catalogue::DataClass;
use serde::Deserialize;
use ui::{Cell, Html};

/// The classes in the address and in words.
const CLASSES: [(&str, &str); 5] = [
    ("", "Every class"),
    ("risk-assessment", "Risk assessment"),
    ("insight", "Insight"),
    ("not-suitable", "Not suitable"),
    ("to-obtain", "To obtain"),
];
/// The states in the address and in words.
const STATES: [(&str, &str); 5] =
    [("", "Every state"), ("overdue", "Overdue"), ("due", "Due"), ("current", "Current"), ("never-received", "Never received")];

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    class: Option<String>,
    state: Option<String>,
}

/// `GET /evidence/sources?class=&state=`
pub(crate) async fn sources(house: House, clock: Clock, who: SignedIn, done: Done, Query(asked): Query<Asked>) -> Answer {
    let may = may_record(&who);
    let view = app::pages::sources_page(&house, &clock.0.moment()).await?;
    let chosen = |all: &'static [(&'static str, &'static str)], asked: Option<&String>| {
        all.iter().find(|(id, _)| Some(*id) == asked.map(String::as_str)).map_or("", |(id, _)| *id)
    };
    let (class, state) = (chosen(&CLASSES, asked.class.as_ref()), chosen(&STATES, asked.state.as_ref()));
    let fits = |line: &&SourceLine| {
        let of_class = class.is_empty() || line.class.is_some_and(|own| own.as_str() == class);
        of_class && (state.is_empty() || line.state.as_str().replace(' ', "-") == state)
    };
    let shown: Vec<&SourceLine> = view.lines.iter().filter(fits).collect();
    let late = view.lines.iter().filter(|line| line.state.as_str() == "overdue").count();
    let mut sources = Sources::default();
    let mut things = Things::default();
    let items = |all: &'static [(&'static str, &'static str)]| all.iter().map(|(id, said)| (*id, (*said).to_owned())).collect();
    let fields = [parts::select("class", "Class", items(&CLASSES), class), parts::select("state", "State", items(&STATES), state)];
    things.html(&choose("/evidence/sources", &fields, &[], "Show these"));
    if shown.is_empty() {
        things.paragraph("No data set is of that class and in that state.");
        things.paragraph(parts::link("/evidence/sources", "Show every data set"));
    } else {
        things.html(&register(&shown));
    }
    things.paragraph(
        "Each data set\u{2019}s page says how it was judged, and how its holder was asked. Only sets classed for the risk assessment raise flags.",
    );
    things.acts(may, &[("Add a data set that is not in the register", "/evidence/sources/new")]);
    things.heading_at("gaps", "Gaps");
    if view.gaps.is_empty() {
        things.paragraph("No gap is recorded. A gap is something that can\u{2019}t be evidenced; it has an owner and a day of review.");
    } else {
        things.html(&gaps("What can\u{2019}t be evidenced, overdue reviews first", &view.gaps, may));
    }
    things.acts(may, &[("Record a gap", "/evidence/gaps/new")]);
    things.heading_at("requests", "Requests");
    if view.requests.is_empty() {
        things.paragraph("Nobody has been asked for data yet. Each request is listed here until it is answered.");
    } else {
        things.html(&requests("Requests for data, open ones first", &view.requests));
    }
    things.acts(may, &[("Record a request", "/evidence/requests/new")]);
    let mut summary = joined([
        counted(&mut sources, view.lines.len(), "data set", "data sets", "sources"),
        Html::escape(", "),
        counted(&mut sources, late, "of them overdue", "of them overdue", "sources, overdue"),
        Html::escape("; "),
        counted(&mut sources, view.gaps.iter().filter(|line| line.gap.closed.is_none()).count(), "open gap", "open gaps", "gaps"),
        Html::escape("."),
    ]);
    if shown.len() < view.lines.len() {
        summary.push(&Html::escape(" Shown here: "));
        summary.push(&counted(&mut sources, shown.len(), "data set", "data sets", "sources, of the class and state chosen"));
        summary.push(&Html::escape("."));
    }
    things.source_line(format!("What is due is decided by the rule {}.", view.rule));
    Shell::evidence("Data sources", "/evidence/sources").page(&Body {
        done: done.0,
        heading: Html::escape(&title(late)),
        summary,
        content: things.into_html(),
        sources: sources.part(),
        ..Body::default()
    })
}

fn title(late: usize) -> String {
    if late == 0 { "Data sources: nothing is overdue".to_owned() } else { "Data sources: some are overdue".to_owned() }
}

fn register(lines: &[&SourceLine]) -> Html {
    let head = ["Data set", "Holder", "Who to ask", "How often", "Last received", "Next due", "Class", "State"].map(parts::cell).into();
    parts::table_under_heading("The source register", head, lines.iter().map(|line| row(line)).collect())
}

fn row(line: &SourceLine) -> Vec<Cell> {
    let set = &line.data_set;
    let day = |day: Option<String>, none: &str| day.map_or_else(|| none.to_owned(), |day| words::day(&day));
    vec![
        parts::cell(parts::link(&format!("/evidence/sources/{}", words::in_address(&set.id)), &set.title)),
        parts::cell(set.holder.as_str()),
        parts::cell(parts::or_not_known(&set.contact_role)),
        parts::cell(parts::or_not_known(&set.frequency.replace('-', " "))),
        parts::cell(day(line.last_received.map(|day| day.to_string()), "never")),
        parts::cell(day(line.next_due.map(|day| day.to_string()), "no day agreed")),
        parts::cell(class(line.class.map(DataClass::as_str))),
        parts::cell(state(line.state.as_str())),
    ]
}

/// Requests for data.
pub(super) fn requests(caption: &str, lines: &[RequestLine]) -> Html {
    let head = ["To", "What for", "Asked", "Due", "Chased", "State"].map(parts::cell).into();
    let row = |line: &RequestLine| {
        let one = &line.request;
        let chased: Vec<Html> = one
            .chases
            .iter()
            .map(|chase| {
                let said = chase.answer.as_ref().map_or_else(|| "no answer".to_owned(), |answer| answer.said.clone());
                let note = if chase.note.is_empty() { String::new() } else { format!(", {}", chase.note) };
                Html::escape(&format!("{} by {}{note}: {said}", words::day(&chase.on.to_string()), chase.channel))
            })
            .collect();
        let outcome = one.outcome.as_ref().map(|outcome| format!("{}: {}", words::day(&outcome.on.to_string()), outcome.said));
        let mut what = Html::escape(&one.what);
        if let Some(set) = &one.data_set {
            what.push(&Html::trusted("<br>"));
            what.push(&parts::link(&format!("/evidence/sources/{}", words::in_address(set)), set));
        }
        vec![
            parts::cell(parts::link(&format!("/evidence/requests/{}", words::in_address(&one.id)), &one.to)),
            parts::cell(what),
            parts::cell(said_by(&one.role, &one.asked.to_string())),
            parts::cell(words::day(&one.due.to_string())),
            parts::cell(if chased.is_empty() { Html::escape("not yet") } else { parts::list(chased) }),
            parts::cell(tagged(state(line.state.as_str()), &outcome.unwrap_or_default())),
        ]
    };
    parts::table_under_heading(caption, head, lines.iter().map(row).collect())
}
