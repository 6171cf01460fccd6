//! Columnar store of extracts and SQL over it: the only crate that knows DataFusion.
