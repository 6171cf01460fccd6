//! The rows of a kind that count for this reader: every part of its extracts, less the units that were superseded.

use super::parts::{EXTRACT, PartsTable};
use super::views::{add, internal, memory_table, provider};
use crate::tables;
use base::{ColumnKind, Result, Table, Value};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use intake::{Holdings, Kind};
use std::path::Path;
use std::sync::Arc;

/// A kind whose extracts may be superseded in part.
pub(super) struct Rows<'a> {
    /// A word for the names of the tables behind it.
    pub name: &'a str,
    /// The kind.
    pub kind: Kind,
    /// The schema of its parts.
    pub schema: SchemaRef,
    /// The columns that hold force and month of a row's unit of supersession; without the second, units have no month.
    pub unit: (&'a str, Option<&'a str>),
}

impl Rows<'_> {
    /// Registers the parts under names of our own and gives the SELECT of the rows that count. [`forget`] takes the names
    /// away once the views are planned.
    pub(super) fn register(&self, context: &SessionContext, extracts: &Path, holdings: &Holdings) -> Result<String> {
        let (mut current, mut partly) = (PartsTable::new(Arc::clone(&self.schema)), PartsTable::new(Arc::clone(&self.schema)));
        let mut superseded = Table::new(&[("extract", ColumnKind::Text), ("force", ColumnKind::Text), ("month", ColumnKind::Text)]);
        for holding in holdings.of(self.kind) {
            if holding.superseded.is_empty() {
                add(&mut current, extracts, holding)?;
            } else {
                add(&mut partly, extracts, holding)?;
                for (force, month) in &holding.superseded {
                    let texts = [&holding.facts.passport.extract, force, month];
                    superseded.rows.push(texts.map(|t| Value::Text(t.clone())).into());
                }
            }
        }
        let any_partly = !partly.is_empty();
        let [current_name, partly_name, superseded_name] = names(self.name);
        let registered = || -> std::result::Result<(), DataFusionError> {
            context.register_table(current_name.as_str(), provider(current))?;
            context.register_table(partly_name.as_str(), provider(partly))?;
            context.register_table(superseded_name.as_str(), memory_table(tables::to_batch(&superseded)?)?)?;
            Ok(())
        };
        registered().map_err(|e| internal(&e))?;
        let mut rows = format!("SELECT * FROM {current_name}");
        if any_partly {
            // Extracts of which a unit was superseded: those rows are left out, the others stay.
            let (force, month) = self.unit;
            let month = month.map_or_else(String::new, |month| format!(" AND p.{month} = s.month"));
            rows = format!(
                "{rows} UNION ALL SELECT p.* FROM {partly_name} p LEFT ANTI JOIN {superseded_name} s \
                 ON p.{EXTRACT} = s.extract AND p.{force} = s.force{month}"
            );
        }
        Ok(rows)
    }
}

/// Takes the names away again, so that no question can ask for them.
pub(super) fn forget(context: &SessionContext, of: &[&str]) -> std::result::Result<(), DataFusionError> {
    for name in of.iter().flat_map(|word| names(word)) {
        context.deregister_table(name.as_str())?;
    }
    Ok(())
}

fn names(word: &str) -> [String; 3] {
    ["current", "partly", "superseded"].map(|part| format!("wardmote_{word}_{part}"))
}
