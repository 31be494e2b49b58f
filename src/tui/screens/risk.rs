//! Area 8, 风险: the register of risks with what is done about one — evaluate it anew, look after a control by an item of a
//! checklist, copy its unit — and what follows from it.

use super::register::RegisterList;
use crate::domain::risk::{Grade, Measure};
use crate::error::{Error, Result};
use crate::registers::plan::CHECKLIST;
use crate::registers::risk::{EVALUATION, RISK, Told, check, copy, told_of};
use crate::store::Query as Rows;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt, Reader};
use crate::tui::screen::{Answer, Choice, Msg, Screen, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row};

use super::form::RegisterForm;

#[cfg(test)]
mod tests;

/// Tag of the steps.
const STEP: &str = "risk.step";
/// Tag of the new unit's name.
const COPY: &str = "risk.copy";

/// For each kind of control, the tag under which a checklist is chosen for it.
const LISTS: &[(Measure, &str)] = &[
    (Measure::Engineering, "risk.check.engineering"),
    (Measure::Management, "risk.check.management"),
    (Measure::Training, "risk.check.training"),
    (Measure::Protection, "risk.check.protection"),
    (Measure::Emergency, "risk.check.emergency"),
];

/// The first screen of the area.
///
/// # Errors
/// None.
pub(super) fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(Risks { list: RegisterList::new(&RISK) })))
}

/// The register's list with the verbs of a risk.
struct Risks {
    list: RegisterList,
}

fn number(rows: &[String]) -> Result<i64> {
    let first = rows.first().map_or("", String::as_str);
    first.parse().map_err(|_| Error::internal(format!("行号 {first}")))
}

/// What follows from a risk and what hangs on it.
fn consequences(told: &Told) -> Vec<Paragraph> {
    let grade = told.grade.map_or("没有评估", Grade::label);
    let score = told.score.as_ref().map(|it| format!("（评分 {it}）")).unwrap_or_default();
    let mut all = vec![Paragraph::heading(format!("{} {grade}{score}", told.code))];
    let bad = told.grade.is_none() || !told.wanting.is_empty();
    all.extend(told.said.iter().map(|it| {
        let tone = if bad && it.starts_with("还没有") { Tone::Bad } else { Tone::Normal };
        Paragraph::toned(tone, it.clone())
    }));
    all
}

impl Risks {
    fn steps(cx: &Session, rows: &[String]) -> Result<Msg> {
        let mut choices = Vec::new();
        if let Ok(id) = number(rows) {
            choices.push(Choice::new("evaluate", "重新评估").note("取值、评估情形、说明；等级降低要写理由"));
            choices.push(Choice::new("copy", "复制整个风险单元").note("连同措施和取值；责任人另外指定"));
            let row = cx.store.row(&RISK.relation, id)?;
            for (measure, tag) in LISTS {
                let there = row.as_ref().is_some_and(|row| row.get(measure.code()).as_text().is_some());
                if there {
                    let label = format!("把{}列入检查表", measure.label());
                    choices.push(Choice::new(*tag, label).note("这一项不合格开出的隐患指向这条风险"));
                }
            }
        }
        choices.push(Choice::new("more", "其他").note("导入、模板、这条风险的评估记录、检查项和隐患"));
        Ok(Msg::Push(Box::new(Pick::new(STEP, "风险：办理", choices))))
    }

    fn step(&mut self, cx: &mut Session, step: &str, rows: &[String]) -> Result<Vec<Msg>> {
        if let Some((measure, tag)) = LISTS.iter().find(|(_, tag)| *tag == step) {
            let lists = cx.store.rows(&CHECKLIST.relation, &Rows::default())?;
            let choices =
                lists.iter().map(|row| Choice::new(row.id.to_string(), row.get("title").as_text().unwrap_or_default()));
            let title = format!("{}列入哪张检查表", measure.label());
            return Ok(vec![Msg::Push(Box::new(Pick::new(tag, title, choices.collect())))]);
        }
        match step {
            "evaluate" => {
                let form = RegisterForm::change(&RISK, number(rows)?, cx.today).only(EVALUATION);
                Ok(vec![Msg::Push(Box::new(form.given("evaluated_on", cx.today.to_string()).screen()))])
            }
            "copy" => {
                let label = "新风险单元的名称（这条风险所在单元的全部风险都复制过去）：";
                Ok(vec![Msg::Push(Box::new(Prompt::new(COPY, "复制风险单元", label, true)))])
            }
            _ => self.list.act(cx, Act::Steps, rows),
        }
    }

    fn copy(cx: &mut Session, rows: &[String], to: &str) -> Result<Vec<Msg>> {
        let row = cx.store.row(&RISK.relation, number(rows)?)?.ok_or_else(|| Error::input("没有这条风险"))?;
        let from = row.get("unit").as_text().unwrap_or_default().to_owned();
        let count = copy::unit(&mut cx.store, &from, to, None, cx.today)?;
        let said = format!("已复制 {count} 条风险到“{to}”，请核对取值、指定责任部门和责任人；可以撤销");
        Ok(vec![Msg::Stale, Msg::Notice(said)])
    }
}

impl ListModel for Risks {
    fn title(&self) -> String {
        self.list.title()
    }

    fn purpose(&self) -> String {
        "风险分级管控：F2 登记一条风险，Ctrl+G 评估、复制单元、列入检查表，F5 看要做什么，F7 打印告知卡和清单。"
            .to_owned()
    }

    fn lists(&self, register: &str) -> bool {
        self.list.lists(register)
    }

    fn columns(&self) -> Vec<Column> {
        self.list.columns()
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.list.load(cx, query, span)
    }

    fn paper(&self) -> Option<String> {
        self.list.paper()
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        self.list.papers(row)
    }

    fn empty(&self) -> String {
        "还没有登记风险。按 F2 登记一条，或按 Ctrl+G 从已有的风险清单（xlsx、csv）导入。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        self.list.filters()
    }

    fn sorts(&self) -> Vec<Choice> {
        self.list.sorts()
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        self.list.describe(row, view);
        view.absent.retain(|act| *act != Act::Why);
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let told = row.id.parse().ok().and_then(|id| told_of(&cx.store, id, cx.today).ok());
        let mut all = told.map(|told| consequences(&told)).unwrap_or_default();
        all.push(Paragraph::gap());
        all.extend(self.list.detail(cx, row));
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match act {
            Act::Why => {
                let told = told_of(&cx.store, number(rows)?, cx.today)?;
                Ok(vec![Msg::Push(Box::new(Reader::new("风险", consequences(&told))))])
            }
            Act::Steps => Ok(vec![Self::steps(cx, rows)?]),
            other => self.list.act(cx, other, rows),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        if let Some((measure, _)) = LISTS.iter().find(|(_, tag)| *tag == answer.tag) {
            let list = answer.value.parse().map_err(|_| Error::internal("检查表的行号读不出来"))?;
            let item = check::put_on_list(&mut cx.store, number(rows)?, *measure, list, cx.today)?;
            let said = format!("已列入检查表第 {item} 项，今天起的新版生效；可以撤销");
            return Ok(vec![Msg::Stale, Msg::Notice(said)]);
        }
        match answer.tag {
            STEP => self.step(cx, &answer.value, rows),
            COPY => Self::copy(cx, rows, &answer.value),
            _ => self.list.answer(cx, answer, rows),
        }
    }
}
