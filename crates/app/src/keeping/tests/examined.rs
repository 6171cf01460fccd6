//! `check` holds record and keystore together; the doctor tells how a home is.

use super::*;
use crate::check;
use crate::keeping::keys::{Tried, try_version};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_is_found_and_one_that_came_back_goes_by_its_tombstone_only() {
    let place = Place::new();
    let house = place.home(place.setup("home")).await;
    let (lost, gone) = (recorded(&house, "Quillon Vesper").await, recorded(&house, "Zephyrine Okonta").await);
    let report = check(&house, &now()).await.unwrap();
    assert!(report.ok && report.records > 2 && report.destroyed == 0 && report.ledger_rows > 10, "{report:?}");
    let key = |id: &str| place.path("home/keystore").join(format!("{id}.1.key"));
    let (bytes, of_gone) = (std::fs::read(key(&lost)).unwrap(), std::fs::read(key(&gone)).unwrap());

    std::fs::remove_file(key(&lost)).unwrap();
    let report = check(&house, &now()).await.unwrap();
    assert!(!report.ok && report.findings.len() == 1, "{report:?}");
    assert!(report.findings[0].starts_with("key-missing: ") && report.findings[0].contains(&lost), "{report:?}");
    std::fs::write(key(&lost), [9; 32]).unwrap();
    assert!(check(&house, &now()).await.unwrap().ok, "a look at the names of keys finds nothing");
    let deep = crate::check_with(&house, &now(), crate::CheckOptions { deep: true }).await.unwrap();
    assert!(!deep.ok && deep.findings[0].starts_with("record-does-not-open: ") && deep.findings[0].contains(&lost), "{deep:?}");
    std::fs::write(key(&lost), bytes).unwrap();

    // Somebody copies an old keystore over this one: with its tombstone, and without.
    destroy(&house, &gone).await;
    std::fs::write(key(&gone), &of_gone).unwrap();
    let report = check(&house, &now()).await.unwrap();
    assert!(report.ok && report.repaired.len() == 1 && !key(&gone).exists(), "{report:?}");
    std::fs::write(key(&gone), &of_gone).unwrap();
    std::fs::remove_file(place.path("home/keystore/tombstones")).unwrap();
    // Without its tombstone the key may be another home's, whose database this is: it is told of, and stays.
    let report = check(&house, &now()).await.unwrap();
    assert!(!report.ok && report.findings[0].starts_with("key-of-a-destroyed-record: ") && key(&gone).exists(), "{report:?}");
    let examined = doctor(place.setup("home"), &now()).await.unwrap();
    assert!(item(&examined, "keystore").remedy.contains("remove"), "{examined:?}");
    std::fs::remove_file(key(&gone)).unwrap();
    assert!(check(&house, &now()).await.unwrap().ok);

    // Keys without a record are counted and kept; a tombstone without its mark is made good.
    house.keystore.create("p-nobody").unwrap();
    house.keystore.destroy(&lost, &now().iso()).unwrap();
    let report = check(&house, &now()).await.unwrap();
    assert_eq!((report.ok, report.keys_without_record, report.destroyed, report.repaired.len()), (true, 1, 2, 1), "{report:?}");
    assert_eq!(name_of(&house, &lost).await.unwrap_err().code, "no-such-record");
    let report = checked(&house).await;
    assert_eq!((report.ok, report.repaired.len()), (true, 0), "{report:?}");
}

#[test]
fn a_record_is_tried_in_the_way_it_is_sealed() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let place = Place::new();
        let house = place.home(place.setup("home")).await;
        house.keystore.create("p-a").unwrap();
        let sealed = crate::people::seal_version(&house, "p-a", 3, &Personal::new("a text".to_owned())).unwrap();
        assert_eq!(try_version(&house.keystore, "p-a", 3, &sealed).unwrap(), Tried::Opens);
        assert_eq!(try_version(&house.keystore, "p-a", 4, &sealed).unwrap(), Tried::Damaged);
        assert_eq!(try_version(&house.keystore, "p-a", 3, "s1.2.AAAA").unwrap(), Tried::NoKey);
        assert_eq!(try_version(&house.keystore, "p-a", 3, "nonsense").unwrap(), Tried::Damaged);
    });
}

fn item<'a>(examined: &'a [Examined], name: &str) -> &'a Examined {
    examined.iter().find(|one| one.item == name).unwrap_or_else(|| panic!("{name}: {examined:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_a_well_home_well_and_names_what_is_not() {
    let place = Place::new();
    let nowhere = doctor(place.setup("nowhere"), &now()).await.unwrap();
    assert!(nowhere.len() == 1 && !nowhere[0].ok);
    assert!(!place.path("nowhere").exists(), "the doctor makes nothing");

    let house = place.home(place.setup("home")).await;
    let id = recorded(&house, "Quillon Vesper").await;
    let well = doctor(place.setup("home"), &now()).await.unwrap();
    assert!(well.iter().all(|one| one.ok), "{well:?}");
    assert!(item(&well, "database").says.starts_with("SQLite 3.") && item(&well, "database").says.ends_with("write-ahead log"), "{well:?}");
    assert!(item(&well, "backup").says.contains("never yet") && item(&well, "backup").says.contains("keeping@1"), "{well:?}");

    // A month on, without anything having been kept.
    let november = moment_at("2026-11-05T10:00:00Z");
    let late = doctor(place.setup("home"), &november).await.unwrap();
    let wrong: Vec<&str> = late.iter().filter(|one| !one.ok).map(|one| one.item).collect();
    assert_eq!(wrong, ["backup", "keystore-copy", "checkpoint"], "{late:?}");
    assert!(late.iter().all(|one| one.ok == one.remedy.is_empty()), "{late:?}");
    backup(&house, &november, &place.backup_ask("b.age")).await.unwrap();
    keystore_copy(&house, &november, &place.keystore_ask("keys.age")).await.unwrap();
    crate::audit_checkpoint(&house, &november, None).await.unwrap();
    let well = doctor(place.setup("home"), &november).await.unwrap();
    assert!(well.iter().all(|one| one.ok), "{well:?}");
    let january = moment_at("2027-01-05T10:00:00Z");
    assert!(!item(&doctor(place.setup("home"), &january).await.unwrap(), "restore-drill").ok);
    restore_drill(&house, &january, &place.restore_ask("b.age")).await.unwrap();
    assert!(item(&doctor(place.setup("home"), &january).await.unwrap(), "restore-drill").ok);

    assert!(!item(&doctor(place.setup("home"), &now()).await.unwrap(), "clock").ok, "the log was written later than now");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = place.path("home/keystore").join(format!("{id}.1.key"));
        for (path, mode) in [(place.path("home/keystore"), 0o750), (key.clone(), 0o604)] {
            let before = std::fs::metadata(&path).unwrap().permissions();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let rights = doctor(place.setup("home"), &january).await.unwrap();
            assert!(!item(&rights, "rights").ok, "{rights:?}");
            std::fs::set_permissions(&path, before).unwrap();
        }
    }
    std::fs::create_dir(place.path("home/restoring")).unwrap();
    assert!(!item(&doctor(place.setup("home"), &january).await.unwrap(), "restore").ok);
    let report = check(&house, &january).await.unwrap();
    assert!(report.ok && report.repaired.len() == 1 && !place.path("home/restoring").exists(), "{report:?}");
    std::fs::remove_file(place.path("home/keystore").join(format!("{id}.1.key"))).unwrap();
    assert!(!item(&doctor(place.setup("home"), &january).await.unwrap(), "keys").ok);
    leave(house).await;
    std::fs::write(place.path("home/wardmote.sqlite"), vec![7; 200]).unwrap();
    let sick = doctor(place.setup("home"), &january).await.unwrap();
    assert!(!item(&sick, "database").ok && !item(&sick, "record").ok, "{sick:?}");
}
