//! The files of a paper, all from the one model; and the paper kept in the record.

use super::{Looked, packs};
use crate::figure::figures_json;
use crate::house::off_the_runtime;
use crate::{House, Moment};
use base::{Result, Trouble};
use narrative::Reader;
use papers::{Document, HtmlOptions, render_html};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::NewAssessment;

/// Pixels to a unit of a drawing on slides and in Word.
const SCALE: f32 = 2.0;

/// Every output by its file name: `assessment.html`, `.pdf`, `.docx`, `data-pack.xlsx`, `.ods`, `figures.json`, the public summary as
/// page and PDF, and each chart or map as SVG, PNG and CSV under `charts/`.
///
/// # Errors
/// `summary-too-long` where the executive summary takes more than a page; what setting a paper fails with.
pub async fn outputs(house: &House, looked: &Looked) -> Result<Vec<(String, Vec<u8>)>> {
    outputs_of(house, looked, summary_of(looked)).await
}

/// As [`outputs`], of what was frozen: it is printed as it is.
pub(super) async fn frozen_outputs(house: &House, looked: &Looked) -> Result<Vec<(String, Vec<u8>)>> {
    outputs_of(house, looked, None).await
}

/// Refuses a paper whose executive summary runs over its page (`summary-too-long`).
pub(super) async fn summary_on_its_page(house: &House, looked: &Looked) -> Result<()> {
    match summary_of(looked) {
        Some(summary) => paper(house, &looked.document, Some(summary)).await.map(drop),
        None => Ok(()),
    }
}

async fn outputs_of(house: &House, looked: &Looked, summary: Option<String>) -> Result<Vec<(String, Vec<u8>)>> {
    let pdf = paper(house, &looked.document, summary);
    let public = async {
        match &looked.public {
            Some(document) => paper(house, document, None).await.map(Some),
            None => Ok(None),
        }
    };
    let (pdf, public, docx, packs, charts) = tokio::join!(pdf, public, word(house, looked), packed(looked), painted(house, looked));
    let mut files = vec![
        ("assessment.html".to_owned(), page(&looked.document)),
        ("assessment.pdf".to_owned(), pdf?),
        ("assessment.docx".to_owned(), docx?),
    ];
    let (xlsx, ods) = packs?;
    files.push(("data-pack.xlsx".to_owned(), xlsx));
    files.push(("data-pack.ods".to_owned(), ods));
    files.push(("figures.json".to_owned(), figures_json(&looked.figures).into_bytes()));
    if let (Some(document), Some(pdf)) = (&looked.public, public?) {
        files.push(("public-summary.html".to_owned(), page(document)));
        files.push(("public-summary.pdf".to_owned(), pdf));
    }
    files.extend(charts?);
    Ok(files)
}

fn page(document: &Document) -> Vec<u8> {
    render_html(document, HtmlOptions { standalone: true }).into_bytes()
}

/// The heading of the executive summary, where the paper has one.
fn summary_of(looked: &Looked) -> Option<String> {
    looked.definition.sections.iter().find(|section| section.role == Reader::ExecutiveSummary).map(|section| section.id.clone())
}

/// A paper as PDF; refuses a summary that runs over its page.
async fn paper(house: &House, document: &Document, summary: Option<String>) -> Result<Vec<u8>> {
    let (press, paper) = (Arc::clone(&house.press), document.clone());
    let set = off_the_runtime(move || press.set(&paper)).await?;
    let Some(summary) = summary else { return Ok(set.bytes) };
    let level_one =
        |id: &String| document.blocks.iter().any(|b| matches!(b, papers::Block::Heading { level: 1, id: own, .. } if own == id));
    let tops: Vec<&(String, usize)> = set.headings.iter().filter(|(id, _)| level_one(id)).collect();
    let at = tops.iter().position(|(id, _)| *id == summary);
    if let Some(at) = at
        && let (Some((_, begins)), Some((_, next))) = (tops.get(at), tops.get(at + 1))
        && *next > begins + 1
    {
        return Err(Trouble::refused(
            "summary-too-long",
            format!("the executive summary takes {} pages, and it may take one", next - begins),
            format!("shorten the narrative of section `{summary}`"),
        ));
    }
    Ok(set.bytes)
}

async fn word(house: &House, looked: &Looked) -> Result<Vec<u8>> {
    let (press, document) = (Arc::clone(&house.press), looked.document.clone());
    off_the_runtime(move || {
        let paint = |svg: &str, scale: f32| press.png(svg, scale).ok();
        papers::docx(&document, &paint)
    })
    .await
}

async fn packed(looked: &Looked) -> Result<(Vec<u8>, Vec<u8>)> {
    let pack = packs::pack(looked);
    off_the_runtime(move || {
        let xlsx = papers::pack_xlsx(&pack)?;
        let ods = papers::pack_ods(&pack)?;
        Ok((xlsx, ods))
    })
    .await
}

/// Charts and maps as files for slides.
async fn painted(house: &House, looked: &Looked) -> Result<Vec<(String, Vec<u8>)>> {
    let (press, drawings) = (Arc::clone(&house.press), looked.drawings.clone());
    off_the_runtime(move || {
        let mut files = Vec::new();
        for named in drawings {
            let name = |ending: &str| format!("charts/{}.{ending}", named.name);
            files.push((name("png"), press.png(&named.drawing.svg, SCALE)?));
            files.push((name("csv"), named.drawing.csv().into_bytes()));
            files.push((name("svg"), named.drawing.svg.into_bytes()));
        }
        Ok(files)
    })
    .await
}

fn unmade(what: &str, why: &str) -> Trouble {
    Trouble::failed("paper-unwritable", format!("the {what} cannot be made: {why}"), "report it with the command you ran")
}

/// Writes every output into a folder, each whole or not at all; the paths.
pub async fn write_outputs(house: &House, looked: &Looked, out: &Path) -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (name, bytes) in outputs(house, looked).await? {
        let path = out.join(name);
        vault::write_whole(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// Keeps a paper with its figures in the record, frozen; its number.
pub async fn keep(house: &House, moment: &Moment, looked: &Looked) -> Result<i64> {
    let document_json = serde_json::to_string(&looked.document).map_err(|e| unmade("record of the paper", &e.to_string()))?;
    house
        .store
        .save_assessment(&NewAssessment {
            area_code: looked.area.code.clone(),
            area_name: looked.area.name.clone(),
            period: looked.document.period.clone(),
            made_at: moment.iso(),
            made_by: moment.who.clone(),
            holdings_seq: looked.holdings_seq,
            as_of: looked.as_of.clone(),
            rules: looked.rules.clone(),
            figures: looked.figures.clone(),
            document_json,
        })
        .await
}
