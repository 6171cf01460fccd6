//! The scan: an issue scored on the matrix, and whether it becomes a line of enquiry.

use super::{changed, day_field, day_or, empty, finished, mend, moment, office, page, recorded, seen, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::said_by;
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::{self, NewScore, ScanLine};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use ui::{Answer as Choice, Field, Form};

const NEW: &str = "/evidence/scan/new";
const SCAN: &str = "/evidence/scan";

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    scan: Option<String>,
}

fn back(scan: &str) -> String {
    format!("{SCAN}?scan={}", words::in_address(scan))
}

fn path(line: &ScanLine, what: &str) -> String {
    format!("{SCAN}/{}/{}/{what}", words::in_address(&line.issue.scan), words::in_address(&line.issue.issue))
}

async fn line(web: &Web, scan: &str, issue: &str) -> Result<ScanLine, Failure> {
    let lines = registers::scan_lines(&web.house, Some(scan)).await?;
    lines.into_iter().find(|line| line.issue.issue == issue).ok_or(Failure::NotFound)
}

/// `GET /evidence/scan/new?scan=2026-27`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    score_page(&web, &who, None, asked.scan.as_deref(), draft.as_ref(), &[])
}

/// `POST /evidence/scan/new`
pub(crate) async fn score(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let (scan, issue) = (sent.text("scan").to_owned(), evidence::measures::slug(sent.text("title")));
    let mut mistakes = empty(&sent, &[("scan", "Say which scan it is, such as 2026-27")]);
    if registers::scan_lines(&web.house, Some(&scan)).await?.iter().any(|line| line.issue.issue == issue) {
        mistakes
            .push(Mistake::at("title", "This issue is scored in the scan already. Score it anew there, or give this one another title"));
    }
    match record(&web, &who, &sent, &scan, &issue, mistakes).await? {
        mistakes if mistakes.is_empty() => recorded(&web, &who, NEW, &back(&scan), "scored").await,
        mistakes => score_page(&web, &who, None, None, Some(&sent), &mistakes),
    }
}

/// `GET /evidence/scan/{scan}/{issue}/score`
pub(crate) async fn ask_again(State(web): State<Web>, who: SignedIn, Path((scan, issue)): Path<(String, String)>) -> Answer {
    let line = line(&web, &scan, &issue).await?;
    let draft = who.draft(&web, &path(&line, "score")).await?;
    score_page(&web, &who, Some(&line), None, draft.as_ref(), &[])
}

/// `POST /evidence/scan/{scan}/{issue}/score`
pub(crate) async fn again(State(web): State<Web>, who: SignedIn, Path((scan, issue)): Path<(String, String)>, sent: Sent) -> Answer {
    let line = line(&web, &scan, &issue).await?;
    let mistakes: Vec<Mistake> = changed(&sent, Some(&line.last_entry)).into_iter().collect();
    match record(&web, &who, &sent, &scan, &issue, mistakes).await? {
        mistakes if mistakes.is_empty() => recorded(&web, &who, &path(&line, "score"), &back(&scan), "scored").await,
        mistakes => score_page(&web, &who, Some(&line), None, Some(&sent), &mistakes),
    }
}

/// Records what a form says; what of it is to be mended, if anything is: then nothing is recorded.
async fn record(
    web: &Web,
    who: &SignedIn,
    sent: &Sent,
    scan: &str,
    issue: &str,
    mut mistakes: Vec<Mistake>,
) -> Result<Vec<Mistake>, Failure> {
    mistakes.extend(empty(
        sent,
        &[("title", "Say what the issue is"), ("reason", "Say why it is scored so"), ("role", "Say which office scores it")],
    ));
    let mut scores = Vec::new();
    for criterion in &web.house.rulebook.scan_matrix(today(web, who), None)?.parameters.criteria {
        let field = format!("score-{}", criterion.id);
        match sent.text(&field) {
            "" => mistakes.push(Mistake::at(&field, "Choose a score")),
            score => scores.push(format!("{}={score}", criterion.id)),
        }
    }
    let on = day_or(sent, "on", &mut mistakes);
    let police = [sent.text("police_score"), sent.text("police_scale"), sent.text("police_source")];
    let said_of_police = police.iter().any(|text| !text.is_empty());
    if said_of_police {
        mistakes.extend(empty(
            sent,
            &[
                ("police_score", "Say which score the police gave it"),
                ("police_scale", "Say what that score is out of"),
                ("police_source", "Say which paper it stands in"),
            ],
        ));
    }
    if !mistakes.is_empty() {
        return Ok(mistakes);
    }
    let [score, scale, source] = police;
    let new = NewScore {
        scan,
        issue,
        title: sent.text("title"),
        scores: &scores,
        reason: sent.text("reason"),
        role: sent.text("role"),
        police: said_of_police.then_some((score, scale, source)),
        on: on.as_deref(),
    };
    match registers::score_issue(&web.house, &moment(web, who), &new).await {
        Ok(_) => Ok(Vec::new()),
        Err(trouble) => {
            mend(trouble, &[("issue", "title"), ("score", "police_score"), ("scale", "police_scale"), ("source", "police_source")])
        }
    }
}

fn score_page(web: &Web, who: &SignedIn, line: Option<&ScanLine>, scan: Option<&str>, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let issue = line.map(|line| &line.issue);
    let (title, action) = match line {
        Some(line) => (format!("Score {} anew", line.issue.title), path(line, "score")),
        None => ("Score an issue".to_owned(), NEW.to_owned()),
    };
    let matrix = web.house.rulebook.scan_matrix(today(web, who), None)?.parameters;
    let mut sheet = Sheet::narrow(&title).leading(format!(
        "Each question is answered from {} to {}; the total adds them up, so that everybody sees why some issues are analysed further.",
        matrix.lowest, matrix.highest
    ));
    let mut form = Form::post(action.as_str(), who.visit.token()).hidden("seen", seen(line.map(|line| &line.last_entry)));
    if issue.is_none() {
        let hint = "A financial year, such as 2026-27";
        form = form.field(Field::text("scan", "Which scan?").hint(hint).value(scan.unwrap_or_default()).width(10));
    }
    form =
        form.field(Field::text("title", "What is the issue?").value(issue.map(|issue| issue.title.clone()).unwrap_or_default()).width(30));
    for criterion in &matrix.criteria {
        let scores = (matrix.lowest..=matrix.highest).map(|score| Choice::new(score.to_string(), score.to_string()));
        let field =
            Field::one_of(format!("score-{}", criterion.id), criterion.question.as_str(), scores).hint(criterion.title.as_str()).inline();
        form = form.field(match issue.and_then(|issue| issue.scores.get(&criterion.id)) {
            Some(score) => field.value(score.to_string()),
            None => field,
        });
    }
    let police = issue.and_then(|issue| issue.police.as_ref());
    let of_police = [
        Field::text("police_score", "Their score").value(police.map(|one| one.score.clone()).unwrap_or_default()).optional().width(10),
        Field::text("police_scale", "What it is out of")
            .value(police.map(|one| one.scale.clone()).unwrap_or_default())
            .optional()
            .width(20),
        Field::text("police_source", "The paper it stands in")
            .value(police.map(|one| one.source.clone()).unwrap_or_default())
            .optional()
            .width(30),
    ];
    let form = form
        .field(Field::lines("reason", "Why is it scored so?", 4).value(issue.map(|issue| issue.reason.clone()).unwrap_or_default()))
        .group("What the police made of it", "Only where a risk assessment of their own scores it", of_police)
        .field(office(who, "Which office scores it?"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record the scores")
        .cancel(&issue.map_or_else(|| SCAN.to_owned(), |issue| back(&issue.scan)));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    page(&title, SCAN, &[("Scan", SCAN)], &sheet)
}

/// `GET /evidence/scan/{scan}/{issue}/choose`
pub(crate) async fn ask_choice(State(web): State<Web>, who: SignedIn, Path((scan, issue)): Path<(String, String)>) -> Answer {
    let line = line(&web, &scan, &issue).await?;
    let draft = who.draft(&web, &path(&line, "choose")).await?;
    choice_page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/scan/{scan}/{issue}/choose`
pub(crate) async fn choose(State(web): State<Web>, who: SignedIn, Path((scan, issue)): Path<(String, String)>, sent: Sent) -> Answer {
    let line = line(&web, &scan, &issue).await?;
    let mut mistakes = empty(
        &sent,
        &[("chosen", "Choose whether it is analysed further"), ("reason", "Say why, or why not"), ("role", "Say which office chose")],
    );
    let asked = match sent.text("chosen") {
        "yes" => Some(sent.text("line")),
        _ => None,
    };
    if asked == Some("") {
        mistakes.push(Mistake::at("line", "Say what is asked"));
    }
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&line.last_entry)));
    if mistakes.is_empty() {
        let id = format!("{scan}/{issue}");
        let said = (sent.text("reason"), sent.text("role"));
        match registers::choose_issue(&web.house, &moment(&web, &who), &id, asked, said.0, said.1, on.as_deref()).await {
            Ok(_) => return recorded(&web, &who, &path(&line, "choose"), &back(&scan), "chosen").await,
            Err(trouble) => mistakes = mend(trouble, &[("line_of_enquiry", "line")])?,
        }
    }
    choice_page(&web, &who, &line, Some(&sent), &mistakes)
}

fn choice_page(web: &Web, who: &SignedIn, line: &ScanLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Choose a line of enquiry, or say why not";
    let issue = &line.issue;
    let action = path(line, "choose");
    let mut sheet = Sheet::narrow(title);
    sheet.html(&parts::summary(vec![
        ("Issue", issue.title.as_str().into()),
        ("Total", words::count(u64::from(line.total)).into()),
        ("Why it was scored so", issue.reason.as_str().into()),
        ("Scored by", said_by(&issue.role, &issue.on.to_string()).into()),
    ]));
    if let Some(choice) = &issue.choice {
        let what = if choice.chosen { "It is a line of enquiry" } else { "It is not analysed further" };
        sheet.inset(format!("{what}: {} ({})", choice.reason, said_by(&choice.role, &choice.on.to_string())));
    }
    let standing = issue.choice.as_ref();
    let asked = Field::lines("line", "What is asked?", 3).value(standing.map(|choice| choice.line_of_enquiry.clone()).unwrap_or_default());
    let answers = [Choice::new("yes", "Yes, as a key line of enquiry").asks(asked), Choice::new("no", "No, it is not analysed further")];
    let further = Field::one_of("chosen", "Is it analysed further?", answers);
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.last_entry)))
        .field(match standing {
            Some(choice) => further.value(if choice.chosen { "yes" } else { "no" }),
            None => further,
        })
        .field(Field::lines("reason", "Why, or why not?", 4))
        .field(office(who, "Which office chose?"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record the choice")
        .cancel(&back(&issue.scan));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    page(title, SCAN, &[("Scan", SCAN)], &sheet)
}
