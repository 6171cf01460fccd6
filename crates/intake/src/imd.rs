//! English Indices of Deprivation: ranks, deciles and scores of small areas, the whole index or its domains.

use crate::area_lookup::refuse_without_rows;
use crate::columns::{LevelColumns, header_trouble, level_columns};
use crate::parsed::{Parsed, ReadOptions, Rejects, decide_stated_vintage, filled};
use crate::text::{Csv, CsvRow};
use crate::{Kind, Unit, schemas};
use base::{Level, Table, Trouble, Value, Vintage};
use std::collections::BTreeMap;

const EXPECTED: &str = "`LSOA code`, and for the index or a domain its `Rank`, `Decile` or `Score`, as in File 1, 2 or 7";

/// Words of a column's name, squeezed together, and the domain they name; the more particular first.
const DOMAINS: [(&str, &str); 20] = [
    ("indexofmultipledeprivation", "overall"),
    ("incomedeprivationaffectingchildren", "income-children"),
    ("idaci", "income-children"),
    ("incomedeprivationaffectingolder", "income-older-people"),
    ("idaopi", "income-older-people"),
    ("childrenandyoungpeople", "children-and-young-people"),
    ("adultskills", "adult-skills"),
    ("geographicalbarriers", "geographical-barriers"),
    ("widerbarriers", "wider-barriers"),
    ("indoors", "indoors"),
    ("outdoors", "outdoors"),
    ("income", "income"),
    ("employment", "employment"),
    ("education", "education"),
    ("health", "health"),
    ("crime", "crime"),
    ("barriers", "barriers"),
    ("livingenvironment", "living-environment"),
    ("environment", "living-environment"),
    ("imd", "overall"),
];

/// Where the three numbers of one domain stand.
#[derive(Debug, Clone, Copy, Default)]
struct DomainColumns {
    rank: Option<usize>,
    decile: Option<usize>,
    score: Option<usize>,
}

/// The three numbers of one domain.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    rank: Option<i64>,
    decile: Option<i64>,
    score: Option<f64>,
}

/// What one domain has had so far.
#[derive(Debug, Default)]
struct Seen {
    ranks: BTreeMap<i64, Ranked>,
    rows: u64,
}

/// The areas of one rank: the first one's decile and row, and how many.
#[derive(Debug)]
struct Ranked {
    decile: Option<i64>,
    row: u64,
    areas: i64,
}

/// Reads an edition of the Indices, on LSOAs of 2011 (2019) or 2021 (2025).
///
/// A row is rejected if its code is missing or malformed, if its LSOA stood already, if a rank is no whole number from 1,
/// a decile not 1 to 10 or a score no number. Two areas may share a rank (26 pairs do in 2019); ranks and deciles that
/// contradict one another are warned about, since it can't be told which row is wrong. A file that says it is on LSOAs of the other census is refused,
/// naming the other edition.
pub fn parse(kind: Kind, file_name: &str, text: &str, options: &ReadOptions) -> base::Result<Parsed> {
    let vintage = if kind == Kind::Imd2019 { Vintage::Census2011 } else { Vintage::Census2021 };
    let mut csv = Csv::open(file_name, text)?;
    csv.refuse_repeated_columns(file_name)?;
    let header = csv.header.clone();
    let levels = level_columns(&header);
    let domains = domain_columns(&header);
    let area = levels.iter().find(|c| c.level == Level::Lsoa && c.code.is_some()).copied();
    let (Some(area), false) = (area, domains.is_empty()) else { return Err(header_trouble(file_name, &header, EXPECTED)) };
    refuse_other_edition(kind, file_name, area.year, vintage)?;
    decide_stated_vintage(file_name, vintage.as_str().parse().ok(), options.geography)?;
    let district = levels.iter().find(|c| c.level == Level::District).copied();

    let mut reader = Reader { area, domains, rejects: Rejects::new(file_name, &header), areas: BTreeMap::new(), seen: BTreeMap::new() };
    let mut table = Table::new(&schemas::DEPRIVATION);
    let (mut rows_read, mut rows_accepted) = (0, 0);
    while let Some(row) = csv.next_row(file_name)? {
        rows_read += 1;
        let Some((code, figures)) = reader.read(&row) else { continue };
        rows_accepted += 1;
        let words = |column: Option<usize>| column.and_then(|c| filled(row.field(c))).map_or(Value::Missing, Value::Text);
        for (domain, of) in figures {
            table.rows.push(vec![
                Value::Text(unit(kind, domain)),
                Value::Text(edition(kind).to_owned()),
                Value::Text(vintage.as_str().to_owned()),
                Value::Text(code.clone()),
                words(area.name),
                words(district.and_then(|d| d.code)),
                words(district.and_then(|d| d.name)),
                Value::Text(domain.to_owned()),
                of.rank.map_or(Value::Missing, Value::Whole),
                of.decile.map_or(Value::Missing, Value::Whole),
                of.score.map_or(Value::Missing, Value::Real),
            ]);
        }
    }
    refuse_without_rows(file_name, rows_read)?;
    let doubts =
        |(domain, seen): (&&str, &Seen)| [contradicting_deciles(file_name, domain, seen), contradicting_ranks(file_name, domain, seen)];
    let warnings = reader.seen.iter().flat_map(doubts).flatten().collect();
    let found: Vec<&str> = reader.domains.keys().copied().collect();
    Ok(Parsed {
        units: reader
            .domains
            .keys()
            .map(|d| Unit { force: unit(kind, d), month: String::new(), rows: reader.seen.get(d).map_or(0, |s| s.rows) })
            .collect(),
        notes: BTreeMap::from([("edition".to_owned(), edition(kind).to_owned()), ("domains".to_owned(), found.join(", "))]),
        geography: vintage.as_str().to_owned(),
        warnings,
        problems: reader.rejects.problems,
        rows_read,
        rows_accepted: Some(rows_accepted),
        table,
        ..Parsed::default()
    })
}

/// `2019` or `2025`.
fn edition(kind: Kind) -> &'static str {
    if kind == Kind::Imd2019 { "2019" } else { "2025" }
}

fn unit(kind: Kind, domain: &str) -> String {
    format!("{kind} {domain}")
}

fn refuse_other_edition(kind: Kind, file_name: &str, year: Option<i64>, vintage: Vintage) -> base::Result<()> {
    let Some(year) = year.filter(|y| y.to_string() != vintage.as_str()) else { return Ok(()) };
    let (code, other) = if kind == Kind::Imd2019 { ("kind-is-imd-2025", Kind::Imd2025) } else { ("kind-is-imd-2019", Kind::Imd2019) };
    Err(Trouble::refused(
        code,
        format!("`{file_name}` is on LSOAs of {year}, the Indices of {} are on those of {}", edition(kind), vintage.as_str()),
        format!("import it with `wardmote import {other}` if it is that edition"),
    ))
}

/// The columns of each domain; one column of each sort, the first.
fn domain_columns(header: &[String]) -> BTreeMap<&'static str, DomainColumns> {
    let mut found: BTreeMap<&'static str, DomainColumns> = BTreeMap::new();
    for (at, name) in header.iter().enumerate() {
        let Some((domain, sort)) = domain_of(name) else { continue };
        let columns = found.entry(domain).or_default();
        let slot = match sort {
            "rank" => &mut columns.rank,
            "decile" => &mut columns.decile,
            _ => &mut columns.score,
        };
        slot.get_or_insert(at);
    }
    found
}

/// The domain and the sort of number a column's name says: `Crime Rank (where 1 is most deprived)`, `imd_decile`.
pub(crate) fn domain_of(name: &str) -> Option<(&'static str, &'static str)> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let at = words.iter().position(|w| matches!(*w, "rank" | "decile" | "score"))?;
    let sort = match words.get(at) {
        Some(&"rank") => "rank",
        Some(&"decile") => "decile",
        _ => "score",
    };
    let before = words.get(..at)?.concat();
    DOMAINS.iter().find(|(word, _)| before.contains(word)).map(|(_, domain)| (*domain, sort))
}

struct Reader<'a> {
    area: LevelColumns,
    domains: BTreeMap<&'static str, DomainColumns>,
    rejects: Rejects<'a>,
    areas: BTreeMap<String, u64>,
    seen: BTreeMap<&'static str, Seen>,
}

impl Reader<'_> {
    fn read(&mut self, row: &CsvRow) -> Option<(String, Vec<(&'static str, Figures)>)> {
        if !self.rejects.has_all_fields(row) {
            return None;
        }
        let code_column = self.area.code?;
        let code = self.rejects.code(row, code_column, Level::Lsoa)?;
        if let Some(at) = self.areas.get(&code) {
            let remedy = format!("`{code}` stood already in row {at}: keep the right one");
            self.rejects.reject(row, Some(code_column), "repeated_row", remedy);
            return None;
        }
        let mut figures = Vec::with_capacity(self.domains.len());
        for (domain, columns) in &self.domains {
            figures.push((*domain, self.rejects.figures(row, *columns)?));
        }
        self.areas.insert(code.clone(), row.row);
        for (domain, of) in &figures {
            let seen = self.seen.entry(domain).or_default();
            seen.rows += 1;
            if let Some(rank) = of.rank {
                seen.ranks.entry(rank).and_modify(|r| r.areas += 1).or_insert(Ranked { decile: of.decile, row: row.row, areas: 1 });
            }
        }
        Some((code, figures))
    }
}

impl Rejects<'_> {
    fn figures(&mut self, row: &CsvRow, columns: DomainColumns) -> Option<Figures> {
        let whole = |column: usize| row.field(column).replace(',', "").parse::<i64>().ok();
        let mut figures = Figures::default();
        if let Some(column) = columns.rank {
            let Some(rank) = whole(column).filter(|r| *r >= 1) else {
                self.reject(row, Some(column), "not_a_rank", "a rank is a whole number, 1 for the most deprived");
                return None;
            };
            figures.rank = Some(rank);
        }
        if let Some(column) = columns.decile {
            let Some(decile) = whole(column).filter(|d| (1..=10).contains(d)) else {
                self.reject(row, Some(column), "not_a_decile", "a decile is a whole number from 1, the most deprived, to 10");
                return None;
            };
            figures.decile = Some(decile);
        }
        if let Some(column) = columns.score {
            let score = row.field(column).replace(',', "").parse::<f64>().ok().filter(|s| s.is_finite());
            let Some(score) = score else {
                self.reject(row, Some(column), "not_a_number", "a score is a number such as `21.7`");
                return None;
            };
            figures.score = Some(score);
        }
        Some(figures)
    }
}

/// The warning where deciles are not the tenths of the ranks, which can be told where every rank is there.
fn contradicting_deciles(file_name: &str, domain: &str, seen: &Seen) -> Option<String> {
    let n = i64::try_from(seen.rows).ok()?;
    if seen.ranks.last_key_value().is_none_or(|(last, _)| *last > n) {
        return None;
    }
    let tenth = |rank: i64| (rank.saturating_mul(10) + n - 1) / n;
    let mut odd = seen.ranks.iter().filter(|(rank, of)| of.decile.is_some_and(|d| d != tenth(**rank)));
    let (rank, Ranked { row, .. }) = odd.next()?;
    Some(format!(
        "`{file_name}`: the decile of {} ranks of `{domain}` is not the tenth they lie in, the first in row {row} (rank {rank} of {n})",
        1 + odd.count()
    ))
}

/// The warning where a rank stands twice and the next one all the same: areas that share a rank leave the next ones empty,
/// so one of the rows is wrong, though not which.
fn contradicting_ranks(file_name: &str, domain: &str, seen: &Seen) -> Option<String> {
    let taken = |rank: i64, areas: i64| seen.ranks.range(rank + 1..rank.saturating_add(areas)).next().is_some();
    let (rank, of) = seen.ranks.iter().find(|(rank, of)| of.areas > 1 && taken(**rank, of.areas))?;
    Some(format!(
        "`{file_name}`: {} areas have rank {rank} of `{domain}`, the first in row {}, and the next rank is taken too: one of them is wrong",
        of.areas, of.row
    ))
}
