//! Who may: the one decider, in Cedar policies that print themselves.
