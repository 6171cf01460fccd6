//! Every address as everybody: what each is answered stands in a table beside this file, accepted on review.

use crate::browser::Browser;
use crate::home::Served;
use axum::http::StatusCode;
use std::fmt::Write as _;
use web::{Verb, Who, routes};

/// One person an office of the demonstration.
pub const USERS: &[&str] = &[
    "council-administrator",
    "council-officer",
    "county-analyst",
    "constabulary-caseworker",
    "council-spoc",
    "council-ig-lead",
    "council-democratic-services",
    "fire-member",
    "council-scrutiny",
    "funder",
];

/// An address of a route: one that the tests visit anyway, one beneath such, or one that names nothing.
pub fn address(path: &str) -> String {
    let visits =
        || crate::routes::VISITS.iter().chain(crate::judgement::VISITS).chain(crate::measures::VISITS).chain(crate::partnership::VISITS);
    let nothing =
        |path: &str| path.split('/').map(|part| if part.starts_with('{') { "nothing" } else { part }).collect::<Vec<_>>().join("/");
    if let Some((_, address, _)) = visits().find(|(route, ..)| *route == path) {
        return (*address).to_owned();
    }
    let above = visits()
        .filter(|(route, address, _)| route.contains('{') && !address.contains('?') && path.starts_with(&format!("{route}/")))
        .max_by_key(|(route, ..)| route.len());
    match above {
        Some((route, address, _)) => format!("{address}{}", nothing(path.strip_prefix(route).unwrap_or_default())),
        None => nothing(path),
    }
}

#[tokio::test]
async fn every_route_is_visited_as_everybody() {
    let served = Served::filled().await;
    let mut table = String::new();
    let head = |table: &mut String, columns: &[&str]| {
        let _ = writeln!(table, "{}", columns.join(" | "));
    };
    let mut columns = vec!["address", "nobody"];
    columns.extend(USERS);
    head(&mut table, &columns);
    let mut browsers = vec![served.stranger()];
    for user in USERS {
        browsers.push(Browser::signed_in(&served.router, user).await);
    }
    let person = crate::people::opened(&served).await;
    let mut tokens = vec![browsers[0].get("/sign-in/password").await.token()];
    for browser in &browsers[1..] {
        tokens.push(browser.get("/account/stay").await.token());
    }
    // What ends the session comes last.
    let ends = |route: &web::RouteInfo| route.path == "/sign-out";
    for route in routes().filter(|route| !ends(route)).chain(routes().filter(|route| ends(route))) {
        let address = address(route.path).replace("/people/nothing", &format!("/people/{person}"));
        if route.path == "/people" {
            // The form by which somebody says for what they act took it back when it was sent empty.
            for (browser, user) in browsers.iter().skip(1).zip(USERS) {
                crate::people::choose_purpose(browser, user).await;
            }
        }
        let mut line = vec![format!("{} {}", route.verb.id(), route.path)];
        for (place, browser) in browsers.iter().enumerate() {
            let answer = match route.verb {
                Verb::Get => browser.get(&address).await,
                // With nothing but its token: what each form does is tested where it stands.
                Verb::Post => browser.post(&address, &[("csrf", &tokens[place])]).await,
            };
            let status = answer.status;
            assert!(!status.is_server_error(), "{} {address} as {}: {status}\n{}", route.verb.id(), columns[place + 1], answer.text);
            let sent_away = status == StatusCode::SEE_OTHER && answer.location().starts_with("/sign-in") && route.path != "/sign-out";
            let needs = matches!(route.who, Who::SignedIn | Who::BeforeTerms) && route.path != "/sign-out";
            assert_eq!(sent_away, place == 0 && needs, "{} {address} as {}", route.verb.id(), columns[place + 1]);
            line.push(status.as_u16().to_string());
        }
        let _ = writeln!(table, "{}", line.join(" | "));
    }
    let accepted = include_str!("roles.txt");
    if std::env::var_os("WARDMOTE_ACCEPT").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/roles.txt"), &table).unwrap();
        return;
    }
    assert_eq!(table, accepted, "what is answered to whom has changed: look at it, and run once with WARDMOTE_ACCEPT=1");
}
