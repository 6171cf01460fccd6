//! A request held against the description of the interface: what the description says is what is checked, so neither can say what
//! the other does not. What is wrong is named by its place, and what was sent is never said again.

use crate::problem::Wrong;
use crate::words::{KEY, PATTERNS, is_day};
use serde_json::{Map, Value};

/// What is wrong at the most is named; more helps nobody.
const MOST_NAMED: usize = 20;

/// Holds values against schemas of one description.
#[derive(Clone, Copy)]
pub(crate) struct Checker<'a> {
    /// The whole description, where `$ref` leads to.
    pub(crate) document: &'a Value,
}

impl Checker<'_> {
    /// What is wrong with a value.
    pub(crate) fn check(self, schema: &Value, value: &Value, pointer: &str) -> Vec<Wrong> {
        let mut found = Vec::new();
        self.walk(schema, value, pointer, &mut found);
        found.truncate(MOST_NAMED);
        found
    }

    /// The schema that a `$ref` leads to.
    fn resolved<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let there = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
        there.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(schema)
    }

    fn walk(self, schema: &Value, value: &Value, pointer: &str, found: &mut Vec<Wrong>) {
        if found.len() >= MOST_NAMED {
            return;
        }
        let schema = self.resolved(schema);
        let mut wrong = |detail: String| found.push(Wrong { pointer: pointer.to_owned(), detail });
        if let Some(ways) = schema.get("oneOf").and_then(Value::as_array) {
            // Of an optional thing: null, or the thing itself, whose own faults are named.
            let is_null = |way: &&Value| way.get("type").and_then(Value::as_str) == Some("null");
            if value.is_null() && ways.iter().any(|way| is_null(&way)) {
                return;
            }
            if let Some(way) = ways.iter().find(|way| !is_null(way)) {
                self.walk(way, value, pointer, found);
            }
            return;
        }
        if !is_of_type(schema.get("type"), value) {
            return wrong(format!("it must be {}", types(schema.get("type"))));
        }
        if let Some(known) = schema.get("enum").and_then(Value::as_array)
            && !known.contains(value)
        {
            let known: Vec<String> = known.iter().filter_map(Value::as_str).map(|one| format!("`{one}`")).collect();
            return wrong(format!("it must be one of {}", known.join(", ")));
        }
        match value {
            Value::String(text) => check_text(schema, text, &mut wrong),
            Value::Number(number) => check_number(schema, number.as_f64().unwrap_or(f64::NAN), &mut wrong),
            Value::Array(items) => {
                check_count(schema, items.len(), &mut wrong);
                if let Some(schema) = schema.get("items") {
                    for (at, item) in items.iter().enumerate() {
                        self.walk(schema, item, &format!("{pointer}/{at}"), found);
                    }
                }
            }
            Value::Object(object) => self.walk_object(schema, object, pointer, found),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn walk_object(self, schema: &Value, object: &Map<String, Value>, pointer: &str, found: &mut Vec<Wrong>) {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                found.push(Wrong { pointer: format!("{pointer}/{name}"), detail: "it is needed".to_owned() });
            }
        }
        for (name, value) in object {
            match properties.get(name) {
                Some(schema) => self.walk(schema, value, &format!("{pointer}/{name}"), found),
                // The name itself is not said again: it may be anything.
                None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                    let known: Vec<String> = properties.keys().map(|name| format!("`{name}`")).collect();
                    let detail = format!("it holds something that is not described; it may hold {}", known.join(", "));
                    found.push(Wrong { pointer: pointer.to_owned(), detail });
                }
                None => {}
            }
        }
    }
}

/// Reads a text of an address or a header as what its schema says it is; where it is no such thing it stays a text, which the
/// check then refuses.
pub(crate) fn read(schema: &Value, text: &str) -> Value {
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let plain =
                !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
            text.parse::<i64>().ok().filter(|_| plain).map_or_else(|| Value::from(text), Value::from)
        }
        Some("boolean") => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::from(text),
        },
        _ => Value::from(text),
    }
}

/// The same value with whole numbers written as whole numbers: `3.0` is the same number as `3`.
pub(crate) fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) if !number.is_i64() && !number.is_u64() => match number.as_f64() {
            Some(real) if is_whole(real) => format!("{real:.0}").parse::<i64>().map_or(Value::Number(number), Value::from),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(object) => object.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        other => other,
    }
}

fn is_whole(real: f64) -> bool {
    real.is_finite() && real.fract() == 0.0
}

fn is_of_type(wanted: Option<&Value>, value: &Value) -> bool {
    let fits = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(is_whole),
        _ => false,
    };
    match wanted {
        Some(Value::String(name)) => fits(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(fits),
        _ => true,
    }
}

/// What must stand there, in words.
fn types(wanted: Option<&Value>) -> String {
    let word = |name: &str| match name {
        "null" => "null",
        "boolean" => "`true` or `false`",
        "string" => "a text",
        "array" => "a list",
        "object" => "an object",
        "integer" => "a whole number",
        _ => "a number",
    };
    match wanted {
        Some(Value::String(name)) => word(name).to_owned(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(word).collect::<Vec<_>>().join(" or "),
        _ => "there".to_owned(),
    }
}

fn limit(schema: &Value, name: &str) -> Option<usize> {
    schema.get(name).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok())
}

fn check_text(schema: &Value, text: &str, wrong: &mut impl FnMut(String)) {
    let length = text.chars().count();
    if let Some(least) = limit(schema, "minLength").filter(|least| length < *least) {
        wrong(format!("it must have at least {least} letters"));
    } else if let Some(most) = limit(schema, "maxLength").filter(|most| length > *most) {
        wrong(format!("it must have at most {most} letters"));
    } else if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let known = PATTERNS.iter().chain([&KEY]).find(|known| known.written == pattern);
        if !known.is_some_and(|known| (known.holds)(text)) {
            wrong(format!("it must be written as `{pattern}` says"));
        }
    } else if schema.get("format").and_then(Value::as_str) == Some("date") && !is_day(text) {
        wrong("it must be a day, written as `2026-10-01`".to_owned());
    }
}

fn check_number(schema: &Value, number: f64, wrong: &mut impl FnMut(String)) {
    let limit = |name: &str| schema.get(name).and_then(Value::as_f64);
    let (least, most) = (limit("minimum"), limit("maximum"));
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        let said = |limit: Option<f64>| limit.map_or_else(|| "any number".to_owned(), |limit| limit.to_string());
        wrong(format!("it must lie between {} and {}", said(least), said(most)));
    }
}

fn check_count(schema: &Value, count: usize, wrong: &mut impl FnMut(String)) {
    let (least, most) = (limit(schema, "minItems"), limit(schema, "maxItems"));
    if least.is_some_and(|least| count < least) {
        wrong(format!("it must hold at least {}", least.unwrap_or_default()));
    } else if most.is_some_and(|most| count > most) {
        wrong(format!("it must hold at most {}", most.unwrap_or_default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(schema: &Value, value: &Value) -> Vec<String> {
        let document = json!({ "components": { "schemas": { "Day": { "type": "string", "format": "date" } } } });
        let found = Checker { document: &document }.check(schema, value, "body");
        found.into_iter().map(|wrong| format!("{}: {}", wrong.pointer, wrong.detail)).collect()
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place_and_not_said_again() {
        let schema = json!({
            "type": "object",
            "required": ["name", "on"],
            "additionalProperties": false,
            "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 3 },
                "on": { "$ref": "#/components/schemas/Day" },
                "until": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Day" }] },
                "kind": { "type": ["string", "null"], "enum": ["a", "b", null] },
                "seen": { "type": "integer", "minimum": 1, "maximum": 9 },
                "said": { "type": "array", "maxItems": 2, "items": { "type": "string", "maxLength": 1 } },
            },
        });
        assert!(
            check(&schema, &json!({ "name": "\u{e9}\u{e9}\u{e9}", "on": "2026-10-01", "until": null, "kind": null, "seen": 3.0 }))
                .is_empty()
        );
        for (value, expected) in [
            (json!([]), "body: it must be an object"),
            (json!({ "name": "x" }), "body/on: it is needed"),
            (json!({ "name": "Zephyrine", "on": "2026-10-01" }), "body/name: it must have at most 3 letters"),
            (json!({ "name": "", "on": "2026-10-01" }), "body/name: it must have at least 1 letters"),
            (json!({ "name": "x", "on": "2026-02-30" }), "body/on: it must be a day, written as `2026-10-01`"),
            (json!({ "name": "x", "on": "2026-10-01", "until": "soon" }), "body/until: it must be a day, written as `2026-10-01`"),
            (json!({ "name": "x", "on": "2026-10-01", "kind": "c" }), "body/kind: it must be one of `a`, `b`"),
            (json!({ "name": "x", "on": "2026-10-01", "seen": 10 }), "body/seen: it must lie between 1 and 9"),
            (json!({ "name": "x", "on": "2026-10-01", "seen": 1.5 }), "body/seen: it must be a whole number"),
            (json!({ "name": "x", "on": "2026-10-01", "said": ["a", "b", "c"] }), "body/said: it must hold at most 2"),
            (json!({ "name": "x", "on": "2026-10-01", "said": ["a", 1] }), "body/said/1: it must be a text"),
        ] {
            assert_eq!(check(&schema, &value), [expected]);
        }
        let odd = check(&schema, &json!({ "name": "x", "on": "2026-10-01", "Zephyrine Okonta": 1 }));
        assert!(odd.len() == 1 && odd[0].starts_with("body: it holds something") && !odd[0].contains("Zephyrine"), "{odd:?}");
    }

    #[test]
    fn a_text_of_an_address_is_read_as_what_it_should_be() {
        let whole = json!({ "type": "integer" });
        for (text, expected) in
            [("5", json!(5)), ("-5", json!(-5)), ("+5", json!("+5")), ("05", json!("05")), ("", json!("")), ("5.0", json!("5.0"))]
        {
            assert_eq!(read(&whole, text), expected);
        }
        assert_eq!(read(&json!({ "type": "boolean" }), "true"), json!(true));
        assert_eq!(read(&json!({ "type": "boolean" }), "True"), json!("True"));
        assert_eq!(read(&json!({ "type": "string" }), "5"), json!("5"));
        assert_eq!(plain(json!({ "a": [1.0, 1.5, 2] })), json!({ "a": [1, 1.5, 2] }));
    }
}
