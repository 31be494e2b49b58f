//! What everybody owes, one by one, as the engine of duties takes it.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::domain::certificate::{Certificate, CertificateKind, Family};
use crate::domain::date::chinese;
use crate::domain::obligation::records::{Evidence, Need, RecordRef};
use crate::domain::post::PostRole;
use crate::domain::profile::Facts;
use crate::domain::qualification::{self, Step};
use crate::domain::training::owed::{Owed, Standing};
use crate::domain::training::special::{AFTER_FATAL, NOVELTY, PRACTICE, answers_for_safety};
use crate::domain::training::timeline::was_away;
use crate::domain::training::{Topic, Worker};
use crate::error::Result;
use crate::knowledge;
use crate::store::Store;

use super::Staff;

/// Months away from special operations after which the practical test is taken again (30号令 32).
const AWAY_MONTHS: u32 = 6;

/// Everything owed in training and certificates that has come up by today. `since`: first day whose periods are wanted.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn needs(
    store: &Store,
    today: NaiveDate,
    since: Option<NaiveDate>,
    facts: &Facts,
    records_since: NaiveDate,
) -> Result<Vec<Need>> {
    let staff = Staff::with(store, today, facts.clone(), records_since)?;
    of_staff(&staff, since)
}

/// As [`needs`], of people read already.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded packs cannot be read.
pub fn of_staff(staff: &Staff, since: Option<NaiveDate>) -> Result<Vec<Need>> {
    let periods_from = since.and_then(|day| NaiveDate::from_ymd_opt(day.year(), 1, 1));
    let ground = staff.ground(periods_from)?;
    let mut found = Vec::new();
    for worker in &staff.workers {
        let (owed, asked) = staff.owed_by(&ground, worker);
        found.extend(owed.iter().filter_map(|it| training(staff, worker, it, "", "")));
        found.extend(asked.iter().filter_map(|it| training(staff, worker, &it.owed, &it.about, &it.title)));
        found.extend(certificates(staff, worker)?);
    }
    let mut seen = BTreeSet::new();
    found.retain(|it| seen.insert((it.kind, it.object.clone(), it.period())));
    Ok(found)
}

/// The name a rule pack gives the needs of a rule, and the rule's title.
fn kind_of(code: &str) -> Option<(&'static str, &'static str)> {
    match code {
        NOVELTY => return Some(("hr.08", "四新培训")),
        PRACTICE => return Some(("hr.10", "危险工艺操作实习（满2个月）")),
        AFTER_FATAL => return Some(("hr.11", "死亡事故后重新培训")),
        _ => {}
    }
    let rules = knowledge::hours::builtin().ok()?;
    rules.iter().find(|it| it.code == code).map(|it| (it.id.as_str(), it.title.as_str()))
}

/// The last thing an obligation's object says: `person-12.post-3`.
pub(super) fn object(worker: i64, post: Option<i64>, about: &str) -> String {
    let mut name = format!("person-{worker}");
    if !about.is_empty() {
        name.push('.');
        name.push_str(about);
    } else if let Some(post) = post {
        name.push_str(&format!(".post-{post}"));
    }
    name
}

fn training(staff: &Staff, worker: &Worker, it: &Owed, about: &str, title: &str) -> Option<Need> {
    // Who has left owes nothing any more.
    if worker.ended_on.is_some_and(|last| last < staff.today) {
        return None;
    }
    let (kind, rule_title) = kind_of(&it.code)?;
    let sessions = || it.sessions.iter().map(|id| format!("培训#{id}")).collect::<Vec<_>>().join("、");
    let evidence = match &it.standing {
        Standing::NotOwed(_) => return None,
        Standing::Met(on) => Evidence::Met {
            record: RecordRef { register: "training_session", id: it.sessions.last().copied().unwrap_or_default() },
            on: Some(*on),
            said: format!("{}完成（{}）", chinese(*on), sessions()),
        },
        Standing::Unmet(near) => Evidence::Unmet { near: unmet(it, near.as_deref()) },
        Standing::Missing(field, said) => Evidence::Missing { field: field_of(field), said: said.clone() },
    };
    let post =
        it.post.and_then(|id| worker.tenures.iter().find(|held| held.post == id)).map(|it| it.post_name.as_str());
    let of = match (title, post) {
        ("", None) => worker.name.clone(),
        ("", Some(post)) => format!("{}（{post}）", worker.name),
        (title, _) => format!("{}（{title}）", worker.name),
    };
    let period = it.period.as_deref().map(|it| format!("{it} ")).unwrap_or_default();
    Some(Need {
        kind,
        object: object(worker.id, it.post, about),
        of_period: it.period.clone(),
        title: format!("{period}{rule_title}：{of}"),
        subject: staff.department_of(worker, it.post),
        owner: None,
        from: it.from,
        due_on: (it.code != AFTER_FATAL).then_some(it.due_on),
        lapses: it.period.is_some(),
        field: "training",
        evidence,
        looked: it.looked.clone(),
    })
}

/// What is wanting, in words.
fn unmet(it: &Owed, near: Option<&str>) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(wanted) = it.wanted.filter(|wanted| it.done < *wanted) {
        parts.push(format!("应{wanted}学时，已{}学时", it.done));
    }
    if !it.levels_open.is_empty() && !it.sessions.is_empty() {
        let open: Vec<&str> = it.levels_open.iter().map(|level| level.label()).collect();
        parts.push(format!("缺{}", open.join("、")));
    }
    parts.extend(near.map(str::to_owned));
    parts.extend(it.open_answer.clone());
    (!parts.is_empty()).then(|| parts.join("；"))
}

/// The key of a fact or field as the engine keeps it.
fn field_of(key: &str) -> &'static str {
    let book = knowledge::fact::book().ok();
    let fact = book.and_then(|book| book.fact(key)).map(|it| it.key.as_str());
    fact.unwrap_or(match key {
        "hired_on" => "hired_on",
        _ => "training",
    })
}

/// What is owed about the certificates somebody holds or lacks.
fn certificates(staff: &Staff, worker: &Worker) -> Result<Vec<Need>> {
    let today = staff.today;
    let mut found = Vec::new();
    if !worker.is_here(today) {
        return Ok(found);
    }
    let pack = knowledge::certificate::builtin()?;
    let held = staff.held_by(worker.id);
    for it in &held {
        let Some(kind) = pack.kind(&it.kind) else { continue };
        if qualification::successor(it, &held, kind, today).is_none() {
            found.extend(of_certificate(staff, worker, it, kind));
        }
    }
    for lack in qualification::lacks(worker, &held, &staff.required, &pack.kinds, today) {
        // One that ended is chased as itself: it says when it ended.
        let chased =
            held.iter().any(|it| it.kind == lack.kind.id && !qualification::steps(it, lack.kind, today).is_empty());
        if !chased {
            found.push(required(staff, worker, &lack));
        }
    }
    found.extend(competence(staff, worker, &held));
    found.extend(back_from_away(staff, worker, &held)?);
    Ok(found)
}

fn blank(staff: &Staff, worker: &Worker, kind: &'static str, object: String, title: String, from: NaiveDate) -> Need {
    Need {
        kind,
        object,
        of_period: None,
        title,
        subject: staff.department_of(worker, None),
        owner: Some(worker.name.clone()),
        from,
        due_on: None,
        lapses: false,
        field: "certificate",
        evidence: Evidence::Unmet { near: None },
        looked: Vec::new(),
    }
}

/// The need of a step, by family; `None` for what has none.
fn need_of(family: Family, step: Step) -> Option<&'static str> {
    Some(match (family, step) {
        (Family::Special, Step::Renew) => "certificate.special",
        (Family::Special, Step::Review) => "certificate.special.review",
        (Family::Equipment, Step::Renew) => "certificate.equipment",
        (Family::Equipment, Step::Apply) => "certificate.equipment.apply",
        (Family::Manager, Step::Renew) => "certificate.manager",
        (Family::Manager, Step::Apply) => "certificate.manager.apply",
        (Family::Engineer, Step::Renew) => "certificate.engineer",
        (Family::Engineer, Step::Apply) => "certificate.engineer.apply",
        (Family::Fire | Family::Occupational | Family::Other, Step::Renew | Step::Review) => "certificate.other",
        (Family::Special | Family::Fire | Family::Occupational | Family::Other, Step::Apply) => return None,
        (Family::Equipment | Family::Manager | Family::Engineer, Step::Review) => return None,
    })
}

fn of_certificate(staff: &Staff, worker: &Worker, it: &Certificate, kind: &CertificateKind) -> Vec<Need> {
    let today = staff.today;
    let first = kind.terms.first().map(|terms| terms.effective_from);
    let issued = it.issued_on.or(it.valid_from).unwrap_or(staff.since.min(today));
    let from = first.map_or(issued, |first| issued.max(first));
    let mut found = Vec::new();
    if from > today {
        return found;
    }
    for (step, due_on) in qualification::steps(it, kind, today) {
        let Some(need) = need_of(kind.family, step) else { continue };
        let what = match step {
            Step::Apply => "申请",
            Step::Review => "复审",
            Step::Renew => "有效期",
        };
        let title = format!("{} {what}：{}", kind.title, worker.name);
        let mut one = blank(staff, worker, need, format!("certificate-{}", it.id), title, from.min(due_on));
        one.of_period = Some(due_on.to_string());
        one.due_on = Some(due_on);
        one.looked.push(format!("证书#{}：{}", it.id, it.on(kind, today).said()));
        match it.terms(kind) {
            Some(terms) if it.expires_on.is_none() && terms.unverified => {
                one.looked.push(format!("有效期按规则推算，依据待核对：{}", terms.note));
            }
            Some(terms) if !terms.note.is_empty() => one.looked.push(terms.note.clone()),
            Some(_) | None => {}
        }
        if step == Step::Apply
            && let Some(on) = staff.applied.get(&it.id)
        {
            one.evidence = Evidence::Met {
                record: RecordRef { register: "certificate", id: it.id },
                on: Some(*on),
                said: format!("{}已提出申请", chinese(*on)),
            };
        }
        found.push(one);
    }
    found
}

/// A post asks for a certificate of which its holder has none.
fn required(staff: &Staff, worker: &Worker, lack: &qualification::Lack<'_>) -> Need {
    let short = lack.kind.id.trim_start_matches("ct.");
    let object = format!("person-{}.post-{}.{short}", worker.id, lack.tenure.post);
    let title = format!("{} 应持证书缺失：{}（{}）", lack.kind.title, worker.name, lack.tenure.post_name);
    let kind = match lack.kind.family {
        Family::Special => "certificate.required.special",
        Family::Equipment => "certificate.required.equipment",
        Family::Fire => "certificate.required.fire",
        Family::Manager | Family::Engineer | Family::Occupational | Family::Other => "certificate.required.other",
    };
    let mut one = blank(staff, worker, kind, object, title, lack.since);
    one.due_on = Some(lack.since);
    one.evidence = Evidence::Unmet { near: Some(lack.why()) };
    one.looked.push(format!("{}自{}起任{}", worker.name, chinese(lack.since), lack.tenure.post_name));
    if lack.is_major_sign() {
        one.looked.push(super::bar::MAJOR_SIGN.to_owned());
    }
    one
}

/// Competence within six months of the appointment; whether the plant is concerned the rule says.
fn competence(staff: &Staff, worker: &Worker, held: &[&Certificate]) -> Vec<Need> {
    let mut found: Vec<Need> = Vec::new();
    let mut tenures: Vec<_> = worker.tenures.iter().filter(|it| answers_for_safety(it.role)).collect();
    tenures.sort_by_key(|it| it.from);
    let Some(tenure) = tenures.into_iter().rfind(|it| it.covers(staff.today)) else { return found };
    let Some(from) = tenure.from.or(worker.began_on()).filter(|from| *from <= staff.today) else { return found };
    let object = format!("person-{}.post-{}", worker.id, tenure.post);
    let title = format!("安全生产知识和管理能力考核：{}（{}）", worker.name, tenure.post_name);
    let mut one = blank(staff, worker, "certificate.competence", object, title, from);
    one.due_on = Some(crate::domain::date::add_months(from, 6));
    let Ok(pack) = knowledge::certificate::builtin() else { return found };
    one.evidence = competent(held, &pack.kinds, tenure.role == PostRole::Principal, from, staff.today);
    found.push(one);
    found
}

/// Whether somebody passed the assessment for an appointment: a certificate of the right kind that was in force on the first
/// day of it, or was issued since. One that had ended before is no assessment for this appointment.
fn competent(
    held: &[&Certificate],
    kinds: &[CertificateKind],
    is_principal: bool,
    from: NaiveDate,
    today: NaiveDate,
) -> Evidence {
    let wanted = if is_principal { "ct.principal" } else { "ct.manager" };
    let other = if is_principal { "ct.manager" } else { "ct.principal" };
    let day = |it: &Certificate| it.issued_on.or(it.valid_from);
    let serves = |it: &&&Certificate| {
        let Some(kind) = kinds.iter().find(|kind| kind.id == it.kind) else { return false };
        it.on(kind, from).is_valid() || day(it).is_some_and(|on| from <= on && on <= today)
    };
    let of = |kind: &'static str| held.iter().filter(move |it| it.kind == kind);
    if let Some(it) = of(wanted).filter(serves).min_by_key(|it| day(it)) {
        let record = RecordRef { register: "certificate", id: it.id };
        return Evidence::Met { record, on: day(it), said: format!("证书#{}", it.id) };
    }
    let near = of(wanted).next_back().map(|it| format!("证书#{}在任职前已经失效", it.id));
    let near = near.or_else(|| of(other).next().map(|it| format!("证书#{}是另一类人员的", it.id)));
    Evidence::Unmet { near }
}

/// Back at special operations after half a year away: the practical test is taken again (30号令 32).
fn back_from_away(staff: &Staff, worker: &Worker, held: &[&Certificate]) -> Result<Vec<Need>> {
    let pack = knowledge::certificate::builtin()?;
    let special: Vec<&CertificateKind> = staff
        .required
        .iter()
        .filter(|it| worker.held_on(staff.today).any(|tenure| tenure.post == it.post))
        .filter_map(|it| pack.kind(&it.kind))
        .filter(|kind| kind.family == Family::Special)
        .collect();
    let mut found = Vec::new();
    if special.is_empty() {
        return Ok(found);
    }
    for absence in &worker.absences {
        let Some(back) = absence.returned_on.filter(|back| *back <= staff.today) else { continue };
        if !was_away(absence.left_on, back, AWAY_MONTHS) || back < staff.since {
            continue;
        }
        let title = format!("返岗实际操作考试：{}（离岗满6个月）", worker.name);
        let mut one = blank(staff, worker, "certificate.special.away", format!("person-{}", worker.id), title, back);
        one.due_on = Some(back);
        let since = crate::domain::date::add_days(back, -60);
        let tested =
            worker.attended.iter().find(|it| it.counts() && it.topics.contains(&Topic::Practice) && it.on >= since);
        let reviewed = held.iter().find(|it| it.reviewed_on.is_some_and(|on| on >= back));
        let met = tested.map(|it| (RecordRef { register: "training_session", id: it.session }, it.on)).or_else(|| {
            reviewed.and_then(|it| Some((RecordRef { register: "certificate", id: it.id }, it.reviewed_on?)))
        });
        if let Some((record, on)) = met {
            one.evidence = Evidence::Met { record, on: Some(on), said: "实际操作考试合格".to_owned() };
        }
        found.push(one);
    }
    Ok(found)
}
