//! What our crates write into the log: plain sentences without values, and fields that are on the list.

use crate::repo::{Finding, Repo};

/// Where the list stands.
const LIST: &str = "crates/telemetry/src/listed.rs";
/// The ways to write into the log, and to open a span.
const WAYS: [&str; 10] =
    ["error!(", "warn!(", "info!(", "debug!(", "trace!(", "error_span!(", "warn_span!(", "info_span!(", "debug_span!(", "trace_span!("];

pub fn check(repo: &Repo) -> Vec<Finding> {
    let listed = repo.text(LIST).map(names).unwrap_or_default();
    let mut findings = Vec::new();
    let sources = repo.under("crates/", ".rs").filter(|file| file.path.contains("/src/") && !file.path.starts_with("crates/telemetry/"));
    for file in sources {
        for (at, way) in WAYS.iter().flat_map(|way| file.text.match_indices(way)) {
            if !file.text.get(..at).is_some_and(|before| before.ends_with("tracing::")) {
                continue;
            }
            let line = file.text.get(..at).map_or(0, |before| before.matches('\n').count() + 1);
            for part in parts(file.text.get(at + way.len()..).unwrap_or_default()) {
                if let Some(what) = fault(&part, &listed) {
                    let remedy = format!("say it in lower-case words without values; a field must stand in {LIST}");
                    findings.push(Finding::new(&file.path, line, what, remedy));
                }
            }
        }
    }
    findings
}

fn fault(part: &str, listed: &[&str]) -> Option<String> {
    if let Some(text) = part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        let plain = text.chars().all(|c| c.is_ascii_lowercase() || " ,;'-\u{2019}".contains(c));
        return (!plain).then(|| format!("the log can't say `{text}`"));
    }
    let name = part.split(['=', '.']).next().unwrap_or_default().trim().trim_start_matches(['%', '?']);
    // `reference.name` alone is told under the name of its last part.
    let name = if part.contains('=') { name } else { part.rsplit('.').next().unwrap_or(name).trim_start_matches(['%', '?']) };
    (!listed.contains(&name)).then(|| format!("the log does not tell `{name}`"))
}

/// The arguments of a call, as far as its closing parenthesis.
fn parts(arguments: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
    let (mut parts, mut part) = (Vec::new(), String::new());
    for c in arguments.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The names of the list: lines such as `("code", Shape::Word),`.
fn names(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.contains(", Shape::")).filter_map(|line| line.split('"').nth(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn what_may_hold_a_value_is_found() {
        let list = (LIST, "    (\"code\", Shape::Word),\n    (\"status\", Shape::Number),\n");
        for (code, faults) in [
            ("tracing::error!(code = trouble.code, \"it can't be read; the one before stays\");", 0),
            ("tracing::info!(status, %code, \"request\");", 0),
            ("tracing::info!(code = kind(a, \"b\"), \"a (b) c\");", 1),
            ("tracing::error!(name, \"found\");", 1),
            ("tracing::error!(%self.name, \"found\");", 1),
            ("tracing::error!(\"found {name}\");", 1),
            ("tracing::error!(name = person.name, \"Found {}\", name);", 3),
            ("let span = tracing::error_span!(\"request\", user = id);", 1),
            ("other::error!(name, \"Found\");", 0),
        ] {
            let found = check(&of(&[list, ("crates/web/src/a.rs", code)]));
            assert_eq!(found.len(), faults, "{code}: {found:?}");
        }
    }
}
