//! Rejected rows sent back corrected: the sheet `wardmote rejects ID --xlsx` writes, with the columns of the file first and
//! these after them, so that what is mended in place finds the extract it belongs to.

use crate::parsed::ReadOptions;
use crate::text::{self, Csv};
use crate::{Problem, spreadsheet};
use base::Trouble;

/// The columns that mark a sheet of corrections, in order.
pub const COLUMNS: [&str; 6] =
    ["wardmote_extract", "wardmote_file", "wardmote_row", "wardmote_column", "wardmote_reason", "wardmote_remedy"];

/// The beginning of the names of the columns that hold what a row has beyond the header's: `wardmote_surplus_1`. Left as it
/// is, such a row is rejected again; emptied, it fits.
pub const SURPLUS: &str = "wardmote_surplus_";

/// One corrected row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedRow {
    /// Its row in the sheet of corrections.
    pub row: u64,
    /// The file it was rejected from, as its problem names it.
    pub file: String,
    /// Its row there.
    pub rejected_row: u64,
    /// Its fields, the marking columns left out; more than the header's where its surplus was left in.
    pub fields: Vec<String>,
}

impl CorrectedRow {
    /// Whether the row is as it was when it was rejected.
    pub fn is_as_it_was(&self, rejected: &Problem) -> bool {
        fn filled(fields: &[String]) -> Vec<&str> {
            let kept = fields.iter().rposition(|f| !f.trim().is_empty()).map_or(0, |last| last + 1);
            fields.iter().take(kept).map(|f| f.trim()).collect()
        }
        filled(&self.fields) == filled(&rejected.fields)
    }

    /// The rejected row as a correction's note lists it: `file#row`.
    pub fn key(&self) -> String {
        row_key(&self.file, self.rejected_row)
    }
}

/// A rejected row as a correction's note lists it: `file#row`.
pub fn row_key(file: &str, row: u64) -> String {
    format!("{file}#{row}")
}

/// A sheet of corrections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrections {
    /// The extract they correct.
    pub extract: String,
    /// The columns of the file, the marking columns left out.
    pub header: Vec<String>,
    /// The rows, in order.
    pub rows: Vec<CorrectedRow>,
    /// Rows that do not say which rejected row they correct.
    pub problems: Vec<Problem>,
}

/// Whether the beginning of a CSV has the marking columns; a workbook has to be read to tell.
pub fn is_marked(head: &[u8]) -> bool {
    let line = head.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    memchr::memmem::find(line, b"wardmote_extract").is_some()
}

/// Reads corrections from a workbook or a CSV; `None` where the columns that mark them are missing.
///
/// Refused: several sheets of corrections, rows of several extracts.
pub fn read(file_name: &str, bytes: &[u8], options: &ReadOptions) -> base::Result<Option<Corrections>> {
    let text = if spreadsheet::is_workbook(bytes) {
        let marked = |fields: &[String]| fields.iter().filter(|f| COLUMNS.contains(&f.as_str())).count();
        match spreadsheet::to_csv_text(file_name, bytes, options, &marked) {
            Ok(sheet) => sheet.text,
            Err(trouble) if trouble.code == "sheet-not-recognised" => return Ok(None),
            Err(trouble) => return Err(trouble),
        }
    } else {
        text::decode(file_name, bytes, &options.text, options.strict)?.text
    };
    let mut csv = Csv::open(file_name, &text)?;
    let header = csv.header.clone();
    let place = |name: &str| header.iter().position(|h| h == name);
    let [extract, file, row, ..] = COLUMNS;
    let Some(extract_column) = place(extract) else { return Ok(None) };
    let (Some(file_column), Some(row_column)) = (place(file), place(row)) else {
        return Err(Trouble::refused(
            "corrections-columns",
            format!("`{file_name}` has the column `{extract}` but not `{file}` and `{row}`"),
            "correct the cells of the workbook as `wardmote rejects` wrote it and leave its columns in place",
        ));
    };
    let is_surplus = |at: &usize| header.get(*at).is_some_and(|h| h.starts_with(SURPLUS));
    let is_own = |at: &usize| header.get(*at).is_some_and(|h| !COLUMNS.contains(&h.as_str())) && !is_surplus(at);
    let own: Vec<usize> = (0..header.len()).filter(is_own).collect();
    let surplus: Vec<usize> = (0..header.len()).filter(is_surplus).collect();
    let mut found = Corrections {
        extract: String::new(),
        header: own.iter().filter_map(|at| header.get(*at).cloned()).collect(),
        rows: Vec::new(),
        problems: Vec::new(),
    };
    while let Some(record) = csv.next_row(file_name)? {
        let mut fields: Vec<String> = own.iter().map(|at| record.field(*at).to_owned()).collect();
        let filled = surplus.iter().rposition(|at| !record.field(*at).is_empty()).map_or(0, |last| last + 1);
        fields.extend(surplus.iter().take(filled).map(|at| record.field(*at).to_owned()));
        let id = record.field(extract_column);
        let mut reject = |column: &str, remedy: String| {
            found.problems.push(Problem {
                file: file_name.to_owned(),
                row: record.row,
                column: column.to_owned(),
                reason: "not_a_rejected_row".to_owned(),
                remedy,
                fields: fields.clone(),
            });
        };
        let rejected_row: Option<u64> = record.field(row_column).parse().ok();
        if id.is_empty() {
            reject(extract, "the row does not say which rejected row it corrects: send new rows as a file of their own".to_owned());
            continue;
        }
        let Some(rejected_row) = rejected_row else {
            reject(row, format!("`{row}` must be the number of the rejected row: leave it as it was"));
            continue;
        };
        if found.extract.is_empty() {
            id.clone_into(&mut found.extract);
        } else if found.extract != id {
            return Err(Trouble::refused(
                "corrections-mixed",
                format!("`{file_name}` corrects rows of several extracts, among them `{}` and `{id}` (row {})", found.extract, record.row),
                "keep the corrections of each extract in a file of their own",
            ));
        }
        found.rows.push(CorrectedRow { row: record.row, file: record.field(file_column).to_owned(), rejected_row, fields });
    }
    if found.extract.is_empty() {
        return Err(Trouble::refused(
            "corrections-empty",
            format!("`{file_name}` has the columns of a sheet of corrections and no row that says what it corrects"),
            "write the workbook again with `wardmote rejects ID --xlsx FILE` and correct it in place",
        ));
    }
    Ok(Some(found))
}

/// Corrected rows as a CSV in which each stands on the row it has in the sheet of corrections, so that problems name that
/// row: blank lines fill the gaps.
pub fn to_csv<'a>(header: &[String], rows: impl IntoIterator<Item = &'a CorrectedRow>) -> String {
    let mut text = String::new();
    push_line(&mut text, header);
    let mut next = 2;
    for row in rows {
        while next < row.row {
            text.push('\n');
            next += 1;
        }
        push_line(&mut text, &row.fields);
        next += 1;
    }
    text
}

fn push_line(text: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        // Alone on its line, a missing field must still be a row.
        let quote = field.contains(['"', ',', '\n', '\r']) || (fields.len() == 1 && field.is_empty());
        if quote {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(field);
        }
    }
    text.push('\n');
}

/// The header of a file, from its first bytes where it is a CSV and from the whole where it is a workbook: kept with rejected
/// rows so that they can be sent back under the names of their columns. `None` where it can't be told.
///
/// `columns` are names that must be in it.
pub fn header_of(file_name: &str, bytes: &[u8], columns: &[&str], options: &ReadOptions) -> Option<Vec<String>> {
    let text = if spreadsheet::is_workbook(bytes) {
        // A row with one of the columns that problems name, or with as many names as there are of them.
        let wanted = |fields: &[String]| if fields.iter().any(|f| columns.contains(&f.as_str())) { 2 } else { 0 };
        spreadsheet::to_csv_text(file_name, bytes, options, &wanted).ok()?.text
    } else {
        let whole_lines = memchr::memrchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
        text::decode(file_name, bytes.get(..whole_lines)?, &options.text, false).ok()?.text
    };
    Csv::open(file_name, &text).ok().map(|csv| csv.header)
}
