//! One data set: what it is good for, what was judged of it, what came, and what it feeds.

use super::{Body, Things, class, said_by, sources, state, tagged};
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::extracts::passports;
use crate::pages::recording::done::Done;
use crate::pages::recording::may_record;
use crate::pages::{Answer, Clock, House};
use crate::parts::{self, Sources};
use crate::shell::Shell;
use crate::words;
use app::pages::{ExtractLine, JudgementLine, SourcePage};
use axum::extract::Path;
use evidence::catalogue::DataClass;
use permission::Action;
use ui::{Cell, Content, Html};

/// `GET /evidence/sources/{id}`
pub(crate) async fn source(house: House, clock: Clock, who: SignedIn, done: Done, Path(id): Path<String>) -> Answer {
    let may = may_record(&who);
    let here = format!("/evidence/sources/{}", words::in_address(&id));
    let view = app::pages::source_page(&house, &id, &clock.0.moment()).await?.ok_or(Failure::NotFound)?;
    let set = &view.line.data_set;
    let mut sources = Sources::default();
    let mut things = Things::default();
    things.html(&parts::summary(facts(&view)));
    things.heading("What it is good for");
    things.html(&parts::summary(vec![
        ("Useful for", parts::or_not_known(&set.usefulness)),
        ("Not good for", parts::or_not_known(&set.limitation)),
        ("Recommendation", parts::or_not_known(&set.recommendation)),
        ("Next action", if set.next_action.is_empty() { "none recorded".into() } else { set.next_action.as_str().into() }),
    ]));
    things.heading("Every judgement");
    things.html(&judgements(&view.judgements));
    things.acts(may, &[("Judge what it may be used for", &format!("{here}/judge"))]);
    things.heading("What it feeds");
    things.html(&feeds(&view));
    things.heading("How its holder was asked");
    if set.chases.is_empty() {
        things.paragraph("Its holder has not been chased.");
    } else {
        things.html(&chases(&view));
    }
    if !view.requests.is_empty() {
        things.html(&sources::requests("Requests about it", &view.requests));
    }
    let answer = format!("{here}/answer");
    let ask = format!("/evidence/requests/new?data_set={}", words::in_address(&id));
    let asked = ("Record that its holder was asked", format!("{here}/ask"));
    let mut acts = vec![(asked.0, asked.1.as_str()), ("Record a request with a day for the answer", ask.as_str())];
    if set.chases.iter().any(|chase| chase.answer.is_none()) {
        acts.insert(0, ("Record what its holder answered", answer.as_str()));
    }
    things.acts(may, &acts);
    things.heading("Extracts");
    if view.extracts.is_empty() {
        things.paragraph("Nothing of it has been imported. Each file that is imported is listed here with its passport.");
    } else {
        things.html(&extracts(&view.extracts, &mut sources));
    }
    things.acts(may, &[("Paste a table of it", "/evidence/paste"), ("Import a file of it", "/evidence/import")]);
    let summary = match view.line.class.map(DataClass::as_str) {
        Some("risk-assessment") => "It may raise a ward\u{2019}s flag.",
        Some("insight") => "It explains an area and raises no flag.",
        Some("not-suitable") => "It was looked at and is not used.",
        Some("to-obtain") => "It is not held yet.",
        _ => "Nobody has judged what it may be used for, so it raises no flag.",
    };
    Shell::evidence(set.title.as_str(), "/evidence/sources").under("Sources", "/evidence/sources").record(Action::ReadEvidence).page(
        &Body {
            done: done.0,
            caption: "Data set".to_owned(),
            heading: Html::escape(&set.title),
            summary: Html::escape(summary),
            content: things.into_html(),
            sources: sources.part(),
            ..Body::default()
        },
    )
}

fn facts(view: &SourcePage) -> Vec<(&'static str, Content)> {
    let (line, set) = (&view.line, &view.line.data_set);
    let period = match &line.months {
        Some((first, last)) => words::period(&format!("{first}..{last}")),
        None => set.held.clone(),
    };
    let whose = if line.class_recorded { "judged here" } else { "as the catalogue has it: nothing was judged here" };
    let received = line.last_received.map_or_else(|| "never".to_owned(), |day| words::day(&day.to_string()));
    let due = line.next_due.map_or_else(|| "no day agreed".to_owned(), |day| words::day(&day.to_string()));
    vec![
        ("Class", tagged(class(line.class.map(DataClass::as_str)), whose).into()),
        ("State", state(line.state.as_str()).into()),
        ("Holder", set.holder.as_str().into()),
        ("Who to ask", parts::or_not_known(&set.contact_role)),
        ("How often", parts::or_not_known(&set.frequency.replace('-', " "))),
        ("Last received", received.into()),
        ("Next due", format!("{due} (rule {})", view.rule).into()),
        ("Period held", parts::or_not_known(&period)),
        ("Data set", parts::code(&set.id).into()),
    ]
}

fn judgements(lines: &[JudgementLine]) -> Html {
    let head = ["Judged as", "Why", "Who, and when", "Recorded"].map(parts::cell).into();
    let row = |line: &JudgementLine| {
        let who = if line.on.is_empty() { format!("the catalogue, after {}", line.role) } else { said_by(&line.role, &line.on) };
        let recorded = match line.recorded.split_once(" by ") {
            Some((at, who)) => format!("{} by {who}", words::moment(at)),
            None => "in the catalogue".to_owned(),
        };
        let holds = if line.holds { "it holds now" } else { "" };
        vec![
            parts::cell(tagged(class(Some(line.class)), holds)),
            parts::cell(line.reason.as_str()),
            parts::cell(who),
            parts::cell(recorded),
        ]
    };
    parts::table_under_heading("Judgements, newest first", head, lines.iter().map(row).collect())
}

fn feeds(view: &SourcePage) -> Html {
    let measures: Vec<Html> = view
        .measures
        .iter()
        .map(|one| {
            if one.known {
                parts::link(&format!("/evidence/measures/{}", words::in_address(&one.id)), &one.title)
            } else {
                Html::escape(&format!("{}, which the catalogue does not have", one.title))
            }
        })
        .collect();
    let flags: Vec<Html> = view
        .flags
        .iter()
        .map(|one| {
            let said = format!("{} ({})", one.criterion, one.rule);
            if one.rule_has_area { parts::link(&format!("/evidence/flags?rule={}", one.rule), &said) } else { Html::escape(&said) }
        })
        .collect();
    let or =
        |lines: Vec<Html>, none: &str| -> Content { if lines.is_empty() { none.to_owned().into() } else { parts::list(lines).into() } };
    let may = view.line.class.map(DataClass::as_str) == Some("risk-assessment");
    let name = if may { "Flags" } else { "Flags it would feed" };
    parts::summary(vec![("Measures", or(measures, "none")), (name, or(flags, "none"))])
}

fn chases(view: &SourcePage) -> Html {
    let head = ["When", "Who asked, and how", "What for", "Answer"].map(parts::cell).into();
    let rows = view.line.data_set.chases.iter().map(|chase| {
        let answer = chase
            .answer
            .as_ref()
            .map_or_else(|| "none yet".to_owned(), |answer| format!("{}: {}", words::day(&answer.on.to_string()), answer.said));
        vec![
            parts::cell(words::day(&chase.on.to_string())),
            parts::cell(format!("{}, by {}", chase.role, chase.channel)),
            parts::cell(if chase.note.is_empty() { "the data".to_owned() } else { chase.note.clone() }),
            parts::cell(answer),
        ]
    });
    parts::table_under_heading("How its holder was asked, oldest first", head, rows.collect())
}

fn extracts(lines: &[ExtractLine], sources: &mut Sources) -> Html {
    let mut head: Vec<Cell> = ["File", "Received", "Months"].map(parts::cell).into();
    head.extend(["Rows kept", "Rows rejected"].map(parts::numeric));
    head.push(parts::cell("Status"));
    let rows = lines.iter().map(|line| {
        let mut status = parts::standing(line.standing);
        if line.invented {
            status.push(&Html::trusted(" "));
            status.push(&parts::invented());
        }
        let months = if line.months.is_empty() { "no months in it".to_owned() } else { words::months(&line.months) };
        vec![
            parts::cell(parts::link(&format!("/extracts/{}", line.id), &line.file)),
            parts::cell(words::day(&line.received)),
            parts::cell(months),
            sources.number(words::count(line.rows_accepted), &passports()),
            sources.number(words::count(line.rows_rejected), &passports()),
            parts::cell(status),
        ]
    });
    let rows = rows.collect();
    parts::table_under_heading("Extracts, newest first", head, rows)
}
