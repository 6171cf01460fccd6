use super::*;
use crate::{PartnerRegister, record_partner};
use permission::Action;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_idle_or_after_a_working_day_and_stays_where_somebody_stays() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let begun = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    let seen = |minutes: i64| {
        let (house, secret) = (house.clone(), begun.secret.clone());
        async move { visitor(&house, &after(minutes), &secret).await.unwrap() }
    };
    assert_eq!(seen(0).await.unwrap().ends_at, after(30).now);
    let at_25 = seen(25).await.unwrap();
    assert_eq!((at_25.ends_at, at_25.warn_at), (after(55).now, after(50).now), "being there moves the end on");
    let stayed = stay(&house, &after(50), &at_25).await.unwrap();
    assert_eq!(stayed.ends_at, after(80).now);
    for minutes in (70..720).step_by(20) {
        assert!(seen(minutes).await.is_some(), "{minutes}");
    }
    assert_eq!(seen(715).await.unwrap().ends_at, after(720).now, "whatever is asked");
    assert!(seen(720).await.is_none());

    let begun = demo_sign_in(&house, &after(721), "council-officer").await.unwrap();
    assert_eq!(begun.visitor.last_here, Some(after(710).now.max(after(715).now)), "since they were last here");
    assert!(visitor(&house, &after(751), &begun.secret).await.unwrap().is_none());
    assert_eq!(refused_rows(&house).await[0], ("council-officer".into(), "keep-own-account".into(), "session-run-out".into()));
    assert!(visitor(&house, &after(0), "never-given").await.unwrap().is_none());
    let put_away = tidy(&house, &after(752)).await.unwrap();
    assert_eq!(put_away.sessions, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn proving_oneself_again_gives_another_secret_and_keeps_what_was_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let first = demo_sign_in(&house, &after(0), "two-hats").await.unwrap();
    let way = set_password(&house, &after(1), Proven::Visitor(&first.visitor)).await;
    sign_out(&house, &after(2), &first.visitor).await.unwrap();
    assert!(visitor(&house, &after(2), &first.secret).await.unwrap().is_none());

    let begun = sign_in_with_password(&house, &after(3), tried("two-hats", way.code(&after(3)))).await.unwrap().session;
    let last_here = begun.visitor.last_here;
    assert!(last_here.is_some() && begun.visitor.organisation.is_none(), "there are two to choose from");
    assert_eq!(choose(&house, &after(3), &begun.visitor, Some("accent-housing"), None).await.unwrap_err().code, "no-post-there");
    let purpose = Some(Purpose::ReduceCrime);
    choose(&house, &after(3), &begun.visitor, Some("clarion-housing-group"), purpose).await.unwrap();
    let weak = visitor(&house, &after(14), &begun.secret).await.unwrap().unwrap();
    assert_eq!((weak.organisation.as_deref(), weak.purpose, weak.strong), (Some("clarion-housing-group"), purpose, false));
    assert_eq!(start_password(&house, &after(14), Proven::Visitor(&weak)).await.unwrap_err().code, "not-strong");
    assert_eq!(
        strengthen_with_password(&house, &after(14), &weak, secret("something else"), way.code(&after(14))).await.unwrap_err().code,
        "sign-in-refused"
    );
    let strong = strengthen_with_password(&house, &after(14), &weak, secret(PASSWORD), way.code(&after(14))).await.unwrap();
    assert_ne!(strong.secret, begun.secret);
    assert!(visitor(&house, &after(15), &begun.secret).await.unwrap().is_none(), "the old secret is good no longer");
    let seen = visitor(&house, &after(15), &strong.secret).await.unwrap().unwrap();
    assert!(seen.strong);
    assert_eq!((seen.organisation, seen.purpose, seen.last_here), (weak.organisation, weak.purpose, last_here));
    assert_ne!(seen.csrf, weak.csrf);
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_sessions_are_listed_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let one = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    let two = demo_sign_in(&house, &after(1), "council-officer").await.unwrap();
    let other = demo_sign_in(&house, &after(1), "funder").await.unwrap();
    let lines = sessions_of(&house, &after(1), &two.visitor).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.this).collect::<Vec<_>>(), [true, false]);
    assert_eq!(end_session(&house, &after(1), &two.visitor, &other.visitor.session).await.unwrap_err().code, "no-such-session");
    let weak = Visitor { strong: false, ..two.visitor.clone() };
    assert_eq!(end_session(&house, &after(1), &weak, &one.visitor.session).await.unwrap_err().code, "not-strong");
    assert_eq!(end_other_sessions(&house, &after(1), &weak).await.unwrap_err().code, "not-strong");
    end_session(&house, &after(1), &two.visitor, &one.visitor.session).await.unwrap();
    assert!(visitor(&house, &after(2), &one.secret).await.unwrap().is_none());
    let three = demo_sign_in(&house, &after(2), "council-officer").await.unwrap();
    assert_eq!(end_other_sessions(&house, &after(2), &three.visitor).await.unwrap(), 1);
    assert!(visitor(&house, &after(2), &two.secret).await.unwrap().is_none());
    assert!(visitor(&house, &after(2), &three.secret).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_is_out_with_the_next_request() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let begun = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    inside(&house, "council-administrator").await;
    may_act(&house, &after(1), Some(&begun.visitor), Door::Page, Action::ReadEvidence).await.unwrap();
    let posts =
        r#"posts = [{ role = "officer", organisation = "south-cambridgeshire-council", since = "2020-02-27", authorised_on = "2020-02-27""#;
    // A post that ends tomorrow lets in today; the day it is gone nobody comes in, though nobody did anything.
    let ending = format!("id = \"council-officer\"\n{posts}, until = \"2026-10-02\" }}]\n");
    record_partner(&house, &after(2), &as_user("council-administrator"), PartnerRegister::User, &ending).await.unwrap();
    assert!(visitor(&house, &after(3), &begun.secret).await.unwrap().is_some());
    let tomorrow = moment_at("2026-10-02T00:00:01Z");
    let again = demo_sign_in(&house, &moment_at("2026-10-01T23:59:00Z"), "council-officer").await.unwrap();
    assert!(visitor(&house, &tomorrow, &again.secret).await.unwrap().is_none());
    assert_eq!(refused_rows(&house).await[0].2, "no-post-today");

    let begun = demo_sign_in(&house, &after(4), "funder").await.unwrap();
    let left = "id = \"funder\"\nposts = [{ role = \"funder\", organisation = \"cambridgeshire-commissioner\", since = \"2020-02-27\" }]\nleft_on = \"2026-10-01\"\n";
    record_partner(&house, &after(5), &as_user("council-administrator"), PartnerRegister::User, left).await.unwrap();
    assert!(visitor(&house, &after(6), &begun.secret).await.unwrap().is_none());
    let line = house.store.account("funder").await.unwrap().unwrap();
    assert_eq!(line.state, store::AccountState::Cut, "and the account is cut");
}
