//! Papers of the program's own, written as plain text with signs for headings, lists and tables, as markup.

use super::{captioned_wide, cell};
use ui::{Component as _, Details, Html};

/// A paper: `##` heads a part, `###` what is folded away within it, `- ` a line of a list, `|` a row of a table. What stands over the
/// first heading is left out.
pub(crate) fn page(text: &str) -> Html {
    let mut markup = Html::default();
    for part in text.split("\n## ").skip(1) {
        let (heading, rest) = part.split_once('\n').unwrap_or((part, ""));
        markup.push(&Html::trusted("<h3 class=\"govuk-heading-m\">"));
        markup.push(&words(heading));
        markup.push(&Html::trusted("</h3>"));
        let mut within = rest.split("\n### ");
        markup.push(&blocks(within.next().unwrap_or_default(), heading));
        for folded in within {
            let (summary, content) = folded.split_once('\n').unwrap_or((folded, ""));
            let (summary, content) = (words(summary).into(), blocks(content, summary).into());
            markup.push(&Details { summary, content, ..Details::default() }.html());
        }
    }
    markup
}

fn blocks(text: &str, about: &str) -> Html {
    let mut markup = Html::default();
    for block in text.split("\n\n").map(str::trim_end).filter(|block| !block.trim().is_empty()) {
        let lines: Vec<&str> = block.lines().filter(|line| !line.trim().is_empty()).collect();
        match lines.first().map(|line| line.trim_start()) {
            Some(first) if first.starts_with('|') => markup.push(&table(&lines, about)),
            Some(first) if first.starts_with("- ") => markup.push(&list(&lines)),
            _ => {
                markup.push(&Html::trusted("<p class=\"govuk-body\">"));
                markup.push(&words(&lines.join(" ")));
                markup.push(&Html::trusted("</p>"));
            }
        }
    }
    markup
}

fn list(lines: &[&str]) -> Html {
    let mut markup = Html::trusted("<ul class=\"govuk-list govuk-list--bullet\">");
    let (mut inner, mut open) = (false, false);
    for line in lines {
        let nested = line.starts_with("  ");
        let said = line.trim_start().trim_start_matches("- ");
        if nested && !inner {
            markup.push(&Html::trusted("<ul>"));
        } else if inner && !nested {
            markup.push(&Html::trusted("</li></ul></li>"));
        } else if open {
            markup.push(&Html::trusted("</li>"));
        }
        (inner, open) = (nested, true);
        markup.push(&Html::trusted("<li>"));
        markup.push(&words(said));
    }
    markup.push(&Html::trusted(if inner { "</li></ul></li></ul>" } else { "</li></ul>" }));
    markup
}

fn table(lines: &[&str], about: &str) -> Html {
    let cells = |line: &str| -> Vec<Html> { line.trim().trim_matches('|').split(" |").map(|one| words(one.trim())).collect() };
    let mut rows = lines.iter().filter(|line| !line.starts_with("|---"));
    let head = rows.next().map(|line| cells(line).into_iter().map(cell).collect()).unwrap_or_default();
    captioned_wide(about, head, rows.map(|line| cells(line).into_iter().map(cell).collect()).collect())
}

/// Words with `` `names` ``, `**strong**` and `*cited*` ones among them.
fn words(text: &str) -> Html {
    let mut markup = Html::default();
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            markup.push(&Html::trusted("<code class=\"app-code\">"));
            markup.push(&Html::escape(part));
            markup.push(&Html::trusted("</code>"));
            continue;
        }
        for (place, part) in part.split("**").enumerate() {
            if place % 2 == 1 {
                markup.push(&Html::trusted("<strong>"));
                markup.push(&Html::escape(part));
                markup.push(&Html::trusted("</strong>"));
                continue;
            }
            for (place, part) in part.split('*').enumerate() {
                let cited = place % 2 == 1;
                markup.push(&Html::trusted(if cited { "<em>" } else { "" }));
                markup.push(&Html::escape(part));
                markup.push(&Html::trusted(if cited { "</em>" } else { "" }));
            }
        }
    }
    markup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_of_our_own_becomes_markup() {
        let text = "left out\n\n## Part\n\n| A | B |\n|---|---|\n| `x` | **yes** |\n\n### `fold`\n\nTo do <it>.\n\n- one:\n  - inner.\n- two *cited*.\n";
        let shown = page(text);
        let shown = shown.as_str();
        assert!(!shown.contains("left out"));
        for part in [
            "<h3 class=\"govuk-heading-m\">Part</h3>",
            "<code class=\"app-code\">x</code>",
            "<strong>yes</strong>",
            "<details",
            "To do &lt;it&gt;.",
            "<li>one:<ul><li>inner.</li></ul></li><li>two <em>cited</em>.</li></ul>",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
}
