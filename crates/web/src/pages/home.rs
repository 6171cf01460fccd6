//! Home by role: what needs the visitor, what changed since they were last here, how things go, and how to begin where there is
//! nothing yet.

use super::{Answer, House, extracts::register};
use crate::gate::SignedIn;
use crate::parts::{self, explained};
use crate::state::Web;
use crate::{shell::Shell, words};
use app::desk::{self, Change, Need};
use app::pages::partnership::{Directory, directory};
use app::pages::{HomePage, LatestAssessment, Step};
use askama::Template;
use axum::extract::State;
use ui::Html;

#[derive(Template)]
#[template(path = "home.html")]
struct Body {
    title: String,
    needs: Vec<NeedLine>,
    changed_title: String,
    changed: Vec<Html>,
    latest: Option<Latest>,
    extracts: Option<Html>,
    more_extracts: Option<String>,
    steps: Vec<StepLine>,
    sources: Html,
}

/// What needs the visitor, as shown.
struct NeedLine {
    verb: String,
    what: String,
    why: String,
    href: String,
    status: Html,
}

/// The latest assessment as shown.
struct Latest {
    area_code: String,
    title: String,
    summary: String,
    period: String,
    made: String,
    invented: bool,
    cards: Html,
}

/// A step as shown.
struct StepLine {
    words: &'static str,
    command: &'static str,
    done: bool,
}

/// `GET /home`
pub(crate) async fn home(State(web): State<Web>, house: House, who: SignedIn) -> Answer {
    let view = app::pages::home(&house).await?;
    let moment = web.moment(&who.visitor.user);
    let desk = desk::desk(&house, &moment, &who.visitor).await?;
    let names = directory(&house, &moment).await?;
    let partnership = view.latest.as_ref().map(|latest| latest.partnership.clone()).filter(|name| !name.is_empty());
    let title = partnership.clone().unwrap_or_else(|| "Community safety partnership".to_owned());
    let more = (view.extract_count > view.extracts.len() as u64)
        .then(|| format!("See all {}", words::plural(view.extract_count, "extract", "extracts")));
    let mut sources = parts::Sources::default();
    let body = Body {
        needs: desk.needs.iter().map(|one| need(one, &names)).collect(),
        changed_title: match desk.since {
            Some(since) => format!("What changed since {}", words::moment(&since.to_string())),
            None => "What changed lately".to_owned(),
        },
        changed: desk.changed.iter().map(|one| change(one, &names)).collect(),
        extracts: (!view.extracts.is_empty()).then(|| register("The latest extracts, newest first", &view.extracts, &mut sources)),
        sources: sources.part(),
        more_extracts: more,
        steps: if view.steps.iter().all(|(_, done)| *done) { Vec::new() } else { steps(&view) },
        latest: view.latest.map(latest),
        title,
    };
    Shell::new("Home", "/home").of(partnership.as_deref()).page(&body)
}

fn need(need: &Need, names: &Directory) -> NeedLine {
    let due = need.due.map(|day| words::day(&day.to_string()));
    let status = match (&due, need.late) {
        (Some(day), true) => parts::tag(&format!("Late: due {day}"), "govuk-tag--red"),
        (Some(day), false) => parts::tag(&format!("Due {day}"), "govuk-tag--yellow"),
        (None, true) => parts::tag("Late", "govuk-tag--red"),
        (None, false) => parts::tag("Waiting", "govuk-tag--blue"),
    };
    NeedLine {
        verb: words::capital(&need.verb),
        what: explained::text(names, &need.what),
        why: explained::text(names, &need.why),
        href: need.href.clone(),
        status,
    }
}

fn change(change: &Change, names: &Directory) -> Html {
    let sentence = explained::text(names, &change.sentence);
    let mut line = match &change.href {
        Some(href) => parts::link(href, &sentence),
        None => Html::escape(&sentence),
    };
    let at = words::moment(&change.at.to_string());
    line.push(&Html::escape(&match change.times {
        1 => format!(" ({at})"),
        times => format!(" ({}, the last at {at})", words::plural(u64::from(times), "time", "times")),
    }));
    line
}

fn latest(latest: LatestAssessment) -> Latest {
    let area_code = latest.line.area_code;
    let cards = parts::headlines(&latest.headlines, Some(&area_code));
    Latest {
        cards,
        invented: latest.invented,
        title: latest.title,
        summary: latest.summary,
        period: latest.period,
        made: words::moment(&latest.line.made_at),
        area_code,
    }
}

fn steps(view: &HomePage) -> Vec<StepLine> {
    let line = |(step, done): &(Step, bool)| {
        let (words, command) = match step {
            Step::Lookup => (
                "Import the lookup of areas: which small areas make up which wards and districts",
                "wardmote import area-lookup FILE --home HOME",
            ),
            Step::Population => ("Import the population, so that there can be rates", "wardmote import population FILE --home HOME"),
            Step::Police => (
                "Import the police files of at least two years, so that they can be compared",
                "wardmote import police-street FILE --home HOME",
            ),
            Step::Assessment => ("Make the assessment of a district", "wardmote assess --district CODE --home HOME --out FOLDER"),
        };
        StepLine { words, command, done: *done }
    };
    view.steps.iter().map(line).collect()
}
