//! How tables and forms fit a page: size of the letters, widths of the columns, rows too high for one page.
//!
//! Paper layouts share it, so that a table looks alike in each of them.

use crate::report::model::{Align, Cell, Column, Page, Row, Table};
use crate::text::width;

/// Lines a row may be high before it is allowed to break across pages.
const TALL: usize = 24;
/// Rows of a table that is kept on one page.
const SMALL: usize = 8;
/// Lines of text in such a table: more would leave a good part of the page before it empty, or not fit one page at all.
const SMALL_LINES: usize = 16;

/// Half-width characters of a name: columns of nothing longer are not broken.
const NAME: usize = 8;

/// The caption that stands over a table; none where the heading or the title of the paper says the same.
pub fn shown_caption<'a>(table: &'a Table, heading: &str, title: &str) -> Option<&'a str> {
    let caption = table.caption.as_str();
    (!caption.is_empty() && !heading.ends_with(caption) && caption != title).then_some(caption)
}

/// Half-width characters a box of a form holds in a line, from `column` of the grid over `span` columns.
pub fn form_room(widths: &[u16], column: usize, span: u16) -> usize {
    let sum = |widths: &mut dyn Iterator<Item = &u16>| widths.map(|it| usize::from(*it)).sum::<usize>();
    let whole = sum(&mut widths.iter());
    let wide = sum(&mut widths.iter().skip(column).take(usize::from(span)));
    // 467 pt at 12 pt; capitals are wider than half a hanzi.
    (wide * 58 / whole.max(1)).saturating_sub(2)
}

/// Whether a cell with `room` half-width characters in a line is so high that its row may break across pages.
pub fn is_tall(text: &str, room: usize) -> bool {
    // No character is wider than it has bytes: most cells need no measuring.
    (text.len() > TALL * room || text.contains('\n')) && lines_in(text, room) > TALL
}

/// Whether a table is so small that it is kept on one page.
pub fn stays_whole(table: &Table, weights: &[usize]) -> bool {
    let lines = |row: &Row| {
        let cells = row.cells.iter().zip(weights);
        cells.map(|(cell, room)| lines_in(&cell.value.show(), *room)).max().unwrap_or(1)
    };
    table.rows.len() <= SMALL && table.rows.iter().map(lines).sum::<usize>() <= SMALL_LINES
}

/// Lines `text` takes in `room` half-width characters.
fn lines_in(text: &str, room: usize) -> usize {
    text.lines().map(|line| width(line).div_ceil(room.max(2)).max(1)).sum()
}

/// How a table is set.
pub struct Weighed {
    /// Size of the letters in points.
    pub size: f64,
    /// Widths of the columns in half-width characters.
    pub weights: Vec<usize>,
    /// Columns whose dates or codes are folded behind a hyphen.
    #[cfg_attr(not(feature = "pdf"), allow(dead_code))]
    pub folded: Vec<bool>,
}

/// Numbers, codes and dates get what they need in one line, text shares the rest; the largest size that leaves text
/// enough room. Where even the smallest of a ledger does not, dates and codes take two lines.
pub fn weigh(table: &Table, page: Page) -> Weighed {
    // Text width in points; a half-width character takes a little more than half the size.
    let (points, sizes): (usize, &[(f64, usize)]) = match page {
        Page::Letter => (442, &[(10.5, 56), (9.0, 48), (8.0, 43)]),
        Page::Form => (467, &[(10.5, 56), (9.0, 48)]),
        Page::Card => (510, &[(14.0, 75), (12.0, 64)]),
        Page::Ledger => (748, &[(10.5, 56), (9.0, 48), (7.5, 40), (6.5, 35)]),
    };
    let mut needed: Vec<usize> = (0..).zip(&table.columns).map(|(index, column)| need(table, index, column)).collect();
    let mut sum: usize = needed.iter().sum();
    let room = |tenths: usize| points * 10 / tenths;
    let fitting = sizes.iter().find(|(_, tenths)| sum <= room(*tenths) + room(*tenths) / 10);
    let (size, tenths) = fitting.or(sizes.last()).copied().unwrap_or((9.0, 48));
    let room = room(tenths);
    let mut folded = vec![false; needed.len()];
    if page == Page::Ledger && fitting.is_none() {
        for ((index, need), folded) in (0..).zip(&mut needed).zip(&mut folded) {
            if let Some(less) = need_folded(table, index).filter(|less| *less < *need) {
                (*need, *folded) = (less, true);
            }
        }
        sum = needed.iter().sum();
    }
    let text = |it: &Column| it.align == Align::Left;
    let sum_of = |wanted: bool| -> usize {
        table.columns.iter().zip(&needed).filter(|(it, _)| text(it) == wanted).map(|(_, need)| *need).sum()
    };
    let (short, long) = (sum_of(false), sum_of(true));
    let texts = table.columns.iter().filter(|it| text(it)).count();
    let squeezed = |column: &Column, need: usize| {
        if sum > room && text(column) && room > short + texts * 6 {
            (need * (room - short) / long.max(1)).max(6)
        } else {
            need
        }
    };
    let weights = table.columns.iter().zip(&needed).map(|(column, need)| squeezed(column, *need)).collect();
    Weighed { size, weights, folded }
}

/// Half-width characters a column of dates or codes asks for when each may take two lines; none for other columns.
fn need_folded(table: &Table, index: usize) -> Option<usize> {
    let column = table.columns.get(index).filter(|it| it.align == Align::Center)?;
    let half = |text: &str| {
        let ends = text.match_indices('-').map(|(at, _)| at + 1);
        let longer = |at: usize| text.split_at_checked(at).map(|(a, b)| code_width(a).max(code_width(b)));
        ends.filter_map(longer).min().unwrap_or_else(|| code_width(text))
    };
    let head = column.head.lines().map(width).max().unwrap_or(0).div_ceil(2);
    let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
    let widest = cells.map(|cell| half(&cell.value.show())).max()?;
    Some(widest.min(24).max(head) + 2)
}

/// Half-width characters a code, a date or a number takes in print, where two capitals are as wide as three figures.
fn code_width(text: &str) -> usize {
    width(text) + text.chars().filter(char::is_ascii_uppercase).count().div_ceil(2)
}

/// Half-width characters a column asks for.
fn need(table: &Table, index: usize, column: &Column) -> usize {
    let cell = |row: &Row| row.cells.get(index).map_or(0, |cell: &Cell| code_width(&cell.value.show()));
    let widest_line = column.head.lines().map(width).max().unwrap_or(0);
    // A long head is wrapped once; a short one stays whole.
    let head = if widest_line <= 6 || column.head.contains('\n') { widest_line } else { widest_line.div_ceil(2) } + 2;
    match column.align {
        Align::Left => {
            // Short words stay whole: a name of three hanzi is not worth a second line.
            let widest = table.rows.iter().map(cell).max().filter(|it| *it <= NAME).map_or(0, |it| it + 2);
            usize::from(column.weight).max(head).max(widest)
        }
        Align::Center | Align::Right => {
            let widest = table.rows.iter().map(cell).max().unwrap_or(0).min(24) + 2;
            if table.own_sheet { widest.max(head) } else { widest.max(head).max(usize::from(column.weight)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_tall_by_its_lines_however_they_come_about() {
        for (text, room, tall) in [
            ("隐".repeat(480), 40, false),
            ("隐".repeat(481), 40, true),
            ("a".repeat(961), 40, true),
            ("一\n".repeat(24), 40, false),
            ("一\n".repeat(25), 40, true),
            (String::new(), 0, false),
        ] {
            assert_eq!(is_tall(&text, room), tall, "{} in {room}", text.len());
            assert_eq!(lines_in(&text, room) > TALL, tall);
        }
    }

    #[test]
    fn a_table_stays_whole_by_its_rows_and_their_lines() {
        let of = |rows: usize, cell: &str| {
            let row = || Row { cells: vec![cell.into()], total: false };
            let rows = std::iter::repeat_with(row).take(rows).collect();
            stays_whole(&Table { columns: vec![Column::text("内容", 20)], rows, ..Table::default() }, &[20])
        };
        assert!(of(8, "短"));
        assert!(!of(9, "短"), "many rows");
        assert!(of(4, &"长".repeat(40)), "sixteen lines");
        assert!(!of(5, &"长".repeat(40)), "twenty lines: five check points fill a page");
    }

    #[test]
    fn a_code_with_capitals_gets_more_room_than_figures_alone() {
        let weigh_of = |code: &str| {
            let rows = vec![Row { cells: vec![code.into()], total: false }];
            let table = Table { columns: vec![Column::short("编号", 6)], rows, own_sheet: true, ..Table::default() };
            weigh(&table, Page::Ledger).weights
        };
        assert_eq!(weigh_of("20-2026-2941"), [14]);
        assert_eq!(weigh_of("YH-2026-2941"), [15], "its last figures would stand on a line of their own");
    }

    #[test]
    fn a_column_of_names_keeps_them_in_one_line() {
        let weigh_of = |names: &[&str]| {
            let rows = names.iter().map(|it| Row { cells: vec![(*it).into()], total: false }).collect();
            let table = Table { columns: vec![Column::text("姓名", 6)], rows, own_sheet: true, ..Table::default() };
            weigh(&table, Page::Ledger).weights
        };
        assert_eq!(weigh_of(&["高嘉", "吕飞杰"]), [8]);
        assert_eq!(weigh_of(&["欧阳飞杰"]), [10]);
        assert_eq!(weigh_of(&["买买提·阿不都热合曼", "高嘉"]), [6], "a long one is broken");
    }

    #[test]
    fn a_caption_is_not_said_twice() {
        let table = Table { caption: "逾期未整改隐患".to_owned(), ..Table::default() };
        assert_eq!(shown_caption(&table, "四、逾期未整改隐患", "月报"), None);
        assert_eq!(shown_caption(&table, "四、治理", "逾期未整改隐患"), None);
        assert_eq!(shown_caption(&table, "四、治理", "月报"), Some("逾期未整改隐患"));
        assert_eq!(shown_caption(&Table::default(), "四、治理", "月报"), None);
    }
}
