//! The stylesheet, scripts and fonts built by `npm run build`, inside the binary.
//!
//! Built without `dist/`, the set is empty: pages then go without a stylesheet and papers keep their own faces.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file's bytes by its name in `dist/` (`app.css`) or by its name with the content's hash.
pub fn get(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(plain, hashed, _)| *plain == name || *hashed == name).map(|(_, _, bytes)| *bytes)
}

/// The name with the content's hash, under which a file may be cached for ever: `app.css` → `app-0123….css`.
pub fn hashed_name(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(plain, _, _)| *plain == name).map(|(_, hashed, _)| *hashed)
}

/// Whether `name` carries the hash of its content and so never changes.
pub fn is_hashed(name: &str) -> bool {
    FILES.iter().any(|(_, hashed, _)| *hashed == name)
}

/// The stylesheet's text.
pub fn css() -> Option<&'static str> {
    get("app.css").and_then(|bytes| std::str::from_utf8(bytes).ok())
}

/// Names in `dist/` that begin with `prefix`, sorted.
pub fn names(prefix: &str) -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(plain, _, _)| *plain).filter(move |name| name.starts_with(prefix))
}

/// The media type a file is served with, by its ending.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
