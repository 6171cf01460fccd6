//! A paper moved from draft to published. What leaves draft is frozen: first its figures, then the version and the move as one.

use super::outputs::summary_on_its_page;
use super::paper::{PaperNow, moment_of, paper};
use super::versions::{VersionLine, version_files, versions};
use super::{Look, Looked, comments, keep, look};
use crate::registers::{Recorded, entry_for, today};
use crate::{House, Moment};
use base::{Result, Trouble};
use journal::Body as _;
use narrative::Strictness;
use narrative::living::{MoveRefused, PaperEntry, Ready, Stage, VersionEntry, decide_move, next_version, unanswered};
use std::collections::BTreeMap;

/// A move as somebody asks for it.
#[derive(Debug, Clone, Copy)]
pub struct MoveWords<'a> {
    /// The stage it goes to.
    pub to: Stage,
    /// The office that moves it.
    pub office: &'a str,
    /// Why: the meeting that decided it, or what has to be mended.
    pub reason: &'a str,
    /// The place in the journal of the paper that was seen.
    pub seen: i64,
    /// The place in the journal of the newest of its texts that was seen; nothing where the texts don't matter.
    pub texts: Option<i64>,
}

/// A paper was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its new entry.
    pub recorded: Recorded,
    /// The version that it was frozen as.
    pub version: Option<u32>,
}

/// Moves a paper to a stage, and freezes it.
///
/// # Errors
/// `stage-refused` with everything that stands in the way; `entry-changed` where somebody moved it since.
pub async fn move_stage(house: &House, moment: &Moment, id: &str, words: &MoveWords<'_>) -> Result<Moved> {
    let now = paper(house, id).await?;
    let there = comments(house, id).await?;
    let mut ready = Ready { unanswered: unanswered(there.iter().map(|line| &line.entry)), faults: 0 };
    let decide = |ready: &Ready| decide_move(&now.entry, words.to, ready, words.office, words.reason, today(moment));
    // What is barred anyway is said before anything is counted.
    decide(&ready).map_err(|refused| not_moved(id, &refused))?;
    // Nothing is frozen for a form that was sent twice, or for texts that somebody changed since they were read.
    unchanged(id, now.stamp.seq, words.seen)?;
    if let Some(read) = words.texts {
        unchanged(id, newest_text(&now), read)?;
    }
    let all = versions(house, id).await?;
    let frozen = if words.to.freezes() { Some(freeze(house, moment, &now, &all, words.to).await?) } else { None };
    ready.faults = frozen.as_ref().map_or(0, |frozen| frozen.looked.checked.faults.len());
    let next = decide(&ready).map_err(|refused| not_moved(id, &refused))?;
    let Some(frozen) = frozen else { return written(house, moment, None, next, words.seen).await };
    if words.to == Stage::Approved {
        // What is approved can be published, and what is published can be printed.
        summary_on_its_page(house, &frozen.looked).await?;
        let late = paper(house, id).await?;
        unchanged(id, newest_text(&late), newest_text(&now))?;
        if !unanswered(comments(house, id).await?.iter().map(|line| &line.entry)).is_empty() {
            return Err(changed_since(id));
        }
    }
    let assessment = match frozen.kept {
        Some(assessment) => assessment,
        None => keep(house, moment, &frozen.looked).await?,
    };
    let public = frozen.looked.public.as_ref().map(serde_json::to_value).transpose().map_err(|error| {
        Trouble::failed("paper-unwritable", format!("the public summary of `{id}` cannot be kept: {error}"), "report it with what you did")
    })?;
    let version = VersionEntry {
        paper: id.to_owned(),
        number: next_version(all.iter().map(|line| &line.entry)),
        stage: words.to,
        office: words.office.to_owned(),
        reason: words.reason.to_owned(),
        as_at: frozen.as_at,
        definition: frozen.definition,
        texts: frozen.texts,
        assessment,
        extracts: frozen.looked.holdings_seq,
        rules: frozen.looked.rules,
        public,
    };
    let settled = matches!(words.to, Stage::Approved | Stage::Published).then_some(assessment);
    let next = PaperEntry { version: version.number, frozen: settled, ..next };
    written(house, moment, Some(&version), next, words.seen).await
}

/// The place in the journal of the newest text of a paper; 0 where it has none.
pub fn newest_text(now: &PaperNow) -> i64 {
    now.texts.values().map(|text| text.stamp.seq).max().unwrap_or(0)
}

fn unchanged(id: &str, stands: i64, seen: i64) -> Result<()> {
    if stands == seen { Ok(()) } else { Err(changed_since(id)) }
}

fn changed_since(id: &str) -> Trouble {
    Trouble::refused(
        "entry-changed",
        format!("somebody changed `{id}` since you looked at it"),
        "look at it again, and send what is still right",
    )
}

/// A paper looked at as it is to be frozen.
struct Frozen {
    looked: Looked,
    as_at: String,
    definition: i64,
    texts: BTreeMap<String, i64>,
    /// Under which number the record keeps it already.
    kept: Option<i64>,
}

/// What is published is what was approved, to the figure; everything else is looked at as it stands now.
async fn freeze(house: &House, moment: &Moment, now: &PaperNow, all: &[VersionLine], to: Stage) -> Result<Frozen> {
    if to == Stage::Published {
        let approved = all.iter().find(|line| line.entry.number == now.entry.version).map(|line| &line.entry);
        let approved = approved.ok_or_else(|| no_version(&now.entry.id, now.entry.version))?;
        let files = version_files(house, approved).await?;
        let how = Look { up_to: Some(approved.extracts), ..Look::complete() };
        let looked = look(house, &files, &moment_of(approved, moment), &how).await?;
        return Ok(Frozen {
            looked: Looked { holdings_seq: approved.extracts, rules: approved.rules.clone(), ..looked },
            as_at: approved.as_at.clone(),
            definition: approved.definition,
            texts: approved.texts.clone(),
            kept: Some(approved.assessment),
        });
    }
    let strictness = to.strictness();
    let how = if strictness == Strictness::Complete { Look::complete() } else { Look::draft() };
    Ok(Frozen {
        looked: look(house, &now.bundle(), moment, &how).await?,
        as_at: moment.iso(),
        definition: now.stamp.seq,
        texts: now.texts.iter().map(|(path, text)| (path.clone(), text.stamp.seq)).collect(),
        kept: None,
    })
}

pub(super) fn no_version(id: &str, number: u32) -> Trouble {
    Trouble::refused("record-unknown", format!("`{id}` has no version {number}"), "look at its versions")
}

/// Writes version and move as one.
async fn written(house: &House, moment: &Moment, version: Option<&VersionEntry>, paper: PaperEntry, seen: i64) -> Result<Moved> {
    let mut entries = vec![entry_for(house, moment, &paper, seen)?];
    if let Some(version) = version {
        entries.push(entry_for(house, moment, version, 0)?);
    }
    let places = house.store.append_entries(&entries).await?;
    let recorded = Recorded {
        seq: places.first().copied().unwrap_or_default(),
        register: PaperEntry::REGISTER.to_owned(),
        id: paper.id,
        at: moment.iso(),
        who: moment.who.clone(),
    };
    Ok(Moved { recorded, version: version.map(|version| version.number) })
}

fn not_moved(id: &str, refused: &[MoveRefused]) -> Trouble {
    let said: Vec<String> = refused.iter().map(ToString::to_string).collect();
    let mut remedies: Vec<String> = refused.iter().map(MoveRefused::remedy).collect();
    remedies.dedup();
    Trouble::refused("stage-refused", format!("`{id}` stays where it is: {}", said.join("; ")), remedies.join("; "))
}
