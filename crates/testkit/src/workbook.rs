//! Invented workbooks with what office suites write and our own writer never does: merged cells, titles, several tables a sheet.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

/// A place in a sheet: row and column, each from 0.
pub type Place = (usize, usize);

/// A sheet: its name, its cells from A1 (empty texts are no cells), its merged cells as first and last place, row before column,
/// each from 0.
pub struct OfficeSheet<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its rows.
    pub rows: &'a [&'a [&'a str]],
    /// Its merged cells.
    pub merged: &'a [(Place, Place)],
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn archive(parts: &[(&str, String)]) -> std::io::Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The sheets as XLSX.
///
/// # Errors
/// The archive could not be put together.
pub fn xlsx(sheets: &[OfficeSheet<'_>]) -> std::io::Result<Vec<u8>> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let (mut types, mut named, mut related) = (String::new(), String::new(), String::new());
    let mut pages = Vec::new();
    for (number, sheet) in (1..).zip(sheets) {
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        let _ = write!(named, "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"r{number}\"/>", escaped(sheet.name));
        let _ = write!(related, "<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>");
        let mut rows = String::new();
        for (at, row) in sheet.rows.iter().enumerate() {
            let _ = write!(rows, "<row r=\"{}\">", at + 1);
            for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let place = place(at, column);
                let _ = write!(rows, "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text));
            }
            rows.push_str("</row>");
        }
        let mut merged = String::new();
        for (first, last) in sheet.merged {
            let _ = write!(merged, "<mergeCell ref=\"{}:{}\"/>", place(first.0, first.1), place(last.0, last.1));
        }
        let merged = if merged.is_empty() { merged } else { format!("<mergeCells>{merged}</mergeCells>") };
        let page = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData>{merged}</worksheet>");
        pages.push((format!("xl/worksheets/sheet{number}.xml"), page));
    }
    let mut parts = vec![
        (
            "[Content_Types].xml",
            format!(
                "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
                 ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" \
                 ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        ("xl/workbook.xml", format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{named}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{related}</Relationships>")),
    ];
    parts.extend(pages.iter().map(|(name, page)| (name.as_str(), page.clone())));
    archive(&parts)
}

/// `C2` for the third cell of the second row.
fn place(row: usize, column: usize) -> String {
    let letter = u8::try_from(column).ok().and_then(|column| b'A'.checked_add(column)).map_or('A', char::from);
    format!("{letter}{}", row + 1)
}

/// The sheets as ODS.
///
/// # Errors
/// As [`xlsx`].
pub fn ods(sheets: &[OfficeSheet<'_>]) -> std::io::Result<Vec<u8>> {
    let mut tables = String::new();
    for sheet in sheets {
        let _ = write!(tables, "<table:table table:name=\"{}\">", escaped(sheet.name));
        for (at, row) in sheet.rows.iter().enumerate() {
            tables.push_str("<table:table-row>");
            for (column, text) in row.iter().enumerate() {
                let span = sheet.merged.iter().find(|(first, _)| *first == (at, column)).map_or_else(String::new, |(first, last)| {
                    format!(
                        " table:number-columns-spanned=\"{}\" table:number-rows-spanned=\"{}\"",
                        last.1 - first.1 + 1,
                        last.0 - first.0 + 1
                    )
                });
                let _ = if text.is_empty() {
                    write!(tables, "<table:table-cell{span}/>")
                } else {
                    write!(
                        tables,
                        "<table:table-cell office:value-type=\"string\"{span}><text:p>{}</text:p></table:table-cell>",
                        escaped(text)
                    )
                };
            }
            if row.is_empty() {
                tables.push_str("<table:table-cell/>");
            }
            tables.push_str("</table:table-row>");
        }
        tables.push_str("</table:table>");
    }
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         office:version=\"1.3\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let mime = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{mime}\"/></manifest:manifest>"
    );
    archive(&[("mimetype", mime.to_owned()), ("META-INF/manifest.xml", manifest), ("content.xml", content)])
}
