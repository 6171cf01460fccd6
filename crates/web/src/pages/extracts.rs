//! The register of extracts.

use super::{Answer, House};
use crate::{parts, shell::Shell, words};
use app::pages::ExtractLine;
use askama::Template;
use ui::{Cell, Html};

#[derive(Template)]
#[template(path = "extracts.html")]
struct Body {
    count: String,
    table: Option<Html>,
}

/// `GET /extracts`
pub(crate) async fn extracts(house: House) -> Answer {
    let lines = app::pages::extracts(&house).await?;
    let table = (!lines.is_empty()).then(|| register("Extracts, newest first", &lines));
    let body = Body { count: words::plural(lines.len() as u64, "extract", "extracts"), table };
    Shell::evidence("Extracts", "/extracts").page(&body)
}

/// The register as a table.
pub(crate) fn register(caption: &str, lines: &[ExtractLine]) -> Html {
    let mut head: Vec<Cell> = ["File", "Kind", "Received", "Months"].map(parts::cell).into();
    head.extend(["Rows kept", "Rows rejected"].map(parts::numeric));
    head.push(parts::cell("Status"));
    parts::table_under_heading(caption, head, lines.iter().map(row).collect())
}

fn row(line: &ExtractLine) -> Vec<Cell> {
    let mut status = parts::standing(line.standing);
    if line.invented {
        status.push(&Html::trusted(" "));
        status.push(&parts::invented());
    }
    let months = if line.months.is_empty() { "no months in it".to_owned() } else { words::months(&line.months) };
    vec![
        parts::cell(parts::link(&format!("/extracts/{}", line.id), &line.file)),
        parts::cell(words::kind(&line.kind)),
        parts::cell(words::day(&line.received)),
        parts::cell(months),
        parts::numeric(words::count(line.rows_accepted)),
        parts::numeric(words::count(line.rows_rejected)),
        parts::cell(status),
    ]
}
