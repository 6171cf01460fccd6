//! The owner's keys: to which backups and the keystore's copy are encrypted, and with which they are opened.

use super::files::{io_trouble, is_there};
use base::{Result, Trouble};
use std::path::Path;
use vault::{Identity, Recipient, owner_identity};

/// The file of a home that names recipients, one a line.
const RECIPIENTS: &str = "backup-recipients";
/// A list of recipients is no longer than this.
const RECIPIENTS_BYTES: u64 = 1 << 20;
/// The file of the owner's key, as `vault` names it.
const OWNER: &str = "owner.age-identity";

/// To whom something is encrypted: those that are named; else those of `HOME/backup-recipients`; else the owner of this
/// machine's homes, whose key is made when it is first needed. What the operator must know of it is added to `notes`.
pub(super) fn recipients(home: &Path, named: &[String], config: Option<&Path>, notes: &mut Vec<String>) -> Result<Vec<Recipient>> {
    if !named.is_empty() {
        return named.iter().map(|text| text.parse()).collect();
    }
    let path = home.join(RECIPIENTS);
    if is_there(&path)? {
        let bytes = vault::read_whole(&path, RECIPIENTS_BYTES)?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let recipients: Vec<Recipient> = lines.map(str::parse).collect::<Result<_>>()?;
        if recipients.is_empty() {
            return Err(Trouble::refused(
                "no-recipient",
                format!("`{}` names nobody", path.display()),
                "write a public key `age1…` on a line of its own, or remove the file to use the owner's key",
            ));
        }
        return Ok(recipients);
    }
    let config = config.ok_or_else(no_config)?;
    let path = config.join(OWNER);
    let made_now = !is_there(&path)?;
    let identity = owner_identity(config)?;
    if made_now {
        notes.push(format!(
            "made the owner's key `{}`: keep a copy of it elsewhere, on paper or another machine; without it no backup and no copy of the keystore opens again",
            path.display()
        ));
    }
    Ok(vec![identity.recipient()])
}

/// With what something is opened: the identity that is named, else the owner's.
pub(super) fn identity(named: Option<&Path>, config: Option<&Path>) -> Result<Identity> {
    if let Some(path) = named {
        return Identity::read(path);
    }
    let path = config.ok_or_else(no_config)?.join(OWNER);
    match std::fs::metadata(&path) {
        Ok(_) => Identity::read(&path),
        // Made now, it would open nothing.
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(Trouble::refused(
            "owner-key-missing",
            format!("the owner's key `{}` is not there", path.display()),
            "put back your copy of it, or name the key that opens the file with `--identity FILE`",
        )),
        Err(e) => Err(io_trouble("read", &path, &e)),
    }
}

fn no_config() -> Trouble {
    Trouble::usage(
        "config-folder-unknown",
        "it is not known where the owner's key lies",
        "set `WARDMOTE_CONFIG` to a folder, or name keys with `--recipient` and `--identity`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_named_come_first_then_the_homes_then_the_owner() {
        let folder = tempfile::tempdir().unwrap();
        let (home, config) = (folder.path().join("home"), folder.path().join("config"));
        std::fs::create_dir(&home).unwrap();
        let other = Identity::create(&folder.path().join("other")).unwrap().recipient();
        let mut notes = Vec::new();
        assert_eq!(recipients(&home, &[], None, &mut notes).unwrap_err().code, "config-folder-unknown");
        assert_eq!(identity(None, Some(&config)).unwrap_err().code, "owner-key-missing");
        let owner = recipients(&home, &[], Some(&config), &mut notes).unwrap();
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].contains("keep a copy"), "{notes:?}");
        assert_eq!(recipients(&home, &[], Some(&config), &mut notes).unwrap(), owner);
        assert_eq!(notes.len(), 1, "said once");
        assert_eq!(identity(None, Some(&config)).unwrap().recipient(), owner[0]);

        std::fs::write(home.join(RECIPIENTS), format!("# of the board\n\n {other} \n")).unwrap();
        assert_eq!(recipients(&home, &[], Some(&config), &mut notes).unwrap(), std::slice::from_ref(&other));
        assert_eq!(recipients(&home, &[owner[0].to_string()], None, &mut notes).unwrap(), owner);
        std::fs::write(home.join(RECIPIENTS), "# nobody\n").unwrap();
        assert_eq!(recipients(&home, &[], Some(&config), &mut notes).unwrap_err().code, "no-recipient");
        std::fs::write(home.join(RECIPIENTS), "age1nonsense\n").unwrap();
        assert_eq!(recipients(&home, &[], Some(&config), &mut notes).unwrap_err().code, "recipient-malformed");
    }
}
