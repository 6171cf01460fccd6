use super::*;
use proptest::prelude::*;
use std::io::Cursor;

const LIMITS: BundleLimits = BundleLimits { entries: 100, entry_bytes: 1 << 24, total_bytes: 1 << 26 };

fn bundle(entries: &[(&str, Vec<u8>)]) -> (Vec<u8>, Vec<BundleEntry>) {
    let mut writer = BundleWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.add(name, content.as_slice()).unwrap();
    }
    let (to, entries) = writer.finish().unwrap();
    (to.into_inner(), entries)
}

fn forward(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = BundleWriter::forward(Vec::new());
    for (name, content) in entries {
        writer.add(name, content.as_slice()).unwrap();
    }
    writer.finish().unwrap().0.into_inner()
}

fn open(bytes: &[u8]) -> Result<BundleReader<Cursor<Vec<u8>>>> {
    BundleReader::open(Cursor::new(bytes.to_vec()), &LIMITS)
}

fn code(bytes: &[u8], limits: &BundleLimits) -> &'static str {
    BundleReader::open(Cursor::new(bytes.to_vec()), limits).map_or_else(|trouble| trouble.code, |_| "opened")
}

/// A ZIP that our own writer would not write.
fn foreign(make: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    make(&mut zip);
    zip.finish().unwrap().into_inner()
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("manifest.json", b"{}".to_vec()),
        ("record/people.jsonl", b"{\"id\":\"p-a\"}\n".repeat(5000)),
        ("extracts/a/part-0000.parquet", (0..3_000_000_u32).map(|i| u8::try_from(i.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect()),
        ("empty", Vec::new()),
    ]
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let (first, entries) = bundle(&samples());
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert_eq!(bundle(&samples()), (first.clone(), entries.clone()));
    let streamed = forward(&samples());
    assert_eq!(forward(&samples()), streamed);
    let mut other = samples();
    other.swap(0, 1);
    assert_ne!(bundle(&other).0, first, "the order is part of it");

    for bytes in [first, streamed] {
        let mut reader = open(&bytes).unwrap();
        assert_eq!(reader.names().collect::<Vec<_>>(), samples().iter().map(|(name, _)| *name).collect::<Vec<_>>());
        for ((name, content), entry) in samples().iter().zip(&entries) {
            assert_eq!(&reader.read(name).unwrap(), content, "{name}");
            assert_eq!(&reader.copy(name, &mut std::io::sink()).unwrap(), entry);
            assert_eq!(reader.size(name), Some(content.len() as u64));
        }
        assert_eq!(reader.read("record").unwrap_err().code, "archive-incomplete");
        assert_eq!(reader.size("record"), None);
    }
}

#[test]
fn texts_are_packed_and_dates_are_fixed() {
    let (bytes, entries) = bundle(&samples());
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for index in 0..zip.len() {
        let entry = zip.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let packed = [".json", ".jsonl"].iter().any(|ending| name.ends_with(ending));
        assert_eq!(entry.compression(), if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored }, "{name}");
        assert_eq!(entry.last_modified(), Some(DateTime::default()));
        assert_eq!((DateTime::default().year(), DateTime::default().month(), DateTime::default().day()), (1980, 1, 1));
        assert_eq!(entry.unix_mode(), Some(0o100_644));
        assert_eq!(entry.compressed_size() == entry.size(), !packed);
    }
    // FIPS 180-4: the digest of nothing.
    assert_eq!(entries[3].sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn what_the_writer_would_not_read_it_does_not_write() {
    let mut writer = BundleWriter::new(Cursor::new(Vec::new()));
    writer.add("a.json", &b"1"[..]).unwrap();
    for name in ["a.json", "", "/a", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "C:a", "a\nb", &"a".repeat(513)] {
        assert_eq!(writer.add(name, &b"1"[..]).unwrap_err().code, "archive-unsafe", "{name:?}");
    }
    assert_eq!(writer.finish().unwrap().1.len(), 1);
}

#[test]
fn unsafe_archives_are_refused() {
    let plain = SimpleFileOptions::default();
    for name in ["../a", "a/../../b", "/etc/a", "a\\..\\b", "C:\\a", "a//b", "./a", "", "a\0b"] {
        let bytes = foreign(|zip| zip.start_file(name, plain).unwrap());
        let trouble = open(&bytes).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("archive-unsafe", 2), "{name:?}");
    }
    assert_eq!(code(&foreign(|zip| zip.add_directory("a", plain).unwrap()), &LIMITS), "archive-unsafe");
    assert_eq!(code(&foreign(|zip| zip.add_symlink("a", "/etc/passwd", plain).unwrap()), &LIMITS), "archive-unsafe");
    let shared = foreign(|zip| {
        zip.start_file("a", plain).unwrap();
        zip.write_all(b"content").unwrap();
        zip.shallow_copy_file("a", "b").unwrap();
    });
    assert_eq!(code(&shared, &LIMITS), "archive-unsafe");

    // Two entries of one name: the same file with the second name changed wherever it stands.
    let (two, _) = bundle(&[("aaa", b"1".to_vec()), ("bbb", b"2".to_vec())]);
    let mut twice = two.clone();
    for place in 0..twice.len() - 3 {
        if &twice[place..place + 3] == b"bbb" {
            twice[place..place + 3].copy_from_slice(b"aaa");
        }
    }
    assert_eq!(code(&two, &LIMITS), "opened");
    assert_eq!(code(&twice, &LIMITS), "archive-unsafe");
}

#[test]
fn limits_hold_before_anything_is_unpacked() {
    let (bytes, _) = bundle(&[("a.json", vec![b' '; 1000]), ("b.json", vec![b' '; 1000])]);
    assert_eq!(code(&bytes, &BundleLimits { entries: 2, entry_bytes: 1000, total_bytes: 2000 }), "opened");
    assert_eq!(code(&bytes, &BundleLimits { entries: 1, entry_bytes: 1000, total_bytes: 2000 }), "archive-unsafe");
    assert_eq!(code(&bytes, &BundleLimits { entries: 2, entry_bytes: 999, total_bytes: 2000 }), "archive-unsafe");
    assert_eq!(code(&bytes, &BundleLimits { entries: 2, entry_bytes: 1000, total_bytes: 1999 }), "archive-unsafe");
}

#[test]
fn sizes_that_are_not_true_are_found_while_reading() {
    for bytes in [bundle(&[("a.json", vec![b' '; 5000])]).0, forward(&[("a.json", vec![b' '; 5000])])] {
        for said in [100_u32, 4999, 5001, 9000] {
            let mut lying = bytes.clone();
            for place in 0..lying.len() - 4 {
                if lying[place..place + 4] == 5000_u32.to_le_bytes() {
                    lying[place..place + 4].copy_from_slice(&said.to_le_bytes());
                }
            }
            assert_ne!(lying, bytes);
            let trouble = open(&lying).and_then(|mut reader| reader.read("a.json")).unwrap_err();
            assert_eq!(trouble.code, "archive-damaged", "{said}");
        }
    }
}

#[test]
fn a_changed_byte_of_content_is_found_and_a_shortened_archive_is_refused() {
    let (bytes, entries) = bundle(&[("a.parquet", b"content".to_vec())]);
    let place = bytes.windows(7).position(|w| w == b"content").unwrap();
    let mut changed = bytes.clone();
    changed[place] ^= 1;
    assert_eq!(open(&changed).unwrap().read("a.parquet").unwrap_err().code, "archive-damaged");
    assert_eq!(open(&bytes).unwrap().copy("a.parquet", &mut std::io::sink()).unwrap(), entries[0]);
    for length in 0..bytes.len() {
        assert_ne!(code(&bytes[..length], &LIMITS), "opened", "{length}");
    }
    assert_eq!(code(b"not a ZIP", &LIMITS), "archive-damaged");
}

#[test]
fn long_entries_take_the_long_form_of_sizes_only_when_needed() {
    let zip64 = |bytes: &[u8]| bytes.windows(4).any(|w| w == [1, 0, 16, 0]);
    assert!(!zip64(&bundle(&[("a", vec![0; SHORT - 1])]).0));
    assert!(zip64(&bundle(&[("a", vec![0; SHORT])]).0));
}

proptest! {
    #[test]
    fn whatever_goes_in_comes_out(contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3000), 0..6), in_json: bool) {
        let names: Vec<String> = (0..contents.len()).map(|i| format!("folder/{i}{}", if in_json { ".json" } else { "" })).collect();
        let entries: Vec<(&str, Vec<u8>)> = names.iter().map(String::as_str).zip(contents.iter().cloned()).collect();
        for bytes in [bundle(&entries).0, forward(&entries)] {
            let mut reader = open(&bytes).unwrap();
            for (name, content) in &entries {
                prop_assert_eq!(&reader.read(name).unwrap(), content);
            }
        }
    }

    #[test]
    fn no_bytes_bring_the_reader_down(mut bytes in prop::collection::vec(any::<u8>(), 0..400), place in 0_usize..400, to: u8) {
        let _ = open(&bytes).map(|_| ());
        bytes = bundle(&[("a.json", bytes)]).0;
        if let Some(byte) = bytes.get_mut(place) {
            *byte = to;
        }
        if let Ok(mut reader) = open(&bytes) {
            let names: Vec<String> = reader.names().map(str::to_owned).collect();
            for name in names {
                let _ = reader.read(&name);
            }
        }
    }
}
