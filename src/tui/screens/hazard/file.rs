//! The case of a major hazard and its progress, reached from the hazard itself.

use crate::error::{Error, Result};
use crate::registers::hazard::HAZARD;
use crate::registers::major::{HAZARD_CASE, HAZARD_PROGRESS, case_of, missing_for_closing, progress_of};
use crate::store::Row;
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::screens::RegisterForm;
use crate::tui::screens::RegisterList;
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;

const CASE: &str = "case";
const NOTE: &str = "progress.add";
const PROGRESS: &str = "progress";

/// What can be done with the file of a major hazard, beside its steps.
pub(super) fn choices() -> Vec<Choice> {
    vec![
        Choice::new(CASE, "重大隐患档案").note("报告要素、治理方案、双报告、评估"),
        Choice::new(NOTE, "记治理进展"),
        Choice::new(PROGRESS, "治理进展"),
    ]
}

/// Whether an answer is one of these.
pub(super) fn is_choice(value: &str) -> bool {
    [CASE, NOTE, PROGRESS].contains(&value)
}

/// Opens the case as a form (a new one where there is none yet), a new entry of progress, or the list of them.
pub(super) fn open(cx: &Session, id: i64, which: &str) -> Result<Vec<Msg>> {
    let row = cx.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    let code = row.get("code").as_text().unwrap_or_default();
    let form = match which {
        CASE => match case_of(&cx.store, id)? {
            Some(case) => RegisterForm::change(&HAZARD_CASE, case.id, cx.today),
            None => RegisterForm::new(&HAZARD_CASE, cx.today).given("hazard", code),
        },
        NOTE => RegisterForm::new(&HAZARD_PROGRESS, cx.today).given("hazard", code),
        _ => {
            let list = RegisterList::new(&HAZARD_PROGRESS).only(format!("hazard=#{id}"), code);
            return Ok(vec![Msg::Push(Box::new(list.screen()))]);
        }
    };
    Ok(vec![Msg::Push(Box::new(form.screen()))])
}

/// What the file of a major hazard says, and what is missing before it can be closed.
pub(super) fn told(cx: &Session, hazard: &Row) -> Result<Vec<Paragraph>> {
    let mut all = vec![Paragraph::gap(), Paragraph::heading("重大隐患档案")];
    let closed = !hazard.get("closed_on").is_null();
    match (case_of(&cx.store, hazard.id)?, closed) {
        (None, true) => all.push(Paragraph::toned(Tone::Soon, "没有档案：补录的台账，已销号")),
        (None, false) => all.push(Paragraph::toned(Tone::Bad, "还没有建档（Ctrl+G 选“重大隐患档案”）")),
        (Some(case), _) => {
            let days = [
                ("planned_on", "方案审定"),
                ("meeting_on", "向职工报告"),
                ("public_on", "公示"),
                ("stopped_on", "责令停产"),
                ("evaluated_on", "评估"),
                ("resumed_on", "同意恢复"),
            ];
            for (column, label) in days {
                if let Some(day) = case.get(column).as_date() {
                    all.push(Paragraph::pair(label, day.to_string()));
                }
            }
        }
    }
    for it in progress_of(&cx.store, hazard.id)? {
        let day = it.get("on_date").as_text().unwrap_or_default();
        let percent = it.get("percent").as_int().map_or_else(String::new, |it| format!("（{it}%）"));
        all.push(Paragraph::text(format!("{day} {}{percent}", it.get("words").as_text().unwrap_or_default())));
    }
    let missing = if closed { Vec::new() } else { missing_for_closing(&cx.store, hazard)? };
    if !missing.is_empty() {
        all.push(Paragraph::toned(Tone::Soon, format!("销号前还缺：{}", missing.join("、"))));
    }
    Ok(all)
}
