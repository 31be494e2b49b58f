//! The sheet as it is being filled in: its head, its items with what was said of each, and the draft of both.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::line::{self, Marked, Said};
use crate::domain::date::chinese;
use crate::domain::hazard::State;
use crate::domain::inspection::ItemResult;
use crate::domain::period::Period;
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::Result;
use crate::registers::hazard::{HAZARD, overdue_days};
use crate::registers::inspection::{EnteredBy, Extra, INSPECTION, Mark, Sheet, is_outside, measured};
use crate::registers::plan::{CHECKLIST, PLAN};
use crate::registers::{Lookups, person::PERSON};
use crate::store::{ChecklistItem, Condition, Query, Store};

/// What is to be inspected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Task {
    /// The checklist.
    pub checklist: i64,
    /// The plan it is for.
    pub plan: Option<i64>,
    /// The plan's occurrence, as it is stored and named in the draft.
    pub period: Option<String>,
}

impl Task {
    /// The name under which the draft is kept.
    pub(super) fn draft_key(&self) -> String {
        let plan = self.plan.map_or_else(|| "free".to_owned(), |id| format!("plan-{id}"));
        format!("inspection/{}/{plan}/{}", self.checklist, self.period.as_deref().unwrap_or_default())
    }
}

/// The head of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Day of the inspection.
    pub on: NaiveDate,
    /// Inspector.
    pub by: Option<i64>,
    /// Further inspectors.
    pub others: Vec<i64>,
    /// Place; empty for none.
    pub place: String,
    /// Inspected department.
    pub department: Option<i64>,
    /// Who went along; empty for nobody.
    pub accompanied_by: String,
    /// Remark; empty for none.
    pub note: String,
}

/// What is known of an item from before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Before {
    /// Day, result and words of the last inspection here.
    pub last: Option<(NaiveDate, ItemResult, String)>,
    /// Numbers of hazards of this item at this place that are not closed, with what is late about them.
    pub hazards: Vec<String>,
}

/// A sheet being filled in.
#[derive(Debug)]
pub(super) struct Filled {
    /// What is inspected.
    pub task: Task,
    /// Name of the checklist.
    pub title: String,
    /// Number of its wording.
    pub version: i64,
    /// The head.
    pub head: Head,
    /// The head as it was at first.
    pub initial: Head,
    /// Items asked for.
    pub items: Vec<ChecklistItem>,
    /// What was said, with the line it was typed as.
    pub marks: Vec<(Marked, String)>,
    /// Findings on no list.
    pub extras: Vec<String>,
    /// From earlier inspections, by code.
    pub before: HashMap<String, Before>,
    /// Names of people and departments.
    pub lookups: Lookups,
}

impl Filled {
    /// An empty sheet for a task, its head filled in from the plan and from the last time.
    pub(super) fn open(store: &Store, task: Task, today: NaiveDate) -> Result<Self> {
        let lookups = Lookups::of(&INSPECTION, store)?;
        let plan = match task.plan {
            Some(id) => store.row(&PLAN.relation, id)?,
            None => None,
        };
        let of_plan = |name: &str| plan.as_ref().map(|row| row.get(name).clone()).unwrap_or_default();
        let place = of_plan("place").as_text().unwrap_or_default().to_owned();
        // What was made in a period that is over was made then: entered now as 补录.
        let period = task.period.as_deref().and_then(|text| Period::parse(text).ok());
        let head = Head {
            on: period.map_or(today, |period| period.last().min(today)),
            by: inspector(store, &task, &place, of_plan("person_id").as_int(), of_plan("post_id").as_int(), &lookups)?,
            others: Vec::new(),
            place,
            department: of_plan("department_id").as_int(),
            accompanied_by: String::new(),
            note: String::new(),
        };
        let row = store.row(&CHECKLIST.relation, task.checklist)?;
        let title = row.map(|row| row.get("title").as_text().unwrap_or_default().to_owned()).unwrap_or_default();
        let mut sheet = Self {
            task,
            title,
            version: 0,
            initial: head.clone(),
            head,
            items: Vec::new(),
            marks: Vec::new(),
            extras: Vec::new(),
            before: HashMap::new(),
            lookups,
        };
        sheet.read_items(store)?;
        sheet.read_before(store, today)?;
        Ok(sheet)
    }

    /// Takes another head; the wording of another day may have other items.
    pub(super) fn set_head(&mut self, store: &Store, head: Head, today: NaiveDate) -> Result<Vec<String>> {
        let (day, place) = (self.head.on != head.on, self.head.place != head.place);
        self.head = head;
        let mut lost = Vec::new();
        if day {
            let typed: Vec<String> = std::mem::take(&mut self.marks).into_iter().map(|(_, raw)| raw).collect();
            self.read_items(store)?;
            for raw in typed {
                if self.add(&raw).is_err() {
                    lost.push(raw);
                }
            }
        }
        if day || place {
            self.read_before(store, today)?;
        }
        Ok(lost)
    }

    fn read_items(&mut self, store: &Store) -> Result<()> {
        self.items.clear();
        if let Some(version) = store.checklist_version_on(self.task.checklist, self.head.on)? {
            self.version = version.number;
            self.items = store.checklist_items(version.id)?.into_iter().filter(|item| item.active).collect();
        }
        Ok(())
    }

    fn read_before(&mut self, store: &Store, today: NaiveDate) -> Result<()> {
        self.before.clear();
        let place = Some(self.head.place.as_str()).filter(|place| !place.is_empty());
        if let Some(last) = store.recent_inspections(self.task.checklist, place, 1)?.into_iter().next() {
            let said: HashMap<String, (ItemResult, String)> = store
                .exceptions(last.id)?
                .into_iter()
                .map(|it| (it.code, (it.result, it.words.or(it.value).unwrap_or_default())))
                .collect();
            for code in asked_codes(store, last.id)? {
                let (result, words) = said.get(&code).cloned().unwrap_or((ItemResult::Pass, String::new()));
                self.before.entry(code).or_default().last = Some((last.on_date, result, words));
            }
        }
        let here = Query {
            conditions: vec![Condition::Is("place", place.map(Value::from).unwrap_or_default())],
            ..Query::default()
        };
        for row in store.rows(&HAZARD.relation, &here)? {
            let (Some(code), Some(number)) = (row.get("checklist_item").as_text(), row.get("code").as_text()) else {
                continue;
            };
            let Some(state) = row.get("state").as_text().and_then(State::from_code) else { continue };
            if state != State::Closed {
                let late = match overdue_days(&row, today) {
                    0 => String::new(),
                    days => format!(" 逾期{days}天"),
                };
                let shown = format!("{number} {}{late}", state.label());
                self.before.entry(code.to_owned()).or_default().hazards.push(shown);
            }
        }
        Ok(())
    }

    /// Takes a typed line; returns the index of the row it is about.
    pub(super) fn add(&mut self, raw: &str) -> Result<usize, String> {
        match line::read(&self.items, raw)? {
            Said::Finding(words) => {
                self.extras.push(words);
                Ok(self.items.len() + self.extras.len() - 1)
            }
            Said::Ok(index) => {
                self.marks.retain(|(mark, _)| mark.index != index);
                Ok(index)
            }
            Said::Marks(marks) => {
                let at = marks.first().map_or(0, |mark| mark.index);
                let alone = marks.len() == 1;
                for mut mark in marks {
                    self.keep_failure(&mut mark);
                    if let (Some(value), Some(item)) = (&mark.value, self.items.get(mark.index)) {
                        measured(item, value).map_err(|problem| problem.message)?;
                    }
                    let raw = if alone { raw.to_owned() } else { self.line_of(&mark) };
                    self.marks.retain(|(other, _)| other.index != mark.index);
                    self.marks.push((mark, raw));
                }
                Ok(at)
            }
        }
    }

    /// A value of an item without bounds says nothing against a failure told before: it stands beside it.
    fn keep_failure(&self, mark: &mut Marked) {
        let bounded =
            self.items.get(mark.index).is_some_and(|it| it.low.is_some() || it.high.is_some() || it.below.is_some());
        let failed = self.mark(mark.index).filter(|it| it.result == ItemResult::Fail && !bounded);
        if let Some(before) = failed.filter(|_| mark.result == ItemResult::Pass && mark.value.is_some()) {
            mark.result = ItemResult::Fail;
            if mark.words.is_empty() {
                mark.words.clone_from(&before.words);
            }
        }
    }

    /// A mark as it would be typed.
    fn line_of(&self, mark: &Marked) -> String {
        let code = self.items.get(mark.index).map_or("", |item| item.code.as_str());
        match mark.result {
            ItemResult::NotChecked => format!("?{code} {}", mark.words),
            ItemResult::NotApplicable => format!("-{code} {}", mark.words),
            ItemResult::Fail | ItemResult::Pass => format!("{code} {}", mark.words),
        }
    }

    /// Takes back what was said of a row; returns whether anything was.
    pub(super) fn remove(&mut self, row: usize) -> bool {
        if let Some(extra) = row.checked_sub(self.items.len()) {
            let there = extra < self.extras.len();
            if there {
                self.extras.remove(extra);
            }
            return there;
        }
        let before = self.marks.len();
        self.marks.retain(|(mark, _)| mark.index != row);
        self.marks.len() != before
    }

    /// What was said of an item.
    pub(super) fn mark(&self, index: usize) -> Option<&Marked> {
        self.marks.iter().find(|(mark, _)| mark.index == index).map(|(mark, _)| mark)
    }

    /// The result a mark will be stored with: a measured value outside its bounds is a failure.
    pub(super) fn result(&self, mark: &Marked) -> ItemResult {
        let item = self.items.get(mark.index);
        let out = mark
            .value
            .as_deref()
            .zip(item)
            .is_some_and(|(typed, item)| measured(item, typed).is_ok_and(|value| is_outside(item, &value)));
        if out && mark.result == ItemResult::Pass { ItemResult::Fail } else { mark.result }
    }

    /// How many items have a result of this kind by a mark.
    pub(super) fn count(&self, result: ItemResult) -> usize {
        self.marks.iter().filter(|(mark, _)| self.result(mark) == result).count()
    }

    /// Items nothing was said of.
    pub(super) fn rest(&self) -> usize {
        self.items.len().saturating_sub(self.marks.len())
    }

    /// Whether anything was entered.
    pub(super) fn is_touched(&self) -> bool {
        !self.marks.is_empty() || !self.extras.is_empty() || self.head != self.initial
    }

    /// Everything that stands in the way of finishing, at once.
    pub(super) fn faults(&self, today: NaiveDate) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.items.is_empty() {
            problems.push(Problem::record("这张检查表没有在用的项目"));
        }
        if self.head.by.is_none() {
            problems.push(Problem::record("检查人：还没有填，按 Tab 到表头填写"));
        }
        if self.head.on > today {
            problems.push(Problem::record(format!("检查日期：{} 还没有到", chinese(self.head.on))));
        }
        for (mark, _) in &self.marks {
            let code = self.items.get(mark.index).map_or("", |item| item.code.as_str());
            if mark.result == ItemResult::NotApplicable && mark.words.is_empty() {
                problems.push(Problem::record(format!("{code}：不适用要写原因")));
            }
        }
        problems
    }

    /// The sheet to record; nothing without an inspector. Without the inspector's word every item left is not checked.
    pub(super) fn sheet(&self, rest_checked: bool, seconds: u32) -> Option<Sheet> {
        let code = |index: usize| self.items.get(index).map(|item| item.code.clone()).unwrap_or_default();
        let mut marks: Vec<Mark> = self
            .marks
            .iter()
            .map(|(mark, _)| Mark {
                code: code(mark.index),
                result: mark.result,
                value: mark.value.clone(),
                words: mark.words.clone(),
            })
            .collect();
        if !rest_checked {
            marks.extend((0..self.items.len()).filter(|index| self.mark(*index).is_none()).map(|index| Mark {
                code: code(index),
                result: ItemResult::NotChecked,
                value: None,
                words: String::new(),
            }));
        }
        let some = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        Some(Sheet {
            checklist: self.task.checklist,
            plan: self.task.plan,
            on: self.head.on,
            by: self.head.by?,
            others: self.head.others.clone(),
            place: some(&self.head.place),
            department: self.head.department,
            accompanied_by: some(&self.head.accompanied_by),
            marks,
            extras: self.extras.iter().map(|title| Extra { title: title.clone(), place: None }).collect(),
            rest_checked,
            entered_by: EnteredBy::Terminal(seconds),
            note: some(&self.head.note),
        })
    }

    /// The draft: what was typed, as it was typed.
    pub(super) fn draft(&self, line: &str, seconds: i64) -> String {
        let lines: Vec<&str> = self.marks.iter().map(|(_, raw)| raw.as_str()).collect();
        json!({ "head": head_json(&self.head), "lines": lines, "extras": self.extras, "line": line, "seconds": seconds })
            .to_string()
    }

    /// Takes a draft up again; returns the line that stood in the input and the seconds spent.
    pub(super) fn restore(&mut self, store: &Store, body: &str, today: NaiveDate) -> Result<(String, i64)> {
        let Ok(draft) = serde_json::from_str::<Json>(body) else { return Ok(Default::default()) };
        if let Some(head) = draft.get("head").and_then(head_of) {
            self.set_head(store, head, today)?;
        }
        let lines = |key: &str| -> Vec<String> {
            let all = draft.get(key).and_then(Json::as_array);
            all.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
        };
        for raw in lines("lines") {
            // A line of a wording that changed meanwhile is shown again by nothing: its item is not asked any more.
            let _ = self.add(&raw);
        }
        self.extras = lines("extras");
        let line = draft.get("line").and_then(Json::as_str).unwrap_or_default().to_owned();
        Ok((line, draft.get("seconds").and_then(Json::as_i64).unwrap_or(0)))
    }
}

/// The head as it goes through a form and a draft.
pub(super) fn head_json(head: &Head) -> Json {
    json!({
        "on": head.on.to_string(),
        "by": head.by,
        "others": head.others,
        "place": head.place,
        "department": head.department,
        "accompanied_by": head.accompanied_by,
        "note": head.note,
    })
}

/// The inverse of [`head_json`].
pub(super) fn head_of(json: &Json) -> Option<Head> {
    let text = |key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    Some(Head {
        on: text("on").parse().ok()?,
        by: json.get("by").and_then(Json::as_i64),
        others: json.get("others").and_then(Json::as_array)?.iter().filter_map(Json::as_i64).collect(),
        place: text("place"),
        department: json.get("department").and_then(Json::as_i64),
        accompanied_by: text("accompanied_by"),
        note: text("note"),
    })
}

/// Codes that an inspection asked for.
fn asked_codes(store: &Store, inspection: i64) -> Result<Vec<String>> {
    let Some(row) = store.row(&INSPECTION.relation, inspection)? else { return Ok(Vec::new()) };
    let Some(version) = row.get("version_id").as_int() else { return Ok(Vec::new()) };
    let items = store.checklist_items(version)?;
    Ok(items.into_iter().filter(|item| item.active).map(|item| item.code).collect())
}

/// Who inspects, as far as it can be known: the plan's person, the only holder of its post, who is at the keyboard, who
/// did it last.
fn inspector(
    store: &Store,
    task: &Task,
    place: &str,
    person: Option<i64>,
    post: Option<i64>,
    lookups: &Lookups,
) -> Result<Option<i64>> {
    if person.is_some() {
        return Ok(person);
    }
    let operator = lookups.get("person").find(store.operator()).ok();
    if let Some(post) = post {
        let held = Query { conditions: vec![Condition::Is("post_id", post.into())], ..Query::default() };
        let holders: Vec<i64> = store
            .rows(&PERSON.relation, &held)?
            .iter()
            .filter(|row| row.get("ended_on").is_null())
            .map(|row| row.id)
            .collect();
        match holders.as_slice() {
            [one] => return Ok(Some(*one)),
            many if operator.is_some_and(|id| many.contains(&id)) => return Ok(operator),
            _ => {}
        }
    }
    let place = Some(place).filter(|place| !place.is_empty());
    let last = store.recent_inspections(task.checklist, place, 1)?.into_iter().next();
    Ok(operator.or_else(|| last.and_then(|it| it.people.first().copied())))
}
