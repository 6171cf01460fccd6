//! The repository as it lies here keeps the rules of the house.
#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn the_repository_is_tidy() {
    let run = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("tidy").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(String::from_utf8_lossy(&run.stdout).starts_with("tidy: "));
}

#[test]
fn a_word_it_does_not_know_is_usage() {
    let run = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("clean-everything").output().unwrap();
    assert_eq!(run.status.code(), Some(64));
}
