//! Pages made from what the code and the rule files say.

mod configuration;

use crate::repo::{Repo, shipped_lines};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::OnceLock;
use toml::Value;

/// The generated pages: path and text.
pub fn generated(repo: &Repo) -> [(&'static str, String); 4] {
    let manual = configuration::page(repo.text(configuration::MANUAL).unwrap_or_default());
    [
        ("docs/rules.md", rules(repo)),
        ("docs/errors.md", errors(repo)),
        ("docs/permissions.md", permissions()),
        ("docs/configuration.md", manual),
    ]
}

/// The policies as they print themselves; where they don't hold together, that is what the page says, and it is stale.
fn permissions() -> String {
    // The policies are built into this program, and trying each question of the table takes a while.
    static TABLE: OnceLock<String> = OnceLock::new();
    TABLE.get_or_init(|| policy::table().unwrap_or_else(|trouble| trouble.to_string())).clone()
}

/// Every rule file, in words.
fn rules(repo: &Repo) -> String {
    let mut text = "# Rules\n\nMade from `rules/` by `cargo xtask docs`; a test fails when it is not fresh. A result records the version it was made with.\n".to_owned();
    for file in repo.under("rules/", ".toml") {
        let Ok(rule) = file.text.parse::<toml::Table>() else { continue };
        let said = |table: &toml::Table, key: &str| table.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let empty = toml::Table::new();
        let source = rule.get("source").and_then(Value::as_table).unwrap_or(&empty);
        let until = said(&rule, "valid_to");
        let until = if until.is_empty() { "no end".to_owned() } else { format!("before {until}") };
        let since = match said(&rule, "valid_from") {
            blank if blank.is_empty() => "In force from a day not known: holds on no day".to_owned(),
            first => format!("In force from {first}, {until}"),
        };
        let area = said(&rule, "area");
        let _ =
            writeln!(text, "\n## {}@{}\n\n{}.\n", said(&rule, "id"), said(&rule, "version"), said(&rule, "title").trim_end_matches('.'));
        let _ = writeln!(
            text,
            "- {since}; jurisdiction {}{}",
            said(&rule, "jurisdiction"),
            if area.is_empty() { String::new() } else { format!(", area {area}") }
        );
        let (document, place) = if source.contains_key("statute") { ("statute", "section") } else { ("paper", "paragraph") };
        let _ = writeln!(text, "- Source: {}; {}", said(source, document), said(source, place));
        let _ = writeln!(text, "- Approved by: {}", said(&rule, "approved_by"));
        let note = said(source, "note");
        if !note.is_empty() {
            let _ = writeln!(text, "- Note: {note}");
        }
        if let Some(parameters) = rule.get("parameters").and_then(Value::as_table) {
            for (key, value) in parameters {
                parameter(&mut text, key, value);
            }
        }
    }
    text
}

fn parameter(text: &mut String, key: &str, value: &Value) {
    let tables = value.as_array().filter(|items| items.iter().any(Value::is_table));
    let Some(items) = tables else {
        let _ = writeln!(text, "- `{key}`: {}", plain(value));
        return;
    };
    let _ = writeln!(text, "- `{key}`:");
    for item in items {
        let cells: Vec<String> = item.as_table().into_iter().flatten().map(|(k, v)| format!("{k} {}", plain(v))).collect();
        let _ = writeln!(text, "  - {}", cells.join("; "));
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An error a user may meet, as the sources write it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Error {
    exit: u8,
    message: String,
    remedy: String,
}

/// Every code that `Trouble` is made with, with its messages and remedies.
fn errors(repo: &Repo) -> String {
    let mut codes: BTreeMap<String, Vec<Error>> = BTreeMap::new();
    for file in repo.under("crates/", ".rs").filter(|f| f.path.contains("/src/")) {
        let shipped: Vec<&str> = shipped_lines(&file.text).map(|(_, line)| line).collect();
        let shipped = shipped.join("\n");
        for (maker, exit) in [("Trouble::failed(", 1), ("Trouble::refused(", 2), ("Trouble::usage(", 64)] {
            for (at, _) in shipped.match_indices(maker) {
                let literals = literals(shipped.get(at + maker.len()..).unwrap_or_default());
                let Some((code, rest)) = literals.split_first() else { continue };
                if !code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
                    continue;
                }
                let message = rest.first().cloned().unwrap_or_default();
                let remedy = if rest.len() > 1 { rest.last().cloned().unwrap_or_default() } else { String::new() };
                codes.entry(code.clone()).or_default().push(Error { exit, message, remedy });
            }
        }
    }
    let mut text = "# Errors\n\nMade from the sources by `cargo xtask docs`; a test fails when it is not fresh. Every error prints one line, a remedy and its code. Exit 1: the machine let us down. Exit 2: understood and refused. Exit 64: the words of the command are off. `…` stands for your own values.\n".to_owned();
    for (code, mut errors) in codes {
        errors.sort();
        errors.dedup();
        let _ = writeln!(text, "\n## {code}\n");
        for Error { exit, message, remedy } in errors {
            let _ = write!(text, "- exit {exit}: {}", if message.is_empty() { "the cause is printed with it" } else { &message });
            let _ = writeln!(text, "{}", if remedy.is_empty() { String::new() } else { format!(". Do: {remedy}") });
        }
    }
    text
}

/// The string literals of a call's arguments, `{…}` shown as `…`; stops at the call's closing parenthesis.
fn literals(arguments: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut depth = 0_i32;
    let mut chars = arguments.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => break,
            ')' | ']' => depth -= 1,
            '\'' if chars.peek() == Some(&'"') => {
                chars.next();
            }
            '"' => {
                let mut literal = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => match chars.next() {
                            Some('n') => literal.push(' '),
                            Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                            Some(other) => literal.push(other),
                            None => {}
                        },
                        other => literal.push(other),
                    }
                }
                found.push(without_holes(&literal));
            }
            _ => {}
        }
    }
    found
}

fn without_holes(literal: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in literal.replace("{{", "\u{1}").replace("}}", "\u{2}").chars() {
        match c {
            '{' => {
                inside = true;
                text.push('…');
            }
            '}' => inside = false,
            _ if inside => {}
            '\u{1}' => text.push('{'),
            '\u{2}' => text.push('}'),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn an_error_is_listed_with_its_remedy() {
        let code = "fn f() { Trouble::refused(\n\"file-too-large\", format!(\"`{}` holds {length} bytes\", p.display()), \"split it\") }\n#[cfg(test)]\nTrouble::failed(\"x-y\", \"\", \"\")";
        let page = errors(&of(&[("crates/vault/src/a.rs", code)]));
        assert!(page.contains("## file-too-large\n\n- exit 2: `…` holds … bytes. Do: split it\n"), "{page}");
        assert!(!page.contains("x-y"));
    }

    #[test]
    fn a_rule_is_printed_in_words() {
        let rule = "id = 'risk-key'\nversion = '2020'\ntitle = 'Risk key'\nvalid_from = '2020-01-01'\njurisdiction = 'E'\narea = 'E07000012'\napproved_by = 'the group'\n[source]\npaper = 'pack'\nparagraph = '4'\n[parameters]\nlow = 0\n[[parameters.bands]]\nname = 'High'\nfrom = 3\n";
        let page = rules(&of(&[("rules/risk-key@2020.toml", rule)]));
        for line in
            ["## risk-key@2020", "- Source: pack; 4", "- `low`: 0", "  - from 3; name High", ", no end; jurisdiction E, area E07000012"]
        {
            assert!(page.contains(line), "{line}\n{page}");
        }
    }
}
