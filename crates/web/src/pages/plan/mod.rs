//! Plans: what is set out to be done, who does it, how it goes and what is late.
//!
//! What was given and what a rule makes of it stand beside each other, always.

pub(crate) mod overview;

use crate::gate::{Sent, SignedIn};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::Moment;
use app::signing::{self, Door};
use jiff::civil::Date;
use permission::Action;
use plans::{Reference, Standing, Status, Waits};
use serde::Deserialize;
use ui::{Form, Html};

/// Whether this visitor may do something: only then do pages lead there.
pub(crate) fn may(who: &SignedIn, action: Action) -> bool {
    signing::says_of(&who.visitor, Door::Page, action).is_ok_and(|decision| decision.allowed)
}

/// The moment, with the visitor as the one who does it.
pub(crate) fn moment(web: &Web, who: &SignedIn) -> Moment {
    web.moment(&who.visitor.user)
}

/// The day, for what is due and late.
pub(crate) fn today(web: &Web, who: &SignedIn) -> Date {
    app::registers::today(&moment(web, who))
}

/// The address of a plan.
pub(crate) fn address(plan: &str) -> String {
    format!("/plan/plans/{}", words::in_address(plan))
}

/// The address of an action.
pub(crate) fn action_address(plan: &str, reference: &Reference) -> String {
    format!("{}/actions/{reference}", address(plan))
}

/// A page beneath that of a plan.
pub(crate) fn beneath(title: &str, plan: &plans::Plan) -> Shell {
    Shell::plan(title, "/plan").under(plan.title.as_str(), address(&plan.id))
}

/// A form with what was answered and what is to be mended; what is typed into it is kept as a draft.
pub(crate) fn finished(form: Form, path: &str, sent: Option<&Sent>, mistakes: &[Mistake]) -> Form {
    parts::keeping_draft(parts::answered(form, sent, mistakes), path)
}

/// A status as a tag: its word says it, the colour repeats it.
pub(crate) fn status(status: Status) -> Html {
    let classes = match status {
        Status::Complete | Status::OnTrack => "govuk-tag--green",
        Status::InProgress | Status::StatsAwaited => "govuk-tag--yellow",
        Status::NotOnTrack => "govuk-tag--red",
        Status::NotStarted | Status::Undetermined => "govuk-tag--grey",
    };
    parts::tag(&words::capital(status.in_words()), classes)
}

/// What an action waits for, as a tag.
pub(crate) fn waits(waits: Waits) -> Html {
    let classes = match waits {
        Waits::Overdue | Waits::UpdateLate => "govuk-tag--red",
        Waits::UpdateOwed => "govuk-tag--yellow",
        Waits::Running => "govuk-tag--blue",
        Waits::Complete => "govuk-tag--green",
        Waits::Closed => "govuk-tag--grey",
    };
    parts::tag(&words::capital(waits.in_words()), classes)
}

/// The status that stands, why, and what was given beside it.
pub(crate) fn standing(standing: &Standing) -> Html {
    let mut markup = status(standing.shown());
    let because = match &standing.set_aside {
        Some(aside) => format!(
            " set by {}: {}. The rule says {}: {}.",
            aside.role,
            aside.reason.trim_end_matches('.'),
            standing.computed.in_words(),
            standing.because
        ),
        None => format!(" {}.", standing.because),
    };
    markup.push(&Html::escape(&because));
    if let Some((given, period)) = standing.given.filter(|(given, _)| *given != standing.shown()) {
        markup.push(&Html::escape(&format!(" Given for {}: {}.", period.in_words(), given.in_words())));
    }
    markup
}

/// What may stand behind the question mark of a page that something just done leads to.
#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    pub(crate) done: Option<String>,
}

impl Asked {
    /// Says what was just done.
    pub(crate) fn tell(&self, sheet: &mut Sheet) {
        let words = match self.done.as_deref() {
            Some("opened") => "The plan is opened as a draft.",
            _ => return,
        };
        sheet.done(words);
    }
}
