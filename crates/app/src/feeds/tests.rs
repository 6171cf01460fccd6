//! Calendar feeds and what is due, end to end over the demonstration's partnership.

use super::*;
use crate::people::tests::{asking, moment_at};
use crate::signing::tests::{after, inside, served};
use crate::{By, PartnerRegister, due_lines, due_list, record_partner};
use permission::Purpose;

fn secret(made: &FeedMade) -> String {
    made.path.strip_prefix("/calendar/").unwrap().strip_suffix(".ics").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_tells_what_is_due_in_words_that_others_may_see_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let visitor = inside(&house, "council-spoc").await;
    let made = make_feed(&house, &after(1), &visitor).await.unwrap();
    assert!(!format!("{made:?}").contains("calendar"), "a feed's address is not printed");
    let calendar = serve_feed(&house, &after(2), &secret(&made)).await.unwrap().unwrap();
    let due = due_list(&house, &after(2), &visitor).await.unwrap();
    assert!(!due.is_empty());
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), due.len());
    assert!(calendar.contains("URL:http://localhost:8080/duties"));
    for line in &due {
        assert!(!calendar.replace("\r\n ", "").contains(&line.what), "`{}` is for those who are signed in", line.what);
    }
    // The same identifiers the next day, and nothing personal among them.
    let uids = |calendar: &str| {
        calendar.replace("\r\n ", "").lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>()
    };
    let again = serve_feed(&house, &moment_at("2026-10-02T10:00:00Z"), &secret(&made)).await.unwrap().unwrap();
    assert_eq!(uids(&calendar), uids(&again));
    assert_eq!(feeds_of(&house, &after(3), &visitor).await.unwrap()[0].used_on.as_deref(), Some("2026-10-02"));

    let other = inside(&house, "county-spoc").await;
    assert_eq!(revoke_feed(&house, &after(4), &other, &made.id).await.unwrap_err().code, "no-such-feed", "only one's own");
    revoke_feed(&house, &after(4), &visitor, &made.id).await.unwrap();
    revoke_feed(&house, &after(4), &visitor, &made.id).await.unwrap();
    assert!(feeds_of(&house, &after(5), &visitor).await.unwrap()[0].over);
    for gone in [secret(&made).as_str(), "nonsense", ""] {
        assert_eq!(serve_feed(&house, &after(5), gone).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leavers_feed_and_one_of_somebody_cut_off_answer_as_absent_ones_do() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let leaves = inside(&house, "county-analyst").await;
    let cut = inside(&house, "county-spoc").await;
    let feeds = [make_feed(&house, &after(1), &leaves).await.unwrap(), make_feed(&house, &after(1), &cut).await.unwrap()];
    let administrator = By::User(asking("council-administrator", Purpose::Administration));
    signing::cut_off(&house, &after(2), &administrator, "county-spoc").await.unwrap();
    let left = "id = \"county-analyst\"\nposts = [{ role = \"analyst\", organisation = \"cambridgeshire-county-council\", since = \"2020-02-27\", authorised_on = \"2020-02-27\" }]\nleft_on = \"2026-10-01\"\n";
    record_partner(&house, &after(2), &administrator, PartnerRegister::User, left).await.unwrap();
    for feed in &feeds {
        assert_eq!(serve_feed(&house, &after(3), &secret(feed)).await.unwrap(), None);
    }
    let ask = store::LedgerAsk { what: "read-duties".into(), limit: 10, ..store::LedgerAsk::default() };
    let because: std::collections::BTreeSet<String> =
        house.store.ledger_lines(&ask).await.unwrap().into_iter().filter_map(|line| line.event?.detail.get("because").cloned()).collect();
    assert!(!because.is_empty() && !because.contains("feed-unknown"), "each try is written down: {because:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_feeds_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let visitor = inside(&house, "council-officer").await;
    for _ in 0..10 {
        make_feed(&house, &after(1), &visitor).await.unwrap();
    }
    assert_eq!(make_feed(&house, &after(1), &visitor).await.unwrap_err().code, "feeds-enough");
    let first = feeds_of(&house, &after(1), &visitor).await.unwrap().remove(0);
    revoke_feed(&house, &after(1), &visitor, &first.id).await.unwrap();
    make_feed(&house, &after(1), &visitor).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_told_to_those_it_concerns() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let all = due_lines(&house, &after(0), &By::Operator).await.unwrap();
    assert!(!all.is_empty() && all.iter().all(|line| !line.yours));
    let spoc = inside(&house, "council-spoc").await;
    let theirs = due_list(&house, &after(1), &spoc).await.unwrap();
    let terminal = By::User(crate::people::Asking { purpose: None, ..asking("council-spoc", Purpose::Administration) });
    assert_eq!(due_lines(&house, &after(1), &terminal).await.unwrap(), theirs, "the terminal says what the page says");
    assert!(theirs.iter().any(|line| line.yours) && theirs.len() < all.len());
    let sorted = theirs.windows(2).all(|two| two[0].late_by >= two[1].late_by);
    assert!(sorted, "late ones first");
    let stranger = By::User(asking("nobody", Purpose::Administration));
    assert_eq!(due_lines(&house, &after(1), &stranger).await.unwrap_err().code, "not-allowed");
}
