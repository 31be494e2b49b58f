//! Drawing the roll: head, tally, people with what is said of each, and the input line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::roll::Filled;
use super::Entry;
use crate::domain::decimal;
use crate::registers::training::Mark;
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::paint;
use crate::tui::widgets::table::{Column, Row, Table, Width};

/// Lines of the head.
const HEAD: u16 = 2;
/// The message and the input line.
const INPUT: u16 = 2;

/// People shown at once in a screen of that size.
pub(super) fn capacity(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(2 + HEAD + 1 + INPUT)).max(1)
}

/// The session's length in words.
pub(super) fn length(roll: &Filled) -> String {
    match (roll.said("hours"), roll.said("minutes")) {
        ("", "") => String::new(),
        ("", minutes) => format!("{minutes}分钟"),
        (hours, _) => format!("{hours}学时"),
    }
}

impl Entry {
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let Some(roll) = &self.roll else { return None };
        let title = if roll.said("title").is_empty() { "登记培训" } else { roll.said("title") };
        let inside = paint::frame(buf, area, title, true, theme);
        draw_head(buf, inside, roll, theme);
        let table = Rect { height: inside.height.saturating_sub(HEAD + INPUT), ..paint::from_top(inside, HEAD) };
        self.draw_rows(buf, table, roll, theme);
        let bottom = paint::from_top(inside, inside.height.saturating_sub(INPUT));
        match &self.said {
            Some(said) => {
                let said = format!("{} {said}", theme.mark(Tone::Bad));
                paint::line(buf, paint::row(bottom, 0), &said, theme.tone(Tone::Bad));
            }
            None => {
                let hint = "-3 17:病假 缺席  8 40 不合格  8=55 成绩  ?8 待考  姓名或工号 加人  Tab 表头";
                paint::line(buf, paint::row(bottom, 0), hint, theme.tone(Tone::Faint));
            }
        }
        let line = paint::row(bottom, 1);
        let used = paint::line(buf, line, "登记> ", theme.heading());
        self.editor.draw(buf, paint::from_left(line, used), theme.field(), true)
    }

    fn draw_rows(&self, buf: &mut Buffer, area: Rect, roll: &Filled, theme: &Theme) {
        let columns = [
            Column::new("n", "序号", Width::Length(4)).right(),
            Column::new("no", "工号", Width::Length(8)).spare(2),
            Column::new("name", "姓名", Width::Fill(2)).least(8),
            Column::new("department", "部门", Width::Fill(2)).least(8),
            Column::new("post", "岗位", Width::Fill(2)).spare(1),
            Column::new("now", "结果", Width::Fill(2)).least(12),
        ];
        let rows: Vec<Row> = (0..roll.people.len())
            .skip(self.first)
            .take(Table::capacity(area))
            .filter_map(|n| row_of(roll, n))
            .collect();
        Table {
            columns: &columns,
            rows: &rows,
            selected: self.selected.checked_sub(self.first),
            first: 0,
            marked: &|_| false,
            empty: "还没有参加人员。按 F2 按部门、岗位加人，F5 加入还欠的人，或粘贴名单后回车。",
            focused: true,
        }
        .draw(buf, area, theme);
        let bar = paint::from_top(paint::from_left(area, area.width.saturating_sub(1)), 1);
        paint::scroll_bar(buf, bar, self.first, roll.people.len(), theme);
    }
}

fn draw_head(buf: &mut Buffer, inside: Rect, roll: &Filled, theme: &Theme) {
    let mut facts = format!("{}  {}", roll.on(), length(roll));
    let topics = roll.said("topics").replace([',', '，'], "、");
    for (name, value) in [
        ("类别", if topics.is_empty() { "其他" } else { topics.as_str() }),
        ("授课", roll.said("trainer")),
        ("地点", roll.said("place")),
    ] {
        if !value.is_empty() {
            facts = format!("{facts}  {name} {value}");
        }
    }
    paint::line(buf, paint::row(inside, 0), &facts, theme.heading());
    let count = |is: &dyn Fn(&Mark) -> bool| roll.marked(is).len();
    let tally = format!(
        "共 {} 人：缺席 {}  不合格 {}  待考 {}  其余 {} 人未写",
        roll.people.len(),
        count(&|mark| mark.absent),
        count(&|mark| roll.fails(mark)),
        count(&|mark| mark.pending),
        roll.rest()
    );
    paint::line(buf, paint::row(inside, 1), &tally, theme.text());
}

fn row_of(roll: &Filled, n: usize) -> Option<Row> {
    let id = *roll.people.get(n)?;
    let member = roll.roster.member(id);
    let text =
        |of: fn(&crate::registers::training::Member) -> &String| member.map(|it| of(it).clone()).unwrap_or_default();
    let (said, tone) = roll.mark(id).map_or((String::new(), Tone::Normal), |mark| words(roll, mark));
    Some(Row {
        id: id.to_string(),
        cells: vec![
            (n + 1).to_string(),
            text(|it| &it.no),
            text(|it| &it.name),
            text(|it| &it.department),
            text(|it| &it.post),
            said,
        ],
        tone,
        ..Row::default()
    })
}

fn words(roll: &Filled, mark: &Mark) -> (String, Tone) {
    let score = mark.score.map(|it| format!(" {}分", decimal::show(it, 1))).unwrap_or_default();
    let note = if mark.note.is_empty() { String::new() } else { format!(" {}", mark.note) };
    let (word, tone) = match mark {
        _ if mark.absent => ("缺席", Tone::Unknown),
        _ if roll.fails(mark) => ("不合格", Tone::Bad),
        _ if mark.pending => ("待考", Tone::Soon),
        _ if mark.passed == Some(true) || (mark.score.is_some() && roll.pass_mark().is_some()) => ("合格", Tone::Done),
        _ => ("", Tone::Normal),
    };
    (format!("{word}{score}{note}").trim_start().to_owned(), tone)
}
