//! Breaking text into lines: the one function behind previews, detail panes and help, so that scroll heights agree with
//! what is drawn.

use textwrap::{Options, WordSplitter, WrapAlgorithm};
use unicode_segmentation::UnicodeSegmentation;

use super::{grapheme_width, width};

/// Lines of at most `cells` cells, broken where Chinese and Latin typography allow it: no `，` or `：` at a line's start.
/// Line breaks of the text stay. At least one line; none is wider than `cells` unless a single glyph is.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let options =
        Options::new(cells).wrap_algorithm(WrapAlgorithm::FirstFit).word_splitter(WordSplitter::NoHyphenation);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        for line in textwrap::wrap(paragraph, &options) {
            if width(&line) <= cells {
                lines.push(line.into_owned());
            } else {
                lines.extend(wrap_cells(&line, cells));
            }
        }
    }
    lines
}

/// Lines filled to the last cell, broken between any two graphemes: what an editor shows, where every grapheme typed
/// must keep its place. Line breaks of the text stay.
#[must_use]
pub fn wrap_cells(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for grapheme in paragraph.graphemes(true) {
            let wide = grapheme_width(grapheme);
            if used + wide > cells && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_punctuation_never_starts_a_line() {
        let text = "按照GB/T 33000的规定，企业应当：建立隐患排查治理制度，明确责任。";
        for cells in 2..40 {
            let lines = wrap(text, cells);
            for line in &lines {
                assert!(width(line) <= cells, "{line:?} is wider than {cells}");
                if cells >= 10 {
                    assert!(!line.starts_with(['，', '：', '。']), "{line:?} at {cells}");
                }
            }
            let joined: String = lines.concat().chars().filter(|c| *c != ' ').collect();
            assert_eq!(joined, text.replace(' ', ""), "no character is lost at {cells}");
        }
    }

    #[test]
    fn breaks_of_the_text_stay() {
        assert_eq!(wrap("一\n\n二", 10), ["一", "", "二"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap_cells("一二三\n四", 4), ["一二", "三", "四"]);
    }

    #[test]
    fn a_long_code_without_blanks_is_broken() {
        assert_eq!(wrap("aaaaaaaaaa", 4), ["aaaa", "aaaa", "aa"]);
        assert!(wrap("一", 1).len() == 1);
    }
}
