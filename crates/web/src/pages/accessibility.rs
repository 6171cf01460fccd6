//! How these pages can be used, and how that is tested.

use super::Answer;
use crate::shell::Shell;
use askama::Template;

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Body;

/// `GET /accessibility`
pub(crate) async fn accessibility() -> Answer {
    Shell::new("Accessibility of these pages", "").under("Home", "/").page(&Body)
}
