//! One click a role, in a home that `demo` made.

use super::visitor::NewSession;
use crate::{House, Moment};
use base::Result;
use permission::Role;

/// Somebody in office of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// The label.
    pub user: String,
    /// The office.
    pub role: Role,
    /// The organisation, by its id.
    pub organisation: String,
    /// What the button says.
    pub says: String,
}

/// One person a role; nobody where the home was not made by `demo` or is not served to this machine alone.
pub async fn demo_people(_house: &House, _moment: &Moment) -> Result<Vec<DemoPerson>> {
    super::not_there_yet()
}

/// Signs in as somebody of the demonstration.
///
/// # Errors
/// Refused with `no-demonstration`.
pub async fn demo_sign_in(_house: &House, _moment: &Moment, _user: &str) -> Result<NewSession> {
    super::not_there_yet()
}
