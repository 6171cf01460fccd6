//! The house as a use case sees it: the record, the shelf of extracts, the analytics, the press, the rulebook.

use crate::answered::Key;
use crate::ports::{Analytics, Limits, Press, QueryRequest};
use base::{Result, Table, Trouble, Value};
use intake::Holdings;
use rulebook::Rulebook;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Store;
use vault::Shelf;

/// The views that need to know the places: `areas`, and those that find ward and district of an LSOA by it.
const PLACED: [&str; 7] = ["areas", "incidents", "outcomes", "stop_searches", "counts", "deprivation", "repeats"];

/// The views that are read from the record, and change without another extract.
const RECORDED: [&str; 3] = ["extracts", "rejects", "figures"];

/// Everything a use case may reach.
#[derive(Clone)]
pub struct House {
    /// The record.
    pub store: Store,
    /// The extract folders.
    pub shelf: Shelf,
    /// SQL over extracts.
    pub analytics: Arc<dyn Analytics>,
    /// The setter of papers.
    pub press: Arc<dyn Press>,
    /// The dated rules.
    pub rulebook: &'static Rulebook,
    /// Leave for one heavy piece of work: a question or a paper. Two run at once, the others wait, so that no crowd of
    /// page views can take the machine's memory.
    pub(crate) heavy: Arc<tokio::sync::Semaphore>,
    /// Held while anybody works with this house: a restore waits for nobody, and is refused meanwhile.
    pub(crate) _in_use: Arc<crate::keeping::InUse>,
    /// The keys of sealed records.
    pub keystore: vault::Keystore,
    /// The names of sealed records, in memory only.
    pub(crate) names: crate::people::Names,
    /// Places resolved from the lookups last asked for.
    pub(crate) gazetteer: crate::areas::Remembered,
    /// What the engine answered last.
    pub(crate) answered: crate::answered::Answered,
    /// The registers of the partnership, as last read.
    pub(crate) partnership: crate::partners::Remembered,
    /// The plans, as last read.
    pub(crate) plans: crate::plans::Remembered,
    /// The figures of the newest assessment, as last read.
    pub(crate) desk: crate::desk::Remembered,
    /// What the doors keep in memory.
    pub(crate) doors: Arc<crate::signing::Doors>,
}

impl House {
    /// Asks one read-only question over the documented views, with the tables of the record that it names.
    pub async fn ask(&self, holdings: &Holdings, sql: &str) -> Result<Table> {
        self.ask_within(holdings, sql, Limits::default()).await
    }

    /// As [`House::ask`], with its own limits.
    pub async fn ask_within(&self, holdings: &Holdings, sql: &str, limits: Limits) -> Result<Table> {
        let lower = sql.to_lowercase();
        if RECORDED.iter().any(|view| lower.contains(view)) {
            return Box::pin(self.answer(holdings, sql, &lower, limits)).await;
        }
        let key = Key::new(holdings, sql, limits.rows);
        self.answered.or_ask(key, Box::pin(self.answer(holdings, sql, &lower, limits))).await
    }

    /// Asks the engine, with the tables of the record that the question names.
    async fn answer(&self, holdings: &Holdings, sql: &str, lower: &str, limits: Limits) -> Result<Table> {
        let mut tables = Vec::new();
        if PLACED.iter().any(|view| lower.contains(view)) {
            tables.push(("areas".to_owned(), crate::areas::areas_table(self, holdings).await?));
        }
        if lower.contains("extracts") {
            tables.push(("extracts".to_owned(), crate::register::extracts_table(holdings)));
        }
        if lower.contains("rejects") {
            let mut rejects = self.store.rejects_table(u64::MAX).await?;
            // Only of extracts this reader sees: `--as-of` and a figure's pin hold here too.
            let seen: BTreeSet<&str> = holdings.extracts.iter().map(|h| h.facts.passport.extract.as_str()).collect();
            let extract = rejects.position("extract");
            rejects.rows.retain(|row| extract.and_then(|i| row.get(i)).and_then(Value::as_text).is_some_and(|id| seen.contains(id)));
            tables.push(("rejects".to_owned(), rejects));
        }
        if lower.contains("figures") {
            tables.push(("figures".to_owned(), self.store.figures_table().await?));
        }
        self.run(holdings, tables, sql, limits).await
    }

    /// Runs a question off the async runtime, with just these tables of the record.
    pub(crate) async fn run(&self, holdings: &Holdings, tables: Vec<(String, Table)>, sql: &str, limits: Limits) -> Result<Table> {
        let _leave = self.heavy.acquire().await;
        let (analytics, holdings, sql, extracts_folder) =
            (Arc::clone(&self.analytics), holdings.clone(), sql.to_owned(), self.shelf.extracts());
        off_the_runtime(move || {
            analytics.query(&QueryRequest { extracts_folder: &extracts_folder, holdings: &holdings, tables: &tables, sql: &sql, limits })
        })
        .await
    }
}

/// Runs blocking work on a thread of its own.
pub(crate) async fn off_the_runtime<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| {
        Err(Trouble::failed(
            "work-died",
            format!("a piece of work ended abruptly: {e}"),
            "run it again; if it repeats, report it with what you ran",
        ))
    })
}
