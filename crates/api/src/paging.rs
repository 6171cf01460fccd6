//! Lists in pages: a stable order, and a cursor that says where the page before ended.

use crate::problem::Problem;
use crate::words::Cursor;
use axum::Json;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use utoipa::{IntoParams, ToSchema};

/// Lines on a page where nobody says how many.
const USUAL: usize = 50;

/// Which page of a list is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paged {
    /// How many lines at the most; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<u32>,
    /// Where the page before ended: its `next`.
    #[param(inline)]
    pub(crate) after: Option<Cursor>,
}

impl Paged {
    /// How many lines at the most.
    pub(crate) fn most(&self) -> usize {
        self.limit.map_or(USUAL, |limit| limit as usize)
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    /// The lines, in an order that stays.
    pub(crate) items: Vec<T>,
    /// The cursor of the next page; null on the last.
    pub(crate) next: Option<String>,
}

/// The page of a list of which every line is at hand, in the order of their keys. Lines with the same key keep the order they
/// came in.
pub(crate) fn page<T>(of: &str, asked: &Paged, lines: impl IntoIterator<Item = (String, T)>) -> Result<Json<Listed<T>>, Problem> {
    let after = asked.after.as_ref().map(|cursor| read(of, cursor.as_str()).ok_or_else(Problem::cursor)).transpose()?;
    let mut lines: Vec<(String, T)> = lines.into_iter().collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    number_equals(&mut lines);
    let from = after.map_or(0, |after| lines.partition_point(|(key, _)| *key <= after));
    let most = asked.most();
    let mut rest = lines.into_iter().skip(from).peekable();
    let (mut items, mut last) = (Vec::new(), String::new());
    while items.len() < most
        && let Some((key, item)) = rest.next()
    {
        last = key;
        items.push(item);
    }
    let next = rest.peek().is_some().then(|| write(of, &last));
    Ok(Json(Listed { items, next }))
}

/// A page that was cut from a longer list already: what follows begins after `last`.
pub(crate) fn cut<T>(of: &str, items: Vec<T>, last: Option<i64>) -> Json<Listed<T>> {
    Json(Listed { items, next: last.map(|last| write(of, &last.to_string())) })
}

/// The number after which a page begins that is cut from a longer list.
pub(crate) fn begins(of: &str, asked: &Paged) -> Result<Option<i64>, Problem> {
    let number = |cursor: &Cursor| read(of, cursor.as_str()).and_then(|key| key.parse().ok()).ok_or_else(Problem::cursor);
    asked.after.as_ref().map(number).transpose()
}

/// The place of a line as a key, so that lines keep the order in which they stand.
pub(crate) fn place(at: usize) -> String {
    format!("{at:010}")
}

fn number_equals<T>(lines: &mut [(String, T)]) {
    let (mut before, mut count) = (String::new(), 0_u32);
    for (key, _) in lines {
        count = if *key == before { count + 1 } else { 0 };
        before.clone_from(key);
        let _ = write!(key, "\n{count:06}");
    }
}

fn write(of: &str, key: &str) -> String {
    let mut text = String::new();
    for byte in format!("{of} {key}").bytes() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn read(of: &str, cursor: &str) -> Option<String> {
    let digits: Vec<u8> =
        cursor.bytes().map(|digit| char::from(digit).to_digit(16).and_then(|n| u8::try_from(n).ok())).collect::<Option<_>>()?;
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(|pair| if let [high, low] = pair { Some(high * 16 + low) } else { None }).collect();
    let text = String::from_utf8(bytes?).ok()?;
    text.strip_prefix(of)?.strip_prefix(' ').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(limit: u32, after: Option<&str>) -> Paged {
        let said = serde_json::json!({ "limit": limit, "after": after });
        serde_json::from_value(said).unwrap()
    }

    fn lines(keys: &[&str]) -> Vec<(String, usize)> {
        keys.iter().enumerate().map(|(at, key)| ((*key).to_owned(), at)).collect()
    }

    #[test]
    fn pages_of_every_length_put_together_are_the_list() {
        let keys = ["b", "a", "c", "c", "c", "aa", "", "\u{e9}"];
        let whole = page("/x", &asked(200, None), lines(&keys)).ok().unwrap().0.items;
        assert_eq!(whole, [6, 1, 5, 0, 2, 3, 4, 7]);
        for limit in 1..=9 {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let Listed { items, next } = page("/x", &asked(limit, after.as_deref()), lines(&keys)).ok().unwrap().0;
                assert!(items.len() <= limit as usize && !items.is_empty());
                found.extend(items);
                after = next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(found, whole, "in pages of {limit}");
        }
    }

    #[test]
    fn a_line_that_comes_or_goes_moves_no_other() {
        let first = page("/x", &asked(2, None), lines(&["a", "b", "c", "d"])).ok().unwrap().0;
        let next = page("/x", &asked(2, first.next.as_deref()), lines(&["b", "c", "d"])).ok().unwrap().0;
        assert_eq!(next.items, [1, 2], "a line before the cursor went");
        let next = page("/x", &asked(9, first.next.as_deref()), lines(&["a", "aa", "c", "bb"])).ok().unwrap().0;
        assert_eq!(next.items, [3, 2], "a line before the cursor came, the one at the cursor went");
    }

    #[test]
    fn a_cursor_is_good_for_its_own_list_only() {
        let next = page("/x", &asked(1, None), lines(&["a", "b"])).ok().unwrap().0.next;
        assert!(page("/y", &asked(1, next.as_deref()), lines(&["a", "b"])).is_err());
        for nonsense in ["00", "ff", "2f78", "2f7820ff"] {
            assert!(page("/x", &asked(1, Some(nonsense)), lines(&["a"])).is_err() || nonsense == "2f7820", "{nonsense}");
        }
        assert!(begins("/x", &asked(1, next.as_deref())).is_err(), "a key is no number");
        assert_eq!(begins("/x", &asked(1, Some(&write("/x", "17")))).ok().unwrap(), Some(17));
    }
}
