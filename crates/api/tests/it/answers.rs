//! Every answer is as the description has it: its status is there, every field is described, and no field that is promised is missing.

use crate::program::{Answer, Served};
use api::{RouteInfo, document_text};
use serde_json::Value;
use std::sync::LazyLock;

static DESCRIBED: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&document_text()).unwrap());

fn resolved(schema: &Value) -> &Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(there) => DESCRIBED.pointer(there.trim_start_matches('#')).unwrap_or_else(|| panic!("{there} leads nowhere")),
        None => schema,
    }
}

/// Holds an answer against what the description says of its status.
pub fn as_described(info: &RouteInfo, answer: &Answer, named: &str) {
    let operation = &DESCRIBED["paths"][info.path][info.verb.method().to_lowercase()];
    let response = resolved(&operation["responses"][answer.status.as_str()]);
    assert!(response.is_object(), "{named}: {} is not described", answer.status);
    let kind = answer.header("content-type");
    let schema = &response["content"][kind]["schema"];
    assert!(schema.is_object(), "{named}: `{kind}` is not described for {}", answer.status);
    fits(schema, &answer.json(), named);
}

fn fits(schema: &Value, value: &Value, named: &str) {
    let schema = resolved(schema);
    if let Some(ways) = schema.get("oneOf").and_then(Value::as_array) {
        let thing = ways.iter().find(|way| way["type"] != "null").unwrap();
        return if value.is_null() { assert!(ways.len() == 2, "{named} is null") } else { fits(thing, value, named) };
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let said = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    assert!(said.contains(&kind) || (kind == "integer" && said.contains(&"number")), "{named}: {kind} is none of {said:?}");
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| fits(&schema["items"], item, &format!("{named}/{at}"))),
        Value::Object(object) => {
            let Some(properties) = schema["properties"].as_object() else { return };
            for (name, value) in object {
                let property = properties.get(name).unwrap_or_else(|| panic!("{named}: `{name}` is not described"));
                fits(property, value, &format!("{named}/{name}"));
            }
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(object.contains_key(name), "{named}: `{name}` is promised and missing");
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_description_is_served_to_anybody() {
    let served = Served::new().await;
    let answer = served.stranger().get("/api/v1/openapi.json").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.text, document_text());
}
