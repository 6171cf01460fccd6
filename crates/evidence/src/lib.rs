//! Measures, figures and findings: what the numbers are and what may be said of them.
