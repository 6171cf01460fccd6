//! Evidence holds no person: what a column that is kept must not look like, by its heading and by what stands in it.
//!
//! The words and shares are the rule `personal-looking`. Nothing here ever prints a cell.

use super::dates;
use rulebook::PersonalLooking;
use std::collections::BTreeSet;

/// What the cells of a column look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Like nothing personal, but for these rows, which each hold a thing that is hardly ever met by chance.
    Fit(Vec<(u64, &'static str)>),
    /// Like this; it was met in so many of so many filled cells, first in this row.
    Refused { what: &'static str, met: u64, filled: u64, first_row: u64 },
}

/// What a heading says the column holds, if that is personal.
pub(super) fn heading(rule: &PersonalLooking, heading: &str) -> Option<&'static str> {
    let words = words_of(heading);
    let h = &rule.headings;
    if has_phrase(&words, &h.birth) {
        return Some("a date of birth");
    }
    if has_phrase(&words, &h.telephone) {
        return Some("a telephone number");
    }
    if has_phrase(&words, &h.mail) {
        return Some("an e-mail address");
    }
    if has_phrase(&words, &h.number) {
        return Some("a number that belongs to one person");
    }
    if has_phrase(&words, &h.postcode) {
        return Some("a postcode");
    }
    let of_a_place = words.iter().any(|word| rule.not_a_person.contains(word));
    let persons: Vec<&String> = h.name.iter().filter(|word| !(of_a_place && ["name", "names"].contains(&word.as_str()))).collect();
    if has_phrase(&words, persons) {
        return Some("a person");
    }
    if has_phrase(&words, &h.address) {
        return Some("an address");
    }
    has_phrase(&words, &h.free_text).then_some("free text")
}

/// Whether a heading says date of birth; all that is asked of a column of dates.
pub(super) fn says_birth(rule: &PersonalLooking, heading: &str) -> bool {
    has_phrase(&words_of(heading), &rule.headings.birth)
}

/// Lower-case words of a heading: split at what is no letter or digit, and where a capital follows a small letter.
fn words_of(heading: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_small = false;
    for c in heading.chars().take(200) {
        if !c.is_alphanumeric() || (c.is_uppercase() && before_small) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before_small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn has_phrase<'a>(words: &[String], phrases: impl IntoIterator<Item = &'a String>) -> bool {
    phrases.into_iter().any(|phrase| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        words.windows(parts.len()).any(|window| window.iter().zip(&parts).all(|(word, part)| word == part))
    })
}

/// Looks at the filled cells of a column, with their rows.
pub(super) fn judge<'a>(rule: &PersonalLooking, cells: impl Iterator<Item = (u64, &'a str)> + Clone) -> Verdict {
    let (mut filled, mut certain, mut shapes) = (0_u64, Vec::new(), [Met::default(); 4]);
    let mut long = BTreeSet::new();
    for (row, cell) in cells.filter(|(_, cell)| !cell.trim().is_empty()) {
        filled += 1;
        if let Some(what) = certain_shape(rule, cell) {
            certain.push((row, what));
        }
        let [names, health, births, texts] = &mut shapes;
        names.note(row, reads_like_a_name(rule, cell));
        health.note(row, is_health_number(cell));
        births.note(row, is_birthday(rule, cell));
        let is_long = words_at_least(cell, rule.text_words);
        texts.note(row, is_long);
        if is_long {
            long.insert(cell);
        }
    }
    if let Some((row, what)) = certain.first()
        && reaches(certain.len() as u64, filled, rule.certain_percent)
    {
        return Verdict::Refused { what, met: certain.len() as u64, filled, first_row: *row };
    }
    let [names, health, births, texts] = shapes;
    let varied = reaches(long.len() as u64, texts.met, rule.text_varied_percent);
    let guesses = [
        (names, rule.names_percent, true, "names of persons"),
        (health, rule.health_numbers_percent, true, "NHS numbers"),
        (births, rule.birth_percent, true, "dates of birth"),
        (texts, rule.text_percent, varied, "free text"),
    ];
    for (shape, percent, besides, what) in guesses {
        if besides && reaches(shape.met, filled, percent) {
            return Verdict::Refused { what, met: shape.met, filled, first_row: shape.first_row };
        }
    }
    Verdict::Fit(certain)
}

#[derive(Debug, Clone, Copy, Default)]
struct Met {
    met: u64,
    first_row: u64,
}

impl Met {
    fn note(&mut self, row: u64, met: bool) {
        if met {
            if self.met == 0 {
                self.first_row = row;
            }
            self.met += 1;
        }
    }
}

/// Whether so many of so many are the share or more; never for none.
fn reaches(met: u64, of: u64, percent: u64) -> bool {
    met > 0 && u128::from(met) * 100 >= u128::from(of) * u128::from(percent)
}

/// What a cell holds that is hardly ever met by chance.
pub(super) fn certain_shape(rule: &PersonalLooking, cell: &str) -> Option<&'static str> {
    if has_mail(cell) {
        Some("e-mail addresses")
    } else if has_telephone(cell) {
        Some("telephone numbers")
    } else if has_insurance_number(cell) {
        Some("national insurance numbers")
    } else if has_postcode(cell) {
        Some("whole postcodes")
    } else if begins_with_title(rule, cell) {
        Some("names of persons")
    } else {
        None
    }
}

fn tokens(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(|c: char| c.is_whitespace() || "\"'`,;:()<>[]{}|=/".contains(c))
        .map(|t| t.trim_matches(['.', '!', '?']))
        .filter(|t| !t.is_empty())
}

fn has_mail(cell: &str) -> bool {
    tokens(cell).any(|token| {
        token.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.rsplit_once('.').is_some_and(|(host, ending)| !host.is_empty() && ending.chars().count() >= 2)
        })
    })
}

/// Ten or eleven digits as a national number, 01, 02, 03, 07 or 08 at the front, or +44 and nine or ten; spaces, hyphens
/// and brackets between.
fn has_telephone(cell: &str) -> bool {
    let runs = cell.split(|c: char| !(c.is_ascii_digit() || " +-()".contains(c)));
    // A run that a letter touches is part of a word, such as a reference: only what stands apart counts.
    let mut at = 0;
    runs.into_iter().any(|run| {
        let start = at;
        at += run.len() + cell.get(at + run.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
        let before = cell.get(..start).and_then(|text| text.chars().next_back());
        let after = cell.get(start + run.len()..).and_then(|text| text.chars().next());
        if (touches(before) && run.starts_with(|c: char| c.is_ascii_digit()))
            || (touches(after) && after != Some('.') && run.ends_with(|c: char| c.is_ascii_digit()))
        {
            return false;
        }
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let national = match digits.strip_prefix("0044").or_else(|| if run.contains('+') { digits.strip_prefix("44") } else { None }) {
            Some(rest) => format!("0{}", rest.trim_start_matches('0')),
            None => digits,
        };
        (10..=11).contains(&national.len()) && ["01", "02", "03", "07", "08"].iter().any(|begin| national.starts_with(begin))
    })
}

fn has_insurance_number(cell: &str) -> bool {
    let fits = |word: &str| {
        let bytes = word.as_bytes();
        bytes.len() == 9
            && bytes.iter().take(2).all(u8::is_ascii_alphabetic)
            && bytes.iter().skip(2).take(6).all(u8::is_ascii_digit)
            && bytes.last().is_some_and(|b| matches!(b.to_ascii_uppercase(), b'A'..=b'D'))
    };
    tokens(cell).any(fits) || fits(&cell.split_whitespace().collect::<String>())
}

fn has_postcode(cell: &str) -> bool {
    let whole: String = cell.split_whitespace().collect();
    if cell.split_whitespace().count() <= 2 && is_postcode(&whole) {
        return true;
    }
    let words: Vec<&str> = tokens(cell).collect();
    words.windows(2).any(|pair| pair.last().is_some_and(|inward| inward.len() == 3) && is_postcode(&pair.concat()))
}

/// `AB12CD`: one or two letters, a digit, perhaps a digit or letter, then a digit and two letters.
pub(super) fn is_postcode(word: &str) -> bool {
    let bytes: Vec<u8> = word.bytes().map(|b| b.to_ascii_uppercase()).collect();
    let Some((out, [digit, one, two])) = bytes.split_last_chunk::<3>() else { return false };
    let inward = digit.is_ascii_digit() && [one, two].iter().all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(b));
    let letters = out.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let rest = out.get(letters..).unwrap_or_default();
    let outward = (1..=2).contains(&letters)
        && match rest {
            [d] => d.is_ascii_digit(),
            [d, e] => d.is_ascii_digit() && e.is_ascii_alphanumeric(),
            _ => false,
        };
    inward && outward
}

fn begins_with_title(rule: &PersonalLooking, cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let [first, second, ..] = words.as_slice() else { return false };
    let title = first.trim_end_matches('.').to_lowercase();
    words.len() <= 5
        && rule.titles.contains(&title)
        && second.starts_with(char::is_uppercase)
        && !words.last().is_some_and(|last| ends_a_place(rule, last))
}

fn ends_a_place(rule: &PersonalLooking, word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    rule.street_words.contains(&word)
}

/// Two to four capitalised words with a common forename first, or second behind a comma: `Jane Roe`, `ROE, Jane`.
fn reads_like_a_name(rule: &PersonalLooking, cell: &str) -> bool {
    if cell.len() > 80 {
        return false;
    }
    let words: Vec<&str> = cell.split_whitespace().collect();
    let plain = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-'’.,".contains(c));
    if !(2..=4).contains(&words.len()) || !words.iter().all(plain) || words.last().is_some_and(|last| ends_a_place(rule, last)) {
        return false;
    }
    let is_forename = |word: Option<&&str>| {
        word.is_some_and(|word| rule.forenames.contains(&word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase()))
    };
    is_forename(words.first()) || (words.first().is_some_and(|first| first.ends_with(',')) && is_forename(words.get(1)))
}

/// Ten digits whose last is the check digit modulo 11 of the other nine.
fn is_health_number(cell: &str) -> bool {
    let bare: Vec<char> = cell.chars().filter(|c| !" -".contains(*c)).collect();
    let digits: Option<Vec<u32>> = bare.iter().map(|c| c.to_digit(10)).collect();
    let Some([body @ .., check]) = digits.as_deref() else { return false };
    if body.len() != 9 || body.iter().all(|d| *d == 0) {
        return false;
    }
    let sum: u32 = body.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let expected = (11 - sum % 11) % 11;
    expected == *check
}

fn is_birthday(rule: &PersonalLooking, cell: &str) -> bool {
    let forms = ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y"].map(str::to_owned);
    let dated = dates::read(cell.trim(), &forms);
    dated.and_then(|d| d.month.get(..4).and_then(|year| year.parse::<i16>().ok())).is_some_and(|year| year < rule.birth_before)
}

fn words_at_least(cell: &str, words: u64) -> bool {
    let enough = usize::try_from(words).unwrap_or(usize::MAX);
    cell.split_whitespace().take(enough).count() == enough
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> &'static PersonalLooking {
        rulebook::Rulebook::builtin().unwrap().personal_looking(jiff::civil::date(2026, 1, 1), None).unwrap().parameters
    }

    #[test]
    fn headings_are_read_by_their_words() {
        for (text, what) in [
            ("Forename", Some("a person")),
            ("CustomerName", Some("a person")),
            ("Name", Some("a person")),
            ("Ward name", None),
            ("Station_Name", None),
            ("Reported by", Some("a person")),
            ("Date of Birth", Some("a date of birth")),
            ("DOB", Some("a date of birth")),
            ("Mobile no", Some("a telephone number")),
            ("E-mail", Some("an e-mail address")),
            ("NHS Number", Some("a number that belongs to one person")),
            ("Post Code", Some("a postcode")),
            ("Address 1", Some("an address")),
            ("Case notes", Some("free text")),
            ("Incident description", Some("free text")),
            ("Cause", None),
            ("Incident number", None),
            ("Property type", None),
            ("Street", None),
        ] {
            assert_eq!(heading(rule(), text), what, "{text}");
        }
    }

    #[test]
    fn shapes_that_are_no_chance_are_found_in_a_cell() {
        let postcode = ["lives at CB2 ", "1TN"].concat();
        let insurance = ["QQ12", "3456C"].concat();
        for (cell, found) in [
            ("write to jane@example.org.", true),
            ("07700 900123", true),
            ("call (01632) 960-123 today", true),
            ("+44 7700 900123", true),
            (postcode.as_str(), true),
            (insurance.as_str(), true),
            ("Mrs Roe", true),
            ("Dr. J Roe", true),
            ("Lady Lane", false),
            ("Dr Invented's Road", false),
            ("High Street", false),
            ("2019/0412345", false),
            ("FR07700900123", false),
            ("E01018218", false),
            ("23/04/2019", false),
            ("546881", false),
            ("Deliberate - primary", false),
            ("a@b", false),
        ] {
            assert_eq!(certain_shape(rule(), cell).is_some(), found, "{cell}");
        }
    }

    fn verdict(cells: &[&str]) -> Verdict {
        judge(rule(), (2..).zip(cells.iter().copied()))
    }

    fn refused(cells: &[&str]) -> Option<&'static str> {
        match verdict(cells) {
            Verdict::Refused { what, .. } => Some(what),
            Verdict::Fit(_) => None,
        }
    }

    #[test]
    fn columns_are_judged_by_shares() {
        let names = ["Jane Roe", "ROE, John", "Cause", "", "Other", "Bar Hill", "Great Invented", "Fire", "x", "y"];
        assert_eq!(refused(&names), Some("names of persons"), "two of nine are over a fifth");
        assert_eq!(refused(&["Bar Hill", "Great Shelford", "Victoria Road", "Jane Austen Close", "Thomas Farm"]), None);
        assert_eq!(refused(&["01/02/1985", "3/4/1990", "12/12/2019"]), Some("dates of birth"));
        assert_eq!(refused(&["01/02/2019", "3/4/2019", "12/12/1985"]), None);
        let text = "the caller said that the bins were on fire again";
        let other = "second call about the same thing from the same house";
        assert_eq!(refused(&[text, other, "x"]), Some("free text"));
        assert_eq!(refused(&[text, text, text, text]), None, "one long word of the form, again and again");
        assert_eq!(refused(&["9434765919", "9434765919"]), Some("NHS numbers"), "its check digit is 9");
        assert_eq!(refused(&["9434765918", "9434765917"]), None);
    }

    #[test]
    fn a_stray_cell_costs_its_row_and_many_cost_the_column() {
        let mut cells = vec!["Deliberate"; 40];
        cells[7] = "07700 900123";
        assert_eq!(verdict(&cells), Verdict::Fit(vec![(9, "telephone numbers")]));
        cells[8] = "07700 900124";
        assert_eq!(verdict(&cells), Verdict::Refused { what: "telephone numbers", met: 2, filled: 40, first_row: 9 });
    }
}
