//! Every rejected row of an extract as CSV, for mending and sending again.

use super::{Answer, House};
use crate::csv::push_row;
use crate::failure::Failure;
use app::pages::RejectLine;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

const NAMED: [&str; 5] = ["file", "row", "column", "reason", "remedy"];

/// `GET /extracts/{id}/rejects.csv`
pub(crate) async fn rejects_csv(house: House, Path(id): Path<String>) -> Answer {
    let lines = app::pages::rejects(&house, &id).await?.ok_or(Failure::NotFound)?;
    let disposition = "attachment; filename=\"rejects.csv\"";
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, disposition)], csv(&lines)).into_response())
}

/// RFC 4180 with a header; the row as it stood follows in `field_1`, `field_2`…
fn csv(lines: &[RejectLine]) -> String {
    let width = lines.iter().map(|line| line.fields.len()).max().unwrap_or(0);
    let mut text = String::new();
    push_row(&mut text, NAMED.map(str::to_owned).into_iter().chain((1..=width).map(|n| format!("field_{n}"))));
    for line in lines {
        let named = [line.file.clone(), line.row.to_string(), line.column.clone(), line.reason.clone(), line.remedy.clone()];
        let fields = (0..width).map(|n| line.fields.get(n).cloned().unwrap_or_default());
        push_row(&mut text, named.into_iter().chain(fields));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_same_width_and_are_quoted() {
        let line = |fields: &[&str]| RejectLine {
            file: "a,b.csv".into(),
            row: 2,
            column: "Month".into(),
            reason: "month_unreadable".into(),
            remedy: "say \"2024-01\"".into(),
            fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        };
        let text = csv(&[line(&["x"]), line(&["=1+1", "two\nlines"])]);
        let expected = "file,row,column,reason,remedy,field_1,field_2\r\n\
            \"a,b.csv\",2,Month,month_unreadable,\"say \"\"2024-01\"\"\",x,\r\n\
            \"a,b.csv\",2,Month,month_unreadable,\"say \"\"2024-01\"\"\",'=1+1,\"two\nlines\"\r\n";
        assert_eq!(text, expected);
    }
}
