//! Plans: written, updated, followed.

use super::group;
use crate::pages::plan::{
    action, action_form, adopt, ending, grid, link, opening, overview, priority, reassign, reports, show, thread, tracker, update,
};

group! {
    Get "/plan" => overview::overview, ReadPlan, SignedIn, "every plan, and what of it is late";
    Get "/plan/plans/new" => opening::ask, ChangePlan, SignedIn, "opening a plan";
    Post "/plan/plans/new" => opening::open, ChangePlan, SignedIn, "a plan was opened";
    Get "/plan/plans/{plan}" => show::show, ReadPlan, SignedIn, "one plan: priorities, actions, how they stand";
    Get "/plan/plans/{plan}/versions/{number}" => show::version, ReadPlan, SignedIn, "a version of a plan as it was adopted";
    Get "/plan/plans/{plan}/adopt" => adopt::ask, AdoptPlan, SignedIn, "adopting a plan for the board";
    Post "/plan/plans/{plan}/adopt" => adopt::adopt, AdoptPlan, SignedIn, "a plan was adopted";
    Get "/plan/plans/{plan}/end" => adopt::ask_end, ChangePlan, SignedIn, "saying that a plan is at its end";
    Post "/plan/plans/{plan}/end" => adopt::end, ChangePlan, SignedIn, "a plan is at its end";
    Get "/plan/plans/{plan}/carry" => adopt::ask_carry, ChangePlan, SignedIn, "carrying open actions over from the plan before";
    Post "/plan/plans/{plan}/carry" => adopt::carry, ChangePlan, SignedIn, "open actions were carried over";
    Get "/plan/plans/{plan}/priorities/new" => priority::ask, ChangePlan, SignedIn, "adding a priority to a plan";
    Post "/plan/plans/{plan}/priorities/new" => priority::record, ChangePlan, SignedIn, "a priority was added";
    Get "/plan/plans/{plan}/priorities/{key}" => priority::show, ReadPlan, SignedIn, "one priority: why, how it is judged, its actions";
    Get "/plan/plans/{plan}/priorities/{key}/edit" => priority::ask_change, ChangePlan, SignedIn, "changing a priority";
    Post "/plan/plans/{plan}/priorities/{key}/edit" => priority::change, ChangePlan, SignedIn, "a priority was changed";
    Get "/plan/plans/{plan}/actions/new" => action_form::ask, ChangePlan, SignedIn, "adding an action to a plan";
    Post "/plan/plans/{plan}/actions/new" => action_form::record, ChangePlan, SignedIn, "an action was added";
    Get "/plan/plans/{plan}/actions/{reference}" => action::show, ReadPlan, SignedIn, "one action: how it stands, its updates and milestones";
    Get "/plan/plans/{plan}/actions/{reference}/edit" => action_form::ask_change, ChangePlan, SignedIn, "changing an action";
    Post "/plan/plans/{plan}/actions/{reference}/edit" => action_form::change, ChangePlan, SignedIn, "an action was changed";
    Get "/plan/plans/{plan}/actions/{reference}/update" => update::ask, UpdateAction, SignedIn, "saying how an action goes";
    Post "/plan/plans/{plan}/actions/{reference}/update" => update::record, UpdateAction, SignedIn, "it was said how an action goes";
    Get "/plan/plans/{plan}/actions/{reference}/done" => ending::ask_done, ChangePlan, SignedIn, "recording that an action is done";
    Post "/plan/plans/{plan}/actions/{reference}/done" => ending::done, ChangePlan, SignedIn, "an action is done";
    Get "/plan/plans/{plan}/actions/{reference}/close" => ending::ask_close, ChangePlan, SignedIn, "closing an action that is not done";
    Post "/plan/plans/{plan}/actions/{reference}/close" => ending::close, ChangePlan, SignedIn, "an action was closed";
    Get "/plan/plans/{plan}/actions/{reference}/link" => link::ask, ChangePlan, SignedIn, "links by which a partner says how an action goes";
    Post "/plan/plans/{plan}/actions/{reference}/link" => link::make, ChangePlan, SignedIn, "a link was made, shown once";
    Post "/plan/plans/{plan}/actions/{reference}/link/revoke" => link::revoke, ChangePlan, SignedIn, "a link was revoked";
    Get "/plan/plans/{plan}/actions/{reference}/thread" => thread::of_action, ReadPlan, SignedIn, "the thread of an action: from flag to outcome";
    Get "/plan/plans/{plan}/actions/{reference}/thread/{file}" => thread::action_file, ReadPlan, SignedIn, "the thread of an action as a file";
    Get "/plan/plans/{plan}/priorities/{key}/thread" => thread::of_priority, ReadPlan, SignedIn, "the thread of a priority: from flag to outcome";
    Get "/plan/plans/{plan}/priorities/{key}/thread/{file}" => thread::priority_file, ReadPlan, SignedIn, "the thread of a priority as a file";
    Get "/plan/reports" => reports::list, ReadPlan, SignedIn, "reports of task groups, periods to close, highlight reports";
    Get "/plan/reports/progress/{plan}/{key}/{period}" => reports::show, ReadPlan, SignedIn, "a task group\u{2019}s report on one priority for one period";
    Get "/plan/reports/progress/{plan}/{key}/{period}/edit" => reports::ask, ChangePlan, SignedIn, "writing such a report";
    Post "/plan/reports/progress/{plan}/{key}/{period}/edit" => reports::write, ChangePlan, SignedIn, "such a report was written";
    Get "/plan/reports/progress/{plan}/{key}/{period}/{file}" => reports::file, ReadPlan, SignedIn, "such a report as a file";
    Get "/plan/reports/close/{plan}/{period}" => reports::ask_close, ChangePlan, SignedIn, "closing a period of a plan";
    Post "/plan/reports/close/{plan}/{period}" => reports::close, ChangePlan, SignedIn, "a period was closed";
    Get "/plan/reports/highlight/new" => reports::ask_highlight, ChangePlan, SignedIn, "making a highlight report to the board";
    Post "/plan/reports/highlight/new" => reports::make_highlight, ChangePlan, SignedIn, "a highlight report was made";
    Get "/plan/reports/highlight/{id}" => reports::highlight, ReadPlan, SignedIn, "a highlight report to the board";
    Get "/plan/reports/highlight/{id}/{file}" => reports::highlight_file, ReadPlan, SignedIn, "a highlight report as a file";
    Get "/plan/tracker" => tracker::tracker, ReadPlan, SignedIn, "every action, late ones first: whose, by when, how it stands";
    Get "/plan/late" => tracker::late, ReadPlan, SignedIn, "what is late, and whose";
    Get "/plan/grid" => grid::grid, ReadPlan, SignedIn, "how each action went, period beside period";
    Get "/plan/reassign" => reassign::ask, ChangePlan, SignedIn, "handing the actions of an office to another";
    Post "/plan/reassign" => reassign::hand_over, ChangePlan, SignedIn, "the actions of an office went to another";
}
