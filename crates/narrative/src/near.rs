//! What somebody may have meant who wrote a name that there is not.

/// How many letters must be put in, left out or exchanged to make one text of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((y, pair), _) in b.iter().zip(row.windows(2)).zip(0..) {
            let (diagonal, above) = (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0));
            let left = next.last().copied().unwrap_or(0);
            next.push((diagonal + usize::from(x != *y)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// The nearest of the known names, at most three, nearest first.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let limit = name.chars().count().div_ceil(2).max(2);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .map(|one| {
            let apart = distance(name, one);
            // Part of a name is nearer than its letters tell: `burglary` for `residential-burglary`.
            (if one.contains(name) || name.contains(one) { apart.min(2) } else { apart }, one)
        })
        .filter(|(apart, _)| *apart <= limit)
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, one)| one).collect()
}

/// The same as a remedy.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let near = nearest(name, known.clone());
    if !near.is_empty() {
        return format!("perhaps {} was meant", quoted(&near, "or"));
    }
    let all: Vec<&str> = known.into_iter().take(30).collect();
    if all.is_empty() { "there are none yet: add it first".to_owned() } else { format!("there are {}", quoted(&all, "and")) }
}

/// Names in backticks with a word before the last.
pub(crate) fn quoted(names: &[&str], word: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    listed(&quoted, word)
}

/// Texts with commas, and a word before the last.
pub(crate) fn listed(texts: &[String], word: &str) -> String {
    match texts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first() {
        assert_eq!(distance("asb", "asd"), 1);
        assert_eq!(distance("", "asb"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest("burglry", ["asb", "burglary", "burglary-by-ward"]), ["burglary"]);
        assert_eq!(nearest("burglary", ["asb", "residential-burglary"]), ["residential-burglary"]);
        assert_eq!(suggestion("zzzzzz", ["asb"]), "there are `asb`");
    }
}
