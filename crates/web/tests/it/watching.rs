//! Duties, the ledger, the access review and the outbox: who sees them, and what they say.

use crate::browser::Browser;
use crate::home::{CLOCK, Served};
use axum::http::StatusCode;
use ledger::Event;
use std::collections::BTreeMap;
use store::{MailOutcome, NewMail};

const AT: &str = "2025-03-10T21:00:00.000000000Z";

/// Puts a message into the outbox, and says what came of it where it was tried.
async fn mailed(served: &Served, id: &str, user: &str, template: &str, outcome: Option<MailOutcome>) {
    let store = &served.house.store;
    let mail = NewMail {
        id: id.to_owned(),
        message_id: format!("{id}@wardmote.example.org"),
        user: user.to_owned(),
        template: template.to_owned(),
        facts: BTreeMap::new(),
        due_at: AT.to_owned(),
        dedupe: None,
    };
    let told = || Event::done(AT, "system", "test", "outbox:*");
    assert_eq!(store.enqueue_mail(&[mail], told()).await.unwrap(), 1);
    let Some(outcome) = outcome else { return };
    let claimed = store.claim_due("w", AT, "2025-03-10T23:00:00.000000000Z", 1).await.unwrap();
    assert!(store.mail_done(&claimed[0], &outcome, told()).await.unwrap());
}

#[tokio::test]
async fn the_outbox_is_the_administrators_and_says_how_far_each_message_came() {
    let served = Served::empty().await;
    let administrator = Browser::signed_in(&served.router, "council-administrator").await;
    let nothing = administrator.get("/outbox").await;
    assert_eq!(nothing.status, StatusCode::OK, "{}", nothing.text);
    assert!(nothing.text.contains("No message is like that"), "{}", nothing.text);
    mailed(&served, "m-sent", "county-analyst", "reminder", Some(MailOutcome::Sent)).await;
    let lost = MailOutcome::Unknown { due_at: "2025-03-11T08:30:00.000000000Z".into(), code: "last-answer-lost".into() };
    mailed(&served, "m-lost", "council-spoc", "approval-waits", Some(lost)).await;
    mailed(&served, "m-left", "funder", "invitation", Some(MailOutcome::GivenUp { code: "no-address".into() })).await;
    mailed(&served, "m-new", "council-officer", "approved", None).await;

    let all = administrator.get("/outbox").await.text;
    for words in [
        "<a class=\"govuk-link\" href=\"/partnership/people/county-analyst\">county-analyst</a>",
        "Reminder of what is due",
        "last-answer-lost",
        "due 8:30am on 11 March 2025",
        "no address at work is entered",
        "The mail server has it.",
        "it is sent once more under the same identifier",
    ] {
        assert!(all.contains(words) || all.to_lowercase().contains(&words.to_lowercase()), "{words}: {all}");
    }
    assert!(!all.contains('@'), "no address: {all}");
    let unknown = administrator.get("/outbox?state=unknown").await.text;
    assert!(unknown.contains("last-answer-lost") && !unknown.contains("Reminder of what is due"), "{unknown}");
    assert!(unknown.contains("<option value=\"unknown\" selected>"), "{unknown}");
    assert_eq!(administrator.get("/outbox?state=nowhere").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    for user in ["council-officer", "council-ig-lead", "council-spoc"] {
        let other = Browser::signed_in(&served.router, user).await;
        assert_eq!(other.get("/outbox").await.status, StatusCode::NOT_FOUND, "{user}");
        assert!(!other.get("/partnership").await.text.contains("href=\"/outbox\""), "{user} is led nowhere");
    }
}

#[tokio::test]
async fn the_outbox_comes_in_pages() {
    let served = Served::empty().await;
    for n in 0..60 {
        mailed(&served, &format!("m-{n:02}"), "county-analyst", "approved", None).await;
    }
    let administrator = Browser::signed_in(&served.router, "council-administrator").await;
    let first = administrator.get("/outbox?state=waiting").await.text;
    let next = first.split("href=\"").find_map(|rest| rest.split('"').next().filter(|href| href.contains("after=m-"))).unwrap();
    let next = next.replace("&#38;", "&");
    assert!(next.contains("state=waiting"), "{next}");
    let lines = |text: &str| text.matches("href=\"/partnership/people/county-analyst\"").count();
    assert_eq!(lines(&first), 50);
    let second = administrator.get(&next).await.text;
    assert_eq!(lines(&second), 10, "{second}");
    assert!(second.contains("href=\"/outbox?state=waiting\"") && !second.contains("after=m-"), "{second}");
}

#[tokio::test]
async fn the_ledger_and_the_review_are_the_governance_leads_and_reading_them_is_written_down() {
    let served = Served::empty().await;
    let lead = Browser::signed_in(&served.router, "council-ig-lead").await;
    let first = lead.get("/ledger?what=read-ledger").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert!(first.text.contains("No row is like that") || first.text.contains("read-ledger"), "{}", first.text);
    let second = lead.get("/ledger?what=read-ledger&who=council-ig-lead").await.text;
    assert!(second.contains("council-ig-lead") && second.contains("Governance") | second.contains("governance"), "{second}");
    assert_eq!(lead.get("/ledger?who=Thessaly%20Brand").await.status, StatusCode::UNPROCESSABLE_ENTITY, "a name is not asked for");
    let review = lead.get("/access-review").await;
    assert_eq!(review.status, StatusCode::OK);
    for heading in ["What stands out", "Read by breaking the glass", "Given away in an emergency", "Who read how much", "What is due"] {
        assert!(review.text.contains(heading), "{heading}: {}", review.text);
    }
    let officer = Browser::signed_in(&served.router, "council-officer").await;
    for there in ["/ledger", "/access-review"] {
        assert_eq!(officer.get(there).await.status, StatusCode::NOT_FOUND, "{there}");
    }
    let refused = lead.get("/ledger?who=council-officer&what=read-ledger").await.text;
    assert!(refused.contains("refused"), "a refusal has its row: {refused}");
}

#[tokio::test]
async fn duties_say_what_is_due_by_which_rule() {
    let served = Served::empty().await;
    let spoc = Browser::signed_in(&served.router, "council-spoc").await;
    let page = spoc.get("/duties").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Open duties, late ones first") || page.text.contains("Nothing is due"), "{}", page.text);
}

#[tokio::test]
async fn a_home_calls_things_by_their_names_and_says_the_same_once() {
    let served = Served::empty().await;
    let spoc = Browser::signed_in(&served.router, "council-spoc").await;
    let directory = app::pages::partnership::directory(&served.house, &app::Moment { now: (CLOCK.0)(), who: "test".into() }).await.unwrap();
    for (minute, what, thing) in [
        (1, "import", "extract:one"),
        (2, "import", "extract:two"),
        (3, "record-entry", "group:csp-board"),
        (3, "record-entry", "party:csp-isa/bpha"),
        (4, "record-entry", "party:csp-isa/sanctuary-housing"),
    ] {
        let event = Event::done(format!("2025-03-10T22:0{minute}:00Z"), "council-administrator", what, thing);
        served.house.store.record_event(event).await.unwrap();
    }
    let page = spoc.get("/home").await.text;
    assert_eq!(page.matches("An extract came in").count(), 1, "{page}");
    assert!(page.contains("An extract came in</a> (2 times, the last at 10:02pm on 10 March 2025)"), "{page}");
    assert!(page.contains(&format!("The group {} was changed", directory.name("csp-board"))), "{page}");
    let parties: Vec<&str> = page.split(&format!("A party to {} was changed</a> (", directory.name("csp-isa"))).skip(1).collect();
    assert_eq!(parties.len(), 1, "{page}");
    let (times, rest) = parties[0].split_once(" times, the last at ").unwrap();
    assert!(times.parse::<u32>().unwrap() > 30 && rest.starts_with("10:04pm on 10 March 2025)"), "however many parties it has: {page}");
    let needs = page.split("govuk-task-list").nth(1).and_then(|_| page.split("What changed").next()).unwrap();
    assert!(needs.contains("govuk-task-list__link"), "a contact has duties: {page}");
    for (id, name) in
        directory.all(app::pages::partnership::Kind::Group).into_iter().chain(directory.all(app::pages::partnership::Kind::Organisation))
    {
        assert!(id == name || !needs.contains(&format!("\u{201c}{id}\u{201d}")), "`{id}` is not called {name}: {needs}");
        assert!(!needs.contains(&format!(": {id}:")), "`{id}` is not called {name}: {needs}");
    }
}
