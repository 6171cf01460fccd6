//! One function a command: arguments → one use case → output.

use crate::args::{Cli, Command, Geography, HomeArgs, RepeatedIds};
use crate::output::{Format, finish, print, print_json_line, refuse_workbook, report};
use crate::{
    Setting, assessments, audit, clock, config, flags, harm, hotspots, keeping, near_repeat, outbox, partners, people, plan, progress,
    registers, reports, schemes,
};
use app::{AssessOptions, House, ImportOptions, Moment, PartnerRegister, Setup, TableWords};
use base::{ColumnKind, Result, Table, Trouble, Value, Vintage};
use intake::Kind;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs every command but `serve` and `demo`, which the binary opens a door for.
pub async fn run(cli: Cli, setting: &Setting) -> Result<u8> {
    if !matches!(&cli.command, Command::Plan(words) if words.writes_a_workbook()) {
        refuse_workbook(cli.format)?;
    }
    let format = Format::or_default(cli.format);
    match cli.command {
        Command::Init { home } => init(&home, setting).await,
        Command::Import { kind, files, home, received, geography, mapping, data_set, period, source, within, repeated_ids, strict } => {
            let options = ImportOptions {
                received: received.unwrap_or_default(),
                geography: geography.map(|g| match g {
                    Geography::Census2011 => Vintage::Census2011,
                    Geography::Census2021 => Vintage::Census2021,
                }),
                first_of_repeated_ids: repeated_ids == RepeatedIds::First,
                strict,
                mapping,
                table: TableWords { data_set, period, source, within },
                ..ImportOptions::default()
            };
            import(&kind, &files, &home, &options, setting).await
        }
        Command::Extracts { words, home } => match words.as_slice() {
            [] => {
                let house = open(&home, setting).await?;
                let holdings = house.store.holdings(None, None).await?;
                print(&app::extracts_table(&holdings), format).map(|()| 0)
            }
            [show, id] if show == "show" => show_extract(id, &home, format, setting).await,
            [changes, id] if changes == "changes" => {
                let house = open(&home, setting).await?;
                print(&app::extract_changes(&house, id).await?, format).map(|()| 0)
            }
            _ => Err(Trouble::usage(
                "extracts-words",
                format!("`extracts {}` is not known", words.join(" ")),
                "`wardmote extracts` lists them, `wardmote extracts show ID` prints one, `wardmote extracts changes ID` what it changed",
            )),
        },
        Command::Rejects { id, home, xlsx } => {
            let house = open(&home, setting).await?;
            match xlsx {
                Some(path) => app::write_rejects(&house, &id, &path).await.map(|()| 0),
                None => print(&app::rejects_table(&house, &id).await?, format).map(|()| 0),
            }
        }
        Command::Query { sql, home, as_of } => {
            let house = open(&home, setting).await?;
            print(&app::query(&house, &sql, as_of.as_deref()).await?, format).map(|()| 0)
        }
        Command::Change { earlier, later, table, .. } => change(earlier, later, table.as_deref(), format, setting),
        Command::Flags(words) => flags::flags(&words, format, setting).await,
        Command::Measures { .. } => flags::measures(format),
        Command::Measure(words) => flags::measure(&words, format, setting).await,
        Command::Harm(words) => harm::run(&words, format, setting).await,
        Command::Hotspots(words) => hotspots::run(&words, format, setting).await,
        Command::NearRepeat(words) => near_repeat::run(words, format, setting),
        Command::Clock { what, .. } => clock::run(&what, cli.format),
        Command::Assess { definition: Some(definition), home, area, draft, check, out, as_of, .. } => {
            let house = open(&home, setting).await?;
            let strictness = if draft { app::strategic::Strictness::Draft } else { app::strategic::Strictness::Complete };
            let how = app::strategic::Look { strictness, area: area.unwrap_or_default(), as_of, up_to: None };
            assess(&house, &definition, &how, out.as_deref().filter(|_| !check), &moment(setting)).await
        }
        Command::Assess { district, home, out, via, as_of, .. } => {
            let house = open(&home, setting).await?;
            let options = AssessOptions { via_area_changes: via.is_some(), as_of };
            let (district, out) = (district.unwrap_or_default(), out.unwrap_or_default());
            print_paths(&app::assess_with(&house, &district, &out, &moment(setting), &options).await?.files)
        }
        Command::Figure { id, home, check_published: true, .. } => {
            let house = open(&home, setting).await?;
            print(&app::check_published(&house, id.as_deref()).await?, format).map(|()| 0)
        }
        Command::Figure { id, home, rows, .. } => figure(&id.unwrap_or_default(), &home, rows, format, setting).await,
        Command::Assessments(words) => assessments::assessments(words, format, setting).await,
        Command::Sources(words) => registers::sources(words, format, setting).await,
        Command::Gaps(words) => registers::gaps(words, format, setting).await,
        Command::Requests(words) => registers::requests(words, format, setting).await,
        Command::Concerns(words) => registers::concerns(words, format, setting).await,
        Command::Priorities(words) => registers::priorities(words, format, setting).await,
        Command::Scan(words) => registers::scan(words, format, setting).await,
        Command::Areas(words) => registers::areas(words, format, setting).await,
        Command::Plan(words) => plan::run(words, cli.format, setting).await,
        Command::Schemes(words) => schemes::schemes(words, format, setting).await,
        Command::Tasking(words) => schemes::tasking(words, format, setting).await,
        Command::Figures { home, out, via, as_of } => {
            let house = open(&home, setting).await?;
            let options = AssessOptions { via_area_changes: via.is_some(), as_of };
            print(&app::every_district(&house, &out, &moment(setting), &options).await?, format).map(|()| 0)
        }
        Command::Person(words) => people::person(words, format, setting).await,
        Command::User(words) => partners::user(words, format, setting).await,
        Command::Organisation(words) => partners::partner(words, PartnerRegister::Organisation, "organisation", format, setting).await,
        Command::Group(words) => partners::partner(words, PartnerRegister::Group, "group", format, setting).await,
        Command::Agreement(words) => partners::partner(words, PartnerRegister::Agreement, "agreement", format, setting).await,
        Command::Party(words) => partners::partner(words, PartnerRegister::Party, "party", format, setting).await,
        Command::Explain(words) => partners::explain(words, cli.format, setting).await,
        Command::Duties(words) => partners::duties(words, format, setting).await,
        Command::Due(words) => outbox::due(words, format, setting).await,
        Command::Outbox(words) => outbox::outbox(words, format, setting).await,
        Command::Link(words) => outbox::link(words, format, setting).await,
        Command::Policy(words) => audit::policy(words, cli.format, setting).await,
        Command::Audit(words) => audit::audit(words, format, setting).await,
        Command::Check(words) => keeping::check(words, format, setting).await,
        Command::Backup(words) => keeping::backup(words, format, setting).await,
        Command::Restore(words) => keeping::restore(words, format, setting).await,
        Command::Archive(words) => keeping::archive(words, format, setting).await,
        Command::Keystore(words) => keeping::keystore(words, format, setting).await,
        Command::Doctor(words) => keeping::doctor(words, cli.format, setting).await,
        Command::Report(words) => reports::run(words, format, setting).await,
        Command::Rules {} => rules(format),
        Command::Config(words) => config::run(&words),
        Command::Serve { .. } | Command::Demo { .. } => {
            Err(Trouble::failed("wiring", "this command needs a door that the binary opens", "report this"))
        }
    }
}

/// Opens a home.
pub async fn open(home: &HomeArgs, setting: &Setting) -> Result<House> {
    let house = app::open_house(setup(home, setting)).await?;
    // A destruction that was decided is finished before anything else is done, whatever cut it off.
    app::people::finish_cut_off(&house, &moment(setting)).await?;
    Ok(house)
}

/// Makes a home with the demonstration in it, and says where its assessment lies; with the partnership alone, where that is asked for.
pub async fn demo(home: &HomeArgs, partnership_alone: bool, setting: &Setting) -> Result<House> {
    let house = app::create_house(setup(home, setting), &moment(setting)).await?;
    let real = house
        .store
        .extracts()
        .await?
        .into_iter()
        .find(|h| h.facts.passport.kind == Kind::PoliceStreet && !h.facts.notes.contains_key("invented"));
    if let Some(real) = real {
        return Err(Trouble::refused(
            "demo-in-real-home",
            format!("this home holds real data, among it `{}`; the demonstration would supersede it", real.facts.passport.file),
            "give the demonstration a home of its own: `--home ./demonstration-home`",
        ));
    }
    let untouched = app::demo::is_untouched(&house).await?;
    if !partnership_alone {
        demo_evidence(home, &house, setting).await?;
    }
    demo_partnership(&house, setting).await?;
    if !partnership_alone {
        let actions = app::demo::plans(&house, &moment(setting)).await?;
        let targets = app::demo::set_targets(&house, &moment(setting)).await?;
        eprintln!("{targets} targets are set");
        let rows = app::demo::plan_sheet(&house, &moment(setting)).await?;
        eprintln!("{actions} actions in the plans, and {rows} rows of a table that officers keep");
        let records = app::demo::tasking(&house, &moment(setting)).await?;
        eprintln!("{records} records of tasking");
    }
    if untouched {
        app::demo::mark(&house, &moment(setting)).await?;
    } else if !app::demo::is_demonstration(&house).await? {
        eprintln!("note: this home held something before the demonstration came, so nobody signs in to it with one click");
    }
    Ok(house)
}

async fn demo_evidence(home: &HomeArgs, house: &House, setting: &Setting) -> Result<()> {
    let files = app::demo::prepare(&home.home.join("demo-files"))?;
    for file in files {
        let options = ImportOptions {
            received: file.received.clone(),
            geography: file.geography,
            invented: file.invented,
            table: file.table.clone(),
            ..ImportOptions::default()
        };
        let imported = app::import_file(house, file.kind, &file.path, &options, &moment(setting), Arc::new(|_| ())).await?;
        eprintln!("{} {}: {} rows", imported.passport.kind, imported.passport.file, imported.passport.rows_accepted);
    }
    let recorded = app::registers::demo(house, &moment(setting)).await?;
    eprintln!("{} records in the registers", recorded.len());
    if app::demo::open_paper(house, &moment(setting)).await? {
        eprintln!("the strategic assessment 2019/20 is open as a draft");
    }
    let out = home.home.join("demonstration");
    let written = app::assess(house, app::demo::DISTRICT, &out, &moment(setting)).await?;
    print_paths(&written.files).map(|_| ())
}

async fn demo_partnership(house: &House, setting: &Setting) -> Result<()> {
    let (entries, names) = app::demo_partners(house, &moment(setting)).await?;
    eprintln!("{entries} records of the partnership, {names} sealed names of invented people in office");
    Ok(())
}

fn setup(home: &HomeArgs, setting: &Setting) -> Setup {
    Setup {
        home: home.home.clone(),
        database: home.database.clone(),
        analytics: Arc::clone(&setting.analytics),
        press: Arc::clone(&setting.press),
    }
}

pub(crate) fn moment(setting: &Setting) -> Moment {
    Moment { now: setting.now, who: setting.who.clone() }
}

async fn init(home: &HomeArgs, setting: &Setting) -> Result<u8> {
    app::create_house(setup(home, setting), &moment(setting)).await?;
    eprintln!("home ready at `{}`; next: `wardmote import area-lookup FILE --home {}`", home.home.display(), home.home.display());
    Ok(0)
}

/// Files are independent: one that is refused does not keep the others out, and the worst outcome is the exit code.
async fn import(kind: &str, files: &[PathBuf], home: &HomeArgs, options: &ImportOptions, setting: &Setting) -> Result<u8> {
    let kind = Kind::parse(kind).map_err(|e| {
        let known: Vec<&str> = Kind::ALL.iter().map(|k| k.as_str()).collect();
        Trouble::usage("kind-unknown", e.to_string(), format!("the kinds are {}", known.join(", ")))
    })?;
    let house = open(home, setting).await?;
    let mut worst = 0;
    for file in files {
        let size = std::fs::metadata(file).map_or(0, |m| m.len());
        let bar = progress::bar(size, file.display().to_string());
        let moving = bar.clone();
        let told: Arc<dyn Fn(u64) + Send + Sync> = Arc::new(move |bytes| moving.set_position(bytes));
        let outcome = app::import_file(&house, kind, file, options, &moment(setting), told).await;
        bar.finish_and_clear();
        match outcome {
            Ok(imported) => {
                for warning in &imported.warnings {
                    eprintln!("warning: {warning}");
                }
                print_json_line(&imported.passport)?;
            }
            Err(trouble) => {
                let code = report(&trouble);
                // A refusal (2) says more than a failure (1) only when nothing failed.
                worst = if worst == 1 || code == 1 { 1 } else { worst.max(code) };
            }
        }
    }
    Ok(worst)
}

async fn show_extract(id: &str, home: &HomeArgs, format: Format, setting: &Setting) -> Result<u8> {
    let house = open(home, setting).await?;
    let facts = app::extract(&house, id).await?;
    if format == Format::Json {
        return print_json_line(&facts).map(|()| 0);
    }
    let mut table = Table::new(&[("item", ColumnKind::Text), ("value", ColumnKind::Text)]);
    let value = serde_json::to_value(&facts).unwrap_or_default();
    if let serde_json::Value::Object(object) = value {
        for (name, item) in object {
            if let ("passport", serde_json::Value::Object(passport)) = (name.as_str(), &item) {
                table.rows.extend(passport.iter().map(|(n, v)| vec![Value::Text(n.clone()), Value::Text(plain(v))]));
            } else {
                table.rows.push(vec![Value::Text(name), Value::Text(plain(&item))]);
            }
        }
    }
    print(&table, format).map(|()| 0)
}

/// JSON as a reader would write it in a cell.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        serde_json::Value::Object(items) => items.iter().map(|(k, v)| format!("{k} {}", plain(v))).collect::<Vec<_>>().join(", "),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn change(earlier: Option<u64>, later: Option<u64>, table: Option<&Path>, format: Format, setting: &Setting) -> Result<u8> {
    let rows = match (earlier, later, table) {
        (Some(earlier), Some(later), None) => vec![(String::new(), earlier, later)],
        (None, None, Some(path)) => app::read_counts(path)?,
        _ => {
            return Err(Trouble::usage(
                "change-counts",
                "two counts or a table are needed",
                "give `--earlier N --later N` or `--table FILE`",
            ));
        }
    };
    let today = setting.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    print(&app::change_table(&rows, today)?, format).map(|()| 0)
}

/// A strategic assessment: looked at, refused with its faults, written and kept; without a folder only looked at.
async fn assess(house: &House, definition: &Path, how: &app::strategic::Look, out: Option<&Path>, moment: &Moment) -> Result<u8> {
    let bundle = app::strategic::read_bundle(definition)?;
    let looked = app::strategic::look(house, &bundle, moment, how).await?;
    app::strategic::refuse_faults(&looked.checked.faults)?;
    let Some(out) = out else {
        eprintln!("no fault: {} figures, {} sections", looked.facts.len(), looked.definition.sections.len());
        return Ok(0);
    };
    let written = app::strategic::write_outputs(house, &looked, out).await?;
    app::strategic::keep(house, moment, &looked).await?;
    print_paths(&written)
}

/// Where the papers lie, one a line.
pub(crate) fn print_paths(written: &[PathBuf]) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    finish(written.iter().try_for_each(|path| writeln!(out, "{}", path.display()))).map(|()| 0)
}

async fn figure(id: &str, home: &HomeArgs, rows: bool, format: Format, setting: &Setting) -> Result<u8> {
    let house = open(home, setting).await?;
    let table = if rows { app::figure_rows(&house, id).await? } else { app::figure_card(&house, id).await? };
    print(&table, format).map(|()| 0)
}

fn rules(format: Format) -> Result<u8> {
    print(&app::rules_table()?, format).map(|()| 0)
}
