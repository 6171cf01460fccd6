//! Duties, the ledger and the access review: who sees them, and what they say.

use crate::browser::Browser;
use crate::home::Served;
use axum::http::StatusCode;

#[tokio::test]
async fn the_ledger_and_the_review_are_the_governance_leads_and_reading_them_is_written_down() {
    let served = Served::empty().await;
    let lead = Browser::signed_in(&served.router, "council-ig-lead").await;
    let first = lead.get("/ledger?what=read-ledger").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert!(first.text.contains("No row is like that") || first.text.contains("read-ledger"), "{}", first.text);
    let second = lead.get("/ledger?what=read-ledger&who=council-ig-lead").await.text;
    assert!(second.contains("council-ig-lead") && second.contains("Governance") | second.contains("governance"), "{second}");
    assert_eq!(lead.get("/ledger?who=Thessaly%20Brand").await.status, StatusCode::UNPROCESSABLE_ENTITY, "a name is not asked for");
    let review = lead.get("/access-review").await;
    assert_eq!(review.status, StatusCode::OK);
    for heading in ["What stands out", "Read by breaking the glass", "Given away in an emergency", "Who read how much", "What is due"] {
        assert!(review.text.contains(heading), "{heading}: {}", review.text);
    }
    let officer = Browser::signed_in(&served.router, "council-officer").await;
    for there in ["/ledger", "/access-review"] {
        assert_eq!(officer.get(there).await.status, StatusCode::NOT_FOUND, "{there}");
    }
    let refused = lead.get("/ledger?who=council-officer&what=read-ledger").await.text;
    assert!(refused.contains("refused"), "a refusal has its row: {refused}");
}

#[tokio::test]
async fn duties_say_what_is_due_by_which_rule() {
    let served = Served::empty().await;
    let spoc = Browser::signed_in(&served.router, "council-spoc").await;
    let page = spoc.get("/duties").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Open duties, late ones first") || page.text.contains("Nothing is due"), "{}", page.text);
}
