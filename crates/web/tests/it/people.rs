//! Records about people by their pages: found, opened, read, changed, given away, held, closed, destroyed, each with its row in the ledger.

use crate::browser::{Answer, Browser};
use crate::home::{OFFICER, Served};
use axum::http::StatusCode;
use permission::{Action, Door, Purpose};
use store::LedgerAsk;

/// Invented, and nobody's.
const NAME: &str = "Zephyrine Okonta";
const CONSTABLE: &str = "constabulary-caseworker";
const LEAD: &str = "council-ig-lead";
const CONSTABULARY: &str = "cambridgeshire-constabulary";

/// Signed in, and acting for a purpose.
async fn acting(served: &Served, user: &str, purpose: Purpose) -> Browser {
    let browser = Browser::signed_in(&served.router, user).await;
    let token = browser.get("/account/stay").await.token();
    let chosen = browser.post("/people/purpose", &[("csrf", &token), ("purpose", purpose.id()), ("next", "/people")]).await;
    assert_eq!((chosen.status, chosen.location()), (StatusCode::SEE_OTHER, "/people"), "{}", chosen.text);
    browser
}

async fn officer(served: &Served) -> Browser {
    acting(served, OFFICER, Purpose::ReduceCrime).await
}

/// Opens a form, and sends it with what it holds unseen and these answers.
async fn send(browser: &Browser, form: &str, answers: &[(&str, &str)]) -> Answer {
    let page = browser.get(form).await;
    assert_eq!(page.status, StatusCode::OK, "{form}: {}", page.text);
    let (token, seen, said) = (page.token(), page.field("seen"), page.field("said"));
    let mut all = vec![("csrf", token.as_str()), ("seen", seen.as_str()), ("said", said.as_str())];
    all.extend(answers);
    browser.post(form, &all).await
}

const USUAL: [(&str, &str); 2] = [("regime", "uk-gdpr"), ("marking", "official-sensitive")];

/// Opens a record of this name by the form. Returns its id.
async fn open(browser: &Browser, name: &str, further: &[(&str, &str)]) -> String {
    let mut answers = vec![("name", name)];
    answers.extend(USUAL);
    answers.extend(further);
    let opened = send(browser, "/people/new", &answers).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let id = opened.location().strip_prefix("/people/").and_then(|rest| rest.strip_suffix("?done=opened")).unwrap();
    assert!(id.starts_with("p-"), "{id}");
    id.to_owned()
}

/// A record of the council's, for the tests that visit every address as everybody.
pub async fn opened(served: &Served) -> String {
    let asking = app::people::Asking { user: OFFICER.into(), purpose: Some(Purpose::ReduceCrime), organisation: None, door: Door::Page };
    let text = permission::Personal::new(format!(r#"{{"name":"{NAME}"}}"#));
    let new = app::people::NewPerson { text, regime: "uk-gdpr".into(), marking: "official".into(), kept_apart: false };
    let moment = app::Moment { now: (crate::home::CLOCK.0)(), who: OFFICER.into() };
    app::people::record_person(&served.house, &moment, &asking, new).await.unwrap().id
}

/// The purpose for which somebody in an office looks at records, where those tests visit as them.
pub async fn choose_purpose(browser: &Browser, user: &str) {
    let purpose = match user {
        "council-administrator" => Purpose::Administration,
        LEAD => Purpose::Governance,
        _ => Purpose::ReduceCrime,
    };
    let token = browser.get("/account/stay").await.token();
    let chosen = browser.post("/account/acting", &[("csrf", &token), ("purpose", purpose.id())]).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text);
}

/// The first answer that a list to choose from offers.
fn first_choice(page: &Answer, name: &str) -> String {
    let list = page.text.split(&format!("name=\"{name}\"")).nth(1).and_then(|rest| rest.split("</select>").next()).unwrap_or_default();
    let values = list.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    values.map(str::to_owned).find(|value| !value.is_empty()).unwrap_or_default()
}

/// Sends a form of giving, with the first kind of data and power that it offers.
async fn give(browser: &Browser, form: &str, further: &[(&str, &str)]) -> Answer {
    let page = browser.get(form).await;
    assert_eq!(page.status, StatusCode::OK, "{form}: {}", page.text);
    let (kind, power) = (first_choice(&page, "data_type"), first_choice(&page, "power"));
    let mut answers = vec![("data_type", kind.as_str()), ("power", power.as_str()), ("method", "meeting")];
    answers.extend(further);
    send(browser, form, &answers).await
}

/// How many rows the ledger has about something that was done, or refused, to a record.
async fn rows(served: &Served, what: Action, id: &str, outcome: &str) -> usize {
    let ask = LedgerAsk { what: what.id().to_owned(), thing: format!("person:{id}"), limit: 1_000, ..LedgerAsk::default() };
    let lines = served.house.store.ledger_lines(&ask).await.unwrap();
    lines.iter().filter(|line| line.event.as_ref().is_some_and(|event| format!("{:?}", event.outcome) == outcome)).count()
}

async fn done(served: &Served, what: Action, id: &str) -> usize {
    rows(served, what, id, "Done").await
}

/// The form says what to mend, in its title and beside the fields, and keeps what was typed.
fn names_the_fields(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.text.contains("<title>Error: ") && answer.text.contains("There is a problem"), "{}", answer.text);
    for word in words {
        assert!(answer.text.contains(word), "`{word}` is not said:\n{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_opened_found_and_read() {
    let served = Served::empty().await;
    let browser = officer(&served).await;
    let wrong = send(
        &browser,
        "/people/new",
        &[("name", ""), ("born-day", "9"), ("born-year", "1984"), ("said-0-what", "loud at night"), ("regime", "none")],
    )
    .await;
    names_the_fields(
        &wrong,
        &[
            "href=\"#name\"",
            "href=\"#born-month\"",
            "href=\"#said-0-standing\"",
            "href=\"#regime\"",
            "href=\"#marking\"",
            "Choose how far what is said may be believed",
            "loud at night",
        ],
    );
    // Room for one more is made, and nothing is recorded yet.
    let more = send(&browser, "/people/new", &[("name", NAME), ("more", "yes")]).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.text.contains("said-1-what") && more.text.contains(NAME), "{}", more.text);

    let said = [
        ("other_names", "Quillon Vesper\n<script>alert(1)</script>"),
        ("born-month", "March"),
        ("born-year", "1984"),
        ("said-0-what", "loud at night"),
        ("said-0-standing", "reported"),
        ("said-0-by", "a landlord"),
    ];
    let id = open(&browser, NAME, &said).await;
    let address = format!("/people/{id}");
    let page = browser.get(&format!("{address}?done=opened")).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "The record is open",
        NAME,
        "Quillon Vesper",
        "March 1984",
        "loud at night",
        "Reported",
        "Somebody reported it",
        "a landlord",
        "South Cambridgeshire",
        "OFFICIAL-SENSITIVE",
        "UK GDPR",
        "You act to reduce crime",
        "of the ledger",
        "govuk-exit-this-page",
        // Why it may be seen, in the words of the policy.
        "reads, searches and changes the records of their own organisation",
    ] {
        assert!(page.text.contains(words), "`{words}` is not said:\n{}", page.text);
    }
    assert!(!page.text.contains("<script>alert") && page.text.contains("&lt;script&gt;alert"), "{}", page.text);
    let title = page.text.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
    assert!(title.contains(&id) && !title.contains("Okonta"), "{title}");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(done(&served, Action::ReadPerson, &id).await, 1);

    names_the_fields(&send(&browser, "/people", &[("name", ""), ("purpose", "")]).await, &["href=\"#name\"", "href=\"#purpose\""]);
    let found = send(&browser, "/people", &[("name", "okonta"), ("purpose", "reduce-crime")]).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    assert!(found.text.contains(&format!("href=\"{address}\"")) && found.text.contains(NAME), "{}", found.text);
    assert_eq!(found.header("cache-control"), "no-store");
    assert_eq!(done(&served, Action::FindPerson, "*").await, 1);
    assert_eq!(done(&served, Action::ReadPerson, &id).await, 2, "a hit that is shown has its row");
    let nobody = send(&browser, "/people", &[("name", "Nobody Atall"), ("purpose", "reduce-crime")]).await;
    assert!(nobody.text.contains("No record that you may read"), "{}", nobody.text);
    // What was not given is neither found nor counted.
    let constable = acting(&served, CONSTABLE, Purpose::ReduceCrime).await;
    let theirs = send(&constable, "/people", &[("name", "okonta"), ("purpose", "reduce-crime")]).await;
    assert!(theirs.text.contains("No record that you may read") && !theirs.text.contains(&id), "{}", theirs.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purpose_is_said_before_a_record_is_opened() {
    let served = Served::empty().await;
    let id = opened(&served).await;
    let address = format!("/people/{id}");
    let browser = Browser::signed_in(&served.router, OFFICER).await;
    let page = browser.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("What do you need this for?") && !page.text.contains("Okonta"), "{}", page.text);
    assert_eq!(done(&served, Action::ReadPerson, &id).await, 0, "nothing was read");
    let next = page.field("next");
    assert_eq!(next, address);
    let none = browser.post("/people/purpose", &[("csrf", &page.token()), ("next", &next)]).await;
    names_the_fields(&none, &["href=\"#purpose\"", "Choose what you need it for"]);
    let chosen = browser.post("/people/purpose", &[("csrf", &page.token()), ("next", &next), ("purpose", "safeguarding")]).await;
    assert_eq!(chosen.location(), address);
    assert!(browser.get(&address).await.text.contains("You act to refer a safeguarding concern"));
    // It goes on to pages of ours only.
    let away = browser.post("/people/purpose", &[("csrf", &page.token()), ("next", "//evil.example"), ("purpose", "safeguarding")]).await;
    assert_eq!(away.location(), "/people");
    // For the registers nobody opens a record: another purpose is asked for.
    choose_purpose(&browser, "council-administrator").await;
    let again = browser.get(&address).await;
    assert!(again.text.contains("What do you need this for?") && again.text.contains("can\u{2019}t be done for that"), "{}", again.text);
    // Whoever holds posts at two organisations says first for which.
    let both = Browser::signed_in(&served.router, "two-hats").await;
    for there in ["/people", "/people/new", &address] {
        assert_eq!(both.get(there).await.location(), "/account/acting", "{there}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_absent_and_destroyed_records_answer_alike() {
    let served = Served::empty().await;
    let id = opened(&served).await;
    let steps = [
        "",
        "/change",
        "/history",
        "/disclosures",
        "/share",
        "/pass-on",
        "/consent",
        "/emergency",
        "/recall",
        "/holds",
        "/close",
        "/destroy",
    ];
    for (user, purpose, steps) in [
        (CONSTABLE, Purpose::ReduceCrime, &steps[..]),
        ("council-administrator", Purpose::Administration, &steps[..1]),
        ("council-administrator", Purpose::ReduceCrime, &steps[..2]),
        ("county-analyst", Purpose::ReduceCrime, &steps[..1]),
        ("funder", Purpose::Governance, &steps[..1]),
    ] {
        let browser = acting_as(&served, user, purpose).await;
        let absent = browser.get("/nowhere").await;
        for step in steps {
            for which in [id.as_str(), "p-nothing", "Okonta"] {
                let answer = browser.get(&format!("/people/{which}{step}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{which}{step} as {user}: {}", answer.text);
                assert_eq!(answer.text, absent.text, "{which}{step} as {user} tells more than that it is absent");
            }
        }
        for page in ["/people", "/people/new", "/people/break-glass"].iter().filter(|_| user != CONSTABLE) {
            assert_eq!(browser.get(page).await.text, absent.text, "{page} as {user}");
        }
        assert_eq!(browser.get("/account").await.text.contains("href=\"/people\""), user == CONSTABLE, "{user} is led to People");
    }
    assert!(rows(&served, Action::ReadPerson, &id, "Refused").await >= 5, "each refusal has its row");
    // The constable asks for the record and to whom it was given, the others for the record. What is no id is not written down.
    assert_eq!(rows(&served, Action::ReadPerson, "malformed", "Refused").await, 6);
    // With the token of another session nothing is done, and that is written down.
    let (one, other) = (officer(&served).await, officer(&served).await);
    let form = format!("/people/{id}/close");
    let page = one.get(&form).await;
    let (token, seen) = (page.token(), page.field("seen"));
    let fields = [("csrf", token.as_str()), ("seen", &seen), ("on-day", "10"), ("on-month", "3"), ("on-year", "2025")];
    for (action, fields) in [("close", &fields[..]), ("share", &fields[..1]), ("holds", &fields[..1]), ("change", &fields[..2])] {
        assert_eq!(other.post(&format!("/people/{id}/{action}"), fields).await.status, StatusCode::FORBIDDEN, "{action}");
    }
    assert_eq!(done(&served, Action::ClosePerson, &id).await, 0);
    assert_eq!(one.post(&form, &fields).await.status, StatusCode::SEE_OTHER);
}

/// The same for somebody who may never open a record, and whom no form of ours asks for a purpose.
async fn acting_as(served: &Served, user: &str, purpose: Purpose) -> Browser {
    let browser = Browser::signed_in(&served.router, user).await;
    let token = browser.get("/account/stay").await.token();
    let chosen = browser.post("/account/acting", &[("csrf", &token), ("purpose", purpose.id())]).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text);
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_writers_is_shown_both_versions() {
    let served = Served::empty().await;
    let (one, other) = (officer(&served).await, officer(&served).await);
    let id = open(&one, NAME, &[]).await;
    let form = format!("/people/{id}/change");
    let (first, second) = (one.get(&form).await, other.get(&form).await);
    let save = async |browser: &Browser, page: &Answer, name: &str| {
        browser.post(&form, &[("csrf", &page.token()), ("seen", &page.field("seen")), ("said", "1"), ("name", name)]).await
    };
    names_the_fields(&save(&one, &first, "").await, &["href=\"#name\""]);
    let saved = save(&one, &first, "Zephyrine Okonta-Vale").await;
    assert_eq!(saved.location(), format!("/people/{id}?done=changed"), "{}", saved.text);
    let both = save(&other, &second, "Z. Okonta").await;
    assert_eq!(both.status, StatusCode::CONFLICT, "{}", both.text);
    for words in ["Somebody changed this record while you wrote", "council-officer wrote version 2", "Okonta-Vale", "Z. Okonta"] {
        assert!(both.text.contains(words), "{words}: {}", both.text);
    }
    assert_eq!(done(&served, Action::EditPerson, &id).await, 1, "the second was written all the same");
    assert_eq!(save(&other, &both, "Z. Okonta").await.status, StatusCode::SEE_OTHER);
    let history = one.get(&format!("/people/{id}/history")).await;
    for words in ["3 versions", "Version 3", "Version 1", "Before", "Zephyrine Okonta-Vale", NAME] {
        assert!(history.text.contains(words), "{words}: {}", history.text);
    }
    assert_eq!(done(&served, Action::ReadPersonHistory, &id).await, 3, "each version shown has its row");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_shared_passed_on_with_consent_and_recalled() {
    let served = Served::empty().await;
    let browser = officer(&served).await;
    let id = open(&browser, NAME, &[]).await;
    let address = format!("/people/{id}");
    let share = format!("{address}/share");
    names_the_fields(&send(&browser, &share, &[]).await, &["href=\"#to\"", "href=\"#data_type\"", "href=\"#power\"", "href=\"#method\""]);
    let shared = give(&browser, &share, &[("to", CONSTABULARY), ("reason", "they arrest him tonight")]).await;
    assert_eq!(shared.location(), format!("{address}?done=share-person&by=meeting"), "{}", shared.text);
    assert_eq!(done(&served, Action::SharePerson, &id).await, 1);
    assert!(browser.get(shared.location()).await.text.contains("The notes of the meeting say that data was shared"));
    let given = browser.get(&format!("{address}/disclosures")).await;
    for words in ["shared it with", "Cambridgeshire Constabulary", "In a meeting", "they arrest him tonight", OFFICER] {
        assert!(given.text.contains(words), "{words}: {}", given.text);
    }

    let constable = acting(&served, CONSTABLE, Purpose::ReduceCrime).await;
    let theirs = constable.get(&address).await;
    assert!(theirs.text.contains(NAME) && !theirs.text.contains(&format!("{address}/share")), "{}", theirs.text);
    // Nobody consented yet: there is no such form.
    assert_eq!(constable.get(&format!("{address}/pass-on")).await.status, StatusCode::NOT_FOUND);
    let contact = acting(&served, "council-spoc", Purpose::ReduceCrime).await;
    let consent = format!("{address}/consent");
    names_the_fields(&send(&contact, &consent, &[]).await, &["href=\"#to\"", "Choose the organisation"]);
    let page = contact.get(&consent).await;
    assert!(page.text.contains("Consent to a record being passed on"), "{}", page.text);
    let to = "cambridgeshire-county-council";
    let consented = send(&contact, &consent, &[("to", to)]).await;
    assert_eq!(consented.status, StatusCode::SEE_OTHER, "{}", consented.text);
    assert_eq!(done(&served, Action::ConsentToPassOn, &id).await, 1);
    let passed = give(&constable, &format!("{address}/pass-on"), &[("to", to)]).await;
    assert_eq!(passed.status, StatusCode::SEE_OTHER, "{}", passed.text);
    assert_eq!(done(&served, Action::PassOnPerson, &id).await, 1);
    let county = acting(&served, "county-spoc", Purpose::ReduceCrime).await;
    assert!(county.get(&address).await.text.contains(NAME));

    let recall = format!("{address}/recall");
    let page = browser.get(&recall).await;
    assert!(page.text.contains("Cambridgeshire Constabulary") && page.text.contains("Cambridgeshire County Council"), "{}", page.text);
    let long = "x".repeat(2_001);
    names_the_fields(&send(&browser, &recall, &[("reason", &long)]).await, &["href=\"#reason\""]);
    let recalled = send(&browser, &recall, &[("reason", "it was somebody else")]).await;
    assert_eq!(recalled.location(), format!("{address}?done=recalled"), "{}", recalled.text);
    assert_eq!(done(&served, Action::RecallPerson, &id).await, 2, "each receiver is told");
    for receiver in [&constable, &county] {
        assert_eq!(receiver.get(&address).await.status, StatusCode::NOT_FOUND);
    }
    assert!(browser.get(&recall).await.text.contains("there is nothing to recall"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_in_an_emergency_needs_a_power_and_a_reason_and_nothing_else() {
    let served = Served::empty().await;
    let browser = acting(&served, OFFICER, Purpose::Safeguarding).await;
    let id = open(&browser, NAME, &[]).await;
    let form = format!("/people/{id}/emergency");
    names_the_fields(
        &send(&browser, &form, &[("other", "Invented Ambulance")]).await,
        &["href=\"#other\"", "href=\"#power\"", "href=\"#method\"", "href=\"#reason\""],
    );
    let both = send(&browser, &form, &[("to", CONSTABULARY), ("other", "invented-ambulance")]).await;
    names_the_fields(&both, &["not both"]);
    let answers = [
        ("other", "invented-ambulance"),
        ("power", "data-protection-act-2018-schedule-1-18"),
        ("method", "telephone"),
        ("reason", "he is in danger"),
    ];
    let given = send(&browser, &form, &answers).await;
    assert_eq!(given.location(), format!("/people/{id}?done=give-in-emergency&by=telephone"), "{}", given.text);
    assert_eq!(done(&served, Action::GiveInEmergency, &id).await, 1);
    let page = browser.get(given.location()).await;
    assert!(page.text.contains("Make sure that nobody can overhear the call"), "{}", page.text);
    // A record that is kept apart is shared with a reason.
    let apart = open(&browser, "Thessaly Invented", &[("kept_apart", "yes")]).await;
    let share = format!("/people/{apart}/share");
    names_the_fields(&give(&browser, &share, &[("to", CONSTABULARY)]).await, &["href=\"#reason\"", "Enter why"]);
    assert_eq!(give(&browser, &share, &[("to", CONSTABULARY), ("reason", "agreed by the panel")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_glass_is_broken_once_it_is_confirmed_and_only_on_what_is_there() {
    fn answers(record: &str) -> [(&str, &str); 3] {
        [("record", record), ("purpose", "safeguarding"), ("reason", "she is not answering the door")]
    }
    let served = Served::empty().await;
    let browser = officer(&served).await;
    let (id, apart) = (open(&browser, NAME, &[]).await, open(&browser, "Thessaly Invented", &[("kept_apart", "yes")]).await);
    let constable = Browser::signed_in(&served.router, CONSTABLE).await;
    let glass = "/people/break-glass";
    names_the_fields(&send(&constable, glass, &[]).await, &["href=\"#record\"", "href=\"#purpose\"", "href=\"#reason\""]);
    let asked = send(&constable, glass, &answers(&id)).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("Check before you break the glass") && !asked.text.contains(NAME), "{}", asked.text);
    assert_eq!(done(&served, Action::BreakGlass, &id).await, 0, "it was read before it was confirmed");
    let confirmed = async |record: &str| {
        let mut all = answers(record).to_vec();
        all.push(("confirmed", "yes"));
        send(&constable, glass, &all).await
    };
    let read = confirmed(&id).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    for words in [NAME, "You broke the glass", "govuk-exit-this-page", "governance lead is shown each such reading"] {
        assert!(read.text.contains(words), "{words}: {}", read.text);
    }
    // The seal of a reading has its row beside that of the broken glass.
    assert!(done(&served, Action::BreakGlass, &id).await >= 1);
    // Kept apart, absent and malformed answer alike but for what was typed.
    let alike = async |record: &str| confirmed(record).await.text.replace(record, "X");
    let (hidden, absent) = (alike(&apart).await, alike("p-nothing").await);
    assert!(hidden.contains("No record with this reference can be read"), "{hidden}");
    assert_eq!(hidden, absent, "a record that is kept apart tells that it is there");
    // The governance lead is shown it.
    let lead = acting(&served, LEAD, Purpose::Governance).await;
    let review = lead.get("/access-review").await;
    assert_eq!(review.status, StatusCode::OK);
    assert!(review.text.contains(CONSTABLE), "{}", review.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_held_closed_and_destroyed_with_a_certificate() {
    let served = Served::empty().await;
    let browser = officer(&served).await;
    let id = open(&browser, NAME, &[]).await;
    let address = format!("/people/{id}");
    let holds = format!("{address}/holds");
    names_the_fields(
        &send(&browser, &holds, &[("review-day", "31"), ("review-month", "2"), ("review-year", "2026")]).await,
        &["href=\"#ground\"", "href=\"#review-day\""],
    );
    let placed = send(&browser, &holds, &[("ground", "complaint")]).await;
    assert_eq!(placed.location(), format!("{holds}?done=placed"), "{}", placed.text);
    assert!(browser.get(placed.location()).await.text.contains("A complaint is open"));
    assert!(browser.get(&address).await.text.contains("Held back from destruction"));
    let lead = acting(&served, LEAD, Purpose::Governance).await;
    let destroy = format!("{address}/destroy");
    assert_eq!(lead.get(&destroy).await.status, StatusCode::NOT_FOUND, "a held record can be destroyed");
    let lifted = send(&browser, &holds, &[("lift", "complaint")]).await;
    assert_eq!(lifted.location(), format!("{holds}?done=lifted"), "{}", lifted.text);
    names_the_fields(&send(&browser, &holds, &[("lift", "complaint")]).await, &["not held"]);

    let close = format!("{address}/close");
    let on = |year| [("on-day", "1"), ("on-month", "3"), ("on-year", year)];
    names_the_fields(&send(&browser, &close, &on("")).await, &["href=\"#on-year\""]);
    names_the_fields(&send(&browser, &close, &on("2026")).await, &["href=\"#on-day\"", "has not come yet"]);
    let closed = send(&browser, &close, &on("2025")).await;
    assert_eq!(closed.location(), format!("{address}?done=closed"), "{}", closed.text);
    assert!(browser.get(&address).await.text.contains("Closed on"));
    assert_eq!(browser.get(&format!("{address}/change")).await.status, StatusCode::OK, "a purpose that would suffice is asked for");

    assert_eq!(browser.get(&destroy).await.status, StatusCode::NOT_FOUND, "an officer destroys nothing");
    let page = lead.get(&destroy).await;
    assert!(page.text.contains("right to have it erased") && !page.text.contains("Its retention is over"), "{}", page.text);
    assert!(!page.text.contains(NAME), "the page of a destruction names the person");
    names_the_fields(&send(&lead, &destroy, &[]).await, &["href=\"#purpose\"", "href=\"#sure\""]);
    names_the_fields(&send(&lead, &destroy, &[("purpose", "governance"), ("sure", "yes")]).await, &["href=\"#purpose\""]);
    assert_eq!(lead.get(&format!("{address}/certificate")).await.status, StatusCode::NOT_FOUND);
    let gone = send(&lead, &destroy, &[("purpose", "rights-of-people"), ("sure", "yes")]).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.text);
    for words in ["The record is destroyed", "What became of each copy", &id, LEAD, "erasure"] {
        assert!(gone.text.contains(words), "{words}: {}", gone.text);
    }
    assert_eq!(done(&served, Action::DestroyPerson, &id).await, 1);
    assert_eq!(browser.get(&address).await.text, browser.get("/nowhere").await.text, "a destroyed record answers as an absent one");
    let certificate = lead.get(&format!("{address}/certificate")).await;
    assert!(certificate.text.contains("Certificate of a destruction") && certificate.text.contains("erasure"), "{}", certificate.text);
    assert_eq!(browser.get(&format!("{address}/certificate")).await.status, StatusCode::NOT_FOUND);
}
