//! Outcomes, and stops and searches, of three months of the demonstration: invented, in the layouts of data.police.uk.

use super::street::{MonthlyRows, TILE_DEGREES, WEST_NORTH, below, pack, pick};
use super::wards::Ward;
use base::Result;
use intake::{outcomes, stop_search};
use statistics::Dice;

/// The months that have both.
const MONTHS: [&str; 3] = ["2019-08", "2019-09", "2019-10"];
/// Stops a month.
const STOPS: u64 = 45;

/// What the street files say last, as an outcomes file words it; others are no outcome yet.
const WORDS: [(&str, &str); 5] = [
    ("Investigation complete; no suspect identified", "Investigation complete; no suspect identified"),
    ("Unable to prosecute suspect", "Unable to prosecute suspect"),
    ("Local resolution", "Local resolution"),
    ("Awaiting court outcome", "Suspect charged"),
    ("Offender given a caution", "Offender given a caution"),
];

const TYPES: [(&str, u64); 3] = [("Person search", 75), ("Person and Vehicle search", 22), ("Vehicle search", 3)];
const AGES: [(&str, u64); 3] = [("18-24", 40), ("25-34", 32), ("over 34", 28)];
const OUTCOMES: [(&str, u64); 5] = [
    ("A no further action disposal", 73),
    ("Arrest", 18),
    ("Community resolution", 6),
    ("Summons / charged by post", 2),
    ("Caution (simple or conditional)", 1),
];
const LAWS: [(&str, u64); 3] = [
    ("Misuse of Drugs Act 1971 (section 23),Controlled drugs", 60),
    ("Police and Criminal Evidence Act 1984 (section 1),Article for use in theft", 22),
    ("Police and Criminal Evidence Act 1984 (section 1),Offensive weapons", 18),
];

/// Outcomes of the crimes of three months, with their Crime IDs, places and months, as one ZIP.
pub(super) fn outcomes(street: &MonthlyRows) -> Result<Vec<u8>> {
    let mut rows = MonthlyRows::new();
    for month in MONTHS {
        for (sort, row) in street.get(month).into_iter().flatten() {
            let cells: Vec<&str> = row.trim_end().split(',').collect();
            let [id, month, by, within, longitude, latitude, location, lsoa, lsoa_name, _, last, _] = cells.as_slice() else { continue };
            let Some((_, outcome)) = WORDS.iter().find(|(word, _)| word == last) else { continue };
            let text = format!("{id},{month},{by},{within},{longitude},{latitude},{location},{lsoa},{lsoa_name},{outcome}\n");
            rows.entry((*month).to_owned()).or_default().push((sort.clone(), text));
        }
    }
    pack(rows, "outcomes", &format!("{}\n", outcomes::COLUMNS.join(",")))
}

/// Stops and searches of three months, as one ZIP. Nobody's ethnicity is invented: it is not stated.
pub(super) fn stops(wards: &[Ward]) -> Result<Vec<u8>> {
    let mut dice = Dice::seeded(45);
    let mut rows = MonthlyRows::new();
    for month in MONTHS {
        for serial in 0..STOPS {
            let Some(ward) = usize::try_from(below(&mut dice, wards.len() as u64)).ok().and_then(|at| wards.get(at)) else { continue };
            let (day, hour, minute) = (1 + below(&mut dice, 28), 8 + below(&mut dice, 15), below(&mut dice, 60));
            let latitude = WEST_NORTH.1 - TILE_DEGREES.1 * (f64::from(ward.row) + dice.next_unit());
            let longitude = WEST_NORTH.0 + TILE_DEGREES.0 * (f64::from(ward.column) + dice.next_unit());
            let (sort, age, law, outcome) =
                (pick(&mut dice, &TYPES), pick(&mut dice, &AGES), pick(&mut dice, &LAWS), pick(&mut dice, &OUTCOMES));
            let gender = if below(&mut dice, 10) < 8 { "Male" } else { "Female" };
            let moment = format!("{month}-{day:02}T{hour:02}:{minute:02}:00+00:00");
            let text = format!(
                "{sort},{moment},,,{latitude:.6},{longitude:.6},{gender},{age},Other ethnic group - Not stated,,{law},{outcome},,False\n"
            );
            rows.entry(month.to_owned()).or_default().push((format!("{moment}{serial:03}"), text));
        }
    }
    pack(rows, "stop-and-search", &format!("{}\n", stop_search::COLUMNS.join(",")))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::super::street::{Year, rows_of};
    use super::super::wards;
    use super::*;
    use crate::demo::street::FORCE;
    use std::io::Read;

    fn files(bytes: Vec<u8>) -> Vec<(String, String)> {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        (0..archive.len())
            .map(|i| {
                let mut entry = archive.by_index(i).unwrap();
                let mut text = String::new();
                entry.read_to_string(&mut text).unwrap();
                (entry.name().unwrap().into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn outcomes_are_of_crimes_in_the_street_files() {
        let wards = wards::wards().unwrap();
        let street = rows_of(&wards, &wards::lsoas(&wards), Year::Published);
        let files = files(outcomes(&street).unwrap());
        assert_eq!(files.iter().map(|f| f.0.as_str()).next(), Some("2019-08/2019-08-cambridgeshire-outcomes.csv"));
        assert_eq!(files.len(), 3);
        for (name, text) in files {
            let month = &name[..7];
            let ids: std::collections::BTreeSet<&str> = street[month].iter().filter_map(|(_, r)| r.split(',').next()).collect();
            let mut rows = 0;
            for line in text.lines().skip(1) {
                let cells: Vec<&str> = line.split(',').collect();
                assert_eq!((cells.len(), cells[1], cells[2]), (10, month, FORCE));
                assert!(cells[0].len() == 64 && ids.contains(cells[0]));
                rows += 1;
            }
            assert!(rows > 300, "{name}");
        }
    }

    #[test]
    fn stops_have_fifteen_columns_and_a_place() {
        let files = files(stops(&wards::wards().unwrap()).unwrap());
        assert_eq!(files.len(), 3);
        for (name, text) in files {
            assert!(name.ends_with("-cambridgeshire-stop-and-search.csv"), "{name}");
            for line in text.lines() {
                assert_eq!(line.split(',').count(), 15, "{line}");
            }
            assert_eq!(text.lines().count() as u64, STOPS + 1);
        }
    }
}
