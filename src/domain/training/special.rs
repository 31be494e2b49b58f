//! Training that hangs on an event of the plant, not of a person's career: new equipment (HR08), practice under guidance in
//! hazardous processes (HR10), a fatal accident (HR11).

use chrono::NaiveDate;

use super::bar::Bar;
use super::owed::{Ground, Owed, REACH_BACK, Standing};
use super::{Attendance, Forbidden, Halves, Tenure, Topic, Trait, Worker};
use crate::domain::date::{add_days, add_months, chinese};
use crate::domain::identity::Employment;
use crate::domain::post::PostRole;

/// Code of the rule on new equipment, processes, materials, technology.
pub const NOVELTY: &str = "HR08";
/// Code of the rule on practice in hazardous processes.
pub const PRACTICE: &str = "HR10";
/// Code of the rule on training after a fatal accident.
pub const AFTER_FATAL: &str = "HR11";

/// Months of practice (44号令 13).
const PRACTICE_MONTHS: i32 = 2;

/// A new process, technology, material or piece of equipment (四新).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Novelty {
    /// Row id.
    pub id: i64,
    /// What it is.
    pub title: String,
    /// First day it is used.
    pub in_use_on: NaiveDate,
    /// Department whose people work with it, where no post is named.
    pub department: Option<i64>,
    /// Post whose holders work with it.
    pub post: Option<i64>,
    /// The training made for it.
    pub session: Option<i64>,
}

/// A training owed for such an event, with what tells two of one person apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What is owed.
    pub owed: Owed,
    /// Part of the object's name beside the person: `novelty-4`; empty: the post does.
    pub about: String,
    /// What it is about, in words; empty: the post.
    pub title: String,
}

impl Asked {
    /// What is forbidden for want of it on the day judged.
    #[must_use]
    pub fn bar(&self, ground: &Ground<'_>, worker: &Worker) -> Option<Bar> {
        let Standing::Unmet(near) = &self.owed.standing else { return None };
        let why = near.clone().unwrap_or_else(|| "没有合格的培训记录".to_owned());
        self.forbidding(ground, worker, why)
    }

    /// The same where it cannot be said: an answer or the records of the time before are wanting.
    #[must_use]
    pub fn undecided(&self, ground: &Ground<'_>, worker: &Worker) -> Option<Bar> {
        let Standing::Missing(_, said) = &self.owed.standing else { return None };
        self.forbidding(ground, worker, said.clone())
    }

    fn forbidding(&self, ground: &Ground<'_>, worker: &Worker, why: String) -> Option<Bar> {
        let today = ground.today;
        let forbidden = self.owed.forbids?;
        let holds = |post: i64| worker.held_on(today).any(|tenure| tenure.post == post);
        let stands = self.owed.post.is_none_or(holds);
        if !stands || !worker.is_here(today) || worker.is_away(today, today) || self.owed.from > today {
            return None;
        }
        let why = if self.title.is_empty() { why } else { format!("{}：{why}", self.title) };
        let code = self.owed.code.clone();
        Some(Bar { worker: worker.id, post: self.owed.post, forbidden, code, since: self.owed.from, why })
    }
}

fn blank(code: &str, worker: &Worker, tenure: Option<&Tenure>, from: NaiveDate, due_on: NaiveDate) -> Owed {
    Owed {
        code: code.to_owned(),
        worker: worker.id,
        post: tenure.map(|it| it.post),
        period: None,
        from,
        due_on,
        wanted: None,
        done: Halves::default(),
        levels_open: Vec::new(),
        standing: Standing::Unmet(None),
        forbids: None,
        sessions: Vec::new(),
        looked: Vec::new(),
        open_answer: None,
    }
}

/// Before the records, and nothing recorded: not known, not forbidden (decisions 2).
fn before_records(ground: &Ground<'_>, it: &mut Owed) {
    if it.from < ground.records_since && it.standing == Standing::Unmet(None) {
        let said = format!("{}的事发生在启用日{}之前，没有培训记录", chinese(it.from), chinese(ground.records_since));
        it.standing = Standing::Missing("training".to_owned(), said);
    }
}

/// Training for what is new, owed by everybody who worked with it on its first day of use (安全生产法 29; decisions 6, 13).
///
/// The session named for it counts, or a later one on novelties that is named for nothing else: the absentees' second chance.
#[must_use]
pub fn novelties(ground: &Ground<'_>, worker: &Worker, all: &[Novelty]) -> Vec<Asked> {
    let mut found = Vec::new();
    for it in all.iter().filter(|it| it.in_use_on <= ground.today) {
        let works = |tenure: &&Tenure| match it.post {
            Some(post) => tenure.post == post,
            None => tenure.department.is_some() && tenure.department == it.department,
        };
        let Some(tenure) = worker.held_on(it.in_use_on).find(works) else { continue };
        if !worker.is_here(it.in_use_on) || worker.employment == Some(Employment::Outsourced) {
            continue;
        }
        let mut owed = blank(NOVELTY, worker, Some(tenure), it.in_use_on, it.in_use_on);
        owed.forbids = Some(Forbidden::Novelty);
        let named = |session: i64| all.iter().any(|other| other.session == Some(session));
        let since = add_days(it.in_use_on, -REACH_BACK);
        let fits = |one: &&Attendance| {
            it.session == Some(one.session)
                || (it.session.is_some()
                    && one.topics.contains(&Topic::Novelty)
                    && one.on >= since
                    && !named(one.session))
        };
        settle(&mut owed, worker, &fits);
        if it.session.is_none() && matches!(owed.standing, Standing::Unmet(None)) {
            owed.standing = Standing::Unmet(Some("四新台账里还没有指明为它做的培训".to_owned()));
        }
        before_records(ground, &mut owed);
        found.push(Asked { owed, about: format!("novelty-{}", it.id), title: it.title.clone() });
    }
    found
}

/// Two months of practice under guidance before working alone in a hazardous process (44号令 13): free on the day after the
/// corresponding day of the second month.
#[must_use]
pub fn practice(ground: &Ground<'_>, worker: &Worker) -> Vec<Asked> {
    let mut found: Vec<Asked> = Vec::new();
    for tenure in worker.tenures.iter().filter(|it| it.traits.contains(&Trait::HazardousProcess)) {
        let Some(from) = tenure.from.or(worker.began_on()).filter(|from| *from <= ground.today) else { continue };
        let before = worker.held_on(add_days(from, -1)).any(|it| it.traits.contains(&Trait::HazardousProcess));
        if before || !worker.is_here(from) {
            continue;
        }
        let mut owed = blank(PRACTICE, worker, Some(tenure), from, add_months(from, PRACTICE_MONTHS));
        owed.forbids = Some(Forbidden::Alone);
        let mine =
            |it: &&Attendance| it.topics.contains(&Topic::Practice) && it.post.is_none_or(|post| post == tenure.post);
        let mut near = None;
        for it in worker.attended.iter().filter(mine) {
            let full = add_months(it.began, PRACTICE_MONTHS);
            let last = it.on.max(full);
            if it.counts() && it.on >= full && ground.today > last {
                owed.standing = Standing::Met(last);
                owed.sessions.push(it.session);
                owed.looked.push(format!(
                    "{}至{}实习（培训#{}），满2个月",
                    chinese(it.began),
                    chinese(it.on),
                    it.session
                ));
                break;
            }
            near = Some(format!("{}开始的实习（培训#{}）还没有满2个月并考核合格", chinese(it.began), it.session));
        }
        if let (Standing::Unmet(_), Some(near)) = (&owed.standing, near) {
            owed.looked.push(near.clone());
            owed.standing = Standing::Unmet(Some(near));
        }
        before_records(ground, &mut owed);
        found.push(Asked { owed, about: String::new(), title: String::new() });
    }
    found
}

/// Training anew after a fatal accident, of the principal and those who manage safety (44号令 12).
#[must_use]
pub fn after_fatal(ground: &Ground<'_>, worker: &Worker, fatal: &[(i64, NaiveDate)]) -> Vec<Asked> {
    let mut found = Vec::new();
    for (accident, on) in fatal.iter().filter(|(_, on)| *on <= ground.today) {
        let role = |it: &&Tenure| answers_for_safety(it.role);
        let Some(tenure) = worker.held_on(*on).find(role) else { continue };
        if !worker.held_on(ground.today).any(|it| answers_for_safety(it.role)) {
            continue;
        }
        let mut owed = blank(AFTER_FATAL, worker, Some(tenure), *on, *on);
        owed.post = None;
        let fits = |it: &&Attendance| {
            it.began > *on && (it.topics.contains(&Topic::ManagerInitial) || it.topics.contains(&Topic::ManagerYearly))
        };
        settle(&mut owed, worker, &fits);
        before_records(ground, &mut owed);
        found.push(Asked { owed, about: format!("accident-{accident}"), title: String::new() });
    }
    found
}

/// Whether a post answers for safety as the principal or those who manage it do.
#[must_use]
pub fn answers_for_safety(role: PostRole) -> bool {
    role == PostRole::Principal || role == PostRole::SafetyDirector || role.is_safety_staff()
}

/// Looks for a passed session that fits.
fn settle(owed: &mut Owed, worker: &Worker, fits: &dyn Fn(&&Attendance) -> bool) {
    let mut near = None;
    for it in worker.attended.iter().filter(|it| fits(it)) {
        let said = |verdict: &str| format!("{}的培训（培训#{}）{verdict}", chinese(it.on), it.session);
        let verdict = match (it.attended, it.passed) {
            (true, Some(true)) => {
                owed.looked.push(said("合格，计入"));
                owed.sessions.push(it.session);
                let first = match owed.standing {
                    Standing::Met(on) => on.min(it.on),
                    Standing::Unmet(_) | Standing::Missing(..) | Standing::NotOwed(_) => it.on,
                };
                owed.standing = Standing::Met(first);
                continue;
            }
            (false, _) => "缺席",
            (true, Some(false)) => "考核不合格，不算培训",
            (true, None) => "没有考核结果，不能算",
        };
        owed.looked.push(said(verdict));
        near = Some(said(verdict));
    }
    if let (Standing::Unmet(_), Some(near)) = (&owed.standing, near) {
        owed.standing = Standing::Unmet(Some(near));
    }
}
