//! The register of extracts.

use super::judgement::Things;
use super::recording::may_record;
use super::{Answer, House};
use crate::gate::SignedIn;
use crate::parts::{self, Sources};
use crate::{shell::Shell, words};
use app::pages::{ExtractLine, Sourced};
use askama::Template;
use ui::{Cell, Html};

#[derive(Template)]
#[template(path = "extracts.html")]
struct Body {
    count: String,
    table: Option<Html>,
    acts: Html,
    sources: Html,
}

/// `GET /extracts`
pub(crate) async fn extracts(house: House, who: SignedIn) -> Answer {
    let lines = app::pages::extracts(&house).await?;
    let mut sources = Sources::default();
    let table = (!lines.is_empty()).then(|| register("Extracts, newest first", &lines, &mut sources));
    let mut acts = Things::default();
    acts.acts(may_record(&who), &[("Import a file", "/evidence/import"), ("Paste a table of counts", "/evidence/paste")]);
    let body =
        Body { count: words::plural(lines.len() as u64, "extract", "extracts"), table, acts: acts.into_html(), sources: sources.part() };
    Shell::evidence("Extracts", "/extracts").page(&body)
}

/// The register as a table.
pub(crate) fn register(caption: &str, lines: &[ExtractLine], sources: &mut Sources) -> Html {
    let mut head: Vec<Cell> = ["File", "Kind", "Received", "Months"].map(parts::cell).into();
    head.extend(["Rows kept", "Rows rejected"].map(parts::numeric));
    head.push(parts::cell("Status"));
    parts::table_under_heading(caption, head, lines.iter().map(|line| row(line, sources)).collect())
}

/// Where the numbers of passports stand.
pub(crate) fn passports() -> Sourced {
    Sourced {
        what: "Passports of the extracts".to_owned(),
        query: "SELECT extract, file, rows_accepted, rows_rejected FROM extracts".to_owned(),
        ..Sourced::default()
    }
}

fn row(line: &ExtractLine, sources: &mut Sources) -> Vec<Cell> {
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
        sources.number(words::count(line.rows_accepted), &passports()),
        sources.number(words::count(line.rows_rejected), &passports()),
        parts::cell(status),
    ]
}
