//! Adapters behind the ports of `app`, and which door is opened.

use crate::serving;
use app::{Analytics, Limits, Press, QueryRequest};
use base::{Result, Table, Trouble};
use cli::config::{Config, Listen};
use cli::{Cli, Command, Setting};
use intake::street::StreetRules;
use intake::{StreetOptions, StreetReport, StreetSource};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// SIGXFSZ, by its number on Linux.
const FILE_TOO_LARGE: std::ffi::c_int = 25;

fn told(command: &Command) -> Result<telemetry::Telling> {
    match command {
        Command::Serve(words) => serving::tell(&words.settled()?.0),
        _ => serving::tell(&Config::default()),
    }
}

/// Runs a command to its exit code.
pub fn run(cli: Cli) -> u8 {
    // Whatever asks for TLS without saying whose cryptography it wants gets this one.
    web::choose_cryptography();
    // Outside of the runtime, which what sends traces may not wait in.
    let _telling = match told(&cli.command) {
        Ok(telling) => telling,
        Err(trouble) => return cli::report(&trouble),
    };
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
                serving::serve(cli::open(&home, &setting).await?, &config, setting.who.clone()).await.map(|()| 0)
            }
            Command::Demo { home, no_serve, partnership, listen } => {
                let config = Config { listen: Listen(listen), ..Config::default() };
                let house = cli::demo(&home, partnership, &setting).await?;
                if no_serve { Ok(0) } else { serving::serve(house, &config, setting.who.clone()).await.map(|()| 0) }
            }
            _ => cli::run(cli, &setting).await,
        }
    });
    outcome.unwrap_or_else(|trouble| cli::report(&trouble))
}

fn setting() -> Setting {
    let who = std::fs::metadata("/proc/self").map_or_else(|_| "operator:unknown".to_owned(), |m| format!("operator:{}", m.uid()));
    Setting { analytics: Arc::new(LateEngine::default()), press: Arc::new(TypstPress), now: crate::clock::now(), who }
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

    fn set(&self, document: &papers::Document) -> Result<app::SetPaper> {
        let set = papers::pdf::set(document)?;
        Ok(app::SetPaper { bytes: set.bytes, pages: Some(set.pages), headings: set.headings })
    }

    fn png(&self, svg: &str, scale: f32) -> Result<Vec<u8>> {
        papers::png(svg, scale)
    }
}
