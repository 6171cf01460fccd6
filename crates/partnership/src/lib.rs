//! Organisations, people in office, groups and agreements of a partnership, and how each stands on a day.
