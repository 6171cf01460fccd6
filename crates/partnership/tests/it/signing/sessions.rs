use super::at;
use crate::ground::{book, day};
use partnership::signing::*;
use proptest::prelude::*;
use rulebook::{SignInLives, SignInSession};

fn rule() -> SignInSession {
    *book().sign_in_session(day("2026-11-29"), None).unwrap().parameters
}

fn lives() -> SignInLives {
    *book().sign_in_lives(day("2026-11-29"), None).unwrap().parameters
}

const MINUTE: i64 = 60;

#[test]
fn a_session_ends_by_idleness_or_by_age_and_warns_before() {
    let rule = rule();
    let idle = session_ends(&rule, at(0), at(10 * MINUTE));
    assert_eq!((idle.ends_at, idle.warn_at, idle.whole), (at(40 * MINUTE), at(35 * MINUTE), false));
    let old = session_ends(&rule, at(0), at(700 * MINUTE));
    assert_eq!((old.ends_at, old.warn_at, old.whole), (at(720 * MINUTE), at(715 * MINUTE), true));
    let state = |now| session_state(&rule, at(0), at(10 * MINUTE), false, at(now));
    assert_eq!(state(35 * MINUTE - 1), SessionState::Open(idle));
    assert_eq!(state(35 * MINUTE), SessionState::Ending(idle));
    assert_eq!(state(40 * MINUTE - 1), SessionState::Ending(idle));
    assert_eq!(state(40 * MINUTE), SessionState::Expired(idle));
    assert_eq!(session_state(&rule, at(0), at(0), true, at(0)), SessionState::Ended);
}

#[test]
fn a_proof_is_fresh_for_ten_minutes() {
    let rule = rule();
    assert!(!is_fresh(&rule, None, at(0)));
    assert!(is_fresh(&rule, Some(at(0)), at(10 * MINUTE - 1)));
    assert!(!is_fresh(&rule, Some(at(0)), at(10 * MINUTE)));
}

fn invitation(kind: InvitationKind) -> Invitation {
    Invitation { kind, ends_at: invitation_ends(&lives(), kind, at(0)), approved_at: None, used_at: None, withdrawn_at: None }
}

#[test]
fn an_invitation_is_accepted_once_in_time_and_a_new_way_in_is_confirmed_first() {
    let day = 24 * 60 * MINUTE;
    let invited = invitation(InvitationKind::Invite);
    assert_eq!(invitation_state(&invited, at(7 * day - 1)), InvitationState::Open);
    assert_eq!(invitation_state(&invited, at(7 * day)), InvitationState::Over);
    assert_eq!(invited.account(), AccountState::Invited);
    let used = Invitation { used_at: Some(at(5)), ..invited };
    assert_eq!((invitation_state(&used, at(6)), used.account()), (InvitationState::Used, AccountState::Waiting));
    assert!(used.can_be_approved(at(9 * day)) && !invited.can_be_approved(at(9 * day)));
    let approved = Invitation { approved_at: Some(at(4)), ..used };
    assert_eq!(approved.account(), AccountState::Active);
    assert!(!approved.can_be_approved(at(6)));
    let back = Invitation { withdrawn_at: Some(at(3)), ..invited };
    assert_eq!(invitation_state(&back, at(6)), InvitationState::Withdrawn);
    assert!(!back.can_be_approved(at(6)));
    let lost = invitation(InvitationKind::Recover);
    assert_eq!(invitation_state(&lost, at(1)), InvitationState::Unconfirmed);
    let confirmed = Invitation { approved_at: Some(at(60)), ..lost };
    assert_eq!(invitation_state(&confirmed, at(61)), InvitationState::Open);
    assert_eq!(invitation_state(&confirmed, at(day)), InvitationState::Over);
}

#[test]
fn a_token_lasts_no_longer_than_the_rule() {
    let day = 24 * 60 * MINUTE;
    for (asked, lasts) in [(None, 90), (Some(7), 7), (Some(90), 90), (Some(365), 90), (Some(u32::MAX), 90)] {
        assert_eq!(token_ends(&lives(), at(0), asked), at(lasts * day));
    }
}

fn any_rule() -> impl Strategy<Value = SignInSession> {
    (2u32..600, 0u32..2000, 1u32..600).prop_map(|(idle_minutes, more, fresh_minutes)| SignInSession {
        idle_minutes,
        whole_minutes: idle_minutes + more,
        warn_minutes: 1 + idle_minutes / 4,
        fresh_minutes,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_session_never_outlives_its_whole_limit_however_often_it_is_used(rule in any_rule(), steps in prop::collection::vec(0i64..7200, 0..200)) {
        let whole = i64::from(rule.whole_minutes) * MINUTE;
        let (mut seen, mut now) = (0, 0);
        for step in steps {
            now += step;
            let state = session_state(&rule, at(0), at(seen), false, at(now));
            prop_assert!(!state.is_good() || now < whole);
            prop_assert!(!state.is_good() || now - seen < i64::from(rule.idle_minutes) * MINUTE);
            if !state.is_good() {
                break;
            }
            seen = now;
        }
        prop_assert!(!session_state(&rule, at(0), at(seen), false, at(whole)).is_good());
    }

    #[test]
    fn what_is_over_stays_over_and_is_warned_of_before(rule in any_rule(), made in 0i64..1000, seen in 0i64..100_000, now in 0i64..200_000, more in 0i64..100_000) {
        let ends = session_ends(&rule, at(made), at(seen));
        prop_assert!(ends.warn_at < ends.ends_at && ends.ends_at > at(made));
        let state = |now| session_state(&rule, at(made), at(seen), false, at(now));
        prop_assert!(state(now).is_good() || !state(now + more).is_good());
        // A page that is asked for never shortens what is left.
        prop_assert!(session_ends(&rule, at(made), at(seen + more)).ends_at >= ends.ends_at);
    }
}
