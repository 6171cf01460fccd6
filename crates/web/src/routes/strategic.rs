//! Strategic assessments: written, commented on, approved, published, compared.

use super::group;
use crate::pages::figure;
use crate::pages::strategic::{comments, compare, definition, downloads, edit, edition, history, list, overview, public, section, stage};
use crate::pages::strategic::{timetable, versions};

group! {
    Get "/strategic-assessments" => list::list, ReadEvidence, SignedIn, "every strategic assessment, and what of it is late";
    Get "/strategic-assessments/{id}" => overview::overview, ReadEvidence, SignedIn, "one strategic assessment: stage, sections, timetable, comments";
    Get "/strategic-assessments/{id}/sections/{section}" => section::section, ReadEvidence, SignedIn, "one section as it is set, with its figures beside";
    Get "/strategic-assessments/{id}/sections/{section}/history" => history::history, ReadEvidence, SignedIn, "every text that a section had";
    Get "/strategic-assessments/{id}/sections/{section}/edit" => edit::ask, EditAssessment, SignedIn, "writing a section";
    Post "/strategic-assessments/{id}/sections/{section}/edit" => edit::save, EditAssessment, SignedIn, "a section was written, or two wrote at once", LARGE;
    Get "/strategic-assessments/{id}/definition" => definition::ask, EditAssessment, SignedIn, "changing what an assessment is to hold";
    Post "/strategic-assessments/{id}/definition" => definition::save, EditAssessment, SignedIn, "it was changed", LARGE;
    Get "/strategic-assessments/{id}/comments" => comments::list, ReadEvidence, SignedIn, "what partners said of an assessment, and what was answered";
    Get "/strategic-assessments/{id}/comments/new" => comments::ask, CommentOnAssessment, SignedIn, "saying what one thinks of it";
    Post "/strategic-assessments/{id}/comments/new" => comments::record, CommentOnAssessment, SignedIn, "something was said of it";
    Get "/strategic-assessments/{id}/comments/{number}/answer" => comments::ask_answer, AnswerComment, SignedIn, "answering a comment";
    Post "/strategic-assessments/{id}/comments/{number}/answer" => comments::answer, AnswerComment, SignedIn, "a comment was answered";
    Get "/strategic-assessments/{id}/timetable" => timetable::timetable, ReadEvidence, SignedIn, "the timetable of an assessment: whose steps, which are late";
    Get "/strategic-assessments/{id}/timetable/{step}" => timetable::ask, EditAssessment, SignedIn, "recording that a step is done";
    Post "/strategic-assessments/{id}/timetable/{step}" => timetable::mark, EditAssessment, SignedIn, "a step is done, or is not";
    Get "/strategic-assessments/{id}/consult" => stage::ask_consult, EditAssessment, SignedIn, "putting a draft to the partners";
    Post "/strategic-assessments/{id}/consult" => stage::consult, EditAssessment, SignedIn, "a draft was put to the partners";
    Get "/strategic-assessments/{id}/redraft" => stage::ask_redraft, EditAssessment, SignedIn, "sending an assessment back to draft";
    Post "/strategic-assessments/{id}/redraft" => stage::redraft, EditAssessment, SignedIn, "an assessment went back to draft";
    Get "/strategic-assessments/{id}/approve" => stage::ask_approve, ApproveAssessment, SignedIn, "approving an assessment for the board";
    Post "/strategic-assessments/{id}/approve" => stage::approve, ApproveAssessment, SignedIn, "an assessment was approved";
    Get "/strategic-assessments/{id}/publish" => stage::ask_publish, PublishAssessment, SignedIn, "publishing an assessment that was approved";
    Post "/strategic-assessments/{id}/publish" => stage::publish, PublishAssessment, SignedIn, "an assessment was published";
    Get "/strategic-assessments/{id}/edition" => edition::ask, EditAssessment, SignedIn, "beginning the next edition of a published assessment";
    Post "/strategic-assessments/{id}/edition" => edition::begin, EditAssessment, SignedIn, "the next edition was begun";
    Get "/strategic-assessments/{id}/versions" => versions::list, ReadEvidence, SignedIn, "the versions of an assessment";
    Get "/strategic-assessments/{id}/versions/{number}" => versions::one, ReadEvidence, SignedIn, "a version as it was frozen, with its extracts and rules";
    Get "/strategic-assessments/{id}/versions/{number}/figures/{figure}" => figure::of_version, ReadEvidence, SignedIn, "one figure of a version, where it comes from and its rows";
    Get "/strategic-assessments/{id}/versions/{number}/{file}" => downloads::of_version, ReadEvidence, SignedIn, "a version as a file";
    Get "/strategic-assessments/{id}/files/{file}" => downloads::as_it_stands, ReadEvidence, SignedIn, "an assessment as it stands, as a file";
    Get "/strategic-assessments/{id}/compare" => compare::compare, ReadEvidence, SignedIn, "two versions compared, in words and figures";
    Get "/what-we-know" => public::list, ReadPublished, Open, "every published strategic assessment";
    Get "/what-we-know/{id}" => public::one, ReadPublished, Open, "what a published assessment says in plain English";
}
