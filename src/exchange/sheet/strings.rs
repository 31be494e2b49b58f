//! Cell text: Excel's escapes undone, control characters removed, shared strings held in one block.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::BufRead;

use quick_xml::events::Event;

use super::limits::{Limits, megabytes};
use super::raw::Raw;
use super::xml::{Xml, push_text};
use crate::domain::fold;
use crate::error::{Error, Result};

/// Cell text as it may be kept: `_x001B_` escapes decoded, then control characters, bidi marks and outer blanks
/// removed. Line breaks stay as `\n`.
pub(super) fn cleaned(text: &str) -> Cow<'_, str> {
    match decode_escapes(text) {
        Cow::Borrowed(text) => clean(text),
        Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
    }
}

/// As [`cleaned`], for files that know no escapes.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| fold::is_unwanted(c) || matches!(c, '\u{2028}' | '\u{2029}')) {
        Cow::Owned(fold::clean_text(text))
    } else {
        Cow::Borrowed(text.trim())
    }
}

/// The value of a cell with this text; too long a text makes the cell unusable.
pub(super) fn text_value(text: &str, limits: &Limits) -> Raw {
    if text.is_empty() {
        Raw::Blank
    } else if text.len() > limits.cell_chars && text.chars().count() > limits.cell_chars {
        Raw::Error(too_long(limits))
    } else {
        Raw::Text(text.to_owned())
    }
}

fn too_long(limits: &Limits) -> String {
    format!("单元格文字超过 {} 字的上限", limits.cell_chars)
}

/// Undoes `_xHHHH_`, by which Excel writes characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
fn decode_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match escaped(from) {
            Some((c, after)) => {
                out.extend(c);
                rest = after;
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character (none for half a surrogate pair) of an escape at the start of `text`, and what follows it.
fn escaped(text: &str) -> Option<(Option<char>, &str)> {
    let digits = text.get(2..6)?;
    let after = text.get(6..)?.strip_prefix('_')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?), after))
}

/// The shared strings of a workbook: one block of text and where each string ends.
#[derive(Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
    too_long: HashSet<u32>,
}

impl SharedStrings {
    /// Reads the part; phonetic readings are left out.
    pub fn read(part: impl BufRead, limits: &Limits) -> Result<Self> {
        let mut xml = Xml::new(part, limits);
        let mut all = Self::default();
        let mut text = String::new();
        let (mut in_text, mut phonetic) = (false, 0_u32);
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "si" => text.clear(),
                    "rPh" => phonetic += 1,
                    "t" => in_text = phonetic == 0,
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "si" => all.push("", limits)?,
                Event::End(tag) => match tag.local_name().as_ref() {
                    "si" => all.push(&text, limits)?,
                    "rPh" => phonetic = phonetic.saturating_sub(1),
                    "t" => in_text = false,
                    _ => {}
                },
                Event::Eof => return Ok(all),
                event if in_text && text.len() <= limits.token_bytes => push_text(&event, &mut text),
                _ => {}
            }
        }
    }

    /// Adds a string, cleaned.
    pub fn push(&mut self, text: &str, limits: &Limits) -> Result<()> {
        self.push_clean(&cleaned(text), limits)
    }

    /// Adds a string that is clean already.
    pub fn push_clean(&mut self, text: &str, limits: &Limits) -> Result<()> {
        if text.len() > limits.cell_chars && text.chars().count() > limits.cell_chars {
            self.too_long.insert(u32::try_from(self.ends.len()).unwrap_or(u32::MAX));
        } else {
            self.text.push_str(text);
        }
        match u32::try_from(self.text.len()) {
            Ok(end) if self.text.len() <= limits.shared_text_bytes => {
                self.ends.push(end);
                Ok(())
            }
            _ => Err(Error::input(format!(
                "表格里的文字合计超过 {} MB 的上限，没有读取",
                megabytes(limits.shared_text_bytes as u64)
            ))
            .hint("请把需要的表单独另存为一个 xlsx 文件后再导入")),
        }
    }

    /// The cell value of one string; nothing when there is no such string.
    pub fn value(&self, index: usize, limits: &Limits) -> Option<Raw> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let text = self.text.get(start..end)?;
        let long = u32::try_from(index).is_ok_and(|index| self.too_long.contains(&index));
        Some(match (long, text.is_empty()) {
            (true, _) => Raw::Error(too_long(limits)),
            (false, true) => Raw::Blank,
            (false, false) => Raw::Text(text.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_what_they_hide_is_cleaned() {
        for (text, wanted) in [
            ("张_x001B_[2J三", "张[2J三"),
            ("a_x0041_b", "aAb"),
            ("_x005F_x0041_", "_x0041_"),
            ("第一行_x000D_\n第二行", "第一行\n第二行"),
            ("_xZZZZ_ _x12", "_xZZZZ_ _x12"),
            ("_xD83D_高", "高"),
            ("a\u{202e}b\u{feff}", "ab"),
            ("　 王五 \u{a0}", "王五"),
            ("_x中文字_", "_x中文字_"),
        ] {
            assert_eq!(cleaned(text), wanted, "{text}");
        }
    }
}
