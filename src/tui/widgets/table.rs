//! A table: columns of fixed or shared width, a header, a selection, marks, and a sentence where there is nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::theme::{Theme, Tone};
use super::paint;
use crate::text::{self, Align};

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// That many cells.
    Length(u16),
    /// A share of what the fixed columns leave, by weight.
    Fill(u16),
}

/// What a table says of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Stable key, for sorting and for choosing columns.
    pub key: &'static str,
    /// Heading.
    pub title: String,
    /// How wide.
    pub width: Width,
    /// Where the text stands.
    pub align: Align,
    /// Dropped first when the screen is narrow, greatest first; 0 is never dropped.
    pub spare: u8,
    /// Cells a filled column keeps while a spare column could go instead.
    pub least: u16,
}

impl Column {
    /// A left-aligned column that is never dropped.
    pub fn new(key: &'static str, title: impl Into<String>, width: Width) -> Self {
        Self { key, title: title.into(), width, align: Align::Left, spare: 0, least: LEAST_FILL }
    }

    /// The same column, right-aligned: for numbers.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    /// The same filled column, kept at least that wide while a spare column could go instead.
    #[must_use]
    pub fn least(mut self, cells: u16) -> Self {
        self.least = cells;
        self
    }

    /// The same column, dropped on narrow screens: greater ranks first.
    #[must_use]
    pub fn spare(mut self, rank: u8) -> Self {
        self.spare = rank;
        self
    }
}

/// One row as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Identity of the record: the selection is kept by it.
    pub id: String,
    /// Where the row stands in its order, for loading the rows after it; opaque to the screen.
    pub key: String,
    /// One text a column.
    pub cells: Vec<String>,
    /// What the row means.
    pub tone: Tone,
    /// Ready-made marks such as 补录, shown before the first cell.
    pub badge: Option<&'static str>,
}

/// How a table is drawn: borrowed for one frame.
pub struct Table<'t> {
    /// The columns.
    pub columns: &'t [Column],
    /// The rows in memory.
    pub rows: &'t [Row],
    /// Index of the selected row among them.
    pub selected: Option<usize>,
    /// Index of the first row shown.
    pub first: usize,
    /// Whether a row is marked.
    pub marked: &'t dyn Fn(&str) -> bool,
    /// What to say when there are no rows.
    pub empty: &'t str,
    /// Whether the table has the focus.
    pub focused: bool,
}

/// Cells before the first column: pointer, mark, tone.
const GUTTER: u16 = 4;
/// A filled column is not made narrower than this while a spare column could go instead.
const LEAST_FILL: u16 = 8;

/// Widths of the columns in `cells`, one blank between them; a dropped column is `None`.
#[must_use]
pub fn widths(columns: &[Column], cells: u16) -> Vec<Option<u16>> {
    let mut kept: Vec<bool> = vec![true; columns.len()];
    loop {
        if let Some(widths) = share(columns, &kept, cells, |column| column.least) {
            return widths;
        }
        let spare = columns
            .iter()
            .enumerate()
            .filter(|(n, column)| column.spare > 0 && kept.get(*n) == Some(&true))
            .max_by_key(|(_, column)| column.spare)
            .map(|(n, _)| n);
        match spare.and_then(|n| kept.get_mut(n)) {
            Some(flag) => *flag = false,
            None => {
                return share(columns, &kept, cells, |_| LEAST_FILL).unwrap_or_else(|| squeeze(columns, &kept, cells));
            }
        }
    }
}

/// Shares the cells among the kept columns; nothing when they do not fit, or a filled one would get less than its least.
fn share(columns: &[Column], kept: &[bool], cells: u16, least: fn(&Column) -> u16) -> Option<Vec<Option<u16>>> {
    let shown = || columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(column, _)| column);
    let gaps = paint::cells(shown().count().saturating_sub(1));
    let fixed: u16 = shown().map(|c| if let Width::Length(n) = c.width { n } else { 0 }).fold(0, u16::saturating_add);
    let weights: u16 = shown().map(|c| if let Width::Fill(n) = c.width { n.max(1) } else { 0 }).sum();
    let rest = cells.checked_sub(fixed)?.checked_sub(gaps)?;
    let mut left = rest;
    let mut weight_left = weights;
    let widths: Vec<Option<u16>> = columns
        .iter()
        .zip(kept)
        .map(|(column, kept)| {
            kept.then(|| match column.width {
                Width::Length(n) => n,
                Width::Fill(weight) => {
                    let weight = weight.max(1);
                    let part = u32::from(left) * u32::from(weight) / u32::from(weight_left.max(1));
                    let part = u16::try_from(part).unwrap_or(left);
                    left -= part;
                    weight_left -= weight;
                    part
                }
            })
        })
        .collect();
    let too_narrow = |(column, width): (&Column, &Option<u16>)| {
        matches!(column.width, Width::Fill(_)) && width.is_some_and(|width| width < least(column))
    };
    if columns.iter().zip(&widths).any(too_narrow) { None } else { Some(widths) }
}

/// What is left when nothing more can be dropped: columns from the left as far as they go.
fn squeeze(columns: &[Column], kept: &[bool], cells: u16) -> Vec<Option<u16>> {
    let mut left = cells;
    columns
        .iter()
        .zip(kept)
        .map(|(column, kept)| {
            let wish = match column.width {
                Width::Length(n) => n,
                Width::Fill(_) => LEAST_FILL,
            };
            let given = wish.min(left);
            if !*kept || given == 0 {
                return None;
            }
            left = left.saturating_sub(given.saturating_add(1));
            Some(given)
        })
        .collect()
}

impl Table<'_> {
    /// Rows of records a table of that height can show.
    #[must_use]
    pub fn capacity(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(1))
    }

    /// Draws the table.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let widths = widths(self.columns, area.width.saturating_sub(GUTTER + 1));
        self.header(buf, paint::row(area, 0), &widths, theme);
        let body = paint::from_top(area, 1);
        if self.rows.is_empty() {
            self.say_empty(buf, body, theme);
            return;
        }
        for (n, place) in paint::rows(body).enumerate() {
            let at = self.first + n;
            let Some(row) = self.rows.get(at) else { break };
            self.row(buf, place, row, self.selected == Some(at), &widths, theme);
        }
    }

    fn header(&self, buf: &mut Buffer, area: Rect, widths: &[Option<u16>], theme: &Theme) {
        let mut place = paint::from_left(area, GUTTER);
        for (column, width) in self.columns.iter().zip(widths) {
            let Some(width) = width else { continue };
            paint::fill_line(buf, paint::left(place, *width), &column.title, column.align, theme.heading());
            place = paint::from_left(place, width + 1);
        }
    }

    fn row(&self, buf: &mut Buffer, area: Rect, row: &Row, selected: bool, widths: &[Option<u16>], theme: &Theme) {
        let tone = theme.tone(row.tone);
        let style = match (selected, self.focused) {
            (true, true) => tone.patch(theme.selected()),
            (true, false) => tone.patch(theme.selected_unfocused()),
            (false, _) => tone,
        };
        paint::fill_line(buf, area, "", Align::Left, style);
        let pointer = if selected { theme.symbols.pointer } else { " " };
        let mark = if (self.marked)(&row.id) { theme.symbols.marked } else { " " };
        paint::line(buf, area, &format!("{pointer}{mark}{}", theme.mark(row.tone)), style);
        let mut place = paint::from_left(area, GUTTER);
        for (n, (column, width)) in self.columns.iter().zip(widths).enumerate() {
            let Some(width) = width else { continue };
            let cell = row.cells.get(n).map_or("", String::as_str);
            let shown = match row.badge.filter(|_| n == 0) {
                Some(badge) => format!("[{badge}]{cell}"),
                None => cell.to_owned(),
            };
            paint::fill_line(buf, paint::left(place, *width), &shown, column.align, style);
            place = paint::from_left(place, width + 1);
        }
    }

    fn say_empty(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let inside = paint::from_left(paint::from_top(area, 1), GUTTER);
        let lines = text::wrap(self.empty, usize::from(inside.width.saturating_sub(2)));
        for (place, content) in paint::rows(inside).zip(&lines) {
            paint::line(buf, place, content, theme.tone(Tone::Faint));
        }
    }
}

/// Index of the first row shown, so that the selected one is in sight and no more scrolled than needed.
#[must_use]
pub fn scroll_to(first: usize, selected: usize, capacity: usize, rows: usize) -> usize {
    let capacity = capacity.max(1);
    let first = if selected < first {
        selected
    } else if selected >= first + capacity {
        selected + 1 - capacity
    } else {
        first
    };
    first.min(rows.saturating_sub(capacity))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("code", "编号", Width::Length(12)),
            Column::new("title", "隐患描述", Width::Fill(2)),
            Column::new("owner", "责任人", Width::Length(8)).spare(1),
            Column::new("dept", "部门", Width::Length(10)).spare(2),
        ]
    }

    #[test]
    fn columns_share_the_width_and_the_dispensable_ones_go_first() {
        for (cells, expected) in [
            (80, vec![Some(12), Some(47), Some(8), Some(10)]),
            (41, vec![Some(12), Some(8), Some(8), Some(10)]),
            (40, vec![Some(12), Some(18), Some(8), None]),
            (25, vec![Some(12), Some(12), None, None]),
            (15, vec![Some(12), Some(2), None, None]),
            (5, vec![Some(5), None, None, None]),
            (0, vec![None, None, None, None]),
        ] {
            assert_eq!(widths(&columns(), cells), expected, "{cells}");
        }
    }

    /// A wider screen must not show less of what matters: the next column waits until there is room for it.
    #[test]
    fn a_spare_column_does_not_take_the_room_of_the_one_that_matters() {
        let mut columns = columns();
        if let Some(title) = columns.get_mut(1) {
            title.least = 20;
        }
        for (cells, expected) in [
            (41, vec![Some(12), Some(28), None, None]),
            (53, vec![Some(12), Some(20), Some(8), Some(10)]),
            (52, vec![Some(12), Some(30), Some(8), None]),
            (30, vec![Some(12), Some(17), None, None]),
        ] {
            assert_eq!(widths(&columns, cells), expected, "{cells}");
        }
    }

    #[test]
    fn the_selection_stays_in_sight() {
        for (first, selected, capacity, rows, expected) in [
            (0, 0, 5, 3, 0),
            (0, 5, 5, 20, 1),
            (10, 3, 5, 20, 3),
            (18, 19, 5, 20, 15),
            (7, 0, 0, 0, 0),
            (3, 3, 0, 9, 3),
        ] {
            assert_eq!(scroll_to(first, selected, capacity, rows), expected);
        }
    }
}
