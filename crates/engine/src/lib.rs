//! Columnar store of extracts and SQL over it: the only crate that knows DataFusion.
//!
//! Three things and no more: [`street::write_street`] and [`write_table`] put accepted rows into columnar files;
//! [`Engine::query`] answers one read-only question over the documented views; [`cells`] counts incidents by area,
//! month and category without SQL. Types of DataFusion, Arrow and Parquet stay inside.

pub mod cells;
mod chunk;
mod encode;
mod files;
mod interner;
mod physical;
pub mod points;
mod query;
pub mod street;
mod tables;

pub use query::{Engine, Limits, Question};
pub use street::write_street;
pub use tables::{ColumnData, write_columns, write_table};
