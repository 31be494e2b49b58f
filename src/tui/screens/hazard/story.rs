//! Everything about one hazard: its fields, where it came from, and what was done with it, step by step.

use super::file;
use crate::domain::hazard::{Level, Mark, MarkLimits, Verb};
use crate::error::Result;
use crate::registers::hazard::{HAZARD, late_note, snapshot};
use crate::registers::{self, Context, Listed, Lookups, late};
use crate::store::StoredStep;
use crate::text::width;
use crate::tui::screen::Session;
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;

/// Fields in the order they are read.
const FIELDS: &[&str] = &[
    "state",
    "level",
    "place",
    "department",
    "found_on",
    "found_by",
    "source",
    "kind",
    "field",
    "accident",
    "checklist_item",
    "basis",
    "owner",
    "due_on",
    "original_due_on",
    "measures",
    "funds",
    "plan",
    "rectified_on",
    "rectification",
    "cost",
    "accepted_on",
    "accepter",
    "opinion",
    "closed_on",
    "closer",
    "reported_on",
    "recurs",
    "inspection",
    "note",
];

/// Whether who is at the keyboard is in the register of people.
pub(super) fn knows_operator(cx: &Session) -> Result<bool> {
    Ok(Lookups::of(&HAZARD, &cx.store)?.get("person").find(cx.store.operator()).is_ok())
}

/// The story of a hazard.
pub(super) fn told(cx: &Session, id: i64) -> Result<Vec<Paragraph>> {
    let lookups = Lookups::of(&HAZARD, &cx.store)?;
    let context = Context { today: cx.today, lookups: &lookups };
    let Some(listed) = registers::one(&cx.store, &HAZARD, id, &context)? else { return Ok(Vec::new()) };
    let steps = cx.store.hazard_steps(id)?;
    let text = |key: &str| listed.cell(&HAZARD, key).map(|cell| cell.text.clone()).unwrap_or_default();
    let mut all = vec![Paragraph::heading(format!("{} {}", text("code"), text("title")))];
    all.extend(marked(cx, &listed, &steps));
    for key in FIELDS {
        let header = HAZARD.column(key).map_or("", |column| column.header);
        // The names stand in a column of their own, a blank before the values.
        let header = header.strip_suffix("日期").filter(|_| width(header) >= 12).unwrap_or(header);
        let value = text(key);
        let same = *key == "original_due_on" && value == text("due_on");
        if !value.is_empty() && !same {
            all.push(Paragraph::pair(header, value));
        }
    }
    if listed.row.get("level").as_text() == Some(Level::Major.code()) {
        all.extend(file::told(cx, &listed.row)?);
    }
    all.push(Paragraph::gap());
    all.push(Paragraph::heading("办理经过"));
    all.push(Paragraph::text(format!("{} 发现 {}", text("found_on"), text("found_by")).trim_end().to_owned()));
    let late_limit = late::limit(&cx.store, HAZARD.key)?;
    all.extend(steps.iter().flat_map(|step| step_told(step, &lookups, late_limit)));
    Ok(all)
}

/// What is to be noticed about it today, in words.
fn marked(cx: &Session, listed: &Listed, steps: &[StoredStep]) -> Vec<Paragraph> {
    let hazard = snapshot(&listed.row, steps, chrono::NaiveDate::MAX);
    let mut said: Vec<Paragraph> = hazard
        .marks(cx.today, MarkLimits::default())
        .into_iter()
        .map(|mark| match mark {
            Mark::Overdue => Paragraph::toned(Tone::Bad, format!("逾期 {} 天", hazard.overdue_days(cx.today))),
            Mark::WaitingAcceptance => {
                Paragraph::toned(Tone::Soon, format!("久未验收：已等 {} 天", hazard.waiting_acceptance_days(cx.today)))
            }
            Mark::Ungraded => {
                Paragraph::toned(Tone::Unknown, format!("久未定级：已 {} 天", hazard.ungraded_days(cx.today)))
            }
            Mark::Late => Paragraph::toned(Tone::Soon, "逾期整改"),
            Mark::Returned => Paragraph::toned(Tone::Soon, format!("曾退回 {} 次", hazard.returned)),
            Mark::Extended => {
                let past = hazard.overdue_days_original(cx.today);
                let past = if past > 0 { format!("，按原期限已逾期 {past} 天") } else { String::new() };
                Paragraph::toned(Tone::Soon, format!("已延期 {} 次{past}", hazard.extended))
            }
        })
        .collect();
    if listed.late_entry {
        let entered = listed.row.entered_on.map(|day| day.to_string()).unwrap_or_default();
        said.push(Paragraph::toned(Tone::Soon, format!("补录：{entered} 录入")));
    }
    said
}

fn step_told(step: &StoredStep, lookups: &Lookups, late_limit: i64) -> Vec<Paragraph> {
    let it = &step.step;
    let registered = it.by.id.and_then(|id| lookups.get("person").label(id));
    let by = registered.unwrap_or(&it.by.name);
    let by = if it.verb == Verb::Extend { format!("批准人 {by}") } else { by.to_owned() };
    let mut parts = vec![format!("{} {} {by}", it.on, it.verb.label()).trim_end().to_owned()];
    if let Some(level) = it.level {
        parts.push(level.label().to_owned());
    }
    if let Some(owner) = &it.owner {
        parts.push(format!("责任人 {}", owner.name));
    }
    if let Some(due) = it.due_on {
        parts.push(format!("期限 {due}"));
    }
    if let Some(words) = &step.words {
        parts.push(words.clone());
    }
    let mut told = vec![Paragraph::text(parts.join("，"))];
    told.extend(late_note(step, late_limit).map(|note| Paragraph::toned(Tone::Soon, format!("  {note}"))));
    told
}
