//! The document itself: title, address, sections, signature, paper.

use std::io::{self, Write};

use super::paper::{Paper, paper};
use super::parts::{FOOT_LINK, LINKS, MAIN};
use super::styles::{
    ADDRESSEE, BODY_TEXT, CAPTION, END, GAP, HEADING, HEI_LETTERS, NORMAL, NOTE, SIGN, TITLE, caption_size, sign_size,
};
use super::xml::{Xml, printable};
use crate::report::model::{Block, Page, Report, Section, Signature};
use crate::text::width;

/// Bytes of a last paragraph that still goes along with the signature as a whole.
const SHORT: usize = 1_200;

/// How one paragraph differs from its style.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stand {
    pub style: &'static str,
    /// Stays on the page of the next paragraph.
    pub with_next: bool,
    /// Is not broken across pages.
    pub whole: bool,
    /// Room above, in twips.
    pub before: Option<usize>,
    /// Indents in twips.
    pub left: usize,
    pub right: usize,
    pub align: Option<&'static str>,
    /// Printed in 黑体.
    pub hei: bool,
}

impl Stand {
    pub fn new(style: &'static str) -> Self {
        Self { style, ..Self::default() }
    }

    pub fn with_next(self, with_next: bool) -> Self {
        Self { with_next, ..self }
    }
}

/// The document while it is written.
pub struct Body<'a, W: Write> {
    pub xml: Xml<W>,
    pub report: &'a Report,
    pub paper: Paper,
}

impl<'a, W: Write> Body<'a, W> {
    pub fn new(xml: Xml<W>, report: &'a Report) -> Self {
        Self { xml, report, paper: paper(report.page) }
    }

    /// Writes the whole part.
    pub fn document(mut self) -> io::Result<W> {
        self.xml.open("w:document", &[("xmlns:w", MAIN), ("xmlns:r", LINKS)])?;
        self.xml.open("w:body", &[])?;
        self.top()?;
        let sections = self.report.sections.len();
        for (nth, section) in (1..).zip(&self.report.sections) {
            self.section(section, nth == sections)?;
        }
        match &self.report.signature {
            Some(signature) if self.signs_in_a_line() => self.sign_line(signature)?,
            Some(signature) => self.signature(signature)?,
            // A document cannot end with a table.
            None if self.ends_with_a_table() => self.paragraph(Stand::new(END), "")?,
            None => {}
        }
        self.sheet()?;
        self.xml.close("w:body")?;
        self.xml.close("w:document")?;
        self.xml.finish()
    }

    fn top(&mut self) -> io::Result<()> {
        let report = self.report;
        self.paragraph(Stand::new(TITLE), &report.title)?;
        let caption: Vec<String> = report.caption.iter().map(|(label, value)| format!("{label}：{value}")).collect();
        if !caption.is_empty() {
            // Five twips to a half point: a half-width character is half as wide as it is high.
            let columns = self.paper.room() / (caption_size(report.page) * 5);
            self.paragraph(Stand::new(CAPTION), &lined(&caption, columns))?;
        }
        if let Some(addressee) = &report.addressee {
            self.paragraph(Stand::new(ADDRESSEE), &format!("{addressee}："))?;
        }
        Ok(())
    }

    fn last_block(&self) -> Option<&'a Block> {
        self.report.sections.last().and_then(|it| it.blocks.last())
    }

    fn ends_with_a_table(&self) -> bool {
        match self.last_block() {
            Some(Block::Table(table)) => !table.rows.is_empty(),
            Some(Block::Chart(chart)) => !chart.labels.is_empty(),
            Some(Block::Form(form)) => !form.rows.is_empty(),
            Some(Block::Para(_) | Block::Note(_)) | None => false,
        }
    }

    /// A ledger is signed in one line at its end.
    fn signs_in_a_line(&self) -> bool {
        self.report.page == Page::Ledger
    }

    fn section(&mut self, section: &Section, last: bool) -> io::Result<()> {
        let heading = section.heading.as_deref();
        if let Some(heading) = heading {
            self.paragraph(Stand::new(heading_style(heading)), heading)?;
        }
        let blocks = section.blocks.len();
        for (nth, block) in (1..).zip(&section.blocks) {
            // What stands over the signature goes along with it, so that no page carries a signature alone.
            let signed = last && nth == blocks && self.report.signature.is_some();
            let end = last && nth == blocks;
            match block {
                Block::Para(runs) => {
                    let text: String = runs.iter().map(|it| it.value.show()).collect();
                    self.text(&text, signed)?;
                }
                Block::Note(note) => {
                    let whole = note.len() < SHORT;
                    let stand = Stand { whole, ..Stand::new(NOTE).with_next(signed && whole) };
                    self.paragraph(stand, note)?;
                }
                Block::Table(table) => self.table(table, heading.unwrap_or(""), signed)?,
                Block::Chart(chart) => self.table(&chart.table(), heading.unwrap_or(""), signed)?,
                Block::Form(form) => self.form(form, signed)?,
            }
            if !end && is_ruled(block) {
                self.paragraph(Stand::new(GAP), "")?;
            }
        }
        Ok(())
    }

    /// Running text.
    pub fn text(&mut self, text: &str, signed: bool) -> io::Result<()> {
        let style = match self.report.page {
            Page::Letter | Page::Form | Page::Card => BODY_TEXT,
            Page::Ledger => NORMAL,
        };
        let with_next = signed && text.len() < SHORT;
        self.paragraph(Stand { whole: with_next, ..Stand::new(style).with_next(with_next) }, text)
    }

    fn sign_line(&mut self, it: &Signature) -> io::Result<()> {
        for line in &it.lead {
            self.paragraph(Stand { whole: true, ..Stand::new(NOTE).with_next(true) }, line)?;
        }
        let mut fields = it.fields.clone();
        fields.push(("日期".to_owned(), it.date.clone()));
        let (mut line, _) = sign_fields(&fields);
        if !it.stamp.is_empty() {
            line.push_str("　（盖章）");
        }
        self.paragraph(Stand { before: Some(160), whole: true, ..Stand::new(SIGN) }, &line)
    }

    fn signature(&mut self, it: &Signature) -> io::Result<()> {
        let size = sign_size(self.report.page);
        let kept = |style| Stand { whole: true, ..Stand::new(style).with_next(true) };
        for (nth, line) in it.lead.iter().enumerate() {
            let before = (nth == 0).then_some(240);
            self.paragraph(Stand { before, ..kept(NOTE) }, line)?;
        }
        let (line, _) = sign_fields(&it.fields);
        self.paragraph(Stand { before: Some(size * 10), ..kept(SIGN) }, &line)?;
        let stamp = if it.stamp.is_empty() { String::new() } else { format!("{}（盖章）", it.stamp) };
        // The date stands in the middle under the unit, the block four characters from the right (GB/T 9704-2012, 7.3.5).
        let block = (width(&stamp).max(width(&it.date)) + 2) * size * 5;
        let right = size * 20;
        let left = self.paper.room().saturating_sub(block + right);
        let end = Stand { left, right, align: Some("center"), whole: true, ..Stand::new(SIGN) };
        let mut before = Some(size * 14);
        if !stamp.is_empty() {
            self.paragraph(Stand { before: before.take(), ..end.with_next(true) }, &stamp)?;
        }
        self.paragraph(Stand { before, ..end }, &it.date)
    }

    /// One paragraph. What it is made of stands in the order the schema asks for.
    pub fn paragraph(&mut self, it: Stand, text: &str) -> io::Result<()> {
        let xml = &mut self.xml;
        xml.open("w:p", &[])?;
        xml.open("w:pPr", &[])?;
        xml.val("w:pStyle", it.style)?;
        if it.with_next {
            xml.empty("w:keepNext", &[])?;
        }
        if it.whole {
            xml.empty("w:keepLines", &[])?;
        }
        if let Some(before) = it.before {
            xml.empty("w:spacing", &[("w:before", &before.to_string())])?;
        }
        if it.left > 0 || it.right > 0 {
            xml.empty("w:ind", &[("w:left", &it.left.to_string()), ("w:right", &it.right.to_string())])?;
        }
        if let Some(align) = it.align {
            xml.val("w:jc", align)?;
        }
        xml.close("w:pPr")?;
        if !text.is_empty() {
            self.run(text, it.hei)?;
        }
        self.xml.close("w:p")
    }

    fn run(&mut self, text: &str, hei: bool) -> io::Result<()> {
        let xml = &mut self.xml;
        let text = printable(text);
        xml.open("w:r", &[])?;
        // Marks that Latin and Chinese share (“”、—、·) take the shape and the width of the Chinese ones.
        let shared = text.chars().any(|it| ('\u{80}'..'\u{2E80}').contains(&it));
        if hei || shared {
            xml.open("w:rPr", &[])?;
            if hei {
                xml.val("w:rStyle", HEI_LETTERS)?;
            }
            if shared {
                xml.empty("w:rFonts", &[("w:hint", "eastAsia")])?;
            }
            xml.close("w:rPr")?;
        }
        for (nth, line) in text.split('\n').enumerate() {
            if nth > 0 {
                xml.empty("w:br", &[])?;
            }
            if !line.is_empty() {
                xml.leaf("w:t", &[("xml:space", "preserve")], line)?;
            }
        }
        xml.close("w:r")
    }

    fn sheet(&mut self) -> io::Result<()> {
        let (xml, it) = (&mut self.xml, self.paper);
        let text = |number: usize| number.to_string();
        xml.open("w:sectPr", &[])?;
        xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", FOOT_LINK)])?;
        let (width, height) = (text(it.width), text(it.height));
        let mut size = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
        size.extend((it.width > it.height).then_some(("w:orient", "landscape")));
        xml.empty("w:pgSz", &size)?;
        xml.empty(
            "w:pgMar",
            &[
                ("w:top", &text(it.top)),
                ("w:right", &text(it.right)),
                ("w:bottom", &text(it.bottom)),
                ("w:left", &text(it.left)),
                ("w:header", &text(it.footer)),
                ("w:footer", &text(it.footer)),
                ("w:gutter", "0"),
            ],
        )?;
        xml.close("w:sectPr")
    }
}

fn is_ruled(block: &Block) -> bool {
    match block {
        Block::Table(table) => !table.rows.is_empty(),
        Block::Chart(chart) => !chart.labels.is_empty(),
        Block::Form(form) => !form.rows.is_empty(),
        Block::Para(_) | Block::Note(_) => false,
    }
}

/// Level of a heading by its number: 一、 （一） 1. (GB/T 9704-2012, 7.3.3).
fn heading_style(heading: &str) -> &'static str {
    let [first, second, third] = HEADING;
    match heading.chars().next() {
        Some('（' | '(') => second,
        Some(it) if it.is_ascii_digit() => third,
        Some(_) | None => first,
    }
}

/// As many items on a line as fit, none of them broken.
fn lined(items: &[String], columns: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for item in items {
        let wide = width(item);
        if used > 0 && used + 4 + wide <= columns {
            text.push_str("　　");
            used += 4;
        } else if used > 0 {
            text.push('\n');
            used = 0;
        }
        text.push_str(item);
        used += wide;
    }
    text
}

/// Fields to sign in a line, room for the pen where no name is printed. What is left for the pen at the end is told apart:
/// blanks at the end of a line have no width that could be trusted.
pub fn sign_fields(fields: &[(String, String)]) -> (String, bool) {
    let mut line = String::new();
    let mut open = false;
    for (label, name) in fields {
        if !line.is_empty() {
            line.push_str(if open { "　　　　　　" } else { "　　" });
        }
        line.push_str(&format!("{label}：{name}"));
        open = name.is_empty();
    }
    (line, open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_level_of_their_number() {
        for (heading, style) in
            [("一、自查情况", "Heading1"), ("（一）分布", "Heading2"), ("1.分布", "Heading3"), ("附表", "Heading1")]
        {
            assert_eq!(heading_style(heading), style, "{heading}");
        }
    }

    #[test]
    fn items_of_a_caption_are_not_broken() {
        let items = ["单位：甲厂", "编号：12", "期间：2026年11月"].map(str::to_owned);
        assert_eq!(lined(&items, 60), "单位：甲厂　　编号：12　　期间：2026年11月");
        assert_eq!(lined(&items, 24), "单位：甲厂　　编号：12\n期间：2026年11月");
        assert_eq!(lined(&items, 5), "单位：甲厂\n编号：12\n期间：2026年11月");
    }

    #[test]
    fn a_field_without_a_name_leaves_room_for_the_pen() {
        let field = |label: &str, name: &str| (label.to_owned(), name.to_owned());
        let (line, open) = sign_fields(&[field("填表人", "陈静"), field("审核人", ""), field("负责人", "")]);
        assert_eq!((line.as_str(), open), ("填表人：陈静　　审核人：　　　　　　负责人：", true));
    }
}
