//! Records about people: opened, found, read, changed, given and closed, and hidden from everybody else as if they were not there.

use crate::program::Served;
use permission::Purpose;
use serde_json::{Value, json};

const CRIME: Purpose = Purpose::ReduceCrime;

fn to_constabulary() -> Value {
    json!({
        "to": "cambridgeshire-constabulary",
        "data_type": "council-records",
        "power": "crime-and-disorder-act-1998",
        "method": "meeting",
        "reason": "Thessaly Brand is in danger",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_lives_from_opening_to_closing() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let constable = served.program("constabulary-caseworker").await;
    let said = json!({ "what": "loud at night", "standing": "reported", "by": "a landlord" });
    let person = json!({ "name": "Zephyrine Okonta", "born": "1984-03", "telephones": ["01632 960 111"], "said": [said] });
    let opened = officer.post_for(CRIME, "/api/v1/people", &json!({ "person": person, "kept_apart": true })).await;
    assert_eq!((opened.status.as_u16(), &opened.json()["version"]), (201, &json!(1)), "{}", opened.text);
    assert!(!opened.text.contains("Okonta"), "what is kept under a key names nobody");
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let address = format!("/api/v1/people/{id}");

    let shown = officer.get_for(CRIME, &address).await.json();
    assert_eq!((&shown["person"]["name"], &shown["person"]["said"]), (&json!("Zephyrine Okonta"), &json!([said])));
    assert_eq!(shown["controllers"], json!(["south-cambridgeshire-council"]));

    let edited = json!({ "seen": 1, "person": { "name": "Zephyrine Okonta", "language": "French" } });
    assert_eq!(officer.post_for(CRIME, &format!("{address}/versions"), &edited).await.json()["version"], 2);
    let late = officer.post_for(CRIME, &format!("{address}/versions"), &edited).await;
    assert_eq!((late.status.as_u16(), late.code().as_str()), (409, "record-changed"));
    assert!(late.json()["detail"].as_str().unwrap().contains("at version 2") && !late.text.contains("Okonta"), "{}", late.text);
    let versions = officer.get_for(CRIME, &format!("{address}/versions?limit=1")).await.json();
    assert_eq!((versions["items"].as_array().unwrap().len(), versions["next"].is_string()), (1, true));

    let given = officer.post_for(CRIME, &format!("{address}/disclosures"), &to_constabulary()).await;
    assert_eq!(given.json()["reminders"], json!(["the notes of the meeting say that data was shared"]), "{}", given.text);
    assert_eq!(constable.get_for(CRIME, &address).await.json()["person"]["language"], "French");
    let told = officer.get_for(CRIME, &format!("{address}/disclosures")).await.json();
    assert_eq!(told["items"][0]["reason"], "Thessaly Brand is in danger");

    let held = officer.post_for(CRIME, &format!("{address}/holds"), &json!({ "ground": "complaint", "placed": true })).await;
    assert!([201, 403].contains(&held.status.as_u16()), "{}", held.text);
    let closed = officer.post_for(CRIME, &format!("{address}/closing"), &json!({ "seen": 2, "on": "2026-09-30" })).await;
    assert_eq!(closed.status, 201, "{}", closed.text);
    let early = officer.post_for(CRIME, &format!("{address}/closing"), &json!({ "seen": 2, "on": "2027-01-01" })).await;
    assert_eq!(early.status, 422, "{}", early.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_answers_as_what_is_absent_to_the_byte() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let person = json!({ "person": { "name": "Zephyrine Okonta" }, "kept_apart": true });
    let id = officer.post_for(CRIME, "/api/v1/people", &person).await.json()["id"].as_str().unwrap().to_owned();
    let (hidden, absent) = (format!("/api/v1/people/{id}"), "/api/v1/people/p-aaaaaaaaaaaaaaaaaaaa".to_owned());
    let edit = json!({ "seen": 1, "person": { "name": "Somebody Else" } });
    let close = json!({ "seen": 1 });
    let hold = json!({ "ground": "complaint", "placed": true });
    for user in ["constabulary-caseworker", "fire-member", "council-administrator", "county-analyst"] {
        let program = served.program(user).await;
        let search = program.post_for(CRIME, "/api/v1/people/searches", &json!({ "name": "zephyrine" })).await;
        assert!(search.status == 403 || search.json()["items"] == json!([]), "{user}: {}", search.text);
        for (part, body) in [
            ("", None),
            ("/versions", None),
            ("/disclosures", None),
            ("/holds", None),
            ("/versions", Some(&edit)),
            ("/closing", Some(&close)),
            ("/holds", Some(&hold)),
            ("/disclosures", Some(&to_constabulary())),
        ] {
            let mut answers = Vec::new();
            for address in [&hidden, &absent] {
                let address = format!("{address}{part}");
                answers.push(match body {
                    Some(body) => program.post_for(CRIME, &address, body).await,
                    None => program.get_for(CRIME, &address).await,
                });
            }
            let [there, nowhere] = answers.as_slice() else { panic!() };
            assert_eq!((there.status, &there.text), (nowhere.status, &nowhere.text), "{user} {part} {body:?}");
            let names = |answer: &crate::program::Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
            assert_eq!(names(there), names(nowhere), "{user} {part}");
            assert!(!there.status.is_success() && !there.text.contains(&id), "{user} {part}: {}", there.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purpose_is_named_by_the_request_or_by_the_token() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let person = json!({ "person": { "name": "Zephyrine Okonta" } });
    let aimless = officer.post("/api/v1/people", &person).await;
    assert_eq!((aimless.status.as_u16(), aimless.code().as_str()), (403, "not-allowed"));
    assert_eq!(officer.post_for(CRIME, "/api/v1/people", &person).await.status, 201);
    let visitor = app::signing::demo_sign_in(&served.house, &crate::home::moment(), "council-officer").await.unwrap().visitor;
    let new = app::tokens::NewToken {
        label: "casework".into(),
        scopes: vec![permission::Action::RecordPerson],
        organisation: visitor.posts.first().map(|post| post.organisation.clone()),
        purpose: Some(CRIME),
    };
    let made = app::tokens::make_token(&served.house, &crate::home::moment(), &visitor, new).await.unwrap();
    let mut casework = served.stranger();
    casework.token = Some(made.secret);
    assert_eq!(casework.post("/api/v1/people", &person).await.status, 201);
    let me = casework.get("/api/v1/me").await.json();
    assert_eq!((&me["user"], &me["purpose"], &me["label"]), (&json!("council-officer"), &json!("reduce-crime"), &json!("casework")));
}

/// The policy is asked about kinds of things and registers, never about a record: whether there is one is not for everybody to know.
#[tokio::test(flavor = "multi_thread")]
async fn the_policy_explains_itself_and_gives_no_record_away() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let ask = |thing: &str| json!({ "user": "council-officer", "action": "read-person", "thing": thing, "purpose": "reduce-crime" });
    let answer = officer.post("/api/v1/policy/explanations", &ask("person")).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["allowed"]), (200, &json!(true)), "{}", answer.text);
    assert!(!answer.json()["policies"].as_array().unwrap().is_empty());
    for thing in ["person:p-aaaaaaaaaaaaaaaaaaaa", "user:council-officer"] {
        assert_eq!(officer.post("/api/v1/policy/explanations", &ask(thing)).await.status, 400, "{thing}");
    }
    let unknown = json!({ "user": "nobody-at-all", "action": "read-person", "thing": "person" });
    let refused = officer.post("/api/v1/policy/explanations", &unknown).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "user-unknown"));
}
