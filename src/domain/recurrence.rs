//! Inspection plans: which occurrences a plan owes, and which of them were met.
//!
//! An occurrence is met by an inspection inside its own period and by nothing later: what was missed stays missed
//! (decisions 3).

use super::calendar::Calendar;
use super::code::codes;
use super::date::{add_days, days_between};
use super::fold::{clean_line, to_half_width};
use super::period::{Period, PeriodKind};
use chrono::{Datelike, NaiveDate};
use std::fmt;

codes! {
    /// How often a plan asks for its inspection.
    pub enum Frequency {
        Day = "day" "每日",
        Week = "week" "每周",
        Month = "month" "每月",
        Quarter = "quarter" "每季度",
        HalfYear = "half_year" "每半年",
        Year = "year" "每年",
    }
}

impl Frequency {
    /// The period of which each owes one inspection.
    #[must_use]
    pub fn period_kind(self) -> PeriodKind {
        match self {
            Self::Day => PeriodKind::Day,
            Self::Week => PeriodKind::Week,
            Self::Month => PeriodKind::Month,
            Self::Quarter => PeriodKind::Quarter,
            Self::HalfYear => PeriodKind::HalfYear,
            Self::Year => PeriodKind::Year,
        }
    }
}

/// Selected days of the week; none selected means that the plan does not restrict them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

/// A text that names no days of the week; `Display` is the Chinese sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekdaysFault(String);

impl fmt::Display for WeekdaysFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”不是星期，请写成 周一至周五、一三五 或 1-5", self.0)
    }
}

impl std::error::Error for WeekdaysFault {}

const DAY_NAMES: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];

impl Weekdays {
    /// No day selected: not restricted.
    pub const NONE: Self = Self(0);
    /// Monday to Friday.
    pub const WORKWEEK: Self = Self(0b001_1111);
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// From the stored mask, Monday the lowest of seven bits; `None` for a mask above 127.
    #[must_use]
    pub fn from_bits(bits: i64) -> Option<Self> {
        u8::try_from(bits).ok().filter(|bits| *bits <= Self::ALL.0).map(Self)
    }

    /// The mask to store.
    #[must_use]
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }

    /// Whether no day was selected.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether the weekday of this date was selected.
    #[must_use]
    pub fn has(self, date: NaiveDate) -> bool {
        self.0 & (1 << date.weekday().num_days_from_monday()) != 0
    }

    /// Reads 一二三四五, 周一至周五, 星期一、三, 1-5, 135, 每天, 工作日; empty text selects none.
    ///
    /// # Errors
    /// [`WeekdaysFault`] quotes the text that names no days.
    pub fn parse(text: &str) -> Result<Self, WeekdaysFault> {
        let fault = || WeekdaysFault(clean_line(text).chars().take(20).collect());
        let plain = to_half_width(&clean_line(text)).replace(' ', "");
        let plain = plain.replace("星期", "").replace("礼拜", "").replace('周', "");
        match plain.as_str() {
            "每天" | "每日" | "天天" => return Ok(Self::ALL),
            "工作日" => return Ok(Self::WORKWEEK),
            _ => {}
        }
        let (mut mask, mut last, mut ranging) = (0u8, None, false);
        for c in plain.chars() {
            match (weekday_number(c), c) {
                (Some(day), _) => {
                    let from = if ranging { last.ok_or_else(fault)? } else { day };
                    mask |= span(from, day);
                    (last, ranging) = (Some(day), false);
                }
                (None, '至' | '到' | '-' | '~' | '_') if last.is_some() && !ranging => ranging = true,
                (None, ',' | '/' | ';' | '和' | '.' | '`') if !ranging => last = None,
                (None, _) => return Err(fault()),
            }
        }
        if ranging { Err(fault()) } else { Ok(Self(mask)) }
    }
}

impl fmt::Display for Weekdays {
    /// 周一至周五, 周一、周三, 每天; nothing when none is selected.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.pad("每天");
        }
        let days: Vec<u32> = (0..7).filter(|day| self.0 & (1 << day) != 0).collect();
        let name = |day: &u32| format!("周{}", DAY_NAMES.get(*day as usize).copied().unwrap_or('?'));
        let unbroken = days.windows(2).all(|pair| matches!(pair, [a, b] if a + 1 == *b));
        let text = match (days.first(), days.last()) {
            (Some(first), Some(last)) if unbroken && days.len() > 2 => format!("{}至{}", name(first), name(last)),
            _ => days.iter().map(name).collect::<Vec<_>>().join("、"),
        };
        f.pad(&text)
    }
}

/// 0 for Monday to 6 for Sunday.
fn weekday_number(c: char) -> Option<u32> {
    match c {
        '1'..='7' => c.to_digit(10).map(|n| n - 1),
        '天' => Some(6),
        _ => DAY_NAMES.iter().position(|name| *name == c).and_then(|at| u32::try_from(at).ok()),
    }
}

/// Mask of `from` to `to`, over the weekend when `to` is earlier in the week.
fn span(from: u32, to: u32) -> u8 {
    let length = (to + 7 - from) % 7;
    (0..=length).fold(0, |mask, step| mask | 1 << ((from + step) % 7))
}

/// When a plan owes inspections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// One inspection in each of these.
    pub frequency: Frequency,
    /// Daily plans: the days owed. Weekly plans: the last of them is the day due. Others do not look at it.
    pub weekdays: Weekdays,
    /// First day of the plan.
    pub from: NaiveDate,
    /// Last day of the plan; `None` while it runs.
    pub to: Option<NaiveDate>,
    /// Whether entered holidays owe nothing. Stoppages never do.
    pub only_working_days: bool,
}

/// One inspection that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The period it belongs to; names it for good.
    pub period: Period,
    /// Day by which it is due.
    pub due_on: NaiveDate,
    /// First day on which an inspection counts for it.
    pub window_from: NaiveDate,
}

impl Occurrence {
    /// Last day on which an inspection counts for it: later than `due_on` where a weekly plan names a weekday.
    #[must_use]
    pub fn window_to(&self) -> NaiveDate {
        self.period.last()
    }
}

impl Schedule {
    /// The occurrences whose period shares a day with `from`..=`to`, in order. An occurrence is owed when its day due lies within the
    /// plan and the plant does not stand still (or, for working-day plans, rest) all through its window. Pass
    /// [`Calendar::seen_by`] for a plan of one department. Figures of a month count those whose `due_on` lies in it.
    #[must_use]
    pub fn occurrences(&self, calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> Vec<Occurrence> {
        let from = from.max(Period::containing(self.frequency.period_kind(), self.from).first());
        let to = self.to.map_or(to, |end| end.min(to));
        Period::overlapping(self.frequency.period_kind(), from, to)
            .into_iter()
            .filter_map(|period| self.occurrence(calendar, period))
            .collect()
    }

    /// The occurrence owed in one period.
    fn occurrence(&self, calendar: &Calendar, period: Period) -> Option<Occurrence> {
        let due_on = self.due_in(period);
        if due_on < self.from || self.to.is_some_and(|end| end < due_on) {
            return None;
        }
        let window_from = period.first().max(self.from);
        let owed = match self.frequency {
            Frequency::Day => self.owes_day(calendar, due_on),
            Frequency::Week | Frequency::Month | Frequency::Quarter | Frequency::HalfYear | Frequency::Year => {
                window_from
                    .iter_days()
                    .take_while(|day| *day <= period.last())
                    .any(|day| self.can_be_done(calendar, day))
            }
        };
        owed.then_some(Occurrence { period, due_on, window_from })
    }

    /// The period's last day; for a weekly plan the last selected weekday.
    fn due_in(&self, period: Period) -> NaiveDate {
        let last = period.last();
        if self.frequency != Frequency::Week || self.weekdays.is_none() {
            return last;
        }
        (0..7).map(|back| add_days(last, -back)).find(|day| self.weekdays.has(*day)).unwrap_or(last)
    }

    /// Whether a daily plan asks for this day. A plan of the whole working week also follows it to make-up days.
    fn owes_day(&self, calendar: &Calendar, day: NaiveDate) -> bool {
        if calendar.is_stopped(day) {
            return false;
        }
        let selected = self.weekdays.is_none() || self.weekdays.has(day);
        if !self.only_working_days {
            return selected;
        }
        if self.weekdays.is_none() {
            return calendar.is_working_day(day);
        }
        let workweek = self.weekdays.0 & Weekdays::WORKWEEK.0 == Weekdays::WORKWEEK.0;
        !calendar.is_holiday(day) && (selected || (workweek && calendar.is_makeup(day)))
    }

    /// Whether an inspection of a longer period could be made this day.
    fn can_be_done(&self, calendar: &Calendar, day: NaiveDate) -> bool {
        let at_work = calendar.is_working_day(day) || (self.weekdays.has(day) && !calendar.is_holiday(day));
        !calendar.is_stopped(day) && (!self.only_working_days || at_work)
    }
}

/// One inspection made under a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Id of the inspection.
    pub inspection_id: i64,
    /// Day it was made.
    pub date: NaiveDate,
    /// The occurrence it was made for, when that was said. It narrows; it never widens the window.
    pub period: Option<Period>,
}

/// Where an occurrence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Met by this inspection, so many days after the day due (0 when in time).
    Done {
        /// Id of the inspection.
        id: i64,
        /// Days after `due_on`.
        late_days: i64,
    },
    /// Its window is open and nothing was made yet.
    Due,
    /// Its window has not begun.
    Upcoming,
    /// Its window closed with nothing made; it cannot be met any more.
    Missed,
}

/// An occurrence and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What was owed.
    pub occurrence: Occurrence,
    /// Where it stands.
    pub state: Standing,
}

impl Settled {
    /// Days past the day due without an inspection; 0 when not past it or met.
    #[must_use]
    pub fn overdue_days(&self, today: NaiveDate) -> i64 {
        match self.state {
            Standing::Done { .. } | Standing::Upcoming => 0,
            Standing::Due | Standing::Missed => days_between(self.occurrence.due_on, today).max(0),
        }
    }
}

/// Matches the inspections of one plan to its occurrences. The earliest inspection within the window counts; one dated after
/// `today` counts for nothing, and a later one never clears an earlier missed occurrence (decisions 3).
#[must_use]
pub fn settle(occurrences: &[Occurrence], done: &[Done], today: NaiveDate) -> Vec<Settled> {
    let mut by_date: Vec<&Done> = done.iter().filter(|it| it.date <= today).collect();
    by_date.sort_unstable_by_key(|it| (it.date, it.inspection_id));
    let standing = |owed: &Occurrence| {
        let start = by_date.partition_point(|it| it.date < owed.window_from);
        let within = by_date.iter().skip(start).take_while(|it| it.date <= owed.window_to());
        match within.into_iter().find(|it| it.period.is_none_or(|period| period == owed.period)) {
            Some(it) => Standing::Done { id: it.inspection_id, late_days: days_between(owed.due_on, it.date).max(0) },
            None if today < owed.window_from => Standing::Upcoming,
            None if today <= owed.window_to() => Standing::Due,
            None => Standing::Missed,
        }
    };
    occurrences.iter().map(|owed| Settled { occurrence: *owed, state: standing(owed) }).collect()
}

/// Counts of settled occurrences: what a month's figures are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub planned: i64,
    /// Met, late ones included.
    pub done: i64,
    /// Met after the day due.
    pub late: i64,
    /// Missed for good.
    pub missed: i64,
    /// Open now.
    pub due: i64,
    /// Not begun.
    pub upcoming: i64,
}

/// Counts settled occurrences; `planned` = done + missed + due + upcoming.
#[must_use]
pub fn tally<'a>(settled: impl IntoIterator<Item = &'a Settled>) -> Tally {
    settled.into_iter().fold(Tally::default(), |mut sum, it| {
        sum.planned += 1;
        match it.state {
            Standing::Done { late_days, .. } => {
                sum.done += 1;
                sum.late += i64::from(late_days > 0);
            }
            Standing::Due => sum.due += 1,
            Standing::Upcoming => sum.upcoming += 1,
            Standing::Missed => sum.missed += 1,
        }
        sum
    })
}

#[cfg(test)]
mod tests;
