//! The terminal door: arguments, tables, exit codes.
