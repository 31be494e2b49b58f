//! From a duty to the screen that clears it. A to-do list that leads nowhere is half a to-do list.

use super::super::overlay::Pick;
use super::super::screen::{Choice, Msg, Session};
use super::FactForm;
use super::register::RegisterList;
use crate::domain::obligation::rule::{AccidentStep, MetBy, OrderStep};
use crate::domain::obligation::{Obligation, State};
use crate::error::{Error, Result};
use crate::registers::{self, enterprise, organisation, person, plan};
use crate::store::{Query, Store};

/// Registers that are kept in an area of their own.
const AREAS: &[(&str, char)] = &[("five_round", '3'), ("five_five", '3')];

/// What clears a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Answer these questions about the plant.
    Answer(Vec<String>),
    /// The next step of this hazard, by 编号.
    Hazard(String),
    /// Enter the inspection of this plan; with the period it is for.
    Inspect {
        /// Row id of the plan.
        plan: i64,
        /// The occurrence.
        period: String,
    },
    /// Enter an inspection that serves this duty.
    Serve(String),
    /// Make and hand in this report.
    Report,
    /// The register that the rule with this code names.
    Ledger(String),
    /// The row of a register with this id.
    Row(&'static str, i64),
    /// The rows of a register that this condition names.
    Record(&'static str, String),
}

impl Way {
    /// What is done, in words.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Answer(_) => "回答企业情况",
            Self::Hazard(_) => "打开这条隐患",
            Self::Inspect { .. } => "录入检查",
            Self::Serve(_) => "录入检查",
            Self::Report => "编制并报送报告",
            Self::Ledger(_) => "打开台账",
            Self::Record(..) | Self::Row(..) => "打开这条记录",
        }
    }
}

/// What clears this duty, also one that was missed: it may have been done and not entered.
pub(super) fn doing(duty: &Obligation) -> Way {
    if duty.state == State::DataMissing && !duty.missing.is_empty() && duty.object == "plant" {
        return Way::Answer(duty.missing.clone());
    }
    if let Some(plan) = duty.object.strip_prefix("plan-").and_then(|id| id.parse().ok()) {
        return Way::Inspect { plan, period: duty.period.clone() };
    }
    let rule = crate::knowledge::obligation::builtin().ok().and_then(|rules| rules.rule(&duty.code));
    match rule.map(|rule| &rule.met_by) {
        Some(MetBy::Accident(AccidentStep::Report)) => Way::Record("accident", format!("code={}", duty.object)),
        Some(MetBy::Accident(AccidentStep::Change)) => Way::Record("accident_change", format!("code={}", duty.object)),
        Some(MetBy::Order(OrderStep::Reply)) => Way::Record("authority_order", format!("number={}", duty.object)),
        Some(MetBy::Order(OrderStep::Item)) => {
            let number = duty.object.rsplit_once('#').map_or(duty.object.as_str(), |(number, _)| number);
            Way::Record("authority_order_item", format!("order={number}"))
        }
        Some(MetBy::Need(_)) if duty.object.starts_with("certificate-") => {
            Way::Row("certificate", duty.object.trim_start_matches("certificate-").parse().unwrap_or(0))
        }
        Some(MetBy::Need(kind)) if kind == "assessment" => Way::Record("assessment", format!("period={}", duty.period)),
        Some(MetBy::Need(_) | MetBy::Done { .. }) => Way::Ledger(duty.code.clone()),
        Some(MetBy::Hazard(_)) => Way::Hazard(duty.object.clone()),
        Some(_) | None if duty.object != "plant" => Way::Hazard(duty.object.clone()),
        Some(MetBy::Submission { .. }) => Way::Report,
        Some(_) | None => Way::Serve(duty.code.clone()),
    }
}

/// The list of those for whom one line of 首页 stands.
pub(super) fn many(head: &Obligation) -> Msg {
    if head.code.starts_with("HR") {
        return Msg::Push(super::hours_gap::screen(Some(&head.code)));
    }
    if head.code == "CT01" {
        return Msg::Push(super::barred::screen());
    }
    let rules = crate::knowledge::obligation::builtin().ok();
    let named = rules.and_then(|rules| rules.rule(&head.code)).and_then(|rule| rule.advice.register.as_deref());
    match named.and_then(registers::find) {
        Some(register) => Msg::Push(Box::new(RegisterList::new(register).screen())),
        None => Msg::Area('9'),
    }
}

/// Goes to what clears a duty; a report is opened itself.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn clear(cx: &mut Session, duty: &Obligation) -> Result<Vec<Msg>> {
    let way = doing(duty);
    match (&way, super::report::of_duty(duty)) {
        (Way::Report, Some(report)) => Ok(vec![report]),
        (_, _) => go(cx, &way),
    }
}

/// Goes there.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn go(cx: &mut Session, way: &Way) -> Result<Vec<Msg>> {
    match way {
        Way::Answer(keys) => match FactForm::of(keys.iter().map(String::as_str), cx) {
            Ok(form) => Ok(vec![Msg::Push(Box::new(form.screen()))]),
            // What is wanting is a date or field of a record, not a question.
            Err(_) => Ok(vec![Msg::Push(super::open_register(cx, "facts")?)]),
        },
        Way::Hazard(code) => super::hazard::next_step(cx, registers::resolve(&cx.store, "hazard", code)?),
        Way::Inspect { plan, period } => super::inspection::of_plan(cx, *plan, period),
        Way::Serve(duty) => serve(cx, duty),
        Way::Report => Ok(vec![Msg::Area('0')]),
        Way::Ledger(code) => {
            let rules = crate::knowledge::obligation::builtin()?;
            if code == "RL01" {
                return Ok(vec![Msg::Push(super::responsibility::signing(None))]);
            }
            let named = rules.rule(code).and_then(|rule| rule.advice.register.as_deref());
            let register = named.and_then(registers::find);
            let register = register.ok_or_else(|| Error::internal(format!("{code} 没有写明台账")))?;
            if let Some((_, area)) = AREAS.iter().find(|(key, _)| *key == register.key) {
                return Ok(vec![Msg::Area(*area)]);
            }
            Ok(vec![Msg::Push(super::open_register(cx, register.key)?)])
        }
        Way::Row(key, id) => {
            let register = registers::find(key).ok_or_else(|| Error::internal(format!("没有台账 {key}")))?;
            let holder = cx.store.row(&register.relation, *id)?.and_then(|row| row.get("person_id").as_int());
            let list = RegisterList::new(register);
            let list = match holder {
                Some(person) => list.only(format!("person=#{person}"), format!("#{id}")),
                None => list,
            };
            Ok(vec![Msg::Push(Box::new(list.screen()))])
        }
        Way::Record(key, condition) => {
            let register = registers::find(key).ok_or_else(|| Error::internal(format!("没有台账 {key}")))?;
            let called = condition.split_once('=').map_or(condition.as_str(), |(_, called)| called).to_owned();
            let list = RegisterList::new(register).only(condition.clone(), called);
            Ok(vec![Msg::Push(Box::new(list.screen()))])
        }
    }
}

/// Opens the sheet of the checklist that serves a duty; asks which where there are several.
fn serve(cx: &Session, duty: &str) -> Result<Vec<Msg>> {
    let mut serving = Vec::new();
    for row in cx.store.rows(&plan::CHECKLIST.relation, &Query::default())? {
        let codes = row.get("serves").as_text().unwrap_or_default().to_uppercase();
        if codes.split([' ', ',', '，', '、']).any(|it| it == duty) {
            let title = row.get("title").as_text().unwrap_or_default().to_owned();
            serving.push(Choice::new(row.id.to_string(), title));
        }
    }
    match serving.as_slice() {
        [] => Ok(vec![Msg::Notice(format!(
            "没有检查表对应 {duty}：按 9 进台账，在检查表的“对应义务”里填 {duty}，或新建一张"
        ))]),
        [one] => Ok(vec![Msg::Push(super::inspection::enter(one.value.parse().unwrap_or(0)))]),
        _ => Ok(vec![Msg::Push(Box::new(Pick::new("home.serve", "用哪张检查表", serving)))]),
    }
}

/// What a plant that has just begun does next, in words; empty once it has people, plans and answers.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn first_steps(store: &Store) -> Result<Vec<String>> {
    let wanting = [
        (
            store.count(&organisation::DEPARTMENT.relation)? == 0 || store.count(&person::PERSON.relation)? == 0,
            "建部门和人员：按 9 进台账，用 F2 新增；有花名册的在“人员”里按 Ctrl+G 导入",
        ),
        (
            enterprise::answers(store)?.iter().next().is_none(),
            "回答企业情况：按 9 进台账，选“企业情况”，没有回答的义务都算资料不足",
        ),
        (
            store.count(&plan::PLAN.relation)? == 0,
            "排检查计划：按 9 进台账，选“检查计划”按 F2，写明查什么、谁查、多久一次",
        ),
    ];
    let open: Vec<&str> = wanting.iter().filter(|(open, _)| *open).map(|(_, words)| *words).collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines = vec!["开始使用，还要做：".to_owned()];
    lines.extend(open.iter().enumerate().map(|(n, words)| format!("{}. {words}", n + 1)));
    Ok(lines)
}
