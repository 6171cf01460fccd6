//! The registers as tables, for the terminal.

use super::{AreaLine, ConcernLine, GapLine, HistoryLine, PriorityLine, Recorded, RequestLine, ScanLine, SourceLine};
use base::{ColumnKind, Table, Value};
use evidence::registers::{Chase, HighWard};
use jiff::civil::Date;
use rulebook::ScanMatrix;

fn text(said: &str) -> Value {
    if said.is_empty() { Value::Missing } else { Value::Text(said.to_owned()) }
}

fn day(day: Option<Date>) -> Value {
    day.map_or(Value::Missing, |day| Value::Text(day.to_string()))
}

fn count(n: usize) -> Value {
    i64::try_from(n).map_or(Value::Missing, Value::Whole)
}

fn yes(said: bool) -> Value {
    Value::Text(if said { "yes" } else { "no" }.to_owned())
}

fn filled<'a, L: 'a>(columns: &[(&str, ColumnKind)], lines: impl IntoIterator<Item = &'a L>, row: impl Fn(&L) -> Vec<Value>) -> Table {
    let mut table = Table::new(columns);
    table.rows = lines.into_iter().map(row).collect();
    table
}

fn open_chases(chases: &[Chase]) -> usize {
    chases.iter().filter(|chase| chase.answer.is_none()).count()
}

/// What was recorded: `seq,register,id,at,who`.
pub fn recorded_table(recorded: &[Recorded]) -> Table {
    use ColumnKind::{Text, Whole};
    filled(&[("seq", Whole), ("register", Text), ("id", Text), ("at", Text), ("who", Text)], recorded, |line| {
        vec![Value::Whole(line.seq), text(&line.register), text(&line.id), text(&line.at), text(&line.who)]
    })
}

/// The source register, a line each.
pub fn sources_table(lines: &[SourceLine]) -> Table {
    use ColumnKind::{Text, Whole};
    let columns = [
        ("data_set", Text),
        ("title", Text),
        ("holder", Text),
        ("contact_role", Text),
        ("frequency", Text),
        ("class", Text),
        ("class_from", Text),
        ("state", Text),
        ("last_received", Text),
        ("next_due", Text),
        ("extracts", Whole),
        ("open_chases", Whole),
        ("feeds", Text),
        ("usefulness", Text),
        ("limitation", Text),
        ("recommendation", Text),
    ];
    filled(&columns, lines, |line| {
        let set = &line.data_set;
        vec![
            text(&set.id),
            text(&set.title),
            text(&set.holder),
            text(&set.contact_role),
            text(&set.frequency),
            text(line.class.map_or("", |class| class.as_str())),
            text(class_from(line)),
            text(line.state.as_str()),
            day(line.last_received),
            day(line.next_due),
            count(line.extracts.len()),
            count(open_chases(&set.chases)),
            text(&set.feeds.join(" ")),
            text(&set.usefulness),
            text(&set.limitation),
            text(&set.recommendation),
        ]
    })
}

fn class_from(line: &SourceLine) -> &'static str {
    match (line.class_recorded, line.class) {
        (true, _) => "recorded",
        (false, Some(_)) => "catalogue",
        (false, None) => "",
    }
}

/// All that is known of one data set: `item,value`.
pub fn source_table(line: &SourceLine) -> Table {
    let set = &line.data_set;
    let mut rows: Vec<(String, Value)> = Vec::new();
    let mut add = |item: &str, value: Value| rows.push((item.to_owned(), value));
    add("data_set", text(&set.id));
    add("title", text(&set.title));
    add("holder", text(&set.holder));
    add("contact_role", text(&set.contact_role));
    add("frequency", text(&set.frequency));
    let months = line.months.as_ref().map_or_else(String::new, |(first, last)| format!("{first} to {last}"));
    add("held", text(if set.held.is_empty() { &months } else { &set.held }));
    add("last_received", day(line.last_received));
    add("next_due", day(line.next_due));
    add("state", text(line.state.as_str()));
    add("usefulness", text(&set.usefulness));
    add("limitation", text(&set.limitation));
    add("recommendation", text(&set.recommendation));
    add("next_action", text(&set.next_action));
    add("class", text(line.class.map_or("", |class| class.as_str())));
    add("class_from", text(class_from(line)));
    if let Some(judged) = &set.judged {
        add("judged_because", text(&judged.reason));
        add("judged_by", text(&judged.role));
        add("judged_on", text(&judged.on.to_string()));
    }
    add("feeds", text(&set.feeds.join(" ")));
    add("extracts", text(&line.extracts.join(" ")));
    for chase in &set.chases {
        let answer = chase.answer.as_ref().map_or_else(|| "no answer yet".to_owned(), |a| format!("{}: {}", a.on, a.said));
        let note = if chase.note.is_empty() { String::new() } else { format!(", {}", chase.note) };
        add("asked", text(&format!("{} by {} ({}{note}); {answer}", chase.on, chase.role, chase.channel)));
    }
    add("entries", count(line.entries));
    let mut table = Table::new(&[("item", ColumnKind::Text), ("value", ColumnKind::Text)]);
    table.rows = rows.into_iter().map(|(item, value)| vec![Value::Text(item), Value::Text(value.to_bare())]).collect();
    table
}

/// The history of one thing: `seq,at,who,body`.
pub fn history_table(lines: &[HistoryLine]) -> Table {
    use ColumnKind::{Text, Whole};
    filled(&[("seq", Whole), ("at", Text), ("who", Text), ("body", Text)], lines, |line| {
        vec![Value::Whole(line.stamp.seq), text(&line.stamp.at), text(&line.stamp.who), text(&line.body.to_string())]
    })
}

/// The gaps.
pub fn gaps_table(lines: &[GapLine]) -> Table {
    use ColumnKind::{Text, Whole};
    let columns = [
        ("gap", Text),
        ("what", Text),
        ("why", Text),
        ("owner", Text),
        ("since", Text),
        ("review", Text),
        ("state", Text),
        ("reviews", Whole),
    ];
    filled(&columns, lines, |line| {
        let gap = &line.gap;
        vec![
            text(&gap.id),
            text(&gap.what),
            text(&gap.why),
            text(&gap.owner),
            day(Some(gap.since)),
            day(Some(gap.review)),
            text(line.state.as_str()),
            count(gap.reviews.len()),
        ]
    })
}

/// The requests.
pub fn requests_table(lines: &[RequestLine]) -> Table {
    use ColumnKind::{Text, Whole};
    let columns = [
        ("request", Text),
        ("to", Text),
        ("what", Text),
        ("data_set", Text),
        ("asked_by", Text),
        ("asked", Text),
        ("due", Text),
        ("chased", Whole),
        ("last_chased", Text),
        ("state", Text),
        ("answered", Text),
        ("said", Text),
    ];
    filled(&columns, lines, |line| {
        let request = &line.request;
        let outcome = request.outcome.as_ref();
        vec![
            text(&request.id),
            text(&request.to),
            text(&request.what),
            text(request.data_set.as_deref().unwrap_or_default()),
            text(&request.role),
            day(Some(request.asked)),
            day(Some(request.due)),
            count(request.chases.len()),
            day(request.chases.last().map(|chase| chase.on)),
            text(line.state.as_str()),
            day(outcome.map(|o| o.on)),
            text(outcome.map_or("", |o| o.said.as_str())),
        ]
    })
}

/// The concerns.
pub fn concerns_table(lines: &[ConcernLine]) -> Table {
    use ColumnKind::Text;
    let columns = [
        ("concern", Text),
        ("area", Text),
        ("name", Text),
        ("wards", Text),
        ("reason", Text),
        ("role", Text),
        ("on", Text),
        ("withdrawn", Text),
    ];
    filled(&columns, lines, |line| {
        let concern = &line.concern;
        let withdrawn = concern.withdrawn.as_ref().map_or_else(String::new, |w| format!("{}: {}", w.on, w.reason));
        vec![
            text(&concern.id),
            text(concern.area.as_str()),
            text(&line.name),
            text(&line.wards.iter().map(String::as_str).collect::<Vec<_>>().join(" ")),
            text(&concern.reason),
            text(&concern.role),
            day(Some(concern.on)),
            text(&withdrawn),
        ]
    })
}

/// The priorities.
pub fn priorities_table(lines: &[PriorityLine]) -> Table {
    use ColumnKind::Text;
    let columns = [
        ("priority", Text),
        ("year", Text),
        ("heading", Text),
        ("name", Text),
        ("areas", Text),
        ("standing", Text),
        ("reason", Text),
        ("role", Text),
        ("on", Text),
        ("rule", Text),
        ("flags", Text),
        ("concerns", Text),
        ("decided_because", Text),
        ("decided_by", Text),
        ("meeting", Text),
        ("decided_on", Text),
    ];
    filled(&columns, lines, |line| {
        let (priority, decision) = (&line.priority, line.priority.decision.as_ref());
        vec![
            text(&priority.id),
            text(&priority.year),
            text(&line.heading),
            text(&priority.name),
            text(&line.area_names.join("; ")),
            text(line.standing),
            text(&priority.reason),
            text(&priority.role),
            day(Some(priority.on)),
            text(priority.basis.rule.as_deref().unwrap_or_default()),
            text(priority.basis.result.as_deref().unwrap_or_default()),
            text(&priority.basis.concerns.join(" ")),
            text(decision.map_or("", |d| d.reason.as_str())),
            text(decision.map_or("", |d| d.role.as_str())),
            text(decision.map_or("", |d| d.meeting.as_str())),
            day(decision.map(|d| d.on)),
        ]
    })
}

/// Wards for which nothing was decided.
pub fn undecided_table(wards: &[HighWard]) -> Table {
    filled(&[("ward_code", ColumnKind::Text), ("ward", ColumnKind::Text)], wards, |ward| vec![text(&ward.code), text(&ward.name)])
}

/// The scan: a column for each criterion of the matrix.
pub fn scan_table(lines: &[ScanLine], matrix: &ScanMatrix) -> Table {
    use ColumnKind::{Text, Whole};
    let mut columns = vec![("scan", Text), ("issue", Text), ("title", Text)];
    columns.extend(matrix.criteria.iter().map(|one| (one.id.as_str(), Whole)));
    columns.extend([
        ("total", Whole),
        ("scored_because", Text),
        ("scored_by", Text),
        ("scored_on", Text),
        ("rule", Text),
        ("police_score", Text),
        ("police_source", Text),
        ("chosen", Text),
        ("line_of_enquiry", Text),
        ("chosen_because", Text),
        ("chosen_by", Text),
        ("chosen_on", Text),
    ]);
    filled(&columns, lines, |line| {
        let (issue, choice) = (&line.issue, line.issue.choice.as_ref());
        let mut row = vec![text(&issue.scan), text(&issue.issue), text(&issue.title)];
        row.extend(
            matrix.criteria.iter().map(|one| issue.scores.get(&one.id).map_or(Value::Missing, |score| Value::Whole(i64::from(*score)))),
        );
        let police = issue.police.as_ref();
        row.extend([
            Value::Whole(i64::from(line.total)),
            text(&issue.reason),
            text(&issue.role),
            day(Some(issue.on)),
            text(&issue.rule),
            text(&police.map_or_else(String::new, |p| format!("{} ({})", p.score, p.scale))),
            text(police.map_or("", |p| p.source.as_str())),
            choice.map_or(Value::Missing, |c| yes(c.chosen)),
            text(choice.map_or("", |c| c.line_of_enquiry.as_str())),
            text(choice.map_or("", |c| c.reason.as_str())),
            text(choice.map_or("", |c| c.role.as_str())),
            day(choice.map(|c| c.on)),
        ]);
        row
    })
}

/// The areas.
pub fn areas_table(lines: &[AreaLine]) -> Table {
    use ColumnKind::Text;
    let columns = [
        ("area", Text),
        ("name", Text),
        ("kind", Text),
        ("wards", Text),
        ("ward_names", Text),
        ("lsoas", Text),
        ("since", Text),
        ("until", Text),
        ("in_use", Text),
        ("note", Text),
    ];
    filled(&columns, lines, |line| {
        let area = &line.area;
        let codes = |codes: &[base::AreaCode]| codes.iter().map(base::AreaCode::as_str).collect::<Vec<_>>().join(" ");
        vec![
            text(&area.id),
            text(&area.name),
            text(area.kind.as_str()),
            text(&codes(&area.wards)),
            text(&line.ward_names.join("; ")),
            text(&codes(&area.lsoas)),
            day(area.since),
            day(area.until),
            yes(line.holds),
            text(&area.note),
        ]
    })
}
