use super::*;
use std::collections::BTreeSet;

/// A configuration as a file in a folder of its own.
fn examined(text: &str) -> Result<(Config, Vec<Trouble>)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    std::fs::write(&file, text).unwrap();
    Config::examined(&file)
}

/// The manual with every example taken for said.
fn uncommented() -> String {
    let example = |line: &&str| line.starts_with('#') && !line.starts_with("# ") && line.len() > 1;
    MANUAL.lines().map(|line| if example(&line) { &line[1..] } else { line }).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_manual_says_the_defaults() {
    let said: Config = toml::from_str(MANUAL).unwrap();
    assert_eq!(said, Config::default());
    assert_eq!(examined(MANUAL).unwrap().1, []);
}

#[test]
fn the_manual_names_every_key_and_no_other() {
    let whole: toml::Table = uncommented().parse().unwrap();
    let parsed: Config = toml::from_str(&uncommented()).unwrap();
    assert!(parsed.mail.is_some() && parsed.tls.is_some() && parsed.sign_ins.len() == 1);
    let sections = ["", "site", "tls", "proxy", "mail", "organisation-sign-in", "log", "metrics", "telemetry", "backup"];
    for section in sections {
        let head = match section {
            "" => String::new(),
            "organisation-sign-in" => format!("[[{section}]]\n"),
            _ => format!("[{section}]\n"),
        };
        // The message names all the keys that would have been understood.
        let message = toml::from_str::<Config>(&format!("{head}zzz = 1")).unwrap_err().message().to_owned();
        let known: BTreeSet<&str> = message.split('`').skip(3).step_by(2).collect();
        let table = match whole.get(section) {
            Some(toml::Value::Array(tables)) => tables[0].as_table().unwrap(),
            Some(value) => value.as_table().unwrap(),
            None => &whole,
        };
        let named: BTreeSet<&str> = table.keys().map(String::as_str).collect();
        assert_eq!(named, known, "[{section}]: {message}");
    }
}

#[test]
fn every_key_of_the_manual_is_explained() {
    let lines: Vec<&str> = MANUAL.lines().collect();
    for (place, line) in lines.iter().enumerate() {
        let key = line.trim_start_matches('#').split(" = ").next().unwrap();
        if line.contains(" = ") && !line.starts_with("# ") && key != "allowed" {
            assert!(lines[place - 1].starts_with("# "), "`{key}` has no word of explanation");
        }
    }
}

#[test]
fn what_is_not_understood_is_named_with_line_and_key() {
    for (text, words) in [
        ("\nlissten = \"x\"\n", &["line 2", "`lissten`", "unknown field", "`listen`"][..]),
        ("[site]\n\nadress = \"x\"\n", &["line 3", "`[site]` `adress`", "`address`"]),
        ("[[organisation-sign-in]]\nid = \"a\"\n", &["line 1", "`[[organisation-sign-in]]`", "missing field `name`"]),
        ("[log]\nformat = \"xml\" # so\n", &["line 2", "`[log]` `format`", "`text` or `json`"]),
        ("[backup]\nkeep = \"many\"\n", &["line 2", "`[backup]` `keep`", "invalid type"]),
        ("listen = \n", &["line 1"]),
        ("[mial]\nhost = \"x\"\n", &["line 1", "`[mial]`", "`mail`"]),
    ] {
        let trouble = examined(text).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("config-invalid", 2));
        for word in words {
            assert!(trouble.message.contains(word), "{text:?}: `{word}` is missing: {}", trouble.message);
        }
        assert!(trouble.message.contains(FILE) && trouble.remedy.contains("wardmote config default"));
    }
}

#[test]
fn what_can_not_work_is_named_with_line_and_key() {
    let sign_in = |words: &str| {
        format!(
            "[[organisation-sign-in]]\nid = \"a\"\nname = \"A\"\norganisation = \"a\"\nissuer = \"https://a.example\"\nclient_id = \"w\"\n{words}\n"
        )
    };
    let repeated = format!("{}\n{}", sign_in(""), sign_in(""));
    let claimed = sign_in("claim = \"tid\"");
    let secret = sign_in("client_secret_file = \"absent\"");
    let insecure = sign_in("").replace("https://a", "http://a");
    for (text, line, key, word) in [
        ("\ndatabase = \"mysql://x\"", 2, "`database`", "postgres://"),
        ("database = \"postgres://u:p@h/d\"", 1, "`database`", "a password stands"),
        ("database_password_file = \"f\"", 1, "`database_password_file`", "no `database`"),
        ("listen = \"8642\"", 1, "`listen`", "not an address"),
        ("[metrics]\nlisten = \"127.0.0.1:8642\"", 2, "`[metrics]` `listen`", "served there"),
        ("[tls]\ncertificate = \"absent.pem\"\nkey = \"absent.pem\"", 2, "`[tls]` `certificate`", "can't be read"),
        ("[proxy]\ntrusted = [\n  \"10.0.0.0/99\",\n]", 2, "`[proxy]` `trusted`", "10.0.0.0/99"),
        ("[site]\nname = \"\"", 2, "`[site]` `name`", "needs a name"),
        ("[site]\naddress = \"https://a.example/b\"", 2, "`[site]` `address`", "not the address of a site"),
        ("[site]\naddress = \"http://a.example\"", 2, "`[site]` `address`", "in clear"),
        ("[site]\naddress = \"https://a.example\"", 2, "`[site]` `address`", "nothing here does TLS"),
        ("[mail]\nhost = \"m.example\"\nsender = \"w@m.example\"\nuser = \"w\"", 1, "`mail`", "without the other"),
        ("[telemetry]\nendpoint = \"http://a.example/v1/traces\"", 2, "`[telemetry]` `endpoint`", "no address"),
        ("[backup]\nkeep = 0", 2, "`[backup]` `keep`", "not kept"),
        ("[backup]\nrecipients = [\"AGE-SECRET\"]", 2, "`[backup]` `recipients`", "no public key"),
        ("home = \"/h\"\n[backup]\nfolder = \"/h/b\"", 3, "`[backup]` `folder`", "in the home"),
        (&repeated, 10, "`[[organisation-sign-in]]` `id`", "taken"),
        (&claimed, 1, "`[[organisation-sign-in]]` `allowed`", "go together"),
        (&secret, 7, "`[[organisation-sign-in]]` `client_secret_file`", "can't be read"),
        (&insecure, 5, "`[[organisation-sign-in]]` `issuer`", "no address that may be asked"),
    ] {
        let (_, faults) = examined(text).unwrap();
        let fault = faults.first().unwrap_or_else(|| panic!("nothing is wrong with {text}"));
        assert_eq!(fault.code, "config-invalid");
        assert!(fault.message.contains(&format!("line {line}: {key}")) && fault.message.contains(word), "{text}: {}", fault.message);
        assert!(!fault.remedy.is_empty());
    }
}

#[test]
fn paths_are_counted_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    std::fs::write(&file, "home = \"home\"\n[backup]\nfolder = \"/elsewhere\"\n").unwrap();
    let config = Config::read(&file).unwrap();
    assert_eq!(config.home, Some(folder.path().join("home")));
    assert_eq!(config.backup.folder.as_deref(), Some(Path::new("/elsewhere")));
    assert_eq!(file_at(folder.path()), Some(file));
    assert_eq!(Config::read(&folder.path().join("absent")).unwrap_err().code, "config-unreadable");
}

#[cfg(unix)]
#[test]
fn secrets_come_from_their_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (file, secret) = (folder.path().join(FILE), folder.path().join("secret"));
    std::fs::write(&secret, "invented\n").unwrap();
    let text = "database = \"postgres://w@localhost/w\"\ndatabase_password_file = \"secret\"\n[[organisation-sign-in]]\nid = \"a\"\nname = \"A\"\n\
                organisation = \"a\"\nissuer = \"https://a.example\"\nclient_id = \"w\"\nclient_secret_file = \"secret\"\n";
    std::fs::write(&file, text).unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = Config::read(&file).unwrap_err();
    assert!(refused.message.contains("everybody on this machine") && refused.message.contains("line 2"), "{}", refused.message);
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o640)).unwrap();
    let config = Config::read(&file).unwrap();
    assert_eq!(config.database().unwrap().unwrap(), "postgres://w:invented@localhost/w");
    let providers = config.providers().unwrap();
    assert_eq!(providers[0].client_secret.as_ref().unwrap().reveal(), "invented");
    assert!(!format!("{config:?} {providers:?}").contains("invented"), "a secret is printed");
}
