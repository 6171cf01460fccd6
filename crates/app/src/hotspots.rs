//! `hotspots --values`: which areas lie among high or low values, from a table of values and a file of neighbours.

use crate::cells::{quoted, row_of};
use base::{ColumnKind, Result, Table, Trouble, Value};
use evidence::{HotspotRules, decide_hotspots};
use jiff::civil::Date;
use rulebook::Rulebook;
use statistics::{AreaValues, AreaValuesProblem, Gal, parse_gal};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The longest file that is read, in bytes: the whole country's output areas are far below it.
const LONGEST_FILE: u64 = 64 << 20;
/// How many areas a message names before it counts the rest.
const NAMED: usize = 5;
/// The largest value, either way: sums of the squares of as many as a file can hold stay far from the end of the numbers.
const LARGEST: f64 = 1e100;
/// Permutations × links that are drawn at most: 256 times [`statistics::OWN_DRAWS_UP_TO`].
const MOST_DRAWS: u64 = 1 << 38;

/// An area and its value.
pub type AreaValue = (String, f64);

/// What the asker may set instead of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HotspotOptions {
    /// How many permutations; the rule's number if not said.
    pub permutations: Option<u32>,
    /// The seed; the rule's if not said.
    pub seed: Option<u64>,
}

/// A file as text.
fn read_text(path: &Path, remedy: &'static str) -> Result<String> {
    let bytes = vault::read_whole(path, LONGEST_FILE)?;
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Trouble::refused("not-utf8", format!("`{}` is not UTF-8 text at byte {at}", path.display()), remedy)
    })
}

/// Reads a CSV with the columns `area` and `value` in any order, among any others; the order of its rows is kept.
pub fn read_area_values(path: &Path) -> Result<Vec<AreaValue>> {
    let text = read_text(path, "save it as CSV UTF-8")?;
    let file = path.display();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let bad_row = |e: csv::Error| {
        Trouble::refused("csv", format!("`{file}` can't be read as CSV: {e}"), "give every row as many fields as the header has")
    };
    let headers = reader.headers().map_err(bad_row)?.clone();
    let column = |name: &str| {
        let mut places = headers.iter().enumerate().filter(|(_, header)| header.eq_ignore_ascii_case(name)).map(|(at, _)| at);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (None, _) => Err(Trouble::refused(
                "column-missing",
                format!("`{file}` has no column `{name}`"),
                "the first row must name area and value",
            )),
            _ => Err(Trouble::refused(
                "column-twice",
                format!("`{file}` has more than one column `{name}`"),
                "keep the one that is meant, and rename the others",
            )),
        }
    };
    let (area, value) = (column("area")?, column("value")?);
    let mut rows = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(bad_row)?;
        let row = row_of(&record, text);
        let name = record.get(area).unwrap_or_default();
        if name.is_empty() {
            return Err(Trouble::refused(
                "area-missing",
                format!("`{file}` row {row} names no area"),
                "write the area's name as in the file of neighbours",
            ));
        }
        if let Some(earlier) = seen.insert(name.to_owned(), row) {
            let message = format!("`{file}` row {row} gives `{}` again, after row {earlier}", quoted(name));
            return Err(Trouble::refused("area-twice", message, "give each area one row"));
        }
        let cell = record.get(value).unwrap_or_default();
        if cell.is_empty() {
            return Err(Trouble::refused(
                "value-missing",
                format!("`{file}` row {row} has no value for `{}`", quoted(name)),
                "give every area a value, or leave it out here and in the file of neighbours; a missing value is not 0",
            ));
        }
        let number = cell.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(|| {
            Trouble::refused(
                "value-unreadable",
                format!("`{file}` row {row}, column `value`: `{}` is not a number", quoted(cell)),
                "write a number without commas or units, such as 12.5",
            )
        })?;
        if number.abs() > LARGEST {
            return Err(Trouble::refused(
                "value-too-large",
                format!("`{file}` row {row}, column `value`: `{}` is further from 0 than {LARGEST:e}", quoted(cell)),
                "check the number; give all values in another unit if it is meant",
            ));
        }
        rows.push((name.to_owned(), number));
    }
    if rows.is_empty() {
        let message = format!("`{file}` has no rows");
        return Err(Trouble::refused("no-areas", message, "give a row for each area, with its name and its value"));
    }
    Ok(rows)
}

/// Reads a GAL file of neighbours.
pub fn read_neighbours(path: &Path) -> Result<Gal> {
    let text = read_text(path, "write it as UTF-8 text")?;
    parse_gal(&text).map_err(|e| Trouble::refused("gal", format!("`{}`: {e}", path.display()), e.problem.remedy()))
}

/// Some names in backticks, and how many more there are.
fn named<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    let mut text = names.iter().take(NAMED).map(|name| format!("`{}`", quoted(name))).collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        let _ = write!(text, " and {} more", names.len() - NAMED);
    }
    (!names.is_empty()).then_some(text)
}

/// The neighbours' areas put into the order of the values. Both must name the same areas.
fn in_order_of(values: &[AreaValue], gal: &Gal) -> Result<Vec<u32>> {
    let place_of: BTreeMap<&str, u32> = gal.ids.iter().map(String::as_str).zip(0..).collect();
    let with_value: BTreeSet<&str> = values.iter().map(|(area, _)| area.as_str()).collect();
    let without_list = values.iter().map(|(area, _)| area.as_str()).filter(|area| !place_of.contains_key(area));
    if let Some(names) = named(without_list) {
        let message = format!("the file of neighbours has no record of {names}");
        return Err(Trouble::refused("areas-without-neighbours", message, "give every area a record, with 0 neighbours if it has none"));
    }
    if let Some(names) = named(gal.ids.iter().map(String::as_str).filter(|area| !with_value.contains(area))) {
        let message = format!("the table of values has no row for {names}");
        return Err(Trouble::refused(
            "areas-without-values",
            message,
            "give a value for every area of the file of neighbours, or write that file again for the areas that have one",
        ));
    }
    Ok(values.iter().filter_map(|(area, _)| place_of.get(area.as_str()).copied()).collect())
}

/// The contract's table, `area,value,gi_star,p_sim,q_fdr,moran_i,moran_p_sim,verdict`, in the order of the values, and
/// warnings: what was decided as asked, but may not be what was meant.
///
/// What the options leave open is decided by the rule `hotspot-test` in force on `day`, which no area varies.
pub fn hotspots(values: &[AreaValue], gal: &Gal, options: HotspotOptions, day: Date) -> Result<(Table, Vec<String>)> {
    use ColumnKind::{Real, Text};
    let rules = HotspotRules::in_force(Rulebook::builtin()?, day, options.permutations, options.seed)?;
    let order = in_order_of(values, gal)?;
    let unfit = |what: String| Trouble::failed("hotspots", what, "report this");
    let neighbours = gal.neighbours.arranged(&order).ok_or_else(|| unfit("the areas could not be put into order".to_owned()))?;
    let numbers: Vec<f64> = values.iter().map(|(_, value)| *value).collect();
    let areas = AreaValues::new(&numbers, &neighbours).map_err(|e: AreaValuesProblem| unfit(e.to_string()))?;

    let links = neighbours.links() as u64;
    if u64::from(rules.permutations()).saturating_mul(links) > MOST_DRAWS {
        return Err(Trouble::usage(
            "permutations-too-many",
            format!("{} permutations of {links} neighbours are more than can be drawn in a sitting", rules.permutations()),
            format!("give `--permutations` {} or fewer", MOST_DRAWS / links.max(1)),
        ));
    }
    let mut warnings = Vec::new();
    let one_sided = neighbours.one_sided();
    if let Some((area, neighbour)) = one_sided.first() {
        let name = |place: u32| values.get(place as usize).map_or_else(String::new, |(area, _)| quoted(area));
        warnings.push(format!(
            "{} neighbours are not mutual, such as `{}`, which lists `{}` and is not listed by it; with shared borders that is a mistake in the file",
            one_sided.len(),
            name(*area),
            name(*neighbour),
        ));
    }
    let tested = neighbours.len() - neighbours.islands().len();
    if rules.too_few_permutations(tested) {
        warnings.push(format!(
            "{} permutations are too few for {tested} areas: no area can be called unless {} of them share the smallest p-value there is; leave out `--permutations`, or give more",
            rules.permutations(),
            rules.areas_to_call_one(tested),
        ));
    }

    let mut table = Table::new(&[
        ("area", Text),
        ("value", Real),
        ("gi_star", Real),
        ("p_sim", Real),
        ("q_fdr", Real),
        ("moran_i", Real),
        ("moran_p_sim", Real),
        ("verdict", Text),
    ]);
    let real = |number: Option<f64>| number.map_or(Value::Missing, Value::Real);
    for ((area, value), found) in values.iter().zip(decide_hotspots(&areas, &rules)) {
        table.rows.push(vec![
            Value::Text(area.clone()),
            Value::Real(*value),
            real(found.gi_star),
            real(found.p_value),
            real(found.q_value),
            real(found.moran_i),
            real(found.p_value),
            Value::Text(found.verdict.to_string()),
        ]);
    }
    Ok((table, warnings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(values: &[AreaValue], gal: &str) -> Trouble {
        hotspots(values, &parse_gal(gal).unwrap(), HotspotOptions::default(), Date::constant(2026, 11, 22)).unwrap_err()
    }

    #[test]
    fn areas_that_stand_in_one_file_only_are_named() {
        let values: Vec<AreaValue> = ["a", "b", "c"].iter().map(|area| ((*area).to_owned(), 1.0)).collect();
        let trouble = refusal(&values, "1\nb 0\n");
        assert_eq!((trouble.code, trouble.outcome), ("areas-without-neighbours", base::Outcome::Refused));
        assert!(trouble.message.contains("`a`, `c`"), "{}", trouble.message);
        let trouble = refusal(&values, "9\na 0\nb 0\nc 0\nd 0\ne 0\nf 0\ng 0\nh 0\ni 0\n");
        assert_eq!(trouble.code, "areas-without-values");
        assert!(trouble.message.contains("`d`, `e`, `f`, `g`, `h` and 1 more"), "{}", trouble.message);
    }
    fn read(text: &str) -> Result<Vec<AreaValue>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read_area_values(file.path())
    }

    #[test]
    fn rows_cells_and_extremes() {
        let long = "9".repeat(400);
        for (text, code, part) in [
            ("area,value\na,1\n\n\nb,many\n".to_owned(), "value-unreadable", "row 5, column `value`: `many`".to_owned()),
            ("area,value\n\na,1\n\na,2\n".to_owned(), "area-twice", "row 5 gives `a` again, after row 3".to_owned()),
            ("area,value\na,\u{1b}[2J\n".to_owned(), "value-unreadable", "`\\u{1b}[2J`".to_owned()),
            (format!("area,value\na,x{long}\n"), "value-unreadable", format!("`x{}…`", &long[..59])),
            ("area,value\na,1\nb,-1.1e100\n".to_owned(), "value-too-large", "row 3".to_owned()),
        ] {
            let trouble = read(&text).unwrap_err();
            assert_eq!((trouble.code, trouble.exit_code()), (code, 2));
            assert!(trouble.message.contains(&part), "{trouble}");
        }
        assert_eq!(read("area,value\na,1e100\n").unwrap(), [("a".to_owned(), 1e100)]);
    }

    #[test]
    fn values_too_close_to_be_told_apart_are_not_tested() {
        let values = [("a".to_owned(), 1e-200), ("b".to_owned(), 2e-200)];
        let gal = parse_gal("2\na 1\nb\nb 1\na\n").unwrap();
        let (table, _) = hotspots(&values, &gal, HotspotOptions::default(), Date::constant(2026, 11, 22)).unwrap();
        let rows: Vec<String> = table.rows.iter().map(|row| row.iter().skip(2).map(Value::to_bare).collect::<Vec<_>>().join(",")).collect();
        assert_eq!(rows, [",,,,,not distinguishable"; 2]);
    }

    #[test]
    fn more_draws_than_there_is_time_for_are_refused() {
        // 200 areas, each beside all others: 39,800 links, of which 6,906,480 permutations come to just under 2^38.
        let names: Vec<String> = (0..200).map(|at| format!("a{at}")).collect();
        let mut gal = "200\n".to_owned();
        for name in &names {
            let others: Vec<&str> = names.iter().filter(|other| *other != name).map(String::as_str).collect();
            let _ = writeln!(gal, "{name} 199\n{}", others.join(" "));
        }
        let values: Vec<AreaValue> = names.into_iter().zip(0..).map(|(name, at)| (name, f64::from(at))).collect();
        let options = HotspotOptions { permutations: Some(9_999_999), seed: None };
        let trouble = hotspots(&values, &parse_gal(&gal).unwrap(), options, Date::constant(2026, 11, 22)).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("permutations-too-many", 64));
        assert_eq!(trouble.remedy, "give `--permutations` 6906480 or fewer");
    }
}
