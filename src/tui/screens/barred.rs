//! 不得上岗: who must not do which work today, by which article, since when and what cures it.

use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::overlay::{Pick, Reader};
use super::super::paper;
use super::super::screen::{Answer, Choice, Msg, Screen, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use super::register::RegisterList;
use crate::error::{Error, Result};
use crate::registers::certificate::CERTIFICATE;
use crate::registers::readiness::bar::{self, Barred};
use crate::registers::training::TRAINING;

const STEPS: &str = "barred.steps";
/// Filter: only what is a sign of a major hazard.
const MAJOR: &str = "major";
/// Filter: only for want of a certificate.
const CERTIFICATES: &str = "certificate";

/// The screen.
pub(super) fn screen() -> Box<dyn Screen> {
    Box::new(ListScreen::new(BarredList { all: Vec::new() }))
}

struct BarredList {
    all: Vec<Barred>,
}

fn row_of(it: &Barred) -> Row {
    let place: Vec<&str> = [it.department.as_deref(), it.post.as_deref()].into_iter().flatten().collect();
    Row {
        id: it.id.clone(),
        cells: vec![
            it.person.clone(),
            it.operation.clone(),
            place.join(" "),
            it.since.to_string(),
            it.why.clone(),
            it.no.clone().unwrap_or_default(),
        ],
        tone: Tone::Bad,
        badge: it.major_hazard.as_ref().map(|_| "重大"),
        ..Row::default()
    }
}

impl BarredList {
    fn one(&self, rows: &[String]) -> Result<&Barred> {
        let found = rows.first().and_then(|id| self.all.iter().find(|it| it.id == *id));
        found.ok_or_else(|| Error::internal("没有选中的人员"))
    }
}

impl ListModel for BarredList {
    fn title(&self) -> String {
        "不得上岗".to_owned()
    }

    fn purpose(&self) -> String {
        "今天不得从事哪项作业的人：依据、自哪天起、为什么、怎样解除。回车看经过；Ctrl+G 去补培训或证书。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("person", "姓名", Width::Length(8)),
            Column::new("operation", "不得从事", Width::Length(16)),
            Column::new("place", "部门岗位", Width::Length(20)).spare(1),
            Column::new("since", "自", Width::Length(10)),
            Column::new("why", "原因", Width::Fill(1)).least(20),
            Column::new("no", "工号", Width::Length(8)).spare(2),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.all = bar::barred(&cx.store, cx.today, false)?;
        let keeps = |it: &&Barred| match query.filter.as_deref() {
            Some(MAJOR) => it.major_hazard.is_some(),
            Some(CERTIFICATES) => it.code == "CT01",
            _ => true,
        };
        Ok(Page::of(self.all.iter().filter(keeps).map(row_of), query, span))
    }

    fn empty(&self) -> String {
        "没有不得上岗的人员（按已登记的岗位、作业特征、培训和证书判断）。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        vec![Choice::new(MAJOR, "属于重大隐患情形的"), Choice::new(CERTIFICATES, "缺少有效证书的")]
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Add, Act::Edit, Act::Retire, Act::Mark, Act::Evidence, Act::Export]);
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(it) = self.all.iter().find(|it| it.id == row.id) else { return Vec::new() };
        let mut all = vec![
            Paragraph::heading(format!("{} 不得{}", it.person, it.operation)),
            Paragraph::pair("自", it.since.to_string()),
            Paragraph::pair("原因", it.why.clone()),
            Paragraph::pair("依据", it.basis.clone()),
            Paragraph::pair("解除", it.cure.clone()),
        ];
        all.extend(it.major_hazard.clone().map(|sign| Paragraph::toned(Tone::Bad, sign)));
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match act {
            Act::Open | Act::Why => {
                let it = self.one(rows)?;
                let Some((bar, steps)) = bar::trace(&cx.store, cx.today, &it.id)? else { return Ok(Vec::new()) };
                let mut all = Vec::new();
                for (label, lines) in steps {
                    all.push(Paragraph::heading(label));
                    all.extend(lines.into_iter().map(Paragraph::text));
                    all.push(Paragraph::gap());
                }
                let title = format!("为什么：{} 不得{}", bar.person, bar.operation);
                Ok(vec![Msg::Push(Box::new(Reader::new(title, all)))])
            }
            Act::Steps => {
                let choices = vec![
                    Choice::new("train", "登记培训").note("转到教育培训"),
                    Choice::new("training", "这个人的培训记录"),
                    Choice::new("certificate", "这个人的证书").note("换证、复审、登记新证"),
                    Choice::new("page", "打印一人一档"),
                ];
                Ok(vec![Msg::Push(Box::new(Pick::new(STEPS, "不得上岗：办理", choices)))])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        if answer.tag != STEPS {
            return Ok(Vec::new());
        }
        let it = self.one(rows)?;
        of_person(cx, &answer.value, it.person_id, &it.person)
    }
}

/// What is done for one person from a list of people: his training, his certificates, his page.
pub(super) fn of_person(cx: &Session, step: &str, person: i64, name: &str) -> Result<Vec<Msg>> {
    let only = |register| {
        let list = RegisterList::new(register).only(format!("person=#{person}"), name.to_owned());
        Ok(vec![Msg::Push(Box::new(list.screen()))])
    };
    match step {
        "train" => Ok(vec![Msg::Area('4')]),
        "training" => only(&TRAINING),
        "certificate" => only(&CERTIFICATE),
        "page" => paper::of_record(cx, "person", &format!("#{person}")),
        "card" => paper::of_record(cx, "education_card", &format!("#{person}")),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
#[path = "barred_tests.rs"]
mod tests;
