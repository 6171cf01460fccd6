//! Sealed records about people: `person`. Every word names the user (`--as`) and, but for a certificate, the purpose.
//!
//! What is personal comes from a file or from standard input and never stands among the arguments, where other users of the
//! machine and the shell's history would see it.

use crate::home::WordHome;
use crate::output::{Format, print, print_json_line};
use crate::{Setting, commands};
use app::House;
use app::people::{self as book, Asking, Giving, NewPerson};
use base::{ColumnKind, Result, Table, Trouble, Value};
use clap::{Args, Subcommand};
use permission::{Door, Personal};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The longest text that is read for one record or reason.
const TEXT_BYTES: u64 = 1 << 20;

/// Who asks and why.
#[derive(Debug, Clone, Args)]
pub struct AskingArgs {
    /// The user on whose behalf, by id; `wardmote user list` lists them.
    #[arg(long = "as", value_name = "USER", global = true)]
    user: Option<String>,
    /// For what purpose: prevent-offending, reduce-crime, safeguarding, governance, … (`wardmote policy table`).
    #[arg(long, value_name = "PURPOSE", global = true)]
    purpose: Option<String>,
    /// For which organisation, where the user holds posts at several.
    #[arg(long = "for", value_name = "ORGANISATION", global = true)]
    organisation: Option<String>,
}

impl AskingArgs {
    /// Who asks, where personal data is touched.
    pub fn asking(&self) -> Result<Asking> {
        let needed =
            || Trouble::usage("user-needed", "personal data is touched, and no user is named", "add `--as USER --purpose PURPOSE`");
        let user = self.user.clone().ok_or_else(needed)?;
        let purpose = self.purpose.as_deref().map(app::parse_purpose).transpose()?;
        Ok(Asking { user, purpose, organisation: self.organisation.clone(), door: Door::Terminal })
    }

    /// On whose behalf a register is changed: the operator's, where no user is named.
    pub fn by(&self) -> Result<app::By> {
        if self.user.is_some() { self.asking().map(app::By::User) } else { Ok(app::By::Operator) }
    }
}

/// Sealed records about people.
#[derive(Debug, Args)]
pub struct PersonArgs {
    /// What to do.
    #[command(subcommand)]
    what: PersonWord,
    /// Who asks and why.
    #[command(flatten)]
    asking: AskingArgs,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum PersonWord {
    /// Open records: a JSON object a line, from a file or standard input; prints a line for each once it is kept.
    Record {
        /// The file; `-` for standard input.
        file: PathBuf,
        /// The law it is processed under: uk-gdpr or dpa-2018-part-3.
        #[arg(long, default_value = "uk-gdpr", value_parser = ["uk-gdpr", "dpa-2018-part-3"])]
        regime: String,
        /// Its marking: official or official-sensitive.
        #[arg(long, default_value = "official-sensitive", value_parser = ["official", "official-sensitive"])]
        marking: String,
        /// Keep it apart: only those it is given to find and read it.
        #[arg(long)]
        kept_apart: bool,
    },
    /// Read a record.
    Show {
        /// The record.
        id: String,
    },
    /// Find records by a name, read from standard input or a file.
    Find {
        /// The file that holds the name; `-` for standard input.
        #[arg(default_value = "-")]
        file: PathBuf,
        /// At most so many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Change a record: the whole of it as JSON. Where somebody else was first, both versions are printed and nothing is written.
    Edit {
        /// The record.
        id: String,
        /// The file; `-` for standard input.
        file: PathBuf,
        /// The version that you had before you, as `show` printed it.
        #[arg(long, value_name = "VERSION")]
        seen: i64,
    },
    /// Read every version of a record.
    History {
        /// The record.
        id: String,
    },
    /// Share a record with a partner under the agreement.
    Share(GivingArgs),
    /// Pass on what another partner gave, with its written consent.
    PassOn(GivingArgs),
    /// Consent in writing that a record of your organisation be passed on to another.
    Consent(GivingArgs),
    /// Give a record away in an emergency or to safeguard somebody, with power and reason.
    GiveInEmergency(GivingArgs),
    /// Recall a record from everybody it was given to.
    Recall {
        /// The record.
        id: String,
        /// Why: a file that holds the reason, or `-`.
        #[arg(long, value_name = "FILE")]
        reason: Option<PathBuf>,
    },
    /// To whom a record was given.
    Disclosures {
        /// The record.
        id: String,
    },
    /// Read a record that the rules keep closed, for a stated reason; the governance lead is shown it.
    BreakGlass {
        /// The record.
        id: String,
        /// Why: a file that holds the reason, or `-`.
        #[arg(long, value_name = "FILE")]
        reason: PathBuf,
    },
    /// Close a record: its retention runs from that day.
    Close {
        /// The record.
        id: String,
        /// The version that you had before you.
        #[arg(long, value_name = "VERSION")]
        seen: i64,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Hold a record back from destruction.
    Hold {
        /// The record.
        id: String,
        /// live-order, review, complaint, subject-access, litigation or inquiry.
        #[arg(long)]
        ground: String,
        /// When the hold is looked at again.
        #[arg(long, value_name = "YYYY-MM-DD")]
        review: Option<String>,
    },
    /// Lift a hold.
    Lift {
        /// The record.
        id: String,
        /// Its ground.
        #[arg(long)]
        ground: String,
    },
    /// The holds of a record, placed and lifted.
    Holds {
        /// The record.
        id: String,
    },
    /// Destroy a record by destroying its keys; prints the certificate.
    Destroy {
        /// The record.
        id: String,
    },
    /// The certificate of a record that was destroyed. Names nobody, so it needs no user.
    Certificate {
        /// The record.
        id: String,
    },
    /// Seal a record under a new key.
    Rotate {
        /// The record.
        id: String,
    },
}

/// What is given, to whom, how and why.
#[derive(Debug, Args)]
struct GivingArgs {
    /// The record.
    id: String,
    /// To which organisation.
    #[arg(long, value_name = "ORGANISATION")]
    to: String,
    /// What kind of data, as the agreement lists it (`wardmote explain agreement ID`).
    #[arg(long, value_name = "ID", default_value = "")]
    data_type: String,
    /// Under which power, as the agreement lists it.
    #[arg(long, value_name = "ID")]
    power: Option<String>,
    /// How: here, meeting, telephone, secure-mail or recorded-delivery.
    #[arg(long, default_value = "here")]
    method: String,
    /// Why: a file that holds the reason, or `-`.
    #[arg(long, value_name = "FILE")]
    reason: Option<PathBuf>,
}

impl GivingArgs {
    fn giving(&self) -> Result<Giving> {
        Ok(Giving {
            to: self.to.clone(),
            power: self.power.clone(),
            data_type: self.data_type.clone(),
            method: self.method.clone(),
            reason: self.reason.as_deref().map(personal_text).transpose()?,
        })
    }
}

/// Runs `person`.
pub async fn person(words: PersonArgs, format: Format, setting: &Setting) -> Result<u8> {
    let house = words.home.open(setting).await?;
    let moment = commands::moment(setting);
    if let PersonWord::Certificate { id } = &words.what {
        return print_json_line(&book::certificate(&house, id).await?).map(|()| 0);
    }
    let asking = words.asking.asking()?;
    match words.what {
        PersonWord::Certificate { .. } => {}
        PersonWord::Record { file, regime, marking, kept_apart } => {
            return record(&house, &moment, &asking, &file, &regime, &marking, kept_apart).await;
        }
        PersonWord::Show { id } => {
            print_json_line(&book::show_person(&house, &moment, &asking, &id).await?)?;
        }
        PersonWord::Find { file, limit } => {
            let name = personal_text(&file)?;
            let found = book::find_people(&house, &moment, &asking, name, limit).await?;
            let mut table = Table::new(&[
                ("id", ColumnKind::Text),
                ("score", ColumnKind::Real),
                ("why", ColumnKind::Text),
                ("name", ColumnKind::Text),
                ("originator", ColumnKind::Text),
            ]);
            for one in found {
                table.rows.push(vec![
                    Value::Text(one.id),
                    Value::Real(one.score),
                    Value::Text(one.why),
                    Value::Text(one.name),
                    Value::Text(one.originator),
                ]);
            }
            print(&table, format)?;
        }
        PersonWord::Edit { id, file, seen } => match book::edit_person(&house, &moment, &asking, &id, seen, personal_text(&file)?).await? {
            Ok(changed) => {
                print_json_line(&changed)?;
            }
            Err(conflict) => {
                let trouble = Trouble::refused(
                    "record-changed",
                    format!(
                        "the record `{}` is at version {}, written by `{}` at `{}`; you had version {seen} before you",
                        conflict.id, conflict.version, conflict.by, conflict.at
                    ),
                    "both versions are printed: make your change to the newest, and say `--seen` with its number",
                );
                print_json_line(&conflict)?;
                return Err(trouble);
            }
        },
        PersonWord::History { id } => {
            for version in book::person_history(&house, &moment, &asking, &id).await? {
                print_json_line(&version)?;
            }
        }
        PersonWord::Share(words) => {
            print_json_line(&book::share_person(&house, &moment, &asking, &words.id, &words.giving()?).await?)?;
        }
        PersonWord::PassOn(words) => {
            print_json_line(&book::pass_on_person(&house, &moment, &asking, &words.id, &words.giving()?).await?)?;
        }
        PersonWord::Consent(words) => {
            print_json_line(&book::consent_to_pass_on(&house, &moment, &asking, &words.id, &words.giving()?).await?)?;
        }
        PersonWord::GiveInEmergency(words) => {
            print_json_line(&book::give_in_emergency(&house, &moment, &asking, &words.id, &words.giving()?).await?)?;
        }
        PersonWord::Recall { id, reason } => {
            let reason = reason.as_deref().map(personal_text).transpose()?;
            for one in book::recall_person(&house, &moment, &asking, &id, reason).await? {
                print_json_line(&one)?;
            }
        }
        PersonWord::Disclosures { id } => {
            print(&book::disclosures_of(&house, &moment, &asking, &id).await?, format)?;
        }
        PersonWord::BreakGlass { id, reason } => {
            print_json_line(&book::break_glass(&house, &moment, &asking, &id, personal_text(&reason)?).await?)?;
        }
        PersonWord::Close { id, seen, on } => {
            print_json_line(&book::close_person(&house, &moment, &asking, &id, seen, on.as_deref()).await?)?;
        }
        PersonWord::Hold { id, ground, review } => {
            print_json_line(&book::hold_person(&house, &moment, &asking, &id, &ground, true, review.as_deref()).await?)?;
        }
        PersonWord::Lift { id, ground } => {
            print_json_line(&book::hold_person(&house, &moment, &asking, &id, &ground, false, None).await?)?;
        }
        PersonWord::Holds { id } => {
            let mut table = Table::new(&[
                ("ground", ColumnKind::Text),
                ("hold", ColumnKind::Text),
                ("at", ColumnKind::Text),
                ("who", ColumnKind::Text),
                ("review", ColumnKind::Text),
            ]);
            for one in book::holds_of(&house, &moment, &asking, &id).await? {
                let placed = if one.placed { "placed" } else { "lifted" };
                table.rows.push(vec![
                    Value::Text(one.ground),
                    Value::Text(placed.into()),
                    Value::Text(one.at),
                    Value::Text(one.who),
                    one.review.map_or(Value::Missing, Value::Text),
                ]);
            }
            print(&table, format)?;
        }
        PersonWord::Destroy { id } => {
            print_json_line(&book::destroy_person(&house, &moment, &asking, &id).await?)?;
        }
        PersonWord::Rotate { id } => {
            print_json_line(&book::rotate_person(&house, &moment, &asking, &id).await?)?;
        }
    }
    Ok(0)
}

/// One record a line. A line that is no record is named and left out; the others are kept, and each is printed once it is.
async fn record(
    house: &House,
    moment: &app::Moment,
    asking: &Asking,
    file: &Path,
    regime: &str,
    marking: &str,
    kept_apart: bool,
) -> Result<u8> {
    let text = read_text(file, u64::MAX)?;
    let mut worst = 0;
    for (n, line) in (1_usize..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let new = NewPerson { text: Personal::new(line.to_owned()), regime: regime.to_owned(), marking: marking.to_owned(), kept_apart };
        if line.len() as u64 > TEXT_BYTES {
            let long = format!("`{}`, line {n} holds more than {TEXT_BYTES} bytes", file.display());
            worst = crate::output::report(&Trouble::refused("text-too-long", long, "shorten it: a record is a text to be read"));
            continue;
        }
        match book::record_person(house, moment, asking, new).await {
            Ok(changed) => print_json_line(&changed)?,
            Err(trouble) if trouble.code == "not-a-person" => {
                let named = Trouble { message: format!("`{}`, line {n}: {}", file.display(), trouble.message), ..trouble };
                worst = crate::output::report(&named);
            }
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(worst)
}

/// A personal text from a file, or from standard input. One line end at its end is not part of it.
pub fn personal_text(path: &Path) -> Result<Personal<String>> {
    let text = read_text(path, TEXT_BYTES)?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    Ok(Personal::new(text.to_owned()))
}

fn read_text(path: &Path, limit: u64) -> Result<String> {
    let shown = path.display();
    let failed = |e: &std::io::Error| {
        if e.kind() == std::io::ErrorKind::InvalidData {
            Trouble::refused("not-text", format!("`{shown}` is not UTF-8 text"), "save it as UTF-8")
        } else {
            Trouble::failed("file-io", format!("could not read `{shown}`: {e}"), "check the path, and that the file is UTF-8 text")
        }
    };
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_string(&mut text).map_err(|e| failed(&e))?;
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_string(&mut text)).map_err(|e| failed(&e))?;
    }
    if text.len() as u64 >= limit {
        return Err(Trouble::refused(
            "text-too-long",
            format!("`{shown}` holds more than {limit} bytes"),
            "shorten it: a record or a reason is a text to be read",
        ));
    }
    Ok(text)
}
