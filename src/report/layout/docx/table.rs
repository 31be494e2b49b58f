//! Tables under a repeated head, and the ruled boxes of forms.

use std::io::{self, Write};

use super::body::{Body, Stand, sign_fields};
use super::paper::{mm, shares};
use super::styles::{FORM_TEXT, SIGN, TABLE_CAPTION, cell_style, margins};
use crate::report::layout::grid::{Weighed, form_room, is_tall, shown_caption, stays_whole, weigh};
use crate::report::model::{Align, Column, Form, FormBox, FormRow, Page, Row, Table};
use crate::text::width;

/// Least height of a row of a ledger.
const LEDGER_ROW: usize = mm(7);
/// Height of a line of a form that is written on by hand, and of one within a letter.
const FORM_LINES: [usize; 2] = [mm(8), mm(7)];

/// Characters of room for the pen behind a label.
const PEN: usize = 5;

/// A table as it is set: widths of the columns, style of the cells.
struct Grid<'a> {
    columns: &'a [Column],
    weights: Vec<usize>,
    widths: Vec<usize>,
    style: &'static str,
    least: Option<usize>,
}

impl Grid<'_> {
    /// Whether a row is so high that it may break across pages.
    fn tall(&self, row: &Row) -> bool {
        row.cells.iter().zip(&self.weights).any(|(cell, room)| is_tall(&cell.value.show(), *room))
    }
}

impl<W: Write> Body<'_, W> {
    /// A table; one without rows is a sentence. `signed`: its last row stays with the signature.
    pub fn table(&mut self, table: &Table, heading: &str, signed: bool) -> io::Result<()> {
        if table.rows.is_empty() {
            return self.text(&table.empty, signed);
        }
        if let Some(caption) = shown_caption(table, heading, &self.report.title) {
            self.paragraph(Stand::new(TABLE_CAPTION), caption)?;
        }
        let Weighed { size, weights, .. } = weigh(table, self.report.page);
        let grid = Grid {
            columns: &table.columns,
            widths: shares(&weights, self.paper.room()),
            weights,
            style: cell_style(size),
            least: (self.report.page == Page::Ledger).then_some(LEDGER_ROW),
        };
        self.open_table(&grid.widths, (40, 60))?;
        self.head(&grid)?;
        // A small table stays on one page.
        let small = stays_whole(table, &grid.weights);
        for (nth, row) in (1..).zip(&table.rows) {
            let last = nth == table.rows.len();
            self.row(&grid, row, if last { signed } else { small })?;
        }
        self.xml.close("w:tbl")
    }

    fn open_table(&mut self, widths: &[usize], (upright, across): (usize, usize)) -> io::Result<()> {
        let xml = &mut self.xml;
        xml.open("w:tbl", &[])?;
        xml.open("w:tblPr", &[])?;
        xml.empty("w:tblW", &[("w:w", &widths.iter().sum::<usize>().to_string()), ("w:type", "dxa")])?;
        xml.open("w:tblBorders", &[])?;
        for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
            xml.empty(side, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "000000")])?;
        }
        xml.close("w:tblBorders")?;
        xml.empty("w:tblLayout", &[("w:type", "fixed")])?;
        margins(xml, upright, across)?;
        xml.close("w:tblPr")?;
        xml.open("w:tblGrid", &[])?;
        for width in widths {
            xml.empty("w:gridCol", &[("w:w", &width.to_string())])?;
        }
        xml.close("w:tblGrid")
    }

    fn open_row(&mut self, whole: bool, least: Option<usize>, head: bool) -> io::Result<()> {
        let xml = &mut self.xml;
        xml.open("w:tr", &[])?;
        if whole || head || least.is_some() {
            xml.open("w:trPr", &[])?;
            if whole {
                xml.empty("w:cantSplit", &[])?;
            }
            if let Some(least) = least {
                xml.empty("w:trHeight", &[("w:val", &least.to_string()), ("w:hRule", "atLeast")])?;
            }
            if head {
                xml.empty("w:tblHeader", &[])?;
            }
            xml.close("w:trPr")?;
        }
        Ok(())
    }

    fn open_cell(&mut self, width: usize, span: u16) -> io::Result<()> {
        let xml = &mut self.xml;
        xml.open("w:tc", &[])?;
        xml.open("w:tcPr", &[])?;
        xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
        if span > 1 {
            xml.number("w:gridSpan", usize::from(span))?;
        }
        xml.val("w:vAlign", "center")?;
        xml.close("w:tcPr")
    }

    fn head(&mut self, grid: &Grid) -> io::Result<()> {
        self.open_row(true, grid.least, true)?;
        for (column, width) in grid.columns.iter().zip(&grid.widths) {
            self.open_cell(*width, 1)?;
            let stand = Stand { align: Some("center"), hei: true, ..Stand::new(grid.style).with_next(true) };
            self.paragraph(stand, &column.head)?;
            self.xml.close("w:tc")?;
        }
        self.xml.close("w:tr")
    }

    fn row(&mut self, grid: &Grid, row: &Row, with_next: bool) -> io::Result<()> {
        let tall = grid.tall(row);
        self.open_row(!tall, grid.least, false)?;
        for ((column, width), cell) in grid.columns.iter().zip(&grid.widths).zip(&row.cells) {
            self.open_cell(*width, 1)?;
            let align = match column.align {
                Align::Left => None,
                Align::Center => Some("center"),
                Align::Right => Some("right"),
            };
            let stand = Stand { align, hei: row.total, ..Stand::new(grid.style).with_next(with_next && !tall) };
            self.paragraph(stand, &cell.value.show())?;
            self.xml.close("w:tc")?;
        }
        self.xml.close("w:tr")
    }

    /// Ruled boxes, high enough for the pen. `signed`: the last row stays with the signature.
    pub fn form(&mut self, form: &Form, signed: bool) -> io::Result<()> {
        if form.rows.is_empty() {
            return Ok(());
        }
        let weights: Vec<usize> = form.widths.iter().map(|it| usize::from(*it)).collect();
        let widths = shares(&weights, self.paper.room());
        self.open_table(&widths, (40, 80))?;
        for (nth, row) in (1..).zip(&form.rows) {
            self.form_row(form, row, &widths, signed && nth == form.rows.len())?;
        }
        self.xml.close("w:tbl")
    }

    fn form_row(&mut self, form: &Form, row: &FormRow, widths: &[usize], with_next: bool) -> io::Result<()> {
        let mut column = 0;
        let mut placed = Vec::new();
        for it in &row.boxes {
            placed.push((column, it));
            column += usize::from(it.span.max(1));
        }
        let tall =
            placed.iter().any(|(column, it)| is_tall(&it.cell.value.show(), form_room(&form.widths, *column, it.span)));
        let [by_hand, typed] = FORM_LINES;
        let line = if self.report.page == Page::Letter { typed } else { by_hand };
        self.open_row(!tall, Some(usize::from(row.lines.max(1)) * line), false)?;
        for (column, it) in placed {
            let width = widths.iter().skip(column).take(usize::from(it.span.max(1))).sum();
            self.open_cell(width, it.span)?;
            self.form_box(it, form_room(&form.widths, column, it.span), with_next && !tall)?;
            self.xml.close("w:tc")?;
        }
        self.xml.close("w:tr")
    }

    /// `room`: half-width characters of a line.
    fn form_box(&mut self, it: &FormBox, room: usize, with_next: bool) -> io::Result<()> {
        let align = it.label.then_some("center");
        let stand = Stand { align, hei: it.label, ..Stand::new(FORM_TEXT).with_next(with_next) };
        self.paragraph(stand, &it.cell.value.show())?;
        if it.sign.is_empty() {
            return Ok(());
        }
        let (line, open) = sign_fields(&it.sign);
        // Five characters for the pen behind the last label.
        let pen = if open { PEN } else { 1 };
        let stand = Stand { before: Some(mm(6)), align: Some("right"), ..Stand::new(SIGN).with_next(with_next) };
        if width(&line) + 2 * pen <= room {
            return self.paragraph(Stand { right: pen * 240, ..stand }, &line);
        }
        // What does not fit in a line is signed one below the other, with the colons in a line.
        let lines: Vec<String> = it.sign.iter().map(|field| sign_fields(std::slice::from_ref(field)).0).collect();
        self.paragraph(Stand { right: pen * 240, ..stand }, &lines.join("\n"))
    }
}
