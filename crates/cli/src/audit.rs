//! `audit`: the ledger verified, checkpointed, read, reviewed. `policy`: what may be done and why.

use crate::home::WordHome;
use crate::output::{Format, finish, print, print_json_line};
use crate::people::AskingArgs;
use crate::{Setting, commands};
use base::Result;
use clap::{Args, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;

/// The ledger.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// What to do.
    #[command(subcommand)]
    what: AuditWord,
    /// Who asks and why, for reading and reviewing.
    #[command(flatten)]
    asking: AskingArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum AuditWord {
    /// Go along the whole chain, and hold the home's checkpoints and those named against it. Exit code 2 where it is broken.
    Verify {
        /// Checkpoints kept elsewhere.
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// The public key they are signed with, where it is not this home's: of the machine it stood on before.
        #[arg(long, value_name = "HEX", requires = "checkpoint")]
        key: Option<String>,
    },
    /// Sign how far the chain has come; prints the checkpoint, which should be kept elsewhere.
    Checkpoint {
        /// Write it here, too.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Read the ledger, newest first; the reading is recorded.
    List {
        /// Whose rows: a user's id, or `operator:…`.
        #[arg(long)]
        who: Option<String>,
        /// What was done: an action, `import`, `record-entry`, …
        #[arg(long, value_name = "ACTION")]
        what: Option<String>,
        /// To which thing: `person:p-…`.
        #[arg(long)]
        thing: Option<String>,
        /// From this day on.
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Option<String>,
        /// Before this day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Open the reason that a row holds sealed, of broken glass or an emergency; the opening is recorded.
    Reason {
        /// The row.
        seq: i64,
    },
    /// Who read what and by which rule; what stands out; glass that was broken; what is due.
    Review {
        /// From this day on; as far back as the rule says where none is named.
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Option<String>,
    },
}

/// Runs `audit`.
pub async fn audit(words: AuditArgs, format: Format, setting: &Setting) -> Result<u8> {
    let house = words.home.open(setting).await?;
    let moment = commands::moment(setting);
    match words.what {
        AuditWord::Verify { checkpoint, key } => {
            let verdict = app::audit_verify(&house, &checkpoint, key.as_deref()).await?;
            print_json_line(&verdict)?;
            Ok(if verdict.ok { 0 } else { 2 })
        }
        AuditWord::Checkpoint { out } => print_json_line(&app::audit_checkpoint(&house, &moment, out.as_deref()).await?).map(|()| 0),
        AuditWord::List { who, what, thing, since, until, limit } => {
            let ask = app::AuditAsk { who, what, thing, since, until, before: None, limit };
            print(&app::audit_lines(&house, &moment, &words.asking.asking()?, &ask).await?, format).map(|()| 0)
        }
        AuditWord::Reason { seq } => {
            let reason = app::audit_reason(&house, &moment, &words.asking.asking()?, seq).await?;
            print_json_line(&serde_json::json!({ "seq": seq, "reason": reason })).map(|()| 0)
        }
        AuditWord::Review { since } => {
            print_json_line(&app::audit_review(&house, &moment, &words.asking.asking()?, since.as_deref()).await?).map(|()| 0)
        }
    }
}

/// The policy.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// What to do.
    #[command(subcommand)]
    what: PolicyWord,
}

#[derive(Debug, Subcommand)]
enum PolicyWord {
    /// Say whether something may be done, and why: which policy allows or forbids it, and what is lacking.
    Explain(Box<PolicyExplainArgs>),
    /// Print who may do what, in plain English. Needs no home.
    Table {
        /// Not needed.
        #[command(flatten)]
        no_home: crate::args::NoHome,
    },
}

/// The question.
#[derive(Debug, Args)]
struct PolicyExplainArgs {
    /// The user's id, or `operator`.
    #[arg(long = "as", value_name = "USER")]
    user: String,
    /// The action; `wardmote policy table` lists them.
    #[arg(long = "do", value_name = "ACTION")]
    action: String,
    /// The thing: `person:p-…`, `organisation:…`, `ledger`; a kind alone for a new one or the register as a whole.
    #[arg(long = "on", value_name = "THING")]
    thing: String,
    /// For what purpose.
    #[arg(long, value_name = "PURPOSE")]
    purpose: Option<String>,
    /// For which organisation, where the user holds posts at several.
    #[arg(long = "for", value_name = "ORGANISATION")]
    organisation: Option<String>,
    /// To which organisation something would be given.
    #[arg(long, value_name = "ORGANISATION")]
    to: Option<String>,
    /// Under which power.
    #[arg(long, value_name = "ID")]
    power: Option<String>,
    /// What kind of data.
    #[arg(long, value_name = "ID")]
    data_type: Option<String>,
    /// A reason would be given.
    #[arg(long)]
    reason: bool,
    /// On which day; today if not said.
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<String>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

/// Runs `policy`.
pub async fn policy(words: PolicyArgs, format: Option<Format>, setting: &Setting) -> Result<u8> {
    match words.what {
        PolicyWord::Explain(words) => {
            let PolicyExplainArgs { user, action, thing, purpose, organisation, to, power, data_type, reason, day, home } = *words;
            let house = home.open(setting).await?;
            let ask = app::ExplainAsk { user, action, thing, purpose, organisation, to, power, data_type, reason, on: day };
            let explained = app::explain_policy(&house, &commands::moment(setting), &ask).await?;
            if format == Some(Format::Json) {
                return print_json_line(&explained).map(|()| 0);
            }
            let mut out = std::io::stdout().lock();
            finish(write!(out, "{explained}")).map(|()| 0)
        }
        PolicyWord::Table { .. } => {
            let mut out = std::io::stdout().lock();
            finish(write!(out, "{}", app::policy_table()?)).map(|()| 0)
        }
    }
}
