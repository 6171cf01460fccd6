//! Counts by area.

use super::{Draft, ImportOptions, Source};
use crate::House;
use base::{Result, Trouble};

pub(super) async fn read(_house: &House, source: &Source, _options: &ImportOptions) -> Result<Draft> {
    Err(Trouble::refused("kind-not-read", format!("`{}` is of a kind this version does not read", source.file), "use a later version"))
}
