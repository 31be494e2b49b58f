//! The first line of the screen: the areas, each with the digit that goes there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::theme::Theme;
use super::paint;
use crate::text::width;

/// Draws the areas; the one that is open stands out also without colour. Where they do not fit with their names, the
/// others are cut down to their digits.
pub fn rail(buf: &mut Buffer, area: Rect, areas: &[(char, &str)], open: Option<char>, theme: &Theme) {
    let area = paint::row(area, 0);
    let whole: usize = areas.iter().map(|(_, title)| width(title) + 4).sum();
    let names = whole <= usize::from(area.width);
    let mut place = area;
    for (digit, title) in areas {
        let is_open = open == Some(*digit);
        let label = match (is_open, names) {
            (true, _) => format!("[{digit} {title}]"),
            (false, true) => format!(" {digit} {title} "),
            (false, false) => format!(" {digit} "),
        };
        let style = if is_open { theme.heading() } else { theme.text() };
        let used = paint::line(buf, place, &label, style);
        place = paint::from_left(place, used);
    }
}
