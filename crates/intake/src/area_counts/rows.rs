//! From the rows of a file to the rows of the table.

use super::amounts::{Amount, amounts};
use super::header::{Header, Role};
use super::kept::{Entry, Kept};
use super::known::{AreaLevel, KnownAreas};
use super::layouts::Layout;
use super::names::{PUBLISHED_TOTAL, data_set_id, is_generic, is_vague, may_be_negative, measure_id, shown, total_of, unit_in};
use super::period::{Dashed, Period};
use super::place::{Placed, Placer, Refusal, Within, placed_within};
use super::value::{Cell, read_cell};
use super::when::{When, yes_or_no};
use super::{CountsParsed, CountsWords};
use crate::area_lookup::refuse_without_rows;
use crate::columns::{header_trouble, squeeze};
use crate::parsed::{Parsed, ReadOptions, Rejects, decide_stated_vintage};
use crate::text::{Csv, CsvRow};
use crate::{Problem, Unit};
use base::{AreaCode, Level, Trouble, Vintage};
use std::collections::{BTreeMap, BTreeSet};

const EXPECTED: &str = "columns for the area (`ward`, `lsoa_code`, `area_code`…) and for values: `value`, or one column for each measure \
                        and period such as `deliberate_fires_2019`";

/// Reads the text of a table.
pub(super) fn parse(
    file_name: &str,
    text: &str,
    options: &ReadOptions,
    words: &CountsWords,
    known: &KnownAreas,
    tolerance_percent: f64,
) -> base::Result<CountsParsed> {
    let mut csv = Csv::open_divided(file_name, text, divider(text))?;
    let names = csv.header.clone();
    let mut rejects = Rejects::new(file_name, &names);
    let mut rows = Vec::new();
    let mut rows_read = 0;
    while let Some(row) = csv.next_row(file_name)? {
        rows_read += 1;
        if row.fields.iter().all(String::is_empty) {
            rejects.reject(&row, None, "empty_row", "the row is empty: nothing is lost");
        } else if rejects.has_all_fields(&row) {
            rows.push(row);
        }
    }
    let within = words.within.as_deref().map(|w| Within::of(w, known)).transpose()?;
    if let Some(layout) = Layout::of(&names) {
        refuse_without_rows(file_name, rows_read)?;
        let data_set = given_data_set(words)?.unwrap_or_else(|| data_set_of_file(file_name));
        let mut reader = layout.reader(&data_set, placed_within(within.as_ref()));
        let mut kept = Kept::default();
        for row in &rows {
            match reader.read(row).and_then(|entries| kept.check(&names, row, entries)) {
                Ok(entries) => kept.keep(row, entries),
                Err(why) => rejects.reject(row, why.column, why.reason, why.remedy),
            }
        }
        let header = Header::of(&names, &rows);
        let notes = notes_of(&header, &rows, words, "rows");
        return Ok(finished(file_name, kept, rejects.problems, rows_read, reader.warnings(file_name), notes, String::new()));
    }
    let header = Header::of(&names, &rows);
    if header.columns(&Role::Value).len() > 1 {
        csv.refuse_repeated_columns(file_name)?;
    }
    refuse_other_tables(file_name, &names, &header)?;
    refuse_without_rows(file_name, rows_read)?;
    let mut warnings = left_out(file_name, &names, &header);
    let dashed = settle(file_name, &names, &header, &rows, &mut warnings);
    let amounts = amounts(file_name, &names, &header, dashed, &mut warnings)?;
    if amounts.is_empty() {
        return Err(header_trouble(file_name, &names, EXPECTED));
    }
    let when = When { header: &header, dashed };
    let general = general_period(file_name, &names, &amounts, &when, words, &mut warnings)?;
    let (vintage, geography) = vintage(file_name, &header, &rows, options, known, tolerance_percent)?;
    let placer = Placer { known, header: &header, vintage, within };
    let across: Vec<Option<Result<Placed, Refusal>>> =
        amounts.iter().map(|a| a.area.as_deref().map(|name| placer.place_named(name))).collect();
    let file = File::new(file_name, &header, &rows, &amounts, words)?;
    let reader = Reader {
        file: &file,
        header: &header,
        when: &when,
        placer: &placer,
        amounts: &amounts,
        across: &across,
        general: general.as_ref(),
    };

    let mut kept = Kept::default();
    for row in &rows {
        match reader.read(row).and_then(|entries| kept.check(&names, row, entries)) {
            Ok(entries) => kept.keep(row, entries),
            Err(why) => rejects.reject(row, why.column, why.reason, why.remedy),
        }
    }
    let notes = notes(&header, &rows, words, general.as_ref(), &when, &amounts);
    Ok(finished(file_name, kept, rejects.problems, rows_read, warnings, notes, geography))
}

/// What was read, with what it lacks.
fn finished(
    file_name: &str,
    mut kept: Kept,
    mut problems: Vec<Problem>,
    rows_read: u64,
    mut warnings: Vec<String>,
    notes: BTreeMap<String, String>,
    geography: String,
) -> CountsParsed {
    problems.sort_by_key(|p| p.row);
    if kept.suppressed_cells > 0 {
        kept.missing.insert("suppressed".to_owned(), kept.suppressed_cells);
    }
    if kept.missing.contains_key("area_not_stated") {
        warnings.push(format!("`{file_name}` does not say of which area its values are; `--within` can"));
    }
    let rows_accepted = rows_read - problems.len() as u64;
    CountsParsed {
        parsed: Parsed {
            units: kept.units.into_iter().map(|(force, rows)| Unit { force, month: String::new(), rows }).collect(),
            table: kept.table,
            rows_accepted: Some(rows_accepted),
            problems,
            rows_read,
            notes,
            geography,
            warnings,
            lsoa_rows: BTreeMap::new(),
        },
        missing: kept.missing,
        not_placed: kept.not_placed,
    }
}

/// Tabs if the first line has any: that is what a clipboard gives.
fn divider(text: &str) -> u8 {
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    if first.contains('\t') { b'\t' } else { b',' }
}

/// Refuses a table that is plainly not one of counts, or has no header.
fn refuse_other_tables(file_name: &str, names: &[String], header: &Header) -> base::Result<()> {
    if let Some(trouble) = other_kind(file_name, names, header) {
        return Err(trouble);
    }
    // A header of nothing but numbers and codes is the first row of data.
    let is_data = |n: &String| AreaCode::parse(n).is_ok() || matches!(read_cell(n), Some(Cell::Number { .. })) && n.len() != 4;
    let says = header.has_areas()
        || header
            .roles
            .iter()
            .any(|r| matches!(r, Role::Measure | Role::Indicator | Role::Category | Role::Period | Role::Month | Role::Year));
    if !says || names.iter().any(is_data) || header.roles.iter().all(|r| !matches!(r, Role::Value | Role::Amount)) {
        return Err(header_trouble(file_name, names, EXPECTED));
    }
    Ok(())
}

/// The refusal of a file whose columns are those of another kind: its numbers would be taken for counts.
fn other_kind(file_name: &str, names: &[String], header: &Header) -> Option<Trouble> {
    let squeezed: Vec<String> = names.iter().map(|n| squeeze(n)).collect();
    let has = |word: &str| squeezed.iter().any(|n| n == word);
    let holds = |part: &str| squeezed.iter().any(|n| n.contains(part));
    if has("crimeid") && has("outcometype") {
        return Some(Trouble::refused(
            "kind-is-police-outcomes",
            format!("`{file_name}` lists outcomes one by one, it does not count them"),
            "import it as `police-outcomes`",
        ));
    }
    if has("crimeid") || (has("fallswithin") && has("reportedby")) {
        return Some(Trouble::refused(
            "kind-is-police-street",
            format!("`{file_name}` lists crimes one by one, it does not count them"),
            "import it as `police-street`",
        ));
    }
    if has("objectofsearch") || (has("legislation") && has("agerange")) {
        return Some(Trouble::refused(
            "kind-is-police-stop-search",
            format!("`{file_name}` lists stops and searches one by one, it does not count them"),
            "import it as `police-stop-search`",
        ));
    }
    if !header.areas(Some(AreaLevel::Lsoa)).is_empty() && (holds("indexofmultipledeprivation") || holds("where1ismostdeprived")) {
        return Some(Trouble::refused(
            "kind-is-imd",
            format!("`{file_name}` ranks LSOAs by deprivation: ranks and deciles are no counts"),
            "import it as `imd-2019` or `imd-2025`, whichever it is",
        ));
    }
    if !header.has_areas() && !header.long && (has("weight") || has("weights") || squeezed.iter().any(|n| n.starts_with("cchi"))) {
        return Some(Trouble::refused(
            "kind-is-harm-weights",
            format!("`{file_name}` weighs offences, it does not count them"),
            "import it as `harm-weights`",
        ));
    }
    None
}

/// A sentence for each column that is left out because it holds words.
fn left_out(file_name: &str, names: &[String], header: &Header) -> Vec<String> {
    let name = |c: &usize| names.get(*c).map(|n| shown(n)).unwrap_or_default();
    let why = if header.long { "its values stand in the column of values" } else { "it holds no numbers" };
    header
        .wordy
        .iter()
        .filter(|c| !name(c).is_empty())
        .map(|c| format!("column `{}` of `{file_name}` is left out: {why}; name it `category` if it divides the values", name(c)))
        .collect()
}

/// What `2010-11` is in this file.
fn settle(file_name: &str, names: &[String], header: &Header, rows: &[CsvRow], warnings: &mut Vec<String>) -> Dashed {
    let cells = header.column(&Role::Period).into_iter().flat_map(|c| rows.iter().map(move |r| r.field(c)));
    let columns = header.columns(&Role::Amount);
    let amounts = columns.iter().filter_map(|c| names.get(*c)).map(String::as_str);
    let (dashed, by_custom) = Dashed::settle(cells.chain(amounts));
    if by_custom {
        warnings
            .push(format!("`{file_name}` has periods like `2010-11`, read as financial years; if they are months, write `November 2010`"));
    }
    dashed
}

/// The period of everything whose column or row says none.
fn general_period(
    file_name: &str,
    names: &[String],
    amounts: &[Amount],
    when: &When<'_>,
    words: &CountsWords,
    warnings: &mut Vec<String>,
) -> base::Result<Option<Period>> {
    let in_rows = when.is_in_columns();
    if let Some(twice) = amounts.iter().find(|a| in_rows && a.period.is_some()) {
        return Err(Trouble::refused(
            "period-stated-twice",
            format!(
                "column `{}` of `{file_name}` names a period, and so do the rows",
                names.get(twice.column).map(|n| shown(n)).unwrap_or_default()
            ),
            "leave one of the two out",
        ));
    }
    let given = match &words.period {
        None => None,
        Some(text) => {
            let (dashed, _) = Dashed::settle([text.as_str()]);
            Some(Period::parse(text, dashed).map_err(|e| {
                Trouble::refused("period-not-read", format!("--period: {e}"), "for example `--period \"2018-11 to 2019-10\"`")
            })?)
        }
    };
    if given.is_some() || in_rows {
        return Ok(given);
    }
    let Some(without) = amounts.iter().find(|a| a.period.is_none()) else { return Ok(None) };
    if let Ok(Some((period, _))) = Period::in_name(stem(file_name), Dashed::Unsettled) {
        warnings.push(format!("the period `{}` is taken from the name of `{file_name}`; `--period` says otherwise", period.label));
        return Ok(Some(period));
    }
    Err(Trouble::refused(
        "period-missing",
        format!("`{file_name}` does not say of which period `{}` is", names.get(without.column).map(|n| shown(n)).unwrap_or_default()),
        "say it: `--period \"2018-11 to 2019-10\"`, `--period 2010/11`, or add a column `period`",
    ))
}

/// The LSOA vintage: as the columns or the operator say it, else as the loaded lookups decide; and the passport's word.
fn vintage(
    file_name: &str,
    header: &Header,
    rows: &[CsvRow],
    options: &ReadOptions,
    known: &KnownAreas,
    tolerance_percent: f64,
) -> base::Result<(Option<Vintage>, String)> {
    let mut columns = header.areas(Some(AreaLevel::Lsoa));
    columns.extend(header.areas(None));
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        let code = columns.iter().filter_map(|(c, _)| AreaCode::parse(row.field(*c)).ok()).find(|c| c.level() == Some(Level::Lsoa));
        // Small areas of Scotland and Northern Ireland may stand in the same file: they are of neither census here.
        if let Some(code) = code.filter(|c| c.as_str().starts_with("E01") || c.as_str().starts_with("W01")) {
            *codes.entry(code.to_string()).or_insert(0) += 1;
        }
    }
    if codes.is_empty() && header.areas(Some(AreaLevel::Lsoa)).is_empty() {
        return Ok((None, String::new()));
    }
    let in_rows: BTreeSet<&str> =
        header.column(&Role::Vintage).into_iter().flat_map(|c| rows.iter().map(move |r| r.field(c))).filter(|t| !t.is_empty()).collect();
    let in_rows = if in_rows.len() == 1 { in_rows.first().and_then(|y| y.parse().ok()) } else { None };
    let stated = decide_stated_vintage(file_name, header.lsoa_year().or(in_rows), options.geography)?;
    match stated {
        Some(vintage) => Ok((Some(vintage), vintage.as_str().to_owned())),
        None if codes.is_empty() => Ok((None, String::new())),
        None => {
            let decision = known.places().decide_vintage(&codes, tolerance_percent, options.geography)?;
            Ok((Some(decision.vintage), decision.label.to_owned()))
        }
    }
}

/// What is true of the whole file.
struct File {
    /// The operator's data set.
    given: Option<String>,
    /// The data set of rows that name none.
    data_set: String,
    /// Several different totals stand in the column of categories: each keeps its name.
    several_totals: bool,
}

impl File {
    fn new(file_name: &str, header: &Header, rows: &[CsvRow], amounts: &[Amount], words: &CountsWords) -> base::Result<Self> {
        let given = given_data_set(words)?;
        let mut measures: BTreeSet<String> = amounts.iter().map(|a| a.measure.clone()).filter(|_| !header.long).collect();
        if let Some(column) = header.column(&Role::Measure) {
            measures.extend(rows.iter().map(|r| measure_id(&without_total_mark(r.field(column)).0)));
        }
        measures.remove("");
        let only = measures.first().filter(|m| measures.len() == 1 && !is_vague(m)).map(|m| m.replace('_', "-"));
        let data_set = given.clone().or(only).unwrap_or_else(|| data_set_of_file(file_name));
        let totals: BTreeSet<String> =
            header.columns(&Role::Category).into_iter().flat_map(|c| rows.iter().filter_map(move |r| total_of(r.field(c)))).collect();
        Ok(Self { given, data_set, several_totals: totals.len() > 1 })
    }
}

/// The data set that the operator names.
fn given_data_set(words: &CountsWords) -> base::Result<Option<String>> {
    let given = words.data_set.as_deref().map(data_set_id);
    if let (Some(said), Some("")) = (&words.data_set, given.as_deref()) {
        return Err(Trouble::refused(
            "data-set-empty",
            format!("`{}` is no name of a data set", shown(said)),
            "name it in a word or two: `--data-set deliberate-fires`",
        ));
    }
    Ok(given)
}

/// A file's name without its folder and ending.
fn stem(file_name: &str) -> &str {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem)
}

/// The data set a file's name speaks of: without the period, and without `_by_ward`.
fn data_set_of_file(file_name: &str) -> String {
    let stem = stem(file_name);
    let rest = match Period::in_name(stem, Dashed::FinancialYear) {
        Ok(Some((_, rest))) if !data_set_id(&rest).is_empty() => rest,
        _ => stem.to_owned(),
    };
    let id = data_set_id(&rest);
    let id = id.split_once("-by-").map_or(id.as_str(), |(before, _)| before);
    if id.is_empty() { "counts".to_owned() } else { id.to_owned() }
}

/// A measure's name without the mark of a published total, and whether it had one. `Total offences` alone is a measure.
fn without_total_mark(text: &str) -> (String, bool) {
    match total_of(text) {
        Some(plain) if text.to_lowercase().contains("(published total)") => (plain, true),
        _ => (text.to_owned(), false),
    }
}

struct Reader<'a> {
    file: &'a File,
    header: &'a Header,
    when: &'a When<'a>,
    placer: &'a Placer<'a>,
    amounts: &'a [Amount],
    across: &'a [Option<Result<Placed, Refusal>>],
    general: Option<&'a Period>,
}

/// What a row says of its values besides the values.
struct RowWords {
    data_set: Option<String>,
    measure: String,
    measure_is_total: bool,
    kind: String,
    category: Option<String>,
    category_total: Option<String>,
    unit: String,
    withheld: bool,
}

impl Reader<'_> {
    /// Every value of a row, or why the row can't be kept.
    fn read(&self, row: &CsvRow) -> Result<Vec<Entry>, Refusal> {
        let words = self.words(row)?;
        let period = self.when.of(row)?;
        let across = self.across.iter().any(Option::is_some);
        let own = if across { None } else { Some(self.placer.place(row)?) };
        let mut entries = Vec::new();
        for (amount, across) in self.amounts.iter().zip(self.across) {
            let placed = match (across, &own) {
                (Some(Err(why)), _) => return Err(Refusal { column: Some(amount.column), ..why.clone() }),
                (Some(Ok(placed)), _) | (None, Some(placed)) => placed.clone(),
                (None, None) => self.placer.place(row)?,
            };
            let period = amount.period.as_ref().or(period.as_ref()).or(self.general);
            let Some(period) = period.cloned() else {
                let column = [Role::Period, Role::Month, Role::Year, Role::From].iter().find_map(|r| self.header.column(r));
                return Err(Refusal::of(column, "missing_period", "the period is missing: fill it in, or say `--period`"));
            };
            entries.push(self.entry(row, amount, &words, placed, period)?);
        }
        Ok(entries)
    }

    fn words(&self, row: &CsvRow) -> Result<RowWords, Refusal> {
        let text = |role: &Role| self.header.column(role).map_or("", |c| row.field(c));
        let (indicator, measure) = (text(&Role::Indicator), text(&Role::Measure));
        // Beside an indicator the column `measure` says only what kind of number it is.
        let (name, kind) = if self.header.column(&Role::Indicator).is_some() { (indicator, measure) } else { (measure, "") };
        let (name, measure_is_total) = without_total_mark(name);
        let kind = kind.to_lowercase();
        let mut id = measure_id(&name);
        let says_rate = ["rate", "proportion", "percent", "pct", "share", "ratio"].iter().any(|w| id.contains(w));
        if !id.is_empty() && !kind.is_empty() && !is_generic(&measure_id(&kind)) && !says_rate {
            id = format!("{id}_{}", measure_id(&kind));
        }
        let data_set = self.file.given.clone().or_else(|| {
            let said = data_set_id(text(&Role::DataSet));
            let of_indicator = data_set_id(indicator);
            [said, of_indicator].into_iter().find(|id| !id.is_empty())
        });
        let cells: Vec<&str> = self.header.columns(&Role::Category).into_iter().map(|c| row.field(c)).filter(|t| !t.is_empty()).collect();
        let category_total = cells.iter().find_map(|c| total_of(c));
        let mut withheld = false;
        if let Some(column) = self.header.column(&Role::Suppressed) {
            withheld = yes_or_no(row.field(column))
                .ok_or_else(|| Refusal::of(Some(column), "not_yes_or_no", "write `yes` or `no`, or leave it empty"))?;
        }
        Ok(RowWords {
            data_set,
            measure: id,
            measure_is_total,
            kind,
            category: (!cells.is_empty()).then(|| cells.join(" / ")),
            category_total,
            unit: text(&Role::Unit).to_owned(),
            withheld,
        })
    }

    fn entry(&self, row: &CsvRow, amount: &Amount, words: &RowWords, placed: Placed, period: Period) -> Result<Entry, Refusal> {
        let column = Some(amount.column);
        let text = row.field(amount.column);
        let data_set = words.data_set.clone().unwrap_or_else(|| self.file.data_set.clone());
        let measure = match (words.measure.as_str(), amount.measure.as_str()) {
            ("", "") => data_set.replace('-', "_"),
            (row, "") => row.to_owned(),
            ("", column) => column.to_owned(),
            (row, column) => format!("{row}_{column}"),
        };
        let unit = unit(words, &measure);
        let (value, suppressed, percent) = match read_cell(text) {
            Some(Cell::Number { .. }) if words.withheld => {
                return Err(Refusal::of(column, "suppressed_with_value", "the row is marked as suppressed and has a value: leave one out"));
            }
            Some(Cell::Number { value, percent }) => (Some(value), false, percent),
            Some(Cell::Suppressed) => (None, true, false),
            Some(Cell::Blank) => (None, words.withheld, false),
            None => {
                let shown = shown(text);
                let remedy = format!("`{shown}` is no number: leave the cell empty where nothing is known, write 0 where there was none");
                return Err(Refusal::of(column, "not_a_number", remedy));
            }
        };
        let unit = unit.or_else(|| percent.then(|| "percent".to_owned()));
        if value.is_some_and(|v| v < 0.0) {
            let about = format!("{measure} {} {} {}", words.kind, unit.as_deref().unwrap_or(""), words.category.as_deref().unwrap_or(""));
            if !may_be_negative(&about) {
                return Err(Refusal::of(column, "negative_count", format!("`{}` is below nought: a count can't be", shown(text))));
            }
        }
        let is_total = placed.total || words.measure_is_total || amount.total;
        let category = match (&words.category_total, &words.category, is_total) {
            (Some(name), _, _) if self.file.several_totals => Some(format!("{PUBLISHED_TOTAL}: {name}")),
            (Some(_), _, _) | (None, None, true) => Some(PUBLISHED_TOTAL.to_owned()),
            (None, Some(category), true) => Some(format!("{PUBLISHED_TOTAL}: {category}")),
            (None, category, false) => category.clone(),
        };
        let category = match (&period.remark, category) {
            (Some(remark), Some(category)) => Some(format!("{category} ({remark})")),
            (Some(remark), None) => Some(remark.clone()),
            (None, category) => category,
        };
        Ok(Entry { data_set, measure, category, placed, period, value, unit, suppressed, column: amount.column })
    }
}

/// The unit of a value: what the columns say, else what the measure's name says.
fn unit(words: &RowWords, measure: &str) -> Option<String> {
    let said = (!words.unit.is_empty()).then(|| words.unit.clone());
    let small = words.unit.to_lowercase();
    match words.kind.as_str() {
        "" => said.or_else(|| unit_in(measure).map(str::to_owned)),
        "count" | "number" => Some(if small.is_empty() { "count".to_owned() } else { small }),
        kind if kind.starts_with("percent") => Some("percent".to_owned()),
        kind if small.is_empty() => Some(kind.to_owned()),
        kind => Some(format!("{kind} ({small})")),
    }
}

/// What a reader of a figure must know and the table does not say.
fn notes(
    header: &Header,
    rows: &[CsvRow],
    words: &CountsWords,
    general: Option<&Period>,
    when: &When<'_>,
    amounts: &[Amount],
) -> BTreeMap<String, String> {
    let from = match general {
        _ if amounts.iter().any(|a| a.period.is_some()) => "column names",
        _ if when.is_in_columns() => "rows",
        Some(_) if words.period.is_some() => "operator",
        Some(_) => "file name",
        None => "rows",
    };
    notes_of(header, rows, words, from)
}

/// The same, where it is known what says the period.
fn notes_of(header: &Header, rows: &[CsvRow], words: &CountsWords, period_from: &str) -> BTreeMap<String, String> {
    let mut notes = BTreeMap::new();
    let sources: BTreeSet<&str> =
        header.column(&Role::Source).into_iter().flat_map(|c| rows.iter().map(move |r| r.field(c))).filter(|t| !t.is_empty()).collect();
    let shared = sources.first().filter(|_| sources.len() == 1).map(|s| (*s).to_owned());
    if let Some(source) = words.source.clone().or(shared) {
        notes.insert("source".to_owned(), source);
    }
    if let Some(within) = &words.within {
        notes.insert("within".to_owned(), within.clone());
    }
    notes.insert("period_from".to_owned(), period_from.to_owned());
    notes
}
