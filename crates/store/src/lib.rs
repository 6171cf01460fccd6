//! The record on SQLite and PostgreSQL: extract register, rejects, figures, migrations.
