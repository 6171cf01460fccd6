//! The HTTP door: pages over app, no data access of its own.
//!
//! Every page is extract → one `app` call → one flat view → one template. Pages need neither script nor
//! stylesheet; both are enhancements that are there once `npm run build` has made them. Nothing can be changed
//! through these pages, and no personal data stands in an address.

mod assets;
mod csv;
mod failure;
mod headers;
mod journal;
mod pages;
mod parts;
mod routes;
mod serve;
mod shell;
mod words;

pub use routes::{ROUTES, RouteInfo, router};
pub use serve::{bind, serve};
