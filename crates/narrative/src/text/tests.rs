use super::*;
use proptest::prelude::*;

fn field(figure: &str, field: &str, line: usize) -> Run {
    Run::Reference(Reference::Field { figure: figure.into(), field: field.into() }, line)
}

fn words(text: &str) -> Run {
    Run::Text(text.into())
}

fn clean(text: &str) -> Vec<Piece> {
    let (read, faults) = parse_text("narrative/a.md", text);
    assert!(faults.is_empty(), "{faults:#?}");
    read.pieces
}

#[test]
fn references_survive_markdown_and_know_their_lines() {
    let text = "## Levels\n\nThere were {{ asb.value }} _incidents_";
    assert_eq!(parse_text("a.md", text).1.len(), 1, "italics");
    let text = "## Levels\n\nThere were **{{ asb.value }}** of {{\n  asb.before\n}} and\n**so {{asb-by-ward.top}}**.\n\n{{ asb.chart }}\n";
    assert_eq!(
        clean(text),
        [
            Piece::Heading { level: 2, words: vec![words("Levels")], line: 1 },
            Piece::Paragraph(
                vec![
                    words("There were "),
                    field("asb", "value", 3),
                    words(" of "),
                    field("asb", "before", 3),
                    words(" and\n"),
                    Run::Strong("so ".into()),
                    field("asb-by-ward", "top", 6),
                    words("."),
                ],
                3
            ),
            Piece::Figure { id: "asb".into(), form: Form::Chart, line: 8 },
        ]
    );
}

#[test]
fn a_literal_keeps_quotes_underscores_and_braces() {
    let text = "> At {{ literal \"ten_o'clock *sharp* }}\n> and so on\" because \"the time of\n> a meeting\" }}.\n";
    let pieces = clean(text);
    let literal = Reference::Literal { words: "ten_o'clock *sharp* }} and so on".into(), because: "the time of a meeting".into() };
    assert_eq!(pieces, [Piece::Inset(vec![words("At "), Run::Reference(literal, 1), words(".")], 1)]);
    let curly = clean("{{ literal “Tier two” because “a name of the scheme” }}");
    assert!(matches!(&curly[..], [Piece::Paragraph(runs, 1)] if runs.len() == 1));
}

#[test]
fn lists_links_and_quotations_are_read() {
    let pieces = clean("- one {{ a.value }}\n- two\n  goes on\n\n1. first\n2. [the page](https://example.org/a1)\n");
    assert_eq!(
        pieces,
        [
            Piece::List { ordered: false, items: vec![(vec![words("one "), field("a", "value", 1)], 1), (vec![words("two\ngoes on")], 2)] },
            Piece::List {
                ordered: true,
                items: vec![
                    (vec![words("first")], 5),
                    (vec![Run::Link { href: "https://example.org/a1".into(), text: "the page".into() }], 6)
                ]
            },
        ]
    );
}

#[test]
fn what_a_paper_cannot_hold_is_refused_on_its_line() {
    let cases = [
        ("a\n\n<b>x</b>", 3, "HTML"),
        ("a\n\n<div>\nx\n</div>", 3, "HTML"),
        ("![a](b.png)", 1, "picture"),
        ("a\n\n    code\n", 3, "code"),
        ("a `code`", 1, "code"),
        ("| a | b |\n|---|---|\n| c | d |", 1, "table"),
        ("# One", 1, "first level"),
        ("##### Five", 1, "fourth"),
        ("- a\n  - b", 2, "list within"),
        ("a\n\n---\n", 3, "line across"),
        ("a {{ asb.value", 1, "not closed"),
        ("a {{ asb.value\n\nb }}", 1, "not closed"),
        ("a }} b", 1, "not opened"),
        ("a {{ asb }}", 1, "no reference"),
        ("a {{ Asb.value }}", 1, "no reference"),
        ("a {{ literal \"x\" }}", 1, "exception"),
        ("2019. was a year", 1, "does not begin with one"),
        ("[a](page.html)", 1, "no address"),
        ("[{{ a.value }}](https://example.org)", 1, "within the words"),
        ("~~gone~~", 1, "struck"),
        ("a[^1]\n\n[^1]: b", 1, "footnote"),
        ("a \u{F0001}", 1, "no meaning"),
    ];
    for (text, line, says) in cases {
        let (_, faults) = parse_text("a.md", text);
        assert!(faults.iter().any(|fault| fault.line == line && fault.says.contains(says)), "{text}: {faults:#?}");
        assert!(faults.iter().all(|fault| !fault.mend.is_empty()), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_upsets_the_reader(text in "[a-z0-9{}\\.\"#>*_\\-\\[\\]()<|`\n ]{0,200}") {
        let (read, _) = parse_text("a.md", &text);
        prop_assert_eq!(read.path, "a.md");
    }

    #[test]
    fn every_reference_is_found_wherever_it_stands(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}", breaks in 0usize..2) {
        let gap = "\n".repeat(breaks);
        let text = format!("x {before}{{{{{gap} asb.value {gap}}}}} {after}");
        let (read, faults) = parse_text("a.md", &text);
        prop_assert!(faults.is_empty());
        let Some(Piece::Paragraph(runs, 1)) = read.pieces.first() else { return Err(TestCaseError::fail("no paragraph")) };
        prop_assert_eq!(runs.iter().filter(|run| matches!(run, Run::Reference(_, 1))).count(), 1);
    }
}
