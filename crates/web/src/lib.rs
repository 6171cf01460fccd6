//! The HTTP door: pages over app, no data access of its own.
//!
//! Every page is extract → one `app` call → one flat view → one template. Pages need neither script nor
//! stylesheet; both are enhancements that are there once `npm run build` has made them. Every address stands in one table, with
//! its action; the gate stands before each. A form carries the token of its session and answers with the page to read next, and no
//! personal data stands in an address.

mod assets;
mod csv;
mod failure;
mod files;
mod gate;
mod headers;
mod journal;
mod metrics;
mod pages;
mod parts;
mod proxies;
mod routes;
mod serve;
mod settings;
mod shell;
mod state;
mod surroundings;
mod texts;
mod tls;
mod words;

pub use metrics::Meters;
pub use proxies::{ClientAddress, ForwardingHeader, Proxies};
pub use routes::{RouteInfo, Verb, Who, router, routes};
pub use serve::{Serving, bind, exposure, serve};
pub use settings::{Language, Settings, Site};
pub use tls::{Tls, choose_cryptography};
