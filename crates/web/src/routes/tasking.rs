//! Tasking: meetings, what members bring, what agencies achieved, groups, the year.

use super::group;
use crate::pages::plan::tasking::{conversations, group_acts, groups, hold, home, meetings, successes, year};

group! {
    Get "/plan/tasking" => home::home, ReadPlan, SignedIn, "the next meeting, its agenda, what waits";
    Get "/plan/tasking/meetings/new" => meetings::ask, ChangePlan, SignedIn, "calling a meeting";
    Post "/plan/tasking/meetings/new" => meetings::call, ChangePlan, SignedIn, "a meeting was called";
    Get "/plan/tasking/meetings/{id}" => meetings::show, ReadPlan, SignedIn, "one meeting: agenda, what was said and decided";
    Get "/plan/tasking/meetings/{id}/hold" => hold::ask, ChangePlan, SignedIn, "recording that a meeting was held";
    Post "/plan/tasking/meetings/{id}/hold" => hold::hold, ChangePlan, SignedIn, "a meeting was held";
    Get "/plan/tasking/meetings/{id}/cancel" => meetings::ask_cancel, ChangePlan, SignedIn, "calling a meeting off";
    Post "/plan/tasking/meetings/{id}/cancel" => meetings::cancel, ChangePlan, SignedIn, "a meeting was called off";
    Get "/plan/tasking/meetings/{id}/follow-ups/{nth}" => meetings::ask_done, ChangePlan, SignedIn, "recording that what was decided is done";
    Post "/plan/tasking/meetings/{id}/follow-ups/{nth}" => meetings::done, ChangePlan, SignedIn, "what was decided is done";
    Get "/plan/tasking/conversations" => conversations::list, ReadPlan, SignedIn, "what members brought, and the replies";
    Get "/plan/tasking/conversations/new" => conversations::ask, ChangePlan, SignedIn, "taking down what a member brought";
    Post "/plan/tasking/conversations/new" => conversations::record, ChangePlan, SignedIn, "what a member brought was taken down";
    Get "/plan/tasking/conversations/{id}" => conversations::show, ReadPlan, SignedIn, "what a member brought, and the reply";
    Get "/plan/tasking/conversations/{id}/answer" => conversations::ask_answer, ChangePlan, SignedIn, "recording the reply to a member";
    Post "/plan/tasking/conversations/{id}/answer" => conversations::answer, ChangePlan, SignedIn, "a member was replied to";
    Get "/plan/tasking/conversations/{id}/close" => conversations::ask_close, ChangePlan, SignedIn, "closing what a member brought without a reply";
    Post "/plan/tasking/conversations/{id}/close" => conversations::close, ChangePlan, SignedIn, "what a member brought was closed";
    Get "/plan/tasking/successes" => successes::list, ReadPlan, SignedIn, "what agencies achieved, and cases worth telling";
    Get "/plan/tasking/successes/new" => successes::ask, ChangePlan, SignedIn, "giving a figure for a month";
    Post "/plan/tasking/successes/new" => successes::record, ChangePlan, SignedIn, "a figure was given";
    Get "/plan/tasking/successes/cases/new" => successes::ask_case, ChangePlan, SignedIn, "telling a case";
    Post "/plan/tasking/successes/cases/new" => successes::tell, ChangePlan, SignedIn, "a case was told";
    Get "/plan/tasking/successes/list" => successes::counted, ReadPlan, SignedIn, "what was achieved between two days, counted from the records";
    Get "/plan/tasking/successes/list.csv" => successes::counted_csv, ReadPlan, SignedIn, "what was achieved between two days, as CSV";
    Get "/plan/tasking/groups" => groups::list, ReadPlan, SignedIn, "task groups, and those with an end";
    Get "/plan/tasking/groups/new" => groups::ask, ChangePlan, SignedIn, "opening a task group";
    Post "/plan/tasking/groups/new" => groups::open, ChangePlan, SignedIn, "a task group was opened";
    Get "/plan/tasking/groups/{id}" => groups::show, ReadPlan, SignedIn, "one task group: what for, when it met, what is late";
    Get "/plan/tasking/groups/{id}/agree" => group_acts::ask_agree, ChangePlan, SignedIn, "recording the plan of a task group";
    Post "/plan/tasking/groups/{id}/agree" => group_acts::agree, ChangePlan, SignedIn, "the plan of a task group was agreed";
    Get "/plan/tasking/groups/{id}/options" => group_acts::ask_options, ChangePlan, SignedIn, "putting options to a task group";
    Post "/plan/tasking/groups/{id}/options" => group_acts::options, ChangePlan, SignedIn, "options were put to a task group";
    Get "/plan/tasking/groups/{id}/decide" => group_acts::ask_decide, ChangePlan, SignedIn, "recording which option was decided on";
    Post "/plan/tasking/groups/{id}/decide" => group_acts::decide, ChangePlan, SignedIn, "an option was decided on";
    Get "/plan/tasking/groups/{id}/merge" => group_acts::ask_merge, ChangePlan, SignedIn, "letting a task group go up in another";
    Post "/plan/tasking/groups/{id}/merge" => group_acts::merge, ChangePlan, SignedIn, "a task group went up in another";
    Get "/plan/tasking/groups/{id}/close" => group_acts::ask_close, ChangePlan, SignedIn, "closing a task group with what came of it";
    Post "/plan/tasking/groups/{id}/close" => group_acts::close, ChangePlan, SignedIn, "a task group was closed";
    Get "/plan/year" => year::show, ReadPlan, SignedIn, "the year of the partnership: duties, whose, by when, done or late";
    Get "/plan/year.csv" => year::file, ReadPlan, SignedIn, "the year of the partnership, as CSV";
    Get "/plan/year/{year}/{line}/{nth}" => year::ask, ChangePlan, SignedIn, "recording that a duty of the year is done";
    Post "/plan/year/{year}/{line}/{nth}" => year::record, ChangePlan, SignedIn, "a duty of the year was done";
}
