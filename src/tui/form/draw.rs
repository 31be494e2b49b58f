//! Drawing a form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::theme::{Theme, Tone};
use super::super::widgets::{paint, popup};
use super::{Field, FieldKind, FormModel, FormScreen};
use crate::text::{self, Align};

/// Cells of the labels: at least and at most.
const LABEL: (u16, u16) = (16, 30);
/// Cells for how a field was understood.
const SHOWN: u16 = 26;
/// Suggestions shown at once.
const SUGGESTIONS: u16 = 8;

/// Width of fields of several lines, in a form drawn in `area`.
pub(super) fn note_cells(area: Rect, label: u16) -> usize {
    usize::from(area.width.saturating_sub(2 + label + 1).max(1))
}

/// What one line of the form shows.
enum Line<'f> {
    Problem(&'f str),
    Field(usize, u16),
    /// A line of what is wrong with the field above, and whether it is the first of them.
    Said(String, bool),
}

impl<M: FormModel> FormScreen<M> {
    /// Cells of the labels: the longest one with its star decides.
    pub(super) fn label(&self) -> u16 {
        let longest = self.fields.iter().map(|field| text::width(&field.spec.label) + 1).max().unwrap_or(0);
        paint::cells(longest).clamp(LABEL.0, LABEL.1)
    }

    /// Lines of the form in their order, before scrolling.
    fn lines(&self, width: u16) -> Vec<Line<'_>> {
        let mut lines: Vec<Line<'_>> = self.problems.iter().map(|problem| Line::Problem(problem)).collect();
        for n in self.shown() {
            let Some(field) = self.fields.get(n) else { continue };
            lines.extend((0..height(field)).map(|row| Line::Field(n, row)));
            if let Some(problem) = &field.problem {
                let cells = usize::from(width.saturating_sub(self.label() + 3));
                let said = text::wrap(problem, cells).into_iter().enumerate();
                lines.extend(said.map(|(n, said)| Line::Said(said, n == 0)));
            }
        }
        lines
    }

    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let title = if super::Screen::is_dirty(self) {
            format!("{}（未保存）", self.model.title())
        } else {
            self.model.title()
        };
        let inside = paint::frame(buf, area, &title, true, theme);
        let body = Rect { height: inside.height.saturating_sub(2), ..inside };
        let lines = self.lines(body.width);
        let first = self.first_line(&lines, usize::from(body.height));
        let mut caret = None;
        let mut place_of_focus = None;
        for (place, (at, line)) in paint::rows(body).zip(lines.iter().enumerate().skip(first)) {
            match line {
                Line::Problem(problem) => {
                    let said = format!("{} {problem}", theme.mark(Tone::Bad));
                    paint::line(buf, place, &said, theme.tone(Tone::Bad));
                }
                Line::Said(said, head) => {
                    let mark = if *head { "! " } else { "  " };
                    let place = paint::from_left(place, self.label() + 1);
                    paint::line(buf, place, &format!("{mark}{said}"), theme.tone(Tone::Bad));
                }
                Line::Field(n, row) => {
                    let Some(field) = self.fields.get(*n) else { continue };
                    let focused = *n == self.focus;
                    if *row == 0 || at == first {
                        let rest = height(field) - *row;
                        let whole = Rect { height: rest.min(body.bottom().saturating_sub(place.y)), ..place };
                        let here = self.draw_field(buf, whole, field, focused, theme);
                        if focused {
                            caret = here;
                            place_of_focus = Some(place);
                        }
                    }
                }
            }
        }
        self.draw_help(buf, paint::from_top(inside, body.height), theme);
        paint::scroll_bar(buf, paint::from_left(body, body.width.saturating_sub(1)), first, lines.len(), theme);
        if let Some(place) = place_of_focus {
            self.draw_suggestions(buf, inside, place, theme);
        }
        caret
    }

    /// The topmost line, so that the whole field in focus is in sight with its problem.
    fn first_line(&self, lines: &[Line<'_>], room: usize) -> usize {
        let of_focus = |line: &Line<'_>| matches!(line, Line::Field(n, _) if *n == self.focus);
        let Some(from) = lines.iter().position(of_focus) else { return 0 };
        let mut to = from;
        for (n, line) in lines.iter().enumerate().skip(from) {
            match line {
                Line::Field(field, _) if *field == self.focus => to = n,
                Line::Said(..) if to + 1 >= n => to = n,
                _ => break,
            }
        }
        if to < room { 0 } else { (to + 1).saturating_sub(room).min(from) }
    }

    fn draw_help(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        paint::line(buf, paint::row(area, 0), &theme.symbols.horizontal.repeat(usize::from(area.width)), theme.line());
        let help = self.current().map_or("", |field| field.spec.help.as_str());
        let hint = match self.current().map(|field| &field.spec.kind) {
            Some(FieldKind::Date) if help.is_empty() => "日期：2026-3-1、3.1、+7（7 天后）、今天",
            Some(FieldKind::Reference) if help.is_empty() => "输入文字、拼音或首字母查找，F4 列出全部",
            Some(FieldKind::Choice(_)) if help.is_empty() => "左右方向键或数字选择，F4 列出全部",
            _ => help,
        };
        paint::line(buf, paint::row(area, 1), hint, theme.tone(Tone::Faint));
    }

    fn draw_suggestions(&self, buf: &mut Buffer, inside: Rect, field: Rect, theme: &Theme) {
        let Some(suggest) = &self.suggest else { return };
        let below = inside.bottom().saturating_sub(field.y + 1);
        let above = field.y.saturating_sub(inside.y);
        let wish = paint::cells(suggest.found.len()).min(SUGGESTIONS) + 2;
        let height = wish.min(below.max(above));
        let y = if below >= height { field.y + 1 } else { field.y.saturating_sub(height) };
        let x = inside.x.saturating_add(self.label()).min(inside.right());
        let place = Rect { x, y, width: inside.right().saturating_sub(x).min(52), height };
        if place.height < 3 || place.width < 6 {
            return;
        }
        let list = popup::window(buf, place, "", theme);
        let room = usize::from(list.height);
        let first = super::super::widgets::table::scroll_to(0, suggest.selected, room, suggest.found.len());
        for (n, row) in paint::rows(list).enumerate() {
            let Some(choice) = suggest.found.get(first + n).and_then(|at| self.options.get(*at)) else { break };
            let selected = first + n == suggest.selected;
            let style = if selected { theme.selected() } else { theme.text() };
            let pointer = if selected { theme.symbols.pointer } else { " " };
            let content = format!("{pointer} {}  {}", choice.label, choice.note);
            paint::fill_line(buf, row, &content, Align::Left, style);
        }
    }

    fn draw_field(
        &self,
        buf: &mut Buffer,
        area: Rect,
        field: &Field,
        focused: bool,
        theme: &Theme,
    ) -> Option<Position> {
        let cells = self.label();
        let demanded = || self.model.demands(field.spec.key, &|key| self.value_of(key));
        let star = if field.spec.required || demanded() { "*" } else { " " };
        let label = format!("{star}{}", field.spec.label);
        let label_style = if focused { theme.heading() } else { theme.text() };
        paint::fill_line(buf, paint::left(paint::row(area, 0), cells), &label, Align::Left, label_style);
        let place = paint::from_left(area, cells + 1);
        match &field.spec.kind {
            FieldKind::Note(_) => {
                let place = paint::left(place, place.width.saturating_sub(0));
                field.editor.draw(buf, place, theme.field(), focused)
            }
            FieldKind::Fixed => {
                paint::line(buf, place, field.editor.text(), theme.tone(Tone::Faint));
                None
            }
            FieldKind::Choice(choices) => {
                draw_choice(buf, paint::row(place, 0), field, choices.len(), focused, theme);
                None
            }
            FieldKind::Line | FieldKind::Date | FieldKind::Reference => {
                let width = if place.width > SHOWN + 20 { place.width - SHOWN } else { place.width };
                let room = paint::left(paint::row(place, 0), width);
                let caret = field.editor.draw(buf, room, theme.field(), focused);
                let beside = paint::from_left(paint::row(place, 0), width + 1);
                paint::line(
                    buf,
                    paint::left(beside, beside.width.saturating_sub(1)),
                    &field.shown,
                    theme.tone(Tone::Faint),
                );
                caret
            }
        }
    }
}

/// Lines a field takes, its problem not counted.
fn height(field: &Field) -> u16 {
    if let FieldKind::Note(lines) = field.spec.kind { lines.max(1) } else { 1 }
}

fn draw_choice(buf: &mut Buffer, area: Rect, field: &Field, count: usize, focused: bool, theme: &Theme) {
    let [before, after] = theme.symbols.choice;
    let content = field.editor.text();
    let shown = if content.is_empty() { "未选" } else { content };
    let label = format!("{before} {shown} {after}");
    let style = if focused { theme.selected() } else { theme.field() };
    let used = paint::line(buf, area, &label, style);
    if focused {
        let rest = paint::from_left(area, used + 2);
        paint::line(buf, rest, &format!("共 {count} 个"), theme.tone(Tone::Faint));
    }
}
