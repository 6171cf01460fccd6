//! Long lists, a page at a time.

use crate::words;
use ui::{Component as _, Html, PageLink, Pagination};

/// Lines on a page.
pub(crate) const LINES: usize = 50;

/// A list's page of a number, and the links to the one before and the one after; `at` makes the address of a page.
pub(crate) fn page_of<T>(lines: Vec<T>, number: usize, at: impl Fn(usize) -> String) -> (Vec<T>, Html) {
    let pages = lines.len().div_ceil(LINES).max(1);
    let number = number.clamp(1, pages);
    let shown = lines.into_iter().skip((number - 1) * LINES).take(LINES).collect();
    if pages == 1 {
        return (shown, Html::default());
    }
    let to = |number: usize| format!("Page {number} of {pages}");
    let previous = (number > 1).then(|| (at(number - 1), to(number - 1)));
    let next = (number < pages).then(|| (at(number + 1), to(number + 1)));
    (shown, before_and_after(previous, next))
}

/// Links to the page before and the page after: address and what it is.
pub(crate) fn before_and_after(previous: Option<(String, String)>, next: Option<(String, String)>) -> Html {
    let link = |(href, label_text): (String, String)| PageLink { href, label_text, ..PageLink::default() };
    if previous.is_none() && next.is_none() {
        return Html::default();
    }
    let (previous, next) = (previous.map(link), next.map(link));
    Pagination { previous, next, landmark_label: "Pages of this list".to_owned(), ..Pagination::default() }.html()
}

/// An address with what is asked of it; what is empty is left out.
pub(crate) fn address(path: &str, asked: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in asked.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.push_str(&words::in_address(value));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_comes_in_pages() {
        let page = |number| page_of((0..120).collect(), number, |number| format!("/x?page={number}"));
        let (shown, others) = page(2);
        assert_eq!((shown.first(), shown.last()), (Some(&50), Some(&99)));
        assert!(others.as_str().contains("/x?page=1") && others.as_str().contains("/x?page=3"));
        assert_eq!(page(9).0.len(), 20, "past the end is the last page");
        assert_eq!(page(0).0.first(), Some(&0));
        assert!(page_of(vec![1], 1, |_| String::new()).1.is_empty());
        assert_eq!(address("/x", &[("a", "b c"), ("d", ""), ("e", "f")]), "/x?a=b%20c&e=f");
    }
}
