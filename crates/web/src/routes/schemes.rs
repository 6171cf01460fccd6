//! Schemes: registers of activity.

use super::group;
use crate::pages::plan::schemes::{act, list, one, record, show};

group! {
    Get "/plan/schemes" => list::list, ReadPlan, SignedIn, "every scheme: what was counted, what is late";
    Get "/plan/schemes/{scheme}" => show::show, ReadPlan, SignedIn, "one scheme: its counts by quarter, its targets, its records";
    Get "/plan/schemes/{scheme}/counts.csv" => show::counts_csv, ReadPlan, SignedIn, "what a scheme counts, as CSV";
    Get "/plan/schemes/{scheme}/records.csv" => show::records_csv, ReadPlan, SignedIn, "the records of a scheme, as CSV";
    Get "/plan/schemes/{scheme}/new" => record::ask, ChangePlan, SignedIn, "recording an activity";
    Post "/plan/schemes/{scheme}/new" => record::record, ChangePlan, SignedIn, "an activity was recorded";
    Get "/plan/schemes/{scheme}/{number}" => one::show, ReadPlan, SignedIn, "one record of a scheme";
    Get "/plan/schemes/{scheme}/{number}/edit" => record::ask_change, ChangePlan, SignedIn, "changing a record of a scheme";
    Post "/plan/schemes/{scheme}/{number}/edit" => record::change, ChangePlan, SignedIn, "a record of a scheme was changed";
    Get "/plan/schemes/{scheme}/{number}/strike" => act::ask_strike, ChangePlan, SignedIn, "taking out a record that is wrong";
    Post "/plan/schemes/{scheme}/{number}/strike" => act::strike, ChangePlan, SignedIn, "a record was taken out";
    Get "/plan/schemes/{scheme}/{number}/ask" => act::ask_partners, ChangePlan, SignedIn, "asking partners about a record";
    Post "/plan/schemes/{scheme}/{number}/ask" => act::partners, ChangePlan, SignedIn, "partners were asked";
    Get "/plan/schemes/{scheme}/{number}/answer" => act::ask_answer, ChangePlan, SignedIn, "taking down what a partner answered";
    Post "/plan/schemes/{scheme}/{number}/answer" => act::answer, ChangePlan, SignedIn, "an answer was taken down";
    Get "/plan/schemes/{scheme}/{number}/action" => act::ask_action, ChangePlan, SignedIn, "making an action of what was found";
    Post "/plan/schemes/{scheme}/{number}/action" => act::action, ChangePlan, SignedIn, "what was found became an action";
}
