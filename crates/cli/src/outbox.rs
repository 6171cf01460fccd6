//! What is due and what goes out: `due`, `outbox`, `link`.

use crate::config::{Config, ConfigPath};
use crate::home::WordHome;
use crate::output::{Format, print, print_json_line};
use crate::people::AskingArgs;
use crate::{Setting, access, commands};
use app::House;
use app::links::{self, About, LinkState};
use app::outbox::{self, MailServer};
use base::{ColumnKind, Result, Table, Trouble, Value};
use clap::{Args, Subcommand};
use serde_json::json;

/// What is due, late ones first.
#[derive(Debug, Args)]
pub struct DueArgs {
    /// For whom; for everybody, where no user is named.
    #[command(flatten)]
    asking: AskingArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

/// The mail that waits, went or was given up.
#[derive(Debug, Args)]
pub struct OutboxArgs {
    /// Nothing to list it.
    #[command(subcommand)]
    what: Option<OutboxWord>,
    /// The mail server, and where links lead.
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
enum OutboxWord {
    /// List it, the newest first: to which office, what kind, how far. Never words or addresses.
    List {
        /// Only what is waiting, claimed, sent, unknown, given-up or withdrawn.
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = LISTED)]
        limit: u32,
    },
    /// Put reminders of what is due into it, and hand over what waits. `wardmote serve` does so by itself.
    Deliver {},
}

/// Links by which a partner without an account answers, once.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// What to do.
    #[command(subcommand)]
    what: LinkWord,
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
enum LinkWord {
    /// Make a link by which an organisation answers a request for data, or says how an action goes. Prints it, unless it is sent.
    Make {
        /// The request, by its id, or the action, as `PLAN/1.3b`.
        #[arg(value_name = "ABOUT")]
        about: String,
        /// The organisation that is asked, by its id.
        #[arg(long, value_name = "ORGANISATION")]
        organisation: String,
        /// Somebody in office there, to whom it is sent by mail.
        #[arg(long, value_name = "USER")]
        to: Option<String>,
    },
    /// List the links of a request or an action.
    List {
        /// The request, by its id, or the action, as `PLAN/1.3b`.
        #[arg(value_name = "ABOUT")]
        about: String,
    },
    /// Revoke a link.
    Revoke {
        /// The link, by its id.
        id: String,
    },
}

/// Lines of the outbox that are listed where no number is given.
const LISTED: u32 = 100;

/// Runs `due`.
pub async fn due(words: DueArgs, format: Format, setting: &Setting) -> Result<u8> {
    let house = words.home.open(setting).await?;
    let lines = app::due_lines(&house, &commands::moment(setting), &words.asking.by()?).await?;
    let mut table = Table::new(&[
        ("due", ColumnKind::Text),
        ("late_by", ColumnKind::Whole),
        ("yours", ColumnKind::Text),
        ("owed_by", ColumnKind::Text),
        ("about", ColumnKind::Text),
        ("what", ColumnKind::Text),
        ("rule", ColumnKind::Text),
    ]);
    for line in lines {
        table.rows.push(vec![
            Value::Text(line.due.map_or_else(|| "at once".to_owned(), |day| day.to_string())),
            Value::Whole(line.late_by.into()),
            Value::Text(if line.yours { "yes" } else { "no" }.to_owned()),
            Value::Text(line.owed_by),
            Value::Text(line.about),
            Value::Text(line.what),
            Value::Text(line.rule),
        ]);
    }
    print(&table, format).map(|()| 0)
}

/// Runs `outbox`.
pub async fn outbox(words: OutboxArgs, format: Format, setting: &Setting) -> Result<u8> {
    let config = words.config.read()?;
    let house = access::served(words.home.or(&config)?.open(setting).await?, &config)?;
    let moment = commands::moment(setting);
    let (state, limit) = match words.what {
        Some(OutboxWord::Deliver {}) => return deliver(&house, &config, setting).await,
        Some(OutboxWord::List { state, limit }) => (state, limit),
        None => (None, LISTED),
    };
    let table = outbox::outbox_table(&house, &moment, &words.asking.by()?, state.as_deref(), limit).await?;
    print(&table, format).map(|()| 0)
}

async fn deliver(house: &House, config: &Config, setting: &Setting) -> Result<u8> {
    let Some(settings) = &config.mail else {
        return Err(Trouble::usage(
            "mail-server-needed",
            "no mail server is configured",
            "name the configuration with `--config FILE`, and fill its `[mail]`",
        ));
    };
    let server = MailServer::open(settings, config.site.language.into())?;
    let moment = commands::moment(setting);
    let reminders = outbox::remind(house, &moment).await?;
    let worker = format!("{} {}", setting.who, std::process::id());
    let delivered = outbox::deliver_due(house, &moment, &worker, &server).await?;
    print_json_line(&json!({
        "reminders": reminders, "sent": delivered.sent, "unknown": delivered.unknown, "later": delivered.later,
        "given_up": delivered.given_up, "withdrawn": delivered.withdrawn,
    }))
    .map(|()| 0)
}

/// Runs `link`.
pub async fn link(words: LinkArgs, format: Format, setting: &Setting) -> Result<u8> {
    let config = words.config.read()?;
    let house = access::served(words.home.or(&config)?.open(setting).await?, &config)?;
    let (moment, by) = (commands::moment(setting), words.asking.by()?);
    match words.what {
        LinkWord::Make { about, organisation, to } => {
            let made = links::make_link(&house, &moment, &by, &About::parse(&about)?, &organisation, to.as_deref()).await?;
            let mut line = json!({ "link": made.id, "ends_at": made.ends_at.to_string() });
            if let (Some(path), Some(object)) = (&made.path, line.as_object_mut()) {
                object.insert("address".to_owned(), json!(format!("{}{path}", house.site_address())));
            }
            print_json_line(&line)?;
        }
        LinkWord::List { about } => {
            let mut table = Table::new(&["link", "organisation", "made_by", "made", "ends", "state"].map(|name| (name, ColumnKind::Text)));
            for one in links::links_about(&house, &moment, &by, &About::parse(&about)?).await? {
                let state = match one.state {
                    LinkState::Open => "open",
                    LinkState::Used => "used",
                    LinkState::Revoked => "revoked",
                    LinkState::Over => "over",
                };
                let cells = [one.id, one.organisation, one.made_by, one.made_at.to_string(), one.ends_at.to_string(), state.to_owned()];
                table.rows.push(cells.into_iter().map(Value::Text).collect());
            }
            print(&table, format)?;
        }
        LinkWord::Revoke { id } => {
            links::revoke_link(&house, &moment, &by, &id).await?;
            print_json_line(&json!({ "link": id, "state": "revoked" }))?;
        }
    }
    Ok(0)
}
