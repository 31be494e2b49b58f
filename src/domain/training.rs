//! Training: which hours are owed under which article, which are done, and who must not be at the post.
//!
//! A [`Worker`] is what the records say of one person: posts held when, absences, sessions attended. [`timeline`] makes of it
//! the events that rules speak of (a new worker, a transfer, a return); [`owed`] sets the rules of the pack against
//! them; [`bar`] says what is forbidden on a day. All of it is a pure function of the records and the day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;

use super::code::codes;
use super::identity::Employment;
use super::post::PostRole;

pub mod bar;
pub mod hours;
pub mod owed;
pub mod result;
pub mod rule;
pub mod special;
pub mod timeline;

pub use hours::{Halves, Length, Sum};

codes! {
    /// Level of the three-level education (3号令 12—16).
    pub enum Level {
        Plant = "plant" "厂级",
        Workshop = "workshop" "车间级",
        Team = "team" "班组级",
    }
}

codes! {
    /// What a session teaches, as far as a rule asks for it.
    pub enum Topic {
        Initial = "initial" "岗前三级教育",
        Transfer = "transfer" "转岗、返岗教育",
        Yearly = "yearly" "年度再培训",
        ManagerInitial = "manager_initial" "负责人、安管人员初次培训",
        ManagerYearly = "manager_yearly" "负责人、安管人员再培训",
        Novelty = "novelty" "四新培训",
        Practice = "practice" "带教实习",
        Fire = "fire" "消防",
        FireDuty = "fire_duty" "消防专门培训",
        ConfinedSpace = "confined_space" "有限空间",
        Dust = "dust" "粉尘防爆",
        Emergency = "emergency" "应急",
        Rescue = "rescue" "应急救援人员",
        Equipment = "equipment" "特种设备",
        OccupationalInitial = "occupational_initial" "职业卫生初次",
        Occupational = "occupational" "职业卫生继续教育",
        Responsibility = "responsibility" "责任制",
        Other = "other" "其他",
    }
}

impl Topic {
    /// Whether its hours are of occupational health: never counted as safety hours besides.
    #[must_use]
    pub fn is_occupational(self) -> bool {
        matches!(self, Self::OccupationalInitial | Self::Occupational)
    }
}

codes! {
    /// What a post brings its holder into, as far as rules ask.
    pub enum Trait {
        ConfinedSpace = "confined_space" "有限空间作业、监护或审批",
        Dust = "dust" "粉尘涉爆作业",
        Exposed = "exposed" "接触职业病危害",
        Rescue = "rescue" "应急救援",
        HazardousProcess = "hazardous_process" "危险工艺操作",
        FireDuty = "fire_duty" "专兼职消防、消控室值班",
        Equipment = "equipment" "特种设备管理或作业",
        Occupational = "occupational" "职业卫生管理",
    }
}

/// A post held for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Row id of the post.
    pub post: i64,
    /// Its name.
    pub post_name: String,
    /// Row id of the department.
    pub department: Option<i64>,
    /// What the post is under the law.
    pub role: PostRole,
    /// What it brings its holder into.
    pub traits: BTreeSet<Trait>,
    /// First day; absent: unknown.
    pub from: Option<NaiveDate>,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
}

impl Tenure {
    /// Whether it covers a day; an unknown first day covers everything before `to`.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Away from work (decisions 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Last day at work.
    pub left_on: NaiveDate,
    /// First day back; absent: still away.
    pub returned_on: Option<NaiveDate>,
}

impl Absence {
    /// Whether the person was away on a day.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.left_on < day && self.returned_on.is_none_or(|back| day < back)
    }
}

/// One session one person was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// Row id of the session.
    pub session: i64,
    /// Its last day: the day it counts on.
    pub on: NaiveDate,
    /// Its first day.
    pub began: NaiveDate,
    /// What it taught.
    pub topics: BTreeSet<Topic>,
    /// Which of the three levels; absent: none.
    pub level: Option<Level>,
    /// How long it was.
    pub length: Length,
    /// Post it prepared for, where that was said.
    pub post: Option<i64>,
    /// Whether the person was there.
    pub attended: bool,
    /// Whether the assessment was passed; absent: no result recorded. Without a pass nothing counts (安全生产法 28).
    pub passed: Option<bool>,
}

impl Attendance {
    /// Whether it counts as training at all.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.attended && self.passed == Some(true)
    }
}

/// What the records say of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Row id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// How employed; absent: not said.
    pub employment: Option<Employment>,
    /// First day in the plant; absent: unknown.
    pub hired_on: Option<NaiveDate>,
    /// Last day in the plant; absent: still here.
    pub ended_on: Option<NaiveDate>,
    /// Posts held, further ones included.
    pub tenures: Vec<Tenure>,
    /// Absences.
    pub absences: Vec<Absence>,
    /// Sessions, those not passed included.
    pub attended: Vec<Attendance>,
}

impl Worker {
    /// Whether the person belongs to the plant on a day.
    #[must_use]
    pub fn is_here(&self, day: NaiveDate) -> bool {
        self.hired_on.is_none_or(|hired| hired <= day) && self.ended_on.is_none_or(|last| day <= last)
    }

    /// Whether the person was away every day from `first` to `last`.
    #[must_use]
    pub fn is_away(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.absences.iter().any(|it| it.covers(first) && it.covers(last))
    }

    /// Posts held on a day.
    pub fn held_on(&self, day: NaiveDate) -> impl Iterator<Item = &Tenure> {
        self.tenures.iter().filter(move |it| it.covers(day))
    }

    /// First day at work here: hired, else the first post taken up; absent: unknown.
    #[must_use]
    pub fn began_on(&self) -> Option<NaiveDate> {
        self.hired_on.or_else(|| self.tenures.iter().map(|it| it.from).min().flatten())
    }
}

/// Work that is forbidden to somebody who lacks the training (decisions 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forbidden {
    /// The post.
    Post,
    /// The new equipment, process, material or technology.
    Novelty,
    /// Working alone.
    Alone,
    /// Posts exposed to occupational hazards.
    Exposed,
    /// Work in confined spaces.
    ConfinedSpace,
    /// Work where dust may explode.
    Dust,
    /// Rescue.
    Rescue,
}

impl Forbidden {
    /// The operation in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Post => "上岗",
            Self::Novelty => "操作新设备、新工艺",
            Self::Alone => "独立上岗",
            Self::Exposed => "接触职业病危害的作业",
            Self::ConfinedSpace => "有限空间作业",
            Self::Dust => "粉尘涉爆作业",
            Self::Rescue => "应急救援",
        }
    }
}
