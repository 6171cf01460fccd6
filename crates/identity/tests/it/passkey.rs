//! Passkeys made and used with a device in software.

use identity::passkey::{Kept, Site, new_handle};
use serde_json::{Value, json};
use testkit::device::{Device, ORIGIN, base64url};

fn site() -> Site {
    Site::new(ORIGIN, "Wardmote").unwrap()
}

fn made(site: &Site, device: &mut Device, handle: &str) -> Kept {
    let started = site.start_registration(handle, "council-officer", &[]).unwrap();
    let answer = device.create(&started.options);
    site.finish_registration(&started.state, &answer).unwrap()
}

#[test]
fn a_passkey_is_made_and_signs_in_without_a_name() {
    let (site, handle) = (site(), new_handle());
    let (mut phone, mut laptop) = (Device::new(1), Device::new(2));
    phone.counter = 5;
    let kept = [made(&site, &mut phone, &handle), made(&site, &mut laptop, &handle)];
    let present: Vec<&str> = kept.iter().map(|kept| kept.content.as_str()).collect();

    let started = site.start_sign_in().unwrap();
    let answer = laptop.get(&started.options);
    assert_eq!(site.claimed(&answer).unwrap().handle, handle);
    let signed_in = site.finish_sign_in(&started.state, &answer, &present).unwrap();
    assert_eq!((signed_in.which, signed_in.kept.counter), (1, 0), "a laptop that does not count");

    phone.counter = 9;
    let started = site.start_sign_in().unwrap();
    let signed_in = site.finish_sign_in(&started.state, &phone.get(&started.options), &present).unwrap();
    assert_eq!((signed_in.which, signed_in.kept.counter), (0, 9));
    assert_ne!(signed_in.kept.content, kept[0].content, "the count is kept");
}

#[test]
fn a_device_that_has_a_passkey_makes_no_second_one() {
    let (site, handle) = (site(), new_handle());
    let kept = made(&site, &mut Device::new(1), &handle);
    let started = site.start_registration(&handle, "council-officer", &[&kept.content]).unwrap();
    let options: Value = serde_json::from_str(&started.options).unwrap();
    assert_eq!(options["excludeCredentials"], json!([{"type": "public-key", "id": base64url(&[1; 16])}]));
    let again = site.finish_registration(&started.state, &Device::new(1).create(&started.options));
    assert_eq!(again.unwrap_err().code, "passkey-refused", "not even where the browser does not heed it");
}

#[test]
fn a_device_is_refused_that_does_not_fit() {
    type Change = fn(&mut Device);
    let (site, handle) = (site(), new_handle());
    let doubtful: [(&str, Change); 4] = [
        ("another page", |device| device.origin = "https://csp.example.net".to_owned()),
        ("a page on another port", |device| device.origin = "https://csp.example.org:8443".to_owned()),
        ("another site", |device| device.site = "csp.example.net".to_owned()),
        ("an owner it did not ask", |device| device.verified = false),
    ];
    for (what, change) in doubtful {
        let mut device = Device::new(1);
        change(&mut device);
        let started = site.start_registration(&handle, "council-officer", &[]).unwrap();
        let answer = device.create(&started.options);
        assert_eq!(site.finish_registration(&started.state, &answer).unwrap_err().code, "passkey-refused", "made for {what}");

        let mut device = Device::new(1);
        let kept = made(&site, &mut device, &handle);
        change(&mut device);
        let started = site.start_sign_in().unwrap();
        let answer = device.get(&started.options);
        let refused = site.finish_sign_in(&started.state, &answer, &[&kept.content]).unwrap_err();
        assert_eq!(refused.code, "passkey-refused", "used for {what}");
    }
    let mut device = Device::new(1);
    device.keeps = false;
    let started = site.start_registration(&handle, "council-officer", &[]).unwrap();
    let refused = site.finish_registration(&started.state, &device.create(&started.options)).unwrap_err();
    assert_eq!(refused.code, "passkey-not-on-device");
}

#[test]
fn an_answer_is_for_its_own_question_and_by_its_own_key() {
    let (site, handle) = (site(), new_handle());
    let mut device = Device::new(1);
    let kept = made(&site, &mut device, &handle);
    let (asked, other) = (site.start_sign_in().unwrap(), site.start_sign_in().unwrap());
    let answer = device.get(&asked.options);
    let code = |state: &str, answer: &str, present: &[&str]| site.finish_sign_in(state, answer, present).map_err(|trouble| trouble.code);
    assert_eq!(code(&other.state, &answer, &[&kept.content]).unwrap_err(), "passkey-refused", "another question's");
    assert_eq!(code(&asked.state, &answer, &[]).unwrap_err(), "passkey-refused", "nobody's");
    let mut thief = Device { key: Device::new(7).key, ..device.clone() };
    let forged = thief.get(&asked.options);
    assert_eq!(code(&asked.state, &forged, &[&kept.content]).unwrap_err(), "passkey-refused", "another key's");
    // An answer to a question of making is none to one of signing in.
    let made = device.create(&asked.options.replace("\"challenge\"", "\"user\":{\"id\":\"\"},\"challenge\""));
    assert_eq!(code(&asked.state, &made, &[&kept.content]).unwrap_err(), "passkey-answer-unreadable");
    assert!(code(&asked.state, &answer, &[&kept.content]).is_ok());
}

#[test]
fn a_copy_is_noticed_by_its_count() {
    let (site, handle) = (site(), new_handle());
    let mut device = Device::new(1);
    device.counter = 20;
    let kept = made(&site, &mut device, &handle);
    for (counter, code) in [(20, "passkey-copied"), (3, "passkey-copied"), (0, "passkey-copied")] {
        device.counter = counter;
        let started = site.start_sign_in().unwrap();
        let refused = site.finish_sign_in(&started.state, &device.get(&started.options), &[&kept.content]).unwrap_err();
        assert_eq!(refused.code, code, "{counter}");
    }
}
