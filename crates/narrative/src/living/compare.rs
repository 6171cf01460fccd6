//! Two versions side by side: in words and in figures.

use similar::{Algorithm, ChangeTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};

/// Whether words were kept, taken out or put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kept {
    /// They stand in both.
    Both,
    /// They stand in the first alone.
    Then,
    /// They stand in the second alone.
    Now,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordRun {
    /// Where they stand.
    pub kept: Kept,
    /// The words, with the space around them.
    pub words: String,
}

/// So many words of a stretch are compared one by one; a longer one is shown as a whole.
const WORDS_TO_COMPARE: usize = 4_000;

/// What differs between two texts, word by word. The runs of `Both` and `Then` are the first text, those of `Both` and `Now` the second.
pub fn compare_words(then: &str, now: &str) -> Vec<WordRun> {
    let mut runs = Vec::new();
    let lines = TextDiff::configure().algorithm(Algorithm::Myers).diff_lines(then, now);
    let (mut gone, mut come) = (String::new(), String::new());
    for change in lines.iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => gone.push_str(change.value()),
            ChangeTag::Insert => come.push_str(change.value()),
            ChangeTag::Equal => {
                stretch(&mut runs, &mut gone, &mut come);
                push(&mut runs, Kept::Both, change.value());
            }
        }
    }
    stretch(&mut runs, &mut gone, &mut come);
    runs
}

/// Lines that differ, word by word.
fn stretch(runs: &mut Vec<WordRun>, gone: &mut String, come: &mut String) {
    let (then, now) = (std::mem::take(gone), std::mem::take(come));
    let words = |text: &str| text.split_whitespace().count();
    if then.is_empty() || now.is_empty() || words(&then) + words(&now) > WORDS_TO_COMPARE {
        push(runs, Kept::Then, &then);
        push(runs, Kept::Now, &now);
        return;
    }
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_words(&then, &now);
    for change in diff.iter_all_changes() {
        let kept = match change.tag() {
            ChangeTag::Equal => Kept::Both,
            ChangeTag::Delete => Kept::Then,
            ChangeTag::Insert => Kept::Now,
        };
        push(runs, kept, change.value());
    }
}

fn push(runs: &mut Vec<WordRun>, kept: Kept, words: &str) {
    if words.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some(last) if last.kept == kept => last.words.push_str(words),
        _ => runs.push(WordRun { kept, words: words.to_owned() }),
    }
}

/// What became of a text between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// Its path.
    pub path: String,
    /// What differs; a single run of `Both` where nothing does.
    pub runs: Vec<WordRun>,
}

impl SectionChange {
    /// Whether it says the same in both.
    pub fn is_same(&self) -> bool {
        self.runs.iter().all(|run| run.kept == Kept::Both)
    }
}

/// The texts of two versions, by path: those of the second in their order, then those that are gone.
pub fn compare_sections(then: &[(String, String)], now: &[(String, String)]) -> Vec<SectionChange> {
    let text = |of: &[(String, String)], path: &str| of.iter().find(|(one, _)| one == path).map_or(String::new(), |(_, text)| text.clone());
    let gone = then.iter().filter(|(path, _)| !now.iter().any(|(one, _)| one == path));
    let change =
        |(path, _): &(String, String)| SectionChange { path: path.clone(), runs: compare_words(&text(then, path), &text(now, path)) };
    now.iter().chain(gone).map(change).collect()
}

/// What a figure said in a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureSaid {
    /// Its id.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Its period as data.
    pub period: String,
    /// Its value, or its rows as one text.
    pub value: String,
    /// The rules it was made under.
    pub rules: Vec<String>,
    /// The extracts it was made from.
    pub extracts: Vec<String>,
}

/// How a figure differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HowChanged {
    /// Its value, or what it is of.
    Value,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says the same from other extracts, or under other rules.
    Ground,
    /// In nothing.
    Not,
}

/// A figure in two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureChange {
    /// Its id.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// What it said then.
    pub then: Option<FigureSaid>,
    /// What it says now.
    pub now: Option<FigureSaid>,
    /// How it differs.
    pub how: HowChanged,
    /// Extracts and rules that it rested on and no longer does.
    pub left: Vec<String>,
    /// Extracts and rules that it rests on now.
    pub taken: Vec<String>,
}

/// The figures of two versions, by id: what changed first, then what is new, what is gone, what rests on something else, what is the same.
pub fn compare_figures(then: &[FigureSaid], now: &[FigureSaid]) -> Vec<FigureChange> {
    let by_id = |of: &[FigureSaid]| of.iter().map(|one| (one.id.clone(), one.clone())).collect::<BTreeMap<_, _>>();
    let (then, now) = (by_id(then), by_id(now));
    let ids: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let mut changes: Vec<FigureChange> = ids.into_iter().filter_map(|id| change(then.get(id), now.get(id))).collect();
    changes.sort_by(|one, other| (one.how, &one.id).cmp(&(other.how, &other.id)));
    changes
}

fn change(then: Option<&FigureSaid>, now: Option<&FigureSaid>) -> Option<FigureChange> {
    let any = now.or(then)?;
    let ground = |of: Option<&FigureSaid>| -> BTreeSet<String> {
        of.into_iter().flat_map(|one| one.extracts.iter().chain(&one.rules).cloned()).collect()
    };
    let (before, after) = (ground(then), ground(now));
    let how = match (then, now) {
        (None, _) => HowChanged::Added,
        (_, None) => HowChanged::Removed,
        (Some(then), Some(now)) if then.value != now.value || then.period != now.period || then.unit != now.unit => HowChanged::Value,
        _ if before != after => HowChanged::Ground,
        _ => HowChanged::Not,
    };
    Some(FigureChange {
        id: any.id.clone(),
        title: any.title.clone(),
        then: then.cloned(),
        now: now.cloned(),
        how,
        left: before.difference(&after).cloned().collect(),
        taken: after.difference(&before).cloned().collect(),
    })
}
