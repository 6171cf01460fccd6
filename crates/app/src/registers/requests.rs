//! Requests for data: to whom, until when, how chased, what came of them.

use super::{ChaseWords, Recorded, day_or_today, load, refuse_taken, required, save, trouble};
use crate::{House, Moment};
use base::Result;
use evidence::registers::{Outcome, Request, RequestState};
use jiff::civil::Date;
use journal::{Body as _, Stamp};
use serde::Serialize;

/// One line of the requests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestLine {
    /// What stands in the register.
    pub request: Request,
    /// How it stands today.
    pub state: RequestState,
    /// Its newest entry.
    pub last_entry: Stamp,
}

/// A request as a user gives it.
#[derive(Debug, Clone, Copy)]
pub struct NewRequest<'a> {
    /// Its id.
    pub id: &'a str,
    /// The organisation asked.
    pub to: &'a str,
    /// What for.
    pub what: &'a str,
    /// The data set it is about, if it is in the register.
    pub data_set: Option<&'a str>,
    /// The office that asks.
    pub role: &'a str,
    /// The day an answer is due.
    pub due: &'a str,
    /// The day it was asked; today if not said.
    pub on: Option<&'a str>,
}

/// The requests: open ones first, the one due first at the top.
pub async fn requests(house: &House, today: Date) -> Result<Vec<RequestLine>> {
    let kept = load::<Request>(house, None).await?;
    let mut lines: Vec<RequestLine> =
        kept.into_values().map(|kept| RequestLine { state: kept.body.state(today), request: kept.body, last_entry: kept.last }).collect();
    lines.sort_by_key(|line| (line.request.outcome.is_some(), line.request.due, line.request.id.clone()));
    Ok(lines)
}

/// Records a request.
pub async fn ask(house: &House, moment: &Moment, words: &NewRequest<'_>) -> Result<Recorded> {
    refuse_taken::<Request>(house, words.id).await?;
    let request = Request {
        id: words.id.to_owned(),
        to: words.to.to_owned(),
        what: words.what.to_owned(),
        data_set: words.data_set.map(str::to_owned),
        role: words.role.to_owned(),
        asked: day_or_today(words.on, moment)?,
        due: crate::query::parse_day(words.due, "--due")?,
        chases: Vec::new(),
        outcome: None,
    };
    save(house, moment, &request, 0).await
}

/// Records that a request was chased.
pub async fn chase_request(house: &House, moment: &Moment, id: &str, words: &ChaseWords<'_>) -> Result<Recorded> {
    let (request, seen) = required::<Request>(house, id).await?;
    let chased = request.chased(words.chase(moment)?).map_err(|refused| trouble(Request::REGISTER, &refused))?;
    save(house, moment, &chased, seen).await
}

/// Records what came of a request: given, or refused.
pub async fn answer_request(house: &House, moment: &Moment, id: &str, given: bool, said: &str, on: Option<&str>) -> Result<Recorded> {
    let (request, seen) = required::<Request>(house, id).await?;
    let outcome = Outcome { given, on: day_or_today(on, moment)?, said: said.to_owned() };
    let answered = request.answered(outcome).map_err(|refused| trouble(Request::REGISTER, &refused))?;
    save(house, moment, &answered, seen).await
}
