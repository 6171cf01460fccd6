//! The registers of the partnership: `organisation`, `user`, `group`, `agreement`, `party`; `explain` and `duties`.

use crate::access;
use crate::config::ConfigPath;
use crate::home::WordHome;
use crate::output::{Format, print, print_json_line};
use crate::people::{AskingArgs, personal_text};
use crate::{Setting, commands};
use app::PartnerRegister;
use base::{ColumnKind, Result, Table, Trouble, Value};
use clap::{Args, Subcommand};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// One register of the partnership.
#[derive(Debug, Args)]
pub struct PartnerArgs {
    /// Nothing to list it.
    #[command(subcommand)]
    what: Option<PartnerWord>,
    /// On whose behalf it is changed; the operator's, where no user is named.
    #[command(flatten)]
    asking: AskingArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum PartnerWord {
    /// List it as it stands on a day.
    List {
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Write a state from a TOML file; docs/partnership.md shows the shape. Earlier states stay in the journal.
    Set {
        /// The file.
        file: PathBuf,
    },
    /// What was recorded of one, entry by entry.
    History {
        /// Its id.
        id: String,
    },
}

/// People in office.
#[derive(Debug, Args)]
pub struct UserArgs {
    /// Nothing to list them.
    #[command(subcommand)]
    what: Option<UserWord>,
    /// Where links lead, and whether mail can be sent.
    #[command(flatten)]
    config: ConfigPath,
    /// On whose behalf; the operator's, where no user is named.
    #[command(flatten)]
    asking: AskingArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserWord {
    /// List users by label, with the posts they hold on a day.
    List {
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Write what a user may do from a TOML file: posts, cover, the day of leaving.
    Set {
        /// The file.
        file: PathBuf,
    },
    /// Seal who holds the office: a JSON object with `name`, `mail`, `telephone` from a file or standard input.
    Enrol {
        /// The user's label.
        id: String,
        /// The file; `-` for standard input.
        file: PathBuf,
    },
    /// Read who holds the office.
    Show {
        /// The user's label.
        id: String,
    },
    /// Destroy what is sealed of who holds the office, or held it; prints the certificate.
    Destroy {
        /// The user's label.
        id: String,
    },
    /// What was recorded of a user, entry by entry; no names.
    History {
        /// The user's label.
        id: String,
    },
    /// Invite whoever holds the office to sign in. Prints the link where no mail can be sent.
    Invite {
        /// The user's label.
        id: String,
    },
    /// List what waits to be approved or confirmed: invitations, and lost ways in.
    Waiting,
    /// Approve an invitation.
    Approve {
        /// The invitation's id.
        invitation: String,
    },
    /// Confirm, as second person, that it was they who asked for a new way in. Prints the link where no mail can be sent.
    Confirm {
        /// The request's id.
        invitation: String,
    },
    /// End every session, token, feed, link and way in of a user at once.
    CutOff {
        /// The user's label.
        id: String,
    },
    /// List the sessions of a user that are open.
    Sessions {
        /// The user's label.
        id: String,
    },
}

/// Runs one of the registers.
pub async fn partner(words: PartnerArgs, register: PartnerRegister, name: &str, format: Format, setting: &Setting) -> Result<u8> {
    let house = words.home.open(setting).await?;
    let moment = commands::moment(setting);
    match words.what {
        None => print(&app::partners_table(&house, register, None, &moment).await?, format)?,
        Some(PartnerWord::List { on }) => print(&app::partners_table(&house, register, on.as_deref(), &moment).await?, format)?,
        Some(PartnerWord::Set { file }) => set(&house, &moment, &words.asking, register, &file, format).await?,
        Some(PartnerWord::History { id }) => history(&house, name, &id, format).await?,
    }
    Ok(0)
}

/// Runs `user`.
pub async fn user(words: UserArgs, format: Format, setting: &Setting) -> Result<u8> {
    let config = words.config.read()?;
    let house = access::served(words.home.or(&config)?.open(setting).await?, &config)?;
    let moment = commands::moment(setting);
    match words.what {
        None => print(&app::partners_table(&house, PartnerRegister::User, None, &moment).await?, format)?,
        Some(UserWord::List { on }) => print(&app::partners_table(&house, PartnerRegister::User, on.as_deref(), &moment).await?, format)?,
        Some(UserWord::Set { file }) => set(&house, &moment, &words.asking, PartnerRegister::User, &file, format).await?,
        Some(UserWord::Enrol { id, file }) => {
            let version = app::enrol_user(&house, &moment, &words.asking.by()?, &id, personal_text(&file)?).await?;
            print_json_line(&serde_json::json!({ "id": id, "version": version }))?;
        }
        Some(UserWord::Show { id }) => print_json_line(&app::show_user(&house, &moment, &words.asking.asking()?, &id).await?)?,
        Some(UserWord::Destroy { id }) => print_json_line(&app::destroy_user(&house, &moment, &words.asking.asking()?, &id).await?)?,
        Some(UserWord::History { id }) => history(&house, "user", &id, format).await?,
        Some(word) => access::user(&house, &moment, &words.asking.by()?, word, format).await?,
    }
    Ok(0)
}

async fn set(
    house: &app::House,
    moment: &app::Moment,
    asking: &AskingArgs,
    register: PartnerRegister,
    file: &Path,
    format: Format,
) -> Result<()> {
    let text = std::fs::read_to_string(file).map_err(|e| {
        Trouble::failed("file-io", format!("could not read `{}`: {e}", file.display()), "check the path, and that the file is UTF-8 text")
    })?;
    let recorded = app::record_partner(house, moment, &asking.by()?, register, &text).await?;
    print(&app::registers::recorded_table(&[recorded]), format)
}

async fn history(house: &app::House, register: &str, id: &str, format: Format) -> Result<()> {
    let lines = app::registers::history(house, register, id).await?;
    print(&app::registers::history_table(&lines), format)
}

/// What a thing is on a day, how it stands and why.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// organisation, user, group or agreement.
    kind: String,
    /// Its id.
    id: String,
    /// The day; today if not said.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

/// Runs `explain`.
pub async fn explain(words: ExplainArgs, format: Option<Format>, setting: &Setting) -> Result<u8> {
    let house = words.home.open(setting).await?;
    let explained = app::explain(&house, &words.kind, &words.id, words.on.as_deref(), &commands::moment(setting)).await?;
    if format == Some(Format::Json) {
        return print_json_line(&explained).map(|()| 0);
    }
    let mut out = std::io::stdout().lock();
    crate::output::finish(write!(out, "{explained}")).map(|()| 0)
}

/// What is due under the agreements and the terms of reference.
#[derive(Debug, Args)]
pub struct DutiesArgs {
    /// The day; today if not said.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// Those that are done, too.
    #[arg(long)]
    all: bool,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

/// Runs `duties`.
pub async fn duties(words: DutiesArgs, format: Format, setting: &Setting) -> Result<u8> {
    let house = words.home.open(setting).await?;
    let duties = app::partner_duties(&house, words.on.as_deref(), &commands::moment(setting)).await?;
    let mut table = Table::new(&[
        ("state", ColumnKind::Text),
        ("due", ColumnKind::Text),
        ("owed_by", ColumnKind::Text),
        ("about", ColumnKind::Text),
        ("what", ColumnKind::Text),
        ("rule", ColumnKind::Text),
    ]);
    for duty in duties.into_iter().filter(|duty| words.all || duty.is_open()) {
        table.rows.push(vec![
            Value::Text(duty.state.as_str().to_owned()),
            duty.due.map_or(Value::Missing, |day| Value::Text(day.to_string())),
            Value::Text(duty.owed_by),
            Value::Text(duty.about),
            Value::Text(duty.what),
            Value::Text(duty.rule),
        ]);
    }
    print(&table, format).map(|()| 0)
}
