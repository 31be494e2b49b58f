//! Drawing a sheet being scored: head, tally, duties, what is known of the selected one, and the input line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::entry::{Asks, Entry};
use crate::domain::assessment::score::show_tenths;
use crate::domain::assessment::{Mark, Total};
use crate::registers::assessment::{mark_of, proposal_of, scored};
use crate::store::Row as Stored;
use crate::text::Align;
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::paint;
use crate::tui::widgets::pane::{Pane, Paragraph};
use crate::tui::widgets::table::{Column, Row, Table, Width};

/// Width from which the selected duty is told in a pane beside the table.
const WIDE: u16 = 110;
/// Lines of the head.
const HEAD: u16 = 2;
/// Lines about the selected duty below the table, where there is no pane.
const ABOUT: u16 = 5;
/// The message and the input line.
const INPUT: u16 = 2;

/// Duties shown at once in a screen of that size.
pub(super) fn capacity(area: Rect) -> usize {
    let about = if area.width >= WIDE { 0 } else { ABOUT };
    usize::from(area.height.saturating_sub(2 + HEAD + 1 + about + INPUT)).max(1)
}

fn shown(mark: Mark) -> String {
    match mark {
        Mark::Open => String::new(),
        Mark::NotDue => "不到期".to_owned(),
        Mark::Tenths(tenths) => show_tenths(tenths),
    }
}

fn text(item: &Stored, column: &str) -> String {
    item.get(column).as_text().unwrap_or_default().to_owned()
}

impl Entry {
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let beside = if area.width >= WIDE { area.width * 2 / 5 } else { 0 };
        let left = paint::left(area, area.width - beside);
        let title = format!("考核 {} {}", self.head("code"), self.head("period"));
        let inside = paint::frame(buf, left, &title, true, theme);
        self.draw_head(buf, inside, theme);
        let about = if beside > 0 { 0 } else { ABOUT };
        let table =
            Rect { height: inside.height.saturating_sub(HEAD + about + INPUT), ..paint::from_top(inside, HEAD) };
        self.draw_rows(buf, table, theme);
        let told = Pane::new(self.told());
        if beside > 0 {
            let right = paint::frame(buf, paint::from_left(area, area.width - beside), "选中的一条", false, theme);
            told.draw(buf, right, theme);
        } else {
            told.draw(buf, paint::top(paint::from_top(inside, HEAD + table.height), about), theme);
        }
        let bottom = paint::from_top(inside, inside.height.saturating_sub(INPUT));
        match &self.said {
            Some(said) => {
                let said = format!("{} {said}", theme.mark(Tone::Soon));
                paint::line(buf, paint::row(bottom, 0), &said, theme.tone(Tone::Soon));
            }
            None => {
                let hint = "得分 回车:记下  空 回车:按建议  得分 原因:一起记  F6 不到期  退格:取消";
                paint::line(buf, paint::row(bottom, 0), hint, theme.tone(Tone::Faint));
            }
        }
        let line = paint::row(bottom, 1);
        let label = match self.asks {
            Asks::Points => "得分> ".to_owned(),
            Asks::Reason(mark) => format!("{} 的原因> ", shown(mark)),
        };
        let used = paint::line(buf, line, &label, theme.heading());
        self.editor.draw(buf, paint::from_left(line, used), theme.field(), true)
    }

    fn draw_head(&self, buf: &mut Buffer, inside: Rect, theme: &Theme) {
        let mut facts = format!("{}  {}  {}", self.head("person"), self.head("post"), self.head("state"));
        for (name, key) in [("考核人", "assessor"), ("否决", "veto"), ("申诉", "objection")] {
            let value = self.head(key);
            if !value.is_empty() {
                facts = format!("{facts}  {name} {}", value.replace('\n', " "));
            }
        }
        paint::line(buf, paint::row(inside, 0), &facts, theme.heading());
        let total = Total::of(self.items.iter().map(scored));
        let mut tally = format!(
            "共 {} 条：未评 {}  不到期 {}  实得 {} ÷ 应得 {}",
            self.items.len(),
            total.open,
            total.not_due,
            show_tenths(total.got),
            total.possible
        );
        if self.is_done() {
            tally = format!("{tally}  得分 {} {}", self.head("score"), self.head("band"));
        }
        paint::line(buf, paint::row(inside, 1), &tally, theme.tone(Tone::Faint));
    }

    fn draw_rows(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let right = |column: Column| Column { align: Align::Right, ..column };
        let columns = [
            Column::new("code", "编号", Width::Length(8)),
            Column::new("content", "职责", Width::Fill(1)),
            right(Column::new("points", "分值", Width::Length(4))),
            right(Column::new("proposed", "建议", Width::Length(6))),
            right(Column::new("score", "得分", Width::Length(6))),
        ];
        let rows: Vec<Row> = self.items.iter().skip(self.first).take(Table::capacity(area)).map(row_of).collect();
        Table {
            columns: &columns,
            rows: &rows,
            selected: self.selected.checked_sub(self.first),
            first: 0,
            marked: &|_| false,
            empty: "这份考核没有逐条评分。",
            focused: true,
        }
        .draw(buf, area, theme);
        let bar = paint::from_top(paint::from_left(area, area.width.saturating_sub(1)), 1);
        paint::scroll_bar(buf, bar, self.first, self.items.len(), theme);
    }

    /// Everything about the selected duty.
    fn told(&self) -> Vec<Paragraph> {
        let Some(item) = self.item() else { return Vec::new() };
        let mut all = vec![Paragraph::pair("标准", text(item, "standard"))];
        let trace = text(item, "trace");
        let tone = match proposal_of(item) {
            Mark::Open => Tone::Unknown,
            Mark::NotDue => Tone::Faint,
            Mark::Tenths(_) => Tone::Normal,
        };
        all.push(Paragraph::toned(tone, format!("取数　{trace}")));
        for (name, column) in [("原因", "reason"), ("佐证", "evidence")] {
            let value = text(item, column);
            if !value.is_empty() {
                all.push(Paragraph::pair(name, value));
            }
        }
        all.push(Paragraph::pair("职责", text(item, "content")));
        all.push(Paragraph::pair("清单", text(item, "list")));
        all
    }
}

fn row_of(item: &Stored) -> Row {
    let (mark, proposal) = (mark_of(item), proposal_of(item));
    let proposed = if proposal == Mark::Open { "—".to_owned() } else { shown(proposal) };
    let tone = match (mark, item.get("points").as_int()) {
        (Mark::Open, _) => Tone::Normal,
        (Mark::NotDue, _) => Tone::Faint,
        (Mark::Tenths(tenths), Some(points)) if tenths < points * 10 => Tone::Soon,
        (Mark::Tenths(_), _) => Tone::Done,
    };
    Row {
        id: item.id.to_string(),
        cells: vec![
            text(item, "code"),
            text(item, "content"),
            item.get("points").as_int().unwrap_or(0).to_string(),
            proposed,
            shown(mark),
        ],
        tone,
        ..Row::default()
    }
}
