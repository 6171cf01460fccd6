//! Strategic assessments: prose that is bound to figures, from draft to published.
//!
//! Every page comes from one look at the paper. What somebody wrote is never lost: where two write at once, the second is shown both
//! texts, and every text that a section had stays in its history.

pub(crate) mod comments;
pub(crate) mod compare;
pub(crate) mod definition;
pub(crate) mod downloads;
pub(crate) mod edit;
pub(crate) mod edition;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod overview;
pub(crate) mod public;
pub(crate) mod section;
pub(crate) mod stage;
pub(crate) mod timetable;
pub(crate) mod versions;

use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::Moment;
use app::signing::{self, Door};
use app::strategic::living::{Kept, Stage, WordRun};
use app::strategic::{PaperNow, TextNow};
use base::Trouble;
use journal::Stamp;
use permission::Action;
use serde::Deserialize;
use ui::{Form, Html};

/// Where the list is.
const HERE: &str = "/strategic-assessments";

/// Whether this visitor may do something: only then do pages lead there.
fn may(who: &SignedIn, action: Action) -> bool {
    signing::says_of(&who.visitor, Door::Page, action).is_ok_and(|decision| decision.allowed)
}

/// The moment, with the visitor as the one who does it.
fn moment(web: &Web, who: &SignedIn) -> Moment {
    web.moment(&who.visitor.user)
}

/// The address of a paper.
fn address(id: &str) -> String {
    format!("{HERE}/{}", words::in_address(id))
}

/// The address of a section.
fn section_address(id: &str, section: &str) -> String {
    format!("{}/sections/{}", address(id), words::in_address(section))
}

/// The address of a version.
pub(crate) fn version_address(id: &str, number: u32) -> String {
    format!("{}/versions/{number}", address(id))
}

/// A page of this part.
fn shell(title: &str) -> Shell {
    Shell::evidence(title, HERE)
}

/// A page beneath that of a paper.
fn beneath(title: &str, now: &PaperNow) -> Shell {
    shell(title).under("Strategic assessments", HERE).under(now.title(), address(&now.entry.id))
}

/// The page of a form beneath that of a paper.
fn form_page(title: &str, now: &PaperNow, sheet: &Sheet) -> Answer {
    beneath(title, now).form(sheet)
}

/// A form with what was answered and what is to be mended; what is typed into it is kept as a draft.
fn finished(form: Form, path: &str, sent: Option<&Sent>, mistakes: &[Mistake]) -> Form {
    parts::keeping_draft(parts::answered(form, sent, mistakes), path)
}

/// What may stand behind the question mark of a page that something just done leads to.
#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    done: Option<String>,
}

impl Asked {
    /// Says what was just done.
    fn tell(&self, sheet: &mut Sheet) {
        let words = match self.done.as_deref() {
            Some("saved") => "The text is saved. The one before it stays in the history.",
            Some("same") => "Nothing was changed: the text says what stood there.",
            Some("definition") => "The definition is saved.",
            Some("commented") => "Your comment is recorded. It will be answered.",
            Some("answered") => "The answer is recorded.",
            Some("step") => "The timetable is up to date.",
            Some("draft") => "The assessment is in draft again.",
            Some("consultation") => "The assessment is in consultation. Partners can comment on it.",
            Some("approved") => "The assessment is approved. Its texts and figures are settled.",
            Some("published") => "The assessment is published. Anybody can read its public summary.",
            Some("edition") => "The next edition is begun, with every text of the last one.",
            _ => return,
        };
        sheet.done(words);
    }
}

/// A stage as a tag.
fn stage_tag(stage: Stage) -> Html {
    let (word, classes) = match stage {
        Stage::Draft => ("Draft", "govuk-tag--grey"),
        Stage::Consultation => ("In consultation", "govuk-tag--yellow"),
        Stage::Approved => ("Approved", "govuk-tag--blue"),
        Stage::Published => ("Published", "govuk-tag--green"),
    };
    parts::tag(word, classes)
}

/// Who did something, and when.
fn by(office: &str, stamp: &Stamp) -> String {
    format!("{office}, {}", words::moment(&stamp.at))
}

/// Who last wrote a text, when, and what changed.
fn written(text: Option<&TextNow>) -> String {
    text.map_or_else(
        || "nothing was written yet".to_owned(),
        |text| format!("{}: {}", by(&text.entry.office, &text.stamp), text.entry.note),
    )
}

/// A text as it was typed.
fn typed(text: &str) -> Html {
    Html::trusted(format!("<div class=\"app-typed\">{}</div>", Html::escape(text)))
}

/// A text with what was taken out and put in.
fn marked(runs: &[WordRun]) -> Html {
    let mut markup = Html::trusted("<div class=\"app-typed\">");
    for run in runs {
        let words = Html::escape(&run.words);
        let (open, close) = match run.kept {
            Kept::Both => ("", ""),
            Kept::Then => ("<del>", "</del>"),
            Kept::Now => ("<ins>", "</ins>"),
        };
        markup.push(&Html::trusted(open));
        markup.push(&words);
        markup.push(&Html::trusted(close));
    }
    markup.push(&Html::trusted("</div>"));
    markup
}

/// Two things beside one another where there is room.
fn side_by_side(left: &Html, right: &Html) -> Html {
    let mut markup = Html::trusted("<div class=\"govuk-grid-row\"><div class=\"govuk-grid-column-one-half\">");
    markup.push(left);
    markup.push(&Html::trusted("</div><div class=\"govuk-grid-column-one-half\">"));
    markup.push(right);
    markup.push(&Html::trusted("</div></div>"));
    markup
}

/// A heading and what stands beneath it.
fn headed(heading: &str, content: &Html) -> Html {
    let mut sheet = Sheet::default();
    sheet.part(heading);
    sheet.html(content);
    sheet.inside()
}

/// Why a paper can't be looked at.
fn unseen(sheet: &mut Sheet, why: Option<&Trouble>) {
    match why {
        Some(trouble) => sheet.warning(format!(
            "The figures can\u{2019}t be looked at: {}. {}",
            words::plain(&trouble.message),
            crate::failure::sentence(&words::plain(&trouble.remedy))
        )),
        None => sheet.warning("The figures can\u{2019}t be looked at just now. The texts can be read and written all the same."),
    }
}

/// Buttons that lead to what can be done here.
fn buttons(acts: &[(&str, String)]) -> Html {
    let mut things = crate::pages::judgement::Things::default();
    let acts: Vec<(&str, &str)> = acts.iter().map(|(words, href)| (*words, href.as_str())).collect();
    things.acts(!acts.is_empty(), &acts);
    things.into_html()
}
