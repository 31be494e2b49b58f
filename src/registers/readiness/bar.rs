//! 不得上岗: who must not do which work on a day, by which article, since when, why, and what cures it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::date::chinese;
use crate::domain::obligation::rule::Rule;
use crate::domain::profile::Verdict;
use crate::domain::qualification::lacks;
use crate::domain::training::Worker;
use crate::error::Result;
use crate::knowledge;
use crate::store::Store;

use super::Staff;
use super::need::object;

/// What the want of a special-operation certificate is besides: said with its article.
pub const MAJOR_SIGN: &str = "工贸企业特种作业人员未取得相应资格上岗作业，按《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第三条属于重大事故隐患情形，请按重大隐患核实上报";

/// Code of the duty that a post's required certificate is.
const REQUIRED: &str = "CT01";

/// One thing one person must not do on the day judged: `barred --json` gives these fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Barred {
    /// Stable id: `bar/HR05/person-12.post-3`.
    pub id: String,
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
    of_staff(&Staff::read(store, day, as_known.then_some(day))?)
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
        let Some(rule) = rules.rule(&it.code).filter(|rule| concerns_plant(staff, rule)) else { continue };
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
        while found.iter().any(|other| other.id == one.id) {
            one.id.push('+');
        }
        found.push(one);
    }
    let pack = knowledge::certificate::builtin()?;
    let held = staff.held_by(worker.id);
    let Some(rule) = rules.rule(REQUIRED) else { return Ok(found) };
    for lack in lacks(worker, &held, &staff.required, &pack.kinds, staff.today).iter().filter(|it| it.forbids()) {
        let short = lack.kind.id.trim_start_matches("ct.");
        let expired = lack.nearest.as_ref().map(|(id, _)| *id);
        found.push(Barred {
            id: format!("bar/{REQUIRED}/person-{}.post-{}.{short}", worker.id, lack.tenure.post),
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

/// As [`concerns_plant`], by the rule's code; an unknown one concerns nobody.
pub(super) fn concerns_plant_by_code(staff: &Staff, code: &str) -> bool {
    let rules = knowledge::obligation::builtin().ok();
    rules.and_then(|rules| rules.rule(code)).is_some_and(|rule| concerns_plant(staff, rule))
}

/// Whether the plant is one the rule concerns; what was not answered forbids nothing.
fn concerns_plant(staff: &Staff, rule: &Rule) -> bool {
    let Ok(book) = knowledge::fact::book() else { return false };
    let edition = rule.editions.iter().rev().find(|it| it.in_force(staff.today));
    edition.is_some_and(|it| match &it.when {
        None => true,
        Some(when) => matches!(book.judge(when, &staff.facts), Verdict::True { .. }),
    })
}

fn blank(staff: &Staff, worker: &Worker, rule: &Rule, post: Option<i64>, since: NaiveDate) -> Result<Barred> {
    let edition = rule.editions.iter().find(|it| it.in_force(since)).or(rule.editions.last());
    let basis = edition.map(|it| knowledge::obligation::cite(&it.basis, Some(since))).transpose()?;
    let held = worker.held_on(staff.today).next();
    Ok(Barred {
        id: String::new(),
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
    let staff = Staff::read(store, day, None)?;
    let Some(it) = of_staff(&staff)?.into_iter().find(|it| it.id == id) else { return Ok(None) };
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
    let mut sum =
        vec![format!("{}：{}", chinese(day), it.why), format!("自{}起不得{}", chinese(it.since), it.operation)];
    sum.extend(it.major_hazard.clone());
    let steps = vec![("规则", said), ("记录", looked), ("判断", sum), ("办理", vec![it.cure.clone()])];
    Ok(Some((it, steps)))
}
