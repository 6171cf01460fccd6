//! A paper as PDF/UA-1: the document goes to Typst as data, read by one fixed template. The same paper gives the
//! same bytes.

mod data;
mod world;

use crate::{Block, Document};
use base::Trouble;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Content, NativeElement as _, Smart};
use typst::introspection::Introspector as _;
use typst::model::HeadingElem;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// A paper as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Each heading of the paper in order: its id, and the page it stands on as printed, from 1.
    pub headings: Vec<(String, usize)>,
}

impl Set {
    /// The page that a heading stands on.
    pub fn page_of(&self, id: &str) -> Option<usize> {
        self.headings.iter().find(|(heading, _)| heading == id).map(|(_, page)| *page)
    }
}

/// Sets a paper as PDF/UA-1.
///
/// Characters no typeface in the binary can show are replaced by `□`. Fails only where Typst refuses the paper, which a
/// paper of this model should never bring about: the message then says what Typst said.
pub fn render_pdf(document: &Document) -> Result<Vec<u8>, Trouble> {
    set(document).map(|set| set.bytes)
}

/// Sets a paper as `render_pdf` does and says on which page each heading came to stand, so that a summary that runs over
/// its page can be refused.
pub fn set(document: &Document) -> Result<Set, Trouble> {
    let data = data::of(document);
    let bytes = serde_json::to_vec(&data).map_err(|error| refused(&error.to_string()))?;
    let desk = world::Desk::new(include_str!("paper.typ"), bytes).ok_or_else(|| refused("the template has no place"))?;
    let compiled = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| refused(&said(&errors)))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| refused(error.message()))?;
    let ident = format!("{}\n{}\n{}\n{}", document.partnership, document.title, document.period, document.version);
    let options =
        PdfOptions { ident: Smart::Custom(ident), creator: Smart::Custom(Some("Wardmote".to_owned())), standards, ..PdfOptions::default() };
    let pdf = typst_pdf::pdf(&compiled, &options).map_err(|errors| refused(&said(&errors)));
    let headings = headings(document, &compiled);
    // Typst remembers what it set for the next run; a server that prints now and then would only grow.
    typst::comemo::evict(2);
    Ok(Set { bytes: pdf?, pages: compiled.pages().len(), headings })
}

/// The headings in order, each with its page. The heading above the contents is Typst's own and comes before them.
fn headings(document: &Document, compiled: &PagedDocument) -> Vec<(String, usize)> {
    let introspector = compiled.introspector();
    let found = introspector.query(&HeadingElem::ELEM.select());
    let ids = document.blocks.iter().filter_map(|block| if let Block::Heading { id, .. } = block { Some(id) } else { None });
    let before = found.len().saturating_sub(ids.clone().count());
    let page = |heading: &Content| heading.location().and_then(|place| introspector.page(place));
    ids.zip(found.iter().skip(before)).filter_map(|(id, heading)| Some((id.clone(), page(heading)?.get()))).collect()
}

fn said(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ").replace(['\n', '\r'], " ")
}

fn refused(why: &str) -> Trouble {
    let message = format!("the paper could not be set as PDF: {why}");
    Trouble::failed("paper-not-set", message, "use the HTML page meanwhile, and report this message")
}
