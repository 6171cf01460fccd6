//! Records given to partners under the agreement, and to whom they were given.

use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::resources::Answered;
use crate::table::{Row, rows};
use crate::words::{Id, PersonId};
use app::people::{self, Given, Giving};
use axum::response::Response;
use permission::Personal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is given to whom, under which power, and how.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "to": "cambridgeshire-constabulary", "data_type": "council-records", "power": "crime-and-disorder-act-1998", "method": "meeting" })))]
pub(crate) struct NewDisclosure {
    /// To which organisation.
    to: Id,
    /// What kind of data, as the agreement lists it for the giver.
    data_type: Id,
    /// Under which legal power, as the agreement lists it.
    #[serde(default)]
    power: Option<Id>,
    /// By which way it goes.
    #[schema(value_type = Method)]
    method: String,
    /// Why; sealed with the record.
    #[serde(default)]
    #[schema(max_length = 10000)]
    reason: Option<String>,
}

/// A way in which data goes from one partner to another.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[allow(dead_code, reason = "the description alone names them")]
pub(crate) enum Method {
    /// It is read here.
    Here,
    /// In a meeting.
    Meeting,
    /// By telephone.
    Telephone,
    /// By secure mail.
    SecureMail,
    /// By recorded delivery.
    RecordedDelivery,
}

/// A disclosure as the giver sees it afterwards.
#[derive(Serialize, ToSchema)]
pub(crate) struct Disclosed {
    /// Its number.
    #[schema(minimum = 1)]
    disclosure: i64,
    /// The record.
    id: String,
    /// To which organisation.
    to: String,
    /// What the giver must keep in mind.
    reminders: Vec<&'static str>,
}

impl From<Given> for Disclosed {
    fn from(given: Given) -> Self {
        let Given { disclosure, id, to, reminders } = given;
        Self { disclosure, id, to, reminders }
    }
}

/// A giving away of a record, or the taking back of it.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "as programs know it")]
pub(crate) struct Disclosure {
    /// Its number.
    disclosure: String,
    /// What it was: shared, passed on, an emergency, recalled.
    kind: String,
    /// By which organisation.
    from: String,
    /// To which.
    to: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// By whom, by the label of the office.
    who: String,
    /// For which purpose.
    purpose: String,
    /// Under which power; empty where none was named.
    power: String,
    /// What kind of data; empty where none was named.
    data_type: String,
    /// By which way.
    method: String,
    /// Why; empty where no reason was given.
    reason: String,
}

impl Disclosure {
    fn of(row: Row<'_>) -> Self {
        Self {
            disclosure: row.text("disclosure"),
            kind: row.text("kind"),
            from: row.text("from"),
            to: row.text("to"),
            at: row.text("at"),
            who: row.text("who"),
            purpose: row.text("purpose"),
            power: row.text("power"),
            data_type: row.text("data_type"),
            method: row.text("method"),
            reason: row.text("reason"),
        }
    }
}

/// Share a record
///
/// Gives it to a partner under the agreement.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/disclosures",
    operation_id = "sharePerson",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record.")),
    request_body = NewDisclosure,
    responses((status = 201, description = "Shared", body = Disclosed))
)]
pub(crate) async fn share(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewDisclosure { to, data_type, power, method, reason } = call.body()?;
        let giving = Giving {
            to: to.as_str().to_owned(),
            power: power.map(|power| power.as_str().to_owned()),
            data_type: data_type.as_str().to_owned(),
            method,
            reason: reason.map(Personal::new),
        };
        let (house, moment) = (call.house(), call.moment());
        Ok(Disclosed::from(people::share_person(house, moment, &call.asking(), call.path("id")?, &giving).await?))
    })
    .await
}

/// To whom a record was given
///
/// Those who answer for the record see every disclosure; a receiver sees those in which it had a part.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/disclosures",
    operation_id = "disclosures",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record."), Paged),
    responses((status = 200, description = "A page of the disclosures", body = Listed<Disclosure>))
)]
pub(crate) async fn disclosures(call: Call) -> Answered<Listed<Disclosure>> {
    let paged: Paged = call.query()?;
    let table = people::disclosures_of(call.house(), call.moment(), &call.asking(), call.path("id")?).await?;
    page(call.route(), &paged, rows(&table).map(|row| (format!("{:0>12}", row.text("disclosure")), Disclosure::of(row))))
}
