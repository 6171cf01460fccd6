//! Tasking: groups and their meetings, what members bring, what agencies achieved, registers of activity, the year.

mod conversation;
mod count;
mod group;
mod meeting;
mod place;
mod scheme;
mod success;
#[cfg(test)]
mod tests;
mod year;

pub use conversation::{Conversation, ConversationAnswer};
pub use count::{
    Breakdown, Compared, CountLine, Limits, SchemeCounts, ShareLine, Span, TimerLine, Verdict, count_scheme, fair_spans, in_pounds,
    in_time, timer_due,
};
pub use group::{GroupClosed, GroupMerged, GroupOption, OptionsDecided, PlanAgreed, TaskGroup, missed_quarters};
pub use meeting::{AgendaItem, Cancelled, FollowUp, FollowUpDone, Held, Meeting};
pub use place::check_place;
pub use scheme::{PartnerAnswer, SchemeRecord, ValueFault, decide_value, decide_values, review_due};
pub use success::{CaseStudy, Success};
pub use year::{NotLaidOut, YearDone, YearDuty, YearLaidOut, decide_year};
