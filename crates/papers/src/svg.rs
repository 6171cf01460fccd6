//! Whether a drawing may be set into a page: the elements and attributes our own charts use, and nothing else.

const ELEMENTS: [&str; 15] =
    ["svg", "title", "desc", "g", "defs", "pattern", "path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text", "tspan"];

const ATTRIBUTES: [&str; 40] = [
    "xmlns",
    "viewBox",
    "width",
    "height",
    "role",
    "aria-label",
    "aria-hidden",
    "focusable",
    "id",
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "dx",
    "dy",
    "points",
    "transform",
    "fill",
    "fill-rule",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "stroke-linecap",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "opacity",
    "patternUnits",
    "patternTransform",
];

/// Whether `svg` is one well-nested `<svg>` with a `viewBox`, without script, style, link or outside reference.
pub(crate) fn is_plain(svg: &str) -> bool {
    check(svg).is_some()
}

fn check(svg: &str) -> Option<()> {
    let mut rest = svg.trim();
    let mut open: Vec<&str> = Vec::new();
    if !rest.starts_with("<svg ") || rest.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return None;
    }
    while !rest.is_empty() {
        let (text, tag) = rest.split_once('<').map_or((rest, None), |(text, tag)| (text, Some(tag)));
        if !references_are_known(text) || (open.is_empty() && !text.is_empty()) {
            return None;
        }
        let tag = tag?;
        if let Some(end) = tag.strip_prefix('/') {
            let (name, after) = end.split_once('>')?;
            if open.pop()? != name {
                return None;
            }
            rest = after;
            if open.is_empty() && !rest.is_empty() {
                return None;
            }
            continue;
        }
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (name, attributes) = tag.split_at_checked(length)?;
        if !ELEMENTS.contains(&name) || (open.is_empty() && (name != "svg" || !attributes.contains(" viewBox=\""))) {
            return None;
        }
        let (closed, after) = check_attributes(attributes)?;
        if !closed {
            open.push(name);
        }
        rest = after;
    }
    open.is_empty().then_some(())
}

/// Reads ` name="value"` up to `>` or `/>`: whether the element closes itself, and what follows.
fn check_attributes(mut rest: &str) -> Option<(bool, &str)> {
    loop {
        let trimmed = rest.trim_start();
        if let Some(after) = trimmed.strip_prefix("/>") {
            return Some((true, after));
        }
        if let Some(after) = trimmed.strip_prefix('>') {
            return Some((false, after));
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let (name, after) = trimmed.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        // `url(#…)` names something in the drawing itself; any other address leads outside.
        let outside = value.to_ascii_lowercase().replace("url(#", "").contains("url(") || value.contains('<') || value.contains("&#");
        let namespace = name == "xmlns" && value != "http://www.w3.org/2000/svg";
        if !ATTRIBUTES.contains(&name) || outside || namespace || !references_are_known(value) {
            return None;
        }
        rest = after;
    }
}

/// Whether each `&` begins a reference both HTML and XML know.
fn references_are_known(text: &str) -> bool {
    text.split('&').skip(1).all(|after| ["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|known| after.starts_with(known)))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    fn check(svg: &str, expected: bool) {
        assert_eq!(is_plain(svg), expected, "{svg}");
    }

    #[test]
    fn only_plain_drawings_pass() {
        check("<svg viewBox=\"0 0 1 1\"><title>a &amp; b</title><path d=\"M0 0\"/></svg>", true);
        check("<svg viewBox=\"0 0 1 1\"><rect fill=\"url(#hatch)\"/></svg>", true);
        check("<svg viewBox=\"0 0 1 1\"><script>alert(1)</script></svg>", false);
        check("<svg viewBox=\"0 0 1 1\" onload=\"alert(1)\"></svg>", false);
        check("<svg viewBox=\"0 0 1 1\"><rect fill=\"url(https://example.org)\"/></svg>", false);
        check("<svg viewBox=\"0 0 1 1\"><rect fill=\"URL(https://example.org)\"/></svg>", false);
        check("<svg viewBox=\"0 0 1 1\"><rect></svg>", false);
        check("<svg viewBox=\"0 0 1 1\"></svg><svg viewBox=\"0 0 1 1\"></svg>", false);
        check("<svg viewBox=\"0 0 1 1\"><text>&nbsp;</text></svg>", false);
        check("<svg><path/></svg>", false);
        check("<img src=x>", false);
        check("", false);
    }
}
