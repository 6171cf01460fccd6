//! What is known of an extract: its passport, its units of supersession, and the problems met in it.

use crate::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of a file that was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// New, and it replaced nothing that was current.
    Imported,
    /// The same content was there already; nothing changed.
    Same,
    /// New, and at least one unit of an older extract is no longer current because of it.
    Supersedes,
}

/// The unit of supersession: of one kind, force and month only the latest received counts.
///
/// For `police-street` `force` is *Falls within* and `month` is `YYYY-MM`. For kinds without forces and months
/// `force` names what the file relates (`lsoa21-ward24-ltla24`, `lsoa11`) and `month` is empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unit {
    /// Falls within, or the relation the file states.
    pub force: String,
    /// `YYYY-MM`, or empty.
    pub month: String,
    /// Accepted rows of this unit in this extract.
    pub rows: u64,
}

/// A force and a month, without a count.
pub type ForceMonth = (String, String);

/// One thing found in a file: a row that was rejected, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, or the entry inside a ZIP.
    pub file: String,
    /// Row as a spreadsheet counts it: the header is row 1.
    pub row: u64,
    /// The column's name in the file, or empty where the whole row is meant.
    pub column: String,
    /// A stable reason in snake case: the key of `rejected_by_reason`.
    pub reason: String,
    /// What is wrong and what to do, in one sentence.
    pub remedy: String,
    /// The row as it stood in the file, its fields in order, so that it can be corrected and sent again.
    pub fields: Vec<String>,
}

/// The passport of an extract: printed as one JSON line by `import`, in this order of keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passport {
    /// Identity of the extract.
    pub extract: String,
    /// Its kind.
    pub kind: Kind,
    /// The file's name, without its folder.
    pub file: String,
    /// What became of it.
    pub status: Status,
    /// Data rows read, the header not counted.
    pub rows_read: u64,
    /// Rows kept.
    pub rows_accepted: u64,
    /// Rows not kept; each can be listed.
    pub rows_rejected: u64,
    /// How many for each reason.
    pub rejected_by_reason: BTreeMap<String, u64>,
    /// Rows whose Crime ID stood already in the same CSV.
    pub repeated_ids: u64,
    /// Months, `YYYY-MM`, ascending.
    pub months: Vec<String>,
    /// Forces (*Falls within*), ascending.
    pub forces: Vec<String>,
    /// Kept rows that lack something: `crime_id`, `coordinates`, `lsoa`, `outcome`, and what was blanked.
    pub missing: BTreeMap<String, u64>,
    /// LSOA vintage: `2011`, `2021`, `either`, or empty where the kind has none.
    pub geography: String,
    /// Kept rows without a known LSOA: in totals, in no area.
    pub not_placed: u64,
}

/// What the register keeps of an extract besides its passport.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtractFacts {
    /// The passport as printed when it was imported.
    pub passport: Passport,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub content_sha256: String,
    /// The day it was received, `YYYY-MM-DD`.
    pub received: String,
    /// When it was imported, ISO in UTC.
    pub imported_at: String,
    /// Who imported it: `operator:<uid>`.
    pub imported_by: String,
    /// Folder under `extracts/` that holds its columnar files.
    pub folder: String,
    /// Names of the columnar files in the folder, ascending.
    pub parts: Vec<String>,
    /// Its units of supersession.
    pub units: Vec<Unit>,
    /// Facts of the kind: relation columns, population year, CRS of outlines, whether it is invented.
    pub notes: BTreeMap<String, String>,
}

impl ExtractFacts {
    /// The note of a correction that names the extract it corrects.
    pub const CORRECTS: &'static str = "corrects";
    /// The note of a correction that lists the rows it corrected: a JSON list of `file#row`, as the corrected extract has them.
    pub const CORRECTED_ROWS: &'static str = "corrected_rows";
    /// The note that keeps the header of each file that had rows rejected: a JSON object of lists.
    pub const HEADERS: &'static str = "headers";
    /// The note that says how many rows its units hold together, where a row of the file makes several.
    pub const TABLE_ROWS: &'static str = "table_rows";

    /// The extract whose rejected rows this one holds, corrected. Such an extract supersedes nothing: it stands beside the
    /// other for as long as that one is current.
    pub fn corrects(&self) -> Option<&str> {
        self.notes.get(Self::CORRECTS).map(String::as_str)
    }
}

/// An extract in the register as one reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// Order of registration, from 1.
    pub seq: i64,
    /// What the register keeps.
    pub facts: ExtractFacts,
    /// Units of this extract that are not current for this reader: superseded by a later received extract.
    pub superseded: Vec<ForceMonth>,
}

impl Holding {
    /// Whether no unit of it is current.
    pub fn is_wholly_superseded(&self) -> bool {
        !self.facts.units.is_empty() && self.superseded.len() >= self.facts.units.len()
    }
}

/// The register as one read transaction saw it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Holdings {
    /// Every extract visible to this reader, ascending by `seq`.
    pub extracts: Vec<Holding>,
    /// The highest `seq` in the register at that moment, 0 if empty: with `as_of` it pins what was known.
    pub seq: i64,
    /// The day the reader asked for, if not today's knowledge.
    pub as_of: Option<String>,
}

impl Holdings {
    /// Extracts of a kind that still have a current unit, ascending by `seq`.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Holding> {
        self.extracts.iter().filter(move |h| h.facts.passport.kind == kind && !h.is_wholly_superseded())
    }
}
