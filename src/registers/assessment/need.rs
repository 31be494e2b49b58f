//! RL04: every department owes the assessments of a period that is over, the names of those left out beside it.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use crate::domain::assessment::{Cadence, Standing, Unowed};
use crate::domain::date::add_days;
use crate::domain::obligation::records::{Evidence, Need, RecordRef};
use crate::domain::period::Period;
use crate::error::Result;
use crate::registers::organisation::{DEPARTMENT, POST};
use crate::store::{Condition, Query, Row, Store};

use super::ASSESSMENT;
use super::owed::{Due, Roll, names};

/// How many names a duty says at most; `why` says all of them.
const NAMED: usize = 5;

/// What rule packs call it.
const KIND: &str = "assessment";

/// Assessments owed for periods that ended from `since` on, by department: one duty for each, not one for each person.
///
/// # Errors
/// When the file cannot be read.
pub fn needs(store: &Store, since: NaiveDate, today: NaiveDate) -> Result<Vec<Need>> {
    if store.carried_lists()?.is_empty() {
        return Ok(Vec::new());
    }
    let roll = Roll::read(store)?;
    let conditions = vec![Condition::AtLeast("period", since.year().to_string().into())];
    let rows = store.rows(&ASSESSMENT.relation, &Query { conditions, ..Query::default() })?;
    let mut sheets: HashMap<(i64, i64, String), &Row> = HashMap::new();
    for row in &rows {
        let ids = (row.get("person_id").as_int(), row.get("post_id").as_int());
        if let ((Some(person), Some(post)), Some(period)) = (ids, row.get("period").as_text()) {
            sheets.insert((person, post, period.to_owned()), row);
        }
    }
    let (departments, posts) = (names(store, &DEPARTMENT)?, names(store, &POST)?);
    let mut all = Vec::new();
    for cadence in Cadence::ALL {
        for period in Period::overlapping(cadence.kind(), since, today) {
            if period.last() >= today || period.last() < since {
                continue;
            }
            let mut by_department: BTreeMap<Option<i64>, Vec<Due>> = BTreeMap::new();
            for due in roll.of_period(period) {
                by_department.entry(due.department).or_default().push(due);
            }
            let asks = |it: &Due| it.standing.is_owed() || it.standing == Standing::Not(Unowed::Unknown);
            for (department, due) in by_department.iter().filter(|(_, due)| due.iter().any(asks)) {
                let desk = Desk { roll: &roll, sheets: &sheets, posts: &posts, period, today };
                let name = department.and_then(|id| departments.get(&id)).map(String::as_str);
                all.push(desk.need(*department, name.unwrap_or("未分部门"), due));
            }
        }
    }
    Ok(all)
}

struct Desk<'a> {
    roll: &'a Roll,
    sheets: &'a HashMap<(i64, i64, String), &'a Row>,
    posts: &'a BTreeMap<i64, String>,
    period: Period,
    today: NaiveDate,
}

impl Desk<'_> {
    fn need(&self, department: Option<i64>, name: &str, due: &[Due]) -> Need {
        let owed: Vec<&Due> = due.iter().filter(|it| it.standing.is_owed()).collect();
        let sheets: Vec<(&&Due, Option<&&Row>)> = owed.iter().map(|it| (it, self.sheet(it))).collect();
        let finished = |row: &&&Row| row.get("assessed_on").as_date().is_some_and(|on| on <= self.today);
        let missing: Vec<(&&Due, bool)> = sheets
            .iter()
            .filter(|(_, sheet)| !sheet.iter().any(finished))
            .map(|(due, sheet)| (*due, sheet.is_some()))
            .collect();
        let last = sheets.iter().filter_map(|(_, sheet)| *sheet).max_by_key(|row| row.get("assessed_on").as_date());
        let (all, done) = (owed.len(), owed.len() - missing.len());
        let unknown: Vec<String> = due
            .iter()
            .filter(|it| matches!(it.standing, Standing::Not(Unowed::Unknown)) && self.sheet(it).is_none())
            .map(|it| self.who(it))
            .collect();
        let evidence = match (missing.is_empty(), last) {
            (true, _) if !unknown.is_empty() => Evidence::Missing {
                field: "hired_on",
                said: format!("{}的入职日期和到岗日期都没有登记，不知道本期要不要考核", unknown.join("、")),
            },
            (true, Some(row)) => Evidence::Met {
                record: RecordRef { register: "assessment", id: row.id },
                on: row.get("assessed_on").as_date(),
                said: format!("{all} 份全部考核完"),
            },
            (_, _) => Evidence::Unmet { near: Some(self.near(all, done, &missing)) },
        };
        Need {
            kind: KIND,
            object: department.map_or_else(|| "department-none".to_owned(), |id| format!("department-{id}")),
            of_period: Some(self.period.to_string()),
            title: format!("{}责任制考核（{name}）", self.period.label()),
            subject: Some(name.to_owned()),
            owner: None,
            from: add_days(self.period.last(), 1),
            due_on: None,
            lapses: false,
            field: "assessed_on",
            evidence,
            looked: self.looked(due, &missing, all, done),
        }
    }

    fn sheet(&self, due: &Due) -> Option<&&Row> {
        self.sheets.get(&(due.person, due.post, self.period.to_string()))
    }

    fn who(&self, due: &Due) -> String {
        format!("{}（{}）", self.roll.person(due.person), self.posts.get(&due.post).map_or("", String::as_str))
    }

    fn near(&self, all: usize, done: usize, missing: &[(&&Due, bool)]) -> String {
        let named: Vec<String> = missing.iter().take(NAMED).map(|(due, _)| self.who(due)).collect();
        let more = if missing.len() > NAMED { format!("等 {} 份", missing.len()) } else { String::new() };
        format!("应考核 {all} 份，已完成 {done} 份，未考核：{}{more}", named.join("、"))
    }

    fn looked(&self, due: &[Due], missing: &[(&&Due, bool)], all: usize, done: usize) -> Vec<String> {
        let mut lines = vec![format!("{}应考核 {all} 份（人×岗位），已完成 {done} 份", self.period.label())];
        lines.extend(missing.iter().map(|(due, open)| {
            let state = if *open { "评分中，还没有完成" } else { "未考核" };
            format!("{}：{state}", self.who(due))
        }));
        lines.extend(due.iter().filter_map(|it| match it.standing {
            Standing::Owed { .. } | Standing::Not(Unowed::Elsewhere) => None,
            Standing::Not(why) => Some(format!("{}：{why}，不考核", self.who(it))),
        }));
        lines
    }
}
