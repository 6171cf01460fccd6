use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn ways_in_are_named_and_the_last_is_never_taken() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let visitor = inside(&house, "council-officer").await;
    set_password(&house, &after(1), Proven::Visitor(&visitor)).await;
    let account = account_of(&house, &after(1), &visitor).await.unwrap();
    assert_eq!((account.ways.len(), account.recovery_codes), (1, 10));
    assert!(account.terms.is_some());
    let id = account.ways[0].id.clone();
    rename_way(&house, &after(1), &visitor, &id, " the one at my desk ").await.unwrap();
    assert_eq!(rename_way(&house, &after(1), &visitor, &id, &"x".repeat(61)).await.unwrap_err().code, "label-long");
    assert_eq!(account_of(&house, &after(1), &visitor).await.unwrap().ways[0].label, "the one at my desk");
    assert_eq!(remove_way(&house, &after(1), &visitor, &id).await.unwrap_err().code, "last-way-in");
    let other = inside(&house, "funder").await;
    assert_eq!(remove_way(&house, &after(1), &other, &id).await.unwrap_err().code, "no-such-way-in");
    assert_eq!(rename_way(&house, &after(1), &other, &id, "mine").await.unwrap_err().code, "no-such-way-in");
    assert_eq!(new_recovery_codes(&house, &after(1), &other).await.unwrap_err().code, "no-password");
    house.store.close().await;
    let bytes = std::fs::read(folder.path().join("home/wardmote.sqlite")).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"at my desk "), "what they call it is sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_changed_ends_the_other_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let first = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    let old = set_password(&house, &after(1), Proven::Visitor(&first.visitor)).await;
    let other = demo_sign_in(&house, &after(1), "council-officer").await.unwrap();
    let new = set_password(&house, &after(2), Proven::Visitor(&first.visitor)).await;
    assert!(visitor(&house, &after(2), &first.secret).await.unwrap().is_some());
    assert!(visitor(&house, &after(2), &other.secret).await.unwrap().is_none());
    assert!(sign_in_with_password(&house, &after(3), tried("council-officer", old.code(&after(3)))).await.is_err());
    sign_in_with_password(&house, &after(4), tried("council-officer", new.code(&after(4)))).await.unwrap();
    assert_eq!(account_of(&house, &after(4), &first.visitor).await.unwrap().ways.len(), 1);
    assert_eq!(mail_for(&house, "council-officer").await, ["way-changed", "way-changed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deep_check_finds_a_way_in_that_was_put_in_the_place_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    for user in ["council-officer", "funder"] {
        let visitor = inside(&house, user).await;
        set_password(&house, &after(1), Proven::Visitor(&visitor)).await;
    }
    let deep = crate::CheckOptions { deep: true };
    assert!(crate::check_with(&house, &after(2), deep).await.unwrap().ok);
    let of = |ways: Vec<store::Credential>| ways.into_iter().find(|way| way.kind == store::CredentialKind::Password).unwrap();
    let mine = of(house.store.credentials("council-officer").await.unwrap());
    let theirs = of(house.store.credentials("funder").await.unwrap());
    let step = [store::Step::Reseal { id: &mine.id, seen: &mine.sealed, sealed: &theirs.sealed }];
    let event = ledger::Event::done(after(2).iso(), "operator:1000", "tamper", "account:council-officer");
    assert!(house.store.change_doors(&step, &[], event).await.unwrap().all());
    let report = crate::check_with(&house, &after(3), deep).await.unwrap();
    assert!(report.findings.iter().any(|finding| finding.contains(&mine.id)), "{:?}", report.findings);
    let way = tried("council-officer", secret("000000"));
    assert!(sign_in_with_password(&house, &after(3), way).await.is_err(), "and it lets nobody in");
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_sealed_and_kept_when_a_session_runs_out() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let begun = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    keep_draft(&house, &after(0), &begun.visitor, "/concerns/new", secret("Ossian Thorncastle said so")).await.unwrap();
    let other = inside(&house, "funder").await;
    assert_eq!(take_draft(&house, &after(1), &other, "/concerns/new").await.unwrap(), None);
    let kept = take_draft(&house, &after(1), &begun.visitor, "/concerns/new").await.unwrap();
    assert_eq!(kept.as_deref(), Some("Ossian Thorncastle said so"));
    assert_eq!(take_draft(&house, &after(1), &begun.visitor, "/concerns/new").await.unwrap(), None, "it is gone then");

    let (csrf, late) = (begun.visitor.csrf.clone(), after(45));
    assert!(visitor(&house, &late, &begun.secret).await.unwrap().is_none());
    let sent = || secret("Ossian Thorncastle said it again");
    tidy(&house, &late).await.unwrap();
    for (given, csrf, kept) in [(begun.secret.as_str(), "forged", false), ("forged", csrf.as_str(), false), (&begun.secret, &csrf, true)] {
        assert_eq!(keep_draft_after_end(&house, &late, given, csrf, "/concerns/new", sent()).await.unwrap(), kept);
    }
    assert!(!keep_draft_after_end(&house, &after(120), &begun.secret, &csrf, "/concerns/new", sent()).await.unwrap(), "too late");
    let again = demo_sign_in(&house, &after(46), "council-officer").await.unwrap();
    sign_out(&house, &after(47), &again.visitor).await.unwrap();
    let gone = keep_draft_after_end(&house, &after(47), &again.secret, &again.visitor.csrf, "/other", sent()).await.unwrap();
    assert!(!gone, "whoever signed out wants nothing kept");
    let back = demo_sign_in(&house, &after(48), "council-officer").await.unwrap();
    assert_eq!(
        take_draft(&house, &after(48), &back.visitor, "/concerns/new").await.unwrap().as_deref(),
        Some("Ossian Thorncastle said it again")
    );
    house.store.close().await;
    let bytes = std::fs::read(folder.path().join("home/wardmote.sqlite")).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"Thorncastle"));
}

#[tokio::test(flavor = "multi_thread")]
async fn how_accounts_stand_is_shown_to_those_who_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    for user in ["council-administrator", "constabulary-spoc"] {
        inside(&house, user).await;
    }
    invite(&house, &after(1), &as_user("constabulary-spoc"), "constabulary-caseworker").await.unwrap();
    let lines = accounts(&house, &after(1), &as_user("constabulary-spoc")).await.unwrap();
    let of = |user: &str| lines.iter().find(|line| line.user == user).map(|line| line.state);
    assert_eq!(of("constabulary-caseworker"), Some(AccountState::Invited));
    assert_eq!(of("constabulary-new"), Some(AccountState::None));
    assert_eq!(of("council-officer"), None, "another organisation's people");
    assert!(accounts(&house, &after(1), &as_user("funder")).await.unwrap().is_empty());
    let all = accounts(&house, &after(1), &as_user("council-administrator")).await.unwrap();
    assert!(all.len() > 15 && all.iter().any(|line| line.state == AccountState::Active));
}
