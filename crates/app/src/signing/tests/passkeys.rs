use super::*;
use testkit::device::Device;

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_made_by_invitation_and_lets_in() {
    let folder = tempfile::tempdir().unwrap();
    let house = without_mail(folder.path()).await;
    let made = invite(&house, &after(0), &By::Operator, "council-administrator").await.unwrap();
    let link = link_secret(&house, &made.id);
    let mut device = Device::new(7).at("http://localhost:8080");
    let asked = start_passkey(&house, &after(1), Proven::Invitation(&link)).await.unwrap();
    let answer = device.create(&asked.options);
    let added = finish_passkey(&house, &after(1), Proven::Invitation(&link), &asked.ticket, &answer, "the blue one").await.unwrap();
    let begun = added.signed_in.unwrap().session;
    assert_eq!((begun.visitor.way, begun.visitor.strong), (Way::Passkey, true));
    let account = account_of(&house, &after(1), &begun.visitor).await.unwrap();
    assert_eq!((account.ways.len(), account.ways[0].label.as_str()), (1, "the blue one"));

    let asked = start_passkey_sign_in(&house, &after(2)).await.unwrap();
    let answer = device.get(&asked.options);
    let again = finish_passkey_sign_in(&house, &after(2), Door::Page, &asked.ticket, &answer).await.unwrap().session;
    assert_eq!(again.visitor.user, "council-administrator");
    let twice = finish_passkey_sign_in(&house, &after(2), Door::Page, &asked.ticket, &answer).await.unwrap_err();
    assert_eq!(twice.code, "sign-in-refused", "a question is answered once");

    // Proving oneself again with the same device.
    let asked = start_passkey_sign_in(&house, &after(14)).await.unwrap();
    let weak = visitor(&house, &after(14), &again.secret).await.unwrap().unwrap();
    assert!(!weak.strong);
    let answer = device.get(&asked.options);
    let strong = strengthen_with_passkey(&house, &after(14), &weak, &asked.ticket, &answer).await.unwrap();
    assert!(strong.visitor.strong && strong.secret != again.secret);

    // A second one, and the first is taken away.
    let mut second = Device::new(8).at("http://localhost:8080");
    let proven = Proven::Visitor(&strong.visitor);
    let asked = start_passkey(&house, &after(15), proven).await.unwrap();
    let answer = second.create(&asked.options);
    finish_passkey(&house, &after(15), proven, &asked.ticket, &answer, "").await.unwrap();
    remove_way(&house, &after(15), &strong.visitor, &account.ways[0].id).await.unwrap();
    for (device, let_in) in [(&mut device, false), (&mut second, true)] {
        let asked = start_passkey_sign_in(&house, &after(16)).await.unwrap();
        let answer = device.get(&asked.options);
        assert_eq!(finish_passkey_sign_in(&house, &after(16), Door::Page, &asked.ticket, &answer).await.is_ok(), let_in);
    }
    assert!(house.store.check_rows().await.unwrap().findings.is_empty(), "the ledger tells of everything");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_passkey_and_one_of_another_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let officer = inside(&house, "council-officer").await;
    let funder = inside(&house, "funder").await;
    let mut device = Device { counter: 5, ..Device::new(7).at("http://localhost:8080") };
    let asked = start_passkey(&house, &after(1), Proven::Visitor(&officer)).await.unwrap();
    let answer = device.create(&asked.options);
    assert_eq!(
        finish_passkey(&house, &after(1), Proven::Visitor(&funder), &asked.ticket, &answer, "").await.unwrap_err().code,
        "ceremony-over",
        "begun by somebody else"
    );
    let asked = start_passkey(&house, &after(1), Proven::Visitor(&officer)).await.unwrap();
    let answer = device.create(&asked.options);
    finish_passkey(&house, &after(1), Proven::Visitor(&officer), &asked.ticket, &answer, "").await.unwrap();
    device.counter = 9;
    let asked = start_passkey_sign_in(&house, &after(2)).await.unwrap();
    finish_passkey_sign_in(&house, &after(2), Door::Page, &asked.ticket, &device.get(&asked.options)).await.unwrap();
    device.counter = 8;
    let asked = start_passkey_sign_in(&house, &after(2)).await.unwrap();
    let copy = finish_passkey_sign_in(&house, &after(2), Door::Page, &asked.ticket, &device.get(&asked.options)).await.unwrap_err();
    assert_eq!(copy.code, "sign-in-refused");
    assert_eq!(refused_rows(&house).await[0], ("council-officer".into(), "sign-in".into(), "passkey-copied".into()));
    device.counter = 20;
    let asked = start_passkey_sign_in(&house, &after(2)).await.unwrap();
    let another = strengthen_with_passkey(&house, &after(2), &funder, &asked.ticket, &device.get(&asked.options)).await.unwrap_err();
    assert_eq!(another.code, "sign-in-refused", "a passkey of somebody else proves nothing here");
}
