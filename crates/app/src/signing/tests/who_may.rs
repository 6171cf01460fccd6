//! The one law of letting in, over everybody by everybody: nobody lets themselves in, and only those do whom the agreement names.

use super::super::standing::Asker;
use super::*;
use partnership::Partnership;
use permission::{Role, acts};

fn holds(partnership: &Partnership, user: &str, role: Role, at: impl Fn(&str) -> bool) -> bool {
    let posts = partnership::posts_on(&partnership.users, &partnership.organisations, user, DAY.parse().unwrap()).posts;
    posts.iter().any(|post| post.role == role && at(&post.organisation))
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_lets_themselves_in_and_only_those_do_who_may() {
    let folder = tempfile::tempdir().unwrap();
    let house = served(folder.path()).await;
    let partnership = crate::people::partnership(&house).await.unwrap();
    let inside_first = ["council-administrator", "council-spoc", "council-ig-lead", "constabulary-spoc", "two-hats"];
    for user in inside_first {
        inside(&house, user).await;
    }
    let day = DAY.parse().unwrap();
    let mut pairs = 0;
    for by in &partnership.users {
        let asker = Asker::of(&house, &after(1), &as_user(&by.id)).await.unwrap();
        for about in &partnership.users {
            let organisations = partnership::signing::organisations_of(&partnership, &about.id, day);
            let theirs = |id: &str| organisations.iter().any(|one| one == id);
            let other = by.id != about.id;
            let contact = holds(&partnership, &by.id, Role::Spoc, theirs);
            let administrator = holds(&partnership, &by.id, Role::Administrator, |_| true);
            let contact_there = inside_first.iter().any(|user| *user != about.id && holds(&partnership, user, Role::Spoc, theirs));
            let owners_lead = holds(&partnership, &by.id, Role::IgLead, |id| id == "south-cambridgeshire-council");
            let own_lead = holds(&partnership, &by.id, Role::IgLead, theirs);
            let who = format!("{} about {}", by.id, about.id);
            assert_eq!(asker.would::<acts::InviteUser>(&house, &about.id), other && (contact || administrator), "invite: {who}");
            let second = other && (contact || (owners_lead && !contact_there));
            assert_eq!(asker.would::<acts::ApproveUser>(&house, &about.id), second, "approve: {who}");
            assert_eq!(asker.would::<acts::RecoverAccount>(&house, &about.id), second, "recover: {who}");
            assert_eq!(
                asker.would::<acts::CutOff>(&house, &about.id),
                contact || administrator || owners_lead || own_lead,
                "cut off: {who}"
            );
            pairs += 1;
        }
    }
    assert!(pairs > 400);
    let purposeless = Asking { purpose: Some(Purpose::ReduceCrime), ..asking("council-administrator") };
    let asker = Asker::of(&house, &after(1), &By::User(purposeless)).await.unwrap();
    assert!(!asker.would::<acts::InviteUser>(&house, "funder"), "not for another purpose");
}
