//! Adapters behind the ports of `app`, and the two doors.

use app::{Analytics, House, Limits, Press, QueryRequest};
use base::{Result, Table, Trouble};
use cli::{Cli, Command, Setting};
use intake::street::StreetRules;
use intake::{StreetOptions, StreetReport, StreetSource};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// SIGXFSZ, by its number on Linux.
const FILE_TOO_LARGE: std::ffi::c_int = 25;

/// Runs a command to its exit code.
pub fn run(cli: Cli) -> u8 {
    start_logging();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            return cli::report(&Trouble::failed("runtime", format!("could not start: {e}"), "check the machine's limits on threads"));
        }
    };
    let setting = setting();
    let outcome = runtime.block_on(async {
        // A file that may not grow is an error to be told, as a full disk is, and no reason to die.
        let _told = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(FILE_TOO_LARGE));
        match cli.command {
            Command::Serve(words) => {
                let (config, home) = words.settled()?;
                serve(cli::open(&home, &setting).await?, &config.listen.0).await.map(|()| 0)
            }
            Command::Demo { home, no_serve, partnership, listen } => {
                let house = cli::demo(&home, partnership, &setting).await?;
                if no_serve { Ok(0) } else { serve(house, &listen).await.map(|()| 0) }
            }
            _ => cli::run(cli, &setting).await,
        }
    });
    outcome.unwrap_or_else(|trouble| cli::report(&trouble))
}

async fn serve(house: House, listen: &str) -> Result<()> {
    let listener = web::bind(listen).await?;
    let address = listener.local_addr().map_err(|e| Trouble::failed("listen-failed", format!("cannot listen on `{listen}`: {e}"), ""))?;
    let settings = web::Settings::bare(address);
    if let Some(warning) = web::exposure(address, &settings, false) {
        eprintln!("warning: {warning}");
    }
    eprintln!("serving http://{listen}; stop with Ctrl-C");
    let serving = web::Serving { listener, tls: None, metrics: None, house: Arc::new(house), clock: clock(), settings, besides: None };
    web::serve(serving, asked_to_stop()).await
}

#[expect(clippy::disallowed_methods, reason = "pages say what is late on the day they are read; what is below takes the clock as a value")]
fn clock() -> app::Clock {
    app::Clock(jiff::Timestamp::now)
}

/// Ends at Ctrl-C, or when the service manager says so.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where the clock is read; everything below takes `now` as a value")]
fn setting() -> Setting {
    let who = std::fs::metadata("/proc/self").map_or_else(|_| "operator:unknown".to_owned(), |m| format!("operator:{}", m.uid()));
    Setting { analytics: Arc::new(LateEngine::default()), press: Arc::new(TypstPress), now: jiff::Timestamp::now(), who }
}

fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WARDMOTE_LOG").unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // A second subscriber can only mean a test that started one already.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// The engine, started when the first question is asked: `change` and `init` never pay for it.
#[derive(Default)]
struct LateEngine {
    engine: OnceLock<Result<engine::Engine>>,
}

impl LateEngine {
    fn get(&self) -> Result<&engine::Engine> {
        self.engine.get_or_init(engine::Engine::new).as_ref().map_err(Clone::clone)
    }
}

impl Analytics for LateEngine {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        let Limits { seconds, memory_bytes, rows } = request.limits;
        self.get()?.query(&engine::Question {
            extracts_folder: request.extracts_folder,
            holdings: request.holdings,
            tables: request.tables,
            sql: request.sql,
            limits: engine::Limits { seconds, memory_bytes, rows },
        })
    }

    fn write_table(&self, folder: &Path, part: &str, table: &Table) -> Result<()> {
        engine::write_table(folder, part, table)
    }

    fn write_street(
        &self,
        folder: &Path,
        sources: &[StreetSource],
        options: StreetOptions,
        rules: &StreetRules,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<StreetReport> {
        engine::write_street(folder, sources, options, rules, progress)
    }
}

/// Typst.
struct TypstPress;

impl Press for TypstPress {
    fn pdf(&self, document: &papers::Document) -> Result<Vec<u8>> {
        papers::pdf::render_pdf(document)
    }

    fn png(&self, svg: &str, scale: f32) -> Result<Vec<u8>> {
        papers::png(svg, scale)
    }
}
