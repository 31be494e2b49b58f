//! 待办: the duties of the plant, judged from its records.
//!
//! [`records`] fills the engine's snapshot from the store; [`judgement`] and [`trace`] are what 首页, `due`, `status`
//! and `why` all read, so that they cannot disagree. [`close_missed`] is the only thing here that writes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::date::add_days;
use crate::domain::fold::clean_line;
use crate::domain::hazard::Level;
use crate::domain::identity::Employment;
use crate::domain::obligation::records as snapshot;
use crate::domain::obligation::{self, Judgement, Obligation, Records, TraceStep};
use crate::domain::post::PostRole;
use crate::domain::profile::{Fact, Facts};
use crate::error::{Error, Result};
use crate::knowledge;
use crate::store::{Employed, HeldPost, MadeInspection, Query, Row, StandingHazard, Store};

use super::{assessment, enterprise::ENTERPRISE, hazard, inspection, organisation as plant, plan, readiness, training};

mod event;
mod organisation;

/// How many days back inspections and closed hazards are read for a screen or a list: a year and a month's grace.
pub const SCREEN_DAYS: i64 = 400;

/// How many names stand for the holders of one role before the rest are counted.
const NAMED_HOLDERS: usize = 3;

/// The engine's snapshot of the plant's records.
///
/// `since`: first day from which inspections and closed hazards are read; `None`: everything there is.
///
/// # Errors
/// When the file cannot be read, holds an unknown code, or holds no enterprise.
pub fn records(store: &Store, today: NaiveDate, since: Option<NaiveDate>) -> Result<Records> {
    let mut records = Records::new(records_since(store)?);
    records.loaded_from = since.filter(|day| *day > records.records_since);
    let from = records.loaded_from;
    read_answers(store, &mut records)?;
    records.calendar = plant::calendar(store)?;
    records.serves = serves(store)?;
    let people = People::read(store, today)?;
    records.headcount = people.headcount();
    records.holders = people.holders();
    records.inspections = inspections(store, &people, from, today)?;
    records.plans = plans(store)?;
    let standing = store.standing_hazards(from, today)?;
    records.hazards = standing.into_iter().map(|it| standing_hazard(store, it, today)).collect::<Result<_>>()?;
    event::add_cases(store, &mut records.hazards)?;
    records.accidents = event::accidents(store)?;
    records.orders = event::orders(store)?;
    records.needs.extend(training::plan_needs(store, today, from, records.records_since)?);
    records.needs.extend(readiness::need::needs(store, today, from, &records.facts, records.records_since)?);
    organisation::add(store, &mut records, today)?;
    records.submissions = store.handed_in()?;
    for it in &mut records.submissions {
        it.signed_by = it.signed_by.take().filter(|name| !clean_line(name).is_empty());
    }
    records.done.extend(super::five::duty::done(store)?);
    records.needs.extend(super::five::duty::needs(store, today)?);
    records.done.extend(super::risk::round::done(store)?);
    records.needs.extend(super::risk::need::needs(store, today)?);
    let since = records.loaded_from.unwrap_or(records.records_since);
    records.needs.extend(assessment::needs(store, since, today)?);
    let owed = super::responsibility::need::needs(store, &records, today)?;
    records.needs.extend(owed);
    // A reason given later than the day judged explains that day all the same.
    records.closures = store.missed_duties()?;
    for it in &mut records.closures {
        it.on = it.on.min(today);
    }
    Ok(records)
}

/// First day the plant keeps its records here.
///
/// # Errors
/// When the file cannot be read or holds no enterprise.
pub fn records_since(store: &Store) -> Result<NaiveDate> {
    store
        .row(&ENTERPRISE.relation, 1)?
        .and_then(|row| row.get("records_since").as_date())
        .ok_or_else(|| Error::file("数据文件里没有企业档案，不能判定义务").hint("用 anguan init 新建数据文件"))
}

/// The plant's answers, and the first day it keeps its records here.
///
/// # Errors
/// When the file cannot be read or holds no enterprise.
pub fn answers(store: &Store) -> Result<(Facts, NaiveDate)> {
    let mut records = Records::new(records_since(store)?);
    read_answers(store, &mut records)?;
    Ok((records.answers(), records.records_since))
}

/// Facts and settings. An answer or setting these packs do not know (a newer file, another area) is passed over: the
/// fact stays unknown, the duty keeps its default.
fn read_answers(store: &Store, records: &mut Records) -> Result<()> {
    let rules = knowledge::obligation::builtin()?;
    records.facts = facts(store)?;
    for setting in store.settings()? {
        let reason = setting.reason.as_deref().unwrap_or_default();
        drop(records.settings.put(rules, &setting.key, &setting.value, reason));
    }
    Ok(())
}

/// What the plant answered.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn facts(store: &Store) -> Result<Facts> {
    let rules = knowledge::obligation::builtin()?;
    let mut facts = Facts::default();
    for answer in store.facts()? {
        if let Ok(value) = rules.book.read(&answer.key, &answer.value) {
            facts.put(answer.key, Fact { value, since: None, reason: answer.reason });
        }
    }
    Ok(facts)
}

/// Codes each checklist serves, retired checklists included: what was made with one stays made.
fn serves(store: &Store) -> Result<BTreeMap<i64, BTreeSet<String>>> {
    let rows = store.rows(&plan::CHECKLIST.relation, &Query { retired: true, ..Query::default() })?;
    let codes = |row: &Row| {
        let text = row.get("serves").as_text().unwrap_or_default().to_owned();
        text.split([' ', '，', ',', '、']).filter(|it| !it.is_empty()).map(str::to_uppercase).collect()
    };
    Ok(rows.iter().map(|row| (row.id, codes(row))).collect())
}

/// Who works here and which posts they held when.
struct People {
    /// Everybody in the register.
    all: Vec<Employed>,
    held: HashMap<i64, Vec<HeldPost>>,
    now: HashMap<i64, Option<PostRole>>,
    today: NaiveDate,
}

impl People {
    fn read(store: &Store, today: NaiveDate) -> Result<Self> {
        let all = store.employed()?;
        let mut held: HashMap<i64, Vec<HeldPost>> = HashMap::new();
        for post in store.held_posts()? {
            held.entry(post.person_id).or_default().push(post);
        }
        let now = all.iter().map(|it| (it.id, it.role)).collect();
        Ok(Self { all, held, now, today })
    }

    fn here(&self) -> impl Iterator<Item = &Employed> {
        let today = self.today;
        self.all.iter().filter(move |it| {
            it.hired_on.is_none_or(|day| day <= today) && it.ended_on.is_none_or(|last| today <= last)
        })
    }

    /// People employed today: dispatched workers count, outsourced ones do not. Without a roster it is not known.
    fn headcount(&self) -> Option<i64> {
        if self.all.is_empty() {
            return None;
        }
        let outsourced = Some(Employment::Outsourced.code());
        i64::try_from(self.here().filter(|it| it.employment.as_deref() != outsourced).count()).ok()
    }

    /// Roles a person had on a day; `None` when one of them is not known.
    fn roles_on(&self, person: i64, day: NaiveDate) -> Option<Vec<PostRole>> {
        let held = self.held.get(&person).map(Vec::as_slice).unwrap_or_default();
        let covers = |it: &&HeldPost| it.from.is_none_or(|from| from <= day) && it.to.is_none_or(|to| day <= to);
        let on_the_day: Vec<&HeldPost> = held.iter().filter(covers).collect();
        if on_the_day.iter().any(|it| it.main) {
            return on_the_day.iter().map(|it| it.role).collect();
        }
        let present = self.now.get(&person).copied().flatten()?;
        let further = on_the_day.iter().filter_map(|it| it.role);
        Some(further.chain([present]).collect())
    }

    /// Whether the principal was among these people on a day; `None` when somebody's post is not known.
    fn led_by_principal(&self, people: &[i64], day: NaiveDate) -> Option<bool> {
        let roles: Vec<Option<Vec<PostRole>>> = people.iter().map(|it| self.roles_on(*it, day)).collect();
        if roles.iter().flatten().flatten().any(|role| *role == PostRole::Principal) {
            return Some(true);
        }
        roles.iter().all(Option::is_some).then_some(false)
    }

    /// Names of those who hold a post of each role today.
    fn holders(&self) -> BTreeMap<PostRole, String> {
        let mut names: BTreeMap<PostRole, Vec<&str>> = BTreeMap::new();
        for person in self.here() {
            let held = self.held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
            let open = |it: &&HeldPost| {
                !it.main && it.from.is_none_or(|from| from <= self.today) && it.to.is_none_or(|to| self.today <= to)
            };
            let roles: BTreeSet<PostRole> =
                held.iter().filter(open).filter_map(|it| it.role).chain(person.role).collect();
            for role in roles {
                names.entry(role).or_default().push(&person.name);
            }
        }
        names.into_iter().map(|(role, names)| (role, some_of(&names))).collect()
    }
}

fn some_of(names: &[&str]) -> String {
    let named: Vec<&str> = names.iter().take(NAMED_HOLDERS).copied().collect();
    let joined = named.join("、");
    if names.len() > NAMED_HOLDERS { format!("{joined}等{}人", names.len()) } else { joined }
}

fn inspections(
    store: &Store,
    people: &People,
    from: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<Vec<snapshot::Inspection>> {
    let mut further: HashMap<i64, Vec<i64>> = HashMap::new();
    for (inspection, person) in store.further_inspectors(from)? {
        further.entry(inspection).or_default().push(person);
    }
    let made = store.made_inspections(from, today)?.into_iter().map(|it| {
        let MadeInspection { mut inspection, person_id } = it;
        let mut inspectors = vec![person_id];
        inspectors.extend(further.get(&inspection.id).into_iter().flatten());
        inspection.led_by_principal = people.led_by_principal(&inspectors, inspection.on);
        inspection
    });
    Ok(made.collect())
}

/// Plans in force with the names that go with them.
fn plans(store: &Store) -> Result<Vec<snapshot::Plan>> {
    let names = PlanNames::read(store)?;
    let rows = store.rows(&plan::PLAN.relation, &Query::default())?;
    rows.iter()
        .map(|row| {
            let schedule = inspection::schedule_of(row)
                .ok_or_else(|| Error::file(format!("plan {} 的频次、星期或开始日期读不出来", row.id)))?;
            Ok(snapshot::Plan {
                id: row.id,
                title: names.title(row),
                department: names.department(row),
                departments: names.above(row.get("department_id").as_int()),
                owner: names.owner(row),
                schedule,
            })
        })
        .collect()
}

/// Names that plans refer to.
pub(super) struct PlanNames {
    checklists: HashMap<i64, (String, String)>,
    departments: HashMap<i64, (String, Option<i64>)>,
    posts: HashMap<i64, String>,
    people: HashMap<i64, String>,
}

impl PlanNames {
    pub(super) fn read(store: &Store) -> Result<Self> {
        let all = Query { retired: true, ..Query::default() };
        let text = |row: &Row, column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
        let checklists = store.rows(&plan::CHECKLIST.relation, &all)?;
        let departments = store.rows(&plant::DEPARTMENT.relation, &all)?;
        let posts = store.rows(&plant::POST.relation, &all)?;
        Ok(Self {
            checklists: checklists.iter().map(|row| (row.id, (text(row, "title"), text(row, "kind")))).collect(),
            departments: departments
                .iter()
                .map(|row| (row.id, (text(row, "name"), row.get("parent_id").as_int())))
                .collect(),
            posts: posts.iter().map(|row| (row.id, text(row, "name"))).collect(),
            people: store.employed()?.into_iter().map(|it| (it.id, it.name)).collect(),
        })
    }

    /// `日检查 一车间`.
    pub(super) fn title(&self, row: &Row) -> String {
        let list = row.get("checklist_id").as_int().and_then(|id| self.checklists.get(&id));
        let title = list.map_or("检查", |(title, _)| title.as_str());
        match row.get("place").as_text() {
            Some(place) if !place.is_empty() => format!("{title} {place}"),
            Some(_) | None => self.department(row).map_or_else(|| title.to_owned(), |it| format!("{title} {it}")),
        }
    }

    /// Kind of the plan's checklist, code.
    pub(super) fn kind(&self, row: &Row) -> String {
        let list = row.get("checklist_id").as_int().and_then(|id| self.checklists.get(&id));
        list.map_or_else(String::new, |(_, kind)| kind.clone())
    }

    pub(super) fn department(&self, row: &Row) -> Option<String> {
        let id = row.get("department_id").as_int()?;
        self.departments.get(&id).map(|(name, _)| name.clone())
    }

    /// Name of a department.
    pub(super) fn department_name(&self, id: Option<i64>) -> Option<String> {
        self.departments.get(&id?).map(|(name, _)| name.clone())
    }

    /// The person, else the post the plan is assigned to.
    pub(super) fn owner(&self, row: &Row) -> Option<String> {
        let person = row.get("person_id").as_int().and_then(|id| self.people.get(&id));
        person.or_else(|| row.get("post_id").as_int().and_then(|id| self.posts.get(&id))).cloned()
    }

    /// A department and those above it; a circle in old data ends where it closes.
    pub(super) fn above(&self, department: Option<i64>) -> Vec<i64> {
        let mut found = Vec::new();
        let mut next = department;
        while let Some(id) = next.filter(|id| !found.contains(id)) {
            found.push(id);
            next = self.departments.get(&id).and_then(|(_, parent)| *parent);
        }
        found
    }
}

/// A hazard as it stood today; one that moved later is replayed up to today.
fn standing_hazard(store: &Store, it: StandingHazard, today: NaiveDate) -> Result<snapshot::Hazard> {
    let StandingHazard { hazard: mut standing, moved_since } = it;
    if moved_since && standing.found_on <= today {
        let row = store.row(&hazard::HAZARD.relation, standing.id)?.ok_or_else(|| Error::internal("隐患读不到"))?;
        let then = hazard::snapshot(&row, &store.hazard_steps(standing.id)?, today);
        let major = then.gradings.iter().find(|(_, level)| *level == Level::Major).map(|(on, _)| *on);
        standing.owner = then.owner.as_ref().map(|who| who.name.clone()).filter(|name| !name.is_empty());
        standing.level = then.level;
        standing.state = then.state;
        standing.assessed_on = then.assessed_on;
        standing.major_on = major;
        standing.due_on = then.due_on;
        standing.rectified_on = then.rectified_on;
        standing.accepted_on = then.accepted_on;
        standing.closed_on = then.closed_on;
    }
    standing.major_on =
        standing.major_on.filter(|day| standing.level == Some(Level::Major) && Some(*day) > standing.assessed_on);
    Ok(standing)
}

/// Every duty of the plant as it stands today: what 首页, `due` and `status` show.
///
/// # Errors
/// As [`records`].
pub fn judgement(store: &Store, today: NaiveDate) -> Result<Judgement> {
    let records = records(store, today, Some(add_days(today, -SCREEN_DAYS)))?;
    Ok(obligation::judge(knowledge::obligation::builtin()?, &records, today))
}

/// The articles of an obligation as text: `《消防法》第十七条；…`.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded packs cannot be read.
pub fn basis(obligation: &Obligation) -> Result<String> {
    knowledge::obligation::cite(&obligation.basis, obligation.due_on)
}

/// What a line that stands for many people or certificates is called: the rule, and how many there are. `None` for any
/// other line.
#[must_use]
pub fn line_title(line: &obligation::Line<'_>) -> Option<String> {
    if !line.is_of_many() {
        return None;
    }
    let rule = knowledge::obligation::builtin().ok()?.rule(&line.head.code)?;
    let what = if line.head.object.starts_with("person-") { "人" } else { "证" };
    Some(format!("{}：{} {what}", rule.title, line.count))
}

/// Why a duty stands as it does.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// The duty as judged.
    #[serde(skip)]
    pub obligation: Obligation,
    /// Its articles as text.
    pub basis: String,
    /// Rule, facts, records, arithmetic, what to do.
    pub steps: Vec<TraceStep>,
}

/// The trace of the duty with this id, articles rendered; `None` where no rule owes it.
///
/// # Errors
/// As [`records`].
pub fn trace(store: &Store, today: NaiveDate, id: &str) -> Result<Option<Explained>> {
    let rules = knowledge::obligation::builtin()?;
    let near = records(store, today, Some(add_days(today, -SCREEN_DAYS)))?;
    let found = match obligation::why(rules, &near, today, id) {
        Some(found) => Some(found),
        // Older than a screen shows: look through everything.
        None if near.loaded_from.is_some() => obligation::why(rules, &records(store, today, None)?, today, id),
        None => None,
    };
    let Some(mut found) = found else { return Ok(None) };
    let cited = knowledge::obligation::cite(&found.basis, found.obligation.due_on)?;
    for step in &mut found.steps {
        match step.part {
            obligation::Part::Rule => step.lines.insert(1.min(step.lines.len()), format!("依据：{cited}")),
            obligation::Part::Facts => {
                for (label, bases) in &found.flags {
                    let text = knowledge::obligation::cite(bases, found.obligation.due_on)?;
                    step.lines.push(format!("{label}的依据：{text}"));
                }
            }
            obligation::Part::Records | obligation::Part::Arithmetic | obligation::Part::Advice => {}
        }
    }
    Ok(Some(Explained { obligation: found.obligation, basis: cited, steps: found.steps }))
}

/// Closes a missed duty with a reason; it stays missed and counts as such.
///
/// # Errors
/// [`crate::error::Kind::Input`] without a reason, for an unknown id, for a duty that can still be met, or one closed
/// before.
pub fn close_missed(store: &mut Store, today: NaiveDate, id: &str, reason: &str) -> Result<Obligation> {
    let reason = clean_line(reason);
    if reason.is_empty() {
        return Err(Error::input("关闭漏做的义务要写原因").hint("例如 --reason 当日停电停产"));
    }
    let found = trace(store, today, id)?.ok_or_else(|| unknown(id))?.obligation;
    closable(&found)?;
    store.write("missed.close", |tx| {
        tx.add("missed", &[("duty", found.id.as_str().into()), ("reason", reason.as_str().into())])?;
        Ok(((), format!("关闭漏做 {} {}：{reason}", found.id, found.title)))
    })?;
    Ok(found)
}

/// Closes several missed duties with one reason, as one operation: what a folded line of 首页 stands for.
///
/// # Errors
/// As [`close_missed`]; nothing is closed when one cannot be.
pub fn close_all_missed(store: &mut Store, today: NaiveDate, ids: &[String], reason: &str) -> Result<()> {
    let reason = clean_line(reason);
    let Some(first) = ids.first().filter(|_| !reason.is_empty()) else {
        return Err(Error::input("关闭漏做的义务要写原因"));
    };
    let judgement = judgement(store, today)?;
    for id in ids {
        closable(judgement.get(id).ok_or_else(|| unknown(id))?)?;
    }
    store.write("missed.close", |tx| {
        for id in ids {
            tx.add("missed", &[("duty", id.as_str().into()), ("reason", reason.as_str().into())])?;
        }
        let many = if ids.len() > 1 { format!(" 等 {} 次", ids.len()) } else { String::new() };
        Ok(((), format!("关闭漏做 {first}{many}：{reason}")))
    })
}

/// Only what can no longer be done, and was not closed before, is closed with a reason.
fn closable(found: &Obligation) -> Result<()> {
    if !found.missed {
        return Err(Error::input(format!("{}不是漏做的义务（现在{}），不能关闭", found.title, found.state.label()))
            .hint("只有已经无法补做的才能说明原因后关闭；其余的请照常办理"));
    }
    match &found.closed {
        Some(closed) => Err(Error::input(format!("{}已经关闭：{}", found.title, closed.reason))),
        None => Ok(()),
    }
}

/// The refusal of an id that names no duty.
#[must_use]
pub fn unknown(id: &str) -> Error {
    Error::input(format!("没有编号为 {} 的义务", clean_line(id))).hint("用 anguan due --all 查看编号")
}

#[cfg(test)]
#[path = "duty_tests.rs"]
mod tests;
