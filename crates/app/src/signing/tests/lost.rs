use super::*;
use crate::tokens::{NewToken, bearer, make_token};
use permission::Action;

/// Asks for a way back, and waits until it is written down.
async fn asks(house: &House, moment: &Moment, user: &str) {
    let before = house.store.ledger_head().await.unwrap().0;
    ask_recovery(house, moment, secret(&mail_of(user))).await.unwrap();
    while house.store.ledger_head().await.unwrap().0 == before {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_gives_a_lost_way_in_back() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    // An administrator, who could enter another address, is not asked.
    for user in ["council-administrator", "council-spoc", "constabulary-spoc"] {
        inside(&house, user).await;
    }
    let begun = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    let old = set_password(&house, &after(1), Proven::Visitor(&begun.visitor)).await;
    let new = NewToken { label: "nightly figures".into(), scopes: vec![Action::ReadEvidence], organisation: None, purpose: None };
    let token = make_token(&house, &after(1), &begun.visitor, new).await.unwrap();

    asks(&house, &after(60), "council-officer").await;
    ask_recovery(&house, &after(60), secret("nobody@example.org")).await.unwrap();
    assert!(mail_for(&house, "council-officer").await.contains(&"recovery-noticed".to_owned()));
    for (user, told) in [("council-spoc", true), ("council-administrator", false), ("constabulary-spoc", false), ("council-officer", false)]
    {
        assert_eq!(mail_for(&house, user).await.contains(&"recovery-asked".to_owned()), told, "{user}");
        assert_eq!(recoveries_for(&house, &after(61), &as_user(user)).await.unwrap().len(), usize::from(told), "{user}");
    }
    let asked = recoveries_for(&house, &after(61), &as_user("council-spoc")).await.unwrap().remove(0);
    let link = link_secret(&house, &asked.id);
    assert_eq!(open_invitation(&house, &after(61), &link).await.unwrap_err().code, "link-over", "not before it is confirmed");
    for user in ["council-officer", "constabulary-spoc", "funder", "council-administrator"] {
        assert_eq!(confirm_recovery(&house, &after(61), &as_user(user), &asked.id).await.unwrap_err().code, "not-allowed", "{user}");
    }
    confirm_recovery(&house, &after(62), &as_user("council-spoc"), &asked.id).await.unwrap();
    assert!(mail_for(&house, "council-officer").await.contains(&"recovery-confirmed".to_owned()));

    // Until the link is used everything is as it was.
    bearer(&house, &after(62), &token.secret, Action::ReadEvidence).await.unwrap();
    let other = sign_in_with_password(&house, &after(62), tried("council-officer", old.code(&after(62)))).await.unwrap().session;
    assert_eq!(open_invitation(&house, &after(63), &link).await.unwrap().kind, InvitationKind::Recover);
    let new = set_password(&house, &after(63), Proven::Invitation(&link)).await;
    let session = new.signed_in.as_ref().unwrap();
    assert!(!session.session.visitor.terms_due, "what was accepted stays accepted");
    assert!(visitor(&house, &after(64), &other.secret).await.unwrap().is_none());
    assert_eq!(bearer(&house, &after(64), &token.secret, Action::ReadEvidence).await.unwrap_err().code, "token-over");
    assert!(sign_in_with_password(&house, &after(64), tried("council-officer", old.code(&after(64)))).await.is_err());
    sign_in_with_password(&house, &after(65), tried("council-officer", new.code(&after(65)))).await.unwrap();
    assert_eq!(open_invitation(&house, &after(65), &link).await.unwrap_err().code, "link-over");
    assert!(house.store.check_rows().await.unwrap().findings.is_empty(), "the ledger tells of everything");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_nobody_confirms_ends() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    for user in ["council-spoc", "council-officer"] {
        inside(&house, user).await;
    }
    asks(&house, &after(0), "council-officer").await;
    asks(&house, &after(0), "council-spoc").await;
    assert!(recoveries_for(&house, &after(1), &as_user("council-spoc")).await.unwrap().iter().all(|one| one.user == "council-officer"));
    let asked = recoveries_for(&house, &after(1), &as_user("council-spoc")).await.unwrap().remove(0);
    refuse_recovery(&house, &after(1), &as_user("council-spoc"), &asked.id).await.unwrap();
    assert!(confirm_recovery(&house, &after(1), &as_user("council-spoc"), &asked.id).await.is_err());
    asks(&house, &after(2), "council-officer").await;
    let asked = recoveries_for(&house, &after(3), &as_user("council-spoc")).await.unwrap().remove(0);
    let late = after(3 + 24 * 60);
    assert!(recoveries_for(&house, &late, &as_user("council-spoc")).await.unwrap().is_empty());
    assert!(confirm_recovery(&house, &late, &as_user("council-spoc"), &asked.id).await.is_err());
}
