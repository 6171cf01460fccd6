//! Workbooks: the input is the XML of a sheet, packed here, since no made-up bytes would pass a ZIP's checks. The first byte
//! says which of the two formats; the bytes as they are go in too.
#![no_main]

use intake::spreadsheet::to_csv_text;
use intake::{ReadOptions, WorkbookLimits};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn pack(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in entries {
        writer.start_file(*name, stored).expect("a fresh name");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn xlsx(sheet: &[u8]) -> Vec<u8> {
    let root = format!("<Relationships><Relationship Id=\"r1\" Type=\"{KIND}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    let book = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{KIND}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
    let links = format!("<Relationships><Relationship Id=\"r1\" Type=\"{KIND}/worksheet\" Target=\"worksheets/s.xml\"/></Relationships>");
    pack(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/s.xml", sheet),
    ])
}

fuzz_target!(|data: &[u8]| {
    let workbook = WorkbookLimits { max_bytes: 1 << 20, max_cells: 20_000 };
    let options = ReadOptions { workbook, ..ReadOptions::default() };
    let Some((format, sheet)) = data.split_first() else { return };
    let packed = if format % 2 == 0 { xlsx(sheet) } else { pack(&[("mimetype", b""), ("content.xml", sheet)]) };
    for bytes in [&packed[..], data] {
        match to_csv_text("invented.xlsx", bytes, &options, &|fields| fields.len()) {
            Ok(sheet) => assert!(!sheet.text.is_empty() && sheet.text.len() <= 2 << 20),
            Err(trouble) => assert!(!trouble.message.contains('\n') && !trouble.remedy.is_empty(), "{}", trouble.message),
        }
    }
});
