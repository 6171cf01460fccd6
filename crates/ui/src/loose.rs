//! Reading the component options of GOV.UK Frontend, which are JavaScript's: a number where text is meant,
//! `false` or nothing where a row is left out.

use crate::{Attributes, Content, Html};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Text, which may be written as a number.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(as_text(&Value::deserialize(deserializer)?))
}

/// The same where absence differs from empty text.
pub(crate) fn maybe_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        value => Some(as_text(&value)),
    })
}

/// The same where `false` and `null` mean empty text.
pub(crate) fn hidden_words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(Some(if is_truthy(&value) { as_text(&value) } else { String::new() }))
}

/// A list without its falsy and empty entries.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let values = Option::<Vec<Value>>::deserialize(deserializer)?.unwrap_or_default();
    values
        .into_iter()
        .filter(|value| is_truthy(value) && value.as_object().is_none_or(|fields| !fields.is_empty()))
        .map(|value| serde_json::from_value(value).map_err(D::Error::custom))
        .collect()
}

/// The same where an entry left out still counts: each that stays learns its `number`, from one.
pub(crate) fn numbered<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let values = Option::<Vec<Value>>::deserialize(deserializer)?.unwrap_or_default();
    let mut kept = Vec::new();
    for (place, mut value) in values.into_iter().enumerate().filter(|(_, value)| is_truthy(value)) {
        if let Some(fields) = value.as_object_mut() {
            fields.insert("number".to_owned(), Value::from(place + 1));
        }
        kept.push(serde_json::from_value(value).map_err(D::Error::custom)?);
    }
    Ok(kept)
}

/// Markup under the key `html` of an object; none for anything else.
pub(crate) fn html<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Html, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.get("html").filter(|html| is_truthy(html)).map(|html| Html::trusted(as_text(html))).unwrap_or_default())
}

/// Texts by name, whose values may be written as numbers.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let fields = Option::<Map<String, Value>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(fields.into_iter().map(|(name, value)| (name, as_text(&value))).collect())
}

/// Content under the keys `text_key` and `html_key`; markup wins unless empty.
pub(crate) fn content<'de, D: Deserializer<'de>>(deserializer: D, text_key: &str, html_key: &str) -> Result<Content, D::Error> {
    let fields = Map::deserialize(deserializer)?;
    Ok(match fields.get(html_key).filter(|value| is_truthy(value)) {
        Some(html) => Content::Html(Html::trusted(as_text(html))),
        None => Content::Text(fields.get(text_key).map(as_text).unwrap_or_default()),
    })
}

/// Content under `summaryText` or `summaryHtml`.
pub(crate) fn summary<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Content, D::Error> {
    content(deserializer, "summaryText", "summaryHtml")
}

/// Content under `titleText` or `titleHtml`.
pub(crate) fn title<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Content, D::Error> {
    content(deserializer, "titleText", "titleHtml")
}

/// Content under `descriptionText` or `descriptionHtml`.
pub(crate) fn description<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Content, D::Error> {
    content(deserializer, "descriptionText", "descriptionHtml")
}

/// One attribute: a value, or `{value, optional}` whose `true` stands alone and whose `false` is left out.
pub(crate) fn attribute(attributes: Attributes, name: &str, value: &Value) -> Attributes {
    let (value, optional) = match value.as_object() {
        Some(fields) => (fields.get("value").unwrap_or(&Value::Null), fields.get("optional") == Some(&Value::Bool(true))),
        None => (value, false),
    };
    match (optional, value) {
        (true, Value::Bool(true)) => attributes.flag(name),
        (true, Value::Null | Value::Bool(false)) => attributes,
        _ => attributes.and(name, as_text(value)),
    }
}
