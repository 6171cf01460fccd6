//! A name as its plain words: small letters without marks, nothing between them.

use crate::wiped::{Wiped, blank};

/// A word, in plain letters.
pub(crate) type Text = Wiped<char>;

/// The words of a name that are read; what follows them isn't.
pub(crate) const MOST_WORDS: usize = 16;
/// The letters of a word that are read: long enough for names, short enough for the fast comparison of 64 letters.
pub(crate) const MOST_LETTERS: usize = 40;

/// Words that stand before many family names. They stay words of the name, and weigh less: people who share nothing but
/// `van der` have little in common. Words that are also common names themselves (`al`, `di`, `le`) aren't here.
const PARTICLES: &[&str] = &["ap", "bin", "bint", "da", "de", "del", "della", "den", "der", "dos", "ibn", "la", "ter", "van", "von"];

/// Whether a word is a particle.
pub(crate) fn is_particle(word: &[char]) -> bool {
    PARTICLES.iter().any(|particle| particle.chars().eq(word.iter().copied()))
}

/// What a word weighs in its name.
pub(crate) const fn weight(is_particle: bool) -> f64 {
    if is_particle { 0.25 } else { 1.0 }
}

/// The plain words of a name or of what was asked, in order.
pub(crate) fn words_of(name: &str) -> Vec<Text> {
    let mut words = Vec::new();
    // Never grows, so it never leaves a copy behind.
    let mut word: Vec<char> = Vec::with_capacity(MOST_LETTERS);
    for letter in name.chars().flat_map(char::to_lowercase) {
        match role(letter) {
            Role::Letters(plain) => plain.chars().for_each(|letter| push(&mut word, letter)),
            Role::Itself => push(&mut word, letter),
            Role::Nothing => {}
            Role::Between => {
                close(&mut words, &mut word);
                if words.len() == MOST_WORDS {
                    break;
                }
            }
        }
    }
    close(&mut words, &mut word);
    words.truncate(MOST_WORDS);
    words
}

fn push(word: &mut Vec<char>, letter: char) {
    if word.len() < MOST_LETTERS {
        word.push(letter);
    }
}

fn close(words: &mut Vec<Text>, word: &mut Vec<char>) {
    if !word.is_empty() {
        words.push(Wiped::of(word));
        blank(word);
        word.clear();
    }
}

enum Role {
    /// A Latin letter with marks, or two letters written as one.
    Letters(&'static str),
    /// A letter or digit that stays.
    Itself,
    /// A mark, an apostrophe or an invisible sign inside a word.
    Nothing,
    /// A hyphen, a space, a stop: a word ends here.
    Between,
}

/// What a small letter is in a word.
fn role(letter: char) -> Role {
    if letter.is_ascii() {
        return if letter.is_ascii_alphanumeric() {
            Role::Itself
        } else if matches!(letter, '\'' | '`') {
            Role::Nothing
        } else {
            Role::Between
        };
    }
    if is_silent(letter) {
        return Role::Nothing;
    }
    match plain(letter) {
        Some(plain) => Role::Letters(plain),
        None if letter.is_alphanumeric() => Role::Itself,
        None => Role::Between,
    }
}

/// Combining marks, everything that people type for an apostrophe, and signs that nobody sees.
fn is_silent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        | '´' | '\u{2b9}'..='\u{2bf}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{ff07}'
        | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// The plain letters of a small Latin letter with marks: Latin-1, Latin Extended-A, of Extended-B what living languages of
/// Europe use (Romanian, Croatian, Azerbaijani), Extended Additional (Welsh, Vietnamese).
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ǟ' | 'ǡ' | 'ǻ' | 'ȁ' | 'ȃ' | 'ȧ' | 'ḁ' | 'ẚ' | 'ạ'..='ặ' | 'ª' => "a",
        'æ' | 'ǣ' | 'ǽ' => "ae",
        'ƀ' | 'ɓ' | 'ḃ' | 'ḅ' | 'ḇ' => "b",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' | 'ḉ' => "c",
        'ð' | 'ď' | 'đ' | 'ɖ' | 'ɗ' | 'ḋ' | 'ḍ' | 'ḏ' | 'ḑ' | 'ḓ' => "d",
        'ǆ' | 'ǳ' => "dz",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ǝ' | 'ȅ' | 'ȇ' | 'ȩ' | 'ə' | 'ḕ' | 'ḗ' | 'ḙ' | 'ḛ' | 'ḝ' | 'ẹ'..='ệ' => {
            "e"
        }
        'ḟ' => "f",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǥ' | 'ǧ' | 'ǵ' | 'ḡ' => "g",
        'ĥ' | 'ħ' | 'ȟ' | 'ḣ' | 'ḥ' | 'ḧ' | 'ḩ' | 'ḫ' | 'ẖ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ȉ' | 'ȋ' | 'ɨ' | 'ḭ' | 'ḯ' | 'ỉ' | 'ị' => "i",
        'ĳ' => "ij",
        'ĵ' | 'ǰ' => "j",
        'ķ' | 'ĸ' | 'ƙ' | 'ǩ' | 'ḱ' | 'ḳ' | 'ḵ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' | 'ḷ' | 'ḹ' | 'ḻ' | 'ḽ' => "l",
        'ǉ' => "lj",
        'ḿ' | 'ṁ' | 'ṃ' => "m",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŉ' | 'ǹ' | 'ṅ' | 'ṇ' | 'ṉ' | 'ṋ' => "n",
        'ŋ' => "ng",
        'ǌ' => "nj",
        'ò'..='ö'
        | 'ø'
        | 'ō'
        | 'ŏ'
        | 'ő'
        | 'ơ'
        | 'ǒ'
        | 'ǫ'
        | 'ǭ'
        | 'ǿ'
        | 'ȍ'
        | 'ȏ'
        | 'ȫ'
        | 'ȭ'
        | 'ȯ'
        | 'ȱ'
        | 'º'
        | 'ṍ'
        | 'ṏ'
        | 'ṑ'
        | 'ṓ'
        | 'ọ'..='ợ' => "o",
        'œ' => "oe",
        'ṕ' | 'ṗ' => "p",
        'ŕ' | 'ŗ' | 'ř' | 'ȑ' | 'ȓ' | 'ṙ' | 'ṛ' | 'ṝ' | 'ṟ' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ſ' | 'ș' | 'ẛ' | 'ṡ' | 'ṣ' | 'ṥ' | 'ṧ' | 'ṩ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṫ' | 'ṭ' | 'ṯ' | 'ṱ' | 'ẗ' => "t",
        'þ' => "th",
        'ù'..='ü'
        | 'ũ'
        | 'ū'
        | 'ŭ'
        | 'ů'
        | 'ű'
        | 'ų'
        | 'ư'
        | 'ǔ'
        | 'ǖ'
        | 'ǘ'
        | 'ǚ'
        | 'ǜ'
        | 'ȕ'
        | 'ȗ'
        | 'ʉ'
        | 'ṳ'
        | 'ṵ'
        | 'ṷ'
        | 'ṹ'
        | 'ṻ'
        | 'ụ'..='ự' => "u",
        'ṽ' | 'ṿ' => "v",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' | 'ẇ' | 'ẉ' | 'ẘ' => "w",
        'ẋ' | 'ẍ' => "x",
        'ý' | 'ÿ' | 'ŷ' | 'ƴ' | 'ȳ' | 'ẏ' | 'ẙ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => "y",
        'ź' | 'ż' | 'ž' | 'ƶ' | 'ẑ' | 'ẓ' | 'ẕ' => "z",
        // The Greek sigma has a form of its own at the end of a word.
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_words(name: &str) -> String {
        words_of(name).iter().map(|word| word.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_become_plain_words() {
        for (name, words) in [
            ("Quillon O'Zembrick", "quillon ozembrick"),
            ("QUILLON O’ZEMBRICK", "quillon ozembrick"),
            ("Oxterby-Vane, Brindle", "oxterby vane brindle"),
            ("Oxterby–Vane", "oxterby vane"),
            ("J.R. Tarnwick", "j r tarnwick"),
            ("Tŷ Gŵyn", "ty gwyn"),
            ("Ẁẃẅ Ỳỷ", "www yy"),
            ("Łąkoż Źdźbło", "lakoz zdzblo"),
            ("Țuțor Țară Şîş Șâș", "tutor tara sis sas"),
            ("İzgı IŞIKÇÖR", "izgi isikcor"),
            ("Gro\u{df}zwick GRO\u{1e9e}ZWICK", "grosszwick grosszwick"),
            ("Þorbrœk Æðelq", "thorbroek aedelq"),
            ("Zoe\u{308}qua Zo\u{eb}qua", "zoequa zoequa"),
            ("Nguqễn Đặqc", "nguqen daqc"),
            ("ǅorq", "dzorq"),
            ("Ζωρβς ΖΩΡΒΣ", "ζωρβσ ζωρβσ"),
            ("Жуквин", "жуквин"),
            ("  --  ", ""),
            ("🙂", ""),
            ("", ""),
            ("Unit 7", "unit 7"),
            ("Zorq\u{ad}wick\u{200b}el", "zorqwickel"),
        ] {
            assert_eq!(plain_words(name), words, "{name}");
        }
    }

    #[test]
    fn every_latin_letter_of_the_common_blocks_is_plain() {
        let kept: String = ('\u{c0}'..='\u{17f}')
            .chain('\u{1e00}'..='\u{1eff}')
            .flat_map(char::to_lowercase)
            .filter(|c| !c.is_ascii() && matches!(role(*c), Role::Itself | Role::Between))
            .collect();
        // The two signs of arithmetic, and letters of medieval print.
        assert!(kept.chars().all(|c| "×÷ẜẝẟỻỽỿ".contains(c)), "{kept}");
    }

    #[test]
    fn long_names_and_words_are_cut() {
        assert_eq!(words_of(&"zorq ".repeat(50)).len(), MOST_WORDS);
        assert_eq!(words_of(&"q".repeat(500)).first().map(|word| word.len()), Some(MOST_LETTERS));
        assert_eq!(words_of(&"q".repeat(500)).len(), 1);
    }
}
