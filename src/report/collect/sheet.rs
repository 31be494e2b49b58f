//! Facts of blank inspection sheets: of a checklist, or of what a plan asks for next.

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::date::add_days;
use crate::domain::inspection::InspectionKind;
use crate::domain::recurrence::Standing;
use crate::error::{Error, Result};
use crate::registers::figures;
use crate::registers::plan::{CHECKLIST, PLAN};
use crate::registers::{Lookups, checklist};
use crate::report::kinds::ReportKind;
use crate::report::sheet::{Prefill, SheetFacts, SheetItem};
use crate::store::{ChecklistItem, Store};

/// Days back and ahead among which the occurrence a plan asks for next is looked for.
const NEAR: (i64, i64) = (31, 366);

/// Facts of a blank sheet of a checklist.
///
/// # Errors
/// As [`super::collect`].
pub fn sheet(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    filled_in(store, kind, about, &Prefill::default(), moment)
}

/// As [`sheet`], what is known beforehand printed in its head.
///
/// # Errors
/// As [`super::collect`].
pub fn filled_in(store: &Store, kind: &ReportKind, about: &str, given: &Prefill, moment: Moment) -> Result<Collected> {
    let facts = blank(store, checklist::resolve(store, about)?, given, moment)?;
    collected(store, &facts, kind, &named(&facts))
}

/// Facts of the sheet for what a plan asks for next: place, department, inspector and occurrence are filled in.
///
/// # Errors
/// As [`super::collect`].
pub fn plan_sheet(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    planned(store, kind, about, &Prefill::default(), moment)
}

/// As [`plan_sheet`], a place given here goes before the plan's.
///
/// # Errors
/// As [`super::collect`].
pub fn planned(store: &Store, kind: &ReportKind, about: &str, given: &Prefill, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let row = store.row(&PLAN.relation, id)?.ok_or_else(|| Error::input("没有这个检查计划"))?;
    let lookups = Lookups::of(&PLAN, store)?;
    let list = row.get("checklist_id").as_int().ok_or_else(|| Error::input("这个检查计划没有写明检查表"))?;
    let place = given.place.clone().or_else(|| text(&row, "place"));
    let mut facts = blank(store, list, &Prefill { place, on: given.on }, moment)?;
    facts.department = name(&row, &lookups, "department", "department_id");
    facts.inspector = name(&row, &lookups, "person", "person_id");
    let day = given.on.unwrap_or(moment.today);
    let near = figures::inspections(store, add_days(day, -NEAR.0), add_days(day, NEAR.1), day)?;
    // What can be done now goes first; where all of that is done, what comes next.
    let asked = near.planned.iter().filter(|it| it.plan_id == id);
    let asked = asked.filter(|it| matches!(it.state, Standing::Due | Standing::Upcoming));
    if let Some(next) = asked.min_by_key(|it| (it.state == Standing::Upcoming, it.occurrence.due_on)) {
        facts.period = Some(next.occurrence.period.to_string());
        facts.due_on = Some(next.occurrence.due_on);
    }
    collected(store, &facts, kind, &named(&facts))
}

/// `班组日检查表_一车间`.
fn named(facts: &SheetFacts) -> String {
    match &facts.place {
        Some(place) => format!("{}_{place}", facts.checklist),
        None => facts.checklist.clone(),
    }
}

fn blank(store: &Store, id: i64, given: &Prefill, moment: Moment) -> Result<SheetFacts> {
    let row = store.row(&CHECKLIST.relation, id)?.ok_or_else(|| Error::input("没有这张检查表"))?;
    let version = store
        .checklist_version_on(id, given.on.unwrap_or(moment.today))?
        .ok_or_else(|| Error::input("这张检查表还没有项目").hint("在检查表里先添加项目"))?;
    let kind = row.get("kind").as_text().and_then(InspectionKind::from_code);
    Ok(SheetFacts {
        id,
        unit: unit(store)?.name,
        checklist: text(&row, "title").unwrap_or_default(),
        code: text(&row, "code").unwrap_or_default(),
        wording: format!("第 {} 版", version.number),
        kind: kind.map(|it| it.label().to_owned()),
        place: given.place.clone(),
        on: given.on,
        items: store.checklist_items(version.id)?.into_iter().filter(|it| it.active).map(item).collect(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        ..SheetFacts::default()
    })
}

fn item(it: ChecklistItem) -> SheetItem {
    SheetItem {
        limits: limits(&it),
        code: it.code,
        object: it.object,
        content: it.content,
        standard: it.standard,
        method: it.method,
        basis: it.basis,
        unverified: it.basis_unverified,
        unit: it.unit,
    }
}

/// What a measured value must keep to.
fn limits(it: &ChecklistItem) -> Option<String> {
    let one = |sign: &str, bound: &Option<String>| bound.as_ref().map(|it| format!("{sign}{it}"));
    match (&it.low, &it.high) {
        (Some(low), Some(high)) => Some(format!("{low}～{high}")),
        (_, _) => {
            let all: Vec<String> =
                [one("≥", &it.low), one("≤", &it.high), one("＜", &it.below)].into_iter().flatten().collect();
            Some(all.join("，")).filter(|it| !it.is_empty())
        }
    }
}
