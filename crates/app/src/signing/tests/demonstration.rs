use super::*;
use permission::Role;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn one_person_a_role_and_on_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let people = demo_people(&house, &after(0)).await.unwrap();
    let roles: BTreeSet<Role> = people.iter().map(|one| one.role).collect();
    let expected = Role::ALL.iter().filter(|role| !matches!(role, Role::Operator | Role::Public));
    assert_eq!(roles, expected.copied().collect(), "every role can be seen");
    assert_eq!(people.len(), roles.len());
    let officer = people.iter().find(|one| one.role == Role::Officer).unwrap();
    assert_eq!(officer.says, "Community safety officer, South Cambridgeshire District Council");
    let administrator = people.iter().find(|one| one.role == Role::Administrator).unwrap();
    assert_eq!(administrator.says, "Administrator, South Cambridgeshire District Council", "the office, and no sentence about it");
    for one in &people {
        let begun = demo_sign_in(&house, &after(0), &one.user).await.unwrap();
        assert_eq!((begun.visitor.way, begun.visitor.terms_due), (Way::Demo, false));
    }
    assert_eq!(demo_sign_in(&house, &after(0), "leaver").await.unwrap_err().code, "no-demonstration");
    let begun = demo_sign_in(&house, &after(0), "council-officer").await.unwrap();
    assert!(visitor(&house, &after(1), &begun.secret).await.unwrap().is_some());
    assert!(house.store.check_rows().await.unwrap().findings.is_empty(), "the ledger tells of everything");

    let elsewhere = house.with_sign_in(SignInSetup { demo: false, ..SignInSetup::default() }).unwrap();
    assert!(visitor(&elsewhere, &after(1), &begun.secret).await.unwrap().is_none(), "nor does what was opened there stay open");
    assert!(demo_people(&elsewhere, &after(0)).await.unwrap().is_empty());
    assert_eq!(demo_sign_in(&elsewhere, &after(0), "council-officer").await.unwrap_err().code, "no-demonstration");
}
