//! A strategic assessment by its pages: two write at once, partners comment, the chair approves, the office publishes.

use crate::browser::{Answer, Browser};
use crate::home::{HOSTILE, OFFICER};
use crate::judgement::Home;
use app::Moment;
use app::strategic::{self, PaperFile, PaperFiles};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::sync::Arc;

const ID: &str = "a-year";
const HERE: &str = "/strategic-assessments/a-year";
const WHY: &str = "/strategic-assessments/a-year/sections/why";
const ANALYST: &str = "county-analyst";

fn files(id: &str, figure: &str, levels: &str) -> PaperFiles {
    let definition = format!(
        r#"id = "{id}"
title = "What happened in a year"
summary = "What happened"
area = "E07000012"
year = "2018-11 to 2019-10"
layout = "home-office"
partnership = "Invented partnership"
marking = "Official"
contact = "community safety officer"
public = "narrative/public.md"

[[timetable]]
step = "Scan the data"
owner = "Analyst"
from = "2019-11-04"
until = "2019-11-22"

[[timetable]]
step = "Publish"
owner = "Community safety officer"
from = "2099-02-28"
until = "2099-03-31"

{}
{figure}"#,
        testkit::paper::SECTIONS
    );
    PaperFiles {
        definition: PaperFile { path: strategic::DEFINITION.into(), text: definition },
        narrative: BTreeMap::from([
            ("narrative/levels.md".to_owned(), levels.to_owned()),
            ("narrative/why.md".to_owned(), "Nobody knows why. We asked everybody.\n".to_owned()),
            ("narrative/rest.md".to_owned(), "More of it.\n".to_owned()),
            ("narrative/public.md".to_owned(), "All of it in plain words.\n".to_owned()),
        ]),
    }
}

fn moment() -> Moment {
    Moment { now: "2025-03-10T22:05:09Z".parse().unwrap(), who: "operator:1000".into() }
}

/// A day on which the demonstration's chair is in office.
const LATER: app::Clock = app::Clock(|| "2025-11-10T22:05:09Z".parse().unwrap());

/// A home with an assessment, served on that day.
struct Later {
    house: Arc<app::House>,
    router: axum::Router,
    browser: Browser,
    _home: Home,
}

async fn home() -> Later {
    let home = Home::filled().await;
    strategic::open_paper(&home.house, &moment(), &files(ID, "", "There were {{ asb.value }} incidents.\n"), "community safety officer")
        .await
        .unwrap();
    let house = Arc::clone(&home.house);
    let router = web::router(Arc::clone(&house), LATER, crate::home::settings(), None);
    let browser = Browser::signed_in(&router, OFFICER).await;
    Later { house, router, browser, _home: home }
}

/// Opens a page and sends its form as it stands, with these fields in place of what stands there.
async fn send(browser: &Browser, page: &Answer, address: &str, fields: &[(&str, &str)]) -> Answer {
    assert!(page.status == StatusCode::OK || page.status == StatusCode::CONFLICT, "{address}: {}", page.text);
    let (token, seen, texts) = (page.token(), page.field("seen"), page.field("texts"));
    let mut all = vec![("csrf", token.as_str()), ("seen", seen.as_str()), ("texts", texts.as_str())];
    all.extend(fields);
    browser.post(address, &all).await
}

async fn fill(browser: &Browser, address: &str, fields: &[(&str, &str)]) -> Answer {
    send(browser, &browser.get(address).await, address, fields).await
}

fn leads(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{}", answer.text);
}

fn says(answer: &Answer, words: &[&str]) {
    for word in words {
        assert!(answer.text.contains(word), "`{word}` is not there:\n{}", answer.text);
    }
    assert!(!answer.text.contains(HOSTILE) && !answer.text.contains(" style=\""), "{}", answer.text);
    assert_eq!(answer.text.matches("<h1").count(), 1, "{}", answer.text);
}

#[tokio::test]
async fn two_write_at_once_and_both_texts_stay() {
    let home = home().await;
    let analyst = Browser::signed_in(&home.router, ANALYST).await;
    let edit = format!("{WHY}/edit");
    let (mine, theirs) = (home.browser.get(&edit).await, analyst.get(&edit).await);
    says(&mine, &["Nobody knows why. We asked everybody.", "See how it reads", "Every sentence of this section agrees with its figures."]);
    let first = send(&analyst, &theirs, &edit, &[("text", "Nobody knows why. We asked everybody twice."), ("note", "asked again")]).await;
    leads(&first, &format!("{WHY}?done=saved"));
    // The officer began from the same text.
    let both = send(&home.browser, &mine, &edit, &[("text", "Nobody can know why. We asked everybody."), ("note", "")]).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    says(
        &both,
        &[
            "Somebody wrote this section while you did",
            "county-analyst",
            "asked again",
            "Both together",
            "Nobody can know why. We asked everybody twice.",
        ],
    );
    // What was sent is there again, whatever happens to that page.
    says(&home.browser.get(&edit).await, &["Nobody can know why. We asked everybody."]);
    let saved = send(&home.browser, &both, &edit, &[("text", "Nobody can know why. We asked everybody twice.")]).await;
    leads(&saved, &format!("{WHY}?done=saved"));
    let history = home.browser.get(&format!("{WHY}/history")).await;
    says(&history, &["3 texts", "county-analyst", "council-officer", "<ins>", "<del>", "asked again"]);
    // The same sentence changed by both: theirs stands beside, mine in the form.
    let mine = home.browser.get(&edit).await;
    fill(&analyst, &edit, &[("text", "Everybody knows why. We asked everybody twice.")]).await;
    let clash = send(&home.browser, &mine, &edit, &[("text", "Somebody knows why. We asked everybody twice.")]).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    says(&clash, &["You both changed the same sentences", "Everybody knows why.", "Somebody knows why."]);
}

#[tokio::test]
async fn a_text_is_looked_at_before_it_is_saved_and_faults_are_said() {
    let home = home().await;
    let edit = format!("{WHY}/edit");
    let shown = fill(&home.browser, &edit, &[("text", "There were 47 of them."), ("do", "preview")]).await;
    assert_eq!(shown.status, StatusCode::OK);
    says(&shown, &["Nothing is saved yet", "There were 47 of them.", "to mend"]);
    assert!(strategic::paper(&home.house, ID).await.unwrap().texts["narrative/why.md"].entry.text.contains("Nobody knows"));
    let person = fill(&home.browser, &edit, &[("text", "Nobody knows.\nAsk Mr Example.")]).await;
    assert_eq!(person.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&person, &["There is a problem", "ine 2 of", "Name the office"]);
    let same = fill(&home.browser, &edit, &[("text", "Nobody knows why. We asked everybody.")]).await;
    leads(&same, &format!("{WHY}?done=same"));
}

#[tokio::test]
async fn from_draft_to_published() {
    let home = home().await;
    let officer = &home.browser;
    let fire = Browser::signed_in(&home.router, "fire-member").await;
    let chair = Browser::signed_in(&home.router, "council-chair").await;
    says(
        &officer.get(HERE).await,
        &["Draft", "Put it to the partners", "Scan the data (Analyst)", "Levels", "Why it happened", "Public summary"],
    );
    let empty = fill(officer, &format!("{HERE}/consult"), &[("reason", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    leads(&fill(officer, &format!("{HERE}/consult"), &[("reason", "for comments until May")]).await, &format!("{HERE}?done=consultation"));
    let remark = [("section", "why"), ("quoted", "Nobody knows"), ("comment", "Then say so at the board. <script>alert(1)</script>")];
    leads(&fill(&fire, &format!("{HERE}/comments/new"), &remark).await, &format!("{HERE}/comments?done=commented"));
    says(&officer.get(&format!("{HERE}/comments")).await, &["C-1", "fire-member", "Then say so at the board.", "Waits for an answer"]);
    says(&officer.get("/home").await, &["1 comment has no answer"]);
    let early = fill(&chair, &format!("{HERE}/approve"), &[("reason", "board of May")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&early, &["comment C-1 has no answer"]);
    let answer = [("accepted", "no"), ("said", "It is said already.")];
    leads(&fill(officer, &format!("{HERE}/comments/1/answer"), &answer).await, &format!("{HERE}/comments?done=answered"));
    says(&chair.get(HERE).await, &["Approve it", "In consultation"]);
    leads(&fill(&chair, &format!("{HERE}/approve"), &[("reason", "board of May")]).await, &format!("{HERE}?done=approved"));
    assert_eq!(officer.get("/what-we-know/a-year").await.status, StatusCode::NOT_FOUND);
    leads(&fill(officer, &format!("{HERE}/publish"), &[("reason", "approved")]).await, &format!("{HERE}?done=published"));

    let stranger = Browser::new(&home.router);
    says(&stranger.get("/what-we-know").await, &["What happened in a year", "/what-we-know/a-year"]);
    says(&stranger.get("/what-we-know/a-year").await, &["All of it in plain words."]);
    says(&officer.get(&format!("{HERE}/versions")).await, &["Version 3", "Version 1", "board of May"]);
    says(&officer.get(&format!("{HERE}/versions/3")).await, &["Version 3, published", "There were", "What this version was made from"]);
    says(&officer.get(&format!("{HERE}/compare?from=1&to=3")).await, &["No figure differs", "Texts that say the same"]);
    assert_eq!(officer.get(&format!("{HERE}/versions/9")).await.status, StatusCode::NOT_FOUND);
    // What is published is written no more; the next edition is.
    let late = fill(officer, &format!("{WHY}/edit"), &[("text", "Too late.")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    leads(&fill(officer, &format!("{HERE}/edition"), &[("new", "next-year")]).await, "/strategic-assessments/next-year?done=edition");
    says(&officer.get("/strategic-assessments/next-year/compare").await, &["The edition before", "assessment.toml differs"]);
    says(&officer.get("/strategic-assessments").await, &["/strategic-assessments/next-year", "Published"]);
}

#[tokio::test]
async fn steps_are_marked_and_the_definition_is_changed() {
    let home = home().await;
    let officer = &home.browser;
    says(&officer.get(&format!("{HERE}/timetable")).await, &["Scan the data", "days late", "Not begun"]);
    let analyst = Browser::signed_in(&home.router, ANALYST).await;
    says(&analyst.get("/home").await, &["Scan the data is late"]);
    let step = format!("{HERE}/timetable/scan-the-data");
    let none = fill(officer, &step, &[("note", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = [("done", "yes"), ("on-day", "22"), ("on-month", "11"), ("on-year", "2019")];
    leads(&fill(officer, &step, &done).await, &format!("{HERE}/timetable?done=step"));
    says(
        &officer.get(&format!("{HERE}/timetable?done=step")).await,
        &["on 22 November 2019 by council-officer", "The timetable is up to date."],
    );

    let definition = format!("{HERE}/definition");
    let wrong = fill(officer, &definition, &[("text", "id = \"a-year\"\nnonsense = 1\n")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&wrong, &["The definition cannot be read", "nonsense"]);
    let text = files(ID, "", "").definition.text.replace("Why it happened", "Why it came about");
    leads(&fill(officer, &definition, &[("text", &text)]).await, &format!("{HERE}?done=definition"));
    says(&officer.get(HERE).await, &["Why it came about"]);
}

#[tokio::test]
async fn faults_stand_with_their_section() {
    let home = home().await;
    let figure = "\n[[figure]]\nid = \"fires\"\ntitle = \"Deliberate fires\"\nnames = [\"fires\"]\ncounts = { data_set = \"deliberate-fires\", measure = \"deliberate_fires\" }\n";
    let faulty = files("faulty", figure, "There were {{ fires.value }} fires, and {{ none.value }} more.\n");
    strategic::open_paper(&home.house, &moment(), &faulty, "operator").await.unwrap();
    let page = home.browser.get("/strategic-assessments/faulty/sections/analysis").await;
    says(&page, &["to mend", "Line 1", "Deliberate fires", "{{ fires.period }}", "Write this section"]);
    says(&home.browser.get("/strategic-assessments/faulty").await, &["govuk-tag--red"]);
}

#[tokio::test]
async fn each_does_what_their_office_may() {
    let home = home().await;
    for (user, may, may_not) in [
        (OFFICER, vec!["sections/why/edit", "consult", "definition", "publish", "comments/new"], vec!["approve"]),
        ("council-chair", vec!["approve", "comments/new"], vec!["sections/why/edit", "publish", "consult", "definition"]),
        ("fire-member", vec!["comments/new", "versions", "compare", "timetable"], vec!["sections/why/edit", "approve", "publish"]),
        ("council-democratic-services", vec!["publish"], vec!["approve", "consult"]),
    ] {
        let browser = Browser::signed_in(&home.router, user).await;
        for page in may {
            assert_eq!(browser.get(&format!("{HERE}/{page}")).await.status, StatusCode::OK, "{page} as {user}");
        }
        for page in may_not {
            assert_eq!(browser.get(&format!("{HERE}/{page}")).await.status, StatusCode::NOT_FOUND, "{page} as {user}");
            assert!(!browser.get(HERE).await.text.contains(&format!("{HERE}/{page}\"")), "{page} is offered to {user}");
        }
    }
    for page in ["/strategic-assessments/none", "/strategic-assessments/none/versions", "/what-we-know/none"] {
        assert_eq!(home.browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}
