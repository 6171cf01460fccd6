//! What the ports of a test's house don't do: said once, for every made-up engine.

use crate::Press;
use base::{Result, Trouble};

/// The refusal of what a test never asks.
pub(crate) fn not_here<T>() -> Result<T> {
    Err(Trouble::failed("not-here", "this test asks no such thing", ""))
}

/// Reads no street file: a method of `impl Analytics`.
macro_rules! reads_no_street {
    () => {
        fn write_street(
            &self,
            _: &std::path::Path,
            _: &[intake::StreetSource],
            _: intake::StreetOptions,
            _: &intake::street::StreetRules,
            _: &(dyn Fn(u64) + Sync),
        ) -> base::Result<intake::StreetReport> {
            $crate::stub::not_here()
        }
    };
}
pub(crate) use reads_no_street;

/// Sets no paper.
pub(crate) struct NoPress;

impl Press for NoPress {
    fn pdf(&self, _: &papers::Document) -> Result<Vec<u8>> {
        not_here()
    }
}
