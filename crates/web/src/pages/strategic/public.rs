//! What anybody may read of published assessments.

use super::section::set_as_part;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::strategic;
use axum::extract::{Path, State};

const HERE: &str = "/what-we-know";

/// `GET /what-we-know`
pub(crate) async fn list(State(web): State<Web>) -> Answer {
    let lines = strategic::published(&web.house).await?;
    let title = "What we know";
    let mut sheet =
        Sheet::titled(title).leading("What the partnership found out about crime and disorder, year by year, in plain English.");
    if lines.is_empty() {
        sheet.paragraph("Nothing is published yet.");
    } else {
        sheet.html(&parts::list(lines.iter().map(|line| {
            let mut markup = parts::link(&format!("{HERE}/{}", words::in_address(&line.id)), &line.title);
            markup.push(&ui::Html::escape(&format!(", published {}", words::moment(&line.at))));
            markup
        })));
    }
    Shell::new(title, "").under("Home", "/").page(&sheet)
}

/// `GET /what-we-know/{id}`
pub(crate) async fn one(State(web): State<Web>, Path(id): Path<String>) -> Answer {
    let (line, summary) = strategic::published_summary(&web.house, &id).await?;
    let mut sheet = Sheet::titled(&line.title).leading(format!("Published {}.", words::moment(&line.at)));
    match summary {
        Some(summary) => sheet.html(&set_as_part(&summary)),
        None => sheet.paragraph("It has no public summary. Ask the partnership for the assessment itself."),
    }
    Shell::new(line.title.as_str(), "").under("Home", "/").under("What we know", HERE).page(&sheet)
}
