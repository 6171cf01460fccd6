//! The outbox: mail goes where its change goes, no two send the same, and what may have been sent is repeated once.

use crate::door_people::{LATER, active, mail, session, told};
use crate::hand::{dropped_after, dumped, number};
use crate::people::{AT, assert_sound};
use crate::suite::{Ground, cases};
use std::collections::BTreeSet;
use store::{Mail, MailOutcome, MailState, NewMail, Step, Store, Taken};

cases![
    mail_goes_where_its_change_goes,
    a_mail_of_one_name_is_put_in_once,
    two_workers_never_get_the_same,
    mail_is_claimed_in_the_order_in_which_it_is_due,
    what_failed_is_tried_again_and_what_was_sent_is_not,
    a_lost_reply_is_repeated_once,
    a_claim_that_ran_out_is_a_lost_reply,
    what_a_slow_worker_says_late_counts_while_nobody_else_took_it,
    mail_is_taken_back_before_it_is_sent,
    the_outbox_is_shown_page_by_page_and_counted,
    a_dropped_claim_or_answer_leaves_no_half,
];

const UNTIL: &str = "2031-07-01T12:05:00Z";

async fn claim(store: &Store, worker: &str, now: &str, until: &str) -> Vec<Mail> {
    store.claim_due(worker, now, until, 100).await.unwrap()
}

async fn put(store: &Store, ids: &[&str]) {
    let mails: Vec<NewMail> = ids.iter().map(|id| mail("u-one", id)).collect();
    assert_eq!(store.enqueue_mail(&mails, told(AT)).await.unwrap(), ids.len());
}

fn later(due_at: &str) -> MailOutcome {
    MailOutcome::Later { due_at: due_at.into(), code: "451".into() }
}

fn unknown(due_at: &str) -> MailOutcome {
    MailOutcome::Unknown { due_at: due_at.into(), code: "reply-lost".into() }
}

async fn state(store: &Store, id: &str) -> (MailState, i64, bool) {
    let there = store.mail(id).await.unwrap().unwrap();
    (there.state, there.tries, there.done_at.is_some())
}

async fn mail_goes_where_its_change_goes(ground: Ground) {
    let store = &ground.store;
    active(store, "u-one").await;
    let opened = session("u-one", "s-1");
    let (good, bad) = ([Step::OpenSession(&opened)], [Step::OpenSession(&opened), Step::RevokeCredential("c-nobody")]);
    assert_eq!(store.change_doors(&bad, &[mail("u-one", "m-1")], told(AT)).await.unwrap(), Taken::StoppedAt(1));
    assert_eq!(store.mail("m-1").await.unwrap(), None);
    assert_eq!(store.change_doors(&good, &[mail("u-one", "m-1")], told(AT)).await.unwrap(), Taken::All);
    let there = ground.another_store().await.mail("m-1").await.unwrap().unwrap();
    assert_eq!((there.user.as_str(), there.template.as_str(), there.facts["duty"].as_str()), ("u-one", "duty-due", "d-1"));
    assert_eq!((there.state, there.tries, there.made_at.as_str(), there.due_at.as_str()), (MailState::Waiting, 0, AT, AT));
    assert_eq!(store.mails_to("u-one", "duty-due").await.unwrap(), [there]);
    assert!(store.mails_to("u-one", "approved").await.unwrap().is_empty() && store.mails_to("u-two", "duty-due").await.unwrap().is_empty());
    // A mail that is there already takes everything else with it.
    store.enqueue_mail(&[mail("u-one", "m-2"), mail("u-one", "m-1")], told(AT)).await.unwrap_err();
    assert_eq!(store.mail("m-2").await.unwrap(), None);
    assert_sound(&ground).await;
}

async fn a_mail_of_one_name_is_put_in_once(ground: Ground) {
    let stores = [ground.store.clone(), ground.another_store().await];
    let running: Vec<_> = (0..20)
        .map(|n| {
            let store = stores[n % 2].clone();
            tokio::spawn(async move {
                let once = NewMail { dedupe: Some("due:d-1:2031-07-01".into()), ..mail("u-one", &format!("m-{n}")) };
                store.enqueue_mail(&[once], told(AT)).await.unwrap()
            })
        })
        .collect();
    let mut new = 0;
    for one in running {
        new += one.await.unwrap();
    }
    assert_eq!((new, ground.store.ledger_head().await.unwrap().0), (1, 1), "where nothing is new, nothing is told");
    let claimed = claim(&ground.store, "w-1", AT, UNTIL).await;
    assert!(ground.store.mail_done(&claimed[0], &MailOutcome::Sent, told(AT)).await.unwrap());
    let again = NewMail { dedupe: Some("due:d-1:2031-07-01".into()), ..mail("u-one", "m-again") };
    let other = NewMail { dedupe: Some("due:d-1:2031-07-02".into()), ..mail("u-one", "m-other") };
    assert_eq!(ground.store.enqueue_mail(&[again, other], told(LATER)).await.unwrap(), 1, "also after it was sent");
    assert_sound(&ground).await;
}

async fn two_workers_never_get_the_same(ground: Ground) {
    let stores = [ground.store.clone(), ground.another_store().await];
    let ids: Vec<String> = (0..60).map(|n| format!("m-{n:02}")).collect();
    put(&ground.store, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let running: Vec<_> = (0..8)
        .map(|n| {
            let store = stores[n % 2].clone();
            tokio::spawn(async move {
                let (worker, mut mine) = (format!("w-{n}"), Vec::new());
                loop {
                    let claimed = store.claim_due(&worker, AT, UNTIL, 3).await.unwrap();
                    if claimed.is_empty() {
                        return mine;
                    }
                    for one in claimed {
                        assert!(store.mail_done(&one, &MailOutcome::Sent, told(AT)).await.unwrap());
                        mine.push(one.id);
                    }
                }
            })
        })
        .collect();
    let mut sent = Vec::new();
    for one in running {
        sent.extend(one.await.unwrap());
    }
    assert_eq!(sent.len(), 60, "{sent:?}");
    assert_eq!(sent.into_iter().collect::<BTreeSet<_>>(), ids.into_iter().collect());
    assert_eq!(number(&ground, "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE state = 'sent' AND tries = 1").await, 60);
    assert_sound(&ground).await;
}

async fn mail_is_claimed_in_the_order_in_which_it_is_due(ground: Ground) {
    let store = &ground.store;
    let due = |id: &str, due_at: &str| NewMail { due_at: due_at.into(), ..mail("u-one", id) };
    let mails =
        [due("m-3", "2031-07-01T12:00:02Z"), due("m-1", "2031-07-01T12:00:01Z"), due("m-2", "2031-07-01T12:00:01Z"), due("m-9", LATER)];
    store.enqueue_mail(&mails, told(AT)).await.unwrap();
    assert_eq!(claim(store, "w-1", AT, UNTIL).await, [], "nothing is due");
    let ids = |mails: Vec<Mail>| mails.into_iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(store.claim_due("w-1", "2031-07-01T12:01:00Z", UNTIL, 2).await.unwrap()), ["m-1", "m-2"]);
    let rest = claim(store, "w-2", "2031-07-01T12:01:00Z", UNTIL).await;
    assert_eq!((rest[0].claimed_by.as_deref(), rest[0].claimed_until.as_deref(), rest[0].tries), (Some("w-2"), Some(UNTIL), 1));
    assert_eq!(ids(rest), ["m-3"]);
    assert_eq!(claim(store, "w-2", "2031-07-01T12:01:00Z", UNTIL).await, [], "the other is not due");
}

async fn what_failed_is_tried_again_and_what_was_sent_is_not(ground: Ground) {
    let store = &ground.store;
    put(store, &["m-1", "m-2"]).await;
    let claimed = claim(store, "w-1", AT, UNTIL).await;
    assert!(store.mail_done(&claimed[0], &later("2031-07-01T12:01:00Z"), told(AT)).await.unwrap());
    assert!(!store.mail_done(&claimed[0], &MailOutcome::Sent, told(AT)).await.unwrap(), "it is answered once a claim");
    assert!(store.mail_done(&claimed[1], &MailOutcome::GivenUp { code: "550".into() }, told(AT)).await.unwrap());
    assert_eq!((state(store, "m-1").await, state(store, "m-2").await), ((MailState::Waiting, 1, false), (MailState::GivenUp, 1, true)));
    assert_eq!(claim(store, "w-1", AT, UNTIL).await, [], "not before it is due again");
    let again = claim(store, "w-2", "2031-07-01T12:01:00Z", UNTIL).await;
    assert_eq!((again.len(), again[0].tries, again[0].repeated, again[0].code.as_deref()), (1, 2, false, Some("451")));
    assert_eq!(again[0].message_id, "<m-1@wardmote.invalid>");
    let rows = store.ledger_head().await.unwrap().0;
    assert!(!store.mail_done(&claimed[0], &MailOutcome::Sent, told(AT)).await.unwrap(), "it is another's now");
    assert_eq!(store.ledger_head().await.unwrap().0, rows);
    assert!(store.mail_done(&again[0], &MailOutcome::Sent, told(LATER)).await.unwrap());
    assert_eq!(state(store, "m-1").await, (MailState::Sent, 2, true));
    assert_eq!(claim(store, "w-1", LATER, "2031-07-01T14:00:00Z").await, []);
    let newest = store.ledger_line(store.ledger_head().await.unwrap().0).await.unwrap().unwrap().event.unwrap();
    assert_eq!((newest.detail["mail"].as_str(), newest.detail["state"].as_str()), ("m-1", "sent"));
    assert_sound(&ground).await;
}

async fn a_lost_reply_is_repeated_once(ground: Ground) {
    let store = &ground.store;
    put(store, &["m-1"]).await;
    let first = claim(store, "w-1", AT, UNTIL).await;
    assert!(store.mail_done(&first[0], &unknown("2031-07-01T12:10:00Z"), told(AT)).await.unwrap());
    assert_eq!(state(store, "m-1").await, (MailState::Unknown, 1, false));
    assert_eq!(claim(store, "w-1", UNTIL, LATER).await, [], "not before its time");
    let repeat = claim(store, "w-1", "2031-07-01T12:10:00Z", LATER).await;
    assert!(repeat[0].repeated && repeat[0].message_id == first[0].message_id, "under the same id");
    // The repeat did not come about: it is still to be made.
    assert!(store.mail_done(&repeat[0], &later("2031-07-01T12:20:00Z"), told(AT)).await.unwrap());
    assert_eq!(state(store, "m-1").await, (MailState::Unknown, 2, false));
    let repeat = claim(store, "w-1", "2031-07-01T12:20:00Z", LATER).await;
    assert!(repeat[0].repeated);
    assert!(store.mail_done(&repeat[0], &unknown("2031-07-01T12:30:00Z"), told(LATER)).await.unwrap());
    assert_eq!(state(store, "m-1").await, (MailState::Unknown, 3, true), "nobody sends it a third time");
    assert_eq!(claim(store, "w-1", "2031-07-09T12:00:00Z", "2031-07-09T12:05:00Z").await, []);
    assert!(!store.withdraw_mail("m-1", "too-late", told(LATER)).await.unwrap());
    assert_sound(&ground).await;
}

async fn a_claim_that_ran_out_is_a_lost_reply(ground: Ground) {
    let store = &ground.store;
    put(store, &["m-1", "m-2"]).await;
    assert_eq!(claim(store, "w-dead", AT, UNTIL).await.len(), 2);
    assert_eq!(claim(store, "w-2", "2031-07-01T12:04:59Z", UNTIL).await, [], "it may still be at work");
    let taken = claim(store, "w-2", UNTIL, "2031-07-01T12:10:00Z").await;
    assert_eq!(
        taken.iter().map(|one| (one.tries, one.repeated, one.code.as_deref())).collect::<Vec<_>>(),
        [(2, true, Some("claim-lapsed")); 2]
    );
    assert!(store.mail_done(&taken[0], &MailOutcome::Sent, told(UNTIL)).await.unwrap());
    // And whoever repeated the other dies too.
    assert_eq!(claim(store, "w-3", LATER, "2031-07-01T14:00:00Z").await, []);
    assert_eq!((state(store, "m-1").await, state(store, "m-2").await), ((MailState::Sent, 2, true), (MailState::Unknown, 2, true)));
    assert_sound(&ground).await;
}

async fn what_a_slow_worker_says_late_counts_while_nobody_else_took_it(ground: Ground) {
    let store = &ground.store;
    put(store, &["m-1", "m-2"]).await;
    let slow = claim(store, "w-slow", AT, UNTIL).await;
    // Somebody looked, and took one of them only.
    let taken = store.claim_due("w-2", LATER, "2031-07-01T14:00:00Z", 1).await.unwrap();
    assert_eq!(taken[0].id, "m-1");
    assert!(!store.mail_done(&slow[0], &MailOutcome::Sent, told(LATER)).await.unwrap(), "it is another's");
    assert!(!store.mail_done(&slow[1], &later(LATER), told(LATER)).await.unwrap(), "nobody is sure of that");
    assert!(store.mail_done(&slow[1], &MailOutcome::Sent, told(LATER)).await.unwrap(), "that it was sent is known now");
    assert_eq!(state(store, "m-2").await, (MailState::Sent, 1, true));
    assert_sound(&ground).await;
}

async fn mail_is_taken_back_before_it_is_sent(ground: Ground) {
    let store = &ground.store;
    put(store, &["m-1", "m-2", "m-3"]).await;
    assert!(store.withdraw_mail("m-1", "duty-done", told(AT)).await.unwrap());
    assert!(!store.withdraw_mail("m-1", "duty-done", told(AT)).await.unwrap());
    assert!(!store.withdraw_mail("m-9", "duty-done", told(AT)).await.unwrap());
    let claimed = claim(store, "w-1", AT, UNTIL).await;
    assert_eq!(claimed.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["m-2", "m-3"]);
    assert!(!store.withdraw_mail("m-2", "duty-done", told(AT)).await.unwrap(), "somebody is sending it");
    assert!(store.mail_done(&claimed[1], &MailOutcome::Withdrawn { code: "left".into() }, told(AT)).await.unwrap());
    assert_eq!(store.mail("m-3").await.unwrap().unwrap().code.as_deref(), Some("left"));
    assert_eq!(state(store, "m-1").await, (MailState::Withdrawn, 0, true));
    assert_sound(&ground).await;
}

async fn the_outbox_is_shown_page_by_page_and_counted(ground: Ground) {
    let store = &ground.store;
    assert_eq!(store.outbox_counts().await.unwrap(), []);
    put(store, &["m-1", "m-2", "m-3"]).await;
    store.enqueue_mail(&[mail("u-one", "m-0")], told(LATER)).await.unwrap();
    store.withdraw_mail("m-2", "duty-done", told(LATER)).await.unwrap();
    let (mut shown, mut after) = (Vec::new(), None);
    loop {
        let page = store.outbox(None, after.as_ref(), 3).await.unwrap();
        let Some(last) = page.last().cloned() else { break };
        after = Some(last);
        shown.extend(page.into_iter().map(|one| one.id));
    }
    assert_eq!(shown, ["m-0", "m-3", "m-2", "m-1"], "the newest first");
    let waiting = store.outbox(Some(MailState::Waiting), None, 10).await.unwrap();
    assert_eq!(waiting.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["m-0", "m-3", "m-1"]);
    let counts: Vec<_> = store.outbox_counts().await.unwrap().into_iter().map(|one| (one.state, one.count, one.first_due)).collect();
    assert_eq!(counts, [(MailState::Waiting, 3, AT.to_owned()), (MailState::Withdrawn, 1, AT.to_owned())]);
}

async fn a_dropped_claim_or_answer_leaves_no_half(ground: Ground) {
    let store = &ground.store;
    put(store, &["m-1"]).await;
    let mut now = 0;
    for waits in 0.. {
        // A claim whose commit came through before it was dropped runs out like any other.
        now += 1;
        let at = format!("2031-07-01T13:{:02}:{:02}Z", now / 60, now % 60);
        if let Some(claimed) = dropped_after(waits, store.claim_due("w-1", &at, &at, 10)).await {
            assert!(waits > 1 && claimed.unwrap().len() <= 1, "dropped {waits} times");
            break;
        }
    }
    put(store, &["m-2"]).await;
    let mut claimed = claim(store, "w-2", "2031-07-02T12:00:00Z", "2031-07-02T13:00:00Z").await;
    let mine = claimed.pop().unwrap();
    let before = dumped(store).await;
    for waits in 0.. {
        if let Some(done) = dropped_after(waits, store.mail_done(&mine, &MailOutcome::Sent, told(LATER))).await {
            let done = done.unwrap();
            assert!(waits > 1 && (done || dumped(store).await.len() == before.len() + 1), "dropped {waits} times");
            break;
        }
    }
    assert_eq!(store.mail(&mine.id).await.unwrap().unwrap().state, MailState::Sent);
    assert_eq!(dumped(store).await.len(), before.len() + 1, "one row of the ledger");
    assert_sound(&ground).await;
}
