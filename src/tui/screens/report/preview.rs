//! A report before it is printed, or a frozen one again: its text, the period stepped, figures picked and opened.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::doc::Doc;
use super::verbs::{self, From};
use super::zoom::{Level, zoomed};
use super::{behind, export, forms, moment};
use crate::error::Result;
use crate::registers::submission::Frozen;
use crate::report::collect::collect;
use crate::report::figure::RowSet;
use crate::report::frozen;
use crate::report::layout::text::{Line, Style, TextPage, preview};
use crate::report::model::Report;
use crate::text::Align;
use crate::tui::keymap::{Act, Chain, PREVIEW, View};
use crate::tui::screen::{Input, Msg, Screen, Session, told};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::paint;

/// The screen of a report as the records stand now.
pub(super) fn screen(doc: Doc) -> Msg {
    Msg::Push(Box::new(Preview::new(doc, None)))
}

/// The screen of a frozen version.
pub(super) fn frozen_screen(doc: Doc, frozen: Frozen) -> Msg {
    Msg::Push(Box::new(Preview::new(doc, Some(frozen))))
}

/// The screen.
struct Preview {
    doc: Doc,
    /// The frozen version shown; none: the report as the records stand now.
    frozen: Option<Frozen>,
    report: Report,
    page: TextPage,
    level: Level,
    /// First line in sight.
    first: usize,
    /// Figure picked.
    figure: Option<usize>,
    area: Rect,
    stale: bool,
    /// Width the page was laid out for.
    laid: u16,
    /// Whether the period after has begun.
    has_next: bool,
}

impl Preview {
    fn new(doc: Doc, frozen: Option<Frozen>) -> Self {
        Self {
            doc,
            frozen,
            report: Report::default(),
            page: TextPage::default(),
            level: Level::default(),
            first: 0,
            figure: None,
            area: Rect::default(),
            stale: true,
            laid: 0,
            has_next: false,
        }
    }

    fn number(&self) -> Option<i64> {
        self.frozen.as_ref().map(|it| it.number)
    }

    fn place_of(&self) -> From<'_> {
        self.frozen.as_ref().map_or(From::Preview, From::Version)
    }

    /// Cells of text: the last column is the scroll bar's.
    fn cells(&self) -> u16 {
        self.area.width.saturating_sub(1)
    }

    /// Lines of text in sight: the first row names the period.
    fn height(&self) -> usize {
        usize::from(self.area.height.saturating_sub(1)).max(1)
    }

    fn sight(&self) -> Range<usize> {
        self.first..self.first + self.height()
    }

    fn scroll(&mut self, to: usize) {
        self.first = to.min(self.page.lines.len().saturating_sub(self.height()));
    }

    /// Brings a line into sight, with one above it.
    fn show(&mut self, line: usize) {
        if line <= self.first {
            self.scroll(line.saturating_sub(1));
        } else if line >= self.first + self.height() {
            self.scroll((line + 2).saturating_sub(self.height()));
        }
    }

    fn read(&mut self, cx: &Session) -> Result<()> {
        self.report = match &self.frozen {
            Some(frozen) => frozen::reprint(self.doc.kind, frozen)?,
            None => collect(&cx.store, self.doc.kind, &self.doc.about, moment(cx))?.report,
        };
        self.has_next = self.doc.period.is_some_and(|it| it.next().first() <= cx.today);
        self.laid = 0;
        Ok(())
    }

    /// Reads another period; one that has not begun is refused and the old one stays.
    fn step(&mut self, cx: &Session, later: bool) -> Result<Vec<Msg>> {
        let Some(doc) = self.doc.beside(later).filter(|_| self.frozen.is_none()) else { return Ok(Vec::new()) };
        let old = std::mem::replace(&mut self.doc, doc);
        if let Err(error) = self.read(cx) {
            self.doc = old;
            return Err(error);
        }
        self.figure = None;
        self.first = 0;
        Ok(Vec::new())
    }

    /// Every figure with the line it begins on, in reading order.
    fn places(&self) -> Vec<(usize, usize)> {
        let lines = self.page.lines.iter().enumerate();
        let mut places: Vec<(usize, usize)> =
            lines.flat_map(|(n, line)| line.pieces.iter().filter_map(move |piece| Some((n, piece.figure?)))).collect();
        places.dedup_by_key(|(_, figure)| *figure);
        places
    }

    /// Picks the next or the last figure, beginning with those in sight, and brings it into sight.
    fn pick(&mut self, forward: bool) -> Vec<Msg> {
        let places = self.places();
        let sight = self.sight();
        let at = self.figure.and_then(|figure| places.iter().position(|(_, it)| *it == figure));
        let at = at.filter(|at| places.get(*at).is_some_and(|(line, _)| sight.contains(line)));
        let next = match (at, forward) {
            (Some(at), true) => places.get(at + 1).or(places.last()),
            (Some(at), false) => places.get(at.saturating_sub(1)),
            (None, true) => places.iter().find(|(line, _)| *line >= sight.start).or(places.last()),
            (None, false) => places.iter().rev().find(|(line, _)| *line < sight.end).or(places.first()),
        };
        let Some((line, figure)) = next.copied() else {
            return vec![Msg::Notice("这里没有可以打开的数字".to_owned())];
        };
        self.figure = Some(figure);
        self.show(line);
        Vec::new()
    }

    fn rows(&self) -> Option<&RowSet> {
        self.figure.and_then(|n| self.page.figures.get(n))
    }

    /// The picked figure as it is printed.
    fn shown(&self) -> String {
        let pieces = self.page.lines.iter().flat_map(|line| &line.pieces);
        pieces.filter(|it| it.figure.is_some() && it.figure == self.figure).map(|it| it.text.trim()).collect()
    }

    /// Opens the picked figure; where none is picked, picks one.
    fn open(&mut self, cx: &Session) -> Result<Vec<Msg>> {
        match self.rows().cloned() {
            Some(rows) => Ok(vec![behind::screen(cx, rows, &self.shown())?]),
            None => Ok(self.pick(true)),
        }
    }

    /// Shows more or less; the figure picked, or the section in sight, stays in sight.
    fn zoom(&mut self, more: bool) {
        let held = self.rows().cloned();
        let heading = self.page.lines.iter().take(self.first + 1).rev().find(|it| it.style == Style::Heading);
        let heading = heading.map(Line::text);
        self.level = self.level.step(more);
        self.lay_out();
        self.figure = held.and_then(|rows| self.page.figures.iter().position(|it| *it == rows));
        let line = match self.figure {
            Some(figure) => self.places().into_iter().find(|(_, it)| *it == figure).map(|(line, _)| line),
            None => heading.and_then(|text| self.page.lines.iter().position(|it| it.text() == text)),
        };
        let line = line.unwrap_or(0);
        self.scroll(line.saturating_sub(1));
    }

    fn lay_out(&mut self) {
        self.laid = self.cells();
        self.page = preview(&zoomed(&self.report, self.level), usize::from(self.laid));
        self.figure = self.figure.filter(|it| *it < self.page.figures.len());
        self.scroll(self.first);
    }

    fn act(&mut self, cx: &mut Session, act: Act) -> Result<Vec<Msg>> {
        let page = self.height().saturating_sub(1).max(1);
        match act {
            Act::Up => self.scroll(self.first.saturating_sub(1)),
            Act::Down => self.scroll(self.first + 1),
            Act::PageUp => self.scroll(self.first.saturating_sub(page)),
            Act::PageDown => self.scroll(self.first + page),
            Act::First => self.scroll(0),
            Act::Last => self.scroll(usize::MAX),
            Act::Earlier => return self.step(cx, false),
            Act::Later => return self.step(cx, true),
            Act::NextField => return Ok(self.pick(true)),
            Act::PrevField => return Ok(self.pick(false)),
            Act::Open | Act::Why => return self.open(cx),
            Act::More => self.zoom(true),
            Act::Less => self.zoom(false),
            Act::Print => return export::print(cx, &self.doc, self.number()),
            Act::Export => return Ok(vec![export::ask(cx, &self.doc, self.number())?]),
            Act::Edit => return Ok(vec![forms::words(&self.doc)]),
            Act::Steps => return verbs::ask(cx, &self.doc, self.place_of()),
            Act::Back => return Ok(vec![Msg::Pop]),
            _ => {}
        }
        Ok(Vec::new())
    }

    /// The line above the text: the periods beside, what is picked, how much is shown.
    fn draw_bar(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let (on, faint) = (theme.tone(Tone::Open), theme.tone(Tone::Faint));
        paint::fill_line(buf, area, "", Align::Left, on);
        let used = match (&self.frozen, self.doc.period) {
            (Some(frozen), _) => {
                let said = format!("{} 第 {} 次（{}），冻结的内容", self.doc.short(), frozen.number, frozen.standing());
                paint::line(buf, area, &said, on)
            }
            (None, Some(period)) => {
                let (before, after) = (format!("[ {}  ", period.previous()), format!("  {} ]", period.next()));
                let now = self.doc.short();
                let next = if self.has_next { after.as_str() } else { "" };
                paint::pieces(buf, area, &[(&before, faint), (&now, on), (next, faint)])
            }
            (None, None) => paint::line(buf, area, &self.doc.title(), on),
        };
        let right = match self.rows() {
            Some(rows) => format!("{}：{} ", self.shown(), behind::words(rows)),
            None if self.page.figures.is_empty() => format!("{} ", self.level.label()),
            None => format!("{} · 可打开的数字 {} 个 ", self.level.label(), self.page.figures.len()),
        };
        let room = paint::from_left(area, used + 2);
        paint::fill_line(buf, room, &right, Align::Right, on);
    }

    fn draw_line(&self, buf: &mut Buffer, area: Rect, line: &Line, theme: &Theme) {
        let style = match line.style {
            Style::Title | Style::Heading => theme.heading(),
            Style::Head => theme.tone(Tone::Open),
            Style::Total => theme.heading(),
            Style::Note => theme.tone(Tone::Faint),
            Style::Body => theme.text(),
        };
        let parts: Vec<_> = line
            .pieces
            .iter()
            .map(|piece| {
                let picked = piece.figure.is_some() && piece.figure == self.figure;
                let open = if piece.figure.is_some() { theme.selected_unfocused() } else { style };
                (piece.text.as_str(), if picked { theme.selected() } else { open })
            })
            .collect();
        paint::pieces(buf, area, &parts);
    }
}

impl Screen for Preview {
    fn title(&self) -> String {
        self.doc.title()
    }

    fn purpose(&self) -> String {
        "报告的预览，与打印的内容相同。Tab 或 → 逐个选中数字，回车打开它背后的记录，Esc 回到原处；Ctrl+P、Ctrl+N 换期间；\
         + - 看得更详或更简；F4 填写文字，F7 打印，F8 导出，Ctrl+G 定稿、报送和其他。"
            .to_owned()
    }

    fn chain(&self) -> Chain {
        PREVIEW
    }

    fn describe(&self, view: &mut View) {
        if self.figure.is_none() {
            view.blocked.push((Act::Why, "先用 Tab 选中一个数字".to_owned()));
        }
        if self.doc.period.is_none() || self.frozen.is_some() {
            view.absent.extend([Act::Earlier, Act::Later]);
        } else if !self.has_next {
            view.blocked.push((Act::Later, "下一期还没有开始".to_owned()));
        }
        if self.frozen.is_some() {
            view.blocked.push((Act::Edit, "冻结的内容不能改；改文字后另报一次".to_owned()));
        } else if self.doc.kind.texts.is_empty() {
            view.absent.push(Act::Edit);
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
    }

    fn on_stale(&mut self) {
        self.stale = true;
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        if std::mem::take(&mut self.stale)
            && let Err(error) = self.read(cx)
        {
            return vec![Msg::Pop, Msg::Error(error)];
        }
        if self.laid != self.cells() {
            self.lay_out();
        }
        Vec::new()
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        self.draw_bar(buf, paint::row(area, 0), theme);
        let body = paint::from_top(area, 1);
        let inside = paint::left(body, self.cells());
        for (place, line) in paint::rows(inside).zip(self.page.lines.iter().skip(self.first)) {
            self.draw_line(buf, place, line, theme);
        }
        let edge = paint::from_left(body, self.cells());
        paint::scroll_bar(buf, edge, self.first, self.page.lines.len(), theme);
        None
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(act) => told(self.act(cx, act)),
            Input::Text(_) => Vec::new(),
            Input::Answer(answer) => told(verbs::answered(cx, &answer, &self.doc, self.place_of())),
        }
    }
}
