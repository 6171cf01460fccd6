//! Headers on every answer, hostile names shown as text, failures without details.

use crate::home::{DISTRICT, HOSTILE, Served, WARD};
use axum::http::{Method, StatusCode};

#[tokio::test]
async fn every_answer_carries_the_strict_headers() {
    let served = Served::filled().await;
    let asked = [
        (Method::GET, "/"),
        (Method::GET, "/healthz"),
        (Method::GET, "/nowhere"),
        (Method::POST, "/"),
        (Method::GET, "/extracts/street-1/rejects.csv"),
    ];
    for (method, address) in asked {
        let answer = served.ask(method, address).await;
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), value, "{address} {name}");
        }
        assert!(answer.header("permissions-policy").contains("geolocation=()"));
    }
}

#[tokio::test]
async fn hostile_names_are_shown_as_text() {
    let served = Served::filled().await;
    let pages = [
        "/home".to_owned(),
        "/assessments".to_owned(),
        format!("/assessments/{DISTRICT}"),
        format!("/assessments/{DISTRICT}/figures/e07999999-all-crime-count?rows=1"),
        format!("/assessments/{DISTRICT}/figures/e07999999-wards"),
        format!("/wards/{WARD}"),
        "/extracts".to_owned(),
        "/extracts/street-1".to_owned(),
    ];
    for address in pages {
        let text = served.get(&address).await.text;
        assert!(!text.contains(HOSTILE), "{address} runs what a name says");
        assert!(text.contains("&lt;script&gt;"), "{address} does not show the name");
    }
}

#[tokio::test]
async fn pages_have_nothing_inline() {
    let served = Served::filled().await;
    for address in [
        "/home",
        "/account",
        "/assessments",
        "/assessments/E07999999",
        "/wards/E05999999",
        "/extracts",
        "/extracts/street-1",
        "/about",
        "/accessibility",
        "/nowhere",
    ] {
        let text = served.get(address).await.text;
        for inline in [" style=\"", "<style", "<script>", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(inline), "{address} has `{inline}`");
        }
        for needed in ["<!DOCTYPE html>", "lang=\"en-GB\"", "<title>", "id=\"main-content\"", "</html>"] {
            assert!(text.contains(needed), "{address} lacks `{needed}`");
        }
        assert_eq!(text.matches("<h1").count(), 1, "{address} has not one first heading");
    }
}

#[tokio::test]
async fn a_failure_says_nothing_of_the_inside_and_gives_a_reference() {
    let answer = Served::without_engine().await.get(&format!("/assessments/{DISTRICT}/figures/e07999999-all-crime-count?rows=1")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.text.contains("secret") && !answer.text.contains("engine-away"), "{}", answer.text);
    assert!(answer.text.contains(&format!("<strong>W{}-", std::process::id())), "{}", answer.text);
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_their_hash() {
    // Without the built assets there is nothing to keep, and pages go without.
    let Some(name) = ui::assets::hashed_name("app.css") else { return };
    let served = Served::filled().await;
    let answer = served.get(&format!("/assets/{name}")).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(served.get("/home").await.text.contains(name));
    assert_eq!(served.get("/assets/app.css").await.header("cache-control"), "public, max-age=60");
}
