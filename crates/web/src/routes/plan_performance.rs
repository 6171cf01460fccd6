//! Plans: targets, performance reports and the papers made of plans.

use super::group;
use crate::pages::plan::{issues, papers, performance, target_form, targets};

group! {
    Get "/plan/targets" => targets::list, ReadPlan, SignedIn, "every target: its value, what came of it and why";
    Get "/plan/targets/new" => target_form::ask, ChangePlan, SignedIn, "setting a target";
    Post "/plan/targets/new" => target_form::record, ChangePlan, SignedIn, "a target was set";
    Get "/plan/targets/{id}" => targets::show, ReadPlan, SignedIn, "one target: its values, the rows behind them, its actions";
    Get "/plan/targets/{id}/change" => target_form::ask_change, ChangePlan, SignedIn, "changing a target";
    Post "/plan/targets/{id}/change" => target_form::change, ChangePlan, SignedIn, "a target was changed";
    Get "/plan/performance" => performance::periods, ReadPlan, SignedIn, "performance reports by quarter";
    Get "/plan/performance/{period}" => performance::show, ReadPlan, SignedIn, "what came of each target in a quarter, and why";
    Get "/plan/performance/{period}/issues" => issues::ask, ChangePlan, SignedIn, "recording an issue that came up in a quarter";
    Post "/plan/performance/{period}/issues" => issues::record, ChangePlan, SignedIn, "an issue was recorded";
    Get "/plan/performance/{period}/issues/{id}" => issues::ask_withdraw, ChangePlan, SignedIn, "taking an issue back";
    Post "/plan/performance/{period}/issues/{id}" => issues::withdraw, ChangePlan, SignedIn, "an issue was taken back";
    Get "/plan/performance/{period}/{file}" => performance::file, ReadPlan, SignedIn, "a performance report as a file";
    Get "/plan/papers" => papers::list, ReadPlan, SignedIn, "other papers made of plans: for funders, of a year, of what was done";
    Get "/plan/papers/funder/{plan}/{file}" => papers::funder, ReadPlan, SignedIn, "a funder's report as a file";
    Get "/plan/papers/year/{year}/{file}" => papers::year, ReadPlan, SignedIn, "an annual report or a review of six months as a file";
    Get "/plan/papers/activity/{from}/{to}/{file}" => papers::activity, ReadPlan, SignedIn, "what was done between two days, as a file";
}
