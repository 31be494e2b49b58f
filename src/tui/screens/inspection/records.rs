//! 检查记录: past inspections, each with its exceptions, its hazards, and what may be a rubber stamp.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::entry::tone;
use crate::domain::date::add_days;
use crate::domain::inspection::{ItemResult, RubberStamp};
use crate::domain::value::Value;
use crate::error::Result;
use crate::registers::figures::{self, Stamped};
use crate::registers::inspection::INSPECTION;
use crate::registers::{self, Context, ListQuery, Listed, Lookups, order_value};
use crate::report::collect::ledger;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, PAPER, Page, Query, Span};
use crate::tui::overlay::{Prompt, Reader};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Screen, Session};
use crate::tui::screens::rows_out;
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

/// Days looked back for the marks of a rubber stamp.
const WATCHED: i64 = 400;

/// The list of past inspections.
pub(super) fn screen() -> Box<dyn Screen> {
    Box::new(ListScreen::new(Records::default()))
}

/// One past inspection in a window of its own.
pub(super) fn read(cx: &Session, id: i64) -> Result<Vec<Msg>> {
    let told = told(cx, id)?;
    Ok(vec![Msg::Push(Box::new(Reader::new("检查记录", told)))])
}

#[derive(Default)]
struct Records {
    stamps: HashMap<i64, Vec<RubberStamp>>,
    /// What was asked for last: an export writes just that.
    shown: Query,
}

/// How a page knows where it ended: order value and row id.
fn key_of(listed: &Listed) -> String {
    let day = order_value(&INSPECTION, &listed.row);
    format!("{} {}", day.as_text().unwrap_or_default(), listed.row.id)
}

fn after(row: &Row) -> Option<(Value, i64)> {
    let (day, id) = row.key.split_once(' ')?;
    Some((Value::from(day), id.parse().ok()?))
}

/// Marks of a rubber stamp by inspection.
fn stamps(cx: &Session, from: NaiveDate, to: NaiveDate) -> Result<HashMap<i64, Vec<RubberStamp>>> {
    let all = figures::stamps(&cx.store, from, to)?;
    Ok(all.into_iter().map(|Stamped { id, marks, .. }| (id, marks)).collect())
}

/// Names of marks as people read them.
fn words(marks: &[RubberStamp]) -> String {
    marks.iter().map(|mark| mark.label()).collect::<Vec<_>>().join("、")
}

impl Records {
    fn row(&self, listed: &Listed) -> Row {
        let text = |key: &str| listed.cell(&INSPECTION, key).map(|cell| cell.text.clone()).unwrap_or_default();
        let count = |key: &str| listed.row.get(key).as_int().unwrap_or(0);
        let marks = self.stamps.get(&listed.row.id).map(Vec::as_slice).unwrap_or_default();
        let mut said = words(marks);
        if said.is_empty() && count("not_checked") > 0 {
            said = format!("未查{}项", count("not_checked"));
        }
        if listed.late_entry {
            said = format!("{said} 补录").trim_start().to_owned();
        }
        let tone = match () {
            () if !marks.is_empty() => Tone::Unknown,
            () if count("findings") > 0 => Tone::Bad,
            () if count("not_checked") > 0 => Tone::Soon,
            () => Tone::Done,
        };
        Row {
            id: listed.row.id.to_string(),
            key: key_of(listed),
            cells: vec![
                text("on_date"),
                text("checklist"),
                text("place"),
                text("person"),
                count("failed").to_string(),
                count("findings").to_string(),
                said,
                text("code"),
            ],
            tone,
            badge: None,
        }
    }

    fn keeps(&self, filter: Option<&str>, listed: &Listed) -> bool {
        let count = |key: &str| listed.row.get(key).as_int().unwrap_or(0);
        match filter {
            Some("findings") => count("findings") > 0,
            Some("unchecked") => count("not_checked") > 0,
            Some("stamped") => self.stamps.contains_key(&listed.row.id),
            Some("late") => listed.late_entry,
            _ => true,
        }
    }
}

impl ListModel for Records {
    fn title(&self) -> String {
        INSPECTION.title.to_owned()
    }

    fn purpose(&self) -> String {
        "做过的检查。“录入过快”“连续雷同”只是提示，请核实，不影响记录。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("on_date", "检查日期", Width::Length(10)),
            Column::new("checklist", "检查表", Width::Fill(3)).least(14),
            Column::new("place", "地点", Width::Fill(2)).least(8),
            Column::new("person", "检查人", Width::Length(8)),
            Column::new("failed", "不合格", Width::Length(6)).right(),
            Column::new("findings", "隐患", Width::Length(4)).right(),
            Column::new("said", "提示", Width::Length(12)),
            Column::new("code", "编号", Width::Length(13)).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.shown = query.clone();
        if span.after.is_none() {
            self.stamps = stamps(cx, add_days(cx.today, -WATCHED), cx.today)?;
        }
        let lookups = Lookups::of(&INSPECTION, &cx.store)?;
        let context = Context { today: cx.today, lookups: &lookups };
        let mut asked = ListQuery {
            text: query.find.clone(),
            limit: Some(span.limit),
            after: span.after.as_ref().and_then(after),
            ..ListQuery::default()
        };
        let mut page = Page::default();
        loop {
            let listed = registers::list(&cx.store, &INSPECTION, &asked, &context)?;
            page.more = listed.len() == span.limit;
            asked.after = listed.last().map(|it| (order_value(&INSPECTION, &it.row), it.row.id));
            let kept = listed.iter().filter(|it| self.keeps(query.filter.as_deref(), it));
            page.rows.extend(kept.map(|it| self.row(it)));
            // What a filter leaves out is read past, so that a page is never empty while there is more.
            if !page.more || page.rows.len() >= span.limit {
                return Ok(page);
            }
        }
    }

    fn paper(&self) -> Option<String> {
        Some(ledger::paper_title(&INSPECTION))
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        vec![Choice::new("inspection", "检查记录").note(row.cells.last().cloned().unwrap_or_default())]
    }

    fn empty(&self) -> String {
        "还没有检查记录。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        vec![
            Choice::new("findings", "有隐患"),
            Choice::new("unchecked", "有未查的项"),
            Choice::new("stamped", "录入过快或连续雷同"),
            Choice::new("late", "补录"),
        ]
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Add, Act::Edit, Act::Steps, Act::Evidence, Act::Why, Act::Mark]);
        if row.is_none() {
            view.blocked.push((Act::Export, "没有可以导出的记录".to_owned()));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        row.id.parse().ok().and_then(|id| told(cx, id).ok()).unwrap_or_default()
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match (act, rows.first().and_then(|id| id.parse().ok())) {
            (Act::Open, Some(id)) => read(cx, id),
            (Act::Retire, Some(_)) => {
                let label = "登错的检查记录停用后不再计入统计，由它登记的隐患不受影响。停用的原因：";
                Ok(vec![Msg::Push(Box::new(Prompt::new("inspection.retire", "停用检查记录", label, true)))])
            }
            (Act::Export, _) => Ok(vec![rows_out::ask(cx, &INSPECTION, false)]),
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first().and_then(|id| id.parse().ok()) else { return Ok(Vec::new()) };
        if answer.tag == PAPER {
            return paper::of_record(cx, &answer.value, &format!("#{id}"));
        }
        if answer.tag == rows_out::TAG {
            let lookups = Lookups::of(&INSPECTION, &cx.store)?;
            let all = ListQuery { text: self.shown.find.clone(), ..ListQuery::default() };
            let mut rows =
                registers::list(&cx.store, &INSPECTION, &all, &Context { today: cx.today, lookups: &lookups })?;
            rows.retain(|it| self.keeps(self.shown.filter.as_deref(), it));
            return rows_out::write(cx, &INSPECTION, &rows, false, &answer.value);
        }
        if answer.tag != "inspection.retire" {
            return Ok(Vec::new());
        }
        registers::retire(&mut cx.store, &INSPECTION, id, cx.today, &answer.value)?;
        Ok(vec![Msg::Stale, Msg::Notice("检查记录已停用，可以撤销".to_owned())])
    }
}

/// Everything about one past inspection.
fn told(cx: &Session, id: i64) -> Result<Vec<Paragraph>> {
    let lookups = Lookups::of(&INSPECTION, &cx.store)?;
    let context = Context { today: cx.today, lookups: &lookups };
    let Some(listed) = registers::one(&cx.store, &INSPECTION, id, &context)? else { return Ok(Vec::new()) };
    let text = |key: &str| listed.cell(&INSPECTION, key).map(|cell| cell.text.clone()).unwrap_or_default();
    let mut all = vec![Paragraph::heading(format!("{} {}", text("code"), text("checklist")))];
    all.extend(stamped(cx, id, listed.row.get("on_date").as_date())?);
    if listed.late_entry {
        let entered = listed.row.entered_on.map(|day| day.to_string()).unwrap_or_default();
        all.push(Paragraph::toned(Tone::Soon, format!("补录：{} 检查，{entered} 录入", text("on_date"))));
    }
    for (name, key) in [
        ("检查日期", "on_date"),
        ("地点", "place"),
        ("受检部门", "department"),
        ("检查人", "person"),
        ("陪同人", "accompanied_by"),
        ("计划期次", "period"),
        ("备注", "note"),
    ] {
        let value = text(key);
        if !value.is_empty() {
            all.push(Paragraph::pair(name, value));
        }
    }
    let counts = format!(
        "共 {} 项：合格 {}、不合格 {}、不适用 {}、未查 {}；合格率 {}",
        text("items"),
        text("passed"),
        text("failed"),
        text("not_applicable"),
        text("not_checked"),
        text("rate")
    );
    all.push(Paragraph::pair("结果", counts));
    if listed.row.get("rest_checked").as_int() == Some(1) {
        all.push(Paragraph::text("检查人声明：没有另外写明的各项均已逐项检查，均合格。"));
    }
    all.push(Paragraph::pair("录入", entered(&listed)));
    all.extend(exceptions(cx, &listed)?);
    Ok(all)
}

fn entered(listed: &Listed) -> String {
    let seconds = listed.row.get("entry_seconds").as_int();
    match (listed.row.get("entered_by").as_text(), seconds) {
        (Some("terminal"), Some(seconds)) => format!("在本程序录入，用时 {seconds} 秒"),
        (Some("cli"), _) => "命令行录入，用时不详".to_owned(),
        _ => "导入，用时不详".to_owned(),
    }
}

fn stamped(cx: &Session, id: i64, on: Option<NaiveDate>) -> Result<Vec<Paragraph>> {
    let Some(on) = on else { return Ok(Vec::new()) };
    let marks = stamps(cx, on, on)?.remove(&id).unwrap_or_default();
    if marks.is_empty() {
        return Ok(Vec::new());
    }
    let said = format!("请核实：{}", words(&marks));
    Ok(vec![Paragraph::toned(Tone::Unknown, said)])
}

fn exceptions(cx: &Session, listed: &Listed) -> Result<Vec<Paragraph>> {
    let mut all = vec![Paragraph::gap(), Paragraph::heading("不合格、不适用、未查和测量值")];
    let hazards = hazards(cx, listed.row.id)?;
    let contents: HashMap<i64, String> = match listed.row.get("version_id").as_int() {
        Some(version) => cx.store.checklist_items(version)?.into_iter().map(|it| (it.id, it.content)).collect(),
        None => HashMap::new(),
    };
    let exceptions = cx.store.exceptions(listed.row.id)?;
    if exceptions.is_empty() {
        all.push(Paragraph::text("没有。"));
    }
    for it in &exceptions {
        let content = contents.get(&it.item_id).map(String::as_str).unwrap_or_default();
        let said: Vec<&str> = [it.value.as_deref(), it.words.as_deref()].into_iter().flatten().collect();
        let mut line = format!("{} {} {content}", it.code, it.result.label());
        if !said.is_empty() {
            line = format!("{line}：{}", said.join("，"));
        }
        if let Some((code, ..)) = it.hazard_id.and_then(|id| hazards.iter().find(|(_, other, _)| *other == id)) {
            line = format!("{line}（转 {code}）");
        }
        let tone = if it.result == ItemResult::Pass { Tone::Normal } else { tone(it.result) };
        all.push(Paragraph::toned(tone, line));
    }
    if !hazards.is_empty() {
        all.push(Paragraph::gap());
        all.push(Paragraph::heading("由它登记的隐患"));
        all.extend(hazards.into_iter().map(|(code, _, rest)| Paragraph::text(format!("{code} {rest}"))));
    }
    Ok(all)
}

/// Hazards that came out of an inspection: number, row id, state and title.
fn hazards(cx: &Session, inspection: i64) -> Result<Vec<(String, i64, String)>> {
    use crate::domain::hazard::State;
    use crate::registers::hazard::HAZARD;
    use crate::store::{Condition, Query as Rows};
    let out_of = Rows { conditions: vec![Condition::Is("inspection_id", inspection.into())], ..Rows::default() };
    let rows = cx.store.rows(&HAZARD.relation, &out_of)?;
    Ok(rows
        .iter()
        .map(|row| {
            let text = |name: &str| row.get(name).as_text().unwrap_or_default().to_owned();
            let state = State::from_code(&text("state")).map_or("", State::label);
            (text("code"), row.id, format!("{state} {}", text("title")))
        })
        .collect())
}
