//! Officers' tables of plans.

use super::group;
use crate::pages::plan::sheets;

group! {
    Get "/plan/import" => sheets::ask, ChangePlan, SignedIn, "importing the table of a plan";
    Post "/plan/import" => sheets::import, ChangePlan, SignedIn, "a table of a plan was imported", LARGE;
    Get "/plan/plans/{plan}/sheet" => sheets::table, ReadPlan, SignedIn, "the table of a plan as it was given, and its rejected rows";
    Get "/plan/plans/{plan}/export/{file}" => sheets::export, ReadPlan, SignedIn, "the table of a plan as a file";
}
