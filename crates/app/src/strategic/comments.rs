//! What partners say of a paper in consultation, and what is answered.

use super::paper::{PaperNow, paper};
use crate::registers::{Recorded, load_of, required, save, today, trouble};
use crate::{House, Moment};
use base::{Result, Trouble};
use journal::{Body as _, Stamp};
use narrative::living::{CommentEntry, Reply, Stage, next_comment};

/// A comment with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentLine {
    /// What was said and answered.
    pub entry: CommentEntry,
    /// Its newest entry.
    pub stamp: Stamp,
}

/// A comment as somebody gives it.
#[derive(Debug, Clone, Copy)]
pub struct CommentWords<'a> {
    /// The section; empty for the paper as a whole.
    pub section: &'a str,
    /// The words it is about.
    pub quoted: &'a str,
    /// What is said.
    pub comment: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// The office.
    pub office: &'a str,
}

/// The comments on a paper, by number.
pub async fn comments(house: &House, id: &str) -> Result<Vec<CommentLine>> {
    let kept = load_of::<CommentEntry>(house, &format!("{id}/")).await?;
    let mut lines: Vec<CommentLine> = kept.into_iter().map(|(entry, stamp)| CommentLine { entry, stamp }).collect();
    lines.sort_by_key(|line| line.entry.number);
    Ok(lines)
}

/// Records what somebody says of a paper that is in consultation.
///
/// # Errors
/// `stage-refused` where it is not; `record-unknown` where there is no such section; `record-refused`.
pub async fn comment(house: &House, moment: &Moment, id: &str, words: &CommentWords<'_>) -> Result<Recorded> {
    let now = paper(house, id).await?;
    refuse_outside_consultation(&now)?;
    if !words.section.is_empty() && !now.definition.sections.iter().any(|section| section.id == words.section) {
        let message = format!("`{id}` has no section `{}`", words.section);
        return Err(Trouble::refused("record-unknown", message, "choose one of its sections, or the paper as a whole"));
    }
    // Two may comment at once: whoever comes second takes the next number.
    let mut tries = 0;
    loop {
        let there = comments(house, id).await?;
        let entry = CommentEntry {
            paper: id.to_owned(),
            number: next_comment(there.iter().map(|line| &line.entry)),
            section: words.section.to_owned(),
            quoted: words.quoted.trim().to_owned(),
            comment: words.comment.trim().to_owned(),
            organisation: words.organisation.to_owned(),
            office: words.office.to_owned(),
            on: today(moment),
            reply: None,
        };
        match save(house, moment, &entry, 0).await {
            Err(trouble) if trouble.code == "entry-changed" && tries < TRIES => tries += 1,
            answer => return answer,
        }
    }
}

/// How often a comment is tried again under the next number.
const TRIES: usize = 5;

fn refuse_outside_consultation(now: &PaperNow) -> Result<()> {
    if now.entry.stage == Stage::Consultation {
        return Ok(());
    }
    let message = format!("`{}` is {}: comments are taken while it is in consultation", now.entry.id, now.entry.stage.in_words());
    Err(Trouble::refused("stage-refused", message, "tell the office that answers for it"))
}

/// Records what is answered to a comment.
///
/// # Errors
/// `record-unknown`; `record-refused` where it was answered already; `entry-changed`.
pub async fn answer_comment(
    house: &House,
    moment: &Moment,
    id: &str,
    number: u32,
    accepted: bool,
    said: &str,
    office: &str,
) -> Result<Recorded> {
    let (entry, seen) = required::<CommentEntry>(house, &format!("{id}/C-{number}")).await?;
    let reply = Reply { accepted, said: said.trim().to_owned(), office: office.to_owned(), on: today(moment) };
    let answered = entry.answered(reply).map_err(|refused| trouble(CommentEntry::REGISTER, &refused))?;
    save(house, moment, &answered, seen).await
}
