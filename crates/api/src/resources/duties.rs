//! What is to be done under the agreements and the terms of reference.

use super::Answered;
use super::said::OnDay;
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Something that is to be done, or was.
#[derive(Serialize, ToSchema)]
pub(crate) struct Duty {
    /// What.
    what: String,
    /// Who owes it: an organisation or a group.
    owed_by: String,
    /// The agreement or group it is about.
    about: String,
    /// The rule, or the paragraph where no length is given.
    rule: String,
    /// The day it is counted from.
    #[schema(format = Date)]
    since: String,
    /// The last day to do it; null: at once.
    #[schema(format = Date)]
    due: Option<String>,
    /// The day it was done.
    #[schema(format = Date)]
    done: Option<String>,
    /// How many days late it is, or was done.
    #[schema(minimum = 0)]
    late_by: i32,
    /// How it stands: `open`, `at once`, `late`, `done`, `done late`.
    state: &'static str,
    /// How it was counted, and where that comes from.
    why: String,
}

/// Which duties are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those only that are still to be done.
    open: Option<bool>,
}

/// Duties
///
/// What the agreements and the terms of reference lay on organisations and groups, as it stands on a day, in the order of what they
/// are about.
#[utoipa::path(
    get,
    path = "/api/v1/duties",
    operation_id = "duties",
    tag = "partnership",
    params(OnDay, Which, Paged),
    responses((status = 200, description = "A page of the duties", body = Listed<Duty>))
)]
pub(crate) async fn duties(call: Call) -> Answered<Listed<Duty>> {
    let (asked, which, paged): (OnDay, Which, Paged) = (call.query()?, call.query()?, call.query()?);
    let duties = app::partner_duties(call.house(), asked.day(), call.moment()).await?;
    let only_open = which.open == Some(true);
    let lines = duties.into_iter().filter(|duty| !only_open || duty.is_open()).map(|duty| {
        let key = format!("{} {} {} {}", duty.about, duty.owed_by, duty.since, duty.what);
        let line = Duty {
            what: duty.what,
            owed_by: duty.owed_by,
            about: duty.about,
            rule: duty.rule,
            since: duty.since.to_string(),
            due: duty.due.map(|day| day.to_string()),
            done: duty.done.map(|day| day.to_string()),
            late_by: duty.late_by,
            state: duty.state.as_str(),
            why: duty.why,
        };
        (key, line)
    });
    page(call.route(), &paged, lines)
}
