//! What of the papers waits for somebody, by the offices they hold.

use super::timetable::{is_of, papers};
use crate::desk::Need;
use crate::signing::{self, Visitor};
use crate::{House, Moment};
use base::Result;
use jiff::civil::Date;
use narrative::living::Stage;
use permission::Action;

/// Steps that are late and theirs, comments that they may answer, papers that they may publish.
pub(crate) async fn needs(house: &House, moment: &Moment, visitor: &Visitor, day: Date) -> Result<Vec<Need>> {
    let may = |action| signing::would_let(house, moment, visitor, action);
    let (answers, publishes, approves) =
        (may(Action::AnswerComment).await?, may(Action::PublishAssessment).await?, may(Action::ApproveAssessment).await?);
    let roles: Vec<&str> = visitor.posts.iter().map(|post| post.role.id()).collect();
    let mut needs = Vec::new();
    for line in papers(house, day).await? {
        let here = format!("/strategic-assessments/{}", line.entry.id);
        let need =
            |what: String, verb: &str, href: String| Need { what, due: None, late: false, verb: verb.to_owned(), href, why: String::new() };
        let mine: Vec<_> = line.late.iter().filter(|step| is_of(&step.owner, &visitor.user, &roles)).collect();
        if let Some(first) = mine.first() {
            let what = match mine.len() {
                1 => format!("{}: {} is late", line.title, first.step),
                steps => format!("{}: {steps} steps are late, the first is {}", line.title, first.step),
            };
            needs.push(Need { due: first.until, late: true, ..need(what, "update the timetable", format!("{here}/timetable")) });
        }
        if answers && !line.unanswered.is_empty() {
            let comments = line.unanswered.len();
            let what = format!("{}: {comments} {} no answer", line.title, if comments == 1 { "comment has" } else { "comments have" });
            needs.push(need(what, "answer", format!("{here}/comments")));
        }
        if approves && line.entry.stage == Stage::Consultation && line.unanswered.is_empty() {
            needs.push(need(format!("{}: every comment is answered", line.title), "approve", format!("{here}/approve")));
        }
        if publishes && line.entry.stage == Stage::Approved {
            needs.push(need(format!("{}: it was approved", line.title), "publish", format!("{here}/publish")));
        }
    }
    Ok(needs)
}
