//! Names compared and found: an index that is held in memory only.
