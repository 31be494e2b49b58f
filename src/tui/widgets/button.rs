//! Answers to a question, side by side, each with its digit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::theme::Theme;
use super::paint;

/// Draws the answers; the selected one is reversed and in brackets.
pub fn buttons(buf: &mut Buffer, area: Rect, answers: &[String], selected: usize, theme: &Theme) {
    let mut place = paint::row(area, 0);
    for (n, answer) in answers.iter().enumerate() {
        let is_selected = n == selected;
        let label = if is_selected { format!("[{} {answer}]", n + 1) } else { format!(" {} {answer} ", n + 1) };
        let style = if is_selected { theme.selected() } else { theme.text() };
        let used = paint::line(buf, place, &label, style);
        place = paint::from_left(place, used + 1);
    }
}
