//! The rows behind a number of a measure, on a page and as CSV.

use super::wrong;
use crate::failure::Failure;
use crate::pages::{Answer, House};
use crate::parts::{self, Sources};
use crate::{csv, shell::Shell, words};
use app::AreaLevel;
use app::pages::{MeasureRows, RowsAsk};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{ColumnKind, Outcome, Trouble};
use serde::Deserialize;
use ui::{Cell, Html};

/// Rows on the page; the CSV has them all.
const ROWS_SHOWN: usize = 200;

/// What may stand behind the question mark.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    within: Option<String>,
    level: Option<String>,
    area: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

impl Asked {
    fn ask(self, measure: String) -> Result<RowsAsk, Trouble> {
        let said = |field: Option<String>, name: &str| {
            field.filter(|text| !text.is_empty()).ok_or_else(|| {
                let remedy = "open the measure and follow “Show the rows” beside a number";
                Trouble::usage("rows-question", format!("the address does not say `{name}`"), remedy)
            })
        };
        Ok(RowsAsk {
            measure,
            within: said(self.within, "within")?,
            level: AreaLevel::parse(&said(self.level, "level")?)?,
            area: self.area.filter(|text| !text.is_empty()),
            from: said(self.from, "from")?,
            to: said(self.to, "to")?,
        })
    }
}

#[derive(Template)]
#[template(path = "measure_rows.html")]
struct Body {
    title: String,
    summary: Html,
    table: Html,
    csv: String,
    sources: Html,
}

#[derive(Template)]
#[template(path = "measure_rows_mistake.html")]
struct MistakeBody {
    title: &'static str,
    id: String,
    mistake: Html,
}

/// `GET /evidence/measures/{id}/rows?within=CODE&level=LEVEL&area=CODE&from=YYYY-MM&to=YYYY-MM`
pub(crate) async fn rows(house: House, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let found = match asked.ask(id.clone()) {
        Ok(ask) => app::pages::measure_rows(&house, &ask, Some(ROWS_SHOWN)).await,
        Err(trouble) => Err(trouble),
    };
    let view = match found {
        Ok(view) => view.ok_or(Failure::NotFound)?,
        Err(trouble) if matches!(trouble.outcome, Outcome::Refused | Outcome::Usage) && trouble.code != "measure-unknown" => {
            let title = "These rows could not be listed";
            let shell = Shell::evidence(title, "/evidence/measures").under("Measures", "/evidence/measures");
            return shell.answer(StatusCode::BAD_REQUEST, &MistakeBody { title, id, mistake: wrong(&trouble) });
        }
        Err(trouble) => return Err(trouble.into()),
    };
    let measure = format!("/evidence/measures/{id}?within={}&level={}", words::in_address(&view.ask.within), view.ask.level);
    let shell = Shell::evidence(title(&view), "/evidence/measures").under("Measures", "/evidence/measures");
    shell.under(view.measure.title.as_str(), measure).page(&body(&view))
}

fn body(view: &MeasureRows) -> Body {
    let mut sources = Sources::default();
    let shown = view.table.rows.len() as u64;
    let count = words::plural(view.total, "row", "rows");
    let said = match view.sum {
        Some(sum) => {
            let d = super::drawings::decimals([sum].into_iter());
            format!("{count}, which add up to {}.", words::real(sum, d))
        }
        None => format!("{count}."),
    };
    let mut summary = sources.inline(said, &view.source);
    if shown < view.total {
        summary.push(&Html::escape(&format!(" The first {} are listed; the CSV has them all.", words::count(shown))));
    }
    let is_number = |kind: ColumnKind| matches!(kind, ColumnKind::Whole | ColumnKind::Real);
    let columns = &view.table.columns;
    let head = columns.iter().map(|c| if is_number(c.kind) { parts::numeric(c.name.as_str()) } else { parts::cell(c.name.as_str()) });
    let head: Vec<Cell> = head.collect();
    let mut row = |values: &Vec<base::Value>| -> Vec<Cell> {
        let cells = values.iter().zip(columns);
        cells
            .map(
                |(value, column)| {
                    if is_number(column.kind) { sources.number(value.to_bare(), &view.source) } else { parts::cell(value.to_bare()) }
                },
            )
            .collect()
    };
    let rows: Vec<Vec<Cell>> = view.table.rows.iter().map(&mut row).collect();
    let table = if rows.is_empty() {
        Html::trusted("<p class=\"govuk-body\">There are no rows.</p>")
    } else {
        parts::table_under_heading(&format!("Rows 1 to {}", words::count(shown)), head, rows)
    };
    Body { title: title(view), summary, table, csv: view.ask.href().replacen("/rows?", "/rows.csv?", 1), sources: sources.part() }
}

fn title(view: &MeasureRows) -> String {
    let place = view.ask.area.as_deref().map_or_else(|| view.within.name.clone(), |area| format!("{area} in {}", view.within.name));
    let period =
        words::period(&if view.ask.from == view.ask.to { view.ask.from.clone() } else { format!("{}..{}", view.ask.from, view.ask.to) });
    format!("The rows of {}: {place}, {period}", view.measure.phrase)
}

/// `GET /evidence/measures/{id}/rows.csv`, with the page's own question
pub(crate) async fn rows_csv(house: House, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    // A file cannot say what is wrong with its address: the page does.
    let ask = asked.ask(id.clone()).map_err(|_| Failure::NotFound)?;
    let view = app::pages::measure_rows(&house, &ask, None).await?.ok_or(Failure::NotFound)?;
    Ok(csv::file("text/csv; charset=utf-8", &format!("{id}-rows.csv"), csv::table(&view.table)))
}
