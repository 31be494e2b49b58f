//! Figures of a span of days: what `status`, 首页 and the reports count. One function a subject, so that they agree.
//!
//! Every struct keeps the rows behind its numbers. Nothing here is stored; everything is counted from records.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::hazard::Level;
use crate::domain::hazard::{Hazard, Who};
use crate::domain::inspection::{Counts, Guard, ItemResult, RubberStamp, Watched};
use crate::domain::period::Period;
use crate::domain::recurrence::{self, Done, Frequency, Occurrence, Schedule, Standing, settle};
use crate::domain::statistics::{self, ByLevel, Flow, History, Ratio, Rectified};
use crate::error::{Error, Result};
use crate::store::{InspectionFacts, MadeInspection, Query, Row, Store, StoredStep};

use super::duty::{PlanNames, records_since};
use super::{hazard, inspection, organisation, plan};

/// Code of the duty that occurrences of plans are.
const PLAN_DUTY: &str = "P01";

/// One inspection that a plan owed in the span.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Id of the duty, as `why` takes it: `P01/plan-3/2026-11-20`.
    pub duty: String,
    /// Row id of the plan.
    pub plan_id: i64,
    /// What and where: `日检查 一车间`.
    pub title: String,
    /// Row id of the checklist.
    pub checklist_id: Option<i64>,
    /// Kind of the checklist, code of [`crate::domain::inspection::InspectionKind`].
    pub kind: String,
    /// Place of the plan.
    pub place: Option<String>,
    /// Inspected department, row id.
    pub department_id: Option<i64>,
    /// Inspected department.
    pub department: Option<String>,
    /// Person or post it is assigned to.
    pub owner: Option<String>,
    /// The occurrence: its period, day due, first day.
    pub occurrence: Occurrence,
    /// Where it stands on the day asked.
    pub state: Standing,
    /// Why it was missed, where it was closed with a reason.
    pub reason: Option<String>,
}

impl Planned {
    /// The inspection that met it.
    #[must_use]
    pub fn inspection(&self) -> Option<i64> {
        match self.state {
            Standing::Done { id, .. } => Some(id),
            Standing::Due | Standing::Upcoming | Standing::Missed => None,
        }
    }
}

/// Inspections of a span of days.
#[derive(Clone, Debug)]
pub struct InspectionFigures {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Whether records were kept on any day of it; without, every figure is "—", not 0.
    pub recorded: bool,
    /// Occurrences of plans whose day due lies in the span (and not before `records_since`), by day due.
    pub planned: Vec<Planned>,
    /// Counts of `planned`: `planned = done + missed + due + upcoming`.
    pub tally: recurrence::Tally,
    /// Inspections made in the span, oldest first; none later than the day asked.
    pub made: Vec<InspectionFacts>,
    /// Row ids of those made for no plan.
    pub unplanned: Vec<i64>,
    /// Items of `made` by result.
    pub items: Counts,
    /// Findings of `made`: failed items and what was on no list.
    pub findings: i64,
}

impl InspectionFigures {
    /// 自查完成率: done ÷ planned. Without anything planned it has no value.
    #[must_use]
    pub fn rate(&self) -> Ratio {
        Ratio::new(self.tally.done, self.tally.planned)
    }
}

/// Inspections planned, done and missed in `from`..=`to` as they stand on `today`, and those made then.
///
/// An occurrence belongs to the span its day due lies in; it is done by the earliest inspection inside its own window
/// that checked at least one item. Retired plans owe nothing.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn inspections(store: &Store, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<InspectionFigures> {
    let since = records_since(store)?;
    let planned = planned(store, from.max(since), to, today)?;
    let settled: Vec<recurrence::Settled> =
        planned.iter().map(|it| recurrence::Settled { occurrence: it.occurrence, state: it.state }).collect();
    let made = store.inspections_between(from, to.min(today))?;
    let items = made.iter().fold(Counts::default(), |sum, it| sum.plus(counts_of(it)));
    Ok(InspectionFigures {
        from,
        to,
        recorded: since <= to,
        tally: recurrence::tally(&settled),
        unplanned: made.iter().filter(|it| it.plan_id.is_none()).map(|it| it.id).collect(),
        findings: made.iter().map(findings_of).sum(),
        planned,
        made,
        items,
    })
}

/// Results of one inspection.
#[must_use]
pub fn counts_of(it: &InspectionFacts) -> Counts {
    let [_, pass, fail, not_applicable, not_checked, _] = it.counts;
    Counts { pass, fail, not_applicable, not_checked }
}

/// What one inspection found: failed items and what was on no list.
#[must_use]
pub fn findings_of(it: &InspectionFacts) -> i64 {
    let [.., findings] = it.counts;
    findings
}

fn planned(store: &Store, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<Vec<Planned>> {
    let names = PlanNames::read(store)?;
    let calendar = organisation::calendar(store)?;
    let reasons: HashMap<String, String> =
        store.missed_duties()?.into_iter().map(|it| (it.obligation, it.reason)).collect();
    let mut owed: Vec<(Row, Vec<Occurrence>)> = Vec::new();
    for row in store.rows(&plan::PLAN.relation, &Query::default())? {
        let schedule = inspection::schedule_of(&row)
            .ok_or_else(|| Error::file(format!("plan {} 的频次、星期或开始日期读不出来", row.id)))?;
        let calendar = calendar.seen_by(&names.above(row.get("department_id").as_int()));
        let occurrences = due_within(&schedule, &calendar, from, to);
        if !occurrences.is_empty() {
            owed.push((row, occurrences));
        }
    }
    let mut short = made_for_short_plans(store, &owed)?;
    let mut all = Vec::new();
    for (row, occurrences) in &owed {
        let made = match short.remove(&row.id) {
            Some(made) => made,
            None if is_short(row) => Vec::new(),
            None => match window(occurrences) {
                Some((first, last)) => done_of(store.made_for_plan(row.id, first, last)?),
                None => Vec::new(),
            },
        };
        for settled in settle(occurrences, &made, today) {
            let duty = format!("{PLAN_DUTY}/plan-{}/{}", row.id, settled.occurrence.period);
            all.push(Planned {
                reason: reasons.get(&duty).cloned(),
                duty,
                plan_id: row.id,
                title: names.title(row),
                checklist_id: row.get("checklist_id").as_int(),
                kind: names.kind(row),
                place: row.get("place").as_text().map(str::to_owned),
                department_id: row.get("department_id").as_int(),
                department: names.department(row),
                owner: names.owner(row),
                occurrence: settled.occurrence,
                state: settled.state,
            });
        }
    }
    all.sort_by_key(|it| (it.occurrence.due_on, it.plan_id));
    Ok(all)
}

/// Occurrences whose day due lies within the span; a period that only shares days with it is left out.
fn due_within(
    schedule: &Schedule,
    calendar: &crate::domain::calendar::Calendar,
    from: NaiveDate,
    to: NaiveDate,
) -> Vec<Occurrence> {
    // A weekly plan may be due days before its week ends: look to the end of the last period.
    let last = Period::containing(schedule.frequency.period_kind(), to).last();
    let mut owed = schedule.occurrences(calendar, from, last);
    owed.retain(|it| from <= it.due_on && it.due_on <= to);
    owed
}

/// Plans whose windows are at most a month: their inspections lie near the span.
fn is_short(row: &Row) -> bool {
    let frequency = row.get("frequency").as_text().and_then(Frequency::from_code);
    matches!(frequency, Some(Frequency::Day | Frequency::Week | Frequency::Month))
}

/// First and last day on which an inspection may count for one of these.
fn window(occurrences: &[Occurrence]) -> Option<(NaiveDate, NaiveDate)> {
    let first = occurrences.iter().map(|it| it.window_from).min()?;
    let last = occurrences.iter().map(Occurrence::window_to).max()?;
    Some((first, last))
}

/// Inspections of all short plans in one query, by plan.
fn made_for_short_plans(store: &Store, owed: &[(Row, Vec<Occurrence>)]) -> Result<HashMap<i64, Vec<Done>>> {
    let windows: Vec<(NaiveDate, NaiveDate)> =
        owed.iter().filter(|(row, _)| is_short(row)).filter_map(|(_, occurrences)| window(occurrences)).collect();
    let first = windows.iter().map(|(first, _)| *first).min();
    let last = windows.iter().map(|(_, last)| *last).max();
    let (Some(first), Some(last)) = (first, last) else { return Ok(HashMap::new()) };
    let short: HashSet<i64> = owed.iter().filter(|(row, _)| is_short(row)).map(|(row, _)| row.id).collect();
    let mut by_plan: HashMap<i64, Vec<MadeInspection>> = HashMap::new();
    for it in store.made_inspections(Some(first), last)? {
        if let Some(plan) = it.inspection.plan.filter(|id| short.contains(id)) {
            by_plan.entry(plan).or_default().push(it);
        }
    }
    Ok(by_plan.into_iter().map(|(plan, made)| (plan, done_of(made))).collect())
}

/// Inspections that checked something.
fn done_of(made: Vec<MadeInspection>) -> Vec<Done> {
    let checked = made.into_iter().map(|it| it.inspection).filter(|it| it.checked > 0);
    checked.map(|it| Done { inspection_id: it.id, date: it.on, period: it.occurrence }).collect()
}

/// One hazard that was on the books in the span.
#[derive(Clone, Debug)]
pub struct BookedHazard {
    /// The stored row, as it is now: 编号, 描述, 地点, 类别 …
    pub row: Row,
    /// 责任部门.
    pub department: Option<String>,
    /// 整改责任人 at the end of the span.
    pub owner: Option<String>,
    /// The hazard as it stood at the end of the span (or today, where that is earlier).
    pub hazard: Hazard,
    /// Its dates as the statistics read them.
    pub history: History,
}

impl BookedHazard {
    /// Row id.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.row.id
    }

    /// A text column of the row: `code`, `title`, `place`, `kind`, `field`, `source`, `checklist_item` …
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        self.row.get(column).as_text()
    }
}

/// Hazards of a span of days.
#[derive(Clone, Debug)]
pub struct HazardFigures {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Day as of which they stand: the last day, or today where that is earlier.
    pub until: NaiveDate,
    /// Whether records were kept on any day of it; without, every figure is "—", not 0.
    pub recorded: bool,
    /// Every hazard on the books on some day of the span, by row id; those retired within it are among them.
    pub books: Vec<BookedHazard>,
    /// How the books moved, by level; balances.
    pub flow: ByLevel<Flow>,
    /// Registered, accepted, in time, by level at the end.
    pub rectified: ByLevel<Rectified>,
    /// Row ids: registered in the span and not retired by its end.
    pub registered: Vec<i64>,
    /// Row ids: of those, accepted by its end.
    pub accepted: Vec<i64>,
    /// Row ids: open at its end.
    pub open: Vec<i64>,
    /// Row ids: of those, not rectified and past the deadline in force.
    pub overdue: Vec<i64>,
    /// Row ids: of the open ones, major.
    pub major_open: Vec<i64>,
}

impl HazardFigures {
    /// All levels together.
    #[must_use]
    pub fn rectified_total(&self) -> Rectified {
        self.rectified.each().into_iter().fold(Rectified::default(), |sum, it| sum.plus(*it))
    }

    /// All levels together.
    #[must_use]
    pub fn flow_total(&self) -> Flow {
        self.flow.each().into_iter().fold(Flow::default(), |sum, it| sum.plus(*it))
    }

    /// 隐患整改率: accepted by the end ÷ registered in the span (decisions 18).
    #[must_use]
    pub fn rate(&self) -> Ratio {
        self.rectified_total().rate()
    }

    /// Row ids: closed within the span.
    pub fn closed(&self) -> impl Iterator<Item = i64> {
        let closed = |it: &&BookedHazard| {
            statistics::flow([&it.history], self.from, self.until).each().into_iter().any(|flow| flow.closed > 0)
        };
        self.books.iter().filter(closed).map(BookedHazard::id)
    }

    /// The hazard with this row id.
    #[must_use]
    pub fn get(&self, id: i64) -> Option<&BookedHazard> {
        self.books.iter().find(|it| it.id() == id)
    }
}

/// Hazards registered, accepted, open and overdue in `from`..=`to`, as they stood at its end or today.
///
/// Everything is told from the steps, so that a month of the past comes out as it stood then.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn hazards(store: &Store, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<HazardFigures> {
    let until = to.min(today);
    let books = books(store, from, until)?;
    let histories = || books.iter().map(|it| &it.history);
    let ids = |keep: &dyn Fn(&BookedHazard) -> bool| -> Vec<i64> {
        books.iter().filter(|it| keep(it)).map(BookedHazard::id).collect()
    };
    let registered = |it: &BookedHazard| {
        statistics::rectified([&it.history], from, until).each().into_iter().any(|part| part.registered > 0)
    };
    let is_open = |it: &BookedHazard| it.history.is_open_on(until);
    Ok(HazardFigures {
        from,
        to,
        until,
        recorded: records_since(store)? <= to,
        flow: statistics::flow(histories(), from, until),
        rectified: statistics::rectified(histories(), from, until),
        registered: ids(&registered),
        accepted: ids(&|it| registered(it) && it.history.accepted_on.is_some_and(|on| on <= until)),
        open: ids(&is_open),
        overdue: ids(&|it| is_open(it) && it.hazard.overdue_days(until) > 0),
        major_open: ids(&|it| is_open(it) && it.hazard.level == Some(Level::Major)),
        books,
    })
}

fn books(store: &Store, from: NaiveDate, until: NaiveDate) -> Result<Vec<BookedHazard>> {
    let ids = store.hazards_on_the_books(from, until)?;
    let names = PlanNames::read(store)?;
    let mut steps: BTreeMap<i64, Vec<StoredStep>> = BTreeMap::new();
    for step in store.hazard_steps_among(&ids)? {
        steps.entry(step.hazard_id).or_default().push(step);
    }
    let people: HashMap<i64, String> = store.employed()?.into_iter().map(|it| (it.id, it.name)).collect();
    let rows = store.rows_among(&hazard::HAZARD.relation, &ids)?;
    let booked = rows.into_iter().map(|row| {
        let taken = steps.remove(&row.id).unwrap_or_default();
        let mut hazard = hazard::snapshot(&row, &taken, until);
        if taken.is_empty() {
            // Not graded yet: the owner and deadline of its ledger row stand without a step.
            hazard.due_on = row.get("due_on").as_date();
            hazard.owner = row.get("owner_id").as_int().map(|id| Who::person(id, ""));
        }
        let named = |who: &Who| Some(who.name.clone()).filter(|it| !it.is_empty());
        let owner = hazard.owner.as_ref().and_then(|who| named(who).or_else(|| people.get(&who.id?).cloned()));
        let retired_on = row.retired_on.filter(|day| *day <= until);
        BookedHazard {
            department: names.department_name(row.get("department_id").as_int()),
            owner,
            history: History::of(&hazard, retired_on),
            hazard,
            row,
        }
    });
    Ok(booked.collect())
}

/// An inspection that looks like a rubber stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// Row id.
    pub id: i64,
    /// Number.
    pub code: String,
    /// Day it was made.
    pub on: NaiveDate,
    /// Row id of its checklist.
    pub checklist_id: i64,
    /// Place.
    pub place: Option<String>,
    /// First inspector, row id.
    pub person_id: Option<i64>,
    /// What gives it away.
    pub marks: Vec<RubberStamp>,
}

/// Inspections of `from`..=`to` that look like rubber stamps (录入过快、连续雷同), oldest first: for the manager's view.
/// Nothing is refused for it.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn stamps(store: &Store, from: NaiveDate, to: NaiveDate) -> Result<Vec<Stamped>> {
    let guard = Guard::default();
    let mut groups: BTreeMap<(i64, Option<String>), usize> = BTreeMap::new();
    for it in store.inspections_between(from, to)? {
        *groups.entry((it.checklist_id, it.place)).or_default() += 1;
    }
    let mut stamped = Vec::new();
    for ((checklist, place), count) in groups {
        let recent = store.inspections_until(checklist, place.as_deref(), to, count + guard.same_running)?;
        let said = said_by(store, &recent)?;
        for (at, it) in recent.iter().enumerate().take(count) {
            let running: &[_] = said.get(at..).unwrap_or_default();
            let counts = counts_of(it);
            let seconds = it.entry_seconds.filter(|_| it.entered_by == "terminal");
            let mut marks = guard.marks(Watched {
                terminal_seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
                items_answered: u32::try_from(counts.checked() + counts.not_applicable).unwrap_or(0),
                newest_first: running,
                others_found: true,
            });
            if marks.contains(&RubberStamp::SameTenTimes) {
                let oldest = recent.get(at + guard.same_running.saturating_sub(1)).map_or(from, |it| it.on_date);
                if !store.found_elsewhere(place.as_deref(), oldest, it.on_date)? {
                    marks.retain(|mark| *mark != RubberStamp::SameTenTimes);
                }
            }
            if !marks.is_empty() {
                stamped.push(Stamped {
                    id: it.id,
                    code: it.code.clone(),
                    on: it.on_date,
                    checklist_id: it.checklist_id,
                    place: it.place.clone(),
                    person_id: it.people.first().copied(),
                    marks,
                });
            }
        }
    }
    stamped.sort_by_key(|it| (it.on, it.id));
    Ok(stamped)
}

/// Exceptions of each inspection: item codes and results. Measured values and words may differ.
fn said_by(store: &Store, recent: &[InspectionFacts]) -> Result<Vec<Vec<(String, ItemResult)>>> {
    let ids: Vec<i64> = recent.iter().map(|it| it.id).collect();
    let mut by_inspection: HashMap<i64, Vec<(String, ItemResult)>> = HashMap::new();
    for it in store.exceptions_among(&ids)? {
        if it.result != ItemResult::Pass {
            by_inspection.entry(it.inspection_id).or_default().push((it.code, it.result));
        }
    }
    Ok(ids.iter().map(|id| by_inspection.remove(id).unwrap_or_default()).collect())
}
