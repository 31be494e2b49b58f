//! The sessions held: how many were there, who is still to make it up, and what can be done from here.

use std::collections::HashMap;

use super::super::form::RegisterForm;
use super::super::register::RegisterList;
use super::entry::Entry;
use super::roll::Task;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::certificate::CERTIFICATE;
use crate::registers::training::{NOVELTY, TRAINING, TRAINING_PLAN, TRAINING_SESSION};
use crate::registers::{self, Context, ListQuery, Listed, Lookups};
use crate::report::collect::ledger;
use crate::report::kinds::{About, KINDS};
use crate::store::Tally;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, PAPER, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

const STEPS: &str = "training.steps";
const RETIRE: &str = "training.retire";

/// The list.
#[derive(Default)]
pub(super) struct Sessions {
    lookups: Lookups,
}

impl Sessions {
    fn row(listed: &Listed, tally: Tally) -> Row {
        let text = |key: &str| listed.cell(&TRAINING_SESSION, key).map(|cell| cell.text.clone()).unwrap_or_default();
        let mut said = Vec::new();
        for (count, word) in [(tally.absent, "缺席"), (tally.failed, "不合格"), (tally.pending, "待考")] {
            if count > 0 {
                said.push(format!("{word}{count}"));
            }
        }
        let tone = match () {
            () if tally.people == 0 => Tone::Faint,
            () if tally.failed > 0 => Tone::Bad,
            () if tally.absent + tally.pending > 0 => Tone::Soon,
            () => Tone::Done,
        };
        if tally.people == 0 {
            said.push("未登记人员".to_owned());
        }
        if listed.late_entry {
            said.push("补录".to_owned());
        }
        let hours = text("hours");
        let length = if hours.is_empty() { format!("{}分", text("minutes")) } else { hours };
        let day = registers::order_value(&TRAINING_SESSION, &listed.row);
        Row {
            id: listed.row.id.to_string(),
            key: day.as_text().unwrap_or_default().to_owned(),
            cells: vec![
                text("on_date"),
                text("title"),
                text("topics"),
                length,
                tally.people.to_string(),
                said.join(" "),
                text("code"),
            ],
            tone,
            badge: None,
        }
    }

    fn id(rows: &[String]) -> Result<i64> {
        rows.first().and_then(|id| id.parse().ok()).ok_or_else(|| Error::internal("没有选中培训班"))
    }

    fn steps(row: bool) -> Msg {
        let mut choices = Vec::new();
        if row {
            choices.push(Choice::new("roll", "登记或改正参加人员和结果"));
            choices.push(Choice::new("resit", "补考：填写补考日期和成绩").note("不合格的人"));
            choices.push(Choice::new("people", "这一期的培训记录"));
        }
        choices.push(Choice::new("ahead", "先建培训班，以后再登记人员").note("可先打印签到表"));
        choices.push(Choice::new("owed", "缺席、不合格和待考的记录").note("补课补考名单"));
        choices.push(Choice::new("ledger", "全部培训记录").note("查找、导入、导出"));
        choices.push(Choice::new("barred", "不得上岗").note("谁今天不得从事哪项作业"));
        choices.push(Choice::new("hours_gap", "学时缺口").note("谁还欠哪项培训，计划够不够"));
        choices.push(Choice::new("certificate", "证书").note("有效期、复审、换证"));
        choices.push(Choice::new("plan", "年度培训计划").note("从计划开班"));
        choices.push(Choice::new("novelty", "四新").note("新工艺、新技术、新材料、新设备"));
        Msg::Push(Box::new(Pick::new(STEPS, "教育培训：办理", choices)))
    }

    fn step(cx: &Session, step: &str, rows: &[String]) -> Result<Vec<Msg>> {
        let push = |screen: RegisterList| Ok(vec![Msg::Push(Box::new(screen.screen()))]);
        let of_session = || -> Result<(i64, String)> {
            let id = Self::id(rows)?;
            let row = cx.store.row(&TRAINING_SESSION.relation, id)?;
            Ok((id, row.and_then(|row| row.get("code").as_text().map(str::to_owned)).unwrap_or_default()))
        };
        match step {
            "roll" => Ok(vec![Msg::Push(Box::new(Entry::new(Task::There(Self::id(rows)?))))]),
            "people" => {
                let (id, code) = of_session()?;
                push(RegisterList::new(&TRAINING).only(format!("session=#{id}"), code))
            }
            "resit" => {
                let (id, code) = of_session()?;
                push(
                    RegisterList::new(&TRAINING)
                        .only(format!("session=#{id}"), format!("{code} 不合格"))
                        .and("result=不合格"),
                )
            }
            "ahead" => {
                let form = RegisterForm::new(&TRAINING_SESSION, cx.today);
                Ok(vec![Msg::Push(Box::new(form.screen()))])
            }
            "owed" => {
                push(RegisterList::new(&TRAINING).only("result!=合格", "缺席、不合格和待考").and("result!=补考合格"))
            }
            "barred" => Ok(vec![Msg::Push(super::super::barred::screen())]),
            "hours_gap" => Ok(vec![Msg::Push(super::super::hours_gap::screen(None))]),
            "certificate" => push(RegisterList::new(&CERTIFICATE)),
            "plan" => push(RegisterList::new(&TRAINING_PLAN)),
            "novelty" => push(RegisterList::new(&NOVELTY)),
            _ => push(RegisterList::new(&TRAINING)),
        }
    }
}

impl ListModel for Sessions {
    fn title(&self) -> String {
        "培训班".to_owned()
    }

    fn purpose(&self) -> String {
        "办过的培训，一期一档。F2 登记一次培训：选部门、写例外，其余声明均已参加并合格。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("on_date", "培训日期", Width::Length(10)),
            Column::new("title", "培训内容", Width::Fill(3)).least(16),
            Column::new("topics", "题目类别", Width::Fill(2)).spare(1),
            Column::new("hours", "学时", Width::Length(5)).right(),
            Column::new("people", "人数", Width::Length(4)).right(),
            Column::new("said", "提示", Width::Length(16)),
            Column::new("code", "编号", Width::Length(12)).spare(2),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.lookups = Lookups::of(&TRAINING_SESSION, &cx.store)?;
        let context = Context { today: cx.today, lookups: &self.lookups };
        let mut wanted = ListQuery { text: query.find.clone(), ..ListQuery::default() };
        let narrowed = query.filter.is_some();
        if !narrowed {
            wanted.limit = Some(span.limit.saturating_add(1));
            let after = span.after.as_ref().map(|row| (Value::from(row.key.as_str()), row.id.parse().unwrap_or(0)));
            wanted.after = after;
        }
        let found = registers::list(&cx.store, &TRAINING_SESSION, &wanted, &context)?;
        let ids: Vec<i64> = found.iter().map(|it| it.row.id).collect();
        let tallies: HashMap<i64, Tally> = cx.store.training_tallies(&ids)?;
        let of = |it: &Listed| tallies.get(&it.row.id).copied().unwrap_or_default();
        let keeps = |it: &&Listed| {
            let tally = of(it);
            match query.filter.as_deref() {
                Some("open") => tally.absent + tally.failed + tally.pending > 0,
                Some("nobody") => tally.people == 0,
                Some(level @ ("plant" | "workshop" | "team")) => it.row.get("level").as_text() == Some(level),
                _ => true,
            }
        };
        if narrowed {
            let rows = found.iter().filter(keeps).map(|it| Self::row(it, of(it)));
            return Ok(Page::of(rows, &Query { find: String::new(), ..query.clone() }, span));
        }
        let more = found.len() > span.limit;
        let rows = found.iter().take(span.limit).map(|it| Self::row(it, of(it))).collect();
        let total = if query.find.is_empty() {
            usize::try_from(cx.store.count(&TRAINING_SESSION.relation)?).ok()
        } else {
            None
        };
        Ok(Page { rows, more, total })
    }

    fn empty(&self) -> String {
        "还没有培训。按 F2 登记一次；已有的台账按 Ctrl+G，从全部培训记录里导入。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        vec![
            Choice::new("open", "有人缺席、不合格或待考"),
            Choice::new("nobody", "还没有登记人员"),
            Choice::new("plant", "厂级"),
            Choice::new("workshop", "车间级"),
            Choice::new("team", "班组级"),
        ]
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Why, Act::Evidence, Act::Export]);
        view.steps_without_row = true;
    }

    fn paper(&self) -> Option<String> {
        Some(ledger::paper_title(&TRAINING_SESSION))
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        let about = row.cells.last().map_or("", |it| it.trim());
        KINDS
            .iter()
            .filter(|kind| kind.about == About::Record(TRAINING_SESSION.key))
            .map(|kind| Choice::new(kind.key, kind.title).note(about))
            .collect()
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let context = Context { today: cx.today, lookups: &self.lookups };
        let id = row.id.parse().unwrap_or(0);
        let listed = registers::one(&cx.store, &TRAINING_SESSION, id, &context).ok().flatten();
        let Some(listed) = listed else { return Vec::new() };
        let mut all = Vec::new();
        for (column, cell) in TRAINING_SESSION.columns.iter().zip(&listed.cells) {
            if !cell.text.is_empty() {
                all.push(Paragraph::pair(column.header, cell.text.clone()));
            }
        }
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        Ok(match act {
            Act::Add => vec![Msg::Push(Box::new(Entry::new(Task::New)))],
            Act::Open => return Self::step(cx, "roll", rows),
            Act::Edit => {
                let form = RegisterForm::change(&TRAINING_SESSION, Self::id(rows)?, cx.today);
                vec![Msg::Push(Box::new(form.screen()))]
            }
            Act::Retire => {
                let label = format!("停用 {} 个培训班的原因（参加人员的记录一并不计，可以撤销）：", rows.len());
                vec![Msg::Push(Box::new(Prompt::new(RETIRE, "停用", label, true)))]
            }
            Act::Steps => vec![Self::steps(!rows.is_empty())],
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        match answer.tag {
            STEPS => Self::step(cx, &answer.value, rows),
            RETIRE => {
                let ids: Vec<i64> = rows.iter().filter_map(|id| id.parse().ok()).collect();
                registers::retire_all(&mut cx.store, &TRAINING_SESSION, &ids, cx.today, &answer.value)?;
                Ok(vec![Msg::Stale, Msg::Notice(format!("已停用 {} 个培训班，u 可撤销", ids.len()))])
            }
            PAPER => match rows.first() {
                Some(id) => paper::of_record(cx, &answer.value, &format!("#{id}")),
                None => Ok(Vec::new()),
            },
            _ => Ok(Vec::new()),
        }
    }
}
