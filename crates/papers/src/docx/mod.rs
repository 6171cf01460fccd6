//! A paper as a Word document that officers can edit: Word's own styles, fields and captions, and nothing pasted as
//! markup. Written part by part: see `docs/decisions/0038-word-documents.md`.

mod body;
mod parts;
mod picture;
mod tables;

use crate::number::{Numbered, number};
use crate::svg;
use crate::xml::{Part, archive};
use crate::{Block, Document};
use base::Result;
use picture::Picture;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sets a paper as a Word document (DOCX). `paint` makes a PNG of a drawing, so many pixels to a unit: Word needs pixels.
/// It is called from several threads. A drawing that isn't painted is replaced by its description.
///
/// Headings, tables and figures have the numbers of the PDF; pictures and tables have their text alternatives. The same
/// paper gives the same bytes if `paint` gives the same pictures.
pub fn docx(document: &Document, paint: &(dyn Fn(&str, f32) -> Option<Vec<u8>> + Sync)) -> Result<Vec<u8>> {
    let blocks = number(document);
    let pictures = painted(&blocks, paint);
    let body = body::write(document, &blocks, &pictures);
    let numbered_lists = blocks.iter().filter(|block| matches!(block, Numbered::Other(Block::Numbered(_)))).count();
    let mut files = vec![
        Part::text("[Content_Types].xml", parts::CONTENT_TYPES),
        Part::text("_rels/.rels", parts::RELATIONS),
        Part::text("docProps/core.xml", parts::core(document)),
        Part::text("docProps/app.xml", parts::APP),
        Part::text("word/document.xml", body.xml),
        Part::text("word/_rels/document.xml.rels", parts::relations(&body.links, pictures.iter().flatten().count())),
        Part::text("word/styles.xml", include_str!("styles.xml")),
        Part::text("word/settings.xml", include_str!("settings.xml")),
        Part::text("word/fontTable.xml", include_str!("fonts.xml")),
        Part::text("word/numbering.xml", parts::numbering(numbered_lists)),
        Part::text("word/header1.xml", parts::header(document)),
        Part::text("word/header2.xml", parts::first_header()),
        Part::text("word/footer1.xml", parts::footer(document)),
    ];
    let media = pictures.into_iter().flatten().zip(1..);
    files.extend(media.map(|(picture, at)| Part::stored(format!("word/media/image{at}.png"), picture.png)));
    archive(&files)
}

/// The pictures of the figures in order, painted side by side: painting is most of the work.
fn painted(blocks: &[Numbered<'_>], paint: &(dyn Fn(&str, f32) -> Option<Vec<u8>> + Sync)) -> Vec<Option<Picture>> {
    let drawings: Vec<&str> =
        blocks.iter().filter_map(|block| if let Numbered::Figure(_, _, figure) = block { Some(figure.svg.trim()) } else { None }).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(svg) = drawings.get(at) else { return done };
            if svg::is_plain(svg) {
                done.push((at, paint(svg, 2.0).and_then(|png| Picture::of(png, svg))));
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(drawings.len());
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        // A painter that fell over leaves its drawings to their descriptions.
        done.extend(others.into_iter().filter_map(|other| other.join().ok()).flatten());
        done
    });
    done.sort_by_key(|(at, _)| *at);
    let mut pictures: Vec<Option<Picture>> = drawings.iter().map(|_| None).collect();
    for (at, picture) in done {
        if let Some(place) = pictures.get_mut(at) {
            *place = picture;
        }
    }
    pictures
}
