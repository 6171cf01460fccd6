//! GAL files: every form that is accepted, every refusal with its line, and no panic on anything.

use proptest::prelude::*;
use statistics::{GalProblem, parse_gal};
use std::fmt::Write as _;

#[test]
fn every_form_says_the_same() {
    let plain = "4\na 2\nb c\nb 1\na\nc 1\na\nd 0\n\n";
    let want = parse_gal(plain).unwrap();
    assert_eq!(want.ids, ["a", "b", "c", "d"]);
    assert_eq!(want.neighbours.iter().collect::<Vec<_>>(), [&[1, 2][..], &[0], &[0], &[]]);
    assert_eq!(want.neighbours.islands(), [3]);
    for same in [
        "0 4 wards POLY_ID\na 2\nb c\nb 1\na\nc 1\na\nd 0\n",
        "0 4 Unknown Unknown\r\na 2\r\nb c\r\nb 1\r\na\r\nc 1\r\na\r\nd 0\r\n\r\n",
        "\u{feff}4\n\n a   2 \n\n  b\tc\nb 1\na\n\nc 1\na\nd 0",
        "0 4 a file with spaces ID\na 2\nb c\nb 1\na\nc 1\na\nd 0\n",
        "0 4\na 2\nb c\nb 1\na\nc 1\na\nd 0\n",
    ] {
        assert_eq!(parse_gal(same).as_ref(), Ok(&want), "{same:?}");
    }
    // Records in another order, an island in the middle without its blank line.
    let turned = parse_gal("4\nc 1\na\nd 0\na 2\nb c\nb 1\na\n").unwrap();
    assert_eq!(turned.ids, ["c", "d", "a", "b"]);
    assert_eq!(turned.neighbours.arranged(&[2, 3, 0, 1]), Some(want.neighbours));
}

#[test]
fn a_refusal_names_the_line_and_a_remedy() {
    for (text, line, message) in [
        ("", 0, "it holds no text"),
        (" \n\r\n", 0, "it holds no text"),
        ("areas\n", 1, "line 1: `areas` is not the first line of a GAL file"),
        ("3 4\na 0\n", 1, "line 1: `3 4` is not the first line of a GAL file"),
        ("-1\n", 1, "line 1: `-1` is not the first line of a GAL file"),
        ("1\na\n", 2, "line 2: `a` is not an area and its number of neighbours"),
        ("1\nSaint Mary 0\n", 2, "line 2: `Saint Mary 0` is not an area and its number of neighbours"),
        ("1\na two\n", 2, "line 2: `two` is not the number of neighbours of `a`"),
        ("2\n\na 2\nb\nb 0\n", 4, "line 4: `a` announces 2 neighbours and lists 1"),
        ("2\na 1\nb\nb 1\n", 4, "line 4: the file ends before the 1 neighbours of `b`"),
        ("3\na 1\nb\nb 1\na\n", 0, "the first line announces 3 areas and 2 follow"),
        ("1\na 1\nb\nb 1\na\n", 0, "the first line announces 1 areas and 2 follow"),
        ("2\na 0\na 0\n", 3, "line 3: `a` has a second record"),
        ("2\na 1\nc\nb 0\n", 3, "line 3: `a` names the neighbour `c`, which has no record"),
        ("2\na 1\na\nb 0\n", 3, "line 3: `a` is named as its own neighbour"),
        ("2\na 2\nb b\nb 0\n", 3, "line 3: `a` names the neighbour `b` twice"),
        // Numbers that no memory could hold are only numbers.
        ("1000000000000000000\na 0\n", 0, "the first line announces 1000000000000000000 areas and 1 follow"),
        ("1\na 9999999999999999\nb\n", 3, "line 3: `a` announces 9999999999999999 neighbours and lists 1"),
        ("99999999999999999999999\n", 1, "line 1: `99999999999999999999999` is not the first line of a GAL file"),
    ] {
        let error = parse_gal(text).unwrap_err();
        assert_eq!((error.line, error.to_string().as_str()), (line, message), "{text:?}");
        assert!(!error.problem.remedy().is_empty());
    }
    let long = parse_gal(&format!("1\na {}\n", "\u{1b}x".repeat(500))).unwrap_err();
    assert!(matches!(&long.problem, GalProblem::Count { found, .. } if found.chars().count() == 61 && !found.contains('\u{1b}')));
}

#[test]
fn one_sided_lists_are_accepted_and_found() {
    let gal = parse_gal("3\na 1\nb\nb 1\nc\nc 1\nb\n").unwrap();
    assert_eq!(gal.neighbours.one_sided(), [(0, 1)]);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "(0 )?[0-9]{1,3}( f i)?(\r?\n[a-c]{0,2} ?[0-9]{0,2}( [a-c]){0,3}){0,12}") {
        let _ = parse_gal(&text);
    }

    #[test]
    fn what_is_written_is_read(lists in prop::collection::vec(prop::collection::btree_set(0_u32..12, 0..6), 12)) {
        let mut text = String::from("12\n");
        let mut want = Vec::new();
        for (i, list) in (0_u32..).zip(&lists) {
            let list: Vec<u32> = list.iter().copied().filter(|j| *j != i).collect();
            let names: Vec<String> = list.iter().map(|j| format!("E{j:03}")).collect();
            let _ = writeln!(text, "E{i:03} {}\n{}", list.len(), names.join(" "));
            want.push(list);
        }
        let gal = parse_gal(&text).unwrap();
        prop_assert_eq!(gal.neighbours.iter().map(<[u32]>::to_vec).collect::<Vec<_>>(), want);
    }
}
