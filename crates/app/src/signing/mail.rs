//! Mail that tells of the doors. A row of the outbox holds the label of an office, the name of a letter and ids; the address and the
//! link are put in when it is sent.

use crate::outbox::mail_to;
use crate::{House, Moment};
use base::Result;
use courier::WayChange;
use store::NewMail;

/// A letter to an office, as [`crate::outbox`] knows it with its facts; nothing where no mail can be sent.
pub(super) fn letter(house: &House, moment: &Moment, user: &str, template: &str, facts: &[(&str, &str)]) -> Result<Vec<NewMail>> {
    if !house.has_mail() {
        return Ok(Vec::new());
    }
    Ok(vec![mail_to(house, moment, user, template, facts, None)?])
}

/// The notice that a way in changed, for whoever did not do it.
pub(super) fn way_changed(house: &House, moment: &Moment, user: &str, change: WayChange) -> Result<Vec<NewMail>> {
    letter(house, moment, user, "way-changed", &[("change", change.id())])
}
