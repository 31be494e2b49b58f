//! A window over the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::theme::Theme;
use super::paint;

/// Draws an empty framed window of at most that size in the middle of `area` and returns its inside.
pub fn popup(buf: &mut Buffer, area: Rect, width: u16, height: u16, title: &str, theme: &Theme) -> Rect {
    let place = paint::centered(area, width, height);
    window(buf, place, title, theme)
}

/// Draws an empty framed window exactly at `place` and returns its inside.
pub fn window(buf: &mut Buffer, place: Rect, title: &str, theme: &Theme) -> Rect {
    paint::clear(buf, place);
    // A glyph of the screen below must not reach out of the window's right edge either: the cell after the edge may hold
    // the blank second half of a glyph that was just cleared, which is right, so only the left needs the guard.
    paint::frame(buf, place, title, true, theme)
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Position;
    use ratatui::style::Style;

    use super::*;

    /// A screen full of Chinese: every window column, odd or even, must reach the terminal.
    #[test]
    fn a_window_over_chinese_keeps_its_border_at_any_column() {
        let screen = Rect::new(0, 0, 40, 9);
        for x in 0..20 {
            for width in 4..12 {
                let mut before = Buffer::empty(screen);
                for row in paint::rows(screen) {
                    paint::line(&mut before, row, &"隐患排查治理".repeat(4), Style::new());
                }
                let mut after = before.clone();
                let place = Rect::new(x, 2, width, 4);
                window(&mut after, place, "", &Theme::default());
                let sent = before.diff(&after);
                for y in place.top()..place.bottom() {
                    for column in [place.left(), place.right() - 1] {
                        let glyph = after.cell(Position::new(column, y)).unwrap().symbol().to_owned();
                        assert!("─│┌┐└┘".contains(&glyph), "{glyph} at {column},{y}");
                        assert!(
                            sent.iter().any(|(sx, sy, cell)| (*sx, *sy) == (column, y) && cell.symbol() == glyph),
                            "border at {column},{y} of a window at {x} is not sent"
                        );
                    }
                }
            }
        }
    }
}
