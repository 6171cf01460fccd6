//! Workbooks become the text a CSV would have; hostile ones are refused; corrections are told by their columns.

use crate::read;
use intake::corrections::{self, is_marked, row_key};
use intake::spreadsheet::{is_workbook, to_csv_text};
use intake::{Kind, ReadOptions, WorkbookLimits};
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zip_of(entries: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An XLSX with these sheets: name and the XML inside `sheetData`.
pub(crate) fn xlsx(sheets: &[(&str, String)]) -> Vec<u8> {
    let numbered = || (1..).zip(sheets);
    let names: String = numbered().map(|(i, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{i}\" r:id=\"rId{i}\"/>")).collect();
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links: String = numbered()
        .map(|(i, _)| format!("<Relationship Id=\"rId{i}\" Type=\"{kind}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>"))
        .collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let mut entries = vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!("<Relationships><Relationship Id=\"rId1\" Type=\"{kind}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{main}\" xmlns:r=\"{kind}\"><sheets>{names}</sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships>{links}<Relationship Id=\"rId90\" Type=\"{kind}/styles\" Target=\"styles.xml\"/></Relationships>"),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ),
    ];
    let paths: Vec<String> = numbered().map(|(i, _)| format!("xl/worksheets/sheet{i}.xml")).collect();
    for (path, (_, data)) in paths.iter().zip(sheets) {
        entries.push((path, format!("<worksheet xmlns=\"{main}\"><sheetData>{data}</sheetData></worksheet>")));
    }
    zip_of(&entries)
}

/// Rows of text cells, from row `first`.
fn rows(first: usize, lines: &[&[&str]]) -> String {
    let cell = |row: usize, column: usize, text: &str| {
        let letter = char::from(b'A' + u8::try_from(column).unwrap());
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<c r=\"{letter}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let line = |(row, fields): (usize, &&[&str])| {
        let cells: String = fields.iter().enumerate().filter(|(_, f)| !f.is_empty()).map(|(c, f)| cell(row, c, f)).collect();
        format!("<row r=\"{row}\">{cells}</row>")
    };
    (first..).zip(lines).map(line).collect()
}

pub(crate) fn ods(tables: &str) -> Vec<u8> {
    let office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"{office}\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest.to_owned()),
    ])
}

fn text_cell(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

#[test]
fn an_ods_reads_as_its_csv() {
    let tables = format!(
        "<table:table table:name=\"Notes\"><table:table-row>{}</table:table-row></table:table><table:table table:name=\"Data\">\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row>{}{}</table:table-row>\
         <table:table-row>{}<table:table-cell office:value-type=\"float\" office:value=\"1200\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         </table:table>",
        text_cell("about"),
        text_cell("ltla23_code"),
        text_cell("households"),
        text_cell("E07000001"),
    );
    let parsed = read(Kind::Households, "households21.ods", &ods(&tables)).unwrap();
    let plain = read(Kind::Households, "households21.ods", b"\n\nltla23_code,households\nE07000001,1200\n").unwrap();
    assert_eq!((&parsed.table, &parsed.units), (&plain.table, &plain.units));
    assert!(parsed.warnings[0].contains("`Data` was read"), "{:?}", parsed.warnings);
}

#[test]
fn an_xlsx_reads_as_its_csv_and_keeps_the_numbers_of_its_rows() {
    let data = rows(1, &[&["Households of the county"], &["as counted in 2021"]])
        + &rows(4, &[&["ltla23_code", "", "households"]])
        + "<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>E07000001</t></is></c><c r=\"C5\"><v>1200</v></c></row>"
        + &rows(7, &[&["E07", "", "3"]]);
    let book = xlsx(&[("Data", data), ("Notes", rows(1, &[&["nothing here"]]))]);
    assert!(is_workbook(&book));
    let parsed = read(Kind::Households, "households21.xlsx", &book).unwrap();
    assert_eq!(crate::reasons(&parsed), [(7, "malformed_code")]);
    assert_eq!(parsed.table.rows[0].last().and_then(base::Value::as_whole), Some(1200));
}

#[test]
fn dates_numbers_and_truths_become_text() {
    let data = rows(1, &[&["a", "b", "c", "d", "e"]])
        + "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>45382</v></c><c r=\"B2\"><v>12.0</v></c><c r=\"C2\"><v>0.30000000000000004</v></c>\
           <c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"inlineStr\"><is><t>say \"so\", twice</t></is></c></row>";
    let sheet = to_csv_text("f.xlsx", &xlsx(&[("Only", data)]), &ReadOptions::default(), &|f| f.len()).unwrap();
    assert_eq!(sheet.text, "a,b,c,d,e\n2024-03-31,12,0.3,TRUE,\"say \"\"so\"\", twice\"\n");
}

#[test]
fn the_sheet_is_chosen_by_its_header() {
    let lines = || rows(1, &[&["area_code", "area_name"], &["E07000001", "Hill"]]);
    let several = read(Kind::PeerGroup, "g.xlsx", &xlsx(&[("One", lines()), ("Two", lines())])).unwrap_err();
    assert_eq!((several.code, several.exit_code()), ("sheets-several", 2));
    assert!(several.message.contains("`One`, `Two`") && several.message.contains("`g.xlsx`"), "{several}");
    let none = read(Kind::Households, "g.xlsx", &xlsx(&[("One", lines())])).unwrap_err();
    assert_eq!((none.code, none.exit_code()), ("sheet-not-recognised", 2));
    let kept = read(Kind::PeerGroup, "g.xlsx", &xlsx(&[("One", lines())])).unwrap();
    assert_eq!(kept.units[0].force, "g");
}

#[test]
fn hostile_workbooks_are_refused() {
    let small = ReadOptions { workbook: WorkbookLimits { max_bytes: 1 << 20, max_cells: 1000 }, ..ReadOptions::default() };
    let code = |bytes: &[u8]| {
        let refused = to_csv_text("f", bytes, &small, &|f| f.len()).unwrap_err();
        assert_eq!(refused.exit_code(), 2, "{refused}");
        refused.code
    };
    let row = |cells: &str| ods(&format!("<table:table table:name=\"T\"><table:table-row>{cells}</table:table-row></table:table>"));
    let repeated = |what: &str| format!("<table:table-cell {what} office:value-type=\"string\"><text:p>x</text:p></table:table-cell>");
    assert_eq!(code(&row(&repeated("table:number-columns-repeated=\"16384\""))), "workbook-too-large");
    let spaces = "<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/></text:p></table:table-cell>";
    assert_eq!(code(&row(spaces)), "workbook-too-large");
    assert_eq!(code(&row(&repeated("table:number-columns-repeated=\"9&#57;9\""))), "workbook-damaged");
    let far = "<table:table table:name=\"T\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell/></table:table-row>\
               <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    assert_eq!(code(&ods(far)), "workbook-too-large");
    assert_eq!(code(&xlsx(&[("T", "<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>".to_owned())])), "workbook-too-large");
    assert_eq!(code(&xlsx(&[("T", " ".repeat(2 << 20))])), "zip-too-large");
    assert_eq!(
        code(&zip_of(&[("[Content_Types].xml", "<Types/>".to_owned()), ("word/document.xml", "<w/>".to_owned())])),
        "file-not-recognised"
    );
    assert_eq!(code(&zip_of(&[("xl/workbook.xml", "<workbook".to_owned()), ("mimetype", String::new())])), "workbook-damaged");
    assert_eq!(code(b"PK\x03\x04 cut short"), "zip-damaged");
}

#[test]
fn corrections_are_told_by_their_columns() {
    let header = [
        "area_code",
        "area_name",
        "wardmote_extract",
        "wardmote_file",
        "wardmote_row",
        "wardmote_column",
        "wardmote_reason",
        "wardmote_remedy",
    ];
    let lines: [&[&str]; 4] = [
        &header,
        &["E07000001", "Hill, North", "pg-1", "g.csv", "4", "area_code", "malformed_code", "…"],
        &["E07000002", "", "pg-1", "g.csv", "9"],
        &["E07000003", "New"],
    ];
    let book = xlsx(&[("Rejected rows", rows(1, &lines))]);
    let found = corrections::read("c.xlsx", &book, &ReadOptions::default()).unwrap().unwrap();
    assert_eq!((found.extract.as_str(), found.header.as_slice()), ("pg-1", ["area_code", "area_name"].map(str::to_owned).as_slice()));
    assert_eq!(found.rows.iter().map(|r| (r.row, r.key())).collect::<Vec<_>>(), [(2, row_key("g.csv", 4)), (3, row_key("g.csv", 9))]);
    assert_eq!((found.problems[0].row, found.problems[0].reason.as_str()), (4, "not_a_rejected_row"));
    assert_eq!(corrections::to_csv(&found.header, &found.rows), "area_code,area_name\nE07000001,\"Hill, North\"\nE07000002,\n");
    assert_eq!(corrections::to_csv(&found.header, &found.rows[1..]), "area_code,area_name\n\nE07000002,\n", "rows keep their numbers");
    assert_eq!(corrections::read("g.xlsx", &xlsx(&[("S", rows(1, &lines[1..2]))]), &ReadOptions::default()).unwrap(), None);

    let csv = |lines: &str| format!("area_code,wardmote_extract,wardmote_file,wardmote_row\n{lines}");
    assert!(is_marked(csv("").as_bytes()) && !is_marked(b"area_code\nwardmote_extract\n"));
    for (text, code) in [
        (csv("E07000001,a,f,2\nE07000002,b,f,3\n"), "corrections-mixed"),
        (csv("E07000001,,,\n"), "corrections-empty"),
        ("area_code,wardmote_extract\nE07000001,a\n".to_owned(), "corrections-columns"),
    ] {
        let refused = corrections::read("c.csv", text.as_bytes(), &ReadOptions::default()).unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), (code, 2));
    }
}

proptest! {
    #[test]
    fn a_damaged_workbook_never_panics(open in any::<bool>(), at in 0_usize..3000, byte in any::<u8>(), cut in 0_usize..600) {
        let mut bytes = if open {
            ods(&format!("<table:table table:name=\"T\"><table:table-row>{}{}</table:table-row></table:table>", text_cell("area_code"), text_cell("name")))
        } else {
            xlsx(&[("T", rows(1, &[&["area_code", "area_name"], &["E07000001", "Hill"]]))])
        };
        if let Some(b) = bytes.get_mut(at) {
            *b = byte;
        }
        bytes.truncate(bytes.len() - cut.min(bytes.len()));
        let _ = to_csv_text("f", &bytes, &ReadOptions::default(), &|f| f.len());
    }

    #[test]
    fn what_is_laid_out_is_read_back(fields in proptest::collection::vec(("[ -~é]{0,6}", "[ -~\n]{0,6}"), 1..8)) {
        let options = ReadOptions::default();
        let mut text = String::from("a,b,wardmote_extract,wardmote_file,wardmote_row\n");
        let quoted = |t: &str| format!("\"{}\"", t.replace('"', "\"\""));
        for (n, (a, b)) in fields.iter().enumerate() {
            text.push_str(&format!("{},{},x-1,f.csv,{n}\n", quoted(a), quoted(b)));
        }
        let found = corrections::read("c.csv", text.as_bytes(), &options).unwrap().unwrap();
        let expected: Vec<Vec<String>> = fields.iter().map(|(a, b)| vec![a.trim().to_owned(), b.trim().to_owned()]).collect();
        prop_assert_eq!(found.rows.iter().map(|r| r.fields.clone()).collect::<Vec<_>>(), expected.clone());
        let laid = corrections::to_csv(&found.header, &found.rows);
        let mut csv = intake::text::Csv::open("f.csv", &laid).unwrap();
        let mut again = Vec::new();
        while let Some(row) = csv.next_row("f.csv").unwrap() {
            again.push(row.fields);
        }
        prop_assert_eq!(again, expected);
    }
}
