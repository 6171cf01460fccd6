//! Faults of a paper as a door shows them.

use base::{Result, Trouble};
use narrative::Fault;
use std::fmt::Write as _;

/// Refuses a paper with faults.
pub fn refuse_faults(faults: &[Fault]) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let (message, remedy) = told(faults);
    Err(Trouble::refused("assessment-refused", message, remedy))
}

/// A definition that can't be read, with each fault.
pub fn unreadable(faults: &[Fault]) -> Trouble {
    let (message, remedy) = told(faults);
    Trouble::refused("definition-unreadable", format!("the definition cannot be read: {message}"), remedy)
}

/// Every fault: file and line, what sort, the sentence, what it says, what the data say, how to mend it.
pub fn told(faults: &[Fault]) -> (String, String) {
    let count = if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) };
    let mut message = format!("{count} in the paper");
    for fault in faults {
        let _ = write!(message, "\n{}:{}: {}", fault.file, fault.line, code(fault));
        if !fault.sentence.is_empty() {
            let _ = write!(message, "\n  sentence: {}", fault.sentence);
        }
        for (what, said) in [("says", &fault.says), ("data", &fault.data), ("mend", &fault.mend)] {
            if !said.is_empty() {
                let _ = write!(message, "\n  {what}: {said}");
            }
        }
    }
    (message, "mend each of them, or record an exception with its reason: `{{ literal \"…\" because \"…\" }}`".to_owned())
}

/// The name of a fault's sort: `other-area`.
pub fn code(fault: &Fault) -> String {
    serde_json::to_value(fault.code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
