//! Tables of a Word paper.

use super::body::{LINE, Manner, Writer};
use super::parts::run;
use crate::setting::weight;
use crate::xml::Xml;
use crate::{Cell, Inline, TableBlock};

impl Writer<'_> {
    /// Names and values side by side.
    pub(super) fn pairs<'b>(&mut self, xml: &mut Xml, title: &str, percent: usize, pairs: impl Iterator<Item = (&'b str, &'b [Inline])>) {
        let mut pairs = pairs.peekable();
        if pairs.peek().is_none() {
            return;
        }
        let widths = [LINE * percent / 100, LINE - LINE * percent / 100];
        let manner = Manner { style: "SummaryText", ..Manner::default() };
        xml.element("w:tbl", &[], |xml| {
            table_manner(xml, "SummaryTable", ("0080", "0", "1"), title, "A name and its value in each row.", &widths);
            for (key, value) in pairs {
                xml.element("w:tr", &[], |xml| {
                    xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
                    let [first, second] = widths;
                    cell(xml, first, |xml| self.paragraph(xml, manner, |_, xml| run(xml, "Strong", key)));
                    cell(xml, second, |xml| self.paragraph(xml, manner, |writer, xml| writer.words(xml, value)));
                });
            }
        });
        self.gap(xml);
    }

    /// Word joins two tables that nothing stands between.
    fn gap(&mut self, xml: &mut Xml) {
        self.paragraph(xml, Manner { style: "Gap", ..Manner::default() }, |_, _| ());
    }

    pub(super) fn table(&mut self, xml: &mut Xml, number: &str, table: &TableBlock) {
        if table.columns.is_empty() {
            // Counted all the same, so that what follows is led to.
            self.bookmarked(xml, &table.id, |_| ());
            return;
        }
        self.caption(xml, number, &table.id, &table.caption);
        // Two more for the room on both sides of a cell.
        let weights: Vec<usize> = (0..table.columns.len()).map(|index| weight(table, index) + 2).collect();
        let whole: usize = weights.iter().sum::<usize>().max(1);
        let widths: Vec<usize> = weights.iter().map(|weight| LINE * weight / whole).collect();
        let heads_rows = table.rows.iter().flatten().any(|cell| cell.header);
        let (look, first_column) = if heads_rows { ("00A0", "1") } else { ("0020", "0") };
        xml.element("w:tbl", &[], |xml| {
            table_manner(xml, "PaperTable", (look, "1", first_column), number, &table.caption, &widths);
            xml.element("w:tr", &[], |xml| {
                xml.element("w:trPr", &[], |xml| {
                    xml.empty("w:cantSplit", &[]);
                    xml.empty("w:tblHeader", &[]);
                });
                for (column, width) in table.columns.iter().zip(&widths) {
                    let manner = Manner { style: "TableHead", right: column.numeric, ..Manner::default() };
                    cell(xml, *width, |xml| self.paragraph(xml, manner, |_, xml| run(xml, "", &column.head)));
                }
            });
            let blank = Cell::text("");
            for (at, row) in table.rows.iter().enumerate() {
                // The last row stays with what is printed beneath.
                let keep = at + 1 == table.rows.len();
                xml.element("w:tr", &[], |xml| {
                    xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
                    for (index, (column, width)) in table.columns.iter().zip(&widths).enumerate() {
                        let value = row.get(index).unwrap_or(&blank);
                        let manner = Manner { style: "TableText", right: column.numeric, keep, ..Manner::default() };
                        let weight = if value.header { "Strong" } else { "" };
                        cell(xml, *width, |xml| self.paragraph(xml, manner, |_, xml| run(xml, weight, &value.text)));
                    }
                });
            }
        });
        if table.note.is_empty() && table.source.is_empty() {
            self.gap(xml);
        }
        self.beneath(xml, "Note", &table.note);
        self.beneath(xml, "Source", &table.source);
    }
}

/// Style, width and look of a table, its text alternative, its columns.
fn table_manner(
    xml: &mut Xml,
    style: &str,
    (look, first_row, first_column): (&str, &str, &str),
    title: &str,
    words: &str,
    widths: &[usize],
) {
    xml.element("w:tblPr", &[], |xml| {
        xml.empty("w:tblStyle", &[("w:val", style)]);
        xml.empty("w:tblW", &[("w:w", &widths.iter().sum::<usize>().to_string()), ("w:type", "dxa")]);
        xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        let rest = [("w:lastRow", "0"), ("w:lastColumn", "0"), ("w:noHBand", "1"), ("w:noVBand", "1")];
        let looks: Vec<_> = [("w:val", look), ("w:firstRow", first_row), ("w:firstColumn", first_column)].into_iter().chain(rest).collect();
        xml.empty("w:tblLook", &looks);
        xml.empty("w:tblCaption", &[("w:val", title)]);
        xml.empty("w:tblDescription", &[("w:val", words)]);
    });
    xml.element("w:tblGrid", &[], |xml| {
        for width in widths {
            xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
        }
    });
}

fn cell(xml: &mut Xml, width: usize, inner: impl FnOnce(&mut Xml)) {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]));
        inner(xml);
    });
}
