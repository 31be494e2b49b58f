//! What the records say about the duties: counted for one person, in one post, over the days he held it.
//!
//! Nothing is counted after today, and what is still to be done in time is not counted at all.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{NaiveDate, TimeDelta};

use crate::domain::assessment::Span;
use crate::domain::assessment::measure::{Asked, Counted};
use crate::domain::date::add_days;
use crate::domain::hazard::Level;
use crate::domain::inspection::InspectionKind;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::recurrence::Standing;
use crate::domain::responsibility::Measure;
use crate::error::Result;
use crate::registers::accident::ACCIDENT;
use crate::registers::figures::{self, Planned};
use crate::registers::hazard::{self, HAZARD};
use crate::registers::organisation::DEPARTMENT;
use crate::registers::plan::PLAN;
use crate::store::{Condition, InspectionFacts, Query, Relation, Row, Store};

use super::ASSESSMENT;
use super::owed::Roll;

const MEETING: Relation =
    Relation { table: "meeting", columns: &["kind", "on_date", "chair_id"], retires: true, versioned: true };
const ACTION: Relation =
    Relation { table: "meeting_action", columns: &["owner_id", "due_on", "done_on"], retires: true, versioned: true };
const MEMBER: Relation =
    Relation { table: "committee_member", columns: &["person_id", "from_on", "to_on"], retires: true, versioned: true };
const PLEDGE: Relation = Relation {
    table: "pledge",
    columns: &["person_id", "post_id", "version_id", "year"],
    retires: true,
    versioned: true,
};

/// Whom it is about, and over which days.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The person.
    pub person: i64,
    /// The post.
    pub post: i64,
    /// Department in which it is held.
    pub department: Option<i64>,
    /// Days in the post.
    pub span: Span,
}

/// The records of a period, read once for everybody who is assessed.
pub struct Facts<'a> {
    roll: &'a Roll,
    today: NaiveDate,
    since: NaiveDate,
    planned: Vec<Planned>,
    /// Person and post of each plan.
    plans: HashMap<i64, (Option<i64>, Option<i64>)>,
    made: Vec<InspectionFacts>,
    /// Hazards whose deadline lies in the period.
    due: Vec<Row>,
    found: Vec<Row>,
    graded: Vec<Row>,
    reported: HashSet<String>,
    accidents: Vec<Row>,
    meetings: Vec<Row>,
    signed_in: HashSet<(i64, i64)>,
    actions: Vec<Row>,
    members: Vec<Row>,
    pledges: HashSet<(i64, i64, i64, i64)>,
    parents: HashMap<i64, Option<i64>>,
    /// Other assessments owed of periods that ended meanwhile: last day, person, whether done.
    assessed: Vec<(NaiveDate, i64, bool)>,
}

impl<'a> Facts<'a> {
    /// Reads them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(store: &Store, roll: &'a Roll, period: Period, today: NaiveDate) -> Result<Self> {
        let (from, to) = (period.first(), period.last().min(today));
        // A quarter that ends in the period may have begun before it.
        let early = add_days(from, -92);
        let rows = |relation: &Relation, column: &'static str, from: NaiveDate| {
            let conditions =
                vec![Condition::AtLeast(column, from.into()), Condition::AtMost(column, format!("{to}T99").into())];
            store.rows(relation, &Query { conditions, ..Query::default() })
        };
        let plans = store.rows(&PLAN.relation, &Query::default())?;
        let departments = store.rows(&DEPARTMENT.relation, &Query { retired: true, ..Query::default() })?;
        let figures = figures::inspections(store, early, to, today)?;
        let id = |row: &Row, column: &str| row.get(column).as_int();
        let pledges = store.rows(&PLEDGE, &Query::default())?;
        Ok(Self {
            roll,
            today,
            since: crate::registers::duty::records_since(store)?,
            plans: plans.iter().map(|it| (it.id, (id(it, "person_id"), id(it, "post_id")))).collect(),
            planned: figures.planned,
            made: figures.made,
            due: rows(&HAZARD.relation, "due_on", from)?,
            found: rows(&HAZARD.relation, "found_on", from)?,
            graded: rows(&HAZARD.relation, "assessed_on", from)?,
            reported: store
                .handed_in()?
                .into_iter()
                .filter(|it| it.kind == "major_hazard")
                .map(|it| it.period)
                .collect(),
            accidents: rows(&ACCIDENT.relation, "told_at", from)?,
            meetings: rows(&MEETING, "on_date", early.min(Period::containing(PeriodKind::Year, from).first()))?,
            signed_in: store.signed_in_between(early, to)?.into_iter().collect(),
            actions: rows(&ACTION, "due_on", from)?,
            members: store.rows(&MEMBER, &Query::default())?,
            pledges: pledges
                .iter()
                .filter_map(|it| {
                    Some((id(it, "person_id")?, id(it, "post_id")?, id(it, "version_id")?, id(it, "year")?))
                })
                .collect(),
            parents: departments.iter().map(|it| (it.id, id(it, "parent_id"))).collect(),
            assessed: assessed(store, roll, period, to)?,
        })
    }

    /// A department and those below it; empty for none.
    #[must_use]
    pub fn below(&self, department: Option<i64>) -> BTreeSet<i64> {
        let Some(top) = department else { return BTreeSet::new() };
        self.parents.keys().copied().filter(|id| self.above(*id).contains(&top)).collect()
    }

    /// A department and those above it; a loop ends at its first repetition.
    fn above(&self, department: i64) -> Vec<i64> {
        let mut line = vec![department];
        while let Some(Some(parent)) = line.last().and_then(|id| self.parents.get(id)).copied() {
            if line.contains(&parent) {
                break;
            }
            line.push(parent);
        }
        line
    }

    /// Counts what a duty asks for.
    #[must_use]
    pub fn count(&self, asked: Asked, about: &About) -> Counted {
        if let Some(what) = self.unkept(asked.measure) {
            return Counted::Unknown { what: what.to_owned() };
        }
        match asked.measure {
            Measure::InspectionPlan => self.plans(about, "计划检查", |it| self.is_assigned(it, about)),
            Measure::DepartmentPlan => {
                let below = self.below(about.department);
                self.plans(about, "本部门计划检查", |it| it.department_id.is_some_and(|id| below.contains(&id)))
            }
            Measure::Checks => self.each(asked, about, "检查", |from, to| self.checked(about, from, to, false)),
            Measure::LeaderInspection => {
                self.each(asked, about, "带队检查", |from, to| self.checked(about, from, to, true))
            }
            Measure::HazardInTime => {
                self.in_time(about, "由本人整改、到期的隐患", |row| is_owner(row, about))
            }
            Measure::DepartmentHazardInTime => {
                let below = self.below(about.department);
                self.in_time(about, "由本部门整改、到期的隐患", |row| {
                    row.get("department_id").as_int().is_some_and(|id| below.contains(&id))
                })
            }
            Measure::PlantHazardInTime => self.in_time(about, "全厂到期的隐患", |_| true),
            Measure::HazardClosed => self.accepted(about),
            Measure::HazardFound => self.found(about),
            Measure::MajorHazardReport => self.major(about),
            Measure::CommitteeMeeting => self.each(asked, about, "本人主持的安委会会议", |from, to| {
                self.met("committee", Some(about.person), from, to)
            }),
            Measure::SafetyMeeting => self.each(asked, about, "本人主持的安全例会", |from, to| {
                self.met("safety", Some(about.person), from, to)
            }),
            Measure::CongressMeeting => {
                self.each(asked, about, "职工（代表）大会", |from, to| self.met("congress", None, from, to))
            }
            Measure::CommitteeAttendance => self.attendance(about),
            Measure::MeetingAction => self.actions(about),
            Measure::ListCoverage => self.coverage(about),
            Measure::PledgeRate => self.signed(about),
            Measure::AssessmentDone => self.assessments(about),
            Measure::AccidentReport => self.accidents(about),
            Measure::TrainingHours => Counted::Unknown { what: "教育培训学时还没有记入台账".to_owned() },
        }
    }

    /// What nobody keeps records of at all: that nothing was done cannot be told from that.
    fn unkept(&self, measure: Measure) -> Option<&'static str> {
        if matches!(measure, Measure::Checks | Measure::LeaderInspection) {
            return self.made.is_empty().then_some("没有任何检查记录");
        }
        let meetings = [
            (Measure::CommitteeMeeting, "committee", "没有任何安委会会议记录"),
            (Measure::SafetyMeeting, "safety", "没有任何安全例会记录"),
            (Measure::CongressMeeting, "congress", "没有任何职工（代表）大会记录"),
        ];
        let (_, kind, said) = meetings.into_iter().find(|it| it.0 == measure)?;
        let kept = self.meetings.iter().any(|row| row.get("kind").as_text() == Some(kind));
        (!kept).then_some(said)
    }

    /// First and last day that count: those in the post, kept records of, not after today.
    fn days(&self, about: &About) -> (NaiveDate, NaiveDate) {
        (about.span.from.max(self.since), about.span.to.min(self.today))
    }

    fn within(&self, about: &About, day: Option<NaiveDate>) -> bool {
        let (from, to) = self.days(about);
        day.is_some_and(|day| from <= day && day <= to)
    }

    fn plans(&self, about: &About, noun: &str, fits: impl Fn(&Planned) -> bool) -> Counted {
        let (mut done, mut all) = (0, 0);
        for it in self.planned.iter().filter(|it| self.within(about, Some(it.occurrence.due_on)) && fits(it)) {
            match it.state {
                Standing::Done { .. } => (done, all) = (done + 1, all + 1),
                Standing::Missed => all += 1,
                Standing::Due | Standing::Upcoming => {}
            }
        }
        Counted::Share { done, all, what: format!("{noun}应做 {all} 次，完成 {done} 次") }
    }

    /// Whether a planned inspection is the person's: his by name, or his post's where he works.
    fn is_assigned(&self, planned: &Planned, about: &About) -> bool {
        match self.plans.get(&planned.plan_id) {
            Some((Some(person), _)) => *person == about.person,
            Some((None, Some(post))) if *post == about.post => match planned.department_id {
                None => true,
                Some(place) => {
                    about
                        .department
                        .is_some_and(|own| self.above(own).contains(&place) || self.above(place).contains(&own))
                        || !self.is_held_at(*post, place)
                }
            },
            Some((None, _)) | None => false,
        }
    }

    /// Whether somebody holds a post in a department, one above it or one below it.
    fn is_held_at(&self, post: i64, department: i64) -> bool {
        let held = self.roll.book.holdings.values().flatten().filter(|it| it.post == post && it.covers(self.today));
        held.filter_map(|it| it.department)
            .any(|own| self.above(own).contains(&department) || self.above(department).contains(&own))
    }

    /// Counts the periods that end in the span, and those in which it happened.
    fn each(
        &self,
        asked: Asked,
        about: &About,
        noun: &str,
        happened: impl Fn(NaiveDate, NaiveDate) -> bool,
    ) -> Counted {
        let (from, to) = self.days(about);
        let kind = asked.every.unwrap_or(PeriodKind::Month);
        let ended = Period::overlapping(kind, from, to).into_iter().filter(|it| it.last() <= to && it.last() >= from);
        let all: Vec<bool> = ended.map(|it| happened(it.first(), it.last())).collect();
        if all.is_empty() {
            return Counted::NotDue {
                what: format!("本期内没有满一{}的，{noun}本期不到期", kind.label())
            };
        }
        let done = all.iter().filter(|it| **it).count();
        let what = format!("{noun}每{}至少一次：应有 {} 个{}，做到 {done} 个", kind.label(), all.len(), kind.label());
        Counted::Share { done: count(done), all: count(all.len()), what }
    }

    fn checked(&self, about: &About, from: NaiveDate, to: NaiveDate, leading: bool) -> bool {
        let leads = |kind: &str| {
            matches!(InspectionKind::from_code(kind), Some(InspectionKind::Leader | InspectionKind::Comprehensive))
        };
        self.made.iter().any(|it| {
            from <= it.on_date && it.on_date <= to && it.people.contains(&about.person) && (!leading || leads(&it.kind))
        })
    }

    fn in_time(&self, about: &About, noun: &str, fits: impl Fn(&Row) -> bool) -> Counted {
        let (mut done, mut all) = (0, 0);
        for row in self.due.iter().filter(|row| self.within(about, row.get("due_on").as_date()) && fits(row)) {
            let due = row.get("due_on").as_date();
            match row.get("rectified_on").as_date() {
                Some(on) => {
                    all += 1;
                    let kept = row.get("late").as_int() != Some(1) && due.is_some_and(|due| on <= due);
                    done += i64::from(kept);
                }
                // Still in time today.
                None if due == Some(self.today) => {}
                None => all += 1,
            }
        }
        Counted::Share { done, all, what: format!("{noun} {all} 项，按期整改 {done} 项") }
    }

    fn accepted(&self, about: &About) -> Counted {
        let (_, to) = self.days(about);
        let own = self.due.iter().filter(|row| self.within(about, row.get("due_on").as_date()) && is_owner(row, about));
        let (mut done, mut all) = (0, 0);
        for row in own {
            all += 1;
            done += i64::from(hazard::accepted_on(row).is_some_and(|on| on <= to));
        }
        Counted::Share {
            done, all, what: format!("由本人整改、到期的隐患 {all} 项，期末已验收 {done} 项")
        }
    }

    fn found(&self, about: &About) -> Counted {
        let own = |row: &&Row| {
            row.get("found_by_id").as_int() == Some(about.person) && self.within(about, row.get("found_on").as_date())
        };
        match self.found.iter().filter(own).count() {
            0 => Counted::Unknown { what: "本期没有由本人发现的隐患记录".to_owned() },
            number => Counted::Once { what: format!("本期由本人发现并登记隐患 {number} 项") },
        }
    }

    fn major(&self, about: &About) -> Counted {
        let graded = self.graded.iter().filter(|row| {
            row.get("level").as_text() == Some(Level::Major.code())
                && self.within(about, row.get("assessed_on").as_date())
        });
        let (mut done, mut all) = (0, 0);
        for row in graded {
            let code = row.get("code").as_text().unwrap_or_default();
            all += 1;
            done += i64::from(row.get("reported_on").as_date().is_some() || self.reported.contains(code));
        }
        Counted::Share {
            done, all, what: format!("本期定为重大的隐患 {all} 项，已向部门报告 {done} 项")
        }
    }

    /// Whether a meeting of this kind was held, chaired by this person where one is named.
    fn met(&self, kind: &str, chair: Option<i64>, from: NaiveDate, to: NaiveDate) -> bool {
        self.meetings.iter().any(|row| {
            row.get("kind").as_text() == Some(kind)
                && (chair.is_none() || row.get("chair_id").as_int() == chair)
                && row.get("on_date").as_date().is_some_and(|on| from <= on && on <= to)
        })
    }

    fn attendance(&self, about: &About) -> Counted {
        let is_member = |on: NaiveDate| {
            self.members.iter().any(|row| {
                row.get("person_id").as_int() == Some(about.person)
                    && row.get("from_on").as_date().is_some_and(|from| from <= on)
                    && row.get("to_on").as_date().is_none_or(|to| on <= to)
            })
        };
        // A meeting nobody signed in for says nothing about who was there.
        let held = self.meetings.iter().filter(|row| {
            row.get("kind").as_text() == Some("committee")
                && self.within(about, row.get("on_date").as_date())
                && row.get("on_date").as_date().is_some_and(is_member)
                && self.signed_in.iter().any(|(meeting, _)| *meeting == row.id)
        });
        let (mut done, mut all) = (0, 0);
        for row in held {
            all += 1;
            done += i64::from(self.signed_in.contains(&(row.id, about.person)));
        }
        Counted::Share {
            done, all, what: format!("应参加有签到的安委会会议 {all} 次，出席 {done} 次")
        }
    }

    fn actions(&self, about: &About) -> Counted {
        let (mut done, mut all) = (0, 0);
        for row in self.actions.iter().filter(|row| row.get("owner_id").as_int() == Some(about.person)) {
            let due = row.get("due_on").as_date();
            if !self.within(about, due) {
                continue;
            }
            match row.get("done_on").as_date() {
                None if due == Some(self.today) => {}
                on => {
                    all += 1;
                    done += i64::from(on.zip(due).is_some_and(|(on, due)| on <= due));
                }
            }
        }
        Counted::Share {
            done, all, what: format!("由本人承办、到期的会议议定事项 {all} 项，按期办结 {done} 项")
        }
    }

    fn coverage(&self, about: &About) -> Counted {
        let (_, day) = self.days(about);
        let posts = self.roll.book.workers.iter().filter(|it| !it.outsourced && it.is_here(day));
        let held: BTreeSet<i64> =
            posts.flat_map(|it| self.roll.book.posts_on(it.id, day).map(|held| held.post)).collect();
        let covered = held.iter().filter(|post| self.roll.book.lists_on(**post, day).next().is_some()).count();
        let what = format!("期末有人的岗位 {} 个，有责任清单的 {covered} 个", held.len());
        Counted::Share { done: count(covered), all: count(held.len()), what }
    }

    fn signed(&self, about: &About) -> Counted {
        use chrono::Datelike;
        let (_, day) = self.days(about);
        let below = self.below(about.department);
        let book = &self.roll.book;
        let (mut done, mut all) = (0, 0);
        for worker in book.workers.iter().filter(|it| !it.outsourced && it.is_here(day)) {
            for held in book.posts_on(worker.id, day).filter(|it| it.department.is_some_and(|id| below.contains(&id))) {
                for carried in book.lists_on(held.post, day) {
                    let Some(wording) = book.wording_on(carried.list, day) else { continue };
                    all += 1;
                    let key = (worker.id, held.post, wording.id, i64::from(day.year()));
                    done += i64::from(self.pledges.contains(&key));
                }
            }
        }
        Counted::Share { done, all, what: format!("本部门应签责任书 {all} 份，本年已签 {done} 份") }
    }

    fn assessments(&self, about: &About) -> Counted {
        let ended: Vec<bool> = self
            .assessed
            .iter()
            .filter(|(last, person, _)| *person != about.person && self.within(about, Some(*last)))
            .map(|(.., done)| *done)
            .collect();
        let done = ended.iter().filter(|it| **it).count();
        let what = format!("本期内期满的考核应有 {} 份，已完成 {done} 份", ended.len());
        Counted::Share { done: count(done), all: count(ended.len()), what }
    }

    fn accidents(&self, about: &About) -> Counted {
        let (mut done, mut all) = (0, 0);
        for row in &self.accidents {
            let Some(told) = row.get("told_at").as_moment() else { continue };
            if !self.within(about, Some(told.date())) {
                continue;
            }
            all += 1;
            let reported = row.get("reported_at").as_moment();
            done += i64::from(reported.is_some_and(|at| at <= told + TimeDelta::hours(1)));
        }
        if all == 0 {
            return Counted::Unknown {
                what: "本期没有事故记录，是否不到期由考核人认定".to_owned()
            };
        }
        Counted::Share { done, all, what: format!("本期事故 {all} 起，接报后1小时内报告 {done} 起") }
    }
}

fn is_owner(row: &Row, about: &About) -> bool {
    row.get("owner_id").as_int() == Some(about.person)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Assessments owed of shorter periods that ended inside this one: last day, person, whether done.
fn assessed(store: &Store, roll: &Roll, period: Period, to: NaiveDate) -> Result<Vec<(NaiveDate, i64, bool)>> {
    let conditions = vec![Condition::AtLeast("period", period.first().format("%Y").to_string().into())];
    let rows = store.rows(&ASSESSMENT.relation, &Query { conditions, ..Query::default() })?;
    let done: HashSet<(i64, i64, String)> = rows
        .iter()
        .filter(|row| !row.get("assessed_on").is_null())
        .filter_map(|row| {
            let text = row.get("period").as_text()?.to_owned();
            Some((row.get("person_id").as_int()?, row.get("post_id").as_int()?, text))
        })
        .collect();
    let mut all = Vec::new();
    for kind in [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::HalfYear] {
        if kind >= period.kind() {
            continue;
        }
        for ended in Period::overlapping(kind, period.first(), to).into_iter().filter(|it| it.last() <= to) {
            for due in roll.of_period(ended).iter().filter(|it| it.standing.is_owed()) {
                let is_done = done.contains(&(due.person, due.post, ended.to_string()));
                all.push((ended.last(), due.person, is_done));
            }
        }
    }
    Ok(all)
}
