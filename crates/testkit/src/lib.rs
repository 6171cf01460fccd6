//! What tests share: real PostgreSQL, temporary homes, invented files.
