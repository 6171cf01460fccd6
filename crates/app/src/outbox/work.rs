//! The worker beside the pages: reminds and delivers as long as the program serves.

use super::{MailServer, deliver_due, remind};
use crate::{Clock, House, Moment};
use std::time::Duration;

/// How often the outbox is looked into.
const PAUSE: Duration = Duration::from_secs(15);
/// How often what is due is looked through, in looks into the outbox: every hour.
const LOOKS: u32 = 240;

/// Reminds and delivers until it is dropped. What goes wrong is told to the journal of the service by its code, and tried again: a
/// message that was being handed over when the program ends becomes `unknown` when its claim runs out.
pub async fn work(house: House, clock: Clock, who: String, server: MailServer) {
    let worker = format!("{who} {}", std::process::id());
    let mut look: u32 = 0;
    loop {
        let moment = Moment { now: clock.moment().now, who: who.clone() };
        if look == 0
            && let Err(trouble) = remind(&house, &moment).await
        {
            tracing::error!(code = trouble.code, "reminders were not made");
        }
        match deliver_due(&house, &moment, &worker, &server).await {
            Ok(delivered) if delivered == super::Delivered::default() => {}
            Ok(delivered) => tracing::info!(
                sent = delivered.sent,
                unknown = delivered.unknown,
                later = delivered.later,
                given_up = delivered.given_up,
                withdrawn = delivered.withdrawn,
                "mail was delivered"
            ),
            Err(trouble) => tracing::error!(code = trouble.code, "mail was not delivered"),
        }
        look = (look + 1) % LOOKS;
        tokio::time::sleep(PAUSE).await;
    }
}
