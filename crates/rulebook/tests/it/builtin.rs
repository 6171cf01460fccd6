//! What the product ships.

use base::AreaCode;
use rulebook::{FlagMethod, Parameters, Rulebook};
use std::path::{Path, PathBuf};

fn book() -> &'static Rulebook {
    Rulebook::builtin().unwrap_or_else(|trouble| panic!("{trouble}"))
}

fn south_cambridgeshire() -> AreaCode {
    AreaCode::parse("E07000012").unwrap()
}

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    let read = Rulebook::parse(texts).unwrap_or_else(|trouble| panic!("{trouble}"));
    assert_eq!(&read, book(), "the built-in rules are those of rules/");
    assert!(read.rules().len() >= 12);
}

#[test]
fn the_ward_flags_of_2020_are_those_of_the_paper() {
    let rule = book().rule("ward-flags@2020").unwrap();
    let Parameters::WardFlags(flags) = &rule.parameters else { panic!("kind") };
    assert_eq!(flags.method, FlagMethod::Thresholds);
    let printed: Vec<(&str, Option<u64>)> = flags.criteria.iter().map(|c| (c.id.as_str(), c.threshold)).collect();
    let expected = [
        ("police_crime", Some(400)),
        ("police_asb", Some(120)),
        ("council_asb", Some(6)),
        ("benefits", Some(5)),
        ("deliberate_fires", Some(20)),
        ("imd", Some(1)),
    ];
    assert_eq!(printed, expected);
    // Inclusive, and ranks count the other way.
    for (id, value, met) in [("police_crime", 400, true), ("police_crime", 399, false), ("benefits", 5, true), ("benefits", 6, false)] {
        let criterion = flags.criteria.iter().find(|c| c.id == id).unwrap();
        assert_eq!(criterion.is_met(value), Some(met), "{id} {value}");
    }
    assert_eq!(flags.wards_taken(26), None);
}

#[test]
fn the_ward_flags_of_2022_take_the_highest_fifth() {
    let Parameters::WardFlags(flags) = &book().rule("ward-flags@2022").unwrap().parameters else { panic!("kind") };
    assert_eq!(flags.criteria.last().map(|c| c.id.as_str()), Some("domestic_abuse"));
    assert_eq!((flags.criteria.len(), flags.ties_included, flags.zero_flagged), (7, Some(true), Some(false)));
    for (wards, taken) in [(26, 6), (25, 5), (1, 1), (0, 0), (30, 6), (31, 7)] {
        assert_eq!(flags.wards_taken(wards), Some(taken), "{wards}");
    }
    assert_eq!(flags.criteria[0].is_met(1000), None);
}

#[test]
fn the_criteria_agree_with_the_golden_table() {
    let Some(folder) = std::env::var_os("WARDMOTE_GOLDEN") else {
        eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
        return;
    };
    let Parameters::WardFlags(flags) = &book().rule("ward-flags@2020").unwrap().parameters else { panic!("kind") };
    let names = [
        ("police_recorded_crime", "police_crime"),
        ("police_recorded_asb", "police_asb"),
        ("scdc_asb", "council_asb"),
        ("imd", "imd"),
        ("benefits", "benefits"),
        ("deliberate_fires", "deliberate_fires"),
    ];
    let text = std::fs::read_to_string(Path::new(&folder).join("ward_flag_criteria.csv")).unwrap();
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let id = names.iter().find(|(theirs, _)| *theirs == cells[1]).unwrap().1;
        let criterion = flags.criteria.iter().find(|c| c.id == id).unwrap();
        let operator = serde_json::to_value(criterion.operator).unwrap();
        assert_eq!((operator.as_str().unwrap(), criterion.threshold.unwrap().to_string().as_str()), (cells[2], cells[3]), "{id}");
        if let (Some(from), Some(to)) = (&criterion.from, &criterion.to) {
            assert_eq!(format!("{from} to {to}"), cells[6], "{id}");
        }
        compared += 1;
    }
    assert_eq!(compared, flags.criteria.len());
}

#[test]
fn accessors_give_what_holds() {
    let day = "2020-06-01".parse().unwrap();
    let later = "2026-11-22".parse().unwrap();
    let area = south_cambridgeshire();
    assert_eq!(book().ward_flags(day, Some(&area)).unwrap().reference().to_string(), "ward-flags@2020");
    assert_eq!(book().ward_flags(later, Some(&area)).unwrap().reference().to_string(), "ward-flags@2022");
    assert!(book().ward_flags(day, None).is_err());
    let test = book().change_test(later, None).unwrap();
    assert!((test.parameters.level - 0.05).abs() < 1e-15 && (test.parameters.interval - 0.95).abs() < 1e-15);
    let key = book().risk_key(later, Some(&area)).unwrap().parameters;
    let levels: Vec<_> = (0..8).map(|flags| key.level(flags).unwrap()).collect();
    assert_eq!(levels, ["Low", "Medium", "Medium", "High", "High", "High", "High", "High"]);
    assert_eq!(book().year_ending(later, None).unwrap().parameters.months, 12);
    assert_eq!(book().financial_year(later, None).unwrap().parameters.first_month, 4);
    assert_eq!(book().rounding(later, Some(&area)).unwrap().parameters.rate_per, 1000);
    assert_eq!(book().change_convention(later, None).unwrap().parameters.no_figure_text, "No Calc");
    assert_eq!(book().import_limits(later, None).unwrap().parameters.line_bytes, 1 << 20);
    assert_eq!(book().hotspot_test(later, None).unwrap().parameters.permutations, 99_999);
    assert_eq!(book().near_repeat_test(later, None).unwrap().parameters.permutations, 999);
    assert!(book().personal_looking(later, None).unwrap().parameters.headings.birth.contains(&"dob".to_owned()));
}

#[test]
fn limits_hold_on_their_edges() {
    let day = "2026-11-22".parse().unwrap();
    let floor = book().suppression_floor(day, None).unwrap().parameters;
    for (count, open, shown) in [(0, false, true), (1, false, false), (4, false, false), (5, false, true), (4, true, true)] {
        assert_eq!(floor.shows(count, open), shown, "{count}");
    }
    let tolerance = book().vintage_tolerance(day, None).unwrap().parameters;
    for (unknown, coded, allowed) in [(0, 0, true), (1, 100, true), (2, 199, false), (2, 200, true), (u64::MAX, u64::MAX, false)] {
        assert_eq!(tolerance.allows(unknown, coded), allowed, "{unknown} of {coded}");
    }
    let frame = book().coordinate_box(day, None).unwrap().parameters;
    // Cambourne, Lowestoft Ness, St Kilda, Unst, Scilly, Derry; Dublin lies in the box, Paris and the Faroes do not.
    for (longitude, latitude) in [(-0.07, 52.22), (1.763, 52.481), (-8.65, 57.81), (-0.87, 60.86), (-6.45, 49.86), (-7.31, 55.0)] {
        assert!(frame.contains(longitude, latitude) && !frame.is_swapped(longitude, latitude));
        assert!(frame.is_swapped(latitude, longitude) && !frame.contains(latitude, longitude));
    }
    for (longitude, latitude) in [(2.35, 48.86), (-6.77, 62.0), (0.0, 0.0), (f64::NAN, 52.0), (f64::INFINITY, 52.0)] {
        assert!(!frame.contains(longitude, latitude) && !frame.is_swapped(longitude, latitude));
    }
}

#[test]
fn references_are_found_or_named() {
    assert_eq!(book().rule("risk-key").unwrap().reference.to_string(), "risk-key@2020");
    let several = book().rule("ward-flags").unwrap_err();
    assert!(several.remedy.contains("`ward-flags@2020` (since 2020-01-01 until 2022-01-01, E07000012)"), "{several}");
    for name in ["ward-flags@2021", "nothing", "nothing@1"] {
        let trouble = book().rule(name).unwrap_err();
        assert!(trouble.message.contains(name) && trouble.code == "rule-unknown", "{trouble}");
    }
    assert_eq!(book().rule("@@").unwrap_err().code, "rule-reference");
}

#[test]
fn criteria_name_their_measure() {
    for version in ["2020", "2022"] {
        let rule = book().rule(&format!("ward-flags@{version}")).unwrap();
        let Parameters::WardFlags(flags) = &rule.parameters else { panic!("kind") };
        assert!(flags.criteria.iter().all(|c| !c.measure.is_empty()));
        assert_eq!(flags.criteria.iter().filter(|c| c.is_ranked()).count(), usize::from(version == "2020"));
    }
}

#[test]
fn limits_of_charts_and_near_misses_are_those_of_their_sources() {
    let day = "2026-11-22".parse().unwrap();
    // 398 of 400 and 19 of 20 lie within it.
    assert_eq!(book().near_miss(day, None).unwrap().parameters.within_percent, 5);
    let funnel = book().funnel_limits(day, None).unwrap().parameters;
    assert!(funnel.levels().iter().zip([0.05, 0.002]).all(|(level, expected)| (level - expected).abs() < 1e-12));
    let chart = book().control_chart(day, None).unwrap().parameters;
    assert_eq!((chart.baseline_months, chart.one_side_run), (24, 8));
    assert!((chart.beyond_sigmas - 3.0).abs() < 1e-15);
}

#[test]
fn how_old_what_keeps_a_home_safe_may_grow_is_a_rule() {
    let keeping = *book().keeping("2026-11-22".parse().unwrap(), None).unwrap().parameters;
    assert_eq!((keeping.backup_days, keeping.keystore_copy_days, keeping.checkpoint_days, keeping.drill_days), (2, 7, 7, 92));
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/keeping@1.toml")).unwrap();
    let trouble = Rulebook::draft("k.toml", &text.replace("drill_days = 92", "drill_days = 0")).unwrap_err();
    assert!(trouble.message.contains("1 or more"), "{trouble}");
}

#[test]
fn how_mail_is_tried_and_when_people_are_reminded_are_rules() {
    let day = "2026-11-22".parse().unwrap();
    let retry = *book().mail_retry(day, None).unwrap().parameters;
    assert_eq!((retry.minutes_after(1), retry.minutes_after(9), retry.give_up_hours), (5, 240, 72));
    let reminder = book().duty_reminder(day, None).unwrap().parameters;
    assert_eq!((reminder.days_before.as_slice(), reminder.every_days_after), ([14, 3, 0].as_slice(), 7));
    assert_eq!(book().signed_link(day, None).unwrap().parameters.days, 14);
}

#[test]
fn how_long_and_how_somebody_signs_in_are_rules() {
    let day = "2026-11-22".parse().unwrap();
    let session = *book().sign_in_session(day, None).unwrap().parameters;
    assert_eq!((session.idle_minutes, session.whole_minutes, session.warn_minutes, session.fresh_minutes), (30, 720, 5, 10));
    let throttle = *book().sign_in_throttle(day, None).unwrap().parameters;
    assert_eq!((throttle.device_free, throttle.place_free, throttle.account_free, throttle.network_free), (5, 5, 50, 100));
    assert_eq!((throttle.seconds_after(5, throttle.place_free), throttle.seconds_after(99, throttle.place_free)), (30, 3600));
    let password = book().sign_in_password(day, None).unwrap().parameters;
    assert_eq!((password.shortest, password.words.first().map(String::as_str)), (12, Some("wardmote")));
    let lives = *book().sign_in_lives(day, None).unwrap().parameters;
    assert_eq!((lives.invitation_days, lives.recovery_hours, lives.token_days), (7, 24, 90));
}

#[test]
fn the_terms_of_confidence_are_accepted_by_their_version() {
    let terms = book().confidentiality_terms("2026-11-22".parse().unwrap(), None).unwrap();
    assert_eq!(terms.reference().to_string(), "confidentiality-terms@1");
    assert!(terms.parameters.paragraphs.len() >= 8);
    assert!(terms.parameters.paragraphs.iter().chain([&terms.parameters.opening]).all(|text| text.ends_with('.')));
}

#[test]
fn a_draft_is_checked_and_may_have_any_name() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/ward-flags@2020.toml")).unwrap();
    let draft = Rulebook::draft("what-if.toml", &text.replace("threshold = 400", "threshold = 390")).unwrap();
    let Parameters::WardFlags(flags) = &draft.parameters else { panic!("kind") };
    assert_eq!(flags.criteria[0].threshold, Some(390));
    for (from, to, word) in [
        ("measure = \"all-crime\"", "measure = \"\"", "measure"),
        ("to = \"2019-10\"", "to = \"2018-10\"", "ends before"),
        ("to = \"2019-10\"", "", "both"),
        ("scope = \"any-lsoa\"", "scope = \"ward-total\"", "any-lsoa"),
        ("id = \"police_crime\"", "id = \"total\"", "column"),
        ("threshold = 400", "threshold = 400\nthreshhold = 1", "unknown field"),
    ] {
        let trouble = Rulebook::draft("what-if.toml", &text.replacen(from, to, 1)).unwrap_err();
        assert!(trouble.message.contains(word) && trouble.message.contains("what-if.toml"), "{trouble}");
    }
}

#[test]
fn the_rules_of_prose_hold_what_they_say() {
    let day = "2020-02-27".parse().unwrap();
    let area = south_cambridgeshire();
    let lexicon = book().direction_lexicon(day, Some(&area)).unwrap().parameters;
    let has = |list: &[String], word: &str| list.iter().any(|one| one == word);
    assert!(has(&lexicon.up, "rose") && has(&lexicon.down, "fell") && has(&lexicon.flat, "unchanged") && has(&lexicon.intents, "should"));
    let sizes = book().change_size(day, Some(&area)).unwrap().parameters;
    for (word, percent, allowed) in [
        ("slight", 37.0, false),
        ("slight", 5.0, true),
        ("sharp", 19.9, false),
        ("substantial", 20.0, true),
        ("halved", 38.0, false),
        ("doubled", 100.0, true),
    ] {
        let size = sizes.words.iter().find(|size| has(&size.words, word)).unwrap();
        assert_eq!(size.allows(percent), allowed, "{word} {percent}");
    }
    assert_eq!(book().figure_age(day, Some(&area)).unwrap().parameters.months, 12);
    let components = book().assessment_components(day, Some(&area)).unwrap();
    assert_eq!(components.reference().to_string(), "assessment-components@2007");
    assert_eq!((components.parameters.components.len(), components.parameters.subjects.len()), (4, 5));
    let layout = |name: &str| {
        let layout = book().assessment_layout(name, day, Some(&area)).unwrap().parameters;
        (layout.sections.len(), layout.themes.len(), layout.parts.len())
    };
    assert_eq!((layout("home-office"), layout("victim-offender-location")), ((6, 0, 0), (1, 3, 5)));
    assert_eq!(book().assessment_layout("figure-age", day, None).unwrap_err().code, "rule-invalid");
}
