//! What is recorded by pages: success, refusal by role, forged forms, and answers kept where something is to be mended.

use crate::browser::{Answer, Browser};
use crate::home::OFFICER;
use crate::judgement::Home;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use journal::Body as _;
use std::fmt::Write as _;

/// The day on which the pages are read, as a form sends it.
const TODAY: [(&str, &str); 3] = [("on-day", "10"), ("on-month", "3"), ("on-year", "2025")];

/// Every form: its page, and where it is sent.
const FORMS: [(&str, &str); 21] = [
    ("/evidence/import", "/evidence/import"),
    ("/evidence/paste", "/evidence/paste"),
    ("/evidence/sources/new", "/evidence/sources/new"),
    ("/evidence/sources/council-asb/judge", "/evidence/sources/council-asb/judge"),
    ("/evidence/sources/council-asb/ask", "/evidence/sources/council-asb/ask"),
    ("/evidence/sources/council-asb/answer", "/evidence/sources/council-asb/answer"),
    ("/evidence/gaps/new", "/evidence/gaps/new"),
    ("/evidence/gaps/isolation", "/evidence/gaps/isolation"),
    ("/evidence/requests/new", "/evidence/requests/new"),
    ("/evidence/requests/REQUEST/answer", "/evidence/requests/REQUEST/answer"),
    ("/evidence/requests/REQUEST/chase", "/evidence/requests/REQUEST/chase"),
    ("/evidence/requests/REQUEST/link", "/evidence/requests/REQUEST/link"),
    ("/evidence/concerns/new", "/evidence/concerns/new"),
    ("/evidence/concerns/concern-1/withdraw", "/evidence/concerns/concern-1/withdraw"),
    ("/evidence/priorities/new", "/evidence/priorities/new"),
    ("/evidence/priorities/PRIORITY/decide", "/evidence/priorities/PRIORITY/decide"),
    ("/evidence/areas/new", "/evidence/areas/new"),
    ("/evidence/areas/northstowe/change", "/evidence/areas/northstowe/change"),
    ("/evidence/scan/new", "/evidence/scan/new"),
    ("/evidence/scan/2019-20/violence/score", "/evidence/scan/2019-20/violence/score"),
    ("/evidence/scan/2019-20/violence/choose", "/evidence/scan/2019-20/violence/choose"),
];

/// A home with an open gap and an open request, and where the ids of its own stand in an address.
async fn home() -> Home {
    let home = Home::filled().await;
    let officer = &home.browser;
    let gap = officer
        .send(
            "/evidence/gaps/new",
            "/evidence/gaps/new",
            &[
                ("what", "who is alone"),
                ("why", "nobody counts them"),
                ("owner", "public health lead"),
                ("review-day", "31"),
                ("review-month", "12"),
                ("review-year", "2025"),
            ],
        )
        .await;
    assert_eq!((gap.status, gap.location()), (StatusCode::SEE_OTHER, "/evidence/sources?done=gap#gaps"), "{}", gap.text);
    let mut request = vec![
        ("to", "the landlords"),
        ("what", "homes by small area"),
        ("role", "data group"),
        ("due-day", "1"),
        ("due-month", "6"),
        ("due-year", "2025"),
    ];
    request.extend(TODAY);
    let request = officer.send("/evidence/requests/new", "/evidence/requests/new", &request).await;
    assert_eq!(
        (request.status, request.location()),
        (StatusCode::SEE_OTHER, "/evidence/requests/request-1?done=request"),
        "{}",
        request.text
    );
    home
}

fn at(address: &str) -> String {
    address.replace("REQUEST", "request-1").replace("isolation", "gap-1").replace("PRIORITY", "2020-21-northstowe")
}

/// Opens a page and sends its form, with the token and where the record stood.
async fn send(browser: &Browser, address: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text);
    let (token, seen) = (page.token(), page.field("seen"));
    let mut all = vec![("csrf", token.as_str()), ("seen", seen.as_str())];
    all.extend(fields);
    browser.post(address, &all).await
}

async fn newest(home: &Home, register: &str, id: &str) -> store::Entry {
    home.house.store.entry(register, id, None).await.unwrap().unwrap()
}

/// Sends a file as a browser does.
async fn send_file(browser: &Browser, fields: &[(&str, &str)], file: (&str, &str)) -> Answer {
    let page = browser.get("/evidence/import").await;
    assert!(page.text.contains("enctype=\"multipart/form-data\""), "{}", page.text);
    let mut body = String::new();
    let token = page.token();
    for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
        let _ = write!(body, "--EDGE\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    let (name, content) = file;
    let _ = write!(
        body,
        "--EDGE\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--EDGE--\r\n"
    );
    let request = Request::builder().method(Method::POST).uri("/evidence/import");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=EDGE");
    browser.request(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn every_form_is_for_officers_and_analysts_alone() {
    let home = home().await;
    for user in ["county-analyst", OFFICER] {
        let browser = Browser::signed_in(&home.router, user).await;
        for (page, _) in FORMS {
            let answer = browser.get(&at(page)).await;
            assert_eq!(answer.status, StatusCode::OK, "{page} as {user}: {}", answer.text);
            assert_eq!(answer.text.matches("<h1").count(), 1, "{page}");
            assert!(!answer.text.contains(" style=") && !answer.text.contains("<script>alert"), "{page}");
        }
    }
    for user in ["council-administrator", "constabulary-caseworker", "council-spoc", "fire-member", "council-scrutiny", "funder"] {
        let browser = Browser::signed_in(&home.router, user).await;
        let token = browser.get("/account/stay").await.token();
        for (page, action) in FORMS {
            assert_eq!(browser.get(&at(page)).await.status, StatusCode::NOT_FOUND, "{page} as {user}");
            assert_eq!(browser.post(&at(action), &[("csrf", &token)]).await.status, StatusCode::NOT_FOUND, "{action} as {user}");
        }
        // And nothing leads them there.
        for page in [
            "/evidence/sources",
            "/evidence/sources/council-asb",
            "/evidence/flags?rule=ward-flags@2020",
            "/evidence/priorities",
            "/evidence/areas",
            "/evidence/scan",
            "/extracts",
        ] {
            let text = browser.get(page).await.text;
            for form in [
                "/new",
                "/judge",
                "/ask\"",
                "/withdraw",
                "/decide",
                "/change\"",
                "/score\"",
                "/choose\"",
                "/evidence/import",
                "/evidence/paste",
                "Review or close",
            ] {
                assert!(!text.contains(form), "{page} leads {user} to `{form}`");
            }
        }
        let request = browser.get("/evidence/requests/request-1").await;
        assert!(request.status == StatusCode::OK && !request.text.contains("/evidence/requests/request-1/answer"), "{}", request.text);
    }
}

#[tokio::test]
async fn no_form_is_taken_forged_and_an_empty_one_says_how_to_mend_it() {
    let home = home().await;
    for (page, action) in FORMS {
        let (page, action) = (at(page), at(action));
        let forged = home.browser.post(&action, &[("csrf", "forged")]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{action}");
        let token = home.browser.get(&page).await.token();
        let empty = home.browser.post(&action, &[("csrf", &token)]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}");
        assert!(empty.text.contains("<title>Error: ") && empty.text.contains("There is a problem"), "{action}: {}", empty.text);
    }
    let entries = home.house.store.entry_history("gap", "gap-1", None).await.unwrap();
    assert_eq!(entries.len(), 1, "a form that was refused recorded something");
}

#[tokio::test]
async fn a_source_is_judged_by_who_is_signed_in_with_the_reason() {
    let home = home().await;
    let there = "/evidence/sources/council-asb/judge";
    let mut judgement = vec![("class", "insight"), ("reason", "recorded differently from team to team"), ("role", "data group")];
    judgement.extend(TODAY);
    let answer = send(&home.browser, there, &judgement).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/evidence/sources/council-asb?done=judged"), "{}", answer.text);
    let page = home.browser.get(answer.location()).await.text;
    for words in ["The judgement is recorded.", "recorded differently from team to team", "10:05pm on 10 March 2025 by council-officer"] {
        assert!(page.contains(words), "`{words}`: {page}");
    }
    let entry = newest(&home, evidence::registers::DataSet::REGISTER, "council-asb").await;
    assert_eq!((entry.who.as_str(), entry.body["judged"]["class"].as_str()), (OFFICER, Some("insight")));
    // A name is refused beside its field, and what was answered is kept.
    judgement[2].1 = "Margaret Holt";
    let refused = send(&home.browser, there, &judgement).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["href=\"#role\"", "looks like a person", "recorded differently from team to team", "value=\"insight\" checked"] {
        assert!(refused.text.contains(words), "`{words}`: {}", refused.text);
    }
    // What somebody else recorded in the meantime is looked at first.
    let stale = home.browser.get(there).await;
    let (token, seen) = (stale.token(), stale.field("seen"));
    let analyst = Browser::signed_in(&home.router, "county-analyst").await;
    let mut other = vec![("class", "not-suitable"), ("reason", "it stopped"), ("role", "data group")];
    other.extend(TODAY);
    assert_eq!(send(&analyst, there, &other).await.status, StatusCode::SEE_OTHER);
    judgement[2].1 = "data group";
    let mut late = vec![("csrf", token.as_str()), ("seen", seen.as_str())];
    late.extend(&judgement);
    let late = home.browser.post(there, &late).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.text.contains("changed by county-analyst"), "{}", late.text);
    assert_ne!(late.field("seen"), seen, "it can be sent again by who has looked");
}

#[tokio::test]
async fn a_concern_is_raised_and_withdrawn() {
    let home = home().await;
    let page = home.browser.get("/evidence/concerns/new?area=E05011301").await.text;
    assert!(page.contains("<option value=\"E05011301\" selected>") && page.contains("Northstowe"), "{page}");
    let mut concern = vec![("area", "E05011301"), ("reason", "people move in faster than services follow"), ("role", "beat team")];
    concern.extend(TODAY);
    let answer = send(&home.browser, "/evidence/concerns/new", &concern).await;
    assert_eq!(answer.location(), "/evidence/priorities?done=concern#concerns", "{}", answer.text);
    let ward = home.browser.get("/evidence/flags/ward-flags@2020/E05011301").await.text;
    assert!(ward.contains("people move in faster than services follow"), "{ward}");
    let there = ward.split("href=\"").find(|rest| rest.starts_with("/evidence/concerns/concern-")).unwrap().split('"').next().unwrap();
    let gone = send(&home.browser, there, &[("reason", "services have caught up"), ("role", "beat team")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    let again = send(&home.browser, there, &[("reason", "services have caught up"), ("role", "beat team")]).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text.contains("withdrawn already"), "{}", again.text);
    concern[0].1 = "E05000000";
    let nowhere = send(&home.browser, "/evidence/concerns/new", &concern).await;
    assert!(nowhere.status == StatusCode::UNPROCESSABLE_ENTITY && nowhere.text.contains("href=\"#area\""), "{}", nowhere.text);
    assert!(nowhere.text.contains("people move in faster than services follow"), "{}", nowhere.text);
}

#[tokio::test]
async fn a_ward_is_put_off_the_list_whatever_its_flags_say() {
    let home = home().await;
    let form = "/evidence/priorities/new?area=E05011301&rule=ward-flags@2020&year=2020-21";
    let page = home.browser.get(form).await;
    assert!(page.text.contains("value=\"Milton &#38; Waterbeach\""), "{}", page.text);
    let token = page.token();
    let mut proposal = vec![
        ("csrf", token.as_str()),
        ("year", "2020-21"),
        ("area", "E05011301"),
        ("name", "Milton & Waterbeach"),
        ("heading", "none"),
        ("reason", "at the highest risk"),
        ("rule", "ward-flags@2020"),
        ("result", "3 flags"),
        ("role", "data group"),
        ("next", "decide"),
    ];
    proposal.extend(TODAY);
    let answer = home.browser.post("/evidence/priorities/new", &proposal).await;
    let there = "/evidence/priorities/2020-21-milton-waterbeach/decide";
    assert_eq!(answer.location(), format!("{there}?done=proposed"), "{}", answer.text);
    let mut decision =
        vec![("listed", "yes"), ("reason", "its flags rest on nothing we can affect"), ("role", "board"), ("meeting", "board, March 2025")];
    decision.extend(TODAY);
    let listed = send(&home.browser, there, &decision).await;
    assert!(
        listed.status == StatusCode::UNPROCESSABLE_ENTITY && listed.text.contains("Nothing was proposed for this place"),
        "{}",
        listed.text
    );
    decision[0].1 = "no";
    let off = send(&home.browser, there, &decision).await;
    assert_eq!(off.location(), "/evidence/priorities?year=2020-21&done=decided", "{}", off.text);
    let page = home.browser.get(off.location()).await.text;
    for words in [
        "The decision is recorded.",
        "off the list because its flags rest on nothing we can affect",
        "None: each ward at the highest risk by",
    ] {
        assert!(page.contains(words), "`{words}`: {page}");
    }
    let entry = newest(&home, "priority", "2020-21-milton-waterbeach").await;
    assert_eq!(entry.who, OFFICER);
}

#[tokio::test]
async fn a_gap_is_looked_at_again_and_closed() {
    let home = home().await;
    let there = "/evidence/gaps/gap-1";
    let review = [
        ("do", "review"),
        ("said", "counts were promised"),
        ("role", "board"),
        ("next-day", "30"),
        ("next-month", "2"),
        ("next-year", "2026"),
    ];
    let wrong = send(&home.browser, there, &review).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("This must be a date"), "{}", wrong.text);
    assert!(wrong.text.contains("counts were promised"), "{}", wrong.text);
    let review = [
        ("do", "review"),
        ("said", "counts were promised"),
        ("role", "board"),
        ("next-day", "30"),
        ("next-month", "6"),
        ("next-year", "2026"),
    ];
    let reviewed = send(&home.browser, there, &review).await;
    assert_eq!(reviewed.location(), "/evidence/sources?done=reviewed#gaps", "{}", reviewed.text);
    let closed = send(&home.browser, there, &[("do", "close"), ("said", "counts arrive"), ("role", "board")]).await;
    assert_eq!(closed.location(), "/evidence/sources?done=closed#gaps", "{}", closed.text);
    let entry = newest(&home, "gap", "gap-1").await;
    assert_eq!((entry.who.as_str(), entry.body["closed"]["how"].as_str()), (OFFICER, Some("counts arrive")));
}

#[tokio::test]
async fn a_request_is_chased_answered_by_a_link_or_by_who_asked() {
    let home = home().await;
    let there = "/evidence/requests/request-1";
    let mut chase = vec![("channel", "call"), ("role", "data group"), ("note", "the smallest landlord")];
    chase.extend(TODAY);
    let chased = send(&home.browser, &format!("{there}/chase"), &chase).await;
    assert_eq!(chased.location(), format!("{there}?done=chased"), "{}", chased.text);
    let made = send(&home.browser, &format!("{there}/link"), &[("organisation", "fire-service"), ("to", "")]).await;
    let organisations = home.browser.get(&format!("{there}/link")).await.text;
    let made = if made.status == StatusCode::OK {
        made
    } else {
        let first =
            organisations.split("<option value=\"").map(|rest| rest.split('"').next().unwrap()).find(|id| id.contains("fire")).unwrap();
        send(&home.browser, &format!("{there}/link"), &[("organisation", first), ("to", "")]).await
    };
    assert!(made.status == StatusCode::OK && made.text.contains("/answer/"), "{}", made.text);
    let secret = made.text.split("/answer/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let lines = home.browser.get(&format!("{there}/link")).await;
    assert!(!lines.text.contains(&secret) && lines.text.contains("Revoke"), "{}", lines.text);
    let id = lines.text.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let elsewhere = send(&home.browser, &format!("{there}/link"), &[("organisation", "nowhere")]).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", elsewhere.text);
    let token = lines.token();
    let revoked = home.browser.post(&format!("{there}/link/revoke"), &[("csrf", &token), ("id", &id)]).await;
    assert_eq!(revoked.location(), format!("{there}?done=revoked"), "{}", revoked.text);
    let unknown = home.browser.post(&format!("{there}/link/revoke"), &[("csrf", &token), ("id", "l-nothing")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let mut answer = vec![("given", "no"), ("said", "it would cost too much")];
    answer.extend([("on-day", "1"), ("on-month", "1"), ("on-year", "2025")]);
    let early = send(&home.browser, &format!("{there}/answer"), &answer).await;
    assert!(
        early.status == StatusCode::UNPROCESSABLE_ENTITY && early.text.contains("1 January 2025 lies before 10 March 2025"),
        "{}",
        early.text
    );
    answer.truncate(2);
    answer.extend(TODAY);
    let answered = send(&home.browser, &format!("{there}/answer"), &answer).await;
    assert_eq!(answered.location(), format!("{there}?done=answered"), "{}", answered.text);
    let page = home.browser.get(answered.location()).await.text;
    for words in ["The answer is recorded.", "Refused", "it would cost too much", "by call", "the smallest landlord"] {
        assert!(page.contains(words), "`{words}`: {page}");
    }
    assert_eq!(newest(&home, "request", "request-1").await.who, OFFICER);
}

#[tokio::test]
async fn a_pasted_table_is_kept_and_its_bad_rows_are_listed_with_their_remedy() {
    let home = home().await;
    let table = "ward\tvalue\nCambourne\t12\nMilton & Waterbeach\ttwenty\nCambourne\t\n";
    let no_period = send(&home.browser, "/evidence/paste", &[("table", table), ("data_set", "deliberate-fires")]).await;
    assert_eq!(no_period.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", no_period.text);
    for words in ["Milton &#38; Waterbeach\ttwenty", "value=\"deliberate-fires\" selected", "There is a problem", "Which period?"] {
        assert!(no_period.text.contains(words), "`{words}`: {}", no_period.text);
    }
    assert!(!no_period.text.contains("`--"), "{}", no_period.text);
    let fields =
        [("table", table), ("data_set", "deliberate-fires"), ("period", "2018-11 to 2019-10"), ("source", "paper of March 2025, page 2")];
    let kept = send(&home.browser, "/evidence/paste", &fields).await;
    let there = match kept.status {
        StatusCode::SEE_OTHER => kept.location().to_owned(),
        // There is something to be told besides.
        _ => kept
            .text
            .split("href=\"")
            .find(|rest| rest.starts_with("/extracts/ac-"))
            .unwrap_or_else(|| panic!("{}", kept.text))
            .split('"')
            .next()
            .unwrap()
            .to_owned(),
    };
    assert!(there.starts_with("/extracts/ac-"), "{there}");
    let passport = home.browser.get(&there).await.text;
    for words in ["deliberate-fires-pasted.txt", "by council-officer", "What was rejected", "Row", "What to do"] {
        assert!(passport.contains(words), "`{words}`: {passport}");
    }
    let rejects = home.browser.get(&format!("{}/rejects.csv", there.split('?').next().unwrap())).await.text;
    assert!(rejects.contains("twenty") && rejects.contains(",3,value,"), "{rejects}");
    let again = send(&home.browser, "/evidence/paste", &fields).await;
    assert!(again.location().ends_with("?done=same"), "{}", again.text);
    let staging = std::fs::read_dir(home.house.shelf.home().join("staging")).unwrap().count();
    assert_eq!(staging, 0, "what was sent still lies there");
}

#[tokio::test]
async fn an_area_is_defined_and_said_anew() {
    let home = home().await;
    let kept = [("name", "Fen Edge"), ("kind", "custom"), ("ward", "E05011301"), ("ward", "E05011287"), ("note", "two wards by the fen")];
    let answer = send(&home.browser, "/evidence/areas/new", &kept).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/evidence/areas?done=area"), "{}", answer.text);
    let page = home.browser.get(answer.location()).await.text;
    for words in ["The area is defined.", "Fen Edge", "two wards by the fen", "href=\"/evidence/areas/fen-edge/change\""] {
        assert!(page.contains(words), "`{words}`: {page}");
    }
    let again = send(&home.browser, "/evidence/areas/new", &kept).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "an area is not overwritten by another of its name");
    assert!(again.text.contains("href=\"#name\"") && again.text.contains("There is an area Fen Edge already"), "{}", again.text);

    // The form holds what stands; what it says is the area from then on.
    let there = "/evidence/areas/fen-edge/change";
    let form = home.browser.get(there).await.text;
    for words in ["value=\"Fen Edge\"", "value=\"E05011287\" checked", "value=\"custom\" checked", "two wards by the fen"] {
        assert!(form.contains(words), "`{words}`: {form}");
    }
    let stale = home.browser.get(there).await;
    let smaller =
        [("name", "Fen Edge"), ("kind", "custom"), ("ward", "E05011301"), ("until-day", "1"), ("until-month", "1"), ("until-year", "2025")];
    let answer = send(&home.browser, there, &smaller).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/evidence/areas?done=area-changed"), "{}", answer.text);
    let entry = newest(&home, evidence::registers::Area::REGISTER, "fen-edge").await;
    assert_eq!(
        (entry.who.as_str(), &entry.body["wards"], &entry.body["until"]),
        (OFFICER, &serde_json::json!(["E05011301"]), &serde_json::json!("2025-01-01"))
    );
    let (token, seen) = (stale.token(), stale.field("seen"));
    let late = [("csrf", token.as_str()), ("seen", seen.as_str()), ("name", "Fen Edge"), ("kind", "village"), ("ward", "E05011287")];
    let late = home.browser.post(there, &late).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.text.contains("This was changed by council-officer"), "{}", late.text);
    for (ward, says) in [("E07000012", "code of a ward"), ("Milton", "no code of a place"), ("", "Say which wards")] {
        let odd = send(&home.browser, there, &[("name", "Fen Edge"), ("kind", "custom"), ("ward", ward)]).await;
        assert!(odd.status == StatusCode::UNPROCESSABLE_ENTITY && odd.text.contains(says), "{ward}: {}", odd.text);
    }
    assert_eq!(home.browser.get("/evidence/areas/nowhere/change").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_issue_is_scored_and_chosen_or_not() {
    let home = home().await;
    let form = home.browser.get("/evidence/scan/new?scan=2019-20").await.text;
    assert!(form.contains("name=\"scan\" type=\"text\" value=\"2019-20\"") || form.contains("value=\"2019-20\""), "{form}");
    let criteria: Vec<String> = form
        .split("name=\"score-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next().map(|id| format!("score-{id}")))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(criteria.len(), 5, "{criteria:?}");
    let mut scored = vec![("scan", "2019-20"), ("title", "Fly tipping"), ("reason", "rubbish draws rubbish"), ("role", "data group")];
    scored.extend(TODAY);
    let unscored = send(&home.browser, "/evidence/scan/new", &scored).await;
    assert_eq!(unscored.text.matches("Choose a score</a>").count(), 5, "{}", unscored.text);
    scored.extend(criteria.iter().map(|field| (field.as_str(), "2")));
    let half = [scored.as_slice(), &[("police_score", "14")]].concat();
    let half = send(&home.browser, "/evidence/scan/new", &half).await;
    assert!(half.text.contains("href=\"#police_scale\"") && half.text.contains("href=\"#police_source\""), "{}", half.text);
    let answer = send(&home.browser, "/evidence/scan/new", &scored).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/evidence/scan?scan=2019-20&done=scored"), "{}", answer.text);
    let page = home.browser.get(answer.location()).await.text;
    assert!(page.contains("The scores are recorded.") && page.contains("rubbish draws rubbish"), "{page}");
    assert!(send(&home.browser, "/evidence/scan/new", &scored).await.text.contains("scored in the scan already"));

    let there = "/evidence/scan/2019-20/fly-tipping/choose";
    let mut choice = vec![("chosen", "yes"), ("reason", "it grows"), ("role", "board")];
    choice.extend(TODAY);
    let unasked = send(&home.browser, there, &choice).await;
    assert!(unasked.text.contains("href=\"#line\"") && unasked.text.contains("Say what is asked"), "{}", unasked.text);
    choice.push(("line", "where does it lie longest?"));
    let answer = send(&home.browser, there, &choice).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/evidence/scan?scan=2019-20&done=chosen"), "{}", answer.text);
    let page = home.browser.get(answer.location()).await.text;
    assert!(page.contains("The choice is recorded.") && page.contains("where does it lie longest?"), "{page}");

    // Scored anew, what was chosen stays.
    let there = "/evidence/scan/2019-20/fly-tipping/score";
    let form = home.browser.get(there).await.text;
    assert!(form.contains("value=\"Fly tipping\"") && form.matches("value=\"2\" checked").count() == 5, "{form}");
    let mut anew = vec![("title", "Fly tipping"), ("reason", "more of it"), ("role", "data group")];
    anew.extend(TODAY);
    anew.extend(criteria.iter().map(|field| (field.as_str(), "3")));
    assert_eq!(send(&home.browser, there, &anew).await.status, StatusCode::SEE_OTHER);
    let entry = newest(&home, evidence::registers::ScanIssue::REGISTER, "2019-20/fly-tipping").await;
    assert_eq!((entry.who.as_str(), entry.body["choice"]["chosen"].as_bool()), (OFFICER, Some(true)), "{}", entry.body);
    assert!(entry.body["scores"].as_object().unwrap().values().all(|score| score == 3), "{}", entry.body);
    for nothing in ["/evidence/scan/2019-20/nothing/score", "/evidence/scan/1999-00/fly-tipping/choose"] {
        assert_eq!(home.browser.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn a_data_set_is_added_to_the_register() {
    let home = home().await;
    let new = [("title", "Lost dogs"), ("holder", "the council"), ("frequency", "quarterly"), ("limitation", "only those that were found")];
    let answer = send(&home.browser, "/evidence/sources/new", &new).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/evidence/sources/lost-dogs?done=source"), "{}", answer.text);
    let page = home.browser.get(answer.location()).await.text;
    assert!(page.contains("The data set is in the register.") && page.contains("only those that were found"), "{page}");
    let entry = newest(&home, evidence::registers::DataSet::REGISTER, "lost-dogs").await;
    assert_eq!((entry.who.as_str(), entry.body["frequency"].as_str()), (OFFICER, Some("quarterly")));
    let again = send(&home.browser, "/evidence/sources/new", &new).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text.contains("in the register already"), "{}", again.text);
    let named = [("title", "Lost cats"), ("holder", "the council"), ("contact_role", "Margaret Holt")];
    let named = send(&home.browser, "/evidence/sources/new", &named).await;
    assert!(named.status == StatusCode::UNPROCESSABLE_ENTITY && named.text.contains("href=\"#contact_role\""), "{}", named.text);
}

#[tokio::test]
async fn a_file_is_imported_or_refused_with_what_to_do() {
    let home = home().await;
    let fields = [("kind", "area-counts"), ("data_set", "deliberate-fires"), ("period", "2018-11 to 2019-10"), ("source", "a paper")];
    let kept = send_file(&home.browser, &fields, ("..\\..\\fires.csv", "ward,value\nCambourne,12\nMilton & Waterbeach,20\n")).await;
    let kept_there = kept.status == StatusCode::SEE_OTHER || kept.text.contains("Imported, with something to look at");
    assert!(kept_there, "{}: {}", kept.status, kept.text);
    let register = home.browser.get("/extracts").await.text;
    assert!(register.contains(">fires.csv<") && !register.contains("..\\"), "{register}");
    // Strictly, nothing is kept of a file with a bad row, and the answers are.
    let strict: Vec<(&str, &str)> = fields.iter().copied().chain([("strict", "yes")]).collect();
    let refused = send_file(&home.browser, &strict, ("more.csv", "ward,value\nCambourne,12\nMilton & Waterbeach,many\n")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["href=\"#file\"", "row 3", "value=\"area-counts\" selected", "value=\"a paper\""] {
        assert!(refused.text.contains(words), "`{words}`: {}", refused.text);
    }
    for (kind, file) in [("nothing", ("a.csv", "a,b\n1,2\n")), ("population", ("a.csv", "a,b\n1,2\n")), ("area-counts", ("a.csv", ""))] {
        let answer = send_file(&home.browser, &[("kind", kind)], file).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains("There is a problem"), "{kind}: {}", answer.text);
    }
    assert!(!home.browser.get("/extracts").await.text.contains("more.csv"));
}
