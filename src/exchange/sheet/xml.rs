//! XML events of one part, with depth and length kept in bounds and failures put into words.

use std::io::{BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::limits::Limits;
use super::package::{PartReader, incomplete, refusal};
use crate::error::{Error, Result};

/// Deepest nesting that any part of a real workbook comes near to.
const DEPTH: u32 = 128;

/// Event reader over one part.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    depth: u32,
    limits: Limits,
}

impl<R: BufRead> Xml<R> {
    /// Reads events from the start of a part.
    pub fn new(inner: R, limits: &Limits) -> Self {
        Self { reader: Reader::from_reader(inner), buffer: Vec::new(), depth: 0, limits: limits.clone() }
    }

    /// Reads events from the middle of a part: end tags without a beginning are let pass.
    pub fn resume(inner: R, limits: &Limits) -> Self {
        let mut xml = Self::new(inner, limits);
        xml.reader.config_mut().allow_unmatched_ends = true;
        xml
    }

    /// The next event; [`Event::Eof`] at the end.
    pub fn next(&mut self) -> Result<Event<'_>> {
        self.buffer.clear();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => return Err(refusal(&error, &self.limits)),
            Err(_) => return Err(incomplete()),
        };
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(incomplete());
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(event)
    }
}

impl<R: Read> Xml<PartReader<R>> {
    /// Leaves the event stream behind the start tag of `element` and begins again behind its end tag.
    pub fn skip_element(self, element: &str) -> Result<Self> {
        let limits = self.limits;
        let mut part = self.reader.into_inner();
        part.skip_past_end_of(element).map_err(|error| refusal(&error, &limits))?;
        Ok(Self::resume(part, &limits))
    }
}

/// Value of an attribute by its name without prefix, entities resolved.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| incomplete())?;
        if attribute.key.local_name().as_ref() == name {
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| incomplete())?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Attributes as they stand, names and values unresolved: for tags that come by the million and hold nothing to resolve.
/// Nothing after a malformed one.
pub(super) fn raw_attributes<'t>(tag: &'t BytesStart<'_>) -> impl Iterator<Item = Result<(&'t str, &'t str)>> {
    let mut rest = tag.attributes_raw().trim_ascii();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let parsed = rest.split_once('=').and_then(|(name, after)| {
            let after = after.trim_ascii_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = after.get(1..)?.split_once(quote)?;
            rest = after.trim_ascii_start();
            Some((name.trim_ascii_end(), value))
        });
        if parsed.is_none() {
            rest = "";
        }
        Some(parsed.ok_or_else(incomplete))
    })
}

/// Whether an attribute says yes (`1`, `true`, `on`).
pub(super) fn flag(tag: &BytesStart<'_>, name: &str) -> Result<bool> {
    Ok(attribute(tag, name)?.is_some_and(|value| is_yes(&value)))
}

/// Whether the text of an attribute says yes.
pub(super) fn is_yes(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// A number in an attribute; nothing when absent.
pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<u32>> {
    attribute(tag, name)?.map(|value| value.trim().parse().map_err(|_| incomplete())).transpose()
}

/// Adds what a text-bearing event says to `text`.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(reference) => push_reference(reference, text),
        _ => {}
    }
}

/// A character or one of the five entities of XML; others are dropped, nothing outside the file is ever looked up.
fn push_reference(reference: &BytesRef<'_>, text: &mut String) {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => text.push(c),
        Err(_) => {}
        Ok(None) => match &**reference {
            "lt" => text.push('<'),
            "gt" => text.push('>'),
            "amp" => text.push('&'),
            "quot" => text.push('"'),
            "apos" => text.push('\''),
            _ => {}
        },
    }
}

/// The refusal of a workbook that lacks something it must have.
pub(super) fn missing(what: &str) -> Error {
    Error::input(format!("不是完整的 Excel 工作簿：缺少{what}"))
        .hint("请用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”后再导入")
}
