//! Answers half given, kept sealed for their author.

use super::visitor::Visitor;
use crate::{House, Moment};
use base::Result;
use permission::Personal;

/// Keeps what was typed into a form, sealed under the author's own key. `form` is the form's path.
pub async fn keep_draft(_house: &House, _moment: &Moment, _visitor: &Visitor, _form: &str, _content: Personal<String>) -> Result<()> {
    super::not_there_yet()
}

/// Keeps what somebody sent whose session had just run out: the secret of the session and the form's own `csrf` prove whose it is.
/// Returns whether it was kept; a session that was ended or cut off keeps nothing.
pub async fn keep_draft_after_end(
    _house: &House,
    _moment: &Moment,
    _secret: &str,
    _csrf: &str,
    _form: &str,
    _content: Personal<String>,
) -> Result<bool> {
    super::not_there_yet()
}

/// Takes a draft back; it is gone then.
pub async fn take_draft(_house: &House, _moment: &Moment, _visitor: &Visitor, _form: &str) -> Result<Option<String>> {
    super::not_there_yet()
}
