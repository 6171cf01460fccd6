//! A piece of prose as it is printed, with what each of its words is.

use super::sentence;
use crate::fields::Filled;
use crate::{Fault, FaultCode};
use std::ops::Range;

/// A piece of prose.
#[derive(Debug, Clone)]
pub(crate) struct Prose {
    /// The file.
    pub(crate) file: String,
    /// As printed.
    pub(crate) text: String,
    /// What the parts of the text are, in order, without gaps.
    pub(crate) parts: Vec<Part>,
    /// From which byte on which line of the file.
    lines: Vec<(usize, usize)>,
    /// Whether it is in the public summary.
    pub(crate) public: bool,
    /// The figure that it is a caption of.
    pub(crate) caption_of: Option<usize>,
    /// Which paragraph, list or heading of the paper it belongs to: a period named in one sentence holds until its end.
    pub(crate) group: usize,
    sentences: Vec<Range<usize>>,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Where in the text.
    pub(crate) at: Range<usize>,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a part is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Words that somebody wrote.
    Words,
    /// A reference that was filled in.
    Bound(Bound),
    /// A recorded exception.
    Literal {
        /// Why.
        because: String,
    },
    /// A reference that could not be filled in.
    Gap,
}

/// A value that a reference put there.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    /// The place of its figure among the facts.
    pub(crate) fact: usize,
    /// The field.
    pub(crate) field: String,
    /// What it says.
    pub(crate) filled: Filled,
}

impl Prose {
    /// Nothing yet.
    pub(crate) fn new(file: &str, line: usize, group: usize, public: bool) -> Self {
        Self {
            file: file.to_owned(),
            text: String::new(),
            parts: Vec::new(),
            lines: vec![(0, line)],
            public,
            caption_of: None,
            group,
            sentences: Vec::new(),
        }
    }

    /// Adds words; a line break is a space on the next line of the file.
    pub(crate) fn words(&mut self, words: &str) {
        let start = self.text.len();
        let mut line = self.line(start);
        for c in words.chars() {
            if c == '\n' {
                line += 1;
                self.text.push(' ');
                self.lines.push((self.text.len(), line));
            } else {
                self.text.push(c);
            }
        }
        self.part(start, Kind::Words);
    }

    /// Adds what a reference printed.
    pub(crate) fn reference(&mut self, text: &str, line: usize, kind: Kind) {
        let start = self.text.len();
        self.lines.push((start, line));
        self.text.push_str(text);
        self.part(start, kind);
    }

    fn part(&mut self, start: usize, kind: Kind) {
        if start < self.text.len() {
            self.parts.push(Part { at: start..self.text.len(), kind });
        }
    }

    /// To be called when all is added: parts the text into sentences.
    pub(crate) fn finish(mut self) -> Self {
        self.sentences = sentence::sentences(&self.text, &self.parts);
        self
    }

    /// The line of the file at a byte.
    pub(crate) fn line(&self, at: usize) -> usize {
        let after = self.lines.partition_point(|(from, _)| *from <= at);
        self.lines.get(after.saturating_sub(1)).map_or(1, |(_, line)| *line)
    }

    /// The sentences.
    pub(crate) fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The sentence at a byte, as printed.
    pub(crate) fn sentence(&self, at: usize) -> String {
        let range = self.sentences.iter().find(|range| range.contains(&at)).cloned().unwrap_or(0..self.text.len());
        self.text.get(range).unwrap_or("").trim().to_owned()
    }

    /// The parts that touch a range.
    pub(crate) fn parts_in<'a>(&'a self, range: &'a Range<usize>) -> impl Iterator<Item = &'a Part> {
        self.parts.iter().filter(|part| part.at.start < range.end && part.at.end > range.start)
    }

    /// The values within a range, each with where it stands.
    pub(crate) fn bound_in<'a>(&'a self, range: &'a Range<usize>) -> impl Iterator<Item = (&'a Range<usize>, &'a Bound)> {
        self.parts_in(range).filter_map(|part| match &part.kind {
            Kind::Bound(bound) => Some((&part.at, bound)),
            _ => None,
        })
    }

    /// A fault of the sentence at a byte.
    pub(crate) fn fault(
        &self,
        at: usize,
        code: FaultCode,
        says: impl Into<String>,
        data: impl Into<String>,
        mend: impl Into<String>,
    ) -> Fault {
        Fault {
            file: self.file.clone(),
            line: self.line(at),
            code,
            sentence: self.sentence(at),
            says: says.into(),
            data: data.into(),
            mend: mend.into(),
        }
    }
}
