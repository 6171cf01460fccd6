//! The scan: issues scored on a matrix, and which of them became lines of enquiry.

use crate::House;
use crate::registers::{self, ScanLine};
use base::Result;
use rulebook::Parameters;

/// A criterion of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanCriterion {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is asked.
    pub question: String,
}

/// A scan.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanPage {
    /// The scan shown; none where there is none.
    pub scan: Option<String>,
    /// Every scan, the newest first.
    pub scans: Vec<String>,
    /// The matrix: `scan-matrix@1`.
    pub rule: String,
    /// Where the matrix comes from.
    pub rule_note: String,
    /// The lowest and the highest score.
    pub range: (u8, u8),
    /// Its criteria.
    pub criteria: Vec<ScanCriterion>,
    /// The issues, the highest total first.
    pub lines: Vec<ScanLine>,
}

/// The scan asked for, or the newest.
pub async fn scan_page(house: &House, scan: Option<&str>, moment: &crate::Moment) -> Result<ScanPage> {
    let all = registers::scan_lines(house, None).await?;
    let mut scans: Vec<String> = all.iter().map(|line| line.issue.scan.clone()).collect();
    scans.dedup();
    scans.reverse();
    let scan = scan.map(str::to_owned).filter(|scan| scans.contains(scan)).or_else(|| scans.first().cloned());
    let lines: Vec<ScanLine> = all.into_iter().filter(|line| Some(&line.issue.scan) == scan.as_ref()).collect();
    // The matrix on which they were scored; before there is any, the one in force.
    let scored = lines.first().and_then(|line| house.rulebook.rule(&line.issue.rule).ok());
    let in_force = house.rulebook.scan_matrix(registers::today(moment), None)?;
    let (rule, note, matrix) = match scored.map(|rule| (rule, &rule.parameters)) {
        Some((rule, Parameters::ScanMatrix(matrix))) => (rule.reference.to_string(), rule.source.note.clone(), matrix),
        _ => (in_force.reference().to_string(), in_force.rule.source.note.clone(), in_force.parameters),
    };
    Ok(ScanPage {
        scan,
        scans,
        rule,
        rule_note: note,
        range: (matrix.lowest, matrix.highest),
        criteria: matrix
            .criteria
            .iter()
            .map(|one| ScanCriterion { id: one.id.clone(), title: one.title.clone(), question: one.question.clone() })
            .collect(),
        lines,
    })
}
