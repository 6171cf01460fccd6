//! Pages made from code are as the code says.

use crate::docs;
use crate::repo::{Finding, Repo};

pub fn check(repo: &Repo) -> Vec<Finding> {
    docs::generated(repo)
        .into_iter()
        .filter(|(path, text)| repo.text(path) != Some(text.as_str()))
        .map(|(path, _)| Finding::new(path, 0, "is not what the code says", "run `cargo xtask docs` and commit what it writes"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn a_stale_page_is_found() {
        let code = ("crates/app/src/a.rs", "Trouble::refused(\"too-old\", \"it is old\", \"take a new one\")");
        let mut repo = of(&[code]);
        assert_eq!(check(&repo).len(), 2);
        let fresh: Vec<(String, String)> = docs::generated(&repo).into_iter().map(|(p, t)| (p.to_owned(), t)).collect();
        for (path, text) in &fresh {
            repo.files.push(crate::repo::File { path: path.clone(), text: text.clone() });
        }
        assert!(check(&repo).is_empty());
        repo.files[0].text = repo.files[0].text.replace("too-old", "too-new");
        assert_eq!(check(&repo).len(), 1);
    }
}
