//! What two people wrote on top of the same text, put together where they changed other sentences.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// A place that both changed, each in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// What stood there.
    pub base: String,
    /// What the other made of it.
    pub theirs: String,
    /// What I made of it.
    pub mine: String,
}

/// Two texts put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text with the changes of both; nothing where they clash.
    pub proposal: Option<String>,
    /// Where they clash.
    pub clashes: Vec<Clash>,
}

/// A change: of which sentences, into which.
struct Hunk<'a> {
    base: Range<usize>,
    new: Vec<&'a str>,
}

/// Puts two texts together that were both written on top of `base`.
pub fn merge(base: &str, theirs: &str, mine: &str) -> Merged {
    let (old, their_parts, my_parts) = (sentences(base), sentences(theirs), sentences(mine));
    let (theirs, mine) = (hunks(&old, &their_parts), hunks(&old, &my_parts));
    let (mut at, mut text, mut clashes) = (0, String::new(), Vec::new());
    let (mut theirs, mut mine) = (theirs.as_slice(), mine.as_slice());
    while let Some(first) = earlier(theirs.first(), mine.first()) {
        // Everything that touches what is changed first, of both.
        let mut reach = first.base.clone();
        let (mut of_theirs, mut of_mine) = (0, 0);
        loop {
            let before = (of_theirs, of_mine);
            of_theirs += theirs.iter().skip(of_theirs).take_while(|hunk| touches(&mut reach, hunk)).count();
            of_mine += mine.iter().skip(of_mine).take_while(|hunk| touches(&mut reach, hunk)).count();
            if before == (of_theirs, of_mine) {
                break;
            }
        }
        let (their_hunks, their_rest) = theirs.split_at_checked(of_theirs).unwrap_or((theirs, &[]));
        let (my_hunks, my_rest) = mine.split_at_checked(of_mine).unwrap_or((mine, &[]));
        (theirs, mine) = (their_rest, my_rest);
        push(&mut text, old.get(at..reach.start));
        let theirs_here = applied(&old, &reach, their_hunks);
        let mine_here = applied(&old, &reach, my_hunks);
        match (their_hunks.is_empty(), my_hunks.is_empty()) {
            (_, true) => text.push_str(&theirs_here),
            (true, _) => text.push_str(&mine_here),
            _ if theirs_here == mine_here => text.push_str(&mine_here),
            _ => {
                let base = old.get(reach.clone()).map(<[&str]>::concat).unwrap_or_default();
                clashes.push(Clash { base, theirs: theirs_here, mine: mine_here });
            }
        }
        at = reach.end;
    }
    push(&mut text, old.get(at..));
    Merged { proposal: clashes.is_empty().then_some(text), clashes }
}

fn push(text: &mut String, parts: Option<&[&str]>) {
    parts.into_iter().flatten().for_each(|part| text.push_str(part));
}

fn earlier<'a, 'b>(one: Option<&'b Hunk<'a>>, other: Option<&'b Hunk<'a>>) -> Option<&'b Hunk<'a>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if one.base.start <= other.base.start { one } else { other }),
        (one, other) => one.or(other),
    }
}

/// Whether a change bears on what is reached so far; then it is reached too. What is put in between two sentences bears on both.
fn touches(reach: &mut Range<usize>, hunk: &Hunk<'_>) -> bool {
    let put_in = hunk.base.start == hunk.base.end || reach.start == reach.end;
    let beyond = if put_in { hunk.base.start > reach.end } else { hunk.base.start >= reach.end };
    if beyond {
        return false;
    }
    reach.end = reach.end.max(hunk.base.end);
    true
}

/// A stretch of the base as changes leave it.
fn applied(old: &[&str], reach: &Range<usize>, hunks: &[Hunk<'_>]) -> String {
    let (mut text, mut at) = (String::new(), reach.start);
    for hunk in hunks {
        push(&mut text, old.get(at..hunk.base.start));
        hunk.new.iter().for_each(|part| text.push_str(part));
        at = hunk.base.end;
    }
    push(&mut text, old.get(at..reach.end));
    text
}

/// The changes from one text to the other. Places are counted here, since those of an operation are not always those it stands at.
fn hunks<'a>(old: &[&str], new: &[&'a str]) -> Vec<Hunk<'a>> {
    let (mut at_old, mut at_new) = (0, 0);
    let mut all: Vec<Hunk<'a>> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (old_len, new_len) = (op.old_range().len(), op.new_range().len());
        let base = at_old..at_old + old_len;
        let put = new.get(at_new..at_new + new_len).unwrap_or_default();
        (at_old, at_new) = (at_old + old_len, at_new + new_len);
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        match all.last_mut() {
            Some(last) if last.base.end == base.start => {
                last.base.end = base.end;
                last.new.extend(put);
            }
            _ => all.push(Hunk { base, new: put.to_vec() }),
        }
    }
    all
}

/// A text in sentences and lines, with nothing lost: put together again they are the text.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut after_stop) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c == '\n' || (after_stop && c == ' ') {
            parts.extend(text.get(start..end));
            start = end;
        }
        after_stop = matches!(c, '.' | '?' | '!' | ':' | ';');
    }
    parts.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    parts
}
