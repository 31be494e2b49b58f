//! A report before it is printed: its text, the period stepped, figures picked and opened.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{answered, behind, files, forms, moment, steps};
use crate::domain::period::Period;
use crate::error::Result;
use crate::report::collect::collect;
use crate::report::kinds::{Format, ReportKind};
use crate::report::layout::text::{Line, Style, TextPage, preview};
use crate::report::model::Report;
use crate::text::{self, Align};
use crate::tui::keymap::{Act, Chain, PREVIEW, View};
use crate::tui::screen::{Input, Msg, Screen, Session, told};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::paint;

/// The screen.
pub(super) struct Preview {
    kind: &'static ReportKind,
    period: Period,
    report: Report,
    page: TextPage,
    /// First line in sight.
    first: usize,
    /// Figure picked.
    figure: Option<usize>,
    format: Option<Format>,
    area: Rect,
    stale: bool,
    /// Width the page was laid out for.
    laid: u16,
}

impl Preview {
    /// A report of a period.
    pub(super) fn new(kind: &'static ReportKind, period: Period) -> Self {
        Self {
            kind,
            period,
            report: Report::default(),
            page: TextPage::default(),
            first: 0,
            figure: None,
            format: None,
            area: Rect::default(),
            stale: true,
            laid: 0,
        }
    }

    /// Cells of text: the last column is the scroll bar's.
    fn cells(&self) -> u16 {
        self.area.width.saturating_sub(1)
    }

    /// Lines of text in sight: the first row names the period.
    fn height(&self) -> usize {
        usize::from(self.area.height.saturating_sub(1)).max(1)
    }

    fn scroll(&mut self, to: usize) {
        self.first = to.min(self.page.lines.len().saturating_sub(self.height()));
    }

    /// Reads another period; one that has not begun is refused and the old one stays.
    fn step(&mut self, cx: &Session, to: Period) -> Result<Vec<Msg>> {
        let made = collect(&cx.store, self.kind, &to.to_string(), moment(cx))?;
        self.period = to;
        self.figure = None;
        self.report = made.report;
        self.laid = 0;
        self.first = 0;
        Ok(Vec::new())
    }

    /// Picks the next or the last figure, beginning with those in sight, and brings it into sight.
    fn pick(&mut self, forward: bool) {
        let places: Vec<(usize, usize)> = self
            .page
            .lines
            .iter()
            .enumerate()
            .flat_map(|(n, line)| line.pieces.iter().filter_map(move |piece| Some((n, piece.figure?))))
            .collect();
        let at = self.figure.and_then(|figure| places.iter().position(|(_, it)| *it == figure));
        let next = match (at, forward) {
            (Some(at), true) => places.get(at + 1).or(places.last()),
            (Some(at), false) => places.get(at.saturating_sub(1)),
            (None, true) => places.iter().find(|(line, _)| *line >= self.first).or(places.first()),
            (None, false) => places.iter().rev().find(|(line, _)| *line <= self.first).or(places.first()),
        };
        let Some((line, figure)) = next.copied() else { return };
        self.figure = Some(figure);
        if line < self.first {
            self.scroll(line.saturating_sub(1));
        } else if line >= self.first + self.height() {
            self.scroll(line + 2 - self.height().min(line + 2));
        }
    }

    fn open(&self, cx: &Session) -> Result<Vec<Msg>> {
        match self.figure.and_then(|n| self.page.figures.get(n)) {
            Some(rows) => Ok(vec![behind::screen(cx, rows.clone())?]),
            None => Ok(vec![Msg::Notice("先用 Tab 选中一个数字，再按 F5 看它背后的记录".to_owned())]),
        }
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
            Act::Left => return self.step(cx, self.period.previous()),
            Act::Right => return self.step(cx, self.period.next()),
            Act::NextField => self.pick(true),
            Act::PrevField => self.pick(false),
            Act::Why => return self.open(cx),
            Act::Print => return files::print(cx, self.kind, self.period),
            Act::Export => return Ok(vec![files::ask(self.format)]),
            Act::Edit => return Ok(vec![forms::words(self.kind, self.period)]),
            Act::Steps => return Ok(vec![steps(self.kind)]),
            Act::Back => return Ok(vec![Msg::Pop]),
            _ => {}
        }
        Ok(Vec::new())
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
        format!("{} {}", self.kind.title, self.period.label())
    }

    fn purpose(&self) -> String {
        "报告的预览，与打印的内容相同。← → 换期间；Tab 逐个选中数字，F5 看数字背后的记录；F4 填写文字，F7 出 PDF，F8 导出，Ctrl+G 登记报送。"
            .to_owned()
    }

    fn chain(&self) -> Chain {
        PREVIEW
    }

    fn describe(&self, view: &mut View) {
        if self.figure.is_none() {
            view.blocked.push((Act::Why, "先用 Tab 选中一个数字".to_owned()));
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
    }

    fn on_stale(&mut self) {
        self.stale = true;
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        if std::mem::take(&mut self.stale) {
            match collect(&cx.store, self.kind, &self.period.to_string(), moment(cx)) {
                Ok(made) => self.report = made.report,
                Err(error) => return vec![Msg::Pop, Msg::Error(error)],
            }
            self.laid = 0;
        }
        if self.laid != self.cells() {
            self.laid = self.cells();
            self.page = preview(&self.report, usize::from(self.laid));
            self.scroll(self.first);
        }
        Vec::new()
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let bar = format!("← {}    {}    {} →", self.period.previous(), self.period.label(), self.period.next());
        paint::fill_line(buf, paint::row(area, 0), &bar, Align::Left, theme.tone(Tone::Open));
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
            Input::Text(typed) => match text::show_line(&typed).as_str() {
                "[" => told(self.step(cx, self.period.previous())),
                "]" => told(self.step(cx, self.period.next())),
                _ => Vec::new(),
            },
            Input::Answer(answer) => {
                if answer.tag == super::FORMAT {
                    self.format = Format::from_code(&answer.value);
                }
                told(answered(cx, &answer, self.kind, self.period))
            }
        }
    }
}
