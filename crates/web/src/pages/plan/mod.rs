//! Plans: what is set out to be done, who does it, how it goes and what is late.
//!
//! What was given and what a rule makes of it stand beside each other, always.

pub(crate) mod action;
pub(crate) mod action_form;
pub(crate) mod adopt;
pub(crate) mod ending;
pub(crate) mod grid;
pub(crate) mod issues;
pub(crate) mod link;
pub(crate) mod opening;
pub(crate) mod overview;
pub(crate) mod papers;
pub(crate) mod performance;
pub(crate) mod priority;
pub(crate) mod reassign;
pub(crate) mod reports;
pub(crate) mod schemes;
pub(crate) mod sheets;
pub(crate) mod show;
pub(crate) mod target_form;
pub(crate) mod targets;
pub(crate) mod tasking;
pub(crate) mod thread;
pub(crate) mod tracker;
pub(crate) mod update;

use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::Moment;
use app::plans::{ActionLine, ActionView, PlanLine};
use app::signing::{self, Door};
use jiff::civil::Date;
use permission::Action;
use plans::{Plan, Reference, Standing, Status, Waits};
use serde::Deserialize;
use ui::{Answer as Choice, Cell, Field, Html};

/// Whether this visitor may do something: only then do pages lead there.
pub(crate) fn may(who: &SignedIn, action: Action) -> bool {
    signing::says_of(&who.visitor, Door::Page, action).is_ok_and(|decision| decision.allowed)
}

/// Whether this visitor may say how an action goes: whoever writes plans, its owner, and those of the organisation that owns it.
pub(crate) fn may_update(who: &SignedIn, view: &ActionView) -> bool {
    let (action, visitor) = (&view.line.action, &who.visitor);
    let own = action.owner.as_ref() == Some(&visitor.user);
    let of_theirs = action.organisation.as_deref().is_some_and(|one| visitor.organisations().contains(&one));
    may(who, Action::ChangePlan) || (may(who, Action::UpdateAction) && (own || of_theirs))
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

/// The address of a priority.
pub(crate) fn priority_address(plan: &str, key: &str) -> String {
    format!("{}/priorities/{}", address(plan), words::in_address(key))
}

/// A page beneath that of a plan.
pub(crate) fn beneath(title: &str, plan: &Plan) -> Shell {
    Shell::plan(title, "/plan").under(plan.title.as_str(), address(&plan.id))
}

/// A page beneath that of an action.
pub(crate) fn beneath_action(title: &str, plan: &Plan, reference: &Reference) -> Shell {
    beneath(title, plan).under(format!("Action {reference}"), action_address(&plan.id, reference))
}

/// A plan, or the page for what is absent.
pub(crate) async fn plan_of(web: &Web, who: &SignedIn, id: &str) -> Result<PlanLine, Failure> {
    let lines = app::plans::plans_list(&web.house, today(web, who)).await?;
    lines.into_iter().find(|line| line.plan.id == id).ok_or(Failure::NotFound)
}

/// The number of an action as an address has it.
pub(crate) fn reference_of(text: &str) -> Result<Reference, Failure> {
    Reference::parse(text).map_err(|_| Failure::NotFound)
}

/// It is recorded: the draft of the form goes, and the page that shows it says what was done.
pub(crate) async fn recorded(web: &Web, who: &SignedIn, form: &str, there: &str, what: &str) -> Answer {
    who.draft(web, form).await?;
    let sign = if there.contains('?') { '&' } else { '?' };
    Ok(go_to(&format!("{there}{sign}done={what}")))
}

/// A status as a tag: its word says it, shape and colour of the key in force repeat it. What nobody decided has no colour.
pub(crate) fn status(status: Status) -> Html {
    let mark = app::plans::mark_of(status);
    let classes = match mark.map(|mark| mark.colour.as_str()) {
        Some("green") => "govuk-tag--green",
        Some("amber" | "yellow") => "govuk-tag--yellow",
        Some("red") => "govuk-tag--red",
        _ => "govuk-tag--grey",
    };
    let shape = mark.map_or_else(String::new, |mark| format!("{} ", mark.shape));
    parts::tag(&format!("{shape}{}", words::capital(status.in_words())), classes)
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
            " Set by {}: {}. The rule says {}: {}.",
            aside.role,
            aside.reason.trim_end_matches('.'),
            standing.computed.in_words(),
            standing.because.trim_end_matches('.')
        ),
        None => format!(" {}.", words::capital(standing.because.trim_end_matches('.'))),
    };
    markup.push(&Html::escape(&because));
    if let Some((given, period)) = standing.given.filter(|(given, _)| *given != standing.shown()) {
        markup.push(&Html::escape(&format!(" Given for {}: {}.", period.in_words(), given.in_words())));
    }
    markup
}

/// The number and the words of an action, leading to its page.
pub(crate) fn action_link(line: &ActionLine) -> Html {
    let action = &line.action;
    parts::link(&action_address(&line.plan, &action.reference), &format!("{} {}", action.reference, action.text))
}

/// Whose an action is: the office, the organisation, or who leads as the plan prints it.
pub(crate) fn whose(line: &ActionLine) -> String {
    let action = &line.action;
    match &action.owner {
        Some(owner) if line.organisation.is_empty() => owner.clone(),
        Some(owner) => format!("{}, {owner}", line.organisation),
        None if !line.organisation.is_empty() => line.organisation.clone(),
        None if action.lead.is_empty() => "nobody".to_owned(),
        None => action.lead.clone(),
    }
}

/// By when, and how late.
pub(crate) fn by_when(line: &ActionLine) -> String {
    let Some(by) = line.by.or(line.action.due) else {
        return if line.action.timescale.is_empty() { "not said".to_owned() } else { line.action.timescale.clone() };
    };
    let by = words::day(&by.to_string());
    match u64::try_from(line.late_by) {
        Ok(days) if days > 0 => format!("{by}, {} late", words::plural(days, "day", "days")),
        // An update that is owed hides no last day.
        _ => match line.action.due.filter(|due| line.by.is_some_and(|by| by != *due)) {
            Some(due) => format!("{by}; last day {}", words::day(&due.to_string())),
            None => by,
        },
    }
}

/// A row of a list of actions of several plans: the plan stands beneath the action.
pub(crate) fn tracked_row(line: &ActionLine) -> Vec<Cell> {
    let mut row = action_row(line);
    let mut name = action_link(line);
    name.push(&Html::trusted("<br><span class=\"govuk-hint\">"));
    name.push(&Html::escape(&line.plan_title));
    name.push(&Html::trusted("</span>"));
    if let Some(first) = row.first_mut() {
        *first = parts::cell(name);
    }
    row
}

/// A row of a list of actions.
pub(crate) fn action_row(line: &ActionLine) -> Vec<Cell> {
    vec![
        parts::cell(action_link(line)),
        parts::cell(whose(line)),
        parts::cell(by_when(line)),
        parts::cell(waits(line.waits)),
        parts::cell(standing(&line.standing)),
    ]
}

/// The head of a list of actions.
pub(crate) fn action_head() -> Vec<Cell> {
    ["Action", "Whose", "By", "State", "How it stands"].map(parts::cell).into()
}

/// The field for a status; nobody must choose one.
pub(crate) fn status_field() -> Field {
    let none = Choice::new("", "I can\u{2019}t say");
    let choices = Status::ALL.into_iter().filter(|one| *one != Status::Undetermined);
    let choices = choices.map(|one| Choice::new(one.id(), words::capital(one.in_words()))).chain([none]);
    Field::one_of("status", "How does it stand?", choices)
}

/// A sum of money as it was typed, in pence: `36,650` or `1234.50`.
pub(crate) fn pence(text: &str) -> Option<u64> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '\u{a3}' | ' ')).collect();
    let (pounds, pence) = plain.split_once('.').unwrap_or((&plain, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(pounds) || !digits(pence) || pence.len() > 2 {
        return None;
    }
    let pence: u64 = if pence.len() == 1 { pence.parse::<u64>().ok()?.checked_mul(10)? } else { pence.parse().ok()? };
    pounds.parse::<u64>().ok()?.checked_mul(100)?.checked_add(pence)
}

/// Pence as money: `£36,650.00`.
pub(crate) fn money(pence: u64) -> String {
    format!("\u{a3}{}.{:02}", words::count(pence / 100), pence % 100)
}

/// The text of a field that may be empty.
pub(crate) fn maybe<'a>(sent: &'a Sent, name: &str) -> Option<&'a str> {
    Some(sent.text(name)).filter(|text| !text.is_empty())
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
            Some("priority") => "The priority is recorded.",
            Some("action") => "The action is recorded.",
            Some("updated") => "The update is recorded. What was said before stays in the history.",
            Some("complete") => "It is recorded that the action was done.",
            Some("closed") => "The action is closed, with the reason.",
            Some("adopted") => "The plan is adopted. This version stays as it is.",
            Some("ended") => "The plan is at its end. Nothing of it is owed any more.",
            Some("carried") => "The open actions are carried into this plan. Each says where it comes from.",
            Some("reassigned") => "The actions have another owner.",
            Some("revoked") => "The link can\u{2019}t be used any more.",
            Some("imported") => "The table is imported.",
            Some("target") => "The target is recorded. Its value is computed from what was imported.",
            Some("issue") => "The issue is recorded. It stands in the report of this period.",
            Some("withdrawn") => "The issue is taken back. It stays in the history.",
            _ => return,
        };
        sheet.done(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_it_is_written() {
        for (text, read) in [
            ("36,650", Some(3_665_000)),
            ("\u{a3}1,234.50", Some(123_450)),
            ("0.5", Some(50)),
            ("7", Some(700)),
            ("", None),
            ("1.234", None),
            ("-3", None),
            ("three", None),
        ] {
            assert_eq!(pence(text), read, "{text}");
        }
        assert_eq!(money(3_665_000), "\u{a3}36,650.00");
    }
}
