//! Links for partners without an account, end to end: made, sent, opened, answered once.

use super::*;
use crate::people::tests::{asking, moment_at};
use crate::registers::{NewRequest, answer_request, ask, history, requests};
use crate::signing::tests::{after, served, without_mail};
use permission::Purpose;

fn officer() -> By {
    By::User(asking("council-officer", Purpose::ReduceCrime))
}

async fn asked(house: &House) {
    let request = NewRequest {
        id: "fire-incidents",
        to: "the fire service",
        what: "incidents by ward for the year",
        data_set: None,
        role: "research analyst",
        due: "2026-10-20",
        on: None,
    };
    ask(house, &after(0), &request).await.unwrap();
}

fn request() -> About {
    About::Request("fire-incidents".into())
}

const fn data(given: bool, said: &str) -> Answer<'_> {
    Answer::Data { given, said }
}

fn secret(path: &str) -> &str {
    path.strip_prefix("/answer/").unwrap()
}

async fn made(house: &House) -> (String, String) {
    let made = make_link(house, &after(1), &officer(), &request(), "cambridgeshire-fire-and-rescue", None).await.unwrap();
    (made.id, secret(&made.path.unwrap()).to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_answered_by_a_link_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    asked(&house).await;
    let (id, link) = made(&house).await;
    let opened = open_link(&house, &after(2), &link).await.unwrap();
    let Asks::Data { what, due, .. } = &opened.asks else { panic!("{opened:?}") };
    assert_eq!((what.as_str(), due.to_string().as_str()), ("incidents by ward for the year", "2026-10-20"));
    assert_eq!(open_link(&house, &after(3), &link).await.unwrap(), opened, "opening uses nothing up");
    // Words that look personal are refused, and the link stays good.
    let personal = answer_link(&house, &after(4), &link, &data(true, "ask Thessaly Brand on 01632 960 111")).await.unwrap_err();
    assert_eq!(personal.code, "record-refused");
    answer_link(&house, &after(5), &link, &data(true, "sent by secure mail")).await.unwrap();
    let first = requests(&house, crate::registers::today(&after(5))).await.unwrap().remove(0);
    assert!(first.request.outcome.is_some_and(|outcome| outcome.given && outcome.said == "sent by secure mail"));
    assert_eq!(history(&house, "request", "fire-incidents").await.unwrap().last().unwrap().stamp.who, id, "the answer is the link's");
    for again in [
        answer_link(&house, &after(6), &link, &data(false, "no")).await.unwrap_err(),
        open_link(&house, &after(6), &link).await.unwrap_err(),
    ] {
        assert_eq!(again.code, "link-over");
    }
    let lines = links_about(&house, &after(7), &officer(), &request()).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.state).collect::<Vec<_>>(), [LinkState::Used]);
    let ask = store::LedgerAsk { what: "answer-link".into(), limit: 10, ..store::LedgerAsk::default() };
    let rows = house.store.ledger_lines(&ask).await.unwrap();
    let done = rows.iter().filter_map(|row| row.event.as_ref()).filter(|event| event.outcome == Outcome::Done).count();
    assert_eq!((done, rows.len()), (1, 3), "the answer, and each try in vain");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_answers_at_once_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    asked(&house).await;
    let (_, link) = made(&house).await;
    let moment = after(2);
    let (sent, not_held) = (data(true, "sent"), data(false, "not held"));
    let (one, other) = tokio::join!(answer_link(&house, &moment, &link, &sent), answer_link(&house, &moment, &link, &not_held));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|ok| **ok).count(), 1);
    assert_eq!(history(&house, "request", "fire-incidents").await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_revoked_ran_out_or_never_was_answers_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    asked(&house).await;
    let (revoked, revoked_link) = made(&house).await;
    revoke_link(&house, &after(2), &officer(), &revoked).await.unwrap();
    let (_, late) = made(&house).await;
    // The last day is whole: fourteen days after the first of October.
    assert!(open_link(&house, &moment_at("2026-10-15T23:59:00Z"), &late).await.is_ok());
    let mut refusals = Vec::new();
    for (moment, link) in [(after(3), revoked_link.as_str()), (moment_at("2026-10-16T00:00:00Z"), late.as_str()), (after(3), "nonsense")] {
        refusals.push(open_link(&house, &moment, link).await.unwrap_err());
        refusals.push(answer_link(&house, &moment, link, &data(true, "sent")).await.unwrap_err());
    }
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
    // Once the request is answered otherwise, there is nothing to answer.
    answer_request(&house, &after(4), "fire-incidents", true, "sent by post", None).await.unwrap();
    assert_eq!(open_link(&house, &after(5), &late).await.unwrap_err(), refusals[0]);
    let another = make_link(&house, &after(5), &officer(), &request(), "bpha", None).await.unwrap_err();
    assert_eq!(another.code, "request-answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_sent_to_somebody_in_office_there_and_shown_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    asked(&house).await;
    let to = async |organisation: &str, user: &str| make_link(&house, &after(1), &officer(), &request(), organisation, Some(user)).await;
    let sent = to("cambridgeshire-fire-and-rescue", "fire-member").await.unwrap();
    assert_eq!(sent.path, None);
    let mails = house.store.mails_to("fire-member", "link-to-answer").await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].facts["link"].as_str(), mails[0].facts["from"].as_str()), (sent.id.as_str(), "south-cambridgeshire-council"));
    assert_eq!(to("bpha", "fire-member").await.unwrap_err().code, "user-elsewhere");
    assert_eq!(to("nowhere", "fire-member").await.unwrap_err().code, "organisation-unknown");
    let folder = tempfile::tempdir().unwrap();
    let house = without_mail(folder.path()).await;
    asked(&house).await;
    let unsent = make_link(&house, &after(1), &officer(), &request(), "cambridgeshire-fire-and-rescue", Some("fire-member")).await;
    assert_eq!(unsent.unwrap_err().code, "no-mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_made_by_those_who_may_ask() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    asked(&house).await;
    for user in ["funder", "council-scrutiny", "nobody"] {
        let by = By::User(asking(user, Purpose::ReduceCrime));
        let refused = make_link(&house, &after(1), &by, &request(), "bpha", None).await.unwrap_err();
        assert_eq!(refused.code, "not-allowed", "{user}");
        assert_eq!(links_about(&house, &after(1), &by, &request()).await.unwrap_err().code, "not-allowed", "{user}");
    }
    assert_eq!(
        make_link(&house, &after(1), &By::Operator, &About::Request("nothing-asked".into()), "bpha", None).await.unwrap_err().code,
        "record-unknown"
    );
    assert!(make_link(&house, &after(1), &By::Operator, &request(), "bpha", None).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_updated_by_a_link_once_and_for_the_period_that_was_asked() {
    use crate::plans::{ActionWords, PlanWords, change_action, open_plan, with_book};
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let plan = PlanWords {
        id: "rolling",
        title: "Plan",
        kind: plans::PlanKind::Rolling,
        from: Some(Date::constant(2026, 4, 1)),
        until: None,
        rhythm: plans::Rhythm::Quarterly,
        owner: "officer",
        grant_pence: None,
        follows: None,
    };
    open_plan(&house, &after(0), &plan).await.unwrap();
    let number = Reference::parse("1.1").unwrap();
    change_action(&house, &after(0), "rolling", &number, &ActionWords { text: "Fit locks", ..ActionWords::default() }, 0).await.unwrap();
    let about = About::parse("rolling/1.1").unwrap();
    assert_eq!(about, About::Action("rolling".into(), number.clone()));
    assert!(About::parse("rolling/one").is_err());
    let member = By::User(asking("fire-member", Purpose::ReduceCrime));
    assert_eq!(make_link(&house, &after(1), &member, &about, "bpha", None).await.unwrap_err().code, "not-allowed");
    let made = make_link(&house, &after(1), &officer(), &about, "bpha", None).await.unwrap();
    let link = secret(&made.path.unwrap()).to_owned();
    let Asks::Update { period, before, .. } = open_link(&house, &after(2), &link).await.unwrap().asks else { panic!("no update is asked") };
    assert_eq!((period.to_string().as_str(), before), ("2026-27-Q2", None));
    let say = |period| Answer::Update { period, said: "Twelve homes", status: Some(Status::OnTrack), value: "12", barrier: "" };
    assert_eq!(
        answer_link(&house, &after(3), &link, &data(true, "sent")).await.unwrap_err().code,
        "link-over",
        "data is not what is asked"
    );
    let elsewhere = answer_link(&house, &after(3), &link, &say(Period::parse("2026-27-Q1").unwrap())).await.unwrap_err();
    assert_eq!(elsewhere.code, "period-told");
    answer_link(&house, &after(4), &link, &say(period)).await.unwrap();
    let update = with_book(&house, |book| book.newest_update("rolling", &number).cloned()).await.unwrap().unwrap();
    assert_eq!((update.body.said.as_str(), update.body.period, update.last.who.as_str()), ("Twelve homes", period, made.id.as_str()));
    assert_eq!(answer_link(&house, &after(5), &link, &say(period)).await.unwrap_err().code, "link-over");
}
