//! What this is and where its numbers come from.

use super::Answer;
use crate::shell::Shell;
use askama::Template;

#[derive(Template)]
#[template(path = "about.html")]
struct Body {
    version: &'static str,
}

/// `GET /about`
pub(crate) async fn about() -> Answer {
    Shell::new("About Wardmote", "").under("Home", "/").page(&Body { version: env!("CARGO_PKG_VERSION") })
}
