//! The gate: forms that are not ours, sessions that are over, what is refused and what is absent, cookies and their flags.

use crate::browser::Browser;
use crate::home::{CLOCK, OFFICER, Served, house, settings};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use std::sync::Arc;
use web::{Verb, Who, routes};

/// How many rows of the ledger have this particular.
async fn recorded(served: &Served, of: &str) -> usize {
    let lines = served.house.store.ledger_lines(&store::LedgerAsk { limit: 100_000, ..store::LedgerAsk::default() }).await.unwrap();
    lines.iter().filter_map(|line| line.event.as_ref()).filter(|event| event.detail.values().any(|value| value == of)).count()
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_sign_in_and_on_from_there() {
    let served = Served::filled().await;
    let stranger = served.stranger();
    for route in routes().filter(|route| matches!(route.who, Who::SignedIn | Who::BeforeTerms)) {
        let address = crate::roles::address(route.path);
        let answer = match route.verb {
            Verb::Get => stranger.get(&address).await,
            Verb::Post => stranger.post(&address, &[]).await,
        };
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {address}", route.verb.id());
        assert!(answer.location().starts_with("/sign-in"), "{address}: {}", answer.location());
        assert!(answer.text.is_empty(), "{address}: {}", answer.text);
    }
    let answer = stranger.get("/evidence/flags?rule=ward-flags@2020").await;
    assert_eq!(answer.location(), "/sign-in?next=%2Fevidence%2Fflags%3Frule%3Dward-flags%402020");
    let page = stranger.get(answer.location()).await;
    let signed_in = stranger.post("/sign-in/demo", &[("csrf", &page.token()), ("user", OFFICER), ("next", &page.field("next"))]).await;
    assert_eq!(signed_in.location(), "/evidence/flags?rule=ward-flags@2020");
}

#[tokio::test]
async fn no_form_is_taken_without_its_token_or_from_elsewhere() {
    let served = Served::filled().await;
    let browser = served.browser();
    let token = browser.get("/account").await.token();
    assert!(token.len() >= 40, "{token}");
    for route in routes().filter(|route| route.verb == Verb::Post && route.who != Who::Anybody) {
        let address = crate::roles::address(route.path);
        for wrong in ["", "x", &token[1..], &format!("{token}x")] {
            let answer = browser.post(&address, &[("csrf", wrong)]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} with `{wrong}`");
            assert!(answer.text.contains("Nothing was changed"), "{}", answer.text);
        }
        let twice = browser.post(&address, &[("csrf", token.as_str()), ("csrf", token.as_str())]).await;
        assert_eq!(twice.status, StatusCode::FORBIDDEN, "{address}");
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "http://localhost:8643"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
        ] {
            let answer = browser.post_with(&address, &[("csrf", token.as_str())], &[(name, value)]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} with {name}: {value}");
        }
    }
    // And with the right ones it is.
    let ours = [("origin", "http://localhost:8642"), ("sec-fetch-site", "same-origin")];
    assert_eq!(browser.post_with("/account/stay", &[("csrf", token.as_str())], &ours).await.status, StatusCode::SEE_OTHER);
    let by_null = [("origin", "null"), ("sec-fetch-site", "same-origin")];
    assert_eq!(browser.post_with("/account/stay", &[("csrf", token.as_str())], &by_null).await.status, StatusCode::SEE_OTHER);
    assert!(recorded(&served, "form-forged").await > 0, "a forged form has no row in the ledger");
}

#[tokio::test]
async fn a_form_before_sign_in_carries_the_token_of_its_browser() {
    let served = Served::filled().await;
    let (one, other) = (served.stranger(), served.stranger());
    let token = one.get("/sign-in/password").await.token();
    assert_eq!(one.cookie("wardmote-form").as_deref(), Some(token.as_str()));
    let fields = [("csrf", token.as_str()), ("mail", ""), ("password", ""), ("code", "")];
    assert_eq!(one.post("/sign-in/password", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.post("/sign-in/password", &fields).await.status, StatusCode::FORBIDDEN, "another browser has no such cookie");
    other.get("/sign-in/password").await;
    assert_eq!(other.post("/sign-in/password", &fields).await.status, StatusCode::FORBIDDEN, "another browser has another token");
    // A page that has no form sets no cookie.
    let third = served.stranger();
    assert!(third.get("/").await.cookies().is_empty());
    assert!(third.get("/nowhere").await.cookies().is_empty());
}

#[tokio::test]
async fn what_is_refused_looks_like_what_is_absent() {
    let served = Served::filled().await;
    let person = crate::people::opened(&served).await;
    for user in crate::roles::USERS {
        let browser = Browser::signed_in(&served.router, user).await;
        crate::people::choose_purpose(&browser, user).await;
        let absent = browser.get("/nowhere").await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND);
        for route in routes().filter(|route| route.verb == Verb::Get && route.who == Who::SignedIn) {
            let address = crate::roles::address(route.path).replace("/people/nothing", &format!("/people/{person}"));
            let answer = browser.get(&address).await;
            if answer.status != StatusCode::NOT_FOUND {
                continue;
            }
            assert_eq!(answer.text, absent.text, "`{}` as {user} tells more than that it is absent", route.path);
            let names = |of: &crate::browser::Answer| {
                of.headers.keys().map(|name| name.as_str().to_owned()).filter(|name| name != "x-request-id").collect::<Vec<_>>()
            };
            assert_eq!(names(&answer), names(&absent), "{}", route.path);
        }
    }
}

#[tokio::test]
async fn a_session_that_is_over_leads_to_sign_in_with_the_reason_and_what_was_typed() {
    let served = Served::filled().await;
    let browser = Browser::signed_in(&served.router, OFFICER).await;
    let secret = browser.cookie("wardmote").unwrap();
    let out = browser.send("/account", "/sign-out", &[]).await;
    assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/sign-in?ended=out"));
    assert_eq!(browser.cookie("wardmote"), None);
    assert!(browser.get(out.location()).await.text.contains("You have signed out"));
    // The same secret once more: nobody is signed in by it, and it is forgotten at once.
    browser.set_cookie("wardmote", &secret);
    let answer = browser.get("/evidence").await;
    assert_eq!(answer.location(), "/sign-in?next=%2Fevidence&ended=yes");
    assert_eq!(browser.cookie("wardmote"), None);
    assert!(browser.get(answer.location()).await.text.contains("Your session is over"));
    assert!(recorded(&served, "session-ended").await > 0, "a try with an ended session has no row in the ledger");
    // A made-up one is no session either.
    browser.set_cookie("wardmote", "made-up");
    assert_eq!(browser.get("/evidence").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn cookies_carry_every_flag() {
    let served = Served::filled().await;
    let stranger = served.stranger();
    let page = stranger.get("/sign-in").await;
    let signed_in = stranger.post("/sign-in/demo", &[("csrf", &page.token()), ("user", OFFICER)]).await;
    for cookie in page.cookies().into_iter().chain(signed_in.cookies()) {
        for flag in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert!(!cookie.contains("Domain") && !cookie.contains(OFFICER), "{cookie}");
    }
    assert!(signed_in.cookies().iter().any(|cookie| cookie.starts_with("wardmote=")));

    // By https each is tied to this host.
    let (house, _folder) = house(true, true).await;
    let site = web::Site::new("https://safety.example.org", "Invented", web::Language::English).unwrap();
    let router = web::router(Arc::new(house), CLOCK, web::Settings { site, ..settings() }, None);
    let stranger = Browser::new(&router);
    let page = stranger.get("/sign-in").await;
    let signed_in = stranger.post("/sign-in/demo", &[("csrf", &page.token()), ("user", OFFICER)]).await;
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER, "{}", signed_in.text);
    for cookie in page.cookies().into_iter().chain(signed_in.cookies()) {
        assert!(cookie.starts_with("__Host-wardmote") && cookie.contains("; Secure"), "{cookie}");
    }
    assert_eq!(stranger.get("/evidence").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_demonstration_is_closed_to_whoever_comes_through_a_proxy() {
    let served = Served::filled().await;
    let stranger = served.stranger();
    let token = stranger.get("/sign-in").await.token();
    let fields = [("csrf", token.as_str()), ("user", OFFICER)];
    for name in ["x-forwarded-for", "forwarded", "via", "x-real-ip"] {
        let request = Request::builder().uri("/sign-in").header(name, "192.0.2.1").body(Body::empty()).unwrap();
        assert!(!stranger.request(request).await.text.contains("demonstration"), "{name}");
        assert_eq!(stranger.post_with("/sign-in/demo", &fields, &[(name, "192.0.2.1")]).await.status, StatusCode::NOT_FOUND, "{name}");
    }
    assert_eq!(stranger.post("/sign-in/demo", &fields).await.status, StatusCode::SEE_OTHER);

    let (house, _folder) = house(true, true).await;
    let router = web::router(Arc::new(house), CLOCK, web::Settings { demo: false, ..settings() }, None);
    let stranger = Browser::new(&router);
    assert!(!stranger.get("/sign-in").await.text.contains("demonstration"));
    let token = stranger.get("/sign-in/password").await.token();
    assert_eq!(stranger.post("/sign-in/demo", &[("csrf", token.as_str()), ("user", OFFICER)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_too_large_or_no_form_is_refused_with_a_page() {
    let served = Served::filled().await;
    let browser = served.browser();
    let long = "x".repeat(70 * 1024);
    let answer = browser.post("/account/acting", &[("purpose", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("64 kB at the most"), "{}", answer.text);
    for (kind, body) in [("application/json", "{}"), ("text/plain", "csrf=x"), ("multipart/form-data", "x")] {
        let request = Request::builder().method(Method::POST).uri("/account/stay").header(header::CONTENT_TYPE, kind);
        let answer = browser.request(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}");
        assert!(answer.text.contains("can\u{2019}t be read"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_form_in_parts_is_read_as_any_other() {
    let served = Served::filled().await;
    let browser = served.browser();
    let token = browser.get("/account/stay").await.token();
    let send = |token: String| {
        let body = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"table\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n\
             --frontier\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--frontier--\r\n"
        );
        let request = Request::builder()
            .method(Method::POST)
            .uri("/account/stay")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=frontier")
            .body(Body::from(body))
            .unwrap();
        browser.request(request)
    };
    assert_eq!(send("wrong".into()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(token).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nothing_personal_stands_in_an_address() {
    let served = Served::filled().await;
    let names = ["Quillfeather", "quillfeather", "barnaby", "council.example"];
    let password =
        [("mail", "barnaby.quillfeather@council.example.org"), ("password", "x"), ("code", "1"), ("next", "//council.example.org")];
    assert_eq!(served.stranger().send("/sign-in/password", "/sign-in/password", &password).await.location(), "");
    let answers = [
        served.browser().send("/account", "/account/stay", &[("next", "https://council.example.org/home")]).await,
        served.stranger().send("/lost", "/lost", &[("mail", "barnaby.quillfeather@council.example.org")]).await,
        served.stranger().get("/invitation/some-secret").await,
    ];
    for answer in answers {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert!(!names.iter().any(|name| answer.location().contains(name)), "{}", answer.location());
    }
}

#[tokio::test]
async fn an_organisations_sign_in_begins_by_no_link_of_another_site() {
    let served = Served::empty().await;
    let stranger = served.stranger();
    for (said, location) in [("cross-site", "/sign-in"), ("same-site", "/sign-in"), ("same-origin", ""), ("none", "")] {
        let request = Request::builder().uri("/sign-in/organisation/hexby-council").header("sec-fetch-site", said);
        let answer = stranger.request(request.body(Body::empty()).unwrap()).await;
        // From here it is looked for, and there is none of that name.
        assert_eq!(answer.location(), location, "{said}: {} {}", answer.status, answer.text);
        assert_eq!(answer.status == StatusCode::SEE_OTHER, !location.is_empty(), "{said}");
    }
}
