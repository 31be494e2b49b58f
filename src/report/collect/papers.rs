//! Facts of the papers about one hazard or one inspection.

use std::collections::BTreeMap;

use super::{Moment, chain_code, unit};
use crate::domain::hazard::{Field, Level, Source, State, Verb, Who};
use crate::domain::inspection::{InspectionKind, ItemResult as Judged};
use crate::error::{Error, Result};
use crate::registers::hazard::HAZARD;
use crate::registers::inspection::INSPECTION;
use crate::registers::plan::CHECKLIST;
use crate::registers::{Lookups, late};
use crate::report::acceptance::{AcceptanceFacts, Returned};
use crate::report::inspection_record::{FindingFacts, InspectionFacts, ItemFacts, ItemResult};
use crate::report::notice::{Extension, FiveFixes, HazardFacts, NoticeFacts};
use crate::store::{ChecklistItem, Condition, Exception, Query, Row, Store, StoredStep};

/// A stored text, none where empty.
pub(super) fn text(row: &Row, column: &str) -> Option<String> {
    row.get(column).as_text().filter(|it| !it.is_empty()).map(str::to_owned)
}

/// Name of a referred row.
pub(super) fn name(row: &Row, lookups: &Lookups, register: &str, column: &str) -> Option<String> {
    row.get(column).as_int().and_then(|id| lookups.get(register).label(id)).map(str::to_owned)
}

/// `整改〔2026〕147号` from `YH-2026-0147`; a number of another make is kept as it is.
fn paper_number(word: &str, code: &str) -> String {
    let mut parts = code.split('-');
    match (parts.next(), parts.next(), parts.next().and_then(|it| it.parse::<u32>().ok()), parts.next()) {
        (Some("YH"), Some(year), Some(number), None) => format!("{word}〔{year}〕{number}号"),
        _ => format!("{word}（{code}）"),
    }
}

/// One hazard with its steps and the names it refers to.
pub(super) struct Case {
    pub(super) row: Row,
    steps: Vec<StoredStep>,
    lookups: Lookups,
}

impl Case {
    pub(super) fn read(store: &Store, id: i64) -> Result<Self> {
        let row = store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
        Ok(Self { steps: store.hazard_steps(id)?, lookups: Lookups::of(&HAZARD, store)?, row })
    }

    pub(super) fn name(&self, register: &str, column: &str) -> Option<String> {
        name(&self.row, &self.lookups, register, column)
    }

    /// The last step of this sort.
    fn step(&self, verb: Verb) -> Option<&StoredStep> {
        self.steps.iter().rev().find(|it| it.step.verb == verb)
    }

    /// Who signed a step.
    fn signer(&self, who: &Who) -> Option<String> {
        let known = who.id.and_then(|id| self.lookups.get("person").label(id)).map(str::to_owned);
        Some(who.name.clone()).filter(|it| !it.is_empty()).or(known)
    }

    fn extensions(&self) -> Vec<Extension> {
        let granted = self.steps.iter().filter(|it| it.step.verb == Verb::Extend);
        let told = granted.map(|it| Extension {
            on: it.step.on,
            due_on: it.step.due_on,
            by: self.signer(&it.step.by),
            reason: it.words.clone().unwrap_or_default(),
        });
        told.collect()
    }

    pub(super) fn facts(&self) -> HazardFacts {
        let row = &self.row;
        let level = row.get("level").as_text().and_then(Level::from_code);
        let label = |column: &str, of: fn(&str) -> Option<&'static str>| {
            row.get(column).as_text().and_then(of).map(str::to_owned)
        };
        HazardFacts {
            id: row.id,
            code: text(row, "code").unwrap_or_default(),
            title: text(row, "title").unwrap_or_default(),
            level: level.map(|it| it.code().to_owned()),
            level_label: level.map_or("未定级", Level::label).to_owned(),
            category: label("field", |code| Field::from_code(code).map(Field::label)),
            place: text(row, "place"),
            department: self.name("department", "department_id"),
            owner: self.name("person", "owner_id"),
            found_on: row.get("found_on").as_date(),
            found_by: self.name("person", "found_by_id"),
            source: label("source", |code| Source::from_code(code).map(Source::label)),
            basis: text(row, "basis"),
            due_on: row.get("due_on").as_date(),
            original_due_on: row.get("original_due_on").as_date(),
            extensions: self.extensions(),
        }
    }
}

/// Facts of the rectification notice of one hazard.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such hazard; when the file cannot be read.
pub fn notice(store: &Store, id: i64, moment: Moment) -> Result<NoticeFacts> {
    let case = Case::read(store, id)?;
    let hazard = case.facts();
    let visit = case.row.get("inspection_id").as_int().map(|id| Visit::read(store, id)).transpose()?;
    let failed = case.row.get("checklist_item").as_text();
    let item = visit.as_ref().zip(failed).and_then(|(visit, code)| visit.items.iter().find(|it| it.code == code));
    let assessed = case.step(Verb::Assess);
    Ok(NoticeFacts {
        unit: unit(store)?.name,
        number: paper_number("整改", &hazard.code),
        inspected_on: visit.as_ref().and_then(|it| it.row.get("on_date").as_date()),
        inspectors: visit.as_ref().map_or_else(|| hazard.found_by.clone().into_iter().collect(), Visit::inspectors),
        requirement: item.map(|it| format!("{}应达到：{}", it.object, it.standard.as_deref().unwrap_or(&it.content))),
        five: FiveFixes {
            measures: text(&case.row, "measures"),
            funds_fen: case.row.get("funds_fen").as_int(),
            plan: text(&case.row, "plan"),
        },
        issued_by: assessed.and_then(|it| case.signer(&it.step.by)),
        issued_on: assessed.map(|it| it.step.on),
        received_by: None,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        hazard,
    })
}

/// Facts of the re-inspection paper of one hazard.
///
/// # Errors
/// As [`notice`].
pub fn acceptance(store: &Store, id: i64, moment: Moment) -> Result<AcceptanceFacts> {
    let case = Case::read(store, id)?;
    let (row, hazard) = (&case.row, case.facts());
    let rectified_on = row.get("rectified_on").as_date();
    let accepted_on = row.get("accepted_on").as_date();
    let returned = case.steps.iter().filter(|it| it.step.verb == Verb::Return).map(|it| Returned {
        on: it.step.on,
        by: case.signer(&it.step.by),
        reason: it.words.clone().unwrap_or_default(),
    });
    let closed = row.get("state").as_text() == Some(State::Closed.code());
    Ok(AcceptanceFacts {
        unit: unit(store)?.name,
        number: paper_number("复查", &hazard.code),
        notice_number: Some(paper_number("整改", &hazard.code)),
        situation: rectified_on.and_then(|_| text(row, "rectification")),
        rectified_by: rectified_on.and_then(|_| {
            let step = case.step(Verb::Rectify).and_then(|it| case.signer(&it.step.by));
            step.or_else(|| case.name("person", "rectifier_id"))
        }),
        rectified_on,
        late: rectified_on.zip(hazard.due_on).is_some_and(|(done, due)| done > due),
        cost_fen: row.get("cost_fen").as_int(),
        returned: returned.collect(),
        opinion: accepted_on.and_then(|_| text(row, "opinion")),
        passed: accepted_on.map(|_| true),
        accepter: case.name("person", "accepter_id").or_else(|| text(row, "accepter_name")),
        accepted_on,
        closed_by: if closed {
            let closer = case.name("person", "closer_id").or_else(|| text(row, "closer_name"));
            closer.or_else(|| case.step(Verb::Accept).and_then(|it| case.signer(&it.step.by)))
        } else {
            None
        },
        closed_on: row.get("closed_on").as_date(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        hazard,
    })
}

/// One inspection with its sheet and the names it refers to.
struct Visit {
    row: Row,
    checklist: Option<Row>,
    version: Option<i64>,
    items: Vec<ChecklistItem>,
    lookups: Lookups,
    people: Vec<i64>,
}

impl Visit {
    fn read(store: &Store, id: i64) -> Result<Self> {
        let row = store.row(&INSPECTION.relation, id)?.ok_or_else(|| Error::input("没有这条检查记录"))?;
        let version = row.get("version_id").as_int();
        let checklist = row.get("checklist_id").as_int();
        let on = row.get("on_date").as_date();
        let that_day = on.map(|on| store.inspections_between(on, on)).transpose()?.unwrap_or_default();
        let people = that_day.into_iter().find(|it| it.id == id).map(|it| it.people);
        let people = people.unwrap_or_else(|| row.get("person_id").as_int().into_iter().collect());
        Ok(Self {
            checklist: checklist.map(|id| store.row(&CHECKLIST.relation, id)).transpose()?.flatten(),
            version: version.map(|id| store.checklist_version(id)).transpose()?.flatten().map(|it| it.number),
            items: version.map(|id| store.checklist_items(id)).transpose()?.unwrap_or_default(),
            lookups: Lookups::of(&INSPECTION, store)?,
            people,
            row,
        })
    }

    fn inspectors(&self) -> Vec<String> {
        let named = |id: &i64| self.lookups.get("person").label(*id).map(str::to_owned);
        let mut all: Vec<String> = self.people.iter().filter_map(named).collect();
        all.extend(text(&self.row, "others"));
        all
    }

    fn item(&self, it: &ChecklistItem, said: Option<&Exception>, codes: &BTreeMap<i64, String>) -> ItemFacts {
        let rest = if self.row.get("rest_checked").as_int() == Some(1) { Judged::Pass } else { Judged::NotChecked };
        let result = match said.map_or(rest, |it| it.result) {
            Judged::Pass => ItemResult::Pass,
            Judged::Fail => ItemResult::Fail,
            Judged::NotApplicable => ItemResult::NotApplicable,
            Judged::NotChecked => ItemResult::NotChecked,
        };
        let hazard_id = said.and_then(|it| it.hazard_id);
        let value = said.and_then(|it| it.value.as_ref());
        let words = [Some(format!("{}：{}", it.object, it.content)), it.standard.clone()];
        let words: Vec<String> = words.into_iter().flatten().collect();
        let basis = it.basis.as_ref().map(|basis| {
            let marked = !it.basis_unverified || basis.contains("依据待核对");
            if marked { basis.clone() } else { format!("{basis}（依据待核对）") }
        });
        ItemFacts {
            code: it.code.clone(),
            text: words.join("；"),
            basis,
            result,
            value: value.map(|value| format!("{value}{}", it.unit.as_deref().unwrap_or_default())),
            note: said.and_then(|it| it.words.clone()),
            hazard: hazard_id.and_then(|id| codes.get(&id).cloned()),
            hazard_id,
        }
    }
}

/// Facts of one filled inspection, as its checklist stood then.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such inspection; when the file cannot be read.
pub fn inspection(store: &Store, id: i64, moment: Moment) -> Result<InspectionFacts> {
    let visit = Visit::read(store, id)?;
    let row = &visit.row;
    let inspected_on = row
        .get("on_date")
        .as_date()
        .ok_or_else(|| Error::file(format!("inspection 第 {id} 行的 on_date 列不是日期")))?;
    let opened = store.rows(
        &HAZARD.relation,
        &Query { conditions: vec![Condition::Is("inspection_id", id.into())], ..Query::default() },
    )?;
    let codes: BTreeMap<i64, String> = opened.iter().filter_map(|it| Some((it.id, text(it, "code")?))).collect();
    let exceptions = store.exceptions(id)?;
    let listed: Vec<i64> = exceptions.iter().filter_map(|it| it.hazard_id).collect();
    let items = visit.items.iter().filter(|it| it.active).map(|it| {
        let said = exceptions.iter().find(|said| said.item_id == it.id);
        visit.item(it, said, &codes)
    });
    let free = opened.iter().filter(|it| !listed.contains(&it.id)).map(|it| FindingFacts {
        text: text(it, "title").unwrap_or_default(),
        place: text(it, "place"),
        hazard: text(it, "code"),
        hazard_id: Some(it.id),
    });
    let list = visit.checklist.as_ref();
    let kind = list.and_then(|it| it.get("kind").as_text()).and_then(InspectionKind::from_code);
    let late = late::is_late_entry(Some(inspected_on), row.entered_on, late::limit(store, INSPECTION.key)?);
    Ok(InspectionFacts {
        id,
        unit: unit(store)?.name,
        number: text(row, "code"),
        checklist: list.and_then(|it| text(it, "title")).unwrap_or_else(|| "检查记录".to_owned()),
        wording: visit.version.map_or_else(String::new, |number| format!("第 {number} 版")),
        kind: kind.map(|it| it.label().to_owned()),
        department: name(row, &visit.lookups, "department", "department_id"),
        place: text(row, "place"),
        inspected_on,
        due_on: None,
        inspectors: visit.inspectors(),
        accompanied_by: text(row, "accompanied_by"),
        note: text(row, "note"),
        entered_late_on: row.entered_on.filter(|_| late),
        rest_checked: row.get("rest_checked").as_int() == Some(1),
        items: items.collect(),
        findings: free.collect(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    })
}
