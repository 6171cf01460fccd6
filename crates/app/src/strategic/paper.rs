//! A paper as the record has it: its definition, and the newest text of each narrative.

use crate::registers::{body_of, load, required, stamp};
use crate::{House, Moment};
use base::{Result, Trouble};
use journal::{Body as _, Stamp};
use narrative::living::{PaperEntry, SectionEntry, Stage, VersionEntry};
use narrative::{Bundle, Definition, Fault, Source, parse_definition};
use std::collections::BTreeMap;
use store::Entry;

/// What the definition is called among the files of a paper.
pub const DEFINITION: &str = "assessment.toml";

/// A text with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextNow {
    /// The text.
    pub entry: SectionEntry,
    /// Where it stands, who wrote it and when.
    pub stamp: Stamp,
}

/// A paper as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperNow {
    /// The paper.
    pub entry: PaperEntry,
    /// Its newest entry.
    pub stamp: Stamp,
    /// What it is to hold.
    pub definition: Definition,
    /// Its texts by path. While it is approved or published, those that were.
    pub texts: BTreeMap<String, TextNow>,
}

impl PaperNow {
    /// Its files.
    pub fn bundle(&self) -> Bundle {
        bundle(&self.entry.definition, &self.texts)
    }

    /// Its title without references.
    pub fn title(&self) -> String {
        plain(&self.definition.title)
    }
}

pub(super) fn bundle(definition: &str, texts: &BTreeMap<String, TextNow>) -> Bundle {
    Bundle {
        definition: Source { path: DEFINITION.to_owned(), text: definition.to_owned() },
        narrative: texts.iter().map(|(path, text)| (path.clone(), text.entry.text.clone())).collect(),
    }
}

/// Reads a definition, or refuses it with everything that is wrong with it.
pub fn read_definition(text: &str) -> Result<Definition> {
    let source = Source { path: DEFINITION.to_owned(), text: text.to_owned() };
    parse_definition(&source).map_err(|faults| unreadable(&faults))
}

fn unreadable(faults: &[Fault]) -> Trouble {
    let said = |fault: &Fault| {
        let rest = [&fault.data, &fault.mend].into_iter().filter(|part| !part.is_empty());
        std::iter::once(&fault.says).chain(rest).map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let lines: Vec<String> = faults.iter().map(|fault| format!("line {}: {}", fault.line, said(fault))).collect();
    Trouble::refused("definition-unreadable", format!("the definition cannot be read: {}", lines.join("; ")), "mend each of those lines")
}

/// The narrative files that a definition names, each once, in its order; the public summary last.
pub fn paths_of(definition: &Definition) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    let sections = definition.sections.iter().map(|section| &section.file);
    for path in sections.chain(std::iter::once(&definition.public)) {
        if !path.is_empty() && !paths.contains(path) {
            paths.push(path.clone());
        }
    }
    paths
}

/// Prose of a definition without references: an exception as its words, a figure as an ellipsis.
pub fn plain(prose: &str) -> String {
    let mut text = String::new();
    let mut rest = prose;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let Some((inside, behind)) = after.split_once("}}") else {
            rest = after;
            break;
        };
        let literal = inside.trim().strip_prefix("literal").and_then(|said| said.trim().strip_prefix('"'));
        text.push_str(literal.and_then(|said| said.split('"').next()).unwrap_or("\u{2026}"));
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// A paper as it stands.
///
/// # Errors
/// `record-unknown` where there is none; `definition-unreadable`.
pub async fn paper(house: &House, id: &str) -> Result<PaperNow> {
    let (entry, seq) = required::<PaperEntry>(house, id).await?;
    let stamp = stamp_at(house, PaperEntry::REGISTER, id, seq).await?;
    let definition = read_definition(&entry.definition)?;
    let mut places = BTreeMap::new();
    if matches!(entry.stage, Stage::Approved | Stage::Published) {
        let (version, _) = required::<VersionEntry>(house, &format!("{id}/{}", entry.version)).await?;
        places = version.texts;
    }
    let paths = paths_of(&definition);
    let texts = if places.is_empty() { newest_texts(house, id, &paths).await? } else { texts_at(house, id, &places).await? };
    Ok(PaperNow { entry, stamp, definition, texts })
}

/// Every paper's newest entry, by id.
pub(super) async fn all(house: &House) -> Result<Vec<(PaperEntry, Stamp)>> {
    Ok(load::<PaperEntry>(house, None).await?.into_values().map(|kept| (kept.body, kept.last)).collect())
}

async fn newest_texts(house: &House, id: &str, paths: &[String]) -> Result<BTreeMap<String, TextNow>> {
    let mut texts = BTreeMap::new();
    for path in paths {
        let about = format!("{id}/{path}");
        if let Some(entry) = house.store.entry(SectionEntry::REGISTER, &about, None).await? {
            texts.insert(path.clone(), text(&entry)?);
        }
    }
    Ok(texts)
}

/// The texts at their places in the journal.
pub(super) async fn texts_at(house: &House, id: &str, places: &BTreeMap<String, i64>) -> Result<BTreeMap<String, TextNow>> {
    let mut texts = BTreeMap::new();
    for (path, seq) in places {
        let about = format!("{id}/{path}");
        let entry = house.store.entry(SectionEntry::REGISTER, &about, Some(*seq)).await?;
        let entry = entry.filter(|entry| entry.seq == *seq).ok_or_else(|| gone(&about, *seq))?;
        texts.insert(path.clone(), text(&entry)?);
    }
    Ok(texts)
}

pub(super) fn text(entry: &Entry) -> Result<TextNow> {
    Ok(TextNow { entry: body_of(entry)?, stamp: stamp(entry) })
}

async fn stamp_at(house: &House, register: &str, id: &str, seq: i64) -> Result<Stamp> {
    let entry = house.store.entry(register, id, Some(seq)).await?.ok_or_else(|| gone(id, seq))?;
    Ok(stamp(&entry))
}

pub(super) fn gone(about: &str, seq: i64) -> Trouble {
    Trouble::failed("record-unreadable", format!("entry {seq} about `{about}` is not in the journal"), "run `wardmote check`")
}

/// The moment that a version is made as of: what its rules and periods are those of.
pub(super) fn moment_of(version: &VersionEntry, moment: &Moment) -> Moment {
    version.as_at.parse().map_or_else(|_| moment.clone(), |now| Moment { now, who: moment.who.clone() })
}
