//! The table of the contract.

use super::{IndicatorLine, Performance};
use base::{ColumnKind, Table, Value};

/// `indicator,target,baseline,value,change_pct,result,rag,msg_rank,reproduced,why_not`: the indicators, then the highlights.
pub fn performance_table(performance: &Performance) -> Table {
    use ColumnKind::{Real, Text};
    let mut table = Table::new(&[
        ("indicator", Text),
        ("target", Text),
        ("baseline", Real),
        ("value", Real),
        ("change_pct", Text),
        ("result", Text),
        ("rag", Text),
        ("msg_rank", Real),
        ("reproduced", Text),
        ("why_not", Text),
    ]);
    table.rows.extend(performance.lines.iter().chain(&performance.highlights).map(row));
    table
}

fn row(line: &IndicatorLine) -> Vec<Value> {
    let text = |text: String| if text.is_empty() { Value::Missing } else { Value::Text(text) };
    let number = |reading: &Option<super::Reading>| reading.as_ref().map_or(Value::Missing, |one| Value::Real(one.value));
    let reproduced = match line.reproduced {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    // What a printed report says of a line stands beside it, as does why nothing can be said of it; a line of the record has its
    // own reason there.
    let why = match line.reproduced {
        None if line.why_not.is_empty() => line.judgement.because.clone(),
        _ => line.why_not.clone(),
    };
    vec![
        Value::Text(line.name.clone()),
        text(line.target.clone()),
        number(&line.against),
        number(&line.value),
        text(line.judgement.change.clone().unwrap_or_default()),
        Value::Text(line.judgement.outcome.in_words().to_owned()),
        text(line.mark.as_ref().map(|mark| mark.colour.clone()).unwrap_or_default()),
        number(&line.rank),
        text(reproduced.to_owned()),
        text(why),
    ]
}
