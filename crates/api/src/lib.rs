//! The program’s interface: `/api/v1` over app, described by OpenAPI, with no data access of its own.
//!
//! A request comes through the gate: its token is asked whether it is good for the action, the policy whether its owner may, and
//! every word is held against the description. A handler is extract → one `app` call → one flat view. What is absent, hidden or
//! destroyed answers alike; what is refused is a problem with a code and a remedy; nothing personal stands in an address.

mod call;
mod check;
mod document;
mod gate;
mod once;
mod paging;
mod problem;
#[allow(unused_qualifications, reason = "what describes a handler spells out the types of its parameters")]
mod resources;
mod routes;
mod table;
mod words;

pub use document::document_text;
pub use routes::{ROUTES, RouteInfo, Verb, Who, router};
