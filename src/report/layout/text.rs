//! Plain text: the terminal's preview and `--format txt`. Widths are terminal columns, a hanzi is two.
//!
//! Lines keep which run of them is a figure that can be opened, so that a preview can let the user pick one.

use unicode_segmentation::UnicodeSegmentation;

use super::{text_chart, text_table};
use crate::report::figure::RowSet;
use crate::report::model::{Block, Form, Report, Run, Section, Signature};
use crate::text::{grapheme_width, width};

/// A report laid out in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextPage {
    /// Lines from top to bottom.
    pub lines: Vec<Line>,
    /// Records behind the figures, in reading order; [`Piece::figure`] points here.
    pub figures: Vec<RowSet>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What the line is, for colour or weight.
    pub style: Style,
    /// Its pieces from left to right, blanks included.
    pub pieces: Vec<Piece>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Title of the report.
    Title,
    /// Heading of a section.
    Heading,
    /// Caption or head of a table.
    Head,
    /// A total.
    Total,
    /// Everything else.
    #[default]
    Body,
    /// Small text.
    Note,
}

/// A piece of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Text without newlines or control characters.
    pub text: String,
    /// Index into [`TextPage::figures`] when the piece can be opened.
    pub figure: Option<usize>,
}

impl Line {
    /// The line's text, without blanks at its end.
    #[must_use]
    pub fn text(&self) -> String {
        let joined: String = self.pieces.iter().map(|it| it.text.as_str()).collect();
        joined.trim_end_matches(' ').to_owned()
    }
}

/// Least width a report is laid out for; narrower screens scroll sideways.
pub const LEAST_COLUMNS: usize = 24;

/// The report as text `columns` wide.
#[must_use]
pub fn text(report: &Report, columns: usize) -> String {
    preview(report, columns).lines.iter().map(|it| it.text() + "\n").collect()
}

/// The report as lines `columns` wide, figures marked.
#[must_use]
pub fn preview(report: &Report, columns: usize) -> TextPage {
    let mut page = Setter { width: columns.max(LEAST_COLUMNS), page: TextPage::default() };
    page.centred(&report.title);
    let caption: Vec<String> = report.caption.iter().map(|(label, value)| format!("{label}：{value}")).collect();
    page.side_by_side(&caption, Style::Note);
    if let Some(addressee) = &report.addressee {
        page.blank();
        page.wrapped(&format!("{addressee}："), Style::Body, 0);
    }
    report.sections.iter().for_each(|it| page.section(it, it.heading.as_deref().unwrap_or(&report.title)));
    if let Some(signature) = &report.signature {
        page.signature(signature);
    }
    page.blank();
    let mut foot = vec![format!("数据截至 {}", report.footer.cut_off)];
    foot.extend(report.footer.chain_code.as_ref().map(|code| format!("校验码 {code}")));
    page.side_by_side(&foot, Style::Note);
    page.page
}

/// Sets blocks into lines of one width.
pub(super) struct Setter {
    pub(super) width: usize,
    pub(super) page: TextPage,
}

impl Setter {
    pub(super) fn line(&mut self, style: Style, pieces: Vec<Piece>) {
        self.page.lines.push(Line { style, pieces });
    }

    pub(super) fn blank(&mut self) {
        self.line(Style::Body, Vec::new());
    }

    /// Index of a figure, when there are records behind it.
    pub(super) fn figure(&mut self, rows: Option<&RowSet>) -> Option<usize> {
        let rows = rows?;
        self.page.figures.push(rows.clone());
        Some(self.page.figures.len() - 1)
    }

    fn centred(&mut self, text: &str) {
        if width(text) > self.width {
            return self.wrapped(text, Style::Title, 0);
        }
        let pad = self.width.saturating_sub(width(text)) / 2;
        self.line(Style::Title, vec![plain(format!("{}{text}", " ".repeat(pad)))]);
    }

    pub(super) fn wrapped(&mut self, text: &str, style: Style, indent: usize) {
        let lines = wrap(&[plain(text.to_owned())], self.width.saturating_sub(indent), 0);
        for mut pieces in lines {
            pieces.insert(0, plain(" ".repeat(indent)));
            self.line(style, pieces);
        }
    }

    /// As many of `parts` on a line as fit.
    fn side_by_side(&mut self, parts: &[String], style: Style) {
        let mut line = String::new();
        for part in parts {
            if !line.is_empty() && width(&line) + 3 + width(part) > self.width {
                self.wrapped(&std::mem::take(&mut line), style, 0);
            }
            if !line.is_empty() {
                line.push_str("   ");
            }
            line.push_str(part);
        }
        if !line.is_empty() {
            self.wrapped(&line, style, 0);
        }
    }

    fn section(&mut self, section: &Section, named: &str) {
        self.blank();
        if let Some(heading) = &section.heading {
            self.wrapped(heading, Style::Heading, 0);
        }
        for (index, block) in section.blocks.iter().enumerate() {
            match block {
                Block::Para(runs) => self.para(runs),
                Block::Note(note) => self.wrapped(note, Style::Note, 2),
                Block::Table(table) => {
                    let spaced = index > 0 && !table.rows.is_empty();
                    if spaced {
                        self.blank();
                    }
                    text_table::table(self, table, named);
                }
                Block::Form(form) => self.form(form),
                Block::Chart(chart) => {
                    self.blank();
                    text_chart::chart(self, chart, named);
                }
            }
        }
    }

    fn para(&mut self, runs: &[Run]) {
        let pieces: Vec<Piece> =
            runs.iter().map(|run| Piece { text: run.value.show(), figure: self.figure(run.rows.as_ref()) }).collect();
        for line in wrap(&pieces, self.width, 4) {
            self.line(Style::Body, line);
        }
    }

    fn form(&mut self, form: &Form) {
        for row in &form.rows {
            let mut parts = Vec::new();
            for it in &row.boxes {
                let shown = it.cell.value.show();
                if it.label {
                    parts.push(format!("{}：", shown.replace('\n', "")));
                } else {
                    match parts.last_mut() {
                        Some(last) if last.ends_with('：') => last.push_str(&shown),
                        _ => parts.push(shown),
                    }
                }
                parts.extend((!it.sign.is_empty()).then(|| sign_line(&it.sign)));
            }
            if parts.iter().map(|it| width(it) + 3).sum::<usize>() <= self.width + 3 {
                self.side_by_side(&parts, Style::Body);
            } else {
                parts.iter().for_each(|part| part.lines().for_each(|it| self.wrapped(it, Style::Body, 0)));
            }
        }
    }

    fn signature(&mut self, signature: &Signature) {
        self.blank();
        for lead in &signature.lead {
            self.wrapped(lead, Style::Note, 0);
        }
        self.blank();
        let fields: Vec<String> =
            signature.fields.iter().map(|(label, name)| format!("{label}：{}", pen(name))).collect();
        self.side_by_side(&fields, Style::Body);
        let mut end = Vec::new();
        if !signature.stamp.is_empty() {
            end.push(format!("{}（盖章）", signature.stamp));
        }
        end.push(format!("日期：{}", signature.date));
        self.side_by_side(&end, Style::Body);
    }
}

fn sign_line(fields: &[(String, String)]) -> String {
    fields.iter().map(|(label, name)| format!("{label}：{}", pen(name))).collect::<Vec<_>>().join("   ")
}

/// A name, or room for the pen.
fn pen(name: &str) -> &str {
    if name.trim().is_empty() { "________" } else { name }
}

pub(super) fn plain(text: String) -> Piece {
    Piece { text, figure: None }
}

/// Marks that must not begin a line.
const CLOSERS: &str = "，。；：、！？）》”’」』】〕%,.;:!?)]}…";
/// Marks that must not end a line.
const OPENERS: &str = "（《“‘「『【〔([{";

/// Breaks pieces into lines of at most `room` columns, the first indented by `indent`. Latin words and numbers stay
/// whole where they can, closing marks stay with what they close. Newlines in the text break the line.
pub(super) fn wrap(pieces: &[Piece], room: usize, indent: usize) -> Vec<Vec<Piece>> {
    let room = room.max(2);
    let mut lines = Vec::new();
    let mut line: Vec<Piece> = Vec::new();
    let mut used = indent;
    if indent > 0 {
        line.push(plain(" ".repeat(indent)));
    }
    for unit in units(pieces) {
        match unit {
            Unit::Break => {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            Unit::Whole(parts) => {
                let wide: usize = parts.iter().map(|it| width(&it.text)).sum();
                let blank = parts.iter().all(|it| it.text == " ");
                if used + wide > room && used > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                    if blank {
                        continue;
                    }
                }
                for part in parts {
                    for grapheme in part.text.graphemes(true) {
                        if used + grapheme_width(grapheme) > room && used > 0 {
                            lines.push(std::mem::take(&mut line));
                            used = 0;
                        }
                        used += grapheme_width(grapheme);
                        match line.last_mut() {
                            Some(last) if last.figure == part.figure => last.text.push_str(grapheme),
                            _ => line.push(Piece { text: grapheme.to_owned(), figure: part.figure }),
                        }
                    }
                }
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// What is not to be broken.
enum Unit {
    Whole(Vec<Piece>),
    Break,
}

fn units(pieces: &[Piece]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut glue = false; // the next grapheme belongs to the last unit
    for piece in pieces {
        for grapheme in piece.text.graphemes(true) {
            if grapheme == "\n" || grapheme == "\r\n" {
                units.push(Unit::Break);
                glue = false;
                continue;
            }
            let clean = if grapheme.chars().any(char::is_control) { " " } else { grapheme };
            let word = clean.chars().all(|it| it.is_ascii_graphic());
            let closer = CLOSERS.contains(clean);
            let part = Piece { text: clean.to_owned(), figure: piece.figure };
            match units.last_mut() {
                Some(Unit::Whole(parts)) if closer || glue || (word && ends_in_word(parts)) => {
                    parts.push(part);
                }
                _ => units.push(Unit::Whole(vec![part])),
            }
            glue = OPENERS.contains(clean);
        }
    }
    units
}

fn ends_in_word(parts: &[Piece]) -> bool {
    parts.last().is_some_and(|it| it.text.chars().all(|it| it.is_ascii_graphic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, room: usize) -> Vec<String> {
        wrap(&[plain(text.to_owned())], room, 0)
            .into_iter()
            .map(|it| it.into_iter().map(|piece| piece.text).collect())
            .collect()
    }

    #[test]
    fn wrapping_keeps_words_and_closing_marks() {
        assert_eq!(lines("隐患整改率", 6), ["隐患整", "改率"]);
        assert_eq!(lines("编号YH-2026-0147已逾期", 14), ["编号", "YH-2026-0147已", "逾期"]);
        assert_eq!(lines("未上锁，已整改", 6), ["未上", "锁，已", "整改"]);
        assert_eq!(lines("一（二）三", 4), ["一", "（二", "）三"], "a unit wider than the line is cut");
        assert_eq!(lines("甲\n乙", 10), ["甲", "乙"]);
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("a\u{1b}[31mb", 20), ["a [31mb"], "control characters never get through");
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let text = "本期计划自查 62 次，已完成 58 次（其中逾期完成 3 次），漏查 4 次，完成率 93.5%。𠮷野家 AbcDefGhiJklMnoPqrStuVwx";
        for room in 2..60 {
            for line in lines(text, room) {
                assert!(width(&line) <= room, "{room}: {line}");
            }
        }
    }
}
