//! Plain text in lines: which glyph of which font each character is, how wide it is, where a line may end.

use std::collections::HashMap;

use textwrap::WordSeparator;
use typst::layout::{Abs, Em};
use typst::syntax::Span;
use typst::text::{FontInstance, FontVariant, FontVariations, Glyph, Lang, TextItem};
use typst::visualize::{Color, Paint};

use super::fonts::Fonts;

/// Letters of one size, in the type of tables and in the heavy one of heads and sums.
pub struct Letters<'a> {
    fonts: &'a Fonts,
    size: f64,
    /// Fonts by preference: those of tables, those of heads.
    preferred: [Vec<usize>; 2],
    instances: Vec<Option<FontInstance>>,
    known: HashMap<(char, bool), Option<Letter>>,
}

/// A character in print.
#[derive(Clone, Copy)]
struct Letter {
    font: usize,
    glyph: u16,
    /// Width in ems.
    wide: Em,
}

impl<'a> Letters<'a> {
    /// Letters of so many points.
    pub fn new(fonts: &'a Fonts, size: f64) -> Self {
        let of = |part: &str| {
            let named = fonts.families().get(part).into_iter().flatten();
            let mut order: Vec<usize> =
                named.filter_map(|it| fonts.book.select(&it.to_lowercase(), FontVariant::default())).collect();
            order.extend((0..fonts.fonts.len()).filter(|it| !order.contains(it)).collect::<Vec<_>>());
            order
        };
        let preferred = [of("table"), of("hei")];
        Self { fonts, size, preferred, instances: vec![None; fonts.fonts.len()], known: HashMap::new() }
    }

    /// The lines of a text in a column so many points wide.
    pub fn lines(&mut self, text: &str, room: f64, heavy: bool) -> Vec<String> {
        text.split('\n').flat_map(|line| self.broken(line, room, heavy)).collect()
    }

    fn broken(&mut self, text: &str, room: f64, heavy: bool) -> Vec<String> {
        // Rounding must not break what fits to the point.
        let room = room + 0.01;
        if self.width(text, heavy) <= room {
            return vec![text.to_owned()];
        }
        let (mut lines, mut line, mut wide) = (Vec::new(), String::new(), 0.0);
        for word in WordSeparator::UnicodeBreakProperties.find_words(text) {
            let own = self.width(word.word, heavy);
            if wide + own > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                wide = 0.0;
            }
            if own > room {
                for it in word.word.chars() {
                    let next = self.letter(it, heavy).map_or(0.0, |it| it.wide.at(Abs::pt(self.size)).to_pt());
                    if wide + next > room && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                        wide = 0.0;
                    }
                    line.push(it);
                    wide += next;
                }
            } else {
                line.push_str(word.word);
                wide += own;
            }
            line.push_str(word.whitespace);
            wide += self.width(word.whitespace, heavy);
        }
        if !line.trim_end().is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines.iter().map(|it| it.trim_end().to_owned()).collect()
    }

    /// Width of a line in points.
    pub fn width(&mut self, text: &str, heavy: bool) -> f64 {
        let ems: Em = text.chars().filter_map(|it| self.letter(it, heavy)).map(|it| it.wide).sum();
        ems.at(Abs::pt(self.size)).to_pt()
    }

    /// The line as runs of one font each.
    pub fn items(&mut self, text: &str, heavy: bool) -> Vec<TextItem> {
        let mut runs: Vec<(usize, String, Vec<Glyph>)> = Vec::new();
        for it in text.chars() {
            let Some(letter) = self.letter(it, heavy) else { continue };
            if runs.last().is_none_or(|(font, ..)| *font != letter.font) {
                runs.push((letter.font, String::new(), Vec::new()));
            }
            let Some((_, run, glyphs)) = runs.last_mut() else { continue };
            let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
            let from = run.len();
            run.push(it);
            glyphs.push(Glyph {
                id: letter.glyph,
                x_advance: letter.wide,
                x_offset: Em::zero(),
                y_advance: Em::zero(),
                y_offset: Em::zero(),
                range: place(from)..place(run.len()),
                span: (Span::detached(), 0),
            });
        }
        let item = |(font, text, glyphs): (usize, String, Vec<Glyph>)| {
            Some(TextItem {
                font: self.instances.get(font)?.clone()?,
                size: Abs::pt(self.size),
                fill: Paint::Solid(Color::BLACK),
                stroke: None,
                lang: Lang::CHINESE,
                region: None,
                text: text.into(),
                glyphs,
            })
        };
        runs.into_iter().filter_map(item).collect()
    }

    /// A character in print; none where no font has it, as with a mark where a line may break.
    fn letter(&mut self, it: char, heavy: bool) -> Option<Letter> {
        if let Some(known) = self.known.get(&(it, heavy)) {
            return *known;
        }
        let [plain, dark] = &self.preferred;
        let order = if heavy { dark } else { plain }.clone();
        let found = order.into_iter().find_map(|font| {
            let instance = self.instance(font)?;
            let glyph = instance.ttf().glyph_index(it)?.0;
            let wide = instance.x_advance(glyph)?;
            Some(Letter { font, glyph, wide })
        });
        let found = found.filter(|_| it != '\u{200B}');
        self.known.insert((it, heavy), found);
        found
    }

    fn instance(&mut self, font: usize) -> Option<FontInstance> {
        let slot = self.instances.get_mut(font)?;
        if slot.is_none() {
            let it = self.fonts.fonts.get(font)?.clone();
            *slot = Some(it.instantiate(FontVariant::default(), Abs::pt(self.size), &FontVariations::default()));
        }
        slot.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_chinese_and_codes_allow_it() {
        let fonts = Fonts::embedded_only().unwrap();
        let mut letters = Letters::new(&fonts, 10.0);
        for (text, room, lines) in [
            ("已整改", 30.0, vec!["已整改"]),
            ("配电箱前堆物，已清理", 60.0, vec!["配电箱前堆", "物，已清理"]),
            ("灭火器过期。", 50.0, vec!["灭火器过", "期。"]),
            ("一\n二", 50.0, vec!["一", "二"]),
            ("2026-\u{200B}11-\u{200B}20", 33.0, vec!["2026-\u{200B}", "11-\u{200B}20"]),
            ("ABCDEFGHIJ", 30.0, vec!["ABCD", "EFGH", "IJ"]),
            ("", 30.0, vec![""]),
        ] {
            let got = letters.lines(text, room, false);
            assert_eq!(got.concat(), lines.concat(), "nothing is lost");
            assert!(got.iter().all(|it| letters.width(it, false) <= room + 0.02), "{got:?}");
            if !text.starts_with('A') {
                assert_eq!(got, lines);
            }
        }
    }

    #[test]
    fn what_one_font_lacks_another_has() {
        let fonts = Fonts::embedded_only().unwrap();
        let mut letters = Letters::new(&fonts, 10.0);
        let items = letters.items("隐患 YH-2026-0001 ≥ℓ", false);
        let said: String = items.iter().map(|it| it.text.as_str()).collect();
        assert!(said.starts_with("隐患 YH-2026-0001"), "{said}");
        assert!((letters.width("隐患", false) - 20.0).abs() < 0.01);
    }
}
