//! One figure: its value, where it comes from, and the rows behind it.

use super::{Answer, House};
use crate::failure::Failure;
use crate::{parts, shell::Shell, words};
use app::pages::{FigurePage, ROWS_ON_A_PAGE, RowsPage};
use askama::Template;
use axum::extract::{Path, Query};
use permission::Action;
use serde::Deserialize;
use ui::{Component, Content, Html, PageLink, Pagination};

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    rows: Option<String>,
}

#[derive(Template)]
#[template(path = "figure.html")]
struct Body {
    id: String,
    title: String,
    value: Option<String>,
    unit: String,
    facts: Html,
    table: Option<Html>,
    rows: Option<Html>,
    pagination: Html,
    can_show: bool,
    page_size: usize,
    query: String,
    rows_query: String,
}

/// `GET /assessments/{district}/figures/{id}?rows=PAGE`
pub(crate) async fn figure(house: House, Path((district, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    // Anything but a page number asks for the first page.
    let page = asked.rows.map(|text| text.parse().unwrap_or(1));
    let view = app::pages::figure(&house, &district, &id, page).await?.ok_or(Failure::NotFound)?;
    let area = view.assessment.area_name.clone();
    let shell = Shell::evidence(view.title.as_str(), "/assessments").of(Some(&view.partnership)).record(Action::ReadEvidence);
    let shell = shell.under("Assessments", "/assessments").under(area, format!("/assessments/{district}"));
    shown(view, shell)
}

/// `GET /strategic-assessments/{id}/versions/{number}/figures/{figure}?rows=PAGE`
pub(crate) async fn of_version(
    house: House,
    Path((paper, number, id)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let number: u32 = number.parse().map_err(|_| Failure::NotFound)?;
    let page = asked.rows.map(|text| text.parse().unwrap_or(1));
    let version = app::strategic::version(&house, &paper, number).await?;
    let view = app::pages::figure_in(&house, version.line.entry.assessment, &id, page).await?.ok_or(Failure::NotFound)?;
    let shell = Shell::evidence(view.title.as_str(), "/strategic-assessments").of(Some(&view.partnership)).record(Action::ReadEvidence);
    let above = super::strategic::version_address(&paper, number);
    let shell = shell.under("Strategic assessments", "/strategic-assessments").under(format!("Version {number}"), above);
    shown(view, shell)
}

fn shown(view: FigurePage, shell: Shell) -> Answer {
    shell.page(&Body {
        facts: facts(&view),
        value: view.value.as_deref().map(words::number),
        table: view.table.as_ref().map(|table| parts::query_table(&view.title, table)),
        rows: view.rows.as_ref().map(rows),
        pagination: view.rows.as_ref().map(pagination).unwrap_or_default(),
        can_show: !view.rows_query.is_empty(),
        page_size: ROWS_ON_A_PAGE,
        id: view.id,
        title: view.title,
        unit: view.unit,
        query: view.query,
        rows_query: view.rows_query,
    })
}

fn facts(view: &FigurePage) -> Html {
    let extracts: Content = if view.extracts.is_empty() {
        "none".into()
    } else {
        parts::list(view.extracts.iter().map(|(id, file)| parts::link(&format!("/extracts/{id}"), if file.is_empty() { id } else { file })))
            .into()
    };
    let mut rows: Vec<(&str, Content)> =
        vec![("Period", words::period(&view.period).into()), ("Area", area(view)), ("Unit", view.unit.as_str().into())];
    if view.value.is_none() && view.table.is_none() {
        rows.insert(0, ("Value", "not known".into()));
    }
    rows.push(("Rules", if view.rules.is_empty() { "none".into() } else { view.rules.join(", ").into() }));
    rows.push(("Extracts", extracts));
    parts::summary(rows)
}

fn area(view: &FigurePage) -> Content {
    if view.area == view.assessment.area_code {
        parts::link(&format!("/assessments/{}", view.area), &view.assessment.area_name).into()
    } else if view.area.starts_with("E05") || view.area.starts_with("W05") {
        parts::link(&format!("/wards/{}", view.area), &view.area).into()
    } else {
        parts::or_not_known(&view.area)
    }
}

fn rows(page: &RowsPage) -> Html {
    if page.table.rows.is_empty() {
        return Html::trusted("<p class=\"govuk-body\">There are no rows here.</p>");
    }
    let first = (page.number - 1) * ROWS_ON_A_PAGE + 1;
    let last = first + page.table.rows.len() - 1;
    parts::query_table(&format!("Rows {} to {}", words::count(first as u64), words::count(last as u64)), &page.table)
}

fn pagination(page: &RowsPage) -> Html {
    let link = |number: usize| PageLink { href: format!("?rows={number}#rows"), ..PageLink::default() };
    let previous = (page.number > 1).then(|| link(page.number - 1));
    let next = page.more.then(|| link(page.number + 1));
    if previous.is_none() && next.is_none() {
        return Html::default();
    }
    Pagination { previous, next, landmark_label: "Pages of rows".to_owned(), ..Pagination::default() }.html()
}
