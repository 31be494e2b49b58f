//! Tables as text: columns padded by width, cells wrapped; a table too wide for the screen becomes one record after
//! another.

use super::text::{Piece, Setter, Style, plain, wrap};
use crate::report::model::{Align, Row, Table};
use crate::text::width;

/// Blanks between two columns.
const GAP: usize = 2;
/// Widest a column gets by itself.
const WIDEST: usize = 44;

/// Sets a table; its caption is left out where the section's heading says the same.
pub(super) fn table(page: &mut Setter, table: &Table, heading: &str) {
    if table.rows.is_empty() {
        page.wrapped(&table.empty, Style::Body, 4);
        return;
    }
    if !table.caption.is_empty() && !heading.ends_with(table.caption.as_str()) {
        page.wrapped(&format!("〔{}〕", table.caption), Style::Head, 0);
    }
    match widths(table, page.width) {
        Some(widths) => grid(page, table, &widths),
        None => records(page, table),
    }
}

fn grid(page: &mut Setter, table: &Table, widths: &[usize]) {
    let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    let heads: Vec<Vec<Vec<Piece>>> =
        table.columns.iter().zip(widths).map(|(it, width)| wrap(&[plain(it.head.clone())], *width, 0)).collect();
    lay_row(page, table, widths, &heads, Style::Head);
    page.line(Style::Head, vec![plain("-".repeat(total))]);
    for row in &table.rows {
        let cells = wrapped_cells(page, row, widths);
        lay_row(page, table, widths, &cells, if row.total { Style::Total } else { Style::Body });
    }
}

fn wrapped_cells(page: &mut Setter, row: &Row, widths: &[usize]) -> Vec<Vec<Vec<Piece>>> {
    row.cells
        .iter()
        .zip(widths)
        .map(|(cell, room)| {
            let piece = Piece { text: cell.value.show(), figure: page.figure(cell.rows.as_ref()) };
            wrap(&[piece], *room, 0)
        })
        .collect()
}

fn lay_row(page: &mut Setter, table: &Table, widths: &[usize], cells: &[Vec<Vec<Piece>>], style: Style) {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    for nth in 0..height {
        let mut pieces = Vec::new();
        for ((cell, room), column) in cells.iter().zip(widths).zip(&table.columns) {
            if !pieces.is_empty() {
                pieces.push(plain(" ".repeat(GAP)));
            }
            let content = cell.get(nth).cloned().unwrap_or_default();
            let free = room.saturating_sub(wide(&content));
            let left = match column.align {
                Align::Left => 0,
                Align::Center => free / 2,
                Align::Right => free,
            };
            pieces.push(plain(" ".repeat(left)));
            pieces.extend(content);
            pieces.push(plain(" ".repeat(free - left)));
        }
        page.line(style, pieces);
    }
}

/// Widths of the columns, or none where the table does not fit even with its columns squeezed.
fn widths(table: &Table, room: usize) -> Option<Vec<usize>> {
    let natural = |index: usize, head: &str| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        let widest = cells.map(|it| it.value.show().lines().map(width).max().unwrap_or(0)).max();
        widest.unwrap_or(0).max(head.lines().map(width).max().unwrap_or(0)).clamp(2, WIDEST)
    };
    let mut widths: Vec<usize> = table.columns.iter().enumerate().map(|(index, it)| natural(index, &it.head)).collect();
    // Text gives way first, then heads of short columns are wrapped; a number or a code is never cut.
    let least: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, it)| match it.align {
            Align::Left => natural(index, "").min(12),
            Align::Center | Align::Right => natural(index, "").max(4),
        })
        .collect();
    let room = room.checked_sub(GAP * widths.len().saturating_sub(1))?;
    while widths.iter().sum::<usize>() > room {
        let widest = table
            .columns
            .iter()
            .zip(widths.iter_mut())
            .zip(&least)
            .filter(|((_, now), least)| **now > **least)
            .max_by_key(|((column, now), _)| (**now, column.align == Align::Left))?;
        *widest.0.1 -= 1;
    }
    Some(widths)
}

/// One record after another: head and value of every column, as many on a line as fit.
fn records(page: &mut Setter, table: &Table) {
    for row in &table.rows {
        let mut line: Vec<Piece> = Vec::new();
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let figure = page.figure(cell.rows.as_ref());
            let pieces =
                [plain(format!("{}：", column.head.replace('\n', " "))), Piece { text: cell.value.show(), figure }];
            if !line.is_empty() && wide(&line) + GAP + wide(&pieces) > page.width {
                flush(page, &mut line);
            }
            line.push(plain(" ".repeat(GAP)));
            line.extend(pieces);
        }
        flush(page, &mut line);
        page.line(Style::Head, vec![plain("-".repeat(page.width))]);
    }
}

fn wide(pieces: &[Piece]) -> usize {
    pieces.iter().map(|it| width(&it.text)).sum()
}

fn flush(page: &mut Setter, line: &mut Vec<Piece>) {
    for wrapped in wrap(line, page.width, 0) {
        page.line(Style::Body, wrapped);
    }
    line.clear();
}
