//! Months, years ending and financial years, with the rule that defines them.
