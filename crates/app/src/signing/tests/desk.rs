use super::*;
use crate::desk::desk;
use permission::Action;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_finds_what_waits_for_their_own_office() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    inside(&house, "council-administrator").await;
    let contact = inside(&house, "constabulary-spoc").await;
    let lead = inside(&house, "council-ig-lead").await;
    let officer = inside(&house, "council-officer").await;
    invite(&house, &after(1), &as_user("council-administrator"), "constabulary-caseworker").await.unwrap();
    let needs = desk(&house, &after(1), &contact).await.unwrap().needs;
    assert!(needs.iter().any(|need| need.verb == "approve" && need.what.contains("constabulary-caseworker")), "{needs:?}");
    let needs = desk(&house, &after(1), &officer).await.unwrap().needs;
    assert!(needs.iter().all(|need| need.verb != "approve" && need.verb != "review"), "{needs:?}");

    let needs = desk(&house, &after(1), &lead).await.unwrap().needs;
    assert!(needs.iter().any(|need| need.verb == "review"), "{needs:?}");
    assert!(needs.iter().is_sorted_by_key(|need| !need.late), "late ones first");
    let governance = Asking { purpose: Some(Purpose::Governance), ..asking("council-ig-lead") };
    crate::audit_review(&house, &after(2), &governance, None).await.unwrap();
    let needs = desk(&house, &after(3), &lead).await.unwrap().needs;
    assert!(needs.iter().all(|need| need.verb != "review"), "it was reviewed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_about_several_times_is_told_once_with_how_often() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let officer = inside(&house, "council-officer").await;
    for (minute, extract) in [(1, "first"), (2, "second"), (3, "third"), (3, "third")] {
        let event = ledger::Event::done(after(minute).iso(), "county-analyst", "import", format!("extract:{extract}"));
        house.store.record_event(event).await.unwrap();
    }
    let changed = desk(&house, &after(4), &officer).await.unwrap().changed;
    let came_in: Vec<_> = changed.iter().filter(|change| change.sentence == "an extract came in").collect();
    assert_eq!(came_in.len(), 1, "{changed:?}");
    let (times, at, href) = (came_in[0].times, came_in[0].at, came_in[0].href.as_deref());
    assert_eq!((times, at, href), (3, after(3).now, Some("/extracts/third")), "each extract counts once, and the newest is led to");
    let sentences: std::collections::BTreeSet<&str> = changed.iter().map(|change| change.sentence.as_str()).collect();
    assert_eq!(sentences.len(), changed.len(), "{changed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_told_without_people() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    inside(&house, "council-administrator").await;
    let officer = inside(&house, "council-officer").await;
    let record = crate::people::tests::recorded(&house, "Zephyrine Okonta").await;
    let posts =
        "id = \"funder\"\nposts = [{ role = \"funder\", organisation = \"cambridgeshire-commissioner\", since = \"2020-02-28\" }]\n";
    crate::record_partner(&house, &after(1), &as_user("council-administrator"), crate::PartnerRegister::User, posts).await.unwrap();
    let shown = desk(&house, &after(2), &officer).await.unwrap();
    assert_eq!(shown.changed[0].sentence, "the posts of `funder` were changed");
    assert!(shown.changed.iter().all(|change| !change.sentence.contains(&record)), "{:?}", shown.changed);
    let administrator = inside(&house, "council-administrator").await;
    assert!(
        desk(&house, &after(2), &administrator).await.unwrap().changed.iter().all(|change| !change.sentence.contains("funder")),
        "one's own doing"
    );
    let before = crate::people::partnership(&house).await.unwrap();
    assert_eq!(before.user("funder").unwrap().posts[0].since.to_string(), "2020-02-28", "what was written is seen at once");
    may_act(&house, &after(2), Some(&officer), Door::Page, Action::ReadEvidence).await.unwrap();
}
