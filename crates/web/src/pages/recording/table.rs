//! A table of counts, pasted from a spreadsheet or a paper.

use super::file::{Taken, in_words, said, table_fields, take};
use super::{empty, finished, page};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::FileSent;
use axum::extract::State;
use ui::{Field, Form, Html};

const PATH: &str = "/evidence/paste";
/// The kind of a table of counts.
const COUNTS: &str = "area-counts";
/// How many lines of the table are in sight.
const LINES: u32 = 12;

/// `GET /evidence/paste`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, PATH).await?;
    form_page(&web, &who, draft.as_ref(), &[]).await
}

/// `POST /evidence/paste`
pub(crate) async fn paste(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("table", "Paste the table, with its header")]);
    let (options, more) = said(&web, &who, &sent);
    mistakes.extend(more);
    if mistakes.is_empty() {
        let about = sent.text("data_set");
        // No day in it: a period may be taken from a file's name.
        let name = if about.is_empty() { "pasted.txt".to_owned() } else { format!("{about}-pasted.txt") };
        // As it was pasted: a blank at the end of a row is a cell too.
        let file = FileSent { name, bytes: sent.raw("table").as_bytes().to_vec() };
        match take(&web, &who, PATH, COUNTS, file, None, &options).await? {
            Taken::Kept(response) => return Ok(response),
            Taken::Not(trouble) => mistakes = in_words(&trouble, "table")?,
        }
    }
    form_page(&web, &who, Some(&sent), &mistakes).await
}

async fn form_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Paste a table of counts";
    let mut sheet = Sheet::titled(title)
        .leading("Counts, rates or shares by ward or small area: from a spreadsheet, a paper or a message. No rows about single people.");
    let mut example = Html::trusted("<p class=\"govuk-body\">");
    example.push(&Html::escape(
        "Copy the table with its header and paste it below. One row for each area, with a column that names it, or a row for each value:",
    ));
    example.push(&Html::trusted("</p><pre class=\"app-command\" tabindex=\"0\"><code>"));
    example.push(&Html::escape("ward\tdeliberate_fires_2018-11_2019-10\nCottenham\t12\nMilton & Waterbeach\t20"));
    example.push(&Html::trusted("</code></pre>"));
    sheet.html(&example);
    let hint = "A row that can\u{2019}t be read is left out and listed with its number, the column, and how to mend it";
    let form = Form::post(PATH, who.visit.token()).field(Field::lines("table", "The table", LINES).hint(hint).class("app-table-paste"));
    let form = table_fields(web, who, form).await?.button("Import the table").cancel("/extracts");
    sheet.form_of(&finished(form, PATH, sent, mistakes));
    page(title, "/extracts", &[("Extracts", "/extracts")], &sheet)
}
