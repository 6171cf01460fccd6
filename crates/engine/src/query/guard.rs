//! What a question may not be, decided on its text before anything is planned.

use base::{Result, Trouble};
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::{Expr, ObjectName, Query, SetExpr, Statement as SqlStatement, TableFactor, Visit, Visitor};
use std::ops::ControlFlow;

/// Functions whose result can be far larger than what they are given, beyond any account of memory.
pub(crate) const UNBOUNDED_FUNCTIONS: [&str; 3] = ["repeat", "lpad", "rpad"];

const REMEDY: &str = "ask one SELECT over the documented views; `wardmote query --help` lists them";

fn refused(what: impl AsRef<str>) -> Trouble {
    Trouble::refused("sql-refused", format!("a query may only read the views: {} not allowed", what.as_ref()), REMEDY)
}

/// Reads the text as exactly one read-only question.
pub(crate) fn check(sql: &str) -> Result<Statement> {
    let mut statements = DFParser::parse_sql(sql).map_err(|e| {
        let (_, message) = super::plain_message(&e);
        Trouble::refused(
            "sql-syntax",
            format!("the query cannot be read: {message}"),
            "correct it at the place named; text stands in single quotation marks, names in double ones",
        )
    })?;
    let statement = match (statements.pop_front(), statements.len()) {
        (Some(statement), 0) => statement,
        (None, _) => return Err(Trouble::refused("sql-syntax", "the query is empty", REMEDY)),
        (Some(_), _) => return Err(refused("more than one statement is")),
    };
    read_only(&statement)?;
    Ok(statement)
}

fn read_only(statement: &Statement) -> Result<()> {
    let inner = match statement {
        Statement::Statement(inner) => inner,
        Statement::Explain(explain) => return read_only(&explain.statement),
        Statement::CopyTo(_) => return Err(refused("COPY is")),
        Statement::CreateExternalTable(_) => return Err(refused("CREATE EXTERNAL TABLE is")),
        Statement::Reset(_) => return Err(refused("RESET is")),
    };
    match inner.as_ref() {
        SqlStatement::Query(_) => {}
        SqlStatement::Explain { statement, .. } if matches!(statement.as_ref(), SqlStatement::Query(_)) => {}
        other => {
            let text = other.to_string();
            let word = text.split_whitespace().next().unwrap_or("this").to_uppercase();
            return Err(refused(format!("{word} is")));
        }
    }
    match inner.visit(&mut Reader) {
        ControlFlow::Break(what) => Err(refused(what)),
        ControlFlow::Continue(()) => Ok(()),
    }
}

/// Walks a whole question and stops at the first thing that is not reading a view.
struct Reader;

impl Visitor for Reader {
    type Break = String;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        if !query.locks.is_empty() {
            return ControlFlow::Break("FOR UPDATE is".to_owned());
        }
        check_body(&query.body)
    }

    fn pre_visit_statement(&mut self, statement: &SqlStatement) -> ControlFlow<String> {
        match statement {
            SqlStatement::Query(_) | SqlStatement::Explain { .. } => ControlFlow::Continue(()),
            other => ControlFlow::Break(format!("{} is", other.to_string().split_whitespace().next().unwrap_or("this").to_uppercase())),
        }
    }

    fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<String> {
        let text = name.to_string();
        let bare = text.trim_matches('"');
        if name.0.len() > 1 {
            return ControlFlow::Break(format!("the name `{text}` with a schema in front is"));
        }
        if bare.contains(['/', '\\', ':', '.', '*', '\'']) {
            return ControlFlow::Break(format!("reading the file `{text}` is"));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<String> {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                ControlFlow::Break(format!("the table function `{name}` is"))
            }
            TableFactor::Table { .. } | TableFactor::Derived { .. } | TableFactor::NestedJoin { .. } => ControlFlow::Continue(()),
            other => ControlFlow::Break(format!("`{other}` as a table is")),
        }
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<String> {
        match expr {
            Expr::Function(function)
                if UNBOUNDED_FUNCTIONS.iter().any(|f| function.name.to_string().trim_matches('"').eq_ignore_ascii_case(f)) =>
            {
                ControlFlow::Break(format!("the function `{}`, whose result has no bound, is", function.name))
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

fn check_body(body: &SetExpr) -> ControlFlow<String> {
    match body {
        SetExpr::Select(select) if select.into.is_some() => ControlFlow::Break("SELECT INTO is".to_owned()),
        SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) => ControlFlow::Continue(()),
        SetExpr::SetOperation { left, right, .. } => {
            check_body(left)?;
            check_body(right)
        }
        other => ControlFlow::Break(format!(
            "{} inside a query is",
            other.to_string().split_whitespace().next().unwrap_or("this").to_uppercase()
        )),
    }
}
