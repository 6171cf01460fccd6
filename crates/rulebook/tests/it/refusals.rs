//! What the parser refuses: each names the file, the key and a remedy.

use crate::SOUND;
use proptest::prelude::*;
use rulebook::{RuleRef, Rulebook};

fn parse(text: &str) -> base::Result<Rulebook> {
    Rulebook::parse([("floor@1.toml", text)])
}

#[test]
fn a_sound_file_is_read() {
    let book = parse(SOUND).unwrap();
    let rule = &book.rules()[0];
    assert_eq!(rule.reference.to_string(), "floor@1");
    assert_eq!((rule.source.document.as_str(), rule.source.place.as_str(), rule.source.statute), ("a board pack", "4.2", false));
}

#[test]
fn each_defect_names_its_key() {
    let check = |from: &str, to: &str, key: &str, says: &str| {
        let spoiled = SOUND.replace(from, to);
        assert_ne!(spoiled, SOUND, "{from}");
        let trouble = parse(&spoiled).unwrap_err();
        assert!(trouble.message.contains("`floor@1.toml`"), "{trouble}");
        assert!(trouble.message.contains(&format!("key `{key}`")) && trouble.message.contains(says), "{key}: {trouble}");
        assert!(!trouble.remedy.is_empty() && trouble.exit_code() == 2);
        assert!(!trouble.message.contains('\n'), "{trouble}");
    };
    check("[source]\npaper = \"a board pack\"\nparagraph = \"4.2\"", "", "source", "is missing");
    check("paper = \"a board pack\"", "", "source", "one of `paper` and `statute`");
    check("paper = \"a board pack\"", "paper = \" \"", "source.paper", "missing or empty");
    check("paragraph = \"4.2\"", "", "source.paragraph", "missing or empty");
    check("paper = \"a board pack\"", "statute = \"an Act\"", "source.section", "missing or empty");
    check("paragraph = \"4.2\"", "paragraph = \"4.2\"\npage = \"3\"", "source.page", "is not a key");
    check("id = \"floor\"", "id = \"Floor\"", "id", "`Floor`");
    check("id = \"floor\"", "id = \"other\"", "id", "`other@1`");
    check("id = \"floor\"", "", "id", "missing");
    check("version = \"1\"", "version = 1", "version", "not text");
    check("title = \"A floor\"", "title = \"\"", "title", "missing or empty");
    check("suppression-floor", "floor-suppression", "kind", "is not a kind");
    check("2020-01-01", "1 January 2020", "valid_from", "`1 January 2020`");
    check("2020-01-01", "2020-01-01T00:00", "valid_from", "is not a date");
    check("valid_from = \"2020-01-01\"", "", "valid_from", "missing");
    check("2021-01-01", "2020-01-01", "valid_to", "after `valid_from`");
    check("\"E\"", "\"X\"", "jurisdiction", "`X`");
    check("\"E\"", "\"S\"", "area", "outside");
    check("valid_from = \"2020-01-01\"", "valid_from = \"\"", "valid_to", "empty `valid_from`");
    check("\"E\"", "\"W\"", "area", "outside");
    check("E07000012", "Cambridge", "area", "`Cambridge`");
    check("the board", "Cllr A Member", "approved_by", "looks like a person");
    check("the board", "clerk@example.org", "approved_by", "looks like a person");
    check("floor = 5", "floor = -5", "parameters", "-5");
    check("floor = 5", "", "parameters", "`floor`");
    check("floor = 5", "floor = 5\nroof = 6", "parameters", "`roof`");
    check("text = \"under 5\"", "text = \"\"", "parameters", "`text`");
    check("title = ", "titel = ", "titel", "is not a key");
}

#[test]
fn broken_toml_names_its_line() {
    let trouble = parse("id = \"floor\"\nversion = \n").unwrap_err();
    assert!(trouble.message.contains("`floor@1.toml`, line 2"), "{trouble}");
}

#[test]
fn senseless_parameters_are_refused() {
    let check = |file: &str, from: &str, to: &str, says: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules").join(file);
        let text = std::fs::read_to_string(path).unwrap();
        let spoiled = text.replacen(from, to, 1);
        assert_ne!(spoiled, text, "{from}");
        let trouble = Rulebook::parse([(file, spoiled.as_str())]).unwrap_err();
        assert!(trouble.message.contains(says), "{trouble}");
    };
    check("change-test@1.toml", "level = 0.05", "level = 5.0", "`level`");
    check("change-test@1.toml", "exact-conditional", "chi-squared", "chi-squared");
    check("risk-key@2020.toml", "from = 1, to = 2", "from = 2, to = 2", "`Medium`");
    check("risk-key@2020.toml", "from = 3 }", "from = 3, to = 6 }", "`bands`");
    check("year-ending@1.toml", "months = 12", "months = 11", "`months`");
    check("coordinate-box@1.toml", "longitude_to = 1.8", "longitude_to = 51.8", "`longitude_to`");
    check("ward-flags@2020.toml", "threshold = 400\n", "", "`police_crime`");
    check("ward-flags@2020.toml", "id = \"police_asb\"", "id = \"police_crime\"", "stands twice");
    check("ward-flags@2022.toml", "share_percent = 20", "share_percent = 0", "`share_percent`");
    check("ward-flags@2022.toml", "zero_flagged = false\n", "", "`zero_flagged`");
    check("import-limits@1.toml", "zip_ratio = 200", "zip_ratio = 0", "`zip_ratio`");
    check("vintage-tolerance@1.toml", "unknown_percent = 1", "unknown_percent = 100", "`unknown_percent`");
    check("hotspot-test@1.toml", "level = 0.05", "level = 5", "`level`");
    check("hotspot-test@1.toml", "permutations = 99999", "permutations = 98", "`permutations`");
    check("near-repeat-test@1.toml", "permutations = 999", "permutations = 18", "`permutations`");
    check("sign-in-session@1.toml", "warn_minutes = 5", "warn_minutes = 30", "`warn_minutes`");
    check("sign-in-throttle@1.toml", "factor = 2", "factor = 1", "`factor`");
    check("sign-in-password@1.toml", "shortest = 12", "shortest = 6", "`shortest`");
    check("sign-in-lives@1.toml", "token_days = 90", "token_days = 900", "1 to 366");
    check("confidentiality-terms@1.toml", "I have read these terms and will keep to them", " ", "terms");
    check("personal-looking@1.toml", "certain_percent = 5", "certain_percent = 0", "`certain_percent`");
    check("personal-looking@1.toml", "text_words = 8", "text_words = 1", "`text_words`");
    check("personal-looking@1.toml", "\"d o b\"", "\"D.O.B.\"", "lower-case");
    check("personal-looking@1.toml", "mail = [", "post = [", "`post`");
}

proptest! {
    #[test]
    fn no_text_upsets_the_parser(text in "\\PC{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_spoiled_rule_upsets_the_parser(at in 0usize..400, length in 0usize..40, put in "[\\PC\n]{0,12}") {
        let (from, to) = (at.min(SOUND.len()), (at + length).min(SOUND.len()));
        let spoiled = format!("{}{put}{}", &SOUND[..from], &SOUND[to..]);
        if let Err(trouble) = parse(&spoiled) {
            prop_assert!(trouble.message.contains("floor@1.toml") && !trouble.remedy.is_empty());
        }
    }

    #[test]
    fn references_are_written_as_they_are_read(id in "[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,2}", version in "[0-9a-z]{1,6}") {
        let reference: RuleRef = format!("{id}@{version}").parse().unwrap();
        prop_assert_eq!(reference.to_string(), format!("{id}@{version}"));
        let json = serde_json::to_string(&reference).unwrap();
        prop_assert_eq!(serde_json::from_str::<RuleRef>(&json).unwrap(), reference);
    }
}
