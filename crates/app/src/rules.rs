//! The rulebook as a table.

use base::{ColumnKind, Result, Table, Value};
use rulebook::Rulebook;

/// One row a rule: `id,version,title,kind,valid_from,valid_to,jurisdiction,area,source,approved_by`.
pub fn rules_table() -> Result<Table> {
    let names = ["id", "version", "title", "kind", "valid_from", "valid_to", "jurisdiction", "area", "source", "approved_by"];
    let columns: Vec<(&str, ColumnKind)> = names.iter().map(|n| (*n, ColumnKind::Text)).collect();
    let mut table = Table::new(&columns);
    for rule in Rulebook::builtin()?.rules() {
        let text = |t: String| if t.is_empty() { Value::Missing } else { Value::Text(t) };
        table.rows.push(vec![
            text(rule.reference.id().to_owned()),
            text(rule.reference.version().to_owned()),
            text(rule.title.clone()),
            text(rule.parameters.kind().to_owned()),
            text(rule.valid_from.map(|d| d.to_string()).unwrap_or_default()),
            text(rule.valid_to.map(|d| d.to_string()).unwrap_or_default()),
            text(rule.jurisdiction.as_str().to_owned()),
            text(rule.area.as_ref().map(ToString::to_string).unwrap_or_default()),
            text(format!("{}, {}", rule.source.document, rule.source.place)),
            text(rule.approved_by.clone()),
        ]);
    }
    Ok(table)
}
