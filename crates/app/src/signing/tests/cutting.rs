use super::*;
use crate::tokens::{NewToken, bearer, make_token};
use crate::{destroy_user, enrol_user};
use permission::Action;

#[tokio::test(flavor = "multi_thread")]
async fn everything_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    for user in ["council-administrator", "constabulary-spoc"] {
        inside(&house, user).await;
    }
    let begun = demo_sign_in(&house, &after(0), "constabulary-caseworker").await.unwrap();
    let way = set_password(&house, &after(1), Proven::Visitor(&begun.visitor)).await;
    let new = NewToken { label: "nightly figures".into(), scopes: vec![Action::ReadEvidence], organisation: None, purpose: None };
    let token = make_token(&house, &after(1), &begun.visitor, new).await.unwrap();
    keep_draft(&house, &after(1), &begun.visitor, "/a-form", secret("half an answer")).await.unwrap();

    for user in ["constabulary-caseworker", "council-spoc", "funder"] {
        assert_eq!(cut_off(&house, &after(2), &as_user(user), "constabulary-caseworker").await.unwrap_err().code, "not-allowed", "{user}");
    }
    let cut = cut_off(&house, &after(2), &as_user("constabulary-spoc"), "constabulary-caseworker").await.unwrap();
    assert_eq!(cut, CutOff { sessions: 1, tokens: 1, feeds: 0, links: 0, ways: 3 });
    assert!(visitor(&house, &after(2), &begun.secret).await.unwrap().is_none());
    assert_eq!(bearer(&house, &after(2), &token.secret, Action::ReadEvidence).await.unwrap_err().code, "token-over");
    assert!(sign_in_with_password(&house, &after(3), tried("constabulary-caseworker", way.code(&after(3)))).await.is_err());
    assert!(demo_sign_in(&house, &after(3), "constabulary-caseworker").await.is_err(), "one click opens nothing that was cut");
    assert!(house.store.draft("constabulary-caseworker", "/a-form").await.unwrap().is_none());
    let again = cut_off(&house, &after(3), &as_user("constabulary-spoc"), "constabulary-caseworker").await.unwrap();
    assert_eq!(again, CutOff::default());
    assert_eq!(mail_for(&house, "constabulary-caseworker").await.iter().filter(|template| *template == "cut-off").count(), 1);

    // Invited again, they begin anew: with terms to accept.
    let made = invite(&house, &after(4), &as_user("constabulary-spoc"), "constabulary-caseworker").await.unwrap();
    let way = set_password(&house, &after(5), Proven::Invitation(&link_secret(&house, &made.id))).await;
    assert!(way.signed_in.unwrap().session.visitor.terms_due);
    assert!(house.store.check_rows().await.unwrap().findings.is_empty(), "the ledger tells of everything");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_holder_of_the_office_finds_nothing_open() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    inside(&house, "council-administrator").await;
    let begun = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    let holder = |name: &str, mail: &str| secret(&serde_json::json!({ "name": name, "mail": mail }).to_string());
    let same = partnership::demonstration().unwrap().names.iter().find(|one| one.id == "council-officer").unwrap();
    enrol_user(&house, &after(1), &as_user("council-administrator"), "council-officer", holder(&same.name, "other@council.example.org"))
        .await
        .unwrap();
    assert!(visitor(&house, &after(1), &begun.secret).await.unwrap().is_some(), "only the address is another");
    enrol_user(
        &house,
        &after(2),
        &as_user("council-administrator"),
        "council-officer",
        holder("Septimus Rook", "rook@council.example.org"),
    )
    .await
    .unwrap();
    assert!(visitor(&house, &after(2), &begun.secret).await.unwrap().is_none());
    assert_eq!(house.store.account("council-officer").await.unwrap().unwrap().state, store::AccountState::Cut);

    let begun = demo_sign_in(&house, &after(3), "funder").await.unwrap();
    destroy_user(&house, &after(4), &asking("council-administrator"), "funder").await.unwrap();
    assert!(visitor(&house, &after(4), &begun.secret).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn leavers_are_cut_by_the_hour_too() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    inside(&house, "council-administrator").await;
    demo_sign_in(&house, &after(0), "funder").await.unwrap();
    let leaving = "id = \"funder\"\nposts = [{ role = \"funder\", organisation = \"cambridgeshire-commissioner\", since = \"2020-02-27\" }]\nleft_on = \"2026-10-03\"\n";
    crate::record_partner(&house, &after(1), &as_user("council-administrator"), crate::PartnerRegister::User, leaving).await.unwrap();
    assert!(tidy(&house, &after(2)).await.unwrap().leavers.is_empty());
    assert_eq!(tidy(&house, &moment_at("2026-10-03T00:00:00Z")).await.unwrap().leavers, ["funder"]);
}
