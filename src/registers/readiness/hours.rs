//! 学时: what each owes and has done, how much is still planned this year, and where that leaves a gap.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::training::owed::{Owed, Standing};
use crate::domain::training::rule::HoursRule;
use crate::domain::training::{Halves, Length, Sum, Topic, Worker};
use crate::error::Result;
use crate::knowledge;
use crate::store::{Query, Store};

use super::super::training::{self, TRAINING_PLAN, TRAINING_SESSION};
use super::Staff;

/// A session planned for the rest of the year.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Row id of the plan.
    pub id: i64,
    /// What it teaches, in words.
    pub title: String,
    topics: BTreeSet<Topic>,
    department: Option<i64>,
    post: Option<i64>,
    hours: Option<u32>,
}

/// One training of one person with the hours owed, done and still planned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Row id of the person.
    pub person_id: i64,
    /// Name.
    pub person: String,
    /// 工号.
    pub no: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Post it is about, where it is about one.
    pub post: Option<String>,
    /// Code of the rule.
    pub code: String,
    /// Name of the rule.
    pub title: String,
    /// The year or half-year, of a yearly duty.
    pub period: Option<String>,
    /// 学时 asked; absent: one passed session.
    pub wanted: Option<String>,
    /// 学时 done.
    pub done: String,
    /// 学时 wanting.
    pub short: Option<String>,
    /// Last day in time.
    pub due_on: Option<NaiveDate>,
    /// 学时 that sessions planned until the end of the year would add.
    pub planned: Option<String>,
    /// Whether what is done and planned is enough.
    pub projected: bool,
    /// How it stands: `met`, `unmet`, `overdue`, `missing`, `not_owed`.
    pub state: String,
    /// Why it stands so, where there is something to say.
    pub why: String,
}

impl Line {
    /// How it stands, as people read it.
    #[must_use]
    pub fn said(&self) -> &'static str {
        match self.state.as_str() {
            "met" => "已完成",
            "overdue" => "逾期",
            "missing" => "资料不足",
            "not_owed" => "本期不要求",
            _ if self.projected => "按计划可完成",
            _ => "未完成",
        }
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "unmet" | "overdue")
    }
}

/// Sessions planned from today to the end of the year that have not been held.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn planned(store: &Store, today: NaiveDate) -> Result<Vec<Planned>> {
    let sessions = store.rows(&TRAINING_SESSION.relation, &Query::default())?;
    let held: BTreeSet<i64> = sessions.iter().filter_map(|row| row.get("plan_id").as_int()).collect();
    let mut found = Vec::new();
    for row in store.rows(&TRAINING_PLAN.relation, &Query::default())? {
        let ahead = match (row.get("planned_on").as_date(), row.get("month").as_int()) {
            (Some(on), _) => on >= today,
            (None, Some(month)) => month >= i64::from(today.month()),
            (None, None) => true,
        };
        if row.get("year").as_int() != Some(i64::from(today.year())) || !ahead || held.contains(&row.id) {
            continue;
        }
        found.push(Planned {
            id: row.id,
            title: row.get("title").as_text().unwrap_or_default().to_owned(),
            topics: training::topics(row.get("topics").as_text().unwrap_or_default())?,
            department: row.get("department_id").as_int(),
            post: row.get("post_id").as_int(),
            hours: row.get("hours").as_int().and_then(|it| u32::try_from(it).ok()),
        });
    }
    Ok(found)
}

impl Planned {
    /// Whether it is meant for somebody: everybody where neither department nor post is named.
    fn is_for(&self, worker: &Worker, today: NaiveDate) -> bool {
        let department = |id: i64| worker.held_on(today).any(|it| it.department == Some(id));
        let post = |id: i64| worker.held_on(today).any(|it| it.post == id);
        self.department.is_none_or(department) && self.post.is_none_or(post)
    }
}

/// Every training of a person, settled ones included.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded packs cannot be read.
pub fn of_worker(staff: &Staff, planned: &[Planned], worker: &Worker) -> Result<Vec<Line>> {
    let ground = staff.ground(NaiveDate::from_ymd_opt(staff.today.year(), 1, 1))?;
    let rules = knowledge::hours::builtin()?;
    let (owed, asked) = staff.owed_by(&ground, worker);
    let mut found: Vec<Line> = Vec::new();
    for it in &owed {
        let rule = rules.iter().find(|rule| rule.code == it.code);
        found.push(line(staff, planned, worker, it, rule));
    }
    for it in asked {
        let mut one = line(staff, planned, worker, &it.owed, None);
        one.title = match (one.code.as_str(), it.title.is_empty()) {
            ("HR08", false) => format!("四新培训：{}", it.title),
            ("HR08", true) => "四新培训".to_owned(),
            ("HR10", _) => "危险工艺操作实习（满2个月）".to_owned(),
            _ => "死亡事故后重新培训".to_owned(),
        };
        found.push(one);
    }
    Ok(found)
}

/// What is still to be done, of everybody here, the nearest day first.
///
/// # Errors
/// As [`of_worker`].
pub fn gaps(store: &Store, staff: &Staff) -> Result<Vec<Line>> {
    let planned = planned(store, staff.today)?;
    let mut found = Vec::new();
    for worker in staff.workers.iter().filter(|it| it.is_here(staff.today)) {
        found.extend(of_worker(staff, &planned, worker)?.into_iter().filter(Line::is_open));
    }
    let applies = |code: &str| super::bar::concerns_plant_by_code(staff, code);
    found.retain(|it| applies(&it.code));
    found.sort_by(|a, b| {
        (a.due_on, &a.code, &a.department, &a.person).cmp(&(b.due_on, &b.code, &b.department, &b.person))
    });
    Ok(found)
}

fn line(staff: &Staff, planned: &[Planned], worker: &Worker, it: &Owed, rule: Option<&HoursRule>) -> Line {
    let ahead: Vec<&Planned> = planned
        .iter()
        .filter(|plan| rule.is_some_and(|rule| rule.topics.iter().any(|topic| plan.topics.contains(topic))))
        .filter(|plan| plan.is_for(worker, staff.today))
        .collect();
    let more: Halves = ahead.iter().filter_map(|plan| plan.hours).map(Length::Hours).collect::<Sum>().cut();
    let enough = match it.wanted {
        Some(wanted) => Halves(it.done.0.saturating_add(more.0)) >= wanted,
        None => !ahead.is_empty(),
    };
    let (state, why) = match &it.standing {
        Standing::Met(_) => ("met", String::new()),
        Standing::Unmet(near) if it.due_on < staff.today => ("overdue", near.clone().unwrap_or_default()),
        Standing::Unmet(near) => ("unmet", near.clone().unwrap_or_default()),
        Standing::Missing(_, said) => ("missing", said.clone()),
        Standing::NotOwed(said) => ("not_owed", said.clone()),
    };
    let why = [why, it.open_answer.clone().unwrap_or_default()].into_iter().filter(|said| !said.is_empty());
    let why = why.collect::<Vec<_>>().join("；");
    let post = it.post.and_then(|id| worker.tenures.iter().find(|held| held.post == id));
    Line {
        person_id: worker.id,
        person: worker.name.clone(),
        no: staff.numbers.get(&worker.id).cloned(),
        department: staff.department_of(worker, it.post),
        post: post.map(|it| it.post_name.clone()),
        code: it.code.clone(),
        title: rule.map_or_else(String::new, |rule| rule.title.clone()),
        period: it.period.clone(),
        wanted: it.wanted.map(|it| it.to_string()),
        done: it.done.to_string(),
        short: it.wanted.map(|wanted| it.done.short_of(wanted).to_string()),
        due_on: Some(it.due_on),
        planned: (!ahead.is_empty()).then(|| more.to_string()),
        projected: state == "met" || (it.due_on >= staff.today && enough),
        state: state.to_owned(),
        why,
    }
}
