//! Nobody real in a fixture: no telephone number, e-mail address, national insurance number or whole postcode.

use crate::repo::{Finding, Repo};

const REMEDY: &str = "invent it: example.org or .invalid for mail, 01632 960… or 07700 900… for telephones, no postcode";

pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in
        repo.files.iter().filter(|f| !["LICENSE", "package-lock.json", "Cargo.lock", ".svg"].iter().any(|end| f.path.ends_with(end)))
    {
        for (i, line) in file.text.lines().enumerate() {
            if let Some(what) = fault(line) {
                findings.push(Finding::new(&file.path, i + 1, what, REMEDY));
            }
        }
    }
    findings
}

fn fault(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || "\"'`,;()<>[]{}|=".contains(c)).collect();
    words
        .iter()
        .find_map(|word| {
            let word = word.trim_matches(['.', ':', '!', '?']);
            if is_mail(word) {
                Some(format!("`{word}` looks like an e-mail address"))
            } else if is_insurance_number(word) {
                Some(format!("`{word}` looks like a national insurance number"))
            } else {
                None
            }
        })
        .or_else(|| words.windows(2).find_map(|pair| is_postcode(pair).then(|| format!("`{}` looks like a postcode", pair.join(" ")))))
        .or_else(|| telephone(line).map(|number| format!("`{number}` looks like a telephone number")))
}

fn is_mail(word: &str) -> bool {
    let Some((local, domain)) = word.trim_start_matches("mailto:").split_once('@') else { return false };
    let Some((_, ending)) = domain.rsplit_once('.') else { return false };
    let is_domain = domain.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
        && ending.len() >= 2
        && ending.chars().all(|c| c.is_ascii_alphabetic());
    let invented = ["example.org", "example.com", "example.net"].iter().any(|d| domain.ends_with(d))
        || ["invalid", "test", "example", "toml"].contains(&ending);
    !local.is_empty() && local.chars().all(|c| c.is_ascii_alphanumeric() || "._%+-".contains(c)) && is_domain && !invented
}

/// Two letters, six digits, a letter from A to D.
fn is_insurance_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 9
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(6).all(u8::is_ascii_digit)
        && bytes.last().is_some_and(|b| (b'A'..=b'D').contains(b))
}

/// `AB1 2CD`: area and district, then a digit and two letters.
fn is_postcode(pair: &[&str]) -> bool {
    let [out, inward] = pair else { return false };
    let letters = out.chars().take_while(char::is_ascii_uppercase).count();
    let rest: String = out.chars().skip(letters).collect();
    let out_fits = (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    let mut bytes = inward.bytes();
    let in_fits = inward.len() == 3
        && bytes.next().is_some_and(|b| b.is_ascii_digit())
        && bytes.all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(&b));
    out_fits && in_fits
}

/// Eleven digits from 01, 02, 03 or 07, or +44 and ten, spaces and hyphens between; numbers kept for drama are free.
fn telephone(line: &str) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        if !matches!(c, '0' | '+') || before.is_some_and(|b| b.is_alphanumeric() || "._-/#".contains(*b)) {
            continue;
        }
        let run: String = chars.iter().skip(at).take_while(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')')).collect();
        let run = run.trim_end();
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let after = chars.get(at + run.chars().count());
        let national = if *c == '+' { digits.strip_prefix("44").map(|d| format!("0{d}")) } else { Some(digits) };
        let Some(national) = national else { continue };
        let begins = ["01", "02", "03", "07"].iter().any(|b| national.starts_with(b));
        let drama = ["01632960", "07700900", "02079460", "01134960"].iter().any(|d| national.starts_with(d));
        let grouped = run.split(' ').count() <= 4 && !run.contains("- ") && !run.contains("  ");
        if national.len() == 11 && begins && !drama && grouped && !after.is_some_and(|c| c.is_alphanumeric() || *c == '.' || *c == '_') {
            return Some(run.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_people_are_found() {
        for planted in [
            ["write to jane.roe", "@somewhere.gov.uk"].concat(),
            ["call 01223 ", "456789 now"].concat(),
            ["+44 7911 ", "123456"].concat(),
            ["NI number QQ12", "3456C"].concat(),
            ["lives at CB2 ", "1TN"].concat(),
        ] {
            assert!(fault(&planted).is_some(), "{planted}");
        }
    }

    #[test]
    fn invented_people_and_plain_numbers_are_let_be() {
        for fine in [
            "jane@example.org",
            "x@demo.invalid",
            "ward-flags@2020.toml",
            "npm install node@20.1.0",
            "@axe-core/playwright",
            "01632 960123",
            "07700 900123",
            "E01018218",
            "0.12345678901",
            "2018-11-30T00:00:00",
            "a814245490be6be152f1c1ba0664d32f50505a30472be6fa990cbb9cb09f7c1b",
            "0 1 2 3 4 5 6 7 8 9 10",
            "P1 10M rows",
        ] {
            assert_eq!(fault(fine), None, "{fine}");
        }
    }
}
