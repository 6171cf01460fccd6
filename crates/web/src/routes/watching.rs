//! What is watched: duties, the ledger, the access review, the outbox.

use super::group;
use crate::pages::{outbox, watching};

group! {
    Get "/duties" => watching::duties, ReadDuties, SignedIn, "what is due to one\u{2019}s organisations and groups";
    Get "/ledger" => watching::ledger, ReadLedger, SignedIn, "rows of the ledger, newest first";
    Get "/access-review" => watching::review, ReviewAccess, SignedIn, "who read what, by which rule, and what stands out";
    Get "/outbox" => outbox::outbox, ReadOutbox, SignedIn, "mail that waits, went or was given up";
}
