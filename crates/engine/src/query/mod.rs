//! One read-only question over the documented views.

mod current;
mod guard;
mod parts;
mod results;
mod views;

use base::{Result, Table, Trouble};
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use futures::StreamExt;
use intake::Holdings;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Worker threads of a query, and partitions it is cut into.
const WORKERS: usize = 2;

/// What a question may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall time in seconds.
    pub seconds: u64,
    /// Memory of the operators, and again of the result, in bytes.
    pub memory_bytes: usize,
    /// Rows returned at the most; `None`: all.
    pub rows: Option<usize>,
}

impl Default for Limits {
    /// Two minutes, 2 GiB, all rows.
    fn default() -> Self {
        Self { seconds: 120, memory_bytes: 2 << 30, rows: None }
    }
}

/// A read-only question over the documented views.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The folder that holds the extracts' folders.
    pub extracts_folder: &'a Path,
    /// The register as one read transaction saw it.
    pub holdings: &'a Holdings,
    /// Tables that come from the record rather than from extracts, by name: `areas`, `extracts`, `rejects`, `figures`.
    /// `areas` also places incidents.
    pub tables: &'a [(String, Table)],
    /// One SELECT, WITH, VALUES or EXPLAIN.
    pub sql: &'a str,
    /// What it may take.
    pub limits: Limits,
}

/// The engine: a runtime of its own, so that a heavy question cannot stall pages.
#[derive(Debug)]
pub struct Engine {
    runtime: tokio::runtime::Runtime,
}

impl Engine {
    /// Starts the engine's threads.
    pub fn new() -> Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).thread_name("engine").enable_all().build().map_err(
                |e| {
                    Trouble::failed(
                        "engine-unready",
                        format!("cannot start the query engine: {e}"),
                        "check the limits on threads and memory of this system",
                    )
                },
            )?;
        Ok(Self { runtime })
    }

    /// Answers one question; blocks the calling thread, which must not be one of an async runtime's.
    ///
    /// Refused (exit code 2): `sql-refused` for anything but reading the views, `sql-syntax`, `sql-unknown-name`,
    /// `sql-invalid`, `sql-timeout`, `sql-memory`. Failed (exit code 1): `extract-unread` for a damaged file.
    pub fn query(&self, question: &Question<'_>) -> Result<Table> {
        let statement = guard::check(question.sql)?;
        let limits = question.limits;
        let context = session(limits)?;
        let (extracts, holdings, tables): (PathBuf, Holdings, Vec<(String, Table)>) =
            (question.extracts_folder.to_owned(), question.holdings.clone(), question.tables.to_vec());
        let sql = question.sql.to_owned();
        let (answer, wait) = sync_channel(1);
        let task = self.runtime.spawn(async move {
            let result = match views::register(&context, &extracts, &holdings, &tables, &sql).await {
                Ok(()) => run(&context, statement, limits).await,
                Err(trouble) => Err(trouble),
            };
            let _ = answer.send(result);
        });
        match wait.recv_timeout(Duration::from_secs(limits.seconds)) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => {
                task.abort();
                Err(Trouble::refused(
                    "sql-timeout",
                    format!("the query took longer than {} seconds and was stopped", limits.seconds),
                    "narrow it with a WHERE on month, force or lad_code, or count instead of listing",
                ))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Trouble::failed(
                "sql-failed",
                "the query ended without an answer",
                "this is a fault of the program: please report it with the query",
            )),
        }
    }
}

fn session(limits: Limits) -> Result<SessionContext> {
    let mut config = SessionConfig::new().with_target_partitions(WORKERS).with_information_schema(false);
    let options = config.options_mut();
    options.execution.parquet.pushdown_filters = true;
    options.execution.parquet.reorder_filters = true;
    let environment = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(limits.memory_bytes)))
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
        .build_arc()
        .map_err(|e| {
            Trouble::failed("engine-unready", format!("cannot prepare the query engine: {e}"), "check the limits on memory of this system")
        })?;
    let context = SessionContext::new_with_config_rt(config, environment);
    for name in guard::UNBOUNDED_FUNCTIONS {
        context.deregister_udf(name);
    }
    Ok(context)
}

async fn run(context: &SessionContext, statement: Statement, limits: Limits) -> Result<Table> {
    let explain = |e: DataFusionError| trouble(&e, limits);
    let plan = context.state().statement_to_plan(statement).await.map_err(explain)?;
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false).verify_plan(&plan).map_err(|e| {
        Trouble::refused(
            "sql-refused",
            format!("a query may only read the views: {}", plain_message(&e).1),
            "ask one SELECT over the documented views",
        )
    })?;
    let frame = context.execute_logical_plan(plan).await.map_err(explain)?;
    let mut table = results::empty(frame.schema().as_arrow());
    let mut stream = frame.execute_stream().await.map_err(explain)?;
    let most = limits.rows.unwrap_or(usize::MAX);
    let mut bytes = 0_usize;
    while table.rows.len() < most {
        let Some(batch) = stream.next().await else { break };
        let batch = batch.map_err(explain)?;
        let room = most - table.rows.len();
        bytes += results::append(&mut table, &batch, room).map_err(|e| explain(e.into()))?;
        if bytes > limits.memory_bytes {
            return Err(too_large(limits));
        }
    }
    Ok(table)
}

fn too_large(limits: Limits) -> Trouble {
    Trouble::refused(
        "sql-memory",
        format!("the query needs more than the {} MiB of memory it may take", limits.memory_bytes >> 20),
        "narrow it with a WHERE on month, force or lad_code, group it, or add a LIMIT",
    )
}

/// The engine's error in our words.
fn trouble(error: &DataFusionError, limits: Limits) -> Trouble {
    let (root, message) = plain_message(error);
    match root {
        DataFusionError::ResourcesExhausted(_) => too_large(limits),
        DataFusionError::SchemaError(inner, _) => {
            let remedy = "`wardmote query --help` lists the views and their columns";
            match inner.as_ref() {
                SchemaError::FieldNotFound { field, .. } => {
                    Trouble::refused("sql-unknown-name", format!("there is no column `{}`", field.flat_name()), remedy)
                }
                _ => Trouble::refused("sql-invalid", message, remedy),
            }
        }
        DataFusionError::IoError(_) | DataFusionError::ObjectStore(_) | DataFusionError::ParquetError(_) => Trouble::failed(
            "extract-unread",
            format!("cannot read a stored extract: {message}"),
            "run `wardmote check`; restore a backup or import the extract again",
        ),
        // A panic of the engine reaches us as an error of a task.
        DataFusionError::Internal(_) | DataFusionError::ExecutionJoin(_) | DataFusionError::External(_) => Trouble::failed(
            "sql-failed",
            format!("the query engine failed: {message}"),
            "run `wardmote check`; if no extract is damaged this is a fault of the program: please report it with the query",
        ),
        DataFusionError::Plan(text) if text.starts_with("table '") => {
            let name = text.split('\'').nth(1).and_then(|n| n.rsplit('.').next()).unwrap_or_default();
            Trouble::refused(
                "sql-unknown-name",
                format!("there is no view `{name}`"),
                "`wardmote query --help` lists the views and their columns",
            )
        }
        _ => Trouble::refused(
            "sql-invalid",
            format!("the query cannot be answered: {message}"),
            "correct it; `wardmote query --help` lists the views and their columns",
        ),
    }
}

/// The cause at the bottom and its message on one line, without the engine's own prefixes.
fn plain_message(error: &DataFusionError) -> (&DataFusionError, String) {
    let root = error.find_root();
    let text = root.strip_backtrace();
    let mut message = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for prefix in [
        "SQL error: ",
        "Error during planning: ",
        "Schema error: ",
        "Execution error: ",
        "Arrow error: ",
        "ParserError(",
        "Optimizer rule ",
    ] {
        if let Some(rest) = message.strip_prefix(prefix) {
            message = rest.to_owned();
        }
    }
    // What the engine tells its own developers is nothing to an analyst.
    for aside in [". This issue was likely caused", " This issue was likely caused", " Hint: "] {
        if let Some((said, _)) = message.split_once(aside) {
            message = said.to_owned();
        }
    }
    let message = message.trim_matches(|c| c == '"' || c == ' ').trim_end_matches("\")").to_owned();
    (root, message)
}
