//! Whether each recommendation rests on a figure.

use super::prose::Prose;
use super::run::Read;
use crate::{Fault, FaultCode, Piece, Reader, Reference, Run};

/// Fields that name a figure without saying what it is.
const NAMING: [&str; 5] = ["title", "unit", "area", "period", "before-period"];

/// Whether runs refer to what a figure says.
pub(super) fn has_figure(runs: &[Run]) -> bool {
    runs.iter().any(|run| matches!(run, Run::Reference(Reference::Field { field, .. }, _) if !NAMING.contains(&field.as_str())))
}

/// Checks every section that recommends.
pub(super) fn check(sections: &[Read<'_>], prose: &[Prose], faults: &mut Vec<Fault>) {
    for section in sections {
        for (line, words) in without_figure(&section.text.pieces, section.plan.role == Reader::Recommendations) {
            let sentence =
                prose.iter().find(|one| one.file == section.text.path && one.line(0) == line).map(|one| one.text.trim().to_owned());
            faults.push(Fault {
                file: section.text.path.clone(),
                line,
                code: FaultCode::Recommendation,
                sentence: sentence.unwrap_or_default(),
                says: format!("a recommendation, {words}"),
                data: "no figure is referred to".to_owned(),
                mend: "say which figure it rests on, such as {{ asb.moved }} or {{ asb.value }}".to_owned(),
            });
        }
    }
}

/// The recommendations that rest on nothing, each with its line. Items of lists are recommendations; where there is no list beneath a heading,
/// its paragraphs together are one.
fn without_figure(pieces: &[Piece], whole: bool) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    // Within which level of heading recommendations stand: 1 is the section itself.
    let mut within: Option<u8> = whole.then_some(1);
    let groups = groups(pieces);
    let introduced = groups.len() > 1 || pieces.iter().any(|piece| matches!(piece, Piece::List { .. }));
    for (heading, group) in groups {
        if let Some((level, text)) = &heading
            && !whole
        {
            if within.is_some_and(|outer| *level <= outer) {
                within = None;
            }
            if within.is_none() && text.trim().to_lowercase().starts_with("recommendation") {
                within = Some(*level);
            }
        }
        if within.is_none() || (heading.is_none() && introduced && !group.iter().any(|piece| matches!(piece, Piece::List { .. }))) {
            continue;
        }
        let lists = group.iter().filter_map(|piece| if let Piece::List { items, .. } = piece { Some(items) } else { None });
        let items: Vec<&(Vec<Run>, usize)> = lists.flatten().collect();
        if !items.is_empty() {
            found.extend(items.into_iter().filter(|(runs, _)| !has_figure(runs)).map(|(_, line)| (*line, "an item of a list")));
            continue;
        }
        let paragraphs: Vec<(&Vec<Run>, usize)> = group
            .iter()
            .filter_map(|piece| match piece {
                Piece::Paragraph(runs, line) | Piece::Inset(runs, line) => Some((runs, *line)),
                _ => None,
            })
            .collect();
        let shown = group.iter().any(|piece| matches!(piece, Piece::Figure { .. }));
        if let Some((_, line)) = paragraphs.first()
            && !shown
            && !paragraphs.iter().any(|(runs, _)| has_figure(runs))
        {
            found.push((*line, "a paragraph"));
        }
    }
    found
}

type Group<'a> = (Option<(u8, String)>, Vec<&'a Piece>);

/// Pieces by the heading above them.
fn groups(pieces: &[Piece]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for piece in pieces {
        if let Piece::Heading { level, words, .. } = piece {
            let text = words.iter().map(|run| if let Run::Text(text) | Run::Strong(text) = run { text.as_str() } else { "" }).collect();
            groups.push((Some((*level, text)), Vec::new()));
        } else if let Some((_, group)) = groups.last_mut() {
            group.push(piece);
        } else {
            groups.push((None, vec![piece]));
        }
    }
    groups
}
