//! Whether a form was sent from a page of ours, as far as the browser says.

use crate::settings::Site;
use axum::http::{HeaderMap, header};

/// Whether the browser says that a form came from another site.
///
/// `Sec-Fetch-Site` can't be set by a page, so that it decides where it is there. Where it is not, `Origin` decides. A browser that
/// sends neither, or `null` as it does under `no-referrer`, leaves it to the token.
pub(crate) fn is_foreign(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let origin = text(header::ORIGIN.as_str()).filter(|origin| *origin != "null");
    let wrong_origin = origin.is_some_and(|origin| !origin.eq_ignore_ascii_case(site.origin()));
    match text("sec-fetch-site") {
        Some("same-origin") | None => wrong_origin,
        Some(_) => true,
    }
}

/// Whether the browser says that a link was followed from another site. What was typed, or kept as a bookmark, was not; a browser
/// that says nothing is too old to know.
pub(crate) fn is_link_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|said| !matches!(said.as_bytes(), b"same-origin" | b"none"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_link_is_from_elsewhere_where_the_browser_says_so() {
        for (said, elsewhere) in [("same-origin", false), ("none", false), ("same-site", true), ("cross-site", true), ("", true)] {
            let headers = HeaderMap::from_iter([("sec-fetch-site".parse().unwrap(), HeaderValue::from_static(said))]);
            assert_eq!(is_link_from_elsewhere(&headers), elsewhere, "{said}");
        }
        assert!(!is_link_from_elsewhere(&HeaderMap::new()));
    }

    #[test]
    fn what_comes_from_elsewhere_is_foreign() {
        let site = Site::new("https://safety.example.org", "Invented", crate::settings::Language::English).unwrap();
        let check = |fetch: Option<&'static str>, origin: Option<&'static str>, foreign: bool| {
            let mut headers = HeaderMap::new();
            if let Some(value) = fetch {
                headers.insert("sec-fetch-site", HeaderValue::from_static(value));
            }
            if let Some(value) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(value));
            }
            assert_eq!(is_foreign(&headers, &site), foreign, "{fetch:?} {origin:?}");
        };
        check(None, None, false);
        check(None, Some("null"), false);
        check(None, Some("https://safety.example.org"), false);
        check(None, Some("https://safety.example.org.evil.example"), true);
        check(None, Some("http://safety.example.org"), true);
        check(Some("same-origin"), None, false);
        check(Some("same-origin"), Some("null"), false);
        check(Some("same-origin"), Some("https://evil.example"), true);
        check(Some("same-site"), Some("https://safety.example.org"), true);
        check(Some("cross-site"), None, true);
        check(Some("none"), None, true);
    }
}
