//! Where somebody goes on to once signed in: a page of ours that may be read, and nowhere else.

use crate::routes::{RouteInfo, Verb, Who, routes};

/// The address, if it is one of a page that somebody signed in may read.
pub(crate) fn sound(address: &str) -> Option<&str> {
    let plain = address.len() <= 1024
        && address.bytes().all(|b| b.is_ascii_graphic() && !b"\\\"<>#".contains(&b))
        && address.starts_with('/')
        && !address.starts_with("//");
    if !plain {
        return None;
    }
    let path = address.split('?').next().unwrap_or_default();
    let found = routes().any(|route| route.verb == Verb::Get && route.who == Who::SignedIn && matches(route, path));
    found.then_some(address)
}

/// Whether a path is one of a line of the table.
fn matches(route: &RouteInfo, path: &str) -> bool {
    let mut asked = path.split('/');
    for part in route.path.split('/') {
        if part.starts_with("{*") {
            return asked.next().is_some_and(|rest| !rest.is_empty());
        }
        match asked.next() {
            Some(given) if part.starts_with('{') && !given.is_empty() => {}
            Some(given) if given == part => {}
            _ => return false,
        }
    }
    asked.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::sound;

    #[test]
    fn only_pages_of_ours_are_gone_on_to() {
        for there in ["/evidence", "/evidence/flags?rule=ward-flags@2020&within=E07000012", "/wards/E05011301"] {
            assert_eq!(sound(there), Some(there));
        }
        for elsewhere in [
            "https://evil.example/evidence",
            "//evil.example/evidence",
            "/\\evil.example",
            "evidence",
            "",
            "/evidence\r\nSet-Cookie: a=b",
            "/evidence/",
            "/nowhere",
            "/assets/app.css",
            "/about",
            "/wards/",
        ] {
            assert_eq!(sound(elsewhere), None, "{elsewhere}");
        }
    }
}
