use super::*;
use crate::crypt::Identity;
use crate::seal::{About, open, seal};
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;

const NOTE: About = About { record: "p-a", version: 1, field: "note" };

/// A home, a place elsewhere, and the owner's identity there.
struct Place {
    home: TempDir,
    elsewhere: TempDir,
    owner: Identity,
}

impl Place {
    fn new() -> Self {
        let elsewhere = tempfile::tempdir().unwrap();
        let owner = Identity::create(&elsewhere.path().join("owner")).unwrap();
        Self { home: tempfile::tempdir().unwrap(), elsewhere, owner }
    }

    fn keystore(&self) -> Keystore {
        Keystore::open(self.home.path()).unwrap()
    }

    fn copy(&self, name: &str, at: &str) -> Result<KeystoreCopy> {
        self.keystore().copy_to(&self.at(name), &[self.owner.recipient()], at)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.elsewhere.path().canonicalize().unwrap().join(name)
    }

    fn key_file(&self, name: &str) -> PathBuf {
        self.home.path().join("keystore").join(format!("{name}.key"))
    }
}

/// Every byte of every file below a folder.
fn everything(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(everything(&path));
        } else {
            files.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    files
}

fn holds(folder: &Path, planted: &[u8]) -> bool {
    everything(folder).iter().any(|(_, bytes)| bytes.windows(planted.len()).any(|w| w == planted))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = everything(folder).iter().map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_record_has_keys_of_its_own_in_generations() {
    let place = Place::new();
    let keystore = place.keystore();
    assert!(keystore.newest("p-a").unwrap().is_none());
    assert_eq!(keystore.add_generation("p-a").unwrap_err().code, "key-missing");
    keystore.create("p-a").unwrap();
    keystore.create("p-b").unwrap();
    assert_eq!(keystore.create("p-a").unwrap_err().code, "key-there");
    let first = keystore.newest("p-a").unwrap().unwrap();
    let sealed = seal(&first, &NOTE, b"value").unwrap();
    assert_eq!(keystore.add_generation("p-a").unwrap(), 2);
    assert_eq!(keystore.add_generation("p-a").unwrap(), 3);
    for keystore in [keystore.clone(), place.keystore()] {
        assert_eq!(keystore.newest("p-a").unwrap().unwrap().generation(), 3);
        assert_eq!(open(&keystore.key("p-a", 1).unwrap().unwrap(), &NOTE, &sealed).unwrap(), b"value");
        assert_eq!(keystore.ids().unwrap(), BTreeSet::from(["p-a".to_owned(), "p-b".to_owned()]));
        assert!(keystore.key("p-a", 4).unwrap().is_none());
    }
    let (a, b) = (std::fs::read(place.key_file("p-a.1")).unwrap(), std::fs::read(place.key_file("p-b.1")).unwrap());
    assert!(a != b && a.len() == 32 && b.len() == 32);
    assert_eq!(names(place.home.path()), ["lock", "p-a.1.key", "p-a.2.key", "p-a.3.key", "p-b.1.key"]);
}

#[test]
fn many_keys_are_made_together_or_none() {
    let place = Place::new();
    let keystore = place.keystore();
    keystore.create_all(&["p-a", "p-b", "p-c"]).unwrap();
    keystore.destroy("p-c", "1").unwrap();
    for (ids, code) in [(["p-d", "p-a"], "key-there"), (["p-d", "p-c"], "key-destroyed"), (["p-d", "P"], "record-id-malformed")] {
        assert_eq!(keystore.create_all(&ids).unwrap_err().code, code);
    }
    assert_eq!(keystore.create_all(&["p-e", "p-e"]).unwrap_err().code, "key-there");
    assert_eq!(keystore.ids().unwrap().into_iter().collect::<Vec<_>>(), ["p-a", "p-b"]);
}

#[test]
fn only_the_owner_reads_keys() {
    let place = Place::new();
    place.keystore().create("p-a").unwrap();
    let folder = place.home.path().join("keystore");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&place.key_file("p-a.1"))), (0o700, 0o600));
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    place.keystore();
    assert_eq!(mode(&folder), 0o700, "what a careless restore opened is closed again");
    place.keystore().destroy("p-a", "1").unwrap();
    assert_eq!(mode(&folder.join("tombstones")), 0o600);
    assert_eq!(Keystore::open(&place.home.path().join("nowhere")).unwrap_err().code, "file-io");
}

#[test]
fn an_id_is_never_a_path() {
    let keystore = Place::new().keystore();
    for id in ["", "..", "../x", "a/b", "A", "a.1", "p-a\n"] {
        let codes = [
            keystore.create(id).unwrap_err().code,
            keystore.add_generation(id).unwrap_err().code,
            keystore.newest(id).unwrap_err().code,
            keystore.key(id, 1).unwrap_err().code,
            keystore.destroy(id, "1").unwrap_err().code,
        ];
        assert_eq!(codes, ["record-id-malformed"; 5], "{id}");
    }
    assert_eq!(keystore.destroy("p-a", "two words").unwrap_err().code, "moment-malformed");
}

#[test]
fn one_process_sees_what_another_did() {
    let place = Place::new();
    let (one, other) = (place.keystore(), place.keystore());
    one.create("p-a").unwrap();
    assert_eq!(other.create("p-a").unwrap_err().code, "key-there");
    assert_eq!(other.add_generation("p-a").unwrap(), 2);
    assert_eq!(one.newest("p-a").unwrap().unwrap().generation(), 2);
    one.destroy("p-a", "1").unwrap();
    assert!(other.newest("p-a").unwrap().is_none());
    assert_eq!(other.create("p-a").unwrap_err().code, "key-destroyed");
}

/// The same eight times at once.
fn at_once<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let result = work();
                results.lock().unwrap().push(result);
            });
        }
    });
    results.into_inner().unwrap()
}

#[test]
fn many_at_once_agree_on_one_key() {
    let place = Place::new();
    let made = at_once(|| place.keystore().create("p-a").is_ok());
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
    let keystore = place.keystore();
    let mut generations = at_once(|| keystore.clone().add_generation("p-a").unwrap());
    generations.sort_unstable();
    assert_eq!(generations, (2..=9).collect::<Vec<u32>>());
}

#[test]
fn a_destroyed_key_is_nowhere_and_never_comes_back() {
    let place = Place::new();
    let keystore = place.keystore();
    keystore.create("p-a").unwrap();
    keystore.add_generation("p-a").unwrap();
    keystore.create("p-a-b").unwrap();
    let planted: Vec<Vec<u8>> = ["p-a.1", "p-a.2"].iter().map(|name| std::fs::read(place.key_file(name)).unwrap()).collect();
    let kept = std::fs::read(place.key_file("p-a-b.1")).unwrap();
    assert!(planted.iter().all(|key| holds(place.home.path(), key)));
    // What still reads an open file of the key sees that it was overwritten, not only unlinked.
    let mut held = File::open(place.key_file("p-a.1")).unwrap();

    let destroyed = keystore.destroy("p-a", "2026-10-01T09:00:00Z").unwrap();
    assert_eq!(destroyed, Destroyed { id: "p-a".into(), at: "2026-10-01T09:00:00Z".into(), files: 2, copies: vec![] });
    assert!(!planted.iter().any(|key| holds(place.home.path(), key)));
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut held, &mut bytes).unwrap();
    assert!(bytes.len() == 32 && bytes != planted[0]);
    assert!(holds(place.home.path(), &kept), "the other record keeps its own");

    for keystore in [keystore, place.keystore()] {
        assert!(keystore.newest("p-a").unwrap().is_none() && keystore.key("p-a", 1).unwrap().is_none());
        assert_eq!(keystore.ids().unwrap(), BTreeSet::from(["p-a-b".to_owned()]));
        assert_eq!(keystore.create("p-a").unwrap_err().code, "key-destroyed");
        assert_eq!(keystore.add_generation("p-a").unwrap_err().code, "key-destroyed");
        let again = keystore.destroy("p-a", "2027-01-01T00:00:00Z").unwrap();
        assert_eq!((again.at.as_str(), again.files), ("2026-10-01T09:00:00Z", 0), "the first moment stands");
        assert!(keystore.leftovers().unwrap().is_empty());
    }
    assert_eq!(std::fs::read_to_string(place.home.path().join("keystore/tombstones")).unwrap(), "p-a\t2026-10-01T09:00:00Z\n");
}

#[test]
fn destruction_that_was_cut_off_is_completed() {
    let place = Place::new();
    let keystore = place.keystore();
    for id in ["p-a", "p-b"] {
        keystore.create(id).unwrap();
    }
    let planted = std::fs::read(place.key_file("p-a.1")).unwrap();
    // As a crash leaves it: the tombstone stands, the key lies there, and a part of it twice.
    std::fs::write(place.home.path().join("keystore/tombstones"), "p-a\t1\np-b\t2\np-").unwrap();
    let part = place.home.path().join("keystore/.p-a.1.key.abcdefgh.part");
    std::fs::hard_link(place.key_file("p-a.1"), &part).unwrap();
    let restored = place.home.path().join("keystore/.p-a.2.key.abcdefgh.part");
    std::fs::write(&restored, &planted).unwrap();

    assert!(keystore.key("p-a", 1).unwrap().is_none(), "given out no longer");
    let leftovers = keystore.leftovers().unwrap();
    assert_eq!(leftovers.undestroyed, ["p-a", "p-b"]);
    assert_eq!(leftovers.parts.len(), 2);
    assert!(leftovers.torn_tombstone);

    let destroyed = keystore.destroy("p-a", "3").unwrap();
    assert_eq!((destroyed.at.as_str(), destroyed.files), ("1", 1));
    assert!(!holds(place.home.path(), &planted) && !part.exists() && !restored.exists());
    assert_eq!(keystore.apply_tombstones().unwrap(), ["p-b"]);
    assert_eq!(keystore.apply_tombstones().unwrap(), [""; 0]);
    keystore.sweep().unwrap();
    assert!(keystore.leftovers().unwrap().is_empty());
    assert_eq!(keystore.tombstones().unwrap().len(), 2);
}

#[test]
fn sweeping_clears_parts_and_never_a_key_in_use() {
    let place = Place::new();
    let keystore = place.keystore();
    keystore.create("p-a").unwrap();
    keystore.create("p-b").unwrap();
    let folder = place.home.path().join("keystore");
    // A crash between giving the key its name and removing the other name: both are one file.
    std::fs::hard_link(place.key_file("p-a.1"), folder.join(".p-a.1.key.abcdefgh.part")).unwrap();
    std::fs::write(folder.join(".p-c.1.key.abcdefgh.part"), [1; 32]).unwrap();
    std::fs::write(folder.join("tombstones"), "p-b\t1\np-a\t").unwrap();
    let sealed = seal(&keystore.newest("p-a").unwrap().unwrap(), &NOTE, b"value").unwrap();

    let swept = keystore.sweep().unwrap();
    assert_eq!((swept.parts.len(), swept.undestroyed, swept.torn_tombstone), (2, vec!["p-b".to_owned()], true));
    assert!(keystore.leftovers().unwrap().is_empty());
    assert_eq!(open(&keystore.newest("p-a").unwrap().unwrap(), &NOTE, &sealed).unwrap(), b"value");
    assert_eq!(names(&folder), ["lock", "p-a.1.key", "tombstones"]);
    assert_eq!(keystore.create("p-c").map(|()| keystore.ids().unwrap().len()).unwrap(), 2);
}

#[test]
fn a_damaged_key_or_list_is_refused() {
    let place = Place::new();
    let keystore = place.keystore();
    keystore.create("p-a").unwrap();
    keystore.create("p-b").unwrap();
    std::fs::write(place.key_file("p-a.1"), [7; 31]).unwrap();
    assert_eq!(keystore.newest("p-a").unwrap_err().code, "record-key-damaged");
    assert_eq!(place.copy("copy", "1").unwrap_err().code, "record-key-damaged", "a copy that lacks it would replace one that has it");
    std::fs::write(place.home.path().join("keystore/tombstones"), "what is this\n").unwrap();
    assert_eq!(keystore.newest("p-b").unwrap_err().code, "tombstones-damaged");
    assert_eq!(keystore.create("p-c").unwrap_err().code, "tombstones-damaged");
    assert_eq!(keystore.destroy("p-b", "1").unwrap_err().code, "tombstones-damaged");
}

#[test]
fn lost_keys_come_back_from_the_copy() {
    let place = Place::new();
    let keystore = place.keystore();
    for id in ["p-a", "p-b", "p-c"] {
        keystore.create(id).unwrap();
    }
    keystore.add_generation("p-a").unwrap();
    let sealed = seal(&keystore.newest("p-a").unwrap().unwrap(), &NOTE, b"value").unwrap();
    let copy = place.copy("copy", "2026-10-01T09:00:00Z").unwrap();
    assert_eq!(copy, KeystoreCopy { path: place.at("copy"), at: "2026-10-01T09:00:00Z".into(), current: true });
    assert!(!everything(place.elsewhere.path()).iter().any(|(_, bytes)| bytes.windows(3).any(|w| w == b"p-a")), "all of it is encrypted");

    std::fs::remove_file(place.key_file("p-a.2")).unwrap();
    std::fs::write(place.key_file("p-b.1"), b"").unwrap();
    std::fs::write(place.key_file("p-c.1"), [9; 32]).unwrap();
    let taken = keystore.take_back(&copy.path, &place.owner).unwrap();
    assert_eq!(taken.made_at, "2026-10-01T09:00:00Z");
    assert_eq!(taken.restored, BTreeSet::from(["p-a".to_owned(), "p-b".to_owned()]));
    assert_eq!((taken.here_already, taken.barred.len(), taken.differing), (1, 0, BTreeSet::from(["p-c".to_owned()])));
    assert_eq!(std::fs::read(place.key_file("p-c.1")).unwrap(), [9; 32]);
    assert_eq!(open(&keystore.newest("p-a").unwrap().unwrap(), &NOTE, &sealed).unwrap(), b"value");

    // A home that burnt down begins again with its copy, and knows then where the copy lies.
    let other = tempfile::tempdir().unwrap();
    let restored = Keystore::open(other.path()).unwrap();
    assert_eq!(restored.take_back(&copy.path, &place.owner).unwrap().restored.len(), 3);
    assert_eq!(open(&restored.newest("p-a").unwrap().unwrap(), &NOTE, &sealed).unwrap(), b"value");
    assert_eq!(restored.destroy("p-a", "2").unwrap().copies, [copy]);
}

#[test]
fn nothing_destroyed_comes_back_from_a_copy() {
    let place = Place::new();
    let keystore = place.keystore();
    for id in ["p-a", "p-b", "p-c"] {
        keystore.create(id).unwrap();
    }
    let planted: Vec<Vec<u8>> = ["p-a.1", "p-b.1"].iter().map(|name| std::fs::read(place.key_file(name)).unwrap()).collect();
    let copy = place.copy("copy", "1").unwrap();
    keystore.destroy("p-a", "2").unwrap();
    let taken = keystore.take_back(&copy.path, &place.owner).unwrap();
    assert_eq!((taken.restored.len(), taken.here_already, taken.barred), (0, 2, BTreeSet::from(["p-a".to_owned()])));
    assert!(!holds(place.home.path(), &planted[0]));

    // The copy's own tombstones count as well: an older keystore put back beside it loses what was destroyed since.
    let older = tempfile::tempdir().unwrap();
    std::fs::create_dir(older.path().join("keystore")).unwrap();
    for name in ["p-b.1", "p-c.1"] {
        std::fs::copy(place.key_file(name), older.path().join(format!("keystore/{name}.key"))).unwrap();
    }
    keystore.destroy("p-b", "3").unwrap();
    let newer = place.copy("copy", "4").unwrap();
    let older_keystore = Keystore::open(older.path()).unwrap();
    assert!(older_keystore.newest("p-b").unwrap().is_some());
    let taken = older_keystore.take_back(&newer.path, &place.owner).unwrap();
    assert_eq!((taken.restored.len(), taken.here_already), (0, 1));
    assert!(!planted.iter().any(|key| holds(older.path(), key)));
    assert_eq!(older_keystore.tombstones().unwrap(), keystore.tombstones().unwrap());
    assert_eq!(older_keystore.create("p-a").unwrap_err().code, "key-destroyed");
}

#[test]
fn a_certificate_names_each_copy_that_still_holds_the_key() {
    let place = Place::new();
    let keystore = place.keystore();
    keystore.create("p-a").unwrap();
    let first = place.copy("first", "1").unwrap();
    keystore.create("p-b").unwrap();
    let second = place.copy("second", "2").unwrap();
    let earlier = KeystoreCopy { current: false, ..first };
    assert_eq!(keystore.copies().unwrap(), [earlier.clone(), second.clone()]);

    assert_eq!(keystore.destroy("p-a", "3").unwrap().copies, [earlier.clone(), second.clone()]);
    assert_eq!(keystore.destroy("p-b", "3").unwrap().copies, [second], "the first was made before that record");
    keystore.create("p-c").unwrap();
    assert_eq!(keystore.destroy("p-c", "3").unwrap().copies, []);

    // Made in the same moment, but after the destruction: it holds the keys no longer.
    place.copy("second", "3").unwrap();
    assert_eq!(keystore.destroy("p-a", "4").unwrap().copies, std::slice::from_ref(&earlier));
    assert_eq!(keystore.forget_copy(&earlier.path).unwrap_err().code, "copy-still-there");
    std::fs::remove_file(&earlier.path).unwrap();
    keystore.forget_copy(&earlier.path).unwrap();
    assert_eq!(keystore.forget_copy(&earlier.path).unwrap_err().code, "copy-unknown");
    assert_eq!(keystore.destroy("p-a", "5").unwrap().copies, []);
    assert_eq!(keystore.copies().unwrap().len(), 1);
}

#[test]
fn a_copy_never_takes_the_place_of_the_last_one_of_a_key() {
    let place = Place::new();
    let keystore = place.keystore();
    keystore.create("p-a").unwrap();
    assert_eq!(keystore.copy_to(&place.home.path().join("copy"), &[place.owner.recipient()], "1").unwrap_err().code, "copy-inside-home");
    assert_eq!(place.copy("owner", "1").unwrap_err().code, "copy-over-unknown");
    assert_eq!(keystore.copy_to(&place.at("copy"), &[], "1").unwrap_err().code, "no-recipient");
    assert_eq!(keystore.copies().unwrap(), [], "what failed is no copy");
    place.copy("copy", "1").unwrap();
    std::fs::remove_file(place.key_file("p-a.1")).unwrap();
    for name in ["copy", "elsewhere"] {
        let trouble = place.copy(name, "2").unwrap_err();
        assert_eq!(trouble.code, "keys-missing");
        assert!(trouble.message.starts_with("1 keys"), "{trouble}");
    }
    // A keystore made anew knows of no copy, and leaves the one that is there.
    std::fs::remove_dir_all(place.home.path().join("keystore")).unwrap();
    assert_eq!(place.copy("copy", "2").unwrap_err().code, "copy-over-unknown");
    let stranger = Identity::create(&place.at("stranger")).unwrap();
    assert_eq!(place.keystore().take_back(&place.at("copy"), &stranger).unwrap_err().code, "backup-not-for-this-key");
    place.keystore().take_back(&place.at("copy"), &place.owner).unwrap();
    place.copy("copy", "2").unwrap();
    assert!(place.keystore().newest("p-a").unwrap().is_some());
}

#[test]
fn what_is_no_copy_is_refused_whole() {
    let place = Place::new();
    let name = place.at("copy");
    let refused = |text: &str| {
        let write = |to: &mut dyn Write| to.write_all(text.as_bytes()).map_err(|e| io_trouble("write", &name, &e));
        crate::crypt::encrypt_to(&name, &[place.owner.recipient()], write).unwrap();
        place.keystore().take_back(&name, &place.owner).map_err(|trouble| trouble.code)
    };
    let key = format!("key p-a.1 {}", "A".repeat(43));
    let head = "wardmote keystore copy 1\nmade 1\n";
    assert_eq!(refused(&format!("{head}tombstone p-b 1\n{key}\nend 2\n")).unwrap().restored.len(), 1);
    for wrong in [
        String::new(),
        "PK".to_owned(),
        head.to_owned(),
        format!("{head}{key}\n"),
        format!("{head}{key}\nend 2\n"),
        format!("{head}{key}\nend 1"),
        format!("{head}{key}\nend 1\nend 1\n"),
        format!("{head}{key}A\nend 1\n"),
        format!("{head}key ../x.1 {}\nend 1\n", "A".repeat(43)),
        format!("{head}key p-a.0 {}\nend 1\n", "A".repeat(43)),
        format!("{head}key p-a.1 {}\nend 1\n", "A".repeat(42)),
        format!("{head}tombstone P 1\nend 1\n"),
        format!("{head}other p-a 1\nend 1\n"),
        format!("wardmote keystore copy 2\nmade 1\n{key}\nend 1\n"),
    ] {
        assert_eq!(refused(&wrong).unwrap_err(), "copy-damaged", "{wrong}");
    }
}

/// A process of its own that dies at each fail-point in turn, as in a power cut; then whoever opens the home again
/// finds it sound, and whatever was begun can be done.
#[test]
fn a_crash_at_any_point_leaves_a_sound_keystore() {
    const HOME: &str = "VAULT_TEST_CRASH_HOME";
    if let Some(home) = std::env::var_os(HOME) {
        let home = PathBuf::from(home);
        let keystore = Keystore::open(&home.join("home")).unwrap();
        let owner = Identity::read(&home.join("owner")).unwrap();
        keystore.create("p-new").unwrap();
        keystore.destroy("p-old", "2").unwrap();
        keystore.copy_to(&home.join("copy"), &[owner.recipient()], "3").unwrap();
        return;
    }
    for point in [
        "keystore-before-link",
        "keystore-after-create",
        "keystore-after-tombstone",
        "keystore-key-overwritten",
        "keystore-after-destroy",
        "keystore-before-copy",
        "keystore-after-copy",
        "none",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir(&home).unwrap();
        let owner = Identity::create(&folder.path().join("owner")).unwrap();
        let copy = folder.path().canonicalize().unwrap().join("copy");
        let before = Keystore::open(&home).unwrap();
        for id in ["p-old", "p-kept"] {
            before.create(id).unwrap();
        }
        let sealed = seal(&before.newest("p-kept").unwrap().unwrap(), &NOTE, b"value").unwrap();
        let planted = std::fs::read(home.join("keystore/p-old.1.key")).unwrap();
        before.copy_to(&copy, &[owner.recipient()], "1").unwrap();

        let ended = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "keystore::tests::a_crash_at_any_point_leaves_a_sound_keystore"])
            .env(HOME, folder.path())
            .env("WARDMOTE_FAILPOINT", point)
            .output()
            .unwrap();
        assert_eq!(ended.status.success(), point == "none", "{point}: {}", String::from_utf8_lossy(&ended.stderr));

        let keystore = Keystore::open(&home).unwrap();
        let reached = |step: &str| step == point;
        // A key is there whole or not at all.
        assert_eq!(keystore.newest("p-new").unwrap().is_some(), !reached("keystore-before-link"), "{point}");
        // Once its tombstone stands, a key is given out no longer.
        let begun = !reached("keystore-before-link") && !reached("keystore-after-create");
        assert_eq!(keystore.newest("p-old").unwrap().is_none(), begun, "{point}");
        let destroyed = keystore.destroy("p-old", "4").unwrap();
        assert_eq!(destroyed.at, if begun { "2" } else { "4" });
        // The list never leaves out a copy that may hold a key: only the run that came to its end knows that none does.
        assert_eq!(destroyed.copies.is_empty(), reached("none"), "{point}");

        keystore.sweep().unwrap();
        assert!(keystore.leftovers().unwrap().is_empty(), "{point}");
        assert!(!holds(&home, &planted), "{point}");
        if keystore.newest("p-new").unwrap().is_none() {
            keystore.create("p-new").unwrap();
        }
        let taken = keystore.take_back(&copy, &owner).unwrap();
        assert!(!taken.restored.contains("p-old"), "{point}");
        keystore.copy_to(&copy, &[owner.recipient()], "5").unwrap();
        assert_eq!(keystore.destroy("p-old", "6").unwrap().copies, [], "{point}");
        assert_eq!(open(&keystore.newest("p-kept").unwrap().unwrap(), &NOTE, &sealed).unwrap(), b"value");
    }
}
