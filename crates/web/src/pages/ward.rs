//! One ward in the latest assessment of its district.

use super::{Answer, House};
use crate::failure::Failure;
use crate::parts::{self, Sources};
use crate::{shell::Shell, words};
use app::pages::{CategoryLine, WardPage};
use askama::Template;
use axum::extract::Path;
use papers::charts::{LineChart, Series, line};
use permission::Action;
use ui::{Cell, Content, Html};

#[derive(Template)]
#[template(path = "ward.html")]
struct Body {
    title: String,
    name: String,
    code: String,
    summary: String,
    facts: Html,
    categories: Option<Html>,
    chart: Option<Chart>,
    sources: Html,
    district: String,
    district_code: String,
    made: String,
    invented: bool,
}

/// A chart with its table.
struct Chart {
    caption: String,
    drawing: Html,
    table: Html,
}

/// `GET /wards/{code}`
pub(crate) async fn ward(house: House, Path(code): Path<String>) -> Answer {
    let view = app::pages::ward(&house, &code).await?.ok_or(Failure::NotFound)?;
    let title = title(&view);
    let shell = Shell::evidence(title.as_str(), "/assessments").of(Some(&view.partnership)).record(Action::ReadEvidence);
    let shell = shell
        .under("Assessments", "/assessments")
        .under(view.assessment.area_name.as_str(), format!("/assessments/{}", view.assessment.area_code));
    let mut sources = Sources::default();
    let categories = (!view.categories.is_empty()).then(|| categories(&view, &mut sources));
    let chart = (view.months.len() > 1).then(|| chart(&view, &mut sources));
    shell.page(&Body {
        title,
        summary: summary(&view),
        facts: facts(&view),
        categories,
        chart,
        sources: sources.part(),
        district: view.assessment.area_name,
        district_code: view.assessment.area_code,
        made: words::moment(&view.assessment.made_at),
        invented: view.invented,
        name: view.name,
        code: view.code,
    })
}

/// A statement where the test allows one.
fn title(view: &WardPage) -> String {
    match view.comparison.as_ref().map(|c| c.verdict.as_str()) {
        Some("rose") => format!("Recorded crime rose in {}", view.name),
        Some("fell") => format!("Recorded crime fell in {}", view.name),
        Some("no clear change") => format!("Recorded crime in {} shows no clear change", view.name),
        _ => format!("Recorded crime in {}", view.name),
    }
}

fn summary(view: &WardPage) -> String {
    let period = words::period(&view.period);
    match (&view.crimes, &view.comparison) {
        (Some((crimes, _)), Some(c)) => {
            format!(
                "{} in {period}, against {} in the same months a year before.",
                words::plural(*crimes, "crime", "crimes"),
                words::count(c.before)
            )
        }
        (Some((crimes, _)), None) => {
            format!("{} in {period}. They cannot be compared with a year before.", words::plural(*crimes, "crime", "crimes"))
        }
        (None, _) => "Crimes in this ward could not be counted.".to_owned(),
    }
}

fn facts(view: &WardPage) -> Html {
    let figure = |id: &str, words: &str| -> Content {
        parts::link(&format!("/assessments/{}/figures/{id}", view.assessment.area_code), words).into()
    };
    let counted =
        |value: &Option<(u64, String)>| value.as_ref().map_or_else(|| "not known".into(), |(n, id)| figure(id, &words::count(*n)));
    let mut rows: Vec<(&str, Content)> = vec![("Recorded crimes", counted(&view.crimes))];
    if let Some(comparison) = &view.comparison {
        rows.push(("Change on a year before", parts::change(comparison).into()));
    }
    let unit = view.rate_unit.as_deref().unwrap_or("crimes for each so many residents");
    let rate = view.rate.as_ref().map_or_else(|| "not known".into(), |(rate, id)| figure(id, &format!("{rate:.1} {unit}")));
    rows.push(("Rate", rate));
    if let Some((low, high)) = view.rate_interval {
        rows.push(("How sure", format!("between {low:.1} and {high:.1}, if crimes came about independently of one another").into()));
    }
    if let Some((rank, of)) = view.rank {
        let by = if view.by_rate { "rate" } else { "count" };
        rows.push(("Rank among the wards", format!("{rank} of {of} by {by}, highest first").into()));
    }
    rows.push(("Residents", counted(&view.residents)));
    rows.push(("Anti-social behaviour incidents", counted(&view.incidents)));
    rows.push(("Ward code", view.code.as_str().into()));
    parts::summary(rows)
}

fn categories(view: &WardPage, sources: &mut Sources) -> Html {
    let mut head = vec![parts::cell("Category"), parts::numeric("Crimes")];
    let compared = view.categories.iter().any(|line| line.comparison.is_some());
    if compared {
        head.extend([parts::numeric("A year before"), parts::numeric("Change"), parts::cell("Verdict")]);
    }
    parts::table_under_heading(
        "Recorded crime by category, most first",
        head,
        view.categories.iter().map(|line| category(view, line, compared, sources)).collect(),
    )
}

fn category(view: &WardPage, line: &CategoryLine, compared: bool, sources: &mut Sources) -> Vec<Cell> {
    let name = if line.category.is_empty() { "No category given" } else { line.category.as_str() };
    let (before, change) = (&view.before_source, &view.change_source);
    let mut cells = vec![parts::cell(name), sources.number(words::count(line.count), &view.categories_source)];
    match &line.comparison {
        Some(c) => cells.extend([
            sources.number(words::count(c.before), before),
            sources.number(words::apparent_change(&c.apparent_change), change),
            parts::cell(parts::verdict(&c.verdict)),
        ]),
        None if compared => {
            cells.extend([sources.number("not known", before), sources.number("not known", change), parts::cell(parts::verdict(""))]);
        }
        None => {}
    }
    cells
}

fn chart(view: &WardPage, sources: &mut Sources) -> Chart {
    let known: Vec<(&str, u64)> = view.months.iter().filter_map(|m| Some((m.month.as_str(), m.crimes?))).collect();
    let most = known.iter().max_by_key(|(_, n)| *n);
    let caption = match most {
        Some((month, n)) => format!("{} had the most crimes in a month in {}: {}", words::month(month), view.name, words::count(*n)),
        None => format!("Recorded crimes a month in {}", view.name),
    };
    let least = known.iter().min_by_key(|(_, n)| *n);
    let description = match (most, least) {
        (Some((high, most)), Some((low, least))) => {
            format!(
                "A line from {} crimes in {} to {} in {}; every month is in the table beneath.",
                words::count(*least),
                words::month(low),
                words::count(*most),
                words::month(high)
            )
        }
        _ => "No month could be counted.".to_owned(),
    };
    let points = view.months.iter().map(|m| (words::short_month(&m.month), m.crimes.map(|n| n as f64))).collect();
    let series = vec![Series { name: "Crimes".to_owned(), points }];
    let svg = line(&LineChart { title: caption.clone(), description, unit: "Crimes a month".to_owned(), series });
    let rows = view.months.iter().map(|m| {
        let crimes = m.crimes.map_or_else(|| "not known".to_owned(), words::count);
        vec![parts::cell(words::month(&m.month)), sources.number(crimes, &view.months_source)]
    });
    let table = parts::table_under_heading("Recorded crimes a month", vec![parts::cell("Month"), parts::numeric("Crimes")], rows.collect());
    Chart { caption, drawing: Html::trusted(svg), table }
}
