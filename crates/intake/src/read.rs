//! One door to every small kind: bytes in, rows and problems out.

use crate::boundaries::NamedBytes;
use crate::container::{Archive, Content, choose};
use crate::parsed::{Parsed, ReadOptions};
use crate::{
    Kind, area_changes, area_lookup, boundaries, columns, harm_weights, households, imd, peer_group, population, spreadsheet, text,
};
use base::Trouble;
use std::io::Cursor;

/// Reads an extract of a small kind: the file first, then what lies beside it (only a Shapefile has companions). A ZIP
/// may hold the one CSV of a table; a workbook, XLSX or ODS, the one sheet that has the columns of the kind.
///
/// `police-street` is not read here: it is streamed by [`crate::street`]. A `GeoPackage` is read by the store, its rows
/// by [`boundaries::from_rows`].
pub fn read_extract(kind: Kind, files: &[NamedBytes], options: &ReadOptions) -> base::Result<Parsed> {
    let parse: fn(&str, &str, &ReadOptions) -> base::Result<Parsed> = match kind {
        Kind::AreaLookup => area_lookup::parse,
        Kind::AreaChanges => area_changes::parse,
        Kind::Population => population::parse,
        Kind::Households => households::parse,
        Kind::Imd2019 => |name, text, options| imd::parse(Kind::Imd2019, name, text, options),
        Kind::Imd2025 => |name, text, options| imd::parse(Kind::Imd2025, name, text, options),
        Kind::HarmWeights => harm_weights::parse,
        Kind::PeerGroup => peer_group::parse,
        Kind::Boundaries => return boundaries::parse(files, options),
        _ => {
            return Err(Trouble::failed(
                "kind-is-streamed",
                format!("files of the kind `{kind}` are not read as a small table"),
                "this is a defect: please report it",
            ));
        }
    };
    let Some(file) = files.first() else { return Err(Content::Empty.refuse("", "a CSV file as published")) };
    if spreadsheet::is_workbook(&file.bytes) {
        let sheet = spreadsheet::to_csv_text(&file.name, &file.bytes, options, &|fields| recognised_columns(kind, fields))?;
        let mut parsed = parse(&file.name, &sheet.text, options)?;
        parsed.warnings.splice(0..0, sheet.warnings);
        return Ok(parsed);
    }
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

/// How many columns of a row of a sheet are those of a kind: what tells its header from a title. Nought for kinds that are
/// not small tables.
pub fn recognised_columns(kind: Kind, fields: &[String]) -> usize {
    let areas = || fields.iter().filter(|f| columns::recognise(f).is_some()).count();
    let named = |words: &[&str]| fields.iter().filter(|f| words.iter().any(|w| columns::squeeze(f).contains(w))).count();
    match kind {
        Kind::AreaLookup => areas(),
        Kind::AreaChanges => areas() + named(&["change", "chgind"]),
        Kind::Population if areas() > 0 => areas() + named(&["population", "pop", "persons", "residents", "allages"]),
        Kind::Households if areas() > 0 => areas() + named(&["household"]),
        Kind::Imd2019 | Kind::Imd2025 if areas() > 0 => areas() + fields.iter().filter(|f| imd::domain_of(f).is_some()).count(),
        Kind::HarmWeights => harm_weights::recognised(fields),
        Kind::PeerGroup => peer_group::recognised(fields),
        _ => 0,
    }
}

/// `choose` gives names in lower case.
#[allow(clippy::case_sensitive_file_extension_comparisons)]
fn is_csv_name(base_name: &str) -> bool {
    base_name.ends_with(".csv")
}

pub(crate) fn only_csv(file: &NamedBytes, options: &ReadOptions) -> base::Result<NamedBytes> {
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
