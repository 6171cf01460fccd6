//! Distrust of an ODS: a few bytes of it may ask for a million repeated cells or a text of endless spaces.

use super::{WorkbookLimits, too_large};
use crate::container::{Archive, ContainerLimits};
use base::Trouble;
use std::io::Cursor;

/// Most columns and rows any office writes.
const COLUMNS: u64 = 16_384;
const ROWS: u64 = 1 << 20;

/// Refuses a `content.xml` that would unfold to more cells or characters than the limits allow, before it is read.
pub(super) fn check(file_name: &str, xml: &[u8], limits: &WorkbookLimits) -> base::Result<()> {
    let text = utf8(file_name, xml)?;
    let mut size = Size::default();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at..).unwrap_or_default();
        if let Some(after) = ["<!--", "<![CDATA[", "<?"].iter().zip(["-->", "]]>", "?>"]).find_map(|(from, to)| {
            let body = rest.strip_prefix(from)?;
            Some(body.find(to).and_then(|end| body.get(end..)).unwrap_or_default())
        }) {
            rest = after;
            continue;
        }
        if rest.starts_with("<!") {
            return Err(odd(file_name, "it declares a document type"));
        }
        let end = tag_end(rest);
        let tag = rest.get(..end).unwrap_or(rest);
        size.tag(tag).ok_or_else(|| odd(file_name, "it repeats cells without a number"))?;
        size.weigh(rest.get(1..).and_then(|after| after.find('<')).unwrap_or(rest.len()).max(end) as u64);
        if size.cells() > limits.max_cells {
            return Err(too_large(file_name, &format!("more than {} cells", limits.max_cells)));
        }
        if size.bytes > limits.max_bytes {
            return Err(too_large(file_name, &format!("cells of more than {} bytes", limits.max_bytes)));
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    Ok(())
}

/// The corners of a merged cell: row and column, each from 0.
pub(super) type Merged = ((u32, u32), (u32, u32));

/// Whether merged cells have their first before their last, and lie where an office writes any.
pub(super) fn is_possible((first, last): &Merged) -> bool {
    first.0 <= last.0 && first.1 <= last.1 && u64::from(last.0) < ROWS && u64::from(last.1) < COLUMNS
}

/// The merged cells of each sheet, in order.
pub(super) fn merges(file_name: &str, bytes: &[u8]) -> base::Result<Vec<Vec<Merged>>> {
    let mut archive = Archive::open(Cursor::new(bytes), file_name)?;
    let limits = ContainerLimits::default();
    let Some(entry) = archive.parts(&limits)?.into_iter().find(|entry| entry.name == "content.xml") else { return Ok(Vec::new()) };
    let xml = archive.read(&entry)?;
    let mut sheets: Vec<Vec<Merged>> = Vec::new();
    let (mut row, mut column, mut repeats) = (0_u64, 0_u64, 1_u64);
    let mut rest = utf8(file_name, &xml)?;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at..).unwrap_or_default();
        let end = tag_end(rest);
        let tag = rest.get(..end).unwrap_or(rest);
        match tag.get(1..).unwrap_or_default().split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default() {
            "table:table" => {
                sheets.push(Vec::new());
                (row, repeats) = (0, 0);
            }
            "table:table-row" => {
                row = row.saturating_add(repeats);
                repeats = count(tag, "table:number-rows-repeated").unwrap_or(1);
                column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let wide = count(tag, "table:number-columns-spanned").unwrap_or(1).clamp(1, COLUMNS);
                let high = count(tag, "table:number-rows-spanned").unwrap_or(1).clamp(1, ROWS);
                let place = |at: u64| u32::try_from(at).unwrap_or(u32::MAX);
                if wide > 1 || high > 1 {
                    let merged = ((place(row), place(column)), (place(row + high - 1), place(column + wide - 1)));
                    sheets.last_mut().map(|of| of.push(merged)).unwrap_or_default();
                }
                column = column.saturating_add(count(tag, "table:number-columns-repeated").unwrap_or(1));
            }
            _ => {}
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    Ok(sheets)
}

fn utf8<'a>(file_name: &str, xml: &'a [u8]) -> base::Result<&'a str> {
    let text = std::str::from_utf8(xml).map_err(|_| odd(file_name, "its text is not UTF-8"))?;
    let head = text.get(..text.find("?>").unwrap_or(0)).unwrap_or_default().to_ascii_lowercase();
    let stated = head.split_once("encoding").map_or("utf-8", |(_, after)| after.trim_matches([' ', '=', '"', '\'', '?']));
    if text.contains('\0') || !stated.starts_with("utf-8") {
        return Err(odd(file_name, "its text is not UTF-8"));
    }
    Ok(text)
}

/// The place after the `>` that ends a tag; `>` inside quotes ends none.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// What has been met so far, counted as the reader will unfold it: every row as wide as the widest.
#[derive(Default)]
struct Size {
    rows: u64,
    /// Rows up to the last that holds something.
    filled_rows: u64,
    widest: u64,
    row_repeats: u64,
    columns: u64,
    /// Cells laid out before rows are repeated.
    laid_out: u64,
    /// How often the cell last met stands in the sheet.
    weight: u64,
    /// Bytes of all cells as often as they stand there.
    bytes: u64,
    earlier_sheets: u64,
}

impl Size {
    fn cells(&self) -> u64 {
        self.filled_rows.saturating_mul(self.widest).saturating_add(self.laid_out).saturating_add(self.earlier_sheets)
    }

    /// Adds what stands in the cell last met.
    fn weigh(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_add(bytes.saturating_mul(self.weight));
    }

    /// `None` where a count is no number.
    fn tag(&mut self, tag: &str) -> Option<()> {
        let name = tag.get(1..).unwrap_or_default().split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default();
        match name {
            "table:table" => {
                let sheets = self.cells();
                *self = Self { earlier_sheets: sheets, bytes: self.bytes, ..Self::default() };
            }
            "table:table-row" => {
                self.row_repeats = count(tag, "table:number-rows-repeated")?.min(ROWS);
                self.rows = self.rows.saturating_add(self.row_repeats);
                self.columns = 0;
                self.weight = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeats = count(tag, "table:number-columns-repeated")?.min(COLUMNS);
                self.columns = self.columns.saturating_add(repeats);
                self.weight = 0;
                let holds = tag.contains("office:") || tag.contains("formula") || tag.contains("calcext:");
                if holds {
                    self.weight = repeats.saturating_mul(self.row_repeats);
                    self.filled_rows = self.rows;
                    self.laid_out = self.laid_out.saturating_add(self.columns.min(COLUMNS));
                    self.widest = self.widest.max(self.columns.min(COLUMNS));
                }
            }
            "text:s" => self.weigh(count(tag, "text:c")?),
            _ => {}
        }
        Some(())
    }
}

/// The number of an attribute, 1 where it is not there.
fn count(tag: &str, attribute: &str) -> Option<u64> {
    let Some((_, after)) = tag.split_once(attribute) else { return Some(1) };
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()?.parse().ok()
}

fn odd(file_name: &str, what: &str) -> Trouble {
    Trouble::refused(
        "workbook-damaged",
        format!("`{file_name}` is not an ODS as offices write it: {what}"),
        "open it and save it again, or save the sheet as CSV; nothing was imported",
    )
}
