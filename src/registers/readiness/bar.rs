//! 不得上岗: who must not do which work on a day, by which article, since when, why, and what cures it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::certificate::Family;
use crate::domain::date::chinese;
use crate::domain::obligation::rule::Rule;
use crate::domain::profile::Verdict;
use crate::domain::qualification::lacks;
use crate::domain::training::Worker;
use crate::domain::training::bar::Bar;
use crate::error::{Error, Result};
use crate::knowledge;
use crate::store::Store;

use super::need::object;
use super::{Staff, TABLES};

/// What the want of a special-operation certificate is besides: said with its article.
pub const MAJOR_SIGN: &str = "工贸企业特种作业人员未取得相应资格上岗作业，按《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第三条属于重大事故隐患情形，请按重大隐患核实上报";

/// Code of the duty that a required certificate is which the law asks for: special operations, special equipment.
fn required(family: Family) -> &'static str {
    if family == Family::Equipment { "CT01E" } else { "CT01" }
}

/// How it stands with a thing somebody may be forbidden to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is forbidden.
    Barred,
    /// It cannot be said, since something is not recorded or not answered: neither forbidden nor free (资料不足).
    DataMissing,
}

/// One thing one person must not do on the day judged: `barred --json` gives these fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Barred {
    /// Stable id: `bar/HR05/person-12.post-3`.
    pub id: String,
    /// Whether it is forbidden, or cannot be said.
    pub state: State,
    /// Row id of the person.
    pub person_id: i64,
    /// Name.
    pub person: String,
    /// 工号.
    pub no: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Post, where it is about one.
    pub post: Option<String>,
    /// What is forbidden.
    pub operation: String,
    /// Code of the rule.
    pub code: String,
    /// Articles.
    pub basis: String,
    /// Whether the articles still have to be checked (依据待核对).
    pub mark: &'static str,
    /// First day of the bar that lasts until the day judged.
    pub since: NaiveDate,
    /// What is wanting.
    pub why: String,
    /// What cures it.
    pub cure: String,
    /// Whether it is a sign of a major hazard, and by which article.
    pub major_hazard: Option<String>,
    /// Row id of the certificate that comes nearest, where it is about one.
    pub certificate_id: Option<i64>,
}

/// Everybody who must not do some work on a day: with the records known now, or only those entered by that day.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn barred(store: &Store, day: NaiveDate, as_known: bool) -> Result<Vec<Barred>> {
    read(store, day, as_known, of_staff)
}

/// Everybody of whom it cannot be said whether he may do some work on a day: not free, not forbidden.
///
/// # Errors
/// As [`barred`].
pub fn undecided(store: &Store, day: NaiveDate, as_known: bool) -> Result<Vec<Barred>> {
    read(store, day, as_known, undecided_of_staff)
}

/// Asks of the records as they are, or as they were at the end of the day.
fn read<T>(store: &Store, day: NaiveDate, as_known: bool, ask: impl FnOnce(&Staff) -> Result<T>) -> Result<T> {
    if !as_known {
        return ask(&Staff::read(store, day)?);
    }
    if store.first_day()?.is_none_or(|first| day < first) {
        let first = store
            .first_day()?
            .map_or_else(|| "还没有任何记录".to_owned(), |it| format!("{}才有第一条记录", chinese(it)));
        return Err(Error::input(format!("{}时数据文件里什么都没有（{first}），当时知道的无从判断", chinese(day)))
            .hint("去掉 --as-known，用现在知道的记录判断"));
    }
    let staff = store.as_known(day, TABLES, |store| Staff::read(store, day))?;
    ask(&staff)
}

/// As [`barred`], of people read already.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded packs cannot be read.
pub fn of_staff(staff: &Staff) -> Result<Vec<Barred>> {
    let ground = staff.ground(None)?;
    let mut found: Vec<Barred> = Vec::new();
    for worker in &staff.workers {
        found.extend(of_worker(staff, &ground, worker)?);
    }
    found.sort_by(|a, b| (a.since, &a.person, &a.id).cmp(&(b.since, &b.person, &b.id)).reverse());
    Ok(found)
}

/// What one person must not do.
///
/// # Errors
/// As [`of_staff`].
pub fn of_worker(
    staff: &Staff,
    ground: &crate::domain::training::owed::Ground<'_>,
    worker: &Worker,
) -> Result<Vec<Barred>> {
    let rules = knowledge::obligation::builtin()?;
    let mut found: Vec<Barred> = Vec::new();
    for it in staff.training_bars(ground, worker) {
        let Some(rule) = rules.rule(&it.code).filter(|rule| concerns(staff, rule) == Some(true)) else { continue };
        let one = of_training(staff, worker, rule, it, &found)?;
        found.push(one);
    }
    let pack = knowledge::certificate::builtin()?;
    let held = staff.held_by(worker.id);
    for lack in lacks(worker, &held, &staff.required, &pack.kinds, staff.today).iter().filter(|it| it.forbids()) {
        let code = required(lack.kind.family);
        let Some(rule) = rules.rule(code) else { continue };
        let short = lack.kind.id.trim_start_matches("ct.");
        let expired = lack.nearest.as_ref().map(|(id, _)| *id);
        found.push(Barred {
            id: format!("bar/{code}/person-{}.post-{}.{short}", worker.id, lack.tenure.post),
            post: Some(lack.tenure.post_name.clone()),
            operation: lack.kind.opens.clone(),
            since: lack.since,
            why: lack.why(),
            major_hazard: lack.is_major_sign().then(|| MAJOR_SIGN.to_owned()),
            certificate_id: expired,
            ..blank(staff, worker, rule, Some(lack.tenure.post), lack.since)?
        });
    }
    Ok(found)
}

fn of_training(staff: &Staff, worker: &Worker, rule: &Rule, it: Bar, others: &[Barred]) -> Result<Barred> {
    let post = it.post.and_then(|id| worker.tenures.iter().find(|held| held.post == id));
    let mut one = Barred {
        id: format!("bar/{}/{}", it.code, object(worker.id, it.post, "")),
        post: post.map(|it| it.post_name.clone()),
        operation: it.forbidden.label().to_owned(),
        since: it.since,
        why: it.why,
        ..blank(staff, worker, rule, it.post, it.since)?
    };
    // Two novelties of one post are two bars.
    while others.iter().any(|other| other.id == one.id) {
        one.id.push('+');
    }
    Ok(one)
}

/// As [`undecided`], of people read already.
///
/// # Errors
/// As [`of_staff`].
pub fn undecided_of_staff(staff: &Staff) -> Result<Vec<Barred>> {
    let ground = staff.ground(None)?;
    let rules = knowledge::obligation::builtin()?;
    let mut found: Vec<Barred> = Vec::new();
    for worker in &staff.workers {
        let mut mine: Vec<Barred> = Vec::new();
        for it in staff.training_bars(&ground, worker) {
            let Some(rule) = rules.rule(&it.code).filter(|rule| concerns(staff, rule).is_none()) else { continue };
            let mut one = of_training(staff, worker, rule, it, &mine)?;
            one.why = format!("企业情况未答，不能判定是否适用；若适用：{}", one.why);
            mine.push(one);
        }
        for it in staff.training_undecided(&ground, worker) {
            let Some(rule) = rules.rule(&it.code).filter(|rule| concerns(staff, rule) != Some(false)) else { continue };
            let one = of_training(staff, worker, rule, it, &mine)?;
            mine.push(one);
        }
        if let (Some(rule), true) = (rules.rule("CT01"), has_no_post(staff, worker)) {
            mine.push(Barred {
                id: format!("bar/CT01/person-{}", worker.id),
                operation: "需持证的作业".to_owned(),
                why: "没有登记岗位，不能判定该岗位要不要证书".to_owned(),
                ..blank(staff, worker, rule, None, staff.today)?
            });
        }
        found.extend(mine.into_iter().map(|it| Barred { state: State::DataMissing, ..it }));
    }
    found.sort_by(|a, b| (&a.code, &a.person, &a.id).cmp(&(&b.code, &b.person, &b.id)));
    Ok(found)
}

fn has_no_post(staff: &Staff, worker: &Worker) -> bool {
    let today = staff.today;
    worker.is_here(today) && !worker.is_away(today, today) && worker.held_on(today).next().is_none()
}

/// Whether the plant is one the rule of this code concerns; an unknown code concerns nobody.
pub(super) fn concerns_plant_by_code(staff: &Staff, code: &str) -> bool {
    let rules = knowledge::obligation::builtin().ok();
    rules.and_then(|rules| rules.rule(code)).is_some_and(|rule| concerns(staff, rule) == Some(true))
}

/// Whether the plant is one the rule concerns; `None` while a question about it is not answered.
fn concerns(staff: &Staff, rule: &Rule) -> Option<bool> {
    let book = knowledge::fact::book().ok()?;
    let Some(edition) = rule.editions.iter().rev().find(|it| it.in_force(staff.today)) else { return Some(false) };
    match edition.when.as_ref().map(|when| book.judge(when, &staff.facts)) {
        None | Some(Verdict::True { .. }) => Some(true),
        Some(Verdict::False { .. }) => Some(false),
        Some(Verdict::Unknown { .. }) => None,
    }
}

fn blank(staff: &Staff, worker: &Worker, rule: &Rule, post: Option<i64>, since: NaiveDate) -> Result<Barred> {
    let edition = rule.editions.iter().find(|it| it.in_force(since)).or(rule.editions.last());
    let basis = edition.map(|it| knowledge::obligation::cite(&it.basis, Some(since))).transpose()?;
    let held = worker.held_on(staff.today).next();
    Ok(Barred {
        id: String::new(),
        state: State::Barred,
        person_id: worker.id,
        person: worker.name.clone(),
        no: staff.numbers.get(&worker.id).cloned(),
        department: staff.department_of(worker, post.or(held.map(|it| it.post))),
        post: None,
        operation: String::new(),
        code: rule.code.clone(),
        basis: basis.unwrap_or_default(),
        mark: edition.map_or("unverified", |it| it.mark_on(since).code()),
        since,
        why: String::new(),
        cure: rule.advice.text.clone(),
        major_hazard: None,
        certificate_id: None,
    })
}

/// A step of a trace: its heading and its lines.
pub type Said = (&'static str, Vec<String>);

/// Why somebody is barred, in steps: rule, records, what cures it. `None` for an id that bars nobody on the day.
///
/// # Errors
/// As [`barred`].
pub fn trace(store: &Store, day: NaiveDate, id: &str) -> Result<Option<(Barred, Vec<Said>)>> {
    let staff = Staff::read(store, day)?;
    let mut all = of_staff(&staff)?;
    all.extend(undecided_of_staff(&staff)?);
    let Some(it) = all.into_iter().find(|it| it.id == id) else { return Ok(None) };
    let ground = staff.ground(None)?;
    let rule = knowledge::obligation::builtin()?.rule(&it.code);
    let worker = staff.workers.iter().find(|worker| worker.id == it.person_id);
    let text = rule.and_then(|rule| rule.editions.iter().find(|one| one.in_force(it.since)).or(rule.editions.last()));
    let mut said = vec![format!("{} {}", it.code, rule.map_or("", |rule| rule.title.as_str()))];
    said.push(format!("依据：{}", it.basis));
    said.extend(text.map(|edition| edition.text.clone()));
    let mut looked = Vec::new();
    if let Some(worker) = worker {
        let post = worker.tenures.iter().find(|held| Some(&held.post_name) == it.post.as_ref());
        if let Some(from) = post.and_then(|held| held.from) {
            looked.push(format!("{}起任{}", chinese(from), it.post.as_deref().unwrap_or_default()));
        }
        let (owed, asked) = staff.owed_by(&ground, worker);
        let all = owed.iter().chain(asked.iter().map(|it| &it.owed)).filter(|one| one.code == it.code);
        looked.extend(all.flat_map(|one| one.looked.iter().cloned()));
        if let Some(id) = it.certificate_id {
            let pack = knowledge::certificate::builtin()?;
            for one in staff.held_by(worker.id).into_iter().filter(|one| one.id == id) {
                let validity = pack.kind(&one.kind).map(|kind| one.on(kind, day).said());
                looked.push(format!("证书#{id}：{}", validity.unwrap_or_default()));
            }
        }
    }
    if looked.is_empty() {
        looked.push("没有可以计入的记录".to_owned());
    }
    let verdict = match it.state {
        State::Barred => format!("自{}起不得{}", chinese(it.since), it.operation),
        State::DataMissing => format!("资料不足，不能判定能不能{}，不等于可以", it.operation),
    };
    let mut sum = vec![format!("{}：{}", chinese(day), it.why), verdict];
    sum.extend(it.major_hazard.clone());
    let steps = vec![("规则", said), ("记录", looked), ("判断", sum), ("办理", vec![it.cure.clone()])];
    Ok(Some((it, steps)))
}

#[cfg(test)]
#[path = "bar_tests.rs"]
mod tests;
