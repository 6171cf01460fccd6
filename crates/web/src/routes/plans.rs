//! Plans: written, updated, followed.

use super::group;
use crate::pages::plan::overview;

group! {
    Get "/plan" => overview::overview, ReadPlan, SignedIn, "every plan, and what of it is late";
}
