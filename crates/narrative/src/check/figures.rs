//! What is wrong with figures themselves: too old, not adding up, superseded, too small to be shown.

use super::prose::Prose;
use super::run::Context;
use crate::fields::total;
use crate::number::{in_units, is_percent, printed_units};
use crate::{Fact, Fault, FaultCode};

/// Where a figure is first used.
struct Use {
    file: String,
    line: usize,
    sentence: String,
}

/// Checks every figure of the paper.
pub(super) fn check(context: &Context<'_>, prose: &[Prose], blocks: &[(usize, String, usize, bool)], faults: &mut Vec<Fault>) {
    for (at, fact) in context.facts.iter().enumerate() {
        let place = first_use(context, at, fact, prose, blocks);
        let fault = |code, says: String, data: String, mend: String| Fault {
            file: place.file.clone(),
            line: place.line,
            code,
            sentence: place.sentence.clone(),
            says,
            data,
            mend,
        };
        if let Some(year) = context.year {
            let age = year.last.months_since(fact.period.last);
            if i64::from(age) > i64::from(context.terms.figure_age_months) && fact.older_because.trim().is_empty() {
                let data = format!("its period ends {age} months before the paper's, {} ({})", year.in_words(), fact.title);
                let mend = format!(
                    "bring the figure up to date, or say in its `older_because` why nothing newer than {} months can be had",
                    context.terms.figure_age_months
                );
                faults.push(fault(FaultCode::StalePeriod, format!("figure `{}`, of {}", fact.id, fact.period.in_words()), data, mend));
            }
        }
        if let Some((held, by)) = &fact.superseded {
            let mend = "take `extract` out of the figure to use what is current, and read the sentences again";
            let data = format!("extract `{by}` has superseded it ({})", fact.title);
            faults.push(fault(FaultCode::Superseded, format!("figure `{}`, from extract `{held}`", fact.id), data, mend.to_owned()));
        }
        if let Some((says, data)) = unequal(context, fact) {
            let mend = "correct what is wrong; where it was rounded or is a known misprint, say so in the figure's `rounding_because`";
            faults.push(fault(FaultCode::Parts, says, data, mend.to_owned()));
        }
    }
    hidden(context, prose, blocks, faults);
}

fn first_use(context: &Context<'_>, at: usize, fact: &Fact, prose: &[Prose], blocks: &[(usize, String, usize, bool)]) -> Use {
    let said = prose.iter().find_map(|one| {
        let all = 0..one.text.len();
        let start = one.bound_in(&all).find(|(_, bound)| bound.fact == at && bound.filled.what.is_figure())?.0.start;
        Some(Use { file: one.file.clone(), line: one.line(start), sentence: one.sentence(start) })
    });
    let shown = blocks.iter().find(|(figure, ..)| *figure == at);
    said.or_else(|| shown.map(|(_, file, line, _)| Use { file: file.clone(), line: *line, sentence: String::new() })).unwrap_or_else(|| {
        let line =
            context.definition.figures.iter().position(|plan| plan.id == fact.id).and_then(|at| context.definition.lines.figures.get(at));
        Use { file: context.file.to_owned(), line: line.copied().unwrap_or(1), sentence: String::new() }
    })
}

/// What a figure says and what its parts add up to, where the two differ and nobody has said why.
fn unequal(context: &Context<'_>, fact: &Fact) -> Option<(String, String)> {
    if !fact.rounding_because.trim().is_empty() {
        return None;
    }
    let parts: Vec<&Fact> = fact.parts.iter().filter_map(|id| context.facts.iter().find(|one| one.id == *id)).collect();
    let decimals = parts.iter().map(|part| part.decimals).max().unwrap_or(0).max(fact.decimals);
    if parts.is_empty() && fact.rows.is_empty() {
        return None;
    }
    let (sum, what) = if parts.is_empty() {
        (total(fact)?, "its rows")
    } else {
        let sum = parts.iter().try_fold(0_i128, |sum, part| {
            // A part is as it is printed: rounding by the part's own decimals comes first.
            let value = match part.value {
                Some(value) => in_units(value, part.decimals)?,
                None => total(part)?,
            };
            sum.checked_add(value.checked_mul(10_i128.checked_pow(decimals - part.decimals)?)?)
        })?;
        (sum, "its parts")
    };
    let decimals = if parts.is_empty() { fact.decimals } else { decimals };
    let own = match (fact.printed_total, fact.value) {
        (Some(printed), _) => Some((printed, "the printed total")),
        (None, Some(value)) => Some((value, "its value")),
        // Shares of a whole, of which nobody printed the sum.
        (None, None) if !parts.is_empty() && is_percent(&fact.unit) => Some((100.0, "the whole")),
        (None, None) => None,
    };
    if !parts.is_empty() && !fact.rows.is_empty() && own.is_none() {
        return differs(fact, sum, total(fact)?.checked_mul(10_i128.checked_pow(decimals - fact.decimals)?)?, what, "its rows", decimals);
    }
    let (own, of) = own?;
    differs(fact, sum, in_units(own, decimals)?, what, of, decimals)
}

fn differs(fact: &Fact, sum: i128, own: i128, what: &str, of: &str, decimals: u32) -> Option<(String, String)> {
    (sum != own).then(|| {
        let (sum, own) = (printed_units(sum, decimals), printed_units(own, decimals));
        (format!("figure `{}`: {of} is {own}", fact.id), format!("{what} add up to {sum} ({})", fact.title))
    })
}

/// Numbers that a public paper must not show.
fn hidden(context: &Context<'_>, prose: &[Prose], blocks: &[(usize, String, usize, bool)], faults: &mut Vec<Fault>) {
    let mend = "take the number out of the public summary, or put areas or months together until it may be shown";
    let data = |fact: &Fact| format!("`{}` is too small to be shown in public ({})", fact.id, fact.title);
    for one in prose.iter().filter(|one| one.public) {
        for (at, bound) in one.bound_in(&(0..one.text.len())) {
            let Some(fact) = context.facts.get(bound.fact).filter(|fact| too_small(fact, &bound.filled.of_rows)) else { continue };
            if bound.filled.what.tells_number() {
                let says = format!("`{}`, in the public summary", bound.filled.text);
                faults.push(one.fault(at.start, FaultCode::Suppressed, says, data(fact), mend));
            }
        }
    }
    for (at, file, line, _) in blocks.iter().filter(|(.., public)| *public) {
        let Some(fact) = context.facts.get(*at).filter(|fact| fact.hidden || fact.rows.iter().any(|row| row.hidden)) else { continue };
        faults.push(Fault {
            file: file.clone(),
            line: *line,
            code: FaultCode::Suppressed,
            sentence: String::new(),
            says: format!("figure `{}`, in the public summary", fact.id),
            data: data(fact),
            mend: mend.to_owned(),
        });
    }
}

/// Whether what a reference prints is too small: a row that it is of, otherwise the figure. A total gives away what the other rows leave.
fn too_small(fact: &Fact, of_rows: &[usize]) -> bool {
    fact.hidden || of_rows.iter().filter_map(|at| fact.rows.get(*at)).any(|row| row.hidden)
}
