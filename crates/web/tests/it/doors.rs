//! Signing in and out, one's own account, terms, the public page: through the front door.

use crate::browser::Browser;
use crate::home::{OFFICER, Served};
use axum::http::StatusCode;

#[tokio::test]
async fn the_public_page_says_what_is_known_and_who_we_are_and_nothing_of_what_lies_behind() {
    let served = Served::filled().await;
    let page = served.stranger().get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Invented Partnership",
        "What we know",
        "1,321",
        "10.6% fewer than 1,477",
        "\u{25bc} Fell",
        "January 2025 to February 2025",
        "Who we are",
        "South Cambridgeshire District Council",
        "href=\"/sign-in\"",
    ] {
        assert!(page.text.contains(words), "the public page does not say `{words}`:\n{}", page.text);
    }
    for words in ["/evidence", "/extracts", "/assessments", "/home", "/account", "Sign out"] {
        assert!(!page.text.contains(words), "the public page hints at `{words}`:\n{}", page.text);
    }
    let home = served.browser().get("/").await;
    assert_eq!((home.status, home.location()), (StatusCode::SEE_OTHER, "/home"));
}

#[tokio::test]
async fn an_empty_home_has_a_public_page_too() {
    let page = Served::empty().await.stranger().get("/").await;
    assert!(page.text.contains("Nothing has been published yet") && page.text.contains("Who we are"), "{}", page.text);
}

#[tokio::test]
async fn the_ways_to_sign_in_are_offered_and_say_what_they_need() {
    let served = Served::filled().await;
    let page = served.stranger().get("/sign-in").await;
    for words in ["href=\"/sign-in/passkey\"", "href=\"/sign-in/password\"", "href=\"/lost\"", "Look round the demonstration"] {
        assert!(page.text.contains(words), "{}", page.text);
    }
    let passkey = served.stranger().get("/sign-in/passkey").await;
    for words in ["data-passkey=\"get\"", "data-options=\"{", "data-passkey-without", "needs JavaScript", "href=\"/sign-in/password\""] {
        assert!(passkey.text.contains(words), "`{words}`: {}", passkey.text);
    }
}

#[tokio::test]
async fn a_mistyped_sign_in_says_how_to_mend_it_and_keeps_what_may_be_kept() {
    let served = Served::filled().await;
    let stranger = served.stranger();
    let empty = stranger.send("/sign-in/password", "/sign-in/password", &[("mail", ""), ("password", ""), ("code", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["<title>Error: Sign in", "There is a problem", "href=\"#mail\"", "href=\"#password\"", "href=\"#code\""] {
        assert!(empty.text.contains(words), "`{words}`: {}", empty.text);
    }
    let tried = [("mail", "nobody@example.org"), ("password", "not the one"), ("code", "123456"), ("next", "/evidence")];
    let wrong = stranger.send("/sign-in/password", "/sign-in/password", &tried).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert!(wrong.text.contains("value=\"nobody@example.org\"") && wrong.text.contains("value=\"/evidence\""), "{}", wrong.text);
    assert!(!wrong.text.contains("not the one") && !wrong.text.contains("123456"), "what is secret was sent back");
}

#[tokio::test]
async fn who_is_signed_in_for_whom_and_until_when_stands_on_every_page() {
    let served = Served::filled().await;
    for address in ["/home", "/evidence", "/account", "/about", "/nowhere"] {
        let page = served.get(address).await;
        for words in [
            "Signed in as",
            OFFICER,
            "South Cambridgeshire District Council",
            "action=\"/sign-out\"",
            "href=\"/account\"",
            "data-session",
            "href=\"/evidence\"",
        ] {
            assert!(page.text.contains(words), "{address} does not say `{words}`:\n{}", page.text);
        }
        assert!(!page.text.contains("Quillfeather"), "{address} names whoever holds the office");
    }
    let record = served.get("/extracts/street-1").await;
    assert!(record.text.contains("Why am I allowed to see this?"), "{}", record.text);
}

#[tokio::test]
async fn ones_own_account_shows_ways_sessions_and_ends_them() {
    let served = Served::filled().await;
    let (here, elsewhere) = (Browser::signed_in(&served.router, OFFICER).await, Browser::signed_in(&served.router, OFFICER).await);
    let account = here.get("/account").await;
    assert!(account.text.contains("Where you are signed in") && account.text.contains("This one"), "{}", account.text);
    let done = here.send("/account", "/account/sessions/end-others", &[]).await;
    assert_eq!(done.location(), "/account?done=sessions");
    assert!(here.get(done.location()).await.text.contains("Every other session is ended"));
    assert_eq!(elsewhere.get("/home").await.status, StatusCode::SEE_OTHER, "the other session goes on");
    assert_eq!(here.get("/home").await.status, StatusCode::OK, "this session ended too");
    // Nobody ends the session of somebody else by its id.
    let other = Browser::signed_in(&served.router, "council-spoc").await;
    let id = here.get("/account").await;
    let _ = other.send("/account", "/account/sessions/end", &[("id", id.field("id").as_str())]).await;
    assert_eq!(here.get("/home").await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_stays_by_a_page_and_by_the_script() {
    let served = Served::filled().await;
    let browser = served.browser();
    let token = browser.get("/account/stay").await.token();
    let fields = [("csrf", token.as_str())];
    assert_eq!(browser.post("/account/stay", &fields).await.location(), "/account/stay");
    let told = browser.post_with("/account/stay", &fields, &[("accept", "application/json")]).await;
    assert_eq!(told.status, StatusCode::OK);
    let ends: serde_json::Value = serde_json::from_str(&told.text).unwrap();
    assert!(ends["ends_at"].as_str().unwrap() > ends["now"].as_str().unwrap(), "{ends}");
}

#[tokio::test]
async fn a_purpose_is_chosen_for_the_session() {
    let served = Served::filled().await;
    let browser = served.browser();
    let page = browser.get("/account/acting").await;
    assert!(page.text.contains("None just now"), "{}", page.text);
    let done = browser.send("/account/acting", "/account/acting", &[("purpose", "reduce-crime")]).await;
    assert_eq!(done.location(), "/account?done=acting", "{}", done.text);
    let wrong = browser.send("/account/acting", "/account/acting", &[("purpose", "curiosity")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Choose one of the purposes"), "{}", wrong.text);
}

#[tokio::test]
async fn a_lost_way_in_is_answered_alike_for_everybody() {
    let served = Served::filled().await;
    let ask = |mail: &'static str| {
        let stranger = served.stranger();
        async move { stranger.send("/lost", "/lost", &[("mail", mail)]).await }
    };
    let (known, unknown) = (ask("barnaby.quillfeather@council.example.org").await, ask("nobody@example.org").await);
    assert_eq!((known.status, known.location()), (unknown.status, unknown.location()));
    assert_eq!(known.location(), "/lost/asked");
    let wrong = ask("nobody").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_link_that_lets_nobody_in_says_so_and_its_secret_leaves_the_address() {
    let served = Served::filled().await;
    let stranger = served.stranger();
    let opened = stranger.get("/invitation/never-was").await;
    assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, "/invitation"));
    assert_eq!(stranger.cookie("wardmote-step").as_deref(), Some("never-was"));
    let page = stranger.get("/invitation").await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text.contains("can\u{2019}t be used"), "{}", page.text);
    assert_eq!(stranger.cookie("wardmote-step"), None);
    for address in ["/invitation", "/invitation/password", "/invitation/passkey"] {
        assert_eq!(stranger.get(address).await.status, StatusCode::GONE, "{address}");
    }
}

#[tokio::test]
async fn signing_in_anew_ends_the_session_before() {
    let served = Served::empty().await;
    let browser = Browser::signed_in(&served.router, "council-officer").await;
    let name = "wardmote";
    let before = browser.cookie(name).unwrap();
    let answer = browser.send("/account/stay", "/sign-in/demo", &[("user", "council-spoc")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/home"));
    assert_ne!(browser.cookie(name).unwrap(), before);
    assert!(browser.get("/home").await.text.contains("council-spoc"));
    let left = Browser::new(&served.router);
    left.set_cookie(name, &before);
    assert!(left.get("/home").await.location().starts_with("/sign-in"), "the session before is over");
}
