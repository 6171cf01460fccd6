//! Readers of single fields.

/// `YYYY-MM` with a month that exists.
pub(crate) fn is_month(text: &str) -> bool {
    match text.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2] => {
            [y1, y2, y3, y4, m1, m2].iter().all(|b| b.is_ascii_digit()) && matches!((m1, m2), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'))
        }
        _ => false,
    }
}

/// A decimal number; the double nearest to it. `None` where the text is not a finite number.
pub(crate) fn number(text: &str) -> Option<f64> {
    plain_decimal(text.as_bytes()).or_else(|| text.trim().parse::<f64>().ok().filter(|x| x.is_finite()))
}

/// Digits with an optional minus and point, at most fifteen of them: the digits as a whole number and the power of
/// ten are both exact doubles, so one division rounds correctly (Clinger's fast path).
fn plain_decimal(text: &[u8]) -> Option<f64> {
    const TENS: [f64; 16] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let (mut whole, mut count, mut point) = (0_u64, 0_usize, None);
    for &byte in digits {
        if byte.is_ascii_digit() {
            whole = whole * 10 + u64::from(byte - b'0');
            count += 1;
        } else if byte == b'.' && point.is_none() {
            point = Some(count);
        } else {
            return None;
        }
    }
    if count == 0 || count > 15 {
        return None;
    }
    let value = whole as f64 / TENS.get(count - point.unwrap_or(count))?;
    Some(if negative { -value } else { value })
}

/// The month a file's name begins with, as data.police.uk names its files.
pub(crate) fn month_of_name(file: &str) -> Option<&str> {
    let name = file.rsplit(['/', '\\']).next()?;
    let month = name.get(..7)?;
    (is_month(month) && name.get(7..8) == Some("-")).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn months() {
        for good in ["2024-01", "2018-12", "1999-10"] {
            assert!(is_month(good), "{good}");
        }
        for bad in ["", "2024-13", "2024-00", "2024-1", "24-01", "2024/01", "2024-01-01", "Jan-24", "２０２4-01"] {
            assert!(!is_month(bad), "{bad}");
        }
    }

    #[test]
    fn months_of_names() {
        assert_eq!(month_of_name("2024-01/2024-01-kent-street.csv"), Some("2024-01"));
        assert_eq!(month_of_name("2024-01-street.csv"), Some("2024-01"));
        assert_eq!(month_of_name("street.csv"), None);
        assert_eq!(month_of_name("é024-01-street.csv"), None);
    }

    #[test]
    fn numbers_that_are_none() {
        for bad in ["", "-", ".", "nan", "inf", "1,5", "52.1N", "0x10", "--1", "1-1"] {
            assert_eq!(number(bad), None, "{bad}");
        }
        assert_eq!(number("1e1"), Some(10.0));
        assert_eq!(number("-0.402352"), Some(-0.402_352));
    }

    proptest! {
        #[test]
        fn numbers_are_the_nearest_double(text in "-?[0-9]{1,9}(\\.[0-9]{0,9})?") {
            prop_assert_eq!(number(&text).map(f64::to_bits), text.parse::<f64>().ok().map(f64::to_bits));
        }
    }
}
