//! The data pack as XLSX.

use super::{CONTENTS, EXACT, Pack, PackSheet, cell, line};
use base::{Column, Result, Trouble, Value};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError};

/// The data pack as XLSX: contents with links, then a sheet a figure. Numbers are numbers, words are words and never
/// formulas, missing values are empty. The same pack gives the same bytes.
pub fn pack_xlsx(pack: &Pack) -> Result<Vec<u8>> {
    written(pack).map_err(|error| {
        let message = format!("the data pack could not be written as a workbook: {error}").replace(['\n', '\r'], " ");
        Trouble::failed("pack-not-written", message, "take the figures as JSON or CSV meanwhile, and report this message")
    })
}

/// How cells look.
struct Looks {
    title: Format,
    head: Format,
    head_of_numbers: Format,
    key: Format,
}

fn written(pack: &Pack) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(pack)?);
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00e6_ecf0));
    let looks = Looks {
        title: Format::new().set_bold().set_font_size(14).set_font_color(Color::RGB(0x0000_3a60)),
        head_of_numbers: head.clone().set_align(FormatAlign::Right),
        head,
        key: Format::new().set_bold(),
    };
    let names = pack.names();
    contents(workbook.add_worksheet(), pack, &names, &looks)?;
    for (sheet, name) in pack.sheets.iter().zip(&names) {
        let page = workbook.add_worksheet();
        page.set_name(name)?;
        figure(page, sheet, &looks)?;
    }
    workbook.save_to_buffer()
}

fn properties(pack: &Pack) -> std::result::Result<DocProperties, XlsxError> {
    // Left to itself the crate asks the clock, and two packs of the same figures would differ.
    let day = match pack.day().map(|[year, month, day]| (u16::try_from(year), u8::try_from(month), u8::try_from(day))) {
        Some((Ok(year), Ok(month), Ok(day))) if year >= 1900 => ExcelDateTime::from_ymd(year, month, day)?,
        _ => ExcelDateTime::from_ymd(1980, 1, 1)?,
    };
    Ok(DocProperties::new().set_title(cell(&pack.title)).set_creation_datetime(&day))
}

fn contents(page: &mut Worksheet, pack: &Pack, names: &[String], looks: &Looks) -> std::result::Result<(), XlsxError> {
    page.set_name(CONTENTS)?;
    page.set_column_width(0, 34)?.set_column_width(1, 80)?;
    page.write_string_with_format(0, 0, cell(&pack.title), &looks.title)?;
    pairs(page, 1, &pack.cover, looks)?;
    let first = row(pack.cover.len() + 2);
    page.write_string_with_format(first, 0, "Sheet", &looks.head)?;
    page.write_string_with_format(first, 1, "What it shows", &looks.head)?;
    for ((sheet, name), at) in pack.sheets.iter().zip(names).zip(first + 1..) {
        page.write_url(at, 0, leading_to(name).set_text(name))?;
        page.write_string(at, 1, cell(&sheet.title))?;
    }
    Ok(())
}

fn figure(page: &mut Worksheet, sheet: &PackSheet, looks: &Looks) -> std::result::Result<(), XlsxError> {
    page.write_string_with_format(0, 0, cell(&sheet.title), &looks.title)?;
    page.write_url(1, 0, leading_to(CONTENTS).set_text(CONTENTS))?;
    pairs(page, 2, &sheet.notes, looks)?;
    let header = row(sheet.header_row());
    // Printed, a sheet is as wide as the paper.
    page.set_landscape().set_print_fit_to_pages(1, 0);
    page.set_freeze_panes(row(sheet.frozen()), 0)?;
    for ((column, width), at) in sheet.table.columns.iter().zip(sheet.widths()).zip(0_u16..) {
        let look = if numeric(column) { &looks.head_of_numbers } else { &looks.head };
        page.write_string_with_format(header, at, cell(&column.name), look)?;
        page.set_column_width(at, width as f64)?;
    }
    for (line, down) in sheet.table.rows.iter().zip(header + 1..) {
        for (value, across) in line.iter().zip(0_u16..) {
            match value {
                Value::Whole(n) if n.abs() <= EXACT => drop(page.write_number(down, across, *n as f64)?),
                Value::Real(x) if x.is_finite() => drop(page.write_number(down, across, *x + 0.0)?),
                Value::Flag(flag) => drop(page.write_boolean(down, across, *flag)?),
                // `write_string` stores a string cell: a leading `=` is a character, not a formula.
                Value::Whole(_) => drop(page.write_string(down, across, value.to_bare())?),
                Value::Text(text) => drop(page.write_string(down, across, cell(text))?),
                Value::Missing | Value::Real(_) => {}
            }
        }
    }
    Ok(())
}

fn pairs(page: &mut Worksheet, from: u32, pairs: &[(String, String)], looks: &Looks) -> std::result::Result<(), XlsxError> {
    for ((key, value), at) in pairs.iter().zip(from..) {
        page.write_string_with_format(at, 0, line(key), &looks.key)?;
        page.write_string(at, 1, line(value))?;
    }
    Ok(())
}

pub(super) fn numeric(column: &Column) -> bool {
    matches!(column.kind, base::ColumnKind::Whole | base::ColumnKind::Real)
}

/// A link to a sheet.
fn leading_to(name: &str) -> Url {
    Url::new(format!("internal:'{}'!A1", name.replace('\'', "''")))
}

/// A row's number; one that no workbook has is refused by the writer.
fn row(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
