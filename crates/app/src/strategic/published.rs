//! What anybody may read: published papers, by their public summaries.

use super::paper::{all, plain, read_definition};
use super::versions::version;
use crate::House;
use base::{Result, Trouble};
use narrative::living::Stage;
use papers::Document;

/// A published paper in the public list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedLine {
    /// Its id.
    pub id: String,
    /// Its title without references.
    pub title: String,
    /// When it was published, ISO in UTC.
    pub at: String,
}

/// Every published paper, the newest first.
pub async fn published(house: &House) -> Result<Vec<PublishedLine>> {
    let mut lines: Vec<PublishedLine> = all(house)
        .await?
        .into_iter()
        .filter(|(entry, _)| entry.stage == Stage::Published)
        .map(|(entry, stamp)| {
            let title = read_definition(&entry.definition).map_or_else(|_| entry.id.clone(), |definition| plain(&definition.title));
            PublishedLine { id: entry.id, title, at: stamp.at }
        })
        .collect();
    lines.sort_by(|one, other| other.at.cmp(&one.at));
    Ok(lines)
}

/// The public summary of a published paper; nothing where it has none.
///
/// # Errors
/// `record-unknown` where no such paper is published.
pub async fn published_summary(house: &House, id: &str) -> Result<(PublishedLine, Option<Document>)> {
    let unknown = || Trouble::refused("record-unknown", format!("no paper `{id}` is published"), "look at the list");
    let line = published(house).await?.into_iter().find(|line| line.id == id).ok_or_else(unknown)?;
    let paper = super::paper(house, id).await?;
    Ok((line, version(house, id, paper.entry.version).await?.public))
}
