//! What is to be inspected now: the first screen of the area.

use std::collections::HashMap;

use super::entry::Entry;
use super::owed::{self, shown, task, when};
use super::records;
use super::sheet::Task;
use crate::domain::date::add_days;
use crate::domain::recurrence::Standing;
use crate::error::Result;
use crate::registers::duty;
use crate::registers::figures::Planned;
use crate::registers::plan::{CHECKLIST, PLAN};
use crate::store::Query as Rows;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, PAPER, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::screens::{RegisterList, checklist};
use crate::tui::widgets::date::show;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

/// Days for which what was missed stays in the usual list.
const LATELY: i64 = 7;

/// The list.
#[derive(Default)]
pub(super) struct Agenda {
    owed: Vec<Planned>,
}

impl Agenda {
    fn find(&self, id: &str) -> Option<&Planned> {
        self.owed.iter().find(|it| it.duty == id)
    }

    fn row(it: &Planned, names: &HashMap<i64, String>, cx: &Session) -> Row {
        let (state, tone) = shown(it, cx.today);
        let cells = vec![
            state,
            when(&it.occurrence),
            it.checklist_id.and_then(|id| names.get(&id)).cloned().unwrap_or_else(|| it.title.clone()),
            it.place.clone().unwrap_or_default(),
            it.owner.clone().unwrap_or_default(),
            it.department.clone().unwrap_or_default(),
        ];
        Row { key: it.duty.clone(), id: it.duty.clone(), cells, tone, badge: None }
    }

    fn start(it: &Planned) -> Option<Msg> {
        task(it).map(|task| Msg::Push(Box::new(Entry::new(task))))
    }

    /// What the new-record key offers: the selected one first, then every checklist without a plan.
    fn offer(&self, cx: &Session, selected: Option<&Planned>) -> Result<Msg> {
        let mut choices = Vec::new();
        if let Some(it) = selected.filter(|it| it.state == Standing::Due) {
            choices.push(Choice::new(format!("plan:{}", it.duty), it.title.clone()).note("按计划"));
        }
        for row in cx.store.rows(&CHECKLIST.relation, &Rows::default())? {
            let title = row.get("title").as_text().unwrap_or_default();
            choices.push(Choice::new(format!("free:{}", row.id), title).note("自由检查"));
        }
        Ok(Msg::Push(Box::new(Pick::new("inspection.start", "用哪张检查表", choices))))
    }
}

impl ListModel for Agenda {
    fn title(&self) -> String {
        "自查".to_owned()
    }

    fn purpose(&self) -> String {
        "按检查计划现在要做、最近漏做的检查。回车录入；F2 自由检查；Ctrl+G 看检查记录、计划和检查表。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("state", "状态", Width::Length(12)),
            Column::new("when", "应查", Width::Length(20)),
            Column::new("title", "检查表", Width::Fill(2)).least(18),
            Column::new("place", "地点", Width::Fill(1)),
            Column::new("who", "检查人", Width::Length(8)).spare(1),
            Column::new("department", "受检部门", Width::Length(12)).spare(2),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        if span.after.is_none() {
            self.owed = owed::read(&cx.store, cx.today)?;
        }
        let names: HashMap<i64, String> = cx
            .store
            .rows(&CHECKLIST.relation, &Rows { retired: true, ..Rows::default() })?
            .into_iter()
            .map(|row| (row.id, row.get("title").as_text().unwrap_or_default().to_owned()))
            .collect();
        let lately = add_days(cx.today, -LATELY);
        let kept = |it: &&Planned| match (query.filter.as_deref(), it.state) {
            (Some("due"), state) => state == Standing::Due,
            (Some("missed"), state) => state == Standing::Missed,
            (Some("done"), state) => matches!(state, Standing::Done { .. }),
            (Some("all"), _) | (_, Standing::Due) => true,
            (_, Standing::Missed) => it.occurrence.due_on >= lately,
            (_, Standing::Done { .. }) => it.occurrence.due_on >= cx.today,
            (_, Standing::Upcoming) => false,
        };
        Ok(Page::of(self.owed.iter().filter(kept).map(|it| Self::row(it, &names, cx)), query, span))
    }

    fn paper(&self) -> Option<String> {
        Some("近期检查安排".to_owned())
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        let listed = self.find(&row.id).filter(|it| it.checklist_id.is_some());
        listed.map(|it| Choice::new("plan_sheet", "空白检查表").note(it.title.clone())).into_iter().collect()
    }

    fn empty(&self) -> String {
        "今天没有要做的检查。F2 做一次自由检查；Ctrl+G 里可以看检查记录、排检查计划、改检查表。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        vec![
            Choice::new("due", "待查"),
            Choice::new("missed", format!("近{}天漏查", owed::BACK)),
            Choice::new("done", "已查"),
            Choice::new("all", format!("前{}天到后{}天的全部", owed::BACK, owed::AHEAD)),
        ]
    }

    fn describe(&self, _row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Edit, Act::Retire, Act::Export, Act::Evidence, Act::Why, Act::Mark]);
        // The lists of the area can be reached also while nothing is to be inspected.
        view.steps_without_row = true;
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(it) = self.find(&row.id) else { return Vec::new() };
        let (state, tone) = shown(it, cx.today);
        let occurrence = &it.occurrence;
        let mut all = vec![
            Paragraph::heading(it.title.clone()),
            Paragraph::toned(tone, state),
            Paragraph::pair("应查", show(occurrence.due_on, cx.today)),
            Paragraph::pair("可查期间", format!("{} 至 {}", occurrence.window_from, occurrence.window_to())),
            Paragraph::pair("受检部门", it.department.clone().unwrap_or_default()),
            Paragraph::pair("检查人", it.owner.clone().unwrap_or_default()),
        ];
        if it.state == Standing::Missed {
            all.push(Paragraph::gap());
            all.push(Paragraph::text(
                "这一期已经过去；现在再做的检查算作当日的检查，这一期仍记为漏查。当时查过而没有录入的可以补录。",
            ));
            match &it.reason {
                Some(reason) => all.push(Paragraph::pair("原因", reason.clone())),
                None => all.push(Paragraph::text("回车说明漏查的原因，或补录当时的检查。")),
            }
        }
        let recent = it.checklist_id.map(|id| cx.store.recent_inspections(id, it.place.as_deref(), 5));
        if let Some(Ok(recent)) = recent {
            all.push(Paragraph::gap());
            all.push(Paragraph::heading("最近几次"));
            if recent.is_empty() {
                all.push(Paragraph::text("本处还没有查过。"));
            }
            for past in recent {
                let [_, _, failed, _, unchecked, findings] = past.counts;
                let line = format!("{} 不合格 {failed} 未查 {unchecked} 隐患 {findings}", past.on_date);
                all.push(Paragraph::fixed(line));
            }
        }
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let selected = rows.first().and_then(|id| self.find(id));
        match (act, selected) {
            (Act::Open, Some(it)) => Ok(match it.state {
                Standing::Due => Self::start(it).into_iter().collect(),
                Standing::Done { id, .. } => records::read(cx, id)?,
                Standing::Missed => {
                    let made = Choice::new("made", "当时查了，现在补录").note("检查日期填当时的日期");
                    let why = Choice::new("why", "没有查，说明原因").note("仍记为漏查");
                    let choices = if it.reason.is_some() { vec![made] } else { vec![why, made] };
                    vec![Msg::Push(Box::new(Pick::new("inspection.past", "漏查", choices)))]
                }
                Standing::Upcoming => vec![Msg::Notice("还没有到这一期；F2 可以做一次自由检查".to_owned())],
            }),
            (Act::Add, selected) => Ok(vec![self.offer(cx, selected)?]),
            (Act::Steps, _) => {
                let choices = vec![
                    Choice::new("free", "自由检查").note("计划以外的检查"),
                    Choice::new("records", "检查记录").note("做过的检查和提示"),
                    Choice::new("plans", "检查计划").note("哪张表、查哪里、谁查、多久一次"),
                    Choice::new("checklists", "检查表").note("项目的增删改和版本"),
                ];
                Ok(vec![Msg::Push(Box::new(Pick::new("inspection.lists", "自查", choices)))])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        Ok(match (answer.tag, answer.value.as_str()) {
            (PAPER, kind) => match rows.first().and_then(|id| self.find(id)) {
                Some(it) => paper::of_record(cx, kind, &format!("#{}", it.plan_id))?,
                None => Vec::new(),
            },
            ("inspection.lists", "free") => vec![self.offer(cx, None)?],
            ("inspection.lists", "records") => vec![Msg::Push(records::screen())],
            ("inspection.lists", "plans") => vec![Msg::Push(Box::new(RegisterList::new(&PLAN).screen()))],
            ("inspection.lists", "checklists") => vec![Msg::Push(checklist::screen())],
            ("inspection.past", "made") => {
                rows.first().and_then(|id| self.find(id)).and_then(Self::start).into_iter().collect()
            }
            ("inspection.past", _) => {
                let label = "这一期已经过去，仍记为漏查。漏查的原因：";
                vec![Msg::Push(Box::new(Prompt::new("inspection.missed", "说明漏查", label, true)))]
            }
            ("inspection.missed", reason) => {
                let Some(id) = rows.first() else { return Ok(Vec::new()) };
                duty::close_missed(&mut cx.store, cx.today, id, reason)?;
                vec![Msg::Stale, Msg::Notice("已说明原因，这一期仍记为漏查；u 可撤销".to_owned())]
            }
            ("inspection.start", value) => {
                let planned = value.strip_prefix("plan:").and_then(|id| self.find(id)).and_then(Self::start);
                let free = value.strip_prefix("free:").and_then(|id| id.parse().ok());
                let free = free.map(|checklist| {
                    Msg::Push(Box::new(Entry::new(Task { checklist, plan: None, period: None })) as Box<_>)
                });
                planned.or(free).into_iter().collect()
            }
            _ => Vec::new(),
        })
    }
}
