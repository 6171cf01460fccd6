//! The demonstration's partnership: published organisations, groups and agreement, invented people in office.

use crate::people::Asking;
use crate::registers::entry_for;
use crate::{By, House, Moment, enrol_user};
use base::Result;
use journal::Body;
use permission::{Door, Personal, Purpose};
use store::NewEntry;

/// The demonstration's administrator, the first of its people in office.
const ADMINISTRATOR: &str = "council-administrator";

/// Loads the registers of the demonstration and seals the invented names of its people in office. What is there already stays.
/// Returns how many entries were written and how many names sealed.
pub async fn demo_partners(house: &House, moment: &Moment) -> Result<(usize, usize)> {
    let demonstration = partnership::demonstration()?;
    let whole = &demonstration.partnership;
    let mut entries = Vec::new();
    missing(house, moment, &whole.organisations, &mut entries).await?;
    missing(house, moment, &whole.users, &mut entries).await?;
    missing(house, moment, &whole.groups, &mut entries).await?;
    missing(house, moment, &whole.agreements, &mut entries).await?;
    missing(house, moment, &whole.parties, &mut entries).await?;
    let written = entries.len();
    if written > 0 {
        house.store.append_entries(&entries).await?;
    }
    let mut sealed = 0;
    let mut by = By::Operator;
    for invented in &demonstration.names {
        if house.store.record_facts(&invented.id).await?.is_none() {
            let text = serde_json::json!({ "name": invented.name, "mail": invented.mail }).to_string();
            enrol_user(house, moment, &by, &invented.id, Personal::new(text)).await?;
            sealed += 1;
            // Whoever runs the machine enrols the first administrator, and the administrator everybody else.
            by = By::User(Asking {
                user: ADMINISTRATOR.into(),
                purpose: Some(Purpose::Administration),
                organisation: None,
                door: Door::Terminal,
            });
        }
    }
    Ok((written, sealed))
}

async fn missing<T: Body>(house: &House, moment: &Moment, bodies: &[T], entries: &mut Vec<NewEntry>) -> Result<()> {
    for body in bodies {
        if house.store.entry(T::REGISTER, &body.id(), None).await?.is_none() {
            entries.push(entry_for(house, moment, body, 0)?);
        }
    }
    Ok(())
}
