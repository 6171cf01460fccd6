//! Secrets lie in files of their own, which only their owner and group may read.

use base::{Result, Trouble};
use std::fmt::Write as _;
use std::path::Path;

/// No secret is longer than this.
const SECRET_BYTES: u64 = 16 << 10;

/// What is wrong with a file that should hold a secret, and what to do.
pub(super) fn fault(file: &Path) -> Option<(String, &'static str)> {
    let shown = file.display();
    let metadata = match std::fs::metadata(file) {
        Ok(metadata) => metadata,
        Err(e) => return Some((format!("`{shown}` can't be read: {e}"), "write the secret into that file")),
    };
    if !metadata.is_file() || metadata.len() > SECRET_BYTES {
        return Some((format!("`{shown}` is no file with a secret"), "name the file that holds the secret alone"));
    }
    if open_to_all(&metadata) {
        return Some((format!("everybody on this machine may read `{shown}`"), "take that right away: `chmod o-rwx FILE`"));
    }
    match std::fs::read_to_string(file) {
        Ok(text) if text.trim().is_empty() => Some((format!("`{shown}` is empty"), "write the secret into that file")),
        Ok(_) => None,
        Err(e) => {
            let remedy = "let the user who runs this read it: `chgrp wardmote FILE` and `chmod 640 FILE`";
            Some((format!("`{shown}` can't be read: {e}"), remedy))
        }
    }
}

#[cfg(unix)]
fn open_to_all(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o007 != 0
}

#[cfg(not(unix))]
fn open_to_all(_metadata: &std::fs::Metadata) -> bool {
    false
}

/// The secret in a file; the line break at its end is none of it.
pub(super) fn read(file: &Path) -> Result<String> {
    if let Some((message, remedy)) = fault(file) {
        return Err(Trouble::refused("secret-file", message, remedy));
    }
    let text = std::fs::read_to_string(file)
        .map_err(|e| Trouble::refused("secret-file", format!("`{}` can't be read: {e}", file.display()), "see who may read it"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The address of a database with its password after the user's name.
pub(super) fn with_password(address: &str, password: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let (user, place) = rest.split_once('@').unwrap_or(("", rest));
    let mut encoded = String::new();
    for byte in password.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("{scheme}://{user}:{encoded}@{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_stands_after_the_users_name() {
        for (address, password, whole) in [
            ("postgres://wardmote@localhost/wardmote", "p@ss/w:rd é", "postgres://wardmote:p%40ss%2Fw%3Ard%20%C3%A9@localhost/wardmote"),
            ("postgres://localhost:5433/wardmote", "plain", "postgres://:plain@localhost:5433/wardmote"),
        ] {
            assert_eq!(with_password(address, password), whole);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_everybody_may_read_is_no_secret() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let with = |text: &str, mode: u32| {
            std::fs::write(&file, text).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            read(&file)
        };
        assert_eq!(with("invented \n", 0o640).unwrap(), "invented ");
        assert!(with("invented", 0o644).unwrap_err().message.contains("everybody"));
        assert!(with("\n", 0o600).unwrap_err().message.contains("empty"));
        assert!(read(folder.path()).unwrap_err().message.contains("no file"));
        assert!(read(&folder.path().join("absent")).unwrap_err().message.contains("absent"));
    }
}
