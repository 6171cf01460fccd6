//! Tasking: meetings and their agenda, what members bring, what agencies achieved, registers of activity, the year.

mod agenda;
mod conversations;
mod groups;
mod meetings;
mod needs;
mod schemes;
mod successes;
mod tables;
#[cfg(test)]
mod tests;
mod year;

pub use agenda::{Agenda, agenda, by_heading};
pub use conversations::{ConversationLine, NewConversation, answer_conversation, close_conversation, conversations, open_conversation};
pub use groups::{
    CloseGroupWords, GroupLine, GroupView, GroupWords, agree_plan, close_group, decide_option, group_view, merge_group, open_group,
    put_options, task_groups,
};
pub use meetings::{
    DataReview, HoldWords, MeetingLine, MeetingWords, call_meeting, cancel_meeting, data_review, finish_follow_up, groups_to_meet,
    hold_meeting, meeting, meetings, next_meeting, next_meeting_due, read_follow_ups,
};
pub(crate) use needs::needs;
pub use schemes::{
    CountRange, LateRecord, RecordView, SchemeLine, SchemeView, ask_partners, becomes_action, change_record, check_values, count_range,
    counts_of_year, partner_answered, record_activity, scheme_record, scheme_view, schemes_list, strike_record, waiting_records,
};
pub use successes::{
    NewCaseStudy, NewSuccess, SuccessLine, SuccessMade, case_studies, change_success, successes, successes_list, tell_case_study,
};
pub use tables::{agenda_table, counts_table, scheme_table, schemes_table, successes_table, year_table};
pub use year::{DutyWords, YearLine, YearView, record_duty, year_view};

/// What a scheme is made of, for the doors.
pub use rulebook::{FieldType, Scheme, SchemeField};

use crate::{House, Moment};
use base::{AreaCode, Result, Trouble};
use calendar::{Date, FinancialYear, Month};
use partnership::GroupKind;

/// The area whose rules hold: that of the tasking group, or of the board where there is none.
pub(crate) async fn area(house: &House) -> Result<Option<AreaCode>> {
    let partnership = crate::people::partnership(house).await?;
    let of = |kind: GroupKind| {
        partnership.groups.iter().find(|group| group.kind == kind && group.area.is_some()).and_then(|group| group.area.clone())
    };
    Ok(of(GroupKind::TaskingGroup).or_else(|| of(GroupKind::Board)))
}

/// The last day of a clock of the rulebook that begins on a day, and why; none where no version holds then.
pub(crate) fn limit(house: &House, area: Option<&AreaCode>, clock: &str, from: Date) -> Option<partnership::Limit> {
    partnership::count_limit(house.rulebook, clock, area, from).ok()
}

/// The financial year that was asked for, `2009-10` or `2009/10`; that of today where nothing was.
///
/// # Errors
/// Refused with `year-unknown` where it is none.
pub fn year_of(asked: Option<&str>, moment: &Moment) -> Result<FinancialYear> {
    let today = crate::registers::today(moment);
    let found = match asked.filter(|text| !text.is_empty()) {
        Some(text) => FinancialYear::parse(&text.replacen('-', "/", 1)).ok(),
        None => Month::of(today).and_then(FinancialYear::of),
    };
    found.ok_or_else(|| {
        let message = format!("`{}` is no financial year", asked.unwrap_or_default());
        Trouble::usage("year-unknown", message, "write it as `2009-10`")
    })
}

/// The financial year of today, as far as it has come.
///
/// # Errors
/// The day lies outside the years that dates have.
pub fn year_so_far(moment: &Moment) -> Result<CountRange> {
    let year = year_of(None, moment)?;
    Ok(CountRange { from: year.first().first_day(), to: crate::registers::today(moment) })
}

/// A financial year as an address has it: `2009-10`.
pub(crate) fn year_id(year: FinancialYear) -> String {
    year.to_string().replacen('/', "-", 1)
}

/// What stands in a text, without blanks; none where nothing does.
fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The day of something that happened: as said, or today.
///
/// # Errors
/// Refused with `record-refused` where the day is still to come.
fn day_so_far<T: journal::Body>(field: &'static str, said: Option<&str>, moment: &Moment) -> Result<Date> {
    let on = crate::registers::day_or_today(said, moment)?;
    if on > crate::registers::today(moment) {
        return Err(crate::registers::trouble(T::REGISTER, &journal::Refused::NotNow { field, why: "the day is still to come" }));
    }
    Ok(on)
}

/// How often a number is sought for something new. Each time that one is taken somebody else's was recorded under it.
const TRIES: usize = 20;
