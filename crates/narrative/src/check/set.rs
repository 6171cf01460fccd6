//! Fills references in, and sets the pieces of a paper.

use super::prose::{Bound, Kind, Prose};
use super::{SetPart, SetRun, Terms, record_id};
use crate::fields::{FIELDS, Unfilled, fill};
use crate::near::{nearest, quoted, suggestion};
use crate::text::GAP;
use crate::{Definition, Fact, Fault, FaultCode, Form, Piece, Reference, Run};
use std::collections::{BTreeMap, BTreeSet};

/// What a reference lacks: where it stands, and the words for it.
struct Lack {
    at: usize,
    code: FaultCode,
    says: String,
    data: String,
    mend: String,
}

/// Sets one piece of prose after another.
pub(super) struct Setter<'a> {
    pub(super) definition: &'a Definition,
    pub(super) facts: &'a [Fact],
    pub(super) terms: &'a Terms,
    by_id: BTreeMap<&'a str, usize>,
    /// All prose so far.
    pub(super) prose: Vec<Prose>,
    /// What is wrong so far.
    pub(super) faults: Vec<Fault>,
    /// Exceptions so far.
    pub(super) exceptions: Vec<(String, usize, String, String)>,
    /// Figures that stand as blocks: figure, file, line, whether in public.
    pub(super) blocks: Vec<(usize, String, usize, bool)>,
    anchors: BTreeSet<String>,
    group: usize,
}

impl<'a> Setter<'a> {
    pub(super) fn new(definition: &'a Definition, facts: &'a [Fact], terms: &'a Terms) -> Self {
        let by_id = facts.iter().enumerate().map(|(at, fact)| (fact.id.as_str(), at)).collect();
        let anchors = definition.sections.iter().map(|section| section.id.clone()).collect();
        Self {
            definition,
            facts,
            terms,
            by_id,
            prose: Vec::new(),
            faults: Vec::new(),
            exceptions: Vec::new(),
            blocks: Vec::new(),
            anchors,
            group: 0,
        }
    }

    /// Sets the pieces of a narrative; also which pieces of prose each piece is.
    pub(super) fn pieces(&mut self, file: &str, pieces: &[Piece], public: bool) -> Vec<SetPart> {
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            self.group += 1;
            match piece {
                Piece::Heading { level, words, line } => {
                    let text = plain(&self.runs(file, *line, words, public, None));
                    let id = self.anchor(&text);
                    parts.push(SetPart::Heading { level: *level, id, text });
                }
                Piece::Paragraph(runs, line) => parts.push(SetPart::Paragraph(self.runs(file, *line, runs, public, None))),
                Piece::Inset(runs, line) => parts.push(SetPart::Inset(self.runs(file, *line, runs, public, None))),
                Piece::List { ordered, items } => {
                    let items = items.iter().map(|(runs, line)| {
                        self.group += 1;
                        self.runs(file, *line, runs, public, None)
                    });
                    parts.push(SetPart::List { ordered: *ordered, items: items.collect() });
                }
                Piece::Figure { id, form, line } => {
                    if self.block(file, *line, id, *form, public) {
                        parts.push(SetPart::Figure { id: id.clone(), form: *form });
                    }
                }
            }
        }
        parts
    }

    /// Sets a line of prose of the definition.
    pub(super) fn line(&mut self, line: usize, text: &str, caption_of: Option<usize>, file: &str) -> String {
        self.line_for(line, text, caption_of, file, false)
    }

    /// As [`Setter::line`], for words that stand in the public summary too.
    pub(super) fn line_for(&mut self, line: usize, text: &str, caption_of: Option<usize>, file: &str, public: bool) -> String {
        self.group += 1;
        let (runs, faults) = crate::text::parse_line(file, line, text);
        self.faults.extend(faults);
        plain(&self.runs(file, line, &runs, public, caption_of))
    }

    fn anchor(&mut self, text: &str) -> String {
        let words: Vec<String> =
            text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let base = if words.is_empty() { "part".to_owned() } else { words.join("-") };
        let mut id = base.clone();
        let mut number = 2;
        while !self.anchors.insert(id.clone()) {
            id = format!("{base}-{number}");
            number += 1;
        }
        id
    }

    fn runs(&mut self, file: &str, line: usize, runs: &[Run], public: bool, caption_of: Option<usize>) -> Vec<SetRun> {
        let mut prose = Prose::new(file, line, self.group, public);
        prose.caption_of = caption_of;
        let mut lacks: Vec<Lack> = Vec::new();
        let mut set = Vec::with_capacity(runs.len());
        for run in runs {
            match run {
                Run::Text(words) => {
                    prose.words(words);
                    set.push(SetRun::Text(words.replace('\n', " ")));
                }
                Run::Strong(words) => {
                    prose.words(words);
                    set.push(SetRun::Strong(words.replace('\n', " ")));
                }
                Run::Link { href, text } => {
                    prose.words(text);
                    set.push(SetRun::Link { href: href.clone(), text: text.replace('\n', " ") });
                }
                Run::Reference(Reference::Literal { words, because }, line) => {
                    prose.reference(words, *line, Kind::Literal { because: because.clone() });
                    self.exceptions.push((file.to_owned(), *line, words.clone(), because.clone()));
                    set.push(SetRun::Text(words.clone()));
                }
                Run::Reference(Reference::Field { figure, field }, line) => match self.fill(figure, field) {
                    Ok(bound) => {
                        let text = bound.filled.text.clone();
                        set.push(SetRun::Figure { id: record_id(figure, field), text: text.clone() });
                        prose.reference(&text, *line, Kind::Bound(bound));
                    }
                    Err(mut lack) => {
                        lack.at = prose.text.len();
                        lacks.push(lack);
                        prose.reference(&GAP.to_string(), *line, Kind::Gap);
                        set.push(SetRun::Text(GAP.to_string()));
                    }
                },
            }
        }
        let prose = prose.finish();
        for lack in lacks {
            self.faults.push(prose.fault(lack.at, lack.code, lack.says, lack.data, lack.mend));
        }
        self.prose.push(prose);
        set
    }

    fn fill(&self, figure: &str, field: &str) -> Result<Bound, Lack> {
        let says = format!("{{{{ {figure}.{field} }}}}");
        let Some(at) = self.by_id.get(figure).copied() else { return Err(self.unknown_figure(figure, says)) };
        let Some(fact) = self.facts.get(at) else { return Err(self.unknown_figure(figure, says)) };
        let lack = |code, data: String, mend: String| Lack { at: 0, code, says: says.clone(), data, mend };
        match fill(fact, field, self.terms.percent_decimals) {
            Ok(filled) => Ok(Bound { fact: at, field: field.to_owned(), filled }),
            Err(Unfilled::Block) => Err(lack(
                FaultCode::ReferenceUnknown,
                format!("a {field} stands as a paragraph of its own"),
                format!("put `{{{{ {figure}.{field} }}}}` on a line by itself, with an empty line before and after it"),
            )),
            Err(Unfilled::Unknown) => {
                let known = FIELDS.iter().copied().chain(fact.rows.iter().map(|row| row.slug.as_str()));
                let near = nearest(field, known);
                let mend =
                    if near.is_empty() { suggestion(field, fields_of(fact)) } else { format!("perhaps {} was meant", quoted(&near, "or")) };
                Err(lack(FaultCode::ReferenceUnknown, format!("figure `{figure}` has no field `{field}`"), mend))
            }
            Err(Unfilled::Missing) => {
                let mend = "take the sentence out, write another that needs no such value, or import the data it waits for";
                Err(lack(FaultCode::ValueMissing, format!("the data give no `{field}` of `{figure}` ({})", fact.title), mend.to_owned()))
            }
        }
    }

    fn unknown_figure(&self, figure: &str, says: String) -> Lack {
        if self.definition.figures.iter().any(|plan| plan.id == figure) {
            let data = format!("figure `{figure}` is defined, and the data give nothing for it");
            let mend = "import the data it rests on, or take the sentence out";
            return Lack { at: 0, code: FaultCode::ValueMissing, says, data, mend: mend.to_owned() };
        }
        let mend = suggestion(figure, self.facts.iter().map(|fact| fact.id.as_str()));
        Lack { at: 0, code: FaultCode::ReferenceUnknown, says, data: format!("there is no figure `{figure}`"), mend }
    }

    /// Whether a figure can stand as a block; where it can't, that is a fault.
    fn block(&mut self, file: &str, line: usize, id: &str, form: Form, public: bool) -> bool {
        let name = match form {
            Form::Table => "table",
            Form::Chart => "chart",
            Form::Map => "map",
        };
        let says = format!("{{{{ {id}.{name} }}}}");
        let fault = |code, data: String, mend: String| Fault {
            file: file.to_owned(),
            line,
            code,
            sentence: String::new(),
            says: says.clone(),
            data,
            mend,
        };
        let Some(at) = self.by_id.get(id).copied() else {
            let lack = self.unknown_figure(id, says.clone());
            self.faults.push(fault(lack.code, lack.data, lack.mend));
            return false;
        };
        let plan = self.definition.figures.iter().find(|plan| plan.id == id);
        let rows = self.facts.get(at).is_some_and(|fact| !fact.rows.is_empty());
        let drawn = match form {
            Form::Table => true,
            Form::Chart => plan.is_some_and(|plan| plan.chart.is_some()),
            Form::Map => plan.is_some_and(|plan| plan.map.is_some()),
        };
        if !drawn {
            let mend = format!("give figure `{id}` a `{name}` in the definition, or show its table");
            self.faults.push(fault(FaultCode::ReferenceUnknown, format!("figure `{id}` has no {name}"), mend));
        } else if !rows {
            let mend = "define it with `by`, or write its value in a sentence".to_owned();
            self.faults.push(fault(FaultCode::ReferenceUnknown, format!("figure `{id}` has no rows to show"), mend));
        }
        self.blocks.push((at, file.to_owned(), line, public));
        drawn && rows
    }
}

fn fields_of(fact: &Fact) -> Vec<&str> {
    let rows = fact.rows.iter().map(|row| row.slug.as_str());
    FIELDS.iter().copied().filter(|field| !fact.rows.is_empty() || !field.starts_with("top")).take(15).chain(rows).collect()
}

/// Set runs as plain words.
fn plain(runs: &[SetRun]) -> String {
    let word = |run: &SetRun| match run {
        SetRun::Text(text) | SetRun::Strong(text) | SetRun::Link { text, .. } | SetRun::Figure { text, .. } => text.clone(),
    };
    runs.iter().map(word).collect::<String>().trim().to_owned()
}
