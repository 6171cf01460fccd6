//! Reminders of what is due, of duties and of actions of plans: one for each user, thing and time that a rule gives, together in one
//! message.

use super::letters::{REMINDER, mail_to};
use crate::due::{days_to, digest, identity};
use crate::{House, Moment};
use base::Result;
use ledger::Event;
use permission::State;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
struct Told {
    due: u32,
    overdue: u32,
    of: BTreeSet<String>,
}

/// Puts reminders of what is due into the outbox, for whoever is responsible and was not reminded yet. Returns how many messages.
pub async fn remind(house: &House, moment: &Moment) -> Result<usize> {
    let today = crate::registers::today(moment);
    let rule = house.rulebook.duty_reminder(today, None)?.parameters;
    let partnership = crate::people::partnership(house).await?;
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    for duty in partnership::duties(&partnership, house.rulebook, today).iter().filter(|duty| duty.is_open()) {
        let days = days_to(duty, today);
        let Some(reached) = rule.reached(days) else { continue };
        for user in partnership::responsible_on(&partnership, duty, today) {
            let name = digest(&format!("{} {reached}", identity(duty)));
            let told = told.entry(user).or_default();
            if days < 0 {
                told.overdue += 1;
            } else {
                told.due += 1;
            }
            told.of.insert(name);
        }
    }
    for one in crate::plans::owed(house, today).await? {
        let Some(reached) = rule.reached(one.days_to) else { continue };
        let told = told.entry(one.owner).or_default();
        if one.days_to < 0 {
            told.overdue += 1;
        } else {
            told.due += 1;
        }
        told.of.insert(digest(&format!("{} {reached}", one.identity)));
    }
    let mut mails = Vec::new();
    for (user, told) in told {
        if house.store.record_facts(&user).await?.is_none_or(|record| record.state == State::Destroyed) {
            continue;
        }
        let before = house.store.mails_to(&user, REMINDER).await?;
        let before: BTreeSet<&str> = before.iter().filter_map(|mail| mail.facts.get("of")).flat_map(|of| of.split(' ')).collect();
        let new: Vec<String> = told.of.iter().filter(|name| !before.contains(name.as_str())).cloned().collect();
        if new.is_empty() {
            continue;
        }
        let once = format!("{REMINDER} {}", digest(&format!("{user} {}", new.join(" "))));
        let (due, overdue, of) = (told.due.to_string(), told.overdue.to_string(), new.join(" "));
        let facts = [("due", due.as_str()), ("overdue", &overdue), ("of", &of)];
        mails.push(mail_to(house, moment, &user, REMINDER, &facts, Some(once))?);
    }
    if mails.is_empty() {
        return Ok(0);
    }
    house.store.enqueue_mail(&mails, Event::done(moment.iso(), &moment.who, "remind", "outbox:*")).await
}
