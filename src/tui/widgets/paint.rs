//! Putting text into cells: cleaned, cut with a mark, clipped to its rectangle, and without leaving half a glyph behind.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::theme::Theme;
use crate::text::{self, Align};

/// Lines of a rectangle, one row each.
pub fn rows(area: Rect) -> impl Iterator<Item = Rect> {
    (0..area.height).map(move |y| row(area, y))
}

/// The `n`th row of a rectangle; empty beyond its end.
#[must_use]
pub fn row(area: Rect, n: u16) -> Rect {
    if n < area.height { Rect { y: area.y.saturating_add(n), height: 1, ..area } } else { Rect { height: 0, ..area } }
}

/// The rectangle without `n` columns at its left.
#[must_use]
pub fn from_left(area: Rect, n: u16) -> Rect {
    let n = n.min(area.width);
    Rect { x: area.x.saturating_add(n), width: area.width - n, ..area }
}

/// The rectangle without `n` rows at its top.
#[must_use]
pub fn from_top(area: Rect, n: u16) -> Rect {
    let n = n.min(area.height);
    Rect { y: area.y.saturating_add(n), height: area.height - n, ..area }
}

/// The rectangle's first `n` columns.
#[must_use]
pub fn left(area: Rect, n: u16) -> Rect {
    Rect { width: n.min(area.width), ..area }
}

/// The rectangle's first `n` rows.
#[must_use]
pub fn top(area: Rect, n: u16) -> Rect {
    Rect { height: n.min(area.height), ..area }
}

/// A rectangle of that size in the middle of another, never larger than it.
#[must_use]
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect {
        x: area.x.saturating_add((area.width - width) / 2),
        y: area.y.saturating_add((area.height - height) / 2),
        width,
        height,
    }
}

/// A length in cells as the layout counts it.
#[must_use]
pub fn cells(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// Writes one line into the first row of `area`, cut to its width with a mark. Returns the cells it took.
pub fn line(buf: &mut Buffer, area: Rect, content: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return 0;
    }
    let shown = text::cut(&text::show_line(content), usize::from(area.width));
    guard_left(buf, area);
    let (end, _) = buf.set_stringn(area.x, area.y, &shown, usize::from(area.width), style);
    end.saturating_sub(area.x)
}

/// Writes one line that fills the whole first row of `area`.
pub fn fill_line(buf: &mut Buffer, area: Rect, content: &str, align: Align, style: Style) {
    let shown = text::fit(&text::show_line(content), usize::from(area.width), align);
    line(buf, area, &shown, style);
}

/// Writes pieces of differing style behind each other; what does not fit is cut with a mark. Returns the cells taken.
pub fn pieces(buf: &mut Buffer, area: Rect, parts: &[(&str, Style)]) -> u16 {
    let mut used = 0;
    for (content, style) in parts {
        let rest = from_left(area, used);
        if rest.is_empty() {
            break;
        }
        used += line(buf, rest, content, *style);
    }
    used
}

/// Empties the rectangle, also of a wide glyph that reaches into it from the left: ratatui would hide the first column
/// behind that glyph's second half.
pub fn clear(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(buf.area);
    guard_left(buf, area);
    for position in area.positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.reset();
        }
    }
}

/// Blanks a wide glyph in the column left of `area`, if one reaches over the edge.
fn guard_left(buf: &mut Buffer, area: Rect) {
    let Some(x) = area.x.checked_sub(1) else { return };
    for y in area.top()..area.bottom() {
        if let Some(cell) = buf.cell_mut(Position::new(x, y))
            && text::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}

/// A frame around `area` with a title in its top line; returns the inside. Too small a rectangle has no inside.
pub fn frame(buf: &mut Buffer, area: Rect, title: &str, focused: bool, theme: &Theme) -> Rect {
    let area = area.intersection(buf.area);
    if area.width < 2 || area.height < 2 {
        return Rect { width: 0, height: 0, ..area };
    }
    let style = if focused { theme.line_focused() } else { theme.line() };
    let symbols = &theme.symbols;
    let [top_left, top_right, bottom_left, bottom_right] = symbols.corners;
    let inner = usize::from(area.width) - 2;
    let edge = symbols.horizontal.repeat(inner);
    line(buf, row(area, 0), &format!("{top_left}{edge}{top_right}"), style);
    line(buf, row(area, area.height - 1), &format!("{bottom_left}{edge}{bottom_right}"), style);
    for middle in rows(Rect { y: area.y + 1, height: area.height - 2, ..area }) {
        line(buf, left(middle, 1), symbols.vertical, style);
        line(buf, from_left(middle, area.width - 1), symbols.vertical, style);
    }
    if !title.is_empty() && inner >= 4 {
        let title = format!(" {} ", text::cut(&text::show_line(title), inner - 2));
        line(buf, left(from_left(row(area, 0), 1), cells(inner)), &title, theme.heading());
    }
    Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
}

/// A scroll bar in the one-column rectangle `area`: `first` of `total` lines is the topmost shown.
pub fn scroll_bar(buf: &mut Buffer, area: Rect, first: usize, total: usize, theme: &Theme) {
    let shown = usize::from(area.height);
    if shown == 0 || total <= shown {
        return;
    }
    let [track, thumb] = theme.symbols.scroll;
    let long = (shown * shown / total).max(1);
    let free = shown - long;
    let from = (first * free).div_ceil(total - shown).min(free);
    for (n, place) in rows(area).enumerate() {
        let glyph = if n >= from && n < from + long { thumb } else { track };
        line(buf, place, glyph, theme.line());
    }
}
