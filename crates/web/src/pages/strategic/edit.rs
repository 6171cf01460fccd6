//! A section written. Where two write at once, the second is shown both texts and loses nothing.

use super::section::{checked, set_with_figures};
use super::{beneath, by, finished, form_page, headed, marked, moment, section_address, side_by_side, typed};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::recording::mend;
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::signing;
use app::strategic::living::compare_words;
use app::strategic::{self, BothTexts, Saved, SectionView, SectionWords};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ui::{Field, Form, Html};

/// Lines of the field for the text.
const ROWS: u32 = 24;

fn path_of_form(id: &str, section: &str) -> String {
    format!("{}/edit", section_address(id, section))
}

/// `GET /strategic-assessments/{id}/sections/{section}/edit`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((id, section)): Path<(String, String)>) -> Answer {
    let draft = who.draft(&web, &path_of_form(&id, &section)).await?;
    let view = strategic::section_view(&web.house, &moment(&web, &who), &id, &section).await?;
    // What was typed before was typed on top of what stood there then.
    let seen = draft.as_ref().and_then(|draft| draft.text("seen").parse().ok()).unwrap_or_else(|| stands(&view));
    page(&who, &view, seen, draft.as_ref(), &[], false)
}

/// The place in the journal of the text that stands there.
fn stands(view: &SectionView) -> i64 {
    view.line.text.as_ref().map_or(0, |text| text.stamp.seq)
}

fn form(who: &SignedIn, id: &str, section: &str, seen: i64, text: &str) -> Form {
    Form::post(path_of_form(id, section), who.visit.token())
        .wide()
        .hidden("seen", seen.to_string())
        .field(
            Field::lines("text", "What the section says", ROWS)
                .hint("Markdown. A number stands as a reference to its figure, such as {{ asb.value }}; the figures and their references are beneath")
                .value(text),
        )
        .field(Field::text("note", "What did you change?").hint("One line, for those who look at the history").optional())
        .button("Save")
        .second_button("See how it reads", "do", "preview")
        .cancel(&section_address(id, section))
}

fn page(who: &SignedIn, view: &SectionView, seen: i64, sent: Option<&Sent>, mistakes: &[Mistake], shown: bool) -> Answer {
    let (id, section) = (&view.now.entry.id, &view.line.id);
    let title = format!("Write: {}", view.line.title);
    let mut sheet = Sheet::titled(&title).captioned(view.now.title());
    let text = view.line.text.as_ref().map_or("", |text| text.entry.text.as_str());
    let path = path_of_form(id, section);
    if shown {
        sheet.notice("This is how it would read. Nothing is saved yet.");
    }
    sheet.form_of(&finished(form(who, id, section, seen, text), &path, sent, mistakes));
    sheet.html(&checked(view));
    sheet.html(&set_with_figures(view));
    form_page(&title, &view.now, &sheet)
}

/// `POST /strategic-assessments/{id}/sections/{section}/edit`
pub(crate) async fn save(State(web): State<Web>, who: SignedIn, Path((id, section)): Path<(String, String)>, sent: Sent) -> Answer {
    let moment = moment(&web, &who);
    // What was read before stays what was read, however often the form is mended.
    let seen = sent.text("seen").parse().unwrap_or(-1);
    let again = |view: &SectionView, mistakes: &[Mistake], shown| page(&who, view, seen, Some(&sent), mistakes, shown);
    if sent.text("do") == "preview" {
        let view = strategic::section_as_written(&web.house, &moment, &id, &section, sent.raw("text")).await?;
        return again(&view, &[], true);
    }
    let now = strategic::paper(&web.house, &id).await?;
    let path = strategic::path_of(&now, &section).ok_or(Failure::NotFound)?;
    let (text, note) = (sent.raw("text"), sent.text("note"));
    let words = SectionWords { paper: &id, path: &path, text, office: &who.visitor.user, note, seen };
    let done = match strategic::save_section(&web.house, &moment, &words).await {
        Ok(Saved::Written(_)) => "saved",
        Ok(Saved::Same) => "same",
        Ok(Saved::Conflict(both)) => return both_texts(&web, &who, &id, &section, &both, &sent).await,
        Err(trouble) => {
            let view = strategic::section_as_written(&web.house, &moment, &id, &section, text).await?;
            return again(&view, &mend(trouble, &[])?, false);
        }
    };
    who.draft(&web, &path_of_form(&id, &section)).await?;
    Ok(go_to(&format!("{}?done={done}", section_address(&id, &section))))
}

/// Somebody else was first: both texts side by side, and the form again, on top of theirs. What was sent is kept as a draft, so that
/// it is there whatever happens to this page.
async fn both_texts(web: &Web, who: &SignedIn, id: &str, section: &str, both: &BothTexts, sent: &Sent) -> Answer {
    let now = strategic::paper(&web.house, id).await?;
    let path = path_of_form(id, section);
    // A draft too long to be kept still stands in the form below.
    signing::keep_draft(&web.house, &moment(web, who), &who.visitor, &path, sent.as_draft()).await.ok();
    let title = "Somebody wrote this section while you did";
    let mut sheet = Sheet::titled(title).captioned(now.title());
    sheet.paragraph(format!(
        "{}: \u{201c}{}\u{201d}. Nothing of yours is saved yet. Look at both, and save what is right on top of theirs.",
        by(&both.theirs.entry.office, &both.theirs.stamp),
        both.theirs.entry.note
    ));
    sheet.html(&side_by_side(
        &headed("What they changed", &marked(&compare_words(&both.base, &both.theirs.entry.text))),
        &headed("What you changed", &marked(&compare_words(&both.base, &both.mine))),
    ));
    let merged = both.merged.proposal.as_deref();
    sheet.part(if merged.is_some() { "Both together" } else { "What you want it to say" });
    if let Some(merged) = merged {
        sheet.paragraph("You changed other sentences than they did. This is both together: read it before you save it.");
        sheet.details("What of it is new against theirs", marked(&compare_words(&both.theirs.entry.text, merged)));
    } else {
        sheet.paragraph("You both changed the same sentences. Your text stands in the form; take over from theirs what is right.");
        sheet.html(&clashes(both));
    }
    let text = merged.unwrap_or(&both.mine);
    let answers = [("text".to_owned(), text.to_owned()), ("note".to_owned(), sent.text("note").to_owned())];
    sheet.form_of(&form(who, id, section, both.theirs.stamp.seq, text).filled(&answers));
    sheet.details("Your text as you sent it", typed(&both.mine));
    beneath(title, &now).form_with(StatusCode::CONFLICT, &sheet)
}

fn clashes(both: &BothTexts) -> Html {
    let mut all = Html::default();
    for (place, clash) in both.merged.clashes.iter().enumerate() {
        let mut sheet = Sheet::default();
        sheet.html(&side_by_side(
            &headed(&format!("Theirs, place {}", words::count(place as u64 + 1)), &typed(&clash.theirs)),
            &headed("Yours", &typed(&clash.mine)),
        ));
        all.push(&sheet.inside());
    }
    all
}
