//! Every address as everybody: what each is answered stands in a table beside this file, accepted on review.

use crate::answers::as_described;
use crate::home::{DISTRICT, moment};
use crate::program::{Program, Served, USERS};
use api::{ROUTES, RouteInfo, Verb, Who};
use app::people::{Asking, NewPerson, record_person};
use permission::{Door, Personal, Purpose};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Purposes that are tried, in this order, where personal data is touched.
const PURPOSES: [Purpose; 3] = [Purpose::ReduceCrime, Purpose::Governance, Purpose::Administration];

/// A request to a route that is as described: its address and body. What is written is named after whoever writes it.
fn request(info: &RouteInfo, user: &str, person: &str) -> (String, Value) {
    let path = info.path.trim_start_matches("/api/v1");
    let body = match (info.verb, path) {
        (Verb::Get, _) => Value::Null,
        (_, "/sources/{id}/judgements") => json!({ "class": "insight", "reason": "it comes late", "role": "data group" }),
        (_, "/sources/{id}/chases" | "/requests/{id}/chases") => json!({ "role": "research analyst", "channel": "letter" }),
        (_, "/sources/{id}/answers") => json!({ "said": "it comes next month" }),
        (_, "/gaps") => json!({
            "id": format!("gap-of-{user}"), "what": "who is isolated", "why": "nobody counts it", "owner": "data group", "review": "2027-01-04",
        }),
        (_, "/gaps/{id}/reviews") => json!({ "role": "data group", "said": "still so", "next": "2027-06-01" }),
        (_, "/gaps/{id}/closing") => json!({ "role": "data group", "how": "it is counted now" }),
        (_, "/requests") => json!({
            "id": format!("request-of-{user}"), "to": "housing association", "what": "complaints by ward", "role": "research analyst",
            "due": "2026-12-01",
        }),
        (_, "/requests/{id}/outcome") => json!({ "given": true, "said": "sent as a table" }),
        (_, "/concerns") => json!({ "area": "E05011290", "reason": "new estate without a shop", "role": "community safety officer" }),
        (_, "/concerns/{id}/withdrawal") => json!({ "role": "community safety officer", "reason": "there is a shop now" }),
        (_, "/priorities") => json!({
            "id": format!("priority-of-{user}"), "year": "2026-27", "name": "Cottenham", "areas": ["E05011290"], "heading": "emerging",
            "reason": "it rose", "role": "data group", "concerns": ["concern-1"],
        }),
        (_, "/priorities/{id}/decisions") => {
            json!({ "listed": false, "reason": "it fell again", "role": "board", "meeting": "board meeting" })
        }
        (_, "/people") => json!({ "person": { "name": "Zephyrine Okonta", "born": "1984-03" } }),
        (_, "/people/searches") => json!({ "name": "okonta" }),
        (_, "/people/{id}/versions") => json!({ "seen": 1, "person": { "name": "Zephyrine Okonta", "language": "French" } }),
        (_, "/people/{id}/disclosures") => json!({
            "to": "cambridgeshire-constabulary", "data_type": "council-records", "power": "crime-and-disorder-act-1998", "method": "meeting",
        }),
        (_, "/people/{id}/closing") => json!({ "seen": 2 }),
        (_, "/people/{id}/holds") => json!({ "ground": "complaint", "placed": true, "review": "2027-01-04" }),
        (_, "/policy/explanations") => {
            json!({ "user": "council-officer", "action": "read-person", "thing": "person", "purpose": "reduce-crime" })
        }
        (_, other) => panic!("{other} has no request in this test"),
    };
    let id = match path {
        _ if path.starts_with("/people") => person.to_owned(),
        _ if path.starts_with("/gaps") => format!("gap-of-{user}"),
        _ if path.starts_with("/requests") => format!("request-of-{user}"),
        _ if path.starts_with("/priorities") => format!("priority-of-{user}"),
        _ if path.starts_with("/concerns") => "concern-1".to_owned(),
        _ if path.starts_with("/sources") => "council-asb".to_owned(),
        _ if path.starts_with("/organisations") => "south-cambridgeshire-council".to_owned(),
        _ if path.starts_with("/users") => "council-officer".to_owned(),
        _ if path.starts_with("/groups") => "csp-board".to_owned(),
        _ if path.starts_with("/extracts") => "street-1".to_owned(),
        _ if path.starts_with("/measures") => "deliberate-fires".to_owned(),
        _ => "csp-isa".to_owned(),
    };
    let address = info.path.replace("{id}", &id).replace("{district}", DISTRICT);
    (if path == "/flags" { format!("{address}?rule=ward-flags@2020") } else { address }, body)
}

/// Asks for each purpose in turn, until one is granted.
async fn ask(program: &Program<'_>, info: &RouteInfo, address: &str, body: &Value) -> crate::program::Answer {
    let mut last = None;
    for purpose in PURPOSES {
        let answer = match info.verb {
            Verb::Get => program.get_for(purpose, address).await,
            Verb::Ask | Verb::Post => program.post_for(purpose, address, body).await,
        };
        let done = answer.status.is_success() || !info.action.touches_personal_data() || info.who != Who::Scoped;
        last = Some(answer);
        if done {
            break;
        }
    }
    last.unwrap()
}

/// A record of the council's, opened by its officer.
async fn record(served: &Served) -> String {
    let asking = Asking { user: "council-officer".into(), purpose: Some(Purpose::ReduceCrime), organisation: None, door: Door::Terminal };
    let text = Personal::new(r#"{"name":"Zephyrine Okonta"}"#.to_owned());
    let new = NewPerson { text, regime: "uk-gdpr".into(), marking: "official-sensitive".into(), kept_apart: false };
    record_person(&served.house, &moment(), &asking, new).await.unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_is_asked_as_everybody() {
    let served = Served::new().await;
    let mut programs = vec![served.stranger()];
    let mut people = vec![record(&served).await];
    for user in USERS {
        programs.push(served.program(user).await);
        people.push(record(&served).await);
    }
    let mut table = format!("address | nobody | {}\n", USERS.join(" | "));
    for info in ROUTES {
        let mut line = vec![format!("{} {}", info.verb.method(), info.path)];
        for (place, program) in programs.iter().enumerate() {
            let user = place.checked_sub(1).map_or("nobody", |at| USERS[at]);
            let (address, body) = request(info, user, &people[place]);
            let answer = ask(program, info, &address, &body).await;
            let named = format!("{} {address} as {user}", info.verb.method());
            assert!(!answer.status.is_server_error(), "{named}: {} {}", answer.status, answer.text);
            assert_eq!(answer.header("cache-control"), "no-store", "{named}");
            as_described(info, &answer, &named);
            let code = if answer.status.is_success() { String::new() } else { format!(" {}", answer.code()) };
            assert_eq!(answer.status == 401, place == 0 && info.who != Who::Anybody, "{named}{code}");
            line.push(format!("{}{code}", answer.status.as_u16()));
        }
        assert!(line.iter().any(|cell| cell.starts_with('2')), "{} {} succeeds for nobody: {line:?}", info.verb.method(), info.path);
        let _ = writeln!(table, "{}", line.join(" | "));
    }
    let accepted = include_str!("matrix.txt");
    if std::env::var_os("WARDMOTE_ACCEPT").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/matrix.txt"), &table).unwrap();
        return;
    }
    assert_eq!(table, accepted, "what is answered to whom has changed: look at it, and run once with WARDMOTE_ACCEPT=1");
}
