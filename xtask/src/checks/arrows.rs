//! A crate names only crates that the plan of the house lets it name.

use super::{crate_of, dependencies};
use crate::house::ARROWS;
use crate::repo::{Finding, Repo};
use std::collections::BTreeMap;

pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut named: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in repo.under("crates/", "/Cargo.toml") {
        let Some(name) = crate_of(&file.path) else { continue };
        let Some((_, may)) = ARROWS.iter().find(|(n, _)| *n == name) else {
            findings.push(Finding::new(
                &file.path,
                0,
                format!("`{name}` is not in the plan of the house"),
                "add it to ARROWS in xtask/src/house.rs and to ARCHITECTURE.md",
            ));
            continue;
        };
        let ours: Vec<String> =
            dependencies(&file.text, "dependencies").into_iter().filter(|d| ARROWS.iter().any(|(n, _)| n == d)).collect();
        for other in ours.iter().filter(|other| !may.contains(&other.as_str())) {
            findings.push(Finding::new(
                &file.path,
                0,
                format!("`{name}` may not name `{other}`"),
                "move the code to the room it belongs to, or change the plan with a decision",
            ));
        }
        named.insert(name, ours);
    }
    findings.extend(cycle(&named));
    findings
}

/// What is left after taking away, again and again, every crate that names none of the rest is a cycle.
fn cycle(arrows: &BTreeMap<&str, Vec<String>>) -> Option<Finding> {
    let mut left = arrows.clone();
    loop {
        let free: Vec<&str> =
            left.iter().filter(|(_, others)| !others.iter().any(|o| left.contains_key(o.as_str()))).map(|(name, _)| *name).collect();
        if free.is_empty() {
            break;
        }
        left.retain(|name, _| !free.contains(name));
    }
    let names: Vec<&str> = left.keys().copied().collect();
    (!names.is_empty())
        .then(|| Finding::new("crates", 0, format!("these crates name each other in a circle: {}", names.join(", ")), "break it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::of;

    #[test]
    fn an_upward_arrow_a_cycle_and_a_stranger_are_found() {
        assert!(check(&of(&[("crates/calendar/Cargo.toml", "[dependencies]\nbase.workspace = true\nserde = \"1\"\n")])).is_empty());
        let upward = check(&of(&[("crates/base/Cargo.toml", "[dependencies]\napp.workspace = true\n")]));
        assert_eq!(upward[0].what, "`base` may not name `app`");
        let circle = check(&of(&[
            ("crates/base/Cargo.toml", "[dependencies]\ncalendar.workspace = true\n"),
            ("crates/calendar/Cargo.toml", "[dependencies]\nbase.workspace = true\n"),
        ]));
        assert!(circle.iter().any(|f| f.what.contains("circle: base, calendar")), "{circle:?}");
        assert_eq!(check(&of(&[("crates/cellar/Cargo.toml", "")]))[0].what, "`cellar` is not in the plan of the house");
    }
}
