//! The ledger verified, checkpointed, read, and reviewed.

use crate::people::{Asking, leave, question};
use crate::{House, Moment};
use base::{ColumnKind, Result, Table, Trouble, Value};
use calendar::SummerTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use ledger::{Checkpoint, Event, Outcome, SignedCheckpoint, Verdict};
use permission::{Action, Facts, Thing, ThingKind, acts};
use rulebook::AccessReview;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use store::{LedgerAsk, LedgerLine, SealedRecord};

/// A checkpoint is a line of JSON; anything much longer is none.
const CHECKPOINT_BYTES: u64 = 16 << 10;
/// The policy under which every row is seen; every other one gives the rows of one's own organisation.
const WHOLE_LEDGER: &str = "ledger-of-the-partnership";
/// Records that are looked up one by one; of more, all there are are read at once.
const ONE_BY_ONE: usize = 500;
/// Rows that a review goes through at the most; a longer span is refused, not cut.
const REVIEWED_ROWS: u32 = 1_000_000;

/// Goes along the chain and holds against it every checkpoint of the home and those that are named. Exit code 2 where it is broken.
///
/// # Errors
/// Refused where a checkpoint is not signed by the key it names, or is another home's.
/// `key` is the public key that named checkpoints are signed with, where it is not this home's: of the machine it stood on before.
pub async fn audit_verify(house: &House, named: &[PathBuf], key: Option<&str>) -> Result<Verdict> {
    let own = vault::Signer::of_home(house.shelf.home())?.public_key();
    let mut checkpoints = Vec::new();
    let mut unreadable = None;
    let all = own_checkpoints(house)?.into_iter().map(|path| (path, own.as_str()));
    for (path, key) in all.chain(named.iter().map(|path| (path.clone(), key.unwrap_or(&own)))) {
        match read_checkpoint(&path, key) {
            Ok(checkpoint) => checkpoints.push(checkpoint),
            Err(trouble) => unreadable = unreadable.or(Some(trouble)),
        }
    }
    let verdict = house.store.verify_ledger(&checkpoints).await?;
    // A broken chain is told first; a checkpoint that can't be used lets no chain pass.
    match unreadable {
        Some(trouble) if verdict.ok => Err(trouble),
        _ => Ok(verdict),
    }
}

/// Signs how far the chain has come, keeps the checkpoint in the home and writes it to `out`, which should lie elsewhere.
pub async fn audit_checkpoint(house: &House, moment: &Moment, out: Option<&Path>) -> Result<SignedCheckpoint> {
    let verdict = audit_verify(house, &[], None).await?;
    if let Some(broken) = verdict.first_broken {
        return Err(Trouble::refused(
            "ledger-broken",
            format!("the ledger breaks at row {}: a broken chain gets no checkpoint", broken.seq),
            "run `wardmote audit verify`, keep the home as it is, and restore the record from its newest sound backup",
        ));
    }
    let key = vault::Signer::of_home(house.shelf.home())?;
    let (seq, hash) = house.store.ledger_head().await?;
    let checkpoint = Checkpoint { seq, hash, at: moment.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() };
    let signature = key.sign(&checkpoint.message());
    let signed = SignedCheckpoint { checkpoint, key: key.public_key(), signature };
    let line = serde_json::to_string(&signed)
        .map_err(|e| Trouble::failed("checkpoint-unwritable", format!("a checkpoint could not be written: {e}"), "report this"))?;
    let own = folder(house).join(format!("{seq:012}.json"));
    for path in std::iter::once(own.as_path()).chain(out) {
        vault::write_whole(path, format!("{line}\n").as_bytes())?;
    }
    house.store.log_operation(&moment.iso(), &moment.who, "checkpoint", &format!("row {seq}")).await?;
    Ok(signed)
}

/// Where the checkpoints of a home lie.
pub(crate) fn folder(house: &House) -> PathBuf {
    house.shelf.home().join("checkpoints")
}

fn own_checkpoints(house: &House) -> Result<Vec<PathBuf>> {
    vault::list_files(&folder(house), "json")
}

fn read_checkpoint(path: &Path, key: &str) -> Result<SignedCheckpoint> {
    let shown = path.display();
    let bytes = vault::read_whole(path, CHECKPOINT_BYTES)?;
    let signed: SignedCheckpoint = serde_json::from_slice(&bytes).map_err(|_| {
        Trouble::refused(
            "checkpoint-unreadable",
            format!("`{shown}` is no checkpoint of a ledger"),
            "name a file that `wardmote audit checkpoint` wrote",
        )
    })?;
    if signed.key != key {
        return Err(Trouble::refused(
            "checkpoint-of-another-home",
            format!("`{shown}` is signed with another key than this home's"),
            "where it was taken of this home on another machine, name that machine's public key with `--key`, as a checkpoint of it prints it",
        ));
    }
    if !vault::verify(&signed.key, &signed.checkpoint.message(), &signed.signature) {
        return Err(Trouble::refused(
            "checkpoint-not-signed",
            format!("the signature of the checkpoint `{shown}` does not fit what it says: it was changed"),
            "use a copy of the checkpoint that was kept elsewhere",
        ));
    }
    Ok(signed)
}

/// Which rows of the ledger are asked for.
#[derive(Debug, Clone, Default)]
pub struct AuditAsk {
    /// Whose.
    pub who: Option<String>,
    /// What was done.
    pub what: Option<String>,
    /// To which thing.
    pub thing: Option<String>,
    /// From this day on.
    pub since: Option<String>,
    /// Before this day.
    pub until: Option<String>,
    /// Before this row: where a page before ended.
    pub before: Option<i64>,
    /// The newest so many.
    pub limit: u32,
}

/// What is asked for stands in the ledger afterwards, so it may hold ids, names of actions and days only.
fn check_ask(ask: &AuditAsk) -> Result<()> {
    let parts = |word: &'static str, said: &Option<String>| {
        said.iter().flat_map(|said| said.split(':')).map(move |part| (word, part.to_owned())).collect::<Vec<_>>()
    };
    let all: Vec<(&'static str, String)> =
        [parts("`--who`", &ask.who), parts("`--what`", &ask.what), parts("`--thing`", &ask.thing)].into_iter().flatten().collect();
    crate::people::ids_only(all.iter().filter(|(_, part)| part != "*").map(|(word, part)| (*word, part.as_str())))?;
    for (flag, said) in [("--since", &ask.since), ("--until", &ask.until)] {
        said.as_deref().map(|day| crate::query::parse_day(day, flag)).transpose()?;
    }
    Ok(())
}

/// Rows of the ledger for a governance lead, newest first. The reading has a row of its own, with what was asked.
///
/// The lead of the organisation that owns the agreement sees every row; the lead of another partner sees what its own people did
/// and what was done to records that it gave or controls.
pub async fn audit_lines(house: &House, moment: &Moment, asking: &Asking, ask: &AuditAsk) -> Result<Table> {
    check_ask(ask)?;
    let question = question(house, moment, asking, Action::ReadLedger, Thing::plain(ThingKind::Ledger, "*"), Facts::default()).await?;
    let allowed = leave::<acts::ReadLedger>(house, moment, question).await?;
    let mut event = store::Store::reading_event(&allowed, &moment.iso());
    for (key, said) in [("who", &ask.who), ("what", &ask.what), ("thing", &ask.thing), ("since", &ask.since), ("until", &ask.until)] {
        if let Some(said) = said {
            event = event.with(key, said);
        }
    }
    house.store.record_event(event).await?;
    let asked = LedgerAsk {
        who: ask.who.clone().unwrap_or_default(),
        what: ask.what.clone().unwrap_or_default(),
        thing: ask.thing.clone().unwrap_or_default(),
        since: ask.since.clone().unwrap_or_default(),
        until: ask.until.clone().unwrap_or_default(),
        before: ask.before,
        limit: if ask.limit == 0 { 100 } else { ask.limit.min(REVIEWED_ROWS) },
    };
    let wanted = asked.limit as usize;
    let asked = if sees_all(&allowed) { asked } else { LedgerAsk { limit: REVIEWED_ROWS, ..asked } };
    let mut lines = scoped(house, &allowed, house.store.ledger_lines(&asked).await?).await?;
    lines.truncate(wanted);
    Ok(lines_table(&lines))
}

/// The policy that gave leave says how far it goes.
fn sees_all<A: permission::Act>(allowed: &permission::Allowed<A>) -> bool {
    allowed.policies().any(|id| id == WHOLE_LEDGER)
}

/// The rows that a lead may see.
async fn scoped<A: permission::Act>(house: &House, allowed: &permission::Allowed<A>, lines: Vec<LedgerLine>) -> Result<Vec<LedgerLine>> {
    if sees_all(allowed) {
        return Ok(lines);
    }
    let organisation = allowed.post().map(|post| post.organisation.clone()).unwrap_or_default();
    let in_our_post = |event: &Event| event.post.split_once(' ').is_some_and(|(_, at)| at == organisation);
    let prefix = format!("{}:", ThingKind::Person.id());
    let events = lines.iter().filter_map(|line| line.event.as_ref()).filter(|event| !in_our_post(event));
    let named: BTreeSet<&str> = events.filter_map(|event| event.thing.strip_prefix(&prefix)).collect();
    let ours: BTreeSet<String> = people_of(house, &organisation, &named).await?.into_iter().map(|id| format!("{prefix}{id}")).collect();
    let is_seen = |event: &Event| in_our_post(event) || ours.contains(&event.thing);
    Ok(lines.into_iter().filter(|line| line.event.as_ref().is_some_and(is_seen)).collect())
}

/// Those of some records about people of which an organisation is the originator or a controller.
async fn people_of(house: &House, organisation: &str, named: &BTreeSet<&str>) -> Result<Vec<String>> {
    let is_theirs = |record: &SealedRecord| record.originator == organisation || record.controllers.iter().any(|one| one == organisation);
    if named.len() > ONE_BY_ONE {
        let all = house.store.records_of_kind(ThingKind::Person.id()).await?;
        return Ok(all.into_iter().filter(is_theirs).map(|record| record.id).collect());
    }
    let mut theirs = Vec::new();
    for id in named {
        let record = house.store.record_facts(id).await?;
        theirs.extend(record.filter(|one| one.kind == ThingKind::Person.id() && is_theirs(one)).map(|record| record.id));
    }
    Ok(theirs)
}

fn lines_table(lines: &[LedgerLine]) -> Table {
    use ColumnKind::{Text, Whole};
    let mut table = Table::new(&[
        ("seq", Whole),
        ("at", Text),
        ("who", Text),
        ("post", Text),
        ("what", Text),
        ("thing", Text),
        ("outcome", Text),
        ("purpose", Text),
        ("door", Text),
        ("policies", Text),
        ("detail", Text),
    ]);
    let text = |said: &str| if said.is_empty() { Value::Missing } else { Value::Text(said.to_owned()) };
    for line in lines {
        let row = if let Some(event) = &line.event {
            // A sealed reason is shown as what it is; its letters tell nobody anything.
            let detail: Vec<String> = event
                .detail
                .iter()
                .map(|(key, said)| if key == "reason" { "reason sealed".to_owned() } else { format!("{key} {said}") })
                .collect();
            let outcome = if event.outcome == Outcome::Done { "done" } else { "refused" };
            vec![
                Value::Whole(line.seq),
                text(&event.at),
                text(&event.who),
                text(&event.post),
                text(&event.what),
                text(&event.thing),
                text(outcome),
                text(&event.purpose),
                text(&event.door),
                text(&event.policies.join(" ")),
                text(&detail.join("; ")),
            ]
        } else {
            let mut row = vec![Value::Whole(line.seq)];
            row.resize(10, Value::Missing);
            row.push(text("the row can't be read: run `wardmote audit verify`"));
            row
        };
        table.rows.push(row);
    }
    table
}

/// What a governance lead looks at: who read what and by which rule, and what stands out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AccessReviewed {
    /// From this moment on.
    pub since: String,
    /// Before this moment.
    pub until: String,
    /// The rule by which a reading stands out.
    pub rule: String,
    /// Who read how many records, under which policy.
    pub readings: Vec<Readings>,
    /// Readings that stand out, each with why.
    pub unusual: Vec<Unusual>,
    /// Records read by breaking the glass, each to be looked at.
    pub broken_glass: Vec<Noted>,
    /// Records given away in an emergency.
    pub emergencies: Vec<Noted>,
    /// What was refused.
    pub refused: Vec<Noted>,
    /// People in office who left or hold no post, and tried all the same.
    pub without_post: Vec<Noted>,
    /// What is due under the agreements, vacancies of contacts among them.
    pub duties: Vec<String>,
}

/// How many records somebody read under a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readings {
    /// Who.
    pub who: String,
    /// In which post.
    pub post: String,
    /// Under which policies.
    pub policies: String,
    /// For which purpose.
    pub purpose: String,
    /// How often.
    pub times: u64,
    /// Different records.
    pub records: u64,
}

/// A reading that stands out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unusual {
    /// Who.
    pub who: String,
    /// The day in London.
    pub day: String,
    /// Why it stands out.
    pub why: String,
}

/// A row that a lead should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// The row of the ledger.
    pub seq: i64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// To which thing.
    pub thing: String,
}

/// Opens the reason that a row of the ledger holds sealed, for a lead who may see the row. The opening has a row of its own.
pub async fn audit_reason(house: &House, moment: &Moment, asking: &Asking, seq: i64) -> Result<String> {
    let question = question(house, moment, asking, Action::ReviewAccess, Thing::plain(ThingKind::Ledger, "*"), Facts::default()).await?;
    let allowed = leave::<acts::ReviewAccess>(house, moment, question).await?;
    let recorded = house.store.record_event(store::Store::reading_event(&allowed, &moment.iso()).with("row", seq.to_string())).await?;
    let line = house.store.ledger_line(seq).await?.into_iter().collect();
    let sealed = scoped(house, &allowed, line).await?.into_iter().find_map(|line| {
        let event = line.event?;
        let id = event.thing.split_once(':').map(|(_, id)| id.to_owned())?;
        let what = event.detail.get("kind").unwrap_or(&event.what).clone();
        Some((id, what, event.detail.get("reason")?.clone()))
    });
    let (id, what, sealed) = sealed.ok_or_else(|| {
        Trouble::refused("no-reason", format!("row {seq} of the ledger holds no reason"), "list the rows with `wardmote audit list`")
    })?;
    Ok(crate::people::unseal_reason(house, &id, &what, &sealed)?.open(&recorded))
}

/// Reviews the access of a span of days: since a day, or as far back as the rule says.
pub async fn audit_review(house: &House, moment: &Moment, asking: &Asking, since: Option<&str>) -> Result<AccessReviewed> {
    let question = question(house, moment, asking, Action::ReviewAccess, Thing::plain(ThingKind::Ledger, "*"), Facts::default()).await?;
    let allowed = leave::<acts::ReviewAccess>(house, moment, question).await?;
    let today = crate::registers::today(moment);
    let rule = house.rulebook.access_review(today, None)?;
    let since = match since {
        Some(text) => crate::query::parse_day(text, "--since")?,
        None => today.saturating_sub(i64::from(rule.parameters.days).days()),
    };
    house.store.record_event(store::Store::reading_event(&allowed, &moment.iso()).with("since", since.to_string())).await?;
    let lines = house.store.ledger_to_review(&since.to_string(), REVIEWED.map(Action::id), REVIEWED_ROWS).await?;
    if lines.len() >= REVIEWED_ROWS as usize {
        return Err(Trouble::refused(
            "review-too-long",
            format!("there are more than {REVIEWED_ROWS} rows to review since `{since}`"),
            "review a shorter span with `--since`",
        ));
    }
    let lines = scoped(house, &allowed, lines).await?;
    let mut reviewed = review(&lines, rule.parameters, crate::clock::summer_time(house.rulebook, today)?);
    reviewed.since = since.to_string();
    reviewed.until = moment.iso();
    reviewed.rule = rule.reference().to_string();
    let partnership = crate::partners::load(house).await?;
    reviewed
        .without_post
        .retain(|noted| partnership::posts_on(&partnership.users, &partnership.organisations, &noted.who, today).posts.is_empty());
    reviewed.duties =
        partnership::duties(&partnership, house.rulebook, today).iter().filter(|duty| duty.is_open()).map(ToString::to_string).collect();
    Ok(reviewed)
}

/// What a review finds in rows of the ledger. Rows come newest first.
fn review(lines: &[LedgerLine], rule: &AccessReview, summer: &SummerTime) -> AccessReviewed {
    let mut reviewed = AccessReviewed::default();
    let mut readings: BTreeMap<[String; 4], (u64, BTreeSet<String>)> = BTreeMap::new();
    let mut records_a_day: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut refusals_a_day: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut unusual: BTreeSet<Unusual> = BTreeSet::new();
    for line in lines {
        let Some(event) = &line.event else { continue };
        let noted =
            || Noted { seq: line.seq, at: event.at.clone(), who: event.who.clone(), what: event.what.clone(), thing: event.thing.clone() };
        let (day, hour) = in_london(&event.at, summer);
        if event.outcome == Outcome::Refused {
            *refusals_a_day.entry((event.who.clone(), day)).or_default() += 1;
            reviewed.refused.push(noted());
            if event.post.is_empty() {
                reviewed.without_post.push(noted());
            }
            continue;
        }
        if !is_reading(event) {
            if event.what == Action::GiveInEmergency.id() {
                reviewed.emergencies.push(noted());
            }
            continue;
        }
        if event.what == Action::BreakGlass.id() && event.detail.contains_key("reason") {
            reviewed.broken_glass.push(noted());
        }
        let key = [event.who.clone(), event.post.clone(), event.policies.join(" "), event.purpose.clone()];
        let (count, records) = readings.entry(key).or_default();
        *count += 1;
        records.insert(event.thing.clone());
        records_a_day.entry((event.who.clone(), day.clone())).or_default().insert(event.thing.clone());
        if hour.is_some_and(|hour| hour < rule.from_hour || hour >= rule.to_hour) {
            unusual.insert(Unusual {
                who: event.who.clone(),
                day,
                why: format!("read before {}:00 or from {}:00 on", rule.from_hour, rule.to_hour),
            });
        }
    }
    for ((who, day), records) in records_a_day {
        if records.len() > rule.records_a_day as usize {
            unusual.insert(Unusual { who, day, why: format!("read {} records, more than {}", records.len(), rule.records_a_day) });
        }
    }
    for ((who, day), refusals) in refusals_a_day {
        if refusals > u64::from(rule.refusals_a_day) {
            unusual.insert(Unusual { who, day, why: format!("was refused {refusals} times, more than {}", rule.refusals_a_day) });
        }
    }
    reviewed.unusual = unusual.into_iter().collect();
    reviewed.readings = readings
        .into_iter()
        .map(|([who, post, policies, purpose], (count, records))| Readings {
            who,
            post,
            policies,
            purpose,
            times: count,
            records: records.len() as u64,
        })
        .collect();
    reviewed
}

/// What a review looks at though nothing was refused: readings of what is sealed, and what was given in an emergency.
const REVIEWED: [Action; 6] =
    [Action::ReadPerson, Action::ReadPersonHistory, Action::BreakGlass, Action::FindPerson, Action::ReadUser, Action::GiveInEmergency];

fn is_reading(event: &Event) -> bool {
    let is_of_a_review = REVIEWED.iter().any(|action| action.id() == event.what);
    is_of_a_review && event.what != Action::GiveInEmergency.id() && !event.thing.ends_with(":*")
}

/// The day and hour in London of a moment.
fn in_london(at: &str, summer: &SummerTime) -> (String, Option<i8>) {
    let there = at.parse::<Timestamp>().ok().and_then(|moment| summer.wall(moment.to_zoned(TimeZone::UTC).datetime()));
    match there {
        Some(there) => (there.date().to_string(), Some(there.hour())),
        None => (at.get(..10).unwrap_or(at).to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(seq: i64, at: &str, what: &str, thing: &str, outcome: Outcome) -> LedgerLine {
        let mut event = Event::done(at, "landlord-caseworker", what, thing);
        event.outcome = outcome;
        event.post = "caseworker landlord".into();
        LedgerLine { seq, event: Some(event) }
    }

    #[test]
    fn what_stands_out_is_pointed_out_and_what_does_not_is_counted() {
        let rule = AccessReview { records_a_day: 3, from_hour: 6, to_hour: 21, refusals_a_day: 1, days: 31 };
        let mut lines: Vec<LedgerLine> =
            (0..4).map(|n| line(n, "2031-01-06T10:00:00Z", "read-person", &format!("person:p-{n}"), Outcome::Done)).collect();
        // Half past nine in the evening of a summer's day in London.
        lines.push(line(9, "2031-07-06T20:30:00Z", "read-person", "person:p-1", Outcome::Done));
        lines.push(line(10, "2031-01-07T10:00:00Z", "read-person", "person:p-8", Outcome::Refused));
        lines.push(line(11, "2031-01-07T11:00:00Z", "find-person", "person:*", Outcome::Refused));
        lines.push(line(12, "2031-01-07T11:00:00Z", "give-in-emergency", "person:p-1", Outcome::Done));
        let day = "2031-07-07".parse().unwrap();
        let summer = crate::clock::summer_time(rulebook::Rulebook::builtin().unwrap(), day).unwrap();
        let reviewed = review(&lines, &rule, summer);
        let unusual: Vec<(&str, &str)> = reviewed.unusual.iter().map(|one| (one.day.as_str(), one.why.as_str())).collect();
        assert_eq!(
            unusual,
            [
                ("2031-01-06", "read 4 records, more than 3"),
                ("2031-01-07", "was refused 2 times, more than 1"),
                ("2031-07-06", "read before 6:00 or from 21:00 on"),
            ]
        );
        assert_eq!((reviewed.readings.len(), reviewed.readings[0].times, reviewed.readings[0].records), (1, 5, 4));
        assert_eq!((reviewed.refused.len(), reviewed.emergencies.len(), reviewed.broken_glass.len()), (2, 1, 0));
    }
}
