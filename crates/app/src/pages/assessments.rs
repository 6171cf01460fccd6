//! Assessments: the list, and the latest of a district as the paper it was kept as.

use crate::House;
use base::{Result, Trouble};
use papers::Document;
use store::AssessmentHead;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentLine {
    /// Code of the district.
    pub area_code: String,
    /// Its name.
    pub area_name: String,
    /// The period as shown.
    pub period: String,
    /// When it was made, ISO in UTC.
    pub made_at: String,
    /// Whether it is the newest of its district: the one that has a page.
    pub latest: bool,
}

/// An assessment as a page.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentPage {
    /// Its line of the list.
    pub line: AssessmentLine,
    /// The paper.
    pub document: Document,
    /// Rules used, with version.
    pub rules: Vec<String>,
    /// Whether extracts came in since it was made.
    pub newer_extracts: bool,
}

/// Every assessment, newest first.
pub async fn assessments(house: &House) -> Result<Vec<AssessmentLine>> {
    let heads = house.store.assessments().await?;
    Ok(heads.iter().enumerate().map(|(i, head)| line(head, !heads.iter().take(i).any(|newer| newer.area_code == head.area_code))).collect())
}

/// The latest assessment of a district; `None` if there is none.
pub async fn assessment(house: &House, district: &str) -> Result<Option<AssessmentPage>> {
    let Some(head) = house.store.latest_assessment(district).await? else { return Ok(None) };
    let document = stored_document(house, &head).await?.leading(|id| format!("/assessments/{district}/figures/{id}"));
    let newest = house.store.holdings(None, None).await?.seq;
    Ok(Some(AssessmentPage { line: line(&head, true), document, newer_extracts: newest > head.holdings_seq, rules: head.rules }))
}

/// The latest assessment of a district as a PDF; `None` if there is none.
pub async fn assessment_pdf(house: &House, district: &str) -> Result<Option<Vec<u8>>> {
    let Some(head) = house.store.latest_assessment(district).await? else { return Ok(None) };
    let document = stored_document(house, &head).await?;
    let press = std::sync::Arc::clone(&house.press);
    crate::house::off_the_runtime(move || press.pdf(&document)).await.map(Some)
}

pub(super) async fn stored_document(house: &House, head: &AssessmentHead) -> Result<Document> {
    let unreadable = |why: String| {
        let message = format!("the paper of assessment {} of `{}` cannot be read: {why}", head.id, head.area_code);
        Trouble::failed("paper-unreadable", message, "make the assessment again with `wardmote assess`")
    };
    let text = house.store.document(head.id).await?.ok_or_else(|| unreadable("it is not there".to_owned()))?;
    serde_json::from_str(&text).map_err(|e| unreadable(e.to_string()))
}

pub(super) fn line(head: &AssessmentHead, latest: bool) -> AssessmentLine {
    let AssessmentHead { area_code, area_name, period, made_at, .. } = head.clone();
    AssessmentLine { area_code, area_name, period, made_at, latest }
}
