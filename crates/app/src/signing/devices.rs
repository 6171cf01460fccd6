//! Known devices: a cookie that a device is given at its first sign-in with a password, so that the failures of strangers under the
//! same address do not slow it down. It is drawn from the key of the doors and from the password that was right, is good for nothing
//! but that, and ends with that password or after the days that the rule gives. Nothing is stored of it.

use base::Result;
use identity::secret::{Pepper, random_id, same};
use jiff::Timestamp;

fn mark(pepper: &Pepper, password: &str, device: &str) -> String {
    pepper.key("known device", &format!("{password}\0{device}"))
}

/// What the cookie holds: the device, when it was noted, and the mark that only this home can make.
pub(super) fn cookie(pepper: &Pepper, password: &str, known: Option<&str>, now: Timestamp) -> Result<String> {
    let name = match known.and_then(|device| device.split_once('.')) {
        Some((name, _)) => name.to_owned(),
        None => random_id("d-")?,
    };
    let device = format!("{name}.{}", now.as_second());
    Ok(format!("{device}.{}", mark(pepper, password, &device)))
}

/// The device, where somebody signed in on it with the password of that id since a moment.
pub(super) fn known(pepper: &Pepper, password: &str, cookie: &str, since: Timestamp) -> Option<String> {
    let (device, marked) = cookie.rsplit_once('.')?;
    let noted = Timestamp::from_second(device.split_once('.')?.1.parse().ok()?).ok()?;
    (noted >= since && same(marked, &mark(pepper, password, device))).then(|| device.to_owned())
}

/// What a device is called for ever: it stays the same when it is noted anew.
pub(super) fn name(device: &str) -> &str {
    device.split_once('.').map_or(device, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_known_for_its_own_password_and_for_a_while() {
        let (ours, theirs) = (Pepper::new([1; 32]), Pepper::new([2; 32]));
        let at = |second| Timestamp::from_second(second).unwrap();
        let given = cookie(&ours, "c-1", None, at(1000)).unwrap();
        let device = known(&ours, "c-1", &given, at(1000)).unwrap();
        assert!(device.starts_with("d-"));
        assert_eq!(known(&ours, "c-1", &given, at(1001)), None, "too long ago");
        assert_eq!(known(&ours, "c-2", &given, at(0)), None, "another password");
        assert_eq!(known(&theirs, "c-1", &given, at(0)), None, "another home");
        assert_eq!(known(&ours, "c-1", &given.replace(".1000.", ".2000."), at(0)), None);
        assert_eq!(known(&ours, "c-1", &device, at(0)), None);
        let anew = cookie(&ours, "c-1", Some(&device), at(2000)).unwrap();
        let later = known(&ours, "c-1", &anew, at(2000)).unwrap();
        assert_eq!(name(&later), name(&device), "it stays the same device");
    }
}
