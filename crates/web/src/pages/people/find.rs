//! Records found by a name: sent by a form, answered on the page itself, written down nowhere.

use super::{HERE, Stated, address, beneath, purpose, purpose_choices, shell, with_purpose};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet, explained};
use crate::state::Web;
use crate::words;
use app::pages::partnership::directory;
use app::pages::people::{self as pages, StartPage};
use app::people::{FoundPerson, find_people};
use axum::extract::State;
use permission::{Action, Personal, Purpose};
use ui::{Field, Form, Html};

/// Hits on a page; of more, more of the name is asked for.
const HITS: usize = 20;
/// The longest name that is looked for.
const LETTERS: usize = 200;

/// `GET /people`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    if let Stated::First(response) = organisation_first(&web, &who).await? {
        return Ok(response);
    }
    let start = pages::start_page(&web.house, &web.moment(&who.visitor.user), &who.asking()).await?;
    let title = "People";
    let mut sheet = Sheet::titled(title).leading(
        "Sealed records about people the partnership works with. You find and read those that your organisation owns or was given.",
    );
    sheet.part("Find a record");
    sheet.form_of(&form(&who, &start, None, &[]));
    further(&mut sheet, &start);
    shell(title).form(&sheet)
}

/// Whoever holds posts at several organisations says first for which they act; the purpose is asked with the search.
async fn organisation_first(web: &Web, who: &SignedIn) -> Result<Stated, crate::failure::Failure> {
    if who.visitor.organisation.is_none() {
        with_purpose(web, who, Action::FindPerson, None, HERE).await
    } else {
        Ok(Stated::For(who.asking()))
    }
}

fn form(who: &SignedIn, start: &StartPage, sent: Option<&Sent>, mistakes: &[Mistake]) -> Form {
    let purpose = who.visitor.purpose.filter(|one| start.purposes.contains(one)).map_or("", Purpose::id);
    let form = Form::post(HERE, who.visit.token())
        .field(
            Field::text("name", "Name")
                .hint("A name or a part of one, an earlier name or an alias; other spellings are found too")
                .autocomplete("off"),
        )
        .field(
            Field::one_of("purpose", "What do you need it for?", purpose_choices(&start.purposes))
                .hint("It is written down with the search and with every record that you open")
                .value(purpose),
        )
        .button("Find");
    parts::answered(form, sent, mistakes)
}

/// What else there is to do.
fn further(sheet: &mut Sheet, start: &StartPage) {
    let mut links = Vec::new();
    if start.may_open {
        links.push(parts::link(&format!("{HERE}/new"), "Open a record about a person"));
    }
    if start.may_break_glass {
        links.push(parts::link(
            &format!("{HERE}/break-glass"),
            "Break the glass: read a record that the rules keep closed, to keep somebody safe",
        ));
    }
    if !links.is_empty() {
        sheet.part("What else you can do");
        sheet.html(&parts::list(links));
    }
}

/// `POST /people`: what was found is the answer itself. The name stands in no address, and the browser keeps no copy.
pub(crate) async fn find(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    if let Stated::First(response) = organisation_first(&web, &who).await? {
        return Ok(response);
    }
    let moment = web.moment(&who.visitor.user);
    let start = pages::start_page(&web.house, &moment, &who.asking()).await?;
    let (name, chosen) = (sent.text("name"), Purpose::parse(sent.text("purpose")).filter(|one| start.purposes.contains(one)));
    let mut mistakes = Vec::new();
    if name.is_empty() {
        mistakes.push(Mistake::at("name", "Enter a name, or a part of one"));
    } else if name.chars().count() > LETTERS {
        mistakes.push(Mistake::at("name", format!("Enter {LETTERS} letters at the most")));
    }
    let (Some(chosen), true) = (chosen, mistakes.is_empty()) else {
        if chosen.is_none() {
            mistakes.push(Mistake::at("purpose", "Choose what you need it for"));
        }
        let title = "People";
        let mut sheet = Sheet::titled(title);
        sheet.form_of(&form(&who, &start, Some(&sent), &mistakes));
        further(&mut sheet, &start);
        return shell(title).form(&sheet);
    };
    purpose::choose_for(&web, &who, chosen).await?;
    let found = find_people(&web.house, &moment, &who.asking_for(chosen), Personal::new(name.to_owned()), HITS).await?;
    let names = directory(&web.house, &moment).await?;
    let title = "What was found";
    let mut sheet = Sheet::titled(title);
    sheet.html(&hits(&names, &found));
    sheet.part("Look for another name");
    sheet.form_of(&form(&who, &start, Some(&sent), &[]));
    further(&mut sheet, &start);
    beneath(title).page(&sheet)
}

fn hits(names: &app::pages::partnership::Directory, found: &[FoundPerson]) -> Html {
    let mut sheet = Sheet::default();
    if found.is_empty() {
        sheet.paragraph("No record that you may read is called like that. There may be records that were not given to your organisation: they are neither found nor counted.");
        sheet.paragraph("Try a part of the name, another spelling, or the surname alone.");
        return sheet.inside();
    }
    let number = words::plural(found.len() as u64, "record", "records");
    sheet.paragraph(if found.len() < HITS {
        format!("{number} that you may read. Check the date of birth and the address before you rely on a name.")
    } else {
        format!("The {number} most alike. Enter more of the name to see others.")
    });
    let head = ["Name and reference", "Whose record it is", "How like the name is"].map(parts::cell).into();
    let rows = found.iter().map(|one| {
        let mut name = parts::link(&address(&one.id), &one.name);
        name.push(&Html::trusted("<br>"));
        name.push(&parts::code(&one.id));
        vec![
            parts::cell(name),
            parts::cell(explained::named(names, &one.originator)),
            parts::cell(format!("{}: {}", percent(one.score), one.why)),
        ]
    });
    sheet.html(&parts::table_under_heading("Records found", head, rows.collect()));
    sheet.inside()
}

fn percent(score: f64) -> String {
    format!("{}%", words::real(score * 100.0, 0))
}
