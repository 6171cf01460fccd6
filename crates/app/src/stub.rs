//! What the ports of a test's house don't do: said once, for every made-up engine.

use crate::{Analytics, House, Moment, Press, QueryRequest, Setup, create_house};
use base::{Result, Table, Trouble};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

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

/// Answers no question: without a lookup no ward has a name.
pub(crate) struct NoAnalytics;

impl Analytics for NoAnalytics {
    fn query(&self, _: &QueryRequest<'_>) -> Result<Table> {
        not_here()
    }

    fn write_table(&self, _: &Path, _: &str, _: &Table) -> Result<()> {
        not_here()
    }

    reads_no_street!();
}

/// A home in this folder, on SQLite, in which nothing is asked of the extracts and nothing is printed.
pub(crate) fn setup(folder: &Path) -> Setup {
    Setup { home: folder.join("home"), database: None, analytics: Arc::new(NoAnalytics), press: Arc::new(NoPress) }
}

/// A new house of [`setup`] and the folder that holds it as long as the test runs.
#[allow(clippy::unwrap_used)]
pub(crate) async fn house(moment: &Moment) -> (House, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (create_house(setup(folder.path()), moment).await.unwrap(), folder)
}

/// Sets no paper.
pub(crate) struct NoPress;

impl Press for NoPress {
    fn pdf(&self, _: &papers::Document) -> Result<Vec<u8>> {
        not_here()
    }
}

/// What the register keeps of a made-up extract of one row.
pub(crate) fn extract(name: &str, kind: intake::Kind, geography: &str) -> intake::ExtractFacts {
    intake::ExtractFacts {
        passport: intake::Passport {
            extract: name.into(),
            kind,
            file: format!("{name}.csv"),
            status: intake::Status::Imported,
            rows_read: 1,
            rows_accepted: 1,
            rows_rejected: 0,
            rejected_by_reason: BTreeMap::new(),
            repeated_ids: 0,
            months: Vec::new(),
            forces: Vec::new(),
            missing: BTreeMap::new(),
            geography: geography.into(),
            not_placed: 0,
        },
        content_sha256: format!("{name:0>64}"),
        received: "2019-12-01".into(),
        imported_at: "2019-12-01T00:00:00Z".into(),
        imported_by: "operator:1000".into(),
        folder: name.into(),
        parts: Vec::new(),
        units: Vec::new(),
        notes: BTreeMap::new(),
    }
}
