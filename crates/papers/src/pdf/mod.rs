//! A paper as PDF/UA-1: the document goes to Typst as data, read by one fixed template. The same paper gives the
//! same bytes.

mod data;
mod world;

use crate::Document;
use base::Trouble;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Sets a paper as PDF/UA-1.
///
/// Characters no typeface in the binary can show are replaced by `□`. Fails only where Typst refuses the paper, which a
/// paper of this model should never bring about: the message then says what Typst said.
pub fn render_pdf(document: &Document) -> Result<Vec<u8>, Trouble> {
    let data = data::of(document);
    let bytes = serde_json::to_vec(&data).map_err(|error| refused(&error.to_string()))?;
    let desk = world::Desk::new(include_str!("paper.typ"), bytes).ok_or_else(|| refused("the template has no place"))?;
    let compiled = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| refused(&said(&errors)))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| refused(error.message()))?;
    let ident = format!("{}\n{}\n{}\n{}", document.partnership, document.title, document.period, document.version);
    let options =
        PdfOptions { ident: Smart::Custom(ident), creator: Smart::Custom(Some("Wardmote".to_owned())), standards, ..PdfOptions::default() };
    let pdf = typst_pdf::pdf(&compiled, &options).map_err(|errors| refused(&said(&errors)));
    // Typst remembers what it set for the next run; a server that prints now and then would only grow.
    typst::comemo::evict(2);
    pdf
}

fn said(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ").replace(['\n', '\r'], " ")
}

fn refused(why: &str) -> Trouble {
    let message = format!("the paper could not be set as PDF: {why}");
    Trouble::failed("paper-not-set", message, "use the HTML page meanwhile, and report this message")
}
