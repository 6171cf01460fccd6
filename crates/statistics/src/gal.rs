//! Neighbour lists as `GeoDa` and `PySAL` write them: the GAL file.

use crate::neighbours::{NeighbourProblem, Neighbours};
use std::collections::BTreeMap;
use std::fmt;

/// The areas of a GAL file in the order of its records, and their neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gal {
    /// The areas' names as written, each once.
    pub ids: Vec<String>,
    /// Their neighbours, by position in `ids`.
    pub neighbours: Neighbours,
}

/// What is wrong with a GAL file, and on which line (from 1; 0 where it is about the whole file).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GalError {
    /// The line.
    pub line: usize,
    /// What is wrong there.
    pub problem: GalProblem,
}

/// What can be wrong with a GAL file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GalProblem {
    /// Not a line of text in it.
    Empty,
    /// The first line is neither `n` nor `0 n file idvar`.
    Header(String),
    /// A record's first line is not an area and a number.
    Record(String),
    /// An area's number of neighbours is not a whole number.
    Count {
        /// The area.
        area: String,
        /// What stands where the number should.
        found: String,
    },
    /// A list holds more or fewer names than announced.
    Length {
        /// The area.
        area: String,
        /// How many names its record announces.
        announced: usize,
        /// How many there are.
        found: usize,
    },
    /// The file ends where a list should stand.
    Truncated {
        /// The area whose list is missing.
        area: String,
        /// How many names its record announces.
        announced: usize,
    },
    /// The header announces another number of areas than there are records.
    Areas {
        /// What the header says.
        announced: usize,
        /// How many records there are.
        found: usize,
    },
    /// A second record of the same area.
    Duplicate(String),
    /// A neighbour that has no record.
    Unknown {
        /// The area whose list it is.
        area: String,
        /// The name that no record has.
        neighbour: String,
    },
    /// An area in its own list.
    Itself(String),
    /// A name that stands twice in one list.
    Repeated {
        /// The area whose list it is.
        area: String,
        /// The name.
        neighbour: String,
    },
    /// More areas than can be numbered.
    TooMany,
}

impl GalProblem {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty | Self::Header(_) => {
                "the first line must be the number of areas, or `0`, that number, the file's name and the id's name"
            }
            Self::Record(_) => "write the area's name, a space and its number of neighbours; names must not hold spaces",
            Self::Count { .. } => "write the number of neighbours as a whole number, 0 or more",
            Self::Length { .. } => "correct the number or the list: all neighbours stand on the one line after the area's own",
            Self::Truncated { .. } => "the file was cut short: write it again",
            Self::Areas { .. } => "correct the first line, or write the file again if it was cut short",
            Self::Duplicate(_) => "give each area one record with all its neighbours",
            Self::Unknown { .. } => "give every neighbour a record of its own, with 0 neighbours if it has none",
            Self::Itself(_) => "leave the area out of its own list: where a statistic counts it, that is done without being told",
            Self::Repeated { .. } => "name each neighbour once and correct the number",
            Self::TooMany => "split the file",
        }
    }
}

impl fmt::Display for GalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        match &self.problem {
            GalProblem::Empty => write!(f, "it holds no text"),
            GalProblem::Header(found) => write!(f, "`{found}` is not the first line of a GAL file"),
            GalProblem::Record(found) => write!(f, "`{found}` is not an area and its number of neighbours"),
            GalProblem::Count { area, found } => write!(f, "`{found}` is not the number of neighbours of `{area}`"),
            GalProblem::Length { area, announced, found } => {
                write!(f, "`{area}` announces {announced} neighbours and lists {found}")
            }
            GalProblem::Truncated { area, announced } => write!(f, "the file ends before the {announced} neighbours of `{area}`"),
            GalProblem::Areas { announced, found } => write!(f, "the first line announces {announced} areas and {found} follow"),
            GalProblem::Duplicate(area) => write!(f, "`{area}` has a second record"),
            GalProblem::Unknown { area, neighbour } => write!(f, "`{area}` names the neighbour `{neighbour}`, which has no record"),
            GalProblem::Itself(area) => write!(f, "`{area}` is named as its own neighbour"),
            GalProblem::Repeated { area, neighbour } => write!(f, "`{area}` names the neighbour `{neighbour}` twice"),
            GalProblem::TooMany => write!(f, "there are more areas than can be numbered"),
        }
    }
}

impl std::error::Error for GalError {}

/// The longest piece of a file that is put into a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// A piece of the file for a message: short, and without characters that could write on a terminal.
fn quote(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_QUOTE).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST_QUOTE).is_some() {
        short.push('…');
    }
    short
}

/// Reads a GAL file.
///
/// *Form.* A first line `n`, or `0 n file idvar` as `GeoDa` and `PySAL` write it; then for each area a line with its name and
/// its number of neighbours, and a line with their names, which may be left out or blank where the number is 0. Names
/// are any text without spaces; records stand in any order; blank lines, CRLF and a byte order mark are passed over.
///
/// Lists that are not mutual are accepted, see [`Neighbours::one_sided`]. What the file *announces* is never
/// trusted: memory grows with what is there.
///
/// ```
/// let gal = statistics::parse_gal("3\nnorth 1\nsouth\nsouth 2\nnorth west\nwest 1\nsouth\n").unwrap();
/// assert_eq!(gal.ids, ["north", "south", "west"]);
/// assert_eq!(gal.neighbours.of(1), [0, 2]);
/// ```
pub fn parse_gal(text: &str) -> Result<Gal, GalError> {
    let at = |line: usize, problem: GalProblem| GalError { line, problem };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty());

    let (header_line, header) = lines.next().ok_or_else(|| at(0, GalProblem::Empty))?;
    let words: Vec<&str> = header.split_whitespace().take(3).collect();
    let announced = match words.as_slice() {
        [n] | ["0", n, ..] => n.parse::<usize>().ok(),
        _ => None,
    };
    let announced = announced.ok_or_else(|| at(header_line, GalProblem::Header(quote(header.trim()))))?;

    let mut position_of: BTreeMap<&str, u32> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    // Each area's names and the line they stand on, to be looked up when every record has been seen.
    let mut borders: Vec<(usize, Vec<&str>)> = Vec::new();
    while let Some((line, record)) = lines.next() {
        let mut words = record.split_whitespace();
        let (Some(area), Some(count), None) = (words.next(), words.next(), words.next()) else {
            return Err(at(line, GalProblem::Record(quote(record.trim()))));
        };
        let count: usize = count.parse().map_err(|_| at(line, GalProblem::Count { area: quote(area), found: quote(count) }))?;
        let position = u32::try_from(names.len()).map_err(|_| at(line, GalProblem::TooMany))?;
        if position_of.insert(area, position).is_some() {
            return Err(at(line, GalProblem::Duplicate(quote(area))));
        }
        names.push(area);
        if count == 0 {
            borders.push((line, Vec::new()));
            continue;
        }
        let (line, list) = lines.next().ok_or_else(|| at(line, GalProblem::Truncated { area: quote(area), announced: count }))?;
        let list: Vec<&str> = list.split_whitespace().collect();
        if list.len() != count {
            return Err(at(line, GalProblem::Length { area: quote(area), announced: count, found: list.len() }));
        }
        borders.push((line, list));
    }
    if names.len() != announced {
        return Err(at(0, GalProblem::Areas { announced, found: names.len() }));
    }

    let mut lists: Vec<Vec<u32>> = Vec::with_capacity(names.len());
    for (area, (line, list)) in names.iter().zip(&borders) {
        let find = |name: &&str| {
            let unknown = || at(*line, GalProblem::Unknown { area: quote(area), neighbour: quote(name) });
            position_of.get(*name).copied().ok_or_else(unknown)
        };
        lists.push(list.iter().map(find).collect::<Result<_, _>>()?);
    }
    let neighbours = Neighbours::from_lists(&lists).map_err(|problem| {
        let name = |position: u32| quote(names.get(position as usize).copied().unwrap_or_default());
        let line = |position: u32| borders.get(position as usize).map_or(0, |(line, _)| *line);
        match problem {
            NeighbourProblem::Itself { area } => at(line(area), GalProblem::Itself(name(area))),
            NeighbourProblem::Repeated { area, neighbour } | NeighbourProblem::OutOfRange { area, neighbour } => {
                at(line(area), GalProblem::Repeated { area: name(area), neighbour: name(neighbour) })
            }
            NeighbourProblem::TooMany => at(0, GalProblem::TooMany),
        }
    })?;
    Ok(Gal { ids: names.into_iter().map(str::to_owned).collect(), neighbours })
}
