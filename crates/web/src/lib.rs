//! The HTTP door: pages over app, no data access of its own.
