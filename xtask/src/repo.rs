//! The repository as a list of text files, so that every check is a function from text to findings.

use std::fmt;
use std::path::Path;

/// A text file, its path from the root with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub text: String,
}

/// Every text file of the repository, ascending by path; what is built or fetched is left out.
#[derive(Debug, Clone, Default)]
pub struct Repo {
    pub files: Vec<File>,
    /// Files that are not text: pictures.
    pub others: Vec<String>,
}

/// One fault, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    pub what: String,
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n  help: {}", self.path, self.line, self.what, self.remedy)
    }
}

impl Finding {
    pub fn new(path: &str, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), remedy: remedy.into() }
    }
}

/// Folders that are built, fetched or made by running: no part of the repository.
const LEFT_OUT: [&str; 9] =
    ["target", "node_modules", "dist", ".git", "home", "test-results", "playwright-report", "proptest-regressions", "corpus"];

impl Repo {
    /// Reads the files under `root`.
    pub fn read(root: &Path) -> std::io::Result<Self> {
        let mut repo = Self::default();
        repo.walk(root, "")?;
        repo.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(repo)
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if LEFT_OUT.contains(&name.as_str()) {
                continue;
            }
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.walk(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() {
                match String::from_utf8(std::fs::read(entry.path())?) {
                    Ok(text) => self.files.push(File { path, text }),
                    Err(_) => self.others.push(path),
                }
            }
        }
        Ok(())
    }

    /// Files whose path begins and ends so.
    pub fn under<'a>(&'a self, begins: &'a str, ends: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |f| f.path.starts_with(begins) && f.path.ends_with(ends))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|f| f.path == path).map(|f| f.text.as_str())
    }

    /// Whether a file, text or not, or a folder lies at this path.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.files.iter().map(|f| &f.path).chain(&self.others).any(|p| p == path || p.starts_with(&folder))
    }
}

/// A repository of these files: for tests.
#[cfg(test)]
pub fn of(files: &[(&str, &str)]) -> Repo {
    Repo {
        files: files.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() }).collect(),
        others: Vec::new(),
    }
}

/// Lines of shipped Rust, numbered from 1: without comments, and without what follows `#[cfg(test)]` at a line's start.
pub fn shipped_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line))
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether `word` stands in `text` with no letter, digit or underscore at either side.
pub fn has_word(text: &str, word: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        edge(before) && edge(after)
    })
}
