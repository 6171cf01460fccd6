//! Every route is visited, and says what it is meant to say.

use crate::home::{DISTRICT, Served, WARD};
use axum::http::{Method, StatusCode};
use web::{Verb, routes};

/// A route, an address of it, and words its answer holds.
pub const VISITS: &[(&str, &str, &[&str])] = &[
    (
        "/home",
        "/home",
        &[
            "Invented Partnership",
            "What needs you",
            "What changed",
            "1,321",
            "10.6% fewer than 1,477",
            "\u{25bc} Fell",
            "50.0% more than 200",
            "\u{25b2} Rose",
            "January 2025 to February 2025",
        ],
    ),
    ("/assessments", "/assessments", &["<title>Assessments", "/assessments/E07999999", "10:05pm on 10 March 2025"]),
    (
        "/assessments/{district}",
        "/assessments/E07999999",
        &[
            "What changed",
            "href=\"/assessments/E07999999/figures/e07999999-all-crime-count\"",
            "Extracts were imported since",
            "assessment.pdf",
        ],
    ),
    ("/assessments/{district}/assessment.pdf", "/assessments/E07999999/assessment.pdf", &["%PDF-1.7"]),
    (
        "/assessments/{district}/figures.json",
        "/assessments/E07999999/figures.json",
        &["{\"id\":\"e07999999-all-crime-count\"", "\"value\":1321", "\"rows\":["],
    ),
    (
        "/assessments/{district}/figures/{id}",
        "/assessments/E07999999/figures/e07999999-all-crime-count",
        &["1,321", "change-test@1", "/extracts/street-1", "?rows=1#rows", "SELECT count(*) FROM incidents"],
    ),
    (
        "/wards/{code}",
        "/wards/E05999999",
        &[
            "Recorded crime fell in Mill",
            "57.0% fewer than 93",
            "6.7",
            "between 4.8 and 9.1",
            "1 of 1 by rate",
            "Burglary",
            "\u{2212}55.6%",
            "Robbery",
            "<svg",
            "January 2024",
        ],
    ),
    (
        "/extracts",
        "/extracts",
        &[
            "3 extracts",
            "newer.zip",
            "Partly superseded",
            "January 2024 to February 2024, January 2025 to February 2025",
            "12,345",
            "Invented",
        ],
    ),
    (
        "/extracts/{id}",
        "/extracts/street-1",
        &[
            "Rows rejected",
            "The first 100 of 120 rejected rows",
            "month unreadable",
            "Invented Police February 2025",
            "Crime ID: 44",
            "rejects.csv",
        ],
    ),
    (
        "/extracts/{id}/rejects.csv",
        "/extracts/street-1/rejects.csv",
        &["file,row,column,reason,remedy,field_1,field_2\r\n", "\"'=HYPERLINK(", ",-0.137\r\n"],
    ),
    ("/about", "/about", &["About Wardmote", env!("CARGO_PKG_VERSION")]),
    ("/accessibility", "/accessibility", &["Web Content Accessibility Guidelines"]),
    ("/assets/{*name}", "/assets/absent.css", &["Page not found"]),
    ("/healthz", "/healthz", &["ok"]),
    ("/readyz", "/readyz", &["ok"]),
];

#[tokio::test]
async fn every_page_says_what_it_should() {
    let served = Served::filled().await;
    for (route, address, words) in VISITS {
        assert!(routes().any(|r| r.verb == Verb::Get && r.path == *route), "`{route}` is no route");
        let answer = served.get(address).await;
        let expected = if address.contains("absent") { StatusCode::NOT_FOUND } else { StatusCode::OK };
        assert_eq!(answer.status, expected, "{address}");
        for word in *words {
            assert!(answer.text.contains(word), "`{address}` does not say `{word}`:\n{}", answer.text);
        }
    }
}

/// The table as the browser tests read it.
#[tokio::test]
async fn the_browser_tests_know_every_route() {
    let listed: Vec<serde_json::Value> = serde_json::from_str(include_str!("../../../../e2e/routes.json")).unwrap();
    let table: Vec<serde_json::Value> = routes()
        .map(|route| {
            serde_json::json!({
                "method": route.verb.id(),
                "path": route.path,
                "who": route.who.id(),
                "action": route.action.id(),
                "what": route.what,
            })
        })
        .collect();
    if std::env::var_os("WARDMOTE_ACCEPT").is_some() {
        let text = serde_json::to_string_pretty(&table).unwrap() + "\n";
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/routes.json"), text).unwrap();
        return;
    }
    assert_eq!(listed, table, "e2e/routes.json is stale: it should hold\n{}", serde_json::to_string_pretty(&table).unwrap());
}

#[test]
fn no_address_stands_twice_in_the_table_and_each_says_what_is_there() {
    let mut seen = std::collections::BTreeSet::new();
    for route in routes() {
        assert!(seen.insert((route.verb.id(), route.path)), "`{}` stands twice", route.path);
        assert!(!route.what.is_empty(), "`{}` says not what is there", route.path);
        // Who reads records about people is asked by the use case, with the record: never without being signed in.
        assert!(!route.action.touches_personal_data() || route.who == web::Who::SignedIn, "`{}` is open", route.path);
    }
}

#[tokio::test]
async fn an_empty_home_says_how_to_begin() {
    let served = Served::empty().await;
    for (address, words) in [
        ("/home", "wardmote import area-lookup"),
        ("/assessments", "wardmote assess --district"),
        ("/extracts", "wardmote import area-lookup"),
    ] {
        let answer = served.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.text.contains(words), "{address}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_helps() {
    let served = Served::filled().await;
    for address in [
        "/nowhere",
        "/assessments/E07000000",
        "/assessments/E07000000/assessment.pdf",
        "/assessments/E07000000/figures.json",
        "/assessments/E07999999/figures/none",
        "/wards/E05000000",
        "/wards/E07999999",
        "/extracts/street",
        "/extracts/none/rejects.csv",
        "/assets/../Cargo.toml",
    ] {
        let answer = served.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.text.contains("Page not found") && answer.text.contains("Go to the home page"), "{address}");
    }
}

#[tokio::test]
async fn rows_come_in_pages() {
    let served = Served::filled().await;
    let figure = format!("/assessments/{DISTRICT}/figures/e07999999-all-crime-count");
    let check = |query: &'static str, there: &'static [&'static str], absent: &'static [&'static str]| {
        let address = format!("{figure}{query}");
        let served = &served;
        async move {
            let text = served.get(&address).await.text;
            for word in there {
                assert!(text.contains(word), "{query}: `{word}` is missing");
            }
            for word in absent {
                assert!(!text.contains(word), "{query}: `{word}` is there");
            }
        }
    };
    check("", &["Show the rows"], &["row 0 "]).await;
    check("?rows=1", &["Rows 1 to 200", "row 199 ", "?rows=2#rows"], &["row 200 "]).await;
    check("?rows=2", &["Rows 201 to 250", "row 249 ", "?rows=1#rows"], &["row 199 ", "?rows=3#rows"]).await;
    check("?rows=9", &["There are no rows here"], &["row 249 "]).await;
    check("?rows=%3Cscript%3E", &["Rows 1 to 200"], &["<script>"]).await;
    check("?rows=18446744073709551615", &["There are no rows here"], &[]).await;
}

#[tokio::test]
async fn a_ward_is_shown_though_its_rows_cannot_be_counted_now() {
    let answer = Served::without_engine().await.get(&format!("/wards/{WARD}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("57.0% fewer than 93") && !answer.text.contains("<svg") && !answer.text.contains("secret"));
}

#[tokio::test]
async fn every_number_of_a_ward_has_its_source() {
    let text = Served::filled().await.get(&format!("/wards/{WARD}")).await.text;
    let cells: Vec<&str> = text.split("govuk-table__cell--numeric").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    assert!(!cells.is_empty());
    for cell in cells {
        assert!(cell.contains("data-figure=\"s"), "a number without its source: {cell}");
    }
    for key in text.split("data-figure=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(text.contains(&format!("id=\"source-{key}\"")), "`{key}` is explained nowhere");
    }
}

#[tokio::test]
async fn what_is_only_read_takes_nothing() {
    let served = Served::filled().await;
    for route in ["/", "/extracts", "/healthz"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = served.ask(method, route).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{route}");
            assert!(answer.text.contains("can only be read"), "{}", answer.text);
        }
        let head = served.ask(Method::HEAD, route).await;
        let expected = if route == "/" { StatusCode::SEE_OTHER } else { StatusCode::OK };
        assert_eq!((head.status, head.text.as_str()), (expected, ""), "{route}");
    }
}
