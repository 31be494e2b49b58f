//! A share as a bar with its figure; what has no denominator shows a dash, never 0 %.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::theme::{Theme, Tone};
use super::paint;
use crate::text::{self, Align};

/// Draws `name`, a bar and the figure into one line. `share` is 0 to 1, or nothing where there is nothing to divide by.
pub fn gauge(buf: &mut Buffer, area: Rect, name: &str, name_cells: u16, share: Option<f64>, theme: &Theme) {
    let area = paint::row(area, 0);
    paint::fill_line(buf, paint::left(area, name_cells), name, Align::Left, theme.text());
    let rest = paint::from_left(area, name_cells.saturating_add(1));
    let figure = 5;
    let cells = rest.width.saturating_sub(figure);
    let (drawn, shown) = match share {
        Some(share) => (text::bar(share, usize::from(cells), &theme.symbols.bars), percent(share)),
        None => (" ".repeat(usize::from(cells)), "-".to_owned()),
    };
    paint::line(buf, paint::left(rest, cells), &drawn, theme.tone(Tone::Open));
    paint::fill_line(buf, paint::from_left(rest, cells), &shown, Align::Right, theme.text());
}

/// A share in whole percent; 100 % only when all is done, 0 % only when nothing is.
#[must_use]
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "-".to_owned();
    }
    let rounded = (share * 100.0).round();
    let shown = if share < 1.0 && rounded >= 100.0 {
        99.0
    } else if share > 0.0 && rounded < 1.0 {
        1.0
    } else {
        rounded
    };
    format!("{shown:.0}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_and_nothing_are_said_only_when_true() {
        for (share, shown) in [(0.0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1.0, "100%"), (f64::NAN, "-")]
        {
            assert_eq!(percent(share), shown);
        }
    }
}
