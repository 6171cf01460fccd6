//! `near-repeat`: do events that are near in space tend to be near in time, more than chance explains?

use crate::cells::{quoted, row_of};
use base::{ColumnKind, Result, Table, Trouble, Value};
use calendar::parse_date;
use jiff::civil::Date;
use rulebook::Rulebook;
use statistics::{Bands, BandsError, Closed, Event, KnoxError, Metric, knox, knox_counts};
use std::path::Path;

/// The longest file of events that is read, in bytes: ten million events with room for other columns.
const LONGEST_FILE: u64 = 1 << 30;
/// The most counts that are kept in memory, 8 bytes each: [`knox_counts`].
const MOST_COUNTS: u64 = 200_000_000;
/// The largest coordinate, either way: the square of a distance stays far from the end of the numbers.
const LARGEST: f64 = 1e100;

/// What a near-repeat test is asked to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NearRepeatOptions {
    /// The edges of the bands of distance, in metres, as typed: `0,100,200`. The last may be `inf`.
    pub distance_bands: String,
    /// The edges of the bands of time, in days.
    pub time_bands: String,
    /// Bands hold their upper end, `(a, b]`, with the band {0} first; otherwise their lower, `[a, b)`.
    pub closed_right: bool,
    /// Distances along a grid of streets instead of as the crow flies.
    pub manhattan: bool,
    /// How many permutations; the rule's number if not said.
    pub permutations: Option<u32>,
    /// The seed; the rule's if not said.
    pub seed: Option<u64>,
}

/// Reads a CSV with the columns `x`, `y` (metres on a plane) and `date` (`YYYY-MM-DD`) in any order, among any others.
///
/// Beside the events it gives warnings: what was read as it stands, but looks wrong.
pub fn read_events(path: &Path) -> Result<(Vec<Event>, Vec<String>)> {
    let bytes = vault::read_whole(path, LONGEST_FILE)?;
    let file = path.display();
    let text = std::str::from_utf8(&bytes).map_err(|e| {
        Trouble::refused("not-utf8", format!("`{file}` is not UTF-8 text at byte {}", e.valid_up_to()), "save it as CSV UTF-8")
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let bad_row = |e: csv::Error| {
        Trouble::refused("csv", format!("`{file}` can't be read as CSV: {e}"), "give every row as many fields as the header has")
    };
    let headers = reader.headers().map_err(bad_row)?.clone();
    let column = |name: &str| {
        let mut places = headers.iter().enumerate().filter(|(_, header)| header.eq_ignore_ascii_case(name)).map(|(at, _)| at);
        let Some(place) = places.next() else {
            return Err(Trouble::refused(
                "column-missing",
                format!("`{file}` has no column `{name}`"),
                "the first row must name x and y, in metres on a plane such as the National Grid, and date",
            ));
        };
        if places.next().is_some() {
            return Err(Trouble::refused(
                "column-twice",
                format!("`{file}` has more than one column `{name}`"),
                "keep the one that is meant, and rename the others",
            ));
        }
        Ok(place)
    };
    let (x, y, date) = (column("x")?, column("y")?, column("date")?);
    let mut events = Vec::new();
    for record in reader.records() {
        let record = record.map_err(bad_row)?;
        let row = row_of(&record, text);
        let metres = |place: usize, name: &str| {
            let cell = record.get(place).unwrap_or_default();
            let metres = cell.parse::<f64>().ok().filter(|metres| metres.is_finite()).ok_or_else(|| {
                Trouble::refused(
                    "coordinate-unreadable",
                    format!("`{file}` row {row}, column `{name}`: `{}` is not a number of metres", quoted(cell)),
                    "write a number without commas, such as 545123.4; leave out events without a place",
                )
            })?;
            if metres.abs() > LARGEST {
                return Err(Trouble::refused(
                    "coordinate-too-large",
                    format!("`{file}` row {row}, column `{name}`: `{}` is further from 0 than {LARGEST:e}", quoted(cell)),
                    "check the number: x and y are metres on a plane",
                ));
            }
            Ok(metres)
        };
        let cell = record.get(date).unwrap_or_default();
        let day = parse_day(cell).ok_or_else(|| refuse_date(&format!("`{file}` row {row}, column `date`"), cell))?;
        events.push(Event { x: metres(x, "x")?, y: metres(y, "y")?, time: day });
    }
    if events.len() < 2 {
        return Err(Trouble::refused(
            "too-few-events",
            format!("`{file}` has too few events to make a pair: {}", events.len()),
            "give a file with a row for each event, two or more",
        ));
    }
    let degrees =
        events.iter().all(|e| e.x.abs() <= 180.0 && e.y.abs() <= 90.0) && events.iter().any(|e| e.x.fract() != 0.0 || e.y.fract() != 0.0);
    let warnings = if degrees {
        vec![format!(
            "the coordinates in `{file}` look like degrees; x and y must be metres on a plane, such as eastings and northings, or every distance is wrong"
        )]
    } else {
        Vec::new()
    };
    Ok((events, warnings))
}

/// The number of a day written `YYYY-MM-DD`, and in no other way.
fn parse_day(text: &str) -> Option<f64> {
    let date = parse_date(text).ok()?;
    let since = Date::constant(2000, 1, 1).until(date).ok()?;
    Some(f64::from(since.get_days()))
}

fn refuse_date(place: &str, cell: &str) -> Trouble {
    let month_only = cell.len() == 7 && parse_day(&format!("{cell}-01")).is_some();
    if month_only {
        return Trouble::refused(
            "date-month-only",
            format!("{place}: `{}` is a month, and a near-repeat test needs the day", quoted(cell)),
            "take a force's own extract with the day of each event; data.police.uk gives months only and can't be used for this",
        );
    }
    let timed = cell.get(..10).is_some_and(|day| parse_day(day).is_some());
    let remedy = if timed { "leave out the time of day" } else { "write the day as YYYY-MM-DD, such as 2019-06-30" };
    Trouble::refused("date-unreadable", format!("{place}: `{}` is not a day", quoted(cell)), remedy)
}

/// The bands of one option.
fn parse_bands(option: &str, text: &str, closed: Closed) -> Result<Bands> {
    let mut edges = Vec::new();
    for edge in text.split(',').map(str::trim) {
        // A number too large to be held is read as infinite; only the word says that there is no end.
        let number = if edge == "inf" { Some(f64::INFINITY) } else { edge.parse::<f64>().ok().filter(|edge| edge.is_finite()) };
        edges.push(number.ok_or_else(|| {
            Trouble::usage(
                "bands-unreadable",
                format!("`{option} {}`: `{}` is not a number", quoted(text), quoted(edge)),
                "write the edges as numbers with commas between them, such as 0,100,200; the last may be inf",
            )
        })?);
    }
    Bands::new(&edges, closed).map_err(|error| {
        let remedy = match error {
            BandsError::TooFew => "give the lower edge of the first band and the upper edge of each band",
            BandsError::NotANumber | BandsError::Negative(_) | BandsError::NotRising(_) => {
                "give edges from 0 up, each above the one before"
            }
        };
        Trouble::usage("bands-edges", format!("`{option} {}`: {error}", quoted(text)), remedy)
    })
}

/// The contract's table: `distance_from,distance_to,days_from,days_to,observed,expected,ratio,p_value`, by band of distance,
/// then by band of time.
///
/// What the options leave open is decided by the rule `near-repeat-test` in force on `day`, which no area varies. The same
/// events, options and seed give the same table, whatever the order of the events.
pub fn near_repeat(events: &[Event], options: &NearRepeatOptions, day: Date) -> Result<Table> {
    use ColumnKind::{Real, Whole};
    let rule = Rulebook::builtin()?.near_repeat_test(day, None)?;
    let permutations = options.permutations.unwrap_or(rule.parameters.permutations);
    let seed = options.seed.unwrap_or(rule.parameters.seed);
    let closed = if options.closed_right { Closed::Right } else { Closed::Left };
    let metric = if options.manhattan { Metric::Manhattan } else { Metric::Euclidean };
    let distances = parse_bands("--distance-bands", &options.distance_bands, closed)?;
    let times = parse_bands("--time-bands", &options.time_bands, closed)?;
    if permutations == 0 {
        return Err(Trouble::usage(
            "permutations",
            "without permutations there is no p-value",
            "give `--permutations` 1 or more; 999 is usual",
        ));
    }
    let counts = knox_counts(&distances, &times, permutations);
    if counts > MOST_COUNTS {
        return Err(Trouble::usage(
            "permutations-times-cells",
            format!("{permutations} permutations of these bands take {counts} counts, more than the {MOST_COUNTS} that are kept"),
            "ask for fewer permutations or fewer bands",
        ));
    }
    let found = knox(events, &distances, &times, metric, permutations, seed).map_err(|error| {
        let remedy = match error {
            KnoxError::TooFewEvents => "give two events or more",
            KnoxError::TooManyEvents | KnoxError::NotFinite(_) => "check the events",
        };
        Trouble::refused("near-repeat-events", error.to_string(), remedy)
    })?;
    let mut table = Table::new(&[
        ("distance_from", Real),
        ("distance_to", Real),
        ("days_from", Real),
        ("days_to", Real),
        ("observed", Whole),
        ("expected", Real),
        ("ratio", Real),
        ("p_value", Real),
    ]);
    let bands = distances.bounds().iter().flat_map(|distance| times.bounds().iter().map(move |time| (*distance, *time)));
    for ((distance, time), cell) in bands.zip(&found.cells) {
        table.rows.push(vec![
            edge(distance.0),
            edge(distance.1),
            edge(time.0),
            edge(time.1),
            i64::try_from(cell.observed).map_or(Value::Missing, Value::Whole),
            Value::Real(cell.expected),
            cell.ratio().map_or(Value::Missing, Value::Real),
            cell.permuted.map_or(Value::Missing, |permuted| Value::Real(permuted.p_value)),
        ]);
    }
    Ok(table)
}

/// An edge as it was typed: a whole number without a decimal point, and `inf` for no end, which JSON has no number for.
fn edge(edge: f64) -> Value {
    if edge.is_infinite() {
        Value::Text("inf".to_owned())
    } else if edge.fract() == 0.0 && edge < 1e15 {
        #[allow(clippy::cast_possible_truncation)] // whole and small enough
        Value::Whole(edge as i64)
    } else {
        Value::Real(edge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 11, 22);

    fn read(text: &str) -> Result<(Vec<Event>, Vec<String>)> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read_events(file.path())
    }

    fn options(distance_bands: &str, time_bands: &str) -> NearRepeatOptions {
        NearRepeatOptions { distance_bands: distance_bands.to_owned(), time_bands: time_bands.to_owned(), ..NearRepeatOptions::default() }
    }

    #[test]
    fn columns_stand_in_any_order_among_others() {
        let (events, warnings) = read("\u{feff}ref,Date,Y,x\na,2020-02-28,20,10\n\nb,2020-03-01,-20.5,1e3\n").unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        let seen: Vec<_> = events.iter().map(|e| (e.x, e.y, e.time - events[0].time)).collect();
        assert_eq!(seen, [(10.0, 20.0, 0.0), (1000.0, -20.5, 2.0)]);
    }

    #[test]
    fn what_is_off_is_named() {
        for (text, code, parts) in [
            ("350353.3,578924.2,2015-12-31\n355691.3,586715.5,2016-01-01\n", "column-missing", "`x`"),
            ("x,y,date,X\n1,2,2020-01-01,4\n", "column-twice", "`x`"),
            ("x,y,date\n1,2,2020-01-01\n1,two,2020-01-01\n", "coordinate-unreadable", "row 3, column `y`: `two`"),
            ("x,y,date\n1,inf,2020-01-01\n", "coordinate-unreadable", "`inf`"),
            ("x,y,date\n1,2,2020-01-01\n\n\n1,two,2020-01-01\n", "coordinate-unreadable", "row 5, column `y`: `two`"),
            ("x,y,date\n1,2,2020-01-01\n-2e100,2,2020-01-01\n", "coordinate-too-large", "row 3, column `x`: `-2e100`"),
            ("x,y,date\n1,\u{1b}c,2020-01-01\n", "coordinate-unreadable", "`\\u{1b}c`"),
            ("x,y,date\n,2,2020-01-01\n", "coordinate-unreadable", "row 2, column `x`"),
            ("x,y,date\n1,2,2020-06\n", "date-month-only", "`2020-06`"),
            ("x,y,date\n1,2,2020-02-30\n", "date-unreadable", "row 2, column `date`: `2020-02-30`"),
            ("x,y,date\n1,2,30/06/2020\n", "date-unreadable", "`30/06/2020`"),
            ("x,y,date\n1,2,20200630\n", "date-unreadable", "`20200630`"),
            ("x,y,date\n1,2,2020-06-30T12:00\n", "date-unreadable", "T12:00"),
            ("x,y,date\n1,2\n", "csv", "CSV"),
            ("x,y,date\n1,2,2020-06-30\n", "too-few-events", "pair: 1"),
            ("x,y,date\n", "too-few-events", "pair: 0"),
            ("", "column-missing", "`x`"),
        ] {
            let trouble = read(text).unwrap_err();
            assert_eq!((trouble.code, trouble.exit_code()), (code, 2), "{text}");
            assert!(trouble.message.contains(parts) && !trouble.remedy.is_empty(), "{trouble}");
        }
    }

    #[test]
    fn degrees_are_warned_of() {
        let warned = |text: &str| read(text).unwrap().1.len();
        assert_eq!(warned("x,y,date\n0.12,52.2,2020-01-01\n0.13,52.3,2020-01-02\n"), 1);
        assert_eq!(warned("x,y,date\n100,50,2020-01-01\n120,60,2020-01-02\n"), 0);
        assert_eq!(warned("x,y,date\n545000.5,258000.1,2020-01-01\n0.5,0.5,2020-01-02\n"), 0);
    }

    #[test]
    fn options_that_are_off_are_usage() {
        let (events, _) = read("x,y,date\n1,2,2020-01-01\n3,4,2020-01-02\n").unwrap();
        for (options, code) in [
            (options("0,ten", "0,7"), "bands-unreadable"),
            (options("0,", "0,7"), "bands-unreadable"),
            (options("0,nan", "0,7"), "bands-unreadable"),
            (options("0,1e400", "0,7"), "bands-unreadable"),
            (options("0,infinity", "0,7"), "bands-unreadable"),
            (options("0", "0,7"), "bands-edges"),
            (options("0,100", "7,0"), "bands-edges"),
            (options("0,100", "-7,0"), "bands-edges"),
            (NearRepeatOptions { permutations: Some(0), ..options("0,100", "0,7") }, "permutations"),
            (NearRepeatOptions { permutations: Some(u32::MAX), ..options("0,100", "0,7") }, "permutations-times-cells"),
        ] {
            let trouble = near_repeat(&events, &options, DAY).unwrap_err();
            assert_eq!((trouble.code, trouble.exit_code()), (code, 64), "{options:?}");
        }
    }

    #[test]
    fn a_table_runs_by_distance_then_by_days() {
        let (events, _) = read("x,y,date\n0,0,2020-01-01\n0,0,2020-01-01\n100,0,2020-01-08\n5000,0,2020-06-01\n").unwrap();
        let right = NearRepeatOptions { closed_right: true, permutations: Some(99), ..options("0,100,inf", "0,7.5") };
        let table = near_repeat(&events, &right, DAY).unwrap();
        let text: Vec<String> = table.rows.iter().map(|row| row.iter().take(5).map(Value::to_bare).collect::<Vec<_>>().join(",")).collect();
        assert_eq!(text, ["0,0,0,0,1", "0,0,0,7.5,0", "0,100,0,0,0", "0,100,0,7.5,2", "100,inf,0,0,0", "100,inf,0,7.5,0"]);
        assert_eq!(table.rows, near_repeat(&events, &right, DAY).unwrap().rows);
        // Nothing is expected where no pair is as near: the ratio is empty.
        let none = near_repeat(&events, &options("10,20", "0,7"), DAY).unwrap();
        let cells: Vec<String> = none.rows[0].iter().map(Value::to_bare).collect();
        assert_eq!(cells, ["10", "20", "0", "7", "0", "0", "", "1"]);
    }
}
