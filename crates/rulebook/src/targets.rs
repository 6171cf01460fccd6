//! Rules of targets: where better, the same and worse begin.

use serde::{Deserialize, Serialize};

/// What a target is judged against.
const AGAINST: [&str; 2] = ["baseline", "amount"];
/// What may have come of a target.
const RESULTS: [&str; 4] = ["met", "not-met", "no-target", "not-known"];
/// Which way its value may have gone.
const MOVED: [&str; 4] = ["right", "nowhere", "wrong", "not-known"];
/// The positions.
const POSITIONS: [&str; 4] = ["better", "same", "worse", "not-rated"];

/// How a part of a year is held against a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartOfAYear {
    /// By the rate; the target of the year is neither met nor missed by it.
    ByRate,
    /// Not at all.
    NotCompared,
}

/// One step: the first that holds decides. An empty list asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PositionStep {
    /// What the target is judged against: `baseline`, `amount`.
    #[serde(default)]
    pub against: Vec<String>,
    /// What came of it: `met`, `not-met`, `no-target`, `not-known`.
    #[serde(default)]
    pub result: Vec<String>,
    /// Which way the value went: `right`, `nowhere`, `wrong`, `not-known`.
    #[serde(default)]
    pub moved: Vec<String>,
    /// The position: `better`, `same`, `worse`, `not-rated`.
    pub then: String,
    /// Why, as it is printed.
    pub because: String,
}

/// When a target is in a better, the same or a worse position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetPosition {
    /// The rule of the colours, with its version.
    pub colours: String,
    /// The rule by which a count is said to have moved.
    pub counts_move_by: String,
    /// What is done with a part of a year.
    pub part_of_a_year: PartOfAYear,
    /// The steps, in order.
    pub steps: Vec<PositionStep>,
}

impl TargetPosition {
    /// The position and why.
    pub fn decide(&self, against: &str, result: &str, moved: &str) -> (&str, &str) {
        let asks = |list: &[String], is: &str| list.is_empty() || list.iter().any(|one| one == is);
        let holds = |step: &&PositionStep| asks(&step.against, against) && asks(&step.result, result) && asks(&step.moved, moved);
        self.steps.iter().find(holds).map_or(("not-rated", ""), |step| (step.then.as_str(), step.because.as_str()))
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        if self.counts_move_by != "change-test" {
            return Err("`counts_move_by` must be `change-test`: no other rule tells whether a count moved".to_owned());
        }
        for step in &self.steps {
            let known = [(&step.against, AGAINST.as_slice()), (&step.result, &RESULTS), (&step.moved, &MOVED)];
            for (said, may) in known {
                if let Some(odd) = said.iter().find(|one| !may.contains(&one.as_str())) {
                    return Err(format!("`{odd}` is not one of {}", may.join(", ")));
                }
            }
            if !POSITIONS.contains(&step.then.as_str()) || step.because.trim().is_empty() {
                return Err(format!("`{}` must be one of {}, with its reason", step.then, POSITIONS.join(", ")));
            }
        }
        match self.steps.last() {
            Some(last) if last.against.is_empty() && last.result.is_empty() && last.moved.is_empty() => Ok(()),
            _ => Err("the last of `steps` must hold always: leave out `against`, `result` and `moved`".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(then: &str, because: &str, moved: &[&str]) -> PositionStep {
        PositionStep {
            against: Vec::new(),
            result: Vec::new(),
            moved: moved.iter().map(|one| (*one).to_owned()).collect(),
            then: then.to_owned(),
            because: because.to_owned(),
        }
    }

    fn rule(steps: Vec<PositionStep>) -> TargetPosition {
        TargetPosition {
            colours: "rag@performance-2011".to_owned(),
            counts_move_by: "change-test".to_owned(),
            part_of_a_year: PartOfAYear::ByRate,
            steps,
        }
    }

    #[test]
    fn a_rule_must_decide_whatever_comes() {
        assert!(rule(vec![step("worse", "it rose", &["wrong"]), step("same", "else", &[])]).sensible().is_ok());
        assert!(rule(vec![step("worse", "it rose", &["wrong"])]).sensible().is_err());
        assert!(rule(vec![step("same", "", &[])]).sensible().is_err());
        assert!(rule(vec![step("good", "it is", &[])]).sensible().is_err());
        assert!(rule(vec![step("same", "it is", &["up"]), step("same", "else", &[])]).sensible().is_err());
        assert!(rule(Vec::new()).sensible().is_err());
        assert!(TargetPosition { counts_move_by: "eye".to_owned(), ..rule(vec![step("same", "else", &[])]) }.sensible().is_err());
    }
}
