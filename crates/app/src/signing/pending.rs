//! What waits in memory for one answer from a browser, for a few minutes.

use identity::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// How long an answer is waited for: long enough to find a telephone, and bounded because the machine remembers it.
const WAIT: SignedDuration = SignedDuration::from_mins(15);

/// Things that wait, each under the hash of a ticket that only the browser holds.
pub(crate) struct Pending<T> {
    kept: Mutex<BTreeMap<String, (Timestamp, T)>>,
    most: usize,
}

impl<T> Pending<T> {
    pub(super) fn new(most: usize) -> Self {
        Self { kept: Mutex::default(), most }
    }

    /// Keeps a thing and gives the ticket for it, and until when it is good.
    pub(super) fn put(&self, thing: T, now: Timestamp) -> base::Result<(String, Timestamp)> {
        let ticket = Secret::make()?;
        let ends = now.checked_add(WAIT).unwrap_or(now);
        if let Ok(mut kept) = self.kept.lock() {
            if kept.len() >= self.most {
                kept.retain(|_, (ends, _)| *ends > now);
            }
            while kept.len() >= self.most {
                let Some(oldest) = kept.iter().min_by_key(|(_, (ends, _))| *ends).map(|(key, _)| key.clone()) else { break };
                kept.remove(&oldest);
            }
            kept.insert(ticket.hash(), (ends, thing));
        }
        Ok((ticket.reveal().to_owned(), ends))
    }

    /// Takes a thing: it is there once.
    pub(super) fn take(&self, ticket: &str, now: Timestamp) -> Option<T> {
        let (ends, thing) = self.kept.lock().ok()?.remove(&identity::secret::hash(ticket))?;
        (ends > now).then_some(thing)
    }

    /// Looks at a thing that stays, and tells until when.
    pub(super) fn look<R>(&self, ticket: &str, now: Timestamp, look: impl FnOnce(&T) -> R) -> Option<(R, Timestamp)> {
        let kept = self.kept.lock().ok()?;
        let (ends, thing) = kept.get(&identity::secret::hash(ticket))?;
        (*ends > now).then(|| (look(thing), *ends))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_a_while() {
        let pending = Pending::new(2);
        let now: Timestamp = "2026-10-01T10:00:00Z".parse().unwrap();
        let (ticket, ends) = pending.put("first", now).unwrap();
        assert_eq!(pending.look(&ticket, now, |thing| thing.len()), Some((5, ends)));
        assert_eq!(pending.take("another", now), None);
        assert_eq!(pending.take(&ticket, now), Some("first"));
        assert_eq!(pending.take(&ticket, now), None, "gone with the first answer");
        let (late, _) = pending.put("late", now).unwrap();
        assert_eq!(pending.look(&late, ends, |_| ()), None);
        assert_eq!(pending.take(&late, ends), None, "too late");
    }

    #[test]
    fn the_oldest_gives_way_where_too_many_wait() {
        let pending = Pending::new(2);
        let now: Timestamp = "2026-10-01T10:00:00Z".parse().unwrap();
        let tickets: Vec<String> = (0..3).map(|n| pending.put(n, now + SignedDuration::from_secs(n)).unwrap().0).collect();
        let there: Vec<bool> = tickets.iter().map(|ticket| pending.take(ticket, now).is_some()).collect();
        assert_eq!(there, [false, true, true]);
    }
}
