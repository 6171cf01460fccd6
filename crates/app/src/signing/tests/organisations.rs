use super::*;
use serde_json::json;
use testkit::provider::{FakeProvider, key, token};

async fn with_provider(folder: &Path) -> (House, FakeProvider) {
    let fake = FakeProvider::start().await;
    let provider = crate::Provider {
        id: "council".into(),
        name: "South Cambridgeshire staff".into(),
        organisation: "south-cambridgeshire-council".into(),
        issuer: fake.issuer.clone(),
        client_id: "wardmote".into(),
        client_secret: None,
        scopes: vec!["email".into()],
        claim: None,
        allowed: Vec::new(),
        two_factors: crate::TwoFactors::Told,
    };
    let setup = SignInSetup { address: "http://localhost:8080".into(), mail: true, demo: true, providers: vec![provider] };
    (demonstration_home(folder).await.with_sign_in(setup).unwrap(), fake)
}

fn asked(start: &OidcStart, name: &str) -> String {
    let query = start.address.split_once('?').unwrap().1;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned()
}

/// Comes back from the organisation's sign-in as somebody who was asked for two factors.
async fn come_back(
    house: &House,
    fake: &FakeProvider,
    moment: &Moment,
    start: &OidcStart,
    subject: &str,
    mail: &str,
) -> base::Result<SignedIn> {
    come_back_by(house, fake, moment, start, (subject, mail), json!(["pwd", "mfa"])).await
}

async fn come_back_by(
    house: &House,
    fake: &FakeProvider,
    moment: &Moment,
    start: &OidcStart,
    (subject, mail): (&str, &str),
    methods: serde_json::Value,
) -> base::Result<SignedIn> {
    let second = moment.now.as_second();
    let claims = json!({
        "iss": fake.issuer, "sub": subject, "aud": "wardmote", "exp": second + 300, "iat": second, "auth_time": second,
        "nonce": asked(start, "nonce"), "email": mail, "email_verified": true, "amr": methods,
    });
    fake.gives(&token(&key(1), &claims));
    let state = asked(start, "state");
    let back = OidcBack { state: Some(&state), code: Some("code-1"), ..OidcBack::default() };
    finish_oidc(house, moment, Door::Page, &start.ticket, back).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_vouches_for_its_own_people_who_were_invited() {
    let folder = tempfile::tempdir().unwrap();
    let (house, fake) = with_provider(folder.path()).await;
    assert_eq!(providers(&house)[0].name, "South Cambridgeshire staff");
    inside(&house, "council-spoc").await;
    let stranger = start_oidc(&house, &after(0), "council", None).await.unwrap();
    let refused = come_back(&house, &fake, &after(0), &stranger, "subject-9", "nobody@example.org").await.unwrap_err();
    assert_eq!(refused.code, "sign-in-refused");
    assert_eq!(refused_rows(&house).await[0].2, "nobody-invited");
    let mail = mail_of("council-officer");
    let early = start_oidc(&house, &after(0), "council", None).await.unwrap();
    assert!(come_back(&house, &fake, &after(0), &early, "subject-1", &mail).await.is_err(), "nobody invited them");

    let made = invite(&house, &after(1), &as_user("council-spoc"), "council-officer").await.unwrap();
    let link = link_secret(&house, &made.id);
    assert!(open_invitation(&house, &after(1), &link).await.unwrap().ways.contains(&Way::Oidc));
    let start = start_oidc(&house, &after(1), "council", Some(&link)).await.unwrap();
    let begun = come_back(&house, &fake, &after(1), &start, "subject-1", "another@example.org").await.unwrap().session;
    assert_eq!((begun.visitor.user.as_str(), begun.visitor.way), ("council-officer", Way::Oidc));
    let twice = come_back(&house, &fake, &after(1), &start, "subject-1", "another@example.org").await.unwrap_err();
    assert_eq!(twice.code, "sign-in-refused", "one answer for one question");

    let start = start_oidc(&house, &after(2), "council", None).await.unwrap();
    let again = come_back(&house, &fake, &after(2), &start, "subject-1", "").await.unwrap().session;
    // Their sign-in may have asked them long ago: it is no fresh proof.
    assert_eq!((again.visitor.user.as_str(), again.visitor.strong), ("council-officer", false));

    // Proving oneself again: the same subject, and nobody else.
    let start = start_oidc_again(&house, &after(3), &again.visitor, "council").await.unwrap();
    assert_eq!(asked(&start, "prompt"), "login");
    assert!(come_back(&house, &fake, &after(3), &start, "subject-2", "").await.is_err());
    let start = start_oidc_again(&house, &after(3), &again.visitor, "council").await.unwrap();
    let anew = come_back(&house, &fake, &after(3), &start, "subject-1", "").await.unwrap().session;
    assert_ne!(anew.secret, again.secret);
    assert!(anew.visitor.strong);

    // A word that rests on one factor lets nobody in, and its owner is told what is missing.
    for methods in [json!(["pwd"]), json!(null), json!(["pwd", "pin"])] {
        let start = start_oidc(&house, &after(4), "council", None).await.unwrap();
        let weak = come_back_by(&house, &fake, &after(4), &start, ("subject-1", ""), methods).await.unwrap_err();
        assert_eq!(weak.code, "provider-one-factor");
        assert_eq!(refused_rows(&house).await[0].2, "provider-one-factor");
    }
    assert!(house.store.check_rows().await.unwrap().findings.is_empty(), "the ledger tells of everything");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_made_sure_of_links_within_the_organisation_only() {
    let folder = tempfile::tempdir().unwrap();
    let (house, fake) = with_provider(folder.path()).await;
    for user in ["council-officer", "constabulary-caseworker"] {
        inside(&house, user).await;
    }
    let start = start_oidc(&house, &after(1), "council", None).await.unwrap();
    let other = come_back(&house, &fake, &after(1), &start, "subject-5", &mail_of("constabulary-caseworker")).await.unwrap_err();
    assert_eq!(other.code, "sign-in-refused", "another organisation's person");
    let start = start_oidc(&house, &after(1), "council", None).await.unwrap();
    let begun = come_back(&house, &fake, &after(1), &start, "subject-1", &mail_of("council-officer")).await.unwrap().session;
    assert_eq!(begun.visitor.user, "council-officer");
    assert!(mail_for(&house, "council-officer").await.contains(&"way-changed".to_owned()), "its owner is told");

    // With the post at the organisation its word ends.
    inside(&house, "council-administrator").await;
    let moved = "id = \"council-officer\"\nposts = [{ role = \"officer\", organisation = \"cambridgeshire-county-council\", since = \"2020-02-27\", authorised_on = \"2020-02-27\" }]\n";
    crate::record_partner(&house, &after(2), &as_user("council-administrator"), crate::PartnerRegister::User, moved).await.unwrap();
    let start = start_oidc(&house, &after(3), "council", None).await.unwrap();
    assert!(come_back(&house, &fake, &after(3), &start, "subject-1", &mail_of("council-officer")).await.is_err());
    assert_eq!(refused_rows(&house).await[0].2, "no-post-there-today");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_was_removed_does_not_come_back_by_its_address() {
    let folder = tempfile::tempdir().unwrap();
    let (house, fake) = with_provider(folder.path()).await;
    inside(&house, "council-officer").await;
    let mail = mail_of("council-officer");
    let start = start_oidc(&house, &after(1), "council", None).await.unwrap();
    come_back(&house, &fake, &after(1), &start, "subject-1", &mail).await.unwrap();
    let ways = house.store.credentials("council-officer").await.unwrap();
    let way = ways.iter().find(|way| way.kind == store::CredentialKind::Oidc).unwrap();
    let event = ledger::Event::done(after(2).iso(), "council-officer", "keep-own-account", "account:council-officer");
    let event = event.with("did", "remove-way-in");
    assert!(house.store.change_doors(&[store::Step::RevokeCredential(&way.id)], &[], event).await.unwrap().all());
    for subject in ["subject-1", "subject-7"] {
        let start = start_oidc(&house, &after(3), "council", None).await.unwrap();
        assert!(come_back(&house, &fake, &after(3), &start, subject, &mail).await.is_err(), "{subject}");
        assert_eq!(refused_rows(&house).await[0].2, "way-removed");
    }
}
