//! The catalogue of measures as a table.

use base::{ColumnKind, Result, Table, Value};
use evidence::catalogue::{Catalogue, Counted};
use evidence::measures::Good;

/// One row a measure: `id,title,counts,unit,good,denominator,data_set,class,parts,caution`.
pub fn measures_table() -> Result<Table> {
    let names = ["id", "title", "counts", "unit", "good", "denominator", "data_set", "class", "parts", "caution"];
    let columns: Vec<(&str, ColumnKind)> = names.iter().map(|name| (*name, ColumnKind::Text)).collect();
    let mut table = Table::new(&columns);
    let catalogue = Catalogue::builtin()?;
    for measure in catalogue.measures() {
        let text = |text: &str| if text.is_empty() { Value::Missing } else { Value::Text(text.to_owned()) };
        let counts = match &measure.counts {
            Counted::Street { .. } => "rows of police street files",
            Counted::Incidents { .. } => "rows of a partner's incidents",
            Counted::Counts { .. } => "counts made by the holder",
            Counted::Deprivation { .. } => "LSOAs by decile",
            Counted::Outcomes { .. } => "rows of police outcome files",
            Counted::StopSearches { .. } => "rows of police stop-and-search files",
            Counted::Parts => "rows of its parts",
        };
        let good = match measure.good {
            Good::Lower => "lower",
            Good::Higher => "higher",
            Good::Neither => "neither",
        };
        table.rows.push(vec![
            text(&measure.id),
            text(&measure.title),
            text(counts),
            text(&measure.unit),
            text(good),
            text(measure.denominator.as_str()),
            text(&measure.data_set),
            text(catalogue.data_set(&measure.data_set).map_or("", |set| set.class.as_str())),
            text(&measure.parts.join(" ")),
            text(measure.caution.as_deref().unwrap_or_default()),
        ]);
    }
    Ok(table)
}
