//! Colours and symbols, and nothing of either anywhere else.
//!
//! Colour is never the only carrier of a meaning: every tone has a mark beside it. Two symbol sets: lines and blocks, and
//! a plain twin in ASCII for terminals that draw those glyphs two cells wide.

use ratatui::style::{Color, Modifier, Style};

use crate::text::BarSymbols;

/// Glyphs of one set. Each takes one cell in the terminals the set is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbols {
    /// Horizontal line.
    pub horizontal: &'static str,
    /// Vertical line.
    pub vertical: &'static str,
    /// Corners: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// Before the selected row.
    pub pointer: &'static str,
    /// Before a marked row.
    pub marked: &'static str,
    /// Something is wrong or late.
    pub bad: &'static str,
    /// Something is due soon or half done.
    pub soon: &'static str,
    /// Something is still open, without haste.
    pub open: &'static str,
    /// Something is done.
    pub done: &'static str,
    /// Data are missing.
    pub unknown: &'static str,
    /// There is more above.
    pub more_up: &'static str,
    /// There is more below.
    pub more_down: &'static str,
    /// Scroll bar: track and thumb.
    pub scroll: [&'static str; 2],
    /// A choice that is open to the left and right.
    pub choice: [&'static str; 2],
    /// Bars and sparklines.
    pub bars: BarSymbols,
}

const LINES: Symbols = Symbols {
    horizontal: "─",
    vertical: "│",
    corners: ["┌", "┐", "└", "┘"],
    pointer: ">",
    marked: "*",
    bad: "●",
    soon: "◐",
    open: "○",
    done: "√",
    unknown: "?",
    more_up: "▲",
    more_down: "▼",
    scroll: ["│", "█"],
    choice: ["<", ">"],
    bars: BarSymbols {
        full: "█",
        parts: &["▏", "▎", "▍", "▌", "▋", "▊", "▉"],
        empty: " ",
        levels: &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    },
};

const PLAIN: Symbols = Symbols {
    horizontal: "-",
    vertical: "|",
    corners: ["+", "+", "+", "+"],
    pointer: ">",
    marked: "*",
    bad: "!",
    soon: "~",
    open: "o",
    done: "v",
    unknown: "?",
    more_up: "^",
    more_down: "v",
    scroll: ["|", "#"],
    choice: ["<", ">"],
    bars: BarSymbols { full: "#", parts: &[], empty: ".", levels: &["_", ".", "-", "=", "#"] },
};

/// What a row or a word means; the theme gives it colour and mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing particular.
    #[default]
    Normal,
    /// Late, refused, major.
    Bad,
    /// Due soon, half done.
    Soon,
    /// Open without haste.
    Open,
    /// Done, met.
    Done,
    /// Data are missing; never shown as done.
    Unknown,
    /// Retired, not applicable, not possible now.
    Faint,
}

/// Everything drawing needs to know about the looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The glyphs.
    pub symbols: Symbols,
    /// Whether the plain set was chosen.
    pub plain: bool,
    /// Whether colours may be used.
    pub colour: bool,
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(false, true)
    }
}

impl Theme {
    /// A theme of the plain or the line set, with or without colour.
    #[must_use]
    pub fn new(plain: bool, colour: bool) -> Self {
        Self { symbols: if plain { PLAIN } else { LINES }, plain, colour }
    }

    /// Whether the environment forbids colour: `NO_COLOR` not empty, or a terminal that has none.
    #[must_use]
    pub fn colour_allowed(no_color: Option<&str>, term: Option<&str>) -> bool {
        no_color.is_none_or(str::is_empty) && term != Some("dumb")
    }

    fn fg(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// Ordinary text.
    #[must_use]
    pub fn text(self) -> Style {
        Style::new()
    }

    /// Headings and titles.
    #[must_use]
    pub fn heading(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Borders and rules.
    #[must_use]
    pub fn line(self) -> Style {
        self.fg(Color::DarkGray)
    }

    /// Border of the part that has the focus.
    #[must_use]
    pub fn line_focused(self) -> Style {
        self.fg(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The selected row.
    #[must_use]
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The selected row of a part that does not have the focus.
    #[must_use]
    pub fn selected_unfocused(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    /// A field one types into.
    #[must_use]
    pub fn field(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    /// Keys in the footer and in help.
    #[must_use]
    pub fn key(self) -> Style {
        self.fg(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The status line.
    #[must_use]
    pub fn status(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Text of a tone.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Style {
        match tone {
            Tone::Normal => Style::new(),
            Tone::Bad => self.fg(Color::Red).add_modifier(Modifier::BOLD),
            Tone::Soon => self.fg(Color::Yellow),
            Tone::Open => self.fg(Color::Blue),
            Tone::Done => self.fg(Color::Green),
            Tone::Unknown => self.fg(Color::Magenta),
            Tone::Faint => {
                if self.colour {
                    Style::new().fg(Color::DarkGray)
                } else {
                    Style::new().add_modifier(Modifier::DIM)
                }
            }
        }
    }

    /// The mark of a tone: what says the same without colour.
    #[must_use]
    pub fn mark(self, tone: Tone) -> &'static str {
        match tone {
            Tone::Normal | Tone::Faint => " ",
            Tone::Bad => self.symbols.bad,
            Tone::Soon => self.symbols.soon,
            Tone::Open => self.symbols.open,
            Tone::Done => self.symbols.done,
            Tone::Unknown => self.symbols.unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;

    fn glyphs(s: &Symbols) -> Vec<&'static str> {
        let mut all = vec![s.horizontal, s.vertical, s.pointer, s.marked, s.bad, s.soon, s.open, s.done, s.unknown];
        all.extend([s.more_up, s.more_down]);
        all.extend(s.corners);
        all.extend(s.scroll);
        all.extend(s.choice);
        all.extend([s.bars.full, s.bars.empty]);
        all.extend(s.bars.parts);
        all.extend(s.bars.levels);
        all
    }

    #[test]
    fn every_glyph_takes_one_cell_and_the_plain_set_is_ascii() {
        for glyph in glyphs(&LINES) {
            assert_eq!(width(glyph), 1, "{glyph}");
        }
        for glyph in glyphs(&PLAIN) {
            assert!(glyph.is_ascii() && glyph.len() == 1, "{glyph}");
        }
    }

    #[test]
    fn tones_differ_without_colour() {
        for theme in [Theme::new(false, false), Theme::new(true, false)] {
            let tones = [Tone::Bad, Tone::Soon, Tone::Open, Tone::Done, Tone::Unknown];
            let marks: std::collections::HashSet<_> = tones.iter().map(|tone| theme.mark(*tone)).collect();
            assert_eq!(marks.len(), tones.len());
            for tone in tones {
                assert_eq!(theme.tone(tone).fg, None);
            }
        }
    }

    #[test]
    fn the_environment_can_forbid_colour() {
        for (no_color, term, allowed) in [
            (None, Some("xterm-256color"), true),
            (None, None, true),
            (Some(""), Some("xterm"), true),
            (Some("1"), Some("xterm"), false),
            (None, Some("dumb"), false),
        ] {
            assert_eq!(Theme::colour_allowed(no_color, term), allowed, "{no_color:?} {term:?}");
        }
    }
}
