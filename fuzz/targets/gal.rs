//! Neighbour lists: the GAL file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use statistics::{Gal, parse_gal};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The same lists, written anew.
fn written(gal: &Gal) -> String {
    let mut text = format!("0 {} invented id\n", gal.ids.len());
    for (at, id) in gal.ids.iter().enumerate() {
        let list: Vec<&str> = gal.neighbours.of(at).iter().map(|&other| gal.ids[other as usize].as_str()).collect();
        let _ = write!(text, "{id} {}\n{}\n", list.len(), list.join(" "));
    }
    text
}

fuzz_target!(|text: &str| {
    match parse_gal(text) {
        Ok(gal) => {
            let names: BTreeSet<&String> = gal.ids.iter().collect();
            assert_eq!(names.len(), gal.ids.len(), "each area once");
            for at in 0..gal.ids.len() {
                let list = gal.neighbours.of(at);
                assert!(list.iter().all(|&other| (other as usize) < gal.ids.len() && other as usize != at));
                assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len(), "each neighbour once");
            }
            assert_eq!(parse_gal(&written(&gal)).expect("what was written is read"), gal);
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.chars().count() < 300 && !message.chars().any(char::is_control), "{message}");
            assert!(error.line <= text.lines().count() && !error.problem.remedy().is_empty());
        }
    }
});
