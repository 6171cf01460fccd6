//! One door to every small kind: bytes in, rows and problems out.

use crate::boundaries::NamedBytes;
use crate::container::{Archive, Content, choose};
use crate::parsed::{Parsed, ReadOptions};
use crate::{Kind, area_changes, area_lookup, boundaries, population, text};
use base::Trouble;
use std::io::Cursor;

/// Reads an extract of a small kind: the file first, then what lies beside it (only a Shapefile has companions). A ZIP
/// may hold the one CSV of a table.
///
/// `police-street` is not read here: it is streamed by [`crate::street`]. A `GeoPackage` is read by the store, its rows
/// by [`boundaries::from_rows`].
pub fn read_extract(kind: Kind, files: &[NamedBytes], options: &ReadOptions) -> base::Result<Parsed> {
    let parse = match kind {
        Kind::AreaLookup => area_lookup::parse,
        Kind::AreaChanges => area_changes::parse,
        Kind::Population => population::parse,
        Kind::Boundaries => return boundaries::parse(files, options),
        Kind::PoliceStreet => {
            return Err(Trouble::failed(
                "kind-is-streamed",
                "street files are not read as a small table",
                "this is a defect: please report it",
            ));
        }
    };
    let Some(file) = files.first() else { return Err(Content::Empty.refuse("", "a CSV file as published")) };
    let unpacked;
    let (name, bytes) = if Content::of(&file.bytes) == Content::Zip {
        unpacked = only_csv(file, options)?;
        (&unpacked.name, &unpacked.bytes)
    } else {
        (&file.name, &file.bytes)
    };
    let decoded = text::decode(name, bytes, &options.text, options.strict)?;
    let mut parsed = parse(name, &decoded.text, options)?;
    parsed.warnings.splice(0..0, decoded.warnings);
    Ok(parsed)
}

/// `choose` gives names in lower case.
#[allow(clippy::case_sensitive_file_extension_comparisons)]
fn is_csv_name(base_name: &str) -> bool {
    base_name.ends_with(".csv")
}

fn only_csv(file: &NamedBytes, options: &ReadOptions) -> base::Result<NamedBytes> {
    let mut archive = Archive::open(Cursor::new(&file.bytes), &file.name)?;
    let entries = archive.entries(&options.container)?;
    let chosen = choose(&file.name, entries, "*.csv", is_csv_name)?;
    let [only] = chosen.used.as_slice() else {
        return Err(Trouble::refused(
            "zip-not-one",
            format!("`{}` holds {} CSV files", file.name, chosen.used.len()),
            "one extract is one table: unpack the archive and import the files one by one",
        ));
    };
    Ok(NamedBytes { name: only.name.clone(), bytes: archive.read(only)? })
}
