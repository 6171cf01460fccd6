//! A file taken in: read as the command `import` reads it, with its passport and every rejected row listed.

use super::{day_field, day_or, empty, mend, moment, page, today};
use crate::failure::{Failure, sentence};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::{FileSent, ImportOptions, Imported, TableWords, import_sent, registers};
use axum::extract::State;
use axum::response::Response;
use base::{Trouble, Vintage};
use ui::{Answer as Choice, Field, Form, Html};

const PATH: &str = "/evidence/import";
/// The endings of the files that are read.
const ENDINGS: &str = ".csv,.txt,.tsv,.zip,.xlsx,.xls,.ods,.json,.geojson,.gpkg";

/// What the command line calls what a form asks here, and the field.
const OPTIONS: [(&str, &str, &str); 7] = [
    ("`--data-set`", "data_set", "\u{201c}Which data set is it?\u{201d}"),
    ("`--period`", "period", "\u{201c}Which period?\u{201d}"),
    ("`--within`", "within", "\u{201c}Where do its areas lie?\u{201d}"),
    ("`--source`", "source", "\u{201c}Where does it come from?\u{201d}"),
    ("`--received`", "received", "\u{201c}When was it received?\u{201d}"),
    ("`--mapping`", "mapping", "\u{201c}Mapping\u{201d}"),
    ("`--geography`", "geography", "\u{201c}Small areas of which census?\u{201d}"),
];

/// What became of a file.
pub(super) enum Taken {
    /// It was kept: where that is shown.
    Kept(Response),
    /// Nothing was kept, and why.
    Not(Trouble),
}

/// `GET /evidence/import`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    form_page(&web, &who, None, &[]).await
}

/// `POST /evidence/import`
pub(crate) async fn import(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("kind", "Choose what is in the file")]);
    let file = sent.file("file").filter(|file| !file.bytes.is_empty());
    if file.is_none() {
        mistakes.push(Mistake::at("file", "Choose a file that is not empty"));
    }
    let (options, more) = said(&web, &who, &sent);
    mistakes.extend(more);
    if let Some(file) = file.filter(|_| mistakes.is_empty()) {
        let mapping = sent.file("mapping").map(|mapping| mapping.bytes.to_vec());
        let file = FileSent { name: file.name.clone(), bytes: file.bytes.to_vec() };
        match take(&web, &who, PATH, sent.text("kind"), file, mapping, &options).await? {
            Taken::Kept(response) => return Ok(response),
            Taken::Not(trouble) => mistakes = in_words(&trouble, "file")?,
        }
    } else if sent.file("file").is_some() {
        mistakes.push(Mistake::at("file", "Choose the file again: a browser does not keep it"));
    }
    form_page(&web, &who, Some(&sent), &mistakes).await
}

/// Reads a file and keeps it.
pub(super) async fn take(
    web: &Web,
    who: &SignedIn,
    form: &str,
    kind: &str,
    file: FileSent,
    mapping: Option<Vec<u8>>,
    options: &ImportOptions,
) -> Result<Taken, Failure> {
    match import_sent(&web.house, kind, file, mapping, options, &moment(web, who)).await {
        Ok(imported) => {
            who.draft(web, form).await?;
            kept(&imported).map(Taken::Kept)
        }
        Err(trouble) => Ok(Taken::Not(trouble)),
    }
}

/// Its passport; where there is something to be told besides, that first.
fn kept(imported: &Imported) -> Answer {
    let passport = &imported.passport;
    let there = format!("/extracts/{}", words::in_address(&passport.extract));
    if imported.warnings.is_empty() {
        let what = if imported.was_known() { "same" } else { "imported" };
        return Ok(go_to(&format!("{there}?done={what}")));
    }
    let title = "Imported, with something to look at";
    let mut sheet = Sheet::titled(title).leading(format!(
        "{} kept, {} rejected.",
        words::plural(passport.rows_accepted, "row", "rows"),
        words::count(passport.rows_rejected)
    ));
    sheet.bullets(imported.warnings.iter().map(|warning| Html::escape(&sentence(&warning_words(warning)))));
    sheet.button_link("See its passport and every rejected row", &there);
    Shell::evidence(title, "/extracts").under("Extracts", "/extracts").page(&sheet)
}

/// What the command line's options are called here.
fn warning_words(message: &str) -> String {
    OPTIONS.iter().fold(message.to_owned(), |said, (option, _, words)| said.replace(option, words))
}

/// What was refused, beside the field by which it can be mended; nothing was kept.
pub(super) fn in_words(trouble: &Trouble, field: &str) -> Result<Vec<Mistake>, Failure> {
    let named: Vec<&str> = OPTIONS.iter().filter(|(option, ..)| trouble.remedy.contains(option)).map(|(_, field, _)| *field).collect();
    let field = match named.as_slice() {
        [one] => *one,
        _ => field,
    };
    let code = trouble.code;
    let said = Trouble { message: warning_words(&trouble.message), remedy: warning_words(&trouble.remedy), ..trouble.clone() };
    mend(said, &[(code, field)])
}

/// What a form says of a file that does not say it itself.
pub(super) fn said(web: &Web, who: &SignedIn, sent: &Sent) -> (ImportOptions, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let received = day_or(sent, "received", &mut mistakes).unwrap_or_else(|| today(web, who).to_string());
    let given = |name: &str| Some(sent.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let options = ImportOptions {
        received,
        geography: given("geography").and_then(|text| Vintage::parse(&text)),
        strict: sent.text("strict") == "yes",
        table: TableWords { data_set: given("data_set"), period: given("period"), source: given("source"), within: given("within") },
        ..ImportOptions::default()
    };
    (options, mistakes)
}

/// The fields about a table that does not say everything itself, and about any file.
pub(super) async fn table_fields(web: &Web, who: &SignedIn, form: Form) -> Result<Form, Failure> {
    let lines = registers::source_register(&web.house, today(web, who)).await?;
    let none = Choice::new("", "The table says it itself");
    let sets = lines.iter().map(|line| Choice::new(line.data_set.id.as_str(), line.data_set.title.as_str()));
    let about = [
        Field::choose("data_set", "Which data set is it?", std::iter::once(none).chain(sets)),
        Field::text("period", "Which period?").hint("As a paper writes it, such as 2018-11 to 2019-10").optional().width(20),
        Field::text("source", "Where does it come from?").hint("Paper and page").optional().width(30),
        Field::text("within", "Where do its areas lie?")
            .hint("A district, ward or county, by its name or code, where names alone would not tell")
            .optional()
            .width(20),
    ];
    Ok(form.group("What the table does not say itself", "", about).field(received(web, who)).field(strict()))
}

fn received(web: &Web, who: &SignedIn) -> Field {
    day_field("received", "When was it received?", Some(today(web, who)))
}

fn strict() -> Field {
    Field::tick("strict", "Keep nothing if any row can\u{2019}t be read")
}

async fn form_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Import a file";
    let mut sheet = Sheet::narrow(title).leading(
        "It is read row by row. What can\u{2019}t be read is left out and listed with its number, the column, and how to mend it.",
    );
    let first = Choice::new("", "Choose what is in it");
    let kinds = std::iter::once(first).chain(app::kinds().map(|kind| Choice::new(kind, words::kind(kind))));
    let censuses = [Choice::new("", "The file tells"), Choice::new("2011", "2011"), Choice::new("2021", "2021")];
    let hint =
        "CSV, Excel, OpenDocument, ZIP, GeoJSON or GeoPackage, up to 8 MB. A larger one is imported by whoever runs Wardmote for you";
    let form = Form::post(PATH, who.visit.token())
        .field(Field::choose("kind", "What is in the file?", kinds))
        .field(Field::file("file", "The file", ENDINGS).hint(hint))
        .field(
            Field::file("mapping", "Mapping", ".toml")
                .hint("Only for a partner\u{2019}s list of incidents: the saved file that says how it is read")
                .optional(),
        )
        .field(Field::one_of("geography", "Small areas of which census?", censuses).value("").inline());
    let form = table_fields(web, who, form).await?.button("Import the file").cancel("/extracts");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    page(title, "/extracts", &[("Extracts", "/extracts")], &sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_said_in_the_words_of_the_form() {
        let trouble = Trouble::refused("period-missing", "`a.csv` says no period", "say it with `--period`");
        let said = in_words(&trouble, "table").unwrap();
        assert_eq!(said[0].field, "period");
        assert!(said[0].words.ends_with("Say it with \u{201c}Which period?\u{201d}."), "{said:?}");
        let two = Trouble::refused("x", "`a.csv` says nothing", "give `--period` and `--within`");
        assert_eq!(in_words(&two, "table").unwrap()[0].field, "table");
    }
}
