//! Assessments and the figures they state. Written once, never updated: a figure shown stays what it was.

use crate::engines::{Bind, Log, Row, unreadable};
use crate::ledger::{self, sha256};
use crate::register::{json, parsed};
use crate::{Store, statements as sql, times};
use ::ledger::Event;
use base::{ColumnKind, Result, Table, Value};

/// An assessment about to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAssessment {
    /// Code of the district.
    pub area_code: String,
    /// Its name.
    pub area_name: String,
    /// The period as shown, `2019-04 to 2020-03`.
    pub period: String,
    /// When it was made, ISO in UTC.
    pub made_at: String,
    /// Who made it: `operator:<uid>`.
    pub made_by: String,
    /// The highest place in the register it has seen: with `as_of` it pins what was known.
    pub holdings_seq: i64,
    /// The day of knowledge asked for, `YYYY-MM-DD`, if not all.
    pub as_of: Option<String>,
    /// Rules used, with version: `change-test@2026`.
    pub rules: Vec<String>,
    /// Its figures, in the order the paper states them.
    pub figures: Vec<FigureRecord>,
    /// The whole paper in the document model, as JSON text.
    pub document_json: String,
}

/// What a list of assessments shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentHead {
    /// Its number, from 1.
    pub id: i64,
    /// Code of the district.
    pub area_code: String,
    /// Its name.
    pub area_name: String,
    /// The period as shown.
    pub period: String,
    /// When it was made, `YYYY-MM-DDTHH:MM:SSZ`.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// The highest place in the register it has seen.
    pub holdings_seq: i64,
    /// The day of knowledge asked for, if not all.
    pub as_of: Option<String>,
    /// Rules used, with version.
    pub rules: Vec<String>,
}

/// One figure: a value or a small table, with all that is needed to compute it again.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureRecord {
    /// Identity within its assessment.
    pub id: String,
    /// What it says it is.
    pub title: String,
    /// `count`, `rate`, `change`, `table` …
    pub kind: String,
    /// `crimes`, `crimes per 1,000 residents` …
    pub unit: String,
    /// The period it covers.
    pub period: String,
    /// Code of the area it is about.
    pub area: String,
    /// Its value, if it is one.
    pub value: Option<serde_json::Value>,
    /// Its rows, if it is a table.
    pub rows: Option<serde_json::Value>,
    /// Rules used, with version.
    pub rules: Vec<String>,
    /// Extracts it was computed from.
    pub extracts: Vec<String>,
    /// SQL over the views that gives it.
    pub query: String,
    /// SQL over the views that lists the rows behind it.
    pub rows_query: String,
}

impl Store {
    /// Keeps an assessment and its figures, in one transaction. Returns its number.
    pub async fn save_assessment(&self, new: &NewAssessment) -> Result<i64> {
        let made_at = times::moment(&new.made_at)?;
        let as_of = new.as_of.as_deref().map(times::day).transpose()?;
        let rules = json(&new.rules)?;
        let mut tx = self.pools.writing(Log::Assessment).await?;
        let id = tx.number(sql::ASSESSMENT_LAST).await? + 1;
        let row = [
            Bind::Whole(id),
            Bind::Text(&new.area_code),
            Bind::Text(&new.area_name),
            Bind::Text(&new.period),
            Bind::Text(&made_at),
            Bind::Text(&new.made_by),
            Bind::Whole(new.holdings_seq),
            Bind::MaybeText(as_of),
            Bind::Text(&rules),
            Bind::Text(&new.document_json),
        ];
        tx.execute(sql::ASSESSMENT_INSERT, &row).await?;
        for (position, figure) in (1i64..).zip(&new.figures) {
            let value = figure.value.as_ref().map(json).transpose()?;
            let rows = figure.rows.as_ref().map(json).transpose()?;
            let (rules, extracts) = (json(&figure.rules)?, json(&figure.extracts)?);
            let row = [
                Bind::Whole(id),
                Bind::Whole(position),
                Bind::Text(&figure.id),
                Bind::Text(&figure.title),
                Bind::Text(&figure.kind),
                Bind::Text(&figure.unit),
                Bind::Text(&figure.period),
                Bind::Text(&figure.area),
                Bind::MaybeText(value.as_deref()),
                Bind::MaybeText(rows.as_deref()),
                Bind::Text(&rules),
                Bind::Text(&extracts),
                Bind::Text(&figure.query),
                Bind::Text(&figure.rows_query),
            ];
            tx.execute(sql::FIGURE_INSERT, &row).await?;
        }
        let event = Event::done(&made_at, &new.made_by, "assess", format!("assessment:{id}"))
            .with("area", &new.area_code)
            .with("figures", new.figures.len().to_string())
            .with("content", sha256(&new.document_json));
        ledger::append(&mut tx, &event).await?;
        base::failpoint("assessment-before-commit");
        tx.commit().await?;
        base::failpoint("assessment-after-commit");
        Ok(id)
    }

    /// Every first count of a district, newest first; not the strategic assessments, whose figures are their own.
    pub async fn assessments(&self) -> Result<Vec<AssessmentHead>> {
        self.pools.reading().await?.fetch(sql::ASSESSMENTS, &[]).await?.iter().map(head_of).collect()
    }

    /// The newest first count of an area.
    pub async fn latest_assessment(&self, area_code: &str) -> Result<Option<AssessmentHead>> {
        let row = self.pools.reading().await?.fetch_first(sql::ASSESSMENT_OF_AREA, &[Bind::Text(area_code)]).await?;
        row.as_ref().map(head_of).transpose()
    }

    /// One assessment by its number.
    pub async fn assessment(&self, id: i64) -> Result<Option<AssessmentHead>> {
        let row = self.pools.reading().await?.fetch_first(sql::ASSESSMENT_BY_ID, &[Bind::Whole(id)]).await?;
        row.as_ref().map(head_of).transpose()
    }

    /// The document of an assessment, as the JSON text it was saved with.
    pub async fn document(&self, assessment: i64) -> Result<Option<String>> {
        let row = self.pools.reading().await?.fetch_first(sql::DOCUMENT, &[Bind::Whole(assessment)]).await?;
        row.map(|row| row.text(0)).transpose()
    }

    /// The figures of an assessment, in the order it states them.
    pub async fn figures(&self, assessment: i64) -> Result<Vec<FigureRecord>> {
        self.pools.reading().await?.fetch(sql::FIGURES_OF, &[Bind::Whole(assessment)]).await?.iter().map(figure_of).collect()
    }

    /// The figure of this id in the newest assessment that states it.
    pub async fn figure(&self, id: &str) -> Result<Option<(AssessmentHead, FigureRecord)>> {
        let mut tx = self.pools.reading().await?;
        let Some(row) = tx.fetch_first(sql::FIGURE_BY_ID, &[Bind::Text(id)]).await? else { return Ok(None) };
        let head = tx.fetch_first(sql::ASSESSMENT_BY_ID, &[Bind::Whole(row.whole(0)?)]).await?;
        let head = head.ok_or_else(|| unreadable("a figure without its assessment"))?;
        Ok(Some((head_of(&head)?, figure_of(&row)?)))
    }

    /// The `figures` view: every figure, newest assessment first. Columns `assessment, id, title, kind, unit,
    /// period, area, value, rules, extracts, query`; `value` as bare text, missing where the figure is a table;
    /// `rules` and `extracts` as JSON lists.
    pub async fn figures_table(&self) -> Result<Table> {
        use ColumnKind::{Text, Whole};
        let mut table = Table::new(&[
            ("assessment", Whole),
            ("id", Text),
            ("title", Text),
            ("kind", Text),
            ("unit", Text),
            ("period", Text),
            ("area", Text),
            ("value", Text),
            ("rules", Text),
            ("extracts", Text),
            ("query", Text),
        ]);
        for row in self.pools.reading().await?.fetch(sql::FIGURES_ALL, &[]).await? {
            let figure = figure_of(&row)?;
            let value = match &figure.value {
                None | Some(serde_json::Value::Null) => Value::Missing,
                Some(serde_json::Value::String(text)) => Value::Text(text.clone()),
                Some(other) => Value::Text(other.to_string()),
            };
            table.rows.push(vec![
                Value::Whole(row.whole(0)?),
                Value::Text(figure.id),
                Value::Text(figure.title),
                Value::Text(figure.kind),
                Value::Text(figure.unit),
                Value::Text(figure.period),
                Value::Text(figure.area),
                value,
                Value::Text(row.text(9)?),
                Value::Text(row.text(10)?),
                Value::Text(figure.query),
            ]);
        }
        Ok(table)
    }
}

fn head_of(row: &Row) -> Result<AssessmentHead> {
    Ok(AssessmentHead {
        id: row.whole(0)?,
        area_code: row.text(1)?,
        area_name: row.text(2)?,
        period: row.text(3)?,
        made_at: row.text(4)?,
        made_by: row.text(5)?,
        holdings_seq: row.whole(6)?,
        as_of: row.maybe_text(7)?,
        rules: parsed(&row.text(8)?)?,
    })
}

fn figure_of(row: &Row) -> Result<FigureRecord> {
    Ok(FigureRecord {
        id: row.text(1)?,
        title: row.text(2)?,
        kind: row.text(3)?,
        unit: row.text(4)?,
        period: row.text(5)?,
        area: row.text(6)?,
        value: row.maybe_text(7)?.as_deref().map(parsed).transpose()?,
        rows: row.maybe_text(8)?.as_deref().map(parsed).transpose()?,
        rules: parsed(&row.text(9)?)?,
        extracts: parsed(&row.text(10)?)?,
        query: row.text(11)?,
        rows_query: row.text(12)?,
    })
}
