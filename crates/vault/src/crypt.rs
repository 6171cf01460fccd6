//! Encrypted files: backups and the copy of the keystore, in the format of age (age-encryption.org/v1).
//!
//! They are encrypted to public keys of the owner (X25519). The key that opens them, the identity, lies outside the
//! home, so that whoever takes a backup and the home's disk together still lacks it.

use crate::whole::{NewFile, folder_of, private_folder, sync_folder};
use crate::writing::{io_trouble, read_whole};
use age::secrecy::ExposeSecret as _;
use age::{DecryptError, Decryptor, Encryptor};
use base::{Result, Trouble};
use std::fmt;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::str::FromStr;
use zeroize::Zeroizing;

/// The public key of an owner: `age1…`. What is encrypted to it, its identity opens.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

/// The private key of an owner. Never printed.
#[derive(Clone)]
pub struct Identity(age::x25519::Identity);

/// The content of an encrypted file, already checked to its end.
pub struct Decrypted {
    inner: age::stream::StreamReader<BufReader<File>>,
}

/// The longest file of an identity that is read: a line of 74 letters, with room for comments.
const IDENTITY_BYTES: u64 = 16 * 1024;

impl FromStr for Recipient {
    type Err = Trouble;

    fn from_str(text: &str) -> Result<Self> {
        const REMEDY: &str = "give the word that begins `age1`; it stands in the first line of the owner's identity file";
        let text = text.trim();
        text.parse().map(Self).map_err(|_| {
            // What may be a private key, pasted into the wrong place, is not repeated.
            if text.to_ascii_uppercase().contains("SECRET") {
                return Trouble::usage("recipient-malformed", "a private key stands where a public key belongs", REMEDY);
            }
            Trouble::usage("recipient-malformed", format!("`{}` is no public key of age", text.escape_debug()), REMEDY)
        })
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({self})")
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Recipient {}

impl Identity {
    /// Makes a new identity in a file that its owner alone may read; a file that is there is never replaced.
    pub fn create(path: &Path) -> Result<Self> {
        let identity = Self(age::x25519::Identity::generate());
        let secret = identity.0.to_string();
        let secret = secret.expose_secret();
        let text = Zeroizing::new(format!("# public key: {}\n{secret}\n", identity.recipient()));
        let mut file = NewFile::private(path)?;
        file.write(text.as_bytes())?;
        file.sync()?;
        if !file.settle()? {
            return Err(Trouble::refused(
                "identity-there",
                format!("`{}` is there already, and an identity is never replaced", path.display()),
                "keep it, or name another file",
            ));
        }
        sync_folder(folder_of(path))?;
        Ok(identity)
    }

    /// Reads the identity in a file: the one line that begins `AGE-SECRET-KEY-1`, beside comments.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = Zeroizing::new(read_whole(path, IDENTITY_BYTES)?);
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        match (lines.next().map(age::x25519::Identity::from_str), lines.next()) {
            (Some(Ok(identity)), None) => Ok(Self(identity)),
            _ => Err(Trouble::refused(
                "identity-damaged",
                format!("`{}` does not hold one identity of age", path.display()),
                "name the file whose last line begins `AGE-SECRET-KEY-1`, or put back your own copy of it",
            )),
        }
    }

    /// The public key that belongs to it.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity(of {})", self.recipient())
    }
}

/// The identity of the owner of this machine's homes, `CONFIG_FOLDER/owner.age-identity`, made when it is first asked for.
pub fn owner_identity(config_folder: &Path) -> Result<Identity> {
    let path = config_folder.join("owner.age-identity");
    let there = path.try_exists().map_err(|e| io_trouble("read", &path, &e))?;
    if !there {
        private_folder(config_folder)?;
        match Identity::create(&path) {
            // Another process made it meanwhile: that one counts.
            Err(trouble) if trouble.code == "identity-there" => {}
            made => return made,
        }
    }
    Identity::read(&path)
}

/// Writes an encrypted file. `write` is given where the content goes; only when it is through, and all lies on the disk,
/// the file takes its name, in place of what had it.
pub fn encrypt_to<T>(path: &Path, recipients: &[Recipient], write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let (file, written) = encrypt_beside(path, recipients, write)?;
    file.replace()?;
    sync_folder(folder_of(path))?;
    Ok(written)
}

/// The same up to the point where the file takes its name.
pub(crate) fn encrypt_beside<T>(
    path: &Path,
    recipients: &[Recipient],
    write: impl FnOnce(&mut dyn Write) -> Result<T>,
) -> Result<(NewFile, T)> {
    let recipients = recipients.iter().map(|recipient| &recipient.0 as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients).map_err(|e| {
        Trouble::usage("no-recipient", format!("`{}` can't be encrypted: {e}", path.display()), "name at least one public key of its owner")
    })?;
    let mut file = NewFile::private(path)?;
    let io = |e: std::io::Error| io_trouble("write", path, &e);
    let mut stream = encryptor.wrap_output(file.file()).map_err(io)?;
    let written = write(&mut stream)?;
    stream.finish().map_err(io)?;
    file.sync()?;
    Ok((file, written))
}

/// Opens an encrypted file with whichever of these identities fits, and gives `read` its content.
///
/// The whole file is gone through first: `read` sees nothing of a file that is damaged or cut short anywhere, so that
/// nothing is ever half restored from one.
pub fn decrypt_from<T>(path: &Path, identities: &[Identity], read: impl FnOnce(&mut Decrypted) -> Result<T>) -> Result<T> {
    let file = File::open(path).map_err(|e| io_trouble("open", path, &e))?;
    let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(|e| not_opened(path, &e))?;
    let identities = identities.iter().map(|identity| &identity.0 as &dyn age::Identity);
    let inner = decryptor.decrypt(identities).map_err(|e| not_opened(path, &e))?;
    let mut content = Decrypted { inner };
    std::io::copy(&mut content, &mut std::io::sink()).map_err(|e| not_read(path, &e))?;
    content.rewind().map_err(|e| not_read(path, &e))?;
    read(&mut content)
}

impl Read for Decrypted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl Seek for Decrypted {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(position)
    }
}

impl fmt::Debug for Decrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decrypted(..)")
    }
}

fn not_opened(path: &Path, error: &DecryptError) -> Trouble {
    match error {
        DecryptError::NoMatchingKeys => Trouble::refused(
            "backup-not-for-this-key",
            format!("`{}` is not encrypted to this key", path.display()),
            "name the identity of the owner it was made for with `--identity FILE`",
        ),
        DecryptError::Io(e) => not_read(path, e),
        _ => damaged(path),
    }
}

fn not_read(path: &Path, error: &std::io::Error) -> Trouble {
    match error.kind() {
        // What age says of a piece that does not open, and of a file that ends too soon.
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::InvalidInput | ErrorKind::Other => damaged(path),
        _ => io_trouble("read", path, error),
    }
}

fn damaged(path: &Path) -> Trouble {
    Trouble::refused(
        "backup-damaged",
        format!("`{}` is damaged, cut short, or no encrypted file of this kind", path.display()),
        "use another copy; nothing was taken from this one",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity(age::x25519::Identity::generate())
    }

    fn write(path: &Path, recipients: &[Recipient], content: &[u8]) -> Result<()> {
        encrypt_to(path, recipients, |to| to.write_all(content).map_err(|e| io_trouble("write", path, &e)))
    }

    fn read(path: &Path, identities: &[Identity]) -> Result<Vec<u8>> {
        decrypt_from(path, identities, |from| {
            let mut content = Vec::new();
            from.read_to_end(&mut content).map_err(|e| io_trouble("read", path, &e))?;
            Ok(content)
        })
    }

    #[test]
    fn a_file_opens_for_each_of_its_recipients_and_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup.age");
        let (a, b, c) = (identity(), identity(), identity());
        for length in [0, 1, 65_535, 65_536, 65_537, 300_000] {
            let content: Vec<u8> = (0..length).map(|i| u8::try_from(i % 251).unwrap()).collect();
            write(&path, &[a.recipient(), b.recipient()], &content).unwrap();
            assert_eq!(read(&path, std::slice::from_ref(&a)).unwrap(), content);
            assert_eq!(read(&path, &[c.clone(), b.clone()]).unwrap(), content);
            let trouble = read(&path, std::slice::from_ref(&c)).unwrap_err();
            assert_eq!((trouble.code, trouble.exit_code()), ("backup-not-for-this-key", 2));
            assert!(trouble.remedy.contains("--identity FILE"), "{trouble}");
            assert_eq!(read(&path, &[]).unwrap_err().code, "backup-not-for-this-key");
        }
        let stored = std::fs::read(&path).unwrap();
        assert!(!stored.windows(64).any(|w| w.iter().enumerate().all(|(i, b)| usize::from(*b) == i)), "nothing stands in clear");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn content_can_be_read_from_any_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup.age");
        let owner = identity();
        let content: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        write(&path, &[owner.recipient()], &content).unwrap();
        decrypt_from(&path, &[owner], |from| {
            for place in [799_996_usize, 0, 65_534, 400_000] {
                from.seek(SeekFrom::Start(place as u64)).unwrap();
                let mut four = [0; 4];
                from.read_exact(&mut four).unwrap();
                assert_eq!(four, content[place..place + 4]);
            }
            assert_eq!(from.seek(SeekFrom::End(0)).unwrap(), 800_000);
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn a_damaged_or_shortened_file_gives_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup.age");
        let owner = identity();
        write(&path, &[owner.recipient()], &vec![5; 150_000]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let refused = |bytes: &[u8], what: &str| {
            std::fs::write(&path, bytes).unwrap();
            let mut called = false;
            let trouble = decrypt_from(&path, std::slice::from_ref(&owner), |_| {
                called = true;
                Ok(())
            })
            .unwrap_err();
            assert!(!called, "{what}: nothing of it was given");
            trouble.code
        };
        // In the header a changed byte may also look like a stanza for somebody else.
        for index in (0..whole.len()).step_by(if whole.len() > 1000 { 997 } else { 1 }).chain(0..250) {
            let mut changed = whole.clone();
            changed[index] ^= 1;
            let code = refused(&changed, &format!("byte {index}"));
            assert!(code == "backup-damaged" || (code == "backup-not-for-this-key" && index < 200), "byte {index}: {code}");
        }
        for length in [0, 1, 21, 100, 200, 300, 65_536 + 300, whole.len() - 1] {
            assert_eq!(refused(&whole[..length], &format!("{length} bytes")), "backup-damaged", "{length} bytes");
        }
        let mut longer = whole.clone();
        longer.push(0);
        assert_eq!(refused(&longer, "a byte more"), "backup-damaged");
        assert_eq!(refused(b"PK\x03\x04 this is a ZIP", "a ZIP"), "backup-damaged");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(read(&path, &[owner]).unwrap_err().code, "file-io");
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup.age");
        let owner = identity();
        write(&path, &[owner.recipient()], b"old").unwrap();
        let failed = encrypt_to(&path, &[owner.recipient()], |to| -> Result<()> {
            to.write_all(&vec![1; 100_000]).unwrap();
            Err(Trouble::failed("test", "went wrong", ""))
        });
        assert_eq!(failed.unwrap_err().code, "test");
        assert_eq!(read(&path, &[owner]).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(write(&path, &[], b"x").unwrap_err().code, "no-recipient");
    }

    #[test]
    fn an_identity_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        let owner = owner_identity(&config).unwrap();
        assert_eq!(owner_identity(&config).unwrap().recipient(), owner.recipient(), "the same for ever");
        let path = config.join("owner.age-identity");
        assert_eq!(Identity::create(&path).unwrap_err().code, "identity-there");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(&format!("# public key: {}\n", owner.recipient())), "{}", owner.recipient());
        assert!(!format!("{owner:?}").contains("SECRET"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        for damaged in ["", "# nothing\n", "AGE-SECRET-KEY-1XYZ\n", &format!("{text}{text}"), &text[..text.len() - 3]] {
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(owner_identity(&config).unwrap_err().code, "identity-damaged");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), damaged, "it stays");
        }
    }

    #[test]
    fn recipients_are_read_as_they_are_printed() {
        let recipient = identity().recipient();
        assert_eq!(recipient.to_string().parse::<Recipient>().unwrap(), recipient);
        for wrong in ["", "age1", "age1qqqq", "AGE-SECRET-KEY-1", &recipient.to_string().to_uppercase()[..20]] {
            assert_eq!(wrong.parse::<Recipient>().unwrap_err().code, "recipient-malformed", "{wrong}");
        }
        let secret = identity().0.to_string();
        let printed = secret.expose_secret().parse::<Recipient>().unwrap_err().to_string();
        assert!(!printed.contains(secret.expose_secret()), "a private key is not repeated");
    }
}
