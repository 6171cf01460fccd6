//! What is watched: duties, the ledger, the access review.

use super::group;
use crate::pages::watching;

group! {
    Get "/duties" => watching::duties, ReadDuties, SignedIn, "what is due to one\u{2019}s organisations and groups";
    Get "/ledger" => watching::ledger, ReadLedger, SignedIn, "rows of the ledger, newest first";
    Get "/access-review" => watching::review, ReviewAccess, SignedIn, "who read what, by which rule, and what stands out";
}
