//! Papers opened, and their texts written. Nothing that was written is lost: what two wrote at once is shown to the second.

use super::paper::{PaperNow, TextNow, gone, paper, paths_of, read_definition, text};
use crate::registers::{Recorded, body_of, entry_for, refuse_taken, save, stamp, today};
use crate::{House, Moment};
use base::{Result, Trouble};
use journal::{Body as _, Words};
use narrative::Bundle;
use narrative::living::{Attempt, Merged, PaperEntry, SectionEntry, Stage, attempt, lines_of_people, may_be_edited, merge};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A text as somebody wrote it.
#[derive(Debug, Clone, Copy)]
pub struct SectionWords<'a> {
    /// The paper.
    pub paper: &'a str,
    /// The narrative's path.
    pub path: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The office that wrote it.
    pub office: &'a str,
    /// What changed, in a line.
    pub note: &'a str,
    /// The place in the journal of the text that it was written on top of; 0 where there was none.
    pub seen: i64,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It is written.
    Written(Recorded),
    /// It says what stood there: nothing was written.
    Same,
    /// Somebody else wrote since: nothing was written.
    Conflict(Box<BothTexts>),
}

/// Two texts that were written on top of the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BothTexts {
    /// What both began from.
    pub base: String,
    /// What stands there now, who wrote it and when.
    pub theirs: TextNow,
    /// What was to be written.
    pub mine: String,
    /// Both put together, where they can be.
    pub merged: Merged,
}

/// A text as it is kept: lines end as they do everywhere, the last one too.
pub fn tidied(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end();
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

/// Opens a paper from its files, as a draft.
///
/// # Errors
/// `definition-unreadable`; `narrative-missing` where a file is not there; `record-taken`; `record-refused`.
pub async fn open_paper(house: &House, moment: &Moment, files: &Bundle, office: &str) -> Result<Recorded> {
    let definition = read_definition(&files.definition.text)?;
    refuse_taken::<PaperEntry>(house, &definition.id).await?;
    let paper = PaperEntry {
        id: definition.id.clone(),
        definition: files.definition.text.clone(),
        stage: Stage::Draft,
        office: office.to_owned(),
        reason: "opened".to_owned(),
        on: today(moment),
        version: 0,
        frozen: None,
        follows: String::new(),
    };
    let mut texts = Vec::new();
    for path in paths_of(&definition) {
        let text = files.narrative.get(&path).ok_or_else(|| {
            let message = format!("the definition names `{path}`, which is not among its files");
            Trouble::refused("narrative-missing", message, "write that file, or take it out of the definition")
        })?;
        texts.push((path, tidied(text)));
    }
    write_new(house, moment, &paper, texts, "opened").await
}

/// Writes a new paper with its texts, all of it or nothing.
async fn write_new(house: &House, moment: &Moment, paper: &PaperEntry, texts: Vec<(String, String)>, note: &str) -> Result<Recorded> {
    let mut entries = vec![entry_for(house, moment, paper, 0)?];
    for (path, text) in texts {
        check_people(house, moment, &path, &text)?;
        let entry = SectionEntry { paper: paper.id.clone(), path, text, office: paper.office.clone(), note: note.to_owned() };
        // A paper of this id is new, but a text of it may stand from before, where ids meet.
        let seen = house.store.entry(SectionEntry::REGISTER, &entry.id(), None).await?.map_or(0, |entry| entry.seq);
        entries.push(entry_for(house, moment, &entry, seen)?);
    }
    let places = house.store.append_entries(&entries).await?;
    Ok(Recorded {
        seq: places.first().copied().unwrap_or_default(),
        register: PaperEntry::REGISTER.to_owned(),
        id: paper.id.clone(),
        at: moment.iso(),
        who: moment.who.clone(),
    })
}

/// Begins the next edition of a published paper, with its definition and all its texts.
///
/// # Errors
/// `stage-refused` where the paper is not published; `record-taken`.
pub async fn begin_edition(house: &House, moment: &Moment, from: &str, id: &str, office: &str) -> Result<Recorded> {
    let last = paper(house, from).await?;
    if last.entry.stage != Stage::Published {
        let message = format!("`{from}` is {}, and an edition begins from a published paper", last.entry.stage.in_words());
        return Err(Trouble::refused("stage-refused", message, "go on with the paper that is there"));
    }
    refuse_taken::<PaperEntry>(house, id).await?;
    let definition = with_id(&last.entry.definition, id);
    if read_definition(&definition)?.id != id {
        return Err(Trouble::refused(
            "definition-id",
            format!("the definition of `{from}` does not begin with a line `id = …` that could be given to `{id}`"),
            "write the `id` on a line of its own at the head of the definition, then begin the edition",
        ));
    }
    let paper = PaperEntry {
        id: id.to_owned(),
        definition,
        stage: Stage::Draft,
        office: office.to_owned(),
        reason: format!("the edition after `{from}`"),
        on: today(moment),
        version: 0,
        frozen: None,
        follows: from.to_owned(),
    };
    let texts = last.texts.into_iter().map(|(path, text)| (path, text.entry.text)).collect();
    write_new(house, moment, &paper, texts, "from the edition before").await
}

/// A definition under another id.
fn with_id(definition: &str, id: &str) -> String {
    let mut done = false;
    let line = |line: &str| {
        let is_id = !done && line.split_once('=').is_some_and(|(key, _)| key.trim() == "id");
        done |= is_id || line.trim_start().starts_with('[');
        if is_id { format!("id = \"{id}\"") } else { line.to_owned() }
    };
    let lines: Vec<String> = definition.lines().map(line).collect();
    lines.join("\n") + "\n"
}

/// Writes a text on top of the one that was seen.
///
/// # Errors
/// `stage-refused` where the paper is past writing; `record-unknown` where its definition names no such text; `record-refused` with the
/// lines that look like a person.
pub async fn save_section(house: &House, moment: &Moment, words: &SectionWords<'_>) -> Result<Saved> {
    let now = paper(house, words.paper).await?;
    refuse_past_writing(&now)?;
    if !paths_of(&now.definition).iter().any(|path| path == words.path) {
        let message = format!("the definition of `{}` names no text `{}`", words.paper, words.path);
        return Err(Trouble::refused("record-unknown", message, "look at the paper to see its texts"));
    }
    let mine = tidied(words.text);
    let stands = now.texts.get(words.path).map(|text| (text.stamp.seq, text.entry.text.as_str()));
    match attempt(stands, words.seen, &mine) {
        Attempt::Same => return Ok(Saved::Same),
        Attempt::Conflict => return conflict(house, words, mine).await,
        Attempt::Write => {}
    }
    check_people(house, moment, words.path, &mine)?;
    let entry = SectionEntry {
        paper: words.paper.to_owned(),
        path: words.path.to_owned(),
        text: mine.clone(),
        office: words.office.to_owned(),
        note: if words.note.trim().is_empty() { "rewritten".to_owned() } else { words.note.trim().to_owned() },
    };
    match save(house, moment, &entry, words.seen).await {
        Ok(recorded) => Ok(Saved::Written(recorded)),
        Err(trouble) if trouble.code == "entry-changed" => conflict(house, words, mine).await,
        Err(trouble) => Err(trouble),
    }
}

pub(super) fn refuse_past_writing(now: &PaperNow) -> Result<()> {
    if may_be_edited(now.entry.stage) {
        return Ok(());
    }
    let message = format!("`{}` is {}: its texts are settled", now.entry.id, now.entry.stage.in_words());
    let remedy = match now.entry.stage {
        Stage::Published => "begin a new edition from it",
        _ => "send it back to draft first, with the reason",
    };
    Err(Trouble::refused("stage-refused", message, remedy))
}

/// Refuses a text that looks as if it named a person, saying where.
fn check_people(house: &House, moment: &Moment, path: &str, text: &str) -> Result<()> {
    let personal = house.rulebook.personal_looking(today(moment), None)?;
    let words = Words::new(personal.parameters);
    let found = lines_of_people(&words, text);
    if found.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = found.iter().map(|one| format!("line {} of `{path}` holds what looks like {}", one.line, one.sign)).collect();
    Err(Trouble::refused(
        "record-refused",
        format!("not recorded in the register `{}`: `text`: {}", SectionEntry::REGISTER, lines.join("; ")),
        "name the office or the team, never a person or how to reach one",
    ))
}

/// Both texts, where somebody else wrote since.
async fn conflict(house: &House, words: &SectionWords<'_>, mine: String) -> Result<Saved> {
    let about = format!("{}/{}", words.paper, words.path);
    let newest = house.store.entry(SectionEntry::REGISTER, &about, None).await?.ok_or_else(|| gone(&about, words.seen))?;
    let theirs = text(&newest)?;
    let base = match house.store.entry(SectionEntry::REGISTER, &about, Some(words.seen)).await? {
        Some(entry) if entry.seq == words.seen => body_of::<SectionEntry>(&entry)?.text,
        _ => String::new(),
    };
    let merged = merge(&base, &theirs.entry.text, &mine);
    Ok(Saved::Conflict(Box::new(BothTexts { base, theirs, mine, merged })))
}

/// Writes the definition anew, on top of the one that was seen.
///
/// # Errors
/// `definition-unreadable`; `stage-refused`; `entry-changed` where somebody changed the paper since; `definition-id` where it names
/// another paper.
pub async fn save_definition(
    house: &House,
    moment: &Moment,
    id: &str,
    text: &str,
    office: &str,
    note: &str,
    seen: i64,
) -> Result<Recorded> {
    let now = paper(house, id).await?;
    refuse_past_writing(&now)?;
    let definition = read_definition(text)?;
    if definition.id != id {
        let message = format!("the definition is of `{}`, and the paper is `{id}`", definition.id);
        return Err(Trouble::refused("definition-id", message, "leave its id as it is, or open it as a paper of its own"));
    }
    let entry = PaperEntry {
        definition: text.to_owned(),
        office: office.to_owned(),
        reason: if note.trim().is_empty() { "the definition was changed".to_owned() } else { note.trim().to_owned() },
        on: today(moment),
        ..now.entry
    };
    save(house, moment, &entry, seen).await
}

/// Every text that a narrative ever had, newest first.
pub async fn text_history(house: &House, id: &str, path: &str) -> Result<Vec<TextNow>> {
    let entries = house.store.entry_history(SectionEntry::REGISTER, &format!("{id}/{path}"), None).await?;
    let texts = entries.iter().rev().map(|entry| Ok(TextNow { entry: body_of(entry)?, stamp: stamp(entry) }));
    texts.collect()
}

/// The files of a paper, to be edited elsewhere: the definition, its narrative, and where each stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Path and text.
    pub files: Vec<(String, String)>,
    /// Where each text stood in the journal, by path; the definition under its own name.
    pub stands: BTreeMap<String, i64>,
}

/// A paper as files.
pub async fn export(house: &House, id: &str) -> Result<Exported> {
    let now = paper(house, id).await?;
    let mut files = vec![(super::DEFINITION.to_owned(), now.entry.definition.clone())];
    let mut stands = BTreeMap::from([(super::DEFINITION.to_owned(), now.stamp.seq)]);
    for (path, text) in now.texts {
        stands.insert(path.clone(), text.stamp.seq);
        files.push((path, text.entry.text));
    }
    Ok(Exported { files, stands })
}

/// Takes files back that were edited elsewhere, each on top of what was exported. Says of each what became of it.
///
/// # Errors
/// As [`save_definition`] and [`save_section`]; what was taken before stays.
pub async fn bring_in(
    house: &House,
    moment: &Moment,
    files: &Bundle,
    stands: &BTreeMap<String, i64>,
    office: &str,
    note: &str,
) -> Result<Vec<(String, Saved)>> {
    let id = read_definition(&files.definition.text)?.id;
    let now = paper(house, &id).await?;
    let seen = |path: &str| stands.get(path).copied().unwrap_or_default();
    let mut all = Vec::new();
    if files.definition.text != now.entry.definition {
        let saved = save_definition(house, moment, &id, &files.definition.text, office, note, seen(super::DEFINITION)).await?;
        all.push((super::DEFINITION.to_owned(), Saved::Written(saved)));
    }
    for (path, text) in &files.narrative {
        let words = SectionWords { paper: &id, path, text, office, note, seen: seen(path) };
        all.push((path.clone(), save_section(house, moment, &words).await?));
    }
    Ok(all)
}

/// The longest list of what was exported, in bytes.
const LONGEST_LIST: u64 = 1 << 20;

/// Writes one file of a paper into a folder, whole or not at all; its path.
pub fn write_file(folder: &Path, path: &str, text: &str) -> Result<PathBuf> {
    let to = folder.join(path);
    vault::write_whole(&to, text.as_bytes())?;
    Ok(to)
}

/// Reads the list of what was exported into a folder.
///
/// # Errors
/// `paper-file` where it is not there, or is not text.
pub fn read_file(folder: &Path, path: &str) -> Result<String> {
    let refused = |why: String| {
        let remedy = "export the assessment with `wardmote assessments export`, and edit the files there";
        Trouble::refused("paper-file", format!("`{path}` can't be read: {why}"), remedy)
    };
    let bytes = vault::read_whole(&folder.join(path), LONGEST_LIST).map_err(|trouble| refused(trouble.message))?;
    String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8".to_owned()))
}
