//! Bars and sparklines as text, from a symbol set: fine eighths where the terminal has them, ASCII where it has not.

/// The glyphs of bars. Every glyph takes one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarSymbols {
    /// A whole cell.
    pub full: &'static str,
    /// Parts of a cell, least first; empty where only whole cells are drawn.
    pub parts: &'static [&'static str],
    /// What an unfilled cell shows.
    pub empty: &'static str,
    /// Heights of a sparkline, lowest first; never empty.
    pub levels: &'static [&'static str],
}

/// A bar of exactly `cells` cells for a share of 0 to 1. Anything above nothing shows at least the smallest part, and
/// anything below the whole never shows as full: rounding must not report a job as done.
#[must_use]
pub fn bar(share: f64, cells: usize, symbols: &BarSymbols) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let steps = symbols.parts.len() + 1;
    let most = cells * steps;
    // A bar is at most a terminal line wide: the cast is exact.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let mut filled = (share * most as f64).round() as usize;
    if share > 0.0 {
        filled = filled.max(1);
    }
    if share < 1.0 {
        filled = filled.min(most.saturating_sub(1));
    }
    let mut text = symbols.full.repeat(filled / steps);
    let mut used = filled / steps;
    if let Some(part) = (filled % steps).checked_sub(1).and_then(|at| symbols.parts.get(at)) {
        text.push_str(part);
        used += 1;
    }
    text.push_str(&symbols.empty.repeat(cells.saturating_sub(used)));
    text
}

/// One cell a value, its height relative to the greatest; a value that was not recorded shows as a blank, never as zero.
#[must_use]
pub fn sparkline(values: &[Option<u64>], symbols: &BarSymbols) -> String {
    let top = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    let last = symbols.levels.len().saturating_sub(1) as u64;
    values
        .iter()
        .map(|value| match value {
            None => " ",
            Some(value) => {
                let step = usize::try_from(value.saturating_mul(last).div_ceil(top).min(last)).unwrap_or(0);
                symbols.levels.get(step).copied().unwrap_or(" ")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASCII: BarSymbols = BarSymbols { full: "#", parts: &[], empty: ".", levels: &["_", "-", "=", "#"] };
    const HALVES: BarSymbols = BarSymbols { full: "█", parts: &["▌"], empty: " ", levels: &["▁", "█"] };

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        for (share, shown) in [
            (0.0, "...."),
            (0.01, "#..."),
            (0.5, "##.."),
            (0.99, "###."),
            (1.0, "####"),
            (2.0, "####"),
            (-1.0, "...."),
            (f64::NAN, "...."),
        ] {
            assert_eq!(bar(share, 4, &ASCII), shown, "{share}");
        }
        assert_eq!(bar(0.99, 4, &HALVES), "███▌");
        assert_eq!(bar(0.01, 4, &HALVES), "▌   ");
        assert_eq!(bar(0.7, 0, &HALVES), "");
    }

    #[test]
    fn months_without_records_are_gaps() {
        assert_eq!(sparkline(&[Some(0), None, Some(3), Some(6)], &ASCII), "_ =#");
        assert_eq!(sparkline(&[], &ASCII), "");
        assert_eq!(sparkline(&[Some(0), Some(0)], &ASCII), "__");
    }
}
