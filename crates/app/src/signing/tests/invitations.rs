use super::*;
use permission::Action;

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_invitation_to_the_first_page() {
    let folder = tempfile::tempdir().unwrap();
    let house = without_mail(folder.path()).await;
    // Nobody is in office who could: whoever runs the machine invites, and approves by it.
    let made = invite(&house, &after(0), &By::Operator, "council-administrator").await.unwrap();
    assert_eq!((made.state, made.unapproved), (InvitationState::Open, false));
    let link = made.link.clone().unwrap();
    assert!(link.starts_with("http://localhost:8080/invitation/"), "{link}");
    assert!(!format!("{made:?}").contains(&link));
    let secret_of_link = link.rsplit('/').next().unwrap().to_owned();

    let opened = open_invitation(&house, &after(1), &secret_of_link).await.unwrap();
    assert_eq!((opened.user.as_str(), opened.waiting), ("council-administrator", false));
    assert_eq!(opened.ways, [Way::Passkey, Way::Password]);
    let proven = Proven::Invitation(&secret_of_link);
    let offer = start_password(&house, &after(1), proven).await.unwrap();
    assert!(offer.uri.contains("council-administrator"));
    let totp = Totp::kept(&offer.letters).unwrap();
    let code = || secret(&totp.code(after(1).now).unwrap());
    for (password, code, refused) in [
        ("short", code(), "password-short"),
        ("Wardmote-2026-Council!", code(), "password-guessable"),
        (PASSWORD, secret("000000"), "code-wrong"),
    ] {
        let wrong = finish_password(&house, &after(1), proven, &offer.ticket, secret(password), code).await.unwrap_err();
        assert_eq!(wrong.code, refused);
        let again = code_offer(&house, &after(1), proven, &offer.ticket).await.unwrap().unwrap();
        assert_eq!(again.letters, offer.letters, "the page is shown again with the same picture");
    }
    let added = finish_password(&house, &after(1), proven, &offer.ticket, secret(PASSWORD), code()).await.unwrap();
    assert_eq!(added.recovery_codes.len(), 10);
    let begun = added.signed_in.unwrap().session;

    // The terms come first.
    let visitor = visitor(&house, &after(2), &begun.secret).await.unwrap().unwrap();
    assert!(visitor.terms_due && visitor.strong);
    assert_eq!(visitor.organisation.as_deref(), Some("south-cambridgeshire-council"));
    let shown = may_act(&house, &after(2), Some(&visitor), Door::Page, Action::ReadEvidence).await.unwrap_err();
    assert_eq!(shown.code, "terms-due");
    may_act(&house, &after(2), Some(&visitor), Door::Page, Action::KeepOwnAccount).await.unwrap();
    let terms = terms(&house, &after(2)).await.unwrap();
    assert_eq!(accept_terms(&house, &after(2), &visitor, "confidentiality-terms@0").await.unwrap_err().code, "terms-changed");
    let visitor = accept_terms(&house, &after(2), &visitor, &terms.version).await.unwrap();
    may_act(&house, &after(2), Some(&visitor), Door::Page, Action::ReadEvidence).await.unwrap();
    let later = super::visitor(&house, &after(3), &begun.secret).await.unwrap().unwrap();
    assert!(!later.terms_due);

    // The link was good once, and whoever runs the machine invites nobody any more.
    for link in [secret_of_link.as_str(), "nonsense"] {
        assert_eq!(open_invitation(&house, &after(4), link).await.unwrap_err().code, "link-over");
    }
    let invited = invite(&house, &after(4), &By::Operator, "council-spoc").await.unwrap_err();
    assert_eq!(invited.code, "user-needed");
    let again = invite(&house, &after(4), &as_user("council-administrator"), "council-administrator").await.unwrap_err();
    assert_eq!(again.code, "not-allowed", "nobody invites themselves");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_by_an_administrator_waits_for_the_contact() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    for user in ["council-administrator", "constabulary-spoc", "council-spoc"] {
        inside(&house, user).await;
    }
    let made = invite(&house, &after(1), &as_user("council-administrator"), "constabulary-caseworker").await.unwrap();
    assert!(made.unapproved && made.link.is_none(), "it goes by mail");
    assert_eq!(mail_for(&house, "constabulary-caseworker").await, ["invitation"]);
    let link = link_secret(&house, &made.id);
    let way = set_password(&house, &after(2), Proven::Invitation(&link)).await;
    assert!(way.signed_in.is_none(), "nobody comes in before it is approved");
    assert!(open_invitation(&house, &after(2), &link).await.unwrap().waiting);
    let early = sign_in_with_password(&house, &after(3), tried("constabulary-caseworker", way.code(&after(3)))).await.unwrap_err();
    assert_eq!(early.code, "sign-in-refused");
    assert_eq!(mail_for(&house, "constabulary-spoc").await, ["approval-waits"]);
    assert!(mail_for(&house, "council-spoc").await.is_empty());

    // It waits for the contact of that organisation, and for nobody else.
    for (user, waits) in [("constabulary-spoc", 1), ("council-spoc", 0), ("council-administrator", 0), ("constabulary-caseworker", 0)] {
        let lines = waiting_for(&house, &after(3), &as_user(user)).await.unwrap();
        assert_eq!(lines.len(), waits, "{user}");
        assert!(lines.iter().all(|line| line.state == InvitationState::Waiting));
    }
    for user in ["council-spoc", "council-administrator", "constabulary-caseworker"] {
        assert_eq!(approve_invitation(&house, &after(3), &as_user(user), &made.id).await.unwrap_err().code, "not-allowed", "{user}");
    }
    approve_invitation(&house, &after(4), &as_user("constabulary-spoc"), &made.id).await.unwrap();
    assert_eq!(
        approve_invitation(&house, &after(4), &as_user("constabulary-spoc"), &made.id).await.unwrap_err().code,
        "invitation-not-waiting"
    );
    let mut told = mail_for(&house, "constabulary-caseworker").await;
    told.sort();
    assert_eq!(told, ["approved", "invitation", "way-changed"]);
    let session = sign_in_with_password(&house, &after(5), tried("constabulary-caseworker", way.code(&after(5)))).await.unwrap().session;
    assert_eq!(session.visitor.user, "constabulary-caseworker");
    assert!(house.store.check_rows().await.unwrap().findings.is_empty(), "the ledger tells of everything");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contacts_own_invitation_is_approved_and_one_link_is_good_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    for user in ["constabulary-spoc", "council-spoc"] {
        inside(&house, user).await;
    }
    assert_eq!(invite(&house, &after(1), &as_user("council-spoc"), "constabulary-new").await.unwrap_err().code, "not-allowed");
    let first = invite(&house, &after(1), &as_user("constabulary-spoc"), "constabulary-new").await.unwrap();
    assert!(!first.unapproved);
    let second = invite(&house, &after(2), &as_user("constabulary-spoc"), "constabulary-new").await.unwrap();
    let over = open_invitation(&house, &after(2), &link_secret(&house, &first.id)).await.unwrap_err();
    assert_eq!(over.code, "link-over");
    withdraw_invitation(&house, &after(3), &as_user("constabulary-spoc"), &second.id).await.unwrap();
    assert_eq!(open_invitation(&house, &after(3), &link_secret(&house, &second.id)).await.unwrap_err().code, "link-over");
    let third = invite(&house, &after(4), &as_user("constabulary-spoc"), "constabulary-new").await.unwrap();
    let link = link_secret(&house, &third.id);
    let after_a_week = after(4 + 7 * 24 * 60);
    assert_eq!(open_invitation(&house, &after_a_week, &link).await.unwrap_err().code, "link-over", "it ran out");
    let way = set_password(&house, &after(5), Proven::Invitation(&link)).await;
    assert_eq!(way.signed_in.unwrap().session.visitor.user, "constabulary-new");
    let states: Vec<InvitationState> = invitations(&house, &after(6), &as_user("constabulary-spoc"))
        .await
        .unwrap()
        .iter()
        .filter(|one| one.user == "constabulary-new")
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [InvitationState::Used, InvitationState::Withdrawn, InvitationState::Withdrawn]);
    assert_eq!(invite(&house, &after(6), &as_user("constabulary-spoc"), "constabulary-new").await.unwrap_err().code, "account-active");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_invited_who_could_not_come_in() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    inside(&house, "council-administrator").await;
    for (user, code) in [("nobody-here", "user-unknown"), ("leaver", "no-post-today"), ("Ottoline", "not-an-id")] {
        let trouble = invite(&house, &after(1), &as_user("council-administrator"), user).await.unwrap_err();
        assert_eq!(trouble.code, code, "{user}");
        assert!(!trouble.message.contains("Ottoline"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_contact_is_missing_the_owners_lead_stands_in() {
    let folder = tempfile::tempdir().unwrap();
    let house = without_mail(folder.path()).await;
    for user in ["council-administrator", "council-ig-lead"] {
        inside(&house, user).await;
    }
    let made = invite(&house, &after(1), &as_user("council-administrator"), "constabulary-spoc").await.unwrap();
    set_password(&house, &after(2), Proven::Invitation(&link_secret(&house, &made.id))).await;
    assert_eq!(approve_invitation(&house, &after(3), &By::Operator, &made.id).await.unwrap_err().code, "not-allowed");
    approve_invitation(&house, &after(3), &as_user("council-ig-lead"), &made.id).await.unwrap();
    // From now on the contact is there, and the lead stands in no more.
    let next = invite(&house, &after(4), &as_user("council-administrator"), "constabulary-new").await.unwrap();
    assert_eq!(approve_invitation(&house, &after(4), &as_user("council-ig-lead"), &next.id).await.unwrap_err().code, "not-allowed");
    let early = approve_invitation(&house, &after(4), &as_user("constabulary-spoc"), &next.id).await.unwrap();
    assert_eq!(early.state, InvitationState::Open, "approved before it is accepted");
    let way = set_password(&house, &after(5), Proven::Invitation(&link_secret(&house, &next.id))).await;
    assert!(way.signed_in.is_some());
}
