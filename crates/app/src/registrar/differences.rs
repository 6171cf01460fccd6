//! What differs between two states of an entry, field by field, in words.

use crate::{House, registers};
use base::{Result, Trouble};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A field in which two states of an entry differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field, in words: `contacts 2, office`.
    pub what: String,
    /// What stood there; empty where nothing did.
    pub before: String,
    /// What stands there then; empty where nothing does.
    pub after: String,
}

/// An entry as it was written, with what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its place in the journal.
    pub seq: i64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What it changed; empty for the first.
    pub changed: Vec<Difference>,
}

/// Every entry about a thing, newest first, each with what it changed.
pub async fn written(house: &House, register: &str, id: &str) -> Result<Vec<Written>> {
    let mut lines = Vec::new();
    let mut before: Option<Value> = None;
    for line in registers::history(house, register, id).await? {
        let changed = before.as_ref().map(|before| between(before, &line.body)).unwrap_or_default();
        lines.push(Written { seq: line.stamp.seq, at: line.stamp.at, who: line.stamp.who, changed });
        before = Some(line.body);
    }
    lines.reverse();
    Ok(lines)
}

/// A body as the journal has it.
pub(super) fn as_json<T: Serialize>(body: &T) -> Result<Value> {
    serde_json::to_value(body)
        .map_err(|e| Trouble::failed("record-unwritable", format!("an entry could not be written: {e}"), "report this"))
}

/// What something says, field by field in words; what is empty is left out.
pub(crate) fn spelt_out<T: Serialize>(body: &T) -> Result<Vec<(String, String)>> {
    Ok(flat(&as_json(body)?).into_iter().map(|((_, words), said)| (words, said)).collect())
}

/// The fields in which two bodies differ, in the order of their names.
pub(super) fn between(before: &Value, after: &Value) -> Vec<Difference> {
    let (before, after) = (flat(before), flat(after));
    let mut differences = Vec::new();
    for (field, value) in &before {
        let then = after.get(field).cloned().unwrap_or_default();
        if then != *value {
            differences.push(Difference { what: field.1.clone(), before: value.clone(), after: then });
        }
    }
    for (field, value) in after.iter().filter(|(field, _)| !before.contains_key(*field)) {
        differences.push(Difference { what: field.1.clone(), before: String::new(), after: value.clone() });
    }
    differences
}

/// A field by the places that lead to it, and in words.
type Field = (Vec<String>, String);

/// The values of a body, each by its field; what is empty is left out.
fn flat(body: &Value) -> BTreeMap<Field, String> {
    let mut values = BTreeMap::new();
    gather(body, &mut Vec::new(), "", &mut values);
    values
}

fn gather(value: &Value, path: &mut Vec<String>, words: &str, values: &mut BTreeMap<Field, String>) {
    let mut keep = |said: String| {
        if !said.is_empty() {
            values.insert((path.clone(), words.to_owned()), said);
        }
    };
    match value {
        Value::Null => {}
        Value::String(said) => keep(said.clone()),
        Value::Bool(said) => keep(if *said { "yes" } else { "no" }.to_owned()),
        Value::Number(said) => keep(said.to_string()),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let said: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            keep(said.join(", "));
        }
        Value::Array(list) => {
            for (place, one) in list.iter().enumerate() {
                path.push(format!("{place:04}"));
                gather(one, path, &format!("{words} {}", place + 1), values);
                path.pop();
            }
        }
        Value::Object(fields) => {
            for (name, one) in fields {
                path.push(name.clone());
                let field = name.replace('_', " ");
                gather(one, path, &if words.is_empty() { field } else { format!("{words}, {field}") }, values);
                path.pop();
            }
        }
    }
}
