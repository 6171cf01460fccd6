//! The guards of the doors, and what `check` says where somebody came past them.

use crate::door_people::{
    ENDS, LATER, account, active, credential, hash, invitation, link, mail, one_of_each_door, session, steps, steps_later, token, told,
};
use crate::hand::{dumped, raw, take_guards_off, try_raw};
use crate::people::{AT, assert_sound};
use crate::suite::{Ground, cases};
use store::{AccountState, CredentialKind, InvitationKind, MailOutcome, Step, Taken};

cases![the_guards_of_the_doors_refuse_every_rewriting, check_names_what_came_past_the_doors,];

/// Tables that keep secrets or what was done, in which nothing is replaced or removed.
const GUARDED: [&str; 8] = ["account", "credential", "invitation", "session", "token", "feed", "link", "outbox"];

async fn the_guards_of_the_doors_refuse_every_rewriting(ground: Ground) {
    let store = &ground.store;
    one_of_each_door(store).await;
    // Each in both states: open as u-one has it, and ended or done as u-end has it.
    active(store, "u-end").await;
    let (ended, handed, way) = (session("u-end", "s-end"), token("u-end", "t-end"), link("u-end", "l-end"));
    let fed = crate::door_people::feed("u-end", "f-end");
    let begun = [Step::OpenSession(&ended), Step::MakeToken(&handed), Step::MakeFeed(&fed), Step::MakeLink(&way)];
    assert_eq!(store.change_doors(&begun, &[mail("u-spoc", "m-end")], told(AT)).await.unwrap(), Taken::All);
    let claimed = store.claim_due("w-1", AT, LATER, 9).await.unwrap();
    for one in &claimed {
        let outcome = if one.id == "m-end" { MailOutcome::Sent } else { MailOutcome::Later { due_at: ENDS.into(), code: "451".into() } };
        assert!(store.mail_done(one, &outcome, told(AT)).await.unwrap());
    }
    assert_eq!(steps_later(store, &[Step::Cut { user: "u-end", because: "left" }]).await, Taken::All);
    let used = link("u-one", "l-used");
    assert_eq!(steps(store, &[Step::MakeLink(&used), Step::UseLink("l-used")]).await, Taken::All);
    assert_eq!(store.claim_key("t-1", &hash("done"), &hash("request"), AT).await.unwrap(), store::Claimed::New);
    let before = dumped(store).await;

    let at = "'2031-07-02T12:00:00Z'";
    let other = hash("forged");
    let mut statements: Vec<String> = Vec::new();
    for table in GUARDED {
        if table != "session" {
            statements.push(format!("DELETE FROM {table}"));
        }
        let (id, another) = match table {
            "account" => ("u-one", "u-two"),
            "credential" => ("c-u-one", "c-u-end"),
            "invitation" => ("i-u-one", "i-2"),
            "session" => ("s-1", "s-end"),
            "token" => ("t-1", "t-end"),
            "feed" => ("f-1", "f-end"),
            "link" => ("l-1", "l-end"),
            _ => ("m-1", "m-end"),
        };
        statements.push(format!("UPDATE {table} SET id = 'forged' WHERE id = '{id}'"));
        statements.push(format!("UPDATE {table} SET made_at = {at} WHERE id = '{id}'"));
        // Another row of the same name, or of the same secret.
        let columns = store::TABLES.iter().find(|shape| shape.name == table).unwrap().columns;
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        let names = names.join(", ");
        statements.push(format!("INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = '{id}'"));
        let unique = match table {
            "account" => Some("handle"),
            "credential" => None,
            "outbox" => Some("message_id"),
            _ => Some("secret_hash"),
        };
        if let Some(unique) = unique {
            statements.push(format!("UPDATE {table} SET {unique} = '{other}' WHERE id = '{id}'"));
            let renamed = format!("{names} ").replacen("id, ", "'forged', ", 1);
            statements.push(format!("INSERT INTO {table} ({names}) SELECT {renamed} FROM {table} WHERE id = '{id}'"));
        }
        if ground.engine == "sqlite" {
            let off = "PRAGMA foreign_keys = OFF;";
            statements.push(format!("{off} INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = '{id}'"));
            statements.push(format!("{off} UPDATE OR REPLACE {table} SET id = '{id}' WHERE id = '{another}'"));
        } else {
            statements.push(format!("TRUNCATE {table} CASCADE"));
            statements.push(format!(
                "INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = '{id}' ON CONFLICT (id) DO UPDATE SET made_at = {at}"
            ));
        }
    }
    for (table, set, id) in [
        ("account", "state = 'invited'", "u-one"),
        ("account", "state = 'waiting'", "u-one"),
        ("account", "terms_at = '2020-01-01T00:00:00Z'", "u-one"),
        ("account", "terms_version = NULL, terms_at = NULL", "u-one"),
        ("account", "cut_at = '2031-07-02T12:00:00Z'", "u-one"),
        ("account", "state = 'active'", "u-two"),
        ("account", "state = 'active', cut_at = NULL", "u-end"),
        ("account", "state = 'waiting', cut_at = NULL", "u-end"),
        ("account", "state = 'invited', cut_at = NULL", "u-end"),
        ("account", "state = 'invited', cut_at = NULL, terms_version = NULL, terms_at = NULL", "u-end"),
        ("account", "cut_at = '2031-07-02T12:00:00Z'", "u-end"),
        ("account", "terms_version = 'other'", "u-end"),
        ("credential", "account = 'u-two'", "c-u-one"),
        ("credential", "kind = 'password'", "c-u-one"),
        ("credential", "uses = -1", "c-u-one"),
        ("credential", "revoked_at = NULL", "c-u-end"),
        ("credential", "sealed = 's1.1.forged'", "c-u-end"),
        ("credential", "uses = 5", "c-u-end"),
        ("invitation", "account = 'u-two'", "i-u-one"),
        ("invitation", "kind = 'recover'", "i-u-one"),
        ("invitation", "made_by = 'u-x'", "i-u-one"),
        ("invitation", "ends_at = '2039-07-02T12:00:00Z'", "i-u-one"),
        ("invitation", "approved_by = 'u-x'", "i-u-one"),
        ("invitation", "approved_by = NULL, approved_at = NULL", "i-u-one"),
        ("invitation", "used_at = NULL", "i-u-one"),
        ("invitation", "used_at = '2031-07-02T12:00:00Z'", "i-u-one"),
        ("invitation", "approved_by = 'u-two', approved_at = '2031-07-02T12:00:00Z'", "i-2"),
        ("invitation", "withdrawn_at = NULL", "i-u-end"),
        ("session", "account = 'u-two'", "s-1"),
        ("session", "csrf = 'forged'", "s-1"),
        ("session", "way = 'demo'", "s-1"),
        ("session", "before = '2031-07-02T12:00:00Z'", "s-1"),
        ("session", "seen_at = '2020-07-02T12:00:00Z'", "s-1"),
        ("session", "strong_at = NULL", "s-1"),
        ("session", "ended_at = NULL, ended_because = NULL", "s-end"),
        ("session", "ended_because = 'other'", "s-end"),
        ("session", "seen_at = '2031-07-02T12:00:00Z'", "s-end"),
        ("token", "account = 'u-two'", "t-1"),
        ("token", "scopes = '[\"all\"]'", "t-1"),
        ("token", "organisation = NULL", "t-1"),
        ("token", "purpose = 'governance'", "t-1"),
        ("token", "ends_at = '2039-07-02T12:00:00Z'", "t-1"),
        ("token", "revoked_at = NULL", "t-end"),
        ("token", "used_on = '2031-07-02'", "t-end"),
        ("feed", "account = 'u-two'", "f-1"),
        ("feed", "kind = 'everything'", "f-1"),
        ("feed", "revoked_at = NULL", "f-end"),
        ("link", "about = 'request:r-2'", "l-1"),
        ("link", "act = 'everything'", "l-1"),
        ("link", "organisation = 'invented-police'", "l-1"),
        ("link", "made_by = 'u-two'", "l-1"),
        ("link", "ends_at = '2039-07-02T12:00:00Z'", "l-1"),
        ("link", "used_at = NULL", "l-used"),
        ("link", "used_at = '2031-07-02T12:00:00Z'", "l-used"),
        ("link", "revoked_at = NULL", "l-end"),
        ("outbox", "recipient = 'u-two'", "m-1"),
        ("outbox", "template = 'other'", "m-1"),
        ("outbox", "facts = '{}'", "m-1"),
        ("outbox", "dedupe = 'other'", "m-1"),
        ("outbox", "tries = 0", "m-2"),
        ("outbox", "state = 'waiting', done_at = NULL", "m-end"),
        ("outbox", "state = 'claimed', done_at = NULL, claimed_by = 'w', claimed_until = '2031-07-02T12:00:00Z'", "m-end"),
        ("outbox", "due_at = '2031-07-02T12:00:00Z'", "m-end"),
        ("outbox", "code = 'other'", "m-end"),
    ] {
        statements.push(format!("UPDATE {table} SET {set} WHERE id = '{id}'"));
    }
    statements.push("DELETE FROM session WHERE id = 's-1'".into());
    statements.push("DELETE FROM session".into());
    for statement in &statements {
        assert!(try_raw(&ground, statement).await.is_err(), "{}: {statement}", ground.engine);
    }
    assert_eq!(dumped(store).await, before);
    // What none of them wants is not in the way of what is.
    raw(&ground, "DELETE FROM session WHERE id = 's-end'").await;
    assert_sound(&ground).await;
}

async fn check_names_what_came_past_the_doors(ground: Ground) {
    let store = &ground.store;
    one_of_each_door(store).await;
    let (new, lost) = (account("u-three", AccountState::Invited), credential("u-one", "c-lost", CredentialKind::Password));
    let all = [
        Step::OpenAccount(&new),
        Step::AddCredential(&lost),
        Step::RevokeCredential("c-lost"),
        Step::RevokeToken("t-1"),
        Step::EndSession { session: "s-1", because: "signed-out" },
    ];
    assert_eq!(steps(store, &all).await, Taken::All);
    let gone = [Step::Invite(&invitation("u-three", "i-3", InvitationKind::Invite)), Step::Cut { user: "u-three", because: "left" }];
    assert_eq!(steps(store, &gone).await, Taken::All);
    assert_sound(&ground).await;
    for table in GUARDED {
        take_guards_off(&ground, table).await;
    }
    let (at, forged) = ("'2031-07-01T12:00:00Z'", hash("forged"));
    for (statement, code, says) in [
        ("UPDATE account SET state = 'active', cut_at = NULL WHERE id = 'u-three'".to_owned(), "ledger-disagrees", "the account of `u-three` is `active`, and the ledger says `cut`"),
        (
            format!("INSERT INTO account VALUES ('u-x', 'h-x', 'active', NULL, NULL, {at}, NULL)"),
            "ledger-disagrees",
            "the account of `u-x` stands in no row of the ledger",
        ),
        (
            format!("INSERT INTO credential VALUES ('c-x', 'u-one', 'password', 'x', 's1.1.x', 0, {at}, NULL, NULL)"),
            "ledger-disagrees",
            "the way in `c-x` stands in no row of the ledger",
        ),
        ("UPDATE credential SET sealed = 's1.1.forged' WHERE id = 'c-u-one'".to_owned(), "ledger-disagrees", "the way in `c-u-one` is not what"),
        ("UPDATE credential SET revoked_at = NULL WHERE id = 'c-lost'".to_owned(), "ledger-disagrees", "the way in `c-lost` was revoked"),
        (
            format!("INSERT INTO session VALUES ('s-x', '{forged}', 'u-one', 'x', NULL, NULL, 'x', {at}, {at}, NULL, NULL, NULL, NULL)"),
            "ledger-disagrees",
            "`session:s-x` stands in no row of the ledger",
        ),
        (
            "UPDATE session SET ended_at = NULL, ended_because = NULL WHERE id = 's-1'".to_owned(),
            "ledger-disagrees",
            "`session:s-1` was ended, and stands there as if it were good",
        ),
        ("UPDATE token SET revoked_at = NULL WHERE id = 't-1'".to_owned(), "ledger-disagrees", "`token:t-1` was ended"),
        (
            format!("INSERT INTO link VALUES ('l-x', '{forged}', 'request:r-1', 'x', 'x', 'u-x', {at}, {at}, NULL, NULL)"),
            "ledger-disagrees",
            "`link:l-x` stands in no row of the ledger",
        ),
        (
            format!("INSERT INTO feed VALUES ('f-x', '{forged}', 'u-three', 'x', {at}, NULL, NULL)"),
            "ledger-disagrees",
            "`feed:f-x` stands in no row of the ledger",
        ),
        (
            format!("INSERT INTO outbox VALUES ('m-x', 'x', 'u-one', 'x', '{{}}', NULL, {at}, {at}, 'waiting', 0, 0, NULL, NULL, NULL, NULL)"),
            "ledger-disagrees",
            "`mail:m-x` stands in no row of the ledger",
        ),
        (
            format!("UPDATE account SET state = 'cut', cut_at = {at} WHERE id = 'u-three'"),
            "left-open",
            "the feed `f-x` is open, and the account that it is of was cut",
        ),
        ("DELETE FROM credential WHERE id = 'c-u-one'".to_owned(), "ledger-disagrees", "the way in `c-u-one` stands in the ledger and is not there"),
        ("DELETE FROM token; DELETE FROM invitation WHERE account = 'u-three'; DELETE FROM feed WHERE id = 'f-x'; DELETE FROM account WHERE id = 'u-three'".to_owned(), "ledger-disagrees", "the account of `u-three` stands in the ledger and is not there"),
    ] {
        raw(&ground, &statement).await;
        let findings = store.check_rows().await.unwrap().findings;
        assert!(findings.iter().any(|f| f.code == code && f.message.contains(says)), "{statement}: {findings:?}");
    }
    assert!(store.verify_ledger(&[]).await.unwrap().ok, "the chain itself was not touched");
}
