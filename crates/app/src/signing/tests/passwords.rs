use super::*;

async fn with_password(house: &House, user: &str) -> Way1 {
    let visitor = inside(house, user).await;
    set_password(house, &after(1), Proven::Visitor(&visitor)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_let_in_is_told_the_same_and_nothing_personal_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let way = with_password(&house, "council-officer").await;
    let _ = with_password(&house, "funder").await;
    cut_off(&house, &after(1), &By::Operator, "funder").await.unwrap();
    let now = after(3);
    let good = || tried("council-officer", way.code(&now));
    let wrong = [
        ("unknown-address", PasswordTry { mail: secret("nobody@example.org"), ..good() }),
        ("wrong-password", PasswordTry { password: secret("velvet tractor lemonades"), ..good() }),
        ("wrong-code", PasswordTry { code: secret("000000"), ..good() }),
        ("wrong-password", tried("funder", way.code(&now))),
    ];
    for (because, tried) in wrong {
        let trouble = sign_in_with_password(&house, &now, tried).await.unwrap_err();
        assert_eq!(trouble, password::refused(), "{because}");
        assert_eq!(refused_rows(&house).await[0].2, because);
    }
    let spaced = PasswordTry { mail: secret(&format!(" {} ", mail_of("council-officer").to_uppercase())), ..good() };
    let session = sign_in_with_password(&house, &now, spaced).await.unwrap().session;
    assert!(session.visitor.strong && !session.visitor.terms_due);
    let used = sign_in_with_password(&house, &now, good()).await.unwrap_err();
    assert_eq!(used.code, "sign-in-refused", "a code that was seen is of no use");
    sign_in_with_password(&house, &after(4), tried("council-officer", way.code(&after(4)))).await.unwrap();

    house.store.close().await;
    let bytes: Vec<u8> = ["wardmote.sqlite", "wardmote.sqlite-wal"]
        .iter()
        .flat_map(|name| std::fs::read(folder.path().join("home").join(name)).unwrap_or_default())
        .collect();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("council-officer"));
    for text in
        [mail_of("council-officer").as_str(), "nobody@example.org", PASSWORD, &way.codes[0], &session.secret, &way.totp.to_be_sealed()]
    {
        assert!(!holds(text), "{text} stands in the record");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_and_a_known_device_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let way = with_password(&house, "council-officer").await;
    let known = sign_in_with_password(&house, &after(3), tried("council-officer", way.code(&after(3)))).await.unwrap().device;
    let guess = || PasswordTry { password: secret("guess after guess"), ..tried("council-officer", secret("123456")) };
    for _ in 0..5 {
        assert_eq!(sign_in_with_password(&house, &after(4), guess()).await.unwrap_err().code, "sign-in-refused");
    }
    // Beyond the free ones everybody waits who is not known, be the password right or the account unknown.
    let right = || tried("council-officer", way.code(&after(4)));
    assert_eq!(sign_in_with_password(&house, &after(4), right()).await.unwrap_err().code, "sign-in-later");
    let at_device = PasswordTry { device: known.clone(), ..right() };
    sign_in_with_password(&house, &after(4), at_device).await.unwrap();
    let forged = PasswordTry { device: known.map(|cookie| cookie.replace("d-", "e-")), ..right() };
    assert_eq!(sign_in_with_password(&house, &after(4), forged).await.unwrap_err().code, "sign-in-later");
    for _ in 0..5 {
        let unknown = PasswordTry { mail: secret("nobody@example.org"), ..guess() };
        assert_eq!(sign_in_with_password(&house, &after(4), unknown).await.unwrap_err().code, "sign-in-refused");
    }
    let unknown = PasswordTry { mail: secret("nobody@example.org"), ..guess() };
    assert_eq!(sign_in_with_password(&house, &after(4), unknown).await.unwrap_err().code, "sign-in-later", "waiting tells nothing");
    // Another network is another place, and nobody is shut out for long.
    let elsewhere = PasswordTry { network: Some("192.0.2".into()), ..tried("council-officer", way.code(&after(5))) };
    sign_in_with_password(&house, &after(5), elsewhere).await.unwrap();
    sign_in_with_password(&house, &after(6), tried("council-officer", way.code(&after(6)))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_lets_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let way = with_password(&house, "council-officer").await;
    let with = |code: &str| tried("council-officer", secret(code));
    let session = sign_in_with_password(&house, &after(3), with(&way.codes[4])).await.unwrap().session;
    assert_eq!(sign_in_with_password(&house, &after(3), with(&way.codes[4])).await.unwrap_err().code, "sign-in-refused");
    let account = account_of(&house, &after(3), &session.visitor).await.unwrap();
    assert_eq!(account.recovery_codes, 9);
    let anew = new_recovery_codes(&house, &after(3), &session.visitor).await.unwrap();
    assert_eq!(sign_in_with_password(&house, &after(4), with(&way.codes[5])).await.unwrap_err().code, "sign-in-refused");
    sign_in_with_password(&house, &after(4), with(&anew[9])).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tries_with_one_code_at_once_one_is_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let way = with_password(&house, "council-officer").await;
    let now = after(3);
    let tries = (0..4).map(|_| {
        let (house, now, tried) = (house.clone(), now.clone(), tried("council-officer", way.code(&now)));
        tokio::spawn(async move { sign_in_with_password(&house, &now, tried).await.is_ok() })
    });
    let tries: Vec<_> = tries.collect();
    let mut let_in = 0;
    for one in tries {
        let_in += usize::from(one.await.unwrap());
    }
    assert_eq!(let_in, 1);
}
