//! What takes time: a session that runs out, and the way from an invitation to signing in the next day.

use crate::browser::Browser;
use crate::home::{OFFICER, house, settings, sign_in};
use app::Moment;
use app::people::Asking;
use app::signing::{self, Door};
use axum::Router;
use axum::http::StatusCode;
use identity::totp::Totp;
use jiff::Timestamp;
use permission::Purpose;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Moments of tests, in seconds: a clock is a function, and each test moves its own.
static RUNNING_OUT: AtomicI64 = AtomicI64::new(BEGIN);
static INVITED: AtomicI64 = AtomicI64::new(BEGIN);
static STALE: AtomicI64 = AtomicI64::new(BEGIN);
static TYPING: AtomicI64 = AtomicI64::new(BEGIN);
/// Nobody moves this one.
static WAITING: AtomicI64 = AtomicI64::new(BEGIN);
/// 10 March 2025, 10:05pm.
const BEGIN: i64 = 1_741_644_309;

fn at(clock: &AtomicI64) -> Timestamp {
    Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap()
}

async fn served(clock: fn() -> Timestamp) -> (Router, Arc<app::House>, tempfile::TempDir) {
    let (house, folder) = house(true, true).await;
    let house = Arc::new(house);
    (web::router(Arc::clone(&house), app::Clock(clock), settings(), None), house, folder)
}

#[tokio::test]
async fn what_was_typed_into_a_session_that_ran_out_comes_back_after_signing_in() {
    let (router, _house, _folder) = served(|| at(&RUNNING_OUT)).await;
    let browser = Browser::signed_in(&router, OFFICER).await;
    let form = browser.get("/account/tokens").await;
    let token = form.token();
    let told = browser.post_with("/account/stay", &[("csrf", &token)], &[("accept", "application/json")]).await;
    let ends: serde_json::Value = serde_json::from_str(&told.text).unwrap();
    let ends: Timestamp = ends["ends_at"].as_str().unwrap().parse().unwrap();
    RUNNING_OUT.store(ends.as_second() + 30, Ordering::SeqCst);

    let late = browser.post("/account/tokens", &[("csrf", &token), ("label", "the monthly report")]).await;
    assert_eq!(late.location(), "/sign-in?next=%2Faccount%2Ftokens&ended=kept", "{}", late.text);
    let page = browser.get(late.location()).await;
    assert!(page.text.contains("What you had typed is kept"), "{}", page.text);
    let fields = [("csrf", page.token()), ("user", OFFICER.to_owned()), ("next", page.field("next"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let back = browser.post("/sign-in/demo", &fields).await;
    assert_eq!(back.location(), "/account/tokens");
    let form = browser.get(back.location()).await;
    assert!(form.text.contains("value=\"the monthly report\""), "{}", form.text);
    assert!(!browser.get("/account/tokens").await.text.contains("the monthly report"), "a draft is taken once");
}

#[tokio::test]
async fn somebody_invited_chooses_a_password_accepts_the_terms_and_signs_in_again_the_next_day() {
    let (router, house, _folder) = served(|| at(&INVITED)).await;
    let spoc = Asking { user: "council-spoc".into(), purpose: Some(Purpose::Administration), organisation: None, door: Door::Page };
    let moment = Moment { now: at(&INVITED), who: "council-spoc".into() };
    let made = signing::invite(&house, &moment, &app::By::User(spoc), "council-scrutiny").await.unwrap();
    let link = made.link.unwrap();
    let path = link.strip_prefix(&sign_in().address).unwrap().to_owned();

    // The secret leaves the address, and the ways in are offered; whoever used this browser before is still signed in.
    let browser = Browser::signed_in(&router, OFFICER).await;
    let before = browser.cookie("wardmote").unwrap();
    assert_eq!(browser.get(&path).await.location(), "/invitation");
    let page = browser.get("/invitation").await;
    assert!(page.text.contains("You are invited") && page.text.contains("South Cambridgeshire District Council"), "{}", page.text);
    let unchosen = browser.send("/invitation", "/invitation", &[]).await;
    assert!(unchosen.status == StatusCode::UNPROCESSABLE_ENTITY && unchosen.text.contains("href=\"#way\""), "{}", unchosen.text);
    assert_eq!(browser.send("/invitation", "/invitation", &[("way", "password")]).await.location(), "/invitation/password");

    // The telephone reads the picture; what is mistyped is said, and the picture stays the same.
    let page = browser.get("/invitation/password").await;
    assert!(page.text.contains("<svg") && page.text.contains("otpauth://totp/") && !page.text.contains("style="), "{}", page.text);
    let letters = page.text.split("<code class=\"app-code\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let telephone = Totp::kept(&letters).unwrap();
    let password = "marmalade tractor cathedral seven";
    let (token, ticket) = (page.token(), page.field("ticket"));
    let send = |again: &'static str, code: String| {
        let (browser, token, ticket) = (&browser, token.clone(), ticket.clone());
        async move {
            let fields =
                [("csrf", token.as_str()), ("ticket", ticket.as_str()), ("password", password), ("again", again), ("code", code.as_str())];
            browser.post("/invitation/password", &fields).await
        }
    };
    let code = telephone.code(at(&INVITED)).unwrap();
    let other = send("another", code.clone()).await;
    assert!(other.status == StatusCode::UNPROCESSABLE_ENTITY && other.text.contains("href=\"#again\""), "{}", other.text);
    assert!(other.text.contains(&ticket) && !other.text.contains(password), "{}", other.text);
    let wrong = send(password, if code == "000000" { "000001".into() } else { "000000".into() }).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("href=\"#code\""), "{}", wrong.text);
    let short = [("csrf", &*token), ("ticket", &*ticket), ("password", "short"), ("again", "short"), ("code", &*code)];
    let short = browser.post("/invitation/password", &short).await;
    assert!(
        short.text.contains("href=\"#password\"") && short.text.contains(&ticket),
        "what is wrong with it is said beside it: {}",
        short.text
    );
    let done = send(password, code).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(done.text.contains("Keep these recovery codes"), "{}", done.text);
    let recovery = done.text.split("<code class=\"app-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(browser.cookie("wardmote").is_some_and(|now| now != before) && browser.cookie("wardmote-step").is_none());
    let left = Browser::new(&router);
    left.set_cookie("wardmote", &before);
    assert!(left.get("/home").await.location().starts_with("/sign-in"), "the session that the browser had is over");

    // Nothing is shown before the terms are accepted.
    for address in ["/home", "/evidence", "/account"] {
        assert!(browser.get(address).await.location().starts_with("/terms"), "{address}");
    }
    let terms = browser.get("/terms").await;
    assert!(!terms.text.contains("href=\"/evidence\""), "{}", terms.text);
    let version = terms.field("version");
    let unticked = browser.send("/terms", "/terms", &[("version", &version)]).await;
    assert!(unticked.status == StatusCode::UNPROCESSABLE_ENTITY && unticked.text.contains("href=\"#accept\""), "{}", unticked.text);
    let accepted = browser.send("/terms", "/terms", &[("version", &version), ("accept", "yes"), ("next", "/evidence")]).await;
    assert_eq!(accepted.location(), "/evidence", "{}", accepted.text);
    assert_eq!(browser.get("/home").await.status, StatusCode::OK);
    assert_eq!(Browser::new(&router).get(&path).await.location(), "/invitation");
    browser.send("/account", "/sign-out", &[]).await;

    // The next day, from anywhere: a wrong code is refused, the right one lets in, and so does a recovery code, once.
    INVITED.store(BEGIN + 24 * 60 * 60, Ordering::SeqCst);
    let enter = |code: String| {
        let elsewhere = Browser::new(&router);
        async move {
            let tried =
                [("mail", "ignatius.wolderton@council.example.org"), ("password", password), ("code", &code), ("next", "/evidence/flags")];
            elsewhere.send("/sign-in/password", "/sign-in/password", &tried).await
        }
    };
    let code = telephone.code(at(&INVITED)).unwrap();
    assert_eq!(enter(if code == "000000" { "000001".into() } else { "000000".into() }).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    INVITED.fetch_add(120, Ordering::SeqCst);
    let code = telephone.code(at(&INVITED)).unwrap();
    assert_eq!(enter(code.clone()).await.location(), "/evidence/flags");
    assert_eq!(enter(code).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a code is good once");
    INVITED.fetch_add(120, Ordering::SeqCst);
    assert_eq!(enter(recovery.clone()).await.location(), "/evidence/flags");
    INVITED.fetch_add(120, Ordering::SeqCst);
    assert_eq!(enter(recovery).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a recovery code is good once");
}

/// Opens the link of an invitation that an administrator made, which waits for approval.
async fn invited(house: &app::House, router: &Router, user: &str) -> Browser {
    let administrator =
        Asking { user: "council-administrator".into(), purpose: Some(Purpose::Administration), organisation: None, door: Door::Page };
    let moment = Moment { now: at(&WAITING), who: "council-administrator".into() };
    let made = signing::invite(house, &moment, &app::By::User(administrator), user).await.unwrap();
    let browser = Browser::new(router);
    browser.get(made.link.unwrap().strip_prefix(&sign_in().address).unwrap()).await;
    browser
}

#[tokio::test]
async fn whoever_waits_for_approval_is_told_so_once_they_chose_a_password() {
    let (router, house, _folder) = served(|| at(&WAITING)).await;
    let browser = invited(&house, &router, "council-scrutiny").await;
    let page = browser.get("/invitation/password").await;
    let letters = page.text.split("<code class=\"app-code\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let (ticket, code) = (page.field("ticket"), Totp::kept(&letters).unwrap().code(at(&WAITING)).unwrap());
    let password = "marmalade tractor cathedral seven";
    let fields = [("csrf", page.token()), ("ticket", ticket), ("password", password.into()), ("again", password.into()), ("code", code)];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = browser.post("/invitation/password", &fields).await;
    assert!(done.text.contains("I have kept them") && done.text.contains("href=\"/invitation\""), "{}", done.text);
    let told = browser.get("/invitation").await;
    assert!(told.status == StatusCode::OK && told.text.contains("has not approved this invitation yet"), "{}", told.text);
    assert!(browser.get("/home").await.location().starts_with("/sign-in"), "nobody comes in before");
}

#[tokio::test]
async fn an_organisations_own_sign_in_is_gone_to_by_a_link_for_no_form_may_lead_there() {
    let (house, _folder) = house(true, false).await;
    let council = app::Provider {
        id: "council".into(),
        name: "The council\u{2019}s sign-in".into(),
        organisation: "south-cambridgeshire-council".into(),
        issuer: "http://127.0.0.1:9".into(),
        client_id: "wardmote".into(),
        client_secret: None,
        scopes: vec!["email".into()],
        claim: None,
        allowed: Vec::new(),
        two_factors: app::TwoFactors::Told,
    };
    let house = Arc::new(house.with_sign_in(signing::SignInSetup { providers: vec![council], ..sign_in() }).unwrap());
    let router = web::router(Arc::clone(&house), app::Clock(|| at(&WAITING)), settings(), None);
    let browser = invited(&house, &router, "council-scrutiny").await;
    let chosen = browser.send("/invitation", "/invitation", &[("way", "organisation/council")]).await;
    assert_eq!(chosen.status, StatusCode::OK, "a form that is answered by a way to another site is stopped by the browser");
    assert!(chosen.text.contains("href=\"/invitation/organisation/council\""), "{}", chosen.text);
}

#[tokio::test]
async fn what_a_script_keeps_just_after_the_session_ran_out_is_the_draft_of_its_form() {
    let (router, _house, _folder) = served(|| at(&TYPING)).await;
    let browser = Browser::signed_in(&router, OFFICER).await;
    let token = browser.get("/account/tokens").await.token();
    TYPING.fetch_add(31 * 60, Ordering::SeqCst);
    let late = browser.post("/account/drafts/account/tokens", &[("csrf", &token), ("label", "the weekly report")]).await;
    assert!(late.location().ends_with("ended=kept"), "{} {}", late.status, late.location());
    browser.send("/sign-in", "/sign-in/demo", &[("user", OFFICER)]).await;
    let form = browser.get("/account/tokens").await;
    assert!(form.text.contains("value=\"the weekly report\""), "{}", form.text);
}

#[tokio::test]
async fn what_lets_others_in_or_out_takes_a_fresh_proof() {
    let (router, _house, _folder) = served(|| at(&STALE)).await;
    let browser = Browser::signed_in(&router, "council-administrator").await;
    STALE.fetch_add(20 * 60, Ordering::SeqCst);
    let holder = "/partnership/people/council-scrutiny/holder/change";
    let entered = [("name", "Ignatius Wolderton"), ("mail", "elsewhere@example.org")];
    let changed = browser.send(holder, holder, &entered).await;
    assert_eq!(changed.location(), "/account/again?next=%2Fpartnership%2Fpeople%2Fcouncil-scrutiny%2Fholder%2Fchange", "{}", changed.text);
    for (address, fields) in [("/account/sessions/end", &[("id", "s-none")][..]), ("/account/sessions/end-others", &[])] {
        let asked = browser.send("/account", address, fields).await;
        assert_eq!(asked.location(), "/account/again?next=%2Faccount", "{address}: {}", asked.text);
    }
}

#[tokio::test]
async fn a_calendar_reads_a_feed_until_it_is_revoked() {
    let served = crate::home::Served::filled().await;
    let browser = served.browser();
    let made = browser.send("/account/feeds", "/account/feeds", &[]).await;
    let address = made.text.split("http://localhost:8642").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let program = served.stranger();
    let feed = program.get(&address).await;
    assert_eq!((feed.status, feed.header("content-type")), (StatusCode::OK, "text/calendar; charset=utf-8"));
    assert!(feed.text.starts_with("BEGIN:VCALENDAR"), "{}", feed.text);
    let list = browser.get("/account/feeds").await;
    let revoked = browser.post("/account/feeds/revoke", &[("csrf", &list.token()), ("id", &list.field("id"))]).await;
    assert_eq!(revoked.location(), "/account/feeds", "{}", revoked.text);
    assert_eq!(program.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(program.get("/calendar/never-was.ics").await.status, StatusCode::NOT_FOUND);
}
