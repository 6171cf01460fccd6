//! The `[mail]` part of the configuration file.

use courier::{Security, Server, Settings};

fn read(text: &str) -> Settings {
    toml::from_str(text).unwrap()
}

const LEAST: &str = "host = 'mail.council.example'\nsender = 'wardmote@council.example'\n";

#[test]
fn the_least_is_a_host_and_a_sender_and_is_encrypted() {
    let least = read(LEAST);
    assert_eq!(least, Settings::new("mail.council.example", "wardmote@council.example"));
    assert_eq!((least.tls, least.port()), (Security::Starttls, 587));
    assert_eq!(read(&format!("{LEAST}tls = 'tls'")).port(), 465);
    assert!(least.check().is_ok());
    assert!(toml::from_str::<Settings>(&format!("{LEAST}tsl = 'tls'")).is_err(), "an unknown word is no setting");
}

#[test]
fn what_would_go_in_clear_or_can_not_work_is_refused() {
    for (more, message) in [
        ("tls = 'none'", "unencrypted to another machine"),
        ("tls = 'none'\nunencrypted_allowed = true\nuser = 'w'\npassword_file = 'p'", "a password unencrypted"),
        ("user = 'w'", "without the other"),
        ("password_file = 'p'", "without the other"),
        ("answer_seconds = 0", "out of range"),
        ("last_answer_seconds = 4000", "out of range"),
        ("hello = 'a b'", "`hello`"),
        ("sender_name = \"a\\r\\nBcc: b\"", "`sender_name`"),
    ] {
        let trouble = read(&format!("{LEAST}{more}")).check().unwrap_err();
        assert!(trouble.code == "mail-settings" && trouble.message.contains(message), "{more}: {trouble}");
    }
    for host in ["", "smtp://mail.example", "mail.example:25/x", "a b"] {
        assert!(Settings::new(host, "a@b.example").check().is_err(), "{host}");
    }
    assert_eq!(Server::open(&Settings::new("mail.example", "nobody")).unwrap_err().code, "mail-settings");
    assert!(read(&format!("{LEAST}tls = 'none'\nunencrypted_allowed = true")).check().is_ok());
    for host in ["localhost", "127.0.0.1", "::1"] {
        let mut settings = Settings { tls: Security::None, ..Settings::new(host, "a@b.example") };
        settings.user = Some("w".into());
        settings.password_file = Some("p".into());
        assert!(settings.check().is_ok(), "{host}: nothing leaves this machine");
    }
}

#[test]
fn a_password_stands_alone_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    let settings = Settings { user: Some("w".into()), password_file: Some(file.clone()), ..Settings::new("localhost", "a@b.example") };
    let opened = || Server::open(&settings).map(drop).map_err(|trouble| trouble.code);
    assert_eq!(opened(), Err("mail-file"));
    std::fs::write(&file, "\n").unwrap();
    assert_eq!(opened(), Err("mail-settings"));
    std::fs::write(&file, "secret\n").unwrap();
    assert_eq!(opened(), Ok(()));
}
