//! The pages about numbers, over a home with three wards and counts of three data sets.

use crate::home::{HOSTILE, Served};
use crate::judgement::Home;
use axum::http::StatusCode;

/// A route, an address of it, and words its answer holds.
pub const VISITS: &[(&str, &str, &[&str])] = &[
    (
        "/evidence",
        "/evidence",
        &["What is known of South Cambridgeshire", "Data is held for", "href=\"/evidence/measures/deliberate-fires?within=E07000012\""],
    ),
    (
        "/evidence/measures",
        "/evidence/measures",
        &["What can be measured in South Cambridgeshire", "Risk assessment", "nothing for this place"],
    ),
    (
        "/evidence/measures/{id}",
        "/evidence/measures/council-asb-cases?within=E07000012&level=ward",
        &[
            "South Cambridgeshire",
            "href=\"/evidence/areas/E05011301\"",
            "Where these numbers come from",
            "counts-council-asb",
            "Not for publication",
        ],
    ),
    (
        "/evidence/measures/{id}/rows",
        "/evidence/measures/council-asb-cases/rows?within=E07000012&level=ward&area=E05011301&from=2018-11&to=2019-10",
        &["The rows of", "Download all rows (CSV)", "rows.csv?within=E07000012"],
    ),
    (
        "/evidence/measures/{id}/rows.csv",
        "/evidence/measures/council-asb-cases/rows.csv?within=E07000012&level=ward&area=E05011301&from=2018-11&to=2019-10",
        &["area_name,contribution\r\n"],
    ),
    ("/evidence/measures/{id}/{drawing}", "/evidence/measures/deliberate-fires/map.svg?within=E07000012&level=ward", &["<svg"]),
    ("/evidence/areas/{code}", "/evidence/areas/E05011301", &["Milton &amp; Waterbeach", "The area", "Where these numbers come from"]),
];

#[tokio::test]
async fn every_page_of_numbers_says_what_it_should() {
    let home = Home::filled().await;
    for (route, address, words) in VISITS {
        assert!(web::routes().any(|r| r.path == *route), "`{route}` is no route");
        let (status, _, text) = home.get(address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {text}");
        for word in *words {
            assert!(text.contains(word), "`{address}` does not say `{word}`:\n{text}");
        }
    }
}

#[tokio::test]
async fn every_number_of_evidence_has_rules_extracts_and_query() {
    let home = Home::filled().await;
    let judged = crate::judgement::VISITS.iter();
    for (_, address, _) in VISITS.iter().chain(judged).filter(|(route, ..)| !route.contains('.') && !route.contains("{drawing}")) {
        let text = home.get(address).await.2;
        assert_eq!(text.matches("<h1").count(), 1, "{address}");
        for inline in [HOSTILE, " style=\"", "<style", "<script>", " onclick=", "javascript:"] {
            assert!(!text.contains(inline), "{address} has `{inline}`");
        }
        for (at, _) in text.match_indices("govuk-table__cell--numeric") {
            let cell = text[at..].split('>').next().unwrap();
            assert!(cell.contains("data-figure=\"s"), "{address}: a number without its source: {cell}");
        }
        for key in text.split("data-figure=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let entry =
                text.split(&format!("id=\"source-{key}\"")).nth(1).unwrap_or_else(|| panic!("{address}: `{key}` is explained nowhere"));
            let entry = entry.split("<li class=\"app-sources__entry\"").next().unwrap();
            for part in ["Rules", "Extracts", "Query"] {
                let value =
                    entry.split("<dt").find(|row| row.contains(part)).and_then(|row| row.split_once("<dd")).map_or("", |(_, value)| value);
                let words: String = value.split('<').filter_map(|piece| piece.split_once('>').map(|(_, words)| words.trim())).collect();
                assert!(!words.is_empty(), "{address}: `{key}` does not say its {part}: {entry}");
            }
            // Of what is not loaded there is no query to show, and its cells say that it is not known.
            if entry.contains("none: nothing of it is loaded") {
                continue;
            }
            assert!(!entry.contains("<code class=\"app-code\"></code>"), "{address}: `{key}` has no query");
            assert!(entry.contains("<code"), "{address}: `{key}` has no query: {entry}");
            let register = ["register: ", "FROM extracts", "FROM rejects"].iter().any(|said| entry.contains(said));
            assert!(register || entry.contains("href=\"/extracts/"), "{address}: `{key}` names no extract: {entry}");
        }
    }
}

#[tokio::test]
async fn what_is_not_known_is_said_and_not_shown() {
    let home = Home::filled().await;
    for address in [
        "/evidence/measures/none",
        "/evidence/measures/none/rows?within=E07000012&level=ward&from=2018-11&to=2019-10",
        "/evidence/measures/council-asb-cases/none.svg",
        "/evidence/measures/council-asb-cases/map.gif",
        "/evidence/measures/council-asb-cases/map",
        "/evidence/measures/council-asb-cases/rows.csv",
        "/evidence/areas/E05000000",
    ] {
        let (status, _, text) = home.get(address).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{address}: {text}");
    }
    for (address, words) in [
        ("/evidence/measures/council-asb-cases?level=moon", "\u{201c}moon\u{201d} is not a level"),
        ("/evidence/measures/council-asb-cases?within=E07000000", "E07000000"),
        ("/evidence/measures/council-asb-cases?ending=yesterday", "yesterday"),
        ("/evidence/measures/council-asb-cases?level=%3Cscript%3E", "is not a level"),
    ] {
        let (status, _, text) = home.get(address).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{address}: {text}");
        assert!(text.contains("govuk-error-summary") && text.contains(words), "{address}: {text}");
        assert!(text.contains("href=\"/evidence/areas/E05011301\""), "{address} shows nothing of what is known: {text}");
        assert!(!text.contains("<script>"), "{address}");
    }
    let (status, _, text) = home.get("/evidence/measures/council-asb-cases/rows?within=E07000012").await;
    assert!(status == StatusCode::BAD_REQUEST && text.contains("does not say \u{201c}level\u{201d}"), "{text}");
    assert_eq!(home.get("/evidence/measures?within=E07000000").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn drawings_are_files_of_their_type() {
    let home = Home::filled().await;
    for (ending, kind) in [("svg", "image/svg+xml"), ("png", "image/png"), ("csv", "text/csv; charset=utf-8")] {
        let (status, found, text) = home.get(&format!("/evidence/measures/deliberate-fires/map.{ending}?within=E07000012")).await;
        assert_eq!((status, found.as_str()), (StatusCode::OK, kind), "{text}");
    }
}

#[tokio::test]
async fn an_empty_home_says_how_evidence_begins() {
    let served = Served::empty().await;
    for address in ["/evidence", "/evidence/measures", "/evidence/measures/burglary"] {
        let answer = served.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
    }
    assert!(served.get("/evidence").await.text.contains("wardmote import area-lookup FILE"));
}

#[tokio::test]
async fn every_page_inside_evidence_is_a_route() {
    let text = Served::empty().await.get("/evidence").await.text;
    let links: Vec<&str> = text.split("app-sub-navigation__link\" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(links.len() >= 7, "{links:?}");
    for link in links {
        assert!(web::routes().any(|route| route.path == link), "`{link}` is no route");
    }
}
