//! Clocks through the use case.
