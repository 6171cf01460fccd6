//! What each offence weighs in harm: days of the Cambridge Crime Harm Index, points of the ONS Crime Severity Score.

use crate::area_lookup::refuse_without_rows;
use crate::columns::{header_trouble, read_year, squeeze};
use crate::parsed::{Parsed, ReadOptions, Rejects, filled};
use crate::text::{Csv, CsvRow};
use crate::{Unit, schemas};
use base::{Table, Value};
use std::collections::BTreeMap;

const EXPECTED: &str = "an offence (`offence`, `code_original`, `prc_subgroup` or `crime_type`) and its weight (`weight`, \
                        `cchi_days` or `median_days`)";

/// What a file does not say.
const NOT_STATED: &str = "not stated";

/// Words of the three levels.
const LEVELS: [&str; 3] = ["offence", "subgroup", "police-uk-category"];

/// Where each thing stands, and what the names of the columns say of the whole file.
#[derive(Debug, Clone)]
struct Columns {
    code: Option<usize>,
    offence: Option<usize>,
    category: Option<usize>,
    weight: usize,
    scale: Option<usize>,
    edition: Option<usize>,
    level: Option<usize>,
    unit: Option<usize>,
    made_from: Option<usize>,
    /// The scale and unit the weight's column is published with.
    published: (&'static str, &'static str),
    /// The level the offence's column is of.
    published_level: &'static str,
}

/// Reads weights of offences, of the subgroups they are recorded in, or of the categories of police.uk.
///
/// Scale, edition and level are those of columns so named; otherwise the scale and level are those the columns are
/// published with and the edition is a year in the file's name, or `not stated`. Notes: `scale`, `edition`, `level`,
/// `weight_from` (the weight's column), and for categories of police.uk `made_from`: how the weight of a whole category
/// was made, in a column `made_from` or `not stated`, with a warning: such a weight says more of the mix of offences it
/// was made from than of any one offence.
///
/// A row is rejected if its offence or its weight is missing, its weight is negative or no number, its level is none of
/// the three, or its offence stood already with another weight. The same offence with the same weight under another name
/// is kept: the ONS gives one weight to several lines.
pub fn parse(file_name: &str, text: &str, _options: &ReadOptions) -> base::Result<Parsed> {
    let mut csv = Csv::open(file_name, text)?;
    csv.refuse_repeated_columns(file_name)?;
    let header = csv.header.clone();
    let Some(columns) = find_columns(&header) else { return Err(header_trouble(file_name, &header, EXPECTED)) };
    let named_edition = edition_in_file_name(file_name);
    let mut reader =
        Reader { columns: &columns, named_edition: &named_edition, rejects: Rejects::new(file_name, &header), seen: BTreeMap::new() };
    let mut table = Table::new(&schemas::HARM_WEIGHTS);
    let mut units: BTreeMap<String, u64> = BTreeMap::new();
    let mut words: [Vec<String>; 3] = Default::default();
    let mut made_from: Vec<String> = Vec::new();
    let mut rows_read = 0;
    while let Some(row) = csv.next_row(file_name)? {
        rows_read += 1;
        let Some(weight) = reader.read(&row) else { continue };
        if weight.level == "police-uk-category" {
            let said = columns.made_from.map_or("", |c| row.field(c));
            remember(&mut made_from, if said.is_empty() { NOT_STATED } else { said });
        }
        for (list, word) in words.iter_mut().zip([&weight.scale, &weight.edition, &weight.level]) {
            remember(list, word);
        }
        let unit = format!("{} {} by {}", weight.scale, weight.edition, weight.level);
        *units.entry(unit.clone()).or_insert(0) += 1;
        let text = |t: String| filled(&t).map_or(Value::Missing, Value::Text);
        table.rows.push(vec![
            text(unit),
            text(weight.scale),
            text(weight.edition),
            text(weight.level),
            text(weight.code),
            text(weight.offence),
            columns.category.and_then(|c| filled(row.field(c))).map_or(Value::Missing, Value::Text),
            Value::Real(weight.worth),
            text(weight.unit),
        ]);
    }
    refuse_without_rows(file_name, rows_read)?;
    let problems = reader.rejects.problems;
    let mut notes: BTreeMap<String, String> =
        ["scale", "edition", "level"].into_iter().zip(&words).map(|(name, list)| (name.to_owned(), list.join(", "))).collect();
    notes.insert("weight_from".to_owned(), header.get(columns.weight).cloned().unwrap_or_default());
    let mut warnings = Vec::new();
    if !made_from.is_empty() {
        if made_from.iter().any(|m| m == NOT_STATED) {
            warnings.push(format!(
                "`{file_name}` weighs categories of police.uk and does not say how those weights were made; figures of harm by them will say so too"
            ));
        }
        notes.insert("made_from".to_owned(), made_from.join("; "));
    }
    if words.iter().skip(1).take(1).any(|editions| editions.iter().any(|e| e == NOT_STATED)) {
        warnings.push(format!("`{file_name}` does not say of which edition its weights are; figures will say so too"));
    }
    Ok(Parsed {
        units: units.into_iter().map(|(force, rows)| Unit { force, month: String::new(), rows }).collect(),
        problems,
        rows_read,
        notes,
        warnings,
        table,
        ..Parsed::default()
    })
}

fn remember(list: &mut Vec<String>, word: &str) {
    if !list.iter().any(|known| known == word) {
        list.push(word.to_owned());
    }
}

fn find_columns(header: &[String]) -> Option<Columns> {
    const DAYS: [&str; 5] = ["cchidays", "mediandays", "cchiweight", "chidays", "days"];
    const POINTS: [&str; 3] = ["onsseverityweight", "severityweight", "severityscore"];
    let find = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|h| squeeze(h) == *name));
    let (weight, published) = find(&DAYS)
        .map(|at| (at, ("cchi", "days")))
        .or_else(|| find(&POINTS).map(|at| (at, ("ons-severity", "points"))))
        .or_else(|| find(&["weight", "score", "harmweight"]).map(|at| (at, (NOT_STATED, NOT_STATED))))?;
    // The table of severity codes has a plain `weight` beside the severity's own code.
    let severity = find(&["codeseverity", "onsseveritycode"]);
    let published = if severity.is_some() && published.0 == NOT_STATED { ("ons-severity", "points") } else { published };
    let code = find(&["offencecode", "codeoriginal", "onscountscode", "homeofficecode", "hooffencecode", "code"]).or(severity);
    let offence = find(&["offence", "offencename", "description", "onscountsdescription", "onsseverityoffence", "offencedescription"]);
    let offence = find(&["description", "onscountsdescription"]).filter(|_| severity.is_some()).or(offence);
    let subgroup = find(&["prcsubgroup", "prcoffencesubgroup", "offencesubgroup", "subgroup"]);
    let category = find(&["category", "categorycounts", "onscountscategory", "offencegroup"]);
    let crime_type = find(&["crimetype", "policeukcategory"]);
    let (code, offence, category, published_level) = if code.is_some() || offence.is_some() {
        (code, offence, category.or(crime_type), "offence")
    } else if subgroup.is_some() {
        (None, subgroup, category.or(crime_type), "subgroup")
    } else {
        let only = crime_type.or(category)?;
        (None, Some(only), Some(only), "police-uk-category")
    };
    Some(Columns {
        code,
        offence,
        category,
        weight,
        scale: find(&["scale", "index"]),
        edition: find(&["edition", "version", "year"]),
        level: find(&["level"]),
        unit: find(&["weightunit", "unit"]),
        made_from: find(&["madefrom", "howmade"]),
        published,
        published_level,
    })
}

/// Columns a header of this kind has, for choosing the sheet of a workbook.
pub(crate) fn recognised(header: &[String]) -> usize {
    find_columns(header).map_or(0, |c| 1 + [c.code, c.offence, c.category, c.scale, c.edition, c.level].into_iter().flatten().count())
}

/// A year in a file's name: `cchi2026_subgroups.csv`; otherwise what a file without one is said to be.
fn edition_in_file_name(file_name: &str) -> String {
    let base_name = file_name.rsplit('/').next().unwrap_or_default();
    let year = base_name.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4).find_map(read_year);
    year.map_or(NOT_STATED.to_owned(), |y| y.to_string())
}

/// One weight as read.
struct Weight {
    scale: String,
    edition: String,
    level: String,
    unit: String,
    code: String,
    offence: String,
    worth: f64,
}

struct Reader<'a> {
    columns: &'a Columns,
    named_edition: &'a str,
    rejects: Rejects<'a>,
    /// Scale, edition, level and offence to the weight and its row.
    seen: BTreeMap<[String; 4], (f64, u64)>,
}

impl Reader<'_> {
    fn read(&mut self, row: &CsvRow) -> Option<Weight> {
        if !self.rejects.has_all_fields(row) {
            return None;
        }
        let columns = self.columns;
        let said = |column: Option<usize>, otherwise: &str| {
            let text = column.map_or("", |c| row.field(c));
            if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
        };
        let level = said(columns.level, columns.published_level).to_lowercase();
        if !LEVELS.contains(&level.as_str()) {
            self.rejects.reject(row, columns.level, "unknown_level", format!("the level must be one of `{}`", LEVELS.join("`, `")));
            return None;
        }
        let (code, offence) = (said(columns.code, ""), said(columns.offence, ""));
        if code.is_empty() && offence.is_empty() {
            self.rejects.reject(
                row,
                columns.code.or(columns.offence),
                "missing_offence",
                "the offence is missing: fill in its code or its name",
            );
            return None;
        }
        let text = row.field(columns.weight);
        if text.is_empty() {
            self.rejects.reject(row, Some(columns.weight), "missing_weight", "the weight is missing: fill it in");
            return None;
        }
        let Some(weight) = text.replace(',', "").parse::<f64>().ok().filter(|w| w.is_finite()) else {
            self.rejects.reject(row, Some(columns.weight), "not_a_number", "a weight is a number such as `182.5`");
            return None;
        };
        if weight < 0.0 {
            self.rejects.reject(row, Some(columns.weight), "negative_weight", "a weight is nought or more");
            return None;
        }
        let (scale, edition) = (said(columns.scale, columns.published.0), said(columns.edition, self.named_edition));
        let key = [scale.clone(), edition.clone(), level.clone(), if code.is_empty() { offence.clone() } else { code.clone() }];
        let (earlier, at) = *self.seen.entry(key).or_insert((weight, row.row));
        if earlier.to_bits() != weight.to_bits() {
            let named = if code.is_empty() { &offence } else { &code };
            let remedy = format!("`{named}` weighs {earlier} in row {at}, here {weight}: keep the right one");
            self.rejects.reject(row, Some(columns.weight), "contradicts_earlier_row", remedy);
            return None;
        }
        Some(Weight { scale, edition, level, unit: said(columns.unit, columns.published.1), code, offence, worth: weight })
    }
}
