//! Drawing the entry of an inspection: head, tally, items, what is known of the selected one, and the input line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::line::Marked;
use super::super::sheet::{Before, Filled};
use super::Entry;
use crate::domain::date;
use crate::domain::inspection::ItemResult;
use crate::store::ChecklistItem;
use crate::text;
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::date::show;
use crate::tui::widgets::paint;
use crate::tui::widgets::pane::{Pane, Paragraph};
use crate::tui::widgets::table::{Column, Row, Table, Width};

/// Width from which the selected item is told in a pane beside the table.
const WIDE: u16 = 110;
/// Lines of the head.
const HEAD: u16 = 2;
/// Lines about the selected item below the table, where there is no pane.
const ABOUT: u16 = 3;
/// The message and the input line.
const INPUT: u16 = 2;

/// Items shown at once in a screen of that size.
pub(super) fn capacity(area: Rect) -> usize {
    let about = if area.width >= WIDE { 0 } else { ABOUT };
    usize::from(area.height.saturating_sub(2 + HEAD + 1 + about + INPUT)).max(1)
}

/// How a result is shown.
pub(in crate::tui::screens::inspection) fn tone(result: ItemResult) -> Tone {
    match result {
        ItemResult::Pass => Tone::Done,
        ItemResult::Fail => Tone::Bad,
        ItemResult::NotApplicable => Tone::Faint,
        ItemResult::NotChecked => Tone::Unknown,
    }
}

impl Entry {
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let Some(sheet) = &self.sheet else { return None };
        let beside = if area.width >= WIDE { area.width * 2 / 5 } else { 0 };
        let left = paint::left(area, area.width - beside);
        let title = format!("{}（第 {} 版）", sheet.title, sheet.version);
        let inside = paint::frame(buf, left, &title, true, theme);
        draw_head(buf, inside, sheet, theme);
        let about = if beside > 0 { 0 } else { ABOUT };
        let table =
            Rect { height: inside.height.saturating_sub(HEAD + about + INPUT), ..paint::from_top(inside, HEAD) };
        self.draw_rows(buf, table, sheet, theme);
        if beside > 0 {
            let right = paint::frame(buf, paint::from_left(area, area.width - beside), "选中的一项", false, theme);
            Pane::new(told(sheet, self.selected)).draw(buf, right, theme);
        } else {
            draw_about(
                buf,
                paint::top(paint::from_top(inside, HEAD + table.height), about),
                sheet,
                self.selected,
                theme,
            );
        }
        let bottom = paint::from_top(inside, inside.height.saturating_sub(INPUT));
        let hint = "8 说明:不合格  -8 原因:不适用  ?8:未查  8=6.2:数值  +表外  Tab 表头";
        match &self.said {
            Some(said) => {
                let said = format!("{} {said}", theme.mark(Tone::Bad));
                paint::line(buf, paint::row(bottom, 0), &said, theme.tone(Tone::Bad));
            }
            None => {
                paint::line(buf, paint::row(bottom, 0), hint, theme.tone(Tone::Faint));
            }
        }
        let line = paint::row(bottom, 1);
        let used = paint::line(buf, line, "录入> ", theme.heading());
        self.editor.draw(buf, paint::from_left(line, used), theme.field(), true)
    }

    fn draw_rows(&self, buf: &mut Buffer, area: Rect, sheet: &Filled, theme: &Theme) {
        let columns = [
            Column::new("code", "编码", Width::Length(6)),
            Column::new("object", "对象", Width::Length(12)).spare(1),
            Column::new("content", "检查内容", Width::Fill(3)),
            Column::new("last", "上次", Width::Length(10)),
            Column::new("now", "本次", Width::Fill(2)),
        ];
        let rows: Vec<Row> = (0..sheet.items.len() + sheet.extras.len())
            .skip(self.first)
            .take(Table::capacity(area))
            .map(|n| row_of(sheet, n))
            .collect();
        Table {
            columns: &columns,
            rows: &rows,
            selected: self.selected.checked_sub(self.first),
            first: 0,
            marked: &|_| false,
            empty: "这张检查表没有在用的项目。",
            focused: true,
        }
        .draw(buf, area, theme);
        let bar = paint::from_top(paint::from_left(area, area.width.saturating_sub(1)), 1);
        paint::scroll_bar(buf, bar, self.first, sheet.items.len() + sheet.extras.len(), theme);
    }
}

fn draw_head(buf: &mut Buffer, inside: Rect, sheet: &Filled, theme: &Theme) {
    let head = &sheet.head;
    let person = |id: i64| sheet.lookups.get("person").label(id).unwrap_or_default().to_owned();
    let by = head.by.map_or_else(|| "未填".to_owned(), person);
    let mut facts = format!("{}  检查人 {by}", show(head.on, head.on).replace(" 今天", ""));
    for other in &head.others {
        facts = format!("{facts}、{}", person(*other));
    }
    for (name, value) in [
        ("地点", head.place.clone()),
        (
            "部门",
            head.department.and_then(|id| sheet.lookups.get("department").label(id)).unwrap_or_default().to_owned(),
        ),
        ("陪同", head.accompanied_by.clone()),
    ] {
        if !value.is_empty() {
            facts = format!("{facts}  {name} {value}");
        }
    }
    paint::line(buf, paint::row(inside, 0), &facts, theme.heading());
    let count = |result: ItemResult| format!("{} {}", result.label(), sheet.count(result));
    let tally = format!(
        "共 {} 项：{}  {}  {}  表外发现 {}  其余 {} 项未写",
        sheet.items.len(),
        count(ItemResult::Fail),
        count(ItemResult::NotApplicable),
        count(ItemResult::NotChecked),
        sheet.extras.len(),
        sheet.rest()
    );
    paint::line(buf, paint::row(inside, 1), &tally, theme.text());
}

fn row_of(sheet: &Filled, n: usize) -> Row {
    let Some(item) = sheet.items.get(n) else {
        let words = sheet.extras.get(n.saturating_sub(sheet.items.len())).cloned().unwrap_or_default();
        let cells = vec!["表外".to_owned(), String::new(), words, String::new(), "隐患".to_owned()];
        return Row { id: n.to_string(), cells, tone: Tone::Bad, ..Row::default() };
    };
    let (now, tone) = match sheet.mark(n) {
        Some(mark) => (said(sheet, item, mark), tone_of(sheet, mark)),
        None => (String::new(), Tone::Normal),
    };
    let cells = vec![
        item.code.clone(),
        item.object.clone(),
        item.content.clone(),
        sheet.before.get(&item.code).map(last).unwrap_or_default(),
        now,
    ];
    Row { id: n.to_string(), cells, tone, ..Row::default() }
}

/// A failure, and a reason that is wanting, stand out; both say so in words.
fn tone_of(sheet: &Filled, mark: &Marked) -> Tone {
    match sheet.result(mark) {
        ItemResult::NotApplicable if mark.words.is_empty() => Tone::Bad,
        result => tone(result),
    }
}

fn said(sheet: &Filled, item: &ChecklistItem, mark: &Marked) -> String {
    let unit = item.unit.as_deref().unwrap_or_default();
    let value =
        mark.value.as_deref().map(|value| format!("{}{unit} ", value.trim_end_matches(unit))).unwrap_or_default();
    let words = match (mark.result, mark.words.as_str()) {
        (ItemResult::NotApplicable, "") => "缺原因",
        (_, words) => words,
    };
    format!("{value}{} {words}", sheet.result(mark).label()).trim_end().to_owned()
}

fn last(before: &Before) -> String {
    if !before.hazards.is_empty() {
        return "隐患未销号".to_owned();
    }
    before.last.as_ref().map(|(_, result, _)| result.label().to_owned()).unwrap_or_default()
}

fn last_words(before: Option<&Before>) -> String {
    match before.and_then(|it| it.last.as_ref()) {
        Some((on, result, words)) => format!("{} {} {words}", date::show(*on), result.label()).trim_end().to_owned(),
        None => "本处没有查过".to_owned(),
    }
}

/// The bounds of a measured item.
fn bounds(item: &ChecklistItem) -> Option<String> {
    let unit = item.unit.as_deref()?;
    let parts: Vec<String> = [("不小于", &item.low), ("不大于", &item.high), ("小于", &item.below)]
        .into_iter()
        .filter_map(|(name, bound)| bound.as_deref().map(|bound| format!("{name} {bound}{unit}")))
        .collect();
    Some(if parts.is_empty() { format!("单位 {unit}") } else { parts.join("，") })
}

fn draw_about(buf: &mut Buffer, area: Rect, sheet: &Filled, selected: usize, theme: &Theme) {
    let Some(item) = sheet.items.get(selected) else { return };
    let before = sheet.before.get(&item.code);
    let mut wanted = format!("{}：{}", item.object, item.content);
    if let Some(standard) = &item.standard {
        wanted = format!("{wanted}；标准：{standard}");
    }
    if let Some(bounds) = bounds(item) {
        wanted = format!("{wanted}（{bounds}）");
    }
    let mut lines = text::wrap(&wanted, usize::from(area.width));
    lines.truncate(2);
    for (n, line) in lines.iter().enumerate() {
        paint::line(buf, paint::row(area, paint::cells(n)), line, theme.text());
    }
    let hazards = before.map(|it| it.hazards.join("、")).filter(|it| !it.is_empty());
    let (line, tone) = match hazards {
        Some(hazards) => (format!("上次 {}；未销号 {hazards}", last_words(before)), Tone::Soon),
        None => (format!("上次 {}", last_words(before)), Tone::Faint),
    };
    paint::line(buf, paint::row(area, 2), &line, theme.tone(tone));
}

/// All that is known of a row.
fn told(sheet: &Filled, selected: usize) -> Vec<Paragraph> {
    let Some(item) = sheet.items.get(selected) else {
        let words = sheet.extras.get(selected.saturating_sub(sheet.items.len())).cloned().unwrap_or_default();
        return vec![Paragraph::heading("表外的发现"), Paragraph::text(words)];
    };
    let before = sheet.before.get(&item.code);
    let mut all = vec![
        Paragraph::heading(format!("{} {}", item.code, item.object)),
        Paragraph::text(item.content.clone()),
        Paragraph::gap(),
    ];
    for (name, value) in [
        ("合格标准", item.standard.clone()),
        ("测量", bounds(item)),
        ("方法", item.method.clone()),
        (
            "依据",
            item.basis.as_ref().map(|it| if item.basis_unverified { format!("{it}（待核对）") } else { it.clone() }),
        ),
        ("上次", Some(last_words(before))),
        ("未销号隐患", before.map(|it| it.hazards.join("；")).filter(|it| !it.is_empty())),
        ("本次", sheet.mark(selected).map(|mark| said(sheet, item, mark))),
    ] {
        if let Some(value) = value {
            all.push(Paragraph::pair(name, value));
        }
    }
    all
}
