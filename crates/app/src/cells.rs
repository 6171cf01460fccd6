//! What the readers of plain CSV files share: cells put into messages, and the rows they stand on.

use csv::StringRecord;

/// The longest piece of a file that is put into a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// A piece of a file for a message: short, with every character written out that could write on a terminal or turn the text
/// around.
pub(crate) fn quoted(text: &str) -> String {
    let mut short = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == LONGEST_QUOTE {
            short.push('…');
            break;
        }
        let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if c.is_control() || hidden {
            short.extend(c.escape_default());
        } else {
            short.push(c);
        }
    }
    short
}

/// The line of the text on which a record begins, from 1. Blank lines count, as they do in an editor; the reader's own position is that of
/// the first blank line before the record.
pub(crate) fn row_of(record: &StringRecord, text: &str) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let from = usize::try_from(position.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let blank = from.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    position.line() + blank as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_short_and_harmless() {
        assert_eq!(quoted("Stow-cum-Quy é"), "Stow-cum-Quy é");
        assert_eq!(quoted("a\u{1b}[2Jb\n\u{202e}"), "a\\u{1b}[2Jb\\n\\u{202e}");
        assert_eq!(quoted(&"x".repeat(60)), "x".repeat(60));
        assert_eq!(quoted(&"x".repeat(61)), format!("{}…", "x".repeat(60)));
    }

    #[test]
    fn blank_lines_count() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "1,2", "", "", "3,4", "\"5", "5\",6", "7,8", "", "9,9"].join(end);
            let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
            let rows: Vec<u64> = reader.records().map(|record| row_of(&record.unwrap(), &text)).collect();
            assert_eq!(rows, [2, 5, 6, 8, 10], "{end:?}");
        }
    }
}
