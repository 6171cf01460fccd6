//! A paper as pages show it: each from one look, with the figures beside the words that rest on them.

use super::paper::{PaperNow, TextNow, moment_of, paper, plain};
use super::{CommentLine, Look, Looked, VersionLine, comments, look, steps, versions};
use crate::registers::today;
use crate::{House, Moment};
use base::{Outcome, Result, Trouble};
use journal::Stamp;
use narrative::living::{SectionEntry, Stage, StepLine};
use narrative::{Fact, Fault, FaultCode, Piece, Run, parse_text};
use papers::{Block, Document};

/// The id under which the public summary stands beside the sections.
pub const PUBLIC_SUMMARY: &str = "public-summary";

/// What a look gave, or why there is none: `None` of a message where that is nobody's business.
pub type Seen = std::result::Result<Box<Looked>, Option<Trouble>>;

/// A line of the list of a paper's sections.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionLine {
    /// Its id.
    pub id: String,
    /// Its narrative.
    pub path: String,
    /// Its title without references.
    pub title: String,
    /// Its faults; nothing where the paper could not be looked at.
    pub faults: Option<usize>,
    /// Its text; nothing where none was written.
    pub text: Option<TextNow>,
}

/// A paper with everything around it.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperView {
    /// The paper.
    pub now: PaperNow,
    /// What a look gave.
    pub looked: Seen,
    /// Its sections in order, the public summary last.
    pub sections: Vec<SectionLine>,
    /// Faults of the definition itself.
    pub of_definition: Vec<Fault>,
    /// Parts that must be there before it can be approved, and are not.
    pub missing: Vec<Fault>,
    /// Its timetable.
    pub steps: Vec<StepLine>,
    /// What was said of it.
    pub comments: Vec<CommentLine>,
    /// Its versions, newest first.
    pub versions: Vec<VersionLine>,
}

/// A section with what stands beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionView {
    /// The paper.
    pub now: PaperNow,
    /// The section.
    pub line: SectionLine,
    /// As it is set; nothing where the paper could not be looked at.
    pub set: Option<Document>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// The figures that it names.
    pub named: Vec<Fact>,
    /// The paper's other figures.
    pub others: Vec<Fact>,
    /// Why nothing could be looked at, where it could not.
    pub unseen: Option<Option<Trouble>>,
}

/// Looks at a paper; while it is approved or published, at what was.
async fn look_at(house: &House, moment: &Moment, now: &PaperNow, all: &[VersionLine]) -> Result<Seen> {
    let settled = matches!(now.entry.stage, Stage::Approved | Stage::Published);
    let version = all.iter().find(|line| settled && line.entry.number == now.entry.version);
    let (moment, how) = match version {
        Some(line) => (moment_of(&line.entry, moment), Look { up_to: Some(line.entry.extracts), ..Look::complete() }),
        None => (moment.clone(), Look::complete()),
    };
    match look(house, &now.bundle(), &moment, &how).await {
        Ok(looked) => Ok(Ok(Box::new(looked))),
        Err(trouble) if trouble.outcome == Outcome::Refused => Ok(Err(Some(trouble))),
        // The words can be read and written all the same.
        Err(_) => Ok(Err(None)),
    }
}

fn lines(now: &PaperNow, looked: &Seen) -> Vec<SectionLine> {
    let faults = |path: &str| looked.as_ref().ok().map(|looked| faults_of(looked, path).len());
    let line = |id: &str, title: String, path: &str| SectionLine {
        id: id.to_owned(),
        path: path.to_owned(),
        title,
        faults: faults(path),
        text: now.texts.get(path).cloned(),
    };
    let mut lines: Vec<SectionLine> =
        now.definition.sections.iter().map(|section| line(&section.id, plain(&section.title), &section.file)).collect();
    if !now.definition.public.is_empty() {
        lines.push(line(PUBLIC_SUMMARY, "Public summary".to_owned(), &now.definition.public));
    }
    lines
}

fn faults_of(looked: &Looked, path: &str) -> Vec<Fault> {
    looked.checked.faults.iter().filter(|fault| fault.file == path && fault.code != FaultCode::Component).cloned().collect()
}

/// A paper with everything around it.
///
/// # Errors
/// `record-unknown` where there is none; `definition-unreadable`.
pub async fn paper_view(house: &House, moment: &Moment, id: &str) -> Result<PaperView> {
    let now = paper(house, id).await?;
    let versions = versions(house, id).await?;
    let mut looked = look_at(house, moment, &now, &versions).await?;
    let missing = looked.as_mut().map_or_else(|_| Vec::new(), |looked| split_missing(looked));
    let sections = lines(&now, &looked);
    let elsewhere = |fault: &&Fault| !sections.iter().any(|section| section.path == fault.file);
    let of_definition =
        looked.as_ref().map_or_else(|_| Vec::new(), |looked| looked.checked.faults.iter().filter(elsewhere).cloned().collect());
    let steps = steps(house, &now, today(moment)).await?;
    let comments = comments(house, id).await?;
    Ok(PaperView { now, looked, sections, of_definition, missing, steps, comments, versions })
}

/// Takes out of a look what is missing rather than wrong: a draft may lack parts, no sentence of it may be false.
fn split_missing(looked: &mut Looked) -> Vec<Fault> {
    let all = std::mem::take(&mut looked.checked.faults);
    let (missing, wrong) = all.into_iter().partition(|fault| fault.code == FaultCode::Component);
    looked.checked.faults = wrong;
    missing
}

/// A section with what stands beside it.
///
/// # Errors
/// `record-unknown` where there is no such paper or section.
pub async fn section_view(house: &House, moment: &Moment, id: &str, section: &str) -> Result<SectionView> {
    view_of(house, moment, id, section, None).await
}

/// The same with another text in its place, which is written nowhere: how a section would stand.
pub async fn section_as_written(house: &House, moment: &Moment, id: &str, section: &str, text: &str) -> Result<SectionView> {
    view_of(house, moment, id, section, Some(text)).await
}

async fn view_of(house: &House, moment: &Moment, id: &str, section: &str, written: Option<&str>) -> Result<SectionView> {
    let mut now = paper(house, id).await?;
    let versions = versions(house, id).await?;
    let unknown = || Trouble::refused("record-unknown", format!("`{id}` has no section `{section}`"), "look at its sections");
    if let Some(written) = written {
        let path = path_of(&now, section).ok_or_else(unknown)?;
        let stamp = now.stamp.clone();
        let text = now.texts.entry(path.clone()).or_insert_with(|| TextNow {
            entry: SectionEntry { paper: id.to_owned(), path, text: String::new(), office: String::new(), note: String::new() },
            stamp: Stamp { seq: 0, ..stamp },
        });
        text.entry.text = super::tidied(written);
    }
    let looked = look_at(house, moment, &now, &versions).await?;
    let line = lines(&now, &looked).into_iter().find(|line| line.id == section).ok_or_else(unknown)?;
    let referred = names_in(&line.path, line.text.as_ref().map_or("", |text| &text.entry.text));
    let (set, faults, facts, unseen) = match looked {
        Ok(looked) => {
            let set = if section == PUBLIC_SUMMARY { looked.public.clone() } else { part_of(&looked.document, &line) };
            // The values of a text lead to the figures beside it.
            let set = set.map(|set| set.leading(|id| format!("#figure-{}", id_beside(id, &looked.facts))));
            (set, faults_of(&looked, &line.path), looked.facts, None)
        }
        Err(why) => (None, Vec::new(), Vec::new(), Some(why)),
    };
    let (named, others) = facts.into_iter().partition(|fact| referred.contains(&fact.id));
    Ok(SectionView { now, line, set, faults, named, others, unseen })
}

/// The narrative of a section.
pub fn path_of(now: &PaperNow, section: &str) -> Option<String> {
    if section == PUBLIC_SUMMARY {
        return Some(now.definition.public.clone()).filter(|path| !path.is_empty());
    }
    now.definition.sections.iter().find(|one| one.id == section).map(|one| one.file.clone())
}

/// The figures that a text names.
fn names_in(path: &str, text: &str) -> Vec<String> {
    let (text, _) = parse_text(path, text);
    let of_runs = |runs: &[Run]| {
        let name = |run: &Run| match run {
            Run::Reference(narrative::Reference::Field { figure, .. }, _) => Some(figure.clone()),
            _ => None,
        };
        runs.iter().filter_map(name).collect::<Vec<_>>()
    };
    let of_piece = |piece: &Piece| match piece {
        Piece::Heading { words, .. } | Piece::Paragraph(words, _) | Piece::Inset(words, _) => of_runs(words),
        Piece::List { items, .. } => items.iter().flat_map(|(words, _)| of_runs(words)).collect(),
        Piece::Figure { id, .. } => vec![id.clone()],
    };
    text.pieces.iter().flat_map(of_piece).collect()
}

/// The blocks of a section: from its heading to the next of that level.
fn part_of(document: &Document, line: &SectionLine) -> Option<Document> {
    let heads = |block: &Block| matches!(block, Block::Heading { level: 1, .. });
    let is_ours = |block: &Block| matches!(block, Block::Heading { level: 1, id, text } if *id == line.id || *text == line.title);
    let start = document.blocks.iter().position(is_ours)?;
    let rest = document.blocks.get(start + 1..)?;
    let end = rest.iter().position(heads).unwrap_or(rest.len());
    Some(Document { blocks: rest.get(..end)?.to_vec(), ..document.clone() })
}

/// The figure's id in the definition, from that under which the record keeps one of its fields.
fn id_beside<'a>(record: &'a str, facts: &[Fact]) -> &'a str {
    if facts.iter().any(|fact| fact.id == record) {
        return record;
    }
    let fields = ["-before", "-change", "-rank", "-share"];
    fields.iter().find_map(|field| record.strip_suffix(field)).unwrap_or(record)
}
