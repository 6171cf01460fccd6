//! Plans: what is set out to be done, and how it goes.
//!
//! The journal has every entry; the [`Book`] is the same read once, kept in memory and in step with it.

mod book;
mod fitting;
mod grid;
mod highlight;
mod owed;
mod papers;
mod performance;
mod report;
mod sheet_out;
mod sheets;
#[cfg(test)]
mod sheets_tests;
pub mod tasking;
#[cfg(test)]
mod tests;
mod thread;
mod tracker;
mod write;

pub use self::papers::{Paper, YearPart, activity_paper, funder_paper, one_file, performance_paper, write_paper, year_paper};
pub use book::Book;
pub(crate) use book::Remembered;
pub use grid::{Grid, GridCell, GridRow, grid};
pub use highlight::{highlight_draft, highlight_owed, highlight_paper, highlights, make_highlight};
pub(crate) use owed::owed;
pub use performance::{
    IndicatorLine, IssueWords, Performance, Reading, TargetLine, check_target, issues_of, performance, performance_periods,
    performance_table, record_issue, target_line, target_lines, withdraw_issue,
};
pub use report::{
    ReportDraft, ReportWords, close_period, missing_reports, periods_to_report, report, report_draft, report_paper, reports, write_report,
};
pub use sheet_out::{
    SheetFormat, SheetView, export_sheet, plan_meant, plans_table, sheet_rejects, sheet_rejects_workbook, sheet_view, standing_table,
    write_sheet,
};
pub use sheets::{SheetImported, SheetWords, has_sheet, import_sheet, import_sheet_file, sheet_of};
pub use thread::{Thread, ThreadLink, action_thread, priority_thread, thread_paper};
pub(crate) use tracker::unowned_late;
pub use tracker::{
    ActionLine, ActionView, PlanLine, Tracker, TrackerAsk, VersionView, action_view, plan_lines, plans_list, priorities_of, targets_of,
    tracker, version_view,
};
pub use write::{
    ActionWords, AdoptWords, DoneWords, PlanWords, PriorityWords, UpdateWords, adopt_plan, carry_forward, change_action, change_priority,
    close_action, complete_action, end_plan, open_plan, reassign, set_target, update_action, update_entry,
};

/// The words of the room, for the doors.
pub use plans as room;

use crate::House;
use base::Result;
use jiff::civil::Date;
use rulebook::{Mark, Rulebook};

/// The colour and shape of a status, by the key that the newest rule of progress names; none for what nobody decided.
pub fn mark_of(status: plans::Status) -> Option<&'static Mark> {
    let book = Rulebook::builtin().ok()?;
    let rule = book.action_status(Date::MAX, None).ok()?.parameters;
    book.rag(&rule.colours).ok()?.parameters.mark(status.id())
}

/// Answers from the book of plans, which is brought into step with the journal first.
pub async fn with_book<T>(house: &House, answer: impl FnOnce(&Book) -> T) -> Result<T> {
    house.plans.with(house, answer).await
}
