//! A file that was sent instead of named: it lies in the staging folder for as long as it is read, where a crash leaves it to
//! `wardmote check`.

use super::{ImportOptions, Imported, import_file};
use crate::house::off_the_runtime;
use crate::{House, Moment};
use base::{Result, Trouble};
use intake::Kind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vault::{random_id, write_whole};

/// The longest name of a file that is kept.
const LONGEST_NAME: usize = 120;
/// What a mapping is called beside the file that it reads.
const MAPPING: &str = "mapping.toml";

/// A file as somebody sent it.
#[derive(Clone)]
pub struct FileSent {
    /// What its sender calls it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for FileSent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileSent({} bytes)", self.bytes.len())
    }
}

/// Where a file lies while it is read; gone when dropped.
struct Lying(PathBuf);

impl Drop for Lying {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The kinds of files there are, by their words.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().map(Kind::as_str)
}

/// Imports a file that was sent, as [`import_file`] imports one that lies somewhere; with a mapping that was sent beside it.
pub async fn import_sent(
    house: &House,
    kind: &str,
    file: FileSent,
    mapping: Option<Vec<u8>>,
    options: &ImportOptions,
    moment: &Moment,
) -> Result<Imported> {
    let kind = Kind::parse(kind)
        .map_err(|e| Trouble::usage("kind-unknown", e.to_string(), format!("the kinds are {}", kinds().collect::<Vec<_>>().join(", "))))?;
    let lying = Lying(house.shelf.home().join("staging").join(random_id("sent-")?));
    let folder = lying.0.clone();
    let path = folder.join(plain_name(&file.name));
    // A folder of its own, so that no name of a file is another's.
    let beside = mapping.as_ref().map(|_| folder.join("beside").join(MAPPING));
    let (to, mapping_to) = (path.clone(), beside.clone());
    off_the_runtime(move || {
        make_folder(&folder)?;
        write_whole(&to, &file.bytes)?;
        match mapping_to.zip(mapping) {
            Some((to, bytes)) => write_whole(&to, &bytes),
            None => Ok(()),
        }
    })
    .await?;
    let options = ImportOptions { mapping: beside, ..options.clone() };
    import_file(house, kind, &path, &options, moment, Arc::new(|_| ())).await
}

/// A folder that nobody else on the machine may read.
fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| {
        Trouble::failed(
            "file-not-kept",
            format!("a file that was sent could not be written down to be read: {e}"),
            "see that the disk of the home has room, then send it again",
        )
    })
}

/// The name without any folder and without what no name of a file should hold.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).collect();
    let kept = kept.trim().trim_start_matches('.');
    // The end tells what sort of file it is, so the beginning goes.
    let long = kept.chars().count().saturating_sub(LONGEST_NAME);
    let kept: String = kept.chars().skip(long).collect();
    if kept.is_empty() { "file".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_leads_nowhere_else() {
        for (sent, kept) in [
            ("fires.csv", "fires.csv"),
            ("C:\\Users\\desk\\fires.csv", "fires.csv"),
            ("../../etc/passwd", "passwd"),
            ("..", "file"),
            ("", "file"),
            ("a/", "file"),
            (".hidden", "hidden"),
            ("a\r\nb.csv", "ab.csv"),
        ] {
            assert_eq!(plain_name(sent), kept, "{sent}");
        }
        let long = format!("{}.csv", "x".repeat(500));
        assert!(plain_name(&long).ends_with("x.csv") && plain_name(&long).len() == 120);
    }
}
