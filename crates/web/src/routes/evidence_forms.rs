//! Forms by which evidence is recorded.

use super::group;
use crate::pages::recording::{answer, area, concern, data_set, file, gap, judge, link, priority, request, scan, table};

group! {
    Get "/evidence/import" => file::ask, ChangeEvidence, SignedIn, "importing a file";
    Post "/evidence/import" => file::import, ChangeEvidence, SignedIn, "a file was sent", LARGE;
    Get "/evidence/paste" => table::ask, ChangeEvidence, SignedIn, "pasting a table of counts";
    Post "/evidence/paste" => table::paste, ChangeEvidence, SignedIn, "a table was pasted", LARGE;
    Get "/evidence/sources/new" => data_set::ask, ChangeEvidence, SignedIn, "adding a data set to the register";
    Post "/evidence/sources/new" => data_set::add, ChangeEvidence, SignedIn, "a data set was added";
    Get "/evidence/sources/{id}/judge" => judge::ask, ChangeEvidence, SignedIn, "judging what a data set may be used for";
    Post "/evidence/sources/{id}/judge" => judge::judge, ChangeEvidence, SignedIn, "a data set was judged";
    Get "/evidence/sources/{id}/ask" => judge::ask_holder, ChangeEvidence, SignedIn, "recording that a holder was asked";
    Post "/evidence/sources/{id}/ask" => judge::asked_holder, ChangeEvidence, SignedIn, "a holder was asked";
    Get "/evidence/sources/{id}/answer" => judge::ask_answer, ChangeEvidence, SignedIn, "recording what a holder answered";
    Post "/evidence/sources/{id}/answer" => judge::answered, ChangeEvidence, SignedIn, "a holder answered";
    Get "/evidence/gaps/new" => gap::ask, ChangeEvidence, SignedIn, "recording a gap";
    Post "/evidence/gaps/new" => gap::record, ChangeEvidence, SignedIn, "a gap was recorded";
    Get "/evidence/gaps/{id}" => gap::ask_review, ChangeEvidence, SignedIn, "looking at a gap again";
    Post "/evidence/gaps/{id}" => gap::review, ChangeEvidence, SignedIn, "a gap was looked at again, or closed";
    Get "/evidence/requests/new" => request::ask, ChangeEvidence, SignedIn, "recording a request for data";
    Post "/evidence/requests/new" => request::record, ChangeEvidence, SignedIn, "a request was recorded";
    Get "/evidence/requests/{id}" => request::request, ReadEvidence, SignedIn, "one request for data";
    Get "/evidence/requests/{id}/answer" => answer::ask, ChangeEvidence, SignedIn, "recording what came of a request";
    Post "/evidence/requests/{id}/answer" => answer::record, ChangeEvidence, SignedIn, "a request was answered";
    Get "/evidence/requests/{id}/chase" => request::ask_chase, ChangeEvidence, SignedIn, "recording that a request was made again";
    Post "/evidence/requests/{id}/chase" => request::chase, ChangeEvidence, SignedIn, "a request was made again";
    Get "/evidence/requests/{id}/link" => link::ask, ChangeEvidence, SignedIn, "links by which a request can be answered";
    Post "/evidence/requests/{id}/link" => link::make, ChangeEvidence, SignedIn, "a link was made, shown once";
    Post "/evidence/requests/{id}/link/revoke" => link::revoke, ChangeEvidence, SignedIn, "a link was revoked";
    Get "/evidence/concerns/new" => concern::ask, ChangeEvidence, SignedIn, "raising a concern about a place";
    Post "/evidence/concerns/new" => concern::record, ChangeEvidence, SignedIn, "a concern was raised";
    Get "/evidence/concerns/{id}/withdraw" => concern::ask_withdraw, ChangeEvidence, SignedIn, "withdrawing a concern";
    Post "/evidence/concerns/{id}/withdraw" => concern::withdraw, ChangeEvidence, SignedIn, "a concern was withdrawn";
    Get "/evidence/priorities/new" => priority::ask, ChangeEvidence, SignedIn, "proposing a place, or putting it off the list";
    Post "/evidence/priorities/new" => priority::record, ChangeEvidence, SignedIn, "a place was proposed";
    Get "/evidence/priorities/{id}/decide" => priority::ask_decide, ChangeEvidence, SignedIn, "deciding on a priority, whatever the flags say";
    Post "/evidence/priorities/{id}/decide" => priority::decide, ChangeEvidence, SignedIn, "a priority was decided";
    Get "/evidence/areas/new" => area::ask, ChangeEvidence, SignedIn, "defining an area of the partnership\u{2019}s own";
    Post "/evidence/areas/new" => area::define, ChangeEvidence, SignedIn, "an area was defined";
    Get "/evidence/areas/{code}/change" => area::ask_change, ChangeEvidence, SignedIn, "saying anew what an area is";
    Post "/evidence/areas/{code}/change" => area::change, ChangeEvidence, SignedIn, "it was said anew what an area is";
    Get "/evidence/scan/new" => scan::ask, ChangeEvidence, SignedIn, "scoring an issue on the matrix";
    Post "/evidence/scan/new" => scan::score, ChangeEvidence, SignedIn, "an issue was scored";
    Get "/evidence/scan/{scan}/{issue}/score" => scan::ask_again, ChangeEvidence, SignedIn, "scoring an issue anew";
    Post "/evidence/scan/{scan}/{issue}/score" => scan::again, ChangeEvidence, SignedIn, "an issue was scored anew";
    Get "/evidence/scan/{scan}/{issue}/choose" => scan::ask_choice, ChangeEvidence, SignedIn, "choosing a line of enquiry, or not";
    Post "/evidence/scan/{scan}/{issue}/choose" => scan::choose, ChangeEvidence, SignedIn, "a line of enquiry was chosen, or not";
}
