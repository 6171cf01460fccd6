//! References, taken out of a text before Markdown sees them.
//!
//! Each becomes one private character, to which Markdown gives no meaning: quotes, underscores and line breaks inside a reference can't
//! upset it, nor can it break a reference in two.

use super::{Reference, Run};
use crate::Fault;
use crate::source::unreadable;

const FIRST: u32 = 0xF_0000;
const MOST: usize = 60_000;
/// What stands where a reference could not be read or filled.
pub(crate) const GAP: char = '□';

/// A text whose references are private characters.
pub(super) struct Marked {
    /// The text with the characters.
    pub(super) text: String,
    /// What they stand for, with its line.
    references: Vec<(Reference, usize)>,
    /// From which byte of `text` on which line of the file is being read.
    lines: Vec<(usize, usize)>,
    /// What could not be read.
    pub(super) faults: Vec<Fault>,
}

impl Marked {
    /// The line of the file at a byte of the text.
    pub(super) fn line(&self, at: usize) -> usize {
        let after = self.lines.partition_point(|(from, _)| *from <= at);
        self.lines.get(after.saturating_sub(1)).map_or(1, |(_, line)| *line)
    }

    fn reference(&self, mark: char) -> Option<&(Reference, usize)> {
        let at = u32::from(mark).checked_sub(FIRST)?;
        self.references.get(usize::try_from(at).ok()?)
    }

    /// Parts words at the references in them.
    pub(super) fn runs(&self, text: &str, into: &mut Vec<Run>, words: impl Fn(String) -> Run) {
        let mut plain = String::new();
        for c in text.chars() {
            match self.reference(c) {
                Some((reference, line)) => {
                    if !plain.is_empty() {
                        into.push(words(std::mem::take(&mut plain)));
                    }
                    into.push(Run::Reference(reference.clone(), *line));
                }
                None => plain.push(c),
            }
        }
        if !plain.is_empty() {
            into.push(words(plain));
        }
    }

    /// Whether a text holds a reference.
    pub(super) fn has_reference(&self, text: &str) -> bool {
        text.chars().any(|c| self.reference(c).is_some())
    }
}

/// Takes the references out of a text.
pub(super) fn mark(path: &str, text: &str) -> Marked {
    let mut marked = Marked { text: String::with_capacity(text.len()), references: Vec::new(), lines: vec![(0, 1)], faults: Vec::new() };
    let text = text.replace("\r\n", "\n");
    let mut rest = text.as_str();
    let mut line = 1;
    while let Some(c) = rest.chars().next() {
        if let Some(inside) = rest.strip_prefix("{{") {
            let (length, read) = reference(inside);
            let (gone, after) = inside.split_at_checked(length).unwrap_or((inside, ""));
            match read {
                Ok(reference) if marked.references.len() < MOST => {
                    let at = u32::try_from(marked.references.len()).unwrap_or(0);
                    marked.text.push(char::from_u32(FIRST + at).unwrap_or(GAP));
                    marked.references.push((reference, line));
                }
                Ok(_) => {
                    marked.faults.push(unreadable(path, line, "there are too many references in one file", "part the file in two"));
                    marked.text.push(GAP);
                }
                Err((says, mend)) => {
                    marked.faults.push(unreadable(path, line, says, mend));
                    marked.text.push(GAP);
                }
            }
            line += gone.matches('\n').count();
            marked.lines.push((marked.text.len(), line));
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("}}") {
            let mend = "write a reference as `{{ figure-id.field }}`, or leave the braces out";
            marked.faults.push(unreadable(path, line, "`}}` closes a reference that was not opened", mend));
            rest = after;
            continue;
        }
        if (0xF_0000..=0x10_FFFF).contains(&u32::from(c)) || c == GAP {
            let says = "a character that has no meaning in print stands here";
            marked.faults.push(unreadable(path, line, says, "take it out; it may have come with pasted text"));
        } else {
            marked.text.push(c);
        }
        if c == '\n' {
            line += 1;
            marked.lines.push((marked.text.len(), line));
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    marked
}

type Unread = (String, String);
const MEND: &str = "write `{{ figure-id.field }}`, or `{{ literal \"words\" because \"the reason in three words or more\" }}`";

/// Reads what stands after `{{`: how many bytes it takes with its closing braces, and what it is.
fn reference(inside: &str) -> (usize, Result<Reference, Unread>) {
    let unclosed = || {
        // Only the opening braces are lost: what follows stays text and is checked as such.
        (0, Err(("`{{` opens a reference that is not closed".to_owned(), "close it with `}}` in the same paragraph".to_owned())))
    };
    let trimmed = inside.trim_start();
    if let Some(after) = trimmed.strip_prefix("literal")
        && after.starts_with(|c: char| c.is_whitespace() || is_quote(c))
    {
        return match literal(after) {
            Some((reference, rest)) => (inside.len() - rest.len(), Ok(reference)),
            None => match closing(inside) {
                Some(end) => (end, Err(("an exception can't be read".to_owned(), MEND.to_owned()))),
                None => unclosed(),
            },
        };
    }
    let Some(end) = closing(inside) else { return unclosed() };
    let words = inside.get(..end.saturating_sub(2)).unwrap_or("");
    let words: String = words.chars().filter(|c| !c.is_whitespace() && *c != '>').collect();
    let sound = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    match words.split_once('.') {
        Some((figure, field)) if sound(figure) && sound(field) => {
            (end, Ok(Reference::Field { figure: figure.to_owned(), field: field.to_owned() }))
        }
        _ => (end, Err((format!("`{{{{ {words} }}}}` is no reference"), MEND.to_owned()))),
    }
}

/// The byte after the closing braces, where they stand in the same paragraph and before another opening.
fn closing(inside: &str) -> Option<usize> {
    let end = inside.find("}}")?;
    let within = inside.get(..end)?;
    let blank = has_blank_line(within);
    (!blank && !within.contains("{{")).then_some(end + 2)
}

/// `"words" because "reason" }}`, and what stands after it.
fn literal(text: &str) -> Option<(Reference, &str)> {
    let (words, rest) = quoted(text)?;
    let rest = rest.trim_start().strip_prefix("because")?;
    let (because, rest) = quoted(rest)?;
    let rest = rest.trim_start().strip_prefix("}}")?;
    Some((Reference::Literal { words, because }, rest))
}

/// A text in straight or curly quotes; line breaks inside are spaces.
fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let open = text.chars().next().filter(|c| is_quote(*c))?;
    let inside = text.get(open.len_utf8()..)?;
    let end = inside.find(|c| if open == '"' { c == '"' } else { is_quote(c) && c != '“' })?;
    let (words, rest) = inside.split_at_checked(end)?;
    let rest = rest.get(rest.chars().next()?.len_utf8()..)?;
    if has_blank_line(words) {
        return None;
    }
    // In a quotation a line begins with `>`.
    let lines = words.split('\n').enumerate().map(|(at, line)| if at > 0 { line.trim_start().trim_start_matches('>') } else { line });
    let words = lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    Some((words, rest))
}

/// Whether another paragraph begins within a text.
fn has_blank_line(text: &str) -> bool {
    let mut lines = text.split('\n').skip(1).collect::<Vec<_>>();
    lines.pop();
    lines.iter().any(|line| line.trim().is_empty())
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}
