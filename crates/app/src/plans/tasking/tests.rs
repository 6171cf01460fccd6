//! Tasking in a home of its own, on SQLite.
