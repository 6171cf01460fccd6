//! Tests and intervals that prove themselves.
