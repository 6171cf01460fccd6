//! The shelf of extract folders in a home.

use crate::whole::sync_folder;
use crate::writing::io_trouble;
use base::{Result, Trouble, failpoint};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The folders of a home: `extracts/` holds what is registered, `staging/` what is being written.
#[derive(Debug, Clone)]
pub struct Shelf {
    home: PathBuf,
}

/// Held while an import runs: one import at a time in a home. Let go when dropped, also by a crash.
#[derive(Debug)]
pub struct ImportLock {
    _file: File,
}

/// A folder being written.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    target: PathBuf,
    published: bool,
}

/// A folder that no row of the register knows: what a crash left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Where it lies.
    pub path: PathBuf,
}

impl Shelf {
    /// Makes the folders of a home where they are missing.
    pub fn create(home: &Path) -> Result<Self> {
        for folder in [home.to_path_buf(), home.join("extracts"), home.join("staging")] {
            std::fs::create_dir_all(&folder).map_err(|e| io_trouble("create", &folder, &e))?;
        }
        Self::at(home)
    }

    /// The home by its true path: columnar readers take no `..`.
    fn at(home: &Path) -> Result<Self> {
        Ok(Self { home: home.canonicalize().map_err(|e| io_trouble("open", home, &e))? })
    }

    /// Opens the folders of a home that `init` made.
    pub fn open(home: &Path) -> Result<Self> {
        if home.join("extracts").is_dir() {
            return Self::at(home);
        }
        Err(Trouble::refused(
            "no-home",
            format!("`{}` is not a home of Wardmote", home.display()),
            format!("make one with `wardmote init --home {}`", home.display()),
        ))
    }

    /// The home's own folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// `HOME/extracts`.
    pub fn extracts(&self) -> PathBuf {
        self.home.join("extracts")
    }

    /// Waits for any other import in this home to end, then holds it off.
    pub fn lock(&self) -> Result<ImportLock> {
        let path = self.home.join("import.lock");
        let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(|e| io_trouble("open", &path, &e))?;
        file.lock().map_err(|e| io_trouble("lock", &path, &e))?;
        Ok(ImportLock { _file: file })
    }

    /// An empty folder to write an extract's files into. What an earlier crash left under this name goes.
    pub fn stage(&self, folder: &str, _lock: &ImportLock) -> Result<Staged> {
        let path = self.home.join("staging").join(folder);
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|e| io_trouble("clear", &path, &e))?;
        }
        std::fs::create_dir_all(&path).map_err(|e| io_trouble("create", &path, &e))?;
        failpoint("staging-created");
        Ok(Staged { path, target: self.extracts().join(folder), published: false })
    }

    /// Folders that are not in `registered` (names under `extracts/`), and everything in `staging/`.
    pub fn leftovers(&self, registered: &[String]) -> Result<Vec<Leftover>> {
        let mut found = Vec::new();
        for (folder, all) in [(self.extracts(), false), (self.home.join("staging"), true)] {
            let entries = std::fs::read_dir(&folder).map_err(|e| io_trouble("list", &folder, &e))?;
            for entry in entries {
                let entry = entry.map_err(|e| io_trouble("list", &folder, &e))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if all || !registered.contains(&name) {
                    found.push(Leftover { path: entry.path() });
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Clears away what a crash left behind: staging is removed, a published folder is moved to `HOME/swept/`, so
    /// that a record restored from an older backup, or the wrong one, can never cost an extract.
    pub fn sweep(&self, leftover: &Leftover, _lock: &ImportLock) -> Result<()> {
        let path = &leftover.path;
        if path.starts_with(self.extracts()) {
            let swept = self.home.join("swept");
            std::fs::create_dir_all(&swept).map_err(|e| io_trouble("create", &swept, &e))?;
            let target = swept.join(path.file_name().unwrap_or_default());
            if target.exists() {
                std::fs::remove_dir_all(&target).map_err(|e| io_trouble("clear", &target, &e))?;
            }
            return std::fs::rename(path, &target).map_err(|e| io_trouble("move", path, &e));
        }
        let gone = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        gone.map_err(|e| io_trouble("remove", path, &e))
    }

    /// Whether a columnar file of a registered extract is there and not empty.
    pub fn holds(&self, folder: &str, part: &str) -> bool {
        std::fs::metadata(self.extracts().join(folder).join(part)).is_ok_and(|m| m.is_file() && m.len() > 0)
    }
}

impl Staged {
    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the folder under `extracts/`; its files must be synced. From here only the register's row is missing.
    pub fn publish(mut self) -> Result<()> {
        failpoint("parts-written");
        sync_folder(&self.path)?;
        if self.target.exists() {
            // An orphan: had it been registered, the import would have ended as `same` before staging.
            std::fs::remove_dir_all(&self.target).map_err(|e| io_trouble("clear", &self.target, &e))?;
        }
        failpoint("before-rename");
        std::fs::rename(&self.path, &self.target).map_err(|e| io_trouble("move", &self.path, &e))?;
        self.published = true;
        failpoint("after-rename");
        if let Some(parent) = self.target.parent() {
            sync_folder(parent)?;
        }
        failpoint("after-folder-sync");
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.published {
            // A refused file keeps nothing. If even this fails, `check` names the leftover.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_known_by_its_true_path() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("beside")).unwrap();
        let winding = folder.path().join("beside/../home");
        let shelf = Shelf::create(&winding).unwrap();
        assert_eq!(shelf.home(), folder.path().canonicalize().unwrap().join("home"));
        assert_eq!(Shelf::open(&winding).unwrap().home(), shelf.home());
    }

    #[test]
    fn an_unpublished_folder_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::create(folder.path()).unwrap();
        let lock = shelf.lock().unwrap();
        let staged = shelf.stage("a", &lock).unwrap();
        std::fs::write(staged.path().join("part-0000.parquet"), "x").unwrap();
        drop(staged);
        assert_eq!(shelf.leftovers(&[]).unwrap(), []);
    }

    #[test]
    fn a_published_folder_without_a_row_is_found_and_swept() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::create(folder.path()).unwrap();
        let lock = shelf.lock().unwrap();
        let staged = shelf.stage("a", &lock).unwrap();
        std::fs::write(staged.path().join("part-0000.parquet"), "x").unwrap();
        staged.publish().unwrap();
        assert!(shelf.holds("a", "part-0000.parquet"));
        assert_eq!(shelf.leftovers(&["a".into()]).unwrap(), []);
        let leftovers = shelf.leftovers(&[]).unwrap();
        assert_eq!(leftovers.len(), 1);
        shelf.sweep(&leftovers[0], &lock).unwrap();
        assert_eq!(shelf.leftovers(&[]).unwrap(), []);
    }
}
