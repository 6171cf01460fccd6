//! Organisations' own sign-in against a provider on this machine.

use identity::oidc::{Away, Back, Must, Proven, Provider, Providers, TwoFactors};
use identity::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use testkit::device::base64url;
use testkit::provider::{FakeProvider, Reply, key, token};

const BACK: &str = "https://csp.example.org/sign-in/with/hexby-council/back";

/// Makes what is said into something else.
type Change = fn(&mut Value);

fn now() -> Timestamp {
    "2026-11-29T09:00:00Z".parse().unwrap()
}

fn configured(issuer: &str) -> Provider {
    Provider {
        name: "hexby-council".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "wardmote".to_owned(),
        client_secret: Some(Secret::from_text("hush&hush")),
        scopes: vec!["openid".to_owned(), "email".to_owned()],
        must: Some(Must { claim: "tid".to_owned(), values: vec!["hexby".to_owned()] }),
        two_factors: TwoFactors::Told,
    }
}

async fn both() -> (FakeProvider, Providers) {
    let fake = FakeProvider::start().await;
    let providers = Providers::new(vec![configured(&fake.issuer)]).unwrap();
    (fake, providers)
}

/// The query of the address that the visitor is sent to.
fn query(away: &Away) -> BTreeMap<String, String> {
    let address = openidconnect::url::Url::parse(&away.address).unwrap();
    address.query_pairs().into_owned().collect()
}

fn claims(fake: &FakeProvider, away: &Away) -> Value {
    let second = now().as_second();
    json!({
        "iss": fake.issuer, "sub": "subject-1", "aud": "wardmote", "exp": second + 300, "iat": second, "auth_time": second,
        "nonce": query(away)["nonce"], "tid": "hexby", "email": "officer@example.org", "email_verified": true, "amr": ["pwd", "mfa"],
    })
}

fn back(away: &Away) -> Back<'_> {
    Back { state: Some(away.state.reveal()), code: Some("code-1"), ..Back::default() }
}

async fn come_back(providers: &Providers, away: &Away) -> Result<Proven, String> {
    providers.finish(&away.kept, back(away), now()).await.map_err(|trouble| trouble.to_string())
}

#[tokio::test]
async fn somebody_is_who_the_organisation_says() {
    let (fake, providers) = both().await;
    let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
    let asked = query(&away);
    assert!(away.address.starts_with(&format!("{}/authorize?", fake.issuer)));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "wardmote"),
        ("redirect_uri", BACK),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
        ("state", away.state.reveal()),
    ] {
        assert_eq!(asked[name], value, "{name}");
    }
    assert!(!asked.contains_key("prompt"));

    fake.gives(&token(&key(1), &claims(&fake, &away)));
    let proven = come_back(&providers, &away).await.unwrap();
    assert_eq!((proven.provider(), proven.issuer()), ("hexby-council", fake.issuer.as_str()));
    assert_eq!(proven.mail().unwrap().to_be_sealed(), "officer@example.org");
    let kept = proven.to_be_sealed().to_be_sealed().clone();
    assert_eq!(kept, json!({"issuer": fake.issuer, "subject": "subject-1"}).to_string());
    assert!(proven.is(&kept));

    // The code was exchanged with what only this side knows: the secret in the head, the verifier of the challenge.
    let exchanged = fake.asked("/token").remove(0);
    assert!(exchanged.to_lowercase().contains("authorization: basic "), "{exchanged}");
    let body: BTreeMap<String, String> =
        openidconnect::url::form_urlencoded::parse(exchanged.split_once("\r\n\r\n").unwrap().1.as_bytes()).into_owned().collect();
    assert_eq!((body["code"].as_str(), body["redirect_uri"].as_str()), ("code-1", BACK));
    assert_eq!(base64url(&Sha256::digest(&body["code_verifier"])), asked["code_challenge"]);
}

#[tokio::test]
async fn no_other_token_is_believed() {
    let changes: [(&str, Change, &str); 19] = [
        ("another question's", |claims| claims["nonce"] = json!("other"), "answers another question"),
        ("without a nonce", |claims| drop(claims.as_object_mut().unwrap().remove("nonce")), "answers another question"),
        ("another service's", |claims| claims["aud"] = json!("other"), "another service"),
        ("for another service too", |claims| claims["aud"] = json!(["wardmote", "other"]), "another service"),
        ("on behalf of another service", |claims| claims["azp"] = json!("other"), "another service"),
        ("another issuer's", |claims| claims["iss"] = json!("http://127.0.0.1:1"), "another provider's"),
        ("ended", |claims| claims["exp"] = json!(now().as_second()), "it has ended"),
        ("without an end", |claims| drop(claims.as_object_mut().unwrap().remove("exp")), "can't be read"),
        ("without a subject", |claims| drop(claims.as_object_mut().unwrap().remove("sub")), "can't be read"),
        ("of another organisation", |claims| claims["tid"] = json!("elsewhere"), "not of the organisation"),
        ("of no organisation", |claims| drop(claims.as_object_mut().unwrap().remove("tid")), "not of the organisation"),
        ("of an organisation alike", |claims| claims["tid"] = json!("Hexby"), "not of the organisation"),
        ("of several, none ours", |claims| claims["tid"] = json!(["a", "b"]), "not of the organisation"),
        ("of tomorrow", |claims| claims["nbf"] = json!(now().as_second() + 86_400), "not good yet"),
        ("of no time", |claims| claims["nbf"] = json!("soon"), "not good yet"),
        ("of one factor", |claims| claims["amr"] = json!(["pwd"]), "asked you for two things"),
        ("that does not say how", |claims| drop(claims.as_object_mut().unwrap().remove("amr")), "asked you for two things"),
        ("with a number for a subject", |claims| claims["sub"] = json!(7), "can't be read"),
        ("with a list for an issuer", |claims| claims["iss"] = json!([claims["iss"]]), "can't be read"),
    ];
    let (fake, providers) = both().await;
    for (what, change, said) in changes {
        let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
        let mut claims = claims(&fake, &away);
        change(&mut claims);
        fake.gives(&token(&key(1), &claims));
        let refused = come_back(&providers, &away).await.expect_err(what);
        assert!(refused.contains(said), "{what}: {refused}");
        for barred in ["subject-1", "officer@", away.state.reveal(), "code-1", "hush"] {
            assert!(!refused.contains(barred), "{what}: {refused}");
        }
    }
}

#[tokio::test]
async fn an_issuer_that_never_says_how_is_believed_where_somebody_vouches_for_it() {
    let fake = FakeProvider::start().await;
    let vouched = Provider { two_factors: TwoFactors::Assured, ..configured(&fake.issuer) };
    let providers = Providers::new(vec![vouched]).unwrap();
    let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
    let mut claims = claims(&fake, &away);
    claims.as_object_mut().unwrap().remove("amr");
    fake.gives(&token(&key(1), &claims));
    come_back(&providers, &away).await.unwrap();
}

#[tokio::test]
async fn no_other_signature_is_believed() {
    let (fake, providers) = both().await;
    let part = |value: Value| base64url(value.to_string().as_bytes());
    for what in ["another key", "its own key under another's name", "no signature", "the client's secret", "claims changed after"] {
        let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
        let claims = claims(&fake, &away);
        let good = token(&key(1), &claims);
        let given = match what {
            "another key" => token(&(key(1).0, key(2).1), &claims),
            "its own key under another's name" => token(&(key(9).0, key(1).1), &claims),
            "no signature" => format!("{}.{}.", part(json!({"alg": "none"})), part(claims)),
            "the client's secret" => format!("{}.{}.{}", part(json!({"alg": "HS256"})), part(claims), base64url(&[0; 32])),
            _ => {
                let mut parts: Vec<&str> = good.split('.').collect();
                let mut changed = claims.clone();
                changed["sub"] = json!("subject-2");
                let changed = part(changed);
                parts[1] = &changed;
                parts.join(".")
            }
        };
        fake.gives(&given);
        let refused = come_back(&providers, &away).await.expect_err(what);
        assert!(refused.contains("provider-answer-refused"), "{what}: {refused}");
    }
}

#[tokio::test]
async fn an_answer_is_for_its_own_browser_and_question() {
    let (fake, providers) = both().await;
    let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
    fake.gives(&token(&key(1), &claims(&fake, &away)));
    let code = async |kept: &str, back: Back<'_>| providers.finish(kept, back, now()).await.err().map(|trouble| trouble.code);
    let good = back(&away);
    assert_eq!(code(&away.kept, Back { state: None, ..good }).await, Some("provider-too-late"));
    assert_eq!(code(&away.kept, Back { state: Some("other"), ..good }).await, Some("provider-too-late"));
    assert_eq!(code("", good).await, Some("provider-too-late"));
    assert_eq!(code(&away.kept, Back { code: None, ..good }).await, Some("provider-answer-refused"));
    assert_eq!(code(&away.kept, Back { issuer: Some("https://id.example.net"), ..good }).await, Some("provider-answer-refused"));
    assert!(fake.asked("/token").is_empty(), "nothing was exchanged for any of them");
    assert_eq!(code(&away.kept, Back { issuer: Some(&fake.issuer), ..good }).await, None);

    let said = Back { error: Some("access_denied<script>"), code: None, ..good };
    let declined = providers.finish(&away.kept, said, now()).await.unwrap_err();
    assert_eq!(declined.code, "provider-declined");
    assert!(declined.message.ends_with("said no: `access_deniedscript`"), "{}", declined.message);
    assert_eq!(providers.start("nowhere", BACK, false, now()).await.unwrap_err().code, "provider-unknown");
}

#[tokio::test]
async fn a_fresh_proof_is_fresh() {
    let (fake, providers) = both().await;
    for (seconds_ago, taken) in [(0, true), (30, true), (3600, false)] {
        let away = providers.start("hexby-council", BACK, true, now()).await.unwrap();
        let asked = query(&away);
        assert_eq!((asked["prompt"].as_str(), asked["max_age"].as_str()), ("login", "0"));
        let mut claims = claims(&fake, &away);
        claims["auth_time"] = json!(now().as_second() - seconds_ago);
        fake.gives(&token(&key(1), &claims));
        assert_eq!(come_back(&providers, &away).await.is_ok(), taken, "{seconds_ago} seconds ago");
    }
    let away = providers.start("hexby-council", BACK, true, now()).await.unwrap();
    let mut claims = claims(&fake, &away);
    claims.as_object_mut().unwrap().remove("auth_time");
    fake.gives(&token(&key(1), &claims));
    assert!(come_back(&providers, &away).await.is_err(), "when it was is not said");
}

#[tokio::test]
async fn an_address_is_taken_only_where_the_provider_made_sure_of_it() {
    let (fake, providers) = both().await;
    for verified in [json!(false), json!(null)] {
        let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
        let mut claims = claims(&fake, &away);
        claims["email_verified"] = verified;
        fake.gives(&token(&key(1), &claims));
        assert!(come_back(&providers, &away).await.unwrap().mail().is_none());
    }
}

#[tokio::test]
async fn a_new_key_is_asked_for_once_and_a_silence_is_bridged() {
    let (fake, providers) = both().await;
    let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
    let described = |fake: &FakeProvider| fake.asked("/.well-known/openid-configuration").len();
    assert_eq!(described(&fake), 1);
    fake.keys(&[&key(2)]);
    fake.gives(&token(&key(2), &claims(&fake, &away)));
    assert!(come_back(&providers, &away).await.is_err(), "the keys were asked for this minute");
    let later = now() + SignedDuration::from_mins(2);
    assert!(providers.finish(&away.kept, back(&away), later).await.is_ok());
    assert_eq!(described(&fake), 2);

    // It falls silent: what it said in the last day is true still, and no longer.
    fake.says("/.well-known/openid-configuration", Reply { status: "503 Busy", headers: String::new(), body: String::new() });
    assert!(providers.start("hexby-council", BACK, false, later + SignedDuration::from_hours(23)).await.is_ok());
    let silent = providers.start("hexby-council", BACK, false, later + SignedDuration::from_hours(25)).await.unwrap_err();
    assert_eq!((silent.code, silent.exit_code()), ("provider-unreachable", 1));
}

#[tokio::test]
async fn nothing_leads_elsewhere_and_nothing_is_too_long() {
    let (fake, providers) = both().await;
    let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
    fake.says("/token", Reply::redirect("/elsewhere"));
    assert!(come_back(&providers, &away).await.is_err());
    assert!(fake.asked("/elsewhere").is_empty(), "no redirect is followed");
    fake.says("/token", Reply { body: " ".repeat(2 * 1024 * 1024), ..Reply::json(&json!({})) });
    let long = come_back(&providers, &away).await.unwrap_err();
    assert!(long.contains("provider-unreachable"), "{long}");
    fake.says(
        "/token",
        Reply { status: "400 Bad Request", ..Reply::json(&json!({"error": "invalid_grant", "error_description": "code-1"})) },
    );
    let declined = come_back(&providers, &away).await.unwrap_err();
    assert!(declined.contains("`invalid_grant`") && !declined.contains("code-1"), "{declined}");
    fake.says("/token", Reply::json(&json!({"access_token": "a", "token_type": "Bearer"})));
    assert!(come_back(&providers, &away).await.unwrap_err().contains("no proof"));
}

#[tokio::test]
async fn a_provider_that_does_not_fit_is_refused() {
    let changes: [(&str, Change); 5] = [
        ("issuer", |said| said["issuer"] = json!("http://127.0.0.1:1")),
        ("token_endpoint", |said| said["token_endpoint"] = json!("http://192.0.2.1/token")),
        ("token_endpoint", |said| drop(said.as_object_mut().unwrap().remove("token_endpoint"))),
        ("authorization_endpoint", |said| said["authorization_endpoint"] = json!("javascript:alert(1)")),
        ("signatures", |said| said["id_token_signing_alg_values_supported"] = json!(["HS256", "none"])),
    ];
    for (what, change) in changes {
        let (fake, providers) = both().await;
        let mut said = fake.description();
        change(&mut said);
        fake.says("/.well-known/openid-configuration", Reply::json(&said));
        let refused = providers.start("hexby-council", BACK, false, now()).await.unwrap_err();
        assert_eq!(refused.code, "provider-misfitting", "{what}: {refused}");
    }
    let (fake, providers) = both().await;
    let mut said = fake.description();
    said["jwks_uri"] = json!("http://192.0.2.1/keys");
    fake.says("/.well-known/openid-configuration", Reply::json(&said));
    assert_eq!(providers.start("hexby-council", BACK, false, now()).await.unwrap_err().code, "provider-unreachable");
    for issuer in ["http://id.example.org", "id.example.org", "", "ftp://id.example.org"] {
        assert_eq!(Providers::new(vec![configured(issuer)]).unwrap_err().code, "provider-address", "{issuer}");
    }
    assert!(Providers::new(Vec::new()).unwrap().names().next().is_none());
}

#[tokio::test]
async fn a_secret_goes_where_the_provider_wants_it() {
    let (fake, providers) = both().await;
    let mut said = fake.description();
    said["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    fake.says("/.well-known/openid-configuration", Reply::json(&said));
    let away = providers.start("hexby-council", BACK, false, now()).await.unwrap();
    fake.gives(&token(&key(1), &claims(&fake, &away)));
    come_back(&providers, &away).await.unwrap();
    let exchanged = fake.asked("/token").remove(0);
    assert!(exchanged.contains("client_secret=hush%26hush") && !exchanged.to_lowercase().contains("authorization:"), "{exchanged}");
}
