//! What the engine looks at: a plain snapshot of the plant's records, filled by the store.
//!
//! Everything dated after `today` is ignored by the engine, so that `--today` on an earlier day shows that day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::rule::Settings;
use crate::domain::calendar::Calendar;
use crate::domain::hazard::{Level, State};
use crate::domain::period::Period;
use crate::domain::post::PostRole;
use crate::domain::profile::{FactValue, Facts};
use crate::domain::recurrence::Schedule;

/// Key of the head count, answered from the roster where the plant has not answered it.
pub const HEADCOUNT: &str = "headcount";

/// The period of a need that stands as long as the plant does (the staff it keeps): its id stays the same, and it is
/// never folded away, however long it has been met.
pub const STANDING: &str = "standing";

/// A row of a register, as `inspection/12`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordRef {
    /// Key of the register.
    pub register: &'static str,
    /// Row id.
    pub id: i64,
}

impl std::fmt::Display for RecordRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.register, self.id)
    }
}

/// A finished inspection. Drafts and retired ones must not be in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Row id.
    pub id: i64,
    /// Day it was made.
    pub on: NaiveDate,
    /// Row id of its checklist; absent for a free inspection.
    pub checklist: Option<i64>,
    /// Row id of the plan it was made for.
    pub plan: Option<i64>,
    /// The plan's occurrence it was made for, where that was said. It narrows; it never widens the window.
    pub occurrence: Option<Period>,
    /// Whether the principal (主要负责人) led it; absent: the record does not say.
    pub led_by_principal: Option<bool>,
    /// Items that were really checked; an inspection that checked nothing meets nothing.
    pub checked: u32,
}

/// An inspection plan. One that ended keeps its row (`schedule.to`); retired ones are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Row id.
    pub id: i64,
    /// What and where: `日检查 一车间`.
    pub title: String,
    /// Department that owes it.
    pub department: Option<String>,
    /// Row ids of that department and those above it: whose stoppages stop the plan.
    pub departments: Vec<i64>,
    /// Person or post it is assigned to.
    pub owner: Option<String>,
    /// When it owes inspections.
    pub schedule: Schedule,
}

/// A hazard as it stands; dates are those of the present round (a returned hazard has no `rectified_on`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// 隐患描述.
    pub title: String,
    /// 责任部门.
    pub department: Option<String>,
    /// 整改责任人.
    pub owner: Option<String>,
    /// 级别; absent: not graded.
    pub level: Option<Level>,
    /// State; wins over dates left from an earlier round.
    pub state: State,
    /// 发现日期.
    pub found_on: NaiveDate,
    /// 定级日期.
    pub assessed_on: Option<NaiveDate>,
    /// Day it was first graded major, where that was later than `assessed_on` (a regrade); else absent.
    pub major_on: Option<NaiveDate>,
    /// Current 整改期限.
    pub due_on: Option<NaiveDate>,
    /// 整改完成日期 of the present round.
    pub rectified_on: Option<NaiveDate>,
    /// 验收日期.
    pub accepted_on: Option<NaiveDate>,
    /// 销号日期.
    pub closed_on: Option<NaiveDate>,
    /// Day a major hazard was reported to the authority.
    pub reported_on: Option<NaiveDate>,
    /// Whether the remediation plan (治理方案) has all its six parts.
    pub plan_complete: bool,
    /// Day the remediation plan was complete, where recorded.
    pub planned_on: Option<NaiveDate>,
    /// What its case says besides; nothing where it has none.
    pub case: Case,
}

/// What the case of a major hazard says about the duties it brings (重大隐患治理档案, 治理进展).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Day it was reported to the workers' meeting or congress.
    pub told_on: Option<NaiveDate>,
    /// Days on which progress was recorded.
    pub progress: Vec<NaiveDate>,
    /// Whether an authority ordered a stop.
    pub stopped: bool,
    /// Day the result was evaluated.
    pub evaluated_on: Option<NaiveDate>,
    /// Day the authority agreed that work is resumed.
    pub resumed_on: Option<NaiveDate>,
}

/// An accident, retired ones left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accident {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// 事故名称.
    pub title: String,
    /// Department it happened in.
    pub department: Option<String>,
    /// When it happened.
    pub happened_at: NaiveDateTime,
    /// When the principal was told; absent: not known.
    pub told_at: Option<NaiveDateTime>,
    /// When it was first reported; absent: not yet.
    pub reported_at: Option<NaiveDateTime>,
    /// Road traffic or fire: casualties count for 7 days, not 30 (493号令 13).
    pub traffic_fire: bool,
    /// Deaths, missing, serious and minor injuries of the first report.
    pub casualties: [i64; 4],
    /// What became known after the first report.
    pub changes: Vec<AccidentChange>,
}

/// What became known about an accident after its first report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccidentChange {
    /// Row id.
    pub id: i64,
    /// 续报编号.
    pub code: String,
    /// When it became known.
    pub known_at: NaiveDateTime,
    /// When it was passed on; absent: not yet.
    pub reported_at: Option<NaiveDateTime>,
    /// Deaths, missing, serious and minor injuries as then known; absent: unchanged.
    pub casualties: [Option<i64>; 4],
}

/// An order of an authority, retired ones left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Row id.
    pub id: i64,
    /// 文书编号.
    pub number: String,
    /// Name of the authority.
    pub authority: String,
    /// Whether its kind asks for a reply even where no date is printed.
    pub asks_reply: bool,
    /// Day of the order.
    pub issued_on: NaiveDate,
    /// Printed day for the reply.
    pub due_on: Option<NaiveDate>,
    /// Day the reply was handed over.
    pub replied_on: Option<NaiveDate>,
    /// What it asks for.
    pub items: Vec<OrderItem>,
}

/// One thing an order asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderItem {
    /// Row id.
    pub id: i64,
    /// 第几项.
    pub number: i64,
    /// 问题和整改要求.
    pub requirement: String,
    /// Its own day; absent: the order's.
    pub due_on: Option<NaiveDate>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Day it was done.
    pub done_on: Option<NaiveDate>,
    /// Number and day of acceptance of the hazard it is chased as.
    pub hazard: Option<(String, Option<NaiveDate>)>,
}

/// A report handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Row id.
    pub id: i64,
    /// Kind of report, as `report KIND` names it.
    pub kind: String,
    /// Period it is about (`2026-Q3`), or the code of the hazard it is about.
    pub period: String,
    /// Day it was handed in.
    pub submitted_on: NaiveDate,
    /// Who signed it; absent: nobody, as far as the record says.
    pub signed_by: Option<String>,
}

/// Something done on a day that a calendar duty may ask for: a meeting held, a round made, a notice posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What it is, as rule packs name it: `meeting.committee`.
    pub kind: &'static str,
    /// Day it was done.
    pub on: NaiveDate,
    /// Its record.
    pub record: RecordRef,
    /// The record in words: `安委会会议 HY-2026-003`.
    pub what: String,
    /// Why it does not count, where it does not: `没有纪要`.
    pub unfit: Option<String>,
}

/// One thing somebody owes, worked out by its own area (responsibility, training, certificates …).
///
/// A need is an event (a new post from `from` on), a period of somebody (his year's hours: `due_on` its last day,
/// `lapses`) or a thing with a date of its own (a certificate: `due_on` the day it ends).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What it is, as rule packs name it: `pledge`.
    pub kind: &'static str,
    /// Whom or what it is about, stable over starts: `person-12.post-3`. Never `plant` alone for two needs of one day.
    pub object: String,
    /// The period it is of, where it is of one (`2026-Q3`), [`STANDING`] where it has no end; absent: `from` names it.
    pub of_period: Option<String>,
    /// The duty in words, with the names.
    pub title: String,
    /// Department that owes it; absent: the rule's subject.
    pub subject: Option<String>,
    /// Who sees to it; absent: holders of the rule's post.
    pub owner: Option<String>,
    /// Day from which it is owed.
    pub from: NaiveDate,
    /// Last day in time, where the record or the period gives it; absent: the rule's term counts from `from`.
    pub due_on: Option<NaiveDate>,
    /// Whether it can no longer be met after `due_on`.
    pub lapses: bool,
    /// Key of the field or fact that would say it was done.
    pub field: &'static str,
    /// What was found.
    pub evidence: Evidence,
    /// What was looked at, one Chinese sentence each: for `why`.
    pub looked: Vec<String>,
}

impl Need {
    /// The last part of the obligation's id.
    #[must_use]
    pub fn period(&self) -> String {
        self.of_period.clone().unwrap_or_else(|| self.from.to_string())
    }

    /// The day whose edition judges it: a period's last day, an event's own (decisions 10).
    #[must_use]
    pub fn judged_on(&self) -> NaiveDate {
        if self.lapses { self.due_on.unwrap_or(self.from) } else { self.from }
    }
}

/// What was found for a [`Need`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A record meets it.
    Met {
        /// The record.
        record: RecordRef,
        /// Its day, where it is known.
        on: Option<NaiveDate>,
        /// The record in words.
        said: String,
    },
    /// Nothing meets it.
    Unmet {
        /// Why the nearest record does not, where there is one.
        near: Option<String>,
    },
    /// It cannot be judged: this field or fact is wanting.
    Missing {
        /// Key of the field or fact.
        field: &'static str,
        /// What is wanting, one Chinese sentence.
        said: String,
    },
}

/// A missed occurrence closed with a reason. It stays missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Row id.
    pub id: i64,
    /// Id of the obligation.
    pub obligation: String,
    /// Why it was missed.
    pub reason: String,
    /// Day it was closed.
    pub on: NaiveDate,
}

/// Everything the engine looks at.
#[derive(Clone, Debug)]
pub struct Records {
    /// Answers of the profile.
    pub facts: Facts,
    /// People employed today, from the roster; answers `headcount` where the plant did not.
    pub headcount: Option<i64>,
    /// First day the plant keeps its records here (decisions 2).
    pub records_since: NaiveDate,
    /// First day from which inspections and plan occurrences are in the snapshot, where that is later than
    /// `records_since`; duties that rest on them are not judged before it.
    pub loaded_from: Option<NaiveDate>,
    /// Holidays, make-up days, stoppages.
    pub calendar: Calendar,
    /// What the plant changed about the rules.
    pub settings: Settings,
    /// Codes each checklist serves, by row id of the checklist.
    pub serves: BTreeMap<i64, BTreeSet<String>>,
    /// Inspections.
    pub inspections: Vec<Inspection>,
    /// Plans in force.
    pub plans: Vec<Plan>,
    /// Hazards, retired ones left out.
    pub hazards: Vec<Hazard>,
    /// Accidents, retired ones left out.
    pub accidents: Vec<Accident>,
    /// Orders of authorities, retired ones left out.
    pub orders: Vec<Order>,
    /// Reports handed in.
    pub submissions: Vec<Submission>,
    /// Things done that calendar duties may ask for, by day.
    pub done: Vec<Done>,
    /// What the areas found to be owed, one by one.
    pub needs: Vec<Need>,
    /// Missed occurrences closed.
    pub closures: Vec<Closure>,
    /// Who holds the posts of each role, names joined by 、.
    pub holders: BTreeMap<PostRole, String>,
    /// How many days back single rows of daily, weekly and half-monthly duties, plans and closed hazards are given;
    /// older ones only count in the tallies.
    pub detail_days: u32,
}

impl Records {
    /// No records at all, kept since `records_since`.
    #[must_use]
    pub fn new(records_since: NaiveDate) -> Self {
        Self {
            facts: Facts::new(),
            headcount: None,
            records_since,
            loaded_from: None,
            calendar: Calendar::default(),
            settings: Settings::default(),
            serves: BTreeMap::new(),
            inspections: Vec::new(),
            plans: Vec::new(),
            hazards: Vec::new(),
            accidents: Vec::new(),
            orders: Vec::new(),
            submissions: Vec::new(),
            done: Vec::new(),
            needs: Vec::new(),
            closures: Vec::new(),
            holders: BTreeMap::new(),
            detail_days: 92,
        }
    }

    /// The answers, with the head count taken from the roster where it was not answered.
    #[must_use]
    pub fn answers(&self) -> Facts {
        let mut facts = self.facts.clone();
        if let Some(people) = self.headcount {
            facts.set_if_unknown(HEADCOUNT, FactValue::Int(people));
        }
        facts
    }
}
