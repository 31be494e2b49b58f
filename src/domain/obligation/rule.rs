//! What a rule pack says: which duty, by which article, how often, due when, met by which record.
//!
//! Everything the law could change hangs on an edition with its days in force; a rule is only its name and the
//! records it asks for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::code::codes;
use crate::domain::post::PostRole;
use crate::domain::problem::Problem;
use crate::domain::profile::{Basis, Condition, FactBook};

codes! {
    /// How due dates come about (decisions 1).
    pub enum Cycle {
        Calendar = "calendar" "按日历周期",
        Rolling = "rolling" "按上次日期",
        Event = "event" "按事件",
    }
}

codes! {
    /// Length of a calendar duty's period.
    pub enum Every {
        Day = "day" "每日",
        Week = "week" "每周",
        HalfMonth = "half_month" "每半月",
        Month = "month" "每月",
        Quarter = "quarter" "每季度",
        HalfYear = "half_year" "每半年",
        Year = "year" "每年",
    }
}

impl Every {
    /// Its length in months; `None` for shorter ones.
    #[must_use]
    pub fn months(self) -> Option<u32> {
        match self {
            Self::Day | Self::Week | Self::HalfMonth => None,
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::HalfYear => Some(6),
            Self::Year => Some(12),
        }
    }

    /// The period of so many months.
    #[must_use]
    pub fn of_months(months: u32) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.months() == Some(months))
    }
}

codes! {
    /// What binds the plant: an article, a standard, or habit (decisions 27).
    pub enum Force {
        Law = "law" "法",
        Standard = "standard" "标",
        Habit = "habit" "惯",
    }
}

codes! {
    /// How sure the pack is of itself (decisions 30).
    pub enum Mark {
        Confirmed = "confirmed" "确认",
        Unverified = "unverified" "待核",
    }
}

codes! {
    /// Whether the act lies inside the period or reports on it afterwards.
    pub enum Deed {
        Within = "within" "期内完成",
        After = "after" "期满后报送",
    }
}

codes! {
    /// Days on which a duty exists; a period without one owes nothing.
    pub enum DutyDays {
        All = "all" "每天",
        Working = "working" "工作日（停产日除外）",
    }
}

codes! {
    /// A step of a hazard: which date starts a duty, which date meets it.
    pub enum HazardStep {
        Assess = "assess" "评估定级",
        Rectify = "rectify" "整改",
        Accept = "accept" "验收",
        Report = "report" "重大隐患报告",
        Plan = "plan" "治理方案",
        Workers = "workers" "向职工大会报告",
        Progress = "progress" "治理进展",
        Close = "close" "销号",
        Closure = "closure" "销号后报告",
        Resume = "resume" "申请恢复生产经营",
    }
}

codes! {
    /// What an accident asks for.
    pub enum AccidentStep {
        Report = "report" "首次上报",
        Change = "change" "续报补报",
    }
}

codes! {
    /// What an order of an authority asks for.
    pub enum OrderStep {
        Item = "item" "整改事项",
        Reply = "reply" "回复",
    }
}

codes! {
    /// What becomes of a duty whose due day lies before the plant began its records (decisions 2).
    pub enum BeforeRecords {
        Skip = "skip" "不判定",
        Judge = "judge" "照常判定",
    }
}

/// When a duty falls due.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Due {
    /// On the period's last day.
    PeriodEnd,
    /// Some days after the period's last day.
    AfterPeriod {
        /// Days.
        days: u32,
        /// Setting that may replace `days`.
        #[serde(default)]
        setting: Option<String>,
    },
    /// On a day of a month after the period.
    DayOfMonth {
        /// Months after the month of the period's last day.
        months_after: u32,
        /// Day of that month, clamped to its end.
        day: u32,
        /// The text says "before the day" (15日前): due on it, advised a day earlier; the strict setting leaves the day out.
        #[serde(default)]
        before: bool,
        /// Setting that may replace `day`.
        #[serde(default)]
        setting: Option<String>,
    },
    /// Some days after the event, the event's day not counted (民法典 201).
    AfterEvent {
        /// Days.
        days: u32,
        /// Setting that may replace `days`.
        #[serde(default)]
        setting: Option<String>,
    },
    /// Some working days after the event.
    WorkingDaysAfterEvent {
        /// Working days.
        days: u32,
        /// Setting that may replace `days`.
        #[serde(default)]
        setting: Option<String>,
    },
    /// Some hours after a time the record carries; due on the day they end.
    HoursAfterEvent {
        /// Hours.
        hours: u32,
    },
    /// On the date the record itself carries (整改期限).
    DateOnRecord,
}

impl Due {
    /// Key and default of the setting that may replace its number.
    #[must_use]
    pub fn setting(&self) -> Option<(&str, u32)> {
        match self {
            Self::AfterPeriod { days, setting }
            | Self::AfterEvent { days, setting }
            | Self::WorkingDaysAfterEvent { days, setting } => setting.as_deref().map(|key| (key, *days)),
            Self::DayOfMonth { day, setting, .. } => setting.as_deref().map(|key| (key, *day)),
            Self::PeriodEnd | Self::HoursAfterEvent { .. } | Self::DateOnRecord => None,
        }
    }
}

/// Which record meets a duty.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum MetBy {
    /// A finished inspection inside the period.
    Inspection {
        /// Its checklist serves this code; absent: any checklist.
        #[serde(default)]
        serves: Option<String>,
        /// The principal led it, and the record says so.
        #[serde(default)]
        led_by_principal: bool,
    },
    /// An occurrence of a plan, by an inspection made for that plan.
    Plan,
    /// A report handed in for the period.
    Submission {
        /// Kinds of report that fit.
        kinds: Vec<String>,
        /// The principal's signature is part of the duty: without a signer the record does not fit.
        #[serde(default)]
        signed: bool,
        /// How many days before the period's end it may be handed in already.
        #[serde(default)]
        early_days: u32,
    },
    /// A step of each hazard.
    Hazard(HazardStep),
    /// What each accident asks for.
    Accident(AccidentStep),
    /// What each order of an authority asks for.
    Order(OrderStep),
    /// Something done inside the period, of one of these kinds (`meeting.committee`).
    Done {
        /// Kinds that fit.
        kinds: Vec<String>,
    },
    /// What an area works out one by one (`pledge`).
    Need(String),
}

/// A period length under a condition; the first whose condition holds counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// When it counts; absent: always.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Period length.
    pub every: Every,
}

/// What comes after an edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Successor {
    /// Name of the instrument.
    pub title: String,
    /// First day in force, when known.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// What is open about it, one sentence.
    #[serde(default)]
    pub note: String,
}

/// A rule as it stood between two days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Short name shown beside the duty.
    pub name: String,
    /// First day in force.
    pub effective_from: NaiveDate,
    /// Last day in force; absent: until further notice.
    #[serde(default)]
    pub effective_to: Option<NaiveDate>,
    /// Only where the plant has made it a rule of its own (`Settings::house`).
    #[serde(default)]
    pub house: bool,
    /// Articles.
    pub basis: Vec<Basis>,
    /// What sets the duty.
    pub force: Force,
    /// What sets its period or term.
    pub period_force: Force,
    /// How sure the pack is.
    pub mark: Mark,
    /// Whom it concerns; absent: every plant.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Period lengths of a calendar duty.
    #[serde(default)]
    pub cadence: Vec<Cadence>,
    /// Which periods of the year count (`H1`); empty: all.
    #[serde(default)]
    pub only: Vec<String>,
    /// On which days the duty exists; a period without such a day owes nothing.
    #[serde(default = "every_day")]
    pub days: DutyDays,
    /// Due date.
    pub due: Due,
    /// Lead in days, where it differs from the scale of decisions 4.
    #[serde(default)]
    pub lead: Option<u32>,
    /// What comes next, where that is known.
    #[serde(default)]
    pub successor: Option<Successor>,
    /// What the rule asks, in our own words.
    pub text: String,
}

fn every_day() -> DutyDays {
    DutyDays::All
}

impl Edition {
    /// Whether it is in force on `day`.
    #[must_use]
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|last| day <= last)
    }

    /// The mark to show on `day`: a successor in force whose details the pack does not know makes it 待核.
    #[must_use]
    pub fn mark_on(&self, day: NaiveDate) -> Mark {
        let succeeded = self.successor.as_ref().and_then(|it| it.from).is_some_and(|from| from <= day);
        if succeeded { Mark::Unverified } else { self.mark }
    }
}

/// What the user can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// One Chinese sentence.
    pub text: String,
    /// Area of the terminal (digit of the rail) where it is done.
    pub screen: String,
    /// Command that does it; `{period}`, `{object}` are filled in.
    pub command: String,
    /// Register whose list clears it, where one does.
    #[serde(default)]
    pub register: Option<String>,
}

/// A duty, through all its editions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id, `ob.F02`.
    pub id: String,
    /// Code, `F02`.
    pub code: String,
    /// Name of the duty.
    pub title: String,
    /// Cycle model.
    pub cycle: Cycle,
    /// Inside the period, or a report on it; of calendar duties only.
    #[serde(default)]
    pub deed: Option<Deed>,
    /// Who owes it.
    pub subject: String,
    /// Role of the post that sees to it.
    pub owner: PostRole,
    /// Records that meet it.
    pub met_by: MetBy,
    /// Facts and flags that its area asks for itself, besides those of the conditions.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Duties whose due day lies before `records_since`.
    #[serde(default = "skip")]
    pub before_records: BeforeRecords,
    /// What to do.
    pub advice: Advice,
    /// Editions, oldest first.
    #[serde(rename = "edition")]
    pub editions: Vec<Edition>,
}

fn skip() -> BeforeRecords {
    BeforeRecords::Skip
}

impl Rule {
    /// The edition in force on `day`, house editions only where the plant took them up.
    #[must_use]
    pub fn edition_on(&self, day: NaiveDate, settings: &Settings) -> Option<&Edition> {
        self.editions.iter().find(|it| it.in_force(day) && settings.takes(it, &self.code))
    }

    /// Whether the plant may switch it off: only a habit may be (decisions 27).
    #[must_use]
    pub fn may_be_switched_off(&self) -> bool {
        self.editions.iter().all(|it| it.force == Force::Habit)
    }

    /// The usual period in months, where the plant may set another: of something done within a period that habit sets.
    #[must_use]
    pub fn habitual_months(&self, edition: &Edition) -> Option<u32> {
        let is_open = matches!(self.met_by, MetBy::Done { .. }) && edition.period_force == Force::Habit;
        edition.cadence.last().filter(|_| is_open).and_then(|it| it.every.months())
    }

    /// Keys of facts and flags its conditions name.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<&str> {
        self.editions
            .iter()
            .flat_map(|it| it.when.iter().chain(it.cadence.iter().filter_map(|part| part.when.as_ref())))
            .flat_map(Condition::keys)
            .chain(self.asks.iter().map(String::as_str))
            .collect()
    }
}

/// Every rule, with the questions its conditions ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Questions and flags.
    pub book: FactBook,
    /// Duties.
    pub rules: Vec<Rule>,
}

impl Rules {
    /// The rule with this code.
    #[must_use]
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|it| it.code == code)
    }

    /// Codes of the duties that ask this fact, directly or through a flag.
    #[must_use]
    pub fn asked_by(&self, fact: &str) -> Vec<&str> {
        let asks = |key: &str| key == fact || self.book.flag(key).is_some_and(|flag| flag.when.keys().contains(fact));
        self.rules.iter().filter(|rule| rule.keys().into_iter().any(asks)).map(|rule| rule.code.as_str()).collect()
    }

    /// Every setting the rules know, with its default and the duty it belongs to: `(key, default, code)`.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, u32, &str)> {
        let mut known = BTreeMap::new();
        for rule in &self.rules {
            for edition in &rule.editions {
                if let Some((key, default)) = edition.due.setting() {
                    known.insert(key.to_owned(), (default, rule.code.as_str()));
                }
                if let Some(months) = rule.habitual_months(edition) {
                    known.insert(months_key(&rule.code), (months, rule.code.as_str()));
                }
                if matches!(edition.due, Due::DayOfMonth { before: true, .. }) {
                    known.insert(strict_key(&rule.code), (0, rule.code.as_str()));
                }
            }
        }
        known.into_iter().map(|(key, (default, code))| (key, default, code)).collect()
    }
}

/// Key of the setting that reads "15日前" as not including the 15th (0 or 1).
#[must_use]
pub fn strict_key(code: &str) -> String {
    format!("{code}.strict")
}

/// Key of the setting that replaces a duty's lead, in days.
#[must_use]
pub fn lead_key(code: &str) -> String {
    format!("{code}.lead")
}

/// Key of the setting that replaces the period of a duty, in months.
#[must_use]
pub fn months_key(code: &str) -> String {
    format!("{code}.months")
}

/// What the plant has changed about the rules, each change with its reason kept by the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Numbers by key: local deadlines, leads, strictness.
    pub numbers: BTreeMap<String, u32>,
    /// Habits switched off, with the reason.
    pub off: BTreeMap<String, String>,
    /// Codes whose house editions the plant took up.
    pub house: BTreeSet<String>,
}

impl Settings {
    /// The number set for `key`.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u32> {
        self.numbers.get(key).copied()
    }

    /// Whether "before the day" of this duty leaves the day out.
    #[must_use]
    pub fn strict(&self, code: &str) -> bool {
        self.number(&strict_key(code)).is_some_and(|it| it != 0)
    }

    /// The period of a duty: as the plant has set it where it may, else the usual one.
    #[must_use]
    pub fn every(&self, rule: &Rule, edition: &Edition, usual: Every) -> Every {
        let set = rule.habitual_months(edition).and_then(|_| self.number(&months_key(&rule.code)));
        set.and_then(Every::of_months).unwrap_or(usual)
    }

    /// Takes over one stored setting: `R02.day`, `A05.strict`, `F02.lead`, `AW02.months`, `R01.off`, `LD01.house`. Keys of
    /// other areas are passed over.
    ///
    /// # Errors
    /// A value that is no number, no such period, or switching off a duty that is not a habit.
    pub fn put(&mut self, rules: &Rules, key: &str, value: &str, reason: &str) -> Result<(), Problem> {
        let Some((rule, what)) = key.split_once('.').and_then(|(code, what)| Some((rules.rule(code)?, what))) else {
            return Ok(());
        };
        let number: u32 =
            value.trim().parse().map_err(|_| Problem::record(format!("设置 {key} 应为整数，不能是“{value}”")))?;
        match (what, number) {
            ("off", 0) => self.off.remove(&rule.code).map_or((), drop),
            ("off", _) if !rule.may_be_switched_off() => {
                return Err(Problem::record(format!("{}{}不是惯例，不能停用", rule.code, rule.title)));
            }
            ("off", _) => self.off.insert(rule.code.clone(), reason.to_owned()).map_or((), drop),
            ("house", 0) => drop(self.house.remove(&rule.code)),
            ("house", _) => drop(self.house.insert(rule.code.clone())),
            ("months", months) if Every::of_months(months).is_none() => {
                return Err(Problem::record(format!("{}的周期只能是 1、3、6、12 个月", rule.title)));
            }
            (_, _) => drop(self.numbers.insert(key.to_owned(), number)),
        }
        Ok(())
    }

    fn takes(&self, edition: &Edition, code: &str) -> bool {
        !edition.house || self.house.contains(code)
    }

    /// Why the rule is switched off, if it is and may be.
    #[must_use]
    pub fn off_reason(&self, rule: &Rule) -> Option<&str> {
        if rule.may_be_switched_off() { self.off.get(&rule.code).map(String::as_str) } else { None }
    }
}
