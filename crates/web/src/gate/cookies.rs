//! Cookies: read by name, set with every flag that a browser knows to keep them ours.

use crate::settings::Site;
use axum::http::{HeaderMap, HeaderValue, header};

/// The session's secret.
pub(crate) const SESSION: &str = "wardmote";
/// The token of forms before sign-in.
pub(crate) const FORM: &str = "wardmote-form";
/// What an invitation, or a sign-in of several steps, must remember between two pages.
pub(crate) const STEP: &str = "wardmote-step";
/// That this browser was signed in before: failures of strangers do not slow it down.
pub(crate) const DEVICE: &str = "wardmote-device";
/// Where to go on to once an organisation's sign-in has let somebody in.
pub(crate) const NEXT: &str = "wardmote-next";
/// How long a step may take.
const STEP_SECONDS: u32 = 15 * 60;
/// How long a browser is remembered.
const DEVICE_SECONDS: u32 = 180 * 24 * 60 * 60;

/// The name of a cookie of ours: with `__Host-`, a browser takes it from this host alone, by https, for every path.
pub(super) fn name(site: &Site, name: &str) -> String {
    if site.is_https() { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of a cookie of ours. Of two of one name neither is believed: one of them is not ours.
pub(crate) fn read<'a>(headers: &'a HeaderMap, site: &Site, name: &str) -> Option<&'a str> {
    let name = self::name(site, name);
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(sent, value)| *sent == name && is_sound(value))
        .map(|(_, value)| value);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Sets a cookie until the browser is closed; for a step, a quarter of an hour at the most; for a known device, half a year.
pub(crate) fn set(site: &Site, name: &str, value: &str) -> Option<HeaderValue> {
    if !is_sound(value) {
        return None;
    }
    let age = match name {
        STEP | NEXT => format!("; Max-Age={STEP_SECONDS}"),
        DEVICE => format!("; Max-Age={DEVICE_SECONDS}"),
        _ => String::new(),
    };
    written(site, name, value, &age)
}

/// Takes a cookie away.
pub(crate) fn clear(site: &Site, name: &str) -> Option<HeaderValue> {
    written(site, name, "", "; Max-Age=0")
}

fn written(site: &Site, name: &str, value: &str, age: &str) -> Option<HeaderValue> {
    let secure = if site.is_https() { "; Secure" } else { "" };
    let mut header =
        HeaderValue::from_str(&format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self::name(site, name))).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// Letters, digits and the signs that stand in addresses: what we set, and nothing that ends a cookie.
fn is_sound(value: &str) -> bool {
    (1..=2048).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~%".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(address: &str) -> Site {
        Site::new(address, "Invented", crate::settings::Language::English).unwrap()
    }

    fn sent(cookies: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, HeaderValue::from_static(cookie));
        }
        headers
    }

    #[test]
    fn a_cookie_is_read_where_there_is_one_of_its_name() {
        let (local, public) = (site("http://localhost:1"), site("https://a.example.org"));
        assert_eq!(read(&sent(&["a=b; wardmote=s3cret; c=d"]), &local, SESSION), Some("s3cret"));
        assert_eq!(read(&sent(&["a=b", "wardmote=s3cret"]), &local, SESSION), Some("s3cret"));
        assert_eq!(read(&sent(&["wardmote=s3cret"]), &public, SESSION), None);
        assert_eq!(read(&sent(&["__Host-wardmote=s3cret"]), &public, SESSION), Some("s3cret"));
        assert_eq!(read(&sent(&["wardmote=one; wardmote=two"]), &local, SESSION), None);
        assert_eq!(read(&sent(&["wardmote=\"quoted\""]), &local, SESSION), None);
        assert_eq!(read(&sent(&["wardmote="]), &local, SESSION), None);
    }

    #[test]
    fn a_cookie_is_set_with_every_flag() {
        let public = site("https://a.example.org");
        let text = |value: Option<HeaderValue>| value.map(|v| v.to_str().unwrap_or_default().to_owned());
        assert_eq!(text(set(&public, SESSION, "x")).as_deref(), Some("__Host-wardmote=x; Path=/; HttpOnly; SameSite=Lax; Secure"));
        assert_eq!(text(clear(&public, FORM)).as_deref(), Some("__Host-wardmote-form=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"));
        assert_eq!(
            text(set(&site("http://localhost:1"), STEP, "x")).as_deref(),
            Some("wardmote-step=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=900")
        );
        assert_eq!(set(&public, SESSION, "a; Domain=example.org"), None);
    }
}
