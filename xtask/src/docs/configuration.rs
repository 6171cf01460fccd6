//! The page about the configuration, from the default that explains itself.

use std::fmt::Write as _;

/// The configuration with every key.
pub const MANUAL: &str = "crates/cli/src/config/default.toml";

/// The manual as a page: a heading a section, a line a key.
pub fn page(manual: &str) -> String {
    let mut text = format!(
        "# Configuration\n\nMade from `{MANUAL}` by `cargo xtask docs`; a test fails when it is not fresh. `wardmote config default` prints the same as \
         a file to begin with, `wardmote config check FILE` says what is wrong with one, and [operations](operations.md) says how it is used.\n"
    );
    let mut said: Vec<&str> = Vec::new();
    let mut begun = false;
    for line in manual.lines() {
        let bare = line.strip_prefix('#').unwrap_or(line);
        if line.is_empty() {
            if !begun {
                // The words before the first key.
                let _ = write!(text, "\n{}\n\n## First\n\n", paragraphs(&said));
                begun = true;
            }
            said.clear();
        } else if line == "#" {
            said.push("");
        } else if let Some(words) = line.strip_prefix("# ") {
            said.push(words);
        } else if bare.starts_with('[') {
            let _ = write!(text, "\n## `{bare}`\n\n");
            if !said.is_empty() {
                let _ = write!(text, "{}\n\n", paragraphs(&said));
            }
            said.clear();
        } else if let Some((key, value)) = bare.split_once(" = ") {
            let how = if line.starts_with('#') { "such as" } else { "default" };
            let _ = write!(text, "- `{key}`, {how} `{value}`");
            let _ = if said.is_empty() { writeln!(text, ".") } else { writeln!(text, ". {}", paragraphs(&said)) };
            said.clear();
        }
    }
    text
}

/// Lines joined to paragraphs.
fn paragraphs(lines: &[&str]) -> String {
    lines.split(|line| line.is_empty()).map(|lines| lines.join(" ")).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_keys_are_printed_with_their_words() {
        let manual = "# The words\n# before.\n#\n# Another.\n\n# Where.\nlisten = \"x\"\n\n# Of TLS.\n#[tls]\n# Its\n# key.\n#key = \"k\"\n#other = 1\n";
        let page = page(manual);
        let part = "The words before.\n\nAnother.\n\n## First\n\n- `listen`, default `\"x\"`. Where.\n\n## `[tls]`\n\nOf TLS.\n\n- `key`, such as `\"k\"`. Its key.\n- `other`, such as `1`.\n";
        assert!(page.contains(part), "{page}");
    }
}
