//! What is refused: without a token, with one that never was or is over, with words that are not as described.

use crate::home::moment;
use crate::program::{Served, new_key};
use api::{ROUTES, Verb, Who};
use app::signing::demo_sign_in;
use axum::body::Body;
use axum::http::Request;
use permission::Action;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_token_is_refused_and_recorded() {
    let served = Served::new().await;
    let mut forger = served.stranger();
    for forged in ["wardmote_not-a-token", "Zephyrine", "wardmote_"] {
        forger.token = Some(forged.to_owned());
        let answer = forger.get("/api/v1/ledger").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "token-unknown"));
        assert_eq!(served.newest_rows(1).await, ["public read-ledger account:* Refused api token-unknown"]);
        assert!(!answer.text.contains(forged));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_over_or_too_narrow_says_which() {
    let served = Served::new().await;
    let visitor = demo_sign_in(&served.house, &moment(), "council-officer").await.unwrap().visitor;
    let narrow = served.program_for(&visitor, vec![Action::ReadGroup]).await;
    assert_eq!(narrow.get("/api/v1/groups").await.status, 200);
    assert_eq!(narrow.get("/api/v1/me").await.json()["scopes"], json!(["read-group"]), "any token may ask whose it is");
    let refused = narrow.get("/api/v1/gaps").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "token-scope"));
    assert!(refused.header("www-authenticate").contains("insufficient_scope"));
    assert_eq!(served.newest_rows(1).await, ["council-officer read-evidence account:council-officer Refused api token-scope"]);

    app::tokens::revoke_token(&served.house, &moment(), &visitor, &narrow.id).await.unwrap();
    let over = narrow.get("/api/v1/groups").await;
    assert_eq!((over.status.as_u16(), over.code().as_str()), (401, "token-over"));
    assert!(over.header("www-authenticate").contains("invalid_token"));
    assert_eq!(served.newest_rows(1).await, ["council-officer read-group account:council-officer Refused api token-revoked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_a_bearer_token_lets_anybody_in() {
    let served = Served::new().await;
    let begun = demo_sign_in(&served.house, &moment(), "council-officer").await.unwrap();
    let good = served.program("council-officer").await.token.unwrap();
    let cookie = format!("wardmote={}", begun.secret);
    let token_as_cookie = format!("wardmote={good}");
    let basic = format!("Basic {good}");
    for (name, value) in [
        ("cookie", cookie.as_str()),
        ("cookie", &token_as_cookie),
        ("authorization", &basic),
        ("authorization", good.as_str()),
        ("authorization", "Bearer "),
        ("authorization", "Bearer"),
        ("x-api-key", &good),
    ] {
        let request = Request::builder().uri("/api/v1/groups").header(name, value).body(Body::empty()).unwrap();
        let answer = served.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "token-needed"), "{name}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let request = Request::builder().uri(format!("/api/v1/groups?token={good}")).body(Body::empty()).unwrap();
    assert_eq!(served.send(request).await.status, 401);
    let request = Request::builder().uri("/api/v1/groups").header("authorization", format!("bearer {good}")).body(Body::empty()).unwrap();
    assert_eq!(served.send(request).await.status, 200, "the scheme is written in any case");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_described_is_named_by_its_place_and_not_said_again() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    for (address, pointer) in [
        ("/api/v1/gaps?limit=0", "query/limit"),
        ("/api/v1/gaps?limit=201", "query/limit"),
        ("/api/v1/gaps?limit=+5", "query/limit"),
        ("/api/v1/gaps?limit=", "query/limit"),
        ("/api/v1/gaps?after=zz", "query/after"),
        ("/api/v1/gaps?limit=5&limit=6", "query/limit"),
        ("/api/v1/gaps?Zephyrine=Okonta", "query"),
        ("/api/v1/organisations?on=yesterday", "query/on"),
        ("/api/v1/organisations?on=2026-02-30", "query/on"),
        ("/api/v1/flags", "query/rule"),
        ("/api/v1/flags?rule=/etc/passwd.toml", "query/rule"),
        ("/api/v1/measures/all-crime?level=Zephyrine", "query/level"),
        ("/api/v1/duties?open=yes", "query/open"),
        ("/api/v1/me?x=1", "query"),
    ] {
        let answer = officer.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "not-as-described"), "{address}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{address}");
        assert!(!answer.text.contains("Zephyrine") && !answer.text.contains("passwd"), "{}", answer.text);
    }
    for (body, pointer) in [
        (json!({}), "body/person"),
        (json!({ "person": { "name": "" } }), "body/person/name"),
        (json!({ "person": { "name": "x", "Zephyrine": 1 } }), "body/person"),
        (json!({ "person": { "name": "x" }, "regime": "Zephyrine" }), "body/regime"),
        (json!({ "person": { "name": "x", "said": [{ "what": "y", "standing": "Zephyrine" }] } }), "body/person/said/0/standing"),
        (json!({ "person": { "name": "x", "telephones": [1] } }), "body/person/telephones/0"),
        (json!([]), "body"),
    ] {
        let answer = officer.post("/api/v1/people", &body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "not-as-described"), "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
        assert!(!answer.text.contains("Zephyrine"), "{}", answer.text);
    }
    let purposeless = officer.request("GET", "/api/v1/people/p-aaaaaaaaaaaaaaaaaaaa", &[("wardmote-purpose", "curiosity")], None);
    assert_eq!(served.send(purposeless).await.json()["errors"][0]["pointer"], "header/wardmote-purpose");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_must_be_json_and_not_too_long() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let key = new_key();
    let raw = |kind: &str, body: String| {
        let request = officer.request("POST", "/api/v1/gaps", &[("idempotency-key", &key)], None);
        let (mut parts, _) = request.into_parts();
        if !kind.is_empty() {
            parts.headers.insert("content-type", kind.parse().unwrap());
        }
        Request::from_parts(parts, Body::from(body))
    };
    let nested = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for (kind, body, status, code) in [
        ("text/plain", "{}".to_owned(), 415, "content-type"),
        ("", "{}".to_owned(), 415, "content-type"),
        ("application/x-www-form-urlencoded", "id=x".to_owned(), 415, "content-type"),
        ("application/json", String::new(), 400, "not-as-described"),
        ("application/json", "{".to_owned(), 400, "not-as-described"),
        ("application/json", nested, 400, "not-as-described"),
        ("application/json", "\"\\ud800\"".to_owned(), 400, "not-as-described"),
        ("application/json; charset=utf-8", "{}".to_owned(), 400, "not-as-described"),
        ("application/json", format!("\"{}\"", "x".repeat(300_000)), 413, "body-too-long"),
    ] {
        let answer = served.send(raw(kind, body)).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_what_is_asked_wrongly_say_so_as_problems() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let absent = officer.get("/api/v1/nowhere").await;
    assert_eq!((absent.status.as_u16(), absent.code().as_str()), (404, "not-found"));
    for address in [
        "/api",
        "/api/v1",
        "/api/v2/gaps",
        "/api/v1/gaps/",
        "/api/v1/people/p-aaaaaaaaaaaaaaaaaaaa",
        "/api/v1/people/Zephyrine%20Okonta",
        "/api/v1/people/%ff",
        "/api/v1/organisations/nobody",
        "/api/v1/extracts/..%2F..%2Fetc",
        "/api/v1/measures/nothing",
        "/api/v1/assessments/E07999999",
        "/api/v1/agreements/nothing/parties",
    ] {
        let answer = officer.get_for(permission::Purpose::ReduceCrime, address).await;
        assert_eq!(answer.text, absent.text, "{address}");
        assert_eq!(answer.status, 404, "{address}");
    }
    for info in ROUTES.iter().filter(|info| info.who != Who::Anybody) {
        let others = ROUTES.iter().filter(|other| other.path == info.path).map(|other| other.verb.method()).collect::<Vec<_>>();
        let address = info.path.replace("{id}", "x").replace("{district}", "E07000012");
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "GET", "POST"] {
            if others.contains(&method) {
                continue;
            }
            let answer = served.send(officer.request(method, &address, &[], None)).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "method"), "{method} {address}");
            let allowed = answer.header("allow");
            assert!(others.iter().all(|other| allowed.contains(other)) && !allowed.contains(method), "{method} {address}: {allowed}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_or_the_record_refuses_is_no_fault_of_the_words() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let gap = |id: &str, review: &str, owner: &str| json!({ "id": id, "what": "who is isolated", "why": "nobody counts it", "owner": owner, "review": review });
    let named = officer.post("/api/v1/gaps", &gap("a-gap", "2027-01-04", "Mr Okonta")).await;
    assert_eq!((named.status.as_u16(), named.code().as_str()), (422, "record-refused"));
    assert!(!named.text.contains("Okonta"), "{}", named.text);
    let early = officer.post("/api/v1/gaps", &gap("a-gap", "2020-01-04", "data group")).await;
    assert_eq!((early.status.as_u16(), early.code().as_str()), (422, "record-refused"));
    assert_eq!(officer.post("/api/v1/gaps", &gap("a-gap", "2027-01-04", "data group")).await.status, 201);
    let again = officer.post("/api/v1/gaps", &gap("a-gap", "2027-01-04", "data group")).await;
    assert_eq!((again.status.as_u16(), again.code().as_str()), (409, "record-taken"));
    let nowhere = json!({ "area": "E05999999", "reason": "new estate", "role": "data group" });
    assert_eq!(officer.post("/api/v1/concerns", &nowhere).await.code(), "place-unknown");
    let elsewhere = officer.get("/api/v1/measures/deliberate-fires?within=E07999999").await;
    assert_eq!((elsewhere.status.as_u16(), elsewhere.code().as_str()), (422, "area-unknown"));
    for (_, problem) in [("named", &named), ("again", &again), ("elsewhere", &elsewhere)] {
        let remedy = problem.json()["remedy"].as_str().unwrap().to_owned();
        assert!(!remedy.is_empty() && !remedy.contains("`wardmote ") && !remedy.contains("--"), "{remedy}");
    }
}

#[test]
fn every_address_that_writes_asks_for_a_key_and_no_other_does() {
    let described: Value = serde_json::from_str(&api::document_text()).unwrap();
    for info in ROUTES {
        let operation = &described["paths"][info.path][info.verb.method().to_lowercase()];
        let key = operation["parameters"].as_array().into_iter().flatten().find(|one| one["name"] == "Idempotency-Key");
        assert_eq!(key.is_some(), info.verb == Verb::Post, "{}", info.path);
        assert!(key.is_none_or(|key| key["required"] == true), "{}", info.path);
    }
}
