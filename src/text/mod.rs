//! Measuring, cutting, padding and finding text: the only place that knows how many cells a string takes.
//!
//! A leaf of the crate. Widths are terminal cells, never bytes or `char`s; a wide glyph is never halved. Glyphs of
//! ambiguous width count one cell; for terminals that draw them as two there is the plain symbol set.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::fold::is_unwanted;

mod bar;
mod find;
mod time;
mod wrap;

pub use bar::{BarSymbols, bar, sparkline};
pub use find::Finder;
pub use time::{local_minute, local_moment};
pub use wrap::{wrap, wrap_cells};

/// What stands at the end of a string that was cut. ASCII, because an ellipsis is one cell or two as the terminal pleases.
pub const CUT_MARK: &str = "..";

/// Where a text stands within its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Blanks after the text.
    Left,
    /// Blanks before the text: numbers.
    Right,
    /// Blanks on both sides, the odd one after.
    Center,
}

/// Cells one grapheme cluster takes. Control characters take none.
#[must_use]
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.chars().all(char::is_control) {
        return 0;
    }
    // Counted as ratatui counts them, which adds a cell for each half-width sound mark; were we to differ, a glyph would
    // be dropped at the edge of its column without a sign.
    let sound_marks = grapheme.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count();
    grapheme.width() + sound_marks
}

/// Cells the text takes on one line.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_control()).count();
    }
    text.graphemes(true).map(grapheme_width).sum()
}

/// The longest beginning that fits into `cells`, without a mark.
#[must_use]
pub fn take(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > cells {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The text, or as much of it as fits into `cells` together with [`CUT_MARK`].
#[must_use]
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    if cells <= CUT_MARK.len() {
        return ".".repeat(cells);
    }
    format!("{}{CUT_MARK}", take(text, cells - CUT_MARK.len()))
}

/// The text cut and padded with blanks to exactly `cells`.
#[must_use]
pub fn fit(text: &str, cells: usize, align: Align) -> String {
    let text = cut(text, cells);
    let blanks = cells.saturating_sub(width(&text));
    let before = match align {
        Align::Left => 0,
        Align::Right => blanks,
        Align::Center => blanks / 2,
    };
    format!("{:before$}{text}{:after$}", "", "", after = blanks - before)
}

/// The text as one line that may go to a terminal: line breaks and tabs are blanks, what steers a terminal or turns
/// the reading direction is shown as `?`.
#[must_use]
pub fn show_line(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            c if is_unwanted(c) => '?',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_is_cells() {
        for (text, cells) in [
            ("", 0),
            ("abc", 3),
            ("隐患", 4),
            ("GB/T 33000的规定", 16),
            ("㎡", 2),
            ("𠮷野", 4),
            ("e\u{301}", 1),
            ("👷\u{200d}♂\u{fe0f}", 2),
            ("a\u{7}b\u{1b}", 2),
            ("─│●…", 4),
            ("ｶﾞ", 3),
            ("　", 2),
        ] {
            assert_eq!(width(text), cells, "{text:?}");
        }
    }

    #[test]
    fn cutting_marks_the_loss_inside_the_budget_and_never_halves_a_glyph() {
        for (text, cells, shown) in [
            ("粉尘涉爆车间", 12, "粉尘涉爆车间"),
            ("粉尘涉爆车间", 11, "粉尘涉爆.."),
            ("粉尘涉爆车间", 7, "粉尘.."),
            ("粉尘涉爆车间", 6, "粉尘.."),
            ("粉尘", 3, ".."),
            ("粉尘", 2, ".."),
            ("粉尘", 1, "."),
            ("粉尘", 0, ""),
            ("abcdef", 4, "ab.."),
        ] {
            assert_eq!(cut(text, cells), shown, "{text} in {cells}");
        }
    }

    #[test]
    fn fitting_fills_every_cell() {
        assert_eq!(fit("隐患", 7, Align::Left), "隐患   ");
        assert_eq!(fit("12", 5, Align::Right), "   12");
        assert_eq!(fit("隐患", 7, Align::Center), " 隐患  ");
        assert_eq!(fit("粉尘涉爆", 7, Align::Left), "粉尘.. ");
        for cells in 0..12 {
            assert_eq!(width(&fit("粉尘a涉爆b车间", cells, Align::Center)), cells);
        }
    }

    #[test]
    fn what_steers_a_terminal_is_shown_not_obeyed() {
        assert_eq!(show_line("一\n二\t三\u{1b}[2J\u{202e}x"), "一 二 三?[2J?x");
    }
}
