//! Mail that tells of the doors. A row of the outbox holds the label of an office, the name of a letter and ids; the address and the
//! link are put in when it is sent.

use crate::{House, Moment};
use base::Result;
use courier::WayChange;
use identity::secret::random_id;
use std::collections::BTreeMap;
use store::NewMail;

/// A letter to an office; nothing where no mail can be sent.
///
/// | letter | facts |
/// |---|---|
/// | `invitation`, `recovery-confirmed` | `invitation`: its id, from which [`super::link_of`] makes the link |
/// | `approval-waits` | `invitation` |
/// | `recovery-asked` | `invitation` |
/// | `recovery-noticed`, `cut-off` | none: the day is that of the row |
/// | `way-changed` | `change`: a [`WayChange`] by its name |
pub(super) fn letter(house: &House, moment: &Moment, user: &str, template: &str, facts: &[(&str, &str)]) -> Result<Vec<NewMail>> {
    if !house.doors.setup.mail {
        return Ok(Vec::new());
    }
    let id = random_id("m-")?;
    let host = house.site_address().rsplit("//").next().unwrap_or_default();
    let host = host.split([':', '/']).next().filter(|host| !host.is_empty()).unwrap_or("localhost");
    let facts: BTreeMap<String, String> = facts.iter().map(|(key, said)| ((*key).to_owned(), (*said).to_owned())).collect();
    Ok(vec![NewMail {
        message_id: format!("{id}@{host}"),
        id,
        user: user.to_owned(),
        template: template.to_owned(),
        facts,
        due_at: moment.iso(),
        dedupe: None,
    }])
}

/// The notice that a way in changed, for whoever did not do it.
pub(super) fn way_changed(house: &House, moment: &Moment, user: &str, change: WayChange) -> Result<Vec<NewMail>> {
    letter(house, moment, user, "way-changed", &[("change", change.id())])
}
