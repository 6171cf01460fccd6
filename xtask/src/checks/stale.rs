//! Pages made from code are as the code says.

use crate::repo::{Finding, Repo};
use crate::{docs, house};

/// The page that prints the plan.
const PLAN: &str = "ARCHITECTURE.md";

pub fn check(repo: &Repo) -> Vec<Finding> {
    let plan = repo.text(PLAN).filter(|text| !text.contains(&house::table()));
    let plan = plan.map(|_| Finding::new(PLAN, 0, "its table of crates is not the plan", "paste what `cargo xtask arrows` prints"));
    let pages = docs::generated(repo)
        .into_iter()
        .filter(|(path, text)| repo.text(path) != Some(text.as_str()))
        .map(|(path, _)| Finding::new(path, 0, "is not what the code says", "run `cargo xtask docs` and commit what it writes"));
    pages.chain(plan).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn a_stale_page_is_found() {
        let code = ("crates/app/src/a.rs", "Trouble::refused(\"too-old\", \"it is old\", \"take a new one\")");
        let mut repo = of(&[code]);
        assert_eq!(check(&repo).len(), docs::generated(&repo).len());
        let fresh: Vec<(String, String)> = docs::generated(&repo).into_iter().map(|(p, t)| (p.to_owned(), t)).collect();
        for (path, text) in &fresh {
            repo.files.push(crate::repo::File { path: path.clone(), text: text.clone() });
        }
        assert!(check(&repo).is_empty());
        repo.files.push(crate::repo::File { path: PLAN.to_owned(), text: house::table() });
        assert!(check(&repo).is_empty());
        if let Some(plan) = repo.files.last_mut() {
            plan.text = plan.text.replace("calendar", "almanac");
        }
        assert_eq!(check(&repo).len(), 1);
        repo.files.pop();
        repo.files[0].text = repo.files[0].text.replace("too-old", "too-new");
        assert_eq!(check(&repo).len(), 1);
    }
}
