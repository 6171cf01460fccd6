//! What agencies achieved, cases worth telling, and the list that is counted from the records of activity.

use super::schemes::{CountRange, amount, counts_of_year};
use crate::registers::{Recorded, day_or_today, find, load, save, today};
use crate::{House, Moment};
use base::{Result, Trouble};
use calendar::Month;
use evidence::{Change, ChangeRules, decide_change};
use journal::{Kept, next_id};
use plans::tasking::{CaseStudy, Success};

/// What an agency said of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct SuccessLine {
    /// What stands in the register.
    pub kept: Kept<Success>,
    /// What the agency is called.
    pub agency: String,
    /// The change from the base, computed; none where there is no base.
    pub change: Option<Change>,
}

/// What an agency gives for a month.
#[derive(Debug, Clone, Copy)]
pub struct NewSuccess<'a> {
    /// The organisation, by its id.
    pub agency: &'a str,
    /// The month, `2020-01`.
    pub month: &'a str,
    /// What is counted.
    pub measure: &'a str,
    /// The figure.
    pub figure: u64,
    /// What it is over.
    pub period: &'a str,
    /// What it is set against.
    pub base: Option<u64>,
    /// What the base is over.
    pub base_period: &'a str,
    /// What was done.
    pub said: &'a str,
    /// The office.
    pub role: &'a str,
    /// May be said in public.
    pub publicity: bool,
}

/// Every entry, the newest month first.
pub async fn successes(house: &House, moment: &Moment) -> Result<Vec<SuccessLine>> {
    let (day, area) = (today(moment), super::area(house).await?);
    let rules = ChangeRules::in_force(house.rulebook, day, area.as_ref())?;
    let partnership = crate::people::partnership(house).await?;
    let mut lines = Vec::new();
    for kept in load::<Success>(house, None).await?.into_values() {
        let change = kept.body.base.map(|base| decide_change(base, kept.body.figure, &rules)).transpose()?;
        let agency =
            partnership.organisation(&kept.body.agency).map_or_else(|| kept.body.agency.clone(), |one| one.name_on(day).to_owned());
        lines.push(SuccessLine { kept, agency, change });
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.kept.body.month), line.agency.clone()));
    Ok(lines)
}

/// Records what an agency gives for a month; `seen` is the place of the newest entry looked at, 0 for a new one.
///
/// # Errors
/// Refused with `organisation-unknown`, with `month-unknown`, with `entry-changed` where the agency has an entry of that month already.
pub async fn change_success(house: &House, moment: &Moment, new: &NewSuccess<'_>, seen: i64) -> Result<Recorded> {
    let partnership = crate::people::partnership(house).await?;
    if partnership.organisation(new.agency).is_none() {
        let message = format!("there is no organisation `{}` in the register", new.agency);
        return Err(Trouble::refused("organisation-unknown", message, "see `wardmote organisation list`"));
    }
    let month = Month::parse(new.month.trim())
        .map_err(|_| Trouble::refused("month-unknown", format!("`{}` is no month", new.month), "write it as `2020-01`"))?;
    let body = Success {
        agency: new.agency.to_owned(),
        month,
        measure: new.measure.trim().to_owned(),
        figure: new.figure,
        period: new.period.trim().to_owned(),
        base: new.base,
        base_period: new.base_period.trim().to_owned(),
        said: new.said.trim().to_owned(),
        role: new.role.trim().to_owned(),
        publicity: new.publicity,
    };
    if let (0, Some((_, there))) = (seen, find::<Success>(house, &journal::Body::id(&body)).await?)
        && there > 0
    {
        return Err(Trouble::refused(
            "record-taken",
            format!("`{}` gave a figure for {} already", new.agency, month.in_words()),
            "correct that entry instead: an agency has one a month",
        ));
    }
    save(house, moment, &body, seen).await
}

/// A case as somebody tells it.
#[derive(Debug, Clone, Copy)]
pub struct NewCaseStudy<'a> {
    /// What it is called.
    pub title: &'a str,
    /// What was done.
    pub did: &'a str,
    /// What came of it.
    pub came: &'a str,
    /// The office.
    pub role: &'a str,
    /// May be said in public.
    pub publicity: bool,
}

/// The cases, the newest first.
pub async fn case_studies(house: &House) -> Result<Vec<Kept<CaseStudy>>> {
    let mut all: Vec<Kept<CaseStudy>> = load::<CaseStudy>(house, None).await?.into_values().collect();
    all.sort_by_key(|kept| std::cmp::Reverse((kept.body.on, kept.first.seq)));
    Ok(all)
}

/// Tells a case, under the next number that is free.
pub async fn tell_case_study(house: &House, moment: &Moment, new: &NewCaseStudy<'_>) -> Result<Recorded> {
    let mut tries = 1;
    loop {
        let there = load::<CaseStudy>(house, None).await?;
        let body = CaseStudy {
            id: next_id("case-study", there.keys().map(String::as_str)),
            title: new.title.trim().to_owned(),
            did: new.did.trim().to_owned(),
            came: new.came.trim().to_owned(),
            role: new.role.trim().to_owned(),
            on: day_or_today(None, moment)?,
            publicity: new.publicity,
        };
        match save(house, moment, &body, 0).await {
            Err(trouble) if trouble.code == "entry-changed" && tries < super::TRIES => tries += 1,
            recorded => return recorded,
        }
    }
}

/// Something that was counted, for the list of successes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuccessMade {
    /// The heading of the scheme.
    pub heading: String,
    /// The scheme, by its name.
    pub scheme: String,
    /// What the scheme is called.
    pub title: String,
    /// What is counted.
    pub label: String,
    /// How many; pence where money is counted.
    pub total: i64,
    /// The same as it is printed.
    pub shown: String,
    /// The numbers of the records behind it.
    pub records: Vec<u32>,
}

/// What was achieved between two days, counted from the records of activity. What counts nothing is left out.
pub async fn successes_list(house: &House, moment: &Moment, range: CountRange) -> Result<Vec<SuccessMade>> {
    let mut made = Vec::new();
    for (name, scheme, counts) in counts_of_year(house, moment, range).await? {
        for line in counts.counts.into_iter().filter(|line| line.total != 0) {
            made.push(SuccessMade {
                heading: scheme.heading.clone(),
                scheme: name.clone(),
                title: scheme.name.clone(),
                shown: amount(line.total, line.money),
                label: line.label,
                total: line.total,
                records: line.records,
            });
        }
    }
    made.sort_by(|one, other| (&one.heading, &one.title).cmp(&(&other.heading, &other.title)));
    Ok(made)
}
