//! Accounts, what proves them, what is open and what was handed out.

use crate::cases::entry;
use crate::door_people::{
    ENDS, LATER, account, active, credential, draft, feed, hash, invitation, link, mail, one_of_each_door, open_of, session, steps,
    steps_later, token, told,
};
use crate::hand::{dropped_after, dumped};
use crate::people::{AT, assert_sound};
use crate::suite::{Ground, cases};
use store::{
    AccountState, Answer, Attempt, Claimed, CredentialKind, CredentialUse, Draft, InvitationKind, LedgerAsk, NewInvitation, NewSession,
    Step, Store, Taken,
};

cases![
    an_account_goes_from_its_invitation_to_use,
    nobody_comes_in_without_an_approved_invitation,
    an_invitation_is_used_once_and_in_time,
    steps_are_taken_together_or_not_at_all,
    a_step_of_time_proves_once,
    a_counter_never_goes_back_and_a_code_proves_once,
    a_way_in_is_revoked_for_good_and_sealed_anew_once,
    a_session_is_found_by_its_hash_and_ends_for_good,
    a_session_is_touched_forward_only,
    sessions_run_out_and_are_forgotten,
    a_cut_ends_everything_at_once,
    a_cut_and_a_sign_in_at_once_leave_nothing_open,
    who_was_cut_comes_back_by_a_new_invitation_only,
    a_lost_way_in_is_replaced_by_a_second_person,
    tokens_feeds_and_links_are_found_used_and_revoked,
    what_a_link_was_used_for_stands_in_the_journal_or_it_was_not_used,
    twenty_uses_of_one_thing_at_once_are_one,
    trials_are_counted_before_they_are_judged,
    drafts_are_kept_and_thrown_away,
    a_key_is_answered_once,
    everything_ends_where_the_record_moves,
    a_dropped_change_leaves_nothing,
    the_ledger_tells_what_was_made_and_ended,
];

async fn state(store: &Store, user: &str) -> AccountState {
    store.account(user).await.unwrap().unwrap().state
}

async fn an_account_goes_from_its_invitation_to_use(ground: Ground) {
    let store = &ground.store;
    let new = account("u-one", AccountState::Invited);
    let invite = invitation("u-one", "i-1", InvitationKind::Invite);
    assert_eq!(steps(store, &[Step::OpenAccount(&new), Step::Invite(&invite)]).await, Taken::All);
    assert_eq!(store.invitations_waiting().await.unwrap()[0].id, "i-1");
    let password = credential("u-one", "c-1", CredentialKind::Password);
    let used = [Step::UseInvitation("i-1"), Step::AddCredential(&password), Step::AwaitApproval("u-one")];
    assert_eq!(steps_later(store, &used).await, Taken::All);
    assert_eq!(state(store, "u-one").await, AccountState::Waiting);
    assert_eq!(store.invitations_waiting().await.unwrap().len(), 1, "it waits to be approved");
    let approved = [Step::Approve { invitation: "i-1", by: "u-spoc" }, Step::Activate("u-one")];
    assert_eq!(steps_later(store, &approved).await, Taken::All);
    assert_eq!(steps_later(store, &[Step::AcceptTerms { user: "u-one", version: "2031-1" }]).await, Taken::All);
    let there = ground.another_store().await.account("u-one").await.unwrap().unwrap();
    assert_eq!(
        (there.state, there.terms_version.as_deref(), there.terms_at.as_deref()),
        (AccountState::Active, Some("2031-1"), Some(LATER))
    );
    assert_eq!((there.made_at.as_str(), there.cut_at.as_deref()), (AT, None));
    let invited = store.invitation_by_hash(&hash("i-1")).await.unwrap().unwrap();
    assert_eq!((invited.approved_by.as_deref(), invited.used_at.as_deref(), invited.ends_at.as_str()), (Some("u-spoc"), Some(LATER), ENDS));
    assert_eq!(store.invitation("i-1").await.unwrap().unwrap(), invited);
    assert_eq!(store.invitations_of("u-one").await.unwrap(), [invited]);
    assert_eq!(store.invitations_waiting().await.unwrap(), []);
    assert_eq!(store.account_by_handle("handle-of-u-one").await.unwrap().unwrap(), there);
    assert_eq!(store.account_by_handle("handle-of-nobody").await.unwrap(), None);
    assert_eq!(store.accounts().await.unwrap(), [there]);
    assert_sound(&ground).await;
}

async fn nobody_comes_in_without_an_approved_invitation(ground: Ground) {
    let store = &ground.store;
    let new = account("u-one", AccountState::Invited);
    let invite = invitation("u-one", "i-1", InvitationKind::Invite);
    assert_eq!(steps(store, &[Step::Invite(&invite)]).await, Taken::StoppedAt(0), "there is no account");
    assert_eq!(steps(store, &[Step::OpenAccount(&new), Step::OpenAccount(&new)]).await, Taken::StoppedAt(1));
    assert_eq!(store.account("u-one").await.unwrap(), None);
    assert_eq!(steps(store, &[Step::OpenAccount(&new), Step::Invite(&invite)]).await, Taken::All);
    for early in [
        &[Step::Activate("u-one")] as &[Step<'_>],
        &[Step::UseInvitation("i-1"), Step::Activate("u-one")],
        &[Step::Approve { invitation: "i-1", by: "u-spoc" }, Step::Activate("u-one")],
    ] {
        assert_eq!(steps(store, early).await, Taken::StoppedAt(early.len() - 1), "{early:?}");
    }
    assert_eq!(steps(store, &[Step::Approve { invitation: "i-1", by: "u-one" }]).await, Taken::StoppedAt(0), "nobody approves themselves");
    let own = NewInvitation { made_by: "u-one".into(), ..invitation("u-one", "i-2", InvitationKind::Invite) };
    let approved_by_self = NewInvitation { approved_by: Some("u-one".into()), ..invitation("u-one", "i-2", InvitationKind::Invite) };
    for wrong in [&own, &approved_by_self, &invitation("u-one", "i-2", InvitationKind::Recover)] {
        assert_eq!(steps(store, &[Step::Invite(wrong)]).await, Taken::StoppedAt(0), "{wrong:?}");
    }
    assert_eq!(steps(store, &[Step::WithdrawInvitation("i-1")]).await, Taken::All);
    for late in [Step::UseInvitation("i-1"), Step::Approve { invitation: "i-1", by: "u-spoc" }, Step::WithdrawInvitation("i-1")] {
        assert_eq!(steps(store, &[late]).await, Taken::StoppedAt(0), "{late:?}");
    }
    // One that whoever may approve has made is approved by being made.
    let spoc = NewInvitation { approved_by: Some("u-spoc".into()), ..invitation("u-one", "i-3", InvitationKind::Invite) };
    assert_eq!(steps(store, &[Step::Invite(&spoc), Step::UseInvitation("i-3"), Step::Activate("u-one")]).await, Taken::All);
    let again = invitation("u-one", "i-4", InvitationKind::Invite);
    assert_eq!(steps(store, &[Step::Invite(&again)]).await, Taken::StoppedAt(0), "whoever is in is not invited");
    assert_sound(&ground).await;
}

async fn an_invitation_is_used_once_and_in_time(ground: Ground) {
    let store = &ground.store;
    let new = account("u-one", AccountState::Invited);
    let (one, two) = (invitation("u-one", "i-1", InvitationKind::Invite), invitation("u-one", "i-2", InvitationKind::Invite));
    assert_eq!(steps(store, &[Step::OpenAccount(&new), Step::Invite(&one), Step::Invite(&two)]).await, Taken::All);
    let late = store.change_doors(&[Step::UseInvitation("i-1")], &[], told(ENDS)).await.unwrap();
    assert_eq!(late, Taken::StoppedAt(0), "it has ended");
    assert_eq!(steps(store, &[Step::UseInvitation("i-1"), Step::AwaitApproval("u-one")]).await, Taken::All);
    assert_eq!(steps(store, &[Step::UseInvitation("i-1")]).await, Taken::StoppedAt(0));
    assert_eq!(steps(store, &[Step::UseInvitation("i-2")]).await, Taken::StoppedAt(0), "another one gives no second way in");
    assert_eq!(steps(store, &[Step::Approve { invitation: "i-1", by: "u-spoc" }]).await, Taken::All);
    assert_eq!(steps(store, &[Step::Approve { invitation: "i-1", by: "u-other" }]).await, Taken::StoppedAt(0), "once");
    assert_sound(&ground).await;
}

async fn steps_are_taken_together_or_not_at_all(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let before = dumped(store).await;
    let (opened, added) = (session("u-one", "s-1"), credential("u-one", "c-2", CredentialKind::Totp));
    let all = [Step::AddCredential(&added), Step::OpenSession(&opened), Step::RevokeCredential("c-nobody")];
    let stopped = store.change_doors(&all, &[mail("u-one", "m-1")], told(AT)).await.unwrap();
    assert!(!stopped.all() && stopped == Taken::StoppedAt(2));
    // What the ledger can't take is not taken either, nor what the engine refuses.
    let nameless = ledger::Event { who: String::new(), ..told(AT) };
    store.change_doors(&[Step::OpenSession(&opened)], &[], nameless).await.unwrap_err();
    let short = NewSession { secret_hash: "short".into(), ..opened.clone() };
    store.change_doors(&[Step::AddCredential(&added), Step::OpenSession(&short)], &[], told(AT)).await.unwrap_err();
    let unreadable = ledger::Event { at: "noon".into(), ..told(AT) };
    assert_eq!(store.change_doors(&[Step::OpenSession(&opened)], &[], unreadable).await.unwrap_err().code, "time-shape");
    assert_eq!(dumped(store).await, before);
    assert_eq!(steps(store, &all[..2]).await, Taken::All);
    assert_sound(&ground).await;
}

async fn a_step_of_time_proves_once(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let totp = credential("u-one", "c-2", CredentialKind::Totp);
    assert_eq!(steps(store, &[Step::AddCredential(&totp)]).await, Taken::All);
    let used = |seen, uses| Step::UseCredential(CredentialUse { id: "c-2", seen, uses });
    assert_eq!(steps(store, &[used(0, 65_000)]).await, Taken::All);
    for (seen, uses) in [(0, 65_000), (65_000, 65_000), (65_000, 64_999), (0, 65_001)] {
        assert_eq!(steps(store, &[used(seen, uses)]).await, Taken::StoppedAt(0), "{seen} {uses}");
    }
    assert_eq!(steps_later(store, &[used(65_000, 65_001)]).await, Taken::All);
    let there = store.credentials("u-one").await.unwrap();
    assert_eq!((there[0].uses, there[0].used_at.as_deref(), there[0].kind), (65_001, Some(LATER), CredentialKind::Totp));
    // Both of two who saw the same are not believed.
    let other = ground.another_store().await;
    for n in 0..20 {
        let (one, two) = (store.clone(), other.clone());
        let seen = 65_001 + n;
        let proves = move |store: Store| async move {
            let opened = session("u-one", &format!("s-{n}-{}", std::ptr::from_ref(&store) as usize));
            let all = [Step::UseCredential(CredentialUse { id: "c-2", seen, uses: seen + 1 }), Step::OpenSession(&opened)];
            steps(&store, &all).await.all()
        };
        let (one, two) = (tokio::spawn(proves(one)), tokio::spawn(proves(two)));
        assert!(one.await.unwrap() ^ two.await.unwrap());
    }
    assert_eq!(store.sessions_of("u-one").await.unwrap().len(), 20);
    assert_sound(&ground).await;
}

async fn a_counter_never_goes_back_and_a_code_proves_once(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let (codes, password) =
        (credential("u-one", "c-codes", CredentialKind::RecoveryCodes), credential("u-one", "c-word", CredentialKind::Password));
    assert_eq!(steps(store, &[Step::AddCredential(&codes), Step::AddCredential(&password)]).await, Taken::All);
    // Kind, seen, now, whether it proves: in this order.
    for (id, seen, uses, proves) in [
        ("c-u-one", 0, 0, true),
        ("c-u-one", 0, 0, true),
        ("c-u-one", 0, 7, true),
        ("c-u-one", 0, 8, false),
        ("c-u-one", 7, 7, false),
        ("c-u-one", 7, 6, false),
        ("c-u-one", 7, 0, false),
        ("c-u-one", 7, 8, true),
        ("c-codes", 0, 0b100, true),
        ("c-codes", 0, 0b100, false),
        ("c-codes", 0b100, 0b100, false),
        ("c-codes", 0b100, 0b101, true),
        ("c-word", 0, 0, true),
        ("c-word", 0, 0, true),
        ("c-nobody", 0, 1, false),
    ] {
        let used = steps(store, &[Step::UseCredential(CredentialUse { id, seen, uses })]).await;
        assert_eq!(used.all(), proves, "{id} {seen} {uses}");
    }
    assert_sound(&ground).await;
}

async fn a_way_in_is_revoked_for_good_and_sealed_anew_once(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    active(store, "u-two").await;
    let reseal = |seen, sealed| Step::Reseal { id: "c-u-one", seen, sealed };
    assert_eq!(steps(store, &[reseal("s1.1.c-u-one", "s1.2.new")]).await, Taken::All);
    assert_eq!(steps(store, &[reseal("s1.1.c-u-one", "s1.2.other")]).await, Taken::StoppedAt(0), "it was sealed anew meanwhile");
    assert_eq!(store.credentials("u-one").await.unwrap()[0].sealed, "s1.2.new");
    assert_eq!(store.credentials_of_kind(CredentialKind::Passkey).await.unwrap().len(), 2);
    assert_sound(&ground).await;
    assert_eq!(steps(store, &[Step::RevokeCredential("c-u-one")]).await, Taken::All);
    for gone in [
        Step::RevokeCredential("c-u-one"),
        reseal("s1.2.new", "s1.3.new"),
        Step::UseCredential(CredentialUse { id: "c-u-one", seen: 0, uses: 1 }),
    ] {
        assert_eq!(steps(store, &[gone]).await, Taken::StoppedAt(0), "{gone:?}");
    }
    let alive = store.credentials_of_kind(CredentialKind::Passkey).await.unwrap();
    assert_eq!(alive.iter().map(|one| one.user.as_str()).collect::<Vec<_>>(), ["u-two"]);
    assert_eq!(steps(store, &[Step::RevokeCredentialsOf("u-two"), Step::RevokeCredentialsOf("u-two")]).await, Taken::All);
    assert_eq!(store.credentials_of_kind(CredentialKind::Passkey).await.unwrap(), []);
    assert_sound(&ground).await;
}

async fn a_session_is_found_by_its_hash_and_ends_for_good(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let opened = session("u-one", "s-1");
    assert_eq!(steps(store, &[Step::OpenSession(&opened)]).await, Taken::All);
    let there = ground.another_store().await.session_by_hash(&hash("s-1")).await.unwrap().unwrap();
    assert_eq!(
        (there.id.as_str(), there.user.as_str(), there.csrf.as_str(), there.before.as_deref()),
        ("s-1", "u-one", "csrf-of-s-1", None)
    );
    assert_eq!(
        (there.account, there.terms_version.as_deref(), there.strong_at.as_deref()),
        (AccountState::Active, Some("2031-1"), Some(AT))
    );
    assert!(!format!("{there:?}{opened:?}").contains("csrf-of"));
    assert_eq!(store.session_by_hash(&hash("s-2")).await.unwrap(), None);
    let choice = Step::Choose { session: "s-1", organisation: Some("invented-council"), purpose: Some("public-safety") };
    assert_eq!(steps_later(store, &[choice, Step::Strengthen("s-1")]).await, Taken::All);
    let there = store.session_by_hash(&hash("s-1")).await.unwrap().unwrap();
    assert_eq!(
        (there.organisation.as_deref(), there.purpose.as_deref(), there.strong_at.as_deref()),
        (Some("invented-council"), Some("public-safety"), Some(LATER))
    );
    // A clock that was set back stops nobody, and takes nothing back.
    let passkey = Step::UseCredential(CredentialUse { id: "c-u-one", seen: 0, uses: 1 });
    assert_eq!(steps_later(store, &[passkey, Step::AcceptTerms { user: "u-one", version: "2031-2" }]).await, Taken::All);
    let passkey = Step::UseCredential(CredentialUse { id: "c-u-one", seen: 1, uses: 2 });
    let earlier = [Step::Strengthen("s-1"), passkey, Step::AcceptTerms { user: "u-one", version: "2031-3" }];
    assert_eq!(steps(store, &earlier).await, Taken::All);
    assert_eq!(store.session_by_hash(&hash("s-1")).await.unwrap().unwrap().strong_at.as_deref(), Some(LATER));
    assert_eq!(store.credentials("u-one").await.unwrap()[0].used_at.as_deref(), Some(LATER));
    assert_eq!(store.account("u-one").await.unwrap().unwrap().terms_at.as_deref(), Some(LATER));

    let (two, three) = (session("u-one", "s-2"), session("u-one", "s-3"));
    assert!(store.touch_session("s-1", LATER).await.unwrap());
    assert_eq!(steps_later(store, &[Step::OpenSession(&two), Step::OpenSession(&three)]).await, Taken::All);
    assert_eq!(store.session_by_hash(&hash("s-2")).await.unwrap().unwrap().before.as_deref(), Some(LATER), "when they were last here");
    assert_eq!(steps_later(store, &[Step::EndSessionsOf { user: "u-one", because: "elsewhere", but: Some("s-2") }]).await, Taken::All);
    assert_eq!(store.sessions_of("u-one").await.unwrap().iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["s-2"]);
    assert_eq!(steps_later(store, &[Step::EndSession { session: "s-2", because: "signed-out" }]).await, Taken::All);
    assert_eq!(store.sessions_of("u-one").await.unwrap(), []);
    let ended = store.session_by_hash(&hash("s-2")).await.unwrap().unwrap();
    assert_eq!(
        (ended.ended_at.as_deref(), ended.ended_because.as_deref()),
        (Some(LATER), Some("signed-out")),
        "whoever comes with it is told"
    );
    for gone in [
        Step::EndSession { session: "s-2", because: "again" },
        Step::Strengthen("s-2"),
        Step::Choose { session: "s-2", organisation: None, purpose: None },
    ] {
        assert_eq!(steps_later(store, &[gone]).await, Taken::StoppedAt(0), "{gone:?}");
    }
    assert!(!store.touch_session("s-2", "2031-07-01T14:00:00Z").await.unwrap());
    assert_sound(&ground).await;
}

async fn a_session_is_touched_forward_only(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    assert_eq!(steps(store, &[Step::OpenSession(&session("u-one", "s-1"))]).await, Taken::All);
    let rows = store.ledger_head().await.unwrap().0;
    for (at, touched) in [(AT, false), (LATER, true), (LATER, false), (AT, false)] {
        assert_eq!(store.touch_session("s-1", at).await.unwrap(), touched, "{at}");
    }
    assert!(!store.touch_session("s-9", LATER).await.unwrap());
    assert_eq!(store.session_by_hash(&hash("s-1")).await.unwrap().unwrap().seen_at, LATER);
    assert_eq!(store.ledger_head().await.unwrap().0, rows, "the ledger is not told");
}

async fn sessions_run_out_and_are_forgotten(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    active(store, "u-two").await;
    let opened = [session("u-one", "s-1"), session("u-one", "s-2"), session("u-two", "s-3")];
    let all: Vec<Step<'_>> = opened.iter().map(Step::OpenSession).collect();
    assert_eq!(steps(store, &all).await, Taken::All);
    store.touch_session("s-2", LATER).await.unwrap();
    let rows = store.ledger_head().await.unwrap().0;
    assert_eq!(store.end_sessions_run_out(AT, AT, told(LATER)).await.unwrap(), 0);
    assert_eq!(store.ledger_head().await.unwrap().0, rows, "nothing ran out, nothing is told");
    assert_eq!(store.end_sessions_run_out("2031-07-01T12:30:00Z", AT, told(LATER)).await.unwrap(), 2);
    assert_eq!(store.session_by_hash(&hash("s-1")).await.unwrap().unwrap().ended_because.as_deref(), Some("run-out"));
    assert_eq!(store.end_sessions_run_out(AT, "2031-07-01T12:00:01Z", told(LATER)).await.unwrap(), 1, "too long open, though seen");
    assert_eq!(store.forget_sessions(LATER).await.unwrap(), 0);
    assert_eq!(store.forget_sessions(ENDS).await.unwrap(), 1, "the last of each user says when they were here");
    assert_eq!(store.session_by_hash(&hash("s-1")).await.unwrap(), None);
    assert!(store.session_by_hash(&hash("s-2")).await.unwrap().is_some());
    assert_sound(&ground).await;
}

async fn a_cut_ends_everything_at_once(ground: Ground) {
    let store = &ground.store;
    one_of_each_door(store).await;
    active(store, "u-three").await;
    let third = NewInvitation { made_by: "u-one".into(), ..invitation("u-two", "i-by-one", InvitationKind::Invite) };
    assert_eq!(steps(store, &[Step::Invite(&third), Step::OpenSession(&session("u-three", "s-3"))]).await, Taken::All);
    assert_eq!(open_of(&ground, "u-one").await, [1; 7]);
    let rows = store.ledger_head().await.unwrap().0;
    let goodbye = mail("u-one", "m-9");
    let cut = [Step::Cut { user: "u-one", because: "cut-off" }];
    assert_eq!(store.change_doors(&cut, &[goodbye], told(LATER)).await.unwrap(), Taken::All);
    assert_eq!(store.ledger_head().await.unwrap().0, rows + 1, "one row for all of it");
    assert_eq!(open_of(&ground, "u-one").await, [0; 7]);
    let there = store.account("u-one").await.unwrap().unwrap();
    assert_eq!((there.state, there.cut_at.as_deref()), (AccountState::Cut, Some(LATER)));
    let was_open = store.session_by_hash(&hash("s-1")).await.unwrap().unwrap();
    assert_eq!((was_open.ended_because.as_deref(), was_open.account), (Some("cut-off"), AccountState::Cut));
    assert_eq!(store.token_by_hash(&hash("t-1")).await.unwrap().unwrap().revoked_at.as_deref(), Some(LATER));
    assert_eq!(store.mail("m-1").await.unwrap().unwrap().code.as_deref(), Some("account-cut"));
    assert_eq!(store.mail("m-9").await.unwrap().unwrap().done_at, None, "what the cut itself sends goes out");
    assert_eq!(open_of(&ground, "u-three").await, [1, 1, 0, 0, 0, 0, 0], "nobody else is touched");
    assert_eq!(store.invitation("i-2").await.unwrap().unwrap().withdrawn_at, None);
    // Nothing opens any more.
    let (opened, added, handed, told_of) =
        (session("u-one", "s-8"), credential("u-one", "c-8", CredentialKind::Passkey), token("u-one", "t-8"), feed("u-one", "f-8"));
    for step in [
        Step::Cut { user: "u-one", because: "again" },
        Step::OpenSession(&opened),
        Step::AddCredential(&added),
        Step::MakeToken(&handed),
        Step::MakeFeed(&told_of),
        Step::Activate("u-one"),
        Step::AwaitApproval("u-one"),
        Step::InviteAgain("u-one"),
        Step::AcceptTerms { user: "u-one", version: "2031-2" },
        Step::Invite(&invitation("u-one", "i-8", InvitationKind::Recover)),
        Step::Cut { user: "u-nobody", because: "cut-off" },
    ] {
        assert_eq!(steps_later(store, &[step]).await, Taken::StoppedAt(0), "{step:?}");
    }
    assert!(!store.keep_draft(&draft("u-one", "person")).await.unwrap());
    assert_sound(&ground).await;
}

async fn a_cut_and_a_sign_in_at_once_leave_nothing_open(ground: Ground) {
    let other = ground.another_store().await;
    for n in 0..20 {
        let user = format!("u-{n}");
        active(&ground.store, &user).await;
        let (one, two) = (user.clone(), user.clone());
        let (cutter, comer) = if n % 2 == 0 { (ground.store.clone(), other.clone()) } else { (other.clone(), ground.store.clone()) };
        let cutting = tokio::spawn(async move { steps(&cutter, &[Step::Cut { user: &one, because: "left" }]).await });
        let coming = tokio::spawn(async move {
            let (opened, handed) = (session(&two, &format!("s-{two}")), token(&two, &format!("t-{two}")));
            let kept = comer.keep_draft(&draft(&two, "person")).await.unwrap();
            (steps(&comer, &[Step::OpenSession(&opened), Step::MakeToken(&handed)]).await, kept)
        });
        assert_eq!(cutting.await.unwrap(), Taken::All);
        let _came_first = coming.await.unwrap();
        assert_eq!(open_of(&ground, &user).await, [0; 7], "{user}");
    }
    assert_sound(&ground).await;
}

async fn who_was_cut_comes_back_by_a_new_invitation_only(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let pending = invitation("u-one", "i-old", InvitationKind::Recover);
    assert_eq!(steps(store, &[Step::Invite(&pending)]).await, Taken::All);
    assert_eq!(steps(store, &[Step::Cut { user: "u-one", because: "left" }]).await, Taken::All);
    assert_eq!(steps_later(store, &[Step::UseInvitation("i-old")]).await, Taken::StoppedAt(0));
    let invite = invitation("u-one", "i-new", InvitationKind::Invite);
    assert_eq!(steps_later(store, &[Step::Invite(&invite), Step::InviteAgain("u-one")]).await, Taken::All);
    let there = store.account("u-one").await.unwrap().unwrap();
    assert_eq!((there.state, there.cut_at, there.terms_version), (AccountState::Invited, None, None), "the terms are accepted anew");
    assert_eq!(there.handle, "handle-of-u-one");
    assert_eq!(
        steps_later(store, &[Step::Activate("u-one")]).await,
        Taken::StoppedAt(0),
        "the invitation of before the cut counts no more"
    );
    let back = [Step::UseInvitation("i-new"), Step::Approve { invitation: "i-new", by: "u-spoc" }, Step::Activate("u-one")];
    assert_eq!(steps_later(store, &back).await, Taken::All);
    assert_eq!(open_of(&ground, "u-one").await, [0; 7], "nothing of before comes back");
    assert_sound(&ground).await;
}

async fn a_lost_way_in_is_replaced_by_a_second_person(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    assert_eq!(steps(store, &[Step::OpenSession(&session("u-one", "s-1"))]).await, Taken::All);
    let recover = invitation("u-one", "i-lost", InvitationKind::Recover);
    assert_eq!(steps_later(store, &[Step::Invite(&recover)]).await, Taken::All);
    assert_eq!(steps_later(store, &[Step::UseInvitation("i-lost")]).await, Taken::StoppedAt(0), "nobody approved it");
    assert_eq!(steps_later(store, &[Step::Approve { invitation: "i-lost", by: "u-spoc" }]).await, Taken::All);
    let new = credential("u-one", "c-new", CredentialKind::Passkey);
    let recovered = [
        Step::UseInvitation("i-lost"),
        Step::RevokeCredentialsOf("u-one"),
        Step::AddCredential(&new),
        Step::EndSessionsOf { user: "u-one", because: "recovered", but: None },
    ];
    assert_eq!(steps_later(store, &recovered).await, Taken::All);
    let good: Vec<_> = store.credentials("u-one").await.unwrap().into_iter().filter(|one| one.revoked_at.is_none()).collect();
    assert_eq!(good.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["c-new"]);
    assert_eq!((state(store, "u-one").await, store.sessions_of("u-one").await.unwrap().len()), (AccountState::Active, 0));
    assert_sound(&ground).await;
}

async fn tokens_feeds_and_links_are_found_used_and_revoked(ground: Ground) {
    let store = &ground.store;
    one_of_each_door(store).await;
    let there = store.token_by_hash(&hash("t-1")).await.unwrap().unwrap();
    assert_eq!(
        (there.id.as_str(), there.user.as_str(), there.scopes.as_slice()),
        ("t-1", "u-one", ["read-evidence".to_owned()].as_slice())
    );
    assert_eq!(
        (there.account, there.organisation.as_deref(), there.ends_at.as_str()),
        (AccountState::Active, Some("invented-council"), ENDS)
    );
    assert_eq!(store.tokens_of("u-one").await.unwrap(), [there]);
    let fed = store.feed_by_hash(&hash("f-1")).await.unwrap().unwrap();
    assert_eq!((fed.kind.as_str(), fed.account), ("duties", AccountState::Active));
    assert_eq!(store.feeds_of("u-one").await.unwrap(), [fed]);
    for (on, touched) in [("2031-07-02", true), ("2031-07-02", false), ("2031-07-01", false), ("2031-07-03", true)] {
        assert_eq!(store.touch_token("t-1", on).await.unwrap(), touched, "{on}");
        assert_eq!(store.touch_feed("f-1", on).await.unwrap(), touched, "{on}");
    }
    assert_eq!(store.touch_feed("f-1", "soon").await.unwrap_err().code, "date-shape");
    let way = store.link_by_hash(&hash("l-1")).await.unwrap().unwrap();
    assert_eq!((way.about.as_str(), way.act.as_str(), way.organisation.as_str()), ("request:r-1", "answer-request", "invented-charity"));
    assert_eq!(store.link("l-1").await.unwrap().unwrap(), way);
    assert_eq!(store.links_about("request:r-1").await.unwrap(), [way]);
    let late = store.change_doors(&[Step::UseLink("l-1")], &[], told(ENDS)).await.unwrap();
    assert_eq!(late, Taken::StoppedAt(0), "it has ended");
    assert_eq!(steps_later(store, &[Step::UseLink("l-1")]).await, Taken::All);
    assert_eq!(steps_later(store, &[Step::UseLink("l-1")]).await, Taken::StoppedAt(0), "once");
    let revoked = [Step::RevokeToken("t-1"), Step::RevokeFeed("f-1"), Step::RevokeLink("l-1")];
    assert_eq!(steps_later(store, &revoked).await, Taken::All);
    for again in revoked {
        assert_eq!(steps_later(store, &[again]).await, Taken::StoppedAt(0), "{again:?}");
    }
    assert!(!store.touch_token("t-1", "2031-08-01").await.unwrap() && !store.touch_feed("f-1", "2031-08-01").await.unwrap());
    assert_eq!(steps_later(store, &[Step::MakeLink(&link("u-one", "l-2")), Step::RevokeLink("l-2")]).await, Taken::All);
    assert_eq!(steps_later(store, &[Step::UseLink("l-2")]).await, Taken::StoppedAt(0));
    assert_sound(&ground).await;
}

async fn what_a_link_was_used_for_stands_in_the_journal_or_it_was_not_used(ground: Ground) {
    let store = &ground.store;
    one_of_each_door(store).await;
    let used = [Step::UseLink("l-1")];
    let answer = async |seen, at: &str| store.change_with_entries(&[entry("alpha", seen, "answered")], &used, &[], told(at)).await;
    assert_eq!(answer(7, LATER).await.unwrap_err().code, "entry-changed", "somebody else answered");
    assert_eq!(store.link("l-1").await.unwrap().unwrap().used_at, None);
    assert_eq!(answer(0, ENDS).await.unwrap(), Taken::StoppedAt(0));
    assert_eq!(store.last_entry().await.unwrap(), 0, "a link that has ended writes nothing");
    let before = store.ledger_head().await.unwrap().0;
    assert_eq!(answer(0, LATER).await.unwrap(), Taken::All);
    assert_eq!((store.last_entry().await.unwrap(), store.ledger_head().await.unwrap().0), (1, before + 2));
    assert_eq!(answer(1, LATER).await.unwrap(), Taken::StoppedAt(0), "once");
    assert_eq!(store.last_entry().await.unwrap(), 1);
    assert_sound(&ground).await;
}

async fn twenty_uses_of_one_thing_at_once_are_one(ground: Ground) {
    let stores = [ground.store.clone(), ground.another_store().await];
    one_of_each_door(&ground.store).await;
    for step in ["invitation", "link", "revoke", "cut"] {
        let running: Vec<_> = (0..20)
            .map(|n| {
                let store = stores[n % 2].clone();
                tokio::spawn(async move {
                    let step = match step {
                        "invitation" => Step::UseInvitation("i-2"),
                        "link" => Step::UseLink("l-1"),
                        "revoke" => Step::RevokeToken("t-1"),
                        _ => Step::Cut { user: "u-one", because: "left" },
                    };
                    steps(&store, &[step]).await.all()
                })
            })
            .collect();
        let mut taken = 0;
        for one in running {
            taken += usize::from(one.await.unwrap());
        }
        assert_eq!(taken, 1, "{step}");
    }
    assert_sound(&ground).await;
}

async fn trials_are_counted_before_they_are_judged(ground: Ground) {
    let store = &ground.store;
    let at = |second: u32| format!("2031-07-01T12:00:{second:02}Z");
    let goes = async |keys: &[&str], second: u32| store.begin_attempt(keys, &at(second), AT, |_| true).await.unwrap();
    let failed =
        async |key: &str, since: &str| store.attempts_since(key, since).await.unwrap().iter().map(|one| one.failed).collect::<Vec<_>>();
    assert!(goes(&["key", "other"], 1).await);
    assert!(goes(&["key"], 1).await);
    let mut seen = Vec::new();
    let look = |before: &[Vec<Attempt>]| {
        seen = before.to_vec();
        false
    };
    assert!(!store.begin_attempt(&["key", "other", "third"], &at(3), AT, look).await.unwrap());
    let one = |failed| vec![Attempt { at: at(1), failed }];
    assert_eq!(seen, [one(2), one(1), vec![]]);
    assert_eq!((failed("key", AT).await, failed("other", AT).await), (vec![2], vec![1]), "what was refused was not counted");
    // What went well begins anew where that is forgiven, and elsewhere takes back itself and nothing else.
    assert!(goes(&["key", "other"], 3).await);
    store.attempt_went_well(&["key"], &["other"], &at(3)).await.unwrap();
    assert!(goes(&["key", "other"], 4).await && goes(&["other"], 4).await);
    store.attempt_went_well(&[], &["other"], &at(4)).await.unwrap();
    assert_eq!((failed("key", AT).await, failed("other", AT).await), (vec![2, 0, 1], vec![1, 1]));
    assert_eq!(failed("key", &at(2)).await, [0, 1]);
    assert_eq!(store.forget_attempts(&at(4)).await.unwrap(), 3);
    assert_eq!(failed("key", AT).await, [1]);
    // Of twenty at once, each with a key of its own besides, each sees those before it: no two see the same.
    let other = ground.another_store().await;
    let running: Vec<_> = (0..20)
        .map(|n| {
            let store = if n % 2 == 0 { store.clone() } else { other.clone() };
            tokio::spawn(async move {
                let (own, mut seen) = (format!("place-{n}"), 0);
                let look = |before: &[Vec<Attempt>]| {
                    seen = before.iter().flatten().map(|one| one.failed).sum::<u32>();
                    true
                };
                assert!(store.begin_attempt(&[&own, "guessed"], LATER, AT, look).await.unwrap());
                seen
            })
        })
        .collect();
    let mut seen = Vec::new();
    for one in running {
        seen.push(one.await.unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..20).collect::<Vec<u32>>());
    assert_eq!(store.ledger_head().await.unwrap().0, 0);
    assert_sound(&ground).await;
}

async fn drafts_are_kept_and_thrown_away(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let rows = store.ledger_head().await.unwrap().0;
    assert!(!store.keep_draft(&draft("u-nobody", "person")).await.unwrap());
    assert!(store.keep_draft(&draft("u-one", "person")).await.unwrap());
    assert!(store.keep_draft(&Draft { sealed: "s1.1.second".into(), at: LATER.into(), ..draft("u-one", "person") }).await.unwrap());
    assert!(store.keep_draft(&draft("u-one", "concern")).await.unwrap());
    let there = store.draft("u-one", "person").await.unwrap().unwrap();
    assert_eq!((there.sealed.as_str(), there.at.as_str()), ("s1.1.second", LATER));
    assert_eq!(store.drafts_of("u-one").await.unwrap().iter().map(|one| one.form.as_str()).collect::<Vec<_>>(), ["person", "concern"]);
    assert_eq!(store.draft("u-two", "person").await.unwrap(), None);
    assert_eq!(store.forget_drafts(LATER).await.unwrap(), 1);
    assert!(store.drop_draft("u-one", "person").await.unwrap() && !store.drop_draft("u-one", "person").await.unwrap());
    assert_eq!(store.drafts_of("u-one").await.unwrap(), []);
    assert_eq!(store.ledger_head().await.unwrap().0, rows);
}

async fn a_key_is_answered_once(ground: Ground) {
    let store = &ground.store;
    let other = ground.another_store().await;
    let (key, request) = (hash("key"), hash("request"));
    let running: Vec<_> = (0..10)
        .map(|n| {
            let (store, key, request) = (if n % 2 == 0 { store.clone() } else { other.clone() }, key.clone(), request.clone());
            tokio::spawn(async move { store.claim_key("t-1", &key, &request, AT).await.unwrap() })
        })
        .collect();
    let mut claimed = Vec::new();
    for one in running {
        claimed.push(one.await.unwrap());
    }
    assert_eq!(claimed.iter().filter(|one| **one == Claimed::New).count(), 1);
    assert_eq!(claimed.iter().filter(|one| **one == Claimed::Running { since: AT.into() }).count(), 9);
    assert_eq!(store.claim_key("t-1", &key, &hash("another"), LATER).await.unwrap(), Claimed::Differs);
    assert_eq!(store.claim_key("t-2", &key, &request, LATER).await.unwrap(), Claimed::New, "another program's key is another");
    let answer = Answer { status: 201, text: "p-1".into() };
    assert!(store.answer_key("t-1", &key, &answer).await.unwrap());
    assert!(!store.answer_key("t-1", &key, &Answer { status: 500, text: String::new() }).await.unwrap());
    assert!(!store.drop_key("t-1", &key).await.unwrap(), "what was answered stays answered");
    assert_eq!(store.claim_key("t-1", &key, &request, LATER).await.unwrap(), Claimed::Same(answer));
    assert!(store.drop_key("t-2", &key).await.unwrap());
    assert_eq!(store.claim_key("t-2", &key, &request, LATER).await.unwrap(), Claimed::New);
    assert_eq!(store.forget_keys(LATER).await.unwrap(), 1);
    assert_eq!(store.claim_key("t-1", &key, &hash("another"), LATER).await.unwrap(), Claimed::New);
}

async fn everything_ends_where_the_record_moves(ground: Ground) {
    let store = &ground.store;
    let moved = |at: &str| ledger::Event::done(at, "operator:1000", "restore", "home:doors");
    assert_eq!(store.end_everything(moved(AT)).await.unwrap(), 0);
    assert_eq!(store.ledger_head().await.unwrap().0, 0, "nothing was open, nothing is told");
    one_of_each_door(store).await;
    assert_eq!(store.end_everything(moved(LATER)).await.unwrap(), 8);
    assert_eq!(open_of(&ground, "u-one").await, [0, 1, 0, 0, 0, 0, 0], "ways in stay");
    assert_eq!((state(store, "u-one").await, state(store, "u-two").await), (AccountState::Active, AccountState::Invited));
    assert_eq!(store.session_by_hash(&hash("s-1")).await.unwrap().unwrap().ended_because.as_deref(), Some("moved"));
    assert_eq!(store.invitations_waiting().await.unwrap(), []);
    assert_eq!(store.mail("m-1").await.unwrap().unwrap().done_at, None, "mail waits on");
    assert_eq!(store.claim_key("t-1", &hash("key"), &hash("another"), LATER).await.unwrap(), Claimed::New);
    assert_sound(&ground).await;
    assert_eq!(steps_later(store, &[Step::OpenSession(&session("u-one", "s-2"))]).await, Taken::All);
    assert_eq!(store.sessions_of("u-one").await.unwrap().len(), 1);
    assert_sound(&ground).await;
}

async fn a_dropped_change_leaves_nothing(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let before = dumped(store).await;
    let (opened, handed) = (session("u-one", "s-1"), token("u-one", "t-1"));
    let all = [Step::OpenSession(&opened), Step::MakeToken(&handed), Step::Choose { session: "s-1", organisation: None, purpose: None }];
    for waits in 0.. {
        let mails = [mail("u-one", "m-1")];
        if let Some(taken) = dropped_after(waits, store.change_doors(&all, &mails, told(AT))).await {
            // The commit of an earlier one may have come through before it was dropped: then its rows stand in the way.
            assert!(waits > 1 && taken.map_or(true, Taken::all), "dropped {waits} times");
            break;
        }
        if dumped(store).await != before {
            break;
        }
    }
    let there = dumped(store).await;
    assert_eq!(there.len(), before.len() + 4, "session, token, mail and their row of the ledger");
    assert_sound(&ground).await;
}

async fn the_ledger_tells_what_was_made_and_ended(ground: Ground) {
    let store = &ground.store;
    one_of_each_door(store).await;
    assert_eq!(steps_later(store, &[Step::Cut { user: "u-one", because: "left" }]).await, Taken::All);
    let lines = store.ledger_lines(&LedgerAsk { limit: 10, ..LedgerAsk::default() }).await.unwrap();
    let details: Vec<String> = lines
        .into_iter()
        .rev()
        .map(|line| line.event.unwrap().detail.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("; "))
        .collect();
    assert_eq!(details.len(), 3);
    assert!(
        details[0].starts_with("account=u-one=invited u-one=active; made=invitation:i-u-one credential:c-u-one; sealed=c-u-one="),
        "{}",
        details[0]
    );
    assert_eq!(details[1], "account=u-two=invited; made=session:s-1 token:t-1 feed:f-1 link:l-1 invitation:i-2 mail:m-1 mail:m-2");
    assert_eq!(details[2], "account=u-one=cut; ended=session:s-1 credential:c-u-one token:t-1 feed:f-1 link:l-1 invitation:i-u-one");
    for (_, line) in dumped(store).await.iter().filter(|(table, _)| *table == "ledger") {
        for secret in ["csrf-of", &hash("s-1"), &hash("t-1"), "s1.1."] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}
