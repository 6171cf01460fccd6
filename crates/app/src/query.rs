//! A read-only question over the documented views.

use crate::House;
use base::{Result, Table, Trouble};

/// Answers one SELECT over what is current, or over what had been received by the end of the day `as_of`.
pub async fn query(house: &House, sql: &str, as_of: Option<&str>) -> Result<Table> {
    if let Some(day) = as_of {
        parse_day(day, "--as-of")?;
    }
    let holdings = house.store.holdings(as_of, None).await?;
    house.ask(&holdings, sql).await
}

/// Whether a text is a civil day, `YYYY-MM-DD`; `option` is the word it was given with.
pub fn check_day(text: &str, option: &str) -> Result<()> {
    parse_day(text, option).map(|_| ())
}

/// A civil day, `YYYY-MM-DD`.
pub(crate) fn parse_day(text: &str, option: &str) -> Result<jiff::civil::Date> {
    text.parse::<jiff::civil::Date>()
        .ok()
        .filter(|_| text.len() == 10)
        .ok_or_else(|| Trouble::usage("day", format!("`{option} {text}` is not a day"), "write it as `2026-10-01`"))
}
