//! What is due to the owner of the token.

use super::Answered;
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that is still to be done by, or for, the organisations of the owner of the token.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "as programs know it")]
pub(crate) struct Due {
    /// What.
    what: String,
    /// The last day to do it; null: at once.
    #[schema(format = Date)]
    due: Option<String>,
    /// How many days late it is.
    #[schema(minimum = 0)]
    late_by: i32,
    /// Who owes it: an organisation or a group.
    owed_by: String,
    /// The agreement or group it is about.
    about: String,
    /// What that is called.
    about_title: String,
    /// The rule or paragraph.
    rule: String,
    /// How it was counted, and where that comes from.
    why: String,
    /// Whether it is the owner of the token who is reminded of it.
    yours: bool,
}

/// The due list
///
/// What is still to be done that concerns the organisations of the owner of the token, those first that are due first.
#[utoipa::path(
    get,
    path = "/api/v1/due-list",
    operation_id = "dueList",
    tag = "partnership",
    params(Paged),
    responses((status = 200, description = "A page of the list", body = Listed<Due>))
)]
pub(crate) async fn due_list(call: Call) -> Answered<Listed<Due>> {
    let paged: Paged = call.query()?;
    let found = app::due_lines(call.house(), call.moment(), &app::By::User(call.asking())).await?;
    let lines = found.into_iter().map(|line| {
        let due = line.due.map(|day| day.to_string());
        let key = format!("{} {} {} {}", due.as_deref().unwrap_or_default(), line.about, line.owed_by, line.what);
        let line = Due {
            what: line.what,
            due,
            late_by: line.late_by,
            owed_by: line.owed_by,
            about: line.about,
            about_title: line.about_title,
            rule: line.rule,
            why: line.why,
            yours: line.yours,
        };
        (key, line)
    });
    page(call.route(), &paged, lines)
}
