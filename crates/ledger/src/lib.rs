//! The chained ledger: what an event says, its canonical bytes, the chain over stored bytes, checkpoints.
