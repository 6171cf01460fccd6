//! What anybody would try first: well-known words and their disguises, rows of keys, sequences, repetitions and years.
//!
//! A password is read from left to right in pieces. What is part of no piece counts a letter each, a piece counts one however
//! long it is, and counts once however often it stands there. A password of which too little is left is refused.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The words, one a line: our own list of what people are known to choose, and of this country’s favourites.
const WORDS: &str = include_str!("words.txt");

/// Rows of a keyboard, also read backwards; and the columns that fingers walk down.
const ROWS: &[&str] = &[
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "qwertzuiop",
    "azertyuiop",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "147258369",
    "0102030405",
];

/// From how many letters on a run along a row, a sequence or a repetition is a piece.
const RUN: usize = 3;

/// From how many letters on a word is a piece.
const WORD: usize = 4;

/// How much must be left: as many letters and pieces as nobody goes through by hand.
const ENOUGH: usize = 6;

/// Whether too little is left of it beside what anybody would try. `here` are words that anybody would try here.
pub(super) fn is(password: &str, here: &[&str]) -> bool {
    left(password, here) < ENOUGH
}

fn left(password: &str, here: &[&str]) -> usize {
    let letters = plain(password);
    let here = long_enough(here.iter().flat_map(|words| words.split(|c: char| !c.is_alphanumeric())));
    let mut rest = unit(&letters);
    let mut pieces = BTreeSet::new();
    let mut loose = 0;
    while let Some(first) = rest.first() {
        let length = piece(rest, &here);
        let (taken, after) = rest.split_at(length.max(1).min(rest.len()));
        if length > 0 {
            pieces.insert(taken);
        } else if first.is_alphanumeric() {
            loose += 1;
        }
        rest = after;
    }
    pieces.len() + loose
}

/// In small letters and without what stands between them.
fn plain(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).filter(|c| !is_between(*c)).collect()
}

/// Marks that stand between words or decorate them weigh nothing; `@`, `$` and `!` can stand for letters.
fn is_between(c: char) -> bool {
    c.is_whitespace() || (c.is_ascii_punctuation() && !"@$!".contains(c))
}

/// The shortest beginning of which the whole is a repetition: `abcabcab` is `abc` and more of the same.
fn unit(letters: &[char]) -> &[char] {
    let length = (1..letters.len()).find(|length| letters.iter().zip(letters.iter().skip(*length)).all(|(one, other)| one == other));
    letters.get(..length.unwrap_or(letters.len())).unwrap_or(letters)
}

/// The words, and the rows forwards and backwards, as letters; made when they are first needed.
static WORD_LETTERS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| long_enough(WORDS.lines()));
static ROW_LETTERS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let backwards = ROWS.iter().map(|row| row.chars().rev().collect());
    ROWS.iter().map(|row| row.chars().collect()).chain(backwards).collect()
});

fn long_enough<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Vec<char>> {
    words.map(plain).filter(|word| word.len() >= WORD).collect()
}

/// How many letters the longest piece has that begins here; nothing where none does.
fn piece(rest: &[char], here: &[Vec<char>]) -> usize {
    let words = WORD_LETTERS.iter().chain(here).filter(|word| common(rest, word) == word.len()).map(Vec::len);
    let starts = ROW_LETTERS.iter().flat_map(|row| (0..row.len()).filter_map(|start| row.get(start..)));
    let runs = starts.map(|row| common(rest, row)).filter(|length| *length >= RUN);
    words.chain(runs).chain([repetition(rest), year(rest)]).max().unwrap_or(0)
}

/// How many letters the two begin with alike, be it with digits and signs for letters.
fn common(rest: &[char], wanted: &[char]) -> usize {
    rest.iter().zip(wanted).take_while(|(found, wanted)| found == wanted || disguises(**found).contains(**wanted)).count()
}

/// The letters that a sign is put for.
fn disguises(sign: char) -> &'static str {
    match sign {
        '0' => "o",
        '1' | '!' => "il",
        '3' => "e",
        '4' | '@' => "a",
        '5' | '$' => "s",
        '7' => "t",
        '8' => "b",
        '9' => "g",
        _ => "",
    }
}

/// The same letter, or the same two letters, over and over.
fn repetition(rest: &[char]) -> usize {
    let same = |step: usize| rest.iter().zip(rest.iter().skip(step)).take_while(|(one, other)| one == other).count();
    let (one, two) = (same(1) + 1, same(2) + 2);
    if one >= RUN {
        one
    } else if two >= 2 * RUN && rest.len() >= two {
        two
    } else {
        0
    }
}

/// A year of this century or the last.
fn year(rest: &[char]) -> usize {
    let digits = rest.get(..4).is_some_and(|four| four.iter().all(char::is_ascii_digit));
    let century = rest.get(..2).is_some_and(|two| two == ['1', '9'] || two == ['2', '0']);
    if digits && century { 4 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &[&str] = &["wardmote", "Hexby", "community-safety-manager", "Hexby City Council"];

    #[test]
    fn what_anybody_would_try_is_refused() {
        let tried = [
            "password1234",
            "Password123456",
            "P@ssw0rd!2026",
            "passwordpassword",
            "qwertyuiop123",
            "1qaz2wsx3edc",
            "Liverpool2024!!",
            "aaaaaaaaaaaaaaaaaaaa",
            "abababababababab",
            "123456789012",
            "987654321987",
            "letmein-letmein",
            "xk7xk7xk7xk7xk7x",
            "Wardmote2026",
            "hexby-council-2026",
            "Community.Safety.Manager",
            "managermanager1",
            "summer autumn winter",
            "zxcvbnm,./zxcvbnm",
            "iloveyou iloveyou",
            "W4rdm0t3 H3xby",
            "01/01/1980 01/01/1980",
            "astonvilla1982",
            "   !!!   ---   ",
        ];
        for password in tried {
            assert!(is(password, HERE), "{password} is left with {}", left(password, HERE));
        }
    }

    #[test]
    fn what_nobody_would_try_is_taken() {
        let taken = [
            "correct horse battery staple",
            "eight cats upon a slate roof",
            "mae hen wlad yn y glaw",
            "k7#Qm2!vXz9pLw4R",
            "Tr0mb0ne gravel kestrel",
            "football is what my neighbour dislikes",
            "päivää mikä sää tänään",
        ];
        for password in taken {
            assert!(!is(password, HERE), "{password} is left with {}", left(password, HERE));
        }
    }

    #[test]
    fn the_list_is_sorted_whole_and_long_enough_to_matter() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert!(words.len() > 350, "{}", words.len());
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "sorted, nothing twice");
        assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' ')));
    }
}
