//! Calendar feeds: an address with a secret, by which a calendar program reads what is due. It says so in words that others may see.

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use crate::due::{PAGE, digest, identity, open_duties, title};
use crate::outbox::host;
use crate::signing::{self, Door, Visitor};
use crate::{House, Moment};
use base::{Result, Trouble};
use courier::{Due, Feed, render_feed};
use identity::secret::{Secret, hash, random_id};
use jiff::Timestamp;
use permission::Action;
use std::fmt;
use store::{AccountState, NewFeed, Step};

/// What a feed tells: there is one kind yet.
const DUTIES: &str = "duties";
/// After how many hours a calendar program should fetch a feed again.
const REFRESH_HOURS: u32 = 6;
/// How many feeds somebody may have at once: one for each device, and some to spare.
const AT_ONCE: usize = 10;

/// A feed just made.
pub struct FeedMade {
    /// Its public id, `f-…`.
    pub id: String,
    /// The path of the feed with its secret, shown this once.
    pub path: String,
}

impl fmt::Debug for FeedMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FeedMade({})", self.id)
    }
}

/// A feed as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    /// Its public id.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The day it was last read.
    pub used_on: Option<String>,
    /// It was revoked.
    pub over: bool,
}

/// Makes a feed of what is due.
///
/// # Errors
/// Refused with `feeds-enough` where there are ten already.
pub async fn make_feed(house: &House, moment: &Moment, visitor: &Visitor) -> Result<FeedMade> {
    let allowed = signing::own_by(house, moment, visitor, Door::Page).await?;
    let there = house.store.feeds_of(&visitor.user).await?.iter().filter(|feed| feed.revoked_at.is_none()).count();
    if there >= AT_ONCE {
        return Err(Trouble::refused(
            "feeds-enough",
            format!("there are {there} calendar feeds of this account already"),
            "revoke one that is not needed any more",
        ));
    }
    let secret = Secret::make()?;
    let new = NewFeed { id: random_id("f-")?, secret_hash: secret.hash(), user: visitor.user.clone(), kind: DUTIES.to_owned() };
    let event = signing::did(&allowed, moment, "make-feed");
    if !house.store.change_doors(&[Step::MakeFeed(&new)], &[], event).await?.all() {
        return Err(signing::meanwhile());
    }
    Ok(FeedMade { id: new.id, path: format!("/calendar/{}.ics", secret.reveal()) })
}

/// The visitor's feeds, newest first.
pub async fn feeds_of(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<FeedLine>> {
    signing::own_by(house, moment, visitor, Door::Page).await?;
    let mut feeds = house.store.feeds_of(&visitor.user).await?;
    feeds.reverse();
    let line = |feed: store::Feed| FeedLine {
        made_at: signing::read(&feed.made_at),
        over: feed.revoked_at.is_some(),
        used_on: feed.used_on,
        id: feed.id,
    };
    Ok(feeds.into_iter().map(line).collect())
}

/// Revokes one of the visitor's feeds.
pub async fn revoke_feed(house: &House, moment: &Moment, visitor: &Visitor, id: &str) -> Result<()> {
    let allowed = signing::own_by(house, moment, visitor, Door::Page).await?;
    if !house.store.feeds_of(&visitor.user).await?.iter().any(|feed| feed.id == id) {
        return Err(Trouble::refused("no-such-feed", "there is no such calendar feed of yours", "look at the list again"));
    }
    // One that was revoked meanwhile is as good.
    let _ = house.store.change_doors(&[Step::RevokeFeed(id)], &[], signing::did(&allowed, moment, "revoke-feed")).await?;
    Ok(())
}

/// The calendar of a feed, by its secret. Nothing, the same for a secret that never was, one that was revoked, and one whose user
/// left, was cut off, holds no post today or has terms to accept; each has its row in the ledger.
pub async fn serve_feed(house: &House, moment: &Moment, secret: &str) -> Result<Option<String>> {
    let Some(feed) = house.store.feed_by_hash(&hash(secret)).await? else {
        let event = signing::refused(moment, None, Door::Page, Action::ReadDuties, "*").with("because", "feed-unknown");
        signing::record_stranger(house, moment, event).await?;
        return Ok(None);
    };
    let posts = signing::posts_today(house, moment, &feed.user).await?;
    let over = if feed.revoked_at.is_some() {
        Some("feed-revoked")
    } else if feed.account != AccountState::Active {
        Some("account-not-active")
    } else if posts.is_empty() {
        Some("no-post-today")
    } else if feed.terms_version.as_deref() != Some(signing::terms_version(house, moment)?.as_str()) {
        Some("terms-due")
    } else {
        None
    };
    if let Some(because) = over {
        let event = signing::refused(moment, Some(&feed.user), Door::Page, Action::ReadDuties, &feed.user);
        signing::record_stranger(house, moment, event.with("feed", &feed.id).with("because", because)).await?;
        return Ok(None);
    }
    let today = moment.day();
    if feed.used_on.as_deref().is_none_or(|on| on < today.as_str()) {
        house.store.touch_feed(&feed.id, &today).await?;
    }
    let partnership = crate::people::partnership(house).await?;
    let organisations: Vec<&str> = posts.iter().map(|post| post.organisation.as_str()).collect();
    let address = house.site_address();
    let due: Vec<Due> = open_duties(house, &partnership, crate::registers::today(moment), &organisations)
        .iter()
        .map(|duty| Due {
            uid: format!("duty-{}@{}", digest(&identity(duty)), host(address)),
            on: duty.due.unwrap_or(duty.since),
            title: format!("Something is due: {}", title(&partnership, &duty.about)),
            address: (!address.is_empty()).then(|| format!("{address}{PAGE}")),
        })
        .collect();
    Ok(Some(render_feed(&Feed { name: "What is due: Wardmote", written_at: moment.now, refresh_hours: REFRESH_HOURS, due: &due })))
}
