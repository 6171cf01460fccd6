//! What a record says of a person, as it is sent and shown.

use crate::problem::Problem;
use crate::words::Line;
use permission::Personal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a record says of a person.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "name": "Invented Example", "born": "1984-03", "said": [{ "what": "loud at night", "standing": "reported", "by": "a landlord" }] })))]
pub(crate) struct Person {
    /// The name the person is known by, or a description such as `unknown man, about 40`.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Earlier names, aliases, other spellings.
    #[serde(default)]
    #[schema(max_items = 20)]
    other_names: Vec<Line>,
    /// The name the person wants to be called, where that is another.
    #[serde(default)]
    #[schema(max_length = 200)]
    preferred_name: String,
    /// When the person was born, as far as it is known: `1984-03-09`, `1984-03`, `1984`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10)]
    born: Option<String>,
    /// Telephone numbers.
    #[serde(default)]
    #[schema(max_items = 20)]
    telephones: Vec<Line>,
    /// E-mail addresses.
    #[serde(default)]
    #[schema(max_items = 20)]
    mails: Vec<Line>,
    /// Addresses, the present one first.
    #[serde(default)]
    #[schema(max_items = 20)]
    addresses: Vec<Line>,
    /// The language the person speaks best, and whether an interpreter is needed.
    #[serde(default)]
    #[schema(max_length = 200)]
    language: String,
    /// What is said of the person, each with how far it may be believed.
    #[serde(default)]
    #[schema(max_items = 200)]
    said: Vec<Said>,
}

/// Something said of a person, marked as what it is.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    /// What is said.
    #[schema(max_length = 10000)]
    what: String,
    /// How far it may be believed.
    standing: SaidStanding,
    /// Who says it: an office or an organisation.
    #[serde(default)]
    #[schema(max_length = 200)]
    by: String,
}

/// How far something may be believed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SaidStanding {
    /// Somebody reported it.
    Reported,
    /// It is alleged.
    Alleged,
    /// A court or an inquiry found it.
    Found,
    /// A professional assessed it.
    Assessed,
}

impl Person {
    /// The same to be sealed.
    pub(crate) fn to_be_sealed(&self) -> Result<Personal<String>, Problem> {
        serde_json::to_string(self).map(Personal::new).map_err(|_| Problem::failed("a record could not be written"))
    }

    /// What a use case shows, as it is answered.
    pub(crate) fn of(shown: &impl Serialize) -> Result<Self, Problem> {
        let unreadable = |_| Problem::failed("a record is of another shape than the interface knows");
        serde_json::to_value(shown).and_then(serde_json::from_value).map_err(unreadable)
    }
}
