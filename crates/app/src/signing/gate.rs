//! The gate: every request is asked for leave before its page is made.

use super::visitor::{Door, Visitor};
use crate::{House, Moment};
use base::Result;
use permission::{Act, Action, Allowed, Facts, Thing};

/// Asks for leave to act on one thing. A refusal has its row in the ledger.
///
/// # Errors
/// The refusal.
pub async fn may<A: Act>(
    _house: &House,
    _moment: &Moment,
    _visitor: Option<&Visitor>,
    _door: Door,
    _thing: Thing,
    _facts: Facts,
) -> Result<Allowed<A>> {
    super::not_there_yet()
}

/// The gate of a route: leave for its action where it touches no personal data; what does is asked by the use case itself, with
/// the exact thing. A visitor for whom terms are due is let to nothing but their own account.
///
/// # Errors
/// Refused with `sign-in-needed` where nobody is signed in and the public may not; with `terms-due`; with `not-allowed`. Each has
/// its row in the ledger.
pub async fn may_act(_house: &House, _moment: &Moment, _visitor: Option<&Visitor>, _door: Door, _action: Action) -> Result<()> {
    super::not_there_yet()
}
