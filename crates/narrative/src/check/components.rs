//! Whether all is there that the law and the layout require.

use super::recommendations::has_figure;
use super::run::{Context, Read};
use crate::{Fault, FaultCode, Piece, Reader, Run};
use rulebook::Required;

/// Which names a section gives.
type Named = for<'a> fn(&'a Read<'_>) -> &'a [String];

/// Checks a finished paper.
pub(super) fn check(context: &Context<'_>, sections: &[Read<'_>], faults: &mut Vec<Fault>) {
    let mut missing = |line: usize, says: String, data: String, mend: String| {
        faults.push(Fault { file: context.file.to_owned(), line, code: FaultCode::Component, sentence: String::new(), says, data, mend });
    };
    let required = &context.terms.components;
    let claims: [(&str, &str, &[Required], Named); 2] = [
        ("component", "components", &required.components, |read| &read.plan.components),
        ("subject", "subjects", &required.subjects, |read| &read.plan.subjects),
    ];
    for (what, key, list, named) in claims {
        for one in list {
            let mut claiming = sections.iter().filter(|read| named(read).contains(&one.id)).peekable();
            let Some(first) = claiming.peek() else {
                let data = format!("the law requires it: {}", one.title);
                let mend = format!("write it, and name `{}` in `{key}` of its section", one.id);
                missing(1, format!("no section is the {what} `{}`", one.id), data, mend);
                continue;
            };
            let line = first.line;
            if !claiming.any(|read| is_written(read)) {
                let data = "none of its paragraphs refers to a figure".to_owned();
                missing(line, format!("the {what} `{}` ({}) is empty", one.id, one.title), data, "write it from the figures".to_owned());
            }
        }
        for read in sections {
            for name in named(read).iter().filter(|name| !list.iter().any(|one| one.id == **name)) {
                let mend = crate::near::suggestion(name, list.iter().map(|one| one.id.as_str()));
                missing(
                    read.line,
                    format!("section `{}` names the {what} `{name}`", read.plan.id),
                    format!("there is no such {what}"),
                    mend,
                );
            }
        }
    }
    layout(context, sections, &mut missing);
}

fn layout(context: &Context<'_>, sections: &[Read<'_>], missing: &mut impl FnMut(usize, String, String, String)) {
    let layout = &context.terms.layout;
    for one in &layout.sections {
        let found = sections
            .iter()
            .find(|read| read.plan.id == one.id || (one.id == "executive-summary" && read.plan.role == Reader::ExecutiveSummary));
        match found {
            None => missing(
                1,
                format!("there is no section `{}`", one.id),
                format!("the layout has it: {}", one.title),
                format!("add a `[[section]]` with `id = \"{}\"`", one.id),
            ),
            Some(read) if !read.text.pieces.iter().any(has_words) => {
                missing(
                    read.line,
                    format!("section `{}` is empty", one.id),
                    format!("the layout has it: {}", one.title),
                    "write it".to_owned(),
                );
            }
            Some(_) => {}
        }
    }
    for theme in &layout.themes {
        let of_theme: Vec<&Read<'_>> = sections.iter().filter(|read| read.plan.theme == theme.id).collect();
        let Some(first) = of_theme.first() else {
            let mend = format!("add a `[[section]]` with `theme = \"{}\"`", theme.id);
            missing(1, format!("no section is of the theme `{}`", theme.id), format!("the layout has it: {}", theme.title), mend);
            continue;
        };
        for part in &layout.parts {
            if !of_theme.iter().any(|read| has_part(&read.text.pieces, &part.title)) {
                let says = format!("the theme `{}` has no part `{}` with words in it", theme.id, part.title);
                let mend = format!("write it in `{}` under the heading `## {}`", first.plan.file, part.title);
                missing(first.line, says, "the layout has five parts for each theme".to_owned(), mend);
            }
        }
    }
    for read in sections.iter().filter(|read| !read.plan.theme.is_empty() && !layout.themes.iter().any(|theme| theme.id == read.plan.theme))
    {
        let says = format!("section `{}` is of the theme `{}`", read.plan.id, read.plan.theme);
        let mend = crate::near::suggestion(&read.plan.theme, layout.themes.iter().map(|theme| theme.id.as_str()));
        missing(read.line, says, "the layout has no such theme".to_owned(), mend);
    }
}

/// Whether a section has a paragraph, or an item of a list, that refers to a figure.
fn is_written(read: &Read<'_>) -> bool {
    read.text.pieces.iter().any(|piece| match piece {
        Piece::Paragraph(runs, _) | Piece::Inset(runs, _) => has_figure(runs),
        Piece::List { items, .. } => items.iter().any(|(runs, _)| has_figure(runs)),
        Piece::Heading { .. } | Piece::Figure { .. } => false,
    })
}

fn has_words(piece: &Piece) -> bool {
    match piece {
        Piece::Paragraph(runs, _) | Piece::Inset(runs, _) => !runs.is_empty(),
        Piece::List { items, .. } => !items.is_empty(),
        Piece::Figure { .. } => true,
        Piece::Heading { .. } => false,
    }
}

/// Whether a heading of the second level has these words, and anything beneath it.
fn has_part(pieces: &[Piece], title: &str) -> bool {
    let mut inside = false;
    for piece in pieces {
        match piece {
            Piece::Heading { level: 2, words, .. } => {
                let text: String =
                    words.iter().map(|run| if let Run::Text(text) | Run::Strong(text) = run { text.as_str() } else { "" }).collect();
                inside = text.trim().eq_ignore_ascii_case(title);
            }
            piece if inside && has_words(piece) => return true,
            _ => {}
        }
    }
    false
}
