//! XML written straight through: names and values escaped, no character that XML 1.0 forbids, text kept as typed.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::domain::fold::is_unwanted;

/// One part of the package while it is written.
pub struct Xml<W: Write> {
    writer: Writer<W>,
}

impl<W: Write> Xml<W> {
    pub fn new(out: W) -> io::Result<Self> {
        let mut writer = Writer::new(out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        Ok(Self { writer })
    }

    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// `<name w:val="value"/>`.
    pub fn val(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.empty(name, &[("w:val", value)])
    }

    /// `<name w:val="number"/>`.
    pub fn number(&mut self, name: &str, number: usize) -> io::Result<()> {
        self.val(name, &number.to_string())
    }

    /// An element that holds text and nothing else.
    pub fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.writer.write_event(Event::Text(BytesText::new(&printable(text))))?;
        self.close(name)
    }

    /// What it was written to, flushed.
    pub fn finish(self) -> io::Result<W> {
        let mut out = self.writer.into_inner();
        out.flush()?;
        Ok(out)
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

/// The text without what XML 1.0 forbids (2.2), without marks of direction; a control character is a blank.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|it| it == '\n' || replaced(it) == Some(it)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(|it| if it == '\n' { Some(it) } else { replaced(it) }).collect())
}

fn replaced(it: char) -> Option<char> {
    match it {
        it if it.is_control() || it == '\u{2028}' || it == '\u{2029}' => Some(' '),
        it if is_unwanted(it) || u32::from(it) & 0xFFFE == 0xFFFE => None,
        it => Some(it),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_but_for_what_no_document_may_hold() {
        for (typed, kept) in [
            ("隐患 <1> & \"二\"", "隐患 <1> & \"二\""),
            ("一\n二", "一\n二"),
            ("一\t二\r三\u{0}\u{1b}[31m", "一 二 三  [31m"),
            ("\u{202e}倒\u{feff}\u{fffe}\u{ffff}\u{1fffe}", "倒"),
            ("👷\u{200d}♂\u{fe0f}𠮷", "👷\u{200d}♂\u{fe0f}𠮷"),
        ] {
            assert_eq!(printable(typed), kept);
        }
    }
}
