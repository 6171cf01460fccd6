//! From the text of a rule file to a rule. Every refusal names the file, the key and what to do.

use crate::parameters::Parameters;
use crate::rule::{Jurisdiction, Rule, RuleRef, Source, is_word};
use base::{AreaCode, Result, Trouble};
use jiff::civil::Date;
use toml::{Table, Value};

const KEYS: [&str; 11] =
    ["id", "version", "title", "kind", "valid_from", "valid_to", "jurisdiction", "area", "approved_by", "source", "parameters"];
const SOURCE_KEYS: [&str; 5] = ["paper", "statute", "paragraph", "section", "note"];
/// Words that begin the name of a person rather than of a role or body.
const PERSONAL: [&str; 10] = ["mr", "mrs", "ms", "miss", "dr", "cllr", "councillor", "sir", "pc", "insp"];

struct File<'a> {
    name: &'a str,
}

impl File<'_> {
    fn bad(&self, key: &str, what: impl AsRef<str>, remedy: impl Into<String>) -> Trouble {
        Trouble::refused("rule-invalid", format!("rule file `{}`, key `{key}`: {}", self.name, what.as_ref()), remedy)
    }

    /// A text that may be missing or empty; empty then.
    fn optional<'t>(&self, table: &'t Table, prefix: &str, key: &str) -> Result<&'t str> {
        match table.get(key) {
            None => Ok(""),
            Some(Value::String(text)) => Ok(text.trim()),
            Some(other) => Err(self.bad(
                &format!("{prefix}{key}"),
                format!("is {}, not text", other.type_str()),
                "put the value between double quotes",
            )),
        }
    }

    /// A text with something in it.
    fn text<'t>(&self, table: &'t Table, prefix: &str, key: &str) -> Result<&'t str> {
        let text = self.optional(table, prefix, key)?;
        if text.is_empty() {
            return Err(self.bad(&format!("{prefix}{key}"), "is missing or empty", format!("add a line `{key} = \"…\"`")));
        }
        Ok(text)
    }

    fn day(&self, table: &Table, key: &str) -> Result<Option<Date>> {
        let text = self.optional(table, "", key)?;
        if text.is_empty() {
            return Ok(None);
        }
        // Only the plain form: `parse` alone would also take a time and a zone.
        let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match text.parse() {
            Ok(day) if plain => Ok(Some(day)),
            _ => Err(self.bad(key, format!("`{text}` is not a date"), "write it as `2020-01-01`, between double quotes")),
        }
    }

    fn known_keys(&self, table: &Table, prefix: &str, known: &[&str]) -> Result<()> {
        match table.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(self.bad(&format!("{prefix}{key}"), "is not a key of a rule file", format!("use only {}", known.join(", ")))),
            None => Ok(()),
        }
    }

    fn source(&self, table: &Table) -> Result<Source> {
        let Some(Value::Table(source)) = table.get("source") else {
            return Err(self.bad("source", "is missing", "add `[source]` with `paper` and `paragraph`, or `statute` and `section`"));
        };
        self.known_keys(source, "source.", &SOURCE_KEYS)?;
        let statute = source.contains_key("statute");
        if statute == source.contains_key("paper") {
            return Err(self.bad("source", "must name one of `paper` and `statute`", "keep the one the rule comes from"));
        }
        let (document, place) = if statute { ("statute", "section") } else { ("paper", "paragraph") };
        Ok(Source {
            document: self.text(source, "source.", document)?.to_owned(),
            statute,
            place: self.text(source, "source.", place)?.to_owned(),
            note: self.optional(source, "source.", "note")?.to_owned(),
        })
    }

    fn approved_by(&self, table: &Table) -> Result<String> {
        let text = self.text(table, "", "approved_by")?;
        let first = text.split([' ', '.']).next().unwrap_or("").to_lowercase();
        if PERSONAL.contains(&first.as_str()) || text.contains('@') {
            return Err(self.bad("approved_by", format!("`{text}` looks like a person"), "name the role or body that approved the rule"));
        }
        Ok(text.to_owned())
    }
}

/// Reads one rule file.
pub(crate) fn parse_rule(name: &str, text: &str) -> Result<Rule> {
    let rule = parse_draft(name, text)?;
    if name != format!("{}.toml", rule.reference) {
        let file = File { name };
        return Err(file.bad("id", format!("the file holds `{}`", rule.reference), format!("name the file `{}.toml`", rule.reference)));
    }
    Ok(rule)
}

/// Reads a rule from a file of any name.
pub(crate) fn parse_draft(name: &str, text: &str) -> Result<Rule> {
    let file = File { name };
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1);
        let message = format!("rule file `{name}`, line {line}: {}", error.message().trim().replace('\n', " "));
        Trouble::refused("rule-invalid", message, "correct the TOML; docs/guides/add-a-rule.md shows a whole file")
    })?;
    file.known_keys(&table, "", &KEYS)?;
    let (id, version) = (file.text(&table, "", "id")?, file.text(&table, "", "version")?);
    for (key, value) in [("id", id), ("version", version)] {
        if !is_word(value) {
            let remedy = "use lower-case letters, digits and single hyphens: `ward-flags`";
            return Err(file.bad(key, format!("`{value}` can't be part of a reference"), remedy));
        }
    }
    let reference = RuleRef::new(id, version).ok_or_else(|| file.bad("id", "can't be part of a reference", "use lower-case letters"))?;
    if !table.contains_key("valid_from") {
        let remedy = "add the first day it holds, or \"\" where no source gives that day";
        return Err(file.bad("valid_from", "is missing", remedy));
    }
    let valid_from = file.day(&table, "valid_from")?;
    let valid_to = file.day(&table, "valid_to")?;
    if valid_to.is_some() && valid_from.is_none() {
        return Err(file.bad("valid_to", "stands beside an empty `valid_from`", "leave it out: such a rule holds on no day"));
    }
    if valid_to.is_some_and(|end| valid_from.is_some_and(|first| end <= first)) {
        return Err(file.bad(
            "valid_to",
            "must come after `valid_from`",
            "it is the first day the rule no longer holds; leave it out while it holds",
        ));
    }
    let jurisdiction = file.text(&table, "", "jurisdiction")?;
    let jurisdiction = Jurisdiction::parse(jurisdiction)
        .ok_or_else(|| file.bad("jurisdiction", format!("`{jurisdiction}` is not a jurisdiction"), "use E, W, EW, S, NI or UK"))?;
    let area = match file.optional(&table, "", "area")? {
        "" => None,
        code => Some(
            AreaCode::parse(code).map_err(|error| file.bad("area", error.to_string(), "give the area's code, or \"\" for everywhere"))?,
        ),
    };
    if area.is_some() && !jurisdiction.covers(area.as_ref()) {
        return Err(file.bad("area", "lies outside the `jurisdiction`", "correct the one or the other"));
    }
    let kind = file.text(&table, "", "kind")?;
    let parameters = match table.get("parameters") {
        Some(Value::Table(parameters)) => parameters.clone(),
        _ => return Err(file.bad("parameters", "is missing", "add `[parameters]` with the values of its kind")),
    };
    let parameters = Parameters::read(kind, parameters).map_err(|why| {
        let key = if why.contains("is not a kind") { "kind" } else { "parameters" };
        file.bad(key, why, "compare with the other rules of this kind and with docs/guides/add-a-rule.md")
    })?;
    Ok(Rule {
        reference,
        title: file.text(&table, "", "title")?.to_owned(),
        valid_from,
        valid_to,
        jurisdiction,
        area,
        source: file.source(&table)?,
        approved_by: file.approved_by(&table)?,
        parameters,
        file: name.to_owned(),
    })
}
