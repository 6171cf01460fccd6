//! Periods as papers and partners write them: `Dec 2016-Nov 2019`, `2019/20 (Apr-Nov)`, `year ending October 2019`.

use super::names::shown;
use calendar::{FinancialYear, Month, Quarter, YearEnding};

/// The months a value covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// As it was written.
    pub label: String,
    /// The first month.
    pub from: Month,
    /// The last month, included.
    pub to: Month,
    /// Named as a year but shorter: never to be compared with whole years.
    pub part_year: bool,
    /// What stood in brackets behind it and is no part of it: `briefing`.
    pub remark: Option<String>,
}

/// What `2010-11` is in a table, where it could be the financial year or November.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dashed {
    /// The financial year 2010/11.
    FinancialYear,
    /// November 2010.
    Month,
    /// The table has both kinds: it can't be known.
    Unsettled,
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Nothing this product knows.
    #[error(
        "`{0}` is not a period that can be read: write it as `2018-11 to 2019-10`, `2010/11`, `year ending October 2019` or `March 2023`"
    )]
    Unknown(String),
    /// A year and two digits that may be a financial year or a month.
    #[error("`{0}` may be a financial year or a month: write `2010/11` for the year, `November 2010` for the month")]
    YearOrMonth(String),
    /// A quarter without saying of which kind of year.
    #[error("`{0}` does not say whether its quarter is of a financial year: write it as `Q1 2010/11`, or as months")]
    Quarter(String),
}

impl Period {
    /// Reads a whole text as a period. `dashed` says what `2010-11` is; `2018-19` and `2019-10` say it themselves.
    pub fn parse(text: &str, dashed: Dashed) -> Result<Self, PeriodError> {
        let text = text.trim();
        let (body, remark) = without_remark(text);
        let tokens = tokens(body);
        let read = read_tokens(&tokens, dashed).map_err(|why| match why {
            Why::Unknown => PeriodError::Unknown(shown(text)),
            Why::YearOrMonth => PeriodError::YearOrMonth(shown(text)),
            Why::Quarter => PeriodError::Quarter(shown(text)),
        })?;
        Ok(Self { label: text.to_owned(), from: read.from, to: read.to, part_year: read.part_year, remark: remark.map(str::to_owned) })
    }

    /// The longest period within a name, and what is left of the name: `crimes_dec2016_nov2019` is `crimes`.
    ///
    /// `Ok(None)` where the name has no year in it; an error where it has one that can't be made sense of.
    pub fn in_name(name: &str, dashed: Dashed) -> Result<Option<(Self, String)>, PeriodError> {
        let all = tokens(name);
        if !all.iter().any(|t| matches!(t.word, Word::Year(_))) {
            return Ok(None);
        }
        let mut why = Why::Unknown;
        for length in (1..=all.len()).rev() {
            for window in all.windows(length).rev() {
                let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
                if !window.iter().any(|t| matches!(t.word, Word::Year(_))) {
                    continue;
                }
                let read = match read_tokens(window, dashed) {
                    Ok(read) => read,
                    Err(Why::Unknown) => continue,
                    Err(other) => {
                        why = other;
                        break;
                    }
                };
                let before = name.get(..first.start).unwrap_or("");
                let after = name.get(last.end..).unwrap_or("");
                let rest = format!("{before} {after}");
                if speaks_of_time(&rest) {
                    return Err(PeriodError::Unknown(shown(name)));
                }
                let label = name.get(first.start..last.end).unwrap_or(name).to_owned();
                return Ok(Some((Self { label, from: read.from, to: read.to, part_year: read.part_year, remark: None }, rest)));
            }
            if why != Why::Unknown {
                break;
            }
        }
        Err(match why {
            Why::Unknown => PeriodError::Unknown(shown(name)),
            Why::YearOrMonth => PeriodError::YearOrMonth(shown(name)),
            Why::Quarter => PeriodError::Quarter(shown(name)),
        })
    }

    /// The months as units and pages print them: `2016-12..2019-11`.
    pub fn span(&self) -> String {
        format!("{}..{}", self.from, self.to)
    }
}

impl Dashed {
    /// What the dashed years of a table are, from those of them that say it themselves, and whether that was decided by
    /// nothing but custom: where none says it, they are financial years.
    pub fn settle<'t>(texts: impl IntoIterator<Item = &'t str>) -> (Self, bool) {
        let (mut year, mut month, mut open) = (false, false, false);
        for text in texts {
            let all = tokens(text);
            for (at, pair) in all.windows(2).enumerate() {
                let [Token { word: Word::Year(y), .. }, Token { word: Word::Two(n), slashed: false, .. }] = pair else { continue };
                // Two of them make a range of months, and months or a quarter beside one make it a financial year.
                let around = [at.checked_sub(1).and_then(|i| all.get(i)), all.get(at + 2)];
                if around.iter().flatten().any(|t| {
                    matches!(
                        t.word,
                        Word::Month(_) | Word::One(_) | Word::Two(_) | Word::Year(_) | Word::To | Word::Financial | Word::Ending
                    )
                }) {
                    continue;
                }
                match (follows(*y, *n), (1..=12).contains(n)) {
                    (true, true) => open = true,
                    (true, false) => year = true,
                    (false, true) => month = true,
                    (false, false) => {}
                }
            }
        }
        match (year, month) {
            (true, true) => (Self::Unsettled, false),
            (false, true) => (Self::Month, false),
            (true, false) => (Self::FinancialYear, false),
            (false, false) => (Self::FinancialYear, open),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Month(i32),
    Year(i32),
    Two(i32),
    One(i32),
    To,
    Financial,
    Annual,
    Ending,
    Quarter,
    Mid,
    Months,
    Calendar,
    ToDate,
    Y,
    E,
    Other,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    word: Word,
    start: usize,
    end: usize,
    /// A slash stands directly before it.
    slashed: bool,
}

/// Runs of letters and runs of digits; all else divides.
fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut start = 0;
    let mut kind = 0;
    let mut slashed = false;
    let ends = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in ends {
        let next = match c {
            Some(c) if c.is_ascii_digit() => 1,
            Some(c) if c.is_alphabetic() => 2,
            _ => 0,
        };
        if next == kind && kind != 0 {
            continue;
        }
        if kind != 0 {
            let run = text.get(start..at).unwrap_or("");
            found.push(Token { word: if kind == 1 { number(run) } else { word(run) }, start, end: at, slashed });
            slashed = false;
        }
        if next == 0 {
            slashed = c == Some('/');
        }
        (start, kind) = (at, next);
    }
    found
}

fn number(run: &str) -> Word {
    let value: i32 = run.parse().unwrap_or(-1);
    match run.len() {
        4 if (1900..2100).contains(&value) => Word::Year(value),
        2 => Word::Two(value),
        1 => Word::One(value),
        _ => Word::Other,
    }
}

fn word(run: &str) -> Word {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let lower = run.to_lowercase();
    let is_month = |name: &str| lower == name || (lower.len() == 3 && name.starts_with(&lower));
    if let Some(number) = MONTHS.iter().zip(1..).find_map(|(name, number)| is_month(name).then_some(number)) {
        return Word::Month(number);
    }
    match lower.as_str() {
        "sept" => Word::Month(9),
        "to" | "until" | "through" => Word::To,
        "fy" | "financial" | "fin" => Word::Financial,
        "year" | "yr" => Word::Annual,
        "ye" | "ending" | "ended" => Word::Ending,
        "q" | "qtr" | "quarter" => Word::Quarter,
        "mid" => Word::Mid,
        "months" => Word::Months,
        "calendar" | "cy" => Word::Calendar,
        "fytd" => Word::ToDate,
        "y" => Word::Y,
        "e" => Word::E,
        _ => Word::Other,
    }
}

/// Whether what is left of a name still speaks of time: then the period that was found in it is not the whole truth.
fn speaks_of_time(rest: &str) -> bool {
    tokens(rest).iter().any(|t| matches!(t.word, Word::Year(_) | Word::Quarter | Word::ToDate | Word::Ending))
        || rest.split(|c: char| !c.is_alphanumeric()).any(|w| w.eq_ignore_ascii_case("ytd"))
}

/// The text before a last pair of brackets that holds neither months nor years, and what stands in them.
fn without_remark(text: &str) -> (&str, Option<&str>) {
    let Some((body, inside)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else { return (text, None) };
    let is_time = |t: &Token| matches!(t.word, Word::Month(_) | Word::Year(_) | Word::Two(_) | Word::One(_) | Word::Quarter);
    if tokens(inside).iter().any(is_time) { (text, None) } else { (body.trim(), Some(inside.trim())) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Unknown,
    YearOrMonth,
    Quarter,
}

#[derive(Debug, Clone, Copy)]
struct Read {
    from: Month,
    to: Month,
    part_year: bool,
}

fn whole(from: Month, to: Month) -> Result<Read, Why> {
    if from <= to { Ok(Read { from, to, part_year: false }) } else { Err(Why::Unknown) }
}

fn month(year: i32, number: i32) -> Result<Month, Why> {
    Month::new(year, number).ok_or(Why::Unknown)
}

/// Whether two digits are the year after.
fn follows(year: i32, two: i32) -> bool {
    (year + 1).rem_euclid(100) == two
}

fn financial(year: i32, two: i32) -> Result<FinancialYear, Why> {
    if follows(year, two) { FinancialYear::beginning(year).ok_or(Why::Unknown) } else { Err(Why::Unknown) }
}

/// Some months of a year that begins with `first`.
fn within(first: Month, a: i32, b: i32) -> Result<Read, Why> {
    let find = |number: i32| first.through(first.plus(11)).find(|m| m.number() == number).ok_or(Why::Unknown);
    let (from, to) = (find(a)?, find(b)?);
    if from > to {
        return Err(Why::Unknown);
    }
    Ok(Read { from, to, part_year: to.months_since(from) < 11 })
}

fn year_ending(last: Month) -> Result<Read, Why> {
    let year = YearEnding(last);
    whole(year.first(), year.last())
}

fn quarter(number: i32, year: FinancialYear) -> Result<Read, Why> {
    let place = usize::try_from(number - 1).map_err(|_| Why::Unknown)?;
    let quarter = Quarter::ALL.get(place).ok_or(Why::Unknown)?;
    let months: Vec<Month> = year.quarter(*quarter).collect();
    match (months.first(), months.last()) {
        (Some(from), Some(to)) => whole(*from, *to),
        _ => Err(Why::Unknown),
    }
}

/// Reads tokens, all of them, as one period.
fn read_tokens(tokens: &[Token], dashed: Dashed) -> Result<Read, Why> {
    use Word::{Annual, Calendar, Month as M, To, Two, Y, Year};
    let words: Vec<Word> = tokens.iter().map(|t| t.word).collect();
    if let Some(read) = read_marked(&words) {
        return read;
    }
    let slashed = |at: usize| tokens.get(at).is_some_and(|t| t.slashed);
    match words.as_slice() {
        [M(m), Year(y)] | [Year(y), M(m)] => month(*y, *m).and_then(|m| whole(m, m)),
        [M(a), Year(ya), To, M(b), Year(yb)] | [M(a), Year(ya), M(b), Year(yb)] => whole(month(*ya, *a)?, month(*yb, *b)?),
        [M(a), To, M(b), Year(y)] | [M(a), M(b), Year(y)] => whole(month(*y, *a)?, month(*y, *b)?),
        [Year(y), M(a), To, M(b)] | [Year(y), M(a), M(b)] | [Y, Year(y), M(a), To, M(b)] | [Y, Year(y), M(a), M(b)] => {
            within(month(*y, 1)?, *a, *b)
        }
        [Year(y)] | [Y | Calendar | Annual, Year(y)] | [Calendar, Annual, Year(y)] => whole(month(*y, 1)?, month(*y, 12)?),
        [Year(a), To, Year(b)] => whole(month(*a, 1)?, month(*b, 12)?),
        [Year(y), Two(t)] if slashed(1) => financial(*y, *t).and_then(|f| whole(f.first(), f.last())),
        [Year(y), Two(t)] => match (follows(*y, *t), (1..=12).contains(t), dashed) {
            (true, true, Dashed::Unsettled) => Err(Why::YearOrMonth),
            (true, true, Dashed::Month) | (false, true, _) => month(*y, *t).and_then(|m| whole(m, m)),
            _ => financial(*y, *t).and_then(|f| whole(f.first(), f.last())),
        },
        [Year(ya), Two(a), To, Year(yb), Two(b)] if slashed(1) && slashed(4) => {
            whole(financial(*ya, *a)?.first(), financial(*yb, *b)?.last())
        }
        [Year(ya), Two(a), To, Year(yb), Two(b)] | [Year(ya), Two(a), Year(yb), Two(b)] if !tokens.iter().any(|t| t.slashed) => {
            whole(month(*ya, *a)?, month(*yb, *b)?)
        }
        [Year(y), Two(t), M(a), To, M(b)] | [Year(y), Two(t), M(a), M(b)] => within(financial(*y, *t)?.first(), *a, *b),
        _ => Err(Why::Unknown),
    }
}

/// Periods that name their kind: `FY`, `YE`, `Q1`, `mid`, `FYTD`.
fn read_marked(words: &[Word]) -> Option<Result<Read, Why>> {
    use Word::{Annual, E, Ending, Financial, Mid, Month as M, Months, One, Quarter as Q, To, ToDate, Two, Y, Year};
    let year = |y: i32, t: i32| financial(y, t).and_then(|f| whole(f.first(), f.last()));
    Some(match words {
        [Financial, Annual, rest @ ..] | [Financial, rest @ ..] => match rest {
            [Year(y), Two(t)] => year(*y, *t),
            [Year(a), Year(b)] => year(*a, b.rem_euclid(100)),
            [Year(y), Two(t), M(a), To, M(b)] | [Year(y), Two(t), M(a), M(b)] => financial(*y, *t).and_then(|f| within(f.first(), *a, *b)),
            _ => Err(Why::Unknown),
        },
        [Year(y), Two(t), Financial] => year(*y, *t),
        [Annual, Ending | To, rest @ ..] | [Y, E, rest @ ..] | [Two(12), Months, To | Ending, rest @ ..] | [Ending, rest @ ..] => {
            match rest {
                [M(m), Year(y)] | [Year(y), Two(m)] => month(*y, *m).and_then(year_ending),
                [Two(d) | One(d), M(m), Year(y)] => {
                    month(*y, *m).and_then(|m| if m.days() == *d { year_ending(m) } else { Err(Why::Unknown) })
                }
                _ => Err(Why::Unknown),
            }
        }
        [Q, One(q), Year(y), Two(t)] | [Q, One(q), Financial, Year(y), Two(t)] | [Year(y), Two(t), Q, One(q)] => {
            financial(*y, *t).and_then(|f| quarter(*q, f))
        }
        [Q, One(_), Year(_)] | [Year(_), Q, One(_)] => Err(Why::Quarter),
        [Mid, Year(y)] => month(*y, 6).and_then(|m| whole(m, m)),
        [ToDate, M(m), Year(y)] | [ToDate, To, M(m), Year(y)] => month(*y, *m).and_then(|last| {
            let first = FinancialYear::of(last).ok_or(Why::Unknown)?.first();
            within(first, 4, last.number())
        }),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str, dashed: Dashed) -> String {
        Period::parse(text, dashed).map_or_else(
            |e| format!("{e:?}").split('(').next().unwrap_or("").to_owned(),
            |p| format!("{}{}", p.span(), if p.part_year { " part" } else { "" }),
        )
    }

    #[test]
    fn papers_spellings_are_read() {
        for (text, expected) in [
            ("Dec 2016-Nov 2019", "2016-12..2019-11"),
            ("December 2016 – November 2019", "2016-12..2019-11"),
            ("dec2016_nov2019", "2016-12..2019-11"),
            ("2018-11 to 2019-10", "2018-11..2019-10"),
            ("2017-10 to 2018-11", "2017-10..2018-11"),
            ("2009-10 to 2011-12", "2009-10..2011-12"),
            ("2009/10 to 2011/12", "2009-04..2012-03"),
            ("March 2023", "2023-03..2023-03"),
            ("Sept 2019", "2019-09..2019-09"),
            ("2019", "2019-01..2019-12"),
            ("2016 to 2019", "2016-01..2019-12"),
            ("2010/11", "2010-04..2011-03"),
            ("1999/00", "1999-04..2000-03"),
            ("2010-11", "2010-04..2011-03"),
            ("2018-19", "2018-04..2019-03"),
            ("2019-10", "2019-10..2019-10"),
            ("FY 2019/20", "2019-04..2020-03"),
            ("financial year 2019-2020", "2019-04..2020-03"),
            ("YE Oct 2019", "2018-11..2019-10"),
            ("Y/E October 2019", "2018-11..2019-10"),
            ("year ending October 2019", "2018-11..2019-10"),
            ("year ending 31 March 2019", "2018-04..2019-03"),
            ("12 months to October 2019", "2018-11..2019-10"),
            ("q1_2010_11", "2010-04..2010-06"),
            ("Q1 2010-11", "2010-04..2010-06"),
            ("Q4 2010/11", "2011-01..2011-03"),
            ("y2019_jan_oct", "2019-01..2019-10 part"),
            ("2019 (Jan-Oct)", "2019-01..2019-10 part"),
            ("2019 (Jan to Dec)", "2019-01..2019-12"),
            ("2019/20 (Apr-Nov)", "2019-04..2019-11 part"),
            ("2019/20 (Jan-Mar)", "2020-01..2020-03 part"),
            ("Apr-Jun 2019", "2019-04..2019-06"),
            ("mid-2020", "2020-06..2020-06"),
            ("FYTD Dec 2010", "2010-04..2010-12 part"),
            ("y2014", "2014-01..2014-12"),
            ("2010-11 (briefing)", "2010-04..2011-03"),
        ] {
            assert_eq!(printed(text, Dashed::FinancialYear), expected, "{text}");
        }
        assert_eq!(printed("2010-11", Dashed::Month), "2010-11..2010-11");
        assert_eq!(Period::parse("2010-11 (briefing)", Dashed::FinancialYear).map(|p| p.remark), Ok(Some("briefing".to_owned())));
    }

    #[test]
    fn what_can_mean_two_things_or_nothing_is_not_read() {
        for (text, expected) in [
            ("", "Unknown"),
            ("soon", "Unknown"),
            ("2010/13", "Unknown"),
            ("2010/12", "Unknown"),
            ("2016-2017", "Unknown"),
            ("2019-13", "Unknown"),
            ("Nov 2019 to Dec 2016", "Unknown"),
            ("to March 2023", "Unknown"),
            ("March", "Unknown"),
            ("year ending 30 March 2019", "Unknown"),
            ("Q5 2010/11", "Unknown"),
            ("Q1 2019", "Quarter"),
            ("FY 2019", "Unknown"),
            ("since Feb 2011 (at March 2011)", "Unknown"),
            ("2019-10-01", "Unknown"),
            ("20199", "Unknown"),
        ] {
            assert_eq!(printed(text, Dashed::FinancialYear), expected, "{text}");
        }
        assert_eq!(printed("2010-11", Dashed::Unsettled), "YearOrMonth");
        assert_eq!(printed("2019-10", Dashed::Unsettled), "2019-10..2019-10");
    }

    #[test]
    fn a_table_settles_its_own_dashes() {
        let check = |texts: &[&str], expected| assert_eq!(Dashed::settle(texts.iter().copied()), expected, "{texts:?}");
        check(&["2010-11"], (Dashed::FinancialYear, true));
        check(&["2010-11", "2012-13"], (Dashed::FinancialYear, false));
        check(&["2010-11", "2010-10"], (Dashed::Month, false));
        check(&["2010-11", "2010-10", "2012-13"], (Dashed::Unsettled, false));
        check(&["2010/11", "2018-11 to 2019-10", "q1_2010_11"], (Dashed::FinancialYear, false));
    }

    #[test]
    fn a_period_is_found_within_a_name() {
        let check = |name: &str, span: &str, rest: &str| {
            let found = Period::in_name(name, Dashed::FinancialYear).unwrap().unwrap();
            assert_eq!((found.0.span().as_str(), found.1.trim_matches([' ', '_'])), (span, rest), "{name}");
        };
        check("deliberate_fires_dec2016_nov2019", "2016-12..2019-11", "deliberate_fires");
        check("count_2009_10", "2009-04..2010-03", "count");
        check("total_2010_11", "2010-04..2011-03", "total");
        check("q1_2010_11", "2010-04..2010-06", "");
        check("y2019_jan_oct", "2019-01..2019-10", "");
        check("Claims, March 2023", "2023-03..2023-03", "Claims,");
        assert_eq!(Period::in_name("ni32_repeat_rate_pct", Dashed::FinancialYear), Ok(None));
        assert!(Period::in_name("population_2019_2020", Dashed::FinancialYear).is_err());
        assert!(Period::in_name("q1_2019", Dashed::FinancialYear).is_err());
        assert!(Period::in_name("claims_2010_11", Dashed::Unsettled).is_err());
    }
}
