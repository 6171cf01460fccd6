//! The text of one narrative, and what becomes of an attempt to write it anew.

use journal::{Body, PersonSign, Refused, Words, check_id};
use serde::{Deserialize, Serialize};

/// The longest text in bytes: what a narrative may have, so that comparing two never keeps anybody waiting.
const LONGEST: usize = 512 << 10;

/// The text of one narrative in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionEntry {
    /// The paper.
    pub paper: String,
    /// Its path, as the definition writes it.
    pub path: String,
    /// What it says: Markdown with references.
    pub text: String,
    /// The office that wrote it.
    pub office: String,
    /// What changed, in a line.
    pub note: String,
}

impl Body for SectionEntry {
    const REGISTER: &'static str = "assessment-section";

    fn id(&self) -> String {
        format!("{}/{}", self.paper, self.path)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("paper", &self.paper)?;
        check_path(&self.path)?;
        if self.text.len() > LONGEST {
            let known = format!("a text of at most {LONGEST} bytes");
            return Err(Refused::NotOneOf { field: "text", value: format!("{} bytes", self.text.len()), known });
        }
        words.maybe_text("text", &self.text)?;
        words.role("office", &self.office)?;
        words.text("note", &self.note)
    }
}

/// A path beneath the definition: it never leads elsewhere.
fn check_path(path: &str) -> Result<(), Refused> {
    let sound = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    if path.split('/').all(sound) { Ok(()) } else { Err(Refused::NotAnId { field: "path", value: path.to_owned() }) }
}

/// A line of a text that looks as if it named a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineOfAPerson {
    /// The line, from 1.
    pub line: usize,
    /// What it looks like.
    pub sign: PersonSign,
}

/// The lines of a text that look as if they named a person, so that whoever wrote it finds them.
pub fn lines_of_people(words: &Words<'_>, text: &str) -> Vec<LineOfAPerson> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(at, line)| Some(LineOfAPerson { line: at + 1, sign: words.looks_like_a_person(line)? })).collect()
}

/// What becomes of an attempt to write a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It is written on top of what stands there.
    Write,
    /// It says what stands there already: nothing is written.
    Same,
    /// Somebody else wrote since: both texts are shown, and nothing is written.
    Conflict,
}

/// What becomes of an attempt: `stands` is the newest text with its place in the journal, `seen` the place of the text that it was
/// written on top of.
pub fn attempt(stands: Option<(i64, &str)>, seen: i64, mine: &str) -> Attempt {
    match stands {
        Some((_, text)) if text == mine => Attempt::Same,
        Some((seq, _)) if seq != seen => Attempt::Conflict,
        None if seen != 0 => Attempt::Conflict,
        _ => Attempt::Write,
    }
}
