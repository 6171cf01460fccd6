use super::*;
use crate::tokens::{NewToken, bearer, holder, make_token, revoke_token, scopes_for, tokens_of};
use permission::Action;

fn new(scopes: &[Action]) -> NewToken {
    NewToken { label: "nightly figures".into(), scopes: scopes.to_vec(), organisation: None, purpose: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_what_it_was_made_for_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let begun = demo_sign_in(&house, &after(0), "county-analyst").await.unwrap();
    let there = scopes_for(&house, &after(0), &begun.visitor).await.unwrap();
    assert!(there.contains(&Action::ReadEvidence) && there.contains(&Action::ChangeEvidence), "{there:?}");
    for never in [Action::KeepOwnAccount, Action::InviteUser, Action::CutOff, Action::KeepHome, Action::BreakGlass] {
        assert!(!there.contains(&never), "{never}");
        assert_eq!(make_token(&house, &after(0), &begun.visitor, new(&[never])).await.unwrap_err().code, "scope-not-yours");
    }
    for label in ["", "for Jane Invented", &"x".repeat(61)] {
        let named = NewToken { label: label.into(), ..new(&[Action::ReadEvidence]) };
        assert_eq!(make_token(&house, &after(0), &begun.visitor, named).await.unwrap_err().code, "token-label", "{label}");
    }
    let made = make_token(&house, &after(0), &begun.visitor, new(&[Action::ReadEvidence])).await.unwrap();
    assert_eq!(made.ends_at, after(90 * 24 * 60).now);
    let visitor = bearer(&house, &after(1), &made.secret, Action::ReadEvidence).await.unwrap();
    assert_eq!((visitor.user.as_str(), visitor.way, visitor.session.as_str()), ("county-analyst", Way::Token, made.id.as_str()));
    assert!(!visitor.strong);
    may_act(&house, &after(1), Some(&visitor), Door::Api, Action::ReadEvidence).await.unwrap();
    assert_eq!(bearer(&house, &after(1), &made.secret, Action::ChangeEvidence).await.unwrap_err().code, "token-scope");
    assert_eq!(holder(&house, &after(1), &made.secret).await.unwrap().user, "county-analyst", "whose it is any token may ask");
    for unknown in ["", "wardmote_", "nonsense", &made.secret[..50], &begun.secret] {
        assert_eq!(bearer(&house, &after(1), unknown, Action::ReadEvidence).await.unwrap_err().code, "token-unknown");
    }
    assert_eq!(refused_rows(&house).await[0], ("public".into(), "read-evidence".into(), "token-unknown".into()));
    let lines = tokens_of(&house, &after(1), &begun.visitor).await.unwrap();
    assert_eq!((lines[0].used_on.as_deref(), lines[0].over), (Some("2026-10-01"), false));
    assert_eq!(bearer(&house, &after(90 * 24 * 60), &made.secret, Action::ReadEvidence).await.unwrap_err().code, "token-over");

    let other = demo_sign_in(&house, &after(1), "funder").await.unwrap();
    assert_eq!(revoke_token(&house, &after(1), &other.visitor, &made.id).await.unwrap_err().code, "no-such-token");
    revoke_token(&house, &after(2), &begun.visitor, &made.id).await.unwrap();
    assert_eq!(bearer(&house, &after(2), &made.secret, Action::ReadEvidence).await.unwrap_err().code, "token-over");
    assert_eq!(refused_rows(&house).await[0].2, "token-revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_needs_a_fresh_proof_and_ends_with_the_post() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let begun = demo_sign_in(&house, &after(0), "county-analyst").await.unwrap();
    let weak = visitor(&house, &after(20), &begun.secret).await.unwrap().unwrap();
    assert_eq!(make_token(&house, &after(20), &weak, new(&[Action::ReadEvidence])).await.unwrap_err().code, "not-strong");
    let made = make_token(&house, &after(1), &begun.visitor, new(&[Action::ReadEvidence])).await.unwrap();
    inside(&house, "council-administrator").await;
    let gone = "id = \"county-analyst\"\nposts = [{ role = \"analyst\", organisation = \"cambridgeshire-county-council\", since = \"2020-02-27\", until = \"2026-10-01\" }]\n";
    crate::record_partner(&house, &after(2), &as_user("council-administrator"), crate::PartnerRegister::User, gone).await.unwrap();
    assert_eq!(bearer(&house, &after(3), &made.secret, Action::ReadEvidence).await.unwrap_err().code, "token-over");
    assert_eq!(refused_rows(&house).await[0].2, "no-post-today");
}
