//! The flags to take away: the table as CSV, the drawing as SVG, PNG and CSV.

use super::flags::{Asked, drawing};
use crate::csv;
use crate::failure::Failure;
use crate::pages::{Answer, Clock, House};
use app::pages::{FlagMark, FlagsAnswer, FlagsPage};
use axum::extract::Query;
use base::{ColumnKind, Table, Value};

async fn view(house: &app::House, clock: app::Clock, asked: &Asked) -> Result<FlagsPage, Failure> {
    match asked.answer(house, clock).await? {
        FlagsAnswer::Page(view) => Ok(*view),
        // A file cannot say what is wrong with its address: the page does.
        _ => Err(Failure::NotFound),
    }
}

/// `GET /evidence/flags.csv`
pub(crate) async fn flags_csv(house: House, clock: Clock, Query(asked): Query<Asked>) -> Answer {
    let view = view(&house, clock.0, &asked).await?;
    Ok(csv::file("text/csv; charset=utf-8", "flags.csv", csv::table(&table(&view))))
}

/// `GET /evidence/flags/matrix.svg`
pub(crate) async fn matrix_svg(house: House, clock: Clock, Query(asked): Query<Asked>) -> Answer {
    Ok(csv::file("image/svg+xml", "flags.svg", drawing(&view(&house, clock.0, &asked).await?).svg))
}

/// `GET /evidence/flags/matrix.png`
pub(crate) async fn matrix_png(house: House, clock: Clock, Query(asked): Query<Asked>) -> Answer {
    let drawn = drawing(&view(&house, clock.0, &asked).await?);
    Ok(csv::file("image/png", "flags.png", app::pages::painted(&house, drawn.svg).await?))
}

/// `GET /evidence/flags/matrix.csv`
pub(crate) async fn matrix_csv(house: House, clock: Clock, Query(asked): Query<Asked>) -> Answer {
    let drawn = drawing(&view(&house, clock.0, &asked).await?);
    Ok(csv::file("text/csv; charset=utf-8", "flags-matrix.csv", csv::table(&drawn.table)))
}

/// A row a ward: code and name, value and flag of each criterion, flags and risk; under a second rule those too.
fn table(view: &FlagsPage) -> Table {
    let mut columns: Vec<(String, ColumnKind)> = vec![("ward_code".into(), ColumnKind::Text), ("ward".into(), ColumnKind::Text)];
    for criterion in &view.rule.criteria {
        columns.push((criterion.id.clone(), ColumnKind::Whole));
        columns.push((format!("{}_value", criterion.id), ColumnKind::Real));
        columns.push((format!("{}_threshold", criterion.id), ColumnKind::Real));
        columns.push((format!("{}_near_miss", criterion.id), ColumnKind::Flag));
        columns.push((format!("{}_held_back", criterion.id), ColumnKind::Flag));
    }
    columns.extend([("total".to_owned(), ColumnKind::Whole), ("risk".to_owned(), ColumnKind::Text)]);
    if view.what_if.is_some() {
        let more = [("what_if_total", ColumnKind::Whole), ("what_if_risk", ColumnKind::Text), ("moved", ColumnKind::Text)];
        columns.extend(more.map(|(name, kind)| (name.to_owned(), kind)));
    }
    let mut table = Table::new(&columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect::<Vec<_>>());
    for line in &view.wards {
        let mut row = vec![text(&line.code), text(&line.name)];
        row.extend(line.marks.iter().flat_map(mark));
        row.extend([whole(line.total), text(&line.risk)]);
        if let Some(after) = &line.what_if {
            row.extend([whole(after.total), text(&after.risk), text(after.moved)]);
        } else if view.what_if.is_some() {
            row.extend([Value::Missing, Value::Missing, Value::Missing]);
        }
        table.rows.push(row);
    }
    table
}

/// A number too small to be passed on is in no file: what is held back says so.
fn mark(mark: &FlagMark) -> [Value; 5] {
    let real = |value: Option<f64>| value.map_or(Value::Missing, Value::Real);
    let flag = mark.flag.map_or(Value::Missing, |flag| Value::Whole(i64::from(flag)));
    let value = mark.value.filter(|_| !mark.not_for_publication);
    [flag, real(value), real(mark.threshold), Value::Flag(mark.near_miss), Value::Flag(mark.not_for_publication)]
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn whole(n: u64) -> Value {
    i64::try_from(n).map_or(Value::Missing, Value::Whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_below_the_floor_is_in_no_file() {
        let of = |hidden: bool| {
            mark(&FlagMark {
                value: Some(3.0),
                at_least: false,
                threshold: Some(20.0),
                margin: Some(-17.0),
                flag: Some(false),
                near_miss: false,
                why: String::new(),
                not_for_publication: hidden,
            })
        };
        assert_eq!(of(false)[1], Value::Real(3.0));
        assert_eq!(of(true), [Value::Whole(0), Value::Missing, Value::Real(20.0), Value::Flag(false), Value::Flag(true)]);
    }
}
