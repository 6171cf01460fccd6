//! Dated rules read from rules/, validated, each with its source.
