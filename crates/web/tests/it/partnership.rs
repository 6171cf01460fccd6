//! Partnership: registers shown on a day and changed by forms, both versions where two wrote at once, people in office and their
//! accounts, rules and policies.

use crate::browser::{Answer, Browser};
use crate::home::{OFFICER, Served};
use axum::http::StatusCode;
use permission::Action;
use store::LedgerAsk;

const ADMINISTRATOR: &str = "council-administrator";
const ORGANISATION: &str = "/partnership/organisations/bpha";

/// An address of each route, for the tests that visit every route as everybody.
pub const VISITS: &[(&str, &str, &[&str])] = &[
    ("/partnership/organisations/{id}", "/partnership/organisations/bpha", &[]),
    ("/partnership/organisations/{id}/change/{step}", "/partnership/organisations/bpha/change/name", &[]),
    ("/partnership/groups/{id}", "/partnership/groups/csp-board", &[]),
    ("/partnership/groups/{id}/change/{step}", "/partnership/groups/csp-board/change/seat", &[]),
    ("/partnership/people/{id}", "/partnership/people/funder", &[]),
    ("/partnership/people/{id}/change/{step}", "/partnership/people/funder/change/post", &[]),
    ("/partnership/people/{id}/holder", "/partnership/people/funder/holder", &[]),
    ("/partnership/people/{id}/holder/change", "/partnership/people/funder/holder/change", &[]),
    ("/partnership/people/{id}/holder/destroy", "/partnership/people/funder/holder/destroy", &[]),
    ("/partnership/people/{id}/invite", "/partnership/people/leaver/invite", &[]),
    ("/partnership/people/{id}/cut-off", "/partnership/people/funder/cut-off", &[]),
    ("/partnership/agreements/{id}", "/partnership/agreements/csp-isa", &[]),
    ("/partnership/agreements/{id}/change/{step}", "/partnership/agreements/csp-isa/change/review", &[]),
    ("/partnership/agreements/{id}/parties/{organisation}", "/partnership/agreements/csp-isa/parties/bpha", &[]),
    (
        "/partnership/agreements/{id}/parties/{organisation}/change/{step}",
        "/partnership/agreements/csp-isa/parties/bpha/change/departure",
        &[],
    ),
    ("/partnership/rules/{reference}", "/partnership/rules/isa-review@2020", &[]),
];

/// Opens a form, and sends it with what it holds unseen and these answers.
async fn send(browser: &Browser, form: &str, answers: &[(&str, &str)]) -> Answer {
    let page = browser.get(form).await;
    assert_eq!(page.status, StatusCode::OK, "{form}: {}", page.text);
    let (token, seen) = (page.token(), page.field("seen"));
    let mut all = vec![("csrf", token.as_str()), ("seen", seen.as_str())];
    all.extend(answers);
    browser.post(form, &all).await
}

/// How many rows the ledger has about something done to a thing.
async fn rows(served: &Served, what: Action, thing: &str) -> usize {
    let ask = LedgerAsk { what: what.id().to_owned(), thing: thing.to_owned(), limit: 1_000, ..LedgerAsk::default() };
    served.house.store.ledger_lines(&ask).await.unwrap().len()
}

#[tokio::test]
async fn the_registers_say_how_each_thing_stands() {
    let served = Served::empty().await;
    for (address, words) in [
        ("/partnership", &["Organisations", "Accent Housing", "Party", "Filter"][..]),
        ("/partnership?kind=police", &["Cambridgeshire Constabulary"]),
        ("/partnership?name=nobody-is-called-that", &["No organisation is like that", "Show every organisation"]),
        (
            "/partnership/organisations/accent-housing",
            &["How it stands on 10 March 2025", "Reference", "Why: everything", "History", "Recorded"],
        ),
        ("/partnership/organisations/accent-housing?on-day=1&on-month=10&on-year=2026", &["How it stands on 1 October 2026", "covered"]),
        ("/partnership/groups", &["Groups", "Votes", "Reports to"]),
        ("/partnership/people", &["council-officer", "Community safety officer"]),
        ("/partnership/people?organisation=bpha", &["bpha-spoc"]),
        ("/partnership/people/two-hats", &["Posts", "Clarion", "South Cambridgeshire"]),
        ("/partnership/agreements", &["In force", "Parties today"]),
        ("/partnership/agreements/csp-isa", &["Organisations", "What is shared", "Powers", "section 115", "As party"]),
        ("/partnership/agreements/csp-isa/parties/papworth-trust", &["Housing Manager", "Gave notice", "17 August 2026"]),
        ("/partnership/rules", &["Where it comes from", "In force"]),
        ("/partnership/rules?words=chair-term", &["chair-term@"]),
        ("/partnership/permissions", &["Ask a question", "Records about people", "isa-5.5-share"]),
    ] {
        let answer = served.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        for word in words {
            assert!(answer.text.contains(word), "`{address}` does not say `{word}`:\n{}", answer.text);
        }
    }
    for address in [
        "/partnership/organisations/nothing",
        "/partnership/groups/nothing",
        "/partnership/people/nothing",
        "/partnership/agreements/nothing",
        "/partnership/agreements/csp-isa/parties/nothing",
        "/partnership/rules/nothing@1",
        "/partnership/organisations/bpha/change/facts",
    ] {
        assert_eq!(served.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let wrong = served.get("/partnership/organisations/bpha?on-day=31&on-month=2&on-year=2025").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("There is a problem"), "{}", wrong.text);
}

#[tokio::test]
async fn an_organisation_is_added_and_changed() {
    let served = Served::empty().await;
    let administrator = Browser::signed_in(&served.router, ADMINISTRATOR).await;
    let new = "/partnership/organisations/new";
    let wrong =
        send(&administrator, new, &[("name", ""), ("id", "Not An Id"), ("kind", ""), ("since-day", "3"), ("since-month", "13")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Error: Add an organisation",
        "Enter its name",
        "Use lower-case letters",
        "Choose what sort",
        "month between 1 and 12",
        "value=\"Not An Id\"",
    ] {
        assert!(wrong.text.contains(words), "{words}: {}", wrong.text);
    }
    let answers = [("name", "Invented Homes"), ("id", "invented-homes"), ("kind", "social-landlord"), ("source", "invented for a test")];
    let added = send(&administrator, new, &answers).await;
    assert_eq!(added.location(), "/partnership/organisations/invented-homes?done=added", "{}", added.text);
    assert!(administrator.get(added.location()).await.text.contains("It is added to the register"));
    let again = send(&administrator, new, &answers).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("is in the register") && again.text.contains("already"), "{}", again.text);

    let facts = "/partnership/organisations/invented-homes/change/facts";
    let renamed =
        [("name", "Other Homes"), ("kind", "social-landlord"), ("renamed-day", "1"), ("renamed-month", "2"), ("renamed-year", "2025")];
    let changed = send(&administrator, facts, &renamed).await;
    assert_eq!(changed.location(), "/partnership/organisations/invented-homes?done=changed", "{}", changed.text);
    let page = administrator.get("/partnership/organisations/invented-homes").await;
    for words in ["Other Homes", "Invented Homes (ended on 1 February 2025)", "Name: Other Homes, before that Invented Homes"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    // What the register refuses is told on the form, with the answers kept: a successor that does not exist.
    let successor = "/partnership/organisations/invented-homes/change/successor";
    let refused = send(
        &administrator,
        successor,
        &[("to", "invented-homes"), ("on-day", "1"), ("on-month", "3"), ("on-year", "2025"), ("by", "a merger")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Not recorded") && refused.text.contains("a merger"), "{}", refused.text);
    // An officer changes no register of organisations, and is told of none.
    let officer = Browser::signed_in(&served.router, OFFICER).await;
    let token = officer.get("/account").await.token();
    let denied = officer.post(facts, &[("csrf", &token), ("seen", "1"), ("name", "Taken Over"), ("kind", "other")]).await;
    assert_eq!(denied.status, StatusCode::NOT_FOUND);
    assert!(rows(&served, Action::ChangeOrganisation, "organisation:*").await > 0, "the refusal has no row in the ledger");
}

/// Sends the form of a page that was opened before, with another name.
async fn name(browser: &Browser, form: &str, page: &Answer, name: &str) -> Answer {
    browser.post(form, &[("csrf", &page.token()), ("seen", &page.field("seen")), ("name", name)]).await
}

#[tokio::test]
async fn where_two_write_at_once_both_are_shown_and_nothing_is_lost() {
    let served = Served::empty().await;
    let (one, other) = (Browser::signed_in(&served.router, ADMINISTRATOR).await, Browser::signed_in(&served.router, ADMINISTRATOR).await);
    let form = format!("{ORGANISATION}/change/name");
    let (first, second) = (one.get(&form).await, other.get(&form).await);
    assert_eq!(name(&one, &form, &first, "Bedfordshire Pilgrims").await.status, StatusCode::SEE_OTHER);
    let both = name(&other, &form, &second, "Pilgrims Housing").await;
    assert_eq!(both.status, StatusCode::CONFLICT, "{}", both.text);
    for words in [
        "Somebody changed this while you wrote",
        "What council-administrator changed",
        "Bedfordshire Pilgrims",
        "What you want to change",
        "Pilgrims Housing",
    ] {
        assert!(both.text.contains(words), "{words}: {}", both.text);
    }
    assert!(!other.get(ORGANISATION).await.text.contains("Pilgrims Housing"), "the second was written all the same");
    let done = name(&other, &form, &both, "Pilgrims Housing").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = other.get(ORGANISATION).await;
    assert!(page.text.contains("Bedfordshire Pilgrims") && page.text.contains("Pilgrims Housing"), "{}", page.text);
}

#[tokio::test]
async fn the_owner_of_an_agreement_changes_a_contact_and_records_who_leaves() {
    let served = Served::empty().await;
    let officer = served.browser();
    let party = "/partnership/agreements/csp-isa/parties/bpha";
    let form = format!("{party}/change/contact");
    let wrong = send(officer, &form, &[("office", ""), ("user", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Enter which office is the contact") && wrong.text.contains("Enter the first day"), "{}", wrong.text);
    let named = [("office", "Mr Quillfeather"), ("since-day", "1"), ("since-month", "3"), ("since-year", "2025")];
    let person = send(officer, &form, &named).await;
    assert_eq!(person.status, StatusCode::UNPROCESSABLE_ENTITY, "a name stands in the register");
    assert!(person.text.contains("looks like"), "{}", person.text);
    let contact = [("office", "Tenancy Manager"), ("user", "bpha-spoc"), ("since-day", "1"), ("since-month", "3"), ("since-year", "2025")];
    let done = send(officer, &form, &contact).await;
    assert_eq!(done.location(), format!("{party}?done=changed"), "{}", done.text);
    let page = officer.get(party).await;
    assert!(page.text.contains("Tenancy Manager") && page.text.contains("Since 1 March 2025"), "{}", page.text);
    let told =
        send(officer, &format!("{party}/change/told-of-contact?place=1"), &[("on-day", "5"), ("on-month", "March"), ("on-year", "2025")])
            .await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
    assert!(officer.get(party).await.text.contains("5 March 2025"));
    let leaving =
        send(officer, &format!("{party}/change/leaving"), &[("notice-day", "3"), ("notice-month", "3"), ("notice-year", "2025")]).await;
    assert_eq!(leaving.status, StatusCode::SEE_OTHER, "{}", leaving.text);
    assert!(officer.get(party).await.text.contains("Gave notice"));
    // Somebody of another partner reads it and changes nothing.
    let landlord = Browser::signed_in(&served.router, "bpha-spoc").await;
    let page = landlord.get(party).await;
    assert!(page.text.contains("Tenancy Manager") && !page.text.contains("Change something"), "{}", page.text);
    assert_eq!(landlord.get(&form).await.status, StatusCode::NOT_FOUND);
    // An organisation joins.
    let join = "/partnership/agreements/csp-isa/change/join";
    let none = send(officer, join, &[("organisation", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let joined =
        send(officer, join, &[("organisation", "cambridgeshire-and-peterborough-icb"), ("signatory", "Accountable Officer")]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    assert!(
        officer.get(joined.location()).await.text.contains("has not signed")
            || officer.get(joined.location()).await.text.contains("Has not signed")
    );
}

/// A step, what is answered, and which dates.
type Step = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

#[tokio::test]
async fn every_step_of_an_agreement_and_a_group_has_its_form() {
    let served = Served::empty().await;
    let officer = served.browser();
    let agreement = "/partnership/agreements/csp-isa";
    let day = |name: &'static str| [(format!("{name}-day"), "3"), (format!("{name}-month"), "3"), (format!("{name}-year"), "2025")];
    let steps: [Step; 7] = [
        ("facts", &[("title", "Information sharing agreement"), ("version", "2.1")], &["since"]),
        ("purposes", &[("purposes", "reduce-crime"), ("purposes", "safeguarding")], &[]),
        ("review", &[("because", "breach")], &["on"]),
        ("held?place=0", &[("outcome", "nothing to change")], &["on"]),
        ("data-type", &[("what", "records of noise"), ("id", "noise-records"), ("kind", "district-council")], &[]),
        ("power", &[("legislation", "Invented Act 2025"), ("provision", "section 1"), ("id", "invented-2025-s1")], &[]),
        ("notice", &[("form", "reporting form"), ("version", "1"), ("shown", "on the website")], &["since"]),
    ];
    for (step, answers, days) in steps {
        let dates: Vec<(String, &str)> = days.iter().flat_map(|name| day(name)).collect();
        let mut all: Vec<(&str, &str)> = answers.to_vec();
        all.extend(dates.iter().map(|(name, value)| (name.as_str(), *value)));
        let form = format!("{agreement}/change/{step}");
        let empty = send(officer, &form, &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}: {}", empty.text);
        let done = send(officer, &form, &all).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{step}: {}", done.text);
    }
    let page = officer.get(agreement).await;
    for words in ["2.1", "Records of noise", "Invented Act 2025", "Nothing to change"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let clerk = Browser::signed_in(&served.router, "council-democratic-services").await;
    let added =
        send(&clerk, "/partnership/groups/new", &[("name", "Rural crime group"), ("id", "rural-crime"), ("kind", "task-group")]).await;
    assert_eq!(added.location(), "/partnership/groups/rural-crime?done=added", "{}", added.text);
    let group = "/partnership/groups/rural-crime/change";
    let seat = [("organisation", "bpha"), ("role", "member"), ("seats", "1"), ("voting", "yes")];
    let wrong = send(&clerk, &format!("{group}/seat"), &[("organisation", "bpha"), ("seats", "many"), ("role", "member")]).await;
    assert!(wrong.text.contains("Enter a whole number") && wrong.text.contains("Choose whether it gives a vote"), "{}", wrong.text);
    assert_eq!(send(&clerk, &format!("{group}/seat"), &seat).await.status, StatusCode::SEE_OTHER);
    let suspend = [("organisation", "bpha"), ("reason", "fees not paid"), ("since-day", "1"), ("since-month", "3"), ("since-year", "2025")];
    assert_eq!(send(&clerk, &format!("{group}/suspend"), &suspend).await.status, StatusCode::SEE_OTHER);
    let page = clerk.get("/partnership/groups/rural-crime").await;
    assert!(page.text.contains("has no vote: suspended since") && page.text.contains("Fees not paid"), "{}", page.text);
    let back = [("on-day", "5"), ("on-month", "3"), ("on-year", "2025")];
    assert_eq!(send(&clerk, &format!("{group}/reinstate?place=0"), &back).await.status, StatusCode::SEE_OTHER);
    let substitute = [("organisation", "accent-housing"), ("office", "housing officer")];
    assert_eq!(send(&clerk, &format!("{group}/substitute?place=0"), &substitute).await.status, StatusCode::SEE_OTHER);
    let terms = [("version", "1"), ("rules", "chair-term\nno-such-rule")];
    assert_eq!(send(&clerk, &format!("{group}/terms"), &terms).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ended = [("until-day", "9"), ("until-month", "3"), ("until-year", "2025")];
    assert_eq!(send(&clerk, &format!("{group}/end-seat?place=0"), &ended).await.status, StatusCode::SEE_OTHER);
    assert_eq!(clerk.get(&format!("{group}/end-seat?place=7")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn posts_are_given_authorised_covered_and_ended() {
    let served = Served::empty().await;
    let administrator = Browser::signed_in(&served.router, ADMINISTRATOR).await;
    let new = "/partnership/people/new";
    let first = [("role", "caseworker"), ("organisation", "bpha"), ("since-day", "3"), ("since-month", "3"), ("since-year", "2025")];
    let named: Vec<(&str, &str)> = first.into_iter().chain([("id", "mr-quillfeather")]).collect();
    let refused = send(&administrator, new, &named).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a label that names a person is taken");
    let labelled: Vec<(&str, &str)> = first.into_iter().chain([("id", "bpha-caseworker")]).collect();
    let added = send(&administrator, new, &labelled).await;
    assert_eq!(added.location(), "/partnership/people/bpha-caseworker?done=added", "{}", added.text);
    let form = |step: &str| format!("/partnership/people/bpha-caseworker/change/{step}");
    let on = [("on-day", "4"), ("on-month", "3"), ("on-year", "2025")];
    assert_eq!(send(&administrator, &form("authorise?place=0"), &on).await.status, StatusCode::SEE_OTHER);
    let cover: Vec<(&str, &str)> =
        [("covers", "bpha-spoc"), ("organisation", "bpha"), ("since-day", "5"), ("since-month", "3"), ("since-year", "2025")]
            .into_iter()
            .chain([("until-day", "20"), ("until-month", "3"), ("until-year", "2025")])
            .collect();
    assert_eq!(send(&administrator, &form("cover"), &cover).await.status, StatusCode::SEE_OTHER);
    let page = administrator.get("/partnership/people/bpha-caseworker").await;
    for words in ["4 March 2025", "In whose place", "bpha-spoc", "Nobody is entered as holding it"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let until = [("until-day", "9"), ("until-month", "3"), ("until-year", "2025"), ("because", "moved to another post")];
    assert_eq!(send(&administrator, &form("end-cover?place=0"), &until[..3]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(send(&administrator, &form("end-post?place=0"), &until).await.status, StatusCode::SEE_OTHER);
    assert!(administrator.get("/partnership/people/bpha-caseworker").await.text.contains("moved to another post"));
    // Whoever leaves has nothing open from that moment on.
    let landlord = Browser::signed_in(&served.router, "bpha-spoc").await;
    assert_eq!(landlord.get("/home").await.status, StatusCode::OK);
    let leave = [("on-day", "10"), ("on-month", "3"), ("on-year", "2025")];
    assert_eq!(send(&administrator, "/partnership/people/bpha-spoc/change/leave", &leave).await.status, StatusCode::SEE_OTHER);
    assert_eq!(landlord.get("/home").await.status, StatusCode::SEE_OTHER, "the session of a leaver goes on");
    // An officer gives no posts.
    assert_eq!(served.get(new).await.status, StatusCode::NOT_FOUND);
    assert!(rows(&served, Action::ChangeUser, "user:*").await > 0, "the refusal has no row in the ledger");
}

#[tokio::test]
async fn who_holds_an_office_is_shown_once_and_recorded_and_stands_in_no_address() {
    let served = Served::empty().await;
    let officer = served.browser();
    let page = officer.get("/partnership/people/council-spoc").await;
    assert!(page.text.contains("Show who holds this office") && !page.text.contains("Larkspur"), "{}", page.text);
    let before = rows(&served, Action::ReadUser, "user:council-spoc").await;
    let shown = officer.post("/partnership/people/council-spoc/holder", &[("csrf", &page.token()), ("purpose", "administration")]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert!(shown.text.contains("Perpetua Larkspur") && shown.text.contains("That is in the ledger"), "{}", shown.text);
    assert_eq!(shown.header("cache-control"), "no-store");
    let title = shown.text.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
    assert!(!title.contains("Larkspur"), "{title}");
    assert_eq!(rows(&served, Action::ReadUser, "user:council-spoc").await, before + 1);
    let lead = Browser::signed_in(&served.router, "council-ig-lead").await;
    let token = lead.get("/partnership/people/council-spoc").await.token();
    let unsaid = lead.post("/partnership/people/council-spoc/holder", &[("csrf", &token)]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text.contains("Choose what you need it for") && !unsaid.text.contains("Larkspur"), "{}", unsaid.text);
    let member = Browser::signed_in(&served.router, "fire-member").await;
    assert!(!member.get("/partnership/people/council-spoc").await.text.contains("Show who holds"));
    let token = member.get("/account").await.token();
    let refused = member.post("/partnership/people/council-spoc/holder", &[("csrf", &token), ("purpose", "administration")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(rows(&served, Action::ReadUser, "user:council-spoc").await, before + 2, "the refusal has no row in the ledger");

    // Entered anew: the answer leads on without a word of it, and who held it before has nothing open.
    let administrator = Browser::signed_in(&served.router, ADMINISTRATOR).await;
    let contact = Browser::signed_in(&served.router, "council-spoc").await;
    let form = "/partnership/people/council-spoc/holder/change";
    let wrong = send(&administrator, form, &[("name", ""), ("mail", "nowhere")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Enter who holds the office") && wrong.text.contains("Enter an e-mail address"), "{}", wrong.text);
    let done = send(&administrator, form, &[("name", "Invented Newcomer"), ("mail", "newcomer@council.example.org")]).await;
    assert_eq!(done.location(), "/partnership/people/council-spoc?done=changed", "{}", done.text);
    assert_eq!(contact.get("/home").await.status, StatusCode::SEE_OTHER, "who held the office before is still signed in");
    let all = served.house.store.ledger_lines(&LedgerAsk { limit: 10_000, ..LedgerAsk::default() }).await.unwrap();
    let written = format!("{all:?}");
    assert!(!written.contains("Newcomer") && !written.contains("Larkspur"), "a name stands in the ledger");

    let destroy = "/partnership/people/leaver/holder/destroy";
    assert_eq!(officer.get(destroy).await.status, StatusCode::NOT_FOUND);
    let unsaid = send(&administrator, destroy, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = send(&administrator, destroy, &[("purpose", "administration")]).await;
    assert!(gone.text.contains("It is destroyed") && gone.text.contains("tombstone"), "{}", gone.text);
    assert!(administrator.get("/partnership/people/leaver").await.text.contains("Nobody is entered as holding it"));
}

#[tokio::test]
async fn people_are_invited_approved_and_cut_off() {
    let served = Served::empty().await;
    let administrator = Browser::signed_in(&served.router, ADMINISTRATOR).await;
    let office = "/partnership/people/bpha-spoc";
    let page = administrator.get("/partnership/people/constabulary-new").await;
    assert!(page.text.contains("Not invited") || page.text.contains("Holds no post"), "{}", page.text);
    // No mail is sent from here: the link is shown, once.
    let invited = administrator.send(office, &format!("{office}/invite"), &[]).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.text);
    let link = invited.text.split("http://localhost:8642").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();
    assert!(link.starts_with("/invitation/"), "{link}");
    let list = administrator.get("/partnership/invitations").await;
    assert!(list.text.contains("bpha-spoc") && !list.text.contains(&link), "{}", list.text);
    // Withdrawn, the link is good no longer.
    let id = list.text.split("/partnership/invitations/").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    let withdrawn = administrator.send("/partnership/invitations", &format!("/partnership/invitations/{id}/withdraw"), &[]).await;
    assert_eq!(withdrawn.location(), "/partnership/invitations?done=withdrawn", "{}", withdrawn.text);
    let stranger = served.stranger();
    stranger.get(&link).await;
    assert_eq!(stranger.get("/invitation").await.status, StatusCode::GONE);
    // An administrator's invitation waits for the contact of the organisation.
    let officer_of_police = "/partnership/people/constabulary-caseworker";
    let invited = administrator.send(officer_of_police, &format!("{officer_of_police}/invite"), &[]).await;
    assert!(invited.text.contains("come in once the contact"), "{}", invited.text);
    let contact = Browser::signed_in(&served.router, "constabulary-spoc").await;
    let waiting = contact.get("/partnership/invitations").await;
    assert!(waiting.text.contains("constabulary-caseworker") && waiting.text.contains("Approve"), "{}", waiting.text);
    let id = waiting.text.split("/partnership/invitations/").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    let approve = format!("/partnership/invitations/{id}/approve");
    let other = Browser::signed_in(&served.router, "county-spoc").await;
    let token = other.get("/account").await.token();
    assert_eq!(
        other.post(&approve, &[("csrf", &token)]).await.status,
        StatusCode::NOT_FOUND,
        "the contact of another organisation approves"
    );
    let approved = contact.send("/partnership/invitations", &approve, &[]).await;
    assert!(approved.status == StatusCode::OK || approved.status == StatusCode::SEE_OTHER, "{}", approved.text);
    // Cut off, with what is lost said before, and why asked for.
    let landlord = Browser::signed_in(&served.router, "papworth-caseworker").await;
    let cut = "/partnership/people/papworth-caseworker/cut-off";
    let page = administrator.get(cut).await;
    assert!(page.text.contains("ends at once"), "{}", page.text);
    let unsaid = administrator.send(cut, cut, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = administrator.send(cut, cut, &[("purpose", "administration")]).await;
    assert_eq!(done.location(), "/partnership/people/papworth-caseworker?done=cut-off", "{}", done.text);
    assert_eq!(landlord.get("/home").await.status, StatusCode::SEE_OTHER, "the session goes on");
    assert!(administrator.get("/partnership/people/papworth-caseworker").await.text.contains("Cut off"));
    assert_eq!(served.get(cut).await.status, StatusCode::NOT_FOUND, "an officer cuts off");
    assert_eq!(served.get("/partnership/invitations").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_question_to_the_policies_is_answered_and_tells_of_no_hidden_record() {
    let served = Served::empty().await;
    let ask = |rest: &str| format!("/partnership/permissions?{rest}");
    let yes = served.get(&ask("user=council-officer&action=read-evidence")).await;
    assert!(yes.text.contains("council-officer may read evidence"), "{}", yes.text);
    let no = served.get(&ask("user=council-administrator&action=find-person&purpose=administration")).await;
    for words in ["may not search the records by name", "administration-opens-no-record", "How ", "stands"] {
        assert!(no.text.contains(words), "{words}: {}", no.text);
    }
    let nobody = served.get(&ask("user=&action=find-person")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let absent = served.get(&ask("user=council-officer&action=read-person&thing=p-absent")).await;
    assert_eq!(absent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(absent.text.contains("There is no such record"), "{}", absent.text);
}
